/* serve: the server until a signal ends it. */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "api/api.h"
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
	enum err e = demo_fill(store_url_of(o), files, &d, f);
	if (e != E_CONFLICT || strcmp(f->reason, "not_empty") != 0)
		return e;
	fail_clear(f);                          /* a store that lives already is served as it is */
	return OK;
}

/* Letters go out where --smtp says; the password comes from a file or the environment, never from the command line, which all may read. */
static enum err mail_by(struct opt *o, struct fail *f)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(1));
	static const char *const ways[] = { [MAIL_TLS_TRY] = "try", [MAIL_TLS_REQUIRED] = "required", [MAIL_TLS_OFF] = "off" };
	const char *way = opt_value(o, "smtp-tls", "try"), *file = opt_value(o, "smtp-password-file", NULL);
	struct mail_conf conf = { .url = opt_value(o, "smtp", NULL), .from = opt_value(o, "smtp-from", NULL), .user = opt_value(o, "smtp-user", NULL),
				  .password = getenv("YUNGUAN_SMTP_PASSWORD"), .ca_file = opt_value(o, "smtp-ca", NULL) };
	char password[256] = "";

	if (!conf.url)
		return opt_given(o, "smtp-from") ? fail_set(f, E_INVALID, "mail.url", "有 --smtp-from 就要有 --smtp") : OK;
	for (conf.tls = MAIL_TLS_TRY; conf.tls <= MAIL_TLS_OFF && strcmp(ways[conf.tls], way) != 0; conf.tls++)
		;
	if (conf.tls > MAIL_TLS_OFF)
		return fail_set(f, E_INVALID, "mail.tls", "--smtp-tls 只能是 try、required 或 off，不是“%s”", way);
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

int cmd_serve(const struct command *c, struct opt *o, struct args args)
{
	struct core *k = NULL;
	struct api *api = NULL;
	struct fail f = { 0 };
	sigset_t set;
	int got = 0;

	signal(SIGPIPE, SIG_IGN);
	raise_descriptors();
	/* Made in memory and saved at once: whoever interrupts it loses nothing. */
	if (opt_given(o, "demo") && demo_when_empty(o, &f) != OK)
		return tell(&f);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	/* The terminal was closed; under nohup that is nothing to us. */
	struct sigaction hup;
	if (sigaction(SIGHUP, NULL, &hup) == 0 && hup.sa_handler != SIG_IGN)
		sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (mail_by(o, &f) != OK || oidc_open(opt_value(o, "sso-ca", NULL), &f) != OK || open_core(o, false, true, &f, &k) != OK)
		return tell(&f);
	struct api_opts ao = { .listen = opt_value(o, "listen", "127.0.0.1:8080"), .threads = (int)opt_int(o, "workers", 0, 0, 64),
			       .trust_proxy = opt_given(o, "trust-proxy"), .tls_cert = opt_value(o, "tls-cert", NULL), .tls_key = opt_value(o, "tls-key", NULL),
			       .tls_client_ca = opt_value(o, "tls-client-ca", NULL) };
	char names[1000];
	const char *hosts[33] = { NULL };
	snprintf(names, sizeof names, "%s", opt_value(o, "hosts", ""));
	char *rest = names;
	for (size_t i = 0; i + 1 < COUNT(hosts) && (hosts[i] = strsep(&rest, ",")) && hosts[i][0]; i++)
		ao.hosts = hosts;
	if (api_limits_parse(str_of(opt_value(o, "limits", "")), &ao.limits, &f) != OK || api_start(k, &ao, &f, &api) != OK) {
		core_close(k);
		return tell(&f);
	}
	char host[64];
	snprintf(host, sizeof host, "%.*s", (int)(strrchr(ao.listen, ':') ? strrchr(ao.listen, ':') - ao.listen : (long)strlen(ao.listen)), ao.listen);
	const char *port_file = opt_value(o, "port-file", NULL);
	char port[16];
	snprintf(port, sizeof port, "%d\n", api_port(api));
	if (port_file && file_write(port_file, str_of(port), &f) != OK)
		log_line(LOG_WARN, "cmd", "msg=\"port file not written\" sentence=\"%s\"", f.sentence);
	printf("云管已启动：%s://%s:%d\n", ao.tls_cert ? "https" : "http", host, api_port(api));
	if (opt_given(o, "demo"))
		demo_print_logins(stdout);
	first_run_hint(k);
	fflush(stdout);
	/* PostgreSQL is open to commands beside the server; a SQLite file is not. */
	struct desk *desk = NULL;
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
	(void)c;
	(void)args;
	return EXIT_DONE;
}
