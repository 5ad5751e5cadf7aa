/* What the client is told: an answer, or a problem of the door's own, as a response with its headers. */
#include "api/api_in.h"

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
	{ "version_not_supported",   505, "不支持的协议版本" },
};

void call_json_problem(int status, const char *code, const char *title, struct str detail, struct str request_id, struct buf *b)
{
	buf_fmt(b, "{\"type\":\"urn:yunguan:problem:%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"detail\":", code, title, status, code);
	json_put_str(b, detail);
	buf_add(b, STR(",\"request_id\":"));
	json_put_str(b, request_id);
	buf_byte(b, '}');
}

void call_because(struct call *c, const struct fail *f)
{
	memcpy(c->a.fail.reason, f->reason, sizeof c->a.fail.reason);
	memcpy(c->a.fail.sentence, f->sentence, sizeof c->a.fail.sentence);
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
	/* The log says why: what failed below where somebody noted it (call_because), else what the client is told. */
	if (!c->a.fail.reason[0])
		fail_set(&c->a.fail, E_INVALID, code, STR_FMT, STR_ARG(detail));
	c->a.status = t->status;
	c->a.body = arena_str(c->arena, buf_str(&b));
	c->a.content_type = STR("application/problem+json");
	c->a.etag = c->a.location = c->a.link = c->a.file = STR_NONE;
}

void call_fail(struct call *c, const struct fail *f)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));

	problem_json(f, str_of(c->id), &b);
	c->a.status = problem_status(f);
	c->a.body = arena_str(c->arena, buf_str(&b));
	c->a.content_type = STR("application/problem+json");
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
	/* Who asks without a pause on an open connection would keep the server from ending. */
	if (c->close || c->api->stopping)
		header_add(resp, "Connection", "close");
}

enum MHD_Result call_queue(struct call *c, int status, struct MHD_Response *resp)
{
	if (!resp)
		return MHD_NO;
	enum MHD_Result got = call_queue_plain(c->mhd, (unsigned)status, resp);
	MHD_destroy_response(resp);
	c->stage = CALL_TOLD;
	call_phase(c, PHASE_WORK);
	count_answer(c->api, c->r.op, status, port_mono_us() - c->start_us);
	if (status >= 500)
		log_line(LOG_WARN, "api", "event=failed status=%d op=%s request=%s reason=%s sentence=\"%s\"", status, c->r.op ? c->r.op->name : "-", c->id,
			 c->a.fail.reason[0] ? c->a.fail.reason : "-", c->a.fail.sentence);
	return got;
}

static bool is_secure(const struct call *c)
{
	return c->api->secure || (c->api->trust_proxy && same_nocase(c->head.of[H_FORWARDED_PROTO], "https"));
}

static void add_cookie(struct call *c, struct MHD_Response *resp)
{
	const struct answer *a = &c->a;
	const char *secure = is_secure(c) ? "; Secure" : "";

	if (a->set_session.p) {
		int64_t left = (a->session_expires_at.ms - core_now(c->api->core).ms) / 1000;
		header_str(c, resp, "Set-Cookie", arena_fmt(c->arena, "%s=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=%" PRId64, SESSION_COOKIE,
							   STR_ARG(a->set_session), secure, MAX2(left, (int64_t)0)));
	} else if (a->clear_session) {
		header_str(c, resp, "Set-Cookie", arena_fmt(c->arena, "%s=; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=0", SESSION_COOKIE, secure));
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
	struct str query = query_with(c->head.query, "cursor", c->a.link, c->arena);

	header_str(c, resp, "Link", arena_fmt(c->arena, "<" STR_FMT "?" STR_FMT ">; rel=\"next\"", STR_ARG(c->head.path), STR_ARG(query)));
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
		call_because(c, &f);
		call_trouble(c, "internal", "文件暂时不能读取，请联系管理员");
		return trouble_response(c);
	}
	int64_t from = 0, size = vault_size(file), n = size;
	enum range asked = c->head.of[H_RANGE].p && !c->head.of[H_IF_RANGE].p && !c->head.is_head && c->a.status == 200 ? range_parse(c->head.of[H_RANGE], size, &from, &n) : RANGE_NONE;
	if (asked == RANGE_OUTSIDE) {
		call_trouble(c, "bad_range", "请求头 Range 要的“" STR_FMT "”不在文件里，文件有 %" PRId64 " 字节", STR_ARG(utf8_head(c->head.of[H_RANGE], 100)), size);
		c->range = arena_fmt(c->arena, "bytes */%" PRId64, size);
		return trouble_response(c);
	}
	if (asked == RANGE_PART) {
		c->a.status = 206;
		c->range = arena_fmt(c->arena, "bytes %" PRId64 "-%" PRId64 "/%" PRId64, from, from + n - 1, size);
	}
	return part_response(TAKE(file), from, n);
}

enum MHD_Result call_tell(struct call *c)
{
	struct answer *a = &c->a;
	struct MHD_Response *resp;

	call_sign_in_end(c);
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
	if ((a->body.n || a->file.p) && a->status != 304)
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
