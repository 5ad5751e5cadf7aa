/* What papers may speak of: one row per source, one per kind of paper. A new paper is a row of paper_kinds, a template file, and a source when
 * it asks for something new. */
#include <jansson.h>
#include "domain/billing/billing.h"
#include "domain/budget/budget.h"
#include "domain/catalog/catalog.h"
#include "domain/change/change.h"
#include "domain/contract/contract.h"
#include "domain/dedicated_pool/dedicated_pool.h"
#include "domain/delivery/delivery.h"
#include "domain/document/document_in.h"
#include "domain/emergency/emergency.h"
#include "domain/evaluation/evaluation.h"
#include "domain/info_change/info_change.h"
#include "domain/info_system/info_system.h"
#include "domain/infra/infra.h"
#include "domain/off_catalog/off_catalog.h"
#include "domain/org/org.h"
#include "domain/resource/resource.h"
#include "domain/revocation/revocation.h"
#include "domain/security/security.h"
#include "domain/settlement/settlement.h"

/* ---- records of the sources that are put together here ---- */
static const struct field doc_fields[] = {
	F(struct doc_facts, no, F_STR, "文书自己的编号", OUT), F(struct doc_facts, issuer, F_STR, "出具单位", OUT), F(struct doc_facts, authority, F_STR, "主管部门", OUT),
	F(struct doc_facts, regulation, F_STR, "办法名称", OUT), F(struct doc_facts, csp_name, F_STR, "云服务商", OUT), F(struct doc_facts, handler_name, F_STR, "经办人", OUT),
	F(struct doc_facts, handler_phone, F_STR, "经办人电话", OUT), F(struct doc_facts, date, F_DATE, "成文日期", OUT), F(struct doc_facts, due_date, F_DATE, "到期日", OUT),
	F(struct doc_facts, valid_until, F_DATE, "有效期至", OUT), F(struct doc_facts, deliver_wd, F_INT, "交付确认工作日", OUT), F(struct doc_facts, bill_wd, F_INT, "账单确认工作日", OUT), F(struct doc_facts, draft, F_BOOL, "草稿", OUT), F(struct doc_facts, granted, F_BOOL, "审批同意", OUT), F(struct doc_facts, round, F_INT, "轮次", OUT), { 0 }
};
static const struct record doc_record = RECORD("document_doc", struct doc_facts, doc_fields, "文书");
static const struct field files_fields[] = { F(struct doc_files, items, F_LIST, "文件", OUT, .sub = &doc_file_record, .max = 500), { 0 } };
static const struct record files_record = RECORD("document_files", struct doc_files, files_fields, "文件清单");
static const struct names advice_names[] = { { NULL, NULL }, { "keep", "不变" }, { "increase", "调增" }, { "decrease", "调减" } };
static const struct field advice_fields[] = {
	F(struct doc_advice, resource, F_ID, "资源", OUT), F(struct doc_advice, advice, F_ENUM, "建议", OUT, NAMES(advice_names)), F(struct doc_advice, qty, F_INT, "建议数量", OUT),
	F(struct doc_advice, basis, F_STR, "依据", OUT), F(struct doc_advice, resource_no, F_STR, "资源编号", OUT), F(struct doc_advice, resource_name, F_STR, "资源名称", OUT),
	F(struct doc_advice, item_name, F_STR, "目录项", OUT), F(struct doc_advice, unit, F_STR, "单位", OUT), { 0 }
};
static const struct record advice_record = RECORD("document_advice", struct doc_advice, advice_fields, "调整建议");
static const struct field suggestion_fields[] = {
	F(struct doc_suggestion, id, F_ID, "编号", OUT), F(struct doc_suggestion, lines, F_LIST, "逐项建议", OUT, .sub = &advice_record, .max = 1000),
	F(struct doc_suggestion, no_adjustment, F_BOOL, "无需调整", OUT), F(struct doc_suggestion, basis, F_TEXT, "说明", OUT), F(struct doc_suggestion, by_name, F_STR, "提出人", OUT),
	F(struct doc_suggestion, at, F_AT, "时间", OUT), { 0 }
};
const struct record doc_suggestion_record = RECORD("document_suggestion", struct doc_suggestion, suggestion_fields, "调整建议");
static const struct field order_line_fields[] = {
	F(struct doc_order_line, resource_no, F_STR, "资源编号", OUT), F(struct doc_order_line, name, F_STR, "名称", OUT), F(struct doc_order_line, item_name, F_STR, "目录项", OUT),
	F(struct doc_order_line, zone, F_STR, "网络区域", OUT), F(struct doc_order_line, pool_name, F_STR, "资源池", OUT), F(struct doc_order_line, spec, F_STR, "规格", OUT),
	F(struct doc_order_line, ips, F_STR, "IP 地址", OUT), F(struct doc_order_line, unit, F_STR, "单位", OUT), F(struct doc_order_line, qty, F_INT, "数量", OUT),
	F(struct doc_order_line, unit_price_e4, F_E4, "单价", OUT), { 0 }
};
static const struct record order_line_record = RECORD("document_order_line", struct doc_order_line, order_line_fields, "交付资源");
static const struct field order_fields[] = {
	F(struct doc_order, no, F_STR, "交付工单编号", OUT), F(struct doc_order, filing_no, F_STR, "备案号", OUT), F(struct doc_order, issued_at, F_AT, "下达时间", OUT),
	F(struct doc_order, billing_start_date, F_DATE, "计费起始日", OUT), F(struct doc_order, confirm_date, F_DATE, "确认和提出异议的最后一日", OUT), F(struct doc_order, csp_name, F_STR, "云服务商", OUT),
	F(struct doc_order, lines, F_LIST, "资源", OUT, .sub = &order_line_record, .max = 1000), { 0 }
};
static const struct record order_record = RECORD("document_order", struct doc_order, order_fields, "交付工单");
static const struct field gate_line_fields[] = {
	F(struct doc_gate_line, label, F_STR, "核验项", OUT), F(struct doc_gate_line, clause, F_STR, "条款", OUT), F(struct doc_gate_line, state, F_STR, "结果", OUT),
	F(struct doc_gate_line, no, F_STR, "文号", OUT), F(struct doc_gate_line, agency, F_STR, "机构", OUT), F(struct doc_gate_line, date, F_DATE, "日期", OUT),
	F(struct doc_gate_line, note, F_STR, "说明", OUT), { 0 }
};
static const struct record gate_line_record = RECORD("document_gate_line", struct doc_gate_line, gate_line_fields, "核验项");
static const struct field gates_fields[] = { F(struct doc_gates, items, F_LIST, "核验项", OUT, .sub = &gate_line_record), { 0 } };
static const struct record gates_record = RECORD("document_gates", struct doc_gates, gates_fields, "上线核验");
static const struct field member_fields[] = { F(struct doc_member, no, F_STR, "单位编码", OUT), F(struct doc_member, name, F_STR, "单位名称", OUT), { 0 } };
static const struct record member_record = RECORD("document_member", struct doc_member, member_fields, "使用单位");
static const struct field members_fields[] = { F(struct doc_members, items, F_LIST, "使用单位", OUT, .sub = &member_record), { 0 } };
static const struct record members_record = RECORD("document_members", struct doc_members, members_fields, "使用单位名单");
static const struct field catalog_fields[] = {
	F(struct doc_catalog, no, F_STR, "版本号", OUT), F(struct doc_catalog, title, F_STR, "名称", OUT), F(struct doc_catalog, effective_from, F_DATE, "生效日", OUT),
	F(struct doc_catalog, published_at, F_AT, "发布时间", OUT), F(struct doc_catalog, n_items, F_INT, "目录项数", OUT),
	F(struct doc_catalog, items, F_LIST, "目录项", OUT, .sub = &catalog_item_record, .max = PAPER_ROWS_MAX), { 0 }
};
static const struct record catalog_record = RECORD("document_catalog", struct doc_catalog, catalog_fields, "服务目录");

static const struct field change_line_fields[] = {
	F(struct doc_change_line, seq, F_INT, "序号", OUT), F(struct doc_change_line, csp, F_ID, "云服务商", OUT), F(struct doc_change_line, kind, F_STR, "变更种类", OUT),
	F(struct doc_change_line, resource_no, F_STR, "资源编号", OUT), F(struct doc_change_line, resource_name, F_STR, "资源名称", OUT), F(struct doc_change_line, before, F_STR, "变更前", OUT),
	F(struct doc_change_line, after, F_STR, "变更后", OUT), F(struct doc_change_line, granted, F_STR, "批准", OUT), F(struct doc_change_line, reason, F_STR, "理由", OUT),
	F(struct doc_change_line, note, F_STR, "核减理由", OUT), { 0 }
};
static const struct record change_line_out_record = RECORD("document_change_line", struct doc_change_line, change_line_fields, "变更明细");
static const struct field change_fields[] = {
	F(struct doc_change, exec_from, F_DATE, "计划实施起", OUT), F(struct doc_change, exec_to, F_DATE, "计划实施止（不含）", OUT), F(struct doc_change, backup_declaration, F_TEXT, "备份声明", OUT),
	F(struct doc_change, rollback, F_TEXT, "回退办法", OUT), F(struct doc_change, project, F_BOOL, "扩建项目", OUT),
	F(struct doc_change, lines, F_LIST, "变更明细", OUT | VIRTUAL, .sub = &change_line_out_record, .max = 100), { 0 }
};
const struct record doc_change_record = RECORD("document_change", struct doc_change, change_fields, "变更");

static const struct field range_fields[] = {
	F(struct doc_range, metric, F_STR, "指标", OUT), F(struct doc_range, range, F_STR, "区间", OUT), F(struct doc_range, n, F_INT, "系统数", OUT), F(struct doc_range, share_bp, F_BP, "占比", OUT), { 0 }
};
static const struct record range_record = RECORD("document_use_range", struct doc_range, range_fields, "利用率分布");
static const struct field use_fields[] = {
	F(struct doc_use, n_resources, F_INT, "资源数", OUT), F(struct doc_use, vcpu, F_INT, "vCPU", OUT), F(struct doc_use, mem_gb, F_INT, "内存 GB", OUT), F(struct doc_use, sto_gb, F_INT, "存储 GB", OUT),
	F(struct doc_use, month, F_MONTH, "末月", OUT), F(struct doc_use, ranges, F_LIST, "利用率分布", OUT, .sub = &range_record), F(struct doc_use, items, F_LIST, "评估建议", OUT, .sub = &evaluation_item_record, .max = 20000), { 0 }
};
static const struct record use_record = RECORD("document_use", struct doc_use, use_fields, "资源使用情况");

/* ---- loading ---- */
#define APP(g) ((struct application *)(g)->src[SRC_APPLICATION])

static enum err maybe(struct ctx *c, enum err e)
{
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return OK;
}

static enum err org_name(struct ctx *c, int64_t id, struct str *out)
{
	struct org o;

	*out = STR_NONE;
	if (!id)
		return OK;
	TRY(org_peek(c, id, &o));
	*out = o.name;
	return OK;
}

/* A round's own text (A20.2d): what was submitted, whatever has become of it since. */
static enum err snapshot_get(struct gather *g, struct application *out, bool *found)
{
	struct ctx *c = g->c;
	struct doc_round r = { 0 };
	struct json_t *obj;

	TRY(maybe(c, sql_get(c, &document_q[Q_SNAPSHOT], &r, g->application, g->round)));
	*found = r.snapshot.p;
	if (!*found)
		return OK;
	TRY(json_text_parse(r.snapshot, &c->fail, &obj));
	enum err e = record_from_json(&application_record, obj, 0, out, c->arena, &c->fail);
	json_decref(obj);
	out->receipt_no = r.receipt_no;
	out->receipt_digest = r.receipt_digest;
	return e;
}

static enum err load_application(struct gather *g, void *rec)
{
	struct application *a = rec;
	bool found = false;

	if (!g->application)
		return OK;
	if (g->draft && g->k->entity == &application_entity)
		return entity_get(g->c, &application_entity, g->application, a);
	if (!g->draft && g->k->submitted)          /* what was handed in, and its receipt */
		TRY(snapshot_get(g, a, &found));
	if (!found)
		TRY(application_get(g->c, g->application, a));
	/* A provider's notice speaks of that provider's lines. */
	if (g->k->readers & FOR_ORG && g->for_org)
		EACH(struct application_line, l, a->lines)
			if (l->csp && l->csp != g->for_org)
				l->approved_qty = 0;
	return OK;
}

static enum err load_system(struct gather *g, void *rec) { return APP(g)->system ? info_system_get(g->c, APP(g)->system, rec) : OK; }
static enum err load_user(struct gather *g, void *rec) { return APP(g)->user_org ? org_peek(g->c, APP(g)->user_org, rec) : OK; }

static struct str material_label(const struct application *a, struct str kind)
{
	const struct field *name, *label, *fd = record_field(&application_record, STR("materials"));

	name = record_field(fd->sub, STR("name"));
	label = record_field(fd->sub, STR("label"));
	for (size_t i = 0; i < a->materials.n; i++) {
		const char *m = (const char *)a->materials.items + i * fd->sub->size;
		if (str_eq(*(const struct str *)(const void *)(m + name->offset), kind))
			return *(const struct str *)(const void *)(m + label->offset);
	}
	return STR("其他材料");
}

static enum err load_files(struct gather *g, void *rec)
{
	struct doc_files *out = rec;

	TRY(sql_all(g->c, &document_q[Q_FILES], &out->items, g->application, g->at));
	EACH(struct doc_file, f, out->items)
		f->kind = material_label(APP(g), f->kind);
	return OK;
}

static enum err load_decision(struct gather *g, void *rec) { return maybe(g->c, sql_get(g->c, &document_q[Q_DECISION], rec, g->application, g->round)); }
static enum err load_review(struct gather *g, void *rec) { return maybe(g->c, sql_get(g->c, &document_q[Q_REVIEW], rec, g->application, g->round)); }
static enum err load_trial(struct gather *g, void *rec) { return maybe(g->c, sql_get(g->c, &document_q[Q_TRIAL], rec, g->application)); }
static enum err load_filing(struct gather *g, void *rec) { return maybe(g->c, sql_get(g->c, &document_q[Q_FILING], rec, g->application)); }

static enum err load_task(struct gather *g, void *rec)
{
	const struct entity *e = g->k->entity;

	return g->draft ? entity_get(g->c, e, g->subject, rec) : entity_peek(g->c, e, g->subject, rec);
}

static enum err load_suggestion(struct gather *g, void *rec)
{
	struct doc_suggestion *s = rec;
	struct list resources;

	TRY(maybe(g->c, sql_get(g->c, &document_q[Q_SUGGESTION], s, g->application)));
	TRY(resource_of_application(g->c, g->application, &resources));
	EACH(struct doc_advice, a, s->lines)
		EACH(struct resource, r, resources)
			if (r->id == a->resource) {
				a->resource_no = r->no;
				a->resource_name = r->name;
				a->item_name = r->item_name;
				a->unit = r->unit;
			}
	return OK;
}

/* Of one piece; what is counted in cores or gigabytes is one piece of all of them. */
static struct str spec_of(struct ctx *c, const struct resource *r)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	int64_t cores = str_is(r->unit, "核") ? r->qty : 1, gb = str_is(r->unit, "GB") ? r->qty : 1;

	if (r->vcpu != INT_NONE)
		buf_fmt(&b, "%" PRId64 " vCPU ", r->vcpu * cores);
	if (r->mem_gb != INT_NONE)
		buf_fmt(&b, "%" PRId64 " GB 内存 ", r->mem_gb * gb);
	if (r->disk_gb != INT_NONE)
		buf_fmt(&b, "%" PRId64 " GB 磁盘 ", r->disk_gb * gb);
	buf_add(&b, r->os);
	return arena_str(c->arena, str_trim(buf_str(&b)));
}

/* A resource keeps the zone's word. */
static struct str zone_label(struct str word)
{
	int z = names_find(zone_names, ZONE_MAX, word);

	return z ? str_of(zone_names[z].label) : word;
}

static enum err order_until(struct ctx *c, int64_t order, struct date *out)
{
	struct list clocks;

	*out = DATE_NONE;
	TRY(clock_list(c, &delivery_order_entity, order, &clocks));
	EACH(struct clock, k, clocks)
		*out = k->due_date;
	return OK;
}

static enum err load_order(struct gather *g, void *rec)
{
	struct ctx *c = g->c;
	struct doc_order *out = rec;
	struct delivery_order d;
	int64_t id = 0;

	TRY(sql_int(c, &document_q[Q_ORDER], &id, g->application));
	if (!id)
		return OK;
	TRY(entity_peek(c, &delivery_order_entity, id, &d));
	out->no = d.no;
	out->issued_at = d.issued_at;
	out->billing_start_date = d.billing_start_date;
	TRY(order_until(c, d.id, &out->confirm_date));
	struct doc_filing f = { 0 };
	TRY(maybe(c, sql_get(c, &document_q[Q_FILING], &f, g->application)));
	out->filing_no = f.no;
	struct doc_order_line *lines = ARENA_ARRAY(c->arena, struct doc_order_line, d.resources.n + 1);
	CLEANUP(buf_done) struct buf csps = BUF_MAX(KIB(16));
	EACH(struct resource, r, d.resources) {
		struct price price = PRICE_NONE;
		bool named = false;
		/* What it costs from that day on, which the opinion could not know yet. */
		enum err e = price_on(c, r->csp, r->item_code, d.billing_start_date, &price);
		if (e == E_REFUSED)
			fail_clear(&c->fail);
		else
			TRY(e);
		EACH(struct resource, before, d.resources)
			named |= before < r && before->csp == r->csp;
		if (!named)
			buf_fmt(&csps, "%s" STR_FMT, csps.n ? "、" : "", STR_ARG(r->csp_name));
		lines[out->lines.n++] = (struct doc_order_line){ r->no, r->name, r->item_name, zone_label(r->zone), r->pool_name, spec_of(c, r), r->ips, r->unit, r->qty, price };
	}
	out->lines.items = lines;
	out->csp_name = arena_str(c->arena, buf_str(&csps));
	return OK;
}

/* The seven items of the gate (A21.3c), in its order, each as it stood when the system went live. */
static const struct { const char *word, *label; } gate_states[] = { { "met", "满足" }, { "waived", "批准豁免" }, { "not_needed", "不适用" }, { "unmet", "未满足" } };

static enum err load_gates(struct gather *g, void *rec)
{
	struct ctx *c = g->c;
	struct doc_gates *out = rec;
	struct golive_check check;

	TRY(golive_check_of(c, g->application, &check));
	struct doc_gate_line *lines = ARENA_ARRAY(c->arena, struct doc_gate_line, check.items.n + 1);
	EACH(struct golive_item, i, check.items) {
		const struct golive_evidence *e = i->evidence;
		struct doc_gate_line *l = &lines[out->items.n++];
		*l = (struct doc_gate_line){ .label = i->label, .clause = i->clause, .note = i->reason, .date = DATE_NONE };
		for (size_t k = 0; k < COUNT(gate_states); k++)
			if (str_is(i->state, gate_states[k].word))
				l->state = str_of(gate_states[k].label);
		if (!e)
			continue;
		bool waived = str_is(i->state, "waived");
		l->no = e->no;
		l->agency = e->agency;
		l->date = waived ? e->waiver_until : e->evidence_date;
		l->note = waived ? e->waiver_reason : e->note.n ? e->note : l->note;
	}
	out->items.items = lines;
	return OK;
}

static enum err load_catalog(struct gather *g, void *rec)
{
	struct doc_catalog *out = rec;
	struct catalog_version v;

	TRY(g->draft ? entity_get(g->c, &catalog_version_entity, g->subject, &v) : entity_peek(g->c, &catalog_version_entity, g->subject, &v));
	out->no = v.no;
	out->title = v.title;
	out->effective_from = v.effective_from;
	out->published_at = v.published_at;
	TRY(catalog_items(g->c, v.id, &out->items));
	out->n_items = (int64_t)out->items.n;
	return OK;
}

/* One side of a changed resource in words: quantity, item, zone and pool, system, last day; what is not said is left out. */
struct side { int64_t qty, pool, system; struct str unit, item, zone; struct date expire; };
static enum err side_words(struct ctx *c, const struct side *s, struct str *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(8));
	struct pool p = { 0 };
	struct info_system sys = { 0 };
	int z = names_find(zone_names, ZONE_MAX, s->zone);

	if (s->pool)
		TRY(pool_get(c, s->pool, &p));
	if (s->system)
		TRY(info_system_get(c, s->system, &sys));
	if (s->qty != INT_NONE)
		buf_fmt(&b, "%" PRId64 " " STR_FMT "；", s->qty, STR_ARG(s->unit));
	const struct str parts[] = { s->item, z ? str_of(zone_names[z].label) : STR_NONE, p.name, sys.name };
	for (size_t i = 0; i < COUNT(parts); i++)
		if (parts[i].n)
			buf_fmt(&b, STR_FMT "；", STR_ARG(parts[i]));
	if (!date_none(s->expire))
		buf_fmt(&b, "至 " STR_FMT "；", STR_ARG(date_text(c->arena, s->expire)));
	*out = arena_str(c->arena, buf_str(&b));
	out->n -= out->n ? strlen("；") : 0;
	return OK;
}

static struct str granted_words(struct ctx *c, const struct change_line *l)
{
	if (!l->granted)
		return l->declined || l->approved_qty != INT_NONE ? STR("不同意") : STR_NONE;
	if (!date_none(l->decided_expire))
		return arena_fmt(c->arena, "至 " STR_FMT, STR_ARG(date_text(c->arena, l->decided_expire)));
	return l->approved_qty == INT_NONE ? STR("同意") : arena_fmt(c->arena, "%" PRId64 " " STR_FMT, l->approved_qty, STR_ARG(l->unit));
}

static enum err load_change(struct gather *g, void *rec)
{
	struct ctx *c = g->c;
	struct doc_change *out = rec;
	struct list lines;

	TRY(maybe(c, sql_get(c, &document_q[Q_CHANGE], out, g->application)));
	TRY(change_lines(c, g->application, &lines));
	struct doc_change_line *to = ARENA_ARRAY(c->arena, struct doc_change_line, lines.n + 1);
	EACH(struct change_line, l, lines) {
		struct doc_change_line *d = &to[out->lines.n];
		if (g->for_org && l->csp != g->for_org)
			continue;
		*d = (struct doc_change_line){ l->seq, l->csp, str_of(change_kind_names[l->kind].label), l->resource_no, l->resource_name, STR_NONE, STR_NONE, granted_words(c, l), l->reason, l->reduce_reason };
		TRY(side_words(c, &(struct side){ l->before_qty, l->before_pool, l->before_system != l->after_system ? l->before_system : 0, l->unit, l->before_item_name, l->before_zone, l->before_expire }, &d->before));
		struct catalog_item item = { .name = l->before_item_name };
		if (l->after_item && l->after_item != l->before_item)
			TRY(catalog_item_get(c, l->after_item, &item));
		TRY(side_words(c, &(struct side){ l->after_qty, l->after_pool, l->before_system != l->after_system ? l->after_system : 0, l->unit, item.name, l->after_zone, l->after_expire }, &d->after));
		if (l->kind == CHANGE_STAGE)
			d->after = arena_fmt(c->arena, STR_FMT "；窗口 " STR_FMT " 至 " STR_FMT "（不含）", STR_ARG(d->after), STR_ARG(date_text(c->arena, l->from_date)), STR_ARG(date_text(c->arena, l->to_date)));
		out->lines.n++;
	}
	out->lines.items = to;
	return OK;
}

static enum err load_backup(struct gather *g, void *rec) { return maybe(g->c, sql_get(g->c, &document_q[Q_BACKUP], rec, g->application, g->at)); }

static enum err load_off_catalog(struct gather *g, void *rec) { return maybe(g->c, entity_peek(g->c, &off_catalog_entity, g->application, rec)); }

static enum err load_adaptation(struct gather *g, void *rec)
{
	const struct off_catalog *o = g->src[SRC_OFF_CATALOG];

	return o->adaptation ? maybe(g->c, entity_peek(g->c, &adaptation_entity, o->adaptation, rec)) : OK;
}

static enum err load_dedicated(struct gather *g, void *rec) { return maybe(g->c, entity_peek(g->c, &dedicated_pool_entity, g->application, rec)); }

static enum err load_members(struct gather *g, void *rec)
{
	const struct dedicated_pool *d = g->src[SRC_DEDICATED];
	struct doc_members *out = rec;
	struct doc_member *to = ARENA_ARRAY(g->c->arena, struct doc_member, d->members.n + 1);

	EACH(int64_t, id, d->members) {
		struct org o;
		TRY(org_peek(g->c, *id, &o));
		to[out->items.n++] = (struct doc_member){ o.no, o.name };
	}
	out->items.items = to;
	return OK;
}

static enum err load_info_change(struct gather *g, void *rec) { return entity_peek(g->c, &info_change_entity, g->subject, rec); }
static enum err load_optimize(struct gather *g, void *rec) { return maybe(g->c, sql_get(g->c, &document_q[Q_OPTIMIZE], rec, APP(g)->system, g->at)); }

/* Whether the reader may see it was asked for a draft; an issued paper is put together by the system. */
static enum err subject_get(struct gather *g, void *rec) { return (g->draft ? entity_get : entity_peek)(g->c, g->k->entity, g->subject, rec); }

/* The consents that carry the order: a word that was denied is in the log of the case. */
static enum err load_emergency(struct gather *g, void *rec)
{
	struct emergency_order *o = rec;

	TRY(subject_get(g, rec));
	struct emergency_consent *kept = ARENA_ARRAY(g->c->arena, struct emergency_consent, o->consents.n + 1);
	struct list consents = { kept, 0 };
	EACH(struct emergency_consent, k, o->consents)
		if (at_none(k->denied_at))
			kept[consents.n++] = *k;
	o->consents = consents;
	return OK;
}

static enum err load_revocation(struct gather *g, void *rec)
{
	struct revocation *r = rec;

	if (APP(g)->type != APP_REVOKE)
		return OK;
	TRY(revocation_get(g->c, g->application, r));
	EACH(struct resource, x, r->resources)
		x->zone = zone_label(x->zone);
	return OK;
}
static enum err load_certificate(struct gather *g, void *rec) { return subject_get(g, rec); }
static enum err load_evaluation(struct gather *g, void *rec) { return subject_get(g, rec); }

/* How many systems lie below, between and above the limits of the monthly listing, and how many nobody could measure. */
enum { RANGES = 4 };
static void ranges_put(struct ctx *c, const char *metric, int64_t low, int64_t high, const int64_t *values, size_t n, struct list *out)
{
	int64_t counts[RANGES] = { 0 };
	struct str labels[RANGES] = { arena_fmt(c->arena, "低于 %" PRId64 "%%", low / 100), arena_fmt(c->arena, "%" PRId64 "%% 至 %" PRId64 "%%", low / 100, high / 100),
				      arena_fmt(c->arena, "高于 %" PRId64 "%%", high / 100), STR("没有数据") };

	for (size_t i = 0; i < n; i++)
		counts[values[i] == INT_NONE ? 3 : values[i] < low ? 0 : values[i] > high ? 2 : 1]++;
	for (int i = 0; i < RANGES; i++)
		LIST_AT(*out, struct doc_range, 0)[out->n++] = (struct doc_range){ i ? STR("") : str_of(metric), labels[i], counts[i], n ? counts[i] * 10000 / (int64_t)n : INT_NONE };
}

static enum err load_use(struct gather *g, void *rec)
{
	struct ctx *c = g->c;
	struct doc_use *out = rec;
	int64_t *cpu, *mem, *sto;
	size_t n = 0;

	TRY(sql_all(c, &document_q[Q_ADVICE], &out->items, g->subject));
	cpu = ARENA_ARRAY(c->arena, int64_t, out->items.n + 1);
	mem = ARENA_ARRAY(c->arena, int64_t, out->items.n + 1);
	sto = ARENA_ARRAY(c->arena, int64_t, out->items.n + 1);
	out->n_resources = out->vcpu = out->mem_gb = out->sto_gb = 0;
	EACH(struct evaluation_item, item, out->items) {
		const struct util_figures *f = item->evidence.n ? LIST_AT(item->evidence, struct util_figures, item->evidence.n - 1) : NULL;
		cpu[n] = f ? f->cpu_avg_bp : INT_NONE;
		mem[n] = f ? f->mem_avg_bp : INT_NONE;
		sto[n++] = f ? f->sto_used_bp : INT_NONE;
		if (!f)
			continue;
		out->month = f->month;
		out->n_resources += f->n_resources;
		out->vcpu += f->vcpu;
		out->mem_gb += f->mem_gb;
		out->sto_gb += f->sto_gb;
	}
	out->ranges.items = ARENA_ARRAY(c->arena, struct doc_range, 3 * RANGES);
	ranges_put(c, "CPU 月均值", setting_bp(c, "util.list.cpu_low"), setting_bp(c, "util.list.cpu_high"), cpu, n, &out->ranges);
	ranges_put(c, "内存月均值", setting_bp(c, "util.list.mem_low"), setting_bp(c, "util.list.mem_high"), mem, n, &out->ranges);
	ranges_put(c, "存储使用率", setting_bp(c, "util.case.sto_low"), setting_bp(c, "util.case.sto_high"), sto, n, &out->ranges);
	return OK;
}

static enum err due_of(struct gather *g, struct date *out)
{
	const char *const *k = g->k->clocks;
	int64_t due = 0;

	*out = DATE_NONE;
	if (!k[0])
		return OK;
	TRY(sql_int(g->c, &document_q[Q_DUE], &due, g->application, k[0], k[1] ? k[1] : k[0], k[2] ? k[2] : k[0]));
	if (due)
		*out = date_of((struct instant){ due - 1 });    /* 00:00 of the day after (ARTICLES 4.2) */
	return OK;
}

static enum err issuer_of(struct gather *g, const struct doc_facts *d, struct str *out)
{
	const struct application *a = APP(g);
	int64_t task_org;

	switch (g->k->issuer) {
	case BY_PLATFORM:
		*out = STR("政务云管理平台");
		return OK;
	case BY_AUTHORITY:
		*out = d->authority;
		return OK;
	case BY_APPLICANT:
		*out = a->applicant_org_name;
		return OK;
	case BY_USER:
		*out = a->user_org_name;
		return OK;
	case BY_CSP:
		*out = d->csp_name;
		return OK;
	case BY_EVALUATOR:
		*out = ((const struct evaluation *)g->src[SRC_EVALUATION])->by_org_name;
		return OK;
	default:
		task_org = g->for_org;
		return org_name(g->c, task_org, out);
	}
}

/* An order goes to every provider that has a line of it. */
static struct str csps_of_order(struct gather *g, const struct emergency_order *e)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(16));

	for (size_t i = 0; i < e->lines.n; i++) {
		const struct emergency_line *l = LIST_AT(e->lines, struct emergency_line, i);
		bool first = l->csp_name.n > 0;
		for (size_t k = 0; k < i; k++)
			first &= LIST_AT(e->lines, struct emergency_line, k)->csp != l->csp;
		if (first)
			buf_fmt(&b, "%s" STR_FMT, b.n ? "、" : "", STR_ARG(l->csp_name));
	}
	return arena_str(g->c->arena, buf_str(&b));
}

static enum err csp_of(struct gather *g, struct str *out)
{
	const struct application *a = APP(g);
	const struct emergency_order *e = g->src[SRC_EMERGENCY];

	*out = STR_NONE;
	if (g->src[SRC_CERTIFICATE])
		*out = ((const struct destroy_cert *)g->src[SRC_CERTIFICATE])->csp_name;
	if (e)
		*out = csps_of_order(g, e);
	if (g->for_org && g->k->issuer != BY_TASK_ORG)
		return org_name(g->c, g->for_org, out);
	if (a)
		EACH(struct application_line, l, a->lines)
			if (!out->n && l->csp_name.n)
				*out = l->csp_name;
	return OK;
}

/* A case keeps the figure that it was submitted under. */
static int64_t months_of(const struct gather *g)
{
	const struct application *a = APP(g);

	return a && !at_none(a->submitted_at) ? setting_int_at(g->c, "commitment.months", a->submitted_at, a->id) : setting_int(g->c, "commitment.months");
}

/* Last of all, since it speaks of the others. */
static enum err load_doc(struct gather *g, void *rec)
{
	struct ctx *c = g->c;
	struct doc_facts *d = rec;
	struct doc_person p = { 0 };
	int64_t authority;

	TRY(org_authority(c, &authority));
	TRY(org_name(c, authority, &d->authority));
	d->regulation = setting_text(c, "document.regulation");
	d->date = date_of(g->at);
	d->deliver_wd = setting_int(c, "deliver.confirm_wd");
	d->bill_wd = setting_int(c, "bill.confirm_wd");
	d->draft = g->draft;
	d->granted = APP(g) && APP(g)->opinion && application_opinion(APP(g)) != OPINION_REJECT;
	d->round = g->round;
	d->valid_until = date_add_months(d->date, (int)months_of(g));
	TRY(due_of(g, &d->due_date));
	if (APP(g) && APP(g)->handler) {
		TRY(maybe(c, sql_get(c, &document_q[Q_PERSON], &p, APP(g)->handler)));
		d->handler_name = p.name;
		d->handler_phone = p.mobile;
	}
	TRY(csp_of(g, &d->csp_name));
	TRY(issuer_of(g, d, &d->issuer));
	if (g->k->series && !g->draft)
		TRY(number_next(c, g->k->series, &d->no));
	return OK;
}

extern const struct record review_task_record;
const struct source sources[SRC_MAX] = {
	[SRC_DOC] = { "doc", &doc_record, load_doc },
	[SRC_APPLICATION] = { "application", &application_record, load_application },
	[SRC_SYSTEM] = { "system", &info_system_record, load_system },
	[SRC_USER] = { "user", &org_record, load_user },
	[SRC_FILES] = { "files", &files_record, load_files },
	[SRC_DECISION] = { "decision", &doc_decision_record, load_decision },
	[SRC_REVIEW] = { "review", &doc_review_record, load_review },
	[SRC_TASK] = { "task", &review_task_record, load_task },
	[SRC_TRIAL] = { "trial", &doc_trial_record, load_trial },
	[SRC_SUGGESTION] = { "suggestion", &doc_suggestion_record, load_suggestion },
	[SRC_FILING] = { "filing", &doc_filing_record, load_filing },
	[SRC_ORDER] = { "order", &order_record, load_order },
	[SRC_GATE] = { "gate", &gates_record, load_gates },
	[SRC_CATALOG] = { "catalog", &catalog_record, load_catalog },
	[SRC_CHANGE] = { "change", &doc_change_record, load_change },
	[SRC_BACKUP] = { "backup", &doc_backup_record, load_backup },
	[SRC_OFF_CATALOG] = { "off_catalog", &off_catalog_record, load_off_catalog },
	[SRC_ADAPTATION] = { "adaptation", &adaptation_record, load_adaptation },
	[SRC_DEDICATED] = { "dedicated", &dedicated_pool_record, load_dedicated },
	[SRC_MEMBERS] = { "members", &members_record, load_members },
	[SRC_INFO_CHANGE] = { "info_change", &info_change_record, load_info_change },
	[SRC_OPTIMIZE] = { "optimize", &optimize_record_record, load_optimize },
	[SRC_EMERGENCY] = { "emergency", &emergency_order_record, load_emergency },
	[SRC_REVOCATION] = { "revocation", &revocation_record, load_revocation },
	[SRC_CERTIFICATE] = { "certificate", &destroy_cert_record, load_certificate },
	[SRC_EVALUATION] = { "evaluation", &evaluation_record, load_evaluation },
	[SRC_USE] = { "use", &use_record, load_use },
	[SRC_BILL] = { "bill", &bill_record, load_subject },
	[SRC_BILL_LINES] = { "bill_lines", &doc_bill_lines_record, load_bill_lines },
	[SRC_SETTLEMENT] = { "settlement", &settlement_record, load_subject },
	[SRC_SETTLED] = { "settled", &doc_settled_record, load_settled },
	[SRC_BUDGET] = { "budget", &budget_record, load_subject },
	[SRC_FORECAST] = { "forecast", &doc_forecast_record, load_forecast },
	[SRC_SCORE] = { "score", &csp_score_record, load_subject },
};

enum err sources_load(struct gather *g)
{
	/* The doc's own facts come last, since they speak of the others. */
	for (int i = 1; i <= SRC_MAX; i++) {
		int no = i % SRC_MAX;
		if (!(g->k->sources >> no & 1))
			continue;
		void *rec = arena_alloc(g->c->arena, sources[no].rec->size);
		record_none(sources[no].rec, rec);
		g->src[no] = rec;
		TRY(sources[no].load(g, rec));
	}
	return OK;
}

/* ---- the kinds ---- */
/* The consent gets its number from a listener of the same fact. */
static bool has_consent(const struct gather *g) { return ((const struct off_catalog *)g->src[SRC_OFF_CATALOG])->consent_no.n > 0; }
static bool has_plan(const struct gather *g) { return APP(g)->plan != NULL; }

#define S(x) (UINT64_C(1) << SRC_##x)
#define CASE_ (S(DOC) | S(APPLICATION) | S(SYSTEM) | S(USER))
#define NEW_MIG (1u << APP_NEW | 1u << APP_MIGRATE)
extern const struct entity review_task_entity;
const struct paper_kind paper_kinds[] = {
	{ "D01", "政务云资源申请表", "A19.1d", &application_entity, CASE_ | S(FILES) | S(REVIEW), BY_APPLICANT, FOR_UNITS, .submitted = true, .sheet = true, .draft = true,
	  .types = NEW_MIG | 1u << APP_EMERGENCY_MAKEUP },
	{ "D02", "上云迁云方案", "A19.1a", &application_entity, CASE_ | S(FILES), BY_USER, FOR_UNITS, .submitted = true, .draft = true, .types = NEW_MIG, .applies = has_plan },
	{ "D03", "资源测算表", "A19.1b", &application_entity, CASE_, BY_USER, FOR_UNITS, .submitted = true, .sheet = true, .draft = true, .types = NEW_MIG },
	{ "D04", "存量系统迁移证明单", "A19.3a", &application_entity, CASE_ | S(FILES), BY_USER, FOR_UNITS, .submitted = true, .draft = true, .types = 1u << APP_MIGRATE },
	{ "D05", "收件回执", "A19.1d", &application_entity, CASE_ | S(FILES), BY_PLATFORM, FOR_UNITS, .submitted = true, .clocks = { "c1", "c4", "c6" } },
	{ "D06", "受理通知书", "A20.2a", &application_entity, CASE_ | S(DECISION), BY_AUTHORITY, FOR_UNITS, .clocks = { "c2", "c4", "c7" } },
	{ "D07", "不予受理意见书", "A20.2c", &application_entity, CASE_ | S(DECISION), BY_AUTHORITY, FOR_UNITS },
	{ "D08", "审批意见书", "A20.1d", &application_entity, CASE_ | S(CHANGE) | S(REVOCATION), BY_AUTHORITY, FOR_UNITS },
	{ "D09", "会办意见表", "A20.1b", &review_task_entity, CASE_ | S(TASK), BY_TASK_ORG, FOR_ORG },
	{ "D10", "开通（测试）通知单", "A21.1a", &application_entity, CASE_, BY_AUTHORITY, FOR_UNITS | FOR_ORG, .clocks = { "c3" } },
	{ "D11", "测试及资源调整建议表", "A21.1c", &application_entity, CASE_ | S(TRIAL) | S(SUGGESTION), BY_CSP, FOR_UNITS | FOR_CSP, .sheet = true },
	{ "D12", "备案登记单", "A21.1d", &application_entity, CASE_ | S(FILING) | S(SUGGESTION), BY_AUTHORITY, FOR_UNITS | FOR_CSP },
	{ "D13", "云资源交付工单", "A21.1e", &application_entity, CASE_ | S(ORDER), BY_AUTHORITY, FOR_UNITS | FOR_CSP, .sheet = true },
	{ "D14", "上线确认单", "A21.3c", &application_entity, CASE_ | S(GATE), BY_USER, FOR_UNITS },
	{ "D15", "上云安全承诺书", "A34.P3d", &application_entity, CASE_, BY_USER, FOR_UNITS, .draft = true, .series = "CN", .types = NEW_MIG },
	{ "D16", "云资源变更申请表", "A22.1", &application_entity, CASE_ | S(FILES) | S(REVIEW) | S(CHANGE) | S(BACKUP) | S(OPTIMIZE), BY_APPLICANT, FOR_UNITS, .submitted = true, .sheet = true, .draft = true, .types = 1u << APP_CHANGE },
	{ "D16E", "云资源变更单", "A22.4b", &application_entity, CASE_ | S(CHANGE) | S(BACKUP), BY_AUTHORITY, FOR_UNITS | FOR_ORG, .sheet = true, .clocks = { "c5" } },
	{ "D17", "紧急开通（变更）单", "A26b", &emergency_order_entity, S(DOC) | S(EMERGENCY), BY_AUTHORITY, FOR_UNITS | FOR_CSP },
	{ "D18", "机构人员变更登记表", "A22.3a", &info_change_entity, S(DOC) | S(INFO_CHANGE), BY_PLATFORM, FOR_UNITS },
	{ "D19", "撤销申请表和撤销方案", "A23.1a", &application_entity, CASE_ | S(FILES) | S(REVIEW) | S(REVOCATION), BY_APPLICANT, FOR_UNITS, .submitted = true, .draft = true,
	  .types = 1u << APP_REVOKE },
	{ "D20", "数据备份与迁移确认单", "A23.2a", &application_entity, CASE_ | S(BACKUP), BY_USER, FOR_UNITS | FOR_CSP, .types = 1u << APP_REVOKE | 1u << APP_CHANGE },
	{ "D21", "数据销毁证明", "A23.1d", &destroy_cert_entity, S(DOC) | S(CERTIFICATE), BY_CSP, FOR_UNITS | FOR_ORG },
	{ "D22", "目录外采购申请", "A19.5c", &application_entity, CASE_ | S(FILES) | S(REVIEW) | S(OFF_CATALOG) | S(ADAPTATION), BY_APPLICANT, FOR_UNITS, .draft = true, .submitted = true,
	  .types = 1u << APP_OFF_CATALOG },
	{ "D22E", "目录外采购同意函", "A19.5c", &application_entity, CASE_ | S(OFF_CATALOG), BY_AUTHORITY, FOR_UNITS, .types = 1u << APP_OFF_CATALOG, .ready = has_consent },
	{ "D23", "专属资源池申请", "A15.3", &application_entity, CASE_ | S(FILES) | S(REVIEW) | S(DEDICATED) | S(MEMBERS), BY_APPLICANT, FOR_UNITS, .draft = true, .submitted = true,
	  .types = 1u << APP_DEDICATED_POOL },
	{ "D23E", "专属资源池批复", "A15.3", &application_entity, CASE_ | S(DEDICATED) | S(MEMBERS), BY_AUTHORITY, FOR_UNITS, .types = 1u << APP_DEDICATED_POOL },
	{ "D24", "政务云服务目录", "A11a", &catalog_version_entity, S(DOC) | S(CATALOG), BY_AUTHORITY, FOR_ALL, .sheet = true, .draft = true },
	{ "D25", "资源使用评估报告", "A24b", &evaluation_entity, S(DOC) | S(EVALUATION) | S(USE), BY_EVALUATOR, FOR_SUBJECT, .draft = true },
	{ "D25E", "评估建议答复汇总表", "A24d", &evaluation_entity, S(DOC) | S(EVALUATION) | S(USE), BY_EVALUATOR, FOR_SUBJECT, .draft = true },
	{ "D29", "政务云资源使用账单", "A28.4", &bill_entity, S(DOC) | S(BILL) | S(BILL_LINES), BY_PLATFORM, FOR_UNITS | FOR_ORG, .sheet = true },
	{ "D30", "结算申请表", "A28.3", &settlement_entity, S(DOC) | S(SETTLEMENT) | S(SETTLED), BY_CSP, FOR_ORG, .sheet = true },
	{ "D30E", "结算审核表", "A28.3", &settlement_entity, S(DOC) | S(SETTLEMENT) | S(SETTLED), BY_AUTHORITY, FOR_ORG, .sheet = true },
	{ "D31", "年度预算与需求预测表", "A8.4a", &budget_entity, S(DOC) | S(BUDGET) | S(FORECAST), BY_AUTHORITY, FOR_AUTHORITY, .sheet = true, .draft = true },
	{ "D42", "服务商考核评分表", "A28.3", &csp_score_entity, S(DOC) | S(SCORE), BY_AUTHORITY, FOR_ORG, .sheet = true, .draft = true },
	{ 0 }
};

const struct paper_kind *paper_kind_named(struct str kind)
{
	for (const struct paper_kind *k = paper_kinds; k->kind; k++)
		if (str_is(kind, k->kind))
			return k;
	return NULL;
}
