/* Asking for a pool of one's own, settling which pool it is, and making it so when the opinion is signed. */
#include "domain/attachment/attachment.h"
#include "domain/dedicated_pool/dedicated_pool_in.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

/* ---- the request ---- */
static bool among(const struct list *ids, int64_t id)
{
	EACH(int64_t, x, *ids)
		if (*x == id)
			return true;
	return false;
}

/* Named units are units that apply for or use the cloud; the one that asks is among them. */
static enum err members_take(struct ctx *c, const struct list *sent, int64_t own, struct list *out)
{
	*out = (struct list){ ARENA_ARRAY(c->arena, int64_t, sent->n + 1), 0 };
	for (size_t i = 0; i < sent->n; i++) {
		int64_t id = *LIST_AT(*sent, int64_t, i);
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "members/%zu", i));
		struct org o;
		if (org_peek(c, id, &o) != OK) {
			fail_clear(&c->fail);
			return fail_on(c, at, "absent", "没有编号为 %" PRId64 " 的单位", id);
		}
		if (o.kind != ORG_APPLICANT && o.kind != ORG_USER)
			return fail_on(c, at, "wrong_kind", "“" STR_FMT "”不是申请单位或上云单位，不能使用专属资源池", STR_ARG(o.name));
		if (o.status != ORG_ACTIVE)
			return fail_on(c, at, "closed", "“" STR_FMT "”已经撤销", STR_ARG(o.name));
		if (among(out, id))
			return fail_on(c, at, "duplicate", "“" STR_FMT "”写了两次", STR_ARG(o.name));
		*LIST_AT(*out, int64_t, out->n++) = id;
	}
	if (!among(out, own))
		*LIST_AT(*out, int64_t, out->n++) = own;
	return OK;
}

/* The superior's paper is a file that the unit or its first-level unit has handed in. */
static enum err file_known(struct ctx *c, const struct info_system *s, int64_t file)
{
	const struct entity *e = core_entity_named(c, STR("attachment"));
	char *rec = arena_alloc(c->arena, e->rec->size);

	if (!file)
		return OK;
	record_none(e->rec, rec);
	bool there = entity_peek(c, e, file, rec) == OK;
	if (!there)
		fail_clear(&c->fail);
	int64_t org = there ? *(const int64_t *)(rec + record_field(e->rec, STR("org"))->offset) : 0;
	if (there && (org == s->user_org || org == s->applicant_org))
		return OK;
	return fail_on(c, "superior_file", "absent", "没有编号为 %" PRId64 " 的附件，或者不是本单位上传的", file);
}

static enum err take(struct ctx *c, const struct ded_edit_in *in, int64_t system, struct dedicated_pool *d)
{
	struct info_system s;

	TRY(info_system_get(c, system, &s));
	TRY(file_known(c, &s, in->superior_file));
	TRY(members_take(c, &in->members, s.user_org, &d->members));
	d->grounds = in->grounds;
	d->evidence = in->evidence;
	d->superior_org = in->superior_org;
	d->superior_doc_no = in->superior_doc_no;
	d->superior_doc_date = in->superior_doc_date;
	d->superior_file = in->superior_file;
	d->zone = in->zone;
	d->arch = in->arch;
	d->xinchuang = in->xinchuang;
	d->need_vcpu = in->need_vcpu;
	d->need_mem_gb = in->need_mem_gb;
	d->need_sto_gb = in->need_sto_gb;
	d->security_note = in->security_note;
	d->budget_fen = in->budget_fen;
	return OK;
}

static struct application_start start_of(const struct ded_edit_in *in)
{
	return (struct application_start){ .type = APP_DEDICATED_POOL, .system = in->system, .title = str_empty(in->title) ? STR("专属资源池") : in->title, .reason = in->reason,
					   .budget_source = in->budget_source, .planned_live_date = in->planned_live_date };
}

enum err ded_draft(struct ctx *c, const void *in_, void *out)
{
	const struct ded_edit_in *in = in_;
	struct application_start s = start_of(in);
	struct dedicated_pool d;

	(void)out;
	record_none(&dedicated_pool_record, &d);
	TRY(application_begin(c, &s, &d.id));
	d.version = 1;
	d.application = d.id;
	TRY(take(c, in, s.system, &d));
	return sql_put(c, &ded_q[Q_DED_PUT], &d);
}

enum err ded_update(struct ctx *c, const void *in_, void *out)
{
	const struct ded_edit_in *in = in_;
	struct dedicated_pool d = *(const struct dedicated_pool *)c->subject;
	struct application_start s = start_of(in);

	(void)out;
	if (!s.system)
		s.system = d.system;
	TRY(application_amend(c, d.id, &s));
	TRY(take(c, in, s.system, &d));
	return sql_put(c, &ded_q[Q_DED_SET], &d);
}

/* ---- what the authority settles before it signs ---- */
static struct pool pool_of(const struct new_pool *n)
{
	struct pool p;

	record_none(&pool_record, &p);
	p.no = n->no;
	p.name = n->name;
	p.site = n->site;
	p.csp = n->csp;
	p.zone = n->zone;
	p.tech = n->tech;
	p.arch = n->arch;
	p.driver = n->driver;
	p.xinchuang = n->xinchuang;
	p.cap_vcpu = n->cap_vcpu;
	p.cap_mem_gb = n->cap_mem_gb;
	p.cap_sto_gb = n->cap_sto_gb;
	return p;
}

static enum err existing_ok(struct ctx *c, const struct dedicated_pool *d, int64_t id, bool *ok, struct str *why)
{
	int64_t claimed = 0;
	struct pool p;

	*ok = false;
	if (pool_get(c, id, &p) != OK) {
		fail_clear(&c->fail);
		*why = arena_fmt(c->arena, "没有编号为 %" PRId64 " 的资源池", id);
		return OK;
	}
	TRY(sql_int(c, &ded_q[Q_DED_CLAIMED], &claimed, id, d->id));
	*why = p.status != POOL_ACTIVE ? arena_fmt(c->arena, "资源池“" STR_FMT "”已停用", STR_ARG(p.name))
	     : p.n_resources > 0       ? arena_fmt(c->arena, "资源池“" STR_FMT "”里还有 %" PRId64 " 个资源，只有空的资源池才能划为专属", STR_ARG(p.name), p.n_resources)
	     : p.dedicated || claimed  ? arena_fmt(c->arena, "资源池“" STR_FMT "”已是或将是另一份申请的专属资源池", STR_ARG(p.name))
	     : d->zone && d->zone != p.zone ? arena_fmt(c->arena, "资源池“" STR_FMT "”在%s，申请的是%s", STR_ARG(p.name), zone_names[p.zone].label, zone_names[d->zone].label)
					    : STR_NONE;
	*ok = !why->p;
	return OK;
}

static enum err new_ok(struct ctx *c, const struct dedicated_pool *d, bool *ok, struct str *why)
{
	struct pool p = pool_of(d->new_pool);
	enum err e = pool_check(c, &p);

	*ok = e == OK;
	if (e != E_INVALID)
		return e;
	*why = c->fail.n_errors ? c->fail.errors[0].message : STR("新设资源池的内容不合要求");
	fail_clear(&c->fail);
	return OK;
}

static enum err settled_ok(struct ctx *c, const struct dedicated_pool *d, bool *ok, struct str *why)
{
	return d->settled_pool ? existing_ok(c, d, d->settled_pool, ok, why) : new_ok(c, d, ok, why);
}

static enum err make(struct ctx *c, const struct dedicated_pool *d)
{
	int64_t pool = d->settled_pool;

	if (!pool) {
		struct pool p = pool_of(d->new_pool);
		TRY(pool_enter(c, &p));
		pool = p.id;
	}
	TRY(pool_dedicate(c, pool, &d->members));
	TRY(sql_run(c, &ded_q[Q_DED_ESTABLISHED], d->id, pool, c->now));
	struct note n = { .title = arena_fmt(c->arena, "专属资源池已设立：" STR_FMT, STR_ARG(d->title)), .body = STR("名单内的单位从现在起可以选用"), .article = "A15.3",
			  .e = &dedicated_pool_entity, .subject = d->id };
	TRY(message_to_roles(c, d->applicant_org, R_APPU, &n));
	return flow_fire(c, &application_flow, d->id, "close", "专属资源池已设立");
}

/* Members of the new pool's form are told as fields of it. */
static enum err new_pool_check(struct ctx *c, const struct dedicated_pool *d, const struct new_pool *n)
{
	struct pool p = pool_of(n);

	if (d->zone && n->zone != d->zone)
		return fail_on(c, "new_pool/zone", "other_zone", "申请的是%s的资源池", zone_names[d->zone].label);
	enum err e = pool_check(c, &p);
	for (size_t i = 0; i < c->fail.n_errors; i++)
		c->fail.errors[i].field = arena_fmt(c->arena, "new_pool/" STR_FMT, STR_ARG(c->fail.errors[i].field));
	return e;
}

enum err ded_settle(struct ctx *c, const void *in_, void *out)
{
	const struct settle_in *in = in_;
	struct dedicated_pool d = *(const struct dedicated_pool *)c->subject;
	struct str why;
	bool ok;

	(void)out;
	if (!in->pool == !in->new_pool)
		return fail_on(c, "pool", in->pool ? "contradicts" : "missing", "请写明划定哪个现有的空资源池，或者新设一个，二者选一");
	if (in->pool) {
		TRY(existing_ok(c, &d, in->pool, &ok, &why));
		if (!ok)
			return fail_on(c, "pool", "unsuitable", STR_FMT, STR_ARG(why));
	} else {
		TRY(new_pool_check(c, &d, in->new_pool));
	}
	d.settled_pool = in->pool;
	d.new_pool = in->new_pool;
	d.settle_note = in->note;
	TRY(sql_put(c, &ded_q[Q_DED_SET], &d));
	/* The opinion stands already and the pool that it named was lost meanwhile: this one takes its place. */
	return str_is(d.application_state, "approved") ? make(c, &d) : OK;
}

/* The signature is the approval (F22): from now on the pool is the named units'. */
enum err ded_establish(struct ctx *c, const struct fact *f)
{
	struct dedicated_pool d;
	struct str why = STR_NONE;
	bool ok;

	enum err e = sql_get(c, &ded_q[Q_DED_GET], &d, f->subject);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	if (d.pool)
		return OK;
	TRY(settled_ok(c, &d, &ok, &why));
	if (ok)
		return make(c, &d);
	/* Something was opened in it between the signature and now: whoever settled it settles another. */
	struct note n = { .title = arena_fmt(c->arena, "请另定专属资源池：" STR_FMT, STR_ARG(d.title)), .body = why, .article = "A15.3", .e = &dedicated_pool_entity, .subject = d.id };
	return message_to_roles(c, 0, R(AUTH_HANDLER), &n);
}

enum err ded_release(struct ctx *c, const void *in_, void *out)
{
	const struct release_in *in = in_;
	const struct dedicated_pool *d = c->subject;
	struct list nobody = { 0 };

	(void)out;
	TRY(pool_dedicate(c, d->pool, &nobody));
	return sql_run(c, &ded_q[Q_DED_RELEASED], d->id, c->now, in->comment);
}

/* ---- guards ---- */
static enum err request_of(struct ctx *c, const struct application *app, struct dedicated_pool *d, bool *found)
{
	*found = app->type == APP_DEDICATED_POOL;
	return *found ? sql_get(c, &ded_q[Q_DED_GET], d, app->id) : OK;
}

enum err has_ground(struct ctx *c, const void *subject, const void *in)
{
	struct dedicated_pool d;
	bool found;

	(void)in;
	TRY(request_of(c, subject, &d, &found));
	return !found || d.grounds ? OK : refuse(c, "专属资源池应当有理由：业务特殊、安全有特殊要求，或上级书面要求");
}

enum err has_evidence(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct dedicated_pool d;
	int64_t files = 0;
	bool found;

	(void)in;
	TRY(request_of(c, app, &d, &found));
	if (!found || !str_empty(str_trim(d.evidence)))
		return OK;
	TRY(attachment_count(c, &application_entity, app->id, "pool_ground", &files));
	return files ? OK : refuse(c, "请写明理由的依据，或上传证明材料");
}

/* the written requirement is asked of the third ground only. A number without the paper is no requirement. */
enum err has_superior_document(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct dedicated_pool d;
	int64_t files = 0;
	bool found;

	(void)in;
	TRY(request_of(c, app, &d, &found));
	if (!found || !(d.grounds & (1u << GROUND_SUPERIOR)) || d.superior_file)
		return OK;
	TRY(attachment_count(c, &application_entity, app->id, "superior_document", &files));
	return files ? OK : refuse(c, "理由是上级书面要求，还没有附上级单位的书面文件");
}

enum err members_in_scope(struct ctx *c, const void *subject, const void *in)
{
	struct dedicated_pool d;
	bool found;

	(void)in;
	TRY(request_of(c, subject, &d, &found));
	for (size_t i = 0; found && i < d.members.n; i++)
		TRY(org_must_be_in_scope(c, *LIST_AT(d.members, int64_t, i)));
	return OK;
}

enum err pool_settled(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct dedicated_pool d;
	bool found;

	(void)in;
	TRY(request_of(c, app, &d, &found));
	if (!found || application_opinion(app) == OPINION_REJECT || d.settled_pool || d.new_pool)
		return OK;
	return refuse(c, "还没有确定划定哪个资源池或新设怎样的资源池，不能同意");
}

enum err pool_fits(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct dedicated_pool d;
	struct str why;
	bool found, ok;

	(void)in;
	TRY(request_of(c, app, &d, &found));
	if (!found || application_opinion(app) == OPINION_REJECT || (!d.settled_pool && !d.new_pool))
		return OK;
	TRY(settled_ok(c, &d, &ok, &why));
	return ok ? OK : refuse(c, STR_FMT, STR_ARG(why));
}

enum err being_settled(struct ctx *c, const void *subject, const void *in)
{
	const struct dedicated_pool *d = subject;
	struct str at = d->application_state;

	(void)in;
	if (!d->pool && (str_is(at, "accepted") || str_is(at, "under_review") || str_is(at, "approved")))
		return OK;
	return fail(c, E_CONFLICT, "wrong_state", "申请现在处于“%s”，受理后、设立前才能确定资源池", app_state_names[names_find(app_state_names, APP_STATE_MAX, at)].label);
}

enum err established(struct ctx *c, const void *subject, const void *in)
{
	const struct dedicated_pool *d = subject;

	(void)in;
	return d->pool && at_none(d->released_at) ? OK : fail(c, E_CONFLICT, "wrong_state", "没有在用的专属资源池");
}

enum err released_empty(struct ctx *c, const void *subject, const void *in)
{
	const struct dedicated_pool *d = subject;
	struct pool p;

	(void)in;
	if (!d->pool)
		return OK;
	TRY(pool_get(c, d->pool, &p));
	return p.n_resources == 0 ? OK : refuse(c, "资源池“" STR_FMT "”里还有 %" PRId64 " 个资源，名单内单位用完之前不能放开", STR_ARG(p.name), p.n_resources);
}
