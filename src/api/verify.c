/* The check page: whether a paper is genuine, for anybody who holds one, as a page that needs no script. The answer is that of the op
 * document.verify; its fields and their labels come from the op's table. */
#include <jansson.h>
#include "api/api_in.h"

static const char OP[] = "document.verify";
static const char MARK[] = "<!--result-->";

static void put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '&': buf_add(b, STR("&amp;")); break;
		case '<': buf_add(b, STR("&lt;")); break;
		case '>': buf_add(b, STR("&gt;")); break;
		case '"': buf_add(b, STR("&quot;")); break;
		default: buf_byte(b, s.p[i]);
		}
}

/* What the page was asked about: the rest of the path, or ?digest=. */
static bool asked(struct call *c, struct str *digest)
{
	struct pair pairs[4];
	struct fail f = { 0 };
	struct str path;
	size_t n = 0;

	*digest = STR_NONE;
	if (path_decode(c->head.path, c->arena, &path) != OK)
		return call_trouble(c, "bad_path", "地址“" STR_FMT "”的百分号编码不完整，含有控制字符或编码的斜线，或者不是 UTF-8 文字", STR_ARG(text_shown(c->head.path))), false;
	if (query_parse(c->head.query, c->arena, pairs, COUNT(pairs), &n, &f) != OK)
		return call_fail(c, &f), false;
	if (path.n > sizeof "/verify/" - 1)
		*digest = (struct str){ path.p + sizeof "/verify/" - 1, path.n - (sizeof "/verify/" - 1) };
	for (size_t i = 0; i < n; i++)
		if (str_is(pairs[i].name, "digest"))
			*digest = pairs[i].value;
	return true;
}

static void put_facts(struct buf *b, const struct record *r, const json_t *obj)
{
	buf_add(b, STR("<dl>"));
	for (const struct field *f = r->fields; f->kind != F_END; f++) {
		const char *text = json_string_value(json_object_get(obj, f->name));
		if (!text || strcmp(f->name, "says") == 0 || strcmp(f->name, "by") == 0)
			continue;
		buf_add(b, STR("<dt>"));
		buf_add(b, str_of(f->label));
		buf_add(b, STR("</dt><dd>"));
		put_escaped(b, str_of(text));
		buf_add(b, STR("</dd>"));
	}
	buf_add(b, STR("</dl>"));
}

static void put_result(struct buf *b, const struct answer *a, const struct record *r)
{
	json_t *obj = a->err == OK ? json_loadb(a->body.p, a->body.n, 0, NULL) : NULL;
	bool known = json_is_true(json_object_get(obj, "known"));
	const char *says = obj ? json_string_value(json_object_get(obj, "says")) : NULL;

	buf_fmt(b, "<section class=\"%s\" role=\"status\"><h2>", known ? "good" : "bad");
	put_escaped(b, says ? str_of(says) : a->fail.n_errors ? a->fail.errors[0].message : str_of(a->fail.sentence));
	buf_add(b, STR("</h2>"));
	if (known)
		put_facts(b, r, obj);
	buf_add(b, STR("</section>"));
	json_decref(obj);
}

enum MHD_Result verify_page(struct call *c)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	const struct op *op = core_op(c->api->core, str_of(OP));
	struct str digest, page = { verify_html_text, verify_html_text_n };
	ptrdiff_t at = str_find(page, str_of(MARK));

	if (!op)
		return call_trouble(c, "absent", "没有核验页"), MHD_NO;
	if (!asked(c, &digest))
		return MHD_NO;
	buf_add(&b, (struct str){ page.p, (size_t)at });
	if (digest.n) {
		struct request r = { .op = op, .params = { { STR("digest"), digest } }, .n_params = 1, .ip = str_of(c->ip), .request_id = str_of(c->id) };
		struct answer a = { .arena = c->arena };
		core_call(c->api->core, &r, &a);
		put_result(&b, &a, op->out);
	}
	buf_add(&b, (struct str){ page.p + at + sizeof MARK - 1, page.n - (size_t)at - (sizeof MARK - 1) });
	return page_html(c, arena_str(c->arena, buf_str(&b)));
}

enum MHD_Result verify_css(struct call *c) { return page_small(c, (struct str){ verify_css_text, verify_css_text_n }, "text/css; charset=utf-8"); }
enum MHD_Result verify_js(struct call *c) { return page_small(c, (struct str){ verify_js_text, verify_js_text_n }, "text/javascript; charset=utf-8"); }
