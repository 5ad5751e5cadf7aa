/* Files that leave the machine sealed (backups): a line that says under which key, then pieces of a megabyte.
 *   yunguan-sealed|1|number of the key|check of the key|id of the file */
#include <stdio.h>
#include "core/core_in.h"

enum { PIECE = 1 << 20, LINE = 120 };
static const char magic[] = "yunguan-sealed|1|";

void key_check(const struct seal_key *key, char hex[KEY_CHECK + 1])
{
	uint8_t sum[SM3_LEN];

	hmac_sm3((struct str){ (const char *)key->mac, SM3_LEN }, STR("check"), sum);
	hex_put(sum, KEY_CHECK / 2, hex);
	hex[KEY_CHECK] = 0;
}

static enum err pieces_out(struct pieces *p, FILE *from, FILE *to, struct fail *f)
{
	for (;;) {
		size_t n = fread(p->plain + PIECE_HEAD, 1, PIECE, from);
		if (ferror(from))
			return fail_set(f, E_CORRUPT, "file.read", "要加密的文件没有读完");
		int next = fgetc(from);
		TRY(piece_out(p, n, next == EOF, to, f));
		if (next == EOF)
			return ferror(from) ? fail_set(f, E_CORRUPT, "file.read", "要加密的文件没有读完") : OK;
		ungetc(next, from);
	}
}

enum err file_seal(const char *keys_path, FILE *from, FILE *to, struct fail *f)
{
	CLEANUP(ring_freep) struct ring *ring = NULL;
	CLEANUP(pieces_freep) struct pieces *p = pieces_new(PIECE);
	struct chance kernel = { 0 };
	char check[KEY_CHECK + 1], id[2 * PIECE_ID + 1] = "";

	if (!p)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	TRY(ring_of(keys_path, &ring, f));
	const struct key *key = &ring->keys[ring->n - 1];
	p->key = key->file;
	key_check(&p->key, check);
	chance_bytes(&kernel, p->id, PIECE_ID);
	hex_put(p->id, PIECE_ID, id);
	return fprintf(to, "%s%d|%s|%s\n", magic, key->number, check, id) > 0 ? pieces_out(p, from, to, f) : piece_not_written(f);
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

static enum err key_find(const char *keys_path, struct str line, struct pieces *p, struct fail *f)
{
	CLEANUP(ring_freep) struct ring *ring = NULL;
	char check[KEY_CHECK + 1];
	int64_t number = 0;
	struct str rest = { line.p + sizeof magic - 1, line.n - sizeof magic + 1 }, said;
	bool named = str_int(str_cut(&rest, '|'), &number) == OK, found = false;

	said = str_cut(&rest, '|');
	if (!named || rest.n != 2 * PIECE_ID || !hex_get(rest, p->id))
		return fail_set(f, E_CORRUPT, "sealed.broken", "加密的文件的第一行不对");
	if (!file_exists(keys_path))
		return fail_set(f, E_ABSENT, "keys.absent", "文件是加密的，而没有密钥文件 %s；把当时的密钥文件放在那里，或用 --keys 指出", keys_path);
	TRY(ring_of(keys_path, &ring, f));
	for (size_t i = 0; i < ring->n && !found; i++) {
		p->key = ring->keys[i].file;
		key_check(&p->key, check);
		found = str_is(said, check);
	}
	return found ? OK : fail_set(f, E_CORRUPT, "keys.other", "文件是用另一把密钥加密的，密钥文件 %s 里没有那一把（当时是第 %" PRId64 " 把）", keys_path, number);
}

enum err file_unseal(const char *keys_path, FILE *from, FILE *to, struct fail *f)
{
	CLEANUP(pieces_freep) struct pieces *p = pieces_new(PIECE);
	char line[LINE];
	bool last = false;
	size_t n = 0;

	if (!p)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	if (!fgets(line, sizeof line, from) || !str_starts(str_of(line), str_of(magic)))
		return fail_set(f, E_INVALID, "sealed.not", "这不是本系统加密的文件");
	TRY(key_find(keys_path, str_trim(str_of(line)), p, f));
	while (!last) {
		TRY(to ? piece_in(p, from, &n, &last, f) : piece_check(p, from, &last, f));
		if (to && fwrite(p->plain + PIECE_HEAD, 1, n, to) != n)
			return piece_not_written(f);
	}
	return to && fflush(to) != 0 ? piece_not_written(f) : OK;
}
