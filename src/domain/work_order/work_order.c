/* Orders: tables, moves, ops. */
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/work_order/work_order.h"

const struct names wo_kind_names[WO_KIND_MAX] = {
	[WO_PROVISION] = { "provision", "开通" }, [WO_CHANGE] = { "change", "变更" }, [WO_REVOKE] = { "revoke", "撤销" }, [WO_EMERGENCY] = { "emergency", "紧急" },
	[WO_BACKUP] = { "backup", "备份配合" }, [WO_MIGRATE] = { "migrate", "迁移配合" }, [WO_NETWORK] = { "network", "网络策略" }, [WO_ACCESS] = { "access", "VPN/权限" },
	[WO_SCAN] = { "scan", "安全扫描" }, [WO_VM_OPS] = { "vm_ops", "虚拟机运维" }, [WO_PLATFORM] = { "platform", "平台事项" },
	[WO_DATA_GOVERN] = { "data_govern", "数据治理配合" }, [WO_DATA_DISPATCH] = { "data_dispatch", "数据调度" }, [WO_KEY_PERIOD] = { "key_period", "重保" },
	[WO_DRILL] = { "drill", "演练" }, [WO_RECTIFY] = { "rectify", "整改" }, [WO_SETTLE] = { "settle", "结算" }, [WO_OTHER] = { "other", "其他" },
};
static const struct names state_names[WO_STATE_MAX] = {
	[WO_CREATED] = { "created", "已建" }, [WO_DISPATCHED] = { "dispatched", "已派单" }, [WO_IN_PROGRESS] = { "in_progress", "处理中" },
	[WO_DONE] = { "done", "已完成" }, [WO_CONFIRMED] = { "confirmed", "已确认" }, [WO_RETURNED] = { "returned", "已退回" },
};
static const struct field fields[] = {
	F(struct work_order, id, F_ID, "编号", OUT), F(struct work_order, version, F_INT, "版本", OUT), F(struct work_order, no, F_STR, "工单编号", OUT | FILTER | SORT),
	F(struct work_order, kind, F_ENUM, "种类", OUT | FILTER, NAMES(wo_kind_names)), F(struct work_order, title, F_STR, "标题", OUT),
	F(struct work_order, detail, F_TEXT, "内容", OUT), F(struct work_order, source_kind, F_STR, "来源种类", OUT | FILTER),
	F(struct work_order, source_id, F_ID, "来源", OUT | FILTER), F(struct work_order, from_org, F_ID, "派出单位", OUT | FILTER, .ref = "org"),
	F(struct work_order, from_org_name, F_STR, "派出单位名称", OUT | JOINED), F(struct work_order, to_org, F_ID, "承办单位", OUT | FILTER, .ref = "org"),
	F(struct work_order, to_org_name, F_STR, "承办单位名称", OUT | JOINED), F(struct work_order, assignee, F_ID, "承办人", OUT, .ref = "person"),
	F(struct work_order, due_at, F_AT, "期限", OUT | FILTER), F(struct work_order, overdue, F_BOOL, "超期", OUT | VIRTUAL),
	F(struct work_order, created_at, F_AT, "建单时间", OUT), F(struct work_order, started_at, F_AT, "接单时间", OUT), F(struct work_order, done_at, F_AT, "完成时间", OUT),
	F(struct work_order, confirmed_at, F_AT, "确认时间", OUT), F(struct work_order, result, F_TEXT, "处理结果", OUT),
	F(struct work_order, satisfaction, F_INT, "满意度", OUT), F(struct work_order, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), { 0 }
};
const struct record work_order_record = RECORD("work_order", struct work_order, fields, "工单");

static const struct migration migrations[] = {
	{ 1, "CREATE TABLE work_order (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL, detail TEXT,"
	     " source_kind TEXT, source_id BIGINT, from_org BIGINT NOT NULL, to_org BIGINT NOT NULL, assignee BIGINT, due_at BIGINT, created_at BIGINT NOT NULL,"
	     " started_at BIGINT, done_at BIGINT, confirmed_at BIGINT, result TEXT, satisfaction BIGINT, state TEXT NOT NULL);\n"
	     "CREATE INDEX work_order_to ON work_order (to_org, id);\nCREATE INDEX work_order_from ON work_order (from_org, id);\n"
	     "CREATE INDEX work_order_source ON work_order (source_id, source_kind);\n"
	     "CREATE VIEW v_work_order AS SELECT w.*, f.name AS from_org_name, t.name AS to_org_name FROM work_order w JOIN org f ON f.id = w.from_org"
	     " JOIN org t ON t.id = w.to_org" },
	{ 0 }
};
enum { Q_PUT, Q_OF, Q_START, Q_DONE, Q_CONFIRM, Q_MOVE_FROM, Q_MOVE_TO, Q_HAND, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]     = { "INSERT INTO work_order ({+}) VALUES ({?})", &work_order_record },
	[Q_OF]      = { "SELECT {} FROM v_work_order WHERE source_id = ?1 AND source_kind = ?2 AND kind = ?3 AND state IN ('dispatched', 'in_progress', 'returned')",
			&work_order_record },
	[Q_START]   = { "UPDATE work_order SET assignee = ?2, started_at = ?3 WHERE id = ?1" },
	[Q_DONE]    = { "UPDATE work_order SET result = ?2, done_at = ?3 WHERE id = ?1" },
	[Q_MOVE_FROM] = { "UPDATE work_order SET from_org = ?2, version = version + 1 WHERE from_org = ?1 AND state <> 'confirmed'" },
	[Q_MOVE_TO] = { "UPDATE work_order SET to_org = ?2, version = version + 1 WHERE to_org = ?1 AND state <> 'confirmed'" },
	[Q_HAND]    = { "UPDATE work_order SET assignee = ?2, version = version + 1 WHERE id = ?1 AND state <> 'confirmed'" },
	[Q_CONFIRM] = { "UPDATE work_order SET satisfaction = ?2, confirmed_at = ?3 WHERE id = ?1" },
};

/*  created ──dispatch──► dispatched ──start──► in_progress ──done──► done ──confirm──► confirmed
 *                            ▲                      ▲                 │
 *                            └── start ── returned ◄┴──── return ─────┘                             */
static const struct move moves[] = {
	{ WO_CREATED,     "dispatch", WO_DISPATCHED,  0, 0, NULL, "派单", "A28.3" },
	{ WO_DISPATCHED,  "start",    WO_IN_PROGRESS, 0, 0, NULL, "接单", "A28.3" },
	{ WO_RETURNED,    "start",    WO_IN_PROGRESS, 0, 0, NULL, "重新处理", "A28.3" },
	{ WO_DISPATCHED,  "finish",   WO_CONFIRMED,   0, 0, NULL, "随业务办结", "A28.3" },
	{ WO_IN_PROGRESS, "finish",   WO_CONFIRMED,   0, 0, NULL, "随业务办结", "A28.3" },
	{ WO_RETURNED,    "finish",   WO_CONFIRMED,   0, 0, NULL, "随业务办结", "A28.3" },
	{ WO_IN_PROGRESS, "done",     WO_DONE,        0, 0, NULL, "处理完成", "A28.3" },
	{ WO_DONE,        "confirm",  WO_CONFIRMED,   0, 0, NULL, "确认", "A9b.3" },
	{ WO_DONE,        "return",   WO_RETURNED,    0, 0, NULL, "退回", "A28.3" },
	{ 0 }
};
const struct flow work_order_flow = { "work_order", &work_order_entity, state_names, WO_STATE_MAX, moves };

static enum err fill(struct ctx *c, void *rec)
{
	struct work_order *w = rec;

	w->overdue = !at_none(w->due_at) && w->state < WO_DONE && c->now.ms >= w->due_at.ms;
	return OK;
}

const struct entity work_order_entity = {
	.name = "work_order", .label = "工单", .path = "/work-orders", .rec = &work_order_record, .from = "v_work_order", .table = "work_order", .title = "title",
	.flow = &work_order_flow, .fill = fill, .fill_row = fill,
	.scope = { "from_org = :org OR to_org = :org", "from_org = :org OR to_org = :org", "to_org = :org OR from_org = :org", "from_org = :org OR to_org = :org" },
};

static enum err enter(struct ctx *c, struct work_order *w)
{
	w->id = id_new(c);
	w->version = 1;
	w->created_at = c->now;
	TRY(number_next(c, "GD", &w->no));
	return sql_put(c, &Q[Q_PUT], w);
}

enum err work_order_open(struct ctx *c, enum wo_kind kind, struct str title, const struct entity *source, int64_t source_id, int64_t from_org, int64_t to_org,
			 struct instant due, int64_t *id)
{
	struct work_order w;

	record_none(&work_order_record, &w);
	w.kind = kind;
	w.title = utf8_head(title, 200);
	w.source_kind = source ? str_of(source->name) : STR_NONE;
	w.source_id = source_id;
	w.from_org = from_org;
	w.to_org = to_org;
	w.due_at = due;
	w.state = WO_DISPATCHED;
	TRY(enter(c, &w));
	*id = w.id;
	return message_to_roles(c, to_org, R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(DEPT_REVIEWER) | R(TECH_EVALUATOR),
				&(struct note){ arena_fmt(c->arena, "新工单：" STR_FMT, STR_ARG(w.title)), STR_NONE, "A28.3", &work_order_entity, w.id });
}

enum err work_order_finish(struct ctx *c, const struct entity *source, int64_t source_id, enum wo_kind kind, int64_t to_org, struct str result)
{
	struct list open;

	TRY(sql_all(c, &Q[Q_OF], &open, source_id, source->name, wo_kind_names[kind].word));
	EACH(struct work_order, w, open) {
		if (to_org && w->to_org != to_org)
			continue;
		TRY(sql_run(c, &Q[Q_DONE], w->id, result, c->now));
		TRY(flow_fire(c, &work_order_flow, w->id, "finish", NULL));
	}
	return OK;
}

enum err work_order_move_org(struct ctx *c, int64_t from, int64_t to)
{
	TRY(sql_run(c, &Q[Q_MOVE_FROM], from, to));
	return sql_run(c, &Q[Q_MOVE_TO], from, to);
}

enum err work_order_hand_over(struct ctx *c, int64_t id, int64_t person)
{
	return sql_run(c, &Q[Q_HAND], id, V_ID(person));
}

/* ---- ops ---- */
struct create_in { int32_t kind; struct str title, detail; int64_t to_org; struct instant due_at; };
static const struct field create_fields[] = {
	F(struct create_in, kind, F_ENUM, "种类", IN | NEEDED, NAMES(wo_kind_names)), F(struct create_in, title, F_STR, "标题", IN | NEEDED),
	F(struct create_in, detail, F_TEXT, "内容", IN | NEEDED), F(struct create_in, to_org, F_ID, "承办单位", IN | NEEDED, .ref = "org"),
	F(struct create_in, due_at, F_AT, "希望完成时间", IN), { 0 }
};
static const struct record create_record = RECORD("work_order_create", struct create_in, create_fields, "新建工单");

static enum err create(struct ctx *c, const void *in_, void *out)
{
	const struct create_in *in = in_;
	struct org o;

	(void)out;
	if (in->kind <= WO_EMERGENCY)
		return fail_on(c, "kind", "bad_enum", "“%s”工单随申请产生，不单独新建", wo_kind_names[in->kind].label);
	if (org_peek(c, in->to_org, &o) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "to_org", "absent", "没有编号为 %" PRId64 " 的单位", in->to_org);
	}
	TRY(work_order_open(c, (enum wo_kind)in->kind, in->title, NULL, 0, c->who.org, in->to_org, in->due_at, &c->made));
	static const struct stmt Q_DETAIL = { "UPDATE work_order SET detail = ?2 WHERE id = ?1" };
	return sql_run(c, &Q_DETAIL, c->made, in->detail);
}

struct act_in { int64_t id, satisfaction; struct str comment; };
static const struct field act_fields[] = { F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record act_record = RECORD("work_order_act", struct act_in, act_fields, "办理");
static const struct field done_fields[] = { F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, comment, F_TEXT, "处理结果", IN | NEEDED), { 0 } };
static const struct record done_record = RECORD("work_order_done", struct act_in, done_fields, "处理结果");
static const struct field confirm_fields[] = {
	F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, satisfaction, F_INT, "满意度（1 至 5）", IN, .min = 1, .max = 5), F(struct act_in, comment, F_TEXT, "评价", IN), { 0 }
};
static const struct record confirm_record = RECORD("work_order_confirm", struct act_in, confirm_fields, "确认");

static enum err start(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &Q[Q_START], c->subject_id, V_ID(c->who.person), c->now);
}
static enum err done(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &Q[Q_DONE], c->subject_id, ((const struct act_in *)in_)->comment, c->now);
}
static enum err confirm(struct ctx *c, const void *in_, void *out)
{
	int64_t s = ((const struct act_in *)in_)->satisfaction;

	(void)out;
	return sql_run(c, &Q[Q_CONFIRM], c->subject_id, s == INT_NONE ? val_none() : val_int(s), c->now);
}

/* Who was asked does it; who asked confirms it. */
static enum err by_doer(struct ctx *c, const void *subject, const void *in)
{
	const struct work_order *w = subject;

	(void)in;
	return w->to_org == c->who.org || c->who.system ? OK : refuse(c, "这张工单由“" STR_FMT "”承办", STR_ARG(w->to_org_name));
}
static enum err by_asker(struct ctx *c, const void *subject, const void *in)
{
	const struct work_order *w = subject;

	(void)in;
	return w->from_org == c->who.org || c->who.system ? OK : refuse(c, "这张工单由派出单位“" STR_FMT "”确认", STR_ARG(w->from_org_name));
}

static const struct list_def list = { .order = "-id", .search = "no || ' ' || title" };
static const struct op ops[] = {
	{ "work_order.list", GET, "/work-orders", "work_order.read", .words = "工单", .article = "A28.3", .entity = &work_order_entity, .list = &list },
	{ "work_order.get", GET, "/work-orders/{id}", "work_order.read", .words = "查看工单", .article = "A28.3", .entity = &work_order_entity },
	{ "work_order.create", POST, "/work-orders", "work_order.ask", &create_record, .fn = create, .words = "新建工单", .article = "A28.3", .flags = OP_CREATES,
	  .entity = &work_order_entity },
	{ "work_order.start", POST, "/work-orders/{id}/start", "work_order.do", &act_record, .fn = start, .words = "接单", .article = "A28.3",
	  .entity = &work_order_entity, .event = "start" },
	{ "work_order.done", POST, "/work-orders/{id}/done", "work_order.do", &done_record, .fn = done, .words = "处理完成", .article = "A28.3",
	  .entity = &work_order_entity, .event = "done" },
	{ "work_order.confirm", POST, "/work-orders/{id}/confirm", "work_order.ask", &confirm_record, .fn = confirm, .words = "确认", .article = "A9b.3",
	  .entity = &work_order_entity, .event = "confirm" },
	{ "work_order.return", POST, "/work-orders/{id}/return", "work_order.ask", &done_record, .words = "退回", .article = "A28.3",
	  .entity = &work_order_entity, .event = "return" },
	{ 0 }
};
static const struct guard guards[] = {
	{ .flow = &work_order_flow, .event = "start", .article = "A28.3", .reason = "work_order.not_doer", .must = by_doer },
	{ .flow = &work_order_flow, .event = "done", .article = "A28.3", .reason = "work_order.not_doer", .must = by_doer },
	{ .flow = &work_order_flow, .event = "confirm", .article = "A9b.3", .reason = "work_order.not_asker", .must = by_asker },
	{ .flow = &work_order_flow, .event = "return", .article = "A28.3", .reason = "work_order.not_asker", .must = by_asker },
	{ 0 }
};
static const struct grant grants[] = {
	{ "work_order.read", "查看工单", R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "work_order.ask", "新建和确认工单", R(AUTH_HANDLER) | R_UNIT },
	{ "work_order.do", "承办工单", R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(CSP_SECURITY) | R_COOP },
	{ 0 }
};
static const struct invariant invariants[] = {
	{ "A28.3", "完成的工单有完成时间", "SELECT no FROM work_order WHERE state IN ('done', 'confirmed') AND done_at IS NULL" },
	{ 0 }
};
static const struct entity *const entities[] = { &work_order_entity, NULL };
static const struct flow *const flows[] = { &work_order_flow, NULL };
const struct feature work_order_feature = {
	.name = "work_order", .label = "工单", .articles = ARTICLES("A28.3", "A9b.3", "A10.5"), .migrations = migrations, .invariants = invariants,
	.entities = entities, .flows = flows, .guards = guards, .ops = ops, .grants = grants, STATEMENTS(Q),
};
