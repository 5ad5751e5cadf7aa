/* Receiving and giving out files. */
#include "domain/attachment/attachment.h"
#include "domain/attachment/readable.h"

enum { HEAD_MAX = KIB(64), MARKS_MAX = 20 };

struct attachment {
	int64_t id, version, size, uploader, org, subject; struct str name, mime, sm3, subject_kind, kind, uploader_name;
	bool secret_ack; struct instant created_at;
};
static const struct field fields[] = {
	F(struct attachment, id, F_ID, "编号", OUT), F(struct attachment, version, F_INT, "版本", OUT), F(struct attachment, name, F_STR, "文件名", OUT),
	F(struct attachment, size, F_INT, "字节", OUT), F(struct attachment, mime, F_STR, "类型", OUT), F(struct attachment, sm3, F_STR, "SM3 摘要", OUT),
	F(struct attachment, uploader, F_ID, "上传人", OUT, .ref = "person"), F(struct attachment, org, F_ID, "上传单位", OUT, .ref = "org"),
	F(struct attachment, uploader_name, F_STR, "上传人姓名", OUT | PERSONAL),
	F(struct attachment, subject_kind, F_STR, "对象种类", OUT | FILTER), F(struct attachment, subject, F_ID, "对象", OUT | FILTER),
	F(struct attachment, kind, F_STR, "材料种类", OUT | FILTER), F(struct attachment, secret_ack, F_BOOL, "已确认不含涉密内容", OUT, .article = "A37"),
	F(struct attachment, created_at, F_AT, "上传时间", OUT), { 0 }
};
static const struct record rec = RECORD("attachment", struct attachment, fields, "附件");
static const struct migration migrations[] = {
	{ 1, "CREATE TABLE attachment (id {id}, version BIGINT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, mime TEXT NOT NULL, sm3 TEXT NOT NULL,"
	     " uploader BIGINT, org BIGINT, uploader_name TEXT, subject_kind TEXT, subject BIGINT, kind TEXT, secret_ack BIGINT NOT NULL,"
	     " created_at BIGINT NOT NULL);\nCREATE INDEX attachment_subject ON attachment (subject, subject_kind)" },
	{ 0 }
};
enum { Q_PUT, Q_COUNT, Q_OF, Q_ONE, Q_BIND, Q_BRANCH, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]   = { "INSERT INTO attachment ({+}) VALUES ({?})", &rec },
	[Q_COUNT] = { "SELECT COUNT(*) FROM attachment WHERE subject = ?1 AND subject_kind = ?2 AND kind = ?3" },
	[Q_OF]    = { "SELECT {} FROM attachment WHERE subject = ?1 AND subject_kind = ?2 ORDER BY id LIMIT 500", &rec },
	[Q_ONE]   = { "SELECT {} FROM attachment WHERE id = ?1", &rec },
	[Q_BRANCH] = { "SELECT COUNT(*) FROM org WHERE id = ?1 AND budget_level1 = ?2" },
	[Q_BIND]  = { "UPDATE attachment SET subject = ?2, subject_kind = ?3, kind = ?4, version = version + 1 WHERE id = ?1 AND (subject IS NULL AND org = ?5"
		      " OR subject = ?2 AND subject_kind = ?3)" },
};
static enum err referred(struct ctx *c, int64_t id);
static const struct entity entity = {
	.name = "attachment", .label = "附件", .path = "/attachments", .rec = &rec, .from = "attachment", .table = "attachment", .title = "name", .referred = referred,
	.scope = { "1=1", "1=1", "1=1", "1=1" },    /* who may see the object it belongs to is asked in may_see */
};

enum err attachment_count(struct ctx *c, const struct entity *e, int64_t subject, const char *kind, int64_t *n)
{
	return sql_int(c, &Q[Q_COUNT], n, subject, e->name, kind);
}

enum err attachment_bind(struct ctx *c, const char *field, int64_t id, const struct entity *e, int64_t subject, const char *kind)
{
	int64_t n = 0;

	TRY(sql_run_n(c, &Q[Q_BIND], &n, id, subject, e->name, kind, c->who.org));
	return n ? OK : fail_on(c, field, "absent", "本单位没有上传过编号为 %" PRId64 " 的附件，或者它已属于别的对象", id);
}

/* ---- what a file is, by its first bytes ---- */
struct magic { const char *bytes; size_t n; const char *mime; };
static const struct magic magics[] = {
	{ "%PDF-", 5, "application/pdf" },
	{ "PK\x03\x04", 4, "application/zip" },                     /* OFD and Office are zips; their endings tell them apart */
	{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/x-ole-storage" },
	{ "\x89PNG\r\n\x1a\n", 8, "image/png" },
	{ "\xff\xd8\xff", 3, "image/jpeg" },
};
struct ending { const char *end, *mime; bool zip; };
static const struct ending endings[] = {
	{ ".ofd", "application/ofd", true },
	{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true },
	{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true },
	{ ".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", true },
	{ ".odt", "application/vnd.oasis.opendocument.text", true },
	{ ".ods", "application/vnd.oasis.opendocument.spreadsheet", true },
	{ ".odp", "application/vnd.oasis.opendocument.presentation", true },
	{ ".wps", "application/vnd.ms-works", false },
	{ ".et", "application/vnd.ms-excel", false },
	{ ".dps", "application/vnd.ms-powerpoint", false },
	{ ".doc", "application/msword", false },
	{ ".xls", "application/vnd.ms-excel", false },
	{ ".ppt", "application/vnd.ms-powerpoint", false },
	{ ".csv", "text/csv", false },
};
/* What a browser or a machine would run has no place here, whatever its bytes are. */
static const char *const runnable[] = { ".exe", ".dll", ".bat", ".cmd", ".com", ".scr", ".ps1", ".vbs", ".js", ".jar", ".msi", ".sh", ".apk", ".html", ".htm",
	".xhtml", ".shtml", ".mht", ".mhtml", ".svg", ".hta", ".lnk", ".php", ".jsp", ".asp", ".aspx", ".py", ".pl", ".rb", ".mjs", ".css", ".wsf", ".vbe", ".jse",
	".reg", ".deb", ".rpm", ".iso", ".dmg", ".docm", ".xlsm", ".pptm", ".dotm", ".xltm" };
#define TAKEN "PDF、OFD、Word、Excel、PPT（含 WPS、ODF）、PNG、JPEG、ZIP，或者 UTF-8 文本（TXT、CSV）"

static struct str lower(struct arena *a, struct str s)
{
	char *to = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		to[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
	return (struct str){ to, s.n };
}

/* A head that was cut may end inside a character. */
static bool is_utf8_head(struct str head)
{
	for (size_t cut = 0; cut < 4 && cut <= head.n; cut++)
		if (utf8_ok((struct str){ head.p, head.n - cut }))
			return cut == 0 || head.n >= HEAD_MAX;
	return false;
}

/* Plain text, but not markup or a script: those begin with < or #!, after blanks and a byte order mark. */
static bool is_plain_text(struct str head)
{
	struct str start = head;

	if (str_starts(start, STR("\xEF\xBB\xBF")))
		start = (struct str){ start.p + 3, start.n - 3 };
	start = str_trim(start);
	return head.n && is_utf8_head(head) && !str_starts(start, STR("<")) && !str_starts(start, STR("#!"));
}

const char *attachment_type(struct arena *a, struct str name, struct str head)
{
	struct str low = lower(a, name);
	const char *mime = NULL;

	for (size_t i = 0; i < COUNT(runnable); i++)
		if (str_ends(low, str_of(runnable[i])))
			return NULL;
	for (size_t i = 0; i < COUNT(magics) && !mime; i++)
		if (head.n >= magics[i].n && memcmp(head.p, magics[i].bytes, magics[i].n) == 0)
			mime = magics[i].mime;
	bool zip = mime && strcmp(mime, "application/zip") == 0, ole = mime && strcmp(mime, "application/x-ole-storage") == 0;
	if (mime && !zip && !ole)
		return mime;
	if (!mime && !is_plain_text(head))
		return NULL;
	for (size_t i = 0; i < COUNT(endings); i++)
		if (str_ends(low, str_of(endings[i].end)) && (zip ? endings[i].zip : ole ? !endings[i].zip : strcmp(endings[i].end, ".csv") == 0))
			return endings[i].mime;
	return mime ? mime : "text/plain; charset=utf-8";
}

/* ---- secrecy marks (R-02) ---- */
struct upload_in { struct str name, subject_kind, kind; int64_t subject; bool secret_ack; struct str mark, word; bool broken, other; /* prepared */ };
static const struct field upload_fields[] = {
	F(struct upload_in, name, F_STR, "文件名", IN | NEEDED), F(struct upload_in, subject_kind, F_STR, "对象种类", IN, .max = 40),
	F(struct upload_in, subject, F_ID, "对象", IN), F(struct upload_in, kind, F_STR, "材料种类", IN, .max = 40),
	F(struct upload_in, secret_ack, F_BOOL, "确认不含涉密内容", IN, .article = "A37", .help = "严禁上传涉密信息"), { 0 }
};
static const struct record upload_record = RECORD("attachment_upload", struct upload_in, upload_fields, "上传附件");

enum err attachment_target(struct ctx *c, const void *in_, const struct entity *e, void *out, bool *found)
{
	const struct upload_in *in = in_;

	*found = false;
	if (!in || !in->subject || !str_is(in->subject_kind, e->name))
		return OK;
	enum err err = entity_get(c, e, in->subject, out);
	if (err == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	*found = err == OK;
	return err;
}

struct opened { struct vault_file *file; struct ctx *c; };

static enum err part(void *arg, int64_t from, char *to, size_t n, size_t *got)
{
	const struct opened *o = arg;

	return vault_part(o->file, from, to, n, got, &o->c->fail);
}

/* An Office, ODF or OFD name over a zip that holds something else. */
static bool is_other(const struct readable *r, struct str mime)
{
	static const struct { const char *part; size_t offset; } holds[] = {
		{ "wordprocessingml", offsetof(struct readable, has_word) }, { "spreadsheetml", offsetof(struct readable, has_xl) },
		{ "presentationml", offsetof(struct readable, has_ppt) },    { "/ofd", offsetof(struct readable, has_ofd) },
		{ "opendocument", offsetof(struct readable, has_odf) },
	};

	for (size_t i = 0; r->is_zip && i < COUNT(holds); i++)
		if (str_find(mime, str_of(holds[i].part)) >= 0)
			return !*(const bool *)((const char *)r + holds[i].offset);
	return false;
}

/* Reads the file before the transaction, on a worker: a large one takes a while. */
static enum err look_into(struct ctx *c, void *in_)
{
	struct upload_in *in = in_;
	const struct upload *u = upload_of(c);
	CLEANUP(vault_closep) struct vault_file *file = NULL;
	struct readable *r = ARENA_NEW(c->arena, struct readable);

	if (!u || !u->size || u->size > (int64_t)MIB(1) * setting_int(c, "upload.max_mb"))
		return OK;
	TRY(upload_open(c, &file));
	*r = (struct readable){ .part = part, .arg = &(struct opened){ file, c }, .size = u->size };
	readable_words(r, setting_text(c, "upload.secret_marks"), true);
	readable_words(r, setting_text(c, "upload.secret_words"), false);
	readable_name(r, c->arena, in->name);
	const char *mime = attachment_type(c->arena, in->name, u->head);
	enum err e = mime ? readable_file(r, c->arena, str_of(mime), &c->fail) : OK;
	if (e == E_INVALID)
		fail_clear(&c->fail);
	in->broken = e == E_INVALID;
	in->other = mime && is_other(r, str_of(mime));
	in->mark = readable_found(r, true);
	in->word = readable_found(r, false);
	return e == E_INVALID ? OK : e;
}

static enum err no_marks(struct ctx *c, const void *subject, const void *in_)
{
	const struct upload_in *in = in_;

	(void)subject;
	if (!in || !in->mark.p)
		return OK;
	return refuse(c, "文件名或能读出的文字带有“" STR_FMT "”标志，政务云严禁存放涉密信息", STR_ARG(in->mark));
}

/* Commitments, contracts and tenders say these words lawfully: the uploader answers for it, nothing more is claimed. */
static enum err words_confirmed(struct ctx *c, const void *subject, const void *in_)
{
	const struct upload_in *in = in_;

	(void)subject;
	if (!in || in->secret_ack || !in->word.p)
		return OK;
	return refuse(c, "文件名或能读出的文字中出现“" STR_FMT "”字样，请核对后勾选“确认不含涉密内容”再上传", STR_ARG(in->word));
}

/* ---- who may see what: whoever may see the object, but what is not for providers; a file of no object, its own unit, and the applicant
 * unit above it, who reviews what it belongs to ---- */
static bool is_inner(struct ctx *c, const struct attachment *a)
{
	const struct entity *e = a->subject ? core_entity_named(c, a->subject_kind) : NULL;

	return e && a->org != c->who.org && entity_inner(c, e->inner_papers, a->kind);
}

static enum err may_see(struct ctx *c, struct str kind, int64_t subject, int64_t org)
{
	if (subject) {
		const struct entity *e = core_entity_named(c, kind);
		if (!e)
			return fail(c, E_ABSENT, "absent", "没有名为“" STR_FMT "”的对象种类", STR_ARG(utf8_head(kind, 40)));
		return entity_get(c, e, subject, arena_alloc(c->arena, e->rec->size));
	}
	int64_t branch = org == c->who.org || has_role(c, R_AUTH_READ);
	if (!branch && c->who.party == ORG_APPLICANT)
		TRY(sql_int(c, &Q[Q_BRANCH], &branch, org, c->who.root_org));
	return branch ? OK : fail(c, E_ABSENT, "absent", "没有这个附件，或者不在可见范围内");
}

static enum err upload(struct ctx *c, const void *in_, void *out)
{
	const struct upload_in *in = in_;
	const struct upload *u = upload_of(c);
	struct attachment a;

	(void)out;
	if (!u || u->size == 0)
		return fail(c, E_INVALID, "no_file", "没有收到文件，或者文件是空的");
	if (u->size > (int64_t)MIB(1) * setting_int(c, "upload.max_mb"))
		return fail(c, E_LIMIT, "too_large", "“" STR_FMT "”有 %" PRId64 " MB，一个附件最多 %" PRId64 " MB", STR_ARG(in->name), u->size >> 20,
			    setting_int(c, "upload.max_mb"));
	if (!in->subject != !in->subject_kind.n)
		fail_on(c, in->subject ? "subject_kind" : "subject", "missing", "对象和对象种类要一起给出");
	if (memchr(in->name.p, '/', in->name.n) || memchr(in->name.p, '\\', in->name.n))
		fail_on(c, "name", "bad_format", "文件名里不能有斜线");
	const char *mime = attachment_type(c->arena, in->name, u->head);
	if (!mime)
		fail_on(c, "name", "bad_type", "“" STR_FMT "”不是可以上传的类型，可以上传 " TAKEN, STR_ARG(utf8_head(in->name, 60)));
	else if (in->broken || in->other)
		fail_on(c, "name", "bad_type", in->broken ? "“" STR_FMT "”不完整，或者不是它的后缀所说的类型，可以上传 " TAKEN
				: "“" STR_FMT "”的内容不是它的后缀所说的类型，可以上传 " TAKEN, STR_ARG(utf8_head(in->name, 60)));
	TRY(fields_ok(c));
	if (in->subject)
		TRY(may_see(c, in->subject_kind, in->subject, 0));
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
	TRY(upload_keep(c));
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

	struct list *items = &((struct many *)out)->items, all;

	TRY(may_see(c, in->subject_kind, in->subject, 0));
	TRY(sql_all(c, &Q[Q_OF], &all, in->subject, in->subject_kind));
	*items = (struct list){ all.items, 0 };
	EACH(struct attachment, a, all)
		if (!is_inner(c, a))
			*LIST_AT(*items, struct attachment, items->n++) = *a;
	return OK;
}

static enum err may_open(struct ctx *c, const struct attachment *a)
{
	TRY(may_see(c, a->subject_kind, a->subject, a->org));
	return is_inner(c, a) ? fail(c, E_ABSENT, "absent", "没有这个附件，或者不在可见范围内") : OK;
}

static enum err referred(struct ctx *c, int64_t id)
{
	struct attachment a;

	TRY(sql_get(c, &Q[Q_ONE], &a, id));
	return c->who.system ? OK : may_open(c, &a);
}

static enum err show(struct ctx *c, const void *in, void *out)
{
	const struct attachment *a = c->subject;

	(void)in;
	TRY(may_open(c, a));
	*(struct attachment *)out = *a;
	return OK;
}

static enum err download(struct ctx *c, const void *in, void *out)
{
	const struct attachment *a = c->subject;

	(void)in;
	(void)out;
	TRY(may_open(c, a));
	return answer_file(c, a->sm3, arena_cstr(c->arena, a->mime), a->name);
}

static const struct op ops[] = {
	{ "attachment.upload", POST, "/attachments", NULL, &upload_record, .fn = upload, .words = "上传附件", .article = "A37",
	  .flags = OP_SIGNED_IN | OP_UPLOAD | OP_CREATES, .entity = &entity, .prepare = look_into },
	{ "attachment.list", GET, "/attachments", NULL, &of_record, &many_record, list_of, "附件", "A19.1", OP_SIGNED_IN },
	{ "attachment.get", GET, "/attachments/{id}", NULL, .out = &rec, .fn = show, .words = "查看附件", .article = "A36c", .flags = OP_SIGNED_IN, .entity = &entity },
	{ "attachment.download", GET, "/attachments/{id}/content", .fn = download, .words = "下载附件", .article = "A36c",
	  .flags = OP_SIGNED_IN | OP_DOWNLOAD | OP_AUDITED, .entity = &entity },
	{ 0 }
};
static const struct guard guards[] = {
	{ .op = "attachment.upload", .article = "A37", .reason = "attachment.secret_mark", .must = no_marks },
	{ .op = "attachment.upload", .article = "A37", .reason = "attachment.secret_confirm", .must = words_confirmed },
	{ 0 }
};
static const struct setting settings[] = {
	{ "upload.secret_marks", SET_WORDS, "绝密★,机密★,秘密★", "A37, R-02", "带有即拒收的密级标志", FREE, 0, 0, 0 },
	{ "upload.secret_words", SET_WORDS, "绝密,机密,国家秘密,涉密", "A37, R-02", "出现即要确认的字样", FREE, 0, 0, 0 },
	{ "upload.max_mb", SET_INT, "100", "A37, R-02", "一个附件最大 MB", FREE, 0, 1, 1024 },
	{ 0 }
};
static const struct invariant invariants[] = {
	{ "A37", "附件的对象和对象种类成对出现",
	  "SELECT id FROM attachment WHERE (subject IS NULL) <> (subject_kind IS NULL)" },
	{ 0 }
};
static const struct entity *const entities[] = { &entity, NULL };
const struct feature attachment_feature = {
	.name = "attachment", .label = "附件", .articles = ARTICLES("A37", "A36c"), .migrations = migrations, .invariants = invariants, .entities = entities,
	.guards = guards, .settings = settings, .ops = ops, STATEMENTS(Q),
};
