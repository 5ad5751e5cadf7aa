/* Emergency orders: objects, moves, guards, ops, clock, settings, grants, facts, jobs; the descriptor. */
#include "domain/emergency/emergency_in.h"

/*  requested ──issue──► issued [C8] ──opened──► opened ──settle──► settled
 *   │ cancel | decline     │ void (nothing opened)  │ reclaim ──► reclaiming ──reclaimed──► settled (reduced) | reclaimed (not approved)
 *   ▼                      ▼                        ▲          │ lift (made up for after all)
 *  cancelled | declined   cancelled    issued ──reclaim        └──► opened                                                                */
static const struct move moves[] = {
	{ EMG_REQUESTED,  "issue",     EMG_ISSUED,     0, C8, "emergency.issued", "下达紧急开通单，开始计费", "A26b" },
	{ EMG_REQUESTED,  "cancel",    EMG_CANCELLED,  0, 0, NULL, "撤回紧急事项", "A26a" },
	{ EMG_REQUESTED,  "decline",   EMG_DECLINED,   0, 0, NULL, "主管部门不同意", "A26a" },
	{ EMG_ISSUED,     "opened",    EMG_OPENED,     0, 0, "emergency.opened", "开通完成", "A26b" },
	{ EMG_ISSUED,     "void",      EMG_CANCELLED,  0, 0, NULL, "没有开通任何资源", "A26b" },
	{ EMG_OPENED,     "settle",    EMG_SETTLED,    C8, 0, "emergency.settled", "补办完成", "A26c" },
	{ EMG_ISSUED,     "reclaim",   EMG_RECLAIMING, 0, 0, "emergency.reclaim_ordered", "下达收回单", "A26c" },
	{ EMG_OPENED,     "reclaim",   EMG_RECLAIMING, 0, 0, "emergency.reclaim_ordered", "下达收回单", "A26c" },
	{ EMG_RECLAIMING, "lift",      EMG_OPENED,     0, 0, NULL, "补办获批准，撤销收回", "A26c" },
	{ EMG_RECLAIMING, "reclaimed", EMG_SETTLED,    C8, 0, "emergency.settled", "多余的资源已收回", "A26c", when_something_approved },
	{ EMG_RECLAIMING, "reclaimed", EMG_RECLAIMED,  C8, 0, "emergency.reclaimed", "应急资源已收回", "A26c" },
	{ 0 }
};
const struct flow emergency_flow = { "emergency_order", &emergency_order_entity, emergency_state_names, EMG_STATE_MAX, moves };
const struct entity emergency_order_entity = {
	.name = "emergency_order", .label = "紧急开通单", .path = "/emergency-orders", .rec = &emergency_order_record, .from = "v_emergency_order", .table = "emergency_order", .title = "title",
	.flow = &emergency_flow, .fill = emergency_fill, .clocked = true,
	.scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org",
		   .csp = "issued_at IS NOT NULL AND id IN (SELECT l.emergency_order FROM emergency_line l WHERE l.csp = :org)" },
};

static enum err debt_fill(struct ctx *c, void *rec)
{
	struct emergency_debt *d = rec;

	d->overdue = d->due_at.ms <= c->now.ms;
	return OK;
}
static const struct entity debt_entity = {
	.name = "emergency_debt", .label = "应急未清事项", .path = "/emergency-debts", .rec = &emergency_debt_record, .from = "v_emergency_debt", .table = "emergency_order", .title = "title",
	.fill = debt_fill, .fill_row = debt_fill, .scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org", .csp = "owed_by = :org" },
};

static const struct list_def order_list = { .order = "-id", .search = "no || ' ' || title || ' ' || system_name" }, debt_list = { .order = "due_at", .search = "no || ' ' || title" };
#define EMG .entity = &emergency_order_entity
static const struct op ops[] = {
	{ "emergency.list", GET, "/emergency-orders", "emergency.read", .words = "紧急开通", .article = "A26", EMG, .list = &order_list },
	{ "emergency.get", GET, "/emergency-orders/{id}", "emergency.read", .words = "查看紧急开通单", .article = "A26b", EMG },
	{ "emergency.debts", GET, "/emergency-debts", "emergency.read", .words = "应急未清事项", .article = "A26c", .entity = &debt_entity, .list = &debt_list },
	{ "emergency.request", POST, "/emergency-orders", "emergency.ask", &emergency_request_record, NULL, emergency_request, "提出紧急开通", "A26a", OP_CREATES, EMG,
	  .help = "申请单位和主管部门双方同意后下达，手续随后补办" },
	{ "emergency.consent", POST, "/emergency-orders/{id}/consent", "emergency.consent", &emergency_comment_record, NULL, emergency_consent_give, "同意紧急开通", "A26a", 0, EMG },
	{ "emergency.record_consent", POST, "/emergency-orders/{id}/consents", "emergency.record", &emergency_record_record, NULL, emergency_consent_record_, "记录同意", "A26a", 0, EMG,
	  .help = "口头同意由本人按时在系统里确认" },
	{ "emergency.confirm_consent", POST, "/emergency-orders/{id}/confirm-consent", "emergency.consent", &emergency_comment_record, NULL, emergency_consent_confirm, "确认口头同意", "A26a", 0, EMG },
	{ "emergency.deny_consent", POST, "/emergency-orders/{id}/deny-consent", "emergency.consent", &emergency_reason_record, NULL, emergency_consent_deny, "否认口头同意", "A26a", 0, EMG },
	{ "emergency.cancel", POST, "/emergency-orders/{id}/cancel", "emergency.ask", &emergency_reason_record, NULL, emergency_end, "撤回紧急事项", "A26a", 0, EMG, .event = "cancel" },
	{ "emergency.decline", POST, "/emergency-orders/{id}/decline", "emergency.issue", &emergency_reason_record, NULL, emergency_end, "不同意紧急开通", "A26a", 0, EMG, .event = "decline" },
	{ "emergency.issue", POST, "/emergency-orders/{id}/issue", "emergency.issue", &emergency_issue_record, NULL, emergency_issue, "下达紧急开通单", "A26b", 0, EMG, .event = "issue",
	  .help = "直达云服务商，自今日起计费，补办到期日印在单上" },
	{ "emergency.open", POST, "/emergency-orders/{id}/open", "emergency.open", &emergency_open_record, NULL, emergency_open, "紧急开通", "A26b", 0, EMG },
	{ "emergency.complete", POST, "/emergency-orders/{id}/complete", "emergency.open", &emergency_reason_record, NULL, emergency_complete, "结束开通", "A26b", 0, EMG,
	  .help = "没有开足的，写明理由后结束" },
	{ "emergency.confirm", POST, "/emergency-orders/{id}/confirm", "emergency.confirm", &emergency_comment_record, NULL, emergency_confirm, "确认收到", "A26b", 0, EMG },
	{ "emergency.makeup", POST, "/emergency-orders/{id}/makeup", "emergency.ask", &emergency_makeup_record, NULL, emergency_makeup, "起草补办申请", "A26c", 0, EMG,
	  .help = "资源和数量取自紧急开通单，此后与其他申请一样办理；草稿可以再写" },
	{ "emergency.reclaim", POST, "/emergency-orders/{id}/reclaim", "emergency.reclaim", &emergency_reason_record, NULL, emergency_reclaim, "下达收回单", "A26c", 0, EMG,
	  .help = "补办超期的可以收回；不会自动断开" },
	{ "emergency.confirm_backup", POST, "/emergency-orders/{id}/backup", "emergency.confirm", &emergency_backup_in_record, NULL, emergency_backup_confirm, "确认备份", "A23.2a", 0, EMG },
	{ "emergency.reclaimed", POST, "/emergency-orders/{id}/reclaimed", "emergency.open", &emergency_done_record, NULL, emergency_reclaimed, "报告收回完成", "A26c", OP_STEP_UP, EMG },
	{ "emergency.go_live", POST, "/applications/{id}/emergency-go-live", "golive.confirm", &emergency_comment_record, NULL, emergency_go_live, "应急系统上线", "A21.3c", 0,
	  .entity = &application_entity, .help = "核验与常规上线相同，由主管部门限期豁免的除外" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "emergency.read",    "查看紧急开通",   R_AUTH_READ | R_UNIT | R_CSP },
	{ "emergency.ask",     "提出紧急开通",   R(USER_HANDLER) | R(USER_OWNER) | R_APPU },
	{ "emergency.consent", "同意紧急开通",   R_APPU | R(AUTH_APPROVER) | R(AUTH_ISSUER) },
	{ "emergency.record",  "记录同意",       R(USER_HANDLER) | R(USER_OWNER) | R_APPU | R(AUTH_HANDLER) | R(AUTH_APPROVER) | R(AUTH_ISSUER) },
	{ "emergency.issue",   "下达紧急开通单", R(AUTH_APPROVER) | R(AUTH_ISSUER) },
	{ "emergency.open",    "紧急开通和收回", R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "emergency.confirm", "确认紧急开通",   R(USER_HANDLER) | R(USER_OWNER) },
	{ "emergency.reclaim", "下达收回单",     R(AUTH_APPROVER) },
	{ 0 }
};
static const struct guard guards[] = {
	{ .op = "emergency.consent",         .article = "A26a", .reason = "emergency.not_applicant",  .must = side_is_mine },
	{ .op = "emergency.record_consent",  .article = "A26a", .reason = "emergency.other_side",     .must = recorder_may },
	{ .op = "emergency.confirm_consent", .article = "A26a", .reason = "emergency.not_spoken",     .must = spoken_by_me },
	{ .op = "emergency.deny_consent",    .article = "A26a", .reason = "emergency.not_spoken",     .must = spoken_by_me },
	{ &emergency_flow, "cancel", NULL, "A26a", "emergency.not_unit",        by_the_unit },
	{ &emergency_flow, "issue",  NULL, "A3",   "org.out_of_scope",    in_scope },
	{ &emergency_flow, "issue",  NULL, "A6a",  "info_system.not_declared",    declared },
	{ &emergency_flow, "issue",  NULL, "A26a", "emergency.single_consent",  two_consents },
	{ &emergency_flow, "issue",  NULL, "A26a", "emergency.consent_lapsed",  consents_in_time },
	{ &emergency_flow, "issue",  NULL, "A26a", "emergency.same_person",     two_people },
	{ &emergency_flow, "issue",  NULL, "A22.1", "emergency.resource_changed", still_as_asked },
	{ .op = "emergency.open",     .article = "A26b", .reason = "emergency.not_issued",     .must = order_open },
	{ .op = "emergency.open",     .article = "A26b", .reason = "emergency.other_provider", .must = line_of_mine },
	{ .op = "emergency.open",     .article = "A26b", .reason = "emergency.above_order",    .must = within_order },
	{ .op = "emergency.complete", .article = "A26b", .reason = "emergency.not_issued",     .must = order_open },
	{ .op = "emergency.confirm",  .article = "A26b", .reason = "emergency.not_opened",     .must = order_opened },
	{ .op = "emergency.makeup",   .article = "A26c", .reason = "emergency.nothing_owed",   .must = makeup_owed },
	{ .op = "emergency.reclaim",  .article = "A26c", .reason = "emergency.not_overdue",    .must = makeup_overdue },
	{ .op = "emergency.confirm_backup", .article = "A26c", .reason = "emergency.not_reclaimed", .must = being_reclaimed },
	{ .op = "emergency.reclaimed", .article = "A26c", .reason = "emergency.not_reclaimed", .must = being_reclaimed },
	{ .op = "emergency.reclaimed", .article = "A23.2a", .reason = "emergency.no_backup",   .must = backed_up_first },
	{ .op = "pool.update",        .article = "A15.2b", .reason = "emergency.pool_ordered", .must = pool_as_ordered },
	{ .op = "emergency.go_live",  .article = "A26c", .reason = "emergency.no_makeup",      .must = made_up_for },
	{ 0 }
};
static const struct clock_kind clocks[] = { { C8, WORKING_DAYS, "emergency.makeup_wd", ORG_USER, "A26c", "应急补办" }, { 0 } };
static const struct setting settings[] = {
	{ "emergency.makeup_wd",     SET_INT, "5",  "A26, R-26", "应急补办期限（工作日）",     FREE, 0, 1, 60 },
	{ "emergency.confirm_hours", SET_INT, "24", "A26, R-26", "口头同意的确认期限（小时）", FREE, 0, 1, 168 },
	{ "emergency.reclaim_days",  SET_INT, "10", "A26, R-26", "补办未获同意的收回期限（天）", FREE, 0, 1, 90 },
	{ 0 }
};
static const struct hears hears[] = {
	{ "application.submitted",    "emergency.submitted",    emergency_heard_submitted },
	{ "application.not_accepted", "emergency.not_accepted", emergency_heard_back },
	{ "application.withdrawn",    "emergency.withdrawn",    emergency_heard_back },
	{ "application.terminated",   "emergency.terminated",   emergency_heard_back },
	{ "application.approved",     "emergency.approved",     emergency_heard_opinion },
	{ "application.rejected",     "emergency.rejected",     emergency_heard_opinion },
	{ 0 }
};
static const struct job jobs[] = {
	{ "emergency.consents", HOURS(1), emergency_job_consents, NULL, "A26a", "口头同意超期未确认" },
	{ "emergency.makeups",  DAYS(1),  emergency_job_makeups,  NULL, "A26c", "应急补办超期" },
	{ 0 }
};
static const struct entity *const entities[] = { &emergency_order_entity, &debt_entity, NULL };
static const struct flow *const flows[] = { &emergency_flow, NULL };

const struct feature emergency_feature = {
	.name = "emergency", .label = "紧急开通", .articles = ARTICLES("A26a", "A26b", "A26c", "A23.2a", "R-26", "R-28"),
	.sealed = SEALED_COLUMNS({ "emergency_order", "id", "contact" }),
	.migrations = emergency_migrations, .invariants = emergency_invariants, .entities = entities, .flows = flows, .guards = guards, .clocks = clocks, .settings = settings, .ops = ops,
	.grants = grants, .hears = hears, .jobs = jobs, .work = emergency_work, STATEMENTS(emergency_q),
};
