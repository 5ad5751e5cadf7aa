/* A day of the made-up prefecture, and the demonstration: it stops at today with something in every state. The simulator goes on and misbehaves. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "cmd/prefecture.h"

enum err prefecture_day(struct prefecture *p, bool unruly, struct fail *f)
{
	p->f = f;
	p->unruly = unruly;
	TRY(core_tick(p->k, f));     /* what has come due overnight */
	TRY(walk_day(p));
	TRY(routine_day(p));
	if (unruly)
		TRY(forbid_day(p));
	if (p->meddled)
		TRY(monkey_day(p));
	return core_tick(p->k, f);
}

struct prefecture_counts prefecture_counts(const struct prefecture *p) { return p->n; }

/* ---- the demonstration ---- */
static enum err must_be_empty(struct core *k, struct arena *a, struct fail *f)
{
	struct answer ans = { .arena = a };

	if (door_call(k, STR(""), STR("account.first_needed"), STR_NONE, &ans) != OK) {
		*f = ans.fail;
		return ans.err;
	}
	return str_is(json_at(a, ans.body, STR("step")), "found") ? OK : fail_set(f, E_CONFLICT, "not_empty", "库里已有数据，演示数据只装入空库");
}

/* A last handful is left standing in every state that lasts ("filed" does not: the delivery order follows at once), so that each party's
 * first page has something to do. Each starts as many days before today as its road takes, so that what waits is fresh, but for the one
 * that is left to be late; nobody starts anything on a weekend. In the last days whoever is behind makes haste. */
enum { CLOSING_DAYS = 4 };
/* It ended before it came where it was to stand: what it was about went another way. Then it is begun once more. */
static bool missed(const struct matter *m) { return m->over && m->stop && m->road->steps[m->step].op && strcmp(m->road->steps[m->step].op, m->stop) != 0; }

/* "Stopped" lasts where nothing cools off: for as long as it takes to draft one such case. */
static enum err cooling(struct prefecture *p, int days_left, const struct matter *uncooled)
{
	bool wanted = days_left > CLOSING_DAYS && (!uncooled || missed(uncooled) || !uncooled->step);

	if (wanted == p->uncooling)
		return OK;
	p->uncooling = wanted;
	SAY(done, p, "sun@data", "param.set", "{\"key\":\"revoke.cooling_days\",\"value\":\"%d\",\"basis\":\"%s\"}", wanted ? 0 : 7, wanted ? "试行：停止即可销毁" : "试行结束，仍留七天冷静期");
	return OK;
}

/* The kind of what the first unit is doing: its people are those the manual's tour begins with and the sign-in page offers. Theirs have more
 * days than their road takes: a holiday between does not leave them without. */
#define FIRST "first"
#define UNCOOLED "uncooled"
static enum err leave_standing(struct prefecture *p, int days_left)
{
	static const struct step not_passed[] = { { "shenhe@d", "application.review", "{'id':'$id','passed':false,'opinion':'与已有系统功能重复，请合并需求后再报。'}" }, { 0 } }, withdrawn[] = { { "guanli@d", "application.withdraw", "{'id':'$id','comment':'建设计划调整'}" }, { 0 } },
		declined[] = { { "zhao@data", "application.decline", "{'id':'$id','defects':['测算依据未写明高峰并发来源','上云方案缺少回退安排']}" }, { 0 } },
		rejection[] = { { "zhao@data", "application.propose", "{'id':'$id','result':'reject','text':'需求可由现有平台满足，不同意新增资源。'}", .flags = AGAIN }, { "qian@data", "application.sign" }, { 0 } },
		ended[] = { { "qian@data", "application.terminate", "{'id':'$id','comment':'项目立项撤销'}" }, { 0 } };
	static const struct { const struct road *road; const char *stop; int days; const struct step *last; const char *kind; } standing[] = {
		{ &road_new, "application.send", 2, NULL, FIRST }, { &road_new, "application.review", 9, NULL, FIRST }, { &road_new, "application.submit", 10, NULL, FIRST }, { &road_new, "application.send", 1 }, { &road_new, "application.send", 3 }, { &road_new, "application.review", 1 }, { &road_new, "application.review", 2 }, { &road_new, "application.submit", 2 }, { &road_new, "application.accept", 4 },
		{ &road_new, "application.accept", 5 }, { &road_new, "application.accept", 6 }, { &road_new, "application.accept", 9 }, { &road_new, "review_task.ask", 7 }, { &road_new, "review_task.reply", 9 }, { &road_new, "application.propose", 10 },
		{ &road_new, "application.sign", 11 }, { &road_new, "application.sign", 12 }, { &road_new, "delivery.open", 16 }, { &road_new, "delivery.open", 15 }, { &road_new, "delivery.trial_ready", 20 }, { &road_new, "delivery.test", 22 },
		{ &road_new, "delivery.suggest", 24 }, { &road_new, "delivery.file", 33 }, { &road_new, "delivery_order.list", 36 }, { &road_new, "delivery.go_live", 40 }, { &road_new, "delivery.close", 45 }, { &road_new, "vuln_finding.fix", 40, NULL, "hole" },
		{ &road_new, "application.submit", 5, not_passed }, { &road_new, "application.accept", 8, withdrawn }, { &road_new, "application.accept", 10, declined }, { &road_new, "application.sign", 18, rejection }, { &road_new, "application.propose", 20, ended },
		{ &road_migrate, "application.accept", 8 }, { &road_migrate, "application.sign", 14 }, { &road_migrate, "original_system.remove", 60 }, { &road_migrate, "application.draft", 40, NULL, "lapsed" },
		{ &road_change, "application.propose", 9, NULL, "move_pool" }, { &road_change, "application.accept", 7, NULL, "shrink" }, { &road_change, "resource.rebind", 12, NULL, "respec" }, { &road_change, "change.confirm", 16, NULL, "extend" },
		{ &road_change, "change_stage.open", 30, NULL, "stage" }, { &road_revoke, "application.propose", 9 }, { &road_revoke, "revocation.confirm_backup", 14 }, { &road_revoke, "revocation.destroy", 36 }, { &road_revoke, NULL, 70 },
		{ &road_off_catalog, "application.accept", 9 }, { &road_off_catalog, "off_catalog.purchase", 20 }, { &road_pool, "application.propose", 10 }, { &road_pool, "dedicated_pool.release", 30 },
		{ &road_urgent, "emergency.consent", 1, NULL, "in_time" }, { &road_urgent, "emergency.open", 2, NULL, "in_time" }, { &road_urgent, "emergency.makeup", 6, NULL, "in_time" },
		{ &road_urgent, "emergency.makeup", 16, NULL, "in_time" }, { &road_urgent, "application.propose", 17, NULL, "in_time" }, { &road_urgent, "emergency.reclaimed", 38, NULL, "gone" },
		{ &road_urgent, NULL, 52, NULL, "in_time" }, { &road_merge, NULL, 48 }, { &road_divide, NULL, 44 }, { &road_merge, "info_change.sign", 5 },
		{ &road_person, "info_change.register", 2 }, { &road_org, "info_change.sign", 8 },
		{ &road_change, "delivery.close", 20, NULL, "respec" }, { &road_revoke, "revocation.stop", 17 }, { &road_revoke, "revocation.check_backup", 22, NULL, UNCOOLED }, { &road_revoke, "delivery.close", 72 },
		{ &road_urgent, "emergency.reclaimed", 24, NULL, "reduced" },
	};
	struct date today = date_add(date_of(p->t->now), days_left);

	p->closing = days_left <= CLOSING_DAYS;
	_Static_assert(COUNT(standing) <= STANDING_MAX, "a place for each");
	for (size_t i = 0; i < COUNT(standing); i++) {
		if (standing[i].kind && strcmp(standing[i].kind, UNCOOLED) == 0 && days_left <= standing[i].days + 2)
			TRY(cooling(p, days_left, p->standing[i]));
		struct date begins = date_add(today, -standing[i].days);
		if (date_add(begins, -MAX2(date_weekday(begins) - 5, 0)).day > date_of(p->t->now).day || (p->standing[i] && !missed(p->standing[i])))
			continue;
		struct matter *m = NULL;
		bool is_first = standing[i].kind && strcmp(standing[i].kind, FIRST) == 0;
		for (int tries = 0; !m && tries < 10; tries++)
			m = matter_begin(p, standing[i].road, standing[i].road->begin ? -1 : is_first ? 0 : ++p->n_left % p->n_units);
		if (!m)
			continue;     /* nothing to do it with today */
		p->standing[i] = m;
		m->stop = standing[i].stop;
		m->last = standing[i].last;
		m->straight = true;
		if (standing[i].kind)
			matter_keep(m, "kind", str_of(standing[i].kind));
	}
	return OK;
}

static enum err fill(struct core *k, struct timer *t, struct arena *a, const struct demo_opts *o, struct fail *f)
{
	struct prefecture *p = NULL;
	struct date first = date_of(t->now);

	TRY(must_be_empty(k, a, f));
	if (!o->progress && !o->cheap)
		fprintf(stderr, "装入演示数据……\n");
	TRY(prefecture_found(k, t, a, o, f, &p));
	for (int d = 0; d < o->days; d++) {
		t->now = (struct instant){ date_start(date_add(first, d)).ms + HOURS(9) + MINUTES(30) };
		TRY(leave_standing(p, o->days - d));
		TRY(prefecture_day(p, false, f));
		TRY(books_day(p, d, o->days - d));
		TRY(waiting_day(p, d, o->days - d));
		if (o->progress && d % 30 == 0) {
			fprintf(stderr, "\r装入演示数据 %d/%d 天", d, o->days);
			fflush(stderr);
		}
	}
	if (o->progress)
		fprintf(stderr, "\r装入演示数据 完成          \n");
	return OK;
}

/* An existing file is looked into before anything is made. */
static enum err file_is_empty(const char *store_url, const char *files_dir, struct arena *a, struct fail *f)
{
	struct core_opts co = { .store_url = store_url, .features = features, .files_dir = files_dir };
	struct core *k = NULL;

	TRY(core_open(&co, f, &k));
	enum err e = must_be_empty(k, a, f);
	core_close(k);
	return e;
}

/* Before half a minute's work: whether the file can be made where it is to be. */
static enum err place_there(const char *path, struct fail *f)
{
	const char *slash = strrchr(path, '/');
	char folder[600] = ".";

	if (slash)
		snprintf(folder, sizeof folder, "%.*s", (int)MAX2(slash - path, 1), path);
	return access(folder, W_OK | X_OK) == 0 ? OK : fail_set(f, E_DENIED, "file.write", "写不了文件“%s”：目录“%s”%s", path, folder, errno_text(errno));
}

struct demo_opts demo_shown(void) { return (struct demo_opts){ .seed = 1, .units = 34, .days = 215, .apps_per_unit = 2, .old = 14, .progress = isatty(2), .today = date_of(port_now(NULL)) }; }

enum err demo_fill(const char *store_url, const char *files_dir, const struct demo_opts *o, struct fail *f)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1024));
	struct timer t = { true, { date_start(date_add(o->today, -o->days)).ms + HOURS(9) } };
	const char *path = strncmp(store_url, "sqlite:", 7) == 0 && strcmp(store_url, "sqlite::memory:") != 0 ? store_url + 7 : NULL;
	struct core_opts co = { .store_url = path ? "sqlite::memory:" : store_url, .features = features, .files_dir = files_dir, .timer = &t, .chance = chance_seed((uint64_t)o->seed), .cheap_passwords = o->cheap };
	struct core *k = NULL;

	if (path)
		TRY(place_there(path, f));
	if (path && file_exists(path)) {
		TRY(file_is_empty(store_url, files_dir, a, f));
		TRY(store_wipe(store_url, f));   /* nobody is in it yet; the whole file takes its place */
	}
	TRY(core_open(&co, f, &k));
	/* Filled in memory and saved at once: half a demonstration is never taken for a whole one. */
	enum err e = fill(k, &t, a, o, f);
	if (e == OK && path)
		e = core_save(k, path, f);
	core_close(k);
	return e;
}

void demo_print_logins(FILE *to)
{
	fprintf(to, "演示登录名（口令都是 %s）\n"
		    "  主管部门  zhao@data 受理  qian@data 审批  sun@data 签发  li@data 财务  zhou@data 安全  wu@data 负责人\n"
		    "  申请单位  guanli@d01 资源管理员  shenhe@d01 内部审核（d01 至 d34）\n"
		    "  上云单位  jingban@x01 经办  fuzeren@x01 系统负责人（x01 至 x34）\n"
		    "  云服务商  wang@csp 运营  feng@csp 运维  chen@csp 安全  chu@csp 财务  wei@csp 负责人\n"
		    "  会办部门  dept@wx    审计监督  audit@sj\n"
		    "  三员      sys 系统管理员  sec 安全管理员  aud 审计管理员\n", password);
}
