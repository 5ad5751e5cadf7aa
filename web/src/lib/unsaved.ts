// What was typed and is kept nowhere yet: whoever leaves is asked first. A form that keeps a draft, or loses nothing, says so with data-kept.
import { w } from '../i18n'
const typed = new Set<HTMLFormElement>()
export function watchTyping() {
  document.addEventListener('input', e => { const f = (e.target as Element).closest('form'); if (f && !('kept' in f.dataset)) typed.add(f) })
  document.addEventListener('submit', e => typed.delete(e.target as HTMLFormElement), true)
  addEventListener('beforeunload', e => { if (unsaved()) e.preventDefault() })
}
const unsaved = (within: Node = document) => [...typed].some(f => f.isConnected && within.contains(f))
/** True when nothing is lost, or the person says so. */
export function mayLeave(within: Node = document): boolean {
  if (unsaved(within) && !confirm(w.form.leave)) return false
  for (const f of typed) if (!f.isConnected || within.contains(f)) typed.delete(f)
  return true
}
