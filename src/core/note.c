/* Which sessions were used lately, in memory: a read stays a read, and a job writes the notes down once a minute. */
#include "core/core_in.h"

static struct session_note *slot_of(struct session_note *slots, size_t cap, int64_t session)
{
	size_t i = (size_t)((uint64_t)session * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (cap - 1);

	while (slots[i].session && slots[i].session != session)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

/* Twice the room; without memory the notes stay as they are. */
static bool grow(struct core *k)
{
	size_t cap = k->notes_cap ? k->notes_cap * 2 : 256;
	struct session_note *more = calloc(cap, sizeof *more);

	if (!more)
		return false;
	for (size_t i = 0; i < k->notes_cap; i++)
		if (k->notes[i].session)
			*slot_of(more, cap, k->notes[i].session) = k->notes[i];
	free(k->notes);
	k->notes = more;
	k->notes_cap = cap;
	return true;
}

void session_note(struct ctx *c, int64_t session)
{
	struct core *k = c->core;

	pthread_mutex_lock(&k->notes_lock);
	if (k->n_notes * 2 < k->notes_cap || grow(k)) {
		struct session_note *s = slot_of(k->notes, k->notes_cap, session);
		k->n_notes += !s->session;
		*s = (struct session_note){ session, c->now };
	}
	pthread_mutex_unlock(&k->notes_lock);
}

struct instant session_noted(struct ctx *c, int64_t session)
{
	struct core *k = c->core;
	struct instant at = AT_NONE;

	pthread_mutex_lock(&k->notes_lock);
	if (k->notes_cap) {
		const struct session_note *s = slot_of(k->notes, k->notes_cap, session);
		at = s->session ? s->at : AT_NONE;
	}
	pthread_mutex_unlock(&k->notes_lock);
	return at;
}

struct list session_notes_take(struct ctx *c)
{
	struct core *k = c->core;

	pthread_mutex_lock(&k->notes_lock);
	struct session_note *out = ARENA_ARRAY(c->arena, struct session_note, k->n_notes + 1);
	struct list taken = { out, 0 };
	for (size_t i = 0; i < k->notes_cap && !arena_failed(c->arena); i++)
		if (k->notes[i].session)
			out[taken.n++] = k->notes[i];
	if (k->n_notes && !arena_failed(c->arena)) {
		memset(k->notes, 0, k->notes_cap * sizeof k->notes[0]);
		k->n_notes = 0;
	}
	pthread_mutex_unlock(&k->notes_lock);
	return taken;
}
