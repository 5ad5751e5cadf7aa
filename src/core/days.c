/* The working-day layers of the store, kept in memory until somebody changes them. */
#include "core/run_in.h"

enum { DAYS_LOOK_AGAIN_US = 5000000 };

/* Reads the layers into an arena of their own; what readers may still hold stays for the next DAYS_KEPT changes. */
static enum err days_load(struct ctx *c)
{
	struct core *k = c->core;
	struct arena *mine = c->arena, *kept = arena_new(MIB(4));
	struct db *own = c->db;
	struct workdays days = { 0 };
	enum err e = OK;

	c->arena = kept;
	/* As committed now: a reader's older snapshot would put former days back after a change. */
	if (!c->writing)
		e = core_reader(k, &c->fail, &c->db);
	for (const struct feature *const *f = k->features; e == OK && *f; f++)
		if ((*f)->workdays)
			e = (*f)->workdays(c, &days);
	if (c->db && c->db != own)
		core_reader_back(k, c->db);
	c->db = own;
	c->arena = mine;
	k->days_until_us = port_mono_us() + DAYS_LOOK_AGAIN_US;
	if (e != OK || (k->days_loaded && days.version == k->days.version && days.n == k->days.n)) {
		arena_free(kept);
		return e;
	}
	arena_free(k->days_kept[k->n_days_kept % DAYS_KEPT]);
	k->days_kept[k->n_days_kept++ % DAYS_KEPT] = kept;
	k->days = days;
	k->days_loaded = true;
	return OK;
}

enum err workdays_now(struct ctx *c, const struct workdays **out)
{
	struct core *k = c->core;
	enum err e = OK;

	/* A turn that has changed the calendar sees its own change and leaves the shared copy alone until the commit. */
	if (c->writing && k->days_changed) {
		struct workdays *mine = ARENA_NEW(c->arena, struct workdays);
		for (const struct feature *const *f = k->features; *f; f++)
			if ((*f)->workdays)
				TRY((*f)->workdays(c, mine));
		*out = mine;
		return OK;
	}
	pthread_mutex_lock(&k->days_lock);
	/* On PostgreSQL another server may have changed the calendar: look again every few seconds. */
	bool stale = store_engine(k->store) == ENGINE_PG && port_mono_us() > k->days_until_us;
	if (!k->days_loaded || stale)
		e = days_load(c);
	struct workdays *copy = ARENA_NEW(c->arena, struct workdays);
	*copy = k->days;
	pthread_mutex_unlock(&k->days_lock);
	*out = copy;
	return e;
}
