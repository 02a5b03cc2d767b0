/** Work for which only so many resources may be open at a time. */
export interface Lanes<Resource> {
  /**
   * Does work on a free resource, waiting for one if need be. When the work fails because the resource was lost, another is opened and the
   * work done once more.
   */
  run: <Result>(work: (resource: Resource) => Promise<Result>, isLost: (error: unknown) => boolean) => Promise<Result>
  /** Waits for work under way, then closes all. Nothing may be run afterwards. */
  close: () => Promise<void>
}

interface Lane<Resource> { resource: Resource | undefined }

/** Makes so many lanes. All but the first are opened when they are first needed. */
export function createLanes<Resource> (
  count: number, open: () => Promise<Resource>, closeOne: (resource: Resource) => Promise<void>, first: Resource
): Lanes<Resource> {
  const idle: Lane<Resource>[] = Array.from({ length: count }, (_, index) => ({ resource: index === count - 1 ? first : undefined }))
  const waiting: ((lane: Lane<Resource>) => void)[] = []
  // The one used last is taken first, so that no more are opened than are needed.
  const take = async (): Promise<Lane<Resource>> => idle.pop() ?? await new Promise(resolve => { waiting.push(resolve) })
  const giveBack = (lane: Lane<Resource>): void => {
    const next = waiting.shift()
    if (next === undefined) idle.push(lane)
    else next(lane)
  }
  const drop = async (lane: Lane<Resource>): Promise<void> => {
    const { resource } = lane
    lane.resource = undefined
    if (resource !== undefined) await closeOne(resource).catch(() => {})
  }
  return {
    run: async (work, isLost) => {
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
    close: async () => {
      for (let left = count; left > 0; left -= 1) await drop(await take())
    }
  }
}
