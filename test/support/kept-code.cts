import fs = require('node:fs');
import path = require('node:path');
import vm = require('node:vm');
import threads = require('node:worker_threads');

// Loaded before the one file in tests: what V8 has made of its code is kept for all throw-away hosts, which have an empty cache
// each. The program does the same in the cache of its users, by the same rules (`build/start.ts`), and `one-file` tests that.

const NEVER_KEPT = [3, 64, 70];

if (threads.isMainThread) keepCode(process.argv[1] ?? '', process.argv[2] ?? '');

function keepCode(file: string, word: string): void {
  const { mtimeMs, size } = fs.statSync(file);
  const all = path.join(__dirname, '..', 'kept', 'code');
  const folder = path.join(all, `${process.version}-${process.arch}-${size}-${mtimeMs}`);
  const command = /^[a-z]+$/.test(word) ? word : 'install';
  const placeOf = (name: string) => path.join(folder, `${command}-${name.replaceAll('/', '-')}.bin`);
  const made = new Map<string, vm.Script>();
  let isKnown = false;

  const { Script } = vm;
  vm.Script = class extends Script {
    constructor(code: string, options: vm.ScriptOptions & { readonly filename: string }) {
      const name = options.filename.slice(options.filename.lastIndexOf('#') + 1);
      const cachedData = options.cachedData ?? read(placeOf(name));
      isKnown ||= cachedData !== undefined;
      super(code, { ...options, ...(cachedData !== undefined && { cachedData }) });
      made.set(placeOf(name), this);
    }
  };

  process.on('exit', code => {
    if (isKnown || NEVER_KEPT.includes(code)) return;
    try {
      fs.mkdirSync(folder, { recursive: true });
      for (const [place, script] of made) write(place, script.createCachedData());
      // what was made of an older file
      for (const name of fs.readdirSync(all)) {
        if (name !== path.basename(folder)) fs.rmSync(path.join(all, name), { recursive: true, force: true });
      }
    } catch {
      // in some tests the disk refuses everything; the next start compiles again
    }
  });
}

function read(place: string): Buffer | undefined {
  try {
    return fs.readFileSync(place);
  } catch {
    return undefined;
  }
}

function write(place: string, bytes: Buffer): void {
  const aside = `${place}.${process.pid}`;
  fs.writeFileSync(aside, bytes);
  fs.renameSync(aside, place);
}
