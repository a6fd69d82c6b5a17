'use strict';
/**
 * Starts the notebook kernel: tslab in the project's folder, with strict types, `mqat` importable by name, and
 * promises that nobody awaits failing the notebook.
 */
const path = require('node:path');
const { endWithParent } = require('./parentProcess.cjs');
const { checkStrictly } = require('./strictCompiler.cjs');

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
process.chdir(path.resolve(__dirname, '../../..'));

checkStrictly();
// From here on tslab is loaded.
const { failOnUnhandledRejections } = require('./unhandledRejections.cjs');
const { startKernel } = require('tslab/dist/main.js');
startKernel({ configPath: process.argv[2], enableFindLocal: false });
failOnUnhandledRejections();
endWithParent();
