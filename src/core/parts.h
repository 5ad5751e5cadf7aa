#ifndef CORE_PARTS_H
#define CORE_PARTS_H
#include "core/core_in.h"

extern const struct op core_ops_rows[];        /* param.* and article.*, timeline: core_ops.c */
/* setting.c, for core_ops.c */
struct str setting_raw(struct ctx *c, const struct setting *s);
/* A value of the right form and within the law, or the refusal that cites the setting's basis (T-F25). */
enum err   setting_check(struct ctx *c, const struct setting *s, struct str value);
/* clock.c: used and left of a working-day clock on the day `now`. */
void clock_cells(const struct workdays *w, struct date day0, struct date due, struct date now, bool running, int64_t total,
		 int64_t *used, int64_t *left);
const char *setting_kind_word(const struct setting *s);
const char *setting_type_word(const struct setting *s);   /* how its value is written: int, bool, choice … */
#endif
