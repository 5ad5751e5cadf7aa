/* What features may ask of the ciphers and the file system, which they do not see themselves. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "core/core_in.h"
#include "crypt/crypt.h"

enum err secret_hash(struct ctx *c, struct str password, struct str *out)
{
	char hash[PASSWORD_HASH_MAX];

	uint8_t salt[PASSWORD_SALT];
	enum err e = OK;

	if (c->core->cheap_passwords) {
		password_hash_test(password, hash);
	} else if (c->core->chance.seeded) {
		pthread_mutex_lock(&c->core->chance_lock);
		chance_bytes(&c->core->chance, salt, sizeof salt);
		pthread_mutex_unlock(&c->core->chance_lock);
		e = password_hash_salted(password, salt, hash);
	} else {
		e = password_hash(password, hash);
	}
	if (e != OK)
		return fail(c, E_NOMEM, "no_memory", "内存不够，口令没有保存");
	*out = arena_str(c->arena, str_of(hash));
	return OK;
}

bool secret_ok(struct ctx *c, struct str password, struct str hash)
{
	char wasted[PASSWORD_HASH_MAX];

	if (hash.p)
		return password_ok(password, hash);
	/* Nobody learns from the time it takes whether the login exists. */
	if (!c->core->cheap_passwords && password_hash(password, wasted) != OK)
		return false;
	return false;
}

struct str token_new(struct ctx *c)
{
	pthread_mutex_lock(&c->core->chance_lock);
	struct str t = chance_hex(&c->core->chance, c->arena, 32);
	pthread_mutex_unlock(&c->core->chance_lock);
	return t;
}

struct str caller_ip(const struct ctx *c) { return c->req ? c->req->ip : STR_NONE; }

const struct upload *upload_of(struct ctx *c) { return c->req ? c->req->upload : NULL; }

enum err upload_part(struct ctx *c, int64_t from, char *to, size_t n, size_t *got)
{
	return file_part(arena_cstr(c->arena, upload_of(c)->path), from, to, n, got, &c->fail);
}

struct str upload_kept(struct ctx *c, struct str sm3)
{
	return arena_fmt(c->arena, "%s/%.2s/" STR_FMT, core_files_dir(c->core), sm3.p, STR_ARG(sm3));
}

/* The name must be as durable as the row that will speak of it. */
static enum err folder_sync(struct ctx *c, const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok ? OK : fail(c, E_CORRUPT, "file.keep", "文件没有保存：%s", errno_text(errno));
}

enum err upload_keep(struct ctx *c)
{
	const struct upload *u = upload_of(c);
	const char *path = arena_cstr(c->arena, upload_kept(c, u->sm3));
	const char *folder = arena_cstr(c->arena, arena_fmt(c->arena, "%s/%.2s", core_files_dir(c->core), u->sm3.p));

	if (file_exists(path)) {
		unlink(arena_cstr(c->arena, u->path));
		return OK;
	}
	TRY(dir_make(folder, &c->fail));
	if (rename(arena_cstr(c->arena, u->path), path) != 0)
		return fail(c, errno == ENOSPC ? E_BUSY : E_CORRUPT, "file.keep", "文件没有保存：%s", errno_text(errno));
	return folder_sync(c, folder);
}

enum err core_file_keep(struct core *k, struct str bytes, struct arena *a, struct str *sm3, struct fail *f)
{
	char hex[SM3_HEX + 1];

	sm3_hex(bytes, hex);
	*sm3 = arena_str(a, str_of(hex));
	if (core_file_there(k, *sm3))
		return OK;
	const char *folder = arena_cstr(a, arena_fmt(a, "%s/%.2s", core_files_dir(k), hex));
	TRY(dir_make(folder, f));
	return file_write(arena_cstr(a, arena_fmt(a, "%s/%s", folder, hex)), bytes, f);
}

bool core_file_there(const struct core *k, struct str sm3)
{
	char path[900];

	snprintf(path, sizeof path, "%s/%.2s/" STR_FMT, core_files_dir(k), sm3.p, STR_ARG(sm3));
	return file_exists(path);
}
