#ifndef DOMAIN_INFO_CHANGE_INFO_CHANGE_H
#define DOMAIN_INFO_CHANGE_INFO_CHANGE_H
/* Units and people that change (A22.3, R-21): reported by the unit, registered by the authority; what moves systems from one unit to
 * another is one signed act. The record holds what the paper D18 says. */
#include "core/feature.h"

enum ic_kind { IC_RENAME = 1, IC_MERGE, IC_SPLIT, IC_ABOLISH, IC_SUBORDINATE, IC_PERSON_JOINED, IC_PERSON_LEFT, IC_CONTACT, IC_KIND_MAX };
enum ic_state { IC_REPORTED = 1, IC_RETURNED, IC_REGISTERED, IC_DONE, IC_WITHDRAWN, IC_STATE_MAX };
struct info_change {
	int64_t id, version, org, root, into_org, person, successor, file, reported_by, registered_by, signed_by, delay_wd;
	struct str no, org_name, into_name, new_name, new_short_name, reason, doc_no, name, mobile, email, post, person_name, successor_name, before, after,
		reported_name, registered_name, signed_name, register_note, sign_note, return_note;
	int32_t kind, state; uint32_t duty_kind; struct list systems, people; struct date change_date, due_date; bool late;
	struct instant reported_at, registered_at, signed_at;
	struct list warnings, items;
};
extern const struct record info_change_record;
extern const struct entity info_change_entity;
extern const struct flow   info_change_flow;
extern const struct feature info_change_feature;
/* Fact told: info_change.done. */
#endif
