/* A resource's network cards and addresses (A15.2b): each lies in the resource's zone, an address is used once in a zone. */
#include "domain/infra/infra.h"
#include "domain/resource/resource_in.h"

/* Several addresses in one text, by comma, semicolon, 、or blank, as people write them. */
static bool parts(struct str *rest, struct str *one)
{
	static const char *const between[] = { ",", ";", " ", "\n", "、", "，", "；" };

	while (rest->n) {
		size_t end = rest->n, skip = 0;
		for (size_t i = 0; i < COUNT(between); i++) {
			ptrdiff_t at = str_find(*rest, str_of(between[i]));
			if (at >= 0 && (size_t)at < end) {
				end = (size_t)at;
				skip = strlen(between[i]);
			}
		}
		*one = (struct str){ rest->p, end };
		*rest = (struct str){ rest->p + end + skip, rest->n - end - skip };
		if (one->n)
			return true;
	}
	return false;
}

enum err resource_addresses(struct ctx *c, const char *field, struct str text, struct str *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(8));
	struct str rest = text, one;

	*out = STR_NONE;
	while (parts(&rest, &one)) {
		struct str address = address_text(c->arena, one);
		if (!address.p)
			return fail_on(c, field, "bad_format", "“" STR_FMT "”不是 IP 地址，写作 10.1.0.8 或 2001:db8::8，几个之间用逗号", STR_ARG(utf8_head(one, 60)));
		buf_fmt(&b, "%s" STR_FMT, b.n ? "," : "", STR_ARG(address));
	}
	if (b.n)
		*out = arena_str(c->arena, buf_str(&b));
	return OK;
}

enum err resource_add_nic(struct ctx *c, const void *in_, void *out)
{
	const struct resource_nic *in = in_;
	struct resource_nic n = *in;

	(void)out;
	n.address = address_text(c->arena, in->address);
	if (!n.address.p)
		return fail_on(c, "address", "bad_format", "“" STR_FMT "”不是 IP 地址，写作 10.1.0.8 或 2001:db8::8", STR_ARG(in->address));
	n.id = id_new(c);
	n.resource = c->subject_id;
	n.created_at = c->now;
	return sql_put(c, &resource_q[Q_NIC_PUT], &n);
}

enum err resource_fill(struct ctx *c, void *rec)
{
	struct resource *r = rec;

	return sql_all(c, &resource_q[Q_NICS], &r->nics, r->id);
}

enum err nic_in_zone(struct ctx *c, const void *subject, const void *in_)
{
	const struct resource *r = subject;
	const struct resource_nic *in = in_;

	if (!in || !in->zone || str_is(r->zone, zone_names[in->zone].word))
		return OK;
	return refuse(c, "资源 " STR_FMT " 不在%s，两个区域物理隔离，一个资源不能有两个区域的网卡", STR_ARG(r->no), zone_names[in->zone].label);
}

/* Private ranges may repeat, but not within a zone. */
enum err address_free(struct ctx *c, const void *subject, const void *in_)
{
	const struct resource_nic *in = in_;
	struct str other, address = in ? address_text(c->arena, in->address) : STR_NONE;

	(void)subject;
	if (!in || !in->zone || !address.p)
		return OK;                      /* the handler names what is no address */
	TRY(sql_str(c, &resource_q[Q_NIC_ADDRESS], &other, address, zone_names[in->zone].word));
	return other.p ? refuse(c, "地址 " STR_FMT " 在%s已由资源 " STR_FMT " 使用", STR_ARG(in->address), zone_names[in->zone].label, STR_ARG(other)) : OK;
}

enum err still_running(struct ctx *c, const void *subject, const void *in)
{
	const struct resource *r = subject;

	(void)in;
	return r->state == RES_STOPPED || r->state == RES_DESTROYED ? refuse(c, "资源 " STR_FMT " 已停止", STR_ARG(r->no)) : OK;
}
