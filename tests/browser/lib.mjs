// What every browser test needs: a server of its own with the demonstration in a temporary folder, a browser, people who sign in.
import { execFileSync, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import jsQR from 'jsqr'
import { chromium } from 'playwright-core'

const here = dirname(fileURLToPath(import.meta.url))
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const binary = process.env.YUNGUAN ?? resolve(here, '../../build/yunguan')
export const shots = process.env.SHOTS ?? join(here, 'shots')
export const PASSWORD = 'Yunguan-2026'

/** The demonstration of today, made once for this program: every test file starts from a copy of its own. */
function demonstration() {
	const key = `${new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)}-${Math.round(statSync(binary).mtimeMs)}`
	const root = join(dirname(binary), 'browser-demo'), at = join(root, key)
	if (!existsSync(at)) {
		rmSync(root, { recursive: true, force: true })
		mkdirSync(root, { recursive: true })
		execFileSync(binary, ['demo', '--data', at + '.part'], { stdio: 'ignore' })
		renameSync(at + '.part', at)
	}
	return at
}
/** Starts `yunguan serve` on a free port; the port file tells which. */
export async function serve(...flags) {
	if (!existsSync(binary)) throw new Error(`${binary} is not built`)
	const dir = mkdtempSync(join(tmpdir(), 'yunguan-browser-')), portFile = join(dir, 'port')
	if (flags.includes('--demo')) cpSync(demonstration(), join(dir, 'data'), { recursive: true })
	let log = '', child = null
	const start = listen => new Promise((ok, bad) => {
		child = spawn(binary, ['serve', '--listen', listen, '--data', join(dir, 'data'), '--port-file', portFile, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
		child.stdout.on('data', d => { log += d })
		child.stderr.on('data', d => { log += d })
		const tick = setInterval(async () => {
			if (!existsSync(portFile)) return
			const url = `http://127.0.0.1:${readFileSync(portFile, 'utf8').trim()}`
			const up = await fetch(url + '/readyz').then(r => r.ok, () => false)
			if (up) { clearInterval(tick); ok(url) }
		}, 100)
		child.on('exit', code => { clearInterval(tick); bad(new Error(`the server ended with ${code}: ${log}`)) })
	})
	const end = () => new Promise(ok => { child.on('exit', ok); child.kill('SIGTERM') })
	const base = await start('127.0.0.1:0')
	return {
		base, log: () => log,
		/** Ends the server, runs one op of the command line on its data as `login`, and starts it again at the same address. */
		async restart(login, op, body) {
			await end()
			execFileSync(binary, ['op', op, JSON.stringify(body), '--as', login, '--data', join(dir, 'data')], { stdio: ['ignore', 'ignore', 'inherit'] })
			rmSync(portFile, { force: true })
			await start(base.replace('http://', ''))
		},
		async stop() { await end(); rmSync(dir, { recursive: true, force: true }) },
	}
}

export const browse = () => chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', env: { ...process.env, LANG: 'C.UTF-8', LANGUAGE: 'zh_CN' },
	args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-default-apps', '--no-first-run', '--lang=zh-CN'],
})

/** A page of its own; what goes wrong in it (script errors, refused content, calls outside) is kept in `page.wrong`. */
export async function open(browser, base, options = {}) {
	const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true, ...options })
	const page = await context.newPage()
	page.wrong = []
	page.flying = new Set()
	page.on('request', r => { if (r.resourceType() !== 'eventsource') page.flying.add(r) })   // a stream never ends
	for (const over of ['requestfinished', 'requestfailed']) page.on(over, r => page.flying.delete(r))
	page.base = base
	page.setDefaultTimeout(15000)
	page.on('pageerror', e => page.wrong.push(`script error: ${e.message}`))
	page.on('console', m => { if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) page.wrong.push(m.text()) })
	page.on('response', r => { if (r.status() >= 500) page.wrong.push(`${r.status()} ${r.url()}`) })
	page.on('request', r => { if (!r.url().startsWith(base) && !r.url().startsWith('blob:') && !r.url().startsWith('data:')) page.wrong.push(`outside: ${r.url()}`) })
	return page
}

/** Recovery codes of those who have a second factor, by login. */
export const codes = {}
export async function signIn(page, login) {
	await page.goto(page.base + '/sign-in')
	await page.getByLabel('登录名').fill(login)
	await page.getByLabel('口令').fill(PASSWORD)
	await page.getByRole('button', { name: '登录', exact: true }).click()
	const today = page.getByRole('heading', { name: '今日工作台', level: 1 }), asked = page.getByLabel('动态码或恢复码')
	await today.or(asked).waitFor()
	if (await asked.isVisible()) { await asked.fill(codes[login].pop()); await page.getByRole('button', { name: '登录', exact: true }).click() }
	await today.waitFor()
}
export async function as(browser, base, login, options) {
	const page = await open(browser, base, options)
	await signIn(page, login)
	return page
}
/** Serious and critical findings of axe, told in one line each. */
export async function findings(page) {
	await page.evaluate(axeSource)
	return page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations
		.filter(v => v.impact === 'serious' || v.impact === 'critical').flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 140)}`)))
}
export async function shot(page, name) {
	mkdirSync(shots, { recursive: true })
	await page.screenshot({ path: join(shots, name + '.png'), fullPage: true })
}
/** Nothing under way for a moment, and nothing left to draw: far sooner than the half second of silence that a browser driver waits for. */
const QUIET = 150
export async function settled(page) {
	const end = Date.now() + 15000
	for (let still = 0; still < QUIET && Date.now() < end; still = page.flying.size || await page.evaluate(() => document.readyState !== 'complete' || Boolean(document.querySelector('[aria-busy="true"]'))).catch(() => true) ? 0 : still + 30) await new Promise(ok => setTimeout(ok, 30))
	await page.evaluate(() => new Promise(ok => requestAnimationFrame(() => requestAnimationFrame(ok))))
}
/** The server's answer to one GET as the person of this page. */
export const ask = (page, path) => page.evaluate(async p => (await fetch('/api/v1' + p)).json(), path)

/** The six digits that an authenticator app shows now for a secret in base 32; `ahead` steps of thirty seconds later. */
export function otp(secret, ahead = 0) {
	const bits = [...secret.replace(/ /g, '')].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
	const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2))), step = Buffer.alloc(8)
	step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + ahead))
	const h = createHmac('sha1', key).update(step).digest(), o = h[19] & 15
	return String((h.readUInt32BE(o) & 0x7fffffff) % 1000000).padStart(6, '0')
}
/** What a camera reads from the QR code on the page. */
export async function scan(page) {
	const svg = page.getByRole('img', { name: '登记第二因素的二维码' })
	await svg.waitFor()
	const [size, d] = await svg.evaluate(e => [e.viewBox.baseVal.width, e.querySelector('path').getAttribute('d')])
	const S = 4, n = size * S, px = new Uint8ClampedArray(n * n * 4).fill(255)
	for (const [, x, y] of d.matchAll(/M(\d+) (\d+)/g)) for (let i = 0; i < S * S; i++) { const k = ((+y * S + Math.floor(i / S)) * n + +x * S + i % S) * 4; px[k] = px[k + 1] = px[k + 2] = 0 }
	return (jsQR.default ?? jsQR)(px, n, n)?.data ?? ''
}
/** Enrols whoever stands before the form: scans, types the code, keeps the recovery codes; the secret and the codes. */
export async function enrol(page, done = '完成') {
	const uri = await scan(page), secret = new URL(uri).searchParams.get('secret')
	await page.getByLabel('填写应用上显示的六位数字').fill(otp(secret))
	await page.getByRole('button', { name: '确认登记' }).click()
	const list = page.getByRole('list', { name: '恢复码' })
	await list.waitFor()
	const codes = await list.getByRole('listitem').allInnerTexts()
	await page.getByLabel('已经另行保存').check()
	await page.getByRole('button', { name: done, exact: true }).click()
	return { uri, secret, codes }
}
/** Takes a list from the server in one of its forms, and gives the file. */
export async function exported(page, kind) {
	await page.getByText('导出', { exact: true }).first().click()
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: kind }).click()])
	return file
}
