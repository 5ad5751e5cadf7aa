/* The table itself is made by embed.py at build time. */
#include "web/web.h"
#include "web/web_in.h"

const struct asset *web_assets(size_t *n)
{
	*n = asset_count;
	return asset_rows;
}
