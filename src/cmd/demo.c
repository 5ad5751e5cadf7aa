/* A made-up prefecture whose people do their work through the ops, each application at its own pace. The demonstration and the
 * simulator share it: the one stops at today with something in every state, the other goes on and misbehaves. */
#include "cmd/demo.h"
#include "cmd/door.h"
#include "domain/calendar/calendar.h"
#include "domain/calendar/calendar_data.h"

static const char password[] = "Yunguan-2026";
enum { UNITS_MAX = 200, APPS_MAX = 4000, LINES = 3 };

static const char *const units[] = {
	"发展和改革委员会", "教育体育局", "科学技术局", "民族宗教事务局", "公安局", "民政局", "司法局", "财政局", "人力资源和社会保障局", "自然资源和规划局", "生态环境局", "住房和城乡建设局",
	"交通运输局", "农业农村局", "水利局", "商务局", "文化和旅游局", "卫生健康委员会", "退役军人事务局", "应急管理局", "审计局", "外事办公室", "市场监督管理局", "统计局", "医疗保障局",
	"林业和草原局", "政务服务管理局", "信访局", "乡村振兴局", "供销合作社联合社", "档案馆", "气象服务中心", "国防动员办公室", "投资促进局",
};
static const char *const centres[] = { "信息中心", "服务中心", "监测站", "数据中心", "综合执法支队", "技术推广站" };
static const char *const systems[] = {
	"综合业务管理系统", "一网通办协同平台", "数据共享交换平台", "监测预警平台", "移动办公系统", "档案管理系统", "公众服务门户", "执法监督平台", "统计分析系统", "视频会商系统",
};
static const char *const families[] = { "岩", "玉", "刀", "李", "王", "张", "杨", "赵", "陈", "周", "罗", "普", "白", "马", "和", "段", "孔", "高", "许", "何" };
static const char *const givens[] = { "温", "香", "建华", "雪梅", "志强", "玉萍", "文涛", "丽娟", "国栋", "晓燕", "海波", "春梅", "永康", "思远", "佳慧", "立新", "红英", "学军", "婷婷", "大勇", "明亮", "秀芳" };

/* What is asked for: xinchuang items first, as the regulation wants. */
struct need { const char *code; int least, most; const char *use; };
static const struct need needs[] = {
	{ "CMP-VM-KP-C", 8, 32, "应用" }, { "CMP-VM-KP-M", 16, 128, "应用" }, { "CMP-VM-HG-C", 8, 24, "数据库" }, { "CMP-VM-HG-M", 32, 96, "数据库" },
};
static const struct need storage = { "STO-EBS-SSD", 200, 2000, "数据" };

struct unit { int n_systems; int64_t org, sub; struct str no, sub_no, name, sub_name; };
enum fate { FATE_NONE, FATE_INTERNAL_REJECT, FATE_WITHDRAW, FATE_DECLINE, FATE_REJECT, FATE_TERMINATE };
struct app { int64_t id, system, unit, task; int step, stop; enum fate fate; struct date next; bool second_round; struct str title; };
struct prefecture {
	struct core *k; struct timer *t; struct arena *a; struct chance chance; struct fail *f;
	struct unit units[UNITS_MAX]; int n_units;
	struct app apps[APPS_MAX]; int n_apps;
	int64_t csp, pool[3]; struct prefecture_counts n; bool unruly; int target;
};

/* ---- one act by one person ---- */
struct reply { enum err err; struct str body; int64_t id; struct fail fail; };

static struct reply say(struct prefecture *p, const char *login, const char *op, const char *fmt, ...) PRINTF(4, 5);
static struct reply say(struct prefecture *p, const char *login, const char *op, const char *fmt, ...)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(64));
	struct answer a = { .arena = mine };
	va_list ap;

	va_start(ap, fmt);
	struct str json = arena_vfmt(mine, fmt, ap);
	va_end(ap);
	door_call(p->k, str_of(login), str_of(op), json, &a);
	struct reply r = { .err = a.err, .id = a.id, .fail = a.fail };
	if (a.err == OK)
		r.body = arena_str(p->a, a.body);
	return r;
}

/* The field errors' texts live in the answer's arena, which is gone: the sentence tells the first of them. */
static enum err wrong(struct prefecture *p, const struct reply *r, const char *login, const char *op)
{
	return fail_set(p->f, r->err, r->fail.reason[0] ? r->fail.reason : "demo", "%s %s：%s", login, op, r->fail.sentence);
}
#define SAY(r, p, login, op, ...) struct reply r = say(p, login, op, __VA_ARGS__); if (r.err != OK) return wrong(p, &r, login, op)

static enum err import(struct prefecture *p, const char *login, const char *kind, struct str csv)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(256));
	struct answer a = { .arena = mine };
	struct request r;

	TRY(door_request(p->k, arena_fmt(mine, "import.%s", kind), STR_NONE, mine, &r, p->f));
	TRY(core_who_by_login(p->k, str_of(login), mine, &r.who, p->f));
	r.body = csv;
	core_call(p->k, &r, &a);
	if (a.err == OK)
		return OK;
	return fail_set(p->f, a.err, a.fail.reason, "导入 %s：%s " STR_FMT, kind, a.fail.sentence, STR_ARG(a.fail.n_errors ? a.fail.errors[0].message : STR("")));
}

static int roll(struct prefecture *p, int n) { return (int)chance_below(&p->chance, n); }
static struct str person(struct prefecture *p) { return arena_fmt(p->a, "%s%s", families[roll(p, (int)COUNT(families))], givens[roll(p, (int)COUNT(givens))]); }

/* ---- founding ---- */
static enum err people(struct prefecture *p)
{
	CLEANUP(buf_done) struct buf orgs = BUF_MAX(MIB(4)), who = BUF_MAX(MIB(4)), roles = BUF_MAX(MIB(4));
	static const struct { const char *login, *post, *role; } authority[] = {
		{ "zhao@data", "受理岗", "auth_handler" }, { "qian@data", "审批岗", "auth_approver" }, { "sun@data", "签发岗", "auth_issuer" }, { "li@data", "财务岗", "auth_finance" },
		{ "zhou@data", "安全岗", "auth_security" }, { "wu@data", "负责人", "auth_observer" },
	};
	static const struct { const char *login, *post, *role; } provider[] = {
		{ "wang@csp", "运营", "csp_operation" }, { "feng@csp", "运维", "csp_maintenance" }, { "chen@csp", "安全", "csp_security" }, { "chu@csp", "财务", "csp_finance" }, { "wei@csp", "负责人", "csp_head" },
	};
	char sub[16];

	buf_add(&orgs, STR("no,name,short_name,kind,unit_type,level,fund_source,parent_no,region_code\n"));
	buf_add(&who, STR("org_no,name,mobile,post,duty_kind,login,password\n"));
	buf_add(&roles, STR("login,roles\n"));
	buf_add(&orgs, STR("CSP-01,彩云数智有限公司,彩云数智,csp,enterprise,other,self,,530000\n532800901,州信息技术中心,信息中心,tech,welfare_one,prefecture,full,,532800\n"
			   "532800902,州委网信办,网信办,dept,party_gov,prefecture,full,,532800\n532800903,州审计局监督处,审计监督,audit,party_gov,prefecture,full,,532800\n"));
	for (size_t i = 0; i < COUNT(authority); i++) {
		buf_fmt(&who, "532800001," STR_FMT ",1380691%04zu,%s,,%s,%s\n", STR_ARG(person(p)), i, authority[i].post, authority[i].login, password);
		buf_fmt(&roles, "%s,%s\n", authority[i].login, authority[i].role);
	}
	for (size_t i = 0; i < COUNT(provider); i++) {
		buf_fmt(&who, "CSP-01," STR_FMT ",1390691%04zu,%s,,%s,%s\n", STR_ARG(person(p)), i, provider[i].post, provider[i].login, password);
		buf_fmt(&roles, "%s,%s\n", provider[i].login, provider[i].role);
	}
	buf_fmt(&who, "532800902," STR_FMT ",13806920001,会办,,dept@wx,%s\n532800903," STR_FMT ",13806920002,审计,,audit@sj,%s\n", STR_ARG(person(p)), password, STR_ARG(person(p)), password);
	buf_add(&roles, STR("dept@wx,dept_reviewer\naudit@sj,auditor\n"));
	for (int i = 0; i < p->n_units; i++) {
		struct unit *u = &p->units[i];
		int batch = i / (int)COUNT(units);
		snprintf(sub, sizeof sub, batch ? "%d" : "", batch + 1);
		u->no = arena_fmt(p->a, "5328%05d", 10100 + i * 10);
		u->sub_no = arena_fmt(p->a, "5328%05d", 10101 + i * 10);
		u->name = arena_fmt(p->a, "州%s%s", units[(size_t)i % COUNT(units)], sub);
		u->sub_name = arena_fmt(p->a, STR_FMT "%s", STR_ARG(u->name), str_ends(u->name, STR("中心")) ? "监测站" : centres[(size_t)i % COUNT(centres)]);
		buf_fmt(&orgs, STR_FMT "," STR_FMT ",,applicant,party_gov,prefecture,full,,532800\n" STR_FMT "," STR_FMT ",,user,welfare_one,prefecture,full," STR_FMT ",532800\n", STR_ARG(u->no), STR_ARG(u->name),
			STR_ARG(u->sub_no), STR_ARG(u->sub_name), STR_ARG(u->no));
		static const struct { const char *prefix, *role, *post; int is_sub; } posts[] = {
			{ "guanli@d", "appu_manager", "信息科长", 0 }, { "shenhe@d", "appu_reviewer", "办公室主任", 0 }, { "jingban@x", "user_handler", "系统经办", 1 }, { "fuzeren@x", "user_owner", "系统负责人", 1 },
		};
		for (size_t j = 0; j < COUNT(posts); j++) {
			buf_fmt(&who, STR_FMT "," STR_FMT ",135%08d,%s,,%s%02d,%s\n", STR_ARG(posts[j].is_sub ? u->sub_no : u->no), STR_ARG(person(p)), 10000000 + i * 10 + (int)j, posts[j].post, posts[j].prefix, i + 1, password);
			buf_fmt(&roles, "%s%02d,%s\n", posts[j].prefix, i + 1, posts[j].role);
		}
	}
	TRY(import(p, "sys", "orgs", buf_str(&orgs)));
	TRY(import(p, "sys", "people", buf_str(&who)));
	return import(p, "sec", "roles", buf_str(&roles));
}

static enum err find(struct prefecture *p, const char *login, const char *op, const char *query, int64_t *id)
{
	SAY(r, p, login, op, "%s", query);
	struct str text = json_at(p->a, r.body, STR("items.0.id"));
	return str_int(text, id) == OK ? OK : fail_set(p->f, E_ABSENT, "demo", "%s %s 没有结果", op, query);
}

static enum err market(struct prefecture *p, struct date founded)
{
	char day[16] = "", later[16] = "";
	int64_t catalog, site, contract, procurement;

	date_put(day, founded);
	date_put(later, date_add_months(founded, 36));
	TRY(import(p, "zhao@data", "catalogue", (struct str){ catalogue_sample_csv, catalogue_sample_csv_n }));
	TRY(find(p, "zhao@data", "catalog_version.list", "{\"sort\":\"-no\"}", &catalog));
	SAY(consulted, p, "zhao@data", "catalog_version.consult", "{\"id\":\"%" PRId64 "\"}", catalog);
	SAY(opinion, p, "zhao@data", "catalog_version.opinion", "{\"id\":\"%" PRId64 "\",\"opinion\":\"各有关部门来函均无意见\"}", catalog);
	SAY(published, p, "sun@data", "catalog_version.publish", "{\"id\":\"%" PRId64 "\"}", catalog);
	TRY(find(p, "zhao@data", "org.list", "{\"kind\":\"csp\"}", &p->csp));
	SAY(proc, p, "zhao@data", "procurement.create", "{\"no\":\"XSBN-ZWY-01\",\"name\":\"州级政务云服务采购\",\"method\":\"open\",\"award_date\":\"%s\",\"award_fen\":1200000000}", day);
	procurement = proc.id;
	SAY(credit, p, "zhao@data", "credit_check.create", "{\"csp\":\"%" PRId64 "\",\"checked_on\":\"%s\",\"source\":\"信用中国\",\"result\":\"clean\"}", p->csp, day);
	SAY(con, p, "zhao@data", "contract.create", "{\"no\":\"XSBN-HT-01\",\"name\":\"州级政务云服务合同\",\"csp\":\"%" PRId64 "\",\"procurement\":\"%" PRId64 "\",\"signed_date\":\"%s\",\"from_date\":\"%s\",\"to_date\":\"%s\",\"cap_fen\":1200000000}",
	    p->csp, procurement, day, day, later);
	contract = con.id;
	SAY(prices, p, "li@data", "contract.price_from_catalog", "{\"id\":\"%" PRId64 "\",\"discount_bp\":8500}", contract);
	SAY(active, p, "sun@data", "contract.activate", "{\"id\":\"%" PRId64 "\"}", contract);
	SAY(s1, p, "zhao@data", "site.create", "{\"name\":\"景洪生产中心\",\"kind\":\"production\",\"city\":\"景洪\",\"csp\":\"%" PRId64 "\"}", p->csp);
	site = s1.id;
	SAY(s2, p, "zhao@data", "site.create", "{\"name\":\"景洪同城灾备中心\",\"kind\":\"local_dr\",\"city\":\"景洪\",\"csp\":\"%" PRId64 "\"}", p->csp);
	SAY(s3, p, "zhao@data", "site.create", "{\"name\":\"昆明异地灾备中心\",\"kind\":\"remote_dr\",\"city\":\"昆明\",\"csp\":\"%" PRId64 "\"}", p->csp);
	static const struct { const char *no, *name, *zone, *arch, *xc, *driver; int cpu; } pools[] = {
		{ "WX1", "政务外网区信创池", "extranet", "kunpeng", "true", "manual", 9600 }, { "WT1", "政务外网区通用池", "extranet", "x86", "false", "manual", 4800 }, { "HL1", "互联网区信创池", "internet", "hygon", "true", "fake", 4800 },
	};
	for (size_t i = 0; i < COUNT(pools); i++) {
		SAY(made, p, "zhao@data", "pool.create", "{\"no\":\"%s\",\"name\":\"%s\",\"site\":\"%" PRId64 "\",\"zone\":\"%s\",\"arch\":\"%s\",\"xinchuang\":%s,\"driver\":\"%s\",\"cap_vcpu\":%d,\"cap_mem_gb\":%d,\"cap_sto_gb\":%d,\"cap_bw_mbps\":2000}",
		    pools[i].no, pools[i].name, site, pools[i].zone, pools[i].arch, pools[i].xc, pools[i].driver, pools[i].cpu, pools[i].cpu * 6, pools[i].cpu * 80);
		p->pool[i] = made.id;
	}
	return OK;
}

enum err prefecture_found(struct core *k, struct timer *t, struct arena *a, const struct demo_opts *o, struct fail *f, struct prefecture **out)
{
	struct prefecture *p = ARENA_NEW(a, struct prefecture);

	*p = (struct prefecture){ .k = k, .t = t, .a = a, .chance = chance_seed((uint64_t)o->seed), .f = f, .n_units = MIN2(o->units, UNITS_MAX) };
	p->target = p->n_units * o->apps_per_unit;
	SAY(first, p, "", "account.first",
	    "{\"authority_name\":\"州数据局\",\"org_no\":\"532800001\",\"second_factor\":\"off\",\"sys_admin\":{\"login\":\"sys\",\"name\":\"何系安\",\"mobile\":\"13800000001\",\"password\":\"%s\"},"
	    "\"sec_admin\":{\"login\":\"sec\",\"name\":\"许安平\",\"mobile\":\"13800000002\",\"password\":\"%s\"},\"audit_admin\":{\"login\":\"aud\",\"name\":\"高申明\",\"mobile\":\"13800000003\",\"password\":\"%s\"}}", password, password, password);
	TRY(import(p, "sys", "calendar_national", calendar_builtin_csv(false)));
	TRY(import(p, "sys", "calendar_local", calendar_builtin_csv(true)));
	TRY(people(p));
	/* Its passwords are printed in its own manual, so nobody is made to change them. */
	SAY(enforce, p, "sun@data", "param.set", "{\"key\":\"password.enforce\",\"value\":\"false\",\"basis\":\"演示\"}");
	for (int i = 0; i < p->n_units; i++) {
		TRY(find(p, "zhao@data", "org.list", arena_cstr(a, arena_fmt(a, "{\"no\":\"" STR_FMT "\"}", STR_ARG(p->units[i].no))), &p->units[i].org));
		TRY(find(p, "zhao@data", "org.list", arena_cstr(a, arena_fmt(a, "{\"no\":\"" STR_FMT "\"}", STR_ARG(p->units[i].sub_no))), &p->units[i].sub));
	}
	TRY(market(p, date_of(t->now)));
	*out = p;
	return OK;
}

/* ---- an application's life, step by step ---- */
enum step { ST_SYSTEM, ST_DRAFT, ST_SEND, ST_REVIEW, ST_SUBMIT, ST_ACCEPT, ST_ASK, ST_REPLY, ST_PROPOSE, ST_SIGN, ST_OPEN, ST_TRIAL, ST_TEST, ST_SUGGEST, ST_FILE, ST_CONFIRM, ST_GATE, ST_LIVE, ST_CLOSE, ST_DONE };

static const char *login(struct prefecture *p, const char *prefix, const struct app *x) { return arena_cstr(p->a, arena_fmt(p->a, "%s%02" PRId64, prefix, x->unit + 1)); }

static enum err start_system(struct prefecture *p, struct app *x)
{
	struct unit *u = &p->units[x->unit];
	bool net = roll(p, 3) == 0;
	int nth = u->n_systems++, more = nth / (int)COUNT(systems);

	x->title = arena_fmt(p->a, STR_FMT "%s", STR_ARG(u->name), systems[(size_t)(x->unit * 3 + nth) % COUNT(systems)]);
	if (more)
		x->title = arena_fmt(p->a, STR_FMT "（%d期）", STR_ARG(x->title), more + 1);
	SAY(made, p, login(p, "jingban@x", x), "info_system.create",
	    "{\"name\":\"" STR_FMT "\",\"level\":\"prefecture\",\"purpose\":[\"%s\"],\"stock_kind\":\"incremental\",\"hosting\":\"gov_cloud\",\"project_approval_no\":\"西发改数据〔2026〕%d号\",\"dj_level\":\"%s\",\"dj_filing_no\":\"5328%06d\","
	    "\"xinchuang_status\":\"full\",\"internet_facing\":%s,\"icp_no\":%s,\"users_total\":%d,\"concurrency\":%d,\"contacts\":[{\"name\":\"系统经办\"}]}",
	    STR_ARG(x->title), x->unit % 2 ? "gov_service" : "governance", 20 + p->n_apps, x->unit % 3 ? "level2" : "level3", 1000 + p->n_apps, net ? "true" : "false", net ? "\"滇ICP备2026000001号\"" : "null", 200 + roll(p, 5000), 20 + roll(p, 400));
	x->system = made.id;
	SAY(declared, p, login(p, "fuzeren@x", x), "info_system.declare", "{\"id\":\"%" PRId64 "\",\"comment\":\"本系统不存储、处理、传输涉密信息\"}", x->system);
	SAY(duty, p, login(p, "jingban@x", x), "info_system.responsibility", "{\"id\":\"%" PRId64 "\",\"competent_org\":\"%" PRId64 "\",\"operator_org\":\"%" PRId64 "\",\"security_responsible\":\"" STR_FMT "\",\"security_admin\":\"" STR_FMT "\"}",
	    x->system, u->org, u->sub, STR_ARG(person(p)), STR_ARG(person(p)));
	return OK;
}

static enum err draft(struct prefecture *p, struct app *x)
{
	struct str lines = STR("");
	int first = roll(p, 2) * 2;
	bool net = roll(p, 4) == 0;

	for (int i = 0; i < LINES; i++) {
		const struct need *n = i == 2 ? &storage : &needs[(size_t)(first + i) % COUNT(needs)];
		int qty = n->least + roll(p, n->most - n->least + 1);
		lines = arena_fmt(p->a, STR_FMT "%s{\"seq\":%d,\"item_code\":\"%s\",\"zone\":\"%s\",\"qty\":%d,\"use\":\"%s\",\"period_months\":12,%s\"sizing_basis\":{\"users\":%d,\"concurrency\":%d,\"formula\":\"并发 × 每核承载 × 1.3\",\"result\":\"%d\"}}",
				  STR_ARG(lines), i ? "," : "", i + 1, n->code, net ? "internet" : "extranet", qty, n->use, i == 2 ? "\"non_xc_reason\":\"块存储与计算共用后端，暂无对应信创条目\",\"non_xc_evidence\":\"服务商说明\"," : "", 100 + roll(p, 2000), 10 + roll(p, 200), qty);
	}
	SAY(made, p, login(p, "jingban@x", x), "application.draft",
	    "{\"type\":\"new\",\"system\":\"%" PRId64 "\",\"title\":\"" STR_FMT "\",\"reason\":\"新建系统上云，替代人工填报\",\"load_kind\":\"steady\",\"budget_source\":\"部门预算\",\"lines\":[" STR_FMT "],\"plan\":{\"arch_desc\":\"两层架构，应用与数据库分离\","
	    "\"security_design\":\"按等保要求设计\",\"backup_design\":\"每日增量、每周全量\",\"schedule\":\"两个月\",\"risks\":\"数据迁移窗口\"}}", x->system, STR_ARG(x->title), STR_ARG(lines));
	x->id = made.id;
	p->n.started++;
	return OK;
}

static enum err propose(struct prefecture *p, struct app *x)
{
	bool reduce = roll(p, 4) == 0;

	SAY(seen, p, "zhao@data", "application.get", "{\"id\":\"%" PRId64 "\"}", x->id);
	struct str lines = STR("");
	for (int i = 0; i < LINES; i++) {
		int64_t qty = 1;
		struct str text = json_at(p->a, seen.body, arena_fmt(p->a, "lines.%d.qty", i)), zone = json_at(p->a, seen.body, arena_fmt(p->a, "lines.%d.zone", i));
		if (str_int(text, &qty) != OK)
			break;
		bool cut = reduce && qty > 4;
		lines = arena_fmt(p->a, STR_FMT "%s{\"line\":%d,\"approved_qty\":%" PRId64 ",%s\"non_xc_approved\":true,\"assigned_pool\":\"%" PRId64 "\"}", STR_ARG(lines), i ? "," : "", i + 1, cut ? qty * 3 / 4 : qty,
				  cut ? "\"reduce_reason\":\"按同类系统利用率核减\"," : "", p->pool[str_is(zone, "internet") ? 2 : 0]);
	}
	SAY(done, p, "zhao@data", "application.propose", "{\"id\":\"%" PRId64 "\",\"lines\":[" STR_FMT "],\"text\":\"经审核，材料齐全，技术路线可行，按合理规划、按需分配的原则核定。\"}", x->id, STR_ARG(lines));
	return OK;
}

static enum err open_lines(struct prefecture *p, struct app *x)
{
	SAY(seen, p, "wang@csp", "application.get", "{\"id\":\"%" PRId64 "\"}", x->id);
	SAY(now, p, "wang@csp", "delivery.progress", "{\"id\":\"%" PRId64 "\"}", x->id);
	for (int i = 0; i < LINES; i++) {
		struct str id = json_at(p->a, seen.body, arena_fmt(p->a, "lines.%d.id", i)), qty = json_at(p->a, seen.body, arena_fmt(p->a, "lines.%d.approved_qty", i));
		bool opened = false;
		for (int j = 0; j < LINES; j++)
			opened |= str_eq(id, json_at(p->a, now.body, arena_fmt(p->a, "resources.%d.line", j)));
		if (!id.n || opened || str_is(qty, "0"))
			continue;
		SAY(made, p, "wang@csp", "delivery.open", "{\"id\":\"%" PRId64 "\",\"line\":\"" STR_FMT "\",\"qty\":" STR_FMT ",\"native_id\":\"i-%08x\",\"ips\":\"10.21.%d.%d\"}", x->id, STR_ARG(id), STR_ARG(qty), (unsigned)chance_below(&p->chance, 1 << 30),
		    roll(p, 200), 1 + roll(p, 250));
	}
	return OK;
}

/* A file in somebody's hands becomes an attachment. */
static enum err upload(struct prefecture *p, const char *login, const char *name, int64_t *id)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(64));
	struct answer a = { .arena = mine };
	struct upload file;
	struct request r;

	TRY(door_request(p->k, STR("attachment.upload"), arena_fmt(mine, "{\"name\":\"%s\"}", name), mine, &r, p->f));
	TRY(core_who_by_login(p->k, str_of(login), mine, &r.who, p->f));
	TRY(door_upload(p->k, str_of(name), STR("application/pdf"), STR("%PDF-1.4\n%%EOF\n"), mine, &file, p->f));
	r.upload = &file;
	core_call(p->k, &r, &a);
	*id = a.id;
	return a.err == OK ? OK : fail_set(p->f, a.err, a.fail.reason, "%s 上传 %s：%s", login, name, a.fail.sentence);
}

/* Both tests clean, and the letter signed by the owner in person. */
static enum err gate(struct prefecture *p, struct app *x)
{
	static const struct { const char *item, *file; } tests[] = { { "scan", "漏洞扫描报告.pdf" }, { "pentest", "渗透测试报告.pdf" } };
	const char *owner = login(p, "fuzeren@x", x);
	char day[16] = "";

	date_put(day, date_of(p->t->now));
	for (size_t i = 0; i < COUNT(tests); i++) {
		int64_t file = 0;
		TRY(upload(p, owner, tests[i].file, &file));
		SAY(done, p, owner, "security_test.create", "{\"kind\":\"%s\",\"system\":\"%" PRId64 "\",\"date\":\"%s\",\"agency\":\"州网络安全测评中心\",\"report_no\":\"CP-%06d\",\"n_critical\":0,\"n_high\":0,\"n_medium\":0,\"n_low\":%d,\"file\":\"%" PRId64 "\"}",
		    tests[i].item, x->system, day, roll(p, 999999), roll(p, 6), file);
	}
	SAY(letter, p, owner, "commitment.create", "{\"systems\":[\"%" PRId64 "\"],\"signer\":\"系统负责人\",\"signed_date\":\"%s\"}", x->system, day);
	return OK;
}

#define ACT(who, op) do { SAY(done_, p, who, op, "{\"id\":\"%" PRId64 "\"}", x->id); return OK; } while (0)
static enum err take_step(struct prefecture *p, struct app *x)
{
	switch ((enum step)x->step) {
	case ST_SYSTEM: return start_system(p, x);
	case ST_DRAFT:  return draft(p, x);
	case ST_SEND:   ACT(login(p, "jingban@x", x), "application.send");
	case ST_REVIEW: {
		SAY(done, p, login(p, "shenhe@d", x), "application.review", "{\"id\":\"%" PRId64 "\",\"passed\":true,\"opinion\":\"已统筹下属单位需求，与现有资源不重复，同意上报。\"}", x->id);
		return OK;
	}
	case ST_SUBMIT: ACT(login(p, "guanli@d", x), "application.submit");
	case ST_ACCEPT:
		if (!x->second_round && roll(p, 8) == 0) {
			SAY(done, p, "zhao@data", "application.decline", "{\"id\":\"%" PRId64 "\",\"defects\":[\"测算依据未写明高峰并发来源\",\"上云方案缺少回退安排\"]}", x->id);
			x->second_round = true;
			SAY(again, p, login(p, "jingban@x", x), "application.redraft", "{\"id\":\"%" PRId64 "\"}", x->id);
			x->step = ST_DRAFT;     /* the next steps are send, review, submit of round 2 */
			return OK;
		}
		ACT("zhao@data", "application.accept");
	case ST_ASK: {
		SAY(done, p, "zhao@data", "review_task.ask", "{\"application\":\"%" PRId64 "\",\"org\":\"%" PRId64 "\",\"kind\":\"csp\",\"aspects\":[\"completeness\",\"reasonableness\"],\"note\":\"请评估资源需求\"}", x->id, p->csp);
		x->task = done.id;
		return OK;
	}
	case ST_REPLY: {
		SAY(done, p, "wang@csp", "review_task.reply", "{\"id\":\"%" PRId64 "\",\"result\":\"support\",\"opinion\":\"需求完整，资源池可以承载。\"}", x->task);
		return OK;
	}
	case ST_PROPOSE: return propose(p, x);
	case ST_SIGN:    ACT("qian@data", "application.sign");
	case ST_OPEN:    return open_lines(p, x);
	case ST_TRIAL:   ACT("wang@csp", "delivery.trial_ready");
	case ST_TEST: {
		SAY(done, p, login(p, "jingban@x", x), "delivery.test", "{\"id\":\"%" PRId64 "\",\"load_result\":\"并发 %d，CPU 峰值 %d%%\",\"conclusion\":\"满足要求\"}", x->id, 50 + roll(p, 300), 30 + roll(p, 40));
		return OK;
	}
	case ST_SUGGEST: {
		SAY(done, p, "wang@csp", "delivery.suggest", "{\"id\":\"%" PRId64 "\",\"no_adjustment\":true,\"basis\":\"测试负载与核定规格相符，无需调整\"}", x->id);
		return OK;
	}
	case ST_FILE: ACT("zhao@data", "delivery.file");
	case ST_CONFIRM: {
		int64_t order;
		TRY(find(p, login(p, "jingban@x", x), "delivery_order.list", arena_cstr(p->a, arena_fmt(p->a, "{\"application\":\"%" PRId64 "\"}", x->id)), &order));
		SAY(done, p, login(p, "jingban@x", x), "delivery_order.confirm", "{\"id\":\"%" PRId64 "\",\"comment\":\"已收到\"}", order);
		p->n.delivered++;
		return OK;
	}
	case ST_GATE:  return gate(p, x);
	case ST_LIVE:  ACT(login(p, "fuzeren@x", x), "delivery.go_live");
	case ST_CLOSE: ACT("zhao@data", "delivery.close");
	case ST_DONE:  break;
	}
	return OK;
}

static struct date later(struct prefecture *p, int days) { return date_add(date_of(p->t->now), 1 + roll(p, days)); }

/* Units confirm last month's bills, most of them in time. */
static enum err confirm_bills(struct prefecture *p)
{
	for (int i = 0; i < p->n_units; i++) {
		struct app x = { .unit = i };
		const char *who = login(p, "jingban@x", &x);
		int64_t id;
		if (roll(p, 3))
			continue;
		if (find(p, who, "bill.list", "{\"state\":\"published\",\"sort\":\"month\"}", &id) != OK) {
			fail_clear(p->f);
			continue;
		}
		const char *what = roll(p, 30) ? "bill.confirm" : "bill.dispute";
		SAY(done, p, who, what, "{\"id\":\"%" PRId64 "\",\"comment\":\"%s\"}", id, strcmp(what, "bill.confirm") == 0 ? "核对无误" : "本月十日起停用一台，请核对");
		p->n.bills++;
	}
	return OK;
}

/* People read what came in yesterday; today's is left for whoever looks. */
static enum err read_inboxes(struct prefecture *p)
{
	static const char *const people_[] = { "zhao@data", "qian@data", "sun@data", "li@data", "wang@csp", "feng@csp" };

	for (size_t i = 0; i < COUNT(people_); i++) {
		SAY(done, p, people_[i], "message.read_all", "%s", "{}");
	}
	return OK;
}

/* What nobody may do is tried, and must be refused or denied. */
static enum err misbehave(struct prefecture *p, struct app *x)
{
	static const struct { const char *who, *op, *more; bool unit; } tries[] = {
		{ "jingban@x", "application.submit", "", true }, { "wang@csp", "application.accept", "", false }, { "jingban@x", "application.sign", "", true }, { "zhao@data", "application.decline", ",\"defects\":[]", false },
		{ "zhao@data", "application.sign", "", false }, { "wang@csp", "delivery.file", "", false }, { "guanli@d", "application.terminate", ",\"comment\":\"x\"", true }, { "jingban@x", "delivery.issue", "", true },
	};
	size_t i = (size_t)roll(p, (int)COUNT(tries));
	struct reply r = say(p, tries[i].unit ? login(p, tries[i].who, x) : tries[i].who, tries[i].op, "{\"id\":\"%" PRId64 "\"%s}", x->id, tries[i].more);

	if (r.err == OK)
		return fail_set(p->f, E_CORRUPT, "sim.allowed", "%s 居然办成了 %s（申请 %" PRId64 "）", tries[i].who, tries[i].op, x->id);
	p->n.refused++;
	return OK;
}

static enum err meet_fate(struct prefecture *p, struct app *x);

enum err prefecture_day(struct prefecture *p, bool unruly, struct fail *f)
{
	struct date day = date_of(p->t->now);

	p->f = f;
	if (p->n_apps < p->target && p->n_apps < APPS_MAX && roll(p, 3) == 0)
		p->apps[p->n_apps] = (struct app){ .unit = p->n_apps % p->n_units, .stop = ST_DONE, .next = day }, p->n_apps++;
	for (int i = 0; i < p->n_apps; i++) {
		struct app *x = &p->apps[i];
		if (x->step >= x->stop || x->next.day > day.day || date_weekday(day) > 5)
			continue;
		enum err e = take_step(p, x);
		if (e != OK)
			return e;
		TRY(core_tick(p->k, f));
		if (++x->step >= x->stop && x->fate != FATE_NONE) {
			TRY(meet_fate(p, x));
			x->fate = FATE_NONE;
		}
		x->next = x->step <= ST_SUBMIT ? day : later(p, 2);
		if (unruly && x->id && roll(p, 3) == 0)
			TRY(misbehave(p, x));
	}
	if (date_weekday(day) <= 5) {
		TRY(confirm_bills(p));
		TRY(read_inboxes(p));
	}
	return core_tick(p->k, f);
}

struct prefecture_counts prefecture_counts(const struct prefecture *p) { return p->n; }

/* ---- the demonstration ---- */
static enum err must_be_empty(struct core *k, struct arena *a, struct fail *f)
{
	struct answer ans = { .arena = a };

	if (door_call(k, STR(""), STR("account.first_needed"), STR_NONE, &ans) != OK) {
		*f = ans.fail;
		return ans.err;
	}
	return str_is(json_at(a, ans.body, STR("needed")), "true") ? OK : fail_set(f, E_CONFLICT, "not_empty", "库里已有数据，演示数据只装入空库");
}

/* A last handful is left standing in every state, so that each party's first page has something to do. Each starts as many days
 * before today as its road takes, so that what waits is fresh, but for the one that is left to be late. */
static void leave_standing(struct prefecture *p, int days_left)
{
	static const struct { int stop, days; enum fate fate; } standing[] = {
		{ ST_SEND, 1, FATE_NONE }, { ST_SEND, 3, FATE_NONE }, { ST_REVIEW, 1, FATE_NONE }, { ST_REVIEW, 2, FATE_NONE }, { ST_SUBMIT, 2, FATE_NONE }, { ST_ACCEPT, 1, FATE_NONE }, { ST_ACCEPT, 4, FATE_NONE },
		{ ST_ACCEPT, 6, FATE_NONE }, { ST_ACCEPT, 9, FATE_NONE }, { ST_ASK, 5, FATE_NONE }, { ST_REPLY, 7, FATE_NONE }, { ST_PROPOSE, 8, FATE_NONE }, { ST_SIGN, 9, FATE_NONE }, { ST_SIGN, 10, FATE_NONE },
		{ ST_OPEN, 12, FATE_NONE }, { ST_OPEN, 13, FATE_NONE }, { ST_TRIAL, 16, FATE_NONE }, { ST_TEST, 20, FATE_NONE }, { ST_SUGGEST, 20, FATE_NONE }, { ST_FILE, 33, FATE_NONE }, { ST_CONFIRM, 34, FATE_NONE },
		{ ST_GATE, 30, FATE_NONE }, { ST_CLOSE, 35, FATE_NONE }, { ST_REVIEW, 5, FATE_INTERNAL_REJECT }, { ST_ACCEPT, 8, FATE_WITHDRAW }, { ST_ACCEPT, 9, FATE_DECLINE }, { ST_SIGN, 16, FATE_REJECT }, { ST_PROPOSE, 18, FATE_TERMINATE },
	};

	for (size_t i = 0; i < COUNT(standing); i++)
		if (standing[i].days == days_left && p->n_apps < APPS_MAX)
			p->apps[p->n_apps] = (struct app){ .unit = (p->n_apps * 7) % p->n_units, .stop = standing[i].stop, .fate = standing[i].fate, .second_round = true, .next = date_of(p->t->now) }, p->n_apps++;
}

/* Another end than the straight road's: taken where the application stands. */
static enum err meet_fate(struct prefecture *p, struct app *x)
{
	switch (x->fate) {
	case FATE_INTERNAL_REJECT: {
		SAY(done, p, login(p, "shenhe@d", x), "application.review", "{\"id\":\"%" PRId64 "\",\"passed\":false,\"opinion\":\"与已有系统功能重复，请合并需求后再报。\"}", x->id);
		return OK;
	}
	case FATE_WITHDRAW: {
		SAY(done, p, login(p, "guanli@d", x), "application.withdraw", "{\"id\":\"%" PRId64 "\",\"comment\":\"建设计划调整\"}", x->id);
		return OK;
	}
	case FATE_DECLINE: {
		SAY(done, p, "zhao@data", "application.decline", "{\"id\":\"%" PRId64 "\",\"defects\":[\"测算依据未写明高峰并发来源\",\"上云方案缺少回退安排\"]}", x->id);
		return OK;
	}
	case FATE_REJECT: {
		SAY(seen, p, "zhao@data", "application.propose", "{\"id\":\"%" PRId64 "\",\"result\":\"reject\",\"text\":\"需求可由现有平台满足，不同意新增资源。\"}", x->id);
		SAY(done, p, "qian@data", "application.sign", "{\"id\":\"%" PRId64 "\"}", x->id);
		return OK;
	}
	case FATE_TERMINATE: {
		SAY(done, p, "qian@data", "application.terminate", "{\"id\":\"%" PRId64 "\",\"comment\":\"项目立项撤销\"}", x->id);
		return OK;
	}
	case FATE_NONE: break;
	}
	return OK;
}

static enum err fill(struct core *k, struct timer *t, struct arena *a, const struct demo_opts *o, struct fail *f)
{
	struct prefecture *p = NULL;
	struct date first = date_of(t->now);

	TRY(must_be_empty(k, a, f));
	TRY(prefecture_found(k, t, a, o, f, &p));
	for (int d = 0; d < o->days; d++) {
		t->now = (struct instant){ date_start(date_add(first, d)).ms + HOURS(9) + MINUTES(30) };
		leave_standing(p, o->days - d);
		TRY(prefecture_day(p, false, f));
		if (o->progress && d % 30 == 0) {
			fprintf(stderr, "\r装入演示数据 %d/%d 天", d, o->days);
			fflush(stderr);
		}
	}
	if (o->progress)
		fprintf(stderr, "\r装入演示数据 完成          \n");
	return OK;
}

/* An existing file is looked into before anything is made. */
static enum err file_is_empty(const char *store_url, const char *files_dir, struct arena *a, struct fail *f)
{
	struct core_opts co = { .store_url = store_url, .features = features, .files_dir = files_dir };
	struct core *k = NULL;

	TRY(core_open(&co, f, &k));
	enum err e = must_be_empty(k, a, f);
	core_close(k);
	return e;
}

enum err demo_fill(const char *store_url, const char *files_dir, const struct demo_opts *o, struct fail *f)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1024));
	struct timer t = { true, { date_start(date_add(o->today, -o->days)).ms + HOURS(9) } };
	const char *path = strncmp(store_url, "sqlite:", 7) == 0 && strcmp(store_url, "sqlite::memory:") != 0 ? store_url + 7 : NULL;
	struct core_opts co = { .store_url = path ? "sqlite::memory:" : store_url, .features = features, .files_dir = files_dir, .timer = &t, .chance = chance_seed((uint64_t)o->seed), .cheap_passwords = o->cheap };
	struct core *k = NULL;

	if (path && file_exists(path)) {
		TRY(file_is_empty(store_url, files_dir, a, f));
		TRY(store_wipe(store_url, f));   /* nobody is in it yet; the whole file takes its place */
	}
	TRY(core_open(&co, f, &k));
	/* Filled in memory and saved at once: half a demonstration is never taken for a whole one. */
	enum err e = fill(k, &t, a, o, f);
	if (e == OK && path)
		e = core_save(k, path, f);
	core_close(k);
	return e;
}

void demo_print_logins(FILE *to)
{
	fprintf(to, "演示登录名（口令都是 %s）\n"
		    "  主管部门  zhao@data 受理  qian@data 审批  sun@data 签发  li@data 财务  zhou@data 安全  wu@data 负责人\n"
		    "  申请单位  guanli@d01 资源管理员  shenhe@d01 内部审核（d01 至 d34）\n"
		    "  上云单位  jingban@x01 经办  fuzeren@x01 系统负责人（x01 至 x34）\n"
		    "  云服务商  wang@csp 运营  feng@csp 运维  chen@csp 安全  chu@csp 财务  wei@csp 负责人\n"
		    "  会办部门  dept@wx    审计监督  audit@sj\n"
		    "  三员      sys 系统管理员  sec 安全管理员  aud 审计管理员\n", password);
}
