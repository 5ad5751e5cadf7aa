/* A resource's network cards and addresses (A15.2b): each lies in the resource's zone, an address is used once in a zone. */
#include "domain/infra/infra.h"
#include "domain/resource/resource_in.h"

enum err resource_add_nic(struct ctx *c, const void *in_, void *out)
{
	const struct resource_nic *in = in_;
	struct resource_nic n = *in;

	(void)out;
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
	struct str other;

	(void)subject;
	if (!in || !in->zone || str_empty(in->address))
		return OK;
	TRY(sql_str(c, &resource_q[Q_NIC_ADDRESS], &other, in->address, zone_names[in->zone].word));
	return other.p ? refuse(c, "地址 " STR_FMT " 在%s已由资源 " STR_FMT " 使用", STR_ARG(in->address), zone_names[in->zone].label, STR_ARG(other)) : OK;
}

enum err still_running(struct ctx *c, const void *subject, const void *in)
{
	const struct resource *r = subject;

	(void)in;
	return r->state == RES_STOPPED || r->state == RES_DESTROYED ? refuse(c, "资源 " STR_FMT " 已停止", STR_ARG(r->no)) : OK;
}
