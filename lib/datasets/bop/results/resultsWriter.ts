import { join } from 'node:path';
import { writeFileAtomically } from '../../../common/atomicFile';
import { ConfigurationError, NumericalError } from '../../../common/errors';
import { resultsHeader, type BopEstimate } from './estimate';
import { EstimateRules } from './estimateRules';
import { parseResultLine } from './resultLine';

/** What the name of a results file tells the official tools. */
export interface ResultsName {
  /** Letters, digits and hyphens */
  readonly method: string;
  /** BOP's name of the data set, such as `lmo`: letters and digits */
  readonly dataset: string;
  /** Such as `test` or `val` */
  readonly split: string;
  /** Kind of the split, such as `primesense` */
  readonly splitType?: string;
}

/**
 * Writes pose estimates as the BOP challenge wants them: `METHOD_DATASET-SPLIT.csv`, one estimate a line, every digit kept.
 * What would not be read again is not written.
 * @param folder - made if it is missing
 * @returns the file's path
 * @throws ConfigurationError when the name has other characters, which the official tools split it at
 * @throws NumericalError naming the estimate that is no estimate, stands there twice or contradicts another's time
 */
export async function writeBopResults(
  folder: string,
  name: ResultsName,
  estimates: readonly BopEstimate[],
): Promise<string> {
  const rules = new EstimateRules(undefined);
  const lines = estimates.map((estimate, index) => {
    const line = resultLine(estimate);
    const parsed = parseResultLine(line);
    const fault = 'found' in parsed ? parsed : rules.check(parsed);
    if (fault === undefined) return line;
    throw new NumericalError({
      field: `estimates[${index}], ${fault.field}`,
      found: fault.found,
      expected: fault.expected,
      remedy: 'Leave out what was not found; correct what was.',
    });
  });
  const file = join(folder, resultsFileName(name));
  await writeFileAtomically(file, `${[resultsHeader, ...lines].join('\n')}\n`);
  return file;
}

/**
 * @returns the file name from which the official tools tell method, data set and split
 * @throws ConfigurationError when a part has other characters
 */
export function resultsFileName({ method, dataset, split, splitType }: ResultsName): string {
  const parts = { method, dataset, split, ...(splitType !== undefined && { splitType }) };
  for (const [field, text] of Object.entries(parts)) {
    const allowed = field === 'method' ? /^[A-Za-z0-9-]+$/ : /^[A-Za-z0-9]+$/;
    if (allowed.test(text)) continue;
    throw new ConfigurationError({
      field,
      found: JSON.stringify(text),
      expected: field === 'method' ? 'letters, digits and hyphens' : 'letters and digits',
      remedy: 'The official tools split the name at "_" and "-": use another name.',
    });
  }
  return `${method}_${[dataset, split, ...(splitType === undefined ? [] : [splitType])].join('-')}.csv`;
}

function resultLine({ sceneId, imageId, objectId, score, pose, seconds }: BopEstimate): string {
  const { rotation, translation } = pose;
  return [sceneId, imageId, objectId, score, rotation.join(' '), translation.join(' '), seconds].join(',');
}
