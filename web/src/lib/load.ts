// Fetch and refresh for one screen: the last question wins, problems are kept to be shown, not thrown away.
import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '../api/http'
export interface Load<T> { data: ShallowRef<T | null>; problem: Ref<Problem | null>; busy: Ref<boolean>; run: () => Promise<void> }
export function useLoad<T>(fetcher: (signal: AbortSignal) => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null), problem = ref<Problem | null>(null), busy = ref(false)
  let turn = 0, control: AbortController | null = null
  async function run() {
    const mine = ++turn
    control?.abort()
    control = new AbortController()
    busy.value = true
    try { const got = await fetcher(control.signal); if (mine === turn) { data.value = got; problem.value = null } }
    catch (e) { if (mine === turn && !(e instanceof DOMException && e.name === 'AbortError')) problem.value = asProblem(e) }
    finally { if (mine === turn) busy.value = false }
  }
  onBeforeUnmount(() => control?.abort())
  return { data, problem, busy, run }
}
