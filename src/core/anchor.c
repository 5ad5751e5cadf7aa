/* Anchors (A31.P2c): now and then the chain's tail is signed with SM2. The key lies in a file beside the store, so whoever can write the
 * store alone can rewrite rows but not their anchors; the last anchor is also kept in a file there, and may be printed and kept anywhere.
 * An anchor is one line: yunguan-anchor|1|stream|seq|hash|time in ms|key|signature, the signature over everything before the last bar. */
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>
#include "core/run_in.h"
#include "crypt/crypt.h"
#include "crypt/sm2.h"

enum { PEM_MAX = 2048, FOUND_MAX = 1024 };
static const char version[] = "yunguan-anchor|1|";

struct sign_key { char id[SM2_ID + 1]; struct sm2_key *key; };
/* Signatures found good, each in the place that its digest gives it: a verdict asks for every anchor there is, and the curve takes hundreds of
 * times as long as a digest. */
struct found { pthread_mutex_t lock; char digest[FOUND_MAX][SM3_HEX]; };
/* own: signs. known: public halves that this server's folder vouches for, its own among them. */
struct audit_keys { char dir[600]; struct sign_key own, known[KEYS_MAX]; size_t n_known; struct found found; };

static const struct field anchor_fields[] = {
	F(struct audit_anchor, stream, F_STR, "链", OUT | FILTER),
	F(struct audit_anchor, seq, F_INT, "序号", OUT | FILTER | SORT | IN_PATH),
	F(struct audit_anchor, at, F_AT, "时间", OUT | FILTER | SORT),
	F(struct audit_anchor, hash, F_STR, "该行杂凑", OUT),
	F(struct audit_anchor, key_id, F_STR, "密钥", OUT | FILTER),
	F(struct audit_anchor, signature, F_STR, "SM2 签名", OUT, .max = SM2_SIGNATURE_MAX),
	{ 0 }
};
const struct record audit_anchor_record = RECORD("audit_anchor", struct audit_anchor, anchor_fields, "审计锚点");

enum { Q_PUT, Q_LAST, Q_LAST_AT, Q_ALL, Q_GET, Q_HASH, Q_TOP, Q_KEY, Q_KEY_NEW, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]     = { "INSERT INTO audit_anchor ({+}) VALUES ({?})", &audit_anchor_record },
	[Q_LAST]    = { "SELECT MAX(seq) FROM audit_anchor WHERE stream = ?1" },
	[Q_LAST_AT] = { "SELECT at FROM audit_anchor WHERE stream = ?1 AND seq = ?2" },
	[Q_ALL]     = { "SELECT {} FROM audit_anchor WHERE stream > ?1 OR (stream = ?1 AND seq > ?2) ORDER BY stream, seq LIMIT 5000", &audit_anchor_record },
	[Q_GET]     = { "SELECT {} FROM audit_anchor WHERE stream = ?1 AND seq = ?2", &audit_anchor_record },
	[Q_HASH]    = { "SELECT hash FROM audit_log WHERE stream = ?1 AND seq = ?2" },
	[Q_TOP]     = { "SELECT MAX(seq) FROM audit_log WHERE stream = ?1" },
	[Q_KEY]     = { "SELECT public_key FROM audit_key WHERE key_id = ?1" },
	[Q_KEY_NEW] = { "INSERT INTO audit_key (key_id, public_key, at) VALUES (?1, ?2, ?3)" },
};

/* ---- the keys ---- */
static void key_done(struct sign_key *k)
{
	sm2_free(k->key);
	*k = (struct sign_key){ 0 };
}

void audit_keys_free(struct audit_keys *k)
{
	if (!k)
		return;
	key_done(&k->own);
	for (size_t i = 0; i < k->n_known; i++)
		key_done(&k->known[i]);
	free(k);
}

static const char *key_path(const struct audit_keys *k, struct arena *a, const char *name) { return arena_cstr(a, arena_fmt(a, "%s/%s", k->dir, name)); }

static enum err key_file(const char *path, struct sign_key *out, struct fail *f)
{
	CLEANUP(buf_done) struct buf pem = BUF_MAX(PEM_MAX);

	TRY(file_read(path, &pem, f));
	out->key = sm2_read(buf_str(&pem));
	if (pem.p)
		explicit_bzero(pem.p, pem.n);
	if (!out->key)
		return fail_set(f, E_CORRUPT, "audit.key", "文件 %s 里没有 SM2 密钥", path);
	sm2_id(out->key, out->id);
	return OK;
}

/* Every public half in the folder, whatever its name before ".pub.pem". */
static enum err known_load(struct audit_keys *k, struct arena *a, struct fail *f)
{
	DIR *dir = opendir(k->dir);
	enum err e = OK;

	for (struct dirent *each; e == OK && dir && (each = readdir(dir)) && k->n_known < KEYS_MAX;)
		if (str_ends(str_of(each->d_name), STR(".pub.pem")) && (e = key_file(key_path(k, a, each->d_name), &k->known[k->n_known], f)) == OK)
			k->n_known++;
	if (dir)
		closedir(dir);
	return e;
}

static enum err own_make(struct audit_keys *k, struct arena *a, struct fail *f)
{
	CLEANUP(buf_done) struct buf private = BUF_MAX(PEM_MAX);
	CLEANUP(buf_done) struct buf public = BUF_MAX(PEM_MAX);

	k->own.key = sm2_make();
	if (!k->own.key || !sm2_private_pem(k->own.key, &private) || !sm2_public_pem(k->own.key, &public))
		return fail_set(f, E_NOMEM, "audit.key", "没有造出审计签名密钥");
	sm2_id(k->own.key, k->own.id);
	enum err e = OK;
	if (k->dir[0])
		e = file_write(key_path(k, a, arena_cstr(a, arena_fmt(a, "%s.pub.pem", k->own.id))), buf_str(&public), f);
	if (e == OK && k->dir[0])
		e = file_write(key_path(k, a, "key.pem"), buf_str(&private), f);     /* mode 0600 from its birth */
	explicit_bzero(private.p, private.n);
	return e;
}

enum err audit_keys_open(const char *dir, bool read_only, struct fail *f, struct audit_keys **out)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct audit_keys *k = calloc(1, sizeof *k);
	enum err e = OK;

	if (!k)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	pthread_mutex_init(&k->found.lock, NULL);
	snprintf(k->dir, sizeof k->dir, "%s", dir ? dir : "");
	if (dir && !read_only)
		e = dir_make(dir, f);
	const char *own = key_path(k, a, "key.pem");
	if (e == OK && !read_only)
		e = dir && file_exists(own) ? key_file(own, &k->own, f) : own_make(k, a, f);
	if (e == OK && dir && file_exists(dir))
		e = known_load(k, a, f);
	if (e != OK) {
		audit_keys_free(k);
		return e;
	}
	*out = k;
	return OK;
}

enum err audit_key_rotate(const char *dir, char id[SM2_ID + 1], struct fail *f)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct audit_keys *k = calloc(1, sizeof *k);

	if (!k)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	snprintf(k->dir, sizeof k->dir, "%s", dir);
	/* The public half of the former key stays beside: its anchors go on being checked. */
	enum err e = dir_make(dir, f);
	if (e == OK)
		e = own_make(k, a, f);
	if (e == OK)
		memcpy(id, k->own.id, SM2_ID + 1);
	audit_keys_free(k);
	return e;
}

/* Other servers on the same store learn from the table whose anchors they see. */
enum err audit_keys_tell(struct ctx *c)
{
	CLEANUP(buf_done) struct buf public = BUF_MAX(PEM_MAX);
	struct audit_keys *k = c->core->audit_keys;
	struct str had;

	if (!k || !k->own.key)
		return OK;
	TRY(sql_str(c, &Q[Q_KEY], &had, k->own.id));
	if (had.p)
		return OK;
	if (!sm2_public_pem(k->own.key, &public))
		return fail(c, E_NOMEM, "no_memory", "内存不够");
	return sql_run(c, &Q[Q_KEY_NEW], k->own.id, buf_str(&public), c->now);
}

/* ---- making one ---- */
static struct str statement(struct arena *a, const struct audit_anchor *x)
{
	return arena_fmt(a, "%s" STR_FMT "|%" PRId64 "|" STR_FMT "|%" PRId64 "|" STR_FMT, version, STR_ARG(x->stream), x->seq, STR_ARG(x->hash), x->at.ms, STR_ARG(x->key_id));
}

struct str audit_anchor_text(struct arena *a, const struct audit_anchor *x)
{
	return arena_fmt(a, STR_FMT "|" STR_FMT, STR_ARG(statement(a, x)), STR_ARG(x->signature));
}

enum err audit_anchored_load(struct ctx *c, int64_t *out) { return sql_int(c, &Q[Q_LAST], out, c->core->node); }

enum err audit_anchor_put(struct ctx *c, int64_t seq, const char *hash)
{
	struct core *k = c->core;
	char signature[SM2_SIGNATURE_MAX + 1];

	if (!k->audit_keys || !k->audit_keys->own.key || seq == 0 || seq == k->tail.anchored)
		return OK;
	struct audit_anchor x = { .stream = str_of(k->node), .seq = seq, .at = c->now, .hash = str_of(hash), .key_id = str_of(k->audit_keys->own.id) };
	if (!sm2_sign(k->audit_keys->own.key, statement(c->arena, &x), signature))
		return fail(c, E_NOMEM, "no_memory", "内存不够，锚点没有签名");
	x.signature = str_of(signature);
	TRY(sql_put(c, &Q[Q_PUT], &x));
	k->tail.anchored = seq;
	k->anchor_seq = seq;
	snprintf(k->anchor_text, sizeof k->anchor_text, STR_FMT, STR_ARG(audit_anchor_text(c->arena, &x)));
	return OK;
}

/* Once committed, an anchor is known outside the store too. What a rollback took back is not (the tail went back with it). */
void audit_anchor_keep(struct core *k)
{
	CLEANUP(arena_freep) struct arena *a = NULL;
	struct fail f = { 0 };

	if (!k->anchor_seq || k->anchor_seq != k->tail.anchored)
		return;
	k->anchor_seq = 0;
	if (!k->audit_keys->dir[0])
		return;
	a = arena_new(KIB(64));
	/* Never ahead of the rows that it speaks of. */
	if (db_sync(k->writer, &f) != OK || file_write(key_path(k->audit_keys, a, "last.anchor"), str_of(k->anchor_text), &f) != OK)
		log_line(LOG_WARN, "core", "msg=\"the last anchor was not kept\" sentence=\"%s\"", f.sentence);
}

enum err audit_anchor_now(struct ctx *c, struct audit_anchor *out)
{
	struct audit_tail *t = &c->core->tail;

	if (!c->core->audit_keys || !c->core->audit_keys->own.key)
		return fail(c, E_CONFLICT, "audit.no_key", "这个库打开时没有审计签名密钥，不能立锚点");
	TRY(audit_tail_load(c));
	TRY(audit_anchor_put(c, t->seq, t->hash));
	return out ? sql_get(c, &Q[Q_GET], out, c->core->node, t->anchored) : OK;
}

enum err audit_anchor_due(struct ctx *c)
{
	struct audit_tail *t = &c->core->tail;
	int64_t at = 0;

	TRY(audit_tail_load(c));
	if (t->seq == t->anchored)
		return OK;
	TRY(sql_int(c, &Q[Q_LAST_AT], &at, c->core->node, t->anchored));
	return c->now.ms - at >= MINUTES(setting_int(c, "audit.anchor_minutes")) ? audit_anchor_put(c, t->seq, t->hash) : OK;
}

/* ---- checking them ---- */
struct seen { struct str stream; int64_t first, good, top, archived; };  /* the first anchor of a stream, the last one that fits, the last row, the last moved out */

bool audit_anchor_parse(struct str text, struct audit_anchor *out)
{
	struct str rest = str_trim(text), seq, at;
	int64_t ms;

	*out = (struct audit_anchor){ 0 };
	if (!str_starts(rest, str_of(version)) || rest.n > ANCHOR_TEXT_MAX)
		return false;
	rest = (struct str){ rest.p + strlen(version), rest.n - strlen(version) };
	out->stream = str_cut(&rest, '|');
	seq = str_cut(&rest, '|');
	out->hash = str_cut(&rest, '|');
	at = str_cut(&rest, '|');
	out->key_id = str_cut(&rest, '|');
	out->signature = rest;
	if (str_int(seq, &out->seq) != OK || str_int(at, &ms) != OK || out->hash.n != SM3_HEX || out->key_id.n != SM2_ID || !rest.p)
		return false;
	out->at = (struct instant){ ms };
	return true;
}

static bool found_good(struct found *f, const char *digest, bool now_good)
{
	char *place = f->digest[strtoul((char[]){ digest[0], digest[1], digest[2], 0 }, NULL, 16) % FOUND_MAX];

	pthread_mutex_lock(&f->lock);
	if (now_good)
		memcpy(place, digest, SM3_HEX);
	bool good = memcmp(place, digest, SM3_HEX) == 0;
	pthread_mutex_unlock(&f->lock);
	return good;
}

static enum vouch signed_by(struct ctx *c, const struct sign_key *key, struct str text, struct str signature)
{
	struct found *f = &c->core->audit_keys->found;
	char digest[SM3_HEX + 1];

	/* With the length, so that nothing can move from one to the other. */
	sm3_hex(arena_fmt(c->arena, "%s|%zu|" STR_FMT "|" STR_FMT, key->id, text.n, STR_ARG(text), STR_ARG(signature)), digest);
	return found_good(f, digest, false) || (sm2_signed(key->key, text, signature) && found_good(f, digest, true)) ? SIGNED_BY_OURS : FALSE_SIGNATURE;
}

enum err audit_vouch(struct ctx *c, struct str key_id, struct str text, struct str signature, enum vouch *out)
{
	const struct audit_keys *k = c->core->audit_keys;
	struct str pem;

	if (k && k->own.key && str_is(key_id, k->own.id))
		return *out = signed_by(c, &k->own, text, signature), OK;
	for (size_t i = 0; k && i < k->n_known; i++)
		if (str_is(key_id, k->known[i].id))
			return *out = signed_by(c, &k->known[i], text, signature), OK;
	TRY(sql_str(c, &Q[Q_KEY], &pem, key_id));
	struct sm2_key *told = pem.p ? sm2_read(pem) : NULL;
	char id[SM2_ID + 1] = "";
	if (told)
		sm2_id(told, id);
	*out = !told || !str_is(key_id, id) ? UNKNOWN_KEY : sm2_signed(told, text, signature) ? SIGNED_BY_OTHERS : FALSE_SIGNATURE;
	sm2_free(told);
	return OK;
}

static enum err vouch(struct ctx *c, const struct audit_anchor *x, enum vouch *out)
{
	return audit_vouch(c, x->key_id, statement(c->arena, x), x->signature, out);
}

struct str audit_own_key(const struct ctx *c)
{
	const struct audit_keys *k = c->core->audit_keys;

	return k && k->own.key ? str_of(k->own.id) : STR_NONE;
}

enum err audit_sign(struct ctx *c, struct str text, char *signature)
{
	return sm2_sign(c->core->audit_keys->own.key, text, signature) ? OK : fail(c, E_NOMEM, "no_memory", "内存不够，没有签名");
}

/* The row that an anchor speaks of is there, with the hash of then. */
static enum err fits(struct ctx *c, const struct audit_anchor *x, int64_t good, int64_t top, const char *which)
{
	struct str hash;

	if (x->seq > top)
		return audit_bad(c, x->stream, top + 1, arena_cstr(c->arena, arena_fmt(c->arena, "%s所记的第 %" PRId64 " 行不在，链尾被截断，或者这是一份旧的副本（吻合到第 %" PRId64 " 行的锚点为止）", which, x->seq, good)));
	TRY(sql_str(c, &Q[Q_HASH], &hash, x->stream, x->seq));
	if (!hash.p)
		TRY(audit_archive_hash(c, x->stream, x->seq, &hash));
	if (!str_eq(hash, x->hash))
		return audit_bad(c, x->stream, good + 1, arena_cstr(c->arena, arena_fmt(c->arena, "%s所记的第 %" PRId64 " 行与现在的不同，从这一行到那一行之间被重写", which, x->seq)));
	return OK;
}

static enum err multiples(struct ctx *c, const struct seen *s, int64_t until)
{
	int64_t due = (MAX2(s->good, s->first) / ANCHOR_ROWS + 1) * ANCHOR_ROWS;

	return due < until ? audit_bad(c, s->stream, due, "这里应有锚点，锚点被删除") : OK;
}

static enum err one(struct ctx *c, const struct audit_anchor *x, struct seen *s, struct audit_verdict *out)
{
	enum vouch by;

	if (!str_eq(x->stream, s->stream)) {
		if (s->stream.p)
			TRY(multiples(c, s, s->top + 1));
		*s = (struct seen){ .stream = x->stream, .first = x->seq };
		struct audit_archive last;
		TRY(sql_int(c, &Q[Q_TOP], &s->top, x->stream));
		TRY(audit_archived(c, x->stream, &last));
		s->archived = last.seq;
	}
	TRY(multiples(c, s, x->seq));
	TRY(vouch(c, x, &by));
	if (by == UNKNOWN_KEY || by == FALSE_SIGNATURE)
		return audit_bad(c, x->stream, x->seq, by == UNKNOWN_KEY ? "锚点的密钥不明" : "锚点的签名不对，锚点被改动");
	/* Anchors of rows that were moved out are held to the archive's lines when those are read. */
	if (x->seq > s->archived)
		TRY(fits(c, x, s->good, s->top, "锚点"));
	s->good = x->seq;
	out->anchors++;
	out->others += by == SIGNED_BY_OTHERS;
	return OK;
}

/* Typed from paper, a line may have been broken anywhere. */
static struct str unspaced(struct arena *a, struct str s)
{
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (!strchr(" \t\r\n", s.p[i]) || !s.p[i])
			to[n++] = s.p[i];
	return (struct str){ to, n };
}

/* An anchor that was kept outside the store: in the folder of the keys, or by somebody elsewhere. */
static enum err kept(struct ctx *c, struct str text, const char *which, struct audit_verdict *out)
{
	struct audit_anchor x;
	enum vouch by;
	int64_t good = 0, top = 0;
	static const struct stmt Q_GOOD = { "SELECT MAX(seq) FROM audit_anchor WHERE stream = ?1 AND seq < ?2" };

	if (!audit_anchor_parse(unspaced(c->arena, text), &x))
		return fail(c, E_INVALID, "audit.no_anchor", "%s不是一行完整的锚点文字，应以 %s 开头", which, version);
	TRY(vouch(c, &x, &by));
	if (by == FALSE_SIGNATURE)
		return fail(c, E_INVALID, "audit.false_anchor", "%s的签名不对，它不是这个平台给出的", which);
	TRY(sql_int(c, &Q[Q_TOP], &top, x.stream));
	TRY(sql_int(c, &Q_GOOD, &good, x.stream, x.seq));
	TRY(fits(c, &x, good, top, which));
	out->kept = x.seq;
	out->kept_unknown |= by == UNKNOWN_KEY;
	return OK;
}

enum err audit_anchors_check(struct ctx *c, struct str elsewhere, struct audit_verdict *out)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(ANCHOR_TEXT_MAX);
	const struct audit_keys *k = c->core->audit_keys;
	struct seen s = { 0 };
	struct list page;
	struct str stream = STR("");
	int64_t seq = 0;

	do {
		TRY(sql_all(c, &Q[Q_ALL], &page, stream, seq));
		EACH(struct audit_anchor, x, page) {
			TRY(one(c, x, &s, out));
			stream = x->stream;
			seq = x->seq;
		}
	} while (page.n);
	if (s.stream.p)
		TRY(multiples(c, &s, s.top + 1));
	const char *last = k && k->dir[0] ? key_path(k, c->arena, "last.anchor") : NULL;
	if (last && file_exists(last)) {
		TRY(file_read(last, &text, &c->fail));
		TRY(kept(c, buf_str(&text), "数据目录里留存的锚点", out));
	}
	return elsewhere.p ? kept(c, elsewhere, "另存的锚点", out) : OK;
}
