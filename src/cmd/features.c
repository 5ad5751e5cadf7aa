/* The features of the product, ground floor first: a feature may use those above it in this list, never those below. A new one
 * is a folder, a line in src/domain/meson.build, and its two lines here. */
#include "core/feature.h"

extern const struct feature core_feature, calendar_feature, org_feature, account_feature, attachment_feature, message_feature, catalog_feature,
	contract_feature, infra_feature, info_system_feature, resource_feature, work_order_feature, application_feature,
	audit_feature, delivery_feature, change_feature, billing_feature, info_change_feature;

const struct feature *const features[] = {
	&core_feature,
	&calendar_feature,
	&org_feature,
	&account_feature,
	&attachment_feature,
	&message_feature,
	&catalog_feature,
	&contract_feature,
	&infra_feature,
	&info_system_feature,
	&resource_feature,
	&work_order_feature,
	&application_feature,
	&delivery_feature,
	&change_feature,
	&billing_feature,
	&info_change_feature,
	&audit_feature,
	NULL
};
