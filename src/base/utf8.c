/* UTF-8 as RFC 3629 has it: the shortest form only, no surrogates, nothing above U+10FFFF; and no NUL, which SQL and C cut at. */
#include "base/base.h"

/* Length of the sequence at p (at most n bytes long), 0 when it is not valid. */
static size_t sequence(const unsigned char *p, size_t n)
{
	unsigned char c = p[0], low = 0x80, high = 0xBF;
	size_t len;

	if (c < 0x80)
		return c != 0;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	len = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (n < len)
		return 0;
	/* The second byte carries the bounds: overlong forms, surrogates and what lies beyond U+10FFFF. */
	if (c == 0xE0)
		low = 0xA0;
	else if (c == 0xED)
		high = 0x9F;
	else if (c == 0xF0)
		low = 0x90;
	else if (c == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

size_t utf8_step(struct str s)
{
	return s.n ? sequence((const unsigned char *)s.p, s.n) : 0;
}

ptrdiff_t utf8_bad(struct str s)
{
	const unsigned char *from = (const unsigned char *)s.p, *p = from, *end = p + s.n;

	while (p < end) {
		uint64_t eight;
		/* Eight ASCII bytes at once: no high bit, and no zero byte. */
		if (end - p >= 8) {
			memcpy(&eight, p, 8);
			if (((eight | (eight - 0x0101010101010101u)) & 0x8080808080808080u) == 0) {
				p += 8;
				continue;
			}
		}
		size_t len = sequence(p, (size_t)(end - p));
		if (len == 0)
			return p - from;
		p += len;
	}
	return -1;
}

bool utf8_ok(struct str s)
{
	return s.n == 0 || utf8_bad(s) < 0;
}

void utf8_place(struct str text, size_t at, int *line, int *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < at && i < text.n; i++) {
		if (text.p[i] == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)text.p[i] & 0xC0) != 0x80) {
			++*column;
		}
	}
}

size_t utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

struct str utf8_head(struct str s, size_t points)
{
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] & 0xC0) != 0x80 && points-- == 0)
			return (struct str){ s.p, i };
	return s;
}
