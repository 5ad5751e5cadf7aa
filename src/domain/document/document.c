/* Issuing, printing, asking. */
#include "core/core.h"
#include "domain/document/document_in.h"

/* ---- issuing: the text is put together and frozen in the transaction that hears the fact; drawing it comes later ---- */
enum err document_paper(struct gather *g, struct document_template *t, struct paper *out)
{
	enum err e = sql_get(g->c, &document_q[Q_TPL_NOW], t, g->k->kind);
	if (e == E_ABSENT || (e == OK && !t->body))
		return fail(g->c, E_CORRUPT, "document.template", "没有%s（%s）的模板", g->k->label, g->k->kind);
	TRY(e);
	TRY(sources_load(g));
	return template_fill(g, t->body, out);
}

static enum err case_of(struct ctx *c, const struct paper_kind *k, int64_t subject, int64_t *application)
{
	static const struct stmt Q_TASK = { "SELECT application FROM review_task WHERE id = ?1" };

	static const struct stmt Q_CERT = { "SELECT application FROM destroy_cert WHERE id = ?1" };

	*application = k->entity == &application_entity ? subject : 0;
	if (strcmp(k->entity->name, "destroy_cert") == 0)
		return sql_int(c, &Q_CERT, application, subject);
	return strcmp(k->entity->name, "review_task") == 0 ? sql_int(c, &Q_TASK, application, subject) : OK;
}

/* Whether the kind is made for this type of application at all: asked before anything is gathered. */
static enum err is_for(struct ctx *c, const struct paper_kind *k, int64_t application, bool *out)
{
	static const struct stmt Q_TYPE = { "SELECT type FROM application WHERE id = ?1" };
	struct str type;

	*out = true;
	if (!k->types || !application)
		return OK;
	TRY(sql_str(c, &Q_TYPE, &type, application));
	*out = k->types >> names_find(app_type_names, APP_TYPE_MAX, type) & 1;
	return OK;
}

static enum err document_keep(struct gather *g, const struct document_template *t, const struct paper *p)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(PAPER_TEXT_MAX);
	struct ctx *c = g->c;
	struct document d;
	struct str sealed;

	paper_text(p, &text);
	if (text.failed)
		return fail(c, E_LIMIT, "document.too_long", "文书“" STR_FMT "”的内容超过 %d MB", STR_ARG(p->title), PAPER_TEXT_MAX >> 20);
	record_none(&document_record, &d);
	d.id = id_new(c);
	d.version = 1;
	d.kind = str_of(g->k->kind);
	d.label = str_of(g->k->label);
	d.title = p->title;
	d.no = p->no;
	d.subject_kind = str_of(g->k->entity->name);
	d.subject = g->subject;
	d.application = g->application;
	d.round = g->round;
	d.for_org = g->for_org;
	d.issuer = p->issuer;
	d.issued_at = g->at;
	d.issue_date = date_of(g->at);
	d.template = t->id;
	d.template_no = t->number;
	d.digest = digest_hex(c, buf_str(&text));
	d.url = arena_fmt(c->arena, STR_FMT "/verify/" STR_FMT, STR_ARG(setting_text(c, "document.verify_base")), STR_ARG(d.digest));
	d.for_units = g->k->readers & FOR_UNITS;
	d.for_csp = g->k->readers & FOR_CSP;
	d.for_all = g->k->readers & FOR_ALL;
	d.sheet = g->k->sheet;
	d.tries = 0;
	TRY(sql_put(c, &document_q[Q_DOC_PUT], &d));
	TRY(secret_seal(c, buf_str(&text), &sealed));
	return sql_run(c, &document_q[Q_DOC_TEXT_PUT], d.id, sealed);
}

enum err document_issue(struct ctx *c, const char *kind, int64_t subject, int64_t round, int64_t for_org, struct instant at)
{
	struct gather g = { .c = c, .k = paper_kind_named(str_of(kind)), .subject = subject, .round = round, .for_org = for_org, .at = at };
	struct document_template t;
	struct paper p;
	int64_t n = 0;
	bool fits;

	if (!g.k)
		return fail(c, E_ABSENT, "absent", "没有名为“%s”的文书", kind);
	TRY(sql_int(c, &document_q[Q_DOC_HAS], &n, kind, subject, round, for_org));
	if (n)
		return OK;
	TRY(case_of(c, g.k, subject, &g.application));
	TRY(is_for(c, g.k, g.application, &fits));
	if (!fits)
		return OK;
	TRY(document_paper(&g, &t, &p));
	if (g.k->applies && !g.k->applies(&g))
		return OK;
	if (g.k->ready && !g.k->ready(&g))
		return fail(c, E_BUSY, "document.not_ready", "%s所说的还没有登记完", g.k->label);
	return document_keep(&g, &t, &p);
}

/* ---- printing ---- */
enum err document_content(struct ctx *c, const struct document *d, struct str *text)
{
	struct str sealed;

	TRY(sql_str(c, &document_q[Q_DOC_TEXT], &sealed, d->id));
	TRY(secret_open(c, sealed, text));
	return text->p ? OK : fail(c, E_CORRUPT, "document.no_text", "文书“" STR_FMT "”没有内容", STR_ARG(d->title));
}

/* Draws what has not been drawn, or whose file is gone, and keeps the file under its digest, which must be the one it had: the same text
 * gives the same bytes. */
enum err document_file(const struct printer *k, const struct document *d, struct str text, enum paper_format format, struct str *sm3)
{
	CLEANUP(buf_done) struct buf file = BUF_MAX(PAPER_FILE_MAX);
	struct str known = format == PAPER_PDF ? d->pdf_sm3 : d->xlsx_sm3;

	*sm3 = known;
	if (known.p && core_file_there(k->core, known))
		return OK;
	TRY(paper_print(text, &(struct paper_marks){ .digest = d->digest, .url = d->url }, format, &file, k->fail));
	TRY(core_file_keep(k->core, buf_str(&file), k->arena, sm3, k->fail));
	if (known.p && !str_eq(known, *sm3)) {
		*sm3 = STR_NONE;
		return fail_set(k->fail, E_CORRUPT, "document.other_bytes", "文书“" STR_FMT "”的文件丢失，现在的程序库印不出原来的字节", STR_ARG(d->title));
	}
	return OK;
}

enum err document_marked(struct ctx *c, const struct document *d, struct str text, enum paper_format format, struct str *bytes)
{
	CLEANUP(buf_done) struct buf file = BUF_MAX(PAPER_FILE_MAX);
	struct str date = date_text(c->arena, today(c));
	struct paper_marks m = { d->digest, d->url, arena_fmt(c->arena, "查阅 " STR_FMT " " STR_FMT, STR_ARG(c->who.name), STR_ARG(date)) };

	TRY(paper_print(text, &m, format, &file, &c->fail));
	*bytes = arena_str(c->arena, buf_str(&file));
	return OK;
}

/* What waits to be printed, with the texts, in one short look. */
static enum err unprinted(struct job_turn *t, struct list *docs, struct str *texts)
{
	TRY(core_read_begin_job(t));
	enum err e = sql_all0(t->read, &document_q[Q_DOC_UNPRINTED], docs);
	for (size_t i = 0; e == OK && i < docs->n; i++)
		e = document_content(t->read, LIST_AT(*docs, struct document, i), &texts[i]);
	core_read_end_job(t);
	return e;
}

/* A few a minute, the newest first, and only where a server runs: whoever asks earlier does not wait for this. */
enum err document_print_ahead(struct job_turn *t)
{
	struct list docs;
	struct str texts[PRINT_AHEAD];

	if (!core_serves(t->core))
		return OK;
	TRY(unprinted(t, &docs, texts));
	for (size_t i = 0; i < docs.n; i++) {
		const struct document *d = LIST_AT(docs, struct document, i);
		struct document_printed in = { .id = d->id };
		struct fail why = { 0 };
		struct printer k = { t->core, t->arena, &why };
		enum err e = document_file(&k, d, texts[i], PAPER_PDF, &in.pdf_sm3);
		if (e == OK && d->sheet)
			e = document_file(&k, d, texts[i], PAPER_XLSX, &in.xlsx_sm3);
		if (e != OK)
			log_line(LOG_WARN, "document", "msg=\"not printed\" id=%" PRId64 " reason=%s sentence=\"%s\"", d->id, why.reason, why.sentence);
		TRY(job_do(t, "document.printed", &in));
	}
	return OK;
}

enum err document_printed(struct ctx *c, const void *in_, void *out)
{
	const struct document_printed *in = in_;

	(void)out;
	TRY(sql_run(c, &document_q[Q_DOC_TRY], in->id));
	if (in->pdf_sm3.p)
		TRY(sql_run(c, &document_q[Q_DOC_PDF], in->id, in->pdf_sm3));
	return in->xlsx_sm3.p ? sql_run(c, &document_q[Q_DOC_XLSX], in->id, in->xlsx_sm3) : OK;
}

/* ---- asking ---- */
static struct str digest_of(struct ctx *c, struct str text)
{
	struct str s = str_trim(text);
	char *to = arena_alloc(c->arena, 65);
	size_t n = 0;

	/* As people copy it: with blanks between, in capitals. */
	for (size_t i = 0; i < s.n && n < 65; i++) {
		char ch = s.p[i] >= 'A' && s.p[i] <= 'F' ? (char)(s.p[i] + 32) : s.p[i];
		if (ch == ' ')
			continue;
		if (!((ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f')) || n == 64)
			return STR_NONE;
		to[n++] = ch;
	}
	return n == 64 ? (struct str){ to, 64 } : STR_NONE;
}

enum err document_verify(struct ctx *c, const void *in_, void *out_)
{
	const struct verify_in *in = in_;
	struct verify_out *out = out_;
	struct document d;
	struct str text;

	record_none(&verify_out_record, out);
	out->digest = digest_of(c, in->digest);
	if (!out->digest.p)
		return fail_on(c, "digest", "bad_format", "摘要是 64 位十六进制数字，不是“" STR_FMT "”", STR_ARG(utf8_head(in->digest, 80)));
	out->known = false;
	out->says = STR("没有查到这份文书，它不是本平台签发的，或者内容被改动过");
	enum err e = sql_get(c, &document_q[Q_DOC_VERIFY], &d, out->digest);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	/* Whoever changes a stored text is found out here: its digest is computed anew. */
	TRY(sql_str(c, &document_q[Q_DOC_TEXT], &text, d.id));
	if (secret_open(c, text, &text) != OK) {
		fail_clear(&c->fail);
		text = STR_NONE;
	}
	if (!text.p || !str_eq(digest_hex(c, text), d.digest)) {
		out->says = STR("平台保存的内容与签发时的摘要不一致，请与出具单位核对");
		return OK;
	}
	out->known = true;
	out->says = STR("本平台签发的文书，请核对下列内容与手中文书一致");
	out->by = str_eq(out->digest, d.digest) ? STR("content") : STR("file");
	out->kind = d.kind;
	out->label = d.label;
	out->no = d.no;
	out->issue_date = d.issue_date;
	out->issuer = d.issuer;
	out->digest = d.digest;
	return OK;
}

/* ---- templates ---- */
enum err template_make(struct ctx *c, const void *in_, void *out)
{
	const struct document_template *in = in_;
	const struct paper_kind *k = paper_kind_named(in->kind);
	struct document_template t = *in;
	int64_t last = 0;

	(void)out;
	if (!k)
		return fail_on(c, "kind", "absent", "没有名为“" STR_FMT "”的文书", STR_ARG(utf8_head(in->kind, 20)));
	template_check(c, k, in->body, "body/");
	TRY(fields_ok(c));
	TRY(sql_int(c, &document_q[Q_TPL_LAST], &last, k->kind));
	t.id = id_new(c);
	t.version = 1;
	t.label = str_of(k->label);
	t.number = last + 1;
	t.standard = false;
	t.made_by = c->who.person;
	t.made_by_name = c->who.name;
	t.made_at = c->now;
	TRY(sql_put(c, &document_q[Q_TPL_PUT], &t));
	c->made = t.id;
	return OK;
}

/* The standard ones of this program: a new version where the standard changed and the authority has not put its own in place. */
enum err template_boot(struct ctx *c)
{
	for (size_t i = 0; i < template_file_count; i++) {
		const struct template_file *f = &template_files[i];
		const struct paper_kind *k = paper_kind_named(str_of(f->kind));
		struct document_template now = { 0 }, t = { .kind = str_of(f->kind), .standard = true, .made_at = c->now, .version = 1 };
		struct template body;
		assert(k);
		enum err e = sql_get(c, &document_q[Q_TPL_NOW], &now, f->kind);
		if (e != OK && e != E_ABSENT)
			return e;
		fail_clear(&c->fail);
		if (now.id && !now.standard)
			continue;
		TRY(template_parse(c, str_of(f->text), &body));
		template_check(c, k, &body, "");
		TRY(fields_ok(c));
		CLEANUP(buf_done) struct buf was = BUF_MAX(MIB(1)), is = BUF_MAX(MIB(1));
		record_to_json(&template_record, &body, OUT, false, &is);
		if (now.id)
			record_to_json(&template_record, now.body, OUT, false, &was);
		if (now.id && str_eq(buf_str(&was), buf_str(&is)))
			continue;
		t.id = id_new(c);
		t.label = str_of(k->label);
		t.number = now.number + 1;
		t.body = &body;
		t.note = STR("标准模板");
		TRY(sql_put(c, &document_q[Q_TPL_PUT], &t));
	}
	return OK;
}
