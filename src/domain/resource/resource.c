/* Entering, delivering and stopping resources; each change of quantity is a new segment, never an edit. */
#include "domain/infra/infra.h"
#include "domain/resource/resource_in.h"

/* Every way in passes here, so this is where nothing enters without a ground (A8.3). */
static enum err has_ground(struct ctx *c, const struct resource *r)
{
	if (r->application || r->emergency)
		return OK;
	if (r->legacy)
		return legacy_open(c);
	return refuse_by(c, "A8.3", "resource.no_application", "“" STR_FMT "”没有批准的申请，也没有应急同意，不能开通", STR_ARG(r->name));
}

static const char *series_of(struct ctx *c, struct str pool_no) { return arena_cstr(c->arena, arena_fmt(c->arena, "ZY-" STR_FMT, STR_ARG(pool_no))); }

enum err resource_numbers(struct ctx *c, struct str pool_no, int64_t n, int64_t *first) { return series_take(c, series_of(c, pool_no), n, first); }

enum err resource_put(struct ctx *c, struct resource *r, struct str pool_no, int64_t n)
{
	r->native_id = str_trim(r->native_id);
	TRY(resource_addresses(c, "ips", r->ips, &r->ips));
	TRY(resource_native_id_new(c, r->csp, r->native_id));
	/* What ran before the platform began is entered as it was. */
	if (!r->legacy)
		TRY(native_of_one_system(c, r));
	r->no = arena_fmt(c->arena, "ZY-" STR_FMT "-%08" PRId64, STR_ARG(pool_no), n);
	r->id = id_new(c);
	r->version = 1;
	r->state = RES_TRIAL;
	r->holds_room = true;
	r->created_at = c->now;
	return sql_put(c, &resource_q[Q_RES_PUT], r);
}

enum err resource_enter(struct ctx *c, struct resource *r)
{
	struct str pool_no;
	int64_t n;

	TRY(has_ground(c, r));
	TRY(sql_str(c, &resource_q[Q_POOL_NO], &pool_no, r->pool));
	if (!pool_no.p)
		return fail(c, E_ABSENT, "absent", "没有编号为 %" PRId64 " 的资源池", r->pool);
	TRY(resource_numbers(c, pool_no, 1, &n));
	TRY(resource_put(c, r, pool_no, n));
	return pool_take(c, r->pool, r->vcpu, r->mem_gb, r->disk_gb, r->qty);
}

static struct resource_segment segment_of(const struct resource *r)
{
	return (struct resource_segment){ .resource = r->id, .qty = r->qty, .item = r->item, .pool = r->pool, .csp = r->csp, .system = r->system,
					  .user_org = r->user_org, .applicant_org = r->applicant_org, .to_date = DATE_NONE };
}

enum err segment_open(struct ctx *c, const struct resource *r, struct date from, enum segment_cause cause)
{
	struct resource_segment s = segment_of(r);

	s.id = id_new(c);
	s.from_date = from;
	s.cause = cause;
	s.created_at = c->now;
	return sql_put(c, &resource_q[Q_SEG_OPEN], &s);
}

enum err room_free(struct ctx *c, const struct resource *r)
{
	TRY(sql_run(c, &resource_q[Q_RES_ROOM], r->id));
	return pool_give_back(c, r->pool, r->vcpu, r->mem_gb, r->disk_gb, r->qty);
}

enum err resource_deliver(struct ctx *c, int64_t id, int64_t order, struct date day)
{
	struct resource r;

	TRY(entity_peek(c, &resource_entity, id, &r));
	TRY(flow_fire(c, &resource_flow, id, "deliver", NULL));
	TRY(sql_run(c, &resource_q[Q_RES_DELIVER], V_ID(order), c->now, day, id));
	return segment_open(c, &r, day, SEG_DELIVERY);
}

enum err resource_set_trial_qty(struct ctx *c, int64_t id, int64_t qty)
{
	struct resource r;

	TRY(entity_peek(c, &resource_entity, id, &r));
	if (r.state != RES_TRIAL)
		return OK;
	/* The pool's room follows: less frees it for others, more is refused when there is none. */
	TRY(pool_give_back(c, r.pool, r.vcpu, r.mem_gb, r.disk_gb, r.qty));
	TRY(pool_take(c, r.pool, r.vcpu, r.mem_gb, r.disk_gb, qty));
	return sql_run(c, &resource_q[Q_RES_QTY], qty, id);
}

enum err resource_stop(struct ctx *c, int64_t id, struct date day, enum segment_cause cause)
{
	struct resource r;

	TRY(entity_peek(c, &resource_entity, id, &r));
	TRY(flow_fire(c, &resource_flow, id, "stop", NULL));
	TRY(sql_run(c, &resource_q[Q_SEG_CLOSE], day, id));
	TRY(sql_run(c, &resource_q[Q_RES_STOP], day, id));
	return cause == SEG_REVOKE && r.state != RES_TRIAL ? OK : room_free(c, &r);
}

enum err resource_of_application(struct ctx *c, int64_t application, struct list *out)
{
	return sql_all(c, &resource_q[Q_RES_OF_APP], out, application);
}

enum err resource_qty_of_line(struct ctx *c, int64_t line, int64_t *qty)
{
	return sql_int(c, &resource_q[Q_RES_LINE_QTY], qty, line);
}

enum err resource_link(struct ctx *c, int64_t id, int64_t application, int64_t line)
{
	return sql_run(c, &resource_q[Q_RES_LINK], id, application, line);
}
