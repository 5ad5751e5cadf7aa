// One object on screen with its version: loaded, acted on, and refreshed from the answer of what was done.
import { computed, onBeforeUnmount, onMounted, provide, ref, shallowRef, watch, type InjectionKey, type Ref } from 'vue'
import { asProblem, call, type Answer, type Problem } from '../api/http'
import type { Action } from './types'
import type { Clock } from './types'
import { onNews } from './notice'
export interface Obj { id: string; version?: number; state?: string; actions?: Action[]; clocks?: Clock[]; [k: string]: unknown }
/** For the forms under an object: asks for its present version. */
export const RENEW: InjectionKey<() => Promise<void>> = Symbol('renew')
/** True while the object under a form is another by now, by somebody else's hand. */
export const CHANGED: InjectionKey<Ref<boolean>> = Symbol('changed')
/** The way to the new version of what the page shows, while somebody else made one: the frame says so. */
export const newer = shallowRef<(() => Promise<void>) | null>(null)
export function useObject<T extends Obj = Obj>(path: () => string) {
  const data = shallowRef<T | null>(null), etag = ref<string | null>(null), problem = ref<Problem | null>(null), busy = ref(false)
  async function run() {
    busy.value = true
    try { const a = await call<T>('GET', path()); data.value = a.data; etag.value = a.etag; problem.value = null } catch (e) { problem.value = asProblem(e); data.value = null } finally { busy.value = false }
  }
  /** Takes the answer of an op on this object, or asks again when it was another kind of answer: what stands beside an application has its id too. */
  function take(a: Answer<unknown>) {
    const d = a.data as T | undefined, known = data.value
    if (d && known && typeof d === 'object' && d.id === known.id && a.etag && d.actions && Object.keys(known).every(k => k in d)) { data.value = d; etag.value = a.etag } else void run()
  }
  // What was heard is asked about: one's own acts are told of too, and by then their answer is on screen.
  const seen = ref<string | null>(null), changed = computed(() => seen.value !== null && seen.value !== etag.value)
  const look = async () => { const at = path(); if (!data.value) return; try { const a = await call<T>('GET', at, { quiet401: true }); if (at === path() && data.value) seen.value = a.etag } catch { /* out of sight by now: the next act says so */ } }
  watch(etag, () => { seen.value = null })
  onNews(() => void look(), n => !n.kind ? 10_000 : n.id === data.value?.id ? 1000 : 0)
  watch(changed, v => { if (v) newer.value = run; else if (newer.value === run) newer.value = null })
  onBeforeUnmount(() => { if (newer.value === run) newer.value = null })
  provide(CHANGED, changed)
  onMounted(run)
  provide(RENEW, run)
  watch(path, run)
  const actions = computed<Action[]>(() => data.value?.actions ?? []), running = computed<Clock[]>(() => ((data.value?.clocks ?? []) as Clock[]).filter(c => c.state === 'running'))
  const action = (name: string) => actions.value.find(a => a.op === name) ?? null
  return { data, etag, problem, busy, run, take, actions, action, running }
}
