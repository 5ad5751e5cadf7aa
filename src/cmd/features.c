/* The features of the product, ground floor first: a feature may use those above it in this list, never those below. A new one
 * is a folder, a line in src/domain/meson.build, and its line here. */
#include "core/feature.h"

#define FEATURES(X) \
	X(core) \
	X(calendar) \
	X(org) \
	X(account) \
	X(sso) \
	X(attachment) \
	X(message) \
	X(reminder) \
	X(view) \
	X(catalog) \
	X(contract) \
	X(infra) \
	X(info_system) \
	X(resource) \
	X(work_order) \
	X(cloud_task) \
	X(application) \
	X(delivery) \
	X(off_catalog) \
	X(dedicated_pool) \
	X(change) \
	X(revocation) \
	X(emergency) \
	X(security) \
	X(evaluation) \
	X(billing) \
	X(settlement) \
	X(budget) \
	X(info_change) \
	X(access) \
	X(delegation) \
	X(exchange) \
	X(supervision) \
	X(document) \
	X(audit) \
	X(audit_report)

#define DECLARE(name) extern const struct feature name##_feature;
#define LISTED(name)  &name##_feature,
FEATURES(DECLARE)
const struct feature *const features[] = { FEATURES(LISTED) NULL };
