#ifndef CRYPT_SM2_H
#define CRYPT_SM2_H
/* SM2 signatures over SM3 (GB/T 32918) by OpenSSL 3, with the standard's own signer id 1234567812345678, so that `openssl pkeyutl` checks
 * them with nothing but the public key. */
#include "base/base.h"

enum { SM2_ID = 16, SM2_SIGNATURE_MAX = 112 };          /* without the final zero */
struct sm2_key;                                         /* a pair, or a public half alone */
struct sm2_key *sm2_make(void);                         /* a new pair; NULL: no memory */
struct sm2_key *sm2_read(struct str pem);               /* a PEM of either half; NULL: it holds no SM2 key */
void     sm2_free(struct sm2_key *k);                   /* accepts NULL */
/* The halves as PEM, added to out. The caller wipes the private one. */
bool     sm2_private_pem(const struct sm2_key *k, struct buf *out);
bool     sm2_public_pem(const struct sm2_key *k, struct buf *out);
/* First 16 hex digits of the SM3 of the public half's DER. */
void     sm2_id(const struct sm2_key *k, char out[SM2_ID + 1]);
/* The signature of a text as base64 of its DER; false: no private half, or the library failed. */
bool     sm2_sign(const struct sm2_key *k, struct str text, char out[SM2_SIGNATURE_MAX + 1]);
bool     sm2_signed(const struct sm2_key *k, struct str text, struct str signature);
#endif
