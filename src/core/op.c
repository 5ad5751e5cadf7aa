/* The op runner: every door's request goes through here, step by step, and every refusal leaves its trace.
 * enter (permission, form) -> [prepare] -> [remote] -> idempotency -> object and scope -> If-Match -> move and guards -> handler -> move
 * made -> audit row -> answer. Nothing changes before the guards have spoken. */
#include <stdio.h>
#include "core/flow_in.h"
#include "core/run_in.h"

static const struct field import_out_fields[] = { F(struct import_out, rows, F_INT, "导入行数", OUT), { 0 } };
const struct record import_out_record = RECORD("import_result", struct import_out, import_out_fields, "导入结果");

bool work_is_write(const struct op *op) { return op->verb != GET || (op->flags & OP_AUDITED); }

bool work_is_traced(const struct op *op) { return op->verb == GET && !(op->flags & (OP_AUDITED | OP_NO_AUDIT)) && (op->flags & (OP_TRACED | OP_DOWNLOAD)); }

/* ---- the object ---- */
/* * or tags in quotes, weak ones too, with commas between them. */
static bool tags_ok(struct str header)
{
	if (str_is(str_trim(header), "*"))
		return true;
	for (size_t n = 0; ; n++) {
		struct str s = str_trim(header);
		if (s.n == 0)
			return false;
		if (str_is(s, "*") && n)
			return true;
		if (str_starts(s, STR("W/")))
			s = (struct str){ s.p + 2, s.n - 2 };
		const char *end = s.n > 1 && s.p[0] == '"' ? memchr(s.p + 1, '"', s.n - 1) : NULL;
		if (!end)
			return false;
		s = str_trim((struct str){ end + 1, (size_t)(s.p + s.n - end - 1) });
		if (s.n == 0)
			return true;
		if (s.p[0] != ',')
			return false;
		header = (struct str){ s.p + 1, s.n - 1 };
	}
}

static const struct stmt Q_LAST_CHANGE = {
	"SELECT login, at FROM audit_log WHERE object_kind = ?1 AND object_id = ?2 AND result = 'ok' ORDER BY seq DESC LIMIT 1"
};

static enum err stale(struct ctx *c, struct str asked, struct str now)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	const char *what = c->op->entity->label;
	struct str who = STR_NONE, when = STR_NONE;

	if (db_rows(c->db, &Q_LAST_CHANGE, VALS(c->op->entity->name, c->subject_id), &c->fail, &r) == OK && rows_next(r)) {
		who = arena_str(c->arena, rows_str(r, 0));
		when = at_text(c->arena, (struct instant){ rows_int(r, 1) });
	}
	fail_clear(&c->fail);
	asked = utf8_ok(asked) ? utf8_head(asked, 60) : STR("（不是 UTF-8 文字）");
	if (!who.p)
		return fail(c, E_CONFLICT, "stale", "这份%s现在的版本是 " STR_FMT "，不是 If-Match 里的 " STR_FMT "，请先查看新的内容", what, STR_ARG(now), STR_ARG(asked));
	return fail(c, E_CONFLICT, "stale", "这份%s已由 " STR_FMT " 在 " STR_FMT " 修改，现在的版本是 " STR_FMT "，不是 If-Match 里的 " STR_FMT "，请先查看新的内容", what,
		    STR_ARG(who), STR_ARG(when), STR_ARG(now), STR_ARG(asked));
}

static enum err load_subject(struct work *w, struct ctx *c)
{
	const struct op *op = c->op;

	if (!op->entity || !core_op_slot(c->core, op)->has_id)
		return OK;
	void *rec = arena_alloc(c->arena, op->entity->rec->size);
	c->subject_id = *(const int64_t *)w->in;
	TRY(entity_get(c, op->entity, c->subject_id, rec));
	c->subject = rec;
	return OK;
}

static enum err check_match(struct work *w, struct ctx *c)
{
	const struct op *op = c->op;
	const struct entity_slot *s = op->entity ? core_entity_slot(c->core, op->entity) : NULL;

	if (!c->subject || !s->has_version)
		return OK;
	if (w->r->if_match.p) {
		struct str asked = w->r->if_match, now = object_etag(c, s, c->subject);
		if (!tags_ok(asked))
			return fail(c, E_INVALID, "bad_header", "请求头 If-Match 应当是 ETag 里那样带引号的版本，如 " STR_FMT "，不能是“" STR_FMT "”", STR_ARG(now),
				    STR_ARG(utf8_ok(asked) ? utf8_head(asked, 100) : STR("（不是 UTF-8 文字）")));
		/* "Whatever it is now" is no basis for a decision about money. */
		if (s->money && etag_matches(asked, STR_NONE, false))
			return fail(c, E_CONFLICT, "match_needed", "%s涉及金额，请求头 If-Match 应写明所依据的版本，不能用 *", op->entity->label);
		if (!etag_matches(asked, now, false))
			return stale(c, asked, now);
		return OK;
	}
	if (w->r->local || w->r->in_struct || (op->flags & (OP_NO_MATCH | OP_CREATES)))
		return OK;
	return fail(c, E_CONFLICT, "match_needed", "%s需要请求头 If-Match，写明所依据的版本", op->words);
}

static void copy_present(const struct record *in, void *to, const struct record *from, const void *subject)
{
	for (const struct field *fd = in->fields; fd->name; fd++) {
		const struct field *src = record_field(from, str_of(fd->name));
		if (!(fd->flags & IN) || !src)
			continue;
		assert(src->kind == fd->kind && src->size == fd->size);
		memcpy((char *)to + fd->offset, (const char *)subject + src->offset, fd->size);
	}
}

/* The whole object, unmasked: what before and after digests are of. */
static void object_text(const struct entity *e, const void *rec, struct buf *b) { record_to_json(e->rec, rec, OUT, false, b); }

/* A digest of a number that has a few billion values is that number: where something is sealed the digest is keyed. */
static struct str object_digest(struct ctx *c, const struct entity *e, int64_t id, struct str text)
{
	return core_entity_slot(c->core, e)->sealed ? digest_keyed(c, text) : kept_digest(c, id, text);
}

/* ---- audit ---- */
static enum err leave_trace(struct work *w, struct ctx *c, const char *result, struct str before, struct str after)
{
	const struct entity *e = c->op->entity;
	int64_t object = c->subject_id ? c->subject_id : c->made;
	struct audit_row row = {
		.at = c->now, .account = c->who.account, .person = c->who.person, .org = c->who.org, .stream = str_of(c->core->node),
		.login = c->who.system ? STR("system") : c->who.login, .role = str_of(acting_role(c)), .ip = w->r->ip,
		.action = str_of(c->op->name), .words = str_of(c->op->words), .object_kind = object && e ? str_of(e->name) : STR_NONE,
		.object_id = e ? object : 0, .result = str_of(result), .before_digest = before, .after_digest = after,
		.request_id = w->r->request_id,
	};
	row.detail = c->who.mark;
	if (w->export.format) {
		row.words = arena_fmt(c->arena, "导出%s", c->op->words);
		row.detail = arena_fmt(c->arena, "%s，%" PRId64 " 行，条件 " STR_FMT, list_format_names[w->export.format].label, w->export.rows,
				       STR_ARG(w->export.filters.n ? utf8_head(w->export.filters, 1000) : STR("无")));
	}
	if (strcmp(result, "ok") != 0) {
		row.reason = str_of(c->fail.reason);
		row.article = str_of(c->fail.article);
		row.detail = c->who.mark.p ? arena_fmt(c->arena, STR_FMT "；%s", STR_ARG(c->who.mark), c->fail.sentence) : arena_str(c->arena, str_of(c->fail.sentence));
	} else if (!w->export.format && c->note.p) {
		row.detail = c->who.mark.p ? arena_fmt(c->arena, STR_FMT "；" STR_FMT, STR_ARG(c->who.mark), STR_ARG(c->note)) : c->note;
	}
	return audit_append(c, &row);
}

bool work_leaves_trace(const struct work *w, enum err e)
{
	const struct ctx *c = &w->turn.ctx;

	/* Whoever is not signed in could otherwise fill the chain; a text that does not parse asked for nothing yet. */
	if (!work_is_write(w->r->op) && !work_is_traced(w->r->op) && e != E_DENIED)
		return false;
	if (!w->r->who.account && !w->r->who.system && !(w->r->op->flags & OP_PUBLIC))
		return false;
	return e == E_DENIED || e == E_REFUSED || e == E_CONFLICT || e == E_ABSENT ||
	       (e == E_INVALID && strcmp(c->fail.reason, "bad_json") != 0 && strcmp(c->fail.reason, "bad_parameter") != 0);
}

/* ---- reads ---- */
static enum err list_answer(struct work *w, struct ctx *c)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));

	TRY(list_run(c, c->op, &b, &w->a->link));
	if (b.failed)
		return fail(c, E_LIMIT, "too_large", "这一页的内容太多，请减小 limit");
	w->a->body = arena_str(c->arena, buf_str(&b));
	w->a->content_type = STR("application/json");
	return OK;
}

static enum err export_answer(struct work *w, struct ctx *c)
{
	static const char *const types[LIST_FORMAT_MAX] = {
		[LIST_CSV] = "text/csv; charset=utf-8", [LIST_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [LIST_JSON] = "application/json",
	};
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(64));
	enum list_format format = w->export.format;

	TRY(list_export(c, c->op, format, &b, &w->export.rows, &w->export.filters));
	w->a->body = arena_str(c->arena, buf_str(&b));
	w->a->content_type = str_of(types[format]);
	w->a->filename = arena_fmt(c->arena, "%s-" STR_FMT ".%s", c->op->words, STR_ARG(date_text(c->arena, today(c))), list_format_names[format].word);
	return OK;
}

static enum err read_steps(struct work *w, struct ctx *c)
{
	const struct op *op = c->op;

	w->a->status = 200;
	if (w->export.format)
		return export_answer(w, c);
	if (op->list && !op->fn)
		return list_answer(w, c);
	TRY(load_subject(w, c));
	if (op->entity && !op->out && !op->fn) {
		assert(c->subject);
		return answer_object(w, c, op->entity, c->subject_id, c->subject, STR_NONE);
	}
	void *out = op->out ? arena_alloc(c->arena, op->out->size) : NULL;
	if (out)
		record_none(op->out, out);
	TRY(op_guards_pass(c, core_op_slot(c->core, op), c->subject, w->in));
	TRY(op->fn(c, w->in, out));
	if (out && !w->a->body.p && !w->a->file.p)
		answer_record(w, c, op->out, out);
	return OK;
}

/* Whether the answer is an object as it is, and the asking leaves no trace. */
static bool only_shows(const struct work *w)
{
	const struct op *op = w->r->op;

	return op->verb == GET && op->entity && !op->list && !op->out && !op->fn && !w->export.format && !w->r->in_struct && !(op->flags & OP_AUDITED) && !work_is_traced(op) &&
	       core_op_slot(w->core, op)->has_id;
}

void work_read(struct work *w)
{
	struct ctx *c = &w->turn.ctx;
	bool shows = only_shows(w);
	int64_t commits = kept_now(w->core), id = shows ? *(const int64_t *)w->in : 0;

	if (shows && kept_find(c, id, w->a)) {
		w->a->status = 200;
		answer_not_modified(w);
		return;
	}
	enum err e = core_reader(w->core, &c->fail, &c->db);

	if (e == OK) {
		e = db_begin(c->db, &c->fail);
		if (e == OK)
			e = read_steps(w, c);
		if (e == OK && arena_failed(c->arena))
			e = fail(c, E_NOMEM, "no_memory", "内存不够");
		db_end(c->db);
		core_reader_back(w->core, c->db);
		c->db = NULL;
	}
	if (e != OK) {
		work_fail(w, e);
		return;
	}
	if (shows)
		kept_put(c, id, commits, w->a);
	answer_not_modified(w);
}

/* ---- writes ---- */
static const char *comment_of(const struct op *op, const void *in)
{
	const struct field *fd = op->in ? record_field(op->in, STR("comment")) : NULL;
	const struct str *s = fd && in ? (const struct str *)((const char *)in + fd->offset) : NULL;

	return s && s->p ? s->p : NULL;
}

static enum err change(struct work *w, struct ctx *c, void **out)
{
	const struct op *op = c->op;
	const struct entity_slot *s = op->entity ? core_entity_slot(c->core, op->entity) : NULL;
	const struct import *im = core_import_of(c->core, op);

	if (im) {
		struct import_out *rows = ARENA_NEW(c->arena, struct import_out);
		TRY(import_run(c, im, w->r->body, &rows->rows));
		*out = rows;
		return OK;
	}
	if (op->flags & OP_REPLACES) {
		if (c->subject)
			copy_present(op->in, w->in, op->entity->rec, c->subject);
		TRY(work_body(w, op->in));
	}
	if (op->in && w->in && c->subject && must_mask(c))
		unmask(c, op->in, w->in, op->entity->rec, c->subject);
	if (op->event)
		TRY(move_legal(c, op->entity->flow, c->subject, op->event));
	TRY(op_guards_pass(c, core_op_slot(c->core, op), c->subject, w->in));
	if (op->in && w->in)
		TRY(refer_check(c, op->in, w->in, op->entity ? op->entity->rec : NULL, op->flags & OP_REPLACES ? c->subject : NULL));
	if (op->out) {
		*out = arena_alloc(c->arena, op->out->size);
		record_none(op->out, *out);
	}
	if (op->fn)
		TRY(op->fn(c, w->in, *out));
	if (c->fail.n_errors)
		return fields_ok(c);
	if (op->event) {
		const char *comment = comment_of(op, w->in);
		TRY(move_make(c, op->entity->flow, c->subject_id, c->subject, op->event, w->in, comment));
	} else if (c->subject && s->has_version && op->verb != GET) {
		TRY(sql_run(c, &s->touch, c->subject_id));
	}
	return OK;
}

enum err work_write(struct ctx *c, void *work)
{
	struct work *w = work;
	const struct op *op = c->op;
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));
	struct str before = STR_NONE, after = STR_NONE;
	void *out = NULL;
	bool done = false;

	if (w->at_door != OK)                   /* refused at the door: only its trace is to be written, unless its key has an answer */
		return w->at_door == E_INVALID && key_replay(w, c, &done) == OK && done ? OK : w->at_door;
	if (w->export.format)
		return leave_trace(w, c, "ok", STR_NONE, digest_hex(c, w->a->body));   /* its rows were read before */
	w->a->status = op->flags & OP_CREATES ? 201 : 200;
	TRY(key_replay(w, c, &done));
	if (done)
		return OK;
	if (op->verb == GET) {
		TRY(read_steps(w, c));
		return work_trace_read(c, w);
	}
	TRY(load_subject(w, c));
	TRY(check_match(w, c));
	if (c->subject) {
		object_text(op->entity, c->subject, &b);
		before = object_digest(c, op->entity, c->subject_id, buf_str(&b));
	}
	TRY(change(w, c, &out));
	int64_t id = c->made ? c->made : c->subject_id;
	if (op->entity && id)
		TRY(fact_changed(c, op->entity, id));
	if (op->entity && !op->out && id) {
		void *rec = arena_alloc(c->arena, op->entity->rec->size);
		record_none(op->entity->rec, rec);
		/* What a person has just changed may have left their sight (handed on): they still see the result. */
		TRY(entity_peek(c, op->entity, id, rec));
		buf_clear(&b);
		object_text(op->entity, rec, &b);
		after = object_digest(c, op->entity, id, buf_str(&b));
		TRY(answer_object(w, c, op->entity, id, rec, buf_str(&b)));
	} else if (out && !w->a->body.p) {
		answer_record(w, c, op->out ? op->out : &import_out_record, out);
	} else if (!w->a->body.p && !w->a->file.p) {
		w->a->status = 204;
	}
	if (c->made && op->entity && (!op->out || (op->flags & OP_CREATES)))
		w->a->location = arena_fmt(c->arena, "/api/v1%s/%" PRId64, op->entity->path, id);
	w->a->id = id;
	TRY(leave_trace(w, c, "ok", before, after));
	TRY(key_remember(w, c));
	if (arena_failed(c->arena))
		return fail(c, E_NOMEM, "no_memory", "内存不够");
	return OK;
}

/* What was asked for, as far as it tells one export from another. */
static struct str asked(struct work *w, struct ctx *c)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));

	for (size_t i = 0; i < w->r->n_params && b.n < 1000; i++)
		buf_fmt(&b, "%s" STR_FMT "=" STR_FMT, b.n ? "&" : "", STR_ARG(w->r->params[i].name), STR_ARG(utf8_head(w->r->params[i].value, 100)));
	return b.n ? arena_str(c->arena, buf_str(&b)) : STR_NONE;
}

enum err work_trace_read(struct ctx *c, void *work)
{
	struct work *w = work;

	if (!c->note.p)
		c->note = asked(w, c);
	/* The digest of what was handed out: whoever finds a copy can say who took it, and when. */
	return leave_trace(w, c, "ok", STR_NONE, w->a->body.n && (c->op->flags & OP_DOWNLOAD) ? digest_hex(c, w->a->body) : STR_NONE);
}

enum err work_refused(struct ctx *c, void *work)
{
	struct work *w = work;

	answer_bad_fields(c, w->turn.result);
	struct fail kept = c->fail;
	if (!work_leaves_trace(w, kept.kind))
		return OK;
	if (c->op->refused && w->in)
		TRY(c->op->refused(c, w->in));
	c->fail = kept;
	TRY(leave_trace(w, c, kept.kind == E_DENIED ? "denied" : "refused", STR_NONE, STR_NONE));
	work_fail(w, kept.kind);
	if (key_keeps_refusal(w->a->status, kept.reason))
		TRY(key_remember(w, c));
	c->fail = kept;
	return OK;
}
