import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { ConfigurationError, ExportError } from '../lib/common/errors';
import { refuseExisting } from '../lib/common/refuseExisting';
import { openExportableRun, type ExportableRun } from '../lib/deployment/exportableRun';
import { agrees, verifyExport, type ExportVerification } from '../lib/deployment/exportVerification';
import { resultsFolderOf, workFolderOf } from '../lib/experiments/laboratory';
import { profileNames, type ProfileName } from '../lib/experiments/runConfiguration';
import { exportContent } from '../lib/export/exportContent';
import { irVersions, type OnnxOpset } from '../lib/export/onnx/onnxExport';
import { writeOnnx } from '../lib/export/onnx/onnxFile';
import { writePacked } from '../lib/export/packedFile';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { wholeNumber } from './runOptions';

interface Options {
  readonly profile: ProfileName;
  readonly output: string;
  readonly opset: string;
  readonly folding: boolean;
  readonly verify: boolean;
  readonly draws: number;
  readonly force: boolean;
}

const reporter = createTerminalReporter(process.stderr);

const command = new Command('npm run export --')
  .description('Writes the network of a finished run with its weights at their true width.')
  .addArgument(new Argument('<run>', 'id of the run: the beginning of its folder in results'))
  .addOption(new Option('--profile <name>', 'of the run').choices([...profileNames]).default('mini'))
  .requiredOption('--output <file>', '.onnx, or .safetensors for a packed file')
  .addOption(
    new Option('--opset <number>', 'operator set of ONNX').choices(Object.keys(irVersions)).default('25'),
  )
  .option('--no-folding', 'keep batch normalizations in ONNX')
  .option('--verify', 'score file and network on the whole test set; fail where they differ', false)
  .option('--draws <count>', "draws of RANSAC's hypotheses in it", wholeNumber, 5)
  .option('--force', 'overwrite the file if it is there', false)
  .action(exportRun);

async function exportRun(id: string, options: Options): Promise<void> {
  const { profile, output, verify, draws, force } = options;
  const write = writers[extname(output)] as Writer | undefined;
  if (write === undefined) {
    const expected = `one that ends with ${Object.keys(writers).join(' or ')}`;
    throw new ConfigurationError({ field: '--output', found: output, expected, remedy: 'Name such a file.' });
  }
  if (!force) await refuseExisting([output], 'Give another --output, or --force.');
  const place = { profile, id, resultsFolder: resultsFolderOf(profile), workFolder: workFolderOf(profile) };
  const exportable = await openExportableRun(place, reporter);
  try {
    await write(exportable, options);
    const { size } = await stat(output);
    console.log(`${output}: ${size} bytes`);
    if (verify) report(await verifyExport(output, exportable, Math.max(1, draws), reporter), output);
  } finally {
    exportable.trained.dispose();
  }
}

type Writer = (exportable: ExportableRun, options: Options) => Promise<void>;

const writers: Readonly<Record<string, Writer>> = {
  async '.onnx'({ trained, information }, { output, opset, folding }) {
    const [imageWidth, imageHeight] = trained.network.inputSize;
    await writeOnnx(output, trained.network, {
      ...{ information, imageWidth, imageHeight, quantization: trained.quantization },
      folding: folding ? 'codes kept' : undefined,
      opset: Number(opset) as OnnxOpset,
    });
  },
  async '.safetensors'({ trained: { network, quantization }, information }, { output }) {
    await writePacked(output, { information, ...exportContent(network, quantization) });
  },
};

function report(verification: ExportVerification, file: string): void {
  const { images, simulated, exported, different, outputDifference } = verification;
  const percent = (counts: readonly number[]) => {
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    return `${((100 * mean) / images).toFixed(2)} % (${counts.join(', ')})`;
  };
  console.log(`ADD-0.1d on ${images} test images, ${simulated.length} draws:`);
  console.log(`simulated ${percent(simulated)}; exported ${percent(exported)}`);
  console.log(
    `${different} images of the first draw are right by one of them only; outputs differ by ${outputDifference.toExponential(1)} at most`,
  );
  if (agrees(verification)) return;
  throw new ExportError({
    file,
    field: 'ADD-0.1d',
    found: percent(exported),
    expected: `${percent(simulated)}, to one image in a thousand`,
    remedy: 'The file does not say what the network says: do not deploy it.',
  });
}

runCommand(async () => {
  await command.parseAsync();
});
