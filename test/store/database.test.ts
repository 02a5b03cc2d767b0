import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Database } from '../../src/store/database.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const note = (database: Database, name: string): Promise<unknown> =>
  database.query('insert into duty (name, leased_until) values ($1, now())', [name])

async function noted (database: Database): Promise<unknown[]> {
  return (await database.query('select name from duty order by name')).map(({ name }) => name)
}

test('transaction() commits everything awaited in it, across calls that know nothing of it', async t => {
  const database = await anEmptyDatabase()
  await database.transaction(async () => {
    await note(database, 'a')
    await Promise.all([note(database, 'b'), note(database, 'c')])
  })
  t.strictSame(await noted(database), ['a', 'b', 'c'])
})

test('transaction() gives the value of the work', async t => {
  t.equal(await (await anEmptyDatabase()).transaction(async () => 7), 7)
})

test('transaction() rolls everything back when the work rejects, and passes the error on', async t => {
  const database = await anEmptyDatabase()
  await t.rejects(database.transaction(async () => {
    await note(database, 'a')
    throw new Error('no')
  }), { message: 'no' })
  t.strictSame(await noted(database), [])
})

test('transaction() inside another joins it', async t => {
  const database = await anEmptyDatabase()
  await t.rejects(database.transaction(async () => {
    await database.transaction(() => note(database, 'inner'))
    throw new Error('no')
  }))
  t.strictSame(await noted(database), [])
})

test('transaction() rolls back when the commit itself fails', async t => {
  const database = await anEmptyDatabase()
  await database.exec('create temp table if not exists late (id int primary key deferrable initially deferred)')
  await t.rejects(database.transaction(async () => {
    await note(database, 'a')
    await database.exec('create temp table checked (id int unique deferrable initially deferred) on commit drop')
    await database.exec('insert into checked values (1), (1)')
  }), { code: '23505' })
  t.strictSame(await noted(database), [])
})

test('transaction() leaves a usable connection after a failed statement', async t => {
  const database = await anEmptyDatabase()
  await t.rejects(database.transaction(() => database.query('select no_such_column')))
  await note(database, 'after')
  t.strictSame(await noted(database), ['after'])
})

test('detached() runs outside the surrounding transaction', async t => {
  const database = await anEmptyDatabase()
  let outside: Promise<unknown> | undefined
  await t.rejects(database.transaction(async () => {
    outside = database.detached(() => note(database, 'outside'))
    await note(database, 'inside')
    throw new Error('no')
  }))
  await outside
  t.strictSame(await noted(database), ['outside'])
})

test('change() tells how many rows a statement changed', async t => {
  const database = await anEmptyDatabase()
  for (const name of ['a', 'b', 'c']) await note(database, name)
  t.equal(await database.change('update duty set leased_until = now() where name <> $1', ['a']), 2)
  t.equal(await database.change('delete from duty where name = $1', ['z']), 0)
})

test('exec() gives the rows of all its statements', async t => {
  t.strictSame(await (await anEmptyDatabase()).exec('select 1 as one; select 2 as one'), { rows: [{ one: 1 }, { one: 2 }] })
})

test('exec() leaves no failed transaction behind', async t => {
  const database = await anEmptyDatabase()
  await t.rejects(database.exec('begin; select no_such_column; commit'))
  for (let round = 0; round < 10; round += 1) await t.resolves(database.query('select 1'))
})

test('shared() commits works of the same moment together, each with its own result', async t => {
  const database = await anEmptyDatabase()
  const transactionOf = async (name: string): Promise<unknown> => {
    await note(database, name)
    return (await database.query('select pg_current_xact_id()::text as id'))[0]?.id
  }
  const ids = await Promise.all(['a', 'b', 'c'].map(name => database.shared(() => transactionOf(name))))
  t.equal(new Set(ids).size, 1)
  t.strictSame(await noted(database), ['a', 'b', 'c'])
})

test('shared() keeps what the others wrote where one work fails', async t => {
  const database = await anEmptyDatabase()
  await note(database, 'taken')
  const results = await Promise.allSettled(['a', 'taken', 'b'].map(name => database.shared(() => note(database, name))))
  t.strictSame(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled'])
  t.match(results[1], { reason: { code: '23505' } })
  t.strictSame(await noted(database), ['a', 'b', 'taken'])
})

test('shared() inside a transaction joins it', async t => {
  const database = await anEmptyDatabase()
  await t.rejects(database.transaction(async () => {
    await database.shared(() => note(database, 'inner'))
    throw new Error('no')
  }))
  t.strictSame(await noted(database), [])
})

test('shared() keeps what travels with each caller\'s own chain', async t => {
  const database = await anEmptyDatabase()
  const caller = new AsyncLocalStorage<string>()
  const seen = await Promise.all(['a', 'b'].map(name => caller.run(name, () => database.shared(async () => {
    await note(database, name)
    return caller.getStore()
  }))))
  t.strictSame(seen, ['a', 'b'])
})

test('inTurn() commits works of the same moment together, but none with those of shared()', async t => {
  const database = await anEmptyDatabase()
  const transaction = async (): Promise<unknown> => (await database.query('select pg_current_xact_id()::text as id'))[0]?.id
  const [first, second, apart] = await Promise.all([
    database.inTurn('a', transaction), database.inTurn('b', transaction), database.shared(transaction)
  ])
  t.equal(first, second)
  t.not(first, apart)
})

test('inTurn() lets a work see what the one before it in its turn has written', async t => {
  const database = await anEmptyDatabase()
  const seen = async (): Promise<unknown[]> => {
    const before = await noted(database)
    await note(database, `after ${before.length}`)
    return before
  }
  t.strictSame(await Promise.all([database.inTurn('a', seen), database.inTurn('a', seen)]), [[], ['after 0']])
  t.strictSame(await noted(database), ['after 0', 'after 1'])
})

test('inTurn() keeps nothing of a work that fails, also with a stale claim, and all of the others', async t => {
  const database = await anEmptyDatabase()
  const results = await Promise.allSettled([
    database.inTurn('a', () => note(database, 'good')),
    database.inTurn('b', async () => {
      await note(database, 'bad')
      throw new GatewayError('ERR_STORE_STALE_CLAIM', 'overtaken')
    })
  ])
  t.strictSame(results.map(({ status }) => status), ['fulfilled', 'rejected'])
  t.strictSame(await noted(database), ['good'])
})

test('a statement after the end of its transaction is refused, and changes nothing', async t => {
  const database = await anEmptyDatabase()
  let late: Promise<unknown> | undefined
  await database.transaction(async () => {
    late = new Promise(resolve => { setTimeout(resolve, 20) }).then(() => note(database, 'late'))
    late.catch(() => {})
  })
  await t.rejects(late ?? Promise.resolve(), TypeError)
  t.strictSame(await noted(database), [])
})

test('gathered() asks once for works that share a transaction, and in that transaction', async t => {
  const database = await anEmptyDatabase()
  const asked: string[][] = []
  const transactionNow = async (): Promise<unknown> => (await database.query('select pg_current_xact_id()::text as id'))[0]?.id
  const find = database.gathered(async (names: string[]) => {
    asked.push(names)
    const id = await transactionNow()
    return names.map(() => id)
  })
  const works = await Promise.all(['a', 'b'].map(name => database.shared(async () => [await find(name), await transactionNow()])))
  t.strictSame(asked, [['a', 'b']])
  t.equal(new Set(works.flat()).size, 1)
})
