/* Messages: written with the act they tell of, read by one person. */
#include "core/core.h"
#include "domain/account/account.h"
#include "domain/calendar/calendar.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "mail/mail.h"

struct message {
	int64_t id, version, to_person, subject; struct str title, body, article, subject_kind; int32_t channel, template, state;
	struct instant created_at, read_at; bool unread;
};
enum channel { IN_APP = 1, BY_SMS, BY_MAIL, CHANNEL_MAX };
enum state { WAITING = 1, SENT, FAILED, STATE_MAX };
static const struct names channel_names[CHANNEL_MAX] = { [IN_APP] = { "in_app", "站内" }, [BY_SMS] = { "sms", "短信" }, [BY_MAIL] = { "email", "邮件" } };
static const struct names template_names[MESSAGE_TEMPLATE_MAX] = { [MSG_NOTICE] = { "notice", "通知" }, [MSG_REMINDER] = { "reminder", "时限提醒" }, [MSG_DIGEST] = { "digest", "每日摘要" } };
static const struct names state_names[STATE_MAX] = { [WAITING] = { "waiting", "待发" }, [SENT] = { "sent", "已发" }, [FAILED] = { "failed", "未能发出" } };
static const struct field message_fields[] = {
	F(struct message, id, F_ID, "编号", OUT), F(struct message, version, F_INT, "版本", OUT), F(struct message, to_person, F_ID, "收件人", OUT),
	F(struct message, title, F_STR, "标题", OUT), F(struct message, body, F_TEXT, "内容", OUT), F(struct message, article, F_STR, "条文", OUT),
	F(struct message, subject_kind, F_STR, "对象种类", OUT | FILTER), F(struct message, subject, F_ID, "对象", OUT | FILTER),
	F(struct message, channel, F_ENUM, "渠道", OUT, NAMES(channel_names)), F(struct message, template, F_ENUM, "种类", OUT | FILTER, NAMES(template_names)),
	F(struct message, state, F_ENUM, "发送状态", OUT, NAMES(state_names)),
	F(struct message, created_at, F_AT, "时间", OUT | FILTER), F(struct message, read_at, F_AT, "已读时间", OUT), F(struct message, unread, F_BOOL, "未读", OUT | JOINED | FILTER), { 0 }
};
static const struct record message_record = RECORD("message", struct message, message_fields, "消息");

/* What is to go out by mail: the message's own row says whether it has gone. */
struct mail_row {
	int64_t id, to_person, tries; struct str title, body, error, email; int32_t template, state; bool gone; struct instant created_at, next_at, sent_at;
};
static const struct field mail_fields[] = {
	F(struct mail_row, id, F_ID, "编号", OUT | SORT), F(struct mail_row, to_person, F_ID, "收件人", OUT | FILTER, .ref = "person"),
	F(struct mail_row, title, F_STR, "标题", OUT), F(struct mail_row, template, F_ENUM, "种类", OUT, NAMES(template_names)),
	F(struct mail_row, state, F_ENUM, "发送状态", OUT | FILTER, NAMES(state_names)), F(struct mail_row, tries, F_INT, "已试次数", OUT),
	F(struct mail_row, error, F_STR, "未发出的原因", OUT), F(struct mail_row, created_at, F_AT, "时间", OUT), F(struct mail_row, next_at, F_AT, "下次发送", OUT),
	F(struct mail_row, sent_at, F_AT, "发出时间", OUT), { 0 }
};
static const struct record mail_record = RECORD("mail", struct mail_row, mail_fields, "邮件");
static const struct field letter_fields[] = {
	F(struct mail_row, id, F_ID, "编号", 0), F(struct mail_row, title, F_STR, "标题", 0), F(struct mail_row, body, F_TEXT, "内容", 0),
	F(struct mail_row, created_at, F_AT, "时间", 0), F(struct mail_row, tries, F_INT, "已试次数", 0), F(struct mail_row, email, F_STR, "邮箱", SEALED),
	F(struct mail_row, gone, F_BOOL, "离任", 0), { 0 }
};
static const struct record letter_record = RECORD("mail_letter", struct mail_row, letter_fields, "信");

static const struct entity message_entity;
static const struct migration migrations[] = {
	{ 1, "CREATE TABLE message (id {id}, version BIGINT NOT NULL, to_person BIGINT NOT NULL, title TEXT NOT NULL, body TEXT, article TEXT, subject_kind TEXT,"
	     " subject BIGINT, created_at BIGINT NOT NULL, read_at BIGINT);\n"
	     "CREATE INDEX message_to ON message (to_person, id);\nCREATE INDEX message_recent ON message (to_person, created_at)" },
	{ 2, "ALTER TABLE message ADD COLUMN channel TEXT NOT NULL DEFAULT 'in_app';\n"
	     "ALTER TABLE message ADD COLUMN template TEXT NOT NULL DEFAULT 'notice';\n"
	     "ALTER TABLE message ADD COLUMN state TEXT NOT NULL DEFAULT 'sent';\n"
	     "CREATE TABLE mail (message BIGINT PRIMARY KEY, tries BIGINT NOT NULL, next_at BIGINT, sent_at BIGINT, error TEXT);\n"
	     "CREATE INDEX mail_next ON mail (next_at);\n"
	     "CREATE INDEX message_digest ON message (to_person, channel, created_at) WHERE template = 'digest';\n"
	     "CREATE VIEW v_mail AS SELECT m.id, m.version, m.to_person, m.title, m.template, m.state, l.tries, l.error, m.created_at, l.next_at, l.sent_at"
	     " FROM message m JOIN mail l ON l.message = m.id" },
	{ 3, "CREATE INDEX message_same ON message (to_person, (COALESCE(subject, 0)), created_at);\nDROP INDEX message_recent" },
	{ 4, "CREATE VIEW v_message AS SELECT m.*, CASE WHEN m.read_at IS NULL THEN 1 ELSE 0 END AS unread FROM message m" },
	{ 0 }
};
#define INBOX "channel = 'in_app' AND template <> 'digest'"
#define NEW "to_person = ?1 AND read_at IS NULL AND " INBOX \
	" AND created_at > COALESCE((SELECT MAX(d.created_at) FROM message d WHERE d.to_person = ?1 AND d.template = 'digest'), 0)"
enum { Q_PUT, Q_SAME, Q_READ, Q_READ_ALL, Q_UNREAD, Q_DIGESTED, Q_NEW, Q_NEW_TITLES, Q_ADDRESS, Q_STATE, Q_MAIL_PUT, Q_MAIL_NEXT, Q_MAIL_SENT, Q_MAIL_WAITS,
       Q_MAIL_ALL_WAIT, Q_MAIL_TRIES, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]      = { "INSERT INTO message ({+}) VALUES ({?})", &message_record },
	[Q_SAME]     = { "SELECT COUNT(*) FROM message WHERE to_person = ?2 AND title = ?3 AND created_at >= ?4 AND COALESCE(subject, 0) = ?1"
			 " AND COALESCE(subject_kind, '') = ?5" },
	[Q_READ]     = { "UPDATE message SET read_at = ?2 WHERE id = ?1 AND read_at IS NULL" },
	[Q_READ_ALL] = { "UPDATE message SET read_at = ?2, version = version + 1 WHERE to_person = ?1 AND read_at IS NULL AND " INBOX },
	[Q_UNREAD]   = { "SELECT COUNT(*) FROM message WHERE to_person = ?1 AND read_at IS NULL AND " INBOX },
	[Q_DIGESTED] = { "SELECT COUNT(*) FROM message WHERE to_person = ?1 AND created_at >= ?2 AND template = 'digest'" },
	[Q_NEW]      = { "SELECT COUNT(*) FROM message WHERE " NEW },
	[Q_NEW_TITLES] = { "SELECT {} FROM v_message WHERE " NEW " ORDER BY id DESC LIMIT ?2", &message_record },
	[Q_ADDRESS]  = { "SELECT COUNT(*) FROM person WHERE id = ?1 AND status = 'active' AND COALESCE(email, '') <> ''" },
	[Q_STATE]    = { "UPDATE message SET state = ?2, version = version + 1 WHERE id = ?1" },
	[Q_MAIL_PUT] = { "INSERT INTO mail (message, tries, next_at) VALUES (?1, 0, ?2)" },
	[Q_MAIL_NEXT] = { "SELECT m.id, m.title, m.body, m.created_at, l.tries, p.email, CASE WHEN p.status = 'active' THEN 0 ELSE 1 END FROM mail l"
			  " JOIN message m ON m.id = l.message JOIN person p ON p.id = m.to_person WHERE l.next_at <= ?1 ORDER BY l.next_at, l.message LIMIT 1", &letter_record },
	[Q_MAIL_SENT] = { "UPDATE mail SET tries = tries + 1, next_at = NULL, sent_at = ?2, error = NULL WHERE message = ?1 AND sent_at IS NULL" },
	[Q_MAIL_WAITS] = { "UPDATE mail SET tries = ?2, next_at = ?3, error = ?4 WHERE message = ?1 AND sent_at IS NULL" },
	[Q_MAIL_ALL_WAIT] = { "UPDATE mail SET next_at = ?2 WHERE next_at <= ?1" },
	[Q_MAIL_TRIES] = { "SELECT tries FROM mail WHERE message = ?1" },
};

static struct message new_message(struct ctx *c, int64_t person, const struct note *n, int32_t channel)
{
	struct message m;

	record_none(&message_record, &m);
	m.id = id_new(c);
	m.version = 1;
	m.to_person = person;
	m.title = n->title;
	m.body = n->body;
	m.article = str_of(n->article);
	m.subject_kind = n->e ? str_of(n->e->name) : STR_NONE;
	m.subject = n->subject;
	m.channel = channel;
	m.template = n->template ? (int32_t)n->template : MSG_NOTICE;
	m.state = channel == IN_APP ? SENT : WAITING;
	m.created_at = c->now;
	return m;
}

enum err message_send(struct ctx *c, int64_t person, const struct note *n)
{
	int64_t same = 0;

	TRY(sql_int(c, &Q[Q_SAME], &same, n->subject, person, n->title, date_start(today(c)), n->e ? n->e->name : ""));
	if (same)
		return OK;
	struct message m = new_message(c, person, n, IN_APP);
	TRY(sql_put(c, &Q[Q_PUT], &m));
	return fact_changed(c, &message_entity, m.id);
}

enum err message_digest(struct ctx *c, int64_t person, const struct note *n, bool by_mail)
{
	int64_t told = 0, address = 0;

	TRY(sql_int(c, &Q[Q_DIGESTED], &told, person, date_start(today(c))));
	if (told)
		return OK;
	struct message m = new_message(c, person, n, IN_APP);
	TRY(sql_put(c, &Q[Q_PUT], &m));
	if (!by_mail || !mail_on())
		return OK;
	TRY(sql_int(c, &Q[Q_ADDRESS], &address, person));
	if (!address)
		return OK;
	m = new_message(c, person, n, BY_MAIL);
	TRY(sql_put(c, &Q[Q_PUT], &m));
	return sql_run(c, &Q[Q_MAIL_PUT], m.id, c->now);
}

enum err message_new(struct ctx *c, int64_t person, size_t max, int64_t *n, struct list *titles)
{
	struct list found = { 0 };

	TRY(sql_int(c, &Q[Q_NEW], n, person));
	if (*n)
		TRY(sql_all(c, &Q[Q_NEW_TITLES], &found, person, (int64_t)max));
	*titles = (struct list){ ARENA_ARRAY(c->arena, struct str, found.n + 1), 0 };
	EACH(struct message, m, found)
		LIST_AT(*titles, struct str, 0)[titles->n++] = m->title;
	return OK;
}

enum err message_to_roles_but(struct ctx *c, int64_t org, uint64_t roles, int64_t not_person, int64_t nor_person, const struct note *n)
{
	struct list people;

	if (!org)
		TRY(org_authority(c, &org));
	if (!org)
		return OK;
	TRY(account_people_with(c, org, roles, &people));
	EACH(int64_t, p, people)
		if (*p != not_person && *p != nor_person)
			TRY(message_send(c, *p, n));
	return OK;
}

enum err message_to_roles(struct ctx *c, int64_t org, uint64_t roles, const struct note *n) { return message_to_roles_but(c, org, roles, 0, 0, n); }

int64_t message_remind_day(struct ctx *c, const char *key, int64_t left, int64_t told)
{
	int64_t nearest = INT_NONE;

	for (int i = 0; ; i++) {
		int64_t day = setting_nth(c, key, i);
		if (day == INT_NONE)
			break;
		if (left <= day && (nearest == INT_NONE || day < nearest))
			nearest = day;
	}
	return nearest != INT_NONE && (told == INT_NONE || nearest < told) ? nearest : INT_NONE;
}

static const struct entity message_entity = {
	.name = "message", .label = "消息", .path = "/messages", .rec = &message_record, .from = "v_message", .table = "message", .title = "title",
	.scope = { .own = "to_person = :person" },
};
static enum err mark_read(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &Q[Q_READ], c->subject_id, c->now);
}
static enum err read_all(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &Q[Q_READ_ALL], c->who.person, c->now);
}
struct unread { int64_t unread; };
static const struct field unread_fields[] = { F(struct unread, unread, F_INT, "未读", OUT), { 0 } };
static const struct record unread_record = RECORD("message_unread", struct unread, unread_fields, "未读消息");
static enum err unread(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return sql_int(c, &Q[Q_UNREAD], &((struct unread *)out)->unread, c->who.person);
}
/* ---- mail: out of the transaction, at least once, one letter after the other ---- */
enum { MAIL_TELL_AFTER = 5, MAIL_TRIES_MAX = 40, MAIL_TURN_MS = 180000, MAIL_TURN_MAX = 500 };
struct mailed { int64_t id; struct str error; bool all, final; };
static const struct field sent_fields[] = { F(struct mailed, id, F_ID, "编号", IN | NEEDED), { 0 } };
static const struct record sent_record = RECORD("mail_sent", struct mailed, sent_fields, "已发出");
static const struct field unsent_fields[] = {
	F(struct mailed, id, F_ID, "编号", IN | NEEDED), F(struct mailed, error, F_STR, "原因", IN | NEEDED),
	F(struct mailed, all, F_BOOL, "都要等", IN), F(struct mailed, final, F_BOOL, "不再发", IN), { 0 }
};
static const struct record unsent_record = RECORD("mail_unsent", struct mailed, unsent_fields, "没有发出");

static enum err mail_sent(struct ctx *c, const void *in_, void *out)
{
	const struct mailed *in = in_;
	int64_t changed = 0;

	(void)out;
	TRY(sql_run_n(c, &Q[Q_MAIL_SENT], &changed, in->id, c->now));
	return changed ? sql_run(c, &Q[Q_STATE], in->id, state_names[SENT].word) : OK;
}

static enum err tell_admin(struct ctx *c, struct str error)
{
	struct note n = {
		.title = STR("邮件连续没有发出"), .article = "A8.4c",
		.body = arena_fmt(c->arena, STR_FMT "。站内消息不受影响，邮件会继续重试；请检查邮件服务器和 serve 的 --smtp 设置，在邮件发送情况中可以看到每一封。", STR_ARG(error)),
	};

	return message_to_roles(c, 0, R(SYS_ADMIN), &n);
}

/* The later, the rarer; what the server as a whole does not take makes the others wait with it. */
static enum err mail_unsent(struct ctx *c, const void *in_, void *out)
{
	const struct mailed *in = in_;
	int64_t tries = 0, delay = 0;

	(void)out;
	TRY(sql_int(c, &Q[Q_MAIL_TRIES], &tries, in->id));
	tries++;
	for (int i = 0; i < tries && setting_nth(c, "mail.retry_s", i) != INT_NONE; i++)
		delay = setting_nth(c, "mail.retry_s", i);
	bool final = in->final || tries >= MAIL_TRIES_MAX;
	struct instant next = { c->now.ms + delay * 1000 };
	TRY(sql_run(c, &Q[Q_MAIL_WAITS], in->id, tries, final ? AT_NONE : next, in->error));
	if (in->all)
		TRY(sql_run(c, &Q[Q_MAIL_ALL_WAIT], c->now, next));
	if (final)
		TRY(sql_run(c, &Q[Q_STATE], in->id, state_names[FAILED].word));
	return tries == MAIL_TELL_AFTER || (final && !in->final) ? tell_admin(c, in->error) : OK;
}

static enum err next_letter(struct job_turn *t, struct mail_row *out)
{
	TRY(core_read_begin_job(t));
	enum err e = sql_get(t->read, &Q[Q_MAIL_NEXT], out, t->now);
	core_read_end_job(t);
	return e;
}

static enum err mails_go(struct job_turn *t)
{
	for (int n = 0; mail_on() && n < MAIL_TURN_MAX && core_now(t->core).ms - t->now.ms < MAIL_TURN_MS; n++) {
		struct mail_row m;
		struct fail f = { 0 };
		enum err e = next_letter(t, &m);
		if (e != OK)
			return e == E_ABSENT ? OK : e;
		struct mailed done = { .id = m.id };
		if (m.gone || !m.email.n)
			e = fail_set(&f, E_INVALID, "mail.no_address", m.gone ? "收件人已离任" : "收件人没有登记邮箱");
		else
			e = mail_send(&(struct mail){ m.email, m.title, m.body, m.id, m.created_at }, &f);
		if (e == OK) {
			TRY(job_do(t, "mail.sent", &done));
			continue;
		}
		done.error = arena_str(t->arena, str_of(f.sentence));
		done.final = e == E_INVALID;
		done.all = strcmp(f.reason, "mail.unreachable") == 0;
		TRY(job_do(t, "mail.unsent", &done));
		if (done.all)
			return OK;
	}
	return OK;
}

static const struct entity mail_entity = {
	.name = "mail", .label = "邮件", .path = "/mails", .rec = &mail_record, .from = "v_mail", .table = "message", .title = "title",
	.scope = { "to_person = :person", "to_person = :person", "to_person = :person", "to_person = :person" },
};
static enum err mail_retry(struct ctx *c, const void *in, void *out)
{
	const struct mail_row *m = c->subject;

	(void)in;
	(void)out;
	if (m->state == SENT)
		return fail(c, E_CONFLICT, "wrong_state", "这封邮件已经发出");
	TRY(sql_run(c, &Q[Q_MAIL_WAITS], m->id, 0, c->now, m->error));
	return sql_run(c, &Q[Q_STATE], m->id, state_names[WAITING].word);
}

static const struct job jobs[] = {
	{ "message.mail", 10000, NULL, mails_go, "A8.4c", "发送邮件" },
	{ 0 }
};
static const struct setting settings[] = {
	{ "mail.retry_s", SET_INTS, "60,300,1800,7200,28800", "A8.4c", "邮件没有发出时隔多久重试（秒，最后一个一直用）", FREE, 0, 1, 86400 },
	{ 0 }
};
static const struct grant grants[] = {
	{ "mail.read", "查看邮件发送情况", R(SYS_ADMIN) },
	{ "mail.retry", "立即重发邮件", R(SYS_ADMIN) },
	{ 0 }
};

static const struct list_def message_list = { .where = "to_person = :person AND " INBOX, .order = "-id", .search = "title", .unscoped = true };
static const struct list_def digest_list = { .where = "to_person = :person AND channel = 'in_app' AND template = 'digest'", .order = "-id", .unscoped = true };
static const struct list_def mail_list = { .order = "-id", .search = "title" };
static const struct op ops[] = {
	{ "message.list", GET, "/messages", .words = "我的消息", .article = "A8.4c", .flags = OP_SIGNED_IN, .entity = &message_entity, .list = &message_list },
	{ "message.get", GET, "/messages/{id}", .words = "查看消息", .article = "A8.4c", .flags = OP_SIGNED_IN, .entity = &message_entity },
	{ "message.unread", GET, "/messages/unread", .out = &unread_record, .fn = unread, .words = "未读数", .article = "A8.4c", .flags = OP_SIGNED_IN },
	{ "message.read", POST, "/messages/{id}/read", .fn = mark_read, .words = "标为已读", .article = "A8.4c", .flags = OP_SIGNED_IN | OP_NO_MATCH,
	  .entity = &message_entity },
	{ "message.read_all", POST, "/messages/read-all", .fn = read_all, .words = "全部已读", .article = "A8.4c", .flags = OP_SIGNED_IN },
	{ "digest.list", GET, "/digests", .words = "我的每日摘要", .article = "A9a.2", .flags = OP_SIGNED_IN, .entity = &message_entity, .list = &digest_list },
	{ "mail.list", GET, "/mails", "mail.read", .words = "邮件发送情况", .article = "A8.4c", .entity = &mail_entity, .list = &mail_list },
	{ "mail.retry", POST, "/mails/{id}/retry", "mail.retry", .fn = mail_retry, .words = "立即重发", .article = "A8.4c", .flags = OP_NO_MATCH, .entity = &mail_entity },
	{ "mail.sent", POST, NULL, .in = &sent_record, .fn = mail_sent, .words = "邮件已发出", .flags = OP_INTERNAL },
	{ "mail.unsent", POST, NULL, .in = &unsent_record, .fn = mail_unsent, .words = "邮件没有发出", .flags = OP_INTERNAL },
	{ 0 }
};
/* The calendar stands below messages and only tells that a year is missing. */
static enum err tell_calendar(struct ctx *c, const struct fact *f)
{
	struct str what = calendar_year_name(c->arena, f->subject);
	struct note n = {
		.title = arena_fmt(c->arena, STR_FMT "还没有登记", STR_ARG(what)), .article = "A20.2", .e = &calendar_year_entity, .subject = f->subject,
		.body = arena_fmt(c->arena, STR_FMT "缺失时，跨到那一年的时限会按周一至周五计算。请按公布的放假安排导入；已在走的时限随后自动重算。", STR_ARG(what)),
	};

	return message_to_roles(c, 0, R(AUTH_HANDLER) | R(SYS_ADMIN), &n);
}

static enum err tell_unmanaged(struct ctx *c, const struct fact *f)
{
	CLEANUP(buf_done) struct buf names = BUF_MAX(KIB(4));
	struct list without;

	TRY(account_without_manager(c, &without));
	for (size_t i = 0; i < without.n && i < 20; i++)
		buf_fmt(&names, "%s" STR_FMT, i ? "、" : "", STR_ARG(*LIST_AT(without, struct str, i)));
	struct note n = {
		.title = arena_fmt(c->arena, "%zu 个申请单位没有资源管理员", without.n), .article = "A9a.1a", .e = &org_entity, .subject = f->subject,
		.body = arena_fmt(c->arena, STR_FMT "%s。没有专人，本单位和下属单位的申请都不能提交。", STR_ARG(buf_str(&names)), without.n > 20 ? "等" : ""),
	};
	return without.n ? message_to_roles(c, 0, R(AUTH_HANDLER), &n) : OK;
}
static const struct hears hears[] = {
	{ "calendar.missing", "message.calendar_missing", tell_calendar },
	{ "account.no_manager", "message.no_manager", tell_unmanaged },
	{ 0 }
};

static const struct invariant invariants[] = {
	{ "A8.4c", "消息都寄给登记过的人员",
	  "SELECT m.id FROM message m WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = m.to_person)" },
	{ "A9a.2", "每人每日至多一份摘要",
	  "SELECT to_person FROM message WHERE template = 'digest' GROUP BY to_person, channel, (created_at + 28800000) / 86400000 HAVING COUNT(*) > 1" },
	{ "A8.4c", "发出的邮件有发出时间，没有发出的没有",
	  "SELECT m.id FROM message m JOIN mail l ON l.message = m.id WHERE (m.state = 'sent') <> (l.sent_at IS NOT NULL)" },
	{ 0 }
};

static const struct entity *const entities[] = { &message_entity, &mail_entity, NULL };
const struct feature message_feature = {
	.name = "message", .label = "消息", .articles = ARTICLES("A8.4c", "A9a.2"), .migrations = migrations, .invariants = invariants, .hears = hears,
	.entities = entities, .ops = ops, .jobs = jobs, .settings = settings, .grants = grants, STATEMENTS(Q),
};
