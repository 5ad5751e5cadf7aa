/* The supplier that later tests start from. */
#include <stdio.h>
#include "domain/contract/test_contract.h"

static const char catalogue[] =
	"code,category,name,spec,unit,billing_period,unit_price_yuan,zone,xinchuang\n"
	CPU ",计算,通用云主机-vCPU,x86通用型;按核计,核,month,38.00,both,no\n"
	XC_CPU ",计算,信创云主机-vCPU,ARM鲲鹏;按核计,核,month,46.00,both,yes\n"
	XC_MEM ",计算,信创云主机-内存,ARM鲲鹏;按GB计,GB,month,16.00,both,yes\n"
	CERT ",密码服务,国密SSL证书,SM2单域名,张,year,2400.00,both,yes\n"
	SCAN ",安全,漏洞扫描,每系统,次,once,500.00,both,no\n"
	DUTY ",安全,安全值守,驻场,人,day,10.00,both,no\n"
	METER ",网络,短信,按条计,条,usage,0.0450,both,no\n";
static const char late_item[] =
	"code,category,name,spec,unit,billing_period,unit_price_yuan,zone,xinchuang\n"
	UNPRICED ",存储,对象存储-标准,三副本,GB,month,0.12,both,no\n";

static int64_t did_it(struct house *h, const struct principal *who, const char *op, const char *query, const char *fmt, va_list ap)
{
	struct answer a = house_ask_by(h, who, op, query, arena_cstr(h->a, arena_vfmt(h->a, fmt, ap)));

	if (a.err != OK)
		test_fail(__FILE__, __LINE__, "%s: %s " STR_FMT, op, a.fail.sentence, STR_ARG(a.fail.n_errors ? a.fail.errors[0].message : STR("")));
	return a.id;
}

int64_t did_by(struct house *h, const struct principal *who, const char *op, const char *query, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int64_t id = did_it(h, who, op, query, fmt, ap);
	va_end(ap);
	return id;
}

int64_t did(struct house *h, const char *op, const char *query, const char *fmt, ...)
{
	struct principal who = { .account = 11, .person = 12, .org = 13, .root_org = 13, .party = ORG_AUTHORITY, .roles = R_ALL, .login = STR("all@data") };
	va_list ap;

	va_start(ap, fmt);
	int64_t id = did_it(h, &who, op, query, fmt, ap);
	va_end(ap);
	return id;
}

void supplemented(struct house *h, int64_t contract, const char *no, const char *day, const char *item, int64_t e4)
{
	struct principal other = { .account = 21, .person = 22, .org = 13, .root_org = 13, .party = ORG_AUTHORITY, .roles = R(AUTH_ISSUER), .login = STR("other@data") };
	char query[40];

	snprintf(query, sizeof query, "id=%" PRId64, contract);
	did(h, "contract.supplement", query, "{\"no\":\"%s\",\"signed_date\":\"2026-01-05\",\"effective_date\":\"%s\",\"prices\":[{\"item_code\":\"%s\",\"unit_price_e4\":%" PRId64 "}]}", no, day, item, e4);
	snprintf(query, sizeof query, "id=%" PRId64, asked(h, "SELECT MAX(id) FROM contract_supplement"));
	did_by(h, &other, "contract_supplement.approve", query, "{}");
}

struct question { const char *sql; int64_t n; };
static enum err ask(struct ctx *c, void *arg)
{
	struct question *q = arg;

	return sql_int_(c, db_stmt_cached(c->db, str_of(q->sql), NULL), &q->n, NO_VALS);
}

int64_t asked(struct house *h, const char *sql)
{
	struct question q = { .sql = sql };

	if (house_write(h, ask, &q) != OK)
		test_fail(__FILE__, __LINE__, "%s", h->fail.sentence);
	return q.n;
}

struct supplier supplier_open(void)
{
	struct supplier s = { .h = house_product() };
	char id[40];

	house_at(s.h, "2026-01-05 09:00");
	did(s.h, "account.first", NULL, "{\"authority_name\":\"州数据局\",\"org_no\":\"532800001\",\"sys_admin\":{\"login\":\"sys\",\"name\":\"甲\",\"password\":\"Prefecture-2026\"},"
	    "\"sec_admin\":{\"login\":\"sec\",\"name\":\"乙\",\"password\":\"Prefecture-2026\"},\"audit_admin\":{\"login\":\"aud\",\"name\":\"丙\",\"password\":\"Prefecture-2026\"}}");
	s.authority = asked(s.h, "SELECT id FROM org WHERE kind = 'authority'");
	s.csp = did(s.h, "org.create", NULL, "{\"no\":\"CSP-CY\",\"name\":\"彩云服务有限公司\",\"kind\":\"csp\",\"unit_type\":\"enterprise\",\"level\":\"other\"}");
	did(s.h, "import.catalogue", NULL, "%s", catalogue);
	s.catalog = asked(s.h, "SELECT id FROM catalog_version");
	did(s.h, "credit_check.create", NULL, "{\"csp\":\"%" PRId64 "\",\"checked_on\":\"2025-12-30\",\"source\":\"信用中国\",\"result\":\"clean\"}", s.csp);
	s.contract = did(s.h, "contract.create", NULL, "{\"no\":\"HT-1\",\"name\":\"政务云服务合同\",\"csp\":\"%" PRId64 "\",\"signed_date\":\"2025-12-30\",\"from_date\":\"2026-01-01\",\"to_date\":\"2029-01-01\"}", s.csp);
	snprintf(id, sizeof id, "id=%" PRId64, s.contract);
	did(s.h, "contract.price_from_catalog", id, "{\"catalog_version\":\"%" PRId64 "\"}", s.catalog);
	/* Another person than the one who registered it and its prices. */
	did_by(s.h, &(struct principal){ .account = 14, .person = 15, .org = 13, .root_org = 13, .party = ORG_AUTHORITY, .roles = R(AUTH_ISSUER), .login = STR("sun@data") },
	       "contract.activate", id, "{}");
	/* Offered later, and nobody has agreed on its price yet. */
	did(s.h, "import.catalogue", NULL, "%s", late_item);
	snprintf(id, sizeof id, "id=%" PRId64, s.catalog);
	did(s.h, "catalog_version.consult", id, "{}");
	did(s.h, "catalog_version.opinion", id, "{\"opinion\":\"无意见\"}");
	did(s.h, "catalog_version.publish", id, "{}");
	return s;
}

void supplier_close(struct supplier *s) { house_close(s->h); }
