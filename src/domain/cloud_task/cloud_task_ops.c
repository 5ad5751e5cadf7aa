/* Orders to the drivers: the object, its ops and job; the descriptor. */
#include "domain/cloud_task/cloud_task_in.h"

const struct names cloud_act_names[CLOUD_ACT_MAX] = {
	[CLOUD_RESIZE] = { "resize", "调整规格" }, [CLOUD_MOVE] = { "move", "迁移" }, [CLOUD_STOP] = { "stop", "停机" }, [CLOUD_START] = { "start", "开机" }, [CLOUD_WIPE] = { "wipe", "清除数据" },
	[CLOUD_REMOVE] = { "remove", "移除" },
};
const struct names cloud_state_names[CLOUD_STATE_MAX] = {
	[CLOUD_OPEN] = { "open", "待办" }, [CLOUD_DONE] = { "done", "已办" }, [CLOUD_BY_HAND] = { "by_hand", "人工办理" }, [CLOUD_VOID] = { "void", "不再需要" },
};
static const struct field fields[] = {
	F(struct cloud_task, id, F_ID, "编号", OUT), F(struct cloud_task, version, F_INT, "版本", OUT), F(struct cloud_task, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct cloud_task, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"), F(struct cloud_task, resource_no, F_STR, "资源编号", OUT | JOINED), F(struct cloud_task, resource_name, F_STR, "资源名称", OUT | JOINED),
	F(struct cloud_task, act, F_ENUM, "操作", OUT | FILTER, NAMES(cloud_act_names), .article = "A14.P3a"), F(struct cloud_task, pool, F_ID, "资源池", OUT | FILTER, .ref = "pool"),
	F(struct cloud_task, pool_name, F_STR, "资源池名称", OUT | JOINED), F(struct cloud_task, to_pool, F_ID, "目标资源池", OUT, .ref = "pool"), F(struct cloud_task, to_pool_name, F_STR, "目标资源池名称", OUT | JOINED),
	F(struct cloud_task, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct cloud_task, token, F_STR, "令牌", OUT), F(struct cloud_task, native_id, F_STR, "云平台标识", OUT),
	F(struct cloud_task, item_code, F_STR, "目录项编码", OUT), F(struct cloud_task, qty, F_INT, "数量", OUT), F(struct cloud_task, vcpu, F_INT, "vCPU", OUT), F(struct cloud_task, mem_gb, F_INT, "内存 GB", OUT),
	F(struct cloud_task, disk_gb, F_INT, "磁盘 GB", OUT), F(struct cloud_task, tries, F_INT, "次数", OUT), F(struct cloud_task, next_at, F_AT, "下次", OUT), F(struct cloud_task, created_at, F_AT, "下达时间", OUT),
	F(struct cloud_task, ended_at, F_AT, "结束时间", OUT), F(struct cloud_task, made_native_id, F_STR, "新的云平台标识", OUT), F(struct cloud_task, made_ips, F_STR, "新的 IP 地址", OUT),
	F(struct cloud_task, proof, F_STR, "清除凭据", OUT, .max = 500, .article = "A23.1d"), F(struct cloud_task, error, F_STR, "没有办成的原因", OUT, .max = 500), F(struct cloud_task, note, F_TEXT, "说明", OUT),
	F(struct cloud_task, by_name, F_STR, "人工办理人", OUT), F(struct cloud_task, state, F_ENUM, "状态", OUT | FILTER, NAMES(cloud_state_names)), { 0 }
};
const struct record cloud_task_record = RECORD("cloud_task", struct cloud_task, fields, "云上操作");
const struct entity cloud_task_entity = {
	.name = "cloud_task", .label = "云上操作", .path = "/cloud-tasks", .rec = &cloud_task_record, .from = "v_cloud_task", .table = "cloud_task", .title = "resource_no", .scope = { .csp = "csp = :org" },
};

static const struct field result_fields[] = {
	F(struct cloud_result, task, F_ID, "操作", IN | NEEDED), F(struct cloud_result, native_id, F_STR, "云平台标识", IN), F(struct cloud_result, ips, F_STR, "IP", IN), F(struct cloud_result, proof, F_STR, "凭据", IN, .max = 500),
	F(struct cloud_result, error, F_STR, "错误", IN, .max = 500), F(struct cloud_result, cannot, F_BOOL, "不能办理", IN), { 0 }
};
const struct record cloud_result_record = RECORD("cloud_result", struct cloud_result, result_fields, "驱动结果");
static const struct field hand_fields[] = { F(struct cloud_hand_in, id, F_ID, "编号", IN_PATH), F(struct cloud_hand_in, comment, F_TEXT, "说明", IN | NEEDED, .max = 1000, .help = "人工怎样办理的"), { 0 } };
const struct record cloud_hand_record = RECORD("cloud_task_by_hand", struct cloud_hand_in, hand_fields, "改由人工办理");

static const struct list_def list = { .order = "-id", .search = "resource_no || ' ' || resource_name" };
#define TASK .entity = &cloud_task_entity
static const struct op ops[] = {
	{ "cloud_task.list", GET, "/cloud-tasks", "cloud_task.read", .words = "云上操作", .article = "A14.P3a", TASK, .list = &list },
	{ "cloud_task.get", GET, "/cloud-tasks/{id}", "cloud_task.read", .words = "查看云上操作", .article = "A14.P3a", TASK },
	{ "cloud_task.by_hand", POST, "/cloud-tasks/{id}/by-hand", "cloud_task.work", &cloud_hand_record, NULL, cloud_by_hand, "改由人工办理", "A14.P3a", 0, TASK, .help = "驱动办不成的，由人工办完后登记" },
	{ "cloud_task.told", POST, NULL, .in = &cloud_result_record, .fn = cloud_told, .words = "驱动办理", .article = "A14.P3a", .flags = OP_INTERNAL },
	{ 0 }
};
static const struct guard guards[] = { { .op = "cloud_task.by_hand", .article = "A14.P3a", .reason = "cloud_task.ended", .must = cloud_still_open }, { 0 } };
static const struct grant grants[] = {
	{ "cloud_task.read", "查看云上操作", R_AUTH_READ | R_CSP },
	{ "cloud_task.work", "人工办理云上操作", R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ 0 }
};
static const struct job jobs[] = { { "cloud_task.drive", MINUTES(1), NULL, cloud_drive, "A14.P3a", "驱动办理变更和撤销" }, { 0 } };
static const struct entity *const entities[] = { &cloud_task_entity, NULL };

const struct feature cloud_task_feature = {
	.name = "cloud_task", .label = "云上操作", .articles = ARTICLES("A14.P3a"), .migrations = cloud_migrations, .invariants = cloud_invariants, .entities = entities, .guards = guards, .ops = ops, .grants = grants,
	.jobs = jobs, .work = cloud_work, STATEMENTS(cloud_q),
};
