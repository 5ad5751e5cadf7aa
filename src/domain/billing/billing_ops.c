/* Bills: fields, ops, the monthly job. */
#include "domain/billing/billing_in.h"
#include "domain/catalog/catalog.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/resource/resource.h"

static const struct names state_names[BILL_STATE_MAX] = {
	[BILL_COMPUTED] = { "computed", "已计算" }, [BILL_PUBLISHED] = { "published", "待确认" }, [BILL_CONFIRMED] = { "confirmed", "已确认" }, [BILL_DISPUTED] = { "disputed", "有异议" },
	[BILL_ADJUSTED] = { "adjusted", "已调账" }, [BILL_SETTLED] = { "settled", "已结算" },
};
static const struct field system_fields[] = {
	F(struct by_system, system, F_ID, "信息系统", OUT), F(struct by_system, lines_count, F_INT, "明细条数", OUT), F(struct by_system, system_name, F_STR, "信息系统名称", OUT), F(struct by_system, amount_fen, F_FEN, "小计", OUT), { 0 }
};
const struct record by_system_record = RECORD("bill_system", struct by_system, system_fields, "系统小计");
static const struct field adjustment_fields[] = {
	F(struct adjustment, id, F_ID, "编号", OUT), F(struct adjustment, bill, F_ID, "账单", OUT), F(struct adjustment, line, F_ID, "明细", OUT), F(struct adjustment, delivery_order, F_ID, "交付工单", OUT, .ref = "delivery_order", .article = "A21.1f"), F(struct adjustment, delta_fen, F_FEN, "调整额", OUT, .min = -9007199254740991, .max = 9007199254740991),
	F(struct adjustment, reason, F_TEXT, "理由", OUT), F(struct adjustment, approved_by, F_ID, "批准人", OUT), F(struct adjustment, at, F_AT, "时间", OUT), { 0 }
};
const struct record adjustment_record = RECORD("adjustment", struct adjustment, adjustment_fields, "调账");
static const struct field bill_fields[] = {
	F(struct bill, id, F_ID, "编号", OUT), F(struct bill, version, F_INT, "版本", OUT), F(struct bill, no, F_STR, "账单编号", OUT | SORT), F(struct bill, month, F_MONTH, "账期", OUT | FILTER | SORT),
	F(struct bill, payer, F_ID, "付费方", OUT, .article = "A5"), F(struct bill, payer_name, F_STR, "付费方名称", OUT | JOINED), F(struct bill, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct bill, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct bill, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"), F(struct bill, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED), F(struct bill, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct bill, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct bill, total_fen, F_FEN, "总额", OUT | REPORT | SORT, .article = "A28.4"), F(struct bill, adjust_fen, F_FEN, "调账", OUT | JOINED, .min = -9007199254740991, .max = 9007199254740991),
	F(struct bill, net_fen, F_FEN, "应付", OUT | JOINED | REPORT, .min = -9007199254740991, .max = 9007199254740991), F(struct bill, total_words, F_STR, "大写", OUT | VIRTUAL), F(struct bill, lines_count, F_INT, "明细条数", OUT),
	F(struct bill, published_at, F_AT, "发布时间", OUT), F(struct bill, confirmed_by, F_ID, "确认人", OUT), F(struct bill, confirmed_at, F_AT, "确认时间", OUT), F(struct bill, dispute, F_TEXT, "异议", OUT), F(struct bill, resolution, F_TEXT, "处理", OUT),
	F(struct bill, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), F(struct bill, systems, F_LIST, "系统小计", OUT | VIRTUAL, .sub = &by_system_record), F(struct bill, adjustments, F_LIST, "调账记录", OUT | VIRTUAL, .sub = &adjustment_record), { 0 }
};
const struct record bill_record = RECORD("bill", struct bill, bill_fields, "账单");
static const struct field line_fields[] = {
	F(struct bill_line, id, F_ID, "编号", OUT | SORT), F(struct bill_line, bill, F_ID, "账单", OUT | FILTER, .ref = "bill"), F(struct bill_line, bill_no, F_STR, "账单编号", OUT | JOINED), F(struct bill_line, month, F_MONTH, "账期", OUT | JOINED | FILTER),
	F(struct bill_line, service_kind, F_STR, "服务种类", OUT | FILTER, .article = "A28.4"), F(struct bill_line, item_code, F_STR, "目录项编码", OUT | FILTER), F(struct bill_line, item_name, F_STR, "目录项", OUT), F(struct bill_line, period, F_STR, "计费周期", OUT),
	F(struct bill_line, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"), F(struct bill_line, resource_no, F_STR, "资源编号", OUT), F(struct bill_line, resource_name, F_STR, "资源名称", OUT), F(struct bill_line, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"),
	F(struct bill_line, system_name, F_STR, "信息系统名称", OUT), F(struct bill_line, segment, F_ID, "计费段", OUT), F(struct bill_line, from_date, F_DATE, "起", OUT), F(struct bill_line, to_date, F_DATE, "止（不含）", OUT),
	F(struct bill_line, days, F_INT, "天数", OUT | REPORT), F(struct bill_line, of_days, F_INT, "当期天数", OUT), F(struct bill_line, qty, F_INT, "数量", OUT | REPORT), F(struct bill_line, unit_price_e4, F_E4, "单价", OUT | REPORT), F(struct bill_line, amount_fen, F_FEN, "金额", OUT | REPORT),
	F(struct bill_line, formula, F_STR, "算式", OUT), { 0 }
};
const struct record bill_line_record = RECORD("bill_line", struct bill_line, line_fields, "账单明细");
static const struct field rated_fields[] = {
	F(struct rated, segment, F_ID, ""), F(struct rated, resource, F_ID, ""), F(struct rated, system, F_ID, ""), F(struct rated, user_org, F_ID, ""), F(struct rated, applicant_org, F_ID, ""), F(struct rated, csp, F_ID, ""), F(struct rated, qty, F_INT, ""),
	F(struct rated, resource_no, F_STR, ""), F(struct rated, resource_name, F_STR, ""), F(struct rated, item_code, F_STR, ""), F(struct rated, item_name, F_STR, ""), F(struct rated, category, F_STR, ""), F(struct rated, period, F_STR, ""), F(struct rated, system_name, F_STR, ""),
	F(struct rated, from_date, F_DATE, ""), F(struct rated, to_date, F_DATE, ""), F(struct rated, first_date, F_DATE, ""), { 0 }
};
const struct record rated_record = RECORD("rated_segment", struct rated, rated_fields, "待计费段");

static const struct field credit_fields[] = {
	F(struct credit, bill, F_ID, ""), F(struct credit, line, F_ID, ""), F(struct credit, user_org, F_ID, ""), F(struct credit, delivery_order, F_ID, ""), F(struct credit, order_no, F_STR, ""), F(struct credit, resolution, F_TEXT, ""),
	F(struct credit, resolved_by, F_ID, ""), F(struct credit, period, F_STR, ""), F(struct credit, qty, F_INT, ""), F(struct credit, unit_price_e4, F_E4, ""), F(struct credit, amount_fen, F_FEN, ""), F(struct credit, resource_no, F_STR, ""),
	F(struct credit, bill_no, F_STR, ""), F(struct credit, from_date, F_DATE, ""), F(struct credit, to_date, F_DATE, ""), { 0 }
};
const struct record credit_record = RECORD("bill_credit", struct credit, credit_fields, "因交付异议调减");

static enum err fill(struct ctx *c, void *rec)
{
	struct bill *b = rec;

	b->total_words = fen_words(c->arena, b->net_fen);
	TRY(sql_all(c, &billing_q[Q_SYSTEMS_OF], &b->systems, b->id));
	return sql_all(c, &billing_q[Q_ADJ_OF], &b->adjustments, b->id);
}
/* A unit answers for the bills of those that merged into it; what they say stays (A22.3a). */
#define OURS    "user_org = :org OR user_org IN (SELECT o.id FROM org o WHERE o.merged_into = :org)"
#define OF_ROOT "applicant_org = :root OR applicant_org IN (SELECT o.id FROM org o WHERE o.merged_into = :root)"
const struct entity bill_entity = {
	.name = "bill", .label = "账单", .path = "/bills", .rec = &bill_record, .from = "v_bill", .table = "bill", .title = "no", .flow = &bill_flow, .fill = fill, .clocked = true,
	.scope = { OURS " OR " OF_ROOT, OURS, "csp = :org", NULL },
};
static const struct entity line_entity = {
	.name = "bill_line", .label = "账单明细", .path = "/bill-lines", .rec = &bill_line_record, .from = "v_bill_line", .table = "bill_line", .title = "formula",
	.scope = { OURS " OR " OF_ROOT, OURS, "csp = :org", NULL },
};
/*  published ──confirm──► confirmed      published ──dispute──► disputed ──adjust──► adjusted ──confirm──► confirmed
 *  silence is not consent: an unconfirmed bill stays as it is and is counted.                                          */
static const struct move moves[] = {
	{ BILL_PUBLISHED, "confirm", BILL_CONFIRMED, C_BILL_CONFIRM, 0, NULL, "确认账单", "A28.4" }, { BILL_PUBLISHED, "dispute", BILL_DISPUTED, C_BILL_CONFIRM, 0, NULL, "提出异议", "A28.4" },
	{ BILL_DISPUTED, "adjust", BILL_ADJUSTED, 0, 0, NULL, "处理异议", "A28.4" }, { BILL_ADJUSTED, "confirm", BILL_CONFIRMED, 0, 0, NULL, "确认账单", "A28.4" }, { 0 }
};
const struct flow bill_flow = { "bill", &bill_entity, state_names, BILL_STATE_MAX, moves };

struct run_in { struct str month; };
static const struct field run_fields[] = { F(struct run_in, month, F_MONTH, "账期", IN | NEEDED), { 0 } };
static const struct record run_record = RECORD("bill_run", struct run_in, run_fields, "出账");
struct run_out { struct str month; int64_t made; };
static const struct field run_out_fields[] = { F(struct run_out, month, F_MONTH, "账期", OUT), F(struct run_out, made, F_INT, "新出账单", OUT), { 0 } };
static const struct record run_out_record = RECORD("bill_run_result", struct run_out, run_out_fields, "出账结果");
static enum err run(struct ctx *c, const void *in_, void *out_)
{
	struct run_out *out = out_;

	out->month = ((const struct run_in *)in_)->month;
	return billing_run(c, out->month, &out->made);
}
struct act_in { int64_t id; struct str comment; struct fen delta_fen; int64_t line; };
static const struct field confirm_fields[] = { F(struct act_in, id, F_ID, "账单", IN_PATH), F(struct act_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record confirm_record = RECORD("bill_confirm", struct act_in, confirm_fields, "确认账单");
static const struct field dispute_fields[] = { F(struct act_in, id, F_ID, "账单", IN_PATH), F(struct act_in, comment, F_TEXT, "异议理由", IN | NEEDED), { 0 } };
static const struct record dispute_record = RECORD("bill_dispute", struct act_in, dispute_fields, "提出异议");
static const struct field adjust_fields[] = {
	F(struct act_in, id, F_ID, "账单", IN_PATH), F(struct act_in, line, F_ID, "明细", IN, .ref = "bill_line"), F(struct act_in, delta_fen, F_FEN, "调整额（分，可为负或 0）", IN | NEEDED, .min = -9007199254740991, .max = 9007199254740991),
	F(struct act_in, comment, F_TEXT, "理由", IN | NEEDED), { 0 }
};
static const struct record adjust_record = RECORD("bill_adjust", struct act_in, adjust_fields, "处理异议");
static enum err confirm(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &billing_q[Q_CONFIRM], c->subject_id, V_ID(c->who.person), c->now);
}
static enum err dispute(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &billing_q[Q_DISPUTE], c->subject_id, ((const struct act_in *)in_)->comment);
}
static enum err adjust(struct ctx *c, const void *in_, void *out)
{
	const struct act_in *in = in_;
	struct adjustment a = { .id = id_new(c), .bill = c->subject_id, .line = in->line, .approved_by = c->who.person, .delta_fen = in->delta_fen, .reason = in->comment, .at = c->now };
	struct bill_line line;

	(void)out;
	if (in->line) {
		enum err e = sql_get(c, &billing_q[Q_LINE], &line, in->line);
		if (e == E_ABSENT)
			fail_clear(&c->fail);
		else
			TRY(e);
		if (e == E_ABSENT || line.bill != c->subject_id)
			return fail_on(c, "line", "absent", "这张账单没有编号为 %" PRId64 " 的明细", in->line);
	}
	if (in->delta_fen.v != 0)
		TRY(sql_put(c, &billing_q[Q_ADJ_PUT], &a));
	return sql_run(c, &billing_q[Q_RESOLVE], c->subject_id, in->comment);
}
/* A line in full: which days, at which price, from which segment, and that it comes out the same again. */
struct explain { int64_t id; struct str formula, says; struct bill_line *line; };
static const struct field explain_fields[] = {
	F(struct explain, id, F_ID, "明细", IN_PATH | OUT), F(struct explain, formula, F_STR, "算式", OUT), F(struct explain, says, F_TEXT, "说明", OUT), F(struct explain, line, F_OBJ, "明细", OUT, .sub = &bill_line_record), { 0 }
};
static const struct record explain_record = RECORD("bill_explain", struct explain, explain_fields, "账单说明");
static enum err explain(struct ctx *c, const void *in, void *out_)
{
	struct explain *out = out_;
	struct bill_line *l = ARENA_NEW(c->arena, struct bill_line);

	(void)in;
	*l = *(const struct bill_line *)c->subject;
	out->id = l->id;
	out->line = l;
	out->formula = l->formula;
	out->says = arena_fmt(c->arena, "资源 " STR_FMT "（" STR_FMT "）自 " STR_FMT " 至 " STR_FMT "（当日不计）共 %" PRId64 " 天，数量 %" PRId64 "，单价 " STR_FMT " 元，当期 %" PRId64 " 天。算式：" STR_FMT "，四舍五入到分，只舍入一次。",
			      STR_ARG(l->resource_no), STR_ARG(l->item_name), STR_ARG(date_text(c->arena, l->from_date)), STR_ARG(date_text(c->arena, l->to_date)), l->days, l->qty, STR_ARG(price_text(c->arena, l->unit_price_e4)),
			      l->of_days, STR_ARG(l->formula));
	return OK;
}
/* On bill.day of the next month, once; a missing price stops it and tells the authority's finance. */
static enum err close_month(struct ctx *c)
{
	int y, m, d;
	int64_t closed = 0, made = 0;

	date_split(today(c), &y, &m, &d);
	if (d < setting_int(c, "bill.day"))
		return OK;
	struct str month = month_text(c->arena, date_add(date_ymd(y, m, 1), -1));
	TRY(sql_int(c, &billing_q[Q_LAST_MONTH], &closed, month));
	if (closed)
		return OK;
	/* Asked before anything is written: a month is closed whole or not at all. */
	enum err e = billing_ready(c, month);
	if (e == OK)
		return billing_run(c, month, &made);
	if (e != E_REFUSED)
		return e;
	struct str why = arena_str(c->arena, str_of(c->fail.sentence));
	fail_clear(&c->fail);
	return message_to_roles(c, 0, R(AUTH_FINANCE), &(struct note){ arena_fmt(c->arena, STR_FMT " 不能出账", STR_ARG(month)), why, "A11d", NULL, 0 });
}

/* A published bill rests: what enters the ledger afterwards cannot have run in its month. */
static enum err not_billed_yet(struct ctx *c, const void *subject, const void *in)
{
	const struct resource *r = subject;
	struct str month;

	(void)in;
	TRY(sql_str(c, &billing_q[Q_BILLED_SINCE], &month, r->user_org, r->csp, month_text(c->arena, r->billing_start_date)));
	return !month.p ? OK : refuse(c, "该单位 " STR_FMT " 的账单已出，计费起始日 " STR_FMT " 应当在下一个月以后", STR_ARG(month),
				      STR_ARG(date_text(c->arena, r->billing_start_date)));
}

static const struct list_def bill_list = { .order = "-id", .search = "no || ' ' || user_org_name" }, line_list = { .order = "id", .search = "resource_no || ' ' || resource_name || ' ' || item_name" };
static const struct op ops[] = {
	{ "bill.list", GET, "/bills", "bill.read", .words = "账单", .article = "A28.4", .entity = &bill_entity, .list = &bill_list },
	{ "bill.get", GET, "/bills/{id}", "bill.read", .words = "查看账单", .article = "A28.4", .entity = &bill_entity },
	{ "bill_line.list", GET, "/bill-lines", "bill.read", .words = "账单明细", .article = "A28.4", .entity = &line_entity, .list = &line_list },
	{ "bill_line.explain", GET, "/bill-lines/{id}/explain", "bill.read", .out = &explain_record, .fn = explain, .words = "说明算法", .article = "A28.4", .entity = &line_entity },
	{ "bill.run", POST, "/bill-runs", "bill.run", &run_record, &run_out_record, run, "出账", "A28.4" },
	{ "bill.confirm", POST, "/bills/{id}/confirm", "bill.confirm", &confirm_record, .fn = confirm, .words = "确认账单", .article = "A28.4", .entity = &bill_entity, .event = "confirm" },
	{ "bill.dispute", POST, "/bills/{id}/dispute", "bill.confirm", &dispute_record, .fn = dispute, .words = "提出异议", .article = "A28.4", .entity = &bill_entity, .event = "dispute" },
	{ "bill.adjust", POST, "/bills/{id}/adjust", "bill.run", &adjust_record, .fn = adjust, .words = "处理异议", .article = "A28.4", .entity = &bill_entity, .event = "adjust" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "bill.read", "查看账单", R_AUTH_READ | R_UNIT | R(CSP_FINANCE) | R(CSP_HEAD) | R(CSP_OPERATION) }, { "bill.run", "出账与调账", R(AUTH_FINANCE) }, { "bill.confirm", "确认账单", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) }, { 0 }
};
static const struct guard guards[] = { { &resource_flow, "account", NULL, "A28.4", "bill.month_billed", not_billed_yet }, { 0 } };
static const struct clock_kind clocks[] = { { C_BILL_CONFIRM, WORKING_DAYS, "bill.confirm_wd", ORG_USER, "A28.4", "账单确认" }, { 0 } };
static const struct setting settings[] = {
	{ "bill.day", SET_INT, "3", "R-34", "每月出账日", FREE, 0, 1, 28 }, { "bill.confirm_wd", SET_INT, "5", "R-36", "账单确认工作日", FREE, 0, 1, 30 }, { 0 }
};
static enum err upheld(struct ctx *c, const struct fact *f)
{
	(void)f;
	return billing_credit(c);
}
static const struct hears hears[] = { { "delivery_order.upheld", "billing.credit", upheld }, { 0 } };
static const struct job jobs[] = { { "billing.close", DAYS(1), close_month, NULL, "A28.4", "月度出账" }, { 0 } };
static const struct entity *const entities[] = { &bill_entity, &line_entity, NULL };
static const struct flow *const flows[] = { &bill_flow, NULL };
const struct feature billing_feature = {
	.name = "billing", .label = "费用结算", .articles = ARTICLES("A5", "A28.3", "A28.4", "A8.4a", "R-15"), .migrations = billing_migrations, .invariants = billing_invariants, .entities = entities, .flows = flows, .guards = guards, .clocks = clocks, .settings = settings,
	.ops = ops, .grants = grants, .hears = hears, .jobs = jobs, STATEMENTS(billing_q),
};
