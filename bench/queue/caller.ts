// A case system that costs next to nothing: ready-made bodies over kept connections.
import { randomBytes, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { Addressee } from '../../test/faults/rig/letters.ts'

/** What is posted. */
export interface LetterKind { bytes: number, class: 'decision' | 'important' | 'information', sender?: string }

const boundary = 'bench-3f0c8a'
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** The multipart form of a letter with one PDF of the size asked for. */
export function formOf (kind: LetterKind, addressee: Addressee): Buffer {
  const letter = {
    sender: kind.sender ?? '313000001', reference: randomUUID(), recipient: { nationalIdentityNumber: addressee.nationalIdentityNumber }, class: kind.class,
    title: 'Melding', language: 'nb', documents: [{ fileName: 'brev.pdf', mediaType: 'application/pdf' }]
  }
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="letter"\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(letter)}\r\n`
    + `--${boundary}\r\nContent-Disposition: form-data; name="document"; filename="brev.pdf"\r\nContent-Type: application/pdf\r\n\r\n`
  return Buffer.concat([Buffer.from(head), pdfOf(kind.bytes), Buffer.from(`\r\n--${boundary}--\r\n`)])
}

/** As a PDF is: a head, a tail, and between them what does not shrink. */
function pdfOf (bytes: number): Buffer {
  const [head, tail] = [Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\nstream\n'), Buffer.from('\nendstream\ntrailer<<>>\n%%EOF\n')]
  return Buffer.concat([head, randomBytes(bytes - head.length - tail.length), tail])
}

/** Posts a letter, once, and gives its id. */
export function postLetter (url: string, form: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/v1/letters`, {
      agent, method: 'POST', headers: {
        'authorization': 'Bearer sandbox', 'idempotency-key': randomUUID(), 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': form.length
      }
    }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => { chunks.push(chunk) }).once('error', reject).once('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode === 201) resolve(/"id":"([^"]+)"/.exec(text)?.[1] ?? '')
        else reject(new Error(`the letter was refused with status ${response.statusCode ?? 0}: ${text}`))
      })
    })
    call.once('error', reject).end(form)
  })
}

/** Does something so many times, some at once. */
export async function abreast (lanes: number, times: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let index = next++; index < times; index = next++) await work(index)
  }))
}
