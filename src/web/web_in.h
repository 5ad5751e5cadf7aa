#ifndef WEB_WEB_IN_H
#define WEB_WEB_IN_H
/* What embed.py makes. */
#include "web/web.h"

extern const struct asset asset_rows[];
extern const size_t asset_count;
#endif
