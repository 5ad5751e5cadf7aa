/* audit, doctor, backup, restore, migrate, version, completion: keeping the store sound. */
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include "cmd/cmd.h"

/* ---- audit ---- */
static enum err write_line(void *file, struct str line)
{
	return fwrite(line.p, 1, line.n, file) == line.n && fputc('\n', file) != EOF ? OK : E_CORRUPT;
}

static int audit_do_verify(struct core *k, struct opt *o)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(64));
	struct ctx c;
	int64_t rows = 0;
	enum err e = core_read_begin(k, arena, &c);

	if (e == OK)
		e = audit_verify(&c, &rows);
	core_read_end(&c);
	if (opt_given(o, "json"))
		printf("{\"ok\":%s,\"rows\":%" PRId64 "}\n", e == OK ? "true" : "false", rows);
	else if (e == OK)
		printf("审计链完整，共 %" PRId64 " 行\n", rows);
	return e == OK ? EXIT_DONE : tell(&c.fail);
}

static int audit_do_export(struct core *k, const char *path)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new(MIB(64));
	struct ctx c;
	FILE *to = path ? fopen(path, "w") : stdout;

	if (!to) {
		fprintf(stderr, "写不了文件 %s\n", path);
		return EXIT_FAILED;
	}
	enum err e = core_read_begin(k, arena, &c);
	if (e == OK)
		e = audit_export(&c, write_line, to);
	core_read_end(&c);
	bool written = path ? fclose(to) == 0 : fflush(to) == 0;
	if (e == OK && !written)
		e = fail_set(&c.fail, E_CORRUPT, "cmd.write", "导出没有写完");
	return e == OK ? EXIT_DONE : tell(&c.fail);
}

int cmd_audit(const struct command *c, struct opt *o, struct args args)
{
	struct core *k = NULL;
	struct fail f = { 0 };
	bool verify = strcmp(args.operands[0], "verify") == 0;

	if (!verify && strcmp(args.operands[0], "export") != 0)
		return usage(c, "只有 audit verify 和 audit export");
	if (open_core(o, true, false, &f, &k) != OK)
		return tell(&f);
	int code = verify ? audit_do_verify(k, o) : audit_do_export(k, args.n > 1 ? args.operands[1] : NULL);
	core_close(k);
	return code;
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
	int64_t rows = 0;
	enum err e = core_read_begin(k, a, &c);

	if (e == OK)
		e = audit_verify(&c, &rows);
	core_read_end(&c);
	return (struct finding){ "审计链", e, e == OK ? arena_fmt(a, "完整，%" PRId64 " 行", rows) : arena_str(a, str_of(c.fail.sentence)) };
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

static struct finding ask_disk(struct core *k, struct arena *a)
{
	int64_t left = disk_free(core_files_dir(k));
	bool ok = left < 0 || left > (int64_t)MIB(512);

	return (struct finding){ "磁盘", ok ? OK : E_LIMIT, arena_fmt(a, "剩余 %" PRId64 " MB%s", left / (1 << 20), ok ? "" : "，不足 512 MB，请清理或扩容") };
}

int cmd_doctor(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(256));
	struct core *k = NULL;
	struct fail f = { 0 };
	int code = EXIT_DONE;

	if (open_core(o, true, false, &f, &k) != OK)
		return tell(&f);
	/* Without a store there is nothing to examine: one sentence, not six. */
	struct ctx first;
	if (core_read_begin(k, a, &first) != OK) {
		code = tell(&first.fail);
		core_close(k);
		return code;
	}
	core_read_end(&first);
	if (opt_given(o, "duties")) {
		code = doctor_duties(k);
		core_close(k);
		return code;
	}
	const struct finding all[] = { ask_store(k, a), ask_invariants(k, a), ask_audit(k, a), ask_facts(k, a), ask_clocks(k, a), ask_disk(k, a) };
	for (size_t i = 0; i < COUNT(all); i++) {
		if (opt_given(o, "json"))
			printf("%s{\"check\":\"%s\",\"ok\":%s,\"says\":\"" STR_FMT "\"}%s", i ? ",\n" : "[", all[i].what, all[i].result == OK ? "true" : "false",
			       STR_ARG(all[i].says), i + 1 == COUNT(all) ? "]\n" : "");
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

/* ---- backup, restore, migrate ---- */
int cmd_backup(const struct command *c, struct opt *o, struct args args)
{
	struct fail f = { 0 };

	if (store_backup(store_url_of(o), args.operands[0], &f) != OK)
		return tell(&f);
	printf("已备份到 %s 并核验\n", args.operands[0]);
	(void)c;
	return EXIT_DONE;
}

int cmd_restore(const struct command *c, struct opt *o, struct args args)
{
	struct fail f = { 0 };

	if (dir_make(opt_value(o, "data", "./var"), &f) != OK || store_restore(args.operands[0], store_url_of(o), &f) != OK)
		return tell(&f);
	printf("已从 %s 恢复\n", args.operands[0]);
	(void)c;
	return EXIT_DONE;
}

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
	return EXIT_DONE;
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

int cmd_completion(const struct command *c, struct opt *o, struct args args)
{
	printf("_yunguan() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} words\n\tif [ \"$COMP_CWORD\" = 1 ]; then words=\"");
	for (const struct command *each = commands; each->name; each++)
		printf("%s ", each->name);
	printf("\"; else case ${COMP_WORDS[1]} in\n");
	for (const struct command *each = commands; each->name; each++) {
		printf("\t%s) words=\"--help", each->name);
		for (const struct opt *x = each->opts; x->name; x++)
			printf(" --%s", x->name);
		printf("%s\" ;;\n", strcmp(each->name, "audit") == 0 ? " verify export" : "");
	}
	printf("\tesac; fi\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	       "\t[ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$cur\"))\n}\ncomplete -F _yunguan yunguan\n");
	(void)c;
	(void)o;
	(void)args;
	return EXIT_DONE;
}
