#ifndef DOMAIN_ATTACHMENT_ATTACHMENT_H
#define DOMAIN_ATTACHMENT_ATTACHMENT_H
/* Files: by content, by digest, never with a secrecy mark (A37, R-02), each belonging to an object and to a kind of paper. */
#include "core/feature.h"

extern const struct feature attachment_feature;
/* How many files of a kind ("cloud_plan", "project_approval", …) an object has. */
enum err attachment_count(struct ctx *c, const struct entity *e, int64_t subject, const char *kind, int64_t *n);
/* A file uploaded by the unit of this ctx before there was an object now belongs to one, as that kind of paper. E_INVALID on `field` when
 * there is no such file of the unit, or it already belongs to another object. */
enum err attachment_bind(struct ctx *c, const char *field, int64_t id, const struct entity *e, int64_t subject, const char *kind);
/* The object that an attachment.upload is for, of its `in`, for guards of later features: out is a struct of e's record. *found false: there is none,
 * it is another entity's, or this person does not see it, which the upload itself tells. */
enum err attachment_target(struct ctx *c, const void *in, const struct entity *e, void *out, bool *found);
/* The media type of a file by its first bytes and its ending; NULL: not a kind that is taken. */
const char *attachment_type(struct arena *a, struct str name, struct str head);
#endif
