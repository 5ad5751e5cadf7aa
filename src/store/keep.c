/* Keeping: online backup, restore, check, and the emptying that tests ask for. */
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "port/port.h"
#include "store/store_in.h"

enum { STEP_PAGES = 4096, WAIT_MS = 20, PATH_TOP = 4096 };

static void sqlite_closep(sqlite3 **h) { sqlite3_close_v2(*h); }
static void fd_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static enum err sqlite_path(const char *url, const char *what, struct fail *f, const char **path)
{
	if (strncmp(url, "sqlite:", 7) != 0)
		return fail_set(f, E_INVALID, "store.keep", "%s只用于 SQLite；PostgreSQL 请用 pg_dump 和 pg_restore。", what);
	if (!strcmp(url, "sqlite::memory:"))
		return fail_set(f, E_INVALID, "store.keep", "内存数据库不能%s。", what);
	if (strlen(url) > 900)
		return fail_set(f, E_INVALID, "file.name", "文件名太长：“%s”。", url + 7);
	*path = url + 7;
	return OK;
}

static enum err damaged(const char *path, const char *says, struct fail *f)
{
	return fail_set(f, E_CORRUPT, "store.corrupt", "文件“%s”不是完好的数据库：%.200s。", path, says);
}

static enum err trouble(sqlite3 *h, const char *path, struct fail *f)
{
	int os = errno, rc = sqlite3_extended_errcode(h) & 0xff;

	if (rc == SQLITE_FULL || (rc == SQLITE_IOERR && (os == ENOSPC || os == EDQUOT)))
		return store_full(f);
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return fail_set(f, E_CONFLICT, "store.in_use", "数据库“%s”正在使用。", path);
	if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB)
		return damaged(path, sqlite3_errmsg(h), f);
	return fail_set(f, E_CORRUPT, "store.io", "读写数据库文件“%s”出错：%.200s。", path, sqlite3_errmsg(h));
}

static enum err whole(sqlite3 *h, const char *path, struct fail *f)
{
	sqlite3_stmt *st = NULL;
	enum err e;

	if (sqlite3_prepare_v2(h, "PRAGMA integrity_check(1)", -1, &st, NULL) != SQLITE_OK || sqlite3_step(st) != SQLITE_ROW) {
		e = trouble(h, path, f);
	} else {
		const char *says = (const char *)sqlite3_column_text(st, 0);
		e = says && !strcmp(says, "ok") ? OK : damaged(path, says ? says : "", f);
	}
	sqlite3_finalize(st);
	return e;
}

static enum err sqlite_at(const char *path, int flags, struct fail *f, sqlite3 **out)
{
	if (sqlite3_open_v2(path, out, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return *out ? trouble(*out, path, f) : store_nomem(f);
	sqlite3_extended_result_codes(*out, 1);
	sqlite3_busy_timeout(*out, 5000);
	return OK;
}

static enum err exec(sqlite3 *h, const char *sql, const char *path, struct fail *f)
{
	return sqlite3_exec(h, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : trouble(h, path, f);
}

/* Step by step, so that nobody waits; of the one snapshot that the open read transaction holds, because otherwise every
 * commit of a busy writer would start the copy over. */
static enum err copy_pages(sqlite3 *from, sqlite3 *to, const char *to_path, struct fail *f)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int rc;

	if (!b)
		return trouble(to, to_path, f);
	do {
		rc = sqlite3_backup_step(b, STEP_PAGES);
		if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
			sqlite3_sleep(WAIT_MS);
	} while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? OK : trouble(to, to_path, f);
}

static enum err copy_to(const char *from, const char *temp, struct fail *f)
{
	CLEANUP(sqlite_closep) sqlite3 *src = NULL;
	CLEANUP(sqlite_closep) sqlite3 *dst = NULL;

	TRY(sqlite_at(from, SQLITE_OPEN_READWRITE, f, &src));
	TRY(sqlite_at(temp, SQLITE_OPEN_READWRITE, f, &dst));
	TRY(exec(src, "BEGIN; SELECT COUNT(*) FROM sqlite_schema", from, f));
	TRY(copy_pages(src, dst, temp, f));
	/* A copy has no log beside it: the one file is all there is. */
	TRY(exec(dst, "PRAGMA journal_mode = DELETE", temp, f));
	return whole(dst, temp, f);
}

static enum err sync_to_disk(const char *path, int flags, struct fail *f)
{
	CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC | flags);

	if (fd < 0 || fsync(fd) != 0)
		return fail_set(f, E_CORRUPT, "file.write", "不能把“%s”写到磁盘：%s。", path, errno_text(errno));
	return OK;
}

static enum err dir_sync(const char *path, struct fail *f)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_TOP] = ".";

	if (slash)
		snprintf(dir, sizeof dir, "%.*s", (int)MAX2(slash - path, 1), path);
	return sync_to_disk(dir, O_DIRECTORY, f);
}

/* A verified copy of `from` in `temp`, on the disk; nothing in its place when it fails. */
static enum err copy_file(const char *from, const char *temp, struct fail *f)
{
	if (!file_exists(from))
		return fail_set(f, E_ABSENT, "store.absent", "没有文件“%s”。", from);
	unlink(temp);
	int fd = open(temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail_set(f, errno == ENOSPC ? E_BUSY : E_INVALID, "file.write", "写不了文件“%s”：%s。", temp, errno_text(errno));
	close(fd);
	enum err e = copy_to(from, temp, f);
	if (e == OK)
		e = sync_to_disk(temp, 0, f);
	if (e != OK)
		unlink(temp);
	return e;
}

enum err store_save(struct db *d, const char *to_path, struct fail *f)
{
	static const struct stmt Q = { "VACUUM INTO ?1" };
	char temp[PATH_TOP];

	if (db_engine(d) != ENGINE_SQLITE || snprintf(temp, sizeof temp, "%s.part", to_path) >= (int)sizeof temp)
		return fail_set(f, E_INVALID, "file.name", "不能另存为“%s”。", to_path);
	unlink(temp);
	enum err e = db_run(d, &Q, VALS((const char *)temp), f, NULL);
	if (e == OK && chmod(temp, 0600) != 0)
		e = fail_set(f, E_CORRUPT, "file.write", "改不了文件“%s”的权限：%s。", temp, errno_text(errno));
	if (e == OK)
		e = sync_to_disk(temp, 0, f);
	if (e == OK && rename(temp, to_path) != 0)
		e = fail_set(f, E_CORRUPT, "file.write", "写不了文件“%s”：%s。", to_path, errno_text(errno));
	if (e != OK) {
		unlink(temp);
		return e;
	}
	return dir_sync(to_path, f);
}

enum err store_backup(const char *url, const char *to_path, struct fail *f)
{
	const char *path = NULL;
	char temp[PATH_TOP];

	TRY(sqlite_path(url, "备份", f, &path));
	if (file_exists(to_path))
		return fail_set(f, E_CONFLICT, "store.exists", "文件“%s”已经存在，备份不覆盖它。", to_path);
	if (snprintf(temp, sizeof temp, "%s.part", to_path) >= (int)sizeof temp)
		return fail_set(f, E_INVALID, "file.name", "文件名太长：“%.100s”。", to_path);
	TRY(copy_file(path, temp, f));
	/* link, not rename: what appeared at that name meanwhile stays too. */
	if (link(temp, to_path) != 0) {
		int why = errno;
		unlink(temp);
		return fail_set(f, why == EEXIST ? E_CONFLICT : E_CORRUPT, "file.write", "写不了文件“%s”：%s。", to_path, errno_text(why));
	}
	unlink(temp);
	return dir_sync(to_path, f);
}

/* A backup of ours has the table that every store begins with. */
static enum err is_store(const char *path, struct fail *f)
{
	CLEANUP(sqlite_closep) sqlite3 *h = NULL;

	TRY(sqlite_at(path, SQLITE_OPEN_READONLY, f, &h));
	if (sqlite3_exec(h, "SELECT feature FROM migration LIMIT 1", NULL, NULL, NULL) == SQLITE_OK)
		return OK;
	return sqlite3_errcode(h) == SQLITE_ERROR ?
	       fail_set(f, E_INVALID, "store.not_a_store", "文件“%s”不是本系统的备份。", path) : trouble(h, path, f);
}

/* Brings the log of the old store home and shows at once that nobody, not even a reader, has it open. A damaged store cannot
 * do that: it moves aside together with its log. */
static enum err close_old(const char *path, struct fail *f)
{
	CLEANUP(sqlite_closep) sqlite3 *h = NULL;

	TRY(sqlite_at(path, SQLITE_OPEN_READWRITE, f, &h));
	sqlite3_busy_timeout(h, 0);
	return exec(h, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT", path, f);
}

static enum err move_aside(const char *path, struct fail *f)
{
	static const char *const ends[] = { "-wal", "-shm", "" };
	char from[PATH_TOP], to[PATH_TOP];

	for (size_t i = 0; i < COUNT(ends); i++) {
		snprintf(from, sizeof from, "%s%s", path, ends[i]);
		snprintf(to, sizeof to, "%s.before-restore%s", path, ends[i]);
		unlink(to);
		/* The file itself keeps its name too, until the new one takes it: at no moment is there none. */
		bool last = ends[i][0] == 0;
		if ((last ? link(from, to) : rename(from, to)) != 0 && errno != ENOENT)
			return fail_set(f, E_CORRUPT, "file.write", "移不开原来的数据库“%s”：%s。", from, errno_text(errno));
	}
	return OK;
}

static enum err restore_locked(const char *from_path, const char *path, struct fail *f)
{
	char temp[PATH_TOP];

	snprintf(temp, sizeof temp, "%s.restoring", path);
	TRY(copy_file(from_path, temp, f));
	enum err e = is_store(temp, f);
	if (e == OK && file_exists(path)) {
		e = close_old(path, f);
		if (e == E_CORRUPT) {
			fail_clear(f);
			e = OK;
		}
		if (e == OK)
			e = move_aside(path, f);
	}
	if (e == OK && rename(temp, path) != 0)
		e = fail_set(f, E_CORRUPT, "file.write", "写不了文件“%s”：%s。", path, errno_text(errno));
	if (e == OK)
		return dir_sync(path, f);
	unlink(temp);
	return e;
}

enum err store_restore(const char *from_path, const char *url, struct fail *f)
{
	const char *path = NULL;
	char lock[PATH_TOP];
	int fd = -1;

	TRY(sqlite_path(url, "恢复", f, &path));
	snprintf(lock, sizeof lock, "%s.lock", path);
	TRY(file_lock(lock, &fd, f));
	enum err e = restore_locked(from_path, path, f);
	file_unlock(&fd);
	return e;
}

enum err store_check(struct db *d, struct fail *f)
{
	static const struct stmt sqlite = { "PRAGMA integrity_check(1)" }, links = { "PRAGMA foreign_key_check" },
				 pg = { "SELECT 'ok' FROM migration WHERE number = 0 UNION ALL SELECT 'ok'" };
	CLEANUP(rows_donep) struct rows *r = NULL;
	CLEANUP(rows_donep) struct rows *broken = NULL;

	TRY(db_rows(d, d->store->engine == ENGINE_SQLITE ? &sqlite : &pg, NO_VALS, f, &r));
	if (!rows_next(r) || !str_is(rows_str(r, 0), "ok")) {
		TRY(rows_err(r, f));
		return fail_set(f, E_CORRUPT, "store.corrupt", "数据库文件已损坏：" STR_FMT "。", STR_ARG(utf8_head(rows_str(r, 0), 150)));
	}
	if (d->store->engine != ENGINE_SQLITE)
		return OK;
	TRY(db_rows(d, &links, NO_VALS, f, &broken));
	if (rows_next(broken))
		return fail_set(f, E_CORRUPT, "store.corrupt", "数据库里“" STR_FMT "”的一行指向不存在的记录。", STR_ARG(rows_str(broken, 0)));
	return rows_err(broken, f);
}

enum err store_wipe(const char *url, struct fail *f)
{
	char side[PATH_TOP];

	if (strncmp(url, "sqlite:", 7) == 0) {
		static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
		for (size_t i = 0; i < COUNT(ends); i++) {
			snprintf(side, sizeof side, "%s%s", url + 7, ends[i]);
			unlink(side);
		}
		return OK;
	}
	PGconn *conn = PQconnectdb(url);
	PGresult *res = PQexec(conn, "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE emptied (at BIGINT)");
	enum err e = PQresultStatus(res) == PGRES_COMMAND_OK ? OK : fail_set(f, E_BUSY, "store.connect", "清空不了数据库：%.200s", PQerrorMessage(conn));
	PQclear(res);
	PQfinish(conn);
	return e;
}

/* Nothing is in it, or what emptied it before left its mark. */
static enum err is_for_emptying(struct db *d, const char *url, struct fail *f)
{
	static const struct stmt Q = { "SELECT COUNT(*), COUNT(CASE WHEN name = 'emptied' THEN 1 END) FROM sqlite_schema WHERE type = 'table'",
				       .pg = "SELECT COUNT(*), COUNT(CASE WHEN table_name = 'emptied' THEN 1 END) FROM information_schema.tables WHERE table_schema = current_schema()" };
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(d, &Q, NO_VALS, f, &r));
	if (rows_next(r) && rows_int(r, 0) && !rows_int(r, 1))
		return fail_set(f, E_CONFLICT, "store.not_empty", "“%s”里已有数据。这个命令每次从空的存储开始，不清空别人的数据；请另给一个空的存储。", url);
	return rows_err(r, f);
}

static enum err may_be_emptied(struct store *s, const char *url, struct fail *f)
{
	struct db *d = NULL;
	enum err e = db_open(s, DB_READ, f, &d);

	if (e == E_ABSENT) {
		fail_clear(f);
		return OK;
	}
	if (e == OK)
		e = is_for_emptying(d, url, f);
	db_close(d);
	return e;
}

static enum err mark_emptied(struct store *s, struct fail *f)
{
	struct db *d = NULL;
	enum err e = db_open(s, DB_WRITE, f, &d);

	if (e == OK)
		e = d->ops->script(d, "CREATE TABLE IF NOT EXISTS emptied (at BIGINT)", f);
	db_close(d);
	return e;
}

enum err store_empty(const char *url, struct fail *f)
{
	struct store *s = NULL;

	TRY(store_open(url, f, &s));
	enum err e = may_be_emptied(s, url, f);
	if (e == OK)
		e = store_wipe(url, f);
	if (e == OK)
		e = mark_emptied(s, f);
	store_close(s);
	return e;
}

/* The name in the URL, and a connection beside it: nobody drops the database that he is in. */
static PGconn *beside(const char *url, char *name, size_t size)
{
	PQconninfoOption *all = PQconninfoParse(url, NULL);
	const char *keys[32], *values[32];
	size_t n = 0;

	name[0] = 0;
	for (const PQconninfoOption *o = all; o && o->keyword && n + 1 < COUNT(keys); o++) {
		if (!o->val)
			continue;
		bool is_name = strcmp(o->keyword, "dbname") == 0;
		if (is_name)
			snprintf(name, size, "%s", o->val);
		keys[n] = o->keyword;
		values[n++] = is_name ? "postgres" : o->val;
	}
	keys[n] = values[n] = NULL;
	PGconn *conn = name[0] ? PQconnectdbParams(keys, values, 0) : NULL;
	PQconninfoFree(all);
	return conn;
}

static enum err execute(PGconn *conn, const char *fmt, const char *a, const char *b, struct fail *f)
{
	char sql[512];

	snprintf(sql, sizeof sql, fmt, a, b);
	PGresult *res = PQexec(conn, sql);
	enum err e = PQresultStatus(res) == PGRES_COMMAND_OK ? OK : fail_set(f, E_BUSY, "store.connect", "复制不了数据库：%.200s", PQerrorMessage(conn));
	PQclear(res);
	return e;
}

enum err store_template(const char *url, bool make, struct fail *f)
{
	char name[64], kept[80];
	PGconn *conn = strncmp(url, "sqlite:", 7) != 0 ? beside(url, name, sizeof name) : NULL;
	enum err e = OK;

	if (!conn || strchr(name, '"'))
		return fail_set(f, E_BUSY, "store.connect", "复制不了数据库");
	snprintf(kept, sizeof kept, "%s_template", name);
	const char *from = make ? name : kept, *to = make ? kept : name;
	PQclear(PQexec(conn, "SET client_min_messages = warning"));
	e = execute(conn, "DROP DATABASE IF EXISTS \"%s\"%s", to, "", f);
	if (e == OK)
		e = execute(conn, "CREATE DATABASE \"%s\" TEMPLATE \"%s\" STRATEGY FILE_COPY", to, from, f);
	PQfinish(conn);
	return e;
}
