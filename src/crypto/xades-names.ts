// Names of XML Signature and XAdES that both the writer and the reader of signatures use.

/** XML Signature 1.0. */
export const xmldsigNamespace = 'http://www.w3.org/2000/09/xmldsig#'

/** XAdES 1.3.2 (ETSI TS 101 903). */
export const xadesNamespace = 'http://uri.etsi.org/01903/v1.3.2#'

/** `Type` of the one reference that covers the signed properties and not a file. */
export const signedPropertiesType = 'http://uri.etsi.org/01903#SignedProperties'
