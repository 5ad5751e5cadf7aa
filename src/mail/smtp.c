/* SMTP by libcurl. What fails says whether this letter or the server is the matter. The library is found when letters are switched on. */
#include <stdio.h>
#include "base/curl.h"
#include "mail/mail.h"

enum { CONNECT_MS = 5000, WHOLE_MS = 30000 };

/* Kept for the process, written before threads start. */
static struct { bool on; char url[300], from[255], user[255], password[255], ca_file[500]; enum mail_tls tls; } kept;

static bool keep(char *to, size_t room, const char *from) { return snprintf(to, room, "%s", from ? from : "") < (int)room; }

/* "host", "host:port", "[::1]:port", perhaps with a / behind it. */
static bool place_ok(const char *place)
{
	const char *from = place[0] == '[' ? strchr(place, ']') : place, *colon = from ? strchr(from, ':') : NULL;
	size_t n = colon ? strspn(colon + 1, "0123456789") : 0;

	if (!from || strchr(":/", place[0]) || !place[0])
		return false;
	return !colon || (n && n < 6 && (!colon[n + 1] || colon[n + 1] == '/') && atoi(colon + 1) >= 1 && atoi(colon + 1) <= 65535);
}

enum err mail_open(const struct mail_conf *conf, struct fail *f)
{
	if (strchr(conf->url, '@'))
		return fail_set(f, E_INVALID, "mail.url", "邮件服务器的地址里不能写用户名和口令，口令放在文件里");
	if (strncmp(conf->url, "smtp://", 7) != 0 && strncmp(conf->url, "smtps://", 8) != 0)
		return fail_set(f, E_INVALID, "mail.url", "邮件服务器应当写成 smtp://主机:端口 或 smtps://主机:端口，不是“%s”", conf->url);
	if (!place_ok(strstr(conf->url, "://") + 3))
		return fail_set(f, E_INVALID, "mail.url", "邮件服务器“%s”里缺少主机，或者端口不是 1 到 65535 的整数", conf->url);
	if (!conf->from || !mail_address_ok(str_of(conf->from)))
		return fail_set(f, E_INVALID, "mail.from", "发件地址应当写成 名称@域名，不是“%s”", conf->from ? conf->from : "");
	if (!keep(kept.url, sizeof kept.url, conf->url) || !keep(kept.from, sizeof kept.from, conf->from) || !keep(kept.user, sizeof kept.user, conf->user) ||
	    !keep(kept.password, sizeof kept.password, conf->password) || !keep(kept.ca_file, sizeof kept.ca_file, conf->ca_file))
		return fail_set(f, E_INVALID, "mail.too_long", "邮件设置太长");
	if (!curl_load())
		return fail_set(f, E_REMOTE, "mail.library", "缺少发信的程序库 libcurl，请运行 tools/install");
	kept.tls = conf->tls ? conf->tls : MAIL_TLS_TRY;
	if (kept.password[0] && kept.tls == MAIL_TLS_TRY)
		kept.tls = MAIL_TLS_REQUIRED;
	kept.on = true;
	return OK;
}

void mail_close(void)
{
	explicit_bzero(&kept, sizeof kept);
}

bool mail_on(void) { return kept.on; }

static size_t give(char *to, size_t size, size_t n, void *rest_)
{
	struct str *rest = rest_;
	size_t take = MIN2(size * n, rest->n);

	memcpy(to, rest->p, take);
	*rest = (struct str){ rest->p + take, rest->n - take };
	return take;
}

static size_t swallow(char *from, size_t size, size_t n, void *arg)
{
	(void)from;
	(void)arg;
	return size * n;
}

static void set_up(CURL *h, struct curl_slist *to, struct str *letter)
{
	static const long tls[] = { [MAIL_TLS_TRY] = CURLUSESSL_TRY, [MAIL_TLS_REQUIRED] = CURLUSESSL_ALL, [MAIL_TLS_OFF] = CURLUSESSL_NONE };

	sym(curl_easy_setopt)(h, CURLOPT_URL, kept.url);
	sym(curl_easy_setopt)(h, CURLOPT_NOSIGNAL, 1L);
	sym(curl_easy_setopt)(h, CURLOPT_PROXY, "");               /* never by way of an environment's proxy */
	sym(curl_easy_setopt)(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	sym(curl_easy_setopt)(h, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	sym(curl_easy_setopt)(h, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
	sym(curl_easy_setopt)(h, CURLOPT_USE_SSL, tls[kept.tls]);
	if (kept.ca_file[0])
		sym(curl_easy_setopt)(h, CURLOPT_CAINFO, kept.ca_file);
	if (kept.user[0]) {
		sym(curl_easy_setopt)(h, CURLOPT_USERNAME, kept.user);
		sym(curl_easy_setopt)(h, CURLOPT_PASSWORD, kept.password);
	}
	sym(curl_easy_setopt)(h, CURLOPT_MAIL_FROM, kept.from);
	sym(curl_easy_setopt)(h, CURLOPT_MAIL_RCPT, to);
	sym(curl_easy_setopt)(h, CURLOPT_UPLOAD, 1L);
	sym(curl_easy_setopt)(h, CURLOPT_READFUNCTION, give);
	sym(curl_easy_setopt)(h, CURLOPT_READDATA, letter);
	sym(curl_easy_setopt)(h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter->n);
	sym(curl_easy_setopt)(h, CURLOPT_WRITEFUNCTION, swallow);
}

static enum err told(CURL *h, CURLcode got, struct fail *f)
{
	long code = 0;

	if (got == CURLE_OK)
		return OK;
	sym(curl_easy_getinfo)(h, CURLINFO_RESPONSE_CODE, &code);
	if (code >= 400 && code < 600 && got != CURLE_LOGIN_DENIED && got != CURLE_USE_SSL_FAILED)
		return fail_set(f, E_REMOTE, "mail.rejected", "邮件服务器没有接收（答复 %ld）", code);
	return fail_set(f, E_REMOTE, "mail.unreachable", "邮件服务器不能使用：%s", sym(curl_easy_strerror)(got));
}

enum err mail_send(const struct mail *m, struct fail *f)
{
	CLEANUP(buf_done) struct buf letter = BUF_MAX(MIB(2));
	char to[256];

	if (!mail_address_ok(m->to))
		return fail_set(f, E_INVALID, "mail.address", "收件地址不是能用的邮箱地址");
	if (fault("mail.send"))
		return fail_set(f, E_REMOTE, "mail.unreachable", "邮件服务器不能使用");
	mail_write(m, str_of(kept.from), &letter);
	snprintf(to, sizeof to, STR_FMT, STR_ARG(m->to));
	struct curl_slist *list = sym(curl_slist_append)(NULL, to);
	CURL *h = sym(curl_easy_init)();
	struct str rest = buf_str(&letter);
	if (!h || !list || letter.failed) {
		sym(curl_slist_free_all)(list);
		sym(curl_easy_cleanup)(h);
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	}
	set_up(h, list, &rest);
	enum err e = told(h, sym(curl_easy_perform)(h), f);
	sym(curl_easy_cleanup)(h);
	sym(curl_slist_free_all)(list);
	return e;
}
