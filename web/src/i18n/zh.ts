// Every word of the console. Full-width punctuation; verbs on buttons.
export const zh = {
  common: {
    close: '关闭', cancel: '取消', retry: '重试', copy: '复制', copied: '已复制', loading: '正在读取', sending: '正在提交', acts: '办理', all: '全部', more: '更多', save: '保存', print: '打印', view: '查看',
    didIt: (what: string) => `已完成：${what}`, unit: '单位', total: '合计', back: '返回',
  },
  frame: {
    product: '西双版纳州政务云', platform: '管理平台', demo: '演示', demoHelp: '演示平台：单位、人员和数据都不是真的', search: '搜索申请、系统、单位、条文', display: '显示设置', help: '帮助', helpArticles: '条文与期限', helpCalendar: '工作日历', messages: '通知',
    unread: '条未读', person: '账号菜单', account: '我的账号', login: '登录名', post: '岗位', password: '修改口令', signOut: '退出登录', digestMail: '每日摘要也发邮件', digestNoAddress: '还没有登记邮箱', skip: '跳到主要内容', nav: '主导航', waiting: '待办', ends: (n: number) => `登录将在 ${n} 分钟后到期，填写的内容会保留。`, ended: '登录已到期，填写的内容会保留。', goOn: '继续使用', notReached: '没有连上服务器，这一页没有打开；现在这页填写的内容都在。',
  },
  display: { size: '字号', normal: '标准', elder: '大字', contrast: '对比度', normalContrast: '标准', high: '高对比', theme: '明暗', auto: '跟随系统', light: '浅色', dark: '深色' },
  keys: { title: '键盘操作', rows: [['Ctrl K', '打开搜索'], ['Ctrl ↵', '提交当前表单'], ['Esc', '关闭窗口并回到原处'], ['↑ ↓', '在选项中移动'], ['?', '显示本说明']] as [string, string][] },
  sign: { title: '登录', sub: '使用本单位分配的账号', login: '登录名', password: '口令', submit: '登录', busy: '正在登录', again: '登录已失效', againHelp: '登录后继续，当前页面填写的内容都在。', leave: '改用其他账号', another: '换个身份看看', back: (n: string) => `回到${n}的工作台`, code: '动态码或恢复码', codeHelp: '手机动态码应用上的六位数字；手机不在身边时，填一个没有用过的恢复码。', foot: '严禁在本平台处理、传输涉密信息' },
  nav: {
    groups: { work: '工作', resource: '资源', operation: '运营', money: '费用', safety: '安全与监督', base: '基础' }, today: '今日工作台', applications: '云资源申请', myApplications: '我的申请', internalReview: '内部审核', reviewTasks: '评估与会办', workOrders: '工单', deliveries: '开通交付', systems: '信息系统', mySystems: '我的系统', resources: '资源台账',
    ourResources: '本单位资源', myResources: '我的资源', catalog: '服务目录', pools: '资源池', contracts: '采购与合同', bills: '账单', costs: '费用分析', budgets: '预算', settlements: '结算', matches: '对账差异', prices: '改价试算', sla: '可用率', forecast: '需求预测', costLines: '费用明细', exchange: '省级对接', tracks: '测评总览', zones: '分区与设备', golive: '上线检查', orgs: '单位', people: '人员', accounts: '账号与岗位', articles: '条文与期限', audit: '操作审计', params: '系统设置', calendar: '工作日历', everything: '全部台账',
    startChange: '发起变更', first: '首次启动', startRevoke: '发起撤销', startEmergency: '提出紧急开通', emergencies: '紧急开通', candidates: '督促线索', startAdapt: '需求不在目录', startPool: '申请专属资源池', reports: '运营报表', supervision: '监督清单', utilisation: '利用率', cases: '优化个案', evaluations: '动态评估', vulns: '检测与漏洞', infoChanges: '机构人员变更', documents: '文书', offCloud: '云下建设', stages: '阶段性窗口', watch: '上线后监督', tests: '安全检测', letters: '承诺书', scores: '服务商考核', stock: '第三方云合同', topology: '两地三中心', checklists: '材料清单', certs: '销毁证明', offCatalog: '目录外采购', dedicatedPools: '专属资源池', adaptations: '目录适配', roles: '权限矩阵', glass: '应急启封', delegations: '运维授权与移交', access: '访问授权', sso: '统一认证与证书', who: '谁能看到、谁做过',
  },
  roles: {
    auth_handler: '主管部门经办', auth_approver: '主管部门审批', auth_issuer: '主管部门签发', auth_finance: '主管部门财务', auth_security: '主管部门安全', auth_observer: '主管部门观察', appu_manager: '资源管理员', appu_reviewer: '申请单位审核', user_handler: '上云单位经办', user_owner: '系统负责人', user_security: '上云单位安全管理员',
    csp_operation: '服务商运营', csp_maintenance: '服务商运维', csp_security: '服务商安全', csp_finance: '服务商财务', csp_head: '服务商负责人', tech_evaluator: '技术评估', dept_reviewer: '会办', auditor: '审计监督', sys_admin: '系统管理员', sec_admin: '安全管理员', audit_admin: '审计管理员', system: '平台',
  },
  deadline: {
    title: '办理时限', took: (n: number) => `用时 ${n} 日`, paused: '不计时', over: (n: number) => `超期 ${n} 日`, today: '今日到期', left: (n: number) => `剩 ${n} 日`, waiting: '等待重新提交', closed: (d: string) => `${d}办结`, until: (d: string) => `${d} 24:00 止`, counted: (d: string) => `所计工作日：${d}`,
    minutes: (n: number) => n < 0 ? `超期 ${Math.ceil(-n / 60)} 小时` : n < 120 ? `剩 ${n} 分钟` : `剩 ${Math.floor(n / 60)} 小时`, untilAt: (d: string) => `${d} 止`, kept: (n: number) => `还须保留 ${n} 日`, keptDone: '保留期已满',
  },
  cite: {
    open: (id: string) => `查看条文 ${id}`, pane: '条文', none: '没有找到这一条', where: (n: number) => `在平台的 ${n} 处落实`, all: '到条文与期限查看',
    levels: { M: '平台执行', S: '平台支持', N: '无软件内容', R: '读法' }, kinds: { op: '办理', guard: '把关', clock: '时限', setting: '参数', job: '定时任务', feature: '功能', field: '填写项', move: '环节', import: '导入', invariant: '不变式' },
  },
  problem: {
    toFix: (n: number) => `还不能提交，${n} 处需要处理`, failed: '没有办成', row: (n: number) => ` 第 ${n} 行`, number: '错误编号', s403: '需要相应岗位，请联系本单位资源管理员或安全管理员。', s404: '可能已经办结移走，或不在可查看的范围内。', s412: '别人刚刚改过这一项，请对照后再提交。', s429: '操作太快，请稍后再试。', s500: '填写的内容还在这个页面上，请稍后重试。',
    compare: '对照两个版本', compareTitle: '两个版本的不同', field: '项目', mine: '我填写的', theirs: '现在保存的', same: '填写的内容没有不同', keepMine: '保留我的，再提交', takeTheirs: '采用现在保存的', refresh: '取来最新的版本，再提交', fresh: '已是最新的版本，填写的内容还在，请核对后再提交。',
  },
  form: {
    dateEmpty: { date: '年 / 月 / 日', month: '年 / 月', 'datetime-local': '年 / 月 / 日 时 : 分' },
    noneYet: (what: string) => `还没有登记${what}。`, search: '输入名称或编号', choose: '请选择', none: '不选', nothing: '没有匹配的结果', clear: '清除', optional: '选填', yes: '是', no: '否', yuan: '元', points: '分', badMoney: (d: number) => `请填写数字，最多 ${d} 位小数`, onePerLine: '每行一项', addOne: '添加一项', addRow: '添加一行', remove: '移除', removeRow: (n: number) => `移除第 ${n} 行`, less: (n: string) => `减少${n}`, moreOf: (n: string) => `增加${n}`,
    uploading: '正在上传', oneFile: '已上传文件', unseen: '（不可查看）', otherFile: '换一个文件', dropFile: '拖入文件，或选择文件', removeFile: '移除', fileKinds: 'PDF、OFD、图片、Office 文件，单个不超过 50 MB', notSecret: '确认不含涉密内容，继续上传', restored: '已恢复上次没有提交的内容。', startOver: '从头填写', savedAt: (t: string) => `${t} 已自动保存`, sure: (what: string) => `确定要${what}吗？`, typeName: (n: string) => `请输入“${n}”确认`, items: (n: number) => `${n} 项`, file: '查看附件', leave: '填写的内容还没有提交，离开就没有了。要离开吗？', unfilled: (n: number) => `未填写 ${n} 项`,
  },
  list: {
    search: '按名称或编号搜索', filterBy: (f: string) => `按${f}筛选`, from: '起', until: '止（不含）', off: '，移除这个条件', searched: (q: string) => `搜索：${q}`, clear: '清除筛选', moreFilters: '更多条件', fewer: '收起', pages: '翻页', range: (a: number, b: number, n: string) => n ? `${a}–${b}，${n} 条` : `${a}–${b}`, about: '约 ', all: '共 ', back: '上一页', next: '下一页', filteredOut: '没有符合条件的记录。', nothing: (what: string) => `还没有${what}。`,
    csv: '导出 CSV', export: '导出', exporting: '正在导出', exported: (what: string) => `已导出${what}`, formats: { xlsx: 'Excel（.xlsx）', csv: 'CSV', json: 'JSON' }, noSuch: '平台没有这类台账。', news: (n: number) => `有 ${n} 条更新`,
  },
  everything: { sub: '平台登记的各类事项，按名称排列' },
  timeline: { title: '办理过程', none: '还没有办理记录。', rule: '平台按规定' },
  search: { title: '搜索', page: '页面', article: '条文', kinds: { application: '申请', info_system: '系统', org: '单位', resource: '资源', work_order: '工单', bill: '账单' } },
  articles: { title: '条文与期限', id: '条目', clause: '条款', text: '要求', level: '级别', where: '落实之处', scenario: '检验', scenarios: '检验场景', sub: (all: number, must: number, kept: number, proved: number) => `共 ${all} 项要求，其中平台执行 ${must} 项：已落实 ${kept} 项，有检验场景 ${proved} 项`, search: '搜索要求、条号或编号', allLevels: '全部级别', allKept: '全部', isKept: '已落实', notKept: '未落实', none: '尚未落实', noSoftware: '由人和制度落实', other: '读法：条文没有写明之处怎样执行' },
  params: { title: '时限与参数', sub: '法定数值只能从严，改动须写明依据并留痕', search: '搜索参数', name: '参数', value: '现值', standard: '默认', limit: '法定限度', basis: '依据', free: '可调整', changed: '已调整', history: '历史', change: '修改', when: '时间', from: '原值', to: '新值', who: '修改人', noHistory: '没有改动过。' },
  messages: { title: '通知', readAll: '全部标为已读', markRead: '标为已读', unread: '未读', wasRead: '已读' },
  audit: { title: '操作审计', sub: '每次办理和每次被拒都留下一行，逐行以 SM3 相连', verify: '核验审计链', verifying: '正在核验', export: '导出审计记录', rows: (n: string) => `共 ${n} 行`, results: { ok: '办成', refused: '按规定被拒', denied: '无权限', invalid: '填写有误', conflict: '与现状冲突', failed: '没有办成', absent: '没有找到' } },
  calendar: { title: '工作日历', sub: '休不计、班计入，起算当日不计，期限至最后一日 24:00', weekdays: ['一', '二', '三', '四', '五', '六', '日'], off: '休', work: '班', due: '到期件数 ', prev: '上个月', next: '下个月', works: (n: number) => `本月 ${n} 个工作日`, count: '期限推算', from: '起始日（不计入）', n: '工作日数', go: '推算', dueAt: (d: string) => `${d} 24:00 止`, counted: '依次计入' },
  imports: { title: '批量导入', noSuch: '没有这一类导入，可以导入的有：', sub: '首行为列名；一行有误则全部不导入，逐行指明错在哪里', file: '选择文件', fileHelp: 'CSV 文件；Excel 另存为 CSV 即可', rows: (n: number) => `文件有 ${n} 行（不含首行）`, gbk: '按 GB 18030 编码读出', columns: '列', column: '列名', orWord: '或写', must: '必有', values: '可以填', template: '下载空表', see: '去看', done: (n: number) => n ? `已导入 ${n} 行` : '已导入' },
  lost: { title: '没有这个页面', sub: '地址可能有误，或内容已经移走。' },
  today: {
    week: '星期', weekLeft: (n: number) => `本周还有 ${n} 个工作日`, restFrom: (d: string, name: string, n: number) => `${d}起${name}放假 ${n} 天`, print: '打印今日清单', start: '从最紧急的开始办', overdue: '已超期', overdueSub: '须说明原因', dueToday: '今日到期', dueTodaySub: '24:00 前办结', tomorrow: '明日到期', tomorrowSub: '下一个工作日',
    later: '期限内', laterSub: '其他待办', resubmit: '等待重新提交', resubmitSub: '不计时', rate: '本年按期办结率', rateSub: (n: number, late: number) => `${n} 件，${late} 件超期`, mine: '待我办理', limit: '办理时限（工作日）', matter: '系统与单位', state: '状态与依据', action: '下一步', noLimit: '无法定时限', dueOn: (d: string) => `${d}到期`, since: (d: string) => `${d}起`,
    nothing: '现在没有等着办理的事项。', calendar: '到期日历', alerts: '需要关注', allMessages: '全部通知', noAlerts: '没有新的通知。', newApplication: '新建申请',
  },
  ready: { title: '开通前清单', sub: (n: number, all: number) => `已完成 ${n} / ${all} 项，都完成之后单位才能申请`, calendar: '工作日历', orgs: '单位与人员', roles: '岗位授予', csp: '云服务商', catalog: '服务目录发布', contract: '采购与合同', pool: '资源池与区域', done: '已完成', todo: '未完成', go: '去办', by: { sys: '系统管理员办理', sec: '安全管理员办理', handler: '主管部门经办、签发办理' } },
  pools: { title: '资源池水位', lines: '预警线 70% / 85%', mem: '内存', sto: '存储', none: '还没有登记资源池。', sub: '互联网区与政务外网区物理隔离，分别管理' },
  related: { name: '名称', all: (n: number) => `全部 ${n} 项` },
  task: { lines: '逐项评估', seeApp: '查看申请', advice: '建议数量', note: '理由', noteOf: (n: string) => `${n}的理由`, noteEg: '同类系统负载、可用替代等', mine: '评估意见', result: '结论', opinion: '总体意见', replied: '已回复的意见', askedBy: (n: string, t: string) => `${n} ${t}交办`, wish: (d: string) => `希望 ${d}前回复`, sub: '评估意见供审核参考，不停止计时', title: '评估与会办' },
  bill: {
    what: '账单', sub: '每一笔都能追到资源、计费段和价格', state: '按状态查看', titleOf: (m: string) => `${m}账单`, published: (t: string) => `${t}发布`, total: '合计', adjust: '调账', net: '应付', payer: '付费方', csp: '云服务商', item: '项目与资源', period: '计费期间', until: (d: string) => `至 ${d}（不含）`, qty: '数量', days: '天数', price: '单价（元）', formula: '算式', amount: '金额（元）', subtotal: '系统小计', count: (n: number) => `${n} 笔`,
    lines: '明细', explain: '这笔怎么算的', adjustments: '调账记录', mine: '核对账单', dispute: '异议', resolution: '处理', made: (m: string, n: number) => `${m} 新出账单 ${n} 张`,
  },
  catalog: { sub: '按现行版本选择资源，价格以合同为准', versions: '目录版本', prices: '合同价格', categories: '类别', current: '现行可选', from: (d: string) => `${d}生效`, what: '目录项' },
  registers: { scores: '按合同的指标打分，公布后服务商可以申诉，总分决定付费系数', sla: '每项服务每月的可用率，扣减按合同的扣减表', documents: '各环节出具的文书，出具后不再改动，可凭摘要核验', emergencies: '双方同意后先开通、当日计费，期限内补齐手续', cases: '长期低利用或高利用的系统，先优化后扩容', evaluations: '服务商按期评估，上云单位答复', infoChanges: '机构和人员变化在规定工作日内报告，办结时事项一并移交', workOrders: '谁在办、办到哪一步、何时到期', deliveries: '开通、测试、备案之后下达交付工单，自下达日计费', resources: '谁在用、从何时起、用于哪个系统、按什么价格', systems: '有哪些系统、谁负责、放在哪里、合同到何时' },
  waiting: { all: (n: number) => `全部 ${n} 件`, opening: '开通与试用', filing: '待备案', issuing: '待下达交付工单', receive: '待确认收到的资源', disputedOrders: '交付异议', golive: '待上线', bills: '待确认的账单', disputedBills: '有异议的账单', orders: '在办工单', ordersDone: '待确认的工单', mine: '近期申请' },
}
