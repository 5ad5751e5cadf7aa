/* paper: the text of a paper in, its PDF or Excel file out. The server prints through it, in a process that ends with the paper. */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>
#include "cmd/cmd.h"
#include "crypt/crypt.h"
#include "paper/paper.h"

static enum err stdin_read(struct buf *b, struct fail *f)
{
	char part[65536];
	ssize_t n;

	while ((n = read(STDIN_FILENO, part, sizeof part)) > 0)
		buf_add(b, (struct str){ part, (size_t)n });
	return n < 0 || b->failed ? fail_set(f, E_LIMIT, "paper.too_long", "文书内容没有读完，最多 %d MB", PAPER_TEXT_MAX >> 20) : OK;
}

static struct str opt_str(const struct opt *o, const char *name) { return str_of(opt_value(o, name, NULL)); }

static int paper(struct opt *o, struct arena *a, struct fail *f)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(PAPER_TEXT_MAX), file = BUF_MAX(PAPER_FILE_MAX);
	struct paper_marks m = { opt_str(o, "digest"), opt_str(o, "url"), opt_str(o, "mark") };
	static const char *const words[] = { "pdf", "xlsx", NULL };
	enum paper_format format = names_find(paper_format_names, PAPER_FORMAT_MAX, str_of(words[opt_word(o, "format", "pdf", words)]));
	struct paper p;

	if (m.digest.p && (m.digest.n != SM3_HEX || strspn(m.digest.p, "0123456789abcdef") != SM3_HEX)) {
		fprintf(stderr, "--digest 应当是 SM3 的 %d 位小写十六进制，不是“" STR_FMT "”\n", SM3_HEX, STR_ARG(m.digest));
		return EXIT_USAGE;
	}
	if (stdin_read(&text, f) != OK || paper_parse(buf_str(&text), a, f, &p) != OK || paper_draw(&p, &m, format, &file, f) != OK)
		return tell(f);
	return fwrite(file.p, 1, file.n, stdout) == file.n && fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

int cmd_paper(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(128));
	struct fail f = { 0 };

	/* A text that a library cannot bear ends this process and nothing else. */
	setrlimit(RLIMIT_CPU, &(struct rlimit){ 60, 60 });
	(void)c;
	(void)args;
	return a ? paper(o, a, &f) : EXIT_FAILED;
}
