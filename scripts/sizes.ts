import { Command, Option } from 'commander';
import { codeVersion } from '../lib/common/codeVersion';
import { networkModules, type NetworkName } from '../lib/experiments/networkModules';
import { buildNetwork, networkConfiguration } from '../lib/experiments/networks';
import { exportSizes, type ExportSizes } from '../lib/export/exportSizes';
import { quantize } from '../lib/quantizers/quantization';
import { columnsText } from '../lib/report/tableText';
import { runCommand } from './commandLine';

interface Options {
  readonly networks: readonly NetworkName[];
  readonly scale: 'tiny' | 'mini' | 'paper';
}

const names = Object.keys(networkModules) as NetworkName[];

/** Widths by the place of the module: 32 bits, 8 bits, and 8 bits but for 2 in the second module. */
const widths: readonly ((place: number) => number)[] = [() => 32, () => 8, (place) => (place === 1 ? 2 : 8)];

const command = new Command('npm run sizes --')
  .description(
    'Prints what exported networks take on disk, with weights as drawn and the steps that LSQ starts with.',
  )
  .addOption(new Option('--networks <names...>', 'which').choices(names).default(names))
  .addOption(
    new Option('--scale <scale>', 'size of the networks').choices(['tiny', 'mini', 'paper']).default('paper'),
  )
  .action(printSizes);

async function printSizes({ networks, scale }: Options): Promise<void> {
  const headings = [
    ...['network', 'bits', 'float32', 'ONNX', 'packed', 'packed, gzip', 'theory', 'paper'],
    ...['packed / theory', 'packed / paper', 'factor, paper', 'factor, packed'],
  ];
  const rows: string[][] = [];
  for (const network of networks)
    for (const width of widths)
      rows.push(
        await rowOf(
          network,
          scale,
          networkModules[network].map((_, place) => width(place)),
        ),
      );
  const toTheRight = headings.map((_, column) => column > 1);
  console.log(columnsText(headings, rows, toTheRight).join('\n'));
  console.log(
    `Bytes in MB (1,000,000). ${scale} scale, LSQ, seed 1. Theory: weights at their widths, scales, all else at`,
  );
  console.log(
    '32 bits. Paper: full precision over the compression factor. Three levels take 1.6 bits in packed files.',
  );
}

async function rowOf(name: NetworkName, scale: Options['scale'], bits: readonly number[]): Promise<string[]> {
  const model = { network: name, scale };
  const network = buildNetwork(model, 1);
  const moduleBits = Object.fromEntries(network.modules.map((module, place) => [module, bits[place]]));
  const quantization = bits.every((width) => width === 32) ? undefined : quantize(network, moduleBits, 'lsq');
  try {
    const [imageWidth, imageHeight] = network.inputSize;
    const information = {
      ...{ architecture: name, moduleBits, order: [], data: 'none', metrics: {} },
      ...{ configuration: { ...networkConfiguration(model) }, codeVersion: await codeVersion() },
    };
    const sizes = await exportSizes(network, quantization, { information, imageWidth, imageHeight });
    return [name, bits.join('-'), ...cellsOf(sizes)];
  } finally {
    quantization?.dispose();
    network.dispose();
  }
}

function cellsOf(sizes: ExportSizes): string[] {
  const { float32, onnx, packed, packedCompressed, theory, paper, compression } = sizes;
  const bytes = [float32, onnx, packed, packedCompressed, theory, paper].map((size) =>
    (size / 1e6).toFixed(3),
  );
  const ratios = [packed / theory, packed / paper].map((ratio) => `${(100 * (ratio - 1)).toFixed(2)} %`);
  return [...bytes, ...ratios, compression.toFixed(2), (float32 / packed).toFixed(2)];
}

runCommand(async () => {
  await command.parseAsync();
});
