// Uploads go through their own op; what comes back is the attachment's id, name and digest.
import { call, get, uuid, type Problem } from '../api/http'
export interface Attachment { id: string; name: string; size: number; sm3: string; mime?: string; kind?: string | null; created_at?: string; [k: string]: unknown }
export async function upload(file: File, extra: Record<string, unknown> = {}): Promise<Attachment> {
  const r = await call<Attachment>('POST', '/attachments', { file, query: { name: file.name, ...extra }, key: uuid() })
  return r.data
}
/** What has been handed in for an object. */
export const filesOf = async (kind: string, id: string): Promise<Attachment[]> => (await get<{ items: Attachment[] }>('/attachments', { subject_kind: kind, subject: id })).items
/** What the server takes; it says itself what it does not. */
export const ACCEPT = '.pdf,.ofd,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.wps,.et,.dps,.odt,.ods,.odp,.png,.jpg,.jpeg,.zip,.txt,.csv'
/** Words like 涉密 stand in harmless files too: a person who looked may say so, and the file is taken. */
export const canConfirm = (p: Problem | null | undefined) => p?.code === 'attachment_secret_confirm'
/** The file chosen, once: the same one can be chosen again after it was refused. */
export function chosen(e: Event): File | undefined { const i = e.target as HTMLInputElement, f = i.files?.[0]; queueMicrotask(() => { i.value = '' }); return f }
