/**
 * Packages with an install script. Install scripts are off (`ignore-scripts` in .npmrc); only those allowed here are
 * run, by name. A test holds this list against package-lock.json, so that a new one is a decision.
 * @type {Record<string, { allowed: boolean, reason: string }>}
 */
export const installScripts = {
  '@tensorflow/tfjs-node': { allowed: false, reason: 'an alias of @tensorflow/tfjs-node-gpu' },
  '@tensorflow/tfjs-node-gpu': {
    allowed: false,
    reason: 'downloads an old TensorFlow; the addon is built by addon.mjs',
  },
  'core-js': { allowed: false, reason: 'prints an advertisement' },
  fsevents: { allowed: false, reason: 'macOS only; its binary is in the package' },
  'onnxruntime-node': {
    allowed: false,
    reason: 'downloads the libraries of CUDA; those of the CPU are in the package',
  },
  zeromq: { allowed: false, reason: 'its binary is in the package' },
};

/** @returns {string[]} names of the packages whose install script is run */
export function allowedInstallScripts() {
  return Object.keys(installScripts).filter((name) => installScripts[name].allowed);
}
