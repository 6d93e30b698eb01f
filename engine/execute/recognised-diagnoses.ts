import type { Diagnosis } from '../model/plan.js';

/** Lines are looked at together: a program may say millions, and each by each against every rule costs more than all else. */
const LOOK_AT = 16 * 1024;

/** Of the manifest's rules those that know a line of the output, be it far above the last ones. */
export class RecognisedDiagnoses {
  readonly #rules: readonly Diagnosis[];
  readonly #found = new Set<Diagnosis>();
  #text = '';

  constructor(rules: readonly Diagnosis[] = []) {
    this.#rules = rules;
  }

  take(line: string): void {
    // each line ends, so that nothing matches across two of them but what says so
    this.#text += `${line}\n`;
    if (this.#text.length >= LOOK_AT) this.#look();
  }

  has(rule: Diagnosis): boolean {
    this.#look();
    return this.#found.has(rule);
  }

  #look(): void {
    const text = this.#text;
    this.#text = '';
    if (text === '') return;
    for (const rule of this.#rules) if (!this.#found.has(rule) && text.includes(rule.match)) this.#found.add(rule);
  }
}
