/* The fake cloud: what it makes follows from the token alone, so that asking twice finds the same thing. Tests, demonstrations and new
 * ideas about the contract meet it first. */
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
static uint64_t hash(struct str token, int64_t seed)
{
	uint64_t h = 1469598103934665603u ^ (uint64_t)seed;

	for (size_t i = 0; i < token.n; i++)
		h = (h ^ (uint8_t)token.p[i]) * 1099511628211u;
	return h;
}
static enum err fake_describe(void *s, struct arena *a, struct fail *f, struct driver_about *out)
{
	(void)s;
	(void)a;
	(void)f;
	*out = (struct driver_about){ STR("fake"), STR("1"), true, true };
	return OK;
}
static enum err fake_create(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out)
{
	uint64_t h = hash(spec->token, ((struct fake *)s)->seed);

	if (fault("driver.create"))
		return fail_set(f, E_REMOTE, "driver.fake", "演示云平台没有应答");
	*out = (struct driver_thing){ arena_fmt(a, "fake-%016" PRIx64, h), arena_fmt(a, "10.%u.%u.%u", (unsigned)(h >> 8 & 127), (unsigned)(h >> 16 & 255), 1 + (unsigned)(h >> 24 & 127)), DRIVER_RUNNING, spec->qty };
	return OK;
}
static enum err fake_look(void *s, struct str token, struct arena *a, struct fail *f, struct driver_thing *out)
{
	return fake_create(s, &(struct driver_spec){ .token = token, .qty = 1 }, a, f, out);
}
static enum err fake_power(void *s, struct str token, bool on, struct fail *f)
{
	(void)s;
	(void)token;
	(void)on;
	(void)f;
	return OK;
}
static enum err fake_wipe(void *s, struct str token, struct fail *f) { return fake_power(s, token, false, f); }
static enum err fake_usage(void *s, struct str token, struct arena *a, struct fail *f, int64_t *cpu_bp, int64_t *mem_bp)
{
	uint64_t h = hash(token, ((struct fake *)s)->seed);

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
	.name = "fake", .open = fake_open, .close = fake_close, .describe = fake_describe, .create = fake_create, .look = fake_look, .resize = fake_create, .power = fake_power, .wipe = fake_wipe,
	.destroy = fake_wipe, .inventory = fake_inventory, .usage = fake_usage,
};
