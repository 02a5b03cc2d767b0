import { test } from 'tap'
import { judgeLetter } from '../../bench/judge-packages.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { testParty } from '../support/test-certificates.ts'

test('packages are accepted by openssl, xmlsec1 and xmllint, 25 of 25 (npm run judge:packages judges 1 000)', async t => {
  if (!['openssl', 'xmlsec1', 'xmllint'].every(tool => outsideTool(t, tool))) return
  await testParty('sender')
  let accepted = 0
  for (let number = 0; number < 25; number++) {
    const { objections, questions } = await judgeLetter(number, 'test')
    t.same(objections, [], `letter ${number}`)
    t.ok(questions >= 3)
    if (objections.length === 0) accepted++
  }
  t.equal(accepted, 25)
})
