#ifndef DRIVER_DRIVER_H
#define DRIVER_DRIVER_H
/* One contract for every cloud. Struct in, struct out: no database, no ctx. Each call carries our own token and may be
 * repeated: the same token finds what the first call made. A missing member means "cannot". */
#include "base/base.h"

struct driver_conf { const char *endpoint, *credential; int64_t seed; };
struct driver_spec {
	struct str token;            /* ours: the resource's number */
	struct str name, item_code, zone, pool;
	int64_t qty, vcpu, mem_gb, disk_gb;
};
enum driver_state { DRIVER_ABSENT, DRIVER_BUILDING, DRIVER_RUNNING, DRIVER_STOPPED, DRIVER_WIPED, DRIVER_FAILED };
struct driver_thing { struct str native_id, ips; enum driver_state state; int64_t qty; struct str token; };   /* token: of listed things; p NULL: not ours */
/* Takes a listed thing; false: no more. */
typedef bool driver_seen_fn(void *arg, const struct driver_thing *thing);
struct driver_about { struct str kind, version; bool can_resize, can_wipe; };

struct driver {
	const char *name;            /* "fake", "manual", "libvirt", "openstack" */
	enum err (*open)(const struct driver_conf *conf, struct fail *f, void **session);
	void     (*close)(void *session);
	enum err (*describe)(void *s, struct arena *a, struct fail *f, struct driver_about *out);
	enum err (*create)(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out);
	enum err (*look)(void *s, struct str token, struct arena *a, struct fail *f, struct driver_thing *out);
	enum err (*resize)(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out);
	enum err (*power)(void *s, struct str token, bool on, struct fail *f);
	enum err (*attach)(void *s, struct str token, struct str volume, struct fail *f);
	enum err (*wipe)(void *s, struct str token, struct fail *f);
	enum err (*destroy)(void *s, struct str token, struct fail *f);
	/* Everything that runs there, one after another. `ours` (struct driver_spec) is a page of what the ledger holds there; asked page by page, and
	 * with an empty one at the end. A cloud that knows its things lists them all at the end and needs none of it. */
	enum err (*inventory)(void *s, const struct list *ours, driver_seen_fn *seen, void *arg, struct arena *a, struct fail *f);
	enum err (*usage)(void *s, struct str token, struct arena *a, struct fail *f, int64_t *cpu_bp, int64_t *mem_bp);
};
extern const struct driver fake_driver;      /* fake/: remembers in memory, repeatable, can be told to fail */
/* The driver that a pool names ("fake"); NULL when there is none of that name. */
const struct driver *driver_named(struct str name);
#endif
