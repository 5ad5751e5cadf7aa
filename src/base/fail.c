/* A failure waits here, written once by the place that knows, until the edge tells it. */
#include <errno.h>
#include <stdio.h>
#include "base/base.h"

/* Cuts text of n bytes (already ended by NUL at room - 1 at most) where the last whole character ends. */
static void end_whole(char *text, size_t room, int n)
{
	if (n < 0)
		text[0] = '\0';
	if (n < (int)room)
		return;
	size_t end = room - 1;
	while (end > 0 && ((unsigned char)text[end - 1] & 0xC0) == 0x80)
		end--;
	/* end is now after a lead byte or an ASCII byte: keep the character only when all of it is there. */
	size_t tail = room - 1 - end;
	if (end > 0) {
		unsigned char lead = (unsigned char)text[end - 1];
		size_t need = lead < 0xC0 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
		end = tail == need ? room - 1 : end - (need > 0);
	}
	text[end] = '\0';
}

enum err fail_set(struct fail *f, enum err kind, const char *reason, const char *fmt, ...)
{
	va_list ap;

	if (f == NULL)
		return kind;
	f->kind = kind;
	f->article[0] = '\0';
	snprintf(f->reason, sizeof(f->reason), "%s", reason);
	va_start(ap, fmt);
	int n = vsnprintf(f->sentence, sizeof(f->sentence), fmt, ap);
	va_end(ap);
	end_whole(f->sentence, sizeof(f->sentence), n);
	return kind;
}

enum err fail_field(struct fail *f, struct arena *a, const char *field, const char *code, const char *fmt, ...)
{
	va_list ap;

	if (f == NULL)
		return E_INVALID;
	if (f->n_errors == FAIL_FIELDS_MAX) {
		f->n_more++;
		return E_INVALID;
	}
	if (f->n_errors == 0)
		f->errors = ARENA_ARRAY(a, struct field_error, FAIL_FIELDS_MAX);
	struct field_error *e = &f->errors[f->n_errors++];
	e->field = arena_str(a, str_of(field));
	e->code = arena_str(a, str_of(code));
	va_start(ap, fmt);
	e->message = arena_vfmt(a, fmt, ap);
	va_end(ap);
	return E_INVALID;
}

enum err fail_param(struct fail *f, struct arena *a, struct str name, const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str says = arena_vfmt(a, fmt, ap);
	va_end(ap);
	fail_field(f, a, arena_cstr(a, utf8_head(name, 100)), code, STR_FMT, STR_ARG(says));
	return fail_set(f, E_INVALID, "bad_parameter", STR_FMT, STR_ARG(says));
}

void fail_clear(struct fail *f)
{
	f->kind = OK;
	f->reason[0] = f->article[0] = f->sentence[0] = '\0';
	f->n_errors = f->n_more = 0;
}

const char *errno_text(int code)
{
	static const struct { int code; const char *text; } texts[] = {
		{ EACCES, "没有权限" }, { EPERM, "不允许" }, { ENOENT, "没有这个文件或目录" }, { ENOTDIR, "路径中有一段不是目录" }, { EISDIR, "这是一个目录" },
		{ EEXIST, "已经存在" }, { ENOSPC, "磁盘空间不足" }, { EDQUOT, "超过磁盘配额" }, { EROFS, "文件系统只读" }, { EIO, "读写设备出错" },
		{ EMFILE, "打开的文件太多" }, { ENFILE, "系统打开的文件太多" }, { ENAMETOOLONG, "名称太长" }, { ELOOP, "符号链接成环" }, { EBUSY, "正被占用" },
		{ ENOMEM, "内存不足" }, { EFBIG, "文件太大" }, { EADDRINUSE, "地址已被占用" }, { EADDRNOTAVAIL, "本机没有这个地址" },
		{ ECONNREFUSED, "对方拒绝连接" }, { ETIMEDOUT, "超时" }, { EXDEV, "不在同一个文件系统" }, { ENOTEMPTY, "目录不是空的" }, { ENODEV, "没有这个设备" },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i].code == code)
			return texts[i].text;
	return strerror(code);
}
