/* Memory with one owner and one end. Blocks in a chain; an allocation is a step forward in the newest. */
#include <pthread.h>
#include <stdio.h>
#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif

/* Under the address sanitizer every allocation gets a heap block of its own, so that a write past its end is seen. */
#ifdef UNDER_ASAN
enum { BLOCK_MIN = 0 };
#else
enum { BLOCK_MIN = 16 * 1024 - 64 };
#endif
enum { ALIGN = 16 };

struct block {
	struct block *older;
	size_t cap, used;
	_Alignas(ALIGN) char bytes[];
};

struct arena {
	struct block *newest;
	size_t max, held, used;       /* held: bytes of all blocks; used: bytes handed out */
	bool failed, on_reserve;
};

/* An op that runs out of memory cannot stop in the middle of a statement: it gets this much to reach its end, where the runner
 * sees arena_failed and undoes it. Shared; it is whole again when the last arena that took from it is emptied. */
static struct { pthread_mutex_t lock; _Alignas(ALIGN) char bytes[1 << 20]; size_t used; int arenas; } reserve = {
	.lock = PTHREAD_MUTEX_INITIALIZER };
enum { RESERVE_STEP_MAX = 64 * 1024 };
#define OVERDRAFT MIB(64)

static _Noreturn void give_up(size_t n)
{
	log_line(LOG_ERROR, "base", "event=out_of_memory bytes=%zu", n);
	abort();
}

static void *reserve_take(struct arena *a, size_t n)
{
	void *p = NULL;

	pthread_mutex_lock(&reserve.lock);
	size_t from = (reserve.used + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (n <= RESERVE_STEP_MAX && n <= sizeof(reserve.bytes) - from) {
		p = reserve.bytes + from;
		reserve.used = from + n;
		reserve.arenas += !a->on_reserve;
		a->on_reserve = true;
	}
	pthread_mutex_unlock(&reserve.lock);
	if (p == NULL)
		give_up(n);
	return p;
}

static void reserve_give_back(struct arena *a)
{
	if (!a->on_reserve)
		return;
	pthread_mutex_lock(&reserve.lock);
	if (--reserve.arenas == 0)
		reserve.used = 0;
	pthread_mutex_unlock(&reserve.lock);
	a->on_reserve = false;
}

static struct block *block_new(struct arena *a, size_t cap)
{
	struct block *b = malloc(sizeof(*b) + cap);
	if (b == NULL)
		return NULL;
	*b = (struct block){ .older = a->newest, .cap = cap };
	a->newest = b;
	a->held += cap;
	return b;
}

struct arena *arena_new(size_t max)
{
	struct arena *a = calloc(1, sizeof(*a));
	if (a == NULL)
		return NULL;
	a->max = MIN2(max, SIZE_MAX / 4);     /* sums with it do not wrap */
	if (block_new(a, MIN2((size_t)BLOCK_MIN, max)) == NULL) {
		free(a);
		return NULL;
	}
	return a;
}

static void blocks_free(struct arena *a, struct block *keep)
{
	for (struct block *b = a->newest, *older; b != NULL && b != keep; b = older) {
		older = b->older;
		a->held -= b->cap;
		free(b);
	}
	a->newest = keep;
}

void arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	reserve_give_back(a);
	blocks_free(a, NULL);
	free(a);
}

void arena_freep(struct arena **a)
{
	arena_free(*a);
	*a = NULL;
}

void arena_reset(struct arena *a)
{
	struct block *first = a->newest;

	while (first->older)
		first = first->older;
	reserve_give_back(a);
	blocks_free(a, first);
	first->used = 0;
	a->used = 0;
	a->failed = false;
}

/* Blocks grow with the arena, so that a large one needs few of them. */
static size_t block_wish(const struct arena *a)
{
#ifdef UNDER_ASAN
	(void)a;
	return 0;
#else
	return MIN2(MAX2((size_t)BLOCK_MIN, a->held), MIB(1));
#endif
}

/* n bytes, not cleared. */
static void *take(struct arena *a, size_t n)
{
	struct block *b = a->newest;
	size_t from = (b->used + ALIGN - 1) & ~(size_t)(ALIGN - 1);

	if (fault("arena.alloc"))
		a->failed = true;     /* the memory itself is there: what is tested is the undoing */
	if (from > b->cap || n > b->cap - from) {
		size_t left = a->max > a->held ? a->max - a->held : 0;
		if (n > left)
			a->failed = true;
		if (n > OVERDRAFT || a->held > a->max + OVERDRAFT - n)
			give_up(n);
		b = block_new(a, MAX2(n, MIN2(block_wish(a), left)));
		if (b == NULL) {
			a->failed = true;
			return reserve_take(a, n);
		}
		from = 0;
	}
	b->used = from + n;
	a->used += n;
	return b->bytes + from;
}

void *arena_alloc(struct arena *a, size_t n)
{
	void *p = take(a, n);
	memset(p, 0, n);
	return p;
}

bool arena_failed(const struct arena *a)
{
	return a->failed;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

struct str arena_str(struct arena *a, struct str s)
{
	if (s.p == NULL)
		return STR_NONE;
	char *p = take(a, s.n + 1);
	memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return (struct str){ p, s.n };
}

const char *arena_cstr(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s).p : arena_str(a, STR("")).p;
}

struct str arena_vfmt(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;

	assert(fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	assert(n >= 0);
	char *p = take(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, (size_t)n };
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str s = arena_vfmt(a, fmt, ap);
	va_end(ap);
	return s;
}
