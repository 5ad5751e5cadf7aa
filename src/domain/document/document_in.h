#ifndef DOMAIN_DOCUMENT_DOCUMENT_IN_H
#define DOMAIN_DOCUMENT_DOCUMENT_IN_H
/* The inside of the document folder. */
#include "domain/application/application.h"
#include "domain/document/document.h"
#include "paper/paper.h"

/* ---- templates: what a paper says, with {source.field} where an object speaks ---- */
struct template_column { struct str label, field; int64_t width; bool sum; };
struct template_block  { int32_t kind; struct str text, when, rows, only; struct list facts, columns; };
struct template_seal   { struct str label, name, date; };
struct template {
	struct str title, no, article, issuer, addressee; int32_t style; struct list blocks; struct str attachments; struct list seals;
};
struct document_template { int64_t id, version; struct str kind, label; int64_t number; bool standard, current; void *body; struct str note; int64_t made_by; struct str made_by_name; struct instant made_at; };
extern const struct record template_record, document_template_record;
/* The standard templates, embedded at build from data/template. */
struct template_file { const char *kind; const char *text; };
extern const struct template_file template_files[];
extern const size_t template_file_count;

/* ---- sources: the objects that a template may ask ---- */
enum source_no { SRC_DOC, SRC_APPLICATION, SRC_SYSTEM, SRC_USER, SRC_FILES, SRC_DECISION, SRC_REVIEW, SRC_TASK, SRC_TRIAL, SRC_SUGGESTION, SRC_FILING, SRC_ORDER, SRC_GATE,
		 SRC_CATALOG, SRC_CHANGE, SRC_BACKUP, SRC_OFF_CATALOG, SRC_ADAPTATION, SRC_DEDICATED, SRC_MEMBERS, SRC_INFO_CHANGE, SRC_OPTIMIZE, SRC_EMERGENCY, SRC_REVOCATION, SRC_CERTIFICATE, SRC_EVALUATION, SRC_USE,
		 SRC_BILL, SRC_BILL_LINES, SRC_SETTLEMENT, SRC_SETTLED, SRC_BUDGET, SRC_FORECAST, SRC_SCORE,
		 SRC_MAX };
enum issuer { BY_PLATFORM, BY_AUTHORITY, BY_APPLICANT, BY_USER, BY_CSP, BY_TASK_ORG, BY_EVALUATOR };
enum reader { FOR_UNITS = 1, FOR_CSP = 2, FOR_ORG = 4, FOR_ALL = 8, FOR_SUBJECT = 16 /* who may see what it speaks of */, FOR_AUTHORITY = 32 };   /* beside the authority and the auditors */
struct gather;
struct paper_kind {
	const char *kind, *label, *article;
	const struct entity *entity;
	uint64_t sources;                  /* bits 1 << enum source_no */
	enum issuer issuer; unsigned readers;
	bool sheet, draft, submitted;      /* also as Excel; may be looked at before it is issued; speaks of what was submitted, not of what it is now */
	const char *series;                /* kind of printed number it takes itself, or NULL */
	const char *clocks[3];             /* whose due day is doc.due_date */
	unsigned types;                    /* bits 1 << enum app_type of the applications it is made for; 0: any */
	bool (*applies)(const struct gather *g);
	bool (*ready)(const struct gather *g);      /* false: another listener has to make its mark first; asked again a minute later */
};
extern const struct paper_kind paper_kinds[];           /* ended by { 0 } */
const struct paper_kind *paper_kind_named(struct str kind);
struct source { const char *name; const struct record *rec; enum err (*load)(struct gather *g, void *rec); };
extern const struct source sources[SRC_MAX];
struct doc_facts {
	struct str no, issuer, authority, regulation, csp_name, handler_name, handler_phone; struct date date, due_date, valid_until; bool draft, granted; int64_t round, deliver_wd, bill_wd;
};
struct gather {
	struct ctx *c; const struct paper_kind *k; int64_t subject, application, round, for_org; struct instant at; bool draft;
	void *src[SRC_MAX];                /* loaded structs; NULL: this kind does not ask for it */
};
/* Loads what the kind may speak of. */
enum err sources_load(struct gather *g);

/* Every {name} and list of a template known to the kind, else field errors that name it. */
void template_check(struct ctx *c, const struct paper_kind *k, const struct template *t, const char *at);
/* The paper that the template and the loaded sources give. */
enum err template_fill(struct gather *g, const struct template *t, struct paper *out);
enum err template_parse(struct ctx *c, struct str text, struct template *out);

/* ---- documents ---- */
struct document {
	int64_t id, version, subject, application, round, for_org, template, template_no; struct str kind, label, title, no, subject_kind, issuer, digest, url, pdf_sm3, xlsx_sm3;
	struct date issue_date; struct instant issued_at; bool for_units, for_csp, for_all, sheet; int64_t tries; struct list scans;
};
struct document_scan { int64_t id, size; struct str name, sm3, uploader_name; struct instant created_at; };
extern const struct record document_record, document_scan_record;

enum { Q_DOC_PUT, Q_DOC_HAS, Q_DOC_TEXT_PUT, Q_DOC_TEXT, Q_DOC_PDF, Q_DOC_XLSX, Q_DOC_TRY, Q_DOC_UNPRINTED, Q_DOC_VERIFY, Q_DOC_SCANS, Q_TPL_NOW, Q_TPL_PUT, Q_TPL_LAST, Q_FILES, Q_DECISION,
       Q_REVIEW, Q_TRIAL, Q_SUGGESTION, Q_SUGGESTIONS, Q_FILING, Q_ORDER, Q_DUE, Q_PERSON, Q_SNAPSHOT, Q_CSPS, Q_CHANGE, Q_BACKUP, Q_CHANGE_CSPS, Q_OPTIMIZE, Q_BACKUPS, Q_ADVICE,
       Q_REPORTED, Q_ANSWERS_OPEN, Q_BILL_LINES, Q_BILL_GROUPS, Q_BILL_ROUND, Q_SETTLED_MONTHS, Q_SETTLED_UNITS, Q_EVENTS_UNTIL, Q_DOC_MAX };
extern const struct stmt document_q[Q_DOC_MAX];
extern const struct migration document_migrations[];
extern const struct invariant document_invariants[];
extern const struct record doc_file_record, doc_decision_record, doc_review_record, doc_trial_record, doc_suggestion_record, doc_filing_record, doc_person_record, doc_csp_record, doc_round_record, doc_change_record, doc_backup_record;

/* ---- inputs and answers ---- */
struct document_printed { int64_t id; struct str pdf_sm3, xlsx_sm3; };
struct verify_in { struct str digest; };
struct verify_out { bool known; struct str says, by, kind, label, no; struct date issue_date; struct str issuer, digest; };
extern const struct record verify_out_record;

/* The paper that the current template gives of what is gathered. */
enum err document_paper(struct gather *g, struct document_template *t, struct paper *out);
enum err document_content(struct ctx *c, const struct document *d, struct str *text);
/* The file of a document is there under *sm3; drawn when it was not. Outside transactions: it takes about 100 ms. */
struct printer { struct core *core; struct arena *arena; struct fail *fail; };
enum err document_file(const struct printer *k, const struct document *d, struct str text, enum paper_format format, struct str *sm3);
/* The same with the reader's name and the day across each page (A36c), kept nowhere. */
enum err document_marked(struct ctx *c, const struct document *d, struct str text, enum paper_format format, struct str *bytes);
enum { PRINT_AHEAD = 4 };
enum err document_print_ahead(struct job_turn *t);
enum err document_printed(struct ctx *c, const void *in, void *out);
enum err document_verify(struct ctx *c, const void *in, void *out);
enum err template_make(struct ctx *c, const void *in, void *out);
enum err template_boot(struct ctx *c);

/* Rows that the statements read. */
struct doc_file { struct str name, kind, sm3; int64_t size; };
struct doc_files { struct list items; };
struct doc_decision { int64_t round; bool accepted; struct str no; struct list defects; struct str handler_name, comment; struct instant decided_at; };
struct doc_review { struct str reviewer_name, opinion; struct instant at; };
struct doc_trial { struct date from_date, to_date; struct str load_result, conclusion; };
struct doc_advice { int64_t resource; int32_t advice; int64_t qty; struct str basis, resource_no, resource_name, item_name, unit; };
struct doc_suggestion { int64_t id; struct list lines; bool no_adjustment; struct str basis, by_name; struct instant at; };
struct doc_filing { struct str no, note, registered_by_name; struct instant registered_at; };
struct doc_order_line { struct str resource_no, name, item_name, zone, pool_name, spec, ips, unit; int64_t qty; struct price unit_price_e4; };
struct doc_order { struct str no, filing_no; struct instant issued_at; struct date billing_start_date, confirm_date; struct str csp_name; struct list lines; };
struct doc_gate_line { struct str label, clause, state, no, agency, note; struct date date; };
struct doc_member { struct str no, name; };
struct doc_members { struct list items; };
struct doc_gates { struct list items; };
struct doc_catalog { struct str no, title; struct date effective_from; struct instant published_at; int64_t n_items; struct list items; };
struct doc_change_line { int64_t seq, csp; struct str kind, resource_no, resource_name, before, after, granted, reason, note; };
struct doc_change { struct date exec_from, exec_to; struct str backup_declaration, rollback; bool project; struct list lines; };
struct doc_backup { struct str content, place, verify_method, by_name; int64_t size_gb; bool verified; struct instant at; };
/* How the systems of an evaluation use what they hold (D25): figures of the last month of each, sizes added up. */
struct doc_range { struct str metric, range; int64_t n, share_bp; };
struct doc_use { int64_t n_resources, vcpu, mem_gb, sto_gb; struct str month; struct list ranges, items; };
struct doc_bill_group { struct str system_name, item_name; int64_t lines_count; struct fen amount_fen; };
struct doc_bill_lines { struct list lines, groups; };
struct doc_settled_sum { struct str name; int64_t bills; struct fen amount_fen; };
struct doc_settled { struct list months, units; struct str score_text, applied_by_name, checked_by_name, approved_by_name; };
struct doc_forecast { struct list items; struct fen total_fen; };
struct doc_person { struct str name, mobile; };
struct doc_csp { int64_t id; };
struct doc_round { struct str receipt_no, receipt_digest, snapshot; };

/* ---- money.c: papers of money ---- */
extern const struct record doc_bill_group_record, doc_bill_lines_record, doc_settled_sum_record, doc_settled_record, doc_forecast_record;
enum err load_subject(struct gather *g, void *rec);
enum err load_bill_lines(struct gather *g, void *rec);
enum err load_settled(struct gather *g, void *rec);
enum err load_forecast(struct gather *g, void *rec);
enum err issue_bill(struct ctx *c, int64_t bill, const char *kind, struct instant at);
enum err issue_settlement(struct ctx *c, int64_t settlement, const char *kind, struct instant at);
enum err issue_score(struct ctx *c, int64_t score, const char *kind, struct instant at);
#endif
