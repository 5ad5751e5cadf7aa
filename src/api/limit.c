/* Token buckets by key. A bucket is one number: the moment at which it would be full again (GCRA); a full one may be forgotten. */
#include <pthread.h>
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
