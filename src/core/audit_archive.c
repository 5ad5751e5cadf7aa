/* Moving the oldest rows of the chain out of the store (A31.P2c): into a file in the form of the export, closed by one line that is signed with
 * the key of the anchors: yunguan-archive|1|stream|first seq|last seq|hash before|hash of the last|first time|last time|days kept|time|SM3 of the
 * lines|key|signature. The same line rests in the store: what is left of the chain goes on from its hash, and who takes rows away without the
 * key cannot make one. The file is made beside the writer; its rows go in the transaction that registers it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "core/core_in.h"
#include "crypt/sm2.h"

enum { ROWS_AT_ONCE = 100000, LINE_TOP = KIB(132), KEEP_LEAST = 180 };

static const struct field archive_fields[] = {
	F(struct audit_archive, stream, F_STR, "链", OUT | FILTER), F(struct audit_archive, from_seq, F_INT, "起始行", OUT), F(struct audit_archive, seq, F_INT, "末行", OUT | SORT),
	F(struct audit_archive, before_hash, F_STR, "前一行杂凑", OUT), F(struct audit_archive, hash, F_STR, "末行杂凑", OUT),
	F(struct audit_archive, from_at, F_AT, "起始时间", OUT), F(struct audit_archive, to_at, F_AT, "末行时间", OUT), F(struct audit_archive, keep_days, F_INT, "当时的保存天数", OUT),
	F(struct audit_archive, at, F_AT, "封存时间", OUT | FILTER | SORT), F(struct audit_archive, sm3, F_STR, "文件的 SM3", OUT), F(struct audit_archive, key_id, F_STR, "密钥", OUT | FILTER),
	F(struct audit_archive, signature, F_STR, "SM2 签名", OUT, .max = SM2_SIGNATURE_MAX), F(struct audit_archive, file, F_STR, "文件", OUT),
	F(struct audit_archive, more, F_BOOL, "还有可以封存的", OUT | VIRTUAL), { 0 }
};
const struct record audit_archive_record = RECORD("audit_archive", struct audit_archive, archive_fields, "封存的审计记录");

enum { Q_OLD_END, Q_TOP, Q_PUT, Q_LAST, Q_ALL, Q_REMOVE, Q_BLOCKS, Q_ANCHORS, Q_OF, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	/* The first row that must stay: younger than asked, or one too many for a file. */
	[Q_OLD_END] = { "SELECT MIN(seq) FROM audit_log WHERE stream = ?1 AND seq > ?2 AND seq <= ?3 AND at >= ?4" },
	[Q_TOP]     = { "SELECT MAX(seq) FROM audit_log WHERE stream = ?1" },
	[Q_PUT]     = { "INSERT INTO audit_archive ({+}) VALUES ({?})", &audit_archive_record },
	[Q_LAST]    = { "SELECT MAX(seq) FROM audit_archive WHERE stream = ?1" },
	[Q_ALL]     = { "SELECT {} FROM audit_archive WHERE stream = ?1 ORDER BY seq", &audit_archive_record },
	[Q_REMOVE]  = { "DELETE FROM audit_log WHERE stream = ?1 AND seq <= ?2" },
	[Q_BLOCKS]  = { "DELETE FROM audit_find WHERE block < ?1" },
	[Q_ANCHORS] = { "SELECT {} FROM audit_anchor WHERE stream = ?1 AND seq >= ?2 AND seq <= ?3 ORDER BY seq", &audit_anchor_record },
	[Q_OF]      = { "SELECT {} FROM audit_archive WHERE stream = ?1 AND from_seq <= ?2 AND seq >= ?2", &audit_archive_record },
};

static struct str statement(struct arena *a, const struct audit_archive *x)
{
	return arena_fmt(a, "yunguan-archive|1|" STR_FMT "|%" PRId64 "|%" PRId64 "|" STR_FMT "|" STR_FMT "|%" PRId64 "|%" PRId64 "|%" PRId64 "|%" PRId64 "|" STR_FMT "|" STR_FMT,
			 STR_ARG(x->stream), x->from_seq, x->seq, STR_ARG(x->before_hash), STR_ARG(x->hash), x->from_at.ms, x->to_at.ms, x->keep_days, x->at.ms, STR_ARG(x->sm3),
			 STR_ARG(x->key_id));
}

static struct str folder_of(struct ctx *c) { return core_folder(c->core, c->arena, "archive"); }

/* ---- writing ---- */
struct out { FILE *to; struct sm3 *digest; struct audit_archive *x; int64_t rows; };

static void file_closep(FILE **f)
{
	if (*f)
		fclose(*f);
}

static enum err line_out(void *arg, struct str line)
{
	struct out *o = arg;

	o->rows++;
	sm3_add(o->digest, line);
	sm3_add(o->digest, STR("\n"));
	return fwrite(line.p, 1, line.n, o->to) == line.n && fputc('\n', o->to) != EOF ? OK : E_CORRUPT;
}

static enum err ends_of(struct ctx *c, struct audit_archive *x)
{
	static const struct stmt Q_ROW = { "SELECT at FROM audit_log WHERE stream = ?1 AND seq = ?2" }, Q_HASH = { "SELECT hash FROM audit_log WHERE stream = ?1 AND seq = ?2" };

	TRY(sql_int(c, &Q_ROW, &x->from_at.ms, x->stream, x->from_seq));
	TRY(sql_int(c, &Q_ROW, &x->to_at.ms, x->stream, x->seq));
	return sql_str(c, &Q_HASH, &x->hash, x->stream, x->seq);
}

static enum err file_out(struct ctx *c, struct audit_archive *x)
{
	CLEANUP(sm3_freep) struct sm3 *digest = sm3_new();
	CLEANUP(file_closep) FILE *to = NULL;
	const char *path = arena_cstr(c->arena, arena_fmt(c->arena, STR_FMT "/" STR_FMT, STR_ARG(folder_of(c)), STR_ARG(x->file)));
	const char *part = arena_cstr(c->arena, arena_fmt(c->arena, "%s.part", path));
	uint8_t sum[SM3_LEN];
	char hex[SM3_HEX + 1] = "", signature[SM2_SIGNATURE_MAX + 1];

	TRY(dir_make(arena_cstr(c->arena, folder_of(c)), &c->fail));
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	to = fd < 0 ? NULL : fdopen(fd, "w");
	if (fd >= 0 && !to)
		close(fd);
	if (!to || !digest)
		return fail(c, E_CORRUPT, "audit.archive_file", "封存文件 %s 没有写成：%s", part, errno_text(errno));
	struct out o = { to, digest, x, 0 };
	enum err e = audit_stretch(c, x->stream, x->from_seq, x->seq, x->before_hash, line_out, &o);
	if (e == E_CORRUPT && !c->fail.reason[0])
		return fail(c, E_BUSY, "audit.archive_file", "封存文件 %s 没有写成：%s", part, errno_text(errno));
	TRY(e);
	sm3_end(digest, sum);
	hex_put(sum, sizeof sum, hex);
	x->sm3 = arena_str(c->arena, str_of(hex));
	TRY(audit_sign(c, statement(c->arena, x), signature));
	x->signature = arena_str(c->arena, str_of(signature));
	bool done = fprintf(to, STR_FMT "|%s\n", STR_ARG(statement(c->arena, x)), signature) > 0 && fflush(to) == 0 && fsync(fileno(to)) == 0;
	/* Its name is on disc too, before its rows are gone from the store. */
	if (!done || file_move(part, path, &c->fail) != OK)
		return fail(c, E_BUSY, "audit.archive_file", "封存文件 %s 没有写成：%s", path, errno_text(errno));
	return OK;
}

enum err audit_archive_write(struct ctx *c, struct date before, struct audit_archive *x)
{
	int64_t keep = setting_int(c, "log.keep_days"), last = 0, first_kept = 0, top = 0;
	struct date oldest_kept = date_add(today(c), (int)-keep);
	struct audit_archive former = { 0 };

	if (date_none(before))
		before = oldest_kept;
	if (date_cmp(before, oldest_kept) > 0)
		return refuse_by(c, "A31.P2c", "audit.too_young", "审计记录至少保存 %" PRId64 " 天，" STR_FMT " 起的还不能封存", keep, STR_ARG(date_text(c->arena, oldest_kept)));
	record_none(&audit_archive_record, x);
	x->stream = arena_str(c->arena, str_of(c->core->node));
	TRY(audit_archived(c, x->stream, &former));
	last = former.seq;
	TRY(sql_int(c, &Q[Q_TOP], &top, x->stream));
	int64_t most = MIN2(last + ROWS_AT_ONCE, top - 1);      /* the chain's end stays */
	TRY(sql_int(c, &Q[Q_OLD_END], &first_kept, x->stream, last, most, date_start(before)));
	x->from_seq = last + 1;
	x->seq = first_kept ? first_kept - 1 : most;
	if (x->seq < x->from_seq)
		return fail(c, E_CONFLICT, "audit.nothing_old", STR_FMT " 以前没有可以封存的审计记录", STR_ARG(date_text(c->arena, before)));
	x->before_hash = last ? former.hash : str_of(audit_genesis);
	x->keep_days = keep;
	x->at = c->now;
	x->key_id = audit_own_key(c);
	x->file = arena_fmt(c->arena, "audit-" STR_FMT "-%" PRId64 "-%" PRId64 ".txt", STR_ARG(x->stream), x->from_seq, x->seq);
	x->more = !first_kept && most == last + ROWS_AT_ONCE;
	if (!x->key_id.p)
		return fail(c, E_CONFLICT, "audit.no_key", "这个库打开时没有审计签名密钥，不能封存");
	TRY(ends_of(c, x));
	return file_out(c, x);
}

enum err audit_archive_take(struct ctx *c, const struct audit_archive *x)
{
	int64_t last = 0, removed = 0;

	/* Whatever was true beside the writer is asked again: the chain goes on where this file begins, and keeps what must be kept. */
	TRY(sql_int(c, &Q[Q_LAST], &last, x->stream));
	if (last != x->from_seq - 1)
		return fail(c, E_CONFLICT, "audit.archived", "这些审计记录已经由另一次封存移走");
	if (x->to_at.ms >= date_start(date_add(today(c), (int)-setting_int(c, "log.keep_days"))).ms)
		return refuse_by(c, "A31.P2c", "audit.too_young", "保存天数刚刚改长，这些审计记录还不能封存");
	TRY(sql_put(c, &Q[Q_PUT], x));
	TRY(sql_run_n(c, &Q[Q_REMOVE], &removed, x->stream, x->seq));
	if (removed != x->seq - x->from_seq + 1)
		return audit_bad(c, x->stream, x->from_seq, "封存的行数不对，少了或多了行");
	TRY(sql_run(c, &Q[Q_BLOCKS], audit_block_of(x->seq)));
	c->note = arena_fmt(c->arena, "第 %" PRId64 " 至 %" PRId64 " 行封存为 " STR_FMT "，SM3 " STR_FMT, x->from_seq, x->seq, STR_ARG(x->file), STR_ARG(x->sm3));
	return OK;
}

/* ---- checking ---- */
static enum err claim_check(struct ctx *c, const struct audit_archive *x, const struct audit_archive *former, struct audit_verdict *out)
{
	struct str before = former->seq ? former->hash : str_of(audit_genesis);
	enum vouch by;

	if (x->from_seq != former->seq + 1 || x->seq < x->from_seq || !str_eq(x->before_hash, before))
		return audit_bad(c, x->stream, former->seq + 1, "封存的各段接不上，登记被删除或改动");
	TRY(audit_vouch(c, x->key_id, statement(c->arena, x), x->signature, &by));
	if (by == UNKNOWN_KEY || by == FALSE_SIGNATURE)
		return audit_bad(c, x->stream, x->from_seq, by == UNKNOWN_KEY ? "封存所用的密钥不明" : "封存的签名不对，登记被改动");
	if (x->keep_days < KEEP_LEAST || x->to_at.ms > x->at.ms - DAYS(x->keep_days))
		return audit_bad(c, x->stream, x->seq, "还在保存期里就被封存");
	out->others += by == SIGNED_BY_OTHERS;
	out->archives++;
	return OK;
}

enum err audit_archived(struct ctx *c, struct str stream, struct audit_archive *last)
{
	struct list all;

	*last = (struct audit_archive){ 0 };
	TRY(sql_all(c, &Q[Q_ALL], &all, stream));
	if (all.n)
		*last = *LIST_AT(all, struct audit_archive, all.n - 1);
	return OK;
}

static bool line_get(FILE *f, char *to, struct str *line)
{
	if (!fgets(to, LINE_TOP, f))
		return false;
	*line = str_of(to);
	if (!line->n || line->p[line->n - 1] != '\n')
		return false;
	line->n--;
	return true;
}

/* Line by line: each fits its hash and the one before, and every anchor of these rows says the same. `want`: the hash of that row is told. */
static enum err lines_check(struct ctx *c, const struct audit_archive *x, FILE *f, char *line_of, int64_t want, struct str *told)
{
	CLEANUP(sm3_freep) struct sm3 *digest = sm3_new();
	CLEANUP(buf_done) struct buf head = BUF_MAX(KIB(4));
	char prev[SM3_HEX + 1], hash[SM3_HEX + 1];
	struct list anchors;
	size_t at = 0;
	struct str line;
	uint8_t sum[SM3_LEN];

	if (!digest)
		return fail(c, E_NOMEM, "no_memory", "内存不够");
	TRY(sql_all(c, &Q[Q_ANCHORS], &anchors, x->stream, x->from_seq, x->seq));
	snprintf(prev, sizeof prev, STR_FMT, STR_ARG(x->before_hash));
	for (int64_t seq = x->from_seq; seq <= x->seq; seq++) {
		if (!line_get(f, line_of, &line))
			return audit_bad(c, x->stream, seq, "封存文件到这里就断了");
		sm3_add(digest, line);
		sm3_add(digest, STR("\n"));
		struct str rest = line, says = str_cut(&rest, '\t');
		buf_clear(&head);
		buf_fmt(&head, "%s|", prev);
		json_put_str(&head, x->stream);
		buf_fmt(&head, "|%" PRId64 "|", seq);
		if (!rest.p || !str_starts(rest, buf_str(&head)))
			return audit_bad(c, x->stream, seq, "封存文件里这一行与前一行接不上");
		sm3_hex(rest, hash);
		if (!str_is(says, hash))
			return audit_bad(c, x->stream, seq, "封存文件里这一行的内容与杂凑不符，已被改动");
		const struct audit_anchor *anchor = at < anchors.n ? LIST_AT(anchors, struct audit_anchor, at) : NULL;
		if (anchor && anchor->seq == seq && ++at && !str_is(anchor->hash, hash))
			return audit_bad(c, x->stream, seq, "封存文件里这一行与锚点不同");
		if (seq == want)
			*told = arena_str(c->arena, str_of(hash));
		memcpy(prev, hash, sizeof prev);
	}
	sm3_end(digest, sum);
	hex_put(sum, sizeof sum, hash);
	hash[SM3_HEX] = 0;
	if (!str_is(x->hash, prev) || !str_is(x->sm3, hash))
		return audit_bad(c, x->stream, x->seq, "封存文件与登记的摘要不符");
	struct str end = arena_fmt(c->arena, STR_FMT "|" STR_FMT, STR_ARG(statement(c->arena, x)), STR_ARG(x->signature));
	if (!line_get(f, line_of, &line) || !str_eq(line, end) || line_get(f, line_of, &line))
		return audit_bad(c, x->stream, x->seq, "封存文件的末行与登记的不同，或者后面多了行");
	return OK;
}

/* *there false: the file is not in the folder. */
static enum err file_check(struct ctx *c, const struct audit_archive *x, struct str folder, int64_t want, struct str *told, bool *there)
{
	CLEANUP(file_closep) FILE *f = NULL;

	/* The name comes from the store: it may name a file of the folder and nothing else. */
	if (str_find(x->file, STR("/")) >= 0)
		return audit_bad(c, x->stream, x->from_seq, "封存文件的名称不对");
	f = fopen(arena_cstr(c->arena, arena_fmt(c->arena, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(x->file))), "r");
	*there = f;
	char *line = malloc(LINE_TOP);
	enum err e = !f ? OK : line ? lines_check(c, x, f, line, want, told) : fail(c, E_NOMEM, "no_memory", "内存不够");
	free(line);
	return e;
}

enum err audit_archives_check(struct ctx *c, struct str stream, const char *folder, struct audit_verdict *out, struct audit_archive *last)
{
	struct list all;

	*last = (struct audit_archive){ 0 };
	TRY(sql_all(c, &Q[Q_ALL], &all, stream));
	EACH(struct audit_archive, x, all) {
		bool there = false;
		struct str none;
		TRY(claim_check(c, x, last, out));
		TRY(file_check(c, x, folder ? str_of(folder) : folder_of(c), 0, &none, &there));
		if (!there && folder)
			return fail(c, E_ABSENT, "audit.archive_away", "文件夹 %s 里没有封存文件 " STR_FMT, folder, STR_ARG(x->file));
		out->away += !there;
		out->archived += x->seq - x->from_seq + 1;
		*last = *x;
	}
	return OK;
}

enum err audit_archive_hash(struct ctx *c, struct str stream, int64_t seq, struct str *hash)
{
	struct list all;
	bool there = false;

	*hash = STR_NONE;
	TRY(sql_all(c, &Q[Q_OF], &all, stream, seq));
	if (!all.n)
		return OK;
	const struct audit_archive *x = all.items;
	TRY(file_check(c, x, folder_of(c), seq, hash, &there));
	return there ? OK : fail(c, E_ABSENT, "audit.archive_away", "第 %" PRId64 " 行已经封存，封存文件 " STR_FMT " 不在，无从核对", seq, STR_ARG(x->file));
}
