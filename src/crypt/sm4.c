/* Sealing text: SM4-CBC, then HMAC-SM3 over everything that is stored (OpenSSL 3.0 has no SM4-GCM). */
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include "crypt/crypt.h"

enum { BLOCK = 16 };

static EVP_CIPHER *sm4;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fetch(void)
{
	sm4 = EVP_CIPHER_fetch(NULL, "SM4-CBC", NULL);
	assert(sm4);
}

/* Two keys of one secret, so that neither cipher sees the other's. */
void seal_key_of(const uint8_t secret[SEAL_KEY], const char *use, struct seal_key *out)
{
	struct str key = { (const char *)secret, SEAL_KEY };
	char what[64];

	snprintf(what, sizeof what, "seal.%s.cipher", use);
	hmac_sm3(key, str_of(what), out->cipher);
	snprintf(what, sizeof what, "seal.%s.mac", use);
	hmac_sm3(key, str_of(what), out->mac);
}

static bool run(const uint8_t *key, const uint8_t *iv, bool sealing, struct str in, uint8_t *out, size_t *n)
{
	pthread_once(&once, fetch);
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int part = 0, last = 0;
	bool ok = c && EVP_CipherInit_ex2(c, sm4, key, iv, sealing, NULL) == 1 &&
		  EVP_CipherUpdate(c, out, &part, (const unsigned char *)in.p, (int)in.n) == 1 && EVP_CipherFinal_ex(c, out + part, &last) == 1;

	EVP_CIPHER_CTX_free(c);
	*n = (size_t)part + (size_t)last;
	return ok;
}

size_t seal_size(size_t n) { return BLOCK + (n / BLOCK + 1) * BLOCK + SM3_LEN; }

bool seal(const struct seal_key *key, const uint8_t iv[SEAL_IV], struct str plain, uint8_t *out)
{
	size_t n = 0;

	memcpy(out, iv, BLOCK);
	if (!run(key->cipher, iv, true, plain, out + BLOCK, &n))
		return false;
	hmac_sm3((struct str){ (const char *)key->mac, SM3_LEN }, (struct str){ (const char *)out, BLOCK + n }, out + BLOCK + n);
	return true;
}

static bool is_whole(const struct seal_key *key, struct str sealed)
{
	uint8_t want[SM3_LEN];

	if (sealed.n < BLOCK + BLOCK + SM3_LEN || (sealed.n - SM3_LEN) % BLOCK)
		return false;
	hmac_sm3((struct str){ (const char *)key->mac, SM3_LEN }, (struct str){ sealed.p, sealed.n - SM3_LEN }, want);
	return same_secret((struct str){ (const char *)want, SM3_LEN }, (struct str){ sealed.p + sealed.n - SM3_LEN, SM3_LEN });
}

bool unseal(const struct seal_key *key, struct str sealed, uint8_t *out, size_t *n)
{
	if (!is_whole(key, sealed))
		return false;
	return run(key->cipher, (const uint8_t *)sealed.p, false, (struct str){ sealed.p + BLOCK, sealed.n - BLOCK - SM3_LEN }, out, n);
}

bool unseal_head(const struct seal_key *key, struct str sealed, uint8_t *out, size_t n)
{
	pthread_once(&once, fetch);
	EVP_CIPHER_CTX *c = NULL;
	uint8_t block[BLOCK];
	bool ok = is_whole(key, sealed) && n < sealed.n - BLOCK - SM3_LEN && (c = EVP_CIPHER_CTX_new()) &&
		  EVP_CipherInit_ex2(c, sm4, key->cipher, (const uint8_t *)sealed.p, false, NULL) == 1 && EVP_CIPHER_CTX_set_padding(c, 0) == 1;

	for (size_t at = 0; ok && at < n; at += BLOCK) {
		int did = 0;
		ok = EVP_CipherUpdate(c, block, &did, (const uint8_t *)sealed.p + BLOCK + at, BLOCK) == 1 && did == BLOCK;
		memcpy(out + at, block, MIN2((size_t)BLOCK, n - at));
	}
	EVP_CIPHER_CTX_free(c);
	return ok;
}
