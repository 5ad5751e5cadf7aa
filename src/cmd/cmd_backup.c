/* backup, restore: what leaves the machine is sealed under the ring of keys, which stays here. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cmd/cmd.h"
#include "crypt/crypt.h"

static void file_closep(FILE **f)
{
	if (*f)
		fclose(*f);
}

static const char *keys_of(struct opt *o, char path[700])
{
	snprintf(path, 700, "%s/keys", opt_value(o, "data", "./var"));
	return opt_value(o, "keys", path);
}

static FILE *opened(const char *path, const char *how, struct fail *f)
{
	mode_t mask = umask(077);
	FILE *file = fopen(path, how);

	umask(mask);
	if (!file)
		fail_set(f, *how == 'r' ? E_ABSENT : E_INVALID, "file.open", "打不开文件 %s：%s", path, errno_text(errno));
	return file;
}

/* Sealed beside its place, read through once more, and only then there; what is there already stays. */
static enum err seal_into(const char *keys, FILE *from, const char *path, struct fail *f)
{
	CLEANUP(file_closep) FILE *to = NULL;
	char part[1100];

	if (file_exists(path))
		return fail_set(f, E_CONFLICT, "store.exists", "文件“%s”已经存在，备份不覆盖它。", path);
	snprintf(part, sizeof part, "%.1000s.part", path);
	to = opened(part, "w+x", f);
	if (!to && errno == EEXIST && unlink(part) == 0) {
		fail_clear(f);
		to = opened(part, "w+x", f);
	}
	if (!to)
		return f->kind;
	enum err e = file_seal(keys, from, to, f);
	if (e == OK && (fflush(to) != 0 || fsync(fileno(to)) != 0))
		e = fail_set(f, E_BUSY, "file.write", "写不了文件“%s”：%s。", part, errno_text(errno));
	rewind(to);
	if (e == OK)
		e = file_unseal(keys, to, NULL, f);
	/* link, not rename: what appeared at that name meanwhile stays too. */
	if (e == OK && link(part, path) != 0)
		e = fail_set(f, errno == EEXIST ? E_CONFLICT : E_CORRUPT, "file.write", "写不了文件“%s”：%s。", path, errno_text(errno));
	unlink(part);
	return e;
}

/* The open copy lies in the data folder, where the store itself does, and only while it is being sealed. */
static enum err open_copy(const char *url, char path[1000], int *lock, struct fail *f)
{
	char lock_path[1100];

	if (strncmp(url, "sqlite:", 7) != 0)
		return fail_set(f, E_INVALID, "store.keep", "备份和恢复整个库只用于 SQLite；PostgreSQL 用 pg_dump 加 backup --stdin，restore --stdout 加 pg_restore");
	snprintf(path, 1000, "%.900s.open-copy", url + 7);
	snprintf(lock_path, sizeof lock_path, "%s.lock", path);
	TRY(file_lock(lock_path, lock, f));
	unlink(path);
	return OK;
}

static void open_copy_done(const char *path, int *lock)
{
	char lock_path[1100];

	if (*lock < 0)
		return;
	snprintf(lock_path, sizeof lock_path, "%s.lock", path);
	unlink(path);
	unlink(lock_path);
	file_unlock(lock);
}

static enum err backup_sealed(struct opt *o, const char *to, struct fail *f)
{
	CLEANUP(file_closep) FILE *from = NULL;
	char keys[700], copy[1000];
	int lock = -1;

	if (opt_given(o, "stdin"))
		return seal_into(keys_of(o, keys), stdin, to, f);
	if (file_exists(to))
		return fail_set(f, E_CONFLICT, "store.exists", "文件“%s”已经存在，备份不覆盖它。", to);
	TRY(open_copy(store_url_of(o), copy, &lock, f));
	enum err e = store_backup(store_url_of(o), copy, f);
	if (e == OK && !(from = opened(copy, "r", f)))
		e = f->kind;
	if (e == OK)
		e = seal_into(keys_of(o, keys), from, to, f);
	open_copy_done(copy, &lock);
	return e;
}

/* ---- received files: each under its digest, never changed, so a copy once made is good for ever ---- */
struct files { const char *keys; char from[700], to[700]; int64_t n; enum err (*copy)(const struct files *w, const char *from, const char *to, struct fail *f); };

static bool is_hex(const char *name, size_t n) { return strlen(name) == n && strspn(name, "0123456789abcdef") == n; }

static enum err files_of(struct files *w, const char *folder, struct fail *f)
{
	char path[1000], to[1000];
	enum err e = OK;

	snprintf(path, sizeof path, "%s/%s", w->from, folder);
	DIR *dir = opendir(path);
	if (!dir)
		return fail_set(f, E_CORRUPT, "file.open", "打不开文件夹 %s：%s", path, errno_text(errno));
	for (struct dirent *each; e == OK && (each = readdir(dir));) {
		if (!is_hex(each->d_name, SM3_HEX))
			continue;
		snprintf(to, sizeof to, "%s/%s", w->to, folder);
		e = dir_make(to, f);
		snprintf(to, sizeof to, "%s/%s/%s", w->to, folder, each->d_name);
		snprintf(path, sizeof path, "%s/%s/%s", w->from, folder, each->d_name);
		if (e != OK || file_exists(to))
			continue;
		e = w->copy(w, path, to, f);
		w->n += e == OK;
	}
	closedir(dir);
	return e;
}

static enum err files_all(struct files *w, struct fail *f)
{
	enum err e = OK;
	DIR *dir = opendir(w->from);

	if (!dir)
		return fail_set(f, E_ABSENT, "file.open", "打不开文件夹 %s：%s", w->from, errno_text(errno));
	for (struct dirent *each; e == OK && (each = readdir(dir));)
		if (is_hex(each->d_name, 2))
			e = files_of(w, each->d_name, f);
	closedir(dir);
	return e;
}

static enum err file_out(const struct files *w, const char *from_path, const char *to_path, struct fail *f)
{
	CLEANUP(file_closep) FILE *from = opened(from_path, "r", f);

	return from ? seal_into(w->keys, from, to_path, f) : f->kind;
}

/* What comes back is what its name says, or it does not come. */
static enum err file_in(const struct files *w, const char *from_path, const char *to_path, struct fail *f)
{
	CLEANUP(file_closep) FILE *from = opened(from_path, "r", f);
	CLEANUP(file_closep) FILE *to = NULL;
	char part[1100], hex[SM3_HEX + 1] = "", bytes[1 << 14];
	struct sm3 *digest = sm3_new();
	uint8_t sum[SM3_LEN];

	snprintf(part, sizeof part, "%s.part", to_path);
	to = from ? opened(part, "w+", f) : NULL;
	enum err e = !to ? f->kind : digest ? file_unseal(w->keys, from, to, f) : fail_set(f, E_NOMEM, "no_memory", "内存不够");
	if (e == OK) {
		rewind(to);
		for (size_t n; (n = fread(bytes, 1, sizeof bytes, to)) > 0;)
			sm3_add(digest, (struct str){ bytes, n });
		sm3_end(digest, sum);
		hex_put(sum, sizeof sum, hex);
		if (strcmp(hex, strrchr(to_path, '/') + 1) != 0)
			e = fail_set(f, E_CORRUPT, "sealed.broken", "附件 %s 的内容与名称不符", from_path);
	}
	if (e == OK && (fsync(fileno(to)) != 0 || rename(part, to_path) != 0))
		e = fail_set(f, E_BUSY, "file.write", "写不了文件“%s”：%s。", to_path, errno_text(errno));
	sm3_free(digest);
	if (e != OK)
		unlink(part);
	return e;
}

/* `out`: from the data folder to --files; else back. */
static enum err files_copy(struct opt *o, bool out, struct fail *f)
{
	struct files w = { .copy = out ? file_out : file_in };
	char keys[700];

	if (!opt_given(o, "files"))
		return OK;
	w.keys = keys_of(o, keys);
	snprintf(out ? w.from : w.to, sizeof w.from, "%s/files", opt_value(o, "data", "./var"));
	snprintf(out ? w.to : w.from, sizeof w.from, "%s", opt_value(o, "files", ""));
	TRY(files_all(&w, f));
	printf(out ? "已加密备份 %" PRId64 " 个新附件\n" : "已恢复 %" PRId64 " 个附件\n", w.n);
	return OK;
}

int cmd_backup(const struct command *c, struct opt *o, struct args args)
{
	struct fail f = { 0 };

	if (backup_sealed(o, args.operands[0], &f) != OK)
		return tell(&f);
	printf("已加密备份到 %s 并核验\n", args.operands[0]);
	/* After the store: what it speaks of was kept before. */
	if (files_copy(o, true, &f) != OK)
		return tell(&f);
	(void)c;
	return leave_note(o, "backup", args.operands[0], 0);
}

/* An older copy does not reach the last anchor, and that is what a check would say for ever. Who restores by this command says so in the
 * chain, with the anchor it no longer reaches; that anchor stays in the folder, and proves the restoring to whoever asks it. */
static int restore_note(struct opt *o, const char *from)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	struct fail f = { 0 };
	char last[700], aside[760], said[1400];

	snprintf(last, sizeof last, "%s/audit/last.anchor", opt_value(o, "data", "./var"));
	snprintf(aside, sizeof aside, "%s.before-restore-%" PRId64, last, port_now(NULL).ms);
	snprintf(said, sizeof said, "%.600s", from);
	if (file_exists(last)) {
		if (file_read(last, &b, &f) != OK || rename(last, aside) != 0) {
			fprintf(stderr, "数据目录里留存的锚点没有移开\n");
			return EXIT_FAILED;
		}
		snprintf(said, sizeof said, "%.600s，此前的锚点 " STR_FMT, from, STR_ARG(buf_str(&b)));
	}
	return leave_note(o, "restore", said, 0);
}

/* A new machine has no ring yet: the one that opened the backup becomes its own. */
static enum err keys_take(struct opt *o, struct fail *f)
{
	CLEANUP(buf_done) struct buf ring = BUF_MAX(KIB(16));
	char own[700];

	snprintf(own, sizeof own, "%s/keys", opt_value(o, "data", "./var"));
	if (!opt_given(o, "keys") || file_exists(own))
		return OK;
	enum err e = file_read(opt_value(o, "keys", NULL), &ring, f);
	if (e == OK)
		e = file_write(own, buf_str(&ring), f);
	if (ring.p)
		explicit_bzero(ring.p, ring.n);
	return e;
}

/* Backups of former versions were not sealed, and are taken as they are. */
static enum err restore_from(struct opt *o, const char *path, struct fail *f)
{
	CLEANUP(file_closep) FILE *from = NULL;
	CLEANUP(file_closep) FILE *to = NULL;
	char keys[700], copy[1000];
	int lock = -1;

	TRY(dir_make(opt_value(o, "data", "./var"), f));
	if (!file_is_sealed(path))
		return store_restore(path, store_url_of(o), f);
	TRY(open_copy(store_url_of(o), copy, &lock, f));
	from = opened(path, "r", f);
	to = from ? opened(copy, "w", f) : NULL;
	enum err e = to ? file_unseal(keys_of(o, keys), from, to, f) : f->kind;
	if (e == OK)
		e = store_restore(copy, store_url_of(o), f);
	open_copy_done(copy, &lock);
	return e == OK ? keys_take(o, f) : e;
}

/* Opened for another program: pg_restore. */
static int unsealed_out(struct opt *o, const char *path)
{
	CLEANUP(file_closep) FILE *from = NULL;
	struct fail f = { 0 };
	char keys[700];

	from = opened(path, "r", &f);
	return from && file_unseal(keys_of(o, keys), from, stdout, &f) == OK ? EXIT_DONE : tell(&f);
}

int cmd_restore(const struct command *c, struct opt *o, struct args args)
{
	struct fail f = { 0 };

	if (opt_given(o, "stdout"))
		return unsealed_out(o, args.operands[0]);
	if (restore_from(o, args.operands[0], &f) != OK)
		return tell(&f);
	printf("已从 %s 恢复\n", args.operands[0]);
	if (files_copy(o, false, &f) != OK)
		return tell(&f);
	(void)c;
	return restore_note(o, args.operands[0]);
}
