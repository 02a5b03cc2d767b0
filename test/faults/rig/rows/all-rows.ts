// The rows of the fault table: those the rig strikes itself, and those a test of the normal run strikes.
import { accessPointRows } from './access-point.ts'
import { rowsByTest } from './by-test.ts'
import { channelRows } from './channels.ts'
import { killRows } from './kills.ts'
import { poisonRows } from './poison.ts'
import { postRows } from './posts.ts'
import { queueRows } from './queue.ts'
import { receiptRows } from './receipts.ts'
import type { Row } from './row.ts'

/** All of them, in the table's order. */
export const allRows: readonly Row[] = [
  ...killRows, ...queueRows, ...postRows, ...receiptRows, ...channelRows, ...accessPointRows, ...poisonRows, ...rowsByTest
].toSorted((a, b) => a.row - b.row)
