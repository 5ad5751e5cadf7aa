/* Looking at the record: the audit administrator's and auditors' page over the chain that the core writes (A31.P2c). */
#include "core/core.h"
#include "domain/account/account.h"
#include "domain/message/message.h"
#include "paper/paper.h"

static const struct list_def audit_list = { .from = "audit_log", .rec = &audit_record, .where = "stream = (SELECT MIN(stream) FROM audit_tail)", .order = "-seq", .window = audit_window, .search = "action || ' ' || COALESCE(login, '') || ' ' || COALESCE(words, '')",
					    .unscoped = true };

struct verdict { bool ok, kept_unknown; int64_t rows, anchors, others, kept, archived, away; struct str anchor, says; };
static const struct field verdict_fields[] = {
	F(struct verdict, anchor, F_STR, "另存的锚点", IN, .max = ANCHOR_TEXT_MAX, .help = "当时印出或抄下的一行文字"),
	F(struct verdict, ok, F_BOOL, "完整", OUT), F(struct verdict, rows, F_INT, "行数", OUT), F(struct verdict, archived, F_INT, "已封存的行数", OUT), F(struct verdict, away, F_INT, "不在的封存文件数", OUT, .help = "没有核对其内容"), F(struct verdict, anchors, F_INT, "锚点数", OUT),
	F(struct verdict, others, F_INT, "其他服务器的锚点数", OUT), F(struct verdict, kept, F_INT, "另存的锚点所在的行", OUT),
	F(struct verdict, kept_unknown, F_BOOL, "另存的锚点没有核对签名", OUT, .help = "它的密钥这里没有，只核对了杂凑"),
	F(struct verdict, says, F_STR, "结论", OUT, .max = 500), { 0 }
};
static const struct record verdict_record = RECORD("audit_verdict", struct verdict, verdict_fields, "核验结论");

static enum err verify(struct ctx *c, const void *in_, void *out_)
{
	const struct verdict *in = in_;
	struct verdict *out = out_;
	struct audit_verdict v = { 0 };
	enum err e = audit_verify_with(c, in && in->anchor.n ? in->anchor : STR_NONE, NULL, &v);

	if (e != OK && e != E_CORRUPT)
		return e;
	*out = (struct verdict){ .ok = e == OK, .rows = v.rows, .anchors = v.anchors, .others = v.others, .kept = v.kept, .kept_unknown = v.kept_unknown, .archived = v.archived, .away = v.away };
	out->says = e == OK ? STR("审计链完整") : arena_str(c->arena, str_of(c->fail.sentence));
	fail_clear(&c->fail);
	return OK;
}

/* ---- anchors: listed, made on request, printed with a QR code to be kept elsewhere ---- */
static const struct list_def anchor_list = { .from = "audit_anchor", .rec = &audit_anchor_record, .order = "-seq", .unscoped = true };
struct anchor_out { int64_t seq; struct instant at; struct str stream, hash, key_id, signature, text; };
static const struct field anchor_out_fields[] = {
	F(struct anchor_out, stream, F_STR, "链", OUT), F(struct anchor_out, seq, F_INT, "序号", OUT), F(struct anchor_out, at, F_AT, "时间", OUT),
	F(struct anchor_out, hash, F_STR, "该行杂凑", OUT), F(struct anchor_out, key_id, F_STR, "密钥", OUT),
	F(struct anchor_out, signature, F_STR, "SM2 签名", OUT), F(struct anchor_out, text, F_STR, "锚点文字", OUT, .help = "照此保存，核验时原样填入"), { 0 }
};
static const struct record anchor_out_record = RECORD("audit_anchor_text", struct anchor_out, anchor_out_fields, "审计锚点");

static struct anchor_out shown(struct ctx *c, const struct audit_anchor *x)
{
	return (struct anchor_out){ x->seq, x->at, x->stream, x->hash, x->key_id, x->signature, audit_anchor_text(c->arena, x) };
}

static enum err anchor_make(struct ctx *c, const void *in, void *out)
{
	struct audit_anchor x;

	(void)in;
	TRY(audit_anchor_now(c, &x));
	*(struct anchor_out *)out = shown(c, &x);
	return OK;
}

struct which { int64_t seq; };
static const struct field which_fields[] = { F(struct which, seq, F_INT, "序号", IN_PATH | NEEDED, .min = 1), { 0 } };
static const struct record which_record = RECORD("audit_anchor_seq", struct which, which_fields, "锚点");

static enum err anchor_at(struct ctx *c, int64_t seq, struct audit_anchor *out)
{
	static const struct stmt Q_ANCHOR = { "SELECT {} FROM audit_anchor WHERE seq = ?1 ORDER BY stream LIMIT 1", &audit_anchor_record };
	enum err e = sql_get(c, &Q_ANCHOR, out, seq);

	return e == E_ABSENT ? fail(c, E_ABSENT, "absent", "第 %" PRId64 " 行没有锚点", seq) : e;
}

static enum err anchor_get(struct ctx *c, const void *in, void *out)
{
	struct audit_anchor x;

	TRY(anchor_at(c, ((const struct which *)in)->seq, &x));
	*(struct anchor_out *)out = shown(c, &x);
	return OK;
}

static enum err anchor_pdf(struct ctx *c, const void *in, void *out)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));
	CLEANUP(buf_done) struct buf pdf = BUF_MAX(PAPER_FILE_MAX);
	struct audit_anchor x;

	(void)out;
	TRY(anchor_at(c, ((const struct which *)in)->seq, &x));
	struct str line = audit_anchor_text(c->arena, &x);
	struct paper_fact facts[] = {
		{ STR("链"), x.stream }, { STR("序号"), arena_fmt(c->arena, "%" PRId64, x.seq) }, { STR("时间"), at_text(c->arena, x.at) },
		{ STR("该行杂凑"), x.hash }, { STR("密钥"), x.key_id }, { STR("锚点文字"), line },
	};
	struct paper_block blocks[] = {
		{ .kind = PAPER_FACTS, .facts = { facts, COUNT(facts) } },
		{ .kind = PAPER_NOTE, .text = STR("二维码就是锚点文字。另行保管，核验时原样填入：此前的审计记录若被改动、删除、插入、调换、重写，或者换成旧的副本，都会被指出。") },
	};
	struct paper p = { .kind = STR("audit_anchor"), .title = STR("审计锚点"), .no = arena_fmt(c->arena, STR_FMT "-%" PRId64, STR_ARG(x.stream), x.seq),
			   .style = PAPER_FORM, .blocks = { blocks, COUNT(blocks) }, .date = date_text(c->arena, date_of(x.at)), .made_at = x.at };
	paper_text(&p, &text);
	TRY(paper_print(buf_str(&text), &(struct paper_marks){ .digest = digest_hex(c, line), .url = line }, PAPER_PDF, &pdf, &c->fail));
	answer_bytes(c, buf_str(&pdf), "application/pdf", arena_fmt(c->arena, "审计锚点-%" PRId64 ".pdf", x.seq));
	return OK;
}

/* ---- moving the oldest rows into a sealed file ---- */
struct archive_in { struct date before; struct audit_archive made; };
static const struct field archive_in_fields[] = { F(struct archive_in, before, F_DATE, "这一天以前的", IN, .help = "不填即保存期以外的全部；一次至多十万行"), { 0 } };
static const struct record archive_in_record = RECORD("audit_archive_ask", struct archive_in, archive_in_fields, "封存审计记录");
static const struct list_def archive_list = { .from = "audit_archive", .rec = &audit_archive_record, .order = "-seq", .unscoped = true };

static enum err archive_prepare(struct ctx *c, void *in_)
{
	struct archive_in *in = in_;

	return audit_archive_write(c, in->before, &in->made);
}

static enum err archive(struct ctx *c, const void *in_, void *out)
{
	const struct archive_in *in = in_;

	*(struct audit_archive *)out = in->made;
	return audit_archive_take(c, &in->made);
}

struct key_row { struct str key_id, public_key; struct instant at; };
static const struct field key_fields[] = {
	F(struct key_row, key_id, F_STR, "密钥", OUT | SORT), F(struct key_row, public_key, F_TEXT, "公钥", OUT), F(struct key_row, at, F_AT, "启用时间", OUT | SORT), { 0 }
};
static const struct record key_record = RECORD("audit_key", struct key_row, key_fields, "锚点公钥");
static const struct list_def key_list = { .from = "audit_key", .rec = &key_record, .order = "key_id", .unscoped = true };

/* ---- what the machine's owner did by a command beside the op table ---- */
enum note_what { NOTE_EXPORT = 1, NOTE_BACKUP, NOTE_RESTORE, NOTE_MIGRATE, NOTE_ROTATE, NOTE_MAX };
static const struct names note_names[NOTE_MAX] = {
	[NOTE_EXPORT] = { "export", "导出审计记录" }, [NOTE_BACKUP] = { "backup", "备份" }, [NOTE_RESTORE] = { "restore", "从备份恢复" },
	[NOTE_MIGRATE] = { "migrate", "升级存储结构" }, [NOTE_ROTATE] = { "rotate", "换审计签名密钥" },
};
struct machine_note { int32_t what; int64_t rows; struct str machine_user, path; };
static const struct field note_fields[] = {
	F(struct machine_note, what, F_ENUM, "做了什么", IN | NEEDED, NAMES(note_names)), F(struct machine_note, machine_user, F_STR, "本机用户", IN | NEEDED, .max = 100),
	F(struct machine_note, path, F_STR, "文件", IN, .max = 1300), F(struct machine_note, rows, F_INT, "行数", IN), { 0 }
};
static const struct record note_record = RECORD("audit_note", struct machine_note, note_fields, "本机操作");

static enum err note(struct ctx *c, const void *in_, void *out)
{
	const struct machine_note *in = in_;

	(void)out;
	c->note = arena_fmt(c->arena, "本机用户 " STR_FMT " %s", STR_ARG(in->machine_user), note_names[in->what].label);
	if (in->rows != INT_NONE)
		c->note = arena_fmt(c->arena, STR_FMT " %" PRId64 " 行", STR_ARG(c->note), in->rows);
	if (in->path.n)
		c->note = arena_fmt(c->arena, STR_FMT "：" STR_FMT, STR_ARG(c->note), STR_ARG(in->path));
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

enum { Q_BY_ACTION, Q_LOGINS, Q_DENIED, Q_GLASS, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_BY_ACTION] = { "SELECT action, MAX(words), SUM(CASE WHEN result = 'ok' THEN 1 ELSE 0 END), SUM(CASE WHEN result = 'refused' THEN 1 ELSE 0 END),"
			  " SUM(CASE WHEN result = 'denied' THEN 1 ELSE 0 END) FROM audit_log WHERE at >= ?1 AND at < ?2 GROUP BY action ORDER BY action", &by_action_record },
	[Q_LOGINS]    = { "SELECT login, COUNT(*), MAX(at) FROM audit_log WHERE at >= ?1 AND at < ?2 AND action = 'session.create' AND result <> 'ok' AND login IS NOT NULL"
			  " AND login <> '' GROUP BY login HAVING COUNT(*) >= 5 ORDER BY 2 DESC, 1 LIMIT 100", &by_login_record },
	[Q_DENIED]    = { "SELECT login, COUNT(*), MAX(at) FROM audit_log WHERE at >= ?1 AND at < ?2 AND action <> 'session.create' AND result = 'denied'"
			  " GROUP BY login HAVING COUNT(*) >= 5 ORDER BY 2 DESC, 1 LIMIT 100", &by_login_record },
	[Q_GLASS]     = { "SELECT no, login, asker, opener FROM v_break_glass WHERE id = ?1 AND state = 'closed'" },
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

/* ---- a sealed account was opened: its second person, and the report that follows ---- */
static enum err glass_report_due(struct ctx *c, const struct fact *f)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &Q[Q_GLASS], VALS(f->subject), &c->fail, &r));
	if (!rows_next(r))
		return rows_err(r, &c->fail);
	struct str no = arena_str(c->arena, rows_str(r, 0)), login = arena_str(c->arena, rows_str(r, 1));
	int64_t people[] = { rows_int(r, 2), rows_int(r, 3) };
	struct note n = { .title = arena_fmt(c->arena, "启封 " STR_FMT " 的报告逾期未交", STR_ARG(no)), .article = "A31.P1a", .e = core_entity_named(c, STR("break_glass")),
			  .subject = f->subject, .template = MSG_REMINDER,
			  .body = arena_fmt(c->arena, "封存账号 " STR_FMT " 已重新封存，由申请或同意启封的人写明为什么启封、做了什么、结果怎样。", STR_ARG(login)) };
	for (size_t i = 0; i < COUNT(people); i++)
		if (people[i])
			TRY(message_send(c, people[i], &n));
	return message_to_roles(c, 0, R(AUDIT_ADMIN), &n);
}

/* Whoever's way in was changed is told, so that a change by somebody else does not go unnoticed. */
static enum err way_in_changed(struct ctx *c, const struct fact *f)
{
	struct account a;

	TRY(entity_peek(c, &account_entity, f->subject, &a));
	struct note n = { .title = str_is(f->name, "account.password_changed") ? STR("登录口令已修改") : STR("登录的第二因素已变更"), .article = "A31.P2b",
			  .body = arena_fmt(c->arena, "账号 " STR_FMT "，" STR_FMT "。不是本人要求的，立即告知系统管理员和安全管理员。", STR_ARG(a.login), STR_ARG(at_text(c->arena, f->at))),
			  .e = &account_entity, .subject = f->subject };
	return message_send(c, a.person, &n);
}
static const struct hears hears[] = {
	{ "break_glass.report_due", "audit.glass_report_due", glass_report_due }, { "account.password_changed", "audit.password_changed", way_in_changed },
	{ "account.factor_changed", "audit.factor_changed", way_in_changed }, { 0 }
};

/* Whoever of the four may agree, but the one who asked; the report is the two persons' own. */
#define ASKED_MS "1800000"
static const char *const work[] = {
	"SELECT 'break_glass', b.id, b.no, b.login, '', b.state, 'break_glass.open', '同意启封', 'A31.P1a', w.role, NULL, b.asker, NULL, NULL, b.asked_at + " ASKED_MS ", b.asked_at"
	" FROM v_break_glass b JOIN (SELECT 'sys_admin' AS role UNION ALL SELECT 'sec_admin' UNION ALL SELECT 'audit_admin' UNION ALL SELECT 'auth_issuer') w ON b.state = 'asked'",
	"SELECT 'break_glass', b.id, b.no, b.login, '', b.state, 'break_glass.report', '提交启封报告', 'A31.P1a', g.role, NULL, NULL, NULL, NULL, b.report_due_at, b.closed_at"
	" FROM v_break_glass b JOIN account a ON a.person IN (b.asker, b.opener) JOIN role_grant g ON g.account = a.id AND g.revoked_at IS NULL"
	" AND g.role IN ('sys_admin', 'sec_admin', 'audit_admin', 'auth_issuer') WHERE b.state = 'closed'",
	NULL
};

static const struct op ops[] = {
	{ "audit.list", GET, "/audit", "audit.read", .words = "操作审计", .article = "A31.P2c", .flags = OP_SLOW, .list = &audit_list },
	{ "audit.verify", GET, "/audit/verify", "audit.read", &verdict_record, &verdict_record, verify, "核验审计链", "A31.P2c", OP_SLOW | OP_TRACED },
	{ "audit.summary", GET, "/audit/summary", "audit.read", &summary_record, &summary_record, summary, "审计报告", "A31.P2c", OP_SLOW | OP_TRACED },
	{ "audit.export", GET, "/audit/export", "audit.export", .fn = export, .words = "导出审计记录", .article = "A31.P2c", .flags = OP_DOWNLOAD | OP_SLOW },
	{ "audit.anchor_list", GET, "/audit/anchors", "audit.read", .words = "审计锚点", .article = "A31.P2c", .list = &anchor_list },
	{ "audit.anchor", POST, "/audit/anchors", "audit.export", .out = &anchor_out_record, .fn = anchor_make, .words = "立锚点", .article = "A31.P2c", .flags = OP_NO_MATCH,
	  .help = "为此刻的链尾签名" },
	{ "audit.anchor_get", GET, "/audit/anchors/{seq}", "audit.read", &which_record, &anchor_out_record, anchor_get, "查看锚点", "A31.P2c" },
	{ "audit.anchor_pdf", GET, "/audit/anchors/{seq}/pdf", "audit.read", &which_record, NULL, anchor_pdf, "打印锚点", "A31.P2c", OP_DOWNLOAD | OP_SLOW },
	{ "audit.archive_list", GET, "/audit/archives", "audit.read", .words = "封存的审计记录", .article = "A31.P2c", .list = &archive_list },
	{ "audit.archive", POST, "/audit/archives", "audit.archive", &archive_in_record, &audit_archive_record, archive, "封存审计记录", "A31.P2c", .flags = OP_NO_MATCH | OP_STEP_UP,
	  .prepare = archive_prepare, .help = "保存期以外的审计记录移入一个签了名的文件，其余的接着它" },
	{ "audit.key_list", GET, "/audit/keys", "audit.read", .words = "锚点公钥", .article = "A31.P2c", .list = &key_list },
	{ "audit.note", POST, NULL, NULL, &note_record, NULL, note, "本机操作", "A31.P2c", OP_INTERNAL },
	{ 0 }
};
static const struct grant grants[] = {
	{ "audit.read", "查看操作审计", R(AUDIT_ADMIN) | R(AUDITOR) }, { "audit.export", "导出操作审计", R(AUDIT_ADMIN) }, { "audit.archive", "封存操作审计", R(AUDIT_ADMIN) }, { 0 }
};
extern const struct feature audit_feature;
const struct feature audit_feature = { .name = "audit", .label = "操作审计", .articles = ARTICLES("A31.P2c", "A31.P1a"), .ops = ops, .grants = grants, .hears = hears, .work = work, STATEMENTS(Q) };
