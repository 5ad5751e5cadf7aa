/* What is no op: health, metrics, OpenAPI, and the console's files. */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>
#include "api/api_in.h"

/* Styles and scripts only from files of our own; what the console computes it sets through CSSOM. */
static const char CSP[] = "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; "
			  "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/* ---- counting ---- */
static struct op_count *count_of(struct api *api, const struct op *op)
{
	size_t at = ((uintptr_t)op >> 4) % api->n_counts;

	while (api->counts[at].op && api->counts[at].op != op)
		at = (at + 1) % api->n_counts;
	return &api->counts[at];
}

void count_answer(struct api *api, const struct op *op, int status, int64_t us)
{
	atomic_fetch_add_explicit(&api->by_class[MIN2(status / 100, 5)], 1, memory_order_relaxed);
	if (!op)
		return;
	struct op_count *c = count_of(api, op);
	atomic_fetch_add_explicit(&c->n, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&c->us, (uint64_t)us, memory_order_relaxed);
}

/* ---- open and close ---- */
static void etags_make(struct etags *e, struct str etag)
{
	static const char *const tail[] = { [CODING_IDENTITY] = "", [CODING_GZIP] = "-g", [CODING_BROTLI] = "-b" };

	/* Two codings of one file are different bytes, so they need different strong tags. */
	for (int i = 0; i < 3; i++)
		snprintf(e->of[i], sizeof e->of[i], "%.*s%s\"", (int)etag.n - 1, etag.p, tail[i]);
}

enum err pages_open(struct api *api, struct fail *f)
{
	const struct op *const *ops;
	size_t n = core_ops(api->core, &ops);

	api->n_counts = 2 * n + 1;
	api->counts = calloc(api->n_counts, sizeof *api->counts);
	api->assets = web_assets(&api->n_assets);
	api->asset_etags = calloc(api->n_assets, sizeof *api->asset_etags);
	if (!api->counts || !api->asset_etags)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	for (size_t i = 0; i < n; i++)
		count_of(api, ops[i])->op = ops[i];
	for (size_t i = 0; i < api->n_assets; i++)
		etags_make(&api->asset_etags[i], str_of(api->assets[i].etag));
	return OK;
}

void pages_close(struct api *api)
{
	free(api->counts);
	free(api->asset_etags);
	free((char *)(uintptr_t)api->openapi.p);
	free((char *)(uintptr_t)api->openapi_gzip.p);
}

/* ---- small answers ---- */
static struct MHD_Response *bytes_response(struct call *c, struct str body, const char *type)
{
	struct MHD_Response *resp = MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_PERSISTENT);

	if (!resp)
		return NULL;
	headers_common(c, resp);
	if (type)
		header_add(resp, "Content-Type", type);
	return resp;
}

static enum MHD_Result small(struct call *c, int status, struct str body, const char *type)
{
	struct MHD_Response *resp = bytes_response(c, body, type);

	if (!resp)
		return MHD_NO;
	header_add(resp, "Cache-Control", "no-store");
	if (status == 503)
		header_add(resp, "Retry-After", "1");
	return call_queue(c, status, resp);
}

enum MHD_Result page_small(struct call *c, struct str body, const char *type) { return small(c, 200, body, type); }

static void page_headers(struct MHD_Response *resp)
{
	header_add(resp, "Content-Security-Policy", CSP);
	header_add(resp, "X-Frame-Options", "DENY");
}

enum MHD_Result page_html(struct call *c, struct str body)
{
	struct MHD_Response *resp = bytes_response(c, body, "text/html; charset=utf-8");

	if (!resp)
		return MHD_NO;
	header_add(resp, "Cache-Control", "no-store");
	page_headers(resp);
	return call_queue(c, 200, resp);
}

/* Something that has a tag and perhaps packed forms. */
static enum MHD_Result tagged(struct call *c, const struct str body[3], const struct etags *etags, const char *type, const char *cache, bool is_page)
{
	enum coding coding = coding_pick(c->head.of[H_ACCEPT_ENCODING], body[CODING_GZIP].p, body[CODING_BROTLI].p);
	static const char *const names[] = { [CODING_GZIP] = "gzip", [CODING_BROTLI] = "br" };
	const char *etag = etags->of[coding];
	bool same = c->head.of[H_IF_NONE_MATCH].p && etag_listed(c->head.of[H_IF_NONE_MATCH], str_of(etag));
	/* A 304 tells the length of what it does not send. */
	struct MHD_Response *resp = bytes_response(c, body[coding], same ? NULL : type);

	if (!resp)
		return MHD_NO;
	header_add(resp, "ETag", etag);
	header_add(resp, "Cache-Control", cache);
	if (body[CODING_GZIP].p || body[CODING_BROTLI].p)
		header_add(resp, "Vary", "Accept-Encoding");
	if (coding != CODING_IDENTITY && !same)
		header_add(resp, "Content-Encoding", names[coding]);
	if (is_page)
		page_headers(resp);
	return call_queue(c, same ? 304 : 200, resp);
}

/* ---- OpenAPI: made once, at the first request ---- */
static struct str gzip_of(struct str s)
{
	z_stream z = { 0 };

	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return STR_NONE;
	size_t max = deflateBound(&z, s.n);
	char *p = malloc(max);
	z.next_in = (Bytef *)(uintptr_t)s.p;
	z.avail_in = (uInt)s.n;
	z.next_out = (Bytef *)p;
	z.avail_out = (uInt)max;
	bool done = p && deflate(&z, Z_FINISH) == Z_STREAM_END;
	size_t n = z.total_out;
	deflateEnd(&z);
	if (done)
		return (struct str){ p, n };
	free(p);
	return STR_NONE;
}

static void openapi_make(struct api *api)
{
	struct buf b = BUF_MAX(MIB(32));
	char hex[SM3_HEX + 1], etag[32];

	openapi_json(api->core, &b);
	if (b.failed) {
		buf_done(&b);
		return;
	}
	api->openapi = buf_str(&b);            /* the buffer's memory is kept */
	api->openapi_gzip = gzip_of(api->openapi);
	sm3_hex(api->openapi, hex);
	snprintf(etag, sizeof etag, "\"%.20s\"", hex);
	etags_make(&api->openapi_etags, str_of(etag));
}

static enum MHD_Result openapi_page(struct call *c)
{
	struct api *api = c->api;

	pthread_mutex_lock(&api->openapi_lock);
	if (!api->openapi.p)
		openapi_make(api);
	pthread_mutex_unlock(&api->openapi_lock);
	if (!api->openapi.p)
		return call_trouble(c, "unavailable", "接口说明暂时不能生成"), MHD_NO;
	struct str body[3] = { [CODING_IDENTITY] = api->openapi, [CODING_GZIP] = api->openapi_gzip };
	return tagged(c, body, &api->openapi_etags, "application/json", "no-cache", false);
}

/* ---- health and metrics ---- */
static const struct stmt Q_READY = { .sql = "SELECT 1" };
static const struct stmt Q_AUDIT_ROWS = { .sql = "SELECT COALESCE(SUM(seq), 0) FROM audit_tail" };
static const struct stmt Q_FACTS_WAITING = { .sql = "SELECT COUNT(*) FROM fact_todo" };
static const struct stmt Q_JOBS_DUE = { .sql = "SELECT COUNT(*) FROM job_lease WHERE next_at <= ?1" };

static enum MHD_Result ready_page(struct call *c)
{
	struct ctx ctx;
	int64_t one = 0;
	enum err e = core_read_begin(c->api->core, c->arena, &ctx);

	if (e == OK)
		e = sql_int_(&ctx, &Q_READY, &one, NO_VALS);
	core_read_end(&ctx);
	if (e != OK)
		call_because(c, &ctx.fail);
	else if (one == 1 && !c->api->stopping)
		return small(c, 200, STR("{\"status\":\"ready\"}"), "application/json");
	return call_trouble(c, "unavailable", "数据库暂时不能读取，或者服务正在停止"), MHD_NO;
}

static void put_metric(struct buf *b, const char *name, const char *type, const char *help, int64_t value)
{
	buf_fmt(b, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", name, help, name, type, name, value);
}

static int64_t resident_bytes(void)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	struct fail f;
	int64_t pages = 0;

	if (file_read("/proc/self/statm", &b, &f) != OK)
		return 0;
	struct str s = buf_str(&b), word;
	str_cut(&s, ' ');
	word = str_cut(&s, ' ');
	return str_int(word, &pages) == OK ? pages * sysconf(_SC_PAGESIZE) : 0;
}

static void put_store_metrics(struct call *c, struct buf *b)
{
	struct ctx ctx;
	int64_t audit = 0, facts = 0, jobs = 0;
	enum err e = core_read_begin(c->api->core, c->arena, &ctx);

	if (e == OK)
		e = sql_int_(&ctx, &Q_AUDIT_ROWS, &audit, NO_VALS);
	if (e == OK)
		e = sql_int_(&ctx, &Q_FACTS_WAITING, &facts, NO_VALS);
	if (e == OK)
		e = sql_int(&ctx, &Q_JOBS_DUE, &jobs, ctx.now);
	core_read_end(&ctx);
	put_metric(b, "yunguan_store_up", "gauge", "Whether the store answers.", e == OK);
	if (e != OK)
		return;
	put_metric(b, "yunguan_audit_rows_total", "counter", "Rows of the audit chain.", audit);
	put_metric(b, "yunguan_facts_waiting", "gauge", "Hearings of facts still to be done.", facts);
	put_metric(b, "yunguan_jobs_waiting", "gauge", "Jobs that are due now.", jobs);
}

static void put_op_metrics(struct api *api, struct buf *b)
{
	const struct op *const *ops;
	size_t n = core_ops(api->core, &ops);

	buf_add(b, STR("# HELP yunguan_op_duration_seconds Time from the request line to the queued answer.\n# TYPE yunguan_op_duration_seconds summary\n"));
	for (size_t i = 0; i < n; i++) {
		const struct op_count *count = count_of(api, ops[i]);
		uint64_t calls = count->n, us = count->us;
		if (calls)
			buf_fmt(b, "yunguan_op_duration_seconds_sum{op=\"%s\"} %" PRIu64 ".%06" PRIu64 "\nyunguan_op_duration_seconds_count{op=\"%s\"} %" PRIu64 "\n",
				ops[i]->name, us / 1000000, us % 1000000, ops[i]->name, calls);
	}
}

static enum MHD_Result metrics_page(struct call *c)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));
	struct api *api = c->api;
	struct rusage use = { 0 };

	getrusage(RUSAGE_SELF, &use);
	int64_t cpu_ms = (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000 + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1000;
	buf_add(&b, STR("# HELP yunguan_build_info Version of the program.\n# TYPE yunguan_build_info gauge\nyunguan_build_info{version=\"" YUNGUAN_VERSION "\"} 1\n"));
	buf_add(&b, STR("# HELP yunguan_http_requests_total Answers by class of status.\n# TYPE yunguan_http_requests_total counter\n"));
	for (int i = 1; i <= 5; i++)
		buf_fmt(&b, "yunguan_http_requests_total{class=\"%dxx\"} %" PRIu64 "\n", i, (uint64_t)api->by_class[i]);
	put_op_metrics(api, &b);
	pthread_mutex_lock(&api->conns_lock);
	int conns = api->n_conns;
	pthread_mutex_unlock(&api->conns_lock);
	put_metric(&b, "yunguan_http_connections", "gauge", "Open connections.", conns);
	put_metric(&b, "yunguan_event_streams", "gauge", "Open event streams.", events_streams(api));
	put_store_metrics(c, &b);
	put_metric(&b, "yunguan_uptime_seconds", "gauge", "Since the door opened.", (mono_ms() - api->start_ms) / 1000);
	put_metric(&b, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
	buf_fmt(&b, "# HELP process_cpu_seconds_total User and system time.\n# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total %" PRId64
		".%03" PRId64 "\n", cpu_ms / 1000, cpu_ms % 1000);
	return small(c, 200, arena_str(c->arena, buf_str(&b)), "text/plain; version=0.0.4; charset=utf-8");
}

/* ---- the console ---- */
static const struct asset *asset_find(const struct api *api, struct str path)
{
	size_t from = 0, to = api->n_assets;

	while (from < to) {
		size_t mid = (from + to) / 2;
		int order = str_cmp(path, str_of(api->assets[mid].path));
		if (order == 0)
			return &api->assets[mid];
		if (order < 0)
			to = mid;
		else
			from = mid + 1;
	}
	return NULL;
}

static enum MHD_Result console_page(struct call *c)
{
	const struct api *api = c->api;
	struct str path;

	if (path_decode(c->head.path, c->arena, &path) != OK)
		return call_trouble(c, "bad_path", "地址“" STR_FMT "”的百分号编码不完整，含有控制字符或编码的斜线，或者不是 UTF-8 文字", STR_ARG(text_shown(c->head.path))), MHD_NO;
	const struct asset *a = asset_find(api, (struct str){ path.p + 1, path.n - 1 });
	/* The console has addresses of its own; what has no dot is one of them. */
	if (!a && !memchr(path.p, '.', path.n) && !str_starts(path, STR("/api/")) && !str_is(path, "/api"))
		a = asset_find(api, STR("index.html"));
	if (!a)
		return call_trouble(c, "absent", "没有这个地址：" STR_FMT, STR_ARG(utf8_head(path, 100))), MHD_NO;
	struct str body[3] = { [CODING_IDENTITY] = a->identity, [CODING_GZIP] = a->gzip, [CODING_BROTLI] = a->brotli };
	return tagged(c, body, &api->asset_etags[a - api->assets], a->type, a->hashed ? "public, max-age=31536000, immutable" : "no-cache",
		      str_starts(str_of(a->type), STR("text/html")));
}

static enum MHD_Result healthy_page(struct call *c) { return small(c, 200, STR("{\"status\":\"ok\"}"), "application/json"); }

/* A path that ends with / stands for everything below it. */
static const struct page { const char *path; enum MHD_Result (*fn)(struct call *c); bool no_head, no_query; } pages[] = {
	{ "/api/v1/openapi.json", openapi_page,  .no_query = true },
	{ "/api/v1/events",       events_handle, .no_query = true, .no_head = true },
	{ "/healthz",             healthy_page },
	{ "/readyz",              ready_page },
	{ "/metrics",             metrics_page },
	{ "/verify",              verify_page },
	{ "/verify/",             verify_page },
	{ "/verify.css",          verify_css },
	{ "/verify.js",           verify_js },
	{ NULL,                   console_page },
};

static bool page_is(const struct page *p, struct str path)
{
	struct str own = str_of(p->path);

	return str_eq(path, own) || (str_ends(own, STR("/")) && str_starts(path, own));
}

enum MHD_Result page_handle(struct call *c)
{
	const struct page *p = pages;
	const char *allow;

	while (p->path && !page_is(p, c->head.path))
		p++;
	allow = p->no_head ? "GET" : "GET, HEAD";
	if (!p->path && (str_starts(c->head.path, STR("/api/")) || str_is(c->head.path, "/api")))
		return call_trouble(c, "absent", "没有这个地址：" STR_FMT, STR_ARG(utf8_ok(c->head.path) ? utf8_head(c->head.path, 100) : STR("/api"))), MHD_NO;
	if (c->head.verb != GET || (c->head.is_head && p->no_head)) {
		c->a.allow = str_of(allow);
		return call_trouble(c, "method_not_allowed", "这个地址只支持 %s", allow), MHD_NO;
	}
	if (c->head.has_body)
		return call_trouble(c, "body_not_allowed", "GET 请求不应带请求体"), MHD_NO;
	if (p->no_query && c->head.query.n)
		return call_trouble(c, "bad_parameter", "这个地址没有查询参数，不能有“" STR_FMT "”", STR_ARG(text_shown(c->head.query))), MHD_NO;
	return p->fn(c);
}
