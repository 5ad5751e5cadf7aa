/* Break-glass (A31.P1a): a sealed account has no password. One person asks and gets half of one, another agrees and gets the rest; it is
 * good for a while, everything done under it is marked in the audit chain, and a report is due afterwards. */
#include "domain/account/account_in.h"

enum { ASKED_MINUTES = 30 };

static const struct names glass_states[GLASS_STATE_MAX] = {
	[GLASS_ASKED] = { "asked", "待同意" }, [GLASS_OPEN] = { "open", "启封中" }, [GLASS_CLOSED] = { "closed", "待报告" }, [GLASS_REPORTED] = { "reported", "已报告" }, [GLASS_LAPSED] = { "lapsed", "未启封" },
};
static const struct field glass_fields[] = {
	F(struct break_glass, id, F_ID, "编号", OUT), F(struct break_glass, version, F_INT, "版本", OUT), F(struct break_glass, no, F_STR, "启封编号", OUT | FILTER), F(struct break_glass, account, F_ID, "封存账号", OUT | FILTER, .ref = "account"),
	F(struct break_glass, login, F_STR, "登录名", OUT | JOINED), F(struct break_glass, state, F_ENUM, "状态", OUT | FILTER, NAMES(glass_states)), F(struct break_glass, reason, F_TEXT, "事由", OUT),
	F(struct break_glass, minutes, F_INT, "分钟", OUT), F(struct break_glass, asker, F_ID, "申请人", OUT, .ref = "person"), F(struct break_glass, asker_name, F_STR, "申请人姓名", OUT | JOINED | PERSONAL),
	F(struct break_glass, opener, F_ID, "同意人", OUT, .ref = "person"), F(struct break_glass, opener_name, F_STR, "同意人姓名", OUT | JOINED | PERSONAL), F(struct break_glass, asked_at, F_AT, "申请时间", OUT),
	F(struct break_glass, opened_at, F_AT, "启封时间", OUT), F(struct break_glass, until_at, F_AT, "最迟到", OUT), F(struct break_glass, closed_at, F_AT, "重新封存时间", OUT),
	F(struct break_glass, report_due_at, F_AT, "报告最迟", OUT), F(struct break_glass, report, F_TEXT, "报告", OUT, .max = 10000, .article = "A31.P1a"), F(struct break_glass, reporter, F_ID, "报告人", OUT, .ref = "person"),
	F(struct break_glass, reported_at, F_AT, "报告时间", OUT), F(struct break_glass, late, F_BOOL, "逾期报告", OUT | FILTER), { 0 }
};
const struct record break_glass_record = RECORD("break_glass", struct break_glass, glass_fields, "启封");
static const struct field ask_fields[] = {
	F(struct glass_ask_in, account, F_ID, "封存账号", IN | NEEDED, .ref = "account"), F(struct glass_ask_in, minutes, F_INT, "分钟", IN | NEEDED, .min = 5, .max = 1440), F(struct glass_ask_in, reason, F_TEXT, "事由", IN | NEEDED, .max = 1000), { 0 }
};
const struct record glass_ask_record = RECORD("break_glass_ask", struct glass_ask_in, ask_fields, "申请启封");
static const struct field half_fields[] = { F(struct glass_half, id, F_ID, "编号", OUT), F(struct glass_half, half, F_STR, "半个口令", OUT, .help = "只给出这一次；前一半接后一半是完整口令"), { 0 } };
const struct record glass_half_record = RECORD("break_glass_half", struct glass_half, half_fields, "半个口令");
static const struct field id_fields[] = { F(struct glass_open_in, id, F_ID, "编号", IN_PATH), { 0 } };
const struct record glass_id_record = RECORD("break_glass_open", struct glass_open_in, id_fields, "同意启封");
static const struct field report_fields[] = { F(struct glass_report_in, id, F_ID, "编号", IN_PATH), F(struct glass_report_in, report, F_TEXT, "报告", IN | NEEDED, .max = 10000, .help = "为什么启封，做了什么，结果怎样"), { 0 } };
const struct record glass_report_record = RECORD("break_glass_report", struct glass_report_in, report_fields, "启封报告");

static const struct move glass_moves[] = {
	{ GLASS_ASKED, "open", GLASS_OPEN, 0, 0, "break_glass.opened", "同意启封", "A31.P1a" },
	{ GLASS_ASKED, "lapse", GLASS_LAPSED, 0, 0, NULL, "没有及时同意", "A31.P1a" },
	{ GLASS_OPEN, "close", GLASS_CLOSED, 0, 0, "break_glass.closed", "重新封存", "A31.P1a" },
	{ GLASS_CLOSED, "report", GLASS_REPORTED, 0, 0, "break_glass.reported", "提交启封报告", "A31.P1a" },
	{ 0 }
};
const struct flow break_glass_flow = { .name = "break_glass", .entity = &break_glass_entity, .states = glass_states, .n_states = GLASS_STATE_MAX, .moves = glass_moves };
const struct entity break_glass_entity = {
	.name = "break_glass", .label = "启封", .path = "/break-glass", .rec = &break_glass_record, .from = "v_break_glass", .table = "break_glass", .flow = &break_glass_flow, .title = "no",
};

enum err account_seal(struct ctx *c, const void *in, void *out)
{
	const struct account *a = c->subject;

	(void)in;
	(void)out;
	who_changed(c);
	TRY(sql_run(c, &account_q[Q_SESSION_END_ALL], a->id, c->now, (int64_t)0));
	/* Two people's halves are its only way in: what its former holder kept opens nothing. */
	TRY(sql_run(c, &account_q[Q_FACTOR_RESET], a->id));
	TRY(sql_run(c, &account_q[Q_RECOVERY_VOID], a->id, c->now));
	return sql_run(c, &account_q[Q_ACC_SEAL], a->id);
}

enum err account_not_opened(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	(void)in;
	return c->who.mark.p ? refuse(c, "启封期间不能改口令、换第二因素、签发凭证，也不能再启封别的账号") : OK;
}

enum err glass_until(struct ctx *c, int64_t account, struct instant *until, struct str *no)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*until = AT_NONE;
	*no = STR("");
	TRY(db_rows(c->db, &account_q[Q_GLASS_UNTIL], VALS(account, c->now), &c->fail, &r));
	if (rows_next(r)) {
		*no = arena_str(c->arena, rows_str(r, 0));
		until->ms = rows_int(r, 1);
	}
	return rows_err(r, &c->fail);
}

/* Letters of all kinds stand at the front, so that the policy for passwords is kept whatever the random part holds. */
static struct str half_new(struct ctx *c, const char *front)
{
	return arena_fmt(c->arena, "%s%.16s", front, token_new(c).p);
}

enum err glass_ask(struct ctx *c, const void *in_, void *out_)
{
	const struct glass_ask_in *in = in_;
	struct glass_half *out = out_;
	struct account a;
	struct str sealed, no;
	int64_t live = 0;

	if (entity_peek(c, &account_entity, in->account, &a) != OK || !a.sealed || a.status != ACC_ACTIVE) {
		fail_clear(&c->fail);
		fail_on(c, "account", "absent", "没有编号为 %" PRId64 " 的封存账号", in->account);
	}
	if (in->minutes > setting_int(c, "break_glass.minutes"))
		fail_on(c, "minutes", "too_long", "一次启封至多 %" PRId64 " 分钟", setting_int(c, "break_glass.minutes"));
	TRY(fields_ok(c));
	TRY(sql_int(c, &account_q[Q_GLASS_LIVE], &live, in->account));
	if (live)
		return fail(c, E_CONFLICT, "break_glass.live", "这个账号已有一次启封在办");
	out->half = half_new(c, "Qf-");
	TRY(secret_seal(c, out->half, &sealed));
	TRY(number_next(c, "QF", &no));
	out->id = c->made = id_new(c);
	return sql_run(c, &account_q[Q_GLASS_PUT], c->made, no, in->account, in->reason, in->minutes, c->who.person, sealed, c->now);
}

/* The whole password is hashed here, before any transaction; the first half is still sealed in its row. */
enum err glass_open_prepare(struct ctx *c, void *in_)
{
	struct glass_open_in *in = in_;
	struct str sealed, first;

	TRY(sql_str(c, &account_q[Q_GLASS_HALF], &sealed, in->id));
	TRY(secret_open(c, sealed, &first));
	in->half = half_new(c, "");
	return secret_hash(c, arena_fmt(c->arena, STR_FMT STR_FMT, STR_ARG(first), STR_ARG(in->half)), &in->hash);
}

enum err glass_open(struct ctx *c, const void *in_, void *out_)
{
	const struct glass_open_in *in = in_;
	const struct break_glass *b = c->subject;
	struct glass_half *out = out_;

	who_changed(c);
	TRY(account_password_set(c, b->account, in->hash, true));
	out->id = b->id;
	out->half = in->half;
	return sql_run(c, &account_q[Q_GLASS_OPENED], b->id, c->who.person, c->now, (struct instant){ c->now.ms + MINUTES(b->minutes) });
}

static enum err shut(struct ctx *c, const struct break_glass *b)
{
	who_changed(c);
	TRY(sql_run(c, &account_q[Q_SESSION_END_ALL], b->account, c->now, (int64_t)0));
	TRY(sql_run(c, &account_q[Q_ACC_WIPE], b->account));
	return sql_run(c, &account_q[Q_GLASS_CLOSED], b->id, c->now, (struct instant){ c->now.ms + HOURS(setting_int(c, "break_glass.report_hours")) });
}

enum err glass_close(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return shut(c, c->subject);
}

enum err glass_report(struct ctx *c, const void *in_, void *out)
{
	const struct glass_report_in *in = in_;
	const struct break_glass *b = c->subject;

	(void)out;
	return sql_run(c, &account_q[Q_GLASS_REPORT], b->id, in->report, c->who.person, c->now, c->now.ms > b->report_due_at.ms);
}

enum err glass_by_another(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct break_glass *)subject)->asker != c->who.person ? OK : refuse(c, "启封要两个人一起：申请的人不能自己同意");
}

enum err glass_own(struct ctx *c, const void *subject, const void *in)
{
	const struct break_glass *b = subject;

	(void)in;
	return b->asker == c->who.person || b->opener == c->who.person ? OK : refuse(c, "报告由申请或同意启封的人提交");
}

/* Time shuts what nobody shut; a report that does not come is a fact that the features above may take up. */
enum err glass_minute(struct ctx *c)
{
	struct list over;

	TRY(sql_all(c, &account_q[Q_GLASS_OVER], &over, c->now, (struct instant){ c->now.ms - MINUTES(ASKED_MINUTES) }));
	EACH(struct break_glass, b, over) {
		if (b->state == GLASS_OPEN)
			TRY(shut(c, b));
		TRY(flow_fire(c, &break_glass_flow, b->id, b->state == GLASS_OPEN ? "close" : "lapse", NULL));
	}
	TRY(sql_all(c, &account_q[Q_GLASS_DUE], &over, c->now));
	EACH(struct break_glass, b, over) {
		TRY(fact_tell(c, "break_glass.report_due", &break_glass_entity, b->id));
		TRY(sql_run(c, &account_q[Q_GLASS_REMINDED], b->id));
	}
	return OK;
}
