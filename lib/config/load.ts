import { type Config, EMPTY } from './schema.ts'
export async function loadConfig(_: { config: string | undefined; noConfig: boolean }): Promise<Config> {
  return EMPTY
}
