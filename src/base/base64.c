/* Base64url without padding (RFC 4648, 5), as tokens and cursors have it: one text for one content. */
#include "base/base.h"

static int digit_of(char ch)
{
	if (ch >= 'A' && ch <= 'Z') return ch - 'A';
	if (ch >= 'a' && ch <= 'z') return ch - 'a' + 26;
	if (ch >= '0' && ch <= '9') return ch - '0' + 52;
	return ch == '-' ? 62 : ch == '_' ? 63 : -1;
}

struct str base64url_get(struct str text, struct arena *a)
{
	char *out = arena_alloc(a, text.n / 4 * 3 + 3);
	uint32_t bits = 0;
	size_t n = 0;
	int have = 0;

	if (text.n % 4 == 1)
		return STR_NONE;
	for (size_t i = 0; i < text.n; i++) {
		int d = digit_of(text.p[i]);
		if (d < 0)
			return STR_NONE;
		bits = (bits << 6 | (uint32_t)d) & 0xffffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 0xff);
		}
	}
	/* One text for one content: bits left over are zero. */
	return bits & ((1u << have) - 1) ? STR_NONE : (struct str){ out, n };
}

void base64url_put(struct str s, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	for (size_t i = 0; i < s.n; i += 3) {
		size_t n = MIN2(s.n - i, (size_t)3);
		uint32_t v = (uint32_t)(uint8_t)s.p[i] << 16 | (n > 1 ? (uint32_t)(uint8_t)s.p[i + 1] << 8 : 0) | (n > 2 ? (uint8_t)s.p[i + 2] : 0);
		for (size_t k = 0; k <= n; k++)
			buf_byte(out, digits[v >> (18 - 6 * k) & 63]);
	}
}
