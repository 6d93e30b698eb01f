/** The part of a changelog that tells of one version. Throws where there is none: a release says what it changes. */
export function changesOf(changelog: string, version: string): string {
  const parts = changelog.split(/^(?=## )/m);
  const part = parts.find(text => text.startsWith(`## ${version} `) || text.startsWith(`## ${version}\n`));
  const said = part?.slice(part.indexOf('\n')).trim() ?? '';
  if (said === '') throw new Error(`CHANGELOG.md says nothing of ${version}: begin a part with "## ${version}"`);
  return `${said}\n`;
}
