import { diagnosticText } from '../../engine/report/diagnostic-text.js';
import { readNeeds } from '../../engine/desk/read-needs.js';

/** What is read of a file, with the files beside it. */
export async function read(file: string, text: string, beside: Readonly<Record<string, string>> = {}) {
  const needs = await readNeeds({ file, text }, async name => {
    const found = beside[name];
    return found === undefined ? undefined : { file: name, text: found };
  });
  const sources = new Map([[file, text], ...Object.entries(beside)]);
  return needs.ok ? needs.value : diagnosticText(needs.error, sources, { color: false, unicode: false });
}
