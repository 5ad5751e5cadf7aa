/* demo and sim: the prefecture that lives by itself. */
#include <malloc.h>
#include <stdio.h>
#include "cmd/cmd.h"
#include "cmd/demo.h"

int cmd_demo(const struct command *c, struct opt *o, struct args args)
{
	struct fail f = { 0 };
	struct demo_opts d = demo_shown();
	const char *date = opt_value(o, "date", NULL), *data = opt_value(o, "data", "./var");
	char files[600];

	d.seed = opt_int(o, "seed", 1, 0, INT64_MAX);
	if (date && (date_parse(str_of(date), &d.today) != OK || date_cmp(d.today, date_ymd(2000, 1, 1)) < 0 || date_cmp(d.today, date_ymd(2900, 1, 1)) >= 0)) {
		fprintf(stderr, "--date 应当是 2000 年到 2899 年之间存在的日期 YYYY-MM-DD，不是“%s”\n", date);
		return EXIT_USAGE;
	}
	snprintf(files, sizeof files, "%s/files", data);
	if (data_open(o, &f) != OK || dir_make(files, &f) != OK || demo_fill(store_url_of(o), files, &d, &f) != OK)
		return tell(&f);
	demo_print_logins(stdout);
	(void)c;
	(void)args;
	return EXIT_DONE;
}

/* Thousands of short lives in one process: giving memory back between them costs as much as they do. */
static void keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, (int)MIB(256));
	mallopt(M_TOP_PAD, (int)MIB(4));
}

static enum err sim_run(const struct demo_opts *d, const char *url, struct prefecture_counts *counts, int64_t *at_day, struct fail *f)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(2048));
	struct timer t = { true, { date_start(date_ymd(2025, 1, 2)).ms + HOURS(9) } };
	struct core_opts co = { .store_url = url, .features = features, .timer = &t, .chance = chance_seed((uint64_t)d->seed), .cheap_passwords = true };
	struct core *k = NULL;
	struct prefecture *p = NULL;
	struct date first = date_of(t.now);

	if (strcmp(url, "sqlite::memory:") != 0)
		TRY(store_empty(url, f));
	TRY(core_open(&co, f, &k));
	enum err e = prefecture_found(k, &t, a, d, f, &p);
	for (int day = 0; e == OK && day < d->days; day++) {
		CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(256));
		*at_day = day;
		t.now = (struct instant){ date_start(date_add(first, day)).ms + HOURS(9) + MINUTES(30) };
		e = prefecture_day(p, true, f);
		if (e == OK)
			e = core_invariants(k, mine, f);
	}
	if (e == OK) {
		struct ctx c;
		struct audit_verdict v = { 0 };
		e = core_read_begin(k, a, &c);
		if (e == OK)
			e = audit_verify(&c, &v);
		if (e != OK)
			*f = c.fail;
		core_read_end(&c);
	}
	if (p)
		*counts = prefecture_counts(p);
	core_close(k);
	return e;
}

int cmd_sim(const struct command *c, struct opt *o, struct args args)
{
	struct demo_opts d = { .seed = opt_int(o, "seed", 1, 0, INT64_MAX), .units = (int)opt_int(o, "orgs", 30, 1, 200), .days = (int)opt_int(o, "days", 400, 1, 4000), .apps_per_unit = 8, .old = 6, .cheap = true };
	d.meddled = d.seed % 2 == 0;     /* strangers meddle in every second prefecture; in the others every road must go through */
	d.trace = opt_given(o, "trace");
	keep_memory();
	struct prefecture_counts n = { 0 };
	struct fail f = { 0 };
	int64_t day = 0;

	log_level_min = LOG_ERROR;
	enum err e = sim_run(&d, opt_value(o, "store", "sqlite::memory:"), &n, &day, &f);
	if (e != OK) {
		fprintf(stderr, "种子 %" PRId64 " 第 %" PRId64 " 天：%s\n", d.seed, day, f.sentence);
		return EXIT_FAILED;
	}
	if (opt_given(o, "json"))
		printf("{\"seed\":%" PRId64 ",\"days\":%d,\"started\":%" PRId64 ",\"delivered\":%" PRId64 ",\"refused\":%" PRId64 ",\"bills\":%" PRId64 ",\"urgent\":%" PRId64 ",\"acts\":%" PRId64 "}\n", d.seed, d.days, n.started, n.delivered, n.refused, n.bills, n.urgent, n.acts);
	else
		printf("种子 %" PRId64 "：%d 天，申请 %" PRId64 " 件，交付 %" PRId64 " 件，紧急开通 %" PRId64 " 件，机构变更 %" PRId64 " 件，拒绝的越权和违规尝试 %" PRId64 " 次，确认或异议的账单 %" PRId64 " 张；每天的不变式都成立，审计链完整\n", d.seed, d.days, n.started, n.delivered, n.urgent, n.acts, n.refused, n.bills);
	(void)c;
	(void)args;
	return EXIT_DONE;
}
