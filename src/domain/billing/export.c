/* Files of bills. The export holds all that is needed to make the bills again (tools/rerate does); the FOCUS file is for anyone's cost tools. */
#include "domain/billing/billing_in.h"
#include "domain/org/org.h"

__extension__ typedef __int128 wide;

/* ---- the export: one JSON object a line, first what was rated, then what came of it ---- */
/* Names of a statement's columns; a * before a name says that it is text. */
static const struct { int q; const char *kind, *columns; bool by_days; } parts[] = {
	{ X_ITEM, "item", "id *code *period", false },
	{ X_PRICE, "price", "price contract csp *item_code unit_price_e4 *from *to *partial *rounding *start_day *end_day", true },
	{ X_SEGMENT, "segment", "id resource user_org csp item qty *from *to *first *last", true },
	{ X_USAGE, "usage", "resource *day qty", true },
	{ X_BILL, "bill", "id *no user_org csp total_fen lines_count adjust_fen net_fen", false },
	{ X_LINE, "line", "id bill segment *item_code *from *to days of_days qty unit_price_e4 amount_fen", false },
	{ X_ADJUSTMENT, "adjustment", "bill line delta_fen *reason", false },
};

static void row_put(struct buf *b, const char *kind, const char *columns, struct rows *rows)
{
	struct str rest = str_of(columns);

	buf_fmt(b, "{\"kind\":\"%s\"", kind);
	for (int col = 0; rest.p; col++) {
		struct str name = str_cut(&rest, ' ');
		bool text = name.p[0] == '*';
		name = text ? (struct str){ name.p + 1, name.n - 1 } : name;
		buf_add(b, STR(",\""));
		buf_add(b, name);
		buf_add(b, STR("\":"));
		if (rows_null(rows, col))
			buf_add(b, STR("null"));
		else if (text)
			json_put_str(b, rows_str(rows, col));
		else
			buf_int(b, rows_int(rows, col));
	}
	buf_add(b, STR("}\n"));
}

static enum err flush(struct ctx *c, struct buf *b, size_t over, billing_sink *put, void *arg)
{
	if (b->n <= over)
		return OK;
	if (b->failed || !put(arg, buf_str(b)))
		return fail(c, E_LIMIT, "bill.export", "账单文件没有写完");
	buf_clear(b);
	return OK;
}

static enum err export_month(struct ctx *c, struct str month, struct buf *b, billing_sink *put, void *arg)
{
	struct period m;

	if (month_parse(month, &m) != OK)
		return fail(c, E_INVALID, "bad_parameter", "“" STR_FMT "”不是月份", STR_ARG(month));
	buf_fmt(b, "{\"kind\":\"month\",\"month\":\"" STR_FMT "\"}\n", STR_ARG(month));
	for (size_t i = 0; i < COUNT(parts); i++) {
		CLEANUP(rows_donep) struct rows *rows = NULL;
		const struct stmt *q = &billing_q[parts[i].q];
		if (parts[i].q == X_ITEM)
			TRY(db_rows(c->db, q, NO_VALS, &c->fail, &rows));
		else if (parts[i].by_days)
			TRY(db_rows(c->db, q, VALS(m.from, m.to), &c->fail, &rows));
		else
			TRY(db_rows(c->db, q, VALS(month), &c->fail, &rows));
		while (rows_next(rows)) {
			row_put(b, parts[i].kind, parts[i].columns, rows);
			TRY(flush(c, b, KIB(64), put, arg));
		}
		TRY(rows_err(rows, &c->fail));
	}
	return flush(c, b, 0, put, arg);
}

enum err billing_export(struct ctx *c, struct str month, billing_sink *put, void *arg)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));
	CLEANUP(rows_donep) struct rows *rows = NULL;

	TRY(db_rows(c->db, &billing_q[X_MONTHS], VALS(month), &c->fail, &rows));
	while (rows_next(rows))
		TRY(export_month(c, arena_str(c->arena, rows_str(rows, 0)), &b, put, arg));
	return rows_err(rows, &c->fail);
}

/* ---- FOCUS 1.2 ---- */
#define FOCUS_COLUMNS(X) \
	X(BilledCost) X(BillingAccountId) X(BillingAccountName) X(BillingAccountType) X(BillingCurrency) X(BillingPeriodEnd) X(BillingPeriodStart) X(ChargeCategory) X(ChargeClass) \
	X(ChargeDescription) X(ChargeFrequency) X(ChargePeriodEnd) X(ChargePeriodStart) X(ConsumedQuantity) X(ConsumedUnit) X(ContractedCost) X(ContractedUnitPrice) X(EffectiveCost) \
	X(InvoiceId) X(InvoiceIssuerName) X(ListCost) X(ListUnitPrice) X(PricingCategory) X(PricingQuantity) X(PricingUnit) X(ProviderName) X(PublisherName) X(ResourceId) X(ResourceName) \
	X(ResourceType) X(ServiceCategory) X(ServiceName) X(ServiceSubcategory) X(SkuId) X(SkuMeter) X(SkuPriceDetails) X(SkuPriceId) X(SubAccountId) X(SubAccountName) X(SubAccountType) X(Tags) \
	X(x_HostProviderName) X(x_ServiceProviderName)
#define NAMED(name) FOCUS_##name,
enum { FOCUS_COLUMNS(NAMED) FOCUS_MAX };
#define TEXTED(name) #name,
static const char *const focus_names[FOCUS_MAX] = { FOCUS_COLUMNS(TEXTED) };

/* A Beijing day begins at 16:00 of the day before in UTC. */
static struct str utc_of(struct arena *a, struct date d) { return arena_fmt(a, STR_FMT "T16:00:00Z", STR_ARG(date_text(a, date_add(d, -1)))); }

/* v in units of 10^-10. */
static struct str ten_places(struct arena *a, wide v)
{
	const int64_t unit = 10000000000;

	return arena_fmt(a, "%" PRId64 ".%010" PRId64, (int64_t)(v / unit), (int64_t)(v % unit));
}

/* The service kinds of the catalogue in FOCUS's closed list. */
static const struct { const char *kind, *category, *sub; } services[] = {
	{ "compute", "Compute", "Virtual Machines" }, { "storage", "Storage", "Other (Storage)" }, { "network", "Networking", "Other (Networking)" }, { "database", "Databases", "Other (Databases)" },
	{ "security", "Security", "Other (Security)" }, { "crypto", "Security", "Other (Security)" }, { "middleware", "Integration", "Other (Integration)" }, { "backup", "Storage", "Backup Storage" },
	{ NULL, "Other", "Other (Other)" },
};

static void focus_put(struct buf *b, const struct str *cells)
{
	for (size_t i = 0; i < FOCUS_MAX; i++)
		csv_put(b, cells[i], i + 1 == FOCUS_MAX);
}

static void focus_common(struct ctx *c, struct rows *rows, struct period m, struct str *cells)
{
	struct arena *a = c->arena;

	memset(cells, 0, sizeof *cells * FOCUS_MAX);
	cells[FOCUS_BillingAccountId] = arena_str(a, rows_str(rows, 0));
	cells[FOCUS_BillingAccountName] = arena_str(a, rows_str(rows, 1));
	cells[FOCUS_BillingAccountType] = STR("政务云主管部门");
	cells[FOCUS_SubAccountId] = arena_str(a, rows_str(rows, 2));
	cells[FOCUS_SubAccountName] = arena_str(a, rows_str(rows, 3));
	cells[FOCUS_SubAccountType] = STR("上云单位");
	cells[FOCUS_ProviderName] = cells[FOCUS_PublisherName] = cells[FOCUS_InvoiceIssuerName] = cells[FOCUS_x_HostProviderName] = cells[FOCUS_x_ServiceProviderName] = arena_str(a, rows_str(rows, 4));
	cells[FOCUS_InvoiceId] = arena_str(a, rows_str(rows, 5));
	cells[FOCUS_BillingCurrency] = STR("CNY");
	cells[FOCUS_BillingPeriodStart] = utc_of(a, m.from);
	cells[FOCUS_BillingPeriodEnd] = utc_of(a, m.to);
}

/* What a charge was for: item name, kind, resource and its name, system, from column `at` on. */
static void focus_service(struct ctx *c, struct rows *rows, int at, struct str *cells)
{
	CLEANUP(buf_done) struct buf tags = BUF_MAX(KIB(16));
	struct str kind = rows_str(rows, at + 1);
	size_t k = 0;

	while (services[k].kind && !str_is(kind, services[k].kind))
		k++;
	cells[FOCUS_ServiceCategory] = str_of(services[k].category);
	cells[FOCUS_ServiceSubcategory] = str_of(services[k].sub);
	cells[FOCUS_ResourceType] = cells[FOCUS_ServiceName] = arena_str(c->arena, rows_str(rows, at));
	cells[FOCUS_ResourceId] = arena_str(c->arena, rows_str(rows, at + 2));
	cells[FOCUS_ResourceName] = arena_str(c->arena, rows_str(rows, at + 3));
	buf_add(&tags, STR("{\"System\":"));
	json_put_str(&tags, rows_str(rows, at + 4));
	buf_byte(&tags, '}');
	cells[FOCUS_Tags] = arena_str(c->arena, buf_str(&tags));
}

static void focus_line(struct ctx *c, struct rows *rows, struct period m, struct buf *b)
{
	struct arena *a = c->arena;
	struct str cells[FOCUS_MAX], period = rows_str(rows, 19), unit;
	int64_t days = rows_int(rows, 14), of_days = rows_int(rows, 15), qty = rows_int(rows, 16), e4 = rows_int(rows, 17);
	struct date from = DATE_NONE, to = DATE_NONE;
	bool once = str_is(period, "once"), usage = str_is(period, "usage");

	focus_common(c, rows, m, cells);
	date_parse(rows_str(rows, 12), &from);
	date_parse(rows_str(rows, 13), &to);
	/* A price per unit and day to ten places; the costs are its exact product with the unit-days, only what is billed is rounded. */
	wide share = str_is(period, "hour") ? (wide)days * 24 : once || usage ? 1 : days, price10 = ((wide)e4 * 1000000 + of_days / 2) / (once || usage || of_days == 0 ? 1 : of_days);
	wide quantity = share * qty;
	unit = once || usage ? STR("Units") : str_is(period, "hour") ? STR("Unit-Hours") : STR("Unit-Days");
	cells[FOCUS_ListUnitPrice] = cells[FOCUS_ContractedUnitPrice] = ten_places(a, price10);
	cells[FOCUS_ListCost] = cells[FOCUS_ContractedCost] = ten_places(a, price10 * quantity);
	cells[FOCUS_PricingQuantity] = arena_fmt(a, "%" PRId64, (int64_t)quantity);
	cells[FOCUS_PricingUnit] = unit;
	cells[FOCUS_PricingCategory] = STR("Standard");
	cells[FOCUS_BilledCost] = cells[FOCUS_EffectiveCost] = fen_text(a, (struct fen){ rows_int(rows, 18) });
	/* What is billed once is used where it is delivered: it buys nothing ahead, as a purchase of FOCUS would. */
	cells[FOCUS_ChargeCategory] = STR("Usage");
	cells[FOCUS_ChargeFrequency] = once ? STR("One-Time") : STR("Usage-Based");
	cells[FOCUS_ConsumedQuantity] = cells[FOCUS_PricingQuantity];
	cells[FOCUS_ConsumedUnit] = unit;
	cells[FOCUS_ChargeDescription] = arena_str(a, rows_str(rows, 20));
	cells[FOCUS_ChargePeriodStart] = utc_of(a, from);
	cells[FOCUS_ChargePeriodEnd] = utc_of(a, to);
	focus_service(c, rows, 7, cells);
	cells[FOCUS_SkuId] = cells[FOCUS_SkuMeter] = arena_str(a, rows_str(rows, 6));
	cells[FOCUS_SkuPriceId] = arena_fmt(a, STR_FMT "/%" PRId64, STR_ARG(cells[FOCUS_SkuId]), rows_int(rows, 21));
	focus_put(b, cells);
}

static void focus_adjustment(struct ctx *c, struct rows *rows, struct period m, struct buf *b)
{
	struct str cells[FOCUS_MAX];

	focus_common(c, rows, m, cells);
	cells[FOCUS_BilledCost] = cells[FOCUS_EffectiveCost] = cells[FOCUS_ListCost] = cells[FOCUS_ContractedCost] = fen_text(c->arena, (struct fen){ rows_int(rows, 6) });
	cells[FOCUS_ChargeCategory] = STR("Adjustment");
	cells[FOCUS_ChargeClass] = STR("Correction");
	cells[FOCUS_ChargeFrequency] = STR("One-Time");
	cells[FOCUS_ChargeDescription] = arena_str(c->arena, rows_str(rows, 7));
	cells[FOCUS_ChargePeriodStart] = cells[FOCUS_BillingPeriodStart];
	cells[FOCUS_ChargePeriodEnd] = cells[FOCUS_BillingPeriodEnd];
	/* A correction of a line is of what the line is of; one of the whole bill is of no service. */
	if (rows_str(rows, 8).n) {
		focus_service(c, rows, 8, cells);
	} else {
		cells[FOCUS_ServiceCategory] = STR("Other");
		cells[FOCUS_ServiceSubcategory] = STR("Other (Other)");
		cells[FOCUS_ServiceName] = STR("调账");
	}
	focus_put(b, cells);
}

enum err billing_focus(struct ctx *c, struct str month, struct str org_no, billing_sink *put, void *arg)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));
	CLEANUP(arena_freep) struct arena *scratch = arena_new(MIB(16));
	struct arena *mine = c->arena;
	struct period m;
	enum err e = OK;

	if (month_parse(month, &m) != OK)
		return fail(c, E_INVALID, "bad_parameter", "“" STR_FMT "”不是月份", STR_ARG(month));
	for (size_t i = 0; i < FOCUS_MAX; i++)
		csv_put(&b, str_of(focus_names[i]), i + 1 == FOCUS_MAX);
	for (int q = X_FOCUS; q <= X_FOCUS_ADJ; q++) {
		CLEANUP(rows_donep) struct rows *rows = NULL;
		TRY(db_rows(c->db, &billing_q[q], VALS(month, org_no.p ? org_no : STR("")), &c->fail, &rows));
		c->arena = scratch;
		while (e == OK && rows_next(rows)) {
			(q == X_FOCUS ? focus_line : focus_adjustment)(c, rows, m, &b);
			arena_reset(scratch);
			e = flush(c, &b, KIB(64), put, arg);
		}
		c->arena = mine;
		TRY(e);
		TRY(rows_err(rows, &c->fail));
	}
	return flush(c, &b, 0, put, arg);
}

/* ---- the same over HTTP ---- */
static bool into_buf(void *arg, struct str text)
{
	buf_add(arg, text);
	return !((struct buf *)arg)->failed;
}

enum err bill_export_op(struct ctx *c, const void *in_, void *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(64));
	const struct bill_export_in *in = in_;
	struct str month = in->month;
	bool focus = in->format == BILL_EXPORT_FOCUS;

	(void)out;
	TRY(focus ? billing_focus(c, month, STR_NONE, into_buf, &b) : billing_export(c, month, into_buf, &b));
	answer_bytes(c, buf_str(&b), focus ? "text/csv; charset=utf-8" : "application/x-ndjson", arena_fmt(c->arena, "bills-" STR_FMT ".%s", STR_ARG(month), focus ? "csv" : "jsonl"));
	return OK;
}
