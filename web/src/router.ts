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
    { path: '/first-run', component: () => import('./views/FirstRun.vue'), meta: { bare: true, title: w.first.title } },
    { path: '/applications', component: () => import('./views/application/List.vue'), meta: { title: n.applications } },
    { path: '/applications/new', component: () => import('./views/application/Edit.vue'), meta: { title: w.app.new } },
    { path: '/applications/:id/edit', component: () => import('./views/application/Edit.vue'), meta: { title: n.applications } },
    { path: '/applications/:id', component: () => import('./views/application/Detail.vue'), meta: { title: n.applications } },
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
