// A described value as the text of a cell, and its column's head with the unit.
import type { FieldDef } from '../api/doc'
import { beijing, price, unscaled } from './show'
export function cellText(f: FieldDef, r: Record<string, unknown>): string {
  const v = r[f.name]
  if (v === null || v === undefined) return ''
  const label = (x: string) => f.options.find(o => o.word === x)?.label ?? x
  switch (f.kind) {
    case 'enum': return label(v as string)
    case 'set': return (v as string[]).map(label).join('、')
    case 'fen': return unscaled(v as number, 2)
    case 'e4': return price(v as number).replace(/,/g, '').replace('−', '-')
    case 'bp': case 'centi': return unscaled(v as number, 2)
    case 'at': return beijing(v as string)
    case 'bool': return v ? '是' : '否'
    case 'ref': return typeof r[f.name + '_name'] === 'string' ? r[f.name + '_name'] as string : v as string
    case 'strs': case 'refs': return (v as string[]).join('、')
    case 'list': case 'obj': return JSON.stringify(v)
    default: return String(v)
  }
}
export const headOf = (f: FieldDef) => f.label + (f.kind === 'fen' || f.kind === 'e4' ? '（元）' : f.kind === 'bp' ? '（%）' : '')
