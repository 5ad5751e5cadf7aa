#ifndef CORE_ARTICLE_DATA_H
#define CORE_ARTICLE_DATA_H
/* Made by tools/articles from data/articles.csv and tests/scenario. */
#include "core/core.h"

struct article_scenario { const char *id, *files; };
extern const struct article article_rows[];
extern const size_t article_count;
extern const struct article_scenario article_scenario_rows[];
extern const size_t article_scenario_count;
#endif
