/* Evaluation runs (A24): a draft from the figures, the provider's report, its receipt, advice and the units' replies. */
#include "domain/evaluation/evaluation_in.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

enum { PERIODS_BACK = 4 };

/* ---- periods ---- */
enum err period_parse(struct str text, struct period *out)
{
	int64_t year, part;

	if (month_parse(text, out) == OK)
		return OK;
	if (text.n < 4 || str_int((struct str){ text.p, 4 }, &year) != OK || year < 1900 || year > 9998)
		return E_INVALID;
	int y = (int)year;
	if (text.n == 4) {
		*out = (struct period){ date_ymd(y, 1, 1), date_ymd(y + 1, 1, 1) };
		return OK;
	}
	if (text.n != 6 || str_int((struct str){ text.p + 5, 1 }, &part) != OK || part < 1)
		return E_INVALID;
	int months = text.p[4] == 'Q' ? 3 : text.p[4] == 'H' ? 6 : 0;
	if (!months || part > 12 / months)
		return E_INVALID;
	out->from = date_ymd(y, (int)(part - 1) * months + 1, 1);
	out->to = date_add_months(out->from, months);
	return OK;
}

struct str period_text(struct arena *a, struct str kind, struct date day)
{
	int y, m, d;

	date_split(day, &y, &m, &d);
	if (str_is(kind, "month"))
		return month_text(a, day);
	if (str_is(kind, "half_year"))
		return arena_fmt(a, "%dH%d", y, (m - 1) / 6 + 1);
	return str_is(kind, "year") ? arena_fmt(a, "%d", y) : arena_fmt(a, "%dQ%d", y, (m - 1) / 3 + 1);
}

/* ---- the draft ---- */
static struct str evidence_text(struct ctx *c, const struct judged *j)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(3));

	EACH(struct util_figures, f, j->months)
		buf_fmt(&b, "%s" STR_FMT " CPU P95 " STR_FMT "、内存 P95 " STR_FMT "、存储 " STR_FMT "、覆盖率 " STR_FMT, b.n ? "；" : "", STR_ARG(f->month), STR_ARG(percent(c->arena, f->cpu_p95_bp)),
			STR_ARG(percent(c->arena, f->mem_p95_bp)), STR_ARG(percent(c->arena, f->sto_used_bp)), STR_ARG(percent(c->arena, f->coverage_bp)));
	if (j->exempt.n)
		buf_fmt(&b, "；" STR_FMT, STR_ARG(j->exempt));
	else if (!j->known)
		buf_fmt(&b, "；无法判断：" STR_FMT, STR_ARG(j->why));
	return arena_str(c->arena, buf_str(&b));
}

/* Expansion comes before everything: what runs full is not taken from. Nearly idle is revoked, low is cut (A25). */
static int advice_of(const struct judged *j)
{
	return j->high ? EVAL_EXPAND : j->idle ? EVAL_REVOKE : j->low ? EVAL_SHRINK : EVAL_KEEP;
}

static int level_of(const struct judged *j)
{
	return !j->known ? UTIL_UNJUDGED : j->low && j->high ? UTIL_MIXED : j->low ? UTIL_LOW : j->high ? UTIL_HIGH : UTIL_NORMAL;
}

/* Advice that somebody changed with a reason stays; the figures are always those of today. */
static enum err item_draft(struct ctx *c, const struct evaluation *e, int64_t system)
{
	struct evaluation_item i;
	struct judged j;
	enum err known = sql_get(c, &evaluation_q[Q_ITEM_OF], &i, e->id, system);

	if (known == E_ABSENT) {
		fail_clear(&c->fail);
		record_none(&evaluation_item_record, &i);
		i.id = id_new(c);
		i.version = 0;
		i.evaluation = e->id;
		i.system = system;
		i.state = ITEM_DRAFT;
	} else {
		TRY(known);
	}
	TRY(system_judge(c, system, e->csp, e->to_date, &j));
	i.version++;
	i.level = level_of(&j);
	i.computed_advice = advice_of(&j);
	if (!i.advice_reason.n)
		i.advice = i.computed_advice;
	i.evidence = j.months;
	i.evidence_text = evidence_text(c, &j);
	return sql_put(c, &evaluation_q[known == E_ABSENT ? Q_ITEM_PUT : Q_ITEM_SET], &i);
}

static void counts(struct evaluation *e, const struct list *items)
{
	e->n_systems = (int64_t)items->n;
	e->n_low = e->n_high = e->n_unjudged = e->n_expand = e->n_shrink = e->n_revoke = e->n_keep = 0;
	EACH(struct evaluation_item, i, *items) {
		e->n_low += i->level == UTIL_LOW || i->level == UTIL_MIXED;
		e->n_high += i->level == UTIL_HIGH || i->level == UTIL_MIXED;
		e->n_unjudged += i->level == UTIL_UNJUDGED;
		e->n_expand += i->advice == EVAL_EXPAND;
		e->n_shrink += i->advice == EVAL_SHRINK;
		e->n_revoke += i->advice == EVAL_REVOKE;
		e->n_keep += i->advice == EVAL_KEEP;
	}
}

static enum err recount(struct ctx *c, struct evaluation *e)
{
	struct list items;

	TRY(sql_all(c, &evaluation_q[Q_ITEMS], &items, e->id));
	counts(e, &items);
	return sql_put(c, &evaluation_q[Q_EVAL_SET], e);
}

enum { PART = 500 };             /* systems judged in one turn of the job */

static enum err systems_from(struct ctx *c, const struct evaluation *e, int64_t after, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = (struct list){ ARENA_ARRAY(c->arena, int64_t, PART), 0 };
	TRY(db_rows(c->db, &evaluation_q[Q_EVAL_SYSTEMS], VALS(e->from_date, e->to_date, e->csp, after, PART), &c->fail, &r));
	while (rows_next(r))
		LIST_AT(*out, int64_t, 0)[out->n++] = rows_int(r, 0);
	return rows_err(r, &c->fail);
}

struct drafting { const struct evaluation *e; int64_t system; };
static enum err draft_one(struct ctx *c, void *arg)
{
	const struct drafting *d = arg;

	return item_draft(c, d->e, d->system);
}

/* The next systems after *after; *more when there are others. The last part makes the draft whole: its figures are counted and dated. */
static enum err draft_part(struct ctx *c, struct evaluation *e, int64_t *after, bool *more)
{
	CLEANUP(arena_freep) struct arena *scratch = arena_new(MIB(256));
	struct list systems;

	if (!scratch)
		return fail(c, E_NOMEM, "no_memory", "内存不够");
	TRY(systems_from(c, e, *after, &systems));
	EACH(int64_t, s, systems) {
		TRY(scratched(c, scratch, draft_one, &(struct drafting){ e, *s }));
		*after = *s;
	}
	*more = systems.n == PART;
	if (*more)
		return OK;
	e->generated_at = c->now;
	return recount(c, e);
}

static enum err draft(struct ctx *c, struct evaluation *e)
{
	int64_t after = 0;
	bool more = true;

	while (more)
		TRY(draft_part(c, e, &after, &more));
	return OK;
}

/* C14 counts from the period's last day, although nobody can act before it is over. */
static enum err report_clock(struct ctx *c, const struct evaluation *e)
{
	struct ctx at_end = *c;

	at_end.now = (struct instant){ date_start(e->to_date).ms - 1 };
	enum err err = clock_start(&at_end, &evaluation_entity, e->id, C14, "period_end");
	c->fail = at_end.fail;
	return err;
}

static enum err enter(struct ctx *c, int64_t csp, int64_t by_org, int kind, struct str period, struct period days, struct evaluation *out)
{
	struct evaluation e;

	record_none(&evaluation_record, &e);
	e.id = id_new(c);
	e.version = 1;
	e.csp = csp;
	e.by_org = by_org;
	e.kind = kind;
	e.state = EVAL_DRAFT;
	e.period = period;
	e.from_date = days.from;
	e.to_date = days.to;
	e.created_at = c->now;
	e.n_systems = e.n_low = e.n_high = e.n_unjudged = e.n_expand = e.n_shrink = e.n_revoke = e.n_keep = 0;
	TRY(number_next(c, "BGS", &e.no));
	TRY(sql_put(c, &evaluation_q[Q_EVAL_PUT], &e));
	if (kind == EVAL_PERIODIC)
		TRY(report_clock(c, &e));
	*out = e;
	return OK;
}

enum err eval_create(struct ctx *c, const void *in_, void *out)
{
	const struct eval_create_in *in = in_;
	struct evaluation e;
	struct period days;
	struct org csp;
	int kind = c->who.party == ORG_CSP ? EVAL_PERIODIC : EVAL_DYNAMIC;
	int64_t of = c->who.party == ORG_CSP ? c->who.org : in->csp;

	(void)out;
	if (period_parse(in->period, &days) != OK)
		return fail_on(c, "period", "bad_value", "期间“" STR_FMT "”应当写成 2026Q2、2026H1、2026 或 2026-05", STR_ARG(in->period));
	if (date_cmp(days.to, today(c)) > 0)
		return fail_on(c, "period", "out_of_range", "期间“" STR_FMT "”还没有结束", STR_ARG(in->period));
	if (kind == EVAL_PERIODIC && in->csp && in->csp != of)
		return fail_on(c, "csp", "not_allowed", "云服务商只能评估自己提供的资源");
	if (!of)
		return fail_on(c, "csp", "missing", "请写明评估哪一家云服务商的资源");
	enum err err = org_peek(c, of, &csp);
	if (err != OK && err != E_ABSENT)
		return err;
	fail_clear(&c->fail);
	if (err == E_ABSENT || csp.kind != ORG_CSP)
		return fail_on(c, "csp", "absent", "没有编号为 %" PRId64 " 的云服务商", of);
	err = sql_get(c, &evaluation_q[Q_EVAL_OF], &e, of, in->period, eval_kind_names[kind].word);
	if (err == OK)
		return fail(c, E_CONFLICT, "evaluation.exists", "" STR_FMT " 已经有评估“" STR_FMT "”", STR_ARG(in->period), STR_ARG(e.no));
	if (err != E_ABSENT)
		return err;
	fail_clear(&c->fail);
	TRY(enter(c, of, c->who.org, kind, in->period, days, &e));
	c->made = e.id;
	return draft(c, &e);
}

enum err eval_generate(struct ctx *c, const void *in, void *out)
{
	struct evaluation e = *(const struct evaluation *)c->subject;

	(void)in;
	(void)out;
	return draft(c, &e);
}

enum err eval_update(struct ctx *c, const void *in_, void *out)
{
	struct evaluation e = *(const struct evaluation *)c->subject;

	(void)out;
	e.report = ((const struct eval_update_in *)in_)->report;
	return sql_put(c, &evaluation_q[Q_EVAL_SET], &e);
}

static enum err csps_of(struct ctx *c, struct period days, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	enum { CSPS_MAX = 1000 };

	*out = (struct list){ ARENA_ARRAY(c->arena, int64_t, CSPS_MAX), 0 };
	/* What was entered into the ledger later was nobody's to evaluate then. */
	TRY(db_rows(c->db, &evaluation_q[Q_EVAL_CSPS], VALS(days.from, days.to, date_start(days.to)), &c->fail, &r));
	while (out->n < CSPS_MAX && rows_next(r))
		LIST_AT(*out, int64_t, 0)[out->n++] = rows_int(r, 0);
	return rows_err(r, &c->fail);
}

/* One part of what a provider's draft still lacks; the job goes on with the rest in a turn of its own. */
static enum err period_draft(struct ctx *c, int64_t csp, struct str text, struct period days)
{
	struct evaluation e;
	int64_t after = 0;

	enum err known = sql_get(c, &evaluation_q[Q_EVAL_OF], &e, csp, text, eval_kind_names[EVAL_PERIODIC].word);
	if (known == OK && !at_none(e.generated_at))
		return OK;
	if (known == E_ABSENT) {
		fail_clear(&c->fail);
		TRY(enter(c, csp, csp, EVAL_PERIODIC, text, days, &e));
	} else {
		TRY(known);
		TRY(sql_int(c, &evaluation_q[Q_EVAL_UPTO], &after, e.id));
	}
	bool more;
	TRY(draft_part(c, &e, &after, &more));
	c->go_on = true;
	if (more)
		return OK;
	return message_to_roles(c, csp, R(CSP_OPERATION) | R(CSP_HEAD), &(struct note){ arena_fmt(c->arena, STR_FMT " 资源使用评估报告待提交", STR_ARG(text)),
		STR("草稿已按利用率数据生成，核对修改后提交主管部门和技术管理部门"), "A24b", &evaluation_entity, e.id });
}

static enum err period_drafts(struct ctx *c, struct str text, struct period days)
{
	struct list csps;

	TRY(csps_of(c, days, &csps));
	for (size_t i = 0; i < csps.n && !c->go_on; i++)
		TRY(period_draft(c, *LIST_AT(csps, int64_t, i), text, days));
	return OK;
}

/* Once a quarter each provider finds its draft; a period that nobody looked at on its first day is found later, with the same due day. */
enum err eval_periods_job(struct ctx *c)
{
	struct str kind = setting_text(c, "eval.period"), texts[PERIODS_BACK];
	struct period days[PERIODS_BACK], now;
	struct date before;

	if (period_parse(period_text(c->arena, kind, today(c)), &now) != OK)
		return OK;
	before = now.from;
	for (int i = 0; i < PERIODS_BACK; i++) {
		texts[i] = period_text(c->arena, kind, date_add(before, -1));
		if (period_parse(texts[i], &days[i]) != OK)
			return OK;
		before = days[i].from;
	}
	for (int i = PERIODS_BACK - 1; i >= 0 && !c->go_on; i--)
		TRY(period_drafts(c, texts[i], days[i]));
	return OK;
}

/* ---- submission and receipt ---- */
enum err eval_submit(struct ctx *c, const void *in, void *out)
{
	struct evaluation e = *(const struct evaluation *)c->subject;
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));
	struct list items;
	struct note n = { .article = "A24b", .e = &evaluation_entity, .subject = e.id };

	(void)in;
	(void)out;
	TRY(sql_all(c, &evaluation_q[Q_ITEMS], &items, e.id));
	counts(&e, &items);
	buf_fmt(&b, STR_FMT "|" STR_FMT "|", STR_ARG(e.no), STR_ARG(e.report));
	EACH(struct evaluation_item, i, items) {
		record_to_json(&evaluation_item_record, i, OUT, false, &b);
		TRY(flow_fire(c, &evaluation_item_flow, i->id, "ask", NULL));
	}
	e.digest = digest_hex(c, buf_str(&b));
	e.submitted_by = c->who.person;
	e.submitted_at = c->now;
	e.auth_received_by = e.tech_received_by = 0;
	e.auth_received_at = e.tech_received_at = AT_NONE;
	TRY(sql_put(c, &evaluation_q[Q_EVAL_SET], &e));
	n.title = arena_fmt(c->arena, STR_FMT " 提交了 " STR_FMT " 资源使用评估报告", STR_ARG(e.csp_name), STR_ARG(e.period));
	TRY(message_to_roles(c, 0, R(AUTH_HANDLER), &n));
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t tech[32];
	size_t n_tech = 0;
	TRY(db_rows(c->db, &evaluation_q[Q_TECH], NO_VALS, &c->fail, &r));
	while (n_tech < COUNT(tech) && rows_next(r))
		tech[n_tech++] = rows_int(r, 0);
	TRY(rows_err(r, &c->fail));
	for (size_t i = 0; i < n_tech; i++)
		TRY(message_to_roles(c, tech[i], R(TECH_EVALUATOR), &n));
	return OK;
}

/* What waited for a reply is drafted again; replies that were given stay in the timeline of their items. */
enum err eval_return(struct ctx *c, const void *in_, void *out)
{
	struct evaluation e = *(const struct evaluation *)c->subject;
	struct list items;

	(void)out;
	TRY(sql_all(c, &evaluation_q[Q_ITEMS], &items, e.id));
	EACH(struct evaluation_item, i, items)
		TRY(flow_fire(c, &evaluation_item_flow, i->id, "redraft", NULL));
	e.return_reason = ((const struct reason_in *)in_)->reason;
	e.auth_received_by = e.tech_received_by = 0;
	e.auth_received_at = e.tech_received_at = AT_NONE;
	TRY(sql_put(c, &evaluation_q[Q_EVAL_SET], &e));
	if (e.kind == EVAL_PERIODIC)
		TRY(clock_start(c, &evaluation_entity, e.id, C14, "return"));
	return message_to_roles(c, e.by_org, R(CSP_OPERATION) | R(CSP_HEAD) | R(TECH_EVALUATOR), &(struct note){ arena_fmt(c->arena, STR_FMT " 评估报告被退回", STR_ARG(e.period)), e.return_reason, "A24b",
		&evaluation_entity, e.id });
}

enum err eval_receive(struct ctx *c, const void *in, void *out)
{
	struct evaluation e = *(const struct evaluation *)c->subject;

	(void)in;
	(void)out;
	if (c->who.party == ORG_TECH) {
		e.tech_received_by = c->who.person;
		e.tech_received_at = c->now;
	} else {
		e.auth_received_by = c->who.person;
		e.auth_received_at = c->now;
	}
	return sql_put(c, &evaluation_q[Q_EVAL_SET], &e);
}

/* Asked after the handler ran. R-03: where no technical body is set, the authority's receipt is enough. */
bool when_all_received(struct ctx *c, const void *subject, const void *in)
{
	const struct evaluation *e = subject;
	bool tech = c->who.party == ORG_TECH;

	(void)in;
	return (tech || !at_none(e->tech_received_at) || !e->tech_set) && (!tech || !at_none(e->auth_received_at));
}

/* ---- items ---- */
enum err item_update(struct ctx *c, const void *in_, void *out)
{
	const struct item_update_in *in = in_;
	const struct evaluation_item *i = c->subject;
	struct evaluation e;

	(void)out;
	if (in->advice != i->computed_advice && str_empty(str_trim(in->advice_reason)))
		return fail_on(c, "advice_reason", "missing", "建议与计算结果“%s”不同，请写明理由", eval_advice_names[i->computed_advice].label);
	TRY(sql_run(c, &evaluation_q[Q_ITEM_ADVICE], i->id, eval_advice_names[in->advice].word, in->advice_reason));
	TRY(entity_peek(c, &evaluation_entity, i->evaluation, &e));
	return recount(c, &e);
}

enum err item_annotate(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &evaluation_q[Q_ITEM_NOTE], c->subject_id, ((const struct item_note_in *)in_)->annotation, V_ID(c->who.person), c->who.name, c->now);
}

static enum err reply(struct ctx *c, struct str reason)
{
	return sql_run(c, &evaluation_q[Q_ITEM_REPLY], c->subject_id, reason, V_ID(c->who.person), c->who.name, c->now);
}

enum err item_accept(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return reply(c, ((const struct reason_in *)in_)->reason);
}

enum err item_object(struct ctx *c, const void *in_, void *out)
{
	const struct evaluation_item *i = c->subject;

	(void)out;
	TRY(reply(c, ((const struct reason_in *)in_)->reason));
	return message_to_roles(c, 0, R(AUTH_HANDLER), &(struct note){ arena_fmt(c->arena, "“" STR_FMT "”对评估建议提出异议", STR_ARG(i->system_name)), ((const struct reason_in *)in_)->reason, "A24d",
		&evaluation_item_entity, i->id });
}

enum err item_decide(struct ctx *c, const void *in_, void *out)
{
	const struct item_decide_in *in = in_;

	(void)out;
	return sql_run(c, &evaluation_q[Q_ITEM_DECIDE], c->subject_id, in->reason, V_ID(c->who.person), c->now);
}

bool when_needs_reply(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)in;
	return ((const struct evaluation_item *)subject)->advice != EVAL_KEEP;
}

bool when_upheld(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)subject;
	return in && ((const struct item_decide_in *)in)->upheld;
}

/* ---- guards and fillings ---- */
static enum err mine(struct ctx *c, int64_t by_org, const char *what)
{
	return c->who.org == by_org ? OK : refuse(c, "%s由起草评估的单位办理", what);
}

enum err eval_is_mine(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return mine(c, ((const struct evaluation *)subject)->by_org, "这份评估");
}

enum err eval_is_draft(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct evaluation *)subject)->state == EVAL_DRAFT ? OK : refuse(c, "评估报告已经提交，不能再修改");
}

enum err eval_drafted(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return at_none(((const struct evaluation *)subject)->generated_at) ? refuse(c, "草稿还没有生成完，稍后再提交") : OK;
}

enum err item_of_draft(struct ctx *c, const void *subject, const void *in)
{
	const struct evaluation_item *i = subject;
	struct evaluation e;

	(void)in;
	if (i->evaluation_state != EVAL_DRAFT)
		return refuse(c, "评估报告已经提交，建议不能再修改");
	TRY(entity_peek(c, &evaluation_entity, i->evaluation, &e));
	return mine(c, e.by_org, "建议");
}

enum err eval_not_yet_received(struct ctx *c, const void *subject, const void *in)
{
	const struct evaluation *e = subject;

	(void)in;
	return at_none(c->who.party == ORG_TECH ? e->tech_received_at : e->auth_received_at) ? OK : refuse(c, "已经接收过这份评估报告");
}

enum err eval_fill(struct ctx *c, void *rec)
{
	struct evaluation *e = rec;

	e->summary = arena_fmt(c->arena, STR_FMT " 共评估 %" PRId64 " 个系统：低利用率 %" PRId64 "，高利用率 %" PRId64 "，无法判断 %" PRId64 "。建议扩容 %" PRId64 "，缩容 %" PRId64 "，撤销 %" PRId64 "，保持 %" PRId64 "。",
			       STR_ARG(e->period), e->n_systems, e->n_low, e->n_high, e->n_unjudged, e->n_expand, e->n_shrink, e->n_revoke, e->n_keep);
	return OK;
}
