/* SM2 by OpenSSL's EVP. A key is used by several threads at once: every call makes its own contexts. */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include "crypt/crypt.h"
#include "crypt/sm2.h"

enum { DER_MAX = 80 };                  /* of a signature: two numbers of 33 bytes at most */
static const char signer[] = "1234567812345678";
struct sm2_key { EVP_PKEY *pkey; };

static struct sm2_key *key_of(EVP_PKEY *pkey)
{
	struct sm2_key *k = pkey && EVP_PKEY_is_a(pkey, "SM2") ? malloc(sizeof *k) : NULL;

	if (k)
		k->pkey = pkey;
	else
		EVP_PKEY_free(pkey);
	return k;
}

struct sm2_key *sm2_make(void) { return key_of(EVP_PKEY_Q_keygen(NULL, NULL, "SM2")); }

struct sm2_key *sm2_read(struct str pem)
{
	BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	EVP_PKEY *pkey = NULL;

	if (bio && str_find(pem, STR("PRIVATE KEY")) >= 0)
		pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)(uintptr_t)"");   /* never asks a terminal */
	else if (bio)
		pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	BIO_free(bio);
	return key_of(pkey);
}

void sm2_free(struct sm2_key *k)
{
	if (k)
		EVP_PKEY_free(k->pkey);
	free(k);
}

static bool pem_of(const struct sm2_key *k, bool private, struct buf *out)
{
	BIO *bio = BIO_new(private ? BIO_s_secmem() : BIO_s_mem());
	char *text = NULL;
	bool done = bio && (private ? PEM_write_bio_PKCS8PrivateKey(bio, k->pkey, NULL, NULL, 0, NULL, NULL) : PEM_write_bio_PUBKEY(bio, k->pkey)) == 1;

	if (done) {
		long n = BIO_get_mem_data(bio, &text);
		buf_add(out, (struct str){ text, (size_t)n });
	}
	BIO_free(bio);
	return done && !out->failed;
}

bool sm2_private_pem(const struct sm2_key *k, struct buf *out) { return pem_of(k, true, out); }
bool sm2_public_pem(const struct sm2_key *k, struct buf *out) { return pem_of(k, false, out); }

void sm2_id(const struct sm2_key *k, char out[SM2_ID + 1])
{
	unsigned char *der = NULL;
	char hex[SM3_HEX + 1];
	int n = i2d_PUBKEY(k->pkey, &der);

	assert(n > 0);
	sm3_hex((struct str){ (char *)der, (size_t)n }, hex);
	OPENSSL_free(der);
	memcpy(out, hex, SM2_ID);
	out[SM2_ID] = 0;
}

/* A digest context that knows the key and the signer's id; both are freed by done_with. */
static EVP_MD_CTX *context(const struct sm2_key *k, EVP_PKEY_CTX **of_key)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	*of_key = EVP_PKEY_CTX_new(k->pkey, NULL);
	if (ctx && *of_key && EVP_PKEY_CTX_set1_id(*of_key, signer, (int)strlen(signer)) == 1) {
		EVP_MD_CTX_set_pkey_ctx(ctx, *of_key);
		return ctx;
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_CTX_free(*of_key);
	return NULL;
}

static void done_with(EVP_MD_CTX *ctx, EVP_PKEY_CTX *of_key)
{
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_CTX_free(of_key);
}

bool sm2_sign(const struct sm2_key *k, struct str text, char out[SM2_SIGNATURE_MAX + 1])
{
	unsigned char der[DER_MAX];
	size_t n = sizeof der;
	EVP_PKEY_CTX *of_key;
	EVP_MD_CTX *ctx = context(k, &of_key);

	if (!ctx)
		return false;
	bool done = EVP_DigestSignInit(ctx, NULL, EVP_sm3(), NULL, k->pkey) == 1 &&
		    EVP_DigestSign(ctx, der, &n, (const unsigned char *)text.p, text.n) == 1;
	done_with(ctx, of_key);
	if (done)
		EVP_EncodeBlock((unsigned char *)out, der, (int)n);
	return done;
}

static bool unbase64(struct str s, unsigned char *out, size_t *n)
{
	if (s.n == 0 || s.n % 4 || s.n > SM2_SIGNATURE_MAX || EVP_DecodeBlock(out, (const unsigned char *)s.p, (int)s.n) < 0)
		return false;
	*n = s.n / 4 * 3;
	while (s.n && s.p[s.n - 1] == '=') {
		s.n--;
		--*n;
	}
	return true;
}

bool sm2_signed(const struct sm2_key *k, struct str text, struct str signature)
{
	unsigned char der[SM2_SIGNATURE_MAX];
	size_t n;
	EVP_PKEY_CTX *of_key;

	if (!unbase64(signature, der, &n))
		return false;
	EVP_MD_CTX *ctx = context(k, &of_key);
	if (!ctx)
		return false;
	bool good = EVP_DigestVerifyInit(ctx, NULL, EVP_sm3(), NULL, k->pkey) == 1 &&
		    EVP_DigestVerify(ctx, der, n, (const unsigned char *)text.p, text.n) == 1;
	done_with(ctx, of_key);
	return good;
}
