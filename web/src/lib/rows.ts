// Rows already on screen as CSV.
import { saveBlob } from '../api/http'
import { today } from './show'
const cell = (v: string | number) => { const s = String(v), t = /^[=+\-@\t\r]/.test(s) && !/^-?\d+(\.\d+)?$/.test(s) ? "'" + s : s; return /[",\n\r]/.test(t) ? `"${t.replace(/"/g, '""')}"` : t }
export const exportRows = (name: string, head: string[], rows: (string | number)[][]) =>
  saveBlob(new Blob(['\ufeff' + [head, ...rows].map(r => r.map(cell).join(',')).join('\r\n') + '\r\n'], { type: 'text/csv;charset=utf-8' }), `${name}-${today()}.csv`)
