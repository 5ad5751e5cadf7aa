/* Jobs of the exchange: fed by time, pushed outside transactions, acknowledged, compared. */
#include "core/core.h"
#include "domain/exchange/exchange_in.h"
#include "domain/message/message.h"

enum { PUSHES_PER_TURN = 50, RETRY_FIRST_MIN = 5, RETRY_HOURS_MAX = 6 };

int64_t retry_ms(int64_t retries)
{
	int64_t ms = MINUTES(RETRY_FIRST_MIN);

	while (retries-- > 0 && ms < HOURS(RETRY_HOURS_MAX))
		ms *= 2;
	return MIN2(ms, (int64_t)HOURS(RETRY_HOURS_MAX));
}

static bool is_on(struct ctx *c) { return !str_is(setting_text(c, "exchange.target"), "off"); }

enum err exchange_on(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	(void)in;
	return is_on(c) ? OK : refuse(c, "对接省级平台没有启用，由参数 exchange.target 启用");
}

static enum err warn(struct ctx *c, const struct entity *e, int64_t subject, struct str title, struct str body, const char *article)
{
	return message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_SECURITY), &(struct note){ .title = title, .body = body, .article = article, .e = e, .subject = subject });
}

/* ---- feeding ---- */
static enum err enter(struct ctx *c, int32_t dataset, struct str period, struct str reason, int64_t *id)
{
	struct exchange_job j;
	int64_t last = 0;

	TRY(sql_int(c, &exchange_q[Q_JOB_NUMBER], &last, dataset_names[dataset].word, period));
	record_none(&exchange_job_record, &j);
	j.id = *id = id_new(c);
	j.version = 1;
	j.target = setting_text(c, "exchange.target");
	j.dataset = dataset;
	j.period = period;
	j.attempt = last + 1;
	j.retries = 0;
	j.state = JOB_WAITING;
	j.reason = reason;
	j.requested_by = c->who.person;
	j.next_at = j.created_at = c->now;
	return sql_put(c, &exchange_q[Q_JOB_PUT], &j);
}

/* Every day: yesterday of the daily sets; last month of the monthly ones, from the day on when its figures are there. */
enum err exchange_feed(struct ctx *c)
{
	struct date yesterday = date_add(today(c), -1);
	int y, m, day;

	if (!is_on(c))
		return OK;
	date_split(today(c), &y, &m, &day);
	for (int32_t s = SET_RESOURCES; s < DATASET_MAX; s++) {
		bool monthly = datasets[s].rhythm == MONTHLY;
		struct str period = monthly ? month_text(c->arena, date_add_months(date_add(today(c), 1 - day), -1)) : date_text(c->arena, yesterday);
		int64_t n = 0, id;
		TRY(sql_int(c, &exchange_q[Q_JOB_NUMBER], &n, dataset_names[s].word, period));
		if (n == 0 && (!monthly || day >= setting_int(c, "exchange.month_day")))
			TRY(enter(c, s, period, STR_NONE, &id));
	}
	return OK;
}

enum err nothing_under_way(struct ctx *c, const void *subject, const void *in_)
{
	const struct exchange_job *j = subject;
	const struct push_in *in = in_;
	int64_t n = 0;

	if (!j && !in)
		return OK;
	TRY(sql_int(c, &exchange_q[Q_JOB_OPEN], &n, dataset_names[j ? j->dataset : in->dataset].word, j ? j->period : in->period));
	return n ? refuse(c, "这个期间的%s正在推送", dataset_names[j ? j->dataset : in->dataset].label) : OK;
}

enum err job_push(struct ctx *c, const void *in_, void *out)
{
	const struct push_in *in = in_;
	struct period p;

	(void)out;
	if (!dataset_period(in->dataset, in->period, &p))
		return fail_on(c, "period", "bad_format", "%s的期间应当写成 %s", dataset_names[in->dataset].label, datasets[in->dataset].rhythm == MONTHLY ? "2026-03" : "2026-03-01");
	if (p.from.day > today(c).day)
		return fail_on(c, "period", "out_of_range", "期间不能在将来");
	return enter(c, in->dataset, in->period, in->reason, &c->made);
}

enum err job_resend(struct ctx *c, const void *in, void *out)
{
	const struct exchange_job *j = c->subject;

	(void)out;
	return enter(c, j->dataset, j->period, ((const struct push_in *)in)->reason, &c->made);
}

/* ---- pushing: the adapter is asked outside any transaction; the batch keeps its key, so that asking twice makes nothing twice ---- */
static const struct prov *adapter(struct str target)
{
	static const struct prov *const all[] = { &prov_file, &prov_fake };

	for (size_t i = 0; i < COUNT(all); i++)
		if (str_is(target, all[i]->name))
			return all[i];
	return NULL;
}

struct pushing { struct job_turn *t; const struct prov *prov; struct prov_conf conf; };

static struct prov_batch batch_of(struct arena *a, const struct exchange_job *j)
{
	return (struct prov_batch){ .key = arena_fmt(a, "%s-" STR_FMT "-%" PRId64, dataset_names[j->dataset].word, STR_ARG(j->period), j->attempt), .dataset = str_of(dataset_names[j->dataset].word),
				    .period = j->period, .digest = j->digest, .rows = j->rows };
}

/* Rows are read once: a second try sends what the first one would have, found again by its digest. */
static enum err content(struct pushing *p, struct exchange_job *j, struct buf *bytes)
{
	struct job_turn *t = p->t;

	if (j->digest.p && core_file_there(t->core, j->digest))
		return core_file_read(t->core, j->digest, bytes, &t->fail);
	TRY(core_read_begin_job(t));
	enum err e = dataset_csv(t->read, j->dataset, j->period, bytes, &j->rows);
	if (e != OK)
		t->fail = t->read->fail;
	core_read_end_job(t);
	TRY(e);
	return core_file_keep(t->core, buf_str(bytes), t->arena, &j->digest, &t->fail);
}

static enum err push(struct pushing *p, struct exchange_job *j)
{
	struct job_turn *t = p->t;
	CLEANUP(buf_done) struct buf bytes = BUF_MAX(MIB(32));
	struct pushed_in told = { .job = j->id };

	fail_clear(&t->fail);
	enum err e = content(p, j, &bytes);
	if (e == E_NOMEM)
		return e;
	if (e == OK) {
		struct prov_batch b = batch_of(t->arena, j);
		b.bytes = buf_str(&bytes);
		b.data_at = at_text(t->arena, t->now);
		e = p->prov->send(&p->conf, &b, &t->fail);
	}
	told.rows = j->rows;
	told.digest = j->digest;
	told.final = e == E_INVALID || e == E_LIMIT;
	if (e != OK)
		told.error = arena_str(t->arena, str_of(t->fail.sentence[0] ? t->fail.sentence : "推送没有成功"));
	fail_clear(&t->fail);
	return job_do(t, "exchange_job.pushed", &told);
}

static enum err ask_receipt(struct pushing *p, const struct exchange_job *j)
{
	struct job_turn *t = p->t;
	struct prov_batch b = batch_of(t->arena, j);
	struct prov_receipt r = { .accepted = false };
	struct fail f = { 0 };

	enum err e = p->prov->receipt(&p->conf, &b, t->arena, &f, &r);
	/* A receipt that cannot be read is no receipt: it is told of as one that is late. */
	if (e != OK)
		return e == E_NOMEM ? e : OK;
	struct receipt_in in = { .id = j->id, .rows = r.rows, .accepted = r.accepted, .digest = r.digest, .note = r.note };
	return job_do(t, "exchange_job.received", &in);
}

static enum err next_waiting(struct job_turn *t, struct exchange_job *out)
{
	TRY(core_read_begin_job(t));
	enum err e = sql_get(t->read, &exchange_q[Q_JOB_NEXT], out, t->now);
	core_read_end_job(t);
	return e;
}

/* What is handed over is clear, since the other side reads it: beside the files at rest, not among them, where former versions had it. */
static enum err folder_of(struct job_turn *t, const char **out)
{
	const char *former = arena_cstr(t->arena, arena_fmt(t->arena, "%s/exchange", core_files_dir(t->core)));
	const char *folder = arena_cstr(t->arena, core_folder(t->core, t->arena, "exchange"));

	*out = folder;
	return strcmp(former, folder) != 0 && file_exists(former) && !file_exists(folder) ? file_move(former, folder, &t->fail) : OK;
}

static enum err configured(struct pushing *p)
{
	struct job_turn *t = p->t;

	TRY(core_read_begin_job(t));
	p->prov = adapter(setting_text(t->read, "exchange.target"));
	p->conf.endpoint = arena_cstr(t->arena, setting_text(t->read, "exchange.endpoint"));
	core_read_end_job(t);
	return folder_of(t, &p->conf.folder);
}

enum err exchange_go(struct job_turn *t)
{
	struct pushing p = { .t = t };
	struct list sent;

	TRY(configured(&p));
	if (!p.prov)
		return OK;
	for (int n = 0; n < PUSHES_PER_TURN; n++) {
		struct exchange_job j;
		enum err e = next_waiting(t, &j);
		if (e == E_ABSENT)
			break;
		TRY(e);
		TRY(push(&p, &j));
	}
	TRY(core_read_begin_job(t));
	enum err e = sql_all0(t->read, &exchange_q[Q_JOB_AWAITING], &sent);
	core_read_end_job(t);
	TRY(e);
	EACH(struct exchange_job, j, sent)
		TRY(ask_receipt(&p, j));
	return OK;
}

/* ---- what came of it ---- */
static enum err failed(struct ctx *c, const struct exchange_job *j, struct str why)
{
	return warn(c, &exchange_job_entity, j->id, arena_fmt(c->arena, "向省级平台推送" STR_FMT "的%s失败", STR_ARG(j->period), dataset_names[j->dataset].label), why, "A14.P2a");
}

static enum err outage_begins(struct ctx *c, struct str error)
{
	struct outage o;
	enum err e = sql_get_(c, &exchange_q[Q_OUTAGE_OPEN], &o, NO_VALS);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	record_none(&outage_record, &o);
	o.id = id_new(c);
	o.began_at = c->now;
	o.error = error;
	return sql_put(c, &exchange_q[Q_OUTAGE_BEGIN], &o);
}

enum err job_pushed(struct ctx *c, const void *in_, void *out)
{
	const struct pushed_in *in = in_;
	struct exchange_job j;

	(void)out;
	TRY(entity_peek(c, &exchange_job_entity, in->job, &j));
	if (j.state != JOB_WAITING)
		return OK;
	if (!in->error.p) {
		TRY(sql_run(c, &exchange_q[Q_JOB_SENT], j.id, in->rows, in->digest, c->now));
		TRY(sql_run(c, &exchange_q[Q_OUTAGE_END], c->now));
		return flow_fire(c, &exchange_job_flow, j.id, "send", NULL);
	}
	TRY(sql_run(c, &exchange_q[Q_JOB_LATER], j.id, in->digest.p ? val_int(in->rows) : val_none(), in->digest, c->now.ms + retry_ms(j.retries), in->error));
	if (!in->final)
		TRY(outage_begins(c, in->error));
	if (!in->final && c->now.ms - j.created_at.ms < DAYS(setting_int(c, "exchange.keep_days")))
		return OK;
	TRY(sql_run(c, &exchange_q[Q_JOB_ENDED], j.id, val_none(), val_none(), val_none(), in->error, c->now));
	TRY(flow_fire(c, &exchange_job_flow, j.id, "give_up", NULL));
	return failed(c, &j, in->error);
}

/* ---- reconciliation ---- */
struct theirs { struct str source, digest; int64_t rows; };

static enum err differ(struct ctx *c, enum diff_kind kind, int32_t dataset, struct str period, const struct exchange_job *ours, const struct theirs *t)
{
	struct difference d;

	record_none(&difference_record, &d);
	d.id = id_new(c);
	d.version = 1;
	d.kind = kind;
	d.dataset = dataset;
	d.period = period;
	d.job = ours ? ours->id : 0;
	d.our_rows = ours ? ours->rows : INT_NONE;
	d.our_digest = ours ? ours->digest : STR_NONE;
	d.their_rows = t->rows;
	d.their_digest = t->digest;
	d.source = t->source;
	d.found_at = c->now;
	return sql_put(c, &exchange_q[Q_DIFF_PUT], &d);
}

static enum err compare(struct ctx *c, int32_t dataset, struct str period, const struct exchange_job *ours, const struct theirs *t, int64_t *n)
{
	/* What was found before is answered by this look: it is the same now, or is found again. */
	TRY(sql_run(c, &exchange_q[Q_DIFF_CLEAR], dataset_names[dataset].word, period, c->now, arena_fmt(c->arena, STR_FMT "重新比对", STR_ARG(t->source))));
	bool same_rows = ours && ours->rows == t->rows, same = same_rows && str_eq(ours->digest, t->digest);
	*n += !same;
	return same ? OK : differ(c, !ours ? DIFF_NOT_HERE : same_rows ? DIFF_CONTENT : DIFF_ROWS, dataset, period, ours, t);
}

bool receipt_good(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)subject;
	return in && ((const struct receipt_in *)in)->accepted;
}

static enum err receipt_taken(struct ctx *c, const struct exchange_job *j, const struct receipt_in *in)
{
	struct str why = in->accepted ? STR_NONE : in->note.n ? in->note : STR("省级平台没有接收");
	int64_t n = 0;

	TRY(sql_run(c, &exchange_q[Q_JOB_ENDED], j->id, in->note, in->rows, in->digest, why, c->now));
	if (!in->accepted)
		return failed(c, j, why);
	TRY(compare(c, j->dataset, j->period, j, &(struct theirs){ STR("回执"), in->digest, in->rows }, &n));
	return n ? warn(c, &exchange_job_entity, j->id, arena_fmt(c->arena, "省级平台收到的" STR_FMT "%s与推送的不一致", STR_ARG(j->period), dataset_names[j->dataset].label),
			arena_fmt(c->arena, "推送 %" PRId64 " 行，对方登记 %" PRId64 " 行。", j->rows, in->rows), "A14.P2a") : OK;
}

/* The receipt came over the wire, or was carried here by hand. */
enum err job_receipt(struct ctx *c, const void *in_, void *out)
{
	const struct receipt_in *in = in_;

	(void)out;
	if (in->accepted && (in->rows == INT_NONE || !in->digest.n))
		return fail_on(c, in->rows == INT_NONE ? "rows" : "digest", "missing", "已接收的回执应当写明行数和摘要");
	/* The handler of an op with an event runs before the move; the system's comes without one. */
	if (c->subject)
		return receipt_taken(c, c->subject, in);
	struct exchange_job j;
	TRY(entity_peek(c, &exchange_job_entity, in->id, &j));
	if (j.state != JOB_SENT)
		return OK;
	TRY(receipt_taken(c, &j, in));
	return flow_fire(c, &exchange_job_flow, j.id, in->accepted ? "receive" : "reject", NULL);
}

struct seen { int32_t dataset; struct str first, last; };

static enum err not_there(struct ctx *c, const struct list *rows, int32_t dataset, struct str from, struct str to, int64_t *n)
{
	struct list ours;

	TRY(sql_all(c, &exchange_q[Q_JOBS_BETWEEN], &ours, dataset_names[dataset].word, from, to));
	EACH(struct exchange_job, j, ours) {
		bool listed = false;
		EACH(struct statement_row, r, *rows)
			listed |= r->dataset == dataset && str_eq(r->period, j->period);
		if (listed)
			continue;
		TRY(sql_run(c, &exchange_q[Q_DIFF_CLEAR], dataset_names[dataset].word, j->period, c->now, STR("对账单重新比对")));
		TRY(differ(c, DIFF_NOT_THERE, dataset, j->period, j, &(struct theirs){ STR("对账单"), STR_NONE, INT_NONE }));
		++*n;
	}
	return OK;
}

/* What the province says it holds, period by period: each row against the last that was sent, and what was sent against the rows. */
enum err statement_import(struct ctx *c, const struct list *rows)
{
	struct str first[DATASET_MAX] = { 0 }, last[DATASET_MAX] = { 0 };
	int64_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const struct statement_row *r = LIST_AT(*rows, struct statement_row, i);
		struct period p;
		if (!dataset_period(r->dataset, r->period, &p))
			import_bad(c, i, "period", "“" STR_FMT "”不是%s的期间", STR_ARG(r->period), dataset_names[r->dataset].label);
		if (import_full(c))
			break;
	}
	TRY(fields_ok(c));
	EACH(struct statement_row, r, *rows) {
		struct exchange_job j;
		enum err e = sql_get(c, &exchange_q[Q_JOB_LAST], &j, dataset_names[r->dataset].word, r->period);
		if (e == E_ABSENT)
			fail_clear(&c->fail);
		else
			TRY(e);
		TRY(compare(c, r->dataset, r->period, e == OK ? &j : NULL, &(struct theirs){ STR("对账单"), r->digest, r->rows }, &n));
		if (!first[r->dataset].p || str_cmp(r->period, first[r->dataset]) < 0)
			first[r->dataset] = r->period;
		if (!last[r->dataset].p || str_cmp(r->period, last[r->dataset]) > 0)
			last[r->dataset] = r->period;
	}
	for (int32_t s = SET_RESOURCES; s < DATASET_MAX; s++)
		if (first[s].p)
			TRY(not_there(c, rows, s, first[s], last[s], &n));
	return n ? warn(c, NULL, 0, arena_fmt(c->arena, "与省级平台对账有 %" PRId64 " 处差异", n), STR("请查看对账差异，重新推送或说明原因。"), "A14.P2a") : OK;
}

enum err difference_open(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return at_none(((const struct difference *)subject)->settled_at) ? OK : refuse(c, "这处差异已经处理");
}

enum err difference_settle(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return sql_run(c, &exchange_q[Q_DIFF_SETTLE], c->subject_id, c->now, V_ID(c->who.person), ((const struct settle_in *)in)->note);
}

enum err mapping_create(struct ctx *c, const void *in, void *out)
{
	const struct mapping *m = in;
	bool known = false;

	(void)out;
	for (int i = 0; i < COLUMNS && datasets[m->dataset].columns[i]; i++)
		known |= str_is(m->col, datasets[m->dataset].columns[i]);
	if (!known)
		return fail_on(c, "col", "absent", "%s没有名为“" STR_FMT "”的列", dataset_names[m->dataset].label, STR_ARG(utf8_head(m->col, 40)));
	c->made = id_new(c);
	return sql_run(c, &exchange_q[Q_MAP_PUT], c->made, dataset_names[m->dataset].word, m->col, m->local, m->province, V_ID(c->who.person), c->now);
}

/* The bytes that were sent, as they were sent. */
enum err job_content(struct ctx *c, const void *in, void *out)
{
	const struct exchange_job *j = c->subject;

	(void)in;
	(void)out;
	if (!j->digest.n)
		return fail(c, E_ABSENT, "absent", "这个批次还没有取数");
	return answer_file(c, j->digest, "text/csv; charset=utf-8", arena_fmt(c->arena, "%s-" STR_FMT ".csv", dataset_names[j->dataset].label, STR_ARG(j->period)));
}

enum err exchange_status(struct ctx *c, const void *in, void *out)
{
	struct status *s = out;
	struct outage o;

	(void)in;
	s->target = setting_text(c, "exchange.target");
	s->endpoint = setting_text(c, "exchange.endpoint");
	s->on = is_on(c);
	enum err e = sql_get_(c, &exchange_q[Q_OUTAGE_OPEN], &o, NO_VALS);
	if (e == E_ABSENT)
		fail_clear(&c->fail);
	else
		TRY(e);
	s->down = e == OK;
	if (s->down) {
		s->down_since = o.began_at;
		s->error = o.error;
	}
	TRY(sql_int(c, &exchange_q[Q_JOB_COUNTS], &s->waiting, "waiting"));
	TRY(sql_int(c, &exchange_q[Q_JOB_COUNTS], &s->sent, "sent"));
	TRY(sql_int(c, &exchange_q[Q_JOB_COUNTS], &s->acked, "acked"));
	TRY(sql_int(c, &exchange_q[Q_JOB_COUNTS], &s->failed, "failed"));
	return sql_int_(c, &exchange_q[Q_DIFF_OPEN], &s->differences, NO_VALS);
}

/* Every hour: the link to the province, receipts that do not come, and the providers' interfaces. */
enum err exchange_watch(struct ctx *c)
{
	struct instant since = { c->now.ms - HOURS(setting_int(c, "x.down_hours")) };
	struct list late;
	struct outage o;

	enum err e = sql_get_(c, &exchange_q[Q_OUTAGE_OPEN], &o, NO_VALS);
	if (e == E_ABSENT)
		fail_clear(&c->fail);
	else
		TRY(e);
	if (e == OK && at_none(o.told_at) && o.began_at.ms <= since.ms) {
		TRY(sql_run(c, &exchange_q[Q_OUTAGE_TOLD], c->now));
		TRY(warn(c, NULL, 0, arena_fmt(c->arena, "与省级平台的接口已中断超过 %" PRId64 " 小时", setting_int(c, "x.down_hours")), o.error, "A14.P2a"));
	}
	TRY(sql_all(c, &exchange_q[Q_JOB_UNANSWERED], &late, since));
	EACH(struct exchange_job, j, late) {
		TRY(sql_run(c, &exchange_q[Q_JOB_TOLD], j->id));
		TRY(warn(c, &exchange_job_entity, j->id, arena_fmt(c->arena, STR_FMT "的%s推送后没有收到回执", STR_ARG(j->period), dataset_names[j->dataset].label), STR("请向省级平台核实。"), "A14.P2a"));
	}
	return faces_watch(c);
}
