#ifndef API_API_IN_H
#define API_API_IN_H
/* The door's inside, for the files of this room only.
 *
 *   door.c    socket, daemon, connections and their deadlines       call.c    one request, from its head to its op's end
 *   who.c     address, person, and how often they may ask           tell.c    what it is told: answers and problems
 *   pages.c   what is no op: health, metrics, OpenAPI, console      upload.c  a body that is a file
 *   events.c  /api/v1/events                                        head.c http.c limit.c   pure                   */
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include "api/api.h"
#include "api/head.h"
#include "api/http.h"
#include "crypt/crypt.h"
#include "web/web.h"

/* ---- a connection: what the keeper needs to see to it that a slow client costs a connection, never a thread ---- */
enum phase { PHASE_IDLE, PHASE_HEAD, PHASE_BODY, PHASE_UPLOAD, PHASE_WORK };
struct conn {
	int fd;
	char ip[46];
	uint64_t address;                      /* key of its address (of its /64 for IPv6) */
	bool local, secure;                    /* from this machine; over TLS */
	bool cert_seen;                        /* looked for a client certificate: cert.c */
	char cert[2][80];                      /* what the core knows it by; "": none that our CAs vouch for */
	_Atomic int phase;
	_Atomic int64_t since_ms;              /* when the phase began */
	_Atomic uint32_t turns;                /* grows with every request begun or ended */
	_Atomic bool told;                     /* a refusal went out beside the library */
	uint32_t seen_turns;                   /* the keeper's own, below */
	uint64_t seen_bytes;
	int64_t head_since_ms;
	struct conn *prev, *next;
};

/* ---- a request ---- */
enum stage { CALL_FRESH, CALL_WHOLE, CALL_BODY, CALL_SWALLOW, CALL_WAIT, CALL_TOLD };
enum meeting { MEET_NOBODY, MEET_DONE, MEET_ASLEEP };  /* who came first: the op's end or the connection's sleep */
#define SESSION_COOKIE "yunguan_session"
struct receiving { struct vault_new *to; size_t head; };   /* to NULL: the body is no file */
struct call {
	struct api *api;
	struct conn *conn;
	struct MHD_Connection *mhd;
	struct arena *arena;
	struct call *next;                     /* in a thread's free list, or the uploads' queue */
	struct head head;
	struct str range;                      /* what part of a file is sent, p NULL: all */
	struct str token;                      /* by which the caller is known (call_who) */
	enum stage stage;
	bool by_bearer, close, sign_in;
	bool only_looks;                       /* asking does not count as use of the session */
	const char *accept;                    /* what a 415 says would do */
	size_t body_max;
	struct buf body;
	struct receiving file;
	struct upload upload;
	char id[17], ip[46];
	uint64_t address;
	bool local;
	int64_t start_us;
	_Atomic int meeting;
	struct request r;
	struct answer a;
};

struct op_count { const struct op *op; _Atomic uint64_t n, us; };
struct etags { char of[3][32]; };              /* per coding */

struct api {
	struct core *core;
	struct api_limits limits;
	bool unlimited, trust_proxy, secure;
	bool reads_in_place;                       /* the library's version is one that parses headers where they lie: see head.c */
	char **hosts;                              /* own copies, ended by NULL; NULL: any */
	int listen_fd, port;
	struct MHD_Daemon *daemon;
	char *tls_key, *tls_cert, *tls_client_ca;
	uint64_t id_seed;
	_Atomic uint64_t id_next;
	int64_t start_ms;
	_Atomic bool stopping;
	_Atomic int64_t under_way;                 /* ops handed to the core and not yet done */

	pthread_mutex_t conns_lock;
	struct conn *conns;
	int n_conns;
	pthread_t keeper;
	pthread_mutex_t keeper_lock;
	pthread_cond_t keeper_wake;
	bool keeper_stop, keeper_runs;

	struct limiter *sign_ins, *people;

	struct op_count *counts;                   /* open addressing by op pointer */
	size_t n_counts;
	_Atomic uint64_t by_class[6];              /* answers 1xx … 5xx */

	pthread_mutex_t openapi_lock;
	struct str openapi, openapi_gzip;          /* made at the first request */
	struct etags openapi_etags;

	const struct asset *assets;
	size_t n_assets;
	struct etags *asset_etags;

	struct uploads *uploads;
	struct events *events;
};

/* ---- call.c ---- */
/* MHD's callbacks. */
void *call_uri(void *api, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result call_handle(void *api, struct MHD_Connection *mhd, const char *url, const char *method, const char *version, const char *data,
			    size_t *size, void **con_cls);
void call_completed(void *api, struct MHD_Connection *mhd, void **con_cls, enum MHD_RequestTerminationCode why);
/* Gives the request to the core. `asleep`: the connection sleeps already (true: it will be woken). Otherwise true means that the answer
 * is there, false that the connection sleeps until it is. */
bool call_submit(struct call *c, bool asleep);
/* Tells the keeper where the request stands. */
void call_phase(struct call *c, enum phase phase);

/* ---- who.c ---- */
/* Notes the address: behind our proxy the one it names. */
void call_from(struct call *c);
/* Puts the caller to c->r.who by bearer token, cookie or certificate. False: the answer says 401 (or 503). */
bool call_who(struct call *c);
/* Whether this person may send this op's request at all: signed in, not too often, and from a page of ours. False: the answer says why. */
bool call_person_ok(struct call *c);
/* Whether this address may try to sign in; and afterwards, what became of it. */
bool call_sign_in_ok(struct call *c);
void call_sign_in_end(struct call *c);

/* ---- tell.c ---- */
/* Fills the answer with a problem of the door's own (status by code: see troubles in tell.c). */
void call_trouble(struct call *c, const char *code, const char *fmt, ...) PRINTF(3, 4);
/* What failed below, for the log: the trouble told next says less. */
void call_because(struct call *c, const struct fail *f);
/* A trouble for a failure that names fields: told as the core tells its own. */
void call_fail(struct call *c, const struct fail *f);
void call_json_problem(int status, const char *code, const char *title, struct str detail, struct str request_id, struct buf *b);
/* Queues the answer in c->a. */
enum MHD_Result call_tell(struct call *c);
/* A response of ours: status and the headers every answer has. Consumes the response. */
enum MHD_Result call_queue(struct call *c, int status, struct MHD_Response *resp);
/* The library's own MHD_queue_response (door.c stands in front of it). */
enum MHD_Result call_queue_plain(struct MHD_Connection *mhd, unsigned status, struct MHD_Response *resp);
void header_add(struct MHD_Response *resp, const char *name, const char *value);
void headers_common(struct call *c, struct MHD_Response *resp);
int64_t mono_ms(void);

/* ---- pages.c: what is no op ---- */
/* Answers a path that is no op's. MHD_YES: a response is queued; MHD_NO: c->a holds a trouble to be told. */
enum MHD_Result page_handle(struct call *c);
enum err pages_open(struct api *api, struct fail *f);
void pages_close(struct api *api);
void count_answer(struct api *api, const struct op *op, int status, int64_t us);
/* A page of ours with its headers; a small text. The bytes live as long as the call. */
enum MHD_Result page_html(struct call *c, struct str body);
enum MHD_Result page_small(struct call *c, struct str body, const char *type);

/* ---- verify.c: the check page, its style and its script, embedded from src/api/page ---- */
extern const char verify_html_text[], verify_css_text[], verify_js_text[];
extern const size_t verify_html_text_n, verify_css_text_n, verify_js_text_n;
enum MHD_Result verify_page(struct call *c);
enum MHD_Result verify_css(struct call *c);
enum MHD_Result verify_js(struct call *c);

/* ---- cert.c: certificates of programs ---- */
/* The names of the connection's client certificate, by fingerprint and by subject, "" for none: looked at once. */
const char *cert_name(struct call *c, int i);

/* ---- upload.c ---- */
enum err uploads_open(struct api *api, struct fail *f);
void uploads_close(struct api *api);           /* no more; those in the queue go on */
void uploads_free(struct api *api);
/* Makes the temporary file. False: the answer holds a trouble. */
bool upload_begin(struct call *c);
bool upload_take(struct call *c, struct str bytes);
/* Hands the finished file on: made durable on a thread of its own, then submitted. The connection sleeps already. */
void upload_finish(struct call *c);
/* Closes what is open and removes the temporary file unless somebody has moved it away. */
void upload_drop(struct call *c);

/* ---- events.c ---- */
enum err events_open(struct api *api, struct fail *f);
void events_close(struct api *api);            /* ends every stream; the daemon must still run */
void events_free(struct api *api);
/* Queues a stream for the signed-in caller, or fills a trouble and returns MHD_NO. */
enum MHD_Result events_handle(struct call *c);
int  events_streams(struct api *api);
#endif
