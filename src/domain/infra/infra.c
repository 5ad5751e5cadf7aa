/* Pools and what is taken of them; zones that nothing may straddle. */
#include <arpa/inet.h>
#include "domain/contract/contract.h"
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
	struct topology *t = out;
	topology_of(c->arena, &sites, t);
	TRY(sql_all0(c, &infra_q[Q_DR_ALL], &t->pairs));
	EACH(struct dr_pair, p, t->pairs) {
		t->n_protected++;
		t->n_drill_due += date_none(p->last_drill) ||
				  date_add_months(p->last_drill, (int)setting_int(c, "dr.drill_months")).day <= today(c).day;
		t->n_target_missed += (p->rpo_actual_min != INT_NONE && p->rpo_min != INT_NONE && p->rpo_actual_min > p->rpo_min) ||
				      (p->rto_actual_min != INT_NONE && p->rto_min != INT_NONE && p->rto_actual_min > p->rto_min);
	}
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
	for (size_t i = 0; i < p->no.n; i++)
		if ((unsigned char)p->no.p[i] <= ' ' || p->no.p[i] == '/') {
			fail_on(c, "no", "bad_format", "资源池编号里不能有空格和斜线，资源编号要用它");
			break;
		}
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
	if (!date_none(p->from_date) && !date_none(p->to_date) && date_cmp(p->to_date, p->from_date) <= 0)
		fail_on(c, "to_date", "before_start", "停用日应当晚于启用日");
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

enum err pool_check(struct ctx *c, struct pool *p)
{
	pool_defaults(p);
	p->id = 0;
	return check_pool(c, p);
}

enum err pool_enter(struct ctx *c, struct pool *p)
{
	TRY(pool_check(c, p));
	p->id = id_new(c);
	p->version = 1;
	p->created_at = c->now;
	TRY(sql_put(c, &infra_q[Q_POOL_PUT], p));
	return sql_run(c, &infra_q[Q_ALLOC_PUT], p->id);
}

enum err pool_create(struct ctx *c, const void *in, void *out)
{
	struct pool p = *(const struct pool *)in;

	(void)out;
	TRY(pool_enter(c, &p));
	c->made = p.id;
	return OK;
}

/* ---- how full ---- */
static int64_t share_bp(int64_t taken, int64_t cap) { return cap > 0 ? MIN2(taken * 10000 / cap, 1000000) : 0; }

void pool_level_of(struct pool *p, int64_t tight_bp, int64_t full_bp)
{
	int64_t vcpu = p->cap_vcpu == INT_NONE ? 0 : p->cap_vcpu * p->oversub_cpu_bp / 10000;

	p->used_bp = MAX2(share_bp(p->alloc_vcpu, vcpu), MAX2(share_bp(p->alloc_mem_gb, p->cap_mem_gb), share_bp(p->alloc_sto_gb, p->cap_sto_gb)));
	p->level = vcpu <= 0 && p->cap_mem_gb <= 0 && p->cap_sto_gb <= 0 ? 0
		 : p->used_bp >= full_bp ? FULLNESS_FULL : p->used_bp >= tight_bp ? FULLNESS_TIGHT : FULLNESS_AMPLE;
}

enum err pool_fill_row(struct ctx *c, void *rec)
{
	pool_level_of(rec, setting_int(c, "pool.tight_bp"), setting_int(c, "pool.full_bp"));
	return OK;
}

enum err pool_overview_get(struct ctx *c, const void *in, void *out)
{
	struct list *items = &((struct pool_overview *)out)->items;

	(void)in;
	TRY(sql_all0(c, &infra_q[Q_POOL_LEVELS], items));
	EACH(struct pool_sum, s, *items)
		s->used_bp = MAX2(share_bp(s->alloc_vcpu, s->cap_vcpu), MAX2(share_bp(s->alloc_mem_gb, s->cap_mem_gb), share_bp(s->alloc_sto_gb, s->cap_sto_gb)));
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

	TRY(pool_fill_row(c, p));
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

bool pool_serves(struct ctx *c, const struct pool *p)
{
	return p->status == POOL_ACTIVE && (date_none(p->from_date) || date_cmp(p->from_date, today(c)) <= 0) && (date_none(p->to_date) || date_cmp(p->to_date, today(c)) > 0);
}

enum err pools_of_zone(struct ctx *c, struct str zone, struct list *out)
{
	TRY(sql_all(c, &infra_q[Q_POOLS_OF_ZONE], out, zone, today(c)));
	EACH(struct pool, p, *out)
		TRY(pool_fill(c, p));
	return OK;
}

/* ---- what is taken ---- */
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

enum err pool_take_sum(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t n)
{
	return alloc_add(c, pool, vcpu, mem_gb, sto_gb, n);
}

enum err pool_give_back(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t qty)
{
	return alloc_add(c, pool, -pieces(vcpu, qty), -pieces(mem_gb, qty), -pieces(sto_gb, qty), -1);
}

enum err pool_resize(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb)
{
	return alloc_add(c, pool, vcpu, mem_gb, sto_gb, 0);
}

/* ---- ways between the zones ---- */
static enum err systems_known(struct ctx *c, const struct list *ids)
{
	const struct entity *e = core_entity_named(c, STR("info_system"));

	for (size_t i = 0; i < ids->n; i++) {
		void *rec = arena_alloc(c->arena, e->rec->size);
		record_none(e->rec, rec);
		if (entity_peek(c, e, *LIST_AT(*ids, int64_t, i), rec) == OK)
			continue;
		fail_clear(&c->fail);
		return fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "systems/%zu", i)), "absent", "没有编号为 %" PRId64 " 的信息系统", *LIST_AT(*ids, int64_t, i));
	}
	return OK;
}

static enum err channel_check(struct ctx *c, const struct channel *h)
{
	int64_t n = 0;

	TRY(sql_int(c, &infra_q[Q_CHANNEL_HAS], &n, h->no, h->id));
	if (n)
		fail_on(c, "no", "duplicate", "通道编号“" STR_FMT "”已被使用", STR_ARG(h->no));
	if (!date_none(h->from_date) && !date_none(h->to_date) && date_cmp(h->to_date, h->from_date) <= 0)
		fail_on(c, "to_date", "before_start", "停用日应当晚于启用日");
	TRY(fields_ok(c));
	return systems_known(c, &h->systems);
}

enum err channel_create(struct ctx *c, const void *in, void *out)
{
	struct channel h = *(const struct channel *)in;

	(void)out;
	h.id = 0;
	TRY(channel_check(c, &h));
	h.id = c->made = id_new(c);
	h.version = 1;
	h.status = h.status ? h.status : POOL_ACTIVE;
	h.created_at = c->now;
	return sql_put(c, &infra_q[Q_CHANNEL_PUT], &h);
}

enum err channel_update(struct ctx *c, const void *in, void *out)
{
	struct channel h = *(const struct channel *)in;
	const struct channel *was = c->subject;

	(void)out;
	TRY(channel_check(c, &h));
	h.version = was->version;
	h.status = h.status ? h.status : was->status;
	h.created_at = was->created_at;
	return sql_put(c, &infra_q[Q_CHANNEL_SET], &h);
}

/* ---- systems protected at another site ---- */
static enum err dr_check(struct ctx *c, struct dr_pair *p)
{
	const struct entity *e = core_entity_named(c, STR("info_system"));
	void *rec = arena_alloc(c->arena, e->rec->size);
	struct site s;
	int64_t n = 0;

	record_none(e->rec, rec);
	if (entity_peek(c, e, p->system, rec) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统", p->system);
	}
	p->system_name = *(const struct str *)((const char *)rec + record_field(e->rec, STR("name"))->offset);
	const struct { const char *field; int64_t id; } sites[] = { { "from_site", p->from_site }, { "to_site", p->to_site } };
	for (size_t i = 0; i < COUNT(sites); i++)
		if (entity_peek(c, &site_entity, sites[i].id, &s) != OK) {
			fail_clear(&c->fail);
			return fail_on(c, sites[i].field, "absent", "没有编号为 %" PRId64 " 的中心", sites[i].id);
		}
	if (p->from_site == p->to_site)
		fail_on(c, "to_site", "same", "灾备中心应当是另一个中心");
	if (!date_none(p->last_drill) && p->last_drill.day > today(c).day)
		fail_on(c, "last_drill", "in_future", "切换演练日期不能晚于今天");
	TRY(sql_int(c, &infra_q[Q_DR_HAS], &n, p->system, p->to_site, p->id));
	if (n)
		fail_on(c, "to_site", "duplicate", "这个系统在该中心已有灾备登记");
	return fields_ok(c);
}

enum err dr_create(struct ctx *c, const void *in, void *out)
{
	struct dr_pair p = *(const struct dr_pair *)in;

	(void)out;
	p.id = 0;
	TRY(dr_check(c, &p));
	p.id = c->made = id_new(c);
	p.version = 1;
	p.status = p.status ? p.status : POOL_ACTIVE;
	p.created_at = c->now;
	return sql_put(c, &infra_q[Q_DR_PUT], &p);
}

enum err dr_update(struct ctx *c, const void *in, void *out)
{
	struct dr_pair p = *(const struct dr_pair *)in;
	const struct dr_pair *was = c->subject;

	(void)out;
	TRY(dr_check(c, &p));
	p.version = was->version;
	p.status = p.status ? p.status : was->status;
	p.created_at = was->created_at;
	return sql_put(c, &infra_q[Q_DR_SET], &p);
}

/* ---- hosts ---- */
static bool mac_ok(struct str mac)
{
	for (size_t i = 0; i < mac.n; i++)
		if (i % 3 == 2 ? mac.p[i] != ':' : !((mac.p[i] >= '0' && mac.p[i] <= '9') || (mac.p[i] >= 'a' && mac.p[i] <= 'f')))
			return false;
	return mac.n == 17;
}

struct str address_text(struct arena *a, struct str text)
{
	const char *name = arena_cstr(a, str_trim(text));
	char *out = arena_alloc(a, INET6_ADDRSTRLEN);
	unsigned char raw[16];

	for (int i = 0; i < 2; i++) {
		int family = i ? AF_INET6 : AF_INET;
		if (inet_pton(family, name, raw) == 1 && inet_ntop(family, raw, out, INET6_ADDRSTRLEN))
			return str_of(out);
	}
	return STR_NONE;
}

static enum err host_take_pool(struct ctx *c, struct host *h)
{
	struct pool p;

	for (size_t i = 0; i < h->nics.n; i++) {
		struct host_nic *n = LIST_AT(h->nics, struct host_nic, i);
		if (!mac_ok(n->mac))
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "nics/%zu/mac", i)), "bad_format", "网卡地址写作小写的 52:54:00:12:34:56");
		if (!str_blank(n->address) && !address_text(c->arena, n->address).p)
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "nics/%zu/address", i)), "bad_format", "“" STR_FMT "”不是 IP 地址", STR_ARG(n->address));
	}
	TRY(fields_ok(c));
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
	const struct host *was = c->subject;

	(void)in;
	(void)out;
	if (was->status == HOST_RETIRED)
		return fail(c, E_CONFLICT, "infra.host_retired", "设备 " STR_FMT " 已退役", STR_ARG(was->sn));
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

/* A provider leaves when nothing runs with it any more (A31.P1d). */
enum err csp_holds_nothing(struct ctx *c, const void *subject, const void *in_)
{
	const struct csp *p = subject, *in = in_;
	struct str pool;

	if (!in || in->status != CSP_LEFT || p->status == CSP_LEFT)
		return OK;
	TRY(sql_str(c, &infra_q[Q_POOL_SERVING], &pool, p->id));
	return pool.p ? refuse(c, "“" STR_FMT "”的资源池“" STR_FMT "”里还有资源在用，不能登记为已退出", STR_ARG(p->name), STR_ARG(pool)) : OK;
}

/* The zone a host is meant for: the new pool's where one is named. */
static enum err host_zone(struct ctx *c, const struct host *in, int32_t *zone)
{
	struct pool p;

	*zone = 0;
	if (!in->pool || pool_get(c, in->pool, &p) != OK)
		fail_clear(&c->fail);           /* the handler names the missing pool */
	else
		*zone = p.zone;
	return OK;
}

enum err nics_in_one_zone(struct ctx *c, const void *subject, const void *in_)
{
	const struct host *in = in_;
	int32_t zone;

	(void)subject;
	if (!in)
		return OK;
	TRY(host_zone(c, in, &zone));
	EACH(struct host_nic, n, in->nics)
		if (zone && n->zone != zone)
			return refuse(c, "设备 " STR_FMT " 在%s，网卡 " STR_FMT " 不能接在%s：两个区域物理隔离", STR_ARG(in->sn), zone_names[zone].label,
				      STR_ARG(n->mac), n->zone ? zone_names[n->zone].label : "另一个区域");
	return OK;
}

/* A card is one piece of hardware: its address names it once, in this host or in another that is in use. */
enum err nics_once(struct ctx *c, const void *subject, const void *in_)
{
	const struct host *in = in_;

	(void)subject;
	for (size_t i = 0; in && i < in->nics.n; i++) {
		const struct host_nic *n = LIST_AT(in->nics, struct host_nic, i);
		struct str sn;
		if (!mac_ok(n->mac))
			continue;               /* the handler names it */
		TRY(sql_str(c, &infra_q[Q_HOST_MAC], &sn, n->mac, in->id));
		if (sn.p)
			return refuse(c, "网卡 " STR_FMT " 已登记在设备 " STR_FMT " 上", STR_ARG(n->mac), STR_ARG(sn));
		for (size_t k = 0; k < i; k++)
			if (str_eq(n->mac, LIST_AT(in->nics, struct host_nic, k)->mac))
				return refuse(c, "网卡 " STR_FMT " 写了两次", STR_ARG(n->mac));
	}
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
