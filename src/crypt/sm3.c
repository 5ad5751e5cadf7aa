/* SM3 and HMAC-SM3 by OpenSSL; the algorithm is fetched once. */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include "crypt/crypt.h"

static EVP_MD *md;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fetch(void)
{
	md = EVP_MD_fetch(NULL, "SM3", NULL);
	assert(md);
}

struct sm3 { EVP_MD_CTX *ctx; };

struct sm3 *sm3_new(void)
{
	struct sm3 *s = calloc(1, sizeof *s);

	pthread_once(&once, fetch);
	if (s)
		s->ctx = EVP_MD_CTX_new();
	if (!s || !s->ctx || EVP_DigestInit_ex2(s->ctx, md, NULL) != 1) {
		sm3_free(s);
		return NULL;
	}
	return s;
}

void sm3_add(struct sm3 *s, struct str bytes)
{
	int done = EVP_DigestUpdate(s->ctx, bytes.p, bytes.n);
	assert(done == 1);
}

void sm3_end(struct sm3 *s, uint8_t out[SM3_LEN])
{
	int done = EVP_DigestFinal_ex(s->ctx, out, NULL) == 1 && EVP_DigestInit_ex2(s->ctx, md, NULL) == 1;
	assert(done);
}

void sm3_free(struct sm3 *s)
{
	if (s)
		EVP_MD_CTX_free(s->ctx);
	free(s);
}

void sm3_freep(struct sm3 **s) { sm3_free(*s); }

void sm3(struct str bytes, uint8_t out[SM3_LEN])
{
	pthread_once(&once, fetch);
	int done = EVP_Digest(bytes.p ? bytes.p : "", bytes.n, out, NULL, md, NULL);
	assert(done == 1);
}

void hex_put(const uint8_t *bytes, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
}

bool hex_get(struct str hex, uint8_t *out)
{
	for (size_t i = 0; i < hex.n; i++) {
		const char *digits = "0123456789abcdef", *at = hex.p[i] ? strchr(digits, hex.p[i]) : NULL;
		if (!at)
			return false;
		out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] | (at - digits) : (at - digits) << 4);
	}
	return hex.n % 2 == 0;
}

void sm3_hex(struct str bytes, char out[SM3_HEX + 1])
{
	uint8_t digest[SM3_LEN];

	sm3(bytes, digest);
	hex_put(digest, SM3_LEN, out);
	out[SM3_HEX] = 0;
}

void hmac_sm3(struct str key, struct str bytes, uint8_t out[SM3_LEN])
{
	pthread_once(&once, fetch);
	unsigned char *done = HMAC(md, key.p, (int)key.n, (const unsigned char *)bytes.p, bytes.n, out, NULL);
	assert(done);
}

bool same_secret(struct str a, struct str b)
{
	unsigned char differ = a.n != b.n;

	for (size_t i = 0; i < MIN2(a.n, b.n); i++)
		differ |= (unsigned char)(a.p[i] ^ b.p[i]);
	return differ == 0;
}
