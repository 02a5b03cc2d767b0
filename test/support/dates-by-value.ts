// Loaded before every test (.taprc). To tap's match() any date is as good as any other, for a date has no fields; here it must be the same moment.
import { Match } from 'tcompare'

const asItIs: (this: Match) => ReturnType<Match['test']> = Reflect.get(Match.prototype, 'test')

Match.prototype.test = function (this: Match) {
  const { object, expect } = this as { object: unknown, expect: unknown }
  return object instanceof Date && expect instanceof Date ? object.getTime() === expect.getTime() : asItIs.call(this)
}
