/* Units and people: fields, ops, imports. */
#include "domain/org/org_in.h"

const struct names unit_type_names[UNIT_TYPE_MAX] = {
	[UNIT_PARTY_GOV] = { "party_gov", "党政机关" }, [UNIT_WELFARE_ONE] = { "welfare_one", "公益一类" }, [UNIT_WELFARE_TWO] = { "welfare_two", "公益二类" },
	[UNIT_ENTERPRISE] = { "enterprise", "企业" }, [UNIT_OTHER] = { "other", "其他" },
};
const struct names admin_level_names[ADMIN_LEVEL_MAX] = {
	[LEVEL_PREFECTURE] = { "prefecture", "州级" }, [LEVEL_COUNTY] = { "county", "县市" }, [LEVEL_PROVINCE] = { "province", "省级" },
	[LEVEL_OTHER] = { "other", "其他" },
};
const struct names fund_source_names[FUND_SOURCE_MAX] = {
	[FUND_FULL] = { "full", "财政全额" }, [FUND_PARTIAL] = { "partial", "差额" }, [FUND_SELF] = { "self", "自筹" },
};
static const struct names org_status_names[ORG_STATUS_MAX] = { [ORG_ACTIVE] = { "active", "在用" }, [ORG_CLOSED] = { "closed", "停用" } };
static const struct names person_status_names[PERSON_STATUS_MAX] = { [PERSON_ACTIVE] = { "active", "在岗" }, [PERSON_LEFT] = { "left", "离任" } };
const struct names duty_names[DUTY_MAX] = {
	{ NULL, NULL }, { "leader", "分管领导" }, { "resource_manager", "资源管理员" }, { "system_owner", "系统负责人" }, { "security_responsible", "安全责任人" },
	{ "security_admin", "安全管理员" }, { "ops_contact", "运维联系人" }, { "duty", "值班" }, { "finance", "财务" },
};

static const struct field org_fields[] = {
	F(struct org, id, F_ID, "编号", OUT),
	F(struct org, version, F_INT, "版本", OUT),
	F(struct org, no, F_STR, "单位编码", OUT | FILTER | SORT),
	F(struct org, name, F_STR, "单位名称", OUT | SORT),
	F(struct org, former_name, F_STR, "原名", OUT | JOINED, .article = "A22.3a"),
	F(struct org, short_name, F_STR, "简称", OUT),
	F(struct org, uscc, F_STR, "统一社会信用代码", OUT),
	F(struct org, kind, F_ENUM, "单位类别", OUT | FILTER, .names = org_kind_names, .n_names = ORG_KIND_MAX, .article = "A7"),
	F(struct org, unit_type, F_ENUM, "单位性质", OUT | FILTER, NAMES(unit_type_names), .article = "A3"),
	F(struct org, level, F_ENUM, "级别", OUT | FILTER, NAMES(admin_level_names), .article = "A3"),
	F(struct org, fund_source, F_ENUM, "经费来源", OUT, NAMES(fund_source_names)),
	F(struct org, parent, F_ID, "上级单位", OUT | FILTER, .ref = "org"),
	F(struct org, parent_name, F_STR, "上级单位名称", OUT | JOINED),
	F(struct org, budget_level1, F_ID, "所属一级预算单位", OUT | FILTER, .ref = "org"),
	F(struct org, budget_level1_name, F_STR, "一级预算单位名称", OUT | JOINED),
	F(struct org, in_scope, F_BOOL, "在办法适用范围内", OUT | FILTER, .article = "A3"),
	F(struct org, exemption, F_STR, "个案准入文件", OUT, .article = "A3", .help = "范围外单位经主管部门个案准入的文号"),
	F(struct org, region_code, F_STR, "行政区划", OUT),
	F(struct org, address, F_STR, "地址", OUT),
	F(struct org, status, F_ENUM, "状态", OUT | FILTER, NAMES(org_status_names)),
	F(struct org, effective_from, F_DATE, "生效日", OUT),
	F(struct org, effective_to, F_DATE, "失效日", OUT),
	F(struct org, created_at, F_AT, "登记时间", OUT),
	F(struct org, closed_at, F_AT, "停用时间", OUT),
	F(struct org, merged_into, F_ID, "并入", OUT | FILTER, .ref = "org", .article = "A22.3a"),
	F(struct org, merged_into_name, F_STR, "并入单位名称", OUT | JOINED),
	{ 0 }
};
const struct record org_record = RECORD("org", struct org, org_fields, "单位");

static const struct field person_fields[] = {
	F(struct person, id, F_ID, "编号", OUT),
	F(struct person, version, F_INT, "版本", OUT),
	F(struct person, name, F_STR, "姓名", OUT | PERSONAL),
	F(struct person, org, F_ID, "单位", OUT | FILTER, .ref = "org"),
	F(struct person, org_name, F_STR, "单位名称", OUT | JOINED),
	F(struct person, mobile, F_STR, "手机", OUT | PERSONAL | SEALED),
	F(struct person, email, F_STR, "邮箱", OUT | PERSONAL | SEALED),
	F(struct person, id_card, F_STR, "身份证号", OUT | PERSONAL | SEALED),
	F(struct person, post, F_STR, "职务", OUT),
	F(struct person, duty_kind, F_SET, "职责", OUT | FILTER, .names = duty_names, .n_names = DUTY_MAX, .article = "A9a.1a"),
	F(struct person, appoint_file, F_ID, "任命文件", OUT, .ref = "attachment", .article = "A9a.1a"),
	F(struct person, from_date, F_DATE, "任职起", OUT),
	F(struct person, to_date, F_DATE, "任职止", OUT),
	F(struct person, verified_at, F_AT, "联系方式核实时间", OUT),
	F(struct person, created_at, F_AT, "登记时间", OUT),
	F(struct person, status, F_ENUM, "状态", OUT | FILTER, NAMES(person_status_names)),
	{ 0 }
};
const struct record person_record = RECORD("person", struct person, person_fields, "人员");

const struct entity org_entity = {
	.name = "org", .label = "单位", .path = "/orgs", .rec = &org_record, .from = "v_org", .table = "org", .title = "name",
	.scope = { .applicant = "id = :org OR budget_level1 = :root OR kind IN ('authority', 'csp', 'tech', 'dept')",
		   .user = "id = :org OR id = :root OR kind IN ('authority', 'csp', 'tech', 'dept')",
		   .csp = "1=1", .coop = "1=1" },
};
const struct entity person_entity = {
	.name = "person", .label = "人员", .path = "/people", .rec = &person_record, .from = "v_person_file", .table = "person", .title = "name",
	.scope = { .applicant = "root = :root OR org = :org", .user = "org = :org", .csp = "org = :org", .coop = "org = :org" },
};

/* ---- inputs ---- */
struct org_in { struct str no, name, short_name, uscc; int32_t kind, unit_type, level, fund_source; int64_t parent; struct str region_code, address; struct date effective_from, effective_to; };
static const struct field org_in_fields[] = {
	F(struct org_in, no, F_STR, "单位编码", IN | NEEDED, .max = 40),
	F(struct org_in, name, F_STR, "单位名称", IN | NEEDED),
	F(struct org_in, short_name, F_STR, "简称", IN, .max = 40),
	F(struct org_in, uscc, F_STR, "统一社会信用代码", IN, .max = 18),
	F(struct org_in, kind, F_ENUM, "单位类别", IN | NEEDED, .names = org_kind_names, .n_names = ORG_KIND_MAX),
	F(struct org_in, unit_type, F_ENUM, "单位性质", IN | NEEDED, NAMES(unit_type_names), .article = "A3"),
	F(struct org_in, level, F_ENUM, "级别", IN | NEEDED, NAMES(admin_level_names), .article = "A3"),
	F(struct org_in, fund_source, F_ENUM, "经费来源", IN, NAMES(fund_source_names), .article = "A3", .help = "申请单位和上云单位必填"),
	F(struct org_in, parent, F_ID, "上级单位", IN, .ref = "org"),
	F(struct org_in, region_code, F_STR, "行政区划", IN, .max = 6, .help = "六位数字，州本级是 532800"),
	F(struct org_in, address, F_STR, "地址", IN),
	F(struct org_in, effective_from, F_DATE, "生效日", IN),
	F(struct org_in, effective_to, F_DATE, "失效日", IN, .help = "这一天起不再有效"),
	{ 0 }
};
static const struct record org_in_record = RECORD("org_create", struct org_in, org_in_fields, "登记单位");

static const struct field org_upd_fields[] = {
	F(struct org_upd, id, F_ID, "编号", IN_PATH),
	F(struct org_upd, name, F_STR, "单位名称", IN | NEEDED),
	F(struct org_upd, short_name, F_STR, "简称", IN, .max = 40),
	F(struct org_upd, uscc, F_STR, "统一社会信用代码", IN, .max = 18),
	F(struct org_upd, unit_type, F_ENUM, "单位性质", IN | NEEDED, NAMES(unit_type_names)),
	F(struct org_upd, level, F_ENUM, "级别", IN | NEEDED, NAMES(admin_level_names)),
	F(struct org_upd, fund_source, F_ENUM, "经费来源", IN, NAMES(fund_source_names)),
	F(struct org_upd, parent, F_ID, "上级单位", IN, .ref = "org"),
	F(struct org_upd, region_code, F_STR, "行政区划", IN, .max = 6, .help = "六位数字，州本级是 532800"),
	F(struct org_upd, address, F_STR, "地址", IN),
	F(struct org_upd, effective_from, F_DATE, "生效日", IN),
	F(struct org_upd, effective_to, F_DATE, "失效日", IN, .help = "这一天起不再有效"),
	{ 0 }
};
static const struct record org_upd_record = RECORD("org_update", struct org_upd, org_upd_fields, "修改单位");

static enum err org_create(struct ctx *c, const void *in_, void *out)
{
	const struct org_in *in = in_;
	struct org o;

	(void)out;
	record_none(&org_record, &o);
	o.no = in->no; o.name = in->name; o.short_name = in->short_name; o.uscc = in->uscc;
	o.kind = in->kind; o.unit_type = in->unit_type; o.level = in->level; o.fund_source = in->fund_source;
	o.parent = in->parent; o.region_code = in->region_code; o.address = in->address; o.effective_from = in->effective_from;
	o.effective_to = in->effective_to;
	enum err e = org_enter(c, &o);
	if (c->fail.n_errors)
		return fields_ok(c);
	TRY(e);
	who_changed(c);
	c->made = o.id;
	return OK;
}

static enum err org_update(struct ctx *c, const void *in_, void *out)
{
	const struct org_upd *in = in_;
	const struct org *now = c->subject;
	struct org o = *now;

	(void)out;
	o.name = in->name; o.short_name = in->short_name; o.uscc = in->uscc; o.unit_type = in->unit_type; o.level = in->level;
	o.fund_source = in->fund_source; o.parent = in->parent; o.region_code = in->region_code; o.address = in->address;
	o.effective_from = in->effective_from; o.effective_to = in->effective_to;
	enum err e = org_derive(c, &o);
	if (c->fail.n_errors)
		return fields_ok(c);
	TRY(e);
	who_changed(c);
	if (!str_eq(o.name, now->name))
		TRY(org_keep_name(c, now));
	TRY(sql_put(c, &org_q[Q_ORG_SET], &o));
	return o.budget_level1 && o.budget_level1 != now->budget_level1 ? org_move_below(c, o.id, o.budget_level1, 0) : OK;
}

struct id_comment { int64_t id; struct str comment; };
static const struct field close_fields[] = {
	F(struct id_comment, id, F_ID, "编号", IN_PATH), F(struct id_comment, comment, F_TEXT, "原因", IN | NEEDED), { 0 }
};
static const struct record close_record = RECORD("org_close", struct id_comment, close_fields, "停用单位");

static enum err org_close(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	who_changed(c);
	return sql_run(c, &org_q[Q_ORG_CLOSE], c->now, c->subject_id, today(c));
}

struct exempt_in { int64_t id; struct str document; };
static const struct field exempt_fields[] = {
	F(struct exempt_in, id, F_ID, "编号", IN_PATH), F(struct exempt_in, document, F_STR, "准入文号", IN | NEEDED, .max = 100), { 0 }
};
static const struct record exempt_record = RECORD("org_exempt", struct exempt_in, exempt_fields, "个案准入");

static enum err org_exempt(struct ctx *c, const void *in_, void *out)
{
	const struct exempt_in *in = in_;

	(void)out;
	return sql_run(c, &org_q[Q_ORG_EXEMPT], in->document, c->subject_id);
}

static enum err exemption_allowed(struct ctx *c, const void *subject, const void *in)
{
	const struct org *o = subject;

	(void)in;
	if (o->in_scope)
		return refuse(c, "“" STR_FMT "”本来就在适用范围内", STR_ARG(o->name));
	return setting_bool(c, "scope.allow_exemption") ? OK : refuse(c, "没有开启个案准入，办法只适用于州级党政机关和公益一类事业单位");
}

static enum err still_active(struct ctx *c, const void *subject, const void *in)
{
	const struct org *o = subject;

	(void)in;
	return o->status == ORG_ACTIVE ? OK : refuse(c, "“" STR_FMT "”已经停用", STR_ARG(o->name));
}

static enum err nothing_below(struct ctx *c, const void *subject, const void *in)
{
	const struct org *o = subject;
	int64_t units = 0, people = 0;

	(void)in;
	TRY(sql_int(c, &org_q[Q_ORG_CHILDREN], &units, o->id));
	TRY(sql_int(c, &org_q[Q_ORG_PEOPLE], &people, o->id));
	if (units)
		return refuse(c, "还有 %" PRId64 " 个在用的下属单位，请先改变其隶属或停用", units);
	return people ? refuse(c, "还有 %" PRId64 " 名在岗人员，请先登记离任", people) : OK;
}

/* ---- people ---- */
struct person_in { int64_t id, org, appoint_file; struct str name, mobile, id_card, email, post; uint32_t duty_kind; struct date from_date; };
static const struct field person_in_fields[] = {
	F(struct person_in, org, F_ID, "单位", IN | NEEDED, .ref = "org"),
	F(struct person_in, name, F_STR, "姓名", IN | NEEDED | PERSONAL, .max = 60),
	F(struct person_in, mobile, F_STR, "手机", IN | NEEDED | PERSONAL, .max = 20),
	F(struct person_in, id_card, F_STR, "身份证号", IN | PERSONAL, .max = 18),
	F(struct person_in, email, F_STR, "邮箱", IN | PERSONAL),
	F(struct person_in, post, F_STR, "职务", IN, .max = 60),
	F(struct person_in, duty_kind, F_SET, "职责", IN, .names = duty_names, .n_names = DUTY_MAX, .article = "A9a.1a"),
	F(struct person_in, appoint_file, F_ID, "任命文件", IN, .ref = "attachment", .article = "A9a.1a", .help = "资源管理员等专人的任命"),
	F(struct person_in, from_date, F_DATE, "任职起", IN),
	{ 0 }
};
static const struct record person_in_record = RECORD("person_create", struct person_in, person_in_fields, "登记人员");
static const struct field person_upd_fields[] = {
	F(struct person_in, id, F_ID, "编号", IN_PATH),
	F(struct person_in, name, F_STR, "姓名", IN | NEEDED | PERSONAL, .max = 60),
	F(struct person_in, mobile, F_STR, "手机", IN | NEEDED | PERSONAL, .max = 20),
	F(struct person_in, id_card, F_STR, "身份证号", IN | PERSONAL, .max = 18),
	F(struct person_in, email, F_STR, "邮箱", IN | PERSONAL),
	F(struct person_in, post, F_STR, "职务", IN, .max = 60),
	F(struct person_in, duty_kind, F_SET, "职责", IN, .names = duty_names, .n_names = DUTY_MAX),
	F(struct person_in, appoint_file, F_ID, "任命文件", IN, .ref = "attachment", .article = "A9a.1a"),
	{ 0 }
};
static const struct record person_upd_record = RECORD("person_update", struct person_in, person_upd_fields, "修改人员");

static enum err person_create(struct ctx *c, const void *in_, void *out)
{
	const struct person_in *in = in_;
	struct person p;

	(void)out;
	record_none(&person_record, &p);
	p.org = in->org; p.name = in->name; p.mobile = in->mobile; p.email = in->email; p.post = in->post; p.duty_kind = in->duty_kind;
	p.id_card = in->id_card; p.appoint_file = in->appoint_file; p.from_date = in->from_date;
	enum err e = person_enter(c, &p);
	if (c->fail.n_errors)
		return fields_ok(c);
	TRY(e);
	c->made = p.id;
	return OK;
}

static enum err person_update(struct ctx *c, const void *in_, void *out)
{
	const struct person_in *in = in_;
	struct person p = *(const struct person *)c->subject;

	(void)out;
	p.name = in->name; p.mobile = in->mobile; p.email = in->email; p.post = in->post; p.duty_kind = in->duty_kind;
	p.id_card = in->id_card; p.appoint_file = in->appoint_file;
	if (person_check(c, &p) != OK)
		return fields_ok(c);
	who_changed(c);
	return sql_put(c, &org_q[Q_PERSON_SET], &p);
}

struct leave_in { int64_t id; struct date to_date; struct str comment; };
static const struct field leave_fields[] = {
	F(struct leave_in, id, F_ID, "编号", IN_PATH), F(struct leave_in, to_date, F_DATE, "离任日", IN, .help = "不填即今天"),
	F(struct leave_in, comment, F_TEXT, "事由", IN | NEEDED), { 0 }
};
static const struct record leave_record = RECORD("person_close", struct leave_in, leave_fields, "登记离任");

/* Rights lapse at once: an account is only good while its person is in post. */
static enum err person_close(struct ctx *c, const void *in_, void *out)
{
	const struct leave_in *in = in_;
	struct date day = date_none(in->to_date) ? today(c) : in->to_date;

	(void)out;
	if (date_cmp(day, today(c)) > 0) {
		fail_on(c, "to_date", "in_future", "离任日不能晚于今天，到日子再登记");
		return fields_ok(c);
	}
	who_changed(c);
	return sql_run(c, &org_q[Q_PERSON_LEAVE], day, c->subject_id);
}

static enum err person_verify(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &org_q[Q_PERSON_VERIFY], c->now, c->subject_id);
}

/* Personal data behind the mask, for who has a reason: the person's unit and the auditors see who looked, when and why. */
struct reveal_in { int64_t id; struct str reason; };
static const struct field reveal_in_fields[] = { F(struct reveal_in, id, F_ID, "编号", IN_PATH), F(struct reveal_in, reason, F_TEXT, "事由", IN | NEEDED, .max = 500), { 0 } };
static const struct record reveal_in_record = RECORD("person_reveal_ask", struct reveal_in, reveal_in_fields, "查看联系方式");
struct revealed { int64_t id; struct str name, mobile, email, id_card; };
static const struct field revealed_fields[] = {
	F(struct revealed, id, F_ID, "编号", OUT), F(struct revealed, name, F_STR, "姓名", OUT), F(struct revealed, mobile, F_STR, "手机", OUT), F(struct revealed, email, F_STR, "邮箱", OUT),
	F(struct revealed, id_card, F_STR, "身份证号", OUT), { 0 }
};
static const struct record revealed_record = RECORD("person_revealed", struct revealed, revealed_fields, "联系方式");
struct reveal { int64_t id, person, org, by_person; struct str by_name, by_org_name, reason; struct instant at; };
static const struct field reveal_fields[] = {
	F(struct reveal, id, F_ID, "编号", OUT), F(struct reveal, person, F_ID, "人员", OUT | FILTER, .ref = "person"), F(struct reveal, org, F_ID, "人员单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct reveal, by_person, F_ID, "查看人", OUT | FILTER, .ref = "person"), F(struct reveal, by_name, F_STR, "查看人姓名", OUT | JOINED | PERSONAL), F(struct reveal, by_org_name, F_STR, "查看人单位", OUT | JOINED),
	F(struct reveal, reason, F_TEXT, "事由", OUT), F(struct reveal, at, F_AT, "时间", OUT | FILTER), { 0 }
};
static const struct record reveal_record = RECORD("person_reveal", struct reveal, reveal_fields, "查看联系方式记录");
static const struct list_def reveal_list = { .from = "v_person_reveal", .rec = &reveal_record, .where = "org = :org OR EXISTS (SELECT 1 FROM org x WHERE x.id = :org AND x.kind IN ('authority', 'audit'))",
					     .order = "-id", .unscoped = true };

static enum err person_reveal(struct ctx *c, const void *in_, void *out)
{
	const struct reveal_in *in = in_;
	const struct person *p = c->subject;

	*(struct revealed *)out = (struct revealed){ p->id, p->name, p->mobile, p->email, p->id_card };
	return sql_run(c, &org_q[Q_REVEAL_PUT], id_new(c), p->id, c->who.person, c->who.org, in->reason, c->now);
}

static enum err in_post(struct ctx *c, const void *subject, const void *in)
{
	const struct person *p = subject;

	(void)in;
	return p->status == PERSON_ACTIVE ? OK : refuse(c, "这名人员已经登记离任");
}

struct org_row { struct str no, name, short_name, uscc; int32_t kind, unit_type, level, fund_source; struct str parent_no, region_code, address; };
static const struct field org_row_fields[] = {
	F(struct org_row, no, F_STR, "单位编码", IN | NEEDED, .max = 40),
	F(struct org_row, name, F_STR, "单位名称", IN | NEEDED),
	F(struct org_row, short_name, F_STR, "简称", IN, .max = 40),
	F(struct org_row, uscc, F_STR, "统一社会信用代码", IN, .max = 18),
	F(struct org_row, kind, F_ENUM, "单位类别", IN | NEEDED, .names = org_kind_names, .n_names = ORG_KIND_MAX),
	F(struct org_row, unit_type, F_ENUM, "单位性质", IN | NEEDED, NAMES(unit_type_names)),
	F(struct org_row, level, F_ENUM, "级别", IN | NEEDED, NAMES(admin_level_names)),
	F(struct org_row, fund_source, F_ENUM, "经费来源", IN, NAMES(fund_source_names)),
	F(struct org_row, parent_no, F_STR, "上级单位编码", IN),
	F(struct org_row, region_code, F_STR, "行政区划", IN, .max = 6),
	F(struct org_row, address, F_STR, "地址", IN),
	{ 0 }
};
static const struct record org_row_record = RECORD("org_row", struct org_row, org_row_fields, "单位");

static enum err import_one(struct ctx *c, const struct org_row *r)
{
	struct org o;

	record_none(&org_record, &o);
	o.no = r->no; o.name = r->name; o.short_name = r->short_name; o.uscc = r->uscc; o.kind = r->kind; o.unit_type = r->unit_type;
	o.level = r->level; o.fund_source = r->fund_source; o.region_code = r->region_code; o.address = r->address;
	if (r->parent_no.n)
		TRY(sql_int(c, &org_q[Q_ORG_NO_ID], &o.parent, r->parent_no));
	if (r->parent_no.n && !o.parent)
		return fail_on(c, "parent_no", "absent", "没有编码为“" STR_FMT "”的单位，上级应当排在前面或已经登记", STR_ARG(r->parent_no));
	return org_enter(c, &o);
}

static enum err org_import(struct ctx *c, const struct list *rows)
{
	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		size_t before = c->fail.n_errors;
		enum err e = import_one(c, LIST_AT(*rows, struct org_row, i));
		if (e != OK && e != E_INVALID)
			return e;
		import_errors(c, i, before);
	}
	who_changed(c);
	return OK;
}

static const struct list_def org_list = { .order = "no", .search = "no || ' ' || name || ' ' || COALESCE(short_name, '') || ' ' || COALESCE(former_name, '')" };
static const struct list_def person_list = { .order = "-id", .search = "name || ' ' || COALESCE(post, '')", .search_masked = "COALESCE(post, '')" };

static const struct op org_ops[] = {
	{ "org.list", GET, "/orgs", "org.read", .words = "单位", .article = "A3", .entity = &org_entity, .list = &org_list },
	{ "org.get", GET, "/orgs/{id}", "org.read", .words = "查看单位", .article = "A3", .entity = &org_entity },
	{ "org.create", POST, "/orgs", "org.keep", &org_in_record, .fn = org_create, .words = "登记单位", .article = "A3", .flags = OP_CREATES, .entity = &org_entity },
	{ "org.update", PATCH, "/orgs/{id}", "org.keep", &org_upd_record, .fn = org_update, .words = "修改单位", .article = "A22.3a", .flags = OP_REPLACES,
	  .entity = &org_entity },
	{ "org.close", POST, "/orgs/{id}/close", "org.keep", &close_record, .fn = org_close, .words = "停用单位", .article = "A22.3a", .entity = &org_entity },
	{ "org.exempt", POST, "/orgs/{id}/exempt", "org.exempt", &exempt_record, .fn = org_exempt, .words = "个案准入", .article = "A3", .entity = &org_entity },
	{ "person.list", GET, "/people", "person.read", .words = "人员", .article = "A9a.1a", .entity = &person_entity, .list = &person_list },
	{ "person.get", GET, "/people/{id}", "person.read", .words = "查看人员", .article = "A9a.1a", .entity = &person_entity },
	{ "person.create", POST, "/people", "person.keep", &person_in_record, .fn = person_create, .words = "登记人员", .article = "A9a.1a", .flags = OP_CREATES,
	  .entity = &person_entity },
	{ "person.update", PATCH, "/people/{id}", "person.keep", &person_upd_record, .fn = person_update, .words = "修改人员", .article = "A22.3a",
	  .flags = OP_REPLACES, .entity = &person_entity },
	{ "person.close", POST, "/people/{id}/close", "person.keep", &leave_record, .fn = person_close, .words = "登记离任", .article = "A22.3a",
	  .entity = &person_entity, .help = "其账号随即不能登录" },
	{ "person.reveal", POST, "/people/{id}/reveal", "person.read", .in = &reveal_in_record, .out = &revealed_record, .fn = person_reveal, .words = "查看联系方式", .article = "A36c",
	  .flags = OP_NO_MATCH | OP_SECRET, .entity = &person_entity, .help = "每次查看都有记录，本人单位看得到" },
	{ "person_reveal.list", GET, "/person-reveals", "person.read", .words = "查看联系方式记录", .article = "A36c", .list = &reveal_list },
	{ "person.verify", POST, "/people/{id}/verify", "person.verify", .fn = person_verify, .words = "核实联系方式", .article = "A22.3a",
	  .entity = &person_entity },
	{ 0 }
};
static const struct guard org_guards[] = {
	{ .op = "org.exempt", .article = "A3", .reason = "org.no_exemption", .must = exemption_allowed },
	{ .op = "org.close", .article = "A22.3a", .reason = "org.closed", .must = still_active },
	{ .op = "org.close", .article = "A22.3a", .reason = "org.not_empty", .must = nothing_below },
	{ .op = "person.close", .article = "A22.3a", .reason = "person.left", .must = in_post },
	{ .op = "person.verify", .article = "A22.3a", .reason = "person.left", .must = in_post },
	{ 0 }
};
static const struct grant org_grants[] = {
	{ "org.read", "查看单位", R_ALL },
	{ "org.keep", "登记和修改单位", R(AUTH_HANDLER) | R(SYS_ADMIN) },
	{ "org.exempt", "个案准入范围外单位", R(AUTH_ISSUER) },
	{ "person.read", "查看人员", R_ALL },
	{ "person.keep", "登记和修改人员", R(SYS_ADMIN) },
	{ "person.verify", "核实联系方式", R(SYS_ADMIN) | R(AUTH_HANDLER) | R(APPU_MANAGER) },
	{ 0 }
};
static const struct setting org_settings[] = {
	{ "scope.allow_exemption", SET_BOOL, "false", "R-01", "范围外单位可否个案准入", FREE, 0, 0, 0 },
	{ 0 }
};
static const struct import org_imports[] = {
	{ "orgs", "org.keep", "导入单位", "A3", &org_row_record, org_import },
	{ 0 }
};
static const struct entity *const org_entities[] = { &org_entity, &person_entity, NULL };

const struct feature org_feature = {
	.name = "org", .label = "单位与人员", .articles = ARTICLES("A3", "A7", "A8.2", "A9a.1a", "A22.3a"), .guards = org_guards, .migrations = org_migrations, .invariants = org_invariants,
	.sealed = SEALED_COLUMNS({ "person", "id", "mobile" }, { "person", "id", "email" }, { "person", "id", "id_card" }),
	.entities = org_entities, .settings = org_settings, .ops = org_ops, .grants = org_grants, .imports = org_imports, STATEMENTS(org_q),
};
