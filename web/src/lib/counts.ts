// What waits for this person, counted for the rail and the bell.
import { ref } from 'vue'
import { get, type Page } from '../api/http'
import { loadDoc, op } from '../api/doc'
export const counts = ref<Record<string, { n: number; hot: boolean }>>({})
export const messageCount = ref(0)
export const shortOrg = (name?: string | null) => (name ?? '').replace(/^西双版纳(傣族自治)?州/, '州')
interface WorkRow { kind?: string; entity?: string; state?: string; left?: number | null; overdue?: boolean }
/** The workbench tells what it has loaded, so that the rail agrees with the list. */
export function countWork(rows: WorkRow[]) {
  const out: typeof counts.value = {}
  const add = (k: string | undefined, hot: boolean) => { if (!k) return; const x = out[k] ??= { n: 0, hot: false }; x.n++; x.hot ||= hot }
  for (const r of rows) add(r.kind ?? r.entity, typeof r.left === 'number' && r.left <= 1)
  counts.value = out
}
export async function refreshCounts() {
  await loadDoc()
  const jobs: Promise<unknown>[] = []
  if (op('message.list')) jobs.push(get<Page<{ id: string }> & { count?: number }>('/messages', { unread: true, limit: 1, count: true }).then(p => { messageCount.value = p.count ?? p.items.length }))
  await Promise.allSettled(jobs)
}
