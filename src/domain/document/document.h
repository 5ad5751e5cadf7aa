#ifndef DOMAIN_DOCUMENT_DOCUMENT_H
#define DOMAIN_DOCUMENT_DOCUMENT_H
/* Papers (DICTIONARY §4): what the platform issues, frozen with its digest, and anyone's way to ask whether one is genuine. */
#include "core/feature.h"

extern const struct entity document_entity, document_template_entity;
extern const struct feature document_feature;

/* Issues the paper of a kind about an object, as the system, or does nothing when it is there (one per kind, subject, round and
 * for_org). `at` is the moment it speaks of; for_org 0: not for one unit alone. E_ABSENT: no such kind. */
enum err document_issue(struct ctx *c, const char *kind, int64_t subject, int64_t round, int64_t for_org, struct instant at);
#endif
