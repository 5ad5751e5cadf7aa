/* The arithmetic of R-27: weighted values, coverage, listing, case; and of the counter-offer. No store, so that it can be tested by hand. */
#include "domain/catalog/catalog.h"
#include "domain/evaluation/evaluation_in.h"

static int64_t none0(int64_t v) { return v == INT_NONE ? 0 : v; }
static int64_t vcpu_of(const struct measured *m) { return none0(m->piece_vcpu) * m->qty; }
static int64_t mem_of(const struct measured *m) { return none0(m->piece_mem) * m->qty; }
static int64_t sto_of(const struct measured *m) { return none0(m->piece_sto) * m->qty; }

struct str percent(struct arena *a, int64_t bp)
{
	if (bp == INT_NONE)
		return STR("无数据");
	if (bp % 100 == 0)
		return arena_fmt(a, "%" PRId64 "%%", bp / 100);
	return bp % 10 ? arena_fmt(a, "%" PRId64 ".%02" PRId64 "%%", bp / 100, bp % 100) : arena_fmt(a, "%" PRId64 ".%" PRId64 "%%", bp / 100, bp % 100 / 10);
}

/* A flavour has cores and memory in one piece and cannot be cut further; cores and memory sold singly are taken whole. */
static bool smallest(const struct limits *l, const struct measured *m)
{
	bool flavour = none0(m->piece_vcpu) > 0 && none0(m->piece_mem) > 0;
	int64_t vcpu = flavour ? m->piece_vcpu : vcpu_of(m), mem = flavour ? m->piece_mem : mem_of(m);

	return (vcpu || mem) && vcpu <= l->min_vcpu && mem <= l->min_mem;
}

enum setback measured_setback(const struct limits *l, const struct measured *m, struct date day)
{
	if (m->exempt)
		return BY_DECISION;
	if (m->standby)
		return STANDBY;
	if (m->stage)
		return SEASONAL;
	if (date_none(m->billing_start_date) || date_cmp(date_add_months(m->billing_start_date, (int)l->new_months), day) > 0)
		return TOO_NEW;
	return smallest(l, m) ? SMALLEST : COUNTS;
}

int64_t weighted(const int64_t *values, const int64_t *weights, size_t n)
{
	int64_t sum = 0, of = 0, plain = 0, measured = 0;

	for (size_t i = 0; i < n; i++) {
		if (values[i] == INT_NONE)
			continue;
		sum += values[i] * weights[i];
		of += weights[i];
		plain += values[i];
		measured++;
	}
	if (!measured)
		return INT_NONE;
	return of ? (2 * sum + of) / (2 * of) : (2 * plain + measured) / (2 * measured);
}

/* "(10×26%＋4×28%)÷14＝26.57%"; a long sum is cut, since its rows are in the list of figures. */
static void put_sum(struct buf *b, struct arena *a, const char *what, const int64_t *values, const int64_t *weights, size_t n, int64_t result)
{
	size_t shown = 0, all = 0;
	int64_t of = 0;

	if (result == INT_NONE)
		return;
	if (b->n)
		buf_add(b, STR("；"));
	buf_fmt(b, "%s (", what);
	for (size_t i = 0; i < n; i++)
		of += values[i] == INT_NONE ? 0 : weights[i];
	for (size_t i = 0; i < n; i++) {
		if (values[i] == INT_NONE || (of && !weights[i]) || ++all > 6)
			continue;
		buf_fmt(b, "%s%" PRId64 "×" STR_FMT, shown++ ? "＋" : "", of ? weights[i] : 1, STR_ARG(percent(a, values[i])));
	}
	if (all > 6)
		buf_fmt(b, "＋… 共 %zu 项", all);
	buf_fmt(b, ")÷%" PRId64 "＝" STR_FMT, of ? of : (int64_t)all, STR_ARG(percent(a, result)));
}

static int64_t share(int64_t got, int64_t of) { return of ? (2 * got + of) / (2 * of) : INT_NONE; }

void measured_sum(struct arena *a, const struct list *rows, struct util_figures *out, struct coverage *cov)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(3));
	size_t n = rows->n, i = 0;
	int64_t *w[4], *v[6], compute = 0, storage = 0, got_compute = 0, got_storage = 0, memory = 0, got_memory = 0;

	for (size_t k = 0; k < COUNT(w); k++)
		w[k] = ARENA_ARRAY(a, int64_t, n + 1);
	for (size_t k = 0; k < COUNT(v); k++)
		v[k] = ARENA_ARRAY(a, int64_t, n + 1);
	out->vcpu = out->mem_gb = out->sto_gb = 0;
	EACH(struct measured, m, *rows) {
		int64_t vcpu = vcpu_of(m), mem = mem_of(m), sto = sto_of(m), covered = none0(m->coverage_bp);
		bool computes = m->cpu_p95_bp != INT_NONE || m->mem_p95_bp != INT_NONE || m->cpu_avg_bp != INT_NONE || m->mem_avg_bp != INT_NONE;
		w[0][i] = vcpu; w[1][i] = mem; w[2][i] = sto; w[3][i] = 1;
		v[0][i] = m->cpu_avg_bp; v[1][i] = m->cpu_p95_bp; v[2][i] = m->mem_avg_bp; v[3][i] = m->mem_p95_bp; v[4][i] = m->sto_used_bp; v[5][i] = m->bw_p95_bp;
		out->vcpu += vcpu; out->mem_gb += mem; out->sto_gb += sto;
		compute += vcpu; got_compute += computes ? vcpu * covered : 0;
		memory += mem; got_memory += computes ? mem * covered : 0;
		storage += sto; got_storage += m->sto_used_bp != INT_NONE ? sto * covered : 0;
		i++;
	}
	/* Memory is weighed by its GB. Where cores and memory are sold singly, the machine's figures come with its cores: then by vCPU. */
	bool by_gb = false;
	for (i = 0; i < n; i++)
		by_gb |= v[3][i] != INT_NONE && w[1][i] > 0;
	const int64_t *mem_weight = by_gb ? w[1] : w[0];
	out->n_resources = (int64_t)n;
	out->cpu_avg_bp = weighted(v[0], w[0], n);
	out->cpu_p95_bp = weighted(v[1], w[0], n);
	out->mem_avg_bp = weighted(v[2], mem_weight, n);
	out->mem_p95_bp = weighted(v[3], mem_weight, n);
	out->sto_used_bp = weighted(v[4], w[2], n);
	out->bw_p95_bp = weighted(v[5], w[3], n);
	put_sum(&b, a, "CPU 均值", v[0], w[0], n, out->cpu_avg_bp);
	put_sum(&b, a, "CPU P95", v[1], w[0], n, out->cpu_p95_bp);
	put_sum(&b, a, "内存均值", v[2], mem_weight, n, out->mem_avg_bp);
	put_sum(&b, a, "内存 P95", v[3], mem_weight, n, out->mem_p95_bp);
	put_sum(&b, a, "存储使用率", v[4], w[2], n, out->sto_used_bp);
	out->formula = b.n ? arena_str(a, buf_str(&b)) : STR_NONE;
	cov->compute_bp = compute ? share(got_compute, compute) : memory ? share(got_memory, memory) : INT_NONE;
	cov->storage_bp = share(got_storage, storage);
	out->coverage_bp = cov->compute_bp != INT_NONE ? cov->compute_bp : cov->storage_bp != INT_NONE ? cov->storage_bp : 0;
}

static bool enough(const struct limits *l, int64_t coverage) { return coverage != INT_NONE && coverage >= l->floor_bp; }
static bool below(int64_t v, int64_t limit) { return v != INT_NONE && v < limit; }
static bool above(int64_t v, int64_t limit) { return v != INT_NONE && v > limit; }

void listing_level(struct arena *a, const struct limits *l, const struct coverage *cov, struct util_figures *f)
{
	bool compute = enough(l, cov->compute_bp) && (f->cpu_avg_bp != INT_NONE || f->mem_avg_bp != INT_NONE);
	bool storage = cov->compute_bp == INT_NONE && enough(l, cov->storage_bp);       /* a system of storage alone is judged by it */
	bool low = (compute && (below(f->cpu_avg_bp, l->list_cpu_low) || below(f->mem_avg_bp, l->list_mem_low))) || (storage && below(f->sto_used_bp, l->sto_low));
	bool high = (compute && (above(f->cpu_avg_bp, l->list_cpu_high) || above(f->mem_avg_bp, l->list_mem_high))) || (storage && above(f->sto_used_bp, l->sto_high));

	f->why = STR_NONE;
	f->level = low && high ? UTIL_MIXED : low ? UTIL_LOW : high ? UTIL_HIGH : UTIL_NORMAL;
	if (compute || storage)
		return;
	f->level = UTIL_UNJUDGED;
	f->why = !f->n_resources ? STR("没有已交付的资源")
	       : f->coverage_bp < l->floor_bp ? arena_fmt(a, "采样覆盖率 " STR_FMT " 低于 " STR_FMT "，无法判断", STR_ARG(percent(a, f->coverage_bp)), STR_ARG(percent(a, l->floor_bp)))
					      : STR("没有 CPU、内存或存储的均值，无法判断");
}

struct verdict case_verdict(const struct limits *l, const struct coverage *cov, const struct util_figures *f)
{
	bool compute = enough(l, cov->compute_bp) && (f->cpu_p95_bp != INT_NONE || f->mem_p95_bp != INT_NONE), storage = enough(l, cov->storage_bp);
	bool low = compute && below(f->cpu_p95_bp, l->cpu_low) && below(f->mem_p95_bp, l->mem_low), high = compute && (above(f->cpu_p95_bp, l->cpu_high) || above(f->mem_p95_bp, l->mem_high));
	bool sto_low = storage && below(f->sto_used_bp, l->sto_low), sto_high = storage && above(f->sto_used_bp, l->sto_high);

	return (struct verdict){ .known = compute || storage, .low = low || sto_low, .high = high || sto_high, .idle = low && below(f->cpu_p95_bp, l->idle),
				 .cause = (low && sto_low) || (high && sto_high) ? STR("计算和存储") : low || high ? STR("计算") : sto_low || sto_high ? STR("存储") : STR_NONE };
}

bool resource_low(const struct limits *l, const struct coverage *cov, const struct measured *m, const struct util_figures *f, int64_t *use_bp)
{
	int64_t cpu = none0(m->piece_vcpu) ? f->cpu_p95_bp : INT_NONE, mem = none0(m->piece_mem) ? f->mem_p95_bp : INT_NONE;

	if (cov->compute_bp == INT_NONE) {
		*use_bp = f->sto_used_bp;
		return enough(l, cov->storage_bp) && below(f->sto_used_bp, l->sto_low);
	}
	*use_bp = MAX2(cpu, mem);
	/* A machine's memory figure speaks against its cores too, also where it is sold apart. */
	return enough(l, cov->compute_bp) && *use_bp != INT_NONE && !(f->cpu_p95_bp != INT_NONE && f->cpu_p95_bp >= l->cpu_low) &&
	       !(f->mem_p95_bp != INT_NONE && f->mem_p95_bp >= l->mem_low);
}

int64_t needed_qty(int64_t qty, int64_t use_bp, int64_t target_bp)
{
	int64_t need = (qty * use_bp + target_bp - 1) / target_bp;

	return need < 1 ? 1 : MIN2(need, qty);
}

enum err year_fee(struct price p, int billing_period, int64_t qty, struct fen *out)
{
	static const int64_t times[BILLING_PERIOD_MAX] = { [PER_MONTH] = 12, [PER_YEAR] = 1, [PER_DAY] = 365, [PER_HOUR] = 8760 };

	*out = FEN_NONE;
	if (p.e4 == INT64_MIN || billing_period == PER_USAGE)
		return OK;
	if (billing_period == PER_ONCE) {               /* paid once: giving it back saves nothing */
		*out = (struct fen){ 0 };
		return OK;
	}
	return fen_prorate(p, qty * times[billing_period], 1, 1, out);
}

bool window_touches(const struct window *w, struct period month)
{
	int length = w->to_date.day - w->from_date.day;

	if (w->recurrence == WINDOW_WEEKLY || w->recurrence == WINDOW_MONTHLY || date_none(w->from_date) || length <= 0)
		return false;
	for (int i = 0; i < 100; i++) {
		struct date from = w->recurrence == WINDOW_YEARLY ? date_add_months(w->from_date, 12 * i) : w->from_date;
		if (date_cmp(from, month.to) >= 0)
			return false;
		if (from.day + length > month.from.day)
			return true;
		if (w->recurrence != WINDOW_YEARLY)
			return false;
	}
	return false;
}
