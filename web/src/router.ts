import { ref } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { loadDoc } from './api/doc'
import { loadMe, me, signedIn } from './lib/session'
import { nameWindow } from './lib/title'
import { mayLeave } from './lib/unsaved'
import { w } from './i18n'
import Workbench from './views/Workbench.vue'
declare module 'vue-router' { interface RouteMeta { bare?: boolean; title?: string } }
const n = w.nav
export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
  routes: [
    { path: '/', component: Workbench, meta: { title: n.today } },
    { path: '/sign-in', component: () => import('./views/SignIn.vue'), meta: { bare: true, title: w.sign.title } },
    { path: '/sso/callback', component: () => import('./views/SsoCallback.vue'), meta: { bare: true, title: w.sign.title } },
    { path: '/first-run', component: () => import('./views/FirstRun.vue'), meta: { bare: true, title: n.first } },
    { path: '/applications', component: () => import('./views/application/List.vue'), meta: { title: n.applications } },
    { path: '/applications/new', component: () => import('./views/application/Edit.vue'), meta: { title: w.today.newApplication } },
    { path: '/applications/:id/edit', component: () => import('./views/application/Edit.vue'), meta: { title: n.applications } },
    { path: '/applications/:id', component: () => import('./views/application/Detail.vue'), meta: { title: n.applications } },
    { path: '/changes/new', component: () => import('./views/change/Edit.vue'), meta: { title: n.startChange } },
    { path: '/changes/:id/edit', component: () => import('./views/change/Edit.vue'), meta: { title: n.startChange } },
    { path: '/revocations/new', component: () => import('./views/revocation/Edit.vue'), meta: { title: n.startRevoke } },
    { path: '/revocations/:id/edit', component: () => import('./views/revocation/Edit.vue'), meta: { title: n.startRevoke } },
    { path: '/emergencies', component: () => import('./views/emergency/List.vue'), meta: { title: n.emergencies } },
    { path: '/emergencies/new', component: () => import('./views/emergency/Request.vue'), meta: { title: n.startEmergency } },
    { path: '/emergencies/:id', component: () => import('./views/emergency/Order.vue'), meta: { title: n.emergencies } },
    { path: '/off-catalog/new', component: () => import('./views/offcatalog/Edit.vue'), meta: { title: n.offCatalog } },
    { path: '/off-catalog/:id/edit', component: () => import('./views/offcatalog/Edit.vue'), meta: { title: n.offCatalog } },
    { path: '/dedicated-pools/new', component: () => import('./views/dedicated/Edit.vue'), meta: { title: n.dedicatedPools } },
    { path: '/dedicated-pools/:id/edit', component: () => import('./views/dedicated/Edit.vue'), meta: { title: n.dedicatedPools } },
    { path: '/adaptations/:id', component: () => import('./views/offcatalog/Adaptation.vue'), meta: { title: n.adaptations } },
    { path: '/tasks', component: () => import('./views/Register.vue'), props: { entity: 'review_task', title: w.task.title, sub: w.task.sub, article: 'A10.4', columns: ['application_title', 'application_no', 'kind', 'org', 'due_date', 'asked_at', 'result', 'state'] }, meta: { title: w.task.title } },
    { path: '/tasks/:id', component: () => import('./views/ReviewTask.vue'), meta: { title: w.task.title } },
    { path: '/work-orders', component: () => import('./views/Register.vue'), props: { entity: 'work_order', title: n.workOrders, sub: w.registers.workOrders, article: 'A28.3', columns: ['title', 'no', 'kind', 'from_org', 'to_org', 'due_at', 'state'] }, meta: { title: n.workOrders } },
    { path: '/work-orders/:id', component: () => import('./views/ObjectPage.vue'), props: { entity: 'work_order' }, meta: { title: n.workOrders } },
    { path: '/deliveries', component: () => import('./views/Register.vue'), props: { entity: 'delivery_order', title: n.deliveries, sub: w.registers.deliveries, article: 'A21.1e', columns: ['no', 'title', 'application_no', 'user_org', 'issued_at', 'billing_start_date', 'state'] }, meta: { title: n.deliveries } },
    { path: '/deliveries/:id', component: () => import('./views/ObjectPage.vue'), props: { entity: 'delivery_order', hide: ['resource'] }, meta: { title: n.deliveries } },
    { path: '/resources', component: () => import('./views/Register.vue'), props: { entity: 'resource', title: n.resources, sub: w.registers.resources, article: 'A28.2', columns: ['name', 'no', 'item', 'qty', 'system', 'user_org', 'pool', 'billing_start_date', 'state'] }, meta: { title: n.resources } },
    { path: '/resources/:id', component: () => import('./views/ResourcePage.vue'), meta: { title: n.resources } },
    { path: '/systems', component: () => import('./views/Register.vue'), props: { entity: 'info_system', title: n.systems, sub: w.registers.systems, article: 'A16a', columns: ['name', 'no', 'user_org', 'applicant_org', 'hosting', 'dj_level', 'nonsecret_declared', 'live_date', 'state'] }, meta: { title: n.systems } },
    { path: '/systems/:id', component: () => import('./views/SystemPage.vue'), meta: { title: n.systems } },
    { path: '/reports', component: () => import('./views/Reports.vue'), meta: { title: n.reports } },
    { path: '/supervision', component: () => import('./views/Supervision.vue'), meta: { title: n.supervision } },
    { path: '/topology', component: () => import('./views/Topology.vue'), meta: { title: n.topology } },
    { path: '/cases', component: () => import('./views/Register.vue'), props: { entity: 'util_case', title: n.cases, sub: w.registers.cases, article: 'A25.1', columns: ['system', 'user_org', 'kind', 'opened_at', 'reply_due_at', 'plan_due_date', 'overdue', 'state'] }, meta: { title: n.cases } },
    { path: '/cases/:id', component: () => import('./views/UtilCase.vue'), meta: { title: n.cases } },
    { path: '/evaluations', component: () => import('./views/Register.vue'), props: { entity: 'evaluation', title: n.evaluations, sub: w.registers.evaluations, article: 'A24a', columns: ['no', 'kind', 'period', 'csp', 'n_systems', 'n_low', 'n_high', 'submitted_at', 'state'] }, meta: { title: n.evaluations } },
    { path: '/evaluations/:id', component: () => import('./views/Evaluation.vue'), meta: { title: n.evaluations } },
    { path: '/evaluation-items/:id', component: () => import('./views/UtilCase.vue'), props: { entity: 'evaluation_item' }, meta: { title: n.evaluations } },
    { path: '/documents', component: () => import('./views/Register.vue'), props: { entity: 'document', title: n.documents, sub: w.registers.documents, article: 'A20.1d', columns: ['title', 'label', 'no', 'issuer', 'issue_date', 'application', 'sheet'] }, meta: { title: n.documents } },
    { path: '/documents/:id', component: () => import('./views/ObjectPage.vue'), props: { entity: 'document', fields: ['kind', 'url', 'sheet', 'template', 'template_no'] }, meta: { title: n.documents } },
    { path: '/info-changes', component: () => import('./views/Register.vue'), props: { entity: 'info_change', startNeeds: 'info_change.report', start: '/info-changes/new', title: n.infoChanges, sub: w.registers.infoChanges, article: 'A22.3a', columns: ['no', 'kind', 'org', 'person', 'change_date', 'due_date', 'reported_at', 'late', 'state'] }, meta: { title: n.infoChanges } },
    { path: '/info-changes/new', component: () => import('./views/InfoChangeNew.vue'), meta: { title: n.infoChanges } },
    { path: '/info-changes/:id', component: () => import('./views/InfoChange.vue'), meta: { title: n.infoChanges } },
    { path: '/bills', component: () => import('./views/Bills.vue'), meta: { title: n.bills } },
    { path: '/bills/:id', component: () => import('./views/Bill.vue'), meta: { title: n.bills } },
    { path: '/utilisation', component: () => import('./views/util/Utilisation.vue'), meta: { title: n.utilisation } },
    { path: '/utilisation/:id', component: () => import('./views/util/SystemUse.vue'), meta: { title: n.utilisation } },
    { path: '/zones', component: () => import('./views/base/Zones.vue'), meta: { title: n.zones } },
    { path: '/exchange', component: () => import('./views/base/Exchange.vue'), meta: { title: n.exchange } },
    { path: '/assessments', component: () => import('./views/base/Tracks.vue'), meta: { title: n.tracks } },
    { path: '/costs', component: () => import('./views/money/Costs.vue'), meta: { title: n.costs } },
    { path: '/costs/lines', component: () => import('./views/money/CostLines.vue'), meta: { title: n.costLines } },
    { path: '/budgets', component: () => import('./views/money/Budgets.vue'), meta: { title: n.budgets } },
    { path: '/budgets/forecast', component: () => import('./views/money/Forecast.vue'), meta: { title: n.forecast } },
    { path: '/budgets/:id/parts', component: () => import('./views/money/BudgetParts.vue'), meta: { title: n.budgets } },
    { path: '/budgets/:id', component: () => import('./views/money/BudgetPage.vue'), meta: { title: n.budgets } },
    { path: '/settlements', component: () => import('./views/money/Settlements.vue'), meta: { title: n.settlements } },
    { path: '/settlements/new', component: () => import('./views/ObjectNew.vue'), props: { entity: 'settlement' }, meta: { title: n.settlements } },
    { path: '/settlements/:id', component: () => import('./views/money/Settlement.vue'), meta: { title: n.settlements } },
    { path: '/scores', component: () => import('./views/Register.vue'), props: { entity: 'csp_score', title: n.scores, sub: w.registers.scores, article: 'R-36', columns: ['period', 'csp', 'contract', 'total_centi', 'factor_bp', 'published_at', 'state'], create: 'csp_score.draft' }, meta: { title: n.scores } },
    { path: '/scores/:id', component: () => import('./views/money/Score.vue'), meta: { title: n.scores } },
    { path: '/sla', component: () => import('./views/Register.vue'), props: { entity: 'sla_result', title: n.sla, sub: w.registers.sla, article: 'A30a', columns: ['service', 'month', 'contract', 'availability_bp', 'target_bp', 'down_min', 'exempt_min', 'counted_min', 'deduct_bp'], create: 'sla_result.record' }, meta: { title: n.sla } },
    { path: '/sla/:id', component: () => import('./views/money/SlaResult.vue'), meta: { title: n.sla } },
    { path: '/matches', component: () => import('./views/money/Matches.vue'), meta: { title: n.matches } },
    { path: '/matches/:id', component: () => import('./views/money/Match.vue'), meta: { title: n.matches } },
    { path: '/prices/preview', component: () => import('./views/money/PricePreview.vue'), meta: { title: n.prices } },
    { path: '/catalog', component: () => import('./views/Catalog.vue'), meta: { title: n.catalog } },
    { path: '/pools', component: () => import('./views/Pools.vue'), meta: { title: n.pools } },
    { path: '/pools/:id', component: () => import('./views/ObjectPage.vue'), props: { entity: 'pool', hide: ['resource'] }, meta: { title: n.pools } },
    { path: '/messages', component: () => import('./views/Messages.vue'), meta: { title: w.messages.title } },
    { path: '/password', component: () => import('./views/Password.vue'), meta: { title: w.frame.password } },
    { path: '/setup', component: () => import('./views/trust/Setup.vue'), meta: { bare: true, title: w.sign.title } },
    { path: '/me', component: () => import('./views/trust/Me.vue'), meta: { title: w.frame.account } },
    { path: '/roles', component: () => import('./views/trust/Roles.vue'), meta: { title: n.roles } },
    { path: '/who/:entity/:id', component: () => import('./views/trust/Who.vue'), meta: { title: n.who } },
    { path: '/break-glass', component: () => import('./views/trust/BreakGlass.vue'), meta: { title: n.glass } },
    { path: '/break-glass/:id', component: () => import('./views/trust/BreakGlassCase.vue'), meta: { title: n.glass } },
    { path: '/delegations', component: () => import('./views/trust/Lists.vue'), props: { entity: 'delegation' }, meta: { title: n.delegations } },
    { path: '/delegations/:id', component: () => import('./views/trust/Delegation.vue'), meta: { title: n.delegations } },
    { path: '/csp-changes', component: () => import('./views/trust/Lists.vue'), props: { entity: 'csp_change' }, meta: { title: n.delegations } },
    { path: '/csp-changes/:id', component: () => import('./views/ObjectPage.vue'), props: { entity: 'csp_change' }, meta: { title: n.delegations } },
    { path: '/handovers', component: () => import('./views/trust/Lists.vue'), props: { entity: 'handover' }, meta: { title: n.delegations } },
    { path: '/handovers/:id', component: () => import('./views/trust/Handover.vue'), meta: { title: n.delegations } },
    { path: '/access-authorizations', component: () => import('./views/trust/Lists.vue'), props: { entity: 'access_authorization' }, meta: { title: n.access } },
    { path: '/access-authorizations/:id', component: () => import('./views/trust/AccessLetter.vue'), meta: { title: n.access } },
    { path: '/access-records', component: () => import('./views/trust/Lists.vue'), props: { entity: 'access_record' }, meta: { title: n.access } },
    { path: '/access-records/:id', component: () => import('./views/ObjectPage.vue'), props: { entity: 'access_record' }, meta: { title: n.access } },
    { path: '/sso-issuers', component: () => import('./views/trust/Sso.vue'), props: { entity: 'sso_issuer' }, meta: { title: n.sso } },
    { path: '/sso-issuers/:id', component: () => import('./views/trust/Issuer.vue'), meta: { title: n.sso } },
    { path: '/sso-links', component: () => import('./views/trust/Sso.vue'), props: { entity: 'sso_link' }, meta: { title: n.sso } },
    { path: '/sso-links/:id', component: () => import('./views/ObjectPage.vue'), props: { entity: 'sso_link' }, meta: { title: n.sso } },
    { path: '/sso-strangers', component: () => import('./views/trust/Sso.vue'), props: { entity: 'sso_stranger' }, meta: { title: n.sso } },
    { path: '/client-certificates', component: () => import('./views/trust/Sso.vue'), props: { entity: 'client_certificate' }, meta: { title: n.sso } },
    { path: '/client-certificates/:id', component: () => import('./views/trust/Certificate.vue'), meta: { title: n.sso } },
    { path: '/articles', component: () => import('./views/Articles.vue'), meta: { title: w.articles.title } },
    { path: '/params', component: () => import('./views/Params.vue'), meta: { title: w.params.title } },
    { path: '/calendar', component: () => import('./views/Calendar.vue'), meta: { title: w.calendar.title } },
    { path: '/audit', component: () => import('./views/Audit.vue'), meta: { title: w.audit.title } },
    { path: '/import/:kind', component: () => import('./views/Import.vue'), meta: { title: w.imports.title } },
    { path: '/all', component: () => import('./views/Everything.vue'), meta: { title: n.everything } },
    { path: '/o/:entity', component: () => import('./views/ObjectList.vue') },
    { path: '/o/:entity/new', component: () => import('./views/ObjectNew.vue') },
    { path: '/o/:entity/:id', component: () => import('./views/ObjectDetail.vue') },
    { path: '/:rest(.*)*', component: () => import('./views/Lost.vue'), meta: { title: w.lost.title } },
  ],
})
router.beforeEach(async (to, from) => {
  if (to.path !== from.path && !mayLeave()) return false
  if (to.meta.bare) return true
  if (!signedIn.value && !await loadMe()) return { path: '/sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (me.value?.blocked) return { path: '/setup', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  await loadDoc().catch(() => undefined)
  return true
})
router.afterEach((to, from) => {
  notReached.value = ''
  if (to.path !== from.path || !from.matched.length) nameWindow(to.meta.title)
  if (to.path !== from.path && from.matched.length) requestAnimationFrame(() => document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true }))
})
/** The page that was asked for and whose file did not come; '' when all is well. */
export const notReached = ref('')
/** Either the console was renewed meanwhile, then all of it is fetched anew; or the network is down, then what is on the screen stays. */
export async function reach(path = notReached.value) { if (await fetch('/readyz').then(r => r.ok, () => false)) location.assign(path); else notReached.value = path }
router.onError((_, to, from) => { if (from.matched.length) void reach(to.fullPath); else notReached.value = to.fullPath })
