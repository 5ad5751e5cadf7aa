/* The provider's assessment of a period (PRACTICE 4.6): indicators with weights, what the platform itself can say of them, points given by
 * people, published by another, open to appeal. A settlement takes its factor from it. */
#include "domain/settlement/settlement_in.h"
#include "domain/message/message.h"

/* The usual table; a contract's annex is sent instead of it when the assessment is drawn up. */
static const struct { const char *indicator, *rule; int64_t weight; } usual[] = {
	{ "可用性", "达标得满分，每低 0.05 个百分点扣 5 分，低于 99% 不得分", 2000 }, { "按期交付", "开通和变更按期率 × 15", 1500 }, { "故障", "一级每次扣 5 分，二级每次扣 3 分，响应或恢复超时每次扣 1 分", 1500 },
	{ "安全", "较大以上事件每次扣 10 分，报告超时每次扣 5 分，高危漏洞超期每个扣 2 分，测评超期扣 5 分", 2000 }, { "制度和人员", "缺一项制度扣 2 分，证书过期每个扣 1 分，关键岗位空缺每个扣 2 分", 1000 },
	{ "评估和优化", "评估报告逾期扣 2 分，按建议采纳率计分", 800 }, { "报告和配合", "月报缺报或迟报每次扣 2 分", 600 }, { "满意度", "工单满意度均值", 600 },
};
enum { USUAL_AVAILABILITY, USUAL_ON_TIME };

static const struct names states[SCORE_STATE_MAX] = { [SCORE_DRAFT] = { "draft", "起草" }, [SCORE_PUBLISHED] = { "published", "已公布" }, [SCORE_APPEALED] = { "appealed", "申诉中" } };
static const struct field item_fields[] = {
	F(struct csp_score_item, seq, F_INT, "序号", OUT), F(struct csp_score_item, indicator, F_STR, "指标", IN | OUT | NEEDED, .max = 60), F(struct csp_score_item, rule, F_STR, "计分办法", IN | OUT), F(struct csp_score_item, weight_centi, F_INT, "权重（百分之一分）", IN | OUT | NEEDED, .min = 1, .max = 10000),
	F(struct csp_score_item, value, F_STR, "实际情况", OUT), F(struct csp_score_item, suggested_centi, F_INT, "平台测算（百分之一分）", OUT), F(struct csp_score_item, score_centi, F_INT, "得分（百分之一分）", OUT), F(struct csp_score_item, evidence, F_TEXT, "依据", OUT),
	F(struct csp_score_item, weight_text, F_STR, "权重", OUT | VIRTUAL), F(struct csp_score_item, score_text, F_STR, "得分", OUT | VIRTUAL), { 0 }
};
const struct record csp_score_item_record = RECORD("csp_score_item", struct csp_score_item, item_fields, "考核指标");
static const struct field score_fields[] = {
	F(struct csp_score, id, F_ID, "编号", OUT), F(struct csp_score, version, F_INT, "版本", OUT), F(struct csp_score, contract, F_ID, "合同", OUT | FILTER, .ref = "contract"), F(struct csp_score, contract_no, F_STR, "合同编号", OUT | JOINED),
	F(struct csp_score, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct csp_score, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct csp_score, period, F_STR, "考核期", OUT | FILTER | SORT), F(struct csp_score, from_date, F_DATE, "起", OUT), F(struct csp_score, to_date, F_DATE, "止（不含）", OUT),
	F(struct csp_score, items, F_LIST, "指标", OUT, .sub = &csp_score_item_record, .max = 50), F(struct csp_score, total_centi, F_INT, "总分（百分之一分）", OUT), F(struct csp_score, factor_bp, F_BP, "付费系数（万分之）", OUT), F(struct csp_score, total_text, F_STR, "总分", OUT | VIRTUAL),
	F(struct csp_score, drafted_by, F_ID, "起草人", OUT, .ref = "person"), F(struct csp_score, drafted_at, F_AT, "起草时间", OUT), F(struct csp_score, published_by, F_ID, "公布人", OUT, .ref = "person"), F(struct csp_score, published_at, F_AT, "公布时间", OUT),
	F(struct csp_score, appeal, F_TEXT, "申诉", OUT), F(struct csp_score, appealed_by, F_ID, "申诉人", OUT, .ref = "person"), F(struct csp_score, appealed_at, F_AT, "申诉时间", OUT), F(struct csp_score, reply, F_TEXT, "申诉答复", OUT),
	F(struct csp_score, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(states)), { 0 }
};
const struct record csp_score_record = RECORD("csp_score", struct csp_score, score_fields, "服务商考核");

/* Points as people write them: 18.50. */
static struct str points(struct arena *a, int64_t centi) { return centi == INT_NONE ? STR_NONE : fen_text(a, (struct fen){ centi }); }
static enum err fill(struct ctx *c, void *rec)
{
	struct csp_score *s = rec;

	s->total_text = points(c->arena, s->total_centi);
	EACH(struct csp_score_item, i, s->items) {
		i->weight_text = points(c->arena, i->weight_centi);
		i->score_text = points(c->arena, i->score_centi);
	}
	return OK;
}
const struct entity csp_score_entity = {
	.name = "csp_score", .label = "服务商考核", .path = "/csp-scores", .rec = &csp_score_record, .from = "v_csp_score", .table = "csp_score", .title = "period", .flow = &csp_score_flow, .fill = fill,
	.scope = { .csp = "csp = :org AND state <> 'draft'" },
};
/*  draft ──publish──► published ──appeal──► appealed ──decide──► published      draft, appealed: points are given */
static const struct move moves[] = {
	{ SCORE_DRAFT,     "score",   SCORE_DRAFT,     0, 0, NULL, "考核打分", "R-36" },
	{ SCORE_DRAFT,     "publish", SCORE_PUBLISHED, 0, 0, "csp_score.published", "公布考核", "R-36" },
	{ SCORE_PUBLISHED, "appeal",  SCORE_APPEALED,  0, 0, NULL, "提出申诉", "R-36" },
	{ SCORE_APPEALED,  "score",   SCORE_APPEALED,  0, 0, NULL, "考核打分", "R-36" },
	{ SCORE_APPEALED,  "decide",  SCORE_PUBLISHED, 0, 0, "csp_score.published", "答复申诉", "R-36" },
	{ 0 }
};
const struct flow csp_score_flow = { "csp_score", &csp_score_entity, states, SCORE_STATE_MAX, moves };

/* ---- what the platform can say itself ---- */
/* The worst service and month: whole steps of 0.05 points below what was agreed cost five points each, below 99 % nothing is left. */
int64_t score_availability(int64_t weight_centi, int64_t availability_bp, int64_t target_bp)
{
	int64_t below = MAX2(0, target_bp - availability_bp), off = (below + 4) / 5 * 500;

	return availability_bp < 9900 ? 0 : MAX2(0, weight_centi - off);
}

static enum err say_availability(struct ctx *c, const struct csp_score *s, struct csp_score_item *i)
{
	struct list results;

	TRY(sql_all(c, &settlement_q[Q_SLA_OF], &results, s->contract, month_text(c->arena, s->from_date), month_text(c->arena, s->to_date)));
	EACH(struct sla_result, r, results) {
		int64_t points_of = score_availability(i->weight_centi, r->availability_bp, r->target_bp);
		if (i->suggested_centi != INT_NONE && points_of >= i->suggested_centi)
			continue;
		i->suggested_centi = points_of;
		i->value = arena_fmt(c->arena, STR_FMT " " STR_FMT " 可用率 " STR_FMT "%%，约定 " STR_FMT "%%", STR_ARG(r->month), STR_ARG(r->service), STR_ARG(fen_text(c->arena, (struct fen){ r->availability_bp })), STR_ARG(fen_text(c->arena, (struct fen){ r->target_bp })));
	}
	return OK;
}

static enum err say_on_time(struct ctx *c, const struct csp_score *s, struct csp_score_item *i)
{
	struct instant from = date_start(s->from_date), to = date_start(s->to_date);
	int64_t all = 0, good = 0;

	TRY(sql_int(c, &settlement_q[Q_DELIVERED], &all, s->csp, from, to));
	TRY(sql_int(c, &settlement_q[Q_DELIVERED_ON_TIME], &good, s->csp, from, to));
	if (!all)
		return OK;
	i->suggested_centi = (i->weight_centi * good + all / 2) / all;
	i->value = arena_fmt(c->arena, "开通和变更 %" PRId64 " 件，按期 %" PRId64 " 件", all, good);
	return OK;
}

/* ---- acts ---- */
static enum err items_of(struct ctx *c, const struct csp_score_in *in, struct csp_score *s)
{
	size_t n = in->items.n ? in->items.n : COUNT(usual);
	struct csp_score_item *items = ARENA_ARRAY(c->arena, struct csp_score_item, n);
	int64_t sum = 0;

	for (size_t k = 0; k < n; k++) {
		struct csp_score_item *i = &items[k];
		record_none(&csp_score_item_record, i);
		if (in->items.n)
			*i = *LIST_AT(in->items, struct csp_score_item, k);
		else
			*i = (struct csp_score_item){ .indicator = str_of(usual[k].indicator), .rule = str_of(usual[k].rule), .weight_centi = usual[k].weight };
		i->seq = (int64_t)k + 1;
		i->suggested_centi = i->score_centi = INT_NONE;
		sum += i->weight_centi;
	}
	if (sum != 10000)
		return fail_on(c, "items", "bad_sum", "各指标的权重合计应当是 100 分，现在是 " STR_FMT " 分", STR_ARG(points(c->arena, sum)));
	s->items = (struct list){ items, n };
	for (size_t k = 0; k < n; k++) {
		if (str_is(items[k].indicator, usual[USUAL_AVAILABILITY].indicator))
			TRY(say_availability(c, s, &items[k]));
		else if (str_is(items[k].indicator, usual[USUAL_ON_TIME].indicator))
			TRY(say_on_time(c, s, &items[k]));
	}
	return OK;
}

enum err csp_score_draft(struct ctx *c, const void *in_, void *out)
{
	const struct csp_score_in *in = in_;
	struct csp_score s;
	struct contract k;
	struct period p;
	int kind = 0;
	int64_t same = 0;

	(void)out;
	record_none(&csp_score_record, &s);
	enum err e = entity_peek(c, &contract_entity, in->contract, &k);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "contract", "absent", "没有编号为 %" PRId64 " 的合同", in->contract);
	}
	TRY(e);
	if (settle_period_parse(in->period, &p, &kind) != OK)
		return fail_on(c, "period", "bad_period", "“" STR_FMT "”不是考核期：月 2026-05、季 2026-Q2、半年 2026-H1、年 2026", STR_ARG(in->period));
	if (p.to.day > today(c).day)
		return fail_on(c, "period", "too_early", STR_FMT " 还没有结束", STR_ARG(in->period));
	TRY(sql_int(c, &settlement_q[Q_SCORE_SAME], &same, k.id, in->period));
	if (same)
		return fail_on(c, "period", "duplicate", "合同 " STR_FMT " 的 " STR_FMT " 已有考核", STR_ARG(k.no), STR_ARG(in->period));
	s.id = id_new(c);
	s.version = 1;
	s.contract = k.id;
	s.csp = k.csp;
	s.period = in->period;
	s.from_date = p.from;
	s.to_date = p.to;
	s.drafted_by = c->who.person;
	s.drafted_at = c->now;
	s.state = SCORE_DRAFT;
	TRY(items_of(c, in, &s));
	c->made = s.id;
	return sql_put(c, &settlement_q[Q_SCORE_PUT], &s);
}

enum err csp_score_points(struct ctx *c, const void *in_, void *out)
{
	const struct csp_points_in *in = in_;
	struct csp_score s = *(const struct csp_score *)c->subject;
	struct contract k;
	size_t row = 0;

	(void)out;
	EACH(struct csp_points, p, in->items) {
		struct csp_score_item *found = NULL;
		EACH(struct csp_score_item, i, s.items)
			if (i->seq == p->seq)
				found = i;
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "items/%zu", row++));
		if (!found)
			return fail_on(c, at, "absent", "没有第 %" PRId64 " 项指标", p->seq);
		if (p->score_centi > found->weight_centi)
			return fail_on(c, at, "out_of_range", "“" STR_FMT "”最多 " STR_FMT " 分", STR_ARG(found->indicator), STR_ARG(points(c->arena, found->weight_centi)));
		/* Where the platform's own figure is departed from, the paper says why. */
		if (found->suggested_centi != INT_NONE && found->suggested_centi != p->score_centi && str_empty(p->evidence))
			return fail_on(c, at, "missing", "“" STR_FMT "”的得分与平台测算不同，要写明依据", STR_ARG(found->indicator));
		found->score_centi = p->score_centi;
		found->evidence = p->evidence;
		if (p->value.n)
			found->value = p->value;
	}
	TRY(entity_peek(c, &contract_entity, s.contract, &k));
	s.total_centi = 0;
	EACH(struct csp_score_item, i, s.items)
		s.total_centi = s.total_centi == INT_NONE || i->score_centi == INT_NONE ? INT_NONE : s.total_centi + i->score_centi;
	s.factor_bp = s.total_centi == INT_NONE ? INT_NONE : score_factor_of(&k.score_factors, s.total_centi);
	s.drafted_by = c->who.person;
	return sql_put(c, &settlement_q[Q_SCORE_POINTS], &s);
}

static enum err tell(struct ctx *c, const struct csp_score *s)
{
	struct note n = { .title = arena_fmt(c->arena, STR_FMT " 考核结果已公布", STR_ARG(s->period)), .article = "R-36", .e = &csp_score_entity, .subject = s->id,
			  .body = arena_fmt(c->arena, "总分 " STR_FMT "，付费系数 " STR_FMT "%%。有异议的可以申诉。", STR_ARG(points(c->arena, s->total_centi)), STR_ARG(fen_text(c->arena, (struct fen){ s->factor_bp }))) };

	return message_to_roles(c, s->csp, R(CSP_FINANCE) | R(CSP_HEAD), &n);
}

enum err csp_score_publish(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	TRY(sql_run(c, &settlement_q[Q_SCORE_PUBLISH], c->subject_id, V_ID(c->who.person), c->now));
	return tell(c, c->subject);
}

enum err csp_score_appeal(struct ctx *c, const void *in, void *out)
{
	const struct csp_score *s = c->subject;
	struct note n = { .title = arena_fmt(c->arena, STR_FMT " 考核被申诉", STR_ARG(s->period)), .body = ((const struct word_in *)in)->comment, .article = "R-36", .e = &csp_score_entity, .subject = s->id };

	(void)out;
	TRY(sql_run(c, &settlement_q[Q_SCORE_APPEAL], s->id, n.body, V_ID(c->who.person), c->now));
	return message_to_roles(c, 0, R(AUTH_FINANCE) | R(AUTH_HANDLER), &n);
}

enum err csp_score_decide(struct ctx *c, const void *in, void *out)
{
	(void)out;
	TRY(sql_run(c, &settlement_q[Q_SCORE_DECIDE], c->subject_id, ((const struct word_in *)in)->comment, V_ID(c->who.person), c->now));
	return tell(c, c->subject);
}

/* ---- guards ---- */
enum err score_all_given(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	EACH(struct csp_score_item, i, ((const struct csp_score *)subject)->items)
		if (i->score_centi == INT_NONE)
			return refuse(c, "“" STR_FMT "”还没有打分", STR_ARG(i->indicator));
	return OK;
}

enum err score_by_another(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct csp_score *)subject)->drafted_by == c->who.person ? refuse(c, "打分人不能公布自己打的考核") : OK;
}

/* What was paid by a score is not argued about any more: the next settlement may correct it. */
enum err score_not_settled(struct ctx *c, const void *subject, const void *in)
{
	const struct csp_score *s = subject;
	int64_t n = 0;

	(void)in;
	TRY(sql_int(c, &settlement_q[Q_SCORE_SETTLED], &n, s->contract, s->period));
	return n ? refuse(c, STR_FMT " 已按这次考核结算，差额在下一期调整", STR_ARG(s->period)) : OK;
}

enum err score_decided(struct ctx *c, const void *subject, const void *in)
{
	const struct settlement *s = subject;
	struct csp_score score;

	(void)in;
	TRY(csp_score_of(c, s->contract, s->period, &score));
	return score.state == SCORE_APPEALED ? refuse(c, STR_FMT " 考核的申诉还没有答复", STR_ARG(s->period)) : OK;
}

enum err csp_score_of(struct ctx *c, int64_t contract, struct str period, struct csp_score *out)
{
	enum err e = sql_get(c, &settlement_q[Q_SCORE_OF], out, contract, period);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	record_none(&csp_score_record, out);
	return OK;
}
