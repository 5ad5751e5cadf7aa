#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H
/* Libraries that only some installations use are found when they are needed: a server without mail neither loads nor starts libcurl. */
#include "base/base.h"

/* Opens the shared library `file` and puts the address of each of the n names into fn; false when the library or one of them is missing. */
bool library_load(const char *file, const char *const *names, size_t n, void **fn);
#endif
