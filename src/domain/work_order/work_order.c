/* Orders: tables, moves, ops. */
#include "domain/account/account.h"
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
static const struct names level_names[WO_LEVEL_MAX] = { [WO_NORMAL] = { "normal", "一般" }, [WO_URGENT] = { "urgent", "紧急" } };
static const struct names close_names[WO_CLOSE_MAX] = { [WO_CLOSE_FULL] = { "full", "全部完成" }, [WO_CLOSE_PART] = { "part", "部分完成" }, [WO_CLOSE_CANNOT] = { "cannot", "无法完成" } };
static const struct field step_fields[] = {
	F(struct work_order_step, id, F_ID, "编号", OUT), F(struct work_order_step, work_order, F_ID, "工单", OUT), F(struct work_order_step, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct work_order_step, by_name, F_STR, "登记人姓名", OUT | PERSONAL), F(struct work_order_step, text, F_TEXT, "进展", OUT), F(struct work_order_step, at, F_AT, "时间", OUT), { 0 }
};
static const struct record step_record = RECORD("work_order_step", struct work_order_step, step_fields, "处理步骤");
static const struct field fields[] = {
	F(struct work_order, id, F_ID, "编号", OUT), F(struct work_order, version, F_INT, "版本", OUT), F(struct work_order, no, F_STR, "工单编号", OUT | FILTER | SORT),
	F(struct work_order, kind, F_ENUM, "种类", OUT | FILTER, NAMES(wo_kind_names)), F(struct work_order, title, F_STR, "标题", OUT),
	F(struct work_order, detail, F_TEXT, "内容", OUT), F(struct work_order, source_kind, F_STR, "来源种类", OUT | FILTER),
	F(struct work_order, source_id, F_ID, "来源", OUT | FILTER), F(struct work_order, from_org, F_ID, "派出单位", OUT | FILTER, .ref = "org"),
	F(struct work_order, from_org_name, F_STR, "派出单位名称", OUT | JOINED), F(struct work_order, to_org, F_ID, "承办单位", OUT | FILTER, .ref = "org"),
	F(struct work_order, to_org_name, F_STR, "承办单位名称", OUT | JOINED), F(struct work_order, assignee, F_ID, "承办人", OUT | FILTER, .ref = "person"),
	F(struct work_order, assignee_name, F_STR, "承办人姓名", OUT | JOINED | PERSONAL), F(struct work_order, level, F_ENUM, "缓急", OUT | FILTER, NAMES(level_names)),
	F(struct work_order, due_at, F_AT, "期限", OUT | FILTER), F(struct work_order, overdue, F_BOOL, "超期", OUT | VIRTUAL),
	F(struct work_order, created_at, F_AT, "建单时间", OUT), F(struct work_order, started_at, F_AT, "接单时间", OUT), F(struct work_order, done_at, F_AT, "完成时间", OUT),
	F(struct work_order, confirmed_at, F_AT, "确认时间", OUT), F(struct work_order, result, F_TEXT, "处理结果", OUT),
	F(struct work_order, close_code, F_ENUM, "办结情况", OUT | FILTER, NAMES(close_names)),
	F(struct work_order, steps, F_LIST, "处理步骤", OUT | VIRTUAL, .sub = &step_record), F(struct work_order, satisfaction, F_INT, "满意度", OUT | FILTER, .article = "A9b.3"), F(struct work_order, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), { 0 }
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
	{ 2, "ALTER TABLE work_order ADD COLUMN level TEXT NOT NULL DEFAULT 'normal';\nALTER TABLE work_order ADD COLUMN close_code TEXT;\n"
	     "CREATE TABLE work_order_step (id {id}, work_order BIGINT NOT NULL, by_person BIGINT, by_name TEXT, text TEXT NOT NULL, at BIGINT NOT NULL);\n"
	     "CREATE INDEX work_order_step_order ON work_order_step (work_order, id);\nCREATE INDEX work_order_state ON work_order (state);\n"
	     "DROP VIEW v_work_order;\n"
	     "CREATE VIEW v_work_order AS SELECT w.*, f.name AS from_org_name, t.name AS to_org_name, p.name AS assignee_name FROM work_order w JOIN org f ON f.id = w.from_org"
	     " JOIN org t ON t.id = w.to_org LEFT JOIN person p ON p.id = w.assignee" },
	{ 0 }
};
struct wo_stat { int64_t to_org; struct str to_org_name; int32_t kind; int64_t total, open, on_time, late, rated; int64_t satisfaction_milli; };
static const struct field stat_fields[] = {
	F(struct wo_stat, to_org, F_ID, "承办单位", OUT, .ref = "org"), F(struct wo_stat, to_org_name, F_STR, "承办单位名称", OUT), F(struct wo_stat, kind, F_ENUM, "种类", OUT, NAMES(wo_kind_names)), F(struct wo_stat, total, F_INT, "工单数", OUT | REPORT),
	F(struct wo_stat, open, F_INT, "在办", OUT | REPORT), F(struct wo_stat, on_time, F_INT, "按期", OUT | REPORT), F(struct wo_stat, late, F_INT, "超期", OUT | REPORT, .article = "A28.3"),
	F(struct wo_stat, rated, F_INT, "已评价", OUT | REPORT), F(struct wo_stat, satisfaction_milli, F_INT, "平均满意度（千分之一分）", OUT | REPORT, .article = "A9b.3"), { 0 }
};
static const struct record stat_record = RECORD("work_order_stat", struct wo_stat, stat_fields, "工单统计");
enum { Q_PUT, Q_OF, Q_START, Q_ASSIGN, Q_DONE, Q_CLOSE, Q_CONFIRM, Q_STEP_PUT, Q_STEPS, Q_STAT, Q_MOVE_FROM, Q_MOVE_TO, Q_HAND, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]     = { "INSERT INTO work_order ({+}) VALUES ({?})", &work_order_record },
	[Q_OF]      = { "SELECT {} FROM v_work_order WHERE source_id = ?1 AND source_kind = ?2 AND kind = ?3 AND state IN ('dispatched', 'in_progress', 'returned')",
			&work_order_record },
	[Q_ASSIGN]  = { "UPDATE work_order SET assignee = ?2 WHERE id = ?1" },
	[Q_CLOSE]   = { "UPDATE work_order SET close_code = ?2 WHERE id = ?1" },
	[Q_STEP_PUT] = { "INSERT INTO work_order_step ({+}) VALUES ({?})", &step_record },
	[Q_STEPS]   = { "SELECT {} FROM work_order_step WHERE work_order = ?1 ORDER BY id LIMIT 200", &step_record },
	/* Late: done after its day, or not done and its day is over. */
	[Q_STAT]    = { "SELECT w.to_org, t.name AS to_org_name, w.kind, COUNT(*) AS total, CAST(SUM(CASE WHEN w.done_at IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS open,"
			" CAST(SUM(CASE WHEN w.due_at IS NOT NULL AND w.done_at < w.due_at THEN 1 ELSE 0 END) AS BIGINT) AS on_time,"
			" CAST(SUM(CASE WHEN w.due_at IS NOT NULL AND COALESCE(w.done_at, ?3) >= w.due_at THEN 1 ELSE 0 END) AS BIGINT) AS late, COUNT(w.satisfaction) AS rated,"
			" CAST(CASE WHEN COUNT(w.satisfaction) = 0 THEN NULL ELSE SUM(w.satisfaction) * 1000 / COUNT(w.satisfaction) END AS BIGINT) AS satisfaction_milli"
			" FROM work_order w JOIN org t ON t.id = w.to_org WHERE w.created_at >= ?1 AND w.created_at < ?2 AND (?4 = 0 OR w.to_org = ?4 OR w.from_org = ?4)"
			" GROUP BY w.to_org, t.name, w.kind ORDER BY t.name, w.kind", &stat_record,
			.pg = "SELECT w.to_org, t.name AS to_org_name, w.kind, COUNT(*) AS total, CAST(SUM(CASE WHEN w.done_at IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS open,"
			" CAST(SUM(CASE WHEN w.due_at IS NOT NULL AND w.done_at < w.due_at THEN 1 ELSE 0 END) AS BIGINT) AS on_time,"
			" CAST(SUM(CASE WHEN w.due_at IS NOT NULL AND COALESCE(w.done_at, CAST(?3 AS BIGINT)) >= w.due_at THEN 1 ELSE 0 END) AS BIGINT) AS late, COUNT(w.satisfaction) AS rated,"
			" CAST(CASE WHEN COUNT(w.satisfaction) = 0 THEN NULL ELSE SUM(w.satisfaction) * 1000 / COUNT(w.satisfaction) END AS BIGINT) AS satisfaction_milli"
			" FROM work_order w JOIN org t ON t.id = w.to_org WHERE w.created_at >= ?1 AND w.created_at < ?2 AND (CAST(?4 AS BIGINT) = 0 OR w.to_org = ?4 OR w.from_org = ?4)"
			" GROUP BY w.to_org, t.name, w.kind ORDER BY t.name, w.kind" },
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

	w->overdue = !at_none(w->due_at) && c->now.ms >= w->due_at.ms && (at_none(w->done_at) || w->done_at.ms >= w->due_at.ms);
	return OK;
}
static enum err fill_one(struct ctx *c, void *rec)
{
	struct work_order *w = rec;

	TRY(fill(c, rec));
	return sql_all(c, &Q[Q_STEPS], &w->steps, w->id);
}

const struct entity work_order_entity = {
	.name = "work_order", .label = "工单", .path = "/work-orders", .rec = &work_order_record, .from = "v_work_order", .table = "work_order", .title = "title",
	.flow = &work_order_flow, .fill = fill_one, .fill_row = fill,
	.scope = { "from_org = :org OR to_org = :org", "from_org = :org OR to_org = :org", "to_org = :org OR from_org = :org", "from_org = :org OR to_org = :org" },
};

static enum err enter(struct ctx *c, struct work_order *w)
{
	w->id = id_new(c);
	w->version = 1;
	w->created_at = c->now;
	if (!w->level)
		w->level = WO_NORMAL;
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
struct create_in { int32_t kind, level; struct str title, detail; int64_t to_org; struct instant due_at; };
static const struct field create_fields[] = {
	F(struct create_in, kind, F_ENUM, "种类", IN | NEEDED, NAMES(wo_kind_names)), F(struct create_in, title, F_STR, "标题", IN | NEEDED),
	F(struct create_in, detail, F_TEXT, "内容", IN | NEEDED), F(struct create_in, to_org, F_ID, "承办单位", IN | NEEDED, .ref = "org"), F(struct create_in, level, F_ENUM, "缓急", IN, NAMES(level_names)),
	F(struct create_in, due_at, F_AT, "希望完成时间", IN, .help = "不填按参数规定的工作日"), { 0 }
};
static const struct record create_record = RECORD("work_order_create", struct create_in, create_fields, "新建工单");

/* An order that nobody gave a day has the one of the service level: a queue without days cannot be late. */
static enum err usual_due(struct ctx *c, int32_t level, struct instant *out)
{
	const struct workdays *w;

	TRY(workdays_now(c, &w));
	*out = date_start(date_add(workday_due(w, today(c), (int)setting_int(c, level == WO_URGENT ? "work_order.urgent_wd" : "work_order.due_wd"), NULL), 1));
	return OK;
}

static enum err create(struct ctx *c, const void *in_, void *out)
{
	const struct create_in *in = in_;
	struct instant due = in->due_at;
	struct org o;

	(void)out;
	if (in->kind <= WO_EMERGENCY)
		fail_on(c, "kind", "bad_enum", "“%s”工单随申请产生，不单独新建", wo_kind_names[in->kind].label);
	enum err e = org_peek(c, in->to_org, &o);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "to_org", "absent", "没有编号为 %" PRId64 " 的单位", in->to_org);
	}
	TRY(e == E_INVALID ? OK : e);
	if (in->to_org == c->who.org)
		fail_on(c, "to_org", "wrong_unit", "工单派给别的单位承办");
	if (at_none(due))
		TRY(usual_due(c, in->level, &due));
	else if (due.ms <= c->now.ms)
		fail_on(c, "due_at", "out_of_range", "希望完成时间应当晚于现在");
	TRY(fields_ok(c));
	TRY(work_order_open(c, (enum wo_kind)in->kind, in->title, NULL, 0, c->who.org, in->to_org, due, &c->made));
	static const struct stmt Q_DETAIL = { "UPDATE work_order SET detail = ?2, level = ?3 WHERE id = ?1" };
	return sql_run(c, &Q_DETAIL, c->made, in->detail, level_names[in->level ? in->level : WO_NORMAL].word);
}

struct act_in { int64_t id, satisfaction, assignee; int32_t close_code; struct str comment; };
static const struct field act_fields[] = { F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record act_record = RECORD("work_order_act", struct act_in, act_fields, "办理");
static const struct field done_fields[] = {
	F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, close_code, F_ENUM, "办结情况", IN, NAMES(close_names), .help = "不填就是全部完成"), F(struct act_in, comment, F_TEXT, "处理结果", IN | NEEDED), { 0 }
};
static const struct record done_record = RECORD("work_order_done", struct act_in, done_fields, "处理结果");
static const struct field return_fields[] = { F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, comment, F_TEXT, "退回理由", IN | NEEDED), { 0 } };
static const struct record return_record = RECORD("work_order_return", struct act_in, return_fields, "退回");
static const struct field step_in_fields[] = { F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, comment, F_TEXT, "进展", IN | NEEDED), { 0 } };
static const struct record step_in_record = RECORD("work_order_step_in", struct act_in, step_in_fields, "登记进展");
static const struct field assign_fields[] = { F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, assignee, F_ID, "承办人", IN | NEEDED, .ref = "person"), F(struct act_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record assign_record = RECORD("work_order_assign", struct act_in, assign_fields, "指派承办人");
static const struct field confirm_fields[] = {
	F(struct act_in, id, F_ID, "编号", IN_PATH), F(struct act_in, satisfaction, F_INT, "满意度（1 至 5）", IN | NEEDED, .min = 1, .max = 5, .article = "A9b.3"), F(struct act_in, comment, F_TEXT, "评价", IN), { 0 }
};
static const struct record confirm_record = RECORD("work_order_confirm", struct act_in, confirm_fields, "确认");

static enum err add_step(struct ctx *c, int64_t order, struct str text)
{
	struct work_order_step s = { .id = id_new(c), .work_order = order, .by_person = c->who.person, .by_name = c->who.name, .text = text, .at = c->now };

	return sql_put(c, &Q[Q_STEP_PUT], &s);
}
static enum err start(struct ctx *c, const void *in, void *out)
{
	const struct work_order *w = c->subject;
	struct str says = ((const struct act_in *)in)->comment;

	(void)out;
	TRY(sql_run(c, &Q[Q_START], w->id, V_ID(w->assignee ? w->assignee : c->who.person), c->now));
	return says.n ? add_step(c, w->id, says) : OK;
}
static enum err step(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return add_step(c, c->subject_id, ((const struct act_in *)in)->comment);
}
/* Within the unit that was asked: whoever takes it over is told. */
static enum err assign(struct ctx *c, const void *in_, void *out)
{
	const struct act_in *in = in_;
	const struct work_order *w = c->subject;
	struct list people;
	bool known = false;

	(void)out;
	TRY(account_people_with(c, c->who.org, R_ALL, &people));
	EACH(int64_t, p, people)
		known |= *p == in->assignee;
	if (!known)
		return fail_on(c, "assignee", "absent", "本单位没有编号为 %" PRId64 " 的在岗人员", in->assignee);
	TRY(sql_run(c, &Q[Q_ASSIGN], w->id, in->assignee));
	if (in->comment.n)
		TRY(add_step(c, w->id, in->comment));
	return message_send(c, in->assignee, &(struct note){ arena_fmt(c->arena, "工单指派给你：" STR_FMT, STR_ARG(w->title)), in->comment, "A28.3", &work_order_entity, w->id });
}
static enum err done(struct ctx *c, const void *in_, void *out)
{
	const struct act_in *in = in_;

	(void)out;
	TRY(sql_run(c, &Q[Q_CLOSE], c->subject_id, close_names[in->close_code ? in->close_code : WO_CLOSE_FULL].word));
	return sql_run(c, &Q[Q_DONE], c->subject_id, in->comment, c->now);
}
static enum err send_back(struct ctx *c, const void *in, void *out)
{
	const struct work_order *w = c->subject;
	struct str why = ((const struct act_in *)in)->comment;

	(void)out;
	TRY(sql_run(c, &Q[Q_DONE], w->id, val_none(), val_none()));
	TRY(add_step(c, w->id, arena_fmt(c->arena, "退回：" STR_FMT "；退回前的处理结果：" STR_FMT, STR_ARG(why), STR_ARG(w->result))));
	return message_to_roles(c, w->to_org, R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(DEPT_REVIEWER) | R(TECH_EVALUATOR),
				&(struct note){ arena_fmt(c->arena, "工单被退回：" STR_FMT, STR_ARG(w->title)), why, "A28.3", &work_order_entity, w->id });
}
static enum err confirm(struct ctx *c, const void *in_, void *out)
{
	const struct act_in *in = in_;

	(void)out;
	if (in->comment.n)
		TRY(add_step(c, c->subject_id, arena_fmt(c->arena, "评价：" STR_FMT, STR_ARG(in->comment))));
	return sql_run(c, &Q[Q_CONFIRM], c->subject_id, in->satisfaction, c->now);
}

struct stat_in { struct date from, until; };
static const struct field stat_in_fields[] = { F(struct stat_in, from, F_DATE, "自", IN), F(struct stat_in, until, F_DATE, "至（不含）", IN), { 0 } };
static const struct record stat_in_record = RECORD("work_order_stat_in", struct stat_in, stat_in_fields, "期间");
struct stats { struct list items; };
static const struct field stats_fields[] = { F(struct stats, items, F_LIST, "工单统计", OUT, .sub = &stat_record, .max = 5000), { 0 } };
static const struct record stats_record = RECORD("work_order_stats", struct stats, stats_fields, "工单统计");
/* The authority and audit see all; others what their unit asked for or was asked for. */
static enum err stat(struct ctx *c, const void *in_, void *out)
{
	const struct stat_in *in = in_;
	int64_t mine = has_role(c, R_AUTH_READ) ? 0 : c->who.org;

	return sql_all(c, &Q[Q_STAT], &((struct stats *)out)->items, date_none(in->from) ? (struct instant){ 0 } : date_start(in->from),
		       date_none(in->until) ? date_start(date_add(today(c), 1)) : date_start(in->until), c->now, mine);
}

/* Who was asked does it; who asked confirms it. */
static enum err by_doer(struct ctx *c, const void *subject, const void *in)
{
	const struct work_order *w = subject;

	(void)in;
	return w->to_org == c->who.org || c->who.system ? OK : refuse(c, "这张工单由“" STR_FMT "”承办", STR_ARG(w->to_org_name));
}
/* Done is what the act was that the order follows from, not what is said of it. */
static enum err not_by_act(struct ctx *c, const void *subject, const void *in)
{
	const struct work_order *w = subject;

	(void)in;
	return w->kind > WO_EMERGENCY ? OK : refuse(c, "%s工单随业务办结：办完相应的事项即告完成，不单独报完成", wo_kind_names[w->kind].label);
}
static enum err by_asker(struct ctx *c, const void *subject, const void *in)
{
	const struct work_order *w = subject;

	(void)in;
	return w->from_org == c->who.org || c->who.system ? OK : refuse(c, "这张工单由派出单位“" STR_FMT "”确认", STR_ARG(w->from_org_name));
}

static enum err still_open(struct ctx *c, const void *subject, const void *in)
{
	const struct work_order *w = subject;

	TRY(by_doer(c, subject, in));
	return w->state == WO_DISPATCHED || w->state == WO_IN_PROGRESS || w->state == WO_RETURNED ? OK : refuse(c, "工单现在处于“%s”，不再登记进展", state_names[w->state].label);
}

static const struct list_def list = { .order = "-id", .search = "no || ' ' || title" };
static const struct op ops[] = {
	{ "work_order.list", GET, "/work-orders", "work_order.read", .words = "工单", .article = "A28.3", .entity = &work_order_entity, .list = &list },
	{ "work_order.get", GET, "/work-orders/{id}", "work_order.read", .words = "查看工单", .article = "A28.3", .entity = &work_order_entity },
	{ "work_order.create", POST, "/work-orders", "work_order.ask", &create_record, .fn = create, .words = "新建工单", .article = "A28.3", .flags = OP_CREATES,
	  .entity = &work_order_entity },
	{ "work_order.start", POST, "/work-orders/{id}/start", "work_order.do", &act_record, .fn = start, .words = "接单", .article = "A28.3",
	  .entity = &work_order_entity, .event = "start", .help = "开始办理，办完报完成" },
	{ "work_order.assign", POST, "/work-orders/{id}/assign", "work_order.do", &assign_record, .fn = assign, .words = "指派承办人", .article = "A28.3",
	  .entity = &work_order_entity },
	{ "work_order.step", POST, "/work-orders/{id}/steps", "work_order.do", &step_in_record, .fn = step, .words = "登记进展", .article = "A28.3",
	  .entity = &work_order_entity },
	{ "work_order.done", POST, "/work-orders/{id}/done", "work_order.do", &done_record, .fn = done, .words = "处理完成", .article = "A28.3",
	  .entity = &work_order_entity, .event = "done", .help = "由派单的一方确认或退回" },
	{ "work_order.confirm", POST, "/work-orders/{id}/confirm", "work_order.ask", &confirm_record, .fn = confirm, .words = "确认", .article = "A9b.3",
	  .entity = &work_order_entity, .event = "confirm", .help = "确认后办结" },
	{ "work_order.return", POST, "/work-orders/{id}/return", "work_order.ask", &return_record, .fn = send_back, .words = "退回", .article = "A28.3",
	  .entity = &work_order_entity, .event = "return", .help = "写明原因，由承办方重新办理" },
	{ "work_order.stat", GET, "/statistics/work-orders", "work_order.read", &stat_in_record, &stats_record, .fn = stat, .words = "工单统计", .article = "A28.3" },
	{ 0 }
};
static const struct guard guards[] = {
	{ .flow = &work_order_flow, .event = "start", .article = "A28.3", .reason = "work_order.not_doer", .must = by_doer },
	{ .flow = &work_order_flow, .event = "done", .article = "A28.3", .reason = "work_order.not_doer", .must = by_doer },
	{ .flow = &work_order_flow, .event = "done", .article = "A28.3", .reason = "work_order.by_act", .must = not_by_act },
	{ .op = "work_order.assign", .article = "A28.3", .reason = "work_order.not_open", .must = still_open },
	{ .op = "work_order.step", .article = "A28.3", .reason = "work_order.not_open", .must = still_open },
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
static const struct setting settings[] = {
	{ "work_order.due_wd", SET_INT, "5", "A28.3", "一般工单的办理工作日", FREE, 0, 1, 60 }, { "work_order.urgent_wd", SET_INT, "1", "A28.3", "紧急工单的办理工作日", FREE, 0, 1, 30 }, { 0 }
};
/* Orders that an act opens and closes wait in the queue of that act, not here. */
#define ROW(op, label, article, role_of, org) "SELECT 'work_order', w.id, w.no, w.title, f.name, w.state, '" op "', '" label "', '" article "', x.role, " org ", NULL, NULL, NULL, w.due_at, w.created_at" \
	" FROM work_order w JOIN org f ON f.id = w.from_org JOIN (" role_of ") x ON 1 = 1 WHERE w.kind NOT IN ('provision', 'change', 'revoke', 'emergency')"
#define DOERS "SELECT 'csp_operation' AS role UNION ALL SELECT 'csp_maintenance' UNION ALL SELECT 'csp_security' UNION ALL SELECT 'tech_evaluator' UNION ALL SELECT 'dept_reviewer'"
#define ASKERS "SELECT 'auth_handler' AS role UNION ALL SELECT 'user_handler' UNION ALL SELECT 'user_owner' UNION ALL SELECT 'user_security' UNION ALL SELECT 'appu_manager' UNION ALL SELECT 'appu_reviewer'"
static const char *const work[] = {
	ROW("work_order.start", "接单", "A28.3", DOERS, "w.to_org") " AND w.state IN ('dispatched', 'returned')",
	ROW("work_order.done", "处理完成", "A28.3", DOERS, "w.to_org") " AND w.state = 'in_progress'",
	ROW("work_order.confirm", "确认并评价", "A9b.3", ASKERS, "w.from_org") " AND w.state = 'done'",
	NULL
};
static const struct invariant invariants[] = {
	{ "A9b.3", "满意度在 1 至 5 之间，只评价完成了的工单", "SELECT no FROM work_order WHERE satisfaction IS NOT NULL AND (satisfaction < 1 OR satisfaction > 5 OR state <> 'confirmed')" },
	{ "A28.3", "完成的工单有完成时间", "SELECT no FROM work_order WHERE state IN ('done', 'confirmed') AND done_at IS NULL" },
	{ 0 }
};
static const struct entity *const entities[] = { &work_order_entity, NULL };
static const struct flow *const flows[] = { &work_order_flow, NULL };
const struct feature work_order_feature = {
	.name = "work_order", .label = "工单", .articles = ARTICLES("A28.3", "A9b.3", "A10.5"), .migrations = migrations, .invariants = invariants,
	.entities = entities, .flows = flows, .guards = guards, .settings = settings, .ops = ops, .grants = grants, .work = work, STATEMENTS(Q),
};
