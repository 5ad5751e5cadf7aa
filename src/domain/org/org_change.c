/* Units and people that change (A22.3a): each function is one step of an act that the caller has had approved. */
#include "domain/org/org_in.h"

/* A unit moved under another applicant takes everything below it along. */
enum err org_move_below(struct ctx *c, int64_t parent, int64_t root, int depth)
{
	struct list below;

	if (depth > 20)
		return fail(c, E_CORRUPT, "org.cycle", "单位的隶属关系有环");
	TRY(sql_all(c, &org_q[Q_ORG_BELOW], &below, parent));
	EACH(struct org, o, below) {
		if (o->budget_level1 != root)
			TRY(sql_run(c, &org_q[Q_ORG_ROOT], root, o->id));
		TRY(org_move_below(c, o->id, root, depth + 1));
	}
	return OK;
}

enum err org_keep_name(struct ctx *c, const struct org *was)
{
	return sql_run(c, &org_q[Q_ORG_NAME_KEEP], id_new(c), was->id, was->name, was->short_name, c->now);
}

enum err org_rename(struct ctx *c, int64_t id, struct str name, struct str short_name)
{
	struct org o;

	TRY(org_peek(c, id, &o));
	TRY(org_keep_name(c, &o));
	who_changed(c);
	return sql_run(c, &org_q[Q_ORG_NAME_SET], id, name, short_name.n ? short_name : o.short_name);
}

enum err org_set_parent(struct ctx *c, int64_t id, int64_t parent)
{
	struct org o;

	TRY(org_peek(c, id, &o));
	int64_t root = o.budget_level1;
	o.parent = parent;
	TRY(org_derive(c, &o));
	who_changed(c);
	o.version++;
	TRY(sql_put(c, &org_q[Q_ORG_SET], &o));
	return o.budget_level1 && o.budget_level1 != root ? org_move_below(c, o.id, o.budget_level1, 0) : OK;
}

enum err org_merge(struct ctx *c, int64_t from, int64_t into)
{
	struct org to;

	TRY(org_peek(c, into, &to));
	TRY(sql_run(c, &org_q[Q_ORG_ADOPT], from, into));
	TRY(org_move_below(c, into, to.budget_level1, 0));
	TRY(sql_run(c, &org_q[Q_ORG_MERGED], from, c->now, into, today(c)));
	who_changed(c);
	return sql_run(c, &org_q[Q_ORG_LEADS], from, into);
}

enum err org_end(struct ctx *c, int64_t id)
{
	who_changed(c);
	return sql_run(c, &org_q[Q_ORG_CLOSE], c->now, id, today(c));
}

enum err org_is_below(struct ctx *c, int64_t id, int64_t top, bool *out)
{
	struct org o;

	*out = id == top;
	for (int depth = 0; !*out && id && depth <= 20; depth++) {
		TRY(org_peek(c, id, &o));
		id = o.parent;
		*out = id == top;
	}
	return OK;
}

enum err person_move(struct ctx *c, int64_t person, int64_t org)
{
	who_changed(c);
	return sql_run(c, &org_q[Q_PERSON_MOVE], person, org);
}

enum err person_leave(struct ctx *c, int64_t person, struct date day)
{
	who_changed(c);
	return sql_run(c, &org_q[Q_PERSON_LEAVE], day, person);
}

enum err person_set_contact(struct ctx *c, int64_t person, struct str mobile, struct str email, struct str post)
{
	struct str number, address;

	who_changed(c);
	TRY(secret_seal(c, mobile, &number));
	TRY(secret_seal(c, email, &address));
	return sql_run(c, &org_q[Q_PERSON_CONTACT], person, number, address, post, c->now);
}
