import { normalisedName } from '../../model/package-name.js';
import { FAILURE_CLASSES, type FailureClass } from '../../model/failure.js';
import { STAND_IN_HOST } from '../../rehearse/without-git.js';
import type { StandIns } from '../../rehearse/stand-in.js';
import { startLoopbackServer, type Answer } from './loopback-server.js';
import type { StandInShelf } from './stand-in-shelf.js';
import { makeWheel, wheelFileName } from './make-wheel.js';

export interface RehearsalServer {
  /** Such as "http://127.0.0.1:41234". */
  readonly origin: string;
  /** For `--mirror`: every host of the plan, asked here. */
  readonly mirrors: readonly { readonly from: string; readonly to: string }[];
  /** What was asked of any other host, and refused. */
  strays(): readonly string[];
  close(): Promise<void>;
}

export interface RehearsalServerOptions {
  readonly standIns: StandIns;
  readonly shelf: StandInShelf;
  /** Ids of artifacts and names of packages that are not to be had. */
  readonly absent: ReadonlySet<string>;
}

const STATUSES: Readonly<Record<FailureClass, number>> = { absent: 404, refused: 403, unreachable: 503, failed: 404 };

/** Where attempts that are told to fail ask. */
export function failingSource(failure: FailureClass): string {
  return `https://${STAND_IN_HOST}/told-to-fail/${failure}`;
}

/** Serves the stand-ins: artifacts at their own addresses below `/mirror/<host>`, and package indexes. */
export async function startRehearsalServer(options: RehearsalServerOptions): Promise<RehearsalServer> {
  const { artifacts, addresses: named } = options.standIns;
  const server = await startLoopbackServer(path => answerTo(path, options));
  const addresses = [...artifacts.flatMap(({ sources }) => sources), ...named].filter(address => URL.canParse(address));
  const origins = new Set([...addresses, failingSource('absent')].map(address => new URL(address).origin));
  const mirrors = [...origins].map(from => ({ from, to: `${server.origin}/mirror/${new URL(from).host}` }));
  return { ...server, mirrors };
}

async function answerTo(path: string, options: RehearsalServerOptions): Promise<Answer> {
  const simple = /^\/simple\/([^/]+)\/?$/.exec(path);
  if (simple?.[1] !== undefined) return indexPage(simple[1], options);
  const wheel = /^\/wheels\/([^/]+)$/.exec(path);
  if (wheel?.[1] !== undefined) return wheelNamed(decodeURIComponent(wheel[1]), options);
  const mirrored = /^\/mirror\/(.+)$/.exec(path);
  return mirrored?.[1] === undefined ? notThere(path) : mirroredAnswer(mirrored[1], options);
}

/** `address` is a URL without its scheme. */
async function mirroredAnswer(address: string, options: RehearsalServerOptions): Promise<Answer> {
  const { standIns, shelf, absent } = options;
  const artifact = standIns.artifacts.find(({ sources }) => sources.some(source => bare(source) === address));
  if (artifact !== undefined) {
    if (absent.has(artifact.id)) return notThere(address);
    return { kind: 'bytes', type: 'application/octet-stream', bytes: await shelf.artifact(artifact.id) };
  }
  const page = [...standIns.pages].find(([url]) => bare(url) === address);
  if (page !== undefined) return linksPage(page[1], options);
  if (standIns.channels.some(channel => bare(`${withoutSlash(channel)}/noarch/repodata.json`) === address)) {
    return text('application/json', '{"info": {"subdir": "noarch"}, "packages": {}, "packages.conda": {}}');
  }
  const index = standIns.indexes.find(url => address.startsWith(`${bare(withoutSlash(url))}/`));
  const name = index === undefined ? undefined : /\/([^/]+)\/?$/.exec(address)?.[1];
  if (name !== undefined) return indexPage(name, options);
  const failure = FAILURE_CLASSES.find(candidate => bare(failingSource(candidate)) === address);
  if (failure === undefined) return notThere(address);
  return { kind: 'status', status: STATUSES[failure], text: 'this attempt was told to fail\n' };
}

function indexPage(name: string, options: RehearsalServerOptions): Answer {
  const known = normalisedName(name);
  return options.absent.has(known) ? notThere(name) : linksPage([known], options);
}

/** A page as package indexes and lists of wheels have it. A package that no attempt names has a version all the same. */
function linksPage(names: readonly string[], { standIns, absent }: RehearsalServerOptions): Answer {
  const files = names
    .filter(name => !absent.has(name))
    .flatMap(name =>
      (standIns.packages.get(name)?.versions ?? ['1.0']).map(version => wheelFileName({ name, version })),
    );
  const links = files.map(file => `<a href="/wheels/${encodeURIComponent(file)}">${file}</a><br>`);
  return text('text/html', `<!DOCTYPE html>\n<html><body>\n${links.join('\n')}\n</body></html>\n`);
}

function wheelNamed(file: string, { standIns, absent }: RehearsalServerOptions): Answer {
  const match = /^(.+?)-(.+)-py3-none-any\.whl$/.exec(file);
  if (match?.[1] === undefined || match[2] === undefined) return notThere(file);
  const name = normalisedName(match[1]);
  if (absent.has(name)) return notThere(file);
  const modules = standIns.packages.get(name)?.modules ?? [match[1]];
  const bytes = makeWheel({ name, version: match[2], modules });
  return { kind: 'bytes', type: 'application/octet-stream', bytes };
}

function bare(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function text(type: string, content: string): Answer {
  return { kind: 'bytes', type, bytes: Buffer.from(content, 'utf8') };
}

function notThere(what: string): Answer {
  return { kind: 'status', status: 404, text: `the rehearsal has no ${what}\n` };
}
