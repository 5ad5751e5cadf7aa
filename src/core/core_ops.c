/* Ops of the core itself: settings, the register of articles, an object's timeline. */
#include <stdio.h>
#include "core/parts.h"

/* ---- params ---- */
enum { PARAMS_MAX = 500, CHOICES_MAX = 20 };
struct param { struct str key, label, value, value_label, standard, standard_label, kind, type, basis, limit, clause; struct list choices, choice_labels; bool changed; };
struct params { struct list items; struct str next; };
static const struct field param_fields[] = {
	F(struct param, key, F_STR, "参数", OUT), F(struct param, label, F_STR, "名称", OUT), F(struct param, value, F_STR, "现值", OUT),
	F(struct param, value_label, F_STR, "现值文字", OUT, .help = "选一的和是非的写成文字，其他与现值相同"), F(struct param, standard, F_STR, "默认值", OUT),
	F(struct param, standard_label, F_STR, "默认值文字", OUT), F(struct param, kind, F_STR, "类别", OUT, .help = "L 为法定，只能更严；P 为平台默认"),
	F(struct param, type, F_STR, "写法", OUT, .help = "int 整数，ints 逗号分开的整数，bool，choice 选一，words 逗号分开的词，time 时刻，date 日期，pct 百分数，text"),
	F(struct param, choices, F_STRS, "可选", OUT, .max = CHOICES_MAX), F(struct param, choice_labels, F_STRS, "可选文字", OUT, .max = CHOICES_MAX, .help = "与可选逐项对应"), F(struct param, changed, F_BOOL, "已改动", OUT),
	F(struct param, basis, F_STR, "依据", OUT), F(struct param, clause, F_STR, "条款", OUT), F(struct param, limit, F_STR, "法定限度", OUT), { 0 }
};
static const struct record param_record = RECORD("param", struct param, param_fields, "参数");
static const struct field params_fields[] = {
	F(struct params, items, F_LIST, "参数", OUT, .sub = &param_record, .max = 500),
	F(struct params, next, F_STR, "下一页", OUT, .help = "总是空：这张表一次给全"),
	{ 0 }
};
static const struct record params_record = RECORD("param_list", struct params, params_fields, "参数表");

static struct list words_of(struct ctx *c, const char *text)
{
	struct str *words = ARENA_ARRAY(c->arena, struct str, CHOICES_MAX);
	struct list l = { words, 0 };

	for (struct str rest = str_of(text); rest.p && l.n < CHOICES_MAX;)
		words[l.n++] = str_cut(&rest, ',');
	return l;
}

/* A value as people read it. */
static struct str label_of(const struct param *p, struct str value)
{
	for (size_t i = 0; i < p->choices.n && i < p->choice_labels.n; i++)
		if (str_eq(*LIST_AT(p->choices, struct str, i), value))
			return *LIST_AT(p->choice_labels, struct str, i);
	return value;
}

static struct param show(struct ctx *c, const struct setting *s)
{
	struct str rest = str_of(s->basis), value = setting_raw(c, s);
	const struct article *a = article_find(arena_cstr(c->arena, str_cut(&rest, ',')));

	struct param p = {
		.key = str_of(s->key), .label = str_of(s->label), .value = value, .standard = str_of(s->standard), .kind = str_of(setting_kind_word(s)),
		.type = str_of(setting_type_word(s)), .choices = words_of(c, s->kind == SET_BOOL ? "true,false" : s->choices), .choice_labels = words_of(c, s->kind == SET_BOOL ? "是,否" : s->says), .changed = !str_is(value, s->standard),
		.basis = str_of(s->basis), .clause = a ? str_of(a->clause) : STR_NONE,
		.limit = s->limit_kind == LIMIT_AT_MOST ? arena_fmt(c->arena, "最多 %" PRId64, s->limit)
		       : s->limit_kind == LIMIT_AT_LEAST ? arena_fmt(c->arena, "至少 %" PRId64, s->limit)
		       : s->limit_kind == LIMIT_FALSE ? STR("不得开启") : STR_NONE,
	};
	p.value_label = label_of(&p, value);
	p.standard_label = label_of(&p, p.standard);
	return p;
}

static const struct names param_kinds[] = { { NULL, NULL }, { "L", "法定" }, { "P", "默认" } };
struct param_ask { int32_t kind; struct str changed, q; };
static const struct field param_ask_fields[] = {
	F(struct param_ask, kind, F_ENUM, "类别", IN, NAMES(param_kinds)),
	F(struct param_ask, changed, F_STR, "已改动", IN, .max = 5, .help = "true 只看改过的，false 只看没改的"),
	F(struct param_ask, q, F_STR, "查找", IN, .max = 100, .help = "参数、名称或依据中的字"), { 0 }
};
static const struct record param_ask_record = RECORD("param_list_in", struct param_ask, param_ask_fields, "参数表");

static bool asked_for(const struct param_ask *in, const struct param *p)
{
	if (in->kind && !str_is(p->kind, param_kinds[in->kind].word))
		return false;
	if (in->changed.p && str_is(in->changed, "true") != p->changed)
		return false;
	return !in->q.n || str_find(p->key, in->q) >= 0 || str_find(p->label, in->q) >= 0 || str_find(p->basis, in->q) >= 0;
}

static enum err param_list(struct ctx *c, const void *in_, void *out)
{
	const struct param_ask *in = in_;
	struct params *p = out;
	struct param *rows = ARENA_ARRAY(c->arena, struct param, PARAMS_MAX);

	if (in->changed.p && !str_is(in->changed, "true") && !str_is(in->changed, "false")) {
		fail_on(c, "changed", "bad_enum", "changed 只能是 true 或 false");
		return fields_ok(c);
	}
	p->items.items = rows;
	for (const struct feature *const *f = core_features(c->core); *f; f++)
		for (const struct setting *s = (*f)->settings; s && s->key && p->items.n < PARAMS_MAX; s++) {
			rows[p->items.n] = show(c, s);
			p->items.n += asked_for(in, &rows[p->items.n]);
		}
	return OK;
}

struct param_in { struct str key, value, basis; };
static const struct field param_in_fields[] = {
	F(struct param_in, key, F_STR, "参数", IN_PATH), F(struct param_in, value, F_STR, "新值", IN | NEEDED),
	F(struct param_in, basis, F_STR, "依据", IN | NEEDED, .help = "所依据的解释或文件，留存备查", .article = "A40"), { 0 }
};
static const struct record param_in_record = RECORD("param_set", struct param_in, param_in_fields, "修改参数");

static const struct field param_reset_fields[] = {
	F(struct param_in, key, F_STR, "参数", IN_PATH), F(struct param_in, basis, F_STR, "依据", IN | NEEDED, .help = "所依据的解释或文件，留存备查", .article = "A40"), { 0 }
};
static const struct record param_reset_record = RECORD("param_reset", struct param_in, param_reset_fields, "恢复默认值");

static enum err change(struct ctx *c, const struct setting *s, struct str value, struct str basis)
{
	static const struct stmt Q_UPD = { "UPDATE param SET value = ?2, basis = ?3, version = version + 1 WHERE key = ?1" };
	static const struct stmt Q_INS = { "INSERT INTO param (key, value, basis, version) VALUES (?1, ?2, ?3, 1)" };
	static const struct stmt Q_HIS = { "INSERT INTO param_history (id, key, old_value, value, basis, at, account, login) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)" };
	int64_t changed = 0;
	struct str old = setting_raw(c, s);

	TRY(sql_run_n(c, &Q_UPD, &changed, s->key, value, basis));
	if (!changed)
		TRY(sql_run(c, &Q_INS, s->key, value, basis));
	TRY(sql_run(c, &Q_HIS, id_new(c), s->key, old, value, basis, c->now, V_ID(c->who.account), c->who.login));
	who_changed(c);
	return OK;
}

enum err setting_change(struct ctx *c, const char *key, struct str value, struct str basis)
{
	const struct setting *s = core_setting(c->core, key);

	assert(s);
	TRY(setting_check(c, s, value));
	TRY(fields_ok(c));
	return change(c, s, value, basis);
}

static enum err setting_of(struct ctx *c, const struct param_in *in, const struct setting **s)
{
	*s = core_setting(c->core, arena_cstr(c->arena, in->key));
	if (!*s)
		return fail(c, E_ABSENT, "absent", "没有名为“" STR_FMT "”的参数", STR_ARG(utf8_head(in->key, 60)));
	if (!str_trim(in->basis).n)
		fail_on(c, "basis", "missing", "要写明所依据的解释或文件");
	return OK;
}

static enum err param_set(struct ctx *c, const void *in_, void *out)
{
	const struct param_in *in = in_;
	const struct setting *s;

	TRY(setting_of(c, in, &s));
	TRY(setting_check(c, s, in->value));
	TRY(fields_ok(c));
	TRY(change(c, s, in->value, in->basis));
	*(struct param *)out = show(c, s);
	return OK;
}

static enum err param_reset(struct ctx *c, const void *in_, void *out)
{
	const struct param_in *in = in_;
	const struct setting *s;

	TRY(setting_of(c, in, &s));
	TRY(fields_ok(c));
	if (!str_is(setting_raw(c, s), s->standard))
		TRY(change(c, s, str_of(s->standard), in->basis));
	*(struct param *)out = show(c, s);
	return OK;
}

struct param_change { int64_t id; struct str key, old_value, value, basis, login; struct instant at; };
static const struct field change_fields[] = {
	F(struct param_change, id, F_ID, "编号", OUT | SORT), F(struct param_change, key, F_STR, "参数", OUT | FILTER),
	F(struct param_change, old_value, F_STR, "原值", OUT), F(struct param_change, value, F_STR, "新值", OUT),
	F(struct param_change, basis, F_STR, "依据", OUT), F(struct param_change, login, F_STR, "修改人", OUT | FILTER),
	F(struct param_change, at, F_AT, "时间", OUT | FILTER), { 0 }
};
static const struct record change_record = RECORD("param_change", struct param_change, change_fields, "参数变更");
static const struct list_def change_list = { .from = "param_history", .rec = &change_record, .order = "-id", .unscoped = true };

/* ---- articles ---- */
struct article_row { struct str id, level, clause, text; struct list where, scenarios; };
struct article_rows { struct list items; struct str next; };
static const struct field article_fields[] = {
	F(struct article_row, id, F_STR, "条目", OUT), F(struct article_row, level, F_STR, "级", OUT), F(struct article_row, clause, F_STR, "条款", OUT),
	F(struct article_row, text, F_TEXT, "要求", OUT), F(struct article_row, where, F_STRS, "在哪里实现", OUT, .max = 500),
	F(struct article_row, scenarios, F_STRS, "检验场景", OUT, .max = 500), { 0 }
};
static const struct record article_record = RECORD("article", struct article_row, article_fields, "条文");
static const struct field article_rows_fields[] = {
	F(struct article_rows, items, F_LIST, "条文", OUT, .sub = &article_record, .max = 1000),
	F(struct article_rows, next, F_STR, "下一页", OUT, .help = "总是空：这张表一次给全"),
	{ 0 }
};
static const struct record article_rows_record = RECORD("article_list", struct article_rows, article_rows_fields, "条文表");

static void article_show(struct ctx *c, const struct article *a, struct article_row *row)
{
	struct str *names = ARENA_ARRAY(c->arena, struct str, 200);
	struct str rest = str_of(article_scenarios(a->id));

	*row = (struct article_row){ str_of(a->id), str_of(a->level), str_of(a->clause), str_of(a->text), { 0 }, { names, 0 } };
	article_where(c->core, a->id, c->arena, &row->where);
	while (rest.n && row->scenarios.n < 200)
		names[row->scenarios.n++] = str_cut(&rest, ' ');
}

static enum err article_list(struct ctx *c, const void *in, void *out)
{
	const struct article *all;
	size_t n = article_all(&all);
	struct article_row *rows = ARENA_ARRAY(c->arena, struct article_row, n);

	(void)in;
	for (size_t i = 0; i < n; i++)
		article_show(c, &all[i], &rows[i]);
	((struct article_rows *)out)->items = (struct list){ rows, n };
	return OK;
}

struct article_in { struct str article; };
static const struct field article_in_fields[] = { F(struct article_in, article, F_STR, "条目", IN_PATH), { 0 } };
static const struct record article_in_record = RECORD("article_in", struct article_in, article_in_fields, "条目");

static enum err article_get(struct ctx *c, const void *in_, void *out)
{
	const struct article_in *in = in_;
	const struct article *a = article_find(arena_cstr(c->arena, in->article));

	if (!a)
		return fail(c, E_ABSENT, "absent", "没有条目“" STR_FMT "”", STR_ARG(utf8_head(in->article, 20)));
	article_show(c, a, out);
	return OK;
}

/* ---- timeline: what happened to an object, for those who may see it ---- */
struct step { int64_t id; struct instant at; struct str person_name, org_name, role, event, label, from_state, to_state, comment, article, clause; };
static const struct field step_fields[] = {
	F(struct step, id, F_ID, "编号", OUT), F(struct step, at, F_AT, "时间", OUT), F(struct step, person_name, F_STR, "办理人", OUT),
	F(struct step, org_name, F_STR, "单位", OUT), F(struct step, role, F_STR, "岗位", OUT), F(struct step, event, F_STR, "事件", OUT),
	F(struct step, label, F_STR, "事项", OUT), F(struct step, from_state, F_STR, "原状态", OUT), F(struct step, to_state, F_STR, "新状态", OUT),
	F(struct step, comment, F_TEXT, "说明", OUT), F(struct step, article, F_STR, "条文", OUT), F(struct step, clause, F_STR, "条款", OUT | VIRTUAL), { 0 }
};
static const struct record step_record = RECORD("timeline_step", struct step, step_fields, "办理过程");
struct steps { struct list items; struct str next; };
static const struct field steps_fields[] = {
	F(struct steps, items, F_LIST, "办理过程", OUT, .sub = &step_record, .max = 1000),
	F(struct steps, next, F_STR, "下一页", OUT, .help = "总是空：这张表一次给全"),
	{ 0 }
};
static const struct record steps_record = RECORD("timeline", struct steps, steps_fields, "办理过程");
struct timeline_in { struct str entity; int64_t object; };
static const struct field timeline_in_fields[] = {
	F(struct timeline_in, entity, F_STR, "对象种类", IN | NEEDED), F(struct timeline_in, object, F_ID, "对象", IN | NEEDED), { 0 }
};
static const struct record timeline_in_record = RECORD("timeline_in", struct timeline_in, timeline_in_fields, "对象");

static enum err timeline(struct ctx *c, const void *in_, void *out)
{
	static const struct stmt Q_STEPS = { "SELECT {} FROM transition WHERE object = ?1 AND entity = ?2 ORDER BY id DESC LIMIT 1000", &step_record };
	const struct timeline_in *in = in_;
	const struct entity *e = core_entity(c->core, in->entity);
	struct steps *steps = out;

	if (!e)
		return fail(c, E_ABSENT, "absent", "没有名为“" STR_FMT "”的对象种类", STR_ARG(utf8_head(in->entity, 40)));
	TRY(entity_get(c, e, in->object, arena_alloc(c->arena, e->rec->size)));
	TRY(sql_all(c, &Q_STEPS, &steps->items, in->object, e->name));
	EACH(struct step, s, steps->items) {
		const struct article *a = s->article.n ? article_find(arena_cstr(c->arena, s->article)) : NULL;
		s->clause = a ? str_of(a->clause) : STR_NONE;
		if (entity_inner(c, e->inner_events, s->event))
			s->comment = STR_NONE;
	}
	return OK;
}

const struct op core_ops_rows[] = {
	{ "param.list", GET, "/params", "param.read", &param_ask_record, &params_record, param_list, "参数表", "A40" },
	{ "param.set", PUT, "/params/{key}", "param.set", &param_in_record, &param_record, param_set, "修改参数", "A40", .flags = OP_NO_MATCH | OP_STEP_UP },
	{ "param.reset", POST, "/params/{key}/reset", "param.set", &param_reset_record, &param_record, param_reset, "恢复默认值", "A40", .flags = OP_NO_MATCH | OP_STEP_UP },
	{ "param.history", GET, "/param-history", "param.read", .words = "参数变更历史", .article = "A40", .list = &change_list },
	{ "keys.reseal", .verb = POST, .fn = sealed_anew, .words = "换密钥后重新加密", .article = "A31.P2b", .flags = OP_INTERNAL },
	{ "article.list", GET, "/articles", NULL, NULL, &article_rows_record, article_list, "条文与期限", "A1", OP_SIGNED_IN },
	{ "article.get", GET, "/articles/{article}", NULL, &article_in_record, &article_record, article_get, "查看条文", "A1", OP_SIGNED_IN },
	{ "timeline.get", GET, "/timeline", NULL, &timeline_in_record, &steps_record, timeline, "办理过程", "A18", OP_SIGNED_IN },
	{ 0 }
};
