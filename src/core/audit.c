/* The audit chain (A31.P2c, F26): every row's hash covers its text and the hash before it; the tail is kept beside, so that a cut
 * is seen too. One stream per server. */
#include <stdio.h>
#include "core/core_in.h"
#include "crypt/crypt.h"

static const char genesis[] = "0000000000000000000000000000000000000000000000000000000000000000";

static const struct field audit_fields[] = {
	F(struct audit_row, stream, F_STR, "链", OUT),
	F(struct audit_row, seq, F_INT, "序号", OUT | SORT),
	F(struct audit_row, at, F_AT, "时间", OUT | FILTER | SORT),
	F(struct audit_row, account, F_ID, "账号编号", OUT | FILTER, .ref = "account"),
	F(struct audit_row, person, F_ID, "人员", OUT | FILTER, .ref = "person"),
	F(struct audit_row, org, F_ID, "单位", OUT | FILTER, .ref = "org"),
	F(struct audit_row, login, F_STR, "登录名", OUT | FILTER),
	F(struct audit_row, role, F_STR, "岗位", OUT),
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

enum { Q_PUT, Q_TAIL, Q_TAIL_NEW, Q_TAIL_SET, Q_WALK, Q_TAILS, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]      = { "INSERT INTO audit_log ({+}) VALUES ({?})", &audit_record },
	[Q_TAIL]     = { "SELECT seq, hash FROM audit_tail WHERE stream = ?1" },
	[Q_TAIL_NEW] = { "INSERT INTO audit_tail (stream, seq, hash) VALUES (?1, ?2, ?3)" },
	[Q_TAIL_SET] = { "UPDATE audit_tail SET seq = ?2, hash = ?3 WHERE stream = ?1" },
	[Q_WALK]     = { "SELECT {} FROM audit_log WHERE (stream, seq) > (?1, ?2) ORDER BY stream, seq LIMIT 20000", &audit_record },
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

static enum err tail_load(struct ctx *c)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct audit_tail *t = &c->core->tail;

	if (t->loaded)
		return OK;
	TRY(db_rows(c->db, &Q[Q_TAIL], VALS(c->core->node), &c->fail, &r));
	snprintf(t->hash, sizeof t->hash, "%s", genesis);
	if (rows_next(r)) {
		t->seq = rows_int(r, 0);
		snprintf(t->hash, sizeof t->hash, STR_FMT, STR_ARG(rows_str(r, 1)));
	}
	t->loaded = true;
	return rows_err(r, &c->fail);
}

enum err audit_append(struct ctx *c, struct audit_row *row)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	struct audit_tail *t = &c->core->tail;
	char hash[SM3_HEX + 1];

	TRY(tail_load(c));
	row->stream = str_of(c->core->node);
	row->seq = t->seq + 1;
	row->prev_hash = arena_str(c->arena, str_of(t->hash));
	canonical(row, &b);
	if (b.failed)
		return fail(c, E_LIMIT, "too_large", "审计记录太长");
	sm3_hex(buf_str(&b), hash);
	row->hash = arena_str(c->arena, str_of(hash));
	TRY(sql_put(c, &Q[Q_PUT], row));
	t->seq = row->seq;
	memcpy(t->hash, hash, sizeof t->hash);
	t->dirty = true;
	return OK;
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
struct walk {
	char stream[64], hash[65];
	int64_t seq, rows;
	enum err (*write)(void *arg, struct str line);
	void *arg;
};

static enum err bad(struct ctx *c, struct str stream, int64_t seq, const char *why)
{
	return fail(c, E_CORRUPT, "audit.broken", "审计链“" STR_FMT "”第 %" PRId64 " 行不可信：%s", STR_ARG(stream), seq, why);
}

static enum err step(struct ctx *c, struct walk *w, const struct audit_row *row, struct buf *b)
{
	static const struct stmt Q_HAS_TAIL = { "SELECT COUNT(*) FROM audit_tail WHERE stream = ?1" };
	char hash[SM3_HEX + 1];

	if (!str_is(row->stream, w->stream)) {
		int64_t tails = 0;
		TRY(sql_int(c, &Q_HAS_TAIL, &tails, row->stream));
		if (!tails)
			return bad(c, row->stream, row->seq, "链尾登记被删除");
		snprintf(w->stream, sizeof w->stream, STR_FMT, STR_ARG(row->stream));
		snprintf(w->hash, sizeof w->hash, "%s", genesis);
		w->seq = 0;
	}
	if (row->seq != w->seq + 1)
		return bad(c, row->stream, w->seq + 1, "这一行缺失或顺序被改动");
	canonical(row, b);
	sm3_hex(buf_str(b), hash);
	if (!str_is(row->prev_hash, w->hash))
		return bad(c, row->stream, row->seq, "与前一行接不上，行被删除、插入或调换");
	if (!str_is(row->hash, hash))
		return bad(c, row->stream, row->seq, "内容与杂凑不符，已被改动");
	w->seq = row->seq;
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

static enum err walk_page(struct ctx *c, struct walk *w, struct buf *b, bool *more)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(256));
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct audit_row row;
	int n = 0;

	TRY(db_rows(c->db, &Q[Q_WALK], VALS(w->stream, w->seq), &c->fail, &r));
	for (; rows_next(r); n++) {
		record_none(&audit_record, &row);
		TRY(rows_rec(r, 0, &audit_record, &row, a, &c->fail));
		TRY(step(c, w, &row, b));
		if (n % 500 == 499)
			arena_reset(a);
	}
	*more = n > 0;
	return rows_err(r, &c->fail);
}

static enum err check_tails(struct ctx *c)
{
	static const struct stmt Q_END = { "SELECT hash FROM audit_log WHERE stream = ?1 AND seq = ?2" };
	static const struct stmt Q_MAX_SEQ = { "SELECT COALESCE(MAX(seq), 0) FROM audit_log WHERE stream = ?1" };
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &Q[Q_TAILS], NO_VALS, &c->fail, &r));
	while (rows_next(r)) {
		struct str stream = arena_str(c->arena, rows_str(r, 0)), hash = arena_str(c->arena, rows_str(r, 2)), got;
		int64_t seq = rows_int(r, 1), last = 0;
		TRY(sql_int(c, &Q_MAX_SEQ, &last, stream));
		if (last < seq)
			return bad(c, stream, last + 1, "链尾被截断");
		if (last > seq)
			return bad(c, stream, seq + 1, "链尾之后被添加了行");
		TRY(sql_str(c, &Q_END, &got, stream, seq));
		if (!str_eq(got, hash))
			return bad(c, stream, seq, "链尾与登记的不符");
	}
	return rows_err(r, &c->fail);
}

static enum err walk_all(struct ctx *c, struct walk *w)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));

	/* On the writer the rows of this transaction are there already, their tail not yet. */
	if (c->writing)
		TRY(audit_flush(c));
	for (bool more = true; more;)
		TRY(walk_page(c, w, &b, &more));
	return check_tails(c);
}

enum err audit_verify(struct ctx *c, int64_t *rows)
{
	struct walk w = { .stream = "" };
	enum err e = walk_all(c, &w);

	*rows = w.rows;
	return e;
}

enum err audit_export(struct ctx *c, enum err (*write)(void *arg, struct str line), void *arg)
{
	struct walk w = { .stream = "", .write = write, .arg = arg };

	return walk_all(c, &w);
}
