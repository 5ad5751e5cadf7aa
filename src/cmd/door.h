#ifndef CMD_DOOR_H
#define CMD_DOOR_H
/* The local door: an op's name, a JSON object and a person become a request; used by the command line, scenarios, sim and demo. */
#include "core/core.h"

/* Fills r for op `name`: members of json that are path or query parameters become params, the rest the body (both in a).
 * E_ABSENT "no_op" when there is no such op, E_INVALID when json is not an object. json empty: {}. */
enum err door_request(struct core *k, struct str name, struct str json, struct arena *a, struct request *r, struct fail *f);
/* The whole way: person by login (empty: nobody, for public ops), request, call. a->arena set by the caller. */
enum err door_call(struct core *k, struct str login, struct str name, struct str json, struct answer *a);
/* A text as a file at rest, as the HTTP door leaves one; whoever calls removes what no op has kept. */
enum err door_upload(struct core *k, struct str name, struct str mime, struct str text, struct arena *a, struct upload *out, struct fail *f);
/* A file of this machine likewise: copied, its digest taken on the way; it is read once, whatever its size. */
enum err door_upload_file(struct core *k, struct str path, struct arena *a, struct upload *out, struct fail *f);
/* The scalar at a dotted path ("lines.0.qty") of a JSON text, as text in a; "null" for null, p NULL when there is none.
 * "#" counts an array: "items.#". */
struct str json_at(struct arena *a, struct str json, struct str path);
#endif
