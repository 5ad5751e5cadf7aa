#ifndef DOMAIN_SSO_SSO_H
#define DOMAIN_SSO_SSO_H
/* Single sign-on by OpenID Connect, and client certificates of programs (A31.P2b). */
#include "core/feature.h"

extern const struct feature sso_feature;
#endif
