/* The go-live gate (A21.3c): each item by the facts that bear it out, or by a waiver that ends; and what happens when it ends. */
#include "domain/message/message.h"
#include "domain/security/security_in.h"

const char *const gate_articles[GATE_MAX] = {
	[GATE_DECLARATION] = "A6a", [GATE_RESPONSIBILITY] = "A9b.1", [GATE_SCAN] = "A21.3a", [GATE_PENTEST] = "A21.3b", [GATE_ICP] = "A21.2b", [GATE_COMMITMENT] = "A34.P3d",
	[GATE_DJ_FILING] = "A34.P3c",
};

/* An item being looked at: what it is asked of, what is shown as evidence, and whether the rules ask for it at all. */
struct look { const struct info_system *s; const struct application *a; struct date day; struct golive_evidence *e; bool needless; };

/* ---- what each item asks ---- */
static enum err declaration(struct ctx *c, struct look *l)
{
	if (!l->s->nonsecret_declared)
		return refuse(c, "系统还没有签署非涉密声明");
	l->e->evidence_date = at_none(l->s->declared_at) ? DATE_NONE : date_of(l->s->declared_at);
	l->e->attachment = l->s->file;
	return OK;
}

static enum err responsibility(struct ctx *c, struct look *l)
{
	const char *what = info_system_unanswered(l->s);

	return what ? refuse(c, "系统没有登记%s", what) : OK;
}

/* Later than the last major change: what was done on the same day counts, for the hour is nobody's to tell. */
static enum err after_change(struct ctx *c, struct look *l, struct date day, const char *what)
{
	struct str text = STR_NONE;
	struct date last;

	TRY(sql_str(c, &security_q[Q_CHANGE_LAST], &text, l->s->id));
	if (!text.n || date_parse(text, &last) != OK || day.day >= last.day)
		return OK;
	return refuse(c, "%s（" STR_FMT "）早于 " STR_FMT " 的重大变更，应当重新办理", what, STR_ARG(date_text(c->arena, day)), STR_ARG(text));
}

/* What the latest report counts and nobody has entered one by one stands open until a newer report or the entries close it. */
static enum err unlisted(struct ctx *c, const struct security_test *t, int32_t severity, int64_t counted, int64_t *out)
{
	int64_t listed = 0;

	TRY(sql_int(c, &security_q[Q_FOUND], &listed, t->id, severity_names[severity].word));
	*out = MAX2(counted - listed, 0);
	return OK;
}

static enum err clean(struct ctx *c, struct look *l, const struct security_test *t)
{
	const char *what = test_kind_names[t->kind].label;
	int64_t high = 0, medium = 0, more = 0;

	TRY(sql_int(c, &security_q[Q_OPEN_HIGH], &high, l->s->id, t->kind == TEST_PENTEST));
	TRY(unlisted(c, t, SEV_CRITICAL, t->n_critical, &more));
	high += more;
	TRY(unlisted(c, t, SEV_HIGH, t->n_high, &more));
	high += more;
	l->e->open_high = high;
	if (high)
		return refuse(c, "%s还有 %" PRId64 " 个严重或高危问题没有修复并复测通过", what, high);
	TRY(sql_int(c, &security_q[Q_OPEN_MEDIUM], &medium, l->s->id, t->kind == TEST_PENTEST, date_start(l->day), l->day));
	TRY(unlisted(c, t, SEV_MEDIUM, t->n_medium, &more));
	medium += more;
	return medium ? refuse(c, "%s还有 %" PRId64 " 个中危问题没有在期限内的整改计划", what, medium) : OK;
}

static enum err tested(struct ctx *c, struct look *l, enum test_kind kind)
{
	const char *what = test_kind_names[kind].label;
	struct security_test t;

	enum err e = sql_get(c, &security_q[Q_TEST_LAST], &t, l->s->id, test_kind_names[kind].word);
	if (e == E_ABSENT)
		return refuse(c, "还没有%s报告", what);
	TRY(e);
	l->e->evidence_date = t.date;
	struct date valid = l->a ? date_add(t.date, (int32_t)security_figure(c, kind == TEST_SCAN ? "golive.scan_valid_days" : "golive.pentest_valid_days", l->a)) : t.valid_until;
	l->e->valid_until = valid;
	l->e->no = t.report_no;
	l->e->agency = t.agency.n ? t.agency : t.tool;
	l->e->note = t.note;
	l->e->attachment = t.file;
	l->e->record = t.id;
	if (valid.day < l->day.day)
		return refuse(c, "%s报告（" STR_FMT "）有效至 " STR_FMT "，已经过期", what, STR_ARG(date_text(c->arena, t.date)), STR_ARG(date_text(c->arena, valid)));
	TRY(after_change(c, l, t.date, what));
	return clean(c, l, &t);
}

static enum err scan(struct ctx *c, struct look *l)    { return tested(c, l, TEST_SCAN); }
static enum err pentest(struct ctx *c, struct look *l) { return tested(c, l, TEST_PENTEST); }

/* The newest record of a number beside the register's; E_ABSENT is none. */
static enum err evidence(struct ctx *c, struct look *l, enum gate_item item, struct evidence *out)
{
	enum err e = sql_get(c, &security_q[Q_EVIDENCE], out, l->s->id, gate_names[item].word);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		record_none(&evidence_row_record, out);
		return OK;
	}
	TRY(e);
	*l->e = (struct golive_evidence){ .evidence_date = out->evidence_date, .valid_until = DATE_NONE, .waiver_until = DATE_NONE, .no = out->no, .agency = out->agency, .note = out->note,
					  .open_high = INT_NONE, .attachment = out->attachment, .record = out->id };
	return OK;
}

/* asked for when the system can be reached from the Internet by a domain; the authority may record that it need not be. */
static enum err icp(struct ctx *c, struct look *l)
{
	struct waiver w;
	struct evidence row;

	TRY(evidence(c, l, GATE_ICP, &row));
	if (l->s->icp_no.n)
		l->e->no = l->s->icp_no;
	if (l->s->police_filing_no.n)
		l->e->note = arena_fmt(c->arena, "公安联网备案号 " STR_FMT, STR_ARG(l->s->police_filing_no));
	l->needless = !l->s->internet_facing || !l->s->domains.n;
	if (l->needless || l->e->no.n)
		return OK;
	enum err e = sql_get(c, &security_q[Q_EXEMPTION], &w, l->s->id, gate_names[GATE_ICP].word);
	if (e == E_ABSENT)
		return refuse(c, "系统可以通过域名从互联网访问，还没有 ICP 备案号");
	TRY(e);
	l->needless = true;
	l->e->note = w.reason;
	l->e->no = w.doc_no;
	return OK;
}

static enum err dj_filing(struct ctx *c, struct look *l)
{
	struct evidence row;

	TRY(evidence(c, l, GATE_DJ_FILING, &row));
	if (l->s->dj_filing_no.n) {
		l->e->no = l->s->dj_filing_no;
		l->e->evidence_date = l->s->dj_filing_date;
	}
	l->needless = l->s->dj_level <= DJ_ONE;
	return l->needless || l->e->no.n ? OK : refuse(c, "等保%s系统还没有备案号", dj_level_names[l->s->dj_level].label);
}

/* valid for its months, or until a major change or a new responsible person. */
static enum err committed(struct ctx *c, struct look *l)
{
	struct signed_system g;

	enum err e = sql_get(c, &security_q[Q_SIGNED], &g, l->s->id);
	if (e == E_ABSENT)
		return refuse(c, "还没有签署上云安全承诺书");
	TRY(e);
	l->e->evidence_date = g.signed_date;
	struct date valid = l->a ? date_add_months(g.signed_date, (int)security_figure(c, "commitment.months", l->a)) : g.valid_until;
	l->e->valid_until = valid;
	l->e->no = g.doc_no;
	l->e->agency = g.signer;
	l->e->attachment = g.file;
	l->e->record = g.commitment;
	if (valid.day <= l->day.day)
		return refuse(c, "上云安全承诺书 " STR_FMT " 已过有效期", STR_ARG(date_text(c->arena, g.valid_until)));
	if (g.responsible.n && !str_eq(g.responsible, l->s->security_responsible))
		return refuse(c, "安全责任人已由“" STR_FMT "”变为“" STR_FMT "”，应当重新签署承诺书", STR_ARG(g.responsible), STR_ARG(l->s->security_responsible));
	return after_change(c, l, g.signed_date, "上云安全承诺书");
}

static enum err (*const holds[GATE_MAX])(struct ctx *, struct look *) = {
	[GATE_DECLARATION] = declaration, [GATE_RESPONSIBILITY] = responsibility, [GATE_SCAN] = scan, [GATE_PENTEST] = pentest, [GATE_ICP] = icp, [GATE_COMMITMENT] = committed,
	[GATE_DJ_FILING] = dj_filing,
};

/* ---- an item as a whole ---- */
static enum err look_at(struct ctx *c, const struct info_system *s, const struct application *app, struct date day, enum gate_item item, struct golive_item *out)
{
	const struct article *a = article_find(gate_articles[item]);
	struct golive_evidence *e = ARENA_NEW(c->arena, struct golive_evidence);
	struct look l = { .s = s, .a = app, .day = day, .e = e };
	struct waiver w;

	*e = (struct golive_evidence){ .evidence_date = DATE_NONE, .valid_until = DATE_NONE, .waiver_until = DATE_NONE, .open_high = INT_NONE };
	*out = (struct golive_item){ .item = item, .label = str_of(gate_names[item].label), .article = str_of(gate_articles[item]), .clause = a ? str_of(a->clause) : STR_NONE, .evidence = e };
	enum err why = holds[item](c, &l);
	if (why == OK) {
		out->state = l.needless ? STR("not_needed") : STR("met");
		return OK;
	}
	if (why != E_REFUSED)
		return why;
	out->reason = arena_str(c->arena, str_of(c->fail.sentence));
	fail_clear(&c->fail);
	out->state = STR("unmet");
	why = sql_get(c, &security_q[Q_WAIVER], &w, s->id, gate_names[item].word);
	if (why == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(why);
	e->waiver_reason = w.reason;
	e->waiver_until = w.until_date;
	if (w.until_date.day > day.day && item != GATE_DECLARATION)
		out->state = STR("waived");
	return OK;
}

enum err gate_must(struct ctx *c, const struct application *a, enum gate_item item)
{
	struct info_system s;
	struct golive_item i;

	TRY(info_system_get(c, a->system, &s));
	TRY(look_at(c, &s, a, today(c), item, &i));
	return str_is(i.state, "unmet") ? refuse(c, STR_FMT, STR_ARG(i.reason)) : OK;
}

enum err golive_items(struct ctx *c, int64_t system, const struct application *a, struct date day, struct list *out)
{
	struct golive_item *items = ARENA_ARRAY(c->arena, struct golive_item, GATE_MAX);
	struct info_system s;

	TRY(info_system_get(c, system, &s));
	for (int32_t i = 1; i < GATE_MAX; i++)
		TRY(look_at(c, &s, a, day, (enum gate_item)i, &items[i - 1]));
	*out = (struct list){ items, GATE_MAX - 1 };
	return OK;
}

enum err golive_check_of(struct ctx *c, int64_t application, struct golive_check *out)
{
	struct application app;
	enum err e = sql_get(c, &security_q[Q_CHECK], out, application);

	if (e != OK && e != E_ABSENT)
		return e;
	if (e == OK) {
		out->open = true;
		return OK;
	}
	fail_clear(&c->fail);
	record_none(&golive_check_record, out);
	TRY(application_get(c, application, &app));
	out->application = application;
	out->system = app.system;
	out->open = true;
	TRY(golive_items(c, app.system, &app, today(c), &out->items));
	EACH(struct golive_item, i, out->items)
		out->open = out->open && !str_is(i->state, "unmet");
	return OK;
}

enum err gate_show(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return golive_check_of(c, c->subject_id, out);
}

/* When a system goes live the gate is kept as it stood that day, with who confirmed it. */
enum err gate_freeze(struct ctx *c, const struct fact *f)
{
	struct golive_check check;
	struct application app;

	TRY(golive_check_of(c, f->subject, &check));
	if (check.id)
		return OK;
	TRY(application_get(c, f->subject, &app));
	TRY(golive_items(c, check.system, &app, date_of(f->at), &check.items));
	check.id = id_new(c);
	check.confirmed_by = f->actor;
	check.confirmed_at = f->at;
	return sql_put(c, &security_q[Q_CHECK_PUT], &check);
}

/* ---- records of the gate ---- */
static enum err record_test(struct ctx *c, const struct gate_in *in, int64_t system)
{
	struct security_test t;

	if (in->open_high == INT_NONE)
		fail_on(c, "open_high", "missing", "请写明未处置的严重和高危问题数，没有写 0");
	if (!in->attachment)
		fail_on(c, "attachment", "missing", "请上传检测报告");
	if (!in->agency.n)
		fail_on(c, "agency", "missing", "请写明检测机构或工具");
	TRY(fields_ok(c));
	record_none(&security_test_record, &t);
	t.kind = in->item == GATE_SCAN ? TEST_SCAN : TEST_PENTEST;
	t.system = system;
	t.application = in->id;
	t.date = in->evidence_date;
	t.report_no = in->no;
	t.agency = in->agency;
	t.note = in->note;
	t.file = in->attachment;
	t.n_critical = 0;
	t.n_high = in->open_high;
	t.n_medium = t.n_low = 0;
	return security_test_enter(c, &t);
}

static enum err record_letter(struct ctx *c, const struct gate_in *in, int64_t system)
{
	struct info_system s;
	struct commitment l;
	int64_t *ids = ARENA_NEW(c->arena, int64_t);

	TRY(info_system_get(c, system, &s));
	record_none(&commitment_record, &l);
	*ids = system;
	l.systems = (struct list){ ids, 1 };
	l.org = s.user_org;
	l.signer = s.security_responsible.n ? s.security_responsible : c->who.name;
	l.doc_no = in->no;
	l.note = in->note;
	l.signed_date = in->evidence_date;
	l.file = in->attachment;
	return commitment_enter(c, &l);
}

/* The short way for the people at the gate: a report, a letter or a number, entered where it is asked for. */
enum err gate_record(struct ctx *c, const void *in_, void *out)
{
	const struct gate_in *in = in_;
	const struct application *app = c->subject;
	struct evidence e = { .id = id_new(c), .system = app->system, .application = app->id, .item = in->item, .evidence_date = in->evidence_date, .no = in->no, .agency = in->agency,
			      .note = in->note, .attachment = in->attachment, .by_person = c->who.person, .at = c->now };

	(void)out;
	security_file(c, "attachment", in->attachment);
	if (in->evidence_date.day > today(c).day)
		return fail_on(c, "evidence_date", "out_of_range", "日期不能晚于今天");
	switch ((enum gate_item)in->item) {
	case GATE_SCAN: case GATE_PENTEST: return record_test(c, in, app->system);
	case GATE_COMMITMENT:              return record_letter(c, in, app->system);
	case GATE_ICP: case GATE_DJ_FILING: break;
	default: return fail_on(c, "item", "elsewhere", "%s在信息系统的登记中办理", gate_names[in->item].label);
	}
	if (!in->no.n)
		fail_on(c, "no", "missing", "请填写备案号");
	TRY(fields_ok(c));
	TRY(sql_put(c, &security_q[Q_EVIDENCE_PUT], &e));
	return gate_relook(c, app->system);
}

static enum err waive(struct ctx *c, const struct gate_in *in, bool exempt)
{
	const struct application *app = c->subject;
	struct waiver w;

	record_none(&waiver_record, &w);
	w.id = id_new(c);
	w.system = app->system;
	w.application = app->id;
	w.item = exempt ? GATE_ICP : in->item;
	w.exempt = exempt;
	w.reason = in->reason;
	w.doc_no = in->no;
	w.until_date = exempt ? DATE_NONE : in->until_date;
	w.by_person = c->who.person;
	w.at = c->now;
	TRY(sql_put(c, &security_q[Q_WAIVER_PUT], &w));
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”的%s%s", STR_ARG(app->system_name), gate_names[w.item].label, exempt ? "经确认不需要" : "获限期豁免"), .body = in->reason,
			  .article = gate_articles[w.item], .e = &application_entity, .subject = app->id };
	TRY(message_to_roles(c, app->user_org, R_USER, &n));
	return gate_relook(c, app->system);
}

enum err gate_waive(struct ctx *c, const void *in_, void *out)
{
	const struct gate_in *in = in_;

	(void)out;
	if (in->until_date.day <= today(c).day)
		return fail_on(c, "until_date", "out_of_range", "豁免期限应当晚于今天");
	return waive(c, in, false);
}

enum err gate_exempt(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return waive(c, in, true);
}

/* A system that may hold secrets has no place on this cloud for a single day: nobody can waive that (A6). */
enum err gate_waivable(struct ctx *c, const void *subject, const void *in_)
{
	const struct gate_in *in = in_;

	(void)subject;
	return !in || in->item != GATE_DECLARATION ? OK : refuse(c, "非涉密声明不能豁免：涉密系统不得上云，没有例外");
}

/* ---- afterwards: live systems that no longer have what they went live with ---- */
static enum err list_it(struct ctx *c, const struct info_system *s, enum gate_item item, int64_t waiver, struct str reason, struct str title)
{
	int64_t there = 0;

	TRY(sql_int(c, &security_q[Q_WATCHED], &there, s->id, gate_names[item].word));
	if (there)
		return OK;
	TRY(sql_run(c, &security_q[Q_WATCH_PUT], id_new(c), s->id, gate_names[item].word, V_ID(waiver), today(c), reason));
	struct note n = { .title = title, .article = gate_articles[item], .e = &info_system_entity, .subject = s->id, .body = arena_fmt(c->arena, STR_FMT "。已列入监督清单，补齐后移出。", STR_ARG(reason)) };
	TRY(message_to_roles(c, s->user_org, R_USER, &n));
	return message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_SECURITY), &n);
}

static enum err relook_at(struct ctx *c, const struct watch *w)
{
	struct info_system s;
	struct golive_item i;

	TRY(info_system_get(c, w->system, &s));
	TRY(look_at(c, &s, NULL, today(c), (enum gate_item)w->item, &i));
	return s.state == SYS_LIVE && str_is(i.state, "unmet") ? OK : sql_run(c, &security_q[Q_WATCH_CLEAR], w->id, today(c));
}

enum err gate_relook(struct ctx *c, int64_t system)
{
	struct list open;

	TRY(sql_all(c, &security_q[Q_WATCH_OPEN_OF], &open, system));
	EACH(struct watch, w, open)
		TRY(relook_at(c, w));
	return OK;
}

static enum err watch_waivers(struct ctx *c)
{
	struct list open;

	TRY(sql_all0(c, &security_q[Q_WAIVERS_OPEN], &open));
	EACH(struct waiver, w, open) {
		int64_t left = w->until_date.day - today(c).day;
		const char *what = gate_names[w->item].label;
		struct info_system s;
		struct golive_item i;
		if (left > 0) {
			int64_t day = message_remind_day(c, "golive.waiver_remind_days", left, w->reminded);
			if (day == INT_NONE)
				continue;
			TRY(sql_run(c, &security_q[Q_WAIVER_TOLD], w->id, day));
			struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”的%s豁免还有 %" PRId64 " 天到期", STR_ARG(w->system_name), what, left), .article = gate_articles[w->item],
					  .e = &info_system_entity, .subject = w->system, .body = STR("到期自动失效，请在到期前补齐。") };
			TRY(message_to_roles(c, w->user_org, R_USER, &n));
			continue;
		}
		TRY(sql_run(c, &security_q[Q_WAIVER_LAPSED], w->id, c->now));
		TRY(info_system_get(c, w->system, &s));
		TRY(look_at(c, &s, NULL, today(c), (enum gate_item)w->item, &i));
		if (s.state == SYS_LIVE && str_is(i.state, "unmet"))
			TRY(list_it(c, &s, (enum gate_item)w->item, w->id, arena_fmt(c->arena, "%s的豁免已于 " STR_FMT " 失效：" STR_FMT, what, STR_ARG(date_text(c->arena, w->until_date)), STR_ARG(i.reason)),
				    arena_fmt(c->arena, "“" STR_FMT "”的%s豁免已失效", STR_ARG(s.name), what)));
	}
	return OK;
}

static enum err watch_letters(struct ctx *c)
{
	struct list letters;

	TRY(sql_all0(c, &security_q[Q_SIGNED_LAST], &letters));
	EACH(struct signed_system, g, letters) {
		struct info_system s;
		struct golive_item i;
		int64_t left = g->valid_until.day - today(c).day;
		int64_t day = left > 0 ? message_remind_day(c, "commitment.remind_days", left, g->reminded) : INT_NONE;
		if (day != INT_NONE) {
			TRY(sql_run(c, &security_q[Q_SIGNED_TOLD], g->id, day));
			struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”的上云安全承诺书还有 %" PRId64 " 天到期", STR_ARG(g->system_name), left), .article = "A34.P3d", .e = &info_system_entity,
					  .subject = g->system, .body = STR("请在到期前重新签署。") };
			TRY(message_to_roles(c, g->user_org, R_USER, &n));
		}
		TRY(info_system_get(c, g->system, &s));
		if (s.state != SYS_LIVE)
			continue;
		TRY(look_at(c, &s, NULL, today(c), GATE_COMMITMENT, &i));
		if (str_is(i.state, "unmet"))
			TRY(list_it(c, &s, GATE_COMMITMENT, 0, i.reason, arena_fmt(c->arena, "“" STR_FMT "”的上云安全承诺书已失效", STR_ARG(s.name))));
	}
	return OK;
}

/* Every day: waivers and letters that come to their end, and what was put in order meanwhile. Nothing is switched off by it. */
enum err gate_watch(struct ctx *c)
{
	struct list open;

	TRY(watch_waivers(c));
	TRY(watch_letters(c));
	TRY(sql_all0(c, &security_q[Q_WATCH_OPEN], &open));
	EACH(struct watch, w, open)
		TRY(relook_at(c, w));
	return OK;
}
