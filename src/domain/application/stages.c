/* Windows of stage resources (A19.2): declared with the application, checked before anything is stored, ended without taking anything away. */
#include "domain/application/application_in.h"

struct date window_opens(const struct stage_window *w, int i)
{
	switch (w->recurrence) {
	case WEEKLY:  return date_add(w->from_date, 7 * i);
	case MONTHLY: return date_add_months(w->from_date, i);
	case YEARLY:  return date_add_months(w->from_date, 12 * i);
	default:      return w->from_date;
	}
}

static bool repeats(const struct stage_window *w) { return w->recurrence && w->recurrence != ONCE; }

/* The shortest time from one opening to the next: February is the shortest month. */
static int period_days(const struct stage_window *w)
{
	return w->recurrence == WEEKLY ? 7 : w->recurrence == MONTHLY ? 28 : w->recurrence == YEARLY ? 365 : INT32_MAX;
}

/* Both lists of openings rise, so they are merged. Four years after the later start every leap day, month and weekday pattern has had
 * its turn often enough to show. */
bool windows_meet(const struct stage_window *a, const struct stage_window *b)
{
	int na = a->to_date.day - a->from_date.day, nb = b->to_date.day - b->from_date.day;
	int until = MAX2(a->from_date.day, b->from_date.day) + 4 * 366;

	for (int i = 0, k = 0;;) {
		struct date x = window_opens(a, i), y = window_opens(b, k);
		if (x.day < y.day + nb && y.day < x.day + na)
			return true;
		bool first = x.day <= y.day;
		if ((first ? x : y).day > until || !repeats(first ? a : b))
			return false;
		first ? i++ : k++;
	}
}

static const char *at(struct ctx *c, size_t i, const char *member)
{
	return arena_cstr(c->arena, arena_fmt(c->arena, "stage_windows/%zu/%s", i, member));
}

static void extra_check(struct ctx *c, size_t i, const struct stage_window *w, const struct list *lines)
{
	struct catalog_item it;

	if (w->line == INT_NONE || !w->line) {
		if (w->extra_qty != INT_NONE && w->extra_qty)
			fail_on(c, at(c, i, "line"), "missing", "请写明增加的是哪一项明细");
		return;
	}
	if (w->line > (int64_t)lines->n) {
		fail_on(c, at(c, i, "line"), "absent", "没有第 %" PRId64 " 项明细", w->line);
		return;
	}
	if (w->extra_qty == INT_NONE || !w->extra_qty) {
		fail_on(c, at(c, i, "extra_qty"), "missing", "请写明第 %" PRId64 " 项在窗口内增加的数量", w->line);
		return;
	}
	const struct application_line *l = LIST_AT(*lines, struct application_line, w->line - 1);
	if (!l->item || catalog_item_get(c, l->item, &it) != OK) {
		fail_clear(&c->fail);
		return;                         /* the line itself is bad and has been named */
	}
	if (it.max_qty != INT_NONE && l->qty + w->extra_qty > it.max_qty)
		fail_on(c, at(c, i, "extra_qty"), "too_many", "“" STR_FMT "”连同增加的最多 %" PRId64 " " STR_FMT, STR_ARG(it.name), it.max_qty, STR_ARG(it.unit));
	if (it.step != INT_NONE && it.step > 1 && w->extra_qty % it.step)
		fail_on(c, at(c, i, "extra_qty"), "step", "“" STR_FMT "”按 %" PRId64 " 递增", STR_ARG(it.name), it.step);
}

static bool dated(const struct stage_window *w) { return !date_none(w->from_date) && !date_none(w->to_date) && date_cmp(w->to_date, w->from_date) > 0; }

void windows_check(struct ctx *c, int load_kind, const struct list *windows, const struct list *lines)
{
	bool named = c->fail.n_errors > 0;   /* of bad lines nothing more is asked */

	if (windows->n && load_kind == LOAD_STEADY)
		fail_on(c, "load_kind", "contradicts", "负载平稳的不需要阶段性资源，请改选周期性或突发性，或清空窗口");
	for (size_t i = 0; i < windows->n; i++) {
		const struct stage_window *w = LIST_AT(*windows, struct stage_window, i);
		int days = w->to_date.day - w->from_date.day;
		if (!date_none(w->from_date) && !date_none(w->to_date) && days <= 0)
			fail_on(c, at(c, i, "to_date"), "before_start", "结束日应当晚于开始日");
		else if (dated(w) && days > period_days(w))
			fail_on(c, at(c, i, "recurrence"), "too_short", "窗口长 %d 天，比重复的周期还长", days);
		else if (dated(w) && days > 366)
			fail_on(c, at(c, i, "to_date"), "too_long", "窗口长 %d 天，超过一年的不是阶段性需求", days);
		if (!named)
			extra_check(c, i, w, lines);
		for (size_t k = 0; dated(w) && k < i; k++) {
			const struct stage_window *v = LIST_AT(*windows, struct stage_window, k);
			int64_t x = w->line == INT_NONE ? 0 : w->line, y = v->line == INT_NONE ? 0 : v->line;
			if (x == y && dated(v) && windows_meet(v, w)) {
				fail_on(c, at(c, i, "from_date"), "overlaps", "与第 %zu 个窗口重叠，请合并", k + 1);
				break;
			}
		}
	}
}

enum err application_stage_ends(struct ctx *c, int64_t application, struct list *out)
{
	return sql_all(c, &app_q[Q_STAGE_ENDS], out, application);
}
