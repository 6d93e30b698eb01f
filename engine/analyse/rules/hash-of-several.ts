import { combinationName } from '../../model/combinations.js';
import type { ArtifactSpec } from '../../model/manifest.js';
import { expandText } from '../../model/names.js';
import { canFetch } from '../artifact-uses.js';
import { rule } from '../rule.js';
import type { Target } from '../subject.js';

export const hashOfSeveral = rule({
  code: 'hash-of-several',
  severity: 'warning',
  about: 'one hash is given for what are, by their addresses, files of several platforms or profiles',
  *find({ manifest, combinations, artifactUses }) {
    for (const { value: artifact } of manifest.artifacts.values()) {
      const fetching = combinations.filter(({ domains }) =>
        artifactUses.some(use => use.id === artifact.id && canFetch(use, domains)),
      );
      for (const [platform, { value: hash }] of artifact.sha256) {
        const here = fetching.filter(({ platform: { name } }) =>
          platform === '*' ? !artifact.sha256.has(name) : name === platform,
        );
        const [one, other] = firstTwo(artifact, here);
        if (one === undefined || other === undefined) continue;
        yield {
          message: `this one hash is for \`${fileOf(artifact, one)}\` (${combinationName(one)}) and for \`${fileOf(artifact, other)}\` (${combinationName(other)})`,
          span: hash.span,
          help: helpFor(one.platform.name, other.platform.name),
        };
      }
    }
  },
});

/** The first two of the hosts that ask for files of different names; mirrors give them other folders, no other name. */
function firstTwo(artifact: ArtifactSpec, targets: readonly Target[]): readonly Target[] {
  const [first] = targets;
  const other = targets.find(target => first !== undefined && fileOf(artifact, target) !== fileOf(artifact, first));
  return first === undefined || other === undefined ? [] : [first, other];
}

function fileOf({ sources: [source] }: ArtifactSpec, { names }: Target): string | undefined {
  return (
    source &&
    expandText(source.value, names)
      ?.replace(/[?#].*$/, '')
      .split('/')
      .pop()
  );
}

function helpFor(one: string, other: string): string {
  if (one === other) return 'take it out: `sam3d-install lock` notes the hash of each; or make an artifact of each';
  return `give each its own: \`sha256: { ${one}: ..., ${other}: ... }\`, or take it out: \`sam3d-install lock\` notes them`;
}
