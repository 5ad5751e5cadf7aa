#ifndef BASE_CURL_H
#define BASE_CURL_H
/* libcurl, found when somebody first needs it: it brings a dozen other libraries, which a server without mail and single sign-on neither loads
 * nor starts. Its functions are called as sym(curl_easy_init)(). */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#undef curl_easy_setopt
#undef curl_easy_getinfo
#include <stdbool.h>

#define CURL_SYMS(X) X(curl_global_init) X(curl_easy_init) X(curl_easy_setopt) X(curl_easy_getinfo) X(curl_easy_perform) X(curl_easy_strerror) \
	X(curl_easy_cleanup) X(curl_slist_append) X(curl_slist_free_all)
#define X(name) __typeof__(name) *name##_fn;
extern struct curl_library { CURL_SYMS(X) } curl_library;
#undef X
#define sym(name) curl_library.name##_fn

/* Finds and starts it, once in a process, from any thread; false when it is not installed or does not start. */
bool curl_load(void);
#endif
