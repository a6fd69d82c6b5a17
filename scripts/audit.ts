import { execFile } from 'node:child_process';
import { Command } from 'commander';
import { projectRoot } from '../lib/common/projectRoot';
import { runCommand } from './commandLine';
import { checked, findings as explained } from './supplyChain/advisories.json';
import { parseAudit, unexplained } from './supplyChain/auditReport';

/** Exit status where there was no audit: neither clean nor faulty. */
const UNAVAILABLE = 3;

const command = new Command('npm run audit --')
  .description('Has npm look up known faults of the locked packages; each must be explained.')
  .addHelpText(
    'after',
    '\nStatus 0: clean or explained; 1: findings that are not explained; 3: no audit could be had.',
  )
  .action(async () => {
    const report = parseAudit(await npmAudit());
    if ('unavailable' in report) {
      console.log(`No audit could be had: ${report.unavailable}. This says nothing about the packages.`);
      console.log(`Looked up by hand on ${checked}: docs/supply-chain.md`);
      process.exitCode = UNAVAILABLE;
      return;
    }
    const open = unexplained(report.findings, explained);
    console.log(`${report.findings.length} findings, ${open.length} of them not explained`);
    for (const finding of open)
      console.log(`  ${finding.package}: ${finding.advisory}, ${finding.severity}: ${finding.title}`);
    if (open.length > 0) process.exitCode = 1;
  });

/** npm ends with status 1 both for findings and where it has no answer: what it printed tells. */
function npmAudit(): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: projectRoot, maxBuffer: 1 << 26 };
    execFile('npm', ['audit', '--json', '--package-lock-only'], options, (error, stdout) => {
      if (stdout.trim() === '') reject(error ?? new Error('npm audit printed nothing'));
      else resolve(stdout);
    });
  });
}

runCommand(async () => {
  await command.parseAsync();
});
