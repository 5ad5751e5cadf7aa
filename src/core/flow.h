#ifndef CORE_FLOW_H
#define CORE_FLOW_H
/* A procedure is a picture, its moves, its guards and its clocks; a move that is not listed is a conflict. */
#include "core/ctx.h"

/* C1 … C14 of ARTICLES §4.1. */
enum clock_no { CLOCK_NONE, C1, C2, C3, C3F, C4, C5, C6, C7, C8, C9, C10, C11, C12, C13, C14, C_DELIVER_CONFIRM, C_BILL_CONFIRM,
		C_EVAL_REPLY,
		CLOCK_NO_MAX, CLOCK_ALL = -1 /* stops every running clock of the subject */ };
extern const struct names clock_no_names[CLOCK_NO_MAX];   /* c1 受理, … */
enum clock_unit { WORKING_DAYS = 1, CALENDAR_MINUTES, CALENDAR_MONTHS, CLOCK_UNIT_MAX };

struct entity;
struct move {                              /* ended by { 0 } */
	int from; const char *event; int to;
	int clock_stop, clock_start;       /* enum clock_no, 0 none */
	const char *fact;                  /* told after commit, or NULL */
	const char *label;                 /* what the timeline says: 提交申请 */
	const char *article;               /* cited in the timeline */
	/* Several rows may share from and event: the first whose `when` holds (NULL holds) is taken, asked after the handler ran. */
	bool (*when)(struct ctx *c, const void *subject, const void *in);
	/* Another clock than clock_start for some kinds of object (C4 for changes), or NULL. */
	int (*clock_pick)(struct ctx *c, const void *subject);
};
struct flow {
	const char *name;
	const struct entity *entity;       /* its record has `state` (F_ENUM) and `version` (F_INT) */
	const struct names *states; size_t n_states;
	const struct move *moves;
};

/* A guard forbids a move of a flow (.flow, .event) or an op (.op), from any feature above it. Its row supplies article and reason. */
struct guard {                             /* ended by { 0 } */
	const struct flow *flow; const char *event;
	const char *op;                    /* instead of flow and event: an op's name */
	const char *article, *reason;      /* "A9a.1b", "application.own_review" */
	/* OK, or refuse(c, "one Chinese sentence"). subject: the loaded record or NULL; in: the op's input, or NULL when the console
	 * only asks whether the button would be grey: then what depends on the input is OK. A guard of an op without .event may also
	 * fail with E_CONFLICT, for what is done already or not of this state: such an op is no action of the object. Reads only. */
	enum err (*must)(struct ctx *c, const void *subject, const void *in);
};

/* Fires an event on an object from a handler, fact or job (the op's own `.event` is fired by the runner): guards, state,
 * version, clocks, timeline, fact. E_CONFLICT "wrong_state" when the picture has no such move. */
enum err flow_fire(struct ctx *c, const struct flow *f, int64_t id, const char *event, const char *comment);
/* Everything that now forbids the event, from every feature's guards, asked without input: what a draft still lacks. */
struct obstacle { struct str article, reason, sentence; };
enum err flow_obstacles(struct ctx *c, const struct flow *f, const char *event, const void *subject, struct list *out /* struct obstacle */);
/* Whether a move exists from this state at all. */
const struct move *flow_move(const struct flow *f, int state, const char *event);

/* ---- clocks ---- */
struct clock_kind {                        /* ended by { 0 } */
	int no;                            /* enum clock_no */
	enum clock_unit unit;
	const char *setting;               /* key of its length */
	enum org_kind owner;               /* who has the ball */
	const char *article, *label;
};
/* Starts a clock on (entity, id) with day 0 = today(c). An already running one of the same kind is a broken assumption. */
enum err clock_start(struct ctx *c, const struct entity *e, int64_t id, int no, const char *event);
/* The same where the event was before (or will be after) the day it is entered: day 0 is the day of the event. */
enum err clock_start_on(struct ctx *c, const struct entity *e, int64_t id, int no, const char *event, struct date day0);
/* Moves the last day of a running clock to a later one; an earlier one changes nothing. For shortest times (C9), which a new calendar
 * does not cut either. */
enum err clock_lengthen(struct ctx *c, const struct entity *e, int64_t id, int no, struct date due);
/* Stops one (or CLOCK_ALL); nothing when it does not run. Result: 按期 on_time, 超期 overdue, or 撤回 withdrawn if withdrawn. */
enum err clock_stop(struct ctx *c, const struct entity *e, int64_t id, int no, const char *event, bool withdrawn);

/* The stop of the clock that ran last of this kind is void: it goes on with its old day 0 and due day (A22.4b), as if it had never
 * stopped; an audit row on the object says so, with `why`. E_CONFLICT "clock_runs" when one of the kind still runs or none was stopped. */
enum err clock_reopen(struct ctx *c, const struct entity *e, int64_t id, int no, struct str why);

enum clock_result { CLOCK_ON_TIME = 1, CLOCK_OVERDUE, CLOCK_WITHDRAWN, CLOCK_RESULT_MAX };
struct clock {                             /* a row of table clock, and what the console draws (record clock_record) */
	int64_t id, subject_id; struct str subject_kind;
	int32_t kind; struct str article, label, start_event; struct instant start_at; struct date day0_date;
	int64_t length; int32_t unit; struct instant due_at; int64_t calendar_version;
	struct str stop_event; struct instant stopped_at; int32_t result; int32_t owner;
	/* computed: */
	struct date due_date; int64_t total, used, left; struct str state; struct list counted; /* struct str dates */
};
extern const struct record clock_record;
/* The last day of a term that ends at due_at, whatever the hour (24:00 is the next day's 00:00). */
static inline struct date due_day(struct instant due_at) { return date_of((struct instant){ due_at.ms - 1 }); }
/* Every clock of an object, newest first, with the computed members. */
enum err clock_list(struct ctx *c, const struct entity *e, int64_t id, struct list *out);
/* The running one that is due first, or id 0. */
enum err clock_running(struct ctx *c, const struct entity *e, int64_t id, struct clock *out);

/* ---- working days (ARTICLES §4.2): pure arithmetic over the exceptions of the calendar layers ---- */
struct workday_exception { struct date date; bool work; bool local; };
struct workdays { const struct workday_exception *days; size_t n; int64_t version; };  /* sorted by date; a local row beats a national one */
bool        workday_is(const struct workdays *w, struct date d);
/* The n-th working day after day0 (not counted); counted (n entries, may be NULL) gets each. n <= 400. */
struct date workday_due(const struct workdays *w, struct date day0, int n, struct date *counted);
/* Working days in (from, to]. */
int         workday_between(const struct workdays *w, struct date from, struct date to);
struct date workday_next_or_same(const struct workdays *w, struct date d);
/* Keep-until of R-20: the corresponding day n months later, or month-end; on a rest day the next working day. */
struct date workday_keep_until(const struct workdays *w, struct date cutover, int months);
/* The calendar of the store, kept in the core until its version changes. */
enum err    workdays_now(struct ctx *c, const struct workdays **out);
/* The calendar changed: open clocks are recomputed and the change audited; a due date never moves before now (§4.2.4). */
enum err    clocks_recompute(struct ctx *c);
#endif
