// One run of the guest under node:wasi: MODULE DIRECTORY inherited|captured ARGUMENTS...
import fs from 'node:fs';
import path from 'node:path';
import { WASI } from 'node:wasi';

const [module, directory, stdout, ...args] = process.argv.slice(2);
const options = { version: 'preview1', args: ['bench', ...args], preopens: { '/sandbox': directory } };
const file = path.join(directory, 'captured');
if (stdout === 'captured') {
  // Node captures only through a file.
  options.stdout = fs.openSync(file, 'w+');
}
const wasi = new WASI(options);
const compiled = await WebAssembly.compile(fs.readFileSync(module));
const code = wasi.start(await WebAssembly.instantiate(compiled, wasi.getImportObject()));
if (stdout === 'captured') {
  fs.readFileSync(file);
}
process.exit(code);
