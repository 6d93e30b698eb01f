import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, win32 } from 'node:path';
import { test } from 'node:test';
import { err, ok } from '../engine/base/result.js';
import { gpuFacts, probeHost, thisMachine } from '../engine/host/probes/probe-host.js';
import { candidates, createProbes } from '../engine/host/probes/probes.js';
import { isPlatform } from '../engine/model/platform.js';
import type { Command, Probes, Processes } from '../engine/model/ports.js';
import { tempFolder } from './support/temp-folder.js';

const NO_MODES = process.platform === 'win32' ? 'Windows has no mode bits' : false;

test('a program is found in the folders asked for first, then on PATH', { skip: NO_MODES }, async t => {
  const folder = tempFolder(t);
  const here = programIn(join(folder, 'path'), 'tool');
  const first = programIn(join(folder, 'first'), 'tool');
  const probes = createProbes({ env: { PATH: `/nowhere:${join(folder, 'path')}` }, platform: process.platform });
  assert.equal(await probes.which('tool'), here);
  assert.equal(await probes.which('tool', [join(folder, 'absent'), join(folder, 'first')]), first);
  assert.equal(await probes.which('other'), undefined);
  assert.equal(await probes.which(here), here);
});

test('nothing in the current folder is ever found, however PATH may ask for it', { skip: NO_MODES }, async t => {
  const folder = tempFolder(t);
  programIn(join(folder, 'bin'), 'tool');
  const before = process.cwd();
  process.chdir(folder);
  t.after(() => process.chdir(before));
  for (const PATH of ['', '.', ':', 'bin', './bin', '::/nowhere']) {
    const probes = createProbes({ env: { PATH }, platform: process.platform });
    assert.equal(await probes.which('tool'), undefined, PATH);
    assert.equal(await probes.which('tool', ['', '.', 'bin']), undefined, PATH);
    for (const name of ['bin/tool', './bin/tool', '', '.', '..', 'tool\0']) {
      assert.equal(await probes.which(name, [folder]), undefined, JSON.stringify(name));
    }
  }
  process.chdir(join(folder, 'bin'));
  assert.equal(await createProbes({ env: { PATH: '.:' }, platform: process.platform }).which('tool'), undefined);
});

test('a folder, and a file that may not be run, is no program', { skip: NO_MODES }, async t => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'a', 'tool'), { recursive: true });
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'b', 'tool'), '');
  chmodSync(join(folder, 'b', 'tool'), 0o644);
  const found = programIn(join(folder, 'c'), 'tool');
  const PATH = ['a', 'b', 'c'].map(name => join(folder, name)).join(':');
  assert.equal(await createProbes({ env: { PATH }, platform: process.platform }).which('tool'), found);
  assert.equal(await createProbes({ env: {}, platform: process.platform }).which('tool'), undefined);
});

test('on Windows the extensions of PATHEXT are tried in their order', () => {
  const options = { path: win32, extensions: ['.com', '.exe'] };
  assert.deepEqual(candidates('tool', ['C:\\a', 'b', '.', 'D:\\c'], options), [
    ...['C:\\a\\tool.com', 'C:\\a\\tool.exe', 'D:\\c\\tool.com', 'D:\\c\\tool.exe'],
  ]);
  assert.deepEqual(candidates('tool.EXE', ['C:\\a'], options), ['C:\\a\\tool.EXE']);
  assert.deepEqual(candidates('tool.py', ['C:\\a'], options), ['C:\\a\\tool.py.com', 'C:\\a\\tool.py.exe']);
  assert.deepEqual(candidates('C:\\x\\tool', ['C:\\a'], options), ['C:\\x\\tool.com', 'C:\\x\\tool.exe']);
  for (const name of ['x\\tool', 'x/tool', '..\\tool', 'C:tool'])
    assert.deepEqual(candidates(name, ['C:\\a'], options), []);
});

const MACHINE = { platform: 'linux', arch: 'x64', cpuModel: '', glibc: '2.35' };
const BANNER = '| NVIDIA-SMI 550.54.14   Driver Version: 550.54.14   CUDA Version: 12.4     |\n';

test('this machine is one of the platforms, or says what it is', async () => {
  const env = process.env;
  const probes = createProbes({ env, platform: process.platform });
  const facts = await probeHost({ probes, processes: scripted({}) });
  if ('unsupported' in facts) assert.match(facts.unsupported, /^\w+ on \w+$/);
  else {
    assert.ok(isPlatform(facts.platform));
    assert.equal(facts.os === 'linux', facts.libc !== undefined);
    if (facts.libc === 'glibc') assert.match(facts.glibc ?? '', /^\d+\.\d+$/);
  }
});

test('a host without the driver has no GPU, and no process is started for it', async () => {
  const facts = await probeHost({ probes: finding(undefined), processes: scripted({}) }, MACHINE);
  assert.deepEqual(facts, {
    platform: 'linux-64',
    os: 'linux',
    arch: 'x86_64',
    libc: 'glibc',
    glibc: '2.35',
    container: 'none',
    wsl: 'none',
    gpu: 'none',
  });
});

test("the driver's tool is asked for its CUDA version and for the GPUs", async () => {
  const answers = { '': BANNER, '--query-gpu=driver_version,compute_cap --format=csv,noheader': '550.54.14, 8.9\n' };
  const facts = await probeHost({ probes: finding('/usr/lib/wsl/lib/smi'), processes: scripted(answers) }, MACHINE);
  assert.deepEqual(facts, {
    ...{
      platform: 'linux-64',
      os: 'linux',
      arch: 'x86_64',
      libc: 'glibc',
      glibc: '2.35',
      container: 'none',
      wsl: 'none',
    },
    ...{ gpu: 'nvidia', computeCapability: '8.9', cudaDriver: '12.4' },
  });
});

test('a tool that is there and fails, as without a driver, is no GPU', async () => {
  const facts = await probeHost({ probes: finding('/usr/bin/smi'), processes: scripted({}) }, MACHINE);
  assert.ok(!('unsupported' in facts));
  assert.deepEqual([facts.gpu, facts.computeCapability, facts.cudaDriver], ['none', undefined, undefined]);
});

test('of several GPUs the least capable decides, and an old driver that cannot tell leaves it open', () => {
  const facts = { gpu: 'nvidia', cudaDriver: '12.4' };
  assert.deepEqual(gpuFacts(BANNER, '550, 12.0\n550, 8.6\n550, 10.0\n'), { ...facts, computeCapability: '8.6' });
  assert.deepEqual(gpuFacts(BANNER, '550, 12.0\r\n550, 9.0\r\n'), { ...facts, computeCapability: '9.0' });
  assert.deepEqual(gpuFacts(BANNER, undefined), facts);
  assert.deepEqual(gpuFacts(BANNER, '550, [N/A]\n'), facts);
  assert.deepEqual(gpuFacts('CUDA Version: N/A', '550, 8.6'), { gpu: 'nvidia', computeCapability: '8.6' });
  assert.deepEqual(gpuFacts('CUDA UMD Version: 13.1 ', '590, 8.6').cudaDriver, '13.1');
  assert.deepEqual(gpuFacts(undefined, '550, 8.6'), { gpu: 'none' });
});

test('every machine is a platform, or is named as unsupported', async () => {
  const ports = { probes: finding(undefined), processes: scripted({}) };
  const platformOf = async (platform: string, arch: string, cpuModel = '') => {
    const facts = await probeHost(ports, { platform, arch, cpuModel });
    return 'unsupported' in facts ? facts.unsupported : [facts.platform, facts.libc].filter(Boolean).join(' ');
  };
  assert.equal(await platformOf('linux', 'arm64'), 'linux-aarch64 musl');
  assert.equal(await platformOf('win32', 'x64'), 'win-64');
  assert.equal(await platformOf('darwin', 'arm64', 'Apple M1'), 'osx-arm64');
  assert.equal(await platformOf('darwin', 'x64', 'Intel(R) Core(TM) i7'), 'osx-64');
  assert.equal(await platformOf('darwin', 'x64', 'VirtualApple @ 2.50GHz'), 'osx-arm64', 'Node runs under Rosetta');
  assert.equal(await platformOf('win32', 'arm64'), 'win32 on arm64');
  assert.equal(await platformOf('freebsd', 'x64'), 'freebsd on x64');
});

test("the machine's own facts are read without looking up the network", () => {
  const machine = thisMachine();
  assert.deepEqual([machine.platform, machine.arch], [process.platform, process.arch]);
  assert.equal(
    (process.report as { excludeNetwork?: boolean }).excludeNetwork,
    process.platform === 'linux' ? true : undefined,
  );
});

function programIn(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

function finding(path: string | undefined): Probes {
  return { which: async () => path };
}

/** Answers by arguments; any other call fails. */
function scripted(answers: Readonly<Record<string, string>>): Processes {
  return {
    run: async ({ argv }: Command) => {
      const stdout = answers[argv.slice(1).join(' ')];
      return stdout === undefined
        ? err({ kind: 'command', argv, exitCode: 9, lastLines: [] })
        : ok({ stdout, lastLines: [] });
    },
  };
}
