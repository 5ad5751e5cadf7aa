// Every word of the console. Full-width punctuation; verbs on buttons.
export const zh = {
  common: {
    close: '关闭', cancel: '取消', retry: '重试', copy: '复制', copied: '已复制', loading: '正在读取', sending: '正在提交', acts: '办理', all: '全部', more: '更多', save: '保存', print: '打印', view: '查看',
    didIt: (what: string) => `已完成：${what}`, unit: '单位', total: '合计', back: '返回',
  },
  frame: {
    product: '西双版纳州政务云', platform: '管理平台', search: '搜索申请、系统、单位、条文', display: '显示设置', help: '帮助', helpArticles: '条文与期限', helpCalendar: '工作日历', messages: '通知',
    messagesN: (n: number) => `通知，${n} 条未读`, person: '账号菜单', login: '登录名', post: '岗位', password: '修改口令', signOut: '退出登录', skip: '跳到主要内容', nav: '主导航', waiting: '待办',
  },
  display: { size: '字号', normal: '标准', elder: '大字', contrast: '对比度', normalContrast: '标准', high: '高对比', theme: '明暗', auto: '跟随系统', light: '浅色', dark: '深色' },
  keys: { title: '键盘操作', rows: [['Ctrl K', '打开搜索'], ['Ctrl ↵', '提交当前表单'], ['Esc', '关闭窗口并回到原处'], ['↑ ↓', '在选项中移动'], ['?', '显示本说明']] as [string, string][] },
  sign: { title: '登录', sub: '使用本单位分配的账号', login: '登录名', password: '口令', submit: '登录', busy: '正在登录', again: '登录已失效', againHelp: '登录后继续，当前页面填写的内容都在。', leave: '改用其他账号', foot: '严禁在本平台处理、传输涉密信息' },
  first: {
    title: '欢迎使用政务云管理平台', sub: '第一次启动。先登记主管部门和三名管理员，再按清单完成开通前的设置。', subDone: '管理员已经建立，登录后按清单继续。', begin: '从空白开始', authority: '主管部门名称', authorityHelp: '例如：西双版纳州数据局', no: '单位编码',
    admins: { sys_admin: { title: '系统管理员', does: '管单位、人员和账号' }, sec_admin: { title: '安全管理员', does: '授予和收回岗位' }, audit_admin: { title: '审计管理员', does: '查看和核验操作记录' } },
    fields: { name: '姓名', login: '登录名', mobile: '手机', password: '口令', again: '再输一次口令' }, differ: '两次输入的口令不一致', passwordHelp: '三个账号须由三个人掌管，口令各自设定，互不代管。', submit: '建立管理员', made: '三名管理员已经建立', next: '系统管理员登录后登记单位和人员，安全管理员授予岗位。',
    listTitle: '开通前清单', demo: '想先看演示：停止服务，以 yunguan serve --demo 另建数据目录启动，演示数据不进入正式库。',
    list: [['导入条文与期限', '办法 41 条已内置'], ['设置工作日历', '国务院安排已载入，请核对本州民族节日'], ['建立三名管理员', '系统、安全、审计三员分立'], ['登记单位与人员', '可从 CSV 导入'], ['发布服务目录与价格', '采购结果确定后填写'], ['登记资源池与区域', '互联网区、政务外网区物理隔离']] as [string, string][],
  },
  nav: {
    groups: { work: '工作', resource: '资源', operation: '运营', base: '基础' }, today: '今日工作台', applications: '云资源申请', myApplications: '我的申请', internalReview: '内部审核', reviewTasks: '评估与会办', workOrders: '工单', deliveries: '开通交付', systems: '信息系统', mySystems: '我的系统', resources: '资源台账',
    ourResources: '本单位资源', myResources: '我的资源', catalog: '服务目录', pools: '资源池', contracts: '采购与合同', bills: '费用结算', golive: '上线检查', orgs: '单位', people: '人员', accounts: '账号与岗位', articles: '条文与期限', audit: '操作审计', params: '系统设置', calendar: '工作日历', everything: '全部台账',
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
    levels: { M: '平台执行', S: '平台支持', N: '无软件内容' }, kinds: { op: '办理', guard: '把关', clock: '时限', setting: '参数', job: '定时任务', feature: '功能', field: '填写项', move: '环节', import: '导入' },
  },
  problem: {
    toFix: (n: number) => `还不能提交，${n} 处需要处理`, failed: '没有办成', row: (n: number) => ` 第 ${n} 行`, number: '错误编号', s403: '需要相应岗位，请联系本单位资源管理员或安全管理员。', s404: '可能已经办结移走，或不在可查看的范围内。', s412: '别人刚刚改过这一项，请对照后再提交。', s429: '操作太快，请稍后再试。', s500: '填写的内容还在这个页面上，请稍后重试。',
    compare: '对照两个版本', compareTitle: '两个版本的不同', field: '项目', mine: '我填写的', theirs: '现在保存的', same: '填写的内容没有不同', keepMine: '保留我的，再提交', takeTheirs: '采用现在保存的',
  },
  form: {
    search: '输入名称或编号', choose: '请选择', none: '不选', nothing: '没有匹配的结果', clear: '清除', optional: '选填', yes: '是', no: '否', yuan: '元', badMoney: (d: number) => `请填写数字，最多 ${d} 位小数`, onePerLine: '每行一项', addOne: '添加一项', addRow: '添加一行', remove: '移除', removeRow: (n: number) => `移除第 ${n} 行`, less: (n: string) => `减少${n}`, moreOf: (n: string) => `增加${n}`,
    uploading: '正在上传', oneFile: '已上传文件', otherFile: '换一个文件', dropFile: '拖入文件，或选择文件', removeFile: '移除', fileKinds: 'PDF、OFD、图片、Office 文件，单个不超过 50 MB', notSecret: '确认不含涉密内容，继续上传', restored: '已恢复上次没有提交的内容。', startOver: '从头填写', savedAt: (t: string) => `${t} 已自动保存`, sure: (what: string) => `确定要${what}吗？`, typeName: (n: string) => `请输入“${n}”确认`, items: (n: number) => `${n} 项`, file: '查看附件',
  },
  list: {
    search: '按名称或编号搜索', filterBy: (f: string) => `按${f}筛选`, from: '起', until: '止（不含）', off: '，移除这个条件', clear: '清除筛选', pages: '翻页', range: (a: number, b: number, n: string) => n ? `${a}–${b}，共 ${n} 条` : `${a}–${b}`, about: '约 ', back: '上一页', next: '下一页', filteredOut: '没有符合条件的记录。', nothing: (what: string) => `还没有${what}。`,
    csv: '导出 CSV', exporting: (n: number) => n ? `已取 ${n} 条` : '正在导出', exported: (n: number) => `已导出 ${n} 条`, columns: '列', standard: '恢复默认', noSuch: '平台没有这类台账。',
  },
  everything: { sub: '平台登记的各类事项，按名称排列' },
  timeline: { title: '办理过程', none: '还没有办理记录。', rule: '平台按规定' },
  search: { title: '搜索', page: '页面', article: '条文', kinds: { application: '申请', info_system: '系统', org: '单位', resource: '资源', work_order: '工单', bill: '账单' } },
  articles: { title: '条文与期限', id: '条目', clause: '条款', text: '要求', level: '级别', where: '落实之处', scenario: '检验', scenarios: '检验场景', sub: (all: number, must: number, kept: number, proved: number) => `共 ${all} 项要求，其中平台执行 ${must} 项：已落实 ${kept} 项，有检验场景 ${proved} 项`, search: '搜索要求、条号或编号', allLevels: '全部级别', allKept: '全部', isKept: '已落实', notKept: '未落实', none: '尚未落实', noSoftware: '由人和制度落实', other: '其他' },
  params: { title: '时限与参数', sub: '法定数值只能从严，改动须写明依据并留痕', search: '搜索参数', name: '参数', value: '现值', standard: '默认', limit: '法定限度', basis: '依据', free: '可调整', changed: '已调整', history: '历史', change: '修改', when: '时间', from: '原值', to: '新值', who: '修改人', noHistory: '没有改动过。' },
  messages: { title: '通知', readAll: '全部标为已读', markRead: '标为已读', unread: '未读', wasRead: '已读' },
  audit: { title: '操作审计', sub: '每次办理和每次被拒都留下一行，逐行以 SM3 相连', verify: '核验审计链', verifying: '正在核验', export: '导出审计记录', rows: (n: string) => `共 ${n} 行` },
  calendar: { title: '工作日历', sub: '休不计、班计入，起算当日不计，期限至最后一日 24:00', weekdays: ['一', '二', '三', '四', '五', '六', '日'], off: '休', work: '班', due: '到期件数 ', prev: '上个月', next: '下个月', works: (n: number) => `本月 ${n} 个工作日`, count: '期限推算', from: '起始日（不计入）', n: '工作日数', go: '推算', dueAt: (d: string) => `${d} 24:00 止`, counted: '依次计入' },
  imports: { title: '批量导入', sub: 'CSV，首行为字段名；一行有误则全部不导入', file: '选择文件', done: (n: number) => n ? `已导入 ${n} 行` : '已导入' },
  lost: { title: '没有这个页面', sub: '地址可能有误，或内容已经移走。' },
  today: {
    week: '星期', weekLeft: (n: number) => `本周还有 ${n} 个工作日`, restFrom: (d: string, name: string, n: number) => `${d}起${name}放假 ${n} 天`, print: '打印今日清单', start: '从最紧急的开始办', overdue: '已超期', overdueSub: '须说明原因', dueToday: '今日到期', dueTodaySub: '24:00 前办结', tomorrow: '明日到期', tomorrowSub: '下一个工作日',
    later: '期限内', laterSub: '其他待办', resubmit: '等待重新提交', resubmitSub: '不计时', rate: '本年按期办结率', rateSub: (n: number, late: number) => `${n} 件，${late} 件超期`, mine: '待我办理', limit: '办理时限（工作日）', matter: '系统与单位', state: '状态', rule: '依据', action: '下一步', noLimit: '无法定时限', since: (d: string) => `${d}起`,
    nothing: '现在没有等着办理的事项。', calendar: '到期日历', alerts: '需要关注', allMessages: '全部通知', noAlerts: '没有新的通知。', newApplication: '新建申请',
  },
  pools: { title: '资源池水位', lines: '预警线 70% / 85%', mem: '内存', sto: '存储', none: '还没有登记资源池。' },
  related: { name: '名称' },
  app: {
    what: '申请', new: '新建申请', listSub: '一个申请对应一个信息系统', viewsLabel: '按阶段查看', views: { draft: '起草与内审', waiting: '待受理', review: '审核中', opening: '开通中', done: '已交付', back: '未通过' }, noNumber: '未编号', round: (n: number) => `第 ${n} 轮`, by: (d: string) => `${d}止`,
    stepStates: { done: '已完成', current: '进行中', todo: '未到', stopped: '到此为止' }, submittedOn: (d: string) => `${d}提交`, draftedBy: (n: string) => `起草 ${n}`, handledBy: (n: string) => `经办 ${n}`, countFrom: '起算当日不计，只计工作日，最后一日 24:00 止', stillDraft: (n: number) => n ? `草稿，提交前还有 ${n} 处需要处理。` : '草稿已填写完整。', draftOther: '这件申请还在起草。', goOn: '继续填写',
    lines: '申请明细', linesDecide: '资源核定', linesNote: (v: string) => `单位：元/月，价格取自${v ? ` ${v} 版` : ''}服务目录和合同`, item: '目录项', price: '单价', asked: '申请', advised: '服务商建议', toApprove: '拟核定', approved: '核定', fee: '月费', xinchuang: '信创', notXinchuang: '非信创', months: (n: number) => `${n} 个月`, nonXc: '未选信创的理由', reduceReason: '核减理由', reduceWhy: '核减理由，逐项写明', basis: '测算依据',
    basisFacts: (b: Record<string, unknown>) => ([['users', '用户'], ['concurrency', '并发'], ['tps_peak', '峰值每秒'], ['data_now_gb', '现有 GB'], ['data_growth_gb_month', '每月增长 GB']] as [string, string][]).filter(([k]) => b[k] !== null && b[k] !== undefined).map(([k, l]) => `${l} ${String(b[k])}`).join('，'),
    qtyOf: (n: string) => `${n}的数量`, poolOf: (n: string) => `${n}的资源池`, pickPool: '分配资源池', agreeNonXc: '同意使用非信创', cut: (p: string) => `核减 ${p}`, internet: '互联网区', extranet: '政务外网区',
    poolAfter: '批准后的资源池水位', cap: (s: string) => `共 ${s}`, hot: (pool: string, what: string, left: string) => `${pool} ${what}批准后超过 85% 预警线，剩余可分配 ${left}`, holdings: '已有的同类资源', haveUnit: '本单位', haveSystem: '其中本系统',
    content: '申请内容', system: '信息系统', userOrg: '上云单位', applicantOrg: '申请单位', load: '负载特征', liveOn: '计划启用', readyOn: '最早可开通', budget: '资金来源', drafter: '起草人', receipt: '收件回执', proof: '迁移证明', oldContract: '原合同到期日', cutover: '计划割接日', reason: '申请理由', windows: '阶段性资源窗口', digest: '提交内容 SM3 摘要', plan: '上云迁云方案',
    materials: '材料', materialsHave: (n: number, k: number) => `应交 ${n} 项，已交 ${k} 项`, notHanded: '未上传', notNeeded: '未交，非必交', opinions: '各方意见', ask: '征求服务商评估、部门意见', askHelp: '征求意见不停止计时', rules: '本环节条文', print: '打印',
  },
  decide: {
    titleAccept: '受理决定', titlePropose: '我的审核意见', titleSign: '签发审核意见', titleReview: '内部审核', accept: '受理', acceptNote: '进入审核', decline: '不予受理', declineNote: '须列明全部缺陷', agree: '同意', agreeNote: '按申请数量', reduce: '核减后同意', reduceNote: '按拟核定数量', reject: '不同意', rejectNote: '单位可重新申请', sign: '签发', signNote: '即告单位和服务商', sendBack: '退回重拟', sendBackNote: '须写明理由',
    pass: '同意上报', passNote: '由资源管理员提交', fail: '退回', failNote: '须写明理由', checks: '材料核对', must: '必交', present: '齐全', absent: '缺少', defective: '有缺陷', defects: '不予受理的缺陷，每行一项', defectsHelp: '一次写明全部缺陷', comment: '说明', text: '审核意见', useDraft: '按核定情况拟稿', conditions: '附带条件', opinion: '审核意见', why: '理由', proposes: '拟', results: { agree: '同意', reduce: '核减同意', reject: '不同意' }, wasReturned: '签发人退回',
    lacks: (m: string) => `缺少${m}`, draft: (x: { choice: string; system: string; cut: string[]; fee: string }) => x.choice === 'reject' ? `经审核，${x.system}的申请不符合要求，不同意。理由如下：` : `经审核，${x.system}为非涉密信息系统，材料齐全，技术路线可行。按“合理规划、按需分配”原则，${x.cut.length ? `核定${x.cut.join('、')}，其余按申请数量` : '按申请数量核定'}${x.fee ? `，月费 ${x.fee} 元` : ''}。`,
  },
  edit: {
    crumb: '新建', draftVersion: (n: number) => `草稿第 ${n} 版`, offline: '网络不通，内容留在本页，恢复后自动保存', view: '查看申请', copy: '从旧申请复制', copyHelp: '复制资源明细、方案和说明，系统和标题保留现在的。', copyGo: '复制', steps: { system: '系统与单位', lines: '资源需求', move: '迁移与信创', files: '材料', confirm: '确认提交' }, todo: '待处理 ', theirsAt: (n: number) => `现在保存的是第 ${n} 版`,
    back: '上一步', next: '下一步', send: '提交', canLeave: '可随时离开，草稿会保留', chosen: '已选资源', perMonth: '元/月', noneChosen: '还没有选择资源。', estimate: '每月估算', ifToday: '如果今天提交', type: '上云方式', system: '信息系统', systemHelp: '先在信息系统台账登记并签署非涉密声明', noSystem: '台账里没有要上云的系统？', newSystem: '登记信息系统', secret: '涉密情况', declared: '已声明非涉密', notDeclared: '尚未声明非涉密', djLevel: '网络安全等级', xcStatus: '信创适配', approvalNo: '立项批复',
    title: '标题', titleFor: (n: string, migrate: boolean) => `${n}${migrate ? '迁移上云' : '上云'}申请`, reason: '申请理由', reasonHelp: '业务需要、服务对象和现状', live: '计划启用', liveHelp: '留出受理、审核、开通和备案的时间', budget: '资金来源', zone: '网络区域', qty: '数量', use: '用途', useOf: (n: string) => `${n}的用途`, useEg: '应用、数据库等', unitPrice: '单价', basis: (has: boolean) => has ? '测算依据（已填）' : '填写测算依据', months: '使用月数', attrs: '规格要求', pickFirst: '从下面的服务目录中选择需要的资源。', findItem: '搜索目录项', category: '类别', allCategories: '全部类别', onlyXc: '只看信创', addItem: (n: string) => `选择 ${n}`, add: '选择', noItem: '现行目录没有符合条件的目录项。',
    from: '迁移前承载', fromEg: '例如：某运营商云', proofHelp: '两种证明至少具备一种', proofNote: '不满足需要的说明', cutoverHelp: '割接后原系统至少保留一个月', approvalNote: '无立项批复的说明', approvalHelp: '有立项批复的不填，批复文号写在信息系统台账', loadHelp: '周期性、突发性负载须在提交时写明窗口，受理后不能增加', nonXcTitle: (n: number) => `${n} 项未选信创资源，须逐项写明`, nonXcReason: '理由', nonXcEg: '例如：依赖的数据库组件尚无国产替代，计划 2027 年 6 月前完成适配', nonXcEvidence: '依据', allXc: '所选资源均为信创资源。',
    upload: '上传', uploadOf: (n: string) => `上传${n}`, noSecrets: '严禁上传涉密信息', planFilled: (n: number) => n ? `已填 ${n} 项` : '未填写', atStep: (n: string) => `在“${n}”`, complete: '填写完整，可以提交。', after: '提交后先由申请单位内部审核，审核人不能是起草人；通过后由资源管理员报主管部门，报送之日起计 5 个工作日。',
  },
}
