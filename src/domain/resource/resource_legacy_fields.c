/* The initial accounting: the file's columns, the closing date, the list of papers to be supplied later. */
#include "domain/resource/resource_in.h"

const struct names paper_kind_names[PAPER_KIND_MAX] = {
	[PAPER_COMMITMENT] = { "commitment", "上云安全承诺书" }, [PAPER_DJ_FILING] = { "dj_filing", "等保备案" }, [PAPER_ICP] = { "icp", "ICP 备案" },
	[PAPER_RESPONSIBLE] = { "responsible", "安全责任人" }, [PAPER_DECLARATION] = { "declaration", "非涉密声明" },
};
static const struct names paper_state_names[PAPER_STATE_MAX] = { [PAPER_OPEN] = { "open", "待补录" }, [PAPER_SUPPLIED] = { "supplied", "已补录" } };

#define QTY(member, label_, ...) F(struct legacy_row, member, F_INT, label_, IN, .min = 0, .max = 100000000, __VA_ARGS__)
static const struct field row_fields[] = {
	F(struct legacy_row, name, F_STR, "资源名称", IN | NEEDED),
	F(struct legacy_row, item_code, F_STR, "目录项编码", IN | NEEDED, .max = 60),
	F(struct legacy_row, qty, F_INT, "数量", IN | NEEDED, .min = 1, .max = 100000000),
	F(struct legacy_row, system_no, F_STR, "系统编号", IN | NEEDED, .max = 60, .article = "A22.2"),
	F(struct legacy_row, user_org_no, F_STR, "上云单位编码", IN, .max = 40, .help = "写了就与系统登记的单位核对"),
	F(struct legacy_row, pool_no, F_STR, "资源池编号", IN | NEEDED, .max = 40),
	F(struct legacy_row, contract_no, F_STR, "合同编号", IN | NEEDED, .max = 80, .help = "价格和计费起始日取自这份合同"),
	F(struct legacy_row, origin, F_STR, "来源", IN | NEEDED, .help = "原合同、原开通单或移交文号", .article = "R-53"),
	F(struct legacy_row, billing_start_date, F_DATE, "计费起始日", IN, .help = "不填为合同开始日", .article = "R-53"),
	F(struct legacy_row, expire_date, F_DATE, "到期日", IN, .article = "R-47"),
	F(struct legacy_row, native_id, F_STR, "云平台标识", IN),
	F(struct legacy_row, ips, F_STR, "IP 地址", IN),
	F(struct legacy_row, os, F_STR, "操作系统", IN),
	QTY(vcpu, "每份 vCPU", .help = "不填取自服务目录"), QTY(mem_gb, "每份内存 GB"), QTY(disk_gb, "每份磁盘 GB"),
	F(struct legacy_row, commitment_date, F_DATE, "承诺书签署日", IN, .help = "没有的列入补录清单", .article = "R-53"),
	{ 0 }
};
const struct record legacy_row_record = RECORD("legacy_row", struct legacy_row, row_fields, "在用资源文件");

static const struct field close_in_fields[] = {
	F(struct legacy_close, close_date, F_DATE, "截止日", IN | NEEDED, .help = "当日仍可建账；写当天的，办理后即行截止", .article = "A8.3"),
	F(struct legacy_close, note, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
const struct record legacy_close_in_record = RECORD("legacy_close_act", struct legacy_close, close_in_fields, "初始建账截止");
static const struct field close_fields[] = {
	F(struct legacy_close, id, F_ID, "编号", OUT), F(struct legacy_close, close_date, F_DATE, "截止日", OUT), F(struct legacy_close, closes_at, F_AT, "截止时刻", OUT),
	F(struct legacy_close, by_person, F_ID, "办理人", OUT, .ref = "person"), F(struct legacy_close, by_name, F_STR, "办理人姓名", OUT),
	F(struct legacy_close, note, F_TEXT, "说明", OUT), F(struct legacy_close, at, F_AT, "办理时间", OUT), { 0 }
};
const struct record legacy_close_record = RECORD("legacy_close", struct legacy_close, close_fields, "初始建账截止");
static const struct field state_fields[] = {
	F(struct legacy_state, open, F_BOOL, "可以建账", OUT), F(struct legacy_state, close_date, F_DATE, "截止日", OUT), F(struct legacy_state, resources, F_INT, "建账资源数", OUT),
	F(struct legacy_state, papers_open, F_INT, "待补录", OUT), F(struct legacy_state, papers_overdue, F_INT, "超期未补录", OUT), { 0 }
};
const struct record legacy_state_record = RECORD("legacy_state", struct legacy_state, state_fields, "初始建账情况");

static const struct field paper_fields[] = {
	F(struct legacy_paper, id, F_ID, "编号", OUT), F(struct legacy_paper, version, F_INT, "版本", OUT),
	F(struct legacy_paper, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct legacy_paper, system_no, F_STR, "系统编号", OUT | JOINED),
	F(struct legacy_paper, system_name, F_STR, "系统名称", OUT | JOINED), F(struct legacy_paper, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"),
	F(struct legacy_paper, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct legacy_paper, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"),
	F(struct legacy_paper, kind, F_ENUM, "缺少的材料", OUT | FILTER, NAMES(paper_kind_names), .article = "R-53"),
	F(struct legacy_paper, due_date, F_DATE, "补录期限", OUT | FILTER | SORT, .help = "当日仍在期限内"), F(struct legacy_paper, due_at, F_AT, "到期时刻", OUT),
	F(struct legacy_paper, overdue, F_BOOL, "超期", OUT | VIRTUAL), F(struct legacy_paper, state, F_ENUM, "状态", OUT | FILTER, NAMES(paper_state_names)),
	F(struct legacy_paper, no, F_STR, "文号", OUT), F(struct legacy_paper, paper_date, F_DATE, "材料日期", OUT), F(struct legacy_paper, file, F_ID, "附件", OUT, .ref = "attachment"),
	F(struct legacy_paper, note, F_TEXT, "说明", OUT), F(struct legacy_paper, supplied_by, F_ID, "补录人", OUT, .ref = "person"),
	F(struct legacy_paper, supplied_by_name, F_STR, "补录人姓名", OUT), F(struct legacy_paper, supplied_at, F_AT, "补录时间", OUT),
	F(struct legacy_paper, created_at, F_AT, "列入时间", OUT), { 0 }
};
const struct record legacy_paper_record = RECORD("legacy_paper", struct legacy_paper, paper_fields, "补录事项");
static const struct field supply_fields[] = {
	F(struct legacy_paper, id, F_ID, "编号", IN_PATH), F(struct legacy_paper, no, F_STR, "文号", IN, .max = 80), F(struct legacy_paper, paper_date, F_DATE, "材料日期", IN),
	F(struct legacy_paper, file, F_ID, "附件", IN, .ref = "attachment"), F(struct legacy_paper, note, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
const struct record legacy_supply_record = RECORD("legacy_supply", struct legacy_paper, supply_fields, "补录");

static enum err paper_fill(struct ctx *c, void *rec)
{
	struct legacy_paper *p = rec;

	p->overdue = p->state == PAPER_OPEN && c->now.ms >= p->due_at.ms;
	return OK;
}
const struct entity legacy_paper_entity = {
	.name = "legacy_paper", .label = "补录事项", .path = "/legacy-papers", .rec = &legacy_paper_record, .from = "v_legacy_paper", .table = "legacy_paper",
	.title = "system_name", .flow = &legacy_paper_flow, .fill = paper_fill, .fill_row = paper_fill,
	.scope = { .applicant = "applicant_org = :root", .user = "user_org = :org" },
};
static const struct move paper_moves[] = { { PAPER_OPEN, "supply", PAPER_SUPPLIED, 0, 0, NULL, "补录", "R-53" }, { 0 } };
const struct flow legacy_paper_flow = { "legacy_paper", &legacy_paper_entity, paper_state_names, PAPER_STATE_MAX, paper_moves };
