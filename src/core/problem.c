/* Problems (RFC 9457): what a failure is in HTTP, and its words. */
#include <ctype.h>
#include "core/core_in.h"

/* says: in place of the sentence, where that names what is inside (it stays in the audit row and the log). */
struct special { const char *reason; int status; const char *title, *says; };
static const struct special specials[] = {
	{ "bad_json", 400, "请求不是有效的 JSON" },        { "not_an_object", 400, "请求体不是对象" },
	{ "bad_parameter", 400, "参数不正确" },            { "invalid_cursor", 400, "翻页标记无效" },
	{ "bad_path", 400, "路径不正确" },                 { "bad_header", 400, "请求头不正确" },
	{ "idempotency_key_missing", 400, "缺少幂等键" },  { "idempotency_key_invalid", 400, "幂等键不正确" },
	{ "idempotency_key_reused", 422, "幂等键已用于别的内容" },
	{ "not_signed_in", 401, "需要登录" },              { "bad_login", 401, "登录名或口令不正确" },
	{ "second_factor_needed", 401, "需要第二因素" },   { "bad_code", 401, "第二因素不正确" },
	{ "sso.ticket", 401, "登录没有完成" },             { "sso.proof", 401, "统一认证没有通过" },
	{ "step_up_needed", 403, "需要再次验证" },    { "first_run_unfinished", 403, "首次启动还没有完成" },
	{ "second_factor_enrol", 403, "需要登记第二因素" },  { "password_change_needed", 403, "需要先修改口令" },
	{ "method", 405, "不支持这个方法" },               { "stale", 412, "内容已被他人修改" },
	{ "match_needed", 428, "需要注明所依据的版本" },   { "media_type", 415, "不支持这种内容类型" },
	{ "rate", 429, "请求过于频繁" },                   { "too_many_streams", 429, "打开的事件流太多" },
	{ "headers_too_large", 431, "请求头太长" },        { "uri_too_long", 414, "网址太长" },
	{ "file.too_large", 413, "文件太大" },
	{ "store.duplicate", 409, "与现状冲突", "与已有的记录重复，没有保存" },
	{ "store.check", 422, "填写不符合要求", "有内容不符合数据的规则，没有保存" },
	{ "store.connect", 503, "暂时不能办理", "暂时连不上数据库，请稍后再试" },
	{ "store.read_only", 503, "暂时不能办理", "数据库现在只能读，不能写，请稍后再试" },
	{ "file.broken", 500, "文件已损坏", "存放的文件被改动过或者已损坏，没有给出；请告诉管理员从备份恢复" },
	{ "file.missing", 500, "文件不在", "存放的文件不在或者读不了；请告诉管理员从备份恢复" },
};
static const struct special kinds[ERR_MAX] = {
	[E_INVALID] = { "invalid", 422, "填写不符合要求" }, [E_DENIED] = { "denied", 403, "没有权限" },
	[E_REFUSED] = { "refused", 409, "按规定不能办理" }, [E_ABSENT] = { "absent", 404, "没有找到" },
	[E_CONFLICT] = { "conflict", 409, "与现状冲突" },   [E_LIMIT] = { "limit", 413, "超过限度" },
	[E_BUSY] = { "busy", 503, "暂时不能办理" },         [E_REMOTE] = { "remote", 502, "外部系统没有完成" },
	[E_NOMEM] = { "nomem", 503, "内存不足" },           [E_CORRUPT] = { "corrupt", 500, "系统出错" },
};

static const struct special *which(const struct fail *f)
{
	for (size_t i = 0; i < COUNT(specials); i++)
		if (strcmp(specials[i].reason, f->reason) == 0)
			return &specials[i];
	return f->kind > OK && f->kind < ERR_MAX ? &kinds[f->kind] : &kinds[E_CORRUPT];
}

int problem_status(const struct fail *f) { return which(f)->status; }

static void put_member(struct buf *b, const char *name, struct str value)
{
	buf_fmt(b, ",\"%s\":", name);
	json_put_str(b, value);
}

void problem_json(const struct fail *f, struct str request_id, struct buf *b)
{
	const struct special *s = which(f);
	char code[80];
	size_t n = 0;

	/* Our reason words have dots; the code of the interface is one word. */
	for (const char *p = f->reason[0] ? f->reason : s->reason; *p && n + 1 < sizeof code; p++)
		code[n++] = isalnum((unsigned char)*p) ? (char)tolower((unsigned char)*p) : '_';
	code[n] = 0;
	buf_fmt(b, "{\"type\":\"urn:yunguan:problem:%s\",\"title\":", code);
	json_put_str(b, str_of(s->title));
	buf_fmt(b, ",\"status\":%d,\"code\":\"%s\"", s->status, code);
	/* What is broken inside is in the log under the request's number, never in an answer. */
	const char *says = s->says ? s->says : s->status == 500 ? "系统内部出错，请把错误编号告诉管理员" : NULL;
	put_member(b, "detail", str_of(says ? says : f->sentence));
	if (f->article[0]) {
		const struct article *a = article_find(f->article);
		put_member(b, "article", str_of(f->article));
		if (a) {
			put_member(b, "article_text", str_of(a->text));
			put_member(b, "clause", str_of(a->clause));
		}
	}
	if (f->n_errors) {
		buf_add(b, STR(",\"errors\":["));
		for (size_t i = 0; i < f->n_errors && i < FAIL_FIELDS_MAX; i++) {
			buf_add(b, i ? STR(",{\"field\":") : STR("{\"field\":"));
			json_put_str(b, f->errors[i].field);
			put_member(b, "code", f->errors[i].code);
			put_member(b, "message", f->errors[i].message);
			buf_byte(b, '}');
		}
		buf_byte(b, ']');
	}
	if (request_id.p)
		put_member(b, "request_id", request_id);
	buf_byte(b, '}');
}
