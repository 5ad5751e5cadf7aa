/* The province over files: what is written, whole and in which order, and what is read back. */
#define TEST_ROOM "driver"
#include <stdio.h>
#include <stdlib.h>
#include "driver/prov.h"
#include "port/port.h"

static void put(const char *folder, const char *name, const char *text)
{
	char path[500];
	struct fail f = { 0 };

	snprintf(path, sizeof path, "%s/%s", folder, name);
	CHECK(file_write(path, str_of(text), &f) == OK);
}

static bool holds(const char *folder, const char *name, const char *what)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	char path[500];
	struct fail f = { 0 };

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return file_read(path, &b, &f) == OK && str_find(buf_str(&b), str_of(what)) >= 0;
}

TEST(prov_file_writes_data_and_manifest_and_reads_the_receipt)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	char folder[] = "/tmp/prov-XXXXXX";
	CHECK(mkdtemp(folder));
	struct prov_conf conf = { folder, "province" };
	struct prov_batch b = { STR("capacity-2026-03-01-1"), STR("capacity"), STR("2026-03-01"), STR("2026-03-02T00:10:00+08:00"), STR("abc"), 1, STR("no\r\nP01\r\n") };
	struct prov_receipt r;
	struct fail f = { 0 };

	CHECK(prov_file.receipt(&conf, &b, a, &f, &r) == E_ABSENT);
	CHECK(prov_file.send(&conf, &b, &f) == OK);
	CHECK(holds(folder, "province/outbox/capacity-2026-03-01-1.csv", "P01"));
	CHECK(holds(folder, "province/outbox/capacity-2026-03-01-1.json", "\"rows\":1,\"digest\":\"abc\""));
	CHECK(prov_file.send(&conf, &b, &f) == OK);        /* once more is the same */
	CHECK(prov_file.receipt(&conf, &b, a, &f, &r) == E_ABSENT);
	put(folder, "province/inbox/capacity-2026-03-01-1.json", "{\"key\":\"capacity-2026-03-01-1\",\"accepted\":true,\"rows\":1,\"digest\":\"abc\"}");
	CHECK(prov_file.receipt(&conf, &b, a, &f, &r) == OK && r.accepted && r.rows == 1 && str_is(r.digest, "abc"));
	put(folder, "province/inbox/capacity-2026-03-01-1.json", "{\"key\":\"other\",\"accepted\":true,\"rows\":1,\"digest\":\"abc\"}");
	CHECK(prov_file.receipt(&conf, &b, a, &f, &r) == E_INVALID);
	put(folder, "province/inbox/capacity-2026-03-01-1.json", "{\"key\":");
	CHECK(prov_file.receipt(&conf, &b, a, &f, &r) == E_INVALID);
}

TEST(prov_file_stays_in_its_folder)
{
	char folder[] = "/tmp/prov-XXXXXX";
	CHECK(mkdtemp(folder));
	static const char *const bad[] = { "", "..", "a/b", "../x", ".hidden", "a b" };
	struct fail f = { 0 };

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct prov_batch b = { .key = STR("k"), .bytes = STR("x") }, k = { .key = str_of(bad[i]), .bytes = STR("x") };
		CHECK(prov_file.send(&(struct prov_conf){ folder, bad[i] }, &b, &f) == E_INVALID);
		CHECK(prov_file.send(&(struct prov_conf){ folder, "p" }, &k, &f) == E_INVALID);
	}
}

TEST(prov_fake_fails_as_it_is_told)
{
	struct prov_batch b = { .key = STR("k"), .digest = STR("d"), .rows = 3 };
	struct prov_receipt r;
	struct fail f = { 0 };

	CHECK(prov_fake.send(&(struct prov_conf){ "", "down" }, &b, &f) == E_REMOTE);
	CHECK(prov_fake.send(&(struct prov_conf){ "", "ok" }, &b, &f) == OK);
	CHECK(prov_fake.receipt(&(struct prov_conf){ "", "silent" }, &b, NULL, &f, &r) == E_ABSENT);
	CHECK(prov_fake.receipt(&(struct prov_conf){ "", "short" }, &b, NULL, &f, &r) == OK && r.accepted && r.rows == 2);
	CHECK(prov_fake.receipt(&(struct prov_conf){ "", "reject" }, &b, NULL, &f, &r) == OK && !r.accepted);
}
