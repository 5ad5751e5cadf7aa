/* The draft of a change: what is, what is asked of each resource, and what that means for money; then what is said beside it. */
#include "domain/catalog/catalog.h"
#include "domain/change/change_in.h"
#include "domain/contract/contract.h"
#include "domain/infra/infra.h"
#include "domain/info_system/info_system.h"

const struct change_rule change_rules[CHANGE_KIND_MAX] = {
	/*                      may say                                     must say      line   backup declares */
	[CHANGE_EXPAND]    = { M_QTY | M_ITEM | M_ZONE | M_POOL | M_SIZE,   M_QTY,        true,  false, true  },
	[CHANGE_SHRINK]    = { M_QTY,                                       M_QTY,        false, true,  false },
	[CHANGE_RESPEC]    = { M_QTY | M_ITEM | M_POOL | M_SIZE,            0,            true,  false, true  },
	[CHANGE_MOVE_ZONE] = { M_ZONE | M_POOL | M_SIZE,                    M_ZONE,       true,  true,  false },
	[CHANGE_MOVE_POOL] = { M_POOL | M_SIZE,                             M_POOL,       true,  true,  false },
	[CHANGE_REBIND]    = { M_SYSTEM | M_SHARED,                         0,            false, false, false },
	[CHANGE_EXTEND]    = { M_EXPIRE,                                    M_EXPIRE,     false, false, false },
	[CHANGE_STAGE]     = { M_QTY | M_WINDOW,                            M_QTY | M_WINDOW, false, false, true },
};

enum err order_of(struct ctx *c, int64_t application, struct change_order *out)
{
	enum err e = sql_get(c, &change_q[Q_ORDER], out, application);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return fail(c, E_ABSENT, "absent", "这份申请不是变更申请");
}

enum err change_lines(struct ctx *c, int64_t application, struct list *out) { return sql_all(c, &change_q[Q_LINES], out, application); }

enum err change_under_way(struct ctx *c, int64_t resource, int64_t but, struct str *no) { return sql_str(c, &change_q[Q_UNDER_WAY], no, resource, but); }

/* ---- one line of the draft ---- */
struct taking { struct ctx *c; size_t i; const struct change_ask *ask; struct change_line *l; int64_t system, applicant_org; };

static const char *at(const struct taking *t, const char *member)
{
	return arena_cstr(t->c->arena, arena_fmt(t->c->arena, "lines/%zu/%s", t->i, member));
}
#define bad(t, member, code, ...) fail_on((t)->c, at(t, member), code, __VA_ARGS__)

static unsigned said(const struct change_ask *a)
{
	return (a->qty != INT_NONE ? M_QTY : 0) | (a->item || a->item_code.n ? M_ITEM : 0) | (a->zone ? M_ZONE : 0) | (a->pool ? M_POOL : 0) |
	       (a->system ? M_SYSTEM : 0) | (a->shared_systems.n ? M_SHARED : 0) | (!date_none(a->expire_date) ? M_EXPIRE : 0) |
	       (!date_none(a->from_date) || !date_none(a->to_date) ? M_WINDOW : 0) |
	       (a->attrs || a->sizing_basis || a->use.n || a->period_months != INT_NONE || a->non_xc_reason.n ? M_SIZE : 0);
}

static const struct { unsigned bit; const char *name, *label; } members[] = {
	{ M_QTY, "qty", "变更后数量" }, { M_ITEM, "item_code", "目录项" }, { M_ZONE, "zone", "网络区域" }, { M_POOL, "pool", "资源池" },
	{ M_SYSTEM, "system", "调配给系统" }, { M_SHARED, "shared_systems", "共享的系统" }, { M_EXPIRE, "expire_date", "延期至" }, { M_WINDOW, "from_date", "窗口" },
	{ M_SIZE, "sizing_basis", "规格和测算" },
};

/* What the kind does not know is an error, not a wish that is passed over. */
static void said_right(const struct taking *t)
{
	const struct change_rule *r = &change_rules[t->ask->kind];
	unsigned have = said(t->ask);

	for (size_t m = 0; m < COUNT(members); m++) {
		if ((have & members[m].bit) && !(r->takes & members[m].bit))
			bad(t, members[m].name, "not_for_kind", "%s不写%s", change_kind_names[t->ask->kind].label, members[m].label);
		if (!(have & members[m].bit) && (r->needs & members[m].bit))
			bad(t, members[m].name, "missing", "%s要写%s", change_kind_names[t->ask->kind].label, members[m].label);
	}
}

/* The resource as it stands now; the draft is about its system alone. */
static enum err before_take(const struct taking *t, struct resource *r)
{
	struct ctx *c = t->c;
	struct change_line *l = t->l;
	struct catalog_item it;

	if (entity_get(c, &resource_entity, t->ask->resource, r) != OK) {
		fail_clear(&c->fail);
		return bad(t, "resource", "absent", "没有编号为 %" PRId64 " 的资源，或者不在可见范围内", t->ask->resource);
	}
	if (r->system != t->system)
		return bad(t, "resource", "other_system", "资源 " STR_FMT " 属于“" STR_FMT "”，一份变更申请只办一个信息系统的资源", STR_ARG(r->no), STR_ARG(r->system_name));
	if (r->state != RES_ACTIVE && r->state != RES_CHANGING)
		return bad(t, "resource", "not_active", "资源 " STR_FMT " 没有在运行，不能变更", STR_ARG(r->no));
	TRY(catalog_item_get(c, r->item, &it));
	if (it.billing_period == PER_ONCE)
		return bad(t, "resource", "once", "“" STR_FMT "”按次计费，已经完成，不能变更", STR_ARG(r->item_name));
	l->unit = r->unit;
	l->before_qty = l->after_qty = r->qty;
	l->before_item = l->after_item = r->item;
	l->before_item_code = l->after_item_code = r->item_code;
	l->before_item_name = r->item_name;
	l->before_pool = l->after_pool = r->pool;
	l->before_zone = l->after_zone = r->zone;
	l->before_system = l->after_system = r->system;
	l->before_expire = l->after_expire = r->expire_date;
	return OK;
}

static void more_or_less(const struct taking *t, bool more)
{
	struct change_line *l = t->l;

	if (t->ask->qty == INT_NONE)
		return;
	l->after_qty = t->ask->qty;
	if (more && l->after_qty <= l->before_qty)
		bad(t, "qty", "not_more", "现有 %" PRId64 "，变更后应当更多；qty 写变更后的总数", l->before_qty);
	if (!more && l->after_qty >= l->before_qty)
		bad(t, "qty", "not_less", "现有 %" PRId64 "，变更后应当更少；全部收回请办理撤销", l->before_qty);
}

static enum err item_take(const struct taking *t)
{
	struct catalog_item it;
	struct catalog_version now;
	struct ctx *c = t->c;

	TRY(catalog_published(c, &now));
	enum err e = t->ask->item ? catalog_item_get(c, t->ask->item, &it) : catalog_item_by_code(c, now.id, t->ask->item_code, &it);
	if (e != OK || !it.current) {
		fail_clear(&c->fail);
		return bad(t, t->ask->item ? "item" : "item_code", "not_published", "现行服务目录里没有这一项，请另选相近的项");
	}
	t->l->after_item = it.id;
	t->l->after_item_code = it.code;
	t->l->unit = it.unit;
	return OK;
}

static enum err expand_take(const struct taking *t)
{
	struct change_line *l = t->l;

	if (l->resource) {
		more_or_less(t, true);
		if ((said(t->ask) & M_ITEM) && !str_eq(t->ask->item_code, l->before_item_code) && t->ask->item != l->before_item)
			bad(t, "item_code", "other_item", "扩容不换目录项，要换请办规格变更");
		if (t->ask->zone || (t->ask->pool && t->ask->pool != l->before_pool))
			bad(t, t->ask->zone ? "zone" : "pool", "not_for_kind", "扩容在原资源池，要换请办迁移");
		return OK;
	}
	if (!(said(t->ask) & M_ITEM))
		return bad(t, "item_code", "missing", "新增资源要从服务目录中选择");
	TRY(item_take(t));
	l->after_qty = t->ask->qty == INT_NONE ? 1 : t->ask->qty;
	l->after_system = t->system;
	l->after_pool = t->ask->pool;
	l->after_zone = t->ask->zone ? str_of(zone_names[t->ask->zone].word) : STR_NONE;
	return OK;
}

static enum err respec_take(const struct taking *t)
{
	struct change_line *l = t->l;

	if (!(said(t->ask) & M_ITEM) && !t->ask->attrs)
		return bad(t, "item_code", "missing", "规格变更要写新的目录项或规格");
	if (said(t->ask) & M_ITEM)
		TRY(item_take(t));
	if (str_eq(l->after_item_code, l->before_item_code) && !t->ask->attrs)
		return bad(t, "item_code", "same", "与现在的目录项相同");
	if (t->ask->qty != INT_NONE)
		l->after_qty = t->ask->qty;
	if (t->ask->pool)
		l->after_pool = t->ask->pool;
	l->attrs = t->ask->attrs;
	return OK;
}

/* The two zones are physically apart: into another zone is one kind of change, into another pool of the same zone the other (A15.2b). */
static enum err move_take(const struct taking *t)
{
	struct change_line *l = t->l;
	struct pool p;

	if (t->ask->kind == CHANGE_MOVE_ZONE) {
		if (!t->ask->zone)
			return OK;
		l->after_zone = str_of(zone_names[t->ask->zone].word);
		l->after_pool = t->ask->pool;
		return str_eq(l->after_zone, l->before_zone) ? bad(t, "zone", "same", "资源现在就在%s", zone_names[t->ask->zone].label) : OK;
	}
	if (!t->ask->pool)
		return OK;
	if (pool_get(t->c, t->ask->pool, &p) != OK) {
		fail_clear(&t->c->fail);
		return bad(t, "pool", "absent", "没有编号为 %" PRId64 " 的资源池", t->ask->pool);
	}
	l->after_pool = p.id;
	if (p.id == l->before_pool)
		return bad(t, "pool", "same", "资源现在就在“" STR_FMT "”", STR_ARG(p.name));
	return str_is(l->before_zone, zone_names[p.zone].word) ? OK
		: bad(t, "pool", "other_zone", "“" STR_FMT "”在另一个区域，两个区域物理隔离，请办跨区迁移", STR_ARG(p.name));
}

static enum err system_there(const struct taking *t, int64_t id, const char *member)
{
	struct info_system s;

	if (info_system_get(t->c, id, &s) != OK) {
		fail_clear(&t->c->fail);
		return bad(t, member, "absent", "没有编号为 %" PRId64 " 的信息系统", id);
	}
	bool open = true;
	if (t->l->before_pool)
		TRY(pool_open_to(t->c, t->l->before_pool, s.user_org, &open));
	if (!open)                              /* A15.3 */
		return bad(t, member, "dedicated", "资源在专属资源池里，“" STR_FMT "”的单位不在名单内", STR_ARG(s.name));
	if (s.applicant_org != t->applicant_org)
		return bad(t, member, "not_yours", "“" STR_FMT "”由另一家申请单位负责，不能在这份申请里调配", STR_ARG(s.name));
	return s.state == SYS_OFFLINE ? bad(t, member, "offline", "“" STR_FMT "”已下线", STR_ARG(s.name)) : OK;
}

/* Another system, or the same one with others that share it. */
static enum err rebind_take(const struct taking *t)
{
	struct change_line *l = t->l;

	if (!t->ask->system && !t->ask->shared_systems.n)
		return bad(t, "system", "missing", "用途调配要写调配给哪个系统，或与哪些系统共享");
	if (t->ask->system) {
		TRY(system_there(t, t->ask->system, "system"));
		l->after_system = t->ask->system;
	}
	if (l->after_system == l->before_system && !t->ask->shared_systems.n)
		return bad(t, "system", "same", "资源现在就属于这个系统");
	EACH(int64_t, s, t->ask->shared_systems) {
		TRY(system_there(t, *s, "shared_systems"));
		if (*s == l->after_system)
			return bad(t, "shared_systems", "same", "共享的系统里不写资源自己的系统");
	}
	l->shared_systems = t->ask->shared_systems;
	return OK;
}

static enum err extend_take(const struct taking *t)
{
	struct change_line *l = t->l;
	struct date d = t->ask->expire_date;

	if (date_none(d))
		return OK;
	l->after_expire = d;
	if (date_cmp(d, today(t->c)) <= 0)
		return bad(t, "expire_date", "past", "延期应当到今天以后");
	if (!date_none(l->before_expire) && date_cmp(d, l->before_expire) <= 0)
		return bad(t, "expire_date", "not_later", "现在的到期日是 " STR_FMT "，应当更晚", STR_ARG(date_text(t->c->arena, l->before_expire)));
	return OK;
}

static enum err stage_take(const struct taking *t)
{
	struct date from = t->ask->from_date, to = t->ask->to_date;

	more_or_less(t, true);
	if (date_none(from) || date_none(to))
		return said(t->ask) & M_WINDOW ? bad(t, date_none(from) ? "from_date" : "to_date", "missing", "窗口的开始和结束都要写") : OK;
	if (date_cmp(to, from) <= 0)
		return bad(t, "to_date", "before_start", "结束日应当晚于开始日");
	if (date_cmp(from, today(t->c)) < 0)
		return bad(t, "from_date", "past", "窗口不能从今天以前开始");
	t->l->from_date = from;
	t->l->to_date = to;
	return OK;
}

static enum err kind_take(const struct taking *t)
{
	switch (t->ask->kind) {
	case CHANGE_EXPAND: return expand_take(t);
	case CHANGE_SHRINK: more_or_less(t, false); return OK;
	case CHANGE_RESPEC: return respec_take(t);
	case CHANGE_REBIND: return rebind_take(t);
	case CHANGE_EXTEND: return extend_take(t);
	case CHANGE_STAGE:  return stage_take(t);
	default:            return move_take(t);
	}
}

/* What the line asks of catalogue, capacity and money, in the application's own words. */
static struct application_line asked_of(const struct change_ask *a, const struct change_line *l)
{
	struct application_line out;

	record_none(&application_line_record, &out);
	out.item_code = l->after_item_code;
	out.zone = names_find(zone_names, ZONE_MAX, l->after_zone);
	out.pool_pref = l->after_pool;
	out.qty = l->kind == CHANGE_EXPAND && l->resource ? l->after_qty - l->before_qty : l->after_qty;
	out.use = a->use;
	out.attrs = a->attrs;
	out.period_months = a->period_months;
	out.sizing_basis = a->sizing_basis;
	out.non_xc_reason = a->non_xc_reason;
	out.non_xc_evidence = a->non_xc_evidence;
	return out;
}

static enum err line_take(const struct taking *t, bool *whole)
{
	struct change_line *l = t->l;
	struct resource r;

	*whole = false;
	record_none(&change_line_record, l);
	l->kind = t->ask->kind;
	l->resource = t->ask->resource;
	l->reason = t->ask->reason;
	size_t before = t->c->fail.n_errors;
	said_right(t);
	if (!l->resource && l->kind != CHANGE_EXPAND)
		bad(t, "resource", "missing", "%s要写明资源", change_kind_names[l->kind].label);
	if (t->c->fail.n_errors > before)
		return OK;
	enum err e = l->resource ? before_take(t, &r) : OK;
	if (e == OK)
		e = kind_take(t);
	*whole = e == OK && t->c->fail.n_errors == before;
	return e == E_INVALID ? OK : e;
}

/* ---- all lines ---- */
struct taken { struct list lines, asked; size_t *of_asked; };   /* of_asked: which line an application line belongs to */

static void no_twice(struct ctx *c, const struct list *asks)
{
	for (size_t i = 0; i < asks->n; i++)
		for (size_t j = 0; j < i; j++)
			if (LIST_AT(*asks, struct change_ask, i)->resource && LIST_AT(*asks, struct change_ask, i)->resource == LIST_AT(*asks, struct change_ask, j)->resource)
				fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/resource", i)), "duplicate", "同一个资源在一份申请里只写一项");
}

static enum err lines_take(struct ctx *c, int64_t system, const struct list *asks, struct taken *out)
{
	struct info_system s;

	*out = (struct taken){ { ARENA_ARRAY(c->arena, struct change_line, asks->n + 1), asks->n }, { ARENA_ARRAY(c->arena, struct application_line, asks->n + 1), 0 },
			       ARENA_ARRAY(c->arena, size_t, asks->n + 1) };
	if (info_system_get(c, system, &s) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统", system);
	}
	no_twice(c, asks);
	for (size_t i = 0; i < asks->n; i++) {
		struct change_line *l = LIST_AT(out->lines, struct change_line, i);
		const struct change_ask *a = LIST_AT(*asks, struct change_ask, i);
		bool whole;
		TRY(line_take(&(struct taking){ c, i, a, l, s.id, s.applicant_org }, &whole));
		l->seq = (int64_t)i + 1;
		if (!whole || !change_rules[l->kind].asks)
			continue;
		out->of_asked[out->asked.n] = i;
		*LIST_AT(out->asked, struct application_line, out->asked.n++) = asked_of(a, l);
		l->line_seq = (int64_t)out->asked.n;
	}
	return fields_ok(c);
}

/* The application names its own lines; the person wrote lines of the change. */
static void errors_name_ours(struct ctx *c, const struct taken *t)
{
	for (size_t i = 0; i < c->fail.n_errors; i++) {
		struct str rest = c->fail.errors[i].field, n;
		if (!str_starts(rest, STR("lines/")))
			continue;
		str_cut(&rest, '/');
		n = str_cut(&rest, '/');
		size_t k = 0;
		for (size_t d = 0; d < n.n; d++)
			k = k * 10 + (size_t)(n.p[d] - '0');
		if (k < t->asked.n)
			c->fail.errors[i].field = arena_fmt(c->arena, "lines/%zu/" STR_FMT, t->of_asked[k], STR_ARG(str_is(rest, "pool_pref") ? STR("pool") : rest));
	}
}

/* ---- what a month costs ---- */
static enum err fee(struct ctx *c, int64_t csp, struct str code, int64_t item, int64_t qty, struct fen *out)
{
	struct catalog_item it;
	struct price p;
	enum err e = price_on(c, csp, code, today(c), &p);

	*out = FEN_NONE;
	if (e == E_REFUSED) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	TRY(catalog_item_get(c, item, &it));
	return month_fee(p, it.billing_period, qty, out);
}

static struct fen sum_of(struct fen a, struct fen b)
{
	struct fen out;

	return a.v == INT64_MIN || b.v == INT64_MIN || fen_add(a, b, &out) != OK ? FEN_NONE : out;
}

static enum err line_fees(struct ctx *c, struct change_line *l, const struct list *lines)
{
	struct resource r;

	l->before_month_fen = l->after_month_fen = (struct fen){ 0 };
	if (l->resource) {
		TRY(entity_peek(c, &resource_entity, l->resource, &r));
		TRY(fee(c, r.csp, l->before_item_code, l->before_item, l->before_qty, &l->before_month_fen));
		l->after_month_fen = l->before_month_fen;
		if (l->line_seq == INT_NONE && l->after_qty != l->before_qty)
			TRY(fee(c, r.csp, l->before_item_code, l->before_item, l->after_qty, &l->after_month_fen));
	}
	EACH(struct application_line, a, *lines)
		if (a->seq == l->line_seq)
			l->after_month_fen = l->kind == CHANGE_EXPAND ? sum_of(l->before_month_fen, a->est_month_fen) : a->est_month_fen;
	return OK;
}

static enum err lines_store(struct ctx *c, int64_t application, struct list *lines)
{
	struct list asked;

	TRY(sql_run(c, &change_q[Q_LINES_DROP], application));
	TRY(application_lines(c, application, &asked));
	EACH(struct change_line, l, *lines) {
		l->id = id_new(c);
		l->application = application;
		TRY(line_fees(c, l, &asked));
		TRY(sql_put(c, &change_q[Q_LINE_PUT], l));
	}
	return OK;
}

/* ---- ops ---- */
static void window_check(struct ctx *c, struct date from, struct date to)
{
	if (!date_none(from) && !date_none(to) && date_cmp(to, from) <= 0)
		fail_on(c, "exec_to", "before_start", "结束日应当晚于开始日");
}

static struct application_start start_of(int64_t system, const struct change_edit_in *in, const struct list *asked)
{
	return (struct application_start){ .type = APP_CHANGE, .system = system, .title = in->title, .reason = in->reason, .budget_source = in->budget_source,
					   .planned_live_date = DATE_NONE, .lines = *asked };
}

enum err change_draft(struct ctx *c, const void *in_, void *out)
{
	const struct change_edit_in *in = in_;
	struct application_start s;
	struct change_order o;
	struct taken t;

	(void)out;
	window_check(c, in->exec_from, in->exec_to);
	TRY(lines_take(c, in->system, &in->lines, &t));
	record_none(&change_order_record, &o);
	s = start_of(in->system, in, &t.asked);
	enum err e = application_begin(c, &s, &o.application);
	if (e == E_INVALID)
		errors_name_ours(c, &t);
	TRY(e);
	o.project = in->project;
	o.exec_from = in->exec_from;
	o.exec_to = in->exec_to;
	o.backup_declaration = in->backup_declaration;
	o.rollback = in->rollback;
	TRY(sql_put(c, &change_q[Q_ORDER_PUT], &o));
	return lines_store(c, o.application, &t.lines);
}

static struct str or_old(struct str now, struct str old) { return now.p ? now : old; }

/* What is left out stays as it is; lines, and whether they make a project, are given as a whole or not at all. */
enum err change_update(struct ctx *c, const void *in_, void *out)
{
	struct change_edit_in in = *(const struct change_edit_in *)in_;
	const struct application *a = c->subject;
	struct application_start s;
	struct change_order o;
	struct taken t = { .asked = a->lines };

	(void)out;
	TRY(order_of(c, a->id, &o));
	in.title = or_old(in.title, a->title);
	in.reason = or_old(in.reason, a->reason);
	in.budget_source = or_old(in.budget_source, a->budget_source);
	o.exec_from = date_none(in.exec_from) ? o.exec_from : in.exec_from;
	o.exec_to = date_none(in.exec_to) ? o.exec_to : in.exec_to;
	o.project = in.lines.n ? in.project : o.project;
	o.backup_declaration = or_old(in.backup_declaration, o.backup_declaration);
	o.rollback = or_old(in.rollback, o.rollback);
	window_check(c, o.exec_from, o.exec_to);
	TRY(fields_ok(c));
	if (in.lines.n)
		TRY(lines_take(c, a->system, &in.lines, &t));
	s = start_of(a->system, &in, &t.asked);
	enum err e = application_amend(c, a->id, &s);
	if (e == E_INVALID && in.lines.n)
		errors_name_ours(c, &t);
	TRY(e);
	TRY(sql_put(c, &change_q[Q_ORDER_SET], &o));
	return in.lines.n ? lines_store(c, a->id, &t.lines) : OK;
}

/* Who may not see what is being decided does not see it here either. */
static void hide_inner(const struct ctx *c, const struct application *a, struct list *lines)
{
	EACH(struct change_line, l, *lines)
		if (c->who.party == ORG_CSP)
			l->reason = STR_NONE;
	if (!at_none(a->issued_at) || c->who.system || c->who.party == ORG_AUTHORITY || c->who.party == ORG_AUDIT)
		return;
	EACH(struct change_line, l, *lines) {
		l->declined = false;
		l->decided_qty = INT_NONE;
		l->decided_expire = DATE_NONE;
		l->reduce_reason = STR_NONE;
	}
}

enum err change_get(struct ctx *c, const void *in, void *out_)
{
	struct change_view *v = out_;
	const struct application *a = c->subject;
	struct change_order *o = ARENA_NEW(c->arena, struct change_order);

	(void)in;
	TRY(order_of(c, a->id, o));
	v->id = a->id;
	v->no = a->no;
	v->title = a->title;
	v->state = str_of(app_state_names[a->state].word);
	v->reason = a->reason;
	v->system = a->system;
	v->order = o;
	TRY(change_lines(c, a->id, &v->lines));
	hide_inner(c, a, &v->lines);
	v->before_month_fen = v->after_month_fen = (struct fen){ 0 };
	EACH(struct change_line, l, v->lines) {
		v->before_month_fen = sum_of(v->before_month_fen, l->before_month_fen);
		v->after_month_fen = sum_of(v->after_month_fen, l->after_month_fen);
	}
	TRY(sql_all(c, &change_q[Q_BACKUPS], &v->backups, a->id));
	TRY(sql_all(c, &change_q[Q_REPORTS], &v->reports, a->id));
	return sql_all(c, &change_q[Q_STAGES_OF], &v->stages, a->id);
}

/* A later confirmation does not replace an earlier one: each is a fact of its moment. */
enum err change_confirm_backup(struct ctx *c, const void *in_, void *out)
{
	const struct change_backup_in *in = in_;
	struct change_order o;
	struct change_backup b = { .id = id_new(c), .application = c->subject_id, .by_person = c->who.person, .by_name = c->who.name, .at = c->now,
				   .content = in->content, .place = in->place, .size_gb = in->size_gb, .verified = in->verified, .verify_method = in->verify_method,
				   .file = in->file };

	(void)out;
	TRY(order_of(c, c->subject_id, &o));
	TRY(sql_put(c, &change_q[Q_BACKUP_PUT], &b));
	return fact_tell(c, "change.backup_confirmed", &application_entity, c->subject_id);
}

/* Lines that ask for no capacity are decided here, the others by the opinion's own figures. */
static enum err decide_one(struct ctx *c, size_t i, const struct decide_line *d, const struct list *lines)
{
	const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/", i));
	const struct change_line *l = NULL;
#define AT(member) arena_cstr(c->arena, arena_fmt(c->arena, "%s" member, at))

	EACH(struct change_line, x, *lines)
		if (x->seq == d->seq)
			l = x;
	if (!l)
		return fail_on(c, AT("seq"), "absent", "申请里没有第 %" PRId64 " 项", d->seq);
	if (l->line_seq != INT_NONE)
		return fail_on(c, AT("seq"), "by_opinion", "第 %" PRId64 " 项在审核意见里逐项核定", d->seq);
	if (d->approved_qty != INT_NONE && l->kind != CHANGE_SHRINK && l->kind != CHANGE_STAGE)
		return fail_on(c, AT("approved_qty"), "not_for_kind", "%s没有数量可核定", change_kind_names[l->kind].label);
	/* A shrink may be allowed in part, a window with less: between what is and what is asked. */
	if (d->approved_qty != INT_NONE && (d->approved_qty < MIN2(l->before_qty, l->after_qty) || d->approved_qty > MAX2(l->before_qty, l->after_qty) ||
					    d->approved_qty == l->before_qty))
		return fail_on(c, AT("approved_qty"), "out_of_range", "应当在现有 %" PRId64 " 和申请的 %" PRId64 " 之间", l->before_qty, l->after_qty);
	if (!date_none(d->approved_expire) && (l->kind != CHANGE_EXTEND || date_cmp(d->approved_expire, l->after_expire) > 0 ||
					       (!date_none(l->before_expire) && date_cmp(d->approved_expire, l->before_expire) <= 0)))
		return fail_on(c, AT("approved_expire"), "out_of_range", "只有延期可以核定到期日，且不晚于申请的日期");
	return sql_run(c, &change_q[Q_LINE_DECIDE], l->id, (int64_t)d->declined, d->approved_qty == INT_NONE ? val_none() : val_int(d->approved_qty), d->approved_expire,
		       d->reduce_reason);
}

enum err change_decide(struct ctx *c, const void *in_, void *out)
{
	const struct change_decide_in *in = in_;
	struct change_order o;
	struct list lines;

	(void)out;
	TRY(order_of(c, c->subject_id, &o));
	TRY(change_lines(c, c->subject_id, &lines));
	for (size_t i = 0; i < in->lines.n; i++) {
		enum err e = decide_one(c, i, LIST_AT(in->lines, struct decide_line, i), &lines);
		if (e != OK && e != E_INVALID)
			return e;
	}
	return fields_ok(c);
}
