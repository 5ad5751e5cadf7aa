/* The audit administrator's report of a month (D45): counted from the chain, judged by the administrator, issued and frozen with its digest.
 * Counting and the check of the chain take their time, so they run beside the writer (`prepare`). */
#include "core/core.h"
#include "domain/message/message.h"
#include "paper/paper.h"

enum report_state { REPORT_DRAFT = 1, REPORT_ISSUED, REPORT_STATE_MAX };
struct report_refusal { struct str reason, article; int64_t n; };
struct report_act     { struct str login, action, words; int64_t n; };
struct report_anomaly { struct str rule, label, login, detail; int64_t n; };
struct audit_report {
	int64_t id, version; struct str no, month; int32_t state;
	int64_t acts, sign_ins, sign_outs, failed_sign_ins, refused, denied, exports, privileged, off_hours, break_glass, system_acts, rows, anchors;
	bool intact; struct str says; struct list refusals, privileged_acts, anomalies; struct str opinion, digest; struct instant computed_at, issued_at; int64_t issuer;
};
enum { Q_RP_PUT, Q_RP_SET, Q_RP_OF, Q_RP_ANY, Q_RP_TEXT_PUT, Q_RP_TEXT, Q_RP_TALLY, Q_RP_BETWEEN, Q_RP_MAX };
static const struct entity audit_report_entity;
static const struct flow audit_report_flow;

static const struct names state_names[REPORT_STATE_MAX] = { [REPORT_DRAFT] = { "draft", "草稿" }, [REPORT_ISSUED] = { "issued", "已出具" } };

static const struct field refusal_fields[] = {
	F(struct report_refusal, reason, F_STR, "原因", OUT), F(struct report_refusal, article, F_STR, "条文", OUT), F(struct report_refusal, n, F_INT, "次数", OUT | REPORT), { 0 }
};
static const struct record refusal_record = RECORD("audit_report_refusal", struct report_refusal, refusal_fields, "拒绝");
static const struct field act_fields[] = {
	F(struct report_act, login, F_STR, "登录名", OUT), F(struct report_act, action, F_STR, "操作", OUT), F(struct report_act, words, F_STR, "操作名称", OUT),
	F(struct report_act, n, F_INT, "次数", OUT | REPORT), { 0 }
};
static const struct record act_record = RECORD("audit_report_act", struct report_act, act_fields, "特权操作");
static const struct field anomaly_fields[] = {
	F(struct report_anomaly, rule, F_STR, "规则", OUT), F(struct report_anomaly, label, F_STR, "异常", OUT), F(struct report_anomaly, login, F_STR, "登录名", OUT),
	F(struct report_anomaly, detail, F_STR, "说明", OUT), F(struct report_anomaly, n, F_INT, "次数", OUT | REPORT), { 0 }
};
static const struct record anomaly_record = RECORD("audit_report_anomaly", struct report_anomaly, anomaly_fields, "异常");

enum { LINES_MAX = 300 };
#define COUNTED(member, label) F(struct audit_report, member, F_INT, label, OUT | REPORT)
static const struct field report_fields[] = {
	F(struct audit_report, id, F_ID, "编号", OUT | SORT), F(struct audit_report, version, F_INT, "版本", OUT), F(struct audit_report, no, F_STR, "报告编号", OUT),
	F(struct audit_report, month, F_MONTH, "月份", OUT | FILTER | SORT), F(struct audit_report, state, F_ENUM, "状态", OUT | FILTER, NAMES(state_names)),
	COUNTED(acts, "办成的操作"), COUNTED(sign_ins, "登录"), COUNTED(sign_outs, "退出"), COUNTED(failed_sign_ins, "失败的登录"), COUNTED(refused, "因规定未成"),
	COUNTED(denied, "越权尝试"), COUNTED(exports, "导出和下载"), COUNTED(privileged, "特权操作"), COUNTED(off_hours, "非工作时间的操作"),
	COUNTED(break_glass, "应急账号的操作"), COUNTED(system_acts, "系统自身的操作"), COUNTED(rows, "核验行数"), COUNTED(anchors, "核验锚点数"),
	F(struct audit_report, intact, F_BOOL, "审计链完整", OUT), F(struct audit_report, says, F_STR, "核验结论", OUT, .max = 500),
	F(struct audit_report, refusals, F_LIST, "拒绝的原因", OUT, .sub = &refusal_record, .max = LINES_MAX),
	F(struct audit_report, privileged_acts, F_LIST, "特权操作明细", OUT, .sub = &act_record, .max = LINES_MAX),
	F(struct audit_report, anomalies, F_LIST, "异常", OUT, .sub = &anomaly_record, .max = LINES_MAX),
	F(struct audit_report, opinion, F_TEXT, "审计意见", OUT), F(struct audit_report, digest, F_STR, "摘要", OUT), F(struct audit_report, computed_at, F_AT, "统计时间", OUT),
	F(struct audit_report, issued_at, F_AT, "出具时间", OUT), F(struct audit_report, issuer, F_ID, "出具人", OUT, .ref = "person"), { 0 }
};
static const struct record audit_report_record = RECORD("audit_report", struct audit_report, report_fields, "审计月报");

static const struct entity audit_report_entity = {
	.name = "audit_report", .label = "审计月报", .path = "/audit-reports", .rec = &audit_report_record, .from = "audit_report", .table = "audit_report", .flow = &audit_report_flow, .title = "month",
};
static const struct move moves[] = { { REPORT_DRAFT, "issue", REPORT_ISSUED, 0, 0, NULL, "出具审计月报", "A31.P2c" }, { 0 } };
static const struct flow audit_report_flow = { .name = "audit_report", .entity = &audit_report_entity, .states = state_names, .n_states = REPORT_STATE_MAX, .moves = moves };

static const struct migration audit_migrations[] = {
	{ 1,
	  "CREATE TABLE audit_report (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL, month TEXT NOT NULL UNIQUE, state TEXT NOT NULL, acts BIGINT NOT NULL, sign_ins BIGINT NOT NULL,"
	  " sign_outs BIGINT NOT NULL, failed_sign_ins BIGINT NOT NULL, refused BIGINT NOT NULL, denied BIGINT NOT NULL, exports BIGINT NOT NULL, privileged BIGINT NOT NULL,"
	  " off_hours BIGINT NOT NULL, break_glass BIGINT NOT NULL, system_acts BIGINT NOT NULL, rows BIGINT NOT NULL, anchors BIGINT NOT NULL, intact BIGINT NOT NULL, says TEXT,"
	  " refusals TEXT, privileged_acts TEXT, anomalies TEXT, opinion TEXT, digest TEXT, computed_at BIGINT NOT NULL, issued_at BIGINT, issuer BIGINT);\n"
	  "CREATE TABLE audit_report_text (report BIGINT PRIMARY KEY, text TEXT NOT NULL)" },
	{ 0 }
};
static const struct invariant audit_invariants[] = {
	{ "A31.P2c", "出具的审计月报有摘要、正文和意见",
	  "SELECT r.id FROM audit_report r WHERE r.state = 'issued' AND (r.digest IS NULL OR r.opinion IS NULL OR NOT EXISTS (SELECT 1 FROM audit_report_text t WHERE t.report = r.id))" },
	{ 0 }
};
static const struct setting audit_settings[] = {
	{ "audit.report_day", SET_INT, "5", "A31.P2c", "每月几日前出具上月审计月报", FREE, 0, 1, 28 },
	{ "audit.work_from", SET_TIME, "07:00", "A31.P2c", "工作时间从几时起（审计用）", FREE, 0, 0, 0 },
	{ "audit.work_until", SET_TIME, "21:00", "A31.P2c", "工作时间到几时止（审计用）", FREE, 0, 0, 0 },
	{ "audit.alarm_refusals", SET_INT, "20", "A31.P2c", "一人一月被拒绝多少次算异常", FREE, 0, 1, 100000 },
	{ "audit.alarm_failed", SET_INT, "5", "A31.P2c", "一个账号一月登录失败多少次算异常", FREE, 0, 1, 100000 },
	{ "audit.alarm_exports", SET_INT, "30", "A31.P2c", "一人一日导出下载多少次算异常", FREE, 0, 1, 100000 },
	{ "audit.alarm_off_hours", SET_INT, "20", "A31.P2c", "一人一月在非工作时间操作多少次算异常", FREE, 0, 1, 100000 },
	{ 0 }
};

/* ---- rules as data: who, how often, what about it; ?1 and ?2 the month, ?3 the threshold, ?4 ninety days before, ?5 ops that hand something out ---- */
#define SIGNED_IN "action = 'session.create' AND result = 'ok'"
#define EXPORTED(each) "SELECT login, MAX(k), MAX(day) FROM (SELECT login, (at + 28800000) / 86400000 AS day, COUNT(*) AS k FROM audit_log WHERE at >= ?1 AND at < ?2 AND result = 'ok'" \
	" AND login IS NOT NULL AND action IN (" each ") GROUP BY login, (at + 28800000) / 86400000) d WHERE k >= ?3 AND ?4 IS NOT NULL GROUP BY login ORDER BY 2 DESC, 1 LIMIT 100"
static const struct rule { const char *word, *label, *threshold; struct stmt sql; bool day; } rules[] = {
	{ "many_refusals", "多次被拒绝", "audit.alarm_refusals",
	  { "SELECT login, COUNT(*), MAX(reason) FROM audit_log WHERE at >= ?1 AND at < ?2 AND result <> 'ok' AND action <> 'session.create' AND login IS NOT NULL AND ?4 IS NOT NULL"
	    " AND ?5 IS NOT NULL GROUP BY login HAVING COUNT(*) >= ?3 ORDER BY 2 DESC, 1 LIMIT 100", NULL, NULL }, false },
	{ "failed_sign_ins", "多次登录失败", "audit.alarm_failed",
	  { "SELECT login, COUNT(*), MAX(ip) FROM audit_log WHERE at >= ?1 AND at < ?2 AND action = 'session.create' AND result <> 'ok' AND login IS NOT NULL AND ?4 IS NOT NULL"
	    " AND ?5 IS NOT NULL GROUP BY login HAVING COUNT(*) >= ?3 ORDER BY 2 DESC, 1 LIMIT 100", NULL, NULL }, false },
	{ "new_address", "从新地址登录", NULL,
	  { "SELECT n.login, n.k, n.ip FROM (SELECT login, ip, COUNT(*) AS k FROM audit_log WHERE at >= ?1 AND at < ?2 AND " SIGNED_IN " GROUP BY login, ip) n"
	    " LEFT JOIN (SELECT DISTINCT login, ip FROM audit_log WHERE at >= ?4 AND at < ?1 AND " SIGNED_IN ") o ON o.login = n.login AND o.ip = n.ip"
	    " WHERE o.login IS NULL AND n.k >= ?3 AND ?5 IS NOT NULL AND n.login IN (SELECT login FROM audit_log WHERE at >= ?4 AND at < ?1 AND " SIGNED_IN ")"
	    " ORDER BY n.login, n.ip LIMIT 100", NULL, NULL }, false },
	{ "many_exports", "一日大量导出下载", "audit.alarm_exports",
	  { EXPORTED("SELECT value FROM json_each(?5)"), NULL, EXPORTED("SELECT json_array_elements_text(CAST(?5 AS json))") }, true },
};

static const struct stmt audit_report_q[Q_RP_MAX] = {
	[Q_RP_PUT]      = { "INSERT INTO audit_report ({+}) VALUES ({?})", &audit_report_record },
	[Q_RP_SET]      = { "UPDATE audit_report SET {=} WHERE id = {id}", &audit_report_record },
	[Q_RP_OF]       = { "SELECT id FROM audit_report WHERE month = ?1" },
	[Q_RP_ANY]      = { "SELECT COUNT(*) FROM (SELECT 1 FROM audit_log WHERE at >= ?1 AND at < ?2 LIMIT 1) x" },
	[Q_RP_TEXT_PUT] = { "INSERT INTO audit_report_text (report, text) VALUES (?1, ?2)" },
	[Q_RP_TEXT]     = { "SELECT text FROM audit_report_text WHERE report = ?1" },
	[Q_RP_TALLY]    = { "SELECT login, action, result, reason, article, COUNT(*), MAX(words) FROM audit_log WHERE at >= ?1 AND at < ?2 GROUP BY login, action, result, reason, article"
			    " ORDER BY 6 DESC, 1, 2, 3, 4" },
	[Q_RP_BETWEEN]  = { "SELECT login, COUNT(*) FROM audit_log WHERE at >= ?1 AND at < ?2 AND login IS NOT NULL AND login <> 'system' GROUP BY login" },
};

/* ---- counting ---- */
enum { PEOPLE_MAX = 20000 };
struct who_off { struct str login; int64_t n; };

static bool hands_out(const struct op *op) { return op && (op->flags & OP_DOWNLOAD); }

/* Held by nobody but the three administrators, or a change of the parameters. */
static bool is_privileged(struct ctx *c, const struct op *op)
{
	const uint64_t admins = R(SYS_ADMIN) | R(SEC_ADMIN) | R(AUDIT_ADMIN);
	uint64_t roles = op && op->perm && op->verb != GET ? core_perm_roles(c->core, op->perm) : 0;

	return (roles && !(roles & ~admins)) || (roles && strcmp(op->perm, "param.set") == 0);
}

static void add_refusal(struct audit_report *r, struct str reason, struct str article, int64_t n)
{
	EACH(struct report_refusal, x, r->refusals)
		if (str_eq(x->reason, reason)) {
			x->n += n;
			return;
		}
	if (r->refusals.n < LINES_MAX)
		LIST_AT(r->refusals, struct report_refusal, 0)[r->refusals.n++] = (struct report_refusal){ reason, article, n };
}

static enum err tally(struct ctx *c, struct instant from, struct instant until, struct audit_report *r)
{
	CLEANUP(rows_donep) struct rows *q = NULL;

	TRY(db_rows(c->db, &audit_report_q[Q_RP_TALLY], VALS(from, until), &c->fail, &q));
	while (rows_next(q)) {
		struct str login = rows_str(q, 0), action = rows_str(q, 1), result = rows_str(q, 2);
		const struct op *op = core_op(c->core, action);
		int64_t n = rows_int(q, 5);
		bool ok = str_is(result, "ok");
		r->acts += ok ? n : 0;
		r->refused += str_is(result, "refused") ? n : 0;
		r->denied += str_is(result, "denied") ? n : 0;
		r->system_acts += str_is(login, "system") ? n : 0;
		r->break_glass += str_starts(action, STR("break_glass.")) ? n : 0;
		r->exports += ok && (hands_out(op) || str_is(action, "audit.note")) ? n : 0;
		if (str_is(action, "session.create"))
			*(ok ? &r->sign_ins : &r->failed_sign_ins) += n;
		r->sign_outs += ok && str_is(action, "session.end") ? n : 0;
		if (!ok)
			add_refusal(r, arena_str(c->arena, rows_str(q, 3)), arena_str(c->arena, rows_str(q, 4)), n);
		if (!ok || !is_privileged(c, op) || str_is(login, "system"))
			continue;
		r->privileged += n;
		if (r->privileged_acts.n < LINES_MAX)
			LIST_AT(r->privileged_acts, struct report_act, 0)[r->privileged_acts.n++] =
				(struct report_act){ arena_str(c->arena, login), arena_str(c->arena, action), arena_str(c->arena, rows_str(q, 6)), n };
	}
	return rows_err(q, &c->fail);
}

static void add_anomaly(struct ctx *c, struct audit_report *r, const char *rule, const char *label, struct str login, struct str detail, int64_t n)
{
	if (r->anomalies.n < LINES_MAX)
		LIST_AT(r->anomalies, struct report_anomaly, 0)[r->anomalies.n++] =
			(struct report_anomaly){ str_of(rule), str_of(label), arena_str(c->arena, login), detail, n };
}

static enum err off_between(struct ctx *c, struct instant from, struct instant until, struct list *people, int64_t *all)
{
	CLEANUP(rows_donep) struct rows *q = NULL;

	TRY(db_rows(c->db, &audit_report_q[Q_RP_BETWEEN], VALS(from, until), &c->fail, &q));
	while (rows_next(q)) {
		struct who_off *w = NULL;
		EACH(struct who_off, each, *people)
			if (str_eq(each->login, rows_str(q, 0)))
				w = each;
		if (!w && people->n < PEOPLE_MAX) {
			w = &LIST_AT(*people, struct who_off, 0)[people->n++];
			*w = (struct who_off){ arena_str(c->arena, rows_str(q, 0)), 0 };
		}
		if (w)
			w->n += rows_int(q, 1);
		*all += rows_int(q, 1);
	}
	return rows_err(q, &c->fail);
}

/* Day by day: the whole of a day off, else before and after the hours. */
static enum err off_hours(struct ctx *c, struct period month, struct audit_report *r)
{
	const struct workdays *days;
	struct list people = { ARENA_ARRAY(c->arena, struct who_off, PEOPLE_MAX), 0 };
	int64_t opens = MINUTES(setting_minutes(c, "audit.work_from")), closes = MINUTES(setting_minutes(c, "audit.work_until"));

	TRY(workdays_now(c, &days));
	for (struct date d = month.from; date_cmp(d, month.to) < 0; d = date_add(d, 1)) {
		struct instant from = date_start(d), until = date_start(date_add(d, 1));
		if (!workday_is(days, d)) {
			TRY(off_between(c, from, until, &people, &r->off_hours));
			continue;
		}
		TRY(off_between(c, from, (struct instant){ from.ms + opens }, &people, &r->off_hours));
		TRY(off_between(c, (struct instant){ from.ms + closes }, until, &people, &r->off_hours));
	}
	EACH(struct who_off, w, people)
		if (w->n >= setting_int(c, "audit.alarm_off_hours"))
			add_anomaly(c, r, "off_hours", "非工作时间操作", w->login, STR_NONE, w->n);
	return OK;
}

static struct str exporting_ops(struct ctx *c)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	const struct op *const *all;
	size_t n = core_ops(c->core, &all);

	buf_add(&b, STR("[\"audit.note\""));
	for (size_t i = 0; i < n; i++)
		if (hands_out(all[i]))
			buf_fmt(&b, ",\"%s\"", all[i]->name);
	buf_byte(&b, ']');
	return arena_str(c->arena, buf_str(&b));
}

static enum err judge(struct ctx *c, struct instant from, struct instant until, struct audit_report *r)
{
	struct str exporting = exporting_ops(c);

	for (size_t i = 0; i < COUNT(rules); i++) {
		CLEANUP(rows_donep) struct rows *q = NULL;
		TRY(db_rows(c->db, &rules[i].sql, VALS(from, until, rules[i].threshold ? setting_int(c, rules[i].threshold) : 1, from.ms - DAYS(90), exporting), &c->fail, &q));
		while (rows_next(q)) {
			struct str detail = rules[i].day ? date_text(c->arena, (struct date){ (int32_t)rows_int(q, 2) }) : arena_str(c->arena, rows_str(q, 2));
			add_anomaly(c, r, rules[i].word, rules[i].label, rows_str(q, 0), detail, rows_int(q, 1));
		}
		TRY(rows_err(q, &c->fail));
	}
	return OK;
}

static enum err count(struct ctx *c, struct str month, struct audit_report *r)
{
	struct audit_verdict v = { 0 };
	struct period p;

	TRY(month_parse(month, &p));
	*r = (struct audit_report){ .month = month, .computed_at = c->now, .issued_at = AT_NONE, .refusals = { ARENA_ARRAY(c->arena, struct report_refusal, LINES_MAX), 0 },
				    .privileged_acts = { ARENA_ARRAY(c->arena, struct report_act, LINES_MAX), 0 },
				    .anomalies = { ARENA_ARRAY(c->arena, struct report_anomaly, LINES_MAX), 0 } };
	TRY(tally(c, date_start(p.from), date_start(p.to), r));
	TRY(judge(c, date_start(p.from), date_start(p.to), r));
	TRY(off_hours(c, p, r));
	enum err e = audit_verify(c, &v);
	if (e != OK && e != E_CORRUPT)
		return e;
	r->rows = v.rows;
	r->anchors = v.anchors;
	r->intact = e == OK;
	r->says = e == OK ? STR("审计链完整") : arena_str(c->arena, str_of(c->fail.sentence));
	fail_clear(&c->fail);
	return OK;
}

/* ---- ops ---- */
struct draft_in { int64_t id; struct str month; struct audit_report counted; };
static const struct field draft_fields[] = { F(struct draft_in, month, F_MONTH, "月份", IN | NEEDED), { 0 } };
static const struct record draft_record = RECORD("audit_report_draft", struct draft_in, draft_fields, "起草审计月报");
static const struct field recount_fields[] = { F(struct draft_in, id, F_ID, "编号", IN_PATH | NEEDED), { 0 } };
static const struct record recount_record = RECORD("audit_report_recount", struct draft_in, recount_fields, "重新统计");

static enum err draft_prepare(struct ctx *c, void *in_)
{
	struct draft_in *in = in_;
	struct period p;

	if (month_parse(in->month, &p) != OK || date_cmp(p.from, today(c)) > 0)
		return fail_on(c, "month", "out_of_range", "月份“" STR_FMT "”还没有到", STR_ARG(in->month));
	return count(c, in->month, &in->counted);
}

static enum err draft(struct ctx *c, const void *in_, void *out)
{
	const struct draft_in *in = in_;
	struct audit_report r = in->counted;
	int64_t had = 0;

	(void)out;
	TRY(sql_int(c, &audit_report_q[Q_RP_OF], &had, in->month));
	if (had)
		return fail(c, E_CONFLICT, "audit_report.exists", STR_FMT " 的审计月报已经有了", STR_ARG(in->month));
	r.id = c->made = id_new(c);
	r.version = 1;
	r.state = REPORT_DRAFT;
	TRY(number_next(c, "BGS", &r.no));
	return sql_put(c, &audit_report_q[Q_RP_PUT], &r);
}

static enum err recount_prepare(struct ctx *c, void *in_)
{
	struct draft_in *in = in_;
	struct audit_report r;

	TRY(entity_get(c, &audit_report_entity, in->id, &r));
	return r.state == REPORT_ISSUED ? OK : count(c, r.month, &in->counted);
}

static enum err recount(struct ctx *c, const void *in_, void *out)
{
	const struct draft_in *in = in_;
	const struct audit_report *had = c->subject;
	struct audit_report r = in->counted;

	(void)out;
	r.id = had->id; r.version = had->version; r.no = had->no; r.month = had->month; r.state = had->state; r.opinion = had->opinion;
	return sql_put(c, &audit_report_q[Q_RP_SET], &r);
}

struct opinion_in { int64_t id; struct str opinion; };
static const struct field opinion_fields[] = {
	F(struct opinion_in, id, F_ID, "编号", IN_PATH), F(struct opinion_in, opinion, F_TEXT, "审计意见", IN | NEEDED, .max = 4000, .help = "异常各是怎么回事，怎样处理"), { 0 }
};
static const struct record opinion_record = RECORD("audit_report_update", struct opinion_in, opinion_fields, "填写审计意见");

static enum err update(struct ctx *c, const void *in, void *out)
{
	struct audit_report r = *(const struct audit_report *)c->subject;

	(void)out;
	r.opinion = ((const struct opinion_in *)in)->opinion;
	return sql_put(c, &audit_report_q[Q_RP_SET], &r);
}

static struct str number(struct ctx *c, int64_t n) { return arena_fmt(c->arena, "%" PRId64, n); }

static struct paper_row row_of(struct ctx *c, const struct str *cells, size_t n)
{
	struct str *kept = ARENA_ARRAY(c->arena, struct str, n);

	for (size_t i = 0; i < n; i++)
		kept[i] = cells[i].p ? cells[i] : STR("");
	return (struct paper_row){ .cells = { kept, n } };
}

/* A reason is a word for programs; people read which requirement it is, and what it asks. */
static struct str clause_of(struct ctx *c, struct str id)
{
	const struct article *a = id.n ? article_find(arena_cstr(c->arena, id)) : NULL;

	return a ? str_of(a->clause) : id;
}

static struct str why_of(struct ctx *c, const struct report_refusal *x)
{
	const struct article *a = x->article.n ? article_find(arena_cstr(c->arena, x->article)) : NULL;

	if (str_is(x->reason, "denied"))
		return a ? arena_fmt(c->arena, "没有权限：%s", a->text) : STR("没有权限");
	return a ? str_of(a->text) : x->reason;
}

enum { FACTS = 11 };
static void facts_of(struct ctx *c, const struct audit_report *r, struct paper_fact facts[FACTS])
{
	const struct paper_fact all[FACTS] = {
		{ STR("办成的操作"), number(c, r->acts) }, { STR("登录、退出"), arena_fmt(c->arena, "%" PRId64 "、%" PRId64, r->sign_ins, r->sign_outs) },
		{ STR("失败的登录"), number(c, r->failed_sign_ins) }, { STR("因规定未成"), number(c, r->refused) }, { STR("越权尝试"), number(c, r->denied) },
		{ STR("导出和下载"), number(c, r->exports) }, { STR("特权操作"), number(c, r->privileged) }, { STR("非工作时间的操作"), number(c, r->off_hours) },
		{ STR("应急账号的操作"), number(c, r->break_glass) }, { STR("系统自身的操作"), number(c, r->system_acts) },
		{ STR("审计链核验"), arena_fmt(c->arena, STR_FMT "（%" PRId64 " 行，%" PRId64 " 个锚点）", STR_ARG(r->says), r->rows, r->anchors) },
	};

	memcpy(facts, all, sizeof all);
}

static struct str paper_of(struct ctx *c, const struct audit_report *r)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(PAPER_TEXT_MAX);
	struct paper_fact facts[FACTS];
	struct paper_column why[] = { { STR("条款"), 24, PAPER_CELL_TEXT }, { STR("要求"), 40, PAPER_CELL_TEXT }, { STR("原因代码"), 24, PAPER_CELL_TEXT }, { STR("次数"), 12, PAPER_CELL_INT } };
	struct paper_column act[] = { { STR("登录名"), 30, PAPER_CELL_TEXT }, { STR("操作"), 55, PAPER_CELL_TEXT }, { STR("次数"), 15, PAPER_CELL_INT } };
	struct paper_column odd[] = { { STR("异常"), 30, PAPER_CELL_TEXT }, { STR("登录名"), 25, PAPER_CELL_TEXT }, { STR("说明"), 30, PAPER_CELL_TEXT }, { STR("次数"), 15, PAPER_CELL_INT } };
	struct list refusals = { ARENA_ARRAY(c->arena, struct paper_row, LINES_MAX), 0 }, acts = { ARENA_ARRAY(c->arena, struct paper_row, LINES_MAX), 0 },
		    odds = { ARENA_ARRAY(c->arena, struct paper_row, LINES_MAX), 0 };

	facts_of(c, r, facts);
	EACH(struct report_refusal, x, r->refusals)
		LIST_AT(refusals, struct paper_row, 0)[refusals.n++] = row_of(c, (struct str[]){ clause_of(c, x->article), why_of(c, x), x->reason, number(c, x->n) }, COUNT(why));
	EACH(struct report_act, x, r->privileged_acts)
		LIST_AT(acts, struct paper_row, 0)[acts.n++] = row_of(c, (struct str[]){ x->login, x->words, number(c, x->n) }, COUNT(act));
	EACH(struct report_anomaly, x, r->anomalies)
		LIST_AT(odds, struct paper_row, 0)[odds.n++] = row_of(c, (struct str[]){ x->label, x->login, x->detail, number(c, x->n) }, COUNT(odd));
	/* A table without rows is nothing to be signed: it says so. */
	if (!refusals.n)
		LIST_AT(refusals, struct paper_row, 0)[refusals.n++] = row_of(c, (struct str[]){ STR("无"), STR(""), STR(""), STR("0") }, COUNT(why));
	if (!acts.n)
		LIST_AT(acts, struct paper_row, 0)[acts.n++] = row_of(c, (struct str[]){ STR("无"), STR(""), STR("0") }, COUNT(act));
	if (!odds.n)
		LIST_AT(odds, struct paper_row, 0)[odds.n++] = row_of(c, (struct str[]){ STR("无"), STR(""), STR(""), STR("0") }, COUNT(odd));
	struct paper_block blocks[] = {
		{ .kind = PAPER_FACTS, .facts = { facts, COUNT(facts) } },
		{ .kind = PAPER_HEADING, .text = STR("异常") }, { .kind = PAPER_TABLE, .columns = { odd, COUNT(odd) }, .rows = odds },
		{ .kind = PAPER_HEADING, .text = STR("拒绝的原因") }, { .kind = PAPER_TABLE, .columns = { why, COUNT(why) }, .rows = refusals },
		{ .kind = PAPER_HEADING, .text = STR("特权操作") }, { .kind = PAPER_TABLE, .columns = { act, COUNT(act) }, .rows = acts },
		{ .kind = PAPER_HEADING, .text = STR("审计意见") }, { .kind = PAPER_TEXT, .text = r->opinion },
	};
	struct paper_seal seal = { STR("审计管理员"), c->who.name, date_text(c->arena, today(c)) };
	struct paper p = { .kind = STR("D45"), .title = arena_fmt(c->arena, "审计月报（" STR_FMT "）", STR_ARG(r->month)), .no = r->no, .article = clause_of(c, STR("A31.P2c")),
			   .style = PAPER_FORM, .blocks = { blocks, COUNT(blocks) }, .seals = { &seal, 1 }, .date = date_text(c->arena, today(c)), .made_at = c->now };
	paper_text(&p, &text);
	return arena_str(c->arena, buf_str(&text));
}

static enum err issue(struct ctx *c, const void *in, void *out)
{
	struct audit_report r = *(const struct audit_report *)c->subject;
	struct str text = paper_of(c, &r);

	(void)in;
	(void)out;
	r.digest = digest_hex(c, text);
	r.issued_at = c->now;
	r.issuer = c->who.person;
	TRY(sql_run(c, &audit_report_q[Q_RP_TEXT_PUT], r.id, text));
	return sql_put(c, &audit_report_q[Q_RP_SET], &r);
}

static enum err pdf(struct ctx *c, const void *in, void *out)
{
	const struct audit_report *r = c->subject;
	CLEANUP(buf_done) struct buf bytes = BUF_MAX(PAPER_FILE_MAX);
	struct str text = paper_of(c, r);
	bool issued = r->state == REPORT_ISSUED;

	(void)in;
	(void)out;
	if (issued)
		TRY(sql_str(c, &audit_report_q[Q_RP_TEXT], &text, r->id));
	TRY(paper_print(text, &(struct paper_marks){ .digest = issued ? r->digest : STR_NONE, .mark = issued ? STR_NONE : STR("草稿") }, PAPER_PDF, &bytes, &c->fail));
	answer_bytes(c, buf_str(&bytes), "application/pdf", arena_fmt(c->arena, "审计月报-" STR_FMT ".pdf", STR_ARG(r->month)));
	return OK;
}

/* The same as rows, for who goes on counting. */
static void line_put(struct buf *b, const char *part, struct str item, struct str login, struct str says, struct str article, struct str n)
{
	const struct str cells[] = { str_of(part), item, login, says, article, n };

	for (size_t i = 0; i < COUNT(cells); i++)
		csv_put(b, cells[i].p ? cells[i] : STR(""), i + 1 == COUNT(cells));
}

static enum err csv(struct ctx *c, const void *in, void *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(4));
	const struct audit_report *r = c->subject;
	struct paper_fact facts[FACTS];

	(void)in;
	(void)out;
	facts_of(c, r, facts);
	buf_add(&b, STR("\xEF\xBB\xBF"));
	line_put(&b, "部分", STR("项目"), STR("登录名"), STR("说明"), STR("条款"), STR("次数"));
	for (size_t i = 0; i < FACTS; i++) {
		bool text = i + 1 == FACTS || i == 1;   /* two numbers, or a verdict */
		line_put(&b, "统计", facts[i].label, STR_NONE, text ? facts[i].value : STR_NONE, STR_NONE, text ? STR_NONE : facts[i].value);
	}
	EACH(struct report_anomaly, x, r->anomalies)
		line_put(&b, "异常", x->label, x->login, x->detail, STR_NONE, number(c, x->n));
	EACH(struct report_refusal, y, r->refusals)
		line_put(&b, "拒绝的原因", why_of(c, y), STR_NONE, y->reason, clause_of(c, y->article), number(c, y->n));
	EACH(struct report_act, z, r->privileged_acts)
		line_put(&b, "特权操作", z->words, z->login, STR_NONE, STR_NONE, number(c, z->n));
	line_put(&b, "审计意见", STR_NONE, STR_NONE, r->opinion, STR_NONE, STR_NONE);
	answer_bytes(c, buf_str(&b), "text/csv; charset=utf-8", arena_fmt(c->arena, "审计月报-" STR_FMT ".csv", STR_ARG(r->month)));
	return OK;
}

/* ---- guards ---- */
static enum err not_issued(struct ctx *c, const void *subject, const void *in)
{
	const struct audit_report *r = subject;

	(void)in;
	return r->state == REPORT_ISSUED ? refuse(c, "审计月报 " STR_FMT " 已经出具，不再改动", STR_ARG(r->no)) : OK;
}

static enum err month_over(struct ctx *c, const void *subject, const void *in)
{
	const struct audit_report *r = subject;
	struct period p;

	(void)in;
	TRY(month_parse(r->month, &p));
	if (date_cmp(p.to, today(c)) > 0)
		return refuse(c, STR_FMT " 还没有过完，过完再出具", STR_ARG(r->month));
	if (r->computed_at.ms < date_start(p.to).ms)
		return refuse(c, "统计的时候 " STR_FMT " 还没有过完，重新统计后再出具", STR_ARG(r->month));
	return OK;
}

static enum err has_opinion(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct audit_report *)subject)->opinion.n ? OK : refuse(c, "还没有填写审计意见");
}

struct row_in { int64_t seq; struct str login, action, result, reason, detail; };
static const struct field row_fields[] = {
	F(struct row_in, seq, F_INT, "序号", IN_PATH | NEEDED), F(struct row_in, login, F_STR, "登录名", IN), F(struct row_in, action, F_STR, "操作", IN),
	F(struct row_in, result, F_STR, "结果", IN), F(struct row_in, reason, F_STR, "原因", IN), F(struct row_in, detail, F_TEXT, "说明", IN), { 0 }
};
static const struct record row_record = RECORD("audit_row_change", struct row_in, row_fields, "改动审计记录");

/* F26: the ops are there so that whoever tries is told why, and the attempt is on record. */
static enum err kept(struct ctx *c, const void *subject, const void *in)
{
	const struct row_in *row = in;

	(void)subject;
	return refuse(c, "审计记录第 %" PRId64 " 行不能改也不能删，任何人都一样；至少保存 %" PRId64 " 天", row ? row->seq : 0, setting_int(c, "log.keep_days"));
}

static enum err never(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return refuse_by(c, "A31.P2c", "audit.kept", "审计记录不能改也不能删");
}

static const struct guard audit_guards[] = {
	{ .op = "audit.update", .article = "A31.P2c", .reason = "audit.kept", .must = kept },
	{ .op = "audit.delete", .article = "A31.P2c", .reason = "audit.kept", .must = kept },
	{ .op = "audit_report.update", .article = "A31.P2c", .reason = "audit_report.frozen", .must = not_issued },
	{ .op = "audit_report.recount", .article = "A31.P2c", .reason = "audit_report.frozen", .must = not_issued },
	{ &audit_report_flow, "issue", NULL, "A31.P2c", "audit_report.month_open", month_over },
	{ &audit_report_flow, "issue", NULL, "A31.P2c", "audit_report.no_opinion", has_opinion },
	{ 0 }
};

#define REPORT .entity = &audit_report_entity
static const struct list_def report_list = { .order = "-month" };
static const struct op audit_report_ops[] = {
	{ "audit.update", PATCH, "/audit/{seq}", "audit.read", &row_record, NULL, never, "修改审计记录", "A31.P2c", OP_NO_MATCH },
	{ "audit.delete", DELETE, "/audit/{seq}", "audit.read", &row_record, NULL, never, "删除审计记录", "A31.P2c", OP_NO_MATCH },
	{ "audit_report.list", GET, "/audit-reports", "audit.read", .words = "审计月报", .article = "A31.P2c", REPORT, .list = &report_list },
	{ "audit_report.get", GET, "/audit-reports/{id}", "audit.read", .words = "查看审计月报", .article = "A31.P2c", REPORT },
	{ "audit_report.draft", POST, "/audit-reports", "audit.report", &draft_record, NULL, draft, "起草审计月报", "A31.P2c", OP_CREATES, REPORT, .prepare = draft_prepare,
	  .help = "统计当月的审计记录并核验审计链" },
	{ "audit_report.recount", POST, "/audit-reports/{id}/recount", "audit.report", &recount_record, NULL, recount, "重新统计", "A31.P2c", REPORT, .prepare = recount_prepare },
	{ "audit_report.update", PATCH, "/audit-reports/{id}", "audit.report", &opinion_record, NULL, update, "填写审计意见", "A31.P2c", REPORT },
	{ "audit_report.issue", POST, "/audit-reports/{id}/issue", "audit.report", NULL, NULL, issue, "出具审计月报", "A31.P2c", REPORT, .event = "issue",
	  .help = "出具后定稿，带摘要，不再改动" },
	{ "audit_report.csv", GET, "/audit-reports/{id}/csv", "audit.read", .fn = csv, .words = "下载审计月报表格", .article = "A31.P2c", .flags = OP_DOWNLOAD | OP_SLOW, REPORT },
	{ "audit_report.pdf", GET, "/audit-reports/{id}/pdf", "audit.read", .fn = pdf, .words = "下载审计月报", .article = "A31.P2c", .flags = OP_DOWNLOAD | OP_SLOW, REPORT },
	{ 0 }
};

/* ---- the month's reminder ---- */
static enum err report_due(struct ctx *c)
{
	int y, m, d;
	int64_t any = 0, had = 0;

	date_split(today(c), &y, &m, &d);
	struct date first = date_ymd(y, m, 1), before = date_add(first, -1);
	struct str month = month_text(c->arena, before);
	struct period p;
	TRY(month_parse(month, &p));
	TRY(sql_int(c, &audit_report_q[Q_RP_ANY], &any, date_start(p.from), date_start(p.to)));
	static const struct stmt Q_ISSUED = { "SELECT COUNT(*) FROM audit_report WHERE month = ?1 AND state = 'issued'" };
	TRY(sql_int(c, &Q_ISSUED, &had, month));
	int64_t day = setting_int(c, "audit.report_day");
	if (!any || had || (d != 1 && d < day))
		return OK;
	struct note n = { .title = arena_fmt(c->arena, STR_FMT " 的审计月报%s", STR_ARG(month), d > day ? "还没有出具" : "应当出具"),
			  .body = arena_fmt(c->arena, "在 %" PRId64 " 日前出具：起草、填写审计意见、出具。", day), .article = "A31.P2c", .template = MSG_REMINDER };
	return message_to_roles(c, 0, R(AUDIT_ADMIN), &n);
}

static const struct job audit_jobs[] = { { "audit.report_due", DAYS(1), report_due, NULL, "A31.P2c", "提醒出具审计月报" }, { 0 } };

static const char *const audit_work[] = {
	"SELECT 'audit_report' AS kind, r.id AS id, r.no AS no, r.month AS title, '' AS org_name, r.state AS state, 'audit_report.issue' AS op, '出具审计月报' AS op_label,"
	" 'A31.P2c' AS article, 'audit_admin' AS role, NULL AS org, NULL AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, r.computed_at AS since_at"
	" FROM audit_report r WHERE r.state = 'draft'",
	NULL
};
extern const struct feature audit_report_feature;
static const struct grant grants[] = { { "audit.report", "出具审计月报", R(AUDIT_ADMIN) }, { 0 } };
static const struct entity *const entities[] = { &audit_report_entity, NULL };
static const struct flow *const flows[] = { &audit_report_flow, NULL };

const struct feature audit_report_feature = {
	.name = "audit_report", .label = "审计月报", .articles = ARTICLES("A31.P2c"), .migrations = audit_migrations, .invariants = audit_invariants, .entities = entities,
	.flows = flows, .guards = audit_guards, .settings = audit_settings, .ops = audit_report_ops, .grants = grants, .jobs = audit_jobs, .work = audit_work, STATEMENTS(audit_report_q),
};
