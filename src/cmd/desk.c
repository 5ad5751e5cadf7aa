/* The desk: a stream socket. Each side says two messages, four bytes of length before each: a JSON object, and bytes that are no JSON (an
 * import's CSV, an answer's body). */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "cmd/desk.h"
#include "cmd/door.h"

/* One who takes long holds up three others at most. */
enum { MESSAGE_MAX = 128 << 20, PATIENCE_S = 60, CLERKS = 4 };
struct desk { struct core *core; int fd; size_t n_clerks; pthread_t clerks[CLERKS]; char path[600]; };

/* ---- the errand itself ---- */
static enum err who_is(struct core *k, const struct errand *w, const struct op *op, struct arena *a, struct principal *out, struct fail *f)
{
	/* What the owner of the data folder did beside the op table is the machine's to tell; the owner alone reaches this desk. */
	if (str_empty(w->login) && strcmp(op->name, "audit.note") == 0)
		return *out = (struct principal){ .system = true }, OK;
	if (str_empty(w->login))
		return op->flags & OP_PUBLIC ? OK : fail_set(f, E_DENIED, "no_login", "“%s”（%s）要说明以谁的身份办：--as 登录名", op->name, op->words);
	enum err e = core_who_by_login(k, w->login, a, out, f);
	return e == E_ABSENT ? fail_set(f, e, "no_login", "没有登录名“" STR_FMT "”", STR_ARG(w->login)) : e;
}

static enum err request_of(struct core *k, const struct errand *w, struct arena *a, struct request *r, struct fail *f)
{
	TRY(door_request(k, w->op, w->json, a, r, f));
	TRY(who_is(k, w, r->op, a, &r->who, f));
	r->key = w->key;
	r->if_match = w->if_match;
	if (w->csv.p)
		r->body = w->csv;
	if (!w->file.p)
		return OK;
	if (!(r->op->flags & OP_UPLOAD))
		return fail_set(f, E_INVALID, "no_file_here", "“%s”不收文件，去掉 --file", r->op->words);
	struct upload *u = ARENA_NEW(a, struct upload);
	r->upload = u;
	TRY(door_upload_file(k, w->file, a, u, f));
	for (size_t i = 0; i < r->n_params; i++)
		if (str_is(r->params[i].name, "name"))
			return OK;
	if (r->n_params < COUNT(r->params))
		r->params[r->n_params++] = (struct pair){ STR("name"), u->name };
	return OK;
}

void errand_run(struct core *k, const struct errand *w, struct answer *a)
{
	struct request *r = ARENA_NEW(a->arena, struct request);

	a->err = request_of(k, w, a->arena, r, &a->fail);
	if (a->err == OK)
		core_call(k, r, a);
	else
		a->status = problem_status(&a->fail);
	if (r->upload)
		unlink(arena_cstr(a->arena, r->upload->path));   /* kept under its digest by now, or not wanted */
}

/* ---- messages ---- */
static bool write_all(int fd, const void *bytes, size_t n)
{
	for (const char *p = bytes; n;) {
		ssize_t did = send(fd, p, n, MSG_NOSIGNAL);
		if (did < 0 && errno == EINTR)
			continue;
		if (did <= 0)
			return false;
		p += did;
		n -= (size_t)did;
	}
	return true;
}

static bool read_all(int fd, void *bytes, size_t n)
{
	for (char *p = bytes; n;) {
		ssize_t did = recv(fd, p, n, 0);
		if (did < 0 && errno == EINTR)
			continue;
		if (did <= 0)
			return false;
		p += did;
		n -= (size_t)did;
	}
	return true;
}

static bool say(int fd, struct str text)
{
	uint8_t size[4] = { (uint8_t)(text.n >> 24), (uint8_t)(text.n >> 16), (uint8_t)(text.n >> 8), (uint8_t)text.n };

	return write_all(fd, size, sizeof size) && write_all(fd, text.p, text.n);
}

static bool hear(int fd, struct arena *a, struct str *out)
{
	uint8_t size[4];

	if (!read_all(fd, size, sizeof size))
		return false;
	out->n = (size_t)size[0] << 24 | (size_t)size[1] << 16 | (size_t)size[2] << 8 | size[3];
	if (out->n > MESSAGE_MAX)
		return false;
	char *text = arena_alloc(a, out->n + 1);
	out->p = text;
	return read_all(fd, text, out->n);
}

/* The object and the bytes behind it; NULL: the other side has left, or speaks otherwise. */
static json_t *hear_both(int fd, struct arena *a, struct str *bytes)
{
	struct fail f = { 0 };
	struct str text;
	json_t *obj = NULL;

	if (!hear(fd, a, &text) || !hear(fd, a, bytes) || json_text_parse(text, &f, &obj) != OK)
		return NULL;
	if (!json_is_object(obj)) {
		json_decref(obj);
		return NULL;
	}
	return obj;
}

static void put(struct buf *b, const char *name, struct str s)
{
	if (!s.p)
		return;
	buf_fmt(b, "%s\"%s\":", b->n > 1 ? "," : "", name);
	json_put_str(b, s);
}

static struct str got(json_t *obj, const char *name, struct arena *a)
{
	json_t *v = json_object_get(obj, name);

	return json_is_string(v) ? arena_str(a, (struct str){ json_string_value(v), json_string_length(v) }) : STR_NONE;
}

/* Both sides name the members once. */
#define ERRAND_TEXTS(X) X(op) X(login) X(json) X(key) X(if_match) X(file)
#define ANSWER_TEXTS(X) X(file) X(filename) X(content_type) X(etag) X(location)

static void errand_write(struct buf *b, const struct errand *w)
{
	buf_byte(b, '{');
#define PUT(m) put(b, #m, w->m);
	ERRAND_TEXTS(PUT)
#undef PUT
	buf_byte(b, '}');
}

static void errand_read(json_t *obj, struct arena *a, struct errand *w)
{
#define GET_TEXT(m) w->m = got(obj, #m, a);
	ERRAND_TEXTS(GET_TEXT)
#undef GET_TEXT
}

static void answer_write(struct buf *b, const struct answer *a)
{
	buf_byte(b, '{');
	put(b, "reason", str_of(a->fail.reason));
	put(b, "article", str_of(a->fail.article));
	put(b, "sentence", str_of(a->fail.sentence));
#define PUT(m) put(b, #m, a->m);
	ANSWER_TEXTS(PUT)
#undef PUT
	buf_fmt(b, ",\"err\":%d,\"status\":%d,\"errors\":[", (int)a->err, a->status);
	for (size_t i = 0; i < a->fail.n_errors; i++) {
		buf_add(b, i ? STR(",[") : STR("["));
		json_put_str(b, a->fail.errors[i].field);
		buf_byte(b, ',');
		json_put_str(b, a->fail.errors[i].code);
		buf_byte(b, ',');
		json_put_str(b, a->fail.errors[i].message);
		buf_byte(b, ']');
	}
	buf_add(b, STR("]}"));
}

static void answer_read(json_t *obj, struct answer *a)
{
	json_t *each;
	size_t i;

	a->err = (enum err)json_integer_value(json_object_get(obj, "err"));
	a->status = (int)json_integer_value(json_object_get(obj, "status"));
	if (a->err != OK)
		fail_set(&a->fail, a->err, arena_cstr(a->arena, got(obj, "reason", a->arena)), "%s", arena_cstr(a->arena, got(obj, "sentence", a->arena)));
	snprintf(a->fail.article, sizeof a->fail.article, "%s", arena_cstr(a->arena, got(obj, "article", a->arena)));
	json_array_foreach(json_object_get(obj, "errors"), i, each)
		fail_field(&a->fail, a->arena, json_string_value(json_array_get(each, 0)), json_string_value(json_array_get(each, 1)), "%s",
			   json_string_value(json_array_get(each, 2)));
#define GET_TEXT(m) a->m = got(obj, #m, a->arena);
	ANSWER_TEXTS(GET_TEXT)
#undef GET_TEXT
}

/* ---- the server's side ---- */
static bool is_owner(int fd)
{
	struct ucred peer;
	socklen_t n = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 && (peer.uid == geteuid() || peer.uid == 0);
}

static void serve_one(struct core *k, int fd)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(512));
	CLEANUP(buf_done) struct buf b = BUF_MAX(MESSAGE_MAX);
	struct answer a = { .arena = arena };
	struct errand w = { 0 };
	struct str csv;
	json_t *obj = hear_both(fd, arena, &csv);

	if (!obj)
		return;
	errand_read(obj, arena, &w);
	json_decref(obj);
	if (csv.n)
		w.csv = csv;
	errand_run(k, &w, &a);
	answer_write(&b, &a);
	if (!say(fd, buf_str(&b)) || !say(fd, a.body))
		log_line(LOG_WARN, "cmd", "msg=\"the asker has left\" op=" STR_FMT, STR_ARG(w.op));
}

static void *desk_run(void *arg)
{
	struct desk *d = arg;

	for (;;) {
		struct timeval patience = { .tv_sec = PATIENCE_S };
		int fd = accept4(d->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0)
			return NULL;                    /* shut down */
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
		if (is_owner(fd))
			serve_one(d->core, fd);
		close(fd);
	}
}

/* The folder's path may be longer than a socket's address holds: it is named by a descriptor. */
static int socket_at(const char *data_dir, struct sockaddr_un *at, int *dir)
{
	*at = (struct sockaddr_un){ .sun_family = AF_UNIX };
	*dir = open(data_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*dir < 0)
		return -1;
	snprintf(at->sun_path, sizeof at->sun_path, "/proc/self/fd/%d/yunguan.sock", *dir);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void close_if(int fd)
{
	if (fd >= 0)
		close(fd);
}

enum err desk_open(struct core *k, const char *data_dir, struct fail *f, struct desk **out)
{
	struct desk *d = calloc(1, sizeof *d);
	struct sockaddr_un at;
	int dir = -1;

	if (!d)
		return fail_set(f, E_NOMEM, "no_memory", "内存不足");
	d->core = k;
	snprintf(d->path, sizeof d->path, "%s/yunguan.sock", data_dir);
	d->fd = socket_at(data_dir, &at, &dir);
	unlink(d->path);                    /* of a server that was killed: the store's lock says that none lives */
	bool ready = d->fd >= 0 && bind(d->fd, (struct sockaddr *)&at, sizeof at) == 0 && chmod(d->path, 0600) == 0 && listen(d->fd, 16) == 0;
	close_if(dir);
	while (ready && d->n_clerks < CLERKS && pthread_create(&d->clerks[d->n_clerks], NULL, desk_run, d) == 0)
		d->n_clerks++;
	if (!d->n_clerks) {
		enum err e = fail_set(f, E_BUSY, "no_desk", "不能在 %s 建立本机命令的套接字", data_dir);
		close_if(d->fd);
		free(d);
		return e;
	}
	*out = d;
	return OK;
}

void desk_close(struct desk *d)
{
	if (!d)
		return;
	shutdown(d->fd, SHUT_RDWR);
	for (size_t i = 0; i < d->n_clerks; i++)
		pthread_join(d->clerks[i], NULL);
	close(d->fd);
	unlink(d->path);
	free(d);
}

/* ---- the command line's side ---- */
bool desk_ask(const char *data_dir, const struct errand *w, struct answer *a)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MESSAGE_MAX);
	struct sockaddr_un at;
	int dir = -1, fd = socket_at(data_dir, &at, &dir);
	bool there = fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0;
	json_t *obj = NULL;

	close_if(dir);
	if (there) {
		errand_write(&b, w);
		obj = say(fd, buf_str(&b)) && say(fd, w->csv) ? hear_both(fd, a->arena, &a->body) : NULL;
	}
	close_if(fd);
	if (obj)
		answer_read(obj, a);
	else if (there)
		a->err = fail_set(&a->fail, E_BUSY, "no_answer", "正在运行的服务没有答复，请查看它的日志");
	json_decref(obj);
	return there;
}
