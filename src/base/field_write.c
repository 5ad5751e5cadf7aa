/* Records as JSON and as text: append-only, without a tree between. */
#include <stdio.h>
#include "base/field.h"

/* 0: goes out as it is; 'u': \u00XX; else the letter after the backslash. */
static const char ESCAPE[256] = {
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	['"'] = '"', ['\\'] = '\\',
};

/* Bytes of s, from `at` on, that go out as they are; eight at a time where none of eight is a control, a quote or a backslash. */
static size_t clean_run(struct str s, size_t at)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	size_t i = at;

	for (; i + 8 <= s.n; i += 8) {
		uint64_t x;
		memcpy(&x, s.p + i, 8);
		uint64_t quote = x ^ ones * '"', slash = x ^ ones * '\\';
		if ((((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & high)
			break;
	}
	while (i < s.n && !ESCAPE[(unsigned char)s.p[i]])
		i++;
	return i - at;
}

void json_put_str(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789abcdef";

	if (!buf_room(b, s.n + 2))
		return;
	buf_byte(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		size_t run = clean_run(s, i);
		buf_add(b, (struct str){ s.p + i, run });
		i += run;
		if (i == s.n)
			break;
		unsigned char c = (unsigned char)s.p[i];
		if (ESCAPE[c] == 'u')
			buf_add(b, (struct str){ (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6 });
		else
			buf_add(b, (struct str){ (char[]){ '\\', ESCAPE[c] }, 2 });
	}
	buf_byte(b, '"');
}

static void put_quoted(struct buf *b, const char *plain)
{
	buf_byte(b, '"');
	buf_add(b, str_of(plain));
	buf_byte(b, '"');
}

static void put_id(struct buf *b, int64_t id)
{
	buf_byte(b, '"');
	buf_int(b, id);
	buf_byte(b, '"');
}

/* Masked text, or the text itself. */
static void put_text(struct buf *b, struct str s, bool hide, void (*put)(struct buf *b, struct str s))
{
	if (!hide) {
		put(b, s);
		return;
	}
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(4));
	if (a == NULL)
		b->failed = true;
	else
		put(b, mask_text(a, s));
}

/* A word of a value that only a newer release knows is null to this one. */
static const struct names *name_of(const struct field *fd, int32_t value)
{
	return value > 0 && (size_t)value < fd->n_names ? &fd->names[value] : NULL;
}

static void value_json(const struct field *fd, const void *rec, unsigned want, bool mask, struct buf *b)
{
	const void *m = (const char *)rec + fd->offset;
	const struct list *l = m;
	bool hide = mask && (fd->flags & PERSONAL), first = true;
	const struct names *name;
	char text[32];

	if (fd->flags & SECRET) {
		buf_add(b, STR("null"));
		return;
	}
	switch (fd->kind) {
	case F_LIST: case F_STRS: case F_IDS:
		buf_byte(b, '[');
		for (size_t i = 0; i < l->n; i++) {
			if (i > 0)
				buf_byte(b, ',');
			if (fd->kind == F_LIST)
				record_to_json(fd->sub, (const char *)l->items + i * fd->sub->size, want, mask, b);
			else if (fd->kind == F_IDS)
				put_id(b, *LIST_AT(*l, int64_t, i));
			else
				put_text(b, *LIST_AT(*l, struct str, i), hide, json_put_str);
		}
		buf_byte(b, ']');
		return;
	case F_SET:
		buf_byte(b, '[');
		for (int32_t v = 1; v < 32; v++) {
			name = *(const uint32_t *)m >> v & 1 ? name_of(fd, v) : NULL;
			if (name == NULL)
				continue;
			if (!first)
				buf_byte(b, ',');
			first = false;
			put_quoted(b, name->word);
		}
		buf_byte(b, ']');
		return;
	case F_BOOL:
		buf_add(b, *(const bool *)m ? STR("true") : STR("false"));
		return;
	default:
		break;
	}
	bool text_kind = fd->kind == F_STR || fd->kind == F_TEXT;
	if (field_none(fd, rec) || (hide && !text_kind && fd->kind != F_OBJ)) {
		buf_add(b, STR("null"));
		return;
	}
	switch (fd->kind) {
	case F_ID:
		put_id(b, *(const int64_t *)m);
		break;
	case F_INT: case F_FEN: case F_E4: case F_BP:
		buf_int(b, *(const int64_t *)m);
		break;
	case F_STR: case F_TEXT: case F_MONTH:
		put_text(b, *(const struct str *)m, hide, json_put_str);
		break;
	case F_ENUM:
		name = name_of(fd, *(const int32_t *)m);
		if (name)
			put_quoted(b, name->word);
		else
			buf_add(b, STR("null"));
		break;
	case F_DATE:
		text[date_put(text, *(const struct date *)m)] = '\0';
		put_quoted(b, text);
		break;
	case F_AT:
		text[at_put(text, *(const struct instant *)m)] = '\0';
		put_quoted(b, text);
		break;
	case F_OBJ:
		record_to_json(fd->sub, *(void *const *)m, want, mask, b);
		break;
	default:
		abort();
	}
}

void record_to_json(const struct record *r, const void *rec, unsigned want, bool mask, struct buf *b)
{
	bool first = true;

	buf_byte(b, '{');
	for (const struct field *fd = r->fields; fd->kind != F_END; fd++) {
		if ((fd->flags & want) != want || (fd->flags & SECRET))
			continue;
		size_t n = fd->name_n ? fd->name_n : strlen(fd->name);
		if (!buf_room(b, n + 4))
			return;
		buf_add(b, first ? STR("\"") : STR(",\""));
		first = false;
		buf_add(b, (struct str){ fd->name, n });
		buf_add(b, STR("\":"));
		value_json(fd, rec, want, mask, b);
	}
	buf_byte(b, '}');
}

void field_to_json(const struct field *fd, const void *rec, bool mask, struct buf *b)
{
	value_json(fd, rec, 0, mask, b);
}

/* ---- text ---- */
static void put_joint(struct buf *b, bool *first, struct str part, const char *joint)
{
	if (!*first)
		buf_add(b, str_of(joint));
	*first = false;
	buf_add(b, part);
}

static void put_decimal(struct buf *b, int64_t v, int places)
{
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v, unit = 1, part;
	int shown = places;

	for (int i = 0; i < places; i++)
		unit *= 10;
	part = u % unit;
	for (; shown > 2 && part % 10 == 0; shown--)
		part /= 10;
	buf_fmt(b, "%s%" PRIu64 ".%0*" PRIu64, v < 0 ? "-" : "", u / unit, shown, part);
}

void field_to_text(const struct field *fd, const void *rec, bool mask, struct buf *b)
{
	const void *m = (const char *)rec + fd->offset;
	const struct list *l = m;
	bool hide = mask && (fd->flags & PERSONAL), first = true;
	bool text_kind = fd->kind == F_STR || fd->kind == F_TEXT || fd->kind == F_STRS;
	const struct names *name;
	char text[32];

	if (field_none(fd, rec) || (fd->flags & SECRET))
		return;
	if (hide && !text_kind && fd->kind != F_LIST && fd->kind != F_OBJ) {
		buf_byte(b, '*');
		return;
	}
	switch (fd->kind) {
	case F_ID: case F_INT: case F_BP:
		buf_int(b, *(const int64_t *)m);
		break;
	case F_FEN:
		put_decimal(b, *(const int64_t *)m, 2);
		break;
	case F_E4:
		put_decimal(b, *(const int64_t *)m, 4);
		break;
	case F_BOOL:
		buf_add(b, *(const bool *)m ? STR("是") : STR("否"));
		break;
	case F_STR: case F_TEXT: case F_MONTH:
		put_text(b, *(const struct str *)m, hide, buf_add);
		break;
	case F_ENUM:
		name = name_of(fd, *(const int32_t *)m);
		buf_add(b, str_of(name ? name->label : NULL));
		break;
	case F_SET:
		for (int32_t v = 1; v < 32; v++)
			if (*(const uint32_t *)m >> v & 1 && (name = name_of(fd, v)) != NULL)
				put_joint(b, &first, str_of(name->label), "、");
		break;
	case F_DATE:
		buf_add(b, (struct str){ text, date_put(text, *(const struct date *)m) });
		break;
	case F_AT:
		at_put(text, *(const struct instant *)m);
		text[10] = ' ';     /* as people write it; the seconds end at 19 */
		buf_add(b, (struct str){ text, 19 });
		break;
	case F_STRS:
		for (size_t i = 0; i < l->n; i++) {
			if (i > 0)
				buf_add(b, STR("；"));
			put_text(b, *LIST_AT(*l, struct str, i), hide, buf_add);
		}
		break;
	case F_IDS:
		for (size_t i = 0; i < l->n; i++) {
			if (i > 0)
				buf_byte(b, ',');
			buf_int(b, *LIST_AT(*l, int64_t, i));
		}
		break;
	case F_LIST: case F_OBJ:
		value_json(fd, rec, OUT, mask, b);
		break;
	default:
		abort();
	}
}
