import type { OrganizationNumber } from './letter.ts'

/** e-Boks under its old number, still seen in data and certificates (digipost-eboks-print.md §1). */
const successors: Readonly<Record<OrganizationNumber, OrganizationNumber>> = { 996460320: '922020175' }

/** Tells whether two organization numbers mean the same organization. */
export function isSameOrganization (one: OrganizationNumber, other: OrganizationNumber): boolean {
  return (successors[one] ?? one) === (successors[other] ?? other)
}
