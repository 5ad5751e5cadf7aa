/* A request's head, as far as the library leaves it to us. */
#include "api/head.h"
#include "api/http.h"

void head_method(struct head *h, struct str method)
{
	h->method = method;
	h->is_head = str_is(method, "HEAD");
	h->verb = h->is_head ? GET : 0;
	for (enum verb v = GET; v <= DELETE && !h->verb; v++)
		if (str_is(method, verb_words[v]))
			h->verb = v;
}

/* many: may come several times, the last counts. */
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

/* The library reads header lines in place and turns their line ends into zeros: CR LF into two, and also a CR or LF that stands alone, which
 * others between the client and us may take for part of a value. That, a NUL that the client sent and a folded line (copied elsewhere) show
 * as another distance between the end of one line and the beginning of the next. */
static const char *line_end(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

static bool follows(const char *end, const char *next)
{
	if (next <= end || next - end > 1024)
		return false;
	end = line_end(end);
	return next - end == 2 && end[0] == 0 && end[1] == 0;
}

/* The last line's end and the empty line, and there the head ends. */
static bool ends(const char *end, const char *all)
{
	end = line_end(end);
	return all - end == 4 && end[0] == 0 && end[1] == 0 && end[2] == 0 && end[3] == 0;
}

static void is_bad(struct head *h, struct str name, const char *why)
{
	if (h->bad)
		return;
	h->bad = why;
	h->bad_name = name;
}

static const char LINES[] = "或者它的下一行不合规定：折行，含有空字符，行尾不是 CRLF，或者没有名称";

void head_take(struct head *h, struct str name, struct str value, bool in_place)
{
	h->n++;
	h->bytes += name.n + value.n + 4;
	if (!h->first)
		h->first = name.p;
	if (!value.p) {
		is_bad(h, name, "没有值");
		return;
	}
	if (!is_name(name))
		is_bad(h, name, "的名称含有不允许的字符");
	if (h->end && in_place && !follows(h->end, name.p))
		is_bad(h, h->last, LINES);
	h->last = name;
	h->end = value.p + value.n;
	for (size_t i = 0; i < value.n; i++)
		if (((uint8_t)value.p[i] < 0x20 && value.p[i] != '\t') || value.p[i] == 0x7f)
			is_bad(h, name, "的值含有控制字符");
	for (size_t i = 0; i < H_MAX; i++) {
		if (rows[i].n != name.n || !same_nocase(name, rows[i].name))
			continue;
		if (h->of[i].p && !rows[i].many)
			is_bad(h, name, "重复出现");
		h->of[i] = str_trim(value);
		/* To the library a blank is part of the coding's name. */
		if (i == H_TRANSFER_ENCODING && h->of[i].n != value.n)
			is_bad(h, name, "的值前后有空白");
		break;
	}
}

/* Content-Length and Transfer-Encoding as the library and we must both understand them. */
static bool framing_ok(struct head *h, const char *version, struct fail *f)
{
	struct str length = h->of[H_CONTENT_LENGTH], coding = h->of[H_TRANSFER_ENCODING];

	if (length.p && coding.p)
		return fail_set(f, E_INVALID, "bad_request", "请求头 Content-Length 与 Transfer-Encoding 不能同时出现"), false;
	if (coding.p) {
		if (!same_nocase(coding, "chunked"))
			return fail_set(f, E_INVALID, "bad_request", "请求头 Transfer-Encoding 只能是 chunked，不能是“" STR_FMT "”", STR_ARG(text_shown(coding))), false;
		if (strcmp(version, "HTTP/1.0") == 0)
			return fail_set(f, E_INVALID, "bad_request", "HTTP/1.0 的请求不能有请求头 Transfer-Encoding"), false;
		h->length = -1;
		h->has_body = true;
	}
	if (length.p) {
		if (length.n == 0 || length.n > 15 || length.p[0] < '0' || length.p[0] > '9' || str_int(length, &h->length) != OK)
			return fail_set(f, E_INVALID, "bad_request", "请求头 Content-Length 应当是字节数，不能是“" STR_FMT "”", STR_ARG(text_shown(length))), false;
		h->has_body = h->length > 0;
	}
	return true;
}

static size_t scheme_of(struct str t)
{
	return str_starts_nocase(t, "http://") ? 7 : str_starts_nocase(t, "https://") ? 8 : 0;
}

/* Cuts the target. A client that takes us for a proxy names the server in it, and then Host does not count (RFC 9112, 3.2.2). */
static bool target_ok(struct head *h, struct str *host, struct fail *f)
{
	struct str t = h->target;
	size_t scheme = scheme_of(t), end = scheme;

	if (memchr(t.p, '#', t.n))
		return fail_set(f, E_INVALID, "bad_path", "请求的地址不能带 # 和它后面的部分：" STR_FMT, STR_ARG(text_shown(t))), false;
	while (scheme && end < t.n && t.p[end] != '/' && t.p[end] != '?')
		end++;
	if (scheme)
		*host = (struct str){ t.p + scheme, end - scheme };
	else if (t.n == 0 || t.p[0] != '/')
		return fail_set(f, E_INVALID, "bad_path", "请求的地址应当以 / 开头：" STR_FMT, STR_ARG(text_shown(t))), false;
	h->query = (struct str){ t.p + end, t.n - end };
	h->path = str_cut(&h->query, '?');
	if (h->path.n == 0)
		h->path = STR("/");
	return true;
}

static bool host_ok(const struct head *h, const char *version, const struct head_rules *r, struct str host, struct fail *f)
{
	struct str name;

	if (!h->of[H_HOST].p && strcmp(version, "HTTP/1.1") == 0)
		return fail_set(f, E_INVALID, "bad_request", "缺少请求头 Host"), false;
	if (!host.p || (host.n == 0 && host.p == h->of[H_HOST].p && !r->hosts))
		return true;
	if (!host_parse(host, &name))
		return fail_set(f, E_INVALID, "bad_request", "请求头 Host 或者地址里的主机名不正确"), false;
	for (size_t i = 0; r->hosts && r->hosts[i]; i++)
		if (same_nocase(name, r->hosts[i]))
			return true;
	if (!r->hosts)
		return true;
	return fail_set(f, E_INVALID, "unknown_host", "本服务不以这个主机名对外服务"), false;
}

/* The library cuts the request line at its blanks and at a NUL, and where those were cannot be seen afterwards but by distances. */
static bool line_ok(const struct head *h, const char *version, const char *all)
{
	const char *end = version + strlen(version);

	return h->target_at == h->method.p + h->method.n + 1 && version == h->target_at + h->target.n + 1 && (h->first ? follows(end, h->first) : ends(end, all));
}

bool head_ok(struct head *h, const char *version, size_t size, const struct head_rules *r, struct fail *f)
{
	const char *all = h->method.p + size;
	const struct api_limits *l = r->limits;
	struct str host = h->of[H_HOST];

	if (h->method.n + h->target.n + strlen(version) + 2 > l->request_line)
		return fail_set(f, E_INVALID, "uri_too_long", "请求行超过 %zu 字节", l->request_line), false;
	if (h->n > l->n_headers)
		return fail_set(f, E_INVALID, "headers_too_large", "请求头超过 %zu 个", l->n_headers), false;
	if (h->bytes > l->headers)
		return fail_set(f, E_INVALID, "headers_too_large", "请求头超过 %zu 字节", l->headers), false;
	if (h->end && r->in_place && !ends(h->end, all))
		is_bad(h, h->last, LINES);
	if (h->bad)
		return fail_set(f, E_INVALID, "bad_request", "请求头“" STR_FMT "”%s", STR_ARG(text_shown(h->bad_name)), h->bad), false;
	if (r->in_place && !line_ok(h, version, all))
		return fail_set(f, E_INVALID, "bad_request", "请求行的各部分之间应当是一个空格，行尾应当是 CRLF，也不能有空字符"), false;
	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return fail_set(f, E_INVALID, "version_not_supported", "只支持 HTTP/1.0 和 HTTP/1.1，不支持 " STR_FMT, STR_ARG(text_shown(str_of(version)))), false;
	if (!framing_ok(h, version, f) || !target_ok(h, &host, f) || !host_ok(h, version, r, host, f))
		return false;
	if (h->of[H_EXPECT].p && !same_nocase(h->of[H_EXPECT], "100-continue"))
		return fail_set(f, E_INVALID, "expectation_failed", "请求头 Expect 只支持 100-continue，不支持“" STR_FMT "”", STR_ARG(text_shown(h->of[H_EXPECT]))), false;
	return true;
}
