import type { FastifyHelmetOptions } from '@fastify/helmet'

/**
 * Headers for every answer. Nothing inline, nothing from elsewhere: pages and the API description live with that.
 *
 * `data:` images are the icons inside the design system's style sheets.
 */
export const securityHeaders: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ['\'none\''],
      scriptSrc: ['\'self\''],
      styleSrc: ['\'self\''],
      imgSrc: ['\'self\'', 'data:'],
      fontSrc: ['\'self\''],
      connectSrc: ['\'self\''],
      formAction: ['\'self\''],
      frameAncestors: ['\'none\''],
      baseUri: ['\'none\'']
    }
  }
}
