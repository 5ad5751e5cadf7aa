/* Routes: /things/{id}/verb against what was asked, segment by segment. */
#include "core/run_in.h"

const char *const verb_words[DELETE + 1] = { [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE" };

static bool segment_is_param(struct str s) { return s.n > 2 && s.p[0] == '{'; }

static bool route_fits(const char *path, struct str asked)
{
	const char *want = path + 1, *got = asked.p + 1, *end = asked.p + asked.n;

	for (;; want++, got++) {
		if (*want == '{') {
			want = strchr(want, '}') + 1;
			const char *from = got;
			while (got != end && *got != '/')
				got++;
			if (got == from)
				return false;
		} else {
			while (*want && *want != '/' && got != end && *want == *got) {
				want++;
				got++;
			}
			if ((*want && *want != '/') || (got != end && *got != '/'))
				return false;
		}
		if (!*want || got == end)
			return !*want && got == end;
	}
}

/* Routes whose number of segments and first segment are alike share a bucket; no route begins with a parameter. */
static size_t bucket_of(struct str path, unsigned n_segments)
{
	uint32_t h = n_segments;

	for (size_t i = 1; i < path.n && path.p[i] != '/'; i++)
		h = h * 31 + (unsigned char)path.p[i];
	return (h ^ h >> 10) % ROUTE_BUCKETS;
}

enum err core_route(const struct core *k, enum verb verb, struct str path, struct request *r, struct arena *a, struct str *allow)
{
	const struct op *best = NULL;
	unsigned best_params = ~0u, verbs = 0, n_segments = 0;

	if (path.n < 2 || path.p[0] != '/')
		return E_ABSENT;
	for (size_t i = 0; i < path.n; i++)
		n_segments += path.p[i] == '/';
	for (const struct op_slot *s = k->routes[bucket_of(path, n_segments)]; s; s = s->next_route) {
		if (s->n_segments != n_segments || !route_fits(s->op->path, path))
			continue;
		verbs |= 1u << s->op->verb;
		if (s->op->verb == verb && s->n_params < best_params) {
			best = s->op;
			best_params = s->n_params;
		}
	}
	if (!best) {
		CLEANUP(buf_done) struct buf b = BUF_MAX(100);
		for (enum verb v = GET; v <= DELETE; v++)
			if (verbs & (1u << v))
				buf_fmt(&b, "%s%s%s", b.n ? ", " : "", verb_words[v], v == GET ? ", HEAD" : "");
		*allow = arena_str(a, buf_str(&b));
		return verbs ? E_CONFLICT : E_ABSENT;
	}
	struct str want = str_of(best->path + 1), got = { path.p + 1, path.n - 1 };
	while (want.p) {
		struct str w = str_cut(&want, '/'), g = str_cut(&got, '/');
		if (segment_is_param(w) && r->n_params < COUNT(r->params))
			r->params[r->n_params++] = (struct pair){ { w.p + 1, w.n - 2 }, g };
	}
	r->op = best;
	return OK;
}

void route_add(struct core *k, struct op_slot *s)
{
	const struct op_slot **first = &k->routes[bucket_of(str_of(s->op->path), s->n_segments)];

	s->next_route = *first;
	*first = s;
}
