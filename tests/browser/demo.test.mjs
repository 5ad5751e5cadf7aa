// A demonstration offers five of its people on the sign-in page: one click each, and each has something to do.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ask, browse, findings, open, PASSWORD, serve, settled, shot } from './lib.mjs'

let server, browser, page
before(async () => { server = await serve('--demo'); browser = await browse(); page = await open(browser, server.base) }, { timeout: 120000 })
after(async () => { await browser?.close(); await server?.stop() })
const people = () => page.locator('.people li')
const workbench = () => page.getByRole('heading', { name: '今日工作台', level: 1 })

describe('five people', { concurrency: 1 }, () => {
	it('stand on the sign-in page with name, post, unit and what waits', async () => {
		await page.goto(server.base + '/sign-in')
		await people().first().waitFor()
		assert.equal(await people().count(), 5)
		for (const text of await people().allInnerTexts()) assert.match(text, /·[^]+待办 \d+ 件：/)
		for (const [width, colorScheme] of [[1440, 'light'], [1440, 'dark'], [390, 'light']]) {
			await page.emulateMedia({ colorScheme })
			await page.setViewportSize({ width, height: 900 })
			await settled(page)
			await shot(page, `sign-in-people-${width}-${colorScheme}`)
			assert.deepEqual(await findings(page), [])
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
		}
		await page.setViewportSize({ width: 1440, height: 1000 })
	})
	it('sign in by one click each, from the menu of the one before, and find what was promised', async () => {
		for (let i = 0; i < 5; i++) {
			const said = await people().nth(i).innerText()
			await people().nth(i).getByRole('button').click()
			await workbench().waitFor()
			const me = await ask(page, '/me'), work = await ask(page, '/workbench')
			assert.ok(said.includes(me.name) && said.includes(`待办 ${work.total} 件`) && said.includes(work.items[0].op_label), said)
			assert.ok(await page.locator('.work tbody tr').count() > 0)
			await page.getByRole('button', { name: /账号菜单/ }).click()
			await page.getByRole('link', { name: '换个身份看看' }).click()
			await people().nth(i).getByText('现在的身份').waitFor()
		}
		await page.getByRole('link', { name: /^回到.+的工作台$/ }).click()
		await workbench().waitFor()
	})
	it('whoever changed a password is asked for it', async () => {
		const login = (await ask(page, '/me')).login
		await page.goto(server.base + '/password')
		await page.getByLabel('原口令').fill(PASSWORD)
		await page.getByLabel('新口令').fill('Banana-Tree-77')
		await page.getByRole('button', { name: '修改口令' }).click()
		await page.getByRole('status').filter({ hasText: /./ }).first().waitFor()
		await page.goto(server.base + '/sign-in')
		await people().last().getByRole('button').click()
		await page.getByRole('alert').waitFor()
		assert.equal(await page.getByLabel('登录名').inputValue(), login)
		await page.getByLabel('口令').fill('Banana-Tree-77')
		await page.getByRole('button', { name: '登录', exact: true }).click()
		await workbench().waitFor()
		assert.deepEqual(page.wrong, [])
	})
})
