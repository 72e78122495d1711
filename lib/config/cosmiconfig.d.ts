/** The part of cosmiconfig 9.0.2 that only searches; the package's own declaration of it is empty. */
declare module 'cosmiconfig/dist/ExplorerSync.js' {
  import type { CosmiconfigResult, OptionsSync } from 'cosmiconfig'

  export class ExplorerSync {
    constructor(options: OptionsSync & { moduleName: string; metaConfigFilePath: null })
    search(from: string): CosmiconfigResult
  }
}
