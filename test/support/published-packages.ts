import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Test } from 'tap'
import type { Trust } from '../../src/crypto/trust.ts'
import { published } from './shared.ts'

/** One complete published message: request, package in clear, package encrypted. */
export interface PublishedPackage {
  name: string
  /** A moment at which its certificates were valid. */
  at: Date
  cms: Buffer
  zip: Buffer
  jwt: string
  message: unknown
  /** The published test key it is encrypted to. */
  key: KeyObject
}

const moments = {
  'digital': '2022-04-01', 'digital-avsenderidentifikator': '2022-04-01', 'digital-pa-vegne-av': '2022-04-01', 'utskrift': '2023-11-20'
}

/** The four official samples (dpi-json §11), or none with a clear line where they are absent. */
export function publishedPackages (t: Test): PublishedPackage[] {
  const folder = published(t, 'dpi-json/komplette/')
  if (folder === undefined) return []
  const read = (file: string): Buffer => readFileSync(new URL(file, folder))
  const parse = (file: string): unknown => JSON.parse(read(file).toString())
  const jwk = parse('eksempel-testkey.jwk.json')
  if (typeof jwk !== 'object' || jwk === null) throw new Error('the published key is no JWK')
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
  return Object.entries(moments).map(([name, at]) => ({
    name,
    at: new Date(at),
    cms: read(`${name}-dokumentpakke.cms`),
    zip: read(`${name}-dokumentpakke.zip`),
    jwt: read(`${name}-forretningsmelding.jwt`).toString().trim(),
    message: parse(`${name}-forretningsmelding.json`),
    key
  }))
}

/** Trust in whatever root a signature brings along: only to judge samples of authorities that are gone. */
export function trustInOwnRoot (signatures: Uint8Array): Trust {
  const texts = Buffer.from(signatures).toString().matchAll(/<(?:\w+:)?X509Certificate>([^<]+)</g)
  const chain = Array.from(texts, ([, text = '']) => new X509Certificate(Buffer.from(text.replaceAll(/&#13;|\s/g, ''), 'base64')))
  return { roots: chain.slice(-1), intermediates: chain.slice(1) }
}
