import { createHash } from 'node:crypto';
import type { StandInBytes } from '../../rehearse/rehearsed-plan.js';
import type { StandInArtifact, StandIns } from '../../rehearse/stand-in.js';
import { makeArchive } from './make-archive.js';
import { standInMembers, type ProgramMaker } from './stand-in-members.js';
import { makeWheel } from './make-wheel.js';

/** The stand-ins' bytes, each made when it is first asked for, and the same in every run. */
export interface StandInShelf {
  artifact(id: string): Promise<Uint8Array>;
  /** Hash and size of each of them. */
  sums(ids: Iterable<string>): Promise<ReadonlyMap<string, StandInBytes>>;
}

export function standInShelf({ artifacts }: StandIns, maker: ProgramMaker): StandInShelf {
  const made = new Map<string, Promise<Uint8Array>>();
  const artifact = (id: string): Promise<Uint8Array> => {
    const wanted = artifacts.find(candidate => candidate.id === id);
    if (wanted === undefined) throw new Error(`no stand-in is planned for ${id}`);
    const bytes = made.get(id) ?? make(wanted, maker);
    made.set(id, bytes);
    return bytes;
  };
  const sums = async (ids: Iterable<string>) => {
    const entries = [...ids].map(async id => {
      const bytes = await artifact(id);
      return [id, { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }] as const;
    });
    return new Map(await Promise.all(entries));
  };
  return { artifact, sums };
}

async function make(artifact: StandInArtifact, maker: ProgramMaker): Promise<Uint8Array> {
  if (artifact.content.kind === 'wheel') return makeWheel(artifact.content.package);
  const members = await standInMembers(artifact.content, maker);
  if (artifact.format !== undefined) return makeArchive(artifact.format, members, maker);
  const [only] = members;
  return Buffer.from(only?.content ?? '');
}
