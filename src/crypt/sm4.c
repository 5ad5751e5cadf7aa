/* Sealing text: SM4-CBC, then HMAC-SM3 over everything that is stored (OpenSSL 3.0 has no SM4-GCM). */
#include <openssl/evp.h>
#include "crypt/crypt.h"

enum { BLOCK = 16 };

/* Two keys of one secret, so that neither cipher sees the other's. */
static void keys_of(const uint8_t secret[SEAL_KEY], uint8_t cipher[SM3_LEN], uint8_t mac[SM3_LEN])
{
	struct str key = { (const char *)secret, SEAL_KEY };

	hmac_sm3(key, STR("seal.cipher"), cipher);
	hmac_sm3(key, STR("seal.mac"), mac);
}

static bool run(const uint8_t *key, const uint8_t *iv, bool sealing, struct str in, uint8_t *out, size_t *n)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int part = 0, last = 0;
	bool ok = c && EVP_CipherInit_ex(c, EVP_sm4_cbc(), NULL, key, iv, sealing) == 1 &&
		  EVP_CipherUpdate(c, out, &part, (const unsigned char *)in.p, (int)in.n) == 1 && EVP_CipherFinal_ex(c, out + part, &last) == 1;

	EVP_CIPHER_CTX_free(c);
	*n = (size_t)part + (size_t)last;
	return ok;
}

size_t seal_size(size_t n) { return BLOCK + (n / BLOCK + 1) * BLOCK + SM3_LEN; }

bool seal(const uint8_t secret[SEAL_KEY], const uint8_t iv[16], struct str plain, uint8_t *out)
{
	uint8_t cipher[SM3_LEN], mac[SM3_LEN];
	size_t n = 0;

	keys_of(secret, cipher, mac);
	memcpy(out, iv, BLOCK);
	if (!run(cipher, iv, true, plain, out + BLOCK, &n))
		return false;
	hmac_sm3((struct str){ (const char *)mac, SM3_LEN }, (struct str){ (const char *)out, BLOCK + n }, out + BLOCK + n);
	return true;
}

bool unseal(const uint8_t secret[SEAL_KEY], struct str sealed, uint8_t *out, size_t *n)
{
	uint8_t cipher[SM3_LEN], mac[SM3_LEN], want[SM3_LEN];

	if (sealed.n < BLOCK + BLOCK + SM3_LEN || (sealed.n - SM3_LEN) % BLOCK)
		return false;
	struct str body = { sealed.p, sealed.n - SM3_LEN };
	keys_of(secret, cipher, mac);
	hmac_sm3((struct str){ (const char *)mac, SM3_LEN }, body, want);
	if (!same_secret((struct str){ (const char *)want, SM3_LEN }, (struct str){ sealed.p + body.n, SM3_LEN }))
		return false;
	return run(cipher, (const uint8_t *)body.p, false, (struct str){ body.p + BLOCK, body.n - BLOCK }, out, n);
}
