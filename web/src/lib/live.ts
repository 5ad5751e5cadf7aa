// News of the server, one stream for all windows of a browser: whoever holds the lock keeps it and passes on what it hears. Without a
// stream, or where locks are not given (they want HTTPS), the windows are told every ten seconds that anything may have changed.
import { allOps, loadDoc } from '../api/doc'
import { BASE } from '../api/http'
import { tell, type Notice } from './notice'
const ASK = 10_000
/** Begins for this account; gives the way to end it, as signing out does. */
export function live(account: string): () => void {
  const name = 'yunguan.live.' + account, over = new AbortController()
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(name) : null
  const send = (n: Notice) => { tell(n); channel?.postMessage(n) }
  let asking = 0, queued = false
  const ask = (on: boolean) => { if (on === Boolean(asking)) return; clearInterval(asking); asking = on ? window.setInterval(() => send({}), ASK) : 0 }
  if (channel) channel.onmessage = e => { tell(e.data as Notice); queue() }

  /** Waits for the lock, then keeps the stream until this window closes or the session is over. */
  function queue() {
    if (queued || over.signal.aborted) return
    queued = true
    navigator.locks.request(name, { signal: over.signal }, lead).then(() => { queued = false }, () => undefined)
  }
  function lead() {
    return new Promise<void>(done => {
      let stream: EventSource | null = null, later = 0
      const end = () => { stream?.close(); clearTimeout(later); ask(false); over.signal.removeEventListener('abort', end); done() }
      over.signal.addEventListener('abort', end)
      const open = () => {
        stream = new EventSource(BASE + '/events')
        for (const kind of new Set(allOps().map(o => o.entity))) stream.addEventListener(`cn.yunguan.${kind}.changed`, e => { const d = JSON.parse((e as MessageEvent<string>).data) as { subject_kind: string; subject: string }; send({ kind: d.subject_kind, id: d.subject }) })
        stream.onopen = () => ask(false)
        stream.onerror = () => { ask(true); if (stream?.readyState === EventSource.CLOSED) later = window.setTimeout(() => void refused(), 1000) }
      }
      /** A stream that broke off comes back by itself, and misses nothing. One that was refused does not say why: so it is asked for once more,
       * a little later: a page that is being left hears of its stream's end, too. */
      const refused = async () => {
        const look = new AbortController(), r = await fetch(BASE + '/events', { signal: look.signal, credentials: 'same-origin' }).catch(() => null)
        look.abort()
        if (over.signal.aborted) return
        if (r?.status === 401 || r?.status === 403) { end(); return }
        later = window.setTimeout(() => { send({}); open() }, r?.ok ? 1000 : Math.max(ASK, Number(r?.headers.get('retry-after') ?? 0) * 1000))
      }
      const begin = () => loadDoc().then(() => { if (!over.signal.aborted) { send({}); open() } }, () => { if (!over.signal.aborted) later = window.setTimeout(() => void begin(), ASK) })
      void begin()
    })
  }
  if (navigator.locks && 'EventSource' in window) queue()
  else asking = window.setInterval(() => tell({}), ASK)
  return () => { over.abort(); channel?.close(); ask(false) }
}
