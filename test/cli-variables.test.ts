import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Command } from 'commander';
import { mirrors } from '../engine/cli/option-values.js';
import { faultOptions, flagsFrom, manifestOptions, networkOptions } from '../engine/cli/options.js';

/** The flags of a command line, with these variables set while it is read. */
function flagsOf(t: TestContext, variables: Readonly<Record<string, string>>, argv: readonly string[] = []) {
  t.after(() => Object.keys(variables).forEach(name => delete process.env[name]));
  Object.assign(process.env, variables);
  const command = faultOptions(networkOptions(manifestOptions(new Command()))).exitOverride();
  command.configureOutput({ writeErr: () => undefined }).parse([...argv], { from: 'user' });
  return flagsFrom(command.opts());
}

test('several mirrors, options, versions and faults stand in one variable, with spaces between', t => {
  const { mirror, option, set, absent } = flagsOf(t, {
    SAM3D_INSTALL_MIRROR:
      'https://a.test=https://m.test/a  https://b.test/x=file:///srv/b\nhttps://c.test=http://m.test',
    SAM3D_INSTALL_OPTION: ' colour=green size=very large shape=round ',
    SAM3D_INSTALL_SET: 'tool=2\tother=1.5',
    SAM3D_INSTALL_ABSENT: 'one two',
  });
  assert.deepEqual(mirror, [
    { from: 'https://a.test', to: 'https://m.test/a' },
    { from: 'https://b.test/x', to: 'file:///srv/b' },
    { from: 'https://c.test', to: 'http://m.test' },
  ]);
  assert.deepEqual([...option], [['colour', 'green'], ['size', 'very large'], ['shape', 'round']]); // prettier-ignore
  assert.deepEqual([...set], [['tool', '2'], ['other', '1.5']]); // prettier-ignore
  assert.deepEqual(absent, ['one', 'two']);
});

test('a flag that is repeated is the same, and then its variable says nothing', t => {
  const argv = ['--set', 'a=1', '--set', 'b=2', '--mirror', 'https://a.test=https://m.test'];
  const { mirror, set } = flagsOf(t, { SAM3D_INSTALL_SET: 'tool=2', SAM3D_INSTALL_MIRROR: '' }, argv);
  assert.deepEqual([...set], [['a', '1'], ['b', '2']]); // prettier-ignore
  assert.deepEqual(mirror, [{ from: 'https://a.test', to: 'https://m.test' }]);
});

test('one wrong pair of several is wrong usage', t => {
  const wrong = { SAM3D_INSTALL_MIRROR: 'https://a.test=https://m.test https://b.test' };
  assert.throws(() => flagsOf(t, wrong), /from env 'SAM3D_INSTALL_MIRROR' is invalid\. Write it as FROM=TO: /);
});

test('an address is mirrored by an address, or by a folder', () => {
  for (const text of [
    'https://a.test/',
    'https://a.test/=',
    'https://a.test/=here',
    '=https://m.test/',
    'a=https://m.test/',
  ])
    assert.throws(() => mirrors(text), { message: /^Write it as FROM=TO: / }, text);
  assert.deepEqual(mirrors('https://a.test/=file:///m?a=b'), [{ from: 'https://a.test/', to: 'file:///m?a=b' }]);
});
