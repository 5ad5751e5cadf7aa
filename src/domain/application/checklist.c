/* Which papers a type of application is asked for: the regulation's, which stay, and the authority's own. */
#include "domain/application/application_in.h"

enum err app_checklist(struct ctx *c, int type, struct list *out)
{
	return sql_all(c, &app_q[Q_CHECKLIST], out, app_type_names[type].word);
}

static enum err enter(struct ctx *c, struct checklist_item *i)
{
	i->id = id_new(c);
	i->version = 1;
	i->created_at = i->updated_at = c->now;
	return sql_put(c, &app_q[Q_CHECKLIST_PUT], i);
}

/* Each type's papers become rows, those of a later release too; what the authority has set stays. */
enum err checklist_boot(struct ctx *c)
{
	for (int type = APP_NEW; type < APP_TYPE_MAX; type++)
		for (const struct paper *p = app_papers; p->name; p++) {
			int64_t n = 0;
			if (!(p->offered & (1u << type)))
				continue;
			TRY(sql_int(c, &app_q[Q_CHECKLIST_HAS], &n, app_type_names[type].word, p->name, p->label, (int64_t)0));
			if (n)
				continue;
			struct checklist_item i;
			record_none(&checklist_item_record, &i);
			i.type = type;
			i.name = str_of(p->name);
			i.label = str_of(p->label);
			i.article = str_of(p->article);
			i.needed = (p->needed & (1u << type)) != 0;
			i.active = i.builtin = true;
			i.fixed = p->fixed;
			TRY(enter(c, &i));
		}
	return OK;
}

static enum err label_free(struct ctx *c, const struct checklist_item *i)
{
	int64_t n = 0;

	TRY(sql_int(c, &app_q[Q_CHECKLIST_HAS], &n, app_type_names[i->type].word, i->name, i->label, i->id));
	return n ? fail_on(c, "label", "duplicate", "%s的材料清单里已有“" STR_FMT "”", app_type_names[i->type].label, STR_ARG(i->label)) : OK;
}

enum err checklist_create(struct ctx *c, const void *in, void *out)
{
	struct checklist_item i = *(const struct checklist_item *)in;
	int64_t n;

	(void)out;
	TRY(series_next(c, "checklist", &n));
	i.id = 0;
	i.name = arena_fmt(c->arena, "extra_%" PRId64, n);
	i.article = STR("A20.1a");
	i.active = true;
	i.fixed = i.builtin = false;
	TRY(label_free(c, &i));
	TRY(enter(c, &i));
	c->made = i.id;
	return OK;
}

enum err checklist_update(struct ctx *c, const void *in, void *out)
{
	struct checklist_item i = *(const struct checklist_item *)in;
	const struct checklist_item *was = c->subject;

	(void)out;
	if (i.type != was->type)
		return fail_on(c, "type", "immutable", "清单项不能换到另一类申请，请另行增加");
	if (was->builtin && !str_eq(i.label, was->label))
		return fail_on(c, "label", "immutable", "平台内置的材料不能改名");
	i.name = was->name;
	i.article = was->article;
	i.fixed = was->fixed;
	i.builtin = was->builtin;
	i.version = was->version;
	i.created_at = was->created_at;
	i.updated_at = c->now;
	if (i.active)
		TRY(label_free(c, &i));
	return sql_put(c, &app_q[Q_CHECKLIST_SET], &i);
}

enum err checklist_stays(struct ctx *c, const void *subject, const void *in_)
{
	const struct checklist_item *was = subject, *in = in_;

	if (!in || !was->fixed || (in->active && (in->needed || !was->needed)))
		return OK;
	return refuse_by(c, arena_cstr(c->arena, was->article), "application.checklist_fixed", "“" STR_FMT "”是办法规定的材料，不能停用，也不能改为可不交", STR_ARG(was->label));
}
