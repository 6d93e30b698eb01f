import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readToolFailure } from '../engine/actions/read-tool-failure.js';
import { failureClass } from '../engine/model/failure.js';
import { failed } from './support/scripted-context.js';

// The lines are what the tools print, shortened; hosts are made up.

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'pip without a server',
    'unreachable',
    [
      "ERROR: Could not install packages due to an OSError: HTTPConnectionPool(host='h', port=9): Max retries exceeded with url: /a.whl",
    ],
  ],
  [
    'pip and a package nobody has',
    'absent',
    [
      'ERROR: Could not find a version that satisfies the requirement a==9 (from versions: 1.0)',
      'ERROR: No matching distribution found for a==9',
    ],
  ],
  [
    'pip and a wheel for another system',
    'absent',
    ['ERROR: a-1.0-cp39-cp39-win_amd64.whl is not a supported wheel on this platform.'],
  ],
  ['pip and other bytes', 'refused', ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.']],
  [
    'pip and an index over plain http',
    'refused',
    [
      'WARNING: The repository located at h is not a trusted or secure host and is being ignored.',
      'ERROR: No matching distribution found for a',
    ],
  ],
  [
    'pip and a compiler that failed',
    'failed',
    ['error: command g++ failed with exit code 1', 'ERROR: Failed building wheel for a'],
  ],
  [
    'a build that went wrong after a second try to connect',
    'failed',
    [
      "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(refused)': /a/",
      'ERROR: Failed building wheel for a',
    ],
  ],
  [
    'uv without a server',
    'unreachable',
    [
      'error: Failed to fetch: http://h/a/',
      '  cause: error sending request for url (http://h/a/)',
      '  cause: tcp connect error',
    ],
  ],
  ['uv without a name server', 'unreachable', ['  cause: client error (Connect)', '  cause: dns error']],
  [
    'uv and a server that is down',
    'unreachable',
    ['  cause: HTTP status server error (503 Service Unavailable) for url (http://h/a/)'],
  ],
  [
    'uv asked too often',
    'unreachable',
    ['  cause: HTTP status client error (429 Too Many Requests) for url (http://h/a/)'],
  ],
  [
    'uv and a package nobody has',
    'absent',
    [
      'error: No solution found',
      '  cause: Because a was not found in the package',
      '     registry and you require a, we can conclude that your requirements are unsatisfiable.',
    ],
  ],
  [
    'uv and a version nobody has',
    'absent',
    ['  cause: Because there is no version of six==99 and you require six==99'],
  ],
  [
    'uv without a key',
    'refused',
    [
      '  cause: Because a was not found in the package registry',
      'hint: An index URL (http://h/) could not be queried (401 Unauthorized)',
      'hint: An index (http://h/) returned a 401 Unauthorized error.',
    ],
  ],
  [
    'conda and a package nobody has',
    'absent',
    [
      'error    libmamba Could not solve for environment specs',
      '    The following package could not be installed',
      '    └─ a =1.2 * does not exist (perhaps a typo or a missing channel).',
    ],
  ],
  [
    'conda and packages at odds',
    'failed',
    [
      'error    libmamba Could not solve for environment specs',
      '    └─ a =3.13 * is not installable because it conflicts with any installable versions previously reported.',
    ],
  ],
  [
    'conda without a name server',
    'unreachable',
    [
      "critical libmamba Multiple errors occured: Download error (6) Couldn't resolve host name [https://h/repodata.json]",
    ],
  ],
  [
    'conda without a server',
    'unreachable',
    ['critical libmamba Download error (7) Could not connect to server [https://h/repodata.json.zst]'],
  ],
  [
    'conda and a channel nobody has',
    'absent',
    ['    Multi-download failed. Reason: Transfer finalized, status: 404 [https://h/noarch/repodata.json] 3283 bytes'],
  ],
  [
    'conda and a channel behind a wall',
    'refused',
    ['error    libmamba Failed to download package from https://h/a.tar.bz2 (status 403)'],
  ],
  [
    'conda and a gateway that is down',
    'unreachable',
    ['critical libmamba Transfer finalized, status: 502 [https://h/repodata.json] 0 bytes'],
  ],
  ['git without a name server', 'unreachable', ["fatal: unable to access 'https://h/a/': Could not resolve host: h"]],
  [
    'git and a repository that wants a key',
    'refused',
    ["fatal: could not read Username for 'https://h': terminal prompts disabled"],
  ],
  ['git and a repository nobody has', 'absent', ["fatal: repository 'https://h/a.git/' not found"]],
  [
    'git and a commit nobody has',
    'absent',
    ['fatal: remote error: upload-pack: not our ref 0123456789abcdef0123456789abcdef01234567'],
  ],
  [
    'git and a server that is down',
    'unreachable',
    ["fatal: unable to access 'https://h/a/': The requested URL returned error: 503"],
  ],
];

for (const [name, expected, lines] of CASES) {
  test(`${name}: ${expected}`, () => {
    assert.equal(failureClass(readToolFailure(failed(...lines))), expected);
  });
}

test('a package that pip could not ask for is not absent, whatever pip says', () => {
  const failure = failed('ERROR: No matching distribution found for a');
  const down =
    "Could not fetch URL http://h/a/: HTTPConnectionPool(host='h', port=80): Max retries exceeded with url: /a/";
  const closed = 'Could not fetch URL http://h/a/: 403 Client Error: Forbidden for url: http://h/a/ - skipping';
  const missing = 'Could not fetch URL http://h/a/: 404 Client Error: Not Found for url: http://h/a/ - skipping';
  const classWith = (...log: string[]) => failureClass(readToolFailure(failure, log.join('\n')));
  assert.equal(classWith(missing), 'absent');
  assert.equal(classWith(missing, closed), 'refused');
  assert.equal(classWith(missing, closed, down), 'unreachable');
});

test('a command that was ended by the engine, or never began, is left as it is', () => {
  const ended = {
    kind: 'command',
    argv: ['a'],
    timedOut: { limit: 'silence', ms: 5 },
    lastLines: ['404 Not Found'],
  } as const;
  assert.equal(readToolFailure(ended), ended);
  const cancelled = { kind: 'cancelled' } as const;
  assert.equal(readToolFailure(cancelled), cancelled);
});
