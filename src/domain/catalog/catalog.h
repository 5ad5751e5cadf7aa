#ifndef DOMAIN_CATALOG_CATALOG_H
#define DOMAIN_CATALOG_CATALOG_H
/* The service catalogue (A11): versions that are consulted on and published, and their items, frozen with the publication. */
#include "core/feature.h"

enum catalog_state { CAT_DRAFT = 1, CAT_CONSULTING, CAT_PUBLISHED, CAT_RETIRED, CAT_STATE_MAX };
enum item_category { ITEM_COMPUTE = 1, ITEM_STORAGE, ITEM_NETWORK, ITEM_DR, ITEM_OS, ITEM_DATABASE, ITEM_MIDDLEWARE, ITEM_BIGDATA, ITEM_SECURITY,
		     ITEM_CRYPTO, ITEM_SOFTWARE, ITEM_SERVICE, ITEM_CATEGORY_MAX };
enum item_layer { LAYER_IAAS = 1, LAYER_PAAS, LAYER_SAAS, LAYER_SERVICE, LAYER_MAX };
enum billing_period { PER_MONTH = 1, PER_YEAR, PER_DAY, PER_HOUR, PER_ONCE, PER_USAGE, BILLING_PERIOD_MAX };
enum item_zone { ITEM_INTERNET = 1, ITEM_EXTRANET, ITEM_BOTH, ITEM_ZONE_MAX };
enum metering { METER_ALLOCATED = 1, METER_USED, METER_TIMES, METERING_MAX };
enum item_status { ITEM_ACTIVE = 1, ITEM_WITHDRAWN, ITEM_STATUS_MAX };
extern const struct names item_category_names[ITEM_CATEGORY_MAX], item_layer_names[LAYER_MAX], billing_period_names[BILLING_PERIOD_MAX],
	item_zone_names[ITEM_ZONE_MAX], metering_names[METERING_MAX];

struct catalog_opinion { int64_t id, catalog_version, round, org, person; struct str org_name, person_name, opinion; struct instant at; };
struct catalog_version {
	int64_t id, version, copy_from; struct str no, title; int32_t state; struct date effective_from;
	struct instant created_at, published_at, retired_at, review_confirmed_at; struct str review_note; int64_t review_reminded, n_items;
	int64_t round, n_opinions;                                                  /* how often it was sent out, and the answers to the last time */
	/* filled for a single object */
	struct date review_due_date; bool review_warning; struct list opinions;     /* struct catalog_opinion */
	struct list suggestions;                                                    /* struct catalog_suggestion still open; for the authority */
};
/* What a later version ought to have, because somebody had to buy it elsewhere (A11c, A19.5c). */
enum suggestion_state { SUGGEST_OPEN = 1, SUGGEST_TAKEN, SUGGEST_DECLINED, SUGGESTION_STATE_MAX };
struct catalog_suggestion {
	int64_t id, version, source, org; struct str source_kind, source_no, org_name, wanted, spec, unit, reason, outcome; int32_t category; int64_t qty;
	int32_t state; int64_t catalog_version, settled_by; struct str catalog_version_no, note; struct instant created_at, settled_at;
};
/* An item that may serve instead, and how alike the names are: 10000 is the same. */
struct catalog_match { int64_t item; struct str code, name, spec, unit; int32_t category; bool xinchuang; int64_t score_bp; struct str note; };
struct catalog_item {
	int64_t id, version, catalog_version; struct str catalog_version_no; int32_t catalog_state; bool current;
	struct str code, name, spec, unit, sla_level; int32_t category, layer, billing_period, zone, metering, status;
	bool xinchuang; int64_t min_qty, max_qty, step;
	int64_t vcpu, mem_gb, disk_gb;                                              /* what one unit takes of a pool; INT_NONE: nothing */
	struct price list_price_e4; struct instant updated_at;
};
extern const struct record catalog_version_record, catalog_item_record, catalog_match_record, catalog_suggestion_record;
extern const struct entity catalog_version_entity, catalog_item_entity, catalog_suggestion_entity;
extern const struct flow   catalog_flow;
extern const struct feature catalog_feature;

/* The version in force; id 0 when none is published. */
enum err catalog_published(struct ctx *c, struct catalog_version *out);
/* One item without scope; E_ABSENT. */
enum err catalog_item_get(struct ctx *c, int64_t id, struct catalog_item *out);
/* The item of a code in one version, withdrawn ones left out; version 0: in the published one, else the newest that has it. E_ABSENT. */
enum err catalog_item_by_code(struct ctx *c, int64_t version, struct str code, struct catalog_item *out);
/* Every item of a version that is not withdrawn, by code. */
enum err catalog_items(struct ctx *c, int64_t version, struct list *out);
/* Items of the published version most like the wish, best first, at most max (A19.5b); category 0: any. `words`: further keywords. */
enum err catalog_similar(struct ctx *c, int32_t category, struct str wanted, struct str words, size_t max, struct list *out);
/* The item that the catalogue already offers for the wish (same category, 0: any; as alike as catalog.equivalent_bp asks); item 0: none. What it
 * offers may not be bought separately (A11e): asked by whoever registers a purchase or a contract outside the cloud. */
enum err catalog_equivalent(struct ctx *c, int32_t category, struct str wanted, struct str words, struct catalog_match *out);
/* 0..10000: pairs of characters and words that two texts share. Pure. */
int64_t catalog_likeness(struct str x, struct str y);
/* Enters a suggestion for the next version, once for a source (kind and id); a second call brings its outcome up to date. */
enum err catalog_suggest(struct ctx *c, const struct catalog_suggestion *s);
#endif
