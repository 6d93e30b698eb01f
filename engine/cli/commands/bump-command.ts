import { bump, type Bumped } from '../../desk/bump.js';
import { bumpOnline, type BumpOnline } from '../../desk/bump-online.js';
import type { Span } from '../../base/span.js';
import { lineDiff } from '../../edit/line-diff.js';
import { countText } from '../../report/amount.js';
import { changeLines } from '../../report/change-lines.js';
import { diagnosticText } from '../../report/diagnostic-text.js';
import { onlineTable } from '../../report/online-table.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import { isUnsettled, lockedText } from '../locked-text.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { inkFor, streams } from '../streams.js';
import { runOptionsOf, wishOf } from '../wish.js';

/** `bump NAME VERSION [NAME VERSION...]`: edits versions where they stand, and shows what follows. */
export async function bumpCommand(flags: Flags, ...words: readonly string[]): Promise<number> {
  const versions = pairsOf(words);
  if (versions === undefined) {
    streams.talk('error: bump takes names and versions by turns\nhelp: such as bump python 3.12');
    return EXIT.usage;
  }
  // a profile or a platform is the place of the edit here, not what a plan is made for
  const { profile, platform, ...others } = flags;
  const place = { ...(profile !== undefined && { profile }), ...(platform !== undefined && { platform }) };
  const bumped = await bump(await wishOf(others), { versions, place, dryRun: flags.dryRun });
  if (!bumped.ok) return showRefusal(bumped.error, flags);
  const asked = await online(bumped.value, flags);
  if (typeof asked === 'number') return asked;
  if (flags.json) streams.result(jsonOf(bumped.value, flags, asked));
  else {
    streams.result(textOf(bumped.value, flags));
    showOnline(asked, flags);
  }
  const { clashes, sources } = bumped.value.after;
  const isOpen =
    asked !== undefined && (asked.missing.length > 0 || (asked.lock !== undefined && isUnsettled(asked.lock)));
  if (clashes.length === 0) return isOpen ? EXIT.failed : EXIT.done;
  if (!flags.json) streams.talk(`\n${diagnosticText(clashes, sources, inkFor(process.stderr, flags))}`);
  return EXIT.invalid;
}

/** What is written is asked for; a dry run and `--offline` ask nothing. A number is what the program ends with. */
async function online(bumped: Bumped, flags: Flags): Promise<BumpOnline | undefined | number> {
  const hasAddresses = bumped.after.addresses.some(({ after }) => after !== undefined);
  if (flags.dryRun || flags.offline || bumped.files.length === 0 || !hasAddresses) return undefined;
  const interruption = listenForInterruption(streams.talk);
  const onAsked = (url: string) => {
    if (flags.verbose) streams.talk(`asked ${url}`);
  };
  const options = { ...(await runOptionsOf(flags)), tries: 2, signal: interruption.signal, onAsked };
  const asked = await bumpOnline(bumped, { name: flags.manifest, cwd: process.cwd() }, options);
  interruption.release();
  const interrupted = interruption.exitCode();
  if (interrupted !== undefined) return interrupted;
  return asked.ok ? asked.value : showRefusal(asked.error, flags);
}

/** Of a host without a network one line is enough. */
function showOnline(asked: BumpOnline | undefined, flags: Flags): void {
  if (asked === undefined || asked.checked.length === 0) return;
  const unreachable = asked.checked.filter(({ verdict }) => verdict.kind === 'unreachable');
  if (unreachable.length === asked.checked.length) {
    const count = countText(asked.checked.length, 'new address', 'new addresses');
    streams.talk(`no server was reached for ${count}: sam3d-install validate --online asks again`);
    return;
  }
  streams.result(`asked online:\n${onlineTable(asked.checked)}`);
  if (asked.lock !== undefined) streams.result(lockedText(asked.lock, flags));
}

function pairsOf(words: readonly string[]): readonly { name: string; value: string }[] | undefined {
  if (words.length === 0 || words.length % 2 === 1) return undefined;
  return words.flatMap((name, index) => (index % 2 === 0 ? [{ name, value: words[index + 1] ?? '' }] : []));
}

function textOf({ edits, files, after, leftovers }: Bumped, flags: Flags): string {
  const { unicode } = inkFor(process.stdout, flags);
  const shown = (changes: typeof after.names) =>
    changeLines(
      changes.map(change => ({ ...change, where: after.onWhich(change.where) })),
      unicode,
    );
  const again = after.again === undefined ? [] : [after.again.join(', ') || 'none'];
  return [
    ...edits.map(({ name, value, entry }) => `${placeOf(entry.span)}: ${name} ${entry.value} -> ${value}`),
    ...edits.flatMap(({ name, others }) =>
      others.map(other => `  ${other.name} has a ${name} of its own, which stays: ${other.entry.value}`),
    ),
    ...(files.length === 0 ? ['nothing to do'] : []),
    ...(flags.dryRun ? files.map(({ file, before, after: text }) => lineDiff(file, before, text)) : []),
    ...leftoverLines(leftovers),
    ...section('what it changes', shown(after.names)),
    ...section('addresses', shown(after.addresses)),
    ...section(
      'compatibility',
      after.rows.map(({ span, where }) => `  ${placeOf(span)}: this row is met ${after.onWhich(where)}`),
    ),
    ...section('steps', stepLines(after.steps)),
    ...section(
      'hashes in the manifest that are of what was there before',
      after.staleHashes.map(({ artifact, span }) => `  ${placeOf(span)}: ${artifact}`),
    ),
    ...lockLines(after),
    ...section(
      `of the installation in ${flags.root}, these steps would run again`,
      again.map(line => `  ${line}`),
    ),
    ...(flags.dryRun ? ['nothing was written'] : []),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

function leftoverLines(leftovers: Bumped['leftovers']): readonly string[] {
  return [...new Set(leftovers.map(({ version }) => version))].flatMap(version => [
    `still ${version}, perhaps to be changed with it:`,
    ...leftovers
      .filter(other => other.version === version)
      .map(({ file, line, text }) => `  ${file}:${line}: ${text.length > MOST ? `${text.slice(0, MOST)}...` : text}`),
  ]);
}

/** Letters of a line of the manifest that are shown. */
const MOST = 100;

function stepLines({ changed, behind }: Bumped['after']['steps']): readonly string[] {
  if (changed.length === 0) return [];
  return [
    `  defined anew: ${changed.join(', ')}`,
    ...(behind.length === 0 ? [] : [`  behind them: ${behind.join(', ')}`]),
  ];
}

function lockLines({ lock }: Bumped['after']): readonly string[] {
  if (lock === undefined || lock.stale.length + lock.missing.length === 0) return [];
  return [
    `${lock.file} (sam3d-install lock writes it anew):`,
    ...lock.stale.map(url => `  no longer used: ${url}`),
    ...lock.missing.map(url => `  not in it yet: ${url}`),
  ];
}

function placeOf({ file, start }: Span): string {
  return `${file}:${start.line}`;
}

function jsonOf({ edits, files, after, leftovers }: Bumped, { dryRun }: Flags, asked: BumpOnline | undefined): string {
  const where = (changes: typeof after.names) =>
    changes.map(change => ({ ...change, where: after.onWhich(change.where) }));
  const { names, addresses, rows, clashes, steps, staleHashes, lock, again } = after;
  return JSON.stringify({
    type: 'bump',
    written: !dryRun && files.length > 0,
    edits: edits.map(({ name, value, entry }) => ({ name, before: entry.value, after: value, place: entry.span })),
    leftovers,
    names: where(names),
    addresses: where(addresses),
    rows: rows.map(row => ({ place: row.span, where: after.onWhich(row.where) })),
    diagnostics: clashes,
    steps,
    staleHashes,
    lock,
    again,
    ...(asked !== undefined && { online: { urls: asked.checked, missing: asked.missing, lock: asked.lock } }),
  });
}
