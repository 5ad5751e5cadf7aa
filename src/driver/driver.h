#ifndef DRIVER_DRIVER_H
#define DRIVER_DRIVER_H
/* One contract for every cloud. Struct in, struct out: no database, no ctx. Each call carries our own token and may be
 * repeated: the same token finds what the first call made. A missing member means "cannot". */
#include "base/base.h"

struct driver_conf { const char *endpoint, *credential; int64_t seed; };
struct driver_spec {
	struct str token;            /* ours */
	struct str native_id;        /* the cloud's own id, for what was not made under a token; p NULL: none */
	struct str name, item_code, zone, pool;
	int64_t qty, vcpu, mem_gb, disk_gb;
};
enum driver_state { DRIVER_ABSENT, DRIVER_BUILDING, DRIVER_RUNNING, DRIVER_STOPPED, DRIVER_WIPED, DRIVER_FAILED };
struct driver_thing { struct str native_id, ips; enum driver_state state; int64_t qty; struct str token; };   /* token: of listed things; p NULL: not ours */
/* Takes a listed thing; false: no more. */
typedef bool driver_seen_fn(void *arg, const struct driver_thing *thing);
struct driver_about { struct str kind, version; };   /* what it can do is told by its members */
struct driver_ref { struct str token, native_id; };   /* something that is there */

struct driver {
	const char *name;            /* "fake", "manual", "libvirt", "openstack" */
	enum err (*open)(const struct driver_conf *conf, struct fail *f, void **session);
	void     (*close)(void *session);
	enum err (*describe)(void *s, struct arena *a, struct fail *f, struct driver_about *out);
	enum err (*create)(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out);
	/* What is there under spec's token, as the cloud has it; state DRIVER_ABSENT when nothing is. The rest of spec is what the ledger holds of it. */
	enum err (*look)(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out);
	/* What is there has that size afterwards, whatever it had; off for a while where the cloud cannot do it live. */
	enum err (*resize)(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out);
	/* It lies in spec's pool and zone afterwards, with its data; ids and addresses may be others, out says which. */
	enum err (*move)(void *s, const struct driver_spec *spec, struct arena *a, struct fail *f, struct driver_thing *out);
	enum err (*power)(void *s, const struct driver_ref *ref, bool on, struct fail *f);
	enum err (*attach)(void *s, struct str token, struct str volume, struct fail *f);
	/* Its data are gone when this returns OK, and *proof (in a) says by what. Begun again from the start when it was interrupted. */
	enum err (*wipe)(void *s, const struct driver_ref *ref, struct arena *a, struct fail *f, struct str *proof);
	/* The thing itself is gone; what is not there is OK. */
	enum err (*destroy)(void *s, const struct driver_ref *ref, struct fail *f);
	/* Everything that runs there, one after another. `ours` (struct driver_spec) is a page of what the ledger holds there; asked page by page, and
	 * with an empty one at the end. A cloud that knows its things lists them all at the end and needs none of it. */
	enum err (*inventory)(void *s, const struct list *ours, driver_seen_fn *seen, void *arg, struct arena *a, struct fail *f);
	enum err (*usage)(void *s, struct str token, struct arena *a, struct fail *f, int64_t *cpu_bp, int64_t *mem_bp);
};
extern const struct driver fake_driver;      /* fake/: its answers follow from the token, repeatable, can be told to fail */
/* The driver that a pool names ("fake"); NULL when there is none of that name. */
const struct driver *driver_named(struct str name);
#endif
