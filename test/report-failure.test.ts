import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../engine/model/failure.js';
import { failureText } from '../engine/report/failure-text.js';

const cases: readonly { readonly title: string; readonly failure: Failure; readonly text: readonly string[] }[] = [
  {
    title: 'a name that does not resolve points to mirrors',
    failure: {
      kind: 'unreachable',
      url: 'https://h/x',
      cause: 'dns',
      detail: 'the name h is not known (ENOTFOUND)',
      tries: 3,
    },
    text: [
      'https://h/x could not be reached: the name h is not known (ENOTFOUND) (tried 3 times)',
      'help: check the network; behind a filter, name a mirror with --mirror FROM=TO',
    ],
  },
  {
    title: 'wrong bytes say what came',
    failure: {
      kind: 'mismatch',
      url: 'https://h/x',
      what: 'sha256',
      expected: 'aa',
      got: 'bb',
      bytes: 512,
      looksLike: 'an HTML page',
    },
    text: [
      'https://h/x gave other bytes than expected: sha256 is bb, not aa',
      'what came is 512 bytes and looks like an HTML page',
      'help: something answers in its place, such as a login page: open the address in a browser, or name a mirror with --mirror FROM=TO',
    ],
  },
  {
    title: 'other bytes that are no text may be a new upload',
    failure: {
      kind: 'mismatch',
      url: 'https://h/x',
      what: 'size',
      expected: '5',
      got: '6',
      bytes: 6,
      looksLike: 'a zip archive',
    },
    text: [
      'https://h/x gave other bytes than expected: size is 6, not 5',
      'what came is 6 bytes and looks like a zip archive',
      'help: it may have been uploaded again: tell who made the manifest, or name a mirror that has the old one with --mirror FROM=TO',
    ],
  },
  {
    title: 'a server that is overloaded is worth another try',
    failure: { kind: 'http-status', url: 'https://h/x', status: 503 },
    text: [
      'https://h/x answered 503 (the server failed)',
      'help: run the same command again later, what is done is kept; or name a mirror with --mirror FROM=TO',
    ],
  },
  {
    title: 'an archive that is refused is named by its address',
    failure: { kind: 'archive', archive: 'x.zip', url: 'https://h/x.zip', entry: '../a', reason: 'a name leads out' },
    text: [
      'https://h/x.zip was refused: a name leads out (../a)',
      'help: tell who made the manifest, or name a mirror that has a better copy with --mirror FROM=TO',
    ],
  },
  {
    title: 'a silent program says for how long it was silent',
    failure: {
      kind: 'command',
      argv: ['pip', 'install'],
      timedOut: { limit: 'silence', ms: 60_000 },
      lastLines: ['Building'],
    },
    text: ['pip install said nothing for 60 s and was ended', '| Building'],
  },
  {
    title: 'a program that cannot be started says why',
    failure: { kind: 'command', argv: ['/r/tool'], startError: 'ENOENT', lastLines: [] },
    text: ['/r/tool could not be started: it is not there (ENOENT)'],
  },
  {
    title: 'a disk that fails comes with its remedy',
    failure: { kind: 'file', operation: 'write', path: '/r/x', code: 'EIO' },
    text: [
      'cannot write /r/x: the disk or its connection fails (EIO)',
      'help: look after the disk, or use another place with --root and --cache-dir; then run the same command again',
    ],
  },
  {
    title: 'a full disk comes with its remedy',
    failure: { kind: 'file', operation: 'write', path: '/r/x', code: 'ENOSPC' },
    text: [
      'cannot write /r/x: the disk is full (ENOSPC)',
      'help: free some space, or use another place with --root and --cache-dir; then run the same command again',
    ],
  },
  {
    title: 'a value that a step did not give is told with the step, the attempt and the remedy',
    failure: { kind: 'no-output', step: 'env', attempt: 'conda', output: 'python' },
    text: [
      'the step env gave no output "python": "conda" made it without one',
      'help: in the manifest, let every attempt of env make what gives it, or do not use ${steps.env.python}',
    ],
  },
  {
    title: 'what --locked refuses comes with its remedy',
    failure: { kind: 'policy', rule: 'locked', detail: 'no hash covers packages from an index, by name' },
    text: [
      'refused by the rule "locked": no hash covers packages from an index, by name',
      'help: give it a hash in the manifest or in the lock file, or run without --locked',
    ],
  },
  {
    title: 'several sources are told in their order',
    failure: {
      kind: 'sources',
      artifact: 'tool',
      failures: [
        { kind: 'http-status', url: 'https://a/x', status: 404 },
        { kind: 'http-status', url: 'https://b/x', status: 403 },
        { kind: 'http-status', url: 'https://c/x', status: 410 },
        { kind: 'http-status', url: 'https://d/x', status: 206 },
        { kind: 'http-status', url: 'https://e/x', status: 204 },
      ],
    },
    text: [
      'no source of tool could be used',
      '- https://a/x answered 404 (there is no such file)',
      '- https://b/x answered 403 (it is forbidden)',
      '- https://c/x answered 410 (the file is gone)',
      '- https://d/x answered 206 (it sent a part that nobody asked for)',
      '- https://e/x answered 204 (it sent nothing)',
      'help: look whether the address in the manifest is right, or name a mirror with --mirror FROM=TO',
      'help: open the address in a browser to see what it wants, or name a mirror with --mirror FROM=TO',
    ],
  },
  {
    title: 'a tool that is not there says what was looked at',
    failure: { kind: 'not-found', what: 'g++ <=12', looked: ['/usr/bin/g++ is 13.2'] },
    text: ['g++ <=12 was not found', '- /usr/bin/g++ is 13.2'],
  },
];

for (const { title, failure, text } of cases) {
  test(title, () => {
    assert.deepEqual(failureText(failure), text);
  });
}

test('only the last lines of a long output are shown', () => {
  const lastLines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const text = failureText({ kind: 'command', argv: ['x'], exitCode: 1, lastLines });
  assert.equal(text.length, 16);
  assert.equal(text[15], '| line 39');
});

test('each failure of a download or an archive names its address, and ends with a remedy', () => {
  const url = 'https://h/x';
  const causes = [
    'dns',
    'proxy',
    'connect',
    'tls',
    'timeout',
    'stall',
    'reset',
    'short',
    'redirect',
    'offline',
  ] as const;
  const failures: readonly Failure[] = [
    ...causes.map(cause => ({ kind: 'unreachable', url, cause, detail: 'why', tries: 1 }) as const),
    ...[204, 206, 400, 401, 403, 404, 407, 408, 410, 416, 429, 500, 503].map(
      status => ({ kind: 'http-status', url, status }) as const,
    ),
    ...['an HTML page', 'binary data'].map(
      looksLike => ({ kind: 'mismatch', url, what: 'sha256', expected: 'aa', got: 'bb', bytes: 1, looksLike }) as const,
    ),
    ...['https', 'most-bytes', 'identity-encoding'].map(rule => ({ kind: 'policy', rule, detail: url }) as const),
    { kind: 'archive', archive: 'x', url, reason: 'why' },
  ];
  for (const failure of failures) {
    const text = failureText(failure);
    assert.ok(text[0]?.includes(url), JSON.stringify(failure));
    assert.match(text.at(-1) ?? '', /^help: /, JSON.stringify(failure));
  }
});
