#ifndef CMD_PREFECTURE_H
#define CMD_PREFECTURE_H
/* What the files of the made-up prefecture share: its people and things, one act by one person, roads as tables of steps. */
#include "cmd/demo.h"
#include "cmd/door.h"

enum { UNITS_MAX = 200, UNIT_SYSTEMS = 3 /* names of a unit's systems */, MATTERS_MAX = 8000, STANDING_MAX = 80 /* the demonstration's last handful */, VARS_MAX = 40, LIVING_MAX = 4000 };

/* An applying unit and the unit below it that uses the cloud. After mergers and the like, org and sub are where its people are now, and d is the
 * unit whose managers act for it. of: its row of the founding's table, alike: another has the same. handler, owner: the names of its first people. after: the letter behind its handler's login, once another has taken over. acting: a report about it is under way. */
struct unit { int n_systems, pieces, d, of; char after; int64_t org, sub; struct str no, sub_no, name, sub_name, handler, owner; bool acting, renamed, alike; };

/* ---- a road: what is done one after the other, by whom, in which words ----
 * who: a whole login ("zhao@data") or the prefix of one of the unit's people ("jingban@x" of unit 3 is jingban@x03).
 * json: with ' for " and $name for what the matter knows (see matter_var); NULL: {"id":"$id"}.
 * keep: what of the answer the matter remembers: "order:items.0.id app:application"; "id" alone is the answer's id.
 * A reading step (its op is a GET) is taken together with the one after it. */
enum turn { GO, WAIT /* not yet: asked again in some days */, SKIP /* this step is none of this matter's */, LEAVE /* the matter ends here */ };
enum step_flag {
	AGAIN   = 1 << 0,   /* the same may be done twice: writing a draft, changing one's mind before the signature */
	ANYTIME = 1 << 1,   /* not bound to this state of the matter: reports, tests, letters */
	FORBIDDEN = 1 << 2, /* must be refused, with an article and a reason that starts with `may`; only the unruly try it */
	CROSSING = 1 << 3,  /* detours turn off here also where the step itself is none of this matter's */
};
struct prefecture;
struct matter;
struct step {
	const char *who, *op, *json, *keep;
	/* What the words need is found out, or NULL. */
	enum err (*prepare)(struct prefecture *p, struct matter *m, enum turn *turn);
	int rest;           /* days at most that pass afterwards; 0: the next day, -1: the same day */
	unsigned flags;
	const char *may;    /* a refusal whose reason starts so is a right answer too: the road ends there or NULL */
};
/* Another turn of the road: instead of the step `at`, one time in `one_in`, these acts are done; then the road goes on at `then`, NULL: it ends. */
struct detour { const char *at; int one_in; struct step acts[3]; const char *then; };
struct road {
	const char *name;
	const struct step *steps;        /* ended by { 0 } */
	const struct detour *detours;    /* ended by { 0 }, or NULL */
	/* Whether there is anything to do it with; takes it. NULL: always. */
	bool (*begin)(struct prefecture *p, struct matter *m);
	void (*end)(struct prefecture *p, struct matter *m);   /* or NULL */
	int weight;                      /* how often it is begun, of all weights */
};
extern const struct road road_new, road_migrate, road_change, road_revoke, road_urgent, road_off_catalog, road_pool, road_person, road_org, road_merge, road_divide, road_under,
	road_end, road_successor, road_case, road_host;
extern const struct road *const roads[];   /* those that begin by themselves, ended by NULL */

struct var { const char *name; struct str value; };
/* Something that somebody carries through: an application of any type, a case, a report. */
struct matter {
	const struct road *road;
	int unit, other, step, living;             /* other: a second unit it is about, living: the running system, -1 none */
	struct date next;
	struct str title;
	struct var vars[VARS_MAX]; int n_vars;
	const char *stop; const struct step *last; /* demonstration: stands before this op; there these are done instead, ended by { 0 } */
	bool straight, wandered, over;             /* straight: no detours; wandered: a detour led back */
};
/* A system that runs, with what runs for it. */
struct living { int unit; struct str system, title; bool busy, stock, low; };

struct prefecture {
	struct core *k; struct timer *t; struct arena *a; struct chance chance; struct fail *f;
	struct unit units[UNITS_MAX]; int n_units;
	struct matter matters[MATTERS_MAX]; int n_matters;
	struct living living[LIVING_MAX]; int n_living;
	int64_t csp, pool[4], site;
	int n_people, n_mobiles, n_left, n_old;   /* n_left: matters left standing, n_old: the first of the living have run since before */
	struct matter *standing[STANDING_MAX];
	struct prefecture_counts n;
	/* unruly: forbidden things are tried; meddled: strangers act, so that roads may be blocked; closing: the demonstration's last days; uncooling: nothing
	 * that is revoked cools off now */
	bool unruly, meddled, trace, closing, uncooling;
	int target;
	struct monkey *monkey;
};

/* ---- prefecture.c: one act by one person ---- */
struct reply { enum err err; struct str body, etag; int64_t id; struct fail fail; };
struct reply say(struct prefecture *p, const char *login, const char *op, const char *fmt, ...) PRINTF(4, 5);
/* The same with a version that was read: If-Match. match p NULL: none. */
struct reply say_match(struct prefecture *p, const char *login, const char *op, struct str json, struct str match);
/* A refused act as the failure of the whole, with who, what and why. */
enum err wrong(struct prefecture *p, const struct reply *r, const char *login, const char *op);
#define SAY(r, p, login, op, ...) struct reply r = say(p, login, op, __VA_ARGS__); if (r.err != OK) return wrong(p, &r, login, op)
enum err import(struct prefecture *p, const char *login, const char *kind, struct str csv);
/* A file in somebody's hands becomes an attachment; json: its other parameters. */
struct reply upload(struct prefecture *p, const char *login, struct str json);
/* The id of the first row of a list. */
enum err find(struct prefecture *p, const char *login, const char *op, const char *query, int64_t *id);
int roll(struct prefecture *p, int n);
/* The name of somebody nobody has met yet, while there are such; and a mobile number like no other's. */
struct str person(struct prefecture *p);
const char *mobile(struct prefecture *p);
/* In p->a, ended by zero. */
const char *text(struct prefecture *p, const char *fmt, ...) PRINTF(2, 3);
const char *login_of(struct prefecture *p, const char *who, int unit);
const char *day_text(struct prefecture *p, int from_today);
int64_t number_at(struct prefecture *p, struct str body, const char *path, int64_t otherwise);

/* ---- what a matter knows: $id $system $order … , and always $day $year $soon $csp $org $sub $title $handler $owner $mobile $pool $pool2 $pool3 ---- */
void matter_keep(struct matter *m, const char *name, struct str value);
struct str matter_var(struct prefecture *p, const struct matter *m, struct str name);
struct str matter_words(struct prefecture *p, const struct matter *m, const char *json);
struct reply matter_say(struct prefecture *p, const struct matter *m, const struct step *s);

/* ---- roads_later.c: a running system is taken, so that two roads do not want the same resource, and given back ---- */
bool living_take(struct prefecture *p, struct matter *m);
void living_give_back(struct prefecture *p, struct matter *m);

/* ---- walk.c: matters are begun and carried on ---- */
struct matter *matter_begin(struct prefecture *p, const struct road *r, int unit);
enum err walk_day(struct prefecture *p);

/* ---- routine.c: each month's figures of use, bills, inboxes, evaluation reports ---- */
enum err routine_day(struct prefecture *p);

/* ---- unruly.c: what is forbidden is tried around a step; monkey.c: strangers do anything ---- */
enum err forbid_before(struct prefecture *p, struct matter *m, const struct step *s);
enum err forbid_after(struct prefecture *p, struct matter *m, const struct step *s);
/* The step is done by two at once, of whom one wins. *done says whether it was tried. */
enum err two_at_once(struct prefecture *p, struct matter *m, const struct step *s, struct reply *r, bool *done);
enum err forbid_day(struct prefecture *p);
enum err monkey_day(struct prefecture *p);

/* ---- books.c: the demonstration's money and machine room. number: days since it began; days_left: until its last ---- */
enum err books_day(struct prefecture *p, int number, int days_left);
/* ---- waiting.c: what waits on the demonstration's desks beside all this ---- */
enum err waiting_day(struct prefecture *p, int number, int days_left);

/* ---- founding.c ---- */
/* The people of a unit come in by file, with accounts and posts; managers: those of the applying unit too. */
enum err unit_people(struct prefecture *p, int unit, bool managers);
/* What the unit's next system is called. */
struct str system_title(struct prefecture *p, int unit);
extern const char password[];
#endif
