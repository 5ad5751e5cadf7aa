/* What is asked for again soon, made once: answers, and the digests of objects.
 *
 * The last answers, as long as nothing was written. A page that is looked at is asked for again: after every event, by every tab, by everybody who
 * has the case before him. Between two commits the same person asking for the same object gets the same bytes, so they are made once.
 * Any commit of this server ends all of them; so do people whose roles are others now, and one second, since guards know the time. Where other
 * servers write into the same store (PostgreSQL), nothing is kept. */
#include <string.h>
#include "core/core_in.h"

enum { SLOTS = 256, BODY_MAX = 16 * 1024, SESSION_MAX = 80, ETAG_MAX = 40, LIFE_MS = 1000 };
struct kept {
	const struct op *op;
	int64_t id, account, commits, at_ms;
	uint64_t roles;
	size_t session_n, etag_n, body_n, cap;
	char session[SESSION_MAX], etag[ETAG_MAX], *body;
};
struct kept_answers { pthread_mutex_t lock; struct kept slots[SLOTS]; };

struct kept_answers *kept_new(void)
{
	struct kept_answers *all = calloc(1, sizeof *all);

	if (all)
		pthread_mutex_init(&all->lock, NULL);
	return all;
}

void kept_free(struct kept_answers *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		free(all->slots[i].body);
	pthread_mutex_destroy(&all->lock);
	free(all);
}

int64_t kept_now(const struct core *k) { return __atomic_load_n(&k->n_commits, __ATOMIC_ACQUIRE); }

static struct kept *slot_of(struct kept_answers *all, const struct ctx *c, int64_t id)
{
	uint64_t h = ((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15)) ^ ((uint64_t)c->who.account * UINT64_C(0xc2b2ae3d27d4eb4f)) ^ (uint64_t)(uintptr_t)c->op;

	return &all->slots[(h ^ h >> 33) % SLOTS];
}

static bool same(const struct kept *s, const struct ctx *c, int64_t id)
{
	return s->op == c->op && s->id == id && s->account == c->who.account && s->roles == c->who.roles && s->session_n == c->who.session.n &&
	       memcmp(s->session, c->who.session.p, s->session_n) == 0;
}

bool kept_find(struct ctx *c, int64_t id, struct answer *a)
{
	struct kept_answers *all = c->core->kept;
	bool found = false;

	if (!all || !c->who.session.n || c->who.session.n > SESSION_MAX)
		return false;
	pthread_mutex_lock(&all->lock);
	const struct kept *s = slot_of(all, c, id);
	if (s->body_n && s->commits == kept_now(c->core) && c->now.ms >= s->at_ms && c->now.ms - s->at_ms < LIFE_MS && same(s, c, id)) {
		a->body = arena_str(c->arena, (struct str){ s->body, s->body_n });
		a->etag = s->etag_n ? arena_str(c->arena, (struct str){ s->etag, s->etag_n }) : STR_NONE;
		a->content_type = STR("application/json");
		a->id = id;
		found = true;
	}
	pthread_mutex_unlock(&all->lock);
	return found;
}

void kept_put(struct ctx *c, int64_t id, int64_t commits, const struct answer *a)
{
	struct kept_answers *all = c->core->kept;

	if (!all || !c->who.session.n || c->who.session.n > SESSION_MAX || a->etag.n > ETAG_MAX || a->body.n > BODY_MAX)
		return;
	pthread_mutex_lock(&all->lock);
	struct kept *s = slot_of(all, c, id);
	if (s->cap < a->body.n) {
		char *more = realloc(s->body, a->body.n);
		s->body_n = 0;
		if (more) {
			s->body = more;
			s->cap = a->body.n;
		}
	}
	if (s->cap >= a->body.n) {
		s->op = c->op; s->id = id; s->account = c->who.account; s->roles = c->who.roles; s->commits = commits; s->at_ms = c->now.ms;
		s->session_n = c->who.session.n;
		memcpy(s->session, c->who.session.p, s->session_n);
		s->etag_n = a->etag.p ? a->etag.n : 0;
		memcpy(s->etag, a->etag.p ? a->etag.p : "", s->etag_n);
		s->body_n = a->body.n;
		memcpy(s->body, a->body.p, s->body_n);
	}
	pthread_mutex_unlock(&all->lock);
}

/* ---- digests: of the same text the same ---- */
enum { DIGESTS = 256, TEXT_MAX_KEPT = 4096 };
struct kept_digest { int64_t id; size_t n, cap; char *text, hex[SM3_HEX]; };
struct kept_digests { struct kept_digest slots[DIGESTS]; };

void kept_digests_free(struct kept_digests *all)
{
	for (size_t i = 0; all && i < DIGESTS; i++)
		free(all->slots[i].text);
	free(all);
}

static void digest_put(struct kept_digest *s, int64_t id, struct str text, struct str hex)
{
	if (s->cap < text.n) {
		char *more = realloc(s->text, text.n);
		if (!more)
			return;
		s->text = more;
		s->cap = text.n;
	}
	s->id = id;
	s->n = text.n;
	memcpy(s->text, text.p, text.n);
	memcpy(s->hex, hex.p, SM3_HEX);
}

struct str kept_digest(struct ctx *c, int64_t id, struct str text)
{
	struct core *k = c->core;

	if (!c->writing || !text.n || text.n > TEXT_MAX_KEPT)
		return digest_hex(c, text);
	if (!k->digests)
		k->digests = calloc(1, sizeof *k->digests);
	if (!k->digests)
		return digest_hex(c, text);
	struct kept_digest *s = &k->digests->slots[(uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 56];
	if (s->id == id && s->n == text.n && memcmp(s->text, text.p, text.n) == 0)
		return arena_str(c->arena, (struct str){ s->hex, SM3_HEX });
	struct str hex = digest_hex(c, text);
	digest_put(s, id, text, hex);
	return hex;
}
