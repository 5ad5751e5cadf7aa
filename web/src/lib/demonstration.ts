// Whether what is shown here is made up: the platform says so itself, before anybody is signed in.
import { ref } from 'vue'
import { get } from '../api/http'
export const demonstration = ref(false)
export async function askDemonstration() {
  try { demonstration.value = (await get<{ demonstration: boolean }>('/first-run')).demonstration } catch { /* whatever is wrong is told by the page that was asked for */ }
}
