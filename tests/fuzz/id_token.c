/* ID tokens, key sets and discovery documents, as an issuer (or whoever stands in for one) may send them: the first byte says which part is
 * the input, the others are right. Nothing made up here is ever taken for a proof: no key of ours signed it. */
#include "fuzz.h"
#include "oidc/oidc.h"

#define N "AMGVwzhl9XLjRMJWPi6jUi7V5GUhqyZrPNsi_6q9u5PDR3f6uJxpm3jKS0cFFZ0MtIk6CJyBWvcqBTvhpBcJ2bhr4hUx2QXn2x3nTQWSBBvs5JCyiX3JT1hJcQmk3NoR"
static const char JWKS[] = "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"use\":\"sig\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\"" N N N "\"},"
			   "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\",\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"}]}";

static struct str joined(struct arena *a, const char *head, struct str claims, struct str sig)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));

	base64url_put(str_of(head), &b);
	buf_byte(&b, '.');
	base64url_put(claims, &b);
	buf_byte(&b, '.');
	base64url_put(sig, &b);
	return arena_str(a, buf_str(&b));
}

static struct str split(struct str *rest)
{
	struct str part = str_cut(rest, '\n');

	return part.p ? part : STR("");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct oidc_expect want = { STR("https://id.example"), STR("yunguan"), STR("n-1"), { INT64_C(1772499600000) } };
	struct oidc_claims claims;
	struct oidc_config conf;
	struct fail f = { 0 };
	bool unknown = false;

	if (n < 1)
		return 0;
	/* A copy of the exact size, so that a read past its end is seen. */
	char *copy = malloc(n);
	memcpy(copy, data + 1, n - 1);
	struct str s = { copy, n - 1 }, rest = s, token = s, jwks = str_of(JWKS);
	switch (data[0] % 6) {
	case 0:                                /* the token as it is */
		break;
	case 1:                                /* its claims, under a signature of any bytes */
		token = joined(a, "{\"alg\":\"ES256\",\"kid\":\"e\"}", split(&rest), rest);
		break;
	case 2:                                /* its signature */
		token = joined(a, "{\"alg\":\"RS256\",\"kid\":\"r\"}", STR("{}"), s);
		break;
	case 3:                                /* the keys */
		token = joined(a, "{\"alg\":\"ES256\"}", STR("{}"), STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
		jwks = s;
		break;
	case 4:                                /* keys and token */
		jwks = split(&rest);
		token = rest;
		break;
	case 5:
		if (oidc_config_read(s, STR("https://id.example"), a, &conf, &f) == OK)
			MUST(oidc_url_ok(conf.authorization_endpoint) && oidc_url_ok(conf.token_endpoint) && oidc_url_ok(conf.jwks_uri));
		free(copy);
		return 0;
	}
	enum err e = oidc_token_check(token, jwks, &want, a, &claims, &unknown, &f);
	/* A key set of the fuzzer's own could vouch for a token of its own; ours cannot. */
	MUST(e != OK || data[0] % 6 == 4 || data[0] % 6 == 3);
	MUST(e == OK || f.sentence[0]);
	struct str raw = base64url_get(s, a);
	if (raw.p) {
		CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
		base64url_put(raw, &b);
		MUST(str_eq(buf_str(&b), s));
	}
	free(copy);
	return 0;
}
