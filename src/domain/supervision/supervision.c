/* Finding, deciding, and putting the lists together. */
#include "domain/evaluation/evaluation.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/supervision/supervision_in.h"

bool clause_is_units(int clause) { return clause >= CLAUSE_A1 && clause <= CLAUSE_A5; }

/* ---- found by rule ---- */
/* What a rule looks at has its day, its end and what was said of it; each row says of what it is made. */
const struct rule supervision_rules[] = {
	{ "emergency_makeup",   CLAUSE_A5, Q_RULE_EMERGENCY, "应急资源没有按时补办手续" },
	{ "cross_system",       CLAUSE_A4, Q_RULE_CROSS,     "资源未经申请跨系统使用，经核实属实" },
	{ "opening_late",       CLAUSE_B3, Q_RULE_OPENING,   "没有按时开通" },
	{ "change_late",        CLAUSE_B3, Q_RULE_CHANGE,    "没有按时实施变更" },
	{ "opening_reduced",    CLAUSE_B3, Q_RULE_REDUCED,   "开通的数量少于批准的数量" },
	{ "delivery_disputed",  CLAUSE_B3, Q_RULE_DISPUTE,   "交付异议成立" },
	{ "report_voided",      CLAUSE_B3, Q_RULE_VOIDED,    "实施报告不实，被上云单位退回" },
	{ "emergency_short",    CLAUSE_B3, Q_RULE_SHORT,     "紧急开通没有开足" },
	{ 0 }
};

struct str evidence_of(struct ctx *c, const struct rule *r, const struct found *f)
{
	struct str due = STR_NONE, said = STR_NONE;

	if (!at_none(f->due_at))
		due = at_none(f->done_at) ? arena_fmt(c->arena, "；期限 " STR_FMT "，登记时尚未完成", STR_ARG(date_text(c->arena, date_add(date_of(f->due_at), -1))))
					  : arena_fmt(c->arena, "；期限 " STR_FMT "，" STR_FMT " 完成", STR_ARG(date_text(c->arena, date_add(date_of(f->due_at), -1))),
						      STR_ARG(date_text(c->arena, date_of(f->done_at))));
	if (!str_empty(f->said))
		said = arena_fmt(c->arena, "；" STR_FMT, STR_ARG(f->said));
	return arena_fmt(c->arena, "“" STR_FMT "”（" STR_FMT "）%s" STR_FMT STR_FMT, STR_ARG(f->title), STR_ARG(f->subject_no), r->says, STR_ARG(due), STR_ARG(said));
}

static enum err tell(struct ctx *c, const struct candidate *k)
{
	struct note n = { .title = arena_fmt(c->arena, "新的督促线索：%s", clause_names[k->clause].label), .body = k->evidence, .article = clause_names[k->clause].word,
			  .e = &candidate_entity, .subject = k->id };

	return message_to_roles(c, 0, R(AUTH_HANDLER), &n);
}

static enum err enter(struct ctx *c, struct candidate *k)
{
	k->version = 1;
	k->at = c->now;
	k->state = CANDIDATE_OPEN;
	TRY(sql_put(c, &supervision_q[Q_CAND_PUT], k));
	return tell(c, k);
}

enum err candidate_open(struct ctx *c, struct candidate *k)
{
	int64_t there = 0;

	TRY(sql_int(c, &supervision_q[Q_CAND_KEY], &there, k->key));
	if (there)
		return OK;
	k->id = id_new(c);
	k->source = SOURCE_RULE;
	k->decided_at = AT_NONE;
	return enter(c, k);
}

static enum err rule_scan(struct ctx *c, const struct rule *r)
{
	struct list all;

	TRY(sql_all(c, &supervision_q[r->q], &all, c->now));
	EACH(struct found, f, all) {
		struct candidate k;
		record_none(&candidate_record, &k);
		k.key = f->key;
		k.rule = str_of(r->name);
		k.clause = r->clause;
		k.org = f->org;
		k.addressee = f->addressee;
		k.subject_kind = f->subject_kind;
		k.subject = f->subject;
		k.subject_no = f->subject_no;
		k.title = f->title;
		k.evidence = evidence_of(c, r, f);
		TRY(candidate_open(c, &k));
	}
	return OK;
}

/* A39a.3 wants both: the case still open, and an objection rejected or an answer overdue. Whoever handed in a plan refuses nothing. */
static enum err refusals_scan(struct ctx *c)
{
	struct list all;

	TRY(evaluation_refusals(c, &all));
	EACH(struct util_refusal, u, all) {
		struct candidate k;
		record_none(&candidate_record, &k);
		k.key = arena_fmt(c->arena, "util_case:%" PRId64, u->util_case);
		k.rule = STR("low_refused");
		k.clause = CLAUSE_A3;
		k.org = u->user_org;
		k.addressee = u->applicant_org;
		k.subject_kind = STR("util_case");
		k.subject = u->util_case;
		k.title = u->system_name;
		k.evidence = arena_fmt(c->arena, "“" STR_FMT "”利用率长期较低，个案 " STR_FMT " 立案，%s%s", STR_ARG(u->system_name), STR_ARG(date_text(c->arena, date_of(u->opened_at))),
				       u->objection_rejected ? "异议未被采纳" : "逾期未答复", u->objection_rejected && u->overdue ? "，且逾期未提交方案" : "");
		TRY(candidate_open(c, &k));
	}
	return OK;
}

enum err supervision_scan(struct ctx *c)
{
	for (const struct rule *r = supervision_rules; r->name; r++)
		TRY(rule_scan(c, r));
	return refusals_scan(c);
}

enum err supervision_heard(struct ctx *c, const struct fact *f)
{
	(void)f;
	return supervision_scan(c);
}

/* ---- written down, and decided ---- */
enum err candidate_by_hand(struct ctx *c, const void *in_, void *out)
{
	const struct candidate_in *in = in_;
	struct candidate k;
	struct org o;

	(void)out;
	if (org_peek(c, in->org, &o) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "org", "absent", "没有编号为 %" PRId64 " 的单位", in->org);
	}
	bool units = o.kind == ORG_APPLICANT || o.kind == ORG_USER;
	if (units != clause_is_units(in->clause) || (!units && o.kind != ORG_CSP))
		return fail_on(c, "org", "wrong_kind", clause_is_units(in->clause) ? "这一项针对申请单位和上云单位" : "这一项针对云服务商");
	record_none(&candidate_record, &k);
	k.id = c->made = id_new(c);
	k.key = arena_fmt(c->arena, "manual:%" PRId64, k.id);
	k.source = SOURCE_MANUAL;
	k.clause = in->clause;
	k.org = o.id;
	k.addressee = o.kind == ORG_USER && o.budget_level1 ? o.budget_level1 : o.id;
	k.title = str_empty(in->title) ? o.name : in->title;
	k.subject_kind = in->subject_kind;
	k.subject = in->subject;
	k.evidence = in->evidence;
	k.opened_by = c->who.person;
	k.opened_by_name = c->who.name;
	return enter(c, &k);
}

enum err candidate_decide(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &supervision_q[Q_CAND_DECIDE], c->subject_id, c->who.person, c->who.name, c->now, ((const struct candidate_in *)in_)->comment);
}

/* ---- the lists in one place ---- */
const struct watch_def supervision_watches[] = {
	{ "candidates",       "待核实的线索",             "A38a",     "candidate.list",      "/candidates?state=open",        Q_WATCH_CANDIDATES },
	{ "confirmed",        "已核实、待督促的线索",     "A38a",     "candidate.list",      "/candidates?state=confirmed",   Q_WATCH_CONFIRMED },
	{ "clocks_authority", "主管部门在走的时限",       "A20.2",   "report.clocks",       "/reports/clocks",               Q_WATCH_CLOCKS_AUTH, BY_NOW },
	{ "clocks_units",     "申请单位和上云单位在走的时限", "A8.4c", "report.clocks",     "/reports/clocks",               Q_WATCH_CLOCKS_UNIT, BY_NOW },
	{ "clocks_providers", "云服务商在走的时限",       "A39b.3",  "report.clocks",       "/reports/clocks",               Q_WATCH_CLOCKS_CSP, BY_NOW },
	{ "emergency_debts",  "应急未清事项",             "A26c",    "emergency.debts",     "/emergency-debts",              Q_WATCH_DEBTS, BY_NOW },
	{ "expired",          "到期未办理的资源",         "R-47",    "resource.list",       "/resources?expired=true",       Q_WATCH_EXPIRED },
	{ "trials",           "试用超期",                 "A21.1b",  "trial.list",          "/trials?over_since_from=2000-01-01", Q_WATCH_TRIALS, BY_DAY },
	{ "idle",             "交付未用的资源",           "A21.2a",  "idle_resource.list",  "/idle-resources",               Q_WATCH_IDLE },
	{ "golive",           "上线后缺项的系统",         "A21.3c",  "golive_watch.list",   "/golive-watch",                 Q_WATCH_GOLIVE },
	{ "stock",            "合同到期未申请迁移的存量系统", "A16b", "report.stock",       "/reports/stock-systems",        Q_WATCH_STOCK, BY_DAY },
	{ "cross_system",     "疑似跨系统使用",           "A22.2",   "usage_seen.list",     "/usage-observations?state=suspected", Q_WATCH_CROSS },
	{ "low_use",          "未结束的低利用率个案",     "A25.1",   "util_case.list",      "/util-cases?kind=low&state=open,plan,executing", Q_WATCH_LOW, BY_NOW },
	{ 0 }
};

enum { WATCHES_MAX = 32 };

static enum err count(struct ctx *c, const struct watch_def *w, struct watch *row)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct val given = w->by == BY_DAY ? val_date(today(c)) : val_at(c->now);

	TRY(db_rows(c->db, &supervision_q[w->q], &given, w->by != BY_NOTHING, &c->fail, &r));
	if (rows_next(r)) {
		row->count = rows_int(r, 0);
		row->overdue = rows_int(r, 1);
	}
	return rows_err(r, &c->fail);
}

enum err supervision_overview(struct ctx *c, const void *in, void *out)
{
	struct list *items = &((struct overview *)out)->items;

	(void)in;
	*items = (struct list){ ARENA_ARRAY(c->arena, struct watch, WATCHES_MAX), 0 };
	for (const struct watch_def *w = supervision_watches; w->name; w++) {
		struct watch *row = LIST_AT(*items, struct watch, items->n++);
		*row = (struct watch){ str_of(w->name), str_of(w->label), str_of(w->article), str_of(w->op), str_of(w->path), 0, 0 };
		TRY(count(c, w, row));
	}
	return OK;
}

enum err supervision_orgs(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return sql_all0(c, &supervision_q[Q_TALLY], &((struct overview *)out)->items);
}

/* What stands against one unit (A38a): everything that was found of it or is addressed to it, and what it owes. */
enum err supervision_file(struct ctx *c, const void *in, void *out)
{
	const struct org *o = c->subject;
	struct file *f = out;

	(void)in;
	f->id = o->id;
	f->name = o->name;
	f->kind = str_of(org_kind_names[o->kind].word);
	f->open = f->confirmed = f->dismissed = 0;
	TRY(sql_all(c, &supervision_q[Q_CANDS_OF], &f->candidates, o->id));
	TRY(sql_all(c, &supervision_q[Q_DEBTS_OF], &f->debts, o->id));
	EACH(struct candidate, k, f->candidates) {
		f->open += k->state == CANDIDATE_OPEN;
		f->confirmed += k->state == CANDIDATE_CONFIRMED;
		f->dismissed += k->state == CANDIDATE_DISMISSED;
	}
	return OK;
}
