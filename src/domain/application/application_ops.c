/* Applications: inputs, the picture of states, ops, clocks, settings, grants, jobs; the descriptor. */
#include "domain/application/application_in.h"

/* ---- inputs ---- */
#define EDIT_FIELDS \
	F(struct app_edit_in, type, F_ENUM, "申请类型", IN, NAMES(app_type_names), .article = "R-13", .help = "这里起草新建上云和存量迁移"), \
	F(struct app_edit_in, system, F_ID, "信息系统", IN, .ref = "info_system", .article = "A18", .help = "一份申请对应一个信息系统"), \
	F(struct app_edit_in, title, F_STR, "标题", IN, .help = "不填为系统名称"), \
	F(struct app_edit_in, reason, F_TEXT, "申请理由", IN), \
	F(struct app_edit_in, planned_live_date, F_DATE, "计划启用", IN, .article = "A19.6"), \
	F(struct app_edit_in, load_kind, F_ENUM, "负载特征", IN, NAMES(load_kind_names), .article = "A19.2"), \
	F(struct app_edit_in, stage_windows, F_LIST, "阶段性资源窗口", IN, .sub = &stage_window_record, .max = 50, .article = "A19.2"), \
	F(struct app_edit_in, migrate_from, F_STR, "迁移前承载", IN, .article = "A19.3"), \
	F(struct app_edit_in, proof_kind, F_SET, "迁移证明种类", IN, NAMES(proof_kind_names), .article = "A19.3a"), \
	F(struct app_edit_in, old_contract_to, F_DATE, "原合同到期日", IN, .article = "A19.3a"), \
	F(struct app_edit_in, cutover_date, F_DATE, "计划割接日", IN, .article = "A19.3b"), \
	F(struct app_edit_in, proof_note, F_TEXT, "不满足需要的说明", IN, .article = "A19.3a"), \
	F(struct app_edit_in, approval_note, F_TEXT, "无立项批复的说明", IN, .article = "A19.1c", .help = "存量迁移没有立项批复时填写"), \
	F(struct app_edit_in, budget_source, F_STR, "资金来源", IN), \
	F(struct app_edit_in, lines, F_LIST, "资源需求", IN, .sub = &application_line_record, .max = 100, .article = "A19.5a"), \
	F(struct app_edit_in, plan, F_OBJ, "上云方案", IN, .sub = &cloud_plan_record, .article = "A19.1a")
static const struct field draft_fields[] = {
	F(struct app_edit_in, copy_from, F_ID, "复制自", IN, .ref = "application", .help = "没有填写的内容取自这份旧申请"), EDIT_FIELDS, { 0 }
};
static const struct record draft_record = RECORD("application_draft", struct app_edit_in, draft_fields, "新建申请");
static const struct field update_fields[] = { F(struct app_edit_in, id, F_ID, "编号", IN_PATH), EDIT_FIELDS, { 0 } };
static const struct record update_record = RECORD("application_update", struct app_edit_in, update_fields, "修改申请");

static const struct field review_fields[] = {
	F(struct app_review_in, id, F_ID, "编号", IN_PATH), F(struct app_review_in, passed, F_BOOL, "通过", IN, .article = "A9a.1b"),
	F(struct app_review_in, opinion, F_TEXT, "审核意见", IN, .max = 1000), { 0 }
};
static const struct record review_record = RECORD("application_review", struct app_review_in, review_fields, "内部审核");
static const struct field accept_fields[] = {
	F(struct app_accept_in, id, F_ID, "编号", IN_PATH), F(struct app_accept_in, check_items, F_LIST, "材料核对", IN, .sub = &check_item_record, .article = "A20.1a"),
	F(struct app_accept_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
static const struct record accept_record = RECORD("application_accept", struct app_accept_in, accept_fields, "受理");
static const struct field decline_fields[] = {
	F(struct app_decline_in, id, F_ID, "编号", IN_PATH),
	F(struct app_decline_in, defects, F_STRS, "缺陷", IN, .max = 50, .article = "A20.2c", .help = "一次列明全部需要补正的内容"),
	F(struct app_decline_in, check_items, F_LIST, "材料核对", IN, .sub = &check_item_record, .article = "A20.1a"),
	F(struct app_decline_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
static const struct record decline_record = RECORD("application_decline", struct app_decline_in, decline_fields, "不予受理");
static const struct field comment_fields[] = {
	F(struct app_comment_in, id, F_ID, "编号", IN_PATH), F(struct app_comment_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
static const struct record comment_record = RECORD("application_comment", struct app_comment_in, comment_fields, "说明");
static const struct field reason_fields[] = {
	F(struct app_comment_in, id, F_ID, "编号", IN_PATH), F(struct app_comment_in, comment, F_TEXT, "理由", IN | NEEDED, .max = 1000), { 0 }
};
static const struct record reason_record = RECORD("application_reason", struct app_comment_in, reason_fields, "理由");
/* Not a comment: what the approver tells the handler stays out of the timeline that the parties read. */
static const struct field back_fields[] = {
	F(struct app_reason_in, id, F_ID, "编号", IN_PATH), F(struct app_reason_in, reason, F_TEXT, "退回意见", IN | NEEDED, .max = 1000), { 0 }
};
static const struct record back_record = RECORD("application_send_back", struct app_reason_in, back_fields, "退回经办");
static const struct field propose_line_fields[] = {
	F(struct propose_line, line, F_INT, "明细序号", IN | NEEDED, .min = 1, .max = 1000),
	F(struct propose_line, approved_qty, F_INT, "核定数量", IN, .min = 0, .max = 1000000000, .article = "A20.1c", .help = "不填为申请数量"),
	F(struct propose_line, reduce_reason, F_TEXT, "核减理由", IN, .max = 1000, .article = "A20.1c"),
	F(struct propose_line, non_xc_approved, F_BOOL, "同意使用非信创", IN, .article = "A19.4b"),
	F(struct propose_line, assigned_pool, F_ID, "资源池", IN, .ref = "pool", .article = "A20.1d", .help = "不填为意向资源池，否则取余量最大的"), { 0 }
};
static const struct record propose_line_record = RECORD("propose_line", struct propose_line, propose_line_fields, "逐项核定");
static const struct field propose_fields[] = {
	F(struct app_propose_in, id, F_ID, "编号", IN_PATH),
	F(struct app_propose_in, result, F_ENUM, "结论", IN, NAMES(opinion_result_names), .help = "不填按各项核定数量得出"),
	F(struct app_propose_in, lines, F_LIST, "逐项核定", IN, .sub = &propose_line_record, .max = 100, .article = "A20.1c"),
	F(struct app_propose_in, conditions, F_TEXT, "条件", IN, .max = 1000), F(struct app_propose_in, text, F_TEXT, "意见", IN, .max = 1000), { 0 }
};
static const struct record propose_record = RECORD("application_propose", struct app_propose_in, propose_fields, "审核意见");
static const struct field ask_fields[] = {
	F(struct task_ask_in, application, F_ID, "申请", IN | NEEDED, .ref = "application"),
	F(struct task_ask_in, org, F_ID, "承办单位", IN, .ref = "org", .help = "主管部门、专家和技术管理部门的任务可以不填；没有技术管理部门的由主管部门承担"),
	F(struct task_ask_in, kind, F_ENUM, "种类", IN | NEEDED, NAMES(task_kind_names)),
	F(struct task_ask_in, aspects, F_SET, "方面", IN, NAMES(aspect_names), .article = "A20.1"), F(struct task_ask_in, due_date, F_DATE, "希望回复日", IN, .help = "不填为审核时限的到期日"),
	F(struct task_ask_in, expert, F_STR, "专家", IN, .max = 60, .help = "专家姓名和单位；没有账号的由主管部门代为登记意见"),
	F(struct task_ask_in, note, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
static const struct record ask_record = RECORD("review_task_ask", struct task_ask_in, ask_fields, "征求意见");
static const struct field reply_fields[] = {
	F(struct task_reply_in, id, F_ID, "编号", IN_PATH), F(struct task_reply_in, result, F_ENUM, "结论", IN | NEEDED, NAMES(task_result_names)),
	F(struct task_reply_in, opinion, F_TEXT, "意见", IN | NEEDED), F(struct task_reply_in, lines, F_LIST, "逐项建议", IN, .sub = &line_advice_record, .max = 100),
	F(struct task_reply_in, findings, F_LIST, "分方面意见", IN, .sub = &aspect_finding_record, .max = 10, .article = "A20.1", .help = "各方面结论不同时逐方面写明"),
	{ 0 }
};
static const struct record reply_record = RECORD("review_task_reply", struct task_reply_in, reply_fields, "回复审核任务");
static const struct field batch_fields[] = {
	F(struct batch_in, ids, F_IDS, "申请", IN | NEEDED, .ref = "application", .max = 50, .article = "R-44", .help = "各有各的编号、回执和时限"), { 0 }
};
static const struct record batch_record = RECORD("application_batch", struct batch_in, batch_fields, "批量提交");
static const struct field read_fields[] = { F(struct id_only, id, F_ID, "编号", IN_PATH), { 0 } };
static const struct record read_record = RECORD("application_id", struct id_only, read_fields, "编号");

/* ---- objects ---- */
/* before the opinion the authority and the units speak among themselves; what the project may cost stands in its approval. */
static const char *const inner_events[] = { "send", "review", "redraft", "submit", "withdraw", "accept", "decline", "start_review", "propose", "send_back", NULL };
static const char *const inner_papers[] = { "project_approval", NULL };
const struct entity application_entity = {
	.name = "application", .label = "申请", .path = "/applications", .rec = &application_record, .from = "v_application", .table = "application",
	.flow = &application_flow, .title = "title", .fill = app_fill, .fill_row = app_fill_row,
	.inner_events = inner_events, .inner_papers = inner_papers,
	.scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org",
		   /* after acceptance, and only what was routed to the provider. */
		   .csp = "accepted_at IS NOT NULL AND (id IN (SELECT t.application FROM review_task t WHERE t.org = :org) OR (issued_at IS NOT NULL AND id IN"
			  " (SELECT l.application FROM application_line l WHERE l.csp = :org AND l.approved_qty > 0)) OR id IN"
			  " (SELECT v.application FROM application_csp v WHERE v.csp = :org))",
		   .coop = "id IN (SELECT t.application FROM review_task t WHERE t.org = :org)" },
};
const struct entity review_task_entity = {
	.name = "review_task", .label = "审核任务", .path = "/review-tasks", .rec = &review_task_record, .from = "v_review_task", .table = "review_task",
	.flow = &review_task_flow, .title = "application_title", .scope = { .csp = "org = :org", .coop = "org = :org" },
};

static const struct entity clock_row_entity = {
	.name = "application_clock", .label = "申请时限", .path = "/application-clocks", .rec = &clock_row_record, .from = "v_application_clock", .table = "clock",
	.title = "application_no", .fill = clock_row_fill, .fill_row = clock_row_fill,
};
const struct entity checklist_item_entity = {
	.name = "checklist_item", .label = "材料清单项", .path = "/checklist-items", .rec = &checklist_item_record, .from = "checklist_item", .table = "checklist_item",
	.title = "label", .scope = { "active = 1", "active = 1", "active = 1", "active = 1" },
};

/*  draft ─send─► internal_review ─submit─► submitted [C1] ─accept─► accepted [C2] ─start_review─► under_review ─sign─► approved | approved_reduced
 *   ▲ ▲               │ review: not passed      │ decline                 └────────propose───────────►┘ ▲ propose          │      └► rejected
 *   │ └──redraft── internal_rejected            ▼                                                       └─send_back─┘      ▼ provision [C3]
 *   └──redraft, round + 1 ───────────────── not_accepted        provisioning ─trial_ready─► trial ─suggest─► suggested [C3F] ─file─► filed
 *                                                                                             ▲──return_filing──┘          │ deliver
 *  withdraw: until the opinion; terminate: the authority, until delivery.                              closed ◄─close─ live ◄─go_live─ delivered  */
const struct app_kind app_kinds[APP_TYPE_MAX] = {
	[APP_NEW]              = { "SQ", LINES_NEEDED,   C1, C2, NULL },
	[APP_MIGRATE]          = { "SQ", LINES_NEEDED,   C1, C2, NULL },
	[APP_CHANGE]           = { "BG", LINES_OPTIONAL, C4, 0,  "变更从已交付的资源发起" },
	[APP_REVOKE]           = { "CX", LINES_NONE,     C6, C7, "撤销从已交付的资源发起，并附撤销方案" },
	[APP_EMERGENCY_MAKEUP] = { "SQ", LINES_NEEDED,   C1, C2, "应急补办由紧急开通单产生" },
	[APP_OFF_CATALOG]      = { "ML", LINES_NONE,     C1, C2, "目录外采购先记录目录内适配的结果" },
	[APP_DEDICATED_POOL]   = { "ZS", LINES_NONE,     C1, C2, "专属资源池凭理由和书面要求另行申请" },
};

static int clock_of_submission(struct ctx *c, const void *subject)
{
	(void)c;
	return app_kinds[((const struct application *)subject)->type].submitted;
}

static int clock_of_acceptance(struct ctx *c, const void *subject)
{
	(void)c;
	return app_kinds[((const struct application *)subject)->type].accepted;
}

#define WITHDRAW(from, article_) { from, "withdraw", APP_WITHDRAWN, CLOCK_ALL, 0, "application.withdrawn", "撤回申请", article_ }
#define WITHDRAW_WHEN(from) { from, "withdraw", APP_WITHDRAWN, CLOCK_ALL, 0, "application.withdrawn", "撤回申请", "A18", when_untouched }
#define TERMINATE(from) { from, "terminate", APP_TERMINATED, CLOCK_ALL, 0, "application.terminated", "终止申请", "A8.3" }
#define CLOSE(from, when_) { from, "close", APP_CLOSED, 0, 0, "application.closed", "办结", "A18", when_ }
static const struct move app_moves[] = {
	{ APP_DRAFT,             "send",         APP_INTERNAL_REVIEW,   0, 0, NULL, "送内部审核", "A9a.1b" },
	{ APP_INTERNAL_REVIEW,   "review",       APP_INTERNAL_REVIEW,   0, 0, NULL, "内部审核通过", "A9a.1b", when_passed },
	{ APP_INTERNAL_REVIEW,   "review",       APP_INTERNAL_REJECTED, 0, 0, NULL, "内部审核退回", "A9a.1b" },
	{ APP_INTERNAL_REJECTED, "redraft",      APP_DRAFT,             0, 0, NULL, "修改后重报", "A9a.1b" },
	{ APP_INTERNAL_REVIEW,   "submit",       APP_SUBMITTED,         0, C1, "application.submitted", "提交申请", "A19.1d", .clock_pick = clock_of_submission },
	/* A change has one clock for completeness and substance: acceptance leaves it running. */
	{ APP_SUBMITTED,         "accept",       APP_ACCEPTED,          0, 0, "application.accepted", "受理", "A22.4a", when_change },
	{ APP_SUBMITTED,         "accept",       APP_ACCEPTED,          CLOCK_ALL, C2, "application.accepted", "受理", "A20.2a", .clock_pick = clock_of_acceptance },
	{ APP_SUBMITTED,         "decline",      APP_NOT_ACCEPTED,      CLOCK_ALL, 0, "application.not_accepted", "不予受理", "A20.2c" },
	{ APP_NOT_ACCEPTED,      "redraft",      APP_DRAFT,             0, 0, NULL, "修改后重报", "A20.2d" },
	{ APP_ACCEPTED,          "start_review", APP_UNDER_REVIEW,      0, 0, NULL, "开始审核", "A20.1" },
	{ APP_ACCEPTED,          "propose",      APP_UNDER_REVIEW,      0, 0, NULL, "提出审核意见", "A20.2b" },
	{ APP_UNDER_REVIEW,      "propose",      APP_UNDER_REVIEW,      0, 0, NULL, "提出审核意见", "A20.2b" },
	{ APP_UNDER_REVIEW,      "send_back",    APP_UNDER_REVIEW,      0, 0, NULL, "退回经办", "A20.1d" },
	{ APP_UNDER_REVIEW,      "sign",         APP_APPROVED,          CLOCK_ALL, 0, "application.approved", "签发审批意见：同意", "A20.1d", when_agree },
	{ APP_UNDER_REVIEW,      "sign",         APP_APPROVED_REDUCED,  CLOCK_ALL, 0, "application.approved", "签发审批意见：核减同意", "A20.1d", when_reduce },
	{ APP_UNDER_REVIEW,      "sign",         APP_REJECTED,          CLOCK_ALL, 0, "application.rejected", "签发审批意见：不同意", "A20.1d" },

	{ APP_APPROVED,          "provision",    APP_PROVISIONING,      0, C3, "application.provisioning", "意见送达云服务商，开始开通", "A21.1a" },
	{ APP_APPROVED_REDUCED,  "provision",    APP_PROVISIONING,      0, C3, "application.provisioning", "意见送达云服务商，开始开通", "A21.1a" },
	{ APP_PROVISIONING,      "trial_ready",  APP_TRIAL,             C3, 0, "application.trial_ready", "开通完成，进入试用", "A21.1b" },
	{ APP_TRIAL,             "suggest",      APP_SUGGESTED,         0, C3F, "application.suggested", "提出资源调整建议", "A21.1c" },
	{ APP_SUGGESTED,         "return_filing", APP_TRIAL,            C3F, 0, NULL, "备案退回", "A21.1d" },
	{ APP_SUGGESTED,         "file",         APP_FILED,             C3F, 0, "application.filed", "备案登记", "A21.1d" },
	{ APP_FILED,             "deliver",      APP_DELIVERED,         0, 0, "application.delivered", "下达交付工单，开始计费", "A21.1f" },
	{ APP_DELIVERED,         "go_live",      APP_LIVE,              0, 0, "application.live", "确认上线", "A21.3c" },
	CLOSE(APP_LIVE, NULL),

	{ APP_APPROVED,          "execute",      APP_EXECUTING,         0, C5, "application.executing", "批准送达云服务商，开始实施", "A22.4b" },
	{ APP_APPROVED_REDUCED,  "execute",      APP_EXECUTING,         0, C5, "application.executing", "批准送达云服务商，开始实施", "A22.4b" },
	{ APP_EXECUTING,         "executed",     APP_EXECUTING,         C5, 0, NULL, "报告实施完成", "A22.4b" },
	{ APP_EXECUTING,         "void_report",  APP_EXECUTING,         0, 0, NULL, "退回实施报告，时限继续", "A22.4b" },
	{ APP_EXECUTING,         "confirm",      APP_USER_CONFIRMED,    0, 0, NULL, "上云单位确认", "A22.4b" },
	CLOSE(APP_USER_CONFIRMED, NULL),

	{ APP_APPROVED,          "confirm_backup", APP_BACKUP_CONFIRMED, 0, 0, NULL, "确认备份", "A23.2a" },
	{ APP_BACKUP_CONFIRMED,  "stop",         APP_STOPPED,           0, 0, "application.stopped", "停止服务", "A23.1c" },
	{ APP_STOPPED,           "cool",         APP_COOLING,           0, 0, NULL, "进入冷静期", "A23.1d" },
	{ APP_STOPPED,           "destroy",      APP_DESTROYED,         0, 0, "application.destroyed", "销毁数据", "A23.1d" },
	{ APP_COOLING,           "destroy",      APP_DESTROYED,         0, 0, "application.destroyed", "销毁数据", "A23.1d" },
	/* Regretted in time: nothing is destroyed yet, what was stopped runs again. */
	{ APP_BACKUP_CONFIRMED,  "resume",  APP_TERMINATED,     CLOCK_ALL, 0, "application.terminated", "终止撤销，恢复服务", "A23.1d" },
	{ APP_STOPPED,           "resume",  APP_TERMINATED,     CLOCK_ALL, 0, "application.terminated", "终止撤销，恢复服务", "A23.1d" },
	{ APP_COOLING,           "resume",  APP_TERMINATED,     CLOCK_ALL, 0, "application.terminated", "终止撤销，恢复服务", "A23.1d" },
	CLOSE(APP_DESTROYED, NULL),
	CLOSE(APP_APPROVED, when_other), CLOSE(APP_APPROVED_REDUCED, when_other),

	WITHDRAW(APP_DRAFT, "A18"), WITHDRAW(APP_INTERNAL_REVIEW, "A18"), WITHDRAW(APP_INTERNAL_REJECTED, "A18"), WITHDRAW(APP_SUBMITTED, "A20.2"),
	WITHDRAW(APP_NOT_ACCEPTED, "A20.2d"), WITHDRAW(APP_ACCEPTED, "A20.2"), WITHDRAW(APP_UNDER_REVIEW, "A20.2"),
	/* A change or a revocation that is approved and not begun may still be taken back (the guard asks). */
	WITHDRAW_WHEN(APP_APPROVED), WITHDRAW_WHEN(APP_APPROVED_REDUCED), WITHDRAW_WHEN(APP_EXECUTING), WITHDRAW_WHEN(APP_BACKUP_CONFIRMED),
	TERMINATE(APP_EXECUTING), TERMINATE(APP_BACKUP_CONFIRMED),
	TERMINATE(APP_SUBMITTED), TERMINATE(APP_NOT_ACCEPTED), TERMINATE(APP_ACCEPTED), TERMINATE(APP_UNDER_REVIEW), TERMINATE(APP_APPROVED),
	TERMINATE(APP_APPROVED_REDUCED), TERMINATE(APP_PROVISIONING), TERMINATE(APP_TRIAL), TERMINATE(APP_SUGGESTED), TERMINATE(APP_FILED),
	{ 0 }
};
const struct flow application_flow = { "application", &application_entity, app_state_names, APP_STATE_MAX, app_moves };

/*  asked ──reply──► replied      asked ──lapse──► lapsed (the matter was decided without it)  */
static const struct move task_moves[] = {
	{ TASK_ASKED, "reply", TASK_REPLIED, 0, 0, "review_task.replied", "回复审核任务", "A20.1b" },
	{ TASK_ASKED, "lapse", TASK_LAPSED,  0, 0, NULL, "事项已决定，任务失效", "A20.1b" },
	{ 0 }
};
const struct flow review_task_flow = { "review_task", &review_task_entity, task_state_names, TASK_STATE_MAX, task_moves };

/* ---- ops ---- */
static const struct list_def app_list_def = { .order = "-id", .search = "no || ' ' || title || ' ' || system_name || ' ' || user_org_name" };
static const struct list_def checklist_list = { .order = "id", .search = "label || ' ' || name" };
static const struct list_def clock_list_def = { .order = "-start_at", .search = "application_no || ' ' || title || ' ' || user_org_name" };
static const struct list_def task_list_def = { .order = "-id" };

#define APP .entity = &application_entity
#define CHECKLIST .entity = &checklist_item_entity
#define TASK .entity = &review_task_entity
static const struct op app_ops[] = {
	{ "application.list", GET, "/applications", "application.read", .words = "云资源申请", .article = "A18", APP, .list = &app_list_def },
	{ "application.get", GET, "/applications/{id}", "application.read", .words = "查看申请", .article = "A18", APP },
	{ "application.preview", GET, "/applications/{id}/preview", "application.read", &read_record, &app_preview_record, app_preview_get, "如果今天提交", "A19.6", APP },
	{ "application.rounds", GET, "/applications/{id}/rounds", "application.rounds", &read_record, &app_rounds_record, app_rounds, "各轮申请", "A20.2d", APP },
	{ "application.hints", GET, "/applications/{id}/hints", "application.hints", &read_record, &app_hints_record, app_hints_get, "合理性提示", "A20.1c", APP },
	{ "application.draft", POST, "/applications", "application.draft", &draft_record, NULL, app_draft, "新建申请", "A19.1", OP_CREATES, APP, .help = "存为草稿，随时可改；材料齐了送内部审核" },
	{ "application.update", PATCH, "/applications/{id}", "application.draft", &update_record, NULL, app_update, "修改申请", "A19.1", OP_REPLACES, APP, .help = "只改送来的几项；送审以后不能改，退回后再改" },
	{ "application.send", POST, "/applications/{id}/send", "application.draft", .fn = app_send, .words = "送内部审核", .article = "A9a.1b", APP, .event = "send",
	  .help = "由申请单位的另一人审核" },
	{ "application.review", POST, "/applications/{id}/review", "application.review", &review_record, NULL, app_review, "内部审核", "A9a.1b", APP, .event = "review",
	  .help = "通过后由资源管理员提交，退回后由起草人修改" },
	{ "application.submit", POST, "/applications/{id}/submit", "application.submit", .fn = app_submit, .words = "提交申请", .article = "A19.1d", APP, .event = "submit",
	  .help = "取得收件回执，受理时限从次日起算" },
	{ "application.submit_batch", POST, "/applications-batch/submit", "application.submit", &batch_record, &batch_rows_record, app_submit_batch, "批量提交申请",
	  "A19.1d", .help = "一次提交多份，各自取得编号、回执和时限；有一份不合要求则都不提交" },
	{ "application.redraft", POST, "/applications/{id}/redraft", "application.draft", .fn = app_redraft, .words = "修改后重报", .article = "A20.2d", APP,
	  .event = "redraft", .help = "不予受理后进入下一轮，前一轮保持原样" },
	{ "application.withdraw", POST, "/applications/{id}/withdraw", "application.withdraw", &comment_record, NULL, app_withdraw, "撤回申请", "A20.2", APP,
	  .event = "withdraw", .help = "时限以“撤回”结束，不计超期" },
	{ "application.accept", POST, "/applications/{id}/accept", "application.accept", &accept_record, NULL, app_accept, "受理", "A20.2a", APP, .event = "accept",
	  .help = "审核时限从次日起算" },
	{ "application.decline", POST, "/applications/{id}/decline", "application.accept", &decline_record, NULL, app_decline, "不予受理", "A20.2c", APP,
	  .event = "decline", .help = "一次列明全部缺陷，单位修改后可重新提交" },
	{ "application.start_review", POST, "/applications/{id}/start-review", "application.propose", &comment_record, NULL, app_start_review, "开始审核", "A20.1", APP,
	  .event = "start_review", .help = "此后可以征求有关部门和云服务商的意见，由经办提出审核意见" },
	{ "application.propose", POST, "/applications/{id}/propose", "application.propose", &propose_record, NULL, app_propose, "提出审核意见", "A20.1c", APP,
	  .event = "propose", .help = "签发后成为审批意见书" },
	{ "application.send_back", POST, "/applications/{id}/send-back", "application.sign", &back_record, NULL, app_send_back, "退回经办", "A20.1d", APP,
	  .event = "send_back", .help = "审核时限不停" },
	{ "application.sign", POST, "/applications/{id}/sign", "application.sign", &comment_record, NULL, app_sign, "签发审批意见", "A20.1d", APP, .event = "sign",
	  .help = "审核时限停止，意见书取得编号" },
	{ "application.terminate", POST, "/applications/{id}/terminate", "application.terminate", &reason_record, NULL, app_terminate, "终止申请", "A8.3", APP,
	  .event = "terminate", .help = "试用中的资源随即收回，两级单位和开通中的云服务商都会得到通知" },

	{ "review_task.list", GET, "/review-tasks", "review_task.read", .words = "审核任务", .article = "A20.1b", TASK, .list = &task_list_def },
	{ "review_task.get", GET, "/review-tasks/{id}", "review_task.read", .words = "查看审核任务", .article = "A20.1b", TASK },
	{ "review_task.ask", POST, "/review-tasks", "review_task.ask", &ask_record, NULL, task_ask, "征求意见", "A20.1a", OP_CREATES, TASK,
	  .help = "意见供参考，审核时限不停" },
	{ "review_task.reply", POST, "/review-tasks/{id}/reply", "review_task.reply", &reply_record, NULL, task_reply, "回复审核任务", "A10.4", TASK, .event = "reply", .help = "意见交主管部门经办参考，回复后不能再改" },

	{ "checklist_item.list", GET, "/checklist-items", "checklist.read", .words = "材料清单", .article = "A20.1a", CHECKLIST, .list = &checklist_list },
	{ "checklist_item.get", GET, "/checklist-items/{id}", "checklist.read", .words = "查看清单项", .article = "A20.1a", CHECKLIST },
	{ "checklist_item.create", POST, "/checklist-items", "checklist.keep", &checklist_item_record, NULL, checklist_create, "增加清单项", "A20.1a", OP_CREATES, CHECKLIST,
	  .help = "从此这类申请受理前都要核对这份材料" },
	{ "checklist_item.update", PATCH, "/checklist-items/{id}", "checklist.keep", &checklist_item_record, NULL, checklist_update, "修改清单项", "A20.1a", OP_REPLACES,
	  CHECKLIST, .help = "办法规定的材料不能停用" },

	{ "workbench.get", GET, "/workbench", NULL, NULL, &workbench_record, workbench_get, "今日工作台", "A20.2", OP_SIGNED_IN },
	{ "report.clocks", GET, "/reports/clocks", "report.read", &period_record, &clock_stats_record, stat_clocks, "时限统计", "A20.2", OP_SLOW },
	{ "application_clock.list", GET, "/application-clocks", "report.read", .words = "申请时限明细", .article = "A20.2", .entity = &clock_row_entity, .list = &clock_list_def,
	  .help = "时限统计里的数，按时限、轮次、结果和起算时间筛选，就是它所数的各件" },
	{ "application_clock.get", GET, "/application-clocks/{id}", "report.read", .words = "查看申请时限", .article = "A20.2", .entity = &clock_row_entity },
	{ "report.stock", GET, "/reports/stock-systems", "report.read", NULL, &stock_watch_record, stock_watch_get, "存量系统监督清单", "A16b", OP_SLOW },
	{ "report.applications", GET, "/reports/applications", "report.read", &period_record, &app_stats_record, stat_apps, "申请统计", "A8.4c", OP_SLOW },
	{ "report.xinchuang", GET, "/reports/xinchuang", "report.read", &period_record, &xc_report_record, report_xinchuang, "信创情况", "A15.1, A19.4a", OP_SLOW },
	{ "report.zones", GET, "/reports/zones", "report.read", NULL, &zone_report_record, report_zones, "跨区情况", "A15.2c", OP_SLOW },
	{ "report.clocks_csv", GET, "/reports/clocks.csv", "report.read", &period_record, NULL, export_clocks, "导出时限统计", "A20.2", OP_SLOW | OP_DOWNLOAD },
	{ "report.applications_csv", GET, "/reports/applications.csv", "report.read", &period_record, NULL, export_apps, "导出申请统计", "A8.4c", OP_SLOW | OP_DOWNLOAD },
	{ "report.xinchuang_csv", GET, "/reports/xinchuang-exceptions.csv", "report.read", &period_record, NULL, export_exceptions, "导出非信创例外", "A19.4b",
	  OP_SLOW | OP_DOWNLOAD },
	{ 0 }
};

static const struct grant app_grants[] = {
	{ "application.read",      "查看申请",       R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "application.rounds",    "查看各轮申请",   R_AUTH_READ | R_UNIT },
	{ "application.hints",     "查看合理性提示", R_AUTH_READ | R_APPU },
	{ "application.draft",     "起草申请",       R(USER_HANDLER) | R(USER_OWNER) | R_APPU },
	{ "application.review",    "内部审核",       R_APPU },
	{ "application.submit",    "提交申请",       R(APPU_MANAGER) },
	{ "application.withdraw",  "撤回申请",       R(USER_HANDLER) | R(USER_OWNER) | R_APPU },
	{ "application.accept",    "受理申请",       R(AUTH_HANDLER) },
	{ "application.propose",   "提出审核意见",   R(AUTH_HANDLER) },
	{ "application.sign",      "签发审批意见",   R(AUTH_APPROVER) },
	{ "application.terminate", "终止申请",       R(AUTH_APPROVER) },
	{ "review_task.read",      "查看审核任务",   R_AUTH_READ | R_CSP | R_COOP },
	{ "review_task.ask",       "征求意见",       R(AUTH_HANDLER) | R(AUTH_APPROVER) },
	{ "review_task.reply",     "回复审核任务",   R_AUTH | R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(CSP_HEAD) | R_COOP },
	{ "checklist.read",        "查看材料清单",   R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "checklist.keep",        "维护材料清单",   R(AUTH_HANDLER) },
	{ "report.read",           "查看统计报表",   R_AUTH_READ },
	{ 0 }
};

static const struct clock_kind app_clocks[] = {
	{ C1,  WORKING_DAYS, "clock.accept_wd",       ORG_AUTHORITY, "A20.2a", "受理时限" },
	{ C2,  WORKING_DAYS, "clock.review_wd",       ORG_AUTHORITY, "A20.2b", "审核时限" },
	{ C3,  WORKING_DAYS, "provision.deadline_wd", ORG_CSP,       "A21.1a", "开通时限" },
	{ C3F, WORKING_DAYS, "filing.deadline_wd",    ORG_AUTHORITY, "A21.1d", "备案时限" },
	{ 0 }
};
static const struct setting app_settings[] = {
	{ "clock.accept_wd",          SET_INT, "5",  "A20.2", "受理时限（工作日）",             AT_MOST(5), 1, 60 },
	{ "clock.review_wd",          SET_INT, "5",  "A20.2", "审核时限（工作日）",             AT_MOST(5), 1, 60 },
	{ "provision.deadline_wd",    SET_INT, "5",  "R-11",  "开通时限（工作日）",             FREE, 0, 1, 60 },
	{ "filing.deadline_wd",       SET_INT, "2",  "R-12",  "备案时限（工作日）",             FREE, 0, 1, 30 },
	{ "internal_review.remind_wd", SET_INT, "3", "R-05",  "内部审核提醒（工作日）",         FREE, 0, 1, 60 },
	{ "resubmit.remind_days",     SET_INT, "30", "R-07",  "不予受理后重新提交提醒（天）",   FREE, 0, 1, 365 },
	{ "review.sign_levels",       SET_INT, "2",  "R-08",  "审批意见的签办级数",             FREE, 0, 1, 2 },
	{ "original.keep_months",     SET_INT, "1",  "A19.3", "割接后原系统保留（月）",         AT_LEAST(1), 0, 24 },
	{ "stage.remind_days",        SET_INT, "7",  "A19.2", "阶段性资源窗口提醒（天）",       FREE, 0, 1, 60 },
	{ 0 }
};
static const struct job app_jobs[] = {
	{ "application.reminders", DAYS(1),  job_reminders, NULL, "A20.2d", "内部审核、重新提交提醒" },
	{ "application.stock",     DAYS(1),  job_stock_watch, NULL, "A16b", "存量系统到期未申请迁移" },
	{ "application.stages",    DAYS(1),  job_stages,    NULL, "A19.2", "阶段性资源窗口提醒" },
	{ "application.review_tasks", DAYS(1), job_tasks,   NULL, "A20.1b", "审核任务催办" },
	{ 0 }
};
static const struct entity *const app_entities[] = { &application_entity, &review_task_entity, &checklist_item_entity, &clock_row_entity, NULL };
static const struct flow *const app_flows[] = { &application_flow, &review_task_flow, NULL };

const struct feature application_feature = {
	.name = "application", .label = "申请审批",
	.articles = ARTICLES("A8.3", "A9a.1b", "A9b.2a", "A10.4", "A15.1", "A18", "A19", "A20", "R-03", "R-04", "R-05", "R-06", "R-07", "R-08", "R-09", "R-10", "R-13", "R-24", "R-44",
			     "R-48", "R-51", "R-52"),
	.migrations = app_migrations, .invariants = app_invariants, .entities = app_entities, .flows = app_flows, .guards = app_guards, .clocks = app_clocks,
	.settings = app_settings, .ops = app_ops, .grants = app_grants, .jobs = app_jobs, .boot = checklist_boot, .work = app_work, STATEMENTS(app_q),
};
