/* A demonstration shows a few of its people before anybody is signed in, so that whoever looks goes from one to the next (A31.P2b). Who
 * they are its maker wrote down: no other platform has such a list, and one that does not call itself a demonstration keeps it to itself.
 * Passwords are not told here. */
#include "domain/account/account_in.h"

enum { SHOWN_MAX = 20, ACTS_MAX = 3 };     /* a setting holds no more words; a line has no room for more acts */
struct shown { struct str login, name, post, org_name; int64_t waiting; struct list acts; };
static const struct field shown_fields[] = {
	F(struct shown, login, F_STR, "登录名", OUT), F(struct shown, name, F_STR, "姓名", OUT), F(struct shown, post, F_STR, "岗位", OUT), F(struct shown, org_name, F_STR, "单位", OUT),
	F(struct shown, waiting, F_INT, "待办", OUT), F(struct shown, acts, F_STRS, "待办的是", OUT, .help = "最先到期的几种"), { 0 }
};
static const struct record shown_record = RECORD("shown_person", struct shown, shown_fields, "演示中的人");
struct shown_rows { struct list items; };
static const struct field shown_rows_fields[] = { F(struct shown_rows, items, F_LIST, "演示中的人", OUT, .sub = &shown_record, .max = SHOWN_MAX), { 0 } };
const struct record shown_rows_record = RECORD("shown_people", struct shown_rows, shown_rows_fields, "演示中的人");

static bool said(const struct list *acts, struct str label)
{
	EACH(struct str, a, *acts)
		if (str_eq(*a, label))
			return true;
	return false;
}

static enum err show(struct ctx *c, const struct list *all, struct shown *out)
{
	struct list work;

	for (int r = 1; r < ROLE_MAX && !out->post.n; r++)
		if (c->who.roles >> r & 1)
			out->post = str_of(role_names[r].label);
	out->login = c->who.login; out->name = c->who.name; out->org_name = c->who.org_name;
	TRY(work_mine(c, all, &work));
	out->waiting = (int64_t)work.n;
	out->acts = (struct list){ ARENA_ARRAY(c->arena, struct str, ACTS_MAX), 0 };
	EACH(struct work_item, w, work)
		if (out->acts.n < ACTS_MAX && !said(&out->acts, w->op_label))
			LIST_AT(out->acts, struct str, 0)[out->acts.n++] = w->op_label;
	return OK;
}

enum err shown_people(struct ctx *c, const void *in, void *out_)
{
	struct list all, *to = &((struct shown_rows *)out_)->items;
	struct principal asks = c->who;
	enum err e = OK;

	(void)in;
	*to = (struct list){ ARENA_ARRAY(c->arena, struct shown, SHOWN_MAX), 0 };
	if (!setting_bool(c, "platform.demonstration"))
		return OK;
	TRY(work_all(c, &all));
	for (struct str rest = setting_text(c, "platform.demonstration_people"), one; rest.p && e == OK && to->n < SHOWN_MAX;) {
		one = str_trim(str_cut(&rest, ','));
		e = account_who_by_login(c, one, &c->who);
		if (e == OK)
			e = show(c, &all, LIST_AT(*to, struct shown, to->n++));
		else if (e == E_ABSENT)     /* closed since, or never was */
			e = OK;
	}
	c->who = asks;
	return e;
}
