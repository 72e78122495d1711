/** Somebody may have deleted the folder that we were started in; yargs asks for it as soon as it is loaded. */
export function standSomewhere(): void {
  try {
    process.cwd()
  } catch {
    process.chdir('/')
  }
}
