#include "base/base.h"

#define SAYS(says, ...) do { char line_[400]; size_t n_ = log_body(line_, sizeof line_, __VA_ARGS__); CHECK_STR(((struct str){ line_, n_ }), says); } while (0)

TEST(log_a_plain_line_stays_plain)
{
	SAYS("event=failed status=503 left=-12 op=org.create", "event=failed status=%d left=%" PRId64 " op=%s", 503, INT64_C(-12), "org.create");
	SAYS("is=abc", "is=%.3s", "abcdef");
	SAYS("is=ab n=7", "is=%.*s n=%zu", 2, "abcdef", (size_t)7);
	SAYS("sentence=\"磁盘空间不足，这次没有保存。\"", "sentence=\"%s\"", "磁盘空间不足，这次没有保存。");
}

TEST(log_a_value_cannot_end_its_quotes_or_its_line)
{
	SAYS("sentence=\"a\\\" level=error forged=\\\"1\" n=1", "sentence=\"%s\" n=%d", "a\" level=error forged=\"1", 1);
	SAYS("sentence=\"a\\ntime=0 level=error\\r\\t\\\\\"", "sentence=\"%s\"", "a\ntime=0 level=error\r\t\\");
	SAYS("sentence=\"\\x1b[2J\\x7f\\x01\"", "sentence=\"%s\"", "\033[2J\x7f\x01");
	SAYS("sentence=\"\\xc2\\x9b2J 文\\xff\\xe6\"", "sentence=\"%s\"", "\xc2\x9b" "2J 文\xff\xe6");
}

TEST(log_a_value_that_needs_quotes_gets_them)
{
	SAYS("reason=\"\" next=1", "reason=%s next=%d", "", 1);
	SAYS("reason=\"a b\" next=\"x=1\"", "reason=%s next=%s", "a b", "x=1");
	SAYS("name=\"\\\"\" word=\"文\"", "name=%s word=%s", "\"", "文");
}

/* Cut before the first escape or character that does not fit, and closed. */
TEST(log_a_long_line_is_cut_whole)
{
	char line[12];

	CHECK_STR(((struct str){ line, log_body(line, sizeof line, "s=\"%s\" n=1", "文文文文") }), "s=\"文文\"");
	CHECK_STR(((struct str){ line, log_body(line, sizeof line, "s=%s n=1", "abcdefg\"hi") }), "s=\"abcdefg\"");
	CHECK_STR(((struct str){ line, log_body(line, sizeof line, "abcdefghijkl") }), "abcdefghijk");
}
