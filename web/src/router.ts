import { createRouter, createWebHistory } from 'vue-router'
import { loadDoc } from './api/doc'
import { loadMe, signedIn } from './lib/session'
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
    { path: '/first-run', component: () => import('./views/FirstRun.vue'), meta: { bare: true, title: w.first.title } },
    { path: '/applications', component: () => import('./views/application/List.vue'), meta: { title: n.applications } },
    { path: '/applications/new', component: () => import('./views/application/Edit.vue'), meta: { title: w.app.new } },
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
    { path: '/budgets/:id', component: () => import('./views/money/BudgetPage.vue'), meta: { title: n.budgets } },
    { path: '/settlements', component: () => import('./views/money/Settlements.vue'), meta: { title: n.settlements } },
    { path: '/settlements/new', component: () => import('./views/ObjectNew.vue'), props: { entity: 'settlement' }, meta: { title: n.settlements } },
    { path: '/settlements/:id', component: () => import('./views/money/Settlement.vue'), meta: { title: n.settlements } },
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
    { path: '/articles', component: () => import('./views/Articles.vue'), meta: { title: w.articles.title } },
    { path: '/params', component: () => import('./views/Params.vue'), meta: { title: w.params.title } },
    { path: '/calendar', component: () => import('./views/Calendar.vue'), meta: { title: w.calendar.title } },
    { path: '/audit', component: () => import('./views/Audit.vue'), meta: { title: w.audit.title } },
    { path: '/import/:op', component: () => import('./views/Import.vue'), meta: { title: w.imports.title } },
    { path: '/all', component: () => import('./views/Everything.vue'), meta: { title: n.everything } },
    { path: '/o/:entity', component: () => import('./views/ObjectList.vue') },
    { path: '/o/:entity/new', component: () => import('./views/ObjectNew.vue') },
    { path: '/o/:entity/:id', component: () => import('./views/ObjectDetail.vue') },
    { path: '/:rest(.*)*', component: () => import('./views/Lost.vue'), meta: { title: w.lost.title } },
  ],
})
router.beforeEach(async to => {
  if (to.meta.bare) return true
  if (!signedIn.value && !await loadMe()) return { path: '/sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  await loadDoc().catch(() => undefined)
  return true
})
router.afterEach((to, from) => {
  document.title = [to.meta.title, w.frame.product + w.frame.platform].filter(Boolean).join(' · ')
  if (to.path !== from.path && from.matched.length) requestAnimationFrame(() => document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true }))
})
