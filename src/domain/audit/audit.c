/* Looking at the record: the audit administrator's and auditors' page over the chain that the core writes (A31.P2c). */
#include "core/core.h"

static const struct list_def audit_list = { .from = "audit_log", .rec = &audit_record, .order = "-at", .search = "action || ' ' || COALESCE(login, '') || ' ' || COALESCE(words, '')",
					    .unscoped = true };

struct verdict { bool ok; int64_t rows; struct str says; };
static const struct field verdict_fields[] = {
	F(struct verdict, ok, F_BOOL, "完整", OUT), F(struct verdict, rows, F_INT, "行数", OUT), F(struct verdict, says, F_STR, "结论", OUT, .max = 500), { 0 }
};
static const struct record verdict_record = RECORD("audit_verdict", struct verdict, verdict_fields, "核验结论");

static enum err verify(struct ctx *c, const void *in, void *out_)
{
	struct verdict *out = out_;
	enum err e = audit_verify(c, &out->rows);

	(void)in;
	if (e != OK && e != E_CORRUPT)
		return e;
	out->ok = e == OK;
	out->says = e == OK ? STR("审计链完整") : arena_str(c->arena, str_of(c->fail.sentence));
	fail_clear(&c->fail);
	return OK;
}

static enum err add_line(void *arg, struct str line)
{
	struct buf *b = arg;

	buf_add(b, line);
	buf_byte(b, '\n');
	return b->failed ? E_LIMIT : OK;
}

static enum err export(struct ctx *c, const void *in, void *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(64));

	(void)in;
	(void)out;
	enum err e = audit_export(c, add_line, &b);
	if (e == E_LIMIT)
		return fail(c, E_LIMIT, "too_large", "审计记录超过 64 MB，请在服务器上用 yunguan audit export 导出");
	TRY(e);
	answer_bytes(c, buf_str(&b), "text/plain; charset=utf-8", STR("审计记录.txt"));
	return OK;
}

/* ---- the report of a period (D45): what was done and refused, by action and by person, and whether the chain holds ---- */
struct by_action { struct str action, words; int64_t ok, refused, denied; };
static const struct field by_action_fields[] = {
	F(struct by_action, action, F_STR, "操作", OUT), F(struct by_action, words, F_STR, "操作名称", OUT), F(struct by_action, ok, F_INT, "成功", OUT | REPORT),
	F(struct by_action, refused, F_INT, "因规定未成", OUT | REPORT), F(struct by_action, denied, F_INT, "无权", OUT | REPORT), { 0 }
};
static const struct record by_action_record = RECORD("audit_by_action", struct by_action, by_action_fields, "按操作");
struct by_login { struct str login; int64_t failures; struct instant last_at; };
static const struct field by_login_fields[] = {
	F(struct by_login, login, F_STR, "登录名", OUT), F(struct by_login, failures, F_INT, "次数", OUT | REPORT), F(struct by_login, last_at, F_AT, "最近一次", OUT), { 0 }
};
static const struct record by_login_record = RECORD("audit_by_login", struct by_login, by_login_fields, "按人");

struct summary { struct date from, until; struct list items, failed_logins, denied_people; int64_t rows; bool intact; struct str says; };
static const struct field summary_fields[] = {
	F(struct summary, from, F_DATE, "起", IN | OUT | NEEDED), F(struct summary, until, F_DATE, "止（不含）", IN | OUT | NEEDED),
	F(struct summary, items, F_LIST, "操作", OUT, .sub = &by_action_record, .max = 1000),
	F(struct summary, failed_logins, F_LIST, "登录失败较多的账号", OUT, .sub = &by_login_record),
	F(struct summary, denied_people, F_LIST, "越权尝试较多的账号", OUT, .sub = &by_login_record),
	F(struct summary, rows, F_INT, "核验行数", OUT), F(struct summary, intact, F_BOOL, "审计链完整", OUT),
	F(struct summary, says, F_STR, "核验结论", OUT, .max = 500), { 0 }
};
static const struct record summary_record = RECORD("audit_summary", struct summary, summary_fields, "审计报告");

enum { Q_BY_ACTION, Q_LOGINS, Q_DENIED, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_BY_ACTION] = { "SELECT action, MAX(words), SUM(CASE WHEN result = 'ok' THEN 1 ELSE 0 END), SUM(CASE WHEN result = 'refused' THEN 1 ELSE 0 END),"
			  " SUM(CASE WHEN result = 'denied' THEN 1 ELSE 0 END) FROM audit_log WHERE at >= ?1 AND at < ?2 GROUP BY action ORDER BY action", &by_action_record },
	[Q_LOGINS]    = { "SELECT login, COUNT(*), MAX(at) FROM audit_log WHERE at >= ?1 AND at < ?2 AND action = 'session.create' AND result <> 'ok' AND login IS NOT NULL"
			  " AND login <> '' GROUP BY login HAVING COUNT(*) >= 5 ORDER BY 2 DESC, 1 LIMIT 100", &by_login_record },
	[Q_DENIED]    = { "SELECT login, COUNT(*), MAX(at) FROM audit_log WHERE at >= ?1 AND at < ?2 AND action <> 'session.create' AND result = 'denied'"
			  " GROUP BY login HAVING COUNT(*) >= 5 ORDER BY 2 DESC, 1 LIMIT 100", &by_login_record },
};

static enum err summary(struct ctx *c, const void *in_, void *out_)
{
	const struct summary *in = in_;
	struct summary *out = out_;
	struct verdict v = { 0 };

	if (date_cmp(in->until, in->from) <= 0)
		return fail(c, E_INVALID, "bad_parameter", "止期应当晚于起期");
	*out = *in;
	struct instant from = date_start(in->from), until = date_start(in->until);
	TRY(sql_all(c, &Q[Q_BY_ACTION], &out->items, from, until));
	TRY(sql_all(c, &Q[Q_LOGINS], &out->failed_logins, from, until));
	TRY(sql_all(c, &Q[Q_DENIED], &out->denied_people, from, until));
	TRY(verify(c, NULL, &v));
	out->rows = v.rows;
	out->intact = v.ok;
	out->says = v.says;
	return OK;
}

static const struct op ops[] = {
	{ "audit.list", GET, "/audit", "audit.read", .words = "操作审计", .article = "A31.P2c", .list = &audit_list },
	{ "audit.verify", GET, "/audit/verify", "audit.read", .out = &verdict_record, .fn = verify, .words = "核验审计链", .article = "A31.P2c", .flags = OP_SLOW },
	{ "audit.summary", GET, "/audit/summary", "audit.read", &summary_record, &summary_record, summary, "审计报告", "A31.P2c", OP_SLOW },
	{ "audit.export", GET, "/audit/export", "audit.export", .fn = export, .words = "导出审计记录", .article = "A31.P2c", .flags = OP_DOWNLOAD | OP_AUDITED },
	{ 0 }
};
static const struct grant grants[] = {
	{ "audit.read", "查看操作审计", R(AUDIT_ADMIN) | R(AUDITOR) }, { "audit.export", "导出操作审计", R(AUDIT_ADMIN) }, { 0 }
};
extern const struct feature audit_feature;
const struct feature audit_feature = { .name = "audit", .label = "操作审计", .articles = ARTICLES("A31.P2c"), .ops = ops, .grants = grants, STATEMENTS(Q) };
