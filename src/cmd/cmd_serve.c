/* serve: the server until a signal ends it. */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "api/api.h"
#include "api/http.h"
#include "cmd/cmd.h"
#include "cmd/demo.h"
#include "cmd/door.h"
#include "mail/mail.h"
#include "oidc/oidc.h"
#include "cmd/desk.h"

/* Tells systemd that the service stands (sd_notify's protocol), when it asked to be told. */
static void notify_ready(void)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	if (!path || strlen(path) >= sizeof to.sun_path)
		return;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	strcpy(to.sun_path, path);
	if (to.sun_path[0] == '@')
		to.sun_path[0] = 0;
	if (sendto(fd, "READY=1", 7, MSG_NOSIGNAL, (struct sockaddr *)&to, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path))) < 0)
		log_line(LOG_WARN, "cmd", "msg=\"systemd was not told\"");
	close(fd);
}

/* Many connections need many descriptors; the usual soft limit is for programs that use select. */
static void raise_descriptors(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_cur < l.rlim_max) {
		l.rlim_cur = l.rlim_max == RLIM_INFINITY ? 65536 : l.rlim_max;
		setrlimit(RLIMIT_NOFILE, &l);
	}
}

static enum err demo_when_empty(struct opt *o, struct fail *f)
{
	struct demo_opts d = demo_shown();
	char files[600];

	snprintf(files, sizeof files, "%s/files", opt_value(o, "data", "./var"));
	TRY(data_open(o, f));
	TRY(dir_make(files, f));
	bool there = store_there(o, f) == OK;
	fail_clear(f);
	enum err e = demo_fill(store_url_of(o), files, &d, f);
	/* A store that lives already is served as it is; on a full disc nobody can look into it, and nothing would be filled in. */
	if (strcmp(f->reason, "not_empty") != 0 && !(there && strcmp(f->reason, "store.full") == 0))
		return e;
	fail_clear(f);
	return OK;
}

/* Letters go out where --smtp says; the password comes from a file or the environment, never from the command line, which all may read. */
static enum err mail_by(struct opt *o, struct fail *f)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(1));
	static const char *const ways[] = { "try", "required", "off", NULL };
	static const enum mail_tls tls[] = { MAIL_TLS_TRY, MAIL_TLS_REQUIRED, MAIL_TLS_OFF };
	const char *file = opt_value(o, "smtp-password-file", NULL);
	struct mail_conf conf = { .url = opt_value(o, "smtp", NULL), .from = opt_value(o, "smtp-from", NULL), .user = opt_value(o, "smtp-user", NULL),
				  .password = getenv("YUNGUAN_SMTP_PASSWORD"), .ca_file = opt_value(o, "smtp-ca", NULL) };
	char password[256] = "";

	if (!conf.url)
		return OK;
	conf.tls = tls[opt_word(o, "smtp-tls", "try", ways)];
	if (file) {
		TRY(file_read(file, &text, f));
		struct str rest = buf_str(&text), line = str_trim(str_cut(&rest, '\n'));
		snprintf(password, sizeof password, STR_FMT, STR_ARG(line));
		conf.password = password;
	}
	enum err e = mail_open(&conf, f);
	explicit_bzero(password, sizeof password);
	if (text.p)
		explicit_bzero(text.p, text.n);
	return e;
}

/* Whoever starts an empty store is told that a page waits for them. */
static void first_run_hint(struct core *k)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(16));
	struct answer ans = { .arena = a };

	if (door_call(k, STR(""), STR("account.first_needed"), STR_NONE, &ans) == OK && str_is(json_at(a, ans.body, STR("needed")), "true"))
		printf("首次启动还没有完成：在浏览器打开上面的地址，登记主管部门和三名管理员\n");
}

/* ---- what was asked for, looked at before anything is opened, filled or written ---- */
enum { HOSTS_MAX = 32 };
struct hosts { char text[2000]; const char *of[HOSTS_MAX + 1]; };

static int hosts_take(const struct command *c, const struct opt *o, struct hosts *h)
{
	const char *given = opt_value(o, "hosts", NULL);
	char *rest = h->text;
	struct str bare;
	size_t n = 0;

	if (!given)
		return EXIT_DONE;
	if (snprintf(h->text, sizeof h->text, "%s", given) >= (int)sizeof h->text)
		return usage(c, "--hosts 太长，最多 %zu 字节", sizeof h->text - 1);
	for (char *name; (name = strsep(&rest, ",")); h->of[n++] = name) {
		if (n == HOSTS_MAX)
			return usage(c, "--hosts 最多 %d 个主机名", HOSTS_MAX);
		if (!host_parse(str_of(name), &bare) || bare.n != strlen(name))
			return usage(c, "--hosts 应当是用逗号分开的主机名，不含端口，不是“%s”", name);
	}
	return EXIT_DONE;
}

/* Files that are to be read: there, and files. */
static int files_there(const struct opt *o)
{
	static const char *const names[] = { "tls-cert", "tls-key", "tls-client-ca", "sso-ca", "smtp-ca", "smtp-password-file" };

	for (size_t i = 0; i < COUNT(names); i++) {
		CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));
		const char *path = opt_value(o, names[i], NULL);
		struct fail f = { 0 };
		enum err e = path ? file_read(path, &b, &f) : OK;
		if (e == OK && path && !b.n)
			e = fail_set(&f, E_INVALID, "file.empty", "文件“%s”是空的", path);
		if (b.p)
			explicit_bzero(b.p, b.n);
		if (e == OK)
			continue;
		fprintf(stderr, "--%s：%s\n", names[i], f.sentence);
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}

/* Options that mean nothing without another. */
static int companions(const struct command *c, const struct opt *o)
{
	static const char *const needs[][2] = {
		{ "tls-cert", "tls-key" }, { "tls-key", "tls-cert" }, { "tls-client-ca", "tls-cert" }, { "smtp", "smtp-from" }, { "smtp-from", "smtp" }, { "smtp-user", "smtp" },
		{ "smtp-password-file", "smtp" }, { "smtp-tls", "smtp" }, { "smtp-ca", "smtp" },
	};

	for (size_t i = 0; i < COUNT(needs); i++)
		if (opt_given(o, needs[i][0]) && !opt_given(o, needs[i][1]))
			return usage(c, "有 --%s 就要有 --%s", needs[i][0], needs[i][1]);
	return EXIT_DONE;
}

static int asked(const struct command *c, struct opt *o, struct api_opts *ao, struct hosts *h)
{
	struct fail f = { 0 };
	int code = companions(c, o);

	ao->threads = (int)opt_int(o, "workers", 0, 0, 64);
	if (code == EXIT_DONE && api_listen_check(ao->listen, &f) != OK)
		code = usage(c, "--listen：%s", f.sentence);
	if (code == EXIT_DONE && api_limits_parse(str_of(opt_value(o, "limits", "")), &ao->limits, &f) != OK)
		code = usage(c, "--limits：%s", f.sentence);
	if (code == EXIT_DONE)
		code = hosts_take(c, o, h);
	if (h->of[0])
		ao->hosts = h->of;
	if (code == EXIT_DONE)
		code = files_there(o);
	if (code == EXIT_DONE && mail_by(o, &f) != OK)
		code = f.kind == E_INVALID ? usage(c, "%s", f.sentence) : tell(&f);
	if (code == EXIT_DONE && oidc_open(opt_value(o, "sso-ca", NULL), &f) != OK)
		code = tell(&f);
	return code;
}

/* Not started, rather than that something was not saved. */
static int not_started(struct fail *f)
{
	if (strcmp(f->reason, "store.full") == 0)
		fail_set(f, E_BUSY, "store.full", "磁盘空间不足，服务没有启动；腾出 32 MB 以上再启动");
	return tell(f);
}

static enum err port_told(struct opt *o, struct api *api, struct fail *f)
{
	const char *file = opt_value(o, "port-file", NULL);
	char port[16];

	snprintf(port, sizeof port, "%d\n", api_port(api));
	return file ? file_write(file, str_of(port), f) : OK;
}

static void greet(struct opt *o, struct core *k, const struct api_opts *ao, struct api *api)
{
	printf("云管已启动：%s://%.*s:%d\n", ao->tls_cert ? "https" : "http", (int)(strrchr(ao->listen, ':') - ao->listen), ao->listen, api_port(api));
	if (opt_given(o, "demo"))
		demo_print_logins(stdout);
	first_run_hint(k);
	fflush(stdout);
}

static void signals_wait_for_us(sigset_t *set)
{
	struct sigaction hup;

	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	/* The terminal was closed; under nohup that is nothing to us. */
	if (sigaction(SIGHUP, NULL, &hup) == 0 && hup.sa_handler != SIG_IGN)
		sigaddset(set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, set, NULL);
}

int cmd_serve(const struct command *c, struct opt *o, struct args args)
{
	struct api_opts ao = { .listen = opt_value(o, "listen", "127.0.0.1:8080"), .trust_proxy = opt_given(o, "trust-proxy"), .tls_cert = opt_value(o, "tls-cert", NULL),
			       .tls_key = opt_value(o, "tls-key", NULL), .tls_client_ca = opt_value(o, "tls-client-ca", NULL) };
	struct hosts hosts = { 0 };
	struct core *k = NULL;
	struct api *api = NULL;
	struct desk *desk = NULL;
	struct fail f = { 0 };
	sigset_t set;
	int got = 0, code = asked(c, o, &ao, &hosts);

	(void)args;
	if (code != EXIT_DONE)
		return code;
	signal(SIGPIPE, SIG_IGN);
	raise_descriptors();
	/* Made in memory and saved at once: whoever interrupts it loses nothing. */
	if (opt_given(o, "demo") && demo_when_empty(o, &f) != OK)
		return not_started(&f);
	signals_wait_for_us(&set);
	if (open_core(o, false, true, &f, &k) != OK)
		return not_started(&f);
	if (api_start(k, &ao, &f, &api) != OK || port_told(o, api, &f) != OK) {
		api_stop(api);
		core_close(k);
		return tell(&f);
	}
	greet(o, k, &ao, api);
	/* PostgreSQL is open to commands beside the server; a SQLite file is not. */
	if (strncmp(store_url_of(o), "sqlite:", 7) == 0 && desk_open(k, opt_value(o, "data", "./var"), &f, &desk) != OK)
		log_line(LOG_WARN, "cmd", "msg=\"no desk for commands\" reason=%s", f.reason);
	notify_ready();
	sigwait(&set, &got);
	/* Who asks a second time does not want to wait for the last answers; what was answered is on disc. */
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	desk_close(desk);
	api_stop(api);
	core_close(k);
	mail_close();
	return EXIT_DONE;
}
