#ifndef DOMAIN_EXCHANGE_EXCHANGE_H
#define DOMAIN_EXCHANGE_EXCHANGE_H
/* What this platform tells the provincial one, and what it must be able to tell (A14.P2, A14.P3, A17c). */
#include "core/feature.h"

/* Facts told: interop_obstruction.reported and .confirmed (subject interop_obstruction: a provider is said, or found, to hinder interworking, A14.P3b), csp_interface.down (subject
 * csp_interface: down for longer than x.down_hours, once per time it is down). */
enum obstruction_state { OBSTRUCTION_OPEN = 1, OBSTRUCTION_CLOSED, OBSTRUCTION_STATE_MAX };
struct obstruction {
	int64_t id, version, csp, file, by_person, closed_by; struct str no, csp_name, what, asked_by, result; struct date date; bool confirmed; int32_t state; struct instant created_at, closed_at;
};
extern const struct entity obstruction_entity, csp_interface_entity, exchange_job_entity, data_dispatch_entity;
extern const struct feature exchange_feature;
#endif
