import type { View } from './view.ts'

/** Nav's guard on the package, below Digdir's 50 MB (dpi-json.md §9). */
export const maxPackageBytes = 45_000_000

/** One main document and 200 attachments (manifest XSD). */
const maxDocuments = 201

/** Tells whether a letter is too large to travel as one package, to whichever channel. */
export function exceedsLimits (view: View): boolean {
  return view.packageBytes > maxPackageBytes || view.documents > maxDocuments
}
