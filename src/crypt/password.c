/* Password hashes: argon2id by libsodium, 19 MiB and two passes. */
#include <sodium.h>
#include <stdio.h>
#include "crypt/crypt.h"

/* About 25 ms here: dear for who guesses, bearable for who signs in. */
enum { PASSES = 2 };

static void ready(void)
{
	int done = sodium_init();
	assert(done >= 0);
}

enum err password_hash_salted(struct str password, const uint8_t salt[PASSWORD_SALT], char out[PASSWORD_HASH_MAX])
{
	unsigned char raw[32];
	char salt64[32], raw64[64];

	_Static_assert(PASSWORD_SALT == crypto_pwhash_SALTBYTES, "the salt is argon2id's");
	ready();
	if (crypto_pwhash(raw, sizeof raw, password.p, password.n, salt, PASSES, MIB(19), crypto_pwhash_ALG_ARGON2ID13) != 0)
		return E_NOMEM;
	sodium_bin2base64(salt64, sizeof salt64, salt, PASSWORD_SALT, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	sodium_bin2base64(raw64, sizeof raw64, raw, sizeof raw, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	snprintf(out, PASSWORD_HASH_MAX, "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s", 19 * 1024, PASSES, salt64, raw64);
	return OK;
}

enum err password_hash(struct str password, char out[PASSWORD_HASH_MAX])
{
	_Static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH_MAX, "the hash fits");
	ready();
	return crypto_pwhash_str_alg(out, password.p, password.n, PASSES, MIB(19), crypto_pwhash_ALG_ARGON2ID13) == 0 ? OK : E_NOMEM;
}

static const struct str test_mark = { "$test$", 6 };

bool password_ok(struct str password, struct str hash)
{
	char text[PASSWORD_HASH_MAX];

	if (hash.n == 0 || hash.n >= sizeof text)
		return false;
	if (str_starts(hash, test_mark)) {
		char want[PASSWORD_HASH_MAX];
		password_hash_test(password, want);
		return same_secret(hash, str_of(want));
	}
	memcpy(text, hash.p, hash.n);
	text[hash.n] = 0;
	ready();
	return crypto_pwhash_str_verify(text, password.p, password.n) == 0;
}

void password_hash_test(struct str password, char out[PASSWORD_HASH_MAX])
{
	memcpy(out, test_mark.p, test_mark.n);
	sm3_hex(password, out + test_mark.n);
}
