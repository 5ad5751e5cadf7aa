// An empty store: the first-run page makes three administrators, each of whom enrols a second factor; only then does anything open.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ask, browse, enrol, findings, open, otp, PASSWORD, scan, serve, settled, shot } from './lib.mjs'

let server, browser, page
const held = {}
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
		assert.equal(await page.locator('.demo').count(), 0, 'nothing here is made up')
		assert.deepEqual(await findings(page), [])
		await page.setViewportSize({ width: 390, height: 844 })
		for (const box of await page.locator('form .input').all()) assert.ok((await box.boundingBox()).width >= 200, 'a telephone has room for one column')
		await page.setViewportSize({ width: 1440, height: 1000 })
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
	it('two who are one person are refused', async () => {
		for (const [kind, login] of KINDS) await fill(kind, login, kind === '安全管理员' ? '管理甲' : KINDS.find(k => k[0] === kind)[2], PASSWORD)
		await page.getByRole('button', { name: '建立管理员' }).click()
		await page.getByText('应当是三个不同的人').waitFor()
	})
	it('makes the three administrators under the regulation', async () => {
		await page.getByLabel('所依据的办法').fill('《西双版纳州州级政务云管理办法》')
		for (const [kind, login, name] of KINDS) await fill(kind, login, name, PASSWORD)
		await page.getByRole('button', { name: '建立管理员' }).click()
		await page.getByText('三名管理员已经建立').waitFor()
		await page.getByText('已登记 0 / 3').waitFor()
		await shot(page, 'first-run-factors')
		assert.deepEqual(await findings(page), [])
	})
	it('goes no further without second factors', async () => {
		await page.goto(server.base + '/sign-in')
		await page.getByRole('heading', { name: '三名管理员各自登记第二因素' }).waitFor()
		const state = await page.evaluate(async () => (await fetch('/api/v1/first-run')).json())
		assert.equal(state.step, 'factors')
	})
	it('each administrator enrols in turn, the code drawn here and read by a camera', async () => {
		for (const [i, [kind, login]] of KINDS.entries()) {
			await page.getByRole('button', { name: `${kind}登录并登记` }).click()
			await page.getByLabel('登录名').fill(login)
			await page.getByLabel('口令').fill(i ? PASSWORD : 'wrong')
			await page.getByRole('button', { name: '登录', exact: true }).click()
			if (!i) {
				await page.getByRole('alert').waitFor()
				await page.getByLabel('口令').fill(PASSWORD)
				await page.getByRole('button', { name: '登录', exact: true }).click()
				await scan(page)
				await settled(page)
				await shot(page, 'first-run-enrol')
				assert.deepEqual(await findings(page), [])
				await page.getByLabel('填写应用上显示的六位数字').fill('000000')
				await page.getByRole('button', { name: '确认登记' }).click()
				await page.getByRole('alert').getByText(/动态码不正确/).waitFor()
			}
			held[login] = await enrol(page, i === 2 ? '完成' : '下一名管理员')
			assert.match(held[login].uri, new RegExp(`^otpauth://totp/yunguan:${login}\\?secret=[A-Z2-7]+&issuer=yunguan&algorithm=SHA1&digits=6&period=30$`))
			assert.equal(held[login].codes.length, 10)
			if (i < 2) await page.getByText(`已登记 ${i + 1} / 3`).waitFor()
		}
		await page.getByText('首次启动已经完成').waitFor()
		await shot(page, 'first-run-done')
		assert.deepEqual(await findings(page), [])
		await page.getByRole('link', { name: '登录', exact: true }).click()
	})
	it('a wrong password is refused in words, the right one asks for the code, the code opens the workbench', async () => {
		await page.getByLabel('登录名').fill('xitong')
		await page.getByLabel('口令').fill('wrong')
		await page.getByRole('button', { name: '登录' }).click()
		await page.getByRole('alert').waitFor()
		await page.getByLabel('口令').fill(PASSWORD)
		await page.getByRole('button', { name: '登录' }).click()
		await page.getByLabel('动态码或恢复码').fill('123456')
		await shot(page, 'sign-in-code')
		assert.deepEqual(await findings(page), [])
		await page.getByRole('button', { name: '登录' }).click()
		await page.getByRole('alert').getByText(/不正确/).first().waitFor()
		await page.getByLabel('动态码或恢复码').fill(otp(held.xitong.secret, 1))
		await page.getByRole('button', { name: '登录' }).click()
		await page.getByRole('heading', { name: '今日工作台', level: 1 }).waitFor()
		await page.getByRole('link', { name: '账号与岗位' }).waitFor()
		assert.equal(await page.getByRole('link', { name: '云资源申请' }).count(), 0)
		assert.equal((await ask(page, '/me')).lacks, null)
	})
	it('registers a unit by the drawn form', async () => {
		await page.getByRole('link', { name: '单位', exact: true }).first().click()
		await page.getByRole('link', { name: '登记单位' }).click()
		await page.getByLabel('单位编码').fill('532801')
		await page.getByLabel('单位名称').fill('州教育体育局')
		await page.getByLabel('单位类别').selectOption({ label: '申请单位' })
		await page.getByLabel('单位性质').selectOption({ label: '党政机关' })
		await page.getByRole('radio', { name: '州级' }).check()
		await page.getByRole('radio', { name: '财政全额' }).check()
		await page.getByRole('button', { name: /登记单位/ }).click()
		await page.getByRole('heading', { name: /州教育体育局/, level: 1 }).waitFor()
	})
	it('takes many from a file: the columns are told, each bad row is named, the national encoding is read', async () => {
		await page.goto(server.base + '/o/org')
		await page.getByRole('link', { name: '导入单位' }).click()
		await page.getByRole('cell', { name: '上级单位编码' }).waitFor()
		const take = async (text, encoded) => { await page.getByLabel('选择文件').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: encoded ?? Buffer.from(text) }); await page.getByRole('button', { name: '导入单位' }).click() }
		const HEAD = '单位编码,单位名称,单位类别,单位性质,级别,经费来源\n'
		await take('单位编码,单位外号\n1,2\n')
		await page.getByRole('alert').getByText(/第 1 行第 2 列“单位外号”不是这种导入的列，可以有的列是：单位编码、单位名称/).waitFor()
		await take(HEAD + '532811,州公安局,申请单位,党政机关,州级,财政全额\n532812,,上云单位,公益一类,州级,财政全额\n532813,某企业,天上单位,企业,州级,自筹\n')
		await page.getByRole('alert').getByText('还不能提交，2 处需要处理').waitFor()
		await shot(page, 'import-refused')
		assert.deepEqual(await findings(page), [])
		assert.equal((await ask(page, '/orgs?q=州公安局')).items.length, 0, 'a bad row and the good ones are not taken')
		// 532811,档案馆 as a spreadsheet here saves it
		await take('', Buffer.concat([Buffer.from('no,name,kind,unit_type,level,fund_source\n532811,'), Buffer.from([0xb5, 0xb5, 0xb0, 0xb8, 0xb9, 0xdd]), Buffer.from(',applicant,party_gov,prefecture,full\n')]))
		await page.getByText('已导入 1 行').waitFor()
		assert.equal((await ask(page, '/orgs?q=档案馆')).items.length, 1)
	})
	it('signs out', async () => {
		await page.getByRole('button', { name: /账号菜单/ }).click()
		await page.getByRole('button', { name: '退出登录' }).click()
		await page.getByRole('heading', { name: '登录' }).waitFor()
		await settled(page)
		assert.equal(await page.getByText('换个身份看看').count(), 0)
		assert.deepEqual(page.wrong, [])
	})
})
