/* Writes versions of a file, one after the other, until it is killed. Argument: the file. */
import { writeFileAtomically } from '../../lib/common/atomicFile';
import { versionContent } from './version';

async function write(file: string): Promise<never> {
  for (let version = 1; ; version++) {
    process.send!({ begun: version });
    await writeFileAtomically(file, versionContent(version));
    process.send!({ written: version });
  }
}

void write(process.argv[2]);
