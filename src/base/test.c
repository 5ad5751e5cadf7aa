/* The runner of the tests that registered themselves. */
#include <setjmp.h>
#include <stdio.h>
#include "base/base.h"

enum { PASSED, FAILED, SKIPPED, RESULTS };

static struct test *first, **last = &first;
static jmp_buf leave;
static bool running;
static char why_left[1024];

void test_register(struct test *t)
{
	*last = t;
	last = &t->next;
}

static _Noreturn void leave_test(int result)
{
	if (!running) {
		/* From another thread, or outside of any test, there is nowhere to jump to. */
		fprintf(stderr, "%s\n", why_left);
		abort();
	}
	longjmp(leave, result);
}

void test_fail(const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(why_left, sizeof(why_left), "%s:%d: ", file, line);

	va_start(ap, fmt);
	vsnprintf(why_left + n, sizeof(why_left) - (size_t)n, fmt, ap);
	va_end(ap);
	leave_test(FAILED);
}

void test_skip(const char *why)
{
	snprintf(why_left, sizeof(why_left), "%s", why);
	leave_test(SKIPPED);
}

static int run_one(const struct test *t)
{
	int result = setjmp(leave);

	if (result == PASSED) {
		running = true;
		t->run();
	}
	running = false;
	fault_only(NULL);
	fault_arm(0);     /* what a test armed does not strike the next one */
	return result;
}

/* Those whose name holds the filter, or with a leading '-' those whose name does not. */
static bool chosen(const char *name, const char *filter)
{
	return !filter || (filter[0] == '-' ? strstr(name, filter + 1) == NULL : strstr(name, filter) != NULL);
}

int test_main(const char *filter)
{
	static const char *const words[RESULTS] = { "ok", "FAIL", "skip" };
	int n[RESULTS] = { 0 };

	for (const struct test *t = first; t != NULL; t = t->next) {
		char name[256];
		snprintf(name, sizeof(name), "%s.%s", t->room, t->name);
		if (!chosen(name, filter))
			continue;
		int result = run_one(t);
		n[result]++;
		printf("%s %s%s%s\n", words[result], name, result ? ": " : "", result ? why_left : "");
		fflush(stdout);
	}
	printf("%d passed, %d failed, %d skipped\n", n[PASSED], n[FAILED], n[SKIPPED]);
	/* A filter that matches nothing is a mistake, not a success. */
	return n[FAILED] > 0 || (filter && n[PASSED] + n[SKIPPED] == 0);
}
