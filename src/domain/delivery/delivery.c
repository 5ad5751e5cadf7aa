/* The decisions of A21.1: how much may be opened, and what an order begins. */
#include "domain/catalog/catalog.h"
#include "domain/contract/contract.h"
#include "domain/delivery/delivery_in.h"
#include "domain/info_system/info_system.h"
#include "domain/infra/infra.h"
#include "domain/message/message.h"

enum err delivery_allowed(struct ctx *c, const struct application_line *line, int64_t *qty)
{
	return sql_int(c, &delivery_q[Q_ALLOWED], qty, line->id, line->approved_qty == INT_NONE ? 0 : line->approved_qty);
}

enum err delivery_open_line(struct ctx *c, const struct application *app, const struct application_line *line, const struct opened *o)
{
	const struct line_attrs *a = line->attrs;
	struct line_size size;
	struct resource r;
	int64_t opened = 0, allowed = 0;

	TRY(resource_qty_of_line(c, line->id, &opened));
	TRY(delivery_allowed(c, line, &allowed));
	if (opened + o->qty > allowed)
		return refuse_by(c, "A21.1a", "delivery.above_approval", "“" STR_FMT "”批准 %" PRId64 "，已开通 %" PRId64 "，不能再开通 %" PRId64,
				 STR_ARG(line->item_name), allowed, opened, o->qty);
	TRY(application_line_size(c, line->item, a, &size));
	record_none(&resource_record, &r);
	r.name = o->name.n ? o->name : arena_fmt(c->arena, STR_FMT " " STR_FMT, STR_ARG(app->system_name), STR_ARG(line->item_name));
	r.item = line->item;
	r.item_code = line->item_code;
	r.item_name = line->item_name;
	r.unit = line->unit;
	r.system = app->system;
	r.user_org = app->user_org;
	r.applicant_org = app->applicant_org;
	r.pool = line->assigned_pool;
	r.zone = str_of(zone_names[line->zone].word);
	r.csp = line->csp;
	r.application = app->id;
	r.line = line->id;
	r.qty = o->qty;
	r.native_id = o->native_id;
	r.token = o->token;
	r.ips = o->ips;
	r.os = o->os.n ? o->os : a ? a->os : STR_NONE;
	r.vcpu = size.vcpu;
	r.mem_gb = size.mem_gb;
	r.disk_gb = size.disk_gb;
	return resource_enter(c, &r);
}

enum err delivery_tell_csps(struct ctx *c, int64_t application, const struct note *n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t csps[16];
	size_t count = 0;

	TRY(db_rows(c->db, &delivery_q[Q_CSPS], VALS(application), &c->fail, &r));
	while (count < COUNT(csps) && rows_next(r))
		csps[count++] = rows_int(r, 0);
	TRY(rows_err(r, &c->fail));
	for (size_t i = 0; i < count; i++)
		TRY(message_to_roles(c, csps[i], R(CSP_OPERATION) | R(CSP_MAINTENANCE), n));
	return OK;
}

/* A21.2b: told on the day of delivery, so that the number is there when the system is to go live. */
static enum err warn_icp(struct ctx *c, const struct application *app)
{
	struct info_system s;

	TRY(info_system_get(c, app->system, &s));
	if (!s.internet_facing || !s.domains.n || s.icp_no.n)
		return OK;
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”还没有 ICP 备案号", STR_ARG(s.name)), .article = "A21.2b", .e = &info_system_entity, .subject = s.id,
			  .body = STR("系统可以通过域名从互联网访问，上线前应当完成 ICP 备案；公安联网备案号一并登记。") };
	return message_to_roles(c, app->user_org, R_USER, &n);
}

/* A11d: without a price no month can be closed, of any unit. Told on the first day, while there is time to agree on one. */
static enum err warn_price(struct ctx *c, const struct delivery_order *d, const struct list *resources)
{
	EACH(struct resource, r, *resources) {
		struct price price;
		enum err e = price_on(c, r->csp, r->item_code, d->billing_start_date, &price);
		if (e != E_REFUSED) {
			TRY(e);
			continue;
		}
		struct note n = { .title = arena_fmt(c->arena, "交付工单 " STR_FMT " 有资源没有合同价格", STR_ARG(d->no)), .article = "A11d", .e = &delivery_order_entity, .subject = d->id,
				  .body = arena_fmt(c->arena, "%s。请在出账日前补登价格，否则整个账期不能出账。", c->fail.sentence) };
		fail_clear(&c->fail);
		return message_to_roles(c, 0, R(AUTH_FINANCE) | R(AUTH_HANDLER), &n);
	}
	return OK;
}

static enum err tell_order(struct ctx *c, const struct application *app, const struct delivery_order *d)
{
	struct note n = {
		.title = arena_fmt(c->arena, "交付工单 " STR_FMT " 已下达", STR_ARG(d->no)), .article = "A21.1e", .e = &delivery_order_entity, .subject = d->id,
		.body = arena_fmt(c->arena, "“" STR_FMT "”自 " STR_FMT " 起计费。请在 %" PRId64 " 个工作日内确认收到，有异议的在期限内提出。", STR_ARG(app->title),
				  STR_ARG(date_text(c->arena, d->billing_start_date)), setting_int(c, "deliver.confirm_wd")),
	};

	TRY(message_to_roles(c, app->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	return delivery_tell_csps(c, app->id, &n);
}

enum err delivery_issue_order(struct ctx *c, int64_t application, int64_t *id)
{
	struct application app;
	struct delivery_order d;
	struct filing f;
	struct list resources;

	enum err e = sql_get(c, &delivery_q[Q_FILING_LAST], &f, application);
	if (e == E_ABSENT)
		return refuse_by(c, "A21.1e", "delivery.not_filed", "调整建议还没有备案，不能下达交付工单");
	TRY(e);
	TRY(flow_fire(c, &application_flow, application, "deliver", NULL));
	TRY(application_get(c, application, &app));
	TRY(resource_of_application(c, application, &resources));
	record_none(&delivery_order_record, &d);
	d.id = *id = id_new(c);
	d.version = 1;
	d.application = application;
	d.filing = f.id;
	d.issued_by = c->who.person;
	d.issued_at = c->now;
	d.billing_start_date = today(c);
	EACH(struct resource, r, resources)
		if (!d.csp && r->state == RES_TRIAL)
			d.csp = r->csp;
	d.state = ORDER_ISSUED;
	TRY(number_next(c, "JF", &d.no));
	TRY(sql_put(c, &delivery_q[Q_ORDER_PUT], &d));
	EACH(struct resource, r, resources) {
		if (r->state != RES_TRIAL)
			continue;
		TRY(resource_deliver(c, r->id, d.id, today(c)));
		TRY(sql_run(c, &delivery_q[Q_IDLE_PUT], r->id, d.id, today(c)));
	}
	TRY(clock_start(c, &delivery_order_entity, d.id, C_DELIVER_CONFIRM, "issue"));
	TRY(tell_order(c, &app, &d));
	TRY(warn_price(c, &d, &resources));
	TRY(warn_icp(c, &app));
	return fact_tell(c, "delivery_order.issued", &delivery_order_entity, d.id);
}

enum err delivery_seen_in_use(struct ctx *c, int64_t resource, struct date day)
{
	return sql_run(c, &delivery_q[Q_IDLE_USED], resource, day, used_names[USED_MEASURED].word);
}
