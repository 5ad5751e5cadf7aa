/* Time, chance, files. */
#define TEST_ROOM "port"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "port/port.h"

TEST(time_simulated_stands_still)
{
	struct timer t = { true, { 1234 } }, real = { 0 };

	CHECK_INT(port_now(&t).ms, 1234);
	CHECK(port_now(&real).ms > 1700000000000);
	CHECK(port_now(NULL).ms >= 1700000000000);
	int64_t before = port_mono_us();
	CHECK(port_mono_us() >= before);
}

TEST(chance_repeats_from_its_seed)
{
	struct chance one = chance_seed(7), two = chance_seed(7), other = chance_seed(8);
	bool differ = false;

	for (int i = 0; i < 100; i++) {
		uint64_t v = chance_next(&one);
		CHECK(v == chance_next(&two));
		differ |= v != chance_next(&other);
	}
	CHECK(differ);
	/* splitmix64 of seed 0, as its authors publish it, is the first word of the state. */
	CHECK(chance_seed(0).s[0] == 0xe220a8397b1dcdafu);
	struct chance known = { { 1, 2, 3, 4 }, true };
	static const uint64_t first[] = { 11520, 0, 1509978240, 1215971899390074240 };     /* published for this state */
	for (size_t i = 0; i < COUNT(first); i++)
		CHECK(chance_next(&known) == first[i]);
}

TEST(chance_stays_below)
{
	struct chance c = chance_seed(1);
	int seen[6] = { 0 };

	for (int i = 0; i < 6000; i++) {
		int64_t v = chance_below(&c, 6);
		CHECK(v >= 0 && v < 6);
		seen[v]++;
	}
	for (int i = 0; i < 6; i++)
		CHECK(seen[i] > 800 && seen[i] < 1200);
	CHECK_INT(chance_below(&c, 1), 0);
	CHECK(chance_below(&c, INT64_MAX) >= 0);
}

TEST(chance_bytes_fill_exactly)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));
	struct chance c = chance_seed(3), kernel = { 0 };
	char bytes[16];

	memset(bytes, 0, sizeof(bytes));
	chance_bytes(&c, bytes, 13);
	CHECK(bytes[13] == 0 && bytes[14] == 0 && bytes[15] == 0);
	struct str x = chance_hex(&kernel, a, 16), y = chance_hex(&kernel, a, 16);
	CHECK_INT(x.n, 32);
	CHECK(!str_eq(x, y));
	CHECK_INT(strspn(x.p, "0123456789abcdef"), 32);
}

/* A directory of its own for each test, taken away again. */
static char dir[64];

static const char *path_of(const char *name)
{
	static char path[128];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void dir_begin(void)
{
	snprintf(dir, sizeof(dir), "/tmp/yunguan-test-XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
}

TEST(file_writes_whole_and_reads_within_limits)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(10), none = BUF_MAX(KIB(1));
	struct fail f = { 0 };

	dir_begin();
	enum err first = file_write(path_of("x"), STR("0123456789"), &f), again = file_write(path_of("x"), STR("abc\0d"), &f);
	enum err small = file_read(path_of("x"), &b, &f);
	enum err absent = file_read(path_of("y"), &none, &f), device = file_read("/dev/zero", &none, &f);
	bool there = file_exists(path_of("x"));
	unlink(path_of("x"));
	/* Nothing but the file itself was left in the directory. */
	bool clean = rmdir(dir) == 0;
	enum err nowhere = file_write(path_of("x"), STR("x"), &f);
	CHECK_INT(first, OK);
	CHECK_INT(again, OK);
	CHECK_INT(small, OK);
	CHECK(str_eq(buf_str(&b), STR("abc\0d")));
	CHECK_INT(absent, E_ABSENT);
	CHECK_INT(device, E_LIMIT);
	CHECK(there && clean);
	CHECK_INT(nowhere, E_CORRUPT);
	CHECK(!file_exists(path_of("x")));
}

TEST(dir_make_makes_all_of_it)
{
	struct fail f = { 0 };

	dir_begin();
	enum err made = dir_make(path_of("a/b//c/"), &f), again = dir_make(path_of("a/b/c"), &f);
	bool there = file_exists(path_of("a/b/c"));
	rmdir(path_of("a/b/c"));
	rmdir(path_of("a/b"));
	rmdir(path_of("a"));
	rmdir(dir);
	CHECK_INT(made, OK);
	CHECK_INT(again, OK);
	CHECK(there);
	CHECK_INT(dir_make("/proc/none/such", &f), E_CORRUPT);
}

TEST(file_lock_is_exclusive_and_tells_who)
{
	struct fail f = { 0 };
	int one = -1, two = -1, three = -1;
	char pid[32];

	dir_begin();
	enum err first = file_lock(path_of("lock"), &one, &f), second = file_lock(path_of("lock"), &two, &f);
	file_unlock(&one);
	enum err third = file_lock(path_of("lock"), &three, &f);
	file_unlock(&three);
	unlink(path_of("lock"));
	rmdir(dir);
	CHECK_INT(first, OK);
	CHECK_INT(second, E_CONFLICT);
	CHECK_INT(two, -1);
	CHECK_INT(third, OK);
	CHECK_INT(three, -1);
	snprintf(pid, sizeof(pid), " %d ", (int)getpid());
	CHECK(strstr(f.sentence, pid) != NULL);
}

TEST(disk_free_knows)
{
	CHECK(disk_free("/tmp") > 0);
	CHECK_INT(disk_free("/no/such/place"), -1);
}

static enum err run(const char *script, struct str input, int timeout_ms, struct buf *out, struct fail *f)
{
	return process_run("/bin/sh", (const char *[]){ "sh", "-c", script, NULL }, input, timeout_ms, out, f);
}

TEST(process_run_gives_and_takes)
{
	CLEANUP(buf_done) struct buf in = BUF_MAX(MIB(2)), out = BUF_MAX(MIB(2)), little = BUF_MAX(KIB(4));
	struct fail f = { 0 };

	for (int i = 0; i < 100000; i++)
		buf_fmt(&in, "line %d\n", i);
	CHECK_INT(run("cat", buf_str(&in), 20000, &out, &f), OK);
	CHECK(str_eq(buf_str(&in), buf_str(&out)));
	buf_clear(&out);
	/* One that does not listen to its end harms nobody. */
	CHECK_INT(run("head -c 6", buf_str(&in), 20000, &out, &f), OK);
	CHECK_STR(buf_str(&out), "line 0");
	CHECK_INT(run("cat", buf_str(&in), 20000, &little, &f), E_LIMIT);
}

TEST(process_run_tells_how_it_went)
{
	CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(4));
	struct fail f = { 0 };

	CHECK_INT(run("echo first >&2; echo why >&2; exit 3", STR(""), 20000, &out, &f), E_REMOTE);
	CHECK(strstr(f.sentence, "why") && !strstr(f.sentence, "first"));
	CHECK_INT(run("kill -9 $$", STR(""), 20000, &out, &f), E_REMOTE);
	CHECK_INT(run("exec sleep 60", STR(""), 200, &out, &f), E_BUSY);
	CHECK_INT(process_run("/no/such/program", (const char *[]){ "none", NULL }, STR(""), 1000, &out, &f), E_REMOTE);
	fault_only("port.process");
	fault_arm(1);
	enum err e = run("true", STR(""), 20000, &out, &f);
	fault_arm(0);
	fault_only(NULL);
	CHECK_INT(e, E_REMOTE);
}
