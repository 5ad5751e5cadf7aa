/* Strangers who do anything: each day some random ops of the whole op table, by random people, with ids of things that exist and values made
 * from the field tables, plausible or not. Whatever they ask, the answer must be a decided one; the day's invariants see the rest. */
#include <stdio.h>
#include "cmd/prefecture.h"

/* What would end the world for everybody else, and why it is left alone. */
static const struct { const char *op, *why; } spared[] = {
	{ "legacy.close",            "initial accounting is over for good" },
	{ "account.disable",         "an office without its person stands still for the rest of the year" },
	{ "account.set_password",    "nobody signs in here, and hashing is slow" },
	{ "account.change_password", "likewise" },
	{ "account.revoke",          "as with disabling" },
	{ "session.create",          "likewise slow, and locks accounts" },
	{ "person.close",            "as with disabling" },
	{ "org.close",               "a unit without people begins nothing any more" },
	{ "contract.terminate",      "without prices nothing can be delivered" },
	{ "catalog_version.publish", "an empty catalogue would take the place of the real one" },
	{ "catalog_version.retire",  "without a catalogue nothing can be asked for" },
	{ "attachment.upload",       "needs a file; the roads bring theirs" },
};

/* Ids that were seen, by entity. */
enum { KINDS = 96, EACH = 48 };
struct seen { const char *entity; int64_t ids[EACH]; int n, at; };
struct monkey { struct seen seen[KINDS]; int n; const struct op **ops; size_t n_ops; };

static const char *const people[] = {
	"zhao@data", "tian@data", "qian@data", "jin@data", "sun@data", "li@data", "zhou@data", "wu@data", "wang@csp", "feng@csp", "chen@csp", "chu@csp", "wei@csp", "dept@wx", "audit@sj", "sys", "sec", "aud",
	"guanli@d", "shenhe@d", "jingban@x", "fuzeren@x", "guanli@d", "jingban@x", "fuzeren@x",
};
static const char *const words[] = { "已核对", "同意", "材料齐全", "x", "二〇二六年", "业务调整", "ZWY-SQ-2026-000001", "10.21.3.4", "13900000001", "2026-06", "1", "州信息技术中心", "'; DROP TABLE org; --", "%_\\", "\\u0000", "🙂", " " };

static void note(struct monkey *k, const char *entity, int64_t id)
{
	int i = 0;

	while (i < k->n && strcmp(k->seen[i].entity, entity) != 0)
		i++;
	if (i == KINDS || id <= 0)
		return;
	if (i == k->n)
		k->seen[k->n++] = (struct seen){ .entity = entity };
	struct seen *s = &k->seen[i];
	for (int j = 0; j < s->n; j++)
		if (s->ids[j] == id)
			return;
	s->ids[s->at++ % EACH] = id;
	s->n = MIN2(s->at, EACH);
}

static int64_t an_id(struct prefecture *p, const char *entity)
{
	struct monkey *k = p->monkey;

	if (!k->n || roll(p, 40) == 0)
		return roll(p, 2) ? 1 : 424242;
	for (int i = 0; i < k->n && entity; i++)
		if (strcmp(k->seen[i].entity, entity) == 0)
			return k->seen[i].ids[roll(p, k->seen[i].n)];
	const struct seen *s = &k->seen[roll(p, k->n)];
	return s->ids[roll(p, s->n)];
}

static int64_t a_number(struct prefecture *p, const struct field *fd)
{
	int64_t most = fd->max ? fd->max : 1000000;

	switch (roll(p, 12)) {
	case 0:  return fd->min;
	case 1:  return most;
	case 2:  return roll(p, 4) ? fd->min : most + 1;
	case 3:  return roll(p, 4) ? 0 : -1;
	case 4:  return roll(p, 6) ? 1000 : INT64_C(9007199254740993);
	default: return MIN2(fd->min + roll(p, 24), most);
	}
}

static void a_record(struct prefecture *p, const struct record *r, const struct entity *about, bool path, int depth, struct buf *b);

static void a_value(struct prefecture *p, const struct field *fd, int depth, struct buf *b)
{
	int n = roll(p, 3);

	if (roll(p, 150) == 0) {
		static const char *const junk[] = { "null", "\"\"", "{}", "[]", "-1", "true", "\"不存在\"", "1e400", "[[[[]]]]" };
		buf_fmt(b, "%s", junk[roll(p, (int)COUNT(junk))]);
		return;
	}
	switch (fd->kind) {
	case F_ID:    buf_fmt(b, "\"%" PRId64 "\"", an_id(p, fd->ref)); break;
	case F_INT: case F_FEN: case F_E4: buf_fmt(b, "%" PRId64, a_number(p, fd)); break;
	case F_BP:    buf_fmt(b, "%d", roll(p, 11000)); break;
	case F_BOOL:  buf_fmt(b, "%s", roll(p, 2) ? "true" : "false"); break;
	case F_ENUM:  buf_fmt(b, "\"%s\"", fd->n_names > 1 ? fd->names[1 + (size_t)roll(p, (int)fd->n_names - 1)].word : "x"); break;
	case F_SET:   buf_fmt(b, "[\"%s\"]", fd->n_names > 1 ? fd->names[1 + (size_t)roll(p, (int)fd->n_names - 1)].word : "x"); break;
	case F_DATE:  buf_fmt(b, "\"%s\"", day_text(p, roll(p, 5) ? roll(p, 60) - 30 : roll(p, 4000) - 2000)); break;
	case F_MONTH: buf_fmt(b, "\"%.7s\"", day_text(p, roll(p, 120) - 60)); break;
	case F_AT:    buf_fmt(b, "\"%sT%02d:00:00+08:00\"", day_text(p, roll(p, 40) - 20), roll(p, 24)); break;
	case F_STR: case F_TEXT: json_put_str(b, str_of(words[roll(p, (int)COUNT(words))])); break;
	case F_STRS:
		buf_byte(b, '[');
		for (int i = 0; i < n; i++) {
			buf_add(b, i ? STR(",") : STR(""));
			json_put_str(b, str_of(words[roll(p, (int)COUNT(words))]));
		}
		buf_byte(b, ']');
		break;
	case F_IDS:
		buf_byte(b, '[');
		for (int i = 0; i < n; i++)
			buf_fmt(b, "%s\"%" PRId64 "\"", i ? "," : "", an_id(p, fd->ref));
		buf_byte(b, ']');
		break;
	case F_LIST:
		buf_byte(b, '[');
		for (int i = 0; i < n; i++) {
			buf_add(b, i ? STR(",") : STR(""));
			a_record(p, fd->sub, NULL, false, depth + 1, b);
		}
		buf_byte(b, ']');
		break;
	case F_OBJ:   a_record(p, fd->sub, NULL, false, depth + 1, b); break;
	default:      buf_add(b, STR("null")); break;
	}
}

static void a_record(struct prefecture *p, const struct record *r, const struct entity *about, bool path, int depth, struct buf *b)
{
	bool first = true;

	buf_byte(b, '{');
	if (path) {
		buf_fmt(b, "\"id\":\"%" PRId64 "\"", an_id(p, about ? about->name : NULL));
		first = false;
	}
	for (const struct field *fd = r && depth < 5 ? r->fields : NULL; fd && fd->name; fd++) {
		bool needed = fd->flags & NEEDED;
		if (!(fd->flags & IN) || fd->flags & IN_PATH || strcmp(fd->name, "id") == 0 || roll(p, 100) >= (needed ? 97 : 45))
			continue;
		if (!first)
			buf_byte(b, ',');
		first = false;
		json_put_str(b, str_of(fd->name));
		buf_byte(b, ':');
		a_value(p, fd, depth, b);
	}
	buf_byte(b, '}');
}

/* Ids of whatever a list shows to the one who looks. */
static void look_around(struct prefecture *p)
{
	struct monkey *k = p->monkey;

	for (int tries = 0; tries < 40; tries++) {
		const struct op *op = k->ops[roll(p, (int)k->n_ops)];
		if (op->verb != GET || !op->list || !op->entity || op->list->rec)
			continue;
		struct reply r = say(p, roll(p, 2) ? "zhao@data" : "wang@csp", op->name, "{\"limit\":\"20\"}");
		for (int i = 0; r.err == OK && i < 20; i++) {
			int64_t id = number_at(p, r.body, text(p, "items.%d.id", i), 0);
			if (!id)
				break;
			note(k, op->entity->name, id);
		}
		return;
	}
}

static const char *somebody(struct prefecture *p, const struct op *op)
{
	const char *who = people[0];

	for (int tries = 0; tries < 12; tries++) {
		CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(8));
		struct principal principal;
		who = login_of(p, people[roll(p, (int)COUNT(people))], roll(p, p->n_units));
		if (core_who_by_login(p->k, str_of(who), mine, &principal, p->f) != OK)
			fail_clear(p->f);     /* somebody left */
		else if (core_may(p->k, &principal, op) || roll(p, 12) == 0)
			break;
	}
	return who;
}

static enum err do_anything(struct prefecture *p)
{
	CLEANUP(buf_done) struct buf json = BUF_MAX(KIB(256));
	struct monkey *k = p->monkey;
	const struct op *op = k->ops[roll(p, (int)k->n_ops)];

	while (op->verb == GET && roll(p, 5))
		op = k->ops[roll(p, (int)k->n_ops)];
	const char *who = somebody(p, op);
	a_record(p, op->in, op->entity, strstr(op->path, "{id}") != NULL, 0, &json);
	if (json.failed)
		return OK;
	struct reply r = say_match(p, who, op->name, buf_str(&json), roll(p, 12) ? STR_NONE : STR("\"1\""));
	if (r.err == E_CORRUPT || r.err == E_NOMEM || r.err == E_BUSY || r.err == E_REMOTE)
		return fail_set(p->f, E_CORRUPT, "sim.undecided", "%s %s " STR_FMT " 没有明确的答复：%s", who, op->name, STR_ARG(buf_str(&json)), r.fail.sentence);
	p->n.meddled++;
	if (r.err == OK && op->entity && r.id)
		note(k, op->entity->name, r.id);
	enum err e = core_tick(p->k, p->f);
	if (e != OK)
		return fail_set(p->f, E_CORRUPT, "sim.tick", "%s %s " STR_FMT " 之后：%s", who, op->name, STR_ARG(buf_str(&json)), arena_cstr(p->a, arena_str(p->a, str_of(p->f->sentence))));
	return OK;
}

static bool left_alone(const struct op *op)
{
	for (size_t i = 0; i < COUNT(spared); i++)
		if (strcmp(op->name, spared[i].op) == 0)
			return true;
	return op->flags & (OP_INTERNAL | OP_UPLOAD) || strncmp(op->name, "import.", 7) == 0;
}

static void learn(struct prefecture *p)
{
	const struct op *const *all;
	size_t n = core_ops(p->k, &all);
	struct monkey *k = p->monkey = ARENA_NEW(p->a, struct monkey);

	k->ops = arena_alloc(p->a, n * sizeof *k->ops);
	for (size_t i = 0; i < n; i++)
		if (!left_alone(all[i]))
			k->ops[k->n_ops++] = all[i];
}

enum err monkey_day(struct prefecture *p)
{
	if (!p->monkey)
		learn(p);
	for (int i = 0; i < 4; i++)
		look_around(p);
	for (int i = 0; i < 30; i++)
		TRY(do_anything(p));
	return OK;
}
