/* Records as rows: the members as values that are bound, columns read back into members; SEALED ones sealed and opened on the way. */
#include "store/store_in.h"

struct val val_date(struct date d)
{
	static _Thread_local char ring[64][16];
	static _Thread_local unsigned at;

	if (date_none(d))
		return val_none();
	char *p = ring[at++ % COUNT(ring)];
	return val_str((struct str){ p, date_put(p, d) });
}

/* JSON and what is sealed go to the scratch buffer, which may still move: such values carry their offset in .i until all are written. */
static struct val in_scratch(const struct db *d, size_t from)
{
	return (struct val){ .kind = VAL_TEXT, .i = (int64_t)from, .s = { NULL, d->scratch.n - from } };
}

static struct val member_val(struct db *d, const struct field *fd, const void *m)
{
	switch (fd->kind) {
	case F_ID:
		return V_ID(*(const int64_t *)m);
	case F_INT:
	case F_BP:
		return *(const int64_t *)m == INT_NONE ? val_none() : val_int(*(const int64_t *)m);
	case F_BOOL:
		return val_int(*(const bool *)m);
	case F_STR:
	case F_TEXT:
	case F_MONTH:
		return val_str(*(const struct str *)m);
	case F_ENUM: {
		int32_t v = *(const int32_t *)m;

		assert(v >= 0 && (size_t)v < fd->n_names);
		return v ? val_cstr(fd->names[v].word) : val_none();
	}
	case F_SET:
		return val_int(*(const uint32_t *)m);
	case F_DATE:
		return val_date(*(const struct date *)m);
	case F_AT:
		return val_at(*(const struct instant *)m);
	case F_FEN:
		return val_fen(*(const struct fen *)m);
	case F_E4:
		return val_price(*(const struct price *)m);
	case F_LIST:
	case F_OBJ:
	case F_STRS:
	case F_IDS: {
		size_t from = d->scratch.n;

		if (fd->kind == F_OBJ && !*(void *const *)m)
			return val_none();
		column_json(fd, m, &d->scratch);
		return in_scratch(d, from);
	}
	case F_END:
	case FIELD_KIND_MAX:
		break;
	}
	assert(!"field kind");
	return val_none();
}

static bool is_sealed(const struct db *d, const struct field *fd)
{
	return fd->flags & SEALED && d->store->sealer.seal;
}

/* In place of a member's value, what seals it. An empty list says nothing. */
static enum err value_seal(struct db *d, const struct field *fd, struct val *v, struct fail *f)
{
	CLEANUP(buf_done) struct buf plain = BUF_MAX(MIB(16));

	if (v->kind != VAL_TEXT || !v->s.n)
		return OK;
	if (v->s.p) {
		buf_add(&plain, v->s);
	} else {
		buf_add(&plain, (struct str){ d->scratch.p + v->i, v->s.n });
		if (fd->kind != F_OBJ && str_is(buf_str(&plain), "[]"))
			return OK;
		d->scratch.n = (size_t)v->i;
	}
	size_t from = d->scratch.n;
	enum err e = plain.failed ? store_nomem(f) : d->store->sealer.seal(d->store->sealer.arg, buf_str(&plain), &d->scratch, f);
	*v = in_scratch(d, from);
	return e;
}

/* The written columns of a record as values; texts may lie in the connection's scratch. */
static enum err record_vals(struct db *d, const struct stmt *s, const void *rec, struct val *vals, size_t *n, struct fail *f)
{
	assert(s->rec);
	TRY(db_ready(d, f));
	*n = 0;
	buf_clear(&d->scratch);
	for (const struct field *fd = s->rec->fields; fd->name; fd++) {
		if (!field_written(fd))
			continue;
		assert(*n < PARAMS_MAX);
		vals[*n] = member_val(d, fd, (const char *)rec + fd->offset);
		if (is_sealed(d, fd))
			TRY(db_told(d, value_seal(d, fd, &vals[*n], f)));
		/* SQLite would invent a number for it, PostgreSQL not. */
		if (vals[*n].kind == VAL_NULL && !strcmp(fd->name, "id"))
			return db_told(d, fail_set(f, E_CORRUPT, "store.no_id", "要保存的“%s”没有编号。", s->rec->name));
		++*n;
	}
	if (d->scratch.failed)
		return db_told(d, fail_set(f, E_LIMIT, "store.too_long", "要保存的“%s”太大。", s->rec->name));
	for (size_t i = 0; i < *n; i++)
		if (vals[i].kind == VAL_TEXT && !vals[i].s.p)
			vals[i].s.p = d->scratch.p + vals[i].i;
	return OK;
}

enum err db_put(struct db *d, const struct stmt *s, const void *rec, struct fail *f, int64_t *changed)
{
	struct val vals[PARAMS_MAX];
	size_t n;

	TRY(record_vals(d, s, rec, vals, &n, f));
	return db_run(d, s, vals, n, f, changed);
}

enum err db_put_soon(struct db *d, const struct stmt *s, const void *rec, struct fail *f)
{
	struct val vals[PARAMS_MAX];
	size_t n;

	TRY(record_vals(d, s, rec, vals, &n, f));
	return db_run_soon(d, s, vals, n, f);
}

static enum err bad_value(struct fail *f, const struct record *rec, const struct field *fd, struct str got)
{
	return fail_set(f, E_CORRUPT, "store.value", "数据库里“%s.%s”的值“%.*s”不能识别。", rec->name, fd->name,
			(int)MIN2(got.n, 60), got.p ? got.p : "");
}

static enum err text_open(struct rows *r, int col, struct arena *a, struct str *out, struct fail *f)
{
	const struct sealer *w = &r->db->store->sealer;

	return w->open(w->arg, arena_str(a, rows_str(r, col)), a, out, f);
}

static enum err member_read(struct rows *r, int col, const struct record *rec, const struct field *fd, void *m,
			    struct arena *a, struct fail *f)
{
	struct str s;

	if (rows_null(r, col)) {
		member_clear(fd, m);
		return OK;
	}
	switch (fd->kind) {
	case F_ID:
	case F_INT:
	case F_BP:
		*(int64_t *)m = rows_int(r, col);
		return OK;
	case F_BOOL:
		*(bool *)m = rows_int(r, col) != 0;
		return OK;
	case F_STR:
	case F_TEXT:
	case F_MONTH:
		if (is_sealed(r->db, fd))
			return text_open(r, col, a, m, f);
		*(struct str *)m = arena_str(a, rows_str(r, col));
		return OK;
	case F_ENUM:
		s = rows_str(r, col);
		*(int32_t *)m = names_find(fd->names, fd->n_names, s);
		return *(int32_t *)m ? OK : bad_value(f, rec, fd, s);
	case F_SET:
		*(uint32_t *)m = (uint32_t)rows_int(r, col);
		return OK;
	case F_DATE:
		s = rows_str(r, col);
		return date_parse(s, m) == OK ? OK : bad_value(f, rec, fd, s);
	case F_AT:
		((struct instant *)m)->ms = rows_int(r, col);
		return OK;
	case F_FEN:
		((struct fen *)m)->v = rows_int(r, col);
		return OK;
	case F_E4:
		((struct price *)m)->e4 = rows_int(r, col);
		return OK;
	case F_LIST:
	case F_OBJ:
	case F_STRS:
	case F_IDS:
		s = rows_str(r, col);
		if (is_sealed(r->db, fd))
			TRY(text_open(r, col, a, &s, f));
		return column_from_json(fd, s, m, a, f) == OK ? OK : bad_value(f, rec, fd, s);
	case F_END:
	case FIELD_KIND_MAX:
		break;
	}
	assert(!"field kind");
	return OK;
}

enum err rows_rec(struct rows *r, int col, const struct record *rec, void *out, struct arena *a, struct fail *f)
{
	for (const struct field *fd = rec->fields; fd->name; fd++) {
		void *m = (char *)out + fd->offset;

		if (field_read(fd))
			TRY(member_read(r, col++, rec, fd, m, a, f));
		else
			member_clear(fd, m);
	}
	return OK;
}
