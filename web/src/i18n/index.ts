// The words in use. Another language is another object of type Words: a missing key does not compile.
import { zh } from './zh'
export type Words = typeof zh
export const w: Words = zh
