'use strict';

const compilerFile = require.resolve('@tslab/typescript-for-tslab');

/**
 * Makes tslab check cells as strictly as the library is checked, and read the `exports` of packages, so that
 * `import { ... } from 'mqat'` finds the compiled library. tslab has no setting for either, and its compiler's
 * properties cannot be assigned: a copy takes the compiler's place before tslab loads it.
 */
function checkStrictly() {
  const typescript = require(compilerFile);
  require.cache[compilerFile].exports = {
    ...typescript,
    createWatchCompilerHost: (rootFiles, options, ...others) =>
      typescript.createWatchCompilerHost(
        rootFiles,
        { ...options, strict: true, moduleResolution: typescript.ModuleResolutionKind.Bundler },
        ...others,
      ),
  };
}

module.exports = { checkStrictly };
