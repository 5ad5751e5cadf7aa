/* Data dispatched by the government (A17c): whether a system's data may be asked for and whom to ask, and the requests as work orders. */
#include "domain/exchange/exchange_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/work_order/work_order.h"

/* Each word of the unit is a row; the last one counts. */
enum err contact_set(struct ctx *c, const void *in_, void *out)
{
	const struct contact_in *in = in_;
	struct dispatch_contact k;

	if (in->dispatchable && !in->name.n)
		return fail_on(c, "name", "missing", "可调度的应当写明联系人");
	record_none(&dispatch_contact_record, &k);
	k.id = id_new(c);
	k.version = 1;
	k.system = in->id;
	k.dispatchable = in->dispatchable;
	k.name = in->name;
	k.mobile = in->mobile;
	k.note = in->note;
	k.by_person = c->who.person;
	k.at = c->now;
	TRY(sql_put(c, &exchange_q[Q_CONTACT_PUT], &k));
	return sql_get(c, &exchange_q[Q_CONTACT], out, in->id);
}

static enum err contact_of(struct ctx *c, int64_t system, struct dispatch_contact *out)
{
	enum err e = sql_get(c, &exchange_q[Q_CONTACT], out, system);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		record_none(&dispatch_contact_record, out);
		out->dispatchable = false;
	}
	return e == E_ABSENT ? OK : e;
}

enum err dispatch_has_contact(struct ctx *c, const void *subject, const void *in)
{
	struct dispatch_contact k;
	struct info_system s;

	(void)subject;
	if (!in)
		return OK;
	enum err e = info_system_get(c, ((const struct dispatch_in *)in)->system, &s);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;                      /* the handler names the field */
	}
	TRY(e);
	TRY(contact_of(c, s.id, &k));
	return k.dispatchable && k.name.n ? OK : refuse(c, "“" STR_FMT "”没有登记为可调度，或者没有联系人，请先由上云单位登记", STR_ARG(s.name));
}

enum err dispatch_create(struct ctx *c, const void *in_, void *out)
{
	const struct dispatch_in *in = in_;
	struct data_dispatch d;
	struct dispatch_contact k;
	struct info_system s;
	struct org o;

	(void)out;
	record_none(&data_dispatch_record, &d);
	enum err e = info_system_get(c, in->system, &s);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统", in->system);
	}
	TRY(e);
	d.csp = in->csp;
	if (!d.csp)
		TRY(sql_int(c, &exchange_q[Q_SERVING], &d.csp, s.id));
	if (!d.csp)
		fail_on(c, "csp", "missing", "这个系统没有在用资源，或者由几家云服务商承载，请选择承办的云服务商");
	else if (org_peek(c, d.csp, &o) != OK || o.kind != ORG_CSP) {
		fail_clear(&c->fail);
		fail_on(c, "csp", "absent", "没有编号为 %" PRId64 " 的云服务商", d.csp);
	}
	if (in->due_at.ms <= c->now.ms)
		fail_on(c, "due_at", "out_of_range", "完成时间应当晚于现在");
	TRY(fields_ok(c));
	TRY(contact_of(c, s.id, &k));
	d.id = id_new(c);
	d.version = 1;
	d.system = s.id;
	d.content = in->content;
	d.basis = in->basis;
	d.use = in->use;
	d.receiver = in->receiver;
	d.contact = k.name;
	d.mobile = k.mobile;
	d.by_person = c->who.person;
	d.created_at = c->now;
	TRY(work_order_open(c, WO_DATA_DISPATCH, arena_fmt(c->arena, "数据调度：" STR_FMT, STR_ARG(s.name)), &info_system_entity, s.id, c->who.org, d.csp, in->due_at, &d.work_order));
	TRY(sql_put(c, &exchange_q[Q_DISPATCH_PUT], &d));
	c->made = d.id;
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”的数据被统一调度", STR_ARG(s.name)), .article = "A17c", .e = &data_dispatch_entity, .subject = d.id,
			  .body = arena_fmt(c->arena, "依据：" STR_FMT "。用途：" STR_FMT "。接收单位：" STR_FMT "。数据归属不变，请登记的联系人配合。", STR_ARG(in->basis), STR_ARG(in->use), STR_ARG(in->receiver)) };
	return message_to_roles(c, s.user_org, R_USER, &n);
}

enum err dispatch_fill(struct ctx *c, void *rec)
{
	struct data_dispatch *d = rec;

	d->overdue = !at_none(d->due_at) && d->due_at.ms <= (at_none(d->done_at) ? c->now : d->done_at).ms;
	return OK;
}

enum err dispatch_report(struct ctx *c, const void *in, void *out)
{
	struct dispatch_stats *s = out;
	int64_t all = has_role(c, R_AUTH_READ);

	(void)in;
	*s = (struct dispatch_stats){ 0 };
	TRY(sql_all(c, &exchange_q[Q_DISPATCH_STAT], &s->items, c->now, all, c->who.org));
	EACH(struct dispatch_stat, r, s->items) {
		s->systems++;
		s->dispatchable += r->dispatchable;
		s->without_contact += !r->contact.n;
		s->requests += r->requests;
		s->open += r->open;
		s->late += r->late;
	}
	return OK;
}
