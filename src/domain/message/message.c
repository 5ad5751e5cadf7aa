/* Messages: written with the act they tell of, read by one person. */
#include "domain/account/account.h"
#include "domain/calendar/calendar.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

struct message { int64_t id, version, to_person, subject; struct str title, body, article, subject_kind; struct instant created_at, read_at; };
static const struct field message_fields[] = {
	F(struct message, id, F_ID, "编号", OUT), F(struct message, version, F_INT, "版本", OUT), F(struct message, to_person, F_ID, "收件人", OUT),
	F(struct message, title, F_STR, "标题", OUT), F(struct message, body, F_TEXT, "内容", OUT), F(struct message, article, F_STR, "条文", OUT),
	F(struct message, subject_kind, F_STR, "对象种类", OUT | FILTER), F(struct message, subject, F_ID, "对象", OUT | FILTER),
	F(struct message, created_at, F_AT, "时间", OUT | FILTER), F(struct message, read_at, F_AT, "已读时间", OUT), { 0 }
};
static const struct record message_record = RECORD("message", struct message, message_fields, "消息");
static const struct migration migrations[] = {
	{ 1, "CREATE TABLE message (id {id}, version BIGINT NOT NULL, to_person BIGINT NOT NULL, title TEXT NOT NULL, body TEXT, article TEXT, subject_kind TEXT,"
	     " subject BIGINT, created_at BIGINT NOT NULL, read_at BIGINT);\n"
	     "CREATE INDEX message_to ON message (to_person, id);\nCREATE INDEX message_recent ON message (to_person, created_at)" },
	{ 0 }
};
enum { Q_PUT, Q_SAME, Q_READ, Q_READ_ALL, Q_UNREAD, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]      = { "INSERT INTO message ({+}) VALUES ({?})", &message_record },
	[Q_SAME]     = { "SELECT COUNT(*) FROM message WHERE to_person = ?2 AND title = ?3 AND created_at >= ?4 AND COALESCE(subject, 0) = ?1"
			 " AND COALESCE(subject_kind, '') = ?5" },
	[Q_READ]     = { "UPDATE message SET read_at = ?2 WHERE id = ?1 AND read_at IS NULL" },
	[Q_READ_ALL] = { "UPDATE message SET read_at = ?2, version = version + 1 WHERE to_person = ?1 AND read_at IS NULL" },
	[Q_UNREAD]   = { "SELECT COUNT(*) FROM message WHERE to_person = ?1 AND read_at IS NULL" },
};

enum err message_send(struct ctx *c, int64_t person, const struct note *n)
{
	struct message m;
	int64_t same = 0;

	TRY(sql_int(c, &Q[Q_SAME], &same, n->subject, person, n->title, date_start(today(c)), n->e ? n->e->name : ""));
	if (same)
		return OK;
	record_none(&message_record, &m);
	m.id = id_new(c);
	m.version = 1;
	m.to_person = person;
	m.title = n->title;
	m.body = n->body;
	m.article = str_of(n->article);
	m.subject_kind = n->e ? str_of(n->e->name) : STR_NONE;
	m.subject = n->subject;
	m.created_at = c->now;
	return sql_put(c, &Q[Q_PUT], &m);
}

enum err message_to_roles(struct ctx *c, int64_t org, uint64_t roles, const struct note *n)
{
	struct list people;

	if (!org)
		TRY(org_authority(c, &org));
	if (!org)
		return OK;
	TRY(account_people_with(c, org, roles, &people));
	EACH(int64_t, p, people)
		TRY(message_send(c, *p, n));
	return OK;
}

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
	.name = "message", .label = "消息", .path = "/messages", .rec = &message_record, .from = "message", .table = "message", .title = "title",
	.scope = { "to_person = :person", "to_person = :person", "to_person = :person", "to_person = :person" },
};
static enum err mark_read(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	const struct message *m = c->subject;
	if (m->to_person != c->who.person)
		return fail(c, E_ABSENT, "absent", "没有编号为 %" PRId64 " 的消息", m->id);
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
static const struct list_def message_list = { .where = "to_person = :person", .order = "-id", .search = "title", .unscoped = true };
static const struct op ops[] = {
	{ "message.list", GET, "/messages", .words = "我的消息", .article = "A8.4c", .flags = OP_SIGNED_IN, .entity = &message_entity, .list = &message_list },
	{ "message.unread", GET, "/messages/unread", .out = &unread_record, .fn = unread, .words = "未读数", .article = "A8.4c", .flags = OP_SIGNED_IN },
	{ "message.read", POST, "/messages/{id}/read", .fn = mark_read, .words = "标为已读", .article = "A8.4c", .flags = OP_SIGNED_IN | OP_NO_MATCH,
	  .entity = &message_entity },
	{ "message.read_all", POST, "/messages/read-all", .fn = read_all, .words = "全部已读", .article = "A8.4c", .flags = OP_SIGNED_IN },
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
	{ 0 }
};

static const struct entity *const entities[] = { &message_entity, NULL };
const struct feature message_feature = {
	.name = "message", .label = "消息", .articles = ARTICLES("A8.4c", "A9a.2"), .migrations = migrations, .invariants = invariants, .hears = hears, .entities = entities, .ops = ops, STATEMENTS(Q),
};
