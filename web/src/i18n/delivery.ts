// The words of opening, handing over and going live: they come with the pages that use them.
export const w = {
  delivery: {
    title: '开通交付', opened: '已开通', where: '资源池', trial: '试用测试', trialFrom: (a: string, b: string) => `试用 ${a}至 ${b}（不含）`, extended: '已延期', load: '实测负载', conclusion: '测试结论', notBilled: '试用期不计费', notYet: '未到这一步', suggestion: '调整建议', noChange: '无需调整', filing: '备案', order: '交付工单', billingFrom: (d: string) => `${d}起计费`,
    advices: { keep: '不变', increase: '调增', decrease: '调减' }, now: '现有', advice: '建议', qty: '建议数量', basis: '依据', reduced: (t: string, q: string, why: string) => `${t}同意减到 ${q}：${why}`, overSince: (d: string) => `${d}起超过试用期限`, extendWhy: (r: string) => `延期理由：${r}`, expected: (x: string) => `预期 ${x}`, passed: '通过', notPassed: '未通过', returned: (t: string, why: string) => `${t}退回备案：${why}`, disputed: (t: string, why: string) => `${t}提出异议：${why}`, upheld: '异议成立', notUpheld: '异议不成立', usableFrom: (d: string) => `自 ${d}起可用`, confirmedAt: (t: string, n: string) => `${t}确认收到${n ? '：' + n : ''}`,
    adviceOf: (n: string) => `${n}的建议`, qtyOf: (n: string) => `${n}的建议数量`, basisOf: (n: string) => `${n}的依据`, say: '总体说明', submitNone: '提出“无需调整”',
  },
  golive: { title: '上线检查单', open: '可以上线', closed: (n: number) => `还有 ${n} 项未满足`, record: '登记', waive: '豁免', recordOf: (n: string) => `登记${n}`, waiveOf: (n: string) => `豁免${n}`, waived: (d: string) => `豁免至 ${d}`, high: (n: number) => n ? `未处置高危 ${n} 个` : '无未处置高危' },
}
