#include "mail/mail.h"
#undef TEST_ROOM
#define TEST_ROOM "mail"

TEST(a_letter_that_any_program_reads)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	struct mail m = { STR("wu@edu.example"), STR("2026-03-03 待办摘要：受理时限今日到期的一件，审核时限剩两个工作日的三件"), STR("一、待办\n二、消息\n"), 42, { 0 } };

	CHECK(at_parse(STR("2026-03-03 08:00"), &m.at) == OK);
	mail_write(&m, STR("yunguan@xsbn.example"), &b);
	struct str s = buf_str(&b);
	CHECK(str_find(s, STR("Date: Tue, 3 Mar 2026 08:00:00 +0800\r\n")) > 0);
	CHECK(str_find(s, STR("To: <wu@edu.example>\r\n")) > 0);
	CHECK(str_find(s, STR("Message-ID: <yunguan-42-1772496000000@xsbn.example>\r\n")) > 0);
	CHECK(str_find(s, STR("\r\n\r\n5LiA44CB5b6F5YqeDQrkuozjgIHmtojmga8NCg==\r\n")) > 0);
	for (struct str rest = s; rest.p;) {
		struct str line = str_cut(&rest, '\n');
		CHECK(line.n <= 78);
		CHECK(!line.n || line.p[line.n - 1] == '\r');
		for (size_t i = 0; i < line.n; i++)
			CHECK((uint8_t)line.p[i] < 0x80);
	}
}

TEST(addresses_that_may_stand_in_a_header)
{
	static const char *const good[] = { "a@b", "wu.min+1@edu.xsbn.gov.cn" };
	static const char *const bad[] = { "", "@b", "a@", "a b@c", "a@b\r\nBcc: x@y", "a@b,c@d", "<a@b>", "a@b@c", "吴@b", "-a@b" };

	for (size_t i = 0; i < COUNT(good); i++)
		CHECK(mail_address_ok(str_of(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!mail_address_ok(str_of(bad[i])));
}

TEST(settings_that_are_refused)
{
	static const struct mail_conf bad[] = {
		{ .url = "http://mail", .from = "a@b" }, { .url = "smtp://u:p@mail", .from = "a@b" }, { .url = "smtp://mail" }, { .url = "smtp://mail", .from = "a" },
	};
	struct fail f = { 0 };

	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_INT(mail_open(&bad[i], &f), E_INVALID);
	CHECK(!mail_on());
}
