// The SM3 of a file that somebody holds (GB/T 32905-2016), computed here: the file itself goes nowhere.
'use strict'
const rol = (x, n) => (x << (n & 31)) | (x >>> (32 - (n & 31)))
const p0 = (x) => x ^ rol(x, 9) ^ rol(x, 17)
const p1 = (x) => x ^ rol(x, 15) ^ rol(x, 23)

function block(v, bytes, at) {
  const w = new Int32Array(68)
  for (let j = 0; j < 16; j++) w[j] = (bytes[at + 4 * j] << 24) | (bytes[at + 4 * j + 1] << 16) | (bytes[at + 4 * j + 2] << 8) | bytes[at + 4 * j + 3]
  for (let j = 16; j < 68; j++) w[j] = p1(w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)) ^ rol(w[j - 13], 7) ^ w[j - 6]
  let [a, b, c, d, e, f, g, h] = v
  for (let j = 0; j < 64; j++) {
    const ss1 = rol((rol(a, 12) + e + rol(j < 16 ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7)
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g)
    const tt1 = (ff + d + (ss1 ^ rol(a, 12)) + (w[j] ^ w[j + 4])) | 0
    const tt2 = (gg + h + ss1 + w[j]) | 0
    d = c
    c = rol(b, 9)
    b = a
    a = tt1
    h = g
    g = rol(f, 19)
    f = e
    e = p0(tt2)
  }
  const x = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) v[i] ^= x[i]
}

function sm3(bytes) {
  const v = Int32Array.of(0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e)
  const whole = bytes.length - (bytes.length % 64)
  for (let at = 0; at < whole; at += 64) block(v, bytes, at)
  const tail = new Uint8Array(bytes.length - whole < 56 ? 64 : 128)
  tail.set(bytes.subarray(whole))
  tail[bytes.length - whole] = 0x80
  const view = new DataView(tail.buffer)
  view.setUint32(tail.length - 8, Math.floor(bytes.length / 0x20000000))
  view.setUint32(tail.length - 4, (bytes.length << 3) >>> 0)
  for (let at = 0; at < tail.length; at += 64) block(v, tail, at)
  return Array.from(v, (x) => (x >>> 0).toString(16).padStart(8, '0')).join('')
}

document.getElementById('by-file').hidden = false
document.getElementById('file').addEventListener('change', async (event) => {
  const file = event.target.files[0]
  const says = document.getElementById('file-says')
  if (!file) return
  if (file.size > 64 * 1024 * 1024) {
    says.textContent = '文件超过 64 MB，不是本平台签发的文书。'
    return
  }
  says.textContent = '正在计算……'
  location.assign('/verify/' + sm3(new Uint8Array(await file.arrayBuffer())))
})
