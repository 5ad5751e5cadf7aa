/* The way in: whether the person may do this at all, and what the request says, read into the op's input. Nothing of the store is asked yet. */
#include <jansson.h>
#include <stdio.h>
#include "core/run_in.h"

struct only_id { int64_t id; };
static const struct field only_id_fields[] = { F(struct only_id, id, F_ID, "编号", IN_PATH | NEEDED), { 0 } };
static const struct record only_id_record = RECORD("id", struct only_id, only_id_fields, "编号");

static const struct record *in_record(const struct work *w)
{
	if (w->r->op->in)
		return w->r->op->in;
	return core_op_slot(w->core, w->r->op)->has_id ? &only_id_record : NULL;
}

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

/* An empty text is missing too. */
static bool is_missing(const struct field *fd, const void *rec)
{
	bool is_text = fd->kind == F_STR || fd->kind == F_TEXT || fd->kind == F_MONTH;

	return field_none(fd, rec) || (is_text && ((const struct str *)(const void *)((const char *)rec + fd->offset))->n == 0);
}

static enum err check_needed(struct work *w, const struct record *rec, unsigned in_query)
{
	struct ctx *c = &w->turn.ctx;

	for (const struct field *fd = rec ? rec->fields : NULL; fd && fd->name; fd++)
		if ((fd->flags & NEEDED) && (fd->flags & (in_query | IN_PATH)) && is_missing(fd, w->in))
			return fail_param(&c->fail, c->arena, str_of(fd->name), "missing", "缺少参数 %s（%s）", fd->name, fd->label);
	return OK;
}

enum err work_body(struct work *w, const struct record *rec)
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
	if (takes_body(r->op) && !(r->op->flags & OP_REPLACES))
		TRY(work_body(w, rec));
	return OK;
}
