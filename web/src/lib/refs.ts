// Objects named by other objects: their titles for choices and cells, asked for once.
import { reactive } from 'vue'
import { get, type Page } from '../api/http'
import { listOp, op } from '../api/doc'
import { w } from '../i18n'
export interface Choice { id: string; label: string; hint: string; row: Record<string, unknown> }
const str = (v: unknown) => typeof v === 'string' ? v : ''
export const titleOf = (r: Record<string, unknown>): string => str(r.name) || str(r.title) || (str(r.application_title) && [str(r.application_title), str(r.org_name)].filter(Boolean).join(' · ')) || str(r.label) || str(r.no) || str(r.login) || str(r.code) || (str(r.item_name) && str(r.resource_name)) || str(r.system_name) || str(r.sn) || str(r.report_no) || str(r.id)
export function choiceOf(r: Record<string, unknown>): Choice {
  const label = titleOf(r), extra = [r.no, r.code, r.spec, r.org_name, r.user_org_name, r.resource_no].map(str).find(x => x && x !== label) ?? ''
  return { id: str(r.id), label, hint: extra, row: r }
}
export async function choices(entity: string, q: string, filter: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Choice[]> {
  const o = listOp(entity)
  if (!o) return []
  const canSearch = o.query.some(p => p.name === 'q')
  const known = Object.fromEntries(Object.entries(filter).filter(([k]) => o.query.some(p => p.name === k)))
  const page = await get<Page<Record<string, unknown>>>(o.path, { limit: canSearch ? 20 : 100, q: canSearch && q ? q : undefined, ...known }, signal)
  const all = page.items.map(choiceOf)
  return canSearch || !q ? all : all.filter(c => c.label.includes(q) || c.hint.includes(q))
}
const titles = reactive(new Map<string, string>())
const asked = new Set<string>()
/** The title of an object, '' until it is known. */
export function refTitle(entity: string, id: string | null | undefined): string {
  if (!id) return ''
  const key = `${entity}/${id}`, known = titles.get(key)
  if (known !== undefined) return known
  if (!asked.has(key)) {
    asked.add(key)
    const o = op(`${entity}.get`)
    if (o) get<Record<string, unknown>>(o.path.replace('{id}', encodeURIComponent(id))).then(r => titles.set(key, titleOf(r)), () => titles.set(key, entity === 'attachment' ? w.form.oneFile : w.form.unseen))
  }
  return ''
}
export const noteTitle = (entity: string, id: string, title: string) => { titles.set(`${entity}/${id}`, title) }
