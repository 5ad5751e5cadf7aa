#ifndef API_HEAD_H
#define API_HEAD_H
/* A request's head: its line and its headers, and whether both the library and we can only understand one thing by them. Knows no op,
 * no person and no connection; what is wrong is told as the code and sentence of a problem (troubles in tell.c). */
#include "api/api.h"

enum header_no { H_HOST, H_CONTENT_LENGTH, H_TRANSFER_ENCODING, H_CONTENT_TYPE, H_AUTHORIZATION, H_COOKIE, H_CSRF, H_KEY, H_IF_MATCH,
		 H_IF_NONE_MATCH, H_ACCEPT_ENCODING, H_EXPECT, H_LAST_EVENT, H_FORWARDED_FOR, H_FORWARDED_PROTO, H_FETCH_SITE,
		 H_CONTENT_ENCODING, H_RANGE, H_IF_RANGE, H_MAX };
struct head {
	struct str method, target, path, query;  /* as sent; path and query still escaped */
	struct str of[H_MAX];                  /* trimmed; p NULL: not sent */
	enum verb verb;                        /* 0: one we do not know; HEAD is GET with is_head */
	bool is_head, has_body;
	int64_t length;                        /* Content-Length; -1: chunked */
	size_t bytes, n;                       /* of all headers */
	const char *target_at, *first, *end;   /* where the library holds the target, the first header and the last one's end */
	struct str last, bad_name;             /* names of headers */
	const char *bad;                       /* what is wrong with the header named so, or NULL */
};
struct head_rules {
	const struct api_limits *limits;
	char *const *hosts;                    /* names this server answers to, ended by NULL; NULL: any */
	bool in_place;                         /* the library parses headers where they lie, so that their distances tell what it skipped */
};
/* Takes the method, whose bytes must stay. The target is set by whoever saw it first. */
void head_method(struct head *h, struct str method);
/* Takes one header; its bytes must stay. Value p NULL: the line had none. */
void head_take(struct head *h, struct str name, struct str value, bool in_place);
/* Once all are there: sizes, form, framing (length, has_body), target (path, query), Host, Expect. False: reason and sentence in f, and since
 * the request's borders are in doubt nothing more may be read from this connection. `version` as the library holds it; `size` of the
 * whole head as it counts it. */
bool head_ok(struct head *h, const char *version, size_t size, const struct head_rules *r, struct fail *f);
#endif
