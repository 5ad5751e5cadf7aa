// Size, contrast and theme: kept in this browser, set on <html>, reachable before anybody signs in.
import { reactive, watch } from 'vue'
type Display = { size: 'normal' | 'elder'; contrast: 'normal' | 'high'; theme: 'auto' | 'light' | 'dark' }
const KEY = 'yunguan.display'
const dark = matchMedia('(prefers-color-scheme: dark)')
function read(): Display {
  const base: Display = { size: 'normal', contrast: 'normal', theme: 'auto' }
  try { return { ...base, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Display> } } catch { return base }
}
export const display = reactive<Display>(read())
function apply() {
  const d = document.documentElement.dataset
  d.size = display.size
  d.contrast = display.contrast
  d.theme = display.theme === 'auto' ? (dark.matches ? 'dark' : 'light') : display.theme
}
export function startDisplay() {
  apply()
  watch(display, () => { apply(); try { localStorage.setItem(KEY, JSON.stringify(display)) } catch { /* a locked-down browser keeps nothing */ } })
  dark.addEventListener('change', apply)
}
