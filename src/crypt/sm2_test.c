/* SM2: what is signed is known again by either half, and nothing else is. */
#define TEST_ROOM "crypt"
#include "crypt/crypt.h"
#include "crypt/sm2.h"

TEST(sm2_signs_and_knows_its_own)
{
	CLEANUP(buf_done) struct buf private = BUF_MAX(KIB(2));
	CLEANUP(buf_done) struct buf public = BUF_MAX(KIB(2));
	char id[SM2_ID + 1], other[SM2_ID + 1], signature[SM2_SIGNATURE_MAX + 1];
	struct sm2_key *k = sm2_make(), *stranger = sm2_make();

	CHECK(k && stranger);
	CHECK(sm2_private_pem(k, &private) && sm2_public_pem(k, &public));
	struct sm2_key *again = sm2_read(buf_str(&private)), *half = sm2_read(buf_str(&public));
	CHECK(again && half);
	sm2_id(k, id);
	sm2_id(half, other);
	CHECK_STR(str_of(id), other);
	CHECK(sm2_sign(again, STR("第一行"), signature));
	CHECK(sm2_signed(half, STR("第一行"), str_of(signature)));
	CHECK(!sm2_signed(half, STR("第二行"), str_of(signature)));
	CHECK(!sm2_signed(stranger, STR("第一行"), str_of(signature)));
	CHECK(!sm2_sign(half, STR("第一行"), signature));
	sm2_free(k);
	sm2_free(again);
	sm2_free(half);
	sm2_free(stranger);
}

TEST(sm2_takes_no_rubbish)
{
	static const char *const pems[] = { "", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "PRIVATE KEY" };
	static const char *const signatures[] = { "", "====", "AAAA", "not base64", "AAA" };
	struct sm2_key *k = sm2_make();

	for (size_t i = 0; i < COUNT(pems); i++)
		CHECK(!sm2_read(str_of(pems[i])));
	for (size_t i = 0; i < COUNT(signatures); i++)
		CHECK(!sm2_signed(k, STR("x"), str_of(signatures[i])));
	sm2_free(k);
}
