// Shapes that every object carries beside its own members.
export interface Action { op: string; label: string; method: string; path: string; allowed: boolean; article?: string; clause?: string; code?: string; reason?: string }
export interface Clock {
  kind?: string; label?: string; article?: string; total?: number | null; used?: number | null; left?: number | null; due_date?: string | null; due_at?: string | null
  state?: string; stopped_at?: string | null; counted?: string[]; unit?: string; result?: string | null; start_event?: string; day0_date?: string; owner?: string
}
