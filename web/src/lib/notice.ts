// What others change while a page is open: told by lib/live.ts, heard by whoever shows something. Asking is use of the session, so it
// waits until a person is there; and it waits a moment, lest every desk asks in the same second.
import { onBeforeUnmount, onMounted } from 'vue'
import { whenThere } from './presence'
/** Without an id anything may have changed: a stream began anew, or there is none. */
export interface Notice { kind?: string; id?: string }
const ears = new Set<(n: Notice) => void>()
export const tell = (n: Notice) => ears.forEach(f => f(n))
/** Calls `ask` some time after news that concern it: `every` gives the least milliseconds between two asks, 0 for news that do not. */
export function onNews(ask: () => void, every: (n: Notice) => number) {
  let timer = 0, at = Infinity, asked = 0
  const go = () => { at = Infinity; whenThere(turn) }
  const turn = () => { asked = Date.now(); ask() }
  const hear = (n: Notice) => {
    const least = every(n)
    if (!least) return
    const next = Math.max(Date.now() + 200 + Math.random() * 600, asked + least)
    if (next >= at) return
    at = next
    clearTimeout(timer)
    timer = window.setTimeout(go, next - Date.now())
  }
  onMounted(() => ears.add(hear))
  onBeforeUnmount(() => { ears.delete(hear); clearTimeout(timer); whenThere(turn, true) })
}
