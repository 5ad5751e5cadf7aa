/* A resource's network cards and addresses (A15.2b): each lies in the resource's zone, an address is used once in a zone. */
#include <arpa/inet.h>
#include "domain/infra/infra.h"
#include "domain/resource/resource_in.h"

/* One spelling for each address, so that no other hides that it is used; p NULL when it is none. */
static struct str address_of(struct ctx *c, struct str text)
{
	const char *name = arena_cstr(c->arena, str_trim(text));
	char *out = arena_alloc(c->arena, INET6_ADDRSTRLEN);
	unsigned char raw[16];

	for (int i = 0; i < 2; i++) {
		int family = i ? AF_INET6 : AF_INET;
		if (inet_pton(family, name, raw) == 1 && inet_ntop(family, raw, out, INET6_ADDRSTRLEN))
			return str_of(out);
	}
	return STR_NONE;
}

enum err resource_add_nic(struct ctx *c, const void *in_, void *out)
{
	const struct resource_nic *in = in_;
	struct resource_nic n = *in;

	(void)out;
	n.address = address_of(c, in->address);
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
	struct str other, address = in ? address_of(c, in->address) : STR_NONE;

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
