/* The audit chain (A31.P2c, F26): every row's hash covers its text and the hash before it; the tail is kept beside, so that a cut
 * is seen too. One stream per server. */
#include <stdio.h>
#include <unistd.h>
#include "core/run_in.h"
#include "crypt/crypt.h"

const char audit_genesis[] = "0000000000000000000000000000000000000000000000000000000000000000";

static const struct field audit_fields[] = {
	F(struct audit_row, stream, F_STR, "链", OUT),
	F(struct audit_row, seq, F_INT, "序号", OUT | SORT),
	F(struct audit_row, at, F_AT, "时间", OUT | FILTER | SORT),
	F(struct audit_row, account, F_ID, "账号编号", OUT | FILTER, .ref = "account"),
	F(struct audit_row, person, F_ID, "人员", OUT | FILTER, .ref = "person"),
	F(struct audit_row, org, F_ID, "单位", OUT | FILTER, .ref = "org"),
	F(struct audit_row, login, F_STR, "登录名", OUT | FILTER),
	F(struct audit_row, role, F_STR, "岗位", OUT | FILTER),
	F(struct audit_row, ip, F_STR, "地址", OUT | FILTER),
	F(struct audit_row, action, F_STR, "操作", OUT | FILTER),
	F(struct audit_row, words, F_STR, "操作名称", OUT),
	F(struct audit_row, object_kind, F_STR, "对象种类", OUT | FILTER),
	F(struct audit_row, object_id, F_ID, "对象", OUT | FILTER),
	F(struct audit_row, result, F_STR, "结果", OUT | FILTER),
	F(struct audit_row, reason, F_STR, "原因", OUT | FILTER),
	F(struct audit_row, article, F_STR, "条文", OUT | FILTER),
	F(struct audit_row, before_digest, F_STR, "之前摘要", OUT),
	F(struct audit_row, after_digest, F_STR, "之后摘要", OUT),
	F(struct audit_row, request_id, F_STR, "请求编号", OUT | FILTER),
	F(struct audit_row, detail, F_TEXT, "说明", OUT),
	F(struct audit_row, prev_hash, F_STR, "前一行杂凑", OUT),
	F(struct audit_row, hash, F_STR, "本行杂凑", OUT),
	{ 0 }
};
const struct record audit_record = RECORD("audit", struct audit_row, audit_fields, "审计记录");

enum { Q_PUT, Q_TAIL, Q_TAIL_NEW, Q_TAIL_SET, Q_WALK, Q_NEXT_STREAM, Q_LAST, Q_TAILS, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]      = { "INSERT INTO audit_log ({+}) VALUES ({?})", &audit_record },
	[Q_TAIL]     = { "SELECT seq, hash FROM audit_tail WHERE stream = ?1" },
	[Q_TAIL_NEW] = { "INSERT INTO audit_tail (stream, seq, hash) VALUES (?1, ?2, ?3)" },
	[Q_TAIL_SET] = { "UPDATE audit_tail SET seq = ?2, hash = ?3 WHERE stream = ?1" },
	[Q_WALK]     = { "SELECT {} FROM audit_log WHERE stream = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq LIMIT 20000", &audit_record },
	[Q_NEXT_STREAM] = { "SELECT MIN(stream) FROM audit_log WHERE stream > ?1" },
	[Q_LAST]     = { "SELECT MAX(seq) FROM audit_log WHERE stream = ?1" },
	[Q_TAILS]    = { "SELECT stream, seq, hash FROM audit_tail ORDER BY stream" },
};

/* One line, unambiguous: every member as JSON, separated by a bar, the hash before it first. */
static void canonical(const struct audit_row *row, struct buf *b)
{
	const char *rec = (const char *)row;

	buf_clear(b);
	buf_add(b, row->prev_hash);
	for (const struct field *fd = audit_fields; fd->name; fd++) {
		const void *m = rec + fd->offset;
		if (strcmp(fd->name, "hash") == 0 || strcmp(fd->name, "prev_hash") == 0)
			continue;
		buf_byte(b, '|');
		switch (fd->kind) {
		case F_AT: buf_int(b, ((const struct instant *)m)->ms); break;
		case F_ID:
		case F_INT: buf_int(b, *(const int64_t *)m); break;
		default:
			/* "no value" and the empty text are one: the engines may not tell them apart. */
			json_put_str(b, ((const struct str *)m)->p ? *(const struct str *)m : STR(""));
		}
	}
}

/* ---- the tail in memory follows the writer's marks ---- */
void audit_tail_save(struct core *k) { k->tail_marked = k->tail; }
void audit_tail_back(struct core *k) { k->tail = k->tail_marked; }
void audit_tail_forget(struct core *k) { k->tail = (struct audit_tail){ 0 }; }

enum err audit_tail_load(struct ctx *c)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct audit_tail *t = &c->core->tail;

	if (t->loaded)
		return OK;
	TRY(db_rows(c->db, &Q[Q_TAIL], VALS(c->core->node), &c->fail, &r));
	snprintf(t->hash, sizeof t->hash, "%s", audit_genesis);
	if (rows_next(r)) {
		t->seq = rows_int(r, 0);
		snprintf(t->hash, sizeof t->hash, STR_FMT, STR_ARG(rows_str(r, 1)));
	}
	TRY(rows_err(r, &c->fail));
	TRY(audit_anchored_load(c, &t->anchored));
	t->loaded = true;
	return OK;
}

enum err audit_append(struct ctx *c, struct audit_row *row)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	struct audit_tail *t = &c->core->tail;
	char hash[SM3_HEX + 1];

	TRY(audit_tail_load(c));
	row->stream = str_of(c->core->node);
	row->seq = t->seq + 1;
	row->prev_hash = arena_str(c->arena, str_of(t->hash));
	canonical(row, &b);
	if (b.failed)
		return fail(c, E_LIMIT, "too_large", "审计记录太长");
	sm3_hex(buf_str(&b), hash);
	row->hash = arena_str(c->arena, str_of(hash));
	TRY(sql_put(c, &Q[Q_PUT], row));
	c->core->audit_rows++;
	t->seq = row->seq;
	memcpy(t->hash, hash, sizeof t->hash);
	t->dirty = true;
	return t->seq % ANCHOR_ROWS ? OK : audit_anchor_put(c, t->seq, t->hash);
}

struct audit_watch audit_watch(const struct ctx *c)
{
	return (struct audit_watch){ c->core->id_next, c->core->audit_rows };
}

enum err audit_watched(struct ctx *c, const struct audit_watch *w, const char *action, const char *words, const struct fact *f)
{
	struct audit_row row = { .at = c->now, .login = STR("system"), .role = STR("system"), .action = str_of(action), .words = str_of(words), .result = STR("ok") };

	if (c->core->id_next == w->ids || c->core->audit_rows != w->rows)
		return OK;
	if (f) {
		row.object_kind = f->subject_kind;
		row.object_id = f->subject;
		row.detail = f->name;
	}
	return audit_append(c, &row);
}

enum err audit_flush(struct ctx *c)
{
	struct audit_tail *t = &c->core->tail;
	int64_t changed = 0;

	if (!t->dirty)
		return OK;
	TRY(sql_run_n(c, &Q[Q_TAIL_SET], &changed, c->core->node, t->seq, t->hash));
	if (!changed)
		TRY(sql_run(c, &Q[Q_TAIL_NEW], c->core->node, t->seq, t->hash));
	t->dirty = false;
	return OK;
}

/* ---- verification ---- */
enum { PARTS_MAX = 8, PART_MIN = 20000, N_COLUMNS = COUNT(audit_fields) - 1, COL_SEQ = 1, COL_PREV = N_COLUMNS - 2, COL_HASH = N_COLUMNS - 1 };

/* A stretch of one stream. Every row holds the hash before it, so stretches are checked by themselves, each on a thread and a
 * connection of its own, and then joined: first_prev must be the hash that the stretch before ends on. */
struct part {
	struct ctx c;                                   /* its own connection and failure */
	struct str stream;
	int64_t after, to, seq, rows;                   /* rows after < seq <= to; seq and hash: the last one seen */
	char first_prev[SM3_HEX + 1], hash[SM3_HEX + 1];
	enum err (*write)(void *arg, struct str line);
	void *arg;
	enum err err;
	bool first, started;
	pthread_t thread;
};

enum err audit_bad(struct ctx *c, struct str stream, int64_t seq, const char *why)
{
	return fail(c, E_CORRUPT, "audit.broken", "审计链“" STR_FMT "”第 %" PRId64 " 行不可信：%s", STR_ARG(stream), seq, why);
}

/* The canonical text straight from the columns, which stand in the order of audit_fields: nothing is copied. */
static void canonical_of(struct rows *r, struct buf *b)
{
	buf_clear(b);
	buf_add(b, rows_str(r, COL_PREV));
	for (int col = 0; col < COL_PREV; col++) {
		buf_byte(b, '|');
		if (audit_fields[col].kind == F_STR || audit_fields[col].kind == F_TEXT) {
			struct str s = rows_str(r, col);
			if (s.n)
				json_put_str(b, s);
			else
				buf_add(b, STR("\"\""));
		} else {
			buf_int(b, rows_int(r, col));
		}
	}
}

static enum err step(struct part *w, struct rows *r, struct buf *b, struct sm3 *digest)
{
	uint8_t sum[SM3_LEN];
	char hash[SM3_HEX + 1] = "";
	int64_t seq = rows_int(r, COL_SEQ);
	struct str prev = rows_str(r, COL_PREV);

	if (seq != w->seq + 1)
		return audit_bad(&w->c, w->stream, w->seq + 1, "这一行缺失或顺序被改动");
	if (w->rows == 0 && !w->first)
		snprintf(w->first_prev, sizeof w->first_prev, STR_FMT, STR_ARG(prev));
	else if (!str_is(prev, w->hash))
		return audit_bad(&w->c, w->stream, seq, "与前一行接不上，行被删除、插入或调换");
	canonical_of(r, b);
	sm3_add(digest, buf_str(b));
	sm3_end(digest, sum);
	hex_put(sum, sizeof sum, hash);
	if (!str_is(rows_str(r, COL_HASH), hash))
		return audit_bad(&w->c, w->stream, seq, "内容与杂凑不符，已被改动");
	w->seq = seq;
	memcpy(w->hash, hash, sizeof w->hash);
	w->rows++;
	if (!w->write)
		return OK;
	CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(128));
	buf_add(&line, str_of(hash));
	buf_byte(&line, '\t');
	buf_add(&line, buf_str(b));
	return w->write(w->arg, buf_str(&line));
}

/* In pages: PostgreSQL's answers are held in memory whole. */
static enum err part_walk(struct part *w)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	CLEANUP(sm3_freep) struct sm3 *digest = sm3_new();

	if (!digest)
		return fail(&w->c, E_NOMEM, "no_memory", "内存不够");
	for (int64_t before = -1; w->rows != before;) {
		CLEANUP(rows_donep) struct rows *r = NULL;
		before = w->rows;
		TRY(db_rows(w->c.db, &Q[Q_WALK], VALS(w->stream, w->rows ? w->seq : w->after, w->to), &w->c.fail, &r));
		while (rows_next(r))
			TRY(step(w, r, &b, digest));
		TRY(rows_err(r, &w->c.fail));
	}
	return w->seq == w->to ? OK : audit_bad(&w->c, w->stream, w->seq + 1, "这一行缺失或顺序被改动");
}

static void *part_main(void *part)
{
	struct part *w = part;

	w->err = core_reader(w->c.core, &w->c.fail, &w->c.db);
	if (w->err != OK)
		return NULL;
	w->err = part_walk(w);
	core_reader_back(w->c.core, w->c.db);
	return NULL;
}

static size_t parts_for(struct ctx *c, int64_t rows, bool in_order)
{
	const struct core *k = c->core;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	/* Without threads there is one connection only, unless the writer was not opened at all. */
	if (in_order || c->writing || (k->writer && !k->threads))
		return 1;
	return (size_t)MAX2(1, MIN2(MIN2((int64_t)cpus, (int64_t)PARTS_MAX), rows / PART_MIN));
}

struct chain { enum err (*write)(void *arg, struct str line); void *arg; const char *folder; struct audit_verdict *out; };

/* `base`: what was moved out of this stream; the chain goes on behind it. */
static enum err stream_walk(struct ctx *c, struct chain *all, struct str stream, const struct audit_archive *base, int64_t last, struct str tail_hash)
{
	int64_t rows = last - base->seq;
	size_t n = parts_for(c, rows, all->write != NULL);
	struct part *parts = ARENA_ARRAY(c->arena, struct part, n), *fresh = ARENA_ARRAY(c->arena, struct part, n);
	enum err e = OK;

	for (size_t i = 0; i < n; i++) {
		struct part *w = &parts[i];
		*w = (struct part){ .c = { .core = c->core, .db = c->db }, .stream = stream, .write = all->write, .arg = all->arg, .first = i == 0 };
		w->seq = i ? parts[i - 1].to : base->seq;
		w->after = i ? w->seq : INT64_MIN;      /* a row before the first would be one too many */
		w->to = i + 1 < n ? base->seq + rows / (int64_t)n * (int64_t)(i + 1) : last;
		snprintf(w->hash, sizeof w->hash, STR_FMT, STR_ARG(base->seq ? base->hash : str_of(audit_genesis)));
		fresh[i] = *w;
		if (i)
			w->started = pthread_create(&w->thread, NULL, part_main, w) == 0;
	}
	parts[0].err = part_walk(&parts[0]);
	for (size_t i = 1; i < n; i++) {
		if (parts[i].started)
			pthread_join(parts[i].thread, NULL);
		/* Its own connection may see rows moved out meanwhile: what is true of the chain is what this snapshot says. */
		if (!parts[i].started || parts[i].err == E_CORRUPT) {
			parts[i] = fresh[i];
			parts[i].err = part_walk(&parts[i]);
		}
	}
	for (size_t i = 0; i < n && e == OK; i++) {
		all->out->rows += parts[i].rows;
		if (i && parts[i].rows && strcmp(parts[i].first_prev, parts[i - 1].hash) != 0)
			e = audit_bad(c, stream, parts[i - 1].to + 1, "与前一行接不上，行被删除、插入或调换");
		else if ((e = parts[i].err) != OK)
			c->fail = parts[i].c.fail;
	}
	if (e == OK && !str_is(tail_hash, parts[n - 1].hash))
		e = audit_bad(c, stream, last, "链尾与登记的不符");
	return e;
}

struct tail { struct str stream, hash; int64_t seq; bool seen; };
enum { TAILS_MAX = 1000 };

static enum err tails_load(struct ctx *c, struct tail *tails, size_t *n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &Q[Q_TAILS], NO_VALS, &c->fail, &r));
	for (*n = 0; *n < TAILS_MAX && rows_next(r); ++*n)
		tails[*n] = (struct tail){ arena_str(c->arena, rows_str(r, 0)), arena_str(c->arena, rows_str(r, 2)), rows_int(r, 1), false };
	return rows_err(r, &c->fail);
}

static enum err walk_all(struct ctx *c, struct chain *all)
{
	struct tail *tails = ARENA_ARRAY(c->arena, struct tail, TAILS_MAX);
	struct str stream = STR("");
	size_t n;

	/* On the writer the rows of this transaction are there already, their tail not yet. */
	if (c->writing)
		TRY(audit_flush(c));
	TRY(tails_load(c, tails, &n));
	for (;;) {
		struct audit_archive base;
		struct tail *t = NULL;
		int64_t last = 0;
		TRY(sql_str(c, &Q[Q_NEXT_STREAM], &stream, stream));
		if (!stream.p)
			break;
		TRY(sql_int(c, &Q[Q_LAST], &last, stream));
		for (size_t i = 0; i < n; i++)
			if (str_eq(tails[i].stream, stream))
				t = &tails[i];
		if (!t)
			return audit_bad(c, stream, 1, "链尾登记被删除");
		t->seen = true;
		if (last < t->seq)
			return audit_bad(c, stream, last + 1, "链尾被截断");
		if (last > t->seq)
			return audit_bad(c, stream, t->seq + 1, "链尾之后被添加了行");
		TRY(audit_archives_check(c, stream, all->folder, all->out, &base));
		TRY(stream_walk(c, all, stream, &base, last, t->hash));
	}
	for (size_t i = 0; i < n; i++)
		if (!tails[i].seen)
			return audit_bad(c, tails[i].stream, 1, "链尾被截断");
	return OK;
}

enum err audit_stretch(struct ctx *c, struct str stream, int64_t from, int64_t to, struct str before, enum err (*write)(void *arg, struct str line), void *arg)
{
	struct part w = { .c = { .core = c->core, .db = c->db }, .stream = stream, .after = INT64_MIN, .seq = from - 1, .to = to, .first = true, .write = write, .arg = arg };

	snprintf(w.hash, sizeof w.hash, STR_FMT, STR_ARG(before));
	enum err e = part_walk(&w);
	c->fail = w.c.fail;
	return e;
}

enum err audit_verify_with(struct ctx *c, struct str anchor, const char *folder, struct audit_verdict *out)
{
	*out = (struct audit_verdict){ 0 };
	TRY(walk_all(c, &(struct chain){ .folder = folder, .out = out }));
	return audit_anchors_check(c, anchor, out);
}

enum err audit_verify(struct ctx *c, struct audit_verdict *out) { return audit_verify_with(c, STR_NONE, NULL, out); }

enum err audit_export(struct ctx *c, enum err (*write)(void *arg, struct str line), void *arg)
{
	struct audit_verdict out = { 0 };

	return walk_all(c, &(struct chain){ .write = write, .arg = arg, .out = &out });
}
