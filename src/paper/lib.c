/* Finding the libraries at the first use. */
#include <dlfcn.h>
#include <pthread.h>
#include "paper/paper_in.h"

struct paper_lib paper_lib;
static const char *const files[] = { "libcairo.so.2", "libpango-1.0.so.0", "libpangocairo-1.0.so.0", "libgobject-2.0.so.0", "libqrencode.so.4", "libxlsxwriter.so.4" };
static const char *const names[] = {
#define X(name) #name,
	PAPER_SYMS(X)
#undef X
};
_Static_assert(sizeof paper_lib == COUNT(names) * sizeof(void *), "one name per function");

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *missing;

/* What the libraries keep for the next drawing, and what they forget, is theirs: the process that draws ends soon. Read by the leak checker
 * of test builds only. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libcairo.so\nleak:libfontconfig.so\nleak:libpango\nleak:libgobject\nleak:libglib"; }

static void load(void)
{
	void *open[COUNT(files)];
	void **fn = (void **)&paper_lib;

	for (size_t i = 0; i < COUNT(files); i++)
		if (!(open[i] = dlopen(files[i], RTLD_NOW | RTLD_LOCAL)))
			missing = missing ? missing : files[i];
	for (size_t n = 0; n < COUNT(names) && !missing; n++) {
		for (size_t i = 0; i < COUNT(files) && !fn[n]; i++)
			fn[n] = dlsym(open[i], names[n]);
		if (!fn[n])
			missing = names[n];
	}
}

enum err paper_lib_load(struct fail *f)
{
	pthread_once(&once, load);
	return missing ? fail_set(f, E_REMOTE, "paper.library", "缺少排印文书的程序库 %s，请运行 tools/install", missing) : OK;
}
