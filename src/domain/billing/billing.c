/* The month: one pass over its segments, rated from prices in memory; one rounding per line, the sum is the bill. */
#include "domain/billing/billing_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

static enum billing_period period_of(struct str word) { return (enum billing_period)names_find(billing_period_names, BILLING_PERIOD_MAX, word); }

/* ---- prices and items in memory ---- */
enum err book_open(struct ctx *c, struct period m, struct book *out)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;
	size_t cap = 256;

	*out = (struct book){ .m = m, .items = ARENA_ARRAY(c->arena, struct bill_item, cap) };
	TRY(tariff_load(c, m, &out->tariff));
	TRY(db_rows(c->db, &billing_q[Q_ITEMS_ALL], NO_VALS, &c->fail, &rows));
	while (rows_next(rows)) {
		if (out->n_items == cap) {
			struct bill_item *more = ARENA_ARRAY(c->arena, struct bill_item, cap * 2);
			memcpy(more, out->items, cap * sizeof *more);
			out->items = more;
			cap *= 2;
		}
		out->items[out->n_items++] = (struct bill_item){ .id = rows_int(rows, 0), .code = arena_str(c->arena, rows_str(rows, 1)), .name = arena_str(c->arena, rows_str(rows, 2)),
								 .category = arena_str(c->arena, rows_str(rows, 3)), .billing_period = (int32_t)period_of(rows_str(rows, 4)) };
	}
	return rows_err(rows, &c->fail);
}

/* By id, and then with the prices of the provider; the last one asked for is mostly the next one too. */
static struct bill_item *item_of(struct book *b, int64_t id, int64_t csp)
{
	struct bill_item *item = b->last;
	size_t low = 0, high = b->n_items;

	if (!item || item->id != id) {
		while (low < high) {
			size_t mid = low + (high - low) / 2;
			if (b->items[mid].id < id)
				low = mid + 1;
			else
				high = mid;
		}
		if (low == b->n_items || b->items[low].id != id)
			return NULL;
		b->last = item = &b->items[low];
	}
	if (item->csp != csp) {
		item->csp = csp;
		item->spans = tariff_find(&b->tariff, csp, item->code, &item->n);
		item->bent = spans_bent(item->spans, item->n);
	}
	return item;
}

static enum err too_much(struct ctx *c) { return fail(c, E_LIMIT, "bill.amount", "金额超出可表示的范围"); }

/* The resource's own first and last days, asked for only where they matter. */
static enum err days_of(struct ctx *c, struct rated *r)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;

	TRY(db_rows(c->db, &billing_q[Q_DAYS_OF], VALS(r->resource), &c->fail, &rows));
	r->first_date = r->last_date = DATE_NONE;
	if (rows_next(rows)) {
		date_parse(rows_str(rows, 0), &r->first_date);
		date_parse(rows_str(rows, 1), &r->last_date);
	}
	return rows_err(rows, &c->fail);
}

/* What was counted in the part's days. That nothing was counted has to be reported, too: silence is not zero. */
static enum err counted(struct ctx *c, const struct rated *r, const struct rated_part *part, int64_t *qty)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;
	int64_t reports = 0;

	TRY(db_rows(c->db, &billing_q[Q_USED], VALS(r->resource, part->from, part->to), &c->fail, &rows));
	if (rows_next(rows)) {
		reports = rows_int(rows, 0);
		*qty = rows_int(rows, 1);
	}
	TRY(rows_err(rows, &c->fail));
	if (reports)
		return OK;
	return refuse_by(c, "A28.4", "bill.no_usage", "资源 %" PRId64 " 按用量计费，自 " STR_FMT " 至 " STR_FMT "（当日不计）没有用量，不能出账；没有用量的也要报 0", r->resource, STR_ARG(date_text(c->arena, part->from)),
			 STR_ARG(date_text(c->arena, part->to)));
}

enum err segment_parts(struct ctx *c, struct book *b, struct rated *r, part_fn *line, void *arg)
{
	struct rated_part parts[PARTS_MAX];
	struct bill_item *item = item_of(b, r->item, r->csp);
	struct date missing;
	size_t n = 0;

	if (!item)
		return fail(c, E_CORRUPT, "bill.no_item", "计费段 %" PRId64 " 的目录项不存在", r->segment);
	enum billing_period p = item->billing_period;
	if (p == PER_ONCE || item->bent)
		TRY(days_of(c, r));
	struct charge k = charge_of(r, p, item->spans, item->n, b->m, item->bent);
	if (k.from.day >= k.to.day)
		return OK;
	enum err e = charge_parts(&k, p, r->qty, item->spans, item->n, b->m, parts, PARTS_MAX, &n, &missing);
	if (e == E_REFUSED)
		return price_missing(c, r->csp, item->code, missing);
	if (e != OK)
		return too_much(c);
	for (size_t i = 0; i < n; i++) {
		int64_t qty = r->qty;
		if (p == PER_USAGE) {
			TRY(counted(c, r, &parts[i], &qty));
			parts[i].share = (struct share){ 1, 1 };
			if (rate_amount(PER_ONCE, parts[i].span->rounding, parts[i].span->unit_price_e4, qty, parts[i].share, &parts[i].amount) != OK)
				return too_much(c);
		}
		TRY(line(c, arg, r, item, &parts[i], qty));
	}
	return OK;
}

/* ---- the formula ---- */
static char *text_put(char *at, struct str s) { memcpy(at, s.p, s.n); return at + s.n; }
static char *int_put(char *at, int64_t v)
{
	char digits[20];
	size_t n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	while (n)
		*at++ = digits[--n];
	return at;
}
/* v in units of 10^-places, with at least two of them shown. */
static char *decimal_put(char *at, int64_t v, int places)
{
	int64_t unit = places == 4 ? 10000 : 100, rest = v % unit;

	at = int_put(at, v / unit);
	*at++ = '.';
	for (int64_t u = unit / 10, shown = 0; u && (shown < 2 || rest); u /= 10, shown++) {
		*at++ = (char)('0' + rest / u);
		rest %= u;
	}
	return at;
}
size_t formula_put(char *out, enum billing_period p, int64_t qty, struct price price, struct share s, bool halves, struct fen amount)
{
	char *at = text_put(int_put(out, qty), STR(" × "));

	at = decimal_put(at, price.e4, 4);
	if (p == PER_DAY || p == PER_HOUR) {
		at = text_put(int_put(text_put(at, STR(" × ")), s.num), STR(" 天"));
		at = p == PER_HOUR ? text_put(at, STR(" × 24 小时")) : at;
	} else if (p == PER_MONTH || p == PER_YEAR) {
		at = int_put(text_put(at, STR(" × ")), s.num);
		*at++ = '/';
		at = text_put(int_put(at, s.den), halves ? STR("（按半月）") : STR(" 天"));
	}
	at = decimal_put(text_put(at, STR(" = ")), amount.v, 2);
	return (size_t)(at - out);
}

/* ---- the month made ---- */
enum { CONTRACTS_MAX = 16 };                          /* contracts of one provider that a unit's month falls under */
struct by_contract { int64_t contract, lines_count; struct fen amount_fen; };
struct building { struct by_contract under[CONTRACTS_MAX]; size_t n_under; struct bill bill; struct str month; struct book book; struct by_system at; struct arena *names; int64_t authority, made, user_org, csp, line_last; bool skip; };

/* A bill's lines come system by system: what each costs is kept when its last line was written. */
static enum err system_finish(struct ctx *c, struct building *b)
{
	if (b->at.lines_count)
		TRY(sql_run(c, &billing_q[Q_SYSTEM_PUT], id_new(c), b->bill.id, b->at.system, b->at.system_name, b->at.lines_count, b->at.amount_fen));
	b->at.lines_count = 0;
	return OK;
}

static enum err bill_finish(struct ctx *c, struct building *b)
{
	if (!b->bill.id)
		return OK;
	TRY(db_soon_end(c->db, &c->fail));
	TRY(system_finish(c, b));
	for (size_t i = 0; i < b->n_under; i++)
		TRY(sql_run(c, &billing_q[Q_CONTRACT_PUT], id_new(c), b->bill.id, b->under[i].contract, b->under[i].lines_count, b->under[i].amount_fen));
	TRY(sql_run(c, &billing_q[Q_BILL_TOTAL], b->bill.id, b->bill.total_fen, b->bill.lines_count));
	b->made++;
	return flow_fire(c, &bill_flow, b->bill.id, "publish", NULL);
}

/* A bill begins with its first line: a month in which nothing is charged leaves none to confirm. */
static enum err bill_begin(struct ctx *c, struct building *b, const struct rated *r)
{
	record_none(&bill_record, &b->bill);
	b->bill.id = id_new(c);
	b->bill.user_org = r->user_org;
	b->bill.csp = r->csp;
	b->bill.version = 1;
	b->bill.month = b->month;
	b->bill.payer = b->authority;
	b->bill.applicant_org = r->applicant_org;
	b->bill.total_fen = (struct fen){ 0 };
	b->bill.lines_count = 0;
	b->n_under = 0;
	b->bill.published_at = c->now;
	b->bill.state = BILL_COMPUTED;
	TRY(number_next(c, "ZD", &b->bill.no));
	return sql_put(c, &billing_q[Q_BILL_PUT], &b->bill);
}

/* What the bill owes by each contract: settlements ask for it, and need not read its lines. */
static enum err count_under(struct ctx *c, struct building *b, const struct bill_line *l)
{
	size_t i = 0;

	while (i < b->n_under && b->under[i].contract != l->contract)
		i++;
	if (i == CONTRACTS_MAX)
		return fail(c, E_LIMIT, "bill.contracts", "一张账单最多涉及 %d 份合同", CONTRACTS_MAX);
	if (i == b->n_under)
		b->under[b->n_under++] = (struct by_contract){ .contract = l->contract };
	b->under[i].lines_count++;
	b->under[i].amount_fen.v += l->amount_fen.v;
	return OK;
}

static enum err keep_line(struct ctx *c, void *arg, const struct rated *r, const struct bill_item *item, const struct rated_part *part, int64_t qty)
{
	struct building *b = arg;
	enum billing_period p = item->billing_period;
	bool halves = p == PER_MONTH && part->span->partial == PARTIAL_HALF_MONTH;
	char formula[256];
	struct bill_line l;

	if (!b->bill.id)
		TRY(bill_begin(c, b, r));
	record_none(&bill_line_record, &l);
	l.id = ++b->line_last;
	l.bill = b->bill.id;
	l.resource = r->resource; l.system = r->system; l.segment = r->segment; l.item_code = item->code; l.item_name = item->name; l.service_kind = item->category;
	l.period = str_of(billing_period_names[p].word);
	l.resource_no = r->resource_no; l.resource_name = r->resource_name; l.system_name = r->system_name; l.from_date = part->from; l.to_date = part->to;
	l.days = part->share.num; l.of_days = p == PER_DAY || p == PER_HOUR ? 1 : part->share.den; l.qty = qty;
	l.unit_price_e4 = part->span->unit_price_e4; l.amount_fen = part->amount;
	l.price = part->span->price; l.contract = part->span->contract; l.partial = part->span->partial; l.rounding = part->span->rounding;
	l.formula = (struct str){ formula, formula_put(formula, p, qty, l.unit_price_e4, part->share, halves, l.amount_fen) };
	if (fen_add(b->bill.total_fen, l.amount_fen, &b->bill.total_fen) != OK)
		return too_much(c);
	b->bill.lines_count++;
	if (b->at.lines_count && b->at.system != r->system)
		TRY(system_finish(c, b));
	if (!b->at.lines_count)
		b->at = (struct by_system){ .system = r->system, .system_name = arena_str(b->names, r->system_name) };
	b->at.lines_count++;
	b->at.amount_fen.v += l.amount_fen.v;
	TRY(count_under(c, b, &l));
	/* Thousands alike: their answers are waited for with the bill's end. */
	return db_put_soon(c->db, &billing_q[Q_LINE_PUT], &l, &c->fail);
}

static enum err build(struct ctx *c, struct building *b, struct rated *r)
{
	int64_t there = 0;

	if (b->user_org != r->user_org || b->csp != r->csp) {
		TRY(bill_finish(c, b));
		TRY(sql_int(c, &billing_q[Q_BILL_OF], &there, b->month, r->user_org, r->csp));
		b->user_org = r->user_org;
		b->csp = r->csp;
		b->bill.id = 0;
		b->skip = there != 0;
	}
	return b->skip ? OK : segment_parts(c, &b->book, r, keep_line, b);
}

/* The first columns of a question for segments, in their order; what the cursor holds is read where it lies. */
static void bare_of(struct rows *rows, struct rated *r)
{
	r->alike = 1;
	r->segment = rows_int(rows, 0); r->resource = rows_int(rows, 1); r->system = rows_int(rows, 2); r->user_org = rows_int(rows, 3); r->applicant_org = rows_int(rows, 4);
	r->csp = rows_int(rows, 5); r->qty = rows_int(rows, 6); r->item = rows_int(rows, 7);
	r->to_date = DATE_NONE;
	date_parse(rows_str(rows, 8), &r->from_date);
	date_parse(rows_str(rows, 9), &r->to_date);
}

static enum err month_of(struct ctx *c, struct str month, struct period *out)
{
	return month_parse(month, out) == OK ? OK : fail(c, E_INVALID, "bad_parameter", "“" STR_FMT "”不是月份", STR_ARG(month));
}

enum err billing_run(struct ctx *c, struct str month, int64_t *made)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;
	CLEANUP(arena_freep) struct arena *scratch = arena_new(MIB(64));
	struct building b = { .month = month, .names = c->arena };
	struct period m;
	int64_t closed = 0;

	TRY(month_of(c, month, &m));
	if (m.to.day > today(c).day)
		return refuse_by(c, "A28.4", "bill.month_open", STR_FMT " 还没有结束，不能出账", STR_ARG(month));
	TRY(org_authority(c, &b.authority));
	TRY(book_open(c, m, &b.book));
	TRY(sql_int_(c, &billing_q[Q_LINE_LAST], &b.line_last, NO_VALS));
	TRY(db_walk(c->db, &billing_q[Q_SEGMENTS], VALS(m.from, m.to), &c->fail, &rows));
	struct arena *mine = c->arena;
	enum err e = OK;
	for (int n = 0; e == OK && rows_next(rows); n++) {
		struct rated r;
		bare_of(rows, &r);
		r.resource_no = rows_str(rows, 10);
		r.resource_name = rows_str(rows, 11);
		r.system_name = rows_str(rows, 12);
		c->arena = scratch;
		e = build(c, &b, &r);
		c->arena = mine;
		if (e == OK && n % 64 == 63)
			arena_reset(scratch);
	}
	TRY(e);
	TRY(rows_err(rows, &c->fail));
	TRY(bill_finish(c, &b));
	TRY(sql_int(c, &billing_q[Q_LAST_MONTH], &closed, month));
	if (!closed)
		TRY(sql_run(c, &billing_q[Q_MONTH_CLOSE], month, c->now));
	*made = b.made;
	return billing_credit(c);
}

/* Days over those of the price's own time; under half months the credit is still by days. */
static struct share credit_share(const struct credit *k, enum billing_period p)
{
	int y, m, d;

	date_split(k->from_date, &y, &m, &d);
	return (struct share){ k->to_date.day - k->from_date.day, p == PER_YEAR ? date_ymd(y + 1, 1, 1).day - date_ymd(y, 1, 1).day : date_days_in_month(y, m) };
}

/* The line stays, and so does the order's billing start (F12): what the days were worth stands beside them with its ground. */
static enum err credit_line(struct ctx *c, const struct credit *k)
{
	struct adjustment a = { .id = id_new(c), .bill = k->bill, .line = k->line, .delivery_order = k->delivery_order, .approved_by = k->resolved_by, .at = c->now };
	enum billing_period p = period_of(k->period);
	struct fen off;

	/* A thing bought once has no days to take off. */
	if (p == PER_ONCE || p == PER_USAGE)
		return OK;
	struct share share = credit_share(k, p);
	if (rate_amount(p, k->rounding, k->unit_price_e4, k->qty, share, &off) != OK)
		return too_much(c);
	a.delta_fen = (struct fen){ -MIN2(off.v, k->amount_fen.v) };
	a.reason = arena_fmt(c->arena, "交付工单 " STR_FMT " 异议成立，" STR_FMT " 自 " STR_FMT " 至 " STR_FMT "（当日不计）不计费：" STR_FMT, STR_ARG(k->order_no), STR_ARG(k->resource_no),
			     STR_ARG(date_text(c->arena, k->from_date)), STR_ARG(date_text(c->arena, k->to_date)), STR_ARG(k->resolution));
	TRY(sql_put(c, &billing_q[Q_ADJ_PUT], &a));
	TRY(fact_tell(c, "bill.adjusted", &bill_entity, k->bill));
	struct note n = { .title = arena_fmt(c->arena, "账单 " STR_FMT " 因交付异议调减", STR_ARG(k->bill_no)), .body = a.reason, .article = "A21.1f", .e = &bill_entity, .subject = k->bill };
	TRY(message_to_roles(c, 0, R(AUTH_FINANCE), &n));
	return message_to_roles(c, k->user_org, R(USER_HANDLER) | R(USER_OWNER), &n);
}

enum err billing_credit(struct ctx *c)
{
	struct list credits;

	TRY(sql_all0(c, &billing_q[Q_CREDITS], &credits));
	EACH(struct credit, k, credits)
		TRY(credit_line(c, k));
	return OK;
}

/* ---- the same month again: nothing kept, so no order is needed and nothing is looked up but the segments themselves ---- */
struct sum { int64_t user_org, csp, fen, lines; };
struct sums { struct arena *a; struct sum *at; size_t cap, n; int64_t lines; struct sum *last; };

static struct sum *sum_of(struct sums *s, int64_t user_org, int64_t csp)
{
	if (s->last && s->last->user_org == user_org && s->last->csp == csp)
		return s->last;
	if (s->n * 2 >= s->cap) {
		struct sums more = { .a = s->a, .cap = s->cap ? s->cap * 2 : 256, .lines = s->lines };
		more.at = ARENA_ARRAY(s->a, struct sum, more.cap);
		memset(more.at, 0, more.cap * sizeof *more.at);
		for (size_t i = 0; i < s->cap; i++)
			if (s->at[i].user_org)
				*sum_of(&more, s->at[i].user_org, s->at[i].csp) = s->at[i];
		*s = more;
	}
	size_t i = ((uint64_t)user_org * 0x9E3779B97F4A7C15u ^ (uint64_t)csp * 0xC2B2AE3D27D4EB4Fu) >> 20 & (s->cap - 1);
	while (s->at[i].user_org && (s->at[i].user_org != user_org || s->at[i].csp != csp))
		i = (i + 1) & (s->cap - 1);
	if (!s->at[i].user_org) {
		s->at[i] = (struct sum){ user_org, csp, 0, 0 };
		s->n++;
	}
	return s->last = &s->at[i];
}

static enum err add_up(struct ctx *c, void *arg, const struct rated *r, const struct bill_item *item, const struct rated_part *part, int64_t qty)
{
	struct sums *s = arg;
	struct sum *sum = sum_of(s, r->user_org, r->csp);

	int64_t all;

	(void)item;
	(void)qty;
	if (__builtin_mul_overflow(part->amount.v, r->alike, &all) || __builtin_add_overflow(sum->fen, all, &sum->fen))
		return too_much(c);
	sum->lines += r->alike;
	s->lines += r->alike;
	return OK;
}

/* Whether the rating of a segment asks for more than what is said of it in the segment. */
static bool stands_alone(const struct bill_item *item)
{
	return item && (item->bent || item->billing_period == PER_ONCE || item->billing_period == PER_USAGE);
}

enum which { EVERY_SEGMENT, ALIKE_TOGETHER, ALONE };
static enum err sum_up(struct ctx *c, struct book *book, enum which which, struct sums *out, bool *left)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;

	TRY(db_rows(c->db, &billing_q[which == ALIKE_TOGETHER ? Q_SEGMENTS_ALIKE : Q_SEGMENTS_BARE], VALS(book->m.from, book->m.to), &c->fail, &rows));
	while (rows_next(rows)) {
		struct rated r;
		bare_of(rows, &r);
		if (which == ALIKE_TOGETHER)
			r.alike = rows_int(rows, 10);
		bool alone = which != EVERY_SEGMENT && stands_alone(item_of(book, r.item, r.csp));
		*left |= alone;
		if (alone == (which == ALONE))
			TRY(segment_parts(c, book, &r, add_up, out));
	}
	return rows_err(rows, &c->fail);
}

static enum err sums_of(struct ctx *c, struct str month, struct sums *out)
{
	struct book book;
	struct period m;
	bool left = false;

	TRY(month_of(c, month, &m));
	TRY(book_open(c, m, &book));
	*out = (struct sums){ .a = c->arena };
	if (db_engine(c->db) != ENGINE_PG)
		return sum_up(c, &book, EVERY_SEGMENT, out, &left);
	/* Rows that come over a socket cost more than counting there which are alike. */
	TRY(sum_up(c, &book, ALIKE_TOGETHER, out, &left));
	return left ? sum_up(c, &book, ALONE, out, &left) : OK;
}

enum err billing_ready(struct ctx *c, struct str month)
{
	struct sums s;

	return sums_of(c, month, &s);
}

static enum err bills_of(struct ctx *c, struct str month, struct list *out) { return sql_all(c, &billing_q[Q_BILLS_OF], out, month); }

enum err billing_recompute(struct ctx *c, struct str month, struct recompute *out)
{
	struct sums s;
	struct list bills;

	TRY(sums_of(c, month, &s));
	TRY(bills_of(c, month, &bills));
	*out = (struct recompute){ .month = month, .bills = (int64_t)bills.n, .lines = s.lines, .total_fen = { 0 }, .differs = { ARENA_ARRAY(c->arena, struct bill_difference, bills.n + s.n + 1), 0 } };
	for (size_t i = 0; i < s.cap; i++)
		out->total_fen.v += s.at[i].fen;
	EACH(struct bill, b, bills) {
		struct sum *sum = sum_of(&s, b->user_org, b->csp);
		if (sum->fen != b->total_fen.v || sum->lines != b->lines_count)
			*LIST_AT(out->differs, struct bill_difference, out->differs.n++) =
				(struct bill_difference){ b->id, b->user_org, b->csp, b->no, b->total_fen, { sum->fen }, b->lines_count, sum->lines };
		sum->lines = 0;
	}
	/* What would be billed now and is not: a bill that is missing. */
	for (size_t i = 0; bills.n && i < s.cap; i++)
		if (s.at[i].user_org && s.at[i].lines)
			*LIST_AT(out->differs, struct bill_difference, out->differs.n++) =
				(struct bill_difference){ 0, s.at[i].user_org, s.at[i].csp, STR_NONE, { 0 }, { s.at[i].fen }, 0, s.at[i].lines };
	return OK;
}
