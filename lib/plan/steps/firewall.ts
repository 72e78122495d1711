import type { Step } from '../step.ts'
import type { RulesChange } from './firewall-change.ts'
import { setIptables } from './firewall-iptables.ts'
import { setNft } from './firewall-nft.ts'

/** Gives ctnet's own chains exactly these rules; no chain is left that has none. No step where it is so already. */
export const setRules = (change: RulesChange): readonly Step[] =>
  change.firewall.program === 'nft' ? setNft(change) : setIptables(change)
