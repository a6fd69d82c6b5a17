import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../common/projectRoot';
import { paperScale } from '../../experiments/scale/paperScale';
import { readSimulationInputs } from '../../experiments/scale/simulationInputs';
import { scaleDocument } from './scaleDocument';

it('docs/scale.md is what `npm run scale` makes', async () => {
  const inputsFile = 'scripts/scale/inputs.json';
  const inputs = await readSimulationInputs(join(projectRoot, inputsFile));
  const found = paperScale(inputs, [1, 8, 64], 1);
  const request = { seeds: 1, command: 'npm run scale -- --gpus 1,8,64', inputsFile };
  const document = await readFile(join(projectRoot, 'docs', 'scale.md'), 'utf8');
  expect(scaleDocument(inputs, found, request), 'run `npm run scale`').toBe(document);
});
