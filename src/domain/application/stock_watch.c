/* The supervision list of stock systems (A16b, R-22): what should have come to the cloud and has not. It stands here because whether
 * anybody applied is known here. */
#include "domain/application/application_in.h"
#include "domain/message/message.h"

struct stock_row {
	int64_t system, application, overdue_days; struct str system_no, system_name, user_org_name, applicant_org_name, application_no, matters;
	int32_t hosting, application_state; struct date end_date, postponed_until; bool against_a16, flagged;
};
struct stock_watch { struct list items; };
static const struct field row_fields[] = {
	F(struct stock_row, system, F_ID, "信息系统", OUT, .ref = "info_system"), F(struct stock_row, system_no, F_STR, "系统编号", OUT),
	F(struct stock_row, system_name, F_STR, "系统名称", OUT), F(struct stock_row, user_org_name, F_STR, "上云单位", OUT),
	F(struct stock_row, applicant_org_name, F_STR, "申请单位", OUT), F(struct stock_row, hosting, F_ENUM, "部署位置", OUT, .names = hosting_names, .n_names = HOSTING_MAX),
	F(struct stock_row, end_date, F_DATE, "合同到期日", OUT), F(struct stock_row, against_a16, F_BOOL, "与第十六条不符的续签", OUT),
	F(struct stock_row, postponed_until, F_DATE, "批准暂缓到", OUT), F(struct stock_row, application, F_ID, "迁移申请", OUT, .ref = "application"),
	F(struct stock_row, application_no, F_STR, "申请编号", OUT), F(struct stock_row, application_state, F_ENUM, "申请状态", OUT, .names = app_state_names, .n_names = APP_STATE_MAX),
	F(struct stock_row, overdue_days, F_INT, "已到期天数", OUT | VIRTUAL), F(struct stock_row, flagged, F_BOOL, "标记", OUT | VIRTUAL),
	F(struct stock_row, matters, F_TEXT, "列入原因", OUT | VIRTUAL), { 0 }
};
const struct record stock_row_record = RECORD("stock_watch_row", struct stock_row, row_fields, "待迁移的存量系统");
static const struct field watch_fields[] = { F(struct stock_watch, items, F_LIST, "系统", OUT, .sub = &stock_row_record, .max = 20000), { 0 } };
const struct record stock_watch_record = RECORD("stock_watch", struct stock_watch, watch_fields, "存量系统监督清单");

/* Whether the system belongs on the list, and why in words. */
static bool listed(struct ctx *c, struct stock_row *r)
{
	CLEANUP(buf_done) struct buf why = BUF_MAX(KIB(2));
	bool over = !date_none(r->end_date) && date_cmp(r->end_date, today(c)) < 0;
	bool put_off = !date_none(r->postponed_until) && date_cmp(r->postponed_until, today(c)) >= 0;

	r->overdue_days = over ? today(c).day - r->end_date.day : INT_NONE;
	r->flagged = r->against_a16 && !put_off;
	if (put_off)
		return false;
	if (over && !r->application)
		buf_fmt(&why, "合同已到期 %" PRId64 " 天，没有迁移申请；", r->overdue_days);
	if (r->flagged)
		buf_fmt(&why, "办法施行后续签，与第十六条不符；");
	if (!date_none(r->postponed_until) && !r->application)
		buf_fmt(&why, "暂缓已过期；");
	if (r->hosting == HOSTING_THIRD_PARTY && date_none(r->end_date) && !r->application)
		buf_fmt(&why, "没有登记合同到期日；");
	struct str said = buf_str(&why);
	r->matters = arena_str(c->arena, said.n ? (struct str){ said.p, said.n - strlen("；") } : said);
	return said.n > 0;
}

enum err stock_watch_get(struct ctx *c, const void *in, void *out)
{
	struct stock_watch *w = out;
	struct list all;

	(void)in;
	TRY(sql_all_(c, &app_q[Q_STOCK], &all, NO_VALS));
	w->items = (struct list){ ARENA_ARRAY(c->arena, struct stock_row, all.n + 1), 0 };
	EACH(struct stock_row, r, all)
		if (listed(c, r))
			LIST_AT(w->items, struct stock_row, 0)[w->items.n++] = *r;
	return OK;
}

enum err job_stock_watch(struct ctx *c)
{
	struct stock_watch w;

	TRY(stock_watch_get(c, NULL, &w));
	EACH(struct stock_row, r, w.items) {
		if (r->application || r->overdue_days == INT_NONE || r->overdue_days % 30 != 1)
			continue;
		struct note n = { .article = "A16b", .e = &info_system_entity, .subject = r->system, .body = STR("已列入存量系统监督清单。") };
		n.title = arena_fmt(c->arena, "系统“" STR_FMT "”的原托管合同已到期，没有提交迁移申请", STR_ARG(r->system_name));
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER), &n));
	}
	return OK;
}
