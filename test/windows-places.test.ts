import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ok } from '../engine/base/result.js';
import { foreignSpelling } from '../engine/host/files/foreign-spelling.js';
import { longPaths } from '../engine/host/files/long-paths.js';
import { unsupported } from '../engine/opening/prepare.js';
import { windowsRootTrouble } from '../engine/opening/windows-root.js';
import { place, shown } from './support/cli.js';

const OTHER = 'name another folder with --root';

/** What is said of a root on Windows, and how often the system was asked about long names. */
async function said(root: string, allows: boolean | 'unknown' = false) {
  let asked = 0;
  const trouble = await windowsRootTrouble(root, async () => {
    asked += 1;
    return allows === 'unknown' ? undefined : allows;
  });
  const text = trouble && `${trouble.reason.replace(`cannot install into ${root}: `, '')}; ${trouble.help}`;
  return { text, asked };
}

const refused = async (root: string) => (await said(root)).text;

describe('a root on Windows', () => {
  test('of usual names is fine, and the system is asked nothing', async () => {
    const roots = [
      'C:\\s3d',
      'D:\\Comfy UI\\custom_nodes\\my-node',
      "Z:\\gr\u00f6\u00dfe\\100% #1 & it's",
      'C:\\con-x',
    ];
    for (const root of roots) assert.deepEqual(await said(root), { text: undefined, asked: 0 }, root);
  });

  test('in a form that programs do not understand is refused', async () => {
    const words = 'many programs do not understand this form of a name; name it without what stands before the drive';
    for (const root of ['\\\\?\\C:\\s3d', '\\\\.\\C:\\s3d', '//?/C:/s3d'])
      assert.equal(await refused(root), words, root);
  });

  test('on a share is refused, with how to give the share a drive', async () => {
    assert.equal(
      await refused('\\\\server\\share\\node'),
      'it is a share without a drive, in which the command line of Windows starts nothing; ' +
        'name a folder of a drive with --root; `net use Z: \\\\server\\share` gives a share a letter',
    );
  });

  test('inside WSL is refused, with where to run instead', async () => {
    const words = 'it lies inside WSL, whose files Linux has to install; run sam3d-install in WSL itself';
    for (const root of ['\\\\wsl$\\Ubuntu\\home\\me', '\\\\wsl.localhost\\Ubuntu\\home\\me']) {
      assert.equal(await refused(root), words, root);
    }
  });

  test('with a name that Windows keeps for a device, or changes by itself, is refused', async () => {
    for (const part of ['aux', 'NUL', 'con.txt', 'com1', 'LPT9.d', 'com\u00b9', 'CONOUT$', 'prn .x']) {
      assert.equal(await refused(`C:\\a\\${part}\\b`), `${part} is the name of a device; ${OTHER}`);
    }
    for (const part of ['a.', 'a ', '...']) {
      assert.equal(
        await refused(`C:\\${part}\\b`),
        `"${part}" ends in a dot or a space, which Windows drops; ${OTHER}`,
      );
    }
    assert.equal(await refused('C:\\a:b'), `no name of Windows can have a :; ${OTHER}`);
    assert.equal(await refused('C:\\a?'), `no name of Windows can have a ?; ${OTHER}`);
    assert.equal(await refused('C:\\a\u0001'), `no name of Windows can have a control character; ${OTHER}`);
    assert.equal(await refused('C:\\a;b'), `its name has a ;, by which PATH tells folders apart; ${OTHER}`);
  });

  test('so deep that the files of packages could not be named is refused, unless Windows has long names', async () => {
    const deep = `C:\\${'x'.repeat(86)}`;
    assert.equal(deep.length, 89);
    assert.equal(
      await refused(deep),
      'it has 89 characters, packages need up to 170 more, and this Windows ends names at 260; ' +
        'install into a short folder such as C:\\s3d, or let Windows have long names (as administrator: ' +
        'reg add HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem /v LongPathsEnabled /t REG_DWORD /d 1 /f)',
    );
    assert.deepEqual(await said(deep, true), { text: undefined, asked: 1 });
    assert.deepEqual(await said(deep, 'unknown'), { text: undefined, asked: 1 }, 'what is not known refuses nothing');
    assert.deepEqual(await said(deep.slice(0, -1)), { text: undefined, asked: 0 }, 'one less, and all fits');
  });
});

test('on Windows long names are off where the registry has no word of them', async () => {
  const probes = { which: async () => 'C:\\Windows\\System32\\reg.exe' };
  const ending = (exitCode: number) => ({
    probes,
    processes: {
      run: async () => ({
        ok: false as const,
        error: { kind: 'command' as const, argv: ['reg'], exitCode, lastLines: [] },
      }),
    },
  });
  const on = { platform: 'win32', cwd: 'C:\\' };
  assert.equal(await longPaths(ending(1), on), false);
  assert.equal(await longPaths(ending(5), on), undefined, 'it may not be asked');
  const asked: (readonly string[])[] = [];
  const run = async ({ argv }: { readonly argv: readonly string[] }) => {
    asked.push(argv);
    return ok({ stdout: '    LongPathsEnabled    REG_DWORD    0x1', lastLines: [] });
  };
  assert.equal(await longPaths({ probes, processes: { run } }, on), true);
  const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem';
  assert.deepEqual(asked, [['C:\\Windows\\System32\\reg.exe', 'query', key, '/v', 'LongPathsEnabled']]);
});

test('a path as another system writes it is known, with what is meant', () => {
  const on = (platform: string) => (path: string) => {
    const foreign = foreignSpelling(path, platform);
    return foreign && `${foreign.of} ${foreign.meant}`;
  };
  const windows = on('win32');
  assert.equal(windows('/c/Users/me'), 'MSYS C:\\Users\\me');
  assert.equal(windows('/d'), 'MSYS D:\\');
  assert.equal(windows('/cygdrive/c/Users/me'), 'Cygwin C:\\Users\\me');
  assert.equal(windows('/mnt/e/Comfy UI'), 'WSL E:\\Comfy UI');
  for (const path of ['C:\\Users', 'C:/Users', '.', 'c\\x', '\\c\\x', '/comfy', '/mnt', '\\\\s\\h']) {
    assert.equal(windows(path), undefined, path);
  }
  for (const platform of ['linux', 'darwin']) {
    const unix = on(platform);
    assert.equal(unix('C:\\Users\\me'), 'Windows /mnt/c/Users/me');
    assert.equal(unix('d:/Comfy UI'), 'Windows /mnt/d/Comfy UI');
    for (const path of ['/c/Users', '/mnt/c/x', 'c', 'C:', 'a:b', './C:/x']) assert.equal(unix(path), undefined, path);
  }
});

test(
  'a root that is written as Windows does is refused where that is no path',
  { skip: process.platform === 'win32' },
  async t => {
    const here = place(t);
    const end = await here.cli(['status', '--root', 'C:\\Users\\me']);
    assert.equal(end.code, 64, shown(end));
    assert.equal(
      end.stderr,
      "error: option '--root <folder>' argument 'C:\\Users\\me' is invalid. " +
        'It is a path of Windows; in WSL it is /mnt/c/Users/me\nhelp: --help lists the commands and flags\n',
    );
  },
);

test('a Node of Cygwin or MSYS is refused, with the one that would do', () => {
  const said = (host: string) => {
    const refusal = unsupported(host);
    return refusal.kind === 'host' && `${refusal.reason}; ${refusal.help}`;
  };
  for (const host of ['cygwin on x64', 'msys on x64']) {
    assert.equal(said(host), `${host} is no platform of this program; run it with Node for Windows`);
  }
  assert.equal(
    said('freebsd on x64'),
    'freebsd on x64 is no platform of this program; run it on Linux (x86-64, arm64), macOS or Windows (x86-64)',
  );
});
