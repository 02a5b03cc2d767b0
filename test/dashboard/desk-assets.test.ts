import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'tap'
import { deskAssets } from '../../src/dashboard/desk-assets.ts'
import { deskPages } from '../../src/dashboard/desk-pages.ts'
import { fakePorts, letterId, now } from './fake-desk.ts'

/** The files the front page asks for. */
async function linkedFiles (): Promise<string[]> {
  const answer = await deskPages(fakePorts(), { now: () => now, newId: () => letterId(99) })[0]?.render({ params: {}, query: {} })
  const addresses = [...answer?.html.matchAll(/(?:src|href)="(\/desk\/(?:assets|designsystemet)\/[^"]+)"/g) ?? []].map(match => match[1] ?? '')
  return addresses.map(address => {
    const asset = deskAssets.find(({ prefix }) => address.startsWith(prefix))
    return asset === undefined ? address : join(asset.folder, address.slice(asset.prefix.length))
  })
}

test('deskAssets holds every file a page asks for', async t => {
  const files = await linkedFiles()
  t.equal(files.length, 5)
  for (const file of files) t.ok(existsSync(file), file)
})

test('deskAssets stays within 60 kB of style and 60 kB of script, packed', async t => {
  const sizeOf = (files: string[]) => files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
  const files = await linkedFiles()
  t.ok(sizeOf(files.filter(file => file.endsWith('.css'))) < 60_000)
  t.ok(sizeOf(files.filter(file => file.endsWith('.js'))) < 60_000)
})
