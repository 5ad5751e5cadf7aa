/* roles: the whole matrix of roles and ops; and doctor --duties: could any one person carry a procedure through alone? */
#include <jansson.h>
#include <stdio.h>
#include "cmd/cmd.h"
#include "domain/account/duty.h"

static void put_line(const struct core *k, const struct op *op, bool json, bool first)
{
	uint64_t roles = op->perm ? core_perm_roles(k, op->perm) : 0;
	const struct scope *s = op->entity ? &op->entity->scope : NULL;
	const char *const scopes[] = { s ? s->applicant : NULL, s ? s->user : NULL, s ? s->csp : NULL, s ? s->coop : NULL };
	static const char *const parties[] = { "applicant", "user", "csp", "coop" };
	bool more = false;

	printf(json ? "%s{\"op\":\"%s\",\"perm\":\"%s\",\"roles\":[" : "%s%-34s %-24s ", json && !first ? ",\n" : "", op->name,
	       op->perm ? op->perm : op->flags & OP_PUBLIC ? "(public)" : "(signed in)");
	for (int r = 1; r < ROLE_MAX; r++)
		if (roles >> r & 1) {
			printf(json ? "%s\"%s\"" : "%s%s", more ? "," : "", role_names[r].word);
			more = true;
		}
	printf(json ? "],\"step_up\":%s,\"scope\":{" : "%s", json ? op->flags & OP_STEP_UP ? "true" : "false" : op->flags & OP_STEP_UP ? "  [step-up]" : "");
	for (size_t i = 0; s && i < COUNT(parties); i++)
		printf(json ? "%s\"%s\":\"%s\"" : "%s%s: %s", json ? i ? "," : "" : i ? "；" : "\n      ", parties[i], scopes[i] ? scopes[i] : "-");
	printf(json ? "}}" : "\n");
}

static int object(struct core *k, struct opt *o, const char *name)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(256));
	struct str rest = str_of(name), kind = str_cut(&rest, ':');
	struct request r = { .op = core_op(k, STR("object.who")), .who = { .system = true }, .local = true, .ip = STR("-"),
			     .params = { { STR("entity"), kind }, { STR("object"), rest } }, .n_params = 2 };
	struct answer answer = { .arena = a };

	core_call(k, &r, &answer);
	if (answer.err != OK)
		return tell(&answer.fail);
	if (opt_given(o, "json")) {
		printf(STR_FMT "\n", STR_ARG(answer.body));
		return EXIT_DONE;
	}
	json_t *root = json_loadb(answer.body.p, answer.body.n, 0, NULL), *row, *op;
	size_t i, j;
	json_array_foreach(json_object_get(root, "can"), i, row) {
		printf("%s %s（%s）：", json_string_value(json_object_get(row, "login")), json_string_value(json_object_get(row, "name")), json_string_value(json_object_get(row, "org_name")));
		json_array_foreach(json_object_get(row, "ops"), j, op)
			printf("%s%s", j ? " " : "", json_string_value(op));
		printf("\n");
	}
	json_array_foreach(json_object_get(root, "did"), i, row)
		printf("%s %s %s\n", json_string_value(json_object_get(row, "at")), json_string_value(json_object_get(row, "login")), json_string_value(json_object_get(row, "words")));
	json_decref(root);
	return EXIT_DONE;
}

int cmd_roles(const struct command *c, struct opt *o, struct args args)
{
	const char *role = opt_value(o, "role", NULL), *about = opt_value(o, "object", NULL);
	struct core *k = NULL;
	struct fail f = { 0 };
	int32_t wanted = role ? names_find(role_names, ROLE_MAX, str_of(role)) : 0;
	const struct op *const *ops;
	bool first = true;
	int64_t number = 0;

	if (role && !wanted)
		return usage(c, "--role：没有岗位“%s”；yunguan roles 列出各岗位", role);
	if (about && (!strchr(about, ':') || about[0] == ':' || str_int(str_of(strchr(about, ':') + 1), &number) != OK || number < 1))
		return usage(c, "--object 写作 种类:编号，如 application:1234，不是“%s”", about);
	/* The matrix is the program's, not the store's. */
	struct core_opts mem = { .store_url = "sqlite::memory:", .features = features };
	if ((about ? open_core(o, true, false, &f, &k) : core_open(&mem, &f, &k)) != OK)
		return tell(&f);
	int code = EXIT_DONE;
	if (about) {
		code = object(k, o, about);
	} else {
		size_t n = core_ops(k, &ops);
		if (opt_given(o, "json"))
			printf("[");
		for (size_t i = 0; i < n; i++) {
			if ((ops[i]->flags & OP_INTERNAL) || (wanted && !(ops[i]->perm && (core_perm_roles(k, ops[i]->perm) >> wanted & 1))) ||
			    (args.n && !strstr(ops[i]->name, args.operands[0])))
				continue;
			put_line(k, ops[i], opt_given(o, "json"), first);
			first = false;
		}
		if (opt_given(o, "json"))
			printf("]\n");
		if (first) {
			fprintf(stderr, args.n ? "没有名称里有“%s”的操作；yunguan ops 列出全部操作\n" : "这个岗位没有操作\n", args.n ? args.operands[0] : "");
			code = EXIT_FAILED;
		}
	}
	core_close(k);
	return code;
}

static bool same_end(const struct alone *a, const struct alone *b) { return str_eq(a->flow, b->flow) && str_eq(a->end, b->end); }

/* One line per procedure and end: how many people, the first few by name. */
static void put_alone(const struct list *alone)
{
	const struct alone *rows = alone->items;

	for (size_t i = 0; i < alone->n; i++) {
		size_t n = 0;
		for (size_t j = 0; j < i; j++)
			n += same_end(&rows[i], &rows[j]);
		if (n)
			continue;
		printf("一人可独自办完：" STR_FMT "到“" STR_FMT "”：", STR_ARG(rows[i].procedure), STR_ARG(rows[i].end));
		for (size_t j = i; j < alone->n; j++)
			if (same_end(&rows[i], &rows[j]) && n++ < 3)
				printf("%s" STR_FMT, n > 1 ? "、" : "", STR_ARG(rows[j].login));
		printf(n > 3 ? "等 %zu 人\n" : "，共 %zu 人\n", n);
	}
	if (!alone->n)
		printf("没有哪个在用账号能独自把一项程序从头办到有决定的末尾\n");
}

static void put_text(struct buf *b, const char *name, struct str text)
{
	buf_fmt(b, "%s\"%s\":", b->p[b->n - 1] == '{' ? "" : ",", name);
	json_put_str(b, text);
}

static void put_duties_json(const struct list *alone)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(64));

	buf_add(&b, STR("{\"duties\":["));
	for (const struct duty *d = duties; d->label; d++) {
		buf_add(&b, d == duties ? STR("{") : STR(",\n{"));
		put_text(&b, "article", str_of(d->article));
		put_text(&b, "label", str_of(d->label));
		put_text(&b, "kept", str_of(duty_kept_names[d->kept].word));
		put_text(&b, "guard", str_of(d->guard));
		buf_byte(&b, '}');
	}
	buf_add(&b, STR("],\n\"alone\":["));
	for (size_t i = 0; i < alone->n; i++) {
		const struct alone *one = LIST_AT(*alone, struct alone, i);
		buf_add(&b, i ? STR(",\n{") : STR("{"));
		put_text(&b, "procedure", one->procedure);
		put_text(&b, "end", one->end);
		put_text(&b, "login", one->login);
		buf_byte(&b, '}');
	}
	printf(STR_FMT "]}\n", STR_ARG(buf_str(&b)));
}

int doctor_duties(struct core *k, bool json)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(2048));
	struct list alone = { 0 };
	struct ctx c;
	enum err e = core_read_begin(k, a, &c);

	if (e == OK)
		e = duty_check(&c);
	if (e == OK)
		e = duty_alone(&c, &alone);
	core_read_end(&c);
	if (e != OK)
		return tell(&c.fail);
	if (json) {
		put_duties_json(&alone);
		return EXIT_DONE;
	}
	for (const struct duty *d = duties; d->label; d++)
		printf("%-8s %s：%s（%s）\n", d->article, d->label, duty_kept_names[d->kept].label, d->guard);
	put_alone(&alone);
	return EXIT_DONE;
}
