#ifndef DOMAIN_ACCOUNT_DUTY_H
#define DOMAIN_ACCOUNT_DUTY_H
/* Conflicts of duty (A31.P2a): who does the one may not do the other. */
#include "domain/account/account.h"

enum { KEPT_AT_GRANT = 1, KEPT_BY_PARTY, KEPT_AT_ACT, KEPT_MAX };
struct duty {                              /* ended by { 0 } */
	const char *article, *label; uint64_t one, other;
	int kept;                          /* where it is refused */
	const char *guard;                 /* the reason word that refuses it */
	const char *before;                /* KEPT_AT_ACT: the event done first ("": making the object); the guard stands on the second */
	const char *maker;                 /* an op of another object that makes it (making is then the event ""), or NULL */
};
extern const struct duty duties[];
extern const struct names duty_kept_names[KEPT_MAX];
/* The conflict that a new post (one bit) would make with what is held, or NULL. */
const struct duty *duty_conflict(uint64_t bit, uint64_t held);
/* The guard with that reason word in any feature, or NULL. */
const struct guard *duty_guard(const struct core *k, const char *reason);
/* Procedures that one present account could bring from its beginning to a deciding end alone: struct alone. */
struct alone { struct str procedure, login, end, flow; };
enum { ALONE_MAX = 50000 };
enum err duty_alone(struct ctx *c, struct list *out);
/* Every dynamic conflict has its guard, and nobody holds what excludes each other: E_CORRUPT with a sentence otherwise. */
enum err duty_check(struct ctx *c);
#endif
