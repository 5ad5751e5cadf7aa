// What was just done, told once at the foot of the page. Errors never come here: they have a box of their own.
import { ref } from 'vue'
export const said = ref('')
let timer = 0
export function say(text: string) { said.value = text; clearTimeout(timer); timer = window.setTimeout(() => { said.value = '' }, 5000) }
