// A QR code (ISO/IEC 18004), drawn here: byte mode, error correction level M, versions 1 to 16. Enough for an otpauth address; no service outside is asked.
const CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28], BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10]

/* Bytes as elements of GF(256), generator polynomial x^8+x^4+x^3+x^2+1. */
const EXP = new Uint8Array(510), LOG = new Uint8Array(256)
for (let i = 0, x = 1; i < 255; i++) { EXP[i] = EXP[i + 255] = x; LOG[x] = i; x = x << 1 ^ (x & 128 ? 0x11d : 0) }
const times = (a: number, b: number) => a && b ? EXP[LOG[a]! + LOG[b]!]! : 0
function checksOf(data: number[], n: number): number[] {
  let gen = [1]
  for (let i = 0; i < n; i++) gen = [...gen, 0].map((c, k) => c ^ times(k ? gen[k - 1]! : 0, EXP[i]!))
  const rest = [...data, ...Array<number>(n).fill(0)]
  for (let i = 0; i < data.length; i++) { const lead = rest[i]!; if (lead) gen.forEach((g, k) => { rest[i + k]! ^= times(g, lead) }) }
  return rest.slice(data.length)
}
/** Modules of a version that are neither pattern nor format: whole bytes of data and checks. */
function capacity(v: number): number {
  const a = v > 1 ? Math.floor(v / 7) + 2 : 0
  return Math.floor(((16 * v + 128) * v + 64 - (a ? (25 * a - 10) * a - 55 : 0) - (v > 6 ? 36 : 0)) / 8)
}
const dataBytes = (v: number) => capacity(v) - CHECKS[v - 1]! * BLOCKS[v - 1]!
function aligned(v: number): number[] {
  if (v < 2) return []
  const n = Math.floor(v / 7) + 2, step = Math.ceil((v * 4 + 4) / (n * 2 - 2)) * 2
  return [6, ...Array.from({ length: n - 1 }, (_, i) => v * 4 + 10 - step * (n - 2 - i))]
}
function bytesOf(text: Uint8Array, v: number): number[] {
  const bits: number[] = [], put = (n: number, len: number) => { for (let i = len - 1; i >= 0; i--) bits.push(n >> i & 1) }, room = dataBytes(v) * 8
  put(4, 4); put(text.length, v < 10 ? 8 : 16); text.forEach(b => put(b, 8))
  put(0, Math.min(4, room - bits.length)); put(0, -bits.length & 7)
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8)
  const data = Array.from({ length: bits.length / 8 }, (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((a, b) => a << 1 | b, 0))
  const n = BLOCKS[v - 1]!, short = Math.floor(data.length / n), longer = data.length % n
  const blocks = Array.from({ length: n }, (_, i) => data.slice(i * short + Math.max(0, i - (n - longer)), (i + 1) * short + Math.max(0, i + 1 - (n - longer))))
  const checks = blocks.map(b => checksOf(b, CHECKS[v - 1]!)), out: number[] = []
  for (let i = 0; i <= short; i++) blocks.forEach(b => { if (i < b.length) out.push(b[i]!) })
  for (let i = 0; i < CHECKS[v - 1]!; i++) checks.forEach(c => out.push(c[i]!))
  return out
}
/** A number with its remainder behind it, as the fields of format and version want it. */
function guarded(n: number, len: number, poly: number): number { let r = n << len; for (let i = 17; i >= len; i--) if (r >> i & 1) r ^= poly << (i - len); return n << len | r }
const MASKS: ((x: number, y: number) => boolean)[] = [(x, y) => (x + y) % 2 === 0, (_, y) => y % 2 === 0, x => x % 3 === 0, (x, y) => (x + y) % 3 === 0, (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0, (x, y) => x * y % 2 + x * y % 3 === 0, (x, y) => (x * y % 2 + x * y % 3) % 2 === 0, (x, y) => ((x + y) % 2 + x * y % 3) % 2 === 0]
type Grid = boolean[][]
/** What is hard to read: long runs, squares, things that look like the corners, too much of one colour. */
function ugly(g: Grid): number {
  const n = g.length, lines = [...g, ...g.map((_, x) => g.map(r => r[x]!))]
  let bad = 0, dark = 0
  for (const l of lines) { const s = l.map(b => b ? 1 : 0).join(''); for (const run of s.match(/(.)\1{4,}/g) ?? []) bad += run.length - 2; for (let i = 0; (i = s.indexOf('1011101', i)) >= 0; i++) if (s.slice(i + 7, i + 11) === '0000' || s.slice(Math.max(0, i - 4), i) === '0000') bad += 40 }
  for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) { dark += g[y]![x] ? 1 : 0; if (x && y && g[y]![x] === g[y]![x - 1] && g[y]![x] === g[y - 1]![x] && g[y]![x] === g[y - 1]![x - 1]) bad += 3 }
  return bad + Math.floor(Math.abs(dark * 20 - n * n * 10) / (n * n)) * 10
}
/** The dark modules of a text, row by row, without the quiet zone; null when the text is too long. */
export function qrOf(text: string): Grid | null {
  const raw = new TextEncoder().encode(text), v = CHECKS.findIndex((_, i) => raw.length + (i + 1 < 10 ? 2 : 3) <= dataBytes(i + 1)) + 1
  if (!v) return null
  const n = v * 4 + 17, g: Grid = Array.from({ length: n }, () => Array<boolean>(n).fill(false)), fixed: Grid = g.map(r => [...r])
  const set = (x: number, y: number, on: boolean) => { if (x >= 0 && y >= 0 && x < n && y < n) { g[y]![x] = on; fixed[y]![x] = true } }
  for (let i = 0; i < n; i++) { set(6, i, i % 2 === 0); set(i, 6, i % 2 === 0) }
  for (const [cx, cy] of [[3, 3], [n - 4, 3], [3, n - 4]] as const) for (let dy = -4; dy <= 4; dy++) for (let dx = -4; dx <= 4; dx++) { const far = Math.max(Math.abs(dx), Math.abs(dy)); set(cx + dx, cy + dy, far !== 2 && far !== 4) }
  const at = aligned(v), last = at.length - 1
  at.forEach((cx, i) => at.forEach((cy, k) => { if (!((i === 0 && k === 0) || (i === 0 && k === last) || (i === last && k === 0))) for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1) }))
  if (v > 6) { const bits = guarded(v, 12, 0x1f25); for (let i = 0; i < 18; i++) { const a = n - 11 + i % 3, b = Math.floor(i / 3); set(a, b, Boolean(bits >> i & 1)); set(b, a, Boolean(bits >> i & 1)) } }
  const format = (mask: number) => {
    const bits = guarded(mask, 10, 0x537) ^ 0x5412, bit = (i: number) => Boolean(bits >> i & 1)
    for (let i = 0; i < 6; i++) set(8, i, bit(i))
    set(8, 7, bit(6)); set(8, 8, bit(7)); set(7, 8, bit(8))
    for (let i = 9; i < 15; i++) set(14 - i, 8, bit(i))
    for (let i = 0; i < 8; i++) set(n - 1 - i, 8, bit(i))
    for (let i = 8; i < 15; i++) set(8, n - 15 + i, bit(i))
    set(8, n - 8, true)
  }
  format(0)
  const bits = bytesOf(raw, v).flatMap(b => [7, 6, 5, 4, 3, 2, 1, 0].map(i => Boolean(b >> i & 1)))
  let next = 0
  for (let right = n - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let i = 0; i < n; i++) for (const x of [right, right - 1]) { const y = (right + 1 & 2) === 0 ? n - 1 - i : i; if (!fixed[y]![x]) g[y]![x] = bits[next++] ?? false }
  }
  const flip = (m: number) => { for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) if (!fixed[y]![x] && MASKS[m]!(x, y)) g[y]![x] = !g[y]![x] }
  let best = 0, least = Infinity
  for (let m = 0; m < 8; m++) { flip(m); format(m); const u = ugly(g); if (u < least) { least = u; best = m } flip(m) }
  flip(best); format(best)
  return g
}
