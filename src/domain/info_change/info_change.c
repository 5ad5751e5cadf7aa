/* Reporting, registering and signing changes of units and people (A22.3), and the quarterly look at everybody's telephone. */
#include "domain/account/account.h"
#include "domain/info_change/info_change_in.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"

const struct ic_rule ic_rules[IC_KIND_MAX] = {
	[IC_RENAME]        = { true,  { "new_name", "doc_no" } },
	[IC_MERGE]         = { true,  { "into_org", "doc_no" } },
	[IC_SPLIT]         = { true,  { "into_org", "doc_no" } },
	[IC_ABOLISH]       = { true,  { "doc_no" } },
	[IC_SUBORDINATE]   = { true,  { "into_org", "doc_no" } },
	[IC_PERSON_JOINED] = { false, { "name", "mobile" } },
	[IC_PERSON_LEFT]   = { false, { "person" } },
	[IC_CONTACT]       = { false, { "person" } },
};

static bool is_unit(const struct org *o) { return o->kind == ORG_APPLICANT || o->kind == ORG_USER; }

/* ---- what was reported, looked at ---- */
static enum err absent(struct ctx *c, enum err e, const char *field, const char *what, int64_t id)
{
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return fail_on(c, field, "absent", "没有编号为 %" PRId64 " 的%s", id, what);
}

static enum err get_person(struct ctx *c, const char *field, int64_t id, struct person *p)
{
	return absent(c, entity_peek(c, &person_entity, id, p), field, "人员", id);
}

static bool mine(const struct ctx *c, const struct org *o)
{
	return c->who.system || c->who.party == ORG_AUTHORITY || o->id == c->who.org || (c->who.party == ORG_APPLICANT && o->budget_level1 == c->who.root_org);
}

/* The unit it is about: said, or the person's, or one's own. */
static enum err take_org(struct ctx *c, struct info_change *k, struct org *o)
{
	struct person p;

	if (!k->org && k->person && entity_peek(c, &person_entity, k->person, &p) == OK)
		k->org = p.org;
	fail_clear(&c->fail);
	if (!k->org)
		k->org = c->who.org;
	TRY(absent(c, org_peek(c, k->org, o), "org", "单位", k->org));
	if (!mine(c, o))
		return fail_on(c, "org", "not_yours", "只能报告本单位和下属单位的变更");
	if (o->status != ORG_ACTIVE)
		return fail_on(c, "org", "closed", "单位“" STR_FMT "”已经停用", STR_ARG(o->name));
	if (ic_rules[k->kind].act && !is_unit(o))
		return fail_on(c, "org", "wrong_kind", "“" STR_FMT "”不是申请单位或上云单位", STR_ARG(o->name));
	k->org_name = o->name;
	return OK;
}

static void all_given(struct ctx *c, const struct info_change *k)
{
	for (size_t i = 0; i < COUNT(ic_rules[0].needs) && ic_rules[k->kind].needs[i]; i++) {
		const struct field *fd = record_field(&info_change_record, str_of(ic_rules[k->kind].needs[i]));
		if (field_none(fd, k) || (fd->kind == F_STR && str_empty(str_trim(*(const struct str *)((const char *)k + fd->offset)))))
			fail_on(c, fd->name, "missing", "%s应当写明%s", ic_kind_names[k->kind].label, fd->label);
	}
}

static enum err check_into(struct ctx *c, const struct org *o, struct info_change *k)
{
	struct org to;
	bool below = false;

	if (!k->into_org)
		return OK;
	TRY(absent(c, org_peek(c, k->into_org, &to), "into_org", "单位", k->into_org));
	if (to.status != ORG_ACTIVE)
		return fail_on(c, "into_org", "closed", "单位“" STR_FMT "”已经停用", STR_ARG(to.name));
	if (!is_unit(&to))
		return fail_on(c, "into_org", "wrong_kind", "“" STR_FMT "”不是申请单位或上云单位", STR_ARG(to.name));
	if (to.id == o->id)
		return fail_on(c, "into_org", "same", "不能是本单位自己");
	if (k->kind != IC_SPLIT)
		TRY(org_is_below(c, to.id, o->id, &below));
	if (below)
		return fail_on(c, "into_org", "cycle", "“" STR_FMT "”是本单位的下属，请先改变它的隶属", STR_ARG(to.name));
	k->into_name = to.name;
	return OK;
}

static enum err check_split(struct ctx *c, const struct org *o, const struct info_change *k)
{
	for (size_t i = 0; i < k->systems.n; i++) {
		struct info_system s;
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "systems/%zu", i));
		int64_t id = *LIST_AT(k->systems, int64_t, i);
		TRY(absent(c, info_system_get(c, id, &s), at, "信息系统", id));
		if (s.user_org != o->id)
			return fail_on(c, at, "not_theirs", "系统“" STR_FMT "”不属于“" STR_FMT "”", STR_ARG(s.name), STR_ARG(o->name));
	}
	for (size_t i = 0; i < k->people.n; i++) {
		struct person p;
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "people/%zu", i));
		int64_t id = *LIST_AT(k->people, int64_t, i);
		TRY(get_person(c, at, id, &p));
		if (p.org != o->id || p.status != PERSON_ACTIVE)
			return fail_on(c, at, "not_theirs", STR_FMT " 不是“" STR_FMT "”的在岗人员", STR_ARG(p.name), STR_ARG(o->name));
	}
	if (!k->systems.n && !k->people.n)
		return fail_on(c, "systems", "missing", "分立应当列明划出的系统或人员");
	return OK;
}

static enum err check_people(struct ctx *c, const struct org *o, struct info_change *k)
{
	struct person p;

	if (k->person) {
		TRY(get_person(c, "person", k->person, &p));
		if (p.org != o->id || p.status != PERSON_ACTIVE)
			return fail_on(c, "person", "not_theirs", STR_FMT " 不是“" STR_FMT "”的在岗人员", STR_ARG(p.name), STR_ARG(o->name));
		k->person_name = p.name;
	}
	if (k->successor) {
		TRY(get_person(c, "successor", k->successor, &p));
		if (k->successor == k->person || p.org != o->id || p.status != PERSON_ACTIVE)
			return fail_on(c, "successor", "not_theirs", "接任人应当是“" STR_FMT "”的另一名在岗人员", STR_ARG(o->name));
		k->successor_name = p.name;
	}
	if (k->kind == IC_CONTACT && !k->mobile.n && !k->email.n && !k->post.n)
		return fail_on(c, "mobile", "missing", "联系方式变更应当写明新的手机、邮箱或职务");
	struct person as = { .mobile = k->mobile, .email = k->email };
	if (k->mobile.p && (k->mobile.n < 5 || k->mobile.n > 20 || str_trim(as.mobile).n != k->mobile.n))
		return fail_on(c, "mobile", "bad_format", "电话应当是 5 至 20 位数字");
	if (k->email.p && str_find(k->email, STR("@")) < 1)
		return fail_on(c, "email", "bad_format", "邮箱应当写成 名称@域名");
	return OK;
}

/* Numbers and addresses stand in their own members, which are masked where the role does not need them. */
static struct str people_line(struct ctx *c, struct str name, struct str post, struct str mobile, struct str email)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	const struct { struct str s; const char *before; } parts[] = {
		{ name, "" }, { post, "，职务 " }, { mobile.n ? mask_text(c->arena, mobile) : mobile, "，手机 " }, { email.n ? mask_text(c->arena, email) : email, "，邮箱 " },
	};

	for (size_t i = 0; i < COUNT(parts); i++)
		if (parts[i].s.n)
			buf_fmt(&b, "%s" STR_FMT, parts[i].before, STR_ARG(parts[i].s));
	return arena_str(c->arena, buf_str(&b));
}

/* What the paper says it was and will be (D18). */
static enum err before_after(struct ctx *c, const struct org *o, struct info_change *k)
{
	struct person p;

	k->before = o->name;
	switch (k->kind) {
	case IC_RENAME:      k->after = k->new_name; return OK;
	case IC_MERGE:       k->before = arena_fmt(c->arena, STR_FMT "、" STR_FMT, STR_ARG(o->name), STR_ARG(k->into_name)); k->after = k->into_name; return OK;
	case IC_SPLIT:       k->after = arena_fmt(c->arena, STR_FMT "、" STR_FMT "（划出系统 %zu 个、人员 %zu 名）", STR_ARG(o->name), STR_ARG(k->into_name), k->systems.n, k->people.n); return OK;
	case IC_ABOLISH:     k->after = STR("撤销"); return OK;
	case IC_SUBORDINATE: k->before = arena_fmt(c->arena, "隶属" STR_FMT, STR_ARG(o->parent_name.n ? o->parent_name : STR("（无）")));
			     k->after = arena_fmt(c->arena, "隶属" STR_FMT, STR_ARG(k->into_name)); return OK;
	case IC_PERSON_JOINED: k->before = STR_NONE; k->after = people_line(c, k->name, k->post, k->mobile, k->email); return OK;
	default: break;
	}
	TRY(entity_peek(c, &person_entity, k->person, &p));
	k->before = people_line(c, p.name, p.post, p.mobile, p.email);
	k->after = k->kind == IC_CONTACT ? people_line(c, p.name, k->post, k->mobile, k->email)
		 : k->successor ? arena_fmt(c->arena, "离任，工作由" STR_FMT "接任", STR_ARG(k->successor_name)) : STR("离任，工作由岗位承接");
	return OK;
}

static enum err look(struct ctx *c, struct info_change *k)
{
	struct org o;

	if (take_org(c, k, &o) == OK)
		all_given(c, k);
	if (c->fail.kind || c->fail.n_errors)
		return c->fail.n_errors ? fields_ok(c) : c->fail.kind;
	if (k->kind == IC_RENAME && str_eq(k->new_name, o.name))
		fail_on(c, "new_name", "same", "新名称与现在的名称相同");
	enum err e = check_into(c, &o, k);
	if (e == OK)
		e = check_people(c, &o, k);
	if (e == OK && k->kind == IC_SPLIT)
		e = check_split(c, &o, k);
	if (c->fail.n_errors)
		return fields_ok(c);
	TRY(e);
	return before_after(c, &o, k);
}

/* ---- reporting: C13 runs from the day of the change and ends with the report ---- */
static enum err report_clock(struct ctx *c, struct info_change *k)
{
	const struct workdays *w;
	struct list clocks;

	TRY(workdays_now(c, &w));
	TRY(clock_start_on(c, &info_change_entity, k->id, C13, "change", k->change_date));
	TRY(clock_list(c, &info_change_entity, k->id, &clocks));
	k->due_date = LIST_AT(clocks, struct clock, 0)->due_date;
	k->late = date_cmp(today(c), k->due_date) > 0;
	k->delay_wd = k->late ? MAX2(workday_between(w, k->due_date, today(c)), 1) : 0;
	return clock_stop(c, &info_change_entity, k->id, C13, "report", false);
}

static enum err tell(struct ctx *c, const struct info_change *k, int64_t org, uint64_t roles, const char *what, struct str body)
{
	struct note n = { .article = "A22.3a", .e = &info_change_entity, .subject = k->id, .body = body };

	n.title = arena_fmt(c->arena, "%s：" STR_FMT " %s", what, STR_ARG(k->org_name), ic_kind_names[k->kind].label);
	return message_to_roles(c, org, roles, &n);
}

enum err ic_report(struct ctx *c, const void *in_, void *out)
{
	struct info_change k = *(const struct info_change *)in_;

	(void)out;
	TRY(look(c, &k));
	k.id = id_new(c);
	k.version = 1;
	k.state = IC_REPORTED;
	k.reported_by = c->who.person;
	k.reported_name = c->who.name;
	k.reported_at = c->now;
	k.registered_at = k.signed_at = AT_NONE;
	TRY(number_next(c, "XB", &k.no));
	TRY(report_clock(c, &k));
	TRY(sql_put(c, &info_change_q[Q_IC_PUT], &k));
	c->made = k.id;
	return tell(c, &k, 0, R(AUTH_HANDLER), "待登记", k.after);
}

/* Sent back for its content: the first report counts, so the clock and its result stay. */
enum err ic_amend(struct ctx *c, const void *in_, void *out)
{
	const struct info_change *was = c->subject;
	struct info_change k = *was;
	const struct info_change *in = in_;

	(void)out;
	if (in->kind != was->kind || in->change_date.day != was->change_date.day) {
		fail_on(c, in->kind != was->kind ? "kind" : "change_date", "immutable", "种类和变更日不能修改，报告有误的请撤回后重新报告");
		return fields_ok(c);
	}
	k.org = in->org; k.into_org = in->into_org; k.person = in->person; k.successor = in->successor; k.file = in->file; k.new_name = in->new_name;
	k.new_short_name = in->new_short_name; k.reason = in->reason; k.doc_no = in->doc_no; k.name = in->name; k.mobile = in->mobile; k.email = in->email;
	k.post = in->post; k.duty_kind = in->duty_kind; k.systems = in->systems; k.people = in->people;
	TRY(look(c, &k));
	TRY(sql_put(c, &info_change_q[Q_IC_SET], &k));
	return tell(c, &k, 0, R(AUTH_HANDLER), "待登记", k.after);
}

static enum err store_items(struct ctx *c, const struct info_change *k)
{
	struct list items;

	TRY(ic_items(c, k, &items));
	EACH(struct ic_item, i, items) {
		i->id = id_new(c);
		i->change = k->id;
		TRY(sql_put(c, &info_change_q[Q_ITEM_PUT], i));
	}
	return OK;
}

static enum err carry_out(struct ctx *c, const struct info_change *k)
{
	TRY(store_items(c, k));
	TRY(ic_do(c, k));
	TRY(fact_tell(c, "info_change.done", &info_change_entity, k->id));
	if (k->into_org)
		TRY(tell(c, k, k->into_org, R_UNIT, "已办结", k->after));
	return tell(c, k, k->org, R_UNIT, "已办结", k->after);
}

enum err ic_register(struct ctx *c, const void *in_, void *out)
{
	const struct ic_note_in *in = in_;
	const struct info_change *k = c->subject;

	(void)out;
	TRY(sql_run(c, &info_change_q[Q_IC_REGISTERED], k->id, V_ID(c->who.person), c->who.name, c->now, in->comment));
	return ic_rules[k->kind].act ? tell(c, k, 0, R(AUTH_APPROVER), "待签发", k->after) : carry_out(c, k);
}

enum err ic_sign(struct ctx *c, const void *in_, void *out)
{
	const struct ic_note_in *in = in_;
	const struct info_change *k = c->subject;

	(void)out;
	TRY(sql_run(c, &info_change_q[Q_IC_SIGNED], k->id, V_ID(c->who.person), c->who.name, c->now, in->comment));
	return carry_out(c, k);
}

enum err ic_return(struct ctx *c, const void *in_, void *out)
{
	const struct ic_note_in *in = in_;
	const struct info_change *k = c->subject;

	(void)out;
	TRY(sql_run(c, &info_change_q[Q_IC_RETURNED], k->id, in->comment));
	return tell(c, k, k->org, R_UNIT, "退回补正", in->comment);
}

/* ---- what is shown ---- */
static const struct { const char *kind, *label; } item_kinds[] = {
	{ "info_system", "信息系统" }, { "resource", "资源" }, { "application", "在办申请" }, { "delivery_order", "未确认的交付工单" }, { "bill", "未确认的账单" },
	{ "work_order", "未办结的工单" }, { "person", "人员" }, { "org", "下属单位" }, { "account", "账号" },
};

static void label_items(struct list *items)
{
	EACH(struct ic_item, i, *items)
		for (size_t n = 0; n < COUNT(item_kinds); n++)
			if (str_is(i->kind, item_kinds[n].kind))
				i->kind_label = str_of(item_kinds[n].label);
}

enum err ic_preview_get(struct ctx *c, const void *in, void *out)
{
	const struct info_change *k = c->subject;
	struct ic_preview *p = out;

	(void)in;
	p->id = k->id;
	if (k->state == IC_DONE)
		TRY(sql_all(c, &info_change_q[Q_ITEMS], &p->items, k->id));
	else
		TRY(ic_items(c, k, &p->items));
	label_items(&p->items);
	p->counts = (struct list){ ARENA_ARRAY(c->arena, struct ic_count, COUNT(item_kinds)), 0 };
	for (size_t n = 0; n < COUNT(item_kinds); n++) {
		struct ic_count k_ = { str_of(item_kinds[n].kind), str_of(item_kinds[n].label), 0 };
		EACH(struct ic_item, i, p->items)
			k_.count += str_is(i->kind, item_kinds[n].kind);
		if (k_.count)
			LIST_AT(p->counts, struct ic_count, 0)[p->counts.n++] = k_;
	}
	return OK;
}

static enum err last_manager(struct ctx *c, const struct info_change *k, bool *out)
{
	struct list people;

	*out = false;
	if (k->kind != IC_PERSON_LEFT || k->state == IC_DONE || !k->root)
		return OK;
	TRY(account_people_with(c, k->root, R(APPU_MANAGER), &people));
	*out = people.n == 1 && *LIST_AT(people, int64_t, 0) == k->person;
	return OK;
}

enum err ic_fill(struct ctx *c, void *rec)
{
	struct info_change *k = rec;
	struct str *w = ARENA_ARRAY(c->arena, struct str, 4);
	bool last;

	k->warnings = (struct list){ w, 0 };
	if (k->late)
		w[k->warnings.n++] = arena_fmt(c->arena, "迟报 %" PRId64 " 个工作日，未及时更新信息的后果由使用单位承担", k->delay_wd);
	if (k->state < IC_DONE && date_cmp(k->change_date, today(c)) > 0)
		w[k->warnings.n++] = STR("变更日还没有到，到日再登记");
	TRY(last_manager(c, k, &last));
	if (last)
		w[k->warnings.n++] = STR("这是唯一的资源管理员，离任后没有专人，不能提交申请，请先明确接任人");
	TRY(sql_all(c, &info_change_q[Q_ITEMS], &k->items, k->id));
	label_items(&k->items);
	return OK;
}

/* ---- everybody's telephone, once a quarter ---- */
static struct date contact_due(struct ctx *c, struct instant confirmed) { return date_add_months(date_of(confirmed), (int)setting_int(c, "contact.verify_months")); }

enum err contact_fill_row(struct ctx *c, void *rec)
{
	struct contact_row *r = rec;

	r->due_date = contact_due(c, r->confirmed_at);
	r->overdue = date_cmp(r->due_date, today(c)) < 0;
	return OK;
}

enum err contact_confirm(struct ctx *c, const void *in_, void *out)
{
	const struct contact_in *in = in_;
	struct contact_out *o = out;

	if (in->email.p && str_find(in->email, STR("@")) < 1)
		fail_on(c, "email", "bad_format", "邮箱应当写成 名称@域名");
	if (in->mobile.p && in->mobile.n < 5)
		fail_on(c, "mobile", "bad_format", "电话应当是 5 至 20 位数字");
	TRY(fields_ok(c));
	TRY(person_set_contact(c, c->who.person, in->mobile, in->email, STR_NONE));
	o->verified_at = c->now;
	o->next_date = contact_due(c, c->now);
	return OK;
}

/* On the day it falls due, and every thirty days until it is done. */
enum err contact_reminders(struct ctx *c)
{
	struct date since = date_add_months(today(c), -(int)setting_int(c, "contact.verify_months"));
	struct list due;

	TRY(sql_all(c, &info_change_q[Q_CONTACTS_DUE], &due, date_start(date_add(since, 1))));
	EACH(struct contact_row, r, due) {
		TRY(contact_fill_row(c, r));
		if (r->due_date.day > today(c).day || (today(c).day - r->due_date.day) % 30)
			continue;
		struct note n = { .title = STR("请核实本人的联系方式"), .article = "A22.3a", .e = &person_entity, .subject = r->id,
				  .body = STR("联系方式每季度核实一次，没有变化的也请确认。") };
		TRY(message_send(c, r->id, &n));
	}
	return OK;
}

/* ---- guards ---- */
enum err ic_not_early(struct ctx *c, const void *subject, const void *in)
{
	const struct info_change *k = subject;

	(void)in;
	return date_cmp(k->change_date, today(c)) <= 0 ? OK : refuse(c, "变更日是 " STR_FMT "，还没有到", STR_ARG(date_text(c->arena, k->change_date)));
}

/* Between the report and the act the world may have moved: everything is looked at again. */
enum err ic_still_fits(struct ctx *c, const void *subject, const void *in)
{
	struct info_change k = *(const struct info_change *)subject;

	(void)in;
	if (look(c, &k) == OK)
		return OK;
	if (!c->fail.n_errors)
		return c->fail.kind;
	struct str why = c->fail.errors[0].message;
	fail_clear(&c->fail);
	return refuse(c, "所报的变更已与现状不符：" STR_FMT, STR_ARG(why));
}

enum err ic_nothing_left(struct ctx *c, const void *subject, const void *in)
{
	const struct info_change *k = subject;
	struct in_use u;

	(void)in;
	if (k->kind != IC_ABOLISH)
		return OK;
	TRY(sql_get(c, &info_change_q[Q_IN_USE], &u, k->org));
	if (!u.systems && !u.resources && !u.applications && !u.bills && !u.units)
		return OK;
	return refuse(c, "“" STR_FMT "”还有系统 %" PRId64 " 个、资源 %" PRId64 " 项、在办申请 %" PRId64 " 件、未确认账单 %" PRId64 " 张、下属单位 %" PRId64 " 个，请先办结，或办理合并",
		      STR_ARG(k->org_name), u.systems, u.resources, u.applications, u.bills, u.units);
}

enum err ic_by_another(struct ctx *c, const void *subject, const void *in)
{
	const struct info_change *k = subject;

	(void)in;
	return k->registered_by != c->who.person ? OK : refuse(c, "登记由" STR_FMT "办理，签发应当由另一人办理", STR_ARG(k->registered_name));
}

/* Systems, resources and cases go with their unit, so a unit that has any is moved by the act and not by a tick. */
enum err org_moves_by_act(struct ctx *c, const void *subject, const void *in_)
{
	const struct org *o = subject;
	const struct org_upd *in = in_;
	struct list along;

	if (!in || in->parent == o->parent)
		return OK;
	TRY(sql_all(c, &info_change_q[Q_SYSTEMS_ALONG], &along, o->id, (int64_t)0, (int64_t)0));
	return along.n ? refuse(c, "“" STR_FMT "”及下属单位登记有 %zu 个信息系统，隶属变化请报告机构变更", STR_ARG(o->name), along.n) : OK;
}

enum err org_is_unused(struct ctx *c, const void *subject, const void *in)
{
	const struct org *o = subject;
	struct in_use u;

	(void)in;
	TRY(sql_get(c, &info_change_q[Q_IN_USE], &u, o->id));
	return !u.systems && !u.resources ? OK
	     : refuse(c, "“" STR_FMT "”还有在用的系统 %" PRId64 " 个、资源 %" PRId64 " 项，请报告合并，或先下线和撤销", STR_ARG(o->name), u.systems, u.resources);
}
