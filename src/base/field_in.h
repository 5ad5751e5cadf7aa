#ifndef BASE_FIELD_IN_H
#define BASE_FIELD_IN_H
/* Inside the room: what the readers and writers of records share. */
#include "base/field.h"

/* Sets one member to "no value". */
void field_clear(const struct field *fd, void *rec);
#endif
