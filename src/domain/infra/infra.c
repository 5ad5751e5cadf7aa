/* Sites, pools and hosts: each pool in exactly one zone, nothing in both (F21). */
#include "domain/infra/infra.h"
#include "domain/org/org.h"

const struct names zone_names[ZONE_MAX] = { [ZONE_NET] = { "internet", "互联网区" }, [ZONE_GOV] = { "extranet", "政务外网区" } };
const struct names pool_driver_names[POOL_DRIVER_MAX] = { [POOL_MANUAL] = { "manual", "人工开通" }, [POOL_FAKE] = { "fake", "演示驱动" } };
enum { ARCH_X86 = 1, ARCH_KUNPENG, ARCH_HYGON, ARCH_PHYTIUM, ARCH_OTHER, ARCH_MAX };
static const struct names arch_names[ARCH_MAX] = {
	[ARCH_X86] = { "x86", "x86" }, [ARCH_KUNPENG] = { "kunpeng", "鲲鹏" }, [ARCH_HYGON] = { "hygon", "海光" }, [ARCH_PHYTIUM] = { "phytium", "飞腾" }, [ARCH_OTHER] = { "other", "其他" },
};
enum { POOL_ACTIVE = 1, POOL_CLOSED, POOL_STATE_MAX };
static const struct names pool_states[POOL_STATE_MAX] = { [POOL_ACTIVE] = { "active", "在用" }, [POOL_CLOSED] = { "closed", "停用" } };
enum { SITE_PRODUCTION = 1, SITE_LOCAL_DR, SITE_REMOTE_DR, SITE_KIND_MAX };
static const struct names site_kinds[SITE_KIND_MAX] = {
	[SITE_PRODUCTION] = { "production", "生产中心" }, [SITE_LOCAL_DR] = { "local_dr", "同城灾备中心" }, [SITE_REMOTE_DR] = { "remote_dr", "异地灾备中心" },
};
enum { HOST_COMPUTE = 1, HOST_STORAGE, HOST_NETWORK, HOST_SECURITY, HOST_CRYPTO, HOST_KIND_MAX };
static const struct names host_kinds[HOST_KIND_MAX] = {
	[HOST_COMPUTE] = { "compute", "计算" }, [HOST_STORAGE] = { "storage", "存储" }, [HOST_NETWORK] = { "network", "网络" }, [HOST_SECURITY] = { "security", "安全" },
	[HOST_CRYPTO] = { "crypto", "密码" },
};

struct site { int64_t id, version, csp; struct str name, city, address, csp_name; int32_t kind; struct instant created_at; };
static const struct field site_fields[] = {
	F(struct site, id, F_ID, "编号", OUT), F(struct site, version, F_INT, "版本", OUT), F(struct site, name, F_STR, "名称", OUT | SORT),
	F(struct site, kind, F_ENUM, "种类", OUT | FILTER, NAMES(site_kinds), .article = "A14.P1a"), F(struct site, city, F_STR, "城市", OUT | FILTER),
	F(struct site, address, F_STR, "地址", OUT), F(struct site, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct site, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct site, created_at, F_AT, "登记时间", OUT), { 0 }
};
static const struct record site_record = RECORD("site", struct site, site_fields, "中心");
static const struct field pool_fields[] = {
	F(struct pool, id, F_ID, "编号", OUT), F(struct pool, version, F_INT, "版本", OUT), F(struct pool, no, F_STR, "资源池编号", OUT | SORT), F(struct pool, name, F_STR, "名称", OUT | SORT),
	F(struct pool, site, F_ID, "中心", OUT | FILTER, .ref = "site"), F(struct pool, site_name, F_STR, "中心名称", OUT | JOINED),
	F(struct pool, zone, F_ENUM, "区域", OUT | FILTER, NAMES(zone_names), .article = "A15.2a"), F(struct pool, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"),
	F(struct pool, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct pool, tech, F_STR, "技术", OUT), F(struct pool, arch, F_ENUM, "架构", OUT | FILTER, NAMES(arch_names)),
	F(struct pool, xinchuang, F_BOOL, "信创", OUT | FILTER), F(struct pool, driver, F_ENUM, "开通方式", OUT, NAMES(pool_driver_names)), F(struct pool, endpoint, F_STR, "接口地址", OUT),
	F(struct pool, cap_vcpu, F_INT, "vCPU 总量", OUT | REPORT), F(struct pool, alloc_vcpu, F_INT, "vCPU 已分配", OUT | REPORT), F(struct pool, cap_mem_gb, F_INT, "内存总量 GB", OUT | REPORT),
	F(struct pool, alloc_mem_gb, F_INT, "内存已分配 GB", OUT | REPORT), F(struct pool, cap_sto_gb, F_INT, "存储总量 GB", OUT | REPORT),
	F(struct pool, alloc_sto_gb, F_INT, "存储已分配 GB", OUT | REPORT), F(struct pool, cap_gpu, F_INT, "GPU 总量", OUT), F(struct pool, cap_bw_mbps, F_INT, "带宽 Mbps", OUT),
	F(struct pool, oversub_cpu_bp, F_BP, "CPU 超分比", OUT), F(struct pool, dedicated_for, F_IDS, "专属单位", OUT, .ref = "org"),
	F(struct pool, state, F_ENUM, "状态", OUT | FILTER, NAMES(pool_states)), F(struct pool, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record pool_record = RECORD("pool", struct pool, pool_fields, "资源池");
struct host { int64_t id, version, pool; struct str sn, model, pool_name, zone; int32_t kind; int64_t cpu, mem_gb, sto_gb; bool xinchuang; struct instant created_at; };
static const struct field host_fields[] = {
	F(struct host, id, F_ID, "编号", OUT), F(struct host, version, F_INT, "版本", OUT), F(struct host, sn, F_STR, "序列号", OUT | FILTER | SORT), F(struct host, pool, F_ID, "资源池", OUT | FILTER, .ref = "pool"),
	F(struct host, pool_name, F_STR, "资源池名称", OUT | JOINED), F(struct host, zone, F_STR, "区域", OUT | FILTER | JOINED, .article = "A15.2c"), F(struct host, kind, F_ENUM, "种类", OUT | FILTER, NAMES(host_kinds)),
	F(struct host, model, F_STR, "型号", OUT), F(struct host, cpu, F_INT, "CPU 核", OUT), F(struct host, mem_gb, F_INT, "内存 GB", OUT), F(struct host, sto_gb, F_INT, "存储 GB", OUT),
	F(struct host, xinchuang, F_BOOL, "信创", OUT), F(struct host, created_at, F_AT, "登记时间", OUT), { 0 }
};
static const struct record host_record = RECORD("host", struct host, host_fields, "设备");

static const struct migration migrations[] = {
	{ 1, "CREATE TABLE site (id {id}, version BIGINT NOT NULL, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, city TEXT NOT NULL, address TEXT, csp BIGINT NOT NULL, created_at BIGINT NOT NULL);\n"
	     "CREATE TABLE pool (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, site BIGINT NOT NULL, zone TEXT NOT NULL, csp BIGINT NOT NULL, tech TEXT, arch TEXT,"
	     " xinchuang BIGINT NOT NULL, driver TEXT NOT NULL, endpoint TEXT, cap_vcpu BIGINT NOT NULL, alloc_vcpu BIGINT NOT NULL, cap_mem_gb BIGINT NOT NULL, alloc_mem_gb BIGINT NOT NULL,"
	     " cap_sto_gb BIGINT NOT NULL, alloc_sto_gb BIGINT NOT NULL, cap_gpu BIGINT, cap_bw_mbps BIGINT, oversub_cpu_bp BIGINT, dedicated_for TEXT, state TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	     "CREATE TABLE host (id {id}, version BIGINT NOT NULL, sn TEXT NOT NULL UNIQUE, pool BIGINT NOT NULL, kind TEXT NOT NULL, model TEXT, cpu BIGINT, mem_gb BIGINT, sto_gb BIGINT,"
	     " xinchuang BIGINT NOT NULL, created_at BIGINT NOT NULL);\n"
	     "CREATE VIEW v_site AS SELECT s.*, o.name AS csp_name FROM site s JOIN org o ON o.id = s.csp;\n"
	     "CREATE VIEW v_pool AS SELECT p.*, s.name AS site_name, o.name AS csp_name FROM pool p JOIN site s ON s.id = p.site JOIN org o ON o.id = p.csp;\n"
	     "CREATE VIEW v_host AS SELECT h.*, p.name AS pool_name, p.zone AS zone, p.csp AS csp FROM host h JOIN pool p ON p.id = h.pool" },
	{ 0 }
};
enum { Q_SITE_PUT, Q_POOL_PUT, Q_POOL_SET, Q_POOL, Q_ZONE, Q_TAKE, Q_HOST_PUT, Q_HOST_SN, Q_HELD, Q_POOL_NO, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_SITE_PUT] = { "INSERT INTO site ({+}) VALUES ({?})", &site_record },
	[Q_POOL_PUT] = { "INSERT INTO pool ({+}) VALUES ({?})", &pool_record },
	[Q_POOL_SET] = { "UPDATE pool SET {=} WHERE id = {id}", &pool_record },
	[Q_POOL]     = { "SELECT {} FROM v_pool WHERE id = ?1", &pool_record },
	[Q_ZONE]     = { "SELECT {} FROM v_pool WHERE zone = ?1 AND state = 'active' ORDER BY cap_vcpu - alloc_vcpu DESC, id", &pool_record },
	[Q_TAKE]     = { "UPDATE pool SET alloc_vcpu = alloc_vcpu + ?2, alloc_mem_gb = alloc_mem_gb + ?3, alloc_sto_gb = alloc_sto_gb + ?4 WHERE id = ?1" },
	[Q_HOST_PUT] = { "INSERT INTO host ({+}) VALUES ({?})", &host_record },
	[Q_HOST_SN]  = { "SELECT {} FROM v_host WHERE sn = ?1", &host_record },
	[Q_HELD]     = { "SELECT alloc_vcpu + alloc_mem_gb + alloc_sto_gb + (SELECT COUNT(*) FROM host WHERE pool = ?1) FROM pool WHERE id = ?1" },
	[Q_POOL_NO]  = { "SELECT id FROM pool WHERE no = ?1" },
};

enum err pool_get(struct ctx *c, int64_t id, struct pool *out) { return sql_get(c, &Q[Q_POOL], out, id); }
enum err pools_of_zone(struct ctx *c, struct str zone, struct list *out) { return sql_all(c, &Q[Q_ZONE], out, zone); }
static int64_t held(int64_t one, int64_t qty) { return one == INT_NONE ? 0 : one * qty; }
enum err pool_take(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem, int64_t disk, int64_t qty)
{
	return sql_run(c, &Q[Q_TAKE], pool, held(vcpu, qty), held(mem, qty), held(disk, qty));
}
enum err pool_give_back(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem, int64_t disk, int64_t qty)
{
	return sql_run(c, &Q[Q_TAKE], pool, -held(vcpu, qty), -held(mem, qty), -held(disk, qty));
}

const struct entity site_entity = {
	.name = "site", .label = "中心", .path = "/sites", .rec = &site_record, .from = "v_site", .table = "site", .title = "name",
	.scope = { "1=1", "1=1", "csp = :org", "1=1" },
};
const struct entity pool_entity = {
	.name = "pool", .label = "资源池", .path = "/pools", .rec = &pool_record, .from = "v_pool", .table = "pool", .title = "name",
	.scope = { "dedicated_for = '[]' OR dedicated_for LIKE '%\"' || :root || '\"%'", "dedicated_for = '[]' OR dedicated_for LIKE '%\"' || :root || '\"%'", "csp = :org", "1=1" },
};
static const struct entity host_entity = {
	.name = "host", .label = "设备", .path = "/hosts", .rec = &host_record, .from = "v_host", .table = "host", .title = "sn", .scope = { NULL, NULL, "csp = :org", NULL },
};

static enum err must_be_csp(struct ctx *c, int64_t org)
{
	struct org o;

	if (org_peek(c, org, &o) != OK || o.kind != ORG_CSP) {
		fail_clear(&c->fail);
		return fail_on(c, "csp", "absent", "编号 %" PRId64 " 不是云服务商", org);
	}
	return OK;
}

struct site_in { struct str name, city, address; int32_t kind; int64_t csp; };
static const struct field site_in_fields[] = {
	F(struct site_in, name, F_STR, "名称", IN | NEEDED), F(struct site_in, kind, F_ENUM, "种类", IN | NEEDED, NAMES(site_kinds)), F(struct site_in, city, F_STR, "城市", IN | NEEDED, .max = 60),
	F(struct site_in, address, F_STR, "地址", IN), F(struct site_in, csp, F_ID, "云服务商", IN | NEEDED, .ref = "org"), { 0 }
};
static const struct record site_in_record = RECORD("site_create", struct site_in, site_in_fields, "登记中心");
static enum err site_create(struct ctx *c, const void *in_, void *out)
{
	const struct site_in *in = in_;

	(void)out;
	if (must_be_csp(c, in->csp) != OK)
		return fields_ok(c);
	struct site s = { .id = id_new(c), .version = 1, .name = in->name, .kind = in->kind, .city = in->city, .address = in->address, .csp = in->csp, .created_at = c->now };
	c->made = s.id;
	return sql_put(c, &Q[Q_SITE_PUT], &s);
}

struct pool_in { int64_t id, site; struct str no, name, tech, endpoint; int32_t zone, arch, driver; bool xinchuang; int64_t cap_vcpu, cap_mem_gb, cap_sto_gb, cap_gpu, cap_bw_mbps, oversub_cpu_bp; struct list dedicated_for; };
#define POOL_SIZES \
	F(struct pool_in, cap_vcpu, F_INT, "vCPU 总量", IN | NEEDED), F(struct pool_in, cap_mem_gb, F_INT, "内存总量 GB", IN | NEEDED), F(struct pool_in, cap_sto_gb, F_INT, "存储总量 GB", IN | NEEDED), \
	F(struct pool_in, cap_gpu, F_INT, "GPU 总量", IN), F(struct pool_in, cap_bw_mbps, F_INT, "带宽 Mbps", IN), F(struct pool_in, oversub_cpu_bp, F_BP, "CPU 超分比", IN)
static const struct field pool_in_fields[] = {
	F(struct pool_in, no, F_STR, "资源池编号", IN | NEEDED, .max = 20), F(struct pool_in, name, F_STR, "名称", IN | NEEDED), F(struct pool_in, site, F_ID, "中心", IN | NEEDED, .ref = "site"),
	F(struct pool_in, zone, F_ENUM, "区域", IN | NEEDED, NAMES(zone_names), .article = "A15.2a", .help = "每个资源池属于且只属于一个区域"), F(struct pool_in, tech, F_STR, "技术", IN, .max = 40),
	F(struct pool_in, arch, F_ENUM, "架构", IN | NEEDED, NAMES(arch_names)), F(struct pool_in, xinchuang, F_BOOL, "信创", IN), F(struct pool_in, driver, F_ENUM, "开通方式", IN, NAMES(pool_driver_names)),
	F(struct pool_in, endpoint, F_STR, "接口地址", IN), POOL_SIZES, F(struct pool_in, dedicated_for, F_IDS, "专属单位", IN, .ref = "org", .article = "A15.3"), { 0 }
};
static const struct record pool_in_record = RECORD("pool_create", struct pool_in, pool_in_fields, "登记资源池");
static const struct field pool_upd_fields[] = {
	F(struct pool_in, id, F_ID, "编号", IN_PATH), F(struct pool_in, name, F_STR, "名称", IN | NEEDED), F(struct pool_in, zone, F_ENUM, "区域", IN | NEEDED, NAMES(zone_names), .article = "A15.2a"),
	F(struct pool_in, driver, F_ENUM, "开通方式", IN, NAMES(pool_driver_names)), POOL_SIZES, { 0 }
};
static const struct record pool_upd_record = RECORD("pool_update", struct pool_in, pool_upd_fields, "修改资源池");

static enum err pool_create(struct ctx *c, const void *in_, void *out)
{
	const struct pool_in *in = in_;
	struct pool p;
	struct site s;
	int64_t taken = 0;

	(void)out;
	if (entity_peek(c, &site_entity, in->site, &s) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "site", "absent", "没有编号为 %" PRId64 " 的中心", in->site);
	}
	TRY(sql_int(c, &Q[Q_POOL_NO], &taken, in->no));
	if (taken)
		return fail_on(c, "no", "duplicate", "资源池编号“" STR_FMT "”已被使用", STR_ARG(in->no));
	record_none(&pool_record, &p);
	p.id = c->made = id_new(c);
	p.version = 1;
	p.no = in->no; p.name = in->name; p.site = s.id; p.csp = s.csp; p.zone = in->zone; p.tech = in->tech; p.arch = in->arch; p.xinchuang = in->xinchuang;
	p.driver = in->driver ? in->driver : POOL_MANUAL; p.endpoint = in->endpoint; p.cap_vcpu = in->cap_vcpu; p.cap_mem_gb = in->cap_mem_gb; p.cap_sto_gb = in->cap_sto_gb;
	p.cap_gpu = in->cap_gpu; p.cap_bw_mbps = in->cap_bw_mbps; p.oversub_cpu_bp = in->oversub_cpu_bp; p.dedicated_for = in->dedicated_for;
	p.alloc_vcpu = p.alloc_mem_gb = p.alloc_sto_gb = 0; p.state = POOL_ACTIVE; p.created_at = c->now;
	return sql_put(c, &Q[Q_POOL_PUT], &p);
}
static enum err pool_update(struct ctx *c, const void *in_, void *out)
{
	const struct pool_in *in = in_;
	struct pool p = *(const struct pool *)c->subject;

	(void)out;
	p.name = in->name; p.zone = in->zone; p.driver = in->driver ? in->driver : p.driver; p.cap_vcpu = in->cap_vcpu; p.cap_mem_gb = in->cap_mem_gb; p.cap_sto_gb = in->cap_sto_gb;
	p.cap_gpu = in->cap_gpu; p.cap_bw_mbps = in->cap_bw_mbps; p.oversub_cpu_bp = in->oversub_cpu_bp;
	return sql_put(c, &Q[Q_POOL_SET], &p);
}
/* T-A15.2b: what stands in a pool stands in its zone; a pool that holds something stays where it is. */
static enum err zone_stays(struct ctx *c, const void *subject, const void *in_)
{
	const struct pool *p = subject;
	const struct pool_in *in = in_;
	int64_t n = 0;

	if (!in || in->zone == p->zone)
		return OK;
	TRY(sql_int(c, &Q[Q_HELD], &n, p->id));
	return n ? refuse(c, "资源池“" STR_FMT "”内已有资源或设备，不能从%s移到%s：两个区域物理隔离", STR_ARG(p->name), zone_names[p->zone].label, zone_names[in->zone].label) : OK;
}
struct host_in { struct str sn, model; int64_t pool, cpu, mem_gb, sto_gb; int32_t kind; bool xinchuang; };
static const struct field host_in_fields[] = {
	F(struct host_in, sn, F_STR, "序列号", IN | NEEDED, .max = 80), F(struct host_in, pool, F_ID, "资源池", IN | NEEDED, .ref = "pool"), F(struct host_in, kind, F_ENUM, "种类", IN | NEEDED, NAMES(host_kinds)),
	F(struct host_in, model, F_STR, "型号", IN), F(struct host_in, cpu, F_INT, "CPU 核", IN), F(struct host_in, mem_gb, F_INT, "内存 GB", IN), F(struct host_in, sto_gb, F_INT, "存储 GB", IN),
	F(struct host_in, xinchuang, F_BOOL, "信创", IN), { 0 }
};
static const struct record host_in_record = RECORD("host_create", struct host_in, host_in_fields, "登记设备");
static enum err host_once(struct ctx *c, const void *subject, const void *in_)
{
	const struct host_in *in = in_;
	struct host h;

	(void)subject;
	if (!in)
		return OK;
	enum err e = sql_get(c, &Q[Q_HOST_SN], &h, in->sn);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	return refuse(c, "设备 " STR_FMT " 已登记在" STR_FMT "的“" STR_FMT "”，每个区域有自己的物理资源", STR_ARG(in->sn), STR_ARG(h.zone), STR_ARG(h.pool_name));
}
static enum err host_create(struct ctx *c, const void *in_, void *out)
{
	const struct host_in *in = in_;
	struct pool p;

	(void)out;
	if (pool_get(c, in->pool, &p) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "pool", "absent", "没有编号为 %" PRId64 " 的资源池", in->pool);
	}
	struct host h = { .id = id_new(c), .version = 1, .sn = in->sn, .pool = in->pool, .kind = in->kind, .model = in->model, .cpu = in->cpu, .mem_gb = in->mem_gb, .sto_gb = in->sto_gb,
			  .xinchuang = in->xinchuang, .created_at = c->now };
	c->made = h.id;
	return sql_put(c, &Q[Q_HOST_PUT], &h);
}

static const struct list_def site_list = { .order = "name", .search = "name || ' ' || city" }, pool_list = { .order = "no", .search = "no || ' ' || name" }, host_list = { .order = "sn", .search = "sn || ' ' || COALESCE(model, '')" };
static const struct op ops[] = {
	{ "site.list", GET, "/sites", "infra.read", .words = "中心", .article = "A14.P1a", .entity = &site_entity, .list = &site_list },
	{ "site.get", GET, "/sites/{id}", "infra.read", .words = "查看中心", .article = "A14.P1a", .entity = &site_entity },
	{ "site.create", POST, "/sites", "infra.keep", &site_in_record, .fn = site_create, .words = "登记中心", .article = "A14.P1a", .flags = OP_CREATES, .entity = &site_entity },
	{ "pool.list", GET, "/pools", "infra.read", .words = "资源池", .article = "A15.2a", .entity = &pool_entity, .list = &pool_list },
	{ "pool.get", GET, "/pools/{id}", "infra.read", .words = "查看资源池", .article = "A15.2a", .entity = &pool_entity },
	{ "pool.create", POST, "/pools", "infra.keep", &pool_in_record, .fn = pool_create, .words = "登记资源池", .article = "A15.2a", .flags = OP_CREATES, .entity = &pool_entity },
	{ "pool.update", PATCH, "/pools/{id}", "infra.keep", &pool_upd_record, .fn = pool_update, .words = "修改资源池", .article = "A15.2b", .flags = OP_REPLACES, .entity = &pool_entity },
	{ "host.list", GET, "/hosts", "host.read", .words = "设备", .article = "A15.2c", .entity = &host_entity, .list = &host_list },
	{ "host.create", POST, "/hosts", "infra.keep", &host_in_record, .fn = host_create, .words = "登记设备", .article = "A15.2c", .flags = OP_CREATES, .entity = &host_entity },
	{ 0 }
};
static const struct grant grants[] = {
	{ "infra.read", "查看中心和资源池", R_AUTH_READ | R_UNIT | R_CSP | R_COOP }, { "host.read", "查看设备", R_AUTH_READ | R_CSP }, { "infra.keep", "登记中心、资源池和设备", R(AUTH_HANDLER) }, { 0 }
};
static const struct guard guards[] = {
	{ .op = "pool.update", .article = "A15.2b", .reason = "pool.zone_fixed", .must = zone_stays },
	{ .op = "host.create", .article = "A15.2c", .reason = "host.in_both_zones", .must = host_once },
	{ 0 }
};
static const struct invariant invariants[] = {
	{ "A15.2", "资源池的已分配量不为负", "SELECT no FROM pool WHERE alloc_vcpu < 0 OR alloc_mem_gb < 0 OR alloc_sto_gb < 0" }, { 0 }
};
static const struct entity *const entities[] = { &site_entity, &pool_entity, &host_entity, NULL };
const struct feature infra_feature = {
	.name = "infra", .label = "基础设施", .articles = ARTICLES("A2a", "A14.P1a", "A14.P1b", "A15.2"), .migrations = migrations, .invariants = invariants, .entities = entities,
	.guards = guards, .ops = ops, .grants = grants, STATEMENTS(Q),
};
