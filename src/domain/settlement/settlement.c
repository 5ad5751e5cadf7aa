/* A period's fee: what was billed, what is taken off, what is paid. */
#include "domain/settlement/settlement_in.h"
#include "domain/message/message.h"

/* Whether a contract covers a day of these: what was before it or is after it is nobody's to answer for. */
static bool contract_month(const struct contract *k, struct period m)
{
	struct date end = date_none(k->ended_date) ? k->to_date : k->ended_date;

	return m.to.day > k->from_date.day && m.from.day < end.day;
}
static struct period month_at(struct date first) { return (struct period){ first, date_add_months(first, 1) }; }

/* ---- service levels ---- */
enum err sla_record(struct ctx *c, const void *in_, void *out)
{
	struct sla_result r = *(const struct sla_result *)in_;
	const struct workdays *days;
	struct contract k;
	struct period m;

	(void)out;
	enum err e = entity_peek(c, &contract_entity, r.contract, &k);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "contract", "absent", "没有编号为 %" PRId64 " 的合同", r.contract);
	}
	TRY(e);
	r.target_bp = INT_NONE;
	EACH(struct sla_term, t, k.sla)
		if (str_eq(t->service, r.service))
			r.target_bp = t->target_bp;
	if (r.target_bp == INT_NONE)
		return fail_on(c, "service", "absent", "合同 " STR_FMT " 没有约定“" STR_FMT "”的服务等级", STR_ARG(k.no), STR_ARG(r.service));
	TRY(month_parse(r.month, &m));
	if (m.to.day > today(c).day)
		return fail_on(c, "month", "too_early", STR_FMT " 还没有结束", STR_ARG(r.month));
	if (!contract_month(&k, m))
		return fail_on(c, "month", "out_of_range", STR_FMT " 不在合同 " STR_FMT " 的期限内", STR_ARG(r.month), STR_ARG(k.no));
	EACH(struct sla_outage, o, r.outages)
		if (o->from_at.ms >= o->to_at.ms)
			fail_on(c, "outages", "out_of_range", "中断的结束应当晚于开始");
	EACH(struct sla_window, w, r.windows)
		if (w->from_at.ms >= w->to_at.ms)
			fail_on(c, "windows", "out_of_range", "窗口的结束应当晚于开始");
	TRY(fields_ok(c));
	TRY(workdays_now(c, &days));
	TRY(sla_measure(&r, days, (int)setting_int(c, "maint.notice_wd"), c->arena));
	r.id = id_new(c);
	r.version = 1;
	r.csp = k.csp;
	r.deduct_bp = r.availability_bp < r.target_bp ? sla_deduct(&k.deductions, r.availability_bp) : 0;
	r.by_person = c->who.person;
	r.at = c->now;
	c->made = r.id;
	return sql_put(c, &settlement_q[Q_SLA_PUT], &r);
}

/* ---- the application ---- */
static struct str month_first(struct ctx *c, struct date d) { return month_text(c->arena, d); }

static enum err amounts(struct ctx *c, struct settlement *s)
{
	struct str from = month_first(c, s->from_date), to = month_first(c, s->to_date);
	int64_t gross = 0, adjust = 0;

	TRY(sql_int(c, &settlement_q[Q_GROSS], &gross, s->contract, from, to));
	TRY(sql_int(c, &settlement_q[Q_BILL_ADJUST], &adjust, s->contract, from, to));
	s->gross_fen.v = gross;
	s->bill_adjust_fen.v = adjust;
	return OK;
}

enum err settlement_apply(struct ctx *c, const void *in_, void *out)
{
	const struct apply_in *in = in_;
	struct settlement s;
	struct contract k;
	struct period p;
	int kind = 0;

	(void)out;
	record_none(&settlement_record, &s);
	enum err e = entity_peek(c, &contract_entity, in->contract, &k);
	if (e != E_ABSENT)
		TRY(e);
	if (e == E_ABSENT || k.csp != c->who.org || k.state == CONTRACT_DRAFT) {
		fail_clear(&c->fail);
		return fail_on(c, "contract", "absent", "本单位没有编号为 %" PRId64 " 的生效合同", in->contract);
	}
	if (settle_period_parse(in->period, &p, &kind) != OK)
		return fail_on(c, "period", "bad_period", "“" STR_FMT "”不是结算期：月 2026-05、季 2026-Q2、半年 2026-H1、年 2026", STR_ARG(in->period));
	if (kind != k.settle_period)
		return fail_on(c, "period", "wrong_kind", "合同 " STR_FMT " 按%s结算", STR_ARG(k.no), settle_period_names[k.settle_period].label);
	if (!contract_month(&k, p))
		return fail_on(c, "period", "out_of_range", "结算期不在合同期限内");
	s.id = id_new(c);
	s.version = 1;
	s.contract = k.id;
	s.csp = k.csp;
	s.period = in->period;
	s.from_date = p.from;
	s.to_date = p.to;
	s.note = in->note;
	s.doc = in->doc;
	s.claimed_fen = in->claimed_fen;
	s.applied_by = c->who.person;
	s.applied_at = c->now;
	s.state = SETTLEMENT_APPLIED;
	s.provisional = in->provisional;
	s.sla_deduct_fen = s.adjust_fen = s.net_fen = s.estimate_fen = s.prior_fen = s.refund_fen = (struct fen){ 0 };
	s.score_factor_bp = 10000;
	TRY(amounts(c, &s));
	TRY(number_next(c, "JS", &s.no));
	TRY(sql_put(c, &settlement_q[Q_PUT], &s));
	TRY(fact_tell(c, "settlement.applied", &settlement_entity, s.id));
	c->made = s.id;
	struct note n = { .title = arena_fmt(c->arena, "结算申请 " STR_FMT " 待审核", STR_ARG(s.no)), .article = "A28.3", .e = &settlement_entity, .subject = s.id,
			  .body = arena_fmt(c->arena, "合同 " STR_FMT "，结算期 " STR_FMT "，申请 " STR_FMT " 元，账单合计 " STR_FMT " 元。", STR_ARG(k.no), STR_ARG(s.period), STR_ARG(fen_text(c->arena, s.claimed_fen)),
					    STR_ARG(fen_text(c->arena, s.gross_fen))) };
	return message_to_roles(c, 0, R(AUTH_FINANCE), &n);
}

enum err settlement_reapply(struct ctx *c, const void *in_, void *out)
{
	const struct apply_in *in = in_;

	(void)out;
	return sql_run(c, &settlement_q[Q_REAPPLY], in->id, in->claimed_fen, in->note, c->now, V_ID(c->who.person));
}

/* ---- the check ---- */
/* One row per service and month that fell short: its fee and what is taken off, so that the sum explains itself. */
static enum err deductions_of(struct ctx *c, const struct settlement *s, struct list *out, struct fen *sum)
{
	struct list results;

	TRY(sql_all(c, &settlement_q[Q_SLA_OF], &results, s->contract, month_first(c, s->from_date), month_first(c, s->to_date)));
	*out = (struct list){ ARENA_ARRAY(c->arena, struct deduction, results.n + 1), 0 };
	sum->v = 0;
	EACH(struct sla_result, r, results) {
		struct deduction d = { .settlement = s->id, .sla_result = r->id, .availability_bp = r->availability_bp, .target_bp = r->target_bp, .deduct_bp = r->deduct_bp, .round = 1, .service = r->service, .month = r->month };
		if (!r->deduct_bp)
			continue;
		TRY(sql_int(c, &settlement_q[Q_SERVICE_FEE], &d.fee_fen.v, s->contract, r->month, r->service));
		d.deduct_fen.v = (d.fee_fen.v * d.deduct_bp + 5000) / 10000;
		sum->v += d.deduct_fen.v;
		*LIST_AT(*out, struct deduction, out->n++) = d;
	}
	return OK;
}

static enum err take_off(struct ctx *c, struct settlement *s)
{
	struct list all;

	TRY(sql_run(c, &settlement_q[Q_DEDUCT_VOID], s->id));
	TRY(deductions_of(c, s, &all, &s->sla_deduct_fen));
	EACH(struct deduction, d, all) {
		d->id = id_new(c);
		TRY(sql_put(c, &settlement_q[Q_DEDUCT_PUT], d));
	}
	return OK;
}

/* (gross + what bills were adjusted by - deductions) × factor, half up, ± adjustment. */
enum err settlement_check(struct ctx *c, const void *in_, void *out)
{
	const struct check_in *in = in_;
	struct settlement s = *(const struct settlement *)c->subject;
	struct csp_score score;
	struct contract k;

	(void)out;
	if (in->adjust_fen.v != FEN_NONE.v && in->adjust_fen.v != 0 && str_empty(in->adjust_reason))
		return fail_on(c, "adjust_reason", "missing", "有调整额的要写明理由");
	TRY(entity_peek(c, &contract_entity, s.contract, &k));
	TRY(amounts(c, &s));
	if (in->estimate_fen.v != FEN_NONE.v && (!s.provisional || str_empty(in->comment)))
		return s.provisional ? fail_on(c, "comment", "missing", "估计未出账月份的要写明依据") : fail_on(c, "estimate_fen", "out_of_range", "只有暂付才估计未出账的月份");
	/* What service levels cost is known when the period is over. */
	if (!s.provisional)
		TRY(take_off(c, &s));
	s.estimate_fen.v = in->estimate_fen.v == FEN_NONE.v ? 0 : in->estimate_fen.v;
	if (!s.provisional)
		TRY(sql_int(c, &settlement_q[Q_PRIOR], &s.prior_fen.v, s.contract, s.period));
	TRY(csp_score_of(c, s.contract, s.period, &score));
	if (score.id && in->score_centi != INT_NONE && in->score_centi != score.total_centi)
		return fail_on(c, "score_centi", "differs", STR_FMT " 公布的考核分是 " STR_FMT "，不能另填", STR_ARG(s.period), STR_ARG(fen_text(c->arena, (struct fen){ score.total_centi })));
	s.score_centi = score.id ? score.total_centi : in->score_centi;
	s.score_factor_bp = s.score_centi == INT_NONE ? 10000 : score_factor_of(&k.score_factors, s.score_centi);
	s.adjust_fen.v = in->adjust_fen.v == FEN_NONE.v ? 0 : in->adjust_fen.v;
	int64_t base = MAX2(0, s.gross_fen.v + s.bill_adjust_fen.v - s.sla_deduct_fen.v + s.estimate_fen.v), net;
	if (__builtin_mul_overflow(base, s.score_factor_bp, &net))
		return fail(c, E_LIMIT, "settlement.amount", "金额超出可表示的范围");
	s.net_fen.v = (net + 5000) / 10000 + s.adjust_fen.v;
	if (s.net_fen.v < 0)
		return fail_on(c, "adjust_fen", "out_of_range", "应付金额不能小于零");
	/* Paid ahead is paid: what is too much is told, and comes off the next period. */
	s.refund_fen.v = MAX2(0, s.prior_fen.v - s.net_fen.v);
	s.net_fen.v = MAX2(0, s.net_fen.v - s.prior_fen.v);
	s.check_note = in->comment;
	s.adjust_reason = in->adjust_reason;
	s.checked_by = c->who.person;
	s.checked_at = c->now;
	return sql_put(c, &settlement_q[Q_CHECK], &s);
}

enum err settlement_approve(struct ctx *c, const void *in, void *out)
{
	const struct settlement *s = c->subject;
	struct list bills = { .n = 1 };

	(void)in;
	(void)out;
	TRY(sql_run(c, &settlement_q[Q_APPROVE], s->id, V_ID(c->who.person), c->now));
	for (int64_t after = 0; bills.n && !s->provisional;) {
		TRY(sql_all(c, &settlement_q[Q_BILLS], &bills, s->contract, month_first(c, s->from_date), month_first(c, s->to_date), after));
		EACH(struct settled_bill, b, bills) {
			after = b->bill;
			if (!str_is(b->state, "settled"))
				TRY(flow_fire(c, &bill_flow, b->bill, "settle", arena_cstr(c->arena, arena_fmt(c->arena, "结算 " STR_FMT, STR_ARG(s->no)))));
		}
	}
	struct note n = { .title = arena_fmt(c->arena, "结算 " STR_FMT " 已批准", STR_ARG(s->no)), .article = "A28.3", .e = &settlement_entity, .subject = s->id,
			  .body = arena_fmt(c->arena, "应付 " STR_FMT " 元。", STR_ARG(fen_text(c->arena, s->net_fen))) };
	return message_to_roles(c, s->csp, R(CSP_FINANCE) | R(CSP_HEAD), &n);
}

/* What leaves nothing to pay is done when it is approved. */
enum err nothing_to_pay(struct ctx *c, const struct fact *f)
{
	struct settlement s;

	TRY(entity_peek(c, &settlement_entity, f->subject, &s));
	return s.state == SETTLEMENT_APPROVED && s.net_fen.v == 0 ? flow_fire(c, &settlement_flow, s.id, "paid", "没有应付的金额") : OK;
}

enum err settlement_return(struct ctx *c, const void *in_, void *out)
{
	const struct settlement *s = c->subject;
	const struct word_in *in = in_;

	(void)out;
	TRY(sql_run(c, &settlement_q[Q_RETURN], s->id, in->comment));
	struct note n = { .title = arena_fmt(c->arena, "结算 " STR_FMT " 被退回", STR_ARG(s->no)), .article = "A28.3", .e = &settlement_entity, .subject = s->id, .body = in->comment };
	return message_to_roles(c, s->csp, R(CSP_FINANCE) | R(CSP_HEAD), &n);
}

enum err settlement_pay(struct ctx *c, const void *in_, void *out)
{
	const struct pay_in *in = in_;
	const struct settlement *s = c->subject;
	struct payment p = { .id = id_new(c), .settlement = s->id, .by_person = c->who.person, .paid_date = in->paid_date, .paid_fen = in->paid_fen, .voucher = in->voucher, .at = c->now };
	int64_t same = 0;

	(void)out;
	if (in->paid_date.day > today(c).day || in->paid_date.day < date_of(s->approved_at).day)
		return fail_on(c, "paid_date", "out_of_range", "付款日应当在批准之日到今天之间");
	TRY(sql_int(c, &settlement_q[Q_VOUCHER], &same, in->voucher));
	if (same)
		return fail_on(c, "voucher", "duplicate", "凭证“" STR_FMT "”已经登记过", STR_ARG(in->voucher));
	TRY(sql_put(c, &settlement_q[Q_PAYMENT_PUT], &p));
	return s->paid_fen.v + in->paid_fen.v == s->net_fen.v ? flow_fire(c, &settlement_flow, s->id, "paid", "全部付清") : OK;
}

enum err settlement_fill(struct ctx *c, void *rec)
{
	struct settlement *s = rec;

	s->net_words = fen_words(c->arena, s->net_fen);
	TRY(sql_int(c, &settlement_q[Q_BILLS_COUNT], &s->bills_count, s->contract, month_first(c, s->from_date), month_first(c, s->to_date)));
	TRY(sql_all(c, &settlement_q[Q_BILLS], &s->bills, s->contract, month_first(c, s->from_date), month_first(c, s->to_date), 0));
	TRY(sql_all(c, &settlement_q[Q_DEDUCTIONS], &s->deductions, s->id));
	return sql_all(c, &settlement_q[Q_PAYMENTS], &s->payments, s->id);
}

/* ---- guards ---- */
enum err months_closed(struct ctx *c, const void *subject, const void *in_)
{
	const struct apply_in *in = in_;
	struct contract k;
	struct period p;
	int kind = 0;
	int64_t closed = 0, months = 0, n;

	(void)subject;
	if (!in || !in->period.p || settle_period_parse(in->period, &p, &kind) != OK)
		return OK;
	enum err e = entity_peek(c, &contract_entity, in->contract, &k);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	for (struct date d = p.from; d.day < p.to.day; d = date_add_months(d, 1)) {
		if (contract_month(&k, p) && !contract_month(&k, month_at(d)))
			continue;
		months++;
		TRY(sql_int(c, &settlement_q[Q_CLOSED_MONTH], &n, month_first(c, d)));
		closed += n;
	}
	if (in->provisional && p.from.day > today(c).day)
		return refuse(c, "结算期 " STR_FMT " 还没有开始，不能暂付", STR_ARG(in->period));
	if (in->provisional)
		return closed < months ? OK : refuse(c, "结算期 " STR_FMT " 的账单已经出齐，不需要暂付", STR_ARG(in->period));
	return p.to.day <= today(c).day && closed == months ? OK : refuse(c, "结算期 " STR_FMT " 的账单还没有出齐", STR_ARG(in->period));
}

enum err period_free(struct ctx *c, const void *subject, const void *in_)
{
	const struct apply_in *in = in_;
	int64_t n = 0;

	(void)subject;
	if (!in || !in->period.p)
		return OK;
	TRY(sql_int(c, &settlement_q[Q_SAME_PERIOD], &n, in->contract, in->period, (int64_t)in->provisional));
	return n ? refuse(c, "结算期 " STR_FMT " 已有结算申请", STR_ARG(in->period)) : OK;
}

/* Silence is not consent: the authority may settle an unconfirmed bill with a note, a disputed one not at all. */
enum err nothing_disputed(struct ctx *c, const void *subject, const void *in_)
{
	const struct settlement *s = subject;
	const struct check_in *in = in_;
	struct str no;

	TRY(sql_str(c, &settlement_q[Q_DISPUTED], &no, s->contract, month_first(c, s->from_date), month_first(c, s->to_date)));
	if (no.p)
		return refuse(c, "账单 " STR_FMT " 的异议还没有处理", STR_ARG(no));
	/* At the approval there is no form, and the check has said why. */
	if (!in || s->state != SETTLEMENT_APPLIED || !str_empty(in->comment))
		return OK;
	TRY(sql_str(c, &settlement_q[Q_UNCONFIRMED], &no, s->contract, month_first(c, s->from_date), month_first(c, s->to_date)));
	return no.p ? refuse(c, "账单 " STR_FMT " 还没有确认，照此结算的要写明理由", STR_ARG(no)) : OK;
}

enum err availability_known(struct ctx *c, const void *subject, const void *in)
{
	const struct settlement *s = subject;
	struct contract k;

	(void)in;
	if (s->provisional)
		return OK;
	TRY(entity_peek(c, &contract_entity, s->contract, &k));
	EACH(struct sla_term, t, k.sla)
		for (struct date d = s->from_date; d.day < s->to_date.day; d = date_add_months(d, 1)) {
			struct sla_result r;
			if (!contract_month(&k, month_at(d)))
				continue;
			enum err e = sql_get(c, &settlement_q[Q_SLA_LAST], &r, s->contract, t->service, month_first(c, d));
			if (e == E_ABSENT) {
				fail_clear(&c->fail);
				return refuse(c, "“" STR_FMT "”在 " STR_FMT " 的可用率还没有记录", STR_ARG(t->service), STR_ARG(month_first(c, d)));
			}
			TRY(e);
		}
	return OK;
}

/* What was checked is what is approved: whatever came in between and would change the sum sends it back. */
enum err still_the_sum(struct ctx *c, const void *subject, const void *in)
{
	const struct settlement *s = subject;
	struct settlement now = *s;
	struct csp_score score;
	struct list all;

	(void)in;
	TRY(amounts(c, &now));
	if (now.gross_fen.v != s->gross_fen.v || now.bill_adjust_fen.v != s->bill_adjust_fen.v)
		return refuse(c, "审核以后账单有变化：账单和调账合计从 " STR_FMT " 元变为 " STR_FMT " 元，退回重新审核", STR_ARG(fen_text(c->arena, (struct fen){ s->gross_fen.v + s->bill_adjust_fen.v })),
			      STR_ARG(fen_text(c->arena, (struct fen){ now.gross_fen.v + now.bill_adjust_fen.v })));
	TRY(csp_score_of(c, s->contract, s->period, &score));
	if (score.id && score.total_centi != s->score_centi)
		return refuse(c, "审核以后 " STR_FMT " 的考核分有变化，退回重新审核", STR_ARG(s->period));
	if (s->provisional)
		return OK;
	TRY(deductions_of(c, s, &all, &now.sla_deduct_fen));
	if (now.sla_deduct_fen.v != s->sla_deduct_fen.v)
		return refuse(c, "审核以后可用率有变化：扣减从 " STR_FMT " 元变为 " STR_FMT " 元，退回重新审核", STR_ARG(fen_text(c->arena, s->sla_deduct_fen)), STR_ARG(fen_text(c->arena, now.sla_deduct_fen)));
	TRY(sql_int(c, &settlement_q[Q_PRIOR], &now.prior_fen.v, s->contract, s->period));
	if (now.prior_fen.v != s->prior_fen.v)
		return refuse(c, "审核以后有暂付获批：此前暂付从 " STR_FMT " 元变为 " STR_FMT " 元，退回重新审核", STR_ARG(fen_text(c->arena, s->prior_fen)), STR_ARG(fen_text(c->arena, now.prior_fen)));
	return OK;
}

/* Nothing is paid ahead of what has been settled. */
enum err ahead_of_settled(struct ctx *c, const void *subject, const void *in)
{
	const struct settlement *s = subject;
	int64_t n = 0;

	(void)in;
	if (!s->provisional)
		return OK;
	TRY(sql_int(c, &settlement_q[Q_SETTLED_ALREADY], &n, s->contract, s->period));
	return n ? refuse(c, "结算期 " STR_FMT " 已经正式结算，不再暂付", STR_ARG(s->period)) : OK;
}

enum err two_persons(struct ctx *c, const void *subject, const void *in)
{
	const struct settlement *s = subject;

	(void)in;
	return s->checked_by == c->who.person ? refuse(c, "审核人不能批准自己审核的结算") : OK;
}

enum err within_cap(struct ctx *c, const void *subject, const void *in)
{
	const struct settlement *s = subject;
	struct fen cap;
	int64_t spent = 0;

	(void)in;
	TRY(contract_cap(c, s->contract, &cap));
	if (cap.v == FEN_NONE.v)
		return OK;
	TRY(sql_int(c, &settlement_q[Q_SPENT], &spent, s->contract));
	if (spent + s->net_fen.v <= cap.v)
		return OK;
	return refuse(c, "合同 " STR_FMT " 的金额上限是 " STR_FMT " 元，已结算 " STR_FMT " 元，加上这次的 " STR_FMT " 元超出上限；要先签补充协议", STR_ARG(s->contract_no), STR_ARG(fen_text(c->arena, cap)),
		      STR_ARG(fen_text(c->arena, (struct fen){ spent })), STR_ARG(fen_text(c->arena, s->net_fen)));
}

enum err within_net(struct ctx *c, const void *subject, const void *in_)
{
	const struct settlement *s = subject;
	const struct pay_in *in = in_;

	if (!in)
		return OK;
	return s->paid_fen.v + in->paid_fen.v <= s->net_fen.v ? OK : refuse(c, "应付 " STR_FMT " 元，已付 " STR_FMT " 元，不能多付", STR_ARG(fen_text(c->arena, s->net_fen)), STR_ARG(fen_text(c->arena, s->paid_fen)));
}
