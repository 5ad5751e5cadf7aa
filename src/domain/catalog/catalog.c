/* Versions move from draft over consultation to publication; items follow their version and freeze with it. */
#include <ctype.h>
#include "domain/catalog/catalog_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

/* ---- what later features ask ---- */
enum err catalog_published(struct ctx *c, struct catalog_version *out)
{
	enum err e = sql_get(c, &catalog_q[Q_VER_OF_STATE], out, "published");

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	record_none(&catalog_version_record, out);
	return OK;
}

enum err catalog_item_get(struct ctx *c, int64_t id, struct catalog_item *out)
{
	return entity_peek(c, &catalog_item_entity, id, out);
}

enum err catalog_item_by_code(struct ctx *c, int64_t version, struct str code, struct catalog_item *out)
{
	enum err e = version ? sql_get(c, &catalog_q[Q_ITEM_CODE], out, version, code) : sql_get(c, &catalog_q[Q_ITEM_NEWEST], out, code);

	if (e != E_ABSENT)
		return e;
	return fail(c, E_ABSENT, "absent", "服务目录里没有编码为“" STR_FMT "”的目录项", STR_ARG(utf8_head(code, 60)));
}

enum err catalog_items(struct ctx *c, int64_t version, struct list *out)
{
	return sql_all(c, &catalog_q[Q_ITEMS], out, version);
}

/* ---- versions ---- */
enum err catalog_version_fill(struct ctx *c, void *rec)
{
	struct catalog_version *v = rec;

	TRY(sql_all(c, &catalog_q[Q_OPINIONS], &v->opinions, v->id));
	/* Whoever drafts the next version reads what was missing in this one (A11c). */
	if ((v->state == CAT_DRAFT || v->state == CAT_CONSULTING) && (c->who.system || c->who.party == ORG_AUTHORITY))
		TRY(sql_all0(c, &catalog_q[Q_SUGGESTIONS_OPEN], &v->suggestions));
	if (v->state != CAT_PUBLISHED || at_none(v->published_at))
		return OK;
	/* A11c: a confirmation without changes counts as the year's review. */
	struct instant last = at_none(v->review_confirmed_at) ? v->published_at : v->review_confirmed_at;
	v->review_due_date = date_add_months(date_of(last), (int)setting_int(c, "catalog.review_months"));
	v->review_warning = v->review_due_date.day - today(c).day <= setting_nth(c, "catalog.remind_days", 0);
	return OK;
}

static enum err copy_items(struct ctx *c, int64_t from, int64_t to)
{
	struct list items;

	TRY(catalog_items(c, from, &items));
	EACH(struct catalog_item, i, items) {
		i->id = id_new(c);
		i->version = 1;
		i->catalog_version = to;
		i->updated_at = c->now;
		TRY(sql_put(c, &catalog_q[Q_ITEM_PUT], i));
	}
	return OK;
}

static enum err version_enter(struct ctx *c, struct str no, struct str title, struct date effective_from, int64_t copy_from, int64_t *id)
{
	struct catalog_version v;
	int64_t n;
	int y, m, d;

	record_none(&catalog_version_record, &v);
	if (no.n) {
		TRY(sql_int(c, &catalog_q[Q_VER_HAS], &n, no));
		if (n)
			return fail_on(c, "no", "duplicate", "目录版本号“" STR_FMT "”已被使用", STR_ARG(no));
	} else {
		date_split(effective_from, &y, &m, &d);
		TRY(series_next(c, arena_cstr(c->arena, arena_fmt(c->arena, "catalog-%d", y)), &n));
		no = arena_fmt(c->arena, "%d-%" PRId64, y, n);
	}
	v.id = *id = id_new(c);
	v.version = 1;
	v.no = no;
	v.title = title;
	v.state = CAT_DRAFT;
	v.effective_from = effective_from;
	v.copy_from = copy_from;
	v.round = 0;
	v.created_at = c->now;
	TRY(sql_put(c, &catalog_q[Q_VER_PUT], &v));
	return copy_from ? copy_items(c, copy_from, v.id) : OK;
}

enum err catalog_version_create(struct ctx *c, const void *in_, void *out)
{
	const struct catalog_version *in = in_;

	(void)out;
	if (in->copy_from) {
		struct catalog_version from;
		enum err e = entity_peek(c, &catalog_version_entity, in->copy_from, &from);
		if (e == E_ABSENT) {
			fail_clear(&c->fail);
			return fail_on(c, "copy_from", "absent", "没有编号为 %" PRId64 " 的目录版本", in->copy_from);
		}
		TRY(e);
	}
	return version_enter(c, in->no, in->title, in->effective_from, in->copy_from, &c->made);
}

enum err catalog_version_update(struct ctx *c, const void *in_, void *out)
{
	const struct catalog_version *in = in_, *was = c->subject;
	struct str no = in->no.n ? in->no : was->no;
	int64_t n = 0;

	(void)out;
	TRY(sql_int(c, &catalog_q[Q_VER_HAS], &n, no));
	if (n && !str_eq(no, was->no))
		return fail_on(c, "no", "duplicate", "目录版本号“" STR_FMT "”已被使用", STR_ARG(no));
	return sql_run(c, &catalog_q[Q_VER_SET], in->id, in->title, in->effective_from, no);
}

enum err catalog_consult(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &catalog_q[Q_VER_CONSULT], c->subject_id);
}

enum err catalog_opine(struct ctx *c, const void *in_, void *out)
{
	const struct catalog_opinion_in *in = in_;
	struct catalog_opinion o;
	struct org org;

	(void)out;
	record_none(&catalog_opinion_record, &o);
	o.org = c->who.org;
	/* A department without an account writes a letter: the authority's clerk enters it in the department's name. */
	if (in->org && in->org != c->who.org) {
		if (c->who.party != ORG_AUTHORITY)
			return fail_on(c, "org", "not_own", "只能以本单位名义提出意见");
		if (org_peek(c, in->org, &org) != OK) {
			fail_clear(&c->fail);
			return fail_on(c, "org", "absent", "没有编号为 %" PRId64 " 的单位", in->org);
		}
		o.org = in->org;
	}
	o.id = id_new(c);
	o.catalog_version = in->id;
	o.round = ((const struct catalog_version *)c->subject)->round;
	o.person = c->who.person;
	o.opinion = in->opinion;
	o.at = c->now;
	return sql_put(c, &catalog_q[Q_OPINION_PUT], &o);
}

enum err catalog_publish(struct ctx *c, const void *in, void *out)
{
	struct list former;

	(void)in;
	(void)out;
	TRY(sql_all(c, &catalog_q[Q_VER_OF_STATE], &former, "published"));
	EACH(struct catalog_version, v, former) {
		TRY(flow_fire(c, &catalog_flow, v->id, "retire", "新版目录发布"));
		TRY(sql_run(c, &catalog_q[Q_VER_RETIRE], v->id, c->now));
	}
	return sql_run(c, &catalog_q[Q_VER_PUBLISH], c->subject_id, c->now, today(c));
}

enum err catalog_retire(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &catalog_q[Q_VER_RETIRE], c->subject_id, c->now);
}

enum err catalog_confirm(struct ctx *c, const void *in_, void *out)
{
	const struct catalog_confirm_in *in = in_;

	(void)out;
	return sql_run(c, &catalog_q[Q_VER_CONFIRM], in->id, c->now, in->review_note);
}

enum err catalog_review_job(struct ctx *c)
{
	struct list live;

	TRY(sql_all(c, &catalog_q[Q_VER_OF_STATE], &live, "published"));
	EACH(struct catalog_version, v, live) {
		TRY(catalog_version_fill(c, v));
		int64_t left = v->review_due_date.day - today(c).day;
		int64_t day = message_remind_day(c, "catalog.remind_days", left, v->review_reminded);
		if (day == INT_NONE)
			continue;
		struct note n = { .article = "A11c", .e = &catalog_version_entity, .subject = v->id };
		n.title = left >= 0 ? arena_fmt(c->arena, "服务目录 " STR_FMT " 距年度调整还有 %" PRId64 " 天", STR_ARG(v->no), left)
				    : arena_fmt(c->arena, "服务目录 " STR_FMT " 已超过年度调整期限 %" PRId64 " 天", STR_ARG(v->no), -left);
		n.body = arena_fmt(c->arena, "应在 " STR_FMT " 前发布新版目录，或登记“无变化确认”。", STR_ARG(date_text(c->arena, v->review_due_date)));
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_ISSUER), &n));
		TRY(sql_run(c, &catalog_q[Q_VER_REMINDED], v->id, day));
	}
	return OK;
}

/* ---- suggestions for the next version ---- */
enum err catalog_suggest(struct ctx *c, const struct catalog_suggestion *sent)
{
	struct catalog_suggestion s = *sent;
	int64_t id = 0;

	TRY(sql_int(c, &catalog_q[Q_SUGGESTION_OF], &id, s.source_kind, s.source));
	if (id)
		return str_empty(s.outcome) ? OK : sql_run(c, &catalog_q[Q_SUGGESTION_OUTCOME], id, s.outcome);
	s.id = id_new(c);
	s.version = 1;
	s.state = SUGGEST_OPEN;
	s.created_at = c->now;
	return sql_put(c, &catalog_q[Q_SUGGESTION_PUT], &s);
}

enum err suggestion_take(struct ctx *c, const void *in_, void *out)
{
	const struct suggestion_take_in *in = in_;
	struct catalog_version v;

	(void)out;
	if (entity_peek(c, &catalog_version_entity, in->catalog_version, &v) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "catalog_version", "absent", "没有编号为 %" PRId64 " 的目录版本", in->catalog_version);
	}
	if (v.state != CAT_DRAFT && v.state != CAT_CONSULTING)
		return fail_on(c, "catalog_version", "frozen", "目录 " STR_FMT " 已经发布，请写起草中的版本", STR_ARG(v.no));
	return sql_run(c, &catalog_q[Q_SUGGESTION_SETTLE], in->id, v.id, c->who.person, in->note, c->now);
}

enum err suggestion_decline(struct ctx *c, const void *in_, void *out)
{
	const struct suggestion_take_in *in = in_;

	(void)out;
	return sql_run(c, &catalog_q[Q_SUGGESTION_SETTLE], in->id, val_none(), c->who.person, in->note, c->now);
}

/* ---- guards ---- */
enum err catalog_not_empty(struct ctx *c, const void *subject, const void *in)
{
	const struct catalog_version *v = subject;

	(void)in;
	return v->n_items > 0 ? OK : refuse(c, "目录 " STR_FMT " 还没有目录项", STR_ARG(v->no));
}

enum err catalog_has_opinion(struct ctx *c, const void *subject, const void *in)
{
	const struct catalog_version *v = subject;

	(void)in;
	return v->n_opinions > 0 ? OK : refuse(c, "目录 " STR_FMT " 还没有登记有关部门对这一稿的意见，没有意见也要登记", STR_ARG(v->no));
}

enum err catalog_day_reached(struct ctx *c, const void *subject, const void *in)
{
	const struct catalog_version *v = subject;

	(void)in;
	if (v->effective_from.day <= today(c).day)
		return OK;
	return refuse(c, "目录 " STR_FMT " 定于 " STR_FMT " 生效，发布即生效，请到当日再发布", STR_ARG(v->no),
		      STR_ARG(date_text(c->arena, v->effective_from)));
}

static enum err must_be_open(struct ctx *c, int state, struct str no)
{
	if (state == CAT_DRAFT || state == CAT_CONSULTING)
		return OK;
	return refuse(c, "目录 " STR_FMT " 已经发布，内容不再改动；需要调整时请起草新版本", STR_ARG(no));
}

enum err catalog_is_open(struct ctx *c, const void *subject, const void *in)
{
	const struct catalog_version *v = subject;

	(void)in;
	return must_be_open(c, v->state, v->no);
}

/* What departments say of a draft they were not sent is not an opinion on what will be published. */
enum err catalog_was_consulted(struct ctx *c, const void *subject, const void *in)
{
	const struct catalog_version *v = subject;

	(void)in;
	return v->state != CAT_DRAFT ? OK : refuse(c, "目录 " STR_FMT " 还是草案，征求意见以后才登记意见", STR_ARG(v->no));
}

enum err catalog_item_is_open(struct ctx *c, const void *subject, const void *in)
{
	const struct catalog_item *i = subject;

	(void)in;
	return must_be_open(c, i->catalog_state, i->catalog_version_no);
}

enum err catalog_item_goes_into_open(struct ctx *c, const void *subject, const void *in_)
{
	const struct catalog_item *in = in_;
	struct catalog_version v;

	(void)subject;
	if (!in || entity_peek(c, &catalog_version_entity, in->catalog_version, &v) != OK) {
		fail_clear(&c->fail);
		return OK;                      /* the handler names the missing version */
	}
	return must_be_open(c, v.state, v.no);
}

enum err catalog_is_published(struct ctx *c, const void *subject, const void *in)
{
	const struct catalog_version *v = subject;

	(void)in;
	return v->state == CAT_PUBLISHED ? OK : refuse(c, "只有已发布的目录才需要年度确认");
}

/* ---- items ---- */
static enum item_layer layer_of(int category)
{
	static const enum item_layer layers[ITEM_CATEGORY_MAX] = {
		[ITEM_COMPUTE] = LAYER_IAAS, [ITEM_STORAGE] = LAYER_IAAS, [ITEM_NETWORK] = LAYER_IAAS, [ITEM_DR] = LAYER_IAAS, [ITEM_OS] = LAYER_PAAS,
		[ITEM_DATABASE] = LAYER_PAAS, [ITEM_MIDDLEWARE] = LAYER_PAAS, [ITEM_BIGDATA] = LAYER_PAAS, [ITEM_SECURITY] = LAYER_SERVICE,
		[ITEM_CRYPTO] = LAYER_SERVICE, [ITEM_SOFTWARE] = LAYER_SAAS, [ITEM_SERVICE] = LAYER_SERVICE,
	};
	return layers[category];
}

static enum metering metering_of(int billing_period)
{
	return billing_period == PER_ONCE ? METER_TIMES : billing_period == PER_USAGE ? METER_USED : METER_ALLOCATED;
}

static void derive(struct catalog_item *i)
{
	if (!i->layer)
		i->layer = layer_of(i->category);
	if (!i->metering)
		i->metering = metering_of(i->billing_period);
}

static void check_item(struct ctx *c, const struct catalog_item *i)
{
	if (i->min_qty != INT_NONE && i->max_qty != INT_NONE && i->min_qty > i->max_qty)
		fail_on(c, "min_qty", "too_large", "最小数量 %" PRId64 " 大于最大数量 %" PRId64, i->min_qty, i->max_qty);
	if (i->step == 0)
		fail_on(c, "step", "too_small", "步长应当大于 0");
}

static enum err code_free(struct ctx *c, const struct catalog_item *i)
{
	int64_t n = 0;

	TRY(sql_int(c, &catalog_q[Q_ITEM_HAS], &n, i->catalog_version, i->code, i->id));
	return n ? fail_on(c, "code", "duplicate", "这个目录版本里已有编码“" STR_FMT "”", STR_ARG(i->code)) : OK;
}

static enum err item_enter(struct ctx *c, struct catalog_item *i)
{
	derive(i);
	check_item(c, i);
	i->id = 0;
	code_free(c, i);
	TRY(fields_ok(c));
	i->id = id_new(c);
	i->version = 1;
	i->status = ITEM_ACTIVE;
	i->updated_at = c->now;
	return sql_put(c, &catalog_q[Q_ITEM_PUT], i);
}

enum err catalog_item_create(struct ctx *c, const void *in_, void *out)
{
	struct catalog_item i = *(const struct catalog_item *)in_;
	struct catalog_version v;

	(void)out;
	if (entity_peek(c, &catalog_version_entity, i.catalog_version, &v) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "catalog_version", "absent", "没有编号为 %" PRId64 " 的目录版本", i.catalog_version);
	}
	TRY(item_enter(c, &i));
	c->made = i.id;
	return OK;
}

enum err catalog_item_update(struct ctx *c, const void *in_, void *out)
{
	struct catalog_item i = *(const struct catalog_item *)in_;
	const struct catalog_item *was = c->subject;

	(void)out;
	if (i.catalog_version != was->catalog_version)
		return fail_on(c, "catalog_version", "immutable", "目录项不能换到另一个版本");
	derive(&i);
	check_item(c, &i);
	TRY(code_free(c, &i));
	TRY(fields_ok(c));
	i.version = was->version;
	i.status = was->status;
	i.updated_at = c->now;
	return sql_put(c, &catalog_q[Q_ITEM_SET], &i);
}

enum err catalog_item_withdraw(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &catalog_q[Q_ITEM_WITHDRAW], c->subject_id, c->now);
}

/* ---- the catalogue file ---- */
/* The number that ends right before `unit`, searched from *from on; -1 when there is none. *from moves behind the unit. */
static int64_t number_before(struct str s, struct str unit, size_t *from)
{
	for (size_t i = *from; i < s.n; i++) {
		if (!isdigit((unsigned char)s.p[i]))
			continue;
		int64_t n = 0;
		while (i < s.n && isdigit((unsigned char)s.p[i]) && n < 1000000)
			n = n * 10 + (s.p[i++] - '0');
		if (str_starts((struct str){ s.p + i, s.n - i }, unit)) {
			*from = i + unit.n;
			return n;
		}
		i--;
	}
	return -1;
}

struct item_size catalog_spec_size(struct str spec)
{
	struct item_size size = { 0 };
	size_t at = 0;
	int64_t cores = number_before(spec, STR("核"), &at);

	if (cores < 0)
		return size;
	size.vcpu = cores;
	if (at < spec.n && spec.p[at] == '/')
		at++;
	size_t mem_at = at;
	int64_t mem = at < spec.n && isdigit((unsigned char)spec.p[at]) ? number_before(spec, STR("GB"), &mem_at) : -1;
	size.mem_gb = MAX2(mem, 0);
	ptrdiff_t disk = str_find(spec, STR("系统盘"));
	if (disk >= 0) {
		size_t disk_at = (size_t)disk;
		int64_t gb = number_before(spec, STR("GB"), &disk_at);
		size.disk_gb = MAX2(gb, 0);
	}
	return size;
}

/* What one unit of a row stands for: a core, a gigabyte of memory or disk, or a ready-made machine. */
static struct item_size row_size(const struct catalogue_row *r)
{
	if (r->category == ITEM_COMPUTE && str_is(r->unit, "核"))
		return (struct item_size){ .vcpu = 1 };
	if (r->category == ITEM_COMPUTE && str_is(r->unit, "GB"))
		return (struct item_size){ .mem_gb = 1 };
	if (r->category == ITEM_STORAGE && str_is(r->unit, "GB"))
		return (struct item_size){ .disk_gb = 1 };
	if (r->category == ITEM_STORAGE && str_is(r->unit, "TB"))
		return (struct item_size){ .disk_gb = 1024 };
	return catalog_spec_size(r->spec);
}

static enum err import_row(struct ctx *c, const struct catalogue_row *r, int64_t version)
{
	struct catalog_item i;
	struct item_size size = row_size(r);

	record_none(&catalog_item_record, &i);
	i.catalog_version = version;
	i.code = r->code; i.name = r->name; i.spec = r->spec; i.unit = r->unit; i.category = r->category;
	i.billing_period = r->billing_period; i.zone = r->zone; i.xinchuang = r->xinchuang == ROW_YES;
	if (price_parse(r->unit_price_yuan, &i.list_price_e4) != OK)
		return fail_on(c, "unit_price_yuan", "bad_format", "价格“" STR_FMT "”应当是最多四位小数、不为负的元", STR_ARG(utf8_head(r->unit_price_yuan, 30)));
	i.vcpu = size.vcpu > 0 ? size.vcpu : INT_NONE;
	i.mem_gb = size.mem_gb > 0 ? size.mem_gb : INT_NONE;
	i.disk_gb = size.disk_gb > 0 ? size.disk_gb : INT_NONE;
	return item_enter(c, &i);
}

enum err catalog_import(struct ctx *c, const struct list *rows)
{
	int64_t version = 0;
	size_t n = 0;

	TRY(sql_int_(c, &catalog_q[Q_VER_NEWEST_DRAFT], &version, NO_VALS));
	if (!version)
		TRY(version_enter(c, STR_NONE, STR("政务云服务目录"), today(c), 0, &version));
	EACH(struct catalogue_row, r, *rows) {
		enum err e = import_row(c, r, version);
		if (c->fail.n_errors) {
			struct field_error first = c->fail.errors[0];
			fail_clear(&c->fail);
			return import_bad(c, n, arena_cstr(c->arena, first.field), STR_FMT, STR_ARG(first.message));
		}
		TRY(e);
		n++;
	}
	return OK;
}
