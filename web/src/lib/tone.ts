// Colour means state only, and always beside its word.
export type Tone = '' | 'brand' | 'danger' | 'warn' | 'ok' | 'plum'
const tones: Record<Exclude<Tone, ''>, string[]> = {
  ok: ['live', 'active', 'confirmed', 'settled', 'delivered', 'approved', 'filed', 'in_use', 'passed', 'ok', 'valid', 'on_time', 'done', 'user_confirmed', 'destroyed_ok', 'paid', 'acked'],
  danger: ['rejected', 'not_accepted', 'terminated', 'overdue', 'disputed', 'internal_rejected', 'locked', 'listed', 'expired', 'destroyed', 'failed', 'frozen'],
  warn: ['submitted', 'under_review', 'trial', 'provisioning', 'in_progress', 'changing', 'stopped', 'exiting', 'cooling', 'suspended', 'dispatched', 'executing', 'returned', 'computed', 'applied', 'checked', 'open'],
  brand: ['draft', 'internal_review', 'accepted', 'created', 'published', 'suggested', 'building', 'registered', 'waiting', 'answered', 'sent'],
  plum: ['approved_reduced', 'adjusted', 'exempted'],
}
const byWord = new Map(Object.entries(tones).flatMap(([t, ws]) => ws.map(x => [x, t as Tone] as const)))
export const toneOf = (word?: string | null): Tone => word ? byWord.get(word) ?? '' : ''
