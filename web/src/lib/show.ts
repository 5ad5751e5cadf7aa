// How values look: dates, money, sizes, articles. Pure functions; nothing here decides anything.
import { now } from '../api/http'

const WEEK = '日一二三四五六'
export const beijingDate = (d: Date) => new Date(d.getTime() + 8 * 3600_000).toISOString().slice(0, 10)
export const today = () => beijingDate(now())
const parts = (s: string) => ({ y: +s.slice(0, 4), m: +s.slice(5, 7), d: +s.slice(8, 10) })
export const weekday = (s: string) => '周' + WEEK[new Date(s.slice(0, 10) + 'T00:00:00Z').getUTCDay()]
export const addDays = (s: string, n: number) => new Date(Date.parse(s.slice(0, 10) + 'T00:00:00Z') + n * 86400_000).toISOString().slice(0, 10)
export const fmtDate = (s?: string | null) => { if (!s) return '—'; const p = parts(s); return `${p.y}年${p.m}月${p.d}日` }
export const fmtDay = (s?: string | null) => { if (!s) return '—'; const p = parts(s); return (p.y === parts(today()).y ? '' : `${p.y}年`) + `${p.m}月${p.d}日` }
export const fmtDayWeek = (s?: string | null) => s ? `${fmtDay(s)} ${weekday(s)}` : '—'
export const fmtMonth = (s?: string | null) => s ? `${s.slice(0, 4)}年${+s.slice(5, 7)}月` : '—'
/** Instants arrive with +08:00; other offsets are moved to Beijing. */
export function beijing(s: string): string {
  if (s.includes('+08:00')) return s.slice(0, 19).replace('T', ' ')
  const t = new Date(Date.parse(s) + 8 * 3600_000)
  return Number.isNaN(t.getTime()) ? s : t.toISOString().slice(0, 19).replace('T', ' ')
}
export const fmtAt = (s?: string | null) => { if (!s) return '—'; const b = beijing(s); return `${fmtDate(b)} ${b.slice(11, 16)}` }
/** A limit that falls on midnight is the end of the day before: 24:00, as limits are told everywhere. */
export const fmtDue = (s?: string | null) => { if (!s) return '—'; const b = beijing(s); return b.slice(11, 19) === '00:00:00' ? `${fmtDate(addDays(b, -1))} 24:00` : fmtAt(s) }
export const fmtAtShort = (s?: string | null) => { if (!s) return '—'; const b = beijing(s); return `${fmtDay(b)} ${b.slice(11, 16)}` }
export const fmtClock = (d: Date) => new Date(d.getTime() + 8 * 3600_000).toISOString().slice(11, 19)

const QUARTER = ['一', '二', '三', '四']
/** "2026-10" and "2026-Q3" as people say them; '' when it is no period. */
export function fmtPeriod(s?: string | null): string {
  const m = /^(\d{4})-(?:Q([1-4])|(\d\d))$/.exec(s ?? '')
  return !m ? '' : m[2] ? `${m[1]}年第${QUARTER[+m[2] - 1]}季度` : fmtMonth(s)
}
/** Sentences of the server carry dates as data does: here they are told as people write them. */
export const prose = (s?: string | null) => (s ?? '').replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(\+08:00|Z)/g, t => fmtAt(t)).replace(/(^|[^\d-])(\d{4}-\d\d-\d\d)(?![\d-])/g, (_, before: string, d: string) => before + fmtDate(d))

const group = (s: string) => s.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
export const fmtInt = (n?: number | null) => n === undefined || n === null ? '—' : (n < 0 ? '−' : '') + group(String(Math.abs(n)))
/** Fen to yuan text, exact; `bare` drops .00. */
export function yuan(fen?: number | null, bare = false): string {
  if (fen === undefined || fen === null) return '—'
  const a = Math.abs(fen), cents = String(a % 100).padStart(2, '0')
  return (fen < 0 ? '−' : '') + group(String(Math.floor(a / 100))) + (bare && cents === '00' ? '' : '.' + cents)
}
/** Ten-thousandths of a yuan: two decimals at least, four at most. */
export function price(e4?: number | null): string {
  if (e4 === undefined || e4 === null) return '—'
  const frac = String(Math.abs(e4) % 10000).padStart(4, '0').replace(/0{1,2}$/, '')
  return (e4 < 0 ? '−' : '') + group(String(Math.floor(Math.abs(e4) / 10000))) + '.' + frac.padEnd(2, '0')
}
/** Hundredths of a percent, exact: 99.95% is not told as 100%. */
export const percent = (bp?: number | null) => bp === undefined || bp === null ? '—' : `${bp % 100 ? (bp / 100).toFixed(2).replace(/0$/, '') : bp / 100}%`
/** For levels that are only looked at: one decimal. */
export const level = (bp?: number | null) => percent(bp === undefined || bp === null ? bp : Math.round(bp / 10) * 10)
/** Text a person types to an integer of 10^-digits; null when it is no such number. */
export function scaled(text: string, digits: number): number | null {
  const m = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(text.trim().replace(/[,，\s]/g, ''))
  if (!m || (m[3] ?? '').length > digits) return null
  const n = Number(m[2]! + (m[3] ?? '').padEnd(digits, '0'))
  return Number.isSafeInteger(n) ? (m[1] ? -n : n) : null
}
export function unscaled(n: number | null | undefined, digits: number): string {
  if (n === undefined || n === null) return ''
  const s = String(Math.abs(n)).padStart(digits + 1, '0')
  return (n < 0 ? '-' : '') + s.slice(0, -digits) + ('.' + s.slice(-digits)).replace(/\.?0+$/, '')
}
export function bytes(n?: number | null): string {
  if (n === undefined || n === null) return '—'
  return n < 1024 ? `${n} B` : n < 1048576 ? `${Math.round(n / 1024)} KB` : `${(n / 1048576).toFixed(1)} MB`
}

const NUM = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
export function hanNumber(n: number): string {
  if (n <= 0 || n > 99) return String(n)
  const t = Math.floor(n / 10), u = n % 10
  return (t === 0 ? '' : t === 1 ? '十' : NUM[t] + '十') + NUM[u]
}
/** "A20.2c" → 第二十条（二）. */
export function clauseOf(id: string): string {
  const m = /^A(\d+)([ab])?(?:\.(P?)(\d+))?/.exec(id)
  if (!m) return id
  const item = m[4] && !m[3] ? `（${hanNumber(+m[4])}）` : ''
  return `第${hanNumber(+m[1]!)}条${item}`
}
