// What test/support/before.ts made for the whole run: certificates, and a database that is migrated already.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** Which database the tests use: `POSTBUD_TEST_DATABASE=postgres`, or PGlite. */
export type TestBackend = 'pglite' | 'postgres'

/** What was set up. */
export interface Stage {
  backend: TestBackend
  /** Folder of the test certificates. */
  certificates: string
  /** A PGlite folder to copy, or the connection string of a database that can clone the template. */
  template: string
  /** Process to stop afterwards, and its folder. */
  cluster?: { pid: number, folder: string }
  folder: string
}

// A second run beside the first keeps its own note, in a file it names.
const own = process.env.POSTBUD_TEST_STAGE
const note = own === undefined ? new URL('../../.tap/stage.json', import.meta.url) : pathToFileURL(own)

/** Leaves the note for the test processes. */
export function writeStage (stage: Stage): void {
  mkdirSync(new URL('.', note), { recursive: true })
  writeFileSync(note, JSON.stringify(stage))
}

/** Reads it. Run tests through `npm test`, or run `node test/support/before.ts` first. */
export function readStage (): Stage {
  return JSON.parse(readFileSync(note, 'utf8')) as Stage
}
