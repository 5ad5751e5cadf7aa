/* A province that takes everything, or fails as its endpoint says: tests, demonstrations and new ideas about the contract meet it first. */
#include "driver/prov.h"

static bool told_to(const struct prov_conf *conf, const char *what) { return str_is(str_of(conf->endpoint), what); }

static enum err fake_send(const struct prov_conf *conf, const struct prov_batch *b, struct fail *f)
{
	(void)b;
	if (told_to(conf, "down") || fault("prov.send"))
		return fail_set(f, E_REMOTE, "prov.fake", "省级平台没有应答");
	return OK;
}

static enum err fake_receipt(const struct prov_conf *conf, const struct prov_batch *b, struct arena *a, struct fail *f, struct prov_receipt *out)
{
	(void)a;
	(void)f;
	if (told_to(conf, "silent"))
		return E_ABSENT;
	*out = (struct prov_receipt){ b->key, b->digest, STR("已入库"), b->rows, true };
	if (told_to(conf, "reject")) {
		out->accepted = false;
		out->note = STR("字段不合要求");
	}
	if (told_to(conf, "short"))
		out->rows--;
	return OK;
}

const struct prov prov_fake = { .name = "fake", .send = fake_send, .receipt = fake_receipt };
