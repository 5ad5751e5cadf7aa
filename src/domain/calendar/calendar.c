/* The calendar's layers: import, counting, and the fact that tells when a year is missing. */
#include "domain/calendar/calendar.h"
#include "domain/calendar/calendar_data.h"

enum layer { LAYER_NATIONAL = 1, LAYER_LOCAL, LAYER_MAX };
static const struct names layer_names[LAYER_MAX] = { [LAYER_NATIONAL] = { "national", "国家" }, [LAYER_LOCAL] = { "local", "本地" } };
enum day_kind { DAY_OFF = 1, DAY_WORK, DAY_KIND_MAX };
static const struct names kind_names[DAY_KIND_MAX] = { [DAY_OFF] = { "off", "休" }, [DAY_WORK] = { "work", "班" } };

struct calendar_day { int64_t id; struct date date; int32_t kind, layer; struct str name, source_doc; int64_t version; };
static const struct field day_fields[] = {
	F(struct calendar_day, id, F_ID, "编号", OUT),
	F(struct calendar_day, date, F_DATE, "日期", OUT | FILTER | SORT),
	F(struct calendar_day, kind, F_ENUM, "休或班", OUT | FILTER, NAMES(kind_names)),
	F(struct calendar_day, layer, F_ENUM, "层", OUT | FILTER, NAMES(layer_names)),
	F(struct calendar_day, name, F_STR, "名称", OUT),
	F(struct calendar_day, source_doc, F_STR, "依据文件", OUT),
	F(struct calendar_day, version, F_INT, "日历版本", OUT),
	{ 0 }
};
static const struct record day_record = RECORD("calendar_day", struct calendar_day, day_fields, "日历");

static const struct migration migrations[] = {
	{ 1, "CREATE TABLE calendar_day (id {id}, date TEXT NOT NULL, kind TEXT NOT NULL, layer TEXT NOT NULL, name TEXT, source_doc TEXT, version BIGINT NOT NULL,"
	     " UNIQUE (date, layer));\n"
	     "CREATE TABLE calendar_year (id {id}, year BIGINT NOT NULL, layer TEXT NOT NULL, version BIGINT NOT NULL, imported_at BIGINT NOT NULL, days BIGINT NOT NULL);\n"
	     "CREATE TABLE calendar_missing (id {id}, told_at BIGINT NOT NULL)" },
	{ 0 }
};
enum { Q_ALL, Q_VERSION, Q_DROP, Q_YEAR_EMPTY, Q_PUT, Q_YEAR_DROP, Q_YEAR_PUT, Q_YEAR_DAYS, Q_YEAR, Q_TOLD, Q_TOLD_DROP, Q_TOLD_PUT, Q_MONTH, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_ALL]       = { "SELECT {} FROM calendar_day ORDER BY date, layer", &day_record },
	[Q_VERSION]   = { "SELECT COALESCE(MAX(version), 0) FROM calendar_year" },
	[Q_DROP]      = { "DELETE FROM calendar_day WHERE layer = ?1 AND date = ?2" },
	/* What the year's own file said, in it and at the edge of its neighbours; what a neighbour's file says of it stays. */
	[Q_YEAR_EMPTY] = { "DELETE FROM calendar_day WHERE layer = ?1 AND version = (SELECT o.version FROM calendar_year o WHERE o.id = ?2) AND (SUBSTR(date, 1, 4) = ?3"
			   " OR NOT EXISTS (SELECT 1 FROM calendar_year y WHERE y.layer = calendar_day.layer AND y.version = calendar_day.version"
			   " AND CAST(y.year AS TEXT) = SUBSTR(calendar_day.date, 1, 4)))" },
	[Q_PUT]       = { "INSERT INTO calendar_day ({+}) VALUES ({?})", &day_record },
	[Q_YEAR_DROP] = { "DELETE FROM calendar_year WHERE id = ?1" },
	[Q_YEAR_PUT]  = { "INSERT INTO calendar_year (id, year, layer, version, imported_at, days) VALUES (?1, ?2, ?3, ?4, ?5, 0)" },
	[Q_YEAR_DAYS] = { "UPDATE calendar_year SET days = (SELECT COUNT(*) FROM calendar_day d WHERE d.layer = calendar_year.layer AND SUBSTR(d.date, 1, 4) = CAST(calendar_year.year AS TEXT))"
			  " WHERE layer = ?1" },
	[Q_YEAR]      = { "SELECT COUNT(*) FROM calendar_year WHERE id = ?1" },
	[Q_TOLD]      = { "SELECT COALESCE(MAX(told_at), 0) FROM calendar_missing WHERE id = ?1" },
	[Q_TOLD_DROP] = { "DELETE FROM calendar_missing WHERE id = ?1" },
	[Q_TOLD_PUT]  = { "INSERT INTO calendar_missing (id, told_at) VALUES (?1, ?2)" },
	[Q_MONTH]     = { "SELECT {} FROM calendar_day WHERE date >= ?1 AND date < ?2 ORDER BY date, layer", &day_record },
};

/* ---- the built-in layers ---- */
struct str calendar_builtin_csv(bool local)
{
	return local ? (struct str){ calendar_local_csv, calendar_local_csv_n } : (struct str){ calendar_cn_csv, calendar_cn_csv_n };
}

static int by_date(const void *x, const void *y)
{
	const struct workday_exception *a = x, *b = y;

	return a->date.day != b->date.day ? (a->date.day > b->date.day) - (a->date.day < b->date.day) : a->local - b->local;
}

static size_t read_layer(struct arena *a, bool local, struct workday_exception *out, size_t n)
{
	struct csv csv = csv_over(calendar_builtin_csv(local));
	struct fail f = { 0 };
	struct str cells[8];
	size_t width;
	int line;

	for (bool first = true; csv_next(&csv, a, &f, cells, COUNT(cells), &width, &line) == OK && width; first = false) {
		struct date d;
		if (first || date_parse(cells[0], &d) != OK)
			continue;
		out[n++] = (struct workday_exception){ d, str_is(cells[1], "work"), local };
	}
	return n;
}

void calendar_builtin(struct arena *a, bool local, struct workdays *out)
{
	struct workday_exception *days = ARENA_ARRAY(a, struct workday_exception, 2000);
	size_t n = read_layer(a, false, days, 0);

	if (local)
		n = read_layer(a, true, days, n);
	qsort(days, n, sizeof days[0], by_date);
	*out = (struct workdays){ days, n, 0 };
}

/* ---- the store's layers ---- */
static enum err load(struct ctx *c, struct workdays *out)
{
	struct list rows;

	TRY(sql_all0(c, &Q[Q_ALL], &rows));
	struct workday_exception *days = ARENA_ARRAY(c->arena, struct workday_exception, rows.n ? rows.n : 1);
	for (size_t i = 0; i < rows.n; i++) {
		struct calendar_day *d = LIST_AT(rows, struct calendar_day, i);
		days[i] = (struct workday_exception){ d->date, d->kind == DAY_WORK, d->layer == LAYER_LOCAL };
	}
	*out = (struct workdays){ days, rows.n, 0 };
	return sql_int_(c, &Q[Q_VERSION], &out->version, NO_VALS);
}

struct day_row { struct date date; int32_t kind; struct str name, source_doc; };
static const struct field row_fields[] = {
	F(struct day_row, date, F_DATE, "日期", IN | NEEDED), F(struct day_row, kind, F_ENUM, "休或班", IN | NEEDED, NAMES(kind_names)),
	F(struct day_row, name, F_STR, "名称", IN | NEEDED), F(struct day_row, source_doc, F_STR, "依据文件", IN), { 0 }
};
static const struct record row_record = RECORD("calendar_row", struct day_row, row_fields, "日历");

/* One number for a year of a layer: 20271 is 2027's national layer, there or missing. */
static int64_t year_id(int year, enum layer layer) { return (int64_t)year * 10 + (int64_t)layer; }

/* The new year's holiday may begin in December, and the notice of a year then says a day or two of the one before. */
static bool is_edge(const struct list *rows, int year)
{
	int y, m, d, last = year;

	EACH(struct day_row, r, *rows) {
		date_split(r->date, &y, &m, &d);
		if (y < year || (y == year && m != 12))
			return false;
		last = y;
	}
	return last > year;
}

static int year_of(const struct list *rows, size_t i)
{
	int y, m, d;

	date_split(LIST_AT(*rows, struct day_row, i)->date, &y, &m, &d);
	return y;
}

static enum err year_begin(struct ctx *c, int year, enum layer layer, int64_t version)
{
	TRY(sql_run(c, &Q[Q_YEAR_EMPTY], layer_names[layer].word, year_id(year, layer), arena_fmt(c->arena, "%04d", year)));
	TRY(sql_run(c, &Q[Q_YEAR_DROP], year_id(year, layer)));
	return sql_run(c, &Q[Q_YEAR_PUT], year_id(year, layer), year, layer_names[layer].word, version, c->now);
}

/* A file replaces the whole years it speaks of, in its layer; of a year at whose edge it says a few days, only those days. Open clocks are then
 * recomputed (ARTICLES 4.2.4). */
static enum err import_layer(struct ctx *c, const struct list *rows, enum layer layer)
{
	int64_t version = 0;
	int last = 0;
	struct date before = DATE_NONE;
	size_t i = 0;

	TRY(sql_int_(c, &Q[Q_VERSION], &version, NO_VALS));
	version++;
	EACH(struct day_row, r, *rows) {
		if (!date_none(before) && date_cmp(r->date, before) <= 0)
			return import_bad(c, i, "date", "%s", date_cmp(r->date, before) ? "日期应当从早到晚排列" : "这一天在上一行已经写过");
		before = r->date;
		int y = year_of(rows, i);
		if (y != last && !is_edge(rows, y))
			TRY(year_begin(c, y, layer, version));
		last = y;
		TRY(sql_run(c, &Q[Q_DROP], layer_names[layer].word, r->date));
		struct calendar_day day = { .id = id_new(c), .date = r->date, .kind = r->kind, .layer = (int32_t)layer, .name = r->name, .source_doc = r->source_doc,
					    .version = version };
		TRY(sql_put(c, &Q[Q_PUT], &day));
		i++;
	}
	TRY(sql_run(c, &Q[Q_YEAR_DAYS], layer_names[layer].word));
	return clocks_recompute(c);
}

static enum err import_national(struct ctx *c, const struct list *rows) { return import_layer(c, rows, LAYER_NATIONAL); }
static enum err import_local(struct ctx *c, const struct list *rows) { return import_layer(c, rows, LAYER_LOCAL); }

/* ---- counting ---- */
struct due { struct date from, due; int64_t days; int32_t layer; struct list counted; int64_t calendar_version; };
static const struct field due_fields[] = {
	F(struct due, from, F_DATE, "起始日（不计入）", IN | OUT | NEEDED), F(struct due, days, F_INT, "工作日数", IN | OUT | NEEDED, .min = 1, .max = 400),
	F(struct due, layer, F_ENUM, "层", IN | OUT, NAMES(layer_names)), F(struct due, counted, F_STRS, "所计工作日", OUT, .max = 400),
	F(struct due, due, F_DATE, "到期日", OUT, .help = "当日 24:00 止"), F(struct due, calendar_version, F_INT, "日历版本", OUT), { 0 }
};
static const struct record due_record = RECORD("calendar_due", struct due, due_fields, "期限计算");

/* The national layer alone, as the worked totals are given for. */
static struct workdays national_of(struct arena *a, const struct workdays *all)
{
	struct workday_exception *days = ARENA_ARRAY(a, struct workday_exception, all->n ? all->n : 1);
	struct workdays w = { days, 0, all->version };

	for (size_t i = 0; i < all->n; i++)
		if (!all->days[i].local)
			days[w.n++] = all->days[i];
	return w;
}

static enum err count_due(struct ctx *c, const void *in_, void *out_)
{
	const struct due *in = in_;
	struct due *out = out_;
	const struct workdays *all;
	struct date counted[400];

	TRY(workdays_now(c, &all));
	struct workdays w = in->layer == LAYER_NATIONAL ? national_of(c->arena, all) : *all;
	*out = *in;
	out->due = workday_due(&w, in->from, (int)in->days, counted);
	out->calendar_version = w.version;
	struct str *texts = ARENA_ARRAY(c->arena, struct str, (size_t)in->days);
	for (int64_t i = 0; i < in->days; i++)
		texts[i] = date_text(c->arena, counted[i]);
	out->counted = (struct list){ texts, (size_t)in->days };
	return OK;
}

struct month_day { struct date date; bool work; struct str name; };
struct month { struct str month; struct list days; };
static const struct field month_day_fields[] = {
	F(struct month_day, date, F_DATE, "日期", OUT), F(struct month_day, work, F_BOOL, "工作日", OUT), F(struct month_day, name, F_STR, "名称", OUT), { 0 }
};
static const struct record month_day_record = RECORD("calendar_month_day", struct month_day, month_day_fields, "日");
static const struct field month_fields[] = {
	F(struct month, month, F_MONTH, "月份", IN | OUT | NEEDED), F(struct month, days, F_LIST, "各日", OUT, .sub = &month_day_record), { 0 }
};
static const struct record month_record = RECORD("calendar_month", struct month, month_fields, "月历");

static enum err show_month(struct ctx *c, const void *in_, void *out_)
{
	const struct month *in = in_;
	struct month *out = out_;
	const struct workdays *w;
	struct period p;
	struct list named;

	TRY(month_parse(in->month, &p));
	TRY(workdays_now(c, &w));
	TRY(sql_all(c, &Q[Q_MONTH], &named, p.from, p.to));
	struct month_day *days = ARENA_ARRAY(c->arena, struct month_day, 31);
	out->month = in->month;
	out->days = (struct list){ days, 0 };
	for (struct date d = p.from; d.day < p.to.day; d = date_add(d, 1)) {
		struct month_day *day = &days[out->days.n++];
		*day = (struct month_day){ d, workday_is(w, d), STR_NONE };
		EACH(struct calendar_day, x, named)
			if (x->date.day == d.day)
				day->name = x->name;
	}
	return OK;
}

/* ---- years: which are there, and the warning when one is not (R-46) ---- */
struct calendar_year { int64_t id, year, version, days, workdays; int32_t layer; struct instant imported_at; };
static const struct field year_fields[] = {
	F(struct calendar_year, id, F_ID, "编号", OUT), F(struct calendar_year, year, F_INT, "年", OUT | FILTER | SORT),
	F(struct calendar_year, layer, F_ENUM, "层", OUT | FILTER, NAMES(layer_names)), F(struct calendar_year, days, F_INT, "天数", OUT),
	F(struct calendar_year, workdays, F_INT, "全年工作日", OUT | VIRTUAL, .help = "国家层只按国家日历数，本地层按两层相叠数"),
	F(struct calendar_year, version, F_INT, "日历版本", OUT), F(struct calendar_year, imported_at, F_AT, "导入时间", OUT), { 0 }
};
static const struct record year_record = RECORD("calendar_year", struct calendar_year, year_fields, "日历年份");
static enum err year_fill(struct ctx *c, void *rec)
{
	struct calendar_year *y = rec;
	const struct workdays *all;

	TRY(workdays_now(c, &all));
	struct workdays w = y->layer == LAYER_NATIONAL ? national_of(c->arena, all) : *all;
	y->workdays = workday_between(&w, date_ymd((int)y->year - 1, 12, 31), date_ymd((int)y->year, 12, 31));
	return OK;
}

const struct entity calendar_year_entity = {
	.name = "calendar_year", .label = "日历年份", .path = "/calendar/years", .rec = &year_record, .from = "calendar_year", .table = "calendar_year",
	.title = "year", .fill = year_fill, .fill_row = year_fill, .scope = { "1=1", "1=1", "1=1", "1=1" },
};
static const struct list_def year_list = { .order = "-id", .unscoped = true };

struct str calendar_year_name(struct arena *a, int64_t id)
{
	return arena_fmt(a, "%" PRId64 " 年%s日历", id / 10, id % 10 == LAYER_LOCAL ? "本地" : "国家");
}

/* Once a week for as long as it is missing; the local layer is published by the prefecture's government office. */
static enum err tell_missing(struct ctx *c, int year, enum layer layer)
{
	int64_t id = year_id(year, layer), there = 0, told = 0;

	TRY(sql_int(c, &Q[Q_YEAR], &there, id));
	TRY(sql_int(c, &Q[Q_TOLD], &told, id));
	if (there || told + DAYS(7) > c->now.ms)
		return OK;
	TRY(sql_run(c, &Q[Q_TOLD_DROP], id));
	TRY(sql_run(c, &Q[Q_TOLD_PUT], id, c->now));
	return fact_tell(c, "calendar.missing", &calendar_year_entity, id);
}

static enum err look_ahead(struct ctx *c)
{
	int y, m, d;

	date_split(today(c), &y, &m, &d);
	for (enum layer layer = LAYER_NATIONAL; layer < LAYER_MAX; layer++) {
		TRY(tell_missing(c, y, layer));
		if (m >= 11)
			TRY(tell_missing(c, y + 1, layer));
	}
	return OK;
}
static const struct job jobs[] = {
	{ "calendar.missing", DAYS(1), look_ahead, NULL, "A20.2", "下一年日历缺失提醒" },
	{ 0 }
};
static const struct entity *const entities[] = { &calendar_year_entity, NULL };

static const struct list_def day_list = { .from = "calendar_day", .rec = &day_record, .order = "date", .unscoped = true };
static const struct op ops[] = {
	{ "calendar.list", GET, "/calendar/days", NULL, .words = "工作日历", .article = "A20.2", .flags = OP_SIGNED_IN, .list = &day_list },
	{ "calendar.due", GET, "/calendar/due", NULL, &due_record, &due_record, count_due, "计算期限", "A20.2", OP_SIGNED_IN },
	{ "calendar_year.list", GET, "/calendar/years", NULL, .words = "已登记的年份", .article = "A20.2", .flags = OP_SIGNED_IN, .entity = &calendar_year_entity,
	  .list = &year_list },
	{ "calendar.month", GET, "/calendar/month", NULL, &month_record, &month_record, show_month, "月历", "A20.2", OP_SIGNED_IN },
	{ 0 }
};
static const struct grant grants[] = { { "calendar.keep", "维护工作日历", R(AUTH_HANDLER) | R(AUTH_ISSUER) | R(SYS_ADMIN) }, { 0 } };
static const struct import imports[] = {
	{ "calendar_national", "calendar.keep", "导入国家日历", "A20.2", &row_record, import_national },
	{ "calendar_local", "calendar.keep", "导入本地日历", "A20.2", &row_record, import_local },
	{ 0 }
};
static const struct invariant invariants[] = {
	{ "A20.2", "日历的每一天都属于已登记的年份",
	  "SELECT d.date FROM calendar_day d WHERE NOT EXISTS (SELECT 1 FROM calendar_year y WHERE y.layer = d.layer AND y.version = d.version"
	  " AND (CAST(y.year AS TEXT) = SUBSTR(d.date, 1, 4) OR (CAST(y.year - 1 AS TEXT) = SUBSTR(d.date, 1, 4) AND SUBSTR(d.date, 6, 2) = '12')))" },
	{ "A20.2", "每个已登记的年份，天数与登记的一致",
	  "SELECT y.id FROM calendar_year y WHERE y.days <> (SELECT COUNT(*) FROM calendar_day d WHERE d.layer = y.layer"
	  " AND SUBSTR(d.date, 1, 4) = CAST(y.year AS TEXT))" },
	{ 0 }
};

const struct feature calendar_feature = {
	.name = "calendar", .label = "工作日历", .articles = ARTICLES("A20.2", "A22.4", "A19.3b"), .migrations = migrations, .invariants = invariants,
	.entities = entities, .ops = ops, .grants = grants, .imports = imports, .jobs = jobs, .settings = settings_ahead, STATEMENTS(Q), .workdays = load,
};
