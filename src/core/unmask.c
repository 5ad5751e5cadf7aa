/* What was shown masked and comes back as it was shown means what it was: whoever corrects one field of a form did not write the stars of the others. */
#include "core/core_in.h"

static bool is_text(const struct field *fd) { return (fd->flags & PERSONAL) && (fd->kind == F_STR || fd->kind == F_TEXT); }

static const struct str *text_at(const void *rec, const struct field *fd) { return (const struct str *)((const char *)rec + fd->offset); }

static bool shown_as(struct ctx *c, struct str sent, struct str was) { return sent.p && was.p && str_eq(sent, mask_text(c->arena, was)); }

/* Whether a row of a list came from that one: each of its masked members is shown so. */
static bool came_from(struct ctx *c, const struct record *rec, const void *in, const void *was)
{
	for (const struct field *fd = rec->fields; fd->name; fd++)
		if (is_text(fd) && text_at(in, fd)->n && !shown_as(c, *text_at(in, fd), *text_at(was, fd)))
			return false;
	return true;
}

/* The same place first: rows of a list are seldom moved, and two people may be masked alike. */
static const void *row_before(struct ctx *c, const struct record *rec, const void *in, size_t i, const struct list *was)
{
	const char *rows = was->items;

	if (i < was->n && came_from(c, rec, in, rows + i * rec->size))
		return rows + i * rec->size;
	for (size_t j = 0; j < was->n; j++)
		if (came_from(c, rec, in, rows + j * rec->size))
			return rows + j * rec->size;
	return i < was->n ? rows + i * rec->size : NULL;
}

void unmask(struct ctx *c, const struct record *rec, void *in, const struct record *was_rec, const void *was)
{
	for (const struct field *fd = rec->fields; fd->name; fd++) {
		const struct field *old = fd->flags & IN ? record_field(was_rec, str_of(fd->name)) : NULL;
		void *member = (char *)in + fd->offset;
		if (!old || old->kind != fd->kind)
			continue;
		const void *before = (const char *)was + old->offset;
		const struct list *rows = member;
		if (is_text(old) && shown_as(c, *(struct str *)member, *(const struct str *)before))
			*(struct str *)member = *(const struct str *)before;
		for (size_t i = 0; fd->kind == F_LIST && fd->sub == old->sub && rows->items != ((const struct list *)before)->items && i < rows->n; i++) {
			char *row = (char *)rows->items + i * fd->sub->size;
			const void *from = row_before(c, fd->sub, row, i, before);
			if (from)
				unmask(c, fd->sub, row, fd->sub, from);
		}
	}
}
