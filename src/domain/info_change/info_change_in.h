#ifndef DOMAIN_INFO_CHANGE_INFO_CHANGE_IN_H
#define DOMAIN_INFO_CHANGE_INFO_CHANGE_IN_H
#include "domain/info_change/info_change.h"
#include "domain/org/org.h"

enum { Q_IC_PUT, Q_IC_SET, Q_IC_REGISTERED, Q_IC_SIGNED, Q_IC_RETURNED, Q_IC_PERSON, Q_ITEM_PUT, Q_ITEMS, Q_SYSTEMS_OF, Q_SYSTEM, Q_SYSTEMS_ASTRAY, Q_SYSTEMS_ALONG,
       Q_RESOURCES_OF, Q_APPS_OF, Q_ORDERS_OF, Q_BILLS_OF, Q_WORK_OF, Q_PEOPLE_OF, Q_PERSON_IS, Q_UNITS_OF, Q_HELD_APPS, Q_HELD_ORDERS, Q_NAMED_IN, Q_IN_USE, Q_CONTACTS_DUE, Q_IC_MAX };
extern const struct stmt info_change_q[Q_IC_MAX];
extern const struct migration info_change_migrations[];
extern const struct invariant info_change_invariants[];
extern const char *const info_change_work[];

/* One thing that an act moves, ends or takes over; the same rows are the preview and, once signed, the record. */
struct ic_item { int64_t id, change, object, from_org, to_org; struct str kind, kind_label, no, name, note; };
struct ic_count { struct str kind, label; int64_t count; };
struct ic_preview { int64_t id; struct list counts, items; };
struct in_use { int64_t systems, resources, applications, bills, units; };
struct contact_row { int64_t id, org, root; struct str name, org_name, mobile, email, post; struct instant confirmed_at; struct date due_date; bool overdue; };
extern const struct record ic_item_record, in_use_record, contact_record;

struct ic_note_in { int64_t id; struct str comment; };
struct contact_in { struct str mobile, email; };
struct contact_out { struct instant verified_at; struct date next_date; };

/* What each kind asks for. */
struct ic_rule {
	bool act;                  /* an act of the authority's approver; else registering does it */
	const char *needs[5];      /* names of members that must be given */
};
extern const struct ic_rule ic_rules[IC_KIND_MAX];
extern const struct names ic_kind_names[IC_KIND_MAX];

/* info_change.c */
enum err ic_report(struct ctx *c, const void *in, void *out);
enum err ic_amend(struct ctx *c, const void *in, void *out);
enum err ic_register(struct ctx *c, const void *in, void *out);
enum err ic_sign(struct ctx *c, const void *in, void *out);
enum err ic_return(struct ctx *c, const void *in, void *out);
enum err ic_preview_get(struct ctx *c, const void *in, void *out);
enum err ic_fill(struct ctx *c, void *rec);
enum err contact_confirm(struct ctx *c, const void *in, void *out);
enum err contact_fill_row(struct ctx *c, void *rec);
enum err contact_reminders(struct ctx *c);
/* act.c: what would move, and moving it. */
enum err ic_items(struct ctx *c, const struct info_change *k, struct list *out);
enum err ic_do(struct ctx *c, const struct info_change *k);

/* Guards. */
enum err ic_not_early(struct ctx *c, const void *subject, const void *in);
enum err ic_still_fits(struct ctx *c, const void *subject, const void *in);
enum err ic_nothing_left(struct ctx *c, const void *subject, const void *in);
enum err ic_by_another(struct ctx *c, const void *subject, const void *in);
enum err org_moves_by_act(struct ctx *c, const void *subject, const void *in);
enum err org_is_unused(struct ctx *c, const void *subject, const void *in);
#endif
