/* Certificates of programs (A31.P2b): what a connection showed in its handshake, checked against our CAs, as names that the core knows
 * by. Neither can be sent as a bearer token: those have no colon. */
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include "api/api_in.h"

static bool vouched(gnutls_session_t tls)
{
	gnutls_typed_vdata_st client = { .type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_CLIENT };
	unsigned status = 0;

	return gnutls_certificate_type_get2(tls, GNUTLS_CTYPE_CLIENT) == GNUTLS_CRT_X509 && gnutls_certificate_verify_peers(tls, &client, 1, &status) == 0 && status == 0;
}

static void by_fingerprint(const gnutls_datum_t *der, char *to, size_t room)
{
	unsigned char md[32];
	size_t n = (size_t)snprintf(to, room, "cert:");

	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, der->data, der->size, md) != 0) {
		to[0] = 0;
		return;
	}
	for (size_t i = 0; i < sizeof md; i++)
		n += (size_t)snprintf(to + n, room - n, "%02x", md[i]);
}

/* The subject as RFC 4514 writes it, the common name first. */
static void by_subject(const gnutls_datum_t *der, char *to, size_t room)
{
	gnutls_x509_crt_t crt = NULL;
	gnutls_datum_t name = { NULL, 0 };
	char hex[SM3_HEX + 1];

	if (gnutls_x509_crt_init(&crt) != 0)
		return;
	if (gnutls_x509_crt_import(crt, der, GNUTLS_X509_FMT_DER) == 0 && gnutls_x509_crt_get_dn3(crt, &name, 0) == 0 && name.size) {
		sm3_hex((struct str){ (const char *)name.data, name.size }, hex);
		snprintf(to, room, "subject:%s", hex);
	}
	gnutls_free(name.data);
	gnutls_x509_crt_deinit(crt);
}

static void look(struct call *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	unsigned n = 0;

	c->conn->cert_seen = true;
	if (!info || !info->tls_session)
		return;
	gnutls_session_t tls = info->tls_session;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls, &n);
	if (!chain || !n)
		return;
	if (!vouched(tls)) {
		log_line(LOG_INFO, "api", "event=client_certificate_refused ip=%s", c->ip);
		return;
	}
	by_fingerprint(&chain[0], c->conn->cert[0], sizeof c->conn->cert[0]);
	by_subject(&chain[0], c->conn->cert[1], sizeof c->conn->cert[1]);
}

const char *cert_name(struct call *c, int i)
{
	if (!c->conn || !c->conn->secure)
		return "";
	if (!c->conn->cert_seen)
		look(c);
	return c->conn->cert[i];
}
