/* Chance: a seeded generator (xoshiro256**, seeded by splitmix64) for simulation, the kernel's for secrets. */
#include <errno.h>
#include <sys/random.h>
#include "port/port.h"

struct chance chance_seed(uint64_t seed)
{
	struct chance c = { .seeded = true };

	for (size_t i = 0; i < COUNT(c.s); i++) {
		uint64_t z = (seed += 0x9e3779b97f4a7c15u);
		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
		z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
		c.s[i] = z ^ (z >> 31);
	}
	return c;
}

static uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static void from_kernel(void *out, size_t n)
{
	char *p = out;

	while (n) {
		ssize_t got = getrandom(p, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		assert(got > 0);       /* without chance there are no secrets: better stop */
		p += got;
		n -= (size_t)got;
	}
}

uint64_t chance_next(struct chance *c)
{
	uint64_t r;

	if (!c->seeded) {
		from_kernel(&r, sizeof r);
		return r;
	}
	uint64_t *s = c->s, t = s[1] << 17;
	r = rotl(s[1] * 5, 7) * 9;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return r;
}

int64_t chance_below(struct chance *c, int64_t n)
{
	assert(n > 0);
	uint64_t limit = UINT64_MAX - UINT64_MAX % (uint64_t)n, r;
	do
		r = chance_next(c);
	while (r >= limit);
	return (int64_t)(r % (uint64_t)n);
}

void chance_bytes(struct chance *c, void *out, size_t n)
{
	if (!c->seeded) {
		from_kernel(out, n);
		return;
	}
	for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
		uint64_t r = chance_next(c);
		memcpy((char *)out + i, &r, MIN2(sizeof r, n - i));
	}
}

struct str chance_hex(struct chance *c, struct arena *a, size_t n_bytes)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t bytes[64];
	char *p = arena_alloc(a, n_bytes * 2 + 1);

	assert(n_bytes <= sizeof bytes);
	chance_bytes(c, bytes, n_bytes);
	for (size_t i = 0; i < n_bytes; i++) {
		p[2 * i] = digits[bytes[i] >> 4];
		p[2 * i + 1] = digits[bytes[i] & 15];
	}
	return (struct str){ p, n_bytes * 2 };
}
