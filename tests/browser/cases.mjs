// Cases of chapter 5 made through the interface, op by op, as the people whose part each step is: what the demonstration does not hold yet.
import { PASSWORD } from './lib.mjs'

let ops = null
/** One signed-in person outside the browser; `say(op, body)` finds the path and the version itself. */
export async function person(base, login) {
	let cookie = '', csrf = ''
	const go = async (method, path, body, more = {}) => {
		const headers = { accept: 'application/json', cookie, ...(csrf && method !== 'GET' ? { 'x-csrf-token': csrf } : {}), ...more }
		if (body !== undefined && !headers['content-type']) headers['content-type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
		const r = await fetch(base + '/api/v1' + path, { method, headers, body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body) })
		const set = r.headers.getSetCookie?.() ?? []
		if (set.length) cookie = set.map(c => c.split(';')[0]).join('; ')
		const data = await r.json().catch(() => null)
		return { status: r.status, data, etag: r.headers.get('etag') }
	}
	const s = await go('POST', '/sessions', { login, password: PASSWORD, kind: 'browser' })
	if (!s.data?.csrf_token) throw new Error(`${login}: ${JSON.stringify(s.data)}`)
	csrf = s.data.csrf_token
	if (!ops) {
		const d = (await go('GET', '/openapi.json')).data
		ops = new Map(Object.entries(d.paths).flatMap(([path, item]) => Object.entries(item).map(([verb, o]) => [o.operationId, { path: path.replace('/api/v1', ''), method: verb.toUpperCase(), match: (o.parameters ?? []).some(p => p.name === 'If-Match'), key: (o.parameters ?? []).some(p => p.name === 'Idempotency-Key') }])))
	}
	let n = 0
	return {
		login, go, get: async path => (await go('GET', path)).data,
		/** Does an op; throws what the server says when it refuses. */
		async say(name, { id, ...body } = {}) {
			const o = ops.get(name)
			if (!o) throw new Error(`no op ${name}`)
			const path = o.path.replace('{id}', id ?? '')
			if (o.method === 'GET') return (await go('GET', path + (Object.keys(body).length ? '?' + new URLSearchParams(body) : ''))).data
			const more = {}
			if (o.key) more['idempotency-key'] = `case-${login}-${Date.now()}-${n++}`
			if (o.match) {
				const whole = path.replace(/\/(?!\d+$)[a-z-]+(\/[a-z-]+)?$/, '')
				more['if-match'] = (await go('GET', o.method === 'PATCH' ? path : whole)).etag ?? '*'
			}
			const r = await go(o.method, path, o.method === 'DELETE' ? undefined : body, more)
			if (r.status >= 400) throw new Error(`${login} ${name}: ${r.status} ${JSON.stringify(r.data)}`)
			return r.data
		},
		/** Hands in a small file; with `subject` it is bound to its case at once. */
		async upload(name, query = {}) {
			const r = await go('POST', '/attachments?' + new URLSearchParams({ name, ...query }), `%PDF-1.4\n1 0 obj<</Title(${n})>>endobj\ntrailer<<>>\n%%EOF\n`, { 'content-type': 'application/pdf', 'idempotency-key': `file-${login}-${Date.now()}-${n++}` })
			if (r.status >= 400) throw new Error(`${login} upload ${name}: ${JSON.stringify(r.data)}`)
			return r.data.id
		},
	}
}
/** People by login, signed in once. */
export function people(base) {
	const known = new Map()
	return async login => { if (!known.has(login)) known.set(login, person(base, login)); return known.get(login) }
}
/** A fact is heard after its commit: asks until the answer is as wanted. */
export async function until(ask, good, what = '') {
	for (let i = 0; i < 240; i++) { const a = await ask(); if (good(a)) return a; await new Promise(ok => setTimeout(ok, 150)) }
	throw new Error(`never became so: ${what}`)
}
const nn = n => String(n).padStart(2, '0')

/** A case of unit `n` from its draft to the authority's desk. */
export async function handIn(who, n, id) {
	await (await who(`jingban@x${nn(n)}`)).say('application.send', { id })
	await (await who(`shenhe@d${nn(n)}`)).say('application.review', { id, passed: true, opinion: '需求属实，与本单位其他系统不重复，同意上报。' })
	await (await who(`guanli@d${nn(n)}`)).say('application.submit', { id })
}
export async function grant(who, id, more = {}) {
	const zhao = await who('zhao@data')
	await zhao.say('application.accept', { id })
	await zhao.say('application.propose', { id, result: 'agree', text: '经审核，需求合理，同意。', ...more })
	await (await who('qian@data')).say('application.sign', { id })
}
/** Resources of a unit that run and are nobody's business now. */
export async function running(who, n, many = 2) {
	const p = await who(`jingban@x${nn(n)}`)
	const all = (await p.get('/resources?state=active&limit=100')).items
	const by = new Map()
	for (const r of all) by.set(r.system, [...(by.get(r.system) ?? []), r])
	return [...by.values()].find(l => l.length >= many) ?? []
}
/** The first unit from `n` on whose first running system no case is about: which one it is is the demonstration's chance. */
export async function unitRunning(who, n, many = 1, fits = () => true) {
	for (; n <= 22; n++) {
		const rs = await running(who, n, many)
		if (!rs.length || !fits(rs)) continue
		const cases = (await (await who(`jingban@x${nn(n)}`)).get('/applications?type=change,revoke&limit=100')).items
		if (!cases.some(c => c.system === rs[0].system && !/^(closed|rejected|withdrawn|terminated)$/.test(c.state))) return n
	}
	throw new Error('every unit is busy')
}
export const BASIS = { users: 800, concurrency: 300, formula: '400 并发 ÷ 每核 20 并发', result: '20 核' }
/** Cores of which four more are no large expansion (A25.2a, under 30 %). */
export const roomy = x => /-C$/.test(x.item_code) && x.qty >= 14
/** A change: more of the first, less of the second (by half), a longer term for both is not asked. */
export async function draftChange(who, n) {
	const p = await who(`jingban@x${nn(n)}`), rs = await running(who, n), lines = []
	const grow = rs.find(roomy) ?? rs[0], less = rs.find(r => /^STO/.test(r.item_code) && r.qty > 1)
	lines.push({ kind: 'expand', resource: grow.id, qty: grow.qty + 4, sizing_basis: BASIS, reason: '办件量增加三成' })
	if (less) lines.push({ kind: 'shrink', resource: less.id, qty: Math.max(1, Math.floor(less.qty / 2)), reason: '历史数据已归档' })
	const c = await p.say('change.draft', { system: grow.system, title: `${grow.system_name ?? ''}资源调整`, reason: '业务量变化，按月度利用情况调整资源。', exec_from: '2026-12-01', exec_to: '2026-12-20', backup_declaration: '变更前已做全量备份，可以恢复。', rollback: '按备份恢复到变更前规格。', lines })
	return { id: c.id, lines, n, system: grow.system }
}
export async function backupChange(who, c) {
	await (await who(`jingban@x${nn(c.n)}`)).say('change.confirm_backup', { id: c.id, content: '数据盘全量备份', place: '同城灾备中心备份库', size_gb: 420, verified: true, verify_method: '抽样恢复三张表比对一致' })
}
/** A revocation of all that a system of unit `n` holds. */
export async function draftRevocation(who, n) {
	const p = await who(`jingban@x${nn(n)}`), rs = await running(who, n, 1)
	const r = await p.say('revocation.draft', { scope: rs.map(x => x.id), title: `${rs[0].system_name}撤销`, reason: '业务已并入一体化平台，本系统停用。',
		data_disposal: [{ dataset: '业务库', way: 'migrate', place: '一体化平台', receiver: rs[0].user_org_name ?? '本单位' }, { dataset: '临时日志', way: 'destroy' }],
		backup_plan: '停止前全量备份一次', dependents: '无', domain_icp_cancel: '域名停止解析', schedule: '确认备份后一周内停止', stop_date: '2026-12-18', risks: '遗留接口调用，提前两周通知', contacts: [{ name: '段工', phone: '13806910001', duty: '迁移' }], file: await p.upload('撤销方案.pdf') })
	return { id: r.id, n, system: rs[0].system, resources: rs }
}
