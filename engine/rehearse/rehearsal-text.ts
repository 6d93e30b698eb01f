/** What a rehearsal says before its plan and after its summary: nobody may take its environment for a real one. */
export const REHEARSAL_BEGINS =
  'rehearsal: every package is a stand-in made on this machine, and hashes are those of the stand-ins; no other host is asked';

export function rehearsalEnds(root: string, strays: readonly string[]): string {
  const environment = `rehearsal: the environment in ${root} holds stand-ins, not packages: nothing in it can be used`;
  if (strays.length === 0) return `${environment}\nno other host was asked`;
  return `${environment}\nother hosts were asked, and refused: ${[...new Set(strays)].join(', ')}`;
}
