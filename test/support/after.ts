// Once after all tests.
import { rmSync } from 'node:fs'
import { readStage } from './stage.ts'

const stage = readStage()
if (stage.cluster !== undefined) {
  process.kill(stage.cluster.pid, 'SIGINT')
  rmSync(stage.cluster.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
rmSync(stage.folder, { recursive: true, force: true })
