/* The interfaces that providers open (A14.P2b), and who hinders interworking (A14.P3b). */
#include "domain/exchange/exchange_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

static void check_csp(struct ctx *c, int64_t *csp)
{
	struct org o;

	if (c->who.party == ORG_CSP && !*csp)
		*csp = c->who.org;
	if (!*csp)
		fail_on(c, "csp", "missing", "请选择云服务商");
	else if (c->who.party == ORG_CSP && *csp != c->who.org)
		fail_on(c, "csp", "wrong_unit", "只登记本公司的接口");
	else if (org_peek(c, *csp, &o) != OK || o.kind != ORG_CSP) {
		fail_clear(&c->fail);
		fail_on(c, "csp", "absent", "没有编号为 %" PRId64 " 的云服务商", *csp);
	}
}

/* An interface is entered before it works: that it does is said by a test. */
enum err face_create(struct ctx *c, const void *in, void *out)
{
	struct csp_interface f = *(const struct csp_interface *)in;

	(void)out;
	check_csp(c, &f.csp);
	TRY(fields_ok(c));
	f.id = id_new(c);
	f.version = 1;
	f.status = FACE_BUILDING;
	f.test_date = DATE_NONE;
	f.down_since = f.told_at = AT_NONE;
	f.created_by = c->who.person;
	f.created_at = c->now;
	enum err e = sql_put(c, &exchange_q[Q_FACE_PUT], &f);
	if (e == E_CONFLICT)
		return fail_clear(&c->fail), fail_on(c, "name", "duplicate", "这家云服务商已经登记了“" STR_FMT "”", STR_ARG(f.name));
	c->made = f.id;
	return e;
}

enum err face_update(struct ctx *c, const void *in, void *out)
{
	const struct csp_interface *was = c->subject;
	struct csp_interface f = *was;
	const struct csp_interface *to = in;

	(void)out;
	f.name = to->name;
	f.purpose = to->purpose;
	f.protocol = to->protocol;
	f.address = to->address;
	f.owner = to->owner;
	f.note = to->note;
	if (to->csp != was->csp)
		return fail_on(c, "csp", "not_allowed", "接口不能改换云服务商");
	enum err e = sql_put(c, &exchange_q[Q_FACE_SET], &f);
	return e == E_CONFLICT ? (fail_clear(&c->fail), fail_on(c, "name", "duplicate", "这家云服务商已经登记了“" STR_FMT "”", STR_ARG(f.name))) : e;
}

enum err face_in_use(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct csp_interface *)subject)->status != FACE_RETIRED ? OK : refuse(c, "这个接口已经停用");
}

/* Up or down is what the last test says; it is down since the first test that found it so. */
enum err face_tested(struct ctx *c, const void *in_, void *out)
{
	const struct face_in *in = in_;
	const struct csp_interface *f = c->subject;
	struct face_test t = { .id = id_new(c), .csp_interface = f->id, .by_person = c->who.person, .ok = in->ok, .note = in->note, .at = at_none(in->at) ? c->now : in->at };

	(void)out;
	if (t.at.ms > c->now.ms)
		fail_on(c, "at", "out_of_range", "检测时间不能晚于现在");
	if (!in->ok && !in->note.n)
		fail_on(c, "note", "missing", "不通的应当写明情况");
	TRY(fields_ok(c));
	TRY(sql_put(c, &exchange_q[Q_FACE_TEST_PUT], &t));
	struct instant since = in->ok ? AT_NONE : f->status == FACE_DOWN ? f->down_since : t.at, told = in->ok || f->status != FACE_DOWN ? AT_NONE : f->told_at;
	return sql_run(c, &exchange_q[Q_FACE_TEST], f->id, in->ok ? "up" : "down", date_of(t.at), since, told);
}

enum err face_fill(struct ctx *c, void *rec)
{
	struct csp_interface *f = rec;

	return sql_all(c, &exchange_q[Q_FACE_TESTS], &f->tests, f->id);
}

enum err faces_watch(struct ctx *c)
{
	struct list down;

	TRY(sql_all(c, &exchange_q[Q_FACES_DOWN], &down, c->now.ms - HOURS(setting_int(c, "x.down_hours"))));
	EACH(struct csp_interface, f, down) {
		struct note n = { .title = arena_fmt(c->arena, STR_FMT "的“" STR_FMT "”接口中断超过 %" PRId64 " 小时", STR_ARG(f->csp_name), STR_ARG(f->name), setting_int(c, "x.down_hours")),
				  .body = arena_fmt(c->arena, "自 " STR_FMT " 起中断，请尽快恢复并登记检测。", STR_ARG(at_text(c->arena, f->down_since))), .article = "A14.P2b", .e = &csp_interface_entity, .subject = f->id };
		TRY(sql_run(c, &exchange_q[Q_FACE_TOLD], f->id, c->now));
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_SECURITY), &n));
		TRY(message_to_roles(c, f->csp, R(CSP_MAINTENANCE) | R(CSP_HEAD), &n));
		TRY(fact_tell(c, "csp_interface.down", &csp_interface_entity, f->id));
	}
	return OK;
}

/* ---- obstructions ---- */
enum err obstruction_report(struct ctx *c, const void *in, void *out)
{
	struct obstruction b = *(const struct obstruction *)in;
	int64_t n = 0;
	struct org o;

	(void)out;
	if (org_peek(c, b.csp, &o) != OK || o.kind != ORG_CSP) {
		fail_clear(&c->fail);
		fail_on(c, "csp", "absent", "没有编号为 %" PRId64 " 的云服务商", b.csp);
	}
	if (b.date.day > today(c).day)
		fail_on(c, "date", "out_of_range", "发生日期不能晚于今天");
	const struct entity *file = core_entity_named(c, STR("attachment"));
	if (b.file && entity_get(c, file, b.file, arena_alloc(c->arena, file->rec->size)) != OK) {
		fail_clear(&c->fail);
		fail_on(c, "file", "absent", "没有编号为 %" PRId64 " 的附件", b.file);
	}
	TRY(fields_ok(c));
	TRY(series_next(c, "FA", &n));
	b.id = id_new(c);
	b.version = 1;
	b.no = arena_fmt(c->arena, "FA-%04" PRId64, n);
	b.state = OBSTRUCTION_OPEN;
	b.confirmed = false;
	b.by_person = c->who.person;
	b.created_at = c->now;
	b.closed_at = AT_NONE;
	TRY(sql_put(c, &exchange_q[Q_OBST_PUT], &b));
	c->made = b.id;
	TRY(message_to_roles(c, b.csp, R(CSP_HEAD) | R(CSP_OPERATION), &(struct note){ .title = STR("被反映妨碍兼容互通"), .body = b.what, .article = "A14.P3b", .e = &obstruction_entity, .subject = b.id }));
	return fact_tell(c, "interop_obstruction.reported", &obstruction_entity, b.id);
}

enum err obstruction_open(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct obstruction *)subject)->state == OBSTRUCTION_OPEN ? OK : refuse(c, "这件事已经核实办结");
}

enum err obstruction_close(struct ctx *c, const void *in_, void *out)
{
	const struct closed_in *in = in_;

	(void)out;
	TRY(sql_run(c, &exchange_q[Q_OBST_CLOSE], c->subject_id, (int64_t)in->confirmed, in->result, V_ID(c->who.person), c->now));
	return in->confirmed ? fact_tell(c, "interop_obstruction.confirmed", &obstruction_entity, c->subject_id) : OK;
}
