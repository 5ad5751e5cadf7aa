/* Money. Products are made in 128 bits, so that nothing is lost before the one rounding. */
#include <stdio.h>
#include "base/money.h"

__extension__ typedef __int128 wide;

#define MONEY_MAX ((int64_t)1 << 53)     /* what JavaScript keeps exact */

static enum err prorate(struct price p, int64_t qty, int64_t days, int64_t of_days, bool down, struct fen *out)
{
	wide num;

	if (p.e4 < 0 || qty < 0 || of_days <= 0 || days < 0 || days > of_days)     /* PRICE_NONE is below 0 too */
		return E_INVALID;
	wide den = (wide)of_days * 100;     /* 1/10000 yuan to fen */
	if (__builtin_mul_overflow((wide)p.e4 * qty, days, &num) || num / den >= MONEY_MAX)
		return E_LIMIT;
	/* Half up, without doubling num, which might not fit. */
	int64_t whole = (int64_t)(num / den);
	*out = (struct fen){ whole + (!down && num % den >= den - num % den) };
	return OK;
}

enum err fen_prorate(struct price p, int64_t qty, int64_t days, int64_t of_days, struct fen *out)
{
	return prorate(p, qty, days, of_days, false, out);
}

enum err fen_prorate_down(struct price p, int64_t qty, int64_t days, int64_t of_days, struct fen *out)
{
	return prorate(p, qty, days, of_days, true, out);
}

enum err fen_add(struct fen a, struct fen b, struct fen *out)
{
	int64_t sum;

	if (a.v == INT64_MIN || b.v == INT64_MIN)
		return E_INVALID;
	if (__builtin_add_overflow(a.v, b.v, &sum) || sum > MONEY_MAX || sum < -MONEY_MAX)
		return E_LIMIT;
	*out = (struct fen){ sum };
	return OK;
}

/* Digits, and after a point at most `places` more: the value in units of the last place, below 2^53. */
static enum err decimal_parse(struct str s, size_t places, int64_t *out)
{
	struct str rest = s, whole = str_cut(&rest, '.');
	int64_t v = 0;

	if (whole.n == 0 || (rest.p != NULL && (rest.n == 0 || rest.n > places)))
		return E_INVALID;
	for (size_t i = 0; i < whole.n + places; i++) {
		size_t k = i - whole.n;     /* place after the point; missing ones are 0 */
		char c = i < whole.n ? whole.p[i] : k < rest.n ? rest.p[k] : '0';
		if (c < '0' || c > '9')
			return E_INVALID;
		v = v * 10 + (c - '0');
		if (v >= MONEY_MAX)
			return E_INVALID;
	}
	*out = v;
	return OK;
}

enum err price_parse(struct str yuan, struct price *out)
{
	return decimal_parse(yuan, 4, &out->e4);
}

enum err fen_parse(struct str yuan, struct fen *out)
{
	bool minus = str_starts(yuan, STR("-"));
	struct str digits = minus ? (struct str){ yuan.p + 1, yuan.n - 1 } : yuan;

	TRY(decimal_parse(digits, 2, &out->v));
	out->v = minus ? -out->v : out->v;
	return OK;
}

struct str price_text(struct arena *a, struct price p)
{
	const char *sign = p.e4 < 0 ? "-" : "";
	uint64_t u = p.e4 < 0 ? -(uint64_t)p.e4 : (uint64_t)p.e4;
	uint64_t part = u % 10000;
	int places = 4;

	for (; places > 2 && part % 10 == 0; places--)
		part /= 10;
	return arena_fmt(a, "%s%" PRIu64 ".%0*" PRIu64, sign, u / 10000, places, part);
}

struct str fen_text(struct arena *a, struct fen f)
{
	uint64_t u = f.v < 0 ? -(uint64_t)f.v : (uint64_t)f.v;
	return arena_fmt(a, "%s%" PRIu64 ".%02" PRIu64, f.v < 0 ? "-" : "", u / 100, u % 100);
}

static const char *const DIGIT[] = { "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖" };

/* A whole number above 0. Chinese counts in ten-thousands; one 零 stands for any run of zeros between digits. */
static void words(struct buf *b, uint64_t n)
{
	static const struct { uint64_t unit; const char *word; } units[] = {
		{ 100000000, "亿" }, { 10000, "万" }, { 1000, "仟" }, { 100, "佰" }, { 10, "拾" },
	};

	for (size_t i = 0; i < COUNT(units); i++) {
		if (n < units[i].unit)
			continue;
		words(b, n / units[i].unit);
		buf_add(b, str_of(units[i].word));
		n %= units[i].unit;
		if (n > 0 && n < units[i].unit / 10)
			buf_add(b, str_of(DIGIT[0]));
	}
	if (n > 0)
		buf_add(b, str_of(DIGIT[n]));
}

struct str fen_words(struct arena *a, struct fen f)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(1));
	uint64_t u = f.v < 0 ? -(uint64_t)f.v : (uint64_t)f.v;
	uint64_t yuan = u / 100, jiao = u / 10 % 10, fen = u % 10;

	if (u == 0)
		return arena_str(a, STR("零元整"));
	if (f.v < 0)
		buf_add(&b, STR("负"));
	if (yuan > 0) {
		words(&b, yuan);
		buf_add(&b, STR("元"));
	}
	if (jiao > 0) {
		buf_add(&b, str_of(DIGIT[jiao]));
		buf_add(&b, STR("角"));
	} else if (yuan > 0 && fen > 0) {
		buf_add(&b, str_of(DIGIT[0]));
	}
	if (fen > 0) {
		buf_add(&b, str_of(DIGIT[fen]));
		buf_add(&b, STR("分"));
	} else {
		buf_add(&b, STR("整"));
	}
	return arena_str(a, buf_str(&b));
}
