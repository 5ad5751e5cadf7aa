// What others change reaches an open page: one stream a browser, only what the person may see, and nothing pushed around.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { as, ask, browse, findings, serve, settled, shot, signIn } from './lib.mjs'

let server, browser
before(async () => { server = await serve('--demo'); browser = await browse() }, { timeout: 120000 })
after(async () => { await browser?.close(); await server?.stop() })

/** Streams this page opened; it keeps one or none. */
const streams = page => { const all = []; page.on('request', r => { if (r.resourceType() === 'eventsource') all.push(r) }); return all }
const until = async (what, that, ms = 15000) => { for (const end = Date.now() + ms; ;) { if (await that()) return; if (Date.now() > end) assert.fail(`${what} did not come`); await new Promise(ok => setTimeout(ok, 100)) } }
/** One write by the person of this page, by the version it has now. */
const write = (page, method, path, body) => page.evaluate(async ([method, path, body]) => {
	const me = await (await fetch('/api/v1/me')).json(), at = method === 'POST' && !/\d/.test(path) ? null : (await fetch('/api/v1' + path.replace(/\/[a-z-]+$/, ''))).headers.get('etag')
	const r = await fetch('/api/v1' + path, { method, body: JSON.stringify(body), headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json', 'x-csrf-token': me.csrf_token, ...(at ? { 'if-match': at } : {}), ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}) } })
	const d = await r.json().catch(() => ({}))
	if (!r.ok) throw new Error(JSON.stringify(d))
	return d
}, [method, path, body])
const count = async () => Number(/yunguan_event_streams (\d+)/.exec(await (await fetch(server.base + '/metrics')).text())[1])
const system = async page => (await ask(page, '/info-systems?limit=1')).items[0]
/** Somebody sits there: pages ask by themselves only then. */
const stir = page => page.mouse.move(Math.random() * 300, 300)
const listening = all => until('the stream', () => all.length > 0)

describe('news', { concurrency: 1 }, () => {
	it('one stream for all windows of a browser; another window takes over; signing out ends it', async () => {
		const one = await as(browser, server.base, 'jingban@x01'), first = streams(one)
		await until('the stream', async () => await count() === 1)
		const two = await one.context().newPage(), second = streams(two)
		await two.goto(server.base + '/systems')
		await two.getByRole('row').nth(1).waitFor()
		await new Promise(ok => setTimeout(ok, 3000))
		assert.equal(first.length + second.length, 1)
		assert.equal(await count(), 1)
		await one.close()
		await until('the second window', () => second.length === 1)
		await until('the end of the first', async () => await count() === 1, 5000)
		await two.getByRole('button', { name: '账号与岗位' }).or(two.locator('.topbar .who')).first().click()
		await two.getByRole('button', { name: '退出登录' }).click()
		await two.getByLabel('登录名').waitFor()
		await until('the end of the stream', async () => await count() === 0)
		await two.context().close()
	})

	it('tells a person only what they may see', async () => {
		const people = await Promise.all(['jingban@x01', 'jingban@x02', 'zhao@data', 'wang@csp'].map(l => as(browser, server.base, l))), [mine, other, authority, csp] = people
		for (const p of people) await p.evaluate(() => new Promise(ok => {
			globalThis.heard = []
			const s = new EventSource('/api/v1/events')
			for (const k of ['info_system', 'list_view', 'message']) s.addEventListener(`cn.yunguan.${k}.changed`, e => globalThis.heard.push(JSON.parse(e.data)))
			s.onopen = ok
		}))
		const s = await system(mine)
		await write(mine, 'PATCH', `/info-systems/${s.id}`, { short_name: '听见的' })
		const view = await write(authority, 'POST', '/list-views', { list: '/bills', name: '听不见的', query: 'state=confirmed' })
		const heard = p => p.evaluate(() => globalThis.heard)
		await until('the news', async () => (await heard(mine)).some(x => x.subject === s.id) && (await heard(authority)).some(x => x.subject === view.id))
		await new Promise(ok => setTimeout(ok, 1500))
		assert.ok((await heard(authority)).some(x => x.subject === s.id), 'the authority sees every system')
		assert.ok(!(await heard(other)).some(x => x.subject === s.id), 'another unit does not')
		for (const p of [mine, other, csp]) assert.ok(!(await heard(p)).some(x => x.subject === view.id), 'a view is its owner\'s')
		assert.deepEqual(people.flatMap(p => p.wrong), [])
		for (const p of people) await p.context().close()
	})

	it('a list tells how many rows are new, and moves none by itself', async () => {
		const page = await as(browser, server.base, 'zhao@data'), who = await as(browser, server.base, 'jingban@x01'), all = streams(page)
		const s = await system(who)
		await page.goto(server.base + `/systems?q=${encodeURIComponent(s.name)}&columns=name,short_name`)
		await page.getByRole('row').nth(1).waitFor()
		await listening(all)
		const rows = () => page.locator('.el tbody').innerText(), before = await rows(), at = await page.locator('.el tbody').boundingBox()
		await write(who, 'PATCH', `/info-systems/${s.id}`, { short_name: '新的简称' })
		await stir(page)
		const pill = page.getByRole('button', { name: '有 1 条更新' })
		await pill.waitFor()
		assert.equal(await rows(), before)
		assert.deepEqual(await page.locator('.el tbody').boundingBox(), at)
		assert.deepEqual(await findings(page), [])
		await shot(page, 'news-list')
		await pill.click()
		await page.getByRole('cell', { name: '新的简称' }).waitFor()
		await pill.waitFor({ state: 'detached' })
		// What does not concern the rows on screen says nothing.
		await page.goto(server.base + '/systems?q=没有这样的系统')
		await page.getByText('没有符合条件的记录').waitFor()
		await listening(all)
		await write(who, 'PATCH', `/info-systems/${s.id}`, { short_name: '又一个' })
		await stir(page)
		await new Promise(ok => setTimeout(ok, 4000))
		assert.equal(await page.getByRole('button', { name: /条更新/ }).count(), 0)
		assert.deepEqual(page.wrong, [])
		await page.context().close()
		await who.context().close()
	})

	it('what somebody else changed says so, and what is typed stays', async () => {
		const page = await as(browser, server.base, 'jingban@x01'), who = await as(browser, server.base, 'jingban@x01'), all = streams(page)
		const s = await system(page)
		await page.goto(server.base + `/systems/${s.id}`)
		await page.getByRole('button', { name: '修改信息系统' }).click()
		const dialog = page.getByRole('dialog')
		await dialog.getByLabel('简称').fill('我填写的')
		await listening(all)
		await write(who, 'PATCH', `/info-systems/${s.id}`, { short_name: '别人改的' })
		await stir(page)
		await dialog.getByText('版本已变化').waitFor()
		assert.equal(await dialog.getByLabel('简称').inputValue(), '我填写的')
		assert.deepEqual(await findings(page), [])
		await shot(page, 'news-form')
		await dialog.getByRole('button', { name: '对照两个版本' }).click()
		await dialog.getByRole('cell', { name: '别人改的' }).waitFor()
		await dialog.getByRole('button', { name: /保留我的/ }).click()
		await dialog.getByRole('button', { name: /修改信息系统/ }).click()
		await dialog.waitFor({ state: 'detached' })
		await page.getByText('我填写的').first().waitFor()
		// One's own change is no news.
		await stir(page)
		await new Promise(ok => setTimeout(ok, 3000))
		assert.equal(await page.getByText('版本已变化').count(), 0)
		await write(who, 'PATCH', `/info-systems/${s.id}`, { short_name: '再改一次' })
		await stir(page)
		await page.getByText('版本已变化').waitFor()
		assert.deepEqual(await findings(page), [])
		await shot(page, 'news-object')
		await page.getByRole('button', { name: '重新载入' }).click()
		await page.getByText('再改一次').first().waitFor()
		await page.getByText('版本已变化').waitFor({ state: 'detached' })
		assert.deepEqual(page.wrong, [])
		await page.context().close()
		await who.context().close()
	})

	it('the workbench follows: its numbers at once, its rows when no hand is on them', async () => {
		const page = await as(browser, server.base, 'zhao@data'), who = await as(browser, server.base, 'zhao@data'), all = streams(page)
		await page.goto(server.base + '/')
		await page.locator('.work').waitFor()
		await listening(all)
		const waits = async () => (await ask(who, '/workbench')).items.filter(i => i.op === 'application.accept').map(i => i.id)
		const total = async () => Number(await page.locator('.tabs button').first().innerText().then(t => t.replace(/\D/g, '')))
		const ids = await waits(), n = await total()
		assert.ok(ids.length > 0)
		const place = () => page.locator('.tiles').evaluate(e => { const r = e.getBoundingClientRect(); return [r.left, r.top + scrollY, r.width, r.height] }), at = await place()
		await page.locator('.work').hover()
		await write(who, 'POST', `/applications/${ids[0]}/accept`, {})
		const pill = page.getByRole('button', { name: '有 1 条更新' })
		await until('the news', async () => { await page.locator('.work tbody tr').first().hover(); return await pill.count() > 0 })
		assert.equal(await total(), n, 'rows under the hand stay')
		await shot(page, 'news-today')
		assert.deepEqual(await findings(page), [])
		await pill.click()
		const left = (await ask(page, '/workbench')).items.length
		await until('the rows', async () => await total() === left)
		assert.deepEqual(await place(), at)
		assert.deepEqual(page.wrong, [])
		await page.context().close()
		await who.context().close()
	})

	it('without a stream everything is asked about every ten seconds, while a person is there', async () => {
		const page = await as(browser, server.base, 'zhao@data'), who = await as(browser, server.base, 'jingban@x01')
		let tries = 0
		await page.context().route('**/api/v1/events', r => { tries++; return r.fulfill({ status: 429, headers: { 'retry-after': '5', 'content-type': 'application/problem+json' }, body: '{"title":"同时打开的事件流过多","status":429}' }) })
		const s = await system(who)
		await page.goto(server.base + `/systems?q=${encodeURIComponent(s.name)}&columns=name,short_name`)
		await page.getByRole('row').nth(1).waitFor()
		await until('the refusal', () => tries >= 2)
		await write(who, 'PATCH', `/info-systems/${s.id}`, { short_name: '问到的' })
		await until('the news', async () => { await stir(page); return await page.getByRole('button', { name: '有 1 条更新' }).count() > 0 }, 25000)
		assert.ok(tries <= 8, `${tries} tries: a refused stream is not asked for again and again`)
		await page.context().close()
		await who.context().close()
	})

	it('a server that starts again is taken up where it broke off', async () => {
		const page = await as(browser, server.base, 'zhao@data'), all = streams(page)
		const s = await system(page)
		await page.goto(server.base + `/systems?q=${encodeURIComponent(s.name)}&columns=name,short_name`)
		await page.getByRole('row').nth(1).waitFor()
		await listening(all)
		const who = await as(browser, server.base, 'jingban@x01'), own = await system(who)
		await write(who, 'PATCH', `/info-systems/${own.id}`, { short_name: '断开之前' })    // the stream has an id from here on
		await new Promise(ok => setTimeout(ok, 2500))
		await server.restart('jingban@x01', 'info_system.update', { id: own.id, short_name: '断开之时' })
		const taken = async () => (await Promise.all(all.map(r => r.allHeaders()))).some(h => /^\d+$/.test(h['last-event-id'] ?? ''))
		await until('the stream where it broke off', taken, 60000)
		await page.goto(server.base + '/')
		await page.getByRole('heading', { name: '今日工作台', level: 1 }).waitFor()
		await page.context().close()
		await who.context().close()
	})

	it('the inbox and the bell hear of a message', async () => {
		const page = await as(browser, server.base, 'jingban@x01'), all = streams(page)
		await page.goto(server.base + '/messages')
		await page.getByRole('heading', { name: '通知', level: 1 }).waitFor()
		await settled(page)
		await listening(all)
		const unread = async () => (await ask(page, '/messages/unread')).unread, n = await unread()
		const first = (await ask(page, '/messages?unread=true&limit=1')).items[0]
		if (first) {
			const tab = await page.context().newPage()
			await tab.goto(server.base + '/messages')
			await tab.getByRole('button', { name: '标为已读', exact: true }).first().click()
			await until('the bell', async () => { await stir(page); return await page.locator('.bell em').count() === 0 ? n === 1 : Number((await page.locator('.bell em').innerText()).replace(/\D/g, '')) === n - 1 })
		}
		assert.deepEqual(page.wrong, [])
		await page.context().close()
	})
})
