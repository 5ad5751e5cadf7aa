/* A small house for this room's tests. */
#include <stdio.h>
#include <sys/stat.h>
#include "core/test_house.h"
#include "port/port.h"

static const struct names colors[COLOR_MAX] = { [RED] = { "red", "红" }, [GREEN] = { "green", "绿" }, [BLUE] = { "blue", "蓝" } };
static const struct names states[STATE_MAX] = { [OPEN] = { "open", "开着" }, [SHUT] = { "shut", "关了" } };
static const struct field thing_fields[] = {
	F(struct thing, id, F_ID, "编号", OUT | SORT),
	F(struct thing, version, F_INT, "版本", OUT),
	F(struct thing, name, F_STR, "名称", IN | OUT | NEEDED | FILTER | SORT, .max = 20, .article = "A20.2c"),
	F(struct thing, phone, F_STR, "电话", IN | OUT | PERSONAL | SEALED),
	F(struct thing, qty, F_INT, "数量", IN | OUT | FILTER | SORT, .max = 1000),
	F(struct thing, color, F_ENUM, "颜色", IN | OUT | FILTER, NAMES(colors)),
	F(struct thing, state, F_ENUM, "状态", OUT | FILTER, NAMES(states)),
	F(struct thing, made_date, F_DATE, "制作日", IN | OUT | FILTER),
	F(struct thing, made_at, F_AT, "制作时间", OUT | FILTER | SORT),
	{ 0 }
};
const struct record thing_record = RECORD("thing", struct thing, thing_fields, "东西");

static const struct flow thing_flow;
const struct entity thing_entity = { .name = "thing", .label = "东西", .path = "/things", .rec = &thing_record, .from = "thing", .table = "thing",
				     .flow = &thing_flow, .scope = { .csp = "1=1" }, .title = "name" };
static const struct move moves[] = {
	{ OPEN, "shut", SHUT, C1, 0, "thing.shut", "关上", "A20.2a" },
	{ SHUT, "open", OPEN, 0, C1, NULL, "打开", "A20.2b" },
	{ 0 }
};
static const struct flow thing_flow = { "thing", &thing_entity, states, COUNT(states), moves };

static const struct stmt Q_PUT = { "INSERT INTO thing ({+}) VALUES ({?})", &thing_record };

static enum err make(struct ctx *c, const void *in, void *out)
{
	struct thing t = *(const struct thing *)in;

	(void)out;
	t.id = c->made = id_new(c);
	t.version = 1;
	t.state = OPEN;
	t.made_at = c->now;
	TRY(sql_put(c, &Q_PUT, &t));
	if (t.qty == 97)
		return refuse_by(c, "A20.2", "thing.half", "写了一半才拒绝");
	if (t.qty == 98)
		TRY(sql_put(c, &Q_PUT, &t));            /* the same number again: the statement itself fails */
	if (t.qty == 99) {
		(void)!sql_put(c, &Q_PUT, &t);
		fail_clear(&c->fail);                   /* and nobody tells */
		return OK;
	}
	return clock_start(c, &thing_entity, t.id, C1, "make");
}

static const struct list_def list = { .search = "name", .order = "name" };
const struct op thing_ops[] = {
	{ "thing.list", GET, "/things", "thing.see", .words = "东西", .article = "A1", .entity = &thing_entity, .list = &list },
	{ "thing.get", GET, "/things/{id}", "thing.see", .words = "看东西", .article = "A1", .entity = &thing_entity },
	{ "thing.make", POST, "/things", "thing.make", &thing_record, NULL, make, "做东西", "A1", OP_CREATES, &thing_entity },
	{ "thing.shut", POST, "/things/{id}/shut", "thing.make", .words = "关上", .article = "A20.2a", .entity = &thing_entity, .event = "shut" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "thing.see", "看东西", R_ALL }, { "thing.make", "做东西", R_AUTH | R_CSP }, { "thing.import", "导入东西", R_AUTH }, { 0 }
};
static const struct clock_kind clocks[] = { { C1, WORKING_DAYS, "thing.wd", ORG_AUTHORITY, "A20.2a", "受理" },
					    { C9, CALENDAR_MONTHS, "thing.keep_months", ORG_USER, "A19.3b", "原系统保留" }, { 0 } };
static const struct setting settings[] = {
	{ "thing.wd", SET_INT, "5", "A20.2", "关上的期限", AT_MOST(5), 1, 400 },
	{ "thing.keep_months", SET_INT, "1", "A19.3", "保留月数", AT_LEAST(1), 1, 120 },
	{ "thing.remind_days", SET_INTS, "180,90,30", "A16", "提醒天数", FREE },
	{ "thing.loose", SET_BOOL, "false", "R-09", "放宽", LIMIT_FALSE },
	{ 0 }
};

int heard_times, heard_fails, job_times;
void (*at_job)(void);
bool local_days, house_in_pg;
static enum err hear(struct ctx *c, const struct fact *f)
{
	heard_times++;
	return heard_fails-- > 0 ? fail(c, E_REMOTE, "thing.deaf", "第 %" PRId64 " 个没有听见", f->subject) : OK;
}
static const struct hears hears[] = { { "thing.shut", "thing.hear", hear }, { 0 } };
static enum err work(struct ctx *c)
{
	(void)c;
	job_times++;
	if (at_job)
		at_job();
	return OK;
}
static const struct job jobs[] = { { "thing.daily", DAYS(1), work, NULL, "A24a", "每日一次" }, { 0 } };

static enum err take_rows(struct ctx *c, const struct list *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct thing *t = LIST_AT(*rows, struct thing, i);
		int64_t id;
		if (t->qty == 13)
			import_bad(c, i, "qty", "不收 13");
		else
			TRY(make(c, t, &id));
	}
	return OK;
}
static const struct import imports[] = { { "thing", "thing.import", "导入东西", "A1", &thing_record, take_rows }, { 0 } };

static const struct migration migrations[] = {
	{ 1, "CREATE TABLE thing (id {id}, version BIGINT NOT NULL, name TEXT NOT NULL, phone TEXT, qty BIGINT, color TEXT, state TEXT NOT NULL,"
	     " made_date TEXT, made_at BIGINT NOT NULL)" },
	{ 0 }
};

void house_ring(const char *path, const char *how, int number, char fill)
{
	FILE *f = fopen(path, how);

	CHECK(f && fchmod(fileno(f), 0600) == 0);
	fprintf(f, "%d ", number);
	for (int i = 0; i < 2 * SEAL_KEY; i++)
		fputc(fill, f);
	fputc('\n', f);
	fclose(f);
}

struct workdays house_days(struct arena *a, bool local)
{
	struct workday_exception *days = ARENA_ARRAY(a, struct workday_exception, 400);
	size_t n = 0;

	for (int layer = 0; layer <= local; layer++) {
		CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
		struct fail f;
		CHECK(file_read(layer ? "data/calendar-local-xsbn.csv" : "data/calendar-cn.csv", &b, &f) == OK);
		struct csv csv = csv_over(buf_str(&b));
		struct str cells[3];
		size_t width;
		int line;
		while (csv_next(&csv, a, &f, cells, 3, &width, &line) == OK && width)
			if (date_parse(cells[0], &days[n].date) == OK) {
				days[n].local = layer;
				days[n++].work = str_is(cells[1], "work");
			}
	}
	/* By date; there are few. */
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j && days[j].date.day < days[j - 1].date.day; j--) {
			struct workday_exception x = days[j];
			days[j] = days[j - 1];
			days[j - 1] = x;
		}
	return (struct workdays){ days, n, 7 };
}

static enum err calendar(struct ctx *c, struct workdays *out)
{
	*out = house_days(c->arena, local_days);
	out->version += local_days;
	return OK;
}

static const struct flow *const flows[] = { &thing_flow, NULL };
static const struct entity *const entities[] = { &thing_entity, NULL };
static const struct feature thing_feature = {
	.name = "thing", .label = "东西", .articles = ARTICLES("A20"), .migrations = migrations, .entities = entities, .flows = flows, .clocks = clocks,
	.settings = settings, .sealed = SEALED_COLUMNS({ "thing", "id", "phone" }), .ops = thing_ops, .grants = grants, .hears = hears, .jobs = jobs, .imports = imports, .workdays = calendar,
};
static const struct feature *const house[] = { &core_feature, &thing_feature, NULL };

static struct house *open_at(const char *url, const struct feature *const *rows, bool threads)
{
	struct house *h = calloc(1, sizeof *h);

	CHECK(h && (h->a = arena_new(MIB(256))));
	h->timer.simulated = true;
	house_at(h, "2026-02-13 10:00");
	heard_times = heard_fails = job_times = 0;
	local_days = false;
	struct core_opts o = { .store_url = url, .features = rows, .threads = threads, .timer = &h->timer, .chance = chance_seed(1), .cheap_passwords = true };
	if (core_open(&o, &h->fail, &h->k) != OK)
		test_fail(__FILE__, __LINE__, "%s", h->fail.sentence);
	return h;
}

static struct house *open_with(const struct feature *const *rows)
{
	struct fail f = { 0 };

	if (house_in_pg)
		CHECK(store_wipe(getenv("YUNGUAN_TEST_PG"), &f) == OK);
	return open_at(house_in_pg ? getenv("YUNGUAN_TEST_PG") : "sqlite::memory:", rows, false);
}

struct house *house_open(void) { return open_with(house); }
struct house *house_product(void) { return open_with(features); }
struct house *house_threads_in(char dir[HOUSE_DIR_MAX])
{
	char url[64];

	snprintf(dir, HOUSE_DIR_MAX, "/tmp/yunguan-house-XXXXXX");
	CHECK(mkdtemp(dir));
	snprintf(url, sizeof url, "sqlite:%s/x.db", dir);
	return open_at(url, house, true);
}

void house_at(struct house *h, const char *when) { CHECK(at_parse(str_of(when), &h->timer.now) == OK); }

void house_close(struct house *h)
{
	core_close(h->k);
	arena_free(h->a);
	free(h);
}

void house_close_in(struct house *h, const char *dir)
{
	char command[64];

	house_close(h);
	snprintf(command, sizeof command, "rm -r %s", dir);
	CHECK_INT(system(command), 0);
}

enum err house_write(struct house *h, enum err (*fn)(struct ctx *c, void *arg), void *arg)
{
	struct turn t = { .run = fn, .arg = arg, .ctx = { .arena = h->a, .now = h->timer.now, .who = { .system = true } } };
	enum err e = core_turn_wait(h->k, &t);

	h->fail = t.ctx.fail;
	return e;
}

static enum err fill(struct ctx *c, void *arg)
{
	for (int i = 1; i <= *(int *)arg; i++) {
		struct thing t;
		record_none(&thing_record, &t);
		t.name = arena_fmt(c->arena, "甲%04d", i);
		t.phone = STR("13800001234");
		t.qty = i % 3;
		t.color = 1 + i % 3;
		t.made_date = today(c);
		TRY(make(c, &t, NULL));
	}
	return OK;
}

void house_fill(struct house *h, int n) { CHECK(house_write(h, fill, &n) == OK); }

struct answer house_ask_by(struct house *h, const struct principal *who, const char *op, const char *query, const char *body)
{
	struct request r = { .op = core_op(h->k, str_of(op)), .local = true, .body = str_of(body), .request_id = STR("r1"), .who = *who };
	struct answer a = { .arena = h->a };

	CHECK(r.op);
	for (struct str rest = str_of(query); rest.n;) {
		struct str value = str_cut(&rest, '&');
		struct str name = str_cut(&value, '=');
		r.params[r.n_params++] = (struct pair){ name, value };
	}
	core_call(h->k, &r, &a);
	return a;
}

struct answer house_ask(struct house *h, const char *op, uint64_t roles, const char *query, const char *body)
{
	struct principal who = { .account = 11, .person = 12, .org = 13, .root_org = 13, .party = ORG_AUTHORITY, .roles = roles, .login = STR("zhao@data") };

	return house_ask_by(h, &who, op, query, body);
}

static enum err damage(struct ctx *c, void *sql) { return db_run(c->db, db_stmt_cached(c->db, str_of(sql), NULL), NO_VALS, &c->fail, NULL); }

void house_damage(struct house *h, const char *sql) { CHECK(house_write(h, damage, (void *)(uintptr_t)sql) == OK); }
