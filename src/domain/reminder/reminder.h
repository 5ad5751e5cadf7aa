#ifndef DOMAIN_REMINDER_REMINDER_H
#define DOMAIN_REMINDER_REMINDER_H
/* Every deadline warns, names who has the ball and goes to the superior when it is passed; each person gets one digest a day. Works from
 * the features' work rows and the running clocks, so that a feature that lists its work is reminded without further code. Nothing is
 * decided by time. */
#include "core/feature.h"

extern const struct feature reminder_feature;
#endif
