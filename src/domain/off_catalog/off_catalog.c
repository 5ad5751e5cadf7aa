/* Adapting first, consent second, the purchase last; and what the next catalogue should have. */
#include "domain/message/message.h"
#include "domain/off_catalog/off_catalog_in.h"

/* ---- adaptation ---- */
static enum err system_take(struct ctx *c, struct adaptation *a)
{
	struct info_system s;

	record_none(&info_system_record, &s);
	if (info_system_get(c, a->system, &s) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统", a->system);
	}
	if (!c->who.system && s.user_org != c->who.org && s.applicant_org != c->who.org)
		return fail_on(c, "system", "not_yours", "这个信息系统不属于" STR_FMT, STR_ARG(c->who.org_name));
	a->user_org = s.user_org;
	a->applicant_org = s.applicant_org;
	return OK;
}

/* What is shown is what was computed that day from the version in force: the record keeps it. */
static enum err candidates_take(struct ctx *c, struct adaptation *a)
{
	struct catalog_version now;

	TRY(catalog_published(c, &now));
	if (!now.id)
		return fail_on(c, "wanted", "no_catalog", "还没有发布服务目录，不能比对");
	a->catalog_version = now.id;
	a->catalog_version_no = now.no;
	return catalog_similar(c, a->category, a->wanted, a->keywords, (size_t)setting_int(c, "off_catalog.candidates"), &a->candidates);
}

enum err adaptation_create(struct ctx *c, const void *in, void *out)
{
	struct adaptation a = *(const struct adaptation *)in;

	(void)out;
	TRY(system_take(c, &a));
	TRY(candidates_take(c, &a));
	a.id = c->made = id_new(c);
	a.version = 1;
	a.state = ADAPT_OPEN;
	a.recorded_by = c->who.person;
	a.recorded_by_name = c->who.name;
	a.created_at = c->now;
	return sql_put(c, &off_q[Q_ADAPT_PUT], &a);
}

enum err adaptation_update(struct ctx *c, const void *in_, void *out)
{
	const struct adaptation *in = in_;
	struct adaptation a = *(const struct adaptation *)c->subject;

	(void)out;
	a.system = in->system;
	a.wanted = in->wanted;
	a.keywords = in->keywords;
	a.spec = in->spec;
	a.unit = in->unit;
	a.use = in->use;
	a.category = in->category;
	a.qty = in->qty;
	a.recorded_by = c->who.person;
	a.recorded_by_name = c->who.name;
	TRY(system_take(c, &a));
	TRY(candidates_take(c, &a));
	return sql_put(c, &off_q[Q_ADAPT_SET], &a);
}

enum err adaptation_adapt(struct ctx *c, const void *in_, void *out)
{
	const struct adapt_in *in = in_;
	struct adaptation a = *(const struct adaptation *)c->subject;
	struct catalog_version now;
	struct catalog_item it;

	(void)out;
	TRY(catalog_published(c, &now));
	enum err e = in->item ? catalog_item_get(c, in->item, &it) : catalog_item_by_code(c, now.id, in->item_code, &it);
	if (e != OK) {
		fail_clear(&c->fail);
		return fail_on(c, in->item ? "item" : "item_code", in->item || in->item_code.n ? "absent" : "missing", "请从现行服务目录中选定替代项");
	}
	if (!it.current)
		return fail_on(c, in->item ? "item" : "item_code", "not_published", "“" STR_FMT "”不在现行服务目录里", STR_ARG(it.name));
	a.substitute = it.id;
	a.substitute_code = it.code;
	a.substitute_name = it.name;
	a.reason = in->reason;
	a.decided_at = c->now;
	return sql_put(c, &off_q[Q_ADAPT_SET], &a);
}

enum err adaptation_fail(struct ctx *c, const void *in_, void *out)
{
	const struct fail_in *in = in_;
	struct adaptation a = *(const struct adaptation *)c->subject;

	(void)out;
	for (size_t i = 0; i < in->tried.n; i++) {
		const struct tried *t = LIST_AT(in->tried, struct tried, i);
		bool shown = false;
		EACH(struct catalog_match, m, a.candidates)
			if (t->item ? m->item == t->item : str_eq(m->code, t->code)) {
				m->note = t->note;
				shown = true;
			}
		if (!shown)
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "tried/%zu/%s", i, t->item ? "item" : "code")), "absent", "相近的目录项里没有这一项");
	}
	TRY(fields_ok(c));
	a.substitute = 0;
	a.substitute_code = a.substitute_name = STR_NONE;
	a.reason = in->reason;
	a.decided_at = c->now;
	return sql_put(c, &off_q[Q_ADAPT_SET], &a);
}

enum err adaptation_confirm(struct ctx *c, const void *in_, void *out)
{
	const struct confirm_in *in = in_;
	struct adaptation a = *(const struct adaptation *)c->subject;

	(void)out;
	a.confirm_note = in->comment;
	a.confirmed_by = c->who.person;
	a.confirmed_by_name = c->who.name;
	a.confirmed_at = c->now;
	return sql_put(c, &off_q[Q_ADAPT_SET], &a);
}

enum err adaptation_back(struct ctx *c, const void *in_, void *out)
{
	const struct confirm_in *in = in_;
	const struct adaptation *a = c->subject;
	struct note n = { .title = arena_fmt(c->arena, "请再行适配：" STR_FMT, STR_ARG(a->wanted)), .body = in->comment, .article = "A19.5b", .e = &adaptation_entity, .subject = a->id };

	(void)out;
	return message_to_roles(c, a->user_org, R_USER | R_APPU, &n);
}

enum err adaptation_open(struct ctx *c, const void *subject, const void *in)
{
	const struct adaptation *a = subject;

	(void)in;
	return a->state == ADAPT_OPEN ? OK : refuse(c, "适配已有结论，记录不再改动");
}

/* The consent rests on the recorded failure: once it is given, the record is not opened again. */
enum err adaptation_unused(struct ctx *c, const void *subject, const void *in)
{
	const struct adaptation *a = subject;
	int64_t n = 0;

	(void)in;
	TRY(sql_int(c, &off_q[Q_ADAPT_CONSENTED], &n, a->id));
	return n == 0 ? OK : refuse(c, "已按“" STR_FMT "”的适配记录同意目录外采购，记录不再退回", STR_ARG(a->wanted));
}

/* ---- the application ---- */
static enum err start_of(struct ctx *c, const struct off_edit_in *in, struct adaptation *a, struct application_start *s)
{
	int64_t used = 0;

	record_none(&adaptation_record, a);
	if (entity_get(c, &adaptation_entity, in->adaptation, a) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "adaptation", "absent", "没有编号为 %" PRId64 " 的适配记录", in->adaptation);
	}
	TRY(sql_int(c, &off_q[Q_ADAPT_USED], &used, a->id, in->id));
	if (used)
		return fail_on(c, "adaptation", "used", "这份适配记录已经用于另一份在办的目录外采购申请");
	*s = (struct application_start){ .type = APP_OFF_CATALOG, .system = a->system, .reason = in->reason, .budget_source = in->budget_source,
					 .planned_live_date = in->planned_live_date,
					 .title = str_empty(in->title) ? arena_fmt(c->arena, "目录外采购：" STR_FMT, STR_ARG(a->wanted)) : in->title };
	return OK;
}

static void take(const struct off_edit_in *in, struct off_catalog *o)
{
	o->adaptation = in->adaptation;
	o->budget_fen = in->budget_fen;
	o->procure_method = in->procure_method;
	o->security_note = in->security_note;
}

enum err off_draft(struct ctx *c, const void *in_, void *out)
{
	const struct off_edit_in *in = in_;
	struct application_start s;
	struct adaptation a;
	struct off_catalog o;

	(void)out;
	TRY(start_of(c, in, &a, &s));
	record_none(&off_catalog_record, &o);
	TRY(application_begin(c, &s, &o.id));
	o.version = 1;
	o.application = o.id;
	take(in, &o);
	return sql_put(c, &off_q[Q_OFF_PUT], &o);
}

enum err off_update(struct ctx *c, const void *in_, void *out)
{
	const struct off_edit_in *in = in_;
	struct off_catalog o = *(const struct off_catalog *)c->subject;
	struct application_start s;
	struct adaptation a;

	(void)out;
	TRY(start_of(c, in, &a, &s));
	TRY(application_amend(c, o.id, &s));
	take(in, &o);
	return sql_put(c, &off_q[Q_OFF_SET], &o);
}

enum err off_terms(struct ctx *c, const void *in_, void *out)
{
	const struct terms_in *in = in_;
	const struct off_catalog *o = c->subject;

	(void)out;
	if (!date_none(in->consent_valid_to) && in->consent_valid_to.day <= today(c).day)
		return fail_on(c, "consent_valid_to", "in_past", "有效期应当晚于今天");
	return sql_run(c, &off_q[Q_OFF_TERMS], o->id, in->consent_valid_to, in->consent_conditions);
}

enum err under_decision(struct ctx *c, const void *subject, const void *in)
{
	const struct off_catalog *o = subject;

	(void)in;
	if (str_is(o->application_state, "accepted") || str_is(o->application_state, "under_review"))
		return OK;
	return fail(c, E_CONFLICT, "wrong_state", "受理后、签发前才能写同意的期限和条件");
}

/* The signature is the consent: it gets a number and a period, and the next catalogue hears of the want (A11c). */
enum err off_consent(struct ctx *c, const struct fact *f)
{
	struct off_catalog o;
	struct str no;

	enum err e = sql_get(c, &off_q[Q_OFF_GET], &o, f->subject);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	if (o.consent_no.p)
		return OK;
	TRY(number_next(c, "ML", &no));
	if (date_none(o.consent_valid_to))
		o.consent_valid_to = date_add_months(today(c), (int)setting_int(c, "off_catalog.valid_months"));
	TRY(sql_run(c, &off_q[Q_OFF_CONSENT], o.id, no, o.consent_valid_to, c->now));
	struct catalog_suggestion s;
	record_none(&catalog_suggestion_record, &s);
	s.source_kind = STR("off_catalog");
	s.source = o.id;
	s.source_no = no;
	s.org = o.user_org;
	s.wanted = o.wanted;
	s.spec = o.spec;
	s.unit = o.unit;
	s.category = o.category;
	s.qty = o.qty;
	s.reason = o.fail_reason;
	TRY(catalog_suggest(c, &s));
	struct note n = { .title = arena_fmt(c->arena, "同意目录外采购：" STR_FMT, STR_ARG(o.wanted)),
			  .body = arena_fmt(c->arena, "同意函编号 " STR_FMT "，" STR_FMT " 前有效，采购后请登记结果", STR_ARG(no), STR_ARG(date_text(c->arena, o.consent_valid_to))),
			  .article = "A19.5c", .e = &off_catalog_entity, .subject = o.id };
	return message_to_roles(c, o.user_org, R_USER | R_APPU, &n);
}

enum err off_purchase(struct ctx *c, const void *in_, void *out)
{
	const struct purchase_in *in = in_;
	const struct off_catalog *o = c->subject;
	struct catalog_suggestion s;

	(void)out;
	if (in->purchase_file) {
		const struct entity *e = core_entity_named(c, STR("attachment"));
		void *file = arena_alloc(c->arena, e->rec->size);
		record_none(e->rec, file);
		if (entity_peek(c, e, in->purchase_file, file) != OK) {
			fail_clear(&c->fail);
			return fail_on(c, "purchase_file", "absent", "没有编号为 %" PRId64 " 的附件", in->purchase_file);
		}
	}
	if (in->purchased_on.day > today(c).day)
		return fail_on(c, "purchased_on", "in_future", "采购日期不能晚于今天");
	TRY(sql_run(c, &off_q[Q_OFF_PURCHASE], o->id, in->supplier, in->purchase_contract_no, in->purchase_note, in->purchase_fen, in->purchased_on,
		    V_ID(in->purchase_file), c->who.person, c->now));
	record_none(&catalog_suggestion_record, &s);
	s.source_kind = STR("off_catalog");
	s.source = o->id;
	s.outcome = arena_fmt(c->arena, STR_FMT "，" STR_FMT "，%" PRId64 ".%02d 元，" STR_FMT, STR_ARG(in->supplier), STR_ARG(in->purchase_contract_no),
			      in->purchase_fen.v / 100, (int)(in->purchase_fen.v % 100), STR_ARG(date_text(c->arena, in->purchased_on)));
	TRY(catalog_suggest(c, &s));
	return flow_fire(c, &application_flow, o->id, "close", "已登记采购结果");
}

enum err off_reminders(struct ctx *c)
{
	struct list waiting;

	TRY(sql_all0(c, &off_q[Q_OFF_WAITING], &waiting));
	EACH(struct off_catalog, o, waiting) {
		int64_t left = o->consent_valid_to.day - today(c).day;
		int64_t day = message_remind_day(c, "off_catalog.remind_days", left, o->reminded);
		if (day == INT_NONE)
			continue;
		struct note n = { .title = left > 0 ? arena_fmt(c->arena, "目录外采购同意函还有 %" PRId64 " 天到期：" STR_FMT, left, STR_ARG(o->wanted))
						    : arena_fmt(c->arena, "目录外采购同意函已到期：" STR_FMT, STR_ARG(o->wanted)),
				  .body = arena_fmt(c->arena, "同意函编号 " STR_FMT "，尚未登记采购结果", STR_ARG(o->consent_no)), .article = "A19.5c", .e = &off_catalog_entity, .subject = o->id };
		TRY(message_to_roles(c, o->user_org, R_USER | R_APPU, &n));
		TRY(sql_run(c, &off_q[Q_OFF_REMINDED], o->id, day));
	}
	return OK;
}

/* ---- guards ---- */
static bool failed(const struct adaptation *a) { return a->state == ADAPT_FAILED || a->state == ADAPT_CONFIRMED; }

/* F07: without a recorded failure there is nothing to apply for. */
enum err draft_after_failure(struct ctx *c, const void *subject, const void *in_)
{
	const struct off_edit_in *in = in_;
	struct adaptation a;

	(void)subject;
	if (!in)
		return OK;
	if (!in->adaptation)
		return refuse(c, "申请目录外采购之前，应当先记录目录内的适配和不成的理由");
	record_none(&adaptation_record, &a);
	if (entity_get(c, &adaptation_entity, in->adaptation, &a) != OK) {
		fail_clear(&c->fail);
		return OK;                      /* the handler names it */
	}
	return failed(&a) ? OK : refuse(c, "“" STR_FMT "”%s，不能申请目录外采购", STR_ARG(a.wanted), a.state == ADAPT_OPEN ? "还没有适配结论" : "已有目录内的替代");
}

/* The record behind an off-catalogue application; found is false for the other types. */
static enum err adaptation_of(struct ctx *c, const struct application *app, struct adaptation *a, bool *found)
{
	struct off_catalog o;

	*found = app->type == APP_OFF_CATALOG;
	if (!*found)
		return OK;
	TRY(sql_get(c, &off_q[Q_OFF_GET], &o, app->id));
	return entity_peek(c, &adaptation_entity, o.adaptation, a);
}

enum err failed_adaptation(struct ctx *c, const void *subject, const void *in)
{
	struct adaptation a;
	bool found;

	(void)in;
	TRY(adaptation_of(c, subject, &a, &found));
	return !found || failed(&a) ? OK : refuse(c, "“" STR_FMT "”的目录内适配没有“不成”的记录，不能申请目录外采购", STR_ARG(a.wanted));
}

enum err nothing_equivalent(struct ctx *c, const void *subject, const void *in)
{
	struct catalog_match m;
	struct adaptation a;
	bool found;

	(void)in;
	TRY(adaptation_of(c, subject, &a, &found));
	if (!found || a.state == ADAPT_CONFIRMED)
		return OK;
	TRY(catalog_equivalent(c, a.category, a.wanted, a.keywords, &m));
	return !m.item ? OK : refuse(c, "目录内已有相当的“" STR_FMT "”（" STR_FMT "），除非主管部门认定适配不成，不得另行采购", STR_ARG(m.name), STR_ARG(m.code));
}

/* A contract outside the cloud is a purchase as well. What was agreed before the regulation came into force is only put on record. */
enum err contract_not_equivalent(struct ctx *c, const void *subject, const void *in_)
{
	const struct third_party_contract *in = in_;
	struct catalog_match m = { 0 };
	struct adaptation a;
	struct date since;

	(void)subject;
	if (!in || str_empty(str_trim(in->what)) || date_parse(setting_text(c, "regulation.effective_date"), &since) != OK || date_cmp(in->from_date, since) < 0)
		return OK;
	TRY(catalog_equivalent(c, in->category, in->what, in->keywords, &m));
	if (!m.item)
		return OK;
	if (in->adaptation) {
		enum err e = entity_get(c, &adaptation_entity, in->adaptation, &a);
		if (e == OK && a.system == in->system && a.state == ADAPT_CONFIRMED)
			return OK;
		if (e != OK && e != E_ABSENT)
			return e;
		fail_clear(&c->fail);
	}
	return refuse(c, "目录内已有相当的“" STR_FMT "”（" STR_FMT "），除非主管部门认定适配不成，不得另行采购", STR_ARG(m.name), STR_ARG(m.code));
}

enum err consent_holds(struct ctx *c, const void *subject, const void *in_)
{
	const struct off_catalog *o = subject;
	const struct purchase_in *in = in_;

	if (!o->consent_no.p)
		return refuse(c, "主管部门还没有同意，不能登记目录外采购");
	struct date day = in && !date_none(in->purchased_on) ? in->purchased_on : today(c);
	if (day.day >= o->consent_valid_to.day)
		return refuse(c, "同意函 " STR_FMT " 的有效期已于 " STR_FMT " 届满", STR_ARG(o->consent_no), STR_ARG(date_text(c->arena, o->consent_valid_to)));
	if (in && !date_none(in->purchased_on) && day.day < date_of(o->consent_at).day)
		return refuse(c, "采购日期早于同意函签发日 " STR_FMT "，同意之前不得采购", STR_ARG(date_text(c->arena, date_of(o->consent_at))));
	return OK;
}

enum err adaptation_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org)
{
	return sql_run(c, &off_q[Q_ADAPT_MOVE], system, user_org, applicant_org);
}
