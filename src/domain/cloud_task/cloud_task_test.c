/* What a driver is asked of, on the fake one: each member twice under one token, silent, and after the end. */
#include "domain/cloud_task/cloud_task_in.h"
#include "driver/driver.h"
#undef TEST_ROOM
#define TEST_ROOM "cloud_task"

#define SESSION(s) void *s = NULL; struct fail f = { 0 }; CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1)); CHECK_INT(fake_driver.open(&(struct driver_conf){ .seed = 41 }, &f, &s), OK)

TEST(tried_again_after_a_minute_and_later_after_an_hour)
{
	struct instant now = { 1000 };

	CHECK_INT(cloud_again(now, 1).ms - now.ms, MINUTES(1));
	CHECK_INT(cloud_again(now, CLOUD_TRIES - 1).ms - now.ms, MINUTES(1));
	CHECK_INT(cloud_again(now, CLOUD_TRIES).ms - now.ms, HOURS(1));
	CHECK_INT(cloud_again(now, 1000).ms - now.ms, HOURS(1));
}

TEST(a_thing_is_resized_and_stays_the_same_thing)
{
	SESSION(s);
	struct driver_spec spec = { .token = STR("t-resize"), .qty = 8 };
	struct driver_thing was, now, again;

	CHECK_INT(fake_driver.create(s, &spec, a, &f, &was), OK);
	spec.qty = 16;
	CHECK_INT(fake_driver.resize(s, &spec, a, &f, &now), OK);
	CHECK_INT(fake_driver.resize(s, &spec, a, &f, &again), OK);
	CHECK(str_eq(now.native_id, was.native_id) && str_eq(again.native_id, was.native_id));
	CHECK_INT(again.qty, 16);
	fake_driver.close(s);
}

TEST(a_thing_that_moves_has_other_ids_however_often_it_is_asked)
{
	SESSION(s);
	struct driver_spec spec = { .token = STR("t-move"), .qty = 8 };
	struct driver_thing was, there, again, elsewhere;

	CHECK_INT(fake_driver.create(s, &spec, a, &f, &was), OK);
	spec.pool = STR("HL2");
	CHECK_INT(fake_driver.move(s, &spec, a, &f, &there), OK);
	CHECK_INT(fake_driver.move(s, &spec, a, &f, &again), OK);
	CHECK(!str_eq(there.native_id, was.native_id) && !str_eq(there.ips, was.ips));
	CHECK(str_eq(there.native_id, again.native_id));
	spec.pool = STR("HL3");
	CHECK_INT(fake_driver.move(s, &spec, a, &f, &elsewhere), OK);
	CHECK(!str_eq(elsewhere.native_id, there.native_id));
	fake_driver.close(s);
}

TEST(a_thing_is_stopped_started_wiped_and_removed_twice_each)
{
	SESSION(s);
	struct driver_ref ref = { .token = STR("t-end"), .native_id = STR("i-1") };
	struct str proof = STR_NONE, again = STR_NONE;

	for (int on = 0; on < 2; on++)
		for (int twice = 0; twice < 2; twice++)
			CHECK_INT(fake_driver.power(s, &ref, on, &f), OK);
	CHECK_INT(fake_driver.wipe(s, &ref, a, &f, &proof), OK);
	CHECK_INT(fake_driver.wipe(s, &ref, a, &f, &again), OK);
	CHECK(proof.n && str_eq(proof, again));
	for (int twice = 0; twice < 2; twice++)
		CHECK_INT(fake_driver.destroy(s, &ref, &f), OK);
	fake_driver.close(s);
}

TEST(a_silent_cloud_has_no_proof_and_is_asked_again)
{
	SESSION(s);
	struct driver_ref ref = { .token = STR("t-silent") };
	struct str proof = STR_NONE;

	fault_only("driver.act");
	fault_arm(1);
	CHECK_INT(fake_driver.wipe(s, &ref, a, &f, &proof), E_REMOTE);
	CHECK(!proof.p);
	CHECK_INT(fake_driver.wipe(s, &ref, a, &f, &proof), OK);
	fake_driver.close(s);
}
