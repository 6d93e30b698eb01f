import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { ACTIONS } from '../engine/actions/registry.js';
import { RULES } from '../engine/analyse/rules.js';
import { packageFolder } from '../engine/host/package-folder.js';
import { LOAD_CODES } from '../engine/load/codes.js';
import { place, platformHere, shown, type Place } from './support/cli.js';
import { wholeManifest } from './support/docs/code-example.js';
import { exampleOf, found } from './support/docs/diagnostics-page.js';
import { folder } from './support/docs/folder.js';
import { LOAD_EXAMPLES } from './support/docs/load-examples.js';
import { MADE_PAGES } from './support/docs/pages.js';
import { pageText, recipesOf, sessionOf, sessionText, type Recipe } from './support/docs/recipes.js';
import { RULE_EXAMPLES } from './support/docs/rule-examples.js';
import { aManifest, findingsOf } from './support/load-text.js';
import { realContext } from './support/real-context.js';

// The docs say nothing that is not so: pages are made anew and compared, and each block of the cookbook is run. With
// UPDATE_GOLDEN=1 what the cookbook's commands print is written into it: then read the diff.

const update = process.env['UPDATE_GOLDEN'] === '1';
const docs = join(packageFolder, 'docs');

for (const [file, page] of Object.entries(MADE_PAGES)) {
  test(`docs/${file} is as it would be made now`, async () => {
    const made = await page();
    if (update) writeFileSync(join(docs, file), made);
    assert.ok(made === pageText(file), `docs/${file} is stale: run \`npm run docs\` and commit it`);
  });
}

test('every code that there is has an example, and no other has one', () => {
  assert.deepEqual(Object.keys(RULE_EXAMPLES).sort(), RULES.map(({ code }) => code).sort());
  assert.deepEqual(Object.keys(LOAD_EXAMPLES).sort(), Object.keys(LOAD_CODES).sort());
});

test('nothing is found in what the list of findings calls right', async () => {
  for (const code of [...Object.keys(LOAD_CODES), ...RULES.map(rule => rule.code)]) {
    const example = exampleOf(code);
    const { diagnostics, print } = await found(wholeManifest(example.right), example);
    assert.equal(print(diagnostics), '', code);
  }
});

test('the index names every page, and every link of the docs leads somewhere', () => {
  const pages = readdirSync(docs).filter(name => name.endsWith('.md'));
  const index = pageText('README.md');
  for (const page of pages)
    if (page !== 'README.md') assert.ok(index.includes(`](${page})`), `${page} is not in the index`);
  for (const page of pages) {
    for (const [, target = ''] of pageText(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      assert.ok(existsSync(join(docs, target)), `${page} links to ${target}`);
    }
  }
});

test('every block of the language reference is YAML of the property that it stands under', () => {
  const parts = pageText('language.md')
    .split(/^###+ /m)
    .slice(1);
  let blocks = 0;
  for (const part of parts) {
    const [, property] = /^`([^`]+)`/.exec(part) ?? [];
    for (const [, text = ''] of part.matchAll(/```yaml\n([\s\S]*?)```/g)) {
      blocks += 1;
      assert.deepEqual(Object.keys(parse(text) as object), [property]);
    }
  }
  assert.ok(blocks > 100, `${blocks}`);
});

const cookbook = pageText('cookbook.md');
const STALE = 'it prints something else now: if it should, write it with UPDATE_GOLDEN=1, and read the diff';
const printed: string[] = [];
const skip = process.platform === 'win32' && 'its sessions show the paths of a POSIX host';

for (const recipe of recipesOf(cookbook)) {
  test(`cookbook: ${recipe.title}`, { skip }, async t => {
    const here = place(t);
    const origin = await fileServer(t);
    for (const [file, text] of filesOf(recipe)) here.write(file, text);
    for (const { language, text } of recipe.blocks) {
      if (language === 'sh') for (const line of text.trim().split('\n')) await succeeds(line, here, origin);
      if (language !== 'console') continue;
      const said = [];
      for (const { command } of sessionOf(text)) said.push({ command, said: await printedBy(command, here, origin) });
      printed.push(sessionText(said));
      if (!update) assert.equal(sessionText(said), text, STALE);
    }
  });
}

test('every block of the cookbook is of a kind that is run', t => {
  if (update) {
    const sessions = printed.values();
    const written = cookbook.replace(
      /(```console\n)[\s\S]*?```/g,
      (_, fence: string) => `${fence}${sessions.next().value ?? ''}\`\`\``,
    );
    writeFileSync(join(docs, 'cookbook.md'), written);
    t.diagnostic('docs/cookbook.md is written');
  }
  for (const { title, blocks } of recipesOf(cookbook)) {
    for (const { language, marker } of blocks) {
      const run = ['sh', 'console'].includes(language) && marker === undefined;
      assert.ok(run || /^(file|action): /.test(marker ?? ''), `${title}: a block of ${language} is not run`);
    }
  }
});

test('the action of the cookbook is what its block says, and does it', async t => {
  const block = recipesOf(cookbook)
    .flatMap(({ blocks }) => blocks)
    .find(({ marker }) => marker?.startsWith('action: ') ?? false);
  const source = readFileSync(join(packageFolder, 'test', 'support', 'docs', 'folder.ts'), 'utf8');
  const moved = source.replaceAll('../../../engine/actions/', './').replaceAll('../../../engine/', '../');
  assert.equal(block?.text, moved);
  const step = (params: object) => aManifest(`steps: { a: { uses: folder, with: ${JSON.stringify(params)} } }`);
  const actions = [...ACTIONS, folder];
  assert.equal(await findingsOf(step({ path: 'models' }), { actions }), '');
  assert.match(await findingsOf(step({}), { actions }), /error\[missing-property\]/);
  const context = realContext(t);
  const made = await folder.run({ path: 'models' }, context);
  assert.ok(made.ok);
  assert.equal(await folder.isDone({ path: 'models' }, made.value, context), true);
  assert.deepEqual(readdirSync(context.root), ['models']);
});

function filesOf({ blocks }: Recipe): readonly (readonly [string, string])[] {
  return blocks.flatMap(({ marker, text }) => (marker?.startsWith('file: ') ? [[marker.slice(6), text] as const] : []));
}

async function succeeds(command: string, here: Place, origin: string): Promise<void> {
  const end = await run(command, here, origin);
  assert.equal(end.code, 0, `${command}: ${shown(end)}`);
}

/** What a command prints, as the docs show it: of a host, a moment and a port of their own. */
async function printedBy(command: string, here: Place, origin: string): Promise<string> {
  const { stdout, stderr } = await run(command, here, origin);
  return `${stderr}${stdout}`
    .replaceAll(origin, 'https://mirror.example')
    .replaceAll(here.work, '/home/you/my-node')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:40000')
    .replace(/\d{8}-\d{6}-[a-z0-9]{4}/g, '20260102-101500-abcd')
    .replace(/\(\d+(\.\d+)? s\)/g, '(0.1 s)')
    .replaceAll(`My node: ${platformHere()}`, 'My node: linux-64')
    .replace(/^ {2}[\w-]+: (?:download|unpack|check the cached copy) \d+% of .*\n/gm, '') // comes or not, as fast as the host is
    .replace(/[ \t]+$/gm, '');
}

/** Every server is the one of this test, by way of a mirror: a host has its own by the environment. */
function run(command: string, here: Place, origin: string) {
  const [program, ...args] = command.replaceAll('https://mirror.example', origin).split(' ');
  assert.equal(program, 'sam3d-install', command);
  const env = { SAM3D_INSTALL_MIRROR: `https://files.example/=${origin}/`, SAM3D_INSTALL_ROOT: here.work };
  return here.cli(args, { env });
}

/** Two greetings, a list of checksums, and nothing else. */
async function fileServer(t: TestContext): Promise<string> {
  const files: Readonly<Record<string, string>> = {
    '/greeting-1.0.txt': 'hello\n',
    '/greeting-1.1.txt': 'good day\n',
    '/SHA256SUMS': '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  greeting-1.0.txt\n',
  };
  const server = createServer(({ url, method }, response) => {
    const text = files[url ?? ''];
    if (text === undefined) response.writeHead(404).end();
    else {
      response.writeHead(200, { 'content-length': Buffer.byteLength(text), etag: `"${url}"` });
      response.end(method === 'HEAD' ? undefined : text);
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
