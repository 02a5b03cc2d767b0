import { test } from 'tap'
import { splitHosts } from '../../src/store/split-hosts.ts'

test('splitHosts() gives every host the name, password and parameters of all', async t => {
  t.strictSame(splitHosts('postgres://u:p%40%2C@one:5432,two:5433/db?sslmode=require'), [
    { host: 'one:5432', connectionString: 'postgres://u:p%40%2C@one:5432/db?sslmode=require' },
    { host: 'two:5433', connectionString: 'postgres://u:p%40%2C@two:5433/db?sslmode=require' }
  ])
})

test('splitHosts() leaves a single host as it is', async t => {
  for (const url of ['postgres://u:p@one/db', 'postgresql://one:5432/db', 'postgres://u@[::1]:5432/db', 'postgres:///db?host=/run/postgresql']) {
    t.strictSame(splitHosts(url).map(({ connectionString }) => connectionString), [url])
  }
})

test('splitHosts() reads addresses of both kinds, with and without a user', async t => {
  t.strictSame(splitHosts('postgres://[::1]:5432,127.0.0.1/db').map(({ connectionString }) => connectionString), ['postgres://[::1]:5432/db', 'postgres://127.0.0.1/db'])
})
