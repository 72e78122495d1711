/**
 * A condition of the shell, in a script of the journal and in what it starts: somebody wants it to stop, or the ctnet
 * that would say so is gone (a zombie has no namespace any more). Elsewhere nobody does.
 */
export const CALLED_OFF = `{ [ -e "\${journal:+$journal/stop}" ] || [ ! -e "/proc/\${ctnet-self}/ns/net" ]; }`
