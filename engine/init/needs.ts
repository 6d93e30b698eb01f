import type { Span } from '../base/span.js';
import type { Platform } from '../model/platform.js';

/** What a node's own files say that it needs: what a first manifest of it is made from. */
export interface Needs {
  readonly name?: string;
  /** Such as "3.11". */
  readonly python?: string;
  readonly platforms?: readonly Platform[];
  readonly channels: readonly string[];
  /** As conda writes them, without Python itself and pip. */
  readonly conda: readonly CondaNeed[];
  readonly pip: readonly PipNeed[];
  readonly sources: PipSources;
  /** What is not taken over, each with the reason. */
  readonly remarks: readonly string[];
}

export interface CondaNeed {
  readonly text: string;
  readonly name: string;
  /** Where it is just one. */
  readonly version?: string;
}

export interface PipNeed {
  /** As pip writes it, on one line. */
  readonly text: string;
  /** Normalised, where the text says it. */
  readonly name?: string;
  /** Where it is `==` one version without a wildcard, and nothing else. */
  readonly version?: string;
  /** It has a marker, so it may not apply to a host. */
  readonly conditional: boolean;
}

/** Where packages come from, and with which care. */
export interface PipSources {
  readonly 'index-url'?: string;
  readonly 'extra-index-urls': readonly string[];
  readonly 'find-links': readonly string[];
  readonly constraints: readonly string[];
  readonly 'require-hashes': boolean;
  readonly pre: boolean;
}

export const NO_SOURCES: PipSources = {
  'extra-index-urls': [],
  'find-links': [],
  constraints: [],
  'require-hashes': false,
  pre: false,
};

export const NO_NEEDS: Needs = { channels: [], conda: [], pip: [], sources: NO_SOURCES, remarks: [] };

/** A text that was read, by the name that messages give its file. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** A place in words, for a remark. */
export function placeOf({ file, start }: Span): string {
  return `${file}:${start.line}`;
}
