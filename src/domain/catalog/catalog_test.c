#define TEST_ROOM "catalog"
#include "domain/catalog/catalog_in.h"

TEST(size_is_read_from_the_specification)
{
	struct item_size a = catalog_spec_size(STR("鲲鹏4核8GB;含系统盘60GB"));
	CHECK_INT(a.vcpu, 4);
	CHECK_INT(a.mem_gb, 8);
	CHECK_INT(a.disk_gb, 60);
	a = catalog_spec_size(STR("信创;独占整机64核/512GB"));
	CHECK_INT(a.vcpu, 64);
	CHECK_INT(a.mem_gb, 512);
	CHECK_INT(a.disk_gb, 0);
}

TEST(a_specification_without_cores_has_no_size)
{
	struct item_size a = catalog_spec_size(STR("推理卡16GB显存;按卡计,不含CPU内存"));
	CHECK_INT(a.vcpu, 0);
	CHECK_INT(a.mem_gb, 0);
	a = catalog_spec_size(STR_NONE);
	CHECK_INT(a.vcpu, 0);
	/* Cores alone at the end: no memory is made up. */
	a = catalog_spec_size(STR("按8核"));
	CHECK_INT(a.vcpu, 8);
	CHECK_INT(a.mem_gb, 0);
}

TEST(likeness_counts_shared_pairs_and_words)
{
	CHECK_INT(catalog_likeness(STR("对象存储"), STR("对象存储")), 10000);
	CHECK(catalog_likeness(STR("云主机"), STR("信创云主机(鲲鹏)-vCPU")) >= 8000);
	CHECK(catalog_likeness(STR("对象存储 S3"), STR("对象存储-标准")) >= 6000);
	CHECK(catalog_likeness(STR("图数据库"), STR("分布式缓存")) < 1500);
	CHECK_INT(catalog_likeness(STR("VPN"), STR("vpn")), 10000);
	CHECK_INT(catalog_likeness(STR_NONE, STR("对象存储")), 0);
	CHECK_INT(catalog_likeness(STR("——，。"), STR("对象存储")), 0);
}
