/* Looking for rows of a long chain. An index for each field would cost every op a page or more of each; instead rows are taken BLOCK at a
 * time, and what a block holds of each field is noted once, afterwards, by a job: audit_find has one row per value and block. A search goes
 * from block to block downward where the value is noted; what lies above the mark is looked through as it is. */
#include "core/core_in.h"

enum { BLOCK = 1024, AT_ONCE = 2, STRAIGHT = 4096, STEPS_MAX = 4000, KEYS = 1 << 14 };
/* Of the object, audit_log has an index of its own; the time is in the order of the rows. */
static const char *const noted[] = { "account", "person", "org", "login", "role", "ip", "action", "object_kind", "result", "reason", "article", "request_id" };

enum { Q_STREAM, Q_MARK, Q_MARK_SET, Q_MARK_NEW, Q_ROWS, Q_NOTE, Q_BELOW, Q_ABOVE, Q_OBJECT, Q_OBJECT_UP, Q_FROM, Q_UNTIL, Q_TOP, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_STREAM]   = { "SELECT MIN(stream) FROM audit_tail" },
	[Q_MARK]     = { "SELECT upto FROM audit_mark WHERE stream = ?1" },
	[Q_MARK_SET] = { "UPDATE audit_mark SET upto = ?2 WHERE stream = ?1" },
	[Q_MARK_NEW] = { "INSERT INTO audit_mark (stream, upto) VALUES (?1, ?2)" },
	[Q_ROWS]     = { "SELECT seq, account, person, org, login, role, ip, action, object_kind, result, reason, article, request_id FROM audit_log"
			 " WHERE stream = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq" },
	[Q_NOTE]     = { "INSERT INTO audit_find (key, block) VALUES (?1, ?2)" },
	[Q_BELOW]    = { "SELECT block FROM audit_find WHERE key = ?1 AND block <= ?2 ORDER BY block DESC LIMIT 1" },
	[Q_ABOVE]    = { "SELECT block FROM audit_find WHERE key = ?1 AND block >= ?2 ORDER BY block LIMIT 1" },
	[Q_OBJECT_UP] = { "SELECT MIN(seq) FROM audit_log WHERE object_id = ?1 AND seq >= ?2" },
	[Q_OBJECT]   = { "SELECT MAX(seq) FROM audit_log WHERE object_id = ?1 AND seq <= ?2" },
	[Q_FROM]     = { "SELECT seq FROM audit_log WHERE at >= ?1 ORDER BY at LIMIT 1" },
	[Q_UNTIL]    = { "SELECT seq FROM audit_log WHERE at < ?1 ORDER BY at DESC LIMIT 1" },
	[Q_TOP]      = { "SELECT MAX(seq) FROM audit_log WHERE stream = ?1" },
};

/* FNV-1a; two values of one key would only cost a look into a block. */
static int64_t key_of(const char *field, struct str value)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (const char *p = field; *p; p++)
		h = (h ^ (uint8_t)*p) * UINT64_C(1099511628211);
	h = (h ^ '=') * UINT64_C(1099511628211);
	for (size_t i = 0; i < value.n; i++)
		h = (h ^ (uint8_t)value.p[i]) * UINT64_C(1099511628211);
	return (int64_t)h;
}

static struct str text_of(struct arena *a, struct val v) { return v.kind == VAL_INT ? arena_fmt(a, "%" PRId64, v.i) : v.s; }

/* ---- noting ---- */
struct keys { int64_t key[KEYS]; bool used[KEYS]; };

static void add_key(struct keys *k, int64_t key)
{
	size_t i = (uint64_t)key % KEYS;

	while (k->used[i] && k->key[i] != key)
		i = (i + 1) % KEYS;
	k->used[i] = true;
	k->key[i] = key;
}

static int by_key(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int64_t audit_block_of(int64_t seq) { return (seq - 1) / BLOCK; }

static enum err note_block(struct ctx *c, struct keys *k, int64_t block)
{
	int64_t sorted[KEYS];
	size_t n = 0;

	for (size_t i = 0; i < KEYS; i++)
		if (k->used[i])
			sorted[n++] = k->key[i];
	qsort(sorted, n, sizeof sorted[0], by_key);
	for (size_t i = 0; i < n; i++)
		TRY(sql_run(c, &Q[Q_NOTE], sorted[i], block));
	memset(k->used, 0, sizeof k->used);
	return OK;
}

enum err audit_marks_move(struct ctx *c, bool *more)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	CLEANUP(buf_done) struct buf number = BUF_MAX(64);
	struct keys *k = ARENA_NEW(c->arena, struct keys);
	struct str stream;
	int64_t mark = 0, top = 0, changed = 0;

	*more = false;
	TRY(sql_str_(c, &Q[Q_STREAM], &stream, NO_VALS));
	if (!stream.p)
		return OK;
	TRY(sql_int(c, &Q[Q_MARK], &mark, stream));
	TRY(sql_int(c, &Q[Q_TOP], &top, stream));
	int64_t to = MIN2(top / BLOCK * BLOCK, mark + BLOCK * AT_ONCE);
	if (to <= mark)
		return OK;
	TRY(db_rows(c->db, &Q[Q_ROWS], VALS(stream, mark, to), &c->fail, &r));
	while (rows_next(r)) {
		int64_t seq = rows_int(r, 0);
		for (size_t i = 0; i < COUNT(noted); i++) {
			struct str s;
			if (rows_null(r, (int)i + 1))
				continue;
			if (i < 3) {
				buf_clear(&number);
				buf_int(&number, rows_int(r, (int)i + 1));
				s = buf_str(&number);
			} else {
				s = rows_str(r, (int)i + 1);
			}
			add_key(k, key_of(noted[i], s));
		}
		if (seq % BLOCK == 0)
			TRY(note_block(c, k, seq / BLOCK - 1));
	}
	TRY(rows_err(r, &c->fail));
	TRY(sql_run_n(c, &Q[Q_MARK_SET], &changed, stream, to));
	if (!changed)
		TRY(sql_run(c, &Q[Q_MARK_NEW], stream, to));
	*more = to < top / BLOCK * BLOCK;
	return OK;
}

enum err audit_marks_job(struct ctx *c)
{
	bool more = true;

	/* About a hundred rows a second are caught up with, without holding up the writer; a long rest follows little by little. */
	for (int i = 0; i < 2 && more; i++)
		TRY(audit_marks_move(c, &more));
	return OK;
}

/* ---- searching ---- */
static bool is_noted(const char *field)
{
	for (size_t i = 0; i < COUNT(noted); i++)
		if (strcmp(noted[i], field) == 0)
			return true;
	return false;
}

/* The highest block up to *block in which every value is noted, or the lowest from it on; -1: none. */
static enum err agree(struct ctx *c, bool up, const int64_t *keys, size_t n, int64_t *block)
{
	int steps = 0;

	for (size_t met = 0; met < n && *block >= 0 && steps < STEPS_MAX; steps++) {
		CLEANUP(rows_donep) struct rows *r = NULL;
		TRY(db_rows(c->db, &Q[up ? Q_ABOVE : Q_BELOW], VALS(keys[(size_t)steps % n], *block), &c->fail, &r));
		int64_t found = rows_next(r) ? rows_int(r, 0) : -1;
		TRY(rows_err(r, &c->fail));
		met = found == *block ? met + 1 : 1;
		*block = found;
	}
	return OK;
}

enum { SLACK = 2 * BLOCK };   /* a clock may have been set back a little between two rows */

static enum err narrow_time(struct ctx *c, const struct list_asked *asked, int64_t *lo, int64_t *hi)
{
	int64_t seq = 0;

	if (!at_none(asked->from)) {
		TRY(sql_int(c, &Q[Q_FROM], &seq, asked->from));
		*lo = seq ? seq - SLACK : INT64_MAX;
	}
	if (!at_none(asked->until)) {
		TRY(sql_int(c, &Q[Q_UNTIL], &seq, asked->until));
		*hi = seq ? MIN2(*hi, seq + SLACK) : 0;
	}
	return OK;
}

static enum err window_begin(struct ctx *c, const struct list_asked *asked, struct list_window *w)
{
	struct audit_archive last;
	struct str stream;

	w->begun = true;
	TRY(sql_str_(c, &Q[Q_STREAM], &stream, NO_VALS));
	TRY(sql_int(c, &Q[Q_TOP], &w->top, stream));
	TRY(sql_int(c, &Q[Q_MARK], &w->mark, stream));
	TRY(audit_archived(c, stream, &last));
	w->floor = last.seq + 1;
	TRY(narrow_time(c, asked, &w->floor, &w->top));
	w->floor = MAX2(w->floor, 1);
	w->lo = MIN2(w->below, w->top + 1);          /* what is looked through already begins here, going down, */
	w->hi = MAX2(w->below, w->floor - 1);        /* or ends here, going up */
	return OK;
}

/* An object's own rows are found one by one; with something else asked of them, the blocks where that is noted. */
static enum err window_down(struct ctx *c, const int64_t *keys, size_t n, int64_t object, struct list_window *w)
{
	int64_t hi = w->lo - 1;

	if (object)
		TRY(sql_int(c, &Q[Q_OBJECT], &hi, object, hi));
	w->hi = hi < w->floor ? 0 : hi;
	if (!w->hi)
		return OK;
	if (n && hi <= w->mark) {
		int64_t block = (hi - 1) / BLOCK;
		TRY(agree(c, false, keys, n, &block));
		w->hi = block < 0 ? 0 : MIN2(hi, (block + 1) * BLOCK);
		w->lo = block * BLOCK + 1;
		if (w->hi < w->floor)
			w->hi = 0;
	} else {
		w->lo = object ? hi : MAX2(hi - STRAIGHT + 1, n ? w->mark + 1 : 1);
	}
	w->lo = MAX2(w->lo, w->floor);
	return OK;
}

static enum err window_up(struct ctx *c, const int64_t *keys, size_t n, int64_t object, struct list_window *w)
{
	int64_t lo = w->hi + 1, hi;

	if (object && lo <= w->top)
		TRY(sql_int(c, &Q[Q_OBJECT_UP], &lo, object, lo));
	w->hi = 0;
	if (lo < 1 || lo > w->top)
		return OK;
	hi = object ? lo : lo + STRAIGHT - 1;
	if (n && lo <= w->mark) {
		int64_t block = (lo - 1) / BLOCK;
		TRY(agree(c, true, keys, n, &block));
		/* Noted nowhere else: what is left lies above the mark. */
		lo = block < 0 ? w->mark + 1 : MAX2(lo, block * BLOCK + 1);
		hi = block < 0 ? lo + STRAIGHT - 1 : (block + 1) * BLOCK;
	}
	w->lo = lo;
	w->hi = lo > w->top ? 0 : MIN2(hi, w->top);
	return OK;
}

enum err audit_window(struct ctx *c, const struct list_asked *asked, struct list_window *w)
{
	int64_t keys[COUNT(noted)], object = 0;
	size_t n = 0;

	for (size_t i = 0; i < asked->n; i++)
		if (strcmp(asked->equal[i].name, "object_id") == 0)
			object = asked->equal[i].v.i;
		else if (is_noted(asked->equal[i].name) && n < COUNT(keys))
			keys[n++] = key_of(asked->equal[i].name, text_of(c->arena, asked->equal[i].v));
	if (!w->begun)
		TRY(window_begin(c, asked, w));
	return w->up ? window_up(c, keys, n, object, w) : window_down(c, keys, n, object, w);
}
