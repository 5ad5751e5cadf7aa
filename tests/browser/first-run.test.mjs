// An empty store: the first-run page makes three administrators, who then sign in; each sees only what is theirs.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { browse, findings, open, PASSWORD, serve, shot, signIn } from './lib.mjs'

let server, browser, page
before(async () => { server = await serve(); browser = await browse(); page = await open(browser, server.base) }, { timeout: 60000 })
after(async () => { await browser?.close(); await server?.stop() })
const KINDS = [['系统管理员', 'xitong', '管理甲'], ['安全管理员', 'anquan', '管理乙'], ['审计管理员', 'shenji', '管理丙']]
async function fill(kind, login, name, password, again = password) {
	const group = page.getByRole('group', { name: new RegExp(`^${kind}`) })
	await group.getByLabel('姓名').fill(name)
	await group.getByLabel('登录名').fill(login)
	await group.getByLabel('口令', { exact: true }).fill(password)
	await group.getByLabel('再输一次口令').fill(again)
}

describe('first run', { concurrency: 1 }, () => {
	it('an empty platform shows the first-run page', async () => {
		await page.goto(server.base + '/')
		await page.getByRole('heading', { name: '欢迎使用政务云管理平台' }).waitFor()
		await shot(page, 'first-run')
		assert.deepEqual(await findings(page), [])
	})
	it('says what is wrong beside the field, and links to it', async () => {
		await page.getByLabel('主管部门名称').fill('西双版纳州数据局')
		for (const [kind, login, name] of KINDS) await fill(kind, login, name, 'short')
		await page.getByRole('button', { name: '建立管理员' }).click()
		const box = page.getByRole('alert')
		await box.getByText('还不能提交，3 处需要处理').waitFor()
		await box.getByRole('link').first().click()
		assert.equal(await page.evaluate(() => document.activeElement.id), 'fr-sys_admin-password')
		assert.deepEqual(await findings(page), [])
	})
	it('passwords that differ are noticed before anything is sent', async () => {
		for (const [kind, login, name] of KINDS) await fill(kind, login, name, PASSWORD, PASSWORD + 'x')
		await page.getByRole('button', { name: '建立管理员' }).click()
		await page.getByText('两次输入的口令不一致').first().waitFor()
	})
	it('makes the three administrators', async () => {
		for (const [kind, login, name] of KINDS) await fill(kind, login, name, PASSWORD)
		await page.getByRole('button', { name: '建立管理员' }).click()
		await page.getByText('三名管理员已经建立').waitFor()
	})
	it('a wrong password is refused in words, the right one opens the workbench', async () => {
		await page.goto(server.base + '/sign-in')
		await page.getByLabel('登录名').fill('xitong')
		await page.getByLabel('口令').fill('wrong')
		await page.getByRole('button', { name: '登录' }).click()
		await page.getByRole('alert').waitFor()
		await signIn(page, 'xitong')
		await page.getByRole('link', { name: '账号与岗位' }).waitFor()
		assert.equal(await page.getByRole('link', { name: '云资源申请' }).count(), 0)
	})
	it('registers a unit by the drawn form', async () => {
		await page.getByRole('link', { name: '单位', exact: true }).first().click()
		await page.getByRole('link', { name: '登记单位' }).click()
		await page.getByLabel('单位编码').fill('532801')
		await page.getByLabel('单位名称').fill('州教育体育局')
		await page.getByLabel('单位类别').selectOption({ label: '申请单位' })
		await page.getByLabel('单位性质').selectOption({ label: '党政机关' })
		await page.getByRole('radio', { name: '州级' }).check()
		await page.getByRole('button', { name: /登记单位/ }).click()
		await page.getByRole('heading', { name: /州教育体育局/, level: 1 }).waitFor()
	})
	it('signs out', async () => {
		await page.getByRole('button', { name: /账号菜单/ }).click()
		await page.getByRole('button', { name: '退出登录' }).click()
		await page.getByRole('heading', { name: '登录' }).waitFor()
		assert.deepEqual(page.wrong, [])
	})
})
