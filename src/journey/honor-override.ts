// What becomes of a letter that a person has decided about. The law still wins: the person answers the rules' doubts, not the rules.
import type { Choice, Decision, Sentence } from '../letter/choice.ts'
import type { Letter } from '../letter/letter.ts'
import { tellOverride, type Override } from '../letter/override.ts'
import type { PersonFacts, PersonStatus, RecipientFacts } from '../letter/recipient-facts.ts'
import { withoutMailbox } from '../route/instead-of-mailbox.ts'
import { route } from '../route/route.ts'
import { rules } from '../route/rules.ts'

/** The statuses that are a question to a person, who has answered it. One who has left the country still needs an address there. */
const doubtful: ReadonlySet<PersonStatus> = new Set<PersonStatus>([
  'disappeared', 'inactive', 'not-resident', 'birth-registered', 'ceased', 'temporary', 'other'
])

const decided: { rule: string, sentence: Sentence } = {
  rule: 'decided-by-person',
  sentence: {
    nb: 'Et menneske har avgjort hvordan brevet skal sendes.',
    nn: 'Eit menneske har avgjort korleis brevet skal sendast.',
    en: 'A person has decided how the letter is sent.'
  }
}

const notDead: { rule: string, sentence: Sentence } = {
  rule: 'override-not-dead',
  sentence: {
    nb: 'Mottakeren er ikke registrert død, så brevet kan ikke sendes til et dødsbo.',
    nn: 'Mottakaren er ikkje registrert død, så brevet kan ikkje sendast til eit dødsbu.',
    en: 'The recipient is not registered as dead, so the letter cannot go to an estate.'
  }
}

/**
 * Decides with a person's decision in force. Pure.
 *
 * The rules are asked again as if the registers had said what the person decided: what they still forbid, stops the letter with their own
 * reason. So the dead are not written to, the reserved get no digital decision, and nobody with protection gets paper at an address that
 * the register does not give for it, in the very words others hear who have no address.
 *
 * @param plain the decision without the override
 */
export function honorOverride (letter: Letter, facts: RecipientFacts, override: Override, plain: Decision, now: Date): Decision {
  if (override.action === 'stop') return stopped(plain, plain, override)
  if (plain.choice.kind === 'stop' && plain.choice.state === 'undeliverable') return stopped(plain, plain, override)
  const { person } = facts
  const isDead = isKnown(person) && (person.isDead || person.status === 'dead')
  if (override.action === 'estate-contact' && !isDead) return stopped(plain, notDead, override)
  if (override.action !== 'estate-contact' && isDead) return stopped(plain, plain, override)
  const asked = asDecided(letter, facts, override)
  const answer = route(asked.letter, asked.facts, now)
  const isMailbox = override.action === 'route' && override.channel === 'digital'
  if (answer.choice.kind !== (isMailbox ? 'mailbox' : 'print')) return stopped(plain, isMailbox ? whyNotDigital(answer) : answer, override)
  return { ...told(plain, decided, answer.choice), override: { ...tellOverride(override), isHonored: true } }
}

/** What the rules are asked about. */
interface Asked { letter: Letter, facts: RecipientFacts }

/** The letter and its facts as the person's decision has them. */
function asDecided (letter: Letter, facts: RecipientFacts, override: Exclude<Override, { action: 'stop' }>): Asked {
  const { person, readAt, printService } = facts
  if (override.action !== 'route') {
    if (override.action === 'address' && isKnown(person) && isShielded(person)) {
      return { letter, facts: withoutMailbox({ ...facts, person: withoutAddress(person) }) }
    }
    return { letter: { ...letter, recipient: { kind: 'address', address: override.address } }, facts: { readAt, printService } }
  }
  const settled: RecipientFacts = isKnown(person) && doubtful.has(person.status) ? { ...facts, person: { ...person, status: 'resident' } } : facts
  return { letter, facts: override.channel === 'digital' ? settled : withoutMailbox(settled) }
}

/** The rule that led away from the mailbox, and not what then stopped the paper nobody asked for. */
function whyNotDigital (answer: Decision): Pick<Decision, 'rule' | 'sentence'> {
  const first = rules.find(({ id }) => answer.evaluated.some(({ rule, matched }) => matched && rule === id))
  return first === undefined ? answer : { rule: first.id, sentence: first.sentence }
}

function isKnown (person: RecipientFacts['person']): person is PersonFacts {
  return person !== undefined && person !== 'unknown'
}

/** Only the register may say where paper to them goes: an address from elsewhere may be the one they fled from. */
function isShielded ({ protection }: PersonFacts): boolean {
  return protection === 'confidential' || protection === 'strictly-confidential'
}

function withoutAddress (person: PersonFacts): PersonFacts {
  const bare: PersonFacts = { ...person, addressSource: 'none', addressLacks: ['no-address'] }
  delete bare.address
  return bare
}

/** What the override asks for cannot be, now or by law: a person looks again, and the reason is the rule's. */
function stopped (plain: Decision, why: Pick<Decision, 'rule' | 'sentence'>, override: Override): Decision {
  const choice: Choice = plain.choice.kind === 'stop' ? plain.choice : { kind: 'stop', state: 'needs_decision' }
  return { ...told(plain, why, choice), override: { ...tellOverride(override), isHonored: false } }
}

function told (plain: Decision, { rule, sentence }: Pick<Decision, 'rule' | 'sentence'>, choice: Choice): Decision {
  const evaluated = rule === plain.rule ? plain.evaluated : [...plain.evaluated, { rule, matched: true }]
  return { ...plain, rule, sentence, evaluated, choice }
}
