/* The founding: units, people, catalogue, contract, prices, pools, and what has been running since before. */
#include <stdio.h>
#include "cmd/prefecture.h"
#include "domain/calendar/calendar.h"
#include "domain/calendar/calendar_data.h"

const char password[] = "Yunguan-2026";

/* An applying unit, the unit below it that uses the cloud, and what that unit's systems are called. */
static const struct { const char *name, *sub, *systems[UNIT_SYSTEMS]; } units[] = {
	{ "发展和改革委员会", "价格认证中心", { "投资项目在线审批监管平台", "价格监测系统", "公共信用信息平台" } },
	{ "教育体育局", "教育信息化中心", { "学籍管理系统", "教育资源公共服务平台", "中考招生录取系统" } },
	{ "科学技术局", "科技情报研究所", { "科技项目管理系统", "科技成果登记系统", "科普资源平台" } },
	{ "民族宗教事务局", "民族文化研究所", { "民族文化资源库", "宗教活动场所管理系统", "民族团结进步示范创建系统" } },
	{ "公安局", "公安科技信息化中心", { "旅店业治安管理系统", "交通违法处理平台", "居住证办理系统" } },
	{ "民政局", "居民家庭经济状况核对中心", { "社会救助核对系统", "养老服务信息平台", "婚姻登记预约系统" } },
	{ "司法局", "公共法律服务中心", { "法律援助管理系统", "社区矫正管理平台", "行政执法监督系统" } },
	{ "财政局", "财政信息中心", { "预算管理一体化系统", "非税收入收缴系统", "政府采购管理系统" } },
	{ "人力资源和社会保障局", "社会保险中心", { "社会保险经办系统", "就业创业服务平台", "劳动人事争议调解系统" } },
	{ "自然资源和规划局", "不动产登记中心", { "不动产登记系统", "国土空间规划一张图", "地质灾害监测预警系统" } },
	{ "生态环境局", "生态环境监测站", { "空气质量监测系统", "污染源在线监控平台", "排污许可管理系统" } },
	{ "住房和城乡建设局", "房产交易中心", { "房屋网签备案系统", "保障性住房管理系统", "建筑工地监管平台" } },
	{ "交通运输局", "公路养护中心", { "公路养护管理系统", "道路运输政务服务系统", "农村公路管理平台" } },
	{ "农业农村局", "农产品质量安全检测中心", { "农产品质量追溯平台", "高标准农田管理系统", "动物检疫电子出证系统" } },
	{ "水利局", "水旱灾害防御中心", { "山洪灾害监测预警平台", "河湖长制管理系统", "水资源监控系统" } },
	{ "商务局", "电子商务服务中心", { "口岸通关服务平台", "商务运行监测系统", "边民互市管理系统" } },
	{ "文化和旅游局", "文化旅游推广中心", { "旅游投诉处置平台", "公共文化云平台", "景区客流监测系统" } },
	{ "卫生健康委员会", "疾病预防控制中心", { "全民健康信息平台", "传染病监测预警系统", "预防接种管理系统" } },
	{ "退役军人事务局", "退役军人服务中心", { "优抚对象管理系统", "退役军人就业服务平台", "烈士纪念设施管理系统" } },
	{ "应急管理局", "应急指挥保障中心", { "应急指挥调度平台", "安全生产监管系统", "森林火险预警系统" } },
	{ "审计局", "审计数据分析中心", { "审计项目管理系统", "审计数据分析平台", "审计整改跟踪系统" } },
	{ "外事办公室", "对外交流服务中心", { "因公出国管理系统", "涉外事务服务平台", "领事保护宣传门户" } },
	{ "市场监督管理局", "质量技术监督检测中心", { "企业开办服务平台", "特种设备监管系统", "食品安全抽检系统" } },
	{ "统计局", "普查中心", { "统计联网直报辅助系统", "普查数据处理系统", "经济运行分析平台" } },
	{ "医疗保障局", "医疗保险基金中心", { "医保基金监管系统", "异地就医备案系统", "医疗救助管理系统" } },
	{ "林业和草原局", "林业有害生物防治检疫站", { "林权管理系统", "亚洲象监测预警平台", "森林资源管理系统" } },
	{ "政务服务管理局", "公共资源交易中心", { "一网通办服务平台", "公共资源交易系统", "政务服务热线系统" } },
	{ "信访局", "信访接待中心", { "网上信访系统", "矛盾纠纷排查系统", "信访视频接访系统" } },
	{ "乡村振兴局", "防止返贫监测中心", { "防返贫监测系统", "帮扶项目管理系统", "消费帮扶平台" } },
	{ "供销合作社联合社", "农资配送服务中心", { "农资储备管理系统", "茶叶购销服务平台", "社有资产管理系统" } },
	{ "档案馆", "电子档案中心", { "电子档案管理系统", "民生档案查询平台", "档案数字化加工系统" } },
	{ "机关事务管理局", "机关后勤服务中心", { "公务用车管理系统", "公共机构节能平台", "办公用房管理系统" } },
	{ "国防动员办公室", "人防指挥信息保障中心", { "人防工程管理系统", "防空警报控制系统", "动员潜力统计系统" } },
	{ "投资促进局", "招商服务中心", { "招商项目管理系统", "投资服务门户", "产业园区信息平台" } },
};

/* Rows of one unit's people and their posts. */
static void people_rows(struct prefecture *p, int unit, bool managers, struct buf *who, struct buf *roles)
{
	static const struct { const char *prefix, *role, *post; bool manages; } posts[] = {
		{ "guanli@d", "appu_manager", "信息科长", true }, { "shenhe@d", "appu_reviewer", "办公室主任", true }, { "jingban@x", "user_handler", "系统经办", false }, { "fuzeren@x", "user_owner", "系统负责人", false },
	};
	struct unit *u = &p->units[unit];

	for (size_t j = 0; j < COUNT(posts); j++) {
		if (posts[j].manages && !managers)
			continue;
		struct str name = person(p), no = posts[j].manages ? u->no : u->sub_no;
		if (!posts[j].manages)
			*(j == 2 ? &u->handler : &u->owner) = name;
		buf_fmt(who, STR_FMT "," STR_FMT ",%s,%s,,%s%02d,%s\n", STR_ARG(no), STR_ARG(name), mobile(p), posts[j].post, posts[j].prefix, unit + 1, password);
		buf_fmt(roles, "%s%02d,%s\n", posts[j].prefix, unit + 1, posts[j].role);
	}
}

#define WHO_HEADER   "org_no,name,mobile,post,duty_kind,login,password\n"
#define ROLES_HEADER "login,roles\n"
enum err unit_people(struct prefecture *p, int unit, bool managers)
{
	CLEANUP(buf_done) struct buf who = BUF_MAX(KIB(16)), roles = BUF_MAX(KIB(16));

	buf_add(&who, STR(WHO_HEADER));
	buf_add(&roles, STR(ROLES_HEADER));
	people_rows(p, unit, managers, &who, &roles);
	TRY(import(p, "sys", "people", buf_str(&who)));
	return import(p, "sec", "roles", buf_str(&roles));
}

static enum err people(struct prefecture *p)
{
	CLEANUP(buf_done) struct buf orgs = BUF_MAX(MIB(4)), who = BUF_MAX(MIB(4)), roles = BUF_MAX(MIB(4));
	static const struct { const char *login, *post, *role; } authority[] = {
		{ "zhao@data", "受理岗", "auth_handler" }, { "qian@data", "审批岗", "auth_approver" }, { "sun@data", "签发岗", "auth_issuer" }, { "li@data", "财务岗", "auth_finance" },
		{ "zhou@data", "安全岗", "auth_security" }, { "wu@data", "负责人", "auth_observer" }, { "tian@data", "受理岗", "auth_handler" }, { "jin@data", "审批岗", "auth_approver" },
	};
	static const struct { const char *login, *post, *role; } provider[] = {
		{ "wang@csp", "运营", "csp_operation" }, { "feng@csp", "运维", "csp_maintenance" }, { "chen@csp", "安全", "csp_security" }, { "chu@csp", "财务", "csp_finance" }, { "wei@csp", "负责人", "csp_head" },
	};

	buf_add(&orgs, STR("no,name,short_name,kind,unit_type,level,fund_source,parent_no,region_code\n"));
	buf_add(&who, STR(WHO_HEADER));
	buf_add(&roles, STR(ROLES_HEADER));
	buf_add(&orgs, STR("CSP-01,彩云数智有限公司,彩云数智,csp,enterprise,other,self,,530000\n532800901,州信息技术中心,信息中心,tech,welfare_one,prefecture,full,,532800\n"
			   "532800902,州委网信办,网信办,dept,party_gov,prefecture,full,,532800\n532800903,州审计局监督处,审计监督,audit,party_gov,prefecture,full,,532800\n"));
	for (size_t i = 0; i < COUNT(authority); i++) {
		struct str name = person(p);
		buf_fmt(&who, "532800001," STR_FMT ",%s,%s,,%s,%s\n", STR_ARG(name), mobile(p), authority[i].post, authority[i].login, password);
		buf_fmt(&roles, "%s,%s\n", authority[i].login, authority[i].role);
	}
	for (size_t i = 0; i < COUNT(provider); i++) {
		struct str name = person(p);
		buf_fmt(&who, "CSP-01," STR_FMT ",%s,%s,,%s,%s\n", STR_ARG(name), mobile(p), provider[i].post, provider[i].login, password);
		buf_fmt(&roles, "%s,%s\n", provider[i].login, provider[i].role);
	}
	struct str dept = person(p), auditor = person(p);
	buf_fmt(&who, "532800902," STR_FMT ",%s,会办,,dept@wx,%s\n", STR_ARG(dept), mobile(p), password);
	buf_fmt(&who, "532800903," STR_FMT ",%s,审计,,audit@sj,%s\n", STR_ARG(auditor), mobile(p), password);
	buf_add(&roles, STR("dept@wx,dept_reviewer\naudit@sj,auditor\n"));
	for (int i = 0; i < p->n_units; i++) {
		struct unit *u = &p->units[i];
		int batch = i / (int)COUNT(units);
		const char *again = batch ? text(p, "%d", batch + 1) : "";     /* a prefecture larger than the table: only the simulator's */
		u->of = i % (int)COUNT(units);
		u->alike = batch > 0;
		u->no = arena_fmt(p->a, "5328%05d", 10100 + i * 10);
		u->sub_no = arena_fmt(p->a, "5328%05d", 10101 + i * 10);
		u->name = arena_fmt(p->a, "州%s%s", units[u->of].name, again);
		u->sub_name = arena_fmt(p->a, "州%s%s", units[u->of].sub, again);
		buf_fmt(&orgs, STR_FMT "," STR_FMT ",,applicant,party_gov,prefecture,full,,532800\n" STR_FMT "," STR_FMT ",,user,welfare_one,prefecture,full," STR_FMT ",532800\n", STR_ARG(u->no), STR_ARG(u->name),
			STR_ARG(u->sub_no), STR_ARG(u->sub_name), STR_ARG(u->no));
		u->d = i;
		people_rows(p, i, true, &who, &roles);
	}
	TRY(import(p, "sys", "orgs", buf_str(&orgs)));
	TRY(import(p, "sys", "people", buf_str(&who)));
	return import(p, "sec", "roles", buf_str(&roles));
}

static enum err market(struct prefecture *p, struct date founded)
{
	char day[16] = "", later[16] = "";
	int64_t catalog, contract, procurement;

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
	SAY(con, p, "zhao@data", "contract.create", "{\"no\":\"XSBN-HT-01\",\"name\":\"州级政务云服务合同\",\"csp\":\"%" PRId64 "\",\"procurement\":\"%" PRId64 "\",\"signed_date\":\"%s\",\"from_date\":\"%s\",\"to_date\":\"%s\",\"cap_fen\":1200000000,\"sla\":[{\"service\":\"compute\",\"target_bp\":9990},{\"service\":\"storage\",\"target_bp\":9995}],\"deductions\":[{\"below_bp\":9990,\"deduct_bp\":300},{\"below_bp\":9900,\"deduct_bp\":1000}]}",
	    p->csp, procurement, day, day, later);
	contract = con.id;
	SAY(prices, p, "zhao@data", "contract.price_from_catalog", "{\"id\":\"%" PRId64 "\",\"discount_bp\":8500}", contract);
	SAY(active, p, "sun@data", "contract.activate", "{\"id\":\"%" PRId64 "\"}", contract);
	SAY(s1, p, "zhao@data", "site.create", "{\"name\":\"景洪生产中心\",\"kind\":\"production\",\"city\":\"景洪\",\"csp\":\"%" PRId64 "\"}", p->csp);
	p->site = s1.id;
	SAY(s2, p, "zhao@data", "site.create", "{\"name\":\"景洪同城灾备中心\",\"kind\":\"local_dr\",\"city\":\"景洪\",\"csp\":\"%" PRId64 "\"}", p->csp);
	SAY(s3, p, "zhao@data", "site.create", "{\"name\":\"昆明异地灾备中心\",\"kind\":\"remote_dr\",\"city\":\"昆明\",\"csp\":\"%" PRId64 "\"}", p->csp);
	static const struct { const char *no, *name, *zone, *arch, *xc, *driver; int cpu; } pools[] = {
		{ "WX1", "政务外网区信创池", "extranet", "kunpeng", "true", "manual", 9600 }, { "WT1", "政务外网区通用池", "extranet", "x86", "false", "manual", 4800 }, { "HL1", "互联网区信创池", "internet", "hygon", "true", "fake", 4800 },
		{ "WX2", "政务外网区信创二池", "extranet", "hygon", "true", "manual", 9600 },
	};
	for (size_t i = 0; i < COUNT(pools); i++) {
		SAY(made, p, "zhao@data", "pool.create", "{\"no\":\"%s\",\"name\":\"%s\",\"site\":\"%" PRId64 "\",\"zone\":\"%s\",\"arch\":\"%s\",\"xinchuang\":%s,\"driver\":\"%s\",\"cap_vcpu\":%d,\"cap_mem_gb\":%d,\"cap_sto_gb\":%d,\"cap_bw_mbps\":2000}",
		    pools[i].no, pools[i].name, p->site, pools[i].zone, pools[i].arch, pools[i].xc, pools[i].driver, pools[i].cpu, pools[i].cpu * 6, pools[i].cpu * 80);
		p->pool[i] = made.id;
	}
	return OK;
}

/* What has been running since before the platform: some units' old systems, taken up by file; half of them do little. */
static enum err accounting(struct prefecture *p, int old)
{
	CLEANUP(buf_done) struct buf csv = BUF_MAX(MIB(1));

	buf_add(&csv, STR("name,item_code,qty,system_no,user_org_no,pool_no,contract_no,origin,native_id,expire_date\n"));
	p->n_old = old;
	for (int i = 0; i < old; i++) {
		struct unit *u = &p->units[i];
		const char *handler = login_of(p, "jingban@x", i);
		struct str title = system_title(p, i);
		SAY(made, p, handler, "info_system.create", "{\"name\":\"" STR_FMT "\",\"level\":\"prefecture\",\"purpose\":[\"internal\"],\"stock_kind\":\"stock\",\"hosting\":\"gov_cloud\",\"dj_level\":\"level2\",\"xinchuang_status\":\"full\",\"contacts\":[{\"name\":\"" STR_FMT "\"}]}",
		    STR_ARG(title), STR_ARG(u->handler));
		SAY(declared, p, login_of(p, "fuzeren@x", i), "info_system.declare", "{\"id\":\"%" PRId64 "\",\"comment\":\"本系统不存储、处理、传输涉密信息\"}", made.id);
		struct str no = json_at(p->a, made.body, STR("no"));
		buf_fmt(&csv, STR_FMT "应用服务器,CMP-VM-KP-C,16," STR_FMT "," STR_FMT ",WX1,XSBN-HT-01,原服务合同,i-old-%d,%s\n", STR_ARG(title), STR_ARG(no), STR_ARG(u->sub_no), i, i % 3 ? "" : day_text(p, 240));
		buf_fmt(&csv, STR_FMT "内存,CMP-VM-KP-M,32," STR_FMT "," STR_FMT ",WX1,XSBN-HT-01,原服务合同,m-old-%d,\n", STR_ARG(title), STR_ARG(no), STR_ARG(u->sub_no), i);
		p->living[p->n_living++] = (struct living){ .unit = i, .system = arena_fmt(p->a, "%" PRId64, made.id), .title = title, .low = i % 2 == 0 };
	}
	return import(p, "zhao@data", "resources", buf_str(&csv));
}

struct str system_title(struct prefecture *p, int unit)
{
	/* What any unit has; then the next phase of what it has. */
	static const char *const common[] = { "移动办公系统", "公文交换系统", "业务档案系统", "数据分析平台", "公众服务门户" };
	enum { NAMES_MAX = UNIT_SYSTEMS + COUNT(common) };
	struct unit *u = &p->units[unit];
	int nth = u->n_systems++, phase = nth / NAMES_MAX, i = nth % NAMES_MAX;

	/* Systems of a division, and of a unit that the table holds a second time, bear their unit's name. */
	struct str whose = u->alike ? u->sub_name : i < UNIT_SYSTEMS ? STR("州") : u->name;
	struct str title = arena_fmt(p->a, STR_FMT "%s", STR_ARG(whose), i < UNIT_SYSTEMS ? units[u->of].systems[i] : common[i - UNIT_SYSTEMS]);
	static const char *const phases[] = { "二", "三", "四", "五" };
	return !phase ? title : phase <= (int)COUNT(phases) ? arena_fmt(p->a, STR_FMT "（%s期）", STR_ARG(title), phases[phase - 1]) : arena_fmt(p->a, STR_FMT "（%d期）", STR_ARG(title), phase + 1);
}

enum err prefecture_found(struct core *k, struct timer *t, struct arena *a, const struct demo_opts *o, struct fail *f, struct prefecture **out)
{
	struct prefecture *p = ARENA_NEW(a, struct prefecture);

	*p = (struct prefecture){ .k = k, .t = t, .a = a, .chance = chance_seed((uint64_t)o->seed), .f = f, .n_units = MIN2(o->units, UNITS_MAX), .meddled = o->meddled, .trace = o->trace };
	p->target = p->n_units * o->apps_per_unit;
	SAY(first, p, "", "account.first",
	    "{\"authority_name\":\"州数据局\",\"org_no\":\"532800001\",\"sys_admin\":{\"login\":\"sys\",\"name\":\"何系安\",\"mobile\":\"13800000001\",\"password\":\"%s\"},"
	    "\"sec_admin\":{\"login\":\"sec\",\"name\":\"许安平\",\"mobile\":\"13800000002\",\"password\":\"%s\"},\"audit_admin\":{\"login\":\"aud\",\"name\":\"高申明\",\"mobile\":\"13800000003\",\"password\":\"%s\"}}", password, password, password);
	TRY(import(p, "sys", "calendar_national", calendar_builtin_csv(false)));
	TRY(import(p, "sys", "calendar_local", calendar_builtin_csv(true)));
	TRY(people(p));
	/* Its passwords are printed in its own manual, so nobody is made to change them; and whoever looks at it goes from one person to the
	 * next, without ten telephones. */
	SAY(shown, p, "sun@data", "param.set", "{\"key\":\"platform.demonstration\",\"value\":\"true\",\"basis\":\"演示：看的人知道数据不是真的\"}");
	SAY(people, p, "sun@data", "param.set", "{\"key\":\"platform.demonstration_people\",\"value\":\"guanli@d01,shenhe@d01,zhao@data,wang@csp,qian@data\",\"basis\":\"演示：一份申请从提交到账单经过的人\"}");
	SAY(factor, p, "sun@data", "param.set", "{\"key\":\"login.second_factor\",\"value\":\"optional\",\"basis\":\"演示：一个人要看各方的画面，第二因素不强求\"}");
	SAY(doors, p, "sun@data", "param.set", "{\"key\":\"session.max\",\"value\":\"100\",\"basis\":\"演示：同一个人可以开几个窗口看\"}");
	SAY(unused, p, "sun@data", "param.set", "{\"key\":\"account.idle_days\",\"value\":\"0\",\"basis\":\"演示：放着的演示数据随时可看\"}");
	SAY(enforce, p, "sun@data", "param.set", "{\"key\":\"password.enforce\",\"value\":\"false\",\"basis\":\"演示\"}");
	for (int i = 0; i < p->n_units; i++) {
		TRY(find(p, "zhao@data", "org.list", arena_cstr(a, arena_fmt(a, "{\"no\":\"" STR_FMT "\"}", STR_ARG(p->units[i].no))), &p->units[i].org));
		TRY(find(p, "zhao@data", "org.list", arena_cstr(a, arena_fmt(a, "{\"no\":\"" STR_FMT "\"}", STR_ARG(p->units[i].sub_no))), &p->units[i].sub));
	}
	TRY(market(p, date_of(t->now)));
	TRY(accounting(p, MIN2(o->old, p->n_units)));
	*out = p;
	return OK;
}

