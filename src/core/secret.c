/* What features may ask of the ciphers and the file system, which they do not see themselves. */
#include "core/core_in.h"
#include "crypt/crypt.h"

enum err secret_hash(struct ctx *c, struct str password, struct str *out)
{
	char hash[PASSWORD_HASH_MAX];

	uint8_t salt[PASSWORD_SALT];
	enum err e = OK;

	if (c->core->cheap_passwords) {
		password_hash_test(password, hash);
	} else if (c->core->chance.seeded) {
		pthread_mutex_lock(&c->core->chance_lock);
		chance_bytes(&c->core->chance, salt, sizeof salt);
		pthread_mutex_unlock(&c->core->chance_lock);
		e = password_hash_salted(password, salt, hash);
	} else {
		e = password_hash(password, hash);
	}
	if (e != OK)
		return fail(c, E_NOMEM, "no_memory", "内存不够，口令没有保存");
	*out = arena_str(c->arena, str_of(hash));
	return OK;
}

bool secret_ok(struct ctx *c, struct str password, struct str hash)
{
	char wasted[PASSWORD_HASH_MAX];

	if (hash.p)
		return password_ok(password, hash);
	/* Nobody learns from the time it takes whether the login exists. */
	if (!c->core->cheap_passwords && password_hash(password, wasted) != OK)
		return false;
	return false;
}

struct str token_new(struct ctx *c)
{
	pthread_mutex_lock(&c->core->chance_lock);
	struct str t = chance_hex(&c->core->chance, c->arena, 32);
	pthread_mutex_unlock(&c->core->chance_lock);
	return t;
}

struct str caller_ip(const struct ctx *c) { return c->req ? c->req->ip : STR_NONE; }

const struct upload *upload_of(struct ctx *c) { return c->req ? c->req->upload : NULL; }

enum err upload_open(struct ctx *c, struct vault_file **out)
{
	return vault_open_wide(c->core, arena_cstr(c->arena, upload_of(c)->path), out, &c->fail);
}

enum err upload_keep(struct ctx *c)
{
	const struct upload *u = upload_of(c);

	return vault_keep(c->core, arena_cstr(c->arena, u->path), u->sm3, &c->fail);
}
