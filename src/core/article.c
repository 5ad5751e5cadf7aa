/* The register of requirements: id, level, clause and our own short wording, from data/articles.csv; scenarios from the build's index. */
#include <ctype.h>
#include "core/article_data.h"
#include "core/core_in.h"

/* Whether id may be cut at n: A1 is no part of A19. */
static bool whole(const char *id, size_t n) { return !isdigit((unsigned char)id[n]) || !isdigit((unsigned char)id[n - 1]); }

/* A20.2z is told by what is registered of A20.2: the row itself, else the first of its items. */
const struct article *article_find(const char *id)
{
	for (size_t n = strlen(id); n >= 2; n--) {
		const struct article *first = NULL;
		if (!whole(id, n) || id[n - 1] == '-')
			continue;
		for (size_t i = 0; i < article_count; i++) {
			const char *row = article_rows[i].id;
			if (strncmp(row, id, n) != 0 || !whole(row, n))
				continue;
			if (!row[n])
				return &article_rows[i];
			if (!first)
				first = &article_rows[i];
		}
		if (first)
			return first;
	}
	return NULL;
}

void article_put(struct buf *b, const char *id)
{
	const struct article *a = article_find(id);

	buf_fmt(b, ",\"article\":\"%s\"", id);
	if (a) {
		buf_add(b, STR(",\"clause\":"));
		json_put_str(b, str_of(a->clause));
	}
}

size_t article_all(const struct article **out)
{
	*out = article_rows;
	return article_count;
}

const char *article_scenarios(const char *id)
{
	for (size_t i = 0; i < article_scenario_count; i++)
		if (strcmp(article_scenario_rows[i].id, id) == 0)
			return article_scenario_rows[i].files;
	return "";
}

/* A row that cites A20.2 serves A20.2a too when it is cited as a whole: an id is served by rows that name it or its parent article. */
static bool serves(const char *cited, const char *id)
{
	size_t n;

	if (!cited)
		return false;
	for (const char *p = cited; *p; p += *p == ',' || *p == ' ' || *p == 0 ? strspn(p, ", ") : 0) {
		n = strcspn(p, ", ");
		if (n && strncmp(p, id, n) == 0 && (id[n] == 0 || id[n] == '.' || (id[n] >= 'a' && id[n] <= 'z')))
			return true;
		p += n;
		if (!*p)
			break;
	}
	return false;
}

struct found { struct arena *a; struct str *items; size_t n; };
enum { WHERE_MAX = 200 };

static void add(struct found *w, const char *kind, const char *name)
{
	struct str s = arena_fmt(w->a, "%s %s", kind, name);

	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->items[i], s))
			return;
	if (w->n < WHERE_MAX)
		w->items[w->n++] = s;
}

static void ask_record(struct found *w, const struct record *r, const char *id)
{
	for (const struct field *fd = r ? r->fields : NULL; fd && fd->name; fd++)
		if (serves(fd->article, id))
			add(w, "field", arena_cstr(w->a, arena_fmt(w->a, "%s.%s", r->name, fd->name)));
}

void article_where(const struct core *k, const char *id, struct arena *a, struct list *out)
{
	struct found w = { a, ARENA_ARRAY(a, struct str, WHERE_MAX), 0 };

	for (const struct feature *const *ft = k->features; *ft; ft++) {
		const struct feature *f = *ft;
		for (const struct guard *g = f->guards; g && g->must; g++)
			if (serves(g->article, id))
				add(&w, "guard", g->reason);
		for (const struct op *o = f->ops; o && o->name; o++) {
			if (serves(o->article, id))
				add(&w, "op", o->name);
			ask_record(&w, o->in, id);
		}
		for (const struct entity *const *e = f->entities; e && *e; e++)
			ask_record(&w, (*e)->rec, id);
		for (const struct import *i = f->imports; i && i->kind; i++)
			if (serves(i->article, id))
				add(&w, "import", i->kind);
		for (const struct flow *const *fl = f->flows; fl && *fl; fl++)
			for (const struct move *m = (*fl)->moves; m->event; m++)
				if (serves(m->article, id))
					add(&w, "move", arena_cstr(a, arena_fmt(a, "%s.%s", (*fl)->name, m->event)));
		for (const struct clock_kind *c = f->clocks; c && c->no; c++)
			if (serves(c->article, id))
				add(&w, "clock", clock_no_names[c->no].word);
		for (const struct setting *s = f->settings; s && s->key; s++)
			if (!s->ahead && serves(s->basis, id))
				add(&w, "setting", s->key);
		for (const struct job *j = f->jobs; j && j->name; j++)
			if (serves(j->article, id))
				add(&w, "job", j->name);
		for (const struct invariant *i = f->invariants; i && i->sql; i++)
			if (serves(i->article, id))
				add(&w, "invariant", f->name);
		for (const char *const *x = f->articles; x && *x; x++)
			if (serves(*x, id))
				add(&w, "feature", f->name);
	}
	*out = (struct list){ w.items, w.n };
}
