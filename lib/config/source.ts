/** A configuration file as it was found: not read yet where it is code. */
export interface Located {
  readonly file: string
  readonly text: string
  /** The key of the file's mapping that has the configuration, where it isn't the whole file. */
  readonly inside: string | undefined
  /** It is the system's: nobody but root can have written it. */
  readonly system?: true
}

/** A configuration file as it was read: its text, or what its code exports. */
export type Source = Located | CodeSource

export interface CodeSource {
  readonly file: string
  readonly data: unknown
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
