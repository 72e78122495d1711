import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getDefaultSearchPlaces } from 'cosmiconfig'
import { SEARCH_PLACES } from '../../../lib/config/places.ts'

test("the places of a configuration are those that cosmiconfig has, and TypeScript's other forms", () => {
  const others = SEARCH_PLACES.filter((place) => /\.[cm]ts$/.test(place))
  assert.equal(others.length, 6)
  assert.deepEqual(
    SEARCH_PLACES.filter((place) => !others.includes(place)),
    getDefaultSearchPlaces('ctnet'),
  )
})
