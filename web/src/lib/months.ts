// Months as "2026-05": arithmetic for pages that look at spans of them.
import { today } from './show'
export function addMonths(m: string, n: number): string {
  const t = +m.slice(0, 4) * 12 + +m.slice(5, 7) - 1 + n
  return `${Math.floor(t / 12)}-${String(t % 12 + 1).padStart(2, '0')}`
}
export const thisMonth = () => today().slice(0, 7)
/** How many months from a to b, both counted. */
export const spanOf = (a: string, b: string) => (+b.slice(0, 4) - +a.slice(0, 4)) * 12 + +b.slice(5, 7) - +a.slice(5, 7) + 1
