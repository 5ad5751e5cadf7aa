// The server's own description of itself (OpenAPI 3.1), read once: names, labels, articles and forms come from it.
import { shallowRef } from 'vue'
import { call, type Method } from './http'

export interface Schema {
  $ref?: string; type?: string | string[]; title?: string; description?: string; format?: string; pattern?: string
  enum?: (string | null)[]; items?: Schema; properties?: Record<string, Schema>; required?: string[]; allOf?: Schema[]; anyOf?: Schema[]; oneOf?: Schema[]
  minimum?: number; maximum?: number; minLength?: number; maxLength?: number; maxItems?: number; readOnly?: boolean; default?: unknown
  'x-enum-labels'?: Record<string, string> | string[]; 'x-article'?: string; 'x-ref'?: string; 'x-personal'?: boolean; 'x-kind'?: string
  'x-multiline'?: boolean; 'x-filter'?: boolean; 'x-sort'?: boolean; 'x-number'?: boolean; 'x-enum'?: Schema; 'x-row'?: Schema; writeOnly?: boolean
}
interface Param { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
interface RawOp {
  operationId: string; summary?: string; description?: string; tags?: string[]; parameters?: Param[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }; responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>
  'x-article'?: string; 'x-perm'?: string; 'x-entity'?: string; 'x-list'?: boolean
}
export interface Doc {
  paths: Record<string, Record<string, RawOp>>; components: { schemas: Record<string, Schema> }; info?: { title?: string; version?: string }
  tags?: { name: string; description?: string }[]
}
export interface Op {
  name: string; method: Method; path: string; label: string; help: string; article: string; perm: string; entity: string
  params: Param[]; query: Param[]; body: Schema | null; bodyType: string; answer: Schema | null; answerType: string; row: Schema | null; needsMatch: boolean; needsKey: boolean
}
export type Kind = 'str' | 'text' | 'int' | 'fen' | 'e4' | 'bp' | 'centi' | 'bool' | 'enum' | 'set' | 'date' | 'month' | 'at' | 'ref' | 'refs' | 'strs' | 'list' | 'obj'
export interface FieldDef {
  name: string; label: string; kind: Kind; help: string; article: string; required: boolean; ref: string; options: { word: string; label: string }[]
  min?: number; max?: number; fields: FieldDef[]; readOnly: boolean; sum: boolean; secret: boolean; filter: boolean; sort: boolean
}

export const doc = shallowRef<Doc | null>(null)
const ops = new Map<string, Op>()
let loading: Promise<Doc> | null = null

export function loadDoc(): Promise<Doc> {
  loading ??= call<Doc>('GET', '/openapi.json', { quiet401: true }).then(r => { index(r.data); doc.value = r.data; return r.data })
    .catch((e: unknown) => { loading = null; throw e })
  return loading
}
const deref = (d: Doc, s?: Schema | null): Schema | null => {
  let x = s ?? null
  for (let i = 0; x?.$ref && i < 8; i++) x = { ...d.components.schemas[x.$ref.split('/').pop()!], ...without(x) }
  return x
}
const without = (x: Schema): Schema => { const { $ref: _, ...rest } = x; return rest }
function index(d: Doc) {
  ops.clear()
  for (const [path, item] of Object.entries(d.paths)) for (const [verb, o] of Object.entries(item)) {
    if (!['get', 'post', 'put', 'patch', 'delete'].includes(verb) || !o.operationId) continue
    const req = Object.entries(o.requestBody?.content ?? {})[0]
    const ok = Object.entries(o.responses ?? {}).find(([c]) => c.startsWith('2'))?.[1]
    const body = Object.entries(ok?.content ?? {})[0]
    const answer = deref(d, body?.[1].schema)
    const params = o.parameters ?? []
    ops.set(o.operationId, {
      name: o.operationId, method: verb.toUpperCase() as Method, path: path.replace(/^\/api\/v1/, ''), label: o.summary ?? o.operationId, help: o.description ?? '',
      article: o['x-article'] ?? '', perm: o['x-perm'] ?? '', entity: o['x-entity'] ?? o.operationId.split('.')[0]!,
      params, query: params.filter(p => p.in === 'query'), body: deref(d, req?.[1].schema), bodyType: req?.[0] ?? '', answer, answerType: body?.[0] ?? '',
      row: answer?.properties?.items ? deref(d, answer.properties.items.items) : null,
      needsMatch: params.some(p => p.name.toLowerCase() === 'if-match'), needsKey: params.some(p => p.name.toLowerCase() === 'idempotency-key'),
    })
  }
  // An entity whose ops have a shorter name than itself is found by its own.
  for (const o of [...ops.values()]) { const m = /\.(get|list)$/.exec(o.name); if (m && o.entity && !ops.has(`${o.entity}.${m[1]}`)) ops.set(`${o.entity}.${m[1]}`, o) }
}
export const op = (name: string): Op | null => (doc.value, ops.get(name) ?? null)
export const allOps = (): Op[] => (doc.value, [...new Set(ops.values())])
export const listOp = (entity: string): Op | null => op(`${entity}.list`)

/** People read yuan, percent and points; what the server counts in is not told. */
const plainUnit = (kind: Kind, label: string) => ['fen', 'e4', 'bp', 'centi'].includes(kind) ? label.replace(/（(分|万分之|百分之一分)）$/, '').replace('（分，', '（') : label
const isId = (s: Schema) => s.pattern === '^[0-9]{1,19}$'
const kindOf = (name: string, s: Schema): Kind => {
  const t = Array.isArray(s.type) ? s.type.find(x => x !== 'null') : s.type
  if (t === 'array') return s.items?.enum ? 'set' : s['x-ref'] || s.items?.['x-ref'] ? 'refs' : s.items?.properties ? 'list' : 'strs'
  if (t === 'object' || s.properties || s.anyOf) return 'obj'
  if (s.enum) return 'enum'
  if (t === 'boolean') return 'bool'
  if (t === 'integer' || t === 'number') return name.endsWith('_fen') ? 'fen' : name.endsWith('_e4') ? 'e4' : name.endsWith('_bp') ? 'bp' : name.endsWith('_centi') ? 'centi' : 'int'
  if (s.format === 'date') return 'date'
  if (s.format === 'date-time') return 'at'
  if (s.format === 'year-month' || s['x-kind'] === 'month' || /_month$|^month$/.test(name)) return 'month'
  if (s['x-ref'] || isId(s)) return 'ref'
  return s['x-multiline'] || s['x-kind'] === 'text' || (s.maxLength ?? 0) > 500 ? 'text' : 'str'
}
export function labelOf(s: Schema | undefined, word: string): string {
  const l = s?.['x-enum-labels']
  if (!l) return word
  return (Array.isArray(l) ? l[(s.enum ?? []).filter(x => x !== null).indexOf(word)] : l[word]) ?? word
}
export function fieldsOf(schema: Schema | null, depth = 0): FieldDef[] {
  const d = doc.value
  if (!d || !schema?.properties) return []
  return Object.entries(schema.properties).filter(([name]) => name !== 'actions' && name !== 'clocks').map(([name, raw]) => {
    const s = deref(d, raw)!
    const items = deref(d, s.items)
    const full: Schema = items ? { ...s, items } : s
    const kind = kindOf(name, full)
    const of = kind === 'set' ? items! : s
    return {
      name, label: plainUnit(kind, raw.title ?? s.title ?? name), kind, help: kind === 'centi' ? '' : s.description ?? '', article: s['x-article'] ?? '', required: schema.required?.includes(name) ?? false,
      ref: s['x-ref'] ?? items?.['x-ref'] ?? (isId(s) && /人$/.test(s.title ?? raw.title ?? '') ? 'person' : ''), options: (of.enum ?? []).filter((w): w is string => w !== null).map(word => ({ word, label: labelOf(of, word) })),
      min: s.minimum ?? s.minLength, max: s.maximum ?? s.maxLength ?? s.maxItems, readOnly: s.readOnly ?? false, sum: s['x-number'] ?? false, secret: s.writeOnly ?? false, filter: s['x-filter'] ?? false, sort: s['x-sort'] ?? false,
      fields: depth < 3 ? fieldsOf(kind === 'list' ? items : kind === 'obj' ? deref(d, s.anyOf?.find(x => x.$ref) ?? s) : null, depth + 1) : [],
    }
  })
}
const fieldCache = new WeakMap<Schema, FieldDef[]>()
const cached = (s: Schema | null) => { if (!s) return []; let f = fieldCache.get(s); if (!f) fieldCache.set(s, f = fieldsOf(s)); return f }
export const bodyFields = (o: Op | null) => cached(o?.body ?? null)
/** The columns of an import's rows. */
export const columnsOf = (o: Op | null) => cached(o?.body?.['x-row'] ?? null)
export const rowFields = (o: Op | null) => cached(o?.row ?? null)
export const answerFields = (o: Op | null) => cached(o?.answer ?? null)
/** The label of a word of an entity's enum field, as the server names it. */
export function wordOf(entity: string, field: string, word?: string | null): string {
  if (!word) return '—'
  const f = [...answerFields(op(`${entity}.get`)), ...rowFields(listOp(entity))].find(x => x.name === field)
  return f?.options.find(x => x.word === word)?.label ?? word
}
export const optionsOf = (entity: string, field: string) =>
  [...answerFields(op(`${entity}.get`)), ...rowFields(listOp(entity))].find(x => x.name === field)?.options ?? []

/** What a list may be narrowed by, as described fields; `_from` and `_until` twins are left to their field. */
export function filtersOf(o: Op | null): FieldDef[] {
  const plain = ['limit', 'cursor', 'sort', 'count', 'q', 'format']
  return (o?.query ?? []).filter(p => !plain.includes(p.name) && !(/_(from|until)$/.test(p.name) && o!.query.some(x => x.name === p.name.replace(/_(from|until)$/, '')))).map(p => {
    const row = rowFields(o).find(f => f.name === p.name)
    return row ?? fieldsOf({ type: 'object', properties: { [p.name]: { title: p.description, ...p.schema, ...p.schema?.['x-enum'] } } })[0]!
  })
}

/** Where the words of a reference stand beside it: `reported_by` is told by `reported_name`, `org` by `org_name`. */
const twins = (name: string) => [name + '_name', name.replace(/_(by|org|person|csp)$/, '_name'), name + '_no'].filter(x => x !== name)
/** A number is left out only where it is the words of its reference: an item has a name, and its code says more. */
export const isTwin = (f: FieldDef, fields: FieldDef[]) => fields.some(x => x.kind === 'ref' && (f.name.endsWith('_name') ? twins(x.name).includes(f.name) : f.name === x.name + '_no' && !fields.some(y => y.name.endsWith('_name') && twins(x.name).includes(y.name))))
export const twinTitle = (row: Record<string, unknown>, name: string): string | undefined => twins(name).map(t => row[t]).find((v): v is string => typeof v === 'string' && v !== '')
/** Ids that nothing leads from tell a reader nothing: they are left out unless words stand beside them. */
export const isBare = (f: FieldDef, fields: FieldDef[]) => f.kind === 'ref' && !f.ref && !twins(f.name).some(t => fields.some(x => x.name === t))
/** The other object that a field names together with its kind: a source, a subject. */
export function paired(f: FieldDef, row: Record<string, unknown> | null | undefined): FieldDef {
  const kind = row?.[f.name.replace(/_id$/, '') + '_kind']
  return typeof kind === 'string' && f.kind !== 'list' ? { ...f, kind: 'ref', ref: kind } : f
}
/** The Chinese name of a kind of object, as the server titles it. */
export const kindTitle = (entity: string): string => op(`${entity}.get`)?.answer?.title ?? listOp(entity)?.row?.title ?? entity
