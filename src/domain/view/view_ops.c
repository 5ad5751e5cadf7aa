/* Kept views of lists: tables of the feature. */
#include "domain/view/view_in.h"

static const struct field view_fields[] = {
	F(struct list_view, id, F_ID, "编号", OUT), F(struct list_view, version, F_INT, "版本", OUT), F(struct list_view, owner, F_ID, "建立人", OUT, .ref = "person"),
	F(struct list_view, owner_name, F_STR, "建立人姓名", OUT | JOINED), F(struct list_view, org, F_ID, "单位", OUT, .ref = "org"),
	F(struct list_view, list, F_STR, "列表", OUT | FILTER), F(struct list_view, name, F_STR, "名称", OUT | SORT, .max = VIEW_NAME_MAX),
	F(struct list_view, query, F_STR, "条件", OUT, .max = VIEW_QUERY_MAX), F(struct list_view, roles, F_SET, "共用的岗位", OUT, NAMES(role_names), .article = "A7"),
	F(struct list_view, mine, F_BOOL, "本人的", OUT | VIRTUAL), F(struct list_view, is_default, F_BOOL, "默认", OUT | VIRTUAL),
	F(struct list_view, created_at, F_AT, "建立时间", OUT), F(struct list_view, retired_at, F_AT, "移除时间", OUT), { 0 }
};
const struct record list_view_record = RECORD("list_view", struct list_view, view_fields, "列表视图");
#define VIEW_IN \
	F(struct view_in, name, F_STR, "名称", IN | NEEDED, .max = VIEW_NAME_MAX), F(struct view_in, query, F_STR, "条件", IN, .max = VIEW_QUERY_MAX, .help = "像在地址里那样写，如 state=confirmed&sort=-month"), \
	F(struct view_in, roles, F_SET, "共用的岗位", IN, NAMES(role_names), .help = "本单位担任这些岗位的人都能用；不填只有自己能用", .article = "A7")
static const struct field create_fields[] = { F(struct view_in, list, F_STR, "列表", IN | NEEDED, .max = 100, .help = "列表在接口里的路径，如 /bills"), VIEW_IN, { 0 } };
static const struct record create_record = RECORD("list_view_create", struct view_in, create_fields, "保存视图");
static const struct field update_fields[] = { F(struct view_in, id, F_ID, "编号", IN_PATH), VIEW_IN, { 0 } };
static const struct record update_record = RECORD("list_view_update", struct view_in, update_fields, "修改视图");
static const struct field default_fields[] = { F(struct view_default_in, id, F_ID, "编号", IN_PATH), F(struct view_default_in, on, F_BOOL, "设为默认", IN | NEEDED), { 0 } };
static const struct record default_record = RECORD("list_view_default", struct view_default_in, default_fields, "设默认视图");

const struct entity list_view_entity = {
	.name = "list_view", .label = "列表视图", .path = "/list-views", .rec = &list_view_record, .from = "v_list_view", .table = "list_view", .title = "name",
	.scope = { .own = "retired_at IS NULL AND org = :org AND (owner = :person OR (roles & :roles) <> 0)" }, .fill = view_fill, .fill_row = view_fill,
};
static const struct list_def view_list = { .order = "name", .search = "name" };
#define VIEW .entity = &list_view_entity
static const struct op ops[] = {
	{ "list_view.list", GET, "/list-views", .words = "列表视图", .article = "A7", .flags = OP_SIGNED_IN, VIEW, .list = &view_list },
	{ "list_view.get", GET, "/list-views/{id}", .words = "查看视图", .article = "A7", .flags = OP_SIGNED_IN, VIEW },
	{ "list_view.create", POST, "/list-views", .in = &create_record, .fn = view_create, .words = "保存视图", .article = "A7", .flags = OP_SIGNED_IN | OP_CREATES, VIEW },
	{ "list_view.update", PATCH, "/list-views/{id}", .in = &update_record, .fn = view_update, .words = "修改视图", .article = "A7", .flags = OP_SIGNED_IN | OP_REPLACES, VIEW },
	{ "list_view.retire", DELETE, "/list-views/{id}", .fn = view_retire, .words = "移除视图", .article = "A7", .flags = OP_SIGNED_IN, VIEW },
	{ "list_view.default", PUT, "/list-views/{id}/default", .in = &default_record, .out = &list_view_record, .fn = view_default, .words = "设默认视图", .article = "A7",
	  .flags = OP_SIGNED_IN | OP_NO_MATCH },
	{ 0 }
};
static const struct guard guards[] = {
	{ .op = "list_view.update", .article = "A7", .reason = "list_view.not_yours", .must = view_is_own },
	{ .op = "list_view.retire", .article = "A7", .reason = "list_view.not_yours", .must = view_is_own },
	{ 0 }
};
static const struct entity *const entities[] = { &list_view_entity, NULL };
const struct feature view_feature = {
	.name = "view", .label = "列表视图", .articles = ARTICLES("A7"), .migrations = view_migrations, .invariants = view_invariants, .guards = guards,
	.entities = entities, .ops = ops, STATEMENTS(view_q),
};
