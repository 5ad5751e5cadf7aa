// Whether somebody is at the desk. Asking what waits is use, and a session in use never lapses: so it is asked only while a person moves,
// and the page says in time that the session is about to end.
import { ref } from 'vue'
import { call, now } from '../api/http'
import { me } from './session'
const EVERY = 60_000, LOOK = 10_000, WARN = 300_000
/** Minutes until the session ends, once they are few; null otherwise. */
export const endsIn = ref<number | null>(null)
let moved = Date.now(), asked = 0, longest = 0
const waiting = new Set<() => void>()
const there = () => Boolean(me.value && !me.value.blocked) && !document.hidden && Date.now() - moved < EVERY
/** Does it now while somebody sits there, else as soon as they move again; `off` takes back what still waits. */
export function whenThere(f: () => void, off = false) {
  waiting.delete(f)
  if (off) return
  if (there()) f()
  else waiting.add(f)
}
const left = () => me.value?.expires_at ? Date.parse(me.value.expires_at) - now().getTime() : Infinity
function look() {
  const l = left()
  endsIn.value = me.value && l < Math.min(WARN, longest / 3) ? Math.max(0, Math.ceil(l / 60_000)) : null
}
/** Uses the session, and learns until when it lasts. Whoever is no longer signed in is asked to on the spot. */
export async function stay(): Promise<void> {
  asked = Date.now()
  const r = await call<{ expires_at?: string | null }>('GET', '/me')
  if (me.value) me.value = { ...me.value, expires_at: r.data.expires_at }
  if (left() < Infinity) longest = Math.max(longest, left())
  look()
}
/** Calls `ask` about once a minute while a person is there and the page is seen; gives the way to stop. */
export function watchPresence(ask: () => void): () => void {
  const EVENTS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'scroll', 'touchstart'] as const
  const turn = () => {
    if (me.value && !me.value.blocked && !document.hidden && moved > asked && Date.now() - asked >= EVERY) { void stay().catch(() => undefined); ask() }
    look()
  }
  const move = () => {
    moved = Date.now()
    if (endsIn.value !== null) turn()
    if (waiting.size && there()) { const all = [...waiting]; waiting.clear(); all.forEach(f => f()) }
  }
  const back = () => { if (!document.hidden) { move(); turn() } }
  asked = Date.now()
  if (left() < Infinity) longest = left()
  EVENTS.forEach(e => addEventListener(e, move, { passive: true, capture: true }))
  document.addEventListener('visibilitychange', back)
  const timer = window.setInterval(turn, LOOK)
  return () => { clearInterval(timer); document.removeEventListener('visibilitychange', back); EVENTS.forEach(e => removeEventListener(e, move, { capture: true })) }
}
