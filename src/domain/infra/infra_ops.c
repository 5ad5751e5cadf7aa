/* Tables of fields, guards and ops of sites, zones, pools and hosts. */
#include "domain/infra/infra_in.h"

static const struct names site_kind_names[SITE_KIND_MAX] = {
	[SITE_PRODUCTION] = { "production", "生产中心" }, [SITE_SAME_CITY] = { "local_dr", "同城灾备中心" }, [SITE_REMOTE] = { "remote_dr", "异地灾备中心" },
};
const struct names zone_names[ZONE_MAX] = { [ZONE_NET] = { "internet", "互联网区" }, [ZONE_GOV] = { "extranet", "政务外网区" } };
const struct names pool_arch_names[ARCH_MAX] = {
	[ARCH_X86] = { "x86", "x86" }, [ARCH_KUNPENG] = { "kunpeng", "鲲鹏" }, [ARCH_HYGON] = { "hygon", "海光" }, [ARCH_PHYTIUM] = { "phytium", "飞腾" },
	[ARCH_OTHER] = { "other", "其他" },
};
static const struct names tech_names[POOL_TECH_MAX] = {
	[TECH_OPENSTACK] = { "openstack", "OpenStack" }, [TECH_VMWARE] = { "vmware", "VMware" }, [TECH_HCS] = { "hcs", "HCS" },
	[TECH_APSARA] = { "apsara", "Apsara" }, [TECH_OTHER] = { "other", "其他" },
};
const struct names pool_driver_names[POOL_DRIVER_MAX] = { [POOL_MANUAL] = { "manual", "人工开通" }, [POOL_FAKE] = { "fake", "演示驱动" } };
static const struct names status_names[POOL_STATUS_MAX] = { [POOL_ACTIVE] = { "active", "在用" }, [POOL_CLOSED] = { "closed", "停用" } };
static const struct names host_kind_names[HOST_KIND_MAX] = {
	[HOST_COMPUTE] = { "compute", "计算" }, [HOST_STORAGE] = { "storage", "存储" }, [HOST_NETWORK] = { "network", "网络" },
	[HOST_SECURITY] = { "security", "安全" }, [HOST_CRYPTO] = { "crypto", "密码" },
};
static const struct names host_status_names[HOST_STATUS_MAX] = { [HOST_ACTIVE] = { "active", "在用" }, [HOST_RETIRED] = { "retired", "退役" } };

static const struct names fullness_names[FULLNESS_MAX] = {
	[FULLNESS_AMPLE] = { "ample", "充足" }, [FULLNESS_TIGHT] = { "tight", "偏紧" }, [FULLNESS_FULL] = { "full", "紧张" },
};
static const struct names direction_names[CHANNEL_DIRECTION_MAX] = {
	[CHANNEL_INWARD] = { "inward", "互联网区到政务外网区" }, [CHANNEL_OUTWARD] = { "outward", "政务外网区到互联网区" }, [CHANNEL_BOTH] = { "both", "双向" },
};
static const struct names dr_mode_names[DR_MODE_MAX] = { [DR_DATA] = { "data", "数据级" }, [DR_APPLICATION] = { "application", "应用级" } };

static const struct field site_fields[] = {
	F(struct site, id, F_ID, "编号", OUT | IN_PATH),
	F(struct site, version, F_INT, "版本", OUT),
	F(struct site, name, F_STR, "中心名称", IN | OUT | NEEDED | SORT),
	F(struct site, kind, F_ENUM, "中心类别", IN | OUT | NEEDED | FILTER, NAMES(site_kind_names), .article = "A14.P1a"),
	F(struct site, city, F_STR, "所在城市", IN | OUT | NEEDED | FILTER, .max = 60, .article = "A14.P1a"),
	F(struct site, address, F_STR, "地址", IN | OUT),
	F(struct site, csp, F_ID, "云服务商", IN | OUT | FILTER, .ref = "csp"),
	F(struct site, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct site, grade, F_STR, "机房等级", IN | OUT, .max = 20),
	F(struct site, power_kw, F_INT, "供电（千瓦）", IN | OUT),
	F(struct site, pue_milli, F_INT, "PUE（千分之）", IN | OUT, .max = 9999),
	F(struct site, status, F_ENUM, "状态", IN | OUT | FILTER, NAMES(status_names)),
	F(struct site, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record site_record = RECORD("site", struct site, site_fields, "中心");

static const struct field zone_fields[] = {
	F(struct zone_row, id, F_ID, "编号", OUT | IN_PATH),
	F(struct zone_row, version, F_INT, "版本", OUT),
	F(struct zone_row, code, F_ENUM, "区域", OUT | SORT, NAMES(zone_names), .article = "A15.2a"),
	F(struct zone_row, name, F_STR, "名称", IN | OUT | NEEDED),
	F(struct zone_row, isolation_note, F_TEXT, "隔离措施", IN | OUT, .article = "A15.2b"),
	F(struct zone_row, isolation_evidence, F_ID, "隔离证明", IN | OUT, .ref = "attachment", .article = "A15.2b"),
	F(struct zone_row, n_pools, F_INT, "在用资源池数", OUT | JOINED),
	{ 0 }
};
const struct record zone_record = RECORD("zone", struct zone_row, zone_fields, "区域");

static const struct field pool_fields[] = {
	F(struct pool, id, F_ID, "编号", OUT | IN_PATH),
	F(struct pool, version, F_INT, "版本", OUT),
	F(struct pool, no, F_STR, "资源池编号", IN | OUT | NEEDED | FILTER | SORT, .max = 20),
	F(struct pool, name, F_STR, "资源池名称", IN | OUT | NEEDED | SORT),
	F(struct pool, site, F_ID, "中心", IN | OUT | NEEDED | FILTER, .ref = "site"),
	F(struct pool, site_name, F_STR, "中心名称", OUT | JOINED),
	F(struct pool, zone, F_ENUM, "区域", IN | OUT | NEEDED | FILTER | SORT, NAMES(zone_names), .article = "A15.2a"),
	F(struct pool, csp, F_ID, "云服务商", IN | OUT | FILTER, .ref = "csp", .help = "不填时就是中心的云服务商"),
	F(struct pool, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct pool, tech, F_ENUM, "技术", IN | OUT | FILTER, NAMES(tech_names), .article = "A14.P1b"),
	F(struct pool, arch, F_ENUM, "架构", IN | OUT | NEEDED | FILTER, NAMES(pool_arch_names)),
	F(struct pool, xinchuang, F_BOOL, "信创", IN | OUT | FILTER, .article = "A15.1"),
	F(struct pool, dedicated, F_BOOL, "专属", OUT | FILTER, .article = "A15.3"),
	F(struct pool, dedicated_for, F_IDS, "专属于", OUT | VIRTUAL, .ref = "org", .article = "A15.3"),
	F(struct pool, cap_vcpu, F_INT, "容量 vCPU", IN | OUT | REPORT, .max = 100000000, .help = "物理核数；按超分比折算可分配量"),
	F(struct pool, cap_mem_gb, F_INT, "容量内存 GB", IN | OUT | REPORT),
	F(struct pool, cap_sto_gb, F_INT, "容量存储 GB", IN | OUT | REPORT),
	F(struct pool, cap_gpu, F_INT, "容量加速卡", IN | OUT | REPORT),
	F(struct pool, cap_bw_mbps, F_INT, "出口带宽 Mbps", IN | OUT | REPORT),
	F(struct pool, oversub_cpu_bp, F_BP, "CPU 超分比（万分之）", IN | OUT, .help = "不超分是 10000，两倍是 20000"),
	F(struct pool, alloc_vcpu, F_INT, "已分配 vCPU", OUT | JOINED | REPORT),
	F(struct pool, alloc_mem_gb, F_INT, "已分配内存 GB", OUT | JOINED | REPORT),
	F(struct pool, alloc_sto_gb, F_INT, "已分配存储 GB", OUT | JOINED | REPORT),
	F(struct pool, free_vcpu, F_INT, "可分配 vCPU", OUT | JOINED | REPORT),
	F(struct pool, free_mem_gb, F_INT, "可分配内存 GB", OUT | JOINED | REPORT),
	F(struct pool, free_sto_gb, F_INT, "可分配存储 GB", OUT | JOINED | REPORT),
	F(struct pool, used_bp, F_BP, "分配水位", OUT | VIRTUAL, .help = "CPU、内存、存储中最高的一项"),
	F(struct pool, level, F_ENUM, "容量情况", OUT | VIRTUAL, NAMES(fullness_names), .article = "A14.P1b"),
	F(struct pool, n_resources, F_INT, "资源数", OUT | JOINED | REPORT),
	F(struct pool, n_hosts, F_INT, "设备数", OUT | JOINED | REPORT),
	F(struct pool, driver, F_ENUM, "开通方式", IN | OUT | FILTER, NAMES(pool_driver_names)),
	F(struct pool, endpoint, F_STR, "接入地址", IN | OUT),
	F(struct pool, from_date, F_DATE, "启用日", IN | OUT),
	F(struct pool, to_date, F_DATE, "停用日", IN | OUT),
	F(struct pool, status, F_ENUM, "状态", IN | OUT | FILTER, NAMES(status_names)),
	F(struct pool, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record pool_record = RECORD("pool", struct pool, pool_fields, "资源池");

static const struct field nic_fields[] = {
	F(struct host_nic, mac, F_STR, "网卡地址", IN | OUT | NEEDED, .max = 40), F(struct host_nic, zone, F_ENUM, "区域", IN | OUT | NEEDED, NAMES(zone_names), .article = "A15.2b"),
	F(struct host_nic, address, F_STR, "IP 地址", IN | OUT, .max = 60), { 0 }
};
const struct record host_nic_record = RECORD("host_nic", struct host_nic, nic_fields, "网卡");
static const struct field host_fields[] = {
	F(struct host, id, F_ID, "编号", OUT | IN_PATH),
	F(struct host, version, F_INT, "版本", OUT),
	F(struct host, sn, F_STR, "序列号", IN | OUT | NEEDED | FILTER | SORT, .max = 80),
	F(struct host, pool, F_ID, "资源池", IN | OUT | NEEDED | FILTER, .ref = "pool"),
	F(struct host, pool_name, F_STR, "资源池名称", OUT | JOINED),
	F(struct host, zone, F_ENUM, "区域", OUT | JOINED | FILTER, NAMES(zone_names), .article = "A15.2c"),
	F(struct host, kind, F_ENUM, "设备类别", IN | OUT | NEEDED | FILTER, NAMES(host_kind_names)),
	F(struct host, model, F_STR, "型号", IN | OUT),
	F(struct host, cpu, F_STR, "处理器", IN | OUT),
	F(struct host, mem_gb, F_INT, "内存 GB", IN | OUT | REPORT),
	F(struct host, sto_gb, F_INT, "存储 GB", IN | OUT | REPORT),
	F(struct host, nics, F_LIST, "网卡", IN | OUT, .sub = &host_nic_record, .max = 32, .article = "A15.2b"),
	F(struct host, owner, F_ID, "所有者", OUT | FILTER, .ref = "csp", .article = "A17a"),
	F(struct host, owner_name, F_STR, "所有者名称", OUT | JOINED),
	F(struct host, xinchuang, F_BOOL, "信创", IN | OUT | FILTER),
	F(struct host, status, F_ENUM, "状态", OUT | FILTER, NAMES(host_status_names)),
	F(struct host, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record host_record = RECORD("host", struct host, host_fields, "设备");

static const struct field channel_fields[] = {
	F(struct channel, id, F_ID, "编号", OUT | IN_PATH), F(struct channel, version, F_INT, "版本", OUT),
	F(struct channel, no, F_STR, "通道编号", IN | OUT | NEEDED | FILTER | SORT, .max = 40), F(struct channel, device, F_STR, "隔离交换设备", IN | OUT | NEEDED),
	F(struct channel, direction, F_ENUM, "方向", IN | OUT | NEEDED | FILTER, NAMES(direction_names)), F(struct channel, purpose, F_TEXT, "用途", IN | OUT | NEEDED),
	F(struct channel, approved_by, F_STR, "批准单位", IN | OUT | NEEDED, .article = "A15.2b"), F(struct channel, approval_no, F_STR, "批准文号", IN | OUT, .max = 80),
	F(struct channel, systems, F_IDS, "使用的系统", IN | OUT, .ref = "info_system"), F(struct channel, from_date, F_DATE, "启用日", IN | OUT),
	F(struct channel, to_date, F_DATE, "停用日", IN | OUT), F(struct channel, status, F_ENUM, "状态", IN | OUT | FILTER, NAMES(status_names)),
	F(struct channel, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record channel_record = RECORD("cross_zone_channel", struct channel, channel_fields, "跨区交换通道");
#define MINUTES_MAX .max = 5256000
static const struct field dr_fields[] = {
	F(struct dr_pair, id, F_ID, "编号", OUT | IN_PATH), F(struct dr_pair, version, F_INT, "版本", OUT),
	F(struct dr_pair, system, F_ID, "信息系统", IN | OUT | NEEDED | FILTER, .ref = "info_system"), F(struct dr_pair, system_name, F_STR, "信息系统名称", OUT | SORT),
	F(struct dr_pair, from_site, F_ID, "生产中心", IN | OUT | NEEDED | FILTER, .ref = "site"), F(struct dr_pair, from_site_name, F_STR, "生产中心名称", OUT | JOINED),
	F(struct dr_pair, to_site, F_ID, "灾备中心", IN | OUT | NEEDED | FILTER, .ref = "site"), F(struct dr_pair, to_site_name, F_STR, "灾备中心名称", OUT | JOINED),
	F(struct dr_pair, mode, F_ENUM, "灾备级别", IN | OUT | NEEDED | FILTER, NAMES(dr_mode_names)),
	F(struct dr_pair, rpo_min, F_INT, "恢复点目标（分钟）", IN | OUT, MINUTES_MAX), F(struct dr_pair, rto_min, F_INT, "恢复时间目标（分钟）", IN | OUT, MINUTES_MAX),
	F(struct dr_pair, rpo_actual_min, F_INT, "实测恢复点（分钟）", IN | OUT, MINUTES_MAX), F(struct dr_pair, rto_actual_min, F_INT, "实测恢复时间（分钟）", IN | OUT, MINUTES_MAX),
	F(struct dr_pair, last_drill, F_DATE, "最近切换演练", IN | OUT | FILTER), F(struct dr_pair, drill_note, F_TEXT, "演练说明", IN | OUT),
	F(struct dr_pair, status, F_ENUM, "状态", IN | OUT | FILTER, NAMES(status_names)), F(struct dr_pair, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record dr_pair_record = RECORD("dr_pair", struct dr_pair, dr_fields, "灾备关系");
static const struct field sum_fields[] = {
	F(struct pool_sum, zone, F_ENUM, "区域", OUT, NAMES(zone_names)), F(struct pool_sum, csp, F_ID, "云服务商", OUT, .ref = "org"),
	F(struct pool_sum, csp_name, F_STR, "云服务商名称", OUT), F(struct pool_sum, n_techs, F_INT, "技术种数", OUT), F(struct pool_sum, n_pools, F_INT, "资源池数", OUT | REPORT),
	F(struct pool_sum, cap_vcpu, F_INT, "可分配 vCPU 总量", OUT | REPORT), F(struct pool_sum, cap_mem_gb, F_INT, "内存总量 GB", OUT | REPORT),
	F(struct pool_sum, cap_sto_gb, F_INT, "存储总量 GB", OUT | REPORT), F(struct pool_sum, alloc_vcpu, F_INT, "已分配 vCPU", OUT | REPORT),
	F(struct pool_sum, alloc_mem_gb, F_INT, "已分配内存 GB", OUT | REPORT), F(struct pool_sum, alloc_sto_gb, F_INT, "已分配存储 GB", OUT | REPORT),
	F(struct pool_sum, n_resources, F_INT, "资源数", OUT | REPORT), F(struct pool_sum, xc_vcpu, F_INT, "其中信创 vCPU", OUT | REPORT, .article = "A15.1"),
	F(struct pool_sum, used_bp, F_BP, "分配水位", OUT | VIRTUAL), { 0 }
};
const struct record pool_sum_record = RECORD("pool_sum", struct pool_sum, sum_fields, "资源池合计");
static const struct field overview_fields[] = { F(struct pool_overview, items, F_LIST, "合计", OUT, .sub = &pool_sum_record, .max = 1000), { 0 } };
static const struct record overview_record = RECORD("pool_overview", struct pool_overview, overview_fields, "资源池总览");

static const struct field topology_fields[] = {
	F(struct topology, complete, F_BOOL, "齐备", OUT),
	F(struct topology, gaps, F_STRS, "缺口", OUT),
	F(struct topology, cities, F_STRS, "城市", OUT),
	F(struct topology, n_production, F_INT, "生产中心", OUT),
	F(struct topology, n_same_city, F_INT, "同城灾备中心", OUT),
	F(struct topology, n_remote, F_INT, "异地灾备中心", OUT),
	F(struct topology, n_protected, F_INT, "有灾备的系统", OUT),
	F(struct topology, n_drill_due, F_INT, "切换演练到期", OUT),
	F(struct topology, n_target_missed, F_INT, "未达恢复目标", OUT),
	F(struct topology, pairs, F_LIST, "灾备关系", OUT, .sub = &dr_pair_record, .max = 5000),
	{ 0 }
};
static const struct record topology_record = RECORD("topology", struct topology, topology_fields, "两地三中心");

static const struct field retire_fields[] = {
	F(struct host_retire_in, id, F_ID, "编号", IN_PATH), F(struct host_retire_in, comment, F_TEXT, "原因", IN | NEEDED), { 0 }
};
static const struct record retire_record = RECORD("host_retire", struct host_retire_in, retire_fields, "设备退役");

const struct entity site_entity = {
	.name = "site", .label = "中心", .path = "/sites", .rec = &site_record, .from = "v_site", .table = "site", .title = "name",
	.scope = { "1=1", "1=1", "1=1", "1=1" },
};
const struct entity zone_entity = {
	.name = "zone", .label = "区域", .path = "/zones", .rec = &zone_record, .from = "v_zone", .table = "zone", .title = "name",
	.scope = { "1=1", "1=1", "1=1", "1=1" },
};
#define MEMBER "dedicated = 0 OR id IN (SELECT m.pool FROM pool_member m WHERE m.org = :org OR m.org = :root)"
const struct entity pool_entity = {
	.name = "pool", .label = "资源池", .path = "/pools", .rec = &pool_record, .from = "v_pool", .table = "pool", .title = "name", .fill = pool_fill,
	.fill_row = pool_fill_row, .scope = { MEMBER, MEMBER, "csp = :org", "dedicated = 0" },
};
const struct entity host_entity = {
	.name = "host", .label = "设备", .path = "/hosts", .rec = &host_record, .from = "v_host", .table = "host", .title = "sn",
	.scope = { .csp = "owner = :org", .coop = "1=1" },
};

const struct entity channel_entity = {
	.name = "cross_zone_channel", .label = "跨区交换通道", .path = "/cross-zone-channels", .rec = &channel_record, .from = "cross_zone_channel",
	.table = "cross_zone_channel", .title = "no", .scope = { .csp = "1=1", .coop = "1=1" },
};
const struct entity dr_pair_entity = {
	.name = "dr_pair", .label = "灾备关系", .path = "/dr-pairs", .rec = &dr_pair_record, .from = "v_dr_pair", .table = "dr_pair", .title = "system_name",
	.scope = { .csp = "from_site IN (SELECT s.id FROM site s WHERE s.csp = :org) OR to_site IN (SELECT s.id FROM site s WHERE s.csp = :org)", .coop = "1=1" },
};

static const struct guard guards[] = {
	{ .op = "pool.update", .article = "A15.2b", .reason = "infra.pool_in_use",      .must = pool_stays_in_zone },
	{ .op = "pool.update", .article = "A23.1a", .reason = "infra.pool_not_empty",   .must = pool_closes_empty },
	{ .op = "pool.update", .article = "A20.1c", .reason = "infra.pool_full",        .must = pool_holds_allocated },
	{ .op = "csp.update",  .article = "A31.P1d", .reason = "infra.csp_serves",      .must = csp_holds_nothing },
	{ .op = "host.create", .article = "A15.2b", .reason = "infra.host_two_zones",   .must = host_in_one_zone },
	{ .op = "host.create", .article = "A15.2c", .reason = "infra.host_duplicate",   .must = host_once },
	{ .op = "host.update", .article = "A15.2b", .reason = "infra.host_two_zones",   .must = host_in_one_zone },
	{ .op = "host.update", .article = "A15.2c", .reason = "infra.host_duplicate",   .must = host_once },
	{ .op = "host.update", .article = "A15.2b", .reason = "infra.host_two_zones",   .must = host_stays_in_zone },
	{ .op = "host.create", .article = "A15.2b", .reason = "infra.nic_two_zones",    .must = nics_in_one_zone },
	{ .op = "host.update", .article = "A15.2b", .reason = "infra.nic_two_zones",    .must = nics_in_one_zone },
	{ .op = "host.create", .article = "A15.2c", .reason = "infra.nic_duplicate",    .must = nics_once },
	{ .op = "host.update", .article = "A15.2c", .reason = "infra.nic_duplicate",    .must = nics_once },
	{ 0 }
};

static const struct list_def site_list = { .order = "name", .search = "name || ' ' || city" };
static const struct list_def zone_list = { .order = "code" };
static const struct list_def pool_list = { .order = "no", .search = "no || ' ' || name || ' ' || csp_name" };
static const struct list_def host_list = { .order = "sn", .search = "sn || ' ' || COALESCE(model, '') || ' ' || pool_name" };

static const struct list_def channel_list = { .order = "no", .search = "no || ' ' || device || ' ' || purpose" };
static const struct list_def dr_list = { .order = "system_name", .search = "system_name || ' ' || from_site_name || ' ' || to_site_name" };

static const struct op ops[] = {
	{ "site.list", GET, "/sites", "infra.read", .words = "中心", .article = "A14.P1a", .entity = &site_entity, .list = &site_list },
	{ "site.get", GET, "/sites/{id}", "infra.read", .words = "查看中心", .article = "A14.P1a", .entity = &site_entity },
	{ "site.create", POST, "/sites", "site.keep", &site_record, .fn = site_create, .words = "登记中心", .article = "A14.P1a", .flags = OP_CREATES,
	  .entity = &site_entity },
	{ "site.update", PATCH, "/sites/{id}", "site.keep", &site_record, .fn = site_update, .words = "修改中心", .article = "A14.P1a", .flags = OP_REPLACES,
	  .entity = &site_entity },
	{ "site.topology", GET, "/site-topology", "infra.read", .out = &topology_record, .fn = site_topology, .words = "两地三中心", .article = "A14.P1a" },
	{ "zone.list", GET, "/zones", "infra.read", .words = "区域", .article = "A15.2a", .entity = &zone_entity, .list = &zone_list },
	{ "zone.get", GET, "/zones/{id}", "infra.read", .words = "查看区域", .article = "A15.2a", .entity = &zone_entity },
	{ "zone.update", PATCH, "/zones/{id}", "site.keep", &zone_record, .fn = zone_update, .words = "修改区域", .article = "A15.2b", .flags = OP_REPLACES,
	  .entity = &zone_entity },
	{ "pool.list", GET, "/pools", "pool.read", .words = "资源池", .article = "A15.2a", .entity = &pool_entity, .list = &pool_list },
	{ "pool.get", GET, "/pools/{id}", "pool.read", .words = "查看资源池", .article = "A15.2a", .entity = &pool_entity },
	{ "pool.create", POST, "/pools", "pool.keep", &pool_record, .fn = pool_create, .words = "登记资源池", .article = "A15.2a", .flags = OP_CREATES,
	  .entity = &pool_entity },
	{ "pool.update", PATCH, "/pools/{id}", "pool.keep", &pool_record, .fn = pool_update, .words = "修改资源池", .article = "A15.2b", .flags = OP_REPLACES,
	  .entity = &pool_entity },
	{ "pool.overview", GET, "/pool-overview", "pool.overview", .out = &overview_record, .fn = pool_overview_get, .words = "资源池总览", .article = "A14.P1b" },
	{ "cross_zone_channel.list", GET, "/cross-zone-channels", "channel.read", .words = "跨区交换通道", .article = "A15.2b", .entity = &channel_entity, .list = &channel_list },
	{ "cross_zone_channel.get", GET, "/cross-zone-channels/{id}", "channel.read", .words = "查看跨区交换通道", .article = "A15.2b", .entity = &channel_entity },
	{ "cross_zone_channel.create", POST, "/cross-zone-channels", "site.keep", &channel_record, .fn = channel_create, .words = "登记跨区交换通道", .article = "A15.2b",
	  .flags = OP_CREATES, .entity = &channel_entity },
	{ "cross_zone_channel.update", PATCH, "/cross-zone-channels/{id}", "site.keep", &channel_record, .fn = channel_update, .words = "修改跨区交换通道", .article = "A15.2b",
	  .flags = OP_REPLACES, .entity = &channel_entity },
	{ "dr_pair.list", GET, "/dr-pairs", "channel.read", .words = "灾备关系", .article = "A14.P1a", .entity = &dr_pair_entity, .list = &dr_list },
	{ "dr_pair.get", GET, "/dr-pairs/{id}", "channel.read", .words = "查看灾备关系", .article = "A14.P1a", .entity = &dr_pair_entity },
	{ "dr_pair.create", POST, "/dr-pairs", "dr.keep", &dr_pair_record, .fn = dr_create, .words = "登记灾备关系", .article = "A14.P1a", .flags = OP_CREATES,
	  .entity = &dr_pair_entity },
	{ "dr_pair.update", PATCH, "/dr-pairs/{id}", "dr.keep", &dr_pair_record, .fn = dr_update, .words = "修改灾备关系", .article = "A14.P1a", .flags = OP_REPLACES,
	  .entity = &dr_pair_entity, .help = "登记实测指标和最近一次切换演练" },
	{ "host.list", GET, "/hosts", "host.read", .words = "设备", .article = "A17a", .entity = &host_entity, .list = &host_list },
	{ "host.get", GET, "/hosts/{id}", "host.read", .words = "查看设备", .article = "A17a", .entity = &host_entity },
	{ "host.create", POST, "/hosts", "pool.keep", &host_record, .fn = host_create, .words = "登记设备", .article = "A15.2c", .flags = OP_CREATES,
	  .entity = &host_entity },
	{ "host.update", PATCH, "/hosts/{id}", "pool.keep", &host_record, .fn = host_update, .words = "修改设备", .article = "A15.2c", .flags = OP_REPLACES,
	  .entity = &host_entity },
	{ "host.retire", POST, "/hosts/{id}/retire", "pool.keep", &retire_record, .fn = host_retire, .words = "设备退役", .article = "A17a", .entity = &host_entity },
	{ 0 }
};
static const struct grant grants[] = {
	{ "infra.read", "查看中心和区域", R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "site.keep", "登记中心和区域", R(AUTH_HANDLER) },
	{ "pool.read", "查看资源池", R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "pool.keep", "登记资源池和设备", R(AUTH_HANDLER) },
	{ "pool.overview", "查看资源池总览", R_AUTH_READ },
	{ "channel.read", "查看跨区通道和灾备关系", R_AUTH_READ | R_CSP | R_COOP },
	{ "dr.keep", "登记灾备关系", R(AUTH_HANDLER) | R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "host.read", "查看设备", R_AUTH_READ | R_CSP | R_COOP },
	{ 0 }
};
static const struct entity *const entities[] = { &site_entity, &zone_entity, &pool_entity, &host_entity, &channel_entity, &dr_pair_entity, NULL };
static const struct setting settings[] = {
	{ "pool.tight_bp",  SET_INT, "7000", "A20.1c",  "资源池偏紧的水位（万分之）",   FREE, 0, 1, 10000 },
	{ "pool.full_bp",   SET_INT, "8500", "A20.1c",  "资源池紧张的水位（万分之）",   FREE, 0, 1, 10000 },
	{ "dr.drill_months", SET_INT, "12",  "A14.P1a", "灾备切换演练的间隔（月）",     FREE, 0, 1, 60 },
	{ 0 }
};

const struct feature infra_feature = {
	.name = "infra", .label = "基础设施", .articles = ARTICLES("A2a", "A14.P1a", "A14.P1b", "A15.1", "A15.2a", "A15.2b", "A15.2c", "A15.3", "A17a", "A31.P1d", "R-52"),
	.migrations = infra_migrations, .invariants = infra_invariants, .entities = entities, .guards = guards, .settings = settings, .ops = ops, .grants = grants,
	.boot = infra_boot, STATEMENTS(infra_q),
};
