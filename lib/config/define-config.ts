import type { Written } from './written.ts'

/**
 * A configuration as code, checked by its type: what `ctnet.config.ts` exports by default. Its keys are those of the
 * configuration files that are data.
 *
 * @example
 * import { defineConfig } from 'ctnet'
 *
 * export default defineConfig({
 *   plugins: ['./campus.ts', 'ctnet-plugin-campus'],
 *   bridges: { bridge0: { address: '172.17.42.1/16' } },
 * })
 */
export const defineConfig = (config: Written): Written => config
