/* New systems and migrations: from the first draft to the day the system is live, and the original's removal. */
#include <stdio.h>
#include "cmd/prefecture.h"

enum { LINES = 3 };
/* What is asked for: xinchuang items first, as the regulation wants. */
struct need { const char *code; int least, most; const char *use; };
static const struct need needs[] = {
	{ "CMP-VM-KP-C", 8, 32, "应用" }, { "CMP-VM-KP-M", 16, 128, "应用" }, { "CMP-VM-HG-C", 8, 24, "数据库" }, { "CMP-VM-HG-M", 32, 96, "数据库" },
};
static const struct need storage = { "STO-EBS-SSD", 200, 2000, "数据" };

static enum err new_system(struct prefecture *p, struct matter *m, enum turn *turn)
{
	bool net = roll(p, 3) == 0;

	(void)turn;
	m->title = system_title(p, m->unit);
	matter_keep(m, "purpose", str_of(m->unit % 2 ? "gov_service" : "governance"));
	matter_keep(m, "dj", str_of(m->unit % 3 ? "level2" : "level3"));
	matter_keep(m, "serial", arena_fmt(p->a, "%04d", 1000 + p->n_matters));
	matter_keep(m, "net", str_of(net ? "true" : "false"));
	matter_keep(m, "icp", net ? arena_fmt(p->a, "\"滇ICP备%.4s%06d号\"", day_text(p, 0), 1000 + p->n_matters * 37) : STR("null"));
	matter_keep(m, "users", arena_fmt(p->a, "%d", 200 + roll(p, 5000)));
	matter_keep(m, "peak", arena_fmt(p->a, "%d", 20 + roll(p, 400)));
	matter_keep(m, "until", str_of(day_text(p, str_is(matter_var(p, m, STR("kind")), "lapsed") ? 21 : 60 + roll(p, 300))));
	matter_keep(m, "ago", str_of(day_text(p, -400 - roll(p, 400))));
	matter_keep(m, "who1", person(p));
	matter_keep(m, "who2", person(p));
	return OK;
}

static enum err lines(struct prefecture *p, struct matter *m, enum turn *turn)
{
	int first = roll(p, 2) * 2;
	bool net = roll(p, 4) == 0;
	struct str all = STR("");

	(void)turn;
	if (net)
		first = 2;     /* the Internet zone has no pool of the other kind */
	for (int i = 0; i < LINES; i++) {
		const struct need *n = i == 2 ? &storage : &needs[(size_t)(first + i) % COUNT(needs)];
		int qty = n->least + roll(p, n->most - n->least + 1);
		all = arena_fmt(p->a, STR_FMT "%s{\"seq\":%d,\"item_code\":\"%s\",\"zone\":\"%s\",\"qty\":%d,\"use\":\"%s\",\"period_months\":12,%s\"sizing_basis\":{\"users\":%d,\"concurrency\":%d,\"formula\":\"并发 × 每核承载 × 1.3\",\"result\":\"%d\"}}",
				STR_ARG(all), i ? "," : "", i + 1, n->code, net ? "internet" : "extranet", qty, n->use, i == 2 ? "\"non_xc_reason\":\"块存储与计算共用后端，暂无对应信创条目\",\"non_xc_evidence\":\"服务商说明\"," : "", 100 + roll(p, 2000), 10 + roll(p, 200), qty);
	}
	matter_keep(m, "lines", all);
	return OK;
}

/* Some opinions grant less than was asked for. */
static enum err grant(struct prefecture *p, struct matter *m, enum turn *turn)
{
	bool reduce = roll(p, 4) == 0;
	struct str all = STR("");

	(void)turn;
	SAY(seen, p, "zhao@data", "application.get", "{\"id\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("id"))));
	for (int i = 0; i < LINES; i++) {
		int64_t qty = number_at(p, seen.body, text(p, "lines.%d.qty", i), 0);
		struct str zone = json_at(p->a, seen.body, arena_fmt(p->a, "lines.%d.zone", i)), code = json_at(p->a, seen.body, arena_fmt(p->a, "lines.%d.item_code", i));
		if (!qty)
			break;
		bool cut = reduce && qty > 4;
		all = arena_fmt(p->a, STR_FMT "%s{\"line\":%d,\"approved_qty\":%" PRId64 ",%s\"non_xc_approved\":true,\"assigned_pool\":\"%" PRId64 "\"}", STR_ARG(all), i ? "," : "", i + 1, cut ? qty * 3 / 4 : qty,
				cut ? "\"reduce_reason\":\"按同类系统利用率核减\"," : "", p->pool[str_is(zone, "internet") ? 2 : str_starts(code, STR("CMP-VM-HG")) ? 3 : 0]);
	}
	matter_keep(m, "granted", all);
	return OK;
}

/* The next line that the provider has still to open; when all are, the road goes on. */
static enum err next_line(struct prefecture *p, struct matter *m, enum turn *turn)
{
	const char *id = text(p, "{\"id\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("id"))));

	SAY(seen, p, "wang@csp", "application.get", "%s", id);
	SAY(now, p, "wang@csp", "delivery.progress", "%s", id);
	for (int i = 0; i < LINES; i++) {
		struct str line = json_at(p->a, seen.body, arena_fmt(p->a, "lines.%d.id", i)), qty = json_at(p->a, seen.body, arena_fmt(p->a, "lines.%d.approved_qty", i));
		bool opened = false;
		for (int j = 0; j < LINES; j++)
			opened |= str_eq(line, json_at(p->a, now.body, arena_fmt(p->a, "resources.%d.line", j)));
		if (!line.n || opened || str_is(qty, "0"))
			continue;
		matter_keep(m, "line", line);
		matter_keep(m, "qty", qty);
		matter_keep(m, "native", arena_fmt(p->a, "i-%08x", (unsigned)chance_below(&p->chance, 1 << 30)));
		matter_keep(m, "ip", arena_fmt(p->a, "10.21.%d.%d", roll(p, 200), 1 + roll(p, 250)));
		return OK;
	}
	*turn = SKIP;
	return OK;
}

static enum err figures(struct prefecture *p, struct matter *m, enum turn *turn)
{
	(void)turn;
	matter_keep(m, "load", arena_fmt(p->a, "并发 %d，CPU 峰值 %d%%", 50 + roll(p, 300), 30 + roll(p, 40)));
	matter_keep(m, "report", arena_fmt(p->a, "CP-%06d", roll(p, 999999)));
	matter_keep(m, "low", arena_fmt(p->a, "%d", roll(p, 6)));
	return OK;
}

/* One system in five has something to put right before it may go live. */
static enum err found(struct prefecture *p, struct matter *m, enum turn *turn)
{
	TRY(figures(p, m, turn));
	*turn = roll(p, 5) && !str_is(matter_var(p, m, STR("kind")), "hole") ? SKIP : GO;     /* the demonstration asks for one */
	matter_keep(m, "hole", STR(""));
	return OK;
}
static enum err was_found(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!matter_var(p, m, STR("hole")).n)
		*turn = SKIP;
	return OK;
}

static void new_lives(struct prefecture *p, struct matter *m)
{
	if (p->n_living < LIVING_MAX)
		p->living[p->n_living++] = (struct living){ .unit = m->unit, .system = matter_var(p, m, STR("system")), .title = m->title, .stock = m->road == &road_migrate, .low = roll(p, 4) == 0 };
}

#define RECORDED \
	{ "fuzeren@x", "info_system.declare", "{'id':'$system','comment':'本系统不存储、处理、传输涉密信息'}", .rest = -1, .flags = ANYTIME | AGAIN }, \
	{ "jingban@x", "info_system.responsibility", "{'id':'$system','competent_org':'$org','operator_org':'$sub','security_responsible':'$who1','security_admin':'$who2'}", .flags = ANYTIME | AGAIN }
#define APPROVED \
	{ "jingban@x", "application.send" }, \
	{ "shenhe@d", "application.review", "{'id':'$id','passed':true,'opinion':'已统筹下属单位需求，与现有资源不重复，同意上报。'}", .flags = AGAIN }, \
	{ "guanli@d", "application.submit" }, \
	{ "zhao@data", "application.accept", .rest = 2 }, \
	{ "zhao@data", "review_task.ask", "{'application':'$id','org':'$csp','kind':'csp','aspects':['completeness','reasonableness'],'note':'请评估资源需求'}", "task:id", .rest = 2 }, \
	{ "wang@csp", "review_task.reply", "{'id':'$task','result':'support','opinion':'需求完整，资源池可以承载。'}", .rest = 2, .flags = AGAIN }, \
	{ "zhao@data", "application.propose", "{'id':'$id','lines':[$granted],'text':'经审核，材料齐全，技术路线可行，按合理规划、按需分配的原则核定。'}", .prepare = grant, .rest = 2, .flags = AGAIN }, \
	{ "qian@data", "application.sign", .rest = 2 }
#define OPENED \
	{ "wang@csp", "delivery.open", "{'id':'$id','line':'$line','qty':$qty,'native_id':'$native','ips':'$ip'}", .prepare = next_line, .rest = -1 }, \
	{ "wang@csp", "delivery.open", "{'id':'$id','line':'$line','qty':$qty,'native_id':'$native','ips':'$ip'}", .prepare = next_line, .rest = -1 }, \
	{ "wang@csp", "delivery.open", "{'id':'$id','line':'$line','qty':$qty,'native_id':'$native','ips':'$ip'}", .prepare = next_line, .rest = 2 }, \
	{ "wang@csp", "delivery.trial_ready", .rest = 2 }, \
	{ "jingban@x", "delivery.test", "{'id':'$id','load_result':'$load','conclusion':'满足要求'}", .prepare = figures, .rest = 2, .flags = AGAIN }, \
	{ "wang@csp", "delivery.suggest", "{'id':'$id','no_adjustment':true,'basis':'测试负载与核定规格相符，无需调整'}", .rest = 2, .flags = AGAIN }, \
	{ "zhao@data", "delivery.file" }, \
	{ "jingban@x", "delivery_order.list", "{'application':'$id'}", "order:items.0.id" }, \
	{ "jingban@x", "delivery_order.confirm", "{'id':'$order','comment':'已收到'}", .rest = 2 }, \
	{ "zhou@data", "vuln_finding.create", "{'system':'$system','source':'pentest','title':'管理后台弱口令','severity':'high'}", "hole:id", .prepare = found, .rest = 4, .flags = ANYTIME }, \
	{ "fuzeren@x", "vuln_finding.plan", "{'id':'$hole','plan':'改口令并限制来源','due_at':'$soonT18:00:00+08:00'}", .prepare = was_found, .rest = 2, .flags = ANYTIME | AGAIN }, \
	{ "fuzeren@x", "vuln_finding.fix", "{'id':'$hole','comment':'口令已改，来源已限制'}", .prepare = was_found, .rest = 2, .flags = ANYTIME | AGAIN }, \
	{ "fuzeren@x", "vuln_finding.retest", "{'id':'$hole','date':'$day','passed':true,'agency':'州网络安全测评中心','comment':'复测通过'}", .prepare = was_found, .rest = 2, .flags = ANYTIME | AGAIN }, \
	{ "fuzeren@x", "delivery.go_live", .rest = -1, .flags = FORBIDDEN, .may = "golive." }, \
	{ "fuzeren@x", "attachment.upload", "{'name':'漏洞扫描报告.pdf'}", "file:id", .prepare = figures, .rest = -1, .flags = ANYTIME }, \
	{ "fuzeren@x", "security_test.create", "{'kind':'scan','system':'$system','date':'$day','agency':'州网络安全测评中心','report_no':'$report','n_critical':0,'n_high':0,'n_medium':0,'n_low':$low,'file':'$file'}", .rest = -1, .flags = ANYTIME }, \
	{ "fuzeren@x", "attachment.upload", "{'name':'渗透测试报告.pdf'}", "file:id", .prepare = figures, .rest = -1, .flags = ANYTIME }, \
	{ "fuzeren@x", "security_test.create", "{'kind':'pentest','system':'$system','date':'$day','agency':'州网络安全测评中心','report_no':'$report','n_critical':0,'n_high':0,'n_medium':0,'n_low':$low,'file':'$file'}", .rest = -1, .flags = ANYTIME }, \
	{ "fuzeren@x", "commitment.create", "{'systems':['$system'],'signer':'$owner','signed_date':'$day'}", .rest = 2, .flags = ANYTIME }, \
	{ "fuzeren@x", "delivery.go_live", .rest = 2 }, \
	{ "zhao@data", "delivery.close" }
#define PLAN "'arch_desc':'两层架构，应用与数据库分离','security_design':'按等保要求设计','backup_design':'每日增量、每周全量','schedule':'两个月','risks':'数据迁移窗口'"

static const struct step new_steps[] = {
	{ "jingban@x", "info_system.create", "{'name':'$title','level':'prefecture','purpose':['$purpose'],'stock_kind':'incremental','hosting':'gov_cloud','project_approval_no':'西发改数据〔$year〕$serial号','dj_level':'$dj','dj_filing_no':'532800$serial',"
	  "'xinchuang_status':'full','internet_facing':$net,'icp_no':$icp,'users_total':$users,'concurrency':$peak,'contacts':[{'name':'$handler','mobile':'$mobile','post':'系统经办'}]}", "system:id", .prepare = new_system, .rest = -1 },
	RECORDED,
	{ "jingban@x", "application.draft", "{'type':'new','system':'$system','title':'$title','reason':'新建系统上云，替代人工填报','load_kind':'steady','budget_source':'部门预算','lines':[$lines],'plan':{" PLAN "}}", "id", .prepare = lines },
	APPROVED, OPENED, { 0 }
};
static const struct detour new_detours[] = {
	{ "application.accept", 8, { { "zhao@data", "application.decline", "{'id':'$id','defects':['测算依据未写明高峰并发来源','上云方案缺少回退安排']}" }, { "jingban@x", "application.redraft" } }, "application.send" },
	{ "application.submit", 12, { { "shenhe@d", "application.review", "{'id':'$id','passed':false,'opinion':'与已有系统功能重复，请核对后再报。'}" }, { "jingban@x", "application.redraft" } }, "application.send" },
	{ "application.accept", 25, { { "guanli@d", "application.withdraw", "{'id':'$id','comment':'建设计划调整'}" } }, NULL },
	{ "application.sign", 12, { { "qian@data", "application.send_back", "{'id':'$id','reason':'请写明核减依据'}" } }, "application.propose" },
	{ "application.sign", 25, { { "zhao@data", "application.propose", "{'id':'$id','result':'reject','text':'需求可由现有平台满足，不同意新增资源。'}", .flags = AGAIN }, { "qian@data", "application.sign" } }, NULL },
	{ "application.propose", 30, { { "qian@data", "application.terminate", "{'id':'$id','comment':'项目立项撤销'}" } }, NULL },
	{ "delivery.file", 12, { { "zhao@data", "delivery.return_filing", "{'id':'$id','comment':'测试负载没有写明并发'}" } }, "delivery.test" },
	{ "delivery_order.confirm", 12, { { "jingban@x", "delivery_order.dispute", "{'id':'$order','comment':'磁盘容量对不上'}" },
		{ "sun@data", "delivery_order.resolve", "{'id':'$order','comment':'已与服务商核对，容量无误'}" } }, "vuln_finding.create" },
	{ 0 }
};
const struct road road_new = { "新建上云", new_steps, new_detours, NULL, new_lives, 10 };

/* ---- migration: a third party's contract, the cut-over, the original kept until the computed day ---- */
static enum err proof(struct prefecture *p, struct matter *m, enum turn *turn)
{
	matter_keep(m, "cutover", str_of(day_text(p, 50)));
	return lines(p, m, turn);
}
/* The original stays at least a month: it is asked for again until it may go. */
static enum err kept(struct prefecture *p, struct matter *m, enum turn *turn)
{
	SAY(now, p, login_of(p, "jingban@x", m->unit), "original_system.get", "{\"id\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("original"))));
	if (!str_is(json_at(p->a, now.body, STR("state")), "removable"))
		*turn = WAIT;
	return OK;
}
static enum err sometimes(struct prefecture *p, struct matter *m, enum turn *turn)
{
	*turn = roll(p, 4) ? SKIP : GO;
	matter_keep(m, "far", str_of(day_text(p, 60 + roll(p, 20))));
	return OK;
}
static const struct step migrate_steps[] = {
	{ "jingban@x", "info_system.create", "{'name':'$title','level':'prefecture','purpose':['$purpose'],'stock_kind':'stock','hosting':'third_party','hosting_contract_to':'$until','dj_level':'$dj','dj_filing_no':'532800$serial',"
	  "'xinchuang_status':'full','internet_facing':$net,'icp_no':$icp,'users_total':$users,'concurrency':$peak,'contacts':[{'name':'$handler','mobile':'$mobile','post':'系统经办'}]}", "system:id", .prepare = new_system, .rest = -1 },
	RECORDED,
	{ "jingban@x", "third_party_contract.create", "{'system':'$system','vendor':'澜沧云计算有限公司','contract_no':'TP-$serial','from_date':'$ago','to_date':'$until'}", "third:id", .flags = ANYTIME },
	{ "jingban@x", "application.draft", "{'type':'migrate','system':'$system','title':'$title','reason':'原合同到期，迁入政务云','load_kind':'steady','budget_source':'部门预算','approval_note':'运维项目，无单独立项，经费列入部门预算',"
	  "'migrate_from':'第三方云','proof_kind':['contract_expiry'],'old_contract_to':'$until','cutover_date':'$cutover','lines':[$lines],'plan':{" PLAN ",'migration_steps':'镜像导入','cutover_plan':'夜间割接','rollback_plan':'切回原系统'}}", "id",
	  .prepare = proof },
	APPROVED, OPENED,
	{ "jingban@x", "original_system.create", "{'system':'$system','hosting':'third_party','place':'澜沧云计算有限公司昆明机房','cutover_date':'$day','evidence':'割接记录'}", "original:id", .rest = 5 },
	{ "jingban@x", "original_system.remove", "{'id':'$original','evidence':'拆除记录'}", .rest = -1, .flags = FORBIDDEN, .may = "original_system." },
	{ "zhao@data", "original_system.lengthen", "{'id':'$original','until_date':'$far','reason':'账目未核'}", .prepare = sometimes, .rest = 5, .flags = AGAIN },
	{ "jingban@x", "original_system.remove", "{'id':'$original','evidence':'拆除记录'}", .prepare = kept }, { 0 }
};
const struct road road_migrate = { "存量迁移", migrate_steps, new_detours, NULL, new_lives, 3 };
