/* Files that leave the machine sealed. */
#include <sys/stat.h>
#include <unistd.h>
#include "core/core_in.h"
#include "core/test_house.h"

static char dir[64], ring[96], other[96];

static void rings(void)
{
	snprintf(dir, sizeof dir, "/tmp/sealed-test-XXXXXX");
	CHECK(mkdtemp(dir));
	snprintf(ring, sizeof ring, "%s/keys", dir);
	snprintf(other, sizeof other, "%s/other", dir);
	house_ring(ring, "w", 1, 'a');
	house_ring(other, "w", 1, 'b');
}

static void rings_done(void)
{
	unlink(ring);
	unlink(other);
	rmdir(dir);
}

static FILE *filled(size_t n)
{
	FILE *f = tmpfile();

	CHECK(f);
	for (size_t i = 0; i < n; i++)
		fputc((int)(i * 31 % 251), f);
	rewind(f);
	return f;
}

static FILE *sealed_of(size_t n)
{
	FILE *from = filled(n), *to = tmpfile();
	struct fail f = { 0 };

	CHECK_INT(file_seal(ring, from, to, &f), OK);
	fclose(from);
	rewind(to);
	return to;
}

static enum err opens(FILE *sealed, const char *keys, struct fail *f)
{
	rewind(sealed);
	return file_unseal(keys, sealed, NULL, f);
}

TEST(sealed_files_open_as_they_were)
{
	static const size_t sizes[] = { 0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20 };

	rings();
	for (size_t i = 0; i < COUNT(sizes); i++) {
		FILE *sealed = sealed_of(sizes[i]), *plain = tmpfile(), *was = filled(sizes[i]);
		struct fail f = { 0 };
		int a, b;
		CHECK_INT(file_unseal(ring, sealed, plain, &f), OK);
		rewind(plain);
		do {
			a = fgetc(plain);
			b = fgetc(was);
			CHECK(a == b);
		} while (a != EOF && a == b);
		fclose(sealed);
		fclose(plain);
		fclose(was);
	}
	rings_done();
}

TEST(sealed_files_do_not_open_changed_cut_or_with_another_key)
{
	struct fail f = { 0 };
	char one[400];

	rings();
	FILE *sealed = sealed_of(100);
	CHECK_INT(opens(sealed, ring, &f), OK);
	CHECK_INT(opens(sealed, other, &f), E_CORRUPT);
	CHECK_STR(str_of(f.reason), "keys.other");
	fail_clear(&f);
	CHECK_INT(opens(sealed, "/nowhere/keys", &f), E_ABSENT);
	fail_clear(&f);
	rewind(sealed);
	size_t n = fread(one, 1, sizeof one, sealed);
	CHECK(n > 200 && n < sizeof one);
	for (size_t at = 0; at < n; at++) {
		FILE *changed = tmpfile();
		one[at] ^= 1;
		fwrite(one, 1, n, changed);
		one[at] ^= 1;
		/* The number of the key is for the reader: the key is found by its check. */
		if (opens(changed, ring, &f) == OK && at != sizeof "yunguan-sealed|1|" - 1)
			test_fail(__FILE__, __LINE__, "byte %zu may be changed", at);
		fail_clear(&f);
		fclose(changed);
		FILE *cut = tmpfile();
		fwrite(one, 1, at, cut);
		CHECK(opens(cut, ring, &f) != OK);
		fail_clear(&f);
		fclose(cut);
	}
	FILE *longer = tmpfile();
	fwrite(one, 1, n, longer);
	fputc('x', longer);
	CHECK(opens(longer, ring, &f) == E_CORRUPT);
	fclose(longer);
	fclose(sealed);
	rings_done();
}

/* Whole pieces left out, or taken from another file under the same key. */
TEST(sealed_pieces_stand_in_their_file_and_place)
{
	enum { PIECE_SIZE = 4 + 16 + (25 + (1 << 20)) / 16 * 16 + 16 + 32 };
	struct fail f = { 0 };

	rings();
	FILE *a = sealed_of(3 << 20), *b = sealed_of(3 << 20);
	char line[120], *piece = malloc(PIECE_SIZE);
	for (int what = 0; what < 2; what++) {
		FILE *made = tmpfile();
		rewind(a);
		rewind(b);
		CHECK(fgets(line, sizeof line, b) && fgets(line, sizeof line, a));
		fputs(line, made);
		for (int i = 0; i < 3; i++) {
			CHECK(fread(piece, 1, PIECE_SIZE, a) > 1 << 20);
			if (i == 0 && what == 0)
				continue;
			if (i == 0)
				CHECK(fread(piece, 1, PIECE_SIZE, b) == PIECE_SIZE);
			fwrite(piece, 1, PIECE_SIZE, made);
		}
		CHECK_INT(opens(made, ring, &f), E_CORRUPT);
		CHECK_STR(str_of(f.reason), "sealed.broken");
		fail_clear(&f);
		fclose(made);
	}
	free(piece);
	fclose(a);
	fclose(b);
	rings_done();
}
