// The tables, joined over one database: what the journey and those who read letters are given.
import type { FindOverdue } from '../journey/deadline.ts'
import type { Records } from '../journey/records.ts'
import type { PastDecisions } from '../journey/simulate.ts'
import type { Deadlines } from '../journey/watch-deadlines.ts'
import type { Watched } from '../journey/watch.ts'
import type { RegisterCursors } from '../journey/watch-registers.ts'
import type { BulkActs } from '../journey/bulk-records.ts'
import { createActs } from './acts.ts'
import { createAttempts } from './attempts.ts'
import { createAudit, type Audit } from './audit.ts'
import { createBulkActs } from './bulk-acts.ts'
import type { Cipher } from './cipher.ts'
import { createContents } from './contents.ts'
import { createCostReports, type CostReports } from './cost-reports.ts'
import { createCosts } from './costs.ts'
import type { Database } from './database.ts'
import { createDayReports, type DayReports } from './day-reports.ts'
import { createDeadlines } from './deadlines.ts'
import { createDecisions } from './decisions.ts'
import { createEvents, type Events } from './events.ts'
import { createIdempotency } from './idempotency.ts'
import { createLetters } from './letters.ts'
import { createFindOverdue } from './overdue.ts'
import { createOverrides } from './overrides.ts'
import { createPastDecisions } from './past-decisions.ts'
import { createPauses } from './pauses.ts'
import { createReceipts } from './receipts.ts'
import { createReturnedAddresses } from './returned-addresses.ts'
import { createRegisterCursors } from './register-cursors.ts'
import { createStatuses, type Statuses } from './status.ts'
import { createTasks, type Tasks } from './tasks.ts'
import { createTombstones } from './tombstones.ts'
import { createVaults, type Vaults } from './vaults.ts'
import { createWaitingRoom, type WaitingRoom } from './waiting-room.ts'
import { createWatched } from './watched.ts'

/** Everything stored. */
export interface Store {
  records: Records
  events: Events
  audit: Audit
  statuses: Statuses
  waitingRoom: WaitingRoom
  bulkActs: BulkActs
  costReports: CostReports
  findOverdue: FindOverdue
  pastDecisions: PastDecisions
  registerCursors: RegisterCursors
  deadlines: Deadlines
  tasks: Tasks
  watched: Watched
  dayReports: DayReports
  vaults: Vaults
}

/** Joins the tables. */
export function openStore (database: Database, cipher: Cipher): Store {
  const vaults = createVaults(database, cipher)
  const events = createEvents(database)
  return {
    records: {
      transaction: work => database.transaction(work),
      shared: work => database.shared(work),
      inTurn: (turn, work) => database.inTurn(turn, work),
      letters: createLetters(database, cipher, vaults),
      attempts: createAttempts(database),
      decisions: createDecisions(database, cipher, vaults),
      overrides: createOverrides(database, vaults),
      acts: createActs(database, cipher, vaults),
      tombstones: createTombstones(database, cipher),
      returnedAddresses: createReturnedAddresses(database, cipher),
      contents: createContents(database, vaults),
      receipts: createReceipts(database, cipher),
      idempotency: createIdempotency(database, cipher, vaults),
      pauses: createPauses(database, cipher),
      costs: createCosts(database),
      log: event => events.append(event)
    },
    events,
    audit: createAudit(database),
    statuses: createStatuses(database),
    waitingRoom: createWaitingRoom(database),
    bulkActs: createBulkActs(database, cipher),
    costReports: createCostReports(database),
    findOverdue: createFindOverdue(database),
    pastDecisions: createPastDecisions(database, cipher),
    registerCursors: createRegisterCursors(database, cipher),
    deadlines: createDeadlines(database),
    tasks: createTasks(database),
    watched: createWatched(database),
    dayReports: createDayReports(database),
    vaults
  }
}
