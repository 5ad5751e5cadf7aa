/* Finding libcurl's functions. */
#include <pthread.h>
#include "base/curl.h"
#include "base/library.h"

struct curl_library curl_library;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool found;

static void find(void)
{
#define X(name) #name,
	static const char *const names[] = { CURL_SYMS(X) };
#undef X
	_Static_assert(sizeof curl_library == COUNT(names) * sizeof(void *), "one name per function");
	found = library_load("libcurl.so.4", names, COUNT(names), (void **)&curl_library) && sym(curl_global_init)(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

bool curl_load(void)
{
	pthread_once(&once, find);
	return found;
}
