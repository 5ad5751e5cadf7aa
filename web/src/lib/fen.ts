// The server's sentences name small sums in fen; people read yuan.
import { yuan } from './show'
export const fenWords = (s?: string | null) => (s ?? '').replace(/(-?\d+) 分(?!之|钟)/g, (_, n: string) => `${yuan(Number(n))} 元`)
