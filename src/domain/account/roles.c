/* Who may do what (A31.P2a): the whole matrix from the tables, and for one object who sees it, who may act on it and who did. */
#include "core/core.h"
#include "domain/account/account_in.h"
#include "domain/account/duty.h"

struct matrix_row { struct str op, label, article, perm, perm_label, object, applicant, user, csp, coop; struct list roles; bool step_up; };
struct matrix_ask { struct str op, perm; int32_t role; };
struct matrix { struct list items; struct str next; };
static const struct field ask_fields[] = {
	F(struct matrix_ask, role, F_ENUM, "岗位", IN, .names = role_names, .n_names = ROLE_MAX), F(struct matrix_ask, op, F_STR, "操作", IN), F(struct matrix_ask, perm, F_STR, "权限", IN), { 0 }
};
const struct record matrix_ask_record = RECORD("role_matrix_ask", struct matrix_ask, ask_fields, "权限矩阵");
static const struct field row_fields[] = {
	F(struct matrix_row, op, F_STR, "操作", OUT), F(struct matrix_row, label, F_STR, "名称", OUT), F(struct matrix_row, article, F_STR, "条文", OUT),
	F(struct matrix_row, perm, F_STR, "权限", OUT), F(struct matrix_row, perm_label, F_STR, "权限名称", OUT), F(struct matrix_row, roles, F_STRS, "岗位", OUT, .max = ROLE_MAX),
	F(struct matrix_row, object, F_STR, "对象", OUT), F(struct matrix_row, applicant, F_STR, "申请单位看到", OUT, .max = 2000), F(struct matrix_row, user, F_STR, "上云单位看到", OUT, .max = 2000),
	F(struct matrix_row, csp, F_STR, "云服务商看到", OUT, .max = 2000), F(struct matrix_row, coop, F_STR, "会办与技术单位看到", OUT, .max = 2000),
	F(struct matrix_row, step_up, F_BOOL, "再次验证", OUT), { 0 }
};
static const struct record row_record = RECORD("role_matrix_row", struct matrix_row, row_fields, "权限");
static const struct field matrix_fields[] = {
	F(struct matrix, items, F_LIST, "权限矩阵", OUT, .sub = &row_record, .max = 2000), F(struct matrix, next, F_STR, "下一页", OUT, .help = "总是空：这张表一次给全"), { 0 }
};
const struct record matrix_record = RECORD("role_matrix", struct matrix, matrix_fields, "权限矩阵");

/* Conditions are constants of the tables; what they mean is told in words, never as they stand: a condition that has no words of its own
 * yet is told by what it turns on. */
static struct str scope_words(const char *cond)
{
	static const struct { const char *cond, *words; } known[] = {
		{ "1=1", "全部" }, { "org = :org", "本单位" }, { "root = :root OR org = :org", "本一级预算单位" }, { "org = :root OR org = :org", "本单位和上级单位" }, { "csp = :org", "本服务商" }, { "id = :org", "本单位" }, { "owner = :org", "本单位" },
		{ "owed_by = :org", "本单位欠的" }, { "user_org = :org", "本单位" }, { "applicant_org = :org OR user_org = :org", "本单位申请或使用的" }, { "applicant_org = :org", "本单位申请的" }, { "applicant_org = :root", "本一级预算单位申请的" },
		{ "applicant_org = :root OR user_org = :org", "本一级预算单位申请或本单位使用的" }, { "applicant_org = :root OR org = :org", "本一级预算单位申请或本单位的" }, { "to_person = :person", "本人的" },
		{ "from_org = :org OR to_org = :org", "本单位发出或收到的" }, { "to_org = :org OR from_org = :org", "本单位发出或收到的" }, { "from_csp = :org OR to_csp = :org", "本服务商移出或接收的" }, { "state <> 'draft'", "起草以外的" },
		{ "csp = :org AND state <> 'draft'", "本服务商，起草的除外" }, { "csp = :org AND contract_state <> 'draft'", "本服务商，起草的除外" }, { "csp = :org AND (kind = 'periodic' OR state <> 'draft')", "本服务商，主管部门起草的除外" },
		{ "csp = :org AND (evaluation_kind = 'periodic' OR evaluation_state <> 'draft')", "本服务商，主管部门起草的除外" }, { "state <> 'draft' OR by_org = :org", "起草以外的，和本单位起草的" }, { "evaluation_state <> 'draft' AND user_org = :org", "本单位，起草的除外" },
		{ "evaluation_state <> 'draft' AND (applicant_org = :root OR user_org = :org)", "本单位申请或使用的，起草的除外" }, { "evaluation_state <> 'draft' OR evaluation_kind = 'dynamic'", "服务商起草以外的" }, { "catalog_state <> 'draft'", "起草以外的" },
		{ "state IN ('published', 'retired')", "已发布的" }, { "catalog_state IN ('published', 'retired')", "已发布的" }, { "active = 1", "在用的" }, { "contract_state = 'active'", "有效合同的" }, { "dedicated = 0", "不是专属的" },
		{ "dedicated = 0 OR id IN (SELECT m.pool FROM pool_member m WHERE m.org = :org OR m.org = :root)", "公用的，和本单位专属的" }, { "id = :org OR budget_level1 = :root OR kind IN ('authority', 'csp', 'tech', 'dept')", "本一级预算单位，和主管部门、服务商、技术与会办单位" },
		{ "id = :org OR id = :root OR kind IN ('authority', 'csp', 'tech', 'dept')", "本单位和上级单位，和主管部门、服务商、技术与会办单位" }, { "system IN (SELECT x.system FROM csp_visible x WHERE x.org = :org)", "由本服务商承载的系统的" },
		{ "id IN (SELECT x.system FROM csp_visible x WHERE x.org = :org)", "由本服务商承载的" }, { "csp = :org OR system IN (SELECT x.system FROM csp_visible x WHERE x.org = :org)", "本服务商，和由本服务商承载的系统的" },
		{ "id IN (SELECT t.application FROM review_task t WHERE t.org = :org)", "征求过本单位意见的" },
	};

	if (!cond)
		return STR("不可见");
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(cond, known[i].cond) == 0)
			return str_of(known[i].words);
	return strstr(cond, "csp = :org") ? STR("与本服务商有关的") : strstr(cond, ":org") || strstr(cond, ":root") ? STR("与本单位有关的") : strstr(cond, ":person") ? STR("与本人有关的") : STR("按情况");
}

static uint64_t op_roles(const struct ctx *c, const struct op *op)
{
	if (op->flags & OP_INTERNAL)
		return 0;
	return op->perm ? core_perm_roles(c->core, op->perm) & R_ALL : R_ALL;
}

enum err role_matrix(struct ctx *c, const void *in_, void *out)
{
	const struct matrix_ask *in = in_;
	const struct op *const *ops;
	size_t n = core_ops(c->core, &ops);
	struct matrix_row *rows = ARENA_ARRAY(c->arena, struct matrix_row, n);
	struct list *to = &((struct matrix *)out)->items;

	*to = (struct list){ rows, 0 };
	for (size_t i = 0; i < n; i++) {
		const struct op *op = ops[i];
		uint64_t roles = op_roles(c, op);
		if ((op->flags & OP_INTERNAL) || (in->role && !(roles >> in->role & 1)) || (in->op.n && str_find(str_of(op->name), in->op) < 0) ||
		    (in->perm.n && (!op->perm || !str_is(in->perm, op->perm))))
			continue;
		struct matrix_row *r = &rows[to->n++];
		struct str *names = ARENA_ARRAY(c->arena, struct str, ROLE_MAX);
		const struct scope *s = op->entity ? &op->entity->scope : NULL;
		bool all = op->list && op->list->unscoped;
		*r = (struct matrix_row){ .op = str_of(op->name), .label = str_of(op->words), .article = str_of(op->article), .perm = str_of(op->perm),
			.perm_label = op->perm ? str_of(core_perm_label(c->core, op->perm)) : op->flags & OP_PUBLIC ? STR("无需登录") : STR("登录即可"),
			.roles = { names, 0 }, .object = op->entity ? str_of(op->entity->label) : STR_NONE, .step_up = op->flags & OP_STEP_UP };
		if (s) {
			r->applicant = all ? STR("全部") : scope_words(s->applicant);
			r->user = all ? STR("全部") : scope_words(s->user);
			r->csp = all ? STR("全部") : scope_words(s->csp);
			r->coop = all ? STR("全部") : scope_words(s->coop);
		}
		for (int role = 1; op->perm && role < ROLE_MAX; role++)
			if (roles >> role & 1)
				names[r->roles.n++] = str_of(role_names[role].word);
	}
	return OK;
}

/* ---- conflicts ---- */
struct duty_row { struct str article, label, kept, guard; struct list one, other; };
struct duty_rows { struct list items; struct str next; };
static const struct field duty_fields[] = {
	F(struct duty_row, article, F_STR, "条文", OUT), F(struct duty_row, label, F_STR, "冲突", OUT), F(struct duty_row, one, F_STRS, "一方岗位", OUT, .max = ROLE_MAX),
	F(struct duty_row, other, F_STRS, "另一方岗位", OUT, .max = ROLE_MAX), F(struct duty_row, kept, F_STR, "怎样保证", OUT), F(struct duty_row, guard, F_STR, "理由词", OUT), { 0 }
};
static const struct record duty_record = RECORD("duty_conflict", struct duty_row, duty_fields, "职责冲突");
static const struct field duty_rows_fields[] = {
	F(struct duty_rows, items, F_LIST, "职责冲突", OUT, .sub = &duty_record, .max = 100), F(struct duty_rows, next, F_STR, "下一页", OUT, .help = "总是空：这张表一次给全"), { 0 }
};
const struct record duty_rows_record = RECORD("duty_conflicts", struct duty_rows, duty_rows_fields, "职责冲突");

static struct list role_words(struct ctx *c, uint64_t roles)
{
	struct str *names = ARENA_ARRAY(c->arena, struct str, ROLE_MAX);
	struct list out = { names, 0 };

	for (int r = 1; r < ROLE_MAX; r++)
		if (roles >> r & 1)
			names[out.n++] = str_of(role_names[r].word);
	return out;
}

enum err duty_list(struct ctx *c, const void *in, void *out)
{
	struct duty_row *rows = ARENA_ARRAY(c->arena, struct duty_row, 100);
	struct list *to = &((struct duty_rows *)out)->items;

	(void)in;
	*to = (struct list){ rows, 0 };
	for (const struct duty *d = duties; d->label; d++)
		rows[to->n++] = (struct duty_row){ str_of(d->article), str_of(d->label), str_of(duty_kept_names[d->kept].label), str_of(d->guard), role_words(c, d->one), role_words(c, d->other) };
	return OK;
}

/* ---- who could carry a procedure through alone ---- */
struct alone_ask { struct str login, flow; };
struct alone_rows { struct list items; struct str next; };
static const struct field alone_ask_fields[] = { F(struct alone_ask, login, F_STR, "登录名", IN), F(struct alone_ask, flow, F_STR, "程序", IN), { 0 } };
const struct record alone_ask_record = RECORD("duty_alone_ask", struct alone_ask, alone_ask_fields, "一人独办");
static const struct field alone_fields[] = {
	F(struct alone, flow, F_STR, "程序", OUT), F(struct alone, procedure, F_STR, "程序名称", OUT), F(struct alone, end, F_STR, "办到", OUT), F(struct alone, login, F_STR, "登录名", OUT), { 0 }
};
static const struct record alone_record = RECORD("duty_alone_row", struct alone, alone_fields, "一人独办");
static const struct field alone_rows_fields[] = {
	F(struct alone_rows, items, F_LIST, "一人可独自办完的", OUT, .sub = &alone_record, .max = ALONE_MAX), F(struct alone_rows, next, F_STR, "下一页", OUT, .help = "总是空：一次给全"), { 0 }
};
const struct record alone_rows_record = RECORD("duty_alone", struct alone_rows, alone_rows_fields, "一人独办");

enum err alone_list(struct ctx *c, const void *in_, void *out)
{
	const struct alone_ask *in = in_;
	struct list all, *to = &((struct alone_rows *)out)->items;

	TRY(duty_alone(c, &all));
	*to = (struct list){ ARENA_ARRAY(c->arena, struct alone, all.n + 1), 0 };
	EACH(struct alone, a, all)
		if ((!in->login.n || str_eq(in->login, a->login)) && (!in->flow.n || str_eq(in->flow, a->flow)))
			*LIST_AT(*to, struct alone, to->n++) = *a;
	return OK;
}

/* ---- one object: for whoever sees it ---- */
struct who_in { struct str entity; int64_t object; };
static const struct field who_in_fields[] = {
	F(struct who_in, entity, F_STR, "对象种类", IN | NEEDED), F(struct who_in, object, F_ID, "对象", IN | NEEDED), { 0 }
};
const struct record who_in_record = RECORD("object_who_ask", struct who_in, who_in_fields, "对象");
struct seer { int64_t person; struct str login, name, org_name; struct list roles, ops; };
struct doer { struct instant at; struct str login, org_name, words, action; };
struct who_out { struct list can, did; };
static const struct field seer_fields[] = {
	F(struct seer, person, F_ID, "人员", OUT, .ref = "person"), F(struct seer, login, F_STR, "登录名", OUT), F(struct seer, name, F_STR, "姓名", OUT | PERSONAL),
	F(struct seer, org_name, F_STR, "单位", OUT), F(struct seer, roles, F_STRS, "岗位", OUT, .max = ROLE_MAX), F(struct seer, ops, F_STRS, "可以做", OUT, .max = 200), { 0 }
};
static const struct record seer_record = RECORD("object_seer", struct seer, seer_fields, "能看到的人");
static const struct field doer_fields[] = {
	F(struct doer, at, F_AT, "时间", OUT), F(struct doer, login, F_STR, "登录名", OUT), F(struct doer, org_name, F_STR, "单位", OUT), F(struct doer, action, F_STR, "操作", OUT), F(struct doer, words, F_STR, "做了什么", OUT), { 0 }
};
static const struct record doer_record = RECORD("object_doer", struct doer, doer_fields, "做过的人");
static const struct field who_out_fields[] = {
	F(struct who_out, can, F_LIST, "谁能看到、能做什么", OUT, .sub = &seer_record, .max = 20000, .article = "A31.P2a"),
	F(struct who_out, did, F_LIST, "谁做过什么", OUT, .sub = &doer_record, .max = 500, .article = "A31.P2a"), { 0 }
};
const struct record who_out_record = RECORD("object_who", struct who_out, who_out_fields, "谁能看到、谁做过");

/* Whether the person has to do with such objects at all, if only to find them in a list; and what may be done with one. */
static bool may_do(struct ctx *c, const struct entity *e, const struct principal *w, struct seer *to)
{
	const struct op *const *ops;
	size_t n = core_ops(c->core, &ops);
	struct str *names = ARENA_ARRAY(c->arena, struct str, 200);
	bool any = false;

	to->ops = (struct list){ names, 0 };
	for (size_t i = 0; i < n && to->ops.n < 200; i++) {
		if (ops[i]->entity != e || (ops[i]->flags & OP_CREATES) || !core_may(c->core, w, ops[i]))
			continue;
		any = true;
		if (!ops[i]->list)
			names[to->ops.n++] = str_of(ops[i]->name);
	}
	return any;
}

/* A provider's people learn that the authority's posts see their object and what was done with it, never whose accounts those are (A31.P1a). */
static bool hides_authority(const struct ctx *c) { return c->who.party == ORG_CSP; }

enum err object_who(struct ctx *c, const void *in_, void *out_)
{
	static const struct stmt Q_DID = {
		"SELECT a.at, CASE WHEN ?3 = 1 AND o.kind = 'authority' THEN NULL ELSE a.login END, o.name, a.action, a.words"
		" FROM audit_log a LEFT JOIN org o ON o.id = a.org WHERE a.object_kind = ?1 AND a.object_id = ?2 AND a.result = 'ok' ORDER BY a.at DESC, a.seq DESC LIMIT 500", &doer_record };
	const struct who_in *in = in_;
	struct who_out *out = out_;
	const struct entity *e = core_entity_named(c, in->entity);
	struct list people;

	if (!e)
		return fail(c, E_ABSENT, "absent", "没有名为“" STR_FMT "”的对象种类", STR_ARG(utf8_head(in->entity, 40)));
	void *rec = arena_alloc(c->arena, e->rec->size);
	struct seer own;
	if (!may_do(c, e, &c->who, &own) && !c->who.system)
		return fail(c, E_ABSENT, "absent", "没有编号为 %" PRId64 " 的%s，或者不在可见范围内", in->object, e->label);
	TRY(entity_get(c, e, in->object, rec));
	TRY(account_everybody(c, &people));
	out->can = (struct list){ ARENA_ARRAY(c->arena, struct seer, people.n + 1), 0 };
	struct principal me = c->who;
	EACH(struct principal, w, people) {
		struct seer *to = LIST_AT(out->can, struct seer, out->can.n);
		bool any = may_do(c, e, w, to);
		/* Whoever may do nothing with such objects does not see this one either. */
		c->who = *w;
		enum err got = any ? entity_get(c, e, in->object, rec) : E_ABSENT;
		c->who = me;
		if (got == E_ABSENT) {
			fail_clear(&c->fail);
			continue;
		}
		TRY(got);
		if (!hides_authority(c) || w->party != ORG_AUTHORITY) {
			to->person = w->person; to->login = w->login; to->name = w->name;
		}
		to->org_name = w->org_name;
		to->roles = role_words(c, w->roles);
		out->can.n++;
	}
	return sql_all(c, &Q_DID, &out->did, e->name, in->object, (int64_t)hides_authority(c));
}
