/* The demonstration's books: the machine room and the year's money at the beginning; each month the provider's statement against ours,
 * availability, differences; each quarter a settlement, of which the last is left standing before its approval. */
#include <stdio.h>
#include "cmd/prefecture.h"

enum { SHARES = 14, ELSEWHERE = 14, PAGE = 100, BOOKS_DAY = 10, FRESH = 60 /* days: what is younger is left for whoever looks */ };
static const char *const services[] = { "compute", "storage" };

/* ---- what stands in the machine room, and what proves it safe ---- */
static enum err hosts(struct prefecture *p)
{
	static const struct { const char *no, *zone, *model, *cpu, *xc; } pools[] = {
		{ "WX1", "extranet", "TaiShan 200", "鲲鹏 920 64 核", "true" }, { "WT1", "extranet", "R4900 G5", "至强 6330 28 核", "false" }, { "HL1", "internet", "R3240H0", "海光 7285 32 核", "true" }, { "WX2", "extranet", "R3240H0", "海光 7285 32 核", "true" },
	};
	for (size_t i = 0; i < COUNT(pools); i++)
		for (int j = 1; j <= 4; j++) {
			SAY(made, p, "zhao@data", "host.create",
			    "{\"sn\":\"SN-%s-%02d\",\"pool\":\"%" PRId64 "\",\"kind\":\"%s\",\"model\":\"%s\",\"cpu\":\"%s\",\"mem_gb\":%d,\"sto_gb\":%d,\"xinchuang\":%s,\"nics\":[{\"mac\":\"52:54:00:%02zx:00:%02x\",\"zone\":\"%s\"}]}",
			    pools[i].no, j, p->pool[i], j < 4 ? "compute" : "storage", pools[i].model, pools[i].cpu, 512, j < 4 ? 1920 : 96000, pools[i].xc, i, (unsigned)j, pools[i].zone);
		}
	SAY(zones, p, "zhao@data", "zone.list", "%s", "{}");
	for (int i = 0; i < 2; i++) {
		int64_t zone = number_at(p, zones.body, text(p, "items.%d.id", i), 0);
		SAY(told, p, "zhao@data", "zone.update", "{\"id\":\"%" PRId64 "\",\"isolation_note\":\"%s\"}", zone, "独立机柜、交换机和光纤，与另一区域没有网络连接");
	}
	SAY(channel, p, "zhao@data", "cross_zone_channel.create",
	    "{\"no\":\"TD-01\",\"device\":\"单向光闸与安全隔离网闸\",\"direction\":\"inward\",\"purpose\":\"互联网申报数据转入政务外网\",\"approved_by\":\"州委网信办\",\"approval_no\":\"网信函〔%.4s〕12号\",\"from_date\":\"%s\"}", day_text(p, 0), day_text(p, 0));
	return OK;
}

static enum err faces(struct prefecture *p)
{
	static const struct { const char *name, *purpose, *protocol; } all[] = { { "资源与容量查询", "province", "HTTPS/JSON" }, { "监控指标推送", "platform", "HTTPS/JSON" }, { "工单流转", "province", "HTTPS/JSON" } };

	for (size_t i = 0; i < COUNT(all); i++) {
		SAY(made, p, "feng@csp", "csp_interface.create", "{\"name\":\"%s\",\"purpose\":\"%s\",\"protocol\":\"%s\",\"address\":\"https://api.csp.example/v%zu\",\"owner\":\"运维值班\"}", all[i].name, all[i].purpose, all[i].protocol, i + 1);
	}
	return OK;
}

/* Three of the platform's four tracks: one lately renewed, one that ends soon, one long out of date. */
static enum err proofs(struct prefecture *p)
{
	static const struct { const char *kind, *level, *agency, *no, *conclusion; int before; } all[] = {
		{ "dj", ",\"level\":\"level3\"", "云南网络安全等级测评中心", "DJCP-2026-018", "good", 40 }, { "crypto", "", "云南密码测评技术中心", "MP-2026-007", "mostly", 130 }, { "cloud_sec", "", "国家云计算服务安全评估组", "YPG-2023-112", "meets", 1090 },
	};
	for (size_t i = 0; i < COUNT(all); i++) {
		struct reply file = upload(p, "chen@csp", arena_fmt(p->a, "{\"name\":\"%s报告.pdf\"}", all[i].no));
		if (file.err != OK)
			return wrong(p, &file, "chen@csp", "attachment.upload");
		SAY(made, p, "chen@csp", "assessment.create", "{\"kind\":\"%s\",\"subject\":\"platform\"%s,\"agency\":\"%s\",\"report_no\":\"%s\",\"date\":\"%s\",\"conclusion\":\"%s\",\"file\":\"%" PRId64 "\"}", all[i].kind, all[i].level, all[i].agency, all[i].no,
		    day_text(p, -all[i].before), all[i].conclusion, file.id);
	}
	return OK;
}

/* Some owners have had their systems assessed. */
static enum err owners_proofs(struct prefecture *p)
{
	for (int i = 0; i < MIN2(3, p->n_living); i++) {
		const char *owner = login_of(p, "fuzeren@x", p->living[i].unit);
		struct reply file = upload(p, owner, STR("{\"name\":\"等级保护测评报告.pdf\"}"));
		if (file.err != OK)
			return wrong(p, &file, owner, "attachment.upload");
		SAY(made, p, owner, "assessment.create", "{\"kind\":\"dj\",\"subject\":\"system\",\"system\":\"" STR_FMT "\",\"level\":\"level2\",\"agency\":\"云南网络安全等级测评中心\",\"report_no\":\"DJXT-%02d\",\"date\":\"%s\",\"conclusion\":\"%s\",\"file\":\"%" PRId64 "\"}",
		    STR_ARG(p->living[i].system), i + 1, day_text(p, -60 - 230 * i), i == 2 ? "fair" : "good", file.id);
	}
	return OK;
}

/* What still runs in the units' own rooms or is hosted: recorded, and waiting to be moved (A16). */
static enum err elsewhere(struct prefecture *p)
{
	static const char *const hosting[] = { "own_room", "colocation" }, *const xinchuang[] = { "unfit", "planned", "partial" };

	for (int i = 0; i < MIN2(ELSEWHERE, p->n_units); i++) {
		int unit = p->n_units - 1 - i;
		struct str title = system_title(p, unit);
		SAY(made, p, login_of(p, "jingban@x", unit), "info_system.create",
		    "{\"name\":\"" STR_FMT "\",\"level\":\"prefecture\",\"purpose\":[\"%s\"],\"stock_kind\":\"stock\",\"hosting\":\"%s\",\"dj_level\":\"level2\",\"xinchuang_status\":\"%s\",\"users_total\":%d,\"contacts\":[{\"name\":\"" STR_FMT "\",\"mobile\":\"%s\"}]}",
		    STR_ARG(title), i % 2 ? "gov_service" : "internal", hosting[(size_t)i % COUNT(hosting)], xinchuang[(size_t)i % COUNT(xinchuang)], 150 + roll(p, 3000), STR_ARG(p->units[unit].handler), mobile(p));
	}
	return OK;
}

/* Two old systems recover elsewhere; one was tried too long ago. */
static enum err pairs(struct prefecture *p)
{
	int64_t local, remote;

	TRY(find(p, "zhao@data", "site.list", "{\"kind\":\"local_dr\"}", &local));
	TRY(find(p, "zhao@data", "site.list", "{\"kind\":\"remote_dr\"}", &remote));
	for (int i = 0; i < MIN2(2, p->n_living); i++) {
		SAY(made, p, "zhao@data", "dr_pair.create",
		    "{\"system\":\"" STR_FMT "\",\"from_site\":\"%" PRId64 "\",\"to_site\":\"%" PRId64 "\",\"mode\":\"%s\",\"rpo_min\":%d,\"rto_min\":%d,\"rpo_actual_min\":%d,\"rto_actual_min\":%d,\"last_drill\":\"%s\"}", STR_ARG(p->living[i].system), p->site,
		    i ? remote : local, i ? "data" : "application", i ? 60 : 5, i ? 240 : 30, i ? 55 : 4, i ? 320 : 26, day_text(p, i ? -400 : -20));
	}
	return OK;
}

/* The provider tries its interfaces each month; one of them has stopped answering. */
static enum err tests(struct prefecture *p, bool last)
{
	SAY(seen, p, "feng@csp", "csp_interface.list", "%s", "{\"sort\":\"id\"}");
	int64_t n = number_at(p, seen.body, "items.#", 0);
	for (int64_t i = 0; i < n; i++) {
		bool down = last && i == n - 1;
		SAY(done, p, "feng@csp", "csp_interface.test", "{\"id\":\"%" PRId64 "\",\"ok\":%s,\"note\":\"%s\"}", number_at(p, seen.body, text(p, "items.%" PRId64 ".id", i), 0), down ? "false" : "true", down ? "证书到期，连接被拒" : "连通，响应正常");
	}
	return OK;
}

/* The quarter's report is made again once the last month's figures are in. */
static enum err reports(struct prefecture *p)
{
	SAY(seen, p, "wang@csp", "evaluation.list", "%s", "{\"state\":\"draft\"}");
	int64_t n = number_at(p, seen.body, "items.#", 0);
	for (int64_t i = 0; i < n; i++) {
		SAY(done, p, "wang@csp", "evaluation.generate", "{\"id\":\"%" PRId64 "\"}", number_at(p, seen.body, text(p, "items.%" PRId64 ".id", i), 0));
	}
	return OK;
}

/* ---- the year's money: the whole, and shares that fit some units better than others ---- */
static enum err budget(struct prefecture *p, const char *org, int64_t yuan)
{
	SAY(made, p, "li@data", "budget.create", "{\"year\":%.4s,\"approved_fen\":%" PRId64 "%s,\"note\":\"州财政局年初批复\"}", day_text(p, 0), yuan * 100, org);
	SAY(done, p, "sun@data", "budget.approve", "{\"id\":\"%" PRId64 "\"}", made.id);
	return OK;
}
static enum err budgets(struct prefecture *p)
{
	int n = MIN2(SHARES, p->n_units);

	TRY(budget(p, "", 25000 * n));
	for (int i = 0; i < n; i++)
		TRY(budget(p, text(p, ",\"org\":\"%" PRId64 "\"", p->units[i].org), 12000 + 4000 * ((i * 3 + 2) % 4)));
	return OK;
}

/* ---- each month ---- */
/* The lines of the month as the provider says them: nearly the same. Lines of one resource lie together, so its sum is made on the way. */
struct said { struct buf statement, inventory; struct str no; int64_t fen, qty; bool runs; int n; };
static void said_row(struct said *s, const char *month)
{
	if (!s->no.n)
		return;
	if (s->n % 97 != 31)        /* forgotten */
		buf_fmt(&s->statement, "%s," STR_FMT ",%" PRId64 ",%" PRId64 "\n", month, STR_ARG(s->no), s->qty, s->fen + (s->n % 89 == 17 ? 1200 : 0));
	if (s->runs && s->n % 101 != 44)
		buf_fmt(&s->inventory, "%s," STR_FMT ",%" PRId64 "\n", month, STR_ARG(s->no), s->qty + (s->n % 83 == 9 ? 4 : 0));
	s->n++;
}
static void said_line(struct prefecture *p, struct said *s, struct str body, int64_t i, const char *month, const char *end)
{
	struct str no = json_at(p->a, body, arena_fmt(p->a, "items.%" PRId64 ".resource_no", i));

	if (!str_eq(no, s->no)) {
		said_row(s, month);
		s->no = no;
		s->fen = 0;
	}
	s->fen += number_at(p, body, text(p, "items.%" PRId64 ".amount_fen", i), 0);
	s->qty = number_at(p, body, text(p, "items.%" PRId64 ".qty", i), 0);
	s->runs = str_is(json_at(p->a, body, arena_fmt(p->a, "items.%" PRId64 ".to_date", i)), end);
}

static enum err statements(struct prefecture *p, const char *month, const char *end)
{
	struct said s = { .statement = BUF_MAX(MIB(4)), .inventory = BUF_MAX(MIB(4)) };
	struct str cursor = STR(""), next = STR("");

	buf_add(&s.statement, STR("month,resource_no,qty,amount_fen\n"));
	buf_add(&s.inventory, STR("month,resource_no,qty\n"));
	do {
		struct reply page = say(p, "chu@csp", "bill_line.list", "{\"month\":\"%s\",\"limit\":\"%d\"%s}", month, PAGE, cursor.n ? text(p, ",\"cursor\":\"" STR_FMT "\"", STR_ARG(cursor)) : "");
		if (page.err != OK)
			return wrong(p, &page, "chu@csp", "bill_line.list");
		int64_t n = number_at(p, page.body, "items.#", 0);
		for (int64_t i = 0; i < n; i++)
			said_line(p, &s, page.body, i, month, end);
		next = json_at(p->a, page.body, STR("next"));
		cursor = str_is(next, "null") ? STR("") : next;
	} while (cursor.n);
	said_row(&s, month);
	enum err e = OK;
	if (s.n) {
		buf_fmt(&s.statement, "%s,ZY-WT1-00009001,8,36800\n", month);
		e = import(p, "chu@csp", "statement", buf_str(&s.statement));
		if (e == OK)
			e = import(p, "chu@csp", "inventory", buf_str(&s.inventory));
	}
	buf_done(&s.statement);
	buf_done(&s.inventory);
	return e;
}

/* Old differences are answered and closed; of the last month some wait for the provider. */
static enum err differences(struct prefecture *p, const char *month, bool fresh)
{
	SAY(run, p, "li@data", "match.run", "{\"month\":\"%s\"}", month);
	SAY(open, p, "chu@csp", "match_case.list", "{\"month\":\"%s\",\"state\":\"open\",\"sort\":\"id\",\"limit\":\"%d\"}", month, PAGE);
	int64_t n = number_at(p, open.body, "items.#", 0);
	for (int64_t i = fresh ? n - n / 3 : 0; i < n; i++) {
		int64_t id = number_at(p, open.body, text(p, "items.%" PRId64 ".id", i), 0);
		SAY(answer, p, "chu@csp", "match_case.answer", "{\"id\":\"%" PRId64 "\",\"comment\":\"清单导出早于变更生效，已更正\"}", id);
		if (fresh)
			continue;
		SAY(close, p, "li@data", "match_case.close", "{\"id\":\"%" PRId64 "\",\"comment\":\"以平台台账为准\"}", id);
	}
	return OK;
}

static enum err availability(struct prefecture *p, const char *month, int64_t contract, int number)
{
	for (size_t i = 0; i < COUNT(services); i++) {
		const char *what = number % 3 == 2 && i == 0 ? text(p, ",\"outages\":[{\"from_at\":\"%s-18 09:10\",\"to_at\":\"%s-18 10:25\",\"note\":\"存储控制器故障，主机受影响\"},{\"from_at\":\"%s-21 01:00\",\"to_at\":\"%s-21 03:00\",\"note\":\"固件升级\"}]"
									       ",\"windows\":[{\"kind\":\"planned\",\"from_at\":\"%s-21 01:00\",\"to_at\":\"%s-21 04:00\",\"announced_at\":\"%s-10 09:00\",\"note\":\"已公告的计划维护\"}]",
									       month, month, month, month, month, month, month) : "";
		SAY(done, p, "zhao@data", "sla_result.record", "{\"contract\":\"%" PRId64 "\",\"service\":\"%s\",\"month\":\"%s\"%s}", contract, services[i], month, what);
	}
	return OK;
}

/* ---- each quarter: applied for on the tenth, checked ten days later, approved and paid unless it is left standing ---- */
static const char *quarter_before(struct prefecture *p, struct date day, const char **first, const char **last)
{
	char from[16] = "", to[16] = "";

	date_put(from, date_add_months(day, -3));
	date_put(to, date_add_months(day, -1));
	*first = text(p, "%.7s", from);
	*last = text(p, "%.7s", to);
	return text(p, "%.4s-Q%d", from, (atoi(from + 5) + 2) / 3);
}

/* Nothing disputed is settled: finance decides what the units object to. */
static enum err settle_disputes(struct prefecture *p, const char *first, const char *until)
{
	for (;;) {
		SAY(seen, p, "li@data", "bill.list", "{\"state\":\"disputed\",\"month_from\":\"%s\",\"month_until\":\"%s\",\"limit\":\"1\"}", first, until);
		int64_t id = number_at(p, seen.body, "items.0.id", 0);
		if (!id)
			return OK;
		SAY(done, p, "li@data", "bill.adjust", "{\"id\":\"%" PRId64 "\",\"delta_fen\":-%d,\"comment\":\"经核对，停用当日起不计费\"}", id, 1260);
	}
}

/* The quarter's score of the provider, between the application for the settlement and its check: what the platform measures as it suggests,
 * the rest by hand; another publishes. Every other quarter the provider appeals, and is answered. The last quarter's stays as far as it came. */
static enum err score(struct prefecture *p, struct date day, int dom, int64_t contract)
{
	static const struct { const char *evidence; int full, less; } by_hand[] = {
		{ "三级故障一次，恢复及时", 1500, 100 }, { "高危漏洞一个，超期两天整改", 2000, 200 }, { "证书过期一个，已补办", 1000, 100 }, { "评估报告按期，建议采纳八成", 800, 80 },
		{ "月报按期", 600, 0 }, { "工单满意度 4.6（满分 5）", 600, 48 },
	};
	CLEANUP(buf_done) struct buf points = BUF_MAX(KIB(16));
	const char *first, *last, *period = quarter_before(p, day, &first, &last);
	int quarter = period[6] - '0';

	if (dom == BOOKS_DAY + 4) {
		SAY(made, p, "zhao@data", "csp_score.draft", "{\"contract\":\"%" PRId64 "\",\"period\":\"%s\"}", contract, period);
		for (int i = 0; i < 2; i++)
			buf_fmt(&points, "%s{\"seq\":%d,\"score_centi\":%" PRId64 "}", i ? "," : "", i + 1, number_at(p, made.body, text(p, "items.%d.suggested_centi", i), 1400));
		for (size_t i = 0; i < COUNT(by_hand); i++)
			buf_fmt(&points, ",{\"seq\":%zu,\"score_centi\":%d,\"evidence\":\"%s\"}", i + 3, by_hand[i].full - by_hand[i].less * ((quarter + (int)i) % 3), by_hand[i].evidence);
		SAY(scored, p, "zhao@data", "csp_score.score", "{\"id\":\"%" PRId64 "\",\"items\":[" STR_FMT "]}", number_at(p, made.body, "id", 0), STR_ARG(buf_str(&points)));
		return OK;
	}
	SAY(seen, p, "zhao@data", "csp_score.list", "{\"period\":\"%s\"}", period);
	int64_t id = number_at(p, seen.body, "items.0.id", 0);
	if (!id)
		return OK;
	if (dom == BOOKS_DAY + 6) {
		SAY(done, p, "sun@data", "csp_score.publish", "{\"id\":\"%" PRId64 "\"}", id);
	} else if (dom == BOOKS_DAY + 7 && quarter % 2 == 1) {
		SAY(appeal, p, "chu@csp", "csp_score.appeal", "{\"id\":\"%" PRId64 "\",\"comment\":\"漏洞整改当日已报备延期，请复核安全一项\"}", id);
	} else if (dom == BOOKS_DAY + 9 && quarter % 2 == 1) {
		SAY(again, p, "zhao@data", "csp_score.score", "{\"id\":\"%" PRId64 "\",\"items\":[{\"seq\":4,\"score_centi\":2000,\"evidence\":\"复核：延期已报备\"}]}", id);
		SAY(done, p, "sun@data", "csp_score.decide", "{\"id\":\"%" PRId64 "\",\"comment\":\"申诉成立，安全一项按满分计\"}", id);
	}
	return OK;
}

static enum err settlement(struct prefecture *p, struct date day, int dom, int days_left, int64_t contract)
{
	const char *first, *last, *period = quarter_before(p, day, &first, &last);
	int64_t id = 0;

	if (dom == BOOKS_DAY) {
		SAY(sum, p, "li@data", "cost.list", "{\"by\":\"month\",\"from_month\":\"%s\",\"to_month\":\"%s\"}", first, last);
		SAY(made, p, "chu@csp", "settlement.apply", "{\"contract\":\"%" PRId64 "\",\"period\":\"%s\",\"claimed_fen\":%" PRId64 ",\"note\":\"按账单申请\"}", contract, period, number_at(p, sum.body, "total_fen", 0));
		return OK;
	}
	SAY(seen, p, "li@data", "settlement.list", "{\"period\":\"%s\"}", period);
	id = number_at(p, seen.body, "items.0.id", 0);
	if (!id)
		return OK;
	if (dom == BOOKS_DAY + 10) {
		TRY(settle_disputes(p, first, text(p, "%.7s", day_text(p, 0))));
		SAY(done, p, "li@data", "settlement.check", "{\"id\":\"%" PRId64 "\",\"comment\":\"与账单核对一致；未确认的账单已三次催办\"}", id);
	} else if (dom == BOOKS_DAY + 14 && days_left > FRESH) {
		SAY(done, p, "sun@data", "settlement.approve", "{\"id\":\"%" PRId64 "\"}", id);
	} else if (dom == BOOKS_DAY + 18 && days_left > FRESH) {
		int64_t due = number_at(p, seen.body, "items.0.net_fen", 0), half = due / 2;
		SAY(one, p, "li@data", "settlement.pay", "{\"id\":\"%" PRId64 "\",\"paid_date\":\"%s\",\"paid_fen\":%" PRId64 ",\"voucher\":\"PZ-%s-1\"}", id, day_text(p, 0), half, period);
		SAY(two, p, "li@data", "settlement.pay", "{\"id\":\"%" PRId64 "\",\"paid_date\":\"%s\",\"paid_fen\":%" PRId64 ",\"voucher\":\"PZ-%s-2\"}", id, day_text(p, 0), due - half, period);
	}
	return OK;
}

/* What the zones' report finds without a channel is put on the one that was approved. */
static enum err channels(struct prefecture *p)
{
	CLEANUP(buf_done) struct buf systems = BUF_MAX(KIB(64));
	int64_t channel, id;

	TRY(find(p, "zhao@data", "cross_zone_channel.list", "{\"limit\":\"1\"}", &channel));
	SAY(now, p, "zhao@data", "cross_zone_channel.get", "{\"id\":\"%" PRId64 "\"}", channel);
	for (int64_t i = 0, n = number_at(p, now.body, "systems.#", 0); i < n; i++)
		buf_fmt(&systems, "%s\"%" PRId64 "\"", i ? "," : "", number_at(p, now.body, text(p, "systems.%" PRId64, i), 0));
	SAY(found, p, "zhao@data", "report.zones", "%s", "{}");
	for (int64_t i = 0, n = number_at(p, found.body, "items.#", 0); i < n; i++) {
		if (!str_is(json_at(p->a, found.body, arena_fmt(p->a, "items.%" PRId64 ".kind", i)), "system"))
			continue;
		id = number_at(p, found.body, text(p, "items.%" PRId64 ".system", i), 0);
		buf_fmt(&systems, "%s\"%" PRId64 "\"", systems.n ? "," : "", id);
	}
	if (systems.n) {
		SAY(done, p, "zhao@data", "cross_zone_channel.update", "{\"id\":\"%" PRId64 "\",\"systems\":[" STR_FMT "]}", channel, STR_ARG(buf_str(&systems)));
	}
	return OK;
}

enum err books_day(struct prefecture *p, int number, int days_left)
{
	struct date day = date_of(p->t->now), first;
	char now[16] = "", end[16] = "", before[16] = "";
	int64_t contract;

	date_put(now, day);
	int dom = atoi(now + 8), month = atoi(now + 5);
	if (number == 0) {
		TRY(hosts(p));
		TRY(faces(p));
		TRY(proofs(p));
		TRY(owners_proofs(p));
		TRY(pairs(p));
		TRY(elsewhere(p));
	}
	if (number == 0 || (month == 1 && dom == 4))
		TRY(budgets(p));
	if (dom == 1)
		TRY(reports(p));
	/* The province is a made-up one, and only of the last days: six batches each. */
	if (days_left == 5) {
		SAY(on, p, "sun@data", "param.set", "%s", "{\"key\":\"exchange.target\",\"value\":\"fake\",\"basis\":\"演示\"}");
	}
	if (dom == 6 || days_left == 2)
		TRY(tests(p, days_left == 2));
	if (dom == BOOKS_DAY || days_left <= 1)
		TRY(channels(p));
	if (number < dom || dom < BOOKS_DAY)
		return OK;
	TRY(find(p, "li@data", "contract.list", "{\"no\":\"XSBN-HT-01\"}", &contract));
	first = date_add(day, 1 - dom);
	date_put(end, first);
	date_put(before, date_add_months(first, -1));
	const char *last_month = text(p, "%.7s", before);
	if (dom == BOOKS_DAY) {
		TRY(statements(p, last_month, end));
		TRY(differences(p, last_month, days_left <= 31));
		TRY(availability(p, last_month, contract, number / 30));
	}
	if (month % 3 != 1)
		return OK;
	TRY(score(p, day, dom, contract));
	return settlement(p, day, dom, days_left, contract);
}
