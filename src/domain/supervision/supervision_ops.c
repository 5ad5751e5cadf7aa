/* Candidates and overviews: fields, moves, ops, grants, facts, job; the descriptor. */
#include "domain/org/org.h"
#include "domain/supervision/supervision_in.h"

/* The word of a clause is its article. */
const struct names clause_names[CLAUSE_MAX] = {
	[CLAUSE_A1] = { "A39a.1", "未及时报告或处置安全事件" }, [CLAUSE_A2] = { "A39a.2", "未按安全通报整改" }, [CLAUSE_A3] = { "A39a.3", "低利用率且拒绝调配" },
	[CLAUSE_A4] = { "A39a.4", "未经申请跨系统使用资源" }, [CLAUSE_A5] = { "A39a.5", "应急资源未按时补办手续" }, [CLAUSE_B1] = { "A39b.1", "未完善运营运维安全体系" },
	[CLAUSE_B2] = { "A39b.2", "未履行平台安全责任" }, [CLAUSE_B3] = { "A39b.3", "未按要求提供资源" }, [CLAUSE_B4] = { "A39b.4", "配置不合理、服务差、故障处置慢" },
	[CLAUSE_B5] = { "A39b.5", "其他违规情形" },
};
static const struct names source_names[SOURCE_MAX] = { [SOURCE_RULE] = { "rule", "规则" }, [SOURCE_MANUAL] = { "manual", "人工" } };
static const struct names state_names[CANDIDATE_STATE_MAX] = {
	[CANDIDATE_OPEN] = { "open", "待核实" }, [CANDIDATE_CONFIRMED] = { "confirmed", "属实" }, [CANDIDATE_DISMISSED] = { "dismissed", "不成立" },
};

static const struct field candidate_fields[] = {
	F(struct candidate, id, F_ID, "编号", OUT), F(struct candidate, version, F_INT, "版本", OUT), F(struct candidate, clause, F_ENUM, "条款", OUT | FILTER, NAMES(clause_names), .article = "A38a"),
	F(struct candidate, org, F_ID, "单位", OUT | FILTER, .ref = "org"), F(struct candidate, org_name, F_STR, "单位名称", OUT | JOINED),
	F(struct candidate, addressee, F_ID, "督促对象", OUT | FILTER, .ref = "org", .article = "R-41"), F(struct candidate, addressee_name, F_STR, "督促对象名称", OUT | JOINED),
	F(struct candidate, title, F_STR, "标题", OUT), F(struct candidate, subject_kind, F_STR, "对象种类", OUT | FILTER), F(struct candidate, subject, F_ID, "对象", OUT | FILTER),
	F(struct candidate, subject_no, F_STR, "对象编号", OUT), F(struct candidate, source, F_ENUM, "来源", OUT | FILTER, NAMES(source_names)), F(struct candidate, rule, F_STR, "规则", OUT | FILTER),
	F(struct candidate, key, F_STR, "识别", 0), F(struct candidate, evidence, F_TEXT, "事实", OUT), F(struct candidate, at, F_AT, "发现时间", OUT | FILTER | SORT),
	F(struct candidate, opened_by, F_ID, "登记人", OUT, .ref = "person"), F(struct candidate, opened_by_name, F_STR, "登记人姓名", OUT), F(struct candidate, decided_by, F_ID, "核实人", OUT, .ref = "person"),
	F(struct candidate, decided_by_name, F_STR, "核实人姓名", OUT), F(struct candidate, decided_at, F_AT, "核实时间", OUT), F(struct candidate, comment, F_TEXT, "核实说明", OUT),
	F(struct candidate, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), { 0 }
};
const struct record candidate_record = RECORD("candidate", struct candidate, candidate_fields, "督促线索");
static const struct field found_fields[] = {
	F(struct found, key, F_STR, "识别", 0), F(struct found, org, F_ID, "单位", 0), F(struct found, addressee, F_ID, "督促对象", 0), F(struct found, subject_kind, F_STR, "对象种类", 0),
	F(struct found, subject, F_ID, "对象", 0), F(struct found, subject_no, F_STR, "对象编号", 0), F(struct found, title, F_STR, "标题", 0), F(struct found, due_at, F_AT, "期限", 0),
	F(struct found, done_at, F_AT, "完成", 0), F(struct found, said, F_TEXT, "说明", 0), { 0 }
};
const struct record found_record = RECORD("candidate_found", struct found, found_fields, "发现");
static const struct field watch_fields[] = {
	F(struct watch, name, F_STR, "清单", OUT), F(struct watch, label, F_STR, "名称", OUT), F(struct watch, article, F_STR, "条文", OUT), F(struct watch, count, F_INT, "件数", OUT | REPORT),
	F(struct watch, overdue, F_INT, "超期", OUT | REPORT), F(struct watch, op, F_STR, "操作", OUT), F(struct watch, path, F_STR, "路径", OUT), { 0 }
};
static const struct record watch_record = RECORD("supervision_watch", struct watch, watch_fields, "督办清单");
static const struct field overview_fields[] = { F(struct overview, items, F_LIST, "督办清单", OUT, .sub = &watch_record), { 0 } };
static const struct record overview_record = RECORD("supervision_overview", struct overview, overview_fields, "监督总览");
static const struct field tally_fields[] = {
	F(struct org_tally, org, F_ID, "单位", OUT, .ref = "org"), F(struct org_tally, org_name, F_STR, "单位名称", OUT), F(struct org_tally, org_kind, F_STR, "单位类别", OUT),
	F(struct org_tally, clause, F_ENUM, "条款", OUT, NAMES(clause_names)), F(struct org_tally, open, F_INT, "待核实", OUT | REPORT), F(struct org_tally, confirmed, F_INT, "属实", OUT | REPORT),
	F(struct org_tally, dismissed, F_INT, "不成立", OUT | REPORT), F(struct org_tally, last_at, F_AT, "最近发现", OUT), { 0 }
};
const struct record org_tally_record = RECORD("supervision_tally", struct org_tally, tally_fields, "各单位线索");
static const struct field tallies_fields[] = { F(struct overview, items, F_LIST, "各单位线索", OUT, .sub = &org_tally_record, .max = 5000), { 0 } };
static const struct record tallies_record = RECORD("supervision_tallies", struct overview, tallies_fields, "各单位线索");
static const struct field debt_row_fields[] = {
	F(struct debt_row, id, F_ID, "编号", OUT), F(struct debt_row, emergency_order, F_ID, "紧急开通单", OUT, .ref = "emergency_order"), F(struct debt_row, no, F_STR, "紧急开通单编号", OUT),
	F(struct debt_row, kind, F_STR, "所欠", OUT), F(struct debt_row, title, F_STR, "标题", OUT), F(struct debt_row, since_at, F_AT, "起于", OUT), F(struct debt_row, due_at, F_AT, "期限", OUT), { 0 }
};
const struct record debt_row_record = RECORD("supervision_debt", struct debt_row, debt_row_fields, "应急未清事项");
static const struct field file_fields[] = {
	F(struct file, id, F_ID, "单位", OUT, .ref = "org"), F(struct file, name, F_STR, "单位名称", OUT), F(struct file, kind, F_STR, "单位类别", OUT), F(struct file, open, F_INT, "待核实", OUT | REPORT),
	F(struct file, confirmed, F_INT, "属实", OUT | REPORT), F(struct file, dismissed, F_INT, "不成立", OUT | REPORT), F(struct file, candidates, F_LIST, "线索", OUT, .sub = &candidate_record, .max = 500),
	F(struct file, debts, F_LIST, "应急未清事项", OUT, .sub = &debt_row_record, .max = 500), { 0 }
};
static const struct record file_record = RECORD("supervision_file", struct file, file_fields, "监督档案");

static const struct field open_fields[] = {
	F(struct candidate_in, clause, F_ENUM, "条款", IN | NEEDED, NAMES(clause_names), .article = "A38a"), F(struct candidate_in, org, F_ID, "单位", IN | NEEDED, .ref = "org"),
	F(struct candidate_in, title, F_STR, "标题", IN, .help = "不填为单位名称"), F(struct candidate_in, evidence, F_TEXT, "事实", IN | NEEDED),
	F(struct candidate_in, subject_kind, F_STR, "对象种类", IN, .max = 60), F(struct candidate_in, subject, F_ID, "对象", IN), { 0 }
};
static const struct record open_record = RECORD("candidate_open", struct candidate_in, open_fields, "登记线索");
static const struct field decide_fields[] = { F(struct candidate_in, id, F_ID, "编号", IN_PATH), F(struct candidate_in, comment, F_TEXT, "说明", IN | NEEDED, .max = 1000), { 0 } };
static const struct record decide_record = RECORD("candidate_decide", struct candidate_in, decide_fields, "核实线索");

/*  open ──confirm──► confirmed (a notice follows)      open ──dismiss──► dismissed (with the reason) */
static const struct move moves[] = {
	{ CANDIDATE_OPEN, "confirm", CANDIDATE_CONFIRMED, 0, 0, "candidate.confirmed", "核实：属实", "A38a" },
	{ CANDIDATE_OPEN, "dismiss", CANDIDATE_DISMISSED, 0, 0, NULL, "核实：不成立", "A38a" },
	{ 0 }
};
const struct flow candidate_flow = { "candidate", &candidate_entity, state_names, CANDIDATE_STATE_MAX, moves };
/* No party sees what may be held against it before it has been looked into. */
const struct entity candidate_entity = {
	.name = "candidate", .label = "督促线索", .path = "/candidates", .rec = &candidate_record, .from = "v_candidate", .table = "candidate", .title = "title", .flow = &candidate_flow,
};

static const struct list_def candidate_list = { .order = "-id", .search = "title || ' ' || evidence" };
#define CAND .entity = &candidate_entity
static const struct op ops[] = {
	{ "candidate.list", GET, "/candidates", "supervision.read", .words = "督促线索", .article = "A38a", CAND, .list = &candidate_list },
	{ "candidate.get", GET, "/candidates/{id}", "supervision.read", .words = "查看督促线索", .article = "A38a", CAND },
	{ "candidate.open", POST, "/candidates", "supervision.decide", &open_record, NULL, candidate_by_hand, "登记线索", "A38a", OP_CREATES, CAND },
	{ "candidate.confirm", POST, "/candidates/{id}/confirm", "supervision.decide", &decide_record, NULL, candidate_decide, "核实属实", "A38a", 0, CAND, .event = "confirm",
	  .help = "属实的，随后下达督促整改通知" },
	{ "candidate.dismiss", POST, "/candidates/{id}/dismiss", "supervision.decide", &decide_record, NULL, candidate_decide, "核实不成立", "A38a", 0, CAND, .event = "dismiss" },
	{ "supervision.overview", GET, "/supervision/overview", "supervision.read", NULL, &overview_record, supervision_overview, "监督总览", "A8.4c", OP_SLOW },
	{ "supervision.orgs", GET, "/supervision/orgs", "supervision.read", NULL, &tallies_record, supervision_orgs, "各单位线索", "A38a", OP_SLOW },
	{ "supervision.file", GET, "/orgs/{id}/supervision", "supervision.read", NULL, &file_record, supervision_file, "监督档案", "A38a", .entity = &org_entity },
	{ 0 }
};
static const struct grant grants[] = {
	{ "supervision.read",   "查看监督情况", R_AUTH_READ },
	{ "supervision.decide", "登记和核实线索", R(AUTH_HANDLER) | R(AUTH_APPROVER) | R(AUTH_SECURITY) },
	{ 0 }
};
static const struct hears hears[] = {
	{ "emergency.makeup_overdue",      "supervision.emergency", supervision_heard },
	{ "change.cross_system_confirmed", "supervision.cross",     supervision_heard },
	{ "change.report_voided",          "supervision.voided",    supervision_heard },
	{ "delivery_order.upheld",         "supervision.upheld",    supervision_heard },
	{ "util_case.objection_rejected",  "supervision.refused",   supervision_heard },
	{ 0 }
};
static const struct job jobs[] = { { "supervision.scan", DAYS(1), supervision_scan, NULL, "A38a", "查找督促线索" }, { 0 } };
static const struct entity *const entities[] = { &candidate_entity, NULL };
static const struct flow *const flows[] = { &candidate_flow, NULL };

const struct feature supervision_feature = {
	.name = "supervision", .label = "监督", .articles = ARTICLES("A8.4c", "A38a", "A39a.3", "A39a.4", "A39a.5", "A39b.3", "R-41"),
	.migrations = supervision_migrations, .invariants = supervision_invariants, .entities = entities, .flows = flows, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs,
	.work = supervision_work, STATEMENTS(supervision_q),
};
