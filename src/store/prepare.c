/* Statements as a connection knows them: their text with {} filled in, found again by address, or by text when they were built at run time. */
#include <stdio.h>
#include "store/store_in.h"

void prep_free(struct db *d, struct prep *p)
{
	d->ops->forget(d, p);
	free(p->text);
	free(p->param);
	free(p->type);
	free(p);
}

/* ---- expansion of a statement ---- */
struct expand {
	const struct stmt *s;
	enum engine engine;
	struct buf out;
	uint16_t param[PARAMS_MAX];
	uint8_t type[PARAMS_MAX];
	int n_params;
};

/* SQLite keeps ?n; PostgreSQL wants every $k used, so they are numbered as they appear. */
static bool put_param(struct expand *x, int n, enum val_kind type)
{
	int k = 0;

	if (n < 1 || n > PARAMS_MAX)
		return false;
	if (x->engine == ENGINE_SQLITE) {
		x->n_params = MAX2(x->n_params, n);
		buf_fmt(&x->out, "?%d", n);
		return true;
	}
	while (k < x->n_params && x->param[k] != n)
		k++;
	if (k == x->n_params) {
		x->type[k] = VAL_NULL;
		x->param[x->n_params++] = (uint16_t)n;
	}
	if (type != VAL_NULL)
		x->type[k] = (uint8_t)type;
	buf_fmt(&x->out, "$%d", k + 1);
	return true;
}

static enum val_kind column_type(enum field_kind kind)
{
	switch (kind) {
	case F_ID: case F_INT: case F_BOOL: case F_SET: case F_AT: case F_FEN: case F_E4: case F_BP:
		return VAL_INT;
	default:
		return VAL_TEXT;
	}
}

/* Quoted: a column may be called like a keyword ("user", "order"). */
static void put_name(struct expand *x, struct str prefix, const char *name)
{
	buf_add(&x->out, prefix);
	buf_byte(&x->out, '"');
	buf_add(&x->out, str_of(name));
	buf_byte(&x->out, '"');
}

static bool put_columns(struct expand *x, struct str prefix)
{
	bool first = true;

	for (const struct field *fd = x->s->rec->fields; fd->name; fd++) {
		if (!field_read(fd))
			continue;
		if (!first)
			buf_add(&x->out, STR(", "));
		put_name(x, prefix, fd->name);
		first = false;
	}
	return !first;
}

static bool put_written(struct expand *x, char what)
{
	bool first = true, ok = true;
	int n = 0;

	for (const struct field *fd = x->s->rec->fields; fd->name; fd++) {
		if (!field_written(fd))
			continue;
		n++;
		if (what == '=' && !strcmp(fd->name, "id"))
			continue;
		if (!first)
			buf_add(&x->out, STR(", "));
		first = false;
		if (what != '?')
			put_name(x, STR_NONE, fd->name);
		if (what == '=')
			buf_add(&x->out, STR(" = "));
		if (what != '+')
			ok = ok && put_param(x, n, column_type(fd->kind));
	}
	return ok && !first;
}

static bool put_field_param(struct expand *x, struct str name)
{
	int n = 0;

	for (const struct field *fd = x->s->rec->fields; fd->name; fd++) {
		if (!field_written(fd))
			continue;
		n++;
		if (str_is(name, fd->name))
			return put_param(x, n, column_type(fd->kind));
	}
	return false;
}

static bool put_brace(struct expand *x, struct str in)
{
	if (!x->s->rec)
		return false;
	if (str_empty(in) || in.p[in.n - 1] == '.')
		return put_columns(x, in);
	if (in.n == 1 && strchr("?+=", in.p[0]))
		return put_written(x, in.p[0]);
	return put_field_param(x, in);
}

static bool expand(struct expand *x)
{
	const char *p = x->engine == ENGINE_PG && x->s->pg ? x->s->pg : x->s->sql;
	char quote = 0;

	for (; *p; p++) {
		if (quote || *p == '\'' || *p == '"') {
			quote = !quote ? *p : *p == quote ? 0 : quote;
			buf_byte(&x->out, *p);
		} else if (*p == '{') {
			const char *end = strchr(p, '}');

			if (!end || !put_brace(x, (struct str){ p + 1, (size_t)(end - p - 1) }))
				return false;
			p = end;
		} else if (*p == '?' && p[1] >= '1' && p[1] <= '9') {
			char *end;

			if (!put_param(x, (int)MIN2(strtol(p + 1, &end, 10), PARAMS_MAX + 1), VAL_NULL))
				return false;
			p = end - 1;
		} else {
			buf_byte(&x->out, *p);
		}
	}
	buf_byte(&x->out, 0);
	return !x->out.failed;
}

/* ---- prepared statements by address ---- */
static size_t prep_bucket(const struct stmt *s)
{
	return ((uintptr_t)s * 0x9E3779B97F4A7C15u) >> 54 & (PREP_BUCKETS - 1);
}

static bool prep_same(const struct prep *p, const struct stmt *s)
{
	return p->key == s && p->sql == s->sql && p->pg == s->pg && p->rec == s->rec;
}

static void prep_drop(struct db *d, struct prep **at)
{
	struct prep *p = *at;

	*at = p->next;
	prep_free(d, p);
}

static enum err prep_make(struct db *d, const struct stmt *s, struct fail *f, struct prep **out)
{
	struct expand x = { .s = s, .engine = d->store->engine, .out = BUF_MAX(MIB(1)) };
	struct prep *p = NULL;

	if (!expand(&x)) {
		buf_done(&x.out);
		return store_bad_sql(f, "括号或参数不能展开", s->sql);
	}
	p = calloc(1, sizeof(*p));
	if (!p) {
		buf_done(&x.out);
		return store_nomem(f);
	}
	p->key = s;
	p->sql = s->sql;
	p->pg = s->pg;
	p->rec = s->rec;
	p->text = TAKE(x.out.p);
	p->n_params = x.n_params;
	p->param = malloc(sizeof(x.param[0]) * (size_t)(x.n_params + 1));
	p->type = malloc((size_t)x.n_params + 1);
	enum err e = p->param && p->type ? OK : store_nomem(f);
	if (e == OK) {
		memcpy(p->param, x.param, sizeof(x.param[0]) * (size_t)x.n_params);
		memcpy(p->type, x.type, (size_t)x.n_params);
		e = d->ops->prepare(d, p, f);
	}
	if (e != OK) {
		prep_free(d, p);
		return e;
	}
	*out = p;
	return OK;
}

enum err prep_get(struct db *d, const struct stmt *s, struct fail *f, struct prep **out)
{
	struct prep **head = &d->preps[prep_bucket(s)];

	for (struct prep **at = head; *at; at = &(*at)->next) {
		if (prep_same(*at, s)) {
			*out = *at;
			return OK;
		}
		if ((*at)->key == s && (*at)->busy == 0) {
			prep_drop(d, at);
			break;
		}
	}
	TRY(prep_make(d, s, f, out));
	(*out)->next = *head;
	*head = *out;
	return OK;
}

/* ---- prepared statements by text ---- */
static uint32_t text_hash(struct str s, const struct record *rec)
{
	uint64_t h = 14695981039346656037u ^ (uintptr_t)rec;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return (uint32_t)(h ^ h >> 32);
}

static void text_unlink(struct db *d, struct text *t)
{
	*(t->newer ? &t->newer->older : &d->newest) = t->older;
	*(t->older ? &t->older->newer : &d->oldest) = t->newer;
}

static void text_newest(struct db *d, struct text *t)
{
	t->newer = NULL;
	t->older = d->newest;
	*(d->newest ? &d->newest->newer : &d->oldest) = t;
	d->newest = t;
}

static void text_evict(struct db *d)
{
	for (struct text *t = d->oldest; t; t = t->newer) {
		struct prep **at = &d->preps[prep_bucket(&t->stmt)];

		while (*at && (*at)->key != &t->stmt)
			at = &(*at)->next;
		if (*at && (*at)->busy)
			continue;
		if (*at)
			prep_drop(d, at);
		struct text **link = &d->texts[t->bucket];
		while (*link != t)
			link = &(*link)->chain;
		*link = t->chain;
		text_unlink(d, t);
		d->n_texts--;
		free((char *)t->stmt.sql);
		free(t);
		return;
	}
}

struct stmt *db_stmt_cached(struct db *d, struct str sql, const struct record *rec)
{
	uint32_t bucket = text_hash(sql, rec) % TEXT_BUCKETS;

	for (struct text *t = d->texts[bucket]; t; t = t->chain)
		if (t->stmt.rec == rec && str_eq((struct str){ t->stmt.sql, t->n }, sql)) {
			text_unlink(d, t);
			text_newest(d, t);
			return &t->stmt;
		}
	if (d->n_texts >= TEXTS_MAX)
		text_evict(d);
	struct text *t = calloc(1, sizeof(*t));
	char *copy = strndup(sql.p, sql.n);
	assert(t && copy);
	t->stmt = (struct stmt){ copy, .rec = rec };
	t->n = sql.n;
	t->bucket = bucket;
	t->chain = d->texts[bucket];
	d->texts[bucket] = t;
	text_newest(d, t);
	d->n_texts++;
	return &t->stmt;
}
