/* One line, one write: lines of several threads never mix, and a crash loses none. */
#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "base/base.h"
#include "base/date.h"

enum log_level log_level_min = LOG_INFO;

/* ---- key=value, whatever the values hold ---- */
/* `quoted`: within a pair of quotes of the format. Two bytes are kept for what closes the line. */
struct line { char *p; size_t n, max; bool quoted, full; };

static void put(struct line *l, const char *bytes, size_t n)
{
	l->full |= n > l->max - l->n;
	if (l->full)
		return;                         /* whole escapes, whole characters: nothing more after the first that did not fit */
	memcpy(l->p + l->n, bytes, n);
	l->n += n;
}

/* One character of a value, or one byte that is none. */
static size_t put_escaped(struct line *l, struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t step = utf8_step(s);
	char hex[5];

	if (c == '"' || c == '\\') {
		put(l, (char[]){ '\\', (char)c }, 2);
	} else if (c == '\n' || c == '\t' || c == '\r') {
		put(l, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r", 2);
	} else if (c < 0x20 || c == 0x7f || !step || (c == 0xc2 && (unsigned char)s.p[1] < 0xa0)) {   /* also U+0080 to U+009F, which terminals obey */
		put(l, hex, (size_t)snprintf(hex, sizeof hex, "\\x%02x", c));
		return 1;
	} else {
		put(l, s.p, step);
	}
	return MAX2(step, (size_t)1);
}

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("\"\\=", s.p[i]))
			return false;
	return s.n > 0;
}

static void put_value(struct line *l, struct str s)
{
	bool own = !l->quoted && !is_plain(s);      /* a value that needs quotes gets them */

	if (own)
		put(l, "\"", 1);
	l->quoted |= own;
	while (s.n) {
		size_t n = put_escaped(l, s);
		s.p += n;
		s.n -= n;
	}
	if (l->full)
		return;
	if (own)
		put(l, "\"", 1);
	l->quoted &= !own;
}

/* One conversion, fmt behind its %: %s and %.*s, and numbers as printf writes them. Returns what follows it. */
static const char *put_conversion(struct line *l, const char *fmt, va_list *ap)
{
	char spec[24] = "%", number[64];
	size_t n = 1;
	int precision = -1, longs = 0;

	for (; *fmt && !strchr("sdiuxXc%", *fmt); fmt++) {
		if (*fmt == '*') {
			precision = va_arg(*ap, int);
			continue;
		}
		if (*fmt == '.' && fmt[1] != '*')
			precision = atoi(fmt + 1);
		longs += *fmt == 'l' || *fmt == 'z';
		assert(n + 2 < sizeof spec);
		spec[n++] = *fmt;
	}
	spec[n] = *fmt;
	if (*fmt == 's') {
		const char *text = va_arg(*ap, const char *);
		put_value(l, (struct str){ text, precision >= 0 ? strnlen(text, (size_t)precision) : strlen(text) });
	} else if (*fmt == '%') {
		put(l, "%", 1);
	} else {
		int w = longs ? snprintf(number, sizeof number, spec, va_arg(*ap, long)) : snprintf(number, sizeof number, spec, va_arg(*ap, int));
		put(l, number, MIN2((size_t)w, sizeof number - 1));
	}
	return *fmt ? fmt + 1 : fmt;
}

static size_t body(char *to, size_t size, const char *fmt, va_list *ap)
{
	struct line l = { to, 0, size - 1, false, false };

	while (*fmt && !l.full) {
		if (*fmt == '%') {
			fmt = put_conversion(&l, fmt + 1, ap);
			continue;
		}
		l.quoted ^= *fmt == '"';
		put(&l, fmt++, 1);
	}
	if (l.quoted)
		l.p[l.n++] = '"';                       /* cut, but still key=value */
	return l.n;
}

size_t log_body(char *to, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	size_t n = body(to, size, fmt, &ap);
	va_end(ap);
	return n;
}

void log_line(enum log_level level, const char *room, const char *fmt, ...)
{
	static const char *const words[] = { "debug", "info", "warn", "error" };
	char line[2048], when[32];
	struct timespec ts;
	va_list ap;

	if (level < log_level_min)
		return;
	int saved = errno;
	clock_gettime(CLOCK_REALTIME, &ts);
	when[at_put(when, (struct instant){ (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 })] = '\0';
	size_t n = (size_t)snprintf(line, sizeof(line), "time=%s level=%s room=%s ", when, words[level], room);
	va_start(ap, fmt);
	n += body(line + n, sizeof(line) - n - 1, fmt, &ap);
	va_end(ap);
	line[n++] = '\n';
	for (size_t done = 0; done < n;) {
		ssize_t k = write(STDERR_FILENO, line + done, n - done);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		done += (size_t)k;
	}
	errno = saved;
}
