/* Files at rest. A head of one line, then pieces (piece.c), all of the same length but the last, so that a place is found without reading what is before:
 *   yunguan-file|1|number of the key|check of the key|id|name|size|HMAC-SM3 of what is before
 * The head is written last: a file that did not come to its end has none and never opens. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "core/core_in.h"
#include "core/vault.h"

enum { PIECE = 1 << 14, STRIDE = 4 + 16 + ((int)PIECE_HEAD + PIECE) / 16 * 16 + 16 + (int)SM3_LEN };
#define HEAD_FORM "yunguan-file|1|%03d|%s|%s|%s|%020" PRId64 "|"
enum { SIGNED = 15 + 3 + 1 + (int)KEY_CHECK + 1 + 2 * (int)PIECE_ID + 1 + (int)SM3_HEX + 1 + 20 + 1, HEAD = SIGNED + (int)SM3_HEX + 1 };
#define ENDING ".sm4"
_Static_assert((int)VAULT_SM3 == (int)SM3_HEX, "one length of digests");

/* ---- names ---- */
static void name_of(const struct seal_key *name, struct str sm3, char out[SM3_HEX + 1])
{
	uint8_t sum[SM3_LEN];

	hmac_sm3((struct str){ (const char *)name->mac, SM3_LEN }, sm3, sum);
	hex_put(sum, SM3_LEN, out);
	out[SM3_HEX] = 0;
}

static bool is_hex(const char *name, size_t n) { return strspn(name, "0123456789abcdef") == n; }
bool vault_named(const char *name) { return is_hex(name, SM3_HEX) && strcmp(name + SM3_HEX, ENDING) == 0; }
bool vault_clear_named(const char *name) { return is_hex(name, SM3_HEX) && !name[SM3_HEX]; }

/* ---- writing ---- */
/* Names are made with the ring's first key, which stays as long as the ring: a name never changes. */
struct vault_new { struct pieces *p; FILE *to; struct sm3 *digest; struct seal_key naming; int number; size_t held; int64_t size; char path[700], name[SM3_HEX + 1]; };

static enum err begin(const struct ring *ring, const char *folder, struct vault_new **out, struct fail *f)
{
	CLEANUP(vault_dropp) struct vault_new *w = calloc(1, sizeof *w);
	static const char blank[HEAD] = { 0 };
	struct chance kernel = { 0 };

	if (!w || !(w->p = pieces_new(PIECE)) || !(w->digest = sm3_new()))
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	w->naming = ring->keys[0].name;
	w->number = ring->keys[ring->n - 1].number;
	w->p->key = ring->keys[ring->n - 1].rest;
	chance_bytes(&kernel, w->p->id, PIECE_ID);
	TRY(dir_make(folder, f));
	if (snprintf(w->path, sizeof w->path, "%s/XXXXXX", folder) >= (int)sizeof w->path)
		return fail_set(f, E_INVALID, "file.name", "目录名太长：“%s”。", folder);
	int fd = mkostemp(w->path, O_CLOEXEC);
	if (fd < 0) {
		w->path[0] = 0;
		return fail_set(f, errno == ENOSPC ? E_BUSY : E_CORRUPT, "file.write", "写不了文件夹“%s”：%s。", folder, errno_text(errno));
	}
	w->to = fdopen(fd, "w");
	if (!w->to)
		close(fd);
	if (!w->to || fwrite(blank, 1, HEAD, w->to) != HEAD)
		return piece_not_written(f);
	*out = TAKE(w);
	return OK;
}

enum err vault_begin(struct core *k, struct vault_new **out, struct fail *f)
{
	char folder[600];

	if (!k->ring.n)
		return fail_set(f, E_CORRUPT, "keys.absent", "数据目录里没有密钥文件");
	snprintf(folder, sizeof folder, "%s/incoming", k->files_dir);
	return begin(&k->ring, folder, out, f);
}

enum err vault_begin_with(const char *keys_path, const char *folder, struct vault_new **out, struct fail *f)
{
	CLEANUP(ring_freep) struct ring *ring = NULL;

	TRY(ring_of(keys_path, &ring, f));
	return begin(ring, folder, out, f);
}

/* A full piece waits for the next byte: until then it may be the last. */
enum err vault_add(struct vault_new *w, struct str bytes, struct fail *f)
{
	sm3_add(w->digest, bytes);
	w->size += (int64_t)bytes.n;
	while (bytes.n) {
		if (w->held == PIECE) {
			TRY(piece_out(w->p, PIECE, false, w->to, f));
			w->held = 0;
		}
		size_t n = MIN2(bytes.n, (size_t)PIECE - w->held);
		memcpy(w->p->plain + PIECE_HEAD + w->held, bytes.p, n);
		w->held += n;
		bytes = (struct str){ bytes.p + n, bytes.n - n };
	}
	return OK;
}

static void head_sign(const struct seal_key *key, char head[HEAD + 1])
{
	uint8_t sum[SM3_LEN];

	hmac_sm3((struct str){ (const char *)key->mac, SM3_LEN }, (struct str){ head, SIGNED }, sum);
	hex_put(sum, SM3_LEN, head + SIGNED);
	head[HEAD - 1] = '\n';
	head[HEAD] = 0;
}

enum err vault_end(struct vault_new *w, char sm3[SM3_HEX + 1], struct fail *f)
{
	char head[HEAD + 1], check[KEY_CHECK + 1], id[2 * PIECE_ID + 1] = "";
	uint8_t sum[SM3_LEN];

	sm3_end(w->digest, sum);
	hex_put(sum, SM3_LEN, sm3);
	sm3[SM3_HEX] = 0;
	name_of(&w->naming, str_of(sm3), w->name);
	key_check(&w->p->key, check);
	hex_put(w->p->id, PIECE_ID, id);
	int n = snprintf(head, sizeof head, HEAD_FORM, w->number, check, id, w->name, w->size);
	assert(n == SIGNED);
	head_sign(&w->p->key, head);
	TRY(piece_out(w->p, w->held, true, w->to, f));
	bool ok = fseek(w->to, 0, SEEK_SET) == 0 && fwrite(head, 1, HEAD, w->to) == HEAD && fflush(w->to) == 0 && fsync(fileno(w->to)) == 0;
	ok = fclose(TAKE(w->to)) == 0 && ok;
	return ok ? OK : piece_not_written(f);
}

const char *vault_path(const struct vault_new *w) { return w->path; }
int64_t vault_added(const struct vault_new *w) { return w->size; }
void vault_place(const struct vault_new *w, char *out, size_t n) { snprintf(out, n, "%.2s/%s" ENDING, w->name, w->name); }

void vault_leave(struct vault_new *w) { w->path[0] = 0; }

void vault_drop(struct vault_new *w)
{
	if (!w)
		return;
	if (w->to)
		fclose(w->to);
	if (w->path[0] && unlink(w->path) != 0 && errno != ENOENT)
		log_line(LOG_WARN, "core", "event=upload_left_behind errno=%d", errno);
	sm3_free(w->digest);
	pieces_freep(&w->p);
	explicit_bzero(w, sizeof *w);
	free(w);
}
void vault_dropp(struct vault_new **w) { vault_drop(*w); }

/* ---- reading ---- */
/* Two pieces are held for what is read on and on, more for what is read here and there. */
struct window { int64_t place; size_t n; char bytes[PIECE]; };
struct vault_file { FILE *from; struct pieces *p; size_t n_windows; int64_t size; int number; struct window windows[]; };

static enum err broken(struct fail *f)
{
	fail_clear(f);
	return fail_set(f, E_CORRUPT, "file.broken", "存放的文件被改动过或者已损坏，没有给出；请从备份恢复");
}

/* The head speaks true, and of this name; what has no place yet may have any name. */
static enum err head_read(struct vault_file *v, const struct ring *ring, const char *name, struct fail *f)
{
	char head[HEAD + 1] = "", want[HEAD + 1], check[KEY_CHECK + 1];
	struct str part[8], rest = { head, HEAD - 1 };
	const struct key *key = NULL;
	int64_t number = 0;

	if (fread(head, 1, HEAD, v->from) != HEAD || !str_starts((struct str){ head, HEAD }, STR("yunguan-file|1|")) || head[HEAD - 1] != '\n' || memchr(head, 0, HEAD))
		return broken(f);
	for (size_t i = 0; i < COUNT(part); i++)
		part[i] = str_cut(&rest, '|');
	if (part[3].n != KEY_CHECK || part[4].n != 2 * PIECE_ID || !hex_get(part[4], v->p->id) || part[5].n != SM3_HEX || str_int(part[2], &number) != OK || str_int(part[6], &v->size) != OK)
		return broken(f);
	for (size_t i = 0; i < ring->n && !key; i++) {
		key_check(&ring->keys[i].rest, check);
		if (str_is(part[3], check))
			key = &ring->keys[i];
	}
	if (!key)
		return fail_set(f, E_CORRUPT, "file.broken", "存放的文件被改动过，或者不是用这个库的密钥加密的（说是第 %" PRId64 " 把）；请从备份恢复", number);
	memcpy(want, head, SIGNED);
	head_sign(&key->rest, want);
	bool elsewhere = vault_named(name) && memcmp(part[5].p, name, SM3_HEX) != 0;
	if (!same_secret((struct str){ want, HEAD }, (struct str){ head, HEAD }) || elsewhere)
		return broken(f);
	v->p->key = key->rest;
	v->number = key->number;
	return OK;
}

static enum err open_under(const struct ring *ring, const char *path, const char *name, size_t windows, struct vault_file **out, struct fail *f)
{
	CLEANUP(vault_closep) struct vault_file *v = calloc(1, sizeof *v + windows * sizeof v->windows[0]);

	if (!v || !(v->p = pieces_new(PIECE)))
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	for (v->n_windows = 0; v->n_windows < windows; v->n_windows++)
		v->windows[v->n_windows].place = -1;
	v->from = fopen(path, "re");
	if (!v->from)
		return fail_set(f, E_CORRUPT, "file.missing", "存放的文件不在数据目录里，或者读不了；请从备份恢复");
	TRY(head_read(v, ring, name, f));
	*out = TAKE(v);
	return OK;
}

static const char *name_in(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

enum err vault_open(struct core *k, const char *path, struct vault_file **out, struct fail *f) { return open_under(&k->ring, path, name_in(path), 2, out, f); }
enum err vault_open_wide(struct core *k, const char *path, struct vault_file **out, struct fail *f) { return open_under(&k->ring, path, name_in(path), 16, out, f); }
enum err vault_open_with(const char *keys, const char *path, struct vault_file **out, struct fail *f) { return vault_open_named(keys, path, name_in(path), out, f); }

enum err vault_open_named(const char *keys_path, const char *path, const char *name, struct vault_file **out, struct fail *f)
{
	CLEANUP(ring_freep) struct ring *ring = NULL;

	TRY(ring_of(keys_path, &ring, f));
	return open_under(ring, path, name, 2, out, f);
}

int64_t vault_size(const struct vault_file *v) { return v->size; }
int vault_key(const struct vault_file *v) { return v->number; }

/* Of the last piece: an empty file has one, too. */
static int64_t last_place(const struct vault_file *v) { return v->size ? (v->size - 1) / PIECE : 0; }

static bool goes_to(struct vault_file *v, int64_t place)
{
	v->p->place = (uint64_t)place;
	return fseeko(v->from, HEAD + place * STRIDE, SEEK_SET) == 0;
}

static enum err window_at(struct vault_file *v, int64_t place, struct window **out, struct fail *f)
{
	struct window *w = &v->windows[(size_t)place % v->n_windows];
	bool last = false;
	size_t n = 0;

	*out = w;
	if (w->place == place)
		return OK;
	w->place = -1;
	if (!goes_to(v, place) || piece_in(v->p, v->from, &n, &last, f) != OK || last != (place == last_place(v)) || n != (size_t)MIN2(v->size - place * PIECE, (int64_t)PIECE))
		return broken(f);
	memcpy(w->bytes, v->p->plain + PIECE_HEAD, n);
	w->n = n;
	w->place = place;
	return OK;
}

enum err vault_part(struct vault_file *v, int64_t from, char *to, size_t n, size_t *got, struct fail *f)
{
	*got = 0;
	while (*got < n && from + (int64_t)*got < v->size) {
		struct window *w = NULL;
		int64_t at = from + (int64_t)*got;
		TRY(window_at(v, at / PIECE, &w, f));
		size_t skip = (size_t)(at % PIECE), take = MIN2(w->n - skip, n - *got);
		memcpy(to + *got, w->bytes + skip, take);
		*got += take;
	}
	return OK;
}

enum err vault_check(struct vault_file *v, struct fail *f)
{
	struct stat st;
	bool last = false;

	/* As long as its head says: no piece is longer or shorter than its place allows. */
	int64_t behind = v->size - last_place(v) * PIECE, whole = HEAD + last_place(v) * STRIDE + 4 + (int64_t)seal_size((size_t)(PIECE_HEAD + behind));
	if (fstat(fileno(v->from), &st) != 0 || st.st_size != whole || !goes_to(v, 0))
		return broken(f);
	for (int64_t place = 0; place <= last_place(v); place++)
		if (piece_check(v->p, v->from, &last, f) != OK || last != (place == last_place(v)))
			return broken(f);
	return OK;
}

void vault_close(struct vault_file *v)
{
	if (!v)
		return;
	if (v->from)
		fclose(v->from);
	pieces_freep(&v->p);
	explicit_bzero(v, sizeof *v + v->n_windows * sizeof v->windows[0]);
	free(v);
}
void vault_closep(struct vault_file **v) { vault_close(*v); }

/* ---- the folder ---- */
struct walk { enum err (*each)(void *arg, const char *path, const char *name, struct fail *f); void *arg; };

static enum err folder_each(const char *folder, const struct walk *w, struct fail *f)
{
	char path[1400];
	enum err e = OK;
	DIR *dir = opendir(folder);

	if (!dir)
		return errno == ENOENT ? OK : fail_set(f, E_CORRUPT, "file.open", "打不开文件夹 %s：%s", folder, errno_text(errno));
	for (struct dirent *each; e == OK && (each = readdir(dir));) {
		if (each->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, each->d_name);
		e = w->each(w->arg, path, each->d_name, f);
	}
	closedir(dir);
	return e;
}

enum err vault_each(const char *files, enum err (*each)(void *arg, const char *path, const char *name, struct fail *f), void *arg, struct fail *f)
{
	const struct walk w = { each, arg };
	char folder[1000];

	for (int i = 0; i < 256; i++) {
		snprintf(folder, sizeof folder, "%s/%02x", files, i);
		TRY(folder_each(folder, &w, f));
	}
	return OK;
}

/* ---- what the rest of the core asks ---- */
void core_file_path(const struct core *k, struct str sm3, char *out, size_t n)
{
	char name[SM3_HEX + 1];

	name_of(&k->ring.keys[0].name, sm3, name);
	snprintf(out, n, "%s/%.2s/%s" ENDING, k->files_dir, name, name);
}

bool core_file_there(const struct core *k, struct str sm3)
{
	char path[700];

	core_file_path(k, sm3, path, sizeof path);
	return file_exists(path);
}

enum err vault_keep(struct core *k, const char *path, struct str sm3, struct fail *f)
{
	char place[700], folder[700];

	core_file_path(k, sm3, place, sizeof place);
	snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(place, '/') - place), place);
	if (fault("vault.keep"))
		return piece_not_written(f);
	TRY(dir_make(folder, f));
	return file_move(path, place, f);
}

enum err core_file_keep(struct core *k, struct str bytes, struct arena *a, struct str *sm3, struct fail *f)
{
	CLEANUP(vault_dropp) struct vault_new *w = NULL;
	char hex[SM3_HEX + 1];

	sm3_hex(bytes, hex);
	*sm3 = arena_str(a, str_of(hex));
	if (core_file_there(k, *sm3))
		return OK;
	TRY(vault_begin(k, &w, f));
	TRY(vault_add(w, bytes, f));
	TRY(vault_end(w, hex, f));
	return vault_keep(k, w->path, *sm3, f);
}

enum err core_file_read(struct core *k, struct str sm3, struct buf *b, struct fail *f)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;
	char path[700], part[1 << 14];
	size_t n = 0;

	core_file_path(k, sm3, path, sizeof path);
	TRY(vault_open(k, path, &v, f));
	for (int64_t at = 0; at < v->size; at += (int64_t)n) {
		TRY(vault_part(v, at, part, sizeof part, &n, f));
		buf_add(b, (struct str){ part, n });
	}
	return b->failed ? fail_set(f, E_LIMIT, "file.too_large", "文件超过 %zu 字节。", b->max) : OK;
}
