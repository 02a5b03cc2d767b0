import { GatewayError } from '../../letter/gateway-error.ts'

/** Work for which only so many resources may be open at a time. */
export interface Lanes<Resource> {
  /**
   * Does work on a free resource, waiting for one if need be. When the work fails because the resource was lost, another is opened and the
   * work done once more.
   *
   * @throws {GatewayError} `ERR_CRYPTO_CUSTODY` after close(), also to those who were waiting then
   */
  run: <Result>(work: (resource: Resource) => Promise<Result>, isLost: (error: unknown) => boolean) => Promise<Result>
  /** Waits for work under way, then closes all. A second time is fine. */
  close: () => Promise<void>
}

interface Lane<Resource> { resource: Resource | undefined }

interface Waiting<Resource> {
  resolve: (lane: Lane<Resource>) => void
  reject: (error: GatewayError) => void
}

/** Makes so many lanes. All but the first are opened when they are first needed. */
export function createLanes<Resource> (
  count: number, open: () => Promise<Resource>, closeOne: (resource: Resource) => Promise<void>, first: Resource
): Lanes<Resource> {
  const idle: Lane<Resource>[] = Array.from({ length: count }, (_, index) => ({ resource: index === count - 1 ? first : undefined }))
  const waiting: Waiting<Resource>[] = []
  let closing: Promise<void> | undefined
  // The one used last is taken first, so that no more are opened than are needed.
  const take = async (): Promise<Lane<Resource>> => idle.pop() ?? await new Promise((resolve, reject) => { waiting.push({ resolve, reject }) })
  const giveBack = (lane: Lane<Resource>): void => {
    const next = waiting.shift()
    if (next === undefined) idle.push(lane)
    else next.resolve(lane)
  }
  const drop = async (lane: Lane<Resource>): Promise<void> => {
    const { resource } = lane
    lane.resource = undefined
    if (resource !== undefined) await closeOne(resource).catch(() => {})
  }
  const closeAll = async (): Promise<void> => {
    for (const { reject } of waiting.splice(0)) reject(closed())
    for (let left = count; left > 0; left -= 1) await drop(await take())
  }
  return {
    run: async (work, isLost) => {
      if (closing !== undefined) throw closed()
      const lane = await take()
      try {
        lane.resource ??= await open()
        return await work(lane.resource).catch(async (error: unknown) => {
          if (!isLost(error)) throw error
          await drop(lane)
          lane.resource = await open()
          return work(lane.resource)
        })
      } finally {
        giveBack(lane)
      }
    },
    close: () => closing ??= closeAll()
  }
}

/** Who still holds a key that was taken out of the keyring asks again, and is given the one in use. */
function closed (): GatewayError {
  return new GatewayError('ERR_CRYPTO_CUSTODY', 'Cannot sign: the key was let go of')
}
