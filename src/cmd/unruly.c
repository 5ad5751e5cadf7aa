/* What nobody may do is tried around every step of every road, and must be refused or denied: the step by somebody else, out of its
 * turn, with bad words, twice; and by two at once, of whom one wins. */
#include <stdio.h>
#include "cmd/prefecture.h"

static bool refused(enum err e) { return e == E_INVALID || e == E_DENIED || e == E_REFUSED || e == E_ABSENT || e == E_CONFLICT || e == E_LIMIT; }

static enum err must_fail(struct prefecture *p, const struct reply *r, const char *who, const char *op, const char *what)
{
	if (r->err == E_REFUSED && !r->fail.article[0])
		return fail_set(p->f, E_CORRUPT, "sim.no_article", "%s：%s %s 被拒绝，却没有条款：%s", what, who, op, r->fail.sentence);
	if (refused(r->err)) {
		p->n.refused++;
		return OK;
	}
	return fail_set(p->f, E_CORRUPT, "sim.allowed", "%s：%s %s %s %s", what, who, op, r->err == OK ? "居然办成了" : "没有明确的答复", r->fail.sentence);
}

/* Everybody who could be tried: roles from all sides. */
static const char *const anybody[] = {
	"zhao@data", "qian@data", "sun@data", "li@data", "zhou@data", "wu@data", "wang@csp", "feng@csp", "chen@csp", "chu@csp", "wei@csp", "dept@wx", "audit@sj", "sys", "sec", "aud",
	"guanli@d", "shenhe@d", "jingban@x", "fuzeren@x",
};

/* The same act by somebody whose role may not; or whose role may, but at another unit. */
static enum err by_another(struct prefecture *p, struct matter *m, const struct step *s)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(8));
	const struct op *op = core_op(p->k, str_of(s->op));
	const char *who = anybody[roll(p, (int)COUNT(anybody))];
	int unit = (m->unit + 1 + roll(p, MAX2(p->n_units - 1, 1))) % p->n_units;
	struct principal principal;

	const char *login = login_of(p, who, unit);
	bool of_unit = login != who, managing = str_ends(str_of(who), STR("@d"));
	/* People of the same unit, or of one that has become the same, are no strangers. */
	if ((managing ? p->units[unit].org == p->units[m->unit].org : p->units[unit].sub == p->units[m->unit].sub) || strcmp(s->op, "attachment.upload") == 0)
		return OK;
	TRY(core_who_by_login(p->k, str_of(login), mine, &principal, p->f));
	bool may = core_may(p->k, &principal, op);
	/* The authority's and the provider's people of the same role are no strangers to the matter. */
	if (may && !of_unit)
		return OK;
	/* What makes something new is not about the matter, unless it names it. */
	if (may && (op->flags & OP_CREATES))
		return OK;
	struct reply r = say_match(p, login, s->op, matter_words(p, m, s->json), STR_NONE);
	return must_fail(p, &r, login, s->op, may ? "别的单位的人" : "没有权限的人");
}

/* A later act of the road, before its turn. */
static enum err too_early(struct prefecture *p, struct matter *m, const struct step *s)
{
	const struct step *all = m->road->steps;
	int n = 0, at = (int)(s - all);

	while (all[n].op)
		n++;
	/* Not for an act of a detour or the last; nor where a detour led back, or strangers have meddled: then it may have been done before. */
	if (at < 0 || at >= n - 1 || m->wandered || p->meddled)
		return OK;
	const struct step *next = &all[at + 1 + roll(p, n - at - 1)];
	const struct op *op = core_op(p->k, str_of(next->op));
	if ((s->flags | next->flags) & (ANYTIME | FORBIDDEN) || op->verb == GET || strcmp(next->op, s->op) == 0 || op->flags & OP_CREATES)
		return OK;
	struct reply r = say_match(p, login_of(p, next->who, m->unit), next->op, matter_words(p, m, next->json), STR_NONE);
	return must_fail(p, &r, login_of(p, next->who, m->unit), next->op, text(p, "还没有 %s 就", s->op));
}

/* Words that are not in order. */
static enum err bad_words(struct prefecture *p, struct matter *m, const struct step *s)
{
	static const char *const bad[] = { "{'id':'$id','no_such_member':1}", "{'id':'x'}", "{'id':'-5'}", "{'id':'99999999999999999999'}", "[1]", "{'id':'$id','version':'a','comment':7}" };
	const char *login = login_of(p, s->who, m->unit);

	if (strcmp(s->op, "attachment.upload") == 0)
		return OK;
	struct reply r = say_match(p, login, s->op, matter_words(p, m, bad[roll(p, (int)COUNT(bad))]), STR_NONE);
	return must_fail(p, &r, login, s->op, "写错了");
}

enum err forbid_before(struct prefecture *p, struct matter *m, const struct step *s)
{
	switch (roll(p, 9)) {
	case 0: case 1: return by_another(p, m, s);
	case 2: return too_early(p, m, s);
	case 3: return bad_words(p, m, s);
	default: return OK;
	}
}

/* The act done once more. */
enum err forbid_after(struct prefecture *p, struct matter *m, const struct step *s)
{
	const struct op *op = core_op(p->k, str_of(s->op));

	if (m->over || p->meddled || op->verb == GET || s->flags & AGAIN || op->flags & OP_CREATES || strcmp(s->op, "attachment.upload") == 0 || roll(p, 4))
		return OK;
	struct reply r = matter_say(p, m, s);
	return must_fail(p, &r, login_of(p, s->who, m->unit), s->op, "再来一次");
}

/* ---- two at once ---- */
static const struct { const char *op, *other_who, *other_op, *json, *look, *at; } pairs[] = {
	{ "application.accept",  "tian@data", "application.decline",   "{'id':'$id','defects':['缺测算依据']}" },
	{ "application.accept",  "tian@data", "application.accept",    NULL },
	{ "application.propose", "tian@data", "application.propose",   "{'id':'$id','result':'reject','text':'不同意'}" },
	{ "application.sign",    "jin@data",  "application.terminate", "{'id':'$id','comment':'项目撤销'}" },
	{ "application.sign",    "jin@data",  "application.send_back", "{'id':'$id','reason':'再核'}" },
	{ "application.submit",  "shenhe@d",  "application.review",    "{'id':'$id','passed':false,'opinion':'再议'}" },
	{ "change.confirm",      "fuzeren@x", "change.reject",         "{'id':'$id','comment':'没有恢复'}" },
	{ "delivery.trial_ready", "feng@csp", "delivery.trial_ready",  NULL },
	{ "delivery.file",       "tian@data", "delivery.return_filing", "{'id':'$id','comment':'缺负载'}" },
	{ "delivery.close",      "tian@data", "delivery.close",        NULL },
	{ "revocation.stop",     "feng@csp",  "revocation.stop",       NULL, "revocation.get" },
	{ "emergency.issue",     "jin@data",  "emergency.decline",     "{'id':'$order','comment':'可以调剂'}", "emergency.get", "{'id':'$order'}" },
	{ "emergency.open",      "feng@csp",  "emergency.open",        "{'id':'$order','line':1}", "emergency.get", "{'id':'$order'}" },
	{ "emergency.reclaimed", "feng@csp",  "emergency.reclaimed",   "{'id':'$order','disposal':'已清除'}", "emergency.get", "{'id':'$order'}" },
	{ "info_change.register", "tian@data", "info_change.return",   "{'id':'$case','comment':'缺附件'}", "info_change.get", "{'id':'$case'}" },
	{ "info_change.sign",    "jin@data",  "info_change.sign",      "{'id':'$case'}", "info_change.get", "{'id':'$case'}" },
};

/* Both have read the same version; the first wins, and the other is told by whom and when. */
enum err two_at_once(struct prefecture *p, struct matter *m, const struct step *s, struct reply *r, bool *done)
{
	size_t at = (size_t)roll(p, (int)COUNT(pairs)), tries = 0;

	while (strcmp(pairs[at].op, s->op) != 0 && ++tries < COUNT(pairs))
		at = (at + 1) % COUNT(pairs);
	if (strcmp(pairs[at].op, s->op) != 0 || roll(p, 3))
		return OK;
	const char *who = login_of(p, s->who, m->unit), *other = login_of(p, pairs[at].other_who, m->unit);
	const char *look = pairs[at].look ? pairs[at].look : "application.get";
	struct reply one = say_match(p, who, look, matter_words(p, m, pairs[at].at), STR_NONE), two = say_match(p, other, look, matter_words(p, m, pairs[at].at), STR_NONE);
	if (one.err != OK || two.err != OK)
		return OK;     /* not both may look: then they do not meet here */
	*r = say_match(p, who, s->op, matter_words(p, m, s->json), one.etag);
	*done = true;
	if (r->err != OK)
		return OK;
	struct reply lost = say_match(p, other, pairs[at].other_op, matter_words(p, m, pairs[at].json), two.etag);
	if (lost.err != E_CONFLICT || strcmp(lost.fail.reason, "stale") != 0)
		return fail_set(p->f, E_CORRUPT, "sim.both_won", "两人同时办理：%s %s 之后 %s %s 得到的不是冲突：%d %s", who, s->op, other, pairs[at].other_op, (int)lost.err, lost.fail.sentence);
	/* "… 已由 赵明 在 … 修改": somebody's name and a time. */
	if (str_find(str_of(lost.fail.sentence), STR("已由 ")) < 0 || str_find(str_of(lost.fail.sentence), STR(" 在 ")) < 0 || str_find(str_of(lost.fail.sentence), str_of(day_text(p, 0))) < 0)
		return fail_set(p->f, E_CORRUPT, "sim.not_told", "两人同时办理：没有告诉后办的人是谁、何时办的：%s", lost.fail.sentence);
	p->n.twice++;
	return OK;
}

/* ---- what no day allows, whatever the matter: laxer limits, the past rewritten, what is destroyed brought back ---- */
static const struct { const char *who, *op, *json; } never[] = {
	{ "sun@data",    "param.set",               "{'key':'clock.accept_wd','value':'6','basis':'人手不足'}" },
	{ "sun@data",    "param.set",               "{'key':'clock.review_wd','value':'9','basis':'人手不足'}" },
	{ "sun@data",    "param.set",               "{'key':'clock.change_review_wd','value':'6','basis':'人手不足'}" },
	{ "sun@data",    "param.set",               "{'key':'clock.change_exec_wd','value':'6','basis':'人手不足'}" },
	{ "sun@data",    "param.set",               "{'key':'expiry.auto_stop','value':'true','basis':'图省事'}" },
	{ "sun@data",    "param.set",               "{'key':'no.such.key','value':'1','basis':'x'}" },
	{ "jingban@x",   "param.set",               "{'key':'clock.accept_wd','value':'1','basis':'快一点'}" },
	{ "sys",         "application.list",        "{}" },
	{ "zhao@data",   "account.grant",           "{'id':'1','role':'auth_approver'}" },
	{ "wang@csp",    "application.list",        "{'state':'no_such_state'}" },
	{ "sys",         "audit.list",              "{}" },
	{ "wang@csp",    "contract.terminate",      "{'id':'1','comment':'x'}" },
};
enum err forbid_day(struct prefecture *p)
{
	size_t i = (size_t)roll(p, (int)COUNT(never));
	struct matter nobody = { .unit = roll(p, p->n_units) };
	const char *who = login_of(p, never[i].who, nobody.unit);
	struct reply r = say_match(p, who, never[i].op, matter_words(p, &nobody, never[i].json), STR_NONE);

	return must_fail(p, &r, who, never[i].op, "任何时候都不行");
}
