// The name of the window: what stands on the page, then whose page it is. The first heading of a page names it, so no page has to say it twice.
import { w } from '../i18n'
export const nameWindow = (text?: string) => { document.title = [text, w.frame.product + w.frame.platform].filter(Boolean).join(' · ') }
const words = (h: Element) => [...h.childNodes].filter(n => !(n instanceof Element && n.classList.contains('tag'))).map(n => n.textContent ?? '').join('').replace(/\s+/g, ' ').trim()
/** Follows the heading under `root` as pages come and data arrives; gives the way to stop. */
export function watchHeading(root: HTMLElement): () => void {
  let asked = 0
  const look = () => { asked = 0; const h = root.querySelector('h1'), t = h && words(h); if (t) nameWindow(t) }
  const seen = new MutationObserver(() => { asked ||= requestAnimationFrame(look) })
  seen.observe(root, { childList: true, subtree: true, characterData: true })
  look()
  return () => { seen.disconnect(); cancelAnimationFrame(asked) }
}
