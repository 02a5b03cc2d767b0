// Rows 17 to 19: the same post twice, twenty times at once, and with other content.
import { bodyOf, type RunLetter } from '../letters.ts'
import { untilEnded, withRig, type Row, type RowRig, type RowResult } from './row.ts'

/** One call and its whole answer. */
async function call (rig: RowRig, letter: RunLetter, changes: Record<string, unknown> = {}): Promise<{ status: number, text: string }> {
  const response = await fetch(`${rig.urls()[letter.number % rig.urls().length] ?? ''}/v1/letters`, {
    method: 'POST',
    headers: { 'authorization': 'Bearer sandbox', 'idempotency-key': letter.key, 'content-type': 'application/json' },
    body: JSON.stringify(bodyOf(letter, changes))
  })
  return { status: response.status, text: await response.text() }
}

async function stored (rig: RowRig): Promise<{ letters: number, contents: number, events: number }> {
  const [row] = await rig.query<{ letters: number, contents: number, events: number }>('select (select count(*)::int from letter) as letters, '
    + '(select count(*)::int from content where kind = \'document\') as contents, (select count(*)::int from letter_event where type = \'letter.received\') as events')
  return row ?? { letters: -1, contents: -1, events: -1 }
}

const twoDoors = { sizes: { serve: 2, work: 1, schedule: 1 } }

/** The rows. */
export const postRows: readonly Row[] = [
  { row: 17, fault: 'same POST twice in sequence', target: '1 letter, same body and status', run: ground => withRig(ground, twoDoors, inSequence) },
  { row: 18, fault: '20 identical POSTs at once', target: 'created 50 of 1000', run: ground => withRig(ground, twoDoors, atOnce) },
  { row: 19, fault: 'same key, other payload', target: '422, nothing written', run: ground => withRig(ground, twoDoors, otherPayload) }
]

async function inSequence (rig: RowRig): Promise<RowResult> {
  let same = 0
  for (const letter of rig.letters(20)) {
    const [first, second] = [await call(rig, letter), await call(rig, letter)]
    if (first.status === 201 && second.status === 201 && first.text === second.text) same += 1
  }
  const { letters } = await stored(rig)
  return { figure: `${same} of 20 answered alike, ${letters} letters`, isKept: same === 20 && letters === 20 }
}

async function atOnce (rig: RowRig): Promise<RowResult> {
  const statuses: number[] = []
  const bodies = new Set<string>()
  for (const letter of rig.letters(50)) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(rig, letter)))
    statuses.push(...answers.map(({ status }) => status))
    for (const { status, text } of answers) if (status === 201) bodies.add(text)
  }
  const { letters } = await stored(rig)
  const others = statuses.filter(status => status !== 201 && status !== 409).length
  const open = await untilEnded(rig)
  return {
    figure: `created ${letters} of ${statuses.length}, ${bodies.size} different answers, ${others} neither 201 nor 409`,
    isKept: letters === 50 && bodies.size === 50 && others === 0 && open === 0
  }
}

async function otherPayload (rig: RowRig): Promise<RowResult> {
  const letters = rig.letters(20)
  for (const letter of letters) await call(rig, letter)
  await untilEnded(rig)
  const before = await stored(rig)
  const changes = [{ title: 'Noe annet' }, { reference: 'row/x' }, { class: 'information' },
    { documents: [{ fileName: 'brev.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF-1.4\n% another\n%%EOF\n').toString('base64') }] }]
  const answers = await Promise.all(letters.map((letter, place) => call(rig, letter, changes[place % changes.length])))
  const refused = answers.filter(({ status }) => status === 422).length
  const after = await stored(rig)
  const written = JSON.stringify(after) !== JSON.stringify(before)
  return { figure: `${refused} of 20 answered 422, ${written ? 'something' : 'nothing'} written`, isKept: refused === 20 && !written }
}
