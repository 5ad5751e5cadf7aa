// Every main screen: no serious finding of axe, no script error, no call outside; and the habits all screens share.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { as, ask, browse, exported, findings, open, PASSWORD, serve, settled, shot, signIn } from './lib.mjs'

let server, browser
before(async () => { server = await serve('--demo'); browser = await browse() }, { timeout: 120000 })
after(async () => { await browser?.close(); await server?.stop() })

const PARTIES = {
	'zhao@data': ['/', '/applications', '/resources', '/systems', '/catalog', '/pools', '/bills', '/work-orders', '/deliveries', '/articles', '/params', '/supervision', '/supervision?list=idle', '/emergencies', '/o/candidate', '/reports', '/topology', '/cases', '/evaluations', '/utilisation', '/zones', '/exchange', '/assessments', '/info-changes', '/o/vuln_finding', '/documents', '/o/adaptation', '/o/host', '/o/cross_zone_channel', '/calendar', '/import/catalogue', '/messages', '/all', '/o/org', '/o/contract', '/o/org/new', '/password', '/me', '/roles', '/roles?tab=duties', '/break-glass', '/delegations', '/csp-changes', '/handovers', '/access-authorizations', '/access-records'],
	'guanli@d01': ['/', '/info-changes', '/info-changes/new', '/info-changes/new?kind=merge', '/documents', '/applications', '/applications/new', '/resources', '/bills', '/o/person'],
	'jingban@x01': ['/', '/changes/new', '/revocations/new', '/emergencies/new', '/dedicated-pools/new', '/o/adaptation/new', '/o/third_party_contract/new', '/cases', '/applications', '/systems', '/o/info_system/new', '/work-orders'],
	'wang@csp': ['/', '/evaluations', '/utilisation', '/zones', '/exchange', '/matches', '/topology', '/tasks', '/work-orders', '/pools', '/resources', '/bills'],
	'sec': ['/', '/sso-issuers', '/sso-links', '/sso-strangers', '/client-certificates'], 'li@data': ['/', '/scores', '/costs', '/costs/lines', '/budgets', '/budgets/forecast', '/settlements', '/sla', '/matches', '/prices/preview', '/bills'], 'chu@csp': ['/', '/settlements', '/settlements/new', '/matches'],
	'dept@wx': ['/', '/tasks'], 'audit@sj': ['/', '/supervision', '/reports', '/applications', '/audit', '/bills'], 'sys': ['/', '/o/account', '/o/org', '/me', '/roles', '/break-glass'],
}
async function first(page, list, to) { const row = (await ask(page, list)).items?.[0]; return row ? to + row.id : null }

describe('screens', { concurrency: 1 }, () => {
	for (const [login, paths] of Object.entries(PARTIES)) it(`${login}: ${paths.length} screens, light`, async () => {
		const page = await as(browser, server.base, login)
		for (const path of paths) {
			await page.goto(server.base + path)
			await page.getByRole('heading', { level: 1 }).first().waitFor()
			await settled(page)
			assert.deepEqual(await findings(page), [], path)
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} is wider than the window`)
			assert.match(await page.title(), /.+ · /, `${path} names its window`)
			assert.match(await page.locator('.demo').innerText(), /演示/, `${path} says that it is a demonstration`)
		}
		await page.goto(server.base + '/')
		await settled(page)
		await shot(page, `today-${login.replace('@', '-')}`)
		assert.deepEqual(page.wrong, [])
		await page.context().close()
	})

	it('objects, light, dark, large and high contrast', async () => {
		const page = await as(browser, server.base, 'zhao@data')
		const objects = [await first(page, '/applications?state=under_review', '/applications/'), await first(page, '/applications?state=closed', '/applications/'), await first(page, '/resources', '/resources/'), await first(page, '/info-systems', '/systems/'),
			await first(page, '/bills', '/bills/'), await first(page, '/work-orders', '/work-orders/'), await first(page, '/delivery-orders', '/deliveries/'), await first(page, '/pools', '/pools/'), await first(page, '/contracts', '/o/contract/'), await first(page, '/applications?state=delivered', '/applications/'), await first(page, '/evaluations', '/evaluations/'), await first(page, '/documents', '/documents/')]
		for (const look of [{}, { theme: 'dark' }, { size: 'elder', contrast: 'high' }]) {
			await page.evaluate(d => localStorage.setItem('yunguan.display', JSON.stringify(d)), look)
			for (const path of ['/', '/me', '/roles', '/break-glass', ...objects.filter(Boolean)]) {
				await page.goto(server.base + path)
				await page.getByRole('heading', { level: 1 }).first().waitFor()
				await settled(page)
				assert.deepEqual(await findings(page), [], `${path} ${JSON.stringify(look)}`)
			}
			if (!Object.keys(look).length) {
				await page.goto(server.base + objects[8])
				await page.getByRole('cell', { name: '99.95%' }).first().waitFor()       // not rounded to 100
				await page.goto(server.base + objects[6])
				await page.getByRole('heading', { name: '资源', level: 2 }).waitFor()
				assert.ok(await page.locator('.inner thead th').count() <= 8, 'a table inside a page keeps what tells its rows apart')
			}
			await page.goto(server.base + '/')
			await settled(page)
			await shot(page, `today-${Object.values(look)[0] ?? 'light'}`)
		}
		assert.deepEqual(page.wrong, [])
		await page.context().close()
	})

	it('the smallest common screen and a telephone', async () => {
		for (const width of [1280, 390]) {
			const page = await as(browser, server.base, 'zhao@data', { viewport: { width, height: 800 } })
			for (const path of ['/', '/bills', '/supervision', '/reports', '/topology', '/roles', '/articles', '/catalog', await first(page, '/bills', '/bills/'), await first(page, '/applications?state=under_review', '/applications/'), '/o/org/new']) {
				await page.goto(server.base + path)
				await settled(page)
				assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} at ${width}`)
				assert.deepEqual(await findings(page), [], `${path} at ${width}`)
				if (path === '/') assert.ok(await page.locator('.work .do .btn').evaluateAll(bs => bs.length > 0 && bs.every(b => b.getBoundingClientRect().right <= b.closest('.card').getBoundingClientRect().right)), `the next step is cut off at ${width}`)
			}
			if (width < 768) {
				await page.getByRole('button', { name: '主导航' }).click()
				await page.locator('.rail').getByRole('link', { name: '账单' }).waitFor()
				await shot(page, 'telephone-rail')
				assert.deepEqual(await findings(page), [])
				await page.keyboard.press('Escape')
				assert.equal(await page.locator('.rail').isVisible(), false)
				assert.equal(await page.evaluate(() => document.activeElement.className), 'burger')
			}
			await page.context().close()
		}
	})

	it('keyboard: skip link, search by Ctrl K, Esc gives the focus back', async () => {
		const page = await as(browser, server.base, 'zhao@data')
		await page.goto(server.base + '/articles')
		await page.getByRole('heading', { name: '条文与期限' }).waitFor()
		await page.evaluate(() => document.activeElement.blur())
		await page.keyboard.press('Tab')
		assert.equal(await page.evaluate(() => document.activeElement.className), 'skip')
		await page.keyboard.press('Enter')
		assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
		await page.keyboard.press('Control+k')
		const box = page.getByRole('combobox', { name: '搜索申请、系统、单位、条文' })
		await box.fill('缺陷')
		await page.getByRole('option', { name: /第二十条（二）/ }).first().waitFor()
		assert.deepEqual(await findings(page), [])
		await page.keyboard.press('Escape')
		await box.waitFor({ state: 'detached' })
		await page.getByRole('button', { name: '显示设置' }).focus()
		await page.keyboard.press('Enter')
		assert.deepEqual(await findings(page), [])
		await page.keyboard.press('Escape')
		assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), '显示设置')
		await page.context().close()
	})

	it('filters live in the address, and the export has exactly the filtered rows', async () => {
		const page = await as(browser, server.base, 'zhao@data')
		await page.goto(server.base + '/bills')
		await page.getByRole('button', { name: '已确认', exact: true }).click()
		await page.waitForURL(/state=confirmed/)
		await settled(page)
		const count = (await ask(page, '/bills?state=confirmed&count=true&limit=1')).count
		await page.getByText(`共 ${count.toLocaleString('en')} 条`).waitFor()
		const file = await exported(page, 'CSV')
		const text = await readFile(await file.path(), 'utf8')
		assert.equal(text.trimEnd().split('\r\n').length, count + 1)
		assert.match(text.split('\r\n')[0], /,账单编号,/)
		// Kept under a name, it can be the way the list opens.
		await page.getByRole('button', { name: '我的视图' }).click()
		await page.getByLabel('给现在的筛选起个名字').fill('已确认的')
		await page.getByRole('button', { name: '保存视图' }).click()
		await page.getByRole('button', { name: '设为默认' }).click()
		assert.deepEqual(await findings(page), [])
		await page.goto(server.base + '/bills')
		await page.waitForURL(/state=confirmed/)
		await page.goto(server.base + '/bills?state=computed&q=没有这样的账单')
		await page.getByText('没有符合条件的记录').waitFor()
		await page.getByRole('button', { name: '清除筛选' }).last().click()
		await page.getByRole('row').nth(1).waitFor()
		await page.context().close()
	})

	it('somebody else was faster: both versions are shown, nothing is overwritten', async () => {
		const one = await as(browser, server.base, 'jingban@x01'), two = await as(browser, server.base, 'jingban@x01')
		const path = await first(one, '/info-systems', '/systems/')
		for (const page of [one, two]) { await page.goto(server.base + path); await page.getByRole('button', { name: '修改信息系统' }).click() }
		await one.getByRole('dialog').getByLabel('简称').fill('先改的')
		await one.getByRole('dialog').getByRole('button', { name: /修改信息系统/ }).click()
		await one.getByRole('dialog').waitFor({ state: 'detached' })
		await two.getByRole('dialog').getByLabel('简称').fill('后改的')
		await two.getByRole('dialog').getByRole('button', { name: /修改信息系统/ }).click()
		await two.getByRole('alert').waitFor()
		await two.getByRole('button', { name: '对照两个版本' }).click()
		await two.getByRole('cell', { name: '先改的' }).waitFor()
		await shot(two, 'compare')
		assert.deepEqual(await findings(two), [])
		await two.getByRole('button', { name: /保留我的/ }).click()
		await two.getByRole('dialog').getByRole('button', { name: /修改信息系统/ }).click()
		await two.getByRole('dialog').waitFor({ state: 'detached' })
		assert.equal((await ask(two, path.replace('/systems/', '/info-systems/'))).short_name, '后改的')
		await one.context().close()
		await two.context().close()
	})

	it('a session that ended asks to sign in on the spot and goes on', async () => {
		const page = await as(browser, server.base, 'zhao@data')
		await page.goto(server.base + '/params')
		await page.getByRole('heading', { name: '时限与参数' }).waitFor()
		await page.context().clearCookies()
		await page.getByRole('button', { name: '历史' }).first().click()
		const dialog = page.getByRole('dialog', { name: '登录已失效' })
		await dialog.waitFor()
		assert.deepEqual(await findings(page), [])
		await dialog.getByLabel('登录名').fill('zhao@data')
		await dialog.getByLabel('口令').fill(PASSWORD)
		await dialog.getByRole('button', { name: '登录' }).click()
		await page.getByRole('dialog', { name: '历史' }).waitFor()
		assert.match(page.url(), /\/params$/)
		await page.context().close()
	})

	it('a session nobody uses is not kept alive by the page, and its end is told', async () => {
		const page = await open(browser, server.base)
		await page.clock.install()
		await signIn(page, 'zhao@data')
		let asked = 0, ends = false
		page.on('request', r => { if (/\/(workbench|me)$/.test(r.url())) asked++ })
		await page.route('**/api/v1/me', async route => { const r = await route.fetch(), d = await r.json(); await route.fulfill({ response: r, json: ends ? { ...d, expires_at: new Date(Date.now() + 180_000).toISOString() } : d }) })
		await settled(page)
		for (let i = 0; i < 2; i++) await page.clock.fastForward(60_000)     // signing in was a movement
		await settled(page)
		asked = 0
		for (let i = 0; i < 10; i++) await page.clock.fastForward(60_000)
		assert.equal(asked, 0)
		ends = true
		await page.mouse.move(300, 300)
		await page.clock.fastForward(70_000)
		await page.getByRole('alert').getByText(/分钟后到期/).waitFor()
		assert.ok(asked > 0)
		assert.deepEqual(await findings(page), [])
		ends = false
		await page.getByRole('button', { name: '继续使用' }).click()
		await page.getByRole('button', { name: '继续使用' }).waitFor({ state: 'detached' })
		await page.context().close()
	})

	it('a laxer figure than the law is refused with its article', async () => {
		const page = await as(browser, server.base, 'sys')
		await page.goto(server.base + '/params')
		const row = page.getByRole('row').filter({ hasText: 'clock.accept_wd' })
		await row.waitFor()
		const may = await row.getByRole('button', { name: '修改' }).count()
		const who = may ? page : await as(browser, server.base, 'sun@data')
		if (!may) await who.goto(server.base + '/params')
		await who.getByRole('row').filter({ hasText: 'clock.accept_wd' }).getByRole('button', { name: '修改' }).click()
		await who.getByRole('dialog').getByLabel('新值').fill('7')
		await who.getByRole('dialog').getByLabel('依据').fill('试行')
		await who.getByRole('dialog').getByRole('button', { name: /修改参数/ }).click()
		await who.getByRole('alert').waitFor()
		await shot(who, 'laxer-refused')
		await page.context().close()
	})

	it('a matter is as late on the workbench as on its own page', async () => {
		const page = await as(browser, server.base, 'zhao@data')
		const late = (await ask(page, '/workbench')).items.find(x => x.kind === 'application' && x.total && x.left < 0)
		assert.ok(late, 'the demonstration has one that is late')
		const told = await page.getByRole('row').filter({ hasText: late.no }).getByText(/超期 \d+ 日/).innerText()
		assert.equal(told, `超期 ${1 - late.left} 日`)
		await page.goto(`${server.base}/applications/${late.id}`)
		await page.locator('.limit').getByText(told).waitFor()
		await page.context().close()
	})
	it('on a narrow screen the decision is one press away', async () => {
		const page = await as(browser, server.base, 'zhao@data', { viewport: { width: 390, height: 844 } })
		const { id } = (await ask(page, '/workbench')).items.find(x => x.op === 'application.accept')
		await page.goto(`${server.base}/applications/${id}`)
		await page.getByRole('button', { name: '去办理' }).click()
		assert.ok((await page.getByRole('heading', { name: '受理决定' }).boundingBox()).y < 844)
		await page.context().close()
	})
	it('a page that does not come is told, and the one on the screen stays', async () => {
		const page = await as(browser, server.base, 'guanli@d01')
		await page.context().setOffline(true)
		await page.getByRole('link', { name: '工作日历' }).first().click()
		const said = page.getByRole('alert').filter({ hasText: '没有连上服务器' })
		await said.waitFor()
		assert.deepEqual(await findings(page), [])
		assert.ok(await page.getByRole('heading', { name: '今日工作台' }).isVisible())
		await said.getByRole('button', { name: '重试' }).click()
		assert.ok(await said.isVisible())
		await page.context().setOffline(false)
		await said.getByRole('button', { name: '重试' }).click()
		await page.getByRole('heading', { name: '工作日历', level: 1 }).waitFor()
		await page.context().close()
	})
	it('paper: no rail, no buttons', async () => {
		const page = await as(browser, server.base, 'zhao@data')
		await page.emulateMedia({ media: 'print' })
		assert.equal(await page.locator('.rail').isVisible(), false)
		assert.equal(await page.locator('.topbar').isVisible(), false)
		await page.context().close()
	})

	it('keeps its weight: the workbench under 90 kB packed', async () => {
		const page = await open(browser, server.base)
		let bytes = 0
		const cdp = await page.context().newCDPSession(page)
		await cdp.send('Network.enable')
		cdp.on('Network.loadingFinished', e => { if (sizes.has(e.requestId)) bytes += e.encodedDataLength })
		const sizes = new Set()
		cdp.on('Network.responseReceived', e => { if (/\/assets\//.test(e.response.url)) sizes.add(e.requestId) })
		await page.goto(server.base + '/sign-in')
		await page.getByLabel('登录名').fill('zhao@data')
		await page.getByLabel('口令').fill(PASSWORD)
		await page.getByRole('button', { name: '登录' }).click()
		await page.getByRole('heading', { name: '今日工作台', level: 1 }).waitFor()
		await settled(page)
		assert.ok(bytes > 20_000 && bytes < 90_000, `${bytes} bytes`)
		await page.context().close()
	})
})
