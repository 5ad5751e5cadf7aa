// Uploads go through their own op; what comes back is the attachment's id, name and digest.
import { call, get, uuid } from '../api/http'
export interface Attachment { id: string; name: string; size: number; sm3: string; mime?: string; kind?: string | null; created_at?: string; [k: string]: unknown }
export async function upload(file: File, extra: Record<string, unknown> = {}): Promise<Attachment> {
  const r = await call<Attachment>('POST', '/attachments', { file, query: { name: file.name, ...extra }, key: uuid() })
  return r.data
}
/** What has been handed in for an object. */
export const filesOf = async (kind: string, id: string): Promise<Attachment[]> => (await get<{ items: Attachment[] }>('/attachments', { subject_kind: kind, subject: id })).items
