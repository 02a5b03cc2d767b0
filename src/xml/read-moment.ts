/**
 * The moment that a text names in the form of XML Schema's `dateTime` and `date`, which is JSON's too; undefined for none, or for words that name
 * no moment.
 *
 * Times come with and without offset. Without one UTC is meant, so that a text names one moment on all machines.
 */
export function readMoment (text: string | undefined): Date | undefined {
  const words = text?.trim() ?? ''
  const moment = new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(words) ? words : `${words}Z`)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}
