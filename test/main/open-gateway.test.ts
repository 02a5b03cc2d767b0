import { test } from 'tap'
import { accepted, aLetterInput, citizens } from '../support/client.ts'
import { startPostbud } from '../support/running.ts'

test('a letter that carrying sets down because it ends workers is in the figures, where its alert finds it', async t => {
  const running = await startPostbud(t, { idle: true })
  const { gateway: { database, journey, metrics } } = running
  const [citizen] = await citizens(running, 'digipost-plain')
  const letterId = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
  t.match((await metrics.expose()).text, /^postbud_letters_set_aside_total 0$/m)
  await database.query('update letter set unfinished_claims = 3')
  await journey.carry('lookup', [{ letterId, acknowledge: async () => {} }])
  t.match((await metrics.expose()).text, /^postbud_letters_set_aside_total 1$/m)
})
