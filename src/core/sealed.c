/* Columns that rest encrypted, as the features list them: sealed once where they were written before, and anew after a new key. */
#include "core/core_in.h"

enum { AT_ONCE = 200 };
struct cell { int64_t id; struct str text; };

static const struct stmt Q_GET = { "SELECT value FROM secret WHERE name = ?1" };
static const struct stmt Q_PUT = { "INSERT INTO secret (name, value) VALUES (?1, ?2)" };

/* The next cells behind `id` that are to be written again. Statements are made of the tables' constant names alone. */
static enum err cells_next(struct ctx *c, const struct sealed *s, int64_t id, bool plain, struct cell *cells, size_t *n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct str sql = arena_fmt(c->arena, "SELECT %s, %s FROM %s WHERE %s > ?1 AND %s <> '' AND %s <> '[]'%s%s%s ORDER BY %s LIMIT %d", s->id, s->column, s->table, s->id,
				   s->column, s->column, plain ? " AND " : "", plain ? s->column : "", plain ? " NOT LIKE 'sm4:%'" : "", s->id, AT_ONCE);

	TRY(db_rows(c->db, db_stmt_cached(c->db, sql, NULL), VALS(id), &c->fail, &r));
	for (*n = 0; *n < AT_ONCE && rows_next(r); ++*n)
		cells[*n] = (struct cell){ rows_int(r, 0), arena_str(c->arena, rows_str(r, 1)) };
	return rows_err(r, &c->fail);
}

/* All cells of a column, sealed under the key in use; `plain`: only those that never were. */
static enum err column_seal(struct ctx *c, const struct sealed *s, bool plain)
{
	CLEANUP(arena_freep) struct arena *mine = NULL;
	struct cell cells[AT_ONCE];
	struct ctx one = *c;
	int64_t last = INT64_MIN;
	size_t n = 0;
	enum err e;

	do {
		arena_freep(&mine);
		one.arena = mine = arena_new(MIB(256));
		const struct stmt *set = db_stmt_cached(c->db, arena_fmt(mine, "UPDATE %s SET %s = ?2 WHERE %s = ?1", s->table, s->column, s->id), NULL);
		e = cells_next(&one, s, last, plain, cells, &n);
		for (size_t i = 0; e == OK && i < n; i++) {
			struct str text;
			if ((e = secret_open(&one, cells[i].text, &text)) == OK && (e = secret_seal(&one, text, &text)) == OK)
				e = sql_run(&one, set, cells[i].id, text);
			last = cells[i].id;
		}
	} while (e == OK && n == AT_ONCE);
	c->fail = one.fail;
	return e;
}

enum err sealed_anew(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	for (const struct feature *const *f = c->core->features; *f; f++)
		for (const struct sealed *s = (*f)->sealed; s && s->table; s++)
			TRY(column_seal(c, s, false));
	return OK;
}

/* A word sealed under the first key of this store: with another ring nothing could be read, and what was written would be lost to this one. */
static enum err ring_is_ours(struct ctx *c)
{
	struct str said, word;

	TRY(sql_str(c, &Q_GET, &said, "ring"));
	if (!said.p) {
		TRY(secret_seal(c, STR("yunguan"), &word));
		return sql_run(c, &Q_PUT, "ring", word);
	}
	if (secret_open(c, said, &word) == OK && str_is(word, "yunguan"))
		return OK;
	fail_clear(&c->fail);
	return fail(c, E_CORRUPT, "keys.other", "数据目录里的密钥文件 keys 不是这个库的，加密的内容打不开；请放回原来的密钥文件");
}

enum err sealed_boot(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(ring_is_ours(c));
	for (const struct feature *const *f = c->core->features; *f; f++)
		for (const struct sealed *s = (*f)->sealed; s && s->table; s++) {
			struct str name = arena_fmt(c->arena, "sealed.%s.%s", s->table, s->column), done;
			TRY(sql_str(c, &Q_GET, &done, name));
			if (done.p)
				continue;
			TRY(column_seal(c, s, true));
			TRY(sql_run(c, &Q_PUT, name, "1"));
		}
	return OK;
}
