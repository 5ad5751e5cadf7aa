// A keyset list whose filters are the address: forward by cursor, back by the cursors already seen.
import { computed, onMounted, ref, shallowRef, watch } from 'vue'
import { useRoute, type LocationQuery } from 'vue-router'
import { call, get, type Page } from '../api/http'
import { useLoad } from './load'
import { onNews } from './notice'
export type Row = Record<string, unknown> & { id: string }
export type Counted = Page<Row> & { count?: number; count_exact?: boolean }
export const LIMIT = 50
/** The address without what narrows the list: how it is sorted and drawn stays, and so does what belongs to the page around it. */
export const unfiltered = (query: LocationQuery, known: string[]): LocationQuery => Object.fromEntries(Object.entries(query).filter(([k]) => k === 'sort' || !known.includes(k)))
export function usePager(path: () => string, fixed: () => Record<string, unknown> = () => ({}), known?: () => string[]) {
  const route = useRoute(), seen = ref<(string | null)[]>([null])
  const filters = computed(() => { const ok = known?.(); return { ...Object.fromEntries(Object.entries(route.query).filter(([k]) => !ok || ok.includes(k))), ...fixed() } as Record<string, unknown> })
  const asked = () => ({ ...filters.value, limit: LIMIT, cursor: seen.value[seen.value.length - 1], count: seen.value.length === 1 ? 'true' : undefined })
  const load = useLoad<Counted>(s => get<Counted>(path(), asked(), s))
  const count = ref<number | null>(null), exact = ref(true)
  watch(load.data, d => { if (d?.count !== undefined) { count.value = d.count; exact.value = d.count_exact !== false } })
  const first = () => { seen.value = [null]; void load.run() }
  // The page as it is by now waits beside the one that is read: rows are never pushed around under somebody's eyes.
  const fresh = shallowRef<Counted | null>(null)
  watch(load.data, () => { fresh.value = null })
  const news = computed(() => {
    const next = fresh.value?.items, old = load.data.value?.items
    if (!next || !old) return 0
    const had = new Map(old.map(r => [r.id, JSON.stringify(r)])), has = new Set(next.map(r => r.id))
    return next.filter(r => had.get(r.id) !== JSON.stringify(r)).length || old.filter(r => !has.has(r.id)).length
  })
  async function look() {
    const what = JSON.stringify([path(), asked()])
    try { const d = await call<Counted>('GET', path(), { query: asked(), quiet401: true }); if (what === JSON.stringify([path(), asked()]) && load.data.value && !load.busy.value) fresh.value = d.data } catch { /* the next news ask again */ }
  }
  /** Looks for new rows when something of this kind changed, and now and then when something else did. */
  const follow = (kind: () => string) => onNews(() => void look(), n => n.kind && n.kind === kind() ? 1000 : 10_000)
  const take = () => { if (fresh.value) load.data.value = fresh.value }
  onMounted(load.run)
  watch(filters, (a, b) => { if (JSON.stringify(a) !== JSON.stringify(b)) first() })
  return {
    ...load, filters, count, exact, first, news, follow, take,
    page: computed(() => seen.value.length), rows: computed(() => load.data.value?.items ?? []), more: computed(() => Boolean(load.data.value?.next)),
    next: () => { const n = load.data.value?.next; if (n) { seen.value = [...seen.value, n]; void load.run() } },
    back: () => { if (seen.value.length > 1) { seen.value = seen.value.slice(0, -1); void load.run() } },
  }
}
