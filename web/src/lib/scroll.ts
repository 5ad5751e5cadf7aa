// A part that scrolls by itself is reached by the keyboard: it takes the focus while it is wider than its place and holds nothing that does.
const PARTS = '.scroll-x, .card > .table, .card-body, .st, .did'
function mark(root: HTMLElement) {
  for (const e of root.querySelectorAll<HTMLElement>(PARTS)) {
    const wants = (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && /auto|scroll/.test(getComputedStyle(e).overflow) && !e.querySelector('a,button,input,select,textarea')
    if (wants && !e.hasAttribute('tabindex')) { e.tabIndex = 0; e.dataset.scrolls = '' } else if (!wants && 'scrolls' in e.dataset) { e.removeAttribute('tabindex'); delete e.dataset.scrolls }
  }
}
export function watchScrolling(root: HTMLElement): () => void {
  let frame = 0
  const later = () => { if (!frame) frame = requestAnimationFrame(() => { frame = 0; mark(root) }) }
  const seen = new MutationObserver(later)
  seen.observe(root, { childList: true, subtree: true })
  addEventListener('resize', later)
  later()
  return () => { seen.disconnect(); removeEventListener('resize', later); cancelAnimationFrame(frame) }
}
