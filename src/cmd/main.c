/* yunguan: the command line. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cmd/cmd.h"

const struct command commands[] = {
	{ "serve", "serve [--listen 地址:端口] [--data 目录] [--store URL] [--demo] [--workers N] [--trust-proxy] [--hosts 名称,…] [--limits 限额=值,…] [--tls-cert 文件 --tls-key 文件 --tls-client-ca 文件] [--sso-ca 文件] [--smtp URL --smtp-from 地址 …]", "启动平台服务", cmd_serve,
	  { { "listen", "地址:端口", "监听地址，默认 127.0.0.1:8080", NULL, false }, OPT_DATA, OPT_STORE,
	    { "demo", NULL, "空库时先装入演示数据", NULL, false }, { "workers", "N", "处理线程数，默认与处理器核数相同", NULL, false },
	    { "port-file", "文件", "把实际监听端口写入文件", NULL, false },
	    { "trust-proxy", NULL, "前面是自己的反向代理：信任 X-Forwarded-For 和 X-Forwarded-Proto", NULL, false },
	    { "tls-cert", "文件", "直接提供 HTTPS 的证书（PEM）", NULL, false }, { "tls-key", "文件", "证书的私钥（PEM）", NULL, false },
	    { "tls-client-ca", "文件", "程序的客户端证书由哪些 CA 签发（PEM），默认不收客户端证书", NULL, false },
	    { "sso-ca", "文件", "核对统一认证服务器证书用的 CA（PEM），默认用系统的", NULL, false },
	    { "hosts", "名称,…", "只以这些主机名（不含端口）对外服务，默认不限", NULL, false },
	    { "limits", "限额=值,…", "改动 HTTP 限额，名称见 docs/limits.md，如 body=2097152,idle_ms=30000", NULL, false },
	    { "smtp", "URL", "发邮件的服务器：smtp://主机:端口 或 smtps://主机:端口，默认不发邮件", NULL, false },
	    { "smtp-from", "地址", "发件地址", NULL, false }, { "smtp-user", "用户名", "登录邮件服务器的用户名", NULL, false },
	    { "smtp-password-file", "文件", "口令所在的文件；也可放在环境变量 YUNGUAN_SMTP_PASSWORD", NULL, false },
	    { "smtp-tls", "方式", "try 服务器支持就加密（默认，有口令时即 required）、required 必须、off 不加密", NULL, false },
	    { "smtp-ca", "文件", "核对邮件服务器证书用的 CA（PEM），默认用系统的", NULL, false } }, 0, 0 },
	{ "demo", "demo [--data 目录] [--store URL] [--seed N] [--date YYYY-MM-DD]", "向空库装入演示州的数据，种子和日期相同则内容相同", cmd_demo,
	  { OPT_DATA, OPT_STORE, { "seed", "N", "随机种子，默认 1", NULL, false }, { "date", "YYYY-MM-DD", "演示的“今天”，默认当天", NULL, false } }, 0, 0 },
	{ "import", "import 种类 文件.csv --as 登录名 [--layer national|local] [--json] [--data 目录] [--store URL]", "导入 CSV，全部成功或全部不做；种类见 ops 中的 import.*", cmd_import,
	  { { "as", "登录名", "以谁的身份导入", NULL, false }, { "layer", "层", "日历的层：national（默认）或 local", NULL, false }, OPT_DATA, OPT_STORE, OPT_JSON }, 2, 2 },
	{ "op", "op 操作名 [JSON] --as 登录名 [--file 文件] [--get 成员] [--key 键] [--match 版本] [--json] [--data 目录] [--store URL]", "在本机执行一个操作，与 HTTP 调用同一张表；JSON 也可以是 @文件，@- 是标准输入", cmd_op,
	  { { "as", "登录名", "以谁的身份执行", NULL, false }, OPT_DATA, OPT_STORE, { "key", "键", "幂等键", NULL, false },
	    { "match", "版本", "所依据的版本（ETag）", NULL, false }, { "file", "文件", "随操作上传的文件", NULL, false },
	    { "get", "成员", "只输出答复里的一个成员，如 id、items.0.id，文字不带引号", NULL, false }, { "json", NULL, "答复本来就是 JSON", NULL, false } }, 1, 2 },
	{ "ops", "ops [操作名] [--json]", "列出操作：路径、条文、权限；给出全名时列出字段和可填的词，给出一部分时列出名称里有它的", cmd_ops, { OPT_JSON }, 0, 1 },
	{ "articles", "articles [条目…] [--missing] [--json]", "逐条列出办法的要求：等级、由哪些场景检验、在哪里实现；给出条目（如 A20.2 或 A20.2a）时写全", cmd_articles,
	  { { "missing", NULL, "只列缺实现或缺场景的 M 级要求", NULL, false }, OPT_JSON }, 0, 200 },
	{ "due", "due --from YYYY-MM-DD --days N [--layer national|local] [--json]", "计算工作日期限，逐日列出所计的工作日，最后一行是到期日", cmd_due,
	  { { "from", "YYYY-MM-DD", "起始事件日（不计入）", NULL, false }, { "days", "N", "工作日数，1 至 400", NULL, false },
	    { "layer", "层", "national 或 local（含本地节假日），默认 local", NULL, false }, OPT_JSON }, 0, 0 },
	{ "scenario", "scenario 文件… [--store URL] [--torture] [--stride N] [--day-stride N] [--points 前缀]", "运行场景文件", cmd_scenario,
	  { OPT_TRIAL, { "torture", NULL, "逐一让每个故障点失败", NULL, false }, { "stride", "N", "故障点间隔，默认 1", NULL, false },
	    { "day-stride", "N", "时间流逝的各天里的故障点间隔，默认与 --stride 相同", NULL, false },
	    { "points", "前缀", "哪类故障点，默认 store.", NULL, false } }, 1, 10000 },
	{ "bill", "bill --month YYYY-MM [--org 单位编码] [--format table|csv|xlsx|pdf|json|focus|export] [--explain 明细] [--recompute] [--json] [--data 目录] [--store URL]", "查看账单", cmd_bill,
	  { { "month", "YYYY-MM", "账期", NULL, false }, { "org", "单位编码", "只看一个上云单位", NULL, false },
	    { "format", "格式", "table、csv、xlsx、pdf（一个单位的账单文书）、json、focus（FOCUS 1.2）或 export（重算所需的全部数据，不给账期时是全部月份）", NULL, false }, { "explain", "明细", "说明一条明细怎样算出", NULL, false }, { "recompute", NULL, "重算并与账单比对，不留下任何东西", NULL, false },
	    OPT_DATA, OPT_STORE, OPT_JSON }, 0, 0 },
	{ "audit", "audit verify [--anchor 锚点] [--archives 文件夹]|export [文件]|anchors|keys [密钥]|archive --as 登录名 [--before 日期]|rotate [--json] [--data 目录] [--store URL]",
	  "核验审计链，导出为可用 openssl 核对的文本，列出锚点和公钥，封存保存期以外的记录，换签名密钥；见 docs/audit.md", cmd_audit,
	  { { "anchor", "锚点", "另存在别处的锚点：一行文字，或者存着它的文件", NULL, false }, { "archives", "文件夹", "封存文件所在，默认是数据目录的 archive", NULL, false },
	    { "as", "登录名", "封存的审计管理员", NULL, false }, { "before", "YYYY-MM-DD", "只封存这一天以前的", NULL, false }, OPT_DATA, OPT_STORE, OPT_JSON }, 1, 2 },
	{ "doctor", "doctor [--duties] [--json] [--data 目录] [--store URL]", "自检：存储、不变式、审计链、后续处理、时限、时钟、磁盘", cmd_doctor,
	  { { "duties", NULL, "只查职责分离：每项程序有没有人能独自办完", NULL, false }, OPT_DATA, OPT_STORE, OPT_JSON }, 0, 0 },
	{ "keys", "keys rotate [--data 目录] [--store URL]", "换用新的加密密钥并重新加密；先停服务", cmd_keys, { OPT_DATA, OPT_STORE }, 1, 1 },
	{ "roles", "roles [操作] [--role 岗位] [--object 种类:编号] [--json] [--data 目录] [--store URL]", "权限矩阵：岗位、操作、各方范围；或一个对象谁能看到、谁做过", cmd_roles,
	  { { "role", "岗位", "只看一个岗位，如 auth_handler", NULL, false }, { "object", "种类:编号", "一个对象", NULL, false }, OPT_DATA, OPT_STORE, OPT_JSON }, 0, 1 },
	{ "backup", "backup 文件 [--files 文件夹] [--keys 文件] [--stdin] [--data 目录] [--store URL]", "在线备份，用数据目录的密钥加密，写完即核验", cmd_backup,
	  { { "stdin", NULL, "不备份本库，加密标准输入（pg_dump 的输出）", NULL, false }, OPT_FILES, OPT_KEYS, OPT_DATA, OPT_STORE }, 1, 1 },
	{ "restore", "restore 文件 [--files 文件夹] [--stdout] [--keys 文件] [--data 目录] [--store URL]", "从备份恢复，原库保留在旁边", cmd_restore,
	  { { "stdout", NULL, "不恢复本库，解密到标准输出（交给 pg_restore）", NULL, false }, OPT_FILES, OPT_KEYS, OPT_DATA, OPT_STORE }, 1, 1 },
	{ "sim", "sim [--seed N] [--days N] [--orgs N] [--store URL] [--trace] [--json]", "在模拟时间里运行一个模拟的州，每天检查不变式", cmd_sim,
	  { { "seed", "N", "随机种子，默认 1", NULL, false }, { "days", "N", "天数，默认 400", NULL, false }, { "orgs", "N", "单位数，默认 30", NULL, false },
	    OPT_TRIAL, OPT_JSON, { "trace", NULL, "逐条写出谁办了什么", NULL, false } }, 0, 0 },
	{ "paper", "paper [--format pdf|xlsx] [--digest SM3] [--url 网址] [--mark 文字] <内容.json >文书.pdf", "把一份文书的内容排印成 PDF 或 Excel", cmd_paper,
	  { { "format", "格式", "pdf 或 xlsx，默认 pdf", NULL, false }, { "digest", "SM3", "印在页脚的摘要", NULL, false }, { "url", "网址", "二维码指向的核验页", NULL, false },
	    { "mark", "文字", "斜印在每一页上", NULL, false } }, 0, 0 },
	{ "openapi", "openapi", "输出 OpenAPI 3.1 文档", cmd_openapi, { { 0 } }, 0, 0 },
	{ "migrate", "migrate [--data 目录] [--store URL]", "把存储结构升级到本版本", cmd_migrate, { OPT_DATA, OPT_STORE }, 0, 0 },
	{ "completion", "completion", "输出 bash 补全脚本", cmd_completion, { { 0 } }, 0, 0 },
	{ "version", "version [--json]", "版本与组成", cmd_version, { OPT_JSON }, 0, 0 },
	{ 0 }
};

const char *opt_value(const struct opt *opts, const char *name, const char *otherwise)
{
	for (const struct opt *o = opts; o->name; o++)
		if (strcmp(o->name, name) == 0)
			return o->value ? o->value : otherwise;
	return otherwise;
}

bool opt_given(const struct opt *opts, const char *name)
{
	for (const struct opt *o = opts; o->name; o++)
		if (strcmp(o->name, name) == 0)
			return o->given;
	return false;
}

int64_t opt_int(const struct opt *opts, const char *name, int64_t otherwise, int64_t min, int64_t max)
{
	const char *text = opt_value(opts, name, NULL);
	int64_t v = otherwise;

	if (text && (str_int(str_of(text), &v) != OK || v < min || v > max)) {
		fprintf(stderr, "--%s 应当是 %" PRId64 " 到 %" PRId64 " 的整数，不是“%s”\n", name, min, max, text);
		exit(EXIT_USAGE);
	}
	return v;
}

int opt_word(const struct opt *opts, const char *name, const char *otherwise, const char *const *words)
{
	const char *text = opt_value(opts, name, otherwise);
	int i = 0;

	while (words[i] && strcmp(words[i], text) != 0)
		i++;
	if (words[i])
		return i;
	fprintf(stderr, "--%s 应当是 ", name);
	for (i = 0; words[i]; i++)
		fprintf(stderr, "%s%s", words[i], !words[i + 1] ? "" : words[i + 2] ? "、" : " 或 ");
	fprintf(stderr, "，不是“%s”\n", text);
	exit(EXIT_USAGE);
}

int tell(const struct fail *f)
{
	const struct article *a = f->article[0] ? article_find(f->article) : NULL;

	fprintf(stderr, "%s", f->sentence[0] ? f->sentence : "没有完成");
	if (a)
		fprintf(stderr, "（%s：%s）", a->clause, a->text);
	fprintf(stderr, "\n");
	for (size_t i = 0; i < f->n_errors; i++)
		fprintf(stderr, "  " STR_FMT "：" STR_FMT "\n", STR_ARG(f->errors[i].field), STR_ARG(f->errors[i].message));
	return EXIT_FAILED;
}

int usage(const struct command *c, const char *why, ...)
{
	va_list ap;

	va_start(ap, why);
	vfprintf(stderr, why, ap);
	va_end(ap);
	fprintf(stderr, "\n用法：yunguan %s\n", c->usage);
	return EXIT_USAGE;
}

const char *store_url_of(const struct opt *opts)
{
	static char url[600];
	const char *store = opt_value(opts, "store", NULL);

	if (store)
		return store;
	snprintf(url, sizeof url, "sqlite:%s/yunguan.db", opt_value(opts, "data", "./var"));
	return url;
}

/* A store that has vanished must not come back as an empty one, whose first page makes anybody who finds it the administrator. */
static enum err not_vanished(const struct opt *opts, struct fail *f)
{
	const char *url = store_url_of(opts), *data = opt_value(opts, "data", "./var");
	char anchor[700];
	struct stat st;

	snprintf(anchor, sizeof anchor, "%s/audit/last.anchor", data);
	if (strncmp(url, "sqlite:", 7) != 0 || strcmp(url, "sqlite::memory:") == 0 || (stat(url + 7, &st) == 0 && st.st_size) || !file_exists(anchor))
		return OK;
	return fail_set(f, E_CORRUPT, "store.vanished", "数据库“%s”不见了或是空的，而数据目录 %s 里留着它的审计锚点：从备份恢复（yunguan restore）；确实要重新开始的，另用一个数据目录。", url + 7, data);
}

bool dir_there(const char *path, struct fail *f)
{
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		fail_set(f, E_INVALID, "cmd.dir", "“%s”不是目录", path);
	else if (access(path, R_OK | X_OK) != 0)
		fail_set(f, E_ABSENT, "cmd.dir", "打不开目录“%s”：%s", path, errno_text(errno));
	return f->kind == OK;
}

enum err store_there(const struct opt *opts, struct fail *f)
{
	const char *url = store_url_of(opts);

	return strncmp(url, "sqlite:", 7) != 0 || file_exists(url + 7) ? OK :
	       fail_set(f, E_ABSENT, "store.absent", "没有数据库文件“%s”；先用 yunguan serve 或 yunguan demo 建立。", url + 7);
}

enum err data_open(const struct opt *opts, struct fail *f)
{
	const char *data = opt_value(opts, "data", "./var");

	TRY(process_become_owner(data, f));
	TRY(dir_make(data, f));
	return not_vanished(opts, f);
}

enum err open_core(const struct opt *opts, bool read_only, bool threads, struct fail *f, struct core **out)
{
	static char files[600], keys[600];
	const char *data = opt_value(opts, "data", "./var");

	snprintf(files, sizeof files, "%s/files", data);
	snprintf(keys, sizeof keys, "%s/audit", data);
	if (!read_only)
		TRY(data_open(opts, f));
	struct core_opts o = { .store_url = store_url_of(opts), .features = features, .files_dir = files, .keys_dir = keys, .read_only = read_only, .threads = threads };
	return core_open(&o, f, out);
}

static int help_all(FILE *to)
{
	fprintf(to, "yunguan %s：政务云管理平台\n\n用法：yunguan 命令 [选项]\n\n", YUNGUAN_VERSION);
	for (const struct command *c = commands; c->name; c++)
		fprintf(to, "  %-11s %s\n", c->name, c->help);
	fprintf(to, "\n每个命令都有 --help。退出码：0 完成，1 被拒绝或失败，2 用法错误。\n");
	return to == stdout ? EXIT_DONE : EXIT_USAGE;
}

static bool is_help(const char *word) { return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0; }

static int help_one(const struct command *c)
{
	printf("%s\n\n用法：yunguan %s\n", c->help, c->usage);
	for (const struct opt *o = c->opts; o->name; o++)
		printf("  --%s%s%s\n      %s\n", o->name, o->value_name ? " " : "", o->value_name ? o->value_name : "", o->help);
	return EXIT_DONE;
}

/* The list of processes shows every user what a program was called with: the address of a database, its password in it, not for long. */
static const char *taken(char *given)
{
	char *copy = strdup(given);

	assert(copy);
	memset(given, '*', strlen(given));
	return copy;
}

/* An answer that could not be written, on a full disk, was not given. */
static int whole(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	fprintf(stderr, "结果没有写完：标准输出写不进去，可能磁盘已满\n");
	return code == EXIT_DONE ? EXIT_FAILED : code;
}

/* Not quoted whole: a URL may carry a password. */
static bool store_named(const char *url)
{
	static const char *const kinds[] = { "sqlite:", "postgresql://", "postgres://" };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strncmp(url, kinds[i], strlen(kinds[i])) == 0 && url[strlen(kinds[i])])
			return true;
	fprintf(stderr, "--store 应当是 sqlite:文件 或 postgresql://…，不是“%.10s”%s\n", url, strlen(url) > 10 ? "……" : "");
	return false;
}

enum { PATH_LONGEST = 400 };     /* leaves room for what is put behind it */

static bool value_ok(const struct opt *o)
{
	if (!o->value[0]) {
		fprintf(stderr, "选项 --%s 的值不能是空的\n", o->name);
		return false;
	}
	if ((strcmp(o->name, "data") == 0 || strcmp(o->name, "store") == 0) && strlen(o->value) > PATH_LONGEST) {
		fprintf(stderr, "选项 --%s 的值太长，最多 %d 字节\n", o->name, PATH_LONGEST);
		return false;
	}
	return strcmp(o->name, "store") != 0 || store_named(o->value);
}

/* One option, its value in the same word behind = or in the next. EXIT_DONE, or what the program ends with. */
static int option_take(const struct command *c, struct opt *opts, char **argv, int argc, int *i)
{
	char *w = argv[*i], *eq = strchr(w, '='), *value = eq ? eq + 1 : NULL;
	struct str name = eq ? (struct str){ w + 2, (size_t)(eq - w - 2) } : str_of(w + 2);
	struct opt *o = opts;

	while (o->name && !str_is(name, o->name))
		o++;
	if (!o->name)
		return usage(c, "没有选项 --" STR_FMT, STR_ARG(name));
	if (o->given)
		return usage(c, "选项 --%s 给了两次", o->name);
	o->given = true;
	if (!o->value_name)
		return eq ? usage(c, "选项 --%s 不带值", o->name) : EXIT_DONE;
	if (!value && *i + 1 < argc && strncmp(argv[*i + 1], "--", 2) != 0)
		value = argv[++*i];
	if (!value)
		return usage(c, "选项 --%s 缺少值：%s", o->name, o->value_name);
	o->value = value;
	if (!value_ok(o))
		return EXIT_USAGE;
	if (strcmp(o->name, "store") == 0 && strncmp(value, "postgres", 8) == 0)
		o->value = taken(value);
	return EXIT_DONE;
}

static int words_take(const struct command *c, struct opt *opts, char **argv, int argc, const char **operands, size_t *n)
{
	for (int i = 2; i < argc; i++) {
		int code = EXIT_DONE;

		if (strncmp(argv[i], "--", 2) == 0)
			code = option_take(c, opts, argv, argc, &i);
		else if (*n == c->max_operands)
			code = usage(c, "参数太多：“%s”", argv[i]);
		else if (!argv[i][0])
			code = usage(c, "第 %zu 个参数是空的", *n + 1);
		else
			operands[(*n)++] = argv[i];
		if (code != EXIT_DONE)
			return code;
	}
	return *n < c->min_operands ? usage(c, "参数不够") : EXIT_DONE;
}

int main(int argc, char **argv)
{
	const char *operands[10001];
	struct opt opts[COUNT(commands[0].opts) + 1] = { { 0 } };
	const struct command *c = commands;
	struct args a = { operands, 0 };

	process_leaves_no_core();
	process_keep_standard();
	umask(077);                     /* copies and exports, too, are the owner's alone */
	signal(SIGXFSZ, SIG_IGN);       /* a file that may not grow is a disc that is full, and answered as one */
	if (argc < 2)
		return help_all(stderr);
	const char *word = strcmp(argv[1], "--version") == 0 ? "version" : argv[1];
	if (is_help(word) || strcmp(word, "help") == 0)
		return whole(help_all(stdout));
	while (c->name && strcmp(c->name, word) != 0)
		c++;
	if (!c->name) {
		fprintf(stderr, "没有名为“%s”的命令；yunguan --help 列出全部命令\n", argv[1]);
		return EXIT_USAGE;
	}
	for (int i = 2; i < argc; i++)
		if (is_help(argv[i]))
			return whole(help_one(c));
	memcpy(opts, c->opts, sizeof c->opts);
	int code = words_take(c, opts, argv, argc, operands, &a.n);
	return code == EXIT_DONE ? whole(c->run(c, opts, a)) : code;
}
