import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withoutSecrets } from '../engine/doctor/without-secrets.js';
import { place, platformHere, shown } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { readZip } from './support/read-zip.js';

/** Each is planted in another place; the zip must hold none of them. */
const PLANTED = {
  manifestUrl: 'planted-manifest-url',
  manifestEnv: 'planted-manifest-env',
  variable: 'planted variable "quoted"',
  proxy: 'planted-proxy',
  netrc: 'planted-netrc',
  pipConf: 'planted-pipconf',
  header: 'planted.header.value',
  query: 'planted-query',
  issued: 'hf_plantedPLANTEDplantedPLANTED0123',
  journal: 'planted-journal',
};

const SCRIPT = [
  "console.log('GET https://h.test/x?api_key=' + process.argv[1].split('').reverse().join(''))",
  "console.log('Authorization: Bearer ' + process.argv[2].split('').reverse().join(''))",
  "console.log('logged in as ' + process.argv[3] + ' by ' + process.argv[4] + ' and ' + process.argv[5])",
  'process.exit(1)',
].join(';');

test('a report is one zip with plan, manifest, journal, logs and findings, and no secret of any of them', async t => {
  const here = place(t);
  const home = join(here.folder, 'home');
  writeFileSync(join(home, '.netrc'), `machine h.test login me password ${PLANTED.netrc}\n`);
  mkdirSync(join(home, '.config', 'pip'), { recursive: true });
  writeFileSync(
    join(home, '.config', 'pip', 'pip.conf'),
    `[global]\nindex-url = https://me:${PLANTED.pipConf}@h.test/\n`,
  );
  // what nothing tells to be a secret in the plan is one where it is used
  const backwards = [PLANTED.query, PLANTED.header].map(text => [...text].reverse().join(''));
  const args = [...backwards, PLANTED.issued, PLANTED.netrc, PLANTED.pipConf];
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
platforms: { ${platformHere()}: {} }
artifacts:
  model: { sources: ['https://me:${PLANTED.manifestUrl}@h.test/model.bin'], sha256: '${'0'.repeat(64)}' }
steps:
  made: { uses: write, with: { path: made.txt, text: x } }
  tool:
    needs: [made]
    uses: run
    with: { argv: ${JSON.stringify([process.execPath, '-e', SCRIPT, ...args])} }
    env: { API_TOKEN: 'token=${PLANTED.manifestEnv}' }
  model: { needs: [tool], uses: download, with: { artifact: model, to: model.bin } }
`,
  );
  const env = {
    SERVICE_TOKEN: PLANTED.variable,
    HTTPS_PROXY: `http://me:${PLANTED.proxy}@127.0.0.1:9`,
    PIP_TARGET: `/x/${PLANTED.variable}`,
  };
  const run = await here.cli(['--offline', '--verbose'], { env });
  assert.equal(run.code, 1, shown(run));
  const journal = join(here.root, '.sam3d-install', 'journal.ndjson');
  writeFileSync(journal, `${readFileSync(journal, 'utf8')}{"torn": "password=${PLANTED.journal} ${PLANTED.variable}`);

  const end = await here.cli(['report', '--offline', '--json', '--output', 'issue.zip'], { env });
  assert.equal(end.code, 0, shown(end));
  const line = theLine<{ path: string; files: readonly string[] }>(end.stdout);
  assert.equal(line.path, join(here.work, 'issue.zip'));
  const bytes = readFileSync(line.path);
  const texts = await readZip(bytes);
  assert.deepEqual([...texts.keys()], line.files);
  const run1 = readdirSync(join(here.root, '.sam3d-install', 'logs'))[0] ?? '';
  assert.deepEqual(line.files, [
    'README.txt',
    'doctor.txt',
    'doctor.json',
    'plan.txt',
    'plan.json',
    'manifest/sam3d-install.yaml',
    'journal.ndjson',
    `logs/${run1}/made.log`,
    `logs/${run1}/tool.log`,
  ]);
  for (const [name, text] of texts) {
    for (const [where, secret] of Object.entries(PLANTED)) {
      assert.ok(
        !text.includes(secret) && !text.includes(JSON.stringify(secret).slice(1, -1)),
        `${where} is in ${name}`,
      );
    }
    assert.ok(!text.includes(home), `the user's folder is in ${name}`);
  }
  // what is no secret is still there
  assert.match(
    texts.get(`logs/${run1}/tool.log`) ?? '',
    /Authorization: \*\*\*\nlogged in as \*\*\* by \*\*\* and \*\*\*/,
  );
  assert.match(texts.get('journal.ndjson') ?? '', /"step-done"/);
  assert.match(texts.get('plan.txt') ?? '', /download model/);
  assert.match(texts.get('doctor.txt') ?? '', /HTTPS_PROXY: http:\/\/127\.0\.0\.1:9/);

  const again = await here.cli(['report', '--offline', '--output', 'issue.zip'], { env });
  assert.equal(again.code, 3, shown(again));
  assert.match(again.stderr, /something is there already \(EEXIST\)/);
  assert.deepEqual(readFileSync(line.path), bytes);
});

test('a report is also made of a manifest that cannot be understood, with what is wrong with it', async t => {
  const here = place(t);
  here.write('sam3d-install.yaml', 'manifest: 1\nname: x\n');
  const end = await here.cli(['report', '--offline']);
  assert.equal(end.code, 0, shown(end));
  const name = readdirSync(here.work).find(file => file.endsWith('.zip')) ?? '';
  assert.match(name, /^sam3d-install-report-\d{8}-\d{6}-\w{4}\.zip$/);
  const texts = await readZip(readFileSync(join(here.work, name)));
  assert.match(texts.get('plan.txt') ?? '', /^sam3d-install\.yaml:1:1: error\[missing-property\]/);
  assert.equal(texts.get('manifest/sam3d-install.yaml'), 'manifest: 1\nname: x\n');
  const none = await here.cli(['report', '--offline', '--manifest', 'none.yaml', '--output', 'none.zip']);
  assert.equal(none.code, 64, shown(none));
  assert.ok(!existsSync(join(here.work, 'none.zip')));
});

test('what looks like a secret is taken out, and what does not stays', () => {
  const clean = withoutSecrets({
    env: {
      GH_TOKEN: 'abcd1234',
      EMPTY_TOKEN: '',
      SHORT_KEY: 'ab',
      PWD: '/work',
      MONKEY: 'banana',
      URL: 'https://tok%20en@h.test',
    },
    loginFiles: [],
    home: '/home/ann',
  });
  const pairs = [
    ['sent abcd1234 to it', 'sent *** to it'],
    ['in /work a banana, ab', 'in /work a banana, ab'],
    ['tok en and tok%20en', '*** and ***'],
    ['/home/ann/x and C:\\y', '~/x and C:\\y'],
    ['Proxy-Authorization: Basic bWU6cHc=', 'Proxy-Authorization: ***'],
    ['{"password": "p w"}', '{"password": "***"}'],
    ['max_tokens=512, tokens: 3', 'max_tokens=512, tokens: 3'],
    ['Set-Cookie: id=1; Path=/', 'Set-Cookie: ***'],
    ['ghp_0123456789abcdefghij AKIAABCDEFGHIJKLMNOP', '*** ***'],
    [`sha256 ${'a1'.repeat(32)}`, `sha256 ${'a1'.repeat(32)}`],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', '*** private key ***'],
  ] as const;
  for (const [text, wanted] of pairs) assert.equal(clean(text), wanted);
});
