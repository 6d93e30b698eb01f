import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventsOf, place, platformHere, shown, type CliEnd } from './support/cli.js';
import { anyPython } from './support/rehearsal-python.js';

/** One install that is wholly real: a venv, uv, and wheels of the default index. Skipped where that cannot be reached. */

/** What this host says of its network; where its packages come from beside the index stays out. */
const network = Object.fromEntries(
  Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      /^(?:PIP_(?:INDEX_URL|CERT|PROXY|TRUSTED_HOST)|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|\w+_PROXY)$/i.test(entry[0]) &&
      entry[1] !== undefined,
  ),
);

const python = await anyPython();
const skip = python === undefined ? 'no Python here that can make environments' : await unreachable(python.path);

function unreachable(interpreter: string): Promise<string | false> {
  const folder = mkdtempSync(join(tmpdir(), 'index-'));
  const words = ['-m', 'pip', '--timeout', '5', '--retries', '0', 'download', '--no-deps', '--dest', folder];
  return new Promise(resolve => {
    const env = { ...network, HOME: folder, PATH: '' };
    execFile(interpreter, ['-I', ...words, 'six==1.16.0'], { timeout: 20_000, env }, error => {
      rmSync(folder, { recursive: true, force: true });
      resolve(error !== null && 'the default pip index cannot be reached from here');
    });
  });
}

const manifest = `manifest: 1
name: real
title: A real environment
versions: { python: '${python?.version ?? '3.11'}', six: '1.16.0', packaging: '24.1' }
platforms: { ${platformHere()}: {} }
steps:
  env:
    title: Python \${python}
    uses: venv
    with: { prefix: _env, python: '\${python}' }
    exports: { PATH: '\${steps.env.search-path}' }
  uv: { needs: [env], uses: pip, with: { packages: [uv] }, verify: [{ file: '_env/bin/uv' }] }
  packages:
    needs: [uv]
    uses: pip
    with: { packages: ['six==\${six}', 'packaging==\${packaging}'] }
    verify: [{ python: 'import six; assert six.__version__ == "\${six}", six.__version__' }]
  more:
    needs: [packages]
    uses: pip
    with: { packages: [idna], constraints: ['six==\${six}'] }
    verify: [{ python: import idna }]
`;

function ran(end: CliEnd): readonly string[] {
  const settled = eventsOf(end).filter(event => event.type === 'step-settled');
  return settled.filter(({ outcome }) => outcome.kind === 'succeeded').map(({ step }) => step);
}

test(
  'a venv, uv and wheels of the default index: installed, verified, used, bumped',
  { skip: process.platform === 'win32' ? 'written for POSIX' : skip },
  async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', manifest);
    here.program(`python${python?.version ?? ''}`, `exec '${python?.path ?? ''}' "$@"`);
    const options = { env: network };

    const first = await here.cli(['--json'], options);
    assert.equal(first.code, 0, shown(first));
    assert.deepEqual(ran(first), ['env', 'uv', 'packages', 'more']);
    const log = await here.cli(['log', 'packages']);
    assert.match(log.stdout, /_env\/bin\/uv pip install /, 'uv installs what comes after it');

    const verified = await here.cli(['verify'], options);
    assert.equal(verified.code, 0, shown(verified));
    assert.match(verified.stderr, /^everything holds$/m);

    const code = 'import six, packaging, idna, sys; print(six.__version__, packaging.__version__, sys.prefix)';
    const used = await here.cli(['run', '--', 'python', '-c', code]);
    assert.equal(used.stdout, `1.16.0 24.1 ${join(here.root, '_env')}\n`, shown(used));

    const bumped = await here.cli(['--json', '--set', 'six=1.17.0'], options);
    assert.equal(bumped.code, 0, shown(bumped));
    assert.deepEqual(ran(bumped), ['packages', 'more']);
    assert.match((await here.cli(['run', '--', 'python', '-c', code])).stdout, /^1\.17\.0 24\.1 /);

    const refused = await here.cli(['--set', 'six=0.0.999'], options);
    assert.equal(refused.code, 1, shown(refused));
    assert.match(refused.stderr, /"pip" is absent\n/, 'a version that there is not is absent, not failed');
  },
);
