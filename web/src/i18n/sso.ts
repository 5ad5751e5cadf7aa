// The words of signing in by another server's word.
export const w = {
  or: '或者', by: (n: string) => `用${n}登录`, going: '正在前往', title: '统一认证登录', busy: '正在核对身份', code: '动态码或恢复码', codeHelp: '身份已经核对，请再填写动态码应用上的六位数字，或者一个没有用过的恢复码。', submit: '登录', again: '重新登录',
  cancelled: '统一认证没有完成', cancelledHelp: '可能是中途取消，或者对方没有通过。请重新登录，或者改用口令。', bad: '统一认证的地址不能用', lost: '这个标签页没有开始过统一认证登录，请重新登录。',
  mine: '统一认证关联', mineHelp: '安全管理员提出的关联，确认是本人的身份之后才能用来登录。', confirm: '确认是本人', leave: '解除', subject: '主体', reason: '不再使用', states: { proposed: '待本人确认', active: '有效', ended: '已解除' } as Record<string, string>,
  issuers: {
    title: '统一认证', sub: '外部统一认证只证明是谁；是哪个账号，由安全管理员提出、本人确认', tabs: { issuers: '登录服务', links: '关联', strangers: '没有关联的登录', certificates: '程序证书' }, add: '登记统一认证', linksSub: '一个主体对应一个账号，本人用口令登录确认之后生效', strangersSub: '在统一认证通过了、这里还没有对应账号的人；核实身份之后再关联', certificatesSub: '程序凭证书办事；本人申请，安全管理员批准，权限和期限都有限',
    test: '检测', testing: '正在检测', reached: '连通正常。登录时浏览器将前往', links: '已有关联', strangers: '没有关联的登录', nobody: '这样的登录', joined: '关联', link: '关联到账号', linkOf: (n: string) => `关联 ${n}`, noIssuer: '还没有登记统一认证，登录只用口令和动态码。', closed: '已停用，它的关联全部解除。',
  },
  cert: {
    title: '程序证书', mineSub: '程序用客户端证书连接，只能办选定的权限；安全管理员批准后有效', ask: '申请登记证书', why: '证书由程序的维护人自己生成，私钥不离开程序所在的机器。', file: '证书文件', fileHelp: 'PEM 格式，只含证书；文件在浏览器里读出指纹，不上传', hasKey: '文件里有私钥，请只选证书。', notOne: '不是 PEM 格式的证书。', over: '证书已经过期。', subject: '主题', valid: '证书有效期', until: (a: string, b: string) => `${a}至 ${b}`, print: 'SHA-256 指纹', kind: '认什么', kindNotes: { fingerprint: '只认这一张，换证书时重新申请', subject: '认签发机构发给这个主题的证书，续期后不必重新申请' } as Record<string, string>,
    value: '指纹或主题', toHelp: '不晚于证书本身的期限', state: '状态', none: '没有在用的程序证书。', revokeOf: (n: string) => `收回证书 ${n}`, left: (n: number) => n < 0 ? '已过期' : n === 0 ? '今日失效' : `${n} 天后失效`, by: '账号', scope: '权限范围', does: '可以办',
  },
}
