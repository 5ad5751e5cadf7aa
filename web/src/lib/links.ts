// Where an object of each kind is looked at: its own screen when there is one, the drawn one otherwise.
import { allOps, op, type Op } from '../api/doc'
import { may } from './may'
const own: Record<string, string> = { application: '/applications', bill: '/bills', work_order: '/work-orders', resource: '/resources', info_system: '/systems', delivery_order: '/deliveries', review_task: '/tasks', pool: '/pools', util_case: '/cases', document: '/documents', evaluation: '/evaluations', info_change: '/info-changes', emergency_order: '/emergencies', emergency: '/emergencies', evaluation_item: '/evaluation-items', settlement: '/settlements', csp_score: '/scores', budget: '/budgets', match_case: '/matches', sla_result: '/sla', break_glass: '/break-glass', delegation: '/delegations', csp_change: '/csp-changes', handover: '/handovers', access_authorization: '/access-authorizations', access_record: '/access-records', sso_issuer: '/sso-issuers', sso_link: '/sso-links', client_certificate: '/client-certificates' }
/** These stand beside an application and are seen on its page; an adaptation has a page and the drawn list. */
const onCase = ['off_catalog', 'dedicated_pool', 'revocation'], pages: Record<string, string> = { adaptation: '/adaptations', idle_resource: '/resources' }
/** Seen on a screen that is not theirs alone. */
const places: Record<string, string> = { calendar_year: '/calendar' }
export const linkOf = (entity: string, id: string) => places[entity] ?? (onCase.includes(entity) ? `/applications/${id}` : pages[entity] ?? own[entity] ? `${pages[entity] ?? own[entity]}/${id}` : `/o/${entity}/${id}`)
export const listOf = (entity: string) => own[entity] ?? `/o/${entity}`
/** Whether there is anything to open: rows that are only counted have no page of their own. */
export const hasPage = (entity: string) => entity in places || onCase.includes(entity) || entity in pages || entity in own || op(`${entity}.get`) !== null
/** Which kind of object a file brings in. */
export const BRINGS: Record<string, string> = { orgs: 'org', people: 'person', roles: 'role_grant', catalogue: 'catalog_item', systems: 'info_system', resources: 'resource', statement: 'match_case', inventory: 'match_case', usage: 'usage_report', usage_seen: 'usage_seen', utilisation: 'utilisation', calendar_local: 'calendar_year', calendar_national: 'calendar_year' }
/** The imports of a kind that this person may make. */
export const importsOf = (entity: string): Op[] => allOps().filter(o => o.name.startsWith('import.') && BRINGS[o.name.slice(7)] === entity && may(o.name))
/** Where many rows of a kind are taken from a file; a name with a dot would be taken for a file by the server. */
export const importOf = (op: string) => `/import/${op.replace(/^import\./, '')}`
