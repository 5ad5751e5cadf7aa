#ifndef API_API_H
#define API_API_H
/* The HTTP door: receives tables, knows no feature. Every route but the few below is an op of the core's tables.
 *
 *   /api/v1/…             ops                       /api/v1/openapi.json   the tables as OpenAPI 3.1
 *   /api/v1/events        facts as they happen      /healthz /readyz       for a supervisor
 *   /metrics              Prometheus text 0.0.4     everything else        the console, from web/web.h        */
#include "core/core.h"

/* A zero member means the default in brackets. Sizes in bytes, times in ms. */
struct api_limits {
	size_t request_line;         /* [8 KiB] 414 */
	size_t headers, n_headers;   /* [32 KiB, 100] 431 */
	size_t body;                 /* [1 MiB] 413 */
	size_t import;               /* [16 MiB] text/csv */
	size_t upload;               /* [100 MiB] files, streamed to disk */
	int64_t header_ms;           /* [10 s] from a request's first byte to its last header, else 408 */
	int64_t body_ms, upload_ms;  /* [30 s, 15 min] for the whole body, else 408 */
	int64_t idle_ms;             /* [60 s] without a byte in either direction */
	int connections;             /* [4000] of all clients */
	int connections_per_address; /* [256] not counted for this machine's own addresses */
	int streams, streams_per_person;  /* [256, 6] of /events */
	int sign_in_failures;        /* [20] in a row from one address, then one per sign_in_pause_ms: 429 */
	int64_t sign_in_pause_ms;    /* [3 s] */
	int person_burst;            /* [4000] requests of one person at once, then person_rate a second: 429; */
	int person_rate;             /* [2000] not counted on connections from this machine */
};
struct api_opts {
	const char *listen;          /* "ADDR:PORT", "[ADDR6]:PORT"; port 0: any free one, see api_port */
	int threads;                 /* event threads; 0: one per processor */
	const char *const *hosts;    /* names this server answers to, without port, ended by NULL; NULL: any */
	const char *tls_cert, *tls_key;   /* PEM files: speak TLS here; NULL: plain, a proxy may stand in front */
	const char *tls_client_ca;   /* PEM of the CAs whose client certificates programs may show (TLS here only); NULL: none are asked for */
	bool trust_proxy;            /* X-Forwarded-For and X-Forwarded-Proto come from our own proxy: believe them */
	struct api_limits limits;
	struct { bool unlimited; } dev;   /* load tests: no rate limits */
};
/* "body=2097152,idle_ms=30000": members by name into l. E_INVALID names the one that is unknown or no positive number. */
enum err api_limits_parse(struct str text, struct api_limits *l, struct fail *f);
/* Whether `where` is "ADDR:PORT" with an address of numbers (or localhost) and a port in 0 … 65535. E_INVALID says what is wrong with it. */
enum err api_listen_check(const char *where, struct fail *f);
struct api;
/* Binds, then answers until api_stop. E_CONFLICT when the address is taken, E_INVALID when it is none. */
enum err api_start(struct core *k, const struct api_opts *o, struct fail *f, struct api **out);
/* Takes no more requests, answers those under way, ends streams, and frees everything. Accepts NULL. */
void     api_stop(struct api *api);
int      api_port(const struct api *api);
#endif
