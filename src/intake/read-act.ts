import { Compile, type Validator } from 'typebox/compile'
import type { TSchema } from 'typebox'
import type { ActGrounds, ActOrder, Selection } from '../letter/act.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { PauseScope } from '../letter/pause.ts'
import { actPreviewSchema, bulkActSchema, groundsSchema, pauseSchema, type SelectionInput } from './act-schema.ts'
import { readMoment } from './available-from.ts'
import { checkText } from './check-text.ts'
import { refusal } from './refusal.ts'
import { problemsOf } from './schema-problems.ts'

/** What was asked for, checked, or everything that is wrong with it. */
export type Reading<Asked> =
  | { ok: true, asked: Asked }
  | { ok: false, problems: GatewayError[] }

const validators = {
  grounds: Compile(groundsSchema), preview: Compile(actPreviewSchema), bulk: Compile(bulkActSchema), pause: Compile(pauseSchema)
}

/** Reads who asks for an act, and why. Never throws for bad input, and never repeats it in a message. */
export function readGrounds (input: unknown): Reading<ActGrounds> {
  const { grounds } = validators
  if (!grounds.Check(input)) return malformed(grounds, input)
  return reading({ by: input.by.trim(), reason: input.reason.trim() }, checkGrounds(input))
}

/** Reads what an action over many letters would be. */
export function readActPreview (input: unknown): Reading<ActOrder & { selection: Selection }> {
  const { preview } = validators
  if (!preview.Check(input)) return malformed(preview, input)
  return reading(toOrder(input), checkOrder(input))
}

/** Reads an action over many letters, and how many it is expected to be over. */
export function readBulkAct (input: unknown): Reading<ActOrder & ActGrounds & { selection: Selection, expected?: number }> {
  const { bulk } = validators
  if (!bulk.Check(input)) return malformed(bulk, input)
  const { by, reason, expected } = input
  return reading({ ...toOrder(input), by: by.trim(), reason: reason.trim(), ...expected !== undefined && { expected } },
    [...checkOrder(input), ...checkGrounds(input)])
}

/** Reads a pause. */
export function readPause (input: unknown, now: Date): Reading<PauseScope & ActGrounds & { until: Date | null }> {
  const { pause } = validators
  if (!pause.Check(input)) return malformed(pause, input)
  const { channel = null, sender = null, class: letterClass = null, by, reason } = input
  const until = input.until === undefined ? undefined : readMoment(input.until)
  const isOver = until !== undefined && until <= now
  return reading({ channel, sender, class: letterClass, by: by.trim(), reason: reason.trim(), until: until ?? null }, [
    ...checkGrounds(input),
    ...checkMoment(input.until, '/until'),
    ...isOver ? [refusal('ERR_INTAKE_FIELD_INVALID', '/until', 'the time has passed')] : []
  ])
}

interface OrderInput { action: ActOrder['act'], channel?: 'print' | 'digital', selection: SelectionInput }

function toOrder ({ action, channel, selection }: OrderInput): ActOrder & { selection: Selection } {
  const { acceptedFrom, acceptedTo, ...same } = selection
  const [from, to] = [acceptedFrom, acceptedTo].map(text => text === undefined ? undefined : readMoment(text))
  return {
    act: action,
    ...channel !== undefined && { channel },
    selection: { ...same, ...from !== undefined && { acceptedFrom: from }, ...to !== undefined && { acceptedTo: to } }
  }
}

function checkOrder ({ action, channel, selection }: OrderInput): GatewayError[] {
  const isEmpty = Object.keys(selection).length === 0
  return [
    ...(action === 'redirect') === (channel !== undefined)
      ? []
      : [refusal('ERR_INTAKE_FIELD_INVALID', '/channel', 'the channel is given with the action redirect, and with no other')],
    ...isEmpty ? [refusal('ERR_INTAKE_FIELD_INVALID', '/selection', 'nothing is given to select by')] : [],
    ...checkMoment(selection.acceptedFrom, '/selection/acceptedFrom'),
    ...checkMoment(selection.acceptedTo, '/selection/acceptedTo'),
    ...(['reasonCode', 'batch'] as const).flatMap(name => checkMaybe(selection[name], `/selection/${name}`)),
    ...(selection.references ?? []).flatMap((text, index) => checkMaybe(text, `/selection/references/${index}`))
  ]
}

/** They are stored beside the action, and shown. */
function checkMaybe (text: string | undefined, field: string): GatewayError[] {
  return text === undefined ? [] : checkText(text, field, { maxLength: 100 })
}

function checkMoment (text: string | undefined, field: string): GatewayError[] {
  if (text === undefined || readMoment(text) !== undefined) return []
  return [refusal('ERR_INTAKE_FIELD_INVALID', field, 'the time is not RFC 3339 with an offset, as in 2026-02-01T08:00:00+01:00')]
}

function checkGrounds ({ by, reason }: ActGrounds): GatewayError[] {
  return [...checkText(reason, '/reason', { maxLength: 500, multiline: true }), ...checkText(by, '/by', { maxLength: 100 })]
}

function malformed<Asked> (validator: Validator<Record<string, TSchema>>, input: unknown): Reading<Asked> {
  return { ok: false, problems: problemsOf(validator.Errors(input)).map(aboutAction) }
}

function reading<Asked> (asked: Asked, problems: GatewayError[]): Reading<Asked> {
  return problems.length > 0 ? { ok: false, problems: problems.map(aboutAction) } : { ok: true, asked }
}

/** The checks are those of a letter, and speak of one. */
function aboutAction ({ code, message, field }: GatewayError): GatewayError {
  return new GatewayError(code, message.replace(/^Cannot accept the letter/, 'Cannot take the order'), field === undefined ? {} : { field })
}
