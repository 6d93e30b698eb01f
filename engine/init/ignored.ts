/** What an install makes in a node's folder beside what its manifest names: no part of what the node is. */
const ALWAYS = ['.sam3d-install', '_rehearsal', '_tools'];

/** The lines for these folders that a `.gitignore` lacks, in the form `/_env/`; `paths`: as the manifest has them. */
export function missingIgnores(text: string, paths: Iterable<string>): readonly string[] {
  const tops = [...paths].map(path => path.replace(/^(\.\/)+/, '').split('/')[0] ?? '');
  const known = new Set(text.split(/\r?\n/).map(line => line.trim().replace(/^\/|\/\*{0,2}$/g, '')));
  const wanted = new Set([...ALWAYS, ...tops.filter(top => /^[\w.-]*\w[\w.-]*$/.test(top))]);
  return [...wanted].filter(name => !known.has(name)).map(name => `/${name}/`);
}

/** What is put behind a text, so that these become lines of their own. */
export function appendix(text: string, lines: readonly string[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text === '' || text.endsWith('\n') ? '' : end}${lines.map(line => line + end).join('')}`;
}
