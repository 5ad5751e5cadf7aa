#ifndef DRIVER_PROV_H
#define DRIVER_PROV_H
/* One contract for the provincial platform, whatever its interface is (A14.P2a). Struct in, struct out: no database, no ctx. A batch is named by its
 * key and may be sent again under it: the other side holds it once. */
#include "base/base.h"

struct prov_conf  { const char *folder;      /* where an adapter may keep files; made by it */
		    const char *endpoint; }; /* whom it talks to; the adapter says what it means */
struct prov_batch {
	struct str key;              /* "capacity-2026-03-01-1": letters, digits, dots and dashes */
	struct str dataset, period, data_at, digest;   /* digest: SM3 of bytes, hex; data_at: RFC 3339, when the rows were read */
	int64_t rows;
	struct str bytes;            /* CSV, UTF-8; p NULL where only the receipt is asked for */
};
struct prov_receipt { struct str key, digest, note; int64_t rows; bool accepted; };   /* what the other side says it holds */

struct prov {
	const char *name;            /* "file", "fake" */
	/* Hands the batch over; E_REMOTE when the other side cannot be reached, E_INVALID when it will never take it. */
	enum err (*send)(const struct prov_conf *conf, const struct prov_batch *batch, struct fail *f);
	/* The receipt of a batch that was sent; E_ABSENT while there is none. Strings live in a. */
	enum err (*receipt)(const struct prov_conf *conf, const struct prov_batch *sent, struct arena *a, struct fail *f, struct prov_receipt *out);
};
/* prov/file.c: data and manifest into conf->folder/outbox, receipts from conf->folder/inbox; works across an air gap. endpoint: a folder's name. */
extern const struct prov prov_file;
/* prov/fake.c: takes everything and says so. endpoint tells it to fail: "down", "reject", "short" (holds a row less), "silent" (no receipts). */
extern const struct prov prov_fake;
#endif
