/* A store to measure with: a few units and people, and as many resources as asked for.  fill STORE N FOLDER
 * People and sessions are made by the ops; the many rows by SQL, since a million ops would take longer than what is measured.
 * Writes to FOLDER: tokens (asker, doer), orders (work orders: id, version, next step). */
#include <stdio.h>
#include "core/core.h"

static struct core *k;
static const char PASSWORD[] = "Bench-2026-word!";

static void stop(const char *what, const struct fail *f)
{
	fprintf(stderr, "fill: %s: %s %s", what, f->reason, f->sentence);
	for (size_t i = 0; i < f->n_errors && i < FAIL_FIELDS_MAX; i++)
		fprintf(stderr, "; " STR_FMT " " STR_FMT, STR_ARG(f->errors[i].field), STR_ARG(f->errors[i].message));
	fputc('\n', stderr);
	exit(1);
}

static struct answer call(const char *op, int64_t id, const char *json)
{
	struct answer a = { .arena = arena_new(MIB(16)) };
	struct request r = { .op = core_op(k, str_of(op)), .who = { .system = true }, .local = true, .body = str_of(json) };
	static char text[24];

	if (id) {
		snprintf(text, sizeof text, "%" PRId64, id);
		r.params[r.n_params++] = (struct pair){ STR("id"), str_of(text) };
	}
	core_call(k, &r, &a);
	if (a.err != OK)
		stop(op, &a.fail);
	return a;
}

static int64_t person(int64_t org, const char *name, const char *login, const char *role)
{
	char json[500];

	snprintf(json, sizeof json, "{\"org\":\"%" PRId64 "\",\"name\":\"%s\"}", org, name);
	int64_t id = call("person.create", 0, json).id;
	snprintf(json, sizeof json, "{\"login\":\"%s\",\"person\":\"%" PRId64 "\",\"password\":\"%s\"}", login, id, PASSWORD);
	int64_t account = call("account.create", 0, json).id;
	snprintf(json, sizeof json, "{\"role\":\"%s\",\"reason\":\"测量\"}", role);
	call("account.grant", account, json);
	return id;
}

static struct str sign_in(const char *login)
{
	char json[200];

	snprintf(json, sizeof json, "{\"login\":\"%s\",\"password\":\"%s\"}", login, PASSWORD);
	return call("session.create", 0, json).set_session;
}

/* Fixed numbers, far from those the store gives out. */
enum { AUTHORITY = 1 };
#define CSP      INT64_C(900000001)
#define APPLICANTS "100"
#define ROWS(n) "WITH RECURSIVE seq(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM seq WHERE i < " n ") "
static const struct stmt Q[] = {
	{ "INSERT INTO org (id, version, no, name, kind, unit_type, level, in_scope, status, created_at) VALUES (900000001, 1, 'CSP1', '云服务商一', 'csp', 'enterprise', 'prefecture', 1, 'active', ?1)" },
	{ ROWS(APPLICANTS) "INSERT INTO org (id, version, no, name, kind, unit_type, level, in_scope, status, created_at)"
	  " SELECT 910000000 + i, 1, 'U' || i, '上云单位' || i, 'applicant', 'party_gov', 'prefecture', 1, 'active', ?1 FROM seq" },
	{ "INSERT INTO site (id, version, name, kind, city, csp, created_at) VALUES (920000001, 1, '机房一', 'primary', '州府', 900000001, ?1)" },
	{ "INSERT INTO pool (id, version, no, name, site, zone, csp, xinchuang, driver, cap_vcpu, alloc_vcpu, cap_mem_gb, alloc_mem_gb, cap_sto_gb, alloc_sto_gb,"
	  " state, created_at) VALUES (930000001, 1, 'P01', '资源池一', 920000001, 'extranet', 900000001, 1, 'fake', 100000000, 0, 100000000, 0, 100000000, 0, 'online', ?1)" },
	{ ROWS("1000") "INSERT INTO info_system (id, version, no, name, user_org, applicant_org, purpose, nonsecret_declared, level, stock_kind, hosting, cii, crypto_required,"
	  " internet_facing, personal_info, created_at, state) SELECT 940000000 + i, 1, 'XT-' || i, '信息系统' || i, 910000001 + i % 100, 910000001 + i % 100, 2, 1, 'prefecture', 'new',"
	  " 'cloud', 0, 0, 0, 0, ?1, 'running' FROM seq" },
	{ "WITH RECURSIVE seq(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM seq WHERE i < ?2) INSERT INTO resource (id, version, no, name, item, item_code, item_name, unit, system,"
	  " user_org, applicant_org, pool, zone, csp, qty, vcpu, mem_gb, disk_gb, created_at, delivered_at, billing_start_date, emergency, stage, shared, standby, legacy, state)"
	  " SELECT 1000000000 + i, 1, 'ZY-P01-' || i, '云主机' || i, 1, 'ECS-4C8G', '云主机4核8G', '台', 940000001 + i % 1000, 910000001 + (i % 1000) % 100, 910000001 + (i % 1000) % 100,"
	  " 930000001, 'extranet', 900000001, 1, 4, 8, 100, ?1, ?1, '2026-01-05', 0, 1, 0, 0, 1, 'active' FROM seq" },
	{ "INSERT INTO resource_segment (id, resource, from_date, to_date, qty, cause, created_at)"
	  " SELECT id + 2000000000, id, billing_start_date, NULL, qty, 'legacy', created_at FROM resource" },
	{ ROWS("64") "INSERT INTO work_order (id, version, no, kind, title, from_org, to_org, created_at, state)"
	  " SELECT 950000000 + i, 1, 'GD-' || i, 'vm_ops', '测量用工单', 1, 900000001, ?1, 'dispatched' FROM seq" },
};

static void many_rows(const char *url, int64_t n)
{
	struct store *s;
	struct db *d;
	struct fail f = { 0 };
	int64_t now = port_now(NULL).ms;

	if (store_open(url, &f, &s) != OK || db_open(s, DB_WRITE, &f, &d) != OK || db_begin(d, &f) != OK)
		stop("store", &f);
	for (size_t i = 0; i < COUNT(Q); i++) {
		struct val v[2] = { val_int(now), val_int(n) };
		bool takes_two = strstr(Q[i].sql, "?2") != NULL, takes_one = strstr(Q[i].sql, "?1") != NULL;
		if (db_run(d, &Q[i], v, takes_two ? 2 : takes_one ? 1 : 0, &f, NULL) != OK)
			stop(Q[i].sql, &f);
	}
	if (db_commit(d, &f) != OK)
		stop("commit", &f);
	store_checkpoint(s);
	db_close(d);
	store_close(s);
}

static FILE *create(const char *folder, const char *name)
{
	char path[600];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	if (!f) {
		perror(path);
		exit(1);
	}
	return f;
}

int main(int argc, char **argv)
{
	struct fail f = { 0 };
	int64_t n = argc == 4 ? atoll(argv[2]) : 0;

	if (n < 64) {
		fprintf(stderr, "fill STORE N FOLDER\n");
		return 2;
	}
	struct core_opts o = { .store_url = argv[1], .features = features };
	if (core_open(&o, &f, &k) != OK)
		stop("core", &f);
	call("account.first", 0, "{\"authority_name\":\"州数据局\",\"org_no\":\"A001\",\"sys_admin\":{\"login\":\"sys\",\"name\":\"甲一\",\"password\":\"Bench-2026-word!\"},"
	     "\"sec_admin\":{\"login\":\"sec\",\"name\":\"乙二\",\"password\":\"Bench-2026-word!\"},\"audit_admin\":{\"login\":\"aud\",\"name\":\"丙三\",\"password\":\"Bench-2026-word!\"}}");
	core_close(k);
	many_rows(argv[1], n);
	if (core_open(&o, &f, &k) != OK)
		stop("core", &f);
	person(AUTHORITY, "丁四", "asker", "auth_handler");
	person(CSP, "戊五", "doer", "csp_operation");
	FILE *out = create(argv[3], "tokens");
	fprintf(out, STR_FMT "\n", STR_ARG(sign_in("asker")));
	fprintf(out, STR_FMT "\n", STR_ARG(sign_in("doer")));
	fclose(out);
	out = create(argv[3], "orders");
	for (int i = 1; i <= 64; i++)
		fprintf(out, "%d 1 0\n", 950000000 + i);
	fclose(out);
	core_close(k);
	return 0;
}
