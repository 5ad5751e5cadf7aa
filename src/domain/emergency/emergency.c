/* What is asked for, and the two consents (A26a). */
#include "domain/account/account.h"
#include "domain/catalog/catalog.h"
#include "domain/change/change.h"
#include "domain/emergency/emergency_in.h"
#include "domain/info_system/info_system.h"
#include "domain/infra/infra.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

/* ---- what the object shows ---- */
bool consent_late(const struct emergency_consent *k, struct instant now)
{
	return at_none(k->confirmed_at) && !at_none(k->confirm_due_at) && k->confirm_due_at.ms <= now.ms;
}

const struct emergency_consent *consent_of(const struct list *consents, int side)
{
	const struct emergency_consent *last = NULL;

	EACH(struct emergency_consent, k, *consents)
		if (k->side == side)
			last = k;
	return last && at_none(last->denied_at) ? last : NULL;
}

static int32_t consent_state(const struct emergency_consent *k, struct instant now)
{
	if (!at_none(k->denied_at))
		return CONSENT_DENIED;
	if (!at_none(k->confirmed_at))
		return CONSENT_GIVEN;
	return consent_late(k, now) ? CONSENT_LATE : CONSENT_AWAITING;
}

static enum err people_of_side(struct ctx *c, const struct emergency_order *o, int side, struct list *people, int64_t *org)
{
	*org = o->applicant_org;
	if (side == SIDE_AUTHORITY)
		TRY(org_authority(c, org));
	return account_people_with(c, *org, side == SIDE_AUTHORITY ? R(AUTH_APPROVER) | R(AUTH_ISSUER) : R_APPU, people);
}

static enum err consenters_fill(struct ctx *c, struct emergency_order *o)
{
	for (int side = 1; side < CONSENT_SIDE_MAX; side++) {
		struct list people, all = { 0 };
		int64_t org;
		if (side == SIDE_AUTHORITY && c->who.party != ORG_AUTHORITY)
			break;
		TRY(people_of_side(c, o, side, &people, &org));
		all.items = ARENA_ARRAY(c->arena, struct emergency_consenter, o->consenters.n + people.n + 1);
		EACH(struct emergency_consenter, k, o->consenters)
			*LIST_AT(all, struct emergency_consenter, all.n++) = *k;
		EACH(int64_t, id, people) {
			struct person p;
			TRY(entity_peek(c, &person_entity, *id, &p));
			*LIST_AT(all, struct emergency_consenter, all.n++) = (struct emergency_consenter){ side, p.id, p.name, p.post };
		}
		o->consenters = all;
	}
	return OK;
}

enum err emergency_fill(struct ctx *c, void *rec)
{
	struct emergency_order *o = rec;
	struct list clocks;

	o->consenters = (struct list){ 0 };
	if (o->state == EMG_REQUESTED && c->who.party != ORG_CSP)
		TRY(consenters_fill(c, o));

	TRY(sql_all(c, &emergency_q[Q_CONSENTS], &o->consents, o->id));
	EACH(struct emergency_consent, k, o->consents)
		k->state = consent_state(k, c->now);
	TRY(sql_all(c, &emergency_q[Q_ELINES], &o->lines, o->id));
	TRY(sql_all(c, &emergency_q[Q_OPENINGS], &o->openings, o->id));
	TRY(sql_all(c, &emergency_q[Q_RECLAIMS], &o->reclaims, o->id));
	TRY(sql_all(c, &emergency_q[Q_BACKUPS], &o->backups, o->id));
	TRY(clock_list(c, &emergency_order_entity, o->id, &clocks));
	o->clock = clocks.n ? LIST_AT(clocks, struct clock, 0) : NULL;
	return OK;
}

enum err emergency_tell(struct ctx *c, const struct emergency_order *o, int64_t org, uint64_t roles, struct str title, struct str body, const char *article)
{
	struct note n = { .title = title, .body = body, .article = article, .e = &emergency_order_entity, .subject = o->id };

	return message_to_roles(c, org, roles, &n);
}

/* ---- the request ---- */
/* A bad member has been told and waits for the others; anything else ends here. */
static enum err as_field(enum err e) { return e == E_INVALID ? OK : e; }

struct asking { struct ctx *c; size_t at; const struct ask_line *ask; const struct info_system *system; int64_t version; struct emergency_line *l; };

#define bad(t, member, code, ...) fail_on((t)->c, arena_cstr((t)->c->arena, arena_fmt((t)->c->arena, "lines/%zu/%s", (t)->at, member)), code, __VA_ARGS__)

static enum err item_take(const struct asking *t, struct catalog_item *it)
{
	const char *member = t->ask->item ? "item" : "item_code";

	if (!t->ask->item && str_empty(t->ask->item_code))
		return bad(t, "item", "missing", "请从服务目录中选择");
	enum err e = t->ask->item ? catalog_item_get(t->c, t->ask->item, it) : catalog_item_by_code(t->c, t->version, t->ask->item_code, it);
	if (e == OK && it->catalog_version == t->version && it->status == ITEM_ACTIVE)
		return OK;
	fail_clear(&t->c->fail);
	return bad(t, member, "not_published", "现行服务目录里没有这一项，请另选相近的项");
}

static void zone_take(const struct asking *t, const struct catalog_item *it)
{
	int offered = it->zone == ITEM_BOTH ? 0 : it->zone == ITEM_INTERNET ? ZONE_NET : ZONE_GOV;

	t->l->zone = t->ask->zone ? t->ask->zone : offered;
	if (!t->l->zone)
		bad(t, "zone", "missing", "“" STR_FMT "”两个区都有，请写明网络区域", STR_ARG(it->name));
	else if (offered && t->l->zone != offered)
		bad(t, "zone", "not_offered", "“" STR_FMT "”只在%s提供", STR_ARG(it->name), zone_names[offered].label);
}

static enum err pool_wished(const struct asking *t)
{
	struct pool p;
	bool open = false;

	if (!t->ask->pool)
		return OK;
	bool there = pool_get(t->c, t->ask->pool, &p) == OK;
	if (!there)
		fail_clear(&t->c->fail);
	else
		TRY(pool_open_to(t->c, p.id, t->system->user_org, &open));
	if (!open || !pool_serves(t->c, &p))
		return bad(t, "pool", "absent", "没有编号为 %" PRId64 " 的资源池", t->ask->pool);
	t->l->pool = p.id;
	return p.zone == t->l->zone ? OK : bad(t, "pool", "other_zone", "资源池“" STR_FMT "”不在这一项的网络区域", STR_ARG(p.name));
}

static enum err opening_take(const struct asking *t)
{
	int64_t min, step;
	struct catalog_item it;

	if (t->ask->resource)
		return bad(t, "resource", "contradicts", "开通新资源不填写资源，扩容请写明种类");
	TRY(item_take(t, &it));
	min = it.min_qty == INT_NONE ? 1 : it.min_qty;
	step = it.step == INT_NONE || it.step < 1 ? 1 : it.step;
	zone_take(t, &it);
	if (t->ask->qty < min)
		bad(t, "qty", "too_few", "“" STR_FMT "”最少 %" PRId64 " " STR_FMT, STR_ARG(it.name), min, STR_ARG(it.unit));
	else if (it.max_qty != INT_NONE && t->ask->qty > it.max_qty)
		bad(t, "qty", "too_many", "“" STR_FMT "”最多 %" PRId64 " " STR_FMT, STR_ARG(it.name), it.max_qty, STR_ARG(it.unit));
	else if ((t->ask->qty - min) % step)
		bad(t, "qty", "step", "“" STR_FMT "”从 %" PRId64 " 起按 %" PRId64 " 递增", STR_ARG(it.name), min, step);
	t->l->item = it.id;
	t->l->item_code = it.code;
	t->l->item_name = it.name;
	t->l->unit = it.unit;
	t->l->xinchuang = it.xinchuang;
	t->l->attrs = t->ask->attrs;
	t->l->add_qty = t->ask->qty;
	return pool_wished(t);
}

/* More of what is there: it stays what and where it is. */
static enum err expansion_take(const struct asking *t)
{
	struct resource r;
	struct catalog_item it;
	struct str no;

	if (!t->ask->resource)
		return bad(t, "resource", "missing", "扩容请写明哪个资源");
	bool there = entity_get(t->c, &resource_entity, t->ask->resource, &r) == OK;
	if (!there)
		fail_clear(&t->c->fail);
	if (!there || r.system != t->system->id)
		return bad(t, "resource", "absent", "这个系统没有编号为 %" PRId64 " 的资源", t->ask->resource);
	if (t->ask->item || t->ask->item_code.n || t->ask->zone || t->ask->pool || t->ask->attrs)
		bad(t, "resource", "contradicts", "扩容不换目录项、区域、资源池和规格");
	if (r.state != RES_ACTIVE)
		return bad(t, "resource", "not_running", "资源 " STR_FMT " 现在不是运行中，不能扩容", STR_ARG(r.no));
	TRY(change_under_way(t->c, r.id, 0, &no));
	if (no.p)
		return bad(t, "resource", "change_under_way", "资源 " STR_FMT " 已有变更 " STR_FMT " 在办", STR_ARG(r.no), STR_ARG(no));
	if (t->ask->qty <= r.qty)
		return bad(t, "qty", "too_few", "扩容应当多于现在的 %" PRId64 " " STR_FMT, r.qty, STR_ARG(r.unit));
	TRY(catalog_item_get(t->c, r.item, &it));
	t->l->resource = r.id;
	t->l->item = r.item;
	t->l->item_code = r.item_code;
	t->l->item_name = r.item_name;
	t->l->unit = r.unit;
	t->l->xinchuang = it.xinchuang;
	t->l->zone = names_find(zone_names, ZONE_MAX, r.zone);
	t->l->pool = r.pool;
	t->l->before_qty = r.qty;
	t->l->add_qty = t->ask->qty - r.qty;
	return OK;
}

static enum err lines_take(struct ctx *c, const struct request_in *in, const struct info_system *s, struct list *out)
{
	struct catalog_version now;

	TRY(catalog_published(c, &now));
	if (!now.id)
		return fail_on(c, "lines", "no_catalog", "还没有发布服务目录，不能选择资源");
	*out = (struct list){ ARENA_ARRAY(c->arena, struct emergency_line, in->lines.n + 1), in->lines.n };
	for (size_t i = 0; i < in->lines.n; i++) {
		struct asking t = { c, i, LIST_AT(in->lines, struct ask_line, i), s, now.id, LIST_AT(*out, struct emergency_line, i) };
		record_none(&emergency_line_record, t.l);
		t.l->id = id_new(c);
		t.l->seq = (int64_t)i + 1;
		t.l->kind = t.ask->kind ? t.ask->kind : EMG_OPEN;
		t.l->qty = t.ask->qty;
		t.l->use = t.ask->use;
		TRY(as_field(t.l->kind == EMG_EXPAND ? expansion_take(&t) : opening_take(&t)));
		for (size_t k = 0; k < i && t.l->resource; k++)
			if (LIST_AT(*out, struct emergency_line, k)->resource == t.l->resource)
				bad(&t, "resource", "duplicate", "同一个资源写了两次");
	}
	return OK;
}

static enum err system_take(struct ctx *c, int64_t id, struct info_system *s)
{
	record_none(&info_system_record, s);
	if (entity_get(c, &info_system_entity, id, s) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统", id);
	}
	if (s->user_org != c->who.org && s->applicant_org != c->who.org)
		return fail_on(c, "system", "not_yours", "这个信息系统不属于" STR_FMT, STR_ARG(c->who.org_name));
	return s->state == SYS_OFFLINE ? fail_on(c, "system", "offline", "“" STR_FMT "”已下线", STR_ARG(s->name)) : OK;
}

enum err emergency_request(struct ctx *c, const void *in_, void *out)
{
	const struct request_in *in = in_;
	struct emergency_order o;
	struct info_system s;
	struct list lines = { 0 };

	(void)out;
	record_none(&emergency_order_record, &o);
	if (in->expected_until.day < today(c).day)
		fail_on(c, "expected_until", "out_of_range", "预计使用到的日期不能早于今天");
	enum err e = system_take(c, in->system, &s);
	TRY(as_field(e == OK ? lines_take(c, in, &s, &lines) : e));
	TRY(fields_ok(c));
	o.id = c->made = id_new(c);
	o.version = 1;
	TRY(number_next(c, "JJ", &o.no));
	o.title = str_empty(in->title) ? s.name : in->title;
	o.reason = in->reason;
	o.why = in->why;
	o.contact = in->contact;
	o.system = s.id;
	o.user_org = s.user_org;
	o.applicant_org = s.applicant_org;
	o.requester = c->who.person;
	o.requester_name = c->who.name;
	o.requested_at = c->now;
	o.expected_until = in->expected_until;
	EACH(struct emergency_line, l, lines)
		o.expands |= l->kind == EMG_EXPAND;
	o.state = EMG_REQUESTED;
	TRY(sql_put(c, &emergency_q[Q_EMG_PUT], &o));
	EACH(struct emergency_line, l, lines) {
		l->emergency_order = o.id;
		TRY(sql_put(c, &emergency_q[Q_ELINE_PUT], l));
	}
	struct str title = arena_fmt(c->arena, "紧急事项请示同意：" STR_FMT, STR_ARG(o.title));
	TRY(emergency_tell(c, &o, o.applicant_org, R_APPU, title, o.why, "A26a"));
	return emergency_tell(c, &o, 0, R(AUTH_HANDLER) | R(AUTH_APPROVER) | R(AUTH_ISSUER), title, o.why, "A26a");
}

/* ---- consents ---- */
static int my_side(const struct ctx *c) { return c->who.party == ORG_AUTHORITY ? SIDE_AUTHORITY : SIDE_APPLICANT; }

static bool undecided(const struct emergency_order *o) { return o->state == EMG_REQUESTED || o->state == EMG_ISSUED || o->state == EMG_OPENED; }

static enum err consent_put(struct ctx *c, const struct emergency_order *o, struct emergency_consent *k)
{
	const struct emergency_consent *there = consent_of(&o->consents, k->side);
	const struct emergency_consent *other = consent_of(&o->consents, k->side == SIDE_APPLICANT ? SIDE_AUTHORITY : SIDE_APPLICANT);

	if (!undecided(o))
		return fail(c, E_CONFLICT, "wrong_state", "紧急开通单现在处于“%s”，不再征求同意", emergency_state_names[o->state].label);
	/* A spoken word that was not confirmed in time may be given anew; one that counts is there already. */
	if (there && !consent_late(there, c->now))
		return fail(c, E_CONFLICT, "emergency.consent_there", "%s已由" STR_FMT "同意", consent_side_names[k->side].label, STR_ARG(there->person_name));
	if (other && other->person == k->person)
		return refuse_by(c, "A26a", "emergency.same_person", "双方的同意应当由两个人作出，" STR_FMT "已代表%s同意", STR_ARG(k->person_name), consent_side_names[other->side].label);
	k->id = id_new(c);
	k->emergency_order = o->id;
	k->recorded_by = c->who.person;
	k->recorded_by_name = c->who.name;
	k->recorded_at = c->now;
	return sql_put(c, &emergency_q[Q_CONSENT_PUT], k);
}

enum err emergency_consent_give(struct ctx *c, const void *in_, void *out)
{
	const struct consent_in *in = in_;
	struct emergency_consent k;

	(void)out;
	record_none(&emergency_consent_record, &k);
	k.side = my_side(c);
	k.person = c->who.person;
	k.person_name = c->who.name;
	k.org = c->who.org;
	k.channel = CHANNEL_SYSTEM;
	k.at = k.confirmed_at = c->now;
	k.note = in->comment;
	return consent_put(c, c->subject, &k);
}

/* The person must hold a post that may consent, in the unit of that side. */
static enum err person_take(struct ctx *c, const struct emergency_order *o, const struct record_in *in, struct emergency_consent *k)
{
	int64_t org;
	struct person p;
	struct list people;
	bool holds = false;

	TRY(people_of_side(c, o, in->side, &people, &org));
	EACH(int64_t, x, people)
		holds |= *x == in->person;
	if (!holds)
		return fail_on(c, "person", "not_entitled", in->side == SIDE_AUTHORITY ? "应当是主管部门的审批或签发人员" : "应当是申请单位的资源管理员或审核人员");
	TRY(entity_peek(c, &person_entity, in->person, &p));
	k->person = p.id;
	k->person_name = p.name;
	k->org = org;
	return OK;
}

/* A paper that the recorder's own unit has handed in. */
static enum err letter_take(struct ctx *c, const struct record_in *in)
{
	const struct entity *e = core_entity_named(c, STR("attachment"));
	char *rec = arena_alloc(c->arena, e->rec->size);

	if (!in->file)
		return in->channel == CHANNEL_LETTER ? fail_on(c, "file", "missing", "方式为函的，请上传函件") : OK;
	record_none(e->rec, rec);
	if (entity_get(c, e, in->file, rec) == OK)
		return OK;
	fail_clear(&c->fail);
	return fail_on(c, "file", "absent", "没有编号为 %" PRId64 " 的附件", in->file);
}

enum err emergency_consent_record_(struct ctx *c, const void *in_, void *out)
{
	const struct record_in *in = in_;
	const struct emergency_order *o = c->subject;
	struct emergency_consent k;

	(void)out;
	record_none(&emergency_consent_record, &k);
	k.side = in->side;
	k.channel = in->channel;
	k.at = at_none(in->at) ? c->now : in->at;
	k.note = in->note;
	k.file = in->file;
	if (in->channel == CHANNEL_SYSTEM)
		fail_on(c, "channel", "not_here", "系统里的同意由本人直接作出");
	if (k.at.ms > c->now.ms)
		fail_on(c, "at", "future", "同意时间不能晚于现在");
	/* What was said before anybody asked here counts too, but not older than the time in which it must be confirmed. */
	else if (k.at.ms < c->now.ms - HOURS(setting_int(c, "emergency.confirm_hours")))
		fail_on(c, "at", "too_old", "同意超过 %" PRId64 " 小时没有记录，请重新征求", setting_int(c, "emergency.confirm_hours"));
	TRY(as_field(letter_take(c, in)));
	TRY(as_field(person_take(c, o, in, &k)));
	TRY(fields_ok(c));
	/* A letter is written and signed: the paper is the confirmation. */
	if (in->channel == CHANNEL_LETTER)
		k.confirmed_at = c->now;
	else
		k.confirm_due_at = (struct instant){ k.at.ms + HOURS(setting_int(c, "emergency.confirm_hours")) };
	TRY(consent_put(c, o, &k));
	if (in->channel == CHANNEL_LETTER)
		return OK;
	struct note n = { .title = arena_fmt(c->arena, "请确认口头同意：" STR_FMT, STR_ARG(o->title)), .article = "A26a", .e = &emergency_order_entity, .subject = o->id,
			  .body = arena_fmt(c->arena, STR_FMT "记录你以%s方式同意紧急开通单 " STR_FMT "，请在 %" PRId64 " 小时内本人确认", STR_ARG(c->who.name),
					    consent_channel_names[k.channel].label, STR_ARG(o->no), setting_int(c, "emergency.confirm_hours")) };
	return message_send(c, k.person, &n);
}

static const struct emergency_consent *spoken(const struct emergency_order *o, int side)
{
	const struct emergency_consent *k = consent_of(&o->consents, side);

	return k && at_none(k->confirmed_at) ? k : NULL;
}

enum err emergency_consent_confirm(struct ctx *c, const void *in, void *out)
{
	const struct emergency_consent *k = spoken(c->subject, my_side(c));

	(void)in;
	(void)out;
	return sql_run(c, &emergency_q[Q_CONSENT_CONFIRM], k->id, c->now);
}

enum err emergency_consent_deny(struct ctx *c, const void *in_, void *out)
{
	const struct emergency_order *o = c->subject;
	const struct emergency_consent *k = spoken(o, my_side(c));
	struct str why = ((const struct consent_in *)in_)->comment;

	(void)out;
	TRY(sql_run(c, &emergency_q[Q_CONSENT_DENY], k->id, c->now, why));
	struct str title = arena_fmt(c->arena, "口头同意被否认：" STR_FMT, STR_ARG(o->title));
	TRY(emergency_tell(c, o, 0, R(AUTH_HANDLER) | R(AUTH_APPROVER) | R(AUTH_OBSERVER), title, why, "A26a"));
	return emergency_tell(c, o, o->user_org, R(USER_HANDLER) | R(USER_OWNER), title, why, "A26a");
}

/* Taken back by the unit, or declined by the authority: the reason stays. */
enum err emergency_end(struct ctx *c, const void *in_, void *out)
{
	const struct emergency_order *o = c->subject;
	struct str why = ((const struct consent_in *)in_)->comment;

	(void)out;
	TRY(sql_run(c, &emergency_q[Q_EMG_ENDED], o->id, c->now, why));
	struct str title = arena_fmt(c->arena, "紧急开通%s：" STR_FMT, c->who.party == ORG_AUTHORITY ? "没有同意" : "已撤回", STR_ARG(o->title));
	return c->who.party == ORG_AUTHORITY ? emergency_tell(c, o, o->user_org, R(USER_HANDLER) | R(USER_OWNER), title, why, "A26a")
					     : emergency_tell(c, o, 0, R(AUTH_HANDLER), title, why, "A26a");
}

/* A spoken word that nobody confirmed in time: told to whoever gave it and above, and on the list of debts. It cuts nothing off. */
enum err emergency_job_consents(struct ctx *c)
{
	struct list late;

	TRY(sql_all(c, &emergency_q[Q_CONSENTS_LATE], &late, c->now));
	EACH(struct emergency_consent, k, late) {
		struct emergency_order o;
		TRY(entity_peek(c, &emergency_order_entity, k->emergency_order, &o));
		struct str title = arena_fmt(c->arena, "口头同意超期未确认：" STR_FMT, STR_ARG(o.title));
		struct str body = arena_fmt(c->arena, STR_FMT "（%s）对紧急开通单 " STR_FMT " 的口头同意没有按时在系统里确认", STR_ARG(k->person_name), consent_side_names[k->side].label, STR_ARG(o.no));
		TRY(sql_run(c, &emergency_q[Q_CONSENT_TOLD], k->id, c->now));
		TRY(message_send(c, k->person, &(struct note){ title, body, "A26a", &emergency_order_entity, o.id }));
		if (k->side == SIDE_APPLICANT)
			TRY(emergency_tell(c, &o, k->org, R_APPU, title, body, "A26a"));
		TRY(emergency_tell(c, &o, 0, R(AUTH_HANDLER) | R(AUTH_APPROVER) | R(AUTH_OBSERVER), title, body, "A26a"));
	}
	return OK;
}

enum err emergency_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org)
{
	return sql_run(c, &emergency_q[Q_EMG_MOVE], system, user_org, applicant_org);
}

/* ---- guards ---- */
enum err side_is_mine(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	return c->who.party == ORG_AUTHORITY || c->who.org == o->applicant_org ? OK : refuse(c, "申请单位一方由“" STR_FMT "”同意", STR_ARG(o->applicant_org_name));
}

/* Nobody but the authority says what the authority said. */
enum err recorder_may(struct ctx *c, const void *subject, const void *in_)
{
	const struct record_in *in = in_;

	(void)subject;
	return !in || in->side != SIDE_AUTHORITY || c->who.party == ORG_AUTHORITY ? OK : refuse(c, "主管部门的同意由主管部门自己记录");
}

enum err spoken_by_me(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_consent *k = spoken(subject, my_side(c));

	(void)in;
	if (!k)
		return refuse(c, "没有等待确认的口头同意");
	return k->person == c->who.person ? OK : refuse(c, "口头同意由" STR_FMT "作出，应当由本人确认", STR_ARG(k->person_name));
}

enum err by_the_unit(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	return c->who.org == o->user_org || c->who.org == o->applicant_org ? OK : refuse(c, "由“" STR_FMT "”或“" STR_FMT "”办理", STR_ARG(o->user_org_name), STR_ARG(o->applicant_org_name));
}
