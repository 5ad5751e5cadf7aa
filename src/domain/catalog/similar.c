/* How alike a wish and the items of the catalogue are: words compared, nothing learnt, so that everybody can count it again (A19.5b). */
#include "domain/catalog/catalog_in.h"

enum { WORDS_MAX = 256 };
struct words { uint64_t hash[WORDS_MAX]; size_t n; };

static uint64_t hash_of(struct str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i])) * UINT64_C(1099511628211);
	return h;
}

static void word_add(struct words *w, struct str s)
{
	uint64_t h = hash_of(s);

	for (size_t i = 0; i < w->n; i++)
		if (w->hash[i] == h)
			return;
	if (w->n < WORDS_MAX)
		w->hash[w->n++] = h;
}

static bool is_latin(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/* Characters of the blocks of Chinese writing are three bytes beginning with E4 to E9. */
static bool is_han(struct str s) { return s.n >= 3 && (uint8_t)s.p[0] >= 0xe4 && (uint8_t)s.p[0] <= 0xe9; }

/* Latin words and numbers whole; Chinese in overlapping pairs of characters, a single one by itself. */
static void words_of(struct str s, struct words *w)
{
	size_t i = 0;

	w->n = 0;
	while (i < s.n) {
		struct str rest = { s.p + i, s.n - i };
		size_t n = 0;
		while (n < rest.n && is_latin(rest.p[n]))
			n++;
		if (n) {
			word_add(w, (struct str){ rest.p, n });
			i += n;
			continue;
		}
		while (is_han((struct str){ rest.p + n, rest.n - n }))
			n += 3;
		for (size_t k = 0; k + 6 <= n; k += 3)
			word_add(w, (struct str){ rest.p + k, 6 });
		if (n == 3)
			word_add(w, (struct str){ rest.p, 3 });
		i += n ? n : MAX2(utf8_step(rest), (size_t)1);
	}
}

int64_t catalog_likeness(struct str x, struct str y)
{
	struct words a, b;
	size_t both = 0;

	words_of(x, &a);
	words_of(y, &b);
	if (!a.n || !b.n)
		return 0;
	for (size_t i = 0; i < a.n; i++)
		for (size_t k = 0; k < b.n; k++)
			both += a.hash[i] == b.hash[k];
	int64_t dice = (int64_t)(20000 * both / (a.n + b.n)), least = (int64_t)MIN2(a.n, b.n);
	/* One name inside the other says nearly as much as the same name. */
	int64_t inside = least >= 2 ? (int64_t)both * 8000 / least : 0;
	return MAX2(dice, inside);
}

static int by_score(const void *a_, const void *b_)
{
	const struct catalog_match *a = a_, *b = b_;

	return a->score_bp != b->score_bp ? (a->score_bp < b->score_bp) - (a->score_bp > b->score_bp) : str_cmp(a->code, b->code);
}

enum err catalog_similar(struct ctx *c, int32_t category, struct str wanted, struct str words, size_t max, struct list *out)
{
	enum { LEAST_BP = 1500 };
	struct catalog_version now;
	struct list items;

	TRY(catalog_published(c, &now));
	TRY(catalog_items(c, now.id, &items));
	struct catalog_match *m = ARENA_ARRAY(c->arena, struct catalog_match, items.n + 1);
	size_t n = 0;
	EACH(struct catalog_item, i, items) {
		int64_t score = MAX2(catalog_likeness(wanted, i->name), catalog_likeness(words, i->name));
		score = MAX2(score, catalog_likeness(wanted, i->spec) / 2);
		bool same = category && i->category == category;
		/* What does the same kind of work is shown even where the words differ; another kind only when the words agree. */
		if (same || score >= LEAST_BP)
			m[n++] = (struct catalog_match){ .item = i->id, .code = i->code, .name = i->name, .spec = i->spec, .unit = i->unit,
				.category = i->category, .xinchuang = i->xinchuang, .score_bp = score };
	}
	qsort(m, n, sizeof *m, by_score);
	*out = (struct list){ m, MIN2(n, max) };
	return OK;
}

enum err catalog_equivalent(struct ctx *c, int32_t category, struct str wanted, struct str words, struct catalog_match *out)
{
	struct list like;

	*out = (struct catalog_match){ 0 };
	TRY(catalog_similar(c, category, wanted, words, 20, &like));
	EACH(struct catalog_match, m, like)
		if ((!category || m->category == category) && m->score_bp >= setting_int(c, "catalog.equivalent_bp")) {
			*out = *m;
			return OK;
		}
	return OK;
}
