/* OpenAPI 3.1 from the tables: the same bytes every time for the same tables. */
#include <ctype.h>
#include <stdio.h>
#include "core/core_in.h"

/* One record is up to three schemas: what is shown, what is asked for, and what a change of it may say (nothing need be sent). */
enum form { SHOWN, ASKED, CHANGED };
static const char *const form_names[] = { "", "Input", "Change" };
struct doc {
	struct buf *b; const struct core *k; bool first;
	struct { const struct record *r; enum form form; } done[1000]; size_t n_done;
};

static void put(struct doc *d, const char *text) { buf_add(d->b, str_of(text)); }

static void text(struct doc *d, const char *s) { json_put_str(d->b, str_of(s)); }

static void pascal(struct buf *b, const char *name, const char *more)
{
	bool up = true;

	for (const char *p = name; *p; p++) {
		if (*p == '_' || *p == '.') {
			up = true;
			continue;
		}
		buf_byte(b, up ? (char)toupper((unsigned char)*p) : *p);
		up = false;
	}
	buf_add(b, str_of(more));
}

static void ref(struct doc *d, const struct record *r, const char *more)
{
	put(d, "{\"$ref\":\"#/components/schemas/");
	pascal(d->b, r->name, more);
	put(d, "\"}");
}

static void enum_words(struct doc *d, const struct field *fd, bool nullable)
{
	put(d, "\"enum\":[");
	for (size_t i = 1, n = 0; i < fd->n_names; i++)
		if (fd->names[i].word) {
			put(d, n++ ? "," : "");
			text(d, fd->names[i].word);
		}
	put(d, nullable ? ",null],\"x-enum-labels\":{" : "],\"x-enum-labels\":{");
	for (size_t i = 1, n = 0; i < fd->n_names; i++)
		if (fd->names[i].word) {
			put(d, n++ ? "," : "");
			text(d, fd->names[i].word);
			put(d, ":");
			text(d, fd->names[i].label ? fd->names[i].label : fd->names[i].word);
		}
	put(d, "}");
}

/* Limits bind what is sent; what is shown may have come from code, a join, or a mask, and only says the limits it names. */
static void numbers(struct doc *d, const struct field *fd, enum form form)
{
	int64_t lo = fd->min, hi = fd->max ? fd->max : fd->kind == F_BP ? 1000000 : INT64_C(9007199254740991);

	if (form != SHOWN)
		buf_fmt(d->b, ",\"minimum\":%" PRId64 ",\"maximum\":%" PRId64, lo, hi);
}

static void lengths(struct doc *d, const struct field *fd, enum form form, bool nullable, int standard)
{
	/* Of strings, min counts code points; an empty one is missing. */
	if (form == SHOWN)
		return;
	if (fd->min || !nullable)
		buf_fmt(d->b, ",\"minLength\":%" PRId64, fd->min ? fd->min : 1);
	buf_fmt(d->b, ",\"maxLength\":%" PRId64, fd->max ? fd->max : standard);
}

static void items(struct doc *d, const struct field *fd, enum form form, bool nullable)
{
	put(d, "\"type\":\"array\"");
	if (form != SHOWN)
		buf_fmt(d->b, ",\"minItems\":%d,\"maxItems\":%" PRId64, !nullable, fd->max ? fd->max : 200);
}

/* The schema of one member; where it is asked for, a needed one may not be null. */
static void schema(struct doc *d, const struct field *fd, enum form form)
{
	bool nullable = !(form != SHOWN && (fd->flags & NEEDED));
	static const char *const types[FIELD_KIND_MAX] = {
		[F_ID] = "string", [F_INT] = "integer", [F_STR] = "string", [F_TEXT] = "string", [F_ENUM] = "string", [F_DATE] = "string", [F_MONTH] = "string",
		[F_AT] = "string", [F_FEN] = "integer", [F_E4] = "integer", [F_BP] = "integer",
	};

	put(d, "{");
	switch (fd->kind) {
	case F_BOOL: put(d, "\"type\":\"boolean\""); break;
	case F_SET:
		put(d, "\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"string\",");
		enum_words(d, fd, false);
		put(d, "}");
		break;
	case F_LIST:
		items(d, fd, form, nullable);
		put(d, ",\"items\":");
		ref(d, fd->sub, form_names[form == SHOWN ? SHOWN : ASKED]);
		break;
	case F_STRS:
	case F_IDS:
		items(d, fd, form, nullable);
		put(d, ",\"items\":{\"type\":\"string\"}");
		break;
	case F_OBJ:
		put(d, nullable ? "\"anyOf\":[{" : "");
		put(d, "\"$ref\":\"#/components/schemas/");
		pascal(d->b, fd->sub->name, form_names[form == SHOWN ? SHOWN : ASKED]);
		put(d, nullable ? "\"},{\"type\":\"null\"}]" : "\"");
		break;
	default:
		buf_fmt(d->b, nullable ? "\"type\":[\"%s\",\"null\"]" : "\"type\":\"%s\"", types[fd->kind]);
	}
	switch (fd->kind) {
	case F_ID:    put(d, ",\"pattern\":\"^[0-9]{1,19}$\""); break;
	case F_STR:   lengths(d, fd, form, nullable, 200); break;
	case F_TEXT:  lengths(d, fd, form, nullable, 4000); put(d, ",\"x-multiline\":true"); break;
	case F_ENUM:  put(d, ","); enum_words(d, fd, nullable); break;
	case F_DATE:  put(d, ",\"format\":\"date\""); break;
	case F_AT:    put(d, ",\"format\":\"date-time\""); break;
	case F_MONTH: put(d, ",\"pattern\":\"^[0-9]{4}-(0[1-9]|1[0-2])$\""); break;
	case F_INT: case F_FEN: case F_E4: case F_BP: numbers(d, fd, form); break;
	default: break;
	}
	if (fd->kind == F_FEN || fd->kind == F_E4 || fd->kind == F_BP || fd->kind == F_MONTH)
		buf_fmt(d->b, ",\"x-kind\":\"%s\"", fd->kind == F_FEN ? "fen" : fd->kind == F_E4 ? "e4" : fd->kind == F_BP ? "bp" : "month");
	put(d, ",\"title\":");
	text(d, fd->label);
	if (fd->help) {
		put(d, ",\"description\":");
		text(d, fd->help);
	}
	if (fd->article)
		buf_fmt(d->b, ",\"x-article\":\"%s\"", fd->article);
	if (fd->ref)
		buf_fmt(d->b, ",\"x-ref\":\"%s\"", fd->ref);
	if (fd->flags & FILTER)
		put(d, ",\"x-filter\":true");
	if (fd->flags & SORT)
		put(d, ",\"x-sort\":true");
	if (fd->flags & REPORT)
		put(d, ",\"x-number\":true");
	if (form != SHOWN && (fd->flags & SECRET))
		put(d, ",\"writeOnly\":true,\"format\":\"password\"");
	put(d, "}");
}

static void object(struct doc *d, const struct record *r, unsigned want, enum form form)
{
	bool first = true;

	put(d, "{\"type\":\"object\",\"title\":");
	text(d, r->label);
	put(d, form != SHOWN ? ",\"additionalProperties\":false,\"properties\":{" : ",\"properties\":{");
	for (const struct field *fd = r->fields; fd->name; fd++) {
		if (!(fd->flags & want) || (form == SHOWN && (fd->flags & SECRET)))
			continue;
		put(d, first ? "" : ",");
		first = false;
		text(d, fd->name);
		put(d, ":");
		schema(d, fd, form);
	}
}

static void required(struct doc *d, const struct record *r, unsigned want)
{
	size_t n = 0;

	for (const struct field *fd = r->fields; fd->name; fd++)
		if ((fd->flags & want) && (fd->flags & NEEDED)) {
			put(d, n++ ? "," : ",\"required\":[");
			text(d, fd->name);
		}
	put(d, n ? "]" : "");
}

/* Objects carry what may be done with them wherever they are shown, also inside another; those with a procedure their clocks. */
static const struct entity *entity_of(const struct doc *d, const struct record *r)
{
	for (size_t i = 0; i < d->k->n_entities; i++)
		if (d->k->entities[i].e->rec == r)
			return d->k->entities[i].e;
	return NULL;
}

static void component(struct doc *d, const struct record *r, enum form form)
{
	const struct entity *e = form == SHOWN ? entity_of(d, r) : NULL;

	put(d, d->first ? "" : ",");
	d->first = false;
	put(d, "\"");
	pascal(d->b, r->name, form_names[form]);
	put(d, "\":");
	object(d, r, form == SHOWN ? OUT : IN, form);
	if (e)
		put(d, ",\"actions\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Action\"}}");
	if (e && e->flow)
		put(d, ",\"clocks\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Clock\"}}");
	put(d, "}");
	if (form == ASKED)
		required(d, r, IN);
	put(d, "}");
}

/* Two records of one name must be one table of fields: a schema has one meaning. */
static bool seen(struct doc *d, const struct record *r, enum form form)
{
	for (size_t i = 0; i < d->n_done; i++)
		if (d->done[i].form == form && strcmp(d->done[i].r->name, r->name) == 0) {
			if (d->done[i].r->fields != r->fields)
				log_line(LOG_ERROR, "core", "msg=\"two records of one name\" record=%s", r->name);
			assert(d->done[i].r->fields == r->fields);
			return true;
		}
	assert(d->n_done < COUNT(d->done));
	d->done[d->n_done].r = r;
	d->done[d->n_done++].form = form;
	return false;
}

static void record_components(struct doc *d, const struct record *r, enum form form)
{
	if (seen(d, r, form))
		return;
	component(d, r, form);
	for (const struct field *fd = r->fields; fd->name; fd++)
		if (fd->sub && (fd->flags & (form == SHOWN ? OUT : IN)))
			record_components(d, fd->sub, form == SHOWN ? SHOWN : ASKED);
}

static enum form form_of(const struct op *op) { return op->flags & OP_REPLACES ? CHANGED : ASKED; }

static const struct record *answer_record(const struct op *op)
{
	if (op->list)
		return op->list->rec ? op->list->rec : op->entity->rec;
	return op->out ? op->out : op->entity && !(op->flags & OP_DOWNLOAD) ? op->entity->rec : NULL;
}

/* ---- paths ---- */
static void parameter(struct doc *d, const char *where, const char *name, const char *label, const char *schema_text, bool needed, size_t *n)
{
	buf_fmt(d->b, "%s{\"name\":\"%s\",\"in\":\"%s\",\"required\":%s,\"description\":", (*n)++ ? "," : "", name, where, needed ? "true" : "false");
	text(d, label);
	buf_fmt(d->b, ",\"schema\":%s}", schema_text);
}

static void field_parameter(struct doc *d, const char *where, const struct field *fd, const char *suffix, bool needed, size_t *n)
{
	buf_fmt(d->b, "%s{\"name\":\"%s%s\",\"in\":\"%s\",\"required\":%s,\"description\":", (*n)++ ? "," : "", fd->name, suffix, where, needed ? "true" : "false");
	text(d, fd->label);
	put(d, ",\"schema\":");
	if (fd->kind == F_ENUM && strcmp(where, "query") == 0) {
		put(d, "{\"type\":\"string\",\"title\":");
		text(d, fd->label);
		put(d, ",\"x-enum\":{");
		struct field bare = *fd;
		enum_words(d, &bare, false);
		put(d, "}}");
	} else {
		struct field plain = *fd;
		plain.flags |= NEEDED;
		schema(d, &plain, ASKED);
	}
	put(d, "}");
}

static void list_parameters(struct doc *d, const struct op *op, size_t *n)
{
	const struct record *r = answer_record(op);
	const char *plain = "{\"type\":\"string\"}";

	parameter(d, "query", "limit", "每页条数", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":100,\"default\":50}", false, n);
	parameter(d, "query", "cursor", "翻页标记", plain, false, n);
	parameter(d, "query", "sort", "排序字段，前加 - 为倒序", plain, false, n);
	parameter(d, "query", "count", "是否计数", "{\"type\":\"boolean\",\"default\":false}", false, n);
	parameter(d, "query", "format", "导出全部符合条件的行，不分页", "{\"type\":\"string\",\"enum\":[\"csv\",\"xlsx\",\"json\"]}", false, n);
	if (op->list->search)
		parameter(d, "query", "q", "搜索", "{\"type\":\"string\",\"minLength\":1,\"maxLength\":100}", false, n);
	for (const struct field *fd = r->fields; fd->name; fd++) {
		if (!(fd->flags & FILTER))
			continue;
		field_parameter(d, "query", fd, "", false, n);
		if (fd->kind == F_DATE || fd->kind == F_AT || fd->kind == F_MONTH || fd->kind == F_INT || fd->kind == F_FEN) {
			field_parameter(d, "query", fd, "_from", false, n);
			field_parameter(d, "query", fd, "_until", false, n);
		}
	}
}

/* One record may serve two ops, one of which has the field in its path. */
static bool in_path_of(const struct op *op, const struct field *fd)
{
	char place[80];

	snprintf(place, sizeof place, "{%s}", fd->name);
	return strstr(op->path, place) != NULL;
}

static bool needs_match(const struct doc *d, const struct op *op)
{
	return op->verb != GET && op->entity && core_op_slot(d->k, op)->has_id && !(op->flags & (OP_CREATES | OP_NO_MATCH)) && !core_import_of(d->k, op);
}

static void parameters(struct doc *d, const struct op *op)
{
	const struct op_slot *s = core_op_slot(d->k, op);
	size_t n = 0;

	put(d, ",\"parameters\":[");
	if (!op->in && s->has_id)
		parameter(d, "path", "id", "编号", "{\"type\":\"string\",\"pattern\":\"^[0-9]{1,19}$\"}", true, &n);
	for (const struct field *fd = op->in ? op->in->fields : NULL; fd && fd->name; fd++) {
		if (fd->flags & IN_PATH) {
			if (in_path_of(op, fd))
				field_parameter(d, "path", fd, "", true, &n);
		} else if ((fd->flags & IN) && (op->verb == GET || (op->flags & OP_UPLOAD))) {
			field_parameter(d, "query", fd, "", (fd->flags & NEEDED) != 0, &n);
		}
	}
	if (op->list && !op->fn)
		list_parameters(d, op, &n);
	if ((op->flags & OP_CREATES) && !(op->flags & OP_PUBLIC))
		parameter(d, "header", "Idempotency-Key", "幂等键", "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}", true, &n);
	if (needs_match(d, op))
		parameter(d, "header", "If-Match", "所依据的版本", "{\"type\":\"string\"}", true, &n);
	put(d, "]");
}

static void request_body(struct doc *d, const struct op *op)
{
	const struct import *import = core_import_of(d->k, op);
	if (import) {                          /* a text, whose rows have these columns */
		put(d, ",\"requestBody\":{\"required\":true,\"content\":{\"text/csv\":{\"schema\":{\"type\":\"string\",\"x-row\":");
		object(d, import->row, IN, ASKED);
		put(d, "}");
		required(d, import->row, IN);
		put(d, "}}}}}");
		return;
	}
	if (op->flags & OP_UPLOAD) {
		put(d, ",\"requestBody\":{\"required\":true,\"content\":{\"application/octet-stream\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}}");
		return;
	}
	if (op->verb == GET || op->verb == DELETE || !op->in)
		return;
	bool any = false;
	for (const struct field *fd = op->in->fields; fd->name; fd++)
		any |= (fd->flags & IN) != 0;
	if (!any)
		return;
	buf_fmt(d->b, ",\"requestBody\":{\"required\":true,\"content\":{\"%s\":{\"schema\":", op->verb == PATCH ? "application/merge-patch+json" : "application/json");
	ref(d, op->in, form_names[form_of(op)]);
	put(d, "}}}");
}

/* Whether an object is shown that has a version. */
static bool has_tag(const struct doc *d, const struct op *op)
{
	return op->entity && !op->list && !op->out && !(op->flags & OP_DOWNLOAD) && core_entity_slot(d->k, op->entity)->has_version;
}

static void header(struct doc *d, const char *name, const char *label, size_t *n)
{
	buf_fmt(d->b, "%s\"%s\":{\"description\":\"%s\",\"schema\":{\"type\":\"string\"}}", (*n)++ ? "," : ",\"headers\":{", name, label);
}

static void headers(struct doc *d, const struct op *op)
{
	size_t n = 0;

	if (op->list && !op->fn)
		header(d, "Link", "下一页，rel=next", &n);
	if (has_tag(d, op))
		header(d, "ETag", "这一版的标记", &n);
	if ((op->flags & OP_CREATES) && op->entity)
		header(d, "Location", "新对象的地址", &n);
	put(d, n ? "}" : "");
}

static void responses(struct doc *d, const struct op *op)
{
	const struct record *r = core_import_of(d->k, op) ? op->out : answer_record(op);
	bool matched = needs_match(d, op), sends = op->verb != GET && op->verb != DELETE;
	const struct { int status; bool may; } problems[] = {
		{ 400, true }, { 401, true }, { 403, true }, { 404, true }, { 409, true }, { 412, matched }, { 413, sends }, { 415, sends },
		{ 416, (op->flags & OP_DOWNLOAD) != 0 }, { 422, true }, { 428, matched }, { 429, true }, { 500, true }, { 502, op->remote != NULL }, { 503, true },
	};

	buf_fmt(d->b, ",\"responses\":{\"%d\":{\"description\":", op->flags & OP_CREATES ? 201 : r || (op->flags & OP_DOWNLOAD) ? 200 : 204);
	text(d, op->words);
	if (op->flags & OP_DOWNLOAD) {
		put(d, ",\"content\":{\"*/*\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}");
	} else if (r) {
		headers(d, op);
		put(d, ",\"content\":{\"application/json\":{\"schema\":");
		if (op->list && !op->fn) {
			put(d, "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\",\"items\":");
			ref(d, r, "");
			put(d, "},\"next\":{\"type\":[\"string\",\"null\"]},\"count\":{\"type\":\"integer\"},\"count_exact\":{\"type\":\"boolean\"}}}");
		} else {
			ref(d, r, "");
		}
		put(d, "}}");
	}
	put(d, "}");
	if (op->verb == GET && has_tag(d, op) && !op->fn)
		put(d, ",\"304\":{\"description\":\"没有变化\"}");
	if (op->flags & OP_DOWNLOAD)
		put(d, ",\"206\":{\"description\":\"所要的部分\",\"content\":{\"*/*\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}}");
	for (size_t i = 0; i < COUNT(problems); i++)
		if (problems[i].may)
			buf_fmt(d->b, ",\"%d\":{\"$ref\":\"#/components/responses/Problem\"}", problems[i].status);
	/* What can happen to any request before it is known what it asks for: 405, 408, 414, 431, 505. */
	put(d, ",\"default\":{\"$ref\":\"#/components/responses/Problem\"}}");
}

static const char *security(bool signed_in, bool writes)
{
	if (!signed_in)
		return ",\"security\":[]";
	return writes ? ",\"security\":[{\"cookie\":[],\"csrf\":[]},{\"bearer\":[]}]" : ",\"security\":[{\"cookie\":[]},{\"bearer\":[]}]";
}

static void operation(struct doc *d, const struct op *op)
{
	const struct article *a = op->article ? article_find(op->article) : NULL;
	struct str tag = str_of(op->name);

	tag = str_cut(&tag, '.');
	put(d, "\"");
	for (const char *w = verb_words[op->verb]; *w; w++)
		buf_byte(d->b, (char)tolower((unsigned char)*w));
	buf_fmt(d->b, "\":{\"operationId\":\"%s\",\"tags\":[\"" STR_FMT "\"],\"summary\":", op->name, STR_ARG(tag));
	text(d, op->words);
	if (op->help || a) {
		put(d, ",\"description\":");
		text(d, op->help ? op->help : a->text);
	}
	if (op->article)
		buf_fmt(d->b, ",\"x-article\":\"%s\"", op->article);
	if (op->perm)
		buf_fmt(d->b, ",\"x-perm\":\"%s\"", op->perm);
	if (op->entity)
		buf_fmt(d->b, ",\"x-entity\":\"%s\"", op->entity->name);
	put(d, security(!(op->flags & OP_PUBLIC), op->verb != GET));
	parameters(d, op);
	request_body(d, op);
	responses(d, op);
	put(d, "}");
}

/* ---- what is no op: the door answers it by itself ---- */
#define PROBLEM(status) "\"" #status "\":{\"$ref\":\"#/components/responses/Problem\"}"
#define DEFAULT_PROBLEM "\"default\":{\"$ref\":\"#/components/responses/Problem\"}"
#define ANSWER(says, type, schema) "\"200\":{\"description\":\"" says "\",\"content\":{\"" type "\":{\"schema\":" schema "}}}"
#define TEXT "{\"type\":\"string\"}"
#define STATUS(word) "{\"type\":\"object\",\"required\":[\"status\"],\"properties\":{\"status\":{\"const\":\"" word "\"}}}"

static const struct page {
	const char *path, *name, *summary, *help;
	bool signed_in;
	const char *parameters, *responses;
} pages[] = {
	{ "/api/v1/events", "service.events", "事件流",
	  "本人看得到的事，发生后一秒内送到（server-sent events）：id 是事件编号，event 是类型，data 是一行 JSON。断开后带 Last-Event-ID 再来，从那里接着送，最多往前 24 小时。没有事时每 15 秒一行注释。", true,
	  "{\"name\":\"Last-Event-ID\",\"in\":\"header\",\"required\":false,\"description\":\"收到的最后一个事件的编号\",\"schema\":{\"type\":\"string\",\"pattern\":\"^[0-9]{1,19}$\"}}",
	  ANSWER("事件流", "text/event-stream", "{\"type\":\"string\",\"description\":\"data 是 Event\",\"contentMediaType\":\"text/event-stream\",\"x-data\":{\"$ref\":\"#/components/schemas/Event\"}}")
	  "," PROBLEM(400) "," PROBLEM(401) "," PROBLEM(429) "," PROBLEM(503) "," DEFAULT_PROBLEM },
	{ "/api/v1/openapi.json", "service.openapi", "接口说明", "本文档。", false, "",
	  "\"200\":{\"description\":\"OpenAPI 3.1 文档\",\"headers\":{\"ETag\":{\"description\":\"这一版的标记\",\"schema\":" TEXT "}},\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\"}}}}"
	  ",\"304\":{\"description\":\"没有变化\"}," PROBLEM(400) "," PROBLEM(503) "," DEFAULT_PROBLEM },
	{ "/healthz", "service.health", "进程是否活着", "给监管进程的程序用，不问数据库。", false, "", ANSWER("活着", "application/json", STATUS("ok")) "," DEFAULT_PROBLEM },
	{ "/readyz", "service.ready", "能否办事", "给负载均衡用：数据库读得到，服务不在停止。", false, "", ANSWER("能", "application/json", STATUS("ready")) "," PROBLEM(503) "," DEFAULT_PROBLEM },
	{ "/metrics", "service.metrics", "运行指标", "Prometheus 文本格式 0.0.4，没有个人信息。", false, "", ANSWER("指标", "text/plain", TEXT) "," DEFAULT_PROBLEM },
	{ "/verify", "service.verify", "文书核验页", "给持有文书的人，不用登录；程序用 document.verify。", false,
	  "{\"name\":\"digest\",\"in\":\"query\",\"required\":false,\"description\":\"文书的摘要，没有时给出空白的表\",\"schema\":" TEXT "}", ANSWER("网页", "text/html", TEXT) "," PROBLEM(400) "," DEFAULT_PROBLEM },
	{ "/verify/{digest}", "service.verify_digest", "文书核验页，地址里有摘要", "文书上的二维码指向它。", false,
	  "{\"name\":\"digest\",\"in\":\"path\",\"required\":true,\"description\":\"文书的摘要\",\"schema\":" TEXT "}", ANSWER("网页", "text/html", TEXT) "," PROBLEM(400) "," DEFAULT_PROBLEM },
};

static void page_paths(struct doc *d)
{
	for (size_t i = 0; i < COUNT(pages); i++) {
		const struct page *p = &pages[i];
		buf_fmt(d->b, ",\n\"%s\":{\"get\":{\"operationId\":\"%s\",\"tags\":[\"service\"],\"summary\":\"%s\",\"description\":\"%s\"%s,\"parameters\":[%s],\"responses\":{%s}}}", p->path, p->name,
			p->summary, p->help, security(p->signed_in, false), p->parameters, p->responses);
	}
}

static void paths(struct doc *d)
{
	bool first = true;

	put(d, "\"paths\":{");
	for (size_t i = 0; i < d->k->n_slots; i++) {
		const struct op *op = d->k->slots[i].op;
		bool earlier = false;
		if (!op->path || (op->flags & OP_INTERNAL))
			continue;
		for (size_t j = 0; j < i; j++)
			earlier |= d->k->slots[j].op->path && !(d->k->slots[j].op->flags & OP_INTERNAL) && strcmp(d->k->slots[j].op->path, op->path) == 0;
		if (earlier)
			continue;
		buf_fmt(d->b, "%s\"/api/v1%s\":{", first ? "" : ",\n", op->path);
		first = false;
		size_t n = 0;
		for (size_t j = i; j < d->k->n_slots; j++) {
			const struct op *same = d->k->slots[j].op;
			if (!same->path || (same->flags & OP_INTERNAL) || strcmp(same->path, op->path) != 0)
				continue;
			put(d, n++ ? "," : "");
			operation(d, same);
		}
		put(d, "}");
	}
	page_paths(d);
	put(d, "}");
}

static void components(struct doc *d)
{
	put(d, ",\n\"components\":{\"securitySchemes\":{\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"yunguan_session\"},"
	       "\"csrf\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-CSRF-Token\"},\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
	       "\"responses\":{\"Problem\":{\"description\":\"没有办成\",\"content\":{\"application/problem+json\":{\"schema\":"
	       "{\"$ref\":\"#/components/schemas/Problem\"}}}}},\n\"schemas\":{"
	       "\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"code\",\"detail\"],\"properties\":{\"type\":{\"type\":\"string\"},"
	       "\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\",\"pattern\":\"^[a-z][a-z0-9_]*$\"},"
	       "\"detail\":{\"type\":\"string\"},\"article\":{\"type\":\"string\"},\"article_text\":{\"type\":\"string\"},\"clause\":{\"type\":\"string\"},"
	       "\"request_id\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"field\",\"code\",\"message\"],"
	       "\"properties\":{\"field\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"}}}}}},\n"
	       "\"Action\":{\"type\":\"object\",\"required\":[\"op\",\"label\",\"method\",\"path\",\"allowed\"],\"properties\":{\"op\":{\"type\":\"string\"},"
	       "\"label\":{\"type\":\"string\"},\"method\":{\"type\":\"string\"},\"path\":{\"type\":\"string\"},\"allowed\":{\"type\":\"boolean\"},"
	       "\"article\":{\"type\":\"string\"},\"clause\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"reason\":{\"type\":\"string\"}}},\n"
	       "\"Event\":{\"type\":\"object\",\"title\":\"事件\",\"required\":[\"id\",\"type\",\"subject_kind\",\"subject\",\"time\"],\"properties\":{\"id\":{\"type\":\"string\"},"
	       "\"type\":{\"type\":\"string\",\"pattern\":\"^cn[.]yunguan[.]\"},\"subject_kind\":{\"type\":\"string\"},\"subject\":{\"type\":\"string\"},"
	       "\"time\":{\"type\":\"string\",\"format\":\"date-time\"}}}");
	d->first = false;
	record_components(d, &clock_record, SHOWN);
	for (size_t i = 0; i < d->k->n_entities; i++)
		record_components(d, d->k->entities[i].e->rec, SHOWN);
	for (size_t i = 0; i < d->k->n_slots; i++) {
		const struct op *op = d->k->slots[i].op;
		if (!op->path || (op->flags & OP_INTERNAL))
			continue;
		const struct record *r = answer_record(op);
		if (r)
			record_components(d, r, SHOWN);
		if (op->in && op->verb != GET && op->verb != DELETE && !(op->flags & OP_UPLOAD))
			record_components(d, op->in, form_of(op));
	}
	put(d, "}}");
}

void openapi_json(const struct core *k, struct buf *b)
{
	struct doc d = { .b = b, .k = k, .first = true };

	buf_fmt(b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"云管 政务云管理平台\",\"version\":\"%s\",\"description\":\"成员名与数据字典一致；时刻为 RFC 3339 +08:00，"
		   "金额为整数分。\",\"license\":{\"name\":\"内部使用\",\"identifier\":\"LicenseRef-internal\"}},\"servers\":[{\"url\":\"/\"}],\n", YUNGUAN_VERSION);
	paths(&d);
	components(&d);
	put(&d, "}\n");
}
