#ifndef OIDC_OIDC_IN_H
#define OIDC_OIDC_IN_H
#include "oidc/oidc.h"

/* GET, or POST of a form when `form` has text; basic: "name:password" for Authorization, or p NULL. The status and the body (at most the
 * ceiling of `out`). E_REMOTE "sso.unreachable". */
struct ask { struct str url, form, user, password; bool local; };
enum err oidc_fetch(const struct ask *ask, long *status, struct buf *out, struct fail *f);
/* Letters, digits and -._~ stay. */
void oidc_form_put(const char *name, struct str value, struct buf *out);
bool oidc_is_local(struct str url);
#endif
