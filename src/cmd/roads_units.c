/* Units that become one, are divided, come under another or end, and handlers that change (A22.3a): what they have goes along, and the work goes on. */
#include <stdio.h>
#include "cmd/prefecture.h"

/* ---- who is where, read anew after an act: what it moved is the program's to say ---- */
static int64_t org_of(struct prefecture *p, const char *login)
{
	struct reply me = say(p, login, "account.me", "%s", "{}");
	return me.err == OK ? number_at(p, me.body, "org", 0) : 0;
}

static void find_manager(struct prefecture *p, int i, const int64_t *managed)
{
	struct unit *u = &p->units[i];

	for (int j = -1; j < p->n_units; j++) {
		int d = j < 0 ? u->d : j;
		if (managed[d] == u->org) {
			u->d = d;
			return;
		}
	}
}

static int unit_of(struct prefecture *p, struct str system, int now)
{
	struct reply seen = say(p, "zhao@data", "info_system.get", "{\"id\":\"" STR_FMT "\"}", STR_ARG(system));
	int64_t org = seen.err == OK ? number_at(p, seen.body, "user_org", 0) : 0;

	for (int i = 0; org && p->units[now].sub != org && i < p->n_units; i++)
		if (p->units[i].sub == org)
			return i;
	return now;
}

static void look_again(struct prefecture *p)
{
	int64_t managed[UNITS_MAX];

	for (int i = 0; i < p->n_units; i++) {
		struct unit *u = &p->units[i];
		int64_t sub = org_of(p, login_of(p, "jingban@x", i));
		/* A unit made by a division has no people of this kind: it never began with them. */
		managed[i] = org_of(p, text(p, "guanli@d%02d", i + 1));
		struct reply seen = say(p, "zhao@data", "org.get", "{\"id\":\"%" PRId64 "\"}", sub);
		if (seen.err != OK)
			continue;     /* a stranger took the post away: what was known stays */
		u->sub = sub;
		u->org = number_at(p, seen.body, "budget_level1", u->org);
	}
	for (int i = 0; i < p->n_units; i++)
		find_manager(p, i, managed);
	for (int i = 0; i < p->n_living; i++)
		p->living[i].unit = unit_of(p, p->living[i].system, p->living[i].unit);
	for (int i = 0; i < p->n_matters; i++) {
		struct matter *m = &p->matters[i];
		struct str system = matter_var(p, m, STR("system"));
		if (!m->over && system.n)
			m->unit = unit_of(p, system, m->unit);
	}
}

static void acted(struct prefecture *p, struct matter *m)
{
	p->units[m->unit].acting = false;
	if (m->other >= 0)
		p->units[m->other].acting = false;
	if (str_is(matter_var(p, m, STR("done")), "done")) {
		p->n.acts++;
		look_again(p);
	}
}

/* ---- two units that no other act is about ---- */
/* The demonstration's first units are those its manual speaks of. */
static bool free_unit(const struct prefecture *p, int i) { return !p->units[i].acting && (p->unruly || i >= p->n_units * 2 / 3); }

static void take_unit(struct prefecture *p, struct matter *m, int i)
{
	m->unit = i;
	m->other = -1;
	p->units[i].acting = true;
	matter_keep(m, "serial", arena_fmt(p->a, "%04d", p->n_matters));
	matter_keep(m, "since", str_of(day_text(p, -roll(p, 14))));
}

static bool one_unit(struct prefecture *p, struct matter *m)
{
	for (int tries = 0; tries < 20; tries++) {
		int i = roll(p, p->n_units);
		if (!free_unit(p, i))
			continue;
		take_unit(p, m, i);
		return true;
	}
	return false;
}

static bool two_units(struct prefecture *p, struct matter *m, bool whole)
{
	if (!one_unit(p, m))
		return false;
	struct unit *u = &p->units[m->unit];
	for (int tries = 0; tries < 20; tries++) {
		int i = roll(p, p->n_units);
		struct unit *v = &p->units[i];
		if (!free_unit(p, i) || (whole ? v->org == u->org : v->sub == u->sub))
			continue;
		m->other = i;
		v->acting = true;
		matter_keep(m, "from", arena_fmt(p->a, "%" PRId64, whole ? u->org : u->sub));
		matter_keep(m, "into", arena_fmt(p->a, "%" PRId64, whole ? v->org : v->sub));
		return true;
	}
	u->acting = false;
	return false;
}

static bool to_merge(struct prefecture *p, struct matter *m) { return two_units(p, m, p->unruly && roll(p, 4) == 0); }
static bool to_go_under(struct prefecture *p, struct matter *m)
{
	if (!two_units(p, m, false))
		return false;
	struct unit *u = &p->units[m->unit], *v = &p->units[m->other];
	matter_keep(m, "into", arena_fmt(p->a, "%" PRId64, v->org));
	if (u->org != v->org)
		return true;
	u->acting = v->acting = false;
	return false;
}

#define SIGNED \
	{ "zhao@data", "info_change.register", "{'id':'$case'}", .rest = 3, .may = "info_change." }, \
	{ "qian@data", "info_change.sign", "{'id':'$case','comment':'同意'}", "done:state", .rest = -1, .may = "info_change." }
#define SENT_BACK \
	{ "info_change.sign", 6, { { "qian@data", "info_change.return", "{'id':'$case','comment':'附件看不清'}" }, { "guanli@d", "info_change.amend", "{'id':'$case','reason':'已换附件'}", .flags = AGAIN } }, "info_change.register" }
static const struct step merge_steps[] = {
	{ "guanli@d", "info_change.report", "{'kind':'merge','org':'$from','change_date':'$since','into_org':'$into','doc_no':'西编字〔$year〕$serial号'}", "case:id", .rest = 3 },
	SIGNED, { 0 }
};
static const struct detour act_detours[] = {
	SENT_BACK,
	{ "info_change.register", 8, { { "zhao@data", "info_change.return", "{'id':'$case','comment':'没有附编办文件'}" }, { "guanli@d", "info_change.withdraw", "{'id':'$case','comment':'方案未定'}" } }, NULL },
	{ 0 }
};
const struct road road_merge = { "单位合并", merge_steps, act_detours, to_merge, acted, 1 };

static const struct step under_steps[] = {
	{ "guanli@d", "info_change.report", "{'kind':'subordinate','org':'$sub','change_date':'$since','into_org':'$into','doc_no':'西编字〔$year〕$serial号'}", "case:id", .rest = 3 },
	SIGNED, { 0 }
};
const struct road road_under = { "隶属变化", under_steps, act_detours, to_go_under, acted, 1 };

/* ---- a division: a centre is set up, has people, and takes one of the systems over ---- */
/* Not one that is about to be given something. */
static bool may_be_divided(struct prefecture *p, int living)
{
	struct str system = p->living[living].system;

	for (int i = 0; i < p->n_matters; i++) {
		struct matter *m = &p->matters[i];
		if (m->over)
			continue;
		if (str_eq(matter_var(p, m, STR("heir")), system) || (m->living == living && matter_var(p, m, STR("heir")).n))
			return false;
	}
	return true;
}
static bool to_divide(struct prefecture *p, struct matter *m)
{
	for (int tries = 0; p->n_living && p->n_units < UNITS_MAX && tries < 20; tries++) {
		int i = roll(p, p->n_living);
		if (!free_unit(p, p->living[i].unit) || !may_be_divided(p, i))
			continue;
		take_unit(p, m, p->living[i].unit);
		matter_keep(m, "piece", p->living[i].system);
		return true;
	}
	return false;
}
static enum err named(struct prefecture *p, struct matter *m, enum turn *turn)
{
	static const char *const centres[] = { "数字化中心", "数据服务中心", "网络与信息中心" };
	struct unit *u = &p->units[m->unit];
	struct str serial = matter_var(p, m, STR("serial"));

	(void)turn;
	/* Not two of one name: the simulator divides on and on. */
	matter_keep(m, "centre", u->pieces < (int)COUNT(centres) ? arena_fmt(p->a, STR_FMT "%s", STR_ARG(u->name), centres[u->pieces]) : arena_fmt(p->a, STR_FMT "第" STR_FMT "中心", STR_ARG(u->name), STR_ARG(serial)));
	u->pieces++;
	matter_keep(m, "no", arena_fmt(p->a, "53289" STR_FMT, STR_ARG(serial)));
	return OK;
}
static enum err settled_in(struct prefecture *p, struct matter *m, enum turn *turn)
{
	struct unit *u = &p->units[m->unit];
	int64_t sub = 0;

	(void)turn;
	if (m->other >= 0)
		return OK;
	TRY(str_int(matter_var(p, m, STR("into")), &sub));
	m->other = p->n_units++;
	struct unit *v = &p->units[m->other];
	*v = (struct unit){ .org = u->org, .sub = sub, .no = u->no, .name = matter_var(p, m, STR("centre")), .sub_no = matter_var(p, m, STR("no")), .sub_name = matter_var(p, m, STR("centre")), .d = u->d, .of = u->of, .alike = true, .acting = true };
	return unit_people(p, m->other, false);
}
static const struct step divide_steps[] = {
	{ "sys", "org.create", "{'no':'$no','name':'$centre','kind':'user','unit_type':'welfare_one','level':'prefecture','fund_source':'full','parent':'$org'}", "into:id", .prepare = named, .rest = 3 },
	{ "guanli@d", "info_change.report", "{'kind':'split','org':'$sub','change_date':'$since','into_org':'$into','systems':['$piece'],'doc_no':'西编字〔$year〕$serial号'}", "case:id", .prepare = settled_in, .rest = 3 },
	SIGNED, { 0 }
};
static const struct detour divide_detours[] = { SENT_BACK, { 0 } };
const struct road road_divide = { "单位分立", divide_steps, divide_detours, to_divide, acted, 1 };

/* ---- an end: not while anything is left; an office that has done its work ---- */
static bool to_end(struct prefecture *p, struct matter *m)
{
	for (int tries = 0; p->n_living && tries < 20; tries++) {
		int i = p->living[roll(p, p->n_living)].unit;
		if (!free_unit(p, i))
			continue;
		take_unit(p, m, i);
		matter_keep(m, "name", person(p));
		matter_keep(m, "name_of_unit", p->units[i].name);
		return true;
	}
	return false;
}
static void ended(struct prefecture *p, struct matter *m) { p->units[m->unit].acting = false; }
static const struct step end_steps[] = {
	{ "guanli@d", "info_change.report", "{'kind':'abolish','org':'$sub','change_date':'$day','doc_no':'西编字〔$year〕$serial号'}", "whole:id", .rest = -1, .flags = AGAIN },
	{ "zhao@data", "info_change.register", "{'id':'$whole'}", .rest = -1, .flags = FORBIDDEN, .may = "info_change.not_empty" },
	{ "guanli@d", "info_change.withdraw", "{'id':'$whole','comment':'改为合并'}", .rest = -1 },
	{ "sys", "org.create", "{'no':'53287$serial','name':'$name_of_unit专项工作指挥部','kind':'user','unit_type':'party_gov','level':'prefecture','fund_source':'full','parent':'$org'}", "office:id", .rest = -1 },
	{ "sys", "person.create", "{'org':'$office','name':'$name','mobile':'$mobile'}", .rest = 6, .flags = AGAIN | ANYTIME },
	{ "guanli@d", "info_change.report", "{'kind':'abolish','org':'$office','change_date':'$soon','doc_no':'西编字〔$year〕$serial号'}", "early:id", .rest = -1, .flags = AGAIN },
	{ "zhao@data", "info_change.register", "{'id':'$early'}", .rest = -1, .flags = FORBIDDEN, .may = "info_change.too_early" },
	{ "guanli@d", "info_change.report", "{'kind':'abolish','org':'$office','change_date':'$day','doc_no':'西编字〔$year〕$serial号'}", "case:id", .rest = 3, .flags = AGAIN },
	SIGNED, { 0 }
};
const struct road road_end = { "单位撤销", end_steps, NULL, to_end, ended, 1 };

/* ---- the handler leaves, and another goes on with what is in hand ---- */
static enum err next_letter(struct prefecture *p, struct matter *m, enum turn *turn)
{
	struct unit *u = &p->units[m->unit];
	char after[2] = { u->after ? (char)(u->after + 1) : 'b' };

	(void)turn;
	SAY(me, p, login_of(p, "jingban@x", m->unit), "account.me", "%s", "{}");
	matter_keep(m, "old", json_at(p->a, me.body, STR("person")));
	matter_keep(m, "name", person(p));
	matter_keep(m, "mobile", str_of(mobile(p)));
	matter_keep(m, "login", arena_fmt(p->a, "jingban@x%02d%s", m->unit + 1, after));
	return OK;
}
static bool to_succeed(struct prefecture *p, struct matter *m) { return one_unit(p, m) && (p->units[m->unit].after < 'z' || (p->units[m->unit].acting = false)); }
static void succeeded(struct prefecture *p, struct matter *m)
{
	struct unit *u = &p->units[m->unit];

	u->acting = false;
	if (!str_is(matter_var(p, m, STR("done")), "done"))
		return;
	u->after = u->after ? (char)(u->after + 1) : 'b';
	p->n.acts++;
}
static const struct step successor_steps[] = {
	{ "fuzeren@x", "info_change.report", "{'kind':'person_joined','change_date':'$since','name':'$name','mobile':'$mobile','post':'系统经办'}", "case:id", .prepare = next_letter, .rest = 2 },
	{ "zhao@data", "info_change.register", "{'id':'$case'}", "new:person" },
	{ "sys", "account.create", "{'login':'$login','person':'$new','password':'Yunguan-2026'}", "account:id" },
	{ "sec", "account.grant", "{'id':'$account','role':'user_handler','reason':'接任经办'}", .rest = 5, .flags = AGAIN },
	{ "fuzeren@x", "info_change.report", "{'kind':'person_left','change_date':'$day','person':'$old','successor':'$new'}", "case:id", .rest = 2 },
	{ "zhao@data", "info_change.register", "{'id':'$case','comment':'已交接'}", "done:state", .rest = -1 }, { 0 }
};
const struct road road_successor = { "经办接任", successor_steps, NULL, to_succeed, succeeded, 1 };
