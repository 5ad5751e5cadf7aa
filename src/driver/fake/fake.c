/* The fake cloud: what it answers follows from what it is asked, the token above all, so that asking twice finds the same thing, after a
 * restart too, and no life of a test can disturb another. Tests, demonstrations and new ideas about the contract meet it first. */
#include "driver/driver.h"

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

static enum err answers(const char *point, struct fail *f) { return fault(point) ? fail_set(f, E_REMOTE, "driver.fake", "演示云平台没有应答") : OK; }

/* In a place of its own it is another thing of the cloud's with the same token of ours. */
static struct driver_thing thing_of(const struct fake *s, struct str token, struct str place, int64_t qty, struct arena *a)
{
	uint64_t h = hash(token, (uint64_t)s->seed);

	if (place.n)
		h = hash(place, h);
	return (struct driver_thing){ arena_fmt(a, "fake-%016" PRIx64, h), arena_fmt(a, "10.%u.%u.%u", (unsigned)(h >> 8 & 127), (unsigned)(h >> 16 & 255), 1 + (unsigned)(h >> 24 & 127)), DRIVER_RUNNING, qty };
}

static enum err fake_create(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out)
{
	TRY(answers("driver.create", f));
	*out = thing_of(s, spec->token, STR_NONE, spec->qty, a);
	return OK;
}
/* It keeps nothing, so it has what the ledger holds. */
static enum err fake_look(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out)
{
	return fake_create(s, spec, a, f, out);
}
static enum err fake_resize(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out)
{
	TRY(answers("driver.act", f));
	*out = thing_of(s, spec->token, STR_NONE, spec->qty, a);
	return OK;
}
static enum err fake_move(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out)
{
	TRY(answers("driver.act", f));
	*out = thing_of(s, spec->token, spec->pool, spec->qty, a);
	return OK;
}
static enum err fake_power(void *s, const struct driver_ref *ref, bool on, struct fail *f)
{
	(void)s;
	(void)ref;
	(void)on;
	return answers("driver.act", f);
}
static enum err fake_wipe(void *s, const struct driver_ref *ref, struct arena *a, struct fail *f, struct str *proof)
{
	TRY(answers("driver.act", f));
	*proof = arena_fmt(a, "演示云平台已覆写 %016" PRIx64 "，抽样读回全零", hash(ref->token, (uint64_t)((struct fake *)s)->seed));
	return OK;
}
static enum err fake_destroy(void *s, const struct driver_ref *ref, struct fail *f)
{
	(void)s;
	(void)ref;
	return answers("driver.act", f);
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

/* All that this cloud makes follows from tokens, so that what the ledger holds is what is there; a name tells it otherwise, for tests and
 * demonstrations: what is called 失踪 is not there, 翻倍 has twice its quantity, beside 多出 stands another that nobody ordered. */
static enum err fake_inventory(void *s, const struct list *ours, driver_seen_fn *seen, void *arg, struct arena *a, struct fail *f)
{
	if (fault("driver.inventory"))
		return fail_set(f, E_REMOTE, "driver.fake", "演示云平台没有应答");
	EACH(struct driver_spec, spec, *ours) {
#define CALLED(word) (str_find(spec->name, STR(word)) >= 0)
		struct driver_thing thing = { .native_id = arena_fmt(a, "fake-%016" PRIx64, hash(spec->token, ((struct fake *)s)->seed)), .state = DRIVER_RUNNING, .qty = spec->qty, .token = spec->token };
		if (CALLED("失踪"))
			continue;
		if (CALLED("翻倍"))
			thing.qty *= 2;
		if (!seen(arg, &thing))
			return OK;
		thing.token = STR_NONE;
		if (CALLED("多出") && !seen(arg, &thing))
			return OK;
	}
	return OK;
}

const struct driver fake_driver = {
	.name = "fake", .open = fake_open, .close = fake_close, .describe = fake_describe, .create = fake_create, .look = fake_look, .resize = fake_resize, .move = fake_move, .power = fake_power, .wipe = fake_wipe,
	.destroy = fake_destroy, .inventory = fake_inventory, .usage = fake_usage,
};
