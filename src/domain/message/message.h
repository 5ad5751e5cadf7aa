#ifndef DOMAIN_MESSAGE_MESSAGE_H
#define DOMAIN_MESSAGE_MESSAGE_H
/* The in-app inbox: reminders and notices to people, each with the article it rests on. */
#include "core/feature.h"

extern const struct feature message_feature;
enum message_template { MSG_NOTICE = 1, MSG_REMINDER, MSG_DIGEST, MESSAGE_TEMPLATE_MAX };
struct note { struct str title, body; const char *article; const struct entity *e; int64_t subject; enum message_template template; /* 0: a notice */ };
/* To one person; the same unread title about the same subject on the same day is not sent twice. */
enum err message_send(struct ctx *c, int64_t person, const struct note *n);
/* To everybody of a unit who holds one of the roles; org 0: the authority. */
enum err message_to_roles(struct ctx *c, int64_t org, uint64_t roles, const struct note *n);
/* The same, but not to these two (0: nobody): who must not do it is not asked to. */
enum err message_to_roles_but(struct ctx *c, int64_t org, uint64_t roles, int64_t not_person, int64_t nor_person, const struct note *n);
/* The day's digest to one person, once a day: in the app, and by mail where one may go out and the person has an address. */
enum err message_digest(struct ctx *c, int64_t person, const struct note *n, bool by_mail);
/* Notices and reminders that came to the person since the last digest and are unread: how many, and the newest titles (struct str, at most max). */
enum err message_new(struct ctx *c, int64_t person, size_t max, int64_t *n, struct list *titles);
/* The nearest of the remind-days in setting `key` ("180,90,30") that `left` days have come down to and that `told` (the one already
 * written about, or INT_NONE) has not: INT_NONE when there is nothing to write. Days missed while nothing ran are made up for once. */
int64_t message_remind_day(struct ctx *c, const char *key, int64_t left, int64_t told);
#endif
