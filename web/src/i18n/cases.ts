// The words of the cases of chapter 5, apart from those the first screen needs: they come with the screens that use them.
export const w = {
  stages: { execute: '实施', confirm: '单位确认', close: '办结', backup: '确认备份', stop: '停止服务', destroy: '销毁数据', purchase: '登记采购结果', establish: '设立资源池' },
  change: {
    title: '变更前后对照', line: '变更项', what: '项目', before: '变更前', after: '变更后', feeBefore: '原月费', feeAfter: '变更后月费', feeMove: '月费变化', result: '核定与实施', qty: '数量', item: '目录项', expire: '到期日', noExpire: '未定', window: '使用窗口', none: '无', same: '不变', between: (a: string, b: string) => `${a}至 ${b}（不含）`,
    declined: '不同意', granted: '待实施', executed: '已实施', cutTo: (n: string, u: string) => `核减为 ${n} ${u}`, reports: '实施报告', stopsClock: '报告即停止实施计时', voided: '已退回', voidedBecause: (t: string, why: string) => `${t}退回：${why}`, noEvidence: '未填凭据', backup: '备份与回退', backupDone: '备份已确认', declaration: '备份声明', rollback: '回退办法', execPlan: '计划实施',
    noBackup: '还没有备份确认。', confirmedBy: (n: string, t: string) => `${n} ${t}确认`, pickCut: '调整', pickUndone: '未完成', difference: '需新增的资源（差额）',
    start: '发起变更', sub: '扩容、缩容、规格、迁移、用途、延期和阶段性资源，可在一件申请里同时提出', steps: { why: '系统与理由', lines: '变更项', safe: '备份与实施', files: '材料', confirm: '确认提交' }, pickSystem: '先选择信息系统。', held: '系统现有资源', add: '变更', addOf: (n: string) => `变更 ${n}`, addNew: '增加目录项', chosen: (n: number) => `已选 ${n} 项变更`, noneChosen: '从下面的现有资源中选择要变更的。', noneHeld: '这个系统没有运行中的资源。',
    now: '现为', to: '变更为', toSystem: '调配给系统', shareWith: '共享的系统', until: '延期至', from: '开始', end: '结束（不含）', reason: '理由', kindOf: (n: string) => `${n}的变更种类`, qtyOf: (n: string) => `${n}变更后的数量`, basis: '测算依据', nonXc: '未选信创的理由', nonXcEvidence: '理由的依据', remove: (n: string) => `移除 ${n} 的变更`, newItem: '新增的目录项',
  },
  form: { confirm: '确认提交', files: '材料', ready: '填写完整，可以提交。', after: '提交后先由申请单位内部审核，通过后由资源管理员报主管部门。', create: '保存草稿并继续', dates: '如果今天提交', moved: (n: string) => `在“${n}”` },
  extra: { wanted: '需要什么', consent: '同意的期限和条件', purchase: '采购结果', ground: '理由与依据', need: '资源与名单', settled: '划定的资源池' },
  adapt: { wanted: '需求', candidates: '目录中相近的', against: (v: string) => v ? `对照 ${v} 版目录` : '', spec: '规格', near: '相近程度', note: '适配情况', chosen: '已选', take: '选用', takeOf: (n: string) => `选用 ${n}`, noCandidates: '目录中没有相近的目录项。', result: '结论' },
  offForm: { what: '需求与理由', whatNote: '从适配不成的记录发起，需求和不成的理由随记录带入', buy: '预算与安全', sub: '目录内不能适配，经主管部门同意后自行采购' },
  poolForm: { ground: '理由与依据', groundNote: '任一项即可，上级书面要求的要附文件', need: '资源需要', who: '使用名单', sub: '有特殊业务、安全需要或上级书面要求的，经批准设立，只供名单内单位使用' },
  golive: { states: { met: '已满足', unmet: '未满足', not_needed: '不需要', waived: '豁免' }, valid: (d: string) => `有效至 ${d}`, addTest: '登记检测', addLetter: '登记承诺书', exempt: '确认不需要', tests: '安全检测', kind: '种类与报告', kinds: { scan: '漏洞扫描', pentest: '渗透测试', code_audit: '代码审计', baseline: '基线核查' }, date: '检测日期', agency: '机构或工具', critical: '严重', high: '高危', medium: '中危', low: '低危', until: '有效至' },
  findings: { title: '漏洞与复测', open: (n: number) => n ? `${n} 个待处置` : '均已处置', plan: '整改', due: (d: string) => `${d}前`, fixed: (t: string) => `${t}修复`, retest: (d: string, ok: boolean) => `${d}复测${ok ? '通过' : '未通过'}`, accepted: (d: string) => `接受风险至 ${d}`, notNow: '现在不能办理' },
  hints: { title: '逐项合理性提示', held: '本单位已有', system: '本系统', similar: '同类系统中位', expected: '按用户数折算', month: '每月', year: '每年', pool: '资源池余量', use: '已有资源利用', from: (n: number) => `${n} 个可比系统`, noSimilar: '没有可比系统', total: '费用合计', budget: (s: string) => `当年预算余额 ${s}`, cpu: 'CPU', mem: '内存', sto: '存储', p95: (p: string) => `95 分位 ${p}`, coverage: (p: string) => `采样 ${p}`, of: (a: string, b: string) => `${a} → ${b}` },
  review: { aspects: '各方面审核', asked: (n: number, r: number) => `征求 ${n} 家，回复 ${r} 家`, byAspect: '分方面意见', opinionOf: (n: string) => `${n}的意见`, resultOf: (n: string) => `${n}的结论`, judged: '审核所据数据', frozen: '已随决定固定', months: '各月利用率', offer: '核减建议', offerNote: '先收回低效资源，再核定差额', noteOf: (n: string) => `${n}的核对说明`, noteHint: '缺陷或说明', rounds: '各轮申请', round: (n: number) => `第 ${n} 轮`, tasks: '审核任务' },
  util: { month: '月份', p95: '95 分位', avg: '均值', mem: '内存', sto: '存储使用', coverage: '采样覆盖', level: '判断' },
  offer: { reclaim: '先收回', grant: '建议核定', saving: '年节约（元）', sources: (n: number) => `可调剂的资源 ${n} 项`, can: (q: string, r: string, u: string) => `现有 ${q} ${u}，可收回 ${r} ${u}` },
  revoke: {
    cooling: '冷静期', coolDays: (n: number) => `还有 ${n} 天`, coolDone: '已满', coolUntil: (d: string) => `${d}起方可销毁数据`, coolNote: '冷静期内可以终止撤销、恢复服务；数据一经销毁不能恢复。', steps: '执行步骤', scope: (n: number) => `撤销范围（${n} 项资源）`, stopOn: (d: string) => `计划 ${d}停止`, billedTo: (d: string) => `计费至 ${d}（不含）`, plan: '撤销计划', backup: '备份确认与数据返还', backupDone: '备份已确认', handBack: '数据返还',
    media: '介质与销毁', medium: '介质', mediaDone: (a: number, b: number) => `已处理 ${a} / ${b}`, place: '存放位置', result: '验证', destroyed: '已销毁', failed: '验证未通过', unwitnessed: '待见证', runs: '销毁批次', passes: (n: number) => `${n} 遍`, operator: '操作人', witness: '见证人', witnessedAt: (t: string) => `${t}见证`, waitWitness: '待见证', certificates: '数据销毁证明', pick: '本次销毁',
    stopWarns: (n: number) => `停止后 ${n} 项资源不再提供服务，当日起停止计费：`, destroyWarns: (n: number) => `选中的介质（共 ${n} 个）将被销毁，任何人都不能恢复。操作人和见证人须是两个人，见证人要用自己的账号确认。`,
  },
  revokeForm: { scope: '撤销范围', scopeNote: '列入的资源停止、销毁后不能恢复', data: '数据处置', plan: '计划与风险', all: '全部选中', sub: '撤销经批准、备份确认后停止服务，停止当日起不再计费' },
}
