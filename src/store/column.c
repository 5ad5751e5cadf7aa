/* Lists and objects in one TEXT column: JSON in the shape the API shows, but complete (no field is left out for a reader's
 * sake) and read back without the limits of input, which may have changed since it was written. */
#include <jansson.h>
#include "store/store_in.h"

/* ---- out ---- */
static void put_int(struct buf *b, int64_t v, int64_t none)
{
	if (v == none)
		buf_add(b, STR("null"));
	else
		buf_int(b, v);
}

static void put_str(struct buf *b, struct str s)
{
	if (s.p)
		json_put_str(b, s);
	else
		buf_add(b, STR("null"));
}

static void put_id(struct buf *b, int64_t id)
{
	buf_byte(b, '"');
	buf_int(b, id);
	buf_byte(b, '"');
}

static void put_set(struct buf *b, const struct field *fd, uint32_t set)
{
	bool first = true;

	buf_byte(b, '[');
	for (size_t i = 1; i < fd->n_names && i < 32; i++) {
		if (!(set & 1u << i))
			continue;
		if (!first)
			buf_byte(b, ',');
		first = false;
		put_str(b, str_of(fd->names[i].word));
	}
	buf_byte(b, ']');
}

static void put_record(struct buf *b, const struct record *r, const char *rec)
{
	bool first = true;

	buf_byte(b, '{');
	for (const struct field *fd = r->fields; fd->name; fd++) {
		if (fd->flags & VIRTUAL)
			continue;
		if (!first)
			buf_byte(b, ',');
		first = false;
		json_put_str(b, str_of(fd->name));
		buf_byte(b, ':');
		column_json(fd, rec + fd->offset, b);
	}
	buf_byte(b, '}');
}

static void put_list(struct buf *b, const struct field *fd, struct list l)
{
	buf_byte(b, '[');
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_byte(b, ',');
		if (fd->kind == F_STRS)
			put_str(b, *LIST_AT(l, struct str, i));
		else if (fd->kind == F_IDS)
			put_id(b, *LIST_AT(l, int64_t, i));
		else
			put_record(b, fd->sub, (const char *)l.items + i * fd->sub->size);
	}
	buf_byte(b, ']');
}

void column_json(const struct field *fd, const void *m, struct buf *b)
{
	char text[40];

	switch (fd->kind) {
	case F_ID:
		if (*(const int64_t *)m)
			put_id(b, *(const int64_t *)m);
		else
			buf_add(b, STR("null"));
		break;
	case F_INT:
	case F_BP:
		put_int(b, *(const int64_t *)m, INT_NONE);
		break;
	case F_BOOL:
		buf_add(b, *(const bool *)m ? STR("true") : STR("false"));
		break;
	case F_STR:
	case F_TEXT:
	case F_MONTH:
		put_str(b, *(const struct str *)m);
		break;
	case F_ENUM:
		put_str(b, str_of(*(const int32_t *)m ? fd->names[*(const int32_t *)m].word : NULL));
		break;
	case F_SET:
		put_set(b, fd, *(const uint32_t *)m);
		break;
	case F_DATE:
		if (date_none(*(const struct date *)m))
			buf_add(b, STR("null"));
		else
			json_put_str(b, (struct str){ text, date_put(text, *(const struct date *)m) });
		break;
	case F_AT:
		if (at_none(*(const struct instant *)m))
			buf_add(b, STR("null"));
		else
			json_put_str(b, (struct str){ text, at_put(text, *(const struct instant *)m) });
		break;
	case F_FEN:
		put_int(b, ((const struct fen *)m)->v, FEN_NONE.v);
		break;
	case F_E4:
		put_int(b, ((const struct price *)m)->e4, PRICE_NONE.e4);
		break;
	case F_LIST:
	case F_STRS:
	case F_IDS:
		put_list(b, fd, *(const struct list *)m);
		break;
	case F_OBJ:
		if (*(void *const *)m)
			put_record(b, fd->sub, *(char *const *)m);
		else
			buf_add(b, STR("null"));
		break;
	case F_END:
	case FIELD_KIND_MAX:
		assert(!"field kind");
	}
}

/* ---- in ---- */
static enum err get(const struct field *fd, const json_t *j, void *m, struct arena *a);

static struct str text_of(const json_t *j)
{
	return json_is_string(j) ? (struct str){ json_string_value(j), json_string_length(j) } : STR_NONE;
}

static enum err get_int(const json_t *j, int64_t *out)
{
	if (json_is_string(j))
		return str_int(text_of(j), out);
	if (!json_is_integer(j))
		return E_CORRUPT;
	*out = json_integer_value(j);
	return OK;
}

static enum err get_record(const struct record *r, const json_t *j, char *out, struct arena *a)
{
	if (!json_is_object(j))
		return E_CORRUPT;
	for (const struct field *fd = r->fields; fd->name; fd++) {
		const json_t *member = fd->flags & VIRTUAL ? NULL : json_object_get(j, fd->name);

		if (member)
			TRY(get(fd, member, out + fd->offset, a));
		else
			member_clear(fd, out + fd->offset);
	}
	return OK;
}

static enum err get_list(const struct field *fd, const json_t *j, struct list *out, struct arena *a)
{
	size_t n = json_array_size(j);
	size_t size = fd->kind == F_STRS ? sizeof(struct str) : fd->kind == F_IDS ? sizeof(int64_t) : fd->sub->size;

	if (!json_is_array(j))
		return E_CORRUPT;
	*out = (struct list){ n ? arena_alloc(a, n * size) : NULL, n };
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(j, i);
		char *to = (char *)out->items + i * size;

		if (fd->kind == F_STRS)
			*(struct str *)(void *)to = arena_str(a, text_of(item));
		else if (fd->kind == F_IDS)
			TRY(get_int(item, (int64_t *)(void *)to));
		else
			TRY(get_record(fd->sub, item, to, a));
	}
	return OK;
}

static enum err get_set(const struct field *fd, const json_t *j, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < json_array_size(j); i++) {
		int32_t v = names_find(fd->names, fd->n_names, text_of(json_array_get(j, i)));

		if (!v)
			return E_CORRUPT;
		*out |= 1u << v;
	}
	return json_is_array(j) ? OK : E_CORRUPT;
}

static enum err get(const struct field *fd, const json_t *j, void *m, struct arena *a)
{
	if (json_is_null(j)) {
		member_clear(fd, m);
		return OK;
	}
	switch (fd->kind) {
	case F_ID:
	case F_INT:
	case F_BP:
		return get_int(j, m);
	case F_BOOL:
		*(bool *)m = json_is_true(j);
		return json_is_boolean(j) ? OK : E_CORRUPT;
	case F_STR:
	case F_TEXT:
	case F_MONTH:
		*(struct str *)m = arena_str(a, text_of(j));
		return json_is_string(j) ? OK : E_CORRUPT;
	case F_ENUM:
		*(int32_t *)m = names_find(fd->names, fd->n_names, text_of(j));
		return *(int32_t *)m ? OK : E_CORRUPT;
	case F_SET:
		return get_set(fd, j, m);
	case F_DATE:
		return date_parse(text_of(j), m);
	case F_AT:
		return at_parse(text_of(j), m);
	case F_FEN:
		return get_int(j, &((struct fen *)m)->v);
	case F_E4:
		return get_int(j, &((struct price *)m)->e4);
	case F_LIST:
	case F_STRS:
	case F_IDS:
		return get_list(fd, j, m, a);
	case F_OBJ:
		*(void **)m = arena_alloc(a, fd->sub->size);
		return get_record(fd->sub, j, *(char **)m, a);
	case F_END:
	case FIELD_KIND_MAX:
		break;
	}
	return E_CORRUPT;
}

enum err column_from_json(const struct field *fd, struct str text, void *m, struct arena *a, struct fail *f)
{
	json_error_t error;
	json_t *j = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

	if (!j)
		return fail_set(f, E_CORRUPT, "store.value", "数据库里“%s”不是合法的 JSON。", fd->name);
	enum err e = get(fd, j, m, a);
	json_decref(j);
	return e == OK ? OK : fail_set(f, E_CORRUPT, "store.value", "数据库里“%s”的内容不能识别。", fd->name);
}
