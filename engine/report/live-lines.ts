import type { Outcome } from '../model/outcome.js';
import { bytesText, countText, durationText } from './amount.js';
import type { LiveRow } from './live-rows.js';
import { outcomeMark, outcomeText } from './outcome-text.js';
import { printable } from './printable.js';
import { progressText, secondsText } from './progress-text.js';
import { cutText, textWidth } from './text-width.js';

export interface LiveLook {
  /** Of the terminal as it is now. */
  readonly columns: number;
  /** How many lines may be drawn. */
  readonly height: number;
  /** False: marks are ASCII. */
  readonly unicode: boolean;
  readonly color: boolean;
  /** What turns before a step that works. */
  readonly spinner: string;
  readonly at: number;
}

type Kind = 'settled' | 'working' | 'waiting';

interface Block {
  readonly kind: Kind;
  readonly row: LiveRow;
  readonly lines: readonly string[];
}

/** The view of a run as lines that fit the terminal: where there are too many, what ended well and what waits is counted. */
export function liveLines(rows: readonly LiveRow[], look: LiveLook): readonly string[] {
  const blocks = rows.map(row => blockOf(row, look));
  const stages = [
    () => blocks.flatMap(({ lines }) => lines),
    () => [...linesOf(blocks, isNotWaiting), ...waitingLine(blocks, look)],
    () => [...wellLine(blocks, look), ...linesOf(blocks, isOpen), ...waitingLine(blocks, look)],
    () => [
      ...wellLine(blocks, look),
      ...blocks.filter(isOpen).flatMap(({ lines }) => lines.slice(0, 1)),
      ...waitingLine(blocks, look),
    ],
  ];
  let lines: readonly string[] = [];
  for (const stage of stages) {
    lines = stage();
    if (lines.length <= look.height) return lines;
  }
  const kept = Math.max(look.height - 1, 0);
  return [...lines.slice(0, kept), `${look.unicode ? '\u2026' : '...'} and ${lines.length - kept} more`];
}

/** The last view, which stays: a line a step, none of them cut. */
export function lastLines(rows: readonly LiveRow[], look: Pick<LiveLook, 'unicode' | 'color'>): readonly string[] {
  return rows.map(row => settledLine(row, row.end ?? { outcome: { kind: 'cancelled' }, ms: 0 }, look));
}

function blockOf(row: LiveRow, look: LiveLook): Block {
  if (row.end !== undefined) {
    const line = settledLine(row, row.end, { ...look, color: false });
    const cut = cutText(line, look.columns - 1, look);
    return { kind: 'settled', row, lines: [inColour(row.end.outcome, cut, look)] };
  }
  if (row.since === undefined) {
    const line = printable(`${look.unicode ? '\u00b7' : '.'} ${row.title}: ${waitingText(row)}`, look);
    return { kind: 'waiting', row, lines: [paint(DIM, cutText(line, look.columns - 1, look), look)] };
  }
  return { kind: 'working', row, lines: workingLines(row, row.since, look) };
}

function waitingText({ onDemand, progress }: LiveRow): string {
  if (progress !== undefined) return `waiting, ${bytesText(progress.done)} downloaded`;
  return onDemand ? 'runs only if it is needed' : 'waiting';
}

function settledLine(
  { title }: LiveRow,
  { outcome, ms }: NonNullable<LiveRow['end']>,
  look: Pick<LiveLook, 'unicode' | 'color'>,
): string {
  const time = ms > 0 ? ` (${durationText(ms)})` : '';
  return inColour(outcome, printable(`${markOf(outcome, look)} ${title}: ${outcomeText(outcome)}${time}`, look), look);
}

function markOf(outcome: Outcome, { unicode }: { readonly unicode: boolean }): string {
  const drawn = unicode ? { succeeded: '\u2714', 'up-to-date': '\u2714', failed: '\u2716' } : {};
  return (drawn as Partial<Record<Outcome['kind'], string>>)[outcome.kind] ?? outcomeMark(outcome);
}

/** Its end gives way to the time, which tells that it lives; and the time, where there is no room, to what it is. */
function workingLines(row: LiveRow, since: number, look: LiveLook): readonly string[] {
  const doing = row.progress === undefined ? row.doing : progressText(row.progress, row.rate.perSecond(look.at));
  const text = printable(`${row.title}: ${doing}`, look);
  const room = look.columns - 1 - 2;
  const elapsed = secondsText(look.at - since);
  const typical = row.estimateMinutes === undefined ? '' : `, typically ${row.estimateMinutes} min`;
  const least = Math.min(textWidth(text), LEAST_TEXT);
  const time = [` (${elapsed}${typical})`, ` (${elapsed})`].find(part => room - part.length >= least) ?? '';
  const line = `${paint(YELLOW, look.spinner, look)} ${cutText(text, room - time.length, look)}${time}`;
  return row.said === undefined || row.said.line === '' ? [line] : [line, saidLine(row.said, look)];
}

const LEAST_TEXT = 24;

/** The last words, and how long ago they came where that is long. */
function saidLine({ line, at }: NonNullable<LiveRow['said']>, look: LiveLook): string {
  const silence = look.at - at;
  const ago = silence < LONG_SILENCE_MS ? '' : ` (${secondsText(silence)} ago)`;
  const mark = look.unicode ? '\u203a' : '>';
  return paint(DIM, `  ${mark} ${cutText(printable(line, look), look.columns - 1 - 4 - ago.length, look)}${ago}`, look);
}

const LONG_SILENCE_MS = 60_000;

const isNotWaiting = ({ kind }: Block) => kind !== 'waiting';

/** What is worked on, and what somebody has to know of. */
const isOpen = (block: Block) => isNotWaiting(block) && !isWell(block);

function isWell({ row: { end } }: Block): boolean {
  return end !== undefined && ['succeeded', 'up-to-date', 'skipped'].includes(end.outcome.kind);
}

function linesOf(blocks: readonly Block[], isShown: (block: Block) => boolean): readonly string[] {
  return blocks.filter(isShown).flatMap(({ lines }) => lines);
}

function waitingLine(blocks: readonly Block[], look: LiveLook): readonly string[] {
  const waiting = blocks.filter(({ kind }) => kind === 'waiting');
  if (waiting.length === 0) return [];
  const onDemand = waiting.filter(({ row }) => row.onDemand).length;
  const perhaps = onDemand === 0 ? '' : `, ${onDemand} of them only if needed`;
  const text = `${look.unicode ? '\u00b7' : '.'} ${countText(waiting.length, 'more step')}${perhaps}`;
  return [paint(DIM, cutText(text, look.columns - 1, look), look)];
}

function wellLine(blocks: readonly Block[], look: LiveLook): readonly string[] {
  const count = blocks.filter(isWell).length;
  if (count === 0) return [];
  const text = `${look.unicode ? '\u2714' : '+'} ${count} of ${countText(blocks.length, 'step')} done`;
  return [paint(GREEN, cutText(text, look.columns - 1, look), look)];
}

const [DIM, RED, GREEN, YELLOW] = [2, 31, 32, 33];

/** Only the mark is in colour: words are read on any ground. */
function inColour(outcome: Outcome, line: string, look: Pick<LiveLook, 'color'>): string {
  const [mark = '', ...rest] = line.split(' ');
  return [paint(colourOf(outcome), mark, look), ...rest].join(' ');
}

function colourOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'succeeded':
      return outcome.rung === 0 ? GREEN : YELLOW;
    case 'up-to-date':
      return GREEN;
    case 'failed':
      return RED;
    case 'blocked':
    case 'cancelled':
      return YELLOW;
    case 'skipped':
      return DIM;
  }
}

function paint(code: number, text: string, { color }: Pick<LiveLook, 'color'>): string {
  return color ? `\u001b[${code}m${text}\u001b[0m` : text;
}
