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

static const struct op ops[] = {
	{ "audit.list", GET, "/audit", "audit.read", .words = "操作审计", .article = "A31.P2c", .list = &audit_list },
	{ "audit.verify", GET, "/audit/verify", "audit.read", .out = &verdict_record, .fn = verify, .words = "核验审计链", .article = "A31.P2c", .flags = OP_SLOW },
	{ "audit.export", GET, "/audit/export", "audit.export", .fn = export, .words = "导出审计记录", .article = "A31.P2c", .flags = OP_DOWNLOAD | OP_AUDITED },
	{ 0 }
};
static const struct grant grants[] = {
	{ "audit.read", "查看操作审计", R(AUDIT_ADMIN) | R(AUDITOR) }, { "audit.export", "导出操作审计", R(AUDIT_ADMIN) }, { 0 }
};
extern const struct feature audit_feature;
const struct feature audit_feature = { .name = "audit", .label = "操作审计", .articles = ARTICLES("A31.P2c"), .ops = ops, .grants = grants };
