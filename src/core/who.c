/* Who is at the door: people by login and by token, kept for some seconds, since every request asks. */
#include <string.h>
#include "core/run_in.h"

uint64_t core_who_turn(struct core *k)
{
	pthread_mutex_lock(&k->who_lock);
	uint64_t turn = k->who_epoch;
	pthread_mutex_unlock(&k->who_lock);
	return turn;
}

void who_changed(struct ctx *c) { c->core->people_changed = true; }

enum err core_who_by_login(struct core *k, struct str login, struct arena *a, struct principal *out, struct fail *f)
{
	struct ctx c;
	enum err e = core_read_begin(k, a, &c);

	if (e == OK) {
		e = E_ABSENT;
		for (const struct feature *const *ft = k->features; *ft; ft++)
			if ((*ft)->who_by_login)
				e = (*ft)->who_by_login(&c, login, out);
	}
	if (e != OK)
		*f = c.fail;
	core_read_end(&c);
	return e;
}

static struct str keep_text(struct who_slot *s, size_t *used, struct str from)
{
	if (!from.p || *used + from.n > sizeof s->text)
		return STR_NONE;
	char *to = s->text + *used;
	memcpy(to, from.p, from.n);
	*used += from.n;
	return (struct str){ to, from.n };
}

static uint32_t who_hash(struct str token)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < token.n; i++)
		h = (h ^ (uint8_t)token.p[i]) * 16777619u;
	return h % WHO_SLOTS;
}

static bool who_cached(struct core *k, struct str token, struct arena *a, struct principal *out, uint64_t *epoch)
{
	struct who_slot *s = &k->who[who_hash(token)];
	bool hit = false;

	pthread_mutex_lock(&k->who_lock);
	*epoch = k->who_epoch;
	if (s->used && s->epoch == k->who_epoch && str_is(token, s->token) && s->until_us > port_mono_us() && core_now(k).ms < s->until.ms &&
	    s->who.expires_at.ms > core_now(k).ms) {
		*out = s->who;
		out->login = arena_str(a, s->who.login);
		out->name = arena_str(a, s->who.name);
		out->org_name = arena_str(a, s->who.org_name);
		out->session = arena_str(a, s->who.session);
		out->csrf = arena_str(a, s->who.csrf);
		out->mark = s->who.mark.p ? arena_str(a, s->who.mark) : STR_NONE;
		out->scope = s->who.scope.p ? arena_str(a, s->who.scope) : STR_NONE;
		hit = true;
	}
	pthread_mutex_unlock(&k->who_lock);
	return hit;
}

static void who_keep(struct core *k, struct str token, const struct principal *who, uint64_t epoch)
{
	struct who_slot *s = &k->who[who_hash(token)];
	size_t used = 0;

	pthread_mutex_lock(&k->who_lock);
	if (epoch == k->who_epoch && who->login.n + who->name.n + who->org_name.n + who->session.n + who->csrf.n + who->scope.n + who->mark.n <= sizeof s->text) {
		s->used = true;
		s->epoch = epoch;
		/* Simulated time passes faster; and what a day ends, ends with it: posts and accounts hold to the day. */
		struct instant now = core_now(k), midnight = date_start(date_add(date_of(now), 1));
		s->until = (struct instant){ MIN2(now.ms + 5000, midnight.ms) };
		s->until_us = port_mono_us() + 5000000;   /* another server may have changed people: look again soon */
		memcpy(s->token, token.p, token.n);
		s->token[token.n] = 0;
		s->who = *who;
		s->who.login = keep_text(s, &used, who->login);
		s->who.name = keep_text(s, &used, who->name);
		s->who.org_name = keep_text(s, &used, who->org_name);
		s->who.session = keep_text(s, &used, who->session);
		s->who.csrf = keep_text(s, &used, who->csrf);
		s->who.mark = keep_text(s, &used, who->mark);
		s->who.scope = keep_text(s, &used, who->scope);
	}
	pthread_mutex_unlock(&k->who_lock);
}

static enum err who_by_token(struct core *k, struct str token, bool only_looking, struct arena *a, struct principal *out, struct fail *f)
{
	struct ctx c;
	uint64_t epoch = 0;

	if (token.n == 0 || token.n > sizeof k->who[0].token - 1)
		return fail_set(f, E_DENIED, "not_signed_in", "登录已失效，请重新登录");
	if (who_cached(k, token, a, out, &epoch))
		return OK;
	enum err e = core_read_begin(k, a, &c);
	c.only_looking = only_looking;
	if (e == OK) {
		e = E_ABSENT;
		for (const struct feature *const *ft = k->features; *ft && e == E_ABSENT; ft++)
			if ((*ft)->who_by_token)
				e = (*ft)->who_by_token(&c, token, out);
	}
	core_read_end(&c);
	if (e == OK && !only_looking)
		who_keep(k, token, out, epoch);
	else if (e == E_ABSENT)
		e = fail_set(f, E_DENIED, "not_signed_in", "登录已失效，请重新登录");
	else
		*f = c.fail;
	return e;
}

enum err core_who_by_token(struct core *k, struct str token, struct arena *a, struct principal *out, struct fail *f)
{
	return who_by_token(k, token, false, a, out, f);
}

enum err core_who_still(struct core *k, struct str token, struct arena *a, struct principal *out, struct fail *f)
{
	return who_by_token(k, token, true, a, out, f);
}
