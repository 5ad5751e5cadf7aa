/* Stock and new systems (A16, A19.3b): contracts elsewhere and their renewals, putting the migration off, building beside the cloud,
 * the cut-over and the original that is kept after it. */
#include "domain/info_system/info_system_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

static enum err own_system(struct ctx *c, int64_t id, struct info_system *out)
{
	enum err e = entity_get(c, &info_system_entity, id, out);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统，或者不是本单位和下属单位的", id);
	return fields_ok(c);
}

static enum err tell_units(struct ctx *c, const struct info_system *s, const struct note *n)
{
	TRY(message_to_roles(c, s->applicant_org, R_APPU, n));
	return s->user_org == s->applicant_org ? OK : message_to_roles(c, s->user_org, R_USER, n);
}

/* ---- where a system runs, and since when ---- */
static enum err hosting_note(struct ctx *c, const struct info_system *s, int from, int to, struct date day, enum hosting_cause cause)
{
	struct hosting_change h;

	record_none(&hosting_change_record, &h);
	h.id = id_new(c);
	h.system = s->id;
	h.from_hosting = from;
	h.to_hosting = to;
	h.cause = (int32_t)cause;
	h.date = day;
	h.by_person = c->who.person;
	h.at = c->now;
	return sql_put(c, &info_system_q[Q_HOSTING_PUT], &h);
}

enum err hosting_becomes(struct ctx *c, const struct info_system *s, enum hosting to, struct date day, enum hosting_cause cause)
{
	if (s->hosting == (int32_t)to)
		return OK;
	if (cause != HOSTED_CORRECTED)
		TRY(sql_run(c, &info_system_q[Q_SYS_HOSTING], s->id, hosting_names[to].word, c->now));
	return hosting_note(c, s, s->hosting, (int)to, day, cause);
}

enum err hosting_after_live(struct ctx *c, const struct fact *f)
{
	struct info_system s;

	TRY(info_system_get(c, f->subject, &s));
	return hosting_becomes(c, &s, HOSTING_GOV_CLOUD, date_of(f->at), HOSTED_LIVE);
}

enum err inventory_get(struct ctx *c, const void *in, void *out)
{
	struct inventory *all = out;

	(void)in;
	TRY(sql_all_(c, &info_system_q[Q_INVENTORY], &all->items, NO_VALS));
	return sql_all_(c, &info_system_q[Q_PURPOSES], &all->purposes, NO_VALS);
}

/* ---- contracts with others (A16b, R-22) ---- */
struct date regulation_since(struct ctx *c)
{
	struct date day = DATE_NONE;

	return date_parse(setting_text(c, "regulation.effective_date"), &day) == OK ? day : DATE_NONE;
}

/* What the text forbids is a stock system that stays elsewhere by a term agreed to beyond the day the regulation came into force. */
static bool against(struct ctx *c, const struct info_system *s, struct date day)
{
	struct date since = regulation_since(c);

	return s->stock_kind == STOCK_EXISTING && !date_none(since) && date_cmp(day, since) > 0;
}

/* The register's end day is the last of the contracts; reminders begin anew. */
static enum err contract_day(struct ctx *c, int64_t system)
{
	return sql_run(c, &info_system_q[Q_SYS_CONTRACT_TO], system, c->now);
}

static enum err tell_against(struct ctx *c, const struct info_system *s, struct date until)
{
	struct note n = { .article = "A16b", .e = &info_system_entity, .subject = s->id };

	n.title = arena_fmt(c->arena, "系统“" STR_FMT "”的第三方云合同延续到 " STR_FMT, STR_ARG(s->name), STR_ARG(date_text(c->arena, until)));
	n.body = STR("存量系统在原服务合同到期后应当迁移上云；经主管部门批准暂缓的除外。");
	TRY(message_to_roles(c, 0, R(AUTH_HANDLER), &n));
	return tell_units(c, s, &n);
}

enum err contract3p_create(struct ctx *c, const void *in_, void *out)
{
	struct third_party_contract k = *(const struct third_party_contract *)in_;
	struct info_system s;

	(void)out;
	TRY(own_system(c, k.system, &s));
	if (s.hosting == HOSTING_GOV_CLOUD)
		fail_on(c, "system", "on_cloud", "系统“" STR_FMT "”已在政务云上", STR_ARG(s.name));
	if (date_cmp(k.to_date, k.from_date) <= 0)
		fail_on(c, "to_date", "before_from", "到期日应当晚于起始日");
	TRY(fields_ok(c));
	k.id = id_new(c);
	k.version = 1;
	k.end_date = k.to_date;
	k.against_a16 = against(c, &s, k.from_date);
	k.created_by = c->who.person;
	k.created_at = c->now;
	TRY(sql_put(c, &info_system_q[Q_CON_PUT], &k));
	TRY(contract_day(c, k.system));
	c->made = k.id;
	return k.against_a16 ? tell_against(c, &s, k.end_date) : OK;
}

enum err contract3p_renew(struct ctx *c, const void *in_, void *out)
{
	const struct renew_in *in = in_;
	const struct third_party_contract *k = c->subject;
	struct info_system s;

	(void)out;
	if (date_cmp(in->to_date, k->end_date) <= 0)
		fail_on(c, "to_date", "not_longer", "续签后的到期日应当晚于现在的 " STR_FMT, STR_ARG(date_text(c->arena, k->end_date)));
	TRY(fields_ok(c));
	TRY(info_system_get(c, k->system, &s));
	struct renewal r = { .id = id_new(c), .contract = k->id, .file = in->file, .by_person = c->who.person, .signed_date = in->signed_date, .from_date = k->end_date,
			     .to_date = in->to_date, .amount_fen = in->amount_fen, .reason = in->reason, .against_a16 = against(c, &s, in->to_date), .created_at = c->now };
	TRY(sql_put(c, &info_system_q[Q_RENEWAL_PUT], &r));
	TRY(sql_run(c, &info_system_q[Q_CON_RENEWED], k->id, in->to_date, r.against_a16));
	TRY(contract_day(c, k->system));
	return r.against_a16 ? tell_against(c, &s, in->to_date) : OK;
}

enum err contract3p_fill_row(struct ctx *c, void *rec)
{
	struct third_party_contract *k = rec;

	k->flagged = k->against_a16 && (date_none(k->postponed_until) || date_cmp(k->postponed_until, today(c)) < 0);
	return OK;
}

enum err contract3p_fill(struct ctx *c, void *rec)
{
	struct third_party_contract *k = rec;

	TRY(contract3p_fill_row(c, rec));
	return sql_all(c, &info_system_q[Q_RENEWALS], &k->renewals, k->id);
}

enum err third_party_contract_of(struct ctx *c, int64_t system, struct third_party_contract *out)
{
	record_none(&third_party_contract_record, out);
	TRY(sql_get(c, &info_system_q[Q_CON_LAST], out, system));
	return contract3p_fill_row(c, out);
}

/* ---- putting the migration off (R-22) ---- */
enum err postponement_ask(struct ctx *c, const void *in_, void *out)
{
	struct postponement p = *(const struct postponement *)in_;
	struct info_system s;

	(void)out;
	TRY(own_system(c, p.system, &s));
	if (s.stock_kind != STOCK_EXISTING || s.hosting == HOSTING_GOV_CLOUD)
		fail_on(c, "system", "nothing_to_migrate", "只有还在云下的存量系统才谈得上暂缓迁移");
	if (date_cmp(p.until_date, today(c)) <= 0)
		fail_on(c, "until_date", "in_past", "暂缓的最后一日应当晚于今天");
	TRY(fields_ok(c));
	p.id = id_new(c);
	p.version = 1;
	p.state = ASK_ASKED;
	p.asked_by = c->who.person;
	p.created_at = c->now;
	TRY(sql_put(c, &info_system_q[Q_POST_PUT], &p));
	c->made = p.id;
	struct note n = { .article = "A16b", .e = &postponement_entity, .subject = p.id };
	n.title = arena_fmt(c->arena, "系统“" STR_FMT "”申请暂缓迁移", STR_ARG(s.name));
	return message_to_roles(c, 0, R(AUTH_APPROVER), &n);
}

static enum err postponement_decide(struct ctx *c, const struct decide_in *in, struct date until, const char *said)
{
	const struct postponement *p = c->subject;
	struct info_system s;

	TRY(info_system_get(c, p->system, &s));
	TRY(sql_run(c, &info_system_q[Q_POST_DECIDE], p->id, until, in->doc_no, in->comment, V_ID(c->who.person), c->now));
	struct note n = { .article = "A16b", .e = &postponement_entity, .subject = p->id, .body = in->comment };
	n.title = arena_fmt(c->arena, "系统“" STR_FMT "”暂缓迁移%s", STR_ARG(s.name), said);
	return tell_units(c, &s, &n);
}

enum err postponement_approve(struct ctx *c, const void *in_, void *out)
{
	const struct decide_in *in = in_;
	struct date until = date_none(in->until_date) ? ((const struct postponement *)c->subject)->until_date : in->until_date;

	(void)out;
	if (date_cmp(until, today(c)) <= 0)
		fail_on(c, "until_date", "in_past", "暂缓的最后一日应当晚于今天");
	TRY(fields_ok(c));
	return postponement_decide(c, in, until, "已批准");
}

enum err postponement_reject(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return postponement_decide(c, in_, ((const struct postponement *)c->subject)->until_date, "未获批准");
}

enum err postponement_fill(struct ctx *c, void *rec)
{
	struct postponement *p = rec;

	p->lapsed = p->state == ASK_APPROVED && date_cmp(p->until_date, today(c)) < 0;
	return OK;
}

/* ---- building beside the cloud (A16c, R-23) ---- */
static enum err off_cloud_enter(struct ctx *c, struct off_cloud_approval *p)
{
	struct org o;

	if (!p->user_org)
		p->user_org = c->who.org;
	enum err e = entity_get(c, &org_entity, p->user_org, &o);
	if (e == E_ABSENT || (e == OK && !o.budget_level1)) {
		fail_clear(&c->fail);
		fail_on(c, "user_org", "absent", "没有编号为 %" PRId64 " 的单位，或者不是本单位和下属单位", p->user_org);
	} else {
		TRY(e);
	}
	if (p->hosting == HOSTING_GOV_CLOUD)
		fail_on(c, "hosting", "on_cloud", "建在政务云上不需要批准");
	TRY(fields_ok(c));
	p->id = id_new(c);
	p->version = 1;
	p->created_at = c->now;
	c->made = p->id;
	return sql_put(c, &info_system_q[Q_OFF_PUT], p);
}

enum err off_cloud_create(struct ctx *c, const void *in_, void *out)
{
	struct off_cloud_approval p = *(const struct off_cloud_approval *)in_;

	(void)out;
	if (!p.ground)
		p.ground = GROUND_OTHER;
	p.state = ASK_APPROVED;
	p.approved_by = c->who.person;
	p.decided_at = c->now;
	return off_cloud_enter(c, &p);
}

enum err off_cloud_ask(struct ctx *c, const void *in_, void *out)
{
	struct off_cloud_approval p = *(const struct off_cloud_approval *)in_;

	(void)out;
	p.state = ASK_ASKED;
	p.asked_by = c->who.person;
	p.decided_at = AT_NONE;
	TRY(off_cloud_enter(c, &p));
	struct note n = { .article = "A16c", .e = &off_cloud_entity, .subject = p.id, .body = p.reason };
	n.title = arena_fmt(c->arena, "新建系统“" STR_FMT "”申请不建在政务云上", STR_ARG(p.system_name));
	return message_to_roles(c, 0, R(AUTH_APPROVER), &n);
}

static enum err off_cloud_decide(struct ctx *c, const struct decide_in *in, const char *said)
{
	const struct off_cloud_approval *p = c->subject;

	TRY(sql_run(c, &info_system_q[Q_OFF_DECIDE], p->id, in->doc_no, in->comment, V_ID(c->who.person), c->now));
	struct note n = { .article = "A16c", .e = &off_cloud_entity, .subject = p->id, .body = in->comment };
	n.title = arena_fmt(c->arena, "系统“" STR_FMT "”云下建设%s", STR_ARG(p->system_name), said);
	return message_to_roles(c, p->user_org, R_UNIT, &n);
}

enum err off_cloud_approve(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return off_cloud_decide(c, in, "已批准");
}

enum err off_cloud_reject(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return off_cloud_decide(c, in, "未获批准");
}

/* ---- cut-over, and what is kept after it (A19.3b, R-20, C9) ---- */
enum err original_create(struct ctx *c, const void *in_, void *out)
{
	struct original_system o = *(const struct original_system *)in_;
	struct info_system s;
	struct clock k;
	int64_t kept = 0;

	(void)out;
	TRY(own_system(c, o.system, &s));
	if (date_cmp(o.cutover_date, today(c)) > 0)
		fail_on(c, "cutover_date", "in_future", "割接日不能晚于今天，割接完成后再登记");
	TRY(fields_ok(c));
	TRY(sql_int(c, &info_system_q[Q_ORIG_KEPT], &kept, o.system));
	if (kept)
		return fail(c, E_CONFLICT, "original_system.kept", "系统“" STR_FMT "”已登记割接，原系统还没有登记拆除", STR_ARG(s.name));
	o.id = id_new(c);
	o.version = 1;
	o.state = ORIGINAL_KEPT;
	if (!o.hosting)
		o.hosting = s.hosting;
	o.keep_months = setting_int(c, "original.keep_months");
	o.created_by = c->who.person;
	o.created_at = c->now;
	TRY(clock_start_on(c, &original_system_entity, o.id, C9, "cutover", o.cutover_date));
	TRY(clock_running(c, &original_system_entity, o.id, &k));
	o.keep_until = k.due_date;
	TRY(sql_put(c, &info_system_q[Q_ORIG_PUT], &o));
	c->made = o.id;
	return hosting_becomes(c, &s, HOSTING_GOV_CLOUD, o.cutover_date, HOSTED_CUTOVER);
}

enum err original_extend(struct ctx *c, const void *in_, void *out)
{
	const struct keep_in *in = in_;
	const struct original_system *o = c->subject;
	struct keep_extension x = { .id = id_new(c), .original = o->id, .by_person = c->who.person, .until_date = in->until_date, .reason = in->reason, .at = c->now };
	struct info_system s;

	(void)out;
	TRY(sql_put(c, &info_system_q[Q_EXT_PUT], &x));
	TRY(clock_lengthen(c, &original_system_entity, o->id, C9, in->until_date));
	TRY(sql_run(c, &info_system_q[Q_ORIG_UNTIL], o->id, in->until_date));
	TRY(info_system_get(c, o->system, &s));
	struct note n = { .article = "A19.3b", .e = &original_system_entity, .subject = o->id, .body = in->reason };
	n.title = arena_fmt(c->arena, "系统“" STR_FMT "”的原系统延长保留到 " STR_FMT, STR_ARG(s.name), STR_ARG(date_text(c->arena, in->until_date)));
	return tell_units(c, &s, &n);
}

static struct date removal_day(const struct ctx *c, const struct remove_in *in) { return in && !date_none(in->removed_date) ? in->removed_date : today(c); }

enum err original_remove(struct ctx *c, const void *in_, void *out)
{
	const struct remove_in *in = in_;
	const struct original_system *o = c->subject;
	struct date day = removal_day(c, in);

	(void)out;
	if (date_cmp(day, today(c)) > 0)
		fail_on(c, "removed_date", "in_future", "拆除日不能晚于今天，拆除后再登记");
	TRY(fields_ok(c));
	return sql_run(c, &info_system_q[Q_ORIG_REMOVE], o->id, day, c->now, in->evidence, V_ID(in->file), o->keep_until);
}

/* The clock knows the last day: a calendar that came out later, or a longer keeping, has moved it. */
enum err original_fill_row(struct ctx *c, void *rec)
{
	struct original_system *o = rec;

	(void)c;
	if (!at_none(o->keep_due_at))
		o->keep_until = date_add(date_of(o->keep_due_at), -1);
	return OK;
}

enum err original_fill(struct ctx *c, void *rec)
{
	struct original_system *o = rec;

	TRY(original_fill_row(c, rec));
	return sql_all(c, &info_system_q[Q_EXTS], &o->extensions, o->id);
}

enum err original_reminders(struct ctx *c)
{
	struct list over;

	TRY(sql_all(c, &info_system_q[Q_ORIG_OVER], &over, c->now));
	EACH(struct original_system, o, over) {
		struct info_system s;
		TRY(info_system_get(c, o->system, &s));
		TRY(flow_fire(c, &original_system_flow, o->id, "expire", NULL));
		struct note n = { .article = "A19.3b", .e = &original_system_entity, .subject = o->id, .body = STR("拆除后请登记拆除日和依据。") };
		n.title = arena_fmt(c->arena, "系统“" STR_FMT "”的原系统已保留期满，可以拆除", STR_ARG(s.name));
		TRY(tell_units(c, &s, &n));
	}
	return OK;
}

enum err original_system_keeps(struct ctx *c, int64_t system, struct date *until)
{
	int64_t due = 0;

	TRY(sql_int(c, &info_system_q[Q_ORIG_HERE], &due, system));
	*until = due > c->now.ms ? date_add(date_of((struct instant){ due }), -1) : DATE_NONE;
	return OK;
}

/* ---- guards ---- */
static enum err peek_system(struct ctx *c, int64_t id, struct info_system *s, bool *there)
{
	enum err e = info_system_get(c, id, s);

	*there = e == OK;
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);                   /* the handler names the missing system */
	return OK;
}

enum err original_is_stock(struct ctx *c, const void *subject, const void *in_)
{
	const struct original_system *in = in_;
	struct info_system s;
	bool there;

	(void)subject;
	if (!in)
		return OK;
	TRY(peek_system(c, in->system, &s, &there));
	return !there || s.stock_kind == STOCK_EXISTING ? OK : refuse(c, "“" STR_FMT "”是增量系统，没有原系统可割接", STR_ARG(s.name));
}

enum err original_is_declared(struct ctx *c, const void *subject, const void *in_)
{
	const struct original_system *in = in_;
	struct info_system s;
	bool there;

	(void)subject;
	if (!in)
		return OK;
	TRY(peek_system(c, in->system, &s, &there));
	return !there || s.nonsecret_declared ? OK : refuse(c, "系统“" STR_FMT "”还没有签署非涉密声明，不能割接到政务云", STR_ARG(s.name));
}

enum err original_long_enough(struct ctx *c, const void *subject, const void *in_)
{
	const struct original_system *o = subject;

	if (date_cmp(removal_day(c, in_), o->keep_until) > 0)
		return OK;
	return refuse(c, "原系统自 " STR_FMT " 割接后应当至少保留 %" PRId64 " 个月，" STR_FMT " 起才能拆除", STR_ARG(date_text(c->arena, o->cutover_date)), o->keep_months,
		      STR_ARG(date_text(c->arena, date_add(o->keep_until, 1))));
}

enum err original_only_longer(struct ctx *c, const void *subject, const void *in_)
{
	const struct original_system *o = subject;
	const struct keep_in *in = in_;

	if (!in || date_cmp(in->until_date, o->keep_until) > 0)
		return OK;
	return refuse(c, "原系统现应保留到 " STR_FMT "，主管部门可以延长，不能缩短", STR_ARG(date_text(c->arena, o->keep_until)));
}

enum err system_stays_on_cloud(struct ctx *c, const void *subject, const void *in_)
{
	const struct info_system *was = subject, *in = in_;
	int64_t moved = 0;

	if (!in || !in->hosting || in->hosting == HOSTING_GOV_CLOUD || was->hosting != HOSTING_GOV_CLOUD || was->stock_kind != STOCK_EXISTING)
		return OK;
	TRY(sql_int(c, &info_system_q[Q_HOSTING_MOVED], &moved, was->id));
	return moved ? refuse(c, "系统“" STR_FMT "”已迁移到政务云，不再改回%s", STR_ARG(was->name), hosting_names[in->hosting].label) : OK;
}
