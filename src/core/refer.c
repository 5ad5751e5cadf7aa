/* What an input points to, where the entity says who may point to it (entity.referred): a file that is not there is no paper. */
#include "core/core_in.h"

struct refer { struct ctx *c; bool bad; };

static enum err refer_id(struct refer *r, const struct entity *e, int64_t id, struct str at)
{
	struct fail kept = r->c->fail;          /* what was bad before stays told */
	enum err err = e->referred(r->c, id);

	if (err != E_ABSENT)
		return err;
	r->c->fail = kept;
	r->bad = true;
	fail_on(r->c, arena_cstr(r->c->arena, at), "absent", "没有编号为 %" PRId64 " 的%s，或者不在可见范围内", id, e->label);
	return OK;
}

static struct str below(struct refer *r, struct str at, const char *name)
{
	return at.n ? arena_fmt(r->c->arena, STR_FMT "/%s", STR_ARG(at), name) : str_of(name);
}

static struct str nth(struct refer *r, struct str at, size_t i) { return arena_fmt(r->c->arena, STR_FMT "/%zu", STR_ARG(at), i); }

static enum err refer_record(struct refer *r, const struct record *rec, const void *in, const struct record *was_rec, const void *was, struct str at);

static enum err refer_field(struct refer *r, const struct field *fd, const void *member, const struct field *old, const void *was, struct str at)
{
	const struct list *list = member;
	bool named = fd->ref && (fd->kind == F_ID ? *(const int64_t *)member != 0 : fd->kind == F_IDS && list->n > 0);
	const struct entity *e = named ? core_entity_named(r->c, str_of(fd->ref)) : NULL;

	if (fd->kind == F_ID)
		return e && e->referred ? refer_id(r, e, *(const int64_t *)member, at) : OK;
	if (fd->kind == F_OBJ) {
		const void *sub = *(const void *const *)member;
		const void *sub_was = old ? *(const void *const *)was : NULL;
		return sub ? refer_record(r, fd->sub, sub, old ? old->sub : NULL, sub_was, at) : OK;
	}
	for (size_t i = 0; fd->kind == F_LIST && i < list->n; i++)
		TRY(refer_record(r, fd->sub, (const char *)list->items + i * fd->sub->size, NULL, NULL, nth(r, at, i)));
	for (size_t i = 0; fd->kind == F_IDS && e && e->referred && i < list->n; i++)
		TRY(refer_id(r, e, *LIST_AT(*list, int64_t, i), nth(r, at, i)));
	return OK;
}

/* What stays as it was is not asked about again: it was good for whoever wrote it. */
static enum err refer_record(struct refer *r, const struct record *rec, const void *in, const struct record *was_rec, const void *was, struct str at)
{
	for (const struct field *fd = rec->fields; fd->name; fd++) {
		const struct field *old = was ? record_field(was_rec, str_of(fd->name)) : NULL;
		const void *member = (const char *)in + fd->offset;
		if (!(fd->flags & IN) || (!fd->ref && !fd->sub))
			continue;
		const void *before = old ? (const char *)was + old->offset : NULL;
		if (old && old->size == fd->size && memcmp(member, before, fd->size) == 0)
			continue;
		TRY(refer_field(r, fd, member, old, before, below(r, at, fd->name)));
	}
	return OK;
}

enum err refer_check(struct ctx *c, const struct record *rec, const void *in, const struct record *was_rec, const void *was)
{
	struct refer r = { .c = c };

	TRY(refer_record(&r, rec, in, was_rec, was, STR_NONE));
	return r.bad ? fields_ok(c) : OK;
}
