// A keyset list whose filters are the address: forward by cursor, back by the cursors already seen.
import { computed, onMounted, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import { get, type Page } from '../api/http'
import { useLoad } from './load'
export type Row = Record<string, unknown> & { id: string }
export type Counted = Page<Row> & { count?: number; count_exact?: boolean }
export const LIMIT = 50
export function usePager(path: () => string, fixed: () => Record<string, unknown> = () => ({}), known?: () => string[]) {
  const route = useRoute(), seen = ref<(string | null)[]>([null])
  const filters = computed(() => { const ok = known?.(); return { ...Object.fromEntries(Object.entries(route.query).filter(([k]) => !ok || ok.includes(k))), ...fixed() } as Record<string, unknown> })
  const load = useLoad<Counted>(s => get<Counted>(path(), { ...filters.value, limit: LIMIT, cursor: seen.value[seen.value.length - 1], count: seen.value.length === 1 ? 'true' : undefined }, s))
  const count = ref<number | null>(null), exact = ref(true)
  watch(load.data, d => { if (d?.count !== undefined) { count.value = d.count; exact.value = d.count_exact !== false } })
  const first = () => { seen.value = [null]; void load.run() }
  onMounted(load.run)
  watch(filters, (a, b) => { if (JSON.stringify(a) !== JSON.stringify(b)) first() })
  return {
    ...load, filters, count, exact, first,
    page: computed(() => seen.value.length), rows: computed(() => load.data.value?.items ?? []), more: computed(() => Boolean(load.data.value?.next)),
    next: () => { const n = load.data.value?.next; if (n) { seen.value = [...seen.value, n]; void load.run() } },
    back: () => { if (seen.value.length > 1) { seen.value = seen.value.slice(0, -1); void load.run() } },
  }
}
