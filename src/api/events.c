/* /api/v1/events: facts and news as server-sent events. One thread looks for new ones once a second and hands each stream those whose object
 * its person may see; a stream without news sleeps and costs no thread. The id of an event is the fact's, so that a stream can be
 * taken up again where it broke off. */
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include "api/api_in.h"

enum { BATCH = 200, PENDING_MAX = 256 * 1024, PENDING_FULL = 64 * 1024, TICK_MS = 1000, COMMENT_MS = 15000, ASK_AGAIN_MS = 30000 };

struct stream {
	struct events *events;
	struct MHD_Connection *mhd;
	struct arena *arena;                   /* owns the person's words and the token */
	struct principal who;
	struct str token;
	int64_t last;                          /* the last fact looked at */
	struct buf pending;
	size_t sent;
	bool waiting, ended;
	int fd;
	int64_t wrote_ms, asked_ms;
	uint64_t who_turn;                     /* of asked_ms */
	struct stream *prev, *next;
};
struct events {
	struct api *api;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop, runs;
	pthread_t thread;
	struct stream *streams;
	int n;
	struct arena *arena;                   /* the thread's, emptied at each turn */
};

/* Facts and news have their ids from one row of numbers, so that both together are one order. */
static const struct stmt Q_LAST = { .sql = "SELECT COALESCE(MAX(id), 0) FROM (SELECT MAX(id) AS id FROM fact UNION ALL SELECT MAX(id) FROM news) latest" };
static const struct stmt Q_AT_FROM = { .sql = "SELECT at FROM (SELECT id, at FROM fact WHERE id > ?1 UNION ALL SELECT id, at FROM news WHERE id > ?1 ORDER BY id LIMIT 1) first" };

struct told { int64_t id; struct str name, subject_kind; int64_t subject; struct instant at; };
static const struct field told_fields[] = {
	F(struct told, id, F_ID, "编号", OUT), F(struct told, name, F_STR, "事实", OUT), F(struct told, subject_kind, F_STR, "对象类别", OUT),
	F(struct told, subject, F_ID, "对象", OUT), F(struct told, at, F_AT, "时间", OUT), { 0 }
};
static const struct record told_record = RECORD("event", struct told, told_fields, "事件");
static const struct stmt Q_NEWS = { .sql = "SELECT {} FROM fact WHERE id > ?1 UNION ALL"
	" SELECT id, kind || '.changed', kind, subject, at FROM news WHERE id > ?1 ORDER BY id LIMIT ?2", .rec = &told_record };

/* ---- what a person may know ---- */
static bool may_know(struct ctx *c, struct events *ev, const struct stream *s, const struct told *t)
{
	const struct entity *e = core_entity(ev->api->core, t->subject_kind);
	const struct op *get = e ? core_op_shows(ev->api->core, e) : NULL;

	if (!get || !core_may(ev->api->core, &s->who, get))
		return false;
	void *rec = arena_alloc(c->arena, e->rec->size);
	record_none(e->rec, rec);
	c->who = s->who;
	c->op = get;
	bool seen = entity_get(c, e, t->subject, rec) == OK;
	fail_clear(&c->fail);
	return seen;
}

/* ---- streams ---- */
static void stream_wake(struct stream *s)
{
	if (!s->waiting)
		return;
	s->waiting = false;
	MHD_resume_connection(s->mhd);
}

static void stream_tell(struct stream *s, const struct told *t)
{
	char at[40];
	size_t n = at_put(at, t->at);

	buf_fmt(&s->pending, "id: %" PRId64 "\nevent: cn.yunguan." STR_FMT "\ndata: {\"id\":\"%" PRId64 "\",\"type\":\"cn.yunguan." STR_FMT "\",\"subject_kind\":\""
		STR_FMT "\",\"subject\":\"%" PRId64 "\",\"time\":\"%.*s\"}\n\n", t->id, STR_ARG(t->name), t->id, STR_ARG(t->name),
		STR_ARG(t->subject_kind), t->subject, (int)n, at);
}

static void stream_news(struct ctx *c, struct events *ev, struct stream *s)
{
	struct list news;

	if (s->pending.n - s->sent > PENDING_FULL || sql_all(c, &Q_NEWS, &news, s->last, BATCH) != OK)
		return;
	EACH(struct told, t, news) {
		if (may_know(c, ev, s, t))
			stream_tell(s, t);
		s->last = t->id;
	}
}

/* A session may have ended, a role may be gone: the stream ends with it, and the client comes back as who it is now. This server's own
 * changes of people are asked about at once, another's within the half minute. */
static void stream_ask_again(struct events *ev, struct stream *s, int64_t now)
{
	struct principal who = { 0 };
	struct fail f;

	f.n_errors = 0;
	if (now - s->asked_ms < ASK_AGAIN_MS && s->who_turn == core_who_turn(ev->api->core))
		return;
	s->asked_ms = now;
	s->who_turn = core_who_turn(ev->api->core);
	enum err e = core_who_still(ev->api->core, s->token, ev->arena, &who, &f);
	if (e == E_DENIED || e == E_ABSENT || (e == OK && (who.account != s->who.account || who.roles != s->who.roles || who.org != s->who.org)))
		s->ended = true;
}

/* A page that was closed gives its place back at once: a write would find out only at the second comment, half a minute later, and
 * whoever loads a page anew a few times would have no place left. */
static void streams_left(struct events *ev)
{
	struct pollfd *at = ARENA_ARRAY(ev->arena, struct pollfd, (size_t)ev->n + 1);
	nfds_t n = 0;

	for (struct stream *s = ev->streams; s; s = s->next)
		at[n++] = (struct pollfd){ .fd = s->fd, .events = POLLRDHUP };
	if (poll(at, n, 0) <= 0)
		return;
	n = 0;
	for (struct stream *s = ev->streams; s; s = s->next)
		s->ended |= (at[n++].revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static void turn(struct events *ev)
{
	struct ctx c;
	int64_t last = 0, now = mono_ms();

	streams_left(ev);
	for (struct stream *s = ev->streams; s; s = s->next)
		stream_ask_again(ev, s, now);
	if (core_read_begin(ev->api->core, ev->arena, &c) == OK && sql_int_(&c, &Q_LAST, &last, NO_VALS) == OK)
		for (struct stream *s = ev->streams; s; s = s->next)
			if (s->last < last && !s->ended)
				stream_news(&c, ev, s);
	core_read_end(&c);
	for (struct stream *s = ev->streams; s; s = s->next) {
		if (now - s->wrote_ms >= COMMENT_MS && s->pending.n == s->sent)
			buf_add(&s->pending, STR(": \n\n"));
		if (s->pending.n > s->sent || s->ended)
			stream_wake(s);
	}
	arena_reset(ev->arena);
}

static void *events_run(void *arg)
{
	struct events *ev = arg;

	pthread_mutex_lock(&ev->lock);
	while (!ev->stop) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += TICK_MS / 1000;
		pthread_cond_timedwait(&ev->wake, &ev->lock, &until);
		if (!ev->stop && ev->streams)
			turn(ev);
	}
	pthread_mutex_unlock(&ev->lock);
	return NULL;
}

static ssize_t stream_read(void *arg, uint64_t pos, char *to, size_t max)
{
	struct stream *s = arg;
	ssize_t n = 0;

	(void)pos;
	pthread_mutex_lock(&s->events->lock);
	if (s->sent < s->pending.n) {
		n = (ssize_t)MIN2(max, s->pending.n - s->sent);
		memcpy(to, s->pending.p + s->sent, (size_t)n);
		s->sent += (size_t)n;
		if (s->sent == s->pending.n) {
			buf_clear(&s->pending);
			s->sent = 0;
		}
		s->wrote_ms = mono_ms();
	} else if (s->ended) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		s->waiting = true;
		MHD_suspend_connection(s->mhd);
	}
	pthread_mutex_unlock(&s->events->lock);
	return n;
}

static void stream_free(struct stream *s)
{
	if (!s)
		return;
	buf_done(&s->pending);
	arena_free(s->arena);
	free(s);
}

static void stream_gone(void *arg)
{
	struct stream *s = arg;
	struct events *ev = s->events;

	pthread_mutex_lock(&ev->lock);
	if (s->prev)
		s->prev->next = s->next;
	else
		ev->streams = s->next;
	if (s->next)
		s->next->prev = s->prev;
	ev->n--;
	pthread_mutex_unlock(&ev->lock);
	stream_free(s);
}

/* ---- opening ---- */
/* Ids rise with time, so halving finds the place without an index on time: *last moves up to the last fact before `at`. */
static enum err skip_older(struct ctx *c, struct instant at, int64_t newest, int64_t *last)
{
	int64_t from = *last, to = newest, when = 0;

	TRY(sql_int(c, &Q_AT_FROM, &when, from));
	if (when >= at.ms)
		return OK;
	while (from < to) {
		int64_t mid = from + (to - from) / 2;
		TRY(sql_int(c, &Q_AT_FROM, &when, mid));
		if (when && when < at.ms)
			from = mid + 1;
		else
			to = mid;
	}
	*last = from;
	return OK;
}

static enum err start_after(struct call *c, int64_t *last)
{
	struct ctx ctx;
	struct str id = c->head.of[H_LAST_EVENT];
	int64_t want = 0;
	enum err e = core_read_begin(c->api->core, c->arena, &ctx);

	if (e == OK)
		e = sql_int_(&ctx, &Q_LAST, last, NO_VALS);
	if (e == OK && id.n) {
		e = str_int(id, &want) == OK && want >= 0 ? OK : E_INVALID;
		if (e == OK && want < *last) {
			e = skip_older(&ctx, (struct instant){ ctx.now.ms - DAYS(1) }, *last, &want);
			*last = want;
		}
	}
	core_read_end(&ctx);
	if (e != OK && e != E_INVALID)
		call_because(c, &ctx.fail);
	return e;
}

static struct stream *stream_new(struct call *c, int64_t last)
{
	struct stream *s = calloc(1, sizeof *s);

	if (!s || !(s->arena = arena_new(KIB(64)))) {
		free(s);
		return NULL;
	}
	s->events = c->api->events;
	s->mhd = c->mhd;
	s->fd = MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	s->last = last;
	s->pending = BUF_MAX(PENDING_MAX);
	s->wrote_ms = mono_ms();               /* asked_ms is long ago: whoever signed out while it opened is asked for at the first turn */
	s->token = arena_str(s->arena, c->token);
	s->who = c->r.who;
	s->who.login = arena_str(s->arena, c->r.who.login);
	s->who.name = arena_str(s->arena, c->r.who.name);
	s->who.org_name = arena_str(s->arena, c->r.who.org_name);
	s->who.session = s->who.csrf = STR_NONE;
	buf_add(&s->pending, STR("retry: 3000\n\n"));
	return s;
}

/* Takes a place among the streams; false: there is none left for this person, or for anybody. */
static bool stream_enter(struct events *ev, struct stream *s)
{
	const struct api_limits *l = &ev->api->limits;
	int of_person = 0;

	pthread_mutex_lock(&ev->lock);
	for (struct stream *o = ev->streams; o; o = o->next)
		of_person += o->who.account == s->who.account;
	bool fits = ev->n < l->streams && of_person < l->streams_per_person && !ev->stop;
	if (fits) {
		s->next = ev->streams;
		if (s->next)
			s->next->prev = s;
		ev->streams = s;
		ev->n++;
	}
	pthread_mutex_unlock(&ev->lock);
	return fits;
}

enum MHD_Result events_handle(struct call *c)
{
	struct events *ev = c->api->events;
	int64_t last = 0;

	c->only_looks = true;                  /* a page that opens its stream again has nobody before it */
	if (!call_who(c))
		return MHD_NO;
	if (!c->r.who.account)
		return call_trouble(c, "not_signed_in", "还没有登录，或者登录已经失效"), MHD_NO;
	if (c->r.who.lacks)
		return call_trouble(c, "not_signed_in", "%s", c->r.who.lacks), MHD_NO;
	enum err e = start_after(c, &last);
	if (e == E_INVALID)
		return call_trouble(c, "bad_parameter", "请求头 Last-Event-ID 不能是“" STR_FMT "”：应当是收到过的事件编号", STR_ARG(text_shown(c->head.of[H_LAST_EVENT]))), MHD_NO;
	struct stream *s = e == OK ? stream_new(c, last) : NULL;
	if (!s)
		return call_trouble(c, "unavailable", "事件流暂时不能打开，请稍后再试"), MHD_NO;
	if (!stream_enter(ev, s)) {
		stream_free(s);
		c->a.retry_after = 5;
		return call_trouble(c, "too_many_streams", "同时打开的事件流过多，每人最多 %d 个", c->api->limits.streams_per_person), MHD_NO;
	}
	struct MHD_Response *resp = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, KIB(4), stream_read, s, stream_gone);
	if (!resp) {
		stream_gone(s);
		return call_trouble(c, "unavailable", "事件流暂时不能打开，请稍后再试"), MHD_NO;
	}
	headers_common(c, resp);
	header_add(resp, "Content-Type", "text/event-stream");
	header_add(resp, "Cache-Control", "no-store");
	header_add(resp, "X-Accel-Buffering", "no");
	return call_queue(c, 200, resp);
}

/* ---- open and close ---- */
enum err events_open(struct api *api, struct fail *f)
{
	struct events *ev = calloc(1, sizeof *ev);
	pthread_condattr_t attr;

	if (!ev)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	api->events = ev;
	ev->api = api;
	pthread_mutex_init(&ev->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&ev->wake, &attr);
	pthread_condattr_destroy(&attr);
	ev->arena = arena_new(MIB(64));
	if (!ev->arena)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	ev->runs = pthread_create(&ev->thread, NULL, events_run, ev) == 0;
	return ev->runs ? OK : fail_set(f, E_NOMEM, "no_memory", "内存或线程不够");
}

void events_close(struct api *api)
{
	struct events *ev = api->events;

	if (!ev)
		return;
	pthread_mutex_lock(&ev->lock);
	ev->stop = true;
	pthread_cond_signal(&ev->wake);
	pthread_mutex_unlock(&ev->lock);
	if (ev->runs)
		pthread_join(ev->thread, NULL);
	ev->runs = false;
	pthread_mutex_lock(&ev->lock);
	for (struct stream *s = ev->streams; s; s = s->next) {
		s->ended = true;
		stream_wake(s);
	}
	pthread_mutex_unlock(&ev->lock);
}

void events_free(struct api *api)
{
	struct events *ev = api->events;

	if (!ev)
		return;
	pthread_mutex_destroy(&ev->lock);
	pthread_cond_destroy(&ev->wake);
	arena_free(ev->arena);
	free(ev);
	api->events = NULL;
}

int events_streams(struct api *api)
{
	pthread_mutex_lock(&api->events->lock);
	int n = api->events->n;
	pthread_mutex_unlock(&api->events->lock);
	return n;
}
