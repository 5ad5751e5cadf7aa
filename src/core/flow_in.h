#ifndef CORE_FLOW_IN_H
#define CORE_FLOW_IN_H
/* The steps of a move, for the op runner. */
#include "core/core_in.h"

int32_t  subject_state(const struct entity_slot *s, const void *subject);
int64_t  subject_version(const struct entity_slot *s, const void *subject);
/* E_CONFLICT "wrong_state" unless the picture has the move. */
enum err move_legal(struct ctx *c, const struct flow *f, const void *subject, const char *event);
/* Every guard row that watches the move, or the op; the refusing row supplies article and reason. */
bool guard_watches(const struct guard *g, const struct flow *f, const char *event, const char *op);
/* The guards of an op, by its name and by its event; those of an event that no op fires. */
enum err op_guards_pass(struct ctx *c, const struct op_slot *s, const void *subject, const void *in);
enum err event_guards_pass(struct ctx *c, const struct flow *f, const char *event, const void *subject, const void *in);
/* State, version, clocks, timeline row, fact. */
enum err move_make(struct ctx *c, const struct flow *f, int64_t id, const void *subject, const char *event, const void *in,
		   const char *comment);
const char *acting_role(const struct ctx *c);
#endif
