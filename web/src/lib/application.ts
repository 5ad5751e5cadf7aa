// The shape of an application as the screens use it; names are those of the interface.
import type { Clock } from './types'
import type { Obj } from './object'
export interface LineAttrs { vcpu?: number | null; mem_gb?: number | null; sys_disk_gb?: number | null; data_disk_gb?: number | null; os?: string | null; ip_count?: number | null; bw_mbps?: number | null; ports?: string | null }
export interface Line {
  id?: string; seq?: number | null; item?: string | null; item_code?: string | null; item_name?: string | null; spec?: string | null; unit?: string | null; category?: string | null; zone?: string | null; pool_pref?: string | null
  qty: number | null; use?: string | null; attrs?: LineAttrs | null; period_months?: number | null; xinchuang?: boolean; non_xc_reason?: string | null; non_xc_evidence?: string | null; non_xc_approved?: boolean
  sizing_basis?: Record<string, unknown> | null; unit_price_e4?: number | null; price_from?: string | null; est_month_fen?: number | null; approved_qty?: number | null; reduce_reason?: string | null; approved_month_fen?: number | null
  assigned_pool?: string | null; assigned_pool_name?: string | null; csp_name?: string | null; advice_qty?: number | null; advice_note?: string | null
}
export interface AppProblem { article?: string | null; clause?: string | null; code: string; message: string; field?: string | null }
export interface Step { name: string; label: string; state: string; article?: string | null; date?: string | null; due_date?: string | null }
export interface Material { name: string; label: string; article?: string | null; clause?: string | null; needed: boolean; present: boolean; note?: string | null; state?: string | null; checked_note?: string | null; files?: string[] }
export interface Said { part: string; label: string; article?: string | null; org_name?: string | null; person_name?: string | null; result?: string | null; result_label?: string | null; text?: string | null; at: string }
export interface Opinion { no?: string | null; state: string; result: string; conditions?: string | null; text?: string | null; proposer_name?: string | null; signer_name?: string | null; return_comment?: string | null; proposed_at?: string | null; signed_at?: string | null; digest?: string | null }
export interface Application extends Obj {
  no?: string | null; type: string; round: number; system: string; user_org: string; applicant_org: string; drafter: string; system_name: string; user_org_name: string; applicant_org_name: string; drafter_name: string
  title: string; reason?: string | null; planned_live_date?: string | null; earliest_ready_date?: string | null; ready_warning?: string | null; load_kind?: string | null; stage_windows: Record<string, unknown>[]
  migrate_from?: string | null; proof_kind: string[]; old_contract_to?: string | null; cutover_date?: string | null; proof_note?: string | null; approval_note?: string | null; catalog_version_no?: string | null; budget_source?: string | null
  lines: Line[]; plan?: Record<string, unknown> | null; est_month_fen?: number | null; approved_month_fen?: number | null; state: string; submitted_at?: string | null; accepted_at?: string | null; issued_at?: string | null; created_at: string
  receipt_no?: string | null; receipt_digest?: string | null; accept_no?: string | null; opinion_no?: string | null; handler?: string | null; handler_name?: string | null
  problems: AppProblem[]; warnings: { article?: string | null; message: string }[]; steps: Step[]; materials: Material[]; opinions: Said[]; opinion?: Opinion | null; clock?: Clock | null; ended_at?: string | null
  review_summary?: { aspect: string; n_asked: number; n_replied: number; n_support: number; n_reduce: number; n_oppose: number; verdict?: string | null; text?: string | null }[]
  stage_ends?: { id: string; line: number; extra_qty: number; from_date: string; to_date: string; at: string; note?: string | null }[]
}
export interface Preview {
  submit_date: string; accept_due_date: string; review_due_date: string; ready_date: string; planned_live_date?: string | null; est_month_fen?: number | null; warning?: string | null
  steps: { label: string; date: string; article?: string | null; note?: string | null }[]; problems: AppProblem[]
}
export interface PoolLevel { pool: string; name: string; zone: string; what: string; unit: string; cap: number; alloc: number; after: number; used_bp: number; after_bp: number }
export interface LineHint {
  line: number; item_name: string; qty: number; held_qty?: number | null; held_same_system?: number | null; similar_n?: number | null; similar_median_qty?: number | null; expected_qty?: number | null; month_fen?: number | null; year_fen?: number | null; pool_name?: string | null
  free_vcpu?: number | null; free_vcpu_after?: number | null; free_mem_gb?: number | null; free_mem_gb_after?: number | null; free_sto_gb?: number | null; free_sto_gb_after?: number | null; notes: string[]
  use: { id: string; scope: string; cpu_p95_bp?: number | null; mem_p95_bp?: number | null; sto_used_bp?: number | null; coverage_bp?: number | null; text?: string | null }[]
}
export interface Hints { lines: LineHint[]; month_fen?: number | null; year_fen?: number | null; budget_left_fen?: number | null; pools: PoolLevel[]; holdings: { item_code: string; item_name: string; unit: string; qty: number; same_system: number }[]; text?: string | null }
/** A month's fee for another quantity of the same line, from the server's own figure for the asked quantity. */
export const feeFor = (l: Line, qty: number | null | undefined): number | null =>
  qty === null || qty === undefined || l.est_month_fen === null || l.est_month_fen === undefined || !l.qty ? null : Math.round(l.est_month_fen * qty / l.qty)
