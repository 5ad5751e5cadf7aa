/* One act by one person of the made-up prefecture, and the words of a step. */
#include <stdio.h>
#include "cmd/prefecture.h"

static const char *const families[] = { "李", "王", "张", "杨", "刀", "赵", "陈", "周", "罗", "普", "白", "马", "和", "段", "孔", "高", "许", "何", "朱", "徐", "胡", "郭", "林", "唐", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "潘", "袁", "蒋", "蔡", "余", "杜", "叶", "苏", "魏" };
static const char *const givens[] = { "建华", "雪梅", "志强", "玉萍", "文涛", "丽娟", "国栋", "晓燕", "海波", "春梅", "永康", "思远", "佳慧", "立新", "红英", "学军", "婷婷", "大勇", "明亮", "秀芳", "静", "伟", "敏", "磊", "洁", "俊杰", "慧芳", "云峰", "雅琴", "正华" };
/* The Dai of the south have no family names: a man is 岩 something, a woman 玉 something. */
static const char *const dai[] = { "岩温罕", "玉香", "岩罕胆", "玉罕娇", "岩叫", "玉腊", "岩香囡", "玉儿甩", "岩三罕", "玉波", "岩勐", "玉丙香", "岩坎", "玉喃", "岩应", "玉光罕", "岩燕", "玉应香", "岩宝", "玉旺", "岩扁", "玉尖罕", "岩庄", "玉叫" };

int roll(struct prefecture *p, int n) { return (int)chance_below(&p->chance, n); }

struct str person(struct prefecture *p)
{
	enum { N = COUNT(families) * COUNT(givens) };
	/* Each pair once before any comes again: the step has no factor in common with their number. */
	_Static_assert(N % 487, "487 is a prime");
	if (!p->n_people)
		p->n_people = 1 + roll(p, N);
	int n = p->n_people++;
	if (n % 9 == 0)
		return str_of(dai[(size_t)(n / 9) % COUNT(dai)]);
	size_t at = (size_t)n * 487 % N;
	return arena_fmt(p->a, "%s%s", families[at % COUNT(families)], givens[at / COUNT(families)]);
}

const char *mobile(struct prefecture *p)
{
	static const int prefixes[] = { 138, 139, 135, 136, 158, 187, 151, 182, 150, 159 };
	int n = p->n_mobiles++;

	/* No two alike: the step has no factor in common with a hundred million. */
	return text(p, "%d%08d", prefixes[(size_t)n % COUNT(prefixes)], (int)(((int64_t)n * 37896461 + 8862304) % 100000000));
}

const char *text(struct prefecture *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str s = arena_vfmt(p->a, fmt, ap);
	va_end(ap);
	return arena_cstr(p->a, s);
}

const char *login_of(struct prefecture *p, const char *who, int unit)
{
	size_t n = strlen(who);

	if (n < 2 || (strcmp(who + n - 2, "@x") != 0 && strcmp(who + n - 2, "@d") != 0))
		return who;
	if (who[n - 1] == 'd')
		return text(p, "%s%02d", who, p->units[unit].d + 1);
	char after[2] = { strcmp(who, "jingban@x") == 0 ? p->units[unit].after : 0 };
	return text(p, "%s%02d%s", who, unit + 1, after);
}

const char *day_text(struct prefecture *p, int from_today)
{
	char day[16] = "";

	date_put(day, date_add(date_of(p->t->now), from_today));
	return text(p, "%s", day);
}

int64_t number_at(struct prefecture *p, struct str body, const char *path, int64_t otherwise)
{
	int64_t n;
	return str_int(json_at(p->a, body, str_of(path)), &n) == OK ? n : otherwise;
}

/* ---- one act ---- */
static struct reply ask(struct prefecture *p, const char *login, const char *op, struct str json, struct str match, const struct upload *file)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(64));
	struct answer a = { .arena = mine };
	struct request r;
	enum err e = door_request(p->k, str_of(op), json, mine, &r, &a.fail);

	if (e == OK && *login)
		e = core_who_by_login(p->k, str_of(login), mine, &r.who, &a.fail);
	if (e == OK) {
		r.if_match = match;
		r.upload = file;
		core_call(p->k, &r, &a);
		e = a.err;
	}
	struct reply out = { .err = e, .id = a.id, .fail = a.fail };
	if (e == OK) {
		out.body = arena_str(p->a, a.body);
		out.etag = arena_str(p->a, a.etag);
	}
	/* The field errors' texts live in the answer's arena, which is gone: the sentence tells the first of them. */
	if (a.fail.n_errors)
		snprintf(out.fail.sentence, sizeof out.fail.sentence, STR_FMT " " STR_FMT, STR_ARG(a.fail.errors[0].field), STR_ARG(a.fail.errors[0].message));
	out.fail.n_errors = 0;
	if (p->trace)
		fprintf(stderr, "%s %s %s " STR_FMT " => %s %s\n", day_text(p, 0), login, op, STR_ARG(json), e == OK ? "ok" : out.fail.reason, e == OK ? "" : out.fail.sentence);
	return out;
}

struct reply say_match(struct prefecture *p, const char *login, const char *op, struct str json, struct str match) { return ask(p, login, op, json, match, NULL); }

struct reply say(struct prefecture *p, const char *login, const char *op, const char *fmt, ...)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(64));
	va_list ap;

	va_start(ap, fmt);
	struct str json = arena_vfmt(mine, fmt, ap);
	va_end(ap);
	return ask(p, login, op, json, STR_NONE, NULL);
}

enum err wrong(struct prefecture *p, const struct reply *r, const char *login, const char *op)
{
	return fail_set(p->f, r->err, r->fail.reason[0] ? r->fail.reason : "demo", "%s %s：%s（%s）", login, op, r->fail.sentence, r->fail.reason);
}

enum err import(struct prefecture *p, const char *login, const char *kind, struct str csv)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(256));
	struct answer a = { .arena = mine };
	struct request r;

	TRY(door_request(p->k, arena_fmt(mine, "import.%s", kind), STR_NONE, mine, &r, p->f));
	TRY(core_who_by_login(p->k, str_of(login), mine, &r.who, p->f));
	r.body = csv;
	core_call(p->k, &r, &a);
	if (a.err == OK)
		return OK;
	return fail_set(p->f, a.err, a.fail.reason, "导入 %s：%s " STR_FMT, kind, a.fail.sentence, STR_ARG(a.fail.n_errors ? a.fail.errors[0].message : STR("")));
}

struct reply upload(struct prefecture *p, const char *login, struct str json)
{
	CLEANUP(arena_freep) struct arena *mine = arena_new(MIB(64));
	struct reply none = { .err = E_CORRUPT };
	struct upload file;

	if (door_upload(p->k, json_at(mine, json, STR("name")), STR("application/pdf"), STR("%PDF-1.4\n%%EOF\n"), mine, &file, &none.fail) != OK)
		return none;
	return ask(p, login, "attachment.upload", json, STR_NONE, &file);
}

enum err find(struct prefecture *p, const char *login, const char *op, const char *query, int64_t *id)
{
	SAY(r, p, login, op, "%s", query);
	return str_int(json_at(p->a, r.body, STR("items.0.id")), id) == OK ? OK : fail_set(p->f, E_ABSENT, "demo", "%s %s 没有结果", op, query);
}

/* ---- what a matter knows ---- */
void matter_keep(struct matter *m, const char *name, struct str value)
{
	for (int i = 0; i < m->n_vars; i++)
		if (strcmp(m->vars[i].name, name) == 0) {
			m->vars[i].value = value;
			return;
		}
	assert(m->n_vars < VARS_MAX);
	m->vars[m->n_vars++] = (struct var){ name, value };
}

struct str matter_var(struct prefecture *p, const struct matter *m, struct str name)
{
	static const char *const pools[] = { "pool", "pool2", "pool3", "pool4" };
	const struct unit *u = &p->units[m->unit];

	for (int i = 0; i < m->n_vars; i++)
		if (str_is(name, m->vars[i].name))
			return m->vars[i].value;
	for (size_t i = 0; i < COUNT(pools); i++)
		if (str_is(name, pools[i]))
			return arena_fmt(p->a, "%" PRId64, p->pool[i]);
	if (str_is(name, "day"))
		return str_of(day_text(p, 0));
	if (str_is(name, "year"))
		return arena_fmt(p->a, "%.4s", day_text(p, 0));
	if (str_is(name, "soon"))
		return str_of(day_text(p, 14));
	if (str_is(name, "title"))
		return m->title;
	if (str_is(name, "handler"))
		return u->handler;
	if (str_is(name, "owner"))
		return u->owner;
	if (str_is(name, "mobile"))
		return str_of(mobile(p));
	int64_t n = str_is(name, "csp") ? p->csp : str_is(name, "org") ? u->org : str_is(name, "sub") ? u->sub : str_is(name, "site") ? p->site : 0;
	return n ? arena_fmt(p->a, "%" PRId64, n) : STR_NONE;
}

static bool of_name(char c) { return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9'); }

struct str matter_words(struct prefecture *p, const struct matter *m, const char *json)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));

	for (const char *at = json ? json : "{'id':'$id'}"; *at;) {
		if (*at == '$') {
			size_t n = 1;
			while (of_name(at[n]))
				n++;
			buf_add(&b, matter_var(p, m, (struct str){ at + 1, n - 1 }));
			at += n;
		} else {
			buf_add(&b, *at == '\'' ? STR("\"") : (struct str){ at, 1 });
			at++;
		}
	}
	return arena_str(p->a, buf_str(&b));
}

struct reply matter_say(struct prefecture *p, const struct matter *m, const struct step *s)
{
	const char *who = login_of(p, s->who, m->unit);
	struct str json = matter_words(p, m, s->json);

	return strcmp(s->op, "attachment.upload") == 0 ? upload(p, who, json) : say_match(p, who, s->op, json, STR_NONE);
}
