/* What a view's text may be. */
#define TEST_ROOM "view"
#include "core/core.h"
#include "domain/view/view_in.h"

struct thing { int64_t id; int32_t state; struct date due_date; struct instant made_at; struct str title; };
static const struct names states[] = { { NULL, NULL }, { "open", "开" } };
static const struct field thing_fields[] = {
	F(struct thing, id, F_ID, "编号", OUT), F(struct thing, state, F_ENUM, "状态", OUT | FILTER, NAMES(states)), F(struct thing, due_date, F_DATE, "到期日", OUT | FILTER),
	F(struct thing, made_at, F_AT, "时间", OUT | FILTER), F(struct thing, title, F_STR, "标题", OUT), { 0 }
};
static const struct record thing_record = RECORD("thing", struct thing, thing_fields, "东西");
static const struct entity thing_entity = { .name = "thing", .rec = &thing_record };
static const struct list_def list = { .order = "-id" };
static const struct op things = { "thing.list", GET, "/things", .entity = &thing_entity, .list = &list };

TEST(a_view_is_a_query_of_its_list)
{
	struct arena *a = arena_new(KIB(64));
	struct str why;
	static const char *const good[] = {
		"", "state=open", "state=open,shut&sort=-due_date&q=%E5%91%98", "due_date_from=2026-01-01&due_date_until=2026-02-01", "made_at_from=2026-01-01T00%3A00%3A00%2B08%3A00",
		"columns=title,state&compact=1",
	};
	static const char *const bad[] = {
		"title=x", "id=1", "nothing=1", "state_from=open", "state", "state=", "=open", "state=open&state=shut", "state=open shut", "state=员", "state=%", "state=%2", "state=%zz",
		"state=%00", "state=a=b", "state=open#x", "&state=open", "_from=2026-01-01", "cursor=x", "limit=9", "format=csv", "count=true",
	};

	for (size_t i = 0; i < COUNT(good); i++)
		if (!view_query_ok(&things, str_of(good[i]), a, &why))
			test_fail(__FILE__, __LINE__, "%s: " STR_FMT, good[i], STR_ARG(why));
	for (size_t i = 0; i < COUNT(bad); i++) {
		why = STR_NONE;
		if (view_query_ok(&things, str_of(bad[i]), a, &why) || !why.n)
			test_fail(__FILE__, __LINE__, "taken: %s", bad[i]);
	}
	arena_free(a);
}

TEST(a_view_has_forty_members_at_most)
{
	struct arena *a = arena_new(KIB(64));
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	struct str why;

	for (int i = 0; i < VIEW_MEMBERS_MAX + 1; i++)
		buf_fmt(&b, "%sstate=%d", i ? "&" : "", i);
	CHECK(!view_query_ok(&things, buf_str(&b), a, &why) && str_find(why, STR("写了两次")) >= 0);
	arena_free(a);
}
