import type { JournalEntry, RunEnd, RunStarted, StepRecord } from '../../model/journal.js';

/** What the entries so far add up to. */
export class JournalState {
  readonly entries: JournalEntry[] = [];
  readonly records = new Map<string, StepRecord>();
  readonly last = new Map<string, StepRecord>();
  /** The run that ended well last and whose work stands, unless something has been changed since. */
  good: string | undefined;
  /** The run at whose end things stood as they stand, but for what has been changed since. */
  at: string | undefined;

  /** What stood at the end of each run that a later entry goes back to. Without it, every way back would replay all before it. */
  readonly #ends = new Map<string, JournalState>();
  readonly #wanted: ReadonlySet<string>;

  constructor(entries: readonly JournalEntry[]) {
    this.#wanted = new Set(entries.flatMap(entry => (entry.type === 'went-back' ? [entry.to] : [])));
    for (const entry of entries) this.add(entry);
  }

  add(entry: JournalEntry): void {
    this.entries.push(entry);
    switch (entry.type) {
      case 'step-begun':
        this.records.delete(entry.step);
        return;
      case 'step-made':
        // what another kind made before it lies where this one does not look
        if ((this.last.get(entry.record.step)?.uses ?? entry.record.uses) === entry.record.uses)
          this.last.set(entry.record.step, entry.record);
        return;
      case 'step-done':
        this.records.set(entry.record.step, entry.record);
        this.last.set(entry.record.step, entry.record);
        return;
      case 'run-finished':
        if (entry.result === 'succeeded') this.good = entry.run;
        this.at = entry.run;
        if (this.#wanted.has(entry.run)) this.#ends.set(entry.run, this.#copy());
        return;
      case 'went-back':
        this.#become(this.#ends.get(entry.to) ?? stateAfter(this.entries, entry.to));
        return;
      case 'uninstalled':
        this.#become(new JournalState([]));
        return;
      case 'summed-up':
        for (const end of entry.ends) this.#ends.set(end.started.run, stateAt(end));
        this.#become([...this.#ends.values()].at(-1) ?? new JournalState([]));
        return;
      case 'run-started':
        return;
    }
  }

  /** How things stand, as an end of a run. */
  end(started: RunStarted): RunEnd {
    const { records, last, good } = this;
    return { started, last: [...last.values()], done: [...records.keys()], ...(good !== undefined && { good }) };
  }

  #copy(): JournalState {
    const copy = new JournalState([]);
    copy.#become(this);
    return copy;
  }

  #become({ records, last, good, at }: JournalState): void {
    this.records.clear();
    this.last.clear();
    for (const [step, record] of records) this.records.set(step, record);
    for (const [step, record] of last) this.last.set(step, record);
    this.good = good;
    this.at = at;
  }
}

/** What stood when a run had ended; nothing where no such run is known. */
export function stateAfter(entries: readonly JournalEntry[], run: string): JournalState {
  const end = entries.findLastIndex(entry => entry.type === 'run-finished' && entry.run === run);
  const summed = end === -1 ? endsIn(entries).find(({ started }) => started.run === run) : undefined;
  return summed === undefined ? new JournalState(entries.slice(0, end + 1)) : stateAt(summed);
}

/** What a run said when it began. */
export function startOf(entries: readonly JournalEntry[], run: string): RunStarted | undefined {
  const started = entries.find((entry): entry is RunStarted => entry.type === 'run-started' && entry.run === run);
  return started ?? endsIn(entries).find(end => end.started.run === run)?.started;
}

function endsIn([first]: readonly JournalEntry[]): readonly RunEnd[] {
  return first?.type === 'summed-up' ? first.ends : [];
}

function stateAt({ started, last, done, good }: RunEnd): JournalState {
  const state = new JournalState([]);
  for (const record of last) {
    state.last.set(record.step, record);
    if (done.includes(record.step)) state.records.set(record.step, record);
  }
  state.good = good;
  state.at = started.run;
  return state;
}
