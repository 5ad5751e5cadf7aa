/* Bills: fields, ops, the monthly job. */
#include "domain/billing/billing_in.h"
#include "domain/attachment/attachment.h"
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
	F(struct adjustment, id, F_ID, "编号", OUT), F(struct adjustment, bill, F_ID, "账单", OUT | FILTER, .ref = "bill"), F(struct adjustment, bill_no, F_STR, "账单编号", OUT | JOINED), F(struct adjustment, month, F_MONTH, "账期", OUT | JOINED | FILTER), F(struct adjustment, line, F_ID, "明细", OUT), F(struct adjustment, delivery_order, F_ID, "交付工单", OUT, .ref = "delivery_order", .article = "A21.1f"), F(struct adjustment, delta_fen, F_FEN, "调整额", OUT, .min = -9007199254740991, .max = 9007199254740991),
	F(struct adjustment, reason, F_TEXT, "理由", OUT), F(struct adjustment, doc, F_ID, "依据文件", OUT, .ref = "attachment"), F(struct adjustment, approved_by, F_ID, "批准人", OUT), F(struct adjustment, at, F_AT, "时间", OUT), { 0 }
};
const struct record adjustment_record = RECORD("adjustment", struct adjustment, adjustment_fields, "调账");
static const struct field bill_fields[] = {
	F(struct bill, id, F_ID, "编号", OUT), F(struct bill, version, F_INT, "版本", OUT), F(struct bill, no, F_STR, "账单编号", OUT | SORT), F(struct bill, month, F_MONTH, "账期", OUT | FILTER | SORT),
	F(struct bill, payer, F_ID, "付费方", OUT, .article = "A5"), F(struct bill, payer_name, F_STR, "付费方名称", OUT | JOINED), F(struct bill, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct bill, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct bill, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"), F(struct bill, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED), F(struct bill, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct bill, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct bill, total_fen, F_FEN, "总额", OUT | REPORT | SORT, .article = "A28.4"), F(struct bill, adjust_fen, F_FEN, "调账", OUT | JOINED, .min = -9007199254740991, .max = 9007199254740991),
	F(struct bill, net_fen, F_FEN, "应付", OUT | JOINED | REPORT, .min = -9007199254740991, .max = 9007199254740991), F(struct bill, total_words, F_STR, "大写", OUT | VIRTUAL), F(struct bill, lines_count, F_INT, "明细条数", OUT),
	F(struct bill, published_at, F_AT, "发布时间", OUT), F(struct bill, confirmed_by, F_ID, "确认人", OUT), F(struct bill, confirmed_at, F_AT, "确认时间", OUT), F(struct bill, dispute, F_TEXT, "异议", OUT), F(struct bill, resolution, F_TEXT, "处理", OUT),
	F(struct bill, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), F(struct bill, systems, F_LIST, "系统小计", OUT | VIRTUAL, .sub = &by_system_record), F(struct bill, adjustments, F_LIST, "调账记录", OUT | VIRTUAL, .sub = &adjustment_record, .help = "前二百条，全部见调账记录"), { 0 }
};
const struct record bill_record = RECORD("bill", struct bill, bill_fields, "账单");
static const struct field line_fields[] = {
	F(struct bill_line, id, F_ID, "编号", OUT | SORT), F(struct bill_line, bill, F_ID, "账单", OUT | FILTER, .ref = "bill"), F(struct bill_line, bill_no, F_STR, "账单编号", OUT | JOINED), F(struct bill_line, month, F_MONTH, "账期", OUT | JOINED | FILTER),
	F(struct bill_line, service_kind, F_ENUM, "服务种类", OUT | FILTER, .names = item_category_names, .n_names = ITEM_CATEGORY_MAX, .article = "A28.4"), F(struct bill_line, item_code, F_STR, "目录项编码", OUT | FILTER), F(struct bill_line, item_name, F_STR, "目录项", OUT), F(struct bill_line, period, F_STR, "计费周期", OUT),
	F(struct bill_line, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"), F(struct bill_line, resource_no, F_STR, "资源编号", OUT), F(struct bill_line, resource_name, F_STR, "资源名称", OUT), F(struct bill_line, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"),
	F(struct bill_line, system_name, F_STR, "信息系统名称", OUT), F(struct bill_line, segment, F_ID, "计费段", OUT), F(struct bill_line, from_date, F_DATE, "起", OUT), F(struct bill_line, to_date, F_DATE, "止（不含）", OUT),
	F(struct bill_line, days, F_INT, "天数", OUT | REPORT), F(struct bill_line, of_days, F_INT, "当期天数", OUT), F(struct bill_line, qty, F_INT, "数量", OUT | REPORT), F(struct bill_line, unit_price_e4, F_E4, "单价", OUT | REPORT), F(struct bill_line, amount_fen, F_FEN, "金额", OUT | REPORT),
	F(struct bill_line, formula, F_STR, "算式", OUT), F(struct bill_line, price, F_ID, "价格", OUT, .ref = "price", .article = "A11d"), F(struct bill_line, contract, F_ID, "合同", OUT | FILTER, .ref = "contract", .article = "A11d"),
	F(struct bill_line, partial, F_ENUM, "不足月的算法", OUT, NAMES(bill_partial_names)), F(struct bill_line, rounding, F_ENUM, "金额取整", OUT, NAMES(bill_rounding_names)), { 0 }
};
const struct record bill_line_record = RECORD("bill_line", struct bill_line, line_fields, "账单明细");
static const struct field usage_fields[] = {
	F(struct usage, id, F_ID, "编号", OUT | SORT), F(struct usage, version, F_INT, "版本", OUT), F(struct usage, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"), F(struct usage, resource_no, F_STR, "资源编号", OUT | JOINED),
	F(struct usage, item_code, F_STR, "目录项编码", OUT | JOINED | FILTER), F(struct usage, unit, F_STR, "计量单位", OUT | JOINED), F(struct usage, csp, F_ID, "云服务商", OUT | JOINED | FILTER, .ref = "org"),
	F(struct usage, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"), F(struct usage, day, F_DATE, "日期", OUT | FILTER | SORT), F(struct usage, qty, F_INT, "用量", OUT | REPORT, .article = "A28.4"),
	F(struct usage, source, F_STR, "来源", OUT), F(struct usage, by_person, F_ID, "登记人", OUT, .ref = "person"), F(struct usage, at, F_AT, "登记时间", OUT), { 0 }
};
const struct record usage_record = RECORD("usage_report", struct usage, usage_fields, "用量");
static const struct field usage_row_fields[] = {
	F(struct usage_row, resource_no, F_STR, "资源编号", IN | NEEDED, .max = 40), F(struct usage_row, day, F_DATE, "日期", IN | NEEDED), F(struct usage_row, qty, F_INT, "用量", IN | NEEDED), F(struct usage_row, source, F_STR, "来源", IN | NEEDED), { 0 }
};
const struct record usage_row_record = RECORD("usage_row", struct usage_row, usage_row_fields, "用量文件的一行");
static const struct field difference_fields[] = {
	F(struct bill_difference, bill, F_ID, "账单", OUT, .ref = "bill"), F(struct bill_difference, no, F_STR, "账单编号", OUT), F(struct bill_difference, user_org, F_ID, "上云单位", OUT, .ref = "org"), F(struct bill_difference, csp, F_ID, "云服务商", OUT, .ref = "org"),
	F(struct bill_difference, billed_fen, F_FEN, "账单金额", OUT), F(struct bill_difference, again_fen, F_FEN, "重算金额", OUT), F(struct bill_difference, billed_lines, F_INT, "账单行数", OUT), F(struct bill_difference, again_lines, F_INT, "重算行数", OUT), { 0 }
};
static const struct record difference_record = RECORD("bill_difference", struct bill_difference, difference_fields, "重算不一致");
static const struct field recompute_fields[] = {
	F(struct recompute, month, F_MONTH, "账期", OUT), F(struct recompute, bills, F_INT, "账单张数", OUT), F(struct recompute, lines, F_INT, "明细条数", OUT), F(struct recompute, total_fen, F_FEN, "重算总额", OUT),
	F(struct recompute, differs, F_LIST, "不一致", OUT, .sub = &difference_record, .max = 100000), { 0 }
};
const struct record recompute_record = RECORD("bill_recompute", struct recompute, recompute_fields, "重算账单");
static const struct field credit_fields[] = {
	F(struct credit, bill, F_ID, ""), F(struct credit, line, F_ID, ""), F(struct credit, user_org, F_ID, ""), F(struct credit, delivery_order, F_ID, ""), F(struct credit, order_no, F_STR, ""), F(struct credit, resolution, F_TEXT, ""),
	F(struct credit, resolved_by, F_ID, ""), F(struct credit, period, F_STR, ""), F(struct credit, qty, F_INT, ""), F(struct credit, unit_price_e4, F_E4, ""), F(struct credit, amount_fen, F_FEN, ""), F(struct credit, resource_no, F_STR, ""),
	F(struct credit, bill_no, F_STR, ""), F(struct credit, rounding, F_ENUM, "", NAMES(bill_rounding_names)), F(struct credit, from_date, F_DATE, ""), F(struct credit, to_date, F_DATE, ""), { 0 }
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
static const struct entity adjustment_entity = {
	.name = "adjustment", .label = "调账", .path = "/adjustments", .rec = &adjustment_record, .from = "v_adjustment", .table = "adjustment", .title = "bill_no", .scope = { OURS " OR " OF_ROOT, OURS, "csp = :org", NULL },
};
static const struct entity kept_preview_entity = {
	.name = "price_preview", .label = "改价试算", .path = "/price-previews", .rec = &kept_preview_record, .from = "v_price_preview", .table = "price_preview", .title = "supplement_no", .scope = { NULL, NULL, NULL, NULL },
};
static const struct entity usage_entity = {
	.name = "usage_report", .label = "用量", .path = "/usage-reports", .rec = &usage_record, .from = "v_usage_report", .table = "usage_report", .title = "resource_no",
	.scope = { OURS " OR " OF_ROOT, OURS, "csp = :org", NULL },
};
/*  computed ──publish──► published ──confirm──► confirmed      published, adjusted ──dispute──► disputed ──adjust──► adjusted
 *  published, confirmed, adjusted ──correct──► adjusted: what came to light later, with its document.
 *  Whatever was adjusted is confirmed anew, within the same days; silence is not consent: an unconfirmed bill stays as it is and is counted. */
static const struct move moves[] = {
	{ BILL_COMPUTED, "publish", BILL_PUBLISHED, 0, C_BILL_CONFIRM, "bill.published", "发布账单", "A28.4" },
	{ BILL_PUBLISHED, "confirm", BILL_CONFIRMED, C_BILL_CONFIRM, 0, NULL, "确认账单", "A28.4" }, { BILL_PUBLISHED, "dispute", BILL_DISPUTED, C_BILL_CONFIRM, 0, NULL, "提出异议", "A28.4" },
	{ BILL_DISPUTED, "adjust", BILL_ADJUSTED, 0, C_BILL_CONFIRM, "bill.adjusted", "处理异议", "A28.4" },
	{ BILL_ADJUSTED, "confirm", BILL_CONFIRMED, C_BILL_CONFIRM, 0, NULL, "确认账单", "A28.4" }, { BILL_ADJUSTED, "dispute", BILL_DISPUTED, C_BILL_CONFIRM, 0, NULL, "提出异议", "A28.4" },
	{ BILL_PUBLISHED, "correct", BILL_ADJUSTED, C_BILL_CONFIRM, C_BILL_CONFIRM, "bill.adjusted", "调账", "A28.4" }, { BILL_CONFIRMED, "correct", BILL_ADJUSTED, 0, C_BILL_CONFIRM, "bill.adjusted", "调账", "A28.4" },
	{ BILL_ADJUSTED, "correct", BILL_ADJUSTED, C_BILL_CONFIRM, C_BILL_CONFIRM, "bill.adjusted", "调账", "A28.4" },
	{ BILL_CONFIRMED, "settle", BILL_SETTLED, 0, 0, NULL, "结算", "R-36" }, { BILL_PUBLISHED, "settle", BILL_SETTLED, C_BILL_CONFIRM, 0, NULL, "未确认即结算", "R-36" },
	{ BILL_ADJUSTED, "settle", BILL_SETTLED, C_BILL_CONFIRM, 0, NULL, "未确认即结算", "R-36" }, { 0 }
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
struct act_in { int64_t id; struct str comment; struct fen delta_fen; int64_t line, doc; };
static const struct field confirm_fields[] = { F(struct act_in, id, F_ID, "账单", IN_PATH), F(struct act_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record confirm_record = RECORD("bill_confirm", struct act_in, confirm_fields, "确认账单");
static const struct field dispute_fields[] = { F(struct act_in, id, F_ID, "账单", IN_PATH), F(struct act_in, comment, F_TEXT, "异议理由", IN | NEEDED), { 0 } };
static const struct record dispute_record = RECORD("bill_dispute", struct act_in, dispute_fields, "提出异议");
static const struct field adjust_fields[] = {
	F(struct act_in, id, F_ID, "账单", IN_PATH), F(struct act_in, line, F_ID, "明细", IN, .ref = "bill_line"), F(struct act_in, delta_fen, F_FEN, "调整额（可为负或 0）", IN | NEEDED, .min = -9007199254740991, .max = 9007199254740991),
	F(struct act_in, comment, F_TEXT, "理由", IN | NEEDED), F(struct act_in, doc, F_ID, "依据文件", IN, .ref = "attachment"), { 0 }
};
static const struct record adjust_record = RECORD("bill_adjust", struct act_in, adjust_fields, "处理异议");
static const struct field correct_fields[] = {
	F(struct act_in, id, F_ID, "账单", IN_PATH), F(struct act_in, line, F_ID, "明细", IN, .ref = "bill_line"), F(struct act_in, delta_fen, F_FEN, "调整额（可为负）", IN | NEEDED, .min = -9007199254740991, .max = 9007199254740991),
	F(struct act_in, comment, F_TEXT, "理由", IN | NEEDED), F(struct act_in, doc, F_ID, "依据文件", IN | NEEDED, .ref = "attachment"), { 0 }
};
static const struct record correct_record = RECORD("bill_correct", struct act_in, correct_fields, "调账");
static enum err confirm(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &billing_q[Q_CONFIRM], c->subject_id, V_ID(c->who.person), c->now);
}
static enum err dispute(struct ctx *c, const void *in_, void *out)
{
	const struct bill *b = c->subject;
	struct str why = ((const struct act_in *)in_)->comment;

	(void)out;
	TRY(sql_run(c, &billing_q[Q_DISPUTE], b->id, why));
	struct note n = { .title = arena_fmt(c->arena, STR_FMT " 对账单 " STR_FMT " 有异议", STR_ARG(b->user_org_name), STR_ARG(b->no)), .body = why, .article = "A28.4", .e = &bill_entity, .subject = b->id };
	return message_to_roles(c, 0, R(AUTH_FINANCE), &n);
}
/* An amount beside a bill's lines, on the whole bill or on one of them; neither is ever made less than nothing. */
static enum err adjustment_put(struct ctx *c, const struct act_in *in)
{
	const struct bill *b = c->subject;
	struct adjustment a = { .id = id_new(c), .bill = b->id, .line = in->line, .doc = in->doc, .approved_by = c->who.person, .delta_fen = in->delta_fen, .reason = in->comment, .at = c->now };
	struct bill_line line;
	int64_t left;

	if (in->line) {
		enum err e = sql_get(c, &billing_q[Q_LINE], &line, in->line);
		if (e == E_ABSENT)
			fail_clear(&c->fail);
		else
			TRY(e);
		if (e == E_ABSENT || line.bill != b->id)
			return fail_on(c, "line", "absent", "这张账单没有编号为 %" PRId64 " 的明细", in->line);
		TRY(sql_int(c, &billing_q[Q_ADJ_LINE_SUM], &left, in->line));
		if (left + line.amount_fen.v + in->delta_fen.v < 0)
			return fail_on(c, "delta_fen", "out_of_range", "这一行还有 " STR_FMT " 元，不能减成负数", STR_ARG(fen_text(c->arena, (struct fen){ left + line.amount_fen.v })));
	}
	if (b->net_fen.v + in->delta_fen.v < 0)
		return fail_on(c, "delta_fen", "out_of_range", "账单应付 " STR_FMT " 元，不能减成负数", STR_ARG(fen_text(c->arena, b->net_fen)));
	if (in->delta_fen.v == 0)
		return OK;
	if (in->doc)
		TRY(attachment_bind(c, "doc", in->doc, &bill_entity, b->id, "adjustment"));
	TRY(sql_put(c, &billing_q[Q_ADJ_PUT], &a));
	struct note n = { .title = arena_fmt(c->arena, "账单 " STR_FMT " 已调账，请重新确认", STR_ARG(b->no)), .article = "A28.4", .e = &bill_entity, .subject = b->id,
			  .body = arena_fmt(c->arena, "调整 " STR_FMT " 元，应付 " STR_FMT " 元。" STR_FMT, STR_ARG(fen_text(c->arena, in->delta_fen)), STR_ARG(fen_text(c->arena, (struct fen){ b->net_fen.v + in->delta_fen.v })), STR_ARG(in->comment)) };
	return message_to_roles(c, b->user_org, R(USER_HANDLER) | R(USER_OWNER), &n);
}
static enum err adjust(struct ctx *c, const void *in_, void *out)
{
	const struct act_in *in = in_;

	(void)out;
	TRY(adjustment_put(c, in));
	return sql_run(c, &billing_q[Q_RESOLVE], c->subject_id, in->comment);
}
/* What came to light after publishing (a late order, a late count): the unit need not object first, and confirms anew. */
static enum err correct(struct ctx *c, const void *in_, void *out)
{
	const struct act_in *in = in_;

	(void)out;
	if (in->delta_fen.v == 0)
		return fail_on(c, "delta_fen", "out_of_range", "调整额不能是 0");
	TRY(adjustment_put(c, in));
	return sql_run(c, &billing_q[Q_UNCONFIRM], c->subject_id);
}
static const struct field new_price_fields[] = { F(struct new_price, item_code, F_STR, "目录项编码", IN | NEEDED, .max = 40), F(struct new_price, unit_price_e4, F_E4, "单价", IN | NEEDED), { 0 } };
static const struct record new_price_record = RECORD("new_price", struct new_price, new_price_fields, "拟改的价格");
static const struct field preview_fields[] = {
	F(struct preview_in, contract, F_ID, "合同", IN | NEEDED, .ref = "contract"), F(struct preview_in, month, F_MONTH, "按哪个月的账单", IN | NEEDED), F(struct preview_in, prices, F_LIST, "拟改的价格", IN | NEEDED, .sub = &new_price_record, .max = 1000), { 0 }
};
static const struct record preview_record = RECORD("price_change_preview_in", struct preview_in, preview_fields, "试算改价");
static const struct field preview_row_fields[] = {
	F(struct preview_row, user_org, F_ID, "上云单位", OUT, .ref = "org"), F(struct preview_row, user_org_name, F_STR, "上云单位名称", OUT), F(struct preview_row, lines_count, F_INT, "涉及明细", OUT), F(struct preview_row, before_fen, F_FEN, "改价前", OUT | REPORT),
	F(struct preview_row, after_fen, F_FEN, "改价后", OUT | REPORT), F(struct preview_row, delta_fen, F_FEN, "增减", OUT | REPORT, .min = -9007199254740991, .max = 9007199254740991), { 0 }
};
const struct record preview_row_record = RECORD("price_change_preview_row", struct preview_row, preview_row_fields, "各单位增减");
static const struct field preview_out_fields[] = {
	F(struct preview_out, month, F_MONTH, "账期", OUT), F(struct preview_out, before_fen, F_FEN, "改价前", OUT), F(struct preview_out, after_fen, F_FEN, "改价后", OUT), F(struct preview_out, delta_fen, F_FEN, "增减", OUT, .min = -9007199254740991, .max = 9007199254740991),
	F(struct preview_out, items, F_LIST, "各单位", OUT, .sub = &preview_row_record, .max = 20000), { 0 }
};
static const struct field kept_fields[] = {
	F(struct kept_preview, id, F_ID, "编号", OUT), F(struct kept_preview, version, F_INT, "版本", OUT), F(struct kept_preview, supplement, F_ID, "补充协议", OUT | FILTER, .ref = "contract_supplement"), F(struct kept_preview, supplement_no, F_STR, "补充协议编号", OUT | JOINED),
	F(struct kept_preview, contract, F_ID, "合同", OUT | JOINED | FILTER, .ref = "contract"), F(struct kept_preview, month, F_MONTH, "按哪个月的账单", OUT), F(struct kept_preview, drafted_at, F_AT, "起草时间", OUT, .help = "试算的是这时起草的内容"),
	F(struct kept_preview, units, F_INT, "涉及单位", OUT), F(struct kept_preview, before_fen, F_FEN, "改价前", OUT | REPORT), F(struct kept_preview, after_fen, F_FEN, "改价后", OUT | REPORT), F(struct kept_preview, delta_fen, F_FEN, "增减", OUT | REPORT, .min = -9007199254740991, .max = 9007199254740991),
	F(struct kept_preview, items, F_LIST, "各单位增减", OUT, .sub = &preview_row_record, .max = 20000), F(struct kept_preview, at, F_AT, "试算时间", OUT | SORT), { 0 }
};
const struct record kept_preview_record = RECORD("price_preview", struct kept_preview, kept_fields, "改价试算");
static const struct field kept_in_fields[] = { F(struct kept_in, id, F_ID, "补充协议", IN_PATH), F(struct kept_in, month, F_MONTH, "按哪个月的账单", IN | NEEDED), { 0 } };
static const struct record kept_in_record = RECORD("contract_supplement_preview", struct kept_in, kept_in_fields, "试算补充协议");
static const struct record preview_out_record = RECORD("price_change_preview", struct preview_out, preview_out_fields, "试算结果");
static const struct names export_names[BILL_EXPORT_MAX] = { [BILL_EXPORT_ROWS] = { "rows", "重算所需的数据" }, [BILL_EXPORT_FOCUS] = { "focus", "FOCUS 成本文件" } };
static const struct field export_fields[] = { F(struct bill_export_in, month, F_MONTH, "账期", IN | IN_PATH | NEEDED), F(struct bill_export_in, format, F_ENUM, "格式", IN, NAMES(export_names)), { 0 } };
static const struct record export_record = RECORD("bill_export_in", struct bill_export_in, export_fields, "导出账单");
static const struct field recompute_in_fields[] = { F(struct recompute, month, F_MONTH, "账期", IN | IN_PATH | NEEDED), { 0 } };
static const struct record recompute_in_record = RECORD("bill_recompute_in", struct recompute, recompute_in_fields, "重算哪个月");
static enum err recompute(struct ctx *c, const void *in, void *out)
{
	return billing_recompute(c, ((const struct recompute *)in)->month, out);
}
static enum err month_after(struct ctx *c, struct str month, struct str *out)
{
	struct period p;

	TRY(month_parse(month, &p));
	*out = month_text(c->arena, p.to);
	return OK;
}

/* From bill.day on the month before is to be closed, and every one since the last that fell due: nothing may have run for a while. */
static enum err months_fall_due(struct ctx *c)
{
	struct str last, month, end;
	int y, m, d;

	date_split(today(c), &y, &m, &d);
	if (d < setting_int(c, "bill.day"))
		return OK;
	month = end = month_text(c->arena, date_add(date_ymd(y, m, 1), -1));
	TRY(sql_str_(c, &billing_q[Q_DUE_LAST], &last, NO_VALS));
	if (last.p)
		TRY(month_after(c, last, &month));
	while (str_cmp(month, end) <= 0) {
		TRY(sql_run(c, &billing_q[Q_DUE_PUT], month, c->now));
		TRY(month_after(c, month, &month));
	}
	return OK;
}

/* Whether it is closed now; a missing price (or count) stops it and tells the authority's finance. */
static enum err month_try(struct ctx *c, struct str month, bool *done)
{
	int64_t made = 0;

	/* Asked before anything is written: a month is closed whole or not at all. */
	enum err e = billing_ready(c, month);
	*done = e == OK;
	if (e == OK)
		return billing_run(c, month, &made);
	if (e != E_REFUSED)
		return e;
	struct str why = arena_str(c->arena, str_of(c->fail.sentence));
	fail_clear(&c->fail);
	return message_to_roles(c, 0, R(AUTH_FINANCE), &(struct note){ arena_fmt(c->arena, STR_FMT " 不能出账", STR_ARG(month)), why, "A11d", NULL, 0 });
}

/* One month a turn; one that cannot be closed does not hold up the others, and is tried again every day. */
static enum err close_months(struct ctx *c)
{
	struct str month = STR("");

	TRY(months_fall_due(c));
	while (!c->go_on) {
		TRY(sql_str(c, &billing_q[Q_DUE_OPEN], &month, month));
		if (!month.p)
			return OK;
		TRY(month_try(c, month, &c->go_on));
	}
	return OK;
}

/* What a unit used it says itself, or the one that it merged into; its superior reads along. */
static enum err own_bill(struct ctx *c, const void *subject, const void *in)
{
	const struct bill *b = subject;
	struct org o;

	(void)in;
	TRY(org_peek(c, b->user_org, &o));
	return b->user_org == c->who.org || (o.merged_into && o.merged_into == c->who.org) ? OK : refuse(c, "账单由上云单位“" STR_FMT "”确认或者提出异议", STR_ARG(o.name));
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
static const struct list_def adjustment_list = { .order = "id", .search = "reason || ' ' || bill_no" };
static const struct list_def kept_list = { .order = "-id" };
static const struct list_def usage_list = { .order = "-id", .search = "resource_no" };
static const struct op ops[] = {
	{ "bill.list", GET, "/bills", "bill.read", .words = "账单", .article = "A28.4", .entity = &bill_entity, .list = &bill_list },
	{ "bill.get", GET, "/bills/{id}", "bill.read", .words = "查看账单", .article = "A28.4", .entity = &bill_entity },
	{ "bill_line.list", GET, "/bill-lines", "bill.read", .words = "账单明细", .article = "A28.4", .entity = &line_entity, .list = &line_list },
	{ "bill_line.explain", GET, "/bill-lines/{id}/explain", "bill.read", .out = &explain_record, .fn = bill_explain, .words = "说明算法", .article = "A28.4", .entity = &line_entity },
	{ "adjustment.list", GET, "/adjustments", "bill.read", .words = "调账记录", .article = "A28.4", .entity = &adjustment_entity, .list = &adjustment_list },
	{ "bill.run", POST, "/bill-runs", "bill.run", &run_record, &run_out_record, run, "出账", "A28.4", .help = "按月算出并发布，单位在期限内确认；再算一次不会重复出账" },
	{ "bill.recompute", GET, "/bill-recomputes/{month}", "bill.recompute", &recompute_in_record, &recompute_record, recompute, "重算账单", "A28.4", OP_SLOW, .help = "从计费段和合同价格重新算一遍，与账单比对，不留下任何东西" },
	{ "bill.export", GET, "/bill-exports/{month}", "bill.export", &export_record, .fn = bill_export_op, .words = "导出账单", .article = "A28.4", .flags = OP_SLOW | OP_DOWNLOAD | OP_AUDITED,
	  .help = "rows 是重算所需的全部数据，focus 是 FOCUS 1.2 成本文件（时间为 UTC，北京时间的月份从前一日 16:00:00Z 开始）" },
	{ "price_change.preview", POST, "/price-change-previews", "price_change.preview", &preview_record, &preview_out_record, price_preview, "试算改价", "A11d", OP_NO_AUDIT, .help = "按一个月的真实账单试算：改价后各单位多付还是少付；什么也不留下" },
	{ "price_preview.list", GET, "/price-previews", "price_change.preview", .words = "改价试算", .article = "A11d", .entity = &kept_preview_entity, .list = &kept_list },
	{ "price_preview.get", GET, "/price-previews/{id}", "price_change.preview", .words = "查看改价试算", .article = "A11d", .entity = &kept_preview_entity },
	{ "contract_supplement.preview", POST, "/contract-supplements/{id}/preview", "price_change.preview", &kept_in_record, .fn = preview_supplement, .words = "试算补充协议", .article = "A11d", .flags = OP_NO_MATCH, .entity = &contract_supplement_entity,
	  .help = "按一个已出账的月试算，结果留在补充协议上，供批准人看" },
	{ "usage_report.list", GET, "/usage-reports", "usage_report.read", .words = "用量", .article = "A28.4", .entity = &usage_entity, .list = &usage_list },
	{ "bill.confirm", POST, "/bills/{id}/confirm", "bill.confirm", &confirm_record, .fn = confirm, .words = "确认账单", .article = "A28.4", .entity = &bill_entity, .event = "confirm", .help = "确认后进入结算；有异议的先提异议" },
	{ "bill.dispute", POST, "/bills/{id}/dispute", "bill.confirm", &dispute_record, .fn = dispute, .words = "提出异议", .article = "A28.4", .entity = &bill_entity, .event = "dispute", .help = "由主管部门财务核对处理，处理后重新确认" },
	{ "bill.correct", POST, "/bills/{id}/corrections", "bill.run", &correct_record, .fn = correct, .words = "调账", .article = "A28.4", .entity = &bill_entity, .event = "correct",
	  .help = "发布以后才知道的事实，凭文件调账；已确认的要重新确认。已经结算的，在下一期结算中调整" },
	{ "bill.adjust", POST, "/bills/{id}/adjust", "bill.run", &adjust_record, .fn = adjust, .words = "处理异议", .article = "A28.4", .entity = &bill_entity, .event = "adjust", .help = "调账另记一行，明细不改；单位随后重新确认" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "bill.read", "查看账单", R_AUTH_READ | R_UNIT | R(CSP_FINANCE) | R(CSP_HEAD) | R(CSP_OPERATION) }, { "bill.run", "出账与调账", R(AUTH_FINANCE) }, { "bill.recompute", "重算账单", R_AUTH_READ }, { "price_change.preview", "试算改价", R_AUTH_READ }, { "bill.export", "导出账单", R(AUTH_FINANCE) | R(AUDITOR) },
	{ "usage_report.read", "查看用量", R_AUTH_READ | R_UNIT | R(CSP_FINANCE) | R(CSP_HEAD) | R(CSP_OPERATION) }, { "usage_report.import", "报送用量", R(CSP_FINANCE) | R(CSP_OPERATION) }, { "bill.confirm", "确认账单", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) }, { 0 }
};
static const struct guard guards[] = { { &bill_flow, "confirm", NULL, "A28.4", "bill.not_yours", own_bill }, { &bill_flow, "dispute", NULL, "A28.4", "bill.not_yours", own_bill }, { &resource_flow, "account", NULL, "A28.4", "bill.month_billed", not_billed_yet }, { &contract_supplement_flow, "approve", NULL, "A11d", "price_change.not_previewed", previewed }, { 0 } };
static const struct clock_kind clocks[] = { { C_BILL_CONFIRM, WORKING_DAYS, "bill.confirm_wd", ORG_USER, "A28.4", "账单确认" }, { 0 } };
static const struct setting settings[] = {
	{ "bill.day", SET_INT, "3", "R-34", "每月出账日", FREE, 0, 1, 28 }, { "bill.confirm_wd", SET_INT, "5", "R-36", "账单确认工作日", FREE, 0, 1, 30 }, { 0 }
};
static enum err upheld(struct ctx *c, const struct fact *f)
{
	(void)f;
	return billing_credit(c);
}
static const struct hears hears[] = { { "delivery_order.upheld", "billing.credit", upheld }, { "contract_supplement.drafted", "billing.preview", preview_drafted }, { 0 } };
static const struct job jobs[] = { { "billing.close", DAYS(1), close_months, NULL, "A28.4", "月度出账" }, { 0 } };
static const struct import imports[] = { { "usage", "usage_report.import", "导入用量", "A28.4", &usage_row_record, usage_import }, { 0 } };
static const struct entity *const entities[] = { &bill_entity, &line_entity, &adjustment_entity, &usage_entity, &kept_preview_entity, NULL };
static const struct flow *const flows[] = { &bill_flow, NULL };
const struct feature billing_feature = {
	.name = "billing", .label = "费用结算", .articles = ARTICLES("A5", "A11d", "A18", "A28.4", "R-15", "R-34", "R-35", "R-36"), .migrations = billing_migrations, .invariants = billing_invariants, .entities = entities, .flows = flows, .guards = guards, .clocks = clocks, .settings = settings,
	.ops = ops, .grants = grants, .hears = hears, .jobs = jobs, .imports = imports, .work = billing_work, STATEMENTS(billing_q),
};
