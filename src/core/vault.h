#ifndef CORE_VAULT_H
#define CORE_VAULT_H
/* Files at rest: sealed under the store's ring of keys in pieces of 16 KiB, so that a file of any size is written, read from any place and checked with
 * the memory of two pieces. Each is named by a keyed digest of its SM3, and its head is sealed with that name: the name tells nobody what a file
 * holds, and a file that lies under another's name does not open. Rows keep the SM3 of the clear bytes alone. */
#include "base/base.h"

struct core;
enum { VAULT_SM3 = 64 };

/* ---- reading ---- */
struct vault_file;
/* E_CORRUPT "file.missing" not there, "file.broken" no sealed file, changed, another's, or its key is not in the ring. */
enum err vault_open(struct core *k, const char *path, struct vault_file **out, struct fail *f);
/* The same for commands that have no core open: with the ring in a file. */
enum err vault_open_with(const char *keys_path, const char *path, struct vault_file **out, struct fail *f);
/* And of a copy that has not yet the name it is to have. */
enum err vault_open_named(const char *keys_path, const char *path, const char *name, struct vault_file **out, struct fail *f);
/* The same for reading here and there: sixteen pieces are held instead of two. */
enum err vault_open_wide(struct core *k, const char *path, struct vault_file **out, struct fail *f);
int      vault_key(const struct vault_file *v);             /* number of its key */
int64_t  vault_size(const struct vault_file *v);            /* of the clear bytes */
/* Up to n clear bytes from a place on; *got says how many (0: past the end). "file.broken" when they were changed. One thread at a time. */
enum err vault_part(struct vault_file *v, int64_t from, char *to, size_t n, size_t *got, struct fail *f);
/* Whether all of it is whole, at the speed of the digest. */
enum err vault_check(struct vault_file *v, struct fail *f);
void     vault_close(struct vault_file *v);                 /* accepts NULL */
void     vault_closep(struct vault_file **v);               /* for CLEANUP */

/* ---- writing: sealed as it comes, in the folder of what is still coming; in its place by vault_keep ---- */
struct vault_new;
enum err vault_begin(struct core *k, struct vault_new **out, struct fail *f);
/* The same without a core: into a folder of one's own, with the ring in a file. */
enum err vault_begin_with(const char *keys_path, const char *folder, struct vault_new **out, struct fail *f);
enum err vault_add(struct vault_new *w, struct str bytes, struct fail *f);
/* Makes it whole and durable, and tells the SM3 of what was added. */
enum err vault_end(struct vault_new *w, char sm3[VAULT_SM3 + 1], struct fail *f);
/* Puts it where its SM3 says, in place of what is there. Fault point "vault.keep". */
enum err vault_keep(struct core *k, const char *path, struct str sm3, struct fail *f);
const char *vault_path(const struct vault_new *w);
int64_t  vault_added(const struct vault_new *w);            /* bytes so far */
/* Where it belongs below a files folder: "ab/ab…name….sm4". */
void     vault_place(const struct vault_new *w, char *out, size_t n);
/* From now on the file is the caller's to remove. */
void     vault_leave(struct vault_new *w);
/* Lets go: what was not moved away is removed; accepts NULL. */
void     vault_drop(struct vault_new *w);
void     vault_dropp(struct vault_new **w);                 /* for CLEANUP */

/* ---- the folder ---- */
bool     vault_named(const char *name);                     /* a name of ours: 64 hex digits and ".sm4" */
bool     vault_clear_named(const char *name);               /* as former versions named them: the SM3 itself */
/* Every file below a files folder, in no order; each gets its path and its name. Stops at the first error. */
enum err vault_each(const char *files, enum err (*each)(void *arg, const char *path, const char *name, struct fail *f), void *arg, struct fail *f);
#endif
