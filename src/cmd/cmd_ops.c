/* op, ops, import, articles, openapi: the tables and one call through them. */
#include <ctype.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include "api/http.h"
#include "cmd/cmd.h"
#include "cmd/desk.h"
#include "cmd/door.h"

static size_t shown_width(struct str s)
{
	size_t w = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];
		if ((ch & 0xc0) != 0x80)
			w += ch < 0x80 || ch < 0xe1 ? 1 : 2;
	}
	return w;
}

void table_print(const char *const *head, size_t n_cols, const struct list *rows)
{
	size_t width[32] = { 0 };

	assert(n_cols <= COUNT(width));
	for (size_t k = 0; k < n_cols; k++) {
		width[k] = shown_width(str_of(head[k]));
		for (size_t i = 0; i < rows->n; i++)
			width[k] = MAX2(width[k], shown_width(((struct str *)rows->items)[i * n_cols + k]));
	}
	for (size_t i = 0; i <= rows->n; i++) {
		for (size_t k = 0; k < n_cols; k++) {
			struct str cell = i == 0 ? str_of(head[k]) : ((struct str *)rows->items)[(i - 1) * n_cols + k];
			int pad = k + 1 < n_cols ? (int)(width[k] - shown_width(cell)) + 2 : 0;
			printf(STR_FMT "%*s", STR_ARG(cell), pad, "");
		}
		printf("\n");
	}
}

/* A file lies sealed in the data folder; who may run this command may read its keys. */
static int show_file(struct opt *o, struct answer *a)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;
	char keys[700], block[KIB(16)];
	size_t n = 0;

	snprintf(keys, sizeof keys, "%s/keys", opt_value(o, "data", "./var"));
	if (vault_open_with(keys, arena_cstr(a->arena, a->file), &v, &a->fail) != OK)
		return tell(&a->fail);
	for (int64_t at = 0; at < vault_size(v); at += (int64_t)n) {
		if (vault_part(v, at, block, sizeof block, &n, &a->fail) != OK)
			return tell(&a->fail);
		fwrite(block, 1, n, stdout);
	}
	return EXIT_DONE;
}

/* One member by its path, a text without its quotes: what the next command of a script wants. */
static int show_member(struct answer *a, const char *path)
{
	struct str member = json_at(a->arena, a->body, str_of(path));

	if (!member.p) {
		fprintf(stderr, "操作已经完成，但是答复里没有成员“%s”\n", path);
		return EXIT_FAILED;
	}
	printf(STR_FMT "\n", STR_ARG(member));
	return EXIT_DONE;
}

/* Bytes of a download go to standard output as they are; everything else is one line of JSON. */
static int show_answer(struct opt *o, struct answer *a)
{
	const char *member = opt_value(o, "get", NULL);

	if (a->err != OK)
		return tell(&a->fail);
	if (member)
		return show_member(a, member);
	if (a->body.n)
		fwrite(a->body.p, 1, a->body.n, stdout);    /* bytes of a download may hold zeros */
	if (a->body.n && !a->filename.n)
		putchar('\n');
	return a->file.n ? show_file(o, a) : EXIT_DONE;
}

enum err tables_only(struct fail *f, struct core **out)
{
	struct core_opts o = { .store_url = "sqlite::memory:", .features = features };

	return core_open(&o, f, out);
}

/* In a store that is not there nobody has a login: only what founds one is done in it, so that a misspelt folder stays what it is. */
static enum err store_there_for(struct opt *o, const struct errand *w, struct fail *f)
{
	struct core *k = NULL;

	if (store_there(o, f) == OK || tables_only(f, &k) != OK)
		return f->kind;
	const struct op *op = core_op(k, w->op);
	if (!w->login.p && op && (op->flags & OP_PUBLIC))
		fail_clear(f);
	core_close(k);
	return f->kind;
}

enum err errand_do(struct opt *o, const struct errand *w, struct answer *a)
{
	struct core *k = NULL;
	struct fail f = { 0 };

	if (!opt_given(o, "store") && desk_ask(opt_value(o, "data", "./var"), w, a))
		return a->err;
	a->err = store_there_for(o, w, &a->fail);
	if (a->err == OK)
		a->err = open_core(o, false, false, &a->fail, &k);
	if (a->err != OK)
		return a->err;
	errand_run(k, w, a);
	if (a->err == OK && core_tick(k, &f) != OK)
		log_line(LOG_WARN, "cmd", "msg=\"facts and jobs wait\" reason=%s", f.reason);
	core_close(k);
	return a->err;
}

int cmd_op(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(256));
	struct answer a = { .arena = arena };
	CLEANUP(buf_done) struct buf json = BUF_MAX(MIB(64));
	struct fail f = { 0 };
	struct str said = args.n > 1 ? str_of(args.operands[1]) : STR_NONE;

	if (opt_given(o, "key") && !idempotency_key_ok(str_of(opt_value(o, "key", NULL))))
		return usage(c, "--key 应当是 1 至 255 个可见的 ASCII 字符，不是“%s”", opt_value(o, "key", NULL));
	/* Long ones come from a file: @FILE, or @- for standard input. */
	if (said.n && said.p[0] == '@') {
		if (file_read(strcmp(said.p, "@-") == 0 ? "/dev/stdin" : said.p + 1, &json, &f) != OK)
			return tell(&f);
		said = buf_str(&json);
	}
	char *file = opt_given(o, "file") ? realpath(opt_value(o, "file", ""), NULL) : NULL;
	if (opt_given(o, "file") && !file) {
		fprintf(stderr, "--file：没有文件“%s”\n", opt_value(o, "file", ""));
		return EXIT_FAILED;
	}
	struct errand w = { .op = str_of(args.operands[0]), .login = str_of(opt_value(o, "as", NULL)), .json = said, .key = str_of(opt_value(o, "key", NULL)), .if_match = str_of(opt_value(o, "match", NULL)), .file = str_of(file) };
	errand_do(o, &w, &a);
	free(file);
	return show_answer(o, &a);
}

/* Kinds have the names of their rows; these other words are understood too. */
static const struct { const char *word, *layer, *kind; } kind_words[] = {
	{ "organisations", NULL, "orgs" }, { "organizations", NULL, "orgs" }, { "persons", NULL, "people" }, { "catalog", NULL, "catalogue" }, { "info_systems", NULL, "systems" },
	{ "calendar", "national", "calendar_national" }, { "calendar", "local", "calendar_local" },
};

static const char *const layers[] = { "national", "local", NULL };

static const char *kind_of(const char *word, const char *layer)
{
	for (size_t i = 0; i < COUNT(kind_words); i++)
		if (strcmp(kind_words[i].word, word) == 0 && (!kind_words[i].layer || strcmp(kind_words[i].layer, layer) == 0))
			return kind_words[i].kind;
	return word;
}

int cmd_import(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(512));
	CLEANUP(buf_done) struct buf csv = BUF_MAX(MIB(64));
	struct answer a = { .arena = arena };
	struct fail f = { 0 };

	if (!opt_given(o, "as"))
		return usage(c, "要说明以谁的身份导入：--as 登录名");
	const char *layer = layers[opt_word(o, "layer", "national", layers)];
	if (file_read(args.operands[1], &csv, &f) != OK)
		return tell(&f);
	struct errand w = { .op = arena_fmt(arena, "import.%s", kind_of(args.operands[0], layer)),
			    .login = str_of(opt_value(o, "as", NULL)), .csv = buf_str(&csv) };
	if (errand_do(o, &w, &a) == E_ABSENT && strcmp(a.fail.reason, "no_op") == 0)
		fail_set(&a.fail, E_ABSENT, "no_kind", "没有名为“%s”的导入种类；yunguan ops 列出 import.*", args.operands[0]);
	if (a.err != OK || opt_given(o, "json"))
		return show_answer(o, &a);
	printf("已导入 " STR_FMT " 行\n", STR_ARG(json_at(arena, a.body, STR("rows"))));
	return EXIT_DONE;
}

/* ---- tables without a store ---- */
enum { FIELD_DEPTH = 4 };     /* a form within a form within a form is as deep as they go */

static const char *const field_kinds[FIELD_KIND_MAX] = { "", "编号", "整数", "是否", "文字", "长文字", "选项", "多选", "日期", "月份", "时间", "分", "万分之一元",
							 "万分比", "明细", "对象", "文字表", "编号表" };

/* What a value may be, where only some words may: word（label）. */
static void show_words(const struct field *fd)
{
	for (size_t i = 1; i < fd->n_names; i++)
		printf("%s%s（%s）", i > 1 ? "、" : "：", fd->names[i].word, fd->names[i].label);
}

static void show_fields(const struct record *r, unsigned want, int depth)
{
	for (const struct field *fd = r ? r->fields : NULL; fd && fd->name; fd++) {
		if (!(fd->flags & want))
			continue;
		printf("%*s%-24s %s%s %s", depth * 4, "", fd->name, field_kinds[fd->kind], want & IN && fd->flags & NEEDED ? "（必填）" : "", fd->label);
		show_words(fd);
		printf("%s%s\n", fd->article ? "  条文 " : "", fd->article ? fd->article : "");
		if (fd->sub && depth < FIELD_DEPTH)
			show_fields(fd->sub, want, depth + 1);
	}
}

static void put_fields(struct buf *b, const char *member, const struct record *r, unsigned want, int depth)
{
	size_t n = 0;

	buf_fmt(b, ",\"%s\":[", member);
	for (const struct field *fd = r ? r->fields : NULL; fd && fd->name; fd++) {
		if (!(fd->flags & want))
			continue;
		buf_fmt(b, "%s{\"name\":\"%s\",\"kind\":\"%s\",\"needed\":%s,\"label\":", n++ ? "," : "", fd->name, field_kinds[fd->kind], want & IN && fd->flags & NEEDED ? "true" : "false");
		json_put_str(b, str_of(fd->label));
		if (fd->article)
			buf_fmt(b, ",\"article\":\"%s\"", fd->article);
		for (size_t i = 1; i < fd->n_names; i++) {
			buf_fmt(b, "%s{\"word\":\"%s\",\"label\":", i > 1 ? "," : ",\"words\":[", fd->names[i].word);
			json_put_str(b, str_of(fd->names[i].label));
			buf_add(b, i + 1 == fd->n_names ? STR("}]") : STR("}"));
		}
		if (fd->sub && depth < FIELD_DEPTH)
			put_fields(b, "fields", fd->sub, want, depth + 1);
		buf_byte(b, '}');
	}
	buf_byte(b, ']');
}

/* A list asks for what may be filtered; it has no form of its own. */
static const struct record *filters_of(const struct op *op)
{
	return op->list && op->list->rec ? op->list->rec : op->list && op->entity ? op->entity->rec : NULL;
}

int cmd_ops(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(64));
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));
	struct core *k = NULL;
	struct fail f = { 0 };
	const struct op *const *ops;

	if (tables_only(&f, &k) != OK)
		return tell(&f);
	size_t n = core_ops(k, &ops), shown = 0;
	struct str *cells = ARENA_ARRAY(arena, struct str, n * 5);
	const struct op *exact = args.n ? core_op(k, str_of(args.operands[0])) : NULL;
	for (size_t i = 0; i < n; i++) {
		const struct op *op = ops[i];
		if (args.n && (exact ? op != exact : !strstr(op->name, args.operands[0])))
			continue;
		struct str row[] = { str_of(op->name), arena_fmt(arena, "%s %s", op->flags & OP_INTERNAL ? "-" : verb_words[op->verb], op->path ? op->path : "-"),
				     str_of(op->article ? op->article : ""), str_of(op->perm ? op->perm : op->flags & OP_PUBLIC ? "公开" : op->flags & OP_INTERNAL ? "系统" : "登录即可"),
				     str_of(op->words) };
		if (opt_given(o, "json")) {
			static const char *const names[] = { "name", "route", "article", "permission", "words" };
			buf_add(&b, shown ? STR(",\n{") : STR("[\n{"));
			for (size_t j = 0; j < COUNT(row); j++) {
				buf_fmt(&b, "%s\"%s\":", j ? "," : "", names[j]);
				json_put_str(&b, row[j]);
			}
			put_fields(&b, "fields", core_op_asks(k, op), IN | IN_PATH, 0);
			put_fields(&b, "filters", filters_of(op), FILTER, 0);
			buf_byte(&b, '}');
		}
		memcpy(cells + shown++ * COUNT(row), row, sizeof row);
	}
	if (opt_given(o, "json"))
		printf(STR_FMT "%s]\n", STR_ARG(buf_str(&b)), shown ? "\n" : "[");
	else if (shown)
		table_print((const char *const[]){ "操作", "路径", "条文", "权限", "名称" }, 5, &(struct list){ cells, shown });
	if (exact && !opt_given(o, "json")) {
		if (exact->help)
			printf("    %s\n", exact->help);
		show_fields(core_op_asks(k, exact), IN | IN_PATH, 1);
		if (filters_of(exact))
			printf("可以筛选（另有 limit、cursor、sort、q、count、format）：\n");
		show_fields(filters_of(exact), FILTER, 1);
	}
	core_close(k);
	if (!shown) {
		fprintf(stderr, "没有名称里有“%s”的操作；yunguan ops 列出全部操作\n", args.operands[0]);
		return EXIT_FAILED;
	}
	(void)c;
	return EXIT_DONE;
}

/* An id asked for means itself and what is under it: A20 is also A20.2a, but not A200. */
static bool is_under(const char *id, const char *asked)
{
	size_t n = strlen(asked);

	return n && strncmp(id, asked, n) == 0 && !(isdigit((unsigned char)id[n]) && isdigit((unsigned char)id[n - 1]));
}

static bool article_asked(const char *id, struct args args)
{
	bool asked = args.n == 0;

	for (size_t i = 0; i < args.n; i++)
		asked |= is_under(id, args.operands[i]);
	return asked;
}

/* The first word asked for that is nothing of the register; or NULL. */
static const char *article_unknown(const struct article *all, size_t n, struct args args)
{
	for (size_t i = 0, j; i < args.n; i++) {
		for (j = 0; j < n && !is_under(all[j].id, args.operands[i]);)
			j++;
		if (j == n)
			return args.operands[i];
	}
	return NULL;
}

static void article_show(const struct article *a, const struct list *where, struct str scenarios)
{
	printf("%s（%s）%s：%s\n    场景：" STR_FMT "\n    实现：%s", a->id, a->level, a->clause, a->text, STR_ARG(scenarios.n ? scenarios : STR("—")), where->n ? "" : "—");
	EACH(struct str, w, *where)
		printf("\n      " STR_FMT, STR_ARG(*w));
	printf("\n");
}

int cmd_articles(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(64));
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(16));
	struct core *k = NULL;
	struct fail f = { 0 };
	const struct article *all;
	size_t n = article_all(&all), shown = 0;
	struct str *cells = ARENA_ARRAY(arena, struct str, n * 4);
	const char *unknown = article_unknown(all, n, args);

	if (unknown) {
		fprintf(stderr, "登记的要求里没有 %s；yunguan articles 列出全部\n", unknown);
		return EXIT_FAILED;
	}
	if (tables_only(&f, &k) != OK)
		return tell(&f);
	for (size_t i = 0; i < n; i++) {
		struct list where;
		struct str scenarios = str_of(article_scenarios(all[i].id)), joined = STR("");
		article_where(k, all[i].id, arena, &where);
		if (!article_asked(all[i].id, args) || (opt_given(o, "missing") && (strcmp(all[i].level, "M") != 0 || (where.n && scenarios.n))))
			continue;
		if (args.n && !opt_given(o, "json"))
			article_show(&all[i], &where, scenarios);
		EACH(struct str, w, where)
			joined = arena_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(joined), joined.n ? "；" : "", STR_ARG(*w));
		struct str *cell = cells + shown * 4;
		cell[0] = str_of(all[i].id);
		cell[1] = str_of(all[i].level);
		cell[2] = scenarios.n ? scenarios : STR("—");
		cell[3] = joined.n ? joined : STR("—");
		buf_fmt(&b, "%s{\"id\":\"%s\",\"level\":\"%s\",\"clause\":", shown ? ",\n" : "", all[i].id, all[i].level);
		json_put_str(&b, str_of(all[i].clause));
		buf_add(&b, STR(",\"text\":"));
		json_put_str(&b, str_of(all[i].text));
		buf_add(&b, STR(",\"where\":["));
		for (size_t j = 0; j < where.n; j++) {
			buf_add(&b, j ? STR(",") : STR(""));
			json_put_str(&b, *LIST_AT(where, struct str, j));
		}
		buf_add(&b, STR("],\"scenarios\":["));
		for (struct str rest = scenarios; rest.n;) {
			struct str one = str_cut(&rest, ' ');
			json_put_str(&b, one);
			buf_add(&b, rest.n ? STR(",") : STR(""));
		}
		buf_add(&b, STR("]}"));
		shown++;
	}
	if (opt_given(o, "json"))
		printf("[" STR_FMT "]\n", STR_ARG(buf_str(&b)));
	else if (!args.n)
		table_print((const char *const[]){ "条目", "级", "场景", "实现" }, 4, &(struct list){ cells, shown });
	core_close(k);
	(void)c;
	return EXIT_DONE;
}

int cmd_openapi(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(64));
	struct core *k = NULL;
	struct fail f = { 0 };

	if (tables_only(&f, &k) != OK)
		return tell(&f);
	openapi_json(k, &b);
	fwrite(b.p, 1, b.n, stdout);
	core_close(k);
	(void)c;
	(void)o;
	(void)args;
	return EXIT_DONE;
}
