#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H
/* One way out for letters: struct in, result out; no database, no ctx. Set up once for the process by who starts it; the password stays
 * in here. Like a driver it is called outside transactions and may be called again: a letter's id stays the same, so that a mailbox
 * can drop what it has. */
#include "base/base.h"
#include "base/date.h"

enum mail_tls { MAIL_TLS_TRY = 1, MAIL_TLS_REQUIRED, MAIL_TLS_OFF };
struct mail_conf {
	const char *url;             /* smtp://host:25 (STARTTLS by .tls), smtps://host:465 */
	const char *from;            /* address letters come from */
	const char *user, *password; /* NULL: none. With a password, TRY means REQUIRED: it is not sent in clear */
	const char *ca_file;         /* PEM of a house CA; NULL: the system's */
	enum mail_tls tls;           /* 0: TRY */
};
/* Checks and keeps a copy. E_INVALID names what is wrong. Before threads start; mail_close forgets it. */
enum err mail_open(const struct mail_conf *conf, struct fail *f);
void     mail_close(void);
bool     mail_on(void);

struct mail { struct str to, subject, text; int64_t id; struct instant at; };
/* Sends one letter, in at most half a minute. E_INVALID "mail.address": it can never go. E_REMOTE "mail.rejected": the server does not
 * take this letter now; "mail.unreachable": it takes none. The sentence holds no address and no secret. */
enum err mail_send(const struct mail *m, struct fail *f);
/* The letter as it goes over the wire (RFC 5322, 2047, 2045): for mail_send and tests. */
void     mail_write(const struct mail *m, struct str from, struct buf *out);
/* local@domain of plain ASCII, nothing that could end a header line or begin another address. */
bool     mail_address_ok(struct str s);
#endif
