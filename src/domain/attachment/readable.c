/* Reading files as far as software can. One window of text slides over whatever a reader gives; words are looked for in it. */
#include <strings.h>
#include <zlib.h>
#include "domain/attachment/readable.h"

enum {
	CHUNK = KIB(64), WINDOW = KIB(64), TAIL = WORD_BYTES_MAX * 2,
	PARTS_MAX = 2000, STREAMS_MAX = 5000, DIRECTORY_MAX = MIB(4), INFLATED_MAX = MIB(64), STREAM_MAX = MIB(4), MAPS_MAX = 16,
};

/* ---- the window ---- */
struct wide { char bytes[WORD_BYTES_MAX * 2]; size_t n; };
struct window {
	struct readable *r;
	char text[WINDOW]; size_t n;
	struct wide wide[WORDS_MAX];       /* the words in UTF-16, for files that hold it raw */
	bool has_wide;
};

static void window_search(struct window *w, bool last)
{
	struct str text = { w->text, w->n };

	for (size_t i = 0; i < w->r->n_words; i++) {
		struct word *x = &w->r->words[i];
		x->found = x->found || str_find(text, x->text) >= 0 ||
			   (w->has_wide && w->wide[i].n && str_find(text, (struct str){ w->wide[i].bytes, w->wide[i].n }) >= 0);
	}
	size_t keep = last ? 0 : MIN2(w->n, (size_t)TAIL);
	memmove(w->text, w->text + w->n - keep, keep);
	w->n = keep;
}

static bool ends_with(const struct window *w, const char *bytes, size_t n) { return w->n >= n && memcmp(w->text + w->n - n, bytes, n) == 0; }

/* Blanks inside a line, also wide and invisible ones, do not part a word; the end of a line does. */
static void window_add(struct window *w, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];
		if (ch == ' ' || ch == '\t')
			continue;
		w->text[w->n++] = ch;
		if (ends_with(w, "\xE3\x80\x80", 3) || ends_with(w, "\xE2\x80\x8B", 3) || ends_with(w, "\xEF\xBB\xBF", 3))
			w->n -= 3;
		else if (ends_with(w, "\xC2\xA0", 2))
			w->n -= 2;
		if (w->n == WINDOW)
			window_search(w, false);
	}
}

static void window_code(struct window *w, uint32_t u)
{
	char b[4];
	size_t n = 0;

	if (u < 0x80)
		b[n++] = (char)u;
	else if (u < 0x800)
		b[n++] = (char)(0xC0 | u >> 6), b[n++] = (char)(0x80 | (u & 63));
	else if (u < 0x10000)
		b[n++] = (char)(0xE0 | u >> 12), b[n++] = (char)(0x80 | (u >> 6 & 63)), b[n++] = (char)(0x80 | (u & 63));
	window_add(w, (struct str){ b, n });
}

static void window_end(struct window *w) { window_search(w, true); }

/* UTF-16 of a word of the basic plane; words beyond it are looked for in UTF-8 only. */
static void widen(struct wide *to, struct str word, bool big)
{
	to->n = 0;
	for (size_t i = 0, n; i < word.n; i += n) {
		const uint8_t *p = (const uint8_t *)word.p + i;
		n = utf8_step((struct str){ word.p + i, word.n - i });
		uint32_t u = n == 1 ? p[0] : n == 2 ? (p[0] & 31u) << 6 | (p[1] & 63u) : n == 3 ? (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u) : 0;
		if (!u || to->n + 2 > sizeof to->bytes) {
			to->n = 0;
			return;
		}
		to->bytes[to->n++] = (char)(big ? u >> 8 : u);
		to->bytes[to->n++] = (char)(big ? u : u >> 8);
	}
}

static struct window *window_new(struct readable *r, struct arena *a)
{
	struct window *w = ARENA_NEW(a, struct window);

	w->r = r;
	return w;
}

static void window_widen(struct window *w, bool big)
{
	w->has_wide = true;
	for (size_t i = 0; i < w->r->n_words; i++)
		widen(&w->wide[i], w->r->words[i].text, big);
}

void readable_words(struct readable *r, struct str list, bool mark)
{
	while (list.p) {
		struct str one = str_trim(str_cut(&list, ','));
		if (one.n && one.n <= WORD_BYTES_MAX && r->n_words < WORDS_MAX)
			r->words[r->n_words++] = (struct word){ one, mark, false };
	}
}

void readable_name(struct readable *r, struct arena *a, struct str name)
{
	struct window *w = window_new(r, a);

	window_add(w, name);
	window_end(w);
}

struct str readable_found(const struct readable *r, bool mark)
{
	for (size_t i = 0; i < r->n_words; i++)
		if (r->words[i].found && r->words[i].mark == mark)
			return r->words[i].text;
	return STR_NONE;
}

/* ---- XML: the text without its marks; runs join, paragraphs part ---- */
struct xml { struct window *w; bool in_tag, in_entity, named; char tag[24]; size_t n; };

static void tag_end(struct xml *x)
{
	static const char *const parting[] = { "p", "br", "si", "h", "tr" };
	struct str name = { x->tag, x->n }, rest = name;

	if (name.n && name.p[0] == '/')
		name = rest = (struct str){ name.p + 1, name.n - 1 };
	str_cut(&rest, ':');
	for (size_t i = 0; i < COUNT(parting); i++)
		if (str_is(rest.p ? rest : name, parting[i]))
			window_add(x->w, STR("\n"));
}

static void entity_end(struct xml *x)
{
	struct str s = { x->tag, x->n };
	uint32_t u = 0;
	bool hex = s.n > 1 && (s.p[1] == 'x' || s.p[1] == 'X');

	if (!s.n || s.p[0] != '#')
		return;
	for (size_t i = hex ? 2 : 1; i < s.n && u < 0x110000; i++) {
		char ch = s.p[i];
		int d = ch >= '0' && ch <= '9' ? ch - '0' : hex && (ch | 32) >= 'a' && (ch | 32) <= 'f' ? (ch | 32) - 'a' + 10 : -1;
		if (d < 0)
			return;
		u = u * (hex ? 16 : 10) + (uint32_t)d;
	}
	window_code(x->w, u);
}

static void xml_begin(struct xml *x, char ch)
{
	x->in_tag = ch == '<';
	x->in_entity = ch == '&';
	x->named = false;
	x->n = 0;
}

static void xml_add(void *arg, struct str s)
{
	struct xml *x = arg;

	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];
		if (!x->in_tag && !x->in_entity) {
			if (ch == '<' || ch == '&')
				xml_begin(x, ch);
			else
				window_add(x->w, (struct str){ &s.p[i], 1 });
		} else if (ch == (x->in_tag ? '>' : ';') || (x->in_entity && x->n == sizeof x->tag)) {
			if (x->in_tag)
				tag_end(x);
			else
				entity_end(x);
			x->in_tag = x->in_entity = false;
		} else if (!x->named) {
			x->named = ch <= ' ' || (ch == '/' && x->n) || x->n == sizeof x->tag;
			if (!x->named)
				x->tag[x->n++] = ch;
			/* What stands in a CDATA section is text. */
			if (x->in_tag && x->n == 8 && memcmp(x->tag, "![CDATA[", 8) == 0)
				x->in_tag = false;
		}
	}
}

static void plain_add(void *arg, struct str s) { window_add(arg, s); }

/* ---- inflating, bounded ---- */
struct source { struct readable *r; char *in; int64_t at, end, budget; };

/* Gives the inflated bytes of [s->at, s->end) piece by piece until the stream ends, breaks, or the budget is used up; s->at then
 * stands behind what was read of it. */
static enum err inflate_part(struct source *s, int bits, int64_t max, void (*add)(void *, struct str), void *arg, char *out)
{
	z_stream z = { 0 };
	int got = Z_OK;

	if (inflateInit2(&z, bits) != Z_OK)
		return E_NOMEM;
	while (got == Z_OK && s->at < s->end && s->budget > 0 && max > 0) {
		size_t n = 0;
		enum err e = s->r->part(s->r->arg, s->at, s->in, (size_t)MIN2((int64_t)CHUNK, s->end - s->at), &n);
		if (e != OK || n == 0) {
			inflateEnd(&z);
			return e;
		}
		z.next_in = (Bytef *)s->in;
		z.avail_in = (uInt)n;
		do {
			z.next_out = (Bytef *)out;
			z.avail_out = CHUNK;
			got = inflate(&z, Z_NO_FLUSH);
			size_t made = CHUNK - z.avail_out;
			s->budget -= (int64_t)made;
			max -= (int64_t)made;
			if (made)
				add(arg, (struct str){ out, made });
		} while (got == Z_OK && z.avail_out == 0 && s->budget > 0 && max > 0);
		s->at += (int64_t)n - z.avail_in;
		if (got == Z_BUF_ERROR)
			got = Z_OK;
	}
	inflateEnd(&z);
	return OK;
}

/* ---- zip ---- */
static uint32_t le(const char *p, int n)
{
	uint32_t v = 0;

	for (int i = n - 1; i >= 0; i--)
		v = v << 8 | (uint8_t)p[i];
	return v;
}

static bool zip_end_find(const char *tail, size_t n, size_t *at)
{
	for (size_t i = n < 22 ? 0 : n - 21; i-- > 0;)
		if (memcmp(tail + i, "PK\x05\x06", 4) == 0) {
			*at = i;
			return true;
		}
	return false;
}

static void note_kind(struct readable *r, struct str name)
{
	r->has_word |= str_starts(name, STR("word/"));
	r->has_xl |= str_starts(name, STR("xl/"));
	r->has_ppt |= str_starts(name, STR("ppt/"));
	r->has_ofd |= str_is(name, "OFD.xml");
	r->has_odf |= str_is(name, "content.xml");
}

static bool ends_in(struct str s, const char *end)
{
	size_t n = strlen(end);

	return s.n >= n && strncasecmp(s.p + s.n - n, end, n) == 0;
}

/* One part: its data begin behind a header of its own. */
static enum err zip_part(struct source *s, struct window *w, const char *entry, struct str name, char *out)
{
	struct xml x = { .w = w };
	bool xml = ends_in(name, ".xml"), text = ends_in(name, ".txt") || ends_in(name, ".csv") || ends_in(name, ".md");
	unsigned method = le(entry + 10, 2);
	int64_t packed = le(entry + 20, 4), header = le(entry + 42, 4);
	char head[30];
	size_t got = 0;

	if ((!xml && !text) || (le(entry + 8, 2) & 1) || (method != 0 && method != 8))
		return OK;
	TRY(s->r->part(s->r->arg, header, head, sizeof head, &got));
	if (got < sizeof head || memcmp(head, "PK\x03\x04", 4) != 0)
		return OK;
	s->at = header + 30 + le(head + 26, 2) + le(head + 28, 2);
	s->end = MIN2(s->at + packed, s->r->size);
	void (*add)(void *, struct str) = xml ? xml_add : plain_add;
	void *arg = xml ? (void *)&x : (void *)w;
	if (method == 8) {
		TRY(inflate_part(s, -15, s->budget, add, arg, out));
	} else {
		for (; s->at < s->end && s->budget > 0; s->at += (int64_t)got, s->budget -= (int64_t)got) {
			TRY(s->r->part(s->r->arg, s->at, out, (size_t)MIN2((int64_t)CHUNK, s->end - s->at), &got));
			if (!got)
				break;
			add(arg, (struct str){ out, got });
		}
	}
	window_end(w);
	return OK;
}

static enum err zip_read(struct readable *r, struct arena *a, struct window *w, struct fail *f)
{
	size_t tail_max = (size_t)MIN2(r->size, (int64_t)(65535 + 22)), got = 0, at = 0;
	char *tail = arena_alloc(a, tail_max + 1), *out = arena_alloc(a, CHUNK);
	struct source s = { .r = r, .in = arena_alloc(a, CHUNK), .budget = INFLATED_MAX };

	r->is_zip = true;
	TRY(r->part(r->arg, r->size - (int64_t)tail_max, tail, tail_max, &got));
	if (got < 22 || !zip_end_find(tail, got, &at) || got - at < 22)
		return fail_set(f, E_INVALID, "attachment.broken", "压缩格式的文件不完整");
	size_t n = MIN2((size_t)le(tail + at + 12, 4), (size_t)DIRECTORY_MAX);
	int64_t from = le(tail + at + 16, 4);
	if (from + (int64_t)n > r->size)
		return fail_set(f, E_INVALID, "attachment.broken", "压缩格式的文件不完整");
	char *dir = arena_alloc(a, n + 1);
	TRY(r->part(r->arg, from, dir, n, &n));
	size_t parts = 0;
	for (size_t i = 0, step; i + 46 <= n && parts < PARTS_MAX && memcmp(dir + i, "PK\x01\x02", 4) == 0; i += step, parts++) {
		struct str name = { dir + i + 46, le(dir + i + 28, 2) };
		step = 46 + name.n + le(dir + i + 30, 2) + le(dir + i + 32, 2);
		if (i + 46 + name.n > n)
			break;
		note_kind(r, name);
		window_add(w, name);
		window_end(w);
		TRY(zip_part(&s, w, dir + i, name, out));
	}
	return OK;
}

/* ---- PDF ---- */
/* Character codes of a font by its ToUnicode table; which font a text uses is not followed, each text is tried with each table. */
struct maps { uint16_t *map[MAPS_MAX]; size_t n; };

static int hex_of(char ch)
{
	return ch >= '0' && ch <= '9' ? ch - '0' : (ch | 32) >= 'a' && (ch | 32) <= 'f' ? (ch | 32) - 'a' + 10 : -1;
}

/* The next <…> of s as a number of at most four digits (the first ones); s moves behind it. */
static bool hex_next(struct str *s, uint32_t *v, char stop)
{
	while (s->n && s->p[0] != '<' && s->p[0] != stop)
		*s = (struct str){ s->p + 1, s->n - 1 };
	if (!s->n || s->p[0] != '<')
		return false;
	*s = (struct str){ s->p + 1, s->n - 1 };
	int digits = 0;
	for (*v = 0; s->n && s->p[0] != '>'; *s = (struct str){ s->p + 1, s->n - 1 })
		if (hex_of(s->p[0]) >= 0 && digits++ < 4)
			*v = *v << 4 | (uint32_t)hex_of(s->p[0]);
	if (s->n)
		*s = (struct str){ s->p + 1, s->n - 1 };
	return true;
}

static struct str between(struct str *rest, const char *from, const char *to)
{
	ptrdiff_t at = str_find(*rest, str_of(from));

	if (at < 0)
		return STR_NONE;
	struct str s = { rest->p + at + strlen(from), rest->n - (size_t)at - strlen(from) };
	ptrdiff_t end = str_find(s, str_of(to));
	size_t n = end < 0 ? s.n : (size_t)end;
	*rest = (struct str){ s.p + n, s.n - n };
	return (struct str){ s.p, n };
}

static void map_read(struct maps *m, struct arena *a, struct str text)
{
	uint32_t lo, hi, to;

	if (m->n == MAPS_MAX)
		return;
	uint16_t *map = m->map[m->n++] = ARENA_ARRAY(a, uint16_t, 65536);
	for (struct str rest = text, s; (s = between(&rest, "beginbfchar", "endbfchar")).p;)
		while (hex_next(&s, &lo, 0) && hex_next(&s, &to, 0))
			map[lo & 0xffff] = (uint16_t)to;
	for (struct str rest = text, s; (s = between(&rest, "beginbfrange", "endbfrange")).p;)
		while (hex_next(&s, &lo, 0) && hex_next(&s, &hi, 0)) {
			s = str_trim(s);
			bool each = s.n && s.p[0] == '[';
			for (uint32_t code = lo; code <= MIN2(hi, 0xffffu); code++) {
				if ((each || code == lo) && !hex_next(&s, &to, each ? ']' : 0))
					break;
				map[code] = (uint16_t)(each ? to : to + (code - lo));
			}
		}
}

static void pair_add(struct window *w, const uint16_t *map, uint32_t *code, bool *half, uint8_t byte)
{
	*code = *half ? *code << 8 | byte : byte;
	if (*half && map[*code & 0xffff])
		window_code(w, map[*code & 0xffff]);
	*half = !*half;
}

/* The shown strings of a page, as one table reads them. */
static void page_read(struct window *w, const uint16_t *map, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint32_t code = 0;
		bool half = false;
		if (s.p[i] == '<' && i + 1 < s.n && s.p[i + 1] != '<') {
			int digit = -1;
			for (i++; i < s.n && s.p[i] != '>'; i++) {
				int d = hex_of(s.p[i]);
				if (d >= 0 && digit >= 0)
					pair_add(w, map, &code, &half, (uint8_t)(digit << 4 | d)), digit = -1;
				else if (d >= 0)
					digit = d;
			}
		} else if (s.p[i] == '(') {
			for (i++; i < s.n && s.p[i] != ')'; i++) {
				if (s.p[i] == '\\' && i + 1 < s.n)
					i++;
				pair_add(w, map, &code, &half, (uint8_t)s.p[i]);
			}
		}
	}
}

static void collect(void *arg, struct str s) { buf_add(arg, s); }

/* One stream of the file, inflated where its dictionary says so; pictures and fonts are passed over. */
static enum err stream_take(struct source *s, struct str dict, struct buf *text, char *out)
{
	buf_clear(text);
	text->failed = false;
	if (str_find(dict, STR("/Image")) >= 0 || str_find(dict, STR("/Length1")) >= 0 || str_find(dict, STR("/FlateDecode")) < 0)
		return OK;
	return inflate_part(s, 15, STREAM_MAX - CHUNK, collect, text, out);
}

struct pdf { struct maps maps; struct window *w; struct arena *a; bool pages; };

static void stream_use(struct pdf *p, struct str text)
{
	bool is_map = str_find(text, STR("begincmap")) >= 0;

	if (is_map && !p->pages)
		map_read(&p->maps, p->a, text);
	if (!p->pages || is_map)
		return;
	window_add(p->w, text);               /* metadata, and pages whose codes are text themselves */
	window_end(p->w);
	for (size_t i = 0; i < p->maps.n && (str_find(text, STR("Tj")) >= 0 || str_find(text, STR("TJ")) >= 0); i++) {
		page_read(p->w, p->maps.map[i], text);
		window_end(p->w);
	}
}

/* Walks the file from stream to stream. */
static enum err pdf_walk(struct readable *r, struct pdf *p, struct source *s, char *chunk, char *out)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(STREAM_MAX);
	int64_t at = 0;

	for (int streams = 0; at < r->size && s->budget > 0 && streams < STREAMS_MAX;) {
		size_t n = 0;
		TRY(r->part(r->arg, at, chunk, CHUNK, &n));
		struct str here = { chunk, n };
		ptrdiff_t found = str_find(here, STR("stream"));
		if (found < 0 || n < 16) {
			/* The word, and the dictionary before it, may lie across two chunks. */
			at += n == CHUNK ? (int64_t)n - 2048 : (int64_t)n + 1;
			continue;
		}
		if (found >= 3 && memcmp(chunk + found - 3, "end", 3) == 0) {
			at += found + 6;
			continue;
		}
		struct str dict = { chunk + MAX2(found - 1500, (ptrdiff_t)0), (size_t)MIN2(found, (ptrdiff_t)1500) };
		for (ptrdiff_t obj; (obj = str_find(dict, STR("obj"))) >= 0;)
			dict = (struct str){ dict.p + obj + 3, dict.n - (size_t)obj - 3 };
		s->at = at + found + 6;
		for (size_t i = (size_t)found + 6; i < n && (chunk[i] == '\r' || chunk[i] == '\n') && s->at < at + found + 8; i++)
			s->at++;
		s->end = r->size;
		int64_t begins = s->at;
		TRY(stream_take(s, dict, &text, out));
		stream_use(p, buf_str(&text));
		at = MAX2(s->at, begins);
		streams++;
	}
	return OK;
}

static enum err pdf_read(struct readable *r, struct arena *a, struct window *w)
{
	struct pdf p = { .w = w, .a = a };
	char *chunk = arena_alloc(a, CHUNK), *out = arena_alloc(a, CHUNK);

	for (int pass = 0; pass < 2; pass++) {
		struct source s = { .r = r, .in = arena_alloc(a, CHUNK), .budget = INFLATED_MAX };
		p.pages = pass == 1;
		TRY(pdf_walk(r, &p, &s, chunk, out));
	}
	return OK;
}

/* ---- anything: its bytes ---- */
static enum err raw_read(struct readable *r, struct arena *a, struct window *w)
{
	char *chunk = arena_alloc(a, CHUNK);
	size_t n = 0;

	for (int64_t at = 0; at < r->size; at += (int64_t)n) {
		TRY(r->part(r->arg, at, chunk, CHUNK, &n));
		if (!n)
			break;
		window_add(w, (struct str){ chunk, n });
	}
	window_end(w);
	return OK;
}

enum err readable_file(struct readable *r, struct arena *a, struct str mime, struct fail *f)
{
	struct window *w = window_new(r, a);
	char head[8] = "";
	size_t n = 0;

	TRY(r->part(r->arg, 0, head, sizeof head, &n));
	if (n >= 4 && memcmp(head, "PK\x03\x04", 4) == 0)
		return zip_read(r, a, w, f);
	bool pdf = str_is(mime, "application/pdf"), old = n == 8 && memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0;
	if (pdf || old)
		window_widen(w, pdf);
	TRY(raw_read(r, a, w));
	return pdf ? pdf_read(r, a, window_new(r, a)) : OK;
}
