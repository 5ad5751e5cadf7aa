/* Text that grows on the heap, never beyond the ceiling it was born with. */
#include <stdio.h>
#include "base/base.h"

void buf_done(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ .max = b->max };
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = false;
}

/* A failed buffer looks full, so that every later addition comes here and is refused. */
static bool give_up(struct buf *b)
{
	b->failed = true;
	b->cap = b->n;
	return false;
}

bool buf_grow(struct buf *b, size_t n)
{
	if (b->failed || n > b->max || b->n > b->max - n)
		return give_up(b);
	size_t want = MAX2(b->n + n, MAX2(b->cap * 2, (size_t)2048));
	size_t cap = MIN2(want, b->max);
	char *p = realloc(b->p, cap);
	if (p == NULL)
		return give_up(b);
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char small[256];

	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if ((size_t)n < sizeof(small)) {
		buf_add(b, (struct str){ small, (size_t)n });
		return;
	}
	char *large = malloc((size_t)n + 1);
	if (large == NULL || (size_t)n > b->max) {
		b->failed = true;
		free(large);
		return;
	}
	va_start(ap, fmt);
	vsnprintf(large, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf_add(b, (struct str){ large, (size_t)n });
	free(large);
}

void buf_int(struct buf *b, int64_t v)
{
	char digits[20], *end = digits + sizeof(digits), *p = end;
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do {
		*--p = (char)('0' + u % 10);
	} while (u /= 10);
	if (v < 0)
		*--p = '-';
	buf_add(b, (struct str){ p, (size_t)(end - p) });
}

struct str buf_str(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}
