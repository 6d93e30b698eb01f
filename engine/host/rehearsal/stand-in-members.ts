import type { StandInContent, StandInProgram } from '../../rehearse/stand-in.js';
import type { ArchiveMember } from './archive-member.js';
import { condaToolText, printingText, type CondaToolSpec } from './conda-tool.js';
import { programFile } from './program-file.js';
import { sourceTree } from './source-tree.js';
import { standInFiles } from './make-wheel.js';

/** What every stand-in program is made of. */
export type ProgramMaker = Omit<CondaToolSpec, 'version'>;

/** The members of a stand-in that is an archive. */
export async function standInMembers(
  content: Exclude<StandInContent, { readonly kind: 'wheel' }>,
  maker: ProgramMaker,
): Promise<readonly ArchiveMember[]> {
  switch (content.kind) {
    case 'programs':
      return Promise.all(content.programs.map(program => programMember(program, maker)));
    case 'package':
      return standInFiles(content.package).map(member => ({ ...member, name: below(content.folder, member.name) }));
    case 'source':
      return sourceTree(content.source, content.folder);
    case 'text':
      return [{ name: content.name, content: 'A stand-in made by a rehearsal.\n' }];
  }
}

async function programMember(program: StandInProgram, maker: ProgramMaker): Promise<ArchiveMember> {
  const code = program.makesEnvironments
    ? condaToolText({ ...maker, version: program.prints })
    : printingText(program.prints);
  return { name: program.member, content: await programFile(code, maker.python), executable: true };
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
