import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getDefaultSearchPlaces } from 'cosmiconfig'
import { SEARCH_PLACES } from '../../../lib/config/places.ts'

test('the places of a configuration are those that cosmiconfig has', () => {
  assert.deepEqual(SEARCH_PLACES, getDefaultSearchPlaces('ctnet'))
})
