/* The op runner: every door's request goes through here, step by step, and every refusal leaves its trace.
 * enter (permission, form) -> [prepare] -> idempotency -> object and scope -> If-Match -> move and guards -> handler -> move
 * made -> audit row -> answer. Nothing changes before the guards have spoken. */
#include <jansson.h>
#include <stdio.h>
#include "core/flow_in.h"
#include "core/run_in.h"
#include "crypt/crypt.h"

struct only_id { int64_t id; };
static const struct field only_id_fields[] = { F(struct only_id, id, F_ID, "编号", IN_PATH | NEEDED), { 0 } };
static const struct record only_id_record = RECORD("id", struct only_id, only_id_fields, "编号");

static const struct field import_out_fields[] = { F(struct import_out, rows, F_INT, "导入行数", OUT), { 0 } };
const struct record import_out_record = RECORD("import_result", struct import_out, import_out_fields, "导入结果");

static const struct record *in_record(const struct work *w)
{
	if (w->r->op->in)
		return w->r->op->in;
	return core_op_slot(w->core, w->r->op)->has_id ? &only_id_record : NULL;
}

bool work_is_write(const struct op *op) { return op->verb != GET || (op->flags & OP_AUDITED); }

bool work_is_traced(const struct op *op) { return op->verb == GET && !(op->flags & (OP_AUDITED | OP_NO_AUDIT)) && (op->flags & (OP_TRACED | OP_DOWNLOAD)); }

static bool starts_from_present(const struct op *op) { return op->flags & OP_REPLACES; }

/* ---- the way in ---- */
static enum err read_params(struct work *w, const struct record *rec)
{
	struct ctx *c = &w->turn.ctx;
	const struct request *r = w->r;

	for (size_t i = 0; i < r->n_params; i++) {
		const struct field *fd = rec ? record_field(rec, r->params[i].name) : NULL;
		bool in_path = fd && (fd->flags & IN_PATH);
		for (size_t j = 0; j < i; j++)
			if (str_eq(r->params[j].name, r->params[i].name))
				return fail_param(&c->fail, c->arena, r->params[i].name, "bad_value", "参数 " STR_FMT " 重复出现", STR_ARG(r->params[i].name));
		/* What is in the path was named by the route; a body's members are not taken from the query. */
		if (!fd || !(fd->flags & (IN | IN_PATH)) || (!in_path && r->op->verb != GET && !(r->op->flags & OP_UPLOAD)))
			return fail_param(&c->fail, c->arena, r->params[i].name, "unknown_field", "没有名为“" STR_FMT "”的参数", STR_ARG(utf8_head(r->params[i].name, 100)));
		enum err e = (r->local ? field_from_text : field_from_query)(fd, r->params[i].value, w->in, c->arena, &c->fail);
		if (e != OK && in_path && fd->kind == F_ID) {
			fail_clear(&c->fail);
			return fail(c, E_ABSENT, "absent", "没有编号为“" STR_FMT "”的内容", STR_ARG(utf8_head(r->params[i].value, 100)));
		}
		if (e != OK) {
			struct str why = c->fail.n_errors ? c->fail.errors[0].message : str_of(c->fail.sentence);
			return fail(c, E_INVALID, "bad_parameter", "参数 %s 不正确：" STR_FMT, fd->name, STR_ARG(why));
		}
	}
	return OK;
}

static bool is_missing(const struct field *fd, const void *rec)
{
	const char *at = (const char *)rec + fd->offset;

	switch (fd->kind) {
	case F_ID:   return *(const int64_t *)at == 0;
	case F_INT: case F_BP: case F_FEN: case F_E4: case F_AT: return *(const int64_t *)at == INT64_MIN;
	case F_STR: case F_TEXT: case F_MONTH: return ((const struct str *)at)->n == 0;
	case F_ENUM: return *(const int32_t *)at == 0;
	case F_SET:  return *(const uint32_t *)at == 0;
	case F_DATE: return ((const struct date *)at)->day == INT32_MIN;
	case F_LIST: case F_STRS: case F_IDS: return ((const struct list *)at)->n == 0;
	case F_OBJ:  return *(void *const *)at == NULL;
	default:     return false;
	}
}

static enum err check_needed(struct work *w, const struct record *rec, unsigned in_query)
{
	struct ctx *c = &w->turn.ctx;

	for (const struct field *fd = rec ? rec->fields : NULL; fd && fd->name; fd++)
		if ((fd->flags & NEEDED) && (fd->flags & (in_query | IN_PATH)) && is_missing(fd, w->in))
			return fail_param(&c->fail, c->arena, str_of(fd->name), "missing", "缺少参数 %s（%s）", fd->name, fd->label);
	return OK;
}

static enum err read_body(struct work *w, const struct record *rec)
{
	struct ctx *c = &w->turn.ctx;
	json_t *json = NULL;

	if (str_empty(w->r->body)) {
		json = json_object();
		if (!json)
			return fail(c, E_NOMEM, "no_memory", "内存不够");
	} else {
		enum err got = json_text_parse(w->r->body, &c->fail, &json);
		if (got == E_INVALID && strcmp(c->fail.reason, "out_of_range") == 0)
			return json_text_big(w->r->body, c->arena, &c->fail);
		TRY(got);
	}
	enum err e;
	if (!json_is_object(json))
		e = fail(c, E_INVALID, "not_an_object", "请求体应当是一个 JSON 对象");
	else if (rec)
		e = record_from_json(rec, json, w->r->local ? IN | AS_TYPED : IN, w->in, c->arena, &c->fail);
	else if (json_object_size(json))
		e = fail(c, E_INVALID, "bad_fields", "%s不需要任何字段", w->r->op->words);
	else
		e = OK;
	json_decref(json);
	return e;
}

static bool takes_body(const struct op *op) { return op->verb != GET && op->verb != DELETE && !(op->flags & OP_UPLOAD); }

/* A session may still lack something, or have shown its second factor too long ago; doors without sessions are for whoever may do
 * everything on this machine anyway. */
static enum err session_suffices(struct ctx *c, const struct op *op)
{
	const struct principal *w = &c->who;

	if (w->lacks && !(op->flags & (OP_BARE | OP_PUBLIC)))
		return fail(c, E_DENIED, w->lacks_code, "%s", w->lacks);
	if ((op->flags & OP_STEP_UP) && w->proved_until.ms && w->proved_until.ms <= c->now.ms)
		return fail(c, E_DENIED, "step_up_needed", "%s之前%s", op->words, w->prove);
	return OK;
}

enum err work_enter(struct work *w)
{
	struct ctx *c = &w->turn.ctx;
	const struct request *r = w->r;
	const struct record *rec = in_record(w);

	*c = (struct ctx){ .core = w->core, .arena = w->a->arena, .now = core_now(w->core), .who = r->who, .op = r->op, .req = r };
	if (!core_may(w->core, &r->who, r->op)) {
		if (!r->who.account)
			return fail(c, E_DENIED, "not_signed_in", "还没有登录");
		fail(c, E_DENIED, "denied", "%s没有“%s”的权限，可由具备该权限的岗位办理", r->who.name.n ? arena_cstr(c->arena, r->who.name) : "当前账号",
		     r->op->words);
		if (r->op->article)
			snprintf(c->fail.article, sizeof c->fail.article, "%s", r->op->article);
		return E_DENIED;
	}
	TRY(session_suffices(c, r->op));
	if (!r->local && !r->in_struct && (r->op->flags & OP_CREATES) && !(r->op->flags & OP_PUBLIC) && !r->key.p)
		return fail(c, E_INVALID, "idempotency_key_missing", "%s需要请求头 Idempotency-Key，以免重复提交时办两次", r->op->words);
	if (core_import_of(w->core, r->op) || (r->op->list && !r->op->in))
		return OK;
	if (r->in_struct) {
		w->in = (void *)(uintptr_t)r->in_struct;
		return OK;
	}
	if (rec) {
		w->in = arena_alloc(c->arena, rec->size);
		record_none(rec, w->in);
	}
	TRY(read_params(w, rec));
	TRY(check_needed(w, rec, r->op->verb == GET || (r->op->flags & OP_UPLOAD) ? IN : 0));
	if (takes_body(r->op) && !starts_from_present(r->op))
		TRY(read_body(w, rec));
	return OK;
}

/* ---- the object ---- */
static struct str etag_of(struct ctx *c, const struct entity_slot *s, const void *rec)
{
	return arena_fmt(c->arena, "\"%" PRId64 "\"", subject_version(s, rec));
}

/* Strong comparison against a list of tags: a weak one never matches. */
static bool tag_matches(struct str header, struct str etag, bool weakly)
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
		struct str asked = w->r->if_match, now = etag_of(c, s, c->subject);
		if (!tags_ok(asked))
			return fail(c, E_INVALID, "bad_header", "请求头 If-Match 应当是 ETag 里那样带引号的版本，如 " STR_FMT "，不能是“" STR_FMT "”", STR_ARG(now),
				    STR_ARG(utf8_ok(asked) ? utf8_head(asked, 100) : STR("（不是 UTF-8 文字）")));
		/* "Whatever it is now" is no basis for a decision about money. */
		if (s->money && tag_matches(asked, STR_NONE, false))
			return fail(c, E_CONFLICT, "match_needed", "%s涉及金额，请求头 If-Match 应写明所依据的版本，不能用 *", op->entity->label);
		if (!tag_matches(asked, now, false))
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

/* ---- idempotency: the key lives in the transaction of its effect ---- */
static const struct stmt Q_KEY_GET = {
	"SELECT body_digest, status, answer, etag, location FROM idempotency WHERE account = ?1 AND method = ?2 AND path = ?3 AND key = ?4"
};
static const struct stmt Q_KEY_PUT = {
	"INSERT INTO idempotency (account, method, path, key, body_digest, status, answer, etag, location, at) "
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
};

/* What a file's request says beside its path belongs to its content. */
static bool is_content(const struct work *w, size_t i)
{
	const struct field *fd = (w->r->op->flags & OP_UPLOAD) && w->r->op->in ? record_field(w->r->op->in, w->r->params[i].name) : NULL;

	return (w->r->op->flags & OP_UPLOAD) && !(fd && (fd->flags & IN_PATH));
}

static struct str request_path(struct work *w, struct ctx *c)
{
	struct str path = str_of(w->r->op->path);

	for (size_t i = 0; i < w->r->n_params; i++)
		if (!is_content(w, i))
			path = arena_fmt(c->arena, STR_FMT " " STR_FMT, STR_ARG(path), STR_ARG(w->r->params[i].value));
	return path;
}

static struct str body_digest(struct work *w, struct ctx *c)
{
	const struct upload *u = w->r->upload;
	struct str text = u ? arena_fmt(c->arena, STR_FMT "&" STR_FMT, STR_ARG(u->sm3), STR_ARG(u->name)) : w->r->body;

	for (size_t i = 0; i < w->r->n_params; i++)
		if (is_content(w, i))
			text = arena_fmt(c->arena, STR_FMT "&" STR_FMT "=" STR_FMT, STR_ARG(text), STR_ARG(w->r->params[i].name), STR_ARG(w->r->params[i].value));
	return digest_keyed(c, text);
}

static enum err replay(struct work *w, struct ctx *c, bool *done)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	if (!w->r->key.p)
		return OK;
	TRY(db_rows(c->db, &Q_KEY_GET, VALS(c->who.account, c->op->name, request_path(w, c), w->r->key), &c->fail, &r));
	if (!rows_next(r))
		return rows_err(r, &c->fail);
	if (!str_eq(rows_str(r, 0), body_digest(w, c))) {
		fail_clear(&c->fail);
		return fail(c, E_INVALID, "idempotency_key_reused", "这个 Idempotency-Key 已用于内容不同的另一次请求");
	}
	w->a->status = (int)rows_int(r, 1);
	TRY(secret_open(c, arena_str(c->arena, rows_str(r, 2)), &w->a->body));
	w->a->etag = rows_null(r, 3) ? STR_NONE : arena_str(c->arena, rows_str(r, 3));
	w->a->location = rows_null(r, 4) ? STR_NONE : arena_str(c->arena, rows_str(r, 4));
	w->a->content_type = w->a->status < 300 ? STR("application/json") : STR("application/problem+json");
	w->a->replayed = *done = true;
	return OK;
}

/* A refusal at the door that comes again under its key is kept already, and so is what was done before the right to it was lost. */
static const struct stmt Q_KEY_PUT_FIRST = {
	"INSERT INTO idempotency (account, method, path, key, body_digest, status, answer, etag, location, at) "
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING"
};

static enum err remember(struct work *w, struct ctx *c)
{
	struct answer *a = w->a;
	struct str kept = a->body.p ? a->body : STR("");

	if (!w->r->key.p || (c->op->flags & (OP_SECRET | OP_KEEPS_SESSION)))
		return OK;
	if (core_op_slot(c->core, c->op)->personal)
		TRY(secret_seal(c, kept, &kept));
	return db_run(c->db, a->err == OK ? &Q_KEY_PUT : &Q_KEY_PUT_FIRST, VALS(c->who.account, c->op->name, request_path(w, c), w->r->key, body_digest(w, c), a->status,
		      kept, a->etag, a->location, c->now), &c->fail, NULL);
}

/* ---- the answer ---- */
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

/* `text`: the object as object_text wrote it, to be used where nothing of it is masked; or p NULL. */
static enum err show_object(struct work *w, struct ctx *c, const struct entity *e, int64_t id, const void *rec, struct str text)
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
		w->a->etag = etag_of(c, s, rec);
	return OK;
}

/* The whole object, unmasked: what before and after digests are of. */
static void object_text(const struct entity *e, const void *rec, struct buf *b) { record_to_json(e->rec, rec, OUT, false, b); }

/* A digest of a number that has a few billion values is that number: where something is sealed the digest is keyed. */
static struct str object_digest(struct ctx *c, const struct entity *e, int64_t id, struct str text)
{
	return core_entity_slot(c->core, e)->sealed ? digest_keyed(c, text) : kept_digest(c, id, text);
}

static void show_record(struct work *w, struct ctx *c, const struct record *rec, const void *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));

	record_to_json(rec, out, OUT, must_mask(c), &b);
	w->a->body = arena_str(c->arena, buf_str(&b));
	w->a->content_type = STR("application/json");
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
		return show_object(w, c, op->entity, c->subject_id, c->subject, STR_NONE);
	}
	void *out = op->out ? arena_alloc(c->arena, op->out->size) : NULL;
	if (out)
		record_none(op->out, out);
	TRY(op_guards_pass(c, core_op_slot(c->core, op), c->subject, w->in));
	TRY(op->fn(c, w->in, out));
	if (out && !w->a->body.p && !w->a->file.p)
		show_record(w, c, op->out, out);
	return OK;
}

static void not_modified(struct work *w)
{
	struct answer *a = w->a;

	if (a->status == 200 && a->etag.p && w->r->op->verb == GET && w->r->if_none_match.p &&
	    tag_matches(w->r->if_none_match, a->etag, true))
		a->status = 304;                /* the body stays: its length is told, not its bytes */
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
		not_modified(w);
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
	not_modified(w);
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
	if (starts_from_present(op)) {
		if (c->subject)
			copy_present(op->in, w->in, op->entity->rec, c->subject);
		TRY(read_body(w, op->in));
	}
	if (op->event)
		TRY(move_legal(c, op->entity->flow, c->subject, op->event));
	TRY(op_guards_pass(c, core_op_slot(c->core, op), c->subject, w->in));
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
		return w->at_door == E_INVALID && replay(w, c, &done) == OK && done ? OK : w->at_door;
	if (w->export.format)
		return leave_trace(w, c, "ok", STR_NONE, digest_hex(c, w->a->body));   /* its rows were read before */
	w->a->status = op->flags & OP_CREATES ? 201 : 200;
	TRY(replay(w, c, &done));
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
	if (op->entity && !op->out && id) {
		void *rec = arena_alloc(c->arena, op->entity->rec->size);
		record_none(op->entity->rec, rec);
		/* What a person has just changed may have left their sight (handed on): they still see the result. */
		TRY(entity_peek(c, op->entity, id, rec));
		buf_clear(&b);
		object_text(op->entity, rec, &b);
		after = object_digest(c, op->entity, id, buf_str(&b));
		TRY(show_object(w, c, op->entity, id, rec, buf_str(&b)));
	} else if (out && !w->a->body.p) {
		show_record(w, c, op->out ? op->out : &import_out_record, out);
	} else if (!w->a->body.p && !w->a->file.p) {
		w->a->status = 204;
	}
	if (c->made && op->entity && (!op->out || (op->flags & OP_CREATES)))
		w->a->location = arena_fmt(c->arena, "/api/v1%s/%" PRId64, op->entity->path, id);
	w->a->id = id;
	TRY(leave_trace(w, c, "ok", before, after));
	TRY(remember(w, c));
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

/* A handler may leave at its first bad field: that is told like all of them. */
static void tell_bad_fields(struct ctx *c, enum err e)
{
	if (e == E_INVALID && c->fail.n_errors && !c->fail.reason[0])
		fields_ok(c);
}

void work_fail(struct work *w, enum err e)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(256));
	struct answer *a = w->a;

	tell_bad_fields(&w->turn.ctx, e);
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

/* Decided refusals are remembered under the key too, so that a repeated request gets the same answer. Where only something of the
 * session has to come first, nothing was decided: the same request is made again afterwards. */
static bool is_decided(int status, const char *reason)
{
	static const char *const first[] = { "idempotency_key_reused", "step_up_needed", "second_factor_enrol", "password_change_needed", "first_run_unfinished" };

	for (size_t i = 0; i < COUNT(first); i++)
		if (strcmp(reason, first[i]) == 0)
			return false;
	return status == 409 || status == 422 || status == 403 || status == 404;
}

enum err work_refused(struct ctx *c, void *work)
{
	struct work *w = work;

	tell_bad_fields(c, w->turn.result);
	struct fail kept = c->fail;
	if (!work_leaves_trace(w, kept.kind))
		return OK;
	if (c->op->refused && w->in)
		TRY(c->op->refused(c, w->in));
	c->fail = kept;
	TRY(leave_trace(w, c, kept.kind == E_DENIED ? "denied" : "refused", STR_NONE, STR_NONE));
	work_fail(w, kept.kind);
	if (is_decided(w->a->status, kept.reason))
		TRY(remember(w, c));
	c->fail = kept;
	return OK;
}
