/* One-time codes by time (RFC 6238 over RFC 4226, HMAC-SHA1, six digits: what every authenticator app speaks), and base32 (RFC 4648). */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include "crypt/crypt.h"

uint32_t otp_code(struct str key, int64_t step)
{
	uint8_t count[8], mac[EVP_MAX_MD_SIZE];
	unsigned n = sizeof mac;

	for (int i = 0; i < 8; i++)
		count[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	unsigned char *done = HMAC(EVP_sha1(), key.p, (int)key.n, count, sizeof count, mac, &n);
	assert(done && n == 20);
	unsigned at = mac[19] & 15;
	uint32_t word = ((uint32_t)(mac[at] & 0x7f) << 24) | ((uint32_t)mac[at + 1] << 16) | ((uint32_t)mac[at + 2] << 8) | mac[at + 3];
	return word % 1000000;
}

size_t base32_put(const uint8_t *bytes, size_t n, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t held = 0;
	size_t used = 0;
	int bits = 0;

	for (size_t i = 0; i < n; i++) {
		held = (held << 8) | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			out[used++] = digits[(held >> (bits - 5)) & 31];
	}
	if (bits)
		out[used++] = digits[(held << (5 - bits)) & 31];
	return used;
}
