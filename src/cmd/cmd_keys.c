/* keys rotate: a new key at the end of the ring, and what is sealed, columns and files, is sealed anew under it. The server rests meanwhile: it
 * reads the ring once, when it starts. */
#include <stdio.h>
#include "cmd/cmd.h"

int cmd_keys(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	struct core *k = NULL;
	struct fail f = { 0 };
	int number = 0;

	if (strcmp(args.operands[0], "rotate") != 0)
		return usage(c, "只有 keys rotate，没有“%s”", args.operands[0]);
	if (store_there(o, &f) != OK || open_core(o, false, false, &f, &k) != OK)
		return tell(&f);
	struct request r = { .op = core_op(k, STR("keys.reseal")), .who = { .system = true }, .local = true, .ip = STR("-") };
	struct answer answer = { .arena = a };
	if (core_key_new(k, &number, &f) == OK) {
		core_call(k, &r, &answer);
		f = answer.fail;
	}
	if (f.kind == OK)
		core_files_anew(k, &f);
	core_close(k);
	if (f.kind != OK)
		return tell(&f);
	printf("已启用第 %d 把密钥，加密的内容和附件已换用它；旧密钥留在文件里，旧备份仍然打得开\n", number);
	return EXIT_DONE;
}
