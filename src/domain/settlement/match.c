/* Three books of one month side by side: what runs by the ledger, what the cloud says is there, what the provider asks money for. */
#include "domain/settlement/settlement_in.h"
#include "domain/message/message.h"
#include "driver/driver.h"

static enum err month_done(struct ctx *c, size_t row, struct str month)
{
	struct period m;

	if (month_parse(month, &m) != OK || m.from.day > today(c).day)
		return import_bad(c, row, "month", "“" STR_FMT "”不是已经开始的月份", STR_ARG(month));
	return OK;
}

enum err csp_statement_import(struct ctx *c, const struct list *rows)
{
	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		const struct statement_row *row = LIST_AT(*rows, struct statement_row, i);
		struct statement s = { .id = id_new(c), .csp = c->who.org, .qty = row->qty, .month = row->month, .resource_no = row->resource_no, .amount_fen = row->amount_fen, .at = c->now };
		if (month_done(c, i, row->month) == OK)
			TRY(sql_put(c, &settlement_q[Q_STATEMENT_PUT], &s));
	}
	return fields_ok(c);
}

enum err cloud_import(struct ctx *c, const struct list *rows)
{
	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		const struct cloud_row *row = LIST_AT(*rows, struct cloud_row, i);
		struct statement s = { .id = id_new(c), .csp = c->who.org, .qty = row->qty, .month = row->month, .resource_no = row->resource_no, .amount_fen = FEN_NONE, .at = c->now };
		if (month_done(c, i, row->month) == OK)
			TRY(sql_put(c, &settlement_q[Q_INVENTORY_PUT], &s));
	}
	return fields_ok(c);
}

/* A difference is a case once: run again, it finds what is new. */
static enum err case_open(struct ctx *c, struct str month, const struct difference *d, const struct workdays *days, int64_t *found)
{
	struct match_case k;
	int64_t n = 0;

	TRY(sql_int(c, &settlement_q[Q_CASE_HAS], &n, month, d->csp, d->resource_no, str_of(match_kind_names[d->kind].word)));
	if (n)
		return OK;
	record_none(&match_case_record, &k);
	k.id = id_new(c);
	k.version = 1;
	k.csp = d->csp;
	k.month = month;
	k.resource_no = d->resource_no;
	k.kind = (int32_t)d->kind;
	k.ours = d->ours;
	k.theirs = d->theirs;
	k.state = MATCH_OPEN;
	k.due_date = workday_due(days, today(c), (int)setting_int(c, "match.answer_wd"), NULL);
	k.due_at = date_start(date_add(k.due_date, 1));
	k.found_at = c->now;
	TRY(sql_put(c, &settlement_q[Q_CASE_PUT], &k));
	++*found;
	struct note note = { .title = arena_fmt(c->arena, STR_FMT " 对账差异：" STR_FMT, STR_ARG(month), STR_ARG(d->resource_no)), .article = "A28.3", .e = &match_case_entity, .subject = k.id,
			     .body = arena_fmt(c->arena, "平台：" STR_FMT "；对方：" STR_FMT "。请在 " STR_FMT " 前答复。", STR_ARG(d->ours), STR_ARG(d->theirs), STR_ARG(date_text(c->arena, k.due_date))) };
	return message_to_roles(c, d->csp, R(CSP_FINANCE) | R(CSP_OPERATION), &note);
}

/* Notes when the month was compared: what comes in later is compared again. */
static enum err compared(struct ctx *c, struct str month)
{
	int64_t before = 0;

	TRY(sql_int(c, &settlement_q[Q_MATCHED], &before, month));
	return sql_run(c, &settlement_q[before ? Q_MATCHED_SET : Q_MATCHED_PUT], month, c->now);
}

enum err match_run(struct ctx *c, const void *in_, void *out_)
{
	struct match_run *out = out_;
	struct str month = ((const struct match_run *)in_)->month;
	const struct workdays *days;
	struct list found;
	struct period m;
	int64_t closed = 0;

	TRY(month_parse(month, &m));
	TRY(sql_int(c, &settlement_q[Q_CLOSED_MONTH], &closed, month));
	if (!closed)
		return refuse_by(c, "A28.3", "match.month_open", STR_FMT " 的账单还没有发布，不能对账", STR_ARG(month));
	TRY(workdays_now(c, &days));
	out->month = month;
	out->found = 0;
	TRY(sql_all(c, &settlement_q[Q_MATCHES], &found, month, date_add(m.to, -1), m.from));
	EACH(struct difference, d, found)
		TRY(case_open(c, month, d, days, &out->found));
	return compared(c, month);
}

/* Each day: the last closed month, when a book came in since it was compared. */
enum err match_month(struct ctx *c)
{
	struct match_run in = { 0 }, out;
	int64_t matched = 0, books = 0;

	TRY(sql_str_(c, &settlement_q[Q_LAST_CLOSED], &in.month, NO_VALS));
	if (!in.month.p)
		return OK;
	TRY(sql_int(c, &settlement_q[Q_MATCHED], &matched, in.month));
	TRY(sql_int(c, &settlement_q[Q_BOOKS_AT], &books, in.month));
	return books > matched ? match_run(c, &in, &out) : OK;
}

/* ---- the cloud's own list, asked for by a program where one can ---- */
struct collecting { struct job_turn *t; struct arena *page; struct pulled part; struct cloud_row *rows; enum err err; };
enum { PART_ROWS = 500 };

static enum err hand_over(struct collecting *k)
{
	k->part.rows = (struct list){ k->rows, k->part.rows.n };
	TRY(job_do(k->t, "match.pulled", &k->part));
	k->part.rows.n = 0;
	return OK;
}

static bool seen(void *arg, const struct driver_thing *thing)
{
	struct collecting *k = arg;
	/* Nothing of ours: it is listed under the cloud's own name. */
	struct str no = arena_str(k->page, thing->token.n ? thing->token : thing->native_id);
	k->rows[k->part.rows.n++] = (struct cloud_row){ .resource_no = no, .month = k->part.month, .qty = thing->qty };
	if (k->part.rows.n == PART_ROWS)
		k->err = hand_over(k);
	return k->err == OK;
}

/* The ledger's page of a pool, as a driver is told of it. */
static enum err ledger_page(struct job_turn *t, struct arena *a, const struct pull_pool *p, struct date last_day, int64_t *after, struct list *specs)
{
	struct list page;

	TRY(core_read_begin_job(t));
	struct arena *mine = t->read->arena;
	t->read->arena = a;
	enum err e = sql_all(t->read, &settlement_q[Q_PULL_RESOURCES], &page, p->id, last_day, *after);
	t->read->arena = mine;
	core_read_end_job(t);
	TRY(e);
	struct driver_spec *s = ARENA_ARRAY(a, struct driver_spec, page.n + 1);
	for (size_t i = 0; i < page.n; i++) {
		const struct pull_resource *r = LIST_AT(page, struct pull_resource, i);
		s[i] = (struct driver_spec){ .token = r->no, .name = r->name, .qty = r->qty };
		*after = r->id;
	}
	*specs = (struct list){ s, page.n };
	return OK;
}

static enum err pull_all(struct job_turn *t, const struct pull_pool *p, const struct driver *d, struct date last_day, struct collecting *k, struct fail *f)
{
	struct driver_conf conf = { .seed = 1 };
	struct list specs = { .n = 1 };
	void *session = NULL;
	int64_t after = 0;

	enum err e = d->open(&conf, f, &session);
	while (e == OK && specs.n) {
		CLEANUP(arena_freep) struct arena *page = arena_new(MIB(64));
		k->page = page;
		e = ledger_page(t, page, p, last_day, &after, &specs);
		/* An empty page is the end: then it is asked for what else there is. */
		if (e == OK)
			e = d->inventory(session, &specs, seen, k, page, f);
		if (e == OK && k->part.rows.n)
			e = k->err = hand_over(k);
	}
	if (session)
		d->close(session);
	return e;
}

/* From the first day of a month to the day of its bills, once a pool: what the cloud says later is no longer of that month. */
enum err match_pull(struct job_turn *t)
{
	int y, m, day;
	struct list pools;

	date_split(date_of(t->now), &y, &m, &day);
	struct date first = date_ymd(y, m, 1), last_day = date_add(first, -1);
	struct str month = month_text(t->arena, last_day);
	TRY(core_read_begin_job(t));
	bool due = day <= setting_int(t->read, "bill.day");
	enum err e = due ? sql_all(t->read, &settlement_q[Q_PULL_POOLS], &pools, month) : OK;
	core_read_end_job(t);
	TRY(e);
	if (!due)
		return OK;
	EACH(struct pull_pool, p, pools) {
		const struct driver *d = driver_named(p->driver);
		struct collecting k = { .t = t, .rows = ARENA_ARRAY(t->arena, struct cloud_row, PART_ROWS + 1), .part = { .pool = p->id, .csp = p->csp, .month = month } };
		struct fail f = { 0 };
		if (!d || !d->inventory)
			continue;
		e = pull_all(t, p, d, last_day, &k, &f);
		TRY(k.err);
		k.part.whole = e == OK;
		if (e != OK)
			k.part.error = arena_str(t->arena, str_of(f.sentence));
		TRY(hand_over(&k));
	}
	return OK;
}

/* A part of a pool's list. A list that broke off is taken again the next day; the rows that came stay, and the later ones count. */
enum err match_pulled(struct ctx *c, const void *in_, void *out)
{
	const struct pulled *in = in_;

	(void)out;
	EACH(struct cloud_row, r, in->rows) {
		struct statement s = { .id = id_new(c), .csp = in->csp, .qty = r->qty, .month = in->month, .resource_no = r->resource_no, .amount_fen = FEN_NONE, .at = c->now };
		TRY(sql_put(c, &settlement_q[Q_INVENTORY_PUT], &s));
	}
	if (in->whole)
		return sql_run(c, &settlement_q[Q_PULL_NOTE], id_new(c), in->pool, in->month, c->now);
	if (!in->error.n)
		return OK;
	struct note n = { .title = arena_fmt(c->arena, STR_FMT " 的云平台清单没有取到", STR_ARG(in->month)), .body = in->error, .article = "A28.3" };
	return message_to_roles(c, in->csp, R(CSP_OPERATION) | R(CSP_MAINTENANCE), &n);
}

enum err match_answer(struct ctx *c, const void *in_, void *out)
{
	const struct word_in *in = in_;

	(void)out;
	return sql_run(c, &settlement_q[Q_ANSWER], in->id, in->comment, V_ID(c->who.person), c->now);
}

enum err match_close(struct ctx *c, const void *in_, void *out)
{
	const struct word_in *in = in_;

	(void)out;
	return sql_run(c, &settlement_q[Q_CLOSE], in->id, in->comment, V_ID(c->who.person), c->now);
}
