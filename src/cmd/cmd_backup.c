/* backup, restore: what leaves the machine is sealed under the ring of keys, which stays here. */
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

	if (opt_given(o, "stdin")) {
		int first = getc(stdin);        /* of a pg_dump that failed nothing comes: that is no backup */
		if (first == EOF)
			return fail_set(f, E_INVALID, "store.empty_input", "标准输入没有内容，没有备份");
		ungetc(first, stdin);
		return seal_into(keys_of(o, keys), stdin, to, f);
	}
	TRY(store_there(o, f));
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

/* ---- received files: sealed as they lie, each under its name, never changed, so a copy once made is good for ever ---- */
struct files { const char *keys; bool back; char to[700]; int64_t n; };

static enum err in_place(const char *part, const char *to, struct fail *f)
{
	char folder[1100];

	snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(to, '/') - to), to);
	enum err e = dir_make(folder, f);
	return e == OK ? file_move(part, to, f) : e;
}

/* The copy is looked through under the name it will have: what does not open there does not come. */
static enum err is_good(const char *keys, const char *part, const char *name, struct fail *f)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;

	enum err e = vault_open_named(keys, part, name, &v, f);
	return e == OK ? vault_check(v, f) : e;
}

static enum err bytes_copy(const char *from, FILE *to, struct fail *f)
{
	char bytes[KIB(16)];
	size_t n = 0;

	for (int64_t at = 0;; at += (int64_t)n) {
		TRY(file_part(from, at, bytes, sizeof bytes, &n, f));
		if (!n)
			break;
		if (fwrite(bytes, 1, n, to) != n)
			return fail_set(f, E_BUSY, "file.write", "附件的副本没有写成，磁盘可能已满");
	}
	return fflush(to) == 0 && fsync(fileno(to)) == 0 ? OK : fail_set(f, E_BUSY, "file.write", "附件的副本没有写成，磁盘可能已满");
}

/* What is there already: a backup was looked through when it was made, what is put back may have been damaged since. */
static bool stays(const struct files *w, const char *place, const char *name)
{
	struct fail f = { 0 };

	return file_exists(place) && (!w->back || is_good(w->keys, place, name, &f) == OK);
}

static enum err sealed_copy(struct files *w, const char *path, const char *name, struct fail *f)
{
	CLEANUP(file_closep) FILE *to = NULL;
	char place[1000], part[1000];

	snprintf(place, sizeof place, "%s/%.2s/%s", w->to, name, name);
	if (stays(w, place, name))
		return OK;
	TRY(dir_make(w->to, f));
	snprintf(part, sizeof part, "%s/part", w->to);
	to = opened(part, "w", f);
	enum err e = to ? bytes_copy(path, to, f) : f->kind;
	if (e == OK && (e = is_good(w->keys, part, name, f)) != OK) {
		fail_clear(f);
		e = fail_set(f, E_CORRUPT, "sealed.broken", "附件 %s 的内容与名称不符，或者被改动过", path);
	}
	if (e == OK)
		e = in_place(part, place, f);
	if (e != OK)
		unlink(part);
	w->n += e == OK;
	return e;
}

static ssize_t into_vault(void *arg, const char *bytes, size_t n)
{
	struct fail f = { 0 };

	return vault_add(arg, (struct str){ bytes, n }, &f) == OK ? (ssize_t)n : 0;
}

static enum err clear_bytes(struct files *w, const char *path, struct vault_new *to, struct fail *f)
{
	CLEANUP(file_closep) FILE *from = opened(path, "r", f);
	CLEANUP(file_closep) FILE *sink = from ? fopencookie(to, "w", (cookie_io_functions_t){ .write = into_vault }) : NULL;

	if (!from)
		return f->kind;
	if (!sink)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	if (file_is_sealed(path))
		return file_unseal(w->keys, from, sink, f);
	enum err e = OK;
	char bytes[KIB(16)];
	for (size_t n; e == OK && (n = fread(bytes, 1, sizeof bytes, from)) > 0;)
		e = vault_add(to, (struct str){ bytes, n }, f);
	return e == OK && ferror(from) ? fail_set(f, E_CORRUPT, "file.read", "附件 %s 没有读完", path) : e;
}

/* As former versions kept them: under the digest of their bytes, in the data folder clear, in backups sealed otherwise. */
static enum err former_copy(struct files *w, const char *path, const char *name, struct fail *f)
{
	CLEANUP(vault_dropp) struct vault_new *v = NULL;
	char place[1000], below[100], sm3[SM3_HEX + 1];

	TRY(vault_begin_with(w->keys, w->to, &v, f));
	TRY(clear_bytes(w, path, v, f));
	TRY(vault_end(v, sm3, f));
	if (strcmp(sm3, name) != 0)
		return fail_set(f, E_CORRUPT, "sealed.broken", "附件 %s 的内容与名称不符", path);
	vault_place(v, below, sizeof below);
	snprintf(place, sizeof place, "%s/%s", w->to, below);
	if (stays(w, place, strrchr(place, '/') + 1))
		return OK;
	w->n++;
	return in_place(vault_path(v), place, f);
}

static enum err one_copy(void *arg, const char *path, const char *name, struct fail *f)
{
	if (vault_named(name))
		return sealed_copy(arg, path, name, f);
	return vault_clear_named(name) ? former_copy(arg, path, name, f) : OK;
}

/* `out`: from the data folder to --files; else back. */
static enum err files_copy(struct opt *o, bool out, struct fail *f)
{
	struct files w = { .back = !out };
	char keys[700], own[700];
	const char *away = opt_value(o, "files", "");

	if (!opt_given(o, "files"))
		return OK;
	w.keys = keys_of(o, keys);
	snprintf(own, sizeof own, "%s/files", opt_value(o, "data", "./var"));
	snprintf(w.to, sizeof w.to, "%s", out ? away : own);
	if (!file_exists(out ? own : away))
		return fail_set(f, E_ABSENT, "file.open", "打不开文件夹 %s：没有这个文件夹", out ? own : away);
	TRY(vault_each(out ? own : away, one_copy, &w, f));
	printf(out ? "已加密备份 %" PRId64 " 个新附件\n" : "已恢复 %" PRId64 " 个附件\n", w.n);
	return OK;
}

/* Before anything is written: a backup without its files is half of one. */
static enum err files_ready(struct opt *o, bool out, struct fail *f)
{
	const char *away = opt_value(o, "files", NULL);

	if (!away || (out && !file_exists(away)))
		return OK;
	if (!dir_there(away, f) || (out && access(away, W_OK) != 0))
		return f->kind != OK ? f->kind : fail_set(f, E_DENIED, "cmd.dir", "--files：目录“%s”不能写：%s", away, errno_text(errno));
	return OK;
}

int cmd_backup(const struct command *c, struct opt *o, struct args args)
{
	struct fail f = { 0 };

	if (files_ready(o, true, &f) != OK || backup_sealed(o, args.operands[0], &f) != OK)
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

	TRY(process_become_owner(opt_value(o, "data", "./var"), f));
	from = opened(path, "r", f);
	if (!from)
		return f->kind;
	if (fgetc(from) == EOF)
		return fail_set(f, E_INVALID, "store.not_a_store", "“%s”是空的或者不是文件，不是备份。", path);
	rewind(from);
	TRY(dir_make(opt_value(o, "data", "./var"), f));
	if (!file_is_sealed(path))
		return store_restore(path, store_url_of(o), f);
	TRY(open_copy(store_url_of(o), copy, &lock, f));
	to = opened(copy, "w", f);
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
		return opt_given(o, "files") ? usage(c, "--stdout 只解密到标准输出，不能和 --files 一起") : unsealed_out(o, args.operands[0]);
	if (files_ready(o, false, &f) != OK || restore_from(o, args.operands[0], &f) != OK)
		return tell(&f);
	printf("已从 %s 恢复\n", args.operands[0]);
	if (files_copy(o, false, &f) != OK)
		return tell(&f);
	(void)c;
	return restore_note(o, args.operands[0]);
}
