#ifndef DOMAIN_CLOUD_TASK_CLOUD_TASK_IN_H
#define DOMAIN_CLOUD_TASK_CLOUD_TASK_IN_H
#include "domain/cloud_task/cloud_task.h"

enum { Q_CLOUD_PUT, Q_CLOUD_GET, Q_CLOUD_NEXT, Q_CLOUD_END, Q_CLOUD_AGAIN, Q_CLOUD_REPLACED, Q_CLOUD_VOID, Q_CLOUD_HAND, Q_CLOUD_OPEN, Q_CLOUD_DONE_N, Q_CLOUD_NATIVE, Q_CLOUD_IPS, Q_CLOUD_MAX };
extern const struct stmt cloud_q[Q_CLOUD_MAX];
extern const struct migration cloud_migrations[];
extern const struct invariant cloud_invariants[];
extern const char *const cloud_work[];
extern const struct names cloud_act_names[CLOUD_ACT_MAX], cloud_state_names[CLOUD_STATE_MAX];

struct cloud_result { int64_t task; struct str native_id, ips, proof, error; bool cannot; };   /* error p NULL: done */
struct cloud_hand_in { int64_t id; struct str comment; };
extern const struct record cloud_result_record, cloud_hand_record;

/* After so many tries in vain the provider is told, and it is tried every hour. */
enum { CLOUD_TRIES = 5 };
/* When a task that has been tried so often is tried again. Pure. */
struct instant cloud_again(struct instant now, int64_t tries);
enum err cloud_told(struct ctx *c, const void *in, void *out);
enum err cloud_still_open(struct ctx *c, const void *subject, const void *in);
enum err cloud_by_hand(struct ctx *c, const void *in, void *out);
enum err cloud_drive(struct job_turn *t);
#endif
