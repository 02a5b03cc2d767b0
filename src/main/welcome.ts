import type { Settings } from '../config.ts'

/** What `postbud start` says when it is ready: where everything is, and one line that sends a letter. */
export function welcome (settings: Settings, url: string, sandboxUrl: string | undefined): string {
  const lines = [
    '',
    'Postbud is ready.',
    `  API          ${url}/v1/letters        description ${url}/docs`,
    `  Desk         ${url}/desk              any user name, the key as password`,
    ...sandboxUrl === undefined ? [] : [`  Sandbox      ${sandboxUrl}/mailbox           the citizens' mailboxes`],
    `  Database     ${settings.DATABASE_URL === undefined ? `PGlite in ${settings.POSTBUD_DATA_DIR}` : 'PostgreSQL'}`
  ]
  if (sandboxUrl !== undefined) lines.push('', 'Send a letter to a synthetic citizen with a mailbox:', '', sampleCall(url, settings))
  return `${lines.join('\n')}\n\n`
}

/** A synthetic citizen of the sandbox with a digital mailbox. */
const sampleRecipient = '04864803089'

/** A whole, small PDF: one empty A4 page. */
const samplePdf = Buffer.from([
  '%PDF-1.4',
  '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
  '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj',
  'trailer<</Root 1 0 R>>',
  '%%EOF'
].join('\n')).toString('base64')

function sampleCall (url: string, settings: Settings): string {
  const letter = {
    sender: settings.POSTBUD_SENDER,
    reference: '2026/1',
    recipient: { nationalIdentityNumber: sampleRecipient },
    class: 'decision',
    title: 'Svar på søknad',
    language: 'nb',
    openingReceipt: true,
    documents: [{ fileName: 'vedtak.pdf', mediaType: 'application/pdf', content: samplePdf }]
  }
  const key = settings.POSTBUD_API_KEY === 'sandbox' ? 'sandbox' : '$POSTBUD_API_KEY'
  return `curl -i ${url}/v1/letters -H 'Authorization: Bearer ${key}' -H "Idempotency-Key: $(date +%s%N)" `
    + `-H 'Content-Type: application/json' -d '${JSON.stringify(letter)}'`
}
