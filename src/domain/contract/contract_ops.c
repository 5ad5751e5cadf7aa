/* Tables of fields, moves, guards and ops of providers, contracts and prices. */
#include "domain/contract/contract_in.h"

static const struct names csp_status_names[CSP_STATUS_MAX] = {
	[CSP_ACTIVE] = { "active", "在用" }, [CSP_LEAVING] = { "leaving", "退出中" }, [CSP_LEFT] = { "left", "已退出" },
};
static const struct names credit_names[CREDIT_RESULT_MAX] = { [CREDIT_CLEAN] = { "clean", "未列入" }, [CREDIT_LISTED] = { "listed", "列入" } };
static const struct names method_names[METHOD_MAX] = {
	[METHOD_OPEN] = { "open", "公开招标" }, [METHOD_CONSULT] = { "consult", "竞争性磋商" }, [METHOD_SINGLE] = { "single", "单一来源" },
	[METHOD_FRAMEWORK] = { "framework", "框架协议" }, [METHOD_OTHER] = { "other", "其他" },
};
const struct names settle_period_names[SETTLE_MAX] = {
	[SETTLE_MONTH] = { "month", "月" }, [SETTLE_QUARTER] = { "quarter", "季" }, [SETTLE_HALF] = { "half_year", "半年" }, [SETTLE_YEAR] = { "year", "年" },
};
const struct names bill_partial_names[PARTIAL_MAX] = {
	[PARTIAL_DAY] = { "day", "按天" }, [PARTIAL_HALF_MONTH] = { "half_month", "按半月" }, [PARTIAL_NEXT_MONTH] = { "next_month", "自次月起" },
};
const struct names bill_rounding_names[ROUNDING_MAX] = { [ROUND_HALF_UP_FEN] = { "half_up_fen", "四舍五入到分" }, [ROUND_DOWN_FEN] = { "down_fen", "舍去不足一分的" } };
const struct names day_charged_names[DAY_CHARGED_MAX] = { [DAY_CHARGED] = { "charged", "计费" }, [DAY_FREE] = { "free", "不计费" } };
static const struct names state_names[CONTRACT_STATE_MAX] = {
	[CONTRACT_DRAFT] = { "draft", "草稿" }, [CONTRACT_ACTIVE] = { "active", "生效中" }, [CONTRACT_EXPIRED] = { "expired", "已到期" },
	[CONTRACT_TERMINATED] = { "terminated", "已终止" },
};

static const struct field csp_fields[] = {
	F(struct csp, id, F_ID, "编号", OUT | IN_PATH),
	F(struct csp, version, F_INT, "版本", OUT),
	F(struct csp, no, F_STR, "单位编码", OUT | JOINED | SORT),
	F(struct csp, name, F_STR, "云服务商", OUT | JOINED | SORT),
	F(struct csp, rating, F_STR, "评级", IN | OUT, .max = 20),
	F(struct csp, status, F_ENUM, "状态", IN | OUT | FILTER, NAMES(csp_status_names)),
	F(struct csp, last_check_on, F_DATE, "最近信用核查", OUT | JOINED, .article = "A12c"),
	F(struct csp, last_check_result, F_ENUM, "核查结果", OUT | JOINED | FILTER, NAMES(credit_names), .article = "A12c"),
	F(struct csp, created_at, F_AT, "登记时间", OUT),
	F(struct csp, recheck_told, F_INT, "已提醒复核", 0),
	{ 0 }
};
const struct record csp_record = RECORD("csp", struct csp, csp_fields, "云服务商");

static const struct field csp_in_fields[] = {
	F(struct csp_in, org, F_ID, "单位", IN | NEEDED, .ref = "org"),
	F(struct csp_in, rating, F_STR, "评级", IN, .max = 20),
	{ 0 }
};
static const struct record csp_in_record = RECORD("csp_create", struct csp_in, csp_in_fields, "登记云服务商");

static const struct field check_fields[] = {
	F(struct credit_check, id, F_ID, "编号", OUT),
	F(struct credit_check, version, F_INT, "版本", OUT),
	F(struct credit_check, csp, F_ID, "云服务商", IN | OUT | NEEDED | FILTER, .ref = "csp"),
	F(struct credit_check, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct credit_check, checked_on, F_DATE, "核查日期", IN | OUT | NEEDED | FILTER | SORT),
	F(struct credit_check, source, F_STR, "来源", IN | OUT | NEEDED, .help = "查询的网站或函件"),
	F(struct credit_check, result, F_ENUM, "结果", IN | OUT | NEEDED | FILTER, NAMES(credit_names), .article = "A12c"),
	F(struct credit_check, note, F_TEXT, "说明", IN | OUT),
	F(struct credit_check, file, F_ID, "查询截图", IN | OUT, .ref = "attachment", .article = "A12c"),
	F(struct credit_check, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct credit_check, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record credit_check_record = RECORD("credit_check", struct credit_check, check_fields, "信用核查");

static const struct field procurement_fields[] = {
	F(struct procurement, id, F_ID, "编号", OUT | IN_PATH),
	F(struct procurement, version, F_INT, "版本", OUT),
	F(struct procurement, no, F_STR, "采购项目编号", IN | OUT | NEEDED | FILTER | SORT, .max = 80),
	F(struct procurement, name, F_STR, "项目名称", IN | OUT | NEEDED),
	F(struct procurement, method, F_ENUM, "采购方式", IN | OUT | NEEDED | FILTER, NAMES(method_names), .article = "A12b"),
	F(struct procurement, catalog_version, F_ID, "目录版本", IN | OUT, .ref = "catalog_version", .article = "A12a"),
	F(struct procurement, budget_fen, F_FEN, "预算", IN | OUT),
	F(struct procurement, csp, F_ID, "中标云服务商", IN | OUT | FILTER, .ref = "csp"),
	F(struct procurement, csp_name, F_STR, "中标云服务商名称", OUT | JOINED),
	F(struct procurement, award_no, F_STR, "中标通知书号", IN | OUT, .max = 80),
	F(struct procurement, award_date, F_DATE, "中标日期", IN | OUT),
	F(struct procurement, award_fen, F_FEN, "中标金额", IN | OUT),
	F(struct procurement, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record procurement_record = RECORD("procurement", struct procurement, procurement_fields, "采购项目");

static const struct field sla_fields[] = {
	F(struct sla_term, service, F_STR, "服务", IN | OUT | NEEDED),
	F(struct sla_term, target_bp, F_BP, "可用性（万分之）", IN | OUT | NEEDED, .max = 10000),
	{ 0 }
};
static const struct record sla_record = RECORD("sla_term", struct sla_term, sla_fields, "服务等级");

static const struct field deduction_fields[] = {
	F(struct sla_deduction, below_bp, F_BP, "可用率低于（万分之）", IN | OUT | NEEDED, .max = 10000), F(struct sla_deduction, deduct_bp, F_BP, "扣减（万分之）", IN | OUT | NEEDED, .max = 10000), { 0 }
};
static const struct record deduction_record = RECORD("sla_deduction", struct sla_deduction, deduction_fields, "服务等级扣减");
static const struct field factor_fields[] = {
	F(struct score_factor, from_centi, F_INT, "考核分不低于（百分之一分）", IN | OUT | NEEDED, .max = 10000), F(struct score_factor, factor_bp, F_BP, "系数（万分之）", IN | OUT | NEEDED, .max = 10000), { 0 }
};
static const struct record factor_record = RECORD("score_factor", struct score_factor, factor_fields, "考核系数");

/* ---- supplements ---- */
static const struct field line_fields[] = {
	F(struct price_line, item_code, F_STR, "目录项编码", IN | OUT | NEEDED, .max = 40),
	F(struct price_line, unit_price_e4, F_E4, "单价", IN | OUT | NEEDED),
	F(struct price_line, basis, F_STR, "依据", IN | OUT),
	{ 0 }
};
const struct record price_line_record = RECORD("price_line", struct price_line, line_fields, "改价");
static const struct names supplement_states[SUPPLEMENT_STATE_MAX] = {
	[SUPPLEMENT_DRAFT] = { "draft", "待批准" }, [SUPPLEMENT_RETURNED] = { "returned", "已退回" }, [SUPPLEMENT_APPROVED] = { "approved", "已批准" },
};
static const struct field supplement_fields[] = {
	F(struct contract_supplement, id, F_ID, "编号", OUT),
	F(struct contract_supplement, version, F_INT, "版本", OUT),
	F(struct contract_supplement, contract, F_ID, "合同", OUT | FILTER, .ref = "contract"),
	F(struct contract_supplement, contract_no, F_STR, "合同编号", OUT | JOINED),
	F(struct contract_supplement, csp, F_ID, "云服务商", OUT | JOINED | FILTER, .ref = "csp"),
	F(struct contract_supplement, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct contract_supplement, no, F_STR, "补充协议编号", OUT | SORT),
	F(struct contract_supplement, note, F_TEXT, "说明", OUT),
	F(struct contract_supplement, signed_date, F_DATE, "签订日", OUT),
	F(struct contract_supplement, effective_date, F_DATE, "生效日", OUT | FILTER | SORT),
	F(struct contract_supplement, created_at, F_AT, "登记时间", OUT),
	F(struct contract_supplement, n_prices, F_INT, "改价项数", OUT),
	F(struct contract_supplement, prices, F_LIST, "改价", OUT, .sub = &price_line_record, .max = 1000, .article = "A11d"),
	F(struct contract_supplement, cap_fen, F_FEN, "金额上限改为", OUT),
	F(struct contract_supplement, drafted_by, F_ID, "起草人", OUT, .ref = "person"),
	F(struct contract_supplement, drafted_at, F_AT, "起草时间", OUT),
	F(struct contract_supplement, approved_by, F_ID, "批准人", OUT, .ref = "person"),
	F(struct contract_supplement, approved_at, F_AT, "批准时间", OUT),
	F(struct contract_supplement, return_reason, F_TEXT, "退回理由", OUT),
	F(struct contract_supplement, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(supplement_states)),
	{ 0 }
};
const struct record contract_supplement_record = RECORD("contract_supplement", struct contract_supplement, supplement_fields, "补充协议");

static const struct field contract_fields[] = {
	F(struct contract, id, F_ID, "编号", OUT | IN_PATH),
	F(struct contract, version, F_INT, "版本", OUT),
	F(struct contract, no, F_STR, "合同编号", IN | OUT | NEEDED | FILTER | SORT, .max = 80),
	F(struct contract, name, F_STR, "合同名称", IN | OUT | NEEDED),
	F(struct contract, party_a, F_ID, "甲方", IN | OUT, .ref = "org", .article = "A13", .help = "不填时就是政务云主管部门"),
	F(struct contract, party_a_name, F_STR, "甲方名称", OUT | JOINED),
	F(struct contract, csp, F_ID, "云服务商", IN | OUT | NEEDED | FILTER, .ref = "csp"),
	F(struct contract, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct contract, procurement, F_ID, "采购项目", IN | OUT | FILTER, .ref = "procurement", .article = "A12b"),
	F(struct contract, procurement_no, F_STR, "采购项目编号", OUT | JOINED),
	F(struct contract, signed_date, F_DATE, "签订日", IN | OUT | NEEDED, .article = "A12c"),
	F(struct contract, from_date, F_DATE, "起始日", IN | OUT | NEEDED | FILTER | SORT),
	F(struct contract, to_date, F_DATE, "终止日", IN | OUT | NEEDED | FILTER | SORT, .help = "终止日当天不在合同期内"),
	F(struct contract, ended_date, F_DATE, "实际终止日", OUT),
	F(struct contract, end_reason, F_TEXT, "终止原因", OUT),
	F(struct contract, cap_fen, F_FEN, "金额上限", IN | OUT),
	F(struct contract, settle_period, F_ENUM, "结算周期", IN | OUT, NAMES(settle_period_names)),
	F(struct contract, sla, F_LIST, "服务等级", IN | OUT, .sub = &sla_record),
	F(struct contract, deductions, F_LIST, "服务等级扣减表", IN | OUT, .sub = &deduction_record, .max = 20, .article = "A30a"),
	F(struct contract, score_factors, F_LIST, "考核系数表", IN | OUT, .sub = &factor_record, .max = 20, .help = "不填时按通行的五档"),
	F(struct contract, partial, F_ENUM, "不足月的算法", IN | OUT, NAMES(bill_partial_names), .article = "R-34"),
	F(struct contract, rounding, F_ENUM, "金额取整", IN | OUT, NAMES(bill_rounding_names), .article = "R-34"),
	F(struct contract, start_day, F_ENUM, "起始日", IN | OUT, NAMES(day_charged_names), .article = "R-34"),
	F(struct contract, end_day, F_ENUM, "终止日", IN | OUT, NAMES(day_charged_names), .article = "R-34"),
	F(struct contract, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)),
	F(struct contract, created_at, F_AT, "登记时间", OUT),
	F(struct contract, activated_at, F_AT, "生效时间", OUT),
	F(struct contract, reminded, F_INT, "已提醒天数档", 0),
	F(struct contract, n_prices, F_INT, "价格条数", OUT | JOINED),
	F(struct contract, supplements, F_LIST, "补充协议", OUT | VIRTUAL, .sub = &contract_supplement_record),
	{ 0 }
};
const struct record contract_record = RECORD("contract", struct contract, contract_fields, "合同");

static const struct field price_fields[] = {
	F(struct contract_price, id, F_ID, "编号", OUT),
	F(struct contract_price, version, F_INT, "版本", OUT),
	F(struct contract_price, contract, F_ID, "合同", IN | OUT | FILTER, .ref = "contract", .article = "A11d"),
	F(struct contract_price, contract_no, F_STR, "合同编号", OUT | JOINED),
	F(struct contract_price, contract_state, F_ENUM, "合同状态", OUT | JOINED | FILTER, NAMES(state_names)),
	F(struct contract_price, csp, F_ID, "云服务商", OUT | JOINED | FILTER, .ref = "csp"),
	F(struct contract_price, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct contract_price, supplement, F_ID, "补充协议", OUT),
	F(struct contract_price, item_code, F_STR, "目录项编码", IN | OUT | NEEDED | FILTER | SORT, .max = 40),
	F(struct contract_price, item_name, F_STR, "目录项名称", OUT),
	F(struct contract_price, unit, F_STR, "计量单位", OUT),
	F(struct contract_price, unit_price_e4, F_E4, "单价", IN | OUT | NEEDED | REPORT),
	F(struct contract_price, from_date, F_DATE, "起", IN | OUT | SORT, .help = "不填时从合同起始日算起"),
	F(struct contract_price, to_date, F_DATE, "止（不含）", IN | OUT),
	F(struct contract_price, tax_incl, F_BOOL, "含税", IN | OUT),
	F(struct contract_price, basis, F_TEXT, "依据", IN | OUT),
	F(struct contract_price, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record contract_price_record = RECORD("price", struct contract_price, price_fields, "价格");

static const struct field span_fields[] = {
	F(struct price_span, price, F_ID, "价格", OUT), F(struct price_span, contract, F_ID, "合同", OUT), F(struct price_span, csp, F_ID, "云服务商", OUT), F(struct price_span, item_code, F_STR, "目录项编码", OUT),
	F(struct price_span, unit_price_e4, F_E4, "单价", OUT), F(struct price_span, from_date, F_DATE, "起", OUT), F(struct price_span, to_date, F_DATE, "止（不含）", OUT),
	F(struct price_span, partial, F_ENUM, "不足月的算法", OUT, NAMES(bill_partial_names)), F(struct price_span, rounding, F_ENUM, "金额取整", OUT, NAMES(bill_rounding_names)),
	F(struct price_span, start_day, F_ENUM, "起始日", OUT, NAMES(day_charged_names)), F(struct price_span, end_day, F_ENUM, "终止日", OUT, NAMES(day_charged_names)), { 0 }
};
const struct record price_span_record = RECORD("price_span", struct price_span, span_fields, "价格时段");

/* What a supplement says, however often it is revised. */
#define SUPPLEMENT_SAYS \
	F(struct supplement_in, signed_date, F_DATE, "签订日", IN | NEEDED), \
	F(struct supplement_in, effective_date, F_DATE, "生效日", IN | NEEDED, .article = "A11d", .help = "自这一天起按新价计费"), \
	F(struct supplement_in, prices, F_LIST, "改价", IN, .sub = &price_line_record, .max = 1000), \
	F(struct supplement_in, cap_fen, F_FEN, "金额上限改为", IN, .article = "A28.3"), \
	F(struct supplement_in, note, F_TEXT, "说明", IN)
static const struct field supplement_in_fields[] = {
	F(struct supplement_in, id, F_ID, "编号", IN_PATH), F(struct supplement_in, no, F_STR, "补充协议编号", IN | NEEDED, .max = 80), SUPPLEMENT_SAYS, { 0 }
};
static const struct record supplement_in_record = RECORD("contract_supplement_create", struct supplement_in, supplement_in_fields, "起草补充协议");
static const struct field revise_fields[] = { F(struct supplement_in, id, F_ID, "编号", IN_PATH), SUPPLEMENT_SAYS, { 0 } };
static const struct record revise_record = RECORD("contract_supplement_revise", struct supplement_in, revise_fields, "修改补充协议");
static const struct field supplement_word_fields[] = { F(struct supplement_word, id, F_ID, "编号", IN_PATH), F(struct supplement_word, comment, F_TEXT, "理由", IN | NEEDED), { 0 } };
static const struct record supplement_word_record = RECORD("contract_supplement_word", struct supplement_word, supplement_word_fields, "退回补充协议");

static const struct field end_fields[] = {
	F(struct end_in, id, F_ID, "编号", IN_PATH),
	F(struct end_in, comment, F_TEXT, "原因", IN | NEEDED),
	F(struct end_in, ended_date, F_DATE, "终止日", IN, .help = "不填时就是今天；终止日当天不计费"),
	{ 0 }
};
static const struct record end_record = RECORD("contract_terminate", struct end_in, end_fields, "终止合同");

static const struct field from_catalog_fields[] = {
	F(struct from_catalog_in, id, F_ID, "编号", IN_PATH),
	F(struct from_catalog_in, catalog_version, F_ID, "目录版本", IN, .ref = "catalog_version", .help = "不填时取现行目录"),
	F(struct from_catalog_in, discount_bp, F_BP, "折扣（万分之）", IN, .min = 1, .max = 10000, .help = "10000 或不填是不打折"),
	{ 0 }
};
static const struct record from_catalog_record = RECORD("contract_price_from_catalog", struct from_catalog_in, from_catalog_fields, "按目录参考价登记价格");

const struct entity csp_entity = {
	.name = "csp", .label = "云服务商", .path = "/csps", .rec = &csp_record, .from = "v_csp", .table = "csp", .title = "name",
	.scope = { "1=1", "1=1", "id = :org", "1=1" },
};
const struct entity credit_check_entity = {
	.name = "credit_check", .label = "信用核查", .path = "/credit-checks", .rec = &credit_check_record, .from = "v_credit_check", .table = "credit_check",
	.title = "checked_on", .scope = { .csp = "csp = :org" },
};
const struct entity procurement_entity = {
	.name = "procurement", .label = "采购项目", .path = "/procurements", .rec = &procurement_record, .from = "v_procurement", .table = "procurement",
	.title = "name",
};
const struct entity contract_entity = {
	.name = "contract", .label = "合同", .path = "/contracts", .rec = &contract_record, .from = "v_contract", .table = "contract", .flow = &contract_flow,
	.title = "no", .fill = contract_fill, .scope = { .csp = "csp = :org AND state <> 'draft'" },
};
const struct entity price_entity = {
	.name = "price", .label = "价格", .path = "/prices", .rec = &contract_price_record, .from = "v_price", .table = "price", .title = "item_code",
	.scope = { "contract_state = 'active'", "contract_state = 'active'", "csp = :org AND contract_state <> 'draft'", "contract_state = 'active'" },
};

/*  draft ──activate──► active ──expire──► expired
 *                        └──terminate──► terminated                    */
static const struct move moves[] = {
	{ CONTRACT_DRAFT,  "activate",  CONTRACT_ACTIVE,     0, 0, "contract.activated", "合同生效", "A13" },
	{ CONTRACT_ACTIVE, "expire",    CONTRACT_EXPIRED,    0, 0, NULL,                 "合同到期", "A13" },
	{ CONTRACT_ACTIVE, "terminate", CONTRACT_TERMINATED, 0, 0, NULL,                 "终止合同", "A13" },
	{ 0 }
};
const struct entity contract_supplement_entity = {
	.name = "contract_supplement", .label = "补充协议", .path = "/contract-supplements", .rec = &contract_supplement_record, .from = "v_contract_supplement", .table = "contract_supplement", .title = "no",
	.flow = &contract_supplement_flow, .scope = { .csp = "csp = :org AND state = 'approved'" },
};
/*  draft ──approve──► approved      draft ──return──► returned ──revise──► draft      draft ──revise──► draft */
static const struct move supplement_moves[] = {
	{ SUPPLEMENT_DRAFT,    "approve", SUPPLEMENT_APPROVED, 0, 0, "contract_supplement.approved", "批准补充协议", "A11d" },
	{ SUPPLEMENT_DRAFT,    "return",  SUPPLEMENT_RETURNED, 0, 0, NULL,                           "退回补充协议", "A11d" },
	{ SUPPLEMENT_DRAFT,    "revise",  SUPPLEMENT_DRAFT,    0, 0, "contract_supplement.drafted",  "修改补充协议", "A11d" },
	{ SUPPLEMENT_RETURNED, "revise",  SUPPLEMENT_DRAFT,    0, 0, "contract_supplement.drafted",  "修改补充协议", "A11d" },
	{ 0 }
};
const struct flow contract_supplement_flow = { "contract_supplement", &contract_supplement_entity, supplement_states, SUPPLEMENT_STATE_MAX, supplement_moves };
const struct flow contract_flow = { "contract", &contract_entity, state_names, CONTRACT_STATE_MAX, moves };

static const struct guard guards[] = {
	{ .op = "contract.create", .article = "A13", .reason = "contract.party_not_authority", .must = contract_party_is_authority },
	{ .op = "contract.create", .article = "A31.P1d", .reason = "contract.csp_left",        .must = contract_csp_stays },
	{ .op = "contract.update", .article = "A13", .reason = "contract.already_active",      .must = contract_is_draft },
	{ .op = "contract.update", .article = "A13", .reason = "contract.party_not_authority", .must = contract_party_is_authority },
	{ .op = "contract.update", .article = "A31.P1d", .reason = "contract.csp_left",        .must = contract_csp_stays },
	{ .op = "procurement.update", .article = "A12b", .reason = "procurement.contracted", .must = procurement_is_open },
	{ .op = "csp.update", .article = "A31.P1d", .reason = "csp.under_contract", .must = csp_out_of_contract },
	{ &contract_flow, "activate", NULL, "A31.P1d", "contract.csp_left",         contract_csp_still_there },
	{ &contract_flow, "activate", NULL, "A13",  "contract.party_not_authority", contract_party_on_record },
	{ &contract_flow, "activate", NULL, "A13",  "contract.not_signed",          contract_is_signed },
	{ &contract_flow, "activate", NULL, "A11d", "contract.same_person",         contract_by_another },
	{ &contract_flow, "activate", NULL, "A12c", "contract.credit_not_clean",    contract_credit_is_fresh },
	{ &contract_flow, "activate", NULL, "A12c", "contract.csp_listed",          contract_csp_not_listed },
	{ &contract_flow, "activate", NULL, "A11d", "contract.price_overlap",       contract_prices_alone },
	{ .op = "price.create", .article = "A11d", .reason = "contract.price_without_contract", .must = price_has_contract },
	{ .op = "price.create", .article = "A11d", .reason = "contract.price_overlap",          .must = price_is_free },
	{ .op = "price.create", .article = "A11d", .reason = "contract.price_overlap",          .must = price_alone },
	{ .op = "contract.price_from_catalog", .article = "A11d", .reason = "contract.ended",            .must = contract_runs },
	{ .op = "contract.supplement",         .article = "A11d", .reason = "contract.ended",            .must = contract_runs },
	{ .op = "contract.supplement",         .article = "A11d", .reason = "contract.price_backdated",  .must = supplement_not_backdated },
	{ .op = "contract.supplement",         .article = "A11d", .reason = "contract.price_overlap",    .must = supplement_is_free },
	{ .op = "contract_supplement.revise",  .article = "A11d", .reason = "contract.price_backdated",  .must = supplement_not_backdated },
	{ &contract_supplement_flow, "approve", NULL, "A11d", "contract.own_supplement",  supplement_by_another },
	{ &contract_supplement_flow, "approve", NULL, "A13",  "contract.not_signed",      supplement_is_signed },
	{ &contract_supplement_flow, "approve", NULL, "A11d", "contract.ended",           supplement_contract_runs },
	{ &contract_supplement_flow, "approve", NULL, "A11d", "contract.price_backdated", supplement_still_ahead },
	{ &contract_supplement_flow, "approve", NULL, "A11d", "contract.price_overlap",   supplement_still_free },
	{ &contract_supplement_flow, "approve", NULL, "A11d", "contract.price_overlap",   supplement_alone },
	{ 0 }
};

static const struct list_def csp_list = { .order = "name", .search = "no || ' ' || name" };
static const struct list_def check_list = { .order = "-checked_on" };
static const struct list_def procurement_list = { .order = "-id", .search = "no || ' ' || name" };
static const struct list_def contract_list = { .order = "-id", .search = "no || ' ' || name || ' ' || csp_name" };
static const struct list_def supplement_list = { .order = "-id", .search = "no || ' ' || contract_no" };
static const struct list_def price_list = { .order = "item_code", .search = "item_code || ' ' || item_name" };

static const struct op ops[] = {
	{ "csp.list", GET, "/csps", "csp.read", .words = "云服务商", .article = "A12b", .entity = &csp_entity, .list = &csp_list },
	{ "csp.get", GET, "/csps/{id}", "csp.read", .words = "查看云服务商", .article = "A12b", .entity = &csp_entity },
	{ "csp.create", POST, "/csps", "csp.keep", &csp_in_record, .fn = csp_create, .words = "登记云服务商", .article = "A12b", .flags = OP_CREATES,
	  .entity = &csp_entity },
	{ "csp.update", PATCH, "/csps/{id}", "csp.keep", &csp_record, .fn = csp_update, .words = "修改云服务商", .article = "A31.P2b", .flags = OP_REPLACES,
	  .entity = &csp_entity },
	{ "credit_check.list", GET, "/credit-checks", "credit_check.read", .words = "信用核查", .article = "A12c", .entity = &credit_check_entity, .list = &check_list },
	{ "credit_check.get", GET, "/credit-checks/{id}", "credit_check.read", .words = "查看信用核查", .article = "A12c", .entity = &credit_check_entity },
	{ "credit_check.create", POST, "/credit-checks", "csp.keep", &credit_check_record, .fn = credit_check_create, .words = "登记信用核查", .article = "A12c",
	  .flags = OP_CREATES, .entity = &credit_check_entity, .help = "列入名单的，不能签订新合同" },
	{ "procurement.list", GET, "/procurements", "procurement.read", .words = "采购项目", .article = "A12b", .entity = &procurement_entity, .list = &procurement_list },
	{ "procurement.get", GET, "/procurements/{id}", "procurement.read", .words = "查看采购项目", .article = "A12b", .entity = &procurement_entity },
	{ "procurement.create", POST, "/procurements", "procurement.keep", &procurement_record, .fn = procurement_create, .words = "登记采购项目", .article = "A8.4b",
	  .flags = OP_CREATES, .entity = &procurement_entity },
	{ "procurement.update", PATCH, "/procurements/{id}", "procurement.keep", &procurement_record, .fn = procurement_update, .words = "修改采购项目", .article = "A12b",
	  .flags = OP_REPLACES, .entity = &procurement_entity, .help = "中标以后补登结果；据以签订的合同生效后不再改" },
	{ "contract.list", GET, "/contracts", "contract.read", .words = "合同", .article = "A13", .entity = &contract_entity, .list = &contract_list },
	{ "contract.get", GET, "/contracts/{id}", "contract.read", .words = "查看合同", .article = "A13", .entity = &contract_entity },
	{ "contract.create", POST, "/contracts", "contract.keep", &contract_record, .fn = contract_create, .words = "登记合同", .article = "A13",
	  .flags = OP_CREATES, .entity = &contract_entity, .help = "登记为草稿，由另一人核对后生效" },
	{ "contract.update", PATCH, "/contracts/{id}", "contract.keep", &contract_record, .fn = contract_update, .words = "修改合同", .article = "A13",
	  .flags = OP_REPLACES, .entity = &contract_entity, .help = "只能改草稿，生效后的变动登记补充协议" },
	{ "contract.activate", POST, "/contracts/{id}/activate", "contract.activate", .fn = contract_activate, .words = "合同生效", .article = "A13",
	  .flags = OP_STEP_UP, .entity = &contract_entity, .event = "activate", .help = "签订日前 30 天内须有未列入严重失信主体名单的核查" },
	{ "contract.terminate", POST, "/contracts/{id}/terminate", "contract.activate", &end_record, .fn = contract_terminate, .words = "终止合同", .article = "A13",
	  .entity = &contract_entity, .event = "terminate", .help = "终止日起没有合同价格；在用的资源不停，请及早接续合同" },
	{ "contract.supplement", POST, "/contracts/{id}/supplements", "price.set", &supplement_in_record, .fn = contract_supplement, .words = "起草补充协议",
	  .article = "A11d", .flags = OP_STEP_UP, .entity = &contract_entity, .help = "另一人看过试算后批准，自生效日起按新价计费，此前不变" },
	{ "contract_supplement.list", GET, "/contract-supplements", "contract.read", .words = "补充协议", .article = "A11d", .entity = &contract_supplement_entity, .list = &supplement_list },
	{ "contract_supplement.get", GET, "/contract-supplements/{id}", "contract.read", .words = "查看补充协议", .article = "A11d", .entity = &contract_supplement_entity },
	{ "contract_supplement.revise", POST, "/contract-supplements/{id}/revise", "price.set", &revise_record, .fn = supplement_revise, .words = "修改补充协议", .article = "A11d",
	  .flags = OP_STEP_UP, .entity = &contract_supplement_entity, .event = "revise" },
	{ "contract_supplement.approve", POST, "/contract-supplements/{id}/approve", "price.approve", .fn = supplement_approve, .words = "批准补充协议", .article = "A11d",
	  .flags = OP_STEP_UP, .entity = &contract_supplement_entity, .event = "approve", .help = "批准后自生效日起按新价计费" },
	{ "contract_supplement.return", POST, "/contract-supplements/{id}/return", "price.approve", &supplement_word_record, .fn = supplement_return, .words = "退回补充协议", .article = "A11d",
	  .entity = &contract_supplement_entity, .event = "return" },
	{ "contract.price_from_catalog", POST, "/contracts/{id}/prices-from-catalog", "price.set", &from_catalog_record, .fn = contract_price_from_catalog,
	  .words = "按目录参考价登记价格", .article = "A11d", .flags = OP_STEP_UP, .entity = &contract_entity, .help = "已有价格的目录项不变" },
	{ "price.list", GET, "/prices", "price.read", .words = "价格", .article = "A11d", .entity = &price_entity, .list = &price_list },
	{ "price.get", GET, "/prices/{id}", "price.read", .words = "查看价格", .article = "A11d", .entity = &price_entity },
	{ "price.create", POST, "/prices", "price.set", &contract_price_record, .fn = contract_price_create, .words = "登记价格", .article = "A11d",
	  .flags = OP_CREATES | OP_STEP_UP, .entity = &price_entity, .help = "草稿合同的价格随合同生效；执行中的合同改价登记补充协议" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "csp.read", "查看云服务商", R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "csp.keep", "登记云服务商和信用核查", R(AUTH_HANDLER) },
	{ "credit_check.read", "查看信用核查", R_AUTH_READ | R_CSP },
	{ "procurement.read", "查看采购项目", R_AUTH_READ },
	{ "procurement.keep", "登记采购项目", R(AUTH_HANDLER) },
	{ "contract.read", "查看合同", R_AUTH_READ | R_CSP },
	{ "contract.keep", "登记和修改合同", R(AUTH_HANDLER) },
	{ "contract.activate", "合同生效与终止", R(AUTH_ISSUER) },
	{ "price.read", "查看价格", R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "price.set", "登记价格和起草补充协议", R(AUTH_HANDLER) },
	{ "price.approve", "批准补充协议", R(AUTH_ISSUER) },
	{ 0 }
};
static const struct setting settings[] = {
	{ "csp.credit_check_days", SET_INT, "30", "A12c", "签订前信用核查的有效天数", FREE, 0, 1, 180 },
	{ "csp.recheck_months", SET_INT, "6", "A12c", "信用复核周期（月）", FREE, 0, 1, 24 },
	{ "contract.remind_days", SET_INTS, "180,90,30", "A13", "合同到期提前提醒（天）", FREE, 0, 0, 1000 },
	/* How bills count where a contract is silent: kept by each contract from the day it is entered. */
	{ "settle.period", SET_CHOICE, "quarter", "A28.4, R-36", "结算周期", FREE, .choices = "month,quarter,half_year,year", .says = "每月,每季度,每半年,每年" },
	{ "bill.partial", SET_CHOICE, "day", "A28.4, R-34", "不足月的算法", FREE, .choices = "day,half_month,next_month", .says = "按日,按半月,次月起计" },
	{ "bill.start_day_charged", SET_CHOICE, "true", "A28.4, R-34", "起始日计费", FREE, .choices = "true,false", .says = "计费,不计费" },
	{ "bill.end_day_charged", SET_CHOICE, "false", "A28.4, R-34", "终止日计费", FREE, .choices = "true,false", .says = "计费,不计费" },
	{ "bill.rounding", SET_CHOICE, "half_up_fen", "A28.4, R-34", "金额取整", FREE, .choices = "half_up_fen,down_fen", .says = "四舍五入到分,舍去不足一分" },
	{ 0 }
};
static const struct job jobs[] = {
	{ "contract.reminders", DAYS(1), contract_reminders, NULL, "A13", "合同到期提醒与到期处理" },
	{ "csp.recheck", DAYS(1), csp_rechecks, NULL, "A12c", "云服务商信用复核提醒" },
	{ 0 }
};
static const char *const work[] = {
#define SUPPLEMENT_FOR(role) "SELECT 'contract_supplement' AS kind, s.id AS id, s.no AS no, s.contract_no AS title, s.csp_name AS org_name, s.state AS state, 'contract_supplement.approve' AS op, '批准补充协议' AS op_label, 'A11d' AS article," \
	" '" role "' AS role, NULL AS org, s.drafted_by AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, s.drafted_at AS since_at FROM v_contract_supplement s WHERE s.state = 'draft'"
	SUPPLEMENT_FOR("auth_issuer"),
	"SELECT 'contract_supplement' AS kind, s.id AS id, s.no AS no, s.contract_no AS title, s.csp_name AS org_name, s.state AS state, 'contract_supplement.revise' AS op, '修改补充协议' AS op_label, 'A11d' AS article,"
	" 'auth_handler' AS role, NULL AS org, NULL AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, s.drafted_at AS since_at FROM v_contract_supplement s WHERE s.state = 'returned'",
	NULL
};
static const struct entity *const entities[] = { &csp_entity, &credit_check_entity, &procurement_entity, &contract_entity, &price_entity, &contract_supplement_entity, NULL };
static const struct flow *const flows[] = { &contract_flow, &contract_supplement_flow, NULL };

const struct feature contract_feature = {
	.name = "contract", .label = "采购合同", .articles = ARTICLES("A8.4b", "A11d", "A12b", "A12c", "A13", "A31.P1d", "R-35", "R-37"),
	.migrations = contract_migrations, .invariants = contract_invariants, .entities = entities, .flows = flows, .guards = guards, .settings = settings,
	.ops = ops, .grants = grants, .jobs = jobs, .work = work, STATEMENTS(contract_q),
};
