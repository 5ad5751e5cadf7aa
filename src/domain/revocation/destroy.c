/* What the provider does, in order: stop, backup checked, everything listed, data destroyed under a witness's eyes, service ended. Each
 * provider of the case has steps of its own; the case moves on when the last one has done its part. */
#include "domain/cloud_task/cloud_task.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/revocation/revocation_in.h"
#include "domain/work_order/work_order.h"

static enum err tell(struct ctx *c, const struct revocation *r, int64_t org, uint64_t roles, const char *article, const char *what, struct str body)
{
	return message_to_roles(c, org, roles, &(struct note){ arena_fmt(c->arena, "%s：" STR_FMT, what, STR_ARG(r->title)), body, article, &application_entity, r->id });
}

/* ---- steps; their order is the guards' business ---- */
static enum err step_do(struct ctx *c, const struct revocation *r, int64_t csp, enum step s, struct str note)
{
	struct revocation_step t = { .id = id_new(c), .application = r->id, .csp = csp, .step = (int32_t)s, .at = c->now, .by_person = c->who.person, .by_name = c->who.name, .note = note };

	return sql_put(c, &rev_q[Q_STEP_PUT], &t);
}

static bool all_in(const struct revocation *r, int state)
{
	EACH(struct resource, x, r->resources)
		if (x->state != state)
			return false;
	return true;
}

enum err rev_stop(struct ctx *c, const void *in_, void *out)
{
	const struct rev_act_in *in = in_;
	struct revocation r = *(const struct revocation *)c->subject;
	struct date until = date_add(today(c), (int32_t)r.cooling_days);

	(void)out;
	TRY(step_do(c, &r, c->who.org, STEP_STOP, in->comment));
	EACH(struct resource, x, r.resources)
		if (x->csp == c->who.org) {
			TRY(resource_stop(c, x->id, today(c), SEG_REVOKE));
			TRY(cloud_task_order(c, CLOUD_STOP, r.id, x, NULL));
			x->state = RES_STOPPED;
		}
	if (!all_in(&r, RES_STOPPED))
		return OK;
	TRY(flow_fire(c, &application_flow, r.id, "stop", arena_cstr(c->arena, in->comment)));
	if (r.cooling_days)
		TRY(flow_fire(c, &application_flow, r.id, "cool", NULL));
	TRY(sql_run(c, &rev_q[Q_STOPPED], r.id, until, r.cooling_days ? AT_NONE : c->now));
	TRY(fact_tell(c, "revocation.stopped", &revocation_entity, r.id));
	return tell(c, &r, r.user_org, R_USER, "A23.1c", "服务已停止，停止之日不计费",
		    arena_fmt(c->arena, "冷静期到 " STR_FMT "，期内不销毁任何数据，需要恢复的请联系主管部门；请登记数据返还", STR_ARG(date_text(c->arena, until))));
}

enum err rev_check_backup(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return step_do(c, c->subject, c->who.org, STEP_BACKUP, ((const struct rev_act_in *)in)->comment);
}

/* ---- listing ---- */
static const struct resource *own(const struct revocation *r, int64_t resource, int64_t csp)
{
	EACH(struct resource, x, r->resources)
		if (x->id == resource && x->csp == csp)
			return x;
	return NULL;
}

static const char *at_item(struct ctx *c, size_t i, const char *member) { return arena_cstr(c->arena, arena_fmt(c->arena, "items/%zu/%s", i, member)); }

static void item_check(struct ctx *c, const struct revocation *r, const struct list *items, size_t i)
{
	const struct wipe_item *x = LIST_AT(*items, struct wipe_item, i);

	if (!own(r, x->resource, c->who.org))
		fail_on(c, at_item(c, i, "resource"), "absent", "撤销范围里没有编号为 %" PRId64 " 的本单位资源", x->resource);
	if (x->kind != MEDIUM_NONE && str_empty(str_trim(x->native_id)))
		fail_on(c, at_item(c, i, "native_id"), "missing", "请写明%s的云平台标识", medium_kind_names[x->kind].label);
	if (x->kind == MEDIUM_NONE && str_empty(str_trim(x->note)))
		fail_on(c, at_item(c, i, "note"), "missing", "不存数据的，请说明");
	for (size_t j = 0; j < i; j++) {
		const struct wipe_item *y = LIST_AT(*items, struct wipe_item, j);
		if (x->kind != MEDIUM_NONE && x->kind == y->kind && str_eq(str_trim(x->native_id), str_trim(y->native_id)))
			fail_on(c, at_item(c, i, "native_id"), "duplicate", "“" STR_FMT "”出现了两次", STR_ARG(utf8_head(x->native_id, 60)));
		if (x->resource == y->resource && (x->kind == MEDIUM_NONE) != (y->kind == MEDIUM_NONE))
			fail_on(c, at_item(c, i, "kind"), "contradicts", "同一个资源不能既有介质又写不存数据");
	}
}

enum err rev_list(struct ctx *c, const void *in_, void *out)
{
	const struct rev_list_in *in = in_;
	struct revocation r = *(const struct revocation *)c->subject;

	(void)out;
	for (size_t i = 0; i < in->items.n; i++)
		item_check(c, &r, &in->items, i);
	r.items = in->items;
	EACH(struct resource, x, r.resources) {
		bool said = x->csp != c->who.org;
		EACH(struct wipe_item, i, in->items)
			said |= i->resource == x->id;
		if (!said)
			fail_on(c, "items", "incomplete", "资源 " STR_FMT " 还没有列出卷、快照、备份或副本", STR_ARG(x->no));
	}
	TRY(fields_ok(c));
	/* Listed anew as often as it takes, until the first medium is destroyed. */
	if (!rev_step_done(&r, c->who.org, STEP_LISTED))
		TRY(step_do(c, &r, c->who.org, STEP_LISTED, in->comment));
	TRY(sql_run(c, &rev_q[Q_ITEMS_DROP], r.id, c->who.org));
	EACH(struct wipe_item, x, in->items) {
		struct wipe_item i = *x;
		i.id = id_new(c);
		i.application = r.id;
		i.csp = c->who.org;
		i.native_id = str_trim(i.native_id);
		i.destroyed_at = AT_NONE;
		TRY(sql_put(c, &rev_q[Q_ITEM_PUT], &i));
	}
	return OK;
}

/* ---- destroying ---- */
static enum err person_of(struct ctx *c, const char *field, int64_t id, struct person *out)
{
	struct ctx ask = *c;

	fail_clear(&ask.fail);
	record_none(&person_record, out);
	if (entity_peek(&ask, &person_entity, id, out) == OK && out->status == PERSON_ACTIVE)
		return OK;
	return fail_on(c, field, "absent", "没有编号为 %" PRId64 " 的在岗人员", id);
}

static enum err concerned(struct ctx *c, const struct revocation *r, const struct person *witness, bool *out)
{
	int64_t authority;

	TRY(org_authority(c, &authority));
	*out = witness->org == r->user_org || witness->org == r->applicant_org || witness->org == authority;
	return OK;
}

enum err rev_may_witness(struct ctx *c, const struct revocation *r, int64_t person, bool *out)
{
	struct person p;

	TRY(entity_peek(c, &person_entity, person, &p));
	TRY(concerned(c, r, &p, out));
	*out &= p.status == PERSON_ACTIVE;
	return OK;
}

static enum err witness_of(struct ctx *c, const struct revocation *r, int64_t id, struct person *out)
{
	bool ok = true;

	if (person_of(c, "witness", id, out) == OK)
		TRY(concerned(c, r, out, &ok));
	return ok ? OK : fail_on(c, "witness", "wrong_party", "见证人应当是上云单位、申请单位或主管部门的人");
}

static enum err people(struct ctx *c, const struct revocation *r, struct wipe_run *w)
{
	struct person operator, witness;

	if (person_of(c, "operator", w->operator, &operator) == OK && operator.org != w->csp)
		fail_on(c, "operator", "wrong_party", "操作人应当是本单位的人");
	enum err e = witness_of(c, r, w->witness, &witness);
	TRY(fields_ok(c));
	TRY(e);
	w->operator_name = operator.name;
	w->witness_name = witness.name;
	w->witness_org_name = witness.org_name;
	return OK;
}

static enum err times(struct ctx *c, const struct revocation *r, struct wipe_run *w)
{
	if (at_none(w->ended_at))
		w->ended_at = c->now;
	if (at_none(w->started_at))
		w->started_at = c->now;
	if (w->ended_at.ms > c->now.ms)
		fail_on(c, "ended_at", "out_of_range", "结束时间不能晚于现在");
	if (w->started_at.ms > w->ended_at.ms)
		fail_on(c, "started_at", "after_end", "开始时间不能晚于结束时间");
	TRY(fields_ok(c));
	if (!date_none(r->cooling_until) && date_of(w->started_at).day < r->cooling_until.day)
		return refuse_by(c, "A23.1d", "revocation.cooling", "开始时间在冷静期内，冷静期到 " STR_FMT " 才满，期内不得销毁任何数据", STR_ARG(date_text(c->arena, r->cooling_until)));
	return OK;
}

static struct wipe_item *item_of(const struct revocation *r, int64_t id, int64_t csp)
{
	EACH(struct wipe_item, i, r->items)
		if (i->id == id && i->csp == csp)
			return i;
	return NULL;
}

static bool waits(const struct wipe_item *i) { return i->kind != MEDIUM_NONE && at_none(i->destroyed_at); }

static bool any_waits(const struct revocation *r, int64_t csp)
{
	EACH(struct wipe_item, i, r->items)
		if (i->csp == csp && waits(i))
			return true;
	return false;
}

static enum err results_check(struct ctx *c, const struct revocation *r, const struct list *results)
{
	if (!results->n && any_waits(r, c->who.org))
		fail_on(c, "items", "missing", "请逐个写明销毁的介质和验证结果");
	for (size_t i = 0; i < results->n; i++) {
		const struct item_result *x = LIST_AT(*results, struct item_result, i);
		const struct wipe_item *it = item_of(r, x->item, c->who.org);
		if (!it)
			fail_on(c, at_item(c, i, "item"), "absent", "清单里没有编号为 %" PRId64 " 的本单位介质", x->item);
		else if (!waits(it))
			fail_on(c, at_item(c, i, "item"), "already_done", "“" STR_FMT "”已经销毁，或者不存数据", STR_ARG(it->native_id));
		for (size_t j = 0; j < i; j++)
			if (LIST_AT(*results, struct item_result, j)->item == x->item)
				fail_on(c, at_item(c, i, "item"), "duplicate", "同一个介质出现了两次");
	}
	return fields_ok(c);
}

/* What a driver reaches is wiped by it, and the witness waits until it has said so. */
static enum err wipes_order(struct ctx *c, const struct revocation *r, const struct list *results)
{
	EACH(struct resource, x, r->resources) {
		bool named = false;
		EACH(struct item_result, i, *results) {
			const struct wipe_item *it = item_of(r, i->item, c->who.org);
			named |= it && it->resource == x->id;
		}
		if (named)
			TRY(cloud_task_order(c, CLOUD_WIPE, r->id, x, NULL));
	}
	return OK;
}

enum err rev_destroy(struct ctx *c, const void *in_, void *out)
{
	const struct rev_destroy_in *in = in_;
	const struct revocation *r = c->subject;
	struct wipe_run w;

	(void)out;
	record_none(&wipe_run_record, &w);
	w.id = id_new(c);
	w.application = r->id;
	w.csp = c->who.org;
	w.method = in->method;
	w.standard = in->standard;
	w.passes = in->passes == INT_NONE ? 1 : in->passes;
	w.operator = in->operator ? in->operator : c->who.person;
	w.witness = in->witness;
	w.started_at = in->started_at;
	w.ended_at = in->ended_at;
	w.photos = in->photos;
	w.results = in->items;
	w.note = in->comment;
	w.at = c->now;
	if (in->method == WIPE_OVERWRITE && in->passes == INT_NONE)
		fail_on(c, "passes", "missing", "逻辑覆写的，请写明遍数");
	TRY(fields_ok(c));
	TRY(people(c, r, &w));
	TRY(times(c, r, &w));
	TRY(results_check(c, r, &in->items));
	if (at_none(r->cooled_at))
		TRY(sql_run(c, &rev_q[Q_COOLED], r->id, c->now));
	TRY(sql_put(c, &rev_q[Q_RUN_PUT], &w));
	/* What failed its verification is not destroyed: it stays on the list for the next run. */
	EACH(struct item_result, x, in->items)
		TRY(sql_run(c, &rev_q[Q_ITEM_GONE], x->item, w.id, wipe_result_names[x->result].word, x->note, x->result == WIPE_PASSED ? w.ended_at : AT_NONE));
	TRY(wipes_order(c, r, &in->items));
	return message_send(c, w.witness, &(struct note){ arena_fmt(c->arena, "请见证数据销毁：" STR_FMT, STR_ARG(r->title)),
		arena_fmt(c->arena, STR_FMT " 登记了销毁，请核对后确认", STR_ARG(w.operator_name)), "A23.1d", &application_entity, r->id });
}

/* ---- the certificate ---- */
static struct str joined(struct ctx *c, struct str all, struct str one)
{
	return !all.n ? one : str_find(all, one) >= 0 ? all : arena_fmt(c->arena, STR_FMT "、" STR_FMT, STR_ARG(all), STR_ARG(one));
}

static const struct wipe_run *run_of(const struct revocation *r, int64_t id)
{
	EACH(struct wipe_run, w, r->runs)
		if (w->id == id)
			return w;
	return NULL;
}

static struct list media_of(struct ctx *c, const struct revocation *r, int64_t csp, enum medium_kind kind)
{
	struct list out = { ARENA_ARRAY(c->arena, struct cert_item, r->items.n + 1), 0 };

	EACH(struct wipe_item, i, r->items) {
		const struct wipe_run *w = run_of(r, i->run);
		if (i->csp != csp || i->kind != (int32_t)kind || !w)
			continue;
		*LIST_AT(out, struct cert_item, out.n++) = (struct cert_item){ .resource_no = i->resource_no, .native_id = i->native_id, .size_gb = i->size_gb, .place = i->place,
			.method = str_of(wipe_method_names[w->method].label), .standard = w->standard, .passes = w->passes, .started_at = w->started_at, .ended_at = w->ended_at,
			.operator_name = w->operator_name, .witness_name = w->witness_name, .verify_result = str_of(wipe_result_names[i->result].label), .verify_note = i->verify_note };
	}
	return out;
}

static void cert_runs(struct ctx *c, const struct revocation *r, struct destroy_cert *k)
{
	size_t n = 0;

	EACH(struct wipe_run, w, r->runs)
		n += w->photos.n;
	k->photos = (struct list){ ARENA_ARRAY(c->arena, int64_t, n + 1), 0 };
	EACH(struct wipe_run, w, r->runs) {
		if (w->csp != k->csp)
			continue;
		k->method = joined(c, k->method, str_of(wipe_method_names[w->method].label));
		k->standard = joined(c, k->standard, w->standard);
		k->operator = joined(c, k->operator, w->operator_name);
		k->witness = joined(c, k->witness, arena_fmt(c->arena, STR_FMT "（" STR_FMT "）", STR_ARG(w->witness_name), STR_ARG(w->witness_org_name)));
		k->passes = k->passes == INT_NONE ? w->passes : MIN2(k->passes, w->passes);
		k->started_at.ms = at_none(k->started_at) ? w->started_at.ms : MIN2(k->started_at.ms, w->started_at.ms);
		k->ended_at.ms = at_none(k->ended_at) ? w->ended_at.ms : MAX2(k->ended_at.ms, w->ended_at.ms);
		EACH(int64_t, p, w->photos)
			*LIST_AT(k->photos, int64_t, k->photos.n++) = *p;
	}
}

static void cert_resources(struct ctx *c, const struct revocation *r, struct destroy_cert *k)
{
	k->resources = (struct list){ ARENA_ARRAY(c->arena, struct cert_resource, r->resources.n + 1), 0 };
	EACH(struct resource, x, r->resources) {
		if (x->csp != k->csp)
			continue;
		*LIST_AT(k->resources, struct cert_resource, k->resources.n++) = (struct cert_resource){ .no = x->no, .name = x->name, .item_name = x->item_name, .unit = x->unit,
			.native_id = x->native_id, .qty = x->qty, .billing_start_date = x->billing_start_date, .billing_end_date = x->billing_end_date };
		k->csp_name = x->csp_name;
		k->stop_date = x->billing_end_date;
	}
}

static struct str hand_back_words(struct ctx *c, const struct hand_back *h)
{
	if (h->no_data)
		return arena_fmt(c->arena, "没有要返还的数据：" STR_FMT, STR_ARG(h->note));
	return arena_fmt(c->arena, STR_FMT "，接收人 " STR_FMT "，登记人 " STR_FMT, STR_ARG(h->content), STR_ARG(h->receiver), STR_ARG(h->by_name));
}

static enum err cert_issue(struct ctx *c, const struct revocation *r, int64_t csp)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(16));
	const struct revocation_backup *b = r->backup;
	struct destroy_cert k;

	record_none(&destroy_cert_record, &k);
	k.id = id_new(c);
	k.version = 1;
	TRY(number_next(c, "XH", &k.no));
	k.application = r->id; k.application_no = r->no; k.system = r->system; k.system_name = r->system_name; k.user_org = r->user_org; k.user_org_name = r->user_org_name;
	k.applicant_org = r->applicant_org; k.applicant_org_name = r->applicant_org_name; k.csp = csp;
	cert_resources(c, r, &k);
	k.volumes = media_of(c, r, csp, MEDIUM_VOLUME);
	k.snapshots = media_of(c, r, csp, MEDIUM_SNAPSHOT);
	k.backups = media_of(c, r, csp, MEDIUM_BACKUP);
	k.replicas = media_of(c, r, csp, MEDIUM_REPLICA);
	cert_runs(c, r, &k);
	k.verify_result = STR("全部验证通过");
	k.backup_by = b->by_name;
	k.backup_at = b->at;
	k.backup_place = b->place;
	k.hand_back = hand_back_words(c, r->hand_back);
	k.issued_at = c->now;
	record_to_json(&destroy_cert_record, &k, OUT, false, &text);
	if (text.failed)
		return fail(c, E_LIMIT, "too_large", "证明的内容太多");
	k.digest = digest_hex(c, buf_str(&text));
	TRY(sql_put(c, &rev_q[Q_CERT_PUT], &k));
	return fact_tell(c, "destroy_cert.issued", &destroy_cert_entity, k.id);
}

static enum err resources_destroy(struct ctx *c, const struct revocation *r, int64_t csp)
{
	EACH(struct resource, x, r->resources) {
		struct list gone = { ARENA_ARRAY(c->arena, struct str, r->items.n + 1), 0 };
		if (x->csp != csp)
			continue;
		EACH(struct wipe_item, i, r->items)
			if (i->resource == x->id && i->kind != MEDIUM_NONE)
				*LIST_AT(gone, struct str, gone.n++) = i->native_id;
		TRY(resource_destroy(c, x->id, &gone));
		TRY(cloud_task_order(c, CLOUD_REMOVE, r->id, x, NULL));
	}
	return OK;
}

static enum err tell_owner(struct ctx *c, const struct revocation *r)
{
	struct info_system s;

	TRY(info_system_get(c, r->system, &s));
	if (s.internet_facing || s.icp_no.n || s.domains.n)
		TRY(tell(c, r, r->user_org, R(USER_HANDLER) | R(USER_OWNER), "A23.1a", "请注销域名解析和 ICP 备案", r->domain_icp_cancel));
	return tell(c, r, r->user_org, R(USER_OWNER), "A23.1d", "数据已销毁，证明已出具", STR("系统不再有资源的，请登记下线；账单和审计记录照常保留"));
}

/* A provider's part is over when every medium is verified as gone and every run has been witnessed. */
static enum err part_over(struct ctx *c, int64_t application, int64_t csp)
{
	struct revocation r;

	TRY(revocation_get(c, application, &r));
	if (any_waits(&r, csp))
		return OK;
	EACH(struct wipe_run, w, r.runs)
		if (w->csp == csp && at_none(w->witnessed_at))
			return OK;
	TRY(step_do(c, &r, csp, STEP_DESTROYED, STR_NONE));
	TRY(cert_issue(c, &r, csp));
	TRY(resources_destroy(c, &r, csp));
	TRY(revocation_get(c, application, &r));
	if (!all_in(&r, RES_DESTROYED))
		return OK;
	TRY(flow_fire(c, &application_flow, r.id, "destroy", NULL));
	return tell_owner(c, &r);
}

enum err rev_witness(struct ctx *c, const void *in_, void *out)
{
	const struct rev_act_in *in = in_;
	const struct revocation *r = c->subject;
	struct list csps = { ARENA_ARRAY(c->arena, int64_t, r->runs.n + 1), 0 };

	(void)out;
	EACH(struct wipe_run, w, r->runs) {
		bool known = false;
		if (w->witness != c->who.person || !at_none(w->witnessed_at))
			continue;
		TRY(sql_run(c, &rev_q[Q_RUN_WITNESS], w->id, c->now, in->comment));
		EACH(int64_t, k, csps)
			known |= *k == w->csp;
		if (!known)
			*LIST_AT(csps, int64_t, csps.n++) = w->csp;
	}
	EACH(int64_t, k, csps)
		TRY(part_over(c, r->id, *k));
	return OK;
}

/* The one who was named has left, or is of another unit since units merged or were divided: without another the case would stand for ever. */
enum err rev_replace_witness(struct ctx *c, const void *in_, void *out)
{
	const struct rev_replace_in *in = in_;
	const struct revocation *r = c->subject;
	struct person p;

	(void)out;
	enum err e = witness_of(c, r, in->witness, &p);
	TRY(fields_ok(c));
	TRY(e);
	EACH(struct wipe_run, w, r->runs) {
		if (!at_none(w->witnessed_at) || (c->who.party == ORG_CSP && w->csp != c->who.org) || w->witness == p.id)
			continue;
		if (w->operator == p.id)
			return refuse_by(c, "A23.1d", "revocation.same_person", "操作人和见证人应当是两个人");
		struct str note = arena_fmt(c->arena, STR_FMT "%s见证人由" STR_FMT "更换为" STR_FMT "：" STR_FMT, STR_ARG(w->note), w->note.n ? "；" : "", STR_ARG(w->witness_name), STR_ARG(p.name), STR_ARG(in->comment));
		TRY(sql_run(c, &rev_q[Q_RUN_REPLACE], w->id, p.id, p.name, p.org_name, note));
	}
	return message_send(c, p.id, &(struct note){ arena_fmt(c->arena, "请见证数据销毁：" STR_FMT, STR_ARG(r->title)), in->comment, "A23.1d", &application_entity, r->id });
}

enum err rev_end(struct ctx *c, const void *in_, void *out)
{
	const struct rev_act_in *in = in_;
	const struct revocation *r = c->subject;

	(void)out;
	TRY(step_do(c, r, c->who.org, STEP_ENDED, in->comment));
	TRY(work_order_finish(c, &application_entity, r->id, WO_REVOKE, c->who.org, STR("服务已终止，数据已销毁")));
	return tell(c, r, 0, R(AUTH_HANDLER), "A23.1c", "服务已终止，请办结撤销", in->comment);
}

/* ---- the cooling-off is over ---- */
enum err rev_cooled(struct ctx *c)
{
	struct list due;

	TRY(sql_all(c, &rev_q[Q_COOLED_DUE], &due, today(c)));
	EACH(struct revocation, r, due) {
		TRY(sql_run(c, &rev_q[Q_COOLED], r->id, c->now));
		TRY(sql_all(c, &rev_q[Q_SCOPE], &r->resources, r->id));
		EACH(struct resource, x, r->resources)
			if (x == (struct resource *)r->resources.items || x->csp != x[-1].csp)
				TRY(tell(c, r, x->csp, R(CSP_OPERATION) | R(CSP_MAINTENANCE), "A23.1d", "冷静期已满，可以销毁数据", STR_NONE));
		TRY(tell(c, r, r->user_org, R_USER, "A23.1d", "冷静期已满，即将销毁数据", STR("销毁后不能恢复")));
	}
	return OK;
}
