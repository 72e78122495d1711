/** A configuration file as it was read. */
export interface Source {
  readonly file: string
  readonly text: string
  /** The key of the file's mapping that has the configuration, where it isn't the whole file. */
  readonly inside: string | undefined
}
