/* One request to an issuer by libcurl, bounded in time and size. */
#include <stdio.h>
#include <unistd.h>
#include "base/curl.h"
#include "oidc/oidc_in.h"

enum { CONNECT_MS = 3000, WHOLE_MS = 8000 };

static char ca[500];                           /* written before threads start */

enum err oidc_open(const char *ca_file, struct fail *f)
{
	if (ca_file && (access(ca_file, R_OK) != 0 || snprintf(ca, sizeof ca, "%s", ca_file) >= (int)sizeof ca))
		return fail_set(f, E_INVALID, "sso.ca", "读不到证书文件 %s", ca_file);
	return OK;
}

static bool is_plain(char ch) { return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || strchr("-._~", ch); }

static void percent_put(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] && is_plain(s.p[i]))
			buf_byte(out, s.p[i]);
		else
			buf_fmt(out, "%%%02X", (uint8_t)s.p[i]);
}

void oidc_form_put(const char *name, struct str value, struct buf *out)
{
	buf_fmt(out, "%s%s=", out->n ? "&" : "", name);
	percent_put(value, out);
}

static size_t take(char *from, size_t size, size_t n, void *to)
{
	struct buf *b = to;

	buf_add(b, (struct str){ from, size * n });
	return b->failed ? 0 : size * n;
}

static void set_up(CURL *h, const struct ask *ask, const char *url, const char *form, struct curl_slist *headers, struct buf *out)
{
	sym(curl_easy_setopt)(h, CURLOPT_URL, url);
	sym(curl_easy_setopt)(h, CURLOPT_NOSIGNAL, 1L);
	sym(curl_easy_setopt)(h, CURLOPT_PROXY, "");               /* never by way of an environment's proxy */
	sym(curl_easy_setopt)(h, CURLOPT_PROTOCOLS_STR, ask->local ? "http,https" : "https");
	sym(curl_easy_setopt)(h, CURLOPT_FOLLOWLOCATION, 0L);
	sym(curl_easy_setopt)(h, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	sym(curl_easy_setopt)(h, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
	sym(curl_easy_setopt)(h, CURLOPT_HTTPHEADER, headers);
	sym(curl_easy_setopt)(h, CURLOPT_WRITEFUNCTION, take);
	sym(curl_easy_setopt)(h, CURLOPT_WRITEDATA, out);
	if (ca[0])
		sym(curl_easy_setopt)(h, CURLOPT_CAINFO, ca);
	if (form)
		sym(curl_easy_setopt)(h, CURLOPT_POSTFIELDS, form);
}

/* RFC 6749, 2.3.1: both halves are form-encoded first. */
static void name_and_password(CURL *h, const struct ask *ask)
{
	CLEANUP(buf_done) struct buf user = BUF_MAX(KIB(4)), password = BUF_MAX(KIB(4));

	percent_put(ask->user, &user);
	percent_put(ask->password, &password);
	buf_byte(&user, 0);
	buf_byte(&password, 0);
	if (user.failed || password.failed)
		return;
	sym(curl_easy_setopt)(h, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	sym(curl_easy_setopt)(h, CURLOPT_USERNAME, user.p);
	sym(curl_easy_setopt)(h, CURLOPT_PASSWORD, password.p);
	explicit_bzero(password.p, password.n);
}

enum err oidc_fetch(const struct ask *ask, long *status, struct buf *out, struct fail *f)
{
	char *url = NULL, *form = NULL;

	if (!curl_load())
		return fail_set(f, E_REMOTE, "sso.unreachable", "缺少访问网络的程序库 libcurl，请运行 tools/install");
	if (fault("sso.fetch"))
		return fail_set(f, E_REMOTE, "sso.unreachable", "统一认证服务器不能使用");
	CURL *h = sym(curl_easy_init)();
	struct curl_slist *headers = sym(curl_slist_append)(NULL, "Accept: application/json");
	url = strndup(ask->url.p, ask->url.n);
	form = ask->form.p ? strndup(ask->form.p, ask->form.n) : NULL;
	enum err e = OK;
	if (!h || !headers || !url || (ask->form.p && !form)) {
		e = fail_set(f, E_NOMEM, "no_memory", "内存不够");
	} else {
		set_up(h, ask, url, form, headers, out);
		if (ask->password.p)
			name_and_password(h, ask);
		CURLcode got = sym(curl_easy_perform)(h);
		sym(curl_easy_getinfo)(h, CURLINFO_RESPONSE_CODE, status);
		if (got != CURLE_OK)
			e = fail_set(f, E_REMOTE, "sso.unreachable", "统一认证服务器不能使用：%s", out->failed ? "答复太长" : sym(curl_easy_strerror)(got));
	}
	if (form)
		explicit_bzero(form, strlen(form));
	free(form);
	free(url);
	if (headers)
		sym(curl_slist_free_all)(headers);
	if (h)
		sym(curl_easy_cleanup)(h);
	return e;
}
