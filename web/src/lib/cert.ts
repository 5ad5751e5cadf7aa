// A certificate of a program, read in the browser: its fingerprint, its subject, its days. The file itself is sent nowhere.
export interface Certificate { fingerprint: string; subject: string; from: string; to: string }
interface Node { tag: number; from: number; to: number }
const NAMES: Record<string, string> = { '2.5.4.3': 'CN', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.10': 'O', '2.5.4.11': 'OU', '0.9.2342.19200300.100.1.25': 'DC', '0.9.2342.19200300.100.1.1': 'UID' }
function node(b: Uint8Array, at: number): Node {
  let n = b[at + 1] ?? 0, from = at + 2
  if (n & 0x80) { let k = n & 0x7f; if (k === 0 || k > 3) throw new RangeError('length'); for (n = 0; k; k--) n = n * 256 + (b[from++] ?? 0) }
  if (from + n > b.length) throw new RangeError('cut off')
  return { tag: b[at] ?? 0, from, to: from + n }
}
function children(b: Uint8Array, x: Node): Node[] { const out: Node[] = []; for (let at = x.from; at < x.to;) { const n = node(b, at); out.push(n); at = n.to } return out }
function oid(b: Uint8Array): string { const out: number[] = []; let v = 0; for (const x of b) { v = v * 128 + (x & 0x7f); if (!(x & 0x80)) { out.push(v); v = 0 } } const one = Math.min(2, Math.floor((out[0] ?? 0) / 40)); return [one, (out[0] ?? 0) - one * 40, ...out.slice(1)].join('.') }
/** UTCTime and GeneralizedTime, as an instant. */
function instant(s: string): string { const long = s.length > 13, y = long ? s.slice(0, 4) : (+s.slice(0, 2) < 50 ? '20' : '19') + s.slice(0, 2), r = s.slice(long ? 4 : 2); return `${y}-${r.slice(0, 2)}-${r.slice(2, 4)}T${r.slice(4, 6)}:${r.slice(6, 8)}:${r.slice(8, 10)}Z` }
const escape = (v: string) => v.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[ #]/, '\\$&').replace(/ $/, '\\ ')
/** From the words of a PEM file; null when there is no certificate in it. */
export async function readCertificate(pem: string): Promise<Certificate | null> {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)
  if (!body) return null
  try {
    const b = Uint8Array.from(atob(body[1]!.replace(/\s/g, '')), c => c.charCodeAt(0)), text = (n: Node) => new TextDecoder(n.tag === 0x1e ? 'utf-16be' : 'utf-8').decode(b.subarray(n.from, n.to))
    const fields = children(b, children(b, node(b, 0))[0]!), first = fields[0]!.tag === 0xa0 ? 1 : 0
    const [a, z] = children(b, fields[first + 3]!).map(n => instant(text(n)))
    const subject = children(b, fields[first + 4]!).reverse().map(set => children(b, set).map(pair => { const [k, v] = children(b, pair), id = oid(b.subarray(k!.from, k!.to)); return `${NAMES[id] ?? id}=${escape(text(v!))}` }).join('+')).join(',')
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', b))
    return { fingerprint: Array.from(digest, x => x.toString(16).padStart(2, '0')).join(':').toUpperCase(), subject, from: a!, to: z! }
  } catch { return null }
}
/** Only where the page came over TLS, or from this machine, does a browser count digests. */
export const canRead = () => typeof crypto.subtle !== 'undefined'
export const hasKey = (pem: string) => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)
