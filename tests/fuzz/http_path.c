/* Paths, queries, cookies and the lists in headers, as any client may send them. */
#include "api/http.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *a;
	/* A copy of the exact size, so that a read past its end is seen. */
	char *copy = malloc(size + 1);
	struct str s = { copy, size }, out, name;
	struct pair pairs[24];
	struct media m;
	struct fail f = { 0 };
	size_t n = 0;

	if (!a)
		a = arena_new(MIB(16));
	memcpy(copy, data, size);
	if (path_decode(s, a, &out) == OK)
		MUST(utf8_ok(out) && out.n <= s.n);
	if (percent_decode(s, true, a, &out) == OK)
		MUST(utf8_ok(out));
	if (query_parse(s, a, pairs, COUNT(pairs), &n, &f) == OK) {
		MUST(n <= COUNT(pairs));
		struct str next = query_with(s, "cursor", STR("c/1"), a);
		MUST(str_ends(next, STR("cursor=c%2F1")));
		/* What a Link header gives out, we take back, with the same other parameters. */
		bool had = false;
		for (size_t i = 0; i < n; i++)
			had = had || str_is(pairs[i].name, "cursor");
		size_t again = 0;
		if (n < COUNT(pairs) || had)
			MUST(next.n > KIB(31) || (query_parse(next, a, pairs, COUNT(pairs), &again, &f) == OK && again == n + !had));
	}
	if (media_parse(s, &m))
		MUST(m.type.n > 2);
	out = cookie_get(s, "yunguan_session");
	MUST(!out.p || (out.p >= s.p && out.p + out.n <= s.p + s.n));
	coding_pick(s, true, true);
	etag_listed(s, STR("\"7\""));
	if (host_parse(s, &name))
		MUST(name.n > 0 && name.n <= s.n);
	idempotency_key_ok(s);
	token_ok(s);
	arena_reset(a);
	free(copy);
	return 0;
}
