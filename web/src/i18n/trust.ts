// The words of people and trust: who comes in, who may do what, and who did.
export const w = {
  code: { wrong: '动态码或恢复码不正确', label: '动态码', both: '动态码或恢复码', help: '打开手机上的动态码应用，填写它现在显示的六位数字。' },
  enrol: {
    title: '登记第二因素', replace: '更换设备', why: '以后登录，除口令外还要填写手机上的动态码。没有动态码应用的，先在手机上安装一个（支持 TOTP 的均可，不需要联网）。', steps: ['用动态码应用扫描二维码，或者手工输入密钥', '填写应用上显示的六位数字'],
    qr: '登记第二因素的二维码', secret: '密钥', begin: '开始登记', old: '原设备的动态码，或恢复码', confirm: '确认登记', saved: '动态码已登记', grace: '还没有登记第二因素，过了宽限期不能办事。', go: '现在登记', phoneClock: '动态码按时间变化，手机时间要准。',
  },
  codes: { title: '恢复码', once: '只显示这一次。手机不在身边时，一个恢复码可以代替一次动态码，用过作废。请打印或抄下来，与手机分开存放。', copyAll: '复制全部', print: '打印', kept: '已经另行保存', done: '完成', sheet: (login: string) => `登录名 ${login} 的恢复码` },
  once: { note: '只显示这一次，关闭后任何人都查不到。', kept: '已经记下', done: '关闭' },
  stepUp: { title: '再次验证', go: '验证并继续', password: '口令', enrol: '到“我的账号”登记第二因素' },
  setup: { password: '先修改口令', passwordHelp: '口令是他人设的，或者已经过期。', factor: '先登记第二因素', wait: '首次启动还没有完成', waitHelp: '三名管理员都登记了第二因素之后才能办事。', has: '已登记', hasNot: '还没有登记', again: '再看一次', leave: '退出登录' },
  me: {
    title: '我的账号', sub: '口令、第二因素、登录过的地方和交给程序的令牌', who: '账号', login: '登录名', org: '单位', posts: '岗位', until: '本次登录有效至', password: '口令', passwordDue: '口令是他人设的，或者用得太久，请修改。', passwordFine: '至少 12 位，90 天一换', change: '修改口令', factor: '第二因素', on: '已登记', off: '未登记', left: (n: number) => `还有 ${n} 个恢复码没有用过`, few: '恢复码不多了，请换一批。',
    newCodes: '换一批恢复码', newCodesWhy: '原来的恢复码全部作废。', sessions: '登录的会话', here: '本次', kind: '方式', ip: '地址', began: '登录时间', seen: '最近使用', ends: '有效期至', end: '结束', endOf: (ip: string, t: string) => `结束 ${t} 从 ${ip} 的会话`, endOthers: '结束其他会话', ended: '已结束会话', kinds: { browser: '浏览器', token: '当天令牌', api: '程序令牌' } as Record<string, string>,
    tokens: '程序令牌', tokensNote: '交给程序使用，只含选定的权限，到期失效；不能办要再次验证的事', none: '没有在用的程序令牌。', purpose: '用途', scope: '权限', revoke: '收回', revokeOf: (n: string) => `收回令牌 ${n}`, revoked: '已收回令牌', issue: '签发令牌', last: '有效期止（不含）', pick: '选择交给程序的权限', picked: (n: number) => `已选 ${n} 项`, find: '筛选权限', token: '令牌', use: '程序在请求头里带上：Authorization: Bearer 令牌', noSessions: '没有会话。',
  },
  glass: {
    title: '应急启封', sub: '封存的账号平时没有口令；两人一起启封，限时使用，全程留痕，事后报告', ask: '申请启封', half: (first: boolean) => first ? '口令的前一半' : '口令的后一半', handFirst: '由本人保管。另一人在三十分钟内同意之后，前一半接后一半就是完整的口令。', handSecond: '接在申请人手里的前一半之后，就是完整的口令。到时自动重新封存。', steps: ['申请', '另一人同意', '限时使用', '重新封存', '提交报告'], sealed: '封存的账号', noSealed: '没有封存的账号。系统管理员可以在账号页面封存一个。', left: (n: number) => n > 0 ? `还有 ${n} 分钟` : '已经到时', late: '逾期', record: '其间所做的一切', recordNote: '审计记录里每一行都标有启封编号', see: '查看审计记录',
  },
  delegation: { title: '运维授权', sub: '主管部门给云服务商人员的岗位，有范围、有期限，到期自动失效', start: '起草授权书', grants: '由此取得的岗位', ended: (t: string) => `${t}收回`, lapse: (n: number) => n < 0 ? '已到期' : n === 0 ? '今日失效' : `${n} 天后失效`, file: '盖章的授权书', tabs: { delegations: '授权书', filings: '变更报备', handovers: '服务商移交' }, filingsSub: '服务商的名称、股权、人员、分包有变更的，五个工作日内报备', handoversSub: '更换服务商时逐项移交，双方签字，完成当日关闭原服务商全部权限', noGrants: '签发之后，所列人员才取得岗位。' },
  handover: { items: '移交清单', signed: (a: number, b: number) => `双方已签 ${a} / ${b} 项`, from: '移出方', to: '接收方', sign: '签字', signOf: (c: string) => `签字：${c}`, at: (t: string) => `${t}签`, notYet: '未签', add: '增列移交项', category: '类别', content: '内容', left: '遗留事项', leftNote: '原服务商与平台之间还没有了结的', clear: '没有遗留事项。', closed: (n: number) => `完成当日已关闭原服务商 ${n} 个账号` },
  access: { title: '访问授权', sub: '没有使用单位书面授权，谁也不能进入它的资源；每一次访问使用单位都看得到', records: '访问记录', recordsSub: '谁在什么时候、凭哪份授权、访问了哪项资源、做了什么', tabs: { letters: '授权书', records: '访问记录' }, file: '盖章的授权书', of: '凭这份授权的访问', none: '还没有人凭这份授权访问。', open: '正在访问', openSub: (n: number) => `现在有 ${n} 次访问正在进行` },
  letter: { upload: '上传', given: '已经上传', none: '还没有上传，签发之前要有。', kindly: '签发凭盖章的原件，请上传扫描件。' },
  roles: {
    title: '权限矩阵', sub: (n: number) => `${n} 个操作，由同一张表决定谁能办、看得到哪些`, tabs: { matrix: '岗位与操作', duties: '职责冲突', holders: '谁担任什么' }, find: '按操作或权限筛选', allRoles: '全部岗位', role: '岗位', object: '对象', op: '操作', sees: '各方看得到', stepUp: '再次验证', onlyStepUp: '只看要再次验证的', anyone: '登录即可', open: '无需登录', parties: { applicant: '申请单位', user: '上云单位', csp: '云服务商', coop: '会办与技术' } as Record<string, string>, groups: { auth: '主管部门', appu: '申请单位', user: '上云单位', csp: '云服务商', other: '评估、会办、审计', admin: '三员' } as Record<string, string>, may: '可以', noRows: '没有符合条件的操作。', none: '不针对对象', note: '主管部门和审计监督按岗位看到全部；其他各方只看到本表所列。',
    dutiesSub: '一个人不能兼有的职责，在授岗时或办理时拒绝', conflict: '冲突', one: '一方', other: '另一方', kept: '怎样保证', article: '依据', everybody: '其他各岗位', holdersSub: '现在有效的和将要生效的岗位',
  },
  who: { title: '谁能看到、谁做过', link: '谁能看到、谁做过', can: (n: number) => `${n} 人看得到`, did: (n: number) => n ? `做过 ${n} 次` : '还没有人做过什么', person: '人员', org: '单位', posts: '岗位', ops: '可以做', onlyLook: '只能查看', at: '时间', login: '登录名', what: '做了什么', find: '按姓名、单位或登录名筛选', withActs: '只看能办理的', more: (n: number) => `显示全部 ${n} 人` },
  first: {
    regulation: '所依据的办法', regulationHelp: '文书上引用的名称，带书名号', factors: '三名管理员各自登记第二因素', factorsHelp: '三个人轮流在这里，或者各自在自己的电脑上登录登记。三个人都登记了，首次启动才算完成；此前什么事也办不了。', enrolOf: (r: string) => `${r}登录并登记`, enrolled: '已登记', waiting: '等待登记', signInAs: (r: string) => `${r}登录`, enrolAs: (r: string) => `${r}登记第二因素`, already: '这名管理员已经登记，请另一名管理员登录。', next: '下一名管理员', finished: '首次启动已经完成', n: (k: number) => `已登记 ${k} / 3`, noun: '三名管理员、三个第二因素',
  },
}
