/* Cursors of lists: opaque, bound to op, person, filters and order, and signed. */
#include "core/list_in.h"
#include "crypt/crypt.h"

enum { MAC_LEN = 16 };

static enum err cursor_mac(struct query *q, struct str text, uint8_t mac[SM3_LEN])
{
	static const struct stmt Q_SECRET = { "SELECT value FROM secret WHERE name = 'cursor'" };
	struct ctx *c = q->c;
	struct str secret;

	TRY(sql_str_(c, &Q_SECRET, &secret, NO_VALS));
	struct str bound = arena_fmt(c->arena, "%s|%" PRId64 "|%s%s|" STR_FMT "|" STR_FMT, q->op->name, c->who.account, q->descending ? "-" : "", q->sort->name,
				     STR_ARG(q->filters), STR_ARG(text));
	hmac_sm3(secret, bound, mac);
	return OK;
}

enum err cursor_make(struct query *q, struct str value, int64_t id, struct str *out)
{
	uint8_t mac[SM3_LEN];
	struct arena *a = q->c->arena;
	struct str text = arena_fmt(a, "%" PRId64 "|" STR_FMT, id, STR_ARG(value));

	TRY(cursor_mac(q, text, mac));
	CLEANUP(buf_done) struct buf whole = BUF_MAX(KIB(64)), shown = BUF_MAX(KIB(128));
	buf_add(&whole, (struct str){ (const char *)mac, MAC_LEN });
	buf_add(&whole, text);
	base64url_put(buf_str(&whole), &shown);
	*out = arena_str(a, buf_str(&shown));
	return OK;
}

static bool sorts_text(const struct field *fd) { return fd->kind == F_STR || fd->kind == F_ENUM || fd->kind == F_DATE || fd->kind == F_MONTH || fd->kind == F_TEXT; }

/* Rows beyond the one with this sort value and tie. */
void query_beyond(struct query *q, struct val v, int64_t id)
{
	const char *cmp = q->descending ? "<" : ">";

	buf_fmt(&q->where, " AND ");
	if (q->tie) {
		/* (sort, tie) past the cursor, written so that an index on sort serves. */
		buf_fmt(&q->where, "(%s %s= ", q->sort->name, cmp);
		query_add(q, v);
		buf_fmt(&q->where, " AND (%s %s ", q->sort->name, cmp);
		query_add(q, v);
		buf_fmt(&q->where, " OR %s %s ", q->tie->name, cmp);
		query_add(q, val_int(id));
		buf_add(&q->where, STR("))"));
	} else {
		buf_fmt(&q->where, "%s %s ", q->sort->name, cmp);
		query_add(q, v);
	}
}

static enum err bad_cursor(struct query *q)
{
	fail_param(&q->c->fail, q->c->arena, STR("cursor"), "invalid_cursor", "翻页标记“" STR_FMT "”无效，或者属于别的查询、别人或过去，请从第一页重新查询", STR_ARG(utf8_head(q->cursor, 100)));
	return fail(q->c, E_INVALID, "invalid_cursor", STR_FMT, STR_ARG(q->c->fail.errors[0].message));
}

enum err cursor_use(struct query *q)
{
	struct ctx *c = q->c;
	struct str raw, text, value;
	uint8_t mac[SM3_LEN];
	int64_t id, number = 0;

	if (!q->cursor.p)
		return OK;
	raw = base64url_get(q->cursor, c->arena);
	if (raw.n <= MAC_LEN)
		return bad_cursor(q);
	text = (struct str){ raw.p + MAC_LEN, raw.n - MAC_LEN };
	TRY(cursor_mac(q, text, mac));
	value = text;
	struct str id_text = str_cut(&value, '|');
	if (!same_secret((struct str){ raw.p, MAC_LEN }, (struct str){ (char *)mac, MAC_LEN }) || str_int(id_text, &id) != OK ||
	    (!sorts_text(q->sort) && str_int(value, &number) != OK))
		return bad_cursor(q);
	q->below = number;
	/* The windows begin below it; said twice, the engine may take the wrong one of the two for its way through the index. */
	if (!q->windowed)
		query_beyond(q, sorts_text(q->sort) ? val_str(value) : val_int(number), id);
	return OK;
}
