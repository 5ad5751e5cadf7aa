/* What lies in the files folder as it should not: clear files of former versions, files under a former key, what a killed process left behind. Looked
 * through on opening; a file is replaced by a rename or not at all, so that at any moment it can be opened. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "core/core_in.h"
#include "core/vault.h"

enum { SWEPT_AFTER_S = 3600 };
struct tidy { struct core *k; bool anew; int64_t sealed, replaced, broken; };

/* Younger ones may be another process's. */
static void sweep(const char *folder, bool all)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	struct stat st;

	while (d && (e = readdir(d))) {
		bool ours = all || strncmp(e->d_name, "upload-", 7) == 0;
		if (ours && fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) && time(NULL) - st.st_mtime > SWEPT_AFTER_S &&
		    unlinkat(dirfd(d), e->d_name, 0) != 0)
			log_line(LOG_WARN, "core", "event=upload_left_behind errno=%d", errno);
	}
	if (d)
		closedir(d);
}

/* Overwritten, then removed, as far as the file system lets overwrite. */
static void wipe(const char *path)
{
	static const char zeros[1 << 14];
	struct stat st;
	int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &st) == 0)
		for (int64_t left = st.st_size; left > 0;) {
			ssize_t n = write(fd, zeros, (size_t)MIN2(left, (int64_t)sizeof zeros));
			left = n > 0 ? left - n : 0;
		}
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	if (unlink(path) != 0 && errno != ENOENT)
		log_line(LOG_WARN, "core", "event=clear_file_left errno=%d", errno);
}

/* A file of a former version. Whatever it holds is sealed; the name it had says whether that is what it should hold. */
static enum err seal_clear(struct tidy *t, const char *path, const char *name, struct fail *f)
{
	CLEANUP(vault_dropp) struct vault_new *w = NULL;
	char part[1 << 14], sm3[SM3_HEX + 1];
	size_t n = 0;

	if (!core_file_there(t->k, str_of(name))) {
		TRY(vault_begin(t->k, &w, f));
		do {
			TRY(file_part(path, vault_added(w), part, sizeof part, &n, f));
			TRY(vault_add(w, (struct str){ part, n }, f));
		} while (n);
		TRY(vault_end(w, sm3, f));
		if (strcmp(sm3, name) != 0)
			log_line(LOG_ERROR, "core", "event=file_not_its_name name=%.16s is=%.16s", name, sm3);
		TRY(vault_keep(t->k, vault_path(w), str_of(sm3), f));
	}
	wipe(path);
	t->sealed++;
	return OK;
}

static enum err seal_anew(struct tidy *t, const char *path, struct vault_file *v, struct fail *f)
{
	CLEANUP(vault_dropp) struct vault_new *w = NULL;
	char part[1 << 14], sm3[SM3_HEX + 1];
	size_t n = 0;

	TRY(vault_begin(t->k, &w, f));
	for (int64_t at = 0; at < vault_size(v); at += (int64_t)n) {
		TRY(vault_part(v, at, part, sizeof part, &n, f));
		TRY(vault_add(w, (struct str){ part, n }, f));
	}
	TRY(vault_end(w, sm3, f));
	t->replaced++;
	return file_move(vault_path(w), path, f);
}

/* A file that does not open stays as it is, for whoever looks into it; it hinders nothing else. */
static enum err under_this_key(struct tidy *t, const char *path, const char *name, struct fail *f)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;
	enum err e = vault_open(t->k, path, &v, f);

	if (e == OK && vault_key(v) != t->k->ring.keys[t->k->ring.n - 1].number)
		e = seal_anew(t, path, v, f);
	if (e != E_CORRUPT)
		return e;
	log_line(LOG_ERROR, "core", "event=file_does_not_open name=%.16s reason=%s", name, f->reason);
	fail_clear(f);
	t->broken++;
	return OK;
}

static enum err look(void *arg, const char *path, const char *name, struct fail *f)
{
	struct tidy *t = arg;
	struct stat st;

	if (vault_clear_named(name))
		return seal_clear(t, path, name, f);
	if (vault_named(name))
		return t->anew ? under_this_key(t, path, name, f) : OK;
	/* What a former version was writing when it was killed. */
	if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && time(NULL) - st.st_mtime > SWEPT_AFTER_S)
		wipe(path);
	return OK;
}

/* One process at a time: another waits, since what it is about to serve is not yet as it should be. */
static enum err alone(const char *path, int *lock, struct fail *f)
{
	enum err e;

	while ((e = file_lock(path, lock, f)) == E_CONFLICT) {
		fail_clear(f);
		usleep(100000);
	}
	return e;
}

/* "under" in the folder says with which key all of it is sealed; whoever was interrupted finds the former number there, and goes on. */
enum err core_files_anew(struct core *k, struct fail *f)
{
	CLEANUP(buf_done) struct buf said = BUF_MAX(KIB(1));
	CLEANUP(file_unlock) int lock = -1;
	char path[700], number[12];
	struct tidy t = { .k = k };

	if (k->files_private || k->read_only)
		return OK;
	snprintf(path, sizeof path, "%s/lock", k->files_dir);
	TRY(alone(path, &lock, f));
	snprintf(path, sizeof path, "%s/incoming", k->files_dir);
	sweep(path, true);
	sweep(k->files_dir, false);
	snprintf(path, sizeof path, "%s/under", k->files_dir);
	snprintf(number, sizeof number, "%d\n", k->ring.keys[k->ring.n - 1].number);
	if (file_exists(path))
		TRY(file_read(path, &said, f));
	t.anew = !str_is(buf_str(&said), number);
	TRY(vault_each(k->files_dir, look, &t, f));
	if (t.sealed || t.replaced || t.broken)
		log_line(LOG_INFO, "core", "msg=\"files sealed\" key=%.*s clear=%" PRId64 " anew=%" PRId64 " broken=%" PRId64, (int)strcspn(number, "\n"), number, t.sealed, t.replaced, t.broken);
	return t.anew ? file_write(path, str_of(number), f) : OK;
}
