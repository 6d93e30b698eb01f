import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probeHost } from '../engine/host/probes/probe-host.js';
import { surroundingsOf, tracesHere, type Traces } from '../engine/host/probes/surroundings.js';
import { err, ok } from '../engine/base/result.js';
import { insideOf } from '../engine/host/probes/system-facts.js';
import { CONTAINERS } from '../engine/model/facts.js';
import { analysed } from './support/analysed.js';
import { plannedFrom, refusalOf } from './support/plan-of.js';

const BARE: Traces = {
  platform: 'linux',
  env: {},
  marks: [],
  version: 'Linux version 6.8.0-45-generic (buildd@lcy02) (x86_64-linux-gnu-gcc-13) #45-Ubuntu SMP PREEMPT_DYNAMIC',
  cgroup: '0::/init.scope\n',
  mounts: '24 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw\n',
};
const WSL2 = 'Linux version 5.15.153.1-microsoft-standard-WSL2 (root@941d701f84f1) (gcc) #1 SMP';
const told = (traces: Partial<Traces>) => {
  const { container, wsl } = surroundingsOf({ ...BARE, ...traces });
  return `${container} ${wsl}`;
};
const hosts = (root: string) => `612 600 259:2 ${root} /etc/hosts rw,relatime - ext4 /dev/nvme0n1p2 rw\n`;

test('a host on its own is in no container and not in Windows', () => {
  assert.equal(told({}), 'none none');
  assert.equal(told({ platform: 'darwin', marks: ['/.dockerenv'], version: WSL2 }), 'none none');
  assert.equal(told({ platform: 'win32', env: { WSL_INTEROP: '/run/WSL/8_interop' } }), 'none none');
});

test('each kind of container is told by the files, variables and kernel texts that it leaves', () => {
  assert.equal(told({ marks: ['/.dockerenv'] }), 'docker none');
  assert.equal(told({ marks: ['/run/.containerenv'] }), 'podman none');
  assert.equal(told({ marks: ['/run/.containerenv', '/.dockerenv'] }), 'podman none');
  assert.equal(told({ env: { APPTAINER_CONTAINER: '/images/a.sif' } }), 'apptainer none');
  assert.equal(told({ env: { SINGULARITY_CONTAINER: '/images/a.sif' } }), 'apptainer none');
  assert.equal(told({ cgroup: '12:pids:/docker/3f4b9c\n0::/docker/3f4b9c\n' }), 'docker none');
  assert.equal(told({ cgroup: '0::/system.slice/docker-3f4b9c.scope\n' }), 'docker none');
  assert.equal(told({ cgroup: '0::/machine.slice/libpod-3f4b9c.scope\n' }), 'podman none');
  assert.equal(told({ cgroup: '4:memory:/kubepods/burstable/pod8e/3f4b\n' }), 'kubernetes none');
  assert.equal(told({ cgroup: '0::/kubepods.slice/cri-containerd-3f4b.scope\n' }), 'kubernetes none');
  assert.equal(told({ cgroup: '8:cpuset:/lxc/ct101\n' }), 'lxc none');
  assert.equal(told({ cgroup: '0::/lxc.payload.ct101/init.scope\n' }), 'lxc none');
  assert.equal(told({ env: { container: 'lxc' } }), 'lxc none');
  assert.equal(told({ env: { container: 'systemd-nspawn' } }), 'other none');
  assert.equal(told({ cgroup: '0::/system.slice/containerd.service/x\n' }), 'other none');
});

test('with the second version of control groups, which hide it, the mounts tell the container', () => {
  const cgroup = '0::/\n';
  assert.equal(told({ cgroup, mounts: hosts('/var/lib/docker/containers/3f4b/hosts') }), 'docker none');
  assert.equal(told({ cgroup, mounts: hosts('/var/lib/kubelet/pods/8e/etc-hosts') }), 'kubernetes none');
  const podman = hosts('/containers/storage/overlay-containers/3f4b/userdata/hosts');
  assert.equal(told({ cgroup, mounts: podman }), 'podman none');
});

test('a host that runs containers is none itself', () => {
  const mounts =
    '88 30 0:55 / /var/lib/docker/overlay2/3f4b/merged rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A\n' +
    '89 30 0:4 net:[4026532] /run/docker/netns/3f4b rw - nsfs nsfs rw\n';
  assert.equal(told({ mounts: BARE.mounts + mounts }), 'none none');
});

test('WSL is told by the name of its kernel, or by its door to Windows', () => {
  assert.equal(
    told({ version: 'Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com) (gcc) #1' }),
    'none wsl1',
  );
  assert.equal(told({ version: WSL2 }), 'none wsl2');
  assert.equal(told({ env: { WSL_INTEROP: '/run/WSL/8_interop' } }), 'none wsl2', 'a kernel of its own');
  assert.equal(told({ version: WSL2, marks: ['/.dockerenv'] }), 'docker wsl2', 'a container on Windows');
});

test('the doctor names what a host is in, the innermost first', () => {
  assert.deepEqual(insideOf({ container: 'none', wsl: 'none' }), []);
  assert.deepEqual(insideOf({ container: 'docker', wsl: 'wsl2' }), ['a container of Docker', 'WSL 2']);
  assert.deepEqual(insideOf({ container: 'kubernetes', wsl: 'none' }), ['a pod of Kubernetes']);
  for (const container of CONTAINERS.filter(name => name !== 'none')) {
    assert.match(insideOf({ container, wsl: 'none' }).join(), /^a (container|pod)/);
  }
});

test('this machine is told without a failure', () => {
  const { container, wsl } = surroundingsOf(tracesHere());
  assert.match(`${container} ${wsl}`, /^(docker|podman|kubernetes|lxc|apptainer|other|none) (wsl1|wsl2|none)$/);
});

const ASKS = `
profiles:
  windows-card: { when: { wsl: [wsl1, wsl2] } }
  image: { when: { container: [docker, podman], gpu: none } }
  usual: {}
platforms: { linux-64: {}, win-64: {} }
steps:
  a: { uses: make, with: { prefix: a } }
  b: { uses: make, when: { container: none }, with: { prefix: b } }
`;

test('a profile or a step can ask for a container and for WSL, and the plan says what decided', async () => {
  const planned = async (host: object) => {
    const { profile, profileReason, steps, skipped, facts } = await plannedFrom(ASKS, { host });
    assert.equal(
      facts.get('container') === 'none',
      steps.some(({ id }) => id === 'b'),
    );
    return [profile, profileReason, ...skipped.map(({ reason }) => reason)];
  };
  assert.deepEqual(await planned({ wsl: 'wsl2' }), ['windows-card', 'wsl is wsl2']);
  assert.deepEqual(await planned({ container: 'podman' }), [
    'image',
    'container is podman, gpu is none',
    'container is podman, not none',
  ]);
  assert.equal((await planned({}))[0], 'usual');
});

test('of Windows and macOS no container and no WSL is known', async () => {
  const plan = await plannedFrom(ASKS, { platform: 'win-64' });
  assert.deepEqual([plan.profile, plan.facts.get('container'), plan.facts.get('wsl')], ['usual', 'none', 'none']);
  assert.deepEqual(
    plan.steps.map(({ id }) => id),
    ['a', 'b'],
  );
});

test('a profile for a container can be asked for elsewhere, such as to look at its plan', async () => {
  const { profileReason, facts } = await plannedFrom(ASKS, { profile: 'image' });
  assert.equal(profileReason, 'asked for; taken as given: container is docker');
  assert.equal(facts.get('container'), 'docker');
});

const OLD = `
profiles:
  current: { when: { glibc: ">=2.28" } }
  old: { when: { glibc: "<2.28" } }
platforms: { linux-64: {}, osx-arm64: {} }
steps:
  a:
    when: { os: linux }
    attempts:
      - { name: new, when: { glibc: ">=2.35" }, uses: make, with: { prefix: a } }
      - { name: usual, when: { glibc: "<2.35" }, uses: make, with: { prefix: a } }
`;

test('a profile or an attempt can ask for a version of glibc, which an asked profile does not take as given', async () => {
  const planned = async (glibc: string) => {
    const { profile, profileReason, steps } = await plannedFrom(OLD, { host: { glibc } });
    return [profile, profileReason, steps[0]?.attempts.map(({ name }) => name)];
  };
  assert.deepEqual(await planned('2.39'), ['current', 'glibc is 2.39', ['new']]);
  assert.deepEqual(await planned('2.31'), ['current', 'glibc is 2.31', ['usual']]);
  assert.deepEqual(await planned('2.17'), ['old', 'glibc is 2.17', ['usual']]);
  assert.match(
    await refusalOf(OLD, { host: { glibc: '2.17' }, profile: 'current' }),
    /^profile `current` is not for this host: glibc is 2\.17, not >=2\.28\n/,
  );
  assert.match(await refusalOf(OLD, { platform: 'osx-arm64' }), /current: glibc is unknown here, >=2\.28 is wanted/);
});

test('it is checked that every glibc has an attempt: where the manifest does not want one, musl has none', async () => {
  const parts = (preflight: string) => `${preflight}platforms: { linux-64: {}, osx-arm64: {} }
steps:
  a:
    when: { os: linux }
    attempts:
      - { name: new, when: { glibc: ">=2.35" }, uses: run, with: { argv: [a] } }
      - { name: usual, when: { glibc: "<2.35" }, uses: run, with: { argv: [a] } }
`;
  assert.equal(await analysed(parts('preflight: { glibc: ">=2.28" }\n')), '');
  assert.match(await analysed(parts('')), /no-attempt\]: `a` has no attempt on linux-64 where glibc is unknown\n/);
});

test("in WSL the card is asked by the tool of Windows' driver, which is on no PATH", async () => {
  const asked: string[] = [];
  const facts = await probeHost(
    {
      probes: {
        which: async (name, search = []) => {
          asked.push(name);
          return search.includes('/usr/lib/wsl/lib') ? `/usr/lib/wsl/lib/${name}` : undefined;
        },
      },
      processes: {
        run: async ({ argv }) =>
          argv[0] === '/usr/lib/wsl/lib/nvidia-smi'
            ? ok({ stdout: argv.length === 1 ? 'CUDA Version: 12.6 |' : '560.94, 8.9\n', lastLines: [] })
            : err({ kind: 'command', argv, exitCode: 127, lastLines: [] }),
      },
    },
    { platform: 'linux', arch: 'x64', cpuModel: '', glibc: '2.39', surroundings: { container: 'none', wsl: 'wsl2' } },
  );
  assert.deepEqual(asked, ['nvidia-smi']);
  assert.deepEqual(facts, {
    ...{ platform: 'linux-64', os: 'linux', arch: 'x86_64', libc: 'glibc', glibc: '2.39', container: 'none' },
    ...{ wsl: 'wsl2', gpu: 'nvidia', computeCapability: '8.9', cudaDriver: '12.6' },
  });
});
