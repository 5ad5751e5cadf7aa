#ifndef FUZZ_H
#define FUZZ_H
/* What the targets share. */
#include "base/base.h"
#include "base/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Holds, or the input is kept as a finding; unlike assert it is never compiled out. */
#define MUST(cond) do { if (!(cond)) abort(); } while (0)

/* The one arena of a target, empty again for each input. */
static inline struct arena *fuzz_arena(void)
{
	static struct arena *a;
	if (a == NULL)
		a = arena_new(MIB(16));
	arena_reset(a);
	return a;
}
#endif
