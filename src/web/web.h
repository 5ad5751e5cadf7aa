#ifndef WEB_WEB_H
#define WEB_WEB_H
/* The console's files, embedded in the binary, each also compressed beforehand. Built from web/dist; without that folder there is one
 * page, index.html, which says that the console has not been built. */
#include "base/base.h"

struct asset {
	const char *path;                      /* "index.html", "assets/index-B8gk2xQa.js" */
	const char *type;                      /* Content-Type, charset included where it is text */
	struct str identity, gzip, brotli;     /* the bytes; a coding that does not make it smaller is absent (p NULL) */
	const char *etag;                      /* of the identity bytes, with its quotes */
	bool hashed;                           /* the name changes with the content: may be kept for ever */
};
/* Sorted by path. */
const struct asset *web_assets(size_t *n);
#endif
