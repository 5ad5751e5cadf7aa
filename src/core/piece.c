/* Pieces: how a stream is sealed. Each is sealed by itself together with the id of its file, its place and whether it is the last, so that a file of
 * any size goes through the memory of one piece, and what was changed, cut, put elsewhere or taken from another file does not open.
 *   length of what follows (4 bytes, the highest first), SM4-CBC and HMAC-SM3 of: id (16), place (8), last (1), bytes */
#include <stdio.h>
#include "core/core_in.h"

struct pieces *pieces_new(size_t size)
{
	struct pieces *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	p->size = size;
	p->plain = malloc(PIECE_HEAD + size);
	p->sealed = malloc(seal_size(PIECE_HEAD + size));
	if (!p->plain || !p->sealed)
		pieces_freep(&p);
	return p;
}

/* What held a key or a text is wiped before it is given back. */
void pieces_freep(struct pieces **p)
{
	struct pieces *it = *p;

	*p = NULL;
	if (!it)
		return;
	if (it->plain)
		explicit_bzero(it->plain, PIECE_HEAD + it->size);
	free(it->plain);
	free(it->sealed);
	explicit_bzero(it, sizeof *it);
	free(it);
}

static void head_put(const struct pieces *p, uint8_t *to, bool last)
{
	memcpy(to, p->id, PIECE_ID);
	for (int i = 0; i < 8; i++)
		to[PIECE_ID + i] = (uint8_t)(p->place >> (56 - 8 * i));
	to[PIECE_ID + 8] = last;
}

enum err piece_not_written(struct fail *f) { return fail_set(f, E_BUSY, "file.write", "加密的文件没有写成，磁盘可能已满"); }

static enum err broken(const struct pieces *p, struct fail *f)
{
	return fail_set(f, E_CORRUPT, "sealed.broken", "加密的文件第 %" PRIu64 " MB 处被改动或截断", p->place * p->size >> 20);
}

enum err piece_out(struct pieces *p, size_t n, bool last, FILE *to, struct fail *f)
{
	struct chance kernel = { 0 };
	size_t size = seal_size(PIECE_HEAD + n);
	uint8_t iv[SEAL_IV], length[4] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size };

	head_put(p, p->plain, last);
	chance_bytes(&kernel, iv, sizeof iv);
	if (!seal(&p->key, iv, (struct str){ (const char *)p->plain, PIECE_HEAD + n }, p->sealed))
		return fail_set(f, E_NOMEM, "no_memory", "内存不够，没有加密");
	p->place++;
	return fwrite(length, 1, sizeof length, to) == sizeof length && fwrite(p->sealed, 1, size, to) == size ? OK : piece_not_written(f);
}

/* The next piece as it lies there, and no more of it than there may be. */
static enum err sealed_read(struct pieces *p, FILE *from, struct str *sealed, struct fail *f)
{
	uint8_t length[4];

	if (fread(length, 1, sizeof length, from) != sizeof length)
		return broken(p, f);
	size_t size = (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3];
	if (size > seal_size(PIECE_HEAD + p->size) || fread(p->sealed, 1, size, from) != size)
		return broken(p, f);
	*sealed = (struct str){ (const char *)p->sealed, size };
	return OK;
}

static enum err stands_here(struct pieces *p, FILE *from, bool *last, struct fail *f)
{
	uint8_t want[PIECE_HEAD];

	*last = p->plain[PIECE_HEAD - 1];
	head_put(p, want, *last);
	if (memcmp(want, p->plain, PIECE_HEAD) != 0 || (*last && fgetc(from) != EOF))
		return broken(p, f);
	p->place++;
	return OK;
}

enum err piece_in(struct pieces *p, FILE *from, size_t *n, bool *last, struct fail *f)
{
	struct str sealed;

	TRY(sealed_read(p, from, &sealed, f));
	if (!unseal(&p->key, sealed, p->plain, n) || *n < PIECE_HEAD)
		return broken(p, f);
	*n -= PIECE_HEAD;
	return stands_here(p, from, last, f);
}

enum err piece_check(struct pieces *p, FILE *from, bool *last, struct fail *f)
{
	struct str sealed;

	TRY(sealed_read(p, from, &sealed, f));
	if (!unseal_head(&p->key, sealed, p->plain, PIECE_HEAD))
		return broken(p, f);
	return stands_here(p, from, last, f);
}
