/* Every kind of paper has its template and somebody who may read it; what the templates say is checked when the product starts. */
#include "domain/document/document_in.h"
#undef TEST_ROOM
#define TEST_ROOM "document"

static bool has_template(const char *kind)
{
	for (size_t i = 0; i < template_file_count; i++)
		if (strcmp(template_files[i].kind, kind) == 0)
			return true;
	return false;
}

TEST(every_kind_has_a_template_and_every_template_a_kind)
{
	for (const struct paper_kind *k = paper_kinds; k->kind; k++)
		CHECK(has_template(k->kind));
	for (size_t i = 0; i < template_file_count; i++)
		CHECK(paper_kind_named(str_of(template_files[i].kind)) != NULL);
	CHECK(paper_kind_named(STR("D99")) == NULL);
}

TEST(every_kind_says_who_reads_it_and_where_it_rests)
{
	for (const struct paper_kind *k = paper_kinds; k->kind; k++) {
		const struct article *a = article_find(k->article);
		CHECK(a && strcmp(a->id, k->article) == 0);
		CHECK(k->readers && k->entity && strlen(k->kind) <= 8);
		/* Every paper speaks of itself; sources beyond the table are a slip of the shift. */
		CHECK((k->sources & UINT64_C(1) << SRC_DOC) && !(k->sources >> SRC_MAX));
	}
}

TEST(what_one_unit_says_inside_is_for_that_unit_alone)
{
	const struct paper_kind *k = paper_kind_named(STR("D09"));

	CHECK_INT(k->readers, FOR_ORG);
	/* what speaks of money and reasons is not for providers. */
	static const char *const inner[] = { "D01", "D02", "D03", "D05", "D08", "D16", "D22", "D23" };
	for (size_t i = 0; i < COUNT(inner); i++)
		CHECK_INT(paper_kind_named(str_of(inner[i]))->readers, FOR_UNITS);
}
