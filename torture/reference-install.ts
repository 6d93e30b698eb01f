import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { place, platformHere, type Place } from '../test/support/cli.js';
import { bzip2, gzip, has, tarOf, zipOf, type Member } from '../test/support/make-archive.js';
import { sha256Of, startMirror, type Mirror } from '../test/support/mirror.js';
import type { Scope } from './trial.js';

/** One installation on a throw-away host, with a mirror of its own, that is done again and again. */
export interface ReferenceInstall {
  readonly here: Place;
  readonly mirror: Mirror;
  /** What comes before every command's own words. */
  readonly args: readonly string[];
  /** Empties root and cache. */
  clear(): void;
  /** Writes the manifest, with other versions where they are given, or another script for its last step. */
  declare(changes?: Partial<Changes>): void;
}

interface Changes {
  readonly one: string;
  readonly two: string;
  readonly top: string;
  /** Which commit of the repository: a folder that is made anew as a whole. */
  readonly commit: 'first' | 'second';
}

/** What this host lacks of what the install is made of; undefined when it has all. */
export function cannotInstall(): string | undefined {
  if (process.platform !== 'linux') return 'the programs of the install are scripts, and /proc is read';
  return ['bzip2', 'gzip', 'git'].find(program => !has(program))?.replace(/^/, 'there is no ');
}

/** 15 steps of every kind that needs no other tool: files, archives, downloads, programs, a ladder, a checkout. */
export async function referenceInstall(scope: Scope): Promise<ReferenceInstall> {
  const here = place(scope);
  const mirror = await startMirror();
  scope.after(() => mirror.close());
  here.program('teller', 'echo teller 1.2.3');
  here.program('git', `exec '${pathOf('git')}' "$@"`);
  const commits = makeRepository(join(here.folder, 'repositories', 'project.git'));
  const bodies = serveAll(mirror);
  const repositories = `https://repositories.test/=file://${join(here.folder, 'repositories')}/`;
  const declare = (changes: Partial<Changes> = {}) => {
    const usual: Changes = { one: '1.0', two: '2.0', top: 'echo "top $TELLER" > top.txt', commit: 'first' };
    here.write('sam3d-install.yaml', manifestText({ bodies, commits, changes: { ...usual, ...changes } }));
  };
  declare();
  return {
    here,
    mirror,
    args: ['install', '--mirror', `https://packages.test/=${mirror.url}/`, '--mirror', repositories],
    declare,
    clear: () => {
      for (const folder of [here.root, here.cache]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const MANY = 12;

function serveAll(mirror: Mirror): Readonly<Record<string, Buffer>> {
  const files = (top: string, say: string): readonly Member[] =>
    Array.from({ length: MANY }, (_, index) => ({
      name: `${top}/part${index % 3}/file${index}.txt`,
      body: `${say} ${index}\n`.repeat(40),
      ...(index === 1 && { mode: 0o755 }),
    }));
  const bodies = {
    'first.tar.gz': gzip(tarOf(...files('first', 'old'), { name: 'first/link', type: '2', target: 'part0/file0.txt' })),
    // as long as what it replaces: what the first made still stands, by its sizes
    'over.tar.gz': gzip(tarOf(...files('first', 'new').slice(0, 5))),
    'second.tar.bz2': bzip2(tarOf(...files('pkg/lib', 'bz'), { name: 'pkg/info/about.txt', body: 'not taken' })),
    'third.zip': zipOf(...files('third', 'zip').map(({ name, body = '' }) => ({ name, body, deflate: true }))),
    'model.bin': Buffer.alloc(400_000, 'model '),
  };
  for (const [name, body] of Object.entries(bodies)) mirror.serve(`/${name}`, { kind: 'file', body });
  return bodies;
}

interface Declared {
  readonly bodies: Readonly<Record<string, Buffer>>;
  readonly commits: Readonly<Record<Changes['commit'], string>>;
  readonly changes: Changes;
}

function manifestText({ bodies, commits, changes }: Declared): string {
  const artifact = (name: string) =>
    `{ sources: ['https://packages.test/${name}'], sha256: '${sha256Of(bodies[name] ?? '')}' }`;
  const many = 'i=0; while [ $i -lt 20 ]; do echo $i; i=$((i+1)); done';
  return `manifest: 1
name: reference
title: A reference install
versions: { one: '${changes.one}', two: '${changes.two}' }
platforms: { ${platformHere()}: {} }
artifacts:
  first: ${artifact('first.tar.gz')}
  over: ${artifact('over.tar.gz')}
  second: ${artifact('second.tar.bz2')}
  third: ${artifact('third.zip')}
  model: ${artifact('model.bin')}
  absent: { sources: ['https://packages.test/absent.bin'], sha256: '${'0'.repeat(64)}' }
steps:
  settings: { uses: write, with: { path: settings.ini, text: "one = \${one}\\n" } }
  tool: { uses: write, with: { path: bin/tool, text: "#!/bin/sh\\necho tool \${two}\\n", executable: true } }
  teller:
    uses: detect
    with: { command: teller, version: '>=1.0' }
    exports: { TELLER: '\${steps.teller.path}' }
  first: { uses: unpack, with: { artifact: first, to: lib/first, strip: 1 } }
  over: { uses: unpack, needs: [first], with: { artifact: over, to: lib/first, strip: 1 } }
  second: { uses: unpack, with: { artifact: second, select: 'pkg/lib/**', to: lib/second } }
  third: { uses: unpack, with: { artifact: third, to: lib/third } }
  picked: { uses: unpack, needs: [first], with: { artifact: first, pick: { first/part1/file1.txt: one.txt }, to: picked } }
  model: { uses: download, with: { artifact: model, to: models/model.bin } }
  project: { uses: git, with: { url: 'https://repositories.test/project.git', commit: '${commits[changes.commit]}', to: src/project } }
  built:
    uses: run
    needs: [tool, over, teller]
    with:
      argv: [/bin/sh, -c, '(${many}) > built.part & wait; while read line; do echo "$line"; done < built.part > built.txt; : > built.part']
      creates: [built.txt, built.part]
    verify: [{ run: ['\${steps.tool.path}'], prints: '\${two}' }]
  asked: { uses: run, needs: [tool], with: { argv: [bin/tool, --version] } }
  note: { uses: write, with: { path: deep/er/note.txt, text: "\${steps.asked.output} \${steps.teller.version}\\n" } }
  ladder:
    uses: download
    with: { artifact: absent, to: ladder.txt }
    fallbacks:
      - { name: by hand, uses: write, with: { path: ladder.txt, text: "by hand \${two}\\n" } }
  top:
    uses: run
    needs: [built, second, third, picked, model, note, ladder, project, settings]
    with: { argv: [/bin/sh, -c, '${changes.top}'], creates: [top.txt] }
`;
}

function makeRepository(folder: string): Declared['commits'] {
  mkdirSync(folder, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    }).trim();
  git('init', '--quiet');
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const commit = (word: string) => {
    writeFileSync(join(folder, 'source.txt'), `source ${word}\n`);
    git('add', '.');
    git('commit', '--quiet', '-m', word);
    return git('rev-parse', 'HEAD');
  };
  return { first: commit('first'), second: commit('second') };
}

function pathOf(program: string): string {
  return execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
}
