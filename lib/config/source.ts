/** A configuration file as it was read. */
export interface Source {
  readonly file: string
  readonly text: string
  /** The key of the file's mapping that has the configuration, where it isn't the whole file. */
  readonly inside: string | undefined
  /** It is the system's: nobody but root can have written it. */
  readonly system?: true
}

/** What the command line says about configuration files. */
export interface Wanted {
  /** This file instead of the one that is found. */
  readonly config: string | undefined
  /** None at all. */
  readonly noConfig: boolean
}

/** Where to look. */
export interface Places {
  readonly system: string
  readonly from: string
}
