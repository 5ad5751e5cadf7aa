/* What cannot wait (A26): agreed to by both sides, opened and billed at once, made up for in time, late or never. */
#include <stdio.h>
#include "cmd/prefecture.h"

/* ---- what is asked for: something new in either zone, or more of what is there ---- */
static bool more_of_it(struct prefecture *p, struct matter *m)
{
	struct reply seen = say(p, login_of(p, "jingban@x", m->unit), "resource.list", "{\"system\":\"" STR_FMT "\",\"state\":\"active\",\"sort\":\"no\"}", STR_ARG(matter_var(p, m, STR("system"))));
	int64_t n = seen.err == OK ? number_at(p, seen.body, "items.#", 0) : 0;

	if (!n)
		return false;
	int which = roll(p, (int)n);
	int64_t qty = number_at(p, seen.body, text(p, "items.%d.qty", which), 1);
	matter_keep(m, "need", arena_fmt(p->a, "{\"kind\":\"expand\",\"resource\":\"" STR_FMT "\",\"qty\":%" PRId64 "}", STR_ARG(json_at(p->a, seen.body, arena_fmt(p->a, "items.%d.id", which))), qty + 1 + qty / 4));
	return true;
}

static void something_new(struct prefecture *p, struct matter *m)
{
	static const char *const codes[] = { "CMP-VM-KP-C", "CMP-VM-HG-C", "CMP-VM-KP-M" };
	const char *zone = roll(p, 4) ? "extranet" : "internet";
	int qty = 4 + roll(p, 12);
	bool store = roll(p, 2) == 0;

	matter_keep(m, "need", arena_fmt(p->a, "{\"item_code\":\"%s\",\"zone\":\"%s\",\"qty\":%d,\"use\":\"应用\"}%s", codes[roll(p, (int)COUNT(codes))], zone, qty,
			store ? arena_fmt(p->a, ",{\"item_code\":\"STO-EBS-SSD\",\"zone\":\"%s\",\"qty\":200,\"use\":\"数据\"}", zone).p : ""));
	matter_keep(m, "store", str_of(store ? "yes" : ""));
	/* Storage has no xinchuang entry, and the other zone no pool without: the signer names one. */
	if (store && strcmp(zone, "internet") == 0)
		matter_keep(m, "places", matter_words(p, m, "{'seq':2,'pool':'$pool3'}"));
	/* One provider in three cannot open all that was ordered. */
	if (roll(p, 3) == 0 && !str_is(matter_var(p, m, STR("kind")), "reduced")) {
		matter_keep(m, "short", STR("yes"));
		matter_keep(m, "some", arena_fmt(p->a, ",\"qty\":%d", 1 + roll(p, qty - 1)));
	}
}

#define SIZED "'sizing_basis':{'users':3000,'concurrency':200,'formula':'并发 × 每核承载','result':'按实际开通'},'non_xc_reason':'与开通单一致','non_xc_evidence':'服务商说明'"
static enum err need(struct prefecture *p, struct matter *m, enum turn *turn)
{
	static const char *const reasons[] = { "public_emergency", "security_incident", "major_event", "superior_order", "service_outage" };
	static const char *const ends[] = { "in_time", "in_time", "late", "gone" };

	(void)turn;
	matter_keep(m, "reason", str_of(reasons[roll(p, (int)COUNT(reasons))]));
	matter_keep(m, "until", str_of(day_text(p, 60 + roll(p, 60))));
	if (!matter_var(p, m, STR("kind")).n)      /* the demonstration says how it ends */
		matter_keep(m, "kind", str_of(ends[roll(p, (int)COUNT(ends))]));
	matter_keep(m, "some", STR(""));
	if (roll(p, 3) || !more_of_it(p, m))
		something_new(p, m);
	/* Who says yes by telephone, and whether it was really said. */
	SAY(manager, p, login_of(p, "guanli@d", m->unit), "account.me", "%s", "{}");
	matter_keep(m, "manager", json_at(p->a, manager.body, STR("person")));
	matter_keep(m, "word", str_of(roll(p, 2) ? "" : roll(p, 4) ? "given" : "denied"));
	matter_keep(m, "basis", matter_words(p, m, matter_var(p, m, STR("store")).n ? "{'seq':1," SIZED "},{'seq':2," SIZED "}" : "{'seq':1," SIZED "}"));
	return OK;
}

/* ---- the turns ---- */
static bool is(struct prefecture *p, const struct matter *m, const char *name, const char *value) { return str_eq(matter_var(p, m, str_of(name)), str_of(value)); }
static enum err if_spoken(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (is(p, m, "word", ""))
		*turn = SKIP;
	return OK;
}
static enum err if_here(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!is(p, m, "word", ""))
		*turn = SKIP;
	return OK;
}
/* Who said it confirms it the same day, or much too late: never after the month's bill, which would have to be corrected then (bill.correct),
 * and not in the demonstration. */
static enum err if_given(struct prefecture *p, struct matter *m, enum turn *turn)
{
	int y, month, day;

	date_split(date_of(p->t->now), &y, &month, &day);
	bool late = p->unruly && day <= 15 && roll(p, 3) == 0;
	*turn = !is(p, m, "word", "given") ? SKIP : late ? WAIT : GO;
	return OK;
}
static enum err if_denied(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!is(p, m, "word", "denied"))
		*turn = SKIP;
	return OK;
}
static enum err if_stored(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!is(p, m, "store", "yes"))
		*turn = SKIP;
	return OK;
}
static enum err if_short(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!is(p, m, "short", "yes"))
		*turn = SKIP;
	return OK;
}
static bool overdue(struct prefecture *p, const struct matter *m)
{
	struct date due;
	return date_parse(matter_var(p, m, STR("due")), &due) != OK || due.day < date_of(p->t->now).day;
}
/* What is not made up for is ordered back; half of those who are told so make up for it after all. */
static enum err if_given_up(struct prefecture *p, struct matter *m, enum turn *turn)
{
	*turn = !is(p, m, "kind", "gone") ? SKIP : overdue(p, m) ? GO : WAIT;
	if (*turn == GO && roll(p, 2))
		matter_keep(m, "kind", STR("after_all"));
	return OK;
}
static enum err when_made_up(struct prefecture *p, struct matter *m, enum turn *turn)
{
	*turn = is(p, m, "kind", "gone") ? SKIP : is(p, m, "kind", "late") && !overdue(p, m) ? WAIT : GO;
	return OK;
}
static enum err if_made_up(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (is(p, m, "kind", "gone"))
		*turn = SKIP;
	return OK;
}
/* All of it, half of the first line, or none. */
static enum err opinion(struct prefecture *p, struct matter *m, enum turn *turn)
{
	TRY(if_made_up(p, m, turn));
	if (*turn == SKIP)
		return OK;
	SAY(seen, p, "zhao@data", "application.get", "{\"id\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("id"))));
	int64_t n = number_at(p, seen.body, "lines.#", 0);
	int answer = is(p, m, "kind", "reduced") ? 1 : roll(p, 3);
	struct str all = STR("");
	for (int i = 0; i < n; i++) {
		int64_t qty = number_at(p, seen.body, text(p, "lines.%d.qty", i), 0);
		all = arena_fmt(p->a, STR_FMT "%s{\"line\":%d,\"non_xc_approved\":true%s}", STR_ARG(all), i ? "," : "", i + 1,
				answer == 1 && i == 0 && qty > 1 ? text(p, ",\"approved_qty\":%" PRId64 ",\"reduce_reason\":\"负载已经回落\"", qty / 2) : "");
	}
	matter_keep(m, "granted", answer == 2 ? STR("\"result\":\"reject\"") : arena_fmt(p->a, "\"lines\":[" STR_FMT "]", STR_ARG(all)));
	return OK;
}
static enum err if_back(struct prefecture *p, struct matter *m, enum turn *turn)
{
	SAY(now, p, "qian@data", "emergency.get", "{\"id\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("order"))));
	if (!str_is(json_at(p->a, now.body, STR("state")), "reclaiming"))
		*turn = SKIP;
	return OK;
}

static const struct step urgent_steps[] = {
	{ "jingban@x", "emergency.request", "{'system':'$system','reason':'$reason','why':'数据当日翻番，按常规来不及','expected_until':'$until','title':'$title紧急开通','lines':[$need]}", "order:id", .prepare = need, .rest = -1 },
	{ "sun@data", "emergency.issue", "{'id':'$order'}", .rest = -1, .flags = FORBIDDEN, .may = "emergency.single_consent" },
	{ "jingban@x", "emergency.record_consent", "{'id':'$order','side':'applicant','person':'$manager','channel':'phone','note':'值班电话'}", .prepare = if_spoken, .rest = -1, .flags = ANYTIME | AGAIN },
	{ "guanli@d", "emergency.consent", "{'id':'$order','comment':'同意先开'}", .prepare = if_here, .rest = -1, .flags = ANYTIME },
	{ "sun@data", "emergency.issue", "{'id':'$order'}", .rest = -1, .flags = FORBIDDEN, .may = "emergency.single_consent" },
	{ "qian@data", "emergency.consent", "{'id':'$order','comment':'同意'}", .rest = -1, .flags = ANYTIME },
	{ "sun@data", "emergency.issue", "{'id':'$order','lines':[$places],'comment':'立即开通'}", "due:makeup_due_date", .rest = -1 },
	{ "qian@data", "emergency.reclaim", "{'id':'$order','comment':'不再需要'}", .rest = -1, .flags = FORBIDDEN, .may = "emergency.not_overdue" },
	{ "guanli@d", "emergency.confirm_consent", "{'id':'$order'}", .prepare = if_given, .rest = -1, .flags = ANYTIME },
	{ "guanli@d", "emergency.deny_consent", "{'id':'$order','comment':'当时说的是另一件事'}", .prepare = if_denied, .rest = -1, .flags = ANYTIME },
	{ "wang@csp", "emergency.open", "{'id':'$order','line':1,'qty':99999}", .rest = -1, .flags = FORBIDDEN, .may = "emergency.above_order" },
	{ "wang@csp", "emergency.open", "{'id':'$order','line':1,'native_id':'em-$order','ips':'10.21.250.9'$some}", .rest = -1, .flags = AGAIN | ANYTIME },
	{ "wang@csp", "emergency.open", "{'id':'$order','line':2}", .prepare = if_stored, .rest = 1, .flags = ANYTIME },
	{ "wang@csp", "emergency.complete", "{'id':'$order','comment':'余量不足'}", .prepare = if_short, .flags = ANYTIME },
	{ "jingban@x", "emergency.confirm", "{'id':'$order','comment':'收到'}", .rest = 2 },
	{ "qian@data", "emergency.reclaim", "{'id':'$order','comment':'超期没有补办'}", .prepare = if_given_up, .rest = 2, .flags = ANYTIME },
	{ "jingban@x", "emergency.makeup", "{'id':'$order','lines':[$basis]}", "id:makeup", .prepare = when_made_up, .rest = -1, .flags = AGAIN | ANYTIME },     /* owed as soon as anything is opened */
	{ "jingban@x", "application.send", .prepare = if_made_up },
	{ "shenhe@d", "application.review", "{'id':'$id','passed':true,'opinion':'同意'}", .prepare = if_made_up, .flags = AGAIN },
	{ "guanli@d", "application.submit", .prepare = if_made_up, .may = "evaluation." },
	{ "zhao@data", "application.accept", .prepare = if_made_up, .rest = 2 },
	{ "zhao@data", "application.propose", "{'id':'$id',$granted,'text':'按实际负载核定'}", .prepare = opinion, .rest = 1, .flags = AGAIN },
	{ "qian@data", "application.sign", .prepare = if_made_up, .rest = 1 },
	{ "wang@csp", "emergency.reclaimed", "{'id':'$order','disposal':'数据已随备份移交'}", .prepare = if_back, .rest = -1, .flags = FORBIDDEN, .may = "emergency.no_backup" },
	{ "jingban@x", "emergency.confirm_backup", "{'id':'$order','content':'全量数据','place':'州信息中心备份库','verified':true,'verify_method':'抽样恢复'}", .prepare = if_back, .rest = 12, .flags = AGAIN | ANYTIME },
	{ "wang@csp", "emergency.reclaimed", "{'id':'$order','disposal':'数据已随备份移交'}", .prepare = if_back }, { 0 }
};
static const struct detour urgent_detours[] = {
	{ "emergency.consent", 15, { { "jingban@x", "emergency.cancel", "{'id':'$order','comment':'已经不需要'}" } }, NULL },
	{ "emergency.consent", 15, { { "qian@data", "emergency.decline", "{'id':'$order','comment':'现有资源可以调剂'}" } }, NULL },
	{ "application.accept", 10, { { "zhao@data", "application.decline", "{'id':'$id','defects':['缺少情况说明']}" }, { "jingban@x", "application.redraft" } }, "application.send" },
	{ 0 }
};
const struct road road_urgent = { "紧急开通", urgent_steps, urgent_detours, living_take, living_give_back, 3 };
