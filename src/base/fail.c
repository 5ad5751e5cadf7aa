/* A failure waits here, written once by the place that knows, until the edge tells it. */
#include <stdio.h>
#include "base/base.h"

/* Cuts text of n bytes (already ended by NUL at room - 1 at most) where the last whole character ends. */
static void end_whole(char *text, size_t room, int n)
{
	if (n < 0)
		text[0] = '\0';
	if (n < (int)room)
		return;
	size_t end = room - 1;
	while (end > 0 && ((unsigned char)text[end - 1] & 0xC0) == 0x80)
		end--;
	/* end is now after a lead byte or an ASCII byte: keep the character only when all of it is there. */
	size_t tail = room - 1 - end;
	if (end > 0) {
		unsigned char lead = (unsigned char)text[end - 1];
		size_t need = lead < 0xC0 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
		end = tail == need ? room - 1 : end - (need > 0);
	}
	text[end] = '\0';
}

enum err fail_set(struct fail *f, enum err kind, const char *reason, const char *fmt, ...)
{
	va_list ap;

	if (f == NULL)
		return kind;
	f->kind = kind;
	f->article[0] = '\0';
	snprintf(f->reason, sizeof(f->reason), "%s", reason);
	va_start(ap, fmt);
	int n = vsnprintf(f->sentence, sizeof(f->sentence), fmt, ap);
	va_end(ap);
	end_whole(f->sentence, sizeof(f->sentence), n);
	return kind;
}

enum err fail_field(struct fail *f, struct arena *a, const char *field, const char *code, const char *fmt, ...)
{
	va_list ap;

	if (f == NULL)
		return E_INVALID;
	if (f->n_errors == FAIL_FIELDS_MAX) {
		f->n_more++;
		return E_INVALID;
	}
	if (f->n_errors == 0)
		f->errors = ARENA_ARRAY(a, struct field_error, FAIL_FIELDS_MAX);
	struct field_error *e = &f->errors[f->n_errors++];
	e->field = arena_str(a, str_of(field));
	e->code = arena_str(a, str_of(code));
	va_start(ap, fmt);
	e->message = arena_vfmt(a, fmt, ap);
	va_end(ap);
	return E_INVALID;
}

void fail_clear(struct fail *f)
{
	f->kind = OK;
	f->reason[0] = f->article[0] = f->sentence[0] = '\0';
	f->n_errors = f->n_more = 0;
}
