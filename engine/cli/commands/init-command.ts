import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { initNode, initRenovate, MANIFEST_NAME, type Initiated, type InitWish } from '../../init-node.js';
import { isPlatform, PLATFORMS } from '../../model/platform.js';
import { EXIT } from '../exit-code.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { streams } from '../streams.js';

/** `init [FOLDER]`: a new node's manifest, lock, installer and CI workflow, from flags, its own files, or questions. */
export async function initCommand(flags: Flags, folder = '.'): Promise<number> {
  const { name, title, python, platforms, from, dryRun } = flags;
  const said: InitWish = {
    folder: resolve(folder),
    dryRun,
    ...(name !== undefined && { name }),
    ...(title !== undefined && { title }),
    ...(python !== undefined && { python }),
    ...(platforms !== undefined && { platforms }),
    // a file is named as seen from here, not from the folder
    ...(from !== undefined && { from: resolve(from) }),
    ...(flags.extends !== undefined && { base: flags.extends }),
  };
  const isAsked = process.stdin.isTTY && process.stderr.isTTY && !flags.yes && !flags.json;
  const renovate = flags.renovate === true;
  const made = renovate
    ? await initRenovate(undefined, said.folder, dryRun)
    : await initNode(isAsked ? await asked(said) : said);
  if (!made.ok) return showRefusal(made.error, flags);
  if (flags.json) {
    const { files, remarks, base } = made.value;
    streams.result(
      JSON.stringify({ type: 'init', written: !dryRun, files: files.map(({ path }) => path), base, remarks }),
    );
  } else showMade(made.value, flags);
  return EXIT.done;
}

function showMade({ files, base, remarks }: Initiated, { dryRun, quiet, renovate }: Flags): void {
  const [manifest] = files;
  if (dryRun) streams.result(manifest?.text ?? '');
  else streams.result(files.map(({ path }) => `wrote ${path}`).join('\n'));
  remarks.forEach(streams.talk);
  if (quiet || renovate === true) return;
  streams.talk(`${MANIFEST_NAME} extends ${base}`);
  if (dryRun) streams.talk(`nothing was written; it would be ${files.map(({ path }) => path).join(', ')}`);
  else streams.talk('next: sam3d-install validate, sam3d-install rehearse, and sam3d-install lock for the hashes');
}

/** An empty answer takes what stands in brackets. */
async function asked(said: InitWish): Promise<InitWish> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ask = async (question: string, usual: string) => {
    const answer = (await terminal.question(`${question} [${usual}]: `)).trim();
    return answer === '' ? undefined : answer;
  };
  try {
    const title = said.title ?? (await ask('what people call the node', said.folder.split(/[\\/]/).at(-1) ?? ''));
    const from = said.from ?? (await ask('file that says what it needs', 'none'));
    const python = said.python ?? (await ask('Python', 'of that file, else 3.11'));
    const platforms = said.platforms ?? platformsIn(await ask('platforms', PLATFORMS.join(',')));
    return {
      ...said,
      ...(title !== undefined && { title }),
      ...(from !== undefined && { from: resolve(from) }),
      ...(python !== undefined && { python }),
      ...(platforms !== undefined && { platforms }),
    };
  } finally {
    terminal.close();
  }
}

function platformsIn(text: string | undefined): InitWish['platforms'] {
  return text?.split(/[\s,]+/).filter(isPlatform);
}
