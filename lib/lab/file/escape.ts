/** A variable in a text, `${name}`; with a dollar before it none, but the text behind that dollar. */
export const REFERENCE = /(\$?)\$\{([^}]*)\}/g

/** The text as it must be typed so that it is read as it is. */
export const escapeReferences = (text: string): string => text.replace(REFERENCE, (found) => `$${found}`)
