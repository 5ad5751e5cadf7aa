/* A body that is a file: sealed to disk as it comes, digested on the way, made durable on a thread of its own, then given to its op. */
#include <stdio.h>
#include "api/api_in.h"

enum { HEAD_MAX = 64 * 1024 };
struct uploads {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct call *first, **end;
	bool stop, runs;
	pthread_t thread;
};

static void finish_one(struct call *c)
{
	char *hex = arena_alloc(c->arena, SM3_HEX + 1);
	struct fail f = { 0 };

	if (vault_end(c->file.to, hex, &f) != OK) {
		call_because(c, &f);
		call_trouble(c, "unavailable", "文件没有写到磁盘上，请稍后再试");
		MHD_resume_connection(c->mhd);
		return;
	}
	c->upload.path = str_of(vault_path(c->file.to));
	c->upload.size = vault_added(c->file.to);
	c->upload.sm3 = (struct str){ hex, SM3_HEX };
	c->upload.head.n = c->file.head;
	c->r.upload = &c->upload;
	call_submit(c, true);
}

static void *uploads_run(void *arg)
{
	struct uploads *u = arg;

	pthread_mutex_lock(&u->lock);
	for (;;) {
		while (!u->first && !u->stop)
			pthread_cond_wait(&u->more, &u->lock);
		struct call *c = u->first;
		if (!c)
			break;
		u->first = c->next;
		if (!u->first)
			u->end = &u->first;
		pthread_mutex_unlock(&u->lock);
		struct api *api = c->api;
		finish_one(c);
		atomic_fetch_sub(&api->under_way, 1);
		pthread_mutex_lock(&u->lock);
	}
	pthread_mutex_unlock(&u->lock);
	return NULL;
}

enum err uploads_open(struct api *api, struct fail *f)
{
	struct uploads *u = calloc(1, sizeof *u);

	if (!u)
		return E_NOMEM;
	api->uploads = u;
	pthread_mutex_init(&u->lock, NULL);
	pthread_cond_init(&u->more, NULL);
	u->end = &u->first;
	u->runs = pthread_create(&u->thread, NULL, uploads_run, u) == 0;
	return u->runs ? OK : fail_set(f, E_NOMEM, "no_memory", "内存或线程不够");
}

void uploads_close(struct api *api)
{
	struct uploads *u = api->uploads;

	if (!u)
		return;
	/* Those that still receive when the daemon stops are dropped with their connection; those in the queue go on. */
	pthread_mutex_lock(&u->lock);
	u->stop = true;
	pthread_cond_signal(&u->more);
	pthread_mutex_unlock(&u->lock);
	if (u->runs)
		pthread_join(u->thread, NULL);
	u->runs = false;
}

void uploads_free(struct api *api)
{
	struct uploads *u = api->uploads;

	if (!u)
		return;
	pthread_mutex_destroy(&u->lock);
	pthread_cond_destroy(&u->more);
	free(u);
	api->uploads = NULL;
}

/* The file's name comes as a parameter; an op that has a field of that name gets it too. */
static bool name_take(struct call *c)
{
	struct request *r = &c->r;
	bool is_field = r->op->in && record_field(r->op->in, STR("name"));
	struct fail f;

	fail_clear(&f);
	for (size_t i = 0; i < r->n_params; i++) {
		struct str name = r->params[i].value;
		if (!str_is(r->params[i].name, "name"))
			continue;
		if (name.n == 0 || str_is(name, ".") || str_is(name, "..") || utf8_count(name) > 200 || memchr(name.p, '/', name.n) || memchr(name.p, '\\', name.n) ||
		    memchr(name.p, '\n', name.n) || memchr(name.p, '\r', name.n) || memchr(name.p, '\t', name.n))
			return fail_param(&f, c->arena, STR("name"), "bad_value", "参数 name 不能是“" STR_FMT "”：应当是 1 至 200 字的文件名，不含路径、斜线和控制字符",
					  STR_ARG(utf8_head(name, 100))), call_fail(c, &f), false;
		c->upload.name = arena_str(c->arena, name);
		if (!is_field) {
			memmove(r->params + i, r->params + i + 1, (r->n_params - i - 1) * sizeof r->params[0]);
			r->n_params--;
		}
		return true;
	}
	fail_param(&f, c->arena, STR("name"), "missing", "缺少参数 name（文件名）");
	return call_fail(c, &f), false;
}

bool upload_begin(struct call *c)
{
	struct str type = c->head.of[H_CONTENT_TYPE];
	struct media m = { STR("application/octet-stream"), STR_NONE };
	int64_t left = disk_free(core_files_dir(c->api->core));
	struct fail f = { 0 };

	if (!name_take(c))
		return false;
	if (type.p)
		media_parse(type, &m);
	c->upload.mime = arena_str(c->arena, m.type);
	if (left >= 0 && left < (c->head.length > 0 ? c->head.length : 0) + (int64_t)MIB(64))
		return call_trouble(c, "unavailable", "服务器磁盘空间不足，暂时不能接收文件"), false;
	c->upload.head = (struct str){ arena_alloc(c->arena, HEAD_MAX), 0 };
	if (vault_begin(c->api->core, &c->file.to, &f) != OK) {
		call_because(c, &f);
		return call_trouble(c, "unavailable", "暂时不能接收文件，请稍后再试"), false;
	}
	return true;
}

bool upload_take(struct call *c, struct str bytes)
{
	size_t head = MIN2(bytes.n, (size_t)HEAD_MAX - c->file.head);
	struct fail f = { 0 };

	memcpy((char *)(uintptr_t)c->upload.head.p + c->file.head, bytes.p, head);
	c->file.head += head;
	if (vault_added(c->file.to) + (int64_t)bytes.n > (int64_t)c->body_max) {
		upload_drop(c);
		return call_trouble(c, "too_large", "文件超过 %zu 字节", c->body_max), false;
	}
	if (vault_add(c->file.to, bytes, &f) != OK) {
		call_because(c, &f);
		upload_drop(c);
		return call_trouble(c, "unavailable", "文件没有写到磁盘上，请稍后再试"), false;
	}
	return true;
}

void upload_finish(struct call *c)
{
	struct uploads *u = c->api->uploads;

	atomic_fetch_add(&c->api->under_way, 1);
	pthread_mutex_lock(&u->lock);
	bool stopped = u->stop;
	if (!stopped) {
		c->next = NULL;
		*u->end = c;
		u->end = &c->next;
		pthread_cond_signal(&u->more);
	}
	pthread_mutex_unlock(&u->lock);
	if (stopped) {
		struct api *api = c->api;
		call_trouble(c, "unavailable", "服务正在停止");
		MHD_resume_connection(c->mhd);
		atomic_fetch_sub(&api->under_way, 1);
	}
}

void upload_drop(struct call *c)
{
	vault_drop(TAKE(c->file.to));
}
