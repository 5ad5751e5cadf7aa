/* The limits by name, and token buckets by key. A bucket is one number: the moment at which it would be full again (GCRA); a full one may be forgotten. */
#include <pthread.h>
#include "api/api.h"
#include "api/http.h"

enum { WAYS = 4 };
struct bucket { uint64_t key; int64_t full_at_us; };
struct limiter {
	pthread_mutex_t lock;
	int64_t burst, every_us;
	size_t rows;                           /* a power of two */
	struct bucket buckets[];               /* rows of WAYS */
};

struct limiter *limiter_new(size_t keys, int64_t burst, int64_t every_us)
{
	size_t rows = 1;

	while (rows * WAYS < keys)
		rows *= 2;
	struct limiter *l = calloc(1, sizeof *l + rows * WAYS * sizeof(struct bucket));
	if (!l)
		return NULL;
	pthread_mutex_init(&l->lock, NULL);
	l->burst = burst;
	l->every_us = every_us;
	l->rows = rows;
	return l;
}

void limiter_free(struct limiter *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static struct bucket *bucket_of(struct limiter *l, uint64_t key)
{
	uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);
	struct bucket *row = &l->buckets[((h >> 32) & (l->rows - 1)) * WAYS], *oldest = row;

	for (int i = 0; i < WAYS; i++) {
		if (row[i].key == key && row[i].full_at_us)
			return &row[i];
		if (row[i].full_at_us < oldest->full_at_us)
			oldest = &row[i];
	}
	*oldest = (struct bucket){ key, 0 };
	return oldest;
}

static bool ask(struct limiter *l, uint64_t key, int64_t now_us, int64_t *wait_s, bool take)
{
	pthread_mutex_lock(&l->lock);
	struct bucket *b = bucket_of(l, key);
	int64_t full_at = MAX2(b->full_at_us, now_us) + l->every_us;
	int64_t over = full_at - now_us - l->burst * l->every_us;
	if (take && over <= 0)
		b->full_at_us = full_at;
	pthread_mutex_unlock(&l->lock);
	if (over <= 0)
		return true;
	*wait_s = (over + 999999) / 1000000;
	return false;
}

bool limiter_take(struct limiter *l, uint64_t key, int64_t now_us, int64_t *wait_s) { return ask(l, key, now_us, wait_s, true); }
bool limiter_has(struct limiter *l, uint64_t key, int64_t now_us, int64_t *wait_s) { return ask(l, key, now_us, wait_s, false); }

/* ---- limits by name ---- */
static const struct { const char *name; size_t offset, size; } members[] = {
#define M(member) { #member, offsetof(struct api_limits, member), sizeof(((struct api_limits *)0)->member) }
	M(request_line), M(headers), M(n_headers), M(body), M(import), M(upload), M(header_ms), M(body_ms), M(upload_ms), M(idle_ms), M(connections),
	M(connections_per_address), M(streams), M(streams_per_person), M(sign_in_failures), M(sign_in_pause_ms), M(person_burst), M(person_rate),
#undef M
};

enum err api_limits_parse(struct str text, struct api_limits *l, struct fail *f)
{
	unsigned seen = 0;

	while (text.p && text.n) {
		struct str value = str_cut(&text, ','), name = str_trim(str_cut(&value, '='));
		int64_t n = 0;
		size_t i = 0;

		while (i < COUNT(members) && !str_is(name, members[i].name))
			i++;
		if (i == COUNT(members))
			return fail_set(f, E_INVALID, "api.limits", "没有名为“" STR_FMT "”的限额", STR_ARG(utf8_ok(name) ? utf8_head(name, 100) : STR("")));
		if (!value.p || str_int(str_trim(value), &n) != OK || n < 1 || n > INT32_MAX)
			return fail_set(f, E_INVALID, "api.limits", "限额 %s 应当是 1 至 %d 的整数，不是“" STR_FMT "”", members[i].name, INT32_MAX, STR_ARG(text_shown(value)));
		if (seen & (1u << i))
			return fail_set(f, E_INVALID, "api.limits", "限额 %s 给了两次", members[i].name);
		seen |= 1u << i;
		if (members[i].size == sizeof(int))
			*(int *)((char *)l + members[i].offset) = (int)n;
		else
			*(int64_t *)((char *)l + members[i].offset) = n;
	}
	return OK;
}
