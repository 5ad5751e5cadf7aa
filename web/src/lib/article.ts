// The article pane: one at a time, beside the work.
import { ref } from 'vue'
import { get, type Page } from '../api/http'
export interface Article { id: string; level?: string; clause?: string; text: string; where?: string[]; scenarios?: string[]; [k: string]: unknown }
export const shownArticle = ref<string | null>(null)
let opener: HTMLElement | null = null
export function openArticle(id: string, e?: Event) { opener = (e?.currentTarget as HTMLElement | null) ?? null; shownArticle.value = id }
export function closeArticle() { shownArticle.value = null; opener?.focus(); opener = null }
let loading: Promise<Article[]> | null = null
export function loadArticles(): Promise<Article[]> {
  loading ??= get<Page<Article>>('/articles').then(p => p.items).catch((e: unknown) => { loading = null; throw e })
  return loading
}
/** The row of an id, or of its longest known prefix; with its sisters of the same clause. */
export function findArticles(list: Article[], id: string): Article[] {
  for (let k = id; k.length > 1; k = k.slice(0, -1)) {
    const hit = list.filter(a => a.id === k)
    if (hit.length) return hit
    const under = list.filter(a => a.id.startsWith(k + '.') || (a.id.startsWith(k) && !/\d/.test(a.id[k.length] ?? '')))
    if (under.length && k.length >= 2) return under
  }
  return []
}
