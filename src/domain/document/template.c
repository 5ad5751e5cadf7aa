/* Templates: reading, checking, and filling them from what was gathered. */
#include <jansson.h>
#include <stdio.h>
#include "domain/document/document_in.h"

#define BOTH IN | OUT
static const struct field fact_fields[] = {
	F(struct paper_fact, label, F_STR, "栏目", BOTH | NEEDED, .max = 40), F(struct paper_fact, value, F_TEXT, "内容", BOTH | NEEDED), { 0 }
};
static const struct record fact_record = RECORD("document_template_fact", struct paper_fact, fact_fields, "栏目");
static const struct field column_fields[] = {
	F(struct template_column, label, F_STR, "列名", BOTH | NEEDED, .max = 40), F(struct template_column, field, F_STR, "字段", BOTH | NEEDED, .max = 100, .help = "# 为行号"),
	F(struct template_column, width, F_INT, "宽度", BOTH | NEEDED, .min = 1, .max = 100), F(struct template_column, sum, F_BOOL, "合计", BOTH), { 0 }
};
static const struct record column_record = RECORD("document_template_column", struct template_column, column_fields, "列");
static const struct field block_fields[] = {
	F(struct template_block, kind, F_ENUM, "种类", BOTH | NEEDED, NAMES(paper_block_names)), F(struct template_block, text, F_TEXT, "文字", BOTH),
	F(struct template_block, when, F_STR, "有值才印", BOTH, .max = 100), F(struct template_block, rows, F_STR, "行取自", BOTH, .max = 100),
	F(struct template_block, only, F_STR, "只印此项不为空和零的行", BOTH, .max = 100), F(struct template_block, facts, F_LIST, "栏目", BOTH, .sub = &fact_record),
	F(struct template_block, columns, F_LIST, "列", BOTH, .sub = &column_record, .max = PAPER_COLUMNS_MAX), { 0 }
};
static const struct record block_record = RECORD("document_template_block", struct template_block, block_fields, "段");
static const struct field seal_fields[] = {
	F(struct template_seal, label, F_STR, "名目", BOTH | NEEDED), F(struct template_seal, name, F_STR, "署名", BOTH), F(struct template_seal, date, F_STR, "日期", BOTH), { 0 }
};
static const struct record seal_record = RECORD("document_template_seal", struct template_seal, seal_fields, "签章");
static const struct field template_fields[] = {
	F(struct template, title, F_STR, "标题", BOTH | NEEDED), F(struct template, no, F_STR, "文号", BOTH), F(struct template, article, F_STR, "条文", BOTH | NEEDED, .max = 16),
	F(struct template, issuer, F_STR, "发文单位", BOTH | NEEDED), F(struct template, addressee, F_STR, "主送", BOTH),
	F(struct template, style, F_ENUM, "式样", BOTH | NEEDED, NAMES(paper_style_names)), F(struct template, blocks, F_LIST, "正文", BOTH | NEEDED, .sub = &block_record, .max = 100),
	F(struct template, attachments, F_STR, "附件取自", BOTH, .max = 100), F(struct template, seals, F_LIST, "签章", BOTH, .sub = &seal_record, .max = 8), { 0 }
};
const struct record template_record = RECORD("document_template_body", struct template, template_fields, "文书模板内容");

enum err template_parse(struct ctx *c, struct str text, struct template *out)
{
	struct json_t *obj;

	record_none(&template_record, out);
	TRY(json_text_parse(text, &c->fail, &obj));
	enum err e = record_from_json(&template_record, obj, 0, out, c->arena, &c->fail);
	json_decref(obj);
	return e;
}

/* ---- paths: source.field, source.object.field ---- */
enum { DEPTH = 4 };
struct path { int source; const struct field *f[DEPTH]; int n; };

static bool path_in(const struct record *r, struct str rest, struct path *out)
{
	while (r && rest.p && out->n < DEPTH) {
		const struct field *fd = record_field(r, str_cut(&rest, '.'));
		if (!fd || (fd->flags & SECRET))
			return false;
		out->f[out->n++] = fd;
		r = fd->kind == F_OBJ ? fd->sub : NULL;
	}
	return out->n && !rest.p;
}

static bool path_find(const struct paper_kind *k, struct str text, struct path *out)
{
	struct str rest = text, name = str_cut(&rest, '.');

	*out = (struct path){ 0 };
	for (int i = 0; i < SRC_MAX; i++)
		if (k->sources >> i & 1 && str_is(name, sources[i].name)) {
			out->source = i;
			return path_in(sources[i].rec, rest, out);
		}
	return false;
}

/* The struct that the last field of a path belongs to; NULL when an object on the way is missing. */
static const void *owner_of(const struct path *p, const void *rec)
{
	for (int i = 0; rec && i + 1 < p->n; i++)
		rec = *(void *const *)((const char *)rec + p->f[i]->offset);
	return rec;
}

/* ---- values as people write them ---- */
static void put_date(struct buf *b, struct date d)
{
	int y, m, day;

	date_split(d, &y, &m, &day);
	buf_fmt(b, "%d年%d月%d日", y, m, day);
}

static void put_numbered(struct buf *b, const struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		buf_fmt(b, "%s%zu．" STR_FMT, i ? "\n" : "", i + 1, STR_ARG(*LIST_AT(*l, struct str, i)));
}

static void put_value(struct arena *a, struct buf *b, const struct field *fd, const void *rec, struct str filter, bool prose)
{
	const void *m = (const char *)rec + fd->offset;

	if (field_none(fd, rec))
		return;
	if (str_is(filter, "words"))
		buf_add(b, fen_words(a, *(const struct fen *)m));
	else if (str_is(filter, "list"))
		put_numbered(b, m);
	else if (str_is(filter, "date"))
		put_date(b, date_of(*(const struct instant *)m));
	else if (prose && fd->kind == F_DATE)
		put_date(b, *(const struct date *)m);
	else if (prose && fd->kind == F_AT) {
		char at[32];
		put_date(b, date_of(*(const struct instant *)m));
		at_put(at, *(const struct instant *)m);
		buf_fmt(b, " %.5s", at + 11);
	} else if (fd->kind == F_BP)
		buf_fmt(b, "%.2f%%", (double)*(const int64_t *)m / 100);
	else
		field_to_text(fd, rec, false, b);
}

/* Nothing, 0 and 否 are empty. */
static bool is_empty(const struct field *fd, const void *rec)
{
	const void *m = rec ? (const char *)rec + fd->offset : NULL;

	if (!rec || (fd->kind == F_BOOL && !*(const bool *)m) || ((fd->kind == F_INT || fd->kind == F_FEN) && *(const int64_t *)m == 0))
		return true;
	return fd->kind != F_BOOL && (field_none(fd, rec) || ((fd->kind == F_STR || fd->kind == F_TEXT) && ((const struct str *)m)->n == 0));
}

/* Cuts "{path:filter}" off a text; false when there is no more. */
static bool hole_next(struct str *text, struct str *before, struct str *path, struct str *filter)
{
	const char *open = text->n ? memchr(text->p, '{', text->n) : NULL;
	const char *close = open ? memchr(open, '}', text->n - (size_t)(open - text->p)) : NULL;

	*before = close ? (struct str){ text->p, (size_t)(open - text->p) } : *text;
	if (!close)
		return false;
	*filter = (struct str){ open + 1, (size_t)(close - open - 1) };
	*path = str_cut(filter, ':');
	*text = (struct str){ close + 1, text->n - (size_t)(close + 1 - text->p) };
	return true;
}

/* The text with its holes filled; *empty: it had holes and nothing stood in any of them. */
static struct str filled(struct gather *g, struct str text, bool *empty)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));
	struct str before, name, filter;
	size_t holes = 0, full = 0;

	while (hole_next(&text, &before, &name, &filter)) {
		struct path p;
		buf_add(&b, before);
		if (!path_find(g->k, name, &p))
			continue;
		const void *rec = owner_of(&p, g->src[p.source]);
		size_t was = b.n;
		if (rec)
			put_value(g->c->arena, &b, p.f[p.n - 1], rec, filter, true);
		holes++;
		full += b.n > was;
	}
	buf_add(&b, before);
	if (empty)
		*empty = holes && !full;
	return b.n ? arena_str(g->c->arena, buf_str(&b)) : STR_NONE;
}

/* ---- checking ---- */
static bool filter_fits(struct str filter, enum field_kind kind)
{
	return str_is(filter, "words") ? kind == F_FEN : str_is(filter, "list") ? kind == F_STRS : str_is(filter, "date") && kind == F_AT;
}

static void check_text(struct ctx *c, const struct paper_kind *k, struct str text, const char *at)
{
	struct str before, name, filter;
	struct path p;

	while (hole_next(&text, &before, &name, &filter)) {
		if (!path_find(k, name, &p))
			fail_on(c, at, "unknown_placeholder", "%s 没有名为“" STR_FMT "”的占位", k->kind, STR_ARG(utf8_head(name, 60)));
		else if (filter.p && !filter_fits(filter, p.f[p.n - 1]->kind))
			fail_on(c, at, "unknown_placeholder", "占位“" STR_FMT "”不能写成“" STR_FMT "”：金额可用 words，多项可用 list，时间可用 date", STR_ARG(utf8_head(name, 60)), STR_ARG(utf8_head(filter, 20)));
	}
}

static const char *at_of(struct ctx *c, const char *at, const char *fmt, ...) PRINTF(3, 4);
static const char *at_of(struct ctx *c, const char *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str s = arena_vfmt(c->arena, fmt, ap);
	va_end(ap);
	return arena_cstr(c->arena, arena_fmt(c->arena, "%s" STR_FMT, at, STR_ARG(s)));
}

static const struct record *rows_of(const struct paper_kind *k, struct str path, struct path *p)
{
	return path_find(k, path, p) && p->f[p->n - 1]->kind == F_LIST ? p->f[p->n - 1]->sub : NULL;
}

static void check_table(struct ctx *c, const struct paper_kind *k, const struct template_block *b, const char *at)
{
	struct path p;
	const struct record *r = rows_of(k, b->rows, &p);

	if (!r) {
		fail_on(c, at_of(c, at, "/rows"), "unknown_placeholder", "%s 没有名为“" STR_FMT "”的表", k->kind, STR_ARG(utf8_head(b->rows, 60)));
		return;
	}
	if (!b->columns.n)
		fail_on(c, at_of(c, at, "/columns"), "missing", "表格至少有一列");
	for (size_t i = 0; i < b->columns.n; i++) {
		const struct template_column *col = LIST_AT(b->columns, struct template_column, i);
		struct path f = { 0 };
		if (!str_is(col->field, "#") && !path_in(r, col->field, &f))
			fail_on(c, at_of(c, at, "/columns/%zu/field", i), "unknown_placeholder", "表“" STR_FMT "”没有名为“" STR_FMT "”的列", STR_ARG(b->rows), STR_ARG(utf8_head(col->field, 60)));
	}
	struct path f = { 0 };
	if (b->only.n && !path_in(r, b->only, &f))
		fail_on(c, at_of(c, at, "/only"), "unknown_placeholder", "表“" STR_FMT "”没有名为“" STR_FMT "”的列", STR_ARG(b->rows), STR_ARG(utf8_head(b->only, 60)));
}

static void check_block(struct ctx *c, const struct paper_kind *k, const struct template_block *b, const char *at)
{
	struct path p;

	check_text(c, k, b->text, at_of(c, at, "/text"));
	if (b->when.n && !path_find(k, b->when, &p))
		fail_on(c, at_of(c, at, "/when"), "unknown_placeholder", "%s 没有名为“" STR_FMT "”的占位", k->kind, STR_ARG(utf8_head(b->when, 60)));
	for (size_t i = 0; i < b->facts.n; i++)
		check_text(c, k, LIST_AT(b->facts, struct paper_fact, i)->value, at_of(c, at, "/facts/%zu/value", i));
	if (b->kind == PAPER_TABLE)
		check_table(c, k, b, at);
	else if (b->kind == PAPER_FACTS && !b->facts.n)
		fail_on(c, at_of(c, at, "/facts"), "missing", "栏目不能为空");
	else if (b->kind != PAPER_FACTS && !b->text.n)
		fail_on(c, at_of(c, at, "/text"), "missing", "请写文字");
}

void template_check(struct ctx *c, const struct paper_kind *k, const struct template *t, const char *at)
{
	const struct { const char *name; struct str text; } lines[] = { { "title", t->title }, { "no", t->no }, { "issuer", t->issuer }, { "addressee", t->addressee } };
	const struct article *a = t->article.n ? article_find(arena_cstr(c->arena, t->article)) : NULL;
	struct path p;

	for (size_t i = 0; i < COUNT(lines); i++)
		check_text(c, k, lines[i].text, at_of(c, at, "%s", lines[i].name));
	if (!a || !str_is(t->article, a->id))
		fail_on(c, at_of(c, at, "article"), "absent", "没有编号为“" STR_FMT "”的要求", STR_ARG(utf8_head(t->article, 16)));
	for (size_t i = 0; i < t->blocks.n; i++)
		check_block(c, k, LIST_AT(t->blocks, struct template_block, i), at_of(c, at, "blocks/%zu", i));
	if (t->attachments.n) {
		const struct record *r = rows_of(k, t->attachments, &p);
		if (!r || !record_field(r, STR("name")))
			fail_on(c, at_of(c, at, "attachments"), "unknown_placeholder", "%s 没有名为“" STR_FMT "”的附件清单", k->kind, STR_ARG(utf8_head(t->attachments, 60)));
	}
	for (size_t i = 0; i < t->seals.n; i++) {
		const struct template_seal *s = LIST_AT(t->seals, struct template_seal, i);
		check_text(c, k, s->label, at_of(c, at, "seals/%zu/label", i));
		check_text(c, k, s->name, at_of(c, at, "seals/%zu/name", i));
		check_text(c, k, s->date, at_of(c, at, "seals/%zu/date", i));
	}
}

/* ---- filling ---- */
static int cell_kind(const struct field *fd)
{
	return !fd || fd->kind == F_INT ? PAPER_CELL_INT : fd->kind == F_FEN || fd->kind == F_E4 ? PAPER_CELL_YUAN : fd->kind == F_DATE ? PAPER_CELL_DATE : PAPER_CELL_TEXT;
}

static const struct list *list_of(struct gather *g, const struct path *p)
{
	const void *rec = owner_of(p, g->src[p->source]);

	return rec ? (const struct list *)(const void *)((const char *)rec + p->f[p->n - 1]->offset) : NULL;
}

static struct str cell_text(struct gather *g, const struct path *p, const void *item, size_t row)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(256));

	if (!p->n)
		return arena_fmt(g->c->arena, "%zu", row);
	const void *rec = owner_of(p, item);
	if (rec)
		put_value(g->c->arena, &b, p->f[p->n - 1], rec, STR_NONE, false);
	return b.n ? arena_str(g->c->arena, buf_str(&b)) : STR("");
}

/* Whole numbers or fen of the rows shown, added up; one that is missing leaves the total empty. */
static struct str total_text(struct gather *g, const struct path *p, const struct list *items, size_t size, const struct path *only)
{
	const struct field *fd = p->f[p->n - 1];
	int64_t sum = 0;

	for (size_t i = 0; i < items->n; i++) {
		const char *item = (const char *)items->items + i * size;
		if (only->n && is_empty(only->f[only->n - 1], owner_of(only, item)))
			continue;
		const void *rec = owner_of(p, item);
		if (!rec || field_none(fd, rec) || __builtin_add_overflow(sum, *(const int64_t *)(const void *)((const char *)rec + fd->offset), &sum))
			return STR("");
	}
	return fd->kind == F_FEN ? fen_text(g->c->arena, (struct fen){ sum }) : arena_fmt(g->c->arena, "%" PRId64, sum);
}

static enum err fill_table(struct gather *g, const struct template_block *b, struct paper_block *out)
{
	struct arena *a = g->c->arena;
	struct path at, only = { 0 }, cols[PAPER_COLUMNS_MAX] = { 0 };
	const struct record *r = rows_of(g->k, b->rows, &at);
	const struct list *items = r ? list_of(g, &at) : NULL, none = { 0 };
	struct paper_column *columns = ARENA_ARRAY(a, struct paper_column, b->columns.n);
	bool sums = false;

	if (!r)
		return fail(g->c, E_CORRUPT, "document.template", "模板的表“" STR_FMT "”不认识", STR_ARG(b->rows));
	items = items ? items : &none;
	if (items->n > PAPER_ROWS_MAX)
		return fail(g->c, E_LIMIT, "document.too_long", "一份文书的表格最多 %d 行", PAPER_ROWS_MAX);
	if (b->only.n)
		path_in(r, b->only, &only);
	for (size_t i = 0; i < b->columns.n; i++) {
		const struct template_column *col = LIST_AT(b->columns, struct template_column, i);
		if (!str_is(col->field, "#"))
			path_in(r, col->field, &cols[i]);
		columns[i] = (struct paper_column){ col->label, col->width, cell_kind(cols[i].n ? cols[i].f[cols[i].n - 1] : NULL) };
		sums |= col->sum;
	}
	out->columns = (struct list){ columns, b->columns.n };
	struct paper_row *rows = ARENA_ARRAY(a, struct paper_row, items->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < items->n; i++) {
		const char *item = (const char *)items->items + i * r->size;
		if (only.n && is_empty(only.f[only.n - 1], owner_of(&only, item)))
			continue;
		struct str *cells = ARENA_ARRAY(a, struct str, b->columns.n);
		for (size_t k = 0; k < b->columns.n; k++)
			cells[k] = cell_text(g, &cols[k], item, n + 1);
		rows[n++] = (struct paper_row){ { cells, b->columns.n }, false };
	}
	if (sums && n) {
		struct str *cells = ARENA_ARRAY(a, struct str, b->columns.n);
		for (size_t k = 0; k < b->columns.n; k++)
			cells[k] = LIST_AT(b->columns, struct template_column, k)->sum && cols[k].n ? total_text(g, &cols[k], items, r->size, &only) : k == 0 ? STR("合计") : STR("");
		rows[n++] = (struct paper_row){ { cells, b->columns.n }, true };
	}
	out->rows = (struct list){ rows, n };
	return OK;
}

static enum err fill_block(struct gather *g, const struct template_block *b, struct paper_block *out, bool *keep)
{
	struct path p;
	bool empty = false;

	*keep = true;
	if (b->when.n && path_find(g->k, b->when, &p) && is_empty(p.f[p.n - 1], owner_of(&p, g->src[p.source])))
		*keep = false;
	if (!*keep)
		return OK;
	out->kind = b->kind;
	out->text = filled(g, b->text, &empty);
	if (b->kind == PAPER_TABLE) {
		TRY(fill_table(g, b, out));
		*keep = out->rows.n > 0;
		return OK;
	}
	if (b->kind == PAPER_FACTS) {
		struct paper_fact *facts = ARENA_ARRAY(g->c->arena, struct paper_fact, b->facts.n);
		for (size_t i = 0; i < b->facts.n; i++) {
			const struct paper_fact *f = LIST_AT(b->facts, struct paper_fact, i);
			struct str value = filled(g, f->value, &empty);
			facts[i] = (struct paper_fact){ f->label, empty ? STR("") : value };
		}
		out->facts = (struct list){ facts, b->facts.n };
		return OK;
	}
	*keep = !empty;
	return OK;
}

static enum err fill_attachments(struct gather *g, struct str from, struct list *out)
{
	struct path p;
	const struct record *r = from.n ? rows_of(g->k, from, &p) : NULL;
	const struct list *items = r ? list_of(g, &p) : NULL;
	const struct field *name = r ? record_field(r, STR("name")) : NULL;

	*out = (struct list){ 0 };
	if (!items || !name)
		return OK;
	struct str *names = ARENA_ARRAY(g->c->arena, struct str, MIN2(items->n, 100));
	for (; out->n < MIN2(items->n, 100); out->n++)
		names[out->n] = *(const struct str *)(const void *)((const char *)items->items + out->n * r->size + name->offset);
	out->items = names;
	return OK;
}

enum err template_fill(struct gather *g, const struct template *t, struct paper *out)
{
	struct arena *a = g->c->arena;
	const struct article *art = article_find(arena_cstr(a, t->article));
	const struct doc_facts *doc = g->src[SRC_DOC];
	struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, t->blocks.n + 1);
	struct paper_seal *seals = ARENA_ARRAY(a, struct paper_seal, t->seals.n);
	CLEANUP(buf_done) struct buf date = BUF_MAX(64);
	size_t n = 0;

	record_none(&paper_record, out);
	put_date(&date, date_of(g->at));
	out->kind = str_of(g->k->kind);
	out->title = filled(g, t->title, NULL);
	out->no = filled(g, t->no, NULL);
	out->article = arena_fmt(a, "（依据" STR_FMT "%s）", STR_ARG(doc->regulation), art ? art->clause : "");
	out->issuer = filled(g, t->issuer, NULL);
	out->addressee = filled(g, t->addressee, NULL);
	out->style = t->style;
	out->date = arena_str(a, buf_str(&date));
	out->made_at = g->at;
	for (size_t i = 0; i < t->blocks.n; i++) {
		const struct template_block *b = LIST_AT(t->blocks, struct template_block, i);
		bool keep, ends = i + 1 == t->blocks.n || b[1].kind == PAPER_HEADING;
		record_none(&paper_block_record, &blocks[n]);
		TRY(fill_block(g, b, &blocks[n], &keep));
		n += keep;
		/* A heading that nothing came under says so: its number stays in its place. */
		if (!keep && ends && n && blocks[n - 1].kind == PAPER_HEADING) {
			record_none(&paper_block_record, &blocks[n]);
			blocks[n].kind = PAPER_TEXT;
			blocks[n++].text = STR("无。");
		}
	}
	out->blocks = (struct list){ blocks, n };
	TRY(fill_attachments(g, t->attachments, &out->attachments));
	for (size_t i = 0; i < t->seals.n; i++) {
		const struct template_seal *s = LIST_AT(t->seals, struct template_seal, i);
		seals[i] = (struct paper_seal){ filled(g, s->label, NULL), filled(g, s->name, NULL), filled(g, s->date, NULL) };
	}
	out->seals = (struct list){ seals, t->seals.n };
	return OK;
}
