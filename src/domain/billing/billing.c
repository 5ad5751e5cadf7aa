/* Rating: each segment inside the month, cut where the price changes; one rounding per line, the sum is the bill. */
#include "domain/billing/billing_in.h"
#include "domain/catalog/catalog.h"
#include "domain/contract/contract.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

/* Days that the price stands for: a month's, a year's, one day; a thing billed once is charged whole in the month it starts. */
static int64_t days_of(enum billing_period p, struct date day)
{
	int y, m, d;

	date_split(day, &y, &m, &d);
	switch (p) {
	case PER_YEAR: return date_ymd(y + 1, 1, 1).day - date_ymd(y, 1, 1).day;
	case PER_DAY:  return 1;
	case PER_HOUR: return 1;
	default:       return date_days_in_month(y, m);
	}
}

struct rate { struct fen amount; int64_t days, of_days; };

static enum err rate(struct ctx *c, enum billing_period p, struct price price, int64_t qty, struct date from, struct date to, struct rate *out)
{
	out->days = to.day - from.day;
	out->of_days = days_of(p, from);
	if (p == PER_ONCE) {
		out->days = out->of_days = 1;
	} else if (p == PER_DAY || p == PER_HOUR) {
		/* The price is for one day (or hour): quantity times days, over one. */
		qty = qty * out->days * (p == PER_HOUR ? 24 : 1);
		if (fen_prorate(price, qty, 1, 1, &out->amount) != OK)
			return fail(c, E_LIMIT, "bill.amount", "金额超出可表示的范围");
		return OK;
	}
	return fen_prorate(price, qty, out->days, out->of_days, &out->amount) == OK ? OK : fail(c, E_LIMIT, "bill.amount", "金额超出可表示的范围");
}

static struct str formula_of(struct ctx *c, enum billing_period p, const struct rated *r, struct price price, const struct rate *a)
{
	struct str unit = price_text(c->arena, price), sum = fen_text(c->arena, a->amount);

	if (p == PER_ONCE)
		return arena_fmt(c->arena, "%" PRId64 " × " STR_FMT " = " STR_FMT, r->qty, STR_ARG(unit), STR_ARG(sum));
	if (p == PER_DAY || p == PER_HOUR)
		return arena_fmt(c->arena, "%" PRId64 " × " STR_FMT " × %" PRId64 " 天%s = " STR_FMT, r->qty, STR_ARG(unit), a->days, p == PER_HOUR ? " × 24 小时" : "", STR_ARG(sum));
	return arena_fmt(c->arena, "%" PRId64 " × " STR_FMT " × %" PRId64 "/%" PRId64 " 天 = " STR_FMT, r->qty, STR_ARG(unit), a->days, a->of_days, STR_ARG(sum));
}

static enum billing_period period_of(struct str word) { return (enum billing_period)names_find(billing_period_names, BILLING_PERIOD_MAX, word); }

/* Calls `line` for each priced part of a segment inside [m.from, m.to). */
static enum err segment_lines(struct ctx *c, const struct rated *r, struct period m, enum err (*line)(struct ctx *, void *, const struct bill_line *), void *arg)
{
	enum billing_period p = period_of(r->period);
	struct date from = r->from_date.day > m.from.day ? r->from_date : m.from, to = date_none(r->to_date) || r->to_date.day > m.to.day ? m.to : r->to_date;
	struct list parts;

	if (p == PER_USAGE)
		return OK;                      /* counted quantity is billed when it is reported */
	if (p == PER_ONCE) {
		/* Charged once, on the day it was delivered; taken back on that day, not at all. */
		if (r->first_date.day < m.from.day || r->first_date.day >= m.to.day || r->from_date.day != r->first_date.day ||
		    (!date_none(r->to_date) && r->to_date.day <= r->from_date.day))
			return OK;
		from = r->first_date;
		to = date_add(from, 1);
	}
	if (to.day <= from.day)
		return OK;
	TRY(price_parts(c, r->csp, r->item_code, from, to, &parts));
	EACH(struct price_part, part, parts) {
		struct bill_line l;
		struct rate a;
		TRY(rate(c, p, part->unit_price_e4, r->qty, part->from, part->to, &a));
		record_none(&bill_line_record, &l);
		l.resource = r->resource; l.system = r->system; l.segment = r->segment; l.item_code = r->item_code; l.item_name = r->item_name; l.service_kind = r->category; l.period = r->period;
		l.resource_no = r->resource_no; l.resource_name = r->resource_name; l.system_name = r->system_name; l.from_date = part->from; l.to_date = part->to; l.days = a.days; l.of_days = a.of_days; l.qty = r->qty;
		l.unit_price_e4 = part->unit_price_e4; l.amount_fen = a.amount; l.formula = formula_of(c, p, r, part->unit_price_e4, &a);
		TRY(line(c, arg, &l));
	}
	return OK;
}

struct building { struct bill bill; struct str month; int64_t authority, made, user_org, csp; const struct rated *of; bool skip; };

static enum err bill_finish(struct ctx *c, struct building *b)
{
	if (!b->bill.id)
		return OK;
	TRY(sql_run(c, &billing_q[Q_BILL_TOTAL], b->bill.id, b->bill.total_fen, b->bill.lines_count));
	b->made++;
	return clock_start(c, &bill_entity, b->bill.id, C_BILL_CONFIRM, "publish");
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
	b->bill.published_at = c->now;
	b->bill.state = BILL_PUBLISHED;
	TRY(number_next(c, "ZD", &b->bill.no));
	return sql_put(c, &billing_q[Q_BILL_PUT], &b->bill);
}

static enum err keep_line(struct ctx *c, void *arg, const struct bill_line *line)
{
	struct building *b = arg;
	struct bill_line l = *line;

	if (!b->bill.id)
		TRY(bill_begin(c, b, b->of));
	l.id = id_new(c);
	l.bill = b->bill.id;
	if (fen_add(b->bill.total_fen, l.amount_fen, &b->bill.total_fen) != OK)
		return fail(c, E_LIMIT, "bill.amount", "账单总额超出可表示的范围");
	b->bill.lines_count++;
	return sql_put(c, &billing_q[Q_LINE_PUT], &l);
}

/* Walks the month's segments in one pass with an arena that is emptied as it goes. */
static enum err walk(struct ctx *c, struct period m, enum err (*each)(struct ctx *, void *, const struct rated *, struct period), void *arg)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;
	CLEANUP(arena_freep) struct arena *scratch = arena_new(MIB(64));
	struct arena *mine = c->arena;
	enum err e = OK;

	TRY(db_rows(c->db, &billing_q[Q_SEGMENTS], VALS(m.from, m.to), &c->fail, &rows));
	for (int n = 0; e == OK && rows_next(rows); n++) {
		struct rated r;
		record_none(&rated_record, &r);
		e = rows_rec(rows, 0, &rated_record, &r, scratch, &c->fail);
		c->arena = scratch;
		if (e == OK)
			e = each(c, arg, &r, m);
		c->arena = mine;
		if (n % 64 == 63)
			arena_reset(scratch);
	}
	return e == OK ? rows_err(rows, &c->fail) : e;
}

static enum err build(struct ctx *c, void *arg, const struct rated *r, struct period m)
{
	struct building *b = arg;
	int64_t there = 0;

	if (b->user_org != r->user_org || b->csp != r->csp) {
		TRY(bill_finish(c, b));
		TRY(sql_int(c, &billing_q[Q_BILL_OF], &there, b->month, r->user_org, r->csp));
		b->user_org = r->user_org;
		b->csp = r->csp;
		b->bill.id = 0;
		b->skip = there != 0;
	}
	b->of = r;
	return b->skip ? OK : segment_lines(c, r, m, keep_line, b);
}

enum err billing_run(struct ctx *c, struct str month, int64_t *made)
{
	struct building b = { .month = month };
	struct period m;
	int64_t closed = 0;

	if (month_parse(month, &m) != OK)
		return fail(c, E_INVALID, "bad_parameter", "“" STR_FMT "”不是月份", STR_ARG(month));
	if (m.to.day > today(c).day)
		return refuse_by(c, "A28.4", "bill.month_open", STR_FMT " 还没有结束，不能出账", STR_ARG(month));
	TRY(org_authority(c, &b.authority));
	TRY(walk(c, m, build, &b));
	TRY(bill_finish(c, &b));
	TRY(sql_int(c, &billing_q[Q_LAST_MONTH], &closed, month));
	if (!closed)
		TRY(sql_run(c, &billing_q[Q_FIRST_SEGMENT], month, c->now));
	*made = b.made;
	return billing_credit(c);
}

/* The line stays, and so does the order's billing start (F12): what the days were worth stands beside them with its ground. */
static enum err credit_line(struct ctx *c, const struct credit *k)
{
	struct adjustment a = { .id = id_new(c), .bill = k->bill, .line = k->line, .delivery_order = k->delivery_order, .approved_by = k->resolved_by, .at = c->now };
	enum billing_period p = period_of(k->period);
	struct rate off;

	/* A thing bought once has no days to take off. */
	if (p == PER_ONCE || p == PER_USAGE)
		return OK;
	TRY(rate(c, p, k->unit_price_e4, k->qty, k->from_date, k->to_date, &off));
	a.delta_fen = (struct fen){ -MIN2(off.amount.v, k->amount_fen.v) };
	a.reason = arena_fmt(c->arena, "交付工单 " STR_FMT " 异议成立，" STR_FMT " 自 " STR_FMT " 至 " STR_FMT "（当日不计）不计费：" STR_FMT, STR_ARG(k->order_no), STR_ARG(k->resource_no),
			     STR_ARG(date_text(c->arena, k->from_date)), STR_ARG(date_text(c->arena, k->to_date)), STR_ARG(k->resolution));
	TRY(sql_put(c, &billing_q[Q_ADJ_PUT], &a));
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

static enum err only_rate(struct ctx *c, void *arg, const struct bill_line *line)
{
	(void)c;
	(void)arg;
	(void)line;
	return OK;
}
static enum err try_rate(struct ctx *c, void *arg, const struct rated *r, struct period m)
{
	return segment_lines(c, r, m, only_rate, arg);
}
enum err billing_ready(struct ctx *c, struct str month)
{
	struct period m;

	if (month_parse(month, &m) != OK)
		return fail(c, E_INVALID, "bad_parameter", "“" STR_FMT "”不是月份", STR_ARG(month));
	return walk(c, m, try_rate, NULL);
}

/* ---- the same month again ---- */
struct checking { int64_t user_org, csp, sum, lines; struct str month; };
static enum err add_up(struct ctx *c, void *arg, const struct bill_line *l)
{
	struct checking *k = arg;

	(void)c;
	k->sum += l->amount_fen.v;
	k->lines++;
	return OK;
}
static enum err compare(struct ctx *c, struct checking *k)
{
	static const struct stmt Q_TOTAL = { "SELECT total_fen FROM bill WHERE month = ?1 AND user_org = ?2 AND csp = ?3" };
	int64_t total = 0;

	if (!k->user_org)
		return OK;
	TRY(sql_int(c, &Q_TOTAL, &total, k->month, k->user_org, k->csp));
	return total == k->sum ? OK : fail(c, E_CORRUPT, "bill.differs", STR_FMT " 单位 %" PRId64 " 的账单是 %" PRId64 " 分，重算是 %" PRId64 " 分", STR_ARG(k->month), k->user_org, total, k->sum);
}
static enum err check(struct ctx *c, void *arg, const struct rated *r, struct period m)
{
	struct checking *k = arg;

	if (k->user_org != r->user_org || k->csp != r->csp) {
		TRY(compare(c, k));
		k->user_org = r->user_org;
		k->csp = r->csp;
		k->sum = 0;
	}
	return segment_lines(c, r, m, add_up, k);
}
enum err billing_recheck(struct ctx *c, struct str month, int64_t *lines)
{
	struct checking k = { .month = month };
	struct period m;

	if (month_parse(month, &m) != OK)
		return fail(c, E_INVALID, "bad_parameter", "“" STR_FMT "”不是月份", STR_ARG(month));
	TRY(walk(c, m, check, &k));
	*lines = k.lines;
	return compare(c, &k);
}
