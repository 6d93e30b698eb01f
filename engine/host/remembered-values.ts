import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { embedded } from './embedded.js';

/** More are not worth their room: the oldest go. */
const MOST = 128;
const SUM = 32;

/** Whether values can be taken up from earlier runs of this very program, and kept for later ones. */
export const remembersValues: boolean = embedded?.kept !== undefined;

/** What an earlier run of this very program has kept under a name. */
export function rememberedValue(name: string): unknown {
  const bytes = rememberedBytes(name);
  return bytes && deserialize(bytes);
}

/** The same of a text, which is sooner there. */
export function rememberedText(name: string): string | undefined {
  return rememberedBytes(name)?.toString('utf8');
}

function rememberedBytes(name: string): Buffer | undefined {
  if (embedded?.kept === undefined) return undefined;
  try {
    const bytes = readFileSync(join(embedded.kept.folder, fileOf(name)));
    const value = bytes.subarray(SUM);
    return sumOf(value).equals(bytes.subarray(0, SUM)) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing depends on it, so what hinders it is no failure; and it is kept only where there is a cache folder already. */
export function rememberValue(name: string, value: unknown): void {
  rememberBytes(name, () => serialize(value));
}

export function rememberText(name: string, text: string): void {
  rememberBytes(name, () => Buffer.from(text));
}

function rememberBytes(name: string, make: () => Buffer): void {
  if (embedded?.kept?.writes !== true) return;
  const { folder } = embedded.kept;
  try {
    if (!statSync(dirname(folder)).isDirectory()) return;
    mkdirSync(folder, { recursive: true });
    const bytes = make();
    const aside = join(folder, `.${process.pid}-${fileOf(name)}`);
    writeFileSync(aside, Buffer.concat([sumOf(bytes), bytes]));
    renameSync(aside, join(folder, fileOf(name)));
    clearAway(folder);
  } catch {
    // the next run finds it out again
  }
}

function clearAway(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= MOST) return;
  const aged = names.map(name => ({ name, at: statSync(join(folder, name)).mtimeMs })).sort((a, b) => a.at - b.at);
  for (const { name } of aged.slice(0, -MOST)) rmSync(join(folder, name), { force: true });
}

function fileOf(name: string): string {
  const key = JSON.stringify([embedded?.id, process.versions.v8, name]);
  return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.bin`;
}

function sumOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
