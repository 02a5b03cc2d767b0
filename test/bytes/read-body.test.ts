import { test } from 'tap'
import { readBody } from '../../src/bytes/read-body.ts'

/** A body of as many chunks as are asked for; notes how many were, and whether it was let go of. */
function aBody (...chunks: string[]): { body: AsyncIterable<Uint8Array>, asked: () => number, isOver: () => boolean } {
  let asked = 0
  let isOver = false
  const body = (async function* () {
    try {
      for (const chunk of chunks) {
        asked += 1
        yield await Promise.resolve(Buffer.from(chunk))
      }
    } finally {
      isOver = true
    }
  })()
  return { body, asked: () => asked, isOver: () => isOver }
}

test('readBody() gives the whole of a body that is as long as it may be', async t => {
  t.equal((await readBody(aBody('ab', '', 'cd').body, 4))?.toString(), 'abcd')
})

test('readBody() gives nothing for no body', async t => {
  t.equal((await readBody(null, 4))?.length, 0)
})

test('readBody() lets go of a body at the first byte too many', async t => {
  const { body, asked, isOver } = aBody('abc', 'de', 'f', 'g')
  t.equal(await readBody(body, 4), undefined)
  t.equal(asked(), 2)
  t.ok(isOver())
})

test('readBody() fails as the body does', async t => {
  const broken = (async function* () {
    yield await Promise.resolve(Buffer.from('a'))
    throw new Error('the connection is gone')
  })()
  await t.rejects(readBody(broken, 10), { message: 'the connection is gone' })
})
