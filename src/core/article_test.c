#include "core/test_house.h"

TEST(article_of_an_id)
{
	CHECK_STR(str_of(article_find("A20.2a")->clause), "第二十条（二）");
	CHECK_STR(str_of(article_find("A20.2z")->clause), "第二十条（二）");
	CHECK_STR(str_of(article_find("A19")->clause), "第十九条（一）");
	CHECK_STR(str_of(article_find("A30")->clause), "第三十条");
	CHECK_STR(str_of(article_find("A9a.1b")->id), "A9a.1b");
	CHECK_STR(str_of(article_find("A1")->id), "A1");
	CHECK_STR(str_of(article_find("R-10")->clause), "第二十条（二）");
	CHECK(!article_find("R-54"));
	CHECK(!article_find("A42"));
	CHECK(!article_find(""));
}

TEST(articles_are_all_there_once)
{
	const struct article *all;
	size_t n = article_all(&all), by_level[4] = { 0 };

	CHECK_INT(n, 228);      /* 175 requirements, 53 readings */
	for (size_t i = 0; i < n; i++) {
		CHECK(strchr("MSNR", all[i].level[0]) && !all[i].level[1]);
		by_level[all[i].level[0] == 'M' ? 0 : all[i].level[0] == 'S' ? 1 : all[i].level[0] == 'N' ? 2 : 3]++;
		CHECK(str_starts(str_of(all[i].clause), STR("第")));
		CHECK(strlen(all[i].text) > 6);
		for (size_t j = 0; j < i; j++)
			CHECK(strcmp(all[i].id, all[j].id) != 0);
	}
	CHECK(by_level[0] > 100 && by_level[1] > 40 && by_level[2] == 2 && by_level[3] == 53);
}

static bool has(struct list l, const char *what)
{
	EACH(struct str, s, l)
		if (str_is(*s, what))
			return true;
	return false;
}

TEST(articles_are_found_in_the_tables)
{
	struct house *h = house_open();
	struct list l;

	article_where(h->k, "A20.2a", h->a, &l);
	CHECK(has(l, "op thing.shut"));
	CHECK(has(l, "move thing.shut"));
	CHECK(has(l, "clock c1"));
	CHECK(has(l, "setting thing.wd"));
	CHECK(has(l, "feature thing"));
	CHECK(!has(l, "move thing.open"));
	article_where(h->k, "A20.2c", h->a, &l);
	CHECK(has(l, "field thing.name"));
	article_where(h->k, "A2a", h->a, &l);
	CHECK_INT(l.n, 0);
	article_where(h->k, "A24a", h->a, &l);
	CHECK(has(l, "job thing.daily"));
	house_close(h);
}
