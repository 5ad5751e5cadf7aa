/* Security tests, what they found and how it was closed; commitment letters; major changes that make both old. */
#include "domain/message/message.h"
#include "domain/resource/resource.h"
#include "domain/security/security_in.h"

/* The system this person may see, or a field error. */
static enum err system_of(struct ctx *c, const char *field, int64_t id, struct info_system *out)
{
	enum err e = entity_get(c, &info_system_entity, id, out);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return fail_on(c, field, "absent", "没有编号为 %" PRId64 " 的信息系统，或者不在可见范围内", id);
}

/* A file that was uploaded, or a field error; 0 is none. */
enum err security_file(struct ctx *c, const char *field, int64_t id)
{
	const struct entity *e = core_entity_named(c, STR("attachment"));

	if (!id)
		return OK;
	enum err got = entity_get(c, e, id, arena_alloc(c->arena, e->rec->size));
	if (got != E_ABSENT)
		return got;
	fail_clear(&c->fail);
	return fail_on(c, field, "absent", "没有编号为 %" PRId64 " 的附件", id);
}

/* A resource and a test of that system, or field errors; 0 is none. */
static enum err resource_of(struct ctx *c, const char *field, int64_t id, int64_t system)
{
	struct resource r;

	if (!id)
		return OK;
	enum err e = entity_get(c, &resource_entity, id, &r);
	if (e == E_ABSENT)
		fail_clear(&c->fail);
	else
		TRY(e);
	return e == OK && r.system == system ? OK : fail_on(c, field, "absent", "这个系统没有编号为 %" PRId64 " 的资源", id);
}

static enum err test_of(struct ctx *c, const char *field, int64_t id, int64_t system)
{
	struct security_test t;

	if (!id)
		return OK;
	enum err e = entity_get(c, &security_test_entity, id, &t);
	if (e == E_ABSENT)
		fail_clear(&c->fail);
	else
		TRY(e);
	return e == OK && t.system == system ? OK : fail_on(c, field, "absent", "这个系统没有编号为 %" PRId64 " 的安全检测", id);
}

/* ---- findings ---- */
static enum err finding_enter(struct ctx *c, struct vuln_finding *f)
{
	f->id = id_new(c);
	f->version = 1;
	f->state = FINDING_OPEN;
	f->by_person = c->who.person;
	if (at_none(f->found_at))
		f->found_at = c->now;
	return sql_put(c, &security_q[Q_FINDING_PUT], f);
}

enum err finding_create(struct ctx *c, const void *in_, void *out)
{
	struct vuln_finding f = *(const struct vuln_finding *)in_;
	struct info_system s;

	(void)out;
	system_of(c, "system", f.system, &s);
	if (!at_none(f.found_at) && f.found_at.ms > c->now.ms)
		fail_on(c, "found_at", "out_of_range", "发现时间不能晚于现在");
	if (!at_none(f.due_at) && f.due_at.ms <= c->now.ms)
		fail_on(c, "due_at", "out_of_range", "整改期限应当晚于现在");
	test_of(c, "test", f.test, f.system);
	resource_of(c, "resource", f.resource, f.system);
	TRY(fields_ok(c));
	TRY(finding_enter(c, &f));
	c->made = f.id;
	return OK;
}

enum err finding_fill(struct ctx *c, void *rec)
{
	struct vuln_finding *f = rec;

	return sql_all(c, &security_q[Q_RETESTS], &f->retests, f->id);
}

enum err finding_not_done(struct ctx *c, const void *subject, const void *in)
{
	const struct vuln_finding *f = subject;

	(void)in;
	return f->state == FINDING_RETESTED ? refuse(c, "问题已经复测通过，不再另定计划") : OK;
}

/* what is grave is closed by a re-test and nothing else; the rest may be borne for a while, with the authority's word. */
enum err finding_acceptable(struct ctx *c, const void *subject, const void *in)
{
	const struct vuln_finding *f = subject;

	(void)in;
	return f->severity > SEV_HIGH ? OK : refuse(c, "“%s”级问题只能修复后复测通过，不能接受风险", severity_names[f->severity].label);
}

enum err finding_plan(struct ctx *c, const void *in_, void *out)
{
	const struct plan_in *in = in_;
	const struct vuln_finding *f = c->subject;

	(void)out;
	if (in->due_at.ms <= c->now.ms)
		return fail_on(c, "due_at", "out_of_range", "整改期限应当晚于现在");
	TRY(sql_run(c, &security_q[Q_FINDING_PLAN], f->id, in->plan, in->due_at));
	return gate_relook(c, f->system);
}

enum err finding_fix(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return sql_run(c, &security_q[Q_FINDING_FIX], c->subject_id, ((const struct fix_in *)in)->comment, c->now);
}

bool retest_passed(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)subject;
	return in && ((const struct retest_in *)in)->passed;
}

enum err finding_retest(struct ctx *c, const void *in_, void *out)
{
	const struct retest_in *in = in_;
	const struct vuln_finding *f = c->subject;
	struct retest r = { .id = id_new(c), .finding = f->id, .test = in->test, .by_person = c->who.person, .file = in->file, .date = in->date, .passed = in->passed, .agency = in->agency,
			    .note = in->comment, .at = c->now };

	(void)out;
	if (in->date.day > today(c).day)
		fail_on(c, "date", "out_of_range", "复测日期不能晚于今天");
	if (in->date.day < date_of(f->found_at).day || (!at_none(f->fixed_at) && in->date.day < date_of(f->fixed_at).day))
		fail_on(c, "date", "out_of_range", "复测日期不能早于发现和修复的日期");
	security_file(c, "file", in->file);
	test_of(c, "test", in->test, f->system);
	TRY(fields_ok(c));
	return sql_put(c, &security_q[Q_RETEST_PUT], &r);
}

enum err finding_accept(struct ctx *c, const void *in_, void *out)
{
	const struct accept_in *in = in_;

	(void)out;
	if (in->until_date.day <= today(c).day)
		return fail_on(c, "until_date", "out_of_range", "接受风险的期限应当晚于今天");
	return sql_run(c, &security_q[Q_FINDING_ACCEPT], c->subject_id, in->reason, in->until_date, V_ID(c->who.person));
}

/* ---- tests ---- */
static int64_t *count_of(struct security_test *t, int32_t severity)
{
	return severity == SEV_CRITICAL ? &t->n_critical : severity == SEV_HIGH ? &t->n_high : severity == SEV_MEDIUM ? &t->n_medium : &t->n_low;
}

/* What the report counts and what is listed agree: a count that is not given is that of the list. */
static void check_counts(struct ctx *c, struct security_test *t)
{
	static const char *const fields[SEVERITY_MAX] = { [SEV_CRITICAL] = "n_critical", [SEV_HIGH] = "n_high", [SEV_MEDIUM] = "n_medium", [SEV_LOW] = "n_low" };

	for (int32_t s = SEV_CRITICAL; s < SEVERITY_MAX; s++) {
		int64_t listed = 0, *n = count_of(t, s);
		EACH(struct new_finding, f, t->findings)
			listed += f->severity == s;
		if (*n == INT_NONE && !t->findings.n && s <= SEV_HIGH)
			fail_on(c, fields[s], "missing", "请写明“%s”级问题的个数，没有写 0", severity_names[s].label);
		else if (*n == INT_NONE)
			*n = listed;
		else if (*n < listed)
			fail_on(c, fields[s], "out_of_range", "列出了 %" PRId64 " 个“%s”级问题，个数不能是 %" PRId64, listed, severity_names[s].label, *n);
	}
	for (size_t i = 0; i < t->findings.n; i++) {
		const struct new_finding *f = LIST_AT(t->findings, struct new_finding, i);
		if (!at_none(f->due_at) && f->due_at.ms <= c->now.ms)
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "findings/%zu/due_at", i)), "out_of_range", "整改期限应当晚于现在");
		resource_of(c, arena_cstr(c->arena, arena_fmt(c->arena, "findings/%zu/resource", i)), f->resource, t->system);
	}
}

int64_t security_figure(struct ctx *c, const char *key, const struct application *a)
{
	return a && !at_none(a->submitted_at) ? setting_int_at(c, key, a->submitted_at, a->id) : setting_int(c, key);
}

/* What is entered for a system on its way to the cloud counts by the figures of that case. */
static enum err figure_of(struct ctx *c, const char *key, int64_t system, int64_t *out)
{
	struct application a = { 0 };
	int64_t id = 0;

	TRY(sql_int(c, &security_q[Q_CASE_OF], &id, system));
	if (id)
		TRY(application_get(c, id, &a));
	*out = security_figure(c, key, id ? &a : NULL);
	return OK;
}

static enum err valid_until(struct ctx *c, const struct security_test *t, struct date *out)
{
	const char *key = t->kind == TEST_SCAN ? "golive.scan_valid_days" : t->kind == TEST_PENTEST ? "golive.pentest_valid_days" : NULL;
	int64_t days;

	*out = DATE_NONE;
	if (!key)
		return OK;
	TRY(figure_of(c, key, t->system, &days));
	*out = date_add(t->date, (int32_t)days);
	return OK;
}

enum err security_test_enter(struct ctx *c, struct security_test *t)
{
	struct info_system s;

	system_of(c, "system", t->system, &s);
	if (t->date.day > today(c).day)
		fail_on(c, "date", "out_of_range", "检测日期不能晚于今天");
	if (!t->agency.n && !t->tool.n)
		fail_on(c, "agency", "missing", "请写明检测机构或工具");
	check_counts(c, t);
	TRY(fields_ok(c));
	t->id = id_new(c);
	t->version = 1;
	TRY(valid_until(c, t, &t->valid_until));
	t->by_person = c->who.person;
	t->created_at = c->now;
	TRY(sql_put(c, &security_q[Q_TEST_PUT], t));
	EACH(struct new_finding, n, t->findings) {
		struct vuln_finding f;
		record_none(&vuln_finding_record, &f);
		f.source = t->kind == TEST_PENTEST ? SOURCE_PENTEST : SOURCE_SCAN;
		f.system = t->system;
		f.test = t->id;
		f.resource = n->resource;
		f.title = n->title;
		f.cve = n->cve;
		f.severity = n->severity;
		f.plan = n->plan;
		f.due_at = n->due_at;
		f.found_at = date_start(t->date);
		TRY(finding_enter(c, &f));
	}
	return gate_relook(c, t->system);
}

enum err test_create(struct ctx *c, const void *in, void *out)
{
	struct security_test t = *(const struct security_test *)in;

	(void)out;
	security_file(c, "file", t.file);
	TRY(security_test_enter(c, &t));
	c->made = t.id;
	return OK;
}

enum err test_fill(struct ctx *c, void *rec)
{
	struct security_test *t = rec;

	return sql_all(c, &security_q[Q_FINDINGS_OF], &t->findings, t->id);
}

/* ---- commitment letters ---- */
enum err commitment_enter(struct ctx *c, struct commitment *l)
{
	struct info_system s;

	for (size_t i = 0; i < l->systems.n; i++) {
		const char *field = arena_cstr(c->arena, arena_fmt(c->arena, "systems/%zu", i));
		int64_t id = *LIST_AT(l->systems, int64_t, i);
		for (size_t j = 0; j < i; j++)
			if (*LIST_AT(l->systems, int64_t, j) == id)
				fail_on(c, field, "duplicate", "这个系统已经列入");
		enum err e = system_of(c, field, id, &s);
		if (e == OK && l->org && s.user_org != l->org)
			fail_on(c, field, "wrong_unit", "“" STR_FMT "”属于另一个单位，一份承诺书只列本单位的系统", STR_ARG(s.name));
		else if (e == OK)
			l->org = s.user_org;
	}
	if (l->signed_date.day > today(c).day)
		fail_on(c, "signed_date", "out_of_range", "签署日期不能晚于今天");
	/* Signed on paper it is scanned; done by the system's owner in person, the act itself is the signature. */
	if (!l->file && !has_role(c, R(USER_OWNER)))
		fail_on(c, "file", "missing", "请上传签署的扫描件；不上传的由系统负责人本人办理，视为电子签署");
	TRY(fields_ok(c));
	l->id = id_new(c);
	l->version = 1;
	TRY(figure_of(c, "commitment.months", *LIST_AT(l->systems, int64_t, 0), &l->months));
	l->valid_until = date_add_months(l->signed_date, (int)l->months);
	l->by_person = c->who.person;
	l->created_at = c->now;
	TRY(sql_put(c, &security_q[Q_LETTER_PUT], l));
	EACH(int64_t, id, l->systems) {
		TRY(info_system_get(c, *id, &s));
		TRY(sql_run(c, &security_q[Q_LETTER_SYSTEM_PUT], id_new(c), l->id, s.id, s.security_responsible));
		TRY(gate_relook(c, s.id));
	}
	return OK;
}

enum err commitment_create(struct ctx *c, const void *in, void *out)
{
	struct commitment l = *(const struct commitment *)in;

	(void)out;
	l.org = 0;
	security_file(c, "file", l.file);
	TRY(commitment_enter(c, &l));
	c->made = l.id;
	return OK;
}

/* ---- major changes ---- */
enum err security_major_change(struct ctx *c, int64_t system, struct date day, struct str what)
{
	struct info_system s;
	int64_t same = 0;

	TRY(sql_int(c, &security_q[Q_CHANGE_SAME], &same, system, day));
	if (same)
		return OK;
	TRY(sql_run(c, &security_q[Q_CHANGE_PUT], id_new(c), system, day, what, V_ID(c->who.person), c->now));
	TRY(info_system_get(c, system, &s));
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”发生重大变更", STR_ARG(s.name)), .article = "A21.3a", .e = &info_system_entity, .subject = s.id,
			  .body = arena_fmt(c->arena, STR_FMT "。此前的漏洞扫描、渗透测试和上云安全承诺书不再有效，请重新检测和签署。", STR_ARG(what)) };
	return message_to_roles(c, s.user_org, R_USER, &n);
}

enum err major_change_heard(struct ctx *c, const struct fact *f)
{
	return security_major_change(c, f->subject, date_of(f->at), STR("资源变更实施完成"));
}

enum err major_change(struct ctx *c, const void *in_, void *out)
{
	const struct change_in *in = in_;

	(void)out;
	if (in->date.day > today(c).day)
		return fail_on(c, "date", "out_of_range", "变更日期不能晚于今天");
	return security_major_change(c, in->id, in->date, in->what);
}
