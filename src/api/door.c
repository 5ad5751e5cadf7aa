/* The socket, the daemon, and the connections with their deadlines. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "api/api_in.h"

int64_t mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum MHD_Result (*real_queue)(struct MHD_Connection *, unsigned, struct MHD_Response *);

enum MHD_Result call_queue_plain(struct MHD_Connection *mhd, unsigned status, struct MHD_Response *resp)
{
	return real_queue(mhd, status, resp);
}


/* A whole refusal straight to the socket, for moments when the library would say nothing, or not in our form. It sends nothing by
 * itself while it waits for a request, so nothing can get mixed up; over TLS the bytes would not be its own. */
static void socket_refuse(int fd, int status, const char *reason, const char *code, const char *title, const char *detail)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4)), out = BUF_MAX(KIB(8));
	char id[17], rest[4096];

	snprintf(id, sizeof id, "%016" PRIx64, (uint64_t)port_mono_us());
	call_json_problem(status, code, title, str_of(detail), str_of(id), &b);
	buf_fmt(&out, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\n"
		"X-Content-Type-Options: nosniff\r\nX-Request-Id: %s\r\nContent-Length: %zu\r\n\r\n", status, reason, id, b.n);
	buf_add(&out, buf_str(&b));
	if (send(fd, out.p, out.n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return;
	shutdown(fd, SHUT_WR);
	/* What lies unread would turn the close into a reset, and the client might lose our words. */
	for (int i = 0; i < 256 && recv(fd, rest, sizeof rest, MSG_DONTWAIT) > 0; i++)
		;
}

/* ---- the library's own answers ----
 * What it cannot parse, libmicrohttpd answers by itself with a page of HTML (and 0.9.75 sends some of their headers twice). Its
 * calls to MHD_queue_response come through here, since a name that the program defines goes before the library's; ours call the
 * library's function directly (call_queue). So the parser's refusals leave in the form of all others, and it only has to close. */
static const struct { unsigned status; const char *reason, *code, *title, *detail; } library_says[] = {
	{ 405, "Method Not Allowed", "method_not_allowed", "不支持这种方法", "不支持这种请求方法" },
	{ 408, "Request Timeout", "timeout", "请求超时", "请求没有在规定的时间内发完" },
	{ 413, "Content Too Large", "too_large", "请求体过大", "请求体超过上限" },
	{ 414, "URI Too Long", "uri_too_long", "地址过长", "请求行超过上限" },
	{ 431, "Request Header Fields Too Large", "headers_too_large", "请求头过大", "请求头超过上限" },
	{ 500, "Internal Server Error", "internal", "服务内部错误", "服务内部出错" },
	{ 501, "Not Implemented", "not_implemented", "不支持", "不支持这种传输编码" },
	{ 505, "HTTP Version Not Supported", "version_not_supported", "不支持的协议版本", "只支持 HTTP/1.0 和 HTTP/1.1" },
	{ 400, "Bad Request", "bad_request", "请求无法解析", "请求行、请求头或请求体的分块不合 HTTP 的规定" },
};

enum MHD_Result MHD_queue_response(struct MHD_Connection *mhd, unsigned int status, struct MHD_Response *theirs)
{
	const union MHD_ConnectionInfo *fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *ctx = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct conn *c = ctx ? ctx->socket_context : NULL;
	size_t i = 0;

	if (!c || c->secure || !fd)
		return call_queue_plain(mhd, status, theirs);
	/* The head of a chunk, or a trailer, that does not fit the library's buffer is not our fault. */
	if (status == 500 && (c->phase == PHASE_BODY || c->phase == PHASE_UPLOAD))
		status = 400;
	while (i + 1 < COUNT(library_says) && library_says[i].status != status)
		i++;
	socket_refuse(fd->connect_fd, (int)status, library_says[i].reason, library_says[i].code, library_says[i].title, library_says[i].detail);
	c->told = true;
	return MHD_NO;
}

/* ---- what the library need not take apart ----
 * Cookies and queries are read by us (who.c, http.c). The library would make a record of each of them in the connection's memory, and where
 * that does not suffice for cookies it refuses, closes, and goes on reading the memory it gave back: a request with a thousand small cookies
 * would end the process. So it finds no cookies, and keeps no arguments. */
static enum MHD_Result (*real_set)(struct MHD_Connection *, enum MHD_ValueKind, const char *, size_t, const char *, size_t);
static enum MHD_Result (*real_lookup)(struct MHD_Connection *, enum MHD_ValueKind, const char *, size_t, const char **, size_t *);

enum MHD_Result MHD_set_connection_value_n(struct MHD_Connection *mhd, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value, size_t value_size)
{
	return kind == MHD_COOKIE_KIND || kind == MHD_GET_ARGUMENT_KIND ? MHD_YES : real_set(mhd, kind, key, key_size, value, value_size);
}

enum MHD_Result MHD_lookup_connection_value_n(struct MHD_Connection *mhd, enum MHD_ValueKind kind, const char *key, size_t key_size, const char **value, size_t *value_size)
{
	if (kind == MHD_HEADER_KIND && key && same_nocase((struct str){ key, key_size }, "Cookie"))
		return MHD_NO;
	return real_lookup(mhd, kind, key, key_size, value, value_size);
}

/* The library's own, behind the names that stand in front of them. */
static void find_real(void)
{
	*(void **)&real_queue = dlsym(RTLD_NEXT, "MHD_queue_response");
	*(void **)&real_set = dlsym(RTLD_NEXT, "MHD_set_connection_value_n");
	*(void **)&real_lookup = dlsym(RTLD_NEXT, "MHD_lookup_connection_value_n");
	assert(real_queue && real_set && real_lookup);
}

/* ---- connections ---- */
static uint64_t bytes_received(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t n = sizeof info;

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) == 0 ? info.tcpi_bytes_received : 0;
}

static uint64_t bytes_hash(const void *bytes, size_t n, uint64_t h)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h ^ (h >> 29);
}

static void conn_address(struct conn *c, const struct sockaddr *sa, uint64_t seed)
{
	if (sa && sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)sa;
		inet_ntop(AF_INET, &in->sin_addr, c->ip, sizeof c->ip);
		c->address = bytes_hash(&in->sin_addr, 4, seed);
		c->local = (ntohl(in->sin_addr.s_addr) >> 24) == 127;
	} else if (sa && sa->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)sa;
		inet_ntop(AF_INET6, &in->sin6_addr, c->ip, sizeof c->ip);
		c->address = bytes_hash(&in->sin6_addr, 8, seed);
		c->local = IN6_IS_ADDR_LOOPBACK(&in->sin6_addr);
	}
}

static void conn_begin(struct api *api, struct MHD_Connection *mhd, void **socket_context)
{
	struct conn *c = calloc(1, sizeof *c);
	const union MHD_ConnectionInfo *fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *sa = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	*socket_context = c;
	if (!c)
		return;
	c->fd = fd ? fd->connect_fd : -1;
	conn_address(c, sa ? sa->client_addr : NULL, api->id_seed);
	c->secure = api->secure;
	c->since_ms = mono_ms();
	pthread_mutex_lock(&api->conns_lock);
	c->next = api->conns;
	if (c->next)
		c->next->prev = c;
	api->conns = c;
	api->n_conns++;
	pthread_mutex_unlock(&api->conns_lock);
}

static void conn_end(struct api *api, struct conn *c)
{
	if (!c)
		return;
	/* Bytes came, but never a request line: the library closes without a word. */
	if (c->turns == 0 && !c->told && !c->secure && bytes_received(c->fd) > 0)
		socket_refuse(c->fd, 400, "Bad Request", "bad_request", "请求无法解析", "请求行不合 HTTP 的规定");
	pthread_mutex_lock(&api->conns_lock);
	if (c->prev)
		c->prev->next = c->next;
	else
		api->conns = c->next;
	if (c->next)
		c->next->prev = c->prev;
	api->n_conns--;
	pthread_mutex_unlock(&api->conns_lock);
	free(c);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context, enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		conn_begin(cls, mhd, socket_context);
	else
		conn_end(cls, *socket_context);
}

static int conns_of(struct api *api, uint64_t address)
{
	int n = 0;

	pthread_mutex_lock(&api->conns_lock);
	if (api->n_conns >= api->limits.connections_per_address)   /* else nobody can have so many: no need to count */
		for (struct conn *c = api->conns; c; c = c->next)
			n += c->address == address;
	pthread_mutex_unlock(&api->conns_lock);
	return n;
}

static enum MHD_Result on_accept(void *cls, const struct sockaddr *sa, socklen_t n)
{
	struct api *api = cls;
	struct conn c = { 0 };

	(void)n;
	conn_address(&c, sa, api->id_seed);
	return c.local || conns_of(api, c.address) < api->limits.connections_per_address ? MHD_YES : MHD_NO;
}

/* ---- the keeper: once a second, whoever takes too long over a request is told so and cut off ---- */
/* A connection between requests says nothing about headers that trickle in; its count of received bytes does. */
static bool head_is_late(struct conn *c, int64_t now, int64_t limit)
{
	uint32_t turns = c->turns;
	uint64_t bytes = bytes_received(c->fd);

	if (turns != c->seen_turns) {
		c->seen_turns = turns;
		c->seen_bytes = bytes;
		c->head_since_ms = 0;
		return false;
	}
	if (bytes == c->seen_bytes)
		return false;
	if (!c->head_since_ms)
		c->head_since_ms = now;
	return now - c->head_since_ms > limit;
}

/* The client has closed and all it sent is read, but the request is not whole: the library may wait for bytes that cannot come. Seen
 * twice, since it may be at the last ones just now. */
static bool is_broken_off(struct conn *c, int64_t now)
{
	struct tcp_info info = { 0 };
	socklen_t n = sizeof info;
	int unread = 0;

	if (getsockopt(c->fd, IPPROTO_TCP, TCP_INFO, &info, &n) != 0 || info.tcpi_state != 8 /* CLOSE_WAIT */ || ioctl(c->fd, FIONREAD, &unread) != 0 ||
	    unread > 0) {
		c->head_since_ms = 0;
		return false;
	}
	if (c->head_since_ms)
		return true;
	c->head_since_ms = now;
	return false;
}

static bool is_late(const struct api *api, struct conn *c, int64_t now)
{
	const struct api_limits *l = &api->limits;
	int64_t spent = now - c->since_ms;

	switch ((enum phase)c->phase) {
	case PHASE_IDLE:   return head_is_late(c, now, l->header_ms);
	case PHASE_HEAD:   return spent > l->header_ms;
	case PHASE_BODY:   return spent > l->body_ms || is_broken_off(c, now);
	case PHASE_UPLOAD: return spent > l->upload_ms || is_broken_off(c, now);
	case PHASE_WORK:   return false;
	}
	return false;
}

static void conn_cut(struct conn *c)
{
	if (!c->secure)
		socket_refuse(c->fd, 408, "Request Timeout", "timeout", "请求超时", "请求没有在规定的时间内发完");
	shutdown(c->fd, SHUT_RDWR);
	c->told = true;
	c->phase = PHASE_WORK;
}

/* Nearly full: whoever rests between requests, or dawdles over headers, longest makes room, so that newcomers wait a second or two in
 * the kernel's queue and no more. Told nothing: a client that rests sees a connection closed, as it may be at any time. */
static void make_room(struct api *api, int64_t now)
{
	int limit = api->limits.connections, wanted = api->n_conns - limit / 4 * 3;

	if (api->n_conns <= limit / 8 * 7)
		return;
	for (int64_t age = 32000; age >= 1000 && wanted > 0; age /= 2)
		for (struct conn *c = api->conns; c && wanted > 0; c = c->next)
			if ((c->phase == PHASE_IDLE || c->phase == PHASE_HEAD) && !c->told && now - c->since_ms > age) {
				shutdown(c->fd, SHUT_RDWR);
				c->told = true;
				wanted--;
			}
}

static void *keeper_run(void *arg)
{
	struct api *api = arg;

	pthread_mutex_lock(&api->keeper_lock);
	while (!api->keeper_stop) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec++;
		pthread_cond_timedwait(&api->keeper_wake, &api->keeper_lock, &until);
		if (api->keeper_stop)
			break;
		int64_t now = mono_ms();
		pthread_mutex_lock(&api->conns_lock);
		for (struct conn *c = api->conns; c; c = c->next)
			if (is_late(api, c, now))
				conn_cut(c);
		make_room(api, now);
		pthread_mutex_unlock(&api->conns_lock);
	}
	pthread_mutex_unlock(&api->keeper_lock);
	return NULL;
}

/* ---- start ---- */
static void limits_fill(struct api_limits *l)
{
#define OTHERWISE(member, value) do { if (!l->member) l->member = (value); } while (0)
	OTHERWISE(request_line, KIB(8));
	OTHERWISE(headers, KIB(32));
	OTHERWISE(n_headers, 100);
	OTHERWISE(body, MIB(1));
	OTHERWISE(import, MIB(16));
	OTHERWISE(upload, MIB(100));
	OTHERWISE(header_ms, 10000);
	OTHERWISE(body_ms, 30000);
	OTHERWISE(upload_ms, 900000);
	OTHERWISE(idle_ms, 60000);
	OTHERWISE(connections, 4000);
	OTHERWISE(connections_per_address, 256);
	OTHERWISE(streams, 256);
	OTHERWISE(streams_per_person, 6);
	OTHERWISE(sign_in_failures, 20);
	OTHERWISE(sign_in_pause_ms, 3000);
	OTHERWISE(person_burst, 4000);
	OTHERWISE(person_rate, 2000);
#undef OTHERWISE
}

static enum err port_check(const char *where, const char *port, struct fail *f)
{
	size_t n = strlen(port);

	return n && n < 9 && strspn(port, "0123456789") == n && strtol(port, NULL, 10) <= 65535 ? OK :
	       fail_set(f, E_INVALID, "api.listen", "监听地址“%s”的端口应当是 0 到 65535 的整数（0 是任意一个空闲的），不是“%s”", where, port);
}

/* *info is freed by the caller. */
static enum err listen_parse(const char *where, struct addrinfo **info, struct fail *f)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
	const char *colon = strrchr(where, ':');
	char host[80];

	if (!colon || (size_t)(colon - where) >= sizeof host)
		return fail_set(f, E_INVALID, "api.listen", "监听地址应当是“地址:端口”，如 127.0.0.1:8080、[::1]:8080，不是“%s”", where);
	TRY(port_check(where, colon + 1, f));
	memcpy(host, where, (size_t)(colon - where));
	host[colon - where] = 0;
	if (host[0] == '[' && host[strlen(host) - 1] == ']') {
		memmove(host, host + 1, strlen(host));
		host[strlen(host) - 1] = 0;
	}
	if (strcmp(host, "localhost") == 0)
		strcpy(host, "127.0.0.1");
	if (!host[0] || getaddrinfo(host, colon + 1, &hints, info) != 0)
		return fail_set(f, E_INVALID, "api.listen", "监听地址“%s”里的地址应当是本机的 IP 地址或 localhost（监听全部地址写 0.0.0.0 或 [::]），不是“%s”", where, host);
	return OK;
}

enum err api_listen_check(const char *where, struct fail *f)
{
	struct addrinfo *info = NULL;

	TRY(listen_parse(where, &info, f));
	freeaddrinfo(info);
	return OK;
}

static enum err listen_on(struct api *api, const char *where, struct fail *f)
{
	struct addrinfo *info = NULL;
	struct sockaddr_storage got;
	socklen_t n = sizeof got;
	int yes = 1;

	TRY(listen_parse(where, &info, f));
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool up = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 && bind(fd, info->ai_addr, info->ai_addrlen) == 0 &&
		  listen(fd, 1024) == 0 && getsockname(fd, (struct sockaddr *)&got, &n) == 0;
	int why = errno;
	freeaddrinfo(info);
	if (!up) {
		if (fd >= 0)
			close(fd);
		if (why == EADDRINUSE)
			return fail_set(f, E_CONFLICT, "api.listen", "监听地址 %s 已被别的程序占用", where);
		if (why == EACCES)
			return fail_set(f, E_DENIED, "api.listen", "没有权限监听 %s，1024 以下的端口需要特权", where);
		return fail_set(f, E_INVALID, "api.listen", "不能监听 %s：%s", where, errno_text(why));
	}
	api->listen_fd = fd;
	api->port = ntohs(got.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&got)->sin6_port : ((struct sockaddr_in *)(void *)&got)->sin_port);
	return OK;
}

static enum err pem_read(const char *path, char **out, struct fail *f)
{
	struct buf b = BUF_MAX(MIB(1));
	enum err e = file_read(path, &b, f);

	if (e == OK) {
		*out = strndup(b.p ? b.p : "", b.n);
		if (!*out)
			e = fail_set(f, E_NOMEM, "no_memory", "内存不够");
	}
	buf_done(&b);
	return e;
}

/* Escapes stay as they are: call.c undoes them, strictly. */
static size_t no_unescape(void *cls, struct MHD_Connection *mhd, char *s)
{
	(void)cls;
	(void)mhd;
	return strlen(s);
}

static void log_from_library(void *cls, const char *fmt, va_list ap)
{
	char text[300];

	(void)cls;
	vsnprintf(text, sizeof text, fmt, ap);
	text[strcspn(text, "\n")] = 0;
	log_line(LOG_DEBUG, "api", "event=http_library said=\"%s\"", text);
}

/* TLS 1.2 and 1.3, ciphers that vouch for what they carry, keys that are made anew for each connection. */
static const char TLS_ONLY[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:%SERVER_PRECEDENCE";

static enum err daemon_start(struct api *api, const struct api_opts *o, struct fail *f)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int threads = o->threads > 0 ? o->threads : cores > 0 ? (int)cores : 1;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (api->secure ? MHD_USE_TLS : 0);
	struct MHD_OptionItem items[20];
	size_t n = 0;

#define ITEM(option, number, pointer) items[n++] = (struct MHD_OptionItem){ option, (intptr_t)(number), (void *)(uintptr_t)(pointer) }
	ITEM(MHD_OPTION_EXTERNAL_LOGGER, log_from_library, NULL);
	ITEM(MHD_OPTION_LISTEN_SOCKET, api->listen_fd, NULL);
	ITEM(MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL);
	ITEM(MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, NULL);
	ITEM(MHD_OPTION_URI_LOG_CALLBACK, call_uri, api);
	ITEM(MHD_OPTION_NOTIFY_COMPLETED, call_completed, api);
	ITEM(MHD_OPTION_NOTIFY_CONNECTION, on_connection, api);
	ITEM(MHD_OPTION_CONNECTION_TIMEOUT, (api->limits.idle_ms + 999) / 1000, NULL);   /* 0 would be for ever */
	ITEM(MHD_OPTION_CONNECTION_LIMIT, MAX2(api->limits.connections, threads), NULL);
	ITEM(MHD_OPTION_CONNECTION_MEMORY_LIMIT, KIB(48), NULL);
	ITEM(MHD_OPTION_CONNECTION_MEMORY_INCREMENT, KIB(16), NULL);
	if (threads > 1)
		ITEM(MHD_OPTION_THREAD_POOL_SIZE, threads, NULL);
	if (api->secure) {
		ITEM(MHD_OPTION_HTTPS_MEM_KEY, 0, api->tls_key);
		ITEM(MHD_OPTION_HTTPS_MEM_CERT, 0, api->tls_cert);
		ITEM(MHD_OPTION_HTTPS_PRIORITIES, 0, TLS_ONLY);
		/* With CAs to trust, the library asks for a client certificate and takes a connection without one all the same. */
		if (api->tls_client_ca)
			ITEM(MHD_OPTION_HTTPS_MEM_TRUST, 0, api->tls_client_ca);
	}
	ITEM(MHD_OPTION_END, 0, NULL);
#undef ITEM
	api->daemon = MHD_start_daemon(flags, 0, on_accept, api, call_handle, api, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
	if (!api->daemon)
		return fail_set(f, E_CORRUPT, "api.start", "HTTP 服务没有启动，%s", api->secure ? "请检查证书和私钥" : "请检查可用的线程和文件数");
	return OK;
}

static enum err hosts_copy(struct api *api, const char *const *hosts)
{
	size_t n = 0;

	if (!hosts || !hosts[0])
		return OK;
	while (hosts[n])
		n++;
	api->hosts = calloc(n + 1, sizeof *api->hosts);
	for (size_t i = 0; api->hosts && i < n; i++)
		if (!(api->hosts[i] = strdup(hosts[i])))
			return E_NOMEM;
	return api->hosts ? OK : E_NOMEM;
}

static enum err keeper_start(struct api *api)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&api->keeper_wake, &attr);
	pthread_condattr_destroy(&attr);
	api->keeper_runs = pthread_create(&api->keeper, NULL, keeper_run, api) == 0;
	return api->keeper_runs ? OK : E_NOMEM;
}

static enum err start_steps(struct api *api, const struct api_opts *o, struct fail *f)
{
	fail_set(f, E_NOMEM, "no_memory", "内存或线程不够");
	TRY(hosts_copy(api, o->hosts));
	api->sign_ins = limiter_new(8192, api->limits.sign_in_failures, api->limits.sign_in_pause_ms * 1000);
	api->people = limiter_new(8192, api->limits.person_burst, 1000000 / api->limits.person_rate);
	if (!api->sign_ins || !api->people)
		return E_NOMEM;
	TRY(pages_open(api, f));
	TRY(uploads_open(api, f));
	TRY(events_open(api, f));
	if (!o->tls_cert != !o->tls_key)
		return fail_set(f, E_INVALID, "api.tls", "证书和私钥要一起给出");
	if (o->tls_client_ca && !o->tls_cert)
		return fail_set(f, E_INVALID, "api.tls", "收客户端证书要由本程序提供 HTTPS：请一起给出证书和私钥");
	if (o->tls_cert) {
		TRY(pem_read(o->tls_cert, &api->tls_cert, f));
		TRY(pem_read(o->tls_key, &api->tls_key, f));
		if (o->tls_client_ca)
			TRY(pem_read(o->tls_client_ca, &api->tls_client_ca, f));
		api->secure = true;
	}
	TRY(listen_on(api, o->listen, f));
	TRY(keeper_start(api));
	return daemon_start(api, o, f);
}

enum err api_start(struct core *k, const struct api_opts *o, struct fail *f, struct api **out)
{
	struct chance kernel = { 0 };
	struct api *api = calloc(1, sizeof *api);

	if (!api)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	find_real();
	api->core = k;
	api->listen_fd = -1;
	api->limits = o->limits;
	limits_fill(&api->limits);
	api->unlimited = o->dev.unlimited;
	api->trust_proxy = o->trust_proxy;
	/* Where headers lie was looked at in these; newer ones refuse by themselves what this is for. */
	const char *version = MHD_get_version();
	api->reads_in_place = strcmp(version, "0.9.75") == 0 || strcmp(version, "0.9.76") == 0;
	api->start_ms = mono_ms();
	chance_bytes(&kernel, &api->id_seed, sizeof api->id_seed);
	pthread_mutex_init(&api->conns_lock, NULL);
	pthread_mutex_init(&api->keeper_lock, NULL);
	pthread_mutex_init(&api->openapi_lock, NULL);
	enum err e = start_steps(api, o, f);
	if (e != OK) {
		api_stop(api);
		return e;
	}
	fail_clear(f);
	*out = api;
	return OK;
}

int api_port(const struct api *api) { return api->port; }

static void keeper_end(struct api *api)
{
	if (!api->keeper_runs)
		return;
	pthread_mutex_lock(&api->keeper_lock);
	api->keeper_stop = true;
	pthread_cond_signal(&api->keeper_wake);
	pthread_mutex_unlock(&api->keeper_lock);
	pthread_join(api->keeper, NULL);
	pthread_cond_destroy(&api->keeper_wake);
}

void api_stop(struct api *api)
{
	if (!api)
		return;
	api->stopping = true;
	if (api->daemon) {
		MHD_quiesce_daemon(api->daemon);
		events_close(api);
		uploads_close(api);
		/* A connection that sleeps while its op runs must wake before the daemon goes. */
		while (api->under_way > 0)
			usleep(2000);
		keeper_end(api);
		MHD_stop_daemon(api->daemon);
	} else {
		uploads_close(api);
		events_close(api);
		keeper_end(api);
	}
	if (api->listen_fd >= 0)
		close(api->listen_fd);
	events_free(api);
	uploads_free(api);
	pages_close(api);
	limiter_free(api->sign_ins);
	limiter_free(api->people);
	for (size_t i = 0; api->hosts && api->hosts[i]; i++)
		free(api->hosts[i]);
	free(api->hosts);
	if (api->tls_key)
		explicit_bzero(api->tls_key, strlen(api->tls_key));
	free(api->tls_key);
	free(api->tls_cert);
	free(api->tls_client_ca);
	pthread_mutex_destroy(&api->conns_lock);
	pthread_mutex_destroy(&api->keeper_lock);
	pthread_mutex_destroy(&api->openapi_lock);
	free(api);
}
