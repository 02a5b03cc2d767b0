import { test } from 'tap'
import { verifyJws } from '../../../src/crypto/jws.ts'
import { aPdf } from '../../support/a-pdf.ts'
import { personOf, runningSandbox, type Answer, type RunningSandbox } from '../../support/running-sandbox.ts'
import { toPrint, type SealOptions } from '../../support/sealed-message.ts'

const owner = personOf('eboks-plain')

async function delivered (sandbox: RunningSandbox, options: Partial<SealOptions> = {}): Promise<string> {
  const { messageId } = await sandbox.send('eboks-plain', options)
  await sandbox.advance(86_400)
  return `/mailbox/${owner.id}/letters/${messageId}`
}

/** Follows the redirect of a form, as a browser does. */
async function press (sandbox: RunningSandbox, path: string, form: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, text: await response.text(), body: response.url.slice(sandbox.url.length), headers: response.headers }
}

test('GET /mailbox lists mailboxes by name and never by number', async t => {
  const sandbox = await runningSandbox(t)
  const { status, text } = await sandbox.call('GET', '/mailbox')
  t.equal(status, 200)
  t.match(text, owner.familyName)
  t.notMatch(text, /\d{11}/)
})

test('GET /mailbox holds a strict policy, and nothing of it is inline', async t => {
  const { headers, text } = await (await runningSandbox(t)).call('GET', '/mailbox')
  const policy = headers.get('content-security-policy') ?? ''
  t.match(policy, /^default-src 'none'; style-src 'self'/)
  t.notMatch(policy, /unsafe|script-src/)
  t.notMatch(text, /<script|style="/)
})

test('GET /mailbox speaks the language of the address, or else of the browser', async t => {
  const sandbox = await runningSandbox(t)
  t.match((await sandbox.call('GET', '/mailbox?lang=en', { headers: { 'accept-language': 'nn' } })).text, /<html lang="en">/)
  const nynorsk = await sandbox.call('GET', '/mailbox', { headers: { 'accept-language': 'nn-NO,nn;q=0.9' } })
  t.match(nynorsk.text, /<html lang="nn">/)
  t.equal(nynorsk.headers.get('content-language'), 'nn')
})

test('every style sheet and icon that a page names is there', async t => {
  const sandbox = await runningSandbox(t)
  const { text } = await sandbox.call('GET', '/mailbox')
  const links = [...text.matchAll(/<link rel="\w+" href="([^"]+)"/g)].map(match => match[1] ?? '')
  t.equal(links.length, 4)
  for (const link of links) t.equal((await sandbox.call('GET', link)).status, 200, link)
})

test('POST /mailbox/search finds a mailbox without the number in the address', async t => {
  const sandbox = await runningSandbox(t)
  const found = await press(sandbox, '/mailbox/search?lang=en', { number: ` ${owner.nationalIdentityNumber} ` })
  t.equal(found.body, `/mailbox/${owner.id}?lang=en`)
  const missed = await press(sandbox, '/mailbox/search?lang=en', { number: personOf('no-mailbox').nationalIdentityNumber })
  t.match(missed.text, /Found no such mailbox/)
})

test('a letter lies unread until it is opened; then its PDF shows', async t => {
  const sandbox = await runningSandbox(t)
  const content = await aPdf('hello')
  const path = await delivered(sandbox, { documents: [{ mediaType: 'application/pdf', title: 'Vedtak', content }] })
  t.match((await sandbox.call('GET', `/mailbox/${owner.id}?lang=en`)).text, /Unread/)
  t.equal((await sandbox.call('GET', `${path}/documents/0`)).status, 404, 'not before it is opened')
  const page = await press(sandbox, `${path}/open?lang=en`)
  t.match(page.text, /<iframe class="document" [^>]*title="Document 1: Vedtak"/)
  const response = await fetch(`${sandbox.url}${path}/documents/0`)
  t.equal(response.headers.get('content-type'), 'application/pdf')
  t.equal(response.headers.get('content-disposition'), 'inline')
  t.same(Buffer.from(await response.arrayBuffer()), Buffer.from(content))
})

test('opening issues one opening receipt, when the sender asked for it', async t => {
  const sandbox = await runningSandbox(t)
  const path = await delivered(sandbox, { letter: { openingReceipt: true } })
  t.match((await sandbox.call('GET', `${path}?lang=en`)).text, /asks for a receipt/)
  await press(sandbox, `${path}/open`)
  await press(sandbox, `${path}/open`)
  const payloads = await Promise.all((await sandbox.receipts()).map(async jws => (await verifyJws(jws)).payload))
  t.same(payloads.map(payload => /"type":"(\w+)","creation/.exec(payload)?.[1]), ['leveringskvittering', 'aapningskvittering'])
})

test('opening issues nothing when the sender did not ask', async t => {
  const sandbox = await runningSandbox(t)
  await press(sandbox, `${await delivered(sandbox)}/open`)
  t.equal((await sandbox.receipts()).length, 1)
})

test('looking at the page of a letter does not open it', async t => {
  const sandbox = await runningSandbox(t)
  const path = await delivered(sandbox, { letter: { openingReceipt: true } })
  await sandbox.call('GET', path)
  t.equal((await sandbox.receipts()).length, 1)
})

test('a letter is not seen before it is available', async t => {
  const sandbox = await runningSandbox(t)
  const path = await delivered(sandbox, { letter: { availableFrom: new Date(Date.now() + 3 * 86_400_000) } })
  t.equal((await sandbox.call('GET', path)).status, 404)
  await sandbox.advance(3 * 86_400)
  t.equal((await sandbox.call('GET', path)).status, 200)
})

test('a letter that was refused is nowhere', async t => {
  const sandbox = await runningSandbox(t)
  const path = await delivered(sandbox, { tamper: bytes => Buffer.concat([bytes.slice(0, -1), Buffer.of(1)]) })
  t.equal((await sandbox.call('GET', path)).status, 404)
})

test('nobody sees a letter under another mailbox', async t => {
  const sandbox = await runningSandbox(t)
  const path = await delivered(sandbox)
  t.equal((await sandbox.call('GET', path.replace(owner.id, personOf('eboks-plain', 1).id))).status, 404)
  t.equal((await press(sandbox, `${path.replace(owner.id, 'print')}/open`)).status, 404)
})

test('a document that could run is downloaded, never shown', async t => {
  const sandbox = await runningSandbox(t)
  const content = Buffer.from('<script>alert(1)</script>')
  const path = await delivered(sandbox, { documents: [{ mediaType: 'text/html', content }] })
  await press(sandbox, `${path}/open`)
  const { headers } = await sandbox.call('GET', `${path}/documents/0`)
  t.equal(headers.get('content-type'), 'application/octet-stream')
  t.match(headers.get('content-disposition'), /^attachment/)
  t.equal(headers.get('x-content-type-options'), 'nosniff')
})

test('the print shop shows what it made', async t => {
  const sandbox = await runningSandbox(t)
  const { messageId } = await sandbox.send('no-mailbox', { choice: await toPrint() })
  await sandbox.advance(86_400)
  t.match((await sandbox.call('GET', '/mailbox/print?lang=en')).text, /Letter on paper/)
  t.match((await sandbox.call('GET', `/mailbox/print/letters/${messageId}?lang=en`)).text, /<iframe/)
  t.equal((await sandbox.call('GET', `/mailbox/print/letters/${messageId}/documents/0`)).headers.get('content-type'), 'application/pdf')
})

test('an unknown page says so, in the reader\'s language', async t => {
  const sandbox = await runningSandbox(t)
  for (const path of ['/mailbox/nobody', `/mailbox/${personOf('no-mailbox').id}`, `/mailbox/${owner.id}/letters/x`, '/mailbox/a/b/c']) {
    const { status, text } = await sandbox.call('GET', `${path}?lang=en`)
    t.equal(status, 404)
    t.match(text, /Page not found/, path)
  }
})
