/* One request: what its op asks of it, its body, its op, and the stages in between. */
#include "api/api_in.h"

/* ---- requests are reused, arena and all, by the thread that ended them ---- */
enum { FREE_MAX = 256 };
static _Thread_local struct call *free_calls;
static _Thread_local int n_free_calls;
static pthread_key_t at_thread_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void calls_free(void *first)
{
	struct call **list = first;

	for (struct call *c = *list, *next; c; c = next) {
		next = c->next;
		buf_done(&c->body);
		arena_free(c->arena);
		free(c);
	}
	*list = NULL;
}

static void key_make(void) { pthread_key_create(&at_thread_end, calls_free); }

static struct call *call_new(struct api *api)
{
	struct call *c = free_calls;

	if (c) {
		struct arena *a = c->arena;
		struct buf body = c->body;
		free_calls = c->next;
		n_free_calls--;
		memset(c, 0, sizeof *c);
		c->arena = a;
		c->body = body;
	} else {
		pthread_once(&once, key_make);
		pthread_setspecific(at_thread_end, &free_calls);
		c = calloc(1, sizeof *c);
		if (!c || !(c->arena = arena_new(MIB(256)))) {
			free(c);
			return NULL;
		}
	}
	c->api = api;
	c->a.arena = c->arena;
	c->start_us = port_mono_us();
	return c;
}

static void call_free(struct call *c)
{
	upload_drop(c);
	if (c->body.cap > KIB(64) || n_free_calls >= FREE_MAX)
		buf_done(&c->body);
	else
		buf_clear(&c->body);
	if (n_free_calls >= FREE_MAX) {
		arena_free(c->arena);
		free(c);
		return;
	}
	arena_reset(c->arena);
	c->next = free_calls;
	free_calls = c;
	n_free_calls++;
}

/* A number that never comes twice in this process, told so that it says nothing about how many there were. */
static void call_name(struct call *c)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t x = c->api->id_seed + UINT64_C(0x9E3779B97F4A7C15) * (atomic_fetch_add_explicit(&c->api->id_next, 1, memory_order_relaxed) + 1);

	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	x ^= x >> 31;
	for (int i = 0; i < 16; i++, x >>= 4)
		c->id[i] = digits[x & 15];
}

void call_phase(struct call *c, enum phase phase)
{
	if (!c->conn)
		return;
	atomic_store_explicit(&c->conn->since_ms, mono_ms(), memory_order_relaxed);
	atomic_store_explicit(&c->conn->phase, phase, memory_order_relaxed);
	atomic_fetch_add_explicit(&c->conn->turns, 1, memory_order_relaxed);
}

void *call_uri(void *arg, const char *uri, struct MHD_Connection *mhd)
{
	struct call *c = call_new(arg);
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (!c)
		return NULL;
	c->mhd = mhd;
	c->conn = info ? info->socket_context : NULL;
	call_name(c);
	c->head.target = arena_str(c->arena, str_of(uri ? uri : ""));
	c->head.target_at = uri;
	call_phase(c, PHASE_HEAD);
	return c;
}

void call_completed(void *api, struct MHD_Connection *mhd, void **con_cls, enum MHD_RequestTerminationCode why)
{
	struct call *c = *con_cls;

	(void)api;
	(void)mhd;
	(void)why;
	*con_cls = NULL;
	if (!c)
		return;
	call_phase(c, PHASE_IDLE);
	call_free(c);
}

/* ---- refusing ---- */
/* Bodies of refused requests up to this size are read and thrown away, so that the client sees the refusal and keeps its connection. */
#define SWALLOW_MAX ((int64_t)MIB(16))

/* Tells the trouble in c->a: at once, or after the body that is still to come. */
static enum MHD_Result call_refuse(struct call *c)
{
	bool more = c->stage == CALL_FRESH;

	if (more && !c->close && !c->head.of[H_EXPECT].p && c->head.length <= SWALLOW_MAX) {
		c->stage = CALL_SWALLOW;
		call_phase(c, PHASE_BODY);
		return MHD_YES;
	}
	c->close = c->close || more;
	return call_tell(c);
}

/* ---- the body's kind and size ---- */
static bool is_import(const struct op *op) { return strncmp(op->name, "import.", 7) == 0 && !op->fn; }

static bool body_ok(struct call *c)
{
	const struct op *op = c->r.op;
	const struct api_limits *l = &c->api->limits;
	struct str type = c->head.of[H_CONTENT_TYPE];
	struct media m = { 0 };
	bool fits;

	if (op->flags & OP_UPLOAD) {
		c->body_max = l->upload;
		c->accept = "application/octet-stream, application/pdf, image/*, text/*";
		fits = !type.p || (media_parse(type, &m) && !str_starts_nocase(m.type, "multipart/") &&
				   !same_nocase(m.type, "application/x-www-form-urlencoded"));
	} else if (is_import(op)) {
		c->body_max = l->import;
		c->accept = "text/csv";
		fits = media_parse(type, &m) && media_is(&m, "text/csv");
	} else if (op->verb == GET || op->verb == DELETE) {
		if (c->head.has_body)
			return call_trouble(c, "body_not_allowed", "%s 请求不应带请求体", verb_words[op->verb]), false;
		return true;
	} else {
		c->body_max = l->body;
		c->accept = op->verb == PATCH ? "application/merge-patch+json, application/json" : "application/json";
		fits = media_parse(type, &m) && (media_is(&m, "application/json") || (op->verb == PATCH && media_is(&m, "application/merge-patch+json")));
	}
	if (!c->head.has_body && !type.p)
		return true;
	if (c->head.of[H_CONTENT_ENCODING].p && !same_nocase(c->head.of[H_CONTENT_ENCODING], "identity"))
		return call_trouble(c, "unsupported_media_type", "请求体不能压缩，请求头 Content-Encoding 不能是“" STR_FMT "”", STR_ARG(text_shown(c->head.of[H_CONTENT_ENCODING]))), false;
	if (!fits)
		return call_trouble(c, "unsupported_media_type", "请求体的类型应当是 %s（UTF-8），请求头 Content-Type 是“" STR_FMT "”", c->accept, STR_ARG(text_shown(type))), false;
	if (c->head.length > (int64_t)c->body_max)
		return call_trouble(c, "too_large", "请求体超过 %zu 字节", c->body_max), false;
	return true;
}

static bool key_ok(struct call *c)
{
	const struct op *op = c->r.op;
	struct str key = c->head.of[H_KEY];

	if (!key.p) {
		if ((op->flags & OP_CREATES) && !(op->flags & OP_PUBLIC))
			return call_trouble(c, "idempotency_key_missing", "%s需要请求头 Idempotency-Key，以免重复提交时办两次", op->words), false;
		return true;
	}
	if (!idempotency_key_ok(key))
		return call_trouble(c, "idempotency_key_invalid", "请求头 Idempotency-Key 应当是 1 至 255 个可见的 ASCII 字符，不能是“" STR_FMT "”", STR_ARG(text_shown(key))), false;
	if (op->verb != GET)
		c->r.key = key;
	return true;
}

/* ---- the op ---- */
static bool route_ok(struct call *c)
{
	struct str path, allow = STR_NONE;

	if (path_decode(c->head.path, c->arena, &path) != OK)
		return call_trouble(c, "bad_path", "地址“" STR_FMT "”的百分号编码不完整，含有控制字符或编码的斜线，或者不是 UTF-8 文字", STR_ARG(text_shown(c->head.path))), false;
	enum err e = core_route(c->api->core, c->head.verb, (struct str){ path.p + 7, path.n - 7 }, &c->r, c->arena, &allow);
	if (e == OK)
		return true;
	if (allow.n) {
		c->a.allow = allow;
		return call_trouble(c, "method_not_allowed", "这个地址不支持 " STR_FMT "，可以用 " STR_FMT, STR_ARG(utf8_head(c->head.method, 20)), STR_ARG(allow)), false;
	}
	return call_trouble(c, "absent", "没有这个地址：" STR_FMT, STR_ARG(utf8_head(path, 100))), false;
}

static bool query_ok(struct call *c)
{
	struct fail f;
	size_t n = 0;

	fail_clear(&f);
	if (query_parse(c->head.query, c->arena, c->r.params + c->r.n_params, COUNT(c->r.params) - c->r.n_params, &n, &f) != OK)
		return call_fail(c, &f), false;
	c->r.n_params += n;
	return true;
}

static void call_done(void *arg)
{
	struct call *c = arg;
	struct api *api = c->api;

	if (atomic_exchange(&c->meeting, MEET_DONE) == MEET_ASLEEP)
		MHD_resume_connection(c->mhd);
	atomic_fetch_sub(&api->under_way, 1);
}

bool call_submit(struct call *c, bool asleep)
{
	struct api *api = c->api;

	c->r.ip = str_of(c->ip);
	c->r.request_id = str_of(c->id);
	c->r.if_match = c->head.of[H_IF_MATCH];
	c->r.if_none_match = c->head.of[H_IF_NONE_MATCH];
	c->stage = CALL_WAIT;
	atomic_store(&c->meeting, asleep ? MEET_ASLEEP : MEET_NOBODY);
	atomic_fetch_add(&api->under_way, 1);
	if (core_submit(api->core, &c->r, &c->a, call_done, c)) {
		if (asleep)
			MHD_resume_connection(c->mhd);
		atomic_fetch_sub(&api->under_way, 1);
		return true;
	}
	if (!asleep) {
		/* Whoever comes second wakes it: the op may have ended already. */
		MHD_suspend_connection(c->mhd);
		if (atomic_exchange(&c->meeting, MEET_ASLEEP) == MEET_DONE)
			MHD_resume_connection(c->mhd);
	}
	return false;
}

static enum MHD_Result call_run(struct call *c)
{
	call_phase(c, PHASE_WORK);
	if (c->body.n)
		c->r.body = buf_str(&c->body);
	return call_submit(c, false) ? call_tell(c) : MHD_YES;
}

static enum MHD_Result body_end(struct call *c)
{
	if (!c->file.to)
		return call_run(c);
	call_phase(c, PHASE_WORK);
	c->stage = CALL_WAIT;
	MHD_suspend_connection(c->mhd);
	upload_finish(c);
	return MHD_YES;
}

static enum MHD_Result op_begin(struct call *c)
{
	if (!route_ok(c) || !call_who(c) || !call_person_ok(c) || !call_sign_in_ok(c) || !query_ok(c) || !body_ok(c) || !key_ok(c))
		return call_refuse(c);
	if ((c->r.op->flags & OP_UPLOAD) && core_may(c->api->core, &c->r.who, c->r.op) && !upload_begin(c))
		return call_refuse(c);
	if (c->stage == CALL_WHOLE)
		return body_end(c);
	c->body.max = c->body_max;
	c->stage = CALL_BODY;
	call_phase(c, c->file.to ? PHASE_UPLOAD : PHASE_BODY);
	return MHD_YES;
}

static enum MHD_Result call_decide(struct call *c)
{
	call_from(c);
	if (str_starts(c->head.path, STR("/api/v1/")) && !str_is(c->head.path, "/api/v1/openapi.json") && !str_is(c->head.path, "/api/v1/events"))
		return op_begin(c);
	return page_handle(c) == MHD_YES ? MHD_YES : call_refuse(c);
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n, const char *value, size_t value_n)
{
	struct call *c = cls;

	(void)kind;
	head_take(&c->head, (struct str){ name, name_n }, (struct str){ value, value_n }, c->api->reads_in_place);
	return MHD_YES;
}

/* The library lets us answer now, before the body, or at the next call, when the request is whole; an answer now ends the connection. */
static enum MHD_Result call_begin(struct call *c, const char *method, const char *version)
{
	const struct head_rules rules = { &c->api->limits, c->api->hosts, c->api->reads_in_place };
	const union MHD_ConnectionInfo *size = MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	struct fail f;

	f.n_errors = 0;
	head_method(&c->head, str_of(method));
	MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, on_header, c);
	if (!head_ok(&c->head, version, size ? size->header_size : 0, &rules, &f)) {
		c->close = true;               /* where the next request would begin is in doubt */
		call_trouble(c, f.reason, "%s", f.sentence);
		return call_refuse(c);
	}
	if (c->head.has_body)
		return call_decide(c);
	c->stage = CALL_WHOLE;
	return MHD_YES;
}

static void body_take(struct call *c, struct str bytes)
{
	if (c->file.to) {
		if (!upload_take(c, bytes))
			c->stage = CALL_SWALLOW;
		return;
	}
	/* Somebody who may not upload gets the core's refusal; the bytes go nowhere. */
	if (c->r.op->flags & OP_UPLOAD)
		return;
	buf_add(&c->body, bytes);
	if (c->body.failed) {
		call_trouble(c, "too_large", "请求体超过 %zu 字节", c->body_max);
		c->stage = CALL_SWALLOW;
	}
}

enum MHD_Result call_handle(void *api, struct MHD_Connection *mhd, const char *url, const char *method, const char *version, const char *data,
			    size_t *size, void **con_cls)
{
	struct call *c = *con_cls;

	(void)api;
	(void)mhd;
	(void)url;
	if (!c)
		return MHD_NO;
	switch (c->stage) {
	case CALL_FRESH:
		return call_begin(c, method, version);
	case CALL_WHOLE:
		return call_decide(c);
	case CALL_BODY:
		if (!*size)
			return body_end(c);
		body_take(c, (struct str){ data, *size });
		*size = 0;
		return MHD_YES;
	case CALL_SWALLOW:
		if (!*size)
			return call_tell(c);
		*size = 0;
		return MHD_YES;
	case CALL_WAIT:
		return call_tell(c);
	case CALL_TOLD:
		break;
	}
	return MHD_NO;
}
