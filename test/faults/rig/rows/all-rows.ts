// The rows of the fault table that the rig strikes itself.
import { killRows } from './kills.ts'
import { poisonRows } from './poison.ts'
import { postRows } from './posts.ts'
import { queueRows } from './queue.ts'
import { receiptRows } from './receipts.ts'
import type { Row } from './row.ts'

/** All of them, in the table's order. */
export const allRows: readonly Row[] = [...killRows, ...queueRows, ...postRows, ...receiptRows, ...poisonRows].toSorted((a, b) => a.row - b.row)
