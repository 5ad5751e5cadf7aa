/* The province over files: what a gateway, a courier or a synchronised folder carries. The data file is there whole before its manifest, and the
 * other side takes only what has a manifest; its receipt is a file of the same name in the inbox. */
#include <jansson.h>
#include <stdio.h>
#include "base/field.h"
#include "driver/prov.h"
#include "port/port.h"

enum { PATH_LEN = 800, RECEIPT_MAX = 64 * 1024 };
struct manifest { struct str key, dataset, period, data_at, digest; int64_t rows; };
static const struct field manifest_fields[] = {
	F(struct manifest, key, F_STR, "批次", OUT), F(struct manifest, dataset, F_STR, "数据集", OUT), F(struct manifest, period, F_STR, "期间", OUT), F(struct manifest, data_at, F_STR, "取数时间", OUT),
	F(struct manifest, rows, F_INT, "行数", OUT), F(struct manifest, digest, F_STR, "SM3 摘要", OUT), { 0 }
};
static const struct record manifest_record = RECORD("prov_manifest", struct manifest, manifest_fields, "批次清单");
static const struct field receipt_fields[] = {
	F(struct prov_receipt, key, F_STR, "批次", IN | NEEDED), F(struct prov_receipt, accepted, F_BOOL, "已接收", IN), F(struct prov_receipt, rows, F_INT, "行数", IN | NEEDED),
	F(struct prov_receipt, digest, F_STR, "SM3 摘要", IN | NEEDED, .max = 64), F(struct prov_receipt, note, F_STR, "说明", IN, .max = 500), { 0 }
};
static const struct record receipt_record = RECORD("prov_receipt", struct prov_receipt, receipt_fields, "回执");

static bool plain(struct str s)
{
	if (!s.n || s.p[0] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", s.p[i]))
			return false;
	return true;
}

/* conf->folder/endpoint/box, and whether the names could lead anywhere else. */
static enum err place(const struct prov_conf *conf, struct str key, const char *box, char *to, struct fail *f)
{
	if (!plain(str_of(conf->endpoint)) || !plain(key))
		return fail_set(f, E_INVALID, "prov.name", "文件夹名和批次名只能由字母、数字、点、横线和下划线组成");
	if (snprintf(to, PATH_LEN, "%s/%s/%s", conf->folder, conf->endpoint, box) >= PATH_LEN - 100)
		return fail_set(f, E_INVALID, "prov.name", "文件夹路径太长");
	return OK;
}

static enum err file_send(const struct prov_conf *conf, const struct prov_batch *b, struct fail *f)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(16));
	struct manifest m = { b->key, b->dataset, b->period, b->data_at, b->digest, b->rows };
	char folder[PATH_LEN], path[PATH_LEN + 120];

	TRY(place(conf, b->key, "inbox", folder, f));
	TRY(dir_make(folder, f));
	TRY(place(conf, b->key, "outbox", folder, f));
	TRY(dir_make(folder, f));
	if (fault("prov.send"))
		return fail_set(f, E_REMOTE, "prov.file", "发件文件夹写不进去");
	snprintf(path, sizeof path, "%s/" STR_FMT ".csv", folder, STR_ARG(utf8_head(b->key, 100)));
	TRY(file_write(path, b->bytes, f));
	record_to_json(&manifest_record, &m, OUT, false, &text);
	snprintf(path, sizeof path, "%s/" STR_FMT ".json", folder, STR_ARG(utf8_head(b->key, 100)));
	return file_write(path, buf_str(&text), f);
}

static enum err file_receipt(const struct prov_conf *conf, const struct prov_batch *b, struct arena *a, struct fail *f, struct prov_receipt *out)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(RECEIPT_MAX);
	char folder[PATH_LEN], path[PATH_LEN + 120];
	struct json_t *json = NULL;

	TRY(place(conf, b->key, "inbox", folder, f));
	snprintf(path, sizeof path, "%s/" STR_FMT ".json", folder, STR_ARG(utf8_head(b->key, 100)));
	if (!file_exists(path))
		return E_ABSENT;
	TRY(file_read(path, &text, f));
	record_none(&receipt_record, out);
	TRY(json_text_parse(buf_str(&text), f, &json));
	enum err e = record_from_json(&receipt_record, json, IN, out, a, f);
	json_decref(json);
	if (e == OK && !str_eq(out->key, b->key))
		e = fail_set(f, E_INVALID, "prov.receipt", "回执写的批次是“" STR_FMT "”", STR_ARG(utf8_head(out->key, 60)));
	return e;
}

const struct prov prov_file = { .name = "file", .send = file_send, .receipt = file_receipt };
