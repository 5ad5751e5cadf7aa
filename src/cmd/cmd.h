#ifndef CMD_CMD_H
#define CMD_CMD_H
/* The command line: one row per subcommand. Exit 0 done, 1 refused or failed with one sentence, 2 wrong usage. */
#include "core/core.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Options are read by name; what is left are the operands. Known ones are listed by the command, so that a typo is an error. */
struct opt { const char *name, *value_name, *help; const char *value; bool given; };   /* value_name NULL: a switch */
struct args { const char *const *operands; size_t n; };
struct command {
	const char *name, *usage, *help;
	int (*run)(const struct command *c, struct opt *opts, struct args a);
	struct opt opts[20];
	size_t min_operands, max_operands;
};
/* The value of an option, or its default. */
const char *opt_value(const struct opt *opts, const char *name, const char *otherwise);
bool        opt_given(const struct opt *opts, const char *name);
/* A whole number option; exits with 2 and a sentence when it is not one in [min, max]. */
int64_t     opt_int(const struct opt *opts, const char *name, int64_t otherwise, int64_t min, int64_t max);
/* One sentence on standard error; returns EXIT_FAILED. Field errors follow, one line each. */
int         tell(const struct fail *f);
/* A sentence and the line of usage on standard error; returns EXIT_USAGE. */
int         usage(const struct command *c, const char *why, ...) PRINTF(2, 3);
/* The place in words (ended by NULL) of an option that is one of them, of `otherwise` when it is not given; exits with 2 and a sentence when it is none. */
int         opt_word(const struct opt *opts, const char *name, const char *otherwise, const char *const *words);
/* Store, files and core by --data and --store, as every command that needs the product's data opens them. */
enum err    open_core(const struct opt *opts, bool read_only, bool threads, struct fail *f, struct core **out);
/* The op table without anybody's store. */
enum err    tables_only(struct fail *f, struct core **out);
/* Before anything is written there: the data folder is there, root has become its owner, and it is not what is left of a store that vanished. */
enum err    data_open(const struct opt *opts, struct fail *f);
/* For who only works on a store that is there: E_ABSENT when the SQLite file is not. */
enum err    store_there(const struct opt *opts, struct fail *f);
/* Runs an errand (desk.h) by the server that has the data folder open, when one runs; else on a core opened for it. */
struct errand;
enum err    errand_do(struct opt *opts, const struct errand *w, struct answer *a);
/* Whether path is a folder that can be read; a sentence in f when not. */
bool        dir_there(const char *path, struct fail *f);
/* A row in the chain for what was done here beside the op table (audit.note); an exit code. path may be NULL, rows 0. */
int         leave_note(struct opt *o, const char *what, const char *path, int64_t rows);
const char *store_url_of(const struct opt *opts);
#define OPT_DATA  { "data", "目录", "数据目录，默认 ./var", NULL, false }
/* Of commands that begin with an empty store each time. */
#define OPT_TRIAL { "store", "URL", "空的存储：sqlite:文件 或 postgresql://…，每次都清空，已有别的数据的不收；默认在内存里", NULL, false }
#define OPT_STORE { "store", "URL", "存储：sqlite:文件 或 postgresql://…，默认数据目录下的 SQLite", NULL, false }
#define OPT_JSON  { "json", NULL, "输出 JSON", NULL, false }
#define OPT_FILES { "files", "文件夹", "附件的加密副本所在：备份时只添新的，恢复时只补缺的", NULL, false }
#define OPT_KEYS  { "keys", "文件", "密钥文件，默认数据目录的 keys", NULL, false }

/* Aligned table on standard output; widths count Chinese characters as two. */
void table_print(const char *const *head, size_t n_cols, const struct list *rows /* struct str[n_cols] each */);

extern const struct command commands[];      /* ended by { 0 } */
int cmd_serve(const struct command *c, struct opt *o, struct args a);
int cmd_demo(const struct command *c, struct opt *o, struct args a);
int cmd_import(const struct command *c, struct opt *o, struct args a);
int cmd_op(const struct command *c, struct opt *o, struct args a);
int cmd_ops(const struct command *c, struct opt *o, struct args a);
int cmd_articles(const struct command *c, struct opt *o, struct args a);
int cmd_due(const struct command *c, struct opt *o, struct args a);
int cmd_scenario(const struct command *c, struct opt *o, struct args a);
int cmd_bill(const struct command *c, struct opt *o, struct args a);
int cmd_audit(const struct command *c, struct opt *o, struct args a);
int cmd_doctor(const struct command *c, struct opt *o, struct args a);
int cmd_backup(const struct command *c, struct opt *o, struct args a);
int cmd_restore(const struct command *c, struct opt *o, struct args a);
int cmd_sim(const struct command *c, struct opt *o, struct args a);
int cmd_keys(const struct command *c, struct opt *o, struct args a);
int cmd_roles(const struct command *c, struct opt *o, struct args a);
/* doctor --duties: who could carry which procedure through alone; exit 1 when a declared conflict is not kept. */
int doctor_duties(struct core *k, bool json);
int cmd_paper(const struct command *c, struct opt *o, struct args a);
int cmd_openapi(const struct command *c, struct opt *o, struct args a);
int cmd_migrate(const struct command *c, struct opt *o, struct args a);
int cmd_version(const struct command *c, struct opt *o, struct args a);
int cmd_completion(const struct command *c, struct opt *o, struct args a);
#endif
