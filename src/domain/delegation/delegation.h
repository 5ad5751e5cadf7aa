#ifndef DOMAIN_DELEGATION_DELEGATION_H
#define DOMAIN_DELEGATION_DELEGATION_H
/* What the authority delegates to a provider's people, what a provider files when it changes, and how one hands over (A31.P1b–d). */
#include "core/feature.h"

enum delegation_state { DELEGATION_DRAFT = 1, DELEGATION_ACTIVE, DELEGATION_REVOKED, DELEGATION_LAPSED, DELEGATION_STATE_MAX };
struct delegation {
	int64_t id, version, csp, drafter, issuer, reminded; struct str no, csp_name, scope, revoke_reason; uint32_t roles; struct list persons;
	struct date from_date, to_date; struct instant created_at, issued_at, revoked_at; int32_t state;
};
enum csp_change_kind { CHANGE_NAME = 1, CHANGE_EQUITY, CHANGE_CONTACT, CHANGE_KEY_PERSON, CHANGE_SUBCONTRACT, CHANGE_REPLACE, CSP_CHANGE_KIND_MAX };
enum csp_change_state { FILING_FILED = 1, FILING_NOTED, FILING_RETURNED, FILING_STATE_MAX };
struct csp_change {
	int64_t id, version, csp, reporter, noted_by; struct str no, csp_name, detail, reply; int32_t kind, state; struct date change_date, due_date; bool late;
	struct instant reported_at, noted_at;
};
enum handover_state { HANDOVER_OPEN = 1, HANDOVER_DONE, HANDOVER_STATE_MAX };
enum handover_category { ITEM_ACCOUNTS = 1, ITEM_KEYS, ITEM_DOCUMENTS, ITEM_ASSETS, ITEM_TICKETS, ITEM_DATA, ITEM_CATEGORY_MAX };
struct handover {
	int64_t id, version, from_csp, to_csp, opener, completed_by, n_items, n_open, closed_accounts; struct str no, from_name, to_name, reason; struct date start_date, end_date;
	struct instant created_at, closed_rights_at; int32_t state; int64_t reminded;
};
struct handover_item {
	int64_t id, version, handover, from_csp, to_csp, from_person, to_person; struct str handover_no, content, from_note, to_note; int32_t category, handover_state; bool done;
	struct instant from_signed_at, to_signed_at, created_at;
};
extern const struct record delegation_record, csp_change_record, handover_record, handover_item_record;
extern const struct entity delegation_entity, csp_change_entity, handover_entity, handover_item_entity;
extern const struct flow   delegation_flow, csp_change_flow, handover_flow;
extern const struct feature delegation_feature;
#endif
