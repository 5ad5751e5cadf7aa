/* Hints on reasonableness (A20.1c): what the unit holds already and how it is used, what similar systems take, what it costs, and the
 * pools before and after. Computed for the reviewers; they decide nothing, and what was shown is frozen with the opinion. */
#include "domain/application/application_in.h"

struct need { int64_t pool, vcpu, mem, disk; };

static int64_t or_zero(int64_t v) { return v == INT_NONE ? 0 : v; }

static enum err line_need(struct ctx *c, const struct application_line *l, struct need *n)
{
	struct line_size one;
	int64_t qty = l->approved_qty == INT_NONE ? l->qty : l->approved_qty;

	TRY(application_line_size(c, l->item, l->attrs, &one));
	n->vcpu += qty * or_zero(one.vcpu);
	n->mem += qty * or_zero(one.mem_gb);
	n->disk += qty * or_zero(one.disk_gb);
	return OK;
}

static void level(struct list *out, const struct pool *p, const char *what, const char *unit, int64_t cap, int64_t alloc, int64_t more)
{
	if (cap <= 0)
		return;
	LIST_AT(*out, struct pool_level, 0)[out->n++] = (struct pool_level){ .pool = p->id, .name = p->name, .zone = str_of(zone_names[p->zone].label),
		.what = str_of(what), .unit = str_of(unit), .cap = cap, .alloc = alloc, .after = alloc + more, .used_bp = MIN2(alloc * 10000 / cap, 1000000),
		.after_bp = MIN2((alloc + more) * 10000 / cap, 1000000) };
}

bool pool_open_for(const struct pool *p, const struct application *a)
{
	bool open = !p->dedicated_for.n;

	EACH(int64_t, o, p->dedicated_for)
		open |= *o == a->user_org || *o == a->applicant_org;
	return open;
}

/* The pool that a line would go to as things stand; another unit's dedicated pool is none. */
enum err pool_likely(struct ctx *c, const struct application *a, const struct application_line *l, struct pool *out, bool *found)
{
	struct list pools;
	int64_t want = l->assigned_pool ? l->assigned_pool : l->pool_pref;

	*found = false;
	TRY(pools_of_zone(c, str_of(zone_names[l->zone].word), &pools));
	EACH(struct pool, p, pools)
		if (!*found && pool_open_for(p, a) && (want ? p->id == want : !xc_matters(l) || p->xinchuang == l->xinchuang)) {
			*out = *p;
			*found = true;
		}
	return OK;
}

/* ---- beside each line ---- */
static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int64_t median_of(int64_t *v, size_t n)
{
	if (!n)
		return INT_NONE;
	qsort(v, n, sizeof *v, by_value);
	return v[(n - 1) / 2];
}

/* Systems are compared with those of their own size: below a thousand users, below ten thousand, above. */
static int size_class(int64_t users) { return users <= 0 ? 0 : users < 1000 ? 1 : users < 10000 ? 2 : 3; }

static enum err similar(struct ctx *c, const struct application *a, int64_t users, const struct application_line *l, struct line_hint *h)
{
	enum { SIMILAR_MAX = 1000 };
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t *all = ARENA_ARRAY(c->arena, int64_t, SIMILAR_MAX), *own = ARENA_ARRAY(c->arena, int64_t, SIMILAR_MAX), *each = ARENA_ARRAY(c->arena, int64_t, SIMILAR_MAX);
	size_t n = 0, n_own = 0, n_each = 0;

	TRY(db_rows(c->db, &app_q[Q_SIMILAR], VALS(l->item_code, a->system), &c->fail, &r));
	while (n < SIMILAR_MAX && rows_next(r)) {
		int64_t qty = rows_int(r, 0), theirs = rows_int(r, 1);
		all[n++] = qty;
		if (size_class(users) && size_class(theirs) == size_class(users))
			own[n_own++] = qty;
		if (theirs > 0)
			each[n_each++] = qty * 1000 / theirs;
	}
	TRY(rows_err(r, &c->fail));
	h->similar_n = (int64_t)(n_own ? n_own : n);
	h->similar_median_qty = n_own ? median_of(own, n_own) : median_of(all, n);
	h->similar_per_user_milli = median_of(each, n_each);
	if (users > 0 && h->similar_per_user_milli != INT_NONE)
		h->expected_qty = (h->similar_per_user_milli * users + 999) / 1000;
	return OK;
}

static void tell_hint(struct ctx *c, struct line_hint *h, struct str text)
{
	(void)c;
	if (h->notes.n < 8)
		*LIST_AT(h->notes, struct str, h->notes.n++) = text;
}

static int64_t less(int64_t room, int64_t need) { return room == INT_NONE ? INT_NONE : room - need; }

static enum err line_room(struct ctx *c, const struct application *a, const struct application_line *l, struct line_hint *h)
{
	struct need n = { 0 };
	struct pool p;
	bool found;

	TRY(pool_likely(c, a, l, &p, &found));
	if (!found) {
		tell_hint(c, h, STR("所选网络区域没有合适的资源池"));
		return OK;
	}
	TRY(line_need(c, l, &n));
	h->pool = p.id;
	h->pool_name = p.name;
	h->free_vcpu = p.free_vcpu;
	h->free_mem_gb = p.free_mem_gb;
	h->free_sto_gb = p.free_sto_gb;
	h->free_vcpu_after = less(p.free_vcpu, n.vcpu);
	h->free_mem_gb_after = less(p.free_mem_gb, n.mem);
	h->free_sto_gb_after = less(p.free_sto_gb, n.disk);
	if ((p.free_vcpu != INT_NONE && n.vcpu > p.free_vcpu) || (p.free_mem_gb != INT_NONE && n.mem > p.free_mem_gb) || (p.free_sto_gb != INT_NONE && n.disk > p.free_sto_gb))
		tell_hint(c, h, arena_fmt(c->arena, "资源池“" STR_FMT "”余量不够", STR_ARG(p.name)));
	return OK;
}

static enum err line_hint_of(struct ctx *c, const struct application *a, int64_t users, const struct application_line *l, struct line_hint *h)
{
	record_none(&line_hint_record, h);
	h->line = l->seq;
	h->item_code = l->item_code;
	h->item_name = l->item_name;
	h->qty = l->qty;
	h->notes = (struct list){ ARENA_ARRAY(c->arena, struct str, 8), 0 };
	TRY(sql_int(c, &app_q[Q_HELD], &h->held_qty, a->user_org, l->item_code, (int64_t)0));
	TRY(sql_int(c, &app_q[Q_HELD], &h->held_same_system, a->user_org, l->item_code, a->system));
	TRY(sql_int(c, &app_q[Q_HELD_CATEGORY], &h->held_in_category, a->user_org, item_category_names[l->category].word));
	TRY(sql_all(c, &app_q[Q_USES], &h->use, a->id, l->seq));
	TRY(similar(c, a, users, l, h));
	TRY(line_room(c, a, l, h));
	h->month_fen = l->est_month_fen;
	h->year_fen = l->est_month_fen.v == INT64_MIN ? FEN_NONE : (struct fen){ l->est_month_fen.v * 12 };
	if (h->held_qty)
		tell_hint(c, h, arena_fmt(c->arena, "本单位已有 %" PRId64 " " STR_FMT "，其中本系统 %" PRId64, h->held_qty, STR_ARG(l->unit), h->held_same_system));
	if (h->similar_median_qty > 0 && l->qty > h->similar_median_qty)
		tell_hint(c, h, arena_fmt(c->arena, "%" PRId64 " 个可比系统的中位数是 %" PRId64, h->similar_n, h->similar_median_qty));
	EACH(struct line_utilisation, u, h->use)
		if (!str_empty(u->text))
			tell_hint(c, h, u->text);
	return OK;
}

static enum err budget_left(struct ctx *c, const struct application *a, struct fen *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int y, m, d;

	date_split(today(c), &y, &m, &d);
	*out = FEN_NONE;
	TRY(db_rows(c->db, &app_q[Q_BUDGET_LAST], VALS(a->applicant_org, (int64_t)y), &c->fail, &r));
	if (rows_next(r))
		out->v = rows_int(r, 0);
	return rows_err(r, &c->fail);
}

static enum err lines_hint(struct ctx *c, const struct application *a, struct app_hints *out)
{
	struct info_system s;

	TRY(info_system_get(c, a->system, &s));
	int64_t users = s.users_total == INT_NONE ? 0 : s.users_total;
	out->lines = (struct list){ ARENA_ARRAY(c->arena, struct line_hint, a->lines.n + 1), 0 };
	EACH(struct application_line, l, a->lines)
		TRY(line_hint_of(c, a, users, l, &LIST_AT(out->lines, struct line_hint, 0)[out->lines.n++]));
	out->month_fen = a->est_month_fen;
	out->year_fen = a->est_month_fen.v == INT64_MIN ? FEN_NONE : (struct fen){ a->est_month_fen.v * 12 };
	return budget_left(c, a, &out->budget_left_fen);
}

/* ---- what features above note for the reviewers ---- */
enum err application_note_use(struct ctx *c, const struct line_utilisation *u)
{
	struct line_utilisation row = *u;

	row.id = id_new(c);
	row.at = c->now;
	return sql_put(c, &app_q[Q_USE_PUT], &row);
}

enum err application_note_budget(struct ctx *c, int64_t org, int64_t year, struct fen left)
{
	return sql_run(c, &app_q[Q_BUDGET_PUT], id_new(c), org, year, left.v, c->now);
}

enum err app_hints_of(struct ctx *c, const struct application *a, struct app_hints *out)
{
	struct pool *pools = ARENA_ARRAY(c->arena, struct pool, a->lines.n + 1);
	struct need *needs = ARENA_ARRAY(c->arena, struct need, a->lines.n + 1);
	size_t n = 0, homeless = 0;

	EACH(struct application_line, l, a->lines) {
		struct pool p;
		bool found;
		size_t i = 0;
		TRY(pool_likely(c, a, l, &p, &found));
		homeless += !found;
		if (!found)
			continue;
		while (i < n && pools[i].id != p.id)
			i++;
		if (i == n)
			pools[n++] = p;
		TRY(line_need(c, l, &needs[i]));
	}
	out->pools = (struct list){ ARENA_ARRAY(c->arena, struct pool_level, n * 3 + 1), 0 };
	for (size_t i = 0; i < n; i++) {
		level(&out->pools, &pools[i], "CPU", "核", pools[i].cap_vcpu, pools[i].alloc_vcpu, needs[i].vcpu);
		level(&out->pools, &pools[i], "内存", "GB", pools[i].cap_mem_gb, pools[i].alloc_mem_gb, needs[i].mem);
		level(&out->pools, &pools[i], "存储", "GB", pools[i].cap_sto_gb, pools[i].alloc_sto_gb, needs[i].disk);
	}
	TRY(sql_all(c, &app_q[Q_HOLDINGS], &out->holdings, a->user_org, a->system, a->id));
	if (homeless)
		out->text = arena_fmt(c->arena, "有 %zu 项在所选网络区域没有合适的资源池", homeless);
	return lines_hint(c, a, out);
}

enum err app_hints_get(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return app_hints_of(c, c->subject, out);
}
