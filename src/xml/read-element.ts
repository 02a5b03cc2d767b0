// What our code sees of read XML: names resolved, texts joined, and the canonical form of exactly the element in hand.

/** The canonical forms that signatures ask for; all leave comments out. */
export type CanonicalForm = 'inclusive-1.0' | 'inclusive-1.1'

/** One attribute, its name without prefix. */
export interface ReadAttribute {
  readonly name: string
  /** Empty for the usual attribute without prefix. */
  readonly namespace: string
  readonly value: string
}

/** One element of a document that is open for reading. */
export interface ReadElement {
  /** Without prefix. */
  readonly name: string
  readonly namespace: string
  readonly attributes: readonly ReadAttribute[]
  readonly children: readonly ReadElement[]
  /** Its own text, CDATA included, without that of its children. */
  readonly text: string
  /**
   * The canonical bytes of this element in its place. Only while the document is open.
   *
   * @throws {GatewayError} `ERR_XML_MALFORMED` if there is no such form
   */
  canonical (form: CanonicalForm): Buffer
}

/** The value of an attribute that has no prefix. */
export function attributeOf (element: ReadElement, name: string): string | undefined {
  return element.attributes.find(attribute => attribute.namespace === '' && attribute.name === name)?.value
}

/** The children with this name, in their order. */
export function childrenOf (element: ReadElement, namespace: string, name: string): ReadElement[] {
  return element.children.filter(child => child.namespace === namespace && child.name === name)
}

/** The child with this name when there is exactly one; undefined when there is none or a choice of several. */
export function onlyChildOf (element: ReadElement, namespace: string, name: string): ReadElement | undefined {
  const found = childrenOf(element, namespace, name)
  return found.length === 1 ? found[0] : undefined
}

/** The element and all below it, in document order. */
export function* withDescendants (element: ReadElement): Generator<ReadElement> {
  yield element
  for (const child of element.children) yield* withDescendants(child)
}
