import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { deskRoot } from './links.ts'

/** A folder of files to serve as they are, under a path that ends in a slash. */
export interface AssetFolder {
  prefix: string
  folder: string
}

/** The package's `dist`, found through its main file `dist/src/index.css`. */
const designsystemet = join(dirname(createRequire(import.meta.url).resolve('@digdir/designsystemet-css')), '..')

/** Our own style sheet, script and icon, and Designsystemet's style sheets as published. */
export const deskAssets: readonly AssetFolder[] = [
  { prefix: `${deskRoot}/assets/`, folder: join(import.meta.dirname, 'assets') },
  { prefix: `${deskRoot}/designsystemet/`, folder: designsystemet }
]
