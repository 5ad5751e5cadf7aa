#ifndef DOMAIN_CATALOG_CATALOG_H
#define DOMAIN_CATALOG_CATALOG_H
/* The service catalogue (A11a-c, A19.5a): yearly versions of items; applications choose only from the published one. */
#include "core/feature.h"

enum catalog_state { CAT_DRAFT = 1, CAT_CONSULTING, CAT_PUBLISHED, CAT_RETIRED, CAT_STATE_MAX };
enum item_category { ITEM_COMPUTE = 1, ITEM_STORAGE, ITEM_NETWORK, ITEM_DR, ITEM_OS, ITEM_DATABASE, ITEM_MIDDLEWARE, ITEM_BIGDATA, ITEM_SECURITY, ITEM_CRYPTO,
		     ITEM_SOFTWARE, ITEM_SERVICE, ITEM_CATEGORY_MAX };
enum billing_period { PER_MONTH = 1, PER_YEAR, PER_DAY, PER_HOUR, PER_ONCE, PER_USAGE, BILLING_PERIOD_MAX };
enum item_zone { ITEM_INTERNET = 1, ITEM_EXTRANET, ITEM_BOTH, ITEM_ZONE_MAX };
struct catalog_version {
	int64_t id, version; struct str no, title; int32_t state; struct date effective_from; struct instant published_at, review_confirmed_at, created_at;
	struct list opinions; int64_t items_count;
};
struct catalog_item {
	int64_t id, version, catalog_version; struct str catalog_version_no, code, name, spec, unit; int32_t category, layer, billing_period, zone, metering, status;
	bool xinchuang; int64_t min_qty, max_qty, step, vcpu, mem_gb, disk_gb; struct price list_price_e4; struct str catalog_state;
};
extern const struct names item_category_names[ITEM_CATEGORY_MAX], billing_period_names[BILLING_PERIOD_MAX], item_zone_names[ITEM_ZONE_MAX];
extern const struct record catalog_item_record, catalog_version_record;
extern const struct entity catalog_version_entity, catalog_item_entity;
extern const struct flow   catalog_flow;
extern const struct feature catalog_feature;

/* The published version; id 0 when there is none. */
enum err catalog_published(struct ctx *c, struct catalog_version *out);
/* E_ABSENT when there is none; without scope. */
enum err catalog_item_get(struct ctx *c, int64_t id, struct catalog_item *out);
enum err catalog_item_by_code(struct ctx *c, int64_t catalog_version, struct str code, struct catalog_item *out);
/* Every item of a version. */
enum err catalog_items(struct ctx *c, int64_t catalog_version, struct list *out);
#endif
