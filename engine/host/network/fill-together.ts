import { err, ok, type Result } from '../../base/result.js';
import type { PartialFile } from '../cache/partial-file.js';
import type { Stretch } from '../cache/stretch.js';
import { statusTrouble } from './answer-trouble.js';
import { isHashed, type Download } from './download.js';
import type { Answer } from './get.js';
import { continues, DOUBT, rangeHeaders } from './range.js';
import { receive } from './receive.js';
import { request } from './request.js';
import { LEAST_SHARE, sharesOf } from './shares.js';
import { unreachable, type Trouble } from './trouble.js';
import { createPace, type Widening } from './widening.js';

interface Filling {
  readonly partial: PartialFile;
  readonly download: Download;
}

/** Fills the file, beginning with an answer for one stretch; with more connections when one is slow and ranges are allowed. */
export async function fillTogether(
  first: Answer,
  stretch: Stretch,
  filling: Filling,
): Promise<Result<undefined, Trouble>> {
  const { download, partial } = filling;
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  download.request.signal.addEventListener('abort', onAbort, { once: true });
  if (download.request.signal.aborted) stop.abort();
  stop.signal.addEventListener('abort', () => first.drop(), { once: true });
  const crew = new Crew(filling, stop);
  try {
    await crew.work(first, stretch);
    await crew.helpers();
  } finally {
    download.request.signal.removeEventListener('abort', onAbort);
  }
  const trouble = crew.worst();
  if (partial.complete && trouble?.fatal !== true) return ok();
  if (trouble?.doubt === true) await partial.restart();
  return err(trouble?.trouble ?? unreachable(download.request.shown, 'short', 'the download did not end', true));
}

interface Told {
  readonly trouble: Trouble;
  /** The server's ranges are not to be relied on. */
  readonly doubt: boolean;
  /** Nothing that the others bring can make it good. */
  readonly fatal: boolean;
}

/** The connections that fill one file: each takes what nobody fills, else half of what another one has left. */
class Crew {
  readonly #told: Told[] = [];
  readonly #helpers: Promise<void>[] = [];
  readonly #request: Download['request'];
  #pace: ReturnType<typeof createPace> | undefined;

  constructor(
    readonly filling: Filling,
    readonly stop: AbortController,
  ) {
    this.#request = { ...filling.download.request, signal: stop.signal };
  }

  async work(answer?: Answer, beginning?: Stretch): Promise<void> {
    let stretch = beginning ?? this.#next();
    if (answer !== undefined) this.#watchPace(answer);
    for (let came = answer; stretch !== undefined; came = undefined, stretch = this.#next()) {
      stretch.taken = true;
      const filled = came === undefined ? await this.#ask(stretch) : await this.#receive(came, stretch);
      stretch.taken = false;
      if (!filled.ok) return this.#tell(filled.error);
      void this.filling.partial.catchUp().catch(() => undefined);
    }
  }

  async helpers(): Promise<void> {
    await Promise.all(this.#helpers);
    const { widening } = this.filling.download;
    if (widening !== undefined) widening.spare.free += this.#helpers.length;
  }

  /** The trouble that says most: a fatal one, then a doubt, then one that may pass. */
  worst(): Told | undefined {
    const by = (is: (told: Told) => boolean) => this.#told.find(is);
    return by(({ fatal }) => fatal) ?? by(({ doubt }) => doubt) ?? by(({ trouble }) => trouble.again) ?? this.#told[0];
  }

  async #ask(stretch: Stretch): Promise<Result<undefined, Trouble>> {
    const { partial, download } = this.filling;
    const { version } = partial;
    if (version === undefined) throw new Error('a range of a file without a version');
    const asked = { next: stretch.next, to: stretch.to };
    const answer = await request(download.url, { ...this.#request, headers: rangeHeaders(asked, version) });
    if (!answer.ok) return answer;
    if (answer.value.status === 206 && continues(answer.value, asked, { ...version, isHashed: isHashed(download) }))
      return this.#receive(answer.value, stretch);
    answer.value.drop();
    const { status } = answer.value;
    if ([200, 206, 416].includes(status)) return err(unreachable(this.#request.shown, 'reset', DOUBT, true));
    // it may allow one connection and no more
    return err({ ...statusTrouble(answer.value, this.#request.shown, download.now()), again: true });
  }

  #receive(answer: Answer, stretch: Stretch): Promise<Result<undefined, Trouble>> {
    return receive(answer, stretch, { ...this.filling, onPiece: bytes => this.#onPiece(bytes) });
  }

  #tell(trouble: Trouble): void {
    if (this.stop.signal.aborted) return;
    const doubt = trouble.failure.kind === 'unreachable' && trouble.failure.detail === DOUBT;
    const fatal = ['file', 'mismatch', 'policy'].includes(trouble.failure.kind);
    this.#told.push({ trouble, doubt, fatal });
    if (doubt || fatal) this.stop.abort();
  }

  #next(): Stretch | undefined {
    if (this.stop.signal.aborted) return undefined;
    const { partial } = this.filling;
    const open = partial.stretches.filter(({ missing }) => missing > 0);
    const free = open.find(({ taken }) => !taken);
    if (free !== undefined) return free;
    const [largest] = [...open].sort((a, b) => b.missing - a.missing);
    if (largest === undefined || partial.version === undefined || this.#most() === 1) return undefined;
    return largest.missing < 2 * LEAST_SHARE ? undefined : partial.split(largest);
  }

  #most(): number {
    return this.filling.download.widening?.most ?? 1;
  }

  #watchPace(answer: Answer): void {
    const { widening } = this.filling.download;
    const allows = answer.status === 206 || /^bytes$/i.test(answer.header('accept-ranges') ?? '');
    if (widening !== undefined && allows && this.filling.partial.version !== undefined)
      this.#pace = createPace(widening);
  }

  #onPiece(bytes: number): void {
    const { download, partial } = this.filling;
    if (this.#pace === undefined || download.widening === undefined) return;
    const missing = (partial.version?.total ?? 0) - partial.bytes;
    const isSlow = this.#pace(download.now(), bytes, missing);
    // where none is spare now, one may be soon
    if (!isSlow || download.widening.spare.free === 0) return;
    this.#pace = undefined;
    this.#widen(download.widening);
  }

  #widen({ most, spare }: Widening): void {
    const helpers = Math.min(most - 1, spare.free);
    spare.free -= helpers;
    const [only, ...others] = this.filling.partial.stretches.filter(({ missing }) => missing > 0);
    if (only !== undefined && others.length === 0) shareOut(only, helpers + 1, this.filling.partial);
    for (let count = 0; count < helpers; count++) this.#helpers.push(this.work());
    void this.filling.partial.note();
  }
}

function shareOut(stretch: Stretch, connections: number, partial: PartialFile): void {
  let [at, rest] = [stretch.next, stretch];
  for (const share of sharesOf(stretch.missing, connections).slice(0, -1)) rest = partial.split(rest, (at += share));
}
