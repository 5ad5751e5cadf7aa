/* What waits on the demonstration's desks that no road leads to: the three administrators', the security post's, the cooperating body's. */
#include <stdio.h>
#include "cmd/prefecture.h"

/* An account for emergencies, sealed in two halves; opened once, and its report is owed by both who opened it (A31.P1a). */
static enum err opened_once(struct prefecture *p)
{
	SAY(who, p, "sys", "person.create", "{\"org\":\"%" PRId64 "\",\"name\":\"应急值守\",\"post\":\"应急账号\",\"mobile\":\"13806930001\"}", p->csp);
	SAY(account, p, "sys", "account.create", "{\"login\":\"yingji@csp\",\"person\":\"%" PRId64 "\",\"password\":\"%s\"}", who.id, password);
	SAY(post, p, "sec", "account.grant", "{\"id\":\"%" PRId64 "\",\"role\":\"csp_maintenance\",\"reason\":\"夜间故障处置\",\"to_date\":\"%s\"}", account.id, day_text(p, 180));
	SAY(sealed, p, "sys", "account.seal", "{\"id\":\"%" PRId64 "\",\"comment\":\"应急账号，平时封存\"}", account.id);
	SAY(half, p, "sys", "break_glass.ask", "{\"account\":\"%" PRId64 "\",\"minutes\":60,\"reason\":\"存储控制器告警，值班人员无法登录\"}", account.id);
	SAY(other, p, "sec", "break_glass.open", "{\"id\":\"%" PRId64 "\"}", half.id);
	SAY(shut, p, "sys", "break_glass.close", "{\"id\":\"%" PRId64 "\"}", half.id);
	return OK;
}

/* A program of the provider's wants to sign in by a certificate (A31.P2b). */
static enum err asked_for_a_certificate(struct prefecture *p)
{
	SAY(asked, p, "wang@csp", "client_certificate.ask", "{\"name\":\"资源台账同步\",\"kind\":\"subject\",\"value\":\"CN=ledger-sync,O=CSP-01\",\"scope\":[\"resource.read\"],\"to_date\":\"%s\"}", day_text(p, 180));
	return OK;
}

/* A resource that bears another system's name: nobody is accused by it, somebody looks (A22.2). */
static enum err tagged_otherwise(struct prefecture *p)
{
	int64_t resource;

	if (p->n_living < 2)
		return OK;
	TRY(find(p, "feng@csp", "resource.list", text(p, "{\"system\":\"" STR_FMT "\",\"limit\":\"1\"}", STR_ARG(p->living[0].system)), &resource));
	SAY(seen, p, "feng@csp", "usage_seen.report", "{\"resource\":\"%" PRId64 "\",\"seen_by\":\"tag\",\"value\":\"" STR_FMT "\",\"note\":\"巡检时标签是另一个系统\"}", resource, STR_ARG(p->living[1].title));
	return OK;
}

/* What the office of cyberspace affairs is asked about is answered by whoever looks. */
static enum err asked_the_office(struct prefecture *p)
{
	int64_t office;

	SAY(cases, p, "zhao@data", "application.list", "%s", "{\"state\":\"accepted\",\"type\":\"new\",\"sort\":\"id\",\"limit\":\"1\"}");
	int64_t application = number_at(p, cases.body, "items.0.id", 0);
	if (!application)
		return OK;
	TRY(find(p, "zhao@data", "org.list", "{\"kind\":\"dept\"}", &office));
	SAY(task, p, "zhao@data", "review_task.ask", "{\"application\":\"%" PRId64 "\",\"org\":\"%" PRId64 "\",\"kind\":\"dept\",\"aspects\":[\"security\"],\"note\":\"请就网络安全提出意见\"}", application, office);
	return OK;
}

/* Last month's audit report (D45): the former are issued, the last waits for its opinion. */
static enum err audit_report(struct prefecture *p, bool last)
{
	char month[16] = "";

	date_put(month, date_add(date_of(p->t->now), -2));
	SAY(made, p, "aud", "audit_report.draft", "{\"month\":\"%.7s\"}", month);
	if (last)
		return OK;
	SAY(opinion, p, "aud", "audit_report.update", "{\"id\":\"%" PRId64 "\",\"opinion\":\"登录和授权正常，没有发现异常操作\"}", made.id);
	SAY(issued, p, "aud", "audit_report.issue", "{\"id\":\"%" PRId64 "\"}", made.id);
	return OK;
}

/* What the first accounting found missing of an old system is registered by and by; one in four leaves it undone. */
static enum err put_in_order(struct prefecture *p, const struct living *l)
{
	struct unit *u = &p->units[l->unit];
	const char *handler = login_of(p, "jingban@x", l->unit);
	int64_t paper;

	SAY(who, p, handler, "info_system.responsibility", "{\"id\":\"" STR_FMT "\",\"competent_org\":\"%" PRId64 "\",\"operator_org\":\"%" PRId64 "\",\"security_responsible\":\"" STR_FMT "\",\"security_admin\":\"" STR_FMT "\"}",
	    STR_ARG(l->system), u->org, u->sub, STR_ARG(u->owner), STR_ARG(u->handler));
	SAY(filed, p, handler, "info_system.update", "{\"id\":\"" STR_FMT "\",\"dj_filing_no\":\"532800%05d\"}", STR_ARG(l->system), 21000 + l->unit * 17);
	SAY(promised, p, login_of(p, "fuzeren@x", l->unit), "commitment.create", "{\"systems\":[\"" STR_FMT "\"],\"signer\":\"" STR_FMT "\",\"signed_date\":\"%s\"}", STR_ARG(l->system), STR_ARG(u->owner), day_text(p, 0));
	TRY(find(p, handler, "legacy_paper.list", text(p, "{\"system\":\"" STR_FMT "\",\"kind\":\"commitment\"}", STR_ARG(l->system)), &paper));
	SAY(supplied, p, handler, "legacy_paper.supply", "{\"id\":\"%" PRId64 "\",\"no\":\"承诺书原件\",\"paper_date\":\"%s\"}", paper, day_text(p, 0));
	return OK;
}

enum err waiting_day(struct prefecture *p, int number, int days_left)
{
	if (number % 2 == 1 && number / 2 < p->n_old && number / 2 % 4)
		TRY(put_in_order(p, &p->living[number / 2]));
	if (days_left == 3)
		TRY(opened_once(p));
	if (days_left == 4)
		TRY(asked_for_a_certificate(p));
	if (days_left == 5)
		TRY(tagged_otherwise(p));
	if (days_left == 1)
		TRY(asked_the_office(p));
	/* The second of the month; the first month is the one in which everything began. */
	return number > 30 && strcmp(day_text(p, 0) + 8, "02") == 0 ? audit_report(p, days_left <= 31) : OK;
}
