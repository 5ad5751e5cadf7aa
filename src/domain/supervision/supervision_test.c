#define TEST_ROOM "supervision"
#include "domain/supervision/supervision_in.h"

TEST(the_word_of_a_clause_is_an_article_that_exists)
{
	for (int i = 1; i < CLAUSE_MAX; i++) {
		CHECK(article_find(clause_names[i].word) != NULL);
		CHECK(clause_is_units(i) == (clause_names[i].word[3] == 'a'));
	}
}

TEST(every_rule_and_every_list_has_its_statement)
{
	for (const struct rule *r = supervision_rules; r->name; r++) {
		CHECK(r->clause > 0 && r->clause < CLAUSE_MAX);
		CHECK(supervision_q[r->q].rec == &found_record);
	}
	for (const struct watch_def *w = supervision_watches; w->name; w++) {
		CHECK(supervision_q[w->q].sql != NULL);
		CHECK(article_find(w->article) != NULL || str_starts(str_of(w->article), STR("R-")));
	}
}

TEST(the_evidence_says_what_when_and_whether_it_was_done_since)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct ctx c = { .arena = a };
	struct found f = { .subject_no = STR("ZWY-JJ-1"), .title = STR("流调"), .due_at = date_start(date_ymd(2026, 3, 10)), .done_at = AT_NONE, .said = STR_NONE };

	CHECK_STR(evidence_of(&c, &supervision_rules[0], &f), "“流调”（ZWY-JJ-1）应急资源没有按时补办手续；期限 2026-03-09，登记时尚未完成");
	f.done_at = date_start(date_ymd(2026, 3, 12));
	CHECK_STR(evidence_of(&c, &supervision_rules[0], &f), "“流调”（ZWY-JJ-1）应急资源没有按时补办手续；期限 2026-03-09，2026-03-12 完成");
	f.due_at = AT_NONE;
	f.said = STR("余量不足");
	CHECK_STR(evidence_of(&c, &supervision_rules[7], &f), "“流调”（ZWY-JJ-1）紧急开通没有开足；余量不足");
}
