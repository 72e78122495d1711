import { Output } from './output.ts'

/** What a command has to show, held back until it is known what became of it. */
export class HeldOutput extends Output {
  readonly lines: string[] = []
  readonly data: Readonly<Record<string, unknown>>[] = []

  override result(lines: readonly string[], data: Readonly<Record<string, unknown>>): void {
    this.lines.push(...lines)
    this.data.push(data)
  }

  override text(text: string): void {
    this.lines.push(...text.trimEnd().split('\n'))
  }
}
