import { build, type BuildOptions, type Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { THREADS } from '../engine/host/start-thread.js';
import { LICENCES } from '../engine/host/packages/python-wheel.js';
import type { JsonObject } from '../engine/model/value.js';
import { checkedDiagnoses, checkedManifest } from './checked-manifest.js';
import { compiledCheck } from './compiled-check.js';
import { withLazyBuiltins } from './lazy-builtins.js';
import { licenceTexts } from './licence-texts.js';
import type { PartIndex } from './open-bundle.js';

// Makes `dist/sam3d-install.mjs`: the program in one file. Its parts stand in one long comment, so that starting reads past
// what a run does not use: an engine that is run, libraries that are run when they are first imported, threads, and texts.

const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dist);

/** Loaded when used, so each is a part of its own. */
const LAZY = [
  '@bomb.sh/tab/commander',
  '@hpcc-js/wasm-graphviz',
  'execa',
  'http-proxy-agent',
  'https-proxy-agent',
  'listr2',
  'picomatch',
  'smol-toml',
  'xz-decompress',
  'yauzl',
];

/** The engine and the check of the schema are run at nearly every start; what is used seldom takes little room. */
const PLAIN = ['engine', 'check'];

const DIAGNOSES = 'manifests/base/diagnoses.yaml';

/** Every file that a part was made of. */
const inputs = new Set<string>();

await writeBundle(join(dist, 'sam3d-install.mjs'));

async function writeBundle(target: string): Promise<void> {
  const { version } = readJson('package.json') as { readonly version: string };
  const schema = readJson(join('schemas', 'manifest.schema.json')) as JsonObject;
  const parts = new Map<string, string | Buffer>([
    [
      'engine',
      withLazyBuiltins(await bundled({ file: join(dist, 'engine', 'cli', 'main.js') }, [embedding(version), lazily()])),
    ],
    ...(await Promise.all(
      LAZY.map(
        async name =>
          [`libraries/${name}`, await bundled({ code: reExport(name), sourcefile: 'library.mjs' })] as const,
      ),
    )),
    ...(await Promise.all(
      Object.entries(THREADS).map(
        async ([name, folder]) => [`threads/${name}`, await thread(join(folder, name), version)] as const,
      ),
    )),
    ['check', await bundled({ code: compiledCheck(schema), sourcefile: 'check.cjs' })],
    ...textsBelow('manifests'),
    ...textsBelow('schemas'),
    ...textsBelow('templates'),
    ...textsBelow('python'),
    ...(await checkedManifests()),
    [`checked/${DIAGNOSES}`, checkedDiagnoses(root, DIAGNOSES)],
  ]);
  const licences = licenceTexts(root, inputs);
  parts.set(`dist/${LICENCES}`, licences);
  writeFileSync(join(dist, LICENCES), licences);
  const aside = `${target}.${process.pid}`;
  writeFileSync(aside, await fileOf(version, parts), { mode: 0o755 });
  renameSync(aside, target);
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function thread(path: string, version: string): Promise<string> {
  return bundled({ file: join(dist, 'engine', 'host', `${path}.js`) }, [embedding(version)]);
}

/** One CommonJS text in ASCII, of which nothing is loaded but Node's own modules. */
async function bundled(
  entry: { readonly file: string } | { readonly code: string; readonly sourcefile: string },
  plugins: Plugin[] = [],
): Promise<string> {
  const from =
    'file' in entry
      ? { entryPoints: [entry.file] }
      : { stdin: { contents: entry.code, resolveDir: root, sourcefile: entry.sourcefile } };
  const define = { 'import.meta.url': '__bundle.url' };
  const text = await built({ ...from, format: 'cjs', supported: { 'dynamic-import': false }, define, plugins });
  if (!/^[\x00-\x7f]*$/.test(text)) throw new Error('a part of the bundle is not ASCII');
  return text;
}

async function built(options: BuildOptions): Promise<string> {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    // 4 MB for a maintainer's command: taken from node_modules where it is there
    external: ['@conda-org/rattler'],
    target: 'node20',
    charset: 'ascii',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    logOverride: { 'import-is-undefined': 'silent' },
    write: false,
    metafile: true,
  });
  for (const input of Object.keys(metafile?.inputs ?? {})) inputs.add(input);
  return outputFiles?.[0]?.text.replace(/^#!.*\n/, '') ?? '';
}

/** A library as an import in Node sees it. */
function reExport(name: string): string {
  return `export * from ${JSON.stringify(name)}; import * as all from ${JSON.stringify(name)}; export default all.default;`;
}

/** Puts what the bundle holds in the place of `engine/host/embedded.ts`. */
function embedding(version: string): Plugin {
  const contents = `
    export const embedded = {
      file: __bundle.file,
      id: __bundle.id,
      kept: __bundle.kept,
      version: ${JSON.stringify(version)},
      names: __bundle.names,
      part: __bundle.part,
      checked: name => {
        const bytes = __bundle.bytes('checked/' + name);
        return bytes === undefined ? undefined : require('node:v8').deserialize(bytes);
      },
      diagnoses: text => {
        if (text !== __bundle.part(${JSON.stringify(DIAGNOSES)})) return undefined;
        return require('node:v8').deserialize(__bundle.bytes('checked/' + ${JSON.stringify(DIAGNOSES)}));
      },
      get check() { return checked ??= checkBy(__bundle.run('check')) },
    };
    let checked;
    const checkBy = valid => value => valid(value) ? [] : valid.errors;
  `;
  return {
    name: 'embedding',
    setup: made => {
      made.onLoad({ filter: /[\\/]engine[\\/]host[\\/]embedded\.js$/ }, () => ({ contents }));
    },
  };
}

/** Leaves the libraries to be run when they are imported; ajv has done its work here. */
function lazily(): Plugin {
  return {
    name: 'lazily',
    setup: made => {
      made.onResolve({ filter: /^[^./]/ }, ({ path }) => {
        if (LAZY.includes(path)) return { path, namespace: 'library' };
        if (path.startsWith('ajv/')) return { path, namespace: 'none' };
        return undefined;
      });
      made.onLoad({ filter: /./, namespace: 'library' }, async ({ path }) => {
        const names = Object.keys((await import(path)) as object).filter(name => /^\w+$/.test(name));
        const exports = names.map(name =>
          name === 'default' ? 'export default all.default;' : `export const ${name} = all.${name};`,
        );
        const run = `const all = __bundle.run(${JSON.stringify(`libraries/${path}`)});`;
        return { contents: [run, ...exports].join('\n') };
      });
      made.onLoad({ filter: /./, namespace: 'none' }, () => ({ contents: '' }));
    },
  };
}

/** The built-in manifests as their checks have left them, so that no run has to read and check them again. */
async function checkedManifests(): Promise<readonly (readonly [string, Buffer])[]> {
  const names = readdirSync(join(root, 'manifests')).filter(name => /(?<!\.lock)\.yaml$/.test(name));
  const checked = await Promise.all(names.map(async name => [name, await checkedManifest(root, name)] as const));
  return checked.flatMap(([name, bytes]) =>
    bytes === undefined ? [] : [[`checked/manifests/${name}`, bytes] as const],
  );
}

function textsBelow(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ya?ml|json|py)$/.test(name))
    .sort()
    .map(name => [posix.join(folder, ...name.split(sep)), readFileSync(join(root, folder, name), 'utf8')]);
}

async function fileOf(version: string, parts: ReadonlyMap<string, string | Buffer>): Promise<string> {
  const index: Record<string, PartIndex[string]> = {};
  let body = '';
  for (const [name, content] of parts) {
    const written = PLAIN.includes(name)
      ? String(content).replaceAll('*/', '*\x01/')
      : gzipSync(content, { level: 9 }).toString('base64');
    index[name] = PLAIN.includes(name) ? [body.length, written.length] : [body.length, written.length, 1];
    body += `${written}\n`;
  }
  const id = createHash('sha256').update(version).update(body).digest('hex').slice(0, 16);
  const head = `#!/usr/bin/env node
// sam3d-install ${version} in one file, made by \`npm run build\`. MIT License.
${await start(index, id)}/*PARTS
`;
  if (head.length > 2 ** 16) throw new Error('the bundle looks for its parts in the first 64 KB');
  return `${head}${body}*/
`;
}

async function start(index: PartIndex, id: string): Promise<string> {
  const define = { INDEX: JSON.stringify(index), ID: JSON.stringify(id) };
  return built({ entryPoints: [join(dist, 'build', 'start.js')], format: 'esm', define, plugins: [plainBuiltins()] });
}

/** An import in an ES module makes Node load all that the imported module could ever need. */
function plainBuiltins(): Plugin {
  return {
    name: 'plain-builtins',
    setup: made => {
      made.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
      made.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
      }));
    },
  };
}
