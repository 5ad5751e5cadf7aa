/* What is taken for a proof, and what is not: tokens are signed here with keys made for the run. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include "oidc/oidc.h"
#undef TEST_ROOM
#define TEST_ROOM "oidc"

#define GOOD "\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u-77\""
static const char RS[] = "{\"alg\":\"RS256\",\"kid\":\"r\"}", ES[] = "{\"alg\":\"ES256\",\"kid\":\"e\"}";

struct mint { struct arena *a; EVP_PKEY *rsa, *ec; struct str jwks; struct oidc_expect want; };

static struct str b64(struct arena *a, struct str s)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));

	base64url_put(s, &b);
	return arena_str(a, buf_str(&b));
}

static struct str number(struct mint *m, EVP_PKEY *key, const char *name, int width)
{
	BIGNUM *bn = NULL;
	unsigned char bytes[1100];

	CHECK(EVP_PKEY_get_bn_param(key, name, &bn) == 1);
	int n = width ? width : BN_num_bytes(bn);
	CHECK(BN_bn2binpad(bn, bytes, n) == n);
	BN_free(bn);
	return b64(m->a, (struct str){ (const char *)bytes, (size_t)n });
}

static struct mint *mint(void)
{
	static struct mint m;

	if (m.a)
		return &m;
	m.a = arena_new(MIB(64));
	m.rsa = EVP_RSA_gen(2048);
	m.ec = EVP_EC_gen("prime256v1");
	CHECK(m.rsa && m.ec);
	m.jwks = arena_fmt(m.a, "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"o\",\"k\":\"c2VjcmV0\"},{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"r\",\"n\":\"" STR_FMT "\",\"e\":\"" STR_FMT "\"},"
			   "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"x\":\"" STR_FMT "\",\"y\":\"" STR_FMT "\"},{\"kty\":\"RSA\",\"use\":\"enc\",\"kid\":\"x\",\"n\":\"" STR_FMT "\",\"e\":\"AQAB\"}]}",
			   STR_ARG(number(&m, m.rsa, OSSL_PKEY_PARAM_RSA_N, 0)), STR_ARG(number(&m, m.rsa, OSSL_PKEY_PARAM_RSA_E, 0)),
			   STR_ARG(number(&m, m.ec, OSSL_PKEY_PARAM_EC_PUB_X, 32)), STR_ARG(number(&m, m.ec, OSSL_PKEY_PARAM_EC_PUB_Y, 32)),
			   STR_ARG(number(&m, m.rsa, OSSL_PKEY_PARAM_RSA_N, 0)));
	m.want = (struct oidc_expect){ STR("https://id.example"), STR("yunguan"), STR("n-1"), { INT64_C(1772499600000) } };
	return &m;
}

static struct str signed_by(struct mint *m, EVP_PKEY *key, const char *head, const char *claims)
{
	struct str text = arena_fmt(m->a, STR_FMT "." STR_FMT, STR_ARG(b64(m->a, str_of(head))), STR_ARG(b64(m->a, str_of(claims))));
	unsigned char sig[1100], raw[64];
	size_t n = sizeof sig;
	EVP_MD_CTX *md = EVP_MD_CTX_new();

	CHECK(EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key) == 1 && EVP_DigestSign(md, sig, &n, (const unsigned char *)text.p, text.n) == 1);
	EVP_MD_CTX_free(md);
	if (EVP_PKEY_is_a(key, "EC")) {
		const unsigned char *p = sig;
		ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &p, (long)n);
		CHECK(s && BN_bn2binpad(ECDSA_SIG_get0_r(s), raw, 32) == 32 && BN_bn2binpad(ECDSA_SIG_get0_s(s), raw + 32, 32) == 32);
		ECDSA_SIG_free(s);
		memcpy(sig, raw, n = 64);
	}
	return arena_fmt(m->a, STR_FMT "." STR_FMT, STR_ARG(text), STR_ARG(b64(m->a, (struct str){ (const char *)sig, n })));
}

/* The sentence of the refusal, or "" when it is taken. */
static const char *verdict(struct mint *m, struct str token, struct oidc_claims *out)
{
	static struct fail f;
	bool unknown;

	f = (struct fail){ 0 };
	enum err e = oidc_token_check(token, m->jwks, &m->want, m->a, out, &unknown, &f);
	CHECK(e == OK || (e == E_DENIED && strcmp(f.reason, "sso.proof") == 0));
	return f.sentence;
}

#define REFUSED(token, words) do { struct oidc_claims out_; const char *v_ = verdict(m, token, &out_); \
	if (!strstr(v_, words)) test_fail(__FILE__, __LINE__, "\"%s\", not \"%s\"", v_, words); } while (0)

TEST(a_token_of_either_kind_is_taken)
{
	struct mint *m = mint();
	struct oidc_claims c;

	CHECK_STR(str_of(verdict(m, signed_by(m, m->rsa, RS, "{" GOOD ",\"name\":\"吴敏\"}"), &c)), "");
	CHECK_STR(c.subject, "u-77");
	CHECK_STR(c.name, "吴敏");
	CHECK_STR(str_of(verdict(m, signed_by(m, m->ec, ES, "{" GOOD ",\"preferred_username\":\"wu\"}"), &c)), "");
	CHECK_STR(c.name, "wu");
	/* One key fits, so it need not be named. */
	CHECK_STR(str_of(verdict(m, signed_by(m, m->rsa, "{\"alg\":\"RS256\"}", "{" GOOD "}"), &c)), "");
	CHECK(!c.name.p);
}

TEST(only_signatures_of_its_keys_count)
{
	struct mint *m = mint();
	struct str good = signed_by(m, m->rsa, RS, "{" GOOD "}");
	EVP_PKEY *other = EVP_RSA_gen(2048), *small = EVP_RSA_gen(1024);
	struct oidc_claims c;
	bool unknown;
	struct fail f = { 0 };

	REFUSED(signed_by(m, other, RS, "{" GOOD "}"), "签名不对");
	REFUSED(signed_by(m, m->rsa, "{\"alg\":\"RS256\",\"kid\":\"e\"}", "{" GOOD "}"), "没有对应的公钥");
	REFUSED(signed_by(m, m->rsa, "{\"alg\":\"RS256\",\"kid\":\"x\"}", "{" GOOD "}"), "没有对应的公钥");
	REFUSED(signed_by(m, m->rsa, "{\"alg\":\"none\",\"kid\":\"r\"}", "{" GOOD "}"), "签名算法");
	REFUSED(signed_by(m, m->rsa, "{\"alg\":\"HS256\",\"kid\":\"o\"}", "{" GOOD "}"), "签名算法");
	REFUSED(signed_by(m, m->rsa, "{\"alg\":\"RS512\",\"kid\":\"r\"}", "{" GOOD "}"), "签名算法");
	REFUSED(signed_by(m, m->rsa, "{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[\"exp\"]}", "{" GOOD "}"), "不认识");
	REFUSED(signed_by(m, m->rsa, "{\"alg\":\"RS256\",\"kid\":7}", "{" GOOD "}"), "不认识");
	REFUSED(signed_by(m, m->ec, RS, "{" GOOD "}"), "签名不对");
	/* Another content under the same signature, a signature cut short, none, one part too many. */
	struct str head = good, rest = good;
	head.n = str_cut(&rest, '.').n;
	struct str body = str_cut(&rest, '.');
	REFUSED(arena_fmt(m->a, STR_FMT "." STR_FMT "." STR_FMT, STR_ARG(head), STR_ARG(b64(m->a, STR("{" GOOD ",\"x\":1}"))), STR_ARG(rest)), "签名不对");
	REFUSED(((struct str){ good.p, good.n - 2 }), "签名不对");
	REFUSED(arena_fmt(m->a, STR_FMT "." STR_FMT ".", STR_ARG(head), STR_ARG(body)), "不是三段");
	REFUSED(arena_fmt(m->a, STR_FMT ".AA", STR_ARG(good)), "不是三段");
	REFUSED(arena_fmt(m->a, STR_FMT "=", STR_ARG(good)), "编码不对");
	/* A key too small is none, even when it signs rightly. */
	struct mint weak = *m;
	weak.jwks = arena_fmt(m->a, "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"" STR_FMT "\",\"e\":\"AQAB\"}]}", STR_ARG(number(m, small, OSSL_PKEY_PARAM_RSA_N, 0)));
	CHECK(strstr(verdict(&weak, signed_by(m, small, RS, "{" GOOD "}"), &c), "没有对应的公钥"));
	/* Two that fit and no name to choose by. */
	weak.jwks = arena_fmt(m->a, "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"" STR_FMT "\",\"e\":\"AQAB\"},{\"kty\":\"RSA\",\"n\":\"" STR_FMT "\",\"e\":\"AQAB\"}]}",
			      STR_ARG(number(m, m->rsa, OSSL_PKEY_PARAM_RSA_N, 0)), STR_ARG(number(m, other, OSSL_PKEY_PARAM_RSA_N, 0)));
	CHECK(strstr(verdict(&weak, signed_by(m, m->rsa, "{\"alg\":\"RS256\"}", "{" GOOD "}"), &c), "没有对应的公钥"));
	CHECK_INT(oidc_token_check(signed_by(m, m->rsa, "{\"alg\":\"RS256\",\"kid\":\"new\"}", "{" GOOD "}"), m->jwks, &m->want, m->a, &c, &unknown, &f), E_DENIED);
	CHECK(unknown);
	EVP_PKEY_free(other);
	EVP_PKEY_free(small);
}

TEST(each_claim_is_checked)
{
	static const struct { const char *claims, *words; } rows[] = {
		{ "{\"iss\":\"https://id.example/\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u\"}", "签发者" },
		{ "{\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u\"}", "签发者" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"other\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u\"}", "不是给本平台" },
		{ "{\"iss\":\"https://id.example\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u\"}", "不是给本平台" },
		{ "{\"iss\":\"https://id.example\",\"aud\":[\"yunguan\",\"other\"],\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u\"}", "不是给本平台" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"azp\":\"other\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u\"}", "不是给本平台" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772499540,\"iat\":1772490000,\"nonce\":\"n-1\",\"sub\":\"u\"}", "过期" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u\"}", "过期" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":\"1772503200\",\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"u\"}", "过期" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499700,\"nonce\":\"n-1\",\"sub\":\"u\"}", "签发时间" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"nonce\":\"n-1\",\"sub\":\"u\"}", "签发时间" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"nbf\":1772499700,\"nonce\":\"n-1\",\"sub\":\"u\"}", "生效" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-2\",\"sub\":\"u\"}", "这一次" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"sub\":\"u\"}", "这一次" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"\"}", "主体" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":7}", "主体" },
		{ "{\"iss\":\"https://id.example\",\"aud\":\"yunguan\",\"exp\":1772503200,\"iat\":1772499600,\"nonce\":\"n-1\",\"sub\":\"a\\u4e2d\"}", "主体" },
		{ "{" GOOD ",\"sub\":\"again\"}", "不是 JSON" },
		{ "[]", "不是对象" },
	};
	struct mint *m = mint();
	struct oidc_claims c;

	for (size_t i = 0; i < COUNT(rows); i++)
		REFUSED(signed_by(m, m->ec, ES, rows[i].claims), rows[i].words);
	/* A minute of grace both ways, several audiences with ours named as the one it was given to. */
	CHECK_STR(str_of(verdict(m, signed_by(m, m->ec, ES, "{\"iss\":\"https://id.example\",\"aud\":[\"yunguan\",\"other\"],\"azp\":\"yunguan\",\"exp\":1772499541,\"iat\":1772499660,"
							    "\"nonce\":\"n-1\",\"sub\":\"u\"}"), &c)), "");
}

TEST(configurations)
{
#define DOC(iss, auth, token, keys, more) "{\"issuer\":\"" iss "\",\"authorization_endpoint\":\"" auth "\",\"token_endpoint\":\"" token "\",\"jwks_uri\":\"" keys "\"" more "}"
	static const char *const bad[] = {
		"", "[]", "{}",
		DOC("https://other", "https://id/a", "https://id/t", "https://id/k", ""),
		DOC("https://id", "http://id/a", "https://id/t", "https://id/k", ""),
		DOC("https://id", "https://id/a", "http://127.0.0.1/t", "https://id/k", ""),
		DOC("https://id", "javascript:alert(1)", "https://id/t", "https://id/k", ""),
		DOC("https://id", "https://u:p@id/a", "https://id/t", "https://id/k", ""),
		DOC("https://id", "https://id/a", "https://id/t", "file:///etc/passwd", ""),
		DOC("https://id", "https://id/a", "https://id/t", "https://id/k", ",\"code_challenge_methods_supported\":[\"plain\"]"),
		DOC("https://id", "https://id/a", "https://id/t", "https://id/k", ",\"response_types_supported\":[\"id_token\"]"),
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct oidc_config c;
	struct fail f = { 0 };

	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_INT(oidc_config_read(str_of(bad[i]), STR("https://id"), a, &c, &f), E_REMOTE);
	CHECK_INT(oidc_config_read(STR(DOC("https://id", "https://id/a?x=1", "https://t/t", "https://k/k", ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]")),
				   STR("https://id"), a, &c, &f), OK);
	CHECK(c.by_post && !c.names_itself);
	CHECK_STR(c.token_endpoint, "https://t/t");
	CHECK_INT(oidc_config_read(STR(DOC("http://127.0.0.1:1/x", "http://127.0.0.1:1/a", "http://localhost/t", "http://[::1]:9/k", "")), STR("http://127.0.0.1:1/x"), a, &c, &f), OK);
#undef DOC
}

TEST(addresses)
{
	static const char *const good[] = { "https://id.example", "https://id.example:8443/realms/x", "http://127.0.0.1:9/", "http://localhost", "http://[::1]:8" };
	static const char *const bad[] = { "", "id.example", "http://id.example", "ftp://id", "https://", "https:///x", "https://u@id", "https://id/#x", "https://id/?q", "https://i d",
					   "http://127.0.0.1.evil.example", "http://localhost.evil", "http://[::1].evil", "https://id/\"", "javascript://127.0.0.1/%0aalert(1)" };

	for (size_t i = 0; i < COUNT(good); i++)
		CHECK(oidc_issuer_ok(str_of(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!oidc_issuer_ok(str_of(bad[i])));
}

TEST(words_of_the_wire)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));

	/* RFC 7636, appendix B. */
	CHECK_STR(oidc_challenge(STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), a), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}
