#ifndef DOMAIN_EXCHANGE_EXCHANGE_IN_H
#define DOMAIN_EXCHANGE_EXCHANGE_IN_H
#include "domain/exchange/exchange.h"
#include "domain/info_system/info_system.h"
#include "driver/prov.h"

enum { Q_JOB_PUT, Q_JOB_NEXT, Q_JOB_AWAITING, Q_JOB_SENT, Q_JOB_LATER, Q_JOB_ENDED, Q_JOB_OPEN, Q_JOB_LAST, Q_JOB_NUMBER, Q_JOB_UNANSWERED, Q_JOB_TOLD, Q_JOB_COUNTS, Q_JOBS_BETWEEN, Q_OUTAGE_OPEN, Q_OUTAGE_BEGIN,
       Q_OUTAGE_END, Q_OUTAGE_TOLD, Q_DIFF_PUT, Q_DIFF_CLEAR, Q_DIFF_SETTLE, Q_DIFF_OPEN, Q_MAP_PUT, Q_MAPS, Q_FACE_PUT, Q_FACE_SET, Q_FACE_TEST, Q_FACE_TEST_PUT, Q_FACE_TESTS, Q_FACES_DOWN, Q_FACE_TOLD, Q_OBST_PUT,
       Q_OBST_CLOSE, Q_CONTACT_PUT, Q_CONTACT, Q_DISPATCH_PUT, Q_SERVING, Q_DISPATCH_STAT, Q_D_RESOURCES, Q_D_CAPACITY, Q_D_SYSTEMS, Q_D_UTILISATION, Q_D_ORDERS, Q_D_ALARMS, Q_X_MAX };
extern const struct stmt exchange_q[Q_X_MAX];
extern const struct migration exchange_migrations[];
extern const struct invariant exchange_invariants[];
extern const char *const exchange_work[];

/* ---- datasets (dataset.c) ---- */
enum dataset { SET_RESOURCES = 1, SET_CAPACITY, SET_SYSTEMS, SET_UTILISATION, SET_ORDERS, SET_ALARMS, DATASET_MAX };
enum rhythm { DAILY = 1, MONTHLY, RHYTHM_MAX };
enum { COLUMNS = 14, DATASET_ROWS_MAX = 50000 };
/* How a dataset is read: a statement that gives COLUMNS texts, and what the columns are called over there. */
struct dataset_def { enum rhythm rhythm; int query; enum { AS_OF_NOW, OF_MONTH, OF_SPAN } takes; const char *columns[COLUMNS]; };
struct dataset_row { struct str c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14; };
extern const struct dataset_def datasets[DATASET_MAX];
extern const struct names dataset_names[DATASET_MAX];
extern const struct record dataset_row_record;
/* The rows of a period as CSV under the names of the other side, codes mapped; E_LIMIT beyond DATASET_ROWS_MAX. Reads only. */
enum err dataset_csv(struct ctx *c, enum dataset set, struct str period, struct buf *out, int64_t *rows);
/* "2026-03-01" for a daily set, "2026-03" for a monthly one; false when it is not of that form. */
bool     dataset_period(enum dataset set, struct str period, struct period *out);

/* ---- jobs (exchange.c) ---- */
enum job_state { JOB_WAITING = 1, JOB_SENT, JOB_ACKED, JOB_FAILED, JOB_STATE_MAX };
struct exchange_job {
	int64_t id, version, attempt, rows, retries, ack_rows, requested_by; struct str target, period, digest, ack, ack_digest, last_error, reason; int32_t dataset, state; bool told;
	struct instant next_at, created_at, sent_at, ended_at;
};
enum diff_kind { DIFF_ROWS = 1, DIFF_CONTENT, DIFF_NOT_HERE, DIFF_NOT_THERE, DIFF_KIND_MAX };
struct difference {
	int64_t id, version, job, our_rows, their_rows, settled_by; int32_t dataset, kind; struct str period, our_digest, their_digest, source, settle_note; struct instant found_at, settled_at;
};
struct outage { int64_t id; struct instant began_at, told_at, ended_at; struct str error; };
struct mapping { int64_t id, version, by_person; int32_t dataset; struct str col, local, province; struct instant created_at; };
struct statement_row { int32_t dataset; struct str period, digest; int64_t rows; };
struct status { struct str target, endpoint, error; bool on, down; struct instant down_since; int64_t waiting, sent, acked, failed, differences; };
extern const struct record exchange_job_record, difference_record, outage_record, mapping_record, statement_record, status_record;
extern const struct flow exchange_job_flow;
struct push_in    { int64_t id; int32_t dataset; struct str period, reason; };
struct pushed_in  { int64_t job, rows; struct str digest, error; bool final; };
struct receipt_in { int64_t id, rows; bool accepted; struct str digest, note, error; };
struct settle_in  { int64_t id; struct str note; };
enum err job_push(struct ctx *c, const void *in, void *out);
enum err job_resend(struct ctx *c, const void *in, void *out);
enum err job_pushed(struct ctx *c, const void *in, void *out);
enum err job_receipt(struct ctx *c, const void *in, void *out);
enum err job_content(struct ctx *c, const void *in, void *out);
enum err difference_settle(struct ctx *c, const void *in, void *out);
enum err statement_import(struct ctx *c, const struct list *rows);
enum err mapping_create(struct ctx *c, const void *in, void *out);
enum err exchange_status(struct ctx *c, const void *in, void *out);
enum err exchange_feed(struct ctx *c);
enum err exchange_go(struct job_turn *t);
enum err exchange_watch(struct ctx *c);
enum err exchange_on(struct ctx *c, const void *subject, const void *in);
enum err nothing_under_way(struct ctx *c, const void *subject, const void *in);
enum err difference_open(struct ctx *c, const void *subject, const void *in);
bool     receipt_good(struct ctx *c, const void *subject, const void *in);
/* Milliseconds until the next try: five minutes, doubled each time, six hours at most. */
int64_t  retry_ms(int64_t retries);

/* ---- interfaces of providers and obstructions (interface.c) ---- */
enum face_status { FACE_UP = 1, FACE_DOWN, FACE_BUILDING, FACE_RETIRED, FACE_STATUS_MAX };
struct face_test { int64_t id, csp_interface, by_person; bool ok; struct str note; struct instant at; };
struct csp_interface {
	int64_t id, version, csp, created_by; struct str csp_name, name, protocol, address, owner, note; int32_t status, purpose; struct date test_date; struct instant down_since, told_at, created_at; struct list tests;
};
extern const struct record csp_interface_record, face_test_record, obstruction_record;
struct face_in   { int64_t id; bool ok; struct instant at; struct str note; };
struct closed_in { int64_t id; bool confirmed; struct str result; };
enum err face_create(struct ctx *c, const void *in, void *out);
enum err face_update(struct ctx *c, const void *in, void *out);
enum err face_tested(struct ctx *c, const void *in, void *out);
enum err face_fill(struct ctx *c, void *rec);
enum err face_in_use(struct ctx *c, const void *subject, const void *in);
enum err faces_watch(struct ctx *c);
enum err obstruction_report(struct ctx *c, const void *in, void *out);
enum err obstruction_close(struct ctx *c, const void *in, void *out);
enum err obstruction_open(struct ctx *c, const void *subject, const void *in);

/* ---- data dispatch (dispatch.c) ---- */
struct dispatch_contact { int64_t id, version, system, by_person, user_org, applicant_org; bool dispatchable; struct str name, mobile, note, system_name, user_org_name; struct instant at; };
struct data_dispatch {
	int64_t id, version, system, csp, work_order, user_org, applicant_org, by_person; struct str system_name, user_org_name, csp_name, work_order_no, work_order_state, content, basis, use, contact, mobile, receiver;
	struct instant due_at, created_at, done_at; bool overdue;
};
struct dispatch_stat { int64_t system, requests, open, late; struct str system_name, user_org_name, contact; bool dispatchable; };
struct dispatch_stats { int64_t systems, dispatchable, without_contact, requests, open, late; struct list items; };
extern const struct record dispatch_contact_record, data_dispatch_record, dispatch_stat_record;
struct contact_in  { int64_t id; bool dispatchable; struct str name, mobile, note; };
struct dispatch_in { int64_t system, csp; struct str content, basis, use, receiver; struct instant due_at; };
extern const struct record dispatch_in_record;
enum err contact_set(struct ctx *c, const void *in, void *out);
enum err dispatch_create(struct ctx *c, const void *in, void *out);
enum err dispatch_report(struct ctx *c, const void *in, void *out);
enum err dispatch_fill(struct ctx *c, void *rec);
enum err dispatch_has_contact(struct ctx *c, const void *subject, const void *in);
#endif
