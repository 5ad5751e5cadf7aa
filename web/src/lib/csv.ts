// A list as CSV: every row of the filter, headers with units, text that no spreadsheet takes for a formula.
import { all, saveBlob } from '../api/http'
import type { FieldDef } from '../api/doc'
import { beijing, price, today, unscaled } from './show'
const cell = (s: string) => { const t = /^[=+\-@\t\r]/.test(s) && !/^-?\d+(\.\d+)?$/.test(s) ? "'" + s : s; return /[",\n\r]/.test(t) ? `"${t.replace(/"/g, '""')}"` : t }
export function cellText(f: FieldDef, r: Record<string, unknown>): string {
  const v = r[f.name]
  if (v === null || v === undefined) return ''
  const label = (x: string) => f.options.find(o => o.word === x)?.label ?? x
  switch (f.kind) {
    case 'enum': return label(v as string)
    case 'set': return (v as string[]).map(label).join('、')
    case 'fen': return unscaled(v as number, 2)
    case 'e4': return price(v as number).replace(/,/g, '').replace('−', '-')
    case 'bp': return unscaled(v as number, 2)
    case 'at': return beijing(v as string)
    case 'bool': return v ? '是' : '否'
    case 'ref': return typeof r[f.name + '_name'] === 'string' ? r[f.name + '_name'] as string : v as string
    case 'strs': case 'refs': return (v as string[]).join('、')
    case 'list': case 'obj': return JSON.stringify(v)
    default: return String(v)
  }
}
export const headOf = (f: FieldDef) => f.label + (f.kind === 'fen' || f.kind === 'e4' ? '（元）' : f.kind === 'bp' ? '（%）' : '')
export async function exportCsv(name: string, path: string, query: Record<string, unknown>, fields: FieldDef[], step?: (n: number) => void) {
  const rows = await all<Record<string, unknown>>(path, query, 200_000, step)
  const lines = [fields.map(f => cell(headOf(f))).join(','), ...rows.map(r => fields.map(f => cell(cellText(f, r))).join(','))]
  saveBlob(new Blob(['\ufeff' + lines.join('\r\n') + '\r\n'], { type: 'text/csv;charset=utf-8' }), `${name}-${today()}.csv`)
  return rows.length
}
