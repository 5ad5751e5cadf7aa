/* JSON and text into records. Every bad member is named, not only the first: people correct a form once. */
#include <jansson.h>
#include <stdio.h>
#include "base/field.h"

#define NUMBER_MAX (((int64_t)1 << 53) - 1)
enum { STR_POINTS_MAX = 200, TEXT_POINTS_MAX = 4000, ITEMS_MAX = 200, BP_MAX = 1000000 };

/* Where we are in the document, as a chain on the C stack; it becomes a JSON pointer only when something is wrong. */
struct at { const struct at *up; const char *name; size_t index; };

/* exact: programs write, and one form of a value is enough; else people typed it. */
struct in { struct arena *a; struct fail *f; unsigned want; bool exact; };

static bool strict(const struct in *in)
{
	return in->want & IN;
}

static void pointer_put(struct buf *b, const struct at *at)
{
	if (at == NULL)
		return;
	pointer_put(b, at->up);
	if (at->up)
		buf_byte(b, '/');
	if (at->name == NULL)
		buf_int(b, (int64_t)at->index);
	else for (const char *p = at->name; *p; p++)
		buf_add(b, *p == '~' ? STR("~0") : *p == '/' ? STR("~1") : (struct str){ p, 1 });
}

static enum err bad(struct in *in, const struct at *at, const char *code, const char *fmt, ...) PRINTF(4, 5);
static enum err bad(struct in *in, const struct at *at, const char *code, const char *fmt, ...)
{
	CLEANUP(buf_done) struct buf pointer = BUF_MAX(KIB(4));
	va_list ap;

	pointer_put(&pointer, at);
	buf_byte(&pointer, '\0');
	va_start(ap, fmt);
	struct str message = arena_vfmt(in->a, fmt, ap);
	va_end(ap);
	/* A name beyond 4 KiB is not repeated to its sender. */
	return fail_field(in->f, in->a, pointer.failed ? "" : pointer.p, code, STR_FMT, STR_ARG(message));
}

/* The value as it was sent, cut to 100 characters; never of a secret. */
static struct str shown_text(const struct field *fd, struct str s)
{
	return fd->flags & (SECRET | PERSONAL) ? STR("（不显示）") : utf8_head(s, 100);
}

static int dump_some(const char *bytes, size_t n, void *b)
{
	buf_add(b, (struct str){ bytes, n });
	return ((struct buf *)b)->n >= 400 || ((struct buf *)b)->failed ? -1 : 0;
}

static struct str shown(struct in *in, const struct field *fd, json_t *v)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));

	if (fd->flags & (SECRET | PERSONAL))
		return shown_text(fd, STR(""));
	json_dump_callback(v, dump_some, &b, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
	return arena_str(in->a, utf8_head(buf_str(&b), 100));
}

static enum err missing(struct in *in, const struct at *at, const struct field *fd)
{
	return bad(in, at, "missing", "“%s”必须填写。", fd->label);
}

/* ---- the rules of one value, whatever text it came from ---- */
static void *member(const struct field *fd, void *rec)
{
	return (char *)rec + fd->offset;
}

static enum err set_number(struct in *in, const struct at *at, const struct field *fd, int64_t v, void *rec)
{
	int64_t min = fd->min, max = fd->max ? fd->max : fd->min < 0 ? 0 : fd->kind == F_BP ? BP_MAX : NUMBER_MAX;
	const char *unit = fd->kind == F_FEN ? "（单位为分）" : fd->kind == F_E4 ? "（单位为万分之一元）" :
			   fd->kind == F_BP ? "（单位为万分之一）" : "";

	min = MAX2(min, -NUMBER_MAX);
	max = MIN2(max, NUMBER_MAX);
	if (strict(in) && (v < min || v > max)) {
		if (fd->flags & (SECRET | PERSONAL))
			return bad(in, at, "out_of_range", "“%s”超出范围。", fd->label);
		if (max == NUMBER_MAX)
			return bad(in, at, "out_of_range", "“%s”应不小于 %" PRId64 "%s且小于 2 的 53 次方，不能是 %" PRId64 "。",
				   fd->label, min, unit, v);
		return bad(in, at, "out_of_range", "“%s”应在 %" PRId64 " 到 %" PRId64 " 之间%s，不能是 %" PRId64 "。", fd->label,
			   min, max, unit, v);
	}
	*(int64_t *)member(fd, rec) = v;     /* struct fen and struct price are one int64_t each */
	return OK;
}

_Static_assert(sizeof(struct fen) == sizeof(int64_t) && sizeof(struct price) == sizeof(int64_t), "set_number writes them");

/* Ids are written one way only: no sign, no leading zero. */
static bool id_parse(struct str s, int64_t *out)
{
	return s.n > 0 && s.p[0] >= '1' && s.p[0] <= '9' && str_int(s, out) == OK;
}

static enum err bad_id(struct in *in, const struct at *at, const struct field *fd, struct str s)
{
	return bad(in, at, "bad_id", "“%s”应为编号，不能是“" STR_FMT "”。", fd->label, STR_ARG(shown_text(fd, s)));
}

/* Control characters break tables, logs and printed papers; line separators break one-line fields. */
static bool has_control(struct str s, bool lines)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i], next = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
		if (c == 0x7F || (c < 0x20 && !(lines && (c == '\n' || c == '\t'))))
			return true;
		if (c == 0xC2 && next >= 0x80 && next <= 0x9F)
			return true;
		if (!lines && c == 0xE2 && next == 0x80 && i + 2 < s.n && (s.p[i + 2] == '\xA8' || s.p[i + 2] == '\xA9'))
			return true;
	}
	return false;
}

static enum err set_text(struct in *in, const struct at *at, const struct field *fd, struct str s, size_t min, size_t max,
			 struct str *out)
{
	if (strict(in)) {
		size_t n = utf8_count(s);
		bool lines = fd->kind == F_TEXT;
		if ((fd->flags & NEEDED) && str_blank(s))
			return missing(in, at, fd);
		if (n > max)
			return bad(in, at, "too_long", "“%s”最多 %zu 个字，现有 %zu 个：“" STR_FMT "”。", fd->label, max, n,
				   STR_ARG(shown_text(fd, s)));
		if (n < min)
			return bad(in, at, "too_short", "“%s”至少 %zu 个字，现有 %zu 个：“" STR_FMT "”。", fd->label, min, n,
				   STR_ARG(shown_text(fd, s)));
		if (has_control(s, lines))
			return bad(in, at, "control_character", lines ? "“%s”只能有文字、换行和制表符，不能有其他控制字符。" :
				   "“%s”只能是一行文字，不能有换行或其他控制字符。", fd->label);
	}
	*out = arena_str(in->a, s);
	return OK;
}

static enum err set_str(struct in *in, const struct at *at, const struct field *fd, struct str s, void *rec)
{
	size_t max = fd->max ? (size_t)fd->max : fd->kind == F_TEXT ? TEXT_POINTS_MAX : STR_POINTS_MAX;
	return set_text(in, at, fd, s, (size_t)fd->min, max, member(fd, rec));
}

static enum err bad_word(struct in *in, const struct at *at, const struct field *fd, struct str s)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));

	for (size_t i = 1; i < fd->n_names && i <= 20; i++)
		buf_fmt(&b, "%s%s（%s）", i > 1 ? "、" : "", fd->names[i].word, fd->names[i].label);
	return bad(in, at, "bad_enum", "“%s”不能是“" STR_FMT "”，可选的有：" STR_FMT "%s。", fd->label, STR_ARG(shown_text(fd, s)),
		   STR_ARG(buf_str(&b)), fd->n_names > 21 ? " 等" : "");
}

static enum err too_late(struct in *in, const struct at *at, const struct field *fd, struct str s)
{
	return bad(in, at, "out_of_range", "“%s”应在 1900 年到 2999 年之间，不能是“" STR_FMT "”。", fd->label, STR_ARG(shown_text(fd, s)));
}

static enum err set_time(struct in *in, const struct at *at, const struct field *fd, struct str s, void *rec)
{
	struct period month;

	switch (fd->kind) {
	case F_DATE:
		if (date_parse(s, member(fd, rec)) == OK)
			return !strict(in) || date_enterable(*(struct date *)member(fd, rec)) ? OK : too_late(in, at, fd, s);
		return bad(in, at, "bad_date", "“%s”应为存在的日期，如 2026-09-22，不能是“" STR_FMT "”。", fd->label,
			   STR_ARG(shown_text(fd, s)));
	case F_MONTH:
		if (month_parse(s, &month) != OK)
			return bad(in, at, "bad_date", "“%s”应为月份，如 2026-09，不能是“" STR_FMT "”。", fd->label,
				   STR_ARG(shown_text(fd, s)));
		if (strict(in) && !date_enterable(month.from))
			return too_late(in, at, fd, s);
		*(struct str *)member(fd, rec) = arena_str(in->a, s);
		return OK;
	default:
		if (at_parse(s, member(fd, rec)) == OK && !(in->exact && memchr(s.p, ' ', s.n)))
			return !strict(in) || date_enterable(date_of(*(struct instant *)member(fd, rec))) ? OK : too_late(in, at, fd, s);
		return bad(in, at, "bad_date", "“%s”应为存在的时间，如 2026-09-22T10:42:18+08:00，不能是“" STR_FMT "”。",
			   fd->label, STR_ARG(shown_text(fd, s)));
	}
}

static enum err check_count(struct in *in, const struct at *at, const struct field *fd, size_t n)
{
	size_t max = fd->max ? (size_t)fd->max : ITEMS_MAX;

	if (!strict(in))
		return OK;
	if ((fd->flags & NEEDED) && n == 0)
		return missing(in, at, fd);
	if (n > max)
		return bad(in, at, "too_many", "“%s”最多 %zu 项，现有 %zu 项。", fd->label, max, n);
	if (n < (size_t)fd->min)
		return bad(in, at, "too_short", "“%s”至少 %zu 项，现有 %zu 项。", fd->label, (size_t)fd->min, n);
	return OK;
}

/* ---- JSON ---- */
static void fill(struct in *in, const struct at *up, const struct record *r, json_t *obj, void *rec);

static const char *type_wanted(const struct field *fd)
{
	switch (fd->kind) {
	case F_ID:
		return "编号（由数字组成的字符串）";
	case F_INT: case F_FEN: case F_E4: case F_BP:
		return "整数";
	case F_BOOL:
		return "真假值（true 或 false）";
	case F_DATE: case F_MONTH: case F_AT:
		return "表示日期的字符串";
	case F_LIST: case F_STRS: case F_IDS: case F_SET:
		return "数组";
	case F_OBJ:
		return "对象";
	default:
		return "字符串";
	}
}

static enum err wrong_type(struct in *in, const struct at *at, const struct field *fd, json_t *v)
{
	return bad(in, at, "wrong_type", "“%s”应为%s，不能是 " STR_FMT "。", fd->label, type_wanted(fd), STR_ARG(shown(in, fd, v)));
}

static struct str json_str(json_t *v)
{
	return (struct str){ json_string_value(v), json_string_length(v) };
}

static int32_t word_find(const struct field *fd, struct str s)
{
	for (size_t i = 1; i < fd->n_names; i++)
		if (str_is(s, fd->names[i].word))
			return (int32_t)i;
	return 0;
}

/* One item of an array into out, which has room for it. */
static enum err item_from_json(struct in *in, const struct at *at, const struct field *fd, json_t *v, void *out)
{
	struct field as_text = *fd;
	int32_t value;

	switch (fd->kind) {
	case F_LIST:
		if (!json_is_object(v))
			return bad(in, at, "wrong_type", "“%s”的每一项应为对象，不能是 " STR_FMT "。", fd->label,
				   STR_ARG(shown(in, fd, v)));
		record_none(fd->sub, out);
		fill(in, at, fd->sub, v, out);
		return OK;
	case F_IDS:
		if (!json_is_string(v) || !id_parse(json_str(v), out))
			return bad(in, at, "bad_id", "“%s”的每一项应为编号（由数字组成的字符串），不能是 " STR_FMT "。", fd->label,
				   STR_ARG(shown(in, fd, v)));
		return OK;
	case F_SET:
		value = json_is_string(v) ? word_find(fd, json_str(v)) : 0;
		if (value == 0)
			return bad_word(in, at, fd, json_is_string(v) ? json_str(v) : shown(in, fd, v));
		*(uint32_t *)out |= 1u << value;
		return OK;
	default:
		if (!json_is_string(v))
			return bad(in, at, "wrong_type", "“%s”的每一项应为字符串，不能是 " STR_FMT "。", fd->label,
				   STR_ARG(shown(in, fd, v)));
		as_text.kind = F_STR;
		return set_text(in, at, &as_text, json_str(v), 0, FIELD_ITEM_MAX, out);
	}
}

static enum err array_from_json(struct in *in, const struct at *at, const struct field *fd, json_t *v, void *rec)
{
	size_t n = json_array_size(v), size = fd->kind == F_LIST ? fd->sub->size : fd->kind == F_IDS ? sizeof(int64_t) :
		 fd->kind == F_STRS ? sizeof(struct str) : 0;     /* of a set all items go into one */
	uint32_t set = 0;

	TRY(check_count(in, at, fd, n));
	struct list l = { n && size ? arena_alloc(in->a, n * size) : NULL, n };
	for (size_t i = 0; i < n; i++) {
		struct at item = { at, NULL, i };
		(void)item_from_json(in, &item, fd, json_array_get(v, i), size ? (char *)l.items + i * size : (void *)&set);
	}
	/* What was wrong waits in fail: the record will not be used then. */
	if (size)
		*(struct list *)member(fd, rec) = l;
	else
		*(uint32_t *)member(fd, rec) = set;
	return OK;
}

static enum err member_from_json(struct in *in, const struct at *at, const struct field *fd, json_t *v, void *rec)
{
	int32_t value;
	void *sub;

	if (json_is_null(v)) {
		member_clear(fd, member(fd, rec));
		return OK;
	}
	switch (fd->kind) {
	case F_ID:
		if (!json_is_string(v))
			return wrong_type(in, at, fd, v);
		return id_parse(json_str(v), member(fd, rec)) ? OK : bad_id(in, at, fd, json_str(v));
	case F_INT: case F_FEN: case F_E4: case F_BP:
		if (!json_is_integer(v))
			return wrong_type(in, at, fd, v);
		return set_number(in, at, fd, json_integer_value(v), rec);
	case F_BOOL:
		if (!json_is_boolean(v))
			return wrong_type(in, at, fd, v);
		*(bool *)member(fd, rec) = json_is_true(v);
		return OK;
	case F_STR: case F_TEXT:
		return json_is_string(v) ? set_str(in, at, fd, json_str(v), rec) : wrong_type(in, at, fd, v);
	case F_ENUM:
		if (!json_is_string(v))
			return wrong_type(in, at, fd, v);
		value = word_find(fd, json_str(v));
		if (value == 0)
			return bad_word(in, at, fd, json_str(v));
		*(int32_t *)member(fd, rec) = value;
		return OK;
	case F_DATE: case F_MONTH: case F_AT:
		return json_is_string(v) ? set_time(in, at, fd, json_str(v), rec) : wrong_type(in, at, fd, v);
	case F_LIST: case F_STRS: case F_IDS: case F_SET:
		return json_is_array(v) ? array_from_json(in, at, fd, v, rec) : wrong_type(in, at, fd, v);
	case F_OBJ:
		if (!json_is_object(v))
			return wrong_type(in, at, fd, v);
		sub = arena_alloc(in->a, fd->sub->size);
		record_none(fd->sub, sub);
		fill(in, at, fd->sub, v, sub);
		*(void **)member(fd, rec) = sub;
		return OK;
	default:
		abort();
	}
}

static void fill(struct in *in, const struct at *up, const struct record *r, json_t *obj, void *rec)
{
	for (void *it = json_object_iter(obj); it; it = json_object_iter_next(obj, it)) {
		const char *name = json_object_iter_key(it);
		const struct field *fd = record_field(r, str_of(name));
		struct at at = { up, name, 0 };
		if (fd && (fd->flags & in->want) == in->want)
			(void)member_from_json(in, &at, fd, json_object_iter_value(it), rec);
		else if (strict(in))
			(void)bad(in, &at, "unknown_field", "不认识的成员“" STR_FMT "”。", STR_ARG(utf8_head(str_of(name), 100)));
	}
	if (!strict(in))
		return;
	for (const struct field *fd = r->fields; fd->kind != F_END; fd++) {
		struct at at = { up, fd->name, 0 };
		if ((fd->flags & in->want) != in->want || !(fd->flags & NEEDED) || (fd->flags & IN_PATH))
			continue;
		/* What was sent and is empty or wrong has been told already. */
		json_t *sent = json_object_get(obj, fd->name);
		if ((sent == NULL || json_is_null(sent)) && field_none(fd, rec))
			(void)missing(in, &at, fd);
	}
}

static enum err tell_fields(struct fail *f)
{
	size_t n = f->n_errors + f->n_more;
	struct str first = f->n_errors ? f->errors[0].message : STR_NONE;

	if (n == 1)
		return fail_set(f, E_INVALID, "bad_fields", STR_FMT, STR_ARG(first));
	return fail_set(f, E_INVALID, "bad_fields", "共有 %zu 处填写有误，第一处：" STR_FMT, n, STR_ARG(first));
}

enum err record_from_json(const struct record *r, struct json_t *obj, unsigned want, void *out, struct arena *a, struct fail *f)
{
	struct in in = { a, f, want & ~(unsigned)AS_TYPED, (want & (IN | AS_TYPED)) == IN };
	size_t before = f->n_errors + f->n_more;

	if (obj && !json_is_object(obj))
		(void)bad(&in, NULL, "wrong_type", "内容应为一个 JSON 对象。");
	else
		fill(&in, NULL, r, obj, out);
	return f->n_errors + f->n_more > before ? tell_fields(f) : OK;
}

/* ---- text ---- */
static enum err amount_from_text(struct in *in, const struct at *at, const struct field *fd, struct str s, void *rec)
{
	struct price p;
	struct fen f;
	int64_t v;

	if (in->exact || memchr(s.p, '.', s.n) == NULL) {
		if (str_int(s, &v) == OK)
			return set_number(in, at, fd, v, rec);
	} else if (fd->kind == F_FEN && fen_parse(s, &f) == OK) {
		return set_number(in, at, fd, f.v, rec);
	} else if (fd->kind == F_E4 && price_parse(s, &p) == OK) {
		return set_number(in, at, fd, p.e4, rec);
	}
	return bad(in, at, "wrong_type", "“%s”应为%s，不能是“" STR_FMT "”。", fd->label,
		   fd->kind == F_INT || fd->kind == F_BP ? "整数" : "金额", STR_ARG(shown_text(fd, s)));
}

static enum err bool_from_text(struct in *in, const struct at *at, const struct field *fd, struct str s, void *rec)
{
	static const struct { const char *word; bool value; } words[] = {
		{ "true", true }, { "1", true }, { "是", true }, { "false", false }, { "0", false }, { "否", false },
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		if (str_is(s, words[i].word) && !(in->exact && strlen(words[i].word) < 4)) {
			*(bool *)member(fd, rec) = words[i].value;
			return OK;
		}
	}
	return bad(in, at, "wrong_type", "“%s”应为%s，不能是“" STR_FMT "”。", fd->label, in->exact ? " true 或 false" : "“是”或“否”", STR_ARG(shown_text(fd, s)));
}

static int32_t word_from_text(const struct in *in, const struct field *fd, struct str s)
{
	return in->exact ? word_find(fd, s) : names_find(fd->names, fd->n_names, s);
}

/* Cuts the first part off, at whichever of the separators people type. */
static struct str part_cut(struct str *rest)
{
	static const char *const seps[] = { ",", "、", ";", "；", "|" };
	struct str part = *rest;

	for (size_t i = 0; i < rest->n; i++) {
		for (size_t k = 0; k < COUNT(seps); k++) {
			struct str tail = { rest->p + i, rest->n - i };
			if (str_starts(tail, str_of(seps[k]))) {
				part.n = i;
				*rest = (struct str){ tail.p + strlen(seps[k]), tail.n - strlen(seps[k]) };
				return str_trim(part);
			}
		}
	}
	*rest = STR_NONE;
	return str_trim(part);
}

static enum err parts_from_text(struct in *in, const struct at *at, const struct field *fd, struct str s, void *rec)
{
	struct field as_text = *fd;
	uint32_t set = 0;
	size_t n = 0;
	struct list l = { NULL, 0 };

	for (struct str rest = s; rest.p; n++)
		(void)part_cut(&rest);
	TRY(check_count(in, at, fd, n));
	if (fd->kind != F_SET)
		l = (struct list){ arena_alloc(in->a, n * MAX2(sizeof(int64_t), sizeof(struct str))), n };
	as_text.kind = F_STR;
	for (size_t i = 0; i < n; i++) {
		struct str part = part_cut(&s);
		if (fd->kind == F_SET) {
			int32_t value = word_from_text(in, fd, part);
			if (value == 0)
				return bad_word(in, at, fd, part);
			set |= 1u << value;
		} else if (fd->kind == F_IDS) {
			if (!id_parse(part, LIST_AT(l, int64_t, i)))
				return bad_id(in, at, fd, part);
		} else {
			TRY(set_text(in, at, &as_text, part, 0, FIELD_ITEM_MAX, LIST_AT(l, struct str, i)));
		}
	}
	if (fd->kind == F_SET)
		*(uint32_t *)member(fd, rec) = set;
	else
		*(struct list *)member(fd, rec) = l;
	return OK;
}

static enum err json_from_text(struct in *in, const struct at *at, const struct field *fd, struct str s, void *rec)
{
	json_t *v = NULL;
	struct fail why = { 0 };
	size_t before = in->f->n_errors + in->f->n_more;

	if (json_text_parse(s, &why, &v) != OK)
		return bad(in, at, "wrong_type", "“%s”应为 JSON：%s", fd->label, why.sentence);
	enum err e = member_from_json(in, at, fd, v, rec);
	json_decref(v);
	return e == OK && in->f->n_errors + in->f->n_more > before ? E_INVALID : e;
}

static enum err from_text(struct in *in, const struct at *at, const struct field *fd, struct str s, void *rec)
{
	int32_t value;
	bool text_kind = fd->kind == F_STR || fd->kind == F_TEXT;

	if (!utf8_ok(s))
		return bad(in, at, "wrong_type", "“%s”不是有效的 UTF-8 文本。", fd->label);
	if (in->exact && s.n == 0)
		return bad(in, at, "missing", "“%s”没有值。", fd->label);
	/* Blanks beside a number come from spreadsheets; within words they are the writer's. */
	if (!text_kind && !in->exact)
		s = str_trim(s);
	if (s.n == 0) {
		if (fd->flags & NEEDED)
			return missing(in, at, fd);
		member_clear(fd, member(fd, rec));
		return OK;
	}
	switch (fd->kind) {
	case F_ID:
		return id_parse(s, member(fd, rec)) ? OK : bad_id(in, at, fd, s);
	case F_INT: case F_FEN: case F_E4: case F_BP:
		return amount_from_text(in, at, fd, s, rec);
	case F_BOOL:
		return bool_from_text(in, at, fd, s, rec);
	case F_STR: case F_TEXT:
		return set_str(in, at, fd, s, rec);
	case F_ENUM:
		value = word_from_text(in, fd, s);
		if (value == 0)
			return bad_word(in, at, fd, s);
		*(int32_t *)member(fd, rec) = value;
		return OK;
	case F_DATE: case F_MONTH: case F_AT:
		return set_time(in, at, fd, s, rec);
	case F_SET: case F_STRS: case F_IDS:
		return parts_from_text(in, at, fd, s, rec);
	case F_LIST: case F_OBJ:
		return json_from_text(in, at, fd, s, rec);
	default:
		abort();
	}
}

static enum err one_from_text(const struct field *fd, struct str text, bool exact, void *record, struct arena *a, struct fail *f)
{
	struct in in = { a, f, IN, exact };
	struct at at = { NULL, fd->name, 0 };

	return from_text(&in, &at, fd, text, record) == OK ? OK : tell_fields(f);
}

enum err field_from_text(const struct field *fd, struct str text, void *record, struct arena *a, struct fail *f)
{
	return one_from_text(fd, text, false, record, a, f);
}

enum err field_from_query(const struct field *fd, struct str text, void *record, struct arena *a, struct fail *f)
{
	return one_from_text(fd, text, true, record, a, f);
}
