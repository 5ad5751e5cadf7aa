/* What an act moves, and moving it: all in the transaction of the act, each folder moving its own rows. */
#include "domain/account/account.h"
#include "domain/application/application.h"
#include "domain/change/change.h"
#include "domain/emergency/emergency.h"
#include "domain/info_change/info_change_in.h"
#include "domain/info_system/info_system.h"
#include "domain/infra/infra.h"
#include "domain/message/message.h"
#include "domain/off_catalog/off_catalog.h"
#include "domain/resource/resource.h"
#include "domain/work_order/work_order.h"

enum { ITEMS_MAX = 20000 };

static enum err add(struct ctx *c, struct list *all, int q, int64_t a, int64_t b, int64_t d)
{
	struct list some;

	TRY(sql_all(c, &info_change_q[q], &some, a, b, d));
	if (all->n + some.n > ITEMS_MAX)
		return fail(c, E_LIMIT, "info_change.too_many", "一次变更涉及的事项超过 %d 项，请分批办理", ITEMS_MAX);
	EACH(struct ic_item, i, some)
		*LIST_AT(*all, struct ic_item, all->n++) = *i;
	return OK;
}

static enum err system_and_all(struct ctx *c, const struct info_change *k, int64_t system, struct list *all)
{
	static const int with[] = { Q_SYSTEM, Q_RESOURCES_OF, Q_APPS_OF, Q_ORDERS_OF };

	for (size_t i = 0; i < COUNT(with); i++)
		TRY(add(c, all, with[i], system, k->org, k->into_org));
	return OK;
}

static enum err root_of(struct ctx *c, int64_t org, int64_t *root)
{
	struct org o;

	TRY(org_peek(c, org, &o));
	*root = o.budget_level1;
	return OK;
}

static enum err items_of_merge(struct ctx *c, const struct info_change *k, struct list *all)
{
	static const int with[] = { Q_BILLS_OF, Q_WORK_OF, Q_PEOPLE_OF, Q_UNITS_OF };
	struct list systems;
	int64_t root;

	TRY(sql_all(c, &info_change_q[Q_SYSTEMS_OF], &systems, k->org, k->org, k->into_org));
	EACH(struct ic_item, s, systems)
		TRY(system_and_all(c, k, s->object, all));
	for (size_t i = 0; i < COUNT(with); i++)
		TRY(add(c, all, with[i], k->org, k->org, k->into_org));
	TRY(root_of(c, k->into_org, &root));
	return add(c, all, Q_SYSTEMS_ALONG, k->org, k->org, root);
}

static enum err items_of_leaving(struct ctx *c, const struct info_change *k, struct list *all)
{
	TRY(add(c, all, Q_HELD_APPS, k->person, k->org, k->org));
	TRY(add(c, all, Q_HELD_ORDERS, k->person, k->org, k->org));
	return add(c, all, Q_NAMED_IN, k->person, k->org, k->org);
}

enum err ic_items(struct ctx *c, const struct info_change *k, struct list *out)
{
	int64_t root;

	*out = (struct list){ ARENA_ARRAY(c->arena, struct ic_item, ITEMS_MAX), 0 };
	switch (k->kind) {
	case IC_MERGE: return items_of_merge(c, k, out);
	case IC_SPLIT:
		EACH(int64_t, s, k->systems)
			TRY(system_and_all(c, k, *s, out));
		EACH(int64_t, p, k->people)
			TRY(add(c, out, Q_PERSON_IS, *p, k->org, k->into_org));
		return OK;
	case IC_ABOLISH: return add(c, out, Q_PEOPLE_OF, k->org, k->org, 0);
	case IC_SUBORDINATE:
		TRY(root_of(c, k->into_org, &root));
		return add(c, out, Q_SYSTEMS_ALONG, k->org, 0, root);
	case IC_PERSON_LEFT: return items_of_leaving(c, k, out);
	default: return OK;
	}
}

/* ---- moving ---- */
static enum err move_system(struct ctx *c, int64_t system, int64_t user_org, int64_t root)
{
	TRY(info_system_move_org(c, system, user_org, root));
	TRY(resource_move_org(c, system, user_org, root));
	TRY(adaptation_move_org(c, system, user_org, root));
	TRY(emergency_move_org(c, system, user_org, root));
	TRY(change_move_org(c, system, user_org, root));
	return application_move_org(c, system, user_org, root);
}

/* After the tree has changed: systems whose first-level unit is another than their unit's now. */
static enum err realign(struct ctx *c)
{
	struct list astray;

	TRY(sql_all_(c, &info_change_q[Q_SYSTEMS_ASTRAY], &astray, NO_VALS));
	EACH(struct ic_item, s, astray)
		TRY(move_system(c, s->object, s->from_org, s->to_org));
	return OK;
}

static enum err move_person(struct ctx *c, int64_t person, const struct org *to)
{
	int64_t kept = 0, ended = 0;

	TRY(person_move(c, person, to->id));
	return account_move_person(c, person, to->id, (enum org_kind)to->kind, &kept, &ended);
}

static enum err merge(struct ctx *c, const struct info_change *k)
{
	struct org to;
	struct list some;

	TRY(org_peek(c, k->into_org, &to));
	TRY(sql_all(c, &info_change_q[Q_SYSTEMS_OF], &some, k->org, k->org, k->into_org));
	EACH(struct ic_item, s, some)
		TRY(move_system(c, s->object, to.id, to.budget_level1));
	TRY(info_system_succeed_org(c, k->org, to.id));
	TRY(pools_succeed_org(c, k->org, to.id));
	TRY(work_order_move_org(c, k->org, to.id));
	TRY(sql_all(c, &info_change_q[Q_PEOPLE_OF], &some, k->org, k->org, k->into_org));
	EACH(struct ic_item, p, some)
		TRY(move_person(c, p->object, &to));
	TRY(org_merge(c, k->org, to.id));
	return realign(c);
}

static enum err split(struct ctx *c, const struct info_change *k)
{
	struct org to;

	TRY(org_peek(c, k->into_org, &to));
	EACH(int64_t, s, k->systems)
		TRY(move_system(c, *s, to.id, to.budget_level1));
	EACH(int64_t, p, k->people)
		TRY(move_person(c, *p, &to));
	return OK;
}

static enum err person_goes(struct ctx *c, int64_t person, struct date day)
{
	TRY(account_close_person(c, person));
	return person_leave(c, person, day);
}

static enum err abolish(struct ctx *c, const struct info_change *k)
{
	struct list people;

	TRY(sql_all(c, &info_change_q[Q_PEOPLE_OF], &people, k->org, k->org, (int64_t)0));
	EACH(struct ic_item, p, people)
		TRY(person_goes(c, p->object, k->change_date));
	return org_end(c, k->org);
}

static enum err subordinate(struct ctx *c, const struct info_change *k)
{
	TRY(org_set_parent(c, k->org, k->into_org));
	return realign(c);
}

static enum err joined(struct ctx *c, const struct info_change *k)
{
	struct person p;

	record_none(&person_record, &p);
	p.org = k->org; p.name = k->name; p.mobile = k->mobile; p.email = k->email; p.post = k->post; p.duty_kind = k->duty_kind; p.from_date = k->change_date;
	enum err e = person_enter(c, &p);
	if (c->fail.n_errors)
		return fields_ok(c);
	TRY(e);
	TRY(sql_run(c, &info_change_q[Q_IC_PERSON], k->id, p.id));
	struct note n = { .article = "A22.3a", .e = &info_change_entity, .subject = k->id, .title = STR("新增人员，请按需要建立账号") };
	return message_to_roles(c, 0, R(SYS_ADMIN), &n);
}

/* Where the successor cannot take a thing up, the posts of the unit find it on their workbench. */
static enum err hand_over(struct ctx *c, const struct info_change *k)
{
	struct list held;

	TRY(sql_all(c, &info_change_q[Q_HELD_APPS], &held, k->person, k->org, k->org));
	EACH(struct ic_item, i, held) {
		bool taken;
		TRY(application_hand_over(c, i->object, k->person, k->successor, k->successor_name, &taken));
		if (!taken)
			continue;
		struct note n = { .article = "A22.3a", .e = &application_entity, .subject = i->object };
		n.title = arena_fmt(c->arena, "接办：" STR_FMT, STR_ARG(i->name));
		TRY(message_send(c, k->successor, &n));
	}
	TRY(sql_all(c, &info_change_q[Q_HELD_ORDERS], &held, k->person, k->org, k->org));
	EACH(struct ic_item, i, held)
		TRY(work_order_hand_over(c, i->object, k->successor));
	/* Who answers for a system's security is the unit's to say; it is told that the register names somebody who is gone. */
	TRY(sql_all(c, &info_change_q[Q_NAMED_IN], &held, k->person, k->org, k->org));
	EACH(struct ic_item, i, held) {
		struct note n = { .article = "A9b.1", .e = &info_system_entity, .subject = i->object, .body = i->note };
		n.title = arena_fmt(c->arena, "请更新系统“" STR_FMT "”的安全责任登记", STR_ARG(i->name));
		TRY(message_to_roles(c, k->org, R_UNIT, &n));
	}
	return OK;
}

static enum err left(struct ctx *c, const struct info_change *k)
{
	bool managed = true;

	TRY(hand_over(c, k));
	TRY(person_goes(c, k->person, k->change_date));
	if (k->root)
		TRY(account_has_manager(c, k->root, &managed));
	if (managed)
		return OK;
	struct note n = { .article = "A9a.1a", .e = &info_change_entity, .subject = k->id, .body = STR("没有专人期间不能提交申请，请督促明确接任人并授予岗位。") };
	n.title = arena_fmt(c->arena, STR_FMT "的资源管理员离任，该申请单位没有资源管理员", STR_ARG(k->org_name));
	TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(SEC_ADMIN), &n));
	return message_to_roles(c, k->root, R_UNIT, &n);
}

enum err ic_do(struct ctx *c, const struct info_change *k)
{
	switch ((enum ic_kind)k->kind) {
	case IC_RENAME:        return org_rename(c, k->org, k->new_name, k->new_short_name);
	case IC_MERGE:         return merge(c, k);
	case IC_SPLIT:         return split(c, k);
	case IC_ABOLISH:       return abolish(c, k);
	case IC_SUBORDINATE:   return subordinate(c, k);
	case IC_PERSON_JOINED: return joined(c, k);
	case IC_PERSON_LEFT:   return left(c, k);
	case IC_CONTACT:       return person_set_contact(c, k->person, k->mobile, k->email, k->post);
	case IC_KIND_MAX:      break;
	}
	return fail(c, E_CORRUPT, "info_change.kind", "不认识的变更种类 %d", k->kind);
}
