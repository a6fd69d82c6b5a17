import { join } from 'node:path';
import { Command } from 'commander';
import { writeFileAtomically } from '../lib/common/atomicFile';
import { projectRoot } from '../lib/common/projectRoot';
import { runCommand } from './commandLine';
import { allLicenceFaults, licencesDocument, licensedPackages } from './supplyChain/licencesDocument';
import { installedPythonLicences } from './supplyChain/pythonLicences';

const command = new Command('npm run licences --')
  .description('Lists every locked package with its version and licence in docs/licences.md.')
  .action(async () => {
    const packages = await licensedPackages(projectRoot, await installedPythonLicences(projectRoot));
    const file = join(projectRoot, 'docs', 'licences.md');
    await writeFileAtomically(file, licencesDocument(packages));
    const count = packages.node.length + [...packages.python.values()].flat().length;
    console.log(`${count} packages in ${file}`);
    const faults = allLicenceFaults(packages);
    for (const fault of faults) console.log(`  ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  });

runCommand(async () => {
  await command.parseAsync();
});
