/* The core's tables: built once from the features, asked by every door. */
#include <stdio.h>
#include "core/flow_in.h"
#include "core/run_in.h"

/* ---- operations ---- */
static int slot_by_name(const void *a, const void *b)
{
	return strcmp(((const struct op_slot *)a)->op->name, ((const struct op_slot *)b)->op->name);
}

static int slot_by_ptr(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)(*(struct op_slot *const *)a)->op, y = (uintptr_t)(*(struct op_slot *const *)b)->op;
	return (x > y) - (x < y);
}

const struct op_slot *core_op_slot(const struct core *k, const struct op *op)
{
	size_t lo = 0, hi = k->n_slots;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		uintptr_t at = (uintptr_t)k->by_ptr[mid]->op;
		if (at == (uintptr_t)op)
			return k->by_ptr[mid];
		if (at < (uintptr_t)op)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const struct op *core_op(const struct core *k, struct str name)
{
	size_t lo = 0, hi = k->n_slots;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int cmp = str_cmp(str_of(k->slots[mid].op->name), name);
		if (cmp == 0)
			return k->slots[mid].op;
		if (cmp < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const struct import *core_import_of(const struct core *k, const struct op *op)
{
	if (op < k->import_ops || op >= k->import_ops + k->n_imports)
		return NULL;
	return k->import_rows[op - k->import_ops];
}

const struct record *core_op_asks(const struct core *k, const struct op *op)
{
	const struct import *im = core_import_of(k, op);

	return im ? im->row : op->in;
}

size_t core_ops(const struct core *k, const struct op *const **out)
{
	*out = k->op_list;
	return k->n_slots;
}

/* An API token does what its scope names; of what everybody may, it reads. */
static bool in_scope(const struct principal *who, const struct op *op)
{
	if (!op->perm)
		return op->verb == GET;
	for (struct str rest = who->scope; rest.p;)
		if (str_is(str_cut(&rest, ' '), op->perm))
			return !(op->flags & OP_STEP_UP);
	return false;
}

bool core_may(const struct core *k, const struct principal *who, const struct op *op)
{
	if (who->system || (op->flags & OP_PUBLIC))
		return true;
	if ((op->flags & OP_INTERNAL) || !who->account)
		return false;
	if (who->scope.p && !in_scope(who, op))
		return false;
	if (op->flags & OP_SIGNED_IN)
		return true;
	return (core_op_slot(k, op)->roles & who->roles) != 0;
}

uint64_t core_perm_roles(const struct core *k, const char *perm)
{
	uint64_t roles = 0;

	/* Several features may grant the same permission: their holders add up. */
	for (size_t i = 0; i < k->n_perms; i++)
		if (strcmp(k->perms[i].perm, perm) == 0)
			roles |= k->perms[i].roles;
	return roles;
}

const char *core_perm_label(const struct core *k, const char *perm)
{
	for (size_t i = 0; i < k->n_perms; i++)
		if (strcmp(k->perms[i].perm, perm) == 0)
			return k->perms[i].label;
	return NULL;
}

/* ---- entities ---- */
static size_t entity_bucket(const struct entity *e) { return (uintptr_t)e / sizeof *e % ENTITY_BUCKETS; }

const struct entity_slot *core_entity_slot(const struct core *k, const struct entity *e)
{
	size_t i = entity_bucket(e);

	while (k->entity_of[i] && k->entity_of[i]->e != e)
		i = (i + 1) % ENTITY_BUCKETS;
	assert(k->entity_of[i]);                /* else an entity that no feature declares */
	return k->entity_of[i];
}

const struct entity *core_entity(const struct core *k, struct str name)
{
	for (size_t i = 0; i < k->n_entities; i++)
		if (str_is(name, k->entities[i].e->name))
			return k->entities[i].e;
	return NULL;
}

static const char *text_for_good(struct core *k, struct buf *b)
{
	const char *text = arena_cstr(k->tables, buf_str(b));

	buf_clear(b);
	return text;
}

static bool has_field(const struct record *r, uint32_t flag)
{
	for (const struct field *fd = r->fields; fd->name; fd++)
		if ((fd->flags & flag) || (fd->sub && fd->sub != r && has_field(fd->sub, flag)))
			return true;
	return false;
}

static bool has_money(const struct record *r)
{
	for (const struct field *fd = r->fields; fd->name; fd++)
		if (fd->kind == F_FEN || fd->kind == F_E4)
			return true;
	return false;
}

static void entity_prepare(struct core *k, struct entity_slot *s, const struct entity *e)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	const struct field *version = record_field(e->rec, STR("version")), *state = record_field(e->rec, STR("state"));

	record_check(e->rec);
	*s = (struct entity_slot){ .e = e, .has_version = version, .has_state = e->flow && state };
	if (version)
		s->version_offset = version->offset;
	if (s->has_state)
		s->state_offset = state->offset;
	assert(!e->flow || (version && state && state->kind == F_ENUM));
	buf_fmt(&b, "SELECT {} FROM %s WHERE id = ?1", e->from);
	s->clocked = e->clocked;
	s->personal = has_field(e->rec, PERSONAL);
	s->sealed = has_field(e->rec, SEALED);
	s->money = has_money(e->rec);
	for (const struct move *m = e->flow ? e->flow->moves : NULL; m && m->event; m++)
		s->clocked |= m->clock_start || m->clock_pick;
	s->peek = (struct stmt){ .sql = text_for_good(k, &b), .rec = e->rec };
	buf_fmt(&b, "UPDATE %s SET version = version + 1 WHERE id = ?1", e->table);
	s->touch = (struct stmt){ .sql = text_for_good(k, &b) };
	buf_fmt(&b, "UPDATE %s SET state = ?1, version = version + 1 WHERE id = ?2", e->table);
	s->move = (struct stmt){ .sql = text_for_good(k, &b) };
	for (enum org_kind party = 1; party < ORG_KIND_MAX; party++) {
		const char *cond = scope_of(e, &(struct principal){ .party = party });
		s->by_party[party].none = !cond;
		if (!cond)
			continue;
		buf_fmt(&b, "SELECT {} FROM %s WHERE id = ?1", e->from);
		if (*cond) {
			buf_fmt(&b, " AND (");
			sql_named(&b, cond, 2, &s->by_party[party].binds);
			buf_byte(&b, ')');
		}
		s->by_party[party].get = (struct stmt){ .sql = text_for_good(k, &b), .rec = e->rec };
	}
}

/* ---- building ---- */
static void slot_prepare(struct core *k, struct op_slot *s, const struct op *op)
{
	*s = (struct op_slot){ .op = op };
	for (const char *p = op->path ? op->path : ""; *p; p++) {
		s->n_segments += *p == '/';
		s->n_params += *p == '{';
	}
	s->has_id = op->path && strstr(op->path, "{id}");
	s->personal = (op->entity && has_field(op->entity->rec, PERSONAL)) || (op->out && has_field(op->out, PERSONAL));
	if (op->in)
		record_check(op->in);
	if (op->out)
		record_check(op->out);
	if (op->perm)
		s->roles = core_perm_roles(k, op->perm);
	if (!s->roles && !(op->flags & (OP_PUBLIC | OP_SIGNED_IN | OP_INTERNAL))) {
		log_line(LOG_ERROR, "core", "msg=\"op has no permission that a grant row gives\" op=%s perm=%s", op->name, op->perm ? op->perm : "-");
		abort();
	}
	assert(!op->event || (op->entity && op->entity->flow));
}

/* The line of an op among the actions of an object, but for the id, whether it is allowed, and why not. */
static void action_prepare(struct core *k, struct op_slot *s)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	const struct op *op = s->op;
	const char *at = strstr(op->path, "{id}");

	buf_fmt(&b, "{\"op\":\"%s\",\"label\":", op->name);
	json_put_str(&b, str_of(op->words));
	buf_fmt(&b, ",\"method\":\"%s\",\"path\":\"/api/v1%.*s", verb_words[op->verb], (int)(at - op->path), op->path);
	s->action_head = arena_str(k->tables, buf_str(&b));
	s->action_tail = arena_fmt(k->tables, "%s\",\"allowed\":", at + 4);
	b.n = 0;
	if (op->article)
		article_put(&b, op->article);
	s->action_article = arena_str(k->tables, buf_str(&b));
}

static void guard_add(struct core *k, struct op_slot *s, const struct guard *g)
{
	struct guard_slot *node = ARENA_NEW(k->tables, struct guard_slot);

	*node = (struct guard_slot){ g, NULL };
	if (!s->guards_end)
		s->guards_end = &s->guards;
	*s->guards_end = node;
	s->guards_end = &node->next;
}

/* Which guards watch which ops is the same for the life of the core. */
static void guard_index(struct core *k, const struct guard *g)
{
	if (g->op) {
		struct op_slot *s = bsearch(&(struct op_slot){ .op = &(struct op){ .name = g->op } }, k->slots, k->n_slots, sizeof *s, slot_by_name);
		if (s)
			guard_add(k, s, g);
		return;
	}
	for (struct op_slot *s = k->slots; s < k->slots + k->n_slots; s++)
		if (s->op->event && g->flow == s->op->entity->flow && guard_watches(g, g->flow, s->op->event, NULL))
			guard_add(k, s, g);
}

/* Whether it answers with the object as it is: GET /things/{id}, without a handler. */
static bool shows_object(const struct op *op)
{
	return op->verb == GET && op->entity && op->path && str_ends(str_of(op->path), STR("/{id}")) && !op->list && !op->out && !op->fn;
}

/* Its route; when it changes one object, its place before its entity's other actions; when it shows one, that. */
static void slot_index(struct core *k, struct op_slot *s)
{
	const struct op *op = s->op;

	if (op->flags & OP_INTERNAL)
		return;
	if (op->path)
		route_add(k, s);
	if (op->entity && s->has_id && op->verb != GET) {
		struct entity_slot *e = &k->entities[core_entity_slot(k, op->entity) - k->entities];
		s->next_action = e->actions;
		e->actions = s;
		action_prepare(k, s);
	}
	if (shows_object(op))
		k->entities[core_entity_slot(k, op->entity) - k->entities].shows = op;
}

const struct op *core_op_shows(const struct core *k, const struct entity *e) { return core_entity_slot(k, e)->shows; }

/* A key has one home: two features that name it would each see half of the truth. */
static void settings_once(const struct core *k)
{
	for (const struct feature *const *f = k->features; *f; f++)
		for (const struct setting *s = (*f)->settings; s && s->key; s++)
			if (core_setting(k, s->key) != s) {
				log_line(LOG_ERROR, "core", "msg=\"a setting is declared twice\" key=%s feature=%s", s->key, (*f)->name);
				abort();
			}
}

void core_tables(struct core *k)
{
	size_t n_ops = 0, n_entities = 0, n_imports = 0, n_perms = 0;

	for (const struct feature *const *f = k->features; *f; f++) {
		for (const struct op *o = (*f)->ops; o && o->name; o++)
			n_ops++;
		for (const struct entity *const *e = (*f)->entities; e && *e; e++)
			n_entities++;
		for (const struct import *i = (*f)->imports; i && i->kind; i++)
			n_imports++;
		for (const struct grant *g = (*f)->grants; g && g->perm; g++)
			n_perms++;
	}
	k->perms = arena_alloc(k->tables, sizeof k->perms[0] * (n_perms + 1));
	k->entities = ARENA_ARRAY(k->tables, struct entity_slot, n_entities + 1);
	k->import_ops = ARENA_ARRAY(k->tables, struct op, n_imports + 1);
	k->import_rows = ARENA_ARRAY(k->tables, const struct import *, n_imports + 1);
	k->slots = ARENA_ARRAY(k->tables, struct op_slot, n_ops + n_imports + 1);
	k->by_ptr = ARENA_ARRAY(k->tables, struct op_slot *, n_ops + n_imports + 1);
	k->op_list = ARENA_ARRAY(k->tables, const struct op *, n_ops + n_imports + 1);
	for (const struct feature *const *f = k->features; *f; f++)
		for (const struct grant *g = (*f)->grants; g && g->perm; g++) {
			k->perms[k->n_perms].perm = g->perm;
			k->perms[k->n_perms].label = g->label;
			k->perms[k->n_perms++].roles = g->roles;
		}
	for (const struct feature *const *f = k->features; *f; f++) {
		for (const struct entity *const *e = (*f)->entities; e && *e; e++)
			entity_prepare(k, &k->entities[k->n_entities++], *e);
		for (const struct import *i = (*f)->imports; i && i->kind; i++) {
			k->import_rows[k->n_imports] = i;
			k->import_ops[k->n_imports++] = (struct op){
				.name = arena_cstr(k->tables, arena_fmt(k->tables, "import.%s", i->kind)), .verb = POST,
				.path = arena_cstr(k->tables, arena_fmt(k->tables, "/imports/%s", i->kind)), .perm = i->perm,
				.out = &import_out_record, .words = i->words, .article = i->article, .flags = i->flags,
			};
		}
		for (const struct op *o = (*f)->ops; o && o->name; o++)
			slot_prepare(k, &k->slots[k->n_slots++], o);
	}
	for (size_t i = 0; i < k->n_imports; i++)
		slot_prepare(k, &k->slots[k->n_slots++], &k->import_ops[i]);
	qsort(k->slots, k->n_slots, sizeof k->slots[0], slot_by_name);
	for (size_t i = 0; i < k->n_slots; i++) {
		assert(i == 0 || strcmp(k->slots[i - 1].op->name, k->slots[i].op->name) != 0);
		k->by_ptr[i] = &k->slots[i];
		k->op_list[i] = k->slots[i].op;
	}
	qsort(k->by_ptr, k->n_slots, sizeof k->by_ptr[0], slot_by_ptr);
	assert(k->n_entities < ENTITY_BUCKETS / 2);
	for (size_t i = 0; i < k->n_entities; i++) {
		size_t at = entity_bucket(k->entities[i].e);
		while (k->entity_of[at])
			at = (at + 1) % ENTITY_BUCKETS;
		k->entity_of[at] = &k->entities[i];
	}
	/* From the last to the first, so that each chain is in the order of names. */
	for (size_t i = k->n_slots; i-- > 0;)
		slot_index(k, &k->slots[i]);
	for (const struct feature *const *f = k->features; *f; f++)
		for (const struct guard *g = (*f)->guards; g && g->must; g++)
			guard_index(k, g);
	work_tables(k);
	invariants_prepare(k);
	settings_once(k);
}

const struct feature *const *core_features(const struct core *k) { return k->features; }

const struct setting *core_setting(const struct core *k, const char *key)
{
	for (const struct feature *const *f = k->features; *f; f++)
		for (const struct setting *s = (*f)->settings; s && s->key; s++)
			if (strcmp(s->key, key) == 0)
				return s;
	return NULL;
}

struct instant core_now(const struct core *k) { return port_now(k->timer); }
const char *core_files_dir(const struct core *k) { return k->files_dir; }

struct str core_folder(const struct core *k, struct arena *a, const char *name)
{
	const char *slash = strrchr(k->files_dir, '/');

	if (k->files_private || !slash)
		return arena_fmt(a, "%s/%s", k->files_dir, name);
	return arena_fmt(a, "%.*s/%s", (int)(slash - k->files_dir), k->files_dir, name);
}
bool core_serves(const struct core *k) { return k->threads; }
