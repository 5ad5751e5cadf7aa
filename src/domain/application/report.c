/* Reports beside the figures of the workbench: xinchuang (A15.1, A19.4), what crosses the zones (A15.2), and the tables as files. */
#include <stddef.h>
#include "domain/application/application_in.h"

static struct instant from_of(const struct period_in *p) { return date_none(p->from) ? (struct instant){ 0 } : date_start(p->from); }

static struct instant until_of(const struct ctx *c, const struct period_in *p)
{
	return date_none(p->until) ? date_start(date_add(today(c), 1)) : date_start(p->until);
}

/* ---- xinchuang ---- */
static struct xc_share share(const char *what, const char *unit, int64_t total, int64_t xc)
{
	return (struct xc_share){ str_of(what), str_of(unit), total, xc, total > 0 ? xc * 10000 / total : INT_NONE };
}

static enum err shares(struct ctx *c, struct list *out)
{
	struct xc_share *s = ARENA_ARRAY(c->arena, struct xc_share, 5);
	CLEANUP(rows_donep) struct rows *r = NULL, *y = NULL;

	*out = (struct list){ s, 0 };
	TRY(db_rows(c->db, &app_q[Q_XC_RESOURCES], NO_VALS, &c->fail, &r));
	if (rows_next(r)) {
		s[out->n++] = share("vCPU", "核", rows_int(r, 0), rows_int(r, 1));
		s[out->n++] = share("内存", "GB", rows_int(r, 2), rows_int(r, 3));
		s[out->n++] = share("存储", "GB", rows_int(r, 4), rows_int(r, 5));
		s[out->n++] = share("资源", "个", rows_int(r, 6), rows_int(r, 7));
	}
	TRY(rows_err(r, &c->fail));
	TRY(db_rows(c->db, &app_q[Q_XC_SYSTEMS], NO_VALS, &c->fail, &y));
	if (rows_next(y))
		s[out->n++] = share("信息系统", "个", rows_int(y, 0), rows_int(y, 1));
	return rows_err(y, &c->fail);
}

static const struct { const char *name, *label; size_t offset; } parts[] = {
	{ "cpu", "处理器", offsetof(struct xinchuang_detail, cpu) }, { "os", "操作系统", offsetof(struct xinchuang_detail, os) },
	{ "db", "数据库", offsetof(struct xinchuang_detail, db) }, { "middleware", "中间件", offsetof(struct xinchuang_detail, middleware) },
	{ "browser", "浏览器", offsetof(struct xinchuang_detail, browser) }, { "app", "应用", offsetof(struct xinchuang_detail, app) },
};

static int32_t part_of(const struct xc_system *s, size_t i)
{
	return s->detail ? *(const int32_t *)((const char *)s->detail + parts[i].offset) : 0;
}

/* Each system's parts counted, and of the systems only those that are not there yet. */
static enum err progress(struct ctx *c, struct xc_report *out)
{
	struct xc_component *k = ARENA_ARRAY(c->arena, struct xc_component, COUNT(parts));
	struct list systems;

	TRY(sql_all0(c, &app_q[Q_XC_SYSTEM_ROWS], &systems));
	out->components = (struct list){ k, COUNT(parts) };
	out->systems = (struct list){ ARENA_ARRAY(c->arena, struct xc_system, systems.n + 1), 0 };
	for (size_t i = 0; i < COUNT(parts); i++)
		k[i] = (struct xc_component){ .component = str_of(parts[i].name), .label = str_of(parts[i].label) };
	EACH(struct xc_system, s, systems) {
		struct str missing = STR_NONE;
		for (size_t i = 0; i < COUNT(parts); i++) {
			int32_t st = part_of(s, i);
			int64_t *n = st == XC_FULL ? &k[i].full : st == XC_PART ? &k[i].partial : st == XC_PLAN ? &k[i].planned : st == XC_UNFIT ? &k[i].unfit : &k[i].unknown;
			(*n)++;
			if (st != XC_FULL)
				missing = arena_fmt(c->arena, STR_FMT "%s%s", STR_ARG(missing), missing.n ? "、" : "", parts[i].label);
		}
		s->missing = missing;
		if (s->xinchuang_status != XC_FULL)
			LIST_AT(out->systems, struct xc_system, 0)[out->systems.n++] = *s;
	}
	for (size_t i = 0; i < COUNT(parts); i++)
		k[i].full_bp = systems.n ? k[i].full * 10000 / (int64_t)systems.n : INT_NONE;
	return OK;
}

enum err report_xinchuang(struct ctx *c, const void *in, void *out_)
{
	struct xc_report *out = out_;

	TRY(shares(c, &out->shares));
	TRY(progress(c, out));
	return sql_all(c, &app_q[Q_XC_EXCEPTIONS], &out->exceptions, from_of(in), until_of(c, in));
}

/* ---- what crosses the zones ---- */
static enum err conflicts(struct ctx *c, const struct stmt *q, const char *kind, const char *article, const char *fmt, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, q, NO_VALS, &c->fail, &r));
	while (out->n < 5000 && rows_next(r)) {
		struct str name = arena_str(c->arena, rows_str(r, 0)), more = arena_str(c->arena, rows_str(r, 1));
		int32_t zone = names_find(zone_names, ZONE_MAX, more);
		if (zone)
			more = str_of(zone_names[zone].label);
		struct zone_conflict *one = &LIST_AT(*out, struct zone_conflict, 0)[out->n++];
		*one = (struct zone_conflict){ .kind = str_of(kind), .object = name, .text = arena_fmt(c->arena, "%s" STR_FMT, fmt, STR_ARG(more)), .article = str_of(article) };
		int64_t id = rows_int(r, 2);
		if (str_is(one->kind, "system"))
			one->system = id, one->system_name = more;
		else if (str_is(one->kind, "resource"))
			one->resource = id, one->resource_no = name;
		else
			one->host = id, one->host_no = name;
	}
	return rows_err(r, &c->fail);
}

enum err report_zones(struct ctx *c, const void *in, void *out_)
{
	struct list *out = &((struct app_list *)out_)->items;

	(void)in;
	*out = (struct list){ ARENA_ARRAY(c->arena, struct zone_conflict, 5000), 0 };
	TRY(conflicts(c, &app_q[Q_ZONE_SYSTEMS], "system", "A15.2b", "资源分在两个区域，没有登记跨区交换通道：", out));
	TRY(conflicts(c, &app_q[Q_ZONE_RESOURCES], "resource", "A15.2b", "与所在资源池不在同一区域：", out));
	return conflicts(c, &app_q[Q_ZONE_HOSTS], "host", "A15.2c", "同一序列号在另一个区域有过登记，请核对数据是否清除；现在是：", out);
}

/* ---- a table as a file: labels of the record as the head ---- */
static void csv_record(struct buf *b, const struct record *rec, const struct list *rows)
{
	size_t last = 0;

	for (size_t i = 0; rec->fields[i].name; i++)
		if (rec->fields[i].flags & OUT)
			last = i;
	buf_add(b, STR("\xEF\xBB\xBF"));
	for (size_t i = 0; i <= last; i++)
		if (rec->fields[i].flags & OUT)
			csv_put(b, str_of(rec->fields[i].label), i == last);
	for (size_t k = 0; k < rows->n; k++)
		for (size_t i = 0; i <= last; i++) {
			CLEANUP(buf_done) struct buf cell = BUF_MAX(KIB(64));
			if (!(rec->fields[i].flags & OUT))
				continue;
			field_to_text(&rec->fields[i], (const char *)rows->items + k * rec->size, false, &cell);
			csv_put(b, buf_str(&cell), i == last);
		}
}

static enum err answer_table(struct ctx *c, const struct record *rec, const struct list *rows, const char *name)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));

	csv_record(&b, rec, rows);
	if (b.failed)
		return fail(c, E_LIMIT, "too_large", "表格超过 16 MB，请缩短期间");
	answer_bytes(c, buf_str(&b), "text/csv; charset=utf-8", str_of(name));
	return OK;
}

enum err export_clocks(struct ctx *c, const void *in, void *out)
{
	struct app_list rows = { 0 };

	(void)out;
	TRY(stat_clocks(c, in, &rows));
	return answer_table(c, &clock_stat_record, &rows.items, "时限统计.csv");
}

enum err export_apps(struct ctx *c, const void *in, void *out)
{
	struct app_list rows = { 0 };

	(void)out;
	TRY(stat_apps(c, in, &rows));
	return answer_table(c, &app_stat_record, &rows.items, "申请统计.csv");
}

enum err export_exceptions(struct ctx *c, const void *in, void *out)
{
	struct list rows;

	(void)out;
	TRY(sql_all(c, &app_q[Q_XC_EXCEPTIONS], &rows, from_of(in), until_of(c, in)));
	return answer_table(c, &xc_exception_record, &rows, "非信创例外.csv");
}
