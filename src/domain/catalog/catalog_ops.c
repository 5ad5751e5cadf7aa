/* The catalogue's tables of fields, moves, guards and ops. */
#include "domain/catalog/catalog_in.h"

static const struct names state_names[CAT_STATE_MAX] = {
	[CAT_DRAFT] = { "draft", "草案" }, [CAT_CONSULTING] = { "consulting", "征求意见" }, [CAT_PUBLISHED] = { "published", "已发布" },
	[CAT_RETIRED] = { "retired", "已停用" },
};
const struct names item_category_names[ITEM_CATEGORY_MAX] = {
	[ITEM_COMPUTE] = { "compute", "计算" }, [ITEM_STORAGE] = { "storage", "存储" }, [ITEM_NETWORK] = { "network", "网络" },
	[ITEM_DR] = { "dr", "灾备" }, [ITEM_OS] = { "os", "操作系统" }, [ITEM_DATABASE] = { "database", "数据库" },
	[ITEM_MIDDLEWARE] = { "middleware", "中间件" }, [ITEM_BIGDATA] = { "bigdata", "大数据" }, [ITEM_SECURITY] = { "security", "安全" },
	[ITEM_CRYPTO] = { "crypto", "密码服务" }, [ITEM_SOFTWARE] = { "software", "软件服务" }, [ITEM_SERVICE] = { "service", "技术服务" },
};
const struct names item_layer_names[LAYER_MAX] = {
	[LAYER_IAAS] = { "iaas", "IaaS" }, [LAYER_PAAS] = { "paas", "PaaS" }, [LAYER_SAAS] = { "saas", "SaaS" }, [LAYER_SERVICE] = { "service", "服务" },
};
const struct names billing_period_names[BILLING_PERIOD_MAX] = {
	[PER_MONTH] = { "month", "月" }, [PER_YEAR] = { "year", "年" }, [PER_DAY] = { "day", "日" }, [PER_HOUR] = { "hour", "小时" },
	[PER_ONCE] = { "once", "一次性" }, [PER_USAGE] = { "usage", "按用量" },
};
const struct names item_zone_names[ITEM_ZONE_MAX] = {
	[ITEM_INTERNET] = { "internet", "互联网区" }, [ITEM_EXTRANET] = { "extranet", "政务外网区" }, [ITEM_BOTH] = { "both", "两区均可" },
};
const struct names metering_names[METERING_MAX] = {
	[METER_ALLOCATED] = { "allocated", "按分配" }, [METER_USED] = { "used", "按用量" }, [METER_TIMES] = { "times", "按次" },
};
static const struct names status_names[ITEM_STATUS_MAX] = { [ITEM_ACTIVE] = { "active", "在用" }, [ITEM_WITHDRAWN] = { "withdrawn", "已撤下" } };

static const struct field opinion_fields[] = {
	F(struct catalog_opinion, id, F_ID, "编号", OUT),
	F(struct catalog_opinion, catalog_version, F_ID, "目录版本", OUT, .ref = "catalog_version"),
	F(struct catalog_opinion, round, F_INT, "征求意见轮次", OUT),
	F(struct catalog_opinion, org, F_ID, "单位", OUT, .ref = "org"),
	F(struct catalog_opinion, org_name, F_STR, "单位名称", OUT | JOINED),
	F(struct catalog_opinion, person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct catalog_opinion, person_name, F_STR, "登记人姓名", OUT | JOINED | PERSONAL),
	F(struct catalog_opinion, opinion, F_TEXT, "意见", OUT),
	F(struct catalog_opinion, at, F_AT, "时间", OUT),
	{ 0 }
};
const struct record catalog_opinion_record = RECORD("catalog_opinion", struct catalog_opinion, opinion_fields, "目录意见");

static const struct field version_fields[] = {
	F(struct catalog_version, id, F_ID, "编号", OUT | IN_PATH),
	F(struct catalog_version, version, F_INT, "版本", OUT),
	F(struct catalog_version, no, F_STR, "目录版本号", IN | OUT | FILTER | SORT, .max = 40, .help = "如 2026-1；不填时自动编号"),
	F(struct catalog_version, title, F_STR, "名称", IN | OUT | NEEDED | SORT),
	F(struct catalog_version, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names), .article = "A11b"),
	F(struct catalog_version, effective_from, F_DATE, "生效日", IN | OUT | NEEDED | SORT, .help = "发布不早于这一天，发布即生效"),
	F(struct catalog_version, copy_from, F_ID, "复制自", IN | OUT, .ref = "catalog_version", .help = "起草时把这一版的目录项带过来"),
	F(struct catalog_version, created_at, F_AT, "起草时间", OUT),
	F(struct catalog_version, published_at, F_AT, "发布时间", OUT),
	F(struct catalog_version, retired_at, F_AT, "停用时间", OUT),
	F(struct catalog_version, review_confirmed_at, F_AT, "无变化确认时间", OUT, .article = "A11c"),
	F(struct catalog_version, review_note, F_TEXT, "确认说明", OUT),
	F(struct catalog_version, review_reminded, F_INT, "已提醒天数档", 0),
	F(struct catalog_version, n_items, F_INT, "目录项数", OUT | JOINED),
	F(struct catalog_version, round, F_INT, "征求意见轮次", OUT, .article = "A11b"),
	F(struct catalog_version, n_opinions, F_INT, "本轮意见数", OUT | JOINED, .article = "A11b"),
	F(struct catalog_version, review_due_date, F_DATE, "年度调整期限", OUT | VIRTUAL, .article = "A11c"),
	F(struct catalog_version, review_warning, F_BOOL, "临近年度调整", OUT | VIRTUAL, .article = "A11c"),
	F(struct catalog_version, opinions, F_LIST, "部门意见", OUT | VIRTUAL, .sub = &catalog_opinion_record, .max = 500, .article = "A11b"),
	F(struct catalog_version, suggestions, F_LIST, "目录修订建议", OUT | VIRTUAL, .sub = &catalog_suggestion_record, .max = 200, .article = "A11c"),
	{ 0 }
};
const struct record catalog_version_record = RECORD("catalog_version", struct catalog_version, version_fields, "目录版本");

static const struct field item_fields[] = {
	F(struct catalog_item, id, F_ID, "编号", OUT | IN_PATH),
	F(struct catalog_item, version, F_INT, "版本", OUT),
	F(struct catalog_item, catalog_version, F_ID, "目录版本", IN | OUT | NEEDED | FILTER, .ref = "catalog_version"),
	F(struct catalog_item, catalog_version_no, F_STR, "目录版本号", OUT | JOINED),
	F(struct catalog_item, catalog_state, F_ENUM, "目录状态", OUT | JOINED | FILTER, NAMES(state_names)),
	F(struct catalog_item, current, F_BOOL, "现行可选", OUT | JOINED | FILTER, .article = "A19.5a"),
	F(struct catalog_item, code, F_STR, "编码", IN | OUT | NEEDED | FILTER | SORT, .max = 40),
	F(struct catalog_item, category, F_ENUM, "类别", IN | OUT | NEEDED | FILTER | SORT, NAMES(item_category_names)),
	F(struct catalog_item, layer, F_ENUM, "层次", IN | OUT | FILTER, NAMES(item_layer_names), .article = "A15.1", .help = "不填时按类别确定"),
	F(struct catalog_item, name, F_STR, "名称", IN | OUT | NEEDED | SORT),
	F(struct catalog_item, spec, F_TEXT, "规格", IN | OUT),
	F(struct catalog_item, unit, F_STR, "计量单位", IN | OUT | NEEDED, .max = 20),
	F(struct catalog_item, billing_period, F_ENUM, "计费周期", IN | OUT | NEEDED | FILTER, NAMES(billing_period_names)),
	F(struct catalog_item, zone, F_ENUM, "区域", IN | OUT | NEEDED | FILTER, NAMES(item_zone_names), .article = "A15.2a"),
	F(struct catalog_item, xinchuang, F_BOOL, "信创", IN | OUT | FILTER, .article = "A15.1"),
	F(struct catalog_item, metering, F_ENUM, "计量方式", IN | OUT | FILTER, NAMES(metering_names), .help = "不填时按计费周期确定"),
	F(struct catalog_item, min_qty, F_INT, "最小数量", IN | OUT),
	F(struct catalog_item, max_qty, F_INT, "最大数量", IN | OUT),
	F(struct catalog_item, step, F_INT, "步长", IN | OUT),
	F(struct catalog_item, vcpu, F_INT, "每单位 vCPU", IN | OUT, .max = 100000),
	F(struct catalog_item, mem_gb, F_INT, "每单位内存 GB", IN | OUT, .max = 1000000),
	F(struct catalog_item, disk_gb, F_INT, "每单位磁盘 GB", IN | OUT, .max = 100000000),
	F(struct catalog_item, sla_level, F_STR, "服务等级", IN | OUT, .max = 40),
	F(struct catalog_item, list_price_e4, F_E4, "参考价", IN | OUT, .help = "仅供测算，结算按合同价格", .article = "A11d"),
	F(struct catalog_item, status, F_ENUM, "状态", OUT | FILTER, NAMES(status_names)),
	F(struct catalog_item, updated_at, F_AT, "更新时间", OUT),
	{ 0 }
};
const struct record catalog_item_record = RECORD("catalog_item", struct catalog_item, item_fields, "目录项");

static const struct field match_fields[] = {
	F(struct catalog_match, item, F_ID, "目录项", OUT, .ref = "catalog_item"), F(struct catalog_match, code, F_STR, "编码", OUT),
	F(struct catalog_match, name, F_STR, "名称", OUT), F(struct catalog_match, spec, F_TEXT, "规格", OUT), F(struct catalog_match, unit, F_STR, "计量单位", OUT),
	F(struct catalog_match, category, F_ENUM, "类别", OUT, NAMES(item_category_names)), F(struct catalog_match, xinchuang, F_BOOL, "信创", OUT),
	F(struct catalog_match, score_bp, F_BP, "相近程度", OUT, .help = "万分之一，名称相同为 10000"), F(struct catalog_match, note, F_STR, "适配情况", OUT), { 0 }
};
const struct record catalog_match_record = RECORD("catalog_match", struct catalog_match, match_fields, "相近的目录项");

static const struct names suggestion_state_names[SUGGESTION_STATE_MAX] = {
	[SUGGEST_OPEN] = { "open", "待处理" }, [SUGGEST_TAKEN] = { "taken", "已采纳" }, [SUGGEST_DECLINED] = { "declined", "不采纳" },
};
static const struct field suggestion_fields[] = {
	F(struct catalog_suggestion, id, F_ID, "编号", OUT), F(struct catalog_suggestion, version, F_INT, "版本", OUT),
	F(struct catalog_suggestion, source_kind, F_STR, "来源种类", OUT), F(struct catalog_suggestion, source, F_ID, "来源", OUT),
	F(struct catalog_suggestion, source_no, F_STR, "来源编号", OUT), F(struct catalog_suggestion, org, F_ID, "提出单位", OUT | FILTER, .ref = "org"),
	F(struct catalog_suggestion, org_name, F_STR, "提出单位名称", OUT | JOINED), F(struct catalog_suggestion, wanted, F_STR, "需求", OUT),
	F(struct catalog_suggestion, spec, F_TEXT, "规格", OUT), F(struct catalog_suggestion, unit, F_STR, "计量单位", OUT),
	F(struct catalog_suggestion, category, F_ENUM, "类别", OUT | FILTER, NAMES(item_category_names)), F(struct catalog_suggestion, qty, F_INT, "数量", OUT),
	F(struct catalog_suggestion, reason, F_TEXT, "理由", OUT), F(struct catalog_suggestion, outcome, F_TEXT, "采购结果", OUT, .article = "A19.5c"),
	F(struct catalog_suggestion, state, F_ENUM, "状态", OUT | FILTER, NAMES(suggestion_state_names)),
	F(struct catalog_suggestion, catalog_version, F_ID, "采纳于", OUT, .ref = "catalog_version"),
	F(struct catalog_suggestion, catalog_version_no, F_STR, "采纳的目录版本", OUT | JOINED), F(struct catalog_suggestion, settled_by, F_ID, "处理人", OUT, .ref = "person"),
	F(struct catalog_suggestion, note, F_TEXT, "处理说明", OUT), F(struct catalog_suggestion, created_at, F_AT, "提出时间", OUT),
	F(struct catalog_suggestion, settled_at, F_AT, "处理时间", OUT), { 0 }
};
const struct record catalog_suggestion_record = RECORD("catalog_suggestion", struct catalog_suggestion, suggestion_fields, "目录修订建议");
static const struct field take_fields[] = {
	F(struct suggestion_take_in, id, F_ID, "编号", IN_PATH),
	F(struct suggestion_take_in, catalog_version, F_ID, "目录版本", IN | NEEDED, .ref = "catalog_version", .help = "采纳进哪一版起草中的目录"),
	F(struct suggestion_take_in, note, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
static const struct record take_record = RECORD("catalog_suggestion_take", struct suggestion_take_in, take_fields, "采纳建议");
static const struct field turn_down_fields[] = {
	F(struct suggestion_take_in, id, F_ID, "编号", IN_PATH), F(struct suggestion_take_in, note, F_TEXT, "理由", IN | NEEDED, .max = 1000), { 0 }
};
static const struct record turn_down_record = RECORD("catalog_suggestion_decline", struct suggestion_take_in, turn_down_fields, "不采纳建议");

static const struct field opine_fields[] = {
	F(struct catalog_opinion_in, id, F_ID, "编号", IN_PATH),
	F(struct catalog_opinion_in, opinion, F_TEXT, "意见", IN | NEEDED, .help = "没有意见时写“无意见”"),
	F(struct catalog_opinion_in, org, F_ID, "提出单位", IN, .ref = "org", .help = "主管部门代为登记来函时填写"),
	{ 0 }
};
static const struct record opine_record = RECORD("catalog_opine", struct catalog_opinion_in, opine_fields, "提出意见");

static const struct field confirm_fields[] = {
	F(struct catalog_confirm_in, id, F_ID, "编号", IN_PATH),
	F(struct catalog_confirm_in, review_note, F_TEXT, "确认说明", IN | NEEDED, .help = "写明需求、技术、市场三方面的情况"),
	{ 0 }
};
static const struct record confirm_record = RECORD("catalog_confirm", struct catalog_confirm_in, confirm_fields, "无变化确认");

/* Catalogue files say yes and no. */
static const struct names yes_no_names[ROW_YES_NO_MAX] = { [ROW_NO] = { "no", "否" }, [ROW_YES] = { "yes", "是" } };
static const struct field row_fields[] = {
	F(struct catalogue_row, code, F_STR, "编码", IN | NEEDED, .max = 40),
	F(struct catalogue_row, category, F_ENUM, "类别", IN | NEEDED, NAMES(item_category_names)),
	F(struct catalogue_row, name, F_STR, "名称", IN | NEEDED),
	F(struct catalogue_row, spec, F_TEXT, "规格", IN),
	F(struct catalogue_row, unit, F_STR, "计量单位", IN | NEEDED, .max = 20),
	F(struct catalogue_row, billing_period, F_ENUM, "计费周期", IN | NEEDED, NAMES(billing_period_names)),
	F(struct catalogue_row, unit_price_yuan, F_STR, "单价（元）", IN | NEEDED, .max = 20),
	F(struct catalogue_row, zone, F_ENUM, "区域", IN | NEEDED, NAMES(item_zone_names)),
	F(struct catalogue_row, xinchuang, F_ENUM, "信创", IN | NEEDED, NAMES(yes_no_names)),
	{ 0 }
};
static const struct record row_record = RECORD("catalogue_row", struct catalogue_row, row_fields, "目录文件");

/* Units and providers see what was published; departments also what they are asked about. */
#define SHOWN   "state IN ('published', 'retired')"
#define SHOWN_I "catalog_state IN ('published', 'retired')"
const struct entity catalog_version_entity = {
	.name = "catalog_version", .label = "目录版本", .path = "/catalog-versions", .rec = &catalog_version_record, .from = "v_catalog_version",
	.table = "catalog_version", .flow = &catalog_flow, .title = "no", .fill = catalog_version_fill,
	.scope = { SHOWN, SHOWN, SHOWN, "state <> 'draft'" },
};
const struct entity catalog_item_entity = {
	.name = "catalog_item", .label = "目录项", .path = "/catalog-items", .rec = &catalog_item_record, .from = "v_catalog_item", .table = "catalog_item",
	.title = "name", .scope = { SHOWN_I, SHOWN_I, SHOWN_I, "catalog_state <> 'draft'" },
};

/*  open ──take──► taken      open ──decline──► declined  */
static const struct move suggestion_moves[] = {
	{ SUGGEST_OPEN, "take",    SUGGEST_TAKEN,    0, 0, NULL, "采纳建议",   "A11c" },
	{ SUGGEST_OPEN, "decline", SUGGEST_DECLINED, 0, 0, NULL, "不采纳建议", "A11c" },
	{ 0 }
};
static const struct flow suggestion_flow = { "catalog_suggestion", &catalog_suggestion_entity, suggestion_state_names, SUGGESTION_STATE_MAX, suggestion_moves };
/* The authority's own list: nobody else has a scope here. */
const struct entity catalog_suggestion_entity = {
	.name = "catalog_suggestion", .label = "目录修订建议", .path = "/catalog-suggestions", .rec = &catalog_suggestion_record, .from = "v_catalog_suggestion",
	.table = "catalog_suggestion", .flow = &suggestion_flow, .title = "wanted",
};

/*  draft ──consult──► consulting ──publish──► published ──retire──► retired
 *    ▲──── redraft ─────┘                        (also by the next version's publication)           */
static const struct move moves[] = {
	{ CAT_DRAFT,      "consult", CAT_CONSULTING, 0, 0, NULL,                "征求意见", "A11b" },
	{ CAT_CONSULTING, "redraft", CAT_DRAFT,      0, 0, NULL,                "退回起草", "A11b" },
	{ CAT_CONSULTING, "publish", CAT_PUBLISHED,  0, 0, "catalog.published", "发布目录", "A11b" },
	{ CAT_PUBLISHED,  "retire",  CAT_RETIRED,    0, 0, NULL,                "停用目录", "A11c" },
	{ 0 }
};
const struct flow catalog_flow = { "catalog", &catalog_version_entity, state_names, CAT_STATE_MAX, moves };

static const struct guard guards[] = {
	{ &catalog_flow, "consult", NULL, "A11a", "catalog.empty",         catalog_not_empty },
	{ &catalog_flow, "publish", NULL, "A11a", "catalog.empty",         catalog_not_empty },
	{ &catalog_flow, "publish", NULL, "A11b", "catalog.no_opinion",    catalog_has_opinion },
	{ &catalog_flow, "publish", NULL, "A11a", "catalog.before_day",    catalog_day_reached },
	{ .op = "catalog_version.update",  .article = "A11a", .reason = "catalog.frozen",       .must = catalog_is_open },
	{ .op = "catalog_version.opinion", .article = "A11b", .reason = "catalog.frozen",       .must = catalog_is_open },
	{ .op = "catalog_version.opinion", .article = "A11b", .reason = "catalog.not_asked",    .must = catalog_was_consulted },
	{ .op = "catalog_version.confirm", .article = "A11c", .reason = "catalog.not_in_force", .must = catalog_is_published },
	{ .op = "catalog_item.create",     .article = "A11a", .reason = "catalog.frozen",       .must = catalog_item_goes_into_open },
	{ .op = "catalog_item.update",     .article = "A11a", .reason = "catalog.frozen",       .must = catalog_item_is_open },
	{ .op = "catalog_item.withdraw",   .article = "A11a", .reason = "catalog.frozen",       .must = catalog_item_is_open },
	{ 0 }
};

static const struct list_def version_list = { .order = "-id", .search = "no || ' ' || title" };
static const struct list_def suggestion_list = { .order = "-id", .search = "wanted || ' ' || org_name || ' ' || source_no" };
static const struct list_def item_list = { .order = "code", .search = "code || ' ' || name || ' ' || COALESCE(spec, '')" };

#define VERSION .entity = &catalog_version_entity
#define SUGGESTION .entity = &catalog_suggestion_entity
#define ITEM    .entity = &catalog_item_entity
static const struct op ops[] = {
	{ "catalog_version.list", GET, "/catalog-versions", "catalog.read", .words = "目录版本", .article = "A11a", VERSION, .list = &version_list },
	{ "catalog_version.get", GET, "/catalog-versions/{id}", "catalog.read", .words = "查看目录版本", .article = "A11a", VERSION },
	{ "catalog_version.create", POST, "/catalog-versions", "catalog.draft", &catalog_version_record, .fn = catalog_version_create, .words = "起草目录",
	  .article = "A11b", .flags = OP_CREATES, VERSION, .help = "可以从现行版本复制目录项，再增删调整" },
	{ "catalog_version.update", PATCH, "/catalog-versions/{id}", "catalog.draft", &catalog_version_record, .fn = catalog_version_update,
	  .words = "修改目录信息", .article = "A11b", .flags = OP_REPLACES, VERSION, .help = "只能改草案，发布以后冻结" },
	{ "catalog_version.consult", POST, "/catalog-versions/{id}/consult", "catalog.draft", .fn = catalog_consult, .words = "征求意见", .article = "A11b", .event = "consult",
	  VERSION, .help = "有关部门随后可以看到草案并提出意见" },
	{ "catalog_version.opinion", POST, "/catalog-versions/{id}/opinions", "catalog.opinion", &opine_record, .fn = catalog_opine, .words = "提出意见",
	  .article = "A11b", .flags = OP_NO_MATCH, VERSION, .help = "每轮至少有一条意见才能发布" },
	{ "catalog_version.redraft", POST, "/catalog-versions/{id}/redraft", "catalog.draft", .words = "退回起草", .article = "A11b", .event = "redraft", VERSION, .help = "回到编制，改好后重新征求意见；已有的意见留存，不算下一轮的" },
	{ "catalog_version.publish", POST, "/catalog-versions/{id}/publish", "catalog.publish", .fn = catalog_publish, .words = "发布目录", .article = "A11b",
	  .event = "publish", VERSION, .help = "发布即生效，前一版同时停用" },
	{ "catalog_version.retire", POST, "/catalog-versions/{id}/retire", "catalog.publish", .fn = catalog_retire, .words = "停用目录", .article = "A11c",
	  .event = "retire", VERSION, .help = "停用后、新版发布前不能选择目录项" },
	{ "catalog_version.confirm", POST, "/catalog-versions/{id}/confirm", "catalog.draft", &confirm_record, .fn = catalog_confirm, .words = "无变化确认",
	  .article = "A11c", VERSION, .help = "记为一次年度调整，期限顺延一年" },
	{ "catalog_item.list", GET, "/catalog-items", "catalog.read", .words = "服务目录", .article = "A11a", ITEM, .list = &item_list },
	{ "catalog_item.get", GET, "/catalog-items/{id}", "catalog.read", .words = "查看目录项", .article = "A11a", ITEM },
	{ "catalog_item.create", POST, "/catalog-items", "catalog.draft", &catalog_item_record, .fn = catalog_item_create, .words = "新增目录项", .article = "A11a",
	  .flags = OP_CREATES, ITEM, .help = "只加进草案，发布以后才能申请" },
	{ "catalog_item.update", PATCH, "/catalog-items/{id}", "catalog.draft", &catalog_item_record, .fn = catalog_item_update, .words = "修改目录项",
	  .article = "A11a", .flags = OP_REPLACES, ITEM, .help = "只能改草案，发布以后冻结" },
	{ "catalog_item.withdraw", POST, "/catalog-items/{id}/withdraw", "catalog.draft", .fn = catalog_item_withdraw, .words = "撤下目录项", .article = "A11c", ITEM, .help = "只从草案里撤下，现行目录和在用资源不变" },
	{ "catalog_suggestion.list", GET, "/catalog-suggestions", "catalog_suggestion.read", .words = "目录修订建议", .article = "A11c", SUGGESTION,
	  .list = &suggestion_list },
	{ "catalog_suggestion.get", GET, "/catalog-suggestions/{id}", "catalog_suggestion.read", .words = "查看目录修订建议", .article = "A11c", SUGGESTION },
	{ "catalog_suggestion.take", POST, "/catalog-suggestions/{id}/take", "catalog.draft", &take_record, .fn = suggestion_take, .words = "采纳建议",
	  .article = "A11c", .event = "take", SUGGESTION, .help = "记入起草中的目录版本，目录项另行增加" },
	{ "catalog_suggestion.decline", POST, "/catalog-suggestions/{id}/decline", "catalog.draft", &turn_down_record, .fn = suggestion_decline, .words = "不采纳建议",
	  .article = "A11c", .event = "decline", SUGGESTION },
	{ 0 }
};
static const struct grant grants[] = {
	{ "catalog.read", "查看服务目录", R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "catalog.draft", "编制服务目录", R(AUTH_HANDLER) },
	{ "catalog.opinion", "对服务目录提出意见", R_COOP | R(AUTH_HANDLER) },
	{ "catalog_suggestion.read", "查看目录修订建议", R_AUTH_READ },
	{ "catalog.publish", "发布和停用服务目录", R(AUTH_ISSUER) },
	{ 0 }
};
static const struct setting settings[] = {
	{ "catalog.review_months", SET_INT, "12", "A11c", "服务目录调整周期（月）", AT_MOST(12), 1, 12 },
	{ "catalog.equivalent_bp", SET_INT, "6000", "A11e", "视为目录内已有的相近程度（万分之）", FREE, 0, 1000, 10000 },
	{ "catalog.remind_days", SET_INTS, "60,30", "A11c", "服务目录调整提前提醒（天）", FREE, 0, 0, 365 },
	{ 0 }
};
static const struct job jobs[] = { { "catalog.review", DAYS(1), catalog_review_job, NULL, "A11c", "服务目录年度调整提醒" }, { 0 } };
static const struct import imports[] = { { "catalogue", "catalog.draft", "导入服务目录", "A11a", &row_record, catalog_import }, { 0 } };
static const struct entity *const entities[] = { &catalog_version_entity, &catalog_item_entity, &catalog_suggestion_entity, NULL };
static const struct flow *const flows[] = { &catalog_flow, &suggestion_flow, NULL };

const struct feature catalog_feature = {
	.name = "catalog", .label = "服务目录", .articles = ARTICLES("A11a", "A11b", "A11c", "A11d", "A11e", "A12a", "A15.1", "A19.5a", "A19.5b"),
	.migrations = catalog_migrations, .invariants = catalog_invariants, .entities = entities, .flows = flows, .guards = guards, .settings = settings,
	.ops = ops, .grants = grants, .jobs = jobs, .imports = imports, STATEMENTS(catalog_q),
};
