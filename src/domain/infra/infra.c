/* Pools and what is taken of them; zones that nothing may straddle. */
#include "domain/infra/infra_in.h"
#include "domain/org/org.h"

/* ---- sites and zones ---- */
static enum err must_be_csp(struct ctx *c, const char *field, int64_t id)
{
	struct org o;
	enum err e = org_peek(c, id, &o);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, field, "absent", "没有编号为 %" PRId64 " 的单位", id);
	}
	TRY(e);
	return o.kind == ORG_CSP ? OK : fail_on(c, field, "wrong_kind", "“" STR_FMT "”不是云服务商", STR_ARG(o.name));
}

enum err site_create(struct ctx *c, const void *in_, void *out)
{
	struct site s = *(const struct site *)in_;

	(void)out;
	if (s.csp)
		TRY(must_be_csp(c, "csp", s.csp));
	s.id = id_new(c);
	s.version = 1;
	s.status = POOL_ACTIVE;
	s.created_at = c->now;
	TRY(sql_put(c, &infra_q[Q_SITE_PUT], &s));
	c->made = s.id;
	return OK;
}

enum err site_update(struct ctx *c, const void *in_, void *out)
{
	struct site s = *(const struct site *)in_;
	const struct site *was = c->subject;

	(void)out;
	if (s.csp)
		TRY(must_be_csp(c, "csp", s.csp));
	s.version = was->version;
	s.created_at = was->created_at;
	if (!s.status)
		s.status = POOL_ACTIVE;
	return sql_put(c, &infra_q[Q_SITE_SET], &s);
}

static void gap(struct arena *a, struct topology *t, const char *text)
{
	*LIST_AT(t->gaps, struct str, t->gaps.n++) = arena_str(a, str_of(text));
}

void topology_of(struct arena *a, const struct list *sites, struct topology *out)
{
	*out = (struct topology){ .gaps = { ARENA_ARRAY(a, struct str, 4), 0 }, .cities = { ARENA_ARRAY(a, struct str, sites->n + 1), 0 } };
	EACH(struct site, s, *sites) {
		bool known = false;
		out->n_production += s->kind == SITE_PRODUCTION;
		out->n_same_city += s->kind == SITE_SAME_CITY;
		out->n_remote += s->kind == SITE_REMOTE;
		EACH(struct str, city, out->cities)
			known |= str_eq(*city, s->city);
		if (!known)
			*LIST_AT(out->cities, struct str, out->cities.n++) = s->city;
	}
	if (!out->n_production)
		gap(a, out, "缺少生产中心");
	if (!out->n_same_city)
		gap(a, out, "缺少同城灾备中心");
	if (!out->n_remote)
		gap(a, out, "缺少异地灾备中心");
	if (out->cities.n < 2)
		gap(a, out, "各中心不足两地");
	out->complete = out->gaps.n == 0;
}

enum err site_topology(struct ctx *c, const void *in, void *out)
{
	struct list sites;

	(void)in;
	TRY(sql_all_(c, &infra_q[Q_SITE_ALL], &sites, NO_VALS));
	topology_of(c->arena, &sites, out);
	return OK;
}

enum err zone_update(struct ctx *c, const void *in_, void *out)
{
	const struct zone_row *in = in_;

	(void)out;
	return sql_run(c, &infra_q[Q_ZONE_SET], in->id, in->name, in->isolation_note, V_ID(in->isolation_evidence));
}

enum err infra_boot(struct ctx *c)
{
	int64_t n = 0;

	TRY(sql_int_(c, &infra_q[Q_ZONE_COUNT], &n, NO_VALS));
	for (int code = n ? ZONE_MAX : ZONE_NET; code < ZONE_MAX; code++) {
		struct zone_row z;
		record_none(&zone_record, &z);
		z.id = id_new(c);
		z.version = 1;
		z.code = code;
		z.name = str_of(zone_names[code].label);
		TRY(sql_put(c, &infra_q[Q_ZONE_PUT], &z));
	}
	return OK;
}

/* ---- pools ---- */
enum err pool_get(struct ctx *c, int64_t id, struct pool *out)
{
	return entity_peek(c, &pool_entity, id, out);
}

static enum err check_pool(struct ctx *c, struct pool *p)
{
	struct site s;
	int64_t n = 0;

	TRY(sql_int(c, &infra_q[Q_POOL_HAS], &n, p->no, p->id));
	if (n)
		fail_on(c, "no", "duplicate", "资源池编号“" STR_FMT "”已被使用", STR_ARG(p->no));
	enum err e = entity_peek(c, &site_entity, p->site, &s);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "site", "absent", "没有编号为 %" PRId64 " 的中心", p->site);
	}
	TRY(e);
	if (!p->csp)
		p->csp = s.csp;                 /* left out: the provider whose site it is */
	if (!p->csp)
		return fail_on(c, "csp", "missing", "资源池要写明云服务商");
	e = must_be_csp(c, "csp", p->csp);
	if (e != E_INVALID)
		TRY(e);
	if (p->oversub_cpu_bp < 10000)
		fail_on(c, "oversub_cpu_bp", "too_small", "超分比以万分之表示，不超分是 10000");
	return fields_ok(c);
}

static void pool_defaults(struct pool *p)
{
	if (!p->driver)
		p->driver = POOL_MANUAL;
	if (p->oversub_cpu_bp == INT_NONE)
		p->oversub_cpu_bp = 10000;
	if (!p->status)
		p->status = POOL_ACTIVE;
}

enum err pool_create(struct ctx *c, const void *in_, void *out)
{
	struct pool p = *(const struct pool *)in_;

	(void)out;
	pool_defaults(&p);
	p.id = 0;
	TRY(check_pool(c, &p));
	p.id = id_new(c);
	p.version = 1;
	p.created_at = c->now;
	TRY(sql_put(c, &infra_q[Q_POOL_PUT], &p));
	TRY(sql_run(c, &infra_q[Q_ALLOC_PUT], p.id));
	c->made = p.id;
	return OK;
}

enum err pool_update(struct ctx *c, const void *in_, void *out)
{
	struct pool p = *(const struct pool *)in_;
	const struct pool *was = c->subject;

	(void)out;
	pool_defaults(&p);
	if (p.csp != was->csp && (was->n_resources || was->n_hosts))
		return fail_on(c, "csp", "immutable", "资源池里还有资源或设备，不能改到另一家云服务商");
	TRY(check_pool(c, &p));
	p.version = was->version;
	p.dedicated = was->dedicated;
	p.created_at = was->created_at;
	return sql_put(c, &infra_q[Q_POOL_SET], &p);
}

enum err pool_fill(struct ctx *c, void *rec)
{
	struct pool *p = rec;
	CLEANUP(rows_donep) struct rows *r = NULL;
	size_t cap = 200;

	p->dedicated_for = (struct list){ ARENA_ARRAY(c->arena, int64_t, cap), 0 };
	if (!p->dedicated)
		return OK;
	TRY(db_rows(c->db, &infra_q[Q_POOL_MEMBERS], VALS(p->id), &c->fail, &r));
	while (p->dedicated_for.n < cap && rows_next(r))
		*LIST_AT(p->dedicated_for, int64_t, p->dedicated_for.n++) = rows_int(r, 0);
	return rows_err(r, &c->fail);
}

enum err pool_open_to(struct ctx *c, int64_t pool, int64_t org, bool *out)
{
	int64_t n = 0;

	TRY(sql_int(c, &infra_q[Q_POOL_MEMBER_IS], &n, pool, org));
	*out = n > 0;
	return OK;
}

enum err pool_dedicate(struct ctx *c, int64_t pool, const struct list *orgs)
{
	TRY(sql_run(c, &infra_q[Q_POOL_MEMBERS_OUT], pool));
	EACH(int64_t, org, *orgs)
		TRY(sql_run(c, &infra_q[Q_POOL_MEMBER_PUT], pool, *org));
	return sql_run(c, &infra_q[Q_POOL_DEDICATED], pool, (int64_t)(orgs->n > 0));
}

enum err pools_of_zone(struct ctx *c, struct str zone, struct list *out)
{
	TRY(sql_all(c, &infra_q[Q_POOLS_OF_ZONE], out, zone));
	EACH(struct pool, p, *out)
		TRY(pool_fill(c, p));
	return OK;
}

/* ---- what is taken ---- */
enum err pool_room(struct ctx *c, int64_t pool, struct pool_room *out)
{
	struct pool p;

	TRY(pool_get(c, pool, &p));
	*out = (struct pool_room){ p.free_vcpu, p.free_mem_gb, p.free_sto_gb };
	return OK;
}

static int64_t pieces(int64_t each, int64_t qty) { return each > 0 ? each * qty : 0; }

static enum err must_fit(struct ctx *c, const struct pool *p, const char *what, int64_t room, int64_t more)
{
	if (room == INT_NONE || more <= room)
		return OK;
	return refuse_by(c, "A20.1c", "infra.pool_full", "资源池“" STR_FMT "”的%s只剩 %" PRId64 "，不够 %" PRId64, STR_ARG(p->name), what, MAX2(room, 0), more);
}

static enum err alloc_add(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t n)
{
	struct pool p;

	TRY(pool_get(c, pool, &p));
	if (vcpu > 0)
		TRY(must_fit(c, &p, "vCPU", p.free_vcpu, vcpu));
	if (mem_gb > 0)
		TRY(must_fit(c, &p, "内存（GB）", p.free_mem_gb, mem_gb));
	if (sto_gb > 0)
		TRY(must_fit(c, &p, "存储（GB）", p.free_sto_gb, sto_gb));
	return sql_run(c, &infra_q[Q_ALLOC_ADD], pool, vcpu, mem_gb, sto_gb, n);
}

enum err pool_take(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t qty)
{
	return alloc_add(c, pool, pieces(vcpu, qty), pieces(mem_gb, qty), pieces(sto_gb, qty), 1);
}

enum err pool_give_back(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t qty)
{
	return alloc_add(c, pool, -pieces(vcpu, qty), -pieces(mem_gb, qty), -pieces(sto_gb, qty), -1);
}

enum err pool_resize(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb)
{
	return alloc_add(c, pool, vcpu, mem_gb, sto_gb, 0);
}

/* ---- hosts ---- */
static enum err host_take_pool(struct ctx *c, struct host *h)
{
	struct pool p;
	enum err e = pool_get(c, h->pool, &p);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "pool", "absent", "没有编号为 %" PRId64 " 的资源池", h->pool);
	}
	TRY(e);
	h->owner = p.csp;                       /* A17a: what the provider supplies is the provider's */
	return OK;
}

enum err host_create(struct ctx *c, const void *in_, void *out)
{
	struct host h = *(const struct host *)in_;

	(void)out;
	TRY(host_take_pool(c, &h));
	h.id = id_new(c);
	h.version = 1;
	h.status = HOST_ACTIVE;
	h.created_at = c->now;
	TRY(sql_put(c, &infra_q[Q_HOST_PUT], &h));
	c->made = h.id;
	return OK;
}

enum err host_update(struct ctx *c, const void *in_, void *out)
{
	struct host h = *(const struct host *)in_;
	const struct host *was = c->subject;

	(void)out;
	if (was->status == HOST_RETIRED)
		return fail(c, E_CONFLICT, "infra.host_retired", "设备 " STR_FMT " 已退役，不能再修改", STR_ARG(was->sn));
	TRY(host_take_pool(c, &h));
	h.version = was->version;
	h.status = was->status;
	h.created_at = was->created_at;
	return sql_put(c, &infra_q[Q_HOST_SET], &h);
}

enum err host_retire(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &infra_q[Q_HOST_RETIRE], c->subject_id);
}

/* ---- guards ---- */
enum err pool_stays_in_zone(struct ctx *c, const void *subject, const void *in_)
{
	const struct pool *p = subject, *in = in_;

	if (!in || in->zone == p->zone || (p->n_resources == 0 && p->n_hosts == 0))
		return OK;
	return refuse(c, "资源池“" STR_FMT "”里还有 %" PRId64 " 个资源、%" PRId64 " 台设备，两个区域物理隔离，不能改到%s", STR_ARG(p->name), p->n_resources,
		      p->n_hosts, in->zone ? zone_names[in->zone].label : "另一个区域");
}

enum err pool_closes_empty(struct ctx *c, const void *subject, const void *in_)
{
	const struct pool *p = subject, *in = in_;

	if (!in || in->status != POOL_CLOSED || p->n_resources == 0)
		return OK;
	return refuse(c, "资源池“" STR_FMT "”里还有 %" PRId64 " 个资源，不能停用", STR_ARG(p->name), p->n_resources);
}

enum err pool_holds_allocated(struct ctx *c, const void *subject, const void *in_)
{
	const struct pool *p = subject, *in = in_;

	if (!in)
		return OK;
	int64_t over = in->oversub_cpu_bp == INT_NONE ? 10000 : in->oversub_cpu_bp;
	if (in->cap_vcpu != INT_NONE && in->cap_vcpu * over / 10000 < p->alloc_vcpu)
		return refuse(c, "已分配 %" PRId64 " 个 vCPU，容量不能改得更小", p->alloc_vcpu);
	if (in->cap_mem_gb != INT_NONE && in->cap_mem_gb < p->alloc_mem_gb)
		return refuse(c, "已分配内存 %" PRId64 " GB，容量不能改得更小", p->alloc_mem_gb);
	if (in->cap_sto_gb != INT_NONE && in->cap_sto_gb < p->alloc_sto_gb)
		return refuse(c, "已分配存储 %" PRId64 " GB，容量不能改得更小", p->alloc_sto_gb);
	return OK;
}

/* Another active host of that serial number; of a retired one nothing is asked, its handler refuses. */
static enum err same_sn(struct ctx *c, const struct host *was, const struct host *in, struct host *out, bool *found)
{
	*found = false;
	if (was && was->status == HOST_RETIRED)
		return OK;
	enum err e = sql_get(c, &infra_q[Q_HOST_SN], out, in->sn, in->id);

	*found = e == OK;
	if (e == E_ABSENT)
		fail_clear(&c->fail);
	return e == E_ABSENT ? OK : e;
}

enum err host_in_one_zone(struct ctx *c, const void *subject, const void *in_)
{
	const struct host *in = in_;
	struct host other;
	struct pool p;
	bool found;

	if (!in || !in->pool)
		return OK;
	TRY(same_sn(c, subject, in, &other, &found));
	if (!found)
		return OK;
	if (pool_get(c, in->pool, &p) != OK) {
		fail_clear(&c->fail);
		return OK;                      /* the handler names the missing pool */
	}
	if (p.zone == other.zone)
		return OK;
	return refuse(c, "设备 " STR_FMT " 已在%s的“" STR_FMT "”，两个区域物理隔离，不能同时在%s", STR_ARG(in->sn), zone_names[other.zone].label,
		      STR_ARG(other.pool_name), zone_names[p.zone].label);
}

enum err host_once(struct ctx *c, const void *subject, const void *in_)
{
	const struct host *in = in_;
	struct host other;
	bool found;

	if (!in)
		return OK;
	TRY(same_sn(c, subject, in, &other, &found));
	return found ? refuse(c, "设备 " STR_FMT " 已在资源池“" STR_FMT "”登记", STR_ARG(in->sn), STR_ARG(other.pool_name)) : OK;
}

enum err host_stays_in_zone(struct ctx *c, const void *subject, const void *in_)
{
	const struct host *h = subject, *in = in_;
	struct pool p;

	if (!in || in->pool == h->pool || h->status == HOST_RETIRED)
		return OK;
	if (pool_get(c, in->pool, &p) != OK) {
		fail_clear(&c->fail);
		return OK;
	}
	if (p.zone == h->zone)
		return OK;
	return refuse(c, "设备 " STR_FMT " 在%s，不能直接换到%s；请先退役，清除数据后重新登记", STR_ARG(h->sn), zone_names[h->zone].label,
		      zone_names[p.zone].label);
}

enum err pools_succeed_org(struct ctx *c, int64_t from, int64_t to)
{
	TRY(sql_run(c, &infra_q[Q_POOL_SUCCEED], from, to));
	return sql_run(c, &infra_q[Q_POOL_LEAVE], from);
}
