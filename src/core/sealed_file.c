/* Files that leave the machine sealed (backups): a line that says under which key, then pieces, each sealed by itself with the file's own id,
 * its place and whether it is the last. So a file of any size goes through a few megabytes of memory, and what was changed, cut, put elsewhere
 * or taken from another file does not open.
 *   yunguan-sealed|1|number of the key|check of the key|id of the file
 *   length of what follows (4 bytes, the highest first), SM4-CBC and HMAC-SM3 of: id (16), place (8), last (1), bytes */
#include <stdio.h>
#include "core/core_in.h"

enum { PIECE = 1 << 20, ID = 16, HEAD = ID + 8 + 1, LINE = 120, CHECK_HEX = 16 };
static const char magic[] = "yunguan-sealed|1|";

struct file_keys { struct key ring[KEYS_MAX]; size_t n; struct seal_key key; };
struct pieces { struct seal_key key; uint8_t id[ID]; uint64_t place; uint8_t plain[HEAD + PIECE], sealed[HEAD + PIECE + 96]; };

/* Tells one key from another and nothing else about it. */
static void check_of(const struct seal_key *key, char hex[CHECK_HEX + 1])
{
	uint8_t sum[SM3_LEN];

	hmac_sm3((struct str){ (const char *)key->mac, SM3_LEN }, STR("check"), sum);
	hex_put(sum, CHECK_HEX / 2, hex);
	hex[CHECK_HEX] = 0;
}

static enum err not_written(struct fail *f) { return fail_set(f, E_BUSY, "file.write", "加密的文件没有写成，磁盘可能已满"); }
static enum err broken(struct pieces *p, struct fail *f)
{
	return fail_set(f, E_CORRUPT, "sealed.broken", "加密的文件第 %" PRIu64 " MB 处被改动或截断", p->place);
}

static void head_put(struct pieces *p, bool last)
{
	memcpy(p->plain, p->id, ID);
	for (int i = 0; i < 8; i++)
		p->plain[ID + i] = (uint8_t)(p->place >> (56 - 8 * i));
	p->plain[ID + 8] = last;
}

static enum err piece_out(struct pieces *p, size_t n, bool last, FILE *to, struct fail *f)
{
	struct chance kernel = { 0 };
	size_t size = seal_size(HEAD + n);
	uint8_t iv[SEAL_IV], length[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size };

	head_put(p, last);
	chance_bytes(&kernel, iv, sizeof iv);
	if (!seal(&p->key, iv, (struct str){ (const char *)p->plain, HEAD + n }, p->sealed))
		return fail_set(f, E_NOMEM, "no_memory", "内存不够，没有加密");
	p->place++;
	return fwrite(length, 1, sizeof length, to) == sizeof length && fwrite(p->sealed, 1, size, to) == size ? OK : not_written(f);
}

static enum err pieces_out(struct pieces *p, FILE *from, FILE *to, struct fail *f)
{
	for (;;) {
		size_t n = fread(p->plain + HEAD, 1, PIECE, from);
		if (ferror(from))
			return fail_set(f, E_CORRUPT, "file.read", "要加密的文件没有读完");
		int next = fgetc(from);
		TRY(piece_out(p, n, next == EOF, to, f));
		if (next == EOF)
			return ferror(from) ? fail_set(f, E_CORRUPT, "file.read", "要加密的文件没有读完") : OK;
		ungetc(next, from);
	}
}

/* What held a key is wiped before it is given back. */
static void forget(void *secret, size_t n)
{
	if (secret)
		explicit_bzero(secret, n);
	free(secret);
}

enum err file_seal(const char *keys_path, FILE *from, FILE *to, struct fail *f)
{
	struct file_keys *k = calloc(1, sizeof *k);
	struct pieces *p = calloc(1, sizeof *p);
	struct chance kernel = { 0 };
	char check[CHECK_HEX + 1], id[2 * ID + 1] = "";
	enum err e = k && p ? ring_load(keys_path, k->ring, &k->n, f) : fail_set(f, E_NOMEM, "no_memory", "内存不够");

	if (e == E_ABSENT)
		e = fail_set(f, E_ABSENT, "keys.absent", "没有密钥文件 %s；新装的库先启动一次，升级的先运行 yunguan migrate", keys_path);
	if (e == OK) {
		const struct key *key = &k->ring[k->n - 1];
		seal_key_of(key->secret, "file", &p->key);
		check_of(&p->key, check);
		chance_bytes(&kernel, p->id, ID);
		hex_put(p->id, ID, id);
		e = fprintf(to, "%s%d|%s|%s\n", magic, key->number, check, id) > 0 ? pieces_out(p, from, to, f) : not_written(f);
	}
	forget(k, sizeof *k);
	forget(p, sizeof *p);
	return e;
}

bool file_is_sealed(const char *path)
{
	char head[sizeof magic] = "";
	FILE *f = fopen(path, "r");
	bool is = f && fread(head, 1, sizeof magic - 1, f) == sizeof magic - 1 && strcmp(head, magic) == 0;

	if (f)
		fclose(f);
	return is;
}

static enum err piece_in(struct pieces *p, FILE *from, FILE *to, bool *last, struct fail *f)
{
	uint8_t length[4];
	uint8_t want[HEAD];
	size_t n = 0;

	if (fread(length, 1, sizeof length, from) != sizeof length)
		return broken(p, f);
	size_t size = (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3];
	if (size > sizeof p->sealed || fread(p->sealed, 1, size, from) != size ||
	    !unseal(&p->key, (struct str){ (const char *)p->sealed, size }, p->plain, &n) || n < HEAD)
		return broken(p, f);
	*last = p->plain[HEAD - 1];
	memcpy(want, p->plain, HEAD);
	head_put(p, *last);
	if (memcmp(want, p->plain, HEAD) != 0 || (*last && fgetc(from) != EOF))
		return broken(p, f);
	p->place++;
	return !to || fwrite(p->plain + HEAD, 1, n - HEAD, to) == n - HEAD ? OK : not_written(f);
}

static enum err key_find(const char *keys_path, struct str line, struct file_keys *k, struct pieces *p, struct fail *f)
{
	char check[CHECK_HEX + 1];
	int64_t number = 0;
	struct str rest = { line.p + sizeof magic - 1, line.n - sizeof magic + 1 }, said;
	bool named = str_int(str_cut(&rest, '|'), &number) == OK, found = false;

	said = str_cut(&rest, '|');
	if (!named || rest.n != 2 * ID || !hex_get(rest, p->id))
		return fail_set(f, E_CORRUPT, "sealed.broken", "加密的文件的第一行不对");
	enum err e = ring_load(keys_path, k->ring, &k->n, f);
	if (e == E_ABSENT)
		return fail_set(f, E_ABSENT, "keys.absent", "文件是加密的，而没有密钥文件 %s；把当时的密钥文件放在那里，或用 --keys 指出", keys_path);
	TRY(e);
	for (size_t i = 0; i < k->n && !found; i++) {
		seal_key_of(k->ring[i].secret, "file", &p->key);
		check_of(&p->key, check);
		found = str_is(said, check);
	}
	return found ? OK : fail_set(f, E_CORRUPT, "keys.other", "文件是用另一把密钥加密的，密钥文件 %s 里没有那一把（当时是第 %" PRId64 " 把）", keys_path, number);
}

enum err file_unseal(const char *keys_path, FILE *from, FILE *to, struct fail *f)
{
	struct file_keys *k = calloc(1, sizeof *k);
	struct pieces *p = calloc(1, sizeof *p);
	char line[LINE];
	bool last = false;
	enum err e = k && p ? OK : fail_set(f, E_NOMEM, "no_memory", "内存不够");

	if (e == OK && (!fgets(line, sizeof line, from) || !str_starts(str_of(line), str_of(magic))))
		e = fail_set(f, E_INVALID, "sealed.not", "这不是本系统加密的文件");
	if (e == OK)
		e = key_find(keys_path, str_trim(str_of(line)), k, p, f);
	while (e == OK && !last)
		e = piece_in(p, from, to, &last, f);
	if (e == OK && to && fflush(to) != 0)
		e = not_written(f);
	forget(k, sizeof *k);
	forget(p, sizeof *p);
	return e;
}
