/* Keeping, changing and taking away views of lists. */
#include "core/core.h"
#include "domain/view/view_in.h"

/* What the page of a list keeps in its address beside what the server is asked. */
static const char *const of_page[] = { "q", "sort", "columns", "compact" };

/* A member is a filter of the list's rows, a time's or a day's beginning or end, or what the op asks for beside. */
static bool member_known(const struct op *list, struct str name)
{
	const struct record *r = list->list && list->list->rec ? list->list->rec : list->entity ? list->entity->rec : NULL;
	static const char *const ends[] = { "", "_from", "_until" };

	for (size_t i = 0; i < COUNT(of_page); i++)
		if (str_is(name, of_page[i]))
			return true;
	if (list->in && record_field(list->in, name))
		return true;
	for (size_t i = 0; r && i < COUNT(ends); i++) {
		size_t n = strlen(ends[i]);
		const struct field *fd = name.n > n && str_ends(name, str_of(ends[i])) ? record_field(r, (struct str){ name.p, name.n - n }) : NULL;
		if (fd && (fd->flags & FILTER) && (!n || fd->kind == F_DATE || fd->kind == F_AT || fd->kind == F_MONTH))
			return true;
	}
	return false;
}

static bool is_hex(char ch) { return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f') || (ch >= 'A' && ch <= 'F'); }

/* As a browser writes it: nothing but ASCII, percent-encoded where it must be, and no NUL. */
static bool value_ok(struct str v)
{
	for (size_t i = 0; i < v.n; i++) {
		unsigned char ch = (unsigned char)v.p[i];
		if (ch <= ' ' || ch > '~' || ch == '#' || ch == '=' || ch == '"' || ch == '<' || ch == '>')
			return false;
		if (ch == '%' && (i + 2 >= v.n || !is_hex(v.p[i + 1]) || !is_hex(v.p[i + 2]) || (v.p[i + 1] == '0' && v.p[i + 2] == '0')))
			return false;
	}
	return v.n > 0;
}

bool view_query_ok(const struct op *list, struct str text, struct arena *a, struct str *why)
{
	struct str seen[VIEW_MEMBERS_MAX], rest = text;
	size_t n = 0;

	while (rest.n) {
		struct str value = str_cut(&rest, '&'), name = str_cut(&value, '=');
		if (n == VIEW_MEMBERS_MAX) {
			*why = arena_fmt(a, "视图的条件最多 %d 个", VIEW_MEMBERS_MAX);
			return false;
		}
		if (!member_known(list, name)) {
			*why = arena_fmt(a, "这份列表没有条件“" STR_FMT "”", STR_ARG(utf8_head(name, 60)));
			return false;
		}
		if (!value_ok(value)) {
			*why = arena_fmt(a, "条件“" STR_FMT "”的值应当像在地址里那样写，不能是“" STR_FMT "”", STR_ARG(name), STR_ARG(utf8_head(value, 60)));
			return false;
		}
		for (size_t i = 0; i < n; i++)
			if (str_eq(seen[i], name)) {
				*why = arena_fmt(a, "条件“" STR_FMT "”写了两次", STR_ARG(name));
				return false;
			}
		seen[n++] = name;
	}
	return true;
}

/* The op that gives the list at that path, when this person may ask for it. */
static const struct op *list_at(struct ctx *c, struct str path)
{
	const struct op *const *ops;
	size_t n = core_ops(c->core, &ops);

	for (size_t i = 0; i < n; i++)
		if (ops[i]->verb == GET && ops[i]->path && str_is(path, ops[i]->path) && !strchr(ops[i]->path, '{') && core_may(c->core, &c->who, ops[i]))
			return ops[i];
	return NULL;
}

static enum err check_roles(struct ctx *c, uint32_t roles)
{
	for (int r = 1; r < ROLE_MAX; r++)
		if ((roles >> r & 1) && !(c->who.roles >> r & 1))
			return fail_on(c, "roles", "not_held", "没有担任%s，不能与这个岗位共用视图", role_names[r].label);
	return OK;
}

static enum err check(struct ctx *c, int64_t id, struct str path, const struct view_in *in)
{
	const struct op *list = list_at(c, path);
	struct str why;
	int64_t same = 0;

	if (!list)
		return fail_on(c, "list", "absent", "没有可以查看的列表“" STR_FMT "”", STR_ARG(utf8_head(path, 60)));
	if (!str_trim(in->name).n)
		fail_on(c, "name", "missing", "视图要有名称");
	else
		TRY(sql_int(c, &view_q[Q_VIEW_NAMED], &same, c->who.person, path, in->name, id));
	if (same)
		fail_on(c, "name", "duplicate", "这份列表已有名为“" STR_FMT "”的视图", STR_ARG(in->name));
	if (in->query.n && !view_query_ok(list, in->query, c->arena, &why))
		fail_on(c, "query", "bad_format", STR_FMT, STR_ARG(why));
	check_roles(c, in->roles);
	return fields_ok(c);
}

enum err view_create(struct ctx *c, const void *in_, void *out)
{
	const struct view_in *in = in_;
	struct list_view v;
	int64_t n = 0;

	(void)out;
	TRY(check(c, 0, in->list, in));
	TRY(sql_int(c, &view_q[Q_VIEW_COUNT], &n, c->who.person));
	if (n >= VIEWS_MAX)
		return fail(c, E_CONFLICT, "list_view.too_many", "已有 %d 个视图，请先移除不用的", VIEWS_MAX);
	record_none(&list_view_record, &v);
	v.id = c->made = id_new(c);
	v.version = 1;
	v.owner = c->who.person;
	v.org = c->who.org;
	v.list = in->list;
	v.name = in->name;
	v.query = in->query.p ? in->query : STR("");
	v.roles = in->roles;
	v.created_at = c->now;
	return sql_put(c, &view_q[Q_VIEW_PUT], &v);
}

enum err view_update(struct ctx *c, const void *in_, void *out)
{
	const struct view_in *in = in_;
	const struct list_view *v = c->subject;

	(void)out;
	TRY(check(c, v->id, v->list, in));
	return sql_run(c, &view_q[Q_VIEW_SET], v->id, in->name, in->query.p ? in->query : STR(""), (int64_t)in->roles);
}

enum err view_retire(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &view_q[Q_VIEW_RETIRE], c->subject_id, c->now);
}

enum err view_default(struct ctx *c, const void *in_, void *out)
{
	const struct view_default_in *in = in_;
	struct list_view *v = out;
	int64_t is = 0;

	TRY(entity_get(c, &list_view_entity, in->id, v));
	TRY(sql_int(c, &view_q[Q_VIEW_IS_DEFAULT], &is, c->who.person, v->list, v->id));
	if (in->on != (is > 0))
		TRY(sql_run(c, &view_q[Q_VIEW_DEFAULT], c->who.person, v->list, V_ID(in->on ? v->id : 0)));
	v->is_default = in->on;
	return OK;
}

enum err view_fill(struct ctx *c, void *rec)
{
	struct list_view *v = rec;
	int64_t is = 0;

	v->mine = v->owner == c->who.person;
	TRY(sql_int(c, &view_q[Q_VIEW_IS_DEFAULT], &is, c->who.person, v->list, v->id));
	v->is_default = is > 0;
	return OK;
}

enum err view_is_own(struct ctx *c, const void *subject, const void *in)
{
	const struct list_view *v = subject;

	(void)in;
	return v->owner == c->who.person ? OK : refuse(c, "“" STR_FMT "”是" STR_FMT "共用的视图，只有本人能修改或移除；可以另存为自己的", STR_ARG(v->name), STR_ARG(v->owner_name));
}
