/* What runs is changed: the row, the room, and from today the segment. Nothing here decides whether it may be. */
#include "domain/info_system/info_system.h"
#include "domain/infra/infra.h"
#include "domain/resource/resource_in.h"

/* How much more of a pool `now` takes than `was`, each part for itself. */
struct more { int64_t vcpu, mem_gb, sto_gb; };

static int64_t all_of(int64_t each, int64_t qty) { return each > 0 ? each * qty : 0; }

static struct more more_of(const struct resource *was, const struct resource *now)
{
	return (struct more){ all_of(now->vcpu, now->qty) - all_of(was->vcpu, was->qty), all_of(now->mem_gb, now->qty) - all_of(was->mem_gb, was->qty),
			      all_of(now->disk_gb, now->qty) - all_of(was->disk_gb, was->qty) };
}

static enum err room_take(struct ctx *c, const struct resource *was, const struct resource *now)
{
	struct more m = more_of(was, now);

	if (was->pool != now->pool)
		return pool_take(c, now->pool, now->vcpu, now->mem_gb, now->disk_gb, now->qty);
	return pool_resize(c, now->pool, MAX2(m.vcpu, 0), MAX2(m.mem_gb, 0), MAX2(m.sto_gb, 0));
}

/* A segment that began on the day has none of its days to keep and is only written anew; any other ends on it, and the next one counts it. */
static enum err segment_turn(struct ctx *c, const struct resource *r, enum segment_cause cause, struct date day)
{
	struct resource_segment s;

	TRY(sql_get(c, &resource_q[Q_SEG_NOW], &s, r->id));
	if (s.qty == r->qty && s.item == r->item && s.pool == r->pool && s.csp == r->csp && s.system == r->system && s.user_org == r->user_org &&
	    s.applicant_org == r->applicant_org)
		return OK;
	if (s.from_date.day < day.day) {
		TRY(sql_run(c, &resource_q[Q_SEG_CLOSE], day, r->id));
		return segment_open(c, r, day, cause);
	}
	s.qty = r->qty;
	s.item = r->item;
	s.pool = r->pool;
	s.csp = r->csp;
	s.system = r->system;
	s.user_org = r->user_org;
	s.applicant_org = r->applicant_org;
	/* A first stretch, or one after a stop, stays that: what came before it does not join it. */
	if (s.cause == SEG_CHANGE || s.cause == SEG_TRANSFER)
		s.cause = (int32_t)cause;
	return sql_put(c, &resource_q[Q_SEG_SET], &s);
}

/* State and version are the ledger's own, and the units are the system's: they may have merged since `r` was written down. Everything
 * else is as said. */
static enum err row_set(struct ctx *c, const struct resource *r, struct date day)
{
	struct resource here, put = *r;
	struct info_system s;

	TRY(entity_peek(c, &resource_entity, r->id, &here));
	put.state = here.state;
	put.version = here.version + 1;
	put.holds_room = here.holds_room;
	put.origin = here.origin;
	put.token = here.token;
	/* Prolonged is not expired, and is reminded of anew. */
	put.expired = here.expired && put.expire_date.day == here.expire_date.day;
	put.expire_told = put.expire_date.day == here.expire_date.day ? here.expire_told : INT_NONE;
	if (!str_eq(native_key(c, put.native_id), native_key(c, here.native_id))) {
		TRY(resource_native_id_new(c, put.csp, put.native_id));
		TRY(native_of_one_system(c, &put));
	}
	TRY(info_system_get(c, put.system, &s));
	put.user_org = s.user_org;
	put.applicant_org = s.applicant_org;
	TRY(sql_put(c, &resource_q[Q_RES_SET], &put));
	/* The zones are apart: no card goes along (A15.2b). */
	if (!str_eq(put.zone, here.zone))
		TRY(sql_run(c, &resource_q[Q_NICS_END], r->id, put.zone, c->now));
	return segment_turn(c, &put, SEG_CHANGE, day);
}

enum err resource_change(struct ctx *c, const struct resource *was, const struct resource *now)
{
	return resource_change_since(c, was, now, today(c));
}

enum err resource_change_since(struct ctx *c, const struct resource *was, const struct resource *now, struct date day)
{
	TRY(room_take(c, was, now));
	return row_set(c, now, day);
}

enum err resource_change_settle(struct ctx *c, const struct resource *was, const struct resource *now)
{
	struct more m = more_of(was, now);

	if (was->pool != now->pool)
		return pool_give_back(c, was->pool, was->vcpu, was->mem_gb, was->disk_gb, was->qty);
	return pool_resize(c, now->pool, MIN2(m.vcpu, 0), MIN2(m.mem_gb, 0), MIN2(m.sto_gb, 0));
}

enum err resource_change_undo(struct ctx *c, const struct resource *was, const struct resource *now)
{
	struct more m = more_of(was, now);

	TRY(row_set(c, was, today(c)));
	if (!str_eq(was->zone, now->zone))
		TRY(sql_run(c, &resource_q[Q_NICS_BACK], was->id, was->zone));
	if (was->pool != now->pool)
		return pool_give_back(c, now->pool, now->vcpu, now->mem_gb, now->disk_gb, now->qty);
	return pool_resize(c, now->pool, -MAX2(m.vcpu, 0), -MAX2(m.mem_gb, 0), -MAX2(m.sto_gb, 0));
}

enum err resource_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org)
{
	struct list all;

	TRY(sql_all(c, &resource_q[Q_RES_OF_SYSTEM], &all, system));
	EACH(struct resource, r, all) {
		TRY(sql_run(c, &resource_q[Q_RES_MOVE], r->id, user_org, applicant_org));
		r->user_org = user_org;
		r->applicant_org = applicant_org;
		if (r->state == RES_ACTIVE || r->state == RES_CHANGING)
			TRY(segment_turn(c, r, SEG_TRANSFER, today(c)));
	}
	return OK;
}
