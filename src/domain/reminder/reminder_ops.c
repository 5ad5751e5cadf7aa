/* Reminders and digests: tables of the feature. */
#include "domain/reminder/reminder_in.h"

static const struct field write_fields[] = {
	F(struct digest_in, person, F_ID, "收件人", IN | NEEDED), F(struct digest_in, title, F_STR, "标题", IN | NEEDED), F(struct digest_in, body, F_TEXT, "内容", IN | NEEDED),
	{ 0 }
};
static const struct record write_record = RECORD("digest_write", struct digest_in, write_fields, "写摘要");

struct choice { bool mail, has_address; };
static const struct field choice_fields[] = {
	F(struct choice, mail, F_BOOL, "摘要也发邮件", OUT), F(struct choice, has_address, F_BOOL, "登记了邮箱", OUT), { 0 }
};
static const struct record choice_record = RECORD("digest_choice", struct choice, choice_fields, "摘要设置");
static const struct field choose_fields[] = { F(struct choice, mail, F_BOOL, "摘要也发邮件", IN | NEEDED, .help = "站内摘要照常"), { 0 } };
static const struct record choose_record = RECORD("digest_choose", struct choice, choose_fields, "摘要设置");

static enum err choice(struct ctx *c, const void *in, void *out_)
{
	struct choice *out = out_;
	int64_t address = 0;

	(void)in;
	TRY(digest_by_mail(c, c->who.person, &out->mail));
	TRY(sql_int(c, &reminder_q[Q_HAS_ADDRESS], &address, c->who.person));
	out->has_address = address > 0;
	return OK;
}

static enum err choose(struct ctx *c, const void *in_, void *out)
{
	const struct choice *in = in_;
	int64_t changed = 0;

	TRY(sql_run_n(c, &reminder_q[Q_CHOICE_SET], &changed, c->who.person, (int)in->mail, c->now));
	if (!changed)
		TRY(sql_run(c, &reminder_q[Q_CHOICE_PUT], c->who.person, (int)in->mail, c->now));
	return choice(c, NULL, out);
}

static const struct op ops[] = {
	{ "digest.choice", GET, "/digest-choice", NULL, NULL, &choice_record, choice, "摘要设置", "A9a.2", OP_SIGNED_IN },
	{ "digest.choose", PUT, "/digest-choice", NULL, &choose_record, &choice_record, choose, "改摘要设置", "A9a.2", OP_SIGNED_IN | OP_NO_MATCH },
	{ "digest.write", POST, NULL, .in = &write_record, .fn = digest_write, .words = "写每日摘要", .flags = OP_INTERNAL },
	{ "digest.done", POST, NULL, .fn = digest_done, .words = "当日摘要已写完", .flags = OP_INTERNAL },
	{ 0 }
};
static const struct job jobs[] = {
	{ "reminder.clocks", MINUTES(10), job_remind, NULL, "A20.2a, A20.2b, A22.4a, A22.4b", "时限到期提醒和超期上报" },
	{ "reminder.digest", MINUTES(1), NULL, job_digest, "A9a.2", "每日摘要" },
	{ 0 }
};
static const struct setting settings[] = {
	{ "digest.at", SET_TIME, "08:00", "A9a.2", "每日摘要的时刻（工作日）", FREE, 0, 0, 0, .choices = "none", .says = "不发送" },
	{ 0 }
};

const struct feature reminder_feature = {
	.name = "reminder", .label = "提醒", .articles = ARTICLES("A8.4c", "A9a.2", "A20.2a", "A20.2b", "A22.4a", "A22.4b"), .migrations = reminder_migrations,
	.jobs = jobs, .settings = settings, .ops = ops, STATEMENTS(reminder_q),
};
