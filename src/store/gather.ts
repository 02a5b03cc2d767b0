// Many small questions of one moment as one statement.

/** Makes a function for one item of a function for many, which must answer each, in order. */
export type Gathered = <Item, Answer> (ask: (items: Item[]) => Promise<Answer[]>) => (item: Item) => Promise<Answer>

/** One who asked. */
interface Asker<Item, Answer> {
  item: Item
  resolve: (answer: Answer) => void
  reject: (reason: unknown) => void
}

/**
 * Gathers what is asked until the event loop has gone through everything that could ask now.
 *
 * @param placeNow tells where a question would be asked: only those of one place can be one statement. Undefined: at once, by itself
 */
export function gather (placeNow: () => object | undefined): Gathered {
  return <Item, Answer>(ask: (items: Item[]) => Promise<Answer[]>) => {
    const open = new Map<object, Asker<Item, Answer>[]>()
    return (item: Item) => {
      const place = placeNow()
      if (place === undefined) return askAlone(ask, item)
      return new Promise<Answer>((resolve, reject) => {
        const askers = open.get(place)
        if (askers !== undefined) {
          askers.push({ item, resolve, reject })
          return
        }
        open.set(place, [{ item, resolve, reject }])
        setImmediate(() => {
          const all = open.get(place) ?? []
          open.delete(place)
          void askAll(ask, all)
        })
      })
    }
  }
}

async function askAlone<Item, Answer> (ask: (items: Item[]) => Promise<Answer[]>, item: Item): Promise<Answer> {
  const [answer] = await ask([item]) as [Answer]
  return answer
}

async function askAll<Item, Answer> (ask: (items: Item[]) => Promise<Answer[]>, askers: readonly Asker<Item, Answer>[]): Promise<void> {
  try {
    const answers = await ask(askers.map(({ item }) => item))
    for (const [index, { resolve }] of askers.entries()) resolve(answers[index] as Answer)
  } catch (error) {
    for (const { reject } of askers) reject(error)
  }
}
