// Money, use and what the cloud stands on, by real clicks: every figure opens its rows, two people approve, owners answer, providers explain.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { as, ask, browse, exported, findings, serve, settled, shot } from './lib.mjs'

let server, browser, pages = {}
const person = async login => pages[login] ??= await as(browser, server.base, login)
const done = (page, words) => page.getByRole('status').filter({ hasText: words }).waitFor()
const fen = text => Math.round(Number(text.replace(/[^\d.−-]/g, '').replace('−', '-')) * 100)
async function go(login, path) {
	const page = await person(login)
	await page.goto(server.base + path)
	await page.getByRole('heading', { level: 1 }).first().waitFor()
	await settled(page)
	return page
}
const sound = async (page, name) => { await settled(page); assert.deepEqual(await findings(page), [], name); await shot(page, name) }
/** All rows of a list as this person may see them. */
async function rows(page, path) { const out = []; let cursor = ''; do { const p = await ask(page, path + (path.includes('?') ? '&' : '?') + 'limit=100' + (cursor ? '&cursor=' + cursor : '')); out.push(...p.items); cursor = p.next } while (cursor); return out }
before(async () => { server = await serve('--demo'); browser = await browse() }, { timeout: 180000 })
after(async () => { await browser?.close(); await server?.stop() })

/** Figures and what they are the sum of: opens the link, adds up the rows reached, and compares. */
const listed = (path, field) => async page => (await rows(page, path + new URL(page.url()).search)).reduce((n, x) => n + (x[field] ?? 0), 0)
const lines = listed('/cost-lines', 'amount_fen'), costs = async p => await lines(p) + await listed('/cost-adjustments', 'amount_fen')(p), gross = listed('/bills', 'total_fen')
const shown = selector => async page => (await page.locator(selector).allInnerTexts()).reduce((n, t) => n + fen(t), 0)
async function adds(page, link, count, times = () => 1) {
	const figure = fen(await link.innerText())
	await link.click()
	await settled(page)
	assert.equal(await count(page) * await times(page), figure, page.url())
}
describe('figures', { concurrency: 1 }, () => {
	const months = async p => Number(/× (\d+) 个月/.exec(await p.locator('.card-head p').first().innerText())[1])
	const FIGURES = {
		'a bill': [async p => `/bills/${(await ask(p, '/bills?state=settled&limit=1')).items[0].id}`, [p => p.locator('.fin a'), lines], [p => p.locator('.card-head .sum a').first(), lines]],
		'the list of bills': [() => '/bills', [p => p.locator('tbody tr').first().locator('td.r a').nth(1), shown('.card-head .sum')]],
		'a settlement': [async p => `/settlements/${(await ask(p, '/settlements?limit=1')).items[0].id}`, [p => p.locator('.sum a[href^="/bills"]').first(), gross]],
		'the year’s budget': [async p => `/budgets/${(await ask(p, '/budgets?whole=true&state=approved')).items[0].id}`, [p => p.getByRole('link', { name: /^在用资源到年底/ }), shown('tbody td:last-child'), months], [p => p.getByRole('link', { name: /^已批准未交付/ }), shown('tbody td:last-child'), months],
			[p => p.locator('.bb dd a').last(), shown('tbody td:last-child')], [p => p.locator('.bb dl > div', { hasText: '已支付' }).locator('a'), shown('tbody td:last-child')]],
		'next year’s form': [() => '/budgets/forecast', [p => p.locator('tbody tr:not(.org) td:nth-child(3) a').first(), shown('tbody td:last-child')], [p => p.locator('tfoot a').first(), shown('tbody td:last-child')]],
		'what moved': [() => '/costs', [p => p.locator('tfoot td:last-child a'), async p => (await rows(p, '/cost-lines' + new URL(p.url()).search)).length * 100]],
	}
	for (const [name, [where, ...figures]] of Object.entries(FIGURES)) it(name, async () => {
		const page = await person('li@data'), path = await where(page)
		for (const [link, count, times] of figures) { await go('li@data', path); await adds(page, link(page), count, times) }
		assert.deepEqual(await findings(page), [], page.url())
	})
})

describe('costs', { concurrency: 1 }, () => {
	it('a sum by unit opens exactly the rows it is the sum of', async () => {
		const page = await go('li@data', '/costs')
		await sound(page, 'costs')
		await adds(page, page.getByRole('link', { name: /的明细/ }).first(), costs)
		await page.getByText(/^共 .* 条$|1–\d+，共/).first().waitFor()
		await sound(page, 'cost-lines')
	})
	it('a line says how it is counted and which acts stand behind it', async () => {
		const page = pages['li@data']
		await page.getByRole('button', { name: /×.*=/ }).first().click()
		const dialog = page.getByRole('dialog')
		await dialog.getByRole('heading', { name: '这笔怎么算的' }).waitFor()
		await dialog.getByText('价格依据').waitFor()
		await dialog.getByRole('cell', { name: /合同生效|下达交付工单/ }).first().waitFor()
		await sound(page, 'explain')
		await page.keyboard.press('Escape')
	})
	it('other cuts, a longer span, and what moved and why', async () => {
		const page = await go('li@data', '/costs')
		for (const by of ['系统', '服务种类', '区域', '信创', '月', '年']) {
			await page.getByRole('button', { name: by, exact: true }).click()
			await settled(page)
			const total = fen(await page.locator('tfoot a').first().innerText()), parts = await page.locator('.two > section tbody tr td:nth-child(2)').allInnerTexts()
			assert.equal(parts.reduce((n, t) => n + fen(t), 0), total, by)
		}
		await page.getByRole('button', { name: '近三个月' }).click()
		await page.waitForURL(/from=/)
		await settled(page)
		await page.getByRole('button', { name: /天数不同|新开通|数量变化|已停用/ }).first().click()
		await page.getByText('看数据').click()
		await sound(page, 'costs-quarter')
	})
	it('a correction names a line of its bill, counts in yuan, and stands beside the lines', async () => {
		const page = await person('li@data'), bill = (await ask(page, '/bills?state=confirmed&limit=1')).items[0], own = (await ask(page, `/bill-lines?bill=${bill.id}&limit=20`)).items
		await go('li@data', `/bills/${bill.id}`)
		await page.getByRole('button', { name: '调账', exact: true }).click()
		const dialog = page.getByRole('dialog')
		await dialog.getByLabel('明细').click()
		await dialog.getByRole('option', { name: own[0].resource_no }).waitFor()
		assert.equal(await dialog.getByRole('option').count(), own.length)
		await dialog.getByRole('option', { name: own[0].resource_no }).click()
		await dialog.getByLabel(/调整额/).fill('-0.12')
		await dialog.getByLabel('理由').fill('经核对')
		await dialog.locator('input[type=file]').setInputFiles({ name: '核对.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') })
		await dialog.getByText('核对.pdf').waitFor()
		await dialog.getByRole('button', { name: /^调账/ }).click()
		await done(page, '已完成：调账')
		assert.equal((await ask(page, `/bills/${bill.id}`)).adjust_fen, -12)
		await go('li@data', `/costs/lines?bill=${bill.id}`)
		await page.locator('#adjustments').getByRole('cell', { name: '−0.12' }).waitFor()
		await sound(page, 'cost-adjustments')
	})
	it('the export is the list itself, written out by the server and kept in its records', async () => {
		const page = await go('li@data', '/costs/lines')
		const n = (await ask(page, '/cost-lines?count=true&limit=1')).count, file = await exported(page, 'CSV')
		assert.equal((await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n').length, n + 1)
		assert.match((await exported(page, 'Excel')).suggestedFilename(), /\.xlsx$/)
		const audit = await person('audit@sj')
		assert.ok((await ask(audit, '/audit?limit=20')).items.some(x => x.login === 'li@data' && /明细/.test(x.words ?? '')), 'the export stands in the audit')
	})
	it('a unit sees its own and nobody else’s', async () => {
		const page = await go('jingban@x05', '/costs?by=unit')
		assert.equal(await page.locator('.two > section tbody tr').count(), 1)
		await sound(page, 'costs-unit')
	})
	it('a price change says who would pay more and who less, and keeps nothing', async () => {
		const page = await go('li@data', '/prices/preview'), before = (await ask(page, '/prices?count=true&limit=1')).count
		await page.getByLabel('涨跌幅（%）').fill('-5')
		await page.getByRole('button', { name: '应用到全部' }).click()
		await page.getByRole('button', { name: '试算', exact: true }).click()
		await page.getByRole('heading', { name: /每月共少付 ¥/ }).waitFor()
		await sound(page, 'price-preview')
		assert.equal((await ask(page, '/prices?count=true&limit=1')).count, before)
	})
})

describe('budgets', { concurrency: 1 }, () => {
	it('shows the year against what it will come to, each figure with its rows', async () => {
		const page = await go('li@data', '/budgets')
		await page.getByRole('heading', { name: /已用 \d+%，预计用到 \d+%/ }).waitFor()
		await sound(page, 'budgets')
		await adds(page, page.getByRole('link', { name: /^已出账 .*账单的明细$/ }), shown('tbody td:last-child'))
	})
	it('is drawn up by one and approved by another', async () => {
		const page = await go('li@data', '/budgets'), year = new Date().getFullYear() + 1
		await page.getByRole('button', { name: '编制预算' }).click()
		const dialog = page.getByRole('dialog')
		await dialog.getByLabel('年度').fill(String(year))
		await dialog.getByRole('textbox', { name: '预算', exact: true }).fill('420000')
		await dialog.getByRole('button', { name: /^编制预算/ }).click()
		await page.waitForURL(/\/budgets\/\d+$/)
		await settled(page)
		await page.getByText('待批准').first().waitFor()
		await page.getByText(/编制人|自己/).first().waitFor()
		const url = new URL(page.url()).pathname, sun = await go('sun@data', url)
		await sun.getByRole('button', { name: '批准预算' }).click()
		await sun.getByRole('dialog').getByRole('button', { name: /批准预算/ }).click()
		await done(sun, '已完成：批准预算')
		await sun.getByText('现行').first().waitFor()
		await sound(sun, 'budget')
	})
	it('next year’s form adds up by unit', async () => {
		const page = await go('li@data', '/budgets/forecast')
		const units = await page.locator('tr.org td:last-child').allInnerTexts(), total = fen(await page.locator('tfoot td:last-child').innerText())
		assert.equal(units.reduce((n, t) => n + fen(t), 0), total)
		await sound(page, 'forecast')
	})
})

describe('settlement', { concurrency: 1 }, () => {
	let path
	it('says how the sum came about, and its checker may not approve it', async () => {
		const page = await go('li@data', '/settlements')
		const s = (await ask(page, '/settlements?state=checked')).items[0]
		path = `/settlements/${s.id}`
		await page.goto(server.base + path)
		await page.getByRole('heading', { name: '应付怎么来的' }).waitFor()
		await page.getByText('审核人不能批准自己审核的结算').waitFor()
		const d = await ask(page, path)
		assert.equal(d.net_fen, Math.floor(((d.gross_fen + d.bill_adjust_fen - d.sla_deduct_fen) * d.score_factor_bp + 5000) / 10000) + d.adjust_fen)
		await sound(page, 'settlement')
		await page.getByRole('link', { name: '计算', exact: true }).first().click()
		await page.getByRole('heading', { name: '不计的时段' }).waitFor()
		await sound(page, 'sla')
	})
	it('is approved by another, and paid in parts with a voucher each', async () => {
		const sun = await go('sun@data', path)
		await sun.getByRole('button', { name: '批准结算' }).click()
		await sun.getByRole('dialog').getByRole('button', { name: /批准结算/ }).click()
		await done(sun, '已完成：批准结算')
		const li = await go('li@data', path)
		await li.getByRole('button', { name: '登记付款' }).click()
		const dialog = li.getByRole('dialog')
		await dialog.getByLabel('付款日').fill((await ask(li, path)).approved_at.slice(0, 10))
		await dialog.getByLabel('金额').fill('1000.00')
		await dialog.getByLabel('凭证').fill('PZ-测试-1')
		await dialog.getByRole('button', { name: /登记付款/ }).click()
		await done(li, '已完成：登记付款')
		await li.getByText(/已付 1,000\.00/).waitFor()
		await sound(li, 'settlement-paid')
	})
	it('differences of the three books are answered by the provider and closed by finance', async () => {
		const chu = await go('chu@csp', '/matches?state=open')
		await sound(chu, 'matches')
		await chu.getByRole('row').nth(1).getByRole('link').first().click()
		await chu.getByRole('button', { name: '答复差异' }).click()
		await chu.getByRole('dialog').getByLabel('理由').fill('清单漏报，已补')
		await chu.getByRole('dialog').getByRole('button', { name: /答复差异/ }).click()
		await done(chu, '已完成：答复差异')
		const li = await go('li@data', new URL(chu.url()).pathname)
		await li.getByText('清单漏报，已补').first().waitFor()
		await li.getByRole('button', { name: '了结差异' }).click()
		await li.getByRole('dialog').getByLabel('理由').fill('以台账为准')
		await li.getByRole('dialog').getByRole('button', { name: /了结差异/ }).click()
		await done(li, '已完成：了结差异')
		await sound(li, 'match')
	})
	it('a month counted again agrees to the fen', async () => {
		const page = await go('li@data', '/bills')
		await page.getByRole('button', { name: '重算核对' }).click()
		await page.getByRole('dialog').getByRole('button', { name: '重算', exact: true }).click()
		await page.getByText('与账单分毫不差').waitFor()
		await sound(page, 'recompute')
		await page.keyboard.press('Escape')
	})
})

describe('use', { concurrency: 1 }, () => {
	it('a month’s listing, its judgements and one system’s formula', async () => {
		const page = await go('zhao@data', '/utilisation')
		await page.getByRole('button', { name: /^\d+ 低$/ }).click()
		await page.waitForURL(/level=low/)
		await sound(page, 'utilisation')
		await page.getByRole('row').nth(1).getByRole('link').first().click()
		await page.getByText(/CPU 均值 \(/).first().waitFor()
		await sound(page, 'system-use')
		for (const view of ['report', 'stats', 'alerts', 'exemptions']) { await page.goto(`${server.base}/utilisation?view=${view}`); await settled(page); assert.deepEqual(await findings(page), [], view) }
	})
	it('the owner of a case hands in a plan', async () => {
		const zhao = await person('zhao@data'), c = (await ask(zhao, '/util-cases?state=open&limit=1')).items[0]
		const unit = (await rows(zhao, `/accounts?q=jingban`)).find(a => a.org === c.user_org)?.login ?? 'jingban@x05'
		const page = await go(unit, `/cases/${c.id}`)
		await page.getByText('每月判断的算式').click()
		await page.getByRole('button', { name: '提交整改方案' }).click()
		const dialog = page.getByRole('dialog')
		await dialog.getByRole('button', { name: /提交整改方案/ }).click()
		await dialog.getByText(/处需要处理/).waitFor()
		await dialog.getByLabel('缩容', { exact: true }).check()
		await dialog.getByRole('textbox', { name: '整改方案' }).fill('应用服务器减为 8 核，月底前完成')
		await dialog.getByLabel('计划完成日').fill(`${new Date().getFullYear() + 1}-01-15`)
		await sound(page, 'case-plan')
		await dialog.getByRole('button', { name: /提交整改方案/ }).click()
		await done(page, '已完成：提交整改方案')
		await page.getByRole('heading', { name: '整改方案' }).waitFor()
		await sound(page, 'case')
	})
	it('an evaluation report with its items', async () => {
		const page = await go('zhao@data', '/evaluations'), e = (await ask(page, '/evaluations?limit=1')).items[0]
		await page.goto(`${server.base}/evaluations/${e.id}`)
		await page.getByRole('button', { name: /建议缩容/ }).click()
		await page.waitForURL(/advice=shrink/)
		await sound(page, 'evaluation')
		await page.locator('.el').getByRole('row').nth(1).getByRole('link').first().click()
		await page.getByRole('heading', { name: '证据' }).waitFor()
		await sound(page, 'evaluation-item')
	})
})

describe('what the cloud stands on', { concurrency: 1 }, () => {
	it('zones, hosts and channels', async () => {
		const page = await go('zhao@data', '/zones')
		await page.getByText('TD-01').waitFor()
		const channels = (await ask(page, '/cross-zone-channels?limit=100')).items
		await (channels.length ? page.getByRole('link', { name: channels[0].no }) : page.getByText('没有登记跨区交换通道')).first().waitFor()
		await sound(page, 'zones')
		await page.getByRole('table').first().getByRole('row').nth(1).getByRole('link').last().click()
		await page.waitForURL(/pool=/)
		await settled(page)
		await page.getByText('共 4 条').waitFor()
	})
	it('a provider tries its interface', async () => {
		const page = await go('feng@csp', '/exchange')
		await page.getByText('中断', { exact: true }).first().waitFor()
		await page.getByRole('button', { name: '检测 工单流转' }).click()
		const dialog = page.getByRole('dialog')
		await dialog.getByLabel('连通').check()
		await dialog.getByLabel('情况').fill('证书已更换')
		await dialog.getByRole('button', { name: /检测/ }).last().click()
		await done(page, '已完成')
		await settled(page)
		assert.equal(await page.getByText('中断', { exact: true }).count(), 0)
		await sound(page, 'exchange')
		await sound(await go('zhao@data', '/exchange?view=diffs'), 'exchange-authority')
	})
	it('assessments: what is valid, what ends soon, what is missing', async () => {
		const page = await go('zhao@data', '/assessments')
		for (const x of ['有效', '即将到期', '超期', '没有记录']) await page.getByText(x, { exact: true }).first().waitFor()
		await sound(page, 'assessments')
		await page.getByRole('button', { name: '信息系统' }).click()
		await page.getByLabel('只看缺口').check()
		await sound(page, 'assessments-systems')
	})
	it('dark, large and high contrast', async () => {
		const page = await person('li@data'), s = (await ask(page, '/settlements')).items[0], b = (await ask(page, '/budgets')).items[0]
		for (const look of [{ theme: 'dark' }, { size: 'elder', contrast: 'high' }]) {
			await page.evaluate(d => localStorage.setItem('yunguan.display', JSON.stringify(d)), look)
			for (const path of ['/costs', '/budgets', `/budgets/${b.id}`, `/settlements/${s.id}`, '/utilisation', '/zones', '/exchange', '/assessments']) {
				await go('li@data', path)
				assert.deepEqual(await findings(page), [], `${path} ${JSON.stringify(look)}`)
				assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} is wider than the window`)
			}
			await shot(page, `assessments-${Object.values(look)[0]}`)
		}
	})
	it('nothing went wrong in any page', () => {
		for (const [login, page] of Object.entries(pages)) assert.deepEqual(page.wrong, [], login)
	})
})
