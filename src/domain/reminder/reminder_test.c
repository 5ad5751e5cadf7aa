#include "domain/reminder/reminder_in.h"
#undef TEST_ROOM
#define TEST_ROOM "reminder"

TEST(steps_before_a_deadline)
{
	int64_t two_one[] = { 2, 1 }, far[] = { 5, 3 };
	struct list usual = { two_one, 2 }, other = { far, 2 }, none = { NULL, 0 };

	CHECK_INT(reminder_step(&usual, 3, false), STEP_NONE);
	CHECK_INT(reminder_step(&usual, 2, false), 2);
	CHECK_INT(reminder_step(&usual, 1, false), 1);
	CHECK_INT(reminder_step(&usual, 0, false), 0);
	CHECK_INT(reminder_step(&usual, 0, true), STEP_OVER);
	CHECK_INT(reminder_step(&usual, 5, true), STEP_OVER);
	/* Nothing ran on the third day before: told the day after, as what it then is. */
	CHECK_INT(reminder_step(&other, 4, false), 5);
	CHECK_INT(reminder_step(&other, 2, false), 3);
	CHECK_INT(reminder_step(&none, 1, false), STEP_NONE);
	CHECK_INT(reminder_step(&none, 0, false), 0);
}

TEST(superiors_by_party)
{
	struct post at[POSTS_MAX];
	struct ball b = { .kind = ORG_USER, .root = 7, .w = { .org = 9 } };

	CHECK_INT(superiors(&b, at), 2);
	CHECK_INT(at[0].org, 7);
	CHECK(at[0].roles == R(APPU_MANAGER) && at[1].org == 0);
	b.kind = ORG_CSP;
	CHECK_INT(superiors(&b, at), 2);
	CHECK(at[0].org == 9 && at[0].roles == R(CSP_HEAD));
	b = (struct ball){ .kind = ORG_AUTHORITY, .roles = R(AUTH_HANDLER) };
	CHECK_INT(superiors(&b, at), 1);
	CHECK(at[0].roles == (R(AUTH_APPROVER) | R(AUTH_OBSERVER)));
}
