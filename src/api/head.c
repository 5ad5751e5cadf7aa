/* A request's head, as far as the library leaves it to us. */
#include "api/head.h"
#include "api/http.h"

void head_method(struct head *h, struct str method)
{
	static const char *const words[] = { [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE" };

	h->method = method;
	h->is_head = str_is(method, "HEAD");
	h->verb = h->is_head ? GET : 0;
	for (enum verb v = GET; v <= DELETE && !h->verb; v++)
		if (str_is(method, words[v]))
			h->verb = v;
}

static const struct { const char *name; size_t n; bool many; } rows[H_MAX] = {
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

void head_take(struct head *h, struct str name, struct str value, bool in_place)
{
	h->n++;
	h->bytes += name.n + value.n + 4;
	if (!value.p) {
		h->bad = "请求头没有值";
		return;
	}
	if (!is_name(name))
		h->bad = "请求头的名称含有不允许的字符";
	if (h->end && in_place && !follows(h->end, name.p))
		h->bad = "请求头折行，或者含有空字符";
	h->end = value.p + value.n;
	for (size_t i = 0; i < value.n; i++)
		if (((uint8_t)value.p[i] < 0x20 && value.p[i] != '\t') || value.p[i] == 0x7f)
			h->bad = "请求头含有控制字符";
	for (size_t i = 0; i < H_MAX; i++) {
		if (rows[i].n != name.n || !same_nocase(name, rows[i].name))
			continue;
		if (h->of[i].p && !rows[i].many)
			h->bad = "请求头重复出现";
		h->of[i] = str_trim(value);
		break;
	}
}

/* Content-Length and Transfer-Encoding as the library and we must both understand them. */
static bool framing_ok(struct head *h, struct fail *f)
{
	struct str length = h->of[H_CONTENT_LENGTH], coding = h->of[H_TRANSFER_ENCODING];

	if (length.p && coding.p)
		return fail_set(f, E_INVALID, "bad_request", "请求头 Content-Length 与 Transfer-Encoding 不能同时出现"), false;
	if (coding.p) {
		if (!same_nocase(coding, "chunked"))
			return fail_set(f, E_INVALID, "bad_request", "传输编码只支持 chunked"), false;
		h->length = -1;
		h->has_body = true;
	}
	if (length.p) {
		if (length.n == 0 || length.n > 15 || length.p[0] < '0' || length.p[0] > '9' || str_int(length, &h->length) != OK)
			return fail_set(f, E_INVALID, "bad_request", "请求头 Content-Length 不是数字"), false;
		h->has_body = h->length > 0;
	}
	return true;
}

static bool host_ok(const struct head *h, const char *version, const struct head_rules *r, struct fail *f)
{
	struct str host = h->of[H_HOST], name;

	if (!host.p && strcmp(version, "HTTP/1.1") == 0)
		return fail_set(f, E_INVALID, "bad_request", "缺少请求头 Host"), false;
	if (!host.p || (host.n == 0 && !r->hosts))
		return true;
	if (!host_parse(host, &name))
		return fail_set(f, E_INVALID, "bad_request", "请求头 Host 不是主机名"), false;
	for (size_t i = 0; r->hosts && r->hosts[i]; i++)
		if (same_nocase(name, r->hosts[i]))
			return true;
	if (!r->hosts)
		return true;
	return fail_set(f, E_INVALID, "unknown_host", "本服务不以这个主机名对外服务"), false;
}

bool head_ok(struct head *h, const char *version, const struct head_rules *r, struct fail *f)
{
	const struct api_limits *l = r->limits;

	if (h->method.n + h->target.n + strlen(version) + 2 > l->request_line)
		return fail_set(f, E_INVALID, "uri_too_long", "请求行超过 %zu 字节", l->request_line), false;
	if (h->n > l->n_headers)
		return fail_set(f, E_INVALID, "headers_too_large", "请求头超过 %zu 个", l->n_headers), false;
	if (h->bytes > l->headers)
		return fail_set(f, E_INVALID, "headers_too_large", "请求头超过 %zu 字节", l->headers), false;
	if (h->end && r->in_place && !ends(h->end))
		h->bad = "请求头含有空字符";
	if (h->bad)
		return fail_set(f, E_INVALID, "bad_request", "%s", h->bad), false;
	if (r->in_place && (h->target_at != h->method.p + h->method.n + 1 || version != h->target_at + h->target.n + 1))
		return fail_set(f, E_INVALID, "bad_request", "请求行的各部分之间应当是一个空格，也不能有空字符"), false;
	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return fail_set(f, E_INVALID, "bad_request", "只支持 HTTP/1.0 和 HTTP/1.1"), false;
	if (!framing_ok(h, f) || !host_ok(h, version, r, f))
		return false;
	if (h->of[H_EXPECT].p && !same_nocase(h->of[H_EXPECT], "100-continue"))
		return fail_set(f, E_INVALID, "expectation_failed", "请求头 Expect 只支持 100-continue"), false;
	return true;
}

bool head_split(struct head *h, struct fail *f)
{
	struct str t = h->target;

	/* A client that takes us for a proxy names the server first (RFC 9112, 3.2.2). */
	if (str_starts(t, STR("http://")) || str_starts(t, STR("https://"))) {
		ptrdiff_t at = str_find(t, STR("//")) + 2;
		while ((size_t)at < t.n && t.p[at] != '/')
			at++;
		t = (struct str){ t.p + at, t.n - (size_t)at };
	}
	if (t.n == 0 || t.p[0] != '/' || memchr(t.p, '#', t.n))
		return fail_set(f, E_INVALID, "bad_path", "请求的地址应当以 / 开头"), false;
	h->query = t;
	h->path = str_cut(&h->query, '?');
	return true;
}
