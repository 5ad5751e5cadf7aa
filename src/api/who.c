/* Who asks: from which address, as which person, by what token; and how often they may. */
#include <arpa/inet.h>
#include "api/api_in.h"

/* ---- from where ---- */
static uint64_t address_key(const struct call *c, const unsigned char *bits, size_t n)
{
	uint64_t h = c->api->id_seed;

	for (size_t i = 0; i < n; i++)
		h = (h ^ bits[i]) * UINT64_C(0x100000001b3);
	return h;
}

void call_from(struct call *c)
{
	struct str list = c->head.of[H_FORWARDED_FOR], ip = STR_NONE;
	unsigned char bits[16];

	if (c->conn) {
		memcpy(c->ip, c->conn->ip, sizeof c->ip);
		c->address = c->conn->address;
		c->local = c->conn->local;
	}
	if (!c->api->trust_proxy)
		return;
	/* Our proxy adds the address it saw at the end; what stands before it is hearsay. */
	while (list.p)
		ip = str_trim(str_cut(&list, ','));
	c->local = false;
	if (ip.n == 0 || ip.n >= sizeof c->ip)
		return;
	const char *z = arena_cstr(c->arena, ip);
	bool v4 = inet_pton(AF_INET, z, bits) == 1;
	if (!v4 && inet_pton(AF_INET6, z, bits) != 1)
		return;
	memcpy(c->ip, z, ip.n + 1);
	/* Whoever has one IPv6 address has its whole /64. */
	c->address = address_key(c, bits, v4 ? 4 : 8);
}

/* ---- which person ---- */
static bool bearer(struct call *c, struct str *token)
{
	struct str h = c->head.of[H_AUTHORIZATION];

	if (h.n < 7 || !same_nocase((struct str){ h.p, 7 }, "bearer "))
		return false;
	*token = str_trim((struct str){ h.p + 7, h.n - 7 });
	return token_ok(*token);
}

/* The store cannot be asked. */
static bool call_unknown(struct call *c, const struct fail *f)
{
	call_because(c, f);
	return call_trouble(c, "unavailable", "暂时不能确认登录状态，请稍后再试"), false;
}

/* A program's certificate. Browsers show theirs unasked, also for another site's page, and send Sec-Fetch-Site: for them it is none. */
static bool who_by_certificate(struct call *c)
{
	struct fail f;

	for (int i = 0; i < 2 && !c->head.of[H_FETCH_SITE].p && cert_name(c, i)[0]; i++) {
		fail_clear(&f);
		enum err e = core_who_by_token(c->api->core, str_of(cert_name(c, i)), c->arena, &c->r.who, &f);
		if (e == OK) {
			c->token = arena_str(c->arena, str_of(cert_name(c, i)));
			return true;
		}
		c->r.who = (struct principal){ 0 };
		if (e == E_BUSY || e == E_NOMEM || e == E_CORRUPT || e == E_REMOTE)
			return call_unknown(c, &f);
	}
	return true;
}

bool call_who(struct call *c)
{
	struct fail f;
	struct str token = STR_NONE;

	fail_clear(&f);
	c->by_bearer = c->head.of[H_AUTHORIZATION].p != NULL;
	if (c->by_bearer && !bearer(c, &token))
		return call_trouble(c, "not_signed_in", "请求头 Authorization 应当是 Bearer 加令牌"), false;
	if (!c->by_bearer && c->head.of[H_COOKIE].p)
		token = cookie_get(c->head.of[H_COOKIE], SESSION_COOKIE);
	if (!token.p && !c->by_bearer && c->api->tls_client_ca)
		return who_by_certificate(c);
	if (!token.p || !token_ok(token))
		return true;
	enum err e = (c->only_looks ? core_who_still : core_who_by_token)(c->api->core, token, c->arena, &c->r.who, &f);
	if (e == OK) {
		c->token = token;
		c->r.who.by_cookie = !c->by_bearer;
		return true;
	}
	c->r.who = (struct principal){ 0 };
	if (e == E_BUSY || e == E_NOMEM || e == E_CORRUPT || e == E_REMOTE)
		return call_unknown(c, &f);
	if (c->by_bearer)
		return call_trouble(c, "not_signed_in", "令牌无效或者已经过期"), false;
	return true;
}

bool call_person_ok(struct call *c)
{
	const struct op *op = c->r.op;
	const struct principal *who = &c->r.who;
	int64_t wait = 0;

	if (!who->account && !(op->flags & OP_PUBLIC))
		return call_trouble(c, "not_signed_in", "还没有登录，或者登录已经失效"), false;
	if (who->account && !c->local && !c->api->unlimited &&
	    !limiter_take(c->api->people, (uint64_t)who->account, port_mono_us(), &wait)) {
		c->a.retry_after = wait;
		return call_trouble(c, "too_many_requests", "同一人的请求过于频繁，请稍后再试"), false;
	}
	if (op->verb == GET)
		return true;
	if (op->flags & OP_PUBLIC) {
		/* Nobody's cookie counts here; a page of another site must still not sign people in. */
		if (same_nocase(c->head.of[H_FETCH_SITE], "cross-site"))
			return call_trouble(c, "csrf", "请求来自别的网站"), false;
	} else if (who->by_cookie && (!who->csrf.n || !same_secret(c->head.of[H_CSRF], who->csrf))) {
		return call_trouble(c, "csrf", "浏览器里的修改请求需要请求头 X-CSRF-Token，值为登录时所给的 csrf_token"), false;
	}
	return true;
}

bool call_sign_in_ok(struct call *c)
{
	const struct op *op = c->r.op;
	int64_t wait = 0;

	c->sign_in = op->verb == POST && (op->flags & OP_PUBLIC) && (op->flags & OP_KEEPS_SESSION) && !c->api->unlimited;
	if (!c->sign_in || limiter_has(c->api->sign_ins, c->address, port_mono_us(), &wait))
		return true;
	c->sign_in = false;
	c->a.retry_after = wait;
	return call_trouble(c, "too_many_attempts", "从这个地址登录失败的次数过多，请 %" PRId64 " 秒后再试", wait), false;
}

void call_sign_in_end(struct call *c)
{
	int64_t wait = 0;

	if (c->sign_in && (c->a.status == 401 || c->a.status == 403 || c->a.status == 409 || c->a.status == 422))
		limiter_take(c->api->sign_ins, c->address, port_mono_us(), &wait);
}
