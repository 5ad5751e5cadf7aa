/* A program run to its end, with what it is told and what it says. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "port/port.h"

extern char **environ;
enum { TO, FROM, SAYS, PIPES };
struct child { pid_t pid; int fd[PIPES]; };

void process_leaves_no_core(void)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
#ifndef __SANITIZE_ADDRESS__            /* its search for leaks looks into the process from outside */
	/* A core that goes to a program (core_pattern) is not held by the limit. */
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

enum err process_become_owner(const char *path, struct fail *f)
{
	struct stat st;

	if (geteuid() != 0 || stat(path, &st) != 0 || st.st_uid == 0)
		return OK;
	const struct passwd *owner = getpwuid(st.st_uid);
	gid_t group = owner ? owner->pw_gid : st.st_gid;
	if ((owner ? initgroups(owner->pw_name, group) : setgroups(0, NULL)) != 0 || setgid(group) != 0 || setuid(st.st_uid) != 0)
		return fail_set(f, E_DENIED, "process.owner", "“%s”属于另一个账号，不能以它的身份办理：%s。", path, errno_text(errno));
	return OK;
}

void process_keep_standard(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			abort();
}

static void fd_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void child_end(struct child *c)
{
	for (int i = 0; i < PIPES; i++)
		fd_end(&c->fd[i]);
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	c->pid = 0;
}

/* Our ends of the pipes do not block and close themselves in whatever else is started. */
static int child_start(struct child *c, const char *path, const char *const argv[])
{
	int theirs[PIPES] = { -1, -1, -1 }, e = 0;
	posix_spawn_file_actions_t acts;
	posix_spawnattr_t attr;
	sigset_t none;

	*c = (struct child){ 0, { -1, -1, -1 } };
	for (int i = 0; i < PIPES && !e; i++) {
		int p[2];
		/* A socket takes MSG_NOSIGNAL: a program that does not listen to its end must not end us. */
		if ((i == TO ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p) : pipe2(p, O_CLOEXEC)) != 0) {
			e = errno;
			break;
		}
		c->fd[i] = p[i == TO ? 1 : 0];
		theirs[i] = p[i == TO ? 0 : 1];
		fcntl(c->fd[i], F_SETFL, O_NONBLOCK);
	}
	posix_spawn_file_actions_init(&acts);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	for (int i = 0; i < PIPES; i++)
		posix_spawn_file_actions_adddup2(&acts, theirs[i], i);
	if (!e)
		e = posix_spawn(&c->pid, path, &acts, &attr, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&acts);
	posix_spawnattr_destroy(&attr);
	for (int i = 0; i < PIPES; i++)
		fd_end(&theirs[i]);
	if (e) {
		c->pid = 0;
		child_end(c);
	}
	return e;
}

static void give(struct child *c, struct str *input)
{
	ssize_t n = input->n ? send(c->fd[TO], input->p, input->n, MSG_NOSIGNAL) : 0;

	if (n > 0) {
		input->p += n;
		input->n -= (size_t)n;
	}
	if (input->n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		fd_end(&c->fd[TO]);
}

static void take(int *fd, struct buf *to)
{
	char part[16384];
	ssize_t n = read(*fd, part, sizeof part);

	if (n > 0)
		buf_add(to, (struct str){ part, (size_t)n });
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		fd_end(fd);
}

/* Until both of its outputs are closed, or out is full, or the time is over. */
static enum err talk(struct child *c, struct str input, int64_t until_us, struct buf *out, struct buf *says)
{
	while (c->fd[FROM] >= 0 || c->fd[SAYS] >= 0) {
		struct pollfd p[PIPES] = { { c->fd[TO], POLLOUT, 0 }, { c->fd[FROM], POLLIN, 0 }, { c->fd[SAYS], POLLIN, 0 } };
		int64_t left = (until_us - port_mono_us()) / 1000;
		if (left <= 0)
			return E_BUSY;
		if (poll(p, PIPES, (int)left) < 0 && errno != EINTR)
			return E_REMOTE;
		if (p[TO].revents)
			give(c, &input);
		if (p[FROM].revents)
			take(&c->fd[FROM], out);
		if (p[SAYS].revents)
			take(&c->fd[SAYS], says);
		if (out->failed)
			return E_LIMIT;
	}
	return OK;
}

enum err process_run(const char *path, const char *const argv[], struct str input, int timeout_ms, struct buf *out, struct fail *f)
{
	CLEANUP(buf_done) struct buf says = BUF_MAX(KIB(64));
	struct child c;
	int state = 0, e = fault("port.process") ? EAGAIN : child_start(&c, path, argv);

	if (e)
		return fail_set(f, E_REMOTE, "process.start", "程序没有启动：%s", errno_text(e));
	enum err err = talk(&c, input, port_mono_us() + (int64_t)timeout_ms * 1000, out, &says);
	if (err == OK) {
		while (waitpid(c.pid, &state, 0) < 0 && errno == EINTR)
			;
		c.pid = 0;
	}
	child_end(&c);
	if (err == E_BUSY)
		return fail_set(f, E_BUSY, "process.slow", "程序在 %d 秒内没有完成", timeout_ms / 1000);
	if (err == E_LIMIT)
		return fail_set(f, E_LIMIT, "process.too_much", "程序的输出超过 %zu MB", out->max >> 20);
	if (err != OK || !WIFEXITED(state) || WEXITSTATUS(state) != 0) {
		struct str line = str_trim(buf_str(&says)), rest = line;
		while (rest.p)
			line = str_cut(&rest, '\n');
		return fail_set(f, E_REMOTE, "process.failed", "程序没有完成：" STR_FMT, STR_ARG(line.n && utf8_ok(line) ? utf8_head(line, 100) : STR("没有说明")));
	}
	return OK;
}
