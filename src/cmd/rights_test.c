/* Nothing is allowed that the tables do not say: every role x every op, for its own unit and for a stranger's, over a prefecture with
 * objects in their states. What should be is worked out here from grant rows and scope conditions, not asked of the runner. */
#include <stdio.h>
#include "cmd/demo.h"
#undef TEST_ROOM
#define TEST_ROOM "rights"

enum { OBJECTS_MAX = 3, STRANGER = 987654321 };
struct land { struct core *k; struct timer timer; struct arena *a; struct fail fail; struct prefecture *p; int64_t asked, refused; };

static void land_open(struct land *l, const char *url)
{
	struct core_opts o = { .store_url = url, .features = features, .timer = &l->timer, .chance = chance_seed(7), .cheap_passwords = true };
	struct demo_opts d = { .seed = 7, .units = 2, .days = 25, .apps_per_unit = 2, .cheap = true, .today = date_ymd(2025, 3, 3) };

	*l = (struct land){ .timer = { true, { date_start(date_ymd(2025, 1, 2)).ms + HOURS(9) } }, .a = arena_new(MIB(1024)) };
	if (core_open(&o, &l->fail, &l->k) != OK || prefecture_found(l->k, &l->timer, l->a, &d, &l->fail, &l->p) != OK)
		test_fail(__FILE__, __LINE__, "%s", l->fail.sentence);
	for (int day = 0; day < d.days; day++) {
		l->timer.now = (struct instant){ date_start(date_add(date_ymd(2025, 1, 2), day)).ms + HOURS(9) + MINUTES(30) };
		if (prefecture_day(l->p, false, &l->fail) != OK)
			test_fail(__FILE__, __LINE__, "%s", l->fail.sentence);
	}
}

static void land_close(struct land *l)
{
	core_close(l->k);
	arena_free(l->a);
}

/* ---- what should be ---- */
static bool granted(const struct op *op, enum role role)
{
	if (op->flags & OP_INTERNAL)
		return false;
	if (op->flags & (OP_PUBLIC | OP_SIGNED_IN))
		return true;
	for (const struct feature *const *f = features; *f; f++)
		for (const struct grant *g = (*f)->grants; g && g->perm; g++)
			if (strcmp(g->perm, op->perm) == 0 && (g->roles >> role & 1))
				return true;
	return false;
}

static const char *condition(const struct entity *e, enum org_kind party)
{
	switch (party) {
	case ORG_AUTHORITY: case ORG_AUDIT: return "1=1";
	case ORG_APPLICANT: return e->scope.applicant;
	case ORG_USER:      return e->scope.user;
	case ORG_CSP:       return e->scope.csp;
	default:            return e->scope.coop;
	}
}

/* The condition with this person's numbers in it. */
static struct str filled(struct arena *a, const char *cond, const struct principal *w)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	const struct { const char *name; int64_t v; } names[] = {
		{ ":org", w->org }, { ":root", w->root_org }, { ":person", w->person }, { ":account", w->account }, { ":now", INT64_MAX },
	};

	while (*cond) {
		size_t i = 0;
		while (i < COUNT(names) && strncmp(cond, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i == COUNT(names)) {
			buf_byte(&b, *cond++);
			continue;
		}
		buf_int(&b, names[i].v);
		cond += strlen(names[i].name);
	}
	return arena_str(a, buf_str(&b));
}

static bool visible(struct ctx *c, const struct entity *e, const struct principal *w, int64_t id)
{
	const char *cond = condition(e, w->party);
	int64_t n = 0;

	if (!cond)
		return false;
	CHECK_INT(sql_int(c, db_stmt_cached(c->db, arena_fmt(c->arena, "SELECT COUNT(*) FROM %s WHERE id = ?1 AND (" STR_FMT ")", e->from, STR_ARG(filled(c->arena, cond, w))), NULL), &n, id), OK);
	return n > 0;
}

/* ---- asking ---- */
static struct fail ask(struct land *l, const struct op *op, const struct principal *who, int64_t id)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(16));
	struct request r = { .op = op, .who = *who, .local = true, .ip = STR("-"), .body = op->verb == GET || op->verb == DELETE ? STR_NONE : STR("{}") };
	struct answer answer = { .arena = a };

	if (op->path && strstr(op->path, "{id}"))
		r.params[r.n_params++] = (struct pair){ STR("id"), arena_fmt(a, "%" PRId64, id) };
	else if (op->path && strchr(op->path, '{'))
		return (struct fail){ .kind = ERR_MAX };
	l->asked++;
	core_call(l->k, &r, &answer);
	return answer.err == OK ? (struct fail){ 0 } : answer.fail;
}

static struct principal someone(struct land *l, enum role role, bool stranger)
{
	static const struct stmt Q = { "SELECT a.id, a.person, a.org, COALESCE(o.budget_level1, 0) FROM account a JOIN org o ON o.id = a.org WHERE o.kind = ?1 ORDER BY a.id LIMIT 1" };
	struct principal w = { .account = STRANGER, .person = STRANGER, .org = STRANGER, .root_org = STRANGER, .party = role_party[role], .roles = UINT64_C(1) << role, .login = STR("someone"),
			       .name = STR("某人"), .org_name = STR("某单位"), .expires_at = { INT64_MAX } };
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct ctx c;

	if (stranger)
		return w;
	CHECK(core_read_begin(l->k, l->a, &c) == OK);
	CHECK(db_rows(c.db, &Q, VALS(org_kind_names[role_party[role]].word), &c.fail, &r) == OK);
	if (rows_next(r)) {
		w.account = rows_int(r, 0);
		w.person = rows_int(r, 1);
		w.org = rows_int(r, 2);
		w.root_org = rows_int(r, 3);
	}
	rows_donep(&r);
	r = NULL;
	core_read_end(&c);
	return w;
}

static size_t objects(struct land *l, const struct entity *e, int64_t *ids)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct ctx c;
	size_t n = 0;

	CHECK(core_read_begin(l->k, l->a, &c) == OK);
	/* One of each state first, then the newest. */
	const char *sql = e->flow ? "SELECT MAX(id) FROM %s GROUP BY state ORDER BY 1 DESC" : "SELECT id FROM %s ORDER BY id DESC";
	CHECK(db_rows(c.db, db_stmt_cached(c.db, arena_fmt(l->a, sql, e->from), NULL), NO_VALS, &c.fail, &r) == OK);
	while (rows_next(r) && n < OBJECTS_MAX)
		ids[n++] = rows_int(r, 0);
	rows_donep(&r);
	r = NULL;
	core_read_end(&c);
	return n;
}

static void one(struct land *l, const struct op *op, enum role role, const struct principal *w, int64_t id)
{
	bool may = granted(op, role), sees = true;

	if (may && op->entity && id && op->path && strstr(op->path, "{id}")) {
		struct ctx c;
		CHECK(core_read_begin(l->k, l->a, &c) == OK);
		sees = visible(&c, op->entity, w, id);
		core_read_end(&c);
	}
	/* What is allowed and in sight is for the scenarios; here writes would change the land. */
	if (may && sees && op->verb != GET)
		return;
	struct fail f = ask(l, op, w, id);
	if (f.kind == ERR_MAX)
		return;
	l->refused += f.kind != OK;
	bool denied = f.kind == E_DENIED && (strcmp(f.reason, "denied") == 0 || strcmp(f.reason, "not_signed_in") == 0);
	/* A form that is not filled in is told before anybody looks for the object. */
	bool ok = !may ? denied : !sees ? f.kind == E_ABSENT || f.kind == E_INVALID : !denied;
	if (!ok)
		test_fail(__FILE__, __LINE__, "%s by %s of %s, object %" PRId64 ": granted %d, in sight %d, but: %s %s", op->name, role_names[role].word, w->org == STRANGER ? "a stranger" : "its own", id, may,
			  sees, f.reason, f.sentence);
}

static void whole_matrix(const char *url)
{
	struct land l;
	const struct op *const *ops;
	int64_t ids[OBJECTS_MAX];

	land_open(&l, url);
	size_t n = core_ops(l.k, &ops);
	for (enum role role = 1; role < ROLE_MAX; role++)
		for (int stranger = 0; stranger < 2; stranger++) {
			struct principal w = someone(&l, role, stranger);
			for (size_t i = 0; i < n; i++) {
				const struct op *op = ops[i];
				bool on_object = op->entity && op->path && strstr(op->path, "{id}");
				/* Who may not do it at all may not whatever the object. */
				size_t many = on_object && granted(op, role) ? objects(&l, op->entity, ids) : 0;
				if (!many)
					one(&l, op, role, &w, 1);
				for (size_t j = 0; j < many; j++)
					one(&l, op, role, &w, ids[j]);
			}
		}
	CHECK(l.asked > 8000 && l.refused > 5000);
	/* And nothing of all that broke anything. */
	CHECK(core_invariants(l.k, l.a, &l.fail) == OK);
	land_close(&l);
}

TEST(nothing_is_allowed_that_the_tables_do_not_say) { whole_matrix("sqlite::memory:"); }

TEST(nothing_is_allowed_that_the_tables_do_not_say_on_postgresql)
{
	const char *url = getenv("YUNGUAN_TEST_PG");
	struct fail f = { 0 };

	if (!url)
		test_skip("YUNGUAN_TEST_PG 未设置");
	CHECK(store_wipe(url, &f) == OK);
	whole_matrix(url);
}
