#ifndef DOMAIN_ACCOUNT_ACCOUNT_IN_H
#define DOMAIN_ACCOUNT_ACCOUNT_IN_H
#include "domain/account/account.h"

enum { Q_ACC_PUT, Q_ACC_LOGIN_ID, Q_ACC_SIGN_IN, Q_ACC_FAILED, Q_ACC_FAILURES, Q_ACC_SIGNED_IN, Q_ACC_PASSWORD, Q_ACC_STATUS, Q_ACC_COUNT, Q_ACC_ACTIVE, Q_ACC_HASH, Q_WHO, Q_EVERYBODY, Q_ROLES, Q_ROLES_FROM,
       Q_GRANT_PUT, Q_GRANT_END, Q_SESSION_PUT, Q_SESSION_BY, Q_SESSION_END, Q_SESSION_END_ALL, Q_SESSION_SEEN, Q_SESSION_OLD, Q_SESSION_OWNER, Q_SESSION_NAME, Q_SESSION_WAY, Q_ACC_STANDS, Q_PEOPLE_WITH, Q_ACC_OF_PERSON, Q_ACC_EVERY, Q_ACC_USED, Q_ACC_ENABLED, Q_SESSION_SURPLUS, Q_GRANTS_END_ORG, Q_ACC_OWN, Q_ACC_AGE, Q_PAST_PUT, Q_PAST, Q_HOLDERS, Q_UNMANAGED, Q_ROLES_AHEAD, Q_GRANTS_END, Q_ACC_MOVE, Q_FACTOR, Q_FACTOR_NEW, Q_FACTOR_PENDING, Q_FACTOR_CONFIRM, Q_FACTOR_STEP,
       Q_FACTOR_RESET, Q_FACTOR_HAS, Q_RECOVERY_PUT, Q_RECOVERY_VOID, Q_RECOVERY_USE, Q_RECOVERY_IS, Q_RECOVERY_LEFT, Q_SESSION_PROVED, Q_SESSION_PASSWORD, Q_TOKEN_PUT, Q_ACC_LOCKS, Q_GRANT_BY, Q_GRANT_PLAIN, Q_GRANT_END_BY, Q_ACC_OF_ORG, Q_ACC_SEAL, Q_ACC_WIPE, Q_ACC_SEALED, Q_GLASS_PUT, Q_GLASS_HALF, Q_GLASS_OPENED, Q_GLASS_CLOSED, Q_GLASS_REPORT, Q_GLASS_LIVE, Q_GLASS_UNTIL, Q_GLASS_OVER, Q_GLASS_DUE,
       Q_GLASS_REMINDED, Q_ACC_CREATED, Q_FIRST_PUT, Q_FIRST_OPEN, Q_FIRST_DONE, Q_FIRST_HELD, Q_ACC_MAX };
extern const struct stmt account_q[Q_ACC_MAX];
extern const struct migration account_migrations[];
extern const struct invariant account_invariants[];

/* Roles of an account on a day, as bits. */
enum err account_roles(struct ctx *c, int64_t account, struct date day, uint64_t *out);
/* Grants one role after the rules: it fits the party (A7), and the three administrators exclude each other and all else (A31.P2a). */
enum err account_grant(struct ctx *c, int64_t account, enum org_kind party, int32_t role, struct date from, struct date to, struct str reason);
/* A new account; field errors on login and password. `hash` from secret_hash. */
enum err account_enter(struct ctx *c, struct str login, int64_t person, int64_t org, struct str hash, struct date valid_to, int64_t *id);
/* Field error on `field` unless the password keeps the policy. */
enum err account_password_rule(struct ctx *c, const char *field, struct str password, struct str login);
/* Stores a hash as the account's password; `own`: chosen by its holder, not by an administrator. */
enum err account_password_set(struct ctx *c, int64_t account, struct str hash, bool own);
/* Field error when it is one of the last five. Slow: in `prepare` only. */
enum err account_password_new(struct ctx *c, const char *field, int64_t account, struct str password);
/* Whether the holder should choose a new one: it was given by an administrator, or is old (PRACTICE 7.1). */
enum err account_password_due(struct ctx *c, int64_t account, bool *out);
/* Refuses when nobody else holds one of the three administrators' posts that this account has among `roles` (A31.P2a). */
enum err account_not_last_admin(struct ctx *c, int64_t account, uint64_t roles);
enum err account_who_by_login(struct ctx *c, struct str login, struct principal *out);
enum err account_who_by_token(struct ctx *c, struct str token, struct principal *out);
/* Whether nobody signed in with it for account.idle_days (PRACTICE 7.1). The three administrators' stay: nobody else could give one back. */
enum err account_unused(struct ctx *c, int64_t account, bool *out);
enum err account_sign_in_prepare(struct ctx *c, void *in);
enum { SESSION_BROWSER = 1, SESSION_TOKEN, SESSION_API, SESSION_KIND_MAX };

/* ---- the second factor: factor.c ---- */
enum { FACTOR_OFF = 1, FACTOR_OPTIONAL, FACTOR_REQUIRED, FACTOR_MAX };
extern const struct names factor_names[FACTOR_MAX];
int factor_policy(struct ctx *c);
/* Whether the account has one that counts (none while the policy is off). */
enum err factor_held(struct ctx *c, int64_t account, bool *out);
/* Whether the code is right now: six digits not used before, or an unused recovery code. Reads only. */
enum err factor_right(struct ctx *c, int64_t account, struct str code, bool *out);
/* The same, and the code is used up; E_DENIED bad_code. */
enum err factor_use(struct ctx *c, int64_t account, struct str code);
/* What a session of the account lacks, as principal.lacks has it; one that came by no password need not keep one fresh. */
enum err factor_lacks(struct ctx *c, int64_t account, bool by_password, struct principal *who);
struct code_in { struct str code; };
struct enrol_out { struct str secret, uri; };
struct codes_out { struct list codes; };
extern const struct record enrol_in_record, enrol_out_record, confirm_record, step_up_record, step_up_out_record, codes_record;
enum err factor_enrol(struct ctx *c, const void *in, void *out);
enum err factor_confirm(struct ctx *c, const void *in, void *out);
enum err factor_codes(struct ctx *c, const void *in, void *out);
enum err factor_reset(struct ctx *c, const void *in, void *out);
enum err session_step_up_prepare(struct ctx *c, void *in);
enum err session_step_up(struct ctx *c, const void *in, void *out);
/* Until when a session that showed its second factor and its password at these moments (AT_NONE: never) may do OP_STEP_UP ops: proved_until
 * and prove of the principal. */
enum err factor_proved(struct ctx *c, int64_t account, struct instant factor_at, struct instant password_at, struct principal *who);
/* A failed attempt counts; enough of them lock the account, each time for twice as long (up to a day). */
enum err account_failed(struct ctx *c, int64_t account, bool *locked);
/* The same for a session that shows wrong codes: when it locks, the account's sessions end. */
enum err step_up_failed(struct ctx *c, const void *in);
/* ---- the first run: first.c ---- */
extern const struct record first_record, first_out_record;
enum err first_needed(struct ctx *c, const void *in, void *out);
enum err first_prepare(struct ctx *c, void *in);
enum err first_run(struct ctx *c, const void *in, void *out);
enum err first_still_empty(struct ctx *c, const void *subject, const void *in);
enum err first_three_people(struct ctx *c, const void *subject, const void *in);
/* Whether administrators were made who have not all confirmed a second factor yet, while the policy wants one of everybody (A31.P1a). */
enum err first_run_open(struct ctx *c, bool *out);
/* Ends it when the three are there, or when the policy, changed at this machine, no longer waits for them. */
enum err first_run_settle(struct ctx *c);
/* ---- a demonstration's people: shown.c ---- */
extern const struct record shown_rows_record;
enum err shown_people(struct ctx *c, const void *in, void *out);
/* ---- sealed accounts: glass.c ---- */
enum { GLASS_ASKED = 1, GLASS_OPEN, GLASS_CLOSED, GLASS_REPORTED, GLASS_LAPSED, GLASS_STATE_MAX };
struct break_glass {
	int64_t id, version, account, asker, opener, reporter, minutes; struct str no, login, reason, asker_name, opener_name, report; int32_t state; bool late;
	struct instant asked_at, opened_at, until_at, closed_at, report_due_at, reported_at;
};
extern const struct record break_glass_record, glass_ask_record, glass_half_record, glass_report_record, glass_id_record;
extern const struct entity break_glass_entity;
extern const struct flow   break_glass_flow;
struct glass_half { int64_t id; struct str half; };
struct glass_open_in { int64_t id; struct str half, hash; };
struct glass_ask_in { int64_t account, minutes; struct str reason; };
struct glass_report_in { int64_t id; struct str report; };
enum err account_seal(struct ctx *c, const void *in, void *out);
enum err glass_ask(struct ctx *c, const void *in, void *out);
enum err glass_open_prepare(struct ctx *c, void *in);
enum err glass_open(struct ctx *c, const void *in, void *out);
enum err glass_close(struct ctx *c, const void *in, void *out);
enum err glass_report(struct ctx *c, const void *in, void *out);
enum err glass_by_another(struct ctx *c, const void *subject, const void *in);
enum err glass_own(struct ctx *c, const void *subject, const void *in);
/* Until when a sealed account is open (AT_NONE: it is not), and the number of the opening. */
enum err glass_until(struct ctx *c, int64_t account, struct instant *until, struct str *no);
enum err glass_minute(struct ctx *c);
/* ---- who may do what: roles.c ---- */
extern const struct record matrix_ask_record, matrix_record, duty_rows_record, who_in_record, who_out_record;
enum err role_matrix(struct ctx *c, const void *in, void *out);
extern const struct record alone_ask_record, alone_rows_record;
enum err alone_list(struct ctx *c, const void *in, void *out);
enum err duty_list(struct ctx *c, const void *in, void *out);
enum err object_who(struct ctx *c, const void *in, void *out);
/* A program's token: permissions its holder has, until a day. */
struct token_in { struct str name; struct list scope; struct date to_date; };
struct token_out { int64_t id; struct str token; struct instant expires_at; };
extern const struct record token_in_record, token_out_record;
enum err token_create(struct ctx *c, const void *in, void *out);
#endif
