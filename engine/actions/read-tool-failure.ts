import type { Failure, FailureClass } from '../model/failure.js';

/**
 * What installers and version control print when a thing could not be reached, was refused, or is not there.
 * As in a ladder of sources, one that could not be asked outweighs the others' answers: hence the order.
 */
const SIGNS: readonly (readonly [FailureClass, RegExp])[] = [
  [
    'unreachable',
    anyOf(
      // names
      "(could not|couldn't) resolve (host|proxy)",
      'name or service not known',
      'temporary failure in name resolution',
      'nodename nor servname',
      'getaddrinfo failed',
      'failed to lookup address',
      'dns error',
      // connections
      'connection (refused|reset|aborted|timed out|broken by)',
      'actively refused it',
      "(failed to|could not|couldn't) connect to",
      'tcp connect error',
      'error sending request',
      'network (is unreachable|was disabled)',
      'no route to host',
      'remotedisconnected|newconnectionerror|connecttimeouterror|readtimeouterror|proxyerror',
      'read timed out|operation timed out|timeout was reached|operation too slow',
      'max retries exceeded|too many \\d+ error responses',
      'the remote end hung up unexpectedly|early eof',
      // certificates
      'certificate.verify.failed|invalid peer certificate',
      'ssl (certificate problem|peer certificate|connect error)|sslerror',
      ...answers('408|429|50[0234]|52\\d'),
    ),
  ],
  [
    'refused',
    anyOf(
      ...answers('401|403|407'),
      'authentication failed',
      'could not read username|terminal prompts disabled',
      'do not match the hashes|(hash|checksum) mismatch|sha256.{0,40}(mismatch|match)',
      '--require-hashes`? mode',
      'is not a trusted or secure host',
      "(protocol|transport) '\\w+' not allowed",
    ),
  ],
  [
    'absent',
    anyOf(
      ...answers('404|410'),
      // indexes
      'no matching distribution found|could not find a version that satisfies',
      'is not a supported wheel on this platform',
      'was not found in the (package registry|provided package locations)',
      'there (is|are) no versions? of|only the following versions of',
      'has no wheels with a matching|no wheels are available',
      // channels
      'packagesnotfounderror|nothing provides|does not exist \\(perhaps',
      'the following packages? could not be found',
      // repositories
      "not our ref|couldn't find remote ref|unadvertised object",
      'did not match any file\\(s\\) known to git',
      'repository .{0,200} (not found|does not exist)|does not appear to be a git repository',
    ),
  ],
];

/**
 * The failure of a tool with its class read from what it printed. `evidence` is text beyond its last lines, asked
 * only when those say that something is absent: a tool may say so of what it could not ask for.
 */
export function readToolFailure(failure: Failure, evidence = ''): Failure {
  if (failure.kind !== 'command' || failure.exitCode === undefined) return failure;
  const seen = classOf(failure.lastLines);
  const means = seen === 'absent' ? (classOf(evidence.split('\n')) ?? seen) : seen;
  return means === undefined ? failure : { ...failure, means };
}

function classOf(lines: readonly string[]): FailureClass | undefined {
  // a try that was made again tells nothing of how it ended
  const text = lines.filter(line => !/retrying \(/i.test(line)).join(' ');
  // tools break their lines to the width of a terminal, in the middle of what they say
  const line = text.replace(/[\s\u2500-\u257f]+/g, ' ');
  return SIGNS.find(([, signs]) => signs.test(line))?.[0];
}

function anyOf(...signs: readonly string[]): RegExp {
  return new RegExp(signs.join('|'), 'i');
}

/** How the tools tell the status that a server answered with. */
function answers(statuses: string): readonly string[] {
  return [
    `\\b(${statuses}) (client|server) error`,
    `status (client|server) error \\((${statuses})\\b`,
    `\\b(http error|status code|returned error|returned an?|status):? ?\\(?(${statuses})\\b`,
  ];
}
