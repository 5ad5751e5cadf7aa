#include "domain/attachment/attachment.h"
#undef TEST_ROOM
#define TEST_ROOM "attachment"

static const char *type_of(struct arena *a, const char *name, struct str head)
{
	const char *mime = attachment_type(a, str_of(name), head);

	return mime ? mime : "none";
}

TEST(knows_files_by_their_bytes)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));

	CHECK_STR(str_of(type_of(a, "方案.doc", STR("%PDF-1.7 …"))), "application/pdf");
	CHECK_STR(str_of(type_of(a, "批复.ofd", STR("PK\x03\x04rest"))), "application/ofd");
	CHECK_STR(str_of(type_of(a, "测算表.XLSX", STR("PK\x03\x04rest"))), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	CHECK_STR(str_of(type_of(a, "包.zip", STR("PK\x03\x04rest"))), "application/zip");
	CHECK_STR(str_of(type_of(a, "批复.ofd", STR("plain"))), "text/plain; charset=utf-8");
	CHECK_STR(str_of(type_of(a, "旧.doc", STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))), "application/msword");
	CHECK_STR(str_of(type_of(a, "章.png", STR("\x89PNG\r\n\x1a\n"))), "image/png");
	CHECK_STR(str_of(type_of(a, "明细.csv", STR("a,b\n"))), "text/csv");
}

TEST(takes_nothing_that_runs)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	static const char *const bad[] = { "<!doctype html>", "  <svg/>", "\xEF\xBB\xBF<html>", "#!/bin/sh", "MZ\x90\xff", "\x7f""ELF\xff", "\xb9\xab\xce\xc4" };

	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_STR(str_of(type_of(a, "附件.txt", str_of(bad[i]))), "none");
	CHECK_STR(str_of(type_of(a, "附件.txt", STR("a\0b"))), "none");
	CHECK_STR(str_of(type_of(a, "附件.Html", STR("text"))), "none");
	CHECK_STR(str_of(type_of(a, "setup.EXE", STR("%PDF-1.7"))), "none");
}

TEST(reads_a_head_cut_inside_a_character)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(80));

	while (b.n < KIB(64))
		buf_add(&b, STR("云"));
	CHECK_STR(str_of(type_of(a, "长文.txt", (struct str){ b.p, KIB(64) })), "text/plain; charset=utf-8");
	/* A short file has no excuse. */
	CHECK_STR(str_of(type_of(a, "短文.txt", (struct str){ b.p, 100 })), "none");
}
