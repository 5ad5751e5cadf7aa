/* Papers: tables. A document and its text are written once; what is filled in later is the digest of the printed file. */
#include "domain/document/document_in.h"
#include "domain/billing/billing.h"
#include "domain/evaluation/evaluation.h"

const struct migration document_migrations[] = {
	{ 1,
	  "CREATE TABLE document_template (id {id}, version BIGINT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, number BIGINT NOT NULL, standard BIGINT NOT NULL, body TEXT NOT NULL, note TEXT,"
	  " made_by BIGINT, made_by_name TEXT, made_at BIGINT NOT NULL, UNIQUE (kind, number));\n"
	  "CREATE TABLE document (id {id}, version BIGINT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, title TEXT NOT NULL, no TEXT, subject_kind TEXT NOT NULL, subject BIGINT NOT NULL,"
	  " application BIGINT, round BIGINT NOT NULL, for_org BIGINT NOT NULL, issuer TEXT, issued_at BIGINT NOT NULL, issue_date TEXT NOT NULL, template BIGINT NOT NULL, template_no BIGINT NOT NULL,"
	  " digest TEXT NOT NULL, url TEXT NOT NULL, for_units BIGINT NOT NULL, for_csp BIGINT NOT NULL, for_all BIGINT NOT NULL, sheet BIGINT NOT NULL, pdf_sm3 TEXT, xlsx_sm3 TEXT,"
	  " tries BIGINT NOT NULL, UNIQUE (kind, subject, round, for_org));\n"
	  "CREATE INDEX document_application ON document (application, id);\n"
	  "CREATE INDEX document_digest ON document (digest);\nCREATE INDEX document_pdf ON document (pdf_sm3);\nCREATE INDEX document_xlsx ON document (xlsx_sm3);\n"
	  "CREATE INDEX document_issued ON document (issued_at, id);\nCREATE INDEX document_org ON document (for_org, id);\n"
	  "CREATE TABLE document_text (document BIGINT PRIMARY KEY, content TEXT NOT NULL);\n"
	  "CREATE VIEW v_document_template AS SELECT t.*, CASE WHEN t.number = (SELECT MAX(x.number) FROM document_template x WHERE x.kind = t.kind) THEN 1 ELSE 0 END AS current"
	  " FROM document_template t" },
	{ 0 }
};

static const struct field file_fields[] = {
	F(struct doc_file, name, F_STR, "文件名", OUT), F(struct doc_file, kind, F_STR, "材料", OUT), F(struct doc_file, sm3, F_STR, "SM3 摘要", OUT), F(struct doc_file, size, F_INT, "字节", OUT), { 0 }
};
const struct record doc_file_record = RECORD("document_file", struct doc_file, file_fields, "文件");
static const struct field decision_fields[] = {
	F(struct doc_decision, round, F_INT, "轮次", OUT), F(struct doc_decision, accepted, F_BOOL, "受理", OUT), F(struct doc_decision, no, F_STR, "文号", OUT),
	F(struct doc_decision, defects, F_STRS, "缺陷", OUT), F(struct doc_decision, handler_name, F_STR, "经办人", OUT), F(struct doc_decision, comment, F_TEXT, "说明", OUT),
	F(struct doc_decision, decided_at, F_AT, "决定时间", OUT), { 0 }
};
const struct record doc_decision_record = RECORD("document_decision", struct doc_decision, decision_fields, "受理决定");
static const struct field review_fields[] = {
	F(struct doc_review, reviewer_name, F_STR, "审核人", OUT), F(struct doc_review, opinion, F_TEXT, "审核意见", OUT), F(struct doc_review, at, F_AT, "时间", OUT), { 0 }
};
const struct record doc_review_record = RECORD("document_review", struct doc_review, review_fields, "内部审核");
static const struct field trial_fields[] = {
	F(struct doc_trial, from_date, F_DATE, "起", OUT), F(struct doc_trial, to_date, F_DATE, "止（不含）", OUT), F(struct doc_trial, load_result, F_TEXT, "实测负载", OUT),
	F(struct doc_trial, conclusion, F_TEXT, "测试结论", OUT), { 0 }
};
const struct record doc_trial_record = RECORD("document_trial", struct doc_trial, trial_fields, "试用");
static const struct field filing_fields[] = {
	F(struct doc_filing, no, F_STR, "备案号", OUT), F(struct doc_filing, note, F_TEXT, "说明", OUT), F(struct doc_filing, registered_by_name, F_STR, "登记人", OUT),
	F(struct doc_filing, registered_at, F_AT, "备案时间", OUT), { 0 }
};
const struct record doc_filing_record = RECORD("document_filing", struct doc_filing, filing_fields, "备案");
static const struct field person_fields[] = { F(struct doc_person, name, F_STR, "姓名", OUT), F(struct doc_person, mobile, F_STR, "电话", OUT | SEALED), { 0 } };
const struct record doc_person_record = RECORD("document_person", struct doc_person, person_fields, "人员");
static const struct field csp_fields[] = { F(struct doc_csp, id, F_ID, "云服务商", OUT), { 0 } };
const struct record doc_csp_record = RECORD("document_csp", struct doc_csp, csp_fields, "云服务商");

static const struct field round_fields[] = {
	F(struct doc_round, receipt_no, F_STR, "收件回执号", OUT), F(struct doc_round, receipt_digest, F_STR, "摘要", OUT), F(struct doc_round, snapshot, F_TEXT, "提交内容", OUT, .max = 4000000), { 0 }
};
const struct record doc_round_record = RECORD("document_round", struct doc_round, round_fields, "轮次");

static const struct field backup_fields[] = {
	F(struct doc_backup, content, F_TEXT, "备份内容", OUT), F(struct doc_backup, place, F_STR, "存放地点", OUT), F(struct doc_backup, verify_method, F_STR, "核验方法", OUT),
	F(struct doc_backup, by_name, F_STR, "确认人", OUT), F(struct doc_backup, size_gb, F_INT, "大小 GB", OUT), F(struct doc_backup, verified, F_BOOL, "已核验", OUT),
	F(struct doc_backup, at, F_AT, "确认时间", OUT), { 0 }
};
const struct record doc_backup_record = RECORD("document_backup", struct doc_backup, backup_fields, "备份确认");

const struct stmt document_q[Q_DOC_MAX] = {
	[Q_DOC_PUT]       = { "INSERT INTO document ({+}) VALUES ({?})", &document_record },
	[Q_DOC_HAS]       = { "SELECT COUNT(*) FROM document WHERE kind = ?1 AND subject = ?2 AND round = ?3 AND for_org = ?4" },
	[Q_DOC_TEXT_PUT]  = { "INSERT INTO document_text (document, content) VALUES (?1, ?2)" },
	[Q_DOC_TEXT]      = { "SELECT content FROM document_text WHERE document = ?1" },
	[Q_DOC_PDF]       = { "UPDATE document SET pdf_sm3 = ?2 WHERE id = ?1 AND pdf_sm3 IS NULL" },
	[Q_DOC_XLSX]      = { "UPDATE document SET xlsx_sm3 = ?2 WHERE id = ?1 AND xlsx_sm3 IS NULL" },
	[Q_DOC_TRY]       = { "UPDATE document SET tries = tries + 1 WHERE id = ?1" },
	[Q_DOC_UNPRINTED] = { "SELECT {} FROM document WHERE tries < 5 AND (pdf_sm3 IS NULL OR (sheet = 1 AND xlsx_sm3 IS NULL)) ORDER BY tries, id DESC LIMIT 4", &document_record },
	[Q_DOC_VERIFY]    = { "SELECT {} FROM document WHERE digest = ?1 OR pdf_sm3 = ?1 OR xlsx_sm3 = ?1 ORDER BY id LIMIT 1", &document_record },
	[Q_DOC_SCANS]     = { "SELECT {} FROM attachment WHERE subject = ?1 AND subject_kind = 'document' ORDER BY id LIMIT 100", &document_scan_record },
	[Q_TPL_NOW]       = { "SELECT {} FROM v_document_template WHERE kind = ?1 AND current = 1", &document_template_record },
	[Q_TPL_PUT]       = { "INSERT INTO document_template ({+}) VALUES ({?})", &document_template_record },
	[Q_TPL_LAST]      = { "SELECT COALESCE(MAX(number), 0) FROM document_template WHERE kind = ?1" },
	[Q_FILES]         = { "SELECT name, kind, sm3, size FROM attachment WHERE subject = ?1 AND subject_kind = 'application' AND created_at <= ?2 ORDER BY id LIMIT 500", &doc_file_record },
	[Q_DECISION]      = { "SELECT {} FROM acceptance WHERE application = ?1 AND round = ?2 ORDER BY id DESC LIMIT 1", &doc_decision_record },
	[Q_REVIEW]        = { "SELECT {} FROM internal_review WHERE application = ?1 AND round = ?2 AND passed = 1 ORDER BY id DESC LIMIT 1", &doc_review_record },
	[Q_TRIAL]         = { "SELECT {} FROM trial WHERE application = ?1", &doc_trial_record },
	[Q_SUGGESTION]    = { "SELECT s.id, s.lines, s.no_adjustment, s.basis, p.name, s.at FROM adjust_suggestion s LEFT JOIN person p ON p.id = s.by_person WHERE s.application = ?1 ORDER BY s.id DESC LIMIT 1",
			      &doc_suggestion_record },
	[Q_SUGGESTIONS]   = { "SELECT COUNT(*) FROM adjust_suggestion WHERE application = ?1" },
	[Q_FILING]        = { "SELECT f.no, f.note, p.name, f.registered_at FROM filing f LEFT JOIN person p ON p.id = f.registered_by WHERE f.application = ?1 ORDER BY f.id DESC LIMIT 1", &doc_filing_record },
	[Q_ORDER]         = { "SELECT id FROM delivery_order WHERE application = ?1" },
	[Q_DUE]           = { "SELECT due_at FROM clock WHERE subject_kind = 'application' AND subject_id = ?1 AND kind IN (?2, ?3, ?4) ORDER BY id DESC LIMIT 1" },
	[Q_PERSON]        = { "SELECT name, mobile FROM person WHERE id = ?1", &doc_person_record },
	[Q_SNAPSHOT]      = { "SELECT {} FROM application_round WHERE application = ?1 AND round = ?2", &doc_round_record },
	[Q_CSPS]          = { "SELECT DISTINCT csp FROM application_line WHERE application = ?1 AND csp IS NOT NULL AND approved_qty > 0 ORDER BY csp", &doc_csp_record },
	[Q_CHANGE]        = { "SELECT exec_from, exec_to, backup_declaration, rollback, project FROM change_order WHERE application = ?1", &doc_change_record },
	[Q_BACKUP]        = { "SELECT {} FROM (SELECT * FROM (SELECT id, content, place, verify_method, by_name, size_gb, verified, at FROM change_backup WHERE application = ?1 AND at <= ?2"
			      " UNION ALL SELECT id, content, place, verify_method, by_name, size_gb, verified, at FROM revocation_backup WHERE application = ?1 AND at <= ?2) b"
			      " ORDER BY id DESC LIMIT 1) x", &doc_backup_record },
	[Q_CHANGE_CSPS]   = { "SELECT DISTINCT csp FROM v_change_line WHERE application = ?1 AND csp IS NOT NULL AND granted = 1 ORDER BY csp", &doc_csp_record },
	/* What was confirmed before a change, or before services stop; a later confirmation of a change stands beside the earlier one. */
	[Q_BACKUPS]       = { "SELECT (SELECT COUNT(*) FROM change_backup WHERE application = ?1 AND at <= ?2) + (SELECT COUNT(*) FROM revocation_backup WHERE application = ?1 AND at <= ?2)" },
	[Q_ADVICE]        = { "SELECT {} FROM v_evaluation_item WHERE evaluation = ?1 ORDER BY CASE advice WHEN 'keep' THEN 1 ELSE 0 END, user_org_name, system_name, id", &evaluation_item_record },
	[Q_REPORTED]      = { "SELECT COUNT(*) FROM transition WHERE object = ?1 AND entity = 'evaluation' AND event = 'submit' AND at <= ?2" },
	[Q_ANSWERS_OPEN]  = { "SELECT COUNT(*) FROM evaluation_item WHERE evaluation = ?1 AND state IN ('draft', 'waiting', 'objected')" },
	[Q_OPTIMIZE]      = { "SELECT {} FROM v_optimize_record WHERE system = ?1 AND kind = 'optimize' AND created_at <= ?2 ORDER BY id DESC LIMIT 1", &optimize_record_record },
	[Q_BILL_LINES]    = { "SELECT {} FROM v_bill_line WHERE bill = ?1 ORDER BY id LIMIT 1500", &bill_line_record },
	[Q_BILL_GROUPS]   = { "SELECT system_name, item_name, COUNT(*), CAST(SUM(amount_fen) AS BIGINT) FROM bill_line WHERE bill = ?1 GROUP BY system, system_name, item_code, item_name ORDER BY MIN(id) LIMIT 5000", &doc_bill_group_record },
	[Q_BILL_ROUND]    = { "SELECT COUNT(*) + 1 FROM adjustment WHERE bill = ?1" },
#define SETTLED_SUMS(name) "SELECT " name ", COUNT(*), CAST(SUM(k.amount_fen) AS BIGINT) FROM bill b JOIN bill_contract k ON k.bill = b.id JOIN org o ON o.id = b.user_org WHERE k.contract = ?1 AND b.month >= ?2 AND b.month < ?3"
	[Q_SETTLED_MONTHS] = { SETTLED_SUMS("b.month") " GROUP BY b.month ORDER BY b.month LIMIT 200", &doc_settled_sum_record },
	[Q_SETTLED_UNITS] = { SETTLED_SUMS("MAX(o.name)") " GROUP BY b.user_org ORDER BY MIN(o.no), b.user_org LIMIT 5000", &doc_settled_sum_record },
	[Q_EVENTS_UNTIL]  = { "SELECT COUNT(*) FROM transition WHERE entity = ?1 AND object = ?2 AND event = ?3 AND at <= ?4" },
};

const struct invariant document_invariants[] = {
	{ "A36c", "签发的文书都有内容和摘要", "SELECT d.id FROM document d LEFT JOIN document_text t ON t.document = d.id WHERE t.document IS NULL OR d.digest = ''" },
	{ "A20.1d", "审批意见书只在意见签发后出具", "SELECT d.no FROM document d JOIN application a ON a.id = d.application WHERE d.kind = 'D08' AND a.opinion_no IS NULL" },
	{ "A23.1d", "数据销毁证明文书的编号就是证明的编号", "SELECT d.id FROM document d LEFT JOIN destroy_cert k ON k.id = d.subject WHERE d.kind = 'D21' AND (k.no IS NULL OR k.no <> d.no)" },
	{ "A26b", "紧急开通单下达的都有双方同意", "SELECT d.id FROM document d JOIN emergency_order e ON e.id = d.subject WHERE d.kind = 'D17' AND e.issued_at IS NULL" },
	{ "R-51", "内部意见不给上云单位和云服务商看", "SELECT id FROM document WHERE kind = 'D09' AND (for_units = 1 OR for_csp = 1 OR for_all = 1)" },
	{ 0 }
};
