/* The limit of reading over HTTP: a bare handler on the same library, with the same flags and pool, that sends the same bytes. It is
 * given one real answer of the server (status line, headers, body) and builds a response with these headers and that body for each
 * request, as any handler must. bare PORT ANSWER */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[1 << 20], *body;
static size_t body_n;
static struct { char *name, *value; } headers[40];
static size_t n_headers;

static enum MHD_Result handle(void *cls, struct MHD_Connection *mhd, const char *url, const char *method, const char *version, const char *data,
			      size_t *size, void **seen)
{
	static int once;

	(void)cls; (void)url; (void)method; (void)version; (void)data;
	if (!*seen) {
		*seen = &once;
		return MHD_YES;
	}
	if (*size) {
		*size = 0;
		return MHD_YES;
	}
	struct MHD_Response *resp = MHD_create_response_from_buffer(body_n, body, MHD_RESPMEM_PERSISTENT);
	for (size_t i = 0; i < n_headers; i++)
		MHD_add_response_header(resp, headers[i].name, headers[i].value);
	enum MHD_Result got = MHD_queue_response(mhd, 200, resp);
	MHD_destroy_response(resp);
	return got;
}

int main(int argc, char **argv)
{
	FILE *f = argc == 3 ? fopen(argv[2], "r") : NULL;
	size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
	char *end = strstr(text, "\r\n\r\n"), *line = strstr(text, "\r\n");

	if (!n || !end || !line) {
		fprintf(stderr, "bare PORT ANSWER\n");
		return 2;
	}
	body = end + 4;
	body_n = n - (size_t)(body - text);
	*end = 0;
	for (line = strtok(line + 2, "\r\n"); line; line = strtok(NULL, "\r\n")) {
		char *colon = strchr(line, ':');
		*colon = 0;
		if (strcmp(line, "Date") && strcmp(line, "Content-Length") && strcmp(line, "Connection")) {
			headers[n_headers].name = line;
			headers[n_headers++].value = colon + 2;
		}
	}
	if (!MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, (uint16_t)atoi(argv[1]), NULL, NULL, handle, NULL,
			      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)48 * 1024, MHD_OPTION_END))
		return 1;
	printf("ready\n");
	fflush(stdout);
	pause();
	return 0;
}
