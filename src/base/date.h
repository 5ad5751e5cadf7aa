#ifndef BASE_DATE_H
#define BASE_DATE_H
/* Time and dates. Instants are UTC milliseconds; a date is a calendar day in Beijing (UTC+8, no summer time). */
#include "base/base.h"

struct instant { int64_t ms; };                        /* x_at */
struct date    { int32_t day; };                       /* x_date: days since 1970-01-01 */
struct period  { struct date from, to; };              /* [from, to) */
#define AT_NONE     ((struct instant){ INT64_MIN })
#define DATE_NONE   ((struct date){ INT32_MIN })
#define MINUTES(n)  ((int64_t)(n) * 60000)
#define HOURS(n)    ((int64_t)(n) * 3600000)
#define DAYS(n)     ((int64_t)(n) * 86400000)

static inline bool at_none(struct instant t) { return t.ms == INT64_MIN; }
static inline bool date_none(struct date d) { return d.day == INT32_MIN; }
static inline int  date_cmp(struct date a, struct date b) { return (a.day > b.day) - (a.day < b.day); }
static inline struct date date_add(struct date d, int32_t days) { return (struct date){ d.day + days }; }

struct date    date_of(struct instant t);              /* the Beijing day that t lies in */
struct instant date_start(struct date d);              /* its 00:00 in Beijing */
struct date    date_ymd(int y, int m, int d);          /* no check; use date_valid */
bool           date_valid(int y, int m, int d);        /* years 1900 to 9999 */
/* Up to 2999: what a person may enter, so that no rule that counts on from it leaves the years that can be written. */
bool           date_enterable(struct date d);
void           date_split(struct date d, int *y, int *m, int *day);
int            date_weekday(struct date d);            /* 1 Monday … 7 Sunday */
/* Corresponding day n months later, the month's last day when there is none (民法典 202; R-20). */
struct date    date_add_months(struct date d, int n);
int            date_days_in_month(int y, int m);
/* "YYYY-MM-DD" that exists, else E_INVALID. */
enum err       date_parse(struct str s, struct date *out);
/* RFC 3339 with any offset, or "YYYY-MM-DD HH:MM[:SS]" taken as Beijing time. */
enum err       at_parse(struct str s, struct instant *out);
/* "YYYY-MM": the half-open period of that month. */
enum err       month_parse(struct str s, struct period *out);
struct str     date_text(struct arena *a, struct date d);     /* 2026-09-22 */
struct str     at_text(struct arena *a, struct instant t);    /* 2026-09-22T10:42:18.000+08:00; .mmm only when not 0 */
struct str     month_text(struct arena *a, struct date d);    /* 2026-09 */
/* Write into out (at least 11 and 30 bytes); return the length. For hot paths. */
size_t         date_put(char *out, struct date d);
size_t         at_put(char *out, struct instant t);
#endif
