#ifndef CRYPT_CRYPT_H
#define CRYPT_CRYPT_H
/* Ciphers and digests by OpenSSL 3 and libsodium; no crypto of our own. */
#include "base/base.h"

enum { SM3_LEN = 32, SM3_HEX = 64 };
struct sm3;                                             /* a running digest */
void sm3(struct str bytes, uint8_t out[SM3_LEN]);       /* the whole digest (GB/T 32905) */
void sm3_hex(struct str bytes, char out[SM3_HEX + 1]);  /* lower case */
struct sm3 *sm3_new(void);                              /* NULL: no memory */
void sm3_add(struct sm3 *s, struct str bytes);
void sm3_end(struct sm3 *s, uint8_t out[SM3_LEN]);      /* and ready to start again */
void sm3_free(struct sm3 *s);                           /* accepts NULL */
void sm3_freep(struct sm3 **s);                         /* for CLEANUP */
void hmac_sm3(struct str key, struct str bytes, uint8_t out[SM3_LEN]);      /* RFC 2104 over SM3 */
void hex_put(const uint8_t *bytes, size_t n, char *out);/* 2n characters, no NUL */
bool same_secret(struct str a, struct str b);           /* in constant time for equal lengths */

/* argon2id, 19 MiB, t = 2, as a PHC string; about 25 ms: never on an event or writer thread. */
enum { PASSWORD_HASH_MAX = 128, PASSWORD_SALT = 16 };
enum err password_hash(struct str password, char out[PASSWORD_HASH_MAX]);  /* E_NOMEM */
/* The same with a given salt: only where a seed must make the same bytes again (the demonstration). */
enum err password_hash_salted(struct str password, const uint8_t salt[PASSWORD_SALT], char out[PASSWORD_HASH_MAX]);
bool     password_ok(struct str password, struct str hash);                /* of any of the three */
/* The same cheaply and without salt, marked "$test$", for simulation and scenarios only (thousands of people). */
void     password_hash_test(struct str password, char out[PASSWORD_HASH_MAX]);

/* The six-digit code of a 30-second step (unix time / 30) by RFC 6238. */
uint32_t otp_code(struct str key, int64_t step);
/* RFC 4648 without padding; out holds (8n + 4) / 5 characters, no NUL. Returns how many. */
size_t   base32_put(const uint8_t *bytes, size_t n, char *out);

/* SM4-CBC and HMAC-SM3 under two keys made of one secret: what is changed or cut does not open. The iv must not repeat. */
enum { SEAL_KEY = 32, SEAL_IV = 16 };
struct seal_key { uint8_t cipher[SM3_LEN], mac[SM3_LEN]; };
/* The pair of one secret and one use ("text", "backup"): what was sealed for one use does not open for another. */
void     seal_key_of(const uint8_t secret[SEAL_KEY], const char *use, struct seal_key *out);
size_t   seal_size(size_t n);                           /* bytes that n plain ones become */
/* seal fills seal_size(plain.n) bytes; false: no memory. unseal puts the plain bytes into out and their number into *n; false: changed, cut, or another key. */
bool     seal(const struct seal_key *key, const uint8_t iv[SEAL_IV], struct str plain, uint8_t *out);
bool     unseal(const struct seal_key *key, struct str sealed, uint8_t *out, size_t *n);       /* out holds sealed.n */
/* What was sealed is whole, and its first n plain bytes, at a third of the price; n is less than was sealed. */
bool     unseal_head(const struct seal_key *key, struct str sealed, uint8_t *out, size_t n);
bool     hex_get(struct str hex, uint8_t *out);         /* hex.n / 2 bytes; false: not lower-case hex */
#endif
