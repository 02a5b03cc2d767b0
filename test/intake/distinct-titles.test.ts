import { test } from 'tap'
import { distinctTitles } from '../../src/intake/distinct-titles.ts'
import { readDraft } from '../../src/intake/read-draft.ts'
import { letterInput } from '../support/letter-input.ts'

test('distinctTitles() leaves titles alone that differ', async t => {
  t.strictSame(distinctTitles(['Vedtak', 'Vedlegg', 'Vedlegg 2']), ['Vedtak', 'Vedlegg', 'Vedlegg 2'])
})

test('distinctTitles() numbers repeats, also those in another case', async t => {
  t.strictSame(distinctTitles(['Vedlegg', 'vedlegg', 'Vedlegg']), ['Vedlegg', 'vedlegg (2)', 'Vedlegg (3)'])
})

test('distinctTitles() passes over a number that somebody took', async t => {
  t.strictSame(distinctTitles(['A', 'A (2)', 'A']), ['A', 'A (2)', 'A (3)'])
})

test('distinctTitles() keeps within 255 whole characters', async t => {
  const [, second = ''] = distinctTitles(['𝒜'.repeat(255), '𝒜'.repeat(255)])
  t.equal(second, `${'𝒜'.repeat(251)} (2)`)
})

test('distinctTitles() is done soon with 201 equal titles', async t => {
  t.equal(new Set(distinctTitles(Array.from({ length: 201 }, () => 'A'))).size, 201)
})

test('readDraft() gives documents distinct titles, those it took from file names too', async t => {
  const types = { pdf: 'application/pdf', png: 'image/png', txt: 'text/plain' }
  const documents = Object.entries(types).map(([ending, mediaType]) => ({ fileName: `vedlegg.${ending}`, mediaType }))
  const read = readDraft(letterInput({ documents }), new Date('2026-03-01T10:00:00Z'))
  t.strictSame(read.ok && read.draft.documents.map(({ title }) => title), ['Svar på søknad', 'vedlegg', 'vedlegg (2)'])
})
