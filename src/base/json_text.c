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
		what = "对象中有重名的成员";
		break;
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
