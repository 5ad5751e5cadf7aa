/* The local door to the op table. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cmd/door.h"
#include "crypt/crypt.h"

enum { UPLOAD_MAX_MB = 1024 };          /* as much as upload.max_mb may be; the op holds the file against that */

static struct str param_text(json_t *v, struct arena *a)
{
	switch (json_typeof(v)) {
	case JSON_STRING:  return arena_str(a, (struct str){ json_string_value(v), json_string_length(v) });
	case JSON_INTEGER: return arena_fmt(a, "%" PRId64, (int64_t)json_integer_value(v));
	case JSON_TRUE:    return STR("true");
	case JSON_FALSE:   return STR("false");
	default:           return STR_NONE;
	}
}

static bool path_has(const struct op *op, const char *name)
{
	char want[80];

	snprintf(want, sizeof want, "{%s}", name);
	return op->path && strstr(op->path, want);
}

static struct str dump(json_t *v, struct arena *a)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	struct str s = arena_str(a, str_of(text));

	free(text);
	return s;
}

enum err door_request(struct core *k, struct str name, struct str json, struct arena *a, struct request *r, struct fail *f)
{
	const struct op *op = core_op(k, name);
	json_t *obj = NULL;

	if (!op)
		return fail_set(f, E_ABSENT, "no_op", "没有名为“" STR_FMT "”的操作；yunguan ops 列出全部操作", STR_ARG(name));
	*r = (struct request){ .op = op, .local = true, .ip = STR("127.0.0.1") };
	TRY(json_text_parse(str_empty(json) ? STR("{}") : json, f, &obj));
	if (!json_is_object(obj)) {
		json_decref(obj);
		return fail_set(f, E_INVALID, "not_an_object", "参数应当是一个 JSON 对象");
	}
	bool in_query = op->verb == GET || (op->flags & OP_UPLOAD);
	json_t *body = json_object(), *v;
	const char *key;
	json_object_foreach(obj, key, v) {
		if (path_has(op, key) || in_query) {
			if (r->n_params == COUNT(r->params)) {
				json_decref(body);
				json_decref(obj);
				return fail_set(f, E_INVALID, "bad_parameter", "参数超过 %zu 个", COUNT(r->params));
			}
			r->params[r->n_params++] = (struct pair){ arena_str(a, str_of(key)), param_text(v, a) };
		} else {
			json_object_set(body, key, v);
		}
	}
	if (!in_query && json_object_size(body))
		r->body = dump(body, a);
	json_decref(body);
	json_decref(obj);
	return OK;
}

enum err door_call(struct core *k, struct str login, struct str name, struct str json, struct answer *a)
{
	struct request *r = ARENA_NEW(a->arena, struct request);
	enum err e = door_request(k, name, json, a->arena, r, &a->fail);

	if (e == OK && login.n)
		e = core_who_by_login(k, login, a->arena, &r->who, &a->fail);
	if (e != OK) {
		a->err = e;
		if (a->fail.kind == OK)
			fail_set(&a->fail, e, "no_login", "没有登录名“" STR_FMT "”", STR_ARG(login));
		a->status = problem_status(&a->fail);
		return e;
	}
	core_call(k, r, a);
	return a->err;
}

static enum err uploaded(struct vault_new *w, struct arena *a, struct upload *out, struct fail *f)
{
	char *hex = arena_alloc(a, SM3_HEX + 1);

	TRY(vault_end(w, hex, f));
	out->path = arena_str(a, str_of(vault_path(w)));
	out->size = vault_added(w);
	out->sm3 = (struct str){ hex, SM3_HEX };
	vault_leave(w);
	return OK;
}

enum err door_upload(struct core *k, struct str name, struct str mime, struct str text, struct arena *a, struct upload *out, struct fail *f)
{
	CLEANUP(vault_dropp) struct vault_new *w = NULL;

	*out = (struct upload){ .name = name, .mime = mime, .head = { text.p, MIN2(text.n, KIB(64)) } };
	TRY(vault_begin(k, &w, f));
	TRY(vault_add(w, text, f));
	return uploaded(w, a, out, f);
}

/* A device has no end, and a pipe has none that can be asked for: both would fill the disc. */
static enum err is_uploadable(const char *path, struct fail *f)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return fail_set(f, E_INVALID, "no_file", "读不了文件 %s：%s", path, errno_text(errno));
	if (!S_ISREG(st.st_mode))
		return fail_set(f, E_INVALID, "no_file", "%s 不是普通文件", path);
	return st.st_size <= (off_t)MIB(UPLOAD_MAX_MB) ? OK :
	       fail_set(f, E_LIMIT, "too_large", "文件 %s 有 %jd MB，最多 %d MB", path, (intmax_t)(st.st_size >> 20), UPLOAD_MAX_MB);
}

enum err door_upload_file(struct core *k, struct str path, struct arena *a, struct upload *out, struct fail *f)
{
	enum { HEAD = 64 * 1024 };
	CLEANUP(vault_dropp) struct vault_new *w = NULL;
	const char *from = arena_cstr(a, path), *name = strrchr(from, '/');
	char *head = arena_alloc(a, HEAD), block[1 << 14];
	size_t n = 0;

	*out = (struct upload){ .name = str_of(name ? name + 1 : from), .mime = STR("application/octet-stream") };
	TRY(is_uploadable(from, f));
	TRY(vault_begin(k, &w, f));
	do {
		if (file_part(from, vault_added(w), block, sizeof block, &n, f) != OK) {
			fail_clear(f);
			return fail_set(f, E_INVALID, "no_file", "读不了文件 %s", from);
		}
		if (out->head.n + n <= HEAD) {
			memcpy(head + out->head.n, block, n);
			out->head = (struct str){ head, out->head.n + n };
		}
		TRY(vault_add(w, (struct str){ block, n }, f));
	} while (n && vault_added(w) <= (int64_t)MIB(UPLOAD_MAX_MB));
	return uploaded(w, a, out, f);
}

struct str json_at(struct arena *a, struct str text, struct str path)
{
	struct fail f = { 0 };
	json_t *root = NULL;
	struct str out = STR_NONE;

	if (json_text_parse(text, &f, &root) != OK)
		return STR_NONE;
	json_t *at = root;
	while (at && path.p) {
		struct str part = str_cut(&path, '.');
		int64_t index;
		if (str_is(part, "#"))
			out = arena_fmt(a, "%zu", json_array_size(at)), at = NULL;
		else if (json_is_array(at))
			at = str_int(part, &index) == OK && index >= 0 ? json_array_get(at, (size_t)index) : NULL;
		else
			at = json_object_get(at, arena_cstr(a, part));
	}
	if (at)
		out = json_is_null(at) ? STR("null") : json_is_object(at) || json_is_array(at) ? dump(at, a)
		    : json_is_real(at) ? dump(at, a) : param_text(at, a);
	json_decref(root);
	return out;
}
