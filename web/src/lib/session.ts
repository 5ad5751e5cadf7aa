// Who is signed in. One reactive object for the whole page.
import { computed, ref } from 'vue'
import { call, csrf, passed, resume } from '../api/http'

export interface Held { role: string; label: string }
interface RawMe { account: string; person: string; login: string; name: string; org: string; root_org: string; org_name: string; party: string; roles: Held[]; perms: string[]; csrf_token?: string | null; expires_at?: string | null; must_change_password: boolean; second_factor: boolean; recovery_left: number; lacks?: string | null; blocked: boolean; session?: string | null; proved_until?: string | null }
export interface Me extends Omit<RawMe, 'roles'> { roles: string[]; posts: string[] }
export const me = ref<Me | null>(null)
export const signedIn = computed(() => me.value !== null)

export async function loadMe(): Promise<boolean> {
  try {
    const r = await call<RawMe>('GET', '/me', { quiet401: true })
    me.value = { ...r.data, roles: r.data.roles.map(x => x.role), posts: r.data.roles.map(x => x.label) }
    if (r.data.csrf_token) csrf.value = r.data.csrf_token
    return true
  } catch { me.value = null; return false }
}
export async function signIn(login: string, password: string, code?: string) {
  const r = await call<{ csrf_token: string }>('POST', '/sessions', { body: { login, password, kind: 'browser', ...(code ? { code } : {}) }, quiet401: true })
  csrf.value = r.data.csrf_token
  await loadMe()
  resume()
  passed()
}
export async function signOut() {
  try { await call('POST', '/sessions/current/end', { quiet401: true }) } finally { csrf.value = ''; me.value = null }
}
export const hasRole = (...roles: string[]) => roles.some(r => me.value?.roles.includes(r))
