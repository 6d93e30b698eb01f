import { err, ok, type Result } from '../base/result.js';
import { normalisedName } from '../model/package-name.js';
import type { PipNeed } from './needs.js';

const NAME = String.raw`[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`;
const EXTRAS = String.raw`(?:\s*\[\s*[A-Za-z0-9._,\s-]*\])?`;
const CLAUSE = String.raw`(?:===|==|~=|!=|<=|>=|<|>)\s*[A-Za-z0-9.*+!_-]+`;
const SPEC = String.raw`(?:${CLAUSE}(?:\s*,\s*${CLAUSE})*)?`;
const MARKER = String.raw`(?:\s*;\s*(?<marker>[A-Za-z('"].*))?`;

const FROM_INDEX = new RegExp(
  `^(?<name>${NAME})${EXTRAS}\\s*(?:\\(\\s*(?<spec>${SPEC})\\s*\\)|(?<bare>${SPEC}))\\s*${MARKER}$`,
);
const BY_ADDRESS = new RegExp(
  `^(?<name>${NAME})${EXTRAS}\\s*@\\s*(?<url>(?:git\\+|hg\\+|svn\\+)?(?:https?|ssh|file)://[^\\s;]+)${MARKER.replace('\\s*;', '\\s+;')}$`,
);
const ADDRESS = new RegExp(
  String.raw`^(?:git\+)?(?:https?|ssh)://[^\s;]+` + MARKER.replace(String.raw`\s*;`, String.raw`\s+;`) + '$',
);

/** One requirement (PEP 508) with its hashes; why it is none. */
export function pipNeed(written: string): Result<PipNeed, string> {
  const [text, hashes] = withoutHashes(written);
  const named = FROM_INDEX.exec(text) ?? BY_ADDRESS.exec(text);
  const { name, spec, bare, marker } = named?.groups ?? {};
  if (name === undefined) {
    const address = ADDRESS.exec(text);
    if (address === null) return err('this is no requirement');
    return ok({ text: text + hashes, conditional: address.groups?.['marker'] !== undefined, ...eggName(text) });
  }
  const version = /^==\s*([A-Za-z0-9.+!_-]+)$/.exec(spec ?? bare ?? '')?.[1];
  const extraHashes = hashes !== '';
  return ok({
    text: text + hashes,
    name: normalisedName(name),
    conditional: marker !== undefined,
    // a hash is of one version: bumping the one without the other would only fail
    ...(version !== undefined && !extraHashes && marker === undefined && { version }),
  });
}

function withoutHashes(written: string): readonly [string, string] {
  const hashes = [...written.matchAll(/\s--hash[= ](\S+)/g)].map(([, hash]) => ` --hash=${hash}`).join('');
  return [written.replace(/\s--hash[= ]\S+/g, '').trim(), hashes];
}

/** `git+https://…#egg=name` */
function eggName(text: string): { readonly name?: string } {
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(text)?.[1];
  return egg === undefined ? {} : { name: normalisedName(egg) };
}
