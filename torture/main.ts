import { cpus, totalmem } from 'node:os';
import { scoped } from './trial.js';
import { TRIALS } from './trials.js';

// `npm run torture`: every trial in full. `-- NAME`: one. `--count N --seed S --minutes M`: as often, with which chance,
// and for how long at most; the table says how often it was.

const words = process.argv.slice(2);
const names = words.filter((word, index) => !word.startsWith('--') && !words[index - 1]?.startsWith('--'));
const unknown = names.filter(name => !TRIALS.some(trial => trial.name === name));
if (unknown.length > 0) {
  console.error(`there is no trial ${unknown.join(', ')}: they are ${TRIALS.map(({ name }) => name).join(', ')}`);
  process.exit(64);
}
const seed = numberAfter('--seed') ?? 1;
const started = new Date().toISOString().slice(0, 10);
console.log(
  `${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${started}`,
);
console.log('| trial | done | seed | wrong | time | notes |\n| --- | --- | --- | --- | --- | --- |');
let failed = false;
for (const trial of TRIALS) {
  if (names.length > 0 && !names.includes(trial.name)) continue;
  const cannot = trial.cannot();
  if (cannot !== undefined) {
    console.log(`| ${trial.name} | 0 | | | | not done: ${cannot} |`);
    continue;
  }
  const count = numberAfter('--count') ?? trial.full;
  const at = performance.now();
  const say = (text: string) => console.error(`${trial.name}: ${text}`);
  const minutesSince = () => (performance.now() - at) / 60_000;
  const enough = () => minutesSince() > (numberAfter('--minutes') ?? Infinity);
  const { done, notes, wrong } = await scoped(scope => trial.run(scope, { count, seed, say, enough }));
  const minutes = minutesSince().toFixed(1);
  console.log(`| ${trial.name} | ${done} | ${seed} | ${wrong.length} | ${minutes} min | ${notes.join('; ')} |`);
  for (const text of wrong.slice(0, 40)) console.error(`${trial.name}: WRONG: ${text}`);
  failed ||= wrong.length > 0;
}
process.exit(failed ? 1 : 0);

function numberAfter(flag: string): number | undefined {
  const text = words[words.indexOf(flag) + 1];
  return words.includes(flag) ? Number(text) : undefined;
}
