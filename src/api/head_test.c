/* A head as the library leaves it: line ends and the blanks of the request line are zeros, names end at the colon. */
#undef TEST_ROOM
#define TEST_ROOM "api"
#include <stdio.h>
#include "api/head.h"
#include "api/http.h"

struct read { char text[512]; struct head h; struct fail f; bool ok; };

static void cut(char *at, const char *what, size_t n)
{
	char *found = strstr(at, what);

	if (found)
		memset(found, 0, n);
}

static void take_lines(struct read *r, char *at)
{
	while (*at && *at != '\r' && *at != '\n') {
		size_t n = strcspn(at, "\r\n"), end = at[n] == '\r' && at[n + 1] == '\n' ? 2 : 1;
		char *colon = memchr(at, ':', n), *value = colon ? colon + 1 : NULL;
		memset(at + n, 0, end);
		while (value && *value == ' ')
			value++;
		if (colon)
			*colon = 0;
		head_take(&r->h, str_of(at), value ? (struct str){ value, (size_t)(at + n - value) } : STR_NONE, true);
		at += n + end;
	}
	memset(at, 0, at[0] == '\r' && at[1] == '\n' ? 2 : 1);
}

static const struct read *head(const char *text, char *const *hosts)
{
	static const struct api_limits limits = { .request_line = 200, .headers = 200, .n_headers = 8 };
	static struct read r;
	size_t size = strlen(text), line = strcspn(text, "\r\n");

	memset(&r, 0, sizeof r);
	snprintf(r.text, sizeof r.text, "%s", text);
	char *rest = r.text + line + (r.text[line] == '\r' ? 2 : 1);
	cut(r.text, "\r\n", 2);
	cut(r.text, "\n", 1);
	cut(r.text, " ", 1);
	r.h.target_at = r.text + strlen(r.text) + 1;
	cut((char *)(uintptr_t)r.h.target_at, " ", 1);
	r.h.target = str_of(r.h.target_at);
	head_method(&r.h, str_of(r.text));
	take_lines(&r, rest);
	r.ok = head_ok(&r.h, r.h.target_at + r.h.target.n + 1, size, &(struct head_rules){ &limits, hosts, true }, &r.f);
	return &r;
}

static void refused(const char *text, const char *code, const char *names)
{
	const struct read *r = head(text, NULL);

	if (r->ok || strcmp(r->f.reason, code) != 0 || !strstr(r->f.sentence, names))
		test_fail(__FILE__, __LINE__, "\"%s\": %s %s", text, r->ok ? "taken" : r->f.reason, r->f.sentence);
}

TEST(a_head_says_method_path_query_and_length)
{
	const struct read *r = head("HEAD /a/b?c=d HTTP/1.1\r\nHost: x\r\ncontent-length: 12 \r\n\r\n", NULL);

	CHECK(r->ok && r->h.is_head && r->h.verb == GET && r->h.has_body);
	CHECK_INT(r->h.length, 12);
	CHECK_STR(r->h.path, "/a/b");
	CHECK_STR(r->h.query, "c=d");
	r = head("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n", NULL);
	CHECK(r->ok && r->h.has_body && r->h.length == -1);
	CHECK(head("GET / HTTP/1.0\r\n\r\n", NULL)->ok);
}

TEST(a_head_that_others_may_read_otherwise_is_refused)
{
	refused("GET / HTTP/1.1\nHost: x\r\n\r\n", "bad_request", "行尾");
	refused("GET / HTTP/1.1\r\nHost: x\nX-A: 1\r\n\r\n", "bad_request", "“Host”");
	refused("GET / HTTP/1.1\r\nX-A: 1\rHost: x\r\n\r\n", "bad_request", "“X-A”");
	refused("GET / HTTP/1.1\r\nHost: x\r\n\n", "bad_request", "“Host”");
	refused("GET / HTTP/1.1\r\nHost: x\r\nX A: 1\r\n\r\n", "bad_request", "“X A”");
	refused("GET / HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n", "bad_request", "“host”重复");
	refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\t\r\n\r\n", "bad_request", "空白");
	refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "bad_request", "“gzip, chunked”");
	refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "bad_request", "HTTP/1.0");
	refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", "bad_request", "“+1”");
	refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "bad_request", "同时");
	refused("GET / HTTP/1.2\r\nHost: x\r\n\r\n", "version_not_supported", "HTTP/1.2");
	refused("GET a HTTP/1.1\r\nHost: x\r\n\r\n", "bad_path", "：a");
	refused("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", "bad_path", "#");
	refused("GET / HTTP/1.1\r\nX-A: 1\r\n\r\n", "bad_request", "Host");
}

TEST(an_absolute_target_decides_about_the_host)
{
	static char *const hosts[] = { "good", NULL };
	const struct read *r = head("GET HTTP://good?a=1 HTTP/1.1\r\nHost: evil\r\n\r\n", hosts);

	CHECK(r->ok);
	CHECK_STR(r->h.path, "/");
	CHECK_STR(r->h.query, "a=1");
	CHECK(!head("GET http://evil/ HTTP/1.1\r\nHost: good\r\n\r\n", hosts)->ok);
	CHECK(!head("GET http:///a HTTP/1.1\r\nHost: good\r\n\r\n", hosts)->ok);
	CHECK(!head("GET http://u@good/a HTTP/1.1\r\nHost: good\r\n\r\n", hosts)->ok);
	CHECK(head("GET /a HTTP/1.1\r\nHost: good:80\r\n\r\n", hosts)->ok);
}
