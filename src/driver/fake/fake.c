/* The fake cloud: what it makes follows from the token alone, so that asking twice finds the same thing, also after a restart. What was done
 * to it since (size, power, wiping) is remembered while the program runs. Tests, demonstrations and new ideas about the contract meet it first. */
#include <pthread.h>
#include <string.h>
#include "driver/driver.h"

/* The last so many things that something was done to; an older one is as it was made. */
enum { THINGS = 1024 };
struct done { uint64_t of; int64_t qty; enum driver_state state; uint64_t place; };
static struct { pthread_mutex_t lock; struct done things[THINGS]; size_t n; } memory = { .lock = PTHREAD_MUTEX_INITIALIZER };

struct fake { int64_t seed; };

static enum err fake_open(const struct driver_conf *conf, struct fail *f, void **session)
{
	struct fake *s = malloc(sizeof *s);

	if (!s)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	s->seed = conf->seed;
	*session = s;
	return OK;
}
static void fake_close(void *session) { free(session); }
static uint64_t hash(struct str token, uint64_t seed)
{
	uint64_t h = 1469598103934665603u ^ seed;

	for (size_t i = 0; i < token.n; i++)
		h = (h ^ (uint8_t)token.p[i]) * 1099511628211u;
	return h;
}
static enum err fake_describe(void *s, struct arena *a, struct fail *f, struct driver_about *out)
{
	(void)s;
	(void)a;
	(void)f;
	*out = (struct driver_about){ STR("fake"), STR("2") };
	return OK;
}

static bool remembered(uint64_t of, struct done *out)
{
	bool found = false;

	pthread_mutex_lock(&memory.lock);
	for (size_t i = memory.n > THINGS ? memory.n - THINGS : 0; i < memory.n; i++)
		if (memory.things[i % THINGS].of == of) {
			*out = memory.things[i % THINGS];
			found = true;
		}
	pthread_mutex_unlock(&memory.lock);
	return found;
}

static void remember(struct done d)
{
	pthread_mutex_lock(&memory.lock);
	for (size_t i = 0; i < MIN2(memory.n, (size_t)THINGS); i++)
		if (memory.things[i].of == d.of) {
			memory.things[i] = d;
			pthread_mutex_unlock(&memory.lock);
			return;
		}
	memory.things[memory.n++ % THINGS] = d;
	pthread_mutex_unlock(&memory.lock);
}

static struct done present(const struct fake *s, struct str token)
{
	struct done d = { .of = hash(token, (uint64_t)s->seed), .qty = 1, .state = DRIVER_RUNNING };

	(void)remembered(d.of, &d);
	return d;
}

static struct driver_thing shown(const struct done *d, struct arena *a)
{
	/* Moved, it is another thing of the cloud's with the same token of ours. */
	uint64_t h = d->of ^ d->place;

	return (struct driver_thing){ arena_fmt(a, "fake-%016" PRIx64, h), arena_fmt(a, "10.%u.%u.%u", (unsigned)(h >> 8 & 127), (unsigned)(h >> 16 & 255), 1 + (unsigned)(h >> 24 & 127)), d->state, d->qty };
}

static enum err silent(struct fail *f) { return fail_set(f, E_REMOTE, "driver.fake", "演示云平台没有应答"); }

static enum err fake_create(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out)
{
	struct done d = present(s, spec->token);

	if (fault("driver.create"))
		return silent(f);
	/* What is gone is made anew. */
	if (d.state == DRIVER_ABSENT || d.state == DRIVER_WIPED)
		d = (struct done){ .of = d.of };
	d.state = DRIVER_RUNNING;
	d.qty = spec->qty;
	remember(d);
	*out = shown(&d, a);
	return OK;
}
static enum err fake_look(void *s, struct str token, struct arena *a, struct fail *f, struct driver_thing *out)
{
	struct done d = present(s, token);

	if (d.state == DRIVER_ABSENT)
		return fail_set(f, E_ABSENT, "driver.absent", "演示云平台上没有“" STR_FMT "”", STR_ARG(token));
	*out = shown(&d, a);
	return OK;
}
/* Something that data are on: what was wiped is no machine any more. */
static enum err whole(const struct fake *s, struct str token, struct fail *f, struct done *out)
{
	*out = present(s, token);
	if (fault("driver.act"))
		return silent(f);
	if (out->state == DRIVER_ABSENT || out->state == DRIVER_WIPED)
		return fail_set(f, E_ABSENT, "driver.absent", "演示云平台上的“" STR_FMT "”已经清除", STR_ARG(token));
	return OK;
}
static enum err fake_resize(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out)
{
	struct done d;

	TRY(whole(s, spec->token, f, &d));
	d.qty = spec->qty;
	remember(d);
	*out = shown(&d, a);
	return OK;
}
static enum err fake_move(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out)
{
	struct done d;

	TRY(whole(s, spec->token, f, &d));
	d.place = hash(spec->pool, 0);
	d.qty = spec->qty;
	remember(d);
	*out = shown(&d, a);
	return OK;
}
static enum err fake_power(void *s, const struct driver_ref *ref, bool on, struct fail *f)
{
	struct done d;

	TRY(whole(s, ref->token, f, &d));
	d.state = on ? DRIVER_RUNNING : DRIVER_STOPPED;
	remember(d);
	return OK;
}
static enum err fake_wipe(void *s, const struct driver_ref *ref, struct arena *a, struct fail *f, struct str *proof)
{
	struct done d = present(s, ref->token);

	if (fault("driver.act"))
		return silent(f);
	if (d.state != DRIVER_ABSENT) {
		d.state = DRIVER_WIPED;
		remember(d);
	}
	*proof = arena_fmt(a, "演示云平台已覆写 %016" PRIx64 "，抽样读回全零", d.of ^ d.place);
	return OK;
}
static enum err fake_destroy(void *s, const struct driver_ref *ref, struct fail *f)
{
	struct done d = present(s, ref->token);

	if (fault("driver.act"))
		return silent(f);
	d.state = DRIVER_ABSENT;
	remember(d);
	return OK;
}
static enum err fake_usage(void *s, struct str token, struct arena *a, struct fail *f, int64_t *cpu_bp, int64_t *mem_bp)
{
	uint64_t h = hash(token, (uint64_t)((struct fake *)s)->seed);

	(void)a;
	(void)f;
	*cpu_bp = (int64_t)(h % 9000);
	*mem_bp = (int64_t)(h / 9000 % 9000);
	return OK;
}

const struct driver fake_driver = {
	.name = "fake", .open = fake_open, .close = fake_close, .describe = fake_describe, .create = fake_create, .look = fake_look, .resize = fake_resize, .move = fake_move, .power = fake_power, .wipe = fake_wipe,
	.destroy = fake_destroy, .usage = fake_usage,
};
