// The shape of a budget, and the rows each of its figures is made of.
import type { RouteLocationRaw } from 'vue-router'
import type { Obj } from '../../lib/object'
export interface Budget extends Obj { year: number; org: string; org_name: string; whole: boolean; approved_fen: number; accrued_fen: number; spent_fen: number; run_month_fen: number; committed_fen: number; pipeline_fen: number; windows_fen: number; forecast_fen: number; left_fen: number; used_pct: number; forecast_pct: number; note?: string | null; warned: number; state: string; created_by: string; created_at: string; approved_by?: string | null; approved_at?: string | null }
/** A share is a unit's: what bears its name as the first-level unit. */
export function rowsOf(b: Budget): Record<'accrued' | 'spent' | 'committed' | 'pipeline' | 'windows', RouteLocationRaw> {
  const whose = b.whole ? {} : { applicant_org: b.org }, months = { month_from: `${b.year}-01`, month_until: `${b.year + 1}-01` }, part = (p: string) => ({ path: `/budgets/${b.id}/rows`, query: { part: p } })
  return { accrued: { path: '/bills', query: { ...whose, ...months } }, spent: b.whole ? part('paid') : { path: '/bills', query: { ...whose, ...months, state: 'settled' } }, committed: part('running'), pipeline: part('pipeline'), windows: part('windows') }
}
