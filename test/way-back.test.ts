import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  eventsOf,
  openableGate,
  place,
  platformHere,
  shown,
  treeOf,
  yamlList,
  type CliEnd,
  type Place,
} from './support/cli.js';
import { has } from './support/make-archive.js';
import { makeWheels, quickPythonHere } from './support/real-python.js';
import { realContext } from './support/real-context.js';

/** A failed change leaves what worked, and a change that worked can be taken back: on the built program. */

/** `word` is in both files; `last` is a step that a program can fail. */
const manifest = (word: string, extra = '') => `manifest: 1
name: words
title: Words
platforms: { ${platformHere()}: {} }
steps:
  one: { uses: write, with: { path: deep/one.txt, text: "${word} one\\n" } }
  two: { uses: write, needs: [one], with: { path: two.txt, text: "${word} two\\n" } }
${extra}`;
const LAST = (file: string) => `  last: { uses: run, needs: [two], with: { argv: [last], creates: [${file}] } }\n`;

function wordsPlace(t: TestContext): Place {
  const here = place(t);
  here.program('last', 'if [ -e broken ]; then echo no >&2; exit 1; fi; echo last > last.txt');
  return here;
}

async function install(here: Place, text: string, code = 0): Promise<CliEnd> {
  here.write('sam3d-install.yaml', text);
  const end = await here.cli(['install', '--json']);
  assert.equal(end.code, code, shown(end));
  return end;
}

function endings(end: CliEnd): Readonly<Record<string, string>> {
  const settled = eventsOf(end).filter(event => event.type === 'step-settled');
  return Object.fromEntries(settled.map(({ step, outcome }) => [step, outcome.kind]));
}

const read = (here: Place, file: string) => readFileSync(join(here.root, file), 'utf8').trim();

/** What a user sees of a root: all but the engine's own folder. */
const seen = (here: Place) =>
  Object.fromEntries(Object.entries(treeOf(here.root)).filter(([path]) => !path.startsWith('.sam3d-install')));

const skip = process.platform === 'win32' && 'the programs of the steps are scripts for sh';

describe('a run that fails', { skip, concurrency: 2 }, () => {
  test('puts back what worked, and the next run takes up what it had done', async t => {
    const here = wordsPlace(t);
    await install(here, manifest('old', LAST('last.txt')));
    const worked = seen(here);
    writeFileSync(join(here.root, 'broken'), '');
    here.write('sam3d-install.yaml', manifest('new', LAST('last.txt')));
    const failed = await here.cli(['install', '--force', 'last']);
    assert.equal(failed.code, 1, shown(failed));
    assert.match(
      failed.stderr,
      /\n {2}what worked before is back in its place: what this run had done waits aside for the next\n$/,
    );
    assert.deepEqual({ ...seen(here), broken: undefined }, { ...worked, broken: undefined });
    // by the old manifest nothing is to be done, by the new one only what was not
    assert.deepEqual(endings(await install(here, manifest('old', LAST('last.txt')))), {
      one: 'up-to-date',
      two: 'up-to-date',
      last: 'up-to-date',
    });
  });

  test('loses nothing of what it had done once its cause is mended', async t => {
    const here = wordsPlace(t);
    await install(here, manifest('old'));
    writeFileSync(join(here.root, 'broken'), '');
    await install(here, manifest('new', LAST('last.txt')), 1);
    assert.equal(read(here, 'two.txt'), 'old two');
    here.program('last', 'echo last > last.txt');
    const mended = await install(here, manifest('new', LAST('last.txt')));
    assert.deepEqual(endings(mended), { one: 'up-to-date', two: 'up-to-date', last: 'succeeded' });
    assert.equal(read(here, 'two.txt'), 'new two');
    assert.match(mended.stderr, /^going on with what the run \S+ had done$/m);
  });

  test('keeps what a first install had done in its place: there is nothing to go back to', async t => {
    const here = wordsPlace(t);
    here.program('last', 'exit 1');
    await install(here, manifest('new', LAST('last.txt')), 1);
    assert.equal(read(here, 'two.txt'), 'new two');
    const none = await here.cli(['rollback']);
    assert.equal(none.code, 3, shown(none));
    assert.equal(
      none.stderr,
      `error: no earlier environment is kept in ${here.root}\nhelp: one is kept when a run changes an environment that is in use\n`,
    );
  });
});

/** A repository with two commits, which is reached by a mirror of the user's. */
function repository(here: Place): { readonly commits: readonly string[]; readonly mirror: readonly string[] } {
  const folder = join(here.folder, 'repositories', 'project.git');
  mkdirSync(folder, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const commits = ['old', 'new'].map(word => {
    writeFileSync(join(folder, 'word.txt'), word);
    git('add', '.');
    git('commit', '--quiet', '-m', word);
    return git('rev-parse', 'HEAD');
  });
  return { commits, mirror: ['--mirror', `https://repositories.test/=file://${join(here.folder, 'repositories')}/`] };
}

test(
  'a folder that is made anew and does not hold gives its place back to the one before, also where no run ever ended well',
  { skip },
  async t => {
    if (!has('git')) return t.skip('there is no git on this host');
    const here = place(t);
    here.program(
      'git',
      `exec '${execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()}' "$@"`,
    );
    here.program('holds', 'read word < src/word.txt; echo "$word"');
    const { commits, mirror } = repository(here);
    const declare = (commit: string, prints: string) =>
      here.write(
        'sam3d-install.yaml',
        `manifest: 1
name: source
title: Source
platforms: { ${platformHere()}: {} }
steps:
  source:
    uses: git
    with: { url: 'https://repositories.test/project.git', commit: ${commit}, to: src }
    verify: [{ run: [holds], prints: ${prints} }]
  never: { uses: run, needs: [source], with: { argv: [no-such-program] } }
`,
      );
    const word = () => read(here, 'src/word.txt');
    declare(commits[0] ?? '', 'old');
    await here.cli(['install', ...mirror]);
    assert.equal(word(), 'old');
    declare(commits[1] ?? '', 'other');
    const failed = await here.cli(['install', ...mirror]);
    assert.equal(failed.code, 1, shown(failed));
    assert.equal(word(), 'old');
    declare(commits[1] ?? '', 'new');
    await here.cli(['install', ...mirror]);
    assert.equal(word(), 'new');
    assert.ok(!existsSync(join(here.root, 'src.before')));
  },
);

describe('rollback', { skip, concurrency: 2 }, () => {
  test('brings the previous files back with their journal, and the newer ones again', async t => {
    const here = wordsPlace(t);
    await install(here, manifest('old'));
    const old = seen(here);
    await install(here, manifest('new', LAST('last.txt')));
    const now = seen(here);
    const list = await here.cli(['rollback', '--list']);
    assert.match(
      list.stdout,
      /^\S+ {2}words, profile default, [\d-]+ [\d:]+ UTC: deep\/one\.txt, two\.txt \(earlier\)\n$/,
    );
    const back = await here.cli(['rollback']);
    assert.equal(back.code, 0, shown(back));
    assert.match(back.stdout, /^back: \S+ {2}words, .*\(earlier\)\n$/);
    assert.deepEqual(seen(here), old);
    assert.deepEqual(endings(await install(here, manifest('old'))), { one: 'up-to-date', two: 'up-to-date' });
    const [, newer = ''] = /^help: rollback (\S+) brings back/m.exec(back.stderr) ?? [];
    const forward = await here.cli(['rollback', newer]);
    assert.equal(forward.code, 0, shown(forward));
    assert.deepEqual(seen(here), now);
  });

  test('gets back what worked from a run that was killed', async t => {
    const here = wordsPlace(t);
    await install(here, manifest('old'));
    const old = seen(here);
    here.program('last', 'echo is there; read line');
    here.write(
      'sam3d-install.yaml',
      manifest('new', LAST('last.txt')).replace('argv: [last]', `argv: ${yamlList(WAITS)}`),
    );
    const running = here.start(['install', '--verbose']);
    await running.line(/is there/);
    running.kill('SIGKILL');
    await running.ended;
    assert.equal(read(here, 'two.txt'), 'new two');
    const back = await here.cli(['rollback']);
    assert.equal(back.code, 0, shown(back));
    assert.deepEqual(seen(here), old);
  });

  test('waits for a run on the same root with --wait, and then takes that back', async t => {
    const here = wordsPlace(t);
    await install(here, manifest('old'));
    const old = seen(here);
    const gate = await openableGate(t);
    const waits = `argv: ${yamlList(gate.argv)}`;
    here.write(
      'sam3d-install.yaml',
      manifest('new', LAST('last.txt')).replace('argv: [last], creates: [last.txt]', waits),
    );
    const running = here.start(['install']);
    await gate.arrived;
    const refused = await here.cli(['rollback']);
    assert.match(refused.stderr, /^help: wait for it with --wait, or stop it, then run the same command again$/m);
    const waiting = here.start(['rollback', '--wait']);
    await waiting.line(/^waiting for another run on /);
    gate.open();
    assert.equal((await running.ended).code, 0);
    const back = await waiting.ended;
    assert.equal(back.code, 0, shown(back));
    assert.deepEqual(seen(here), old);
  });

  test('keeps as many as it is told to', async t => {
    const here = wordsPlace(t);
    for (const word of ['first', 'second', 'third']) await install(here, manifest(word));
    assert.equal((await here.cli(['rollback', '--list'])).stdout.split('\n').length, 2);
    here.write('sam3d-install.yaml', manifest('fourth'));
    assert.equal((await here.cli(['install', '--keep', '0'])).code, 0);
    const none = await here.cli(['rollback', '--list']);
    assert.equal(none.stderr, `no earlier environment is kept in ${here.root}\n`);
  });

  test('brings a Python environment back as it was, package for package', async t => {
    const quick = await quickPythonHere(t);
    if (quick === undefined) return t.skip('no Python with venv on this host');
    const { version: python, path: host } = quick;
    const here = place(t);
    const context = realContext(t, { root: here.root });
    await makeWheels(join(here.root, 'wheels'), ['example==1.0', 'example==2.0'], { python: host, context });
    const packages = (version: string) => `manifest: 1
name: small
title: A small thing
platforms: { ${platformHere()}: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '${python}', search: ${yamlList([dirname(host)])} } }
  package:
    uses: pip
    needs: [env]
    with: { python: '\${steps.env.python}', packages: ['example==${version}'], find-links: [wheels] }
    verify: [{ python: 'import example; assert example.version == "${version}"' }]
`;
    const offline = { env: { PIP_NO_INDEX: '1' } };
    for (const version of ['1.0', '2.0']) {
      here.write('sam3d-install.yaml', packages(version));
      const end = await here.cli(['install'], offline);
      assert.equal(end.code, 0, shown(end));
    }
    const back = await here.cli(['rollback']);
    assert.equal(back.code, 0, shown(back));
    here.write('sam3d-install.yaml', packages('1.0'));
    const verified = await here.cli(['verify'], offline);
    assert.equal(verified.code, 0, shown(verified));
    const again = await here.cli(['install', '--json'], offline);
    assert.deepEqual(endings(again), { env: 'up-to-date', package: 'up-to-date' });
    assert.ok(existsSync(join(here.root, '_env', 'lib', `python${python}`, 'site-packages', 'example-1.0.dist-info')));
  });
});

const WAITS = [process.execPath, '-e', "console.log('is there'); setInterval(() => 0, 1000)"];
