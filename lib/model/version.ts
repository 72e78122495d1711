/** Put in by the build; the sources say what they are. */
declare const CTNET_VERSION: string | undefined

export const VERSION = typeof CTNET_VERSION === 'string' ? CTNET_VERSION : 'from source'
