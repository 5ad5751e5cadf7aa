/* A letter's text: headers that any mail program reads, a body in base64. */
#include "mail/mail.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void base64(struct str s, size_t line, struct buf *out)
{
	for (size_t i = 0; i < s.n; i += 3) {
		size_t n = MIN2(s.n - i, (size_t)3);
		uint32_t v = (uint32_t)(uint8_t)s.p[i] << 16 | (n > 1 ? (uint32_t)(uint8_t)s.p[i + 1] << 8 : 0) | (n > 2 ? (uint8_t)s.p[i + 2] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_byte(out, k <= n ? digits[v >> (18 - 6 * k) & 63] : '=');
		if (line && (i / 3 + 1) % (line / 4) == 0)
			buf_add(out, STR("\r\n"));
	}
}

/* RFC 2047: words of at most 75 characters, cut between characters. */
static void subject(struct str s, struct buf *out)
{
	enum { WORD_BYTES = 42 };

	for (bool first = true; s.n; first = false) {
		size_t n = 0, step;
		while (n < s.n && (step = MAX2(utf8_step((struct str){ s.p + n, s.n - n }), (size_t)1)) && n + step <= WORD_BYTES)
			n += step;
		buf_add(out, first ? STR("=?UTF-8?B?") : STR("\r\n =?UTF-8?B?"));
		base64((struct str){ s.p, n }, 0, out);
		buf_add(out, STR("?="));
		s = (struct str){ s.p + n, s.n - n };
	}
}

static void date(struct instant at, struct buf *out)
{
	static const char *const days[] = { "", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct date d = date_of(at);
	int y, m, day;
	int64_t s = (at.ms - date_start(d).ms) / 1000;

	date_split(d, &y, &m, &day);
	buf_fmt(out, "%s, %d %s %d %02d:%02d:%02d +0800", days[date_weekday(d)], day, months[m], y, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

bool mail_address_ok(struct str s)
{
	ptrdiff_t at = str_find(s, STR("@"));

	if (at < 1 || s.n > 254 || (size_t)at + 1 >= s.n)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("<>()[]\\,;:\"", s.p[i]) || (s.p[i] == '@' && i != (size_t)at))
			return false;
	return s.p[0] != '-';
}

void mail_write(const struct mail *m, struct str from, struct buf *out)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
	ptrdiff_t at = str_find(from, STR("@"));

	for (size_t i = 0; i < m->text.n; i++) {
		if (m->text.p[i] == '\n')
			buf_byte(&text, '\r');
		buf_byte(&text, m->text.p[i]);
	}
	buf_fmt(out, "From: =?UTF-8?B?5LqR566h?= <" STR_FMT ">\r\nTo: <" STR_FMT ">\r\nSubject: ", STR_ARG(from), STR_ARG(m->to));
	subject(m->subject, out);
	buf_add(out, STR("\r\nDate: "));
	date(m->at, out);
	buf_fmt(out, "\r\nMessage-ID: <yunguan-%" PRId64 "-%" PRId64 "@" STR_FMT ">\r\n", m->id, m->at.ms, (int)(from.n - (size_t)at - 1), from.p + at + 1);
	buf_add(out, STR("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
			 "Content-Transfer-Encoding: base64\r\n\r\n"));
	base64(buf_str(&text), 76, out);
	buf_add(out, STR("\r\n"));
}
