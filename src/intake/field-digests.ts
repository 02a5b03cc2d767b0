// For telling which field differs when an Idempotency-Key comes again with another letter, without keeping the letter as it was sent.

/**
 * One digest a top-level field and one a document, under the JSON pointer of each.
 *
 * A document's digest covers what was announced of it and its bytes, but not the way they came (Base64 or a part). The order of
 * properties does not matter. `digest` should be keyed: some fields are so short that a bare hash could be guessed.
 */
export function fieldDigests (
  input: Record<string, unknown>, documents: readonly { sha256: string }[], digest: (text: string) => string
): Record<string, string> {
  const announced: unknown[] = Array.isArray(input.documents) ? input.documents : []
  const digests: Record<string, string> = {}
  for (const [name, value] of Object.entries(input)) {
    if (name !== 'documents') digests[`/${name}`] = digest(canonical(value))
  }
  for (let number = 0; number < Math.max(announced.length, documents.length); number++) {
    digests[`/documents/${number}`] = digest(canonical([withoutContent(announced[number]), documents[number]?.sha256]))
  }
  return digests
}

function withoutContent (document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return document
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== 'content'))
}

/** JSON with the properties of every object in one order (RFC 8785's, for the strings and integers that letters hold). */
function canonical (value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const members = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
