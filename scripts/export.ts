import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { ConfigurationError, ExportError } from '../lib/common/errors';
import { refuseExisting } from '../lib/common/refuseExisting';
import { openExportableRun, type ExportableRun, type RunPlace } from '../lib/deployment/exportableRun';
import {
  disagreement,
  verifyExport,
  type Difference,
  type ExportVerification,
} from '../lib/deployment/exportVerification';
import { integerRanges } from '../lib/deployment/integerRanges';
import { openLaboratory } from '../lib/experiments/laboratory';
import { resultsFolderOf, workFolderOf } from '../lib/experiments/store/resultFolders';
import { openResultsStore } from '../lib/experiments/store/resultsStore';
import { profileNames, type ProfileName } from '../lib/experiments/configuration/runConfiguration';
import { storedLineage, trainAgain } from '../lib/experiments/storedLineage';
import { exportContent } from '../lib/export/exportContent';
import { irVersions, type OnnxOpset, type OnnxOptions } from '../lib/export/onnx/onnxExport';
import { writeOnnx } from '../lib/export/onnx/onnxFile';
import { writePacked } from '../lib/export/packedFile';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { wholeNumber } from './runOptions';
import { stoppableWork } from './stoppableWork';

interface Options {
  readonly profile: ProfileName;
  readonly output: string;
  readonly opset: string;
  readonly folding: boolean;
  readonly integers?: number;
  readonly retrain: boolean;
  readonly verify: boolean;
  readonly draws: number;
  readonly force: boolean;
}

const reporter = createTerminalReporter(process.stderr);

const command = new Command('npm run export --')
  .description('Writes the network of a finished run with its weights at their true width.')
  .addArgument(new Argument('<run>', 'id of the run, or a beginning of it: of its folder in results'))
  .addOption(new Option('--profile <name>', 'of the run').choices([...profileNames]).default('mini'))
  .requiredOption('--output <file>', '.onnx, or .safetensors for a packed file')
  .addOption(
    new Option('--opset <number>', 'operator set of ONNX').choices(Object.keys(irVersions)).default('25'),
  )
  .option('--no-folding', 'keep batch normalizations in ONNX')
  .option(
    '--integers <images>',
    'convolutions of integers, outputs rounded within their ranges on so many images of validation',
    fromOne,
  )
  .option('--retrain', 'train weights again that are not here: results are kept without them', false)
  .option('--verify', 'score file and network on the whole test set; fail where they differ', false)
  .option('--draws <count>', "draws of RANSAC's hypotheses in it", wholeNumber, 5)
  .option('--force', 'overwrite the file if it is there', false)
  .action(exportRun);

async function exportRun(id: string, options: Options): Promise<void> {
  const { profile, output, verify, draws, force, integers } = options;
  const write = writers[extname(output)] as Writer | undefined;
  if (write === undefined) {
    const expected = `one that ends with ${Object.keys(writers).join(' or ')}`;
    throw new ConfigurationError({ field: '--output', found: output, expected, remedy: 'Name such a file.' });
  }
  if (integers !== undefined && write !== writers['.onnx']) {
    const expected = '.onnx: packed files hold weights, and say nothing of how they are multiplied';
    throw new ConfigurationError({ field: '--integers', found: output, expected, remedy: 'Leave it out.' });
  }
  if (!force) await refuseExisting([output], 'Give another --output, or --force.');
  const place = { profile, id, resultsFolder: resultsFolderOf(profile), workFolder: workFolderOf(profile) };
  if (options.retrain) await retrain(place);
  const exportable = await openExportableRun(place, reporter);
  try {
    await write(exportable, options);
    const { size } = await stat(output);
    console.log(`${output}: ${size} bytes`);
    if (verify) {
      const verification = await verifyExport(output, exportable, Math.max(1, draws), reporter);
      report(verification);
      if (integers === undefined) refuseDifference(verification, output);
    }
  } finally {
    exportable.trained.dispose();
  }
}

async function retrain({ profile, id, resultsFolder }: RunPlace): Promise<void> {
  const lineage = await storedLineage(openResultsStore(resultsFolder, reporter), profile, id);
  const laboratory = openLaboratory(profile, reporter);
  await stoppableWork(laboratory, reporter, () => trainAgain(laboratory, lineage));
}

type Writer = (exportable: ExportableRun, options: Options) => Promise<void>;

const writers: Readonly<Record<string, Writer>> = {
  async '.onnx'(exportable, { output, opset, folding, integers }) {
    const { trained, information } = exportable;
    const [imageWidth, imageHeight] = trained.network.inputSize;
    const content: OnnxOptions = {
      ...{ information, imageWidth, imageHeight, quantization: trained.quantization },
      folding: folding ? 'codes kept' : undefined,
      opset: Number(opset) as OnnxOpset,
    };
    const outputRanges =
      integers === undefined ? undefined : await integerRanges(exportable, content, integers, reporter);
    await writeOnnx(output, trained.network, { ...content, outputRanges });
  },
  async '.safetensors'({ trained: { network, quantization }, information }, { output }) {
    await writePacked(output, { information, ...exportContent(network, quantization) });
  },
};

function report({ images, simulated, exported, ...differences }: ExportVerification): void {
  console.log(`ADD-0.1d on ${images} test images, ${simulated.length} draws:`);
  console.log(`simulated ${percent(simulated, images)}; exported ${percent(exported, images)}`);
  const { fromSimulated, ofRounding } = differences;
  console.log(`file and simulated network: ${differenceText(fromSimulated)}`);
  console.log(`simulated network as one graph and operation by operation: ${differenceText(ofRounding)}`);
}

function differenceText({ images, outputs }: Difference): string {
  return `outputs differ by ${outputs.toExponential(1)} at most, ${images} images of the first draw are right by one only`;
}

/** Convolutions of integers round what is not rounded in the simulated network; every other file must agree with it. */
function refuseDifference(verification: ExportVerification, file: string): void {
  const { images, simulated, exported, fromSimulated } = verification;
  const found = disagreement(verification);
  if (found === undefined) return;
  const problem = {
    recall: {
      field: 'ADD-0.1d',
      found: percent(exported, images),
      expected: `${percent(simulated, images)}, to one image in a thousand`,
    },
    outputs: {
      field: 'outputs',
      found: `a difference of ${fromSimulated.outputs.toExponential(1)}`,
      expected: '1e-4 at most',
    },
  }[found];
  const remedy = 'The file does not say what the network says: do not deploy it.';
  throw new ExportError({ file, ...problem, remedy });
}

function percent(counts: readonly number[], images: number): string {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return `${((100 * mean) / images).toFixed(2)} % (${counts.join(', ')})`;
}

function fromOne(text: string): number {
  const value = wholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('expected a whole number from 1');
}

runCommand(async () => {
  await command.parseAsync();
});
