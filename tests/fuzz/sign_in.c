/* Whatever comes to the door before anybody is known: bodies of sign-in, of single sign-on and of the first run, bearer tokens, cookies and the
 * names of certificates. Nobody comes in who does not know the one password there is, and the books stay in order. */
#include "api/http.h"
#include "fuzz.h"

static struct core *k;
static const char PASSWORD[] = "Fuzz-2026-Tree!";

static struct answer ask(struct arena *a, const char *op, struct str body)
{
	struct request r = { .op = core_op(k, str_of(op)), .body = body, .ip = STR("203.0.113.1") };
	struct answer answer = { .arena = a };

	core_call(k, &r, &answer);
	return answer;
}

static void open_once(void)
{
	static struct timer timer = { true, { INT64_C(1772499600000) } };
	struct core_opts o = { .store_url = "sqlite::memory:", .features = features, .timer = &timer, .chance = chance_seed(7), .cheap_passwords = true };
	struct arena *a = arena_new(MIB(64));
	struct fail f = { 0 };

	log_level_min = LOG_ERROR + 1;
	MUST(core_open(&o, &f, &k) == OK);
	struct str first = arena_fmt(a, "{\"authority_name\":\"州数据局\",\"org_no\":\"A001\",\"sys_admin\":{\"login\":\"sys\",\"name\":\"甲一\",\"password\":\"%s\"},"
					"\"sec_admin\":{\"login\":\"sec\",\"name\":\"乙二\",\"password\":\"%s\"},\"audit_admin\":{\"login\":\"aud\",\"name\":\"丙三\",\"password\":\"%s\"}}", PASSWORD, PASSWORD, PASSWORD);
	MUST(ask(a, "account.first", first).err == OK);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const ops[] = { "session.create", "sso.verify", "sso.sign_in", "account.first" };
	static int64_t runs;
	struct arena *a = fuzz_arena();
	struct principal who = { 0 };
	struct fail f = { 0 };

	if (!k)
		open_once();
	if (n < 1)
		return 0;
	char *copy = malloc(n);
	memcpy(copy, data + 1, n - 1);
	struct str s = { copy, n - 1 }, token = s;
	switch (data[0] % 8) {
	case 0: case 1: case 2: case 3: {
		struct answer got = ask(a, ops[data[0] % 4], s);
		MUST(got.status >= 200 && got.status < 500 && got.status != 404);
		MUST(got.err != OK || (data[0] % 4 == 0 && str_find(s, str_of(PASSWORD)) >= 0));
		/* Names of members that are not known are told back as they came; beyond that no answer holds the password. */
		MUST(str_find(got.body, str_of(PASSWORD)) < 0 || (strcmp(got.fail.reason, "bad_fields") == 0 && str_find(s, str_of(PASSWORD)) >= 0));
		break;
	}
	case 4:
		token = cookie_get(s, "yunguan_session");
		/* fall through */
	case 5:
		MUST(!token_ok(token) || !memchr(token.p, ':', token.n));
		if (token_ok(token))
			MUST(core_who_by_token(k, token, a, &who, &f) != OK);
		break;
	case 6: case 7:
		MUST(core_who_by_token(k, arena_fmt(a, "%s:" STR_FMT, data[0] % 8 == 6 ? "cert" : "subject", STR_ARG(s)), a, &who, &f) != OK);
		break;
	}
	free(copy);
	if (++runs % 2000 == 0)
		MUST(core_invariants(k, a, &f) == OK);
	return 0;
}
