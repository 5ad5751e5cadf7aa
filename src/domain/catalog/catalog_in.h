#ifndef DOMAIN_CATALOG_CATALOG_IN_H
#define DOMAIN_CATALOG_CATALOG_IN_H
#include "domain/catalog/catalog.h"

enum { Q_VER_PUT, Q_VER_SET, Q_VER_HAS, Q_VER_OF_STATE, Q_VER_CONSULT, Q_VER_PUBLISH, Q_VER_RETIRE, Q_VER_CONFIRM, Q_VER_REMINDED, Q_VER_NEWEST_DRAFT,
       Q_OPINION_PUT, Q_OPINIONS, Q_ITEM_PUT, Q_ITEM_SET, Q_ITEM_WITHDRAW, Q_ITEM_CODE, Q_ITEM_NEWEST, Q_ITEMS, Q_ITEM_HAS,
       Q_SUGGESTION_PUT, Q_SUGGESTION_OF, Q_SUGGESTIONS_OPEN, Q_SUGGESTION_OUTCOME, Q_SUGGESTION_SETTLE, Q_CATALOG_MAX };
extern const struct stmt catalog_q[Q_CATALOG_MAX];
extern const struct migration catalog_migrations[];
extern const struct invariant catalog_invariants[];
extern const struct record catalog_opinion_record;

struct catalog_opinion_in { int64_t id; struct str opinion; int64_t org; };
struct catalog_confirm_in { int64_t id; struct str review_note; };
/* A row of the catalogue file: DICTIONARY's columns, the price in yuan. */
struct catalogue_row { struct str code, name, spec, unit, unit_price_yuan; int32_t category, billing_period, zone, xinchuang; };
enum { ROW_NO = 1, ROW_YES, ROW_YES_NO_MAX };

enum err catalog_version_create(struct ctx *c, const void *in, void *out);
enum err catalog_version_update(struct ctx *c, const void *in, void *out);
enum err catalog_consult(struct ctx *c, const void *in, void *out);
enum err catalog_opine(struct ctx *c, const void *in, void *out);
enum err catalog_publish(struct ctx *c, const void *in, void *out);
enum err catalog_retire(struct ctx *c, const void *in, void *out);
enum err catalog_confirm(struct ctx *c, const void *in, void *out);
enum err catalog_item_create(struct ctx *c, const void *in, void *out);
enum err catalog_item_update(struct ctx *c, const void *in, void *out);
enum err catalog_item_withdraw(struct ctx *c, const void *in, void *out);
enum err catalog_import(struct ctx *c, const struct list *rows);
enum err catalog_review_job(struct ctx *c);
enum err catalog_version_fill(struct ctx *c, void *rec);

struct suggestion_take_in { int64_t id, catalog_version; struct str note; };
enum err suggestion_take(struct ctx *c, const void *in, void *out);
enum err suggestion_decline(struct ctx *c, const void *in, void *out);

/* Guards. */
enum err catalog_not_empty(struct ctx *c, const void *subject, const void *in);
enum err catalog_has_opinion(struct ctx *c, const void *subject, const void *in);
enum err catalog_day_reached(struct ctx *c, const void *subject, const void *in);
enum err catalog_is_open(struct ctx *c, const void *subject, const void *in);
enum err catalog_item_is_open(struct ctx *c, const void *subject, const void *in);
enum err catalog_item_goes_into_open(struct ctx *c, const void *subject, const void *in);
enum err catalog_was_consulted(struct ctx *c, const void *subject, const void *in);
enum err catalog_is_published(struct ctx *c, const void *subject, const void *in);

/* Size that a specification tells: "鲲鹏4核8GB;含系统盘60GB" is 4, 8, 60. */
struct item_size { int64_t vcpu, mem_gb, disk_gb; };
struct item_size catalog_spec_size(struct str spec);
#endif
