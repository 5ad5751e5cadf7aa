/* What is answered: an object with its actions and clocks, a record, a problem; and what a handler shapes by itself. */
#include <stdio.h>
#include "core/flow_in.h"
#include "core/run_in.h"

/* ---- an object ---- */
struct str object_etag(struct ctx *c, const struct entity_slot *s, const void *rec)
{
	return arena_fmt(c->arena, "\"%" PRId64 "\"", subject_version(s, rec));
}

bool etag_matches(struct str header, struct str etag, bool weakly)
{
	while (header.p) {
		struct str tag = str_trim(str_cut(&header, ','));
		if (str_is(tag, "*"))
			return true;
		if (weakly && str_starts(tag, STR("W/")))
			tag = (struct str){ tag.p + 2, tag.n - 2 };
		if (str_eq(tag, etag))
			return true;
	}
	return false;
}

/* `why`: what forbids it now, or NULL. */
static void add_action(struct buf *b, const struct op_slot *slot, const struct fail *why, int64_t id, bool first)
{
	const struct op *op = slot->op;

	if (!first)
		buf_byte(b, ',');
	buf_add(b, slot->action_head);
	buf_int(b, id);
	buf_add(b, slot->action_tail);
	buf_add(b, why ? STR("false") : STR("true"));
	if (why && why->article[0] && !(op->article && strcmp(op->article, why->article) == 0))
		article_put(b, why->article);
	else
		buf_add(b, slot->action_article);
	if (why) {
		buf_fmt(b, ",\"code\":\"%s\",\"reason\":", why->reason);
		json_put_str(b, str_of(why->sentence));
	}
	buf_byte(b, '}');
}

/* What this person may do with the object now; what a rule forbids is listed with the reason (a grey button explained). */
static enum err add_actions(struct ctx *c, struct buf *b, const struct entity *e, int64_t id, const void *rec)
{
	const struct entity_slot *s = core_entity_slot(c->core, e);
	bool first = true;
	struct ctx ask = *c;

	ask.writing = false;
	ask.subject = rec;
	ask.subject_id = id;
	buf_add(b, STR(",\"actions\":["));
	for (const struct op_slot *slot = s->actions; slot; slot = slot->next_action) {
		const struct op *op = slot->op;
		if (!core_may(c->core, &c->who, op))
			continue;
		if (op->event && !flow_move(e->flow, subject_state(s, rec), op->event))
			continue;
		fail_clear(&ask.fail);
		ask.op = op;
		enum err got = op_guards_pass(&ask, slot, rec, NULL);
		if (got == E_CONFLICT)          /* done already, or not of this state: as little there as a move that the picture has not */
			continue;
		if (got != OK && got != E_REFUSED && got != E_DENIED) {
			c->fail = ask.fail;
			return got;
		}
		add_action(b, slot, got == OK ? NULL : &ask.fail, id, first);
		first = false;
	}
	buf_byte(b, ']');
	return OK;
}

static enum err add_clocks(struct ctx *c, struct buf *b, const struct entity *e, int64_t id)
{
	struct list clocks = { 0 };

	if (core_entity_slot(c->core, e)->clocked)
		TRY(clock_list(c, e, id, &clocks));
	buf_add(b, STR(",\"clocks\":["));
	for (size_t i = 0; i < clocks.n; i++) {
		if (i)
			buf_byte(b, ',');
		record_to_json(&clock_record, LIST_AT(clocks, struct clock, i), OUT, false, b);
	}
	buf_byte(b, ']');
	return OK;
}

enum err answer_object(struct work *w, struct ctx *c, const struct entity *e, int64_t id, const void *rec, struct str text)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));
	const struct entity_slot *s = core_entity_slot(c->core, e);

	if (text.p && !(s->personal && must_mask(c)))
		buf_add(&b, text);
	else
		record_to_json(e->rec, rec, OUT, must_mask(c), &b);
	if (b.n)
		b.n--;                          /* the closing brace comes after what the core adds */
	if (!w->r->in_struct) {
		TRY(add_actions(c, &b, e, id, rec));
		if (e->flow)
			TRY(add_clocks(c, &b, e, id));
	}
	buf_byte(&b, '}');
	if (b.failed)
		return fail(c, E_LIMIT, "too_large", "%s的内容太多，放不进一个答复", e->label);
	w->a->body = arena_str(c->arena, buf_str(&b));
	w->a->content_type = STR("application/json");
	w->a->id = id;
	if (s->has_version)
		w->a->etag = object_etag(c, s, rec);
	return OK;
}

void answer_record(struct work *w, struct ctx *c, const struct record *rec, const void *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));

	record_to_json(rec, out, OUT, must_mask(c), &b);
	w->a->body = arena_str(c->arena, buf_str(&b));
	w->a->content_type = STR("application/json");
}

void answer_not_modified(struct work *w)
{
	struct answer *a = w->a;

	if (a->status == 200 && a->etag.p && w->r->op->verb == GET && w->r->if_none_match.p &&
	    etag_matches(w->r->if_none_match, a->etag, true))
		a->status = 304;                /* the body stays: its length is told, not its bytes */
}

/* ---- a failure ---- */
void answer_bad_fields(struct ctx *c, enum err e)
{
	if (e == E_INVALID && c->fail.n_errors && !c->fail.reason[0])
		fields_ok(c);
}

void work_fail(struct work *w, enum err e)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(256));
	struct answer *a = w->a;

	answer_bad_fields(&w->turn.ctx, e);
	a->err = e;
	a->fail = w->turn.ctx.fail;
	/* What a question has are parameters. */
	if (w->r->op->verb == GET && strcmp(a->fail.reason, "bad_fields") == 0)
		snprintf(a->fail.reason, sizeof a->fail.reason, "bad_parameter");
	a->fail.kind = e;
	a->status = problem_status(&a->fail);
	problem_json(&a->fail, w->r->request_id, &b);
	a->body = arena_str(a->arena, buf_str(&b));
	a->content_type = STR("application/problem+json");
	a->etag = a->location = a->link = STR_NONE;
	a->set_session = a->file = STR_NONE;
}

/* ---- answers that a handler shapes ---- */
static struct answer *answer_of(struct ctx *c)
{
	struct work *w = (struct work *)((char *)c - offsetof(struct work, turn.ctx));

	return w->a;
}

void answer_session(struct ctx *c, struct str token, struct instant expires_at)
{
	assert(c->op && (c->op->flags & OP_KEEPS_SESSION));
	answer_of(c)->set_session = token;
	answer_of(c)->session_expires_at = expires_at;
}

void answer_no_session(struct ctx *c)
{
	assert(c->op && (c->op->flags & OP_KEEPS_SESSION));
	answer_of(c)->clear_session = true;
}

void answer_bytes(struct ctx *c, struct str bytes, const char *content_type, struct str filename)
{
	assert(c->op && (c->op->flags & OP_DOWNLOAD));
	answer_of(c)->body = arena_str(c->arena, bytes);
	answer_of(c)->content_type = str_of(content_type);
	answer_of(c)->filename = arena_str(c->arena, filename);
}

/* Looked through before the first byte goes out: what was changed is refused whole, not broken off. */
enum err answer_file(struct ctx *c, struct str sm3, const char *content_type, struct str filename)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;
	char path[700];

	assert(c->op && (c->op->flags & OP_DOWNLOAD));
	core_file_path(c->core, sm3, path, sizeof path);
	TRY(vault_open(c->core, path, &v, &c->fail));
	TRY(vault_check(v, &c->fail));
	answer_of(c)->file = arena_str(c->arena, str_of(path));
	answer_of(c)->content_type = str_of(content_type);
	answer_of(c)->filename = arena_str(c->arena, filename);
	return OK;
}
