/* Security before and after going live: fields, moves, guards, ops. */
#include "domain/security/security_in.h"

const struct names test_kind_names[TEST_KIND_MAX] = {
	[TEST_SCAN] = { "scan", "漏洞扫描" }, [TEST_PENTEST] = { "pentest", "渗透测试" }, [TEST_CODE_AUDIT] = { "code_audit", "代码审计" }, [TEST_BASELINE] = { "baseline", "基线核查" },
};
const struct names severity_names[SEVERITY_MAX] = { [SEV_CRITICAL] = { "critical", "严重" }, [SEV_HIGH] = { "high", "高" }, [SEV_MEDIUM] = { "medium", "中" }, [SEV_LOW] = { "low", "低" } };
const struct names gate_names[GATE_MAX] = {
	[GATE_DECLARATION] = { "declaration", "非涉密声明" }, [GATE_RESPONSIBILITY] = { "responsibility", "安全责任" }, [GATE_SCAN] = { "scan", "漏洞扫描" }, [GATE_PENTEST] = { "pentest", "渗透测试" },
	[GATE_ICP] = { "icp", "ICP 备案" }, [GATE_COMMITMENT] = { "commitment", "上云安全承诺书" }, [GATE_DJ_FILING] = { "dj_filing", "等保备案" },
};
static const struct names source_names[SOURCE_MAX] = {
	[SOURCE_SCAN] = { "scan", "扫描" }, [SOURCE_PENTEST] = { "pentest", "渗透" }, [SOURCE_BULLETIN] = { "bulletin", "通报" }, [SOURCE_CROWD] = { "crowd", "众测" }, [SOURCE_MONITOR] = { "monitor", "监测" },
};
static const struct names finding_states[FINDING_STATE_MAX] = {
	[FINDING_OPEN] = { "open", "未修复" }, [FINDING_FIXED] = { "fixed", "已修复待复测" }, [FINDING_RETESTED] = { "retested", "复测通过" }, [FINDING_ACCEPTED] = { "accepted", "限期接受风险" },
};

/* ---- findings ---- */
static const struct field retest_fields[] = {
	F(struct retest, id, F_ID, "编号", OUT), F(struct retest, finding, F_ID, "漏洞", OUT), F(struct retest, test, F_ID, "安全检测", OUT, .ref = "security_test"), F(struct retest, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct retest, file, F_ID, "复测报告", OUT, .ref = "attachment"), F(struct retest, date, F_DATE, "复测日期", OUT), F(struct retest, passed, F_BOOL, "通过", OUT), F(struct retest, agency, F_STR, "复测机构或工具", OUT),
	F(struct retest, note, F_TEXT, "复测情况", OUT), F(struct retest, at, F_AT, "登记时间", OUT), { 0 }
};
const struct record retest_record = RECORD("vuln_retest", struct retest, retest_fields, "复测");
static const struct field finding_fields[] = {
	F(struct vuln_finding, id, F_ID, "编号", OUT), F(struct vuln_finding, version, F_INT, "版本", OUT), F(struct vuln_finding, system, F_ID, "信息系统", IN | OUT | NEEDED | FILTER, .ref = "info_system"),
	F(struct vuln_finding, system_name, F_STR, "信息系统名称", OUT | JOINED), F(struct vuln_finding, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"), F(struct vuln_finding, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct vuln_finding, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org"), F(struct vuln_finding, source, F_ENUM, "来源", IN | OUT | NEEDED | FILTER, NAMES(source_names)),
	F(struct vuln_finding, test, F_ID, "安全检测", IN | OUT | FILTER, .ref = "security_test"), F(struct vuln_finding, resource, F_ID, "资源", IN | OUT | FILTER, .ref = "resource"),
	F(struct vuln_finding, title, F_STR, "漏洞", IN | OUT | NEEDED), F(struct vuln_finding, cve, F_STR, "CVE 编号", IN | OUT | FILTER, .max = 40), F(struct vuln_finding, severity, F_ENUM, "级别", IN | OUT | NEEDED | FILTER, NAMES(severity_names), .article = "A21.3a"),
	F(struct vuln_finding, found_at, F_AT, "发现时间", IN | OUT | FILTER, .help = "不填就是现在"), F(struct vuln_finding, plan, F_TEXT, "整改计划", IN | OUT), F(struct vuln_finding, due_at, F_AT, "整改期限", IN | OUT | FILTER),
	F(struct vuln_finding, fixed_at, F_AT, "修复时间", OUT), F(struct vuln_finding, fix_note, F_TEXT, "修复说明", OUT), F(struct vuln_finding, accept_reason, F_TEXT, "接受理由", OUT), F(struct vuln_finding, accept_until, F_DATE, "接受至（不含）", OUT),
	F(struct vuln_finding, accepted_by, F_ID, "同意接受的人", OUT, .ref = "person"), F(struct vuln_finding, by_person, F_ID, "登记人", OUT, .ref = "person"), F(struct vuln_finding, retests, F_LIST, "复测", OUT | VIRTUAL, .sub = &retest_record),
	F(struct vuln_finding, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(finding_states)), { 0 }
};
const struct record vuln_finding_record = RECORD("vuln_finding", struct vuln_finding, finding_fields, "漏洞");
static const struct field new_fields[] = {
	F(struct new_finding, title, F_STR, "漏洞", IN | OUT | NEEDED), F(struct new_finding, cve, F_STR, "CVE 编号", IN | OUT, .max = 40), F(struct new_finding, severity, F_ENUM, "级别", IN | OUT | NEEDED, NAMES(severity_names)),
	F(struct new_finding, plan, F_TEXT, "整改计划", IN | OUT), F(struct new_finding, due_at, F_AT, "整改期限", IN | OUT), F(struct new_finding, resource, F_ID, "资源", IN | OUT, .ref = "resource"), { 0 }
};
static const struct record new_record = RECORD("new_finding", struct new_finding, new_fields, "发现的漏洞");

/* ---- tests: the same members in and out, but for the findings ---- */
#define TEST_MEMBERS(in) \
	F(struct security_test, kind, F_ENUM, "种类", in | OUT | NEEDED | FILTER, NAMES(test_kind_names)), F(struct security_test, system, F_ID, "信息系统", in | OUT | NEEDED | FILTER, .ref = "info_system"), \
	F(struct security_test, date, F_DATE, "检测日期", in | OUT | NEEDED | FILTER | SORT), F(struct security_test, report_no, F_STR, "报告号", in | OUT), F(struct security_test, agency, F_STR, "检测机构", in | OUT), \
	F(struct security_test, tool, F_STR, "检测工具", in | OUT), F(struct security_test, n_critical, F_INT, "严重", in | OUT | REPORT, .max = 1000000), F(struct security_test, n_high, F_INT, "高危", in | OUT | REPORT, .max = 1000000), \
	F(struct security_test, n_medium, F_INT, "中危", in | OUT | REPORT, .max = 1000000), F(struct security_test, n_low, F_INT, "低危", in | OUT | REPORT, .max = 1000000), \
	F(struct security_test, file, F_ID, "检测报告", in | OUT | NEEDED, .ref = "attachment", .article = "A21.3a"), F(struct security_test, note, F_TEXT, "说明", in | OUT)
static const struct field test_fields[] = {
	F(struct security_test, id, F_ID, "编号", OUT), F(struct security_test, version, F_INT, "版本", OUT), TEST_MEMBERS(0), F(struct security_test, valid_until, F_DATE, "有效至（当日有效）", OUT | FILTER),
	F(struct security_test, application, F_ID, "申请", OUT | FILTER, .ref = "application"), F(struct security_test, system_name, F_STR, "信息系统名称", OUT | JOINED), F(struct security_test, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct security_test, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct security_test, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org"), F(struct security_test, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct security_test, created_at, F_AT, "登记时间", OUT), F(struct security_test, findings, F_LIST, "漏洞", OUT | VIRTUAL, .sub = &vuln_finding_record, .max = 500), { 0 }
};
const struct record security_test_record = RECORD("security_test", struct security_test, test_fields, "安全检测");
static const struct field test_in_fields[] = { TEST_MEMBERS(IN), F(struct security_test, findings, F_LIST, "漏洞", IN, .sub = &new_record, .max = 500), { 0 } };
static const struct record test_in_record = RECORD("security_test_create", struct security_test, test_in_fields, "登记安全检测");

/* ---- letters ---- */
#define LETTER_MEMBERS(in) \
	F(struct commitment, systems, F_IDS, "信息系统", in | OUT | NEEDED, .ref = "info_system", .max = 100, .article = "A34.P3d"), F(struct commitment, signer, F_STR, "签署人", in | OUT | NEEDED, .max = 60), \
	F(struct commitment, signed_date, F_DATE, "签署日期", in | OUT | NEEDED | FILTER | SORT), F(struct commitment, doc_no, F_STR, "文号", in | OUT), F(struct commitment, file, F_ID, "扫描件", in | OUT, .ref = "attachment"), \
	F(struct commitment, note, F_TEXT, "说明", in | OUT)
static const struct field letter_fields[] = {
	F(struct commitment, id, F_ID, "编号", OUT), F(struct commitment, version, F_INT, "版本", OUT), LETTER_MEMBERS(0), F(struct commitment, org, F_ID, "签署单位", OUT | FILTER, .ref = "org"), F(struct commitment, org_name, F_STR, "签署单位名称", OUT | JOINED),
	F(struct commitment, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"), F(struct commitment, valid_until, F_DATE, "有效至（不含）", OUT | FILTER | SORT), F(struct commitment, months, F_INT, "有效月数", OUT),
	F(struct commitment, by_person, F_ID, "登记人", OUT, .ref = "person"), F(struct commitment, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record commitment_record = RECORD("commitment", struct commitment, letter_fields, "上云安全承诺书");
static const struct field letter_in_fields[] = { LETTER_MEMBERS(IN), { 0 } };
static const struct record letter_in_record = RECORD("commitment_create", struct commitment, letter_in_fields, "签署上云安全承诺书");
static const struct field signed_fields[] = {
	F(struct signed_system, id, F_ID, ""), F(struct signed_system, commitment, F_ID, ""), F(struct signed_system, system, F_ID, ""), F(struct signed_system, responsible, F_STR, ""), F(struct signed_system, reminded, F_INT, ""),
	F(struct signed_system, signed_date, F_DATE, "", JOINED), F(struct signed_system, valid_until, F_DATE, "", JOINED), F(struct signed_system, signer, F_STR, "", JOINED), F(struct signed_system, doc_no, F_STR, "", JOINED),
	F(struct signed_system, file, F_ID, "", JOINED), F(struct signed_system, system_name, F_STR, "", JOINED), F(struct signed_system, user_org, F_ID, "", JOINED), { 0 }
};
const struct record signed_record = RECORD("commitment_system", struct signed_system, signed_fields, "承诺书所列系统");

/* ---- the gate ---- */
static const struct field evidence_fields[] = {
	F(struct golive_evidence, evidence_date, F_DATE, "日期", OUT), F(struct golive_evidence, valid_until, F_DATE, "有效至", OUT), F(struct golive_evidence, no, F_STR, "文号", OUT), F(struct golive_evidence, agency, F_STR, "机构、工具或签署人", OUT),
	F(struct golive_evidence, note, F_TEXT, "说明", OUT), F(struct golive_evidence, open_high, F_INT, "未处置高危数", OUT), F(struct golive_evidence, attachment, F_ID, "附件", OUT, .ref = "attachment"),
	F(struct golive_evidence, record, F_ID, "记录", OUT), F(struct golive_evidence, waiver_reason, F_TEXT, "豁免理由", OUT), F(struct golive_evidence, waiver_until, F_DATE, "豁免至（不含）", OUT), { 0 }
};
static const struct record evidence_record = RECORD("golive_evidence", struct golive_evidence, evidence_fields, "上线核验证据");
static const struct field item_fields[] = {
	F(struct golive_item, item, F_ENUM, "核验项", OUT, NAMES(gate_names)), F(struct golive_item, label, F_STR, "名称", OUT), F(struct golive_item, article, F_STR, "条文", OUT), F(struct golive_item, clause, F_STR, "条款", OUT),
	F(struct golive_item, state, F_STR, "状态", OUT), F(struct golive_item, reason, F_STR, "原因", OUT, .max = 500), F(struct golive_item, evidence, F_OBJ, "证据", OUT, .sub = &evidence_record), { 0 }
};
const struct record golive_item_record = RECORD("golive_item", struct golive_item, item_fields, "上线核验项");
static const struct field check_fields[] = {
	F(struct golive_check, id, F_ID, "编号", OUT), F(struct golive_check, application, F_ID, "申请", OUT, .ref = "application"), F(struct golive_check, system, F_ID, "信息系统", OUT, .ref = "info_system"),
	F(struct golive_check, open, F_BOOL, "可以上线", OUT | VIRTUAL), F(struct golive_check, items, F_LIST, "核验项", OUT, .sub = &golive_item_record), F(struct golive_check, confirmed_by, F_ID, "确认账号", OUT, .ref = "account"),
	F(struct golive_check, confirmed_at, F_AT, "确认上线时间", OUT), { 0 }
};
const struct record golive_check_record = RECORD("golive_check", struct golive_check, check_fields, "上线核验");
static const struct field row_fields[] = {
	F(struct evidence, id, F_ID, ""), F(struct evidence, system, F_ID, ""), F(struct evidence, application, F_ID, ""), F(struct evidence, item, F_ENUM, "", NAMES(gate_names)), F(struct evidence, evidence_date, F_DATE, ""), F(struct evidence, no, F_STR, ""),
	F(struct evidence, agency, F_STR, ""), F(struct evidence, note, F_TEXT, ""), F(struct evidence, attachment, F_ID, ""), F(struct evidence, by_person, F_ID, ""), F(struct evidence, at, F_AT, ""), { 0 }
};
const struct record evidence_row_record = RECORD("golive_evidence_row", struct evidence, row_fields, "备案号登记");
static const struct field waiver_fields[] = {
	F(struct waiver, id, F_ID, ""), F(struct waiver, system, F_ID, ""), F(struct waiver, application, F_ID, ""), F(struct waiver, item, F_ENUM, "", NAMES(gate_names)), F(struct waiver, exempt, F_BOOL, ""), F(struct waiver, reason, F_TEXT, ""),
	F(struct waiver, doc_no, F_STR, ""), F(struct waiver, until_date, F_DATE, ""), F(struct waiver, by_person, F_ID, ""), F(struct waiver, at, F_AT, ""), F(struct waiver, lapsed_at, F_AT, ""), F(struct waiver, reminded, F_INT, ""),
	F(struct waiver, system_name, F_STR, "", JOINED), F(struct waiver, system_state, F_STR, "", JOINED), F(struct waiver, user_org, F_ID, "", JOINED), { 0 }
};
const struct record waiver_record = RECORD("golive_waiver", struct waiver, waiver_fields, "豁免");
static const struct field watch_fields[] = {
	F(struct watch, id, F_ID, "编号", OUT), F(struct watch, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct watch, system_name, F_STR, "信息系统名称", OUT | JOINED), F(struct watch, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct watch, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct watch, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org"), F(struct watch, item, F_ENUM, "核验项", OUT | FILTER, NAMES(gate_names)),
	F(struct watch, reason, F_TEXT, "原因", OUT), F(struct watch, waiver, F_ID, "豁免", OUT), F(struct watch, since_date, F_DATE, "列入日期", OUT | FILTER | SORT), F(struct watch, cleared_date, F_DATE, "移出日期", OUT), { 0 }
};
const struct record watch_record = RECORD("golive_watch", struct watch, watch_fields, "上线后监督清单");

/* ---- entities ---- */
#define BY_SYSTEM .scope = { "applicant_org = :root OR user_org = :org", "user_org = :org", "system IN (SELECT x.system FROM csp_visible x WHERE x.org = :org)", NULL }
const struct entity security_test_entity = {
	.name = "security_test", .label = "安全检测", .path = "/security-tests", .rec = &security_test_record, .from = "v_security_test", .table = "security_test", .title = "system_name", .fill = test_fill, BY_SYSTEM,
};
const struct entity vuln_finding_entity = {
	.name = "vuln_finding", .label = "漏洞", .path = "/vuln-findings", .rec = &vuln_finding_record, .from = "v_vuln_finding", .table = "vuln_finding", .title = "title", .flow = &vuln_finding_flow, .fill = finding_fill, BY_SYSTEM,
};
const struct entity commitment_entity = {
	.name = "commitment", .label = "上云安全承诺书", .path = "/commitments", .rec = &commitment_record, .from = "v_commitment", .table = "commitment", .title = "signer",
	.scope = { "applicant_org = :root OR org = :org", "org = :org", NULL, NULL },
};
const struct entity watch_entity = {
	.name = "golive_watch", .label = "上线后监督清单", .path = "/golive-watch", .rec = &watch_record, .from = "v_golive_watch", .table = "golive_watch", .title = "system_name",
	.scope = { "applicant_org = :root OR user_org = :org", "user_org = :org", NULL, NULL },
};

/*  open ──fix──► fixed ──retest, passed──► retested        open, fixed ──accept (not what is grave)──► accepted ──fix, retest──► …
 *   ▲──────retest, failed─────┘                            a re-test may also show at once that there is nothing left            */
#define TOLD "vuln_finding.moved"
static const struct move finding_moves[] = {
	{ FINDING_OPEN,     "fix",    FINDING_FIXED,    0, 0, TOLD, "已修复", "A21.3a" },
	{ FINDING_ACCEPTED, "fix",    FINDING_FIXED,    0, 0, TOLD, "已修复", "A21.3a" },
	{ FINDING_OPEN,     "retest", FINDING_RETESTED, 0, 0, TOLD, "复测通过", "A21.3a", retest_passed },
	{ FINDING_FIXED,    "retest", FINDING_RETESTED, 0, 0, TOLD, "复测通过", "A21.3a", retest_passed },
	{ FINDING_ACCEPTED, "retest", FINDING_RETESTED, 0, 0, TOLD, "复测通过", "A21.3a", retest_passed },
	{ FINDING_OPEN,     "retest", FINDING_OPEN,     0, 0, TOLD, "复测未通过", "A21.3a" },
	{ FINDING_FIXED,    "retest", FINDING_OPEN,     0, 0, TOLD, "复测未通过", "A21.3a" },
	{ FINDING_ACCEPTED, "retest", FINDING_OPEN,     0, 0, TOLD, "复测未通过", "A21.3a" },
	{ FINDING_OPEN,     "accept", FINDING_ACCEPTED, 0, 0, TOLD, "限期接受风险", "A21.3c" },
	{ FINDING_FIXED,    "accept", FINDING_ACCEPTED, 0, 0, TOLD, "限期接受风险", "A21.3c" },
	{ FINDING_ACCEPTED, "accept", FINDING_ACCEPTED, 0, 0, TOLD, "延长接受风险", "A21.3c" },
	{ 0 }
};
const struct flow vuln_finding_flow = { "vuln_finding", &vuln_finding_entity, finding_states, FINDING_STATE_MAX, finding_moves };

/* ---- ops ---- */
static const struct field plan_fields[] = { F(struct plan_in, id, F_ID, "漏洞", IN_PATH), F(struct plan_in, plan, F_TEXT, "整改计划", IN | NEEDED), F(struct plan_in, due_at, F_AT, "整改期限", IN | NEEDED), { 0 } };
static const struct record plan_record = RECORD("vuln_finding_plan", struct plan_in, plan_fields, "定整改计划");
static const struct field fix_fields[] = { F(struct fix_in, id, F_ID, "漏洞", IN_PATH), F(struct fix_in, comment, F_TEXT, "修复说明", IN | NEEDED), { 0 } };
static const struct record fix_record = RECORD("vuln_finding_fix", struct fix_in, fix_fields, "登记修复");
static const struct field retest_in_fields[] = {
	F(struct retest_in, id, F_ID, "漏洞", IN_PATH), F(struct retest_in, date, F_DATE, "复测日期", IN | NEEDED), F(struct retest_in, passed, F_BOOL, "复测通过", IN), F(struct retest_in, agency, F_STR, "复测机构或工具", IN | NEEDED),
	F(struct retest_in, comment, F_TEXT, "复测情况", IN | NEEDED), F(struct retest_in, file, F_ID, "复测报告", IN, .ref = "attachment"), F(struct retest_in, test, F_ID, "所属安全检测", IN, .ref = "security_test"), { 0 }
};
static const struct record retest_in_record = RECORD("vuln_finding_retest", struct retest_in, retest_in_fields, "登记复测");
static const struct field accept_fields[] = { F(struct accept_in, id, F_ID, "漏洞", IN_PATH), F(struct accept_in, reason, F_TEXT, "理由", IN | NEEDED), F(struct accept_in, until_date, F_DATE, "接受至（不含）", IN | NEEDED), { 0 } };
static const struct record accept_record = RECORD("vuln_finding_accept", struct accept_in, accept_fields, "限期接受风险");
static const struct field change_fields[] = { F(struct change_in, id, F_ID, "信息系统", IN_PATH), F(struct change_in, date, F_DATE, "变更日期", IN | NEEDED), F(struct change_in, what, F_STR, "变更内容", IN | NEEDED, .max = 500), { 0 } };
static const struct record change_record = RECORD("info_system_major_change", struct change_in, change_fields, "登记重大变更");
static const struct field gate_in_fields[] = {
	F(struct gate_in, id, F_ID, "申请", IN_PATH), F(struct gate_in, item, F_ENUM, "核验项", IN | NEEDED, NAMES(gate_names)), F(struct gate_in, evidence_date, F_DATE, "日期", IN | NEEDED), F(struct gate_in, no, F_STR, "文号或报告号", IN),
	F(struct gate_in, agency, F_STR, "机构或工具", IN), F(struct gate_in, open_high, F_INT, "未处置的严重和高危数", IN, .max = 1000000), F(struct gate_in, attachment, F_ID, "报告附件", IN, .ref = "attachment"), F(struct gate_in, note, F_TEXT, "说明", IN), { 0 }
};
static const struct record gate_in_record = RECORD("golive_record", struct gate_in, gate_in_fields, "登记上线核验");
static const struct field waive_fields[] = {
	F(struct gate_in, id, F_ID, "申请", IN_PATH), F(struct gate_in, item, F_ENUM, "核验项", IN | NEEDED, NAMES(gate_names)), F(struct gate_in, reason, F_TEXT, "理由", IN | NEEDED), F(struct gate_in, until_date, F_DATE, "豁免至（不含）", IN | NEEDED), { 0 }
};
static const struct record waive_record = RECORD("golive_waive", struct gate_in, waive_fields, "豁免");
static const struct field exempt_fields[] = { F(struct gate_in, id, F_ID, "申请", IN_PATH), F(struct gate_in, reason, F_TEXT, "理由", IN | NEEDED), F(struct gate_in, no, F_STR, "依据文号", IN), { 0 } };
static const struct record exempt_record = RECORD("golive_exempt_icp", struct gate_in, exempt_fields, "确认不需要 ICP 备案");

static enum err finding_moved(struct ctx *c, const struct fact *f)
{
	struct vuln_finding v;

	TRY(entity_peek(c, &vuln_finding_entity, f->subject, &v));
	return gate_relook(c, v.system);
}

static const struct list_def test_list = { .order = "-date", .search = "system_name || ' ' || COALESCE(report_no, '') || ' ' || COALESCE(agency, '')" }, finding_list = { .order = "-id", .search = "title || ' ' || system_name || ' ' || COALESCE(cve, '')" },
	letter_list = { .order = "-signed_date", .search = "org_name || ' ' || signer || ' ' || COALESCE(doc_no, '')" }, watch_list = { .order = "since_date", .where = "cleared_date IS NULL", .search = "system_name || ' ' || user_org_name" };
#define APP .entity = &application_entity
#define FIND .entity = &vuln_finding_entity
static const struct list_def assessment_list = { .order = "-date", .search = "report_no || ' ' || agency || ' ' || COALESCE(csp_name, '') || COALESCE(system_name, '')" };
static const struct op ops[] = {
	{ "security_test.list", GET, "/security-tests", "security.read", .words = "安全检测", .article = "A21.3a", .entity = &security_test_entity, .list = &test_list },
	{ "security_test.get", GET, "/security-tests/{id}", "security.read", .words = "查看安全检测", .article = "A21.3a", .entity = &security_test_entity },
	{ "security_test.create", POST, "/security-tests", "security.record", &test_in_record, .fn = test_create, .words = "登记安全检测", .article = "A21.3a", .flags = OP_CREATES, .entity = &security_test_entity },
	{ "vuln_finding.list", GET, "/vuln-findings", "security.read", .words = "漏洞", .article = "A21.3a", FIND, .list = &finding_list },
	{ "vuln_finding.get", GET, "/vuln-findings/{id}", "security.read", .words = "查看漏洞", .article = "A21.3a", FIND },
	{ "vuln_finding.create", POST, "/vuln-findings", "security.record", &vuln_finding_record, .fn = finding_create, .words = "登记漏洞", .article = "A21.3a", .flags = OP_CREATES, FIND },
	{ "vuln_finding.plan", POST, "/vuln-findings/{id}/plan", "vuln_finding.fix", &plan_record, .fn = finding_plan, .words = "定整改计划", .article = "A21.3a", FIND },
	{ "vuln_finding.fix", POST, "/vuln-findings/{id}/fix", "vuln_finding.fix", &fix_record, .fn = finding_fix, .words = "登记修复", .article = "A21.3a", FIND, .event = "fix", .help = "严重和高危问题修复后还要复测" },
	{ "vuln_finding.retest", POST, "/vuln-findings/{id}/retest", "security.record", &retest_in_record, .fn = finding_retest, .words = "登记复测", .article = "A21.3a", FIND, .event = "retest" },
	{ "vuln_finding.accept", POST, "/vuln-findings/{id}/accept", "vuln_finding.accept", &accept_record, .fn = finding_accept, .words = "限期接受风险", .article = "A21.3c", FIND, .event = "accept" },
	{ "commitment.list", GET, "/commitments", "security.read", .words = "上云安全承诺书", .article = "A34.P3d", .entity = &commitment_entity, .list = &letter_list },
	{ "commitment.get", GET, "/commitments/{id}", "security.read", .words = "查看承诺书", .article = "A34.P3d", .entity = &commitment_entity },
	{ "commitment.create", POST, "/commitments", "golive.record", &letter_in_record, .fn = commitment_create, .words = "签署上云安全承诺书", .article = "A34.P3d", .flags = OP_CREATES, .entity = &commitment_entity },
	{ "info_system.major_change", POST, "/info-systems/{id}/major-change", "golive.record", &change_record, .fn = major_change, .words = "登记重大变更", .article = "A21.3a", .entity = &info_system_entity, .help = "此前的检测和承诺书不再有效" },
	{ "golive.get", GET, "/applications/{id}/golive", "delivery.read", .out = &golive_check_record, .fn = gate_show, .words = "上线核验", .article = "A21.3c", APP },
	{ "golive.record", POST, "/applications/{id}/golive", "golive.record", &gate_in_record, .fn = gate_record, .words = "登记上线核验", .article = "A21.3a", APP },
	{ "golive.waive", POST, "/applications/{id}/golive/waive", "golive.waive", &waive_record, .fn = gate_waive, .words = "豁免核验项", .article = "A21.3c", APP },
	{ "golive.exempt_icp", POST, "/applications/{id}/golive/exempt-icp", "golive.waive", &exempt_record, .fn = gate_exempt, .words = "确认不需要 ICP 备案", .article = "A21.2b", APP },
	{ "golive_watch.list", GET, "/golive-watch", "security.read", .words = "上线后监督清单", .article = "A21.3c", .entity = &watch_entity, .list = &watch_list },
	{ "assessment.list", GET, "/assessments", "security.read", .words = "测评", .article = "A34.P2b", .entity = &assessment_entity, .list = &assessment_list },
	{ "assessment.get", GET, "/assessments/{id}", "security.read", .words = "查看测评", .article = "A34.P2b", .entity = &assessment_entity },
	{ "assessment.create", POST, "/assessments", "assessment.record", &assessment_in_record, .fn = assessment_create, .words = "登记测评", .article = "A34.P2b", .flags = OP_CREATES, .entity = &assessment_entity,
	  .help = "下次应完成的日期按周期参数算出" },
	{ "assessment.void", POST, "/assessments/{id}/void", "assessment.record", &assessment_void_record, .fn = assessment_void, .words = "作废测评记录", .article = "A34.P2b", .entity = &assessment_entity },
	{ "assessment.tracks", GET, "/assessment-tracks", "security.read", &assessment_tracks_in_record, &assessment_tracks_record, assessment_tracks, "测评总览", "A15.4" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "assessment.record", "登记测评", R_USER | R(CSP_SECURITY) | R(CSP_HEAD) | R(AUTH_SECURITY) | R(AUTH_HANDLER) },
	{ "security.read", "查看安全检测与承诺书", R_AUTH_READ | R_UNIT | R(CSP_SECURITY) | R(CSP_MAINTENANCE) },
	{ "security.record", "登记安全检测、漏洞和复测", R_USER | R(CSP_SECURITY) | R(AUTH_SECURITY) },
	{ "vuln_finding.fix", "整改漏洞", R_USER | R(CSP_SECURITY) | R(CSP_MAINTENANCE) },
	{ "vuln_finding.accept", "同意限期接受风险", R(AUTH_APPROVER) | R(AUTH_SECURITY) },
	{ "golive.record", "登记上线核验和承诺书", R_USER },
	{ "golive.waive", "豁免核验项", R(AUTH_APPROVER) },
	{ 0 }
};

#define GATE(name, item) static enum err name(struct ctx *c, const void *subject, const void *in) { (void)in; return gate_must(c, subject, item); }
GATE(gate_declaration, GATE_DECLARATION)
GATE(gate_responsibility, GATE_RESPONSIBILITY)
GATE(gate_scan, GATE_SCAN)
GATE(gate_pentest, GATE_PENTEST)
GATE(gate_icp, GATE_ICP)
GATE(gate_commitment, GATE_COMMITMENT)
GATE(gate_dj, GATE_DJ_FILING)
static const struct guard guards[] = {
	{ &application_flow, "go_live", NULL, "A6a", "golive.declaration", gate_declaration },
	{ &application_flow, "go_live", NULL, "A9b.1", "golive.responsibility", gate_responsibility },
	{ &application_flow, "go_live", NULL, "A21.3a", "golive.scan", gate_scan },
	{ &application_flow, "go_live", NULL, "A21.3b", "golive.pentest", gate_pentest },
	{ &application_flow, "go_live", NULL, "A21.2b", "golive.icp", gate_icp },
	{ &application_flow, "go_live", NULL, "A34.P3d", "golive.commitment", gate_commitment },
	{ &application_flow, "go_live", NULL, "A34.P3c", "golive.dj_filing", gate_dj },
	/* What was opened in an emergency goes live by the same gate. */
	{ .op = "emergency.go_live", .article = "A6a", .reason = "golive.declaration", .must = gate_declaration },
	{ .op = "emergency.go_live", .article = "A9b.1", .reason = "golive.responsibility", .must = gate_responsibility },
	{ .op = "emergency.go_live", .article = "A21.3a", .reason = "golive.scan", .must = gate_scan },
	{ .op = "emergency.go_live", .article = "A21.3b", .reason = "golive.pentest", .must = gate_pentest },
	{ .op = "emergency.go_live", .article = "A21.2b", .reason = "golive.icp", .must = gate_icp },
	{ .op = "emergency.go_live", .article = "A34.P3d", .reason = "golive.commitment", .must = gate_commitment },
	{ .op = "emergency.go_live", .article = "A34.P3c", .reason = "golive.dj_filing", .must = gate_dj },
	{ .op = "golive.waive", .article = "A6a", .reason = "golive.not_waivable", .must = gate_waivable },
	{ .op = "vuln_finding.plan", .article = "A21.3a", .reason = "vuln_finding.done", .must = finding_not_done },
	{ &vuln_finding_flow, "accept", NULL, "A21.3a", "vuln_finding.retest_only", finding_acceptable },
	{ .op = "assessment.void", .article = "A34.P2b", .reason = "assessment.voided", .must = assessment_not_void },
	{ .op = "assessment.void", .article = "A34.P2b", .reason = "assessment.not_owner", .must = assessment_own },
	{ 0 }
};
static const struct setting settings[] = {
	{ "golive.scan_valid_days", SET_INT, "90", "R-18", "漏洞扫描有效天数", FREE, 0, 1, 365 }, { "golive.pentest_valid_days", SET_INT, "365", "R-18", "渗透测试有效天数", FREE, 0, 1, 730 },
	{ "golive.waiver_remind_days", SET_INTS, "7,1", "R-18", "豁免到期提前提醒（天）", FREE, 0, 0, 365 }, { "commitment.months", SET_INT, "12", "R-38", "承诺书有效月数", FREE, 0, 1, 60 },
	{ "commitment.remind_days", SET_INTS, "60,30", "R-38", "承诺书到期提前提醒（天）", FREE, 0, 0, 365 },
	{ "assess.dj_level3_months", SET_INT, "12", "A34.P3c, 信息安全等级保护管理办法第十四条", "三级等保测评周期（月）", AT_MOST(12), 1, 12 },
	{ "assess.dj_level2_months", SET_INT, "24", "A34.P3c, R-42", "二级等保测评周期（月）", FREE, 0, 1, 60 },
	{ "assess.crypto_months", SET_INT, "12", "A34.P2b, 商用密码应用安全性评估管理办法", "密码应用安全性评估周期（月）", AT_MOST(12), 1, 12 },
	{ "assess.cloud_months",  SET_INT, "36", "A34.P2b, 云计算服务安全评估办法", "云计算服务安全评估周期（月）", AT_MOST(36), 1, 36 },
	{ "assess.cii_months",    SET_INT, "12", "A34.P2b, 关键信息基础设施安全保护条例第十七条", "关键信息基础设施检测评估周期（月）", AT_MOST(12), 1, 12 },
	{ "assess.remind_days", SET_INTS, "90,60,30", "A34.P2b", "测评到期提前提醒（天）", FREE, 0, 0, 365 },
	{ 0 }
};
static const struct hears hears[] = {
	{ "application.live", "security.freeze_check", gate_freeze }, { "emergency.live", "security.freeze_emergency", gate_freeze }, { "info_system.major_change", "security.major_change", major_change_heard }, { TOLD, "security.relook", finding_moved }, { 0 }
};
static const struct job jobs[] = { { "security.watch", DAYS(1), gate_watch, NULL, "A21.3c", "豁免和承诺书到期" }, { "assessment.watch", DAYS(1), assessment_watch, NULL, "A34.P2b", "测评到期" }, { 0 } };
static const struct entity *const entities[] = { &security_test_entity, &vuln_finding_entity, &commitment_entity, &watch_entity, &assessment_entity, NULL };
static const struct flow *const flows[] = { &vuln_finding_flow, NULL };

const struct feature security_feature = {
	.name = "security", .label = "安全检测与上线", .articles = ARTICLES("A15.4", "A21.2b", "A21.3", "A34.P2b", "A34.P3c", "A34.P3d", "R-17", "R-18", "R-38", "R-42"), .migrations = security_migrations, .invariants = security_invariants, .entities = entities,
	.flows = flows, .guards = guards, .settings = settings, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs, .work = security_work, STATEMENTS(security_q),
};
