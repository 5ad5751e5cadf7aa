// What is being filled in, kept in this browser until it is sent: a closed page loses nothing. Desks are shared: each person has drafts of their own.
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { fmtClock } from './show'
import { now } from '../api/http'
import { me } from './session'
export function useLocalDraft<T extends object>(key: string, value: Ref<T>) {
  const k = `yunguan.draft.${me.value?.login ?? ''}.${key}`, savedAt = ref(''), restored = ref(false)
  try { const old = localStorage.getItem(k); if (old) { value.value = { ...value.value, ...JSON.parse(old) as T }; restored.value = true } } catch { /* nothing kept */ }
  let timer = 0, dirty = false
  const save = () => { clearTimeout(timer); if (!dirty) return; dirty = false; try { localStorage.setItem(k, JSON.stringify(value.value, (n, v: unknown) => /password|secret/.test(n) ? undefined : v)); savedAt.value = fmtClock(now()) } catch { savedAt.value = '' } }
  const stop = watch(value, () => { dirty = true; clearTimeout(timer); timer = window.setTimeout(save, 2000) }, { deep: true })
  onBeforeUnmount(save)
  const drop = () => { clearTimeout(timer); dirty = false; restored.value = false; try { localStorage.removeItem(k) } catch { /* nothing kept */ } }
  /** It was sent: what the form shows from now on is the server's. */
  const end = () => { stop(); drop() }
  return { savedAt, restored, drop, save, end }
}
