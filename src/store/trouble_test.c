/* The store on each engine: several connections, a full disk, migrations, backups, a connection that breaks. */
#define TEST_ROOM "store"
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "store/test_disc.h"
#include "store/test_house.h"

/* ---- connections ---- */
TEST(readers_see_a_snapshot_and_never_write)
{
	for (enum where where = IN_FILE; where <= IN_PG; where += IN_PG - IN_FILE) {
		struct house house = { .where = where }, *h = &house;
		const char *pg = getenv("YUNGUAN_TEST_PG");
		struct db *reader = NULL, *second = NULL;

		if (where == IN_PG && !pg)
			return;
		strcpy(h->dir, "/tmp/store-test-XXXXXX");
		CHECK(mkdtemp(h->dir));
		snprintf(h->url, sizeof h->url, where == IN_PG ? "%s" : "sqlite:%s/x.db", where == IN_PG ? pg : h->dir);
		DO(store_wipe(h->url, &h->f));
		DO(store_open(h->url, &h->f, &h->store));
		if (where == IN_FILE)
			FAILS(db_open(h->store, DB_READ, &h->f, &reader), E_ABSENT, "store.absent");
		DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
		FAILS(db_open(h->store, DB_WRITE, &h->f, &second), E_CONFLICT, "store.second_writer");
		DO(db_open(h->store, DB_READ, &h->f, &reader));
		DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
		DO(add(h, 1, "a", 0));
		DO(db_begin(reader, &h->f));
		CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 1);
		DO(add(h, 2, "b", 0));
		CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 1);
		db_end(reader);
		CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 2);
		FAILS(db_run(reader, &Q_ADD, VALS(3, "c", 0), &h->f, NULL), E_CORRUPT, "store.read_only");
		DO(db_begin(reader, &h->f));
		FAILS(db_run(reader, &Q_ADD, VALS(3, "c", 0), &h->f, NULL), E_CORRUPT, "store.read_only");
		db_end(reader);
		CHECK_INT(things(h), 2);
		db_close(reader);
		db_close(h->d);
		/* The place is free again. */
		DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
		db_close(h->d);
		store_close(h->store);
		rm_all(h->dir);
	}
}

TEST(a_second_process_that_would_write_is_told_who_does)
{
	struct house house = { .where = IN_FILE }, *h = &house;
	int pipes[2];
	char said[600] = "", pid[32];

	strcpy(h->dir, "/tmp/store-test-XXXXXX");
	CHECK(mkdtemp(h->dir));
	snprintf(h->url, sizeof h->url, "sqlite:%s/x.db", h->dir);
	DO(store_open(h->url, &h->f, &h->store));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	CHECK_INT(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		struct store *s = NULL;
		struct db *d = NULL, *r = NULL;
		struct fail f = { 0 };
		bool ok = store_open(h->url, &f, &s) == OK && db_open(s, DB_READ, &f, &r) == OK;
		enum err e = ok ? db_open(s, DB_WRITE, &f, &d) : E_CORRUPT;
		ssize_t n = write(pipes[1], f.sentence, strlen(f.sentence));
		_exit(e == E_CONFLICT && n > 0 ? 0 : 1);
	}
	int status = -1;
	CHECK(waitpid(child, &status, 0) == child);
	close(pipes[1]);
	CHECK(read(pipes[0], said, sizeof said - 1) > 0);
	close(pipes[0]);
	CHECK_INT(status, 0);
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	CHECK(strstr(said, pid));
	db_close(h->d);
	store_close(h->store);
	rm_all(h->dir);
}

/* The same file by another name is the same store. */
static void a_link_is_the_store_itself(struct house *h)
{
	char link[128], url[160];
	struct store *s = NULL;
	struct db *second = NULL;

	snprintf(link, sizeof link, "%s/link.db", h->dir);
	snprintf(url, sizeof url, "sqlite:%s", link);
	CHECK_INT(symlink("x.db", link), 0);
	DO(store_open(url, &h->f, &s));
	FAILS(db_open(s, DB_WRITE, &h->f, &second), E_CONFLICT, "file.locked");
	CHECK(str_find(str_of(h->f.sentence), STR(".lock")) < 0);
	store_close(s);
	unlink(link);
}

TEST(a_link_is_the_store_itself_in_file) { in_house(IN_FILE, a_link_is_the_store_itself); }

TEST(memory_has_one_connection)
{
	struct house house = { .where = IN_MEMORY }, *h = &house;
	struct db *reader = NULL;

	DO(store_open("sqlite::memory:", &h->f, &h->store));
	FAILS(db_open(h->store, DB_READ, &h->f, &reader), E_INVALID, "store.one_connection");
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	FAILS(db_open(h->store, DB_WRITE, &h->f, &reader), E_INVALID, "store.one_connection");
	db_close(h->d);
	store_close(h->store);
	FAILS(store_open("mysql://x:secret@y", &h->f, &h->store), E_INVALID, "store.url");
	CHECK(!strstr(h->f.sentence, "secret"));
}

/* ---- on disc at the commit, or at the sync ---- */
static void syncs_apart(struct house *h)
{
	bool apart = true;

	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	disc.log_syncs = 0;
	DO(add(h, 1, "a", 0));
	CHECK_INT(disc.log_syncs, 1);
	DO(db_sync(h->d, &h->f));
	CHECK_INT(disc.log_syncs, 1);           /* there was nothing left to do */
	DO(db_sync_apart(h->d, true, &apart, &h->f));
	CHECK(apart);
	DO(add(h, 2, "b", 0));
	DO(add(h, 3, "c", 0));
	CHECK_INT(disc.log_syncs, 1);
	DO(db_sync(h->d, &h->f));
	CHECK_INT(disc.log_syncs, 2);
	disc.fails = true;
	FAILS(db_sync(h->d, &h->f), E_CORRUPT, "store.io");
	disc.fails = false;
	FAILS(db_sync(h->d, &h->f), E_CORRUPT, "store.io");     /* the kernel tells a lost page once, and is asked by several */
	DO(db_sync_apart(h->d, false, &apart, &h->f));
	CHECK(!apart);
	disc.log_syncs = 0;
	DO(add(h, 4, "d", 0));
	CHECK_INT(disc.log_syncs, 1);
	CHECK_INT(things(h), 4);
}

TEST(what_syncs_apart_is_on_disc_after_the_sync) { in_house(IN_FILE, syncs_apart); }

static void never_apart(struct house *h)
{
	bool apart = true;

	DO(db_sync_apart(h->d, true, &apart, &h->f));
	CHECK(!apart);
	DO(db_sync(h->d, &h->f));
}

TEST(memory_has_nothing_to_sync) { in_house(IN_MEMORY, never_apart); }
TEST(postgresql_syncs_at_the_commit_in_pg) { in_house(IN_PG, never_apart); }

/* ---- a full disk ---- */
STMT(Q_PAGES, "PRAGMA max_page_count = 40");
STMT(Q_PAGES_AGAIN, "PRAGMA max_page_count = 100000");
STMT(Q_FILL, "CREATE TABLE fill (id BIGINT PRIMARY KEY, text TEXT NOT NULL)");
STMT(Q_FILL_ADD, "INSERT INTO fill (id, text) VALUES (?1, ?2)");
STMT(Q_FILL_COUNT, "SELECT COUNT(*) FROM fill");

static void a_full_disk(struct house *h)
{
	char text[3000];
	enum err e = OK;
	int64_t n = 0;

	memset(text, 'x', sizeof text);
	DO(db_run(h->d, &Q_FILL, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_PAGES, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	fail_clear(&h->f);
	while (e == OK && n < 100) {
		DO(db_mark(h->d, &h->f));
		e = db_run(h->d, &Q_FILL_ADD, VALS(n, ((struct str){ text, sizeof text })), &h->f, NULL);
		if (e == OK) {
			DO(db_keep(h->d, &h->f));
			n++;
		}
	}
	CHECK_INT(e, E_BUSY);
	CHECK_STR(str_of(h->f.reason), "store.full");
	db_undo(h->d);
	/* Either the batch lives on, or it is lost as a whole; never a half. */
	fail_clear(&h->f);
	e = db_commit(h->d, &h->f);
	if (e != OK)
		CHECK_STR(str_of(h->f.reason), "store.full");
	CHECK_INT(first_int(h, h->d, &Q_FILL_COUNT, NO_VALS), e == OK ? n : 0);
	int64_t had = e == OK ? n : 0;
	DO(db_run(h->d, &Q_PAGES_AGAIN, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	for (int64_t i = 0; i < 100; i++)
		DO(db_run(h->d, &Q_FILL_ADD, VALS(1000 + i, ((struct str){ text, sizeof text })), &h->f, NULL));
	DO(db_commit(h->d, &h->f));
	CHECK_INT(first_int(h, h->d, &Q_FILL_COUNT, NO_VALS), had + 100);
	DO(store_check(h->d, &h->f));
}

TEST(a_full_disk_loses_nothing_in_file)   { in_house(IN_FILE, a_full_disk); }
TEST(a_full_disk_loses_nothing_in_memory) { in_house(IN_MEMORY, a_full_disk); }


/* A limit on the file's size makes write() itself fail, as a quota does, and that at commit. */
static int small_file(const char *url)
{
#define EXPECT(cond) do { if (!(cond)) { fprintf(stderr, "line %d: %s: %s\n", __LINE__, #cond, f.sentence); return 1; } } while (0)
	struct rlimit limit = { 400 << 10, RLIM_INFINITY };
	struct fail f = { 0 };
	struct store *s = NULL;
	struct db *d = NULL;
	struct rows *r = NULL;
	char text[3000];
	enum err e = OK;
	int64_t id = 0;

	memset(text, 'x', sizeof text);
	signal(SIGXFSZ, SIG_IGN);
	EXPECT(store_open(url, &f, &s) == OK && db_open(s, DB_WRITE, &f, &d) == OK);
	EXPECT(db_run(d, &Q_FILL, NO_VALS, &f, NULL) == OK);
	EXPECT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	while (e == OK && id < 1000) {
		EXPECT(db_begin(d, &f) == OK);
		EXPECT(db_run(d, &Q_FILL_ADD, VALS(++id, ((struct str){ text, sizeof text })), &f, NULL) == OK);
		e = db_commit(d, &f);
	}
	EXPECT(e == E_BUSY && str_is(str_of(f.reason), "store.full"));
	EXPECT(id > 10);
	EXPECT(db_rows(d, &Q_FILL_COUNT, NO_VALS, &f, &r) == OK && rows_next(r) && rows_int(r, 0) == id - 1);
	rows_done(r);
	/* Room again: the same connection writes on. */
	limit.rlim_cur = RLIM_INFINITY;
	EXPECT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	EXPECT(db_begin(d, &f) == OK);
	EXPECT(db_run(d, &Q_FILL_ADD, VALS(id, ((struct str){ text, sizeof text })), &f, NULL) == OK);
	EXPECT(db_commit(d, &f) == OK);
	EXPECT(db_rows(d, &Q_FILL_COUNT, NO_VALS, &f, &r) == OK && rows_next(r) && rows_int(r, 0) == id);
	rows_done(r);
	EXPECT(store_check(d, &f) == OK);
	db_close(d);
	store_close(s);
	return 0;
}

TEST(a_full_disk_at_commit_loses_nothing)
{
	char dir[64] = "/tmp/store-test-XXXXXX", url[96];
	int status = -1;

	CHECK(mkdtemp(dir));
	snprintf(url, sizeof url, "sqlite:%s/x.db", dir);
	pid_t child = fork();
	if (child == 0)
		_exit(small_file(url));
	CHECK(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	rm_all(dir);
}

/* ---- migrations ---- */
#define STEP_1 { 1, "CREATE TABLE m_one (id {id}, name TEXT NOT NULL, data {blob});\nCREATE INDEX m_one_name ON m_one (name);\n" \
		    "INSERT INTO m_one (id, name) VALUES (1, 'a;b{}')" }
#define STEP_2 { 2, "ALTER TABLE m_one ADD COLUMN qty BIGINT NOT NULL DEFAULT 3" }
static const struct migration one_step[] = { STEP_1, { 0 } };
static const struct migration two_steps[] = { STEP_1, STEP_2, { 0 } };
static const struct migration bad_step[] = { STEP_1, { 2, "CREATE TABLE m_two (id {id});\nCREATE TABLE m_one (id {id})" }, { 0 } };
static const struct migration gap[] = { STEP_1, { 3, "CREATE TABLE m_two (id {id})" }, { 0 } };
STMT(Q_NOTED, "SELECT COUNT(*) FROM migration WHERE feature = 'one' AND ran_at = 77");
STMT(Q_ONE, "SELECT qty, name FROM m_one");
STMT(Q_TWO_MADE, "CREATE TABLE m_two (id BIGINT PRIMARY KEY)");

EVERYWHERE(migrations_run_forward_once)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct instant now = { 77 };
	int ran = -1;

	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	CHECK_INT(ran, 1);
	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	CHECK_INT(ran, 0);
	DO(store_migrate(h->d, "one", two_steps, now, &h->f, &ran));
	CHECK_INT(ran, 1);
	CHECK_INT(first_int(h, h->d, &Q_NOTED, NO_VALS), 2);
	DO(db_rows(h->d, &Q_ONE, NO_VALS, &h->f, &r));
	CHECK(rows_next(r));
	CHECK_INT(rows_int(r, 0), 3);
	CHECK_STR(rows_str(r, 1), "a;b{}");
	rows_done(TAKE(r));
	/* An older program keeps away. */
	FAILS(store_migrate(h->d, "one", one_step, now, &h->f, &ran), E_CONFLICT, "store.newer");
	CHECK_INT(ran, 0);
}

EVERYWHERE(a_migration_that_fails_leaves_nothing)
{
	struct instant now = { 77 };
	int ran = -1;

	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	FAILS(store_migrate(h->d, "one", bad_step, now, &h->f, &ran), E_CORRUPT, "store.sql");
	CHECK_INT(ran, 0);
	FAILS(store_migrate(h->d, "one", gap, now, &h->f, &ran), E_CORRUPT, "store.migration");
	CHECK_INT(first_int(h, h->d, &Q_NOTED, NO_VALS), 1);
	DO(db_run(h->d, &Q_TWO_MADE, NO_VALS, &h->f, NULL));
	DO(store_migrate(h->d, "one", two_steps, now, &h->f, &ran));
	CHECK_INT(ran, 1);
}

/* ---- keeping ---- */
static void path_in(struct house *h, char *out, size_t size, const char *name)
{
	snprintf(out, size, "%s/%s", h->dir, name);
}

static void backup_and_restore(struct house *h)
{
	char backup[128], before[128];
	struct instant now = { 77 };
	int ran;

	path_in(h, backup, sizeof backup, "b.db");
	path_in(h, before, sizeof before, "x.db.before-restore");
	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(add(h, 1, "a", 0));
	/* While the store is in use, a transaction open: what is committed is copied. */
	DO(db_begin(h->d, &h->f));
	DO(add(h, 2, "b", 0));
	DO(store_backup(h->url, backup, &h->f));
	DO(db_commit(h->d, &h->f));
	FAILS(store_backup(h->url, backup, &h->f), E_CONFLICT, "store.exists");
	FAILS(store_restore(backup, h->url, &h->f), E_CONFLICT, "file.locked");
	CHECK_INT(things(h), 2);
	/* Nor while somebody only reads. */
	struct db *reader = NULL;
	DO(db_open(h->store, DB_READ, &h->f, &reader));
	CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 2);
	db_close(TAKE(h->d));
	FAILS(store_restore(backup, h->url, &h->f), E_CONFLICT, "store.in_use");
	CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 2);
	db_close(reader);
	DO(store_restore(backup, h->url, &h->f));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	CHECK_INT(things(h), 1);
	DO(store_check(h->d, &h->f));
	db_close(TAKE(h->d));
	/* What was there before is beside it, whole, and can be put back. */
	CHECK(file_exists(before));
	path_in(h, backup, sizeof backup, "old.db");
	CHECK_INT(rename(before, backup), 0);
	DO(store_restore(backup, h->url, &h->f));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	CHECK_INT(things(h), 2);
}

TEST(backup_and_restore) { in_house(IN_FILE, backup_and_restore); }

static void damage_is_found(struct house *h)
{
	char backup[128], path[128], text[3000];
	struct instant now = { 77 };
	int ran;

	path_in(h, backup, sizeof backup, "b.db");
	path_in(h, path, sizeof path, "x.db");
	memset(text, 'x', sizeof text);
	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	DO(db_run(h->d, &Q_FILL, NO_VALS, &h->f, NULL));
	for (int64_t i = 0; i < 50; i++)
		DO(db_run(h->d, &Q_FILL_ADD, VALS(i, ((struct str){ text, sizeof text })), &h->f, NULL));
	DO(store_backup(h->url, backup, &h->f));
	db_close(TAKE(h->d));
	FILE *file = fopen(path, "r+");
	CHECK(file);
	CHECK_INT(fseek(file, 5 * 4096, SEEK_SET), 0);
	for (int i = 0; i < 8 * 4096; i++)
		CHECK(putc(0x5a, file) != EOF);
	CHECK_INT(fclose(file), 0);
	path_in(h, text, sizeof text, "c.db");
	FAILS(store_backup(h->url, text, &h->f), E_CORRUPT, "store.corrupt");
	CHECK(!file_exists(text));
	FAILS(store_restore(path, h->url, &h->f), E_CORRUPT, "store.corrupt");
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	FAILS(store_check(h->d, &h->f), E_CORRUPT, "store.corrupt");
	db_close(TAKE(h->d));
	/* Text that is no database at all takes nothing's place. */
	path_in(h, text, sizeof text, "no.db");
	DO(file_write(text, STR("hello, this is not a database, and long enough to be looked at: ................................"), &h->f));
	FAILS(store_restore(text, h->url, &h->f), E_CORRUPT, "store.corrupt");
	/* The damaged store moves aside for the good copy. */
	DO(store_restore(backup, h->url, &h->f));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	DO(store_check(h->d, &h->f));
	CHECK_INT(first_int(h, h->d, &Q_FILL_COUNT, NO_VALS), 50);
}

TEST(damage_is_found) { in_house(IN_FILE, damage_is_found); }

static void the_log_stays_small(struct house *h)
{
	char wal[128], text[3000];
	struct stat st;

	path_in(h, wal, sizeof wal, "x.db-wal");
	memset(text, 'x', sizeof text);
	DO(db_run(h->d, &Q_FILL, NO_VALS, &h->f, NULL));
	for (int64_t turn = 0; turn < 8; turn++) {
		DO(db_begin(h->d, &h->f));
		for (int64_t i = 0; i < 20000; i++)
			DO(db_run(h->d, &Q_FILL_ADD, VALS(turn * 20000 + i, ((struct str){ text, sizeof text })), &h->f, NULL));
		DO(db_commit(h->d, &h->f));
		store_checkpoint(h->store);
		CHECK_INT(stat(wal, &st), 0);
		CHECK(st.st_size <= 256 << 20);
	}
	/* At rest it gives back what it has taken. */
	store_checkpoint(h->store);
	CHECK_INT(stat(wal, &st), 0);
	CHECK_INT(st.st_size, 0);
}

TEST(the_log_stays_small) { in_house(IN_FILE, the_log_stays_small); }

/* Room for the next start: there while the store is open, given back while the writer opens, and there again. */
static void spare(struct house *h)
{
	char path[128];
	struct stat st;

	path_in(h, path, sizeof path, "x.db.spare");
	store_spare(h->store);
	CHECK_INT(stat(path, &st), -1);         /* nobody asked for it */
	store_keeps_spare(h->store);
	store_spare(h->store);
	CHECK_INT(stat(path, &st), 0);
	CHECK_INT(st.st_size, 16 << 20);
	CHECK_INT(st.st_blocks, (16 << 20) / 512);
	db_close(h->d);
	h->d = NULL;
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	CHECK_INT(stat(path, &st), -1);
	store_checkpoint(h->store);
	CHECK_INT(stat(path, &st), 0);
	CHECK_INT(st.st_size, 16 << 20);
}

TEST(a_server_keeps_room_for_its_next_start) { in_house(IN_FILE, spare); }

TEST(keeping_a_postgresql_is_left_to_its_own_tools)
{
	struct house house = { .where = IN_PG }, *h = &house;

	FAILS(store_backup("postgresql:///x", "/tmp/x", &h->f), E_INVALID, "store.keep");
	FAILS(store_restore("/tmp/x", "postgresql:///x", &h->f), E_INVALID, "store.keep");
}

/* ---- a connection that breaks ---- */
STMT(Q_SUICIDE, "SELECT pg_terminate_backend(pg_backend_pid())");

static void a_lost_connection_comes_back(struct house *h)
{
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	DO(db_mark(h->d, &h->f));
	FAILS(db_run(h->d, &Q_SUICIDE, NO_VALS, &h->f, NULL), E_BUSY, "store.lost");
	db_undo(h->d);
	FAILS(add(h, 2, "b", 0), E_BUSY, "store.lost");
	FAILS(db_commit(h->d, &h->f), E_BUSY, "store.lost");
	/* Statements are prepared anew behind the same addresses. */
	DO(db_begin(h->d, &h->f));
	DO(add(h, 3, "c", 0));
	DO(db_commit(h->d, &h->f));
	CHECK_INT(things(h), 1);
	/* Between transactions nobody notices. */
	FAILS(db_run(h->d, &Q_SUICIDE, NO_VALS, &h->f, NULL), E_BUSY, "store.lost");
	CHECK_INT(things(h), 1);
}

TEST(a_lost_connection_comes_back) { in_house(IN_PG, a_lost_connection_comes_back); }

STMT(Q_FATAL_FN, "CREATE FUNCTION fatal() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
STMT(Q_FATAL, "CREATE CONSTRAINT TRIGGER fatal AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fatal()");

static void a_commit_that_died_on_the_way_is_known_as_lost(struct house *h)
{
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_FATAL_FN, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_FATAL, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	FAILS(db_commit(h->d, &h->f), E_BUSY, "store.lost");
	CHECK_INT(things(h), 0);
}

TEST(a_commit_that_died_on_the_way_is_known_as_lost) { in_house(IN_PG, a_commit_that_died_on_the_way_is_known_as_lost); }

/* A commit that waits for a standby which does not exist is done, only not told; then its connection is cut. */
STMT(Q_STANDBY, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
STMT(Q_NO_STANDBY, "ALTER SYSTEM RESET synchronous_standby_names");
STMT(Q_RELOAD, "SELECT pg_reload_conf()");
STMT(Q_STANDBY_SEEN, "SELECT COUNT(*) FROM pg_settings WHERE name = 'synchronous_standby_names' AND setting = 'nobody'");
STMT(Q_CUT, "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

static int cut_the_waiting_commit(const char *url)
{
	struct fail f = { 0 };
	struct store *s = NULL;
	struct db *d = NULL;
	int64_t cut = 0;

	EXPECT(store_open(url, &f, &s) == OK && db_open(s, DB_READ, &f, &d) == OK);
	while (!cut) {
		struct rows *r = NULL;
		EXPECT(db_rows(d, &Q_CUT, NO_VALS, &f, &r) == OK && rows_next(r));
		cut = rows_int(r, 0);
		rows_done(r);
	}
	db_close(d);
	EXPECT(db_open(s, DB_WRITE, &f, &d) == OK);
	EXPECT(db_run(d, &Q_NO_STANDBY, NO_VALS, &f, NULL) == OK && db_run(d, &Q_RELOAD, NO_VALS, &f, NULL) == OK);
	db_close(d);
	store_close(s);
	return 0;
}

static void a_commit_that_was_done_is_known_as_done(struct house *h)
{
	int status = -1;

	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_STANDBY, NO_VALS, &h->f, NULL));
	/* The server rereads its settings when it comes to it; a signal on a busy machine may be one too early. */
	bool seen = false;
	for (int tries = 0; !seen && tries < 3000; tries++) {
		if (tries % 300 == 0)
			DO(db_run(h->d, &Q_RELOAD, NO_VALS, &h->f, NULL));
		usleep(10000);
		seen = first_int(h, h->d, &Q_STANDBY_SEEN, NO_VALS) == 1;
	}
	CHECK(seen);
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	pid_t child = fork();
	if (child == 0)
		_exit(cut_the_waiting_commit(h->url));
	enum err e = db_commit(h->d, &h->f);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	CHECK_INT(e, OK);
	CHECK_STR(str_of(h->f.reason), "");
	/* The backend may have answered before it went: then this meets the cut, and the next has a new connection. */
	(void)!db_run(h->d, &Q_RELOAD, NO_VALS, &h->f, NULL);
	fail_clear(&h->f);
	CHECK_INT(things(h), 1);
}

TEST(a_commit_that_was_done_is_known_as_done) { in_house(IN_PG, a_commit_that_was_done_is_known_as_done); }

STMT(Q_WRITER_FREE, "SELECT pg_try_advisory_xact_lock(8751735851609548)");

/* The writer of another server would have to wait, exactly while a transaction is open here. */
static void writers_of_several_servers_follow_one_another(struct house *h)
{
	struct store *other = NULL;
	struct db *d = NULL;

	DO(store_open(h->url, &h->f, &other));
	DO(db_open(other, DB_WRITE, &h->f, &d));
	DO(db_begin(h->d, &h->f));
	CHECK_INT(first_int(h, d, &Q_WRITER_FREE, NO_VALS), 0);
	DO(db_commit(h->d, &h->f));
	CHECK_INT(first_int(h, d, &Q_WRITER_FREE, NO_VALS), 1);
	DO(db_begin(h->d, &h->f));
	db_rollback(h->d);
	DO(db_begin(d, &h->f));
	DO(db_commit(d, &h->f));
	db_close(d);
	store_close(other);
}

TEST(writers_of_several_servers_follow_one_another) { in_house(IN_PG, writers_of_several_servers_follow_one_another); }

TEST(postgresql_must_sort_by_bytes)
{
	const char *pg = getenv("YUNGUAN_TEST_PG");
	struct house house = { .where = IN_PG }, *h = &house;
	STMT(drop, "DROP DATABASE IF EXISTS yunguan_other_order");
	STMT(make, "CREATE DATABASE yunguan_other_order TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
	char url[256];

	if (!pg)
		test_skip("YUNGUAN_TEST_PG 未设置");
	const char *name = strstr(pg, "/yunguan?");
	if (!name)
		test_skip("YUNGUAN_TEST_PG 不是 tests/pg/start 的地址");
	DO(store_open(pg, &h->f, &h->store));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	DO(db_run(h->d, &drop, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &make, NO_VALS, &h->f, NULL));
	struct store *other = NULL;
	struct db *d = NULL;
	snprintf(url, sizeof url, "%.*s/yunguan_other_order%s", (int)(name - pg), pg, name + strlen("/yunguan"));
	DO(store_open(url, &h->f, &other));
	FAILS(db_open(other, DB_READ, &h->f, &d), E_INVALID, "store.collation");
	store_close(other);
	DO(db_run(h->d, &drop, NO_VALS, &h->f, NULL));
	db_close(h->d);
	store_close(h->store);
}
