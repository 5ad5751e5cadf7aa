/* The local door: what becomes a parameter, what becomes the body, and how answers are looked into. */
#include <stdio.h>
#include "cmd/door.h"
#include "core/test_house.h"
#undef TEST_ROOM
#define TEST_ROOM "cmd"

static struct str at(struct arena *a, const char *json, const char *path) { return json_at(a, str_of(json), str_of(path)); }

TEST(json_at_finds_members_by_dotted_paths)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	static const char doc[] = "{\"id\":\"7\",\"n\":-12,\"yes\":true,\"no\":false,\"none\":null,\"empty\":\"\",\"lines\":[{\"qty\":16,\"item\":{\"code\":\"CMP-X\"}},{\"qty\":500}],\"name\":\"州数据局\"}";

	CHECK_STR(at(a, doc, "id"), "7");
	CHECK_STR(at(a, doc, "n"), "-12");
	CHECK_STR(at(a, doc, "yes"), "true");
	CHECK_STR(at(a, doc, "no"), "false");
	CHECK_STR(at(a, doc, "name"), "州数据局");
	CHECK_STR(at(a, doc, "lines.0.qty"), "16");
	CHECK_STR(at(a, doc, "lines.1.qty"), "500");
	CHECK_STR(at(a, doc, "lines.0.item.code"), "CMP-X");
	CHECK_STR(at(a, doc, "lines.1"), "{\"qty\":500}");
	CHECK_STR(at(a, doc, "lines.#"), "2");
}

TEST(json_at_tells_null_from_nothing)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	static const char doc[] = "{\"none\":null,\"empty\":\"\",\"lines\":[{\"qty\":16}],\"void\":[]}";
	static const char *const nothing[] = { "missing", "none.x", "lines.1", "lines.1.qty", "lines.-1", "lines.x", "lines.0.missing", "empty.0" };

	CHECK_STR(at(a, doc, "none"), "null");
	CHECK(at(a, doc, "empty").p && at(a, doc, "empty").n == 0);
	CHECK_STR(at(a, doc, "void.#"), "0");
	for (size_t i = 0; i < COUNT(nothing); i++)
		if (at(a, doc, nothing[i]).p)
			test_fail(__FILE__, __LINE__, "%s is there", nothing[i]);
	CHECK(!at(a, "not json", "id").p);
	CHECK(!at(a, "", "id").p);
}

static struct str param(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->n_params; i++)
		if (str_is(r->params[i].name, name))
			return r->params[i].value;
	return STR_NONE;
}

TEST(members_become_path_parameters_query_or_body)
{
	struct house *h = house_product();
	struct request r;

	/* A write: what the path names is a parameter, the rest is the body. */
	CHECK_INT(door_request(h->k, STR("application.decline"), STR("{\"id\":\"7\",\"defects\":[\"缺立项批复\"]}"), h->a, &r, &h->fail), OK);
	CHECK_STR(str_of(r.op->name), "application.decline");
	CHECK_INT(r.n_params, 1);
	CHECK_STR(param(&r, "id"), "7");
	CHECK_STR(json_at(h->a, r.body, STR("defects.0")), "缺立项批复");
	CHECK(!json_at(h->a, r.body, STR("id")).p);
	CHECK(r.local);
	/* A read has no body: everything is asked in the query, numbers and truths as text. */
	CHECK_INT(door_request(h->k, STR("org.list"), STR("{\"kind\":\"csp\",\"limit\":3,\"in_scope\":true}"), h->a, &r, &h->fail), OK);
	CHECK_INT(r.n_params, 3);
	CHECK_STR(param(&r, "kind"), "csp");
	CHECK_STR(param(&r, "limit"), "3");
	CHECK_STR(param(&r, "in_scope"), "true");
	CHECK(!r.body.n);
	/* Nothing but the path's: no body either. */
	CHECK_INT(door_request(h->k, STR("application.send"), STR("{\"id\":7}"), h->a, &r, &h->fail), OK);
	CHECK_STR(param(&r, "id"), "7");
	CHECK(!r.body.n);
	CHECK_INT(door_request(h->k, STR("org.list"), STR_NONE, h->a, &r, &h->fail), OK);
	CHECK_INT(r.n_params, 0);
	house_close(h);
}

TEST(what_is_no_op_or_no_object_is_told)
{
	struct house *h = house_product();
	struct request r;

	CHECK_INT(door_request(h->k, STR("application.fly"), STR("{}"), h->a, &r, &h->fail), E_ABSENT);
	CHECK_STR(str_of(h->fail.reason), "no_op");
	CHECK(strstr(h->fail.sentence, "application.fly"));
	fail_clear(&h->fail);
	CHECK_INT(door_request(h->k, STR("application.send"), STR("[7]"), h->a, &r, &h->fail), E_INVALID);
	CHECK_STR(str_of(h->fail.reason), "not_an_object");
	fail_clear(&h->fail);
	CHECK(door_request(h->k, STR("application.send"), STR("{\"id\":"), h->a, &r, &h->fail) != OK);
	house_close(h);
}

TEST(the_door_is_no_way_around_permissions)
{
	struct house *h = house_product();
	struct answer a = { .arena = h->a };

	CHECK_INT(door_call(h->k, STR("zhao@data"), STR("org.list"), STR_NONE, &a), E_ABSENT);   /* nobody of that name */
	a = (struct answer){ .arena = h->a };
	CHECK(door_call(h->k, STR(""), STR("org.list"), STR_NONE, &a) != OK);                    /* nobody at all */
	CHECK_INT(a.status, 401);
	a = (struct answer){ .arena = h->a };
	CHECK_INT(door_call(h->k, STR(""), STR("account.first"), STR("{\"authority_name\":\"州数据局\",\"org_no\":\"532800001\",\"sys_admin\":{\"login\":\"sys\",\"name\":\"甲\",\"password\":\"Prefecture-2026\"},"
			    "\"sec_admin\":{\"login\":\"sec\",\"name\":\"乙\",\"password\":\"Prefecture-2026\"},\"audit_admin\":{\"login\":\"aud\",\"name\":\"丙\",\"password\":\"Prefecture-2026\"}}"), &a), OK);
	a = (struct answer){ .arena = h->a };
	CHECK_INT(door_call(h->k, STR("sys"), STR("org.list"), STR("{\"kind\":\"authority\"}"), &a), OK);
	CHECK_STR(json_at(h->a, a.body, STR("items.#")), "1");
	CHECK_STR(json_at(h->a, a.body, STR("items.0.name")), "州数据局");
	a = (struct answer){ .arena = h->a };
	CHECK_INT(door_call(h->k, STR("sys"), STR("bill.run"), STR("{\"month\":\"2026-01\"}"), &a), E_DENIED);
	CHECK_INT(a.status, 403);
	/* What only the house itself may do is denied to everybody at the door. */
	a = (struct answer){ .arena = h->a };
	CHECK(door_call(h->k, STR("sys"), STR("delivery.driven"), STR("{\"task\":\"1\",\"line\":\"1\"}"), &a) != OK);
	house_close(h);
}
