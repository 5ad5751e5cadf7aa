/* What a running op may ask of its ctx: telling failures, SQL, ids. */
#include <stdio.h>
#include "core/core_in.h"
#include "crypt/crypt.h"

enum err refuse(struct ctx *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str says = arena_vfmt(c->arena, fmt, ap);
	va_end(ap);
	fail_set(&c->fail, E_REFUSED, "refused", STR_FMT, STR_ARG(says));
	return E_REFUSED;
}

enum err refuse_by(struct ctx *c, const char *article, const char *reason, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str says = arena_vfmt(c->arena, fmt, ap);
	va_end(ap);
	fail_set(&c->fail, E_REFUSED, reason, STR_FMT, STR_ARG(says));
	snprintf(c->fail.article, sizeof c->fail.article, "%s", article);
	return E_REFUSED;
}

enum err fields_ok(struct ctx *c)
{
	if (c->fail.n_errors == 0)
		return OK;
	struct field_error *e = &c->fail.errors[0];
	return fail(c, E_INVALID, "bad_fields", "有 %zu 处填写不符合要求：" STR_FMT, c->fail.n_errors, STR_ARG(e->message));
}

/* A loop over what somebody sent ends at its next statement once the memory of its op is used up; beyond some overdraft the process would. */
static enum err room(struct ctx *c)
{
	return arena_failed(c->arena) ? fail(c, E_NOMEM, "no_memory", "要处理的内容太多，内存不够") : OK;
}

enum err sql_run_(struct ctx *c, const struct stmt *s, int64_t *changed, const struct val *v, size_t n)
{
	assert(c->writing);
	TRY(room(c));
	return db_run(c->db, s, v, n, &c->fail, changed);
}

enum err sql_put(struct ctx *c, const struct stmt *s, const void *rec)
{
	assert(c->writing);
	TRY(room(c));
	return db_put(c->db, s, rec, &c->fail, NULL);
}

enum err sql_get_(struct ctx *c, const struct stmt *s, void *out, const struct val *v, size_t n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(room(c));
	TRY(db_rows(c->db, s, v, n, &c->fail, &r));
	if (!rows_next(r)) {
		TRY(rows_err(r, &c->fail));
		return fail(c, E_ABSENT, "absent", "没有找到所指的内容");
	}
	record_none(s->rec, out);
	return rows_rec(r, 0, s->rec, out, c->arena, &c->fail);
}

#define LIST_BYTES_MAX MIB(60)
enum err sql_all_(struct ctx *c, const struct stmt *s, struct list *out, const struct val *v, size_t n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	size_t cap = 0, size = s->rec->size;
	char *items = NULL;
	size_t used = 0;

	TRY(db_rows(c->db, s, v, n, &c->fail, &r));
	while (rows_next(r)) {
		if (used == cap) {
			size_t more = cap ? cap * 2 : 8;
			/* Beyond what an arena may overdraw there is no way on: that is told here. */
			char *bigger = more * size > LIST_BYTES_MAX ? NULL : arena_alloc(c->arena, more * size);
			if (!bigger || arena_failed(c->arena))
				return fail(c, E_NOMEM, "no_memory", "结果太多，内存不够");
			if (used)
				memcpy(bigger, items, used * size);
			items = bigger;
			cap = more;
		}
		record_none(s->rec, items + used * size);
		TRY(rows_rec(r, 0, s->rec, items + used * size, c->arena, &c->fail));
		used++;
	}
	TRY(rows_err(r, &c->fail));
	*out = (struct list){ items, used };
	return OK;
}

enum err sql_int_(struct ctx *c, const struct stmt *s, int64_t *out, const struct val *v, size_t n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(room(c));
	TRY(db_rows(c->db, s, v, n, &c->fail, &r));
	int64_t got = rows_next(r) ? rows_int(r, 0) : 0;
	TRY(rows_err(r, &c->fail));
	*out = got;
	return OK;
}

enum err sql_str_(struct ctx *c, const struct stmt *s, struct str *out, const struct val *v, size_t n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(room(c));
	TRY(db_rows(c->db, s, v, n, &c->fail, &r));
	struct str got = STR_NONE;
	if (rows_next(r) && !rows_null(r, 0))
		got = arena_str(c->arena, rows_str(r, 0));
	TRY(rows_err(r, &c->fail));
	*out = got;
	return OK;
}

int64_t id_new(struct ctx *c)
{
	struct core *k = c->core;

	/* writer.c tops the block up before every turn; how many objects one op makes is bounded by its input. */
	assert(c->writing && k->id_next < k->id_end);
	return k->id_next++;
}

struct str digest_hex(struct ctx *c, struct str text)
{
	char *hex = arena_alloc(c->arena, SM3_HEX + 1);

	sm3_hex(text, hex);
	return (struct str){ hex, SM3_HEX };
}
