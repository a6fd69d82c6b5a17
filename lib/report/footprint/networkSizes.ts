import { codeVersion } from '../../common/codeVersion';
import { networkModules, type NetworkName } from '../../experiments/configuration/networkModules';
import { buildNetwork, networkConfiguration } from '../../experiments/networks/networks';
import { exportSizes, type ExportSizes } from '../../export/exportSizes';
import { quantize } from '../../quantizers/quantization';

/** What a network takes on disk at some widths. */
export interface NetworkSizes extends ExportSizes {
  readonly network: NetworkName;
  /** Bits of each module, such as `8-2-8` */
  readonly moduleBits: string;
}

/** Widths by the place of the module: 32 bits, 8 bits, and 8 bits but for 2 in the second module. */
const widths: readonly ((place: number) => number)[] = [() => 32, () => 8, (place) => (place === 1 ? 2 : 8)];

/**
 * Exports networks at three choices of widths, with weights as drawn for seed 1 and the steps that LSQ starts with.
 * @param scale - of the networks, such as `mini`
 * @returns three rows a network
 */
export async function networkSizes(networks: readonly NetworkName[], scale: string): Promise<NetworkSizes[]> {
  const rows: NetworkSizes[] = [];
  for (const network of networks) {
    for (const width of widths)
      rows.push(
        await sizesOf(
          network,
          scale,
          networkModules[network].map((_, at) => width(at)),
        ),
      );
  }
  return rows;
}

async function sizesOf(name: NetworkName, scale: string, bits: readonly number[]): Promise<NetworkSizes> {
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
    return { network: name, moduleBits: bits.join('-'), ...sizes };
  } finally {
    quantization?.dispose();
    network.dispose();
  }
}
