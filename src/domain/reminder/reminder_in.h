#ifndef DOMAIN_REMINDER_REMINDER_IN_H
#define DOMAIN_REMINDER_REMINDER_IN_H
#include "domain/org/org.h"
#include "domain/reminder/reminder.h"

enum { Q_TOLD, Q_TELL, Q_CLOCKS, Q_CHOICE, Q_CHOICE_SET, Q_CHOICE_PUT, Q_HAS_ADDRESS, Q_REM_MAX };
extern const struct stmt reminder_q[Q_REM_MAX];
extern const struct migration reminder_migrations[];

/* ---- who has the ball, and who stands above ---- */
struct ball { struct work_item w; uint64_t roles; int32_t kind; int64_t root; struct str unit; };   /* unit, its kind and root; the authority's: kind alone */
struct post { int64_t org; uint64_t roles; };            /* org 0: the authority */
enum { POSTS_MAX = 2 };
/* Rows of the same matter, act and unit become one with several posts. */
enum err balls_of(struct ctx *c, const struct list *work /* struct work_item */, struct list *out /* struct ball */);
size_t superiors(const struct ball *b, struct post *out);
/* "州数据局主管部门经办" without names of people: letters leave the house. */
struct str holder_words(struct ctx *c, const struct ball *b);

/* ---- steps ---- */
enum { STEP_NONE = -1, STEP_OVER = -2 };
/* Which warning is due when `remaining` working days follow today: 0 on the last day, n of `steps` before it, STEP_OVER past it. A day on
 * which nothing ran is made up for by the next smaller step. */
int64_t reminder_step(const struct list *steps /* int64_t */, int64_t remaining, bool over);

enum err job_remind(struct ctx *c);
enum err job_digest(struct job_turn *t);

struct digest_in { int64_t person; struct str title, body; };
enum err digest_write(struct ctx *c, const void *in, void *out);
enum err digest_done(struct ctx *c, const void *in, void *out);
/* Whether the person wants the digest by mail too: yes, unless they said no. */
enum err digest_by_mail(struct ctx *c, int64_t person, bool *out);
#endif
