import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, EventBody } from '../engine/model/event.js';
import type { Failure } from '../engine/model/failure.js';
import { ndjsonReport } from '../engine/report/ndjson-report.js';
import { plainReport } from '../engine/report/plain-report.js';
import { summaryText } from '../engine/report/summary-text.js';

const absent: Failure = { kind: 'http-status', url: 'https://host/a.tar.bz2', status: 404 };
const built: Failure = {
  kind: 'command',
  argv: ['/r/bin/cc', '-c', 'x.c'],
  exitCode: 2,
  lastLines: ['x.c:1: error: no'],
};

const bodies: readonly EventBody[] = [
  {
    type: 'run-started',
    run: 'r1',
    manifest: 'node',
    title: 'A node',
    platform: 'linux-64',
    profile: 'cpu',
    root: '/r',
    steps: [
      { id: 'env', title: 'Python', onDemand: false },
      { id: 'lib', title: 'The library', onDemand: false },
    ],
  },
  { type: 'step-started', step: 'env' },
  { type: 'attempt-started', step: 'env', attempt: 'conda', rung: 0, description: 'create a conda environment' },
  progress(10),
  progress(26),
  progress(30),
  progress(100),
  { type: 'output', step: 'env', line: 'Solving' },
  {
    type: 'step-settled',
    step: 'env',
    outcome: { kind: 'succeeded', attempt: 'conda', rung: 0, ladder: [] },
    ms: 4210,
  },
  { type: 'step-started', step: 'lib' },
  { type: 'attempt-started', step: 'lib', attempt: 'prebuilt', rung: 0, description: 'unpack the prebuilt' },
  {
    type: 'attempt-failed',
    step: 'lib',
    failed: { attempt: 'prebuilt', class: 'absent', failure: absent },
    next: 'build',
  },
  { type: 'attempt-started', step: 'lib', attempt: 'build', rung: 1, description: 'build it' },
  { type: 'retry-scheduled', step: 'lib', attempt: 'build', inMs: 2000, remaining: 1 },
  {
    type: 'attempt-failed',
    step: 'lib',
    failed: {
      attempt: 'build',
      class: 'failed',
      failure: built,
      diagnosis: { cause: 'the code is wrong', remedy: 'mend it' },
    },
  },
  {
    type: 'step-settled',
    step: 'lib',
    outcome: {
      kind: 'failed',
      ladder: [
        { attempt: 'prebuilt', class: 'absent', failure: absent },
        {
          attempt: 'build',
          class: 'failed',
          failure: built,
          diagnosis: { cause: 'the code is wrong', remedy: 'mend it' },
        },
      ],
    },
    ms: 61_000,
  },
];
const events: readonly Event[] = bodies.map((body, index) => ({ at: index, ...body }));

function progress(done: number): EventBody {
  return {
    type: 'progress',
    step: 'env',
    progress: { phase: 'downloading', done: done * 1e6, total: 1e8, unit: 'bytes' },
  };
}

test('a log shows each attempt, quarters of a download, and a failure once with its cause and remedy', () => {
  assert.deepEqual(render({ verbose: false, quiet: false }), [
    '> env: create a conda environment',
    '  env: downloading 25% of 100 MB',
    '  env: downloading 100% of 100 MB',
    '+ env: Python: done (4.2 s)',
    '> lib: unpack the prebuilt',
    '  lib: "prebuilt" is absent',
    '    https://host/a.tar.bz2 answered 404 (there is no such file)',
    '  lib: next is "build"',
    '> lib: build it',
    '  lib: again in 2.0 s (1 left)',
    '  lib: "build" has failed',
    '    /r/bin/cc -c x.c ended with exit code 2',
    '    | x.c:1: error: no',
    '    cause: the code is wrong',
    '    help: mend it',
    'x lib: The library: failed (1 min 1 s)',
  ]);
});

test('--verbose adds the output of tools', () => {
  const lines = render({ verbose: true, quiet: false });
  assert.equal(lines[3], '  env | Solving');
  assert.equal(lines.length, 17);
});

test('--quiet says nothing while it runs: what failed is told by the summary, once', () => {
  assert.deepEqual(render({ verbose: false, quiet: true }), []);
});

test('--json writes one object a line, its type first', () => {
  const lines: string[] = [];
  events.forEach(ndjsonReport(line => lines.push(line)));
  assert.equal(lines[1], '{"type":"step-started","at":1,"step":"env"}');
  assert.deepEqual(
    lines.map(line => JSON.parse(line) as unknown),
    events,
  );
});

test('the closing summary names the fallback that was taken, what is unverified, what failed and what to do', () => {
  const summary = {
    run: 'r1',
    result: 'failed' as const,
    exports: {},
    ms: 65_000,
    steps: [
      {
        id: 'env',
        title: 'Python',
        optional: false,
        ms: 1,
        unverified: ['packages from an index, by name'],
        outcome: {
          kind: 'succeeded' as const,
          attempt: 'system Python',
          rung: 1,
          ladder: [{ attempt: 'conda', class: 'absent' as const, failure: absent }],
        },
      },
      {
        id: 'lib',
        title: 'The library',
        optional: false,
        ms: 1,
        unverified: [],
        log: '/r/lib.log',
        outcome: { kind: 'failed' as const, ladder: [{ attempt: 'build', class: 'failed' as const, failure: built }] },
      },
      {
        id: 'check',
        title: 'Check',
        optional: false,
        ms: 0,
        unverified: [],
        outcome: { kind: 'blocked' as const, by: 'lib' },
      },
    ],
  };
  assert.deepEqual(summaryText(summary, { title: 'A node', logs: '/r/logs' }), [
    'A node: not installed, 1 step failed, 1 blocked, 1 done, 0 up to date (1 min 5 s)',
    '  env: by the fallback "system Python", because',
    '    "conda" is absent: https://host/a.tar.bz2 answered 404 (there is no such file)',
    '  unverified, since no hash covers it:',
    '    packages from an index, by name: env',
    '  failed: lib, The library',
    '    "build":',
    '      /r/bin/cc -c x.c ended with exit code 2',
    '      | x.c:1: error: no',
    '    log: /r/lib.log',
    '  blocked: check, by lib',
    '  logs: /r/logs',
    '  failed: lib, The library',
    '  because: /r/bin/cc -c x.c ended with exit code 2',
    '  next: mend what is named above; then run the same command again: what is done is kept',
  ]);
});

function render(options: { verbose: boolean; quiet: boolean }): readonly string[] {
  const lines: string[] = [];
  events.forEach(plainReport(line => lines.push(line), options).report);
  return lines;
}

test('a remedy that many failures share is said once, at the end', () => {
  const failure: Failure = { kind: 'unreachable', url: 'https://h/x', cause: 'dns', detail: 'no name', tries: 1 };
  const failed = { kind: 'failed' as const, ladder: [{ attempt: 'get', class: 'unreachable' as const, failure }] };
  const step = (id: string) => ({ id, title: id, optional: false, ms: 1, unverified: [], outcome: failed });
  const summary = { run: 'r1', result: 'failed' as const, exports: {}, ms: 1000, steps: [step('a'), step('b')] };
  assert.deepEqual(summaryText(summary, { title: 'A node', logs: '/r/logs' }).slice(1), [
    '  failed: a',
    '    "get":',
    '      https://h/x could not be reached: no name',
    '  failed: b',
    '    "get":',
    '      https://h/x could not be reached: no name',
    '  logs: /r/logs',
    '  failed: a, and 1 more step',
    '  because: https://h/x could not be reached: no name',
    '  next: check the network; behind a filter, name a mirror with --mirror FROM=TO; then run the same command again: what is done is kept',
  ]);
});

test('where the last lines tell all of what failed, the summary does not tell it before them', () => {
  const failure: Failure = { kind: 'file', operation: 'write', path: '/r/a', code: 'ENOSPC' };
  const outcome = { kind: 'failed' as const, ladder: [{ attempt: 'get', class: 'failed' as const, failure }] };
  const steps = [{ id: 'a', title: 'a', optional: false, ms: 1, unverified: [], outcome, log: '/r/logs/a.log' }];
  const summary = { run: 'r1', result: 'failed' as const, exports: {}, ms: 1000, steps };
  assert.deepEqual(summaryText(summary, { title: 'A node', logs: '/r/logs' }).slice(1), [
    '  log: /r/logs/a.log',
    '  logs: /r/logs',
    '  failed: a',
    '  because: cannot write /r/a: the disk is full (ENOSPC)',
    '  next: free some space, or use another place with --root and --cache-dir; then run the same command again',
  ]);
});
