import type { CommandFailure, Failure, FileFailure, MismatchFailure, UnreachableFailure } from '../model/failure.js';
import type { FailedAttempt } from '../model/outcome.js';

/** One failure in words: what happened first, evidence and remedy on lines of their own. */
export function failureText(failure: Failure): readonly string[] {
  switch (failure.kind) {
    case 'http-status':
      return [`${failure.url} answered ${statusText(failure.status)}`, statusHelp(failure.status)];
    case 'unreachable':
      return [`${failure.url} could not be reached: ${unreachableText(failure)}`, ...unreachableHelp(failure)];
    case 'mismatch':
      return [
        `${failure.url} gave other bytes than expected: ${failure.what} is ${failure.got}, not ${failure.expected}`,
        `what came is ${failure.bytes} bytes and looks like ${failure.looksLike}`,
        mismatchHelp(failure),
      ];
    case 'command':
      return [commandText(failure), ...evidence(failure.lastLines)];
    case 'check':
      return [`${failure.check}: expected ${failure.expected}, got ${failure.got}`, ...evidence(failure.lastLines)];
    case 'archive':
      return [
        `${failure.url ?? failure.archive} was refused: ${failure.reason}${failure.entry === undefined ? '' : ` (${failure.entry})`}`,
        'help: tell who made the manifest, or name a mirror that has a better copy with --mirror FROM=TO',
      ];
    case 'file':
      return [`cannot ${failure.operation} ${failure.path}: ${fileReason(failure.code)}`, ...fileHelp(failure)];
    case 'not-found':
      return [`${failure.what} was not found`, ...failure.looked.map(place => `- ${place}`)];
    case 'policy':
      return [`refused by the rule "${failure.rule}": ${failure.detail}`, ...policyHelp(failure.rule)];
    case 'sources':
      return [`no source of ${failure.artifact} could be used`, ...sourcesLines(failure.failures)];
    case 'need':
      return [`the step ${failure.step}, which it needs, did not succeed`];
    case 'no-output':
      return [
        `the step ${failure.step} gave no output "${failure.output}": "${failure.attempt}" made it without one`,
        `help: in the manifest, let every attempt of ${failure.step} make what gives it, or do not use \${steps.${failure.step}.${failure.output}}`,
      ];
    case 'cancelled':
      return ['it was interrupted'];
  }
}

/** How an attempt ended: `"wheel" is absent`, `"build" has failed`. */
export function howItEnded(failed: FailedAttempt): string {
  return `"${failed.attempt}" ${failed.class === 'failed' ? 'has failed' : `is ${failed.class}`}`;
}

/** The first line alone: for a place that has room for one. */
export function failureLine(failure: Failure): string {
  return failureText(failure)[0] ?? failure.kind;
}

const LAST_LINES = 15;

function evidence(lines: readonly string[]): readonly string[] {
  return lines.slice(-LAST_LINES).map(line => `| ${line}`);
}

/** Each source with its reason; after all of them, each remedy once. */
function sourcesLines(failures: readonly Failure[]): readonly string[] {
  const lines = failures.flatMap(failure =>
    failureText(failure).map((line, index) => (isHelp(line) ? line : index === 0 ? `- ${line}` : `  ${line}`)),
  );
  return [...lines.filter(line => !isHelp(line)), ...new Set(lines.filter(isHelp))];
}

function isHelp(line: string): boolean {
  return line.startsWith('help: ');
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
  204: 'it sent nothing',
  206: 'it sent a part that nobody asked for',
  401: 'it wants a login',
  403: 'it is forbidden',
  404: 'there is no such file',
  407: 'the proxy wants a login',
  410: 'the file is gone',
  429: 'too many requests',
};

function statusText(status: number): string {
  const words = STATUS_WORDS[status] ?? (isServerFault(status) ? 'the server failed' : undefined);
  return words === undefined ? String(status) : `${status} (${words})`;
}

function isServerFault(status: number): boolean {
  return status >= 500 && status < 600;
}

function statusHelp(status: number): string {
  const mirror = 'name a mirror with --mirror FROM=TO';
  if (status === 404 || status === 410) return `help: look whether the address in the manifest is right, or ${mirror}`;
  if (status === 408 || status === 429 || isServerFault(status))
    return `help: run the same command again later, what is done is kept; or ${mirror}`;
  return `help: open the address in a browser to see what it wants, or ${mirror}`;
}

/** Texts come from login pages and filters, other things from who has uploaded the file. */
function mismatchHelp({ looksLike }: MismatchFailure): string {
  return /page|text|document|nothing/.test(looksLike)
    ? 'help: something answers in its place, such as a login page: open the address in a browser, or name a mirror with --mirror FROM=TO'
    : 'help: it may have been uploaded again: tell who made the manifest, or name a mirror that has the old one with --mirror FROM=TO';
}

function unreachableText({ detail, tries }: UnreachableFailure): string {
  return tries > 1 ? `${detail} (tried ${tries} times)` : detail;
}

function unreachableHelp({ cause, detail }: UnreachableFailure): readonly string[] {
  switch (cause) {
    case 'dns':
      return ['help: check the network; behind a filter, name a mirror with --mirror FROM=TO'];
    case 'tls':
      return [TLS_HELP.find(([said]) => said.test(detail))?.[1] ?? OWN_CA];
    case 'proxy':
      return [
        'help: look at HTTPS_PROXY; a login is written http://NAME:PASSWORD@HOST:PORT, exceptions are in NO_PROXY',
      ];
    case 'connect':
    case 'timeout':
    case 'stall':
    case 'reset':
    case 'short':
      if (/\(HPE_\w+\)$/.test(detail)) return [NO_HTTP];
      return ['help: run the same command again, what is done is kept; or name a mirror with --mirror FROM=TO'];
    case 'offline':
      return ['help: run once without --offline'];
    case 'redirect':
      return ['help: open the address in a browser to see where it leads, or name a mirror with --mirror FROM=TO'];
  }
}

const NO_HTTP =
  'help: look whether the address, its port and HTTPS_PROXY are right; if they are, name a mirror with --mirror FROM=TO';

const OWN_CA =
  'help: behind a proxy or on a mirror with a certificate of its own, name the file of its CA with --ca FILE';

/** Where no certificate that could be named would help. */
const TLS_HELP: readonly (readonly [RegExp, string])[] = [
  [
    /\((CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)\)$/,
    'help: look whether the clock of this machine is right; if it is, name a mirror with --mirror FROM=TO',
  ],
  [
    /\(ERR_TLS_CERT_ALTNAME_INVALID\)$/,
    'help: something else may answer in its place: open the address in a browser, or name a mirror with --mirror FROM=TO',
  ],
  [
    /no TLS/,
    'help: look whether the address and its port are right; plain http is for what --mirror names, as http://',
  ],
];

function commandText({ argv, startError, timedOut, signal, exitCode }: CommandFailure): string {
  if (startError !== undefined) return `${argv[0]} could not be started: ${fileReason(startError)}`;
  const program = argv.join(' ');
  if (timedOut !== undefined) {
    const limit = `${Math.round(timedOut.ms / 1000)} s`;
    return `${program} ${timedOut.limit === 'total' ? `took longer than ${limit}` : `said nothing for ${limit}`} and was ended`;
  }
  if (signal !== undefined) return `${program} was ended by ${signal}`;
  return `${program} ended with exit code ${exitCode ?? 'unknown'}`;
}

/** As the journal's reader names it. */
const NEWER_JOURNAL = 'a journal of a newer version is left alone';

function policyHelp(rule: string): readonly string[] {
  const help = POLICY_HELP[rule];
  return help === undefined ? [] : [help];
}

const POLICY_HELP: Readonly<Record<string, string>> = {
  locked: 'help: give it a hash in the manifest or in the lock file, or run without --locked',
  strict: 'help: a strict policy wants a hash for every byte, and nothing from git or built from source code',
  [NEWER_JOURNAL]: 'help: use the version that wrote it or a newer one, or another folder with --root',
  https: 'help: write the address with https:// in the manifest; plain http is for what --mirror names',
  size: 'help: look which of the two is right, and mend it in the manifest or in the lock file',
  'most-bytes': 'help: give its size in the manifest, or in the lock file',
  'identity-encoding': 'help: give it a hash in the manifest or in the lock file',
};

const FILE_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  EFBIG: 'the file is larger than the disk or a limit allows',
  EROFS: 'the disk is read-only',
  EIO: 'the disk or its connection fails',
  EACCES: 'permission is missing',
  EPERM: 'the system does not permit it',
  EMFILE: 'too many files are open',
  ENOENT: 'it is not there',
  EBUSY: 'another program holds it',
  EEXIST: 'something is there already',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  ENFILE: 'the whole system has too many files open',
  ENAMETOOLONG: 'the path is too long',
  EXDEV: 'it is on another volume',
  ELOOP: 'links on the way lead in a circle',
};

const FILE_HELP: Readonly<Record<string, string>> = {
  ENOSPC: 'help: free some space, or use another place with --root and --cache-dir; then run the same command again',
  EDQUOT:
    'help: remove something of your own, or use another place with --root and --cache-dir; then run the same command again',
  EFBIG:
    'help: use a disk that holds large files (FAT32 holds none of 4 GiB) with --root and --cache-dir, or raise the limit (ulimit -f)',
  EROFS: 'help: use a place that can be written to, with --root and --cache-dir',
  EIO: 'help: look after the disk, or use another place with --root and --cache-dir; then run the same command again',
  EACCES: 'help: use folders of your own with --root and --cache-dir, or change the permissions of this one',
  EEXIST: 'help: move it away, or name another place',
  EPERM:
    'help: use folders of your own with --root and --cache-dir; an antivirus may hold the file: run the same command again',
  EMFILE: 'help: raise the limit of open files (ulimit -n), or use --jobs 1',
  ENOTDIR:
    'help: a file stands where a folder is needed: move it away, or name other places with --root and --cache-dir',
  ENFILE: 'help: close other programs, or use --jobs 1; then run the same command again',
  ENAMETOOLONG: 'help: use a folder with a shorter path, with --root',
  EXDEV: 'help: let all of the folder be on one volume, or name another with --root',
  EBUSY: 'help: close the programs that use the environment, then run the same command again',
};

/** What is written makes its folders, so above it lies one that takes no entries. */
const NOT_MADE = 'help: use folders that can be made, with --root and --cache-dir';

function fileReason(code: string): string {
  const words = FILE_REASONS[code];
  return words === undefined ? code : `${words} (${code})`;
}

function fileHelp({ operation, code }: FileFailure): readonly string[] {
  const help = code === 'ENOENT' && operation === 'write' ? NOT_MADE : FILE_HELP[code];
  return help === undefined ? [] : [help];
}
