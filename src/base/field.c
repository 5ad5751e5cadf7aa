/* Record tables: checking them at start-up, and the empty record. */
#include <stdio.h>
#include "base/field.h"

/* none_word: its "no value" is not all zeros. */
static const struct { const char *word; size_t size; bool sortable, none_word; } KINDS[FIELD_KIND_MAX] = {
	[F_ID]    = { "F_ID",    sizeof(int64_t),        true  },
	[F_INT]   = { "F_INT",   sizeof(int64_t),        true,  true },
	[F_BOOL]  = { "F_BOOL",  sizeof(bool),           false },
	[F_STR]   = { "F_STR",   sizeof(struct str),     true  },
	[F_TEXT]  = { "F_TEXT",  sizeof(struct str),     false },
	[F_ENUM]  = { "F_ENUM",  sizeof(int32_t),        true  },
	[F_SET]   = { "F_SET",   sizeof(uint32_t),       false },
	[F_DATE]  = { "F_DATE",  sizeof(struct date),    true,  true },
	[F_MONTH] = { "F_MONTH", sizeof(struct str),     true  },
	[F_AT]    = { "F_AT",    sizeof(struct instant), true,  true },
	[F_FEN]   = { "F_FEN",   sizeof(struct fen),     true,  true },
	[F_E4]    = { "F_E4",    sizeof(struct price),   true,  true },
	[F_BP]    = { "F_BP",    sizeof(int64_t),        true,  true },
	[F_LIST]  = { "F_LIST",  sizeof(struct list),    false },
	[F_OBJ]   = { "F_OBJ",   sizeof(void *),         false },
	[F_STRS]  = { "F_STRS",  sizeof(struct list),    false },
	[F_IDS]   = { "F_IDS",   sizeof(struct list),    false },
};

static _Noreturn void table_wrong(const struct record *r, const struct field *fd, const char *what)
{
	fprintf(stderr, "record %s, field %s: %s\n", r->name ? r->name : "?", fd && fd->name ? fd->name : "?", what);
	abort();
}

static bool snake_case(const char *z)
{
	if (*z < 'a' || *z > 'z')
		return false;
	return z[strspn(z, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static void check_names(const struct record *r, const struct field *fd)
{
	if (fd->names == NULL || fd->n_names < 2 || fd->names[0].word != NULL)
		table_wrong(r, fd, "needs .names, whose row 0 is empty");
	if (fd->kind == F_SET && fd->n_names > 32)
		table_wrong(r, fd, "a set has room for the values 1 to 31");
	for (size_t i = 1; i < fd->n_names; i++)
		if (fd->names[i].word == NULL || fd->names[i].label == NULL)
			table_wrong(r, fd, "a row of .names has no word or no label");
}

static void check(const struct record *r, int depth)
{
	if (r->name == NULL || r->fields == NULL || r->size == 0)
		table_wrong(r, NULL, "needs a name, a size and fields");
	for (const struct field *fd = r->fields; fd->kind != F_END; fd++) {
		if (fd->kind < 0 || fd->kind >= FIELD_KIND_MAX)
			table_wrong(r, fd, "unknown kind");
		if (fd->name == NULL || !snake_case(fd->name))
			table_wrong(r, fd, "the name is not snake_case");
		if (fd->label == NULL || *fd->label == '\0')
			table_wrong(r, fd, "needs a label");
		if (fd->size != KINDS[fd->kind].size)
			table_wrong(r, fd, "the member has not the size of its kind");
		if (fd->offset + fd->size > r->size)
			table_wrong(r, fd, "the member lies outside of the struct");
		if ((fd->flags & SORT) && !KINDS[fd->kind].sortable)
			table_wrong(r, fd, "lists cannot be sorted by this kind");
		if ((fd->flags & SEALED) && ((fd->flags & (FILTER | SORT)) || (fd->kind != F_STR && fd->kind != F_TEXT && fd->kind != F_LIST)))
			table_wrong(r, fd, "a sealed text or list can be neither filtered nor sorted by");
		if (fd->max != 0 && fd->min > fd->max)
			table_wrong(r, fd, ".min is above .max");
		if (fd->kind == F_ENUM || fd->kind == F_SET)
			check_names(r, fd);
		if (fd->kind == F_LIST || fd->kind == F_OBJ) {
			if (fd->sub == NULL)
				table_wrong(r, fd, "needs .sub");
			if (depth > 16)
				table_wrong(r, fd, "records within records, without end");
			check(fd->sub, depth + 1);
		}
		for (const struct field *other = r->fields; other != fd; other++)
			if (strcmp(other->name, fd->name) == 0)
				table_wrong(r, fd, "is there twice");
	}
}

void record_check(const struct record *r)
{
	check(r, 0);
}

const struct field *record_field(const struct record *r, struct str name)
{
	for (const struct field *fd = r->fields; fd->kind != F_END; fd++)
		if (str_is(name, fd->name))
			return fd;
	return NULL;
}

void member_clear(const struct field *fd, void *m)
{
	switch (fd->kind) {
	case F_ID:
		*(int64_t *)m = 0;
		break;
	case F_INT:
	case F_BP:
		*(int64_t *)m = INT_NONE;
		break;
	case F_BOOL:
		*(bool *)m = false;
		break;
	case F_STR:
	case F_TEXT:
	case F_MONTH:
		*(struct str *)m = STR_NONE;
		break;
	case F_ENUM:
		*(int32_t *)m = 0;
		break;
	case F_SET:
		*(uint32_t *)m = 0;
		break;
	case F_DATE:
		*(struct date *)m = DATE_NONE;
		break;
	case F_AT:
		*(struct instant *)m = AT_NONE;
		break;
	case F_FEN:
		*(struct fen *)m = FEN_NONE;
		break;
	case F_E4:
		*(struct price *)m = PRICE_NONE;
		break;
	case F_LIST:
	case F_STRS:
	case F_IDS:
		*(struct list *)m = (struct list){ 0 };
		break;
	case F_OBJ:
		*(void **)m = NULL;
		break;
	case F_END:
	case FIELD_KIND_MAX:
		assert(!"field kind");
	}
}

bool field_none(const struct field *fd, const void *rec)
{
	const void *m = (const char *)rec + fd->offset;

	switch (fd->kind) {
	case F_ID:
		return *(const int64_t *)m == 0;
	case F_INT: case F_BP: case F_FEN: case F_E4: case F_AT:
		return *(const int64_t *)m == INT64_MIN;
	case F_STR: case F_TEXT: case F_MONTH:
		return ((const struct str *)m)->p == NULL;
	case F_ENUM:
		return *(const int32_t *)m == 0;
	case F_SET:
		return *(const uint32_t *)m == 0;
	case F_DATE:
		return date_none(*(const struct date *)m);
	case F_LIST: case F_STRS: case F_IDS:
		return ((const struct list *)m)->n == 0;
	case F_OBJ:
		return *(void *const *)m == NULL;
	default:
		return false;
	}
}

void record_none(const struct record *r, void *out)
{
	memset(out, 0, r->size);
	for (const struct field *fd = r->fields; fd->kind != F_END; fd++)
		if (KINDS[fd->kind].none_word)
			member_clear(fd, (char *)out + fd->offset);
}

int32_t names_find(const struct names *names, size_t n, struct str word)
{
	for (size_t i = 1; i < n; i++)
		if (str_is(word, names[i].word) || str_is(word, names[i].label))
			return (int32_t)i;
	return 0;
}

/* ---- personal data ---- */
static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

struct str mask_text(struct arena *a, struct str s)
{
	size_t n = utf8_count(s), last = s.n;
	struct str first = utf8_head(s, 1);

	if (n == 0)
		return arena_str(a, s);
	if (s.n == 11 && s.p[0] == '1' && all_digits(s))
		return arena_fmt(a, "%.3s****%.4s", s.p, s.p + 7);
	if (s.n == 18 && all_digits((struct str){ s.p, 17 }))
		return arena_fmt(a, "%.6s********%.4s", s.p, s.p + 14);
	/* A person's name, or too short to show two ends of it: of Chinese names the surname stays. */
	if (n <= 2 || (n <= 4 && first.n >= 3))
		return arena_fmt(a, STR_FMT "*", STR_ARG(n == 1 ? STR("") : first));
	while (last > 0 && ((unsigned char)s.p[last - 1] & 0xC0) == 0x80)
		last--;
	last--;
	return arena_fmt(a, STR_FMT "***" STR_FMT, STR_ARG(first), STR_ARG(((struct str){ s.p + last, s.n - last })));
}
