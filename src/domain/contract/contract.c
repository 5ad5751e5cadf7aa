/* Who may supply, under which contract, at which price: the only source of prices that bills know. */
#include "domain/catalog/catalog.h"
#include "domain/contract/contract_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

/* ---- providers ---- */
static enum err org_of_kind(struct ctx *c, const char *field, int64_t id, enum org_kind kind, struct org *out)
{
	enum err e = org_peek(c, id, out);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, field, "absent", "没有编号为 %" PRId64 " 的单位", id);
	}
	TRY(e);
	if (out->kind != (int)kind)
		return fail_on(c, field, "wrong_kind", "“" STR_FMT "”不是%s", STR_ARG(out->name), org_kind_names[kind].label);
	return OK;
}

static enum err csp_enter(struct ctx *c, int64_t org, struct str rating)
{
	struct csp p;

	record_none(&csp_record, &p);
	p.id = org;
	p.version = 1;
	p.rating = rating;
	p.status = CSP_ACTIVE;
	p.created_at = c->now;
	return sql_put(c, &contract_q[Q_CSP_PUT], &p);
}

/* A unit of kind csp enters the register with the first paper about it: nobody has to know the order of forms. */
static enum err csp_must_exist(struct ctx *c, const char *field, int64_t csp)
{
	struct org o;
	int64_t n = 0;

	TRY(org_of_kind(c, field, csp, ORG_CSP, &o));
	TRY(sql_int(c, &contract_q[Q_CSP_HAS], &n, csp));
	return n ? OK : csp_enter(c, csp, STR_NONE);
}

enum err csp_create(struct ctx *c, const void *in_, void *out)
{
	const struct csp_in *in = in_;
	struct org o;
	int64_t n = 0;

	(void)out;
	TRY(org_of_kind(c, "org", in->org, ORG_CSP, &o));
	TRY(sql_int(c, &contract_q[Q_CSP_HAS], &n, in->org));
	if (n)
		return fail_on(c, "org", "duplicate", "“" STR_FMT "”已经登记为云服务商", STR_ARG(o.name));
	TRY(csp_enter(c, in->org, in->rating));
	c->made = in->org;
	return OK;
}

enum err csp_update(struct ctx *c, const void *in_, void *out)
{
	static const char *const words[CSP_STATUS_MAX] = { [CSP_ACTIVE] = "active", [CSP_LEAVING] = "leaving", [CSP_LEFT] = "left" };
	const struct csp *in = in_;

	(void)out;
	return sql_run(c, &contract_q[Q_CSP_SET], in->id, in->rating, words[in->status ? in->status : CSP_ACTIVE]);
}

enum err credit_check_create(struct ctx *c, const void *in_, void *out)
{
	struct credit_check k = *(const struct credit_check *)in_;

	(void)out;
	csp_must_exist(c, "csp", k.csp);
	if (k.checked_on.day > today(c).day)
		fail_on(c, "checked_on", "future", "核查日期 " STR_FMT " 还没有到", STR_ARG(date_text(c->arena, k.checked_on)));
	TRY(fields_ok(c));
	k.id = id_new(c);
	k.version = 1;
	k.by_person = c->who.person;
	k.created_at = c->now;
	TRY(sql_put(c, &contract_q[Q_CHECK_PUT], &k));
	c->made = k.id;
	if (k.result != CREDIT_LISTED)
		return OK;
	/* the authority is told; running services go on until it decides. */
	struct note n = { .title = STR("云服务商被列入严重失信主体名单"), .article = "A12c", .e = &csp_entity, .subject = k.csp,
			  .body = STR("不得再与其签订或续签合同；在用服务的去留由主管部门决定。") };
	return message_to_roles(c, 0, R_AUTH, &n);
}

enum err csp_rechecks(struct ctx *c)
{
	struct date old = date_add_months(today(c), -(int)setting_int(c, "csp.recheck_months"));
	struct list due;

	TRY(sql_all(c, &contract_q[Q_CSP_RECHECK], &due, old, date_start(date_add(today(c), -30))));
	EACH(struct csp, p, due) {
		struct note n = { .article = "A12c", .e = &csp_entity, .subject = p->id,
				  .body = STR("请查询严重失信主体名单，登记查询日期、来源和结果。") };
		n.title = arena_fmt(c->arena, "云服务商“" STR_FMT "”应当复核信用", STR_ARG(p->name));
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER), &n));
		TRY(sql_run(c, &contract_q[Q_CSP_RECHECK_TOLD], p->id, c->now));
	}
	return OK;
}

static enum err procurement_check(struct ctx *c, const struct procurement *p)
{
	int64_t n = 0;

	TRY(sql_int(c, &contract_q[Q_PROC_HAS], &n, p->no, p->id));
	if (n)
		fail_on(c, "no", "duplicate", "采购项目编号“" STR_FMT "”已被使用", STR_ARG(p->no));
	if (!date_none(p->award_date) && p->award_date.day > today(c).day)
		fail_on(c, "award_date", "in_future", "中标日期 " STR_FMT " 还没有到", STR_ARG(date_text(c->arena, p->award_date)));
	if (p->csp)
		csp_must_exist(c, "csp", p->csp);
	if (p->catalog_version) {
		struct catalog_version v;
		if (entity_peek(c, &catalog_version_entity, p->catalog_version, &v) != OK)
			fail_on(c, "catalog_version", "absent", "没有编号为 %" PRId64 " 的目录版本", p->catalog_version);
	}
	return fields_ok(c);
}

enum err procurement_create(struct ctx *c, const void *in_, void *out)
{
	struct procurement p = *(const struct procurement *)in_;

	(void)out;
	p.id = 0;
	TRY(procurement_check(c, &p));
	p.id = id_new(c);
	p.version = 1;
	p.created_at = c->now;
	TRY(sql_put(c, &contract_q[Q_PROC_PUT], &p));
	c->made = p.id;
	return OK;
}

/* A project is registered before anybody has won it. */
enum err procurement_update(struct ctx *c, const void *in_, void *out)
{
	struct procurement p = *(const struct procurement *)in_;
	const struct procurement *was = c->subject;

	(void)out;
	TRY(procurement_check(c, &p));
	p.version = was->version;
	p.created_at = was->created_at;
	return sql_put(c, &contract_q[Q_PROC_SET], &p);
}

/* ---- contracts ---- */
static enum err check_contract(struct ctx *c, const struct contract *k)
{
	int64_t n = 0;

	TRY(sql_int(c, &contract_q[Q_CONTRACT_HAS], &n, k->no, k->id));
	if (n)
		fail_on(c, "no", "duplicate", "合同编号“" STR_FMT "”已被使用", STR_ARG(k->no));
	enum err e = csp_must_exist(c, "csp", k->csp);
	if (e != E_INVALID)
		TRY(e);
	if (k->from_date.day >= k->to_date.day)
		fail_on(c, "to_date", "too_early", "合同终止日应当晚于起始日");
	if (k->procurement) {
		struct procurement p;
		if (entity_peek(c, &procurement_entity, k->procurement, &p) != OK)
			fail_on(c, "procurement", "absent", "没有编号为 %" PRId64 " 的采购项目", k->procurement);
		else if (p.csp && p.csp != k->csp)
			fail_on(c, "csp", "not_awarded", "采购项目 " STR_FMT " 的中标云服务商是“" STR_FMT "”", STR_ARG(p.no), STR_ARG(p.csp_name));
	}
	return fields_ok(c);
}

/* What the contract does not say is as the platform's parameters stand on the day it is entered; later changes leave it alone. */
static void contract_terms(struct ctx *c, struct contract *k)
{
	if (!k->settle_period)
		k->settle_period = names_find(settle_period_names, SETTLE_MAX, setting_text(c, "settle.period"));
	if (!k->partial)
		k->partial = names_find(bill_partial_names, PARTIAL_MAX, setting_text(c, "bill.partial"));
	if (!k->rounding)
		k->rounding = names_find(bill_rounding_names, ROUNDING_MAX, setting_text(c, "bill.rounding"));
	if (!k->start_day)
		k->start_day = str_is(setting_text(c, "bill.start_day_charged"), "true") ? DAY_CHARGED : DAY_FREE;
	if (!k->end_day)
		k->end_day = str_is(setting_text(c, "bill.end_day_charged"), "true") ? DAY_CHARGED : DAY_FREE;
}

enum err contract_create(struct ctx *c, const void *in_, void *out)
{
	struct contract k = *(const struct contract *)in_;

	(void)out;
	k.id = 0;
	TRY(check_contract(c, &k));
	if (!k.party_a)
		TRY(org_authority(c, &k.party_a));
	k.id = id_new(c);
	k.version = 1;
	k.state = CONTRACT_DRAFT;
	k.created_at = c->now;
	contract_terms(c, &k);
	TRY(sql_put(c, &contract_q[Q_CONTRACT_PUT], &k));
	c->made = k.id;
	return sql_run(c, &contract_q[Q_CONTRACT_BY], k.id, c->who.person);
}

enum err contract_update(struct ctx *c, const void *in_, void *out)
{
	const struct contract *in = in_, *was = c->subject;
	struct contract k = *was;

	(void)out;
	k.no = in->no; k.name = in->name; k.csp = in->csp; k.procurement = in->procurement; k.signed_date = in->signed_date; k.from_date = in->from_date;
	k.to_date = in->to_date; k.cap_fen = in->cap_fen; k.sla = in->sla; k.deductions = in->deductions; k.score_factors = in->score_factors;
	k.partial = in->partial; k.rounding = in->rounding; k.start_day = in->start_day; k.end_day = in->end_day;
	contract_terms(c, &k);
	if (in->party_a)
		k.party_a = in->party_a;
	if (in->settle_period)
		k.settle_period = in->settle_period;
	TRY(check_contract(c, &k));
	TRY(sql_put(c, &contract_q[Q_CONTRACT_SET], &k));
	/* Whose words they are now: another lets them act. */
	return sql_run(c, &contract_q[Q_CONTRACT_BY], k.id, c->who.person);
}

enum err contract_activate(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &contract_q[Q_CONTRACT_ACTIVATE], c->subject_id, c->now);
}

enum err contract_terminate(struct ctx *c, const void *in_, void *out)
{
	const struct end_in *in = in_;
	const struct contract *k = c->subject;
	struct date day = date_none(in->ended_date) ? today(c) : in->ended_date;

	(void)out;
	/* Days already past have been served and will be billed. */
	if (day.day < today(c).day || day.day > k->to_date.day)
		return fail_on(c, "ended_date", "out_of_range", "终止日应当在今天和合同终止日之间");
	return sql_run(c, &contract_q[Q_CONTRACT_END], in->id, day, in->comment);
}

enum err contract_fill(struct ctx *c, void *rec)
{
	struct contract *k = rec;

	return sql_all(c, &contract_q[Q_SUPPLEMENTS], &k->supplements, k->id);
}

static enum err expire(struct ctx *c, const struct contract *k)
{
	TRY(flow_fire(c, &contract_flow, k->id, "expire", "合同期满"));
	return sql_run(c, &contract_q[Q_CONTRACT_END], k->id, k->to_date, STR("期满"));
}

enum err contract_reminders(struct ctx *c)
{
	struct list live;

	TRY(sql_all_(c, &contract_q[Q_CONTRACT_LIVE], &live, NO_VALS));
	EACH(struct contract, k, live) {
		int64_t left = k->to_date.day - today(c).day;
		if (left <= 0) {
			TRY(expire(c, k));
			continue;
		}
		int64_t day = message_remind_day(c, "contract.remind_days", left, k->reminded);
		if (day == INT_NONE)
			continue;
		struct note n = { .article = "A13", .e = &contract_entity, .subject = k->id };
		n.title = arena_fmt(c->arena, "合同 " STR_FMT " 还有 %" PRId64 " 天到期", STR_ARG(k->no), left);
		n.body = arena_fmt(c->arena, "合同到 " STR_FMT " 为止（当天不含）。到期后没有合同价格，账单无法计算，请及早安排采购或续签。",
				   STR_ARG(date_text(c->arena, k->to_date)));
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_ISSUER) | R(AUTH_FINANCE), &n));
		TRY(message_to_roles(c, k->csp, R(CSP_HEAD) | R(CSP_FINANCE), &n));
		TRY(sql_run(c, &contract_q[Q_CONTRACT_REMINDED], k->id, day));
	}
	return OK;
}

enum err contract_active(struct ctx *c, int64_t csp, struct date day, bool *out)
{
	int64_t n = 0;

	TRY(sql_int(c, &contract_q[Q_CONTRACT_IN_FORCE], &n, csp, day));
	*out = n > 0;
	return OK;
}

/* ---- prices ---- */
static enum err price_enter(struct ctx *c, struct contract_price *p)
{
	struct catalog_item item;
	enum err e = catalog_item_by_code(c, 0, p->item_code, &item);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "item_code", "absent", "服务目录里没有编码为“" STR_FMT "”的目录项", STR_ARG(p->item_code));
	}
	TRY(e);
	p->id = id_new(c);
	p->version = 1;
	p->item_name = item.name;
	p->unit = item.unit;
	p->created_at = c->now;
	return sql_put(c, &contract_q[Q_PRICE_PUT], p);
}

enum err contract_price_create(struct ctx *c, const void *in_, void *out)
{
	struct contract_price p = *(const struct contract_price *)in_;
	struct contract k;

	(void)out;
	TRY(entity_peek(c, &contract_entity, p.contract, &k));
	if (date_none(p.from_date))
		p.from_date = k.from_date;
	if (p.from_date.day < k.from_date.day || p.from_date.day >= k.to_date.day)
		fail_on(c, "from_date", "out_of_range", "价格起始日应当在合同期限内");
	if (!date_none(p.to_date) && p.to_date.day <= p.from_date.day)
		fail_on(c, "to_date", "too_early", "价格终止日应当晚于起始日");
	TRY(fields_ok(c));
	TRY(price_enter(c, &p));
	c->made = p.id;
	return sql_run(c, &contract_q[Q_PRICES_BY], p.contract, c->who.person);
}

/* What a draft says, checked: the contract's time, each item once and in the catalogue. */
static enum err supplement_check(struct ctx *c, const struct supplement_in *in, const struct contract *k)
{
	if (in->prices.n == 0 && in->cap_fen.v == FEN_NONE.v)
		return fail_on(c, "prices", "missing", "补充协议要么改价，要么调整金额上限");
	if (in->effective_date.day < k->from_date.day || in->effective_date.day >= k->to_date.day)
		return fail_on(c, "effective_date", "out_of_range", "生效日应当在合同期限内");
	for (size_t i = 0; i < in->prices.n; i++) {
		const struct price_line *line = LIST_AT(in->prices, struct price_line, i);
		struct catalog_item item;
		for (size_t j = 0; j < i; j++)
			if (str_eq(LIST_AT(in->prices, struct price_line, j)->item_code, line->item_code))
				return fail_on(c, "prices", "duplicate", "目录项“" STR_FMT "”在补充协议里出现两次", STR_ARG(line->item_code));
		enum err e = catalog_item_by_code(c, 0, line->item_code, &item);
		if (e == E_ABSENT) {
			fail_clear(&c->fail);
			return fail_on(c, "item_code", "absent", "服务目录里没有编码为“" STR_FMT "”的目录项", STR_ARG(line->item_code));
		}
		TRY(e);
	}
	return OK;
}

static void supplement_say(struct ctx *c, const struct supplement_in *in, struct contract_supplement *s)
{
	s->note = in->note;
	s->signed_date = in->signed_date;
	s->effective_date = in->effective_date;
	s->prices = in->prices;
	s->n_prices = (int64_t)in->prices.n;
	s->cap_fen = in->cap_fen;
	s->drafted_by = c->who.person;
	s->drafted_at = c->now;
}

/* Prices that bills know change only when a second person has seen who pays more and less (A11d). */
enum err contract_supplement(struct ctx *c, const void *in_, void *out)
{
	const struct supplement_in *in = in_;
	struct contract_supplement s;
	int64_t taken = 0;

	(void)out;
	TRY(supplement_check(c, in, c->subject));
	TRY(sql_int(c, &contract_q[Q_SUPPLEMENT_HAS], &taken, in->id, in->no));
	if (taken)
		return fail_on(c, "no", "duplicate", "这份合同已有编号为“" STR_FMT "”的补充协议", STR_ARG(in->no));
	record_none(&contract_supplement_record, &s);
	s.id = id_new(c);
	s.version = 1;
	s.contract = in->id;
	s.no = in->no;
	s.created_at = c->now;
	s.state = SUPPLEMENT_DRAFT;
	supplement_say(c, in, &s);
	TRY(sql_put(c, &contract_q[Q_SUPPLEMENT_PUT], &s));
	return fact_tell(c, "contract_supplement.drafted", &contract_supplement_entity, s.id);
}

enum err supplement_revise(struct ctx *c, const void *in_, void *out)
{
	const struct supplement_in *in = in_;
	struct contract_supplement s = *(const struct contract_supplement *)c->subject;
	struct contract k;

	(void)out;
	TRY(entity_peek(c, &contract_entity, s.contract, &k));
	TRY(supplement_check(c, in, &k));
	supplement_say(c, in, &s);
	return sql_put(c, &contract_q[Q_SUPPLEMENT_SET], &s);
}

enum err supplement_approve(struct ctx *c, const void *in, void *out)
{
	const struct contract_supplement *s = c->subject;

	(void)in;
	(void)out;
	EACH(struct price_line, line, s->prices) {
		struct contract_price p;
		record_none(&contract_price_record, &p);
		p.contract = s->contract;
		p.supplement = s->id;
		p.item_code = line->item_code;
		p.basis = line->basis;
		p.unit_price_e4 = line->unit_price_e4;
		p.from_date = s->effective_date;
		/* A new figure for the same thing: with tax where it was with tax. */
		int64_t tax = 1;
		TRY(sql_int(c, &contract_q[Q_PRICE_TAX], &tax, s->contract, line->item_code));
		p.tax_incl = tax != 0;
		TRY(sql_run(c, &contract_q[Q_PRICE_CLOSE], s->contract, line->item_code, s->effective_date));
		TRY(price_enter(c, &p));
	}
	TRY(sql_run(c, &contract_q[Q_PRICES_BY], s->contract, s->drafted_by));
	return sql_run(c, &contract_q[Q_SUPPLEMENT_APPROVE], s->id, V_ID(c->who.person), c->now);
}

enum err supplement_return(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return sql_run(c, &contract_q[Q_SUPPLEMENT_RETURN], c->subject_id, ((const struct supplement_word *)in)->comment);
}

enum err contract_price_from_catalog(struct ctx *c, const void *in_, void *out)
{
	const struct from_catalog_in *in = in_;
	const struct contract *k = c->subject;
	int64_t discount_bp = in->discount_bp == INT_NONE ? 10000 : in->discount_bp;
	struct catalog_version v;
	struct list items;

	(void)out;
	if (in->catalog_version) {
		enum err e = entity_peek(c, &catalog_version_entity, in->catalog_version, &v);
		if (e == E_ABSENT)
			return fail_on(c, "catalog_version", "absent", "没有编号为 %" PRId64 " 的目录版本", in->catalog_version);
		TRY(e);
	} else {
		TRY(catalog_published(c, &v));
	}
	if (!v.id)
		return refuse_by(c, "A11a", "contract.no_catalog", "还没有已发布的服务目录，请先发布或指明目录版本");
	TRY(catalog_items(c, v.id, &items));
	EACH(struct catalog_item, item, items) {
		struct contract_price p;
		int64_t n = 0;
		TRY(sql_int(c, &contract_q[Q_PRICE_ITEM], &n, in->id, item->code));
		if (n || item->list_price_e4.e4 == PRICE_NONE.e4)
			continue;
		record_none(&contract_price_record, &p);
		p.contract = in->id;
		p.item_code = item->code;
		p.unit_price_e4.e4 = item->list_price_e4.e4 * discount_bp / 10000;
		p.from_date = k->from_date;
		p.tax_incl = true;
		p.basis = discount_bp == 10000 ? arena_fmt(c->arena, "按目录 " STR_FMT " 参考价", STR_ARG(v.no))
					       : arena_fmt(c->arena, "按目录 " STR_FMT " 参考价的万分之 %" PRId64, STR_ARG(v.no), discount_bp);
		TRY(price_enter(c, &p));
	}
	return sql_run(c, &contract_q[Q_PRICES_BY], in->id, c->who.person);
}

/* ---- prices for bills ---- */
struct list price_cut(struct arena *a, const struct list *spans, struct period period, struct date *missing)
{
	struct list out = { ARENA_ARRAY(a, struct price_part, spans->n + 1), 0 };
	struct date at = period.from;

	EACH(struct price_span, s, *spans) {
		if (at.day >= period.to.day || s->from_date.day > at.day)
			break;
		if (s->to_date.day <= at.day)
			continue;
		struct date to = s->to_date.day < period.to.day ? s->to_date : period.to;
		*LIST_AT(out, struct price_part, out.n++) = (struct price_part){ at, to, s->unit_price_e4, s->price, s->contract };
		at = to;
	}
	*missing = at.day < period.to.day ? at : DATE_NONE;
	return out;
}

enum err price_parts(struct ctx *c, int64_t csp, struct str item_code, struct date from, struct date to, struct list *out)
{
	struct list spans;
	struct date missing;

	TRY(sql_all(c, &contract_q[Q_PRICE_SPANS], &spans, csp, item_code, from, to));
	*out = price_cut(c->arena, &spans, (struct period){ from, to }, &missing);
	return date_none(missing) ? OK : price_missing(c, csp, item_code, missing);
}

enum err price_missing(struct ctx *c, int64_t csp, struct str item_code, struct date day)
{
	struct str no;

	TRY(sql_str(c, &contract_q[Q_CONTRACT_NO], &no, csp, day));
	if (!no.p)
		return refuse_by(c, "A11d", "contract.no_price", "目录项“" STR_FMT "”在 " STR_FMT " 没有生效的合同，没有合同价格，不能计费", STR_ARG(item_code), STR_ARG(date_text(c->arena, day)));
	return refuse_by(c, "A11d", "contract.no_price", "目录项“" STR_FMT "”在 " STR_FMT " 没有合同价格（合同 " STR_FMT "），不能计费", STR_ARG(item_code),
			 STR_ARG(date_text(c->arena, day)), STR_ARG(no));
}

enum err tariff_load(struct ctx *c, struct period p, struct tariff *out)
{
	return sql_all(c, &contract_q[Q_TARIFF], &out->spans, p.from, p.to);
}

static int span_cmp(const struct price_span *s, int64_t csp, struct str item_code)
{
	return s->csp != csp ? (s->csp > csp) - (s->csp < csp) : str_cmp(s->item_code, item_code);
}

const struct price_span *tariff_find(const struct tariff *t, int64_t csp, struct str item_code, size_t *n)
{
	size_t low = 0, high = t->spans.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (span_cmp(LIST_AT(t->spans, struct price_span, mid), csp, item_code) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	const struct price_span *first = LIST_AT(t->spans, struct price_span, low);
	for (*n = 0; low + *n < t->spans.n && span_cmp(first + *n, csp, item_code) == 0; ++*n)
		;
	return first;
}

enum err contract_cap(struct ctx *c, int64_t contract, struct fen *out)
{
	struct contract k;
	int64_t raised = 0;

	TRY(entity_peek(c, &contract_entity, contract, &k));
	TRY(sql_int(c, &contract_q[Q_CAP_RAISED], &raised, contract, today(c)));
	*out = raised ? (struct fen){ raised } : k.cap_fen;
	return OK;
}

enum err price_on(struct ctx *c, int64_t csp, struct str item_code, struct date day, struct price *out)
{
	struct list one;

	TRY(price_parts(c, csp, item_code, day, date_add(day, 1), &one));
	*out = LIST_AT(one, struct price_part, 0)->unit_price_e4;
	return OK;
}

/* ---- guards ---- */
static enum err party_check(struct ctx *c, int64_t party_a)
{
	struct org o;
	enum err e = org_peek(c, party_a, &o);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "party_a", "absent", "没有编号为 %" PRId64 " 的单位", party_a);
	}
	TRY(e);
	return o.kind == ORG_AUTHORITY ? OK : refuse(c, "合同由政务云主管部门统一签订，甲方不能是“" STR_FMT "”", STR_ARG(o.name));
}

/* Of what is asked for: a party that is left out is the authority itself. */
enum err contract_party_is_authority(struct ctx *c, const void *subject, const void *in_)
{
	const struct contract *in = in_;

	(void)subject;
	return in && in->party_a ? party_check(c, in->party_a) : OK;
}

/* Of what is on record. */
enum err contract_party_on_record(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return party_check(c, ((const struct contract *)subject)->party_a);
}

/* A draft may name the day it is to be signed on; in force it comes when it is signed. */
enum err contract_is_signed(struct ctx *c, const void *subject, const void *in)
{
	const struct contract *k = subject;

	(void)in;
	return k->signed_date.day <= today(c).day ? OK : refuse(c, "合同 " STR_FMT " 的签订日 " STR_FMT " 还没有到，签订后才能生效", STR_ARG(k->no),
								STR_ARG(date_text(c->arena, k->signed_date)));
}

/* Who has left has handed over its work and its rights (A31.P1d): nothing new begins with them. */
static enum err csp_stays(struct ctx *c, int64_t csp)
{
	struct csp p;
	enum err e = csp ? entity_peek(c, &csp_entity, csp, &p) : E_ABSENT;

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;                      /* not in the register yet, or no provider: the handler says so */
	}
	TRY(e);
	return p.status != CSP_LEFT ? OK : refuse(c, "“" STR_FMT "”已退出，不能再订立合同", STR_ARG(p.name));
}

enum err procurement_is_open(struct ctx *c, const void *subject, const void *in)
{
	const struct procurement *p = subject;
	struct str no;

	(void)in;
	TRY(sql_str(c, &contract_q[Q_PROC_CONTRACT], &no, p->id));
	return no.p ? refuse(c, "合同 " STR_FMT " 已据采购项目 " STR_FMT " 签订并生效，采购结果不再改动", STR_ARG(no), STR_ARG(p->no)) : OK;
}

enum err contract_csp_stays(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return in ? csp_stays(c, ((const struct contract *)in)->csp) : OK;
}

enum err contract_csp_still_there(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return csp_stays(c, ((const struct contract *)subject)->csp);
}

enum err csp_out_of_contract(struct ctx *c, const void *subject, const void *in_)
{
	const struct csp *p = subject, *in = in_;
	struct str no;

	if (!in || in->status != CSP_LEFT || p->status == CSP_LEFT)
		return OK;
	TRY(sql_str(c, &contract_q[Q_CONTRACT_RUNNING], &no, p->id, today(c)));
	return no.p ? refuse(c, "“" STR_FMT "”的合同 " STR_FMT " 还没有到期或终止，不能登记为已退出", STR_ARG(p->name), STR_ARG(no)) : OK;
}

enum err supplement_is_signed(struct ctx *c, const void *subject, const void *in)
{
	const struct contract_supplement *s = subject;

	(void)in;
	return date_none(s->signed_date) || s->signed_date.day <= today(c).day ? OK
		: refuse(c, "补充协议 " STR_FMT " 的签订日 " STR_FMT " 还没有到，签订后才能批准", STR_ARG(s->no), STR_ARG(date_text(c->arena, s->signed_date)));
}

enum err contract_by_another(struct ctx *c, const void *subject, const void *in)
{
	int64_t mine = 0;

	(void)in;
	TRY(sql_int(c, &contract_q[Q_CONTRACT_MINE], &mine, ((const struct contract *)subject)->id, c->who.person));
	return mine ? refuse(c, "合同或其中的价格是本人登记的，由另一人批准生效") : OK;
}

enum err contract_credit_is_fresh(struct ctx *c, const void *subject, const void *in)
{
	const struct contract *k = subject;
	struct credit_check check;
	int64_t days = setting_int(c, "csp.credit_check_days");

	(void)in;
	enum err e = sql_get(c, &contract_q[Q_CHECK_LAST], &check, k->csp, k->signed_date);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return refuse(c, "签订日 " STR_FMT " 之前没有对“" STR_FMT "”做过信用核查", STR_ARG(date_text(c->arena, k->signed_date)), STR_ARG(k->csp_name));
	}
	TRY(e);
	int64_t age = k->signed_date.day - check.checked_on.day;
	if (age > days)
		return refuse(c, "最近一次信用核查在 " STR_FMT "，距签订日 %" PRId64 " 天，超过 %" PRId64 " 天", STR_ARG(date_text(c->arena, check.checked_on)), age,
			      days);
	return check.result == CREDIT_CLEAN ? OK : refuse(c, "“" STR_FMT "”在 " STR_FMT " 的核查中已列入严重失信主体名单", STR_ARG(k->csp_name),
							   STR_ARG(date_text(c->arena, check.checked_on)));
}

enum err contract_csp_not_listed(struct ctx *c, const void *subject, const void *in)
{
	const struct contract *k = subject;
	struct credit_check check;
	enum err e = sql_get(c, &contract_q[Q_CHECK_LISTED], &check, k->csp);

	(void)in;
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;                      /* the check that is missing has its own guard */
	}
	TRY(e);
	return check.result == CREDIT_LISTED ? refuse(c, "“" STR_FMT "”已列入严重失信主体名单，不能订立新合同", STR_ARG(k->csp_name)) : OK;
}

enum err contract_is_draft(struct ctx *c, const void *subject, const void *in)
{
	const struct contract *k = subject;

	(void)in;
	return k->state == CONTRACT_DRAFT ? OK : refuse(c, "合同 " STR_FMT " 已经生效，变动请登记补充协议", STR_ARG(k->no));
}

static enum err must_run(struct ctx *c, const struct contract *k)
{
	if (k->state == CONTRACT_DRAFT || k->state == CONTRACT_ACTIVE)
		return OK;
	return refuse(c, "合同 " STR_FMT " 已经终止，不能再登记价格", STR_ARG(k->no));
}

enum err contract_runs(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return must_run(c, subject);
}

enum err price_has_contract(struct ctx *c, const void *subject, const void *in_)
{
	const struct contract_price *in = in_;
	struct contract k;

	(void)subject;
	if (!in)
		return OK;
	if (!in->contract)
		return refuse(c, "价格按采购结果确定，没有合同不能登记价格");
	enum err e = entity_peek(c, &contract_entity, in->contract, &k);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return refuse(c, "没有编号为 %" PRId64 " 的合同，没有合同不能登记价格", in->contract);
	}
	TRY(e);
	return must_run(c, &k);
}

enum err price_is_free(struct ctx *c, const void *subject, const void *in_)
{
	const struct contract_price *in = in_;
	struct contract_price other;
	struct contract k;

	(void)subject;
	if (!in || !in->contract)
		return OK;
	TRY(entity_peek(c, &contract_entity, in->contract, &k));
	struct date from = date_none(in->from_date) ? k.from_date : in->from_date;
	struct date to = date_none(in->to_date) ? date_ymd(9999, 12, 31) : in->to_date;
	enum err e = sql_get(c, &contract_q[Q_PRICE_OVERLAP], &other, in->contract, in->item_code, from, to);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	return refuse(c, "目录项“" STR_FMT "”自 " STR_FMT " 起已有价格，时段不能重叠；改价请登记补充协议", STR_ARG(in->item_code),
		      STR_ARG(date_text(c->arena, other.from_date)));
}

/* ---- a day has one price of a provider for an item, whichever of its contracts says it (R-35) ---- */
static enum err clash(struct ctx *c, const struct stmt *q, const struct val *v, size_t n)
{
	struct price_span other;
	struct contract k;
	enum err e = sql_get_(c, q, &other, v, n);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	TRY(entity_peek(c, &contract_entity, other.contract, &k));
	return refuse(c, "目录项“" STR_FMT "”自 " STR_FMT " 至 " STR_FMT "（当日不计）已由合同 " STR_FMT " 定价，同一云服务商同一项一天只有一个价格；改价请登记补充协议，换合同请先终止原合同",
		      STR_ARG(other.item_code), STR_ARG(date_text(c->arena, other.from_date)), STR_ARG(date_text(c->arena, other.to_date)), STR_ARG(k.no));
}
#define CLASH(c, q, ...) clash(c, &contract_q[q], VALS(__VA_ARGS__))

enum err contract_prices_alone(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return CLASH(c, Q_CONTRACT_CLASH, ((const struct contract *)subject)->id);
}

static enum err alone(struct ctx *c, const struct contract *k, struct str item_code, struct date from, struct date to)
{
	struct date end = date_none(k->ended_date) ? k->to_date : k->ended_date;

	if (date_none(to) || to.day > end.day)
		to = end;
	return CLASH(c, Q_PRICE_CLASH, k->csp, item_code, k->id, from, to);
}

/* A draft's prices act when it is activated, and are asked for then. */
enum err price_alone(struct ctx *c, const void *subject, const void *in_)
{
	const struct contract_price *in = in_;
	struct contract k;

	(void)subject;
	if (!in || !in->contract)
		return OK;
	TRY(entity_peek(c, &contract_entity, in->contract, &k));
	if (k.state == CONTRACT_DRAFT)
		return OK;
	return alone(c, &k, in->item_code, date_none(in->from_date) ? k.from_date : in->from_date, in->to_date);
}

/* R-35 looks forward: months before this one have been billed at the price then in force and must come out the same again. */
static enum err ahead(struct ctx *c, struct date effective)
{
	int y, m, d;

	date_split(today(c), &y, &m, &d);
	if (effective.day >= date_ymd(y, m, 1).day)
		return OK;
	return refuse(c, "补充协议不能追溯到 " STR_FMT "，此前月份已按原价计费；差额请用调账处理", STR_ARG(date_text(c->arena, effective)));
}
static enum err is_free(struct ctx *c, int64_t contract, const struct list *prices, struct date effective)
{
	EACH(struct price_line, line, *prices) {
		int64_t n = 0;
		TRY(sql_int(c, &contract_q[Q_PRICE_AFTER], &n, contract, line->item_code, effective));
		if (n)
			return refuse(c, "目录项“" STR_FMT "”在 " STR_FMT " 或之后已有价格，不能重复约定", STR_ARG(line->item_code), STR_ARG(date_text(c->arena, effective)));
	}
	return OK;
}

enum err supplement_not_backdated(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return in ? ahead(c, ((const struct supplement_in *)in)->effective_date) : OK;
}

enum err supplement_is_free(struct ctx *c, const void *subject, const void *in_)
{
	const struct supplement_in *in = in_;

	return in ? is_free(c, ((const struct contract *)subject)->id, &in->prices, in->effective_date) : OK;
}

static enum err contract_of(struct ctx *c, const struct contract_supplement *s, struct contract *k) { return entity_peek(c, &contract_entity, s->contract, k); }

enum err supplement_contract_runs(struct ctx *c, const void *subject, const void *in)
{
	struct contract k;

	(void)in;
	TRY(contract_of(c, subject, &k));
	return must_run(c, &k);
}

/* A draft that lay too long would reach back into months that were billed meanwhile. */
enum err supplement_still_ahead(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ahead(c, ((const struct contract_supplement *)subject)->effective_date);
}

enum err supplement_still_free(struct ctx *c, const void *subject, const void *in)
{
	const struct contract_supplement *s = subject;

	(void)in;
	return is_free(c, s->contract, &s->prices, s->effective_date);
}

enum err supplement_alone(struct ctx *c, const void *subject, const void *in)
{
	const struct contract_supplement *s = subject;
	struct contract k;

	(void)in;
	TRY(contract_of(c, s, &k));
	if (k.state == CONTRACT_DRAFT)
		return OK;
	EACH(struct price_line, line, s->prices)
		TRY(alone(c, &k, line->item_code, s->effective_date, DATE_NONE));
	return OK;
}

enum err supplement_by_another(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct contract_supplement *)subject)->drafted_by == c->who.person ? refuse(c, "起草人不能批准自己起草的补充协议，改价由另一人看过试算后批准") : OK;
}
