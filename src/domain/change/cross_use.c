/* Use across systems (A22.2, R-19): what is seen of a resource is compared with what the ledger says it is for. A difference accuses
 * nobody: it is a row that the authority looks into, and the feature of supervision reads. */
#include "domain/change/change_in.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"

/* Letters, digits and what else an address or a domain is written with: nothing that a comparison would take for a pattern. */
static bool is_plain(struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		char ch = value.p[i];
		if (!(ch >= '0' && ch <= '9') && !(ch >= 'a' && ch <= 'z') && !(ch >= 'A' && ch <= 'Z') && ch != '.' && ch != ':' && ch != '-')
			return false;
	}
	return true;
}

/* Which system the observed value means; 0: none that the register knows. */
static enum err system_meant(struct ctx *c, const struct resource *r, int how, struct str value, int64_t *out)
{
	*out = 0;
	if ((how == SEEN_IP || how == SEEN_DOMAIN) && !is_plain(value))
		return OK;
	if (how == SEEN_IP)
		return sql_int(c, &change_q[Q_SYSTEM_BY_IP], out, value, r->zone, r->id);
	if (how == SEEN_DOMAIN)
		return sql_int(c, &change_q[Q_SYSTEM_BY_DOMAIN], out, value);
	return sql_int(c, &change_q[Q_SYSTEM_BY_WORD], out, value);
}

static bool allowed(const struct resource *r, int64_t system)
{
	EACH(int64_t, s, r->shared_systems)
		if (*s == system)
			return true;
	return r->system == system;
}

static enum err suspect(struct ctx *c, const struct resource *r, const struct usage_seen *u)
{
	struct note n = { .title = arena_fmt(c->arena, "疑似跨系统使用：" STR_FMT, STR_ARG(r->name)),
			  .body = arena_fmt(c->arena, "资源 " STR_FMT " 批准用于“" STR_FMT "”，观察到%s“" STR_FMT "”", STR_ARG(r->no), STR_ARG(r->system_name),
					    seen_by_names[u->seen_by].label, STR_ARG(u->value)), .article = "A22.2", .e = &usage_seen_entity, .subject = u->id };

	TRY(fact_tell(c, "change.cross_system_suspected", &usage_seen_entity, u->id));
	return message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_SECURITY), &n);
}

static enum err seen_put(struct ctx *c, const struct seen_in *in, const struct resource *r, int64_t *id)
{
	struct usage_seen u;
	int64_t open = 0;

	record_none(&usage_seen_record, &u);
	u.id = id_new(c);
	u.version = 1;
	u.resource = r->id;
	u.system = r->system;
	u.seen_by = in->seen_by;
	u.value = str_trim(in->value);
	u.seen_at = at_none(in->seen_at) ? c->now : in->seen_at;
	u.note = in->note;
	u.reported_by = c->who.person;
	u.reported_by_name = c->who.name;
	u.created_at = c->now;
	TRY(system_meant(c, r, in->seen_by, u.value, &u.seen_system));
	u.state = !u.seen_system ? SEEN_UNKNOWN : allowed(r, u.seen_system) ? SEEN_MATCHED : SEEN_SUSPECTED;
	/* The same suspicion is one row until it has been looked into, however often it is seen. */
	if (u.state == SEEN_SUSPECTED)
		TRY(sql_int(c, &change_q[Q_SEEN_SAME], &open, r->id, u.seen_system));
	*id = open ? open : u.id;
	if (open)
		return OK;
	TRY(sql_put(c, &change_q[Q_SEEN_PUT], &u));
	return u.state == SEEN_SUSPECTED ? suspect(c, r, &u) : OK;
}

static bool is_future(const struct ctx *c, struct instant at) { return !at_none(at) && at.ms > c->now.ms; }

enum err seen_report(struct ctx *c, const void *in_, void *out)
{
	const struct seen_in *in = in_;
	struct resource r;

	(void)out;
	if (entity_get(c, &resource_entity, in->resource, &r) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "resource", "absent", "没有编号为 %" PRId64 " 的资源，或者不在可见范围内", in->resource);
	}
	if (is_future(c, in->seen_at))
		return fail_on(c, "seen_at", "future", "观察时间不能晚于现在");
	return seen_put(c, in, &r, &c->made);
}

enum err seen_import(struct ctx *c, const struct list *rows)
{
	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		const struct seen_in *in = LIST_AT(*rows, struct seen_in, i);
		struct resource r;
		int64_t id = 0, made;
		TRY(sql_int(c, &change_q[Q_RESOURCE_NO], &id, in->resource_no));
		if (!id || entity_get(c, &resource_entity, id, &r) != OK) {
			fail_clear(&c->fail);
			import_bad(c, i, "resource_no", "没有编号为“" STR_FMT "”的资源，或者不在可见范围内", STR_ARG(utf8_head(in->resource_no, 60)));
			continue;
		}
		if (is_future(c, in->seen_at)) {
			import_bad(c, i, "seen_at", "观察时间不能晚于现在");
			continue;
		}
		TRY(seen_put(c, in, &r, &made));
	}
	return fields_ok(c);
}

enum err seen_resolve(struct ctx *c, const void *in_, void *out)
{
	const struct seen_in *in = in_;

	(void)out;
	TRY(sql_run(c, &change_q[Q_SEEN_RESOLVE], c->subject_id, c->now, c->who.name, in->comment));
	return in->confirmed ? fact_tell(c, "change.cross_system_confirmed", &usage_seen_entity, c->subject_id) : OK;
}

bool when_confirmed(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)subject;
	return in && ((const struct seen_in *)in)->confirmed;
}
