import { test } from 'tap'
import { jsonLetter } from '../support/letter-input.ts'
import { sending, testApp } from '../support/test-app.ts'

const near = [
  ' application/json', '\tapplication/json', 'application/json ', 'application/json\t', 'application/json;', 'application/json; ', 'application/json ;charset=utf-8',
  'application/json;\tcharset=utf-8', 'application/json;  charset=utf-8', 'application/json; charset=utf-16', 'application/json; charset=latin1', 'application/json; charset',
  'application/json; charset="utf-8', 'application/json; charset=utf-8; charset=utf-8', 'application/json; profile=x', 'application/json, text/plain', 'application/json,application/json',
  'application /json', 'application/ json', 'application/jsonx', 'application/json/x', 'application/x-json', 'application/vnd.api+json', 'text/json', 'text/plain', 'text/plain; application/json',
  'text/html', 'text/xml', 'application/xml', 'application/x-www-form-urlencoded', 'application/octet-stream', 'application/*', '*/*', 'json', '', ';', '/', 'null',
  'multipart/form-data', 'multipart/form-data;', 'multipart/form-data; boundary', 'multipart/form-data; boundary=', 'multipart/form-data;\tboundary=a', ' multipart/form-data; boundary=a',
  'multipart/form-data; boundary=a; charset=utf-8', 'multipart/form-data; boundary="a', `multipart/form-data; boundary=${'a'.repeat(71)}`, 'multipart/mixed; boundary=a', 'multipart/form-data; charset=utf-8; boundary=a'
]

test(`POST /v1/letters refuses ${near.length} media types that are nearly right`, async t => {
  const { app } = await testApp(t, { accept: () => { throw new Error('never') } })
  for (const type of near) {
    const answer = await app.inject({ method: 'POST', url: '/v1/letters', headers: { ...sending, 'content-type': type }, payload: JSON.stringify(jsonLetter()) })
    t.equal(answer.statusCode, 415, JSON.stringify(type))
    t.match(answer.json(), { code: 'ERR_HTTP_MEDIA_TYPE', detail: 'Cannot read the request: Content-Type is neither application/json nor multipart/form-data with a boundary' })
  }
})

test('POST /v1/letters takes the parameter that clients send', async t => {
  for (const type of ['application/json', 'Application/JSON', 'application/json;charset=utf-8', 'application/json; charset=UTF-8', 'application/json; charset="utf-8"']) {
    const { app } = await testApp(t)
    const answer = await app.inject({ method: 'POST', url: '/v1/letters', headers: { ...sending, 'content-type': type }, payload: JSON.stringify(jsonLetter()) })
    t.equal(answer.statusCode, 201, type)
  }
})
