/* The decisions of A21. */
#include "domain/delivery/delivery_in.h"
#include "domain/infra/infra.h"
#include "domain/catalog/catalog.h"
#include "domain/info_system/info_system.h"

enum err delivery_open_line(struct ctx *c, const struct application *app, const struct application_line *line, int64_t qty, struct str name, struct str native_id, struct str ips, struct str os)
{
	const struct line_attrs *a = line->attrs;
	struct catalog_item item;
	struct resource r;
	int64_t opened = 0, approved = line->approved_qty == INT_NONE ? 0 : line->approved_qty;

	TRY(resource_qty_of_line(c, line->id, &opened));
	if (opened + qty > approved)
		return refuse_by(c, "A21.1a", "delivery.above_approval", "“" STR_FMT "”批准 %" PRId64 "，已开通 %" PRId64 "，不能再开通 %" PRId64, STR_ARG(line->item_name), approved, opened, qty);
	TRY(catalog_item_get(c, line->item, &item));
	record_none(&resource_record, &r);
	r.name = name.n ? name : arena_fmt(c->arena, STR_FMT " " STR_FMT, STR_ARG(app->system_name), STR_ARG(line->item_name));
	r.item = line->item; r.item_code = line->item_code; r.item_name = line->item_name; r.unit = line->unit; r.system = app->system; r.user_org = app->user_org; r.applicant_org = app->applicant_org;
	r.pool = line->assigned_pool; r.zone = str_of(zone_names[line->zone].word); r.csp = line->csp; r.application = app->id; r.line = line->id; r.qty = qty;
	r.native_id = native_id; r.ips = ips; r.os = os.n ? os : a ? a->os : STR_NONE;
	r.vcpu = a && a->vcpu != INT_NONE ? a->vcpu : item.vcpu;
	r.mem_gb = a && a->mem_gb != INT_NONE ? a->mem_gb : item.mem_gb;
	r.disk_gb = a && a->sys_disk_gb != INT_NONE ? a->sys_disk_gb + (a->data_disk_gb == INT_NONE ? 0 : a->data_disk_gb) : item.disk_gb;
	return resource_enter(c, &r);
}

enum err delivery_issue_order(struct ctx *c, int64_t application, int64_t *id)
{
	struct delivery_order d;
	struct filing f;
	struct list resources;

	enum err e = sql_get(c, &delivery_q[Q_FILING_LAST], &f, application);
	if (e == E_ABSENT)
		return refuse_by(c, "A21.1e", "delivery.not_filed", "调整建议还没有备案，不能下达交付工单");
	TRY(e);
	TRY(flow_fire(c, &application_flow, application, "deliver", NULL));
	TRY(resource_of_application(c, application, &resources));
	record_none(&delivery_order_record, &d);
	d.id = *id = id_new(c);
	d.version = 1;
	d.application = application;
	d.filing = f.id;
	d.issued_by = c->who.person;
	d.issued_at = c->now;
	d.billing_start_date = today(c);
	d.csp = resources.n ? LIST_AT(resources, struct resource, 0)->csp : 0;
	d.state = ORDER_ISSUED;
	TRY(number_next(c, "JF", &d.no));
	TRY(sql_put(c, &delivery_q[Q_ORDER_PUT], &d));
	EACH(struct resource, r, resources)
		TRY(resource_deliver(c, r->id, d.id, today(c)));
	return clock_start(c, &delivery_order_entity, d.id, C_DELIVER_CONFIRM, "issue");
}

/* ---- the gate: each item is met by facts of the system, by recorded evidence, or by a dated waiver ---- */
static enum err gate_get(struct ctx *c, int64_t application, enum gate_item item, struct gate_row *out)
{
	enum err e = sql_get(c, &delivery_q[Q_GATE], out, application, gate_names[item].word);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	record_none(&gate_row_record, out);
	return OK;
}

static enum err fresh(struct ctx *c, const struct gate_row *g, enum gate_item item, int64_t days)
{
	if (date_none(g->evidence_date))
		return refuse(c, "还没有登记%s", gate_names[item].label);
	if (today(c).day - g->evidence_date.day > days)
		return refuse(c, "%s日期 " STR_FMT " 已超过 %" PRId64 " 天", gate_names[item].label, STR_ARG(date_text(c->arena, g->evidence_date)), days);
	if (g->open_high != INT_NONE && g->open_high > 0)
		return refuse(c, "%s还有 %" PRId64 " 个严重或高危问题未处置", gate_names[item].label, g->open_high);
	return OK;
}

enum err gate_must(struct ctx *c, const struct application *app, enum gate_item item)
{
	struct info_system s;
	struct gate_row g;

	TRY(gate_get(c, app->id, item, &g));
	if (!date_none(g.waiver_until) && g.waiver_until.day > today(c).day)
		return OK;
	TRY(entity_peek(c, &info_system_entity, app->system, &s));
	switch (item) {
	case GATE_DECLARATION:    return s.nonsecret_declared ? OK : refuse(c, "系统还没有签署非涉密声明");
	case GATE_RESPONSIBILITY: return s.competent_org && s.operator_org && s.security_responsible.n && s.security_admin.n ? OK : refuse(c, "主管、运营单位和安全责任人、安全管理员没有登记齐全");
	case GATE_SCAN:           return fresh(c, &g, item, setting_int(c, "golive.scan_valid_days"));
	case GATE_PENTEST:        return fresh(c, &g, item, setting_int(c, "golive.pentest_valid_days"));
	case GATE_ICP:            return !s.internet_facing || s.icp_no.n || g.no.n ? OK : refuse(c, "系统可从互联网访问，还没有 ICP 备案号");
	case GATE_COMMITMENT:     return date_none(g.evidence_date) ? refuse(c, "还没有有效的上云安全承诺书")
				       : date_add_months(g.evidence_date, (int)setting_int(c, "commitment.months")).day <= today(c).day ? refuse(c, "上云安全承诺书已过有效期") : OK;
	case GATE_DJ_FILING:      return s.dj_filing_no.n || g.no.n || s.dj_level <= 2 ? OK : refuse(c, "等保二级以上系统还没有备案号");
	default:                  return OK;
	}
}
