import { cpus, totalmem } from 'node:os';
import { scoped } from './trial.js';
import { TRIALS } from './trials.js';

// `npm run torture`: every trial in full. `-- NAME`: one. `--count N --seed S --minutes M`: as often, with which chance,
// and for how long at most each; `--from N`: go on with that one; `--lanes N`: so many at one time. The table says how
// often it was. Interrupted, it ends the one that it is at, and tells.

const words = process.argv.slice(2);
const names = words.filter((word, index) => !word.startsWith('--') && !words[index - 1]?.startsWith('--'));
const unknown = names.filter(name => !TRIALS.some(trial => trial.name === name));
if (unknown.length > 0) {
  console.error(`there is no trial ${unknown.join(', ')}: they are ${TRIALS.map(({ name }) => name).join(', ')}`);
  process.exit(64);
}
const FLAGS = ['--count', '--seed', '--minutes', '--from', '--lanes'];
const stray = words.find(word => word.startsWith('--') && !FLAGS.includes(word));
if (stray !== undefined) {
  console.error(`there is no flag ${stray}: they are ${FLAGS.join(', ')}, each with a number`);
  process.exit(64);
}
const seed = numberAfter('--seed') ?? 1;
const started = new Date().toISOString().slice(0, 10);
console.log(
  `${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${started}`,
);
console.log('| trial | done | seed | wrong | time | notes |\n| --- | --- | --- | --- | --- | --- |');
let failed = false;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (interrupted = true));
for (const trial of TRIALS) {
  if (interrupted || (names.length > 0 && !names.includes(trial.name))) continue;
  const cannot = trial.cannot();
  if (cannot !== undefined) {
    console.log(`| ${trial.name} | 0 | | | | not done: ${cannot} |`);
    continue;
  }
  const count = numberAfter('--count') ?? trial.full;
  const at = performance.now();
  const say = (text: string) => console.error(`${trial.name}: ${text}`);
  const minutesSince = () => (performance.now() - at) / 60_000;
  const enough = () => interrupted || minutesSince() > (numberAfter('--minutes') ?? Infinity);
  const options = { count, seed, from: numberAfter('--from') ?? 0, lanes: numberAfter('--lanes') ?? 1, say, enough };
  const { done, notes, wrong } = await scoped(scope => trial.run(scope, options));
  const minutes = minutesSince().toFixed(1);
  console.log(`| ${trial.name} | ${done} | ${seed} | ${wrong.length} | ${minutes} min | ${notes.join('; ')} |`);
  failed ||= wrong.length > 0;
}
process.exit(failed ? 1 : 0);

function numberAfter(flag: string): number | undefined {
  const text = words[words.indexOf(flag) + 1];
  return words.includes(flag) ? Number(text) : undefined;
}
