/** An option of a command, as far as a default value for it is concerned. */
export interface Flag {
  readonly type?: string | undefined
  readonly array?: boolean | undefined
  readonly describe?: string | undefined
  /** Throws where the text is no value for it. */
  readonly check?: ((text: string) => unknown) | undefined
}

/** The options of every command that may have a default value; a command whose options aren't loaded has none here. */
export type CommandFlags = Readonly<Record<string, Readonly<Record<string, Flag>> | undefined>>
