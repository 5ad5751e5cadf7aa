#ifndef DOMAIN_CHANGE_CHANGE_H
#define DOMAIN_CHANGE_CHANGE_H
/* Changes of what a system has (A22): an application of type `change` with, beside it, what is to become of each resource; reviewed
 * within C4, carried out within C5, and settled when the unit has confirmed it. */
#include "core/feature.h"

enum change_kind { CHANGE_EXPAND = 1, CHANGE_SHRINK, CHANGE_RESPEC, CHANGE_MOVE_ZONE, CHANGE_MOVE_POOL, CHANGE_REBIND, CHANGE_EXTEND, CHANGE_STAGE,
		   CHANGE_KIND_MAX };
extern const struct names change_kind_names[CHANGE_KIND_MAX];
extern const struct feature change_feature;

/* One line: what is, what is asked, what was granted, what was done. Quantities are totals, not differences. */
struct change_line {
	int64_t id, application, seq; int32_t kind;
	int64_t resource;                  /* 0: a new resource for the same system (expand only) */
	int64_t line_seq;                  /* the application line that asks for its capacity and money; INT_NONE: none */
	struct str resource_no, resource_name, unit, reason;
	int64_t before_qty, before_item, before_pool, before_system; struct str before_item_code, before_item_name, before_zone; struct date before_expire;
	int64_t after_qty, after_item, after_pool, after_system; struct str after_item_code, after_zone; struct date after_expire;
	void *attrs; struct list shared_systems;          /* struct line_attrs or NULL; int64_t ids */
	struct date from_date, to_date;                   /* stage only: the window, half-open */
	struct fen before_month_fen, after_month_fen;     /* FEN_NONE where a price is missing */
	bool declined; int64_t decided_qty; struct date decided_expire; struct str reduce_reason;
	int64_t done_resource, executed_by; struct instant executed_at; struct str native_id, ips, evidence;
	void *was, *became;                               /* struct resource, before and after the execution; or NULL */
	/* of the view: */
	struct str application_no, application_state; int64_t system, csp, approved_qty; bool granted;   /* approved_qty INT_NONE until the opinion is signed */
};
extern const struct record change_line_record;

/* The lines (struct change_line) of an application in order of seq; none for an application of another type. The same rows are the view
 * v_change_line: application, application_state, seq, kind, resource, system, before_qty, after_qty, approved_qty, granted, executed_at. */
enum err change_lines(struct ctx *c, int64_t application, struct list *out);
/* Number of the change that is under way (submitted, not yet confirmed) for a resource, other than application `but`; p NULL: none. */
enum err change_under_way(struct ctx *c, int64_t resource, int64_t but, struct str *no);
/* Changes of a system's resources that have ended but for a window not yet taken back belong to these units from now on (A22.3a): who has the
 * resource confirms the backup before the window closes. */
enum err change_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org);
#endif
