#ifndef DOMAIN_SSO_SSO_IN_H
#define DOMAIN_SSO_SSO_IN_H
#include "domain/account/account.h"
#include "domain/sso/sso.h"

enum { Q_ISSUER_PUT, Q_ISSUER_SET, Q_ISSUER_SECRET, Q_ISSUER_GET_SECRET, Q_ISSUER_TAKEN, Q_ISSUER_CLOSED, Q_ISSUER_ALL, Q_LINK_PUT, Q_LINK_OF, Q_LINK_BY, Q_LINK_TAKEN_SUBJECT,
       Q_LINK_TAKEN_ACCOUNT, Q_LINK_CONFIRMED, Q_LINK_ENDED, Q_LINKS_OF_ISSUER, Q_STRANGER_SEEN, Q_STRANGER_PUT, Q_STRANGERS, Q_LOGIN_PUT, Q_LOGIN_USED, Q_CERT_PUT, Q_CERT_APPROVED,
       Q_CERT_ENDED, Q_CERT_TAKEN, Q_CERT_BY, Q_WAYS_IN, Q_SSO_MAX };
extern const struct stmt sso_q[Q_SSO_MAX];
extern const struct migration sso_migrations[];
extern const struct invariant sso_invariants[];
extern const char *const sso_work[];

/* ---- issuers: issuer.c ---- */
enum { ISSUER_ACTIVE = 1, ISSUER_CLOSED, ISSUER_STATE_MAX };
struct sso_issuer {
	int64_t id, version; struct str label, issuer, client_id, redirect_uri; bool has_secret; uint32_t parties; int32_t state; struct instant created_at, closed_at;
};
extern const struct record sso_issuer_record, sso_issuer_create_record, sso_issuer_update_record, sso_offer_record;
extern const struct entity sso_issuer_entity;
extern const struct flow   sso_issuer_flow;
enum err issuer_create(struct ctx *c, const void *in, void *out);
enum err issuer_update(struct ctx *c, const void *in, void *out);
enum err issuer_close(struct ctx *c, const void *in, void *out);
enum err sso_offer(struct ctx *c, const void *in, void *out);
/* One that may be used; E_ABSENT. */
enum err issuer_active(struct ctx *c, int64_t id, struct sso_issuer *out);

/* ---- links: link.c ---- */
enum { LINK_PROPOSED = 1, LINK_ACTIVE, LINK_ENDED, LINK_STATE_MAX };
struct sso_link {
	int64_t id, version, issuer, account, org, proposer; struct str issuer_label, subject, login, person_name, org_name, reason, end_reason; int32_t state;
	struct instant proposed_at, confirmed_at, ended_at;
};
struct sso_stranger { int64_t id, issuer, times; struct str issuer_label, subject, name; struct instant first_at, last_at; };
extern const struct record sso_link_record, sso_link_create_record, sso_link_end_record, sso_link_leave_record, sso_stranger_record;
extern const struct entity sso_link_entity;
extern const struct flow   sso_link_flow;
enum err link_create(struct ctx *c, const void *in, void *out);
enum err link_confirm(struct ctx *c, const void *in, void *out);
enum err link_end(struct ctx *c, const void *in, void *out);
enum err link_own(struct ctx *c, const void *subject, const void *in);
/* The one that stands for a subject (not ended); id 0: none. */
enum err link_of(struct ctx *c, int64_t issuer, struct str subject, struct sso_link *out);
/* Whether the account is still in the unit it was linked in, and the issuer may vouch for its party; else a refusal. */
enum err link_same_unit(struct ctx *c, const struct sso_link *l, const struct sso_issuer *i);

/* ---- signing in: sign_in.c ---- */
extern const struct record sso_begin_record, sso_begun_record, sso_verify_record, sso_proved_record, sso_sign_in_record;
enum err sso_begin_prepare(struct ctx *c, void *in);
enum err sso_begin_remote(struct ctx *c, void *in);
enum err sso_begin(struct ctx *c, const void *in, void *out);
enum err sso_verify_prepare(struct ctx *c, void *in);
enum err sso_verify_remote(struct ctx *c, void *in);
enum err sso_verify(struct ctx *c, const void *in, void *out);
enum err sso_verify_refused(struct ctx *c, const void *in);
enum err sso_is_linked(struct ctx *c, const void *subject, const void *in);
enum err sso_is_confirmed(struct ctx *c, const void *subject, const void *in);
enum err sso_is_same_unit(struct ctx *c, const void *subject, const void *in);
enum err sso_sign_in_prepare(struct ctx *c, void *in);
enum err sso_sign_in(struct ctx *c, const void *in, void *out);
enum err sso_sign_in_refused(struct ctx *c, const void *in);
enum err sso_first_use(struct ctx *c, const void *subject, const void *in);
enum err sso_link_holds(struct ctx *c, const void *subject, const void *in);
enum err sso_account_stands(struct ctx *c, const void *subject, const void *in);

/* ---- certificates: certificate.c ---- */
enum { CERT_ASKED = 1, CERT_ACTIVE, CERT_ENDED, CERT_STATE_MAX };
enum { CERT_FINGERPRINT = 1, CERT_SUBJECT, CERT_KIND_MAX };
struct client_certificate {
	int64_t id, version, account, org, person, approver; struct str name, value, scope, login, person_name, org_name, end_reason; int32_t kind, state; struct date to_date;
	struct instant asked_at, approved_at, ended_at;
};
extern const struct record client_certificate_record, client_certificate_ask_record, client_certificate_end_record, client_certificate_leave_record;
extern const struct entity client_certificate_entity;
extern const struct flow   client_certificate_flow;
enum err certificate_ask(struct ctx *c, const void *in, void *out);
enum err certificate_approve(struct ctx *c, const void *in, void *out);
enum err certificate_end(struct ctx *c, const void *in, void *out);
enum err certificate_by_another(struct ctx *c, const void *subject, const void *in);
enum err certificate_own(struct ctx *c, const void *subject, const void *in);
/* Guard of account.seal: what is sealed has no other way in. */
enum err sso_no_other_way(struct ctx *c, const void *subject, const void *in);
enum err sso_who_by_token(struct ctx *c, struct str token, struct principal *out);
#endif
