import type { Diagnostic } from '../base/diagnostic.js';
import type { Span } from '../base/span.js';
import type { Lockfile, LockedArtifact } from '../model/lockfile.js';
import type { ArtifactSpec, Manifest } from '../model/manifest.js';
import type { PlannedArtifact } from '../model/plan.js';
import type { Platform } from '../model/platform.js';
import type { Interpolator } from './interpolator.js';

export interface ArtifactScene {
  readonly manifest: Manifest;
  readonly platform: Platform;
  readonly texts: Interpolator;
  readonly lock?: Lockfile;
  readonly report: (diagnostic: Diagnostic) => void;
}

export interface ArtifactShelf {
  /** Undefined, and reported, when the manifest has none of that id. */
  readonly take: (id: string, usedAt: Span) => PlannedArtifact | undefined;
  /** Those that were asked for, in the manifest's order. */
  readonly taken: () => ReadonlyMap<string, PlannedArtifact>;
}

/** The manifest's artifacts, each worked out when an attempt first asks for it: what nobody uses is never looked at. */
export function artifactShelf(scene: ArtifactScene): ArtifactShelf {
  const made = new Map<string, PlannedArtifact>();
  const locked = new Map([...(scene.lock?.artifacts.values() ?? [])].map(entry => [entry.url, entry]));
  return {
    take(id, usedAt) {
      const spec = scene.manifest.artifacts.get(id)?.value;
      if (spec === undefined) {
        const message = `unknown artifact \`${id}\``;
        scene.report({ code: 'unknown-artifact', severity: 'error', message, span: usedAt });
        return undefined;
      }
      const planned = made.get(id) ?? planArtifact(spec, scene, locked);
      made.set(id, planned);
      return planned;
    },
    taken: () => new Map([...scene.manifest.artifacts.keys()].flatMap(id => entryOf(made, id))),
  };
}

function entryOf(made: ReadonlyMap<string, PlannedArtifact>, id: string): readonly [string, PlannedArtifact][] {
  const planned = made.get(id);
  return planned === undefined ? [] : [[id, planned]];
}

function planArtifact(
  spec: ArtifactSpec,
  scene: ArtifactScene,
  locked: ReadonlyMap<string, LockedArtifact>,
): PlannedArtifact {
  const sources = spec.sources.map(source => scene.texts.text(source));
  const hash = spec.sha256.get(scene.platform)?.value ?? spec.sha256.get('*')?.value;
  const entries = sources.map(source => locked.get(source)).filter(entry => entry !== undefined);
  const sha256 = (hash?.value ?? entries[0]?.sha256)?.toLowerCase();
  const size = spec.size?.value ?? entries[0]?.size;
  checkLock(
    entries,
    { sha256, size },
    { scene, hashAt: hash?.span ?? spec.span, sizeAt: spec.size?.span ?? spec.span },
  );
  const coveredBy = hash === undefined ? 'lock' : 'manifest';
  return {
    id: spec.id,
    sources,
    ...(sha256 !== undefined && { sha256, coveredBy }),
    ...(size !== undefined && { size }),
  };
}

function checkLock(
  entries: readonly LockedArtifact[],
  planned: { readonly sha256: string | undefined; readonly size: number | undefined },
  { scene, hashAt, sizeAt }: { readonly scene: ArtifactScene; readonly hashAt: Span; readonly sizeAt: Span },
): void {
  for (const entry of entries) {
    if (entry.sha256.toLowerCase() !== planned.sha256) disagree(scene, hashAt, entry, 'sha256');
    else if (entry.size !== planned.size) disagree(scene, sizeAt, entry, 'size');
  }
}

/** One hash covers all sources, so what the lock says of any of them must be what the manifest says. */
function disagree(scene: ArtifactScene, span: Span, entry: LockedArtifact, what: 'sha256' | 'size'): void {
  scene.report({
    code: 'lock-disagrees',
    severity: 'error',
    message: `${scene.lock?.file ?? 'the lock'} has another ${what} for ${entry.url}: ${entry[what]}`,
    span,
    help: 'make sure which of the two is right, and correct the other',
  });
}
