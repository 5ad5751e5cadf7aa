/* The limits of a bill run, on a store that already holds the month's bills: reads STORE, writes into the empty copy COPY, prints seconds.
 *   bills STORE MONTH scan          the segments as the product scans them for a recompute, columns read, nothing rated
 *   bills STORE MONTH ordered       the same in the order of bills, with what lines say of resources and systems
 *   bills STORE MONTH keep COPY     ordered, and the month's own lines bulk-inserted into COPY in one transaction
 *   bills STORE MONTH sql           the month's sums by unit as one statement of SQL
 * and what they limit, through the product's own core:
 *   bills STORE MONTH run DATA      bills of a month that has none, lines kept, committed
 *   bills STORE MONTH again DATA    the month made again and compared, nothing kept
 * DATA: the folder with the store's keys. */
#include <stdio.h>
#include <time.h>
#include "core/parts.h"
#include "domain/billing/billing_in.h"
#include "store/store.h"

static const struct stmt Q_LINES = { "SELECT l.id, l.bill, l.resource, l.system, l.segment, l.item_code, l.item_name, l.service_kind, l.period, l.resource_no, l.resource_name, l.system_name, l.from_date, l.to_date, l.days, l.of_days, l.qty,"
				     " l.unit_price_e4, l.amount_fen, l.formula, l.price, l.contract, l.partial, l.rounding FROM bill_line l ORDER BY l.bill, l.id" };
static const char KINDS[] = "iiiiitttttttttiiiiitiitt";
static const struct stmt Q_INSERT = { "INSERT INTO bill_line (id, bill, resource, system, segment, item_code, item_name, service_kind, period, resource_no, resource_name, system_name, from_date, to_date, days, of_days, qty,"
				      " unit_price_e4, amount_fen, formula, price, contract, partial, rounding) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)" };
/* Half up by hand, days by the engine's own dates: what one would write instead of a program. */
#define DAYS_SQLITE "(julianday(CASE WHEN g.to_date IS NULL OR g.to_date > ?2 THEN ?2 ELSE g.to_date END) - julianday(CASE WHEN g.from_date < ?1 THEN ?1 ELSE g.from_date END))"
#define DAYS_PG "(CAST(CASE WHEN g.to_date IS NULL OR g.to_date > ?2 THEN ?2 ELSE g.to_date END AS DATE) - CAST(CASE WHEN g.from_date < ?1 THEN ?1 ELSE g.from_date END AS DATE))"
#define SUMS(days, month) "SELECT g.user_org, g.csp, SUM((2 * g.qty * p.unit_price_e4 * CAST(" days " AS BIGINT) / 100 + " month ") / (2 * " month ")) FROM resource_segment g JOIN catalog_item i ON i.id = g.item" \
	" JOIN v_price_span p ON p.csp = g.csp AND p.item_code = i.code AND p.from_date <= ?1 AND p.to_date >= ?2 WHERE g.from_date < ?2 AND (g.to_date IS NULL OR g.to_date > ?1) GROUP BY g.user_org, g.csp"
static const struct stmt Q_SUMS = { SUMS(DAYS_SQLITE, "CAST(julianday(?2) - julianday(?1) AS BIGINT)"), NULL, SUMS(DAYS_PG, "(CAST(?2 AS DATE) - CAST(?1 AS DATE))") };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
static void stop(const struct fail *f)
{
	fprintf(stderr, "bills: %s %s\n", f->reason, f->sentence);
	exit(1);
}
static struct db *opened(const char *url, enum db_mode mode)
{
	struct fail f = { 0 };
	struct store *s;
	struct db *d;

	if (store_open(url, &f, &s) != OK || db_open(s, mode, &f, &d) != OK || db_begin(d, &f) != OK)
		stop(&f);
	return d;
}
/* Every column is taken, so that nothing is left unread. */
static int64_t read_all(struct db *d, const struct stmt *q, struct period m, int numbers, int columns)
{
	struct fail f = { 0 };
	struct rows *rows = NULL;
	int64_t seen = 0;
	volatile int64_t sink = 0;

	if (db_rows(d, q, VALS(m.from, m.to), &f, &rows) != OK)
		stop(&f);
	for (; rows_next(rows); seen++)
		for (int col = 0; col < columns; col++)
			sink += col < numbers ? rows_int(rows, col) : (int64_t)rows_str(rows, col).n;
	if (rows_err(rows, &f) != OK)
		stop(&f);
	rows_done(rows);
	return seen;
}

static int64_t insert_all(struct db *from, struct db *to)
{
	struct fail f = { 0 };
	struct rows *rows = NULL;
	struct val v[24];
	int64_t n = 0;

	if (db_rows(from, &Q_LINES, NO_VALS, &f, &rows) != OK)
		stop(&f);
	for (; rows_next(rows); n++) {
		for (int i = 0; i < 24; i++)
			v[i] = rows_null(rows, i) ? val_none() : KINDS[i] == 'i' ? val_int(rows_int(rows, i)) : val_str(rows_str(rows, i));
		if (db_run_soon(to, &Q_INSERT, v, 24, &f) != OK)
			stop(&f);
	}
	rows_done(rows);
	if (db_soon_end(to, &f) != OK)
		stop(&f);
	if (db_commit(to, &f) != OK)
		stop(&f);
	return n;
}

struct made { const char *month; int64_t n; };
static enum err make(struct ctx *c, void *arg)
{
	struct made *m = arg;

	return billing_run(c, str_of(m->month), &m->n);
}

/* Seconds from the first question to the commit; opening the store is not counted. */
static double product(const char *url, const char *month, const char *data, bool keep, int64_t *n)
{
	char files[600];
	snprintf(files, sizeof files, "%s/files", data);
	struct core_opts o = { .store_url = url, .features = features, .files_dir = files };
	struct fail f = { 0 };
	struct core *k = NULL;
	struct arena *a = arena_new(MIB(512));
	struct ctx c;
	struct recompute r;

	if (core_open(&o, &f, &k) != OK)
		stop(&f);
	double start = now();
	if (keep) {
		struct made m = { month, 0 };
		struct turn t = { .run = make, .arg = &m, .ctx = { .arena = a, .now = { (int64_t)time(NULL) * 1000 }, .who = { .system = true } } };
		if (core_turn_wait(k, &t) != OK)
			stop(&t.ctx.fail);
		*n = m.n;
	} else {
		if (core_read_begin(k, a, &c) != OK || billing_recompute(&c, str_of(month), &r) != OK)
			stop(&c.fail);
		*n = (int64_t)r.differs.n;
		core_read_end(&c);
	}
	double took = now() - start;
	core_close(k);
	return took;
}

int main(int argc, char **argv)
{
	struct period m;

	if (argc < 4 || month_parse(str_of(argv[2]), &m) != OK)
		return 2;
	bool keep = strcmp(argv[3], "run") == 0;
	if (argc == 5 && (keep || strcmp(argv[3], "again") == 0)) {
		int64_t many = 0;
		double took = product(argv[1], argv[2], argv[4], keep, &many);
		printf("%.4f %" PRId64 "\n", took, many);
		return 0;
	}
	struct db *d = opened(argv[1], DB_READ), *to = argc > 4 ? opened(argv[4], DB_WRITE) : NULL;
	double start = now();
	int64_t n = 0;
	if (strcmp(argv[3], "scan") == 0)
		n = read_all(d, &billing_q[Q_SEGMENTS_BARE], m, 8, 10);
	else if (strcmp(argv[3], "sql") == 0)
		n = read_all(d, &Q_SUMS, m, 3, 3);
	else
		n = read_all(d, &billing_q[Q_SEGMENTS], m, 8, 13);
	if (to)
		n = insert_all(d, to);
	printf("%.4f %" PRId64 "\n", now() - start, n);
	return 0;
}
