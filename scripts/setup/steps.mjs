import { addon } from './addon.mjs';
import { library } from './library.mjs';
import { nodePackages } from './nodePackages.mjs';
import { pythonEnvironment } from './pythonEnvironment.mjs';
import { tensorflowLibrary } from './tensorflowLibrary.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} what - what running it does
 * @property {() => boolean} isInPlace - a cheap look at the stamp and the products
 * @property {() => Promise<void>} run
 */

/** @type {Step[]} in order: each may need those before it */
export const steps = [nodePackages, pythonEnvironment, tensorflowLibrary, addon, library];
