/* The ring of keys under which secrets rest: a file beside the store's files folder, readable by its owner alone, one line per key,
 * the last one in use. A store without a folder of its own (tests, commands that show tables) has one key for its life. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include "core/core_in.h"
#include "crypt/crypt.h"

enum { LINE_MAX_BYTES = 80 };

static void key_path(const struct core *k, char *out, size_t n)
{
	const char *slash = strrchr(k->files_dir, '/');

	snprintf(out, n, "%.*s/keys", slash ? (int)(slash - k->files_dir) : 1, slash ? k->files_dir : ".");
}

/* What follows from the secret is worked out once, not for each value. */
static void key_ready(struct key *key, int number)
{
	key->number = number;
	seal_key_of(key->secret, "text", &key->text);
	seal_key_of(key->secret, "file", &key->file);
	seal_key_of(key->secret, "rest", &key->rest);
	seal_key_of(key->secret, "name", &key->name);
}

/* By the kernel's chance; by the seed where a seed must make the same bytes again (the demonstration). */
static void key_make(struct core *k, struct key *key, int number)
{
	struct chance kernel = { 0 };

	chance_bytes(k->chance.seeded ? &k->chance : &kernel, key->secret, sizeof key->secret);
	key_ready(key, number);
}

static enum err ring_write(const char *path, const struct ring *ring, struct fail *f)
{
	char text[KEYS_MAX * LINE_MAX_BYTES];
	size_t at = 0;

	for (size_t i = 0; i < ring->n; i++) {
		at += (size_t)snprintf(text + at, sizeof text - at, "%d ", ring->keys[i].number);
		hex_put(ring->keys[i].secret, SEAL_KEY, text + at);
		at += 2 * SEAL_KEY;
		text[at++] = '\n';
	}
	enum err e = file_write(path, (struct str){ text, at }, f);
	explicit_bzero(text, sizeof text);
	return e;
}

static enum err ring_load(const char *path, struct ring *ring, struct fail *f)
{
	FILE *from = fopen(path, "r");
	char line[LINE_MAX_BYTES + 2];
	struct stat st;
	enum err e = OK;

	if (!from)
		return errno == ENOENT ? E_ABSENT : fail_set(f, E_CORRUPT, "keys.read", "打不开密钥文件 %s：%s", path, errno_text(errno));
	if (fstat(fileno(from), &st) != 0 || (st.st_mode & 077))
		e = fail_set(f, E_CORRUPT, "keys.mode", "密钥文件 %s 只能由运行本程序的账号读写，请改为 0600", path);
	for (ring->n = 0; e == OK && ring->n < KEYS_MAX && fgets(line, sizeof line, from);) {
		struct str rest = str_trim(str_of(line)), number = str_cut(&rest, ' ');
		struct key *key = &ring->keys[ring->n];
		int64_t v = 0;
		if (str_int(number, &v) != OK || v < 1 || v > 999 || rest.n != 2 * SEAL_KEY || !hex_get(rest, key->secret))
			e = fail_set(f, E_CORRUPT, "keys.bad", "密钥文件 %s 第 %zu 行不是密钥", path, ring->n + 1);
		key_ready(key, (int)v);
		ring->n++;
	}
	explicit_bzero(line, sizeof line);
	fclose(from);
	return e == OK && !ring->n ? fail_set(f, E_CORRUPT, "keys.bad", "密钥文件 %s 是空的", path) : e;
}

enum err ring_of(const char *path, struct ring **out, struct fail *f)
{
	CLEANUP(ring_freep) struct ring *ring = calloc(1, sizeof *ring);

	if (!ring)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	enum err e = ring_load(path, ring, f);
	if (e == E_ABSENT)
		return fail_set(f, E_ABSENT, "keys.absent", "没有密钥文件 %s；新装的库先启动一次，升级的先运行 yunguan migrate", path);
	TRY(e);
	*out = TAKE(ring);
	return OK;
}

void ring_freep(struct ring **ring)
{
	if (*ring)
		explicit_bzero(*ring, sizeof **ring);
	free(*ring);
	*ring = NULL;
}

enum err keys_open(struct core *k, struct fail *f)
{
	char path[700];

	_Static_assert(sizeof k->ring.keys[0].secret == SEAL_KEY, "a key of the ring seals");
	if (k->files_private) {
		chance_bytes(&k->chance, k->ring.keys[0].secret, SEAL_KEY);
		key_ready(&k->ring.keys[k->ring.n++], 1);
		return OK;
	}
	key_path(k, path, sizeof path);
	enum err e = ring_load(path, &k->ring, f);
	/* Whoever only looks makes nothing; what is sealed will then not open. */
	if (e != E_ABSENT || k->read_only)
		return e == E_ABSENT ? OK : e;
	key_make(k, &k->ring.keys[k->ring.n++], 1);
	return ring_write(path, &k->ring, f);
}

enum err core_key_new(struct core *k, int *number, struct fail *f)
{
	char path[700];

	if (!k->ring.n || k->files_private || k->ring.n == COUNT(k->ring.keys))
		return fail_set(f, E_LIMIT, "keys.full", "密钥已有 %zu 把，不能再加", k->ring.n);
	*number = k->ring.keys[k->ring.n - 1].number + 1;
	key_make(k, &k->ring.keys[k->ring.n++], *number);
	key_path(k, path, sizeof path);
	enum err e = ring_write(path, &k->ring, f);
	if (e != OK)
		k->ring.n--;
	return e;
}

/* "sm4:2:hex" says which key; text without the mark was written before there were keys. */
static enum err text_seal(struct core *k, struct str plain, struct buf *out, struct fail *f)
{
	const struct key *key = k->ring.n ? &k->ring.keys[k->ring.n - 1] : NULL;
	size_t n = seal_size(plain.n);
	uint8_t iv[SEAL_IV], *sealed = malloc(3 * n);
	char *hex = (char *)sealed + n;

	pthread_mutex_lock(&k->chance_lock);
	chance_bytes(&k->chance, iv, sizeof iv);
	pthread_mutex_unlock(&k->chance_lock);
	enum err e = !key ? fail_set(f, E_CORRUPT, "keys.absent", "数据目录里没有密钥文件") :
		     sealed && seal(&key->text, iv, plain, sealed) ? OK : fail_set(f, E_NOMEM, "no_memory", "内存不够，没有加密");
	if (e == OK) {
		hex_put(sealed, n, hex);
		buf_fmt(out, "sm4:%d:", key->number);
		buf_add(out, (struct str){ hex, 2 * n });
	}
	free(sealed);
	return e;
}

bool core_sealed(struct str text) { return str_starts(text, STR("sm4:")); }

static enum err text_open(struct core *k, struct str sealed, struct arena *a, struct str *out, struct fail *f)
{
	const struct key *key = NULL;
	struct str rest = sealed;
	int64_t number = 0;
	size_t n = 0;

	*out = sealed;
	if (!sealed.p || !core_sealed(sealed))
		return OK;
	str_cut(&rest, ':');
	if (str_int(str_cut(&rest, ':'), &number) == OK)
		for (size_t i = 0; i < k->ring.n; i++)
			if (k->ring.keys[i].number == number)
				key = &k->ring.keys[i];
	if (!key)
		return fail_set(f, E_CORRUPT, "keys.absent", "密钥文件里没有第 %" PRId64 " 把密钥，加密的内容打不开", number);
	uint8_t *bytes = arena_alloc(a, rest.n / 2 + 1), *plain = arena_alloc(a, rest.n / 2 + 1);
	if (!hex_get(rest, bytes) || !unseal(&key->text, (struct str){ (const char *)bytes, rest.n / 2 }, plain, &n))
		return fail_set(f, E_CORRUPT, "keys.broken", "加密的内容被改动过，或者密钥不对");
	*out = (struct str){ (const char *)plain, n };
	return OK;
}

enum err secret_seal(struct ctx *c, struct str plain, struct str *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(32));

	*out = STR_NONE;
	if (!plain.p)
		return OK;
	TRY(text_seal(c->core, plain, &b, &c->fail));
	if (b.failed)
		return fail(c, E_LIMIT, "too_large", "要加密的内容太长");
	*out = arena_str(c->arena, buf_str(&b));
	return OK;
}

enum err secret_open(struct ctx *c, struct str sealed, struct str *out) { return text_open(c->core, sealed, c->arena, out, &c->fail); }

/* ---- what the store asks for its sealed columns ---- */
static enum err column_seal(void *core, struct str plain, struct buf *out, struct fail *f) { return text_seal(core, plain, out, f); }
static enum err column_open(void *core, struct str sealed, struct arena *a, struct str *out, struct fail *f) { return text_open(core, sealed, a, out, f); }

struct sealer keys_sealer(struct core *k) { return (struct sealer){ k, column_seal, column_open }; }

/* A digest that nobody can try numbers against: it needs the ring's first key, which stays as long as the ring. */
struct str digest_keyed(struct ctx *c, struct str text)
{
	uint8_t sum[SM3_LEN];
	char *hex = arena_alloc(c->arena, SM3_HEX);

	hmac_sm3((struct str){ (const char *)c->core->ring.keys[0].text.mac, SM3_LEN }, text.p ? text : STR(""), sum);
	hex_put(sum, SM3_LEN, hex);
	return (struct str){ hex, SM3_HEX };
}

/* RFC 6238: thirty seconds each, one before and one after are taken; `after`: steps up to it were used. */
bool otp_ok(struct ctx *c, struct str secret, struct str code, int64_t after, int64_t *step)
{
	int64_t now = c->now.ms / 30000, typed = 0;

	for (size_t i = 0; i < code.n; i++)
		typed = code.p[i] >= '0' && code.p[i] <= '9' ? (typed * 10 + code.p[i] - '0') % 10000000 : 10000000;
	if (code.n != 6)
		return false;
	for (int64_t s = now - 1; s <= now + 1; s++)
		if (s > after && (int64_t)otp_code(secret, s) == typed) {
			*step = s;
			return true;
		}
	return false;
}

struct str otp_secret_new(struct ctx *c, struct str *base32)
{
	uint8_t *bytes = arena_alloc(c->arena, 20);
	char *text = arena_alloc(c->arena, 33);

	pthread_mutex_lock(&c->core->chance_lock);
	chance_bytes(&c->core->chance, bytes, 20);
	pthread_mutex_unlock(&c->core->chance_lock);
	*base32 = (struct str){ text, base32_put(bytes, 20, text) };
	return (struct str){ (const char *)bytes, 20 };
}
