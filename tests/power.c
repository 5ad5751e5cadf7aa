/* Stands before the C library in a server under test (LD_PRELOAD): what the disc is given of a database and its log, and what it is asked to keep,
 * goes to $POWER_LOG. tests/power.py makes of it what a disc may hold when the power goes. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, SYNC, SYNCED, CUT };
struct record { uint64_t ns; uint32_t kind, file; uint64_t at, n; };
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static int to = -1;

/* 1 the database, 2 its log, 0 another file. */
static uint32_t which(int fd)
{
	char link[64], path[512];

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path - 1);
	if (n < 8)
		return 0;
	path[n] = 0;
	return strcmp(path + n - 3, ".db") == 0 ? 1 : strcmp(path + n - 7, ".db-wal") == 0 ? 2 : 0;
}

/* Told before it is done: the disc may have it at any time from then on. */
static void tell(uint32_t kind, uint32_t file, uint64_t at, uint64_t n, const void *bytes)
{
	struct timespec t;

	if (to < 0)
		to = open(getenv("POWER_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	clock_gettime(CLOCK_MONOTONIC, &t);
	struct record r = { (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec, kind, file, at, n };
	if (write(to, &r, sizeof r) != sizeof r || (bytes && write(to, bytes, n) != (ssize_t)n))
		abort();
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	uint32_t file = which(fd);

	if (!file)
		return syscall(SYS_pwrite64, fd, bytes, n, at);
	pthread_mutex_lock(&one);
	tell(WRITE, file, (uint64_t)at, n, bytes);
	ssize_t did = syscall(SYS_pwrite64, fd, bytes, n, at);
	pthread_mutex_unlock(&one);
	return did;
}

int ftruncate64(int fd, off64_t n)
{
	uint32_t file = which(fd);

	if (!file)
		return (int)syscall(SYS_ftruncate, fd, n);
	pthread_mutex_lock(&one);
	tell(CUT, file, (uint64_t)n, 0, NULL);
	int did = (int)syscall(SYS_ftruncate, fd, n);
	pthread_mutex_unlock(&one);
	return did;
}

static int synced(int fd, long call)
{
	uint32_t file = which(fd);
	uint64_t me = (uint64_t)syscall(SYS_gettid);

	if (!file)
		return (int)syscall(call, fd);
	pthread_mutex_lock(&one);
	tell(SYNC, file, me, 0, NULL);
	pthread_mutex_unlock(&one);
	int did = (int)syscall(call, fd);
	pthread_mutex_lock(&one);
	if (did == 0)
		tell(SYNCED, file, me, 0, NULL);
	pthread_mutex_unlock(&one);
	return did;
}

int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }
int fsync(int fd) { return synced(fd, SYS_fsync); }
