/* A whole server on this machine, spoken to byte by byte: request lines, headers, cookies, forms, chunked and multipart bodies, several requests on
 * one connection. It answers or closes, in the words of HTTP, and goes on living; the library below us is part of what is tried. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include "api/api.h"
#include "fuzz.h"

static struct core *k;
static struct api *api;

/* The fuzzer's clock rings every few seconds, in the middle of whatever we wait for: a call it interrupts goes on. */
static void let_alarms_pass(void)
{
	struct sigaction alarm_now;

	MUST(sigaction(SIGALRM, NULL, &alarm_now) == 0);
	alarm_now.sa_flags |= SA_RESTART;
	MUST(sigaction(SIGALRM, &alarm_now, NULL) == 0);
}

static void open_once(void)
{
	struct core_opts o = { .store_url = "sqlite::memory:", .features = features, .cheap_passwords = true };
	struct api_opts ao = { .listen = "127.0.0.1:0", .threads = 1, .dev = { .unlimited = true } };
	struct fail f = { 0 };

	let_alarms_pass();
	log_level_min = LOG_ERROR + 1;
	MUST(core_open(&o, &f, &k) == OK);
	MUST(api_start(k, &ao, &f, &api) == OK);
}

static int dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)api_port(api)), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
		perror("http_server: the server is not reached");
		abort();
	}
	return fd;
}

/* Whether something came within that time; poll is never begun anew by itself. */
static bool heard(int fd, int wait_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int r;

	do
		r = poll(&p, 1, wait_ms);
	while (r < 0 && errno == EINTR);
	return r > 0;
}

static size_t hear(int fd, char *to, size_t room, int wait_ms)
{
	size_t n = 0;
	ssize_t got;

	while (n < room && heard(fd, wait_ms) && (got = recv(fd, to + n, room - n, 0)) > 0)
		n += (size_t)got;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static int runs;
	char said[4096];

	if (!api)
		open_once();
	int fd = dial();
	for (size_t at = 0; at < n;) {
		ssize_t sent = send(fd, data + at, n - at, MSG_NOSIGNAL);
		if (sent <= 0)
			break;
		at += (size_t)sent;
	}
	shutdown(fd, SHUT_WR);
	size_t got = hear(fd, said, sizeof said, 50);
	close(fd);
	MUST(got == 0 || (got >= 12 && memcmp(said, "HTTP/1.", 7) == 0) || n == 0);
	/* Somebody honest comes in between. */
	if (++runs % 16 == 0) {
		static const char GET[] = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
		fd = dial();
		MUST(send(fd, GET, sizeof GET - 1, MSG_NOSIGNAL) == (ssize_t)sizeof GET - 1);
		got = hear(fd, said, sizeof said, 20000);
		close(fd);
		MUST(got > 12 && memcmp(said, "HTTP/1.1 200", 12) == 0);
	}
	return 0;
}
