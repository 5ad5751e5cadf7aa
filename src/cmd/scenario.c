/* The scenario runner: lines of text become requests; what comes back is held against what the line expects. */
#include <ctype.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cmd/door.h"
#include "cmd/scenario.h"
#include "crypt/crypt.h"

enum { VARS_MAX = 400, DEPTH_MAX = 8 };

struct var { struct str name, value; };
struct run {
	const struct scenario_opts *o;
	struct core *core;
	struct timer timer;
	struct arena *arena;               /* of the whole file */
	struct var vars[VARS_MAX]; size_t n_vars;
	struct scenario_result *result;
	struct fail *f;
	const char *path; int line;
	struct buf rewritten; bool rewriting, begun;   /* begun: something was asked, days count from here */
	int depth;                         /* of the file whose line is run: 0 the file itself */
	bool tortured;                     /* a copy of the process, in which a fault point fails */
	bool by_line;                      /* torture line by line in copies of the process: the store is in memory */
};

static enum err wrong(struct run *r, const char *fmt, ...) PRINTF(2, 3);
static enum err wrong(struct run *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str why = arena_vfmt(r->arena, fmt, ap);
	va_end(ap);
	return fail_set(r->f, E_INVALID, "scenario", "%s:%d: " STR_FMT, r->path, r->line, STR_ARG(why));
}

/* ---- variables ---- */
static bool name_char(char ch) { return isalnum((unsigned char)ch) || ch == '_'; }

static void var_set(struct run *r, struct str name, struct str value)
{
	for (size_t i = 0; i < r->n_vars; i++)
		if (str_eq(r->vars[i].name, name)) {
			r->vars[i].value = arena_str(r->arena, value);
			return;
		}
	assert(r->n_vars < VARS_MAX);
	r->vars[r->n_vars++] = (struct var){ arena_str(r->arena, name), arena_str(r->arena, value) };
}

static enum err substitute(struct run *r, struct str text, struct str *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(4));

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '$' || i + 1 == text.n || !name_char(text.p[i + 1])) {
			buf_byte(&b, text.p[i]);
			continue;
		}
		size_t n = 1;
		while (i + n < text.n && name_char(text.p[i + n]))
			n++;
		struct str name = { text.p + i + 1, n - 1 };
		size_t v = 0;
		while (v < r->n_vars && !str_eq(r->vars[v].name, name))
			v++;
		if (v == r->n_vars)
			return wrong(r, "没有变量 $" STR_FMT, STR_ARG(name));
		buf_add(&b, r->vars[v].value);
		i += n - 1;
	}
	*out = arena_str(r->arena, buf_str(&b));
	return OK;
}

static struct str word(struct str *rest)
{
	*rest = str_trim(*rest);
	size_t n = 0;
	while (n < rest->n && !isspace((unsigned char)rest->p[n]))
		n++;
	struct str w = { rest->p, n };
	*rest = str_trim((struct str){ rest->p + n, rest->n - n });
	return w;
}

/* A "…" text with \" inside, or a word. */
static struct str quoted(struct run *r, struct str *rest)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));

	*rest = str_trim(*rest);
	if (rest->n == 0 || rest->p[0] != '"')
		return word(rest);
	size_t i = 1;
	for (; i < rest->n && rest->p[i] != '"'; i++) {
		if (rest->p[i] == '\\' && i + 1 < rest->n)
			i++;
		buf_byte(&b, rest->p[i] == 'n' && rest->p[i - 1] == '\\' ? '\n' : rest->p[i]);
	}
	*rest = str_trim((struct str){ rest->p + MIN2(i + 1, rest->n), rest->n - MIN2(i + 1, rest->n) });
	return arena_str(r->arena, buf_str(&b));
}

/* ---- what came back, in the words of an expectation ---- */
static struct str said(struct run *r, const struct answer *a)
{
	static const char *const kinds[ERR_MAX] = { [E_INVALID] = "invalid", [E_DENIED] = "denied", [E_REFUSED] = "refused", [E_ABSENT] = "absent",
		[E_CONFLICT] = "conflict", [E_LIMIT] = "limit", [E_BUSY] = "busy", [E_REMOTE] = "remote", [E_NOMEM] = "nomem", [E_CORRUPT] = "corrupt" };

	if (a->err == OK)
		return STR("ok");
	if (a->err == E_REFUSED)
		return arena_fmt(r->arena, "refused %s %s", a->fail.article, a->fail.reason);
	if (a->err == E_INVALID && a->fail.n_errors)
		return arena_fmt(r->arena, "invalid " STR_FMT " " STR_FMT, STR_ARG(a->fail.errors[0].field), STR_ARG(a->fail.errors[0].code));
	return arena_fmt(r->arena, "%s %s", kinds[a->err], a->fail.reason);
}

static bool fits_failure(struct run *r, const struct answer *a, struct str expect)
{
	struct str is = said(r, a);

	if (str_eq(is, expect) || (str_starts(is, expect) && is.p[expect.n] == ' '))
		return true;
	if (a->err != E_INVALID)
		return false;
	/* Any of the named fields will do: the order of checks is nobody's promise. */
	for (size_t i = 0; i < a->fail.n_errors; i++)
		if (str_eq(expect, arena_fmt(r->arena, "invalid " STR_FMT " " STR_FMT, STR_ARG(a->fail.errors[i].field), STR_ARG(a->fail.errors[i].code))))
			return true;
	return false;
}

static enum err fits_one(struct run *r, const struct answer *a, struct str want)
{
	if (want.p[0] == '$') {
		struct str name = { want.p + 1, want.n - 1 }, path = name;
		name = str_cut(&path, ':');
		struct str got = json_at(r->arena, a->body, path.p ? path : STR("id"));
		if (!got.p)
			return wrong(r, "答复里没有 " STR_FMT "：" STR_FMT, STR_ARG(want), STR_ARG(a->body));
		var_set(r, name, got);
		return OK;
	}
	size_t at = 0;
	while (at < want.n && want.p[at] != '=' && want.p[at] != '~')
		at++;
	if (at == want.n)
		return wrong(r, "看不懂的期望 " STR_FMT, STR_ARG(want));
	struct str path = { want.p, at }, value = { want.p + at + 1, want.n - at - 1 };
	TRY(substitute(r, value, &value));
	struct str got = json_at(r->arena, a->body, path);
	bool fits = want.p[at] == '~' ? got.p && str_find(got, value) >= 0
		  : str_is(value, "*") ? got.p && !str_is(got, "null") && got.n > 0
		  : str_is(value, "null") ? !got.p || str_is(got, "null")
		  : got.p && str_eq(got, value);
	if (!fits)
		return wrong(r, "期望 " STR_FMT "，得到 " STR_FMT "；答复 " STR_FMT, STR_ARG(want), STR_ARG(got), STR_ARG(utf8_head(a->body, 600)));
	return OK;
}

static enum err fits(struct run *r, const struct answer *a, struct str expect)
{
	struct str rest = expect, first = word(&rest);

	if (!str_is(first, "ok")) {
		if (a->err == OK || !fits_failure(r, a, expect))
			return wrong(r, "期望 " STR_FMT "，得到 " STR_FMT "：%s", STR_ARG(expect), STR_ARG(said(r, a)),
				     a->err == OK ? arena_cstr(r->arena, utf8_head(a->body, 400)) : a->fail.sentence);
		return OK;
	}
	if (a->err != OK) {
		struct str fields = STR("");
		for (size_t i = 0; i < a->fail.n_errors; i++)
			fields = arena_fmt(r->arena, STR_FMT "；" STR_FMT " " STR_FMT, STR_ARG(fields), STR_ARG(a->fail.errors[i].field), STR_ARG(a->fail.errors[i].message));
		return wrong(r, "期望 ok，得到 " STR_FMT "：%s" STR_FMT, STR_ARG(said(r, a)), a->fail.sentence, STR_ARG(fields));
	}
	while (rest.n) {
		struct str want = rest;
		/* A value in quotes may hold blanks: member="a b". */
		size_t n = 0;
		bool in_quotes = false;
		while (n < rest.n && (in_quotes || !isspace((unsigned char)rest.p[n])))
			in_quotes ^= rest.p[n++] == '"';
		want.n = n;
		rest = str_trim((struct str){ rest.p + n, rest.n - n });
		char *plain = arena_alloc(r->arena, n + 1);
		size_t k = 0;
		for (size_t i = 0; i < n; i++)
			if (want.p[i] != '"')
				plain[k++] = want.p[i];
		TRY(fits_one(r, a, (struct str){ plain, k }));
	}
	return OK;
}

/* ---- lines ---- */
struct asked { struct str login, op, json, key, match; bool has_upload; struct upload upload; };

static void ask(struct run *r, const struct asked *q, struct answer *a)
{
	struct request *req = ARENA_NEW(a->arena, struct request);
	enum err e = door_request(r->core, q->op, q->json, a->arena, req, &a->fail);

	if (e == OK && str_starts(q->login, STR("token:")))
		e = core_who_by_token(r->core, (struct str){ q->login.p + 6, q->login.n - 6 }, a->arena, &req->who, &a->fail);
	else if (e == OK && q->login.n)
		e = core_who_by_login(r->core, q->login, a->arena, &req->who, &a->fail);
	if (e != OK) {
		if (a->fail.kind == OK)
			fail_set(&a->fail, e, "no_login", "没有登录名“" STR_FMT "”", STR_ARG(q->login));
		a->err = e;
		return;
	}
	req->key = q->key;
	req->if_match = q->match;
	req->upload = q->has_upload ? &q->upload : NULL;
	r->begun = true;
	core_call(r->core, req, a);
}

static enum err tick(struct run *r)
{
	struct fail f = { 0 };
	enum err e = core_tick(r->core, &f);

	for (int tries = 0; e != OK && r->o->torture && fault_struck() && tries < 3; tries++)
		e = core_tick(r->core, &f);
	return e == OK ? OK : wrong(r, "事后处理失败：%s", f.sentence);
}

static enum err settle(struct run *r)
{
	struct fail f = { 0 };
	enum err e;

	TRY(tick(r));
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	e = core_invariants(r->core, a, &f);
	if (e != OK && r->o->torture && fault_struck() && e == E_BUSY) {
		fail_clear(&f);
		e = core_invariants(r->core, a, &f);
	}
	return e == OK ? OK : wrong(r, "%s", f.sentence);
}

static enum err do_ask(struct run *r, struct asked *q, struct str expect)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(256));
	struct answer a = { .arena = mine };
	bool before = fault_struck();

	ask(r, q, &a);
	if (r->o->torture && !before && fault_struck() && (a.err == E_BUSY || a.err == E_NOMEM || a.err == E_CORRUPT)) {
		/* The fault struck here: the line must have changed nothing, so the same line must now go as written. */
		TRY(settle(r));
		arena_reset(mine);
		a = (struct answer){ .arena = mine };
		if (q->has_upload)
			TRY(door_upload(r->core, q->upload.name, q->upload.mime, q->upload.head, mine, &q->upload, r->f));
		ask(r, q, &a);
	}
	TRY(fits(r, &a, expect));
	return settle(r);
}

static enum err split_expect(struct run *r, struct str *rest, struct str *expect)
{
	ptrdiff_t at = -1;

	/* The last arrow: JSON before it may hold one inside a text. */
	for (size_t i = 0; i + 1 < rest->n; i++)
		if (rest->p[i] == '=' && rest->p[i + 1] == '>')
			at = (ptrdiff_t)i;
	if (at < 0)
		return wrong(r, "这一行没有 => 和期望");
	*expect = str_trim((struct str){ rest->p + at + 2, rest->n - (size_t)at - 2 });
	*rest = str_trim((struct str){ rest->p, (size_t)at });
	return OK;
}

/* A file named in a scenario lies beside it, or where the name says. */
static const char *beside(const struct run *r, struct arena *a, struct str file)
{
	const char *slash = strrchr(r->path, '/');
	const char *near = slash ? arena_cstr(a, arena_fmt(a, "%.*s/" STR_FMT, (int)(slash - r->path), r->path, STR_ARG(file))) : "";

	return slash && file.n && file.p[0] != '/' && file_exists(near) ? near : arena_cstr(a, file);
}

static enum err line_as(struct run *r, struct str rest, struct str login)
{
	struct asked q = { .login = login };
	struct str expect;

	TRY(split_expect(r, &rest, &expect));
	TRY(substitute(r, rest, &rest));
	q.op = word(&rest);
	if (str_is(q.op, "import")) {
		CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(256));
		CLEANUP(buf_done) struct buf csv = BUF_MAX(MIB(64));
		struct str kind = word(&rest), file = word(&rest);
		struct answer a;
		struct request *req = ARENA_NEW(mine, struct request);
		bool before = fault_struck(), again;
		TRY(file_read(beside(r, mine, file), &csv, r->f));
		do {
			bool struck = fault_struck();
			a = (struct answer){ .arena = mine };
			a.err = door_request(r->core, arena_fmt(mine, "import." STR_FMT, STR_ARG(kind)), STR_NONE, mine, req, &a.fail);
			if (a.err == OK)
				a.err = core_who_by_login(r->core, login, mine, &req->who, &a.fail);
			req->body = buf_str(&csv);
			if (a.err == OK)
				core_call(r->core, req, &a);
			again = r->o->torture && a.err != OK && !before && !struck && fault_struck();
		} while (again);
		TRY(fits(r, &a, expect));
		return settle(r);
	}
	if (str_is(q.op, "upload")) {
		CLEANUP(buf_done) struct buf bytes = BUF_MAX(MIB(8));
		struct str name = word(&rest), mime = word(&rest), text = quoted(r, &rest);
		if (str_starts(text, STR("@"))) {
			TRY(file_read(beside(r, r->arena, (struct str){ text.p + 1, text.n - 1 }), &bytes, r->f));
			text = arena_str(r->arena, buf_str(&bytes));
		}
		TRY(door_upload(r->core, name, mime, text, r->arena, &q.upload, r->f));
		q.has_upload = true;
		q.op = STR("attachment.upload");
		struct str more = str_trim(rest);
		q.json = more.n > 2 ? arena_fmt(r->arena, "{\"name\":\"" STR_FMT "\"," STR_FMT, STR_ARG(name), STR_ARG(((struct str){ more.p + 1, more.n - 1 })))
				    : arena_fmt(r->arena, "{\"name\":\"" STR_FMT "\"}", STR_ARG(name));
		return do_ask(r, &q, expect);
	}
	for (;;) {
		struct str before = rest, option = word(&rest);
		if (str_starts(option, STR("key=")))
			q.key = (struct str){ option.p + 4, option.n - 4 };
		else if (str_starts(option, STR("match=")))
			q.match = (struct str){ option.p + 6, option.n - 6 };
		else {
			rest = before;
			break;
		}
	}
	q.json = rest;
	return do_ask(r, &q, expect);
}

static enum err check_clock(struct run *r, struct ctx *c, struct str rest)
{
	struct str kind = word(&rest);
	if (!str_is(word(&rest), "of"))
		return wrong(r, "写法是 check clock C1 of $a due 日期");
	struct str id = word(&rest);
	int64_t object;
	struct list clocks;
	if (str_int(id, &object) != OK)
		return wrong(r, "“" STR_FMT "”不是编号", STR_ARG(id));
	char word_of_kind[32];
	snprintf(word_of_kind, sizeof word_of_kind, STR_FMT, STR_ARG(kind));
	for (char *p = word_of_kind; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	int32_t no = names_find(clock_no_names, CLOCK_NO_MAX, str_of(word_of_kind));
	if (!no)
		return wrong(r, "没有名为 %s 的时限", word_of_kind);
	/* The subject may be of any entity: the clocks of every one that has a flow are asked. */
	for (const struct feature *const *f = core_features(r->core); *f; f++)
		for (const struct entity *const *e = (*f)->entities; e && *e; e++) {
			if (!(*e)->flow)
				continue;
			TRY(clock_list(c, *e, object, &clocks));
			EACH(struct clock, k, clocks) {
				if (k->kind != no)
					continue;
				struct str what = word(&rest);
				if (str_is(what, "due")) {
					struct str want = word(&rest), got = date_text(r->arena, k->due_date);
					if (!str_eq(got, want))
						return wrong(r, "时限 %s 到期日是 " STR_FMT "，不是 " STR_FMT, word_of_kind, STR_ARG(got), STR_ARG(want));
					what = word(&rest);
				}
				if (str_is(what, "running") && !at_none(k->stopped_at))
					return wrong(r, "时限 %s 已经停止", word_of_kind);
				if (str_is(what, "stopped")) {
					static const char *const results[] = { "", "on_time", "overdue", "withdrawn" };
					struct str want = word(&rest);
					if (at_none(k->stopped_at) || !str_is(want, results[k->result]))
						return wrong(r, "时限 %s 的结果是 %s，不是 " STR_FMT, word_of_kind,
							     at_none(k->stopped_at) ? "running" : results[k->result], STR_ARG(want));
				}
				return OK;
			}
		}
	return str_is(rest, "none") ? OK : wrong(r, "这个对象没有时限 %s", word_of_kind);
}

static enum err check_state(struct run *r, struct ctx *c, struct str rest)
{
	struct str kind = word(&rest), id = word(&rest), eq = word(&rest);
	const struct entity *e = core_entity(r->core, kind);
	int64_t object;

	if (!e || str_int(id, &object) != OK || !str_is(eq, "="))
		return wrong(r, "写法是 check state 对象种类 编号 = 值");
	void *rec = arena_alloc(c->arena, e->rec->size);
	record_none(e->rec, rec);
	if (entity_peek(c, e, object, rec) != OK)
		return wrong(r, "%s", c->fail.sentence);
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));
	record_to_json(e->rec, rec, OUT, false, &b);
	struct str got = json_at(r->arena, buf_str(&b), STR("state"));
	return str_eq(got, rest) ? OK : wrong(r, "状态是 " STR_FMT "，不是 " STR_FMT, STR_ARG(got), STR_ARG(rest));
}

static enum err line_check(struct run *r, struct str rest)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(64));
	struct ctx c;

	TRY(substitute(r, rest, &rest));
	struct str what = word(&rest);
	if (str_is(what, "same") || str_is(what, "differ")) {
		struct str x = word(&rest), y = word(&rest);
		if (str_eq(x, y) != str_is(what, "same"))
			return wrong(r, "“" STR_FMT "”与“" STR_FMT "”", STR_ARG(x), STR_ARG(y));
		return OK;
	}
	enum err e = core_read_begin(r->core, mine, &c);
	if (e == E_BUSY && r->o->torture) {
		core_read_end(&c);
		e = core_read_begin(r->core, mine, &c);
	}
	if (e != OK)
		return wrong(r, "%s", c.fail.sentence);
	if (str_is(what, "clock"))
		e = check_clock(r, &c, rest);
	else if (str_is(what, "state"))
		e = check_state(r, &c, rest);
	else
		e = wrong(r, "没有 check " STR_FMT, STR_ARG(what));
	core_read_end(&c);
	return e;
}

/* ---- torture: a step (a line of the file itself, or a day that passes) is first tried in a copy of the process with its 1st, 2nd,
 * 3rd … fault point failing. Where it strikes nothing may have changed: the step then goes as written, the invariants hold and the
 * chain is whole. ---- */
enum { CHILD_CALM = 10, CHILD_STRUCK, CHILD_WRONG };
struct step { enum err (*run)(struct run *r, const struct step *s); struct str line; struct instant to; bool on_the_way; int64_t stride; };

static enum err chain_is_whole(struct run *r)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(64));
	struct ctx c;
	struct audit_verdict v = { 0 };
	enum err e = core_read_begin(r->core, mine, &c);

	if (e == OK)
		e = audit_verify(&c, &v);
	if (e != OK)
		wrong(r, "%s", c.fail.sentence);
	core_read_end(&c);
	return e;
}

static void torture_child(struct run *r, const struct step *s, int64_t n, int out) __attribute__((noreturn));
static void torture_child(struct run *r, const struct step *s, int64_t n, int out)
{
	r->tortured = true;
	fault_arm(n);
	enum err e = s->run(r, s);
	bool struck = fault_struck();
	fault_arm(0);
	if (e == OK && struck)
		e = chain_is_whole(r);
	if (e != OK && write(out, r->f->sentence, strlen(r->f->sentence)) < 0)
		_exit(CHILD_WRONG);
	_exit(e != OK ? CHILD_WRONG : struck ? CHILD_STRUCK : CHILD_CALM);
}

static enum err torture(struct run *r, const struct step *s)
{
	char why[401] = "";

	if (!r->o->torture || !r->by_line || r->tortured)
		return OK;
	/* What is found good here need not be computed again in each copy. */
	TRY(chain_is_whole(r));
	for (int64_t n = 1;; n += s->stride ? s->stride : 1) {
		int pipe_[2], status = 0;
		if (pipe(pipe_) != 0)
			return wrong(r, "开不了管道");
		pid_t child = fork();
		if (child == 0)
			torture_child(r, s, n, pipe_[1]);
		close(pipe_[1]);
		ssize_t got = child < 0 ? -1 : read(pipe_[0], why, sizeof why - 1);
		close(pipe_[0]);
		if (child < 0 || waitpid(child, &status, 0) != child)
			return wrong(r, "开不了子进程");
		why[got > 0 ? got : 0] = 0;
		if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_CALM)
			return OK;
		if (!WIFEXITED(status) || WEXITSTATUS(status) != CHILD_STRUCK)
			return wrong(r, "第 %" PRId64 " 个故障点：%s", n, *why ? why : "进程异常结束");
		r->result->faults++;
	}
}

static enum err pass_to(struct run *r, const struct step *s)
{
	r->timer.now = s->to;
	/* Invariants are asked after each line; of the days that a line passes only where something was made to fail. */
	return s->on_the_way && !r->tortured ? tick(r) : settle(r);
}

/* Included files set the stage: what happens in them is not the file's own matter. */
static enum err time_step(struct run *r, struct instant to, bool on_the_way)
{
	struct step s = { .run = pass_to, .to = to, .on_the_way = on_the_way, .stride = r->o->day_stride };

	if (r->depth == 0)
		TRY(torture(r, &s));
	return pass_to(r, &s);
}

static enum err set_time(struct run *r, struct instant t)
{
	if (t.ms < r->timer.now.ms)
		return wrong(r, "时间不能倒流");
	/* Days are lived through one by one, so that daily jobs run on the day they belong to. */
	while (r->begun && date_of(r->timer.now).day + 1 < date_of(t).day && r->timer.now.ms > 0 && t.ms - r->timer.now.ms < DAYS(800))
		TRY(time_step(r, (struct instant){ date_start(date_add(date_of(r->timer.now), 1)).ms + HOURS(9) }, true));
	if (r->core)
		return time_step(r, t, false);
	r->timer.now = t;
	return OK;
}

static enum err line_at(struct run *r, struct str rest)
{
	struct instant t;

	if (at_parse(rest, &t) != OK) {
		struct date d;
		if (date_parse(rest, &d) != OK)
			return wrong(r, "“" STR_FMT "”不是时间", STR_ARG(rest));
		t = (struct instant){ date_start(d).ms + HOURS(9) };
	}
	return set_time(r, t);
}

static enum err line_advance(struct run *r, struct str rest)
{
	int64_t n;

	if (rest.n < 2 || str_int((struct str){ rest.p, rest.n - 1 }, &n) != OK || n < 0)
		return wrong(r, "写法是 advance 3d、2h 或 30m");
	char unit = rest.p[rest.n - 1];
	return set_time(r, (struct instant){ r->timer.now.ms + (unit == 'd' ? DAYS(n) : unit == 'h' ? HOURS(n) : MINUTES(n)) });
}

static enum err run_file(struct run *r, const char *path, int depth);
static enum err line_do(struct run *r, struct str line, int depth);

/* What an authenticator app makes of the secret it is shown. */
static struct str base32_get(struct arena *a, struct str text)
{
	uint8_t *out = arena_alloc(a, text.n + 1);
	uint32_t held = 0;
	size_t n = 0;
	int bits = 0;

	for (size_t i = 0; i < text.n; i++) {
		held = (held << 5) | (uint32_t)(text.p[i] >= 'A' ? text.p[i] - 'A' : text.p[i] - '2' + 26);
		if ((bits += 5) >= 8)
			out[n++] = (uint8_t)(held >> (bits -= 8));
	}
	return (struct str){ (const char *)out, n };
}

static enum err line_do(struct run *r, struct str line, int depth)
{
	struct str rest = line, verb = word(&rest);
	size_t n = 0;

	/* A comment may follow after two blanks and #. */
	for (; n + 2 < rest.n; n++)
		if (rest.p[n] == ' ' && rest.p[n + 1] == ' ' && rest.p[n + 2] == '#') {
			rest = str_trim((struct str){ rest.p, n });
			break;
		}
	r->result->lines++;
	if (str_is(verb, "as")) {
		struct str login;
		TRY(substitute(r, word(&rest), &login));
		return line_as(r, rest, login);
	}
	if (str_is(verb, "nobody"))
		return line_as(r, rest, STR(""));
	if (str_is(verb, "at"))
		return line_at(r, rest);
	if (str_is(verb, "advance"))
		return line_advance(r, rest);
	if (str_is(verb, "check"))
		return line_check(r, rest);
	if (str_is(verb, "let")) {
		struct str name = word(&rest);
		if (!str_is(word(&rest), "="))
			return wrong(r, "写法是 let 名字 = 值");
		TRY(substitute(r, rest, &rest));
		var_set(r, name, rest);
		return OK;
	}
	if (str_is(verb, "otp")) {
		struct str name = word(&rest);
		if (!str_is(word(&rest), "="))
			return wrong(r, "写法是 otp 名字 = 密钥");
		TRY(substitute(r, rest, &rest));
		var_set(r, name, arena_fmt(r->arena, "%06u", otp_code(base32_get(r->arena, rest), r->timer.now.ms / 30000)));
		return OK;
	}
	if (str_is(verb, "include")) {
		const char *slash = strrchr(r->path, '/');
		struct str dir = slash ? (struct str){ r->path, (size_t)(slash - r->path) + 1 } : STR("");
		return run_file(r, arena_cstr(r->arena, arena_fmt(r->arena, STR_FMT STR_FMT, STR_ARG(dir), STR_ARG(rest))), depth + 1);
	}
	return wrong(r, "看不懂的一行：" STR_FMT, STR_ARG(line));
}

/* REGENERATE=1: the line's expectation becomes what was got. */
static void rewrite(struct run *r, struct str whole, enum err e)
{
	if (!r->rewriting)
		return;
	struct str left = whole, expect;
	struct fail kept = *r->f;
	if (e == OK || split_expect(r, &left, &expect) != OK) {
		buf_add(&r->rewritten, whole);
	} else {
		ptrdiff_t at = str_find(str_of(kept.sentence), STR("，得到 "));
		struct str got = at < 0 ? STR("?") : str_of(kept.sentence + at + strlen("，得到 "));
		ptrdiff_t end = str_find(got, STR("："));
		if (end >= 0)
			got.n = (size_t)end;
		buf_fmt(&r->rewritten, STR_FMT " => " STR_FMT, STR_ARG(left), STR_ARG(got));
	}
	buf_byte(&r->rewritten, '\n');
}

static enum err line_step(struct run *r, const struct step *s) { return line_do(r, s->line, 0); }

/* Lines that set the stage are not tried, and time is tried day by day. */
static bool is_tried(struct str line)
{
	return !str_starts(line, STR("include ")) && !str_starts(line, STR("at ")) && !str_starts(line, STR("advance "));
}

static enum err run_text(struct run *r, struct str text, int depth)
{
	int line = 0;
	bool top = depth == 0;

	while (text.p && text.n) {
		struct str first = str_cut(&text, '\n'), whole = first;
		int start = ++line;
		while (text.p && text.n && (text.p[0] == ' ' || text.p[0] == '\t')) {
			struct str more = str_cut(&text, '\n');
			whole = (struct str){ whole.p, (size_t)(more.p + more.n - whole.p) };
			line++;
		}
		struct str clean = str_trim(whole);
		r->line = start;
		if (clean.n == 0 || clean.p[0] == '#') {
			if (top)
				rewrite(r, whole, OK);
			continue;
		}
		if (!utf8_ok(clean))
			return wrong(r, "这一行不是有效的 UTF-8");
		enum err e = OK;
		r->depth = depth;
		if (top && is_tried(clean))
			e = torture(r, &(struct step){ .run = line_step, .line = clean, .stride = r->o->stride });
		if (e == OK)
			e = line_do(r, clean, depth);
		r->line = start;
		if (top)
			rewrite(r, whole, e);
		if (e != OK && !(top && r->rewriting))
			return e;
		fail_clear(r->f);
	}
	return OK;
}

static enum err run_file(struct run *r, const char *path, int depth)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(4));
	const char *outer = r->path;
	int outer_line = r->line;

	if (depth > DEPTH_MAX)
		return wrong(r, "include 套得太深");
	TRY(file_read(path, &text, r->f));
	r->path = path;
	struct str kept = arena_str(r->arena, buf_str(&text));
	TRY(run_text(r, kept, depth));
	r->path = outer;
	r->line = outer_line;
	return OK;
}

/* A store without a row. On PostgreSQL the tables are made once and copied; where that is not allowed they are made each time. */
static enum err fresh_store(const struct core_opts *co, struct fail *f)
{
	static bool kept, refused;
	const char *url = co->store_url;
	struct fail why = { 0 };

	if (strcmp(url, "sqlite::memory:") == 0)
		return OK;
	if (kept && store_template(url, false, &why) == OK)
		return OK;
	TRY(store_empty(url, f));
	if (refused || strncmp(url, "sqlite:", 7) == 0)
		return OK;
	TRY(core_migrate(co, f));
	kept = store_template(url, true, &why) == OK;
	refused = !kept;
	return OK;
}

static enum err run_once(const struct scenario_opts *o, const char *path, struct scenario_result *result, struct fail *f, int64_t fault_at,
			 bool *struck)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(256));
	struct run *r = ARENA_NEW(arena, struct run);
	struct core_opts co = { .store_url = o->store_url, .features = features, .timer = &r->timer, .chance = chance_seed(20260922),
				.cheap_passwords = true };

	*r = (struct run){ .o = o, .arena = arena, .result = result, .f = f, .path = path,
			   .timer = { true, { date_start(date_ymd(2025, 1, 1)).ms + HOURS(9) } },
			   .by_line = strcmp(o->store_url, "sqlite::memory:") == 0, .rewriting = getenv("REGENERATE") && !o->torture, .rewritten = BUF_MAX(MIB(4)) };
	TRY(fresh_store(&co, f));
	TRY(core_open(&co, f, &r->core));
	fault_arm(fault_at);
	enum err e = run_file(r, path, 0);
	*struck = fault_struck();
	fault_arm(0);
	if (e == OK) {
		struct ctx c;
		struct audit_verdict v = { 0 };
		e = core_read_begin(r->core, arena, &c);
		if (e == OK)
			e = audit_verify(&c, &v);
		if (e != OK)
			e = fail_set(f, e, "scenario", "%s：审计链核验失败：%s", path, c.fail.sentence);
		core_read_end(&c);
	}
	core_close(r->core);
	if (e == OK && r->rewriting)
		e = file_write(path, buf_str(&r->rewritten), f);
	buf_done(&r->rewritten);
	return e;
}

enum err scenario_run(const struct scenario_opts *o, const char *path, struct scenario_result *out, struct fail *f)
{
	bool struck = false;

	*out = (struct scenario_result){ 0 };
	fault_only(o->torture ? (o->store_prefix ? o->store_prefix : "store.") : NULL);
	TRY(run_once(o, path, out, f, 0, &struck));
	if (!o->torture || strcmp(o->store_url, "sqlite::memory:") == 0)
		return OK;
	struck = true;
	for (int64_t n = 1; struck; n += o->stride ? o->stride : 1) {
		enum err e = run_once(o, path, out, f, n, &struck);
		if (e != OK) {
			struct fail why = *f;
			return fail_set(f, e, "torture", "第 %" PRId64 " 个故障点：%s", n, why.sentence);
		}
		out->faults += struck;
	}
	return OK;
}
