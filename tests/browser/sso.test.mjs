// Signing in by a real OpenID Connect provider: the button, the way there and back, the holder's own confirmation.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { browse, findings, open, PASSWORD, serve, shot } from './lib.mjs'

const oidc = resolve(dirname(fileURLToPath(import.meta.url)), '../oidc')
let server, browser, issuer, dir, id
async function api(login, method, path, body, extra = {}) {
	const json = { 'content-type': 'application/json' }
	const { token } = await (await fetch(server.base + '/api/v1/sessions', { method: 'POST', headers: json, body: JSON.stringify({ login, password: PASSWORD, kind: 'token' }) })).json()
	const res = await fetch(server.base + '/api/v1' + path, { method, headers: { ...json, authorization: `Bearer ${token}`, ...extra }, body: body && JSON.stringify(body) })
	assert.ok(res.ok, `${path} ${res.status} ${await res.clone().text()}`)
	return res.json()
}
before(async () => {
	if (!existsSync(join(oidc, 'node_modules/oidc-provider'))) execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: oidc })
	server = await serve('--demo')
	browser = await browse()
	dir = mkdtempSync(join(tmpdir(), 'yunguan-issuer-'))
	issuer = spawn('node', [join(oidc, 'issuer.mjs'), join(dir, 'url'), 'browser', '0', server.base + '/sso/callback'], { stdio: 'ignore' })
	while (!existsSync(join(dir, 'url')) || !readFileSync(join(dir, 'url'), 'utf8').trim()) await new Promise(ok => setTimeout(ok, 100))
	const url = readFileSync(join(dir, 'url'), 'utf8')
	id = (await api('sec', 'POST', '/sso-issuers', { label: '州统一认证', issuer: url, client_id: 'yunguan', secret: 'geheim/8a+7b?: %x', redirect_uri: server.base + '/sso/callback', parties: ['authority'] }, { 'idempotency-key': 'i' })).id
	const account = (await api('sec', 'GET', '/accounts?login=zhao@data')).items[0].id
	await api('sec', 'POST', '/sso-links', { issuer: id, subject: 'zhao', account, reason: '统一认证' }, { 'idempotency-key': 'l' })
}, { timeout: 180000 })
after(async () => { issuer?.kill(); await browser?.close(); await server?.stop(); if (dir) rmSync(dir, { recursive: true, force: true }) })

/** From the button to where the issuer sends the browser back. */
async function through(page, name) {
	await page.getByRole('button', { name: '用州统一认证登录' }).click()
	await page.locator('input[name=login]').fill(name)
	await page.locator('input[name=password]').fill('any')
	await page.locator('button[type=submit]').click()
	await page.getByRole('button', { name: 'Continue' }).click()
}

describe('single sign-on', { concurrency: 1 }, () => {
	it('a link waits for its holder', async () => {
		const page = await open(browser, server.base)
		await page.goto(server.base + '/sign-in')
		await page.getByRole('button', { name: '用州统一认证登录' }).waitFor()
		assert.deepEqual(await findings(page), [])
		await shot(page, 'sign-in-sso')
		await through(page, 'zhao')
		await page.getByText('请先用口令登录，确认这次关联是本人的').waitFor()
		assert.equal(new URL(page.url()).search, '', 'code and state are still in the address')
		assert.deepEqual(await findings(page), [])
		await page.context().close()
	})
	it('who signed in by password confirms it', async () => {
		const page = await open(browser, server.base)
		await page.goto(server.base + '/sign-in')
		await page.getByLabel('登录名').fill('zhao@data')
		await page.getByLabel('口令').fill(PASSWORD)
		await page.getByRole('button', { name: '登录', exact: true }).click()
		await page.getByRole('heading', { name: '今日工作台', level: 1 }).waitFor()
		await page.goto(server.base + '/me')
		await page.getByRole('button', { name: '确认是本人' }).click()
		await page.getByText('有效', { exact: true }).waitFor()
		assert.deepEqual(await findings(page), [])
		await page.context().close()
	})
	it('then it opens the workbench, where the person wanted to go', async () => {
		const page = await open(browser, server.base)
		await page.goto(server.base + '/calendar')
		await page.waitForURL(u => u.pathname === '/sign-in' && u.searchParams.get('to') === '/calendar')
		await through(page, 'zhao')
		await page.waitForURL('**/calendar')
		assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage).filter(k => /sso/.test(k))), [])
		await page.context().close()
	})
	it('a stranger is told so; an answer nobody asked for proves nothing', async () => {
		const page = await open(browser, server.base)
		await page.goto(server.base + '/sign-in')
		await through(page, 'somebody')
		await page.getByText('还没有与本平台的账号关联').waitFor()
		await page.goto(server.base + '/sso/callback?code=x&state=y')
		await page.getByText('这个标签页没有开始过统一认证登录').waitFor()
		await page.goto(server.base + '/sso/callback?error=access_denied&state=y')
		await page.getByText('可能是中途取消').waitFor()
		await page.getByRole('link', { name: '重新登录' }).click()
		await page.getByLabel('登录名').waitFor()
		await page.context().close()
	})
	it('no page of another site is gone to from the sign-in page', async () => {
		for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
			const page = await open(browser, server.base)
			await page.goto(server.base + '/sign-in?to=' + encodeURIComponent(to))
			await page.getByLabel('登录名').fill('zhou@data')
			await page.getByLabel('口令').fill(PASSWORD)
			await page.getByRole('button', { name: '登录', exact: true }).click()
			await page.waitForURL(u => u.pathname !== '/sign-in')
			assert.equal(new URL(page.url()).origin, server.base, to)
			assert.deepEqual(page.wrong, [], to)
			await page.context().close()
		}
	})
})
