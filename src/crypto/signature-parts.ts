// Small steps that every reader of an XML signature takes. What they refuse ends in one refusal, so their words are for the operator.
import { attributeOf, onlyChildOf, withDescendants, type ReadElement } from '../xml/read-element.ts'
import { demand } from './demand.ts'
import { xmldsigNamespace } from './xades-names.ts'

/** The child of this name, of which there must be exactly one. */
export function only (parent: ReadElement, name: string, namespace = xmldsigNamespace): ReadElement {
  const child = onlyChildOf(parent, namespace, name)
  demand(child !== undefined, `there is not exactly one ${name}`)
  return child
}

/** The algorithm an element names. One with parameters of its own means more than its name says. */
export function algorithmOf (element: ReadElement): string {
  demand(element.children.length === 0, 'an algorithm has parameters')
  return attributeOf(element, 'Algorithm') ?? ''
}

/** The bytes an element holds in Base64, with white space as one likes. */
export function base64Of (element: ReadElement): Buffer {
  const text = element.text.replaceAll(/\s/g, '')
  demand(element.children.length === 0 && /^[A-Za-z\d+/]+={0,2}$/.test(text), 'a value is not Base64')
  return Buffer.from(text, 'base64')
}

/** Two elements of one name are how signatures are moved to prove something else. */
export function demandUniqueIds (root: ReadElement): void {
  const ids = Array.from(withDescendants(root)).flatMap(element => element.attributes.filter(({ name }) => name.toLowerCase() === 'id'))
  demand(new Set(ids.map(id => id.value)).size === ids.length, 'an Id stands twice')
}
