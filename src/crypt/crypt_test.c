/* Digests against published vectors; passwords. */
#define TEST_ROOM "crypt"
#include "crypt/crypt.h"

TEST(sm3_known_answers)     /* GB/T 32905 annex A */
{
	char hex[SM3_HEX + 1];

	sm3_hex(STR("abc"), hex);
	CHECK_STR(str_of(hex), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
	sm3_hex(STR("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd"), hex);
	CHECK_STR(str_of(hex), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
	sm3_hex(STR_NONE, hex);
	CHECK_STR(str_of(hex), "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
}

TEST(sm3_in_parts_is_the_same_and_starts_again)
{
	struct sm3 *s = sm3_new();
	uint8_t parts[SM3_LEN], whole[SM3_LEN], again[SM3_LEN];

	CHECK(s != NULL);
	sm3_add(s, STR("ab"));
	sm3_add(s, STR_NONE);
	sm3_add(s, STR("c"));
	sm3_end(s, parts);
	sm3_add(s, STR("abc"));
	sm3_end(s, again);
	sm3_free(s);
	sm3_free(NULL);
	sm3(STR("abc"), whole);
	CHECK(memcmp(parts, whole, SM3_LEN) == 0 && memcmp(again, whole, SM3_LEN) == 0);
}

/* HMAC by its definition (RFC 2104), from the digest alone. */
static void hmac_by_hand(struct str key, struct str bytes, uint8_t out[SM3_LEN])
{
	uint8_t pad[64 + 256], folded[SM3_LEN];

	if (key.n > 64) {
		sm3(key, folded);
		key = (struct str){ (const char *)folded, SM3_LEN };
	}
	for (size_t i = 0; i < 64; i++)
		pad[i] = (uint8_t)((i < key.n ? key.p[i] : 0) ^ 0x36);
	memcpy(pad + 64, bytes.p, bytes.n);
	sm3((struct str){ (const char *)pad, 64 + bytes.n }, out);
	for (size_t i = 0; i < 64; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	memcpy(pad + 64, out, SM3_LEN);
	sm3((struct str){ (const char *)pad, 64 + SM3_LEN }, out);
}

TEST(hmac_sm3_follows_its_definition)
{
	static const struct str keys[] = {
		STR("key"), STR("a key that is longer than one block of sixty-four bytes and so is folded first"), STR(""), STR_NONE,
	};
	uint8_t got[SM3_LEN], want[SM3_LEN];

	for (size_t i = 0; i < COUNT(keys); i++) {
		hmac_sm3(keys[i], STR("message"), got);
		hmac_by_hand(keys[i], STR("message"), want);
		CHECK(memcmp(got, want, SM3_LEN) == 0);
	}
}

TEST(same_secret_compares_all)
{
	CHECK(same_secret(STR("abc"), STR("abc")));
	CHECK(!same_secret(STR("abc"), STR("abd")));
	CHECK(!same_secret(STR("abc"), STR("ab")));
	CHECK(!same_secret(STR(""), STR("a")));
	CHECK(same_secret(STR(""), STR_NONE));
}

TEST(hex_is_lower_case)
{
	char out[6];
	hex_put((const uint8_t[]){ 0x00, 0xAb, 0xfF }, 3, out);
	CHECK_STR(((struct str){ out, 6 }), "00abff");
}

TEST(password_hashes_are_salted_and_slow_ones)
{
	char one[PASSWORD_HASH_MAX], two[PASSWORD_HASH_MAX];

	CHECK_INT(password_hash(STR("正确的口令 1"), one), OK);
	CHECK_INT(password_hash(STR("正确的口令 1"), two), OK);
	CHECK(strcmp(one, two) != 0);
	CHECK(str_starts(str_of(one), STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	CHECK(password_ok(STR("正确的口令 1"), str_of(one)));
	CHECK(!password_ok(STR("正确的口令 2"), str_of(one)));
	CHECK(!password_ok(STR(""), str_of(one)));
	CHECK(!password_ok(STR("x"), STR("")));
	CHECK(!password_ok(STR("x"), STR("no hash")));
	CHECK(!password_ok(STR_NONE, STR_NONE));
}

TEST(password_test_hashes_are_marked)
{
	char hash[PASSWORD_HASH_MAX];

	password_hash_test(STR("x"), hash);
	CHECK(str_starts(str_of(hash), STR("$test$")));
	CHECK(password_ok(STR("x"), str_of(hash)));
	CHECK(!password_ok(STR("y"), str_of(hash)));
}

TEST(one_time_codes_are_those_of_rfc_6238)     /* appendix B, SHA1, the last six digits */
{
	static const struct { int64_t at; uint32_t code; } rows[] = {
		{ 59, 287082 }, { 1111111109, 81804 }, { 1111111111, 50471 }, { 1234567890, 5924 }, { 2000000000, 279037 }, { 20000000000, 353130 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		CHECK_INT(otp_code(STR("12345678901234567890"), rows[i].at / 30), rows[i].code);
}

TEST(base32_is_that_of_rfc_4648)
{
	static const struct { const char *in, *out; } rows[] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" }, { "foobar", "MZXW6YTBOI" } };
	char out[32];

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = base32_put((const uint8_t *)rows[i].in, strlen(rows[i].in), out);
		CHECK_STR(((struct str){ out, n }), rows[i].out);
	}
}

TEST(what_is_sealed_opens_whole_or_not_at_all)
{
	static const uint8_t secret[SEAL_KEY] = "a key of thirty-two bytes, or so", false_secret[SEAL_KEY] = { 1 }, iv[SEAL_IV] = "sixteen bytes iv";
	static const struct str texts[] = { STR(""), STR("1"), STR("138800000010000"), STR("sixteen bytes !!"), STR("十三个汉字的一句话要几块") };
	uint8_t sealed[256], plain[256];
	struct seal_key key, other, elsewhere;
	size_t n = 0;

	seal_key_of(secret, "text", &key);
	seal_key_of(secret, "backup", &elsewhere);
	seal_key_of(false_secret, "text", &other);
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct str s = { (const char *)sealed, seal_size(texts[i].n) };
		CHECK(seal(&key, iv, texts[i], sealed));
		CHECK(unseal(&key, s, plain, &n));
		CHECK(str_eq((struct str){ (const char *)plain, n }, texts[i]));
		size_t head = MIN2(texts[i].n, (size_t)25);
		CHECK(unseal_head(&key, s, plain, head) && memcmp(plain, texts[i].p, head) == 0);
		CHECK(!unseal_head(&other, s, plain, head) && !unseal_head(&key, s, plain, s.n));
		CHECK(!unseal(&other, s, plain, &n));
		CHECK(!unseal(&elsewhere, s, plain, &n));
		CHECK(!unseal(&key, (struct str){ s.p, s.n - 1 }, plain, &n));
		for (size_t at = 0; at < s.n; at++) {
			sealed[at] ^= 1;
			CHECK(!unseal(&key, s, plain, &n));
			sealed[at] ^= 1;
		}
	}
}
