#include <jansson.h>
#include <stdio.h>
#include "core/test_house.h"
#include "core/run_in.h"

/* Every $ref leads somewhere. */
static void refs(json_t *doc, json_t *at)
{
	const char *key;
	json_t *v;
	size_t i;

	if (json_is_array(at))
		json_array_foreach(at, i, v)
			refs(doc, v);
	if (!json_is_object(at))
		return;
	json_object_foreach(at, key, v) {
		if (strcmp(key, "$ref") != 0) {
			refs(doc, v);
			continue;
		}
		struct str rest = str_of(json_string_value(v));
		json_t *to = doc;
		str_cut(&rest, '/');
		while (rest.p && to) {
			char part[80];
			struct str one = str_cut(&rest, '/');
			snprintf(part, sizeof part, STR_FMT, STR_ARG(one));
			to = json_object_get(to, part);
		}
		if (!to)
			test_fail(__FILE__, __LINE__, "%s leads nowhere", json_string_value(v));
	}
}

static json_t *document(const struct core *k, struct buf *b)
{
	json_error_t e;

	openapi_json(k, b);
	CHECK(!b->failed);
	json_t *o = json_loadb(b->p, b->n, JSON_REJECT_DUPLICATES, &e);
	if (!o)
		test_fail(__FILE__, __LINE__, "%d:%d %s", e.line, e.column, e.text);
	return o;
}

TEST(openapi_describes_the_small_house)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(8)), again = BUF_MAX(MIB(8));
	struct house *h = house_open();
	json_t *o = document(h->k, &b), *list = json_object_get(json_object_get(json_object_get(o, "paths"), "/api/v1/things"), "get");

	refs(o, o);
	openapi_json(h->k, &again);
	CHECK(str_eq(buf_str(&b), buf_str(&again)));
	CHECK_STR(str_of(json_string_value(json_object_get(list, "operationId"))), "thing.list");
	CHECK(str_find(buf_str(&b), STR("\"name\":\"made_date_until\"")) > 0);
	CHECK(str_find(buf_str(&b), STR("\"x-enum-labels\":{\"red\":\"红\",\"green\":\"绿\",\"blue\":\"蓝\"}")) > 0);
	CHECK(str_find(buf_str(&b), STR("\"/api/v1/imports/thing\"")) > 0);
	CHECK(str_find(buf_str(&b), STR("\"text/csv\":{\"schema\":{\"type\":\"string\",\"x-row\":{\"type\":\"object\"")) > 0);
	CHECK(str_find(buf_str(&b), STR("\"/metrics\":{\"get\":{\"operationId\":\"service.metrics\"")) > 0);
	json_decref(o);
	house_close(h);
}

/* The whole product's tables make one sound document. */
TEST(openapi_of_the_product_is_sound)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	struct core k = { .features = features, .tables = a };

	core_tables(&k);
	json_t *o = document(&k, &b);
	refs(o, o);
	json_decref(o);
}
