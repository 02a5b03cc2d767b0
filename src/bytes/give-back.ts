/**
 * Gives the memory of bytes back at once, instead of when the collector comes by: it counts only its own heap, and lets megabytes of these pile
 * up. Nobody may hold the bytes any more. Bytes that share their memory with others are left alone.
 */
export function giveBack (bytes: Uint8Array): void {
  const { buffer } = bytes
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0)
}
