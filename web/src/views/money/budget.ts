// The shape of a budget, and the rows each of its figures is made of.
import type { RouteLocationRaw } from 'vue-router'
import type { Obj } from '../../lib/object'
export interface Budget extends Obj { year: number; org: string; org_name: string; whole: boolean; approved_fen: number; accrued_fen: number; spent_fen: number; run_month_fen: number; committed_fen: number; pipeline_fen: number; windows_fen: number; forecast_fen: number; left_fen: number; used_pct: number; forecast_pct: number; note?: string | null; warned: number; state: string; created_by: string; created_at: string; approved_by?: string | null; approved_at?: string | null }
/** A share is a unit's: what bears its name as the first-level unit. */
export function rowsOf(b: Budget): Record<'accrued' | 'spent' | 'committed' | 'pipeline' | 'windows', RouteLocationRaw> {
  const whose = b.whole ? {} : { applicant_org: b.org }
  const months = { month_from: `${b.year}-01`, month_until: `${b.year + 1}-01` }
  return {
    accrued: { path: '/bills', query: { ...whose, ...months } },
    spent: b.whole ? { path: '/settlements', query: { state: 'approved,paid' } } : { path: '/bills', query: { ...whose, ...months, state: 'settled' } },
    committed: { path: '/resources', query: { ...whose, state: 'active' } }, pipeline: { path: '/applications', query: { ...whose, type: 'new', state: 'approved' } },
    windows: { path: '/o/change_stage', query: { ...whose, state: 'planned' } },
  }
}
