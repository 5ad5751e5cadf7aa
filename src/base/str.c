/* Slices: comparing, cutting and reading numbers, without copies. */
#include "base/base.h"

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

ptrdiff_t str_find(struct str s, struct str needle)
{
	if (needle.n == 0)
		return 0;
	if (s.n < needle.n)
		return -1;
	const char *at = memmem(s.p, s.n, needle.p, needle.n);
	return at ? at - s.p : -1;
}

struct str str_cut(struct str *rest, char sep)
{
	if (rest->p == NULL)
		return STR_NONE;
	struct str head = *rest;
	const char *at = head.n ? memchr(head.p, sep, head.n) : NULL;
	if (at == NULL) {
		*rest = STR_NONE;
		return head;
	}
	head.n = (size_t)(at - head.p);
	rest->p = at + 1;
	rest->n -= head.n + 1;
	return head;
}

static bool blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.n > 0 && blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool str_blank(struct str s)
{
	static const struct str wide = { "\xE3\x80\x80", 3 };

	for (s = str_trim(s); str_starts(s, wide); s = str_trim(s))
		s = (struct str){ s.p + wide.n, s.n - wide.n };
	return s.n == 0;
}

enum err str_int(struct str s, int64_t *out)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	int64_t v = 0;

	if (s.n == (size_t)minus)
		return E_INVALID;
	for (size_t i = minus; i < s.n; i++) {
		int digit = s.p[i] - '0';
		if (digit < 0 || digit > 9)
			return E_INVALID;
		/* Downwards for negative numbers, so that INT64_MIN can be read. */
		if (__builtin_mul_overflow(v, (int64_t)10, &v) || __builtin_add_overflow(v, minus ? -digit : digit, &v))
			return E_INVALID;
	}
	*out = v;
	return OK;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = MIN2(a.n, b.n);
	int c = n ? memcmp(a.p, b.p, n) : 0;
	if (c == 0)
		c = (a.n > b.n) - (a.n < b.n);
	return (c > 0) - (c < 0);
}
