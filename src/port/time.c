/* Time: the machine's, or a simulated one that only its owner moves. */
#include <time.h>
#include "port/port.h"

struct instant port_now(const struct timer *t)
{
	struct timespec ts;

	if (t && t->simulated)
		return t->now;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (struct instant){ (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 };
}

int64_t port_mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}
