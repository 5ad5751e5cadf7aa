/* What is known of issuers, and the two steps of the code flow. */
#include <jansson.h>
#include <pthread.h>
#include <time.h>
#include "base/field.h"
#include "oidc/oidc_in.h"

enum { KNOWN_MAX = 16, CONFIG_S = 3600, KEYS_S = 600, KEYS_AGAIN_S = 10, FAILED_S = 3 };

/* ---- addresses ---- */
static struct str host_of(struct str url)
{
	ptrdiff_t at = str_find(url, STR("://"));
	struct str rest = at < 0 ? STR_NONE : (struct str){ url.p + at + 3, url.n - (size_t)at - 3 };
	size_t n = 0;

	while (n < rest.n && !strchr("/?#", rest.p[n]))
		n++;
	return (struct str){ rest.p, n };
}

bool oidc_is_local(struct str url)
{
	struct str host = host_of(url);

	if (host.n && host.p[0] == '[')
		return str_starts(host, STR("[::1]")) && (host.n == 5 || host.p[5] == ':');
	struct str name = str_cut(&host, ':');
	return str_is(name, "127.0.0.1") || str_is(name, "localhost");
}

bool oidc_url_ok(struct str url)
{
	struct str host = host_of(url);

	if (!host.n || url.n > 500 || !(str_starts(url, STR("https://")) || (str_starts(url, STR("http://")) && oidc_is_local(url))))
		return false;
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || strchr("#\"'<>\\^`{|}", url.p[i]))
			return false;
	return !memchr(host.p, '@', host.n) && host.p[0] != ':';
}

bool oidc_issuer_ok(struct str url) { return oidc_url_ok(url) && !memchr(url.p, '?', url.n); }

/* ---- the configuration (OpenID Connect Discovery 1.0) ---- */
static struct str text_of(json_t *o, const char *name)
{
	json_t *v = json_object_get(o, name);

	return json_is_string(v) ? (struct str){ json_string_value(v), json_string_length(v) } : STR_NONE;
}

static bool has_word(json_t *list, const char *word)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_is_string(json_array_get(list, i)) && strcmp(json_string_value(json_array_get(list, i)), word) == 0)
			return true;
	return false;
}

static enum err odd(struct fail *f, const char *what)
{
	return fail_set(f, E_REMOTE, "sso.issuer", "统一认证服务器的配置不能用：%s", what);
}

/* An endpoint on this machine itself is for an issuer on this machine itself. */
static bool endpoint(json_t *o, const char *name, struct str issuer, struct arena *a, struct str *out)
{
	struct str s = text_of(o, name);

	if (!s.p || !oidc_url_ok(s) || (str_starts(s, STR("http://")) && !oidc_is_local(issuer)))
		return false;
	*out = arena_str(a, s);
	return true;
}

static enum err config_of(json_t *o, struct str issuer, struct arena *a, struct oidc_config *out, struct fail *f)
{
	json_t *methods = json_object_get(o, "token_endpoint_auth_methods_supported"), *challenges = json_object_get(o, "code_challenge_methods_supported"),
	       *types = json_object_get(o, "response_types_supported");

	if (!json_is_object(o) || !str_eq(text_of(o, "issuer"), issuer))
		return odd(f, "签发者与登记的不一致");
	if (!endpoint(o, "authorization_endpoint", issuer, a, &out->authorization_endpoint) || !endpoint(o, "token_endpoint", issuer, a, &out->token_endpoint) ||
	    !endpoint(o, "jwks_uri", issuer, a, &out->jwks_uri))
		return odd(f, "缺少端点，或者端点不是 https");
	if (types && !has_word(types, "code"))
		return odd(f, "不支持授权码方式");
	if (challenges && !has_word(challenges, "S256"))
		return odd(f, "不支持 PKCE 的 S256");
	/* Left out, it means basic. */
	out->by_post = methods && !has_word(methods, "client_secret_basic") && has_word(methods, "client_secret_post");
	out->names_itself = json_is_true(json_object_get(o, "authorization_response_iss_parameter_supported"));
	return OK;
}

enum err oidc_config_read(struct str json, struct str issuer, struct arena *a, struct oidc_config *out, struct fail *f)
{
	json_t *o = NULL;

	*out = (struct oidc_config){ 0 };
	if (json_text_parse(json, f, &o) != OK)
		return odd(f, "不是 JSON");
	enum err e = config_of(o, issuer, a, out, f);
	json_decref(o);
	return e;
}

/* ---- what was learnt of each issuer, for the process ---- */
struct known { char issuer[512]; struct buf config, keys; int64_t config_s, keys_s, failed_s, used_s; };
static struct known known[KNOWN_MAX];
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

static int64_t mono_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec + 1000000;            /* 0 stands for never */
}

/* Under the lock. The one that was used longest ago gives way. */
static struct known *known_of(struct str issuer)
{
	struct known *oldest = known;

	for (size_t i = 0; i < COUNT(known); i++) {
		if (str_is(issuer, known[i].issuer)) {
			oldest = &known[i];
			break;
		}
		if (known[i].used_s < oldest->used_s)
			oldest = &known[i];
	}
	if (!str_is(issuer, oldest->issuer)) {
		buf_done(&oldest->config);
		buf_done(&oldest->keys);
		*oldest = (struct known){ .config = BUF_MAX(KIB(256)), .keys = BUF_MAX(KIB(256)) };
		memcpy(oldest->issuer, issuer.p, MIN2(issuer.n, sizeof oldest->issuer - 1));
	}
	oldest->used_s = mono_s();
	return oldest;
}

static bool remembered(struct str issuer, bool keys, int64_t age_s, struct arena *a, struct str *out, struct fail *f, enum err *why)
{
	pthread_mutex_lock(&known_lock);
	struct known *k = known_of(issuer);
	int64_t since = keys ? k->keys_s : k->config_s;
	bool fresh = since && mono_s() - since < age_s;

	if (fresh)
		*out = arena_str(a, buf_str(keys ? &k->keys : &k->config));
	*why = OK;
	if (!fresh && k->failed_s && mono_s() - k->failed_s < FAILED_S)
		*why = fail_set(f, E_REMOTE, "sso.unreachable", "统一认证服务器刚才没有答复，请稍后再试");
	pthread_mutex_unlock(&known_lock);
	return fresh;
}

static void remember(struct str issuer, bool keys, struct str text)
{
	pthread_mutex_lock(&known_lock);
	struct known *k = known_of(issuer);
	struct buf *b = keys ? &k->keys : &k->config;

	if (text.p) {
		buf_clear(b);
		buf_add(b, text);
		*(keys ? &k->keys_s : &k->config_s) = b->failed ? 0 : mono_s();
	}
	k->failed_s = text.p ? 0 : mono_s();
	pthread_mutex_unlock(&known_lock);
}

static enum err ask_for(struct str issuer, struct str url, bool keys, struct arena *a, struct str *out, struct fail *f)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(256));
	long status = 0;
	enum err e = oidc_fetch(&(struct ask){ .url = url, .local = oidc_is_local(issuer) }, &status, &b, f);

	if (e == OK && status != 200)
		e = fail_set(f, E_REMOTE, "sso.issuer", "统一认证服务器的答复不能用（%ld）", status);
	if (e == OK)
		*out = arena_str(a, buf_str(&b));
	remember(issuer, keys, e == OK ? *out : STR_NONE);
	return e;
}

static enum err config_get(struct str issuer, struct arena *a, struct oidc_config *out, struct fail *f)
{
	struct str json, base = issuer;
	enum err e;

	if (!oidc_issuer_ok(issuer))
		return odd(f, "签发者的地址");
	if (!remembered(issuer, false, CONFIG_S, a, &json, f, &e)) {
		TRY(e);
		if (base.p[base.n - 1] == '/')
			base.n--;
		TRY(ask_for(issuer, arena_fmt(a, STR_FMT "/.well-known/openid-configuration", STR_ARG(base)), false, a, &json, f));
	}
	return oidc_config_read(json, issuer, a, out, f);
}

static enum err keys_get(struct str issuer, const struct oidc_config *conf, int64_t age_s, struct arena *a, struct str *out, struct fail *f)
{
	enum err e;

	if (remembered(issuer, true, age_s, a, out, f, &e))
		return OK;
	TRY(e);
	return ask_for(issuer, conf->jwks_uri, true, a, out, f);
}

/* ---- the flow ---- */
enum err oidc_address(const struct oidc_issuer *i, struct str state, struct str nonce, struct str verifier, struct arena *a, struct str *url, struct fail *f)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(8));
	struct oidc_config conf;

	TRY(config_get(i->issuer, a, &conf, f));
	oidc_form_put("response_type", STR("code"), &b);
	oidc_form_put("client_id", i->client_id, &b);
	oidc_form_put("redirect_uri", i->redirect_uri, &b);
	oidc_form_put("scope", STR("openid profile"), &b);
	oidc_form_put("state", state, &b);
	oidc_form_put("nonce", nonce, &b);
	oidc_form_put("code_challenge", oidc_challenge(verifier, a), &b);
	oidc_form_put("code_challenge_method", STR("S256"), &b);
	if (b.failed)
		return fail_set(f, E_REMOTE, "sso.issuer", "统一认证的地址太长");
	*url = arena_fmt(a, STR_FMT "%c" STR_FMT, STR_ARG(conf.authorization_endpoint), memchr(conf.authorization_endpoint.p, '?', conf.authorization_endpoint.n) ? '&' : '?',
			 STR_ARG(buf_str(&b)));
	return OK;
}

static enum err token_of(struct str json, struct arena *a, struct str *out, struct fail *f)
{
	json_t *o = NULL;

	if (json_text_parse(json, f, &o) != OK)
		return fail_set(f, E_REMOTE, "sso.issuer", "统一认证服务器的答复不是 JSON");
	struct str s = text_of(o, "id_token");
	*out = s.p ? arena_str(a, s) : STR_NONE;
	json_decref(o);
	return out->p ? OK : fail_set(f, E_REMOTE, "sso.issuer", "统一认证服务器没有给出身份令牌");
}

static enum err code_spend(const struct oidc_issuer *i, const struct oidc_config *conf, struct str code, struct str verifier, struct arena *a, struct str *token, struct fail *f)
{
	CLEANUP(buf_done) struct buf form = BUF_MAX(KIB(16)), b = BUF_MAX(KIB(256));
	struct ask ask = { .url = conf->token_endpoint, .local = oidc_is_local(i->issuer) };
	long status = 0;

	oidc_form_put("grant_type", STR("authorization_code"), &form);
	oidc_form_put("code", code, &form);
	oidc_form_put("redirect_uri", i->redirect_uri, &form);
	oidc_form_put("code_verifier", verifier, &form);
	if (i->secret.p && !conf->by_post) {
		ask.user = i->client_id;
		ask.password = i->secret;
	} else {
		oidc_form_put("client_id", i->client_id, &form);
		if (i->secret.p)
			oidc_form_put("client_secret", i->secret, &form);
	}
	if (form.failed)
		return fail_set(f, E_DENIED, "sso.proof", "授权码太长");
	ask.form = buf_str(&form);
	enum err e = oidc_fetch(&ask, &status, &b, f);
	explicit_bzero(form.p, form.n);
	TRY(e);
	if (status >= 400 && status < 500 && status != 401)
		return fail_set(f, E_DENIED, "sso.proof", "统一认证没有通过，请重新登录");
	if (status != 200)
		return fail_set(f, E_REMOTE, "sso.issuer", status == 401 ? "统一认证服务器不认本平台的客户端标识或密钥" : "统一认证服务器的答复不能用（%ld）", status);
	return token_of(buf_str(&b), a, token, f);
}

enum err oidc_prove(const struct oidc_issuer *i, struct str code, struct str iss, struct str verifier, struct str nonce, struct instant now, struct arena *a,
		    struct oidc_claims *out, struct fail *f)
{
	struct oidc_expect want = { i->issuer, i->client_id, nonce, now };
	struct oidc_config conf;
	struct str token, keys;
	bool unknown = false;

	TRY(config_get(i->issuer, a, &conf, f));
	if (iss.p ? !str_eq(iss, i->issuer) : conf.names_itself)
		return fail_set(f, E_DENIED, "sso.proof", "答复不是来自登记的统一认证服务器");
	TRY(code_spend(i, &conf, code, verifier, a, &token, f));
	TRY(keys_get(i->issuer, &conf, KEYS_S, a, &keys, f));
	enum err e = oidc_token_check(token, keys, &want, a, out, &unknown, f);
	if (e == OK || !unknown)
		return e;
	fail_clear(f);
	TRY(keys_get(i->issuer, &conf, KEYS_AGAIN_S, a, &keys, f));
	return oidc_token_check(token, keys, &want, a, out, &unknown, f);
}
