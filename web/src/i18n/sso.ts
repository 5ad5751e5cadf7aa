// The words of signing in by another server's word.
export const w = {
  or: '或者', by: (n: string) => `用${n}登录`, going: '正在前往', title: '统一认证登录', busy: '正在核对身份', code: '动态码或恢复码', codeHelp: '身份已经核对，请再填写动态码应用上的六位数字，或者一个没有用过的恢复码。', submit: '登录', again: '重新登录',
  cancelled: '统一认证没有完成', cancelledHelp: '可能是中途取消，或者对方没有通过。请重新登录，或者改用口令。', bad: '统一认证的地址不能用', lost: '这个标签页没有开始过统一认证登录，请重新登录。',
  mine: '统一认证关联', mineHelp: '安全管理员提出的关联，确认是本人的身份之后才能用来登录。', confirm: '确认是本人', leave: '解除', subject: '主体', reason: '不再使用', states: { proposed: '待本人确认', active: '有效', ended: '已解除' } as Record<string, string>,
}
