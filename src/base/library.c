/* Finding a library's functions at run time. */
#include <dlfcn.h>
#include "base/library.h"

bool library_load(const char *file, const char *const *names, size_t n, void **fn)
{
	void *open = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	bool all = open;

	for (size_t i = 0; all && i < n; i++)
		all = (fn[i] = dlsym(open, names[i]));
	return all;
}
