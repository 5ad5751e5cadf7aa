/* Assessments of the platform and of systems (A15.4, A34.P2b, A34.P3c): four tracks, each with its cycle. What is there, what is missing, what comes
 * due; nothing is forbidden here, the gate and the supervision read it. */
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/security/security_in.h"

const struct names assessment_kind_names[ASSESS_KIND_MAX] = {
	[ASSESS_DJ] = { "dj", "等保测评" }, [ASSESS_CRYPTO] = { "crypto", "密码应用安全性评估" }, [ASSESS_CLOUD] = { "cloud_sec", "云计算服务安全评估" }, [ASSESS_CII] = { "cii", "关键信息基础设施检测评估" },
};
static const struct names subject_names[ASSESS_SUBJECT_MAX] = { [ASSESS_PLATFORM] = { "platform", "云平台" }, [ASSESS_SYSTEM] = { "system", "信息系统" } };
static const struct names conclusion_names[CONCLUSION_MAX] = {
	[CONCLUSION_EXCELLENT] = { "excellent", "优" }, [CONCLUSION_GOOD] = { "good", "良" }, [CONCLUSION_FAIR] = { "fair", "中" }, [CONCLUSION_POOR] = { "poor", "差" },
	[CONCLUSION_MEETS] = { "meets", "符合" }, [CONCLUSION_MOSTLY] = { "mostly", "基本符合" }, [CONCLUSION_FAILS] = { "fails", "不符合" },
};
static const struct names state_names[TRACK_STATE_MAX] = {
	[TRACK_MET] = { "met", "有效" }, [TRACK_SOON] = { "soon", "即将到期" }, [TRACK_OVERDUE] = { "overdue", "超期" }, [TRACK_FAILED] = { "failed", "结论不合格" }, [TRACK_MISSING] = { "missing", "没有记录" },
};

#define MEMBERS(in) \
	F(struct assessment, kind, F_ENUM, "种类", in | OUT | NEEDED | FILTER, NAMES(assessment_kind_names), .article = "A15.4"), F(struct assessment, subject, F_ENUM, "对象", in | OUT | NEEDED | FILTER, NAMES(subject_names)), \
	F(struct assessment, csp, F_ID, "云服务商", in | OUT | FILTER, .ref = "org", .help = "测评云平台时填写"), F(struct assessment, system, F_ID, "信息系统", in | OUT | FILTER, .ref = "info_system", .help = "测评信息系统时填写"), \
	F(struct assessment, level, F_ENUM, "等级", in | OUT | FILTER, NAMES(dj_level_names)), F(struct assessment, agency, F_STR, "测评机构", in | OUT | NEEDED, .max = 120), \
	F(struct assessment, report_no, F_STR, "报告编号", in | OUT | NEEDED | FILTER, .max = 80), F(struct assessment, date, F_DATE, "报告日期", in | OUT | NEEDED | FILTER | SORT), \
	F(struct assessment, score, F_INT, "得分", in | OUT | REPORT, .max = 100), F(struct assessment, conclusion, F_ENUM, "结论", in | OUT | NEEDED | FILTER, NAMES(conclusion_names)), \
	F(struct assessment, issues, F_STRS, "发现的问题", in | OUT, .max = 100), F(struct assessment, valid_until, F_DATE, "有效至（当日有效）", in | OUT | FILTER, .help = "证书写明有效期的填写"), \
	F(struct assessment, file, F_ID, "报告或证书", in | OUT | NEEDED, .ref = "attachment")
static const struct field fields[] = {
	F(struct assessment, id, F_ID, "编号", OUT), F(struct assessment, version, F_INT, "版本", OUT), MEMBERS(0),
	F(struct assessment, next_due, F_DATE, "下次应于此日前完成", OUT | FILTER | SORT, .article = "A34.P2b"), F(struct assessment, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct assessment, system_name, F_STR, "信息系统名称", OUT | JOINED),
	F(struct assessment, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"), F(struct assessment, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct assessment, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct assessment, by_person, F_ID, "登记人", OUT, .ref = "person"), F(struct assessment, created_at, F_AT, "登记时间", OUT), F(struct assessment, voided_at, F_AT, "作废时间", OUT | FILTER),
	F(struct assessment, void_reason, F_TEXT, "作废理由", OUT), F(struct assessment, reminded, F_INT, "已提醒天数档", 0), { 0 }
};
const struct record assessment_record = RECORD("assessment", struct assessment, fields, "测评");
static const struct field in_fields[] = { MEMBERS(IN), { 0 } };
const struct record assessment_in_record = RECORD("assessment_create", struct assessment, in_fields, "登记测评");
static const struct field void_fields[] = { F(struct assessment_void_in, id, F_ID, "编号", IN_PATH), F(struct assessment_void_in, reason, F_TEXT, "作废理由", IN | NEEDED, .max = 500), { 0 } };
const struct record assessment_void_record = RECORD("assessment_void", struct assessment_void_in, void_fields, "作废测评记录");
static const struct field track_fields[] = {
	F(struct track, kind, F_ENUM, "种类", OUT, NAMES(assessment_kind_names)), F(struct track, csp, F_ID, "云服务商", OUT, .ref = "org"), F(struct track, system, F_ID, "信息系统", OUT, .ref = "info_system"), F(struct track, name, F_STR, "对象", OUT),
	F(struct track, unit, F_STR, "责任单位", OUT), F(struct track, assessment, F_ID, "最近一次", OUT, .ref = "assessment"), F(struct track, date, F_DATE, "报告日期", OUT), F(struct track, conclusion, F_ENUM, "结论", OUT, NAMES(conclusion_names)),
	F(struct track, next_due, F_DATE, "下次应于此日前完成", OUT), F(struct track, left, F_INT, "剩余天数", OUT, .min = -100000, .max = 100000), F(struct track, months, F_INT, "周期（月）", OUT), F(struct track, state, F_ENUM, "状态", OUT, NAMES(state_names)),
	F(struct track, gap, F_STR, "缺口", OUT, .max = 400), { 0 }
};
static const struct record track_record = RECORD("assessment_track", struct track, track_fields, "测评轨道");
static const struct field tracks_in_fields[] = { F(struct tracks, subject, F_ENUM, "对象", IN | OUT, NAMES(subject_names), .help = "不填就是云平台"), { 0 } };
const struct record assessment_tracks_in_record = RECORD("assessment_tracks_in", struct tracks, tracks_in_fields, "对象");
static const struct field tracks_fields[] = {
	F(struct tracks, subject, F_ENUM, "对象", OUT, NAMES(subject_names)), F(struct tracks, n_gaps, F_INT, "缺口数", OUT | REPORT), F(struct tracks, complete, F_BOOL, "齐备", OUT),
	F(struct tracks, items, F_LIST, "测评轨道", OUT, .sub = &track_record, .max = 20000), { 0 }
};
const struct record assessment_tracks_record = RECORD("assessment_tracks", struct tracks, tracks_fields, "测评总览");
static const struct field assessed_fields[] = {
	F(struct assessed, id, F_ID, ""), F(struct assessed, name, F_STR, ""), F(struct assessed, unit, F_STR, ""), F(struct assessed, dj_level, F_ENUM, "", NAMES(dj_level_names)), F(struct assessed, crypto_required, F_BOOL, ""), F(struct assessed, cii, F_BOOL, ""), { 0 }
};
const struct record assessed_record = RECORD("assessed", struct assessed, assessed_fields, "应测评的对象");

const struct entity assessment_entity = {
	.name = "assessment", .label = "测评", .path = "/assessments", .rec = &assessment_record, .from = "v_assessment", .table = "assessment", .title = "report_no",
	.scope = { "applicant_org = :root OR user_org = :org", "user_org = :org", "csp = :org OR system IN (SELECT x.system FROM csp_visible x WHERE x.org = :org)", NULL },
};

/* ---- entering ---- */
static int64_t months_of(struct ctx *c, int32_t kind, int32_t level)
{
	static const char *const keys[ASSESS_KIND_MAX] = { [ASSESS_CRYPTO] = "assess.crypto_months", [ASSESS_CLOUD] = "assess.cloud_months", [ASSESS_CII] = "assess.cii_months" };

	return setting_int(c, kind != ASSESS_DJ ? keys[kind] : level >= DJ_THREE ? "assess.dj_level3_months" : "assess.dj_level2_months");
}

/* What is assessed exists, is seen by who enters it, and is one thing only. */
static void check_subject(struct ctx *c, struct assessment *a)
{
	struct info_system s;
	struct org o;

	if (a->subject == ASSESS_SYSTEM) {
		if (a->csp)
			fail_on(c, "csp", "not_allowed", "测评信息系统时不填云服务商");
		if (!a->system) {
			fail_on(c, "system", "missing", "请选择信息系统");
			return;
		}
		enum err e = entity_get(c, &info_system_entity, a->system, &s);
		if (e != OK) {
			fail_clear(&c->fail);
			fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统，或者不在可见范围内", a->system);
		} else if (!a->level) {
			a->level = s.dj_level;
		}
		return;
	}
	if (a->system)
		fail_on(c, "system", "not_allowed", "测评云平台时不填信息系统");
	if (c->who.party == ORG_CSP && !a->csp)
		a->csp = c->who.org;
	if (!has_role(c, R_AUTH) && c->who.party != ORG_CSP)
		fail_on(c, "subject", "wrong_unit", "云平台的测评由云服务商或主管部门登记");
	else if (!a->csp)
		fail_on(c, "csp", "missing", "请选择云服务商");
	else if (c->who.party == ORG_CSP && a->csp != c->who.org)
		fail_on(c, "csp", "wrong_unit", "只登记本公司云平台的测评");
	else if (org_peek(c, a->csp, &o) != OK || o.kind != ORG_CSP) {
		fail_clear(&c->fail);
		fail_on(c, "csp", "absent", "没有编号为 %" PRId64 " 的云服务商", a->csp);
	}
	if (a->kind == ASSESS_DJ && (!a->level || a->level == DJ_NONE))
		fail_on(c, "level", "missing", "请写明等级");
}

enum err assessment_create(struct ctx *c, const void *in, void *out)
{
	struct assessment a = *(const struct assessment *)in;
	bool graded = a.conclusion <= CONCLUSION_POOR;

	(void)out;
	check_subject(c, &a);
	if (a.subject == ASSESS_SYSTEM && a.kind == ASSESS_CLOUD)
		fail_on(c, "kind", "bad_enum", "云计算服务安全评估只对云平台");
	if (a.date.day > today(c).day)
		fail_on(c, "date", "out_of_range", "报告日期不能晚于今天");
	if (!date_none(a.valid_until) && a.valid_until.day <= a.date.day)
		fail_on(c, "valid_until", "out_of_range", "有效期应当晚于报告日期");
	if (graded && a.kind != ASSESS_DJ)
		fail_on(c, "conclusion", "bad_enum", "%s的结论是符合、基本符合或不符合", assessment_kind_names[a.kind].label);
	security_file(c, "file", a.file);
	TRY(fields_ok(c));
	a.id = id_new(c);
	a.version = 1;
	a.next_due = date_add_months(a.date, (int)months_of(c, a.kind, a.level));
	/* A paper that ends earlier than the cycle has to be renewed earlier. */
	if (!date_none(a.valid_until) && a.valid_until.day < a.next_due.day)
		a.next_due = a.valid_until;
	a.by_person = c->who.person;
	a.created_at = c->now;
	a.voided_at = AT_NONE;
	a.reminded = INT_NONE;
	c->made = a.id;
	return sql_put(c, &security_q[Q_ASSESS_PUT], &a);
}

enum err assessment_not_void(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return at_none(((const struct assessment *)subject)->voided_at) ? OK : refuse(c, "这条测评记录已经作废");
}

enum err assessment_own(struct ctx *c, const void *subject, const void *in)
{
	const struct assessment *a = subject;

	(void)in;
	if (has_role(c, R_AUTH) || (a->subject == ASSESS_PLATFORM ? a->csp : a->user_org) == c->who.org)
		return OK;
	return refuse(c, "这条测评记录由责任单位或主管部门作废");
}

enum err assessment_void(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return sql_run(c, &security_q[Q_ASSESS_VOID], c->subject_id, c->now, ((const struct assessment_void_in *)in)->reason);
}

/* ---- the tracks ---- */
static void judge(struct ctx *c, const struct assessment *a, struct track *t)
{
	const char *what = assessment_kind_names[t->kind].label;

	if (!a) {
		t->state = TRACK_MISSING;
		t->gap = arena_fmt(c->arena, "没有%s的记录", what);
		return;
	}
	t->assessment = a->id;
	t->date = a->date;
	t->conclusion = a->conclusion;
	t->next_due = a->next_due;
	t->left = a->next_due.day - today(c).day;
	bool failed = a->conclusion == CONCLUSION_POOR || a->conclusion == CONCLUSION_FAILS;
	t->state = failed ? TRACK_FAILED : t->left < 0 ? TRACK_OVERDUE : t->left <= setting_nth(c, "assess.remind_days", 0) ? TRACK_SOON : TRACK_MET;
	if (failed)
		t->gap = arena_fmt(c->arena, "最近一次%s的结论不合格", what);
	else if (t->left < 0)
		t->gap = arena_fmt(c->arena, "%s应于 " STR_FMT " 前完成，已超期 %" PRId64 " 天", what, STR_ARG(date_text(c->arena, a->next_due)), -t->left);
}

static enum err add_track(struct ctx *c, struct tracks *out, const struct assessed *o, int32_t kind)
{
	struct track *t = LIST_AT(out->items, struct track, out->items.n);
	struct list last;

	record_none(&track_record, t);
	t->kind = kind;
	*(out->subject == ASSESS_PLATFORM ? &t->csp : &t->system) = o->id;
	t->name = o->name;
	t->unit = o->unit;
	t->months = months_of(c, kind, out->subject == ASSESS_PLATFORM ? DJ_THREE : o->dj_level);
	TRY(sql_all(c, &security_q[out->subject == ASSESS_PLATFORM ? Q_ASSESS_OF_CSP : Q_ASSESS_OF_SYSTEM], &last, o->id, assessment_kind_names[kind].word));
	judge(c, last.n ? LIST_AT(last, struct assessment, 0) : NULL, t);
	out->items.n++;
	out->n_gaps += t->state >= TRACK_OVERDUE;
	return OK;
}

/* The four of the platform are asked of every provider; of a system those that its level, its cryptography and its weight ask for. */
static bool asked(const struct tracks *t, const struct assessed *o, int32_t kind)
{
	if (t->subject == ASSESS_PLATFORM)
		return true;
	return kind == ASSESS_DJ ? o->dj_level >= DJ_TWO : kind == ASSESS_CRYPTO ? o->crypto_required : kind == ASSESS_CII && o->cii;
}

enum err assessment_tracks(struct ctx *c, const void *in, void *out_)
{
	struct tracks *out = out_;
	struct list objects;
	int64_t all = c->who.system || has_role(c, R_AUTH_READ);

	out->subject = ((const struct tracks *)in)->subject == ASSESS_SYSTEM ? ASSESS_SYSTEM : ASSESS_PLATFORM;
	out->n_gaps = 0;
	TRY(sql_all(c, &security_q[out->subject == ASSESS_PLATFORM ? Q_ASSESSED_CSPS : Q_ASSESSED_SYSTEMS], &objects, all, c->who.org));
	out->items = (struct list){ ARENA_ARRAY(c->arena, struct track, objects.n * ASSESS_KIND_MAX + 1), 0 };
	EACH(struct assessed, o, objects)
		for (int32_t k = ASSESS_DJ; k < ASSESS_KIND_MAX; k++)
			if (asked(out, o, k))
				TRY(add_track(c, out, o, k));
	out->complete = out->n_gaps == 0;
	return OK;
}

/* ---- warnings ---- */
static enum err tell(struct ctx *c, const struct assessment *a, int64_t left)
{
	struct str name = a->subject == ASSESS_PLATFORM ? a->csp_name : a->system_name;
	const char *article = a->subject == ASSESS_PLATFORM ? "A34.P2b" : "A34.P3c", *what = assessment_kind_names[a->kind].label;
	struct note n = {
		.title = left < 0 ? arena_fmt(c->arena, "“" STR_FMT "”的%s已超期", STR_ARG(name), what) : arena_fmt(c->arena, "“" STR_FMT "”的%s还有 %" PRId64 " 天到期", STR_ARG(name), what, left),
		.body = arena_fmt(c->arena, "上一次报告 " STR_FMT "（" STR_FMT "），应于 " STR_FMT " 前完成下一次。", STR_ARG(a->report_no), STR_ARG(date_text(c->arena, a->date)), STR_ARG(date_text(c->arena, a->next_due))),
		.article = article, .e = &assessment_entity, .subject = a->id,
	};

	TRY(message_to_roles(c, a->subject == ASSESS_PLATFORM ? a->csp : a->user_org, a->subject == ASSESS_PLATFORM ? R(CSP_SECURITY) | R(CSP_HEAD) : R_USER, &n));
	return message_to_roles(c, 0, R(AUTH_SECURITY), &n);
}

/* Every day: the last one of each track, 90, 60 and 30 days ahead, and once when it is over; the supervision hears of that. */
enum err assessment_watch(struct ctx *c)
{
	struct list last;

	TRY(sql_all0(c, &security_q[Q_ASSESS_LAST], &last));
	EACH(struct assessment, a, last) {
		int64_t left = a->next_due.day - today(c).day, day = left < 0 ? -1 : message_remind_day(c, "assess.remind_days", left, a->reminded);
		if (day == INT_NONE || day == a->reminded)
			continue;
		TRY(sql_run(c, &security_q[Q_ASSESS_TOLD], a->id, day));
		TRY(tell(c, a, left));
		if (left < 0)
			TRY(fact_tell(c, "assessment.overdue", &assessment_entity, a->id));
	}
	return OK;
}
