// Whether the signed-in person may ask for an op: read from the server's own description, so a menu never shows a closed door.
import { op } from '../api/doc'
import { me } from './session'
export function may(name: string): boolean {
  const o = op(name), who = me.value
  if (!o || !who) return false
  if (!o.perm) return true
  return who.perms.includes(o.perm)
}
