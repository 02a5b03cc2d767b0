/**
 * Reads a body to its end. Whoever sent it does not decide how much memory it takes: one that is longer than it may be is let go of at once.
 *
 * @returns undefined if it is longer than `maxBytes`
 */
export async function readBody (body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
