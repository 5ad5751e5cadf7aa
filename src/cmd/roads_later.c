/* What happens to a system that runs: changes of every kind, and its end. */
#include <stdio.h>
#include "cmd/prefecture.h"

/* ---- taking a running system, so that two roads do not want the same resource ---- */
bool living_take(struct prefecture *p, struct matter *m)
{
	for (int tries = 0; p->n_living && tries < 20; tries++) {
		int i = roll(p, p->n_living);
		struct living *l = &p->living[i];
		if (l->busy || (m->unit >= 0 && m->unit != l->unit))
			continue;
		l->busy = true;
		m->living = i;
		m->unit = l->unit;
		m->title = l->title;
		matter_keep(m, "system", l->system);
		return true;
	}
	return false;
}
void living_give_back(struct prefecture *p, struct matter *m) { p->living[m->living].busy = false; }

/* ---- changes ---- */
#define BASIS "'sizing_basis':{'users':900,'concurrency':120,'formula':'并发 120 × 每核承载','result':'$qty'},'non_xc_reason':'与现有资源一致','non_xc_evidence':'服务商说明'"
struct kind { const char *word, *line; bool machine, backup, granted; };
static const struct kind kinds[] = {
	{ "expand",    "{'kind':'expand','resource':'$r','qty':$qty," BASIS "}", false, false, true },
	{ "shrink",    "{'kind':'shrink','resource':'$r','qty':$half}", false, true, false },
	{ "respec",    "{'kind':'respec','resource':'$r','item_code':'$other','qty':$before," BASIS "}", true, false, true },
	{ "move_pool", "{'kind':'move_pool','resource':'$r','pool':'$to'," BASIS "}", false, true, true },
	{ "move_zone", "{'kind':'move_zone','resource':'$r','zone':'$to_zone'," BASIS "}", false, true, true },
	{ "rebind",    "{'kind':'rebind','resource':'$r','system':'$heir'}", false, false, false },
	{ "extend",    "{'kind':'extend','resource':'$r','expire_date':'$late'}", false, false, false },
	{ "stage",     "{'kind':'stage','resource':'$r','qty':$qty,'from_date':'$from','to_date':'$to_day'}", true, false, false },
};
static const struct kind *kind_of(struct prefecture *p, const struct matter *m)
{
	struct str word = matter_var(p, m, STR("kind"));
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_is(word, kinds[i].word))
			return &kinds[i];
	return &kinds[0];
}

/* Another system of the same unit that could use what is given away. */
static struct str heir_of(struct prefecture *p, const struct matter *m)
{
	for (int i = 0; i < p->n_living; i++)
		if (i != m->living && p->living[i].unit == m->unit && !p->living[i].busy)
			return p->living[i].system;
	return STR_NONE;
}

static enum err choose(struct prefecture *p, struct matter *m, enum turn *turn)
{
	SAY(seen, p, login_of(p, "jingban@x", m->unit), "resource.list", "{\"system\":\"" STR_FMT "\",\"state\":\"active\",\"sort\":\"no\"}", STR_ARG(matter_var(p, m, STR("system"))));
	int64_t n = number_at(p, seen.body, "items.#", 0);
	if (!n) {
		*turn = LEAVE;
		return OK;
	}
	int which = roll(p, (int)n);
	struct str wanted = matter_var(p, m, STR("kind"));
	for (int i = 0; wanted.n && i < n; i++)     /* the demonstration's kinds are those of a machine */
		if (str_starts(json_at(p->a, seen.body, arena_fmt(p->a, "items.%d.item_code", i)), STR("CMP-VM")))
			which = i;
#define OF(member) json_at(p->a, seen.body, str_of(text(p, "items.%d." member, which)))
	struct str code = OF("item_code"), zone = OF("zone"), pool = OF("pool");
	int64_t qty = number_at(p, seen.body, text(p, "items.%d.qty", which), 1);
	bool machine = str_starts(code, STR("CMP-VM")), extranet = str_is(zone, "extranet"), inner = str_eq(pool, matter_var(p, m, STR("pool")));
	struct str heir = heir_of(p, m);
	const struct kind *k = &kinds[(size_t)roll(p, (int)COUNT(kinds))];
	if (wanted.n)
		k = kind_of(p, m);
	if ((k->machine && !machine) || (strcmp(k->word, "shrink") == 0 && qty < 4) || (strcmp(k->word, "move_pool") == 0 && !extranet) || (strcmp(k->word, "rebind") == 0 && !heir.n))
		k = &kinds[6];
	matter_keep(m, "kind", str_of(k->word));
	matter_keep(m, "r", OF("id"));
	matter_keep(m, "before", arena_fmt(p->a, "%" PRId64, qty));
	matter_keep(m, "qty", arena_fmt(p->a, "%" PRId64, qty + 1 + qty / 4));
	matter_keep(m, "half", arena_fmt(p->a, "%" PRId64, MAX2(qty / 2, 1)));
	matter_keep(m, "other", str_of(str_starts(code, STR("CMP-VM-KP")) ? (str_ends(code, STR("C")) ? "CMP-VM-HG-C" : "CMP-VM-HG-M") : str_ends(code, STR("C")) ? "CMP-VM-KP-C" : "CMP-VM-KP-M"));
	matter_keep(m, "to", matter_var(p, m, inner ? STR("pool4") : STR("pool")));
	matter_keep(m, "to_zone", str_of(extranet ? "internet" : "extranet"));
	matter_keep(m, "heir", heir);
	struct date end;
	int more = date_parse(OF("expire_date"), &end) == OK ? end.day - date_of(p->t->now).day : 400;
	matter_keep(m, "late", str_of(day_text(p, more + 100 + roll(p, 200))));
#undef OF
	matter_keep(m, "from", str_of(day_text(p, 45)));
	matter_keep(m, "to_day", str_of(day_text(p, 60)));
	/* Where it goes, or where it is: the opinion names a pool for what moves only. */
	struct str there = strcmp(k->word, "move_pool") == 0 ? matter_var(p, m, STR("to")) : strcmp(k->word, "move_zone") == 0 ? matter_var(p, m, extranet ? STR("pool3") : STR("pool")) : pool;
	matter_keep(m, "there", there);
	matter_keep(m, "line", matter_words(p, m, k->line));
	matter_keep(m, "granted", matter_words(p, m, k->granted ? "'lines':[{'line':1,'non_xc_approved':true,'assigned_pool':'$there'}]" : "'result':'agree'"));
	return OK;
}
/* Before more is asked for, what is there is used better (A25.2a); only where there are figures to show for it. */
static enum err tuned(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!str_is(matter_var(p, m, STR("kind")), "expand") || roll(p, 3) == 0) {
		*turn = SKIP;
		return OK;
	}
	struct date before = date_add_months(date_of(p->t->now), -1);
	char day[16] = "";
	date_put(day, before);
	day[7] = 0;
	SAY(seen, p, login_of(p, "jingban@x", m->unit), "utilisation.list", "{\"system\":\"" STR_FMT "\",\"month\":\"%s\"}", STR_ARG(matter_var(p, m, STR("system"))), day);
	if (!number_at(p, seen.body, "items.0.cpu_p95_bp", 0))
		*turn = SKIP;
	matter_keep(m, "month", arena_fmt(p->a, "%s", day));
	return OK;
}
static enum err if_backup(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!kind_of(p, m)->backup)
		*turn = SKIP;
	return OK;
}
static bool is_kind(struct prefecture *p, const struct matter *m, const char *word) { return str_is(matter_var(p, m, STR("kind")), word); }
static enum err if_rebind(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!is_kind(p, m, "rebind"))
		*turn = SKIP;
	return OK;
}
static enum err if_not_rebind(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (is_kind(p, m, "rebind"))
		*turn = SKIP;
	return OK;
}
/* A window is opened on its first day and taken back after its last. */
static enum err window(struct prefecture *p, struct matter *m, enum turn *turn)
{
	if (!is_kind(p, m, "stage")) {
		*turn = LEAVE;
		return OK;
	}
	SAY(seen, p, "wang@csp", "change_stage.list", "{\"application\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("id"))));
	struct str id = json_at(p->a, seen.body, STR("items.0.id")), state = json_at(p->a, seen.body, STR("items.0.state"));
	struct date first;
	if (!id.n)
		*turn = LEAVE;
	else if (str_is(state, "planned") && date_parse(matter_var(p, m, STR("from")), &first) == OK && first.day > date_of(p->t->now).day)
		*turn = WAIT;
	else if (!str_is(state, "planned"))
		*turn = SKIP;
	matter_keep(m, "window", id);
	return OK;
}
static enum err window_over(struct prefecture *p, struct matter *m, enum turn *turn)
{
	SAY(seen, p, "wang@csp", "change_stage.get", "{\"id\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("window"))));
	struct str state = json_at(p->a, seen.body, STR("state"));
	if (str_is(state, "open"))
		*turn = WAIT;
	else if (!str_is(state, "ended"))
		*turn = LEAVE;
	return OK;
}

#define SAVED "'content':'数据库和附件全量','place':'州信息中心备份库','verified':true,'verify_method':'抽样恢复'"
static const struct step change_steps[] = {
	{ "jingban@x", "change.draft", "{'system':'$system','reason':'业务量变化','backup_declaration':'变更前已全量备份','lines':[$line]}", "id", .prepare = choose },
	{ "jingban@x", "optimize_record.create", "{'system':'$system','measures':['慢查询加索引','报表改夜间跑'],'before_month':'$month','after':{'cpu_p95_bp':6900}}", .prepare = tuned, .flags = AGAIN | ANYTIME },
	{ "jingban@x", "change.confirm_backup", "{'id':'$id'," SAVED "}", .prepare = if_backup, .flags = AGAIN | ANYTIME },
	{ "jingban@x", "application.send" },
	{ "shenhe@d", "application.review", "{'id':'$id','passed':true,'opinion':'同意变更'}", .flags = AGAIN },
	{ "guanli@d", "application.submit", .may = "evaluation." },
	{ "zhao@data", "application.accept", .rest = 2 },
	{ "zhao@data", "application.propose", "{'id':'$id',$granted,'text':'同意变更'}", .rest = 1, .flags = AGAIN },
	{ "qian@data", "application.sign", .rest = 2 },
	{ "wang@csp", "resource.rebind", "{'id':'$r','system':'$heir','comment':'标签和访问策略已改'}", .prepare = if_rebind, .flags = AGAIN | ANYTIME | CROSSING },     /* a report would do it too */
	{ "wang@csp", "change.report", "{'id':'$id','summary':'已按批准内容完成','lines':[{'seq':1,'native_id':'i-$r'}]}", .prepare = if_not_rebind },     /* looked at the next day: a report stands after three working days */
	{ "jingban@x", "change.confirm", "{'id':'$id','comment':'已核对'}", .rest = 2 },
	{ "zhao@data", "delivery.close", .rest = 2 },
	{ "wang@csp", "change_stage.open", "{'id':'$window','comment':'已按时开通'}", .prepare = window, .rest = 3 },
	{ "jingban@x", "change.confirm_backup", "{'id':'$id'," SAVED "}", .prepare = window_over, .flags = AGAIN | ANYTIME },
	{ "wang@csp", "change_stage.close", "{'id':'$window','comment':'已收回'}", .rest = 3 }, { 0 }
};
static const struct detour change_detours[] = {
	{ "application.accept", 12, { { "zhao@data", "application.decline", "{'id':'$id','defects':['变更理由没有数据支持']}" }, { "jingban@x", "application.redraft" } }, "application.send" },
	{ "application.submit", 20, { { "guanli@d", "application.withdraw", "{'id':'$id','comment':'暂不变更'}" } }, NULL },
	{ "resource.rebind", 20, { { "guanli@d", "application.withdraw", "{'id':'$id','comment':'批准后不再需要'}" } }, NULL },
	{ "resource.rebind", 25, { { "qian@data", "application.terminate", "{'id':'$id','comment':'年度预算不足'}" } }, NULL },
	{ "change.confirm", 6, { { "jingban@x", "change.reject", "{'id':'$id','comment':'业务没有恢复'}" } }, "resource.rebind" },
	{ "application.sign", 20, { { "zhao@data", "application.propose", "{'id':'$id','result':'reject','text':'利用率没有到扩容的程度，不同意变更。'}", .flags = AGAIN }, { "qian@data", "application.sign" } }, NULL },
	{ 0 }
};
const struct road road_change = { "变更", change_steps, change_detours, living_take, living_give_back, 8 };

/* ---- revocation: stopped, cooled, destroyed by one and witnessed by another ---- */
/* What is bound by a contract elsewhere is not revoked here. */
static bool take_own(struct prefecture *p, struct matter *m)
{
	if (!living_take(p, m))
		return false;
	if (!p->living[m->living].stock)
		return true;
	living_give_back(p, m);
	return false;
}
static enum err everything(struct prefecture *p, struct matter *m, enum turn *turn)
{
	SAY(seen, p, login_of(p, "jingban@x", m->unit), "resource.list", "{\"system\":\"" STR_FMT "\",\"state\":\"active\",\"limit\":\"50\"}", STR_ARG(matter_var(p, m, STR("system"))));
	struct str scope = STR(""), media = STR("");
	int64_t n = number_at(p, seen.body, "items.#", 0);

	if (!n)
		*turn = LEAVE;
	for (int i = 0; i < n; i++) {
		struct str id = json_at(p->a, seen.body, arena_fmt(p->a, "items.%d.id", i));
		scope = arena_fmt(p->a, STR_FMT "%s\"" STR_FMT "\"", STR_ARG(scope), i ? "," : "", STR_ARG(id));
		media = arena_fmt(p->a, STR_FMT "%s{\"resource\":\"" STR_FMT "\",\"kind\":\"volume\",\"native_id\":\"vol-%d\",\"size_gb\":%d}", STR_ARG(media), i ? "," : "", STR_ARG(id), i, 50 + i);
	}
	matter_keep(m, "scope", scope);
	matter_keep(m, "media", media);
	return OK;
}
static enum err witness(struct prefecture *p, struct matter *m, enum turn *turn)
{
	SAY(seen, p, "wang@csp", "revocation.get", "{\"id\":\"" STR_FMT "\"}", STR_ARG(matter_var(p, m, STR("id"))));
	struct date until;
	struct str results = STR(""), cool = json_at(p->a, seen.body, STR("plan.cooling_until"));

	if (!cool.n)
		cool = json_at(p->a, seen.body, STR("cooling_until"));
	if (date_parse(cool, &until) == OK && until.day > date_of(p->t->now).day) {
		*turn = WAIT;
		return OK;
	}
	int64_t n = number_at(p, seen.body, "items.#", 0);
	for (int i = 0; i < n; i++)
		results = arena_fmt(p->a, STR_FMT "%s{\"item\":\"" STR_FMT "\",\"result\":\"passed\",\"note\":\"抽样读回全零\"}", STR_ARG(results), i ? "," : "", STR_ARG(json_at(p->a, seen.body, arena_fmt(p->a, "items.%d.id", i))));
	matter_keep(m, "results", results);
	SAY(who, p, login_of(p, "fuzeren@x", m->unit), "account.me", "%s", "{}");
	matter_keep(m, "witness", json_at(p->a, who.body, STR("person")));
	return OK;
}
/* The system may have come to another unit since: then somebody of that unit watches. */
static enum err if_witness_moved(struct prefecture *p, struct matter *m, enum turn *turn)
{
	SAY(who, p, login_of(p, "fuzeren@x", m->unit), "account.me", "%s", "{}");
	struct str person = json_at(p->a, who.body, STR("person"));
	if (str_eq(person, matter_var(p, m, STR("witness"))))
		*turn = SKIP;
	matter_keep(m, "witness", person);
	return OK;
}
static void gone(struct prefecture *p, struct matter *m)
{
	living_give_back(p, m);
	if (matter_var(p, m, STR("results")).n)
		p->living[m->living].busy = true;     /* nothing of it runs any more: nobody takes it again */
}
static const struct step revoke_steps[] = {
	{ "jingban@x", "revocation.draft", "{'scope':[$scope],'reason':'业务整合到新平台','backup_plan':'全量备份到单位机房','dependents':'无','domain_icp_cancel':'无','schedule':'停止后清点、销毁','stop_date':'$soon','risks':'停用期间人工办理',"
	  "'contacts':[{'name':'$handler','phone':'$mobile'}],'data_disposal':[{'dataset':'业务库','way':'archive','place':'州档案馆','receiver':'州档案馆'},{'dataset':'临时日志','way':'destroy'}]}", "id", .prepare = everything },
	{ "jingban@x", "attachment.upload", "{'name':'撤销方案.pdf','subject_kind':'application','subject':'$id','kind':'revocation_plan'}", .rest = -1, .flags = ANYTIME | AGAIN },
	{ "jingban@x", "application.send" },
	{ "shenhe@d", "application.review", "{'id':'$id','passed':true,'opinion':'同意撤销'}", .flags = AGAIN },
	{ "guanli@d", "application.submit" },
	{ "zhao@data", "application.accept", .rest = 2 },
	{ "zhao@data", "application.propose", "{'id':'$id','result':'agree','text':'同意撤销'}", .rest = 1, .flags = AGAIN },
	{ "qian@data", "application.sign", .rest = 2 },
	{ "wang@csp", "revocation.stop", "{'id':'$id','comment':'已关机'}", .rest = -1, .flags = FORBIDDEN, .may = "revocation.no_backup" },
	{ "jingban@x", "revocation.confirm_backup", "{'id':'$id','content':'业务库全量','place':'州档案馆','size_gb':180,'verified':true,'verify_method':'恢复演练，比对条数'}", .rest = 3, .flags = AGAIN },
	{ "wang@csp", "revocation.stop", "{'id':'$id','comment':'已关机'}", .rest = 1 },
	{ "wang@csp", "revocation.check_backup", "{'id':'$id','comment':'已与经办核对'}", .rest = 1, .flags = AGAIN },
	{ "wang@csp", "revocation.list_items", "{'id':'$id','items':[$media]}", .rest = 2, .flags = AGAIN },
	{ "jingban@x", "revocation.hand_back", "{'id':'$id','content':'业务库导出','receiver':'$handler','media':'移动硬盘','size_gb':180}", .rest = 2, .flags = AGAIN | ANYTIME },
	{ "wang@csp", "revocation.destroy", "{'id':'$id','method':'overwrite','standard':'GB/T 34977','passes':3,'witness':'$witness','items':[$results]}", .prepare = witness, .rest = 1 },
	{ "wang@csp", "revocation.replace_witness", "{'id':'$id','witness':'$witness','comment':'系统已划归新的单位'}", .prepare = if_witness_moved, .rest = -1, .flags = ANYTIME },
	{ "fuzeren@x", "revocation.witness", "{'id':'$id','comment':'在场见证'}", .rest = 1 },
	{ "wang@csp", "revocation.end", "{'id':'$id','comment':'网络、账号均已收回'}", .rest = 1 },
	{ "zhao@data", "delivery.close" }, { 0 }
};
static const struct detour revoke_detours[] = {
	{ "application.accept", 10, { { "zhao@data", "application.decline", "{'id':'$id','defects':['没有写明依赖本系统的业务']}" }, { "jingban@x", "application.redraft" } }, "application.send" },
	{ "revocation.list_items", 5, { { "qian@data", "revocation.resume", "{'id':'$id','comment':'年底前仍要使用'}" } }, NULL },
	{ "revocation.destroy", 10, { { "qian@data", "revocation.resume", "{'id':'$id','comment':'停用后发现还有业务'}" } }, NULL },
	{ 0 }
};
const struct road road_revoke = { "撤销", revoke_steps, revoke_detours, take_own, gone, 3 };
