/* Idempotency keys: the first answer under a key lives in the transaction of its effect, and is given again for a day. */
#include "core/run_in.h"

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

enum err key_replay(struct work *w, struct ctx *c, bool *done)
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
	if ((c->op->flags & OP_SECRET) && w->a->status < 300)
		return fail(c, E_CONFLICT, "told_once", "这次%s已经办成，答复里的内容只给一次，不再重复；没有收到的，请换一个 Idempotency-Key 重新办理", c->op->words);
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

enum err key_remember(struct work *w, struct ctx *c)
{
	struct answer *a = w->a;
	bool told_once = (c->op->flags & OP_SECRET) && a->err == OK;
	struct str kept = a->body.p && !told_once ? a->body : STR("");

	if (!w->r->key.p || (c->op->flags & OP_KEEPS_SESSION))
		return OK;
	if (core_op_slot(c->core, c->op)->personal)
		TRY(secret_seal(c, kept, &kept));
	return db_run(c->db, a->err == OK ? &Q_KEY_PUT : &Q_KEY_PUT_FIRST, VALS(c->who.account, c->op->name, request_path(w, c), w->r->key, body_digest(w, c), a->status,
		      kept, a->etag, a->location, c->now), &c->fail, NULL);
}

/* Decided refusals are remembered under the key too, so that a repeated request gets the same answer. Where only something of the
 * session has to come first, nothing was decided: the same request is made again afterwards. */
bool key_keeps_refusal(int status, const char *reason)
{
	static const char *const first[] = { "idempotency_key_reused", "step_up_needed", "second_factor_enrol", "password_change_needed", "first_run_unfinished" };

	for (size_t i = 0; i < COUNT(first); i++)
		if (strcmp(reason, first[i]) == 0)
			return false;
	return status == 409 || status == 422 || status == 403 || status == 404;
}
