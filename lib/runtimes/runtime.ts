import type { Endpoint, RuntimeName } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'

/** Who owns a network namespace. One file for each, all of this shape; reads only. */
export interface Runtime {
  readonly name: RuntimeName
  /**
   * The container of that name. Nothing, where the runtime isn't present or doesn't know the name; an error of its own
   * where it knows it and it can't be had, or where it was `asked` for by its own name and isn't present.
   */
  find(name: string, asked?: boolean): Promise<Endpoint | undefined>
  /** All that are running; an error where it was `asked` for by its own name and isn't present. */
  list(asked?: boolean): Promise<readonly Endpoint[]>
  /** The names of those that are running, where they can be had for less than all of it. */
  names?(asked?: boolean): Promise<readonly string[]>
  /** The addresses that it gave away. */
  claims?(): Promise<Facts['claims']>
  /** Tells whenever a container may have come or gone, until what it returns is called. */
  watch?(changed: () => void): () => void
  /** Where an engine is asked: there may be several of one kind. @throws exit 6 where that is no socket of this machine */
  engine?(): string
  /** For an error: where it was looked, and why there is nothing; empty where that goes without saying. */
  absence(): string
}
