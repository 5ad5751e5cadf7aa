/* One request: its form, its person, its op, its answer. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "api/api_in.h"

/* Bodies of refused requests up to this size are read and thrown away, so that the client sees the refusal and keeps its connection. */
#define SWALLOW_MAX ((int64_t)MIB(16))
static const char COOKIE[] = "yunguan_session";

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

static void conn_phase(struct call *c, enum phase phase)
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
	c->target = arena_str(c->arena, str_of(uri ? uri : ""));
	c->target_at = uri;
	conn_phase(c, PHASE_HEAD);
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
	conn_phase(c, PHASE_IDLE);
	call_free(c);
}

/* ---- problems of the door's own ---- */
static const struct trouble { const char *code; int status; const char *title; } troubles[] = {
	{ "bad_request",             400, "请求无法解析" },
	{ "bad_path",                400, "地址不正确" },
	{ "bad_parameter",           400, "参数不正确" },
	{ "unknown_host",            400, "主机名不正确" },
	{ "body_not_allowed",        400, "不应带请求体" },
	{ "idempotency_key_missing", 400, "缺少幂等键" },
	{ "idempotency_key_invalid", 400, "幂等键不正确" },
	{ "not_signed_in",           401, "还没有登录" },
	{ "csrf",                    403, "请求来源未能确认" },
	{ "absent",                  404, "没有找到" },
	{ "method_not_allowed",      405, "不支持这种方法" },
	{ "too_large",               413, "请求体过大" },
	{ "uri_too_long",            414, "地址过长" },
	{ "unsupported_media_type",  415, "不支持这种内容类型" },
	{ "bad_range",               416, "要的部分不在文件里" },
	{ "expectation_failed",      417, "不支持这种期望" },
	{ "too_many_requests",       429, "请求过于频繁" },
	{ "too_many_attempts",       429, "尝试次数过多" },
	{ "too_many_streams",        429, "事件流过多" },
	{ "headers_too_large",       431, "请求头过大" },
	{ "internal",                500, "服务内部错误" },
	{ "unavailable",             503, "暂时不能服务" },
};

void call_json_problem(int status, const char *code, const char *title, struct str detail, struct str request_id, struct buf *b)
{
	buf_fmt(b, "{\"type\":\"urn:yunguan:problem:%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"detail\":", code, title, status, code);
	json_put_str(b, detail);
	buf_add(b, STR(",\"request_id\":"));
	json_put_str(b, request_id);
	buf_byte(b, '}');
}

void call_trouble(struct call *c, const char *code, const char *fmt, ...)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(16));
	const struct trouble *t = troubles;
	va_list ap;

	while (strcmp(t->code, code) != 0)
		t++;
	va_start(ap, fmt);
	struct str detail = arena_vfmt(c->arena, fmt, ap);
	va_end(ap);
	call_json_problem(t->status, code, t->title, detail, str_of(c->id), &b);
	c->a.status = t->status;
	c->a.body = arena_str(c->arena, buf_str(&b));
	c->a.content_type = STR("application/problem+json");
	c->a.etag = c->a.location = c->a.link = c->a.file = STR_NONE;
}

/* ---- answers ---- */
void header_add(struct MHD_Response *resp, const char *name, const char *value)
{
	if (MHD_add_response_header(resp, name, value) != MHD_YES)
		log_line(LOG_WARN, "api", "event=header_not_added name=%s", name);
}

static void header_str(struct call *c, struct MHD_Response *resp, const char *name, struct str value)
{
	if (value.p)
		header_add(resp, name, arena_cstr(c->arena, value));
}

/* What every answer carries. */
void headers_common(struct call *c, struct MHD_Response *resp)
{
	header_add(resp, "X-Request-Id", c->id);
	header_add(resp, "X-Content-Type-Options", "nosniff");
	header_add(resp, "Referrer-Policy", "same-origin");
	if (c->close)
		header_add(resp, "Connection", "close");
}

enum MHD_Result call_queue(struct call *c, int status, struct MHD_Response *resp)
{
	if (!resp)
		return MHD_NO;
	enum MHD_Result got = call_queue_plain(c->mhd, (unsigned)status, resp);
	MHD_destroy_response(resp);
	c->stage = CALL_TOLD;
	conn_phase(c, PHASE_WORK);
	count_answer(c->api, c->r.op, status, port_mono_us() - c->start_us);
	if (status >= 500)
		log_line(LOG_WARN, "api", "event=failed status=%d op=%s request=%s reason=%s sentence=\"%s\"", status, c->r.op ? c->r.op->name : "-", c->id,
			 c->a.fail.reason[0] ? c->a.fail.reason : "-", c->a.fail.sentence);
	return got;
}

static bool is_secure(const struct call *c)
{
	return c->api->secure || (c->api->trust_proxy && same_nocase(c->headers[H_FORWARDED_PROTO], "https"));
}

static void add_cookie(struct call *c, struct MHD_Response *resp)
{
	const struct answer *a = &c->a;
	const char *secure = is_secure(c) ? "; Secure" : "";

	if (a->set_session.p) {
		int64_t left = (a->session_expires_at.ms - core_now(c->api->core).ms) / 1000;
		header_str(c, resp, "Set-Cookie", arena_fmt(c->arena, "%s=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=%" PRId64, COOKIE,
							   STR_ARG(a->set_session), secure, MAX2(left, (int64_t)0)));
	} else if (a->clear_session) {
		header_str(c, resp, "Set-Cookie", arena_fmt(c->arena, "%s=; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=0", COOKIE, secure));
	}
}

/* A name in both forms: plain for old programs, RFC 8187 for the rest. */
static void add_disposition(struct call *c, struct MHD_Response *resp)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(8));
	struct str name = c->a.filename;

	buf_add(&b, STR("attachment; filename=\""));
	for (size_t i = 0; i < name.n; i++)
		if ((uint8_t)name.p[i] < 0x80)
			buf_byte(&b, name.p[i] < 0x20 || name.p[i] == 0x7f || strchr("\"\\/%;", name.p[i]) ? '_' : name.p[i]);
		else if (((uint8_t)name.p[i] & 0xc0) != 0x80)
			buf_byte(&b, '_');
	buf_add(&b, STR("\"; filename*=UTF-8''"));
	percent_encode(name, &b);
	header_str(c, resp, "Content-Disposition", buf_str(&b));
	header_add(resp, "Content-Security-Policy", "default-src 'none'; sandbox");
}

static void add_link(struct call *c, struct MHD_Response *resp)
{
	struct str query = query_with(c->query, "cursor", c->a.link, c->arena);

	header_str(c, resp, "Link", arena_fmt(c->arena, "<" STR_FMT "?" STR_FMT ">; rel=\"next\"", STR_ARG(c->path), STR_ARG(query)));
}

static struct MHD_Response *trouble_response(struct call *c)
{
	return MHD_create_response_from_buffer(c->a.body.n, (void *)(uintptr_t)c->a.body.p, MHD_RESPMEM_PERSISTENT);
}

/* A file goes out as it is opened, piece by piece. */
struct sending { struct vault_file *file; int64_t from; };

static ssize_t sending_part(void *arg, uint64_t at, char *to, size_t n)
{
	struct sending *s = arg;
	struct fail f = { 0 };
	size_t got = 0;

	if (vault_part(s->file, s->from + (int64_t)at, to, n, &got, &f) == OK)
		return (ssize_t)got;
	log_line(LOG_ERROR, "api", "event=file_broken_off reason=%s", f.reason);
	return MHD_CONTENT_READER_END_WITH_ERROR;
}

static void sending_done(void *arg)
{
	struct sending *s = arg;

	vault_close(s->file);
	free(s);
}

static struct MHD_Response *part_response(struct vault_file *file, int64_t from, int64_t n)
{
	struct sending *s = malloc(sizeof *s);
	struct MHD_Response *resp = NULL;

	if (s) {
		*s = (struct sending){ file, from };
		resp = MHD_create_response_from_callback((uint64_t)n, KIB(16), sending_part, s, sending_done);
	}
	if (!resp) {
		vault_close(file);
		free(s);
	}
	return resp;
}

/* A part of the file where one is asked for (RFC 9110, 14): a broken download goes on. A condition we cannot hold (If-Range) gets the whole. */
static struct MHD_Response *file_response(struct call *c)
{
	CLEANUP(vault_closep) struct vault_file *file = NULL;
	struct fail f = { 0 };

	if (vault_open(c->api->core, arena_cstr(c->arena, c->a.file), &file, &f) != OK) {
		log_line(LOG_ERROR, "api", "event=file_missing request=%s reason=%s", c->id, f.reason);
		call_trouble(c, "internal", "文件暂时不能读取，请联系管理员");
		return trouble_response(c);
	}
	int64_t from = 0, size = vault_size(file), n = size;
	enum range asked = c->headers[H_RANGE].p && !c->headers[H_IF_RANGE].p && c->a.status == 200 ? range_parse(c->headers[H_RANGE], size, &from, &n) : RANGE_NONE;
	if (asked == RANGE_OUTSIDE) {
		call_trouble(c, "bad_range", "文件有 %" PRId64 " 字节", size);
		c->range = arena_fmt(c->arena, "bytes */%" PRId64, size);
		return trouble_response(c);
	}
	if (asked == RANGE_PART) {
		c->a.status = 206;
		c->range = arena_fmt(c->arena, "bytes %" PRId64 "-%" PRId64 "/%" PRId64, from, from + n - 1, size);
	}
	return part_response(TAKE(file), from, n);
}

static void note_sign_in(struct call *c)
{
	int64_t wait = 0;

	if (c->a.status == 401 || c->a.status == 403 || c->a.status == 409 || c->a.status == 422)
		limiter_take(c->api->sign_ins, call_address(c), port_mono_us(), &wait);
}

static enum MHD_Result call_tell(struct call *c)
{
	struct answer *a = &c->a;
	struct MHD_Response *resp;

	if (c->sign_in)
		note_sign_in(c);
	if (a->file.p)
		resp = file_response(c);
	else
		resp = MHD_create_response_from_buffer(a->body.n, (void *)(uintptr_t)(a->body.p ? a->body.p : ""), MHD_RESPMEM_PERSISTENT);
	if (!resp)
		return MHD_NO;
	headers_common(c, resp);
	header_add(resp, "Cache-Control", "no-store");
	header_str(c, resp, "Content-Range", c->range);
	if (a->file.p)
		header_add(resp, "Accept-Ranges", "bytes");
	if (a->body.n || a->file.p)
		header_str(c, resp, "Content-Type", a->content_type);
	header_str(c, resp, "ETag", a->etag);
	header_str(c, resp, "Location", a->location);
	if (a->link.p)
		add_link(c, resp);
	if (a->status == 405)
		header_str(c, resp, "Allow", a->allow);
	if (a->status == 401)
		header_add(resp, "WWW-Authenticate", c->by_bearer ? "Bearer realm=\"yunguan\", error=\"invalid_token\"" : "Bearer realm=\"yunguan\"");
	if (a->status == 415 && c->accept)
		header_add(resp, "Accept", c->accept);
	if (a->retry_after <= 0 && (a->status == 429 || a->status == 503))
		a->retry_after = 1;
	if (a->retry_after > 0)
		header_str(c, resp, "Retry-After", arena_fmt(c->arena, "%" PRId64, a->retry_after));
	if (a->replayed)
		header_add(resp, "Idempotency-Replayed", "true");
	if (a->filename.p && a->status < 300)
		add_disposition(c, resp);
	if (a->set_session.p || a->clear_session)
		add_cookie(c, resp);
	return call_queue(c, a->status, resp);
}

/* Tells the trouble in c->a: at once, or after the body that is still to come. */
static enum MHD_Result call_refuse(struct call *c)
{
	bool more = c->stage == CALL_FRESH;

	if (more && !c->close && !c->headers[H_EXPECT].p && c->length <= SWALLOW_MAX) {
		c->stage = CALL_SWALLOW;
		conn_phase(c, PHASE_BODY);
		return MHD_YES;
	}
	c->close = c->close || more;
	return call_tell(c);
}

/* ---- headers ---- */
static const struct { const char *name; size_t n; bool many; } header_rows[H_MAX] = {
#define H(text, many) { text, sizeof text - 1, many }
	[H_HOST] = H("Host", false),                         [H_CONTENT_LENGTH] = H("Content-Length", false),
	[H_TRANSFER_ENCODING] = H("Transfer-Encoding", false), [H_CONTENT_TYPE] = H("Content-Type", false),
	[H_AUTHORIZATION] = H("Authorization", false),       [H_COOKIE] = H("Cookie", false),
	[H_CSRF] = H("X-CSRF-Token", false),                 [H_KEY] = H("Idempotency-Key", false),
	[H_IF_MATCH] = H("If-Match", false),                 [H_IF_NONE_MATCH] = H("If-None-Match", false),
	[H_ACCEPT_ENCODING] = H("Accept-Encoding", true),    [H_EXPECT] = H("Expect", false),
	[H_LAST_EVENT] = H("Last-Event-ID", false),          [H_FORWARDED_FOR] = H("X-Forwarded-For", true),
	[H_FORWARDED_PROTO] = H("X-Forwarded-Proto", true),  [H_FETCH_SITE] = H("Sec-Fetch-Site", true),
	[H_CONTENT_ENCODING] = H("Content-Encoding", false),  [H_RANGE] = H("Range", false),
	[H_IF_RANGE] = H("If-Range", false),
#undef H
};

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("()<>@,;:\\\"/[]?={}", s.p[i]))
			return false;
	return s.n > 0;
}

/* The library reads header lines in place and turns their line ends into zeros. A NUL that the client sent, or a folded line (copied
 * elsewhere), shows as another distance between the end of one header and the name of the next. */
static bool follows(const char *end, const char *next)
{
	if (next <= end || next - end > 1024)
		return false;
	while (*end == ' ' || *end == '\t')
		end++;
	return (next - end == 2 && end[0] == 0 && end[1] == 0) || (next - end == 1 && end[0] == 0);
}

/* The last header's end: its line's and the empty line's. */
static bool ends(const char *end)
{
	while (*end == ' ' || *end == '\t')
		end++;
	return end[0] == 0 && end[1] == 0;
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n, const char *value, size_t value_n)
{
	struct call *c = cls;

	(void)kind;
	c->n_headers++;
	c->header_bytes += name_n + value_n + 4;
	if (!value) {
		c->bad_header = "请求头没有值";
		return MHD_YES;
	}
	if (!is_name((struct str){ name, name_n }))
		c->bad_header = "请求头的名称含有不允许的字符";
	if (c->header_end && c->api->reads_in_place && !follows(c->header_end, name))
		c->bad_header = "请求头折行，或者含有空字符";
	c->header_end = value + value_n;
	for (size_t i = 0; i < value_n; i++)
		if (((uint8_t)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
			c->bad_header = "请求头含有控制字符";
	for (size_t i = 0; i < H_MAX; i++) {
		if (header_rows[i].n != name_n || !same_nocase((struct str){ name, name_n }, header_rows[i].name))
			continue;
		if (c->headers[i].p && !header_rows[i].many)
			c->bad_header = "请求头重复出现";
		c->headers[i] = str_trim((struct str){ value, value_n });
		break;
	}
	return MHD_YES;
}

/* Content-Length and Transfer-Encoding as the library and we must both understand them. */
static bool framing_ok(struct call *c)
{
	struct str length = c->headers[H_CONTENT_LENGTH], coding = c->headers[H_TRANSFER_ENCODING];

	if (length.p && coding.p)
		return call_trouble(c, "bad_request", "请求头 Content-Length 与 Transfer-Encoding 不能同时出现"), false;
	if (coding.p) {
		if (!same_nocase(coding, "chunked"))
			return call_trouble(c, "bad_request", "传输编码只支持 chunked"), false;
		c->length = -1;
		c->has_body = true;
	}
	if (length.p) {
		if (length.n == 0 || length.n > 15 || length.p[0] < '0' || length.p[0] > '9' || str_int(length, &c->length) != OK)
			return call_trouble(c, "bad_request", "请求头 Content-Length 不是数字"), false;
		c->has_body = c->length > 0;
	}
	return true;
}

static bool host_ok(struct call *c, const char *version)
{
	struct str host = c->headers[H_HOST], name;

	if (!host.p && strcmp(version, "HTTP/1.1") == 0)
		return call_trouble(c, "bad_request", "缺少请求头 Host"), false;
	if (!host.p || (host.n == 0 && !c->api->hosts))
		return true;
	if (!host_parse(host, &name))
		return call_trouble(c, "bad_request", "请求头 Host 不是主机名"), false;
	for (size_t i = 0; c->api->hosts && c->api->hosts[i]; i++)
		if (same_nocase(name, c->api->hosts[i]))
			return true;
	if (!c->api->hosts)
		return true;
	return call_trouble(c, "unknown_host", "本服务不以这个主机名对外服务"), false;
}

/* Whether the request has the form of one; what fails here is answered and the connection closed, since its borders are in doubt. */
static bool form_ok(struct call *c, const char *version)
{
	const struct api_limits *l = &c->api->limits;

	c->close = true;
	if (c->method.n + c->target.n + strlen(version) + 2 > l->request_line)
		return call_trouble(c, "uri_too_long", "请求行超过 %zu 字节", l->request_line), false;
	if (c->n_headers > l->n_headers)
		return call_trouble(c, "headers_too_large", "请求头超过 %zu 个", l->n_headers), false;
	if (c->header_bytes > l->headers)
		return call_trouble(c, "headers_too_large", "请求头超过 %zu 字节", l->headers), false;
	if (c->header_end && c->api->reads_in_place && !ends(c->header_end))
		c->bad_header = "请求头含有空字符";
	if (c->bad_header)
		return call_trouble(c, "bad_request", "%s", c->bad_header), false;
	if (c->api->reads_in_place && (c->target_at != c->method.p + c->method.n + 1 || version != c->target_at + c->target.n + 1))
		return call_trouble(c, "bad_request", "请求行的各部分之间应当是一个空格，也不能有空字符"), false;
	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return call_trouble(c, "bad_request", "只支持 HTTP/1.0 和 HTTP/1.1"), false;
	if (!framing_ok(c) || !host_ok(c, version))
		return false;
	if (c->headers[H_EXPECT].p && !same_nocase(c->headers[H_EXPECT], "100-continue"))
		return call_trouble(c, "expectation_failed", "请求头 Expect 只支持 100-continue"), false;
	c->close = false;
	return true;
}

static uint64_t address_key(const struct call *c, const unsigned char *bits, size_t n)
{
	uint64_t h = c->api->id_seed;

	for (size_t i = 0; i < n; i++)
		h = (h ^ bits[i]) * UINT64_C(0x100000001b3);
	return h;
}

uint64_t call_address(const struct call *c) { return c->address; }

static void take_address(struct call *c)
{
	struct str list = c->headers[H_FORWARDED_FOR], ip = STR_NONE;
	unsigned char bits[16];

	if (c->conn) {
		memcpy(c->ip, c->conn->ip, sizeof c->ip);
		c->address = c->conn->address;
		c->local = c->conn->local;
	}
	if (!c->api->trust_proxy)
		return;
	/* Our proxy adds the address it saw at the end; what stands before it is hearsay. */
	while (list.p)
		ip = str_trim(str_cut(&list, ','));
	c->local = false;
	if (ip.n == 0 || ip.n >= sizeof c->ip)
		return;
	const char *z = arena_cstr(c->arena, ip);
	bool v4 = inet_pton(AF_INET, z, bits) == 1;
	if (!v4 && inet_pton(AF_INET6, z, bits) != 1)
		return;
	memcpy(c->ip, z, ip.n + 1);
	/* Whoever has one IPv6 address has its whole /64. */
	c->address = address_key(c, bits, v4 ? 4 : 8);
}

static bool target_split(struct call *c)
{
	struct str t = c->target;

	c->close = true;
	/* A client that takes us for a proxy names the server first (RFC 9112, 3.2.2). */
	if (str_starts(t, STR("http://")) || str_starts(t, STR("https://"))) {
		ptrdiff_t at = str_find(t, STR("//")) + 2;
		while ((size_t)at < t.n && t.p[at] != '/')
			at++;
		t = (struct str){ t.p + at, t.n - (size_t)at };
	}
	if (t.n == 0 || t.p[0] != '/' || memchr(t.p, '#', t.n))
		return call_trouble(c, "bad_path", "请求的地址应当以 / 开头"), false;
	c->query = t;
	c->path = str_cut(&c->query, '?');
	c->close = false;
	return true;
}

static enum verb verb_of(struct str method, bool *is_head)
{
	static const char *const words[] = { [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE" };

	for (enum verb v = GET; v <= DELETE; v++)
		if (str_is(method, words[v]))
			return v;
	*is_head = str_is(method, "HEAD");
	return *is_head ? GET : 0;
}

/* ---- who asks ---- */
static bool bearer(struct call *c, struct str *token)
{
	struct str h = c->headers[H_AUTHORIZATION];

	if (h.n < 7 || !same_nocase((struct str){ h.p, 7 }, "bearer "))
		return false;
	*token = str_trim((struct str){ h.p + 7, h.n - 7 });
	return token_ok(*token);
}

/* A program's certificate. Browsers show theirs unasked, also for another site's page, and send Sec-Fetch-Site: for them it is none. */
static bool who_by_certificate(struct call *c)
{
	struct fail f;

	for (int i = 0; i < 2 && !c->headers[H_FETCH_SITE].p && cert_name(c, i)[0]; i++) {
		f.kind = OK;
		f.n_errors = 0;
		enum err e = core_who_by_token(c->api->core, str_of(cert_name(c, i)), c->arena, &c->r.who, &f);
		if (e == OK) {
			c->token = arena_str(c->arena, str_of(cert_name(c, i)));
			return true;
		}
		c->r.who = (struct principal){ 0 };
		if (e == E_BUSY || e == E_NOMEM || e == E_CORRUPT || e == E_REMOTE)
			return call_trouble(c, "unavailable", "暂时不能确认登录状态，请稍后再试"), false;
	}
	return true;
}

bool call_who(struct call *c)
{
	struct fail f;
	struct str token = STR_NONE;

	f.kind = OK;
	f.n_errors = 0;
	c->by_bearer = c->headers[H_AUTHORIZATION].p != NULL;
	if (c->by_bearer && !bearer(c, &token))
		return call_trouble(c, "not_signed_in", "请求头 Authorization 应当是 Bearer 加令牌"), false;
	if (!c->by_bearer && c->headers[H_COOKIE].p)
		token = cookie_get(c->headers[H_COOKIE], COOKIE);
	if (!token.p && !c->by_bearer && c->api->tls_client_ca)
		return who_by_certificate(c);
	if (!token.p || !token_ok(token))
		return true;
	enum err e = core_who_by_token(c->api->core, token, c->arena, &c->r.who, &f);
	if (e == OK) {
		c->token = token;
		c->r.who.by_cookie = !c->by_bearer;
		return true;
	}
	c->r.who = (struct principal){ 0 };
	if (e == E_BUSY || e == E_NOMEM || e == E_CORRUPT || e == E_REMOTE)
		return call_trouble(c, "unavailable", "暂时不能确认登录状态，请稍后再试"), false;
	if (c->by_bearer)
		return call_trouble(c, "not_signed_in", "令牌无效或者已经过期"), false;
	return true;
}

static bool person_ok(struct call *c)
{
	const struct op *op = c->r.op;
	const struct principal *who = &c->r.who;
	int64_t wait = 0;

	if (!who->account && !(op->flags & OP_PUBLIC))
		return call_trouble(c, "not_signed_in", "还没有登录，或者登录已经失效"), false;
	if (who->account && !c->local && !c->api->unlimited &&
	    !limiter_take(c->api->people, (uint64_t)who->account, port_mono_us(), &wait)) {
		c->a.retry_after = wait;
		return call_trouble(c, "too_many_requests", "同一人的请求过于频繁，请稍后再试"), false;
	}
	if (op->verb == GET)
		return true;
	if (op->flags & OP_PUBLIC) {
		/* Nobody's cookie counts here; a page of another site must still not sign people in. */
		if (same_nocase(c->headers[H_FETCH_SITE], "cross-site"))
			return call_trouble(c, "csrf", "请求来自别的网站"), false;
	} else if (who->by_cookie && (!who->csrf.n || !same_secret(c->headers[H_CSRF], who->csrf))) {
		return call_trouble(c, "csrf", "浏览器里的修改请求需要请求头 X-CSRF-Token，值为登录时所给的 csrf_token"), false;
	}
	return true;
}

static bool sign_in_ok(struct call *c)
{
	const struct op *op = c->r.op;
	int64_t wait = 0;

	c->sign_in = op->verb == POST && (op->flags & OP_PUBLIC) && (op->flags & OP_KEEPS_SESSION) && !c->api->unlimited;
	if (!c->sign_in || limiter_has(c->api->sign_ins, call_address(c), port_mono_us(), &wait))
		return true;
	c->sign_in = false;
	c->a.retry_after = wait;
	return call_trouble(c, "too_many_attempts", "从这个地址登录失败的次数过多，请 %" PRId64 " 秒后再试", wait), false;
}

/* ---- the body's kind and size ---- */
static bool is_import(const struct op *op) { return strncmp(op->name, "import.", 7) == 0 && !op->fn; }

static bool body_ok(struct call *c)
{
	const struct op *op = c->r.op;
	const struct api_limits *l = &c->api->limits;
	struct str type = c->headers[H_CONTENT_TYPE];
	struct media m = { 0 };
	bool fits;

	if (op->flags & OP_UPLOAD) {
		c->body_max = l->upload;
		c->accept = "application/octet-stream, application/pdf, image/*, text/*";
		fits = !type.p || (media_parse(type, &m) && !same_nocase(m.type, "multipart/form-data") &&
				   !same_nocase(m.type, "application/x-www-form-urlencoded"));
	} else if (is_import(op)) {
		c->body_max = l->import;
		c->accept = "text/csv";
		fits = media_parse(type, &m) && media_is(&m, "text/csv");
	} else if (op->verb == GET || op->verb == DELETE) {
		if (c->has_body)
			return call_trouble(c, "body_not_allowed", "%s 请求不应带请求体", op->verb == GET ? "GET" : "DELETE"), false;
		return true;
	} else {
		c->body_max = l->body;
		c->accept = op->verb == PATCH ? "application/merge-patch+json, application/json" : "application/json";
		fits = media_parse(type, &m) && (media_is(&m, "application/json") || (op->verb == PATCH && media_is(&m, "application/merge-patch+json")));
	}
	if (!c->has_body && !type.p)
		return true;
	if (c->headers[H_CONTENT_ENCODING].p && !same_nocase(c->headers[H_CONTENT_ENCODING], "identity"))
		return call_trouble(c, "unsupported_media_type", "请求体不能压缩"), false;
	if (!fits)
		return call_trouble(c, "unsupported_media_type", "请求体的类型应当是 %s（UTF-8）", c->accept), false;
	if (c->length > (int64_t)c->body_max)
		return call_trouble(c, "too_large", "请求体超过 %zu 字节", c->body_max), false;
	return true;
}

static bool key_ok(struct call *c)
{
	const struct op *op = c->r.op;
	struct str key = c->headers[H_KEY];

	if (!key.p) {
		if ((op->flags & OP_CREATES) && !(op->flags & OP_PUBLIC))
			return call_trouble(c, "idempotency_key_missing", "%s需要请求头 Idempotency-Key，以免重复提交时办两次", op->words), false;
		return true;
	}
	if (!idempotency_key_ok(key))
		return call_trouble(c, "idempotency_key_invalid", "请求头 Idempotency-Key 应当是 1 至 255 个可见的 ASCII 字符"), false;
	if (op->verb != GET)
		c->r.key = key;
	return true;
}

/* ---- the op ---- */
static bool route_ok(struct call *c)
{
	struct str path, allow = STR_NONE;

	if (path_decode(c->path, c->arena, &path) != OK)
		return call_trouble(c, "bad_path", "地址里的百分号编码不完整，或者不是 UTF-8 文字"), false;
	enum err e = core_route(c->api->core, c->verb, (struct str){ path.p + 7, path.n - 7 }, &c->r, c->arena, &allow);
	if (e == OK)
		return true;
	if (allow.n) {
		c->a.allow = allow;
		return call_trouble(c, "method_not_allowed", "这个地址不支持 " STR_FMT "，可以用 " STR_FMT, STR_ARG(utf8_head(c->method, 20)), STR_ARG(allow)), false;
	}
	return call_trouble(c, "absent", "没有这个地址：" STR_FMT, STR_ARG(utf8_head(path, 100))), false;
}

static bool query_ok(struct call *c)
{
	struct fail f;
	size_t n = 0;

	f.n_errors = 0;
	if (query_parse(c->query, c->arena, c->r.params + c->r.n_params, COUNT(c->r.params) - c->r.n_params, &n, &f) != OK)
		return call_trouble(c, "bad_parameter", "%s", f.sentence), false;
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
	c->r.if_match = c->headers[H_IF_MATCH];
	c->r.if_none_match = c->headers[H_IF_NONE_MATCH];
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
	conn_phase(c, PHASE_WORK);
	if (c->body.n)
		c->r.body = buf_str(&c->body);
	return call_submit(c, false) ? call_tell(c) : MHD_YES;
}

static enum MHD_Result body_end(struct call *c)
{
	if (!c->file.to)
		return call_run(c);
	conn_phase(c, PHASE_WORK);
	c->stage = CALL_WAIT;
	MHD_suspend_connection(c->mhd);
	upload_finish(c);
	return MHD_YES;
}

static enum MHD_Result op_begin(struct call *c)
{
	if (!route_ok(c) || !call_who(c) || !person_ok(c) || !sign_in_ok(c) || !query_ok(c) || !body_ok(c) || !key_ok(c))
		return call_refuse(c);
	if ((c->r.op->flags & OP_UPLOAD) && core_may(c->api->core, &c->r.who, c->r.op) && !upload_begin(c))
		return call_refuse(c);
	if (c->stage == CALL_WHOLE)
		return body_end(c);
	c->body.max = c->body_max;
	c->stage = CALL_BODY;
	conn_phase(c, c->file.to ? PHASE_UPLOAD : PHASE_BODY);
	return MHD_YES;
}

static enum MHD_Result call_decide(struct call *c)
{
	if (!target_split(c))
		return call_refuse(c);
	take_address(c);
	if (str_starts(c->path, STR("/api/v1/")) && !str_is(c->path, "/api/v1/openapi.json") && !str_is(c->path, "/api/v1/events"))
		return op_begin(c);
	return page_handle(c) == MHD_YES ? MHD_YES : call_refuse(c);
}

/* The library lets us answer now, before the body, or at the next call, when the request is whole; an answer now ends the connection. */
static enum MHD_Result call_begin(struct call *c, const char *method, const char *version)
{
	c->method = str_of(method);
	c->verb = verb_of(c->method, &c->is_head);
	MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, on_header, c);
	if (!form_ok(c, version))
		return call_refuse(c);
	if (c->has_body)
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
