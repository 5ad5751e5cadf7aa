/* The parties of A7 and the roles of DICTIONARY §5. */
#include "core/role.h"

const struct names org_kind_names[ORG_KIND_MAX] = {
	[ORG_AUTHORITY] = { "authority", "主管部门" }, [ORG_APPLICANT] = { "applicant", "申请单位" },
	[ORG_USER]      = { "user", "上云单位" },      [ORG_CSP]       = { "csp", "云服务商" },
	[ORG_TECH]      = { "tech", "技术管理部门" },  [ORG_DEPT]      = { "dept", "有关部门" },
	[ORG_AUDIT]     = { "audit", "审计监督" },
};

const struct names role_names[ROLE_MAX] = {
	[ROLE_AUTH_HANDLER]    = { "auth_handler", "主管部门经办" },   [ROLE_AUTH_APPROVER]   = { "auth_approver", "主管部门审批" },
	[ROLE_AUTH_ISSUER]     = { "auth_issuer", "主管部门签发" },    [ROLE_AUTH_FINANCE]    = { "auth_finance", "主管部门财务" },
	[ROLE_AUTH_SECURITY]   = { "auth_security", "主管部门安全" },  [ROLE_AUTH_OBSERVER]   = { "auth_observer", "主管部门观察" },
	[ROLE_APPU_MANAGER]    = { "appu_manager", "资源管理员" },     [ROLE_APPU_REVIEWER]   = { "appu_reviewer", "申请单位审核" },
	[ROLE_USER_HANDLER]    = { "user_handler", "上云单位经办" },   [ROLE_USER_OWNER]      = { "user_owner", "系统负责人" },
	[ROLE_USER_SECURITY]   = { "user_security", "上云单位安全管理员" },
	[ROLE_CSP_OPERATION]   = { "csp_operation", "服务商运营" },    [ROLE_CSP_MAINTENANCE] = { "csp_maintenance", "服务商运维" },
	[ROLE_CSP_SECURITY]    = { "csp_security", "服务商安全" },     [ROLE_CSP_FINANCE]     = { "csp_finance", "服务商财务" },
	[ROLE_CSP_HEAD]        = { "csp_head", "服务商负责人" },       [ROLE_TECH_EVALUATOR]  = { "tech_evaluator", "技术评估" },
	[ROLE_DEPT_REVIEWER]   = { "dept_reviewer", "会办" },          [ROLE_AUDITOR]         = { "auditor", "审计监督" },
	[ROLE_SYS_ADMIN]       = { "sys_admin", "系统管理员" },        [ROLE_SEC_ADMIN]       = { "sec_admin", "安全管理员" },
	[ROLE_AUDIT_ADMIN]     = { "audit_admin", "审计管理员" },
};

const enum org_kind role_party[ROLE_MAX] = {
	[ROLE_AUTH_HANDLER] = ORG_AUTHORITY, [ROLE_AUTH_APPROVER] = ORG_AUTHORITY, [ROLE_AUTH_ISSUER] = ORG_AUTHORITY,
	[ROLE_AUTH_FINANCE] = ORG_AUTHORITY, [ROLE_AUTH_SECURITY] = ORG_AUTHORITY, [ROLE_AUTH_OBSERVER] = ORG_AUTHORITY,
	[ROLE_APPU_MANAGER] = ORG_APPLICANT, [ROLE_APPU_REVIEWER] = ORG_APPLICANT,
	[ROLE_USER_HANDLER] = ORG_USER, [ROLE_USER_OWNER] = ORG_USER, [ROLE_USER_SECURITY] = ORG_USER,
	[ROLE_CSP_OPERATION] = ORG_CSP, [ROLE_CSP_MAINTENANCE] = ORG_CSP, [ROLE_CSP_SECURITY] = ORG_CSP,
	[ROLE_CSP_FINANCE] = ORG_CSP, [ROLE_CSP_HEAD] = ORG_CSP,
	[ROLE_TECH_EVALUATOR] = ORG_TECH, [ROLE_DEPT_REVIEWER] = ORG_DEPT, [ROLE_AUDITOR] = ORG_AUDIT,
	[ROLE_SYS_ADMIN] = ORG_AUTHORITY, [ROLE_SEC_ADMIN] = ORG_AUTHORITY, [ROLE_AUDIT_ADMIN] = ORG_AUTHORITY,
};

bool role_fits(enum role r, enum org_kind party)
{
	assert(r > 0 && r < ROLE_MAX);
	return role_party[r] == party || (role_party[r] == ORG_USER && party == ORG_APPLICANT);
}
