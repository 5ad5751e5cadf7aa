/* The initial accounting: what already ran when the product started enters by file, once, until the closing date. Two passes: the
 * first looks at every row and names what is wrong, the second writes; so a file is taken whole or leaves nothing. */
#include "domain/catalog/catalog.h"
#include "domain/contract/contract.h"
#include "domain/info_system/info_system.h"
#include "domain/infra/infra.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/resource/resource_in.h"

/* ---- until when ---- */
static enum err closing(struct ctx *c, struct legacy_close *out, bool *set)
{
	enum err e = sql_get_(c, &resource_q[Q_LEGACY_CLOSE], out, NO_VALS);

	*set = e == OK;
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return OK;
}

enum err legacy_open(struct ctx *c)
{
	struct legacy_close k;
	bool set;

	TRY(closing(c, &k, &set));
	if (!set || c->now.ms < k.closes_at.ms)
		return OK;
	return refuse_by(c, "A8.3", "resource.legacy_closed", "初始建账已于 " STR_FMT " 截止，此后没有批准的申请，任何资源都不能入账",
			 STR_ARG(date_text(c->arena, k.close_date)));
}

enum err legacy_close(struct ctx *c, const void *in_, void *out)
{
	struct legacy_close k = *(const struct legacy_close *)in_;

	/* Closed is closed: a second initial accounting would be a way round the application. */
	TRY(legacy_open(c));
	if (k.close_date.day < today(c).day)
		return fail_on(c, "close_date", "out_of_range", "截止日不能早于今天");
	k.id = id_new(c);
	k.closes_at = k.close_date.day == today(c).day ? c->now : date_start(date_add(k.close_date, 1));
	k.by_person = c->who.person;
	k.by_name = c->who.name;
	k.at = c->now;
	TRY(sql_put(c, &resource_q[Q_LEGACY_CLOSE_PUT], &k));
	return legacy_get(c, NULL, out);
}

enum err legacy_get(struct ctx *c, const void *in, void *out)
{
	struct legacy_state *s = out;
	struct legacy_close k;
	bool set;

	(void)in;
	TRY(closing(c, &k, &set));
	s->open = !set || c->now.ms < k.closes_at.ms;
	s->close_date = set ? k.close_date : DATE_NONE;
	TRY(sql_int_(c, &resource_q[Q_LEGACY_COUNT], &s->resources, NO_VALS));
	TRY(sql_int_(c, &resource_q[Q_PAPERS_OPEN_COUNT], &s->papers_open, NO_VALS));
	return sql_int(c, &resource_q[Q_PAPERS_OVERDUE], &s->papers_overdue, c->now);
}

/* ---- what rows name again and again is looked up once ---- */
struct memo { struct memo_slot { struct str key; void *value; } *slots; size_t cap; };

static struct memo memo_new(struct arena *a, size_t keys)
{
	struct memo m = { .cap = 64 };

	while (m.cap < keys * 2)
		m.cap *= 2;
	m.slots = ARENA_ARRAY(a, struct memo_slot, m.cap);
	return m;
}

/* The slot of a key; its key.p is NULL when it is new, and the caller fills it. */
static struct memo_slot *memo_at(struct memo *m, struct str key)
{
	uint64_t h = 1469598103934665603u;

	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (uint8_t)key.p[i]) * 1099511628211u;
	for (size_t i = h & (m->cap - 1);; i = (i + 1) & (m->cap - 1))
		if (!m->slots[i].key.p || str_eq(m->slots[i].key, key))
			return &m->slots[i];
}

struct seen_system { struct info_system s; struct org user; int64_t shown[8]; size_t n_shown; struct date commitment; bool used; };
struct seen_pool { struct pool p; int64_t vcpu, mem_gb, disk_gb, n, next; };
struct seen_price { struct date from; struct str why; };
struct accounting {
	struct memo systems, pools, contracts, items, prices, natives;
	struct resource *out; struct seen_pool **pool;   /* one per row, ready to be entered */
};

/* The number's object, loaded by `load` into `size` bytes; NULL when there is none. */
static enum err seen(struct ctx *c, struct memo *m, struct str no, int q, size_t size, enum err (*load)(struct ctx *c, int64_t id, void *out), void **out)
{
	struct str key = str_trim(no);
	struct memo_slot *s = memo_at(m, key);
	int64_t id = 0;

	if (!s->key.p) {
		TRY(sql_int(c, &resource_q[q], &id, key));
		if (id) {
			void *value = arena_alloc(c->arena, size);
			TRY(load(c, id, value));
			s->value = value;
		}
		s->key = key.n ? key : STR("");
	}
	*out = s->value;
	return OK;
}

static enum err load_system(struct ctx *c, int64_t id, void *out)
{
	struct seen_system *s = out;

	s->commitment = DATE_NONE;
	TRY(info_system_get(c, id, &s->s));
	return org_peek(c, s->s.user_org, &s->user);
}
static enum err load_pool(struct ctx *c, int64_t id, void *out) { return pool_get(c, id, &((struct seen_pool *)out)->p); }
static enum err load_contract(struct ctx *c, int64_t id, void *out) { return entity_peek(c, &contract_entity, id, out); }

/* A failure of these look-ups is a bad row, not the import's: asked beside, so that the rows already named stay named. */
static enum err item_of(struct ctx *c, struct memo *m, struct str code, const struct catalog_item **out)
{
	struct memo_slot *s = memo_at(m, str_trim(code));

	if (!s->key.p) {
		struct ctx *ask = ARENA_NEW(c->arena, struct ctx);
		struct catalog_item *it = ARENA_NEW(c->arena, struct catalog_item);
		*ask = *c;
		fail_clear(&ask->fail);
		s->key = str_trim(code);
		enum err e = catalog_item_by_code(ask, 0, s->key, it);
		if (e != OK && e != E_ABSENT) {
			c->fail = ask->fail;
			return e;
		}
		s->value = e == OK ? it : NULL;
	}
	*out = s->value;
	return OK;
}

/* Prices without a gap from the day on until now; an earlier day that held answers for later ones. *why is empty when they are there. */
static enum err priced(struct ctx *c, struct memo *m, int64_t csp, struct str item_code, struct date from, struct str *why)
{
	struct memo_slot *s = memo_at(m, arena_fmt(c->arena, "%" PRId64 "|" STR_FMT, csp, STR_ARG(item_code)));
	struct seen_price *p = s->value;
	struct ctx *ask;
	struct list parts;

	if (p && !p->why.p && from.day >= p->from.day)
		return OK;
	ask = ARENA_NEW(c->arena, struct ctx);
	*ask = *c;
	fail_clear(&ask->fail);
	enum err e = price_parts(ask, csp, item_code, from, date_add(today(c), 1), &parts);
	if (e != OK && e != E_REFUSED) {
		c->fail = ask->fail;
		return e;
	}
	if (!p) {
		s->key = arena_fmt(c->arena, "%" PRId64 "|" STR_FMT, csp, STR_ARG(item_code));
		s->value = p = ARENA_NEW(c->arena, struct seen_price);
	}
	p->from = from;
	*why = p->why = e == OK ? STR_NONE : arena_str(c->arena, str_of(ask->fail.sentence));
	return OK;
}

/* ---- one row ---- */
static int64_t each(int64_t said, int64_t of_item) { return said != INT_NONE ? said : of_item; }
static int64_t pieces(int64_t each_, int64_t qty) { return each_ > 0 ? each_ * qty : 0; }

/* Over the pool's capacity is a bad row: what runs there fits there, so the registered capacity (or the over-subscription) is what is wrong,
 * and every later figure of the pool would be wrong with it. It is corrected first, then the file is taken. */
static void room(struct ctx *c, size_t n, struct seen_pool *p, const struct resource *r)
{
	struct { const char *what, *column; int64_t free, *used, more; } of[] = {
		{ "vCPU", "vcpu", p->p.free_vcpu, &p->vcpu, pieces(r->vcpu, r->qty) },
		{ "内存（GB）", "mem_gb", p->p.free_mem_gb, &p->mem_gb, pieces(r->mem_gb, r->qty) },
		{ "存储（GB）", "disk_gb", p->p.free_sto_gb, &p->disk_gb, pieces(r->disk_gb, r->qty) },
	};

	for (size_t i = 0; i < COUNT(of); i++) {
		if (of[i].more > 0 && of[i].free != INT_NONE && *of[i].used + of[i].more > of[i].free)
			import_bad(c, n, of[i].column, "资源池“" STR_FMT "”的%s只剩 %" PRId64 "，不够 %" PRId64 "；请先核对资源池登记的容量", STR_ARG(p->p.name), of[i].what,
				   MAX2(of[i].free - *of[i].used, 0), of[i].more);
		*of[i].used += of[i].more;
	}
	p->n++;
}

static enum err native(struct ctx *c, struct accounting *w, size_t n, int64_t csp, struct str native_id)
{
	struct str key = native_key(c, native_id), in_file = arena_fmt(c->arena, "%" PRId64 "|" STR_FMT, csp, STR_ARG(key)), used, gone;

	if (!key.n)
		return OK;
	struct memo_slot *s = memo_at(&w->natives, in_file);
	if (s->key.p)
		return import_bad(c, n, "native_id", "云平台标识“" STR_FMT "”在文件里出现两次", STR_ARG(utf8_head(native_id, 60)));
	s->key = in_file;
	TRY(sql_str(c, &resource_q[Q_NATIVE_USED], &used, csp, key));
	TRY(sql_str(c, &resource_q[Q_GONE], &gone, csp, key));
	if (used.p)
		return import_bad(c, n, "native_id", "云平台标识“" STR_FMT "”已在台账里，资源编号 " STR_FMT, STR_ARG(utf8_head(native_id, 60)), STR_ARG(used));
	return !gone.p ? OK : import_bad(c, n, "native_id", "云平台标识“" STR_FMT "”属于已销毁的资源 " STR_FMT "，不能再挂接（A23.1d）",
					 STR_ARG(utf8_head(native_id, 60)), STR_ARG(gone));
}

struct found { struct seen_system *system; struct seen_pool *pool; struct contract *contract; const struct catalog_item *item; };

static enum err find(struct ctx *c, struct accounting *w, size_t n, const struct legacy_row *r, struct found *f)
{
	void *p;

	TRY(seen(c, &w->systems, r->system_no, Q_SYSTEM_BY_NO, sizeof *f->system, load_system, &p));
	f->system = p;
	TRY(seen(c, &w->pools, r->pool_no, Q_POOL_BY_NO, sizeof *f->pool, load_pool, &p));
	f->pool = p;
	TRY(seen(c, &w->contracts, r->contract_no, Q_CONTRACT_BY_NO, sizeof *f->contract, load_contract, &p));
	f->contract = p;
	TRY(item_of(c, &w->items, r->item_code, &f->item));
	if (!f->system)
		import_bad(c, n, "system_no", "没有编号为“" STR_FMT "”的信息系统", STR_ARG(utf8_head(r->system_no, 60)));
	if (!f->pool)
		import_bad(c, n, "pool_no", "没有编号为“" STR_FMT "”的资源池", STR_ARG(utf8_head(r->pool_no, 60)));
	if (!f->contract)
		import_bad(c, n, "contract_no", "没有编号为“" STR_FMT "”的合同", STR_ARG(utf8_head(r->contract_no, 60)));
	if (!f->item)
		import_bad(c, n, "item_code", "服务目录里没有“" STR_FMT "”", STR_ARG(utf8_head(r->item_code, 60)));
	return OK;
}

static enum err belongs(struct ctx *c, size_t n, const struct legacy_row *r, const struct found *f)
{
	const struct info_system *s = &f->system->s;
	bool open = true;

	if (r->user_org_no.n && !str_eq(str_trim(r->user_org_no), f->system->user.no))
		import_bad(c, n, "user_org_no", "系统“" STR_FMT "”登记在单位 " STR_FMT " 名下，不是 " STR_FMT, STR_ARG(s->name), STR_ARG(f->system->user.no),
			   STR_ARG(utf8_head(r->user_org_no, 40)));
	if (s->state == SYS_OFFLINE)
		import_bad(c, n, "system_no", "系统“" STR_FMT "”已下线", STR_ARG(s->name));
	if (f->item->zone != ITEM_BOTH && (f->item->zone == ITEM_INTERNET) != (f->pool->p.zone == ZONE_NET))
		import_bad(c, n, "pool_no", "“" STR_FMT "”不在%s提供", STR_ARG(f->item->name), zone_names[f->pool->p.zone].label);
	if (f->contract->csp != f->pool->p.csp)
		import_bad(c, n, "contract_no", "合同“" STR_FMT "”不是资源池“" STR_FMT "”的云服务商签的", STR_ARG(f->contract->no), STR_ARG(f->pool->p.name));
	if (f->pool->p.dedicated)
		TRY(pool_open_to(c, f->pool->p.id, s->user_org, &open));
	return open ? OK : import_bad(c, n, "pool_no", "资源池“" STR_FMT "”是其他单位的专属池", STR_ARG(f->pool->p.name));
}

/* When billing began is contract data: inside the contract, not in the future, and priced ever since. */
static enum err dates(struct ctx *c, struct accounting *w, size_t n, const struct legacy_row *r, const struct found *f, struct resource *out)
{
	struct date from = date_none(r->billing_start_date) ? f->contract->from_date : r->billing_start_date;
	const char *column = date_none(r->billing_start_date) ? "contract_no" : "billing_start_date";
	struct str why = STR_NONE;

	if (from.day > today(c).day)
		return import_bad(c, n, column, "计费起始日 " STR_FMT " 晚于今天，还没有运行的资源应当申请", STR_ARG(date_text(c->arena, from)));
	if (from.day < f->contract->from_date.day || from.day >= f->contract->to_date.day)
		return import_bad(c, n, column, "计费起始日 " STR_FMT " 不在合同“" STR_FMT "”的期限内", STR_ARG(date_text(c->arena, from)), STR_ARG(f->contract->no));
	if (!date_none(r->expire_date) && r->expire_date.day <= from.day)
		import_bad(c, n, "expire_date", "到期日应当晚于计费起始日");
	if (!date_none(r->commitment_date) && r->commitment_date.day > today(c).day)
		import_bad(c, n, "commitment_date", "承诺书签署日不能晚于今天");
	TRY(priced(c, &w->prices, f->pool->p.csp, f->item->code, from, &why));
	if (why.p)
		return import_bad(c, n, "item_code", STR_FMT, STR_ARG(why));
	out->billing_start_date = from;
	out->delivered_at = date_start(from);
	return OK;
}

static enum err row_check(struct ctx *c, struct accounting *w, size_t n, const struct legacy_row *r, struct resource *out)
{
	struct found f;

	TRY(find(c, w, n, r, &f));
	if (!f.system || !f.pool || !f.contract || !f.item)
		return OK;
	record_none(&resource_record, out);
	out->name = r->name; out->origin = r->origin; out->native_id = str_trim(r->native_id); out->ips = r->ips; out->os = r->os; out->qty = r->qty;
	out->item = f.item->id; out->item_code = f.item->code; out->item_name = f.item->name; out->unit = f.item->unit;
	out->vcpu = each(r->vcpu, f.item->vcpu); out->mem_gb = each(r->mem_gb, f.item->mem_gb); out->disk_gb = each(r->disk_gb, f.item->disk_gb);
	out->system = f.system->s.id; out->user_org = f.system->s.user_org; out->applicant_org = f.system->s.applicant_org;
	out->pool = f.pool->p.id; out->zone = str_of(zone_names[f.pool->p.zone].word); out->csp = f.pool->p.csp;
	out->expire_date = r->expire_date;
	out->legacy = true;
	if (!date_none(r->commitment_date))
		f.system->commitment = r->commitment_date;
	f.system->used = true;
	enum err e[] = { belongs(c, n, r, &f), dates(c, w, n, r, &f, out), native(c, w, n, f.pool->p.csp, r->native_id) };
	for (size_t i = 0; i < COUNT(e); i++)
		if (e[i] != OK && e[i] != E_INVALID)
			return e[i];
	room(c, n, f.pool, out);
	w->pool[n] = f.pool;
	return OK;
}

/* ---- papers ---- */
static bool lacks(const struct seen_system *x, enum paper_kind k)
{
	const struct info_system *s = &x->s;

	switch (k) {
	case PAPER_COMMITMENT:  return date_none(x->commitment);
	case PAPER_DJ_FILING:   return s->dj_level >= DJ_TWO && !s->dj_filing_no.n;
	case PAPER_ICP:         return s->internet_facing && !s->icp_no.n;
	case PAPER_RESPONSIBLE: return !s->competent_org || !s->operator_org || !s->security_responsible.n || !s->security_admin.n;
	default:                return !s->nonsecret_declared;
	}
}

static enum err paper_list(struct ctx *c, const struct seen_system *x, enum paper_kind k, struct date due, bool *put)
{
	struct legacy_paper p;
	int64_t n = 0;

	TRY(sql_int(c, &resource_q[Q_PAPER_COUNT], &n, x->s.id, paper_kind_names[k].word));
	if (n)
		return OK;
	record_none(&legacy_paper_record, &p);
	p.id = id_new(c);
	p.version = 1;
	p.system = x->s.id;
	p.kind = (int32_t)k;
	p.due_date = due;
	p.due_at = date_start(date_add(due, 1));
	p.created_at = c->now;
	p.state = PAPER_OPEN;
	*put = true;
	return sql_put(c, &resource_q[Q_PAPER_PUT], &p);
}

static enum err papers_of(struct ctx *c, const struct seen_system *x)
{
	struct date due = date_add(today(c), (int32_t)setting_int(c, "legacy.paper_days"));
	bool put = false;

	for (int k = PAPER_COMMITMENT; k < PAPER_KIND_MAX; k++)
		if (lacks(x, (enum paper_kind)k))
			TRY(paper_list(c, x, (enum paper_kind)k, due, &put));
	if (!put)
		return OK;
	return message_to_roles(c, x->s.user_org, R_USER, &(struct note){ arena_fmt(c->arena, "系统“" STR_FMT "”初始建账缺少材料", STR_ARG(x->s.name)),
		arena_fmt(c->arena, "请在 " STR_FMT " 前按补录清单补齐", STR_ARG(date_text(c->arena, due))), "R-53", &info_system_entity, x->s.id });
}

/* The system has what the paper is about, or for the commitment a date is given. */
enum err legacy_paper_there(struct ctx *c, const void *subject, const void *in_)
{
	const struct legacy_paper *p = subject, *in = in_;
	struct seen_system x = { .commitment = DATE_NONE };

	if (p->kind == PAPER_COMMITMENT) {
		if (!in)
			return OK;
		if (date_none(in->paper_date) || in->paper_date.day > today(c).day)
			return refuse(c, "请写明承诺书签署日，不能晚于今天");
		return in->file || in->no.n ? OK : refuse(c, "请上传承诺书或写明文号");
	}
	TRY(info_system_get(c, p->system, &x.s));
	return lacks(&x, (enum paper_kind)p->kind) ? refuse(c, "系统“" STR_FMT "”还没有登记%s", STR_ARG(p->system_name), paper_kind_names[p->kind].label) : OK;
}

static enum err supplied(struct ctx *c, int64_t id, const struct legacy_paper *p)
{
	return sql_run(c, &resource_q[Q_PAPER_SUPPLY], id, p->no, p->paper_date, V_ID(p->file), p->note, V_ID(c->who.person), c->who.name, c->now);
}

enum err legacy_supply(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return supplied(c, c->subject_id, in);
}

/* What the unit registered meanwhile with the system is off the list without a further act. */
enum err legacy_job_papers(struct ctx *c)
{
	struct list open;

	TRY(sql_all_(c, &resource_q[Q_PAPERS_OPEN], &open, NO_VALS));
	EACH(struct legacy_paper, p, open) {
		struct seen_system x = { .commitment = DATE_NONE };
		struct legacy_paper done = { .paper_date = DATE_NONE, .note = STR("系统登记齐全，自动销号") };
		TRY(info_system_get(c, p->system, &x.s));
		if (lacks(&x, (enum paper_kind)p->kind))
			continue;
		TRY(supplied(c, p->id, &done));
		TRY(flow_fire(c, &legacy_paper_flow, p->id, "supply", NULL));
	}
	return OK;
}

/* ---- writing ---- */
/* Numbers and room of each pool once: a row of the store that is rewritten fifty thousand times in one transaction grows slow. */
static enum err pools_take(struct ctx *c, struct memo *pools)
{
	for (size_t i = 0; i < pools->cap; i++) {
		struct seen_pool *p = pools->slots[i].value;
		if (!p || !p->n)
			continue;
		TRY(resource_numbers(c, p->p.no, p->n, &p->next));
		TRY(pool_take_sum(c, p->p.id, p->vcpu, p->mem_gb, p->disk_gb, p->n));
	}
	return OK;
}

static enum err enter(struct ctx *c, struct resource *r, struct seen_pool *p)
{
	TRY(resource_put(c, r, p->p.no, p->next++));
	TRY(flow_fire(c, &resource_flow, r->id, "account", NULL));
	return segment_open(c, r, r->billing_start_date, SEG_LEGACY);
}

static enum err show(struct ctx *c, struct seen_system *s, int64_t csp)
{
	for (size_t i = 0; i < s->n_shown; i++)
		if (s->shown[i] == csp)
			return OK;
	if (s->n_shown < COUNT(s->shown))
		s->shown[s->n_shown++] = csp;
	return info_system_show_to(c, s->s.id, csp);
}

/* Fifty thousand rows pass through one small arena that is emptied on the way. What a later feature forbids (a month that is billed already)
 * is that row's fault like the others. */
static enum err write_all(struct ctx *c, struct accounting *w, const struct list *rows)
{
	CLEANUP(arena_freep) struct arena *scratch = arena_new(MIB(32));
	struct arena *mine = c->arena;
	enum err e = OK;

	for (size_t n = 0; e == OK && n < rows->n; n++) {
		c->arena = scratch;
		e = enter(c, &w->out[n], w->pool[n]);
		c->arena = mine;
		if (e == E_REFUSED) {
			struct str why = arena_str(mine, str_of(c->fail.sentence));
			fail_clear(&c->fail);
			return import_bad(c, n, "billing_start_date", STR_FMT, STR_ARG(why));
		}
		if (n % 16 == 15)
			arena_reset(scratch);
	}
	return e;
}

enum err legacy_import(struct ctx *c, const struct list *rows)
{
	struct accounting w = { memo_new(c->arena, rows->n), memo_new(c->arena, rows->n), memo_new(c->arena, rows->n), memo_new(c->arena, rows->n),
				memo_new(c->arena, rows->n), memo_new(c->arena, rows->n), ARENA_ARRAY(c->arena, struct resource, rows->n + 1),
				ARENA_ARRAY(c->arena, struct seen_pool *, rows->n + 1) };
	size_t n = 0;

	TRY(legacy_open(c));
	EACH(struct legacy_row, r, *rows) {
		TRY(row_check(c, &w, n, r, &w.out[n]));
		if (import_full(c))
			break;
		n++;
	}
	TRY(fields_ok(c));
	TRY(pools_take(c, &w.pools));
	TRY(write_all(c, &w, rows));
	n = 0;
	EACH(struct legacy_row, r, *rows) {
		struct seen_system *s = memo_at(&w.systems, str_trim(r->system_no))->value;
		TRY(show(c, s, w.out[n++].csp));
		if (s->used)
			TRY(papers_of(c, s));
		s->used = false;
	}
	return OK;
}
