#ifndef API_HTTP_H
#define API_HTTP_H
/* The words of HTTP as pure functions: nothing here knows a connection. */
#include "core/core.h"

/* %XX undone, strictly: E_INVALID for a broken escape, a control character (NUL among them) or text that is not UTF-8. `plus`: + is
 * a space, as in queries. Without escapes *out borrows raw. */
enum err percent_decode(struct str raw, bool plus, struct arena *a, struct str *out);
/* A path: as above, and an escaped slash is refused, since it would be another path. */
enum err path_decode(struct str raw, struct arena *a, struct str *out);
/* name=value pairs after the ?. E_INVALID with a sentence in f: broken escape, empty name, repeated name, more than max. */
enum err query_parse(struct str raw, struct arena *a, struct pair *out, size_t max, size_t *n, struct fail *f);
/* raw without the parameter `name` and with name=value appended, both safe in a URL (the next page's address). */
struct str query_with(struct str raw, const char *name, struct str value, struct arena *a);
/* Everything but letters, digits and -._~ as %XX. */
void percent_encode(struct str s, struct buf *b);

/* "application/json; charset=utf-8" */
struct media { struct str type, charset; };
/* False when it is not type/subtype with well-formed parameters. charset p NULL: none given. */
bool media_parse(struct str header, struct media *out);
/* Type equal without case, and the charset absent or UTF-8. */
bool media_is(const struct media *m, const char *type);

/* Value of a cookie; p NULL: not there, malformed, or there twice with different values. */
struct str cookie_get(struct str header, const char *name);

enum coding { CODING_IDENTITY, CODING_GZIP, CODING_BROTLI };
/* The best coding among those at hand that an Accept-Encoding header takes. */
enum coding coding_pick(struct str header, bool has_gzip, bool has_brotli);

enum range { RANGE_NONE, RANGE_PART, RANGE_OUTSIDE };
/* One "bytes=from-to", "bytes=from-" or "bytes=-last" of size bytes. RANGE_NONE: the whole is sent (several parts, another unit, not
 * well-formed); RANGE_OUTSIDE: nothing of it is there. */
enum range range_parse(struct str header, int64_t size, int64_t *from, int64_t *n);

/* Whether a list of entity tags ("a", W/"b", *) has this one, by weak comparison; malformed lists have nothing. */
bool etag_listed(struct str header, struct str etag);

/* "name", "name:port", "1.2.3.4:80", "[::1]:80"; name without port in *out. */
bool host_parse(struct str header, struct str *name);
/* 1 to 255 visible ASCII. */
bool idempotency_key_ok(struct str s);
bool token_ok(struct str s);          /* what a bearer or session token may look like: 1 to 128 of A-Za-z0-9._~+/=- */
bool same_nocase(struct str a, const char *b);
bool str_starts_nocase(struct str s, const char *with);
/* What somebody sent, as our sentences quote it: its first 100 characters, or that it is no text. */
struct str text_shown(struct str s);

/* ---- token buckets by key in a bounded table: the oldest of a row gives way ---- */
struct limiter;
/* burst at once, then one every `every_us`. NULL: no memory. */
struct limiter *limiter_new(size_t keys, int64_t burst, int64_t every_us);
void limiter_free(struct limiter *l);
/* Takes one; false: none is left and *wait_s (>= 1) tells when the next comes. */
bool limiter_take(struct limiter *l, uint64_t key, int64_t now_us, int64_t *wait_s);
/* Whether one is left, taking nothing. */
bool limiter_has(struct limiter *l, uint64_t key, int64_t now_us, int64_t *wait_s);
#endif
