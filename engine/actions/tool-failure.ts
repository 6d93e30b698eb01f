import type { Failure, FailureClass } from '../model/failure.js';

/**
 * What installers and version control print when a thing could not be reached, was refused, or is not there.
 * As in a ladder of sources, one that could not be asked outweighs the others' answers: so the order of the classes.
 */
const SIGNS: readonly (readonly [FailureClass, RegExp])[] = [
  [
    'unreachable',
    new RegExp(
      [
        'could not resolve host',
        'could not resolve proxy',
        'name or service not known',
        'temporary failure in name resolution',
        'nodename nor servname',
        'getaddrinfo failed',
        'dns error',
        'failed to lookup address',
        'connection refused',
        'actively refused it',
        'connection reset',
        'connection aborted',
        'connection timed out',
        'connection broken by',
        'remotedisconnected',
        'newconnectionerror',
        'connecttimeouterror',
        'readtimeouterror',
        'read timed out',
        'operation timed out',
        'timeout was reached',
        'operation too slow',
        'max retries exceeded',
        'proxyerror',
        'network is unreachable',
        'no route to host',
        'failed to connect to',
        "couldn't connect to server",
        'could not connect to server',
        'error sending request',
        'tcp connect error',
        'certificate_verify_failed',
        'certificate verify failed',
        'ssl certificate problem',
        'ssl peer certificate',
        'ssl connect error',
        'sslerror',
        'invalid peer certificate',
        'the remote end hung up unexpectedly',
        'early eof',
        'too many \\d+ error responses',
        '\\b(408|429|50[0234]|52\\d) (client|server) error',
        '\\b(429 too many requests|500 internal server error|502 bad gateway|503 service|504 gateway)',
        '(http error|status code|returned error:?|status:) ?\\(?(408|429|50[0234]|52\\d)\\b',
      ].join('|'),
      'i',
    ),
  ],
  [
    'refused',
    new RegExp(
      [
        '\\b40[137] (client error|unauthorized|forbidden|proxy)',
        '(http error|status code|returned error:?|status:) ?\\(?40[137]\\b',
        'authentication failed',
        'could not read username',
        'terminal prompts disabled',
        'do not match the hashes',
        'hash mismatch',
        'hashes are required in --require-hashes mode',
        'in `?--require-hashes`? mode',
        'sha256 sum mismatch',
        "sha256 (of|doesn't|does not)",
        'checksum mismatch',
        "protocol '?\\w+'? not allowed",
        "transport '\\w+' not allowed",
      ].join('|'),
      'i',
    ),
  ],
  [
    'absent',
    new RegExp(
      [
        'no matching distribution found',
        'could not find a version that satisfies',
        'is not a supported wheel on this platform',
        'was not found in the package registry',
        'was not found in the provided package locations',
        'there (is|are) no versions? of',
        'only the following versions of',
        'has no wheels with a matching',
        'no wheels are available',
        'packagesnotfounderror',
        'resolvepackagenotfound',
        'nothing provides',
        'does not exist \\(perhaps a typo',
        'the following packages? could not be found',
        '\\b(404|410) (client error|not found|gone)',
        '(http error|status code|returned error:?|status:) ?\\(?(404|410)\\b',
        'not our ref',
        "couldn't find remote ref",
        'did not match any file\\(s\\) known to git',
        'unadvertised object',
        'repository .{0,200} not found',
        'repository .{0,200} does not exist',
        'does not appear to be a git repository',
      ].join('|'),
      'i',
    ),
  ],
];

/**
 * The failure of a tool with its class read from what it printed. `evidence` is text beyond its last lines, asked
 * only when those say that something is absent: a tool may say so of what it could not ask for.
 */
export function readToolFailure(failure: Failure, evidence = ''): Failure {
  if (failure.kind !== 'command' || failure.exitCode === undefined) return failure;
  const seen = classOf(failure.lastLines.join('\n'));
  const means = seen === 'absent' ? (classOf(evidence) ?? seen) : seen;
  return means === undefined ? failure : { ...failure, means };
}

function classOf(text: string): FailureClass | undefined {
  // tools break their lines to the width of a terminal, in the middle of what they say
  const line = text.replace(/[\s│|]+/g, ' ');
  return SIGNS.find(([, signs]) => signs.test(line))?.[0];
}
