/* Contracts and prices. A price cannot exist without its contract (F20); a contract is the authority's (F19). */
#include "domain/catalog/catalog.h"
#include "domain/contract/contract.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

enum { CREDIT_CLEAN = 1, CREDIT_LISTED, CREDIT_MAX };
static const struct names credit_names[CREDIT_MAX] = { [CREDIT_CLEAN] = { "clean", "未列入" }, [CREDIT_LISTED] = { "listed", "列入" } };
enum { METHOD_OPEN = 1, METHOD_NEGOTIATE, METHOD_SINGLE, METHOD_FRAME, METHOD_OTHER, METHOD_MAX };
static const struct names method_names[METHOD_MAX] = {
	[METHOD_OPEN] = { "open", "公开招标" }, [METHOD_NEGOTIATE] = { "negotiate", "竞争性磋商" }, [METHOD_SINGLE] = { "single", "单一来源" }, [METHOD_FRAME] = { "frame", "框架协议" }, [METHOD_OTHER] = { "other", "其他" },
};
enum { SETTLE_MONTH = 1, SETTLE_QUARTER, SETTLE_HALF, SETTLE_YEAR, SETTLE_MAX };
static const struct names settle_names[SETTLE_MAX] = { [SETTLE_MONTH] = { "month", "月" }, [SETTLE_QUARTER] = { "quarter", "季" }, [SETTLE_HALF] = { "half", "半年" }, [SETTLE_YEAR] = { "year", "年" } };
static const struct names state_names[CON_STATE_MAX] = { [CON_DRAFT] = { "draft", "拟定" }, [CON_ACTIVE] = { "active", "生效" }, [CON_ENDED] = { "ended", "终止" } };

struct procurement { int64_t id, version; struct str no, name; int32_t method; struct fen budget_fen, award_fen; struct date award_date; struct instant created_at; };
static const struct field procurement_fields[] = {
	F(struct procurement, id, F_ID, "编号", OUT), F(struct procurement, version, F_INT, "版本", OUT), F(struct procurement, no, F_STR, "项目编号", OUT | SORT), F(struct procurement, name, F_STR, "项目名称", OUT),
	F(struct procurement, method, F_ENUM, "采购方式", OUT | FILTER, NAMES(method_names), .article = "A12b"), F(struct procurement, budget_fen, F_FEN, "预算", OUT),
	F(struct procurement, award_date, F_DATE, "成交日期", OUT), F(struct procurement, award_fen, F_FEN, "成交金额", OUT), F(struct procurement, created_at, F_AT, "登记时间", OUT), { 0 }
};
static const struct record procurement_record = RECORD("procurement", struct procurement, procurement_fields, "采购项目");
struct credit_check { int64_t id, version, csp; struct str csp_name, source; struct date checked_on; int32_t result; struct instant created_at; };
static const struct field credit_fields[] = {
	F(struct credit_check, id, F_ID, "编号", OUT), F(struct credit_check, version, F_INT, "版本", OUT), F(struct credit_check, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"),
	F(struct credit_check, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct credit_check, checked_on, F_DATE, "核查日期", OUT | FILTER, .article = "A12c"), F(struct credit_check, source, F_STR, "来源", OUT),
	F(struct credit_check, result, F_ENUM, "结果", OUT | FILTER, NAMES(credit_names)), F(struct credit_check, created_at, F_AT, "登记时间", OUT), { 0 }
};
static const struct record credit_record = RECORD("credit_check", struct credit_check, credit_fields, "信用核查");
static const struct field contract_fields[] = {
	F(struct contract, id, F_ID, "编号", OUT), F(struct contract, version, F_INT, "版本", OUT), F(struct contract, no, F_STR, "合同编号", OUT | SORT), F(struct contract, name, F_STR, "合同名称", OUT),
	F(struct contract, party_a, F_ID, "甲方", OUT, .ref = "org", .article = "A13"), F(struct contract, party_a_name, F_STR, "甲方名称", OUT | JOINED), F(struct contract, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"),
	F(struct contract, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct contract, procurement, F_ID, "采购项目", OUT, .ref = "procurement"), F(struct contract, signed_date, F_DATE, "签订日期", OUT),
	F(struct contract, from_date, F_DATE, "起", OUT | FILTER), F(struct contract, to_date, F_DATE, "止（不含）", OUT | FILTER), F(struct contract, cap_fen, F_FEN, "金额上限", OUT),
	F(struct contract, settle_period, F_ENUM, "结算周期", OUT, NAMES(settle_names)), F(struct contract, state, F_ENUM, "状态", OUT | FILTER, NAMES(state_names)), F(struct contract, created_at, F_AT, "登记时间", OUT),
	F(struct contract, prices_count, F_INT, "价格条数", OUT | JOINED), { 0 }
};
const struct record contract_record = RECORD("contract", struct contract, contract_fields, "合同");
struct price_row { int64_t id, version, contract, csp; struct str contract_no, item_code, item_name, basis; struct price unit_price_e4; struct date from_date, to_date; bool tax_incl; };
static const struct field price_fields[] = {
	F(struct price_row, id, F_ID, "编号", OUT), F(struct price_row, version, F_INT, "版本", OUT), F(struct price_row, contract, F_ID, "合同", OUT | FILTER, .ref = "contract", .article = "A11d"),
	F(struct price_row, contract_no, F_STR, "合同编号", OUT | JOINED), F(struct price_row, csp, F_ID, "云服务商", OUT | JOINED | FILTER), F(struct price_row, item_code, F_STR, "目录项编码", OUT | FILTER | SORT),
	F(struct price_row, item_name, F_STR, "目录项名称", OUT), F(struct price_row, unit_price_e4, F_E4, "单价", OUT), F(struct price_row, from_date, F_DATE, "起", OUT), F(struct price_row, to_date, F_DATE, "止（不含）", OUT),
	F(struct price_row, tax_incl, F_BOOL, "含税", OUT), F(struct price_row, basis, F_STR, "依据", OUT), { 0 }
};
static const struct record price_record = RECORD("price", struct price_row, price_fields, "价格");

static const struct migration migrations[] = {
	{ 1, "CREATE TABLE procurement (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, method TEXT NOT NULL, budget_fen BIGINT, award_date TEXT, award_fen BIGINT, created_at BIGINT NOT NULL);\n"
	     "CREATE TABLE credit_check (id {id}, version BIGINT NOT NULL, csp BIGINT NOT NULL, checked_on TEXT NOT NULL, source TEXT, result TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	     "CREATE TABLE contract (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, party_a BIGINT NOT NULL, csp BIGINT NOT NULL, procurement BIGINT, signed_date TEXT NOT NULL,"
	     " from_date TEXT NOT NULL, to_date TEXT NOT NULL, cap_fen BIGINT, settle_period TEXT, state TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	     "CREATE TABLE price (id {id}, version BIGINT NOT NULL, contract BIGINT NOT NULL, item_code TEXT NOT NULL, item_name TEXT, unit_price_e4 BIGINT NOT NULL CHECK (unit_price_e4 >= 0), from_date TEXT NOT NULL,"
	     " to_date TEXT, tax_incl BIGINT NOT NULL, basis TEXT);\n"
	     "CREATE INDEX price_item ON price (item_code, contract);\n"
	     "CREATE VIEW v_credit_check AS SELECT k.*, o.name AS csp_name FROM credit_check k JOIN org o ON o.id = k.csp;\n"
	     "CREATE VIEW v_contract AS SELECT k.*, a.name AS party_a_name, o.name AS csp_name, (SELECT COUNT(*) FROM price p WHERE p.contract = k.id) AS prices_count FROM contract k"
	     " JOIN org a ON a.id = k.party_a JOIN org o ON o.id = k.csp;\n"
	     "CREATE VIEW v_price AS SELECT p.*, k.no AS contract_no, k.csp AS csp FROM price p JOIN contract k ON k.id = p.contract" },
	{ 0 }
};
enum { Q_PROC_PUT, Q_CRED_PUT, Q_CRED_LAST, Q_CON_PUT, Q_PRICE_PUT, Q_PRICE_END, Q_PRICE_OPEN, Q_PARTS, Q_ACTIVE, Q_ENDING, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PROC_PUT]   = { "INSERT INTO procurement ({+}) VALUES ({?})", &procurement_record },
	[Q_CRED_PUT]   = { "INSERT INTO credit_check ({+}) VALUES ({?})", &credit_record },
	[Q_CRED_LAST]  = { "SELECT {} FROM v_credit_check WHERE csp = ?1 AND checked_on <= ?2 ORDER BY checked_on DESC, id DESC LIMIT 1", &credit_record },
	[Q_CON_PUT]    = { "INSERT INTO contract ({+}) VALUES ({?})", &contract_record },
	[Q_PRICE_PUT]  = { "INSERT INTO price ({+}) VALUES ({?})", &price_record },
	[Q_PRICE_END]  = { "UPDATE price SET to_date = ?2, version = version + 1 WHERE id = ?1 AND to_date IS NULL" },
	[Q_PRICE_OPEN] = { "SELECT {} FROM v_price WHERE contract = ?1 AND item_code = ?2 ORDER BY from_date DESC LIMIT 1", &price_record },
	[Q_PARTS]      = { "SELECT {p.} FROM v_price p JOIN contract k ON k.id = p.contract WHERE k.csp = ?1 AND p.item_code = ?2 AND k.state <> 'draft' AND p.from_date < ?4"
			   " AND (p.to_date IS NULL OR p.to_date > ?3) AND k.to_date > ?3 ORDER BY p.from_date, p.id", &price_record },
	[Q_ACTIVE]     = { "SELECT COUNT(*) FROM contract WHERE csp = ?1 AND state = 'active' AND from_date <= ?2 AND to_date > ?2" },
	[Q_ENDING]     = { "SELECT {} FROM v_contract WHERE state = 'active'", &contract_record },
};

/* ---- prices ---- */
static enum err no_price(struct ctx *c, struct str code, struct date day)
{
	return fail(c, E_ABSENT, "price.missing", "目录项 " STR_FMT " 在 " STR_FMT " 没有合同价格，请先补录价格", STR_ARG(code), STR_ARG(date_text(c->arena, day)));
}
enum err price_parts(struct ctx *c, int64_t csp, struct str code, struct date from, struct date to, struct list *out)
{
	struct list rows;
	struct date at = from;

	TRY(sql_all(c, &Q[Q_PARTS], &rows, csp, code, from, to));
	struct price_part *parts = ARENA_ARRAY(c->arena, struct price_part, rows.n + 1);
	*out = (struct list){ parts, 0 };
	EACH(struct price_row, r, rows) {
		struct date end = date_none(r->to_date) || r->to_date.day > to.day ? to : r->to_date;
		if (end.day <= at.day)
			continue;
		if (r->from_date.day > at.day)
			return no_price(c, code, at);
		parts[out->n++] = (struct price_part){ at, end, r->unit_price_e4, r->contract };
		at = end;
		if (at.day >= to.day)
			break;
	}
	return at.day < to.day ? no_price(c, code, at) : OK;
}
enum err price_on(struct ctx *c, int64_t csp, struct str code, struct date day, struct price *out)
{
	struct list parts;

	TRY(price_parts(c, csp, code, day, date_add(day, 1), &parts));
	*out = LIST_AT(parts, struct price_part, 0)->unit_price_e4;
	return OK;
}
enum err contract_active(struct ctx *c, int64_t csp, struct date day, bool *out)
{
	int64_t n = 0;

	TRY(sql_int(c, &Q[Q_ACTIVE], &n, csp, day));
	*out = n > 0;
	return OK;
}

static const struct entity procurement_entity = { .name = "procurement", .label = "采购项目", .path = "/procurements", .rec = &procurement_record, .from = "procurement", .table = "procurement", .title = "name", .scope = { NULL, NULL, NULL, NULL } };
static const struct entity credit_entity = { .name = "credit_check", .label = "信用核查", .path = "/credit-checks", .rec = &credit_record, .from = "v_credit_check", .table = "credit_check", .title = "csp_name", .scope = { NULL, NULL, NULL, NULL } };
const struct entity contract_entity = { .name = "contract", .label = "合同", .path = "/contracts", .rec = &contract_record, .from = "v_contract", .table = "contract", .title = "name", .flow = &contract_flow, .scope = { NULL, NULL, "csp = :org", NULL } };
static const struct entity price_entity = { .name = "price", .label = "价格", .path = "/prices", .rec = &price_record, .from = "v_price", .table = "price", .title = "item_name", .scope = { "1=1", "1=1", "csp = :org", "1=1" } };

/*  draft ──activate──► active ──end──► ended */
static const struct move moves[] = {
	{ CON_DRAFT,  "activate", CON_ACTIVE, 0, 0, NULL, "合同生效", "A13" },
	{ CON_ACTIVE, "end",      CON_ENDED,  0, 0, NULL, "合同终止", "A13" },
	{ 0 }
};
const struct flow contract_flow = { "contract", &contract_entity, state_names, CON_STATE_MAX, moves };

static enum err is_csp(struct ctx *c, int64_t org)
{
	struct org o;

	if (org_peek(c, org, &o) == OK && o.kind == ORG_CSP)
		return OK;
	fail_clear(&c->fail);
	return fail_on(c, "csp", "absent", "编号 %" PRId64 " 不是云服务商", org);
}
struct procurement_in { struct str no, name; int32_t method; struct fen budget_fen, award_fen; struct date award_date; };
static const struct field procurement_in_fields[] = {
	F(struct procurement_in, no, F_STR, "项目编号", IN | NEEDED, .max = 60), F(struct procurement_in, name, F_STR, "项目名称", IN | NEEDED), F(struct procurement_in, method, F_ENUM, "采购方式", IN | NEEDED, NAMES(method_names)),
	F(struct procurement_in, budget_fen, F_FEN, "预算", IN), F(struct procurement_in, award_date, F_DATE, "成交日期", IN | NEEDED), F(struct procurement_in, award_fen, F_FEN, "成交金额", IN), { 0 }
};
static const struct record procurement_in_record = RECORD("procurement_create", struct procurement_in, procurement_in_fields, "登记采购项目");
static enum err procurement_create(struct ctx *c, const void *in_, void *out)
{
	const struct procurement_in *in = in_;
	struct procurement p = { id_new(c), 1, in->no, in->name, in->method, in->budget_fen, in->award_fen, in->award_date, c->now };

	(void)out;
	c->made = p.id;
	return sql_put(c, &Q[Q_PROC_PUT], &p);
}
struct credit_in { int64_t csp; struct date checked_on; struct str source; int32_t result; };
static const struct field credit_in_fields[] = {
	F(struct credit_in, csp, F_ID, "云服务商", IN | NEEDED, .ref = "org"), F(struct credit_in, checked_on, F_DATE, "核查日期", IN | NEEDED, .article = "A12c"), F(struct credit_in, source, F_STR, "来源", IN | NEEDED),
	F(struct credit_in, result, F_ENUM, "结果", IN | NEEDED, NAMES(credit_names)), { 0 }
};
static const struct record credit_in_record = RECORD("credit_check_create", struct credit_in, credit_in_fields, "登记信用核查");
static enum err credit_create(struct ctx *c, const void *in_, void *out)
{
	const struct credit_in *in = in_;

	(void)out;
	if (is_csp(c, in->csp) != OK)
		return fields_ok(c);
	if (in->checked_on.day > today(c).day)
		return fail_on(c, "checked_on", "out_of_range", "核查日期不能晚于今天");
	struct credit_check k = { .id = id_new(c), .version = 1, .csp = in->csp, .source = in->source, .checked_on = in->checked_on, .result = in->result, .created_at = c->now };
	c->made = k.id;
	TRY(sql_put(c, &Q[Q_CRED_PUT], &k));
	if (in->result == CREDIT_LISTED)
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_ISSUER), &(struct note){ STR("云服务商被列入严重失信主体名单"), STR("不得与其新签或续签合同；在用服务由主管部门决定"), "A12c", &credit_entity, k.id }));
	return OK;
}
struct contract_in { struct str no, name; int64_t party_a, csp, procurement; struct date signed_date, from_date, to_date; struct fen cap_fen; int32_t settle_period; };
static const struct field contract_in_fields[] = {
	F(struct contract_in, no, F_STR, "合同编号", IN | NEEDED, .max = 60), F(struct contract_in, name, F_STR, "合同名称", IN | NEEDED), F(struct contract_in, party_a, F_ID, "甲方", IN, .ref = "org", .article = "A13", .help = "合同由主管部门统一签订"),
	F(struct contract_in, csp, F_ID, "云服务商", IN | NEEDED, .ref = "org"), F(struct contract_in, procurement, F_ID, "采购项目", IN | NEEDED, .ref = "procurement", .article = "A12b"),
	F(struct contract_in, signed_date, F_DATE, "签订日期", IN | NEEDED), F(struct contract_in, from_date, F_DATE, "起", IN | NEEDED), F(struct contract_in, to_date, F_DATE, "止（不含）", IN | NEEDED),
	F(struct contract_in, cap_fen, F_FEN, "金额上限", IN), F(struct contract_in, settle_period, F_ENUM, "结算周期", IN, NAMES(settle_names)), { 0 }
};
static const struct record contract_in_record = RECORD("contract_create", struct contract_in, contract_in_fields, "登记合同");
static enum err by_authority(struct ctx *c, const void *subject, const void *in_)
{
	const struct contract_in *in = in_;
	struct org o;

	(void)subject;
	if (!in || !in->party_a)
		return OK;
	TRY(org_peek(c, in->party_a, &o));
	return o.kind == ORG_AUTHORITY ? OK : refuse(c, "合同由主管部门统一签订，甲方不能是“" STR_FMT "”", STR_ARG(o.name));
}
static enum err contract_create(struct ctx *c, const void *in_, void *out)
{
	const struct contract_in *in = in_;
	struct contract k;
	struct procurement p;

	(void)out;
	if (is_csp(c, in->csp) != OK)
		return fields_ok(c);
	if (entity_peek(c, &procurement_entity, in->procurement, &p) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "procurement", "absent", "没有编号为 %" PRId64 " 的采购项目", in->procurement);
	}
	if (in->to_date.day <= in->from_date.day)
		return fail_on(c, "to_date", "out_of_range", "止期应当晚于起期");
	record_none(&contract_record, &k);
	k.id = c->made = id_new(c);
	k.version = 1;
	k.no = in->no; k.name = in->name; k.party_a = in->party_a ? in->party_a : c->who.org; k.csp = in->csp; k.procurement = in->procurement; k.signed_date = in->signed_date;
	k.from_date = in->from_date; k.to_date = in->to_date; k.cap_fen = in->cap_fen; k.settle_period = in->settle_period ? in->settle_period : SETTLE_QUARTER; k.state = CON_DRAFT; k.created_at = c->now;
	return sql_put(c, &Q[Q_CON_PUT], &k);
}
/* T-A12c: a clean check, dated within csp.credit_check_days before the signature. */
static enum err credit_is_clean(struct ctx *c, const void *subject, const void *in)
{
	const struct contract *k = subject;
	struct credit_check last;
	int64_t days = setting_int(c, "csp.credit_check_days");

	(void)in;
	enum err e = sql_get(c, &Q[Q_CRED_LAST], &last, k->csp, k->signed_date);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return refuse(c, "签约前没有对“" STR_FMT "”做信用核查", STR_ARG(k->csp_name));
	}
	TRY(e);
	if (last.result != CREDIT_CLEAN)
		return refuse(c, "“" STR_FMT "”被列入严重失信主体名单，不得成为云服务商", STR_ARG(k->csp_name));
	if (k->signed_date.day - last.checked_on.day > days)
		return refuse(c, "最近一次信用核查在 " STR_FMT "，早于签约前 %" PRId64 " 天", STR_ARG(date_text(c->arena, last.checked_on)), days);
	return OK;
}
struct price_in { int64_t id; struct str item_code, basis; struct price unit_price_e4; struct date from_date; bool tax_incl; };
static const struct field price_in_fields[] = {
	F(struct price_in, id, F_ID, "合同", IN_PATH), F(struct price_in, item_code, F_STR, "目录项编码", IN | NEEDED, .max = 60), F(struct price_in, unit_price_e4, F_E4, "单价", IN | NEEDED),
	F(struct price_in, from_date, F_DATE, "起", IN | NEEDED, .help = "之前的价格到这一天为止"), F(struct price_in, tax_incl, F_BOOL, "含税", IN), F(struct price_in, basis, F_STR, "依据", IN, .help = "如补充协议编号"), { 0 }
};
static const struct record price_in_record = RECORD("contract_price", struct price_in, price_in_fields, "录入价格");
static enum err price_enter(struct ctx *c, int64_t contract, struct str code, struct str name, struct price p, struct date from, bool tax, struct str basis)
{
	struct price_row last, row;

	enum err e = sql_get(c, &Q[Q_PRICE_OPEN], &last, contract, code);
	if (e == OK) {
		if (from.day <= last.from_date.day)
			return fail_on(c, "from_date", "overlap", "目录项 " STR_FMT " 自 " STR_FMT " 起已有价格，新价格的起期应当更晚", STR_ARG(code), STR_ARG(date_text(c->arena, last.from_date)));
		TRY(sql_run(c, &Q[Q_PRICE_END], last.id, from));
	} else if (e == E_ABSENT) {
		fail_clear(&c->fail);
	} else {
		return e;
	}
	record_none(&price_record, &row);
	row.id = id_new(c);
	row.version = 1;
	row.contract = contract; row.item_code = code; row.item_name = name; row.unit_price_e4 = p; row.from_date = from; row.tax_incl = tax; row.basis = basis;
	return sql_put(c, &Q[Q_PRICE_PUT], &row);
}
static enum err item_of(struct ctx *c, struct str code, struct catalog_item *item)
{
	struct catalog_version v;

	TRY(catalog_published(c, &v));
	enum err e = v.id ? catalog_item_by_code(c, v.id, code, item) : E_ABSENT;
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "item_code", "absent", "已发布的目录里没有编码“" STR_FMT "”", STR_ARG(code));
	}
	return e;
}
static enum err price_add(struct ctx *c, const void *in_, void *out)
{
	const struct price_in *in = in_;
	struct catalog_item item;

	(void)out;
	if (item_of(c, in->item_code, &item) != OK)
		return c->fail.n_errors ? fields_ok(c) : c->fail.kind;
	enum err e = price_enter(c, in->id, in->item_code, item.name, in->unit_price_e4, in->from_date, in->tax_incl, in->basis);
	return c->fail.n_errors ? fields_ok(c) : e;
}
struct from_catalog_in { int64_t id, discount_bp; };
static const struct field from_catalog_fields[] = {
	F(struct from_catalog_in, id, F_ID, "合同", IN_PATH), F(struct from_catalog_in, discount_bp, F_BP, "折扣（万分比）", IN, .min = 1, .max = 10000, .help = "10000 为不打折"), { 0 }
};
static const struct record from_catalog_record = RECORD("contract_prices_from_catalog", struct from_catalog_in, from_catalog_fields, "按目录参考价录入价格");
static enum err prices_from_catalog(struct ctx *c, const void *in_, void *out)
{
	const struct from_catalog_in *in = in_;
	const struct contract *k = c->subject;
	struct catalog_version v;
	struct list items;
	int64_t bp = in->discount_bp == INT_NONE ? 10000 : in->discount_bp;

	(void)out;
	TRY(catalog_published(c, &v));
	if (!v.id)
		return refuse_by(c, "A11a", "catalog.none_published", "还没有发布的服务目录");
	TRY(catalog_items(c, v.id, &items));
	EACH(struct catalog_item, i, items) {
		if (i->list_price_e4.e4 == INT64_MIN)
			continue;
		enum err e = price_enter(c, k->id, i->code, i->name, (struct price){ i->list_price_e4.e4 * bp / 10000 }, k->from_date, true, arena_fmt(c->arena, "合同 " STR_FMT " 价格清单", STR_ARG(k->no)));
		if (c->fail.n_errors)
			return fields_ok(c);
		TRY(e);
	}
	return OK;
}
/* T-A13: 180, 90, 30 days before the end. */
static enum err ending_job(struct ctx *c)
{
	struct list all;

	TRY(sql_all0(c, &Q[Q_ENDING], &all));
	EACH(struct contract, k, all)
		for (int i = 0; setting_nth(c, "contract.remind_days", i) != INT_NONE; i++)
			if (k->to_date.day - today(c).day == setting_nth(c, "contract.remind_days", i))
				TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_ISSUER), &(struct note){ arena_fmt(c->arena, "合同 " STR_FMT " 还有 %d 天到期", STR_ARG(k->no), k->to_date.day - today(c).day), STR_NONE, "A13", &contract_entity, k->id }));
	return OK;
}

static const struct list_def plain_list = { .order = "-id" }, price_list = { .order = "item_code", .search = "item_code || ' ' || COALESCE(item_name, '')" }, contract_list = { .order = "no", .search = "no || ' ' || name" };
static const struct op ops[] = {
	{ "procurement.list", GET, "/procurements", "contract.read", .words = "采购项目", .article = "A12b", .entity = &procurement_entity, .list = &plain_list },
	{ "procurement.get", GET, "/procurements/{id}", "contract.read", .words = "查看采购项目", .article = "A12b", .entity = &procurement_entity },
	{ "procurement.create", POST, "/procurements", "contract.keep", &procurement_in_record, .fn = procurement_create, .words = "登记采购项目", .article = "A12b", .flags = OP_CREATES, .entity = &procurement_entity },
	{ "credit_check.list", GET, "/credit-checks", "contract.read", .words = "信用核查", .article = "A12c", .entity = &credit_entity, .list = &plain_list },
	{ "credit_check.create", POST, "/credit-checks", "contract.keep", &credit_in_record, .fn = credit_create, .words = "登记信用核查", .article = "A12c", .flags = OP_CREATES, .entity = &credit_entity },
	{ "contract.list", GET, "/contracts", "contract.read", .words = "合同", .article = "A13", .entity = &contract_entity, .list = &contract_list },
	{ "contract.get", GET, "/contracts/{id}", "contract.read", .words = "查看合同", .article = "A13", .entity = &contract_entity },
	{ "contract.create", POST, "/contracts", "contract.keep", &contract_in_record, .fn = contract_create, .words = "登记合同", .article = "A13", .flags = OP_CREATES, .entity = &contract_entity },
	{ "contract.activate", POST, "/contracts/{id}/activate", "contract.activate", .words = "合同生效", .article = "A12c", .entity = &contract_entity, .event = "activate" },
	{ "contract.end", POST, "/contracts/{id}/end", "contract.activate", .words = "合同终止", .article = "A13", .entity = &contract_entity, .event = "end" },
	{ "contract.price", POST, "/contracts/{id}/prices", "price.set", &price_in_record, .fn = price_add, .words = "录入价格", .article = "A11d", .entity = &contract_entity },
	{ "contract.price_from_catalog", POST, "/contracts/{id}/prices-from-catalog", "price.set", &from_catalog_record, .fn = prices_from_catalog, .words = "按目录参考价录入价格", .article = "A11d", .entity = &contract_entity },
	{ "price.list", GET, "/prices", "price.read", .words = "价格", .article = "A11d", .entity = &price_entity, .list = &price_list },
	{ 0 }
};
static const struct grant grants[] = {
	{ "contract.read", "查看采购与合同", R_AUTH_READ | R_CSP }, { "contract.keep", "登记采购、核查与合同", R(AUTH_HANDLER) }, { "contract.activate", "合同生效与终止", R(AUTH_ISSUER) },
	{ "price.set", "录入价格", R(AUTH_FINANCE) }, { "price.read", "查看价格", R_AUTH_READ | R_UNIT | R_CSP | R_COOP }, { 0 }
};
static const struct guard guards[] = {
	{ .op = "contract.create", .article = "A13", .reason = "contract.not_authority", .must = by_authority },
	{ .flow = &contract_flow, .event = "activate", .article = "A12c", .reason = "contract.credit", .must = credit_is_clean },
	{ 0 }
};
static const struct setting settings[] = {
	{ "csp.credit_check_days", SET_INT, "30", "A12c", "签约前信用核查有效天数", FREE, 0, 1, 365 }, { "contract.remind_days", SET_INTS, "180,90,30", "A13", "合同到期提醒天数", FREE, 0, 1, 720 }, { 0 }
};
static const struct job jobs[] = { { "contract.ending", DAYS(1), ending_job, NULL, "A13", "合同到期提醒" }, { 0 } };
static const struct invariant invariants[] = {
	{ "A13", "合同的甲方都是主管部门", "SELECT k.no FROM contract k JOIN org o ON o.id = k.party_a WHERE o.kind <> 'authority'" },
	{ "A11d", "同一合同同一目录项的价格不重叠", "SELECT a.item_code FROM price a JOIN price b ON b.contract = a.contract AND b.item_code = a.item_code AND b.id <> a.id"
	  " WHERE a.from_date <= b.from_date AND (a.to_date IS NULL OR a.to_date > b.from_date)" },
	{ 0 }
};
static const struct entity *const entities[] = { &procurement_entity, &credit_entity, &contract_entity, &price_entity, NULL };
static const struct flow *const flows[] = { &contract_flow, NULL };
const struct feature contract_feature = {
	.name = "contract", .label = "采购与合同", .articles = ARTICLES("A11d", "A12", "A13"), .migrations = migrations, .invariants = invariants, .entities = entities, .flows = flows, .guards = guards,
	.settings = settings, .ops = ops, .grants = grants, .jobs = jobs, STATEMENTS(Q),
};
