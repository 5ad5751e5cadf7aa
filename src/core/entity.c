/* Objects: what a party may see of them, loading one, scope conditions with named parameters. */
#include "core/core_in.h"
#include <ctype.h>

static const char *const bind_names[BIND_MAX] = {
	[BIND_ORG] = "org", [BIND_ROOT] = "root", [BIND_PERSON] = "person", [BIND_ACCOUNT] = "account", [BIND_ROLES] = "roles", [BIND_NOW] = "now",
};

void sql_named(struct buf *out, const char *cond, int first, struct binds *b)
{
	for (const char *p = cond; *p; p++) {
		if (*p != ':' || !islower((unsigned char)p[1]) || (p > cond && p[-1] == ':')) {
			buf_byte(out, *p);
			continue;
		}
		size_t n = 0;
		while (islower((unsigned char)p[1 + n]))
			n++;
		enum bind what = 0;
		while (what < BIND_MAX && !str_eq(str_of(bind_names[what]), (struct str){ p + 1, n }))
			what++;
		assert(what < BIND_MAX && b->n < BINDS_MAX);
		buf_byte(out, '?');
		buf_int(out, first + (int64_t)b->n);
		b->what[b->n++] = (uint8_t)what;
		p += n;
	}
}

struct val bind_value(const struct ctx *c, enum bind what)
{
	switch (what) {
	case BIND_ORG:     return val_int(c->who.org);
	case BIND_ROOT:    return val_int(c->who.root_org);
	case BIND_PERSON:  return val_int(c->who.person);
	case BIND_ACCOUNT: return val_int(c->who.account);
	case BIND_ROLES:   return val_int((int64_t)c->who.roles);
	case BIND_NOW:     return val_int(c->now.ms);
	default:           assert(false); return val_none();
	}
}

const char *scope_of(const struct entity *e, const struct principal *who)
{
	if (who->system)
		return "";
	if (e->scope.own)
		return e->scope.own;
	switch (who->party) {
	case ORG_AUTHORITY:
	case ORG_AUDIT:     return "";
	case ORG_APPLICANT: return e->scope.applicant;
	case ORG_USER:      return e->scope.user;
	case ORG_CSP:       return e->scope.csp;
	case ORG_TECH:
	case ORG_DEPT:      return e->scope.coop;
	default:            return NULL;
	}
}

bool must_mask(const struct ctx *c)
{
	return !c->who.system && !(c->who.roles & (R_AUTH | R_APPU | R_ADMIN));
}

static enum err load(struct ctx *c, const struct entity *e, const struct stmt *s, const struct binds *b, int64_t id, void *out)
{
	struct val v[1 + BINDS_MAX] = { val_int(id) };
	size_t n = 1;

	for (size_t i = 0; b && i < b->n; i++)
		v[n++] = bind_value(c, b->what[i]);
	enum err got = sql_get_(c, s, out, v, n);
	if (got == E_ABSENT)
		return fail(c, E_ABSENT, "absent", "没有编号为 %" PRId64 " 的%s，或者不在可见范围内", id, e->label);
	TRY(got);
	return e->fill ? e->fill(c, out) : OK;
}

enum err entity_get(struct ctx *c, const struct entity *e, int64_t id, void *out)
{
	const struct entity_slot *slot = core_entity_slot(c->core, e);

	if (c->who.system)
		return load(c, e, &slot->peek, NULL, id, out);
	if (slot->by_party[c->who.party].none)
		return fail(c, E_ABSENT, "absent", "没有编号为 %" PRId64 " 的%s，或者不在可见范围内", id, e->label);
	return load(c, e, &slot->by_party[c->who.party].get, &slot->by_party[c->who.party].binds, id, out);
}

bool entity_inner(const struct ctx *c, const char *const *list, struct str word)
{
	if (c->who.party != ORG_CSP || !list)
		return false;
	for (; *list; list++)
		if (str_is(word, *list))
			return true;
	return false;
}

enum err entity_peek(struct ctx *c, const struct entity *e, int64_t id, void *out)
{
	return load(c, e, &core_entity_slot(c->core, e)->peek, NULL, id, out);
}

const struct entity *core_entity_named(const struct ctx *c, struct str name) { return core_entity(c->core, name); }
