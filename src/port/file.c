/* Files: whole reads, writes that are whole or not at all, locks that die with their process. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "port/port.h"

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

enum err file_read(const char *path, struct buf *b, struct fail *f)
{
	CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char chunk[65536];
	ssize_t n = -1;

	if (fd < 0)
		return fail_set(f, errno == ENOENT ? E_ABSENT : E_CORRUPT, "file.read", "读不了文件“%s”：%s。", path, errno_text(errno));
	/* Ends at the ceiling too: what is read may be a device without an end. */
	while (!b->failed && ((n = read(fd, chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR)))
		if (n > 0)
			buf_add(b, (struct str){ chunk, (size_t)n });
	if (b->failed)
		return fail_set(f, E_LIMIT, "file.too_large", "文件“%s”超过 %zu 字节。", path, b->max);
	if (n < 0)
		return fail_set(f, E_CORRUPT, "file.read", "读不了文件“%s”：%s。", path, errno_text(errno));
	return OK;
}

enum err file_part(const char *path, int64_t from, char *to, size_t n, size_t *got, struct fail *f)
{
	CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t r = -1;

	*got = 0;
	if (fd < 0)
		return fail_set(f, errno == ENOENT ? E_ABSENT : E_CORRUPT, "file.read", "读不了文件“%s”：%s。", path, errno_text(errno));
	while (*got < n && ((r = pread(fd, to + *got, n - *got, (off_t)(from + (int64_t)*got))) > 0 || (r < 0 && errno == EINTR)))
		*got += r > 0 ? (size_t)r : 0;
	return r < 0 ? fail_set(f, E_CORRUPT, "file.read", "读不了文件“%s”：%s。", path, errno_text(errno)) : OK;
}

static bool write_all(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	return true;
}

/* The new name is only durable once the directory that holds it is. */
static bool sync_dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[1024] = ".";

	if (slash)
		snprintf(dir, sizeof dir, "%.*s", (int)MAX2(slash - path, 1), path);
	CLEANUP(fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0;
}

enum err file_write(const char *path, struct str bytes, struct fail *f)
{
	char temp[1024];

	if (snprintf(temp, sizeof temp, "%s.XXXXXX", path) >= (int)sizeof temp)
		return fail_set(f, E_INVALID, "file.name", "文件名太长：“%s”。", path);
	CLEANUP(fd_close) int fd = mkostemp(temp, O_CLOEXEC);     /* mode 0600 */
	if (fd >= 0 && write_all(fd, bytes) && fsync(fd) == 0 && rename(temp, path) == 0 && sync_dir_of(path))
		return OK;
	int why = errno;
	if (fd >= 0)
		unlink(temp);     /* after the rename it is gone already */
	return fail_set(f, why == ENOSPC || why == EDQUOT ? E_BUSY : E_CORRUPT, "file.write", "写不了文件“%s”：%s。", path,
			errno_text(why));
}

enum err file_move(const char *from, const char *to, struct fail *f)
{
	if (rename(from, to) == 0 && sync_dir_of(to))
		return OK;
	return fail_set(f, errno == ENOSPC || errno == EDQUOT ? E_BUSY : E_CORRUPT, "file.keep", "文件没有保存：%s", errno_text(errno));
}

enum err dir_make(const char *path, struct fail *f)
{
	char part[1024];

	if (strlen(path) >= sizeof part)
		return fail_set(f, E_INVALID, "file.name", "目录名太长：“%s”。", path);
	for (size_t i = 1; path[i - 1]; i++) {
		if (path[i] != '/' && path[i])
			continue;
		memcpy(part, path, i);
		part[i] = 0;
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return fail_set(f, E_CORRUPT, "file.dir", "建不了目录“%s”：%s。", part, errno_text(errno));
	}
	return OK;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

enum err file_lock(const char *path, int *fd, struct fail *f)
{
	char pid[24] = "";
	int got = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (got < 0)
		return fail_set(f, E_CORRUPT, "file.lock", "打不开锁文件“%s”：%s。", path, errno_text(errno));
	if (flock(got, LOCK_EX | LOCK_NB) != 0) {
		ssize_t n = read(got, pid, sizeof pid - 1);
		pid[n > 0 ? n : 0] = 0;
		close(got);
		int n_name = (int)strlen(path) - (int)strlen(".lock");
		bool marked = n_name > 0 && strcmp(path + n_name, ".lock") == 0;
		return fail_set(f, E_CONFLICT, "file.locked", "“%.*s”正由进程 %s 使用，同一时间只能由一个程序打开。", marked ? n_name : n_name + 5, path, *pid ? pid : "（未知）");
	}
	int len = snprintf(pid, sizeof pid, "%d", (int)getpid());
	if (ftruncate(got, 0) != 0 || write(got, pid, (size_t)len) != len)
		log_line(LOG_WARN, "port", "event=lock_pid_not_written errno=%d", errno);
	*fd = got;
	return OK;
}

void file_unlock(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int64_t disk_free(const char *path)
{
	struct statvfs s;

	return statvfs(path, &s) == 0 ? (int64_t)s.f_bavail * (int64_t)s.f_frsize : -1;
}
