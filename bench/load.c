/* Clients that ask as fast as they are answered, over connections that stay open; one thread, epoll.
 *   load get PORT CONNECTIONS SECONDS TOKEN PATH
 *   load steps PORT CONNECTIONS SECONDS OBJECTS STEP…     each client takes an object of the file OBJECTS twice through the steps, then its
 *                                                         next one: a case has a history of some steps, not of thousands;
 *                                                         a step is TOKEN,VERB-PATH,BODY: the object's path is PATH with %s its id
 * Prints: requests per second, median and 99th percentile in µs, and how many answers were not 2xx. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <netinet/tcp.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 1024, SAMPLES = 1 << 22, OBJECTS_MAX = 1 << 20, ROUNDS = 2 };
struct object { char id[24]; int step; long long version; };
struct client { int fd, taken; size_t object; char out[2048], in[65536]; size_t out_n, in_n; int64_t sent_us; };
static struct client *clients;
static struct object *objects;
static size_t n_objects, n_clients;
static uint32_t *samples;
static size_t n_samples, n_bad;
static char **steps;
static int n_steps, port;
static const char *token, *path;
static char first_bad[2048];

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void make(struct client *c)
{
	if (path) {
		c->out_n = (size_t)snprintf(c->out, sizeof c->out, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n", path, token);
		return;
	}
	char step[1024], where[256], *t, *p, *body;
	const struct object *o = &objects[c->object];
	snprintf(step, sizeof step, "%s", steps[o->step]);
	t = strtok(step, ",");
	p = strtok(NULL, ",");
	body = strtok(NULL, "");
	snprintf(where, sizeof where, p, o->id);
	c->out_n = (size_t)snprintf(c->out, sizeof c->out, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nIf-Match: \"%lld\"\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", where, t, o->version, strlen(body), body);
}

static void ask(struct client *c)
{
	make(c);
	c->in_n = 0;
	c->sent_us = now_us();
	if (send(c->fd, c->out, c->out_n, MSG_NOSIGNAL) != (ssize_t)c->out_n) {
		perror("load: send");
		exit(1);
	}
}

/* Whether a whole answer is there. */
static int whole(struct client *c)
{
	c->in[c->in_n] = 0;
	char *end = strstr(c->in, "\r\n\r\n"), *length = strstr(c->in, "Content-Length: ");

	return end && length && length < end && c->in_n >= (size_t)(end + 4 - c->in) + strtoul(length + 16, NULL, 10);
}

static void take(struct client *c)
{
	int status = atoi(c->in + 9);

	if (n_samples < SAMPLES)
		samples[n_samples++] = (uint32_t)(now_us() - c->sent_us);
	if (status / 100 != 2) {
		if (!n_bad++)
			snprintf(first_bad, sizeof first_bad, "%.2000s", c->in);
	} else if (!path) {
		struct object *o = &objects[c->object];
		o->version++;
		o->step = (o->step + 1) % n_steps;
		if (++c->taken % (ROUNDS * n_steps) == 0)
			c->object = c->object + n_clients < n_objects ? c->object + n_clients : c->object % n_clients;
	}
}

static int read_objects(const char *name)
{
	FILE *f = fopen(name, "r");

	objects = calloc(OBJECTS_MAX, sizeof *objects);
	if (!f || !objects)
		return -1;
	for (struct object *o = objects; n_objects < OBJECTS_MAX && fscanf(f, "%23s %lld %d", o->id, &o->version, &o->step) == 3; o++)
		n_objects++;
	fclose(f);
	return n_objects >= n_clients ? 0 : -1;
}

/* Where each object stands, so that a next run goes on; those that were gone through come last. */
static void write_objects(const char *name)
{
	FILE *f = fopen(name, "w");
	size_t from = n_objects;

	for (size_t i = 0; i < n_clients; i++)
		from = clients[i].object < from ? clients[i].object : from;
	for (size_t i = 0; f && i < n_objects; i++) {
		const struct object *o = &objects[(from + i) % n_objects];
		fprintf(f, "%s %lld %d\n", o->id, o->version, o->step);
	}
	if (f)
		fclose(f);
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc < 7)
		return 2;
	int n = atoi(argv[3]), ep = epoll_create1(0), yes = 1;
	double seconds = atof(argv[4]);

	port = atoi(argv[2]);
	if (n < 1 || n > CLIENTS_MAX)
		return 2;
	n_clients = (size_t)n;
	clients = calloc(n_clients, sizeof *clients);
	samples = malloc(sizeof *samples * SAMPLES);
	if (strcmp(argv[1], "get") == 0) {
		token = argv[5];
		path = argv[6];
	} else {
		steps = argv + 6;
		n_steps = argc - 6;
		if (read_objects(argv[5]) != 0)
			return 2;
	}
	for (int i = 0; i < n; i++) {
		struct client *c = &clients[i];
		struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
		c->fd = socket(AF_INET, SOCK_STREAM, 0);
		c->object = (size_t)i;
		if (connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0) {
			perror("load: connect");
			return 1;
		}
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
		fcntl(c->fd, F_SETFL, O_NONBLOCK);
		epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
		ask(c);
	}
	int64_t start = now_us(), end = start + (int64_t)(seconds * 1e6), now = start;
	size_t waiting = (size_t)n, counted = 0;
	/* At the end nobody asks on, but what was asked is still taken: the next run goes on from there. */
	while (waiting) {
		struct epoll_event e[256];
		int got = epoll_wait(ep, e, 256, 100);
		if (now < end) {
			now = now_us();
			counted = n_samples;
		}
		for (int i = 0; i < got; i++) {
			struct client *c = e[i].data.ptr;
			ssize_t k = recv(c->fd, c->in + c->in_n, sizeof c->in - 1 - c->in_n, 0);
			if (k <= 0 && errno != EAGAIN) {
				fprintf(stderr, "load: the server closed a connection: %.*s\n", (int)c->in_n, c->in);
				return 1;
			}
			c->in_n += k > 0 ? (size_t)k : 0;
			if (whole(c)) {
				take(c);
				if (now < end)
					ask(c);
				else
					waiting--;
			}
		}
	}
	n_samples = counted ? counted : n_samples;
	qsort(samples, n_samples, sizeof *samples, compare);
	if (n_bad)
		fprintf(stderr, "load: not 2xx: %s\n", first_bad);
	printf("%.0f %u %u %zu\n", (double)n_samples * 1e6 / (double)(now - start), n_samples ? samples[n_samples / 2] : 0,
	       n_samples ? samples[n_samples * 99 / 100] : 0, n_bad);
	if (objects)
		write_objects(argv[5]);
	return 0;
}
