/* A chain of many rows, and how long each way of looking for some of them takes.
 *   audit fill STORE ROWS    appends rows as a busy prefecture would leave them, a year of them, through the core's own chain
 *   audit index STORE        brings the search marks up to date; prints seconds and rows per second
 *   audit search STORE TURNS asks audit.list by each field, for something frequent and something rare; prints the slowest of TURNS pages, ms */
#include <stdio.h>
#include <string.h>
#include "core/run_in.h"

enum { A_TURN = 5000, LOGINS = 800, ORGS = 120, ADDRESSES = 900, ACTIONS = 240, REASONS = 90, ARTICLES = 160 };
struct filling { struct chance chance; int64_t at, step, left; };

/* Small numbers come often, large ones seldom. */
static int64_t seldom(struct chance *c, int64_t n)
{
	int64_t a = chance_below(c, n), b = chance_below(c, n);

	return a * b / n;
}

static enum err some(struct ctx *c, void *arg)
{
	struct filling *f = arg;

	for (int i = 0; i < A_TURN && f->left; i++, f->left--, f->at += f->step) {
		int64_t who = seldom(&f->chance, LOGINS), what = seldom(&f->chance, ACTIONS), object = 100000 + chance_below(&f->chance, 2000000);
		bool refused = chance_below(&f->chance, 100) < 3;
		int64_t why = seldom(&f->chance, REASONS);
		struct audit_row row = {
			.at = { f->at }, .account = 1000 + who, .person = 3000 + who, .org = 10 + who % ORGS, .login = arena_fmt(c->arena, "user%" PRId64 "@org%" PRId64, who, who % ORGS),
			.role = str_of(role_names[1 + who % (ROLE_MAX - 1)].word), .ip = arena_fmt(c->arena, "10.1.%" PRId64 ".%" PRId64, who % ADDRESSES / 250, who % ADDRESSES % 250),
			.action = arena_fmt(c->arena, "feature%" PRId64 ".act%" PRId64, what / 12, what % 12), .words = STR("提交办理意见"),
			.object_kind = arena_fmt(c->arena, "feature%" PRId64, what / 12), .object_id = object, .result = refused ? STR("refused") : STR("ok"),
			.reason = refused ? arena_fmt(c->arena, "feature%" PRId64 ".why%" PRId64, why / 6, why % 6) : STR_NONE,
			.article = refused ? arena_fmt(c->arena, "A%" PRId64 ".1", why % ARTICLES) : STR_NONE,
			.before_digest = chance_hex(&f->chance, c->arena, 32), .after_digest = chance_hex(&f->chance, c->arena, 32),
			.request_id = chance_hex(&f->chance, c->arena, 16), .detail = refused ? STR("申请还没有受理，不能办理这一步") : STR_NONE,
		};
		TRY(audit_append(c, &row));
	}
	return OK;
}

static void stop(const struct fail *f)
{
	fprintf(stderr, "audit: %s %s\n", f->reason, f->sentence);
	exit(1);
}

static void turn(struct core *k, enum err (*run)(struct ctx *, void *), void *arg)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(256));
	struct turn t = { .run = run, .arg = arg, .ctx = { .core = k, .arena = a, .now = core_now(k), .who = { .system = true } } };

	if (core_turn_wait(k, &t) != OK)
		stop(&t.ctx.fail);
}

static enum err marks(struct ctx *c, void *more_)
{
	bool *more = more_;

	for (int i = 0; i < 20 && *more; i++)
		TRY(audit_marks_move(c, more));
	return OK;
}

static void fill(struct core *k, int64_t rows)
{
	struct filling f = { chance_seed(1), core_now(k).ms - DAYS(365), DAYS(365) / MAX2(rows, 1), rows };

	for (int n = 0; f.left; n++) {
		turn(k, some, &f);
		if (n % 20 == 19)
			store_checkpoint(k->store);
	}
}

static double ms_of(struct core *k, const char *const params[], int turns, int *shown)
{
	double worst = 0;
	char cursor[600] = "";

	for (int i = 0; i < turns; i++) {
		CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
		struct request r = { .op = core_op(k, STR("audit.list")), .local = true, .who = { .account = 1, .roles = R(AUDIT_ADMIN), .party = ORG_AUTHORITY } };
		struct answer answer = { .arena = a };
		for (int n = 0; params[n]; n += 2)
			r.params[r.n_params++] = (struct pair){ str_of(params[n]), str_of(params[n + 1]) };
		if (cursor[0])
			r.params[r.n_params++] = (struct pair){ STR("cursor"), str_of(cursor) };
		int64_t start = port_mono_us();
		core_call(k, &r, &answer);
		double ms = (double)(port_mono_us() - start) / 1000;
		if (answer.err != OK)
			stop(&answer.fail);
		worst = MAX2(worst, ms);
		for (struct str rest = answer.body; rest.p && str_find(rest, STR("\"seq\":")) >= 0; ++*shown)
			rest = (struct str){ rest.p + str_find(rest, STR("\"seq\":")) + 6, rest.n - (size_t)str_find(rest, STR("\"seq\":")) - 6 };
		if (!answer.link.p)
			break;
		snprintf(cursor, sizeof cursor, STR_FMT, STR_ARG(answer.link));
	}
	return worst;
}

static void search(struct core *k, int turns)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	static const struct stmt Q_SOME = { "SELECT object_kind, object_id, request_id, at FROM audit_log WHERE seq = (SELECT MAX(seq) / 3 FROM audit_log) LIMIT 1" };
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct ctx c;

	if (core_read_begin(k, a, &c) != OK || db_rows(c.db, &Q_SOME, NO_VALS, &c.fail, &r) != OK || !rows_next(r))
		stop(&c.fail);
	const char *kind = arena_cstr(a, rows_str(r, 0)), *object = arena_cstr(a, arena_fmt(a, "%" PRId64, rows_int(r, 1))), *request = arena_cstr(a, rows_str(r, 2));
	const char *from = arena_cstr(a, at_text(a, (struct instant){ rows_int(r, 3) })), *until = arena_cstr(a, at_text(a, (struct instant){ rows_int(r, 3) + HOURS(2) }));
	const char *const asks[][9] = {
		{ NULL }, { "login", "user3@org3" }, { "login", "user790@org70" }, { "login", "nobody" }, { "account", "1003" }, { "account", "1790" }, { "person", "3790" },
		{ "org", "20" }, { "role", "auditor" }, { "ip", "10.1.0.7" }, { "ip", "10.1.3.40" }, { "action", "feature0.act1" }, { "action", "feature19.act11" },
		{ "object_kind", "feature19" }, { "object_kind", kind, "object_id", object }, { "object_id", object }, { "result", "refused" }, { "reason", "feature0.why1" },
		{ "reason", "feature14.why5" }, { "article", "A88.1" }, { "request_id", request }, { "at_from", from, "at_until", until },
		{ "login", "user790@org70", "action", "feature19.act11" }, { "login", "user790@org70", "result", "refused" },
		{ "at_from", from, "at_until", until, "login", "user790@org70" }, { "q", "user790@" }, { "q", "没有的词" },
	};

	rows_done(TAKE(r));
	core_read_end(&c);
	for (size_t i = 0; i < COUNT(asks); i++) {
		int shown = 0;
		double ms = ms_of(k, asks[i], turns, &shown);
		for (int n = 0; asks[i][n]; n += 2)
			printf("%s%s=%s", n ? " " : "", asks[i][n], asks[i][n + 1]);
		printf("\t%.1f ms\t%d rows\n", ms, shown);
	}
}

int main(int argc, char **argv)
{
	struct core *k = NULL;
	struct fail f = { 0 };

	if (argc < 3)
		return 2;
	/* Beside the store lie its keys, as in a data folder: sqlite:FOLDER/x.db */
	char files[512];
	snprintf(files, sizeof files, "%s", strchr(argv[2], ':') + 1);
	char *end = strrchr(files, '/');
	snprintf(end ? end : files, end ? sizeof files - (size_t)(end - files) : sizeof files, "/files");
	struct core_opts o = { .store_url = argv[2], .files_dir = files, .features = features, .read_only = strcmp(argv[1], "search") == 0 };
	if (core_open(&o, &f, &k) != OK)
		stop(&f);
	int64_t start = port_mono_us();
	if (strcmp(argv[1], "fill") == 0)
		fill(k, argc > 3 ? atoll(argv[3]) : 1000000);
	else if (strcmp(argv[1], "index") == 0)
		for (bool more = true; more; store_checkpoint(k->store))
			turn(k, marks, &more);
	else
		search(k, argc > 3 ? atoi(argv[3]) : 3);
	fprintf(stderr, "%.1f s\n", (double)(port_mono_us() - start) / 1e6);
	core_close(k);
	return 0;
}
