/* What the province is told: each dataset is a row here and a statement in exchange_sql.c. No names of people, no addresses: units, systems and things by
 * their numbers. */
#include "domain/exchange/exchange_in.h"

const struct names dataset_names[DATASET_MAX] = {
	[SET_RESOURCES] = { "resources", "资源台账" }, [SET_CAPACITY] = { "capacity", "资源池容量" }, [SET_SYSTEMS] = { "systems", "信息系统" }, [SET_UTILISATION] = { "utilisation", "利用率" },
	[SET_ORDERS] = { "work_orders", "工单" }, [SET_ALARMS] = { "alarms", "告警" },
};
const struct dataset_def datasets[DATASET_MAX] = {
	[SET_RESOURCES]   = { DAILY, Q_D_RESOURCES, AS_OF_NOW, { "no", "native_id", "item", "item_name", "qty", "vcpu", "mem_gb", "disk_gb", "system_no", "unit_no", "zone", "pool_no", "state", "billing_start" } },
	[SET_CAPACITY]    = { DAILY, Q_D_CAPACITY, AS_OF_NOW, { "pool_no", "name", "csp_no", "zone", "arch", "xinchuang", "vcpu", "mem_gb", "sto_gb", "vcpu_allocated", "mem_gb_allocated", "sto_gb_allocated", "resources", "state" } },
	[SET_SYSTEMS]     = { DAILY, Q_D_SYSTEMS, AS_OF_NOW, { "no", "name", "unit_no", "applicant_no", "hosting", "stock", "dj_level", "dj_filing_no", "cii", "xinchuang", "icp_no", "live_date", "offline_date", "state" } },
	[SET_UTILISATION] = { MONTHLY, Q_D_UTILISATION, OF_MONTH, { "month", "system_no", "unit_no", "cpu_avg_bp", "cpu_p95_bp", "mem_avg_bp", "mem_p95_bp", "sto_used_bp", "coverage_bp", "vcpu", "mem_gb", "sto_gb", "level", "resources" } },
	[SET_ORDERS]      = { DAILY, Q_D_ORDERS, OF_SPAN, { "no", "kind", "from_no", "to_no", "level", "created_ms", "due_ms", "started_ms", "done_ms", "confirmed_ms", "close_code", "satisfaction", "state" } },
	[SET_ALARMS]      = { DAILY, Q_D_ALARMS, OF_SPAN, { "source", "id", "level", "system_no", "unit_no", "found_ms", "due_ms", "closed_ms", "state" } },
};
static const struct field fields[] = {
#define C(n) F(struct dataset_row, c##n, F_STR, "")
	C(1), C(2), C(3), C(4), C(5), C(6), C(7), C(8), C(9), C(10), C(11), C(12), C(13), C(14), { 0 }
};
const struct record dataset_row_record = RECORD("dataset_row", struct dataset_row, fields, "数据行");
_Static_assert(sizeof(struct dataset_row) == COLUMNS * sizeof(struct str), "a row is its columns");

bool dataset_period(enum dataset set, struct str period, struct period *out)
{
	if (datasets[set].rhythm == MONTHLY)
		return period.n == 7 && month_parse(period, out) == OK;
	out->to = DATE_NONE;
	if (period.n != 10 || date_parse(period, &out->from) != OK)
		return false;
	out->to = date_add(out->from, 1);
	return true;
}

/* The province's word for one of ours; the newest row of a pair counts, and an empty word takes it back. */
static struct str mapped(const struct list *maps, const char *column, struct str local)
{
	EACH(struct mapping, m, *maps)
		if (str_is(m->col, column) && str_eq(m->local, local))
			return m->province.n ? m->province : local;
	return local;
}

enum err dataset_csv(struct ctx *c, enum dataset set, struct str period, struct buf *out, int64_t *rows)
{
	const struct dataset_def *d = &datasets[set];
	const struct stmt *q = &exchange_q[d->query];
	struct list list, maps;
	struct period p;
	int n = 0;

	if (!dataset_period(set, period, &p))
		return fail(c, E_INVALID, "exchange.period", "“" STR_FMT "”不是%s的期间", STR_ARG(period), dataset_names[set].label);
	TRY(sql_all(c, &exchange_q[Q_MAPS], &maps, dataset_names[set].word));
	if (d->takes == OF_MONTH)
		TRY(sql_all(c, q, &list, period));
	else if (d->takes == OF_SPAN)
		TRY(sql_all(c, q, &list, date_start(p.from), date_start(p.to)));
	else
		TRY(sql_all0(c, q, &list));
	if (list.n > DATASET_ROWS_MAX)
		return fail(c, E_LIMIT, "exchange.too_long", "%s超过 %d 行", dataset_names[set].label, DATASET_ROWS_MAX);
	while (n < COLUMNS && d->columns[n])
		n++;
	for (int i = 0; i < n; i++)
		csv_put(out, str_of(d->columns[i]), i == n - 1);
	EACH(struct dataset_row, r, list) {
		const struct str *cells = &r->c1;
		for (int i = 0; i < n; i++)
			csv_put(out, mapped(&maps, d->columns[i], cells[i]), i == n - 1);
	}
	*rows = (int64_t)list.n;
	return out->failed ? fail(c, E_LIMIT, "exchange.too_long", "%s的内容超过 %zu MB", dataset_names[set].label, out->max >> 20) : OK;
}
