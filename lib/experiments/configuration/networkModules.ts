/** Modules of each network in the order of the data flow: what a run may quantize, known without building the network. */
export const networkModules = {
  wdr: ['backbone', 'fpn', 'head'],
  caSpaceNet: ['backbone', 'fpn', 'head'],
  zebraPose: ['backbone', 'aspp'],
  segDriven: ['backbone', 'segmentation', 'regression'],
  dlr: ['backbone', 'head'],
} as const satisfies Record<string, readonly string[]>;

/** A network that runs can be made of. */
export type NetworkName = keyof typeof networkModules;

/** Networks whose full-precision training can start from the weights of a run of another, and which that is. */
export const networkStarts: Readonly<Partial<Record<NetworkName, NetworkName>>> = { caSpaceNet: 'wdr' };
