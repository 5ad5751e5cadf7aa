/* One digest a person and day: what waits for them, what those below let pass, what is new. Read in one snapshot outside any transaction,
 * written person by person. */
#include "core/core.h"
#include "domain/account/account.h"
#include "domain/message/message.h"
#include "domain/reminder/reminder_in.h"

enum { LINES_MAX = 20 };

struct digest { int64_t waiting, late, below, fresh; struct buf text; };

static void work_line(struct ctx *c, struct buf *to, int64_t nth, const struct work_item *w)
{
	const struct article *a = w->article.n ? article_find(arena_cstr(c->arena, w->article)) : NULL;

	buf_fmt(to, "%" PRId64 ". " STR_FMT "：" STR_FMT "%s" STR_FMT "%s，" STR_FMT "，", nth, STR_ARG(w->op_label), STR_ARG(utf8_head(w->title, 60)), w->no.n ? "（" : "",
		STR_ARG(w->no), w->no.n ? "）" : "", STR_ARG(w->org_name));
	if (at_none(w->due_at))
		buf_add(to, STR("没有时限"));
	else if (w->left <= 0)
		buf_fmt(to, "到期日 " STR_FMT "，已超期", STR_ARG(date_text(c->arena, w->due_date)));
	else
		buf_fmt(to, "到期日 " STR_FMT "，%s", STR_ARG(date_text(c->arena, w->due_date)),
			w->left == 1 ? "今日到期" : arena_cstr(c->arena, arena_fmt(c->arena, "剩 %" PRId64 " 个工作日", w->left - 1)));
	if (a)
		buf_fmt(to, "，%s", a->clause);
}

static void more_line(struct buf *to, int64_t n)
{
	if (n > LINES_MAX)
		buf_fmt(to, "另有 %" PRId64 " 项，见平台。\n", n - LINES_MAX);
}

static enum err waiting(struct ctx *c, const struct list *all, struct digest *d)
{
	struct list work;

	TRY(work_mine(c, all, &work));
	d->waiting = (int64_t)work.n;
	if (work.n)
		buf_fmt(&d->text, "等我办理 %zu 项\n", work.n);
	EACH(struct work_item, w, work) {
		int64_t nth = w - (struct work_item *)work.items + 1;
		d->late += !at_none(w->due_at) && w->due_at.ms <= c->now.ms;
		if (nth > LINES_MAX)
			continue;
		work_line(c, &d->text, nth, w);
		buf_byte(&d->text, '\n');
	}
	more_line(&d->text, d->waiting);
	return OK;
}

static bool is_above(const struct principal *p, const struct ball *b)
{
	struct post at[POSTS_MAX];
	bool holds = (b->w.org ? b->w.org == p->org : p->party == ORG_AUTHORITY) && (b->roles & p->roles);

	for (size_t i = 0, n = superiors(b, at); i < n && !holds; i++)
		if ((at[i].org ? at[i].org == p->org : p->party == ORG_AUTHORITY) && (at[i].roles & p->roles))
			return true;
	return false;
}

static void below(struct ctx *c, const struct list *late, struct digest *d)
{
	CLEANUP(buf_done) struct buf lines = BUF_MAX(KIB(64));

	EACH(struct ball, b, *late) {
		if (!is_above(&c->who, b) || ++d->below > LINES_MAX)
			continue;
		work_line(c, &lines, d->below, &b->w);
		buf_fmt(&lines, "，由" STR_FMT "办理\n", STR_ARG(holder_words(c, b)));
	}
	if (d->below)
		buf_fmt(&d->text, "%s下级超期 %" PRId64 " 项\n" STR_FMT, d->text.n ? "\n" : "", d->below, STR_ARG(buf_str(&lines)));
	more_line(&d->text, d->below);
}

static enum err news(struct ctx *c, struct digest *d)
{
	struct list titles;

	TRY(message_new(c, c->who.person, LINES_MAX, &d->fresh, &titles));
	if (d->fresh)
		buf_fmt(&d->text, "%s新消息 %" PRId64 " 条\n", d->text.n ? "\n" : "", d->fresh);
	EACH(struct str, s, titles)
		buf_fmt(&d->text, "· " STR_FMT "\n", STR_ARG(*s));
	more_line(&d->text, d->fresh);
	return OK;
}

/* The digest of c->who; title p NULL: there is nothing to say. */
static enum err compose(struct ctx *c, const struct list *all, const struct list *late, struct arena *a, struct digest_in *out)
{
	struct digest d = { .text = BUF_MAX(KIB(256)) };
	enum err e = waiting(c, all, &d);

	if (e == OK)
		below(c, late, &d);
	if (e == OK)
		e = news(c, &d);
	*out = (struct digest_in){ .person = c->who.person };
	if (e == OK && d.text.n) {
		buf_add(&d.text, STR("\n办理请登录平台。本摘要每个工作日一份，不想收邮件可以在平台的摘要设置里关闭。\n"));
		out->title = arena_fmt(a, STR_FMT " 摘要：等我办理 %" PRId64 " 项", STR_ARG(date_text(a, today(c))), d.waiting);
		if (d.late)
			out->title = arena_fmt(a, STR_FMT "（%" PRId64 " 项超期）", STR_ARG(out->title), d.late);
		if (d.below)
			out->title = arena_fmt(a, STR_FMT "，下级超期 %" PRId64 " 项", STR_ARG(out->title), d.below);
		if (d.fresh)
			out->title = arena_fmt(a, STR_FMT "，新消息 %" PRId64 " 条", STR_ARG(out->title), d.fresh);
		out->body = arena_str(a, buf_str(&d.text));
	}
	buf_done(&d.text);
	return e;
}

static struct str day_key(struct ctx *c) { return arena_fmt(c->arena, "digest:" STR_FMT, STR_ARG(date_text(c->arena, today(c)))); }

/* Whether today's digests are due and not yet all written. */
static enum err is_due(struct ctx *c, bool *out)
{
	const struct workdays *days;
	int64_t at = setting_minutes(c, "digest.at"), done = 0;

	TRY(workdays_now(c, &days));
	TRY(sql_int(c, &reminder_q[Q_TOLD], &done, day_key(c)));
	*out = at != INT_NONE && !done && workday_is(days, today(c)) && c->now.ms >= date_start(today(c)).ms + MINUTES(at);
	return OK;
}

static enum err compose_all(struct ctx *c, struct arena *a, struct list *out)
{
	struct list people, all, work, late;
	struct arena *own = arena_new(MIB(64));
	struct principal system = c->who;
	enum err e;

	*out = (struct list){ 0 };
	TRY(account_everybody(c, &people));
	TRY(work_all(c, &all));
	TRY(work_due(c, (struct instant){ c->now.ms + 1 }, &work));
	TRY(balls_of(c, &work, &late));
	*out = (struct list){ ARENA_ARRAY(a, struct digest_in, people.n + 1), 0 };
	e = OK;
	/* What one person's digest needs is given back before the next. */
	c->arena = own;
	EACH(struct principal, p, people) {
		struct digest_in *d = LIST_AT(*out, struct digest_in, out->n);
		c->who = *p;
		e = compose(c, &all, &late, a, d);
		if (e != OK)
			break;
		out->n += d->title.p != NULL;
		arena_reset(own);
	}
	c->arena = a;
	c->who = system;
	arena_free(own);
	return e;
}

enum err job_digest(struct job_turn *t)
{
	struct list digests;
	bool due = false;

	TRY(core_read_begin_job(t));
	enum err e = is_due(t->read, &due);
	if (e == OK && due)
		e = compose_all(t->read, t->arena, &digests);
	if (e != OK)
		t->fail = t->read->fail;
	core_read_end_job(t);
	if (e != OK || !due)
		return e;
	EACH(struct digest_in, d, digests)
		TRY(job_do(t, "digest.write", d));
	return job_do(t, "digest.done", NULL);
}

enum err digest_by_mail(struct ctx *c, int64_t person, bool *out)
{
	int64_t mail = 1;

	TRY(sql_int(c, &reminder_q[Q_CHOICE], &mail, person));
	*out = mail;
	return OK;
}

enum err digest_write(struct ctx *c, const void *in_, void *out)
{
	const struct digest_in *in = in_;
	bool by_mail;

	(void)out;
	TRY(digest_by_mail(c, in->person, &by_mail));
	return message_digest(c, in->person, &(struct note){ .title = in->title, .body = in->body, .article = "A9a.2", .template = MSG_DIGEST }, by_mail);
}

enum err digest_done(struct ctx *c, const void *in, void *out)
{
	int64_t done = 0;

	(void)in;
	(void)out;
	TRY(sql_int(c, &reminder_q[Q_TOLD], &done, day_key(c)));
	return done ? OK : sql_run(c, &reminder_q[Q_TELL], day_key(c), c->now);
}
