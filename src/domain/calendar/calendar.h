#ifndef DOMAIN_CALENDAR_CALENDAR_H
#define DOMAIN_CALENDAR_CALENDAR_H
/* Which days are working days: the national layer and the prefecture's own, by year, with their source. */
#include "core/feature.h"

extern const struct feature calendar_feature;
extern const struct setting settings_ahead[];   /* ahead.c */
/* The layers that come with the program (data/calendar-*.csv), for counting without a store. Lives in a. */
void calendar_builtin(struct arena *a, bool local, struct workdays *out);
/* The same as CSV text, for the demonstration and the first import. */
struct str calendar_builtin_csv(bool local);
/* Fact "calendar.missing" tells of one: a year of a layer that nobody has imported. "2027 年国家日历". */
extern const struct entity calendar_year_entity;
struct str calendar_year_name(struct arena *a, int64_t id);
#endif
