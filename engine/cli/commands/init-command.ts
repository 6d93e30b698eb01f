import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { initNode, initRenovate, MANIFEST_NAME, type Initiated, type InitWish } from '../../desk/init-node.js';
import { PLATFORMS } from '../../model/platform.js';
import { askAll, type Question } from '../ask-all.js';
import { EXIT } from '../exit-code.js';
import { platformsFault, platformsIn, pythonFault } from '../init-options.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { countText } from '../../report/amount.js';
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
  const wish = isAsked && !renovate ? await asked(said) : said;
  if (wish === undefined) {
    streams.talk('\nnothing was written');
    return EXIT.interrupted;
  }
  const made = renovate ? await initRenovate(undefined, said.folder, dryRun) : await initNode(wish);
  if (!made.ok) return showRefusal(made.error, flags);
  if (flags.json) {
    const { files, remarks, base, locked, ignored } = made.value;
    streams.result(
      JSON.stringify({
        type: 'init',
        written: !dryRun,
        files: files.map(({ path }) => path),
        base,
        remarks,
        locked,
        ignored,
      }),
    );
  } else showMade(made.value, said.folder, flags);
  return EXIT.done;
}

function showMade({ files, base, remarks, locked, ignored = [] }: Initiated, folder: string, flags: Flags): void {
  const { dryRun, quiet, renovate } = flags;
  const [manifest] = files;
  if (dryRun) streams.result(manifest?.text ?? '');
  else {
    const added = ignored.length === 0 ? [] : [`added to .gitignore: ${ignored.join(' ')}`];
    streams.result([...files.map(({ path }) => `wrote ${path}`), ...added].join('\n'));
  }
  remarks.forEach(streams.talk);
  if (quiet || renovate === true) return;
  streams.talk(`${MANIFEST_NAME} extends ${base}`);
  if (dryRun) {
    const added = ignored.length === 0 ? '' : `, and in .gitignore ${ignored.join(' ')}`;
    streams.talk(`nothing was written; it would be ${files.map(({ path }) => path).join(', ')}${added}`);
  } else streams.talk(`next: ${thither(folder)}sam3d-install validate, sam3d-install rehearse${toLock(locked)}`);
}

/** Elsewhere the commands would take another manifest, or the built-in one. */
function thither(folder: string): string {
  const path = relative('.', folder);
  return path === '' ? '' : `cd ${path.includes(' ') ? `"${path}"` : path}, then `;
}

/** What is not known without a network is for a command that asks it. */
function toLock(locked: Initiated['locked']): string {
  if (locked === undefined) return '';
  const missing = countText(locked.of - locked.entries, 'address', 'addresses');
  const what =
    locked.of === locked.entries
      ? 'what pip and conda bring'
      : `hash and size of ${missing}, and what pip and conda bring`;
  return `;\nthen, where the network leads to the servers, sam3d-install lock: it notes ${what}`;
}

/** What is not said is asked for, with what is usual in brackets; undefined where nobody wants to answer. */
async function asked(said: InitWish): Promise<InitWish | undefined> {
  const own = said.from ?? needsFileIn(said.folder);
  const questions = new Map<'title' | 'from' | 'python' | 'platforms', Question>();
  if (said.title === undefined) {
    questions.set('title', { text: 'what people call the node', usual: said.name ?? basename(said.folder) });
  }
  if (said.from === undefined) {
    const usual = own === undefined ? 'none' : relative('.', own);
    questions.set('from', { text: 'file that says what it needs', usual, fault: fileFault });
  }
  if (said.python === undefined) {
    questions.set('python', { text: 'Python', usual: 'of that file, else 3.11', fault: pythonFault });
  }
  if (said.platforms === undefined) {
    questions.set('platforms', {
      text: 'platforms',
      usual: `of that file, else ${PLATFORMS.join(',')}`,
      fault: platformsFault,
    });
  }
  const answers = await askAll(questions);
  if (answers === undefined) return undefined;
  const { title, from, python, platforms } = Object.fromEntries(answers) as Readonly<
    Record<string, string | undefined>
  >;
  const file = from === undefined ? own : from === NO_FILE ? undefined : resolve(from);
  return {
    ...said,
    ...(title !== undefined && { title }),
    ...(file !== undefined && { from: file }),
    ...(python !== undefined && { python }),
    ...(platforms !== undefined && { platforms: platformsIn(platforms) }),
  };
}

const NO_FILE = 'none';
const USUAL_FILES = ['pixi.toml', 'environment.yml', 'requirements.txt'];

function needsFileIn(folder: string): string | undefined {
  return USUAL_FILES.map(name => join(folder, name)).find(path => existsSync(path));
}

function fileFault(answer: string): string | undefined {
  return answer === NO_FILE || existsSync(resolve(answer)) ? undefined : `There is no ${answer} here.`;
}
