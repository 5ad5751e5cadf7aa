/* Settlement: fields, moves, guards, ops. */
#include "domain/settlement/settlement_in.h"

static const struct names state_names[SETTLEMENT_STATE_MAX] = {
	[SETTLEMENT_APPLIED] = { "applied", "待审核" }, [SETTLEMENT_CHECKED] = { "checked", "待批准" }, [SETTLEMENT_APPROVED] = { "approved", "待付款" }, [SETTLEMENT_PAID] = { "paid", "已付清" },
	[SETTLEMENT_RETURNED] = { "returned", "已退回" }, [SETTLEMENT_WITHDRAWN] = { "withdrawn", "已撤回" },
};
static const struct names window_names[WINDOW_KIND_MAX] = { [WINDOW_PLANNED] = { "planned", "计划维护" }, [WINDOW_FORCE_MAJEURE] = { "force_majeure", "不可抗力" } };
const struct names match_kind_names[MATCH_KIND_MAX] = {
	[MATCH_NOT_IN_CLOUD] = { "not_in_cloud", "台账有、云平台没有" }, [MATCH_NOT_IN_LEDGER] = { "not_in_ledger", "云平台有、台账没有" }, [MATCH_QTY] = { "qty", "数量不一致" },
	[MATCH_NOT_CLAIMED] = { "not_claimed", "账单有、对账单没有" }, [MATCH_CLAIMED_ONLY] = { "claimed_only", "对账单有、账单没有" }, [MATCH_AMOUNT] = { "amount", "金额不一致" }, [MATCH_CLAIMED_QTY] = { "claimed_qty", "对账单数量不一致" },
};
static const struct names match_states[MATCH_STATE_MAX] = { [MATCH_OPEN] = { "open", "待答复" }, [MATCH_ANSWERED] = { "answered", "已答复" }, [MATCH_CLOSED] = { "closed", "已了结" } };

/* ---- service levels ---- */
static const struct field outage_fields[] = {
	F(struct sla_outage, from_at, F_AT, "自", IN | OUT | NEEDED), F(struct sla_outage, to_at, F_AT, "至", IN | OUT | NEEDED), F(struct sla_outage, note, F_STR, "说明", IN | OUT), { 0 }
};
static const struct record outage_record = RECORD("sla_outage", struct sla_outage, outage_fields, "中断");
static const struct field window_fields[] = {
	F(struct sla_window, kind, F_ENUM, "种类", IN | OUT | NEEDED, NAMES(window_names)), F(struct sla_window, from_at, F_AT, "自", IN | OUT | NEEDED), F(struct sla_window, to_at, F_AT, "至", IN | OUT | NEEDED),
	F(struct sla_window, announced_at, F_AT, "公告时间", IN | OUT, .help = "计划维护提前公告够了工作日才不计"), F(struct sla_window, accepted, F_BOOL, "主管部门认定", IN | OUT, .help = "不可抗力经认定才不计"),
	F(struct sla_window, note, F_STR, "说明", IN | OUT), { 0 }
};
static const struct record window_record = RECORD("sla_window", struct sla_window, window_fields, "不计的时段");
static const struct field sla_fields[] = {
	F(struct sla_result, id, F_ID, "编号", OUT), F(struct sla_result, version, F_INT, "版本", OUT), F(struct sla_result, contract, F_ID, "合同", IN | OUT | NEEDED | FILTER, .ref = "contract"), F(struct sla_result, contract_no, F_STR, "合同编号", OUT | JOINED),
	F(struct sla_result, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct sla_result, service, F_STR, "服务", IN | OUT | NEEDED | FILTER), F(struct sla_result, month, F_MONTH, "月份", IN | OUT | NEEDED | FILTER),
	F(struct sla_result, outages, F_LIST, "中断", IN | OUT, .sub = &outage_record, .article = "A30a"), F(struct sla_result, windows, F_LIST, "不计的时段", IN | OUT, .sub = &window_record, .article = "A30b"),
	F(struct sla_result, month_min, F_INT, "当月分钟", OUT), F(struct sla_result, exempt_min, F_INT, "不计的分钟", OUT, .article = "A30b"), F(struct sla_result, down_min, F_INT, "中断分钟", OUT), F(struct sla_result, counted_min, F_INT, "计入的中断分钟", OUT, .article = "R-33"),
	F(struct sla_result, availability_bp, F_BP, "可用率（万分之）", OUT, .article = "A30a"), F(struct sla_result, target_bp, F_BP, "约定（万分之）", OUT), F(struct sla_result, deduct_bp, F_BP, "扣减（万分之）", OUT),
	F(struct sla_result, by_person, F_ID, "登记人", OUT, .ref = "person"), F(struct sla_result, at, F_AT, "登记时间", OUT), { 0 }
};
const struct record sla_result_record = RECORD("sla_result", struct sla_result, sla_fields, "可用率记录");

/* ---- settlements ---- */
#define SIGNED .min = -9007199254740991, .max = 9007199254740991
static const struct field settled_bill_fields[] = {
	F(struct settled_bill, bill, F_ID, "账单", OUT, .ref = "bill"), F(struct settled_bill, no, F_STR, "账单编号", OUT), F(struct settled_bill, month, F_MONTH, "账期", OUT), F(struct settled_bill, user_org, F_ID, "上云单位", OUT, .ref = "org"),
	F(struct settled_bill, user_org_name, F_STR, "上云单位名称", OUT), F(struct settled_bill, state, F_STR, "状态", OUT), F(struct settled_bill, amount_fen, F_FEN, "金额", OUT | REPORT), { 0 }
};
const struct record settled_bill_record = RECORD("settled_bill", struct settled_bill, settled_bill_fields, "结算的账单");
static const struct field deduction_fields[] = {
	F(struct deduction, id, F_ID, "编号", OUT), F(struct deduction, settlement, F_ID, "结算", OUT), F(struct deduction, sla_result, F_ID, "可用率记录", OUT, .ref = "sla_result"), F(struct deduction, service, F_STR, "服务", OUT), F(struct deduction, month, F_MONTH, "月份", OUT),
	F(struct deduction, availability_bp, F_BP, "可用率（万分之）", OUT), F(struct deduction, target_bp, F_BP, "约定（万分之）", OUT), F(struct deduction, fee_fen, F_FEN, "当月费用", OUT), F(struct deduction, deduct_bp, F_BP, "扣减（万分之）", OUT),
	F(struct deduction, deduct_fen, F_FEN, "扣减金额", OUT), F(struct deduction, round, F_INT, "有效", 0), { 0 }
};
const struct record deduction_record = RECORD("settlement_deduction", struct deduction, deduction_fields, "服务等级扣减");
static const struct field payment_fields[] = {
	F(struct payment, id, F_ID, "编号", OUT), F(struct payment, settlement, F_ID, "结算", OUT), F(struct payment, paid_date, F_DATE, "付款日", OUT), F(struct payment, paid_fen, F_FEN, "金额", OUT), F(struct payment, voucher, F_STR, "凭证", OUT),
	F(struct payment, by_person, F_ID, "登记人", OUT, .ref = "person"), F(struct payment, at, F_AT, "登记时间", OUT), { 0 }
};
const struct record payment_record = RECORD("settlement_payment", struct payment, payment_fields, "付款");
static const struct field settlement_fields[] = {
	F(struct settlement, id, F_ID, "编号", OUT), F(struct settlement, version, F_INT, "版本", OUT), F(struct settlement, no, F_STR, "结算编号", OUT | SORT), F(struct settlement, contract, F_ID, "合同", OUT | FILTER, .ref = "contract"),
	F(struct settlement, contract_no, F_STR, "合同编号", OUT | JOINED), F(struct settlement, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct settlement, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct settlement, period, F_STR, "结算期", OUT | FILTER | SORT), F(struct settlement, from_date, F_DATE, "起", OUT), F(struct settlement, to_date, F_DATE, "止（不含）", OUT), F(struct settlement, note, F_TEXT, "说明", OUT), F(struct settlement, doc, F_ID, "申请材料", OUT, .ref = "attachment"),
	F(struct settlement, claimed_fen, F_FEN, "申请金额", OUT | REPORT), F(struct settlement, gross_fen, F_FEN, "账单合计", OUT | REPORT), F(struct settlement, bill_adjust_fen, F_FEN, "账单调账", OUT | REPORT, SIGNED),
	F(struct settlement, sla_deduct_fen, F_FEN, "服务等级扣减", OUT | REPORT, .article = "A30a"), F(struct settlement, score_centi, F_INT, "考核分（百分之一分）", OUT), F(struct settlement, score_factor_bp, F_BP, "考核系数（万分之）", OUT),
	F(struct settlement, adjust_fen, F_FEN, "结算调整", OUT | REPORT, SIGNED), F(struct settlement, adjust_reason, F_TEXT, "调整理由", OUT), F(struct settlement, provisional, F_BOOL, "暂付", OUT | FILTER), F(struct settlement, estimate_fen, F_FEN, "未出账月份估计", OUT | REPORT), F(struct settlement, prior_fen, F_FEN, "此前暂付", OUT | REPORT), F(struct settlement, refund_fen, F_FEN, "暂付多于应付", OUT | REPORT),
	F(struct settlement, net_fen, F_FEN, "应付", OUT | REPORT), F(struct settlement, net_words, F_STR, "大写", OUT | VIRTUAL),
	F(struct settlement, paid_fen, F_FEN, "已付", OUT | JOINED | REPORT), F(struct settlement, applied_by, F_ID, "申请人", OUT, .ref = "person"), F(struct settlement, applied_at, F_AT, "申请时间", OUT), F(struct settlement, checked_by, F_ID, "审核人", OUT, .ref = "person"),
	F(struct settlement, checked_at, F_AT, "审核时间", OUT), F(struct settlement, check_note, F_TEXT, "审核意见", OUT), F(struct settlement, approved_by, F_ID, "批准人", OUT, .ref = "person"), F(struct settlement, approved_at, F_AT, "批准时间", OUT),
	F(struct settlement, return_reason, F_TEXT, "退回理由", OUT), F(struct settlement, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), F(struct settlement, bills_count, F_INT, "账单张数", OUT | VIRTUAL), F(struct settlement, bills, F_LIST, "账单", OUT | VIRTUAL, .sub = &settled_bill_record, .max = 1000, .help = "编号在前的一千张"),
	F(struct settlement, deductions, F_LIST, "扣减", OUT | VIRTUAL, .sub = &deduction_record), F(struct settlement, payments, F_LIST, "付款记录", OUT | VIRTUAL, .sub = &payment_record), { 0 }
};
const struct record settlement_record = RECORD("settlement", struct settlement, settlement_fields, "结算");

static const struct field apply_fields[] = {
	F(struct apply_in, contract, F_ID, "合同", IN | NEEDED, .ref = "contract"), F(struct apply_in, period, F_STR, "结算期", IN | NEEDED, .max = 10, .help = "月 2026-05、季 2026-Q2、半年 2026-H1、年 2026，按合同的结算周期"),
	F(struct apply_in, claimed_fen, F_FEN, "申请金额", IN | NEEDED), F(struct apply_in, provisional, F_BOOL, "暂付", IN, .help = "结算期还没有结束、先按估计付款的；期满后再正式结算，多退少补"), F(struct apply_in, note, F_TEXT, "说明", IN), F(struct apply_in, doc, F_ID, "申请材料", IN, .ref = "attachment"), { 0 }
};
static const struct record apply_record = RECORD("settlement_apply", struct apply_in, apply_fields, "申请结算");
static const struct field reapply_fields[] = { F(struct apply_in, id, F_ID, "编号", IN_PATH), F(struct apply_in, claimed_fen, F_FEN, "申请金额", IN | NEEDED), F(struct apply_in, note, F_TEXT, "说明", IN), { 0 } };
static const struct record reapply_record = RECORD("settlement_reapply", struct apply_in, reapply_fields, "重新申请结算");
static const struct field check_fields[] = {
	F(struct check_in, id, F_ID, "编号", IN_PATH), F(struct check_in, score_centi, F_INT, "考核分（百分之一分）", IN, .max = 10000, .help = "90.5 分写 9050；不考核的不填"),
	F(struct check_in, adjust_fen, F_FEN, "结算调整（分，可为负）", IN, SIGNED), F(struct check_in, adjust_reason, F_TEXT, "调整理由", IN), F(struct check_in, estimate_fen, F_FEN, "未出账月份估计", IN, .help = "只用于暂付，要写明审核意见"), F(struct check_in, comment, F_TEXT, "审核意见", IN), { 0 }
};
static const struct record check_record = RECORD("settlement_check", struct check_in, check_fields, "审核结算");
static const struct field word_fields[] = { F(struct word_in, id, F_ID, "编号", IN_PATH), F(struct word_in, comment, F_TEXT, "理由", IN | NEEDED), { 0 } };
static const struct record word_record = RECORD("settlement_word", struct word_in, word_fields, "说明");
static const struct field pay_fields[] = {
	F(struct pay_in, id, F_ID, "编号", IN_PATH), F(struct pay_in, paid_date, F_DATE, "付款日", IN | NEEDED), F(struct pay_in, paid_fen, F_FEN, "金额", IN | NEEDED, .min = 1, .max = 9007199254740991), F(struct pay_in, voucher, F_STR, "凭证", IN | NEEDED, .max = 80), { 0 }
};
static const struct record pay_record = RECORD("settlement_pay", struct pay_in, pay_fields, "登记付款");

/* ---- matches ---- */
static const struct field statement_row_fields[] = {
	F(struct statement_row, month, F_MONTH, "账期", IN | NEEDED), F(struct statement_row, resource_no, F_STR, "资源编号", IN | NEEDED, .max = 80), F(struct statement_row, qty, F_INT, "数量", IN | NEEDED), F(struct statement_row, amount_fen, F_FEN, "金额", IN | NEEDED), { 0 }
};
const struct record statement_row_record = RECORD("statement_row", struct statement_row, statement_row_fields, "对账单的一行");
static const struct field cloud_row_fields[] = {
	F(struct cloud_row, month, F_MONTH, "月份", IN | NEEDED), F(struct cloud_row, resource_no, F_STR, "资源编号", IN | NEEDED, .max = 80), F(struct cloud_row, qty, F_INT, "数量", IN | NEEDED), { 0 }
};
const struct record cloud_row_record = RECORD("cloud_row", struct cloud_row, cloud_row_fields, "云平台清单的一行");
static const struct field statement_fields[] = {
	F(struct statement, id, F_ID, ""), F(struct statement, csp, F_ID, ""), F(struct statement, month, F_MONTH, ""), F(struct statement, resource_no, F_STR, ""), F(struct statement, qty, F_INT, ""), F(struct statement, amount_fen, F_FEN, ""), F(struct statement, at, F_AT, ""), { 0 }
};
const struct record csp_statement_record = RECORD("csp_statement", struct statement, statement_fields, "对账单");
static const struct field difference_fields[] = {
	F(struct difference, kind, F_INT, ""), F(struct difference, csp, F_ID, ""), F(struct difference, resource_no, F_STR, ""), F(struct difference, ours, F_STR, ""), F(struct difference, theirs, F_STR, ""), { 0 }
};
const struct record match_difference_record = RECORD("match_difference", struct difference, difference_fields, "差异");
static const struct field case_fields[] = {
	F(struct match_case, id, F_ID, "编号", OUT | SORT), F(struct match_case, version, F_INT, "版本", OUT), F(struct match_case, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct match_case, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct match_case, month, F_MONTH, "账期", OUT | FILTER), F(struct match_case, resource_no, F_STR, "资源编号", OUT), F(struct match_case, kind, F_ENUM, "差异", OUT | FILTER, NAMES(match_kind_names)), F(struct match_case, ours, F_STR, "平台", OUT),
	F(struct match_case, theirs, F_STR, "对方", OUT), F(struct match_case, due_date, F_DATE, "答复期限", OUT | FILTER | SORT), F(struct match_case, due_at, F_AT, "答复到期时刻", OUT), F(struct match_case, overdue, F_BOOL, "超期", OUT | VIRTUAL), F(struct match_case, found_at, F_AT, "发现时间", OUT),
	F(struct match_case, answer, F_TEXT, "答复", OUT), F(struct match_case, answered_by, F_ID, "答复人", OUT, .ref = "person"), F(struct match_case, answered_at, F_AT, "答复时间", OUT), F(struct match_case, result, F_TEXT, "处理结果", OUT),
	F(struct match_case, closed_by, F_ID, "处理人", OUT, .ref = "person"), F(struct match_case, closed_at, F_AT, "了结时间", OUT), F(struct match_case, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(match_states)), { 0 }
};
const struct record match_case_record = RECORD("match_case", struct match_case, case_fields, "对账差异");
static const struct field run_fields[] = { F(struct match_run, month, F_MONTH, "账期", IN | NEEDED), { 0 } };
static const struct record run_record = RECORD("match_run", struct match_run, run_fields, "对账");
static const struct field run_out_fields[] = { F(struct match_run, month, F_MONTH, "账期", OUT), F(struct match_run, found, F_INT, "新发现的差异", OUT), { 0 } };
static const struct record run_out_record = RECORD("match_run_result", struct match_run, run_out_fields, "对账结果");

static const struct field score_in_fields[] = {
	F(struct csp_score_in, contract, F_ID, "合同", IN | NEEDED, .ref = "contract"), F(struct csp_score_in, period, F_STR, "考核期", IN | NEEDED, .max = 10, .help = "月 2026-05、季 2026-Q2、半年 2026-H1、年 2026"),
	F(struct csp_score_in, items, F_LIST, "指标", IN, .sub = &csp_score_item_record, .max = 50, .help = "合同附件另有约定的填写，不填用通行的八项"), { 0 }
};
static const struct record score_in_record = RECORD("csp_score_draft", struct csp_score_in, score_in_fields, "起草考核");
static const struct field points_fields[] = {
	F(struct csp_points, seq, F_INT, "第几项", IN | NEEDED), F(struct csp_points, score_centi, F_INT, "得分（百分之一分）", IN | NEEDED, .max = 10000), F(struct csp_points, value, F_STR, "实际情况", IN), F(struct csp_points, evidence, F_TEXT, "依据", IN), { 0 }
};
static const struct record points_record = RECORD("csp_points", struct csp_points, points_fields, "得分");
static const struct field points_in_fields[] = { F(struct csp_points_in, id, F_ID, "编号", IN_PATH), F(struct csp_points_in, items, F_LIST, "各项得分", IN | NEEDED, .sub = &points_record, .max = 50), { 0 } };
static const struct record points_in_record = RECORD("csp_score_points", struct csp_points_in, points_in_fields, "考核打分");
static const struct field pulled_fields[] = {
	F(struct pulled, pool, F_ID, "资源池", IN | NEEDED), F(struct pulled, csp, F_ID, "云服务商", IN | NEEDED), F(struct pulled, month, F_MONTH, "月份", IN | NEEDED), F(struct pulled, error, F_STR, "没有取到", IN, .max = 400),
	F(struct pulled, rows, F_LIST, "清单", IN, .sub = &cloud_row_record, .max = 1000), F(struct pulled, whole, F_BOOL, "取完", IN), { 0 }
};
static const struct record pulled_record = RECORD("match_pulled", struct pulled, pulled_fields, "云平台清单");
static const struct field pool_fields[] = {
	F(struct pull_pool, id, F_ID, ""), F(struct pull_pool, csp, F_ID, ""), F(struct pull_pool, no, F_STR, ""), F(struct pull_pool, name, F_STR, ""), F(struct pull_pool, driver, F_STR, ""), { 0 }
};
const struct record pull_pool_record = RECORD("match_pool", struct pull_pool, pool_fields, "要取清单的资源池");
static const struct field pull_resource_fields[] = { F(struct pull_resource, id, F_ID, ""), F(struct pull_resource, qty, F_INT, ""), F(struct pull_resource, no, F_STR, ""), F(struct pull_resource, name, F_STR, ""), { 0 } };
const struct record pull_resource_record = RECORD("match_resource", struct pull_resource, pull_resource_fields, "台账里的资源");

static enum err case_fill(struct ctx *c, void *rec)
{
	struct match_case *k = rec;

	k->overdue = k->state == MATCH_OPEN && k->due_date.day < today(c).day;
	return OK;
}

const struct entity settlement_entity = {
	.name = "settlement", .label = "结算", .path = "/settlements", .rec = &settlement_record, .from = "v_settlement", .table = "settlement", .title = "no", .flow = &settlement_flow, .fill = settlement_fill, .scope = { .csp = "csp = :org" },
};
const struct entity sla_result_entity = {
	.name = "sla_result", .label = "可用率记录", .path = "/sla-results", .rec = &sla_result_record, .from = "v_sla_result", .table = "sla_result", .title = "service", .scope = { "1=1", "1=1", "csp = :org", NULL },
};
const struct entity match_case_entity = {
	.name = "match_case", .label = "对账差异", .path = "/match-cases", .rec = &match_case_record, .from = "v_match_case", .table = "match_case", .title = "resource_no", .flow = &match_flow, .fill = case_fill, .fill_row = case_fill, .scope = { .csp = "csp = :org" },
};

/*  applied ──check──► checked ──approve──► approved ──paid──► paid
 *   │ ▲ └──return──┐    └─return─┐           (pay: part by part; the last one makes it paid)
 *   │ └─reapply── returned ◄─────┘
 *   └─withdraw──► withdrawn                                                                     */
static const struct move moves[] = {
	{ SETTLEMENT_APPLIED,  "check",    SETTLEMENT_CHECKED,   0, 0, NULL, "审核结算", "A28.3" },
	{ SETTLEMENT_APPLIED,  "return",   SETTLEMENT_RETURNED,  0, 0, NULL, "退回结算", "A28.3" },
	{ SETTLEMENT_APPLIED,  "withdraw", SETTLEMENT_WITHDRAWN, 0, 0, NULL, "撤回结算", "A28.3" },
	{ SETTLEMENT_CHECKED,  "approve",  SETTLEMENT_APPROVED,  0, 0, "settlement.approved", "批准结算", "A28.3" },
	{ SETTLEMENT_CHECKED,  "return",   SETTLEMENT_RETURNED,  0, 0, NULL, "退回结算", "A28.3" },
	{ SETTLEMENT_RETURNED, "reapply",  SETTLEMENT_APPLIED,   0, 0, "settlement.applied", "重新申请结算", "A28.3" },
	{ SETTLEMENT_RETURNED, "withdraw", SETTLEMENT_WITHDRAWN, 0, 0, NULL, "撤回结算", "A28.3" },
	{ SETTLEMENT_APPROVED, "paid",     SETTLEMENT_PAID,      0, 0, "settlement.paid", "付清", "A28.3" },
	{ 0 }
};
const struct flow settlement_flow = { "settlement", &settlement_entity, state_names, SETTLEMENT_STATE_MAX, moves };
static const struct move match_moves[] = {
	{ MATCH_OPEN, "answer", MATCH_ANSWERED, 0, 0, NULL, "答复差异", "A28.3" }, { MATCH_OPEN, "close", MATCH_CLOSED, 0, 0, NULL, "了结差异", "A28.3" }, { MATCH_ANSWERED, "close", MATCH_CLOSED, 0, 0, NULL, "了结差异", "A28.3" }, { 0 }
};
const struct flow match_flow = { "match_case", &match_case_entity, match_states, MATCH_STATE_MAX, match_moves };

static enum err still_approved(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct settlement *)subject)->state == SETTLEMENT_APPROVED ? OK : refuse(c, "批准之后、付清之前才能登记付款");
}
static const struct guard guards[] = {
	{ NULL, NULL, "settlement.apply", "A28.3", "settlement.month_open", months_closed },
	{ NULL, NULL, "settlement.apply", "A28.3", "settlement.same_period", period_free },
	{ &settlement_flow, "check", NULL, "A28.4", "settlement.bill_open", nothing_disputed },
	{ &settlement_flow, "check", NULL, "A30a", "settlement.no_availability", availability_known },
	{ &settlement_flow, "check", NULL, "R-36", "settlement.score_open", score_decided },
	{ &csp_score_flow, "publish", NULL, "R-36", "csp_score.not_scored", score_all_given },
	{ &csp_score_flow, "publish", NULL, "R-36", "csp_score.own_score", score_by_another },
	{ &csp_score_flow, "decide", NULL, "R-36", "csp_score.own_score", score_by_another },
	{ &csp_score_flow, "appeal", NULL, "R-36", "csp_score.settled", score_not_settled },
	{ &settlement_flow, "approve", NULL, "A28.3", "settlement.own_check", two_persons },
	{ &settlement_flow, "approve", NULL, "A28.4", "settlement.bill_open", nothing_disputed },
	{ &settlement_flow, "approve", NULL, "R-36", "settlement.score_open", score_decided },
	{ &settlement_flow, "approve", NULL, "A28.3", "settlement.already_settled", ahead_of_settled },
	{ &settlement_flow, "approve", NULL, "A28.3", "settlement.changed", still_the_sum },
	{ &settlement_flow, "approve", NULL, "A28.3", "settlement.over_cap", within_cap },
	{ NULL, NULL, "settlement.pay", "A28.3", "settlement.not_approved", still_approved },
	{ NULL, NULL, "settlement.pay", "A28.3", "settlement.overpaid", within_net },
	{ 0 }
};

#define OF .entity = &settlement_entity
static const struct list_def settlement_list = { .order = "-id", .search = "no || ' ' || period || ' ' || contract_no" }, sla_list = { .order = "-id" }, score_list = { .order = "-id", .search = "period || ' ' || contract_no" }, case_list = { .order = "-id", .search = "resource_no" };
static const struct op ops[] = {
	{ "settlement.list", GET, "/settlements", "settlement.read", .words = "结算", .article = "A28.3", OF, .list = &settlement_list },
	{ "settlement.get", GET, "/settlements/{id}", "settlement.read", .words = "查看结算", .article = "A28.3", OF },
	{ "settlement.apply", POST, "/settlements", "settlement.apply", &apply_record, NULL, settlement_apply, "申请结算", "A28.3", OP_CREATES, OF },
	{ "settlement.reapply", POST, "/settlements/{id}/reapply", "settlement.apply", &reapply_record, NULL, settlement_reapply, "重新申请结算", "A28.3", OF, .event = "reapply" },
	{ "settlement.withdraw", POST, "/settlements/{id}/withdraw", "settlement.apply", .words = "撤回结算", .article = "A28.3", OF, .event = "withdraw" },
	{ "settlement.check", POST, "/settlements/{id}/check", "settlement.check", &check_record, NULL, settlement_check, "审核结算", "A28.3", OF, .event = "check", .help = "应付 =（账单合计 + 账单调账 − 服务等级扣减）× 考核系数 ± 调整" },
	{ "settlement.return", POST, "/settlements/{id}/return", "settlement.return", &word_record, NULL, settlement_return, "退回结算", "A28.3", OF, .event = "return" },
	{ "settlement.approve", POST, "/settlements/{id}/approve", "settlement.approve", .fn = settlement_approve, .words = "批准结算", .article = "A28.3", OF, .event = "approve", .help = "审核人之外的人批准" },
	{ "settlement.pay", POST, "/settlements/{id}/payments", "settlement.check", &pay_record, NULL, settlement_pay, "登记付款", "A28.3", OF },
	{ "sla_result.list", GET, "/sla-results", "sla_result.read", .words = "可用率记录", .article = "A30a", .entity = &sla_result_entity, .list = &sla_list },
	{ "sla_result.get", GET, "/sla-results/{id}", "sla_result.read", .words = "查看可用率记录", .article = "A30a", .entity = &sla_result_entity },
	{ "sla_result.record", POST, "/sla-results", "sla_result.record", &sla_result_record, NULL, sla_record, "记录可用率", "A30b", OP_CREATES, .entity = &sla_result_entity, .help = "同一服务同一月份再记录的，以最后一次为准" },
	{ "match_case.list", GET, "/match-cases", "match.read", .words = "对账差异", .article = "A28.3", .entity = &match_case_entity, .list = &case_list },
	{ "match_case.get", GET, "/match-cases/{id}", "match.read", .words = "查看对账差异", .article = "A28.3", .entity = &match_case_entity },
	{ "match.run", POST, "/match-runs", "match.run", &run_record, &run_out_record, match_run, "对账", "A28.3", .help = "台账与计费段、云平台清单、云服务商对账单三方核对" },
	{ "match_case.answer", POST, "/match-cases/{id}/answer", "match.answer", &word_record, NULL, match_answer, "答复差异", "A28.3", .entity = &match_case_entity, .event = "answer" },
	{ "match_case.close", POST, "/match-cases/{id}/close", "match.run", &word_record, NULL, match_close, "了结差异", "A28.3", .entity = &match_case_entity, .event = "close" },
	{ "match.pulled", POST, NULL, .in = &pulled_record, .fn = match_pulled, .words = "取得云平台清单", .article = "A28.3", .flags = OP_INTERNAL },
	{ "csp_score.list", GET, "/csp-scores", "csp_score.read", .words = "服务商考核", .article = "R-36", .entity = &csp_score_entity, .list = &score_list },
	{ "csp_score.get", GET, "/csp-scores/{id}", "csp_score.read", .words = "查看服务商考核", .article = "R-36", .entity = &csp_score_entity },
	{ "csp_score.draft", POST, "/csp-scores", "csp_score.keep", &score_in_record, NULL, csp_score_draft, "起草考核", "R-36", OP_CREATES, &csp_score_entity, .help = "可用性和按期交付由平台测算，其余由人打分" },
	{ "csp_score.score", POST, "/csp-scores/{id}/points", "csp_score.keep", &points_in_record, NULL, csp_score_points, "考核打分", "R-36", .entity = &csp_score_entity, .event = "score" },
	{ "csp_score.publish", POST, "/csp-scores/{id}/publish", "csp_score.publish", .fn = csp_score_publish, .words = "公布考核", .article = "R-36", .entity = &csp_score_entity, .event = "publish", .help = "打分人之外的人公布" },
	{ "csp_score.appeal", POST, "/csp-scores/{id}/appeal", "csp_score.appeal", &word_record, NULL, csp_score_appeal, "提出申诉", "R-36", .entity = &csp_score_entity, .event = "appeal" },
	{ "csp_score.decide", POST, "/csp-scores/{id}/decide", "csp_score.publish", &word_record, NULL, csp_score_decide, "答复申诉", "R-36", .entity = &csp_score_entity, .event = "decide", .help = "得分要改的先改，答复后重新公布" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "settlement.read", "查看结算", R_AUTH_READ | R(CSP_FINANCE) | R(CSP_HEAD) }, { "settlement.apply", "申请结算", R(CSP_FINANCE) }, { "settlement.check", "审核结算与登记付款", R(AUTH_FINANCE) },
	{ "settlement.return", "退回结算", R(AUTH_FINANCE) | R(AUTH_ISSUER) }, { "settlement.approve", "批准结算", R(AUTH_ISSUER) | R(AUTH_FINANCE) }, { "sla_result.read", "查看可用率", R_AUTH_READ | R_UNIT | R_CSP },
	{ "sla_result.record", "记录可用率", R(AUTH_HANDLER) }, { "match.read", "查看对账差异", R_AUTH_READ | R(CSP_FINANCE) | R(CSP_OPERATION) | R(CSP_HEAD) }, { "match.run", "对账", R(AUTH_FINANCE) },
	{ "csp_score.read", "查看服务商考核", R_AUTH_READ | R(CSP_FINANCE) | R(CSP_HEAD) | R(CSP_OPERATION) }, { "csp_score.keep", "起草考核和打分", R(AUTH_HANDLER) | R(AUTH_FINANCE) }, { "csp_score.publish", "公布考核和答复申诉", R(AUTH_ISSUER) },
	{ "csp_score.appeal", "考核申诉", R(CSP_FINANCE) | R(CSP_HEAD) }, { "match.answer", "答复对账差异", R(CSP_FINANCE) | R(CSP_OPERATION) }, { "match.import", "报送对账单和云平台清单", R(CSP_FINANCE) | R(CSP_OPERATION) }, { 0 }
};
static const struct setting settings[] = { { "match.answer_wd", SET_INT, "5", "A28.3", "对账差异答复工作日", FREE, 0, 1, 60 }, { 0 } };
static const struct import imports[] = {
	{ "statement", "match.import", "导入对账单", "A28.3", &statement_row_record, csp_statement_import }, { "inventory", "match.import", "导入云平台清单", "A28.3", &cloud_row_record, cloud_import }, { 0 }
};
static const struct entity *const entities[] = { &settlement_entity, &sla_result_entity, &match_case_entity, &csp_score_entity, NULL };
static const struct flow *const flows[] = { &settlement_flow, &match_flow, &csp_score_flow, NULL };
static const struct hears hears[] = { { "settlement.approved", "settlement.nothing_to_pay", nothing_to_pay }, { 0 } };
static const struct job jobs[] = {
	{ "match.pull", DAYS(1), NULL, match_pull, "A28.3", "取云平台清单" }, { "match.month", DAYS(1), match_month, NULL, "A28.3", "月度三方对账" }, { 0 }
};
const struct feature settlement_feature = {
	.name = "settlement", .label = "结算", .articles = ARTICLES("A28.3", "A30a", "A30b", "R-33", "R-36"), .migrations = settlement_migrations, .invariants = settlement_invariants, .entities = entities, .flows = flows, .guards = guards,
	.settings = settings, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs, .imports = imports, .work = settlement_work, STATEMENTS(settlement_q),
};
