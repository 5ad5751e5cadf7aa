/* Things of other kinds: what the catalogue lacks, pools for some alone, people and units that change, low-use cases, reports of the provider. */
#include <stdio.h>
#include "cmd/prefecture.h"

/* ---- any running system: nothing of it is taken ---- */
static bool point(struct prefecture *p, struct matter *m)
{
	for (int tries = 0; p->n_living && tries < 20; tries++) {
		struct living *l = &p->living[roll(p, p->n_living)];
		if (m->unit >= 0 && m->unit != l->unit)
			continue;
		m->unit = l->unit;
		m->title = l->title;
		matter_keep(m, "system", l->system);
		return true;
	}
	return false;
}

/* ---- off the catalogue ---- */
static enum err wish(struct prefecture *p, struct matter *m, enum turn *turn)
{
	static const char *const wishes[] = { "三维地形引擎", "盲文转写软件", "古籍识别软件", "气象雷达解码器", "手语数字人" };
	(void)turn;
	matter_keep(m, "wish", str_of(wishes[roll(p, (int)COUNT(wishes))]));
	return OK;
}
static const struct step off_catalog_steps[] = {
	{ "jingban@x", "adaptation.create", "{'system':'$system','wanted':'$wish','category':'software','qty':1,'unit':'套','use':'专项业务'}", "wanted:id", .prepare = wish },
	{ "jingban@x", "adaptation.fail", "{'id':'$wanted','reason':'目录内的软件服务都不具备这种能力'}" },
	{ "jingban@x", "off_catalog.draft", "{'adaptation':'$wanted','reason':'专项业务需要','budget_fen':12000000,'budget_source':'专项资金','procure_method':'竞争性磋商'}", "id:application", .flags = AGAIN },
	{ "jingban@x", "application.send" },
	{ "shenhe@d", "application.review", "{'id':'$id','passed':true,'opinion':'同意'}", .flags = AGAIN },
	{ "guanli@d", "application.submit", .may = "off_catalog.equivalent" },
	{ "zhao@data", "application.accept", .rest = 2 },
	{ "zhao@data", "off_catalog.terms", "{'id':'$id','consent_conditions':'部署在政务云上'}", .flags = AGAIN | ANYTIME },
	{ "zhao@data", "application.propose", "{'id':'$id','result':'agree','text':'同意'}", .rest = 2, .flags = AGAIN },
	{ "qian@data", "application.sign", .rest = 20 },
	{ "jingban@x", "off_catalog.purchase", "{'id':'$id','supplier':'雨林软件有限公司','purchase_contract_no':'CG-$day','purchase_fen':9000000,'purchased_on':'$day'}" }, { 0 }
};
static const struct detour off_catalog_detours[] = {
	{ "application.sign", 4, { { "zhao@data", "application.propose", "{'id':'$id','result':'reject','text':'可以由现有平台开发'}", .flags = AGAIN }, { "qian@data", "application.sign" } }, NULL },
	{ 0 }
};
const struct road road_off_catalog = { "目录外采购", off_catalog_steps, off_catalog_detours, point, NULL, 2 };

/* ---- a dedicated pool ---- */
static enum err pool_names(struct prefecture *p, struct matter *m, enum turn *turn)
{
	(void)turn;
	matter_keep(m, "serial", arena_fmt(p->a, "ZS%d", p->n_matters));
	matter_keep(m, "pool_name", arena_fmt(p->a, STR_FMT "专属池", STR_ARG(p->units[m->unit].name)));
	return OK;
}
static const struct step pool_steps[] = {
	{ "jingban@x", "dedicated_pool.draft", "{'system':'$system','reason':'业务要求物理隔离','grounds':['special_security'],'evidence':'安全测评结论','zone':'extranet','arch':'kunpeng','xinchuang':true,'need_vcpu':100}", "id:application", .prepare = pool_names },
	{ "jingban@x", "application.send" },
	{ "shenhe@d", "application.review", "{'id':'$id','passed':true,'opinion':'同意'}", .flags = AGAIN },
	{ "guanli@d", "application.submit" },
	{ "zhao@data", "application.accept", .rest = 2 },
	{ "zhao@data", "dedicated_pool.settle", "{'id':'$id','new_pool':{'no':'$serial','name':'$pool_name','site':'$site','zone':'extranet','arch':'kunpeng','xinchuang':true,'cap_vcpu':400,'cap_mem_gb':2000,'cap_sto_gb':20000}}", .flags = AGAIN | ANYTIME },
	{ "zhao@data", "application.propose", "{'id':'$id','result':'agree','text':'同意设立'}", .rest = 2, .flags = AGAIN },
	{ "qian@data", "application.sign", .rest = 60 },
	{ "qian@data", "dedicated_pool.release", "{'id':'$id','comment':'不再需要'}" }, { 0 }
};
const struct road road_pool = { "专属资源池", pool_steps, NULL, point, NULL, 1 };

/* ---- people and units ---- */
static bool any_unit(struct prefecture *p, struct matter *m)
{
	if (m->unit < 0)
		m->unit = roll(p, p->n_units);
	return true;
}
static enum err newcomer(struct prefecture *p, struct matter *m, enum turn *turn)
{
	(void)turn;
	matter_keep(m, "name", person(p));
	matter_keep(m, "since", str_of(day_text(p, -roll(p, 14))));
	matter_keep(m, "mobile", str_of(mobile(p)));
	return OK;
}
static const struct step person_steps[] = {
	{ "jingban@x", "info_change.report", "{'kind':'person_joined','change_date':'$since','name':'$name','mobile':'$mobile','post':'业务员'}", "joined:id", .prepare = newcomer, .rest = 3 },
	{ "zhao@data", "info_change.register", "{'id':'$joined','comment':'已登记'}", "who:person", .rest = 20 },
	{ "jingban@x", "info_change.report", "{'kind':'person_left','change_date':'$day','person':'$who'}", "left:id", .rest = 3 },
	{ "zhao@data", "info_change.register", "{'id':'$left'}" }, { 0 }
};
static const struct detour person_detours[] = {
	{ "info_change.register", 8, { { "jingban@x", "info_change.withdraw", "{'id':'$joined','comment':'填错了人'}" } }, NULL }, { 0 }
};
const struct road road_person = { "人员变化", person_steps, person_detours, any_unit, NULL, 2 };

static const struct step org_steps[] = {
	{ "jingban@x", "info_change.report", "{'kind':'rename','change_date':'$since','new_name':'$name','doc_no':'西编字〔$year〕$serial号'}", "case:id", .rest = 3 },
	{ "zhao@data", "info_change.register", "{'id':'$case'}", .rest = 3, .may = "info_change." },     /* the unit may have become another meanwhile */
	{ "qian@data", "info_change.sign", "{'id':'$case','comment':'同意'}", .may = "info_change." }, { 0 }
};
static const struct detour org_detours[] = { { "info_change.register", 4, { { "zhao@data", "info_change.return", "{'id':'$case','comment':'没有附编办文件'}" }, { "jingban@x", "info_change.withdraw", "{'id':'$case','comment':'暂不更名'}" } }, NULL }, { 0 } };
/* The first time the name is written in full; what the simulator renames again is numbered. */
static bool renaming(struct prefecture *p, struct matter *m)
{
	any_unit(p, m);
	struct unit *u = &p->units[m->unit];
	matter_keep(m, "since", str_of(day_text(p, -roll(p, 14))));
	matter_keep(m, "serial", arena_fmt(p->a, "%d", p->n_matters));
	matter_keep(m, "name", u->renamed ? arena_fmt(p->a, STR_FMT "（%d）", STR_ARG(u->sub_name), p->n_matters) : arena_fmt(p->a, "西双版纳" STR_FMT, STR_ARG(u->sub_name)));
	u->renamed = true;
	return true;
}
const struct road road_org = { "单位更名", org_steps, org_detours, renaming, NULL, 1 };

/* ---- a low-use case that the figures have opened ---- */
static bool open_case(struct prefecture *p, struct matter *m)
{
	struct reply r = say(p, "zhao@data", "util_case.list", "{\"state\":\"open\",\"limit\":\"50\"}");
	int64_t n = r.err == OK ? number_at(p, r.body, "items.#", 0) : 0;

	for (int64_t i = 0; i < n; i++) {
		struct str id = json_at(p->a, r.body, arena_fmt(p->a, "items.%" PRId64 ".id", i)), system = json_at(p->a, r.body, arena_fmt(p->a, "items.%" PRId64 ".system", i));
		bool in_hand = false;
		for (int j = 0; j < p->n_matters; j++)
			in_hand |= p->matters[j].road == &road_case && str_eq(id, matter_var(p, &p->matters[j], STR("case")));
		if (in_hand)
			continue;
		for (int j = 0; j < p->n_living; j++)
			/* The demonstration leaves the first unit's case waiting. */
			if (str_eq(system, p->living[j].system) && (p->unruly || p->living[j].unit)) {
				m->unit = p->living[j].unit;
				m->title = p->living[j].title;
				matter_keep(m, "case", id);
				matter_keep(m, "system", system);
				matter_keep(m, "kind", json_at(p->a, r.body, arena_fmt(p->a, "items.%" PRId64 ".kind", i)));
				return true;
			}
	}
	return false;
}
/* A case may end by itself when new figures come in; then nothing is left to do. */
static enum err still_open(struct prefecture *p, struct matter *m, enum turn *turn)
{
	SAY(now, p, "zhao@data", "util_case.get", "{\"id\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("case"))));
	struct str state = json_at(p->a, now.body, STR("state"));
	if (!str_is(state, "open") && !str_is(state, "plan"))
		*turn = LEAVE;
	matter_keep(m, "measure", str_of(str_is(matter_var(p, m, STR("kind")), "low") ? "shrink" : "optimize"));
	return OK;
}
static const struct step case_steps[] = {
	{ "jingban@x", "util_case.plan", "{'id':'$case','plan_kind':['$measure'],'plan':'合并空闲主机','plan_due_date':'$soon'}", .prepare = still_open, .rest = 5, .flags = AGAIN },
	{ "jingban@x", "util_case.execute", "{'id':'$case','reason':'已开始合并'}", .prepare = still_open, .rest = 5 }, { 0 }
};
static const struct detour case_detours[] = {
	{ "util_case.plan", 3, { { "jingban@x", "util_case.object", "{'id':'$case','kind':'objection','reason':'开学后负载会升高'}" }, { "zhao@data", "util_case.decide", "{'id':'$case','accepted':false,'reason':'可另行申请，先缩容'}" } }, "util_case.plan" },
	{ "util_case.execute", 4, { { "zhao@data", "util_case.return_plan", "{'id':'$case','reason':'没有写明步骤'}" } }, "util_case.plan" }, { 0 }
};
const struct road road_case = { "利用率个案", case_steps, case_detours, open_case, NULL, 4 };

/* ---- a machine of the provider: in one zone until it is retired (A15.2b, A15.2c) ---- */
static bool rack(struct prefecture *p, struct matter *m)
{
	if (m->unit < 0)
		m->unit = 0;
	matter_keep(m, "sn", arena_fmt(p->a, "SN-%05d", p->n_matters));
	matter_keep(m, "mac", arena_fmt(p->a, "52:54:00:10:%02x:%02x", p->n_matters / 256 % 256, p->n_matters % 256));
	return true;
}
static const struct step host_steps[] = {
	{ "zhao@data", "host.create", "{'sn':'$sn','pool':'$pool','kind':'compute','cpu':'鲲鹏920 64 核','mem_gb':512,'xinchuang':true,'nics':[{'mac':'$mac','zone':'internet'}]}", .rest = -1, .flags = FORBIDDEN, .may = "infra.nic_two_zones" },
	{ "zhao@data", "host.create", "{'sn':'$sn','pool':'$pool','kind':'compute','cpu':'鲲鹏920 64 核','mem_gb':512,'xinchuang':true,'nics':[{'mac':'$mac','zone':'extranet'}]}", "host:id", .rest = 9 },
	{ "zhao@data", "host.create", "{'sn':'$sn','pool':'$pool','kind':'compute'}", .rest = -1, .flags = FORBIDDEN, .may = "infra.host_duplicate" },
	{ "zhao@data", "host.update", "{'id':'$host','pool':'$pool3'}", .rest = -1, .flags = FORBIDDEN, .may = "infra.host_two_zones" },
	{ "zhao@data", "host.update", "{'id':'$host','pool':'$pool4','model':'扩容后'}", .rest = 60, .flags = AGAIN | ANYTIME },
	{ "zhao@data", "host.retire", "{'id':'$host','comment':'到寿命，数据已清除'}", .rest = 9 },
	{ "zhao@data", "host.create", "{'sn':'$sn','pool':'$pool3','kind':'compute','nics':[{'mac':'$mac','zone':'internet'}]}", "host:id" }, { 0 }
};
const struct road road_host = { "设备", host_steps, NULL, rack, NULL, 1 };
