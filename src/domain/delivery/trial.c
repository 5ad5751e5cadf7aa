/* The trial, what it showed, and the suggestion that is filed. */
#include "domain/cloud_task/cloud_task.h"
#include "domain/delivery/delivery_in.h"
#include "domain/message/message.h"

enum err in_trial(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;

	(void)in;
	return app->state == APP_TRIAL ? OK : refuse(c, "申请现在处于“%s”，不在试用期", app_state_names[app->state].label);
}

enum err extended_once(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct trial t;

	(void)in;
	TRY(sql_get(c, &delivery_q[Q_TRIAL], &t, app->id));
	return t.extended ? refuse(c, "试用期已经延长过一次，到 " STR_FMT " 为止", STR_ARG(date_text(c->arena, date_add(t.to_date, -1)))) : OK;
}

enum err trial_test(struct ctx *c, const void *in_, void *out)
{
	const struct test_in *in = in_;
	struct trial t;

	(void)out;
	TRY(sql_get(c, &delivery_q[Q_TRIAL], &t, c->subject_id));
	t.test_cases = in->test_cases;
	t.load_result = in->load_result;
	t.conclusion = in->conclusion;
	TRY(sql_put(c, &delivery_q[Q_TRIAL_SET], &t));
	/* What failed first is kept beside what passed later. */
	struct trial_test one = { .id = id_new(c), .application = c->subject_id, .by_person = c->who.person, .test_cases = in->test_cases, .load_result = in->load_result,
				  .conclusion = in->conclusion, .at = c->now };
	return sql_put(c, &delivery_q[Q_TEST_PUT], &one);
}

/* Once, and by as many days as this trial began with: a changed parameter is for later cases. */
enum err trial_extend(struct ctx *c, const void *in_, void *out)
{
	const struct comment_in *in = in_;
	const struct application *app = c->subject;
	struct trial t;

	(void)out;
	TRY(sql_get(c, &delivery_q[Q_TRIAL], &t, app->id));
	t.extended = true;
	t.extend_reason = in->comment;
	t.to_date = date_add(t.to_date, (int32_t)t.max_days);
	t.ends_at = date_start(t.to_date);
	t.reminded = INT_NONE;
	if (t.to_date.day > today(c).day)
		t.over_since = DATE_NONE;
	TRY(sql_put(c, &delivery_q[Q_TRIAL_SET], &t));
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”试用延长到 " STR_FMT, STR_ARG(app->title), STR_ARG(date_text(c->arena, date_add(t.to_date, -1)))),
			  .body = in->comment, .article = "A21.1b", .e = &application_entity, .subject = app->id };
	TRY(message_to_roles(c, app->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	return delivery_tell_csps(c, app->id, &n);
}

enum err suggestion_whole(struct ctx *c, const void *subject, const void *in_)
{
	const struct application *app = subject;
	const struct suggest_in *in = in_;
	struct list resources;
	struct trial t;

	TRY(sql_get(c, &delivery_q[Q_TRIAL], &t, app->id));
	if (!t.conclusion.n)
		return refuse(c, "还没有登记测试结果，不能提出调整建议");
	if (!in || in->no_adjustment)
		return OK;
	TRY(resource_of_application(c, app->id, &resources));
	EACH(struct resource, r, resources) {
		bool said = r->state != RES_TRIAL;
		EACH(struct advice, a, in->lines)
			said |= a->resource == r->id;
		if (!said)
			return refuse(c, "资源 " STR_FMT " 没有调整建议；无需调整的也要逐项写明，或勾选无需调整", STR_ARG(r->no));
	}
	return OK;
}

static const struct resource *known(const struct list *resources, int64_t id)
{
	EACH(struct resource, r, *resources)
		if (r->id == id)
			return r;
	return NULL;
}

/* The word and the quantity say the same, and each resource is spoken of once. */
static enum err check_advice(struct ctx *c, const struct list *lines, size_t i, const struct list *resources)
{
	const struct advice *a = LIST_AT(*lines, struct advice, i);
	const struct resource *r = known(resources, a->resource);
	const char *field = arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/%s", i, r ? "qty" : "resource"));

	if (!r)
		return fail_on(c, field, "absent", "这份申请没有编号为 %" PRId64 " 的资源", a->resource);
	for (size_t j = 0; j < i; j++)
		if (LIST_AT(*lines, struct advice, j)->resource == a->resource)
			return fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/resource", i)), "duplicate", "资源 " STR_FMT " 已经写过建议", STR_ARG(r->no));
	if (a->advice == ADVICE_KEEP ? a->qty == r->qty : a->advice == ADVICE_UP ? a->qty > r->qty : a->qty < r->qty)
		return OK;
	return fail_on(c, field, "out_of_range", "资源 " STR_FMT " 现在是 %" PRId64 "，建议“%s”时数量应当%s", STR_ARG(r->no), r->qty,
		       a->advice == ADVICE_KEEP ? "不变" : a->advice == ADVICE_UP ? "调增" : "调减", a->advice == ADVICE_KEEP ? "相等" : a->advice == ADVICE_UP ? "更大" : "更小");
}

static bool left_by(const struct list *lines)
{
	EACH(struct advice, a, *lines)
		if (a->qty)
			return true;
	return false;
}

enum err trial_suggest(struct ctx *c, const void *in_, void *out)
{
	const struct suggest_in *in = in_;
	struct suggestion s = { .id = id_new(c), .application = c->subject_id, .by_person = c->who.person, .lines = in->lines, .no_adjustment = in->no_adjustment,
				.basis = in->basis, .at = c->now };
	struct list resources;

	(void)out;
	if (in->no_adjustment && in->lines.n)
		return fail_on(c, "lines", "contradicts", "勾选了无需调整，就不再逐项填写建议");
	TRY(resource_of_application(c, c->subject_id, &resources));
	for (size_t i = 0; i < in->lines.n; i++)
		check_advice(c, &in->lines, i, &resources);
	TRY(fields_ok(c));
	if (!in->no_adjustment && !left_by(&in->lines))
		return fail_on(c, "lines", "out_of_range", "全部资源都减到 0 就没有可以交付的了；不再需要的由主管部门终止申请");
	TRY(sql_put(c, &delivery_q[Q_SUG_PUT], &s));
	const struct application *app = c->subject;
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”调整建议待备案", STR_ARG(app->title)), .body = in->basis, .article = "A21.1d", .e = &application_entity, .subject = app->id };
	return message_to_roles(c, 0, R(AUTH_HANDLER), &n);
}

/* T-A21.1d: what is filed may not exceed what was approved, whichever resources of a line it is spread over; more is a change (A22). */
enum err not_above_approval(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct suggestion s;
	struct list resources, lines;

	(void)in;
	TRY(sql_get(c, &delivery_q[Q_SUG_LAST], &s, app->id));
	TRY(resource_of_application(c, app->id, &resources));
	TRY(application_lines(c, app->id, &lines));
	EACH(struct application_line, l, lines) {
		int64_t sum = 0, allowed = 0;
		TRY(delivery_allowed(c, l, &allowed));
		EACH(struct resource, r, resources) {
			int64_t qty = r->qty;
			if (r->line != l->id || r->state != RES_TRIAL)
				continue;
			EACH(struct advice, a, s.lines)
				if (a->resource == r->id)
					qty = a->qty;
			sum += qty;
		}
		if (sum > allowed)
			return refuse(c, "“" STR_FMT "”建议数量 %" PRId64 " 超过批准的 %" PRId64 "，不能备案，请另提变更申请", STR_ARG(l->item_name), sum, allowed);
	}
	return OK;
}

static enum err filing_enter(struct ctx *c, int32_t result, struct str note, struct suggestion *s)
{
	struct filing f = { .id = id_new(c), .application = c->subject_id, .registered_by = c->who.person, .note = note, .registered_at = c->now, .result = result };

	TRY(sql_get(c, &delivery_q[Q_SUG_LAST], s, c->subject_id));
	f.suggestion = s->id;
	f.submitted_at = s->at;
	TRY(number_next(c, "BA", &f.no));
	return sql_put(c, &delivery_q[Q_FILING_PUT], &f);
}

/* The ledger and the cloud follow what was filed; down to nothing, the resource is given back before it ever cost anything. */
static enum err advice_follow(struct ctx *c, const struct advice *a)
{
	struct resource r;

	if (a->qty)
		TRY(resource_set_trial_qty(c, a->resource, a->qty));
	else
		TRY(resource_stop(c, a->resource, today(c), SEG_REVOKE));
	TRY(entity_peek(c, &resource_entity, a->resource, &r));
	return cloud_task_order(c, a->qty ? CLOUD_RESIZE : CLOUD_STOP, c->subject_id, &r, NULL);
}

enum err trial_file(struct ctx *c, const void *in, void *out)
{
	struct suggestion s;

	(void)out;
	TRY(filing_enter(c, FILING_REGISTERED, ((const struct comment_in *)in)->comment, &s));
	/* Less first: what one resource gives back may be what another takes. */
	for (int32_t what = ADVICE_DOWN; what >= ADVICE_UP; what--)
		EACH(struct advice, a, s.lines)
			if (a->advice == what)
				TRY(advice_follow(c, a));
	return OK;
}

/* a returned filing says what is missing, and stays on record. */
enum err trial_return_filing(struct ctx *c, const void *in, void *out)
{
	const struct application *app = c->subject;
	struct str missing = ((const struct comment_in *)in)->comment;
	struct suggestion s;

	(void)out;
	TRY(filing_enter(c, FILING_RETURNED, missing, &s));
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”备案退回", STR_ARG(app->title)), .body = missing, .article = "A21.1d", .e = &application_entity, .subject = app->id };
	return delivery_tell_csps(c, app->id, &n);
}

/* ---- the end of a trial is told before, on its last day, and when it is past; nothing is cut off, deleted or billed by it ---- */
static enum err trial_tell(struct ctx *c, const struct trial *t, struct str title, const char *body)
{
	struct note n = { .title = title, .body = str_of(body), .article = "A21.1b", .e = &application_entity, .subject = t->application };

	TRY(message_to_roles(c, t->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	TRY(message_to_roles(c, 0, R(AUTH_HANDLER), &n));
	return delivery_tell_csps(c, t->application, &n);
}

enum err trials_remind(struct ctx *c)
{
	struct list open;

	TRY(sql_all0(c, &delivery_q[Q_TRIALS_OPEN], &open));
	EACH(struct trial, t, open) {
		int64_t left = t->to_date.day - 1 - today(c).day;
		if (left < 0 && date_none(t->over_since)) {
			TRY(sql_run(c, &delivery_q[Q_TRIAL_TOLD], t->id, t->reminded, t->to_date));
			TRY(trial_tell(c, t, arena_fmt(c->arena, "“" STR_FMT "”试用期已满", STR_ARG(t->title)),
				       "已列入监督清单。请登记测试结果，提出并备案调整建议；资源不会因此停用、删除或计费。"));
		}
		int64_t day = left < 0 ? INT_NONE : message_remind_day(c, "trial.remind_days", left, t->reminded);
		if (day == INT_NONE)
			continue;
		TRY(sql_run(c, &delivery_q[Q_TRIAL_TOLD], t->id, day, DATE_NONE));
		TRY(trial_tell(c, t, left ? arena_fmt(c->arena, "“" STR_FMT "”试用期还有 %" PRId64 " 天", STR_ARG(t->title), left)
					  : arena_fmt(c->arena, "“" STR_FMT "”试用期今日到期", STR_ARG(t->title)),
			       "请在到期前登记测试结果，提出并备案调整建议；确需延长的可以延长一次。"));
	}
	return OK;
}
