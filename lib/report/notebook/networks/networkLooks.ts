import type { NetworkName } from '../../../experiments/configuration/networkModules';
import type { SeriesStyle } from '../../figures/palette';

/** How a network is called and drawn, everywhere. */
export interface NetworkLook extends Pick<SeriesStyle, 'label' | 'color' | 'symbol'> {
  /** What it says, for its graph */
  readonly output: string;
  /** Modules that run side by side */
  readonly parallel?: readonly string[];
}

/** One look a network. */
export const networkLooks: Readonly<Record<NetworkName, NetworkLook>> = {
  wdr: { label: 'WDR', color: '#0072B2', symbol: 'circle', output: 'class and 8 corners<br>a cell' },
  caSpaceNet: {
    ...{ label: 'CA-SpaceNet', color: '#D55E00', symbol: 'diamond' },
    output: 'class and 8 corners<br>a cell',
  },
  zebraPose: {
    ...{ label: 'ZebraPose', color: '#009E73', symbol: 'square' },
    output: 'mask and code<br>a pixel',
  },
  segDriven: {
    ...{ label: 'SegDriven', color: '#CC79A7', symbol: 'triangle-up' },
    output: 'class, 8 corners<br>a cell',
    parallel: ['segmentation', 'regression'],
  },
  dlr: { label: 'DLR', color: '#000000', symbol: 'x', output: 'a heatmap<br>a landmark' },
};
