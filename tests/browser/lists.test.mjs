// Lists: drawn, narrowed and kept as the person wants, the same on every desk; the export is what is seen.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { as, ask, browse, exported, findings, serve, settled, shot } from './lib.mjs'

let server, browser
before(async () => { server = await serve('--demo'); browser = await browse() }, { timeout: 120000 })
after(async () => { await browser?.close(); await server?.stop() })
const heads = page => page.locator('.el thead th').allInnerTexts().then(t => t.map(x => x.replace(/[↑↓]/g, '').trim()).filter(Boolean))
const columns = page => page.getByRole('button', { name: '列', exact: true })

/** path of the page; path of the list; who; a filter that leaves something; a column to take away and one to bring forward. */
const LISTS = [
	{ page: '/applications', list: '/applications', who: 'zhao@data', filter: 'type=new', chip: /类型：新/, drop: '申请编号', up: '状态' },
	{ page: '/resources', list: '/resources', who: 'zhao@data', filter: 'state=active', chip: null, drop: '资源编号', up: '数量' },
	{ page: '/bills', list: '/bills', who: 'zhao@data', filter: 'state=confirmed', chip: null, drop: '上云单位', up: '状态' },
	{ page: '/messages', list: '/messages', who: 'jingban@x01', filter: 'unread=true', chip: /未读：是/, drop: null, up: '时间' },
	{ page: '/audit', list: '/audit', who: 'audit@sj', filter: 'result=refused', chip: /结果：/, drop: '地址', up: null },
]

describe('lists', { concurrency: 1 }, () => {
	for (const l of LISTS) it(`${l.page}: columns, rows, chips, count and export`, async () => {
		const page = await as(browser, server.base, l.who)
		await page.goto(server.base + l.page)
		await page.locator('.el tbody tr').first().waitFor()
		await settled(page)
		const all = await heads(page)
		// Hidden and ordered, by keyboard too, kept in the address and for the next time.
		await columns(page).click()
		const drop = l.drop, up = l.up && all.includes(l.up) ? l.up : all.at(-1)
		if (drop) await page.getByRole('checkbox', { name: drop, exact: true }).uncheck()
		await page.getByRole('button', { name: `${up}前移`, exact: true }).focus()
		await page.keyboard.press('Enter')
		assert.deepEqual(await findings(page), [])
		await page.keyboard.press('Escape')
		const drawn = await heads(page), was = all.filter(x => x !== drop), i = was.indexOf(up)
		was.splice(i, 1); was.splice(i - 1, 0, up)
		assert.deepEqual(drawn, was)
		assert.match(page.url(), /columns=/)
		await page.goto(server.base + l.page)
		await page.waitForURL(/columns=/)
		await page.locator('.el tbody tr').first().waitFor()
		assert.deepEqual(await heads(page), drawn)
		// Low rows on request.
		const high = (await page.locator('.el tbody tr').first().boundingBox()).height
		await columns(page).click()
		await page.getByLabel('紧凑行距').check()
		await page.keyboard.press('Escape')
		assert.ok((await page.locator('.el tbody tr').first().boundingBox()).height < high)
		await shot(page, 'list' + l.page.replace('/', '-'))
		// Narrowed: said as chips, counted, and exported exactly.
		await page.goto(server.base + `${l.page}?${l.filter}`)
		await settled(page)
		const { count, count_exact } = await ask(page, `${l.list}?${l.filter}&count=true&limit=1`)
		await page.getByText(`${count_exact ? '共' : '约'} ${count.toLocaleString('en')} 条`).waitFor()
		if (l.chip) await page.locator('.chip').filter({ hasText: l.chip }).waitFor()
		const csv = await readFile(await (await exported(page, 'CSV')).path(), 'utf8')
		assert.equal(csv.trimEnd().split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/).length - (l.who === 'audit@sj' ? 1 : 0), count + 1)
		await columns(page).click()
		await page.getByRole('button', { name: '恢复默认' }).click()
		await page.keyboard.press('Escape')
		assert.deepEqual(await heads(page), all)
		if (l.chip) { await page.locator('.chip').filter({ hasText: l.chip }).click(); await page.waitForURL(u => !u.search.includes(l.filter)) }
		assert.deepEqual(await findings(page), [])
		assert.deepEqual(page.wrong, [])
		await page.context().close()
	})

	it('a view is kept on the server, says when it is changed, and is the same at another desk', async () => {
		const page = await as(browser, server.base, 'zhao@data')
		await page.goto(server.base + '/bills?state=confirmed&sort=-month&columns=no,month,net_fen')
		await page.locator('.el tbody tr').first().waitFor()
		const menu = page.locator('.tools .menu').first().getByRole('button').first()
		await menu.click()
		await page.getByLabel('给现在的筛选起个名字').fill('本月已确认')
		await page.getByRole('button', { name: '保存视图' }).click()
		await page.getByText('已保存视图 本月已确认').waitFor()
		await page.getByRole('button', { name: '把视图 本月已确认 设为默认' }).click()
		await page.getByRole('button', { name: '视图 本月已确认 不再作默认' }).waitFor()
		assert.deepEqual(await findings(page), [])
		await shot(page, 'views')
		await page.keyboard.press('Escape')
		// Changed: it says so, can be put back, and can be saved.
		await page.getByRole('button', { name: '已出账', exact: true }).or(page.locator('.tabs button').nth(1)).first().click()
		await page.getByText('本月已确认（已改）').waitFor()
		await page.getByRole('button', { name: '还原', exact: true }).click()
		await page.waitForURL(/state=confirmed/)
		await page.getByText('本月已确认（已改）').waitFor({ state: 'detached' })
		await page.getByRole('columnheader', { name: '账期' }).getByRole('button').click()
		await page.getByText('本月已确认（已改）').waitFor()
		await shot(page, 'views-changed')
		assert.deepEqual(await findings(page), [])
		await page.getByRole('button', { name: '保存', exact: true }).click()
		await page.getByText('本月已确认（已改）').waitFor({ state: 'detached' })
		const kept = (await ask(page, '/list-views?list=/bills')).items[0]
		assert.equal(kept.name, '本月已确认')
		assert.ok(!kept.query.includes('sort=-month'))
		// Another desk: the list opens with it.
		const desk = await as(browser, server.base, 'zhao@data')
		await desk.goto(server.base + '/bills')
		await desk.waitForURL(/state=confirmed/)
		await desk.getByRole('button', { name: /本月已确认/ }).waitFor()
		assert.deepEqual(await heads(desk), await heads(page))
		// A name is given once; what is wrong is said at the form.
		await desk.getByRole('button', { name: /本月已确认/ }).click()
		await desk.getByLabel('给现在的筛选起个名字').fill('本月已确认')
		await desk.getByRole('button', { name: '保存视图' }).click()
		await desk.getByText('已有名为“本月已确认”的视图').first().waitFor()
		await desk.getByLabel('给现在的筛选起个名字').fill('同岗位用的')
		await desk.getByLabel('谁可以用').selectOption({ index: 1 })
		await desk.getByRole('button', { name: '保存视图' }).click()
		await desk.getByText('已保存视图 同岗位用的').waitFor()
		assert.deepEqual((await ask(desk, '/list-views?list=/bills')).items.find(x => x.name === '同岗位用的').roles.length, 1)
		// It comes to the first desk by itself, and can be taken away there.
		await page.mouse.move(200, 200)
		await menu.click()
		await page.getByRole('button', { name: '移除视图 同岗位用的' }).click()
		await page.getByRole('button', { name: '移除视图 同岗位用的' }).waitFor({ state: 'detached' })
		assert.equal((await ask(desk, '/list-views?list=/bills')).items.length, 1)
		assert.deepEqual(page.wrong, [])
		await page.context().close()
		await desk.context().close()
	})

	it('clearing the filters leaves how the list is drawn', async () => {
		const page = await as(browser, server.base, 'zhao@data')
		await page.goto(server.base + '/bills?state=confirmed&q=没有这样的账单&columns=no,month&sort=-month')
		await page.getByText('没有符合条件的记录').waitFor()
		await page.getByRole('button', { name: '清除筛选' }).first().click()
		await page.getByRole('row').nth(1).waitFor()
		const q = new URL(page.url()).searchParams
		assert.deepEqual([q.get('state'), q.get('q'), q.get('columns'), q.get('sort')], [null, null, 'no,month', '-month'])
		await page.context().close()
	})
})
