#ifndef PORT_PORT_H
#define PORT_PORT_H
/* What the machine gives: time, chance, files, processes. Time and chance each real and simulated, so that a seed replays any failure. */
#include "base/base.h"
#include "base/date.h"

/* ---- time ---- */
struct timer { bool simulated; struct instant now; };   /* the zero value is real time */
struct instant port_now(const struct timer *t);         /* wall clock, UTC ms; t NULL: real */
int64_t        port_mono_us(void);                      /* real monotonic microseconds, for measuring only */

/* ---- chance: a seeded generator for simulation (xoshiro256**), the kernel's for secrets ---- */
struct chance { uint64_t s[4]; bool seeded; };          /* the zero value asks the kernel */
struct chance  chance_seed(uint64_t seed);
uint64_t       chance_next(struct chance *c);
int64_t        chance_below(struct chance *c, int64_t n);               /* 0 … n-1, unbiased */
void           chance_bytes(struct chance *c, void *out, size_t n);
/* n random bytes as lower-case hex in a: tokens, request ids. */
struct str     chance_hex(struct chance *c, struct arena *a, size_t n_bytes);

/* ---- files ---- */
/* Whole file into b (its max is the limit). E_ABSENT, E_LIMIT, E_CORRUPT with sentence in f. */
enum err file_read(const char *path, struct buf *b, struct fail *f);
/* Up to n bytes from an offset into `to`; *got says how many (0: past the end). For files that are too large to hold. */
enum err file_part(const char *path, int64_t from, char *to, size_t n, size_t *got, struct fail *f);
/* Writes to a temporary neighbour, fsyncs, renames: whole or not at all. */
enum err file_write(const char *path, struct str bytes, struct fail *f);
/* A rename that is as durable as what was renamed. E_BUSY when the disc is full. */
enum err file_move(const char *from, const char *to, struct fail *f);
/* mkdir -p, mode 0700. */
enum err dir_make(const char *path, struct fail *f);
bool     file_exists(const char *path);
/* An exclusive lock on path that dies with the process. E_CONFLICT when another holds it (sentence names its pid). */
enum err file_lock(const char *path, int *fd, struct fail *f);
void     file_unlock(int *fd);
/* Free bytes of the file system that holds path; -1 when unknown. */
int64_t  disk_free(const char *path);

/* ---- processes ---- */
/* No core of this process is ever written: keys, passwords and tokens would be in it. */
void process_leaves_no_core(void);
/* Root becomes the owner of `path`, so that what is made there stays the owner's; nobody else changes. A path that is not there has no owner. */
enum err process_become_owner(const char *path, struct fail *f);
/* Descriptors 0 to 2 are open from then on, on nothing where they were not: else the next file would be what standard output goes to. */
void process_keep_standard(void);
/* Runs a program (argv ended by NULL) to its end: input to its standard input, its standard output into out (whose max is the limit).
 * E_REMOTE with the last line of its standard error when it ends badly or cannot be started, E_LIMIT when it says more than out
 * takes, E_BUSY after timeout_ms; it is gone then. Fault point "port.process". */
enum err process_run(const char *path, const char *const argv[], struct str input, int timeout_ms, struct buf *out, struct fail *f);
#endif
