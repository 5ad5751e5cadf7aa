/* The ledger's tables of fields, moves and ops. */
#include "domain/infra/infra.h"
#include "domain/resource/resource_in.h"

static const struct names state_names[RES_STATE_MAX] = {
	[RES_TRIAL] = { "trial", "试用" }, [RES_ACTIVE] = { "active", "运行中" }, [RES_CHANGING] = { "changing", "变更中" },
	[RES_STOPPED] = { "stopped", "已停止" }, [RES_DESTROYED] = { "destroyed", "已销毁" },
};
static const struct names cause_names[SEG_CAUSE_MAX] = {
	[SEG_DELIVERY] = { "delivery", "交付" }, [SEG_CHANGE] = { "change", "变更" }, [SEG_REVOKE] = { "revoke", "撤销" },
	[SEG_PRICE] = { "price", "价格" }, [SEG_LEGACY] = { "legacy", "初始建账" },
	[SEG_RESUME] = { "resume", "恢复" },
	[SEG_TRANSFER] = { "transfer", "单位变更" },
};

static const struct field nic_fields[] = {
	F(struct resource_nic, id, F_ID, "编号", OUT), F(struct resource_nic, resource, F_ID, "资源", OUT, .ref = "resource"),
	F(struct resource_nic, zone, F_ENUM, "区域", OUT, .names = zone_names, .n_names = ZONE_MAX, .article = "A15.2b"), F(struct resource_nic, address, F_STR, "IP 地址", OUT),
	F(struct resource_nic, mac, F_STR, "网卡地址", OUT), F(struct resource_nic, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record resource_nic_record = RECORD("resource_nic", struct resource_nic, nic_fields, "网卡");
static const struct field add_nic_fields[] = {
	F(struct resource_nic, id, F_ID, "资源", IN_PATH), F(struct resource_nic, zone, F_ENUM, "区域", IN | NEEDED, .names = zone_names, .n_names = ZONE_MAX, .article = "A15.2b"),
	F(struct resource_nic, address, F_STR, "IP 地址", IN | NEEDED, .max = 60), F(struct resource_nic, mac, F_STR, "网卡地址", IN, .max = 40), { 0 }
};
static const struct record add_nic_record = RECORD("resource_add_nic", struct resource_nic, add_nic_fields, "登记网卡");

static const struct field resource_fields[] = {
	F(struct resource, id, F_ID, "编号", OUT),
	F(struct resource, version, F_INT, "版本", OUT),
	F(struct resource, no, F_STR, "资源编号", OUT | FILTER | SORT),
	F(struct resource, name, F_STR, "资源名称", OUT | SORT),
	F(struct resource, item, F_ID, "目录项", OUT | FILTER, .ref = "catalog_item"),
	F(struct resource, item_code, F_STR, "目录项编码", OUT | FILTER),
	F(struct resource, item_name, F_STR, "目录项名称", OUT),
	F(struct resource, unit, F_STR, "单位", OUT),
	F(struct resource, qty, F_INT, "数量", OUT | REPORT),
	F(struct resource, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system", .article = "A22.2"),
	F(struct resource, system_name, F_STR, "信息系统名称", OUT | JOINED),
	F(struct resource, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"),
	F(struct resource, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct resource, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"),
	F(struct resource, pool, F_ID, "资源池", OUT | FILTER, .ref = "pool"),
	F(struct resource, pool_name, F_STR, "资源池名称", OUT | JOINED),
	F(struct resource, zone, F_STR, "区域", OUT | FILTER, .article = "A15.2"),
	F(struct resource, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"),
	F(struct resource, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct resource, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct resource, line, F_ID, "申请明细", OUT),
	F(struct resource, delivery_order, F_ID, "交付工单", OUT | FILTER, .ref = "delivery_order"),
	F(struct resource, native_id, F_STR, "云平台标识", OUT | FILTER),
	F(struct resource, token, F_STR, "令牌", 0),
	F(struct resource, ips, F_STR, "IP 地址", OUT),
	F(struct resource, os, F_STR, "操作系统", OUT),
	F(struct resource, vcpu, F_INT, "vCPU", OUT | REPORT),
	F(struct resource, mem_gb, F_INT, "内存 GB", OUT | REPORT),
	F(struct resource, disk_gb, F_INT, "磁盘 GB", OUT | REPORT),
	F(struct resource, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)),
	F(struct resource, delivered_at, F_AT, "交付时间", OUT),
	F(struct resource, created_at, F_AT, "登记时间", OUT),
	F(struct resource, billing_start_date, F_DATE, "计费起始日", OUT | FILTER, .article = "A21.1f"),
	F(struct resource, billing_end_date, F_DATE, "计费终止日", OUT | FILTER, .help = "终止日当天不计费"),
	F(struct resource, expire_date, F_DATE, "到期日", OUT | FILTER),
	F(struct resource, emergency, F_BOOL, "应急开通", OUT | FILTER),
	F(struct resource, stage, F_BOOL, "阶段性资源", OUT | FILTER),
	F(struct resource, shared, F_BOOL, "共享", OUT),
	F(struct resource, standby, F_BOOL, "备用", OUT),
	F(struct resource, legacy, F_BOOL, "初始建账", OUT | FILTER, .article = "R-53"),
	F(struct resource, origin, F_STR, "来源", OUT, .article = "R-53"),
	F(struct resource, expired, F_BOOL, "已到期", OUT | FILTER, .article = "R-47", .help = "到期后仍运行、计费，不自动停用"),
	F(struct resource, expire_told, F_INT, "已提醒到的天数", 0),
	F(struct resource, holds_room, F_BOOL, "占用资源池", 0),
	F(struct resource, shared_systems, F_IDS, "共享的系统", OUT, .ref = "info_system", .max = 50, .article = "R-19", .help = "经批准的变更写明的系统"),
	F(struct resource, nics, F_LIST, "网卡", OUT | VIRTUAL, .sub = &resource_nic_record, .max = 64, .article = "A15.2b"),
	{ 0 }
};
const struct record resource_record = RECORD("resource", struct resource, resource_fields, "资源实例");

static const struct field segment_fields[] = {
	F(struct resource_segment, id, F_ID, "编号", OUT | SORT),
	F(struct resource_segment, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"),
	F(struct resource_segment, from_date, F_DATE, "起", OUT),
	F(struct resource_segment, to_date, F_DATE, "止（不含）", OUT),
	F(struct resource_segment, qty, F_INT, "数量", OUT),
	F(struct resource_segment, item, F_ID, "目录项", OUT, .ref = "catalog_item"),
	F(struct resource_segment, pool, F_ID, "资源池", OUT, .ref = "pool"),
	F(struct resource_segment, csp, F_ID, "云服务商", OUT, .ref = "org"),
	F(struct resource_segment, system, F_ID, "信息系统", OUT, .ref = "info_system"),
	F(struct resource_segment, user_org, F_ID, "上云单位", OUT, .ref = "org"),
	F(struct resource_segment, applicant_org, F_ID, "申请单位", OUT, .ref = "org"),
	F(struct resource_segment, cause, F_ENUM, "起因", OUT, NAMES(cause_names)),
	F(struct resource_segment, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record resource_segment_record = RECORD("resource_segment", struct resource_segment, segment_fields, "计费段");

const struct entity resource_entity = {
	.name = "resource", .label = "资源", .path = "/resources", .rec = &resource_record, .from = "v_resource", .table = "resource", .title = "name",
	.flow = &resource_flow, .fill = resource_fill,
	.scope = { .applicant = "applicant_org = :root", .user = "user_org = :org", .csp = "csp = :org", .coop = "1=1" },
};

/*  trial ──deliver──► active ──stop──► stopped ──destroy──► destroyed      trial ──stop──► stopped (never delivered)
 *    │                 │  ▲ ◄──resume──┘                                   destroyed has no way out (A23.1d)
 *    └──account───────►│  │ changed
 *                      └──┴─change── changing                                                                             */
static const struct move resource_moves[] = {
	{ RES_TRIAL,    "deliver", RES_ACTIVE,    0, 0, "resource.delivered", "交付并开始计费", "A21.1f" },
	{ RES_TRIAL,    "account", RES_ACTIVE,    0, 0, NULL,                 "初始建账",       "R-53" },
	{ RES_TRIAL,    "stop",    RES_STOPPED,   0, 0, NULL,                 "试用结束",       "A21.1b" },
	{ RES_ACTIVE,   "change",  RES_CHANGING,  0, 0, NULL,                 "开始变更",       "A22.4b" },
	{ RES_CHANGING, "changed", RES_ACTIVE,    0, 0, NULL,                 "变更完成",       "A22.4b" },
	{ RES_ACTIVE,   "stop",    RES_STOPPED,   0, 0, "resource.stopped",   "停止服务",       "A23.1c" },
	{ RES_STOPPED,  "resume",  RES_ACTIVE,    0, 0, "resource.resumed",   "恢复服务",       "A23.1d" },
	{ RES_STOPPED,  "destroy", RES_DESTROYED, 0, 0, "resource.destroyed", "数据销毁",       "A23.1d" },
	{ 0 }
};
const struct flow resource_flow = { "resource", &resource_entity, state_names, RES_STATE_MAX, resource_moves };

static const struct list_def resource_list = { .order = "-id", .search = "no || ' ' || name || ' ' || item_name" };
static const struct list_def segment_list = { .from = "resource_segment", .rec = &resource_segment_record, .order = "id",
	.where = "EXISTS (SELECT 1 FROM v_resource x WHERE x.id = resource)", .unscoped = true };

static const struct list_def paper_list = { .order = "due_date", .search = "system_no || ' ' || system_name || ' ' || user_org_name" };
static const struct field expiry_fields[] = { F(struct expiry_in, step, F_INT, "哪一步", IN | NEEDED, .max = 1), F(struct expiry_in, after, F_ID, "之后", IN), { 0 } };
static const struct record expiry_record = RECORD("resource_expiry_page", struct expiry_in, expiry_fields, "资源到期提醒");
static const struct op resource_ops[] = {
	{ "resource.list", GET, "/resources", "resource.read", .words = "资源台账", .article = "A28.2", .entity = &resource_entity, .list = &resource_list },
	{ "resource.get", GET, "/resources/{id}", "resource.read", .words = "查看资源", .article = "A18", .entity = &resource_entity },
	/* Exists so that the attempt is refused by article and leaves its row in the audit chain; it never does anything (F16). */
	{ "resource.restore", POST, "/resources/{id}/restore", "resource.restore", .words = "恢复资源", .article = "A23.1d", .entity = &resource_entity },
	{ "resource.add_nic", POST, "/resources/{id}/nics", "resource.add_nic", &add_nic_record, NULL, resource_add_nic, "登记网卡", "A15.2b", .entity = &resource_entity },
	{ "resource_segment.list", GET, "/resource-segments", "resource_segment.read", .words = "计费段", .article = "A28.4",
	  .list = &segment_list },
	{ "legacy.get", GET, "/legacy", "legacy.read", .out = &legacy_state_record, .fn = legacy_get, .words = "初始建账情况", .article = "R-53" },
	{ "legacy.close", POST, "/legacy/close", "legacy.close", &legacy_close_in_record, &legacy_state_record, legacy_close, "初始建账截止", "A8.3",
	  .help = "截止后没有批准的申请，任何资源都不能入账" },
	{ "legacy_paper.list", GET, "/legacy-papers", "legacy_paper.read", .words = "补录清单", .article = "R-53", .entity = &legacy_paper_entity, .list = &paper_list },
	{ "legacy_paper.get", GET, "/legacy-papers/{id}", "legacy_paper.read", .words = "查看补录事项", .article = "R-53", .entity = &legacy_paper_entity },
	{ "legacy_paper.supply", POST, "/legacy-papers/{id}/supply", "legacy_paper.supply", &legacy_supply_record, NULL, legacy_supply, "补录", "R-53",
	  .entity = &legacy_paper_entity, .event = "supply", .help = "等保、ICP、责任人和声明先在信息系统里登记" },
	{ "resource.expiry_page", POST, NULL, .in = &expiry_record, .fn = resource_expiry_page, .words = "资源到期提醒", .article = "R-47", .flags = OP_INTERNAL },
	{ 0 }
};
static const struct grant resource_grants[] = {
	{ "resource.read", "查看资源台账", R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "resource.restore", "恢复资源（销毁后一律拒绝）", R_AUTH | R_UNIT | R_CSP },
	{ "resource.add_nic", "登记资源网卡", R(AUTH_HANDLER) | R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "resource_segment.read", "查看计费段", R_AUTH_READ },
	{ "legacy.read", "查看初始建账", R_AUTH_READ },
	{ "legacy.import", "初始建账", R(AUTH_HANDLER) },
	{ "legacy.close", "截止初始建账", R(AUTH_APPROVER) | R(AUTH_ISSUER) },
	{ "legacy_paper.read", "查看补录清单", R_AUTH_READ | R_UNIT },
	{ "legacy_paper.supply", "补录材料", R_UNIT },
	{ 0 }
};
static const struct guard resource_guards[] = {
	{ .op = "resource.add_nic", .article = "A15.2b", .reason = "resource.nic_two_zones", .must = nic_in_zone },
	{ .op = "resource.add_nic", .article = "A15.2b", .reason = "resource.address_used",  .must = address_free },
	{ .op = "resource.add_nic", .article = "A23.1c", .reason = "resource.stopped",       .must = still_running },
	{ .op = "resource.restore", .article = "A23.1d", .reason = "resource.no_restore", .must = nothing_restores },
	{ &legacy_paper_flow, "supply", NULL, "R-53", "resource.paper_missing", legacy_paper_there },
	{ 0 }
};
static const struct setting resource_settings[] = {
	{ "expiry.remind_days", SET_INTS, "90,30,7", "R-47", "资源到期提前提醒（天）", FREE, 0, 0, 1000 },
	{ "expiry.auto_stop",   SET_BOOL, "false", "A23.1a, R-47", "到期自动停用", LIMIT_FALSE, 0, 0, 0 },
	{ "legacy.paper_days",  SET_INT,  "60", "R-53", "初始建账补录期限（天）", FREE, 0, 1, 730 },
	{ 0 }
};
static const struct job resource_jobs[] = {
	{ "resource.prolonged", DAYS(1), resource_job_prolonged, NULL, "R-47", "延期的移出到期清单" },
	{ "resource.expiry", DAYS(1), NULL, resource_job_expiry, "R-47", "资源到期提醒" },
	{ "resource.legacy_papers", DAYS(1), legacy_job_papers, NULL, "R-53", "补录事项自动销号" },
	{ 0 }
};
static const struct import resource_imports[] = { { "resources", "legacy.import", "初始建账", "R-53", &legacy_row_record, legacy_import }, { 0 } };
static const struct entity *const resource_entities[] = { &resource_entity, &legacy_paper_entity, NULL };
static const struct flow *const resource_flows[] = { &resource_flow, &legacy_paper_flow, NULL };

const struct feature resource_feature = {
	.name = "resource", .label = "资源台账", .articles = ARTICLES("A2a", "A8.3", "A18", "A22.2", "A23.1d", "R-47", "R-53"),
	.migrations = resource_migrations, .invariants = resource_invariants, .entities = resource_entities, .flows = resource_flows, .guards = resource_guards,
	.settings = resource_settings, .ops = resource_ops, .grants = resource_grants, .jobs = resource_jobs, .imports = resource_imports, .work = resource_work,
	STATEMENTS(resource_q),
};
