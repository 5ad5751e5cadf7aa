/* Conflicts of duty, declared once (A31.P2a, F24), and whether one person could carry a procedure through alone. */
#include "core/core.h"
#include "domain/account/duty.h"

const struct duty duties[] = {
	{ "A31.P2a", "系统、安全、审计管理员互斥", R(SYS_ADMIN), R(SEC_ADMIN) | R(AUDIT_ADMIN), KEPT_AT_GRANT, "account.exclusive", NULL },
	{ "A31.P2a", "安全、审计管理员互斥", R(SEC_ADMIN), R(AUDIT_ADMIN), KEPT_AT_GRANT, "account.exclusive", NULL },
	{ "A31.P2a", "三员不兼业务岗位", R_ADMIN, R_BUSINESS, KEPT_AT_GRANT, "account.exclusive", NULL },
	{ "A31.P2a", "建账号的不授岗位", R(SYS_ADMIN), R(SEC_ADMIN), KEPT_AT_GRANT, "account.exclusive", NULL },
	{ "A11d",    "定价的不出账、不审核结算", R(AUTH_HANDLER), R(AUTH_FINANCE), KEPT_AT_GRANT, "account.exclusive", NULL },
	{ "A11d",    "出账、审核结算的不批合同和结算", R(AUTH_FINANCE), R(AUTH_ISSUER), KEPT_AT_GRANT, "account.exclusive", NULL },
	{ "A11d",    "登记合同和价格的不批其生效", R(AUTH_HANDLER), R(AUTH_ISSUER), KEPT_AT_ACT, "contract.same_person", "" },
	{ "A28.3",   "出账的不确认账单", R(AUTH_FINANCE), R_UNIT, KEPT_BY_PARTY, "account.party", NULL },
	{ "A31.P2c", "经办的不作审计监督", R_BUSINESS & ~R(AUDITOR), R(AUDITOR), KEPT_BY_PARTY, "account.party", NULL },
	{ "A23.1b",  "操作的不作见证", R_CSP, R_USER | R_AUTH, KEPT_BY_PARTY, "account.party", NULL },
	{ "A9a.1b",  "起草的不作内部审核", R_UNIT, R_APPU, KEPT_AT_ACT, "application.own_review", "" },
	{ "A20.1d",  "提出审核意见的不签发", R(AUTH_HANDLER) | R(AUTH_APPROVER), R(AUTH_APPROVER) | R(AUTH_ISSUER), KEPT_AT_ACT, "application.same_person", "propose" },
	{ "A31.P1a", "申请启封的不同意启封", R_ADMIN | R(AUTH_ISSUER), R_ADMIN | R(AUTH_ISSUER), KEPT_AT_ACT, "break_glass.same_person", "" },
	{ "A31.P1b", "起草运维授权书的不签发", R(AUTH_HANDLER) | R(AUTH_SECURITY), R(AUTH_ISSUER), KEPT_AT_ACT, "delegation.same_person", "" },
	{ "A11d",    "起草补充协议的不批准", R(AUTH_HANDLER), R(AUTH_ISSUER), KEPT_AT_ACT, "contract.own_supplement", "", "contract.supplement" },
	{ "A8.4a",   "编报预算的不批准", R(AUTH_FINANCE), R(AUTH_ISSUER) | R(AUTH_APPROVER), KEPT_AT_ACT, "budget.own_draft", "" },
	{ "A28.3",   "审核结算的不批准", R(AUTH_FINANCE), R(AUTH_ISSUER) | R(AUTH_APPROVER), KEPT_AT_ACT, "settlement.own_check", "check" },
	{ "R-36",    "考核打分的不公布、不答复申诉", R(AUTH_HANDLER) | R(AUTH_SECURITY), R(AUTH_APPROVER) | R(AUTH_ISSUER), KEPT_AT_ACT, "csp_score.own_score", "score" },
	{ "A31.P2a", "申请客户端证书的不批准", R_ALL, R(SEC_ADMIN), KEPT_AT_ACT, "client_certificate.same_person", "" },
	{ "A26a",    "应急双方的同意由两个人作出", R_USER, R_AUTH, KEPT_AT_ACT, "emergency.same_person", "consent" },
	{ "A22.3a",  "登记机构变更的不签发", R(AUTH_HANDLER), R(AUTH_APPROVER), KEPT_AT_ACT, "info_change.same_person", "register" },
	{ 0 }
};
const struct names duty_kept_names[KEPT_MAX] = {
	[KEPT_AT_GRANT] = { "at_grant", "授予岗位时拒绝" }, [KEPT_BY_PARTY] = { "by_party", "分属不同的方" }, [KEPT_AT_ACT] = { "at_act", "办理时拒绝" },
};

const struct duty *duty_conflict(uint64_t bit, uint64_t held)
{
	for (const struct duty *d = duties; d->label; d++)
		if (d->kept == KEPT_AT_GRANT && (((bit & d->one) && (held & d->other)) || ((bit & d->other) && (held & d->one))))
			return d;
	return NULL;
}

const struct guard *duty_guard(const struct core *k, const char *reason)
{
	for (const struct feature *const *f = core_features(k); *f; f++)
		for (const struct guard *g = (*f)->guards; g && g->article; g++)
			if (strcmp(g->reason, reason) == 0)
				return g;
	return NULL;
}

/* ---- could one person carry it through alone? ----
 * From the first state along every move whose act the person may do, or that nobody does by an act of its own (jobs, consequences). A
 * dynamic conflict blocks its second act once the first was done; making the object is the act "". What no act makes was begun by time or by
 * another procedure, and is followed from there. */
enum { STATES_MAX = 64, CONFLICTS_MAX = 8 };
struct search {
	const struct core *k; const struct flow *flow; uint64_t roles;
	struct { const char *before, *event; } conflicts[CONFLICTS_MAX]; size_t n;
	const char *maker;                 /* an op of another object that makes this one, or NULL */
	bool seen[STATES_MAX][1 << CONFLICTS_MAX], ends[STATES_MAX];
};

static bool may(const struct search *s, const struct op *op)
{
	return (op->flags & (OP_PUBLIC | OP_SIGNED_IN)) || (op->perm && (core_perm_roles(s->k, op->perm) & s->roles));
}

/* event NULL: making the object. */
static bool has_op(const struct search *s, const char *event, bool *can)
{
	const struct op *const *ops;
	size_t n = core_ops(s->k, &ops);
	bool any = false;

	*can = false;
	for (size_t i = 0; i < n; i++) {
		const struct op *op = ops[i];
		bool of_it = op->entity && op->entity->flow == s->flow && !(op->flags & OP_INTERNAL);
		if (event ? !(of_it && op->event && strcmp(op->event, event) == 0) : !((of_it && (op->flags & OP_CREATES)) || (s->maker && strcmp(op->name, s->maker) == 0)))
			continue;
		any = true;
		*can |= may(s, op);
	}
	return any;
}

static unsigned mark(const struct search *s, unsigned done, const char *act)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->conflicts[i].before, act) == 0)
			done |= 1u << i;
	return done;
}

static bool blocked(const struct search *s, unsigned done, const char *event)
{
	for (size_t i = 0; i < s->n; i++)
		if ((done >> i & 1) && strcmp(s->conflicts[i].event, event) == 0)
			return true;
	return false;
}

/* Giving up one's own matter, or taking back what was given, takes nobody else; these ends decide nothing. */
static bool given_up(const char *state)
{
	static const char *const words[] = { "withdrawn", "cancelled", "void", "terminated", "revoked" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i], state) == 0)
			return true;
	return false;
}

/* What is in force is decided, although time will end it or somebody may take it back. */
static bool decided(const struct search *s, int state)
{
	bool can;

	for (const struct move *m = s->flow->moves; m->event; m++)
		if (m->from == state && m->to != state && !given_up(s->flow->states[m->to].word) && has_op(s, m->event, &can))
			return false;
	return !given_up(s->flow->states[state].word);
}

/* `own`: the person made the move that leads here. An end that follows from another procedure is that one's to keep apart. */
static void walk(struct search *s, int state, unsigned done, bool own)
{
	bool can;

	if (own && decided(s, state))
		s->ends[state] = true;
	if (s->seen[state][done])
		return;
	s->seen[state][done] = true;
	for (const struct move *m = s->flow->moves; m->event; m++) {
		if (m->from != state)
			continue;
		bool act = has_op(s, m->event, &can);
		if (!act || (can && !blocked(s, done, m->event)))
			walk(s, m->to, act ? mark(s, done, m->event) : done, act);
	}
}

/* The move of this flow that a guard stands on, whether it names the move or the op that makes it; or NULL. */
static const char *guarded(const struct search *s, const struct guard *g)
{
	const struct op *op = g->op ? core_op(s->k, str_of(g->op)) : NULL;

	if (op)
		return op->entity && op->entity->flow == s->flow ? op->event : NULL;
	return g->flow == s->flow ? g->event : NULL;
}

static void conflicts_of(struct search *s)
{
	for (const struct duty *d = duties; d->label; d++)
		for (const struct feature *const *f = core_features(s->k); d->kept == KEPT_AT_ACT && *f; f++)
			for (const struct guard *g = (*f)->guards; g && g->article; g++) {
				const char *event = strcmp(g->reason, d->guard) == 0 ? guarded(s, g) : NULL;
				if (!event)
					continue;
				assert(s->n < CONFLICTS_MAX);
				s->conflicts[s->n].before = d->before;
				s->conflicts[s->n++].event = event;
				s->maker = d->maker ? d->maker : s->maker;
			}
}

enum err duty_alone(struct ctx *c, struct list *out)
{
	struct list people;
	struct alone *rows = ARENA_ARRAY(c->arena, struct alone, ALONE_MAX);

	TRY(account_everybody(c, &people));
	*out = (struct list){ rows, 0 };
	for (const struct feature *const *f = core_features(c->core); *f; f++)
		for (const struct flow *const *fl = (*f)->flows; fl && *fl; fl++) {
			struct search *s = ARENA_NEW(c->arena, struct search);
			assert((*fl)->n_states <= STATES_MAX);
			EACH(struct principal, who, people) {
				bool can;
				*s = (struct search){ .k = c->core, .flow = *fl, .roles = who->roles };
				conflicts_of(s);
				bool made = has_op(s, NULL, &can);
				if (made && !can)
					continue;
				walk(s, 1, made ? mark(s, 0, "") : 0, false);
				for (size_t state = 1; state < (*fl)->n_states; state++)
					if (s->ends[state] && out->n < ALONE_MAX)
						rows[out->n++] = (struct alone){ str_of((*fl)->entity->label), who->login, str_of((*fl)->states[state].label), str_of((*fl)->name) };
			}
		}
	return OK;
}

/* ---- what the tables say beside the code ---- */
enum err duty_check(struct ctx *c)
{
	struct list people;

	for (const struct duty *d = duties; d->label; d++)
		if (d->kept == KEPT_AT_ACT && !duty_guard(c->core, d->guard))
			return fail(c, E_CORRUPT, "duty.no_guard", "职责冲突“%s”没有守卫 %s", d->label, d->guard);
	TRY(account_everybody(c, &people));
	EACH(struct principal, who, people)
		for (const struct duty *d = duties; d->label; d++)
			if (d->kept != KEPT_AT_ACT && (who->roles & d->one) && (who->roles & d->other & ~(who->roles & d->one)))
				return fail(c, E_CORRUPT, "duty.broken", "“" STR_FMT "”的岗位违反“%s”", STR_ARG(who->login), d->label);
	return OK;
}
