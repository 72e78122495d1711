/** The part of the public API that plugins are written against. All else that `ctnet` exports is for scripts. */
export { CtnetError } from '../model/error.ts'
export type { Lab, LabEnd, LabLink, LabNode } from '../model/lab.ts'
export {
  API_VERSION as apiVersion,
  defineTopology,
  type LabBody,
  type Topology,
  type TopologyOption,
  type TopologyOptions,
  type TopologyValues,
} from '../model/topology.ts'
