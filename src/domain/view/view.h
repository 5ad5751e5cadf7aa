#ifndef DOMAIN_VIEW_VIEW_H
#define DOMAIN_VIEW_VIEW_H
/* Lists as people keep them: filters, order and columns under a name, one's own or shared with a post. */
#include "core/feature.h"

extern const struct feature view_feature;
extern const struct entity list_view_entity;
#endif
