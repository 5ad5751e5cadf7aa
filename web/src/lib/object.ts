// One object on screen with its version: loaded, acted on, and refreshed from the answer of what was done.
import { computed, onMounted, provide, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { asProblem, call, type Answer, type Problem } from '../api/http'
import type { Action } from './types'
import type { Clock } from './types'
export interface Obj { id: string; version?: number; state?: string; actions?: Action[]; clocks?: Clock[]; [k: string]: unknown }
/** For the forms under an object: asks for its present version. */
export const RENEW: InjectionKey<() => Promise<void>> = Symbol('renew')
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
  onMounted(run)
  provide(RENEW, run)
  watch(path, run)
  const actions = computed<Action[]>(() => data.value?.actions ?? []), running = computed<Clock[]>(() => ((data.value?.clocks ?? []) as Clock[]).filter(c => c.state === 'running'))
  const action = (name: string) => actions.value.find(a => a.op === name) ?? null
  return { data, etag, problem, busy, run, take, actions, action, running }
}
