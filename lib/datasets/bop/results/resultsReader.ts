import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { causeText } from '../../../common/causeText';
import { DatasetError } from '../../../common/errors';
import { resultsHeader, type BopEstimate } from './estimate';
import { EstimateRules, type EstimateScope } from './estimateRules';
import { parseResultLine, type LineFault } from './resultLine';

/** How a results file is read. */
export interface ResultsOptions {
  /** Whose images and objects the estimates must be of; any where absent */
  readonly dataset?: EstimateScope;
  /** Whether lines that cannot be used are left out and listed; else the first is an error */
  readonly lenient?: boolean;
}

/** A line that was left out. */
export interface RejectedLine extends LineFault {
  /** From 1, the header included */
  readonly line: number;
}

/** What a results file says. */
export interface BopResults {
  /** In the order of the file */
  readonly estimates: readonly BopEstimate[];
  /** Empty unless the file was read leniently */
  readonly rejected: readonly RejectedLine[];
}

/**
 * Reads pose estimates in the format of the BOP challenge: `scene_id,im_id,obj_id,score,R,t,time`, R row-major,
 * t in mm. Refused are numbers that are not finite, matrices that are no rotation, poses that stand there twice,
 * times that differ within an image, and ids that the data set has not. The header may be missing, and blank lines may end
 * the file.
 * @throws DatasetError naming the line, the column and the reason; when lenient, only where no estimate is left
 */
export async function readBopResults(file: string, options: ResultsOptions = {}): Promise<BopResults> {
  const estimates: BopEstimate[] = [];
  const rejected: RejectedLine[] = [];
  const rules = new EstimateRules(options.dataset);
  let line = 0;
  let blankLine: number | undefined;
  for await (const text of linesOf(file)) {
    line++;
    if (text.trim() === '') {
      blankLine ??= line;
      continue;
    }
    if (blankLine !== undefined) {
      rejected.push({ line: blankLine, field: 'line', found: 'a blank line', expected: 'an estimate' });
      blankLine = undefined;
    }
    if (line === 1 && text.trim() === resultsHeader) continue;
    const parsed = parseResultLine(text);
    const fault = 'found' in parsed ? parsed : rules.check(parsed);
    if (fault !== undefined) rejected.push({ line, ...fault });
    else estimates.push(parsed as BopEstimate);
  }
  if (rejected.length > 0 && options.lenient !== true) throw refused(file, rejected);
  if (estimates.length === 0) throw empty(file, rejected.length);
  return { estimates, rejected };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, 'utf8');
  try {
    yield* createInterface({ input: stream, crlfDelay: Infinity });
  } catch (cause) {
    throw new DatasetError({
      file,
      found: causeText(cause),
      expected: 'a readable results file',
      remedy: 'Check the path.',
    });
  } finally {
    stream.destroy();
  }
}

function refused(file: string, [first, ...others]: readonly RejectedLine[]): DatasetError {
  const { line, field, found, expected } = first;
  const more = others.length === 0 ? '' : ` ${others.length} more lines cannot be used either.`;
  return new DatasetError({
    file,
    field: `line ${line}, ${field}`,
    found,
    expected,
    remedy: `Correct the line, or read the file leniently, which leaves such lines out and lists them.${more}`,
  });
}

function empty(file: string, rejected: number): DatasetError {
  return new DatasetError({
    file,
    found: rejected === 0 ? 'no estimate' : `no usable estimate among ${rejected} lines`,
    expected: `lines of ${resultsHeader}`,
    remedy: 'Check that this is a results file, and that it was written to its end.',
  });
}
