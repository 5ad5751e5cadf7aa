/* Receiving and giving out files. */
#include "domain/attachment/attachment.h"

struct attachment {
	int64_t id, version, size, uploader, org, subject; struct str name, mime, sm3, path, subject_kind, kind, uploader_name;
	bool secret_ack; struct instant created_at;
};
static const struct field fields[] = {
	F(struct attachment, id, F_ID, "编号", OUT), F(struct attachment, version, F_INT, "版本", OUT), F(struct attachment, name, F_STR, "文件名", OUT),
	F(struct attachment, size, F_INT, "字节", OUT), F(struct attachment, mime, F_STR, "类型", OUT), F(struct attachment, sm3, F_STR, "SM3 摘要", OUT),
	F(struct attachment, path, F_STR, "位置", 0), F(struct attachment, uploader, F_ID, "上传人", OUT), F(struct attachment, org, F_ID, "上传单位", OUT),
	F(struct attachment, uploader_name, F_STR, "上传人姓名", OUT | PERSONAL),
	F(struct attachment, subject_kind, F_STR, "对象种类", OUT | FILTER), F(struct attachment, subject, F_ID, "对象", OUT | FILTER),
	F(struct attachment, kind, F_STR, "材料种类", OUT | FILTER), F(struct attachment, secret_ack, F_BOOL, "已确认不含涉密内容", OUT),
	F(struct attachment, created_at, F_AT, "上传时间", OUT), { 0 }
};
static const struct record rec = RECORD("attachment", struct attachment, fields, "附件");
static const struct migration migrations[] = {
	{ 1, "CREATE TABLE attachment (id {id}, version BIGINT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, mime TEXT NOT NULL, sm3 TEXT NOT NULL,"
	     " path TEXT NOT NULL, uploader BIGINT, org BIGINT, uploader_name TEXT, subject_kind TEXT, subject BIGINT, kind TEXT, secret_ack BIGINT NOT NULL,"
	     " created_at BIGINT NOT NULL);\nCREATE INDEX attachment_subject ON attachment (subject, subject_kind)" },
	{ 0 }
};
enum { Q_PUT, Q_COUNT, Q_OF, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]   = { "INSERT INTO attachment ({+}) VALUES ({?})", &rec },
	[Q_COUNT] = { "SELECT COUNT(*) FROM attachment WHERE subject = ?1 AND subject_kind = ?2 AND kind = ?3" },
	[Q_OF]    = { "SELECT {} FROM attachment WHERE subject = ?1 AND subject_kind = ?2 ORDER BY id LIMIT 500", &rec },
};
static const struct entity entity = {
	.name = "attachment", .label = "附件", .path = "/attachments", .rec = &rec, .from = "attachment", .table = "attachment", .title = "name",
	.scope = { "1=1", "1=1", "1=1", "1=1" },    /* who may see the object it belongs to is asked in may_see */
};

enum err attachment_count(struct ctx *c, const struct entity *e, int64_t subject, const char *kind, int64_t *n)
{
	return sql_int(c, &Q[Q_COUNT], n, subject, e->name, kind);
}

/* ---- what a file is, by its first bytes ---- */
struct magic { const char *bytes; size_t n; const char *mime, *label; };
static const struct magic magics[] = {
	{ "%PDF-", 5, "application/pdf", "PDF" },
	{ "PK\x03\x04", 4, "application/zip", "OFD 或 Office 文档" },
	{ "\xd0\xcf\x11\xe0", 4, "application/msword", "旧版 Office 文档" },
	{ "\x89PNG\r\n\x1a\n", 8, "image/png", "PNG 图片" },
	{ "\xff\xd8\xff", 3, "image/jpeg", "JPEG 图片" },
};

static const char *type_of(struct str head)
{
	for (size_t i = 0; i < COUNT(magics); i++)
		if (head.n >= magics[i].n && memcmp(head.p, magics[i].bytes, magics[i].n) == 0)
			return magics[i].mime;
	/* Plain text, but nothing that a browser would run. */
	struct str start = str_trim(utf8_head(head, 1000));
	if (head.n && utf8_ok(head.n < KIB(64) ? head : STR("x")) && !(start.n && start.p[0] == '<') && memchr(head.p, 0, head.n) == NULL &&
	    !str_starts(head, STR("MZ")) && !str_starts(head, STR("\x7f""ELF")) && !str_starts(head, STR("#!")))
		return "text/plain";
	return NULL;
}

static const char *const marks[] = { "绝密★", "机密★", "秘密★" };
static const char *const words[] = { "绝密", "机密", "国家秘密", "涉密" };

static const char *found_in(const char *const *list, size_t n, struct str name, struct str head)
{
	for (size_t i = 0; i < n; i++)
		if (str_find(name, str_of(list[i])) >= 0 || str_find(head, str_of(list[i])) >= 0)
			return list[i];
	return NULL;
}

struct upload_in { struct str name, subject_kind, kind; int64_t subject; bool secret_ack; };
static const struct field upload_fields[] = {
	F(struct upload_in, name, F_STR, "文件名", IN | NEEDED), F(struct upload_in, subject_kind, F_STR, "对象种类", IN, .max = 40),
	F(struct upload_in, subject, F_ID, "对象", IN), F(struct upload_in, kind, F_STR, "材料种类", IN, .max = 40),
	F(struct upload_in, secret_ack, F_BOOL, "确认不含涉密内容", IN, .article = "A37", .help = "严禁上传涉密信息"), { 0 }
};
static const struct record upload_record = RECORD("attachment_upload", struct upload_in, upload_fields, "上传附件");

/* a classification mark is refused; plain words are asked about; nothing more is claimed. */
static enum err no_marks(struct ctx *c, const void *subject, const void *in_)
{
	const struct upload_in *in = in_;
	const struct upload *u = upload_of(c);

	(void)subject;
	if (!in || !u)
		return OK;
	const char *mark = found_in(marks, COUNT(marks), in->name, u->head);
	if (mark)
		return refuse(c, "文件名或内容带有“%s”标志，政务云严禁存放涉密信息", mark);
	const char *word = in->secret_ack ? NULL : found_in(words, COUNT(words), in->name, u->head);
	if (word)
		return refuse(c, "文件中出现“%s”字样，请核对后勾选“确认不含涉密内容”再上传", word);
	return OK;
}

static enum err may_see(struct ctx *c, struct str kind, int64_t subject, int64_t org)
{
	if (subject) {
		const struct entity *e = core_entity_named(c, kind);
		if (!e)
			return fail(c, E_ABSENT, "absent", "没有名为“" STR_FMT "”的对象种类", STR_ARG(utf8_head(kind, 40)));
		return entity_get(c, e, subject, arena_alloc(c->arena, e->rec->size));
	}
	if (org == c->who.org || has_role(c, R_AUTH_READ))
		return OK;
	return fail(c, E_ABSENT, "absent", "没有这个附件，或者不在可见范围内");
}

static enum err upload(struct ctx *c, const void *in_, void *out)
{
	const struct upload_in *in = in_;
	const struct upload *u = upload_of(c);
	struct attachment a;

	(void)out;
	if (!u)
		return fail(c, E_INVALID, "no_file", "没有收到文件");
	if (in->subject)
		TRY(may_see(c, in->subject_kind, in->subject, 0));
	const char *mime = type_of(u->head);
	if (!mime)
		return fail_on(c, "name", "bad_type", "“" STR_FMT "”不是可以上传的类型，请用 PDF、OFD、Office 文档、图片或纯文本", STR_ARG(in->name));
	record_none(&rec, &a);
	a.id = id_new(c);
	a.version = 1;
	a.name = in->name;
	a.size = u->size;
	a.mime = str_of(mime);
	a.sm3 = u->sm3;
	a.uploader = c->who.person;
	a.uploader_name = c->who.name;
	a.org = c->who.org;
	a.subject_kind = in->subject_kind;
	a.subject = in->subject;
	a.kind = in->kind;
	a.secret_ack = in->secret_ack;
	a.created_at = c->now;
	TRY(upload_keep(c, &a.path));
	TRY(sql_put(c, &Q[Q_PUT], &a));
	c->made = a.id;
	return OK;
}

struct of_in { struct str subject_kind; int64_t subject; };
static const struct field of_fields[] = {
	F(struct of_in, subject_kind, F_STR, "对象种类", IN | NEEDED), F(struct of_in, subject, F_ID, "对象", IN | NEEDED), { 0 }
};
static const struct record of_record = RECORD("attachment_of", struct of_in, of_fields, "对象");
struct many { struct list items; };
static const struct field many_fields[] = { F(struct many, items, F_LIST, "附件", OUT, .sub = &rec, .max = 500), { 0 } };
static const struct record many_record = RECORD("attachment_list", struct many, many_fields, "附件");

static enum err list_of(struct ctx *c, const void *in_, void *out)
{
	const struct of_in *in = in_;

	TRY(may_see(c, in->subject_kind, in->subject, 0));
	return sql_all(c, &Q[Q_OF], &((struct many *)out)->items, in->subject, in->subject_kind);
}

static enum err download(struct ctx *c, const void *in, void *out)
{
	const struct attachment *a = c->subject;

	(void)in;
	(void)out;
	TRY(may_see(c, a->subject_kind, a->subject, a->org));
	answer_file(c, a->path, arena_cstr(c->arena, a->mime), a->name);
	return OK;
}

static const struct op ops[] = {
	{ "attachment.upload", POST, "/attachments", NULL, &upload_record, .fn = upload, .words = "上传附件", .article = "A37",
	  .flags = OP_SIGNED_IN | OP_UPLOAD | OP_CREATES, .entity = &entity },
	{ "attachment.list", GET, "/attachments", NULL, &of_record, &many_record, list_of, "附件", "A19.1", OP_SIGNED_IN },
	{ "attachment.download", GET, "/attachments/{id}/content", .fn = download, .words = "下载附件", .article = "A36c",
	  .flags = OP_SIGNED_IN | OP_DOWNLOAD | OP_AUDITED, .entity = &entity },
	{ 0 }
};
static const struct guard guards[] = {
	{ .op = "attachment.upload", .article = "A37", .reason = "attachment.secret_mark", .must = no_marks },
	{ 0 }
};
static const struct entity *const entities[] = { &entity, NULL };
const struct feature attachment_feature = {
	.name = "attachment", .label = "附件", .articles = ARTICLES("A37"), .migrations = migrations, .entities = entities, .guards = guards, .ops = ops,
	STATEMENTS(Q),
};
