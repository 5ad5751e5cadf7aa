// The one door to the server: JSON in and out, problems as exceptions, versions and keys as the interface asks.
import { ref } from 'vue'

export interface FieldError { field: string; code: string; message: string; article?: string }
export interface Problem {
  type?: string; title: string; status: number; detail?: string; code?: string
  article?: string; article_text?: string; clause?: string; errors?: FieldError[]; request_id?: string
}
export class ProblemError extends Error {
  constructor(readonly problem: Problem, readonly retryAfter = 0) { super(problem.detail ?? problem.title) }
}
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export interface Ask { query?: Record<string, unknown>; body?: unknown; file?: File; text?: string; etag?: string | null; key?: string; signal?: AbortSignal; quiet401?: boolean }
export interface Answer<T> { data: T; etag: string | null; status: number; location: string | null; headers: Headers }

export const BASE = '/api/v1'
export const csrf = ref('')
/** True while the person must sign in again before the page can go on. */
export const signInWanted = ref(false)
/** The sentence of what waits for the second factor to be shown again; '' when nothing waits. */
export const stepUpWanted = ref('')
/** True once the server said that a second factor or an own password must come first. */
export const lackTold = ref(false)
let serverAhead = 0
let proving: ((ok: boolean) => void)[] = []
let resumed: (() => void)[] = []

/** The server's moment: dates on screen follow it, not the clock of the desk. */
export const now = () => new Date(Date.now() + serverAhead)
export function resume() { signInWanted.value = false; const waiting = resumed; resumed = []; waiting.forEach(f => f()) }
/** The code was right, or the person turned away: what waited goes on, or is told as refused. */
function proved(ok: boolean) { stepUpWanted.value = ''; const waiting = proving; proving = []; waiting.forEach(f => f(ok)) }
export const passed = () => proved(true)
export const turnedAway = () => proved(false)
export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const b = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(b, x => x.toString(16).padStart(2, '0')).join('')
}
export function urlOf(path: string, query?: Record<string, unknown>): string {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(query ?? {})) if (v !== undefined && v !== null && v !== '') q.set(k, String(v))
  const s = q.toString()
  return (path.startsWith('/api/') ? path : BASE + path) + (s ? '?' + s : '')
}

export async function call<T = unknown>(method: Method, path: string, ask: Ask = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
  let body: BodyInit | undefined
  if (ask.file) { body = ask.file; headers['content-type'] = ask.file.type || 'application/octet-stream' }
  else if (ask.text !== undefined) { body = ask.text; headers['content-type'] = 'text/csv; charset=utf-8' }
  else if (ask.body !== undefined) { body = JSON.stringify(ask.body); headers['content-type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }
  if (method !== 'GET' && csrf.value) headers['x-csrf-token'] = csrf.value
  if (ask.etag) headers['if-match'] = ask.etag
  if (ask.key) headers['idempotency-key'] = ask.key
  let res: Response
  try {
    res = await fetch(urlOf(path, ask.query), { method, headers, body, credentials: 'same-origin', signal: ask.signal })
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e
    throw new ProblemError({ title: '没有连上服务器', status: 0, detail: '网络不通，或服务器正在重启。填写的内容还在这个页面上，稍后可以再试。' })
  }
  const date = res.headers.get('date')
  if (date) serverAhead = Date.parse(date) - Date.now()
  if (res.status === 401 && !ask.quiet401) {
    signInWanted.value = true
    await new Promise<void>(ok => resumed.push(ok))
    return call<T>(method, path, ask)
  }
  const type = res.headers.get('content-type') ?? ''
  const data: unknown = res.status === 204 ? undefined : type.includes('json') ? await res.json().catch(() => undefined) : await res.text()
  if (!res.ok) {
    const p = typeof data === 'object' && data !== null ? data as Problem : { title: `服务器答复 ${res.status}`, status: res.status }
    if (p.code === 'step_up_needed') {
      stepUpWanted.value = p.detail ?? p.title
      if (await new Promise<boolean>(f => proving.push(f))) return call<T>(method, path, ask)
    }
    if (res.status === 403 && ['second_factor_enrol', 'password_change_needed', 'first_run_unfinished'].includes(p.code ?? '')) lackTold.value = true
    throw new ProblemError(p, Number(res.headers.get('retry-after') ?? 0))
  }
  return { data: data as T, etag: res.headers.get('etag'), status: res.status, location: res.headers.get('location'), headers: res.headers }
}
export const get = async <T = unknown>(path: string, query?: Record<string, unknown>, signal?: AbortSignal) => (await call<T>('GET', path, { query, signal })).data

export interface Page<T> { items: T[]; next: string | null; count?: number }
/** All rows of a list, at most `max`: for choices and exports. */
export async function all<T>(path: string, query: Record<string, unknown> = {}, max = 5000, step?: (n: number) => void): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await get<Page<T>>(path, { ...query, limit: 100, cursor })
    rows.push(...page.items)
    cursor = page.next
    step?.(rows.length)
  } while (cursor && rows.length < max)
  return rows
}
/** One key for one content: a repeated click sends the same key, a corrected form a new one. */
export function keyring() {
  let last = '', key = ''
  return (content: unknown) => { const s = JSON.stringify(content) ?? ''; if (s !== last || !key) { last = s; key = uuid() } return key }
}
export const asProblem = (e: unknown): Problem => e instanceof ProblemError ? e.problem : { title: '页面出错了', status: 0, detail: e instanceof Error ? e.message : String(e) }
/** Saves bytes the server makes (CSV, PDF) under its own file name. */
export async function download(path: string, query: Record<string, unknown>, fallback: string) {
  const res = await fetch(urlOf(path, query), { credentials: 'same-origin' })
  if (!res.ok) throw new ProblemError(await res.json().catch(() => ({ title: `服务器答复 ${res.status}`, status: res.status })))
  const named = /filename\*=UTF-8''([^;]+)/i.exec(res.headers.get('content-disposition') ?? '')
  saveBlob(await res.blob(), named?.[1] ? decodeURIComponent(named[1]) : fallback)
}
export function saveBlob(blob: Blob, name: string) {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(blob)
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000)
}
