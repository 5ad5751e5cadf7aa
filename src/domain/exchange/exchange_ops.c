/* The exchange: fields, entities, ops, guards, the descriptor. */
#include "domain/exchange/exchange_in.h"

static const struct names job_states[JOB_STATE_MAX] = { [JOB_WAITING] = { "waiting", "待推送" }, [JOB_SENT] = { "sent", "已推送" }, [JOB_ACKED] = { "acked", "已回执" }, [JOB_FAILED] = { "failed", "失败" } };
static const struct names diff_kinds[DIFF_KIND_MAX] = {
	[DIFF_ROWS] = { "rows", "行数不一致" }, [DIFF_CONTENT] = { "content", "内容不一致" }, [DIFF_NOT_HERE] = { "not_here", "本平台没有推送" }, [DIFF_NOT_THERE] = { "not_there", "对方没有登记" },
};
static const struct names face_statuses[FACE_STATUS_MAX] = { [FACE_UP] = { "up", "正常" }, [FACE_DOWN] = { "down", "中断" }, [FACE_BUILDING] = { "building", "未检测" }, [FACE_RETIRED] = { "retired", "停用" } };
static const struct names face_purposes[] = { [1] = { "province", "对接省级平台" }, [2] = { "platform", "对接本平台" }, [3] = { "other", "其他" } };
static const struct names obstruction_states[OBSTRUCTION_STATE_MAX] = { [OBSTRUCTION_OPEN] = { "open", "待核实" }, [OBSTRUCTION_CLOSED] = { "closed", "已核实" } };

/* ---- jobs ---- */
static const struct field job_fields[] = {
	F(struct exchange_job, id, F_ID, "编号", OUT), F(struct exchange_job, version, F_INT, "版本", OUT), F(struct exchange_job, target, F_STR, "对方", OUT | FILTER), F(struct exchange_job, dataset, F_ENUM, "数据集", OUT | FILTER, NAMES(dataset_names)),
	F(struct exchange_job, period, F_STR, "期间", OUT | FILTER | SORT), F(struct exchange_job, attempt, F_INT, "第几次", OUT), F(struct exchange_job, rows, F_INT, "行数", OUT | REPORT), F(struct exchange_job, digest, F_STR, "SM3 摘要", OUT),
	F(struct exchange_job, retries, F_INT, "重试次数", OUT), F(struct exchange_job, next_at, F_AT, "下次推送", OUT), F(struct exchange_job, created_at, F_AT, "建立时间", OUT), F(struct exchange_job, sent_at, F_AT, "推送时间", OUT | FILTER),
	F(struct exchange_job, ended_at, F_AT, "办结时间", OUT), F(struct exchange_job, ack, F_STR, "回执", OUT, .max = 500), F(struct exchange_job, ack_rows, F_INT, "回执行数", OUT | REPORT), F(struct exchange_job, ack_digest, F_STR, "回执摘要", OUT),
	F(struct exchange_job, last_error, F_STR, "最近的错误", OUT, .max = 500), F(struct exchange_job, reason, F_STR, "重推理由", OUT, .max = 500), F(struct exchange_job, requested_by, F_ID, "重推人", OUT, .ref = "person"),
	F(struct exchange_job, told, F_BOOL, "已提醒无回执", 0), F(struct exchange_job, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(job_states)), { 0 }
};
const struct record exchange_job_record = RECORD("exchange_job", struct exchange_job, job_fields, "对接任务");
const struct entity exchange_job_entity = { .name = "exchange_job", .label = "对接任务", .path = "/exchange-jobs", .rec = &exchange_job_record, .from = "exchange_job", .table = "exchange_job", .title = "period", .flow = &exchange_job_flow };
/*  waiting ──send──► sent ──receive──► acked
 *     └──give_up──► failed ◄──reject──┘            pushing it again is a new job                 */
static const struct move job_moves[] = {
	{ JOB_WAITING, "send", JOB_SENT, 0, 0, NULL, "推送", "A14.P2a" }, { JOB_WAITING, "give_up", JOB_FAILED, 0, 0, NULL, "推送失败", "A14.P2a" }, { JOB_SENT, "receive", JOB_ACKED, 0, 0, NULL, "收到回执", "A14.P2a" },
	{ JOB_SENT, "reject", JOB_FAILED, 0, 0, NULL, "对方没有接收", "A14.P2a" }, { JOB_SENT, "receipt", JOB_ACKED, 0, 0, NULL, "登记回执", "A14.P2a", receipt_good },
	{ JOB_SENT, "receipt", JOB_FAILED, 0, 0, NULL, "对方没有接收", "A14.P2a" }, { 0 }
};
const struct flow exchange_job_flow = { "exchange_job", &exchange_job_entity, job_states, JOB_STATE_MAX, job_moves };
static const struct field push_fields[] = {
	F(struct push_in, dataset, F_ENUM, "数据集", IN | NEEDED, NAMES(dataset_names)), F(struct push_in, period, F_STR, "期间", IN | NEEDED, .max = 10, .help = "按日的写 2026-03-01，按月的写 2026-03"), F(struct push_in, reason, F_STR, "理由", IN | NEEDED, .max = 500), { 0 }
};
static const struct record push_record = RECORD("exchange_push", struct push_in, push_fields, "推送数据");
static const struct field resend_fields[] = { F(struct push_in, id, F_ID, "编号", IN_PATH), F(struct push_in, reason, F_STR, "理由", IN | NEEDED, .max = 500), { 0 } };
static const struct record resend_record = RECORD("exchange_resend", struct push_in, resend_fields, "重新推送");
static const struct field pushed_fields[] = {
	F(struct pushed_in, job, F_ID, "任务", IN), F(struct pushed_in, rows, F_INT, "行数", IN), F(struct pushed_in, digest, F_STR, "摘要", IN), F(struct pushed_in, error, F_STR, "错误", IN, .max = 500), F(struct pushed_in, final, F_BOOL, "不再重试", IN), { 0 }
};
static const struct record pushed_record = RECORD("exchange_pushed", struct pushed_in, pushed_fields, "推送结果");
static const struct field receipt_fields[] = {
	F(struct receipt_in, id, F_ID, "编号", IN_PATH), F(struct receipt_in, accepted, F_BOOL, "已接收", IN), F(struct receipt_in, rows, F_INT, "行数", IN), F(struct receipt_in, digest, F_STR, "SM3 摘要", IN, .max = 64), F(struct receipt_in, note, F_STR, "说明", IN, .max = 500), { 0 }
};
static const struct record receipt_record = RECORD("exchange_receipt", struct receipt_in, receipt_fields, "回执");

/* ---- differences, mapping, status ---- */
static const struct field diff_fields[] = {
	F(struct difference, id, F_ID, "编号", OUT), F(struct difference, version, F_INT, "版本", OUT), F(struct difference, dataset, F_ENUM, "数据集", OUT | FILTER, NAMES(dataset_names)), F(struct difference, period, F_STR, "期间", OUT | FILTER | SORT),
	F(struct difference, kind, F_ENUM, "差异", OUT | FILTER, NAMES(diff_kinds)), F(struct difference, job, F_ID, "对接任务", OUT, .ref = "exchange_job"), F(struct difference, our_rows, F_INT, "推送行数", OUT), F(struct difference, their_rows, F_INT, "对方行数", OUT),
	F(struct difference, our_digest, F_STR, "推送摘要", OUT), F(struct difference, their_digest, F_STR, "对方摘要", OUT), F(struct difference, source, F_STR, "来源", OUT), F(struct difference, found_at, F_AT, "发现时间", OUT | FILTER),
	F(struct difference, settled_at, F_AT, "处理时间", OUT | FILTER), F(struct difference, settled_by, F_ID, "处理人", OUT, .ref = "person"), F(struct difference, settle_note, F_STR, "处理说明", OUT, .max = 500), { 0 }
};
const struct record difference_record = RECORD("exchange_difference", struct difference, diff_fields, "对账差异");
static const struct entity difference_entity = { .name = "exchange_difference", .label = "对账差异", .path = "/exchange-differences", .rec = &difference_record, .from = "exchange_difference", .table = "exchange_difference", .title = "period" };
static const struct field settle_fields[] = { F(struct settle_in, id, F_ID, "编号", IN_PATH), F(struct settle_in, note, F_STR, "处理说明", IN | NEEDED, .max = 500), { 0 } };
static const struct record settle_record = RECORD("exchange_settle", struct settle_in, settle_fields, "处理差异");
static const struct field statement_fields[] = {
	F(struct statement_row, dataset, F_ENUM, "数据集", IN | NEEDED, NAMES(dataset_names)), F(struct statement_row, period, F_STR, "期间", IN | NEEDED, .max = 10), F(struct statement_row, rows, F_INT, "行数", IN | NEEDED), F(struct statement_row, digest, F_STR, "SM3 摘要", IN, .max = 64), { 0 }
};
const struct record statement_record = RECORD("exchange_statement", struct statement_row, statement_fields, "省级对账单");
static const struct field map_fields[] = {
	F(struct mapping, id, F_ID, "编号", OUT), F(struct mapping, version, F_INT, "版本", OUT), F(struct mapping, dataset, F_ENUM, "数据集", IN | OUT | NEEDED | FILTER, NAMES(dataset_names)), F(struct mapping, col, F_STR, "列", IN | OUT | NEEDED | FILTER, .max = 40),
	F(struct mapping, local, F_STR, "本平台代码", IN | OUT | NEEDED, .max = 80), F(struct mapping, province, F_STR, "省级代码", IN | OUT, .max = 80, .help = "不填就是不再换算"), F(struct mapping, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct mapping, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record mapping_record = RECORD("exchange_mapping", struct mapping, map_fields, "代码对照");
static const struct entity mapping_entity = { .name = "exchange_mapping", .label = "代码对照", .path = "/exchange-mappings", .rec = &mapping_record, .from = "exchange_mapping", .table = "exchange_mapping", .title = "local" };
static const struct field outage_fields[] = { F(struct outage, id, F_ID, ""), F(struct outage, began_at, F_AT, ""), F(struct outage, told_at, F_AT, ""), F(struct outage, ended_at, F_AT, ""), F(struct outage, error, F_STR, "", .max = 500), { 0 } };
const struct record outage_record = RECORD("exchange_outage", struct outage, outage_fields, "接口中断");
static const struct field status_fields[] = {
	F(struct status, target, F_STR, "对方", OUT), F(struct status, endpoint, F_STR, "地址", OUT), F(struct status, on, F_BOOL, "已启用", OUT), F(struct status, down, F_BOOL, "中断", OUT), F(struct status, down_since, F_AT, "中断自", OUT), F(struct status, error, F_STR, "原因", OUT, .max = 500),
	F(struct status, waiting, F_INT, "待推送", OUT | REPORT), F(struct status, sent, F_INT, "待回执", OUT | REPORT), F(struct status, acked, F_INT, "已回执", OUT | REPORT), F(struct status, failed, F_INT, "失败", OUT | REPORT), F(struct status, differences, F_INT, "未处理差异", OUT | REPORT), { 0 }
};
const struct record status_record = RECORD("exchange_status", struct status, status_fields, "对接状况");

/* ---- interfaces, obstructions ---- */
static const struct field test_fields[] = {
	F(struct face_test, id, F_ID, "编号", OUT), F(struct face_test, csp_interface, F_ID, "接口", OUT), F(struct face_test, ok, F_BOOL, "连通", OUT), F(struct face_test, note, F_STR, "情况", OUT, .max = 500), F(struct face_test, by_person, F_ID, "检测人", OUT, .ref = "person"), F(struct face_test, at, F_AT, "检测时间", OUT), { 0 }
};
const struct record face_test_record = RECORD("csp_interface_test", struct face_test, test_fields, "接口检测");
static const struct field face_fields[] = {
	F(struct csp_interface, id, F_ID, "编号", OUT | IN_PATH), F(struct csp_interface, version, F_INT, "版本", OUT), F(struct csp_interface, csp, F_ID, "云服务商", IN | OUT | FILTER, .ref = "org"), F(struct csp_interface, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct csp_interface, name, F_STR, "接口名称", IN | OUT | NEEDED | SORT, .max = 80, .article = "A14.P2b"), F(struct csp_interface, purpose, F_ENUM, "用途", IN | OUT | NEEDED | FILTER, NAMES(face_purposes)), F(struct csp_interface, protocol, F_STR, "协议", IN | OUT | NEEDED, .max = 80),
	F(struct csp_interface, address, F_STR, "地址", IN | OUT, .max = 200), F(struct csp_interface, owner, F_STR, "负责岗位", IN | OUT | NEEDED, .max = 80), F(struct csp_interface, status, F_ENUM, "状态", OUT | FILTER, NAMES(face_statuses)),
	F(struct csp_interface, test_date, F_DATE, "最近检测", OUT | FILTER), F(struct csp_interface, down_since, F_AT, "中断自", OUT), F(struct csp_interface, told_at, F_AT, "已告警", OUT), F(struct csp_interface, note, F_TEXT, "说明", IN | OUT, .max = 1000),
	F(struct csp_interface, tests, F_LIST, "检测记录", OUT | VIRTUAL, .sub = &face_test_record), F(struct csp_interface, created_by, F_ID, "登记人", OUT, .ref = "person"), F(struct csp_interface, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record csp_interface_record = RECORD("csp_interface", struct csp_interface, face_fields, "云服务商接口");
const struct entity csp_interface_entity = { .name = "csp_interface", .label = "云服务商接口", .path = "/csp-interfaces", .rec = &csp_interface_record, .from = "v_csp_interface", .table = "csp_interface", .title = "name", .fill = face_fill, .scope = { .csp = "csp = :org" } };
static const struct field tested_fields[] = {
	F(struct face_in, id, F_ID, "编号", IN_PATH), F(struct face_in, ok, F_BOOL, "连通", IN), F(struct face_in, at, F_AT, "检测时间", IN, .help = "不填就是现在"), F(struct face_in, note, F_STR, "情况", IN, .max = 500), { 0 }
};
static const struct record tested_record = RECORD("csp_interface_tested", struct face_in, tested_fields, "登记接口检测");
static const struct field obstruction_fields[] = {
	F(struct obstruction, id, F_ID, "编号", OUT), F(struct obstruction, version, F_INT, "版本", OUT), F(struct obstruction, no, F_STR, "编号文字", OUT | FILTER | SORT), F(struct obstruction, csp, F_ID, "云服务商", IN | OUT | NEEDED | FILTER, .ref = "org"),
	F(struct obstruction, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct obstruction, date, F_DATE, "发生日期", IN | OUT | NEEDED | FILTER | SORT), F(struct obstruction, what, F_TEXT, "妨碍兼容互通的情形", IN | OUT | NEEDED, .max = 2000, .article = "A14.P3b"),
	F(struct obstruction, asked_by, F_STR, "谁提出的对接要求", IN | OUT), F(struct obstruction, file, F_ID, "证据", IN | OUT, .ref = "attachment"), F(struct obstruction, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct obstruction, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(obstruction_states)), F(struct obstruction, confirmed, F_BOOL, "属实", OUT | FILTER), F(struct obstruction, result, F_TEXT, "核实结果", OUT),
	F(struct obstruction, created_at, F_AT, "登记时间", OUT), F(struct obstruction, closed_by, F_ID, "核实人", OUT, .ref = "person"), F(struct obstruction, closed_at, F_AT, "核实时间", OUT), { 0 }
};
const struct record obstruction_record = RECORD("interop_obstruction", struct obstruction, obstruction_fields, "妨碍兼容互通");
const struct entity obstruction_entity = { .name = "interop_obstruction", .label = "妨碍兼容互通", .path = "/interop-obstructions", .rec = &obstruction_record, .from = "v_interop_obstruction", .table = "interop_obstruction", .title = "no", .scope = { .csp = "csp = :org" } };
static const struct field closed_fields[] = { F(struct closed_in, id, F_ID, "编号", IN_PATH), F(struct closed_in, confirmed, F_BOOL, "属实", IN), F(struct closed_in, result, F_TEXT, "核实结果", IN | NEEDED, .max = 2000), { 0 } };
static const struct record closed_record = RECORD("interop_obstruction_close", struct closed_in, closed_fields, "核实");

/* ---- data dispatch ---- */
#define UNIT_OF(type) \
	F(type, system_name, F_STR, "信息系统名称", OUT | JOINED), F(type, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"), F(type, user_org_name, F_STR, "上云单位名称", OUT | JOINED), \
	F(type, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org")
static const struct field contact_fields[] = {
	F(struct dispatch_contact, id, F_ID, "编号", OUT), F(struct dispatch_contact, version, F_INT, "版本", OUT), F(struct dispatch_contact, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), UNIT_OF(struct dispatch_contact),
	F(struct dispatch_contact, dispatchable, F_BOOL, "数据可统一调度", OUT | FILTER, .article = "A17c"), F(struct dispatch_contact, name, F_STR, "调度联系人", OUT | PERSONAL, .article = "A17c"), F(struct dispatch_contact, mobile, F_STR, "联系电话", OUT | PERSONAL | SEALED),
	F(struct dispatch_contact, note, F_TEXT, "可调度的数据和限制", OUT), F(struct dispatch_contact, by_person, F_ID, "登记人", OUT, .ref = "person"), F(struct dispatch_contact, at, F_AT, "登记时间", OUT), { 0 }
};
const struct record dispatch_contact_record = RECORD("dispatch_contact", struct dispatch_contact, contact_fields, "数据调度联系人");
#define OWN "applicant_org = :root OR user_org = :org", "user_org = :org"
static const struct entity contact_entity = { .name = "dispatch_contact", .label = "数据调度联系人", .path = "/dispatch-contacts", .rec = &dispatch_contact_record, .from = "v_dispatch_contact", .table = "dispatch_contact", .title = "system_name", .scope = { OWN, NULL, NULL } };
static const struct field contact_in_fields[] = {
	F(struct contact_in, id, F_ID, "信息系统", IN_PATH), F(struct contact_in, dispatchable, F_BOOL, "数据可统一调度", IN), F(struct contact_in, name, F_STR, "联系人", IN | PERSONAL, .max = 60), F(struct contact_in, mobile, F_STR, "联系电话", IN | PERSONAL, .max = 30),
	F(struct contact_in, note, F_TEXT, "可调度的数据和限制", IN, .max = 1000), { 0 }
};
static const struct record contact_in_record = RECORD("dispatch_contact_set", struct contact_in, contact_in_fields, "登记数据调度联系人");
static const struct field dispatch_fields[] = {
	F(struct data_dispatch, id, F_ID, "编号", OUT), F(struct data_dispatch, version, F_INT, "版本", OUT), F(struct data_dispatch, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), UNIT_OF(struct data_dispatch), F(struct data_dispatch, csp, F_ID, "承办云服务商", OUT | FILTER, .ref = "org"),
	F(struct data_dispatch, csp_name, F_STR, "承办云服务商名称", OUT | JOINED), F(struct data_dispatch, work_order, F_ID, "工单", OUT, .ref = "work_order"), F(struct data_dispatch, work_order_no, F_STR, "工单编号", OUT | JOINED),
	F(struct data_dispatch, work_order_state, F_STR, "工单状态", OUT | JOINED | FILTER), F(struct data_dispatch, content, F_TEXT, "调度的数据", OUT), F(struct data_dispatch, basis, F_STR, "依据", OUT, .max = 500), F(struct data_dispatch, use, F_STR, "用途", OUT, .max = 500),
	F(struct data_dispatch, receiver, F_STR, "接收单位", OUT), F(struct data_dispatch, contact, F_STR, "联系人", OUT | PERSONAL), F(struct data_dispatch, mobile, F_STR, "联系电话", OUT | SEALED | PERSONAL), F(struct data_dispatch, due_at, F_AT, "完成时间", OUT | JOINED | FILTER),
	F(struct data_dispatch, done_at, F_AT, "实际完成", OUT | JOINED), F(struct data_dispatch, overdue, F_BOOL, "超期", OUT | VIRTUAL), F(struct data_dispatch, by_person, F_ID, "下达人", OUT, .ref = "person"), F(struct data_dispatch, created_at, F_AT, "下达时间", OUT | FILTER), { 0 }
};
/* Whoever sees a dispatch carries it out with the unit: the contact of its duty is not masked there, as it is in the register of contacts. */
const struct record data_dispatch_record = RECORD("data_dispatch", struct data_dispatch, dispatch_fields, "数据调度");
const struct entity data_dispatch_entity = {
	.name = "data_dispatch", .label = "数据调度", .path = "/data-dispatches", .rec = &data_dispatch_record, .from = "v_data_dispatch", .table = "data_dispatch", .title = "system_name", .fill = dispatch_fill, .fill_row = dispatch_fill, .scope = { OWN, "csp = :org", NULL },
};
static const struct field dispatch_in_fields[] = {
	F(struct dispatch_in, system, F_ID, "信息系统", IN | NEEDED, .ref = "info_system"), F(struct dispatch_in, csp, F_ID, "承办云服务商", IN, .ref = "org", .help = "不填就是承载该系统的云服务商"), F(struct dispatch_in, content, F_TEXT, "调度的数据", IN | NEEDED, .max = 2000),
	F(struct dispatch_in, basis, F_STR, "依据", IN | NEEDED, .max = 500), F(struct dispatch_in, use, F_STR, "用途", IN | NEEDED, .max = 500), F(struct dispatch_in, receiver, F_STR, "接收单位", IN | NEEDED), F(struct dispatch_in, due_at, F_AT, "完成时间", IN | NEEDED), { 0 }
};
const struct record dispatch_in_record = RECORD("data_dispatch_create", struct dispatch_in, dispatch_in_fields, "下达数据调度");
static const struct field stat_fields[] = {
	F(struct dispatch_stat, system, F_ID, "信息系统", OUT, .ref = "info_system"), F(struct dispatch_stat, requests, F_INT, "调度次数", OUT | REPORT), F(struct dispatch_stat, open, F_INT, "在办", OUT | REPORT), F(struct dispatch_stat, late, F_INT, "超期", OUT | REPORT),
	F(struct dispatch_stat, system_name, F_STR, "信息系统名称", OUT), F(struct dispatch_stat, user_org_name, F_STR, "上云单位名称", OUT), F(struct dispatch_stat, contact, F_STR, "联系人", OUT | PERSONAL), F(struct dispatch_stat, dispatchable, F_BOOL, "可统一调度", OUT), { 0 }
};
const struct record dispatch_stat_record = RECORD("data_dispatch_stat", struct dispatch_stat, stat_fields, "数据调度统计");
static const struct field stats_fields[] = {
	F(struct dispatch_stats, systems, F_INT, "已登记系统", OUT | REPORT), F(struct dispatch_stats, dispatchable, F_INT, "可统一调度", OUT | REPORT), F(struct dispatch_stats, without_contact, F_INT, "没有联系人", OUT | REPORT), F(struct dispatch_stats, requests, F_INT, "调度次数", OUT | REPORT),
	F(struct dispatch_stats, open, F_INT, "在办", OUT | REPORT), F(struct dispatch_stats, late, F_INT, "超期", OUT | REPORT), F(struct dispatch_stats, items, F_LIST, "按系统", OUT, .sub = &dispatch_stat_record, .max = 5000), { 0 }
};
static const struct record stats_record = RECORD("data_dispatch_stats", struct dispatch_stats, stats_fields, "数据调度统计");

/* ---- ops ---- */
static const struct list_def job_list = { .order = "-id" }, diff_list = { .order = "-id" }, map_list = { .order = "-id" }, face_list = { .order = "name", .search = "name || ' ' || csp_name" },
	obstruction_list = { .order = "-id", .search = "no || ' ' || what || ' ' || csp_name" }, contact_list = { .order = "-id", .search = "system_name || ' ' || user_org_name" },
	dispatch_list = { .order = "-id", .search = "system_name || ' ' || work_order_no || ' ' || content" };
#define JOB .entity = &exchange_job_entity
#define FACE .entity = &csp_interface_entity
#define OBST .entity = &obstruction_entity
static const struct op ops[] = {
	{ "exchange.status", GET, "/exchange/status", "exchange.read", .out = &status_record, .fn = exchange_status, .words = "对接状况", .article = "A14.P2a" },
	{ "exchange_job.list", GET, "/exchange-jobs", "exchange.read", .words = "对接任务", .article = "A14.P2a", JOB, .list = &job_list },
	{ "exchange_job.get", GET, "/exchange-jobs/{id}", "exchange.read", .words = "查看对接任务", .article = "A14.P2a", JOB },
	{ "exchange_job.content", GET, "/exchange-jobs/{id}/content", "exchange.read", .fn = job_content, .words = "下载推送的数据", .article = "A14.P2a", .flags = OP_DOWNLOAD | OP_AUDITED, JOB },
	{ "exchange_job.push", POST, "/exchange-jobs", "exchange.push", &push_record, .fn = job_push, .words = "推送数据", .article = "A14.P2a", .flags = OP_CREATES, JOB, .help = "几分钟内推送" },
	{ "exchange_job.resend", POST, "/exchange-jobs/{id}/resend", "exchange.push", &resend_record, .fn = job_resend, .words = "重新推送", .article = "A14.P2a", JOB, .help = "重新取数，另成一个批次" },
	{ "exchange_job.receipt", POST, "/exchange-jobs/{id}/receipt", "exchange.push", &receipt_record, .fn = job_receipt, .words = "登记回执", .article = "A14.P2a", JOB, .event = "receipt", .help = "回执由人带回的在这里登记" },
	{ "exchange_job.pushed", POST, NULL, .in = &pushed_record, .fn = job_pushed, .words = "推送结果", .article = "A14.P2a", .flags = OP_INTERNAL },
	{ "exchange_job.received", POST, NULL, .in = &receipt_record, .fn = job_receipt, .words = "收到回执", .article = "A14.P2a", .flags = OP_INTERNAL },
	{ "exchange_difference.list", GET, "/exchange-differences", "exchange.read", .words = "对账差异", .article = "A14.P2a", .entity = &difference_entity, .list = &diff_list },
	{ "exchange_difference.settle", POST, "/exchange-differences/{id}/settle", "exchange.push", &settle_record, .fn = difference_settle, .words = "处理差异", .article = "A14.P2a", .entity = &difference_entity },
	{ "exchange_mapping.list", GET, "/exchange-mappings", "exchange.read", .words = "代码对照", .article = "A14.P2a", .entity = &mapping_entity, .list = &map_list },
	{ "exchange_mapping.create", POST, "/exchange-mappings", "exchange.push", &mapping_record, .fn = mapping_create, .words = "登记代码对照", .article = "A14.P2a", .flags = OP_CREATES, .entity = &mapping_entity },
	{ "csp_interface.list", GET, "/csp-interfaces", "csp_interface.read", .words = "云服务商接口", .article = "A14.P2b", FACE, .list = &face_list },
	{ "csp_interface.get", GET, "/csp-interfaces/{id}", "csp_interface.read", .words = "查看接口", .article = "A14.P2b", FACE },
	{ "csp_interface.create", POST, "/csp-interfaces", "csp_interface.keep", &csp_interface_record, .fn = face_create, .words = "登记接口", .article = "A14.P2b", .flags = OP_CREATES, FACE },
	{ "csp_interface.update", PATCH, "/csp-interfaces/{id}", "csp_interface.keep", &csp_interface_record, .fn = face_update, .words = "修改接口", .article = "A14.P2b", .flags = OP_REPLACES, FACE },
	{ "csp_interface.test", POST, "/csp-interfaces/{id}/test", "csp_interface.keep", &tested_record, .fn = face_tested, .words = "登记接口检测", .article = "A14.P2b", FACE, .help = "中断超过参数规定的小时数会告警" },
	{ "interop_obstruction.list", GET, "/interop-obstructions", "csp_interface.read", .words = "妨碍兼容互通", .article = "A14.P3b", OBST, .list = &obstruction_list },
	{ "interop_obstruction.get", GET, "/interop-obstructions/{id}", "csp_interface.read", .words = "查看妨碍兼容互通", .article = "A14.P3b", OBST },
	{ "interop_obstruction.report", POST, "/interop-obstructions", "obstruction.report", &obstruction_record, .fn = obstruction_report, .words = "登记妨碍兼容互通", .article = "A14.P3b", .flags = OP_CREATES, OBST },
	{ "interop_obstruction.close", POST, "/interop-obstructions/{id}/close", "obstruction.report", &closed_record, .fn = obstruction_close, .words = "核实妨碍兼容互通", .article = "A14.P3b", OBST },
	{ "dispatch_contact.list", GET, "/dispatch-contacts", "data_dispatch.read", .words = "数据调度联系人", .article = "A17c", .entity = &contact_entity, .list = &contact_list },
	{ "dispatch_contact.set", POST, "/info-systems/{id}/dispatch-contact", "dispatch_contact.set", &contact_in_record, &dispatch_contact_record, contact_set, "登记数据调度联系人", "A17c", .entity = &info_system_entity },
	{ "data_dispatch.list", GET, "/data-dispatches", "data_dispatch.read", .words = "数据调度", .article = "A17c", .entity = &data_dispatch_entity, .list = &dispatch_list },
	{ "data_dispatch.get", GET, "/data-dispatches/{id}", "data_dispatch.read", .words = "查看数据调度", .article = "A17c", .entity = &data_dispatch_entity },
	{ "data_dispatch.create", POST, "/data-dispatches", "data_dispatch.create", &dispatch_in_record, .fn = dispatch_create, .words = "下达数据调度", .article = "A17c", .flags = OP_CREATES, .entity = &data_dispatch_entity, .help = "成为云服务商的数据调度工单，上云单位同时知悉" },
	{ "data_dispatch.report", GET, "/statistics/data-dispatches", "data_dispatch.read", .out = &stats_record, .fn = dispatch_report, .words = "数据调度统计", .article = "A17c" },
	{ 0 }
};
static const struct guard guards[] = {
	{ .op = "exchange_job.push", .article = "A14.P2a", .reason = "exchange.off", .must = exchange_on }, { .op = "exchange_job.resend", .article = "A14.P2a", .reason = "exchange.off", .must = exchange_on },
	{ .op = "exchange_job.push", .article = "A14.P2a", .reason = "exchange.under_way", .must = nothing_under_way }, { .op = "exchange_job.resend", .article = "A14.P2a", .reason = "exchange.under_way", .must = nothing_under_way },
	{ .op = "exchange_difference.settle", .article = "A14.P2a", .reason = "exchange.settled", .must = difference_open }, { .op = "csp_interface.test", .article = "A14.P2b", .reason = "csp_interface.retired", .must = face_in_use },
	{ .op = "interop_obstruction.close", .article = "A14.P3b", .reason = "interop_obstruction.closed", .must = obstruction_open }, { .op = "data_dispatch.create", .article = "A17c", .reason = "data_dispatch.no_contact", .must = dispatch_has_contact }, { 0 }
};
static const struct grant grants[] = {
	{ "exchange.read", "查看省级平台对接", R_AUTH_READ }, { "exchange.push", "推送、回执和对账", R(AUTH_HANDLER) | R(AUTH_SECURITY) }, { "csp_interface.read", "查看云服务商接口", R_AUTH_READ | R_CSP },
	{ "csp_interface.keep", "登记云服务商接口", R(AUTH_HANDLER) | R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(CSP_HEAD) }, { "obstruction.report", "登记妨碍兼容互通", R(AUTH_HANDLER) | R(AUTH_APPROVER) },
	{ "data_dispatch.read", "查看数据调度", R_AUTH_READ | R_UNIT | R_CSP }, { "dispatch_contact.set", "登记数据调度联系人", R_USER | R(AUTH_HANDLER) }, { "data_dispatch.create", "下达数据调度", R(AUTH_HANDLER) | R(AUTH_APPROVER) }, { 0 }
};
static const struct setting settings[] = {
	{ "exchange.target", SET_CHOICE, "off", "A14.P2a", "省级平台的对接方式（不启用，文件交换，演示）", FREE, 0, 0, 0, .choices = "off,file,fake", .says = "不启用,文件交换,演示" },
	{ "exchange.endpoint", SET_TEXT, "province", "A14.P2a", "对接地址（文件交换时是文件夹名）", FREE, 0, 0, 0 },
	{ "exchange.keep_days", SET_INT, "7", "A14.P2a", "推送不成时保留重试的天数", FREE, 0, 1, 60 }, { "exchange.month_day", SET_INT, "5", "A14.P2a", "每月几日起推送上月数据", FREE, 0, 1, 28 },
	{ "x.down_hours", SET_INT, "24", "A14.P2b", "省级接口中断告警（小时）", FREE, 0, 1, 720 }, { 0 }
};
static const struct job jobs[] = {
	{ "exchange.feed", DAYS(1), exchange_feed, NULL, "A14.P2a", "生成对接任务" }, { "exchange.go", MINUTES(5), NULL, exchange_go, "A14.P2a", "推送和取回执" }, { "exchange.watch", HOURS(1), exchange_watch, NULL, "A14.P2b", "接口中断告警" }, { 0 }
};
static const struct import imports[] = { { "exchange_statement", "exchange.push", "导入省级对账单", "A14.P2a", &statement_record, statement_import }, { 0 } };
static const struct entity *const entities[] = { &exchange_job_entity, &difference_entity, &mapping_entity, &csp_interface_entity, &obstruction_entity, &contact_entity, &data_dispatch_entity, NULL };
static const struct flow *const flows[] = { &exchange_job_flow, NULL };

const struct feature exchange_feature = {
	.name = "exchange", .label = "对接与数据调度", .articles = ARTICLES("A14.P2a", "A14.P2b", "A14.P3a", "A14.P3b", "A17c"), .migrations = exchange_migrations,
	.sealed = SEALED_COLUMNS({ "dispatch_contact", "id", "mobile" }, { "data_dispatch", "id", "mobile" }), .invariants = exchange_invariants, .entities = entities, .flows = flows,
	.guards = guards, .settings = settings, .ops = ops, .grants = grants, .jobs = jobs, .imports = imports, .work = exchange_work, STATEMENTS(exchange_q),
};
