import { rule } from '../rule.js';

/** Names of lists that say other hashes, and of files that say none. */
const OTHER = /(?:^|[^a-z0-9])(md5|sha1|sha224|sha384|sha512|blake2b?|asc|sig)(?:sums?)?(?![a-z0-9])/i;

export const wrongChecksums = rule({
  code: 'wrong-checksums',
  severity: 'error',
  about: 'what `checksums` names cannot tell a SHA-256',
  *find({ manifest }) {
    for (const { value: artifact } of manifest.artifacts.values()) {
      const { checksums, sources } = artifact;
      if (checksums === undefined) continue;
      const { value, span } = checksums;
      if (sources.some(source => source.value === value)) {
        const help = 'name the list of the publisher, or leave `checksums` out: then `lock` downloads the file';
        yield { message: 'this is the file itself, not a list of checksums', span, help };
        continue;
      }
      const name = value.split('/').at(-1) ?? '';
      const [, other] = OTHER.exec(name) ?? [];
      if (other === undefined || /sha-?256/i.test(name)) continue;
      const help = 'name the list of SHA-256, or leave `checksums` out: then `lock` downloads the file';
      yield { message: `by its name this tells ${other}, not SHA-256`, span, help };
    }
  },
});
