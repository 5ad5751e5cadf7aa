/* One line, one write: lines of several threads never mix, and a crash loses none. */
#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "base/base.h"
#include "base/date.h"

enum log_level log_level_min = LOG_INFO;

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
	int head = snprintf(line, sizeof(line), "time=%s level=%s room=%s ", when, words[level], room);
	va_start(ap, fmt);
	int body = vsnprintf(line + head, sizeof(line) - (size_t)head - 1, fmt, ap);
	va_end(ap);
	size_t n = (size_t)head + MIN2((size_t)MAX2(body, 0), sizeof(line) - (size_t)head - 2);
	/* A value that holds a line break must not be able to forge a line of its own. */
	for (size_t i = (size_t)head; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
			line[i] = ' ';
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
