/* ID tokens (RFC 7519, 7515, 7517; OpenID Connect Core 3.1.3.7): pure, so that each check can be tried. */
#include <jansson.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include "base/field.h"
#include "oidc/oidc.h"

enum { TOKEN_MAX = 32768, SKEW_S = 60, KEYS_MAX = 64, RSA_BITS_MIN = 2048, RSA_BITS_MAX = 8192 };
enum alg { ALG_NONE, RS256, ES256 };

struct str oidc_challenge(struct str verifier, struct arena *a)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(64);
	unsigned char md[32];
	unsigned n = 0;

	EVP_Digest(verifier.p, verifier.n, md, &n, EVP_sha256(), NULL);
	base64url_put((struct str){ (const char *)md, n }, &b);
	return arena_str(a, buf_str(&b));
}

/* ---- keys ---- */
static enum err no(struct fail *f, const char *what)
{
	return fail_set(f, E_DENIED, "sso.proof", "身份令牌不能接受：%s", what);
}

static struct str text_of(json_t *o, const char *name)
{
	json_t *v = json_object_get(o, name);

	return json_is_string(v) ? (struct str){ json_string_value(v), json_string_length(v) } : STR_NONE;
}

static struct str bytes_of(json_t *o, const char *name, struct arena *a)
{
	struct str s = text_of(o, name);

	return s.n ? base64url_get(s, a) : STR_NONE;
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *bld)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) <= 0 || EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return key;
}

static EVP_PKEY *rsa_key(struct str n, struct str e)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *bn = BN_bin2bn((const unsigned char *)n.p, (int)n.n, NULL), *be = BN_bin2bn((const unsigned char *)e.p, (int)e.n, NULL);
	EVP_PKEY *key = NULL;

	if (bld && bn && be && BN_num_bits(bn) >= RSA_BITS_MIN && BN_num_bits(bn) <= RSA_BITS_MAX && BN_is_odd(bn) && BN_is_odd(be) && BN_num_bits(be) >= 2 &&
	    BN_num_bits(be) <= 64 && OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, bn) && OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, be))
		key = key_from("RSA", bld);
	BN_free(bn);
	BN_free(be);
	OSSL_PARAM_BLD_free(bld);
	return key;
}

/* EVP_PKEY_fromdata refuses a point that is not on the curve. */
static EVP_PKEY *p256_key(struct str x, struct str y)
{
	unsigned char point[65] = { 4 };
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;

	if (bld && x.n == 32 && y.n == 32) {
		memcpy(point + 1, x.p, 32);
		memcpy(point + 33, y.p, 32);
		if (OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
		    OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
			key = key_from("EC", bld);
	}
	OSSL_PARAM_BLD_free(bld);
	return key;
}

static bool key_fits(json_t *k, enum alg alg, struct str kid)
{
	struct str use = text_of(k, "use"), its_alg = text_of(k, "alg");

	return json_is_object(k) && str_is(text_of(k, "kty"), alg == RS256 ? "RSA" : "EC") && (alg == RS256 || str_is(text_of(k, "crv"), "P-256")) &&
	       (!use.p || str_is(use, "sig")) && (!its_alg.p || str_is(its_alg, alg == RS256 ? "RS256" : "ES256")) && (!kid.p || str_eq(text_of(k, "kid"), kid));
}

static EVP_PKEY *key_pick(json_t *set, enum alg alg, struct str kid, struct arena *a)
{
	json_t *keys = json_object_get(set, "keys"), *one = NULL;
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(keys) && i < KEYS_MAX; i++)
		if (key_fits(json_array_get(keys, i), alg, kid)) {
			one = json_array_get(keys, i);
			n++;
		}
	if (n != 1)
		return NULL;
	return alg == RS256 ? rsa_key(bytes_of(one, "n", a), bytes_of(one, "e", a)) : p256_key(bytes_of(one, "x", a), bytes_of(one, "y", a));
}

/* JOSE writes the two numbers side by side, OpenSSL wants them in DER. */
static struct str es256_der(struct str raw, struct arena *a)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	unsigned char *to = NULL;
	struct str out = STR_NONE;

	if (sig && raw.n == 64) {
		BIGNUM *r = BN_bin2bn((const unsigned char *)raw.p, 32, NULL), *s = BN_bin2bn((const unsigned char *)raw.p + 32, 32, NULL);
		if (!r || !s || !ECDSA_SIG_set0(sig, r, s)) {
			BN_free(r);
			BN_free(s);
		} else {
			int n = i2d_ECDSA_SIG(sig, &to);
			if (n > 0)
				out = arena_str(a, (struct str){ (const char *)to, (size_t)n });
		}
	}
	OPENSSL_free(to);
	ECDSA_SIG_free(sig);
	return out;
}

static bool signature_ok(EVP_PKEY *key, enum alg alg, struct str text, struct str sig, struct arena *a)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();

	if (alg == ES256)
		sig = es256_der(sig, a);
	bool ok = md && sig.p && EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, key) == 1 &&
		  EVP_DigestVerify(md, (const unsigned char *)sig.p, sig.n, (const unsigned char *)text.p, text.n) == 1;
	EVP_MD_CTX_free(md);
	ERR_clear_error();
	return ok;
}

/* ---- claims ---- */
static bool is_for(json_t *o, struct str client)
{
	json_t *aud = json_object_get(o, "aud"), *azp = json_object_get(o, "azp");
	bool us = json_is_string(aud) && str_eq(text_of(o, "aud"), client);

	for (size_t i = 0; json_is_array(aud) && i < json_array_size(aud); i++) {
		json_t *one = json_array_get(aud, i);
		us = us || (json_is_string(one) && str_eq((struct str){ json_string_value(one), json_string_length(one) }, client));
	}
	if (azp || json_array_size(aud) > 1)
		us = us && str_eq(text_of(o, "azp"), client);
	return us;
}

static bool moment(json_t *o, const char *name, int64_t *out)
{
	json_t *v = json_object_get(o, name);

	*out = json_is_integer(v) ? json_integer_value(v) : 0;
	if (json_is_real(v) && json_real_value(v) > 0 && json_real_value(v) < 1e12)
		*out = (int64_t)json_real_value(v);
	return *out > 0 && *out < INT64_C(1000000000000);
}

static bool subject_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return s.n >= 1 && s.n <= 255;
}

static struct str name_of(json_t *o, struct arena *a)
{
	static const char *const names[] = { "name", "preferred_username", "nickname", "email" };

	for (size_t i = 0; i < COUNT(names); i++) {
		struct str s = text_of(o, names[i]);
		bool plain = s.n && utf8_ok(s);
		for (size_t k = 0; plain && k < s.n; k++)
			plain = (uint8_t)s.p[k] >= ' ' && s.p[k] != 0x7f;
		if (plain)
			return arena_str(a, utf8_head(s, 60));
	}
	return STR_NONE;
}

static enum err claims_check(json_t *o, const struct oidc_expect *e, struct arena *a, struct oidc_claims *out, struct fail *f)
{
	int64_t now = e->now.ms / 1000, exp, iat, nbf;

	if (!json_is_object(o))
		return no(f, "内容不是对象");
	if (!str_eq(text_of(o, "iss"), e->issuer))
		return no(f, "签发者不对");
	if (!is_for(o, e->client_id))
		return no(f, "不是给本平台的");
	if (!moment(o, "exp", &exp) || exp + SKEW_S <= now)
		return no(f, "已经过期");
	if (!moment(o, "iat", &iat) || iat > now + SKEW_S)
		return no(f, "签发时间不对");
	if (json_object_get(o, "nbf") && (!moment(o, "nbf", &nbf) || nbf > now + SKEW_S))
		return no(f, "还没有生效");
	if (!e->nonce.n || !str_eq(text_of(o, "nonce"), e->nonce))
		return no(f, "不是这一次登录的");
	if (!subject_ok(text_of(o, "sub")))
		return no(f, "没有主体");
	out->subject = arena_str(a, text_of(o, "sub"));
	out->name = name_of(o, a);
	return OK;
}

/* ---- the token ---- */
static enum err header_read(struct str text, enum alg *alg, struct str *kid, struct arena *a, struct fail *f)
{
	json_t *o = NULL;
	struct fail why = { 0 };

	if (!text.p || json_text_parse(text, &why, &o) != OK || !json_is_object(o)) {
		json_decref(o);
		return no(f, "头不是 JSON");
	}
	struct str word = text_of(o, "alg");
	*alg = str_is(word, "RS256") ? RS256 : str_is(word, "ES256") ? ES256 : ALG_NONE;
	*kid = text_of(o, "kid").p ? arena_str(a, text_of(o, "kid")) : STR_NONE;
	bool strange = json_object_get(o, "crit") || json_object_get(o, "b64") || (json_object_get(o, "kid") && !kid->p);
	json_decref(o);
	if (*alg == ALG_NONE)
		return no(f, "签名算法不是 RS256 或 ES256");
	return strange ? no(f, "头里有不认识的要求") : OK;
}

enum err oidc_token_check(struct str token, struct str jwks, const struct oidc_expect *e, struct arena *a, struct oidc_claims *out, bool *unknown_key, struct fail *f)
{
	struct str rest = token, kid = STR_NONE, head, body, sig;
	struct fail why = { 0 };
	json_t *set = NULL, *claims = NULL;
	enum alg alg = ALG_NONE;

	*unknown_key = false;
	if (token.n > TOKEN_MAX)
		return no(f, "太长");
	head = str_cut(&rest, '.');
	body = str_cut(&rest, '.');
	sig = rest;
	if (!body.n || !sig.n || memchr(sig.p, '.', sig.n))
		return no(f, "不是三段");
	TRY(header_read(base64url_get(head, a), &alg, &kid, a, f));
	struct str signature = base64url_get(sig, a), content = base64url_get(body, a);
	if (!signature.p || !content.p)
		return no(f, "编码不对");
	if (json_text_parse(jwks, &why, &set) != OK)
		return fail_set(f, E_REMOTE, "sso.issuer", "统一认证服务器的公钥不是 JSON");
	EVP_PKEY *key = key_pick(set, alg, kid, a);
	json_decref(set);
	ERR_clear_error();
	if (!key) {
		*unknown_key = true;
		return no(f, "没有对应的公钥");
	}
	bool right = signature_ok(key, alg, (struct str){ token.p, head.n + 1 + body.n }, signature, a);
	EVP_PKEY_free(key);
	if (!right)
		return no(f, "签名不对");
	if (json_text_parse(content, &why, &claims) != OK)
		return no(f, "内容不是 JSON");
	enum err got = claims_check(claims, e, a, out, f);
	json_decref(claims);
	return got;
}
