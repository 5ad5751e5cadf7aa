/* The drivers there are. A new one is a folder and a line here. */
#include "driver/driver.h"

static const struct driver *const drivers[] = { &fake_driver };

const struct driver *driver_named(struct str name)
{
	for (size_t i = 0; i < COUNT(drivers); i++)
		if (str_is(name, drivers[i]->name))
			return drivers[i];
	return NULL;
}
