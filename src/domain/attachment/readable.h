#ifndef DOMAIN_ATTACHMENT_READABLE_H
#define DOMAIN_ATTACHMENT_READABLE_H
/* What of a file software can read, searched for words: plain text, XML inside Office, ODF and OFD, PDF streams with their
 * character tables, old Office text. Everything is bounded; what was not found may still be there, and nobody claims otherwise. */
#include "core/ctx.h"

enum { WORDS_MAX = 40, WORD_BYTES_MAX = 80 };
struct word { struct str text; bool mark, found; };
struct readable {
	enum err (*part)(void *arg, int64_t from, char *to, size_t n, size_t *got);
	void *arg;
	int64_t size;
	struct word words[WORDS_MAX]; size_t n_words;
	bool is_zip, has_word, has_xl, has_ppt, has_ofd, has_odf;   /* what a zip turned out to hold */
};
/* Adds the words of a comma-separated list; too many or too long ones are left out. */
void readable_words(struct readable *r, struct str list, bool mark);
/* Searches a name. Blanks inside a line do not hide a word. */
void readable_name(struct readable *r, struct arena *a, struct str name);
/* Searches the file by what its media type is. E_INVALID "attachment.broken" for a zip without a table of contents. */
enum err readable_file(struct readable *r, struct arena *a, struct str mime, struct fail *f);
/* The first found word that is a mark, or is not; p NULL: none. */
struct str readable_found(const struct readable *r, bool mark);
#endif
