#ifndef DOMAIN_ACCOUNT_ACCOUNT_H
#define DOMAIN_ACCOUNT_ACCOUNT_H
/* Accounts, roles, sessions: who is at the door and which posts they hold (A7, A31). */
#include "core/feature.h"

enum account_status { ACC_ACTIVE = 1, ACC_DISABLED, ACC_STATUS_MAX };
struct account {
	int64_t id, version, person, org; struct str login, person_name, org_name, org_kind;
	int32_t status; struct instant pwd_changed_at, locked_until, last_login_at, created_at; struct str last_login_ip;
	int64_t failed_count; bool sealed, unused; struct date valid_to; struct list roles;
};
extern const struct record account_record;
extern const struct entity account_entity;
extern const struct feature account_feature;

/* ---- signing in. What comes by another proof than a password (single sign-on) is refused, counted, asked for its second factor and given a
 * session as any other ---- */
struct sign_in { struct str login, password, code; int32_t kind; /* set by prepare: */ int64_t account; bool known, right, locked, closed, sealed; };
/* How the account stands: fills account, known, right, locked, closed and login; absent, it is not known. Reads only. */
enum err account_sign_in_by(struct ctx *c, int64_t account, struct sign_in *in);
/* A guard's body: E_DENIED bad_login, second_factor_needed, bad_code. */
enum err account_sign_in_may(struct ctx *c, const struct sign_in *in);
/* What a refused attempt leaves behind. */
enum err account_sign_in_failed(struct ctx *c, const struct sign_in *in);
/* The session; out is a struct of account_me_record. `way` says by what it came where that was no password (p NULL), and then none need be kept fresh. */
extern const struct record account_me_record;
enum err account_sign_in_open(struct ctx *c, const struct sign_in *in, struct str way, void *out);
/* A guard's body: what a sealed account that two people opened may not do, lest it outlive the opening. Reason account.sealed. */
enum err account_not_opened(struct ctx *c, const void *subject, const void *in);
/* Who an account is now: E_ABSENT when it, its person or its unit is not in use. */
enum err account_who(struct ctx *c, int64_t account, struct principal *out);
/* Field errors on scope and to_date of what a program may do and until when: permissions its holder has, at most token.max_days. */
enum err account_program_terms(struct ctx *c, const struct list *scope, struct date to_date, struct str *words);

/* People of a unit who hold one of the roles today: int64_t person ids, rising; of a unit with more than 500 such grants, some of them. */
enum err account_people_with(struct ctx *c, int64_t org, uint64_t roles, struct list *out);
/* Everybody who may sign in today, with unit and posts: struct principal. */
enum err account_everybody(struct ctx *c, struct list *out);
/* Whether the applicant unit has an active resource manager (A9a.1a). */
enum err account_has_manager(struct ctx *c, int64_t org, bool *out);
/* Active applicant units that have none: struct str names. Fact "account.no_manager" (of the authority's unit) tells weekly that
 * there are some. */
enum err account_without_manager(struct ctx *c, struct list *out);
/* A person who left (A22.3a): accounts disabled, sessions and posts ended. Refused by A31.P2a while nobody else holds an
 * administrator's post of theirs. */
enum err account_close_person(struct ctx *c, int64_t person);
/* A person who came to another unit with theirs: the account follows, posts that the new party cannot hold end. Counts both. */
enum err account_move_person(struct ctx *c, int64_t person, int64_t org, enum org_kind party, int64_t *kept, int64_t *ended);
/* ---- posts that rest on a delegation (A31.P1b) ---- */
/* Gives a person's account a post from day to day under a delegation; a post without one that the person holds now gives way to it.
 * Field error on `field` when the person has no account; E_REFUSED as any grant. */
enum err account_delegate(struct ctx *c, const char *field, int64_t person, int32_t role, struct date from, struct date to, int64_t delegation, struct str reason);
/* Its posts end now. */
enum err account_delegation_end(struct ctx *c, int64_t delegation);
/* Everybody of a unit is out (A31.P1d): posts and sessions end, accounts are disabled. *n counts accounts. */
enum err account_close_org(struct ctx *c, int64_t org, int64_t *n);
#endif
