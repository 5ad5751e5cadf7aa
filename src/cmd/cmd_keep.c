/* audit, doctor, migrate, version, completion: keeping the store sound. */
#include <errno.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <pwd.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>
#include "cmd/cmd.h"
#include "cmd/desk.h"
#include "cmd/door.h"

/* ---- what was done here beside the op table leaves its row, too ---- */
int leave_note(struct opt *o, const char *what, const char *path, int64_t rows)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(16));
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(16));
	struct answer a = { .arena = arena };
	const struct passwd *user = getpwuid(getuid());

	buf_fmt(&b, "{\"what\":\"%s\",\"machine_user\":", what);
	json_put_str(&b, str_of(user ? user->pw_name : "?"));
	if (path) {
		buf_add(&b, STR(",\"path\":"));
		json_put_str(&b, utf8_head(str_of(path), 1200));
	}
	if (rows)
		buf_fmt(&b, ",\"rows\":%" PRId64, rows);
	buf_byte(&b, '}');
	if (errand_do(o, &(struct errand){ .op = STR("audit.note"), .json = buf_str(&b) }, &a) == OK)
		return EXIT_DONE;
	fprintf(stderr, "已经做完，但是没有记入审计：");
	return tell(&a.fail);
}

/* ---- audit ---- */
struct audit_ask { struct opt *o; const char *path; int64_t exported; };
struct out_file { FILE *to; int64_t rows; };

static enum err write_line(void *arg, struct str line)
{
	struct out_file *out = arg;

	out->rows++;
	return fwrite(line.p, 1, line.n, out->to) == line.n && fputc('\n', out->to) != EOF ? OK : E_CORRUPT;
}

/* An anchor given as text, or as the file that holds it. */
static enum err anchor_given(struct opt *o, struct buf *b, struct fail *f, struct str *out)
{
	const char *given = opt_value(o, "anchor", NULL);

	*out = STR_NONE;
	if (!given)
		return OK;
	*out = str_of(given);
	if (str_find(*out, STR("|")) >= 0)
		return OK;
	TRY(file_read(given, b, f));
	*out = buf_str(b);
	return OK;
}

static int audit_do_verify(struct core *k, struct audit_ask *ask)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(64));
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	struct audit_verdict v = { 0 };
	struct str anchor;
	struct ctx c;
	enum err e = core_read_begin(k, arena, &c);

	if (e == OK)
		e = anchor_given(ask->o, &b, &c.fail, &anchor);
	if (e == OK)
		e = audit_verify_with(&c, anchor, opt_value(ask->o, "archives", NULL), &v);
	core_read_end(&c);
	if (opt_given(ask->o, "json"))
		printf("{\"ok\":%s,\"rows\":%" PRId64 ",\"anchors\":%" PRId64 ",\"kept\":%" PRId64 ",\"archived\":%" PRId64 ",\"archives\":%" PRId64 ",\"away\":%" PRId64 "}\n",
		       e == OK ? "true" : "false", v.rows, v.anchors, v.kept, v.archived, v.archives, v.away);
	else if (e == OK)
		printf("审计链完整，共 %" PRId64 " 行，%" PRId64 " 个锚点\n", v.rows, v.anchors);
	if (e == OK && v.archives && !opt_given(ask->o, "json"))
		printf("更早的 %" PRId64 " 行封存在 %" PRId64 " 个文件里，签名有效，首尾相接\n", v.archived, v.archives);
	if (e == OK && v.away)
		fprintf(stderr, "其中 %" PRId64 " 个封存文件不在这里，没有核对内容；用 --archives 文件夹 指出它们在哪里\n", v.away);
	if (e == OK && v.others)
		fprintf(stderr, "其中 %" PRId64 " 个锚点的密钥只记在库里，是其他服务器的；要确认，把它们的公钥放进数据目录的 audit 文件夹\n", v.others);
	if (e == OK && v.kept_unknown)
		fprintf(stderr, "另存的锚点所用的密钥这里没有，只核对了杂凑，没有核对签名\n");
	return e == OK ? EXIT_DONE : tell(&c.fail);
}

static int audit_do_export(struct core *k, struct audit_ask *ask)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(64));
	struct ctx c;
	struct out_file out = { ask->path ? fopen(ask->path, "w") : stdout, 0 };

	if (!out.to) {
		fprintf(stderr, "写不了文件“%s”：%s\n", ask->path, errno_text(errno));
		return EXIT_FAILED;
	}
	enum err e = core_read_begin(k, arena, &c);
	if (e == OK)
		e = audit_export(&c, write_line, &out);
	core_read_end(&c);
	bool written = ask->path ? fclose(out.to) == 0 : fflush(out.to) == 0;
	if (e == OK && !written)
		e = fail_set(&c.fail, E_CORRUPT, "cmd.write", "导出没有写完");
	ask->exported = out.rows;
	return e == OK ? EXIT_DONE : tell(&c.fail);
}

/* All anchors, oldest first, one a line; each can be kept elsewhere. */
static int audit_do_anchors(struct core *k, struct audit_ask *ask)
{
	static const struct stmt Q = { "SELECT {} FROM audit_anchor ORDER BY stream, seq", &audit_anchor_record };
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(512));
	struct list all = { 0 };
	struct ctx c;
	enum err e = core_read_begin(k, arena, &c);

	(void)ask;
	if (e == OK)
		e = sql_all0(&c, &Q, &all);
	core_read_end(&c);
	EACH(struct audit_anchor, x, all)
		printf(STR_FMT "\n", STR_ARG(audit_anchor_text(arena, x)));
	return e == OK ? EXIT_DONE : tell(&c.fail);
}

static int audit_do_keys(struct core *k, struct audit_ask *ask)
{
	static const struct stmt Q = { "SELECT public_key FROM audit_key WHERE ?1 = '' OR key_id = ?1 ORDER BY at" };
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(1));
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct ctx c;
	bool any = false;
	enum err e = core_read_begin(k, arena, &c);

	if (e == OK)
		e = db_rows(c.db, &Q, VALS(ask->path ? ask->path : ""), &c.fail, &r);
	for (; e == OK && rows_next(r); any = true)
		printf(STR_FMT, STR_ARG(rows_str(r, 0)));
	rows_done(TAKE(r));
	if (e == OK && !any && ask->path)
		e = fail_set(&c.fail, E_ABSENT, "cmd.key", "没有编号为“%s”的审计签名密钥；yunguan audit anchors 的各行里有密钥的编号", ask->path);
	core_read_end(&c);
	return e == OK ? EXIT_DONE : tell(&c.fail);
}

/* A running server takes the new key at its next start. */
static int audit_rotate(struct opt *o)
{
	struct core *k = NULL;
	struct fail f = { 0 };
	char dir[600], id[17];

	if (open_core(o, true, false, &f, &k) != OK)
		return tell(&f);
	core_close(k);
	snprintf(dir, sizeof dir, "%s/audit", opt_value(o, "data", "./var"));
	if (data_open(o, &f) != OK || audit_key_rotate(dir, id, &f) != OK)
		return tell(&f);
	printf("新的审计签名密钥是 %s，下次启动时启用；原公钥留在 %s，原来的锚点照样可以核验\n", id, dir);
	return leave_note(o, "rotate", id, 0);
}

/* File by file until all that may go is gone: the server goes on working in between. */
static int audit_archive(const struct command *c, struct opt *o)
{
	const char *before = opt_value(o, "before", NULL);
	struct date day;
	int64_t files = 0;
	bool more = true;

	if (!opt_given(o, "as"))
		return usage(c, "要说明以哪位审计管理员的身份封存：--as 登录名");
	if (before && (date_parse(str_of(before), &day) != OK || !date_enterable(day)))
		return usage(c, "--before 应当是 1900 年到 2999 年之间存在的日期 YYYY-MM-DD，不是“%s”", before);
	while (more) {
		CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(64));
		struct answer a = { .arena = arena };
		struct errand w = { .op = STR("audit.archive"), .login = str_of(opt_value(o, "as", NULL)), .json = before ? arena_fmt(arena, "{\"before\":\"%s\"}", before) : STR("{}") };
		if (errand_do(o, &w, &a) != OK) {
			/* The last full file may have taken all there was. */
			if (files && strcmp(a.fail.reason, "audit.nothing_old") == 0)
				return EXIT_DONE;
			return tell(&a.fail);
		}
		more = str_is(json_at(arena, a.body, STR("more")), "true");
		files++;
		printf("第 " STR_FMT " 至 " STR_FMT " 行封存为 " STR_FMT "\n", STR_ARG(json_at(arena, a.body, STR("from_seq"))), STR_ARG(json_at(arena, a.body, STR("seq"))),
		       STR_ARG(json_at(arena, a.body, STR("file"))));
	}
	return EXIT_DONE;
}

/* run NULL: opens what it needs by itself. What a word does not ask for is a mistake, and nothing is done. */
static const struct { const char *word; int (*run)(struct core *k, struct audit_ask *ask); bool operand; const char *options[3]; } audit_words[] = {
	{ "verify",  audit_do_verify,  false, { "anchor", "archives", "json" } },
	{ "export",  audit_do_export,  true,  { NULL } },
	{ "anchors", audit_do_anchors, false, { NULL } },
	{ "keys",    audit_do_keys,    true,  { NULL } },
	{ "archive", NULL,             false, { "as", "before" } },
	{ "rotate",  NULL,             false, { NULL } },
};

static const char *audit_stray(const struct opt *o, size_t word)
{
	static const char *const some[] = { "anchor", "archives", "as", "before", "json" };

	for (size_t i = 0; i < COUNT(some); i++) {
		bool asked = false;
		for (size_t j = 0; j < COUNT(audit_words[word].options); j++)
			asked |= audit_words[word].options[j] && strcmp(audit_words[word].options[j], some[i]) == 0;
		if (opt_given(o, some[i]) && !asked)
			return some[i];
	}
	return NULL;
}

int cmd_audit(const struct command *c, struct opt *o, struct args args)
{
	struct core *k = NULL;
	struct fail f = { 0 };
	size_t i = 0;

	while (i < COUNT(audit_words) && strcmp(audit_words[i].word, args.operands[0]) != 0)
		i++;
	if (i == COUNT(audit_words))
		return usage(c, "只有 audit verify、export、anchors、keys、archive 和 rotate，没有“%s”", args.operands[0]);
	if (args.n > 1 && !audit_words[i].operand)
		return usage(c, "audit %s 不带参数：“%s”", args.operands[0], args.operands[1]);
	const char *stray = audit_stray(o, i), *archives = opt_value(o, "archives", NULL);
	if (stray)
		return usage(c, "audit %s 没有选项 --%s", args.operands[0], stray);
	if (archives && !dir_there(archives, &f))
		return usage(c, "--archives：%s", f.sentence);
	if (!audit_words[i].run)
		return strcmp(args.operands[0], "rotate") == 0 ? audit_rotate(o) : audit_archive(c, o);
	if (open_core(o, true, false, &f, &k) != OK)
		return tell(&f);
	struct audit_ask ask = { o, args.n > 1 ? args.operands[1] : NULL, 0 };
	int code = audit_words[i].run(k, &ask);
	core_close(k);
	return code == EXIT_DONE && ask.exported ? leave_note(o, "export", ask.path, ask.exported) : code;
}

/* ---- doctor ---- */
struct finding { const char *what; enum err result; struct str says; };

static struct finding ask_store(struct core *k, struct arena *a)
{
	struct ctx c;
	enum err e = core_read_begin(k, a, &c);

	if (e == OK)
		e = store_check(c.db, &c.fail);
	core_read_end(&c);
	return (struct finding){ "存储", e, e == OK ? STR("结构和内容完好") : arena_str(a, str_of(c.fail.sentence)) };
}

static struct finding ask_invariants(struct core *k, struct arena *a)
{
	struct fail f = { 0 };
	enum err e = core_invariants(k, a, &f);

	return (struct finding){ "不变式", e, e == OK ? STR("全部成立") : arena_str(a, str_of(f.sentence)) };
}

static struct finding ask_audit(struct core *k, struct arena *a)
{
	struct ctx c;
	struct audit_verdict v = { 0 };
	enum err e = core_read_begin(k, a, &c);

	if (e == OK)
		e = audit_verify(&c, &v);
	core_read_end(&c);
	return (struct finding){ "审计链", e, e == OK ? arena_fmt(a, "完整，%" PRId64 " 行，%" PRId64 " 个锚点", v.rows, v.anchors) : arena_str(a, str_of(c.fail.sentence)) };
}

static struct finding ask_facts(struct core *k, struct arena *a)
{
	static const struct stmt Q = { "SELECT COUNT(*) FROM fact_todo WHERE tries > 0" };
	struct ctx c;
	int64_t stuck = 0;
	enum err e = core_read_begin(k, a, &c);

	if (e == OK)
		e = sql_int_(&c, &Q, &stuck, NO_VALS);
	core_read_end(&c);
	if (e == OK && stuck)
		return (struct finding){ "后续处理", E_CORRUPT, arena_fmt(a, "有 %" PRId64 " 件后续处理失败待重试，见 fact_todo 的 error 列", stuck) };
	return (struct finding){ "后续处理", e, e == OK ? STR("没有积压的失败") : arena_str(a, str_of(c.fail.sentence)) };
}

static struct finding ask_clocks(struct core *k, struct arena *a)
{
	static const struct stmt Q = { "SELECT COUNT(*) FROM clock WHERE stopped_at IS NULL AND due_at <= ?1" };
	struct ctx c;
	int64_t overdue = 0;
	enum err e = core_read_begin(k, a, &c);

	if (e == OK)
		e = sql_int_(&c, &Q, &overdue, VALS(c.now));
	core_read_end(&c);
	return (struct finding){ "时限", e, e == OK ? arena_fmt(a, "正在超期的有 %" PRId64 " 个，应由所属单位办理", overdue) : arena_str(a, str_of(c.fail.sentence)) };
}

/* Nothing is wrong in a store whose clock was set back; but whoever reads its times should know. */
static struct finding ask_time(struct core *k, struct arena *a)
{
	static const struct stmt Q = { "SELECT COALESCE(MAX(at), 0) FROM audit_log" };
	struct ctx c;
	int64_t last = 0;
	enum err e = core_read_begin(k, a, &c);

	if (e == OK)
		e = sql_int_(&c, &Q, &last, NO_VALS);
	core_read_end(&c);
	if (e != OK)
		return (struct finding){ "时钟", e, arena_str(a, str_of(c.fail.sentence)) };
	if (last <= c.now.ms + MINUTES(5))
		return (struct finding){ "时钟", OK, arena_fmt(a, "现在是 " STR_FMT, STR_ARG(at_text(a, c.now))) };
	return (struct finding){ "时钟", OK, arena_fmt(a, "现在是 " STR_FMT "，而最后一条审计记录在 " STR_FMT "：本机时钟可能被拨回，请核对", STR_ARG(at_text(a, c.now)),
						       STR_ARG(at_text(a, (struct instant){ last }))) };
}

static struct finding ask_disk(struct core *k, struct arena *a)
{
	int64_t left = disk_free(core_files_dir(k));
	bool ok = left < 0 || left > (int64_t)MIB(512);

	if (left < 0)
		return (struct finding){ "磁盘", OK, arena_fmt(a, "没有 %s，问不到余量", core_files_dir(k)) };

	return (struct finding){ "磁盘", ok ? OK : E_LIMIT, arena_fmt(a, "剩余 %" PRId64 " MB%s", left / (1 << 20), ok ? "" : "，不足 512 MB，请清理或扩容") };
}

static struct str quoted(struct arena *a, struct str s)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));

	json_put_str(&b, s);
	return arena_str(a, buf_str(&b));
}

struct files_seen { struct core *k; int64_t whole, broken, clear; char first[80]; };

static enum err file_seen(void *arg, const char *path, const char *name, struct fail *f)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;
	struct files_seen *seen = arg;

	if (vault_clear_named(name))
		return seen->clear++, OK;
	if (!vault_named(name))
		return OK;
	if (vault_open(seen->k, path, &v, f) == OK && vault_check(v, f) == OK)
		return seen->whole++, OK;
	fail_clear(f);
	if (!seen->broken++)
		snprintf(seen->first, sizeof seen->first, "%s", name);
	return OK;
}

/* Every byte of every file. */
static struct finding ask_files(struct core *k, struct arena *a)
{
	struct files_seen seen = { .k = k };
	struct fail f = { 0 };
	enum err e = vault_each(core_files_dir(k), file_seen, &seen, &f);

	if (e != OK)
		return (struct finding){ "附件", e, arena_str(a, str_of(f.sentence)) };
	if (seen.broken)
		return (struct finding){ "附件", E_CORRUPT, arena_fmt(a, "有 %" PRId64 " 个文件被改动或损坏，例如 %s，请从备份恢复", seen.broken, seen.first) };
	if (seen.clear)
		return (struct finding){ "附件", E_CORRUPT, arena_fmt(a, "有 %" PRId64 " 个文件还没有加密，启动一次服务或运行 yunguan migrate", seen.clear) };
	return (struct finding){ "附件", OK, arena_fmt(a, "%" PRId64 " 个文件都打得开", seen.whole) };
}

int cmd_doctor(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(256));
	struct core *k = NULL;
	struct fail f = { 0 };
	int code = EXIT_DONE;

	if (open_core(o, true, false, &f, &k) != OK)
		return tell(&f);
	/* Without a store there is nothing to examine: one sentence, not seven. */
	struct ctx first;
	if (core_read_begin(k, a, &first) != OK) {
		code = tell(&first.fail);
		core_close(k);
		return code;
	}
	core_read_end(&first);
	if (opt_given(o, "duties")) {
		code = doctor_duties(k, opt_given(o, "json"));
		core_close(k);
		return code;
	}
	const struct finding all[] = { ask_store(k, a), ask_invariants(k, a), ask_audit(k, a), ask_files(k, a), ask_facts(k, a), ask_clocks(k, a), ask_time(k, a), ask_disk(k, a) };
	for (size_t i = 0; i < COUNT(all); i++) {
		if (opt_given(o, "json"))
			printf("%s{\"check\":\"%s\",\"ok\":%s,\"says\":" STR_FMT "}%s", i ? ",\n" : "[", all[i].what, all[i].result == OK ? "true" : "false",
			       STR_ARG(quoted(a, all[i].says)), i + 1 == COUNT(all) ? "]\n" : "");
		else
			printf("%s %s：" STR_FMT "\n", all[i].result == OK ? "正常" : "异常", all[i].what, STR_ARG(all[i].says));
		if (all[i].result != OK)
			code = EXIT_FAILED;
	}
	core_close(k);
	(void)c;
	(void)args;
	return code;
}

/* ---- migrate ---- */
int cmd_migrate(const struct command *c, struct opt *o, struct args args)
{
	struct core *k = NULL;
	struct fail f = { 0 };

	if (open_core(o, false, false, &f, &k) != OK)
		return tell(&f);
	core_close(k);
	printf("存储结构已是 %s 版\n", YUNGUAN_VERSION);
	(void)c;
	(void)args;
	return leave_note(o, "migrate", YUNGUAN_VERSION, 0);
}

int cmd_version(const struct command *c, struct opt *o, struct args args)
{
	if (opt_given(o, "json"))
		printf("{\"version\":\"%s\",\"sqlite\":\"%s\",\"openssl\":\"%s\",\"libsodium\":\"%s\",\"libmicrohttpd\":\"%s\"}\n", YUNGUAN_VERSION,
		       sqlite3_libversion(), OpenSSL_version(OPENSSL_VERSION_STRING), sodium_version_string(), MHD_get_version());
	else
		printf("yunguan %s\nSQLite %s，OpenSSL %s，libsodium %s，libmicrohttpd %s\n", YUNGUAN_VERSION, sqlite3_libversion(),
		       OpenSSL_version(OPENSSL_VERSION_STRING), sodium_version_string(), MHD_get_version());
	(void)c;
	(void)args;
	return EXIT_DONE;
}

/* What may stand behind a command: words of its own, or names of the op table. */
static void completion_words(const struct core *k, const char *command)
{
	static const struct { const char *command, *words, *ops; } rows[] = {
		{ "audit", " verify export anchors keys archive rotate", NULL }, { "keys", " rotate", NULL },
		{ "op", "", "" }, { "ops", "", "" }, { "roles", "", "" }, { "import", "", "import." },
	};
	const struct op *const *ops;
	size_t n = core_ops(k, &ops);

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (strcmp(rows[i].command, command) != 0)
			continue;
		printf("%s", rows[i].words);
		for (size_t j = 0; rows[i].ops && j < n; j++)
			if (!(ops[j]->flags & OP_INTERNAL) && strncmp(ops[j]->name, rows[i].ops, strlen(rows[i].ops)) == 0)
				printf(" %s", ops[j]->name + strlen(rows[i].ops));
	}
}

int cmd_completion(const struct command *c, struct opt *o, struct args args)
{
	struct core *k = NULL;
	struct fail f = { 0 };

	if (tables_only(&f, &k) != OK)
		return tell(&f);
	printf("_yunguan() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} words\n\tif [ \"$COMP_CWORD\" = 1 ]; then words=\"");
	for (const struct command *each = commands; each->name; each++)
		printf("%s ", each->name);
	printf("\"; else case ${COMP_WORDS[1]} in\n");
	for (const struct command *each = commands; each->name; each++) {
		printf("\t%s) words=\"--help", each->name);
		for (const struct opt *x = each->opts; x->name; x++)
			printf(" --%s", x->name);
		completion_words(k, each->name);
		printf("\" ;;\n");
	}
	core_close(k);
	printf("\tesac; fi\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	       "\t[ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$cur\"))\n}\ncomplete -F _yunguan yunguan\n");
	(void)c;
	(void)o;
	(void)args;
	return EXIT_DONE;
}
