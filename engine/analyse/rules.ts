import type { Rule } from './rule.js';
import { assumedRange } from './rules/assumed-range.js';
import { backslashInPath } from './rules/backslash-in-path.js';
import { badDefault } from './rules/bad-default.js';
import { cycle } from './rules/cycle.js';
import { duplicateAttempt } from './rules/duplicate-attempt.js';
import { emptyMatch } from './rules/empty-match.js';
import { hashOfSeveral } from './rules/hash-of-several.js';
import { incompatibleVersions } from './rules/incompatible-versions.js';
import { literalText } from './rules/literal-text.js';
import { lockDisagrees } from './rules/lock-disagrees.js';
import { nameTaken } from './rules/name-taken.js';
import { needsExcluded } from './rules/needs-excluded.js';
import { neverTaken } from './rules/never-taken.js';
import { noAttempt } from './rules/no-attempt.js';
import { noInterpreter } from './rules/no-interpreter.js';
import { noValue } from './rules/no-value.js';
import { notReplaced } from './rules/not-replaced.js';
import { optionalOutput } from './rules/optional-output.js';
import { pathLeavesRoot } from './rules/path-leaves-root.js';
import { plainHttp } from './rules/plain-http.js';
import { profileHidesOthers } from './rules/profile-hides-others.js';
import { profileOfProfile } from './rules/profile-of-profile.js';
import { reservedName } from './rules/reserved-name.js';
import { sharedEnvironment } from './rules/shared-environment.js';
import { template } from './rules/template.js';
import { tooEarly } from './rules/too-early.js';
import { tooManyCombinations } from './rules/too-many-combinations.js';
import { undeclaredVersion } from './rules/undeclared-version.js';
import { unknownArtifact } from './rules/unknown-artifact.js';
import { unknownFilter } from './rules/unknown-filter.js';
import { unknownName } from './rules/unknown-name.js';
import { unknownOption } from './rules/unknown-option.js';
import { unknownOutput } from './rules/unknown-output.js';
import { unknownStep } from './rules/unknown-step.js';
import { unknownValue } from './rules/unknown-value.js';
import { unneededOnDemand } from './rules/unneeded-on-demand.js';
import { unused } from './rules/unused.js';
import { unverifiedDownload } from './rules/unverified-download.js';
import { varCycle } from './rules/var-cycle.js';
import { wrongChecksums } from './rules/wrong-checksums.js';
import { wrongValue } from './rules/wrong-value.js';

/** Every rule; a new file in `rules/` is one more line here. */
export const RULES: readonly Rule[] = [
  assumedRange,
  backslashInPath,
  badDefault,
  cycle,
  duplicateAttempt,
  emptyMatch,
  hashOfSeveral,
  incompatibleVersions,
  literalText,
  lockDisagrees,
  nameTaken,
  needsExcluded,
  neverTaken,
  noAttempt,
  noInterpreter,
  noValue,
  notReplaced,
  optionalOutput,
  pathLeavesRoot,
  plainHttp,
  profileHidesOthers,
  profileOfProfile,
  reservedName,
  sharedEnvironment,
  template,
  tooEarly,
  tooManyCombinations,
  undeclaredVersion,
  unknownArtifact,
  unknownFilter,
  unknownName,
  unknownOption,
  unknownOutput,
  unknownStep,
  unknownValue,
  unneededOnDemand,
  unused,
  unverifiedDownload,
  varCycle,
  wrongChecksums,
  wrongValue,
];
