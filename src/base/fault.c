/* Fault points. Nobody watches in production, and then a point costs one load. */
#include <stdatomic.h>
#include "base/base.h"

static atomic_bool watching, struck;
static atomic_int_fast64_t reached, armed;
static const char *only;     /* set while nothing else runs */

bool fault(const char *name)
{
	if (!atomic_load_explicit(&watching, memory_order_relaxed))
		return false;
	if (only && strncmp(name, only, strlen(only)) != 0)
		return false;
	if (atomic_fetch_add(&reached, 1) + 1 != atomic_load(&armed))
		return false;
	atomic_store(&struck, true);
	log_line(LOG_DEBUG, "base", "event=fault point=%s", name);
	return true;
}

void fault_only(const char *prefix)
{
	only = prefix;
}

void fault_arm(int64_t n)
{
	atomic_store(&watching, false);
	atomic_store(&reached, 0);
	atomic_store(&struck, false);
	atomic_store(&armed, n);
	atomic_store(&watching, true);
}

int64_t fault_count(void)
{
	return atomic_load(&reached);
}

bool fault_struck(void)
{
	return atomic_load(&struck);
}
