/* Files at rest: what is written opens as it was, and nothing that was done to it opens. */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include "core/core_in.h"
#include "core/test_house.h"
#include "core/vault.h"

static char dir[64], ring[96], files[96], place[300];

static void begin(void)
{
	snprintf(dir, sizeof dir, "/tmp/vault-test-XXXXXX");
	CHECK(mkdtemp(dir));
	snprintf(ring, sizeof ring, "%s/keys", dir);
	snprintf(files, sizeof files, "%s/files", dir);
	house_ring(ring, "w", 1, 'a');
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *w)
{
	(void)st;
	(void)kind;
	(void)w;
	return remove(path);
}
static void done(void) { nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS); }

static char byte_at(int64_t i) { return (char)(i * 31 % 251); }

/* A file of n bytes, in its place below files; fills `place`. */
static void kept(int64_t n, int64_t shift)
{
	CLEANUP(vault_dropp) struct vault_new *w = NULL;
	struct fail f = { 0 };
	char sm3[SM3_HEX + 1], below[100], bytes[1000], folder[300];

	CHECK_INT(vault_begin_with(ring, files, &w, &f), OK);
	for (int64_t at = 0; at < n;) {
		size_t some = (size_t)MIN2(n - at, (int64_t)sizeof bytes);
		for (size_t i = 0; i < some; i++)
			bytes[i] = byte_at(at + shift + (int64_t)i);
		CHECK_INT(vault_add(w, (struct str){ bytes, some }, &f), OK);
		at += (int64_t)some;
	}
	CHECK_INT(vault_end(w, sm3, &f), OK);
	CHECK_INT(vault_added(w), n);
	vault_place(w, below, sizeof below);
	snprintf(place, sizeof place, "%s/%s", files, below);
	snprintf(folder, sizeof folder, "%s/%.2s", files, below);
	CHECK_INT(dir_make(folder, &f), OK);
	CHECK_INT(file_move(vault_path(w), place, &f), OK);
}

static enum err sound(const char *path, struct fail *f)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;

	fail_clear(f);
	enum err e = vault_open_with(ring, path, &v, f);
	return e == OK ? vault_check(v, f) : e;
}

static bool reads_as_written(int64_t n, size_t step)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;
	struct fail f = { 0 };
	char *bytes = malloc(step);
	size_t got = 1;
	bool same = vault_open_with(ring, place, &v, &f) == OK && vault_size(v) == n;

	for (int64_t at = 0; same && got; at += (int64_t)got) {
		same = vault_part(v, at, bytes, step, &got, &f) == OK && (got == step || at + (int64_t)got == n);
		for (size_t i = 0; same && i < got; i++)
			same = bytes[i] == byte_at(at + (int64_t)i);
	}
	/* Backwards and over the borders too. */
	for (int64_t at = n - 1; same && at >= 0; at -= 5000)
		same = vault_part(v, at, bytes, step, &got, &f) == OK && got == (size_t)MIN2((int64_t)step, n - at) && bytes[got - 1] == byte_at(at + (int64_t)got - 1);
	free(bytes);
	return same;
}

TEST(files_at_rest_open_as_they_were)
{
	static const int64_t sizes[] = { 0, 1, 100, (1 << 14) - 1, 1 << 14, (1 << 14) + 1, 3 << 14, 100000 };
	struct fail f = { 0 };

	begin();
	for (size_t i = 0; i < COUNT(sizes); i++) {
		kept(sizes[i], 0);
		CHECK_INT(sound(place, &f), OK);
		CHECK(reads_as_written(sizes[i], 7001));
		CHECK(reads_as_written(sizes[i], 1 << 16));
	}
	done();
}

static struct str whole(const char *path)
{
	static char bytes[1 << 18];
	size_t n = 0;
	struct fail f = { 0 };

	CHECK_INT(file_part(path, 0, bytes, sizeof bytes, &n, &f), OK);
	return (struct str){ bytes, n };
}

static void put(const char *path, struct str bytes)
{
	FILE *f = fopen(path, "w");

	CHECK(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n);
	fclose(f);
}

TEST(files_at_rest_show_nothing)
{
	begin();
	kept(5000, 0);
	struct str sealed = whole(place);
	char clear[64];
	for (size_t i = 0; i < sizeof clear; i++)
		clear[i] = byte_at((int64_t)i);
	CHECK(str_find(sealed, (struct str){ clear, sizeof clear }) < 0);
	char sm3[SM3_HEX + 1];
	char all[5000];
	for (size_t i = 0; i < sizeof all; i++)
		all[i] = byte_at((int64_t)i);
	sm3_hex((struct str){ all, sizeof all }, sm3);
	CHECK(str_find(sealed, str_of(sm3)) < 0 && str_find(str_of(place), str_of(sm3)) < 0);
	done();
}

TEST(files_at_rest_do_not_open_changed_or_cut)
{
	struct fail f = { 0 };
	char path[400];

	begin();
	kept(20000, 0);
	snprintf(path, sizeof path, "%s", place);
	struct str sealed = whole(path);
	char *bytes = (char *)(uintptr_t)sealed.p;
	/* Every byte of the head, and many behind it. */
	for (size_t at = 0; at < sealed.n; at += at < 320 || at + 40 > sealed.n ? 1 : 97) {
		bytes[at] ^= 1;
		put(path, sealed);
		bytes[at] ^= 1;
		if (sound(path, &f) == OK)
			test_fail(__FILE__, __LINE__, "byte %zu may be changed", at);
		put(path, (struct str){ sealed.p, at });
		if (sound(path, &f) == OK)
			test_fail(__FILE__, __LINE__, "it may be cut at %zu", at);
		CHECK_INT(f.kind, E_CORRUPT);
	}
	bytes[sealed.n] = 'x';
	put(path, (struct str){ sealed.p, sealed.n + 1 });
	CHECK_INT(sound(path, &f), E_CORRUPT);
	CHECK_STR(str_of(f.reason), "file.broken");
	put(path, sealed);
	CHECK_INT(sound(path, &f), OK);
	CHECK_INT(sound("/nowhere/file.sm4", &f), E_CORRUPT);
	CHECK_STR(str_of(f.reason), "file.missing");
	done();
}

TEST(files_at_rest_do_not_open_in_the_place_of_another)
{
	struct fail f = { 0 };
	char one[400];

	begin();
	kept(40000, 0);
	snprintf(one, sizeof one, "%s", place);
	kept(40000, 1);
	CHECK(strcmp(one, place) != 0);
	CHECK_INT(rename(one, place), 0);
	CHECK_INT(sound(place, &f), E_CORRUPT);
	CHECK_STR(str_of(f.reason), "file.broken");
	done();
}

TEST(files_at_rest_open_under_the_former_key_and_not_under_another_ring)
{
	struct fail f = { 0 };
	char one[400];

	begin();
	kept(3000, 0);
	snprintf(one, sizeof one, "%s", place);
	house_ring(ring, "a", 2, 'b');
	CHECK_INT(sound(one, &f), OK);
	/* Sealed anew, it has the name it had. */
	kept(3000, 0);
	CHECK_STR(str_of(one), place);
	CHECK_INT(sound(one, &f), OK);
	house_ring(ring, "w", 1, 'c');
	CHECK_INT(sound(one, &f), E_CORRUPT);
	CHECK_STR(str_of(f.reason), "file.broken");
	done();
}

TEST(files_at_rest_leave_nothing_when_given_up)
{
	CLEANUP(vault_dropp) struct vault_new *w = NULL;
	struct fail f = { 0 };
	char path[700];

	begin();
	CHECK_INT(vault_begin_with(ring, files, &w, &f), OK);
	CHECK_INT(vault_add(w, STR("half"), &f), OK);
	snprintf(path, sizeof path, "%s", vault_path(w));
	CHECK(file_exists(path));
	vault_drop(TAKE(w));
	CHECK(!file_exists(path));
	done();
}
