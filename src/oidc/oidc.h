#ifndef OIDC_OIDC_H
#define OIDC_OIDC_H
/* OpenID Connect as a relying party: struct in, result out; no database, no ctx. Everything found is in the arena given. Failures tell
 * whose they are: E_REMOTE "sso.unreachable" or "sso.issuer" the issuer's, E_DENIED "sso.proof" what was shown does not prove anything. */
#include "base/base.h"
#include "base/date.h"

struct oidc_issuer { struct str issuer, client_id, secret, redirect_uri; };   /* secret p NULL: a public client */

/* The CA (PEM) that issuers' certificates are checked by; NULL: the system's. Before threads start. E_INVALID when it cannot be read. */
enum err oidc_open(const char *ca_file, struct fail *f);

/* https://name…, or http:// on this machine itself; no user, no fragment, visible ASCII. */
bool oidc_url_ok(struct str url);
/* The same without a query: what an issuer is called. */
bool oidc_issuer_ok(struct str url);

/* Where to send the browser. Asks the issuer's configuration when it is not known. verifier: 43 to 128 of A-Za-z0-9-._~ */
enum err oidc_address(const struct oidc_issuer *i, struct str state, struct str nonce, struct str verifier, struct arena *a, struct str *url, struct fail *f);

struct oidc_claims { struct str subject, name; };      /* name: what the issuer calls them, for people to read; p NULL: it does not say */
/* Who came back with the code. iss: what the issuer's answer said of itself (RFC 9207), p NULL: nothing. */
enum err oidc_prove(const struct oidc_issuer *i, struct str code, struct str iss, struct str verifier, struct str nonce, struct instant now, struct arena *a,
		    struct oidc_claims *out, struct fail *f);

/* ---- the pure parts, for the above, tests and the fuzzer ---- */
struct oidc_config { struct str authorization_endpoint, token_endpoint, jwks_uri; bool by_post, names_itself; };
/* A discovery document; E_REMOTE "sso.issuer". */
enum err oidc_config_read(struct str json, struct str issuer, struct arena *a, struct oidc_config *out, struct fail *f);
struct oidc_expect { struct str issuer, client_id, nonce; struct instant now; };
/* An ID token against a key set. *unknown_key: the set has no key for it (a new one might). */
enum err oidc_token_check(struct str token, struct str jwks, const struct oidc_expect *e, struct arena *a, struct oidc_claims *out, bool *unknown_key, struct fail *f);
/* S256 of RFC 7636. */
struct str oidc_challenge(struct str verifier, struct arena *a);
#endif
