/* Figures of a draft: what it would cost a month, and when it could be ready (A19.6). A missing price is no price, never zero. */
#include "domain/application/application_in.h"
#include "domain/contract/contract.h"

enum err month_fee(struct price p, int billing_period, int64_t qty, struct fen *out)
{
	*out = FEN_NONE;
	if (p.e4 == INT64_MIN)
		return OK;
	switch (billing_period) {
	case PER_YEAR: return fen_prorate(p, qty, 1, 12, out);
	case PER_DAY:  return fen_prorate(p, qty * 30, 1, 1, out);
	case PER_HOUR: return fen_prorate(p, qty * 720, 1, 1, out);
	case PER_ONCE: *out = (struct fen){ 0 }; return OK;   /* paid once: no part of a month's fee */
	default:       return fen_prorate(p, qty, 1, 1, out);
	}
}

static enum err contract_price(struct ctx *c, int64_t csp, struct str item_code, struct price *out)
{
	enum err e = price_on(c, csp, item_code, today(c), out);

	if (e != E_REFUSED)
		return e;
	fail_clear(&c->fail);
	*out = PRICE_NONE;
	return OK;
}

/* The contract price of the provider the line means, else of the zone's freest pool that has one, else the catalogue's list price. */
static enum err line_price(struct ctx *c, const struct application *a, const struct catalog_item *it, struct application_line *l)
{
	int64_t want = l->assigned_pool ? l->assigned_pool : l->pool_pref;
	struct list pools;

	l->unit_price_e4 = PRICE_NONE;
	l->price_from = STR("contract");
	TRY(pools_of_zone(c, str_of(zone_names[l->zone].word), &pools));
	EACH(struct pool, p, pools)
		if (l->unit_price_e4.e4 == INT64_MIN && (want ? p->id == want : pool_open_for(p, a)))
			TRY(contract_price(c, p->csp, it->code, &l->unit_price_e4));
	if (l->unit_price_e4.e4 != INT64_MIN)
		return OK;
	l->unit_price_e4 = it->list_price_e4;
	l->price_from = it->list_price_e4.e4 == INT64_MIN ? STR_NONE : STR("list");
	return OK;
}

enum err lines_price(struct ctx *c, const struct application *a, struct list *lines, struct fen *total)
{
	struct fen sum = { 0 };
	bool missing = false;

	EACH(struct application_line, l, *lines) {
		struct catalog_item it;
		TRY(catalog_item_get(c, l->item, &it));
		TRY(line_price(c, a, &it, l));
		if (month_fee(l->unit_price_e4, it.billing_period, l->qty, &l->est_month_fen) != OK)
			return fail(c, E_LIMIT, "too_large", "“" STR_FMT "”的金额超出可表示的范围", STR_ARG(l->item_name));
		if (l->est_month_fen.v == INT64_MIN)
			missing = true;
		else if (fen_add(sum, l->est_month_fen, &sum) != OK)
			return fail(c, E_LIMIT, "too_large", "每月金额合计超出可表示的范围");
	}
	*total = missing || !lines->n ? FEN_NONE : sum;
	return OK;
}

enum err ready_date(struct ctx *c, struct date from, struct date *out)
{
	const struct workdays *w;
	int64_t days = setting_int(c, "clock.accept_wd") + setting_int(c, "clock.review_wd") + setting_int(c, "provision.deadline_wd") +
		       setting_int(c, "filing.deadline_wd");

	TRY(workdays_now(c, &w));
	*out = workday_due(w, from, (int)days, NULL);
	return OK;
}

enum err application_line_size(struct ctx *c, int64_t item, const void *attrs, struct line_size *out)
{
	const struct line_attrs *a = attrs;
	struct catalog_item it;

	TRY(catalog_item_get(c, item, &it));
	*out = (struct line_size){ it.vcpu, it.mem_gb, it.disk_gb };
	bool said = it.vcpu != INT_NONE || it.mem_gb != INT_NONE || it.disk_gb != INT_NONE;
	if (said || !a)
		return OK;
	out->vcpu = a->vcpu;
	out->mem_gb = a->mem_gb;
	if (a->sys_disk_gb != INT_NONE || a->data_disk_gb != INT_NONE)
		out->disk_gb = (a->sys_disk_gb == INT_NONE ? 0 : a->sys_disk_gb) + (a->data_disk_gb == INT_NONE ? 0 : a->data_disk_gb);
	return OK;
}
