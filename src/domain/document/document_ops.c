/* Papers: fields, ops, what is heard, the descriptor. */
#include "core/core.h"
#include "domain/catalog/catalog.h"
#include "domain/document/document_in.h"

static const struct field scan_fields[] = {
	F(struct document_scan, id, F_ID, "附件", OUT), F(struct document_scan, name, F_STR, "文件名", OUT), F(struct document_scan, size, F_INT, "字节", OUT),
	F(struct document_scan, sm3, F_STR, "SM3 摘要", OUT), F(struct document_scan, uploader_name, F_STR, "上传人", OUT), F(struct document_scan, created_at, F_AT, "上传时间", OUT), { 0 }
};
const struct record document_scan_record = RECORD("document_scan", struct document_scan, scan_fields, "签章件");
static const struct field document_fields[] = {
	F(struct document, id, F_ID, "编号", OUT),
	F(struct document, version, F_INT, "版本", OUT),
	F(struct document, kind, F_STR, "文书种类", OUT | FILTER | SORT, .max = 8, .help = "D01 至 D25"),
	F(struct document, label, F_STR, "文书名称", OUT),
	F(struct document, title, F_STR, "标题", OUT, .max = 2000),
	F(struct document, no, F_STR, "文号", OUT | FILTER),
	F(struct document, subject_kind, F_STR, "对象种类", OUT | FILTER),
	F(struct document, subject, F_ID, "对象", OUT | FILTER),
	F(struct document, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct document, round, F_INT, "轮次", OUT | FILTER),
	F(struct document, for_org, F_INT, "专给单位", 0),
	F(struct document, issuer, F_STR, "出具单位", OUT),
	F(struct document, issued_at, F_AT, "出具时间", OUT | FILTER | SORT),
	F(struct document, issue_date, F_DATE, "成文日期", OUT | FILTER),
	F(struct document, template, F_ID, "模板", OUT, .ref = "document_template"),
	F(struct document, template_no, F_INT, "模板版本", OUT),
	F(struct document, digest, F_STR, "内容的 SM3 摘要", OUT | FILTER, .article = "A36c"),
	F(struct document, url, F_STR, "核验页", OUT, .max = 400),
	F(struct document, for_units, F_BOOL, "给申请和上云单位", 0),
	F(struct document, for_csp, F_BOOL, "给云服务商", 0),
	F(struct document, for_all, F_BOOL, "给各方", 0),
	F(struct document, sheet, F_BOOL, "有 Excel", OUT),
	F(struct document, pdf_sm3, F_STR, "PDF 文件的 SM3 摘要", OUT),
	F(struct document, xlsx_sm3, F_STR, "Excel 文件的 SM3 摘要", OUT),
	F(struct document, tries, F_INT, "打印次数", 0),
	F(struct document, scans, F_LIST, "签章件", OUT | VIRTUAL, .sub = &document_scan_record, .max = 100, .article = "R-50"),
	{ 0 }
};
const struct record document_record = RECORD("document", struct document, document_fields, "文书");

static const struct field template_row_fields[] = {
	F(struct document_template, id, F_ID, "编号", OUT),
	F(struct document_template, version, F_INT, "版本", OUT),
	F(struct document_template, kind, F_STR, "文书种类", IN | OUT | NEEDED | FILTER | SORT, .max = 8),
	F(struct document_template, label, F_STR, "文书名称", OUT),
	F(struct document_template, number, F_INT, "模板版本", OUT | SORT),
	F(struct document_template, standard, F_BOOL, "标准模板", OUT | FILTER),
	F(struct document_template, current, F_BOOL, "现行", OUT | JOINED | FILTER),
	F(struct document_template, body, F_OBJ, "内容", IN | OUT | NEEDED, .sub = &template_record, .help = "{来源.字段} 为占位；金额可写 {…:words}，多项可写 {…:list}"),
	F(struct document_template, note, F_TEXT, "修改说明", IN | OUT, .max = 1000),
	F(struct document_template, made_by, F_ID, "制定人", OUT, .ref = "person"),
	F(struct document_template, made_by_name, F_STR, "制定人姓名", OUT | PERSONAL),
	F(struct document_template, made_at, F_AT, "制定时间", OUT),
	{ 0 }
};
const struct record document_template_record = RECORD("document_template", struct document_template, template_row_fields, "文书模板");

static enum err document_fill(struct ctx *c, void *rec)
{
	struct document *d = rec;

	return sql_all(c, &document_q[Q_DOC_SCANS], &d->scans, d->id);
}

/* Those who may see the case see its papers; a provider what is for providers and the case was routed to it; what is for one unit
 * (its own opinion) that unit alone. */
#define CASE_OF_UNITS "(for_units = 1 AND application IN (SELECT a.id FROM application a WHERE a.applicant_org = :org OR a.user_org = :org))"
#define REPORT_OF_UNITS "(subject_kind = 'info_change' AND subject IN (SELECT i.id FROM v_info_change i WHERE i.org = :org OR i.root = :org))"
#define ORDER_OF_UNITS(whose) "(subject_kind = 'emergency_order' AND subject IN (SELECT e.id FROM emergency_order e WHERE " whose "))"
#define BILL_OF_UNITS(whose) "(kind = 'D29' AND subject IN (SELECT b.id FROM bill b WHERE " whose "))"
#define CASE_OF_CSP   "(for_csp = 1 AND (application IN (SELECT l.application FROM application_line l WHERE l.csp = :org AND l.approved_qty > 0)" \
	" OR application IN (SELECT s.application FROM revocation_scope s JOIN resource r ON r.id = s.resource WHERE r.csp = :org)" \
	" OR application IN (SELECT v.application FROM v_change_line v WHERE v.csp = :org AND v.granted = 1)" \
	" OR (subject_kind = 'emergency_order' AND subject IN (SELECT n.emergency_order FROM emergency_line n WHERE n.csp = :org))))"
/* An evaluation's papers are for whoever may see the evaluation: its provider, and the technical body (A24b). */
#define REPORT_OF_CSP "(subject_kind = 'evaluation' AND subject IN (SELECT v.id FROM evaluation v WHERE v.csp = :org))"
#define REPORT_OF_TECH "(subject_kind = 'evaluation' AND EXISTS (SELECT 1 FROM org t WHERE t.id = :org AND t.kind = 'tech'))"
const struct entity document_entity = {
	.name = "document", .label = "文书", .path = "/documents", .rec = &document_record, .from = "document", .table = "document", .title = "title", .fill = document_fill,
	.scope = { .applicant = "for_all = 1 OR " REPORT_OF_UNITS " OR " CASE_OF_UNITS " OR " BILL_OF_UNITS("b.user_org = :org OR b.applicant_org = :root") " OR " ORDER_OF_UNITS("e.applicant_org = :org OR e.user_org = :org"),
		   .user = "for_all = 1 OR " REPORT_OF_UNITS " OR " BILL_OF_UNITS("b.user_org = :org") " OR " ORDER_OF_UNITS("e.user_org = :org") " OR (for_units = 1 AND application IN (SELECT a.id FROM application a WHERE a.user_org = :org))",
		   .csp = "for_all = 1 OR for_org = :org OR " CASE_OF_CSP " OR " REPORT_OF_CSP, .coop = "for_all = 1 OR for_org = :org OR " REPORT_OF_TECH },
};
const struct entity document_template_entity = {
	.name = "document_template", .label = "文书模板", .path = "/document-templates", .rec = &document_template_record, .from = "v_document_template", .table = "document_template", .title = "label",
	.scope = { NULL, NULL, NULL, NULL },
};

/* ---- a file: drawn, if need be, before the transaction; the auditor's copy bears the reader's name ---- */
struct file_in { int64_t id; struct str sm3, bytes; };
static const struct field file_fields[] = { F(struct file_in, id, F_ID, "编号", IN_PATH), { 0 } };
static const struct record file_record = RECORD("document_id", struct file_in, file_fields, "编号");

static bool reads_marked(const struct ctx *c) { return has_role(c, R(AUDITOR) | R(AUDIT_ADMIN)); }

static enum err file_prepare(struct ctx *c, struct file_in *in, enum paper_format format)
{
	struct document d;
	struct str text;

	TRY(entity_get(c, &document_entity, in->id, &d));
	if (format == PAPER_XLSX && !d.sheet)
		return fail(c, E_ABSENT, "absent", "“" STR_FMT "”没有 Excel 形式", STR_ARG(d.label));
	TRY(document_content(c, &d, &text));
	return reads_marked(c) ? document_marked(c, &d, text, format, &in->bytes) : document_file(&(struct printer){ c->core, c->arena, &c->fail }, &d, text, format, &in->sm3);
}
static enum err pdf_prepare(struct ctx *c, void *in) { return file_prepare(c, in, PAPER_PDF); }
static enum err xlsx_prepare(struct ctx *c, void *in) { return file_prepare(c, in, PAPER_XLSX); }

static const char *const mimes[PAPER_FORMAT_MAX] = { [PAPER_PDF] = "application/pdf", [PAPER_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };

static struct str file_name(struct ctx *c, struct str label, struct str no, enum paper_format format)
{
	return arena_fmt(c->arena, STR_FMT "%s" STR_FMT ".%s", STR_ARG(label), no.n ? "-" : "", STR_ARG(no), paper_format_names[format].word);
}

static enum err file_give(struct ctx *c, const struct file_in *in, enum paper_format format)
{
	const struct document *d = c->subject;
	struct document_printed p = { .id = d->id };
	struct str name = file_name(c, d->label, d->no, format);

	if (in->bytes.p) {
		answer_bytes(c, in->bytes, mimes[format], name);
		return OK;
	}
	*(format == PAPER_PDF ? &p.pdf_sm3 : &p.xlsx_sm3) = in->sm3;
	TRY(document_printed(c, &p, NULL));
	return answer_file(c, in->sm3, mimes[format], name);
}
static enum err pdf_give(struct ctx *c, const void *in, void *out) { (void)out; return file_give(c, in, PAPER_PDF); }
static enum err xlsx_give(struct ctx *c, const void *in, void *out) { (void)out; return file_give(c, in, PAPER_XLSX); }

/* The frozen text: `openssl dgst -sm3` of it is the digest on the paper. */
static enum err text_give(struct ctx *c, const void *in, void *out)
{
	const struct document *d = c->subject;
	struct str text;

	(void)in;
	(void)out;
	TRY(document_content(c, d, &text));
	answer_bytes(c, text, "application/json", arena_fmt(c->arena, STR_FMT ".json", STR_ARG(d->label)));
	return OK;
}

/* ---- on demand: marked as a draft, kept nowhere ---- */
struct draft_in { struct str kind; int64_t subject; int32_t format; };
static const struct field draft_fields[] = {
	F(struct draft_in, kind, F_STR, "文书种类", IN_PATH | IN | NEEDED, .max = 8), F(struct draft_in, subject, F_ID, "对象", IN_PATH | IN | NEEDED),
	F(struct draft_in, format, F_ENUM, "格式", IN, NAMES(paper_format_names)), { 0 }
};
static const struct record draft_record = RECORD("document_draft", struct draft_in, draft_fields, "草稿");

static enum err draft(struct ctx *c, const void *in_, void *out)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(PAPER_TEXT_MAX), file = BUF_MAX(PAPER_FILE_MAX);
	const struct draft_in *in = in_;
	const struct paper_kind *k = paper_kind_named(in->kind);
	struct gather g = { .c = c, .k = k, .subject = in->subject, .at = c->now, .draft = true };
	enum paper_format format = in->format ? in->format : PAPER_PDF;
	struct document_template t;
	struct paper p;

	(void)out;
	if (!k || !k->draft || (format == PAPER_XLSX && !k->sheet))
		return fail(c, E_ABSENT, "absent", "“" STR_FMT "”没有可以随时打印的草稿", STR_ARG(utf8_head(in->kind, 20)));
	if ((c->who.party == ORG_CSP && !(k->readers & (FOR_CSP | FOR_ALL | FOR_SUBJECT))) || (!(k->readers & (FOR_ALL | FOR_SUBJECT)) && has_role(c, R_COOP)))
		return fail(c, E_ABSENT, "absent", "没有这份文书，或者不在可见范围内");
	if (k->readers == FOR_AUTHORITY && (c->who.party == ORG_APPLICANT || c->who.party == ORG_USER))
		return fail(c, E_ABSENT, "absent", "没有这份文书，或者不在可见范围内");
	g.application = k->entity == &application_entity ? in->subject : 0;
	if (g.application) {
		struct application a;
		TRY(entity_get(c, &application_entity, g.application, &a));
		g.round = a.round;
		if (k->types && !(k->types >> a.type & 1))
			return fail(c, E_ABSENT, "absent", "这类申请没有%s", k->label);
	}
	TRY(document_paper(&g, &t, &p));
	if (k->applies && !k->applies(&g))
		return fail(c, E_ABSENT, "absent", "还没有填写%s的内容", k->label);
	paper_text(&p, &text);
	TRY(paper_print(buf_str(&text), &(struct paper_marks){ .mark = STR("草稿") }, format, &file, &c->fail));
	answer_bytes(c, buf_str(&file), mimes[format], file_name(c, str_of(k->label), STR("草稿"), format));
	return OK;
}

/* ---- asking whether a paper is genuine ---- */
static const struct field verify_fields[] = { F(struct verify_in, digest, F_STR, "摘要", IN_PATH, .max = 200, .help = "文书页脚的 SM3 摘要，或文件本身的 SM3"), { 0 } };
static const struct record verify_record = RECORD("document_verify", struct verify_in, verify_fields, "核验");
static const struct field verify_out_fields[] = {
	F(struct verify_out, known, F_BOOL, "本平台签发", OUT), F(struct verify_out, says, F_STR, "结论", OUT), F(struct verify_out, by, F_STR, "凭据", OUT, .help = "content 为内容摘要，file 为文件摘要"),
	F(struct verify_out, kind, F_STR, "文书种类", OUT), F(struct verify_out, label, F_STR, "文书名称", OUT), F(struct verify_out, no, F_STR, "文号", OUT),
	F(struct verify_out, issue_date, F_DATE, "成文日期", OUT), F(struct verify_out, issuer, F_STR, "出具单位", OUT), F(struct verify_out, digest, F_STR, "内容的 SM3 摘要", OUT), { 0 }
};
const struct record verify_out_record = RECORD("document_verdict", struct verify_out, verify_out_fields, "核验结论");

/* ---- internal ---- */
static const struct field printed_fields[] = {
	F(struct document_printed, id, F_ID, "编号", IN | NEEDED), F(struct document_printed, pdf_sm3, F_STR, "PDF 摘要", IN), F(struct document_printed, xlsx_sm3, F_STR, "Excel 摘要", IN), { 0 }
};
static const struct record printed_record = RECORD("document_printed", struct document_printed, printed_fields, "已打印");

/* F26: an issued paper is what it is. The op is there so that whoever tries is told why, and the attempt is on record. */
static enum err frozen(struct ctx *c, const void *subject, const void *in)
{
	const struct document *d = subject;

	(void)in;
	return d ? refuse(c, "“" STR_FMT "”已经出具，不能修改或删除；有误的另行出具", STR_ARG(utf8_head(d->title, 100))) : OK;
}
static const struct guard guards[] = {
	{ .op = "document.update", .article = "A36c", .reason = "document.frozen", .must = frozen },
	{ .op = "document.delete", .article = "A36c", .reason = "document.frozen", .must = frozen },
	{ 0 }
};
static enum err never(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return fail(c, E_REFUSED, "document.frozen", "已经出具的文书不能修改或删除");
}
struct change_in { int64_t id; struct str title, no; };
static const struct field change_fields[] = { F(struct change_in, id, F_ID, "编号", IN_PATH), F(struct change_in, title, F_STR, "标题", IN), F(struct change_in, no, F_STR, "文号", IN), { 0 } };
static const struct record change_record = RECORD("document_change", struct change_in, change_fields, "修改文书");

static const struct list_def document_list = { .order = "-issued_at", .search = "COALESCE(no, '') || ' ' || title || ' ' || label" };
static const struct list_def template_list = { .order = "kind", .search = "kind || ' ' || label" };
#define DOC .entity = &document_entity
static const struct op ops[] = {
	{ "document.list", GET, "/documents", "document.read", .words = "文书", .article = "A20.1d", DOC, .list = &document_list },
	{ "document.get", GET, "/documents/{id}", "document.read", .words = "查看文书", .article = "A20.1d", DOC },
	{ "document.pdf", GET, "/documents/{id}/pdf", "document.read", &file_record, .fn = pdf_give, .words = "下载文书 PDF", .article = "A36c", .flags = OP_DOWNLOAD | OP_AUDITED, DOC, .prepare = pdf_prepare },
	{ "document.xlsx", GET, "/documents/{id}/xlsx", "document.read", &file_record, .fn = xlsx_give, .words = "下载文书 Excel", .article = "A36c", .flags = OP_DOWNLOAD | OP_AUDITED, DOC, .prepare = xlsx_prepare },
	{ "document.text", GET, "/documents/{id}/text", "document.read", .fn = text_give, .words = "下载文书内容", .article = "A36c", .flags = OP_DOWNLOAD | OP_AUDITED, DOC },
	{ "document.update", PATCH, "/documents/{id}", "document.read", &change_record, .fn = never, .words = "修改文书", .article = "A36c", .flags = OP_NO_MATCH, DOC },
	{ "document.delete", DELETE, "/documents/{id}", "document.read", .fn = never, .words = "删除文书", .article = "A36c", .flags = OP_NO_MATCH, DOC },
	{ "document.draft", GET, "/document-drafts/{kind}/{subject}", "document.read", &draft_record, .fn = draft, .words = "打印草稿", .article = "A19.1d", .flags = OP_DOWNLOAD | OP_SLOW },
	{ "document.verify", GET, "/verify/{digest}", .in = &verify_record, .out = &verify_out_record, .fn = document_verify, .words = "核验文书", .article = "A36c", .flags = OP_PUBLIC },
	{ "document.printed", POST, NULL, .in = &printed_record, .fn = document_printed, .words = "文书已打印", .article = "A20.1d", .flags = OP_INTERNAL },
	{ "document_template.list", GET, "/document-templates", "document.template", .words = "文书模板", .article = "A20.1d", .entity = &document_template_entity, .list = &template_list },
	{ "document_template.get", GET, "/document-templates/{id}", "document.template", .words = "查看文书模板", .article = "A20.1d", .entity = &document_template_entity },
	{ "document_template.create", POST, "/document-templates", "document.template_set", &document_template_record, .fn = template_make, .words = "制定文书模板", .article = "A20.1d", .flags = OP_CREATES,
	  .entity = &document_template_entity, .help = "此后出具的文书用新版本，已出具的不变" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "document.read", "查看文书", R_AUTH_READ | R_UNIT | R_CSP | R_COOP | R(AUDIT_ADMIN) }, { "document.template", "查看文书模板", R_AUTH_READ },
	{ "document.template_set", "制定文书模板", R(AUTH_ISSUER) }, { 0 }
};
static const struct setting settings[] = {
	{ "document.regulation", SET_TEXT, "《西双版纳州州级政务云管理办法（试行）》", "R-45", "文书依据的办法名称", FREE, 0, 0, 0 },
	{ "document.verify_base", SET_TEXT, "http://127.0.0.1:8080", "R-50", "核验页网址的开头，印在二维码里", FREE, 0, 0, 0 },
	{ 0 }
};

/* ---- what is heard: the fact, the paper, and the round it speaks of ---- */
static enum err round_at(struct ctx *c, const struct fact *f, int64_t *out)
{
	/* The round whose submission lies before the fact: later rounds may have begun by now. */
	static const struct stmt Q = { "SELECT COALESCE(MAX(round), 1) FROM application_round WHERE application = ?1 AND submitted_at <= ?2" };

	return sql_int(c, &Q, out, f->subject, f->at);
}

static enum err by_case(struct ctx *c, const struct fact *f, const char *kind)
{
	int64_t round;

	TRY(round_at(c, f, &round));
	return document_issue(c, kind, f->subject, round, 0, f->at);
}

static enum err by_object(struct ctx *c, const struct fact *f, const char *kind) { return document_issue(c, kind, f->subject, 1, 0, f->at); }

static enum err by_task(struct ctx *c, const struct fact *f, const char *kind)
{
	static const struct stmt Q = { "SELECT org FROM review_task WHERE id = ?1" };
	int64_t org;

	TRY(sql_int(c, &Q, &org, f->subject));
	return document_issue(c, kind, f->subject, 1, org, f->at);
}

static enum err each_csp(struct ctx *c, const struct fact *f, const char *kind, const struct stmt *which)
{
	struct list csps;
	int64_t round;

	TRY(round_at(c, f, &round));
	TRY(sql_all(c, which, &csps, f->subject));
	EACH(struct doc_csp, p, csps)
		TRY(document_issue(c, kind, f->subject, round, p->id, f->at));
	return OK;
}

static enum err by_csp(struct ctx *c, const struct fact *f, const char *kind) { return each_csp(c, f, kind, &document_q[Q_CSPS]); }
static enum err by_change_csp(struct ctx *c, const struct fact *f, const char *kind) { return each_csp(c, f, kind, &document_q[Q_CHANGE_CSPS]); }

/* A suggestion that was returned is followed by another. */
static enum err by_suggestion(struct ctx *c, const struct fact *f, const char *kind)
{
	int64_t n;

	TRY(sql_int(c, &document_q[Q_SUGGESTIONS], &n, f->subject));
	return document_issue(c, kind, f->subject, n, 0, f->at);
}

static enum err by_backup(struct ctx *c, const struct fact *f, const char *kind)
{
	int64_t n;

	TRY(sql_int(c, &document_q[Q_BACKUPS], &n, f->subject, f->at));
	return document_issue(c, kind, f->subject, n, 0, f->at);
}

static enum err by_certificate(struct ctx *c, const struct fact *f, const char *kind)
{
	static const struct stmt Q = { "SELECT csp FROM destroy_cert WHERE id = ?1" };
	int64_t csp;

	TRY(sql_int(c, &Q, &csp, f->subject));
	return document_issue(c, kind, f->subject, 1, csp, f->at);
}

/* A report that was returned is handed in again. */
static enum err reported(struct ctx *c, int64_t evaluation, struct instant at, const char *kind)
{
	int64_t n;

	TRY(sql_int(c, &document_q[Q_REPORTED], &n, evaluation, at));
	return document_issue(c, kind, evaluation, n, 0, at);
}

static enum err by_report(struct ctx *c, const struct fact *f, const char *kind) { return reported(c, f->subject, f->at, kind); }

/* Once everything that was asked is answered and decided. */
static enum err by_answer(struct ctx *c, const struct fact *f, const char *kind)
{
	static const struct stmt Q = { "SELECT evaluation FROM evaluation_item WHERE id = ?1" };
	int64_t evaluation, open;

	TRY(sql_int(c, &Q, &evaluation, f->subject));
	TRY(sql_int(c, &document_q[Q_ANSWERS_OPEN], &open, evaluation));
	return open ? OK : reported(c, evaluation, f->at, kind);
}
static enum err by_bill(struct ctx *c, const struct fact *f, const char *kind) { return issue_bill(c, f->subject, kind, f->at); }
static enum err by_settlement(struct ctx *c, const struct fact *f, const char *kind) { return issue_settlement(c, f->subject, kind, f->at); }
static enum err by_score(struct ctx *c, const struct fact *f, const char *kind) { return issue_score(c, f->subject, kind, f->at); }

#define HEARD(X) \
	X("application.submitted", D01, by_case) X("application.submitted", D02, by_case) X("application.submitted", D03, by_case) X("application.submitted", D04, by_case) \
	X("application.submitted", D05, by_case) X("application.accepted", D06, by_case) X("application.not_accepted", D07, by_case) X("application.approved", D08, by_case) \
	X("review_task.replied", D09, by_task) X("application.provisioning", D10, by_csp) X("application.suggested", D11, by_suggestion) X("application.filed", D12, by_case) \
	X("application.delivered", D13, by_case) X("application.delivered", D15, by_case) X("application.live", D14, by_case) X("catalog.published", D24, by_object) \
	X("application.submitted", D16, by_case) X("application.executing", D16E, by_change_csp) \
	X("application.submitted", D22, by_case) X("application.approved", D22E, by_case) X("application.submitted", D23, by_case) X("application.approved", D23E, by_case) \
	X("info_change.done", D18, by_object) X("emergency.issued", D17, by_object) X("application.submitted", D19, by_case) X("revocation.backup_confirmed", D20, by_backup) \
	X("destroy_cert.issued", D21, by_certificate) X("evaluation.submitted", D25, by_report) X("evaluation_item.answered", D25E, by_answer) \
	X("bill.published", D29, by_bill) X("settlement.applied", D30, by_settlement) X("settlement.approved", D30E, by_settlement) X("budget.approved", D31, by_object) X("csp_score.published", D42, by_score)
#define X(fact_, kind, how) static enum err hear_##kind(struct ctx *c, const struct fact *f) { return how(c, f, #kind); }
HEARD(X)
#undef X
static const struct hears hears[] = {
/* Listeners of one fact are heard in the order of their names: papers come after those whose marks they print. */
#define X(fact_, kind, how) { fact_, "paper." #kind, hear_##kind },
	HEARD(X)
#undef X
	{ "application.rejected", "paper.D08.rejected", hear_D08 }, { "change.backup_confirmed", "paper.D20.change", hear_D20 },
	{ "bill.adjusted", "paper.D29.adjusted", hear_D29 },
	{ 0 }
};
static const struct job jobs[] = { { "document.print", MINUTES(1), NULL, document_print_ahead, "A20.1d", "打印文书" }, { 0 } };
static const struct entity *const entities[] = { &document_entity, &document_template_entity, NULL };
const struct feature document_feature = {
	.name = "document", .label = "文书", .articles = ARTICLES("A8.4a", "A19.1d", "A20.1d", "A20.2c", "A21.1", "A21.3c", "A23.1a", "A23.1d", "A23.2a", "A24b", "A26b", "A28.3", "A28.4", "A36c", "R-36", "R-50"), .migrations = document_migrations,
	.sealed = SEALED_COLUMNS({ "document_text", "document", "content" }), .invariants = document_invariants,
	.entities = entities, .guards = guards, .settings = settings, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs, .boot = template_boot, STATEMENTS(document_q),
};
