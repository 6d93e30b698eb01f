import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { findPythons } from '../engine/host/rehearsal/find-python.js';
import type { Event } from '../engine/model/event.js';
import { rehearsalEnds } from '../engine/rehearse/rehearsal-text.js';
import { summaryText } from '../engine/report/summary-text.js';
import { endings, runCli } from './support/built-cli.js';
import { countingServer } from './support/counting-server.js';
import { commonWords, picture } from './support/picture.js';
import { tempFolder } from './support/temp-folder.js';

const [python] = await findPythons('3.11', process.env);
const skip =
  process.platform === 'win32' ? 'written for POSIX' : python?.version !== '3.11' && 'no Python 3.11 with venv here';

test(
  'default.yaml is rehearsed to its end: the prebuilt is absent, so the compilers come, and the build succeeds',
  { skip },
  async t => {
    const folder = tempFolder(t);
    const stranger = await countingServer(t);
    const env = {
      ...process.env,
      XDG_CACHE_HOME: join(folder, 'user cache'),
      // what a host may say of its network, all of it to no avail
      HTTPS_PROXY: stranger.origin,
      https_proxy: stranger.origin,
      NO_PROXY: '',
      no_proxy: '',
      PIP_INDEX_URL: `${stranger.origin}/simple`,
      PIP_EXTRA_INDEX_URL: `${stranger.origin}/extra`,
      PIP_FIND_LINKS: `${stranger.origin}/links`,
      UV_INDEX_URL: `${stranger.origin}/uv`,
    };
    const cli = (...words: string[]) => runCli(words, { cwd: folder, env });
    const faults = ['--absent', 'pytorch3d-conda', '--absent', 'pytorch3d'];

    const first = await cli('rehearse', '--manifest', 'default.yaml', '--json', ...faults);
    assert.equal(first.code, 0, first.stderr);
    const events = first.events();
    const ended = endings(events);
    assert.equal(ended['pytorch3d'], 'by build from source');
    assert.equal(ended['env'], 'by conda');
    assert.match(ended['nvcc'] ?? '', /^by (on this host|conda-forge, Linux)$|^by on this host$|^not/);
    assert.deepEqual(
      events
        .filter(({ type, step }) => type === 'attempt-failed' && step === 'pytorch3d')
        .map(({ failed }) => [failed?.attempt, failed?.class]),
      [
        ['conda archive', 'absent'],
        ['prebuilt wheel', 'absent'],
      ],
    );
    const at = (type: string, step: string, attempt?: string) =>
      events.findIndex(
        event => event.type === type && event.step === step && (attempt === undefined || event.attempt === attempt),
      );
    const build = at('attempt-started', 'pytorch3d', 'build from source');
    for (const compiler of ['nvcc', 'cxx', 'pytorch3d-source']) {
      assert.ok(at('step-settled', compiler) < build, `${compiler} comes before the build`);
      assert.ok(
        at('attempt-started', compiler) > at('attempt-failed', 'pytorch3d'),
        `${compiler} comes only when it is needed`,
      );
    }

    assert.match(first.stderr, /^rehearsal: every package is a stand-in made on this machine/);
    assert.match(first.stderr, /holds stand-ins, not packages: nothing in it can be used\nno other host was asked\n$/);
    assert.deepEqual(stranger.asked, []);
    assert.deepEqual(readdirSync(folder), ['_rehearsal'], 'nothing is written but the folder of the rehearsal');

    holdPictures(t, events as unknown as readonly Event[], join(folder, '_rehearsal'));

    const notes = await cli(
      'run',
      '--root',
      '_rehearsal',
      '--',
      'python',
      '-c',
      'from pytorch3d import _C; print(*_C.__built_with__, sep="\\n")',
    );
    const root = join(folder, '_rehearsal');
    assert.match(
      notes.stdout,
      /^CUDA_HOME=.+\nCUDA_INC_PATH=.+\nCXX=.+\nFORCE_CUDA=1\n.+nvcc: Cuda compilation tools, release 12\.1, .+\n(not )?compiled/m,
    );
    assert.ok(existsSync(join(root, '.sam3d-install', 'env.json')));

    const second = await cli('rehearse', '--json', ...faults);
    assert.equal(second.code, 0, second.stderr);
    assert.deepEqual([...new Set(Object.values(endings(second.events())))], ['up-to-date']);
    assert.ok(!second.events().some(({ type }) => type === 'attempt-started'));

    const status = await cli('status', '--root', '_rehearsal');
    assert.match(status.stdout, /complete: nothing would run/);
    const verify = await cli('verify', '--root', '_rehearsal');
    assert.equal(verify.code, 0, verify.stderr);

    const install = await cli('install', '--root', '_rehearsal');
    assert.equal(install.code, 3);
    assert.equal(
      install.stderr,
      `error: ${root} was filled by a rehearsal: its packages are stand-ins\nhelp: name another folder with --root, or remove this one\n`,
    );
  },
);

/** The pictures of the README are of this run: their words are those of today. */
function holdPictures(t: TestContext, events: readonly Event[], root: string): void {
  const started = events.find(event => event.type === 'run-started');
  const finished = events.find(event => event.type === 'run-finished');
  assert.ok(started?.type === 'run-started' && finished?.type === 'run-finished');

  const rows = picture('running').flatMap(line => /^[^\w\s"(] (.*)$/.exec(line)?.[1] ?? []);
  assert.deepEqual(
    rows.map((row, index) => row.startsWith(`${started.steps[index]?.title}: `)),
    started.steps.map(() => true),
    'npm run pictures makes the pictures again',
  );

  const { summary } = finished;
  const way = (id: string) => summary.steps.find(step => step.id === id)?.outcome;
  const [nvcc, cxx] = [way('nvcc'), way('cxx')];
  if (nvcc?.kind !== 'succeeded' || nvcc.rung === 0 || cxx?.kind !== 'succeeded' || cxx.rung !== 0) {
    t.diagnostic('the picture of the summary is of a host with g++ and without nvcc');
    return;
  }
  const state = join(root, '.sam3d-install');
  const said = { title: started.title, logs: join(state, 'logs', started.run), handOver: join(state, 'env.json') };
  assert.equal(
    commonWords(picture('summary'), '/tmp/comfy/_rehearsal'),
    commonWords([...summaryText(summary, said), rehearsalEnds(root, [])], root),
    'npm run pictures makes the pictures again',
  );
}
