// Letters as callers send them, and small documents that pass the checks. All people and bodies are synthetic.

/** A PDF as far as intake looks at it. */
export const tinyPdf = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')

/** A return address that can be printed. */
export const returnAddress = { name: 'Testkommune', lines: ['Rådhusgata 1'], postalCode: '0151', city: 'Oslo' }

/** A letter with one document that is right in every field; `changes` replace fields, `undefined` removes them. */
export function letterInput (changes: Record<string, unknown> = {}): Record<string, unknown> {
  const letter: Record<string, unknown> = {
    sender: '313000001',
    reference: '2026/1',
    recipient: { nationalIdentityNumber: '20914695016' },
    class: 'decision',
    title: 'Svar på søknad',
    language: 'nb',
    print: { returnAddress },
    documents: [{ fileName: 'vedtak.pdf', mediaType: 'application/pdf' }],
    ...changes
  }
  return Object.fromEntries(Object.entries(letter).filter(([, value]) => value !== undefined))
}

/** The same in JSON form, with the document in it. */
export function jsonLetter (changes: Record<string, unknown> = {}): Record<string, unknown> {
  return letterInput({ documents: [{ fileName: 'vedtak.pdf', mediaType: 'application/pdf', content: tinyPdf.toString('base64') }], ...changes })
}
