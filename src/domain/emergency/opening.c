/* The order: issued on two consents, it opens and bills at once (A26b). Filing and delivery order are merged into it. */
#include "domain/catalog/catalog.h"
#include "domain/change/change.h"
#include "domain/contract/contract.h"
#include "domain/emergency/emergency_in.h"
#include "domain/info_system/info_system.h"
#include "domain/infra/infra.h"
#include "domain/org/org.h"
#include "domain/work_order/work_order.h"

/* ---- where each line goes ---- */
static enum err serves(struct ctx *c, const struct emergency_order *o, const struct pool *p, bool *out)
{
	*out = false;
	TRY(pool_open_to(c, p->id, o->user_org, out));
	return *out ? contract_active(c, p->csp, today(c), out) : OK;
}

/* The pool that the signer named, else the one wished for, else the freest of the zone. */
static enum err pick_pool(struct ctx *c, const struct emergency_order *o, const struct emergency_line *l, int64_t named, const char *at, struct pool *out)
{
	struct list pools;
	bool ok = false;

	TRY(pools_of_zone(c, str_of(zone_names[l->zone].word), &pools));
	for (int pass = named ? 0 : l->pool ? 1 : 2; pass < 3; pass++) {
		int64_t want = pass == 0 ? named : pass == 1 ? l->pool : 0;
		EACH(struct pool, p, pools) {
			if (want ? p->id != want : p->xinchuang != l->xinchuang)
				continue;
			TRY(serves(c, o, p, &ok));
			if (ok) {
				*out = *p;
				return OK;
			}
		}
		if (pass == 0)
			break;
	}
	return fail_on(c, at, named ? "unsuitable" : "no_pool", "%s没有合用的资源池：应当在用、对该单位开放，且云服务商有执行中的合同", zone_names[l->zone].label);
}

static const struct place_in *place_of(const struct list *places, int64_t seq)
{
	EACH(struct place_in, p, *places)
		if (p->seq == seq)
			return p;
	return NULL;
}

static void places_known(struct ctx *c, const struct emergency_order *o, const struct list *places)
{
	for (size_t i = 0; i < places->n; i++) {
		const struct place_in *p = LIST_AT(*places, struct place_in, i);
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/seq", i));
		if (p->seq > (int64_t)o->lines.n)
			fail_on(c, at, "absent", "没有第 %" PRId64 " 项明细", p->seq);
		else if (place_of(places, p->seq) != p)
			fail_on(c, at, "duplicate", "第 %" PRId64 " 项明细出现两次", p->seq);
		else if (LIST_AT(o->lines, struct emergency_line, p->seq - 1)->kind == EMG_EXPAND)
			fail_on(c, at, "contradicts", "扩容在原资源池，不另行指定");
	}
}

static enum err line_place(struct ctx *c, const struct emergency_order *o, struct emergency_line *l, const struct list *places)
{
	const struct place_in *named = place_of(places, l->seq);
	struct resource r;
	struct pool p = { 0 };

	if (l->kind == EMG_EXPAND) {
		TRY(entity_peek(c, &resource_entity, l->resource, &r));
		l->pool = r.pool;
		l->csp = r.csp;
	} else {
		size_t i = named ? (size_t)(named - (const struct place_in *)places->items) : 0;
		const char *at = named ? arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/pool", i)) : "lines";
		enum err e = pick_pool(c, o, l, named ? named->pool : 0, at, &p);
		if (e != OK)
			return e == E_INVALID ? OK : e;
		l->pool = p.id;
		l->csp = p.csp;
	}
	return sql_run(c, &emergency_q[Q_ELINE_PLACE], l->id, l->pool, l->csp);
}

/* Every provider of the order: it sees the system from now on, and has one work order. */
static enum err providers_told(struct ctx *c, const struct emergency_order *o)
{
	int64_t authority, wo;

	TRY(org_authority(c, &authority));
	for (size_t i = 0; i < o->lines.n; i++) {
		const struct emergency_line *l = LIST_AT(o->lines, struct emergency_line, i);
		bool first = true;
		for (size_t k = 0; k < i; k++)
			first &= LIST_AT(o->lines, struct emergency_line, k)->csp != l->csp;
		if (!first)
			continue;
		TRY(info_system_show_to(c, o->system, l->csp));
		TRY(work_order_open(c, WO_EMERGENCY, arena_fmt(c->arena, "紧急开通 " STR_FMT, STR_ARG(o->title)), &emergency_order_entity, o->id, authority, l->csp, AT_NONE, &wo));
	}
	return OK;
}

enum err emergency_issue(struct ctx *c, const void *in_, void *out)
{
	const struct issue_in *in = in_;
	const struct emergency_order *o = c->subject;
	const struct workdays *w;
	int64_t wd = setting_int(c, "emergency.makeup_wd");

	(void)out;
	places_known(c, o, &in->lines);
	TRY(fields_ok(c));
	EACH(struct emergency_line, l, o->lines)
		TRY(line_place(c, o, l, &in->lines));
	TRY(fields_ok(c));
	TRY(workdays_now(c, &w));
	struct date due = workday_due(w, today(c), (int)wd, NULL);
	TRY(sql_run(c, &emergency_q[Q_EMG_ISSUE], o->id, c->who.person, c->who.name, c->now, in->comment, today(c), wd, due));
	TRY(providers_told(c, o));
	struct str title = arena_fmt(c->arena, "紧急开通单 " STR_FMT " 已下达", STR_ARG(o->no));
	struct str body = arena_fmt(c->arena, "“" STR_FMT "”自今日起计费，请在 " STR_FMT " 前补办手续", STR_ARG(o->title), STR_ARG(date_text(c->arena, due)));
	TRY(emergency_tell(c, o, o->user_org, R(USER_HANDLER) | R(USER_OWNER), title, body, "A26c"));
	return emergency_tell(c, o, o->applicant_org, R_APPU, title, body, "A26c");
}

/* ---- what the provider opens ---- */
/* No more than was ordered, nor than the opinion left of it where the make-up was decided already. */
static int64_t allowed(const struct emergency_line *l) { return l->approved_qty == INT_NONE ? l->add_qty : MIN2(l->add_qty, l->approved_qty); }

static bool line_done(const struct emergency_line *l) { return !at_none(l->ended_at) || l->opened_qty >= allowed(l); }

static struct emergency_line *line_at(const struct emergency_order *o, int64_t seq)
{
	EACH(struct emergency_line, l, o->lines)
		if (l->seq == seq)
			return l;
	return NULL;
}

static enum err resource_new(struct ctx *c, const struct emergency_order *o, const struct emergency_line *l, const struct emergency_open_in *in, int64_t qty, int64_t *id)
{
	const struct line_attrs *a = l->attrs;
	struct line_size one;
	struct resource r;

	TRY(application_line_size(c, l->item, a, &one));
	record_none(&resource_record, &r);
	r.name = in->name.n ? in->name : arena_fmt(c->arena, STR_FMT " " STR_FMT, STR_ARG(o->system_name), STR_ARG(l->item_name));
	r.item = l->item;
	r.item_code = l->item_code;
	r.item_name = l->item_name;
	r.unit = l->unit;
	r.system = o->system;
	r.user_org = o->user_org;
	r.applicant_org = o->applicant_org;
	r.pool = l->pool;
	r.zone = str_of(zone_names[l->zone].word);
	r.csp = l->csp;
	r.qty = qty;
	r.native_id = in->native_id;
	r.ips = in->ips;
	r.os = in->os.n ? in->os : a ? a->os : STR_NONE;
	r.vcpu = one.vcpu;
	r.mem_gb = one.mem_gb;
	r.disk_gb = one.disk_gb;
	r.expire_date = o->expected_until;
	r.emergency = true;
	TRY(resource_enter(c, &r));
	*id = r.id;
	return resource_deliver(c, r.id, 0, o->billing_start_date);
}

/* What more the resource gets is there at once and billed from the order's day too. Growing needs no way back, so it is settled at once. */
static enum err resource_more(struct ctx *c, const struct emergency_order *o, const struct emergency_line *l, int64_t qty)
{
	struct resource was, now;

	TRY(entity_peek(c, &resource_entity, l->resource, &was));
	if (was.state != RES_ACTIVE)
		return fail(c, E_CONFLICT, "wrong_state", "资源 " STR_FMT " 现在不是运行中，不能扩容", STR_ARG(was.no));
	now = was;
	now.qty += qty;
	TRY(resource_change_since(c, &was, &now, o->billing_start_date));
	return resource_change_settle(c, &was, &now);
}

/* A published bill rests: days of a month that is over are the finance post's to put right. */
static enum err late_for_bill(struct ctx *c, const struct emergency_order *o)
{
	if (str_eq(month_text(c->arena, o->billing_start_date), month_text(c->arena, today(c))))
		return OK;
	return emergency_tell(c, o, 0, R(AUTH_FINANCE), arena_fmt(c->arena, "紧急开通单 " STR_FMT " 跨月开通", STR_ARG(o->no)),
			      arena_fmt(c->arena, "计费自 " STR_FMT " 起，已出账的月份请调账", STR_ARG(date_text(c->arena, o->billing_start_date))), "A26b");
}

/* Nothing was opened, so nothing is to be made up for. */
enum err emergency_void(struct ctx *c, const struct emergency_order *o, struct str why)
{
	TRY(work_order_finish(c, &emergency_order_entity, o->id, WO_EMERGENCY, 0, why));
	TRY(sql_run(c, &emergency_q[Q_EMG_ENDED], o->id, c->now, why));
	TRY(clock_stop(c, &emergency_order_entity, o->id, C8, "void", true));
	return flow_fire(c, &emergency_flow, o->id, "void", NULL);
}

/* Everything that was ordered is there, or given up with a reason. */
static enum err whole_opened(struct ctx *c, const struct emergency_order *o)
{
	int64_t opened = 0;

	EACH(struct emergency_line, l, o->lines)
		opened += l->opened_qty;
	if (!opened)
		return emergency_void(c, o, STR("没有开通任何资源"));
	TRY(sql_run(c, &emergency_q[Q_EMG_OPENED], o->id, c->now));
	TRY(flow_fire(c, &emergency_flow, o->id, "opened", NULL));
	TRY(emergency_tell(c, o, o->user_org, R(USER_HANDLER) | R(USER_OWNER), arena_fmt(c->arena, "紧急开通完成，请确认：" STR_FMT, STR_ARG(o->title)),
			   arena_fmt(c->arena, "手续在 " STR_FMT " 前补办", STR_ARG(date_text(c->arena, o->makeup_due_date))), "A26b"));
	return emergency_settle(c, o->id);
}

enum err emergency_look(struct ctx *c, const struct emergency_order *o)
{
	bool all = true;

	EACH(struct emergency_line, l, o->lines) {
		bool mine = true;
		EACH(struct emergency_line, x, o->lines)
			mine &= x->csp != l->csp || line_done(x);
		if (mine)
			TRY(work_order_finish(c, &emergency_order_entity, o->id, WO_EMERGENCY, l->csp, STR("已开通")));
		all &= line_done(l);
	}
	return all ? whole_opened(c, o) : OK;
}

enum err emergency_lines_end(struct ctx *c, const struct emergency_order *o, int64_t csp, struct str why, bool *any)
{
	*any = false;
	EACH(struct emergency_line, l, o->lines) {
		if (line_done(l) || (csp && l->csp != csp))
			continue;
		TRY(sql_run(c, &emergency_q[Q_ELINE_END], l->id, c->now, why));
		l->ended_at = c->now;
		*any = true;
	}
	return OK;
}

enum err emergency_open(struct ctx *c, const void *in_, void *out)
{
	const struct emergency_open_in *in = in_;
	const struct emergency_order *o = c->subject;
	struct emergency_line *l = line_at(o, in->line);
	struct emergency_opening g;

	(void)out;
	if (!l)
		return fail_on(c, "line", "absent", "没有第 %" PRId64 " 项明细", in->line);
	record_none(&emergency_opening_record, &g);
	g.qty = in->qty == INT_NONE ? allowed(l) - l->opened_qty : in->qty;
	if (line_done(l) || g.qty < 1)
		return fail(c, E_CONFLICT, "emergency.line_done", "第 %" PRId64 " 项已开通完", l->seq);
	g.resource = l->resource;
	TRY(l->kind == EMG_EXPAND ? resource_more(c, o, l, g.qty) : resource_new(c, o, l, in, g.qty, &g.resource));
	g.id = id_new(c);
	g.emergency_order = o->id;
	g.line = l->id;
	g.reclaimed_qty = 0;
	g.by_person = c->who.person;
	g.by_name = c->who.name;
	g.at = c->now;
	TRY(sql_put(c, &emergency_q[Q_OPENING_PUT], &g));
	TRY(late_for_bill(c, o));
	l->opened_qty += g.qty;
	return emergency_look(c, o);
}

/* The provider has no more, or less will do: what is there is what was opened. */
enum err emergency_complete(struct ctx *c, const void *in_, void *out)
{
	const struct emergency_order *o = c->subject;
	struct str why = ((const struct consent_in *)in_)->comment;
	bool any;

	(void)out;
	TRY(emergency_lines_end(c, o, c->who.party == ORG_CSP ? c->who.org : 0, why, &any));
	if (!any)
		return fail(c, E_CONFLICT, "emergency.line_done", "没有还在开通的明细");
	TRY(emergency_tell(c, o, 0, R(AUTH_HANDLER), arena_fmt(c->arena, "紧急开通没有开足：" STR_FMT, STR_ARG(o->title)), why, "A26b"));
	return emergency_look(c, o);
}

enum err emergency_confirm(struct ctx *c, const void *in_, void *out)
{
	const struct emergency_order *o = c->subject;

	(void)out;
	if (!at_none(o->confirmed_at))
		return fail(c, E_CONFLICT, "wrong_state", "已于 " STR_FMT " 确认", STR_ARG(date_text(c->arena, date_of(o->confirmed_at))));
	return sql_run(c, &emergency_q[Q_EMG_CONFIRMED], o->id, c->who.person, c->now, ((const struct consent_in *)in_)->comment);
}

/* ---- going live on what was opened; the gate's guards hang on the op (A21.3c) ---- */
static enum err order_of(struct ctx *c, const struct application *a, struct emergency_order *o, bool *found)
{
	enum err e = a->type == APP_EMERGENCY_MAKEUP ? sql_get(c, &emergency_q[Q_EMG_OF_MAKEUP], o, a->id) : E_ABSENT;

	*found = e == OK;
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return OK;
}

enum err emergency_go_live(struct ctx *c, const void *in, void *out)
{
	const struct application *a = c->subject;
	struct info_system s;

	(void)in;
	(void)out;
	TRY(info_system_get(c, a->system, &s));
	TRY(flow_fire(c, &info_system_flow, a->system, "live", NULL));
	if (s.state != SYS_LIVE || date_none(s.live_date))
		TRY(info_system_set_live_date(c, a->system, today(c)));
	return fact_tell(c, "emergency.live", &application_entity, a->id);
}

/* Asked by guards of the submission, which an application's own loading asks: so the application is not loaded here. */
enum err emergency_lines_of_makeup(struct ctx *c, int64_t application, struct list *out)
{
	struct application a = { .id = application, .type = APP_EMERGENCY_MAKEUP };
	struct emergency_order o;
	bool found;

	*out = (struct list){ 0 };
	TRY(order_of(c, &a, &o, &found));
	return found ? sql_all(c, &emergency_q[Q_ELINES], out, o.id) : OK;
}

/* ---- guards ---- */
enum err two_consents(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	for (int side = 1; side < CONSENT_SIDE_MAX; side++)
		if (!consent_of(&o->consents, side))
			return refuse(c, "还没有%s的同意，紧急开通应当经申请单位和主管部门双方同意", consent_side_names[side].label);
	return OK;
}

/* a spoken consent counts for the hours in which it is to be confirmed; unconfirmed after them it no longer carries an order. */
enum err consents_in_time(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	for (int side = 1; side < CONSENT_SIDE_MAX; side++) {
		const struct emergency_consent *k = consent_of(&o->consents, side);
		if (k && consent_late(k, c->now))
			return refuse(c, STR_FMT "的口头同意没有按时在系统里确认，请本人确认后再下达", STR_ARG(k->person_name));
	}
	return OK;
}

enum err two_people(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;
	const struct emergency_consent *a = consent_of(&o->consents, SIDE_APPLICANT), *b = consent_of(&o->consents, SIDE_AUTHORITY);

	(void)in;
	return a && b && a->person == b->person ? refuse(c, "双方的同意由同一人作出") : OK;
}

enum err in_scope(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return org_must_be_in_scope(c, ((const struct emergency_order *)subject)->user_org);
}

/* A6 has no emergency: what may hold secrets has no place on this cloud for a single day. */
enum err declared(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return info_system_declared(c, ((const struct emergency_order *)subject)->system);
}

enum err still_as_asked(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	EACH(struct emergency_line, l, o->lines) {
		struct resource r;
		struct str no;
		if (l->kind != EMG_EXPAND)
			continue;
		TRY(entity_peek(c, &resource_entity, l->resource, &r));
		TRY(change_under_way(c, r.id, 0, &no));
		if (r.state != RES_ACTIVE || no.p || r.qty != l->before_qty || r.system != o->system)
			return refuse(c, "资源 " STR_FMT " 提出以后有过变更或正在变更，请按现在的情况重新提出", STR_ARG(r.no));
	}
	return OK;
}

/* An order says where its lines are opened: until they are, the pool stays in its zone and with its provider. */
enum err pool_as_ordered(struct ctx *c, const void *subject, const void *in_)
{
	const struct pool *p = subject, *in = in_;
	int64_t n = 0;

	if (!in || (in->zone == p->zone && in->csp == p->csp))
		return OK;
	TRY(sql_int(c, &emergency_q[Q_POOL_ORDERED], &n, p->id));
	return n == 0 ? OK : refuse(c, "紧急开通单有 %" PRId64 " 项定在资源池“" STR_FMT "”还没有开通，不能改它的区域或云服务商", n, STR_ARG(p->name));
}

enum err order_open(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	return o->state == EMG_ISSUED ? OK : refuse(c, "紧急开通单现在处于“%s”，下达之后、开通完成之前才能开通", emergency_state_names[o->state].label);
}

enum err order_opened(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	return !at_none(o->opened_at) ? OK : refuse(c, "资源还没有开通完成");
}

enum err line_of_mine(struct ctx *c, const void *subject, const void *in_)
{
	const struct emergency_order *o = subject;
	const struct emergency_open_in *in = in_;
	const struct emergency_line *l = in ? line_at(o, in->line) : NULL;

	if (!l || c->who.party != ORG_CSP || l->csp == c->who.org)
		return OK;
	return refuse(c, "第 %" PRId64 " 项由“" STR_FMT "”开通", l->seq, STR_ARG(l->csp_name));
}

enum err within_order(struct ctx *c, const void *subject, const void *in_)
{
	const struct emergency_order *o = subject;
	const struct emergency_open_in *in = in_;
	const struct emergency_line *l = in ? line_at(o, in->line) : NULL;

	if (!l || in->qty == INT_NONE || l->opened_qty + in->qty <= allowed(l))
		return OK;
	return refuse(c, "“" STR_FMT "”可开通 %" PRId64 "，已开通 %" PRId64 "，不能再开通 %" PRId64, STR_ARG(l->item_name), allowed(l), l->opened_qty, in->qty);
}

enum err made_up_for(struct ctx *c, const void *subject, const void *in)
{
	struct emergency_order o;
	bool found;

	(void)in;
	TRY(order_of(c, subject, &o, &found));
	if (!found)
		return refuse(c, "这份申请不是应急补办，按常规核验上线");
	return !at_none(o.opened_at) && o.state != EMG_RECLAIMED ? OK : refuse(c, "紧急开通单 " STR_FMT " 的资源没有开通完成，或已收回", STR_ARG(o.no));
}
