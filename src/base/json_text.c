/* JSON text: jansson reads it; what it lets pass is refused before. */
#include <jansson.h>
#include "base/field.h"

enum { LEVELS_MAX = 64 };

static enum err bad_json(struct fail *f, struct str text, size_t at, const char *what)
{
	int line, column;
	utf8_place(text, at, &line, &column);
	return fail_set(f, E_INVALID, "bad_json", "JSON 第 %d 行第 %d 列：%s。", line, column, what);
}

/* What jansson does not look at: the byte order mark, and nesting beyond our own limit. */
static enum err before(struct str text, struct fail *f)
{
	bool quoted = false;
	int level = 0;

	if (str_starts(text, STR("\xEF\xBB\xBF")))
		return bad_json(f, text, 0, "开头有字节顺序标记（BOM），应去掉");
	ptrdiff_t at = utf8_bad(text);
	if (at >= 0)
		return bad_json(f, text, (size_t)at, text.p[at] ? "不是有效的 UTF-8 编码" : "含有空字符（NUL）");
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if ((c == '{' || c == '[') && ++level > LEVELS_MAX)
			return bad_json(f, text, i, "嵌套超过 64 层");
		else if (c == '}' || c == ']')
			level--;
	}
	return OK;
}

/* The pointer of the value or name that ends at `at`; names as they were sent. */
static void pointer_to(struct str text, size_t at, struct buf *out)
{
	struct { struct str name; int64_t index; } level[LEVELS_MAX + 1] = { 0 };
	int depth = 0;

	for (size_t i = 0; i < at; i++) {
		size_t from = i + 1;
		switch (text.p[i]) {
		case '"':
			for (i++; i < at && text.p[i] != '"'; i++)
				i += text.p[i] == '\\';
			level[depth].name = (struct str){ text.p + from, i - from };     /* a value's text is overwritten by the next name */
			break;
		case '{': case '[':
			depth++;
			level[depth].name = STR_NONE;
			level[depth].index = 0;
			break;
		case '}': case ']':
			depth--;
			break;
		case ',':
			level[depth].index++;
			break;
		}
	}
	for (int i = 1; i <= depth; i++) {
		if (i > 1)
			buf_byte(out, '/');
		if (level[i].name.p)
			buf_add(out, utf8_head(level[i].name, 100));
		else
			buf_int(out, level[i].index);
	}
	buf_byte(out, '\0');
}

/* Which member it is, as it was sent: what was sent before the second of that name is well-formed. */
static enum err doubled(struct fail *f, struct str text, const json_error_t *e)
{
	CLEANUP(buf_done) struct buf pointer = BUF_MAX(KIB(32));

	pointer_to(text, MIN2((size_t)MAX2(e->position, 0), text.n), &pointer);
	return fail_set(f, E_INVALID, "bad_json", "JSON 第 %d 行第 %d 列：成员“" STR_FMT "”重复出现。", e->line, MAX2(e->column, 1),
			STR_ARG(utf8_head(str_of(pointer.failed ? "" : pointer.p), 100)));
}

enum err json_text_parse(struct str text, struct fail *f, struct json_t **out)
{
	json_error_t e;
	const char *what;

	if (text.n == 0)
		return fail_set(f, E_INVALID, "bad_json", "JSON 第 1 行第 1 列：内容为空。");
	TRY(before(text, f));
	json_t *v = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (v != NULL) {
		*out = v;
		return OK;
	}
	switch (json_error_code(&e)) {
	case json_error_out_of_memory:
		return fail_set(f, E_NOMEM, "out_of_memory", "内存不足，无法读取 JSON。");
	case json_error_numeric_overflow:
		return fail_set(f, E_INVALID, "out_of_range", "JSON 第 %d 行第 %d 列：数值太大。", e.line, e.column);
	case json_error_duplicate_key:
		return doubled(f, text, &e);
	case json_error_null_character: case json_error_null_byte_in_key:
		what = "含有空字符（\\u0000）";
		break;
	case json_error_premature_end_of_input:
		what = "内容不完整，提前结束";
		break;
	case json_error_end_of_input_expected:
		what = "结尾之后还有多余内容";
		break;
	default:
		what = strncmp(e.text, "invalid Unicode", 15) == 0 ? "\\u 转义不成对（孤立的代理码位）" : "语法错误";
		break;
	}
	return fail_set(f, E_INVALID, "bad_json", "JSON 第 %d 行第 %d 列：%s。", e.line, MAX2(e.column, 1), what);
}

enum err json_text_big(struct str text, struct arena *a, struct fail *f)
{
	CLEANUP(buf_done) struct buf pointer = BUF_MAX(KIB(32));
	json_error_t e;
	json_t *v = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);

	assert(!v);
	size_t end = MIN2((size_t)MAX2(e.position, 0), text.n), from = end;
	while (from > 0 && memchr("0123456789+-.eE", text.p[from - 1], 15))
		from--;
	pointer_to(text, from, &pointer);
	fail_field(f, a, pointer.failed ? "" : pointer.p, "out_of_range", "数值 " STR_FMT " 太大。", STR_ARG(utf8_head((struct str){ text.p + from, end - from }, 100)));
	return fail_set(f, E_INVALID, "bad_fields", STR_FMT, STR_ARG(f->errors[f->n_errors - 1].message));
}
