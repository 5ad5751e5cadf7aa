/* The words of HTTP as pure functions. */
#include "api/http.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c; }
static bool is_alnum(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z'); }
static bool is_tchar(char c) { return is_alnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c)); }

bool same_nocase(struct str a, const char *b)
{
	if (a.n != strlen(b))
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b[i]))
			return false;
	return true;
}

bool str_starts_nocase(struct str s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && same_nocase((struct str){ s.p, n }, with);
}

static bool is_clean(struct str s)
{
	bool ascii = true;

	for (size_t i = 0; i < s.n; i++) {
		if ((uint8_t)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
		ascii = ascii && (uint8_t)s.p[i] < 0x80;
	}
	return ascii || utf8_ok(s);
}

/* Values (not names) may hold line breaks and tabs: a search text may. */
static bool is_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (((uint8_t)s.p[i] < 0x20 && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t') || s.p[i] == 0x7f)
			return false;
	return utf8_ok(s);
}

static enum err unescape(struct str raw, bool plus, struct arena *a, struct str *out)
{
	size_t i = 0;

	while (i < raw.n && raw.p[i] != '%' && !(plus && raw.p[i] == '+'))
		i++;
	if (i == raw.n) {
		*out = raw;
		return OK;
	}
	char *to = arena_alloc(a, raw.n + 1);
	size_t n = 0;
	for (i = 0; i < raw.n; i++) {
		if (raw.p[i] == '%') {
			int hi = i + 2 < raw.n ? hex_value(raw.p[i + 1]) : -1, lo = i + 2 < raw.n ? hex_value(raw.p[i + 2]) : -1;
			if (hi < 0 || lo < 0)
				return E_INVALID;
			to[n++] = (char)(hi << 4 | lo);
			i += 2;
		} else {
			to[n++] = plus && raw.p[i] == '+' ? ' ' : raw.p[i];
		}
	}
	*out = (struct str){ to, n };
	return OK;
}

enum err percent_decode(struct str raw, bool plus, struct arena *a, struct str *out)
{
	struct str s;

	if (!is_clean(raw))
		return E_INVALID;
	TRY(unescape(raw, plus, a, &s));
	if (s.p != raw.p && !is_text(s))
		return E_INVALID;
	*out = s;
	return OK;
}

enum err path_decode(struct str raw, struct arena *a, struct str *out)
{
	struct str s;

	if (!is_clean(raw))
		return E_INVALID;
	for (size_t i = 0; i + 2 < raw.n; i++)
		if (raw.p[i] == '%' && raw.p[i + 1] == '2' && lower(raw.p[i + 2]) == 'f')
			return E_INVALID;
	TRY(unescape(raw, false, a, &s));
	if (s.p != raw.p && !is_clean(s))
		return E_INVALID;
	*out = s;
	return OK;
}

struct str text_shown(struct str s) { return utf8_ok(s) ? utf8_head(s, 100) : STR("（不是 UTF-8 文字）"); }

enum err query_parse(struct str raw, struct arena *a, struct pair *out, size_t max, size_t *n, struct fail *f)
{
	size_t got = 0;

	*n = 0;
	if (raw.n == 0)
		return OK;
	while (raw.p) {
		struct str value = str_cut(&raw, '&'), name, text = STR("");
		struct pair p = { STR_NONE, STR("") };
		if (value.n == 0)
			continue;
		name = str_cut(&value, '=');
		if (value.p)
			text = value;
		if (percent_decode(name, true, a, &p.name) != OK || percent_decode(text, true, a, &p.value) != OK)
			return fail_param(f, a, text_shown(name), "bad_value", "查询参数“" STR_FMT "”不能是“" STR_FMT "”：百分号编码不完整，含有控制字符，或者不是 UTF-8 文字",
					  STR_ARG(utf8_head(text_shown(name), 40)), STR_ARG(text_shown(text)));
		if (p.name.n == 0)
			return fail_param(f, a, STR(""), "missing", "查询参数缺少名称，值是“" STR_FMT "”", STR_ARG(text_shown(text)));
		for (size_t i = 0; i < got; i++)
			if (str_eq(out[i].name, p.name))
				return fail_param(f, a, p.name, "repeated", "查询参数“" STR_FMT "”重复出现", STR_ARG(text_shown(p.name)));
		if (got == max)
			return fail_param(f, a, p.name, "too_many", "查询参数过多，最多 %zu 个", max);
		out[got++] = p;
	}
	*n = got;
	return OK;
}

void percent_encode(struct str s, struct buf *b)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (is_alnum(c) || (c && strchr("-._~", c))) {
			buf_byte(b, c);
		} else {
			buf_byte(b, '%');
			buf_byte(b, digits[(uint8_t)c >> 4]);
			buf_byte(b, digits[(uint8_t)c & 15]);
		}
	}
}

struct str query_with(struct str raw, const char *name, struct str value, struct arena *a)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(32));
	struct str want = str_of(name);

	while (raw.p) {
		struct str part = str_cut(&raw, '&'), rest = part, key;
		if (part.n == 0)
			continue;
		if (percent_decode(str_cut(&rest, '='), true, a, &key) != OK || str_eq(key, want))
			continue;
		/* Only what is safe inside <…> of a Link header goes over as it came. */
		for (size_t i = 0; i < part.n; i++) {
			if ((uint8_t)part.p[i] <= 0x20 || (uint8_t)part.p[i] >= 0x7f || strchr("<>\"\\^`{|}", part.p[i]))
				percent_encode((struct str){ part.p + i, 1 }, &b);
			else
				buf_byte(&b, part.p[i]);
		}
		buf_byte(&b, '&');
	}
	buf_add(&b, want);
	buf_byte(&b, '=');
	percent_encode(value, &b);
	return arena_str(a, buf_str(&b));
}

/* One parameter of a media type: ;name=token or ;name="quoted". False when malformed. */
static bool media_param(struct str *rest, struct str *name, struct str *value)
{
	size_t i = 0;
	struct str s = str_trim(*rest);

	while (i < s.n && is_tchar(s.p[i]))
		i++;
	*name = (struct str){ s.p, i };
	if (i == 0 || i + 1 >= s.n || s.p[i] != '=')
		return false;
	s = (struct str){ s.p + i + 1, s.n - i - 1 };
	i = 0;
	if (s.p[0] == '"') {
		for (i = 1; i < s.n && s.p[i] != '"'; i++)
			if (s.p[i] == '\\')
				return false;
		if (i == s.n)
			return false;
		*value = (struct str){ s.p + 1, i - 1 };
		i++;
	} else {
		while (i < s.n && is_tchar(s.p[i]))
			i++;
		*value = (struct str){ s.p, i };
		if (i == 0)
			return false;
	}
	s = str_trim((struct str){ s.p + i, s.n - i });
	if (s.n && s.p[0] != ';')
		return false;
	*rest = s.n ? (struct str){ s.p + 1, s.n - 1 } : STR_NONE;
	return true;
}

bool media_parse(struct str header, struct media *out)
{
	struct str rest = header, name, value;
	struct str type = str_trim(str_cut(&rest, ';'));
	struct media m = { type, STR_NONE };
	size_t slash = 0;

	while (slash < type.n && is_tchar(type.p[slash]))
		slash++;
	if (slash == 0 || slash + 1 >= type.n || type.p[slash] != '/')
		return false;
	for (size_t i = slash + 1; i < type.n; i++)
		if (!is_tchar(type.p[i]))
			return false;
	while (rest.p && str_trim(rest).n) {
		if (!media_param(&rest, &name, &value))
			return false;
		if (same_nocase(name, "charset")) {
			if (m.charset.p)
				return false;
			m.charset = value;
		}
	}
	*out = m;
	return true;
}

bool media_is(const struct media *m, const char *type)
{
	return same_nocase(m->type, type) && (!m->charset.p || same_nocase(m->charset, "utf-8"));
}

struct str cookie_get(struct str header, const char *name)
{
	struct str want = str_of(name), found = STR_NONE;

	while (header.p) {
		struct str value = str_trim(str_cut(&header, ';')), key = str_cut(&value, '=');
		if (!value.p || !str_eq(key, want))
			continue;
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = (struct str){ value.p + 1, value.n - 2 };
		if (found.p && !str_eq(found, value))
			return STR_NONE;
		found = value;
	}
	return found;
}

/* "0.5" in thousandths; a malformed weight counts as 0. */
static int weight(struct str params)
{
	while (params.p) {
		struct str p = str_trim(str_cut(&params, ';'));
		if (p.n < 3 || lower(p.p[0]) != 'q' || p.p[1] != '=')
			continue;
		struct str v = { p.p + 2, p.n - 2 };
		if ((v.p[0] != '0' && v.p[0] != '1') || (v.n > 1 && v.p[1] != '.') || v.n > 5)
			return 0;
		int q = (v.p[0] - '0') * 1000, step = 100;
		for (size_t i = 2; i < v.n; i++, step /= 10) {
			if (v.p[i] < '0' || v.p[i] > '9')
				return 0;
			q += (v.p[i] - '0') * step;
		}
		return q > 1000 ? 0 : q;
	}
	return 1000;
}

enum coding coding_pick(struct str header, bool has_gzip, bool has_brotli)
{
	int gzip = -1, brotli = -1, any = -1;

	while (header.p) {
		struct str params = str_cut(&header, ','), name = str_trim(str_cut(&params, ';'));
		int q = weight(params);
		if (same_nocase(name, "gzip") || same_nocase(name, "x-gzip"))
			gzip = q;
		else if (same_nocase(name, "br"))
			brotli = q;
		else if (same_nocase(name, "*"))
			any = q;
	}
	gzip = has_gzip ? gzip >= 0 ? gzip : any : 0;
	brotli = has_brotli ? brotli >= 0 ? brotli : any : 0;
	if (brotli > 0 && brotli >= gzip)
		return CODING_BROTLI;
	return gzip > 0 ? CODING_GZIP : CODING_IDENTITY;
}

bool etag_listed(struct str header, struct str etag)
{
	struct str s = str_trim(header);

	if (str_is(s, "*"))
		return true;
	while (s.n) {
		if (str_starts(s, STR("W/")))
			s = (struct str){ s.p + 2, s.n - 2 };
		if (s.n < 2 || s.p[0] != '"')
			return false;
		const char *end = memchr(s.p + 1, '"', s.n - 1);
		if (!end)
			return false;
		struct str tag = { s.p, (size_t)(end + 1 - s.p) };
		if (str_eq(tag, etag))
			return true;
		s = str_trim((struct str){ s.p + tag.n, s.n - tag.n });
		if (s.n && s.p[0] != ',')
			return false;
		if (s.n)
			s = str_trim((struct str){ s.p + 1, s.n - 1 });
	}
	return false;
}

bool host_parse(struct str header, struct str *name)
{
	size_t end = 0;

	if (header.n && header.p[0] == '[') {
		while (end < header.n && header.p[end] != ']')
			end++;
		for (size_t i = 1; i < end; i++)
			if (hex_value(header.p[i]) < 0 && header.p[i] != ':' && header.p[i] != '.')
				return false;
		if (end == header.n || end < 3)
			return false;
		end++;
	} else {
		while (end < header.n && (is_alnum(header.p[end]) || header.p[end] == '.' || header.p[end] == '-' || header.p[end] == '_'))
			end++;
	}
	if (end == 0 || header.n > 261)
		return false;
	if (end < header.n) {
		if (header.p[end] != ':' || header.n - end > 6)
			return false;
		for (size_t i = end + 1; i < header.n; i++)
			if (header.p[i] < '0' || header.p[i] > '9')
				return false;
	}
	*name = (struct str){ header.p, end };
	return true;
}

bool idempotency_key_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 0x21 || s.p[i] > 0x7e)
			return false;
	return s.n >= 1 && s.n <= 255;
}

bool token_ok(struct str s)
{
	static const bool fits[256] = {
		['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
		['.'] = true, ['_'] = true, ['~'] = true, ['+'] = true, ['/'] = true, ['='] = true, ['-'] = true,
	};
	bool ok = s.n >= 1 && s.n <= 128;

	for (size_t i = 0; ok && i < s.n; i++)
		ok = fits[(unsigned char)s.p[i]];
	return ok;
}

enum range range_parse(struct str value, int64_t size, int64_t *from, int64_t *n)
{
	int64_t first = 0, last = size - 1;
	struct str rest = value, unit = str_cut(&rest, '='), a, b;

	if (!str_is(str_trim(unit), "bytes") || !rest.p || memchr(rest.p, ',', rest.n))
		return RANGE_NONE;
	b = str_trim(rest);
	a = str_trim(str_cut(&b, '-'));
	b = b.p ? str_trim(b) : b;
	if (!b.p || (a.n && str_int(a, &first) != OK) || (b.n && str_int(b, &last) != OK) || (!a.n && !b.n) || first < 0 || last < 0)
		return RANGE_NONE;
	if (a.n && b.n && last < first)
		return RANGE_NONE;
	if (!a.n) {                               /* the last so many bytes */
		if (last == 0)
			return RANGE_OUTSIDE;
		first = MAX2(size - last, (int64_t)0);
		last = size - 1;
	}
	if (first >= size)
		return RANGE_OUTSIDE;
	*from = first;
	*n = MIN2(last, size - 1) - first + 1;
	return RANGE_PART;
}
