/* Versions and items of the catalogue. */
#include "domain/catalog/catalog.h"
#include "domain/message/message.h"

static const struct names state_names[CAT_STATE_MAX] = {
	[CAT_DRAFT] = { "draft", "草案" }, [CAT_CONSULTING] = { "consulting", "征求意见" }, [CAT_PUBLISHED] = { "published", "已发布" }, [CAT_RETIRED] = { "retired", "已停用" },
};
const struct names item_category_names[ITEM_CATEGORY_MAX] = {
	[ITEM_COMPUTE] = { "compute", "计算" }, [ITEM_STORAGE] = { "storage", "存储" }, [ITEM_NETWORK] = { "network", "网络" }, [ITEM_DR] = { "dr", "灾备" },
	[ITEM_OS] = { "os", "操作系统" }, [ITEM_DATABASE] = { "database", "数据库" }, [ITEM_MIDDLEWARE] = { "middleware", "中间件" }, [ITEM_BIGDATA] = { "bigdata", "大数据" },
	[ITEM_SECURITY] = { "security", "安全" }, [ITEM_CRYPTO] = { "crypto", "密码服务" }, [ITEM_SOFTWARE] = { "software", "软件服务" }, [ITEM_SERVICE] = { "service", "技术服务" },
};
const struct names billing_period_names[BILLING_PERIOD_MAX] = {
	[PER_MONTH] = { "month", "按月" }, [PER_YEAR] = { "year", "按年" }, [PER_DAY] = { "day", "按日" }, [PER_HOUR] = { "hour", "按时" }, [PER_ONCE] = { "once", "一次" },
	[PER_USAGE] = { "usage", "按用量" },
};
const struct names item_zone_names[ITEM_ZONE_MAX] = {
	[ITEM_INTERNET] = { "internet", "互联网区" }, [ITEM_EXTRANET] = { "extranet", "政务外网区" }, [ITEM_BOTH] = { "both", "两区分别提供" },
};
enum { LAYER_IAAS = 1, LAYER_PAAS, LAYER_SAAS, LAYER_SERVICE, LAYER_MAX };
static const struct names layer_names[LAYER_MAX] = {
	[LAYER_IAAS] = { "iaas", "IaaS" }, [LAYER_PAAS] = { "paas", "PaaS" }, [LAYER_SAAS] = { "saas", "SaaS" }, [LAYER_SERVICE] = { "service", "服务" },
};
enum { MET_ALLOCATED = 1, MET_USED, MET_TIMES, METERING_MAX };
static const struct names metering_names[METERING_MAX] = { [MET_ALLOCATED] = { "allocated", "按分配" }, [MET_USED] = { "used", "按用量" }, [MET_TIMES] = { "times", "按次" } };
enum { ITEM_ACTIVE = 1, ITEM_CLOSED, ITEM_STATUS_MAX };
static const struct names item_status_names[ITEM_STATUS_MAX] = { [ITEM_ACTIVE] = { "active", "在用" }, [ITEM_CLOSED] = { "closed", "停用" } };
static const struct names xc_names[] = { { NULL, NULL }, { "no", "否" }, { "yes", "是" } };

struct consult { struct str org_name, opinion; struct instant at; };
static const struct field consult_fields[] = {
	F(struct consult, org_name, F_STR, "单位", OUT), F(struct consult, opinion, F_TEXT, "意见", OUT), F(struct consult, at, F_AT, "时间", OUT), { 0 }
};
static const struct record consult_record = RECORD("catalog_opinion", struct consult, consult_fields, "征求意见");

static const struct field version_fields[] = {
	F(struct catalog_version, id, F_ID, "编号", OUT), F(struct catalog_version, version, F_INT, "版本", OUT), F(struct catalog_version, no, F_STR, "版本号", OUT | SORT),
	F(struct catalog_version, title, F_STR, "标题", OUT), F(struct catalog_version, state, F_ENUM, "状态", OUT | FILTER, NAMES(state_names)),
	F(struct catalog_version, effective_from, F_DATE, "生效日", OUT), F(struct catalog_version, published_at, F_AT, "发布时间", OUT, .article = "A11b"),
	F(struct catalog_version, review_confirmed_at, F_AT, "年度确认时间", OUT, .article = "A11c"), F(struct catalog_version, created_at, F_AT, "建立时间", OUT),
	F(struct catalog_version, opinions, F_LIST, "征求意见", OUT, .sub = &consult_record), F(struct catalog_version, items_count, F_INT, "目录项数", OUT | JOINED), { 0 }
};
const struct record catalog_version_record = RECORD("catalog_version", struct catalog_version, version_fields, "目录版本");

static const struct field item_fields[] = {
	F(struct catalog_item, id, F_ID, "编号", OUT), F(struct catalog_item, version, F_INT, "版本", OUT),
	F(struct catalog_item, catalog_version, F_ID, "目录版本", OUT | FILTER, .ref = "catalog_version"), F(struct catalog_item, catalog_version_no, F_STR, "目录版本号", OUT | JOINED),
	F(struct catalog_item, code, F_STR, "编码", OUT | FILTER | SORT), F(struct catalog_item, category, F_ENUM, "类别", OUT | FILTER | SORT, NAMES(item_category_names)),
	F(struct catalog_item, layer, F_ENUM, "层次", OUT | FILTER, NAMES(layer_names), .article = "A15.1"), F(struct catalog_item, name, F_STR, "名称", OUT | SORT),
	F(struct catalog_item, spec, F_TEXT, "规格", OUT), F(struct catalog_item, unit, F_STR, "单位", OUT),
	F(struct catalog_item, billing_period, F_ENUM, "计费周期", OUT | FILTER, NAMES(billing_period_names)),
	F(struct catalog_item, list_price_e4, F_E4, "参考价", OUT, .help = "参考价，计费以合同价格为准"),
	F(struct catalog_item, zone, F_ENUM, "区域", OUT | FILTER, NAMES(item_zone_names), .article = "A15.2"), F(struct catalog_item, xinchuang, F_BOOL, "信创", OUT | FILTER, .article = "A15.1"),
	F(struct catalog_item, metering, F_ENUM, "计量方式", OUT, NAMES(metering_names)), F(struct catalog_item, min_qty, F_INT, "最小数量", OUT),
	F(struct catalog_item, max_qty, F_INT, "最大数量", OUT), F(struct catalog_item, step, F_INT, "步长", OUT), F(struct catalog_item, vcpu, F_INT, "vCPU", OUT),
	F(struct catalog_item, mem_gb, F_INT, "内存 GB", OUT), F(struct catalog_item, disk_gb, F_INT, "磁盘 GB", OUT),
	F(struct catalog_item, status, F_ENUM, "状态", OUT | FILTER, NAMES(item_status_names)), F(struct catalog_item, catalog_state, F_STR, "目录状态", OUT | FILTER | JOINED), { 0 }
};
const struct record catalog_item_record = RECORD("catalog_item", struct catalog_item, item_fields, "目录项");

static const struct migration migrations[] = {
	{ 1, "CREATE TABLE catalog_version (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, title TEXT NOT NULL, state TEXT NOT NULL, effective_from TEXT,"
	     " published_at BIGINT, review_confirmed_at BIGINT, created_at BIGINT NOT NULL, opinions TEXT);\n"
	     "CREATE TABLE catalog_item (id {id}, version BIGINT NOT NULL, catalog_version BIGINT NOT NULL, code TEXT NOT NULL, category TEXT NOT NULL, layer TEXT,"
	     " name TEXT NOT NULL, spec TEXT, unit TEXT NOT NULL, billing_period TEXT NOT NULL, list_price_e4 BIGINT, zone TEXT NOT NULL, xinchuang BIGINT NOT NULL,"
	     " metering TEXT, min_qty BIGINT, max_qty BIGINT, step BIGINT, vcpu BIGINT, mem_gb BIGINT, disk_gb BIGINT, status TEXT NOT NULL,"
	     " UNIQUE (catalog_version, code));\n"
	     "CREATE VIEW v_catalog_version AS SELECT v.*, (SELECT COUNT(*) FROM catalog_item i WHERE i.catalog_version = v.id) AS items_count FROM catalog_version v;\n"
	     "CREATE VIEW v_catalog_item AS SELECT i.*, v.no AS catalog_version_no, v.state AS catalog_state FROM catalog_item i"
	     " JOIN catalog_version v ON v.id = i.catalog_version" },
	{ 0 }
};
enum { Q_VER_PUT, Q_VER_SET, Q_PUBLISHED, Q_DRAFT, Q_OTHERS, Q_ITEM_PUT, Q_ITEM, Q_ITEM_CODE, Q_ITEMS, Q_CONFIRM, Q_PUBLISH, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_VER_PUT]   = { "INSERT INTO catalog_version ({+}) VALUES ({?})", &catalog_version_record },
	[Q_VER_SET]   = { "UPDATE catalog_version SET {=} WHERE id = {id}", &catalog_version_record },
	[Q_PUBLISHED] = { "SELECT {} FROM v_catalog_version WHERE state = 'published' ORDER BY published_at DESC, id DESC LIMIT 1", &catalog_version_record },
	[Q_DRAFT]     = { "SELECT {} FROM v_catalog_version WHERE state = 'draft' ORDER BY id DESC LIMIT 1", &catalog_version_record },
	[Q_OTHERS]    = { "SELECT {} FROM v_catalog_version WHERE state = 'published' AND id <> ?1", &catalog_version_record },
	[Q_ITEM_PUT]  = { "INSERT INTO catalog_item ({+}) VALUES ({?})", &catalog_item_record },
	[Q_ITEM]      = { "SELECT {} FROM v_catalog_item WHERE id = ?1", &catalog_item_record },
	[Q_ITEM_CODE] = { "SELECT {} FROM v_catalog_item WHERE catalog_version = ?1 AND code = ?2", &catalog_item_record },
	[Q_ITEMS]     = { "SELECT {} FROM v_catalog_item WHERE catalog_version = ?1 ORDER BY code", &catalog_item_record },
	[Q_CONFIRM]   = { "UPDATE catalog_version SET review_confirmed_at = ?2 WHERE id = ?1" },
	[Q_PUBLISH]   = { "UPDATE catalog_version SET published_at = ?2 WHERE id = ?1" },
};

enum err catalog_published(struct ctx *c, struct catalog_version *out)
{
	enum err e = sql_get_(c, &Q[Q_PUBLISHED], out, NO_VALS);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	record_none(&catalog_version_record, out);
	return OK;
}
enum err catalog_item_get(struct ctx *c, int64_t id, struct catalog_item *out) { return sql_get(c, &Q[Q_ITEM], out, id); }
enum err catalog_item_by_code(struct ctx *c, int64_t v, struct str code, struct catalog_item *out) { return sql_get(c, &Q[Q_ITEM_CODE], out, v, code); }
enum err catalog_items(struct ctx *c, int64_t v, struct list *out) { return sql_all(c, &Q[Q_ITEMS], out, v); }

/*  draft ──consult──► consulting ──publish──► published ──retire──► retired      draft ──publish──► published
 *  Publishing a version retires the one before it at once; running prices do not move with it. */
static const struct move moves[] = {
	{ CAT_DRAFT,      "update",  CAT_DRAFT,      0, 0, NULL, NULL, NULL },
	{ CAT_DRAFT,      "consult", CAT_CONSULTING, 0, 0, NULL, "征求意见", "A11b" },
	{ CAT_CONSULTING, "opinion", CAT_CONSULTING, 0, 0, NULL, "反馈意见", "A11b" },
	{ CAT_DRAFT,      "publish", CAT_PUBLISHED,  0, 0, "catalog.published", "发布", "A11b" },
	{ CAT_CONSULTING, "publish", CAT_PUBLISHED,  0, 0, "catalog.published", "发布", "A11b" },
	{ CAT_PUBLISHED,  "confirm", CAT_PUBLISHED,  0, 0, NULL, "年度确认无变化", "A11c" },
	{ CAT_PUBLISHED,  "retire",  CAT_RETIRED,    0, 0, NULL, "停用", "A11c" },
	{ 0 }
};
const struct flow catalog_flow = { "catalog", &catalog_version_entity, state_names, CAT_STATE_MAX, moves };
const struct entity catalog_version_entity = {
	.name = "catalog_version", .label = "服务目录", .path = "/catalog-versions", .rec = &catalog_version_record, .from = "v_catalog_version",
	.table = "catalog_version", .title = "title", .flow = &catalog_flow,
	.scope = { "state IN ('published', 'retired')", "state IN ('published', 'retired')", "1=1", "1=1" },
};
const struct entity catalog_item_entity = {
	.name = "catalog_item", .label = "目录项", .path = "/catalog-items", .rec = &catalog_item_record, .from = "v_catalog_item", .table = "catalog_item", .title = "name",
	.scope = { "catalog_state IN ('published', 'retired')", "catalog_state IN ('published', 'retired')", "1=1", "1=1" },
};

/* ---- ops ---- */
struct version_in { int64_t id; struct str no, title; struct date effective_from; };
static const struct field version_in_fields[] = {
	F(struct version_in, no, F_STR, "版本号", IN | NEEDED, .max = 40, .help = "如 2026-1"), F(struct version_in, title, F_STR, "标题", IN | NEEDED),
	F(struct version_in, effective_from, F_DATE, "生效日", IN | NEEDED), { 0 }
};
static const struct record version_in_record = RECORD("catalog_version_create", struct version_in, version_in_fields, "新建目录版本");

static enum err version_enter(struct ctx *c, struct str no, struct str title, struct date from, int64_t *id)
{
	struct catalog_version v;

	record_none(&catalog_version_record, &v);
	v.id = *id = id_new(c);
	v.version = 1;
	v.no = no;
	v.title = title;
	v.state = CAT_DRAFT;
	v.effective_from = from;
	v.created_at = c->now;
	return sql_put(c, &Q[Q_VER_PUT], &v);
}
static enum err version_create(struct ctx *c, const void *in_, void *out)
{
	const struct version_in *in = in_;

	(void)out;
	return version_enter(c, in->no, in->title, in->effective_from, &c->made);
}
struct opinion_in { int64_t id; struct str opinion; };
static const struct field opinion_fields[] = { F(struct opinion_in, id, F_ID, "编号", IN_PATH), F(struct opinion_in, opinion, F_TEXT, "意见", IN | NEEDED), { 0 } };
static const struct record opinion_record = RECORD("catalog_opinion_give", struct opinion_in, opinion_fields, "反馈意见");
static enum err give_opinion(struct ctx *c, const void *in_, void *out)
{
	struct catalog_version v = *(const struct catalog_version *)c->subject;
	struct consult *all = ARENA_ARRAY(c->arena, struct consult, v.opinions.n + 1);

	(void)out;
	if (v.opinions.n)
		memcpy(all, v.opinions.items, v.opinions.n * sizeof *all);
	all[v.opinions.n] = (struct consult){ c->who.org_name, ((const struct opinion_in *)in_)->opinion, c->now };
	v.opinions = (struct list){ all, v.opinions.n + 1 };
	return sql_put(c, &Q[Q_VER_SET], &v);
}
static enum err publish(struct ctx *c, const void *in, void *out)
{
	struct list others;

	(void)in;
	(void)out;
	TRY(sql_all(c, &Q[Q_OTHERS], &others, c->subject_id));
	EACH(struct catalog_version, v, others)
		TRY(flow_fire(c, &catalog_flow, v->id, "retire", "新版本发布"));
	return sql_run(c, &Q[Q_PUBLISH], c->subject_id, c->now);
}
static enum err confirm(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &Q[Q_CONFIRM], c->subject_id, c->now);
}
static enum err has_items(struct ctx *c, const void *subject, const void *in)
{
	const struct catalog_version *v = subject;

	(void)in;
	return v->items_count ? OK : refuse(c, "目录里还没有目录项，不能发布");
}

struct item_in { int64_t catalog_version; struct str code, name, spec, unit; int32_t category, layer, billing_period, zone; bool xinchuang; int64_t min_qty, max_qty, step, vcpu, mem_gb, disk_gb; struct price list_price_e4; };
static const struct field item_in_fields[] = {
	F(struct item_in, catalog_version, F_ID, "目录版本", IN | NEEDED, .ref = "catalog_version"), F(struct item_in, code, F_STR, "编码", IN | NEEDED, .max = 60),
	F(struct item_in, category, F_ENUM, "类别", IN | NEEDED, NAMES(item_category_names)), F(struct item_in, layer, F_ENUM, "层次", IN, NAMES(layer_names)),
	F(struct item_in, name, F_STR, "名称", IN | NEEDED), F(struct item_in, spec, F_TEXT, "规格", IN), F(struct item_in, unit, F_STR, "单位", IN | NEEDED, .max = 20),
	F(struct item_in, billing_period, F_ENUM, "计费周期", IN | NEEDED, NAMES(billing_period_names)), F(struct item_in, list_price_e4, F_E4, "参考价", IN),
	F(struct item_in, zone, F_ENUM, "区域", IN | NEEDED, NAMES(item_zone_names)), F(struct item_in, xinchuang, F_BOOL, "信创", IN),
	F(struct item_in, min_qty, F_INT, "最小数量", IN), F(struct item_in, max_qty, F_INT, "最大数量", IN), F(struct item_in, step, F_INT, "步长", IN),
	F(struct item_in, vcpu, F_INT, "vCPU", IN), F(struct item_in, mem_gb, F_INT, "内存 GB", IN), F(struct item_in, disk_gb, F_INT, "磁盘 GB", IN), { 0 }
};
static const struct record item_in_record = RECORD("catalog_item_create", struct item_in, item_in_fields, "新增目录项");

static enum err item_enter(struct ctx *c, const struct item_in *in, int64_t *id)
{
	struct catalog_item i, taken;

	enum err e = catalog_item_by_code(c, in->catalog_version, in->code, &taken);
	if (e == OK)
		return fail_on(c, "code", "duplicate", "编码“" STR_FMT "”在这个版本里已有", STR_ARG(in->code));
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	record_none(&catalog_item_record, &i);
	i.id = *id = id_new(c);
	i.version = 1;
	i.catalog_version = in->catalog_version; i.code = in->code; i.category = in->category; i.name = in->name; i.spec = in->spec; i.unit = in->unit;
	i.billing_period = in->billing_period; i.list_price_e4 = in->list_price_e4; i.zone = in->zone; i.xinchuang = in->xinchuang; i.min_qty = in->min_qty;
	i.max_qty = in->max_qty; i.step = in->step; i.vcpu = in->vcpu; i.mem_gb = in->mem_gb; i.disk_gb = in->disk_gb; i.status = ITEM_ACTIVE;
	i.metering = in->billing_period == PER_ONCE ? MET_TIMES : in->billing_period == PER_USAGE ? MET_USED : MET_ALLOCATED;
	i.layer = in->layer ? in->layer : in->category <= ITEM_OS ? LAYER_IAAS : in->category <= ITEM_BIGDATA ? LAYER_PAAS : in->category == ITEM_SOFTWARE ? LAYER_SAAS : LAYER_SERVICE;
	return sql_put(c, &Q[Q_ITEM_PUT], &i);
}
static enum err item_create(struct ctx *c, const void *in_, void *out)
{
	const struct item_in *in = in_;
	struct catalog_version v;

	(void)out;
	if (entity_peek(c, &catalog_version_entity, in->catalog_version, &v) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "catalog_version", "absent", "没有编号为 %" PRId64 " 的目录版本", in->catalog_version);
	}
	if (v.state != CAT_DRAFT)
		return refuse_by(c, "A11a", "catalog.frozen", "目录 " STR_FMT " 已经不是草案，目录项不能再改", STR_ARG(v.no));
	enum err e = item_enter(c, in, &c->made);
	return c->fail.n_errors ? fields_ok(c) : e;
}

struct item_row { struct str code, name, spec, unit, unit_price_yuan; int32_t category, billing_period, zone, xinchuang; };
static const struct field row_fields[] = {
	F(struct item_row, code, F_STR, "编码", IN | NEEDED, .max = 60), F(struct item_row, category, F_ENUM, "类别", IN | NEEDED, NAMES(item_category_names)),
	F(struct item_row, name, F_STR, "名称", IN | NEEDED), F(struct item_row, spec, F_TEXT, "规格", IN), F(struct item_row, unit, F_STR, "单位", IN | NEEDED, .max = 20),
	F(struct item_row, billing_period, F_ENUM, "计费周期", IN | NEEDED, NAMES(billing_period_names)), F(struct item_row, unit_price_yuan, F_STR, "单价", IN),
	F(struct item_row, zone, F_ENUM, "区域", IN | NEEDED, NAMES(item_zone_names)), F(struct item_row, xinchuang, F_ENUM, "信创", IN | NEEDED, NAMES(xc_names)), { 0 }
};
static const struct record row_record = RECORD("catalogue_row", struct item_row, row_fields, "目录项");

/* "4核8GB;含系统盘60GB" tells the size of one piece; what it does not say stays unknown. */
static void size_from_spec(struct item_in *in, struct str spec, struct str unit)
{
	static const struct { const char *mark; int which; } marks[] = { { "核", 0 }, { "GB", 1 } };
	int64_t n = 0;
	bool any = false, disk = false;

	if (str_is(unit, "核"))
		in->vcpu = 1;
	if (str_is(unit, "GB") && in->category == ITEM_COMPUTE)
		in->mem_gb = 1;
	if (str_is(unit, "GB") && (in->category == ITEM_STORAGE || in->category == ITEM_DR))
		in->disk_gb = 1;
	for (size_t i = 0; i < spec.n; i++) {
		if (spec.p[i] >= '0' && spec.p[i] <= '9') {
			n = (any ? n * 10 : 0) + (spec.p[i] - '0');
			any = true;
			continue;
		}
		struct str rest = { spec.p + i, spec.n - i };
		for (size_t m = 0; any && m < COUNT(marks); m++)
			if (str_starts(rest, str_of(marks[m].mark))) {
				int64_t *to = marks[m].which == 0 ? &in->vcpu : disk || in->mem_gb != INT_NONE ? &in->disk_gb : &in->mem_gb;
				if (*to == INT_NONE && in->category == ITEM_COMPUTE)
					*to = n;
			}
		if (str_starts(rest, STR("盘")))
			disk = true;
		any = false;
	}
}

static enum err import(struct ctx *c, const struct list *rows)
{
	struct catalog_version v;
	size_t i = 0;

	enum err e = sql_get_(c, &Q[Q_DRAFT], &v, NO_VALS);
	if (e == E_ABSENT) {
		struct str year = month_text(c->arena, today(c));
		fail_clear(&c->fail);
		year.n = 4;
		int64_t n;
		TRY(series_next(c, arena_cstr(c->arena, arena_fmt(c->arena, "catalog-" STR_FMT, STR_ARG(year))), &n));
		TRY(version_enter(c, arena_fmt(c->arena, STR_FMT "-%" PRId64, STR_ARG(year), n),
				  arena_fmt(c->arena, STR_FMT " 年政务云服务目录", STR_ARG(year)), today(c), &v.id));
	} else {
		TRY(e);
	}
	EACH(struct item_row, r, *rows) {
		struct item_in in;
		int64_t id;
		record_none(&item_in_record, &in);
		in.catalog_version = v.id; in.code = r->code; in.category = r->category; in.name = r->name; in.spec = r->spec; in.unit = r->unit;
		in.billing_period = r->billing_period; in.zone = r->zone; in.xinchuang = r->xinchuang == 2;
		if (r->unit_price_yuan.n && price_parse(r->unit_price_yuan, &in.list_price_e4) != OK)
			return import_bad(c, i, "unit_price_yuan", "“" STR_FMT "”不是单价，应当是最多四位小数的元", STR_ARG(r->unit_price_yuan));
		size_from_spec(&in, r->spec, r->unit);
		e = item_enter(c, &in, &id);
		if (c->fail.n_errors) {
			fail_clear(&c->fail);
			return import_bad(c, i, "code", "编码“" STR_FMT "”重复", STR_ARG(r->code));
		}
		TRY(e);
		i++;
	}
	return OK;
}

/* T-A11c: the yearly review, sixty and thirty days ahead, and when it has passed. */
static enum err review_job(struct ctx *c)
{
	struct catalog_version v;
	static const int ahead[] = { 60, 30, 0 };

	TRY(catalog_published(c, &v));
	if (!v.id)
		return OK;
	struct instant since = at_none(v.review_confirmed_at) ? v.published_at : v.review_confirmed_at;
	struct date due = date_add_months(date_of(since), (int)setting_int(c, "catalog.review_months"));
	for (size_t i = 0; i < COUNT(ahead); i++)
		if (date_add(due, -ahead[i]).day == today(c).day)
			TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_ISSUER), &(struct note){
				ahead[i] ? arena_fmt(c->arena, "服务目录 " STR_FMT " 距年度调整还有 %d 天", STR_ARG(v.no), ahead[i]) : arena_fmt(c->arena, "服务目录 " STR_FMT " 已满一年未调整", STR_ARG(v.no)),
				STR("请调整目录，或确认无变化"), "A11c", &catalog_version_entity, v.id }));
	return OK;
}

static const struct list_def version_list = { .order = "-no", .search = "no || ' ' || title" };
static const struct list_def item_list = { .order = "code", .search = "code || ' ' || name || ' ' || COALESCE(spec, '')" };
static const struct op ops[] = {
	{ "catalog_version.list", GET, "/catalog-versions", "catalog.read", .words = "服务目录版本", .article = "A11a", .entity = &catalog_version_entity, .list = &version_list },
	{ "catalog_version.get", GET, "/catalog-versions/{id}", "catalog.read", .words = "查看目录版本", .article = "A11a", .entity = &catalog_version_entity },
	{ "catalog_version.create", POST, "/catalog-versions", "catalog.draft", &version_in_record, .fn = version_create, .words = "新建目录版本", .article = "A11a",
	  .flags = OP_CREATES, .entity = &catalog_version_entity },
	{ "catalog_version.consult", POST, "/catalog-versions/{id}/consult", "catalog.draft", .words = "征求意见", .article = "A11b", .entity = &catalog_version_entity, .event = "consult" },
	{ "catalog_version.opinion", POST, "/catalog-versions/{id}/opinion", "catalog.opinion", &opinion_record, .fn = give_opinion, .words = "反馈意见", .article = "A11b",
	  .entity = &catalog_version_entity, .event = "opinion" },
	{ "catalog_version.publish", POST, "/catalog-versions/{id}/publish", "catalog.publish", .fn = publish, .words = "发布目录", .article = "A11b",
	  .entity = &catalog_version_entity, .event = "publish" },
	{ "catalog_version.confirm", POST, "/catalog-versions/{id}/confirm", "catalog.publish", .fn = confirm, .words = "确认无变化", .article = "A11c",
	  .entity = &catalog_version_entity, .event = "confirm" },
	{ "catalog_item.list", GET, "/catalog-items", "catalog.read", .words = "目录项", .article = "A11a", .entity = &catalog_item_entity, .list = &item_list },
	{ "catalog_item.get", GET, "/catalog-items/{id}", "catalog.read", .words = "查看目录项", .article = "A19.5a", .entity = &catalog_item_entity },
	{ "catalog_item.create", POST, "/catalog-items", "catalog.draft", &item_in_record, .fn = item_create, .words = "新增目录项", .article = "A11a", .flags = OP_CREATES,
	  .entity = &catalog_item_entity },
	{ 0 }
};
static const struct grant grants[] = {
	{ "catalog.read", "查看服务目录", R_AUTH_READ | R_UNIT | R_CSP | R_COOP }, { "catalog.draft", "编制服务目录", R(AUTH_HANDLER) },
	{ "catalog.opinion", "对目录反馈意见", R_COOP | R(CSP_OPERATION) }, { "catalog.publish", "发布服务目录", R(AUTH_ISSUER) }, { 0 }
};
static const struct guard guards[] = { { .flow = &catalog_flow, .event = "publish", .article = "A11a", .reason = "catalog.empty", .must = has_items }, { 0 } };
static const struct setting settings[] = { { "catalog.review_months", SET_INT, "12", "A11c", "目录年度调整（月）", AT_MOST(12), 1, 12 }, { 0 } };
static const struct job jobs[] = { { "catalog.review", DAYS(1), review_job, NULL, "A11c", "目录年度调整提醒" }, { 0 } };
static const struct import imports[] = { { "catalogue", "catalog.draft", "导入服务目录", "A11a", &row_record, import }, { 0 } };
static const struct invariant invariants[] = {
	{ "A11a", "至多一个目录版本处于已发布状态", "SELECT COUNT(*) FROM catalog_version WHERE state = 'published' HAVING COUNT(*) > 1" }, { 0 }
};
static const struct entity *const entities[] = { &catalog_version_entity, &catalog_item_entity, NULL };
static const struct flow *const flows[] = { &catalog_flow, NULL };
const struct feature catalog_feature = {
	.name = "catalog", .label = "服务目录", .articles = ARTICLES("A11a", "A11b", "A11c", "A15.1", "A19.5a"), .migrations = migrations, .invariants = invariants,
	.entities = entities, .flows = flows, .guards = guards, .settings = settings, .ops = ops, .grants = grants, .jobs = jobs, .imports = imports, STATEMENTS(Q),
};
