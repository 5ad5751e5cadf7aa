// Signing in by another server: this tab keeps the ticket while the browser is away, so an answer carried into another one proves nothing.
import { call, csrf, get, ProblemError, resume } from '../api/http'
import { loadMe } from './session'
import { w } from '../i18n/sso'
export interface Offer { id: string; label: string }
const KEPT = 'yunguan-sso'

export const offers = async () => (await get<{ items: Offer[] }>('/sso')).items
const safe = (url: string) => /^https:\/\/[^/]/.test(url) || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\//.test(url)
/** Leaves for the issuer; `to` is where the person wanted to be. */
export async function begin(id: string, to: string) {
  const r = await get<{ url: string; ticket: string }>(`/sso/${id}/begin`)
  if (!safe(r.url)) throw new ProblemError({ title: w.bad, status: 0 })
  sessionStorage.setItem(KEPT, JSON.stringify({ ticket: r.ticket, to }))
  location.assign(r.url)
}
/** Back with code and state: a ticket that opens a session once. */
export async function verify(query: URLSearchParams): Promise<{ ticket: string; to: string }> {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as { ticket: string; to: string } | null
  sessionStorage.removeItem(KEPT)
  const code = query.get('code'), state = query.get('state'), iss = query.get('iss')
  if (!code || !state) throw new ProblemError({ title: w.cancelled, status: 0, detail: w.cancelledHelp })
  if (!kept) throw new ProblemError({ title: w.cancelled, status: 0, detail: w.lost })
  const r = await call<{ ticket: string }>('POST', '/sso/verify', { body: { ticket: kept.ticket, code, state, ...(iss ? { iss } : {}) }, quiet401: true })
  return { ticket: r.data.ticket, to: kept.to }
}
export async function enter(ticket: string, code?: string) {
  const r = await call<{ csrf_token: string }>('POST', '/sso/sessions', { body: { ticket, ...(code ? { code } : {}) }, quiet401: true })
  csrf.value = r.data.csrf_token
  await loadMe()
  resume()
}
