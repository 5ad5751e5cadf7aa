// The rail by role (岗位). Each entry names the op behind it; an entry whose op is absent or not this person's is not shown.
import { computed } from 'vue'
import { w } from '../i18n'
import { may } from './may'
import { me } from './session'
import type { IconName } from './icons'
export interface Item { to: string; icon: IconName; label: string; op?: string; count?: string }
export interface Group { label: string; items: Item[] }
const n = w.nav
const it = {
  today: { to: '/', icon: 'today', label: n.today }, apps: { to: '/applications', icon: 'doc', label: n.applications, op: 'application.list', count: 'application' },
  myApps: { to: '/applications', icon: 'doc', label: n.myApplications, op: 'application.list', count: 'application' },
  review: { to: '/applications?state=internal_review', icon: 'inbox', label: n.internalReview, op: 'application.list', count: 'internal_review' },
  tasks: { to: '/tasks', icon: 'inbox', label: n.reviewTasks, op: 'review_task.list', count: 'review_task' },
  opening: { to: '/work-orders', icon: 'wrench', label: n.workOrders, op: 'work_order.list', count: 'work_order' },
  delivery: { to: '/deliveries', icon: 'layers', label: n.deliveries, op: 'delivery_order.list' },
  systems: { to: '/systems', icon: 'layers', label: n.systems, op: 'info_system.list' }, mySystems: { to: '/systems', icon: 'layers', label: n.mySystems, op: 'info_system.list' },
  resources: { to: '/resources', icon: 'server', label: n.resources, op: 'resource.list' }, ourResources: { to: '/resources', icon: 'server', label: n.ourResources, op: 'resource.list' },
  myResources: { to: '/resources', icon: 'server', label: n.myResources, op: 'resource.list' },
  catalog: { to: '/catalog', icon: 'catalog', label: n.catalog, op: 'catalog_item.list' }, pools: { to: '/pools', icon: 'layers', label: n.pools, op: 'pool.list' },
  contracts: { to: '/o/contract', icon: 'contract', label: n.contracts, op: 'contract.list' },
  bills: { to: '/bills', icon: 'money', label: n.bills, op: 'bill.list', count: 'bill' }, golive: { to: '/applications?state=delivered', icon: 'shield', label: n.golive, op: 'golive.get' },
  orgs: { to: '/o/org', icon: 'org', label: n.orgs, op: 'org.list' }, people: { to: '/o/person', icon: 'person', label: n.people, op: 'person.list' },
  accounts: { to: '/o/account', icon: 'person', label: n.accounts, op: 'account.list' }, articles: { to: '/articles', icon: 'book', label: n.articles, op: 'article.list' },
  audit: { to: '/audit', icon: 'list', label: n.audit, op: 'audit.list' }, settings: { to: '/params', icon: 'gear', label: n.params, op: 'param.list' },
  emergencies: { to: '/emergencies', icon: 'clock', label: n.emergencies, op: 'emergency.list', count: 'emergency_order' }, candidates: { to: '/o/candidate', icon: 'eye', label: n.candidates, op: 'candidate.list', count: 'candidate' }, reports: { to: '/reports', icon: 'gauge', label: n.reports, op: 'report.clocks' }, supervision: { to: '/supervision', icon: 'alert', label: n.supervision, op: 'report.stock' }, utilisation: { to: '/utilisation', icon: 'gauge', label: n.utilisation, op: 'utilisation.list' },
  cases: { to: '/cases', icon: 'eye', label: n.cases, op: 'util_case.list', count: 'util_case' }, evaluations: { to: '/evaluations', icon: 'eye', label: n.evaluations, op: 'evaluation.list', count: 'evaluation' }, vulns: { to: '/o/vuln_finding', icon: 'shield', label: n.vulns, op: 'vuln_finding.list' },
  infoChanges: { to: '/info-changes', icon: 'org', label: n.infoChanges, op: 'info_change.list', count: 'info_change' }, documents: { to: '/documents', icon: 'file', label: n.documents, op: 'document.list' }, adaptations: { to: '/o/adaptation', icon: 'catalog', label: n.adaptations, op: 'adaptation.list', count: 'adaptation' },
  tests: { to: '/o/security_test', icon: 'shield', label: n.tests, op: 'security_test.list' }, stock: { to: '/o/third_party_contract', icon: 'contract', label: n.stock, op: 'third_party_contract.list' }, topology: { to: '/topology', icon: 'net', label: n.topology, op: 'site.topology' },
  zones: { to: '/zones', icon: 'grid', label: n.zones, op: 'zone.list' }, exchange: { to: '/exchange', icon: 'out', label: n.exchange, op: 'exchange.status' }, faces: { to: '/exchange', icon: 'out', label: n.exchange, op: 'csp_interface.list' }, tracks: { to: '/assessments', icon: 'shield', label: n.tracks, op: 'assessment.tracks' },
  costs: { to: '/costs', icon: 'chart', label: n.costs, op: 'cost.list' }, budgets: { to: '/budgets', icon: 'wallet', label: n.budgets, op: 'budget.list' }, settlements: { to: '/settlements', icon: 'contract', label: n.settlements, op: 'settlement.list', count: 'settlement' }, matches: { to: '/matches', icon: 'sort', label: n.matches, op: 'match_case.list', count: 'match_case' },
  scores: { to: '/scores', icon: 'gauge', label: n.scores, op: 'csp_score.list' },
  roles: { to: '/roles', icon: 'shield', label: n.roles, op: 'role.matrix' }, glass: { to: '/break-glass', icon: 'alert', label: n.glass, op: 'break_glass.list' }, delegations: { to: '/delegations', icon: 'contract', label: n.delegations, op: 'delegation.list' }, access: { to: '/access-authorizations', icon: 'eye', label: n.access, op: 'access_authorization.list' },
  sso: { to: '/sso-issuers', icon: 'net', label: n.sso, op: 'sso_issuer.list' },
  calendar: { to: '/calendar', icon: 'calendar', label: n.calendar, op: 'calendar.month' }, everything: { to: '/all', icon: 'list', label: n.everything },
} satisfies Record<string, Item>
const g = n.groups
const byParty: Record<string, [string, Item[]][]> = {
  authority: [[g.work, [it.today, it.apps, it.emergencies, it.opening, it.delivery]], [g.resource, [it.resources, it.systems, it.catalog, it.pools, it.zones, it.topology, it.exchange, it.contracts]], [g.operation, [it.utilisation, it.cases, it.evaluations, it.reports]], [g.money, [it.bills, it.costs, it.budgets, it.settlements, it.scores, it.matches]], [g.safety, [it.supervision, it.candidates, it.tracks, it.vulns, it.infoChanges, it.documents, it.access, it.delegations]],
    [g.base, [it.orgs, it.people, it.roles, it.glass, it.calendar, it.articles, it.audit, it.settings, it.everything]]],
  applicant: [[g.work, [it.today, it.apps, it.review, it.emergencies]], [g.resource, [it.ourResources, it.systems, it.catalog, it.adaptations]], [g.operation, [it.opening, it.delivery, it.utilisation, it.cases, it.bills, it.costs, it.budgets]], [g.safety, [it.vulns, it.infoChanges, it.documents, it.access]], [g.base, [it.orgs, it.people, it.roles, it.calendar, it.articles, it.everything]]],
  user: [[g.work, [it.today, it.myApps, it.emergencies]], [g.resource, [it.mySystems, it.myResources, it.catalog, it.adaptations, it.stock]], [g.operation, [it.opening, it.delivery, it.utilisation, it.cases, it.bills, it.costs, it.budgets]], [g.safety, [it.golive, it.tests, it.tracks, it.vulns, it.documents, it.access]], [g.base, [it.calendar, it.articles, it.everything]]],
  csp: [[g.work, [it.today, it.tasks, it.emergencies, it.opening, it.delivery]], [g.resource, [it.pools, it.zones, it.topology, it.faces, it.resources, it.catalog]], [g.operation, [it.utilisation, it.evaluations]], [g.money, [it.bills, it.settlements, it.scores, it.matches]], [g.safety, [it.tracks, it.vulns, it.documents, it.access, it.delegations]], [g.base, [it.people, it.calendar, it.articles, it.everything]]],
  tech: [[g.work, [it.today, it.tasks, it.apps]], [g.resource, [it.resources, it.catalog]], [g.operation, [it.utilisation, it.evaluations, it.cases]], [g.base, [it.calendar, it.articles, it.everything]]],
  dept: [[g.work, [it.today, it.tasks, it.apps]], [g.resource, [it.resources, it.catalog]], [g.base, [it.calendar, it.articles, it.everything]]],
  audit: [[g.work, [it.today, it.apps]], [g.operation, [it.audit, it.resources, it.reports]], [g.money, [it.bills, it.costs, it.budgets, it.settlements, it.scores, it.matches]], [g.safety, [it.supervision, it.documents, it.infoChanges, it.access, it.delegations]], [g.base, [it.accounts, it.roles, it.glass, it.calendar, it.articles, it.everything]]],
  admin: [[g.work, [it.today]], [g.base, [it.orgs, it.people, it.accounts, it.roles, it.sso, it.glass, it.delegations, it.access, it.calendar, it.settings, it.articles, it.audit, it.everything]]],
}
export const nav = computed<Group[]>(() => {
  const who = me.value
  if (!who) return []
  const admin = who.roles.length > 0 && who.roles.every(r => r.endsWith('_admin'))
  return (byParty[admin ? 'admin' : who.party] ?? byParty.user!)
    .map(([label, items]) => ({ label, items: (items as Item[]).filter(i => !i.op || may(i.op)) })).filter(x => x.items.length)
})
