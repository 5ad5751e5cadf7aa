// The words of the first run.
export const w = {
  first: {
    title: '欢迎使用政务云管理平台', sub: '第一次启动。先登记办法、主管部门和三名管理员，三个人各自登记第二因素，再按清单完成开通前的设置。', subDone: '管理员已经建立，登录后按清单继续。', begin: '从空白开始', authority: '主管部门名称', authorityHelp: '例如：西双版纳州数据局', no: '单位编码',
    admins: { sys_admin: { title: '系统管理员', does: '管单位、人员和账号' }, sec_admin: { title: '安全管理员', does: '授予和收回岗位' }, audit_admin: { title: '审计管理员', does: '查看和核验操作记录' } },
    fields: { name: '姓名', login: '登录名', mobile: '手机', password: '口令', again: '再输一次口令' }, differ: '两次输入的口令不一致', passwordHelp: '三个账号须由三个人掌管，口令各自设定，互不代管。', submit: '建立管理员', made: '三名管理员已经建立', next: '系统管理员登录后登记单位和人员，安全管理员授予岗位。',
    listTitle: '开通前清单', demo: '想先看演示：停止服务，以 yunguan serve --demo 另建数据目录启动，演示数据不进入正式库。',
    list: [['导入条文与期限', '办法 41 条已内置'], ['设置工作日历', '国务院安排已载入，请核对本州民族节日'], ['三名管理员，三个第二因素', '系统、安全、审计三员分立'], ['登记单位与人员', '可从 CSV 导入'], ['发布服务目录与价格', '采购结果确定后填写'], ['登记资源池与区域', '互联网区、政务外网区物理隔离']] as [string, string][],
  },
}
