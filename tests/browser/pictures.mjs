// node pictures.mjs [folder]: the pictures of README's tour, made from the running product with its demonstration.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { as, ask, browse, serve, settled } from './lib.mjs'

const folder = resolve(process.argv[2] ?? join(import.meta.dirname ?? '.', '../../docs/pictures'))
mkdirSync(folder, { recursive: true })
const server = await serve('--demo'), browser = await browse()
const id = async (page, list) => (await ask(page, list)).items[0].id
// Each: file, person, where, and what must be on the page before it is taken.
const tour = [
	['today', 'zhao@data', async () => '/'],
	['draft', 'jingban@x01', async page => '/applications/' + await id(page, '/applications?state=draft') + '/edit?step=2'],
	['review', 'zhao@data', async page => '/applications/' + await id(page, '/applications?state=under_review')],
	['opening', 'feng@csp', async () => '/'],
	['bill', 'li@data', async page => '/bills/' + await id(page, '/bills')],
	['audit', 'audit@sj', async () => '/audit'],
]
try {
	for (const [name, login, where] of tour) {
		const page = await as(browser, server.base, login, { viewport: { width: 1366, height: 860 }, deviceScaleFactor: 1 })
		await page.goto(server.base + await where(page))
		await page.getByRole('heading', { level: 1 }).first().waitFor()
		await settled(page)
		await page.screenshot({ path: join(folder, name + '.png') })
		await page.context().close()
	}
} finally {
	await browser.close()
	await server.stop()
}
