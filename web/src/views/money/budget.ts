// The shape of a budget, and the rows each of its figures is made of.
import type { RouteLocationRaw } from 'vue-router'
import type { Obj } from '../../lib/object'
export interface Budget extends Obj { year: number; org: string; org_name: string; whole: boolean; approved_fen: number; accrued_fen: number; spent_fen: number; run_month_fen: number; committed_fen: number; pipeline_fen: number; windows_fen: number; forecast_fen: number; left_fen: number; used_pct: number; forecast_pct: number; note?: string | null; warned: number; state: string; created_by: string; created_at: string; approved_by?: string | null; approved_at?: string | null }
/** Each figure opens the rows it is made of. */
export const partsOf = (b: { id: string }, of: string, system?: string): RouteLocationRaw => ({ path: `/budgets/${b.id}/parts`, query: { of, ...(system ? { system } : {}) } })
