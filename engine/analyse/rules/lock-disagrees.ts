import type { LockedArtifact } from '../../model/lockfile.js';
import type { ArtifactSpec } from '../../model/manifest.js';
import { expandText } from '../../model/names.js';
import { rule, type Finding } from '../rule.js';
import type { Target } from '../subject.js';

export const lockDisagrees = rule({
  code: 'lock-disagrees',
  severity: 'error',
  about: 'the manifest and its lock give one artifact two hashes or two sizes',
  *find({ manifest, lock, combinations }) {
    if (lock === undefined) return;
    const byUrl = new Map([...lock.artifacts.values()].map(entry => [entry.url, entry]));
    const seen = new Set<string>();
    for (const target of combinations) {
      for (const { value: artifact } of manifest.artifacts.values()) {
        for (const finding of disagreements(artifact, target, byUrl)) {
          const id = `${finding.span.start.offset} ${finding.message}`;
          if (seen.has(id)) continue;
          seen.add(id);
          yield { ...finding, help: `one of them is out of date: see what has changed, then write ${lock.file} again` };
        }
      }
    }
  },
});

function* disagreements(
  artifact: ArtifactSpec,
  target: Target,
  byUrl: ReadonlyMap<string, LockedArtifact>,
): Iterable<Finding> {
  let hash = artifact.sha256.get(target.platform.name)?.value ?? artifact.sha256.get('*')?.value;
  for (const source of artifact.sources) {
    const entry = byUrl.get(expandText(source.value, target.names) ?? '');
    if (entry === undefined) continue;
    if (hash !== undefined && hash.value.toLowerCase() !== entry.sha256.toLowerCase()) {
      yield { message: `the lock has another sha256 for ${entry.url}: ${entry.sha256}`, span: hash.span };
    }
    if (artifact.size !== undefined && artifact.size.value !== entry.size) {
      yield { message: `the lock has another size for ${entry.url}: ${entry.size} bytes`, span: artifact.size.span };
    }
    // one hash covers every source, so what the lock says of the next one is held against this
    hash ??= { value: entry.sha256, span: source.span };
  }
}
