import { test } from 'tap'
import { channelTable } from '../../src/dispatch/channels.ts'
import { channels } from '../../src/letter/choice.ts'
import { exerciseChannel } from '../support/exercise-channel.ts'
import { accessPointBench } from './access-point-stand-in.ts'

for (const channel of channels) exerciseChannel(channel, accessPointBench)

test('channelTable has a row for every channel and no other', t => {
  t.strictSame(Object.keys(channelTable).toSorted(), [...channels].toSorted())
  t.end()
})
