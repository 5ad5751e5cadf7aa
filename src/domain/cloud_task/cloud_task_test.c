/* What a driver is asked of, on the fake one: each member twice under one token, silent, and after the end. */
#include "domain/cloud_task/cloud_task_in.h"
#include "driver/driver.h"
#undef TEST_ROOM
#define TEST_ROOM "cloud_task"

#define SESSION(s) void *s = NULL; struct fail f = { 0 }; CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1)); CHECK_INT(fake_driver.open(&(struct driver_conf){ .seed = 41 }, &f, &s), OK)

static enum driver_state state_of(void *s, struct str token, struct arena *a)
{
	struct driver_thing t = { 0 };
	struct fail f = { 0 };

	return fake_driver.look(s, token, a, &f, &t) == OK ? t.state : DRIVER_ABSENT;
}

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
	CHECK_INT(fake_driver.look(s, spec.token, a, &f, &again), OK);
	CHECK_INT(again.qty, 16);
	fake_driver.close(s);
}

TEST(a_thing_that_moves_has_other_ids_and_only_one_place)
{
	SESSION(s);
	struct driver_spec spec = { .token = STR("t-move"), .qty = 8, .pool = STR("HL1") };
	struct driver_thing was, there, again, found;

	CHECK_INT(fake_driver.create(s, &spec, a, &f, &was), OK);
	spec.pool = STR("HL2");
	CHECK_INT(fake_driver.move(s, &spec, a, &f, &there), OK);
	CHECK_INT(fake_driver.move(s, &spec, a, &f, &again), OK);
	CHECK(!str_eq(there.native_id, was.native_id) && !str_eq(there.ips, was.ips));
	CHECK(str_eq(there.native_id, again.native_id));
	CHECK_INT(fake_driver.look(s, spec.token, a, &f, &found), OK);
	CHECK(str_eq(found.native_id, there.native_id));
	fake_driver.close(s);
}

TEST(a_thing_is_stopped_wiped_and_removed)
{
	SESSION(s);
	struct driver_spec spec = { .token = STR("t-end"), .qty = 8 };
	struct driver_ref ref = { .token = STR("t-end") };
	struct driver_thing t;
	struct str proof = STR_NONE;

	CHECK_INT(fake_driver.create(s, &spec, a, &f, &t), OK);
	for (int twice = 0; twice < 2; twice++)
		CHECK_INT(fake_driver.power(s, &ref, false, &f), OK);
	CHECK_INT(state_of(s, ref.token, a), DRIVER_STOPPED);
	CHECK_INT(fake_driver.power(s, &ref, true, &f), OK);
	CHECK_INT(state_of(s, ref.token, a), DRIVER_RUNNING);
	for (int twice = 0; twice < 2; twice++)
		CHECK_INT(fake_driver.wipe(s, &ref, a, &f, &proof), OK);
	CHECK(proof.n);
	CHECK_INT(state_of(s, ref.token, a), DRIVER_WIPED);
	/* Nothing brings it back. */
	CHECK_INT(fake_driver.power(s, &ref, true, &f), E_ABSENT);
	CHECK_INT(fake_driver.resize(s, &spec, a, &f, &t), E_ABSENT);
	for (int twice = 0; twice < 2; twice++)
		CHECK_INT(fake_driver.destroy(s, &ref, &f), OK);
	CHECK_INT(fake_driver.look(s, ref.token, a, &f, &t), E_ABSENT);
	fake_driver.close(s);
}

TEST(a_silent_cloud_has_done_nothing)
{
	SESSION(s);
	struct driver_spec spec = { .token = STR("t-silent"), .qty = 8 };
	struct driver_ref ref = { .token = STR("t-silent") };
	struct driver_thing t;
	struct str proof = STR_NONE;

	CHECK_INT(fake_driver.create(s, &spec, a, &f, &t), OK);
	fault_only("driver.act");
	fault_arm(1);
	CHECK_INT(fake_driver.wipe(s, &ref, a, &f, &proof), E_REMOTE);
	CHECK_INT(state_of(s, ref.token, a), DRIVER_RUNNING);
	CHECK_INT(fake_driver.wipe(s, &ref, a, &f, &proof), OK);
	fake_driver.close(s);
}
