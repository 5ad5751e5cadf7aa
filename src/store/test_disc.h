#ifndef STORE_TEST_DISC_H
#define STORE_TEST_DISC_H
/* What the engine asks the disc for, seen from beneath it: this program's own fdatasync stands before the library's. */
#include <stdbool.h>

struct disc {
	int log_syncs;                     /* of files NAME-wal, since the test set it */
	bool fails;                        /* they fail, as on a disc that is broken */
	void (*at_log)(void);              /* called before such a sync, on the thread that asks for it; or NULL */
};
extern struct disc disc;
#endif
