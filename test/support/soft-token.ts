// A software token (SoftHSM) with a key that cannot be taken out, and koffi to reach it by. Both come from outside.
import { execFileSync, spawnSync } from 'node:child_process'
import { createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import { outsideTool } from './outside-tool.ts'
import { folderOf } from './run-tool.ts'

/** What the tests know of the token. */
export interface SoftToken {
  library: string
  label: string
  pin: string
  /** Makes a key pair in the token; the private part never leaves it. */
  makeKey: (label: string, id: string) => KeyObject
  loadKoffi: () => Promise<unknown>
  /** Runs pkcs11-tool on it, logged in, and gives what it says. */
  tool: (...args: string[]) => string
}

const libraries = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so']
const koffiVersion = '3.3.4'

/** One token a process: the library reads its settings once. Undefined, with a line that says why, where the tools are missing. */
export async function softToken (t: Test): Promise<SoftToken | undefined> {
  if (!outsideTool(t, 'softhsm2-util') || !outsideTool(t, 'pkcs11-tool')) return undefined
  const library = libraries.find(existsSync)
  const koffi = installKoffi()
  if (library === undefined || koffi === undefined) {
    const what = library === undefined ? 'the SoftHSM library is not where it is looked for' : 'koffi cannot be installed from the package registry'
    t.comment(`skipped: ${what}`)
    return undefined
  }
  const folder = await folderOf(t, [])
  mkdirSync(join(folder, 'tokens'))
  return makeToken(folder, library, koffi)
}

function makeToken (folder: string, library: string, koffi: string): SoftToken {
  const settings = join(folder, 'softhsm2.conf')
  writeFileSync(settings, `directories.tokendir = ${folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n`)
  process.env.SOFTHSM2_CONF = settings
  const pin = '1814-0517'
  const label = 'postbud test'
  execFileSync('softhsm2-util', ['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', '12345678'])
  const tool = (...args: string[]): string =>
    execFileSync('pkcs11-tool', ['--module', library, '--token-label', label, '--login', '--pin', pin, ...args], { stdio: 'pipe', encoding: 'utf8' })
  return {
    library, label, pin, tool,
    makeKey: (name, id) => {
      tool('--keypairgen', '--key-type', 'rsa:2048', '--id', id, '--label', name)
      tool('--read-object', '--type', 'pubkey', '--id', id, '--output-file', join(folder, `${id}.der`))
      return createPublicKey({ key: readFileSync(join(folder, `${id}.der`)), format: 'der', type: 'spki' })
    },
    loadKoffi: async () => (await import(pathToFileURL(koffi).href) as { default: unknown }).default
  }
}

/** Into a folder of its own: the gateway does not have it unless an operator wants it. */
function installKoffi (): string | undefined {
  const folder = join(tmpdir(), `postbud-koffi-${koffiVersion}`)
  const entry = join(folder, 'node_modules', 'koffi', 'index.cjs')
  if (existsSync(entry)) return entry
  const fresh = mkdtempSync(`${folder}.`)
  const args = ['install', '--prefix', fresh, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `koffi@${koffiVersion}`]
  const { status } = spawnSync('npm', args, { cwd: fresh, timeout: 120_000, stdio: 'ignore' })
  if (status === 0) spawnSync('mv', ['-T', fresh, folder])
  rmSync(fresh, { recursive: true, force: true })
  return existsSync(entry) ? entry : undefined
}
