/* Runs a TypeScript file in a process of its own: node runTypescript.mjs FILE ARGUMENT... */
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import typescript from 'typescript';

Module._extensions['.ts'] = (module, file) => {
  const { outputText } = typescript.transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: { module: 'commonjs', target: 'es2022', esModuleInterop: true },
  });
  module._compile(outputText, file);
};
process.argv.splice(1, 1);
createRequire(import.meta.url)(process.argv[1]);
