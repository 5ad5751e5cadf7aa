/* Budgets and costs: fields, moves, guards, ops. */
#include "domain/budget/budget_in.h"
#include "domain/catalog/catalog.h"
#include "domain/infra/infra.h"

#define SIGNED .min = -9007199254740991, .max = 9007199254740991
static const struct names state_names[BUDGET_STATE_MAX] = { [BUDGET_DRAFT] = { "draft", "待批准" }, [BUDGET_APPROVED] = { "approved", "现行" }, [BUDGET_REPLACED] = { "replaced", "已调整" } };
static const struct names by_names[BY_MAX] = {
	[BY_UNIT] = { "unit", "上云单位" }, [BY_SYSTEM] = { "system", "信息系统" }, [BY_CATEGORY] = { "category", "服务种类" }, [BY_ZONE] = { "zone", "区域" }, [BY_XINCHUANG] = { "xinchuang", "信创" }, [BY_MONTH] = { "month", "月" }, [BY_YEAR] = { "year", "年" },
};
static const struct field budget_fields[] = {
	F(struct budget, id, F_ID, "编号", OUT), F(struct budget, version, F_INT, "版本", OUT), F(struct budget, year, F_INT, "年度", OUT | FILTER | SORT), F(struct budget, org, F_ID, "单位", OUT | FILTER, .ref = "org"), F(struct budget, org_name, F_STR, "单位名称", OUT | JOINED),
	F(struct budget, whole, F_BOOL, "主管部门总预算", OUT | FILTER), F(struct budget, approved_fen, F_FEN, "预算", OUT | REPORT, .article = "A8.4a"), F(struct budget, accrued_fen, F_FEN, "已出账", OUT | VIRTUAL | REPORT, SIGNED),
	F(struct budget, spent_fen, F_FEN, "已支付（单位为已结算）", OUT | VIRTUAL | REPORT, SIGNED), F(struct budget, run_month_fen, F_FEN, "在用资源的月费用", OUT | VIRTUAL | REPORT), F(struct budget, committed_fen, F_FEN, "在用资源到年底", OUT | VIRTUAL | REPORT),
	F(struct budget, pipeline_fen, F_FEN, "已批准未交付到年底", OUT | VIRTUAL | REPORT), F(struct budget, windows_fen, F_FEN, "已申报的阶段性需求", OUT | VIRTUAL | REPORT), F(struct budget, forecast_fen, F_FEN, "全年预计", OUT | VIRTUAL | REPORT, SIGNED, .article = "A8.4a"),
	F(struct budget, left_fen, F_FEN, "余额", OUT | VIRTUAL | REPORT, SIGNED), F(struct budget, used_pct, F_INT, "已用（%）", OUT | VIRTUAL, SIGNED), F(struct budget, forecast_pct, F_INT, "预计用到（%）", OUT | VIRTUAL, SIGNED),
	F(struct budget, note, F_TEXT, "说明", OUT), F(struct budget, doc, F_ID, "批复文件", OUT, .ref = "attachment"), F(struct budget, warned, F_INT, "已提醒（%）", OUT), F(struct budget, noted_fen, F_FEN, "已告知审核的余额", 0, SIGNED),
	F(struct budget, created_by, F_ID, "编制人", OUT, .ref = "person"), F(struct budget, created_at, F_AT, "编制时间", OUT), F(struct budget, approved_by, F_ID, "批准人", OUT, .ref = "person"), F(struct budget, approved_at, F_AT, "批准时间", OUT),
	F(struct budget, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), { 0 }
};
const struct record budget_record = RECORD("budget", struct budget, budget_fields, "预算");
static const struct field create_fields[] = {
	F(struct year_in, year, F_INT, "年度", IN | NEEDED, .min = 2000, .max = 2100), F(struct year_in, org, F_ID, "单位", IN, .ref = "org", .help = "不填是主管部门的总预算，填的是这个单位的份额"), F(struct year_in, approved_fen, F_FEN, "预算", IN | NEEDED),
	F(struct year_in, note, F_TEXT, "说明", IN), F(struct year_in, doc, F_ID, "批复文件", IN, .ref = "attachment"), { 0 }
};
static const struct record create_record = RECORD("budget_create", struct year_in, create_fields, "编制预算");
static const struct field stage_fields[] = {
	F(struct stage, budget, F_ID, ""), F(struct stage, org, F_ID, ""), F(struct stage, system, F_ID, ""), F(struct stage, resource, F_ID, ""), F(struct stage, resource_no, F_STR, ""), F(struct stage, resource_name, F_STR, ""), F(struct stage, org_name, F_STR, ""), F(struct stage, system_name, F_STR, ""),
	F(struct stage, from_date, F_DATE, ""), F(struct stage, to_date, F_DATE, ""), F(struct stage, qty, F_INT, ""), F(struct stage, price_e4, F_E4, ""), { 0 }
};
const struct record stage_record = RECORD("budget_stage", struct stage, stage_fields, "阶段性需求");
static const struct field figure_fields[] = { F(struct figure, id, F_ID, ""), F(struct figure, first, F_INT, ""), F(struct figure, second, F_INT, ""), { 0 } };
const struct record figure_record = RECORD("budget_figure", struct figure, figure_fields, "预算的数");
static const struct names part_names[PART_OF_MAX] = {
	[PART_ACCRUED] = { "accrued", "已出账" }, [PART_SPENT] = { "spent", "已支付" }, [PART_COMMITTED] = { "committed", "在用资源到年底" }, [PART_PIPELINE] = { "pipeline", "已批准未交付" }, [PART_WINDOWS] = { "windows", "阶段性需求" },
};
static const struct field part_fields[] = {
	F(struct budget_part, kind, F_STR, "对象", OUT), F(struct budget_part, object, F_ID, "对象编号", OUT), F(struct budget_part, no, F_STR, "编号", OUT), F(struct budget_part, name, F_STR, "名称", OUT), F(struct budget_part, org_name, F_STR, "单位", OUT),
	F(struct budget_part, amount_fen, F_FEN, "金额", OUT | REPORT, SIGNED), F(struct budget_part, system_name, F_STR, "信息系统", OUT), F(struct budget_part, qty, F_INT, "数量", OUT), F(struct budget_part, unit_price_e4, F_E4, "单价", OUT), F(struct budget_part, period, F_STR, "计费周期", OUT),
	F(struct budget_part, from_date, F_DATE, "起", OUT), F(struct budget_part, to_date, F_DATE, "止（不含）", OUT), F(struct budget_part, days, F_INT, "天数", OUT), { 0 }
};
const struct record budget_part_record = RECORD("budget_part", struct budget_part, part_fields, "预算数的一行");
static const struct field parts_in_fields[] = {
	F(struct parts_in, id, F_ID, "预算", IN_PATH), F(struct parts_in, of, F_ENUM, "哪个数", IN | NEEDED, NAMES(part_names)),
	F(struct parts_in, system, F_ID, "信息系统", IN, .ref = "info_system", .help = "只看一个系统的在用、已批准未交付或阶段性需求"), { 0 }
};
static const struct record parts_in_record = RECORD("budget_parts_in", struct parts_in, parts_in_fields, "预算的哪个数");
static const struct field parts_out_fields[] = {
	F(struct parts_out, of, F_ENUM, "哪个数", OUT, NAMES(part_names)), F(struct parts_out, month_fen, F_FEN, "各行合计", OUT, SIGNED, .help = "在用和已批准未交付的是一个月的"), F(struct parts_out, months, F_INT, "月数", OUT),
	F(struct parts_out, total_fen, F_FEN, "合计", OUT, SIGNED, .help = "各行合计乘月数"), F(struct parts_out, more, F_BOOL, "还有未列出的", OUT), F(struct parts_out, items, F_LIST, "各行", OUT, .sub = &budget_part_record, .max = 2000, .help = "金额大的在前"), { 0 }
};
static const struct record parts_out_record = RECORD("budget_parts", struct parts_out, parts_out_fields, "预算数的由来");
static const struct field cost_fields[] = {
	F(struct cost_row, id, F_ID, "第一条明细", OUT, .ref = "bill_line"), F(struct cost_row, object, F_ID, "单位或系统", OUT), F(struct cost_row, key, F_STR, "编码", OUT), F(struct cost_row, name, F_STR, "名称", OUT), F(struct cost_row, amount_fen, F_FEN, "费用", OUT | REPORT, SIGNED), F(struct cost_row, adjust_fen, F_FEN, "其中调账", OUT | REPORT, SIGNED), F(struct cost_row, lines_count, F_INT, "明细条数", OUT | REPORT), { 0 }
};
const struct record cost_row_record = RECORD("cost_row", struct cost_row, cost_fields, "费用构成");
static const struct field cost_line_fields[] = {
	F(struct cost_line, id, F_ID, "编号", OUT | SORT), F(struct cost_line, bill, F_ID, "账单", OUT | FILTER, .ref = "bill"), F(struct cost_line, bill_no, F_STR, "账单编号", OUT), F(struct cost_line, month, F_MONTH, "账期", OUT | FILTER),
	F(struct cost_line, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct cost_line, user_org_name, F_STR, "上云单位名称", OUT), F(struct cost_line, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct cost_line, system_name, F_STR, "信息系统名称", OUT),
	F(struct cost_line, service_kind, F_ENUM, "服务种类", OUT | FILTER, .names = item_category_names, .n_names = ITEM_CATEGORY_MAX), F(struct cost_line, item_code, F_STR, "目录项编码", OUT | FILTER), F(struct cost_line, item_name, F_STR, "目录项", OUT), F(struct cost_line, zone, F_ENUM, "区域", OUT | FILTER, NAMES(zone_names)), F(struct cost_line, xinchuang, F_BOOL, "信创", OUT | FILTER),
	F(struct cost_line, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"), F(struct cost_line, resource_no, F_STR, "资源编号", OUT), F(struct cost_line, resource_name, F_STR, "资源名称", OUT), F(struct cost_line, contract, F_ID, "合同", OUT | FILTER, .ref = "contract"),
	F(struct cost_line, from_date, F_DATE, "起", OUT), F(struct cost_line, to_date, F_DATE, "止（不含）", OUT), F(struct cost_line, days, F_INT, "天数", OUT), F(struct cost_line, of_days, F_INT, "当期天数", OUT), F(struct cost_line, qty, F_INT, "数量", OUT),
	F(struct cost_line, unit_price_e4, F_E4, "单价", OUT), F(struct cost_line, amount_fen, F_FEN, "费用", OUT | REPORT), F(struct cost_line, formula, F_STR, "算式", OUT), { 0 }
};
static const struct record cost_line_record = RECORD("cost_line", struct cost_line, cost_line_fields, "费用明细");
static const struct field cost_adjustment_fields[] = {
	F(struct cost_adjustment, id, F_ID, "编号", OUT | SORT), F(struct cost_adjustment, bill, F_ID, "账单", OUT | FILTER, .ref = "bill"), F(struct cost_adjustment, bill_no, F_STR, "账单编号", OUT), F(struct cost_adjustment, month, F_MONTH, "账期", OUT | FILTER),
	F(struct cost_adjustment, line, F_ID, "明细", OUT, .ref = "bill_line"), F(struct cost_adjustment, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct cost_adjustment, user_org_name, F_STR, "上云单位名称", OUT),
	F(struct cost_adjustment, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct cost_adjustment, system_name, F_STR, "信息系统名称", OUT), F(struct cost_adjustment, service_kind, F_ENUM, "服务种类", OUT | FILTER, .names = item_category_names, .n_names = ITEM_CATEGORY_MAX),
	F(struct cost_adjustment, item_code, F_STR, "目录项编码", OUT | FILTER), F(struct cost_adjustment, item_name, F_STR, "目录项", OUT), F(struct cost_adjustment, zone, F_ENUM, "区域", OUT | FILTER, NAMES(zone_names)), F(struct cost_adjustment, xinchuang, F_BOOL, "信创", OUT | FILTER),
	F(struct cost_adjustment, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"), F(struct cost_adjustment, resource_no, F_STR, "资源编号", OUT), F(struct cost_adjustment, resource_name, F_STR, "资源名称", OUT),
	F(struct cost_adjustment, amount_fen, F_FEN, "调整额", OUT | REPORT, SIGNED), F(struct cost_adjustment, reason, F_TEXT, "理由", OUT), F(struct cost_adjustment, doc, F_ID, "依据文件", OUT, .ref = "attachment"), F(struct cost_adjustment, at, F_AT, "时间", OUT), { 0 }
};
static const struct record cost_adjustment_record = RECORD("cost_adjustment", struct cost_adjustment, cost_adjustment_fields, "费用调账");
static const struct field cost_in_fields[] = {
	F(struct cost_in, by, F_ENUM, "按", IN | NEEDED, NAMES(by_names)), F(struct cost_in, from_month, F_MONTH, "起始月", IN | NEEDED), F(struct cost_in, to_month, F_MONTH, "终止月", IN), F(struct cost_in, org, F_ID, "上云单位", IN, .ref = "org"), { 0 }
};
static const struct record cost_in_record = RECORD("cost_list_in", struct cost_in, cost_in_fields, "费用构成的条件");
static const struct field cost_out_fields[] = { F(struct cost_out, total_fen, F_FEN, "合计", OUT, SIGNED), F(struct cost_out, items, F_LIST, "构成", OUT, .sub = &cost_row_record, .max = 2000), { 0 } };
static const struct record cost_out_record = RECORD("cost_list", struct cost_out, cost_out_fields, "费用构成");
static const struct field change_fields[] = {
	F(struct cost_change, resource, F_ID, "资源", OUT, .ref = "resource"), F(struct cost_change, resource_no, F_STR, "资源编号", OUT), F(struct cost_change, resource_name, F_STR, "资源名称", OUT), F(struct cost_change, before_qty, F_INT, "上月数量", OUT),
	F(struct cost_change, after_qty, F_INT, "本月数量", OUT), F(struct cost_change, before_price, F_INT, "上月单价（万分之一元）", OUT), F(struct cost_change, after_price, F_INT, "本月单价（万分之一元）", OUT), F(struct cost_change, before_fen, F_FEN, "上月", OUT | REPORT),
	F(struct cost_change, after_fen, F_FEN, "本月", OUT | REPORT), F(struct cost_change, delta_fen, F_FEN, "增减", OUT | VIRTUAL | REPORT, SIGNED), F(struct cost_change, why, F_STR, "原因", OUT | VIRTUAL),
	F(struct cost_change, before_lines, F_INT, "上月行数"), F(struct cost_change, after_lines, F_INT, "本月行数"), F(struct cost_change, qtys, F_INT, "几种数量"), F(struct cost_change, prices, F_INT, "几种单价"), F(struct cost_change, period, F_STR, "计费周期"), F(struct cost_change, before_from, F_DATE, "上月起"),
	F(struct cost_change, after_to, F_DATE, "本月止"), { 0 }
};
const struct record cost_change_record = RECORD("cost_change", struct cost_change, change_fields, "费用变化");
static const struct field changes_in_fields[] = { F(struct changes_in, month, F_MONTH, "月份", IN | IN_PATH | NEEDED), { 0 } };
static const struct record changes_in_record = RECORD("cost_changes_in", struct changes_in, changes_in_fields, "哪个月");
static const struct field changes_out_fields[] = {
	F(struct changes_out, month, F_MONTH, "月份", OUT), F(struct changes_out, before_month, F_MONTH, "上月", OUT), F(struct changes_out, before_fen, F_FEN, "变化项上月合计", OUT), F(struct changes_out, after_fen, F_FEN, "变化项本月合计", OUT),
	F(struct changes_out, delta_fen, F_FEN, "增减", OUT, SIGNED), F(struct changes_out, items, F_LIST, "变化", OUT, .sub = &cost_change_record, .max = 2000, .help = "变化大的在前，至多二千项"), { 0 }
};
static const struct record changes_out_record = RECORD("cost_changes", struct changes_out, changes_out_fields, "与上月相比");
static const struct field forecast_fields[] = {
	F(struct forecast_row, org, F_ID, "单位", OUT, .ref = "org"), F(struct forecast_row, org_name, F_STR, "单位名称", OUT), F(struct forecast_row, system, F_ID, "信息系统", OUT, .ref = "info_system"), F(struct forecast_row, system_name, F_STR, "信息系统名称", OUT),
	F(struct forecast_row, running, F_INT, "在用资源", OUT), F(struct forecast_row, run_month_fen, F_FEN, "月费用", OUT | REPORT), F(struct forecast_row, pipeline_fen, F_FEN, "新增需求", OUT | REPORT), F(struct forecast_row, run_year_fen, F_FEN, "在用资源全年", OUT | VIRTUAL | REPORT), F(struct forecast_row, windows_fen, F_FEN, "阶段性需求", OUT | VIRTUAL | REPORT),
	F(struct forecast_row, forecast_fen, F_FEN, "预测", OUT | VIRTUAL | REPORT), { 0 }
};
const struct record forecast_row_record = RECORD("budget_forecast_row", struct forecast_row, forecast_fields, "需求预测");
static const struct field forecast_in_fields[] = { F(struct forecast_in, year, F_INT, "年度", IN | IN_PATH | NEEDED, .min = 2000, .max = 2100), { 0 } };
static const struct record forecast_in_record = RECORD("budget_forecast_in", struct forecast_in, forecast_in_fields, "哪一年");
static const struct field forecast_out_fields[] = { F(struct forecast_out, year, F_INT, "年度", OUT), F(struct forecast_out, total_fen, F_FEN, "合计", OUT), F(struct forecast_out, items, F_LIST, "各单位各系统", OUT, .sub = &forecast_row_record, .max = 20000), { 0 } };
static const struct record forecast_out_record = RECORD("budget_forecast", struct forecast_out, forecast_out_fields, "年度预算与需求预测表");

const struct entity budget_entity = {
	.name = "budget", .label = "预算", .path = "/budgets", .rec = &budget_record, .from = "v_budget", .table = "budget", .title = "year", .flow = &budget_flow, .fill = budget_figures, .fill_rows = budget_figures_of,
	.scope = { "org = :root OR org = :org", "org = :org", NULL, NULL },
};
static const struct entity cost_line_entity = {
	.name = "cost_line", .label = "费用明细", .path = "/cost-lines", .rec = &cost_line_record, .from = "v_cost_line", .table = "bill_line", .title = "formula",
	.scope = { "user_org = :org OR applicant_org = :root", "user_org = :org", NULL, NULL },
};
static const struct entity cost_adjustment_entity = {
	.name = "cost_adjustment", .label = "费用调账", .path = "/cost-adjustments", .rec = &cost_adjustment_record, .from = "v_cost_adjustment", .table = "adjustment", .title = "reason",
	.scope = { "user_org = :org OR applicant_org = :root", "user_org = :org", NULL, NULL },
};
/*  draft ──approve──► approved ──(a later one is approved)──► replaced */
static const struct move moves[] = { { BUDGET_DRAFT, "approve", BUDGET_APPROVED, 0, 0, "budget.approved", "批准预算", "A8.4a" }, { 0 } };
const struct flow budget_flow = { "budget", &budget_entity, state_names, BUDGET_STATE_MAX, moves };
static const struct guard guards[] = {
	{ &budget_flow, "approve", NULL, "A8.4a", "budget.own_draft", another_approves }, { &budget_flow, "approve", NULL, "A8.4a", "budget.shares_exceed", shares_fit }, { 0 }
};
static const struct list_def budget_list = { .order = "-year", .search = "org_name" }, cost_line_list = { .order = "-id", .search = "resource_no || ' ' || resource_name || ' ' || item_name" }, cost_adjustment_list = { .order = "-id", .search = "reason || ' ' || bill_no" };
static const struct op ops[] = {
	{ "budget.list", GET, "/budgets", "budget.read", .words = "预算", .article = "A8.4a", .entity = &budget_entity, .list = &budget_list },
	{ "budget.get", GET, "/budgets/{id}", "budget.read", .words = "查看预算", .article = "A8.4a", .entity = &budget_entity },
	{ "budget.parts", GET, "/budgets/{id}/parts", "budget.read", &parts_in_record, &parts_out_record, budget_parts, "预算数的由来", "A8.4a", OP_SLOW, &budget_entity, .help = "已出账、已支付、在用、已批准未交付、阶段性需求，每个数由哪些账单、付款、资源、申请组成" },
	{ "budget.create", POST, "/budgets", "budget.keep", &create_record, NULL, budget_create, "编制预算", "A8.4a", OP_CREATES, &budget_entity, .help = "调整预算就是再编一份，批准后替换原来的" },
	{ "budget.approve", POST, "/budgets/{id}/approve", "budget.approve", .fn = budget_approve, .words = "批准预算", .article = "A8.4a", .entity = &budget_entity, .event = "approve" },
	{ "budget.forecast", GET, "/budget-forecasts/{year}", "budget.forecast", &forecast_in_record, &forecast_out_record, budget_forecast, "年度需求预测", "A8.4a", OP_SLOW },
	{ "cost.list", GET, "/costs", "cost.read", &cost_in_record, &cost_out_record, cost_list, "费用构成", "A28.4", OP_SLOW },
	{ "cost_line.list", GET, "/cost-lines", "cost.read", .words = "费用明细", .article = "A28.4", .entity = &cost_line_entity, .list = &cost_line_list, .help = "费用构成的每个数，除去其中的调账，都是这些行的和" },
	{ "cost_adjustment.list", GET, "/cost-adjustments", "cost.read", .words = "费用调账", .article = "A28.4", .entity = &cost_adjustment_entity, .list = &cost_adjustment_list, .help = "费用构成里的调账，是这些行的和" },
	{ "cost.changes", GET, "/costs/{month}/changes", "cost.read", &changes_in_record, &changes_out_record, cost_changes, "与上月相比的费用变化", "A28.4", OP_SLOW },
	{ 0 }
};
static const struct grant grants[] = {
	{ "budget.read", "查看预算", R_AUTH_READ | R(USER_OWNER) | R(APPU_MANAGER) }, { "budget.keep", "编制预算", R(AUTH_FINANCE) }, { "budget.approve", "批准预算", R(AUTH_ISSUER) | R(AUTH_FINANCE) }, { "budget.forecast", "年度需求预测", R_AUTH_READ },
	{ "cost.read", "查看费用构成", R_AUTH_READ | R_UNIT }, { 0 }
};
static const struct setting settings[] = { { "budget.warn_pct", SET_INTS, "80,90,100", "A8.4a", "预算提醒（%）", FREE, 0, 1, 1000 }, { 0 } };
static const struct job jobs[] = { { "budget.daily", DAYS(1), budget_daily, NULL, "A8.4a", "预算提醒与余额" }, { 0 } };
static const struct entity *const entities[] = { &budget_entity, &cost_line_entity, &cost_adjustment_entity, NULL };
static const struct flow *const flows[] = { &budget_flow, NULL };
const struct feature budget_feature = {
	.name = "budget", .label = "预算", .articles = ARTICLES("A8.4a", "A20.1c", "A28.4"), .migrations = budget_migrations, .invariants = budget_invariants, .entities = entities, .flows = flows, .guards = guards, .settings = settings, .ops = ops, .grants = grants,
	.jobs = jobs, STATEMENTS(budget_q),
};
