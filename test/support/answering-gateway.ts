// A gateway that the commands of the command line ask: it gives the answers it was told, and keeps what it was asked.
import type { ActPorts } from '../../src/main/act-command.ts'

/** One call that came. */
export interface Asked { method: string | undefined, url: unknown, body: unknown, key: string | null }

/** Ports of a gateway that gives these answers one after the other; undefined is no answer at all. */
export function aGateway (...answers: (Response | undefined)[]): { ports: ActPorts, said: { stdout: string, stderr: string }, asked: Asked[] } {
  const said = { stdout: '', stderr: '' }
  const asked: Asked[] = []
  const ports: ActPorts = {
    fetch: async (url, init) => {
      const headers = new Headers(init?.headers)
      if (headers.get('authorization') !== 'Bearer key') throw new Error('asked without the key')
      asked.push({ method: init?.method, url, body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined, key: headers.get('idempotency-key') })
      const answer = answers.shift()
      if (answer === undefined) throw new TypeError('fetch failed')
      return answer
    },
    sleep: () => Promise.resolve(),
    stdout: { write: text => { said.stdout += text } },
    stderr: { write: text => { said.stderr += text } }
  }
  return { ports, said, asked }
}

/** What a count tells. */
export const preview = { total: 3, can: 2, cannot: [{ letters: 1, state: 'dispatched' }], needsApproval: false }

/** Who asks, and why. */
export const grounds = { reason: 'Feil sats', by: 'Kari Saksbehandler' }

/** An action as the gateway tells it. */
export function anAction (state: string, progress: object = {}, more: object = {}): object {
  return {
    id: 'a1', action: 'withdraw', selection: { batch: 'tax' }, client: 'desk', ...grounds, state, createdAt: '2026-03-01T08:00:00.000Z', preview, approval: null,
    progress: { waiting: 0, acted: 3, skipped: [], failed: [], ...progress }, finishedAt: null, ...more
  }
}
