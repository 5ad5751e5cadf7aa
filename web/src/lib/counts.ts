// What waits for this person, counted for the rail and the bell.
import { ref, shallowRef } from 'vue'
import { get } from '../api/http'
import { allOps, loadDoc, op } from '../api/doc'
import type { Action } from './types'
export const counts = ref<Record<string, { n: number; hot: boolean }>>({})
export const messageCount = ref(0)
export const shortOrg = (name?: string | null) => (name ?? '').replace(/^西双版纳(傣族自治)?州/, '州')
export interface WorkItem {
  kind: string; id: string; no?: string | null; title: string; org_name?: string | null; state?: string; state_label?: string | null; op?: string | null; op_label?: string | null; article?: string | null
  clock?: string | null; due_at?: string | null; due_date?: string | null; left?: number | null; total?: number | null; used?: number | null; since_at?: string | null; bucket?: string | null
}
export interface Work { overdue: number; today: number; tomorrow: number; later: number; resubmission: number; total: number; items: WorkItem[] }
export const work = shallowRef<Work | null>(null)
/** The step of an object that waits for this person; of several that may be done and do not wait, none. */
export const waitingStep = (kind: string, id: string, actions: Action[]): string | undefined => {
  const open = actions.filter(a => a.allowed), mine = work.value?.items.find(i => i.kind === kind && i.id === id)?.op
  return open.find(a => a.op === mine)?.op ?? (open.length === 1 ? open[0]!.op : undefined)
}
/** The rail agrees with the list: both come from one answer. */
function countWork(rows: WorkItem[]) {
  const out: typeof counts.value = {}
  const add = (k: string, hot: boolean) => { const x = out[k] ??= { n: 0, hot: false }; x.n++; x.hot ||= hot }
  for (const r of rows) {
    const hot = typeof r.left === 'number' && r.left <= 1
    add(r.kind, hot)
    if (r.state === 'internal_review') add('internal_review', hot)
  }
  counts.value = out
}
export async function loadWork(signal?: AbortSignal): Promise<Work> {
  const d = await get<Work>('/workbench', {}, signal)
  work.value = d
  countWork(d.items)
  return d
}
export async function refreshCounts() {
  await loadDoc()
  const jobs: Promise<unknown>[] = []
  if (op('message.unread')) jobs.push(get<{ unread: number }>('/messages/unread').then(p => { messageCount.value = p.unread }))
  if (allOps().some(o => o.path === '/workbench')) jobs.push(loadWork())
  await Promise.allSettled(jobs)
}
