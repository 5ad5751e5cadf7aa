/* The register of requirements, and where it is found in the tables. */
#include "core/test_house.h"
#include "port/port.h"

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

/* The register grows, and loses nothing: 175 requirements and 53 readings were there when this was written. */
TEST(articles_are_all_there_once)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(4));
	const struct article *all;
	size_t n = article_all(&all), rows = 0, width, readings = 0;
	struct str cells[4];
	struct fail f = { 0 };
	int line;

	CHECK(n >= 228);
	CHECK_INT(file_read("data/articles.csv", &text, &f), OK);
	struct csv csv = csv_over(buf_str(&text));
	CHECK(csv_next(&csv, a, &f, cells, COUNT(cells), &width, &line) == OK && str_is(cells[0], "id"));
	for (; csv_next(&csv, a, &f, cells, COUNT(cells), &width, &line) == OK && width; rows++) {
		CHECK(rows < n && str_is(cells[0], all[rows].id) && str_is(cells[3], all[rows].text));
		CHECK(strchr("MSNR", all[rows].level[0]) && !all[rows].level[1]);
		readings += all[rows].level[0] == 'R';
		CHECK((all[rows].level[0] == 'R') == str_starts(str_of(all[rows].id), STR("R-")));
		CHECK(str_starts(str_of(all[rows].clause), STR("第")));
		CHECK(strlen(all[rows].text) > 6);
		for (size_t j = 0; j < rows; j++)
			CHECK(strcmp(all[rows].id, all[j].id) != 0);
	}
	CHECK_INT(rows, n);
	CHECK(readings >= 53);
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
