// The line of steps at the top of a case, fitted to its type: the server's own steps up to the decision, then what this type still has to go through.
import type { Application, Step } from './application'
import { w } from '../i18n/cases'
/** A later step: the states in which it is under way, and the day it was done. */
interface Tail { name: string; label: string; at: string[]; article: string; done?: (x: Rec) => unknown }
type Rec = Record<string, unknown>
const s = w.stages, day = (v: unknown) => typeof v === 'string' ? v.slice(0, 10) : null
const tails: Record<string, Tail[]> = {
  change: [{ name: 'execute', label: s.execute, at: ['approved', 'approved_reduced', 'executing'], article: 'A22.4b', done: x => (x.order as Rec | undefined)?.reported_at }, { name: 'confirm', label: s.confirm, at: ['reported'], article: 'A22.4b', done: x => (x.order as Rec | undefined)?.confirmed_at }],
  revoke: [{ name: 'backup', label: s.backup, at: ['approved', 'approved_reduced'], article: 'A23.2a', done: x => x.backup_confirmed_at }, { name: 'stop', label: s.stop, at: ['backup_confirmed'], article: 'A23.1c', done: x => x.stopped_at },
    { name: 'destroy', label: s.destroy, at: ['stopped', 'cooling'], article: 'A23.1d', done: x => x.destroyed_at }],
  off_catalog: [{ name: 'purchase', label: s.purchase, at: ['approved', 'approved_reduced'], article: 'A19.5c', done: x => x.purchased_at }],
  dedicated_pool: [{ name: 'establish', label: s.establish, at: ['approved', 'approved_reduced'], article: 'A15.3', done: x => x.established_at }],
  emergency_makeup: [],
}
const EARLY = ['internal_rejected', 'not_accepted', 'rejected', 'withdrawn', 'terminated']
const DECIDED = ['internal_review', 'submit', 'accept', 'opinion']
export function stagesOf(app: Application, more: Rec = {}): Step[] {
  const tail = tails[app.type]
  if (!tail) return app.steps
  const head = app.steps.filter(x => DECIDED.includes(x.name)), ended = EARLY.includes(app.state), over = app.state === 'closed'
  if (!app.issued_at || app.state === 'rejected') return [...head, ...tail, { name: 'close', label: s.close }].map(x => 'state' in x ? x : { name: x.name, label: x.label, state: 'todo' })
  const state = app.type === 'change' && app.state === 'executing' && (more.order as Rec | undefined)?.reported_at ? 'reported' : app.state
  const here = tail.findIndex(t => t.at.includes(state)), left = ended ? tail.findIndex(t => !t.done?.(more)) : here
  const now = over ? tail.length + 1 : left < 0 ? tail.length : left
  const due = app.clock?.due_date ?? null
  return [...head.map(x => ({ ...x, state: 'done' })), ...[...tail, { name: 'close', label: s.close, article: 'A18', at: [], done: () => app.ended_at } satisfies Tail].map((t, i) => ({
    name: t.name, label: t.label, article: t.article, state: i < now ? 'done' : i > now ? 'todo' : ended ? 'stopped' : 'current', date: i < now ? day(t.done?.(more)) : null, due_date: i === now ? due : null,
  }))]
}
