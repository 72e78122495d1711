import { defineTopology } from 'ctnet'
import { house } from './house.ts'

export default defineTopology({
  name: 'campus',
  describe: 'houses around a backbone, each a router with a switch and computers behind it',
  options: {
    houses: { type: 'number', default: 2, min: 1, max: 50, describe: 'how many houses' },
    computers: { type: 'number', default: 2, min: 1, max: 100, describe: 'how many computers in each' },
    uplink: { type: 'number', min: 1, describe: 'Mbit/s that a house sends at most' },
  },
  build({ houses, computers, uplink }) {
    const built = Array.from({ length: houses }, (_, i) => house(i + 1, computers, uplink))
    return {
      nodes: Object.assign({ backbone: { switch: true } }, ...built.map(({ nodes }) => nodes)),
      links: built.flatMap(({ links }) => links),
    }
  },
})
