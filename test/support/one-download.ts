export interface Download {
  readonly url: string;
  readonly sha256: string;
}

/** A manifest whose one step puts a file at `thing.bin`. */
export function oneDownload({ url, sha256 }: Download): string {
  return `
manifest: 1
name: one
title: One file
versions: { python: '3.11' }
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {}, win-64: {} }
artifacts:
  thing: { sources: ['${url}'], sha256: ${sha256} }
steps:
  get: { uses: download, with: { artifact: thing, to: thing.bin } }
`;
}
