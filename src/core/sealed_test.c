/* Columns that rest encrypted, on the house's "thing", whose phone is one. */
#include "core/test_house.h"

static struct str raw(struct house *h)
{
	static const struct stmt Q = { "SELECT phone FROM thing ORDER BY id LIMIT 1" };
	struct ctx c;
	struct str phone = STR_NONE;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_str_(&c, &Q, &phone, NO_VALS) == OK);
	core_read_end(&c);
	return phone;
}

static struct str shown(struct house *h)
{
	struct answer a = house_ask(h, "thing.list", R_AUTH, NULL, NULL);

	CHECK_INT(a.err, OK);
	return a.body;
}

static struct house *with_phone(const char *phone)
{
	struct house *h = house_open();

	CHECK_INT(house_ask(h, "thing.make", R_AUTH, NULL, phone).err, OK);
	return h;
}

HOUSE_TEST(sealed_columns_rest_sealed_and_are_shown_open)
{
	struct house *h = with_phone("{\"name\":\"甲\",\"phone\":\"13800000001\"}");

	CHECK(str_starts(raw(h), STR("sm4:1:")));
	CHECK(str_find(shown(h), STR("13800000001")) > 0);
	house_close(h);
}

static enum err sealed_anew_run(struct ctx *c, void *arg) { return sealed_anew(c, NULL, arg); }

HOUSE_TEST(sealed_twice_is_never_the_same)
{
	struct house *h = with_phone("{\"name\":\"甲\",\"phone\":\"13800000001\"}");
	struct str first = raw(h);

	CHECK(house_write(h, sealed_anew_run, NULL) == OK);
	CHECK(str_starts(raw(h), STR("sm4:1:")) && !str_eq(raw(h), first));
	CHECK(str_find(shown(h), STR("13800000001")) > 0);
	house_close(h);
}

HOUSE_TEST(no_phone_is_no_phone)
{
	struct house *h = with_phone("{\"name\":\"甲\"}");

	CHECK(!raw(h).p);
	house_close(h);
}

/* What a store held before a column was sealed is sealed when it is next opened, and is read in between. */
HOUSE_TEST(what_was_written_openly_is_sealed_at_the_next_opening)
{
	struct house *h = with_phone("{\"name\":\"甲\"}");

	house_damage(h, "UPDATE thing SET phone = '13900000002'");
	CHECK(str_find(shown(h), STR("13900000002")) > 0);
	CHECK(house_write(h, sealed_boot, NULL) == OK);
	CHECK_STR(raw(h), "13900000002");          /* it was looked through already */
	house_damage(h, "DELETE FROM secret WHERE name = 'sealed.thing.phone'");
	CHECK(house_write(h, sealed_boot, NULL) == OK);
	CHECK(str_starts(raw(h), STR("sm4:1:")));
	CHECK(str_find(shown(h), STR("13900000002")) > 0);
	house_close(h);
}

HOUSE_TEST(more_than_one_helping_is_sealed)
{
	static const struct stmt Q = { "SELECT COUNT(*) FROM thing WHERE phone NOT LIKE 'sm4:%'" };
	struct house *h = house_open();
	struct ctx c;
	int64_t open = 0;

	house_fill(h, 900);
	house_damage(h, "UPDATE thing SET phone = '13900000002'");
	house_damage(h, "DELETE FROM secret WHERE name = 'sealed.thing.phone'");
	CHECK(house_write(h, sealed_boot, NULL) == OK);
	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_int_(&c, &Q, &open, NO_VALS) == OK);
	core_read_end(&c);
	CHECK_INT(open, 0);
	house_close(h);
}

HOUSE_TEST(what_was_changed_does_not_open)
{
	struct house *h = with_phone("{\"name\":\"甲\",\"phone\":\"13800000001\"}");

	house_damage(h, "UPDATE thing SET phone = SUBSTR(phone, 1, LENGTH(phone) - 1) || CASE WHEN phone LIKE '%0' THEN '1' ELSE '0' END");
	struct answer a = house_ask(h, "thing.list", R_AUTH, NULL, NULL);
	CHECK_INT(a.err, E_CORRUPT);
	CHECK_STR(str_of(a.fail.reason), "keys.broken");
	house_damage(h, "UPDATE thing SET phone = 'sm4:7:00'");
	CHECK_STR(str_of(house_ask(h, "thing.list", R_AUTH, NULL, NULL).fail.reason), "keys.absent");
	house_close(h);
}

HOUSE_TEST(another_ring_is_told_at_once)
{
	struct house *h = house_open();

	house_damage(h, "UPDATE secret SET value = 'sm4:1:00' WHERE name = 'ring'");
	CHECK(house_write(h, sealed_boot, NULL) == E_CORRUPT);
	CHECK_STR(str_of(h->fail.reason), "keys.other");
	house_close(h);
}

/* A number has few values: a digest of it that anybody can compute is the number. */
HOUSE_TEST(the_digests_of_personal_data_are_keyed)
{
	static const struct stmt Q = { "SELECT after_digest FROM audit_log WHERE action = 'thing.make'" };
	struct house *h = with_phone("{\"name\":\"甲\",\"phone\":\"13800000001\"}");
	static const struct stmt Q_ID = { "SELECT id FROM thing" };
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	struct thing *t = arena_alloc(h->a, sizeof *t);
	struct str kept;
	int64_t id;
	struct ctx c;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_str_(&c, &Q, &kept, NO_VALS) == OK && sql_int_(&c, &Q_ID, &id, NO_VALS) == OK);
	CHECK(entity_peek(&c, &thing_entity, id, t) == OK);
	record_to_json(&thing_record, t, OUT, false, &b);
	CHECK(str_eq(kept, digest_keyed(&c, buf_str(&b))));
	CHECK(!str_eq(kept, digest_hex(&c, buf_str(&b))));
	core_read_end(&c);
	house_close(h);
}
