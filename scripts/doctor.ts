import { runCommand } from './commandLine';
import { deviceFindings } from './doctor/deviceFindings';
import { engineFindings } from './doctor/engineFindings';
import { formatFinding, type Finding } from './doctor/finding';
import { kernelFindings } from './doctor/kernelFindings';

/** The part of `npm run doctor` that needs the compiled library; doctor.mjs comes before it. */
const sections: Readonly<Record<string, () => Promise<Finding[]>>> = {
  engine: engineFindings,
  devices: deviceFindings,
  notebooks: kernelFindings,
};

runCommand(async () => {
  for (const [title, look] of Object.entries(sections)) {
    console.log(title);
    for (const finding of await look()) {
      console.log(formatFinding(finding));
      if (finding.remedy !== undefined) process.exitCode = 1;
    }
  }
});
