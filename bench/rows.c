/* The limit of durable ops: the same rows into the same engine with the same group commit, without a server. Reads the rows that a run
 * of workflow steps left in STORE (step, audit row, remarks and messages), and writes them again into a copy of the store, 64 steps a
 * commit, each in a savepoint with the update of its object.  rows STORE COPY SECONDS   Prints steps per second. */
#include <stdio.h>
#include <string.h>
#include "port/port.h"
#include "store/store.h"

enum { GROUP = 64, KEPT = 20000 };
struct kept { struct val step[16], row[22]; size_t n_step, n_row; int64_t object; };
static const struct stmt Q_READ = {
	"SELECT t.id, t.entity, t.object, t.at, t.account, t.person, t.person_name, t.org, t.org_name, t.role, t.event, t.label, t.from_state, t.to_state, t.comment, t.article,"
	" a.stream, a.seq, a.at, a.account, a.person, a.org, a.login, a.role, a.ip, a.action, a.words, a.object_kind, a.object_id, a.result, a.reason, a.article,"
	" a.before_digest, a.after_digest, a.request_id, a.detail, a.prev_hash, a.hash"
	" FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS n FROM transition WHERE entity = 'work_order') t"
	" JOIN (SELECT *, ROW_NUMBER() OVER (ORDER BY seq) AS n FROM audit_log WHERE object_kind = 'work_order' AND result = 'ok') a ON a.n = t.n LIMIT ?1" };
static const struct stmt Q_TOUCH = { "UPDATE work_order SET assignee = ?2, started_at = ?3 WHERE id = ?1" };
static const struct stmt Q_MOVE = { "UPDATE work_order SET state = ?2, version = version + 1 WHERE id = ?1" };
static const struct stmt Q_STEP = { "INSERT INTO transition (id, entity, object, at, account, person, person_name, org, org_name, role, event, label, from_state, to_state, comment,"
	" article) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)" };
static const struct stmt Q_AUDIT = { "INSERT INTO audit_log (stream, seq, at, account, person, org, login, role, ip, action, words, object_kind, object_id, result, reason, article,"
	" before_digest, after_digest, request_id, detail, prev_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,"
	" ?20, ?21, ?22)" };
static const struct stmt Q_TAIL = { "UPDATE audit_tail SET seq = ?1, hash = ?2" };
static const struct stmt Q_MAX_STEP = { "SELECT MAX(id) FROM transition" };
static const struct stmt Q_MAX_SEQ = { "SELECT MAX(seq) FROM audit_log" };
/* Which columns of Q_READ are numbers. */
static const char KINDS[] = "itiiiititttttttt" "tiiiiitttttt" "ittttttttt";

/* What only some of the steps write is written as often as the run did: rows a step. */
struct aside { const struct stmt read, write; const char *kinds; struct val (*rows)[12]; size_t n; };
static struct aside asides[] = {
	{ { "SELECT id, work_order, by_person, by_name, text, at FROM work_order_step ORDER BY id DESC LIMIT ?1" },
	  { "INSERT INTO work_order_step (id, work_order, by_person, by_name, text, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" }, "iiitti", NULL, 0 },
	{ { "SELECT id, version, to_person, title, body, article, subject_kind, subject, created_at, channel, template, state FROM message WHERE subject_kind = 'work_order' ORDER BY id DESC LIMIT ?1" },
	  { "INSERT INTO message (id, version, to_person, title, body, article, subject_kind, subject, created_at, channel, template, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)" },
	  "iiittttiittt", NULL, 0 },
};
static const struct stmt Q_ALL_STEPS = { "SELECT COUNT(*) FROM transition WHERE entity = 'work_order'" };
static size_t n_steps;

static struct kept *kept;
static size_t n_kept;

static void stop(const char *what, const struct fail *f)
{
	fprintf(stderr, "rows: %s: %s %s\n", what, f->reason, f->sentence);
	exit(1);
}

static struct val value(struct rows *r, int col, char kind, struct arena *a)
{
	if (rows_null(r, col))
		return val_none();
	return kind == 'i' ? val_int(rows_int(r, col)) : val_str(arena_str(a, rows_str(r, col)));
}

static void read_asides(struct db *d, struct arena *a)
{
	struct rows *r;
	struct fail f = { 0 };

	for (struct aside *s = asides; s < asides + COUNT(asides); s++) {
		s->rows = calloc(KEPT, sizeof *s->rows);
		if (db_rows(d, &s->read, VALS((int64_t)KEPT), &f, &r) != OK)
			stop(s->read.sql, &f);
		while (rows_next(r) && s->n < KEPT) {
			for (int i = 0; s->kinds[i]; i++)
				s->rows[s->n][i] = value(r, i, s->kinds[i], a);
			s->n++;
		}
		rows_done(r);
	}
}

static int64_t number(struct db *d, const struct stmt *q)
{
	struct rows *r;
	struct fail f = { 0 };
	int64_t v = 0;

	if (db_rows(d, q, NO_VALS, &f, &r) != OK)
		stop(q->sql, &f);
	if (rows_next(r))
		v = rows_int(r, 0);
	rows_done(r);
	return v;
}

static void read_rows(const char *url, struct arena *a)
{
	struct store *s;
	struct db *d;
	struct rows *r;
	struct fail f = { 0 };

	if (store_open(url, &f, &s) != OK || db_open(s, DB_WRITE, &f, &d) != OK || db_rows(d, &Q_READ, VALS((int64_t)KEPT), &f, &r) != OK)
		stop("read", &f);
	while (rows_next(r) && n_kept < KEPT) {
		struct kept *k = &kept[n_kept++];
		for (int i = 0; i < 38; i++)
			*(i < 16 ? &k->step[k->n_step++] : &k->row[k->n_row++]) = value(r, i, KINDS[i], a);
		k->object = k->step[2].i;
	}
	rows_done(r);
	read_asides(d, a);
	n_steps = (size_t)number(d, &Q_ALL_STEPS);
	db_close(d);
	store_close(s);
}

/* `n` counts the steps from 1; `id` leaves room for one row of each kind. */
static enum err write_step(struct db *d, struct kept *k, size_t n, int64_t id, int64_t seq, struct fail *f)
{
	TRY(db_mark(d, f));
	k->step[0] = val_int(id);
	k->row[1] = val_int(seq);
	TRY(db_run(d, &Q_TOUCH, VALS(k->object, (int64_t)7, k->step[3]), f, NULL));
	TRY(db_run(d, &Q_MOVE, VALS(k->object, k->step[13]), f, NULL));
	TRY(db_run(d, &Q_STEP, k->step, 16, f, NULL));
	TRY(db_run(d, &Q_AUDIT, k->row, 22, f, NULL));
	/* The share of this step: of n rows in n_steps steps, those that fall on its number. */
	for (struct aside *s = asides; s < asides + COUNT(asides); s++)
		for (size_t i = MIN2(s->n, n_steps) * (n - 1) / n_steps; i < MIN2(s->n, n_steps) * n / n_steps; i++) {
			struct val *row = s->rows[i % s->n];
			row[0] = val_int(id + (int64_t)(s - asides) + 1);
			TRY(db_run(d, &s->write, row, strlen(s->kinds), f, NULL));
		}
	return db_keep(d, f);
}

int main(int argc, char **argv)
{
	struct store *s;
	struct db *d;
	struct fail f = { 0 };
	struct arena *a = arena_new(MIB(256));

	if (argc != 4)
		return 2;
	kept = calloc(KEPT, sizeof *kept);
	read_rows(argv[1], a);
	if (n_kept < 1000) {
		fprintf(stderr, "rows: only %zu steps to write again\n", n_kept);
		return 1;
	}
	if (store_open(argv[2], &f, &s) != OK || db_open(s, DB_WRITE, &f, &d) != OK)
		stop("open", &f);
	int64_t id = number(d, &Q_MAX_STEP) + 1000000, seq = number(d, &Q_MAX_SEQ);
	int64_t start = port_mono_us(), end = start + (int64_t)(atof(argv[3]) * 1e6), done = 0;
	while (port_mono_us() < end) {
		if (db_begin(d, &f) != OK)
			stop("begin", &f);
		struct kept *k = NULL;
		for (int i = 0; i < GROUP; i++, done++) {
			k = &kept[(size_t)done % n_kept];
			if (write_step(d, k, (size_t)done + 1, id += 4, ++seq, &f) != OK)
				stop("write", &f);
		}
		if (db_run(d, &Q_TAIL, VALS(seq, k->row[21]), &f, NULL) != OK || db_commit(d, &f) != OK)
			stop("commit", &f);
		if (done % (GROUP * 256) == 0)
			store_checkpoint(s);
	}
	printf("%.0f\n", (double)done * 1e6 / (double)(port_mono_us() - start));
	db_close(d);
	store_close(s);
	return 0;
}
