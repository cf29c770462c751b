// Runs a program of the guest as Node's own tests run theirs: run.mjs GUEST PROGRAM FOLDER
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WASI } from 'node:wasi';

const [guest, program, folder] = process.argv.slice(2);
const wasi = new WASI({
    version: 'preview1',
    args: ['foo', '-bar', '--baz=value'],
    env: { NODE_PLATFORM: 'linux', PROGRAM: program },
    preopens: { '/sandbox': join(folder, 'sandbox'), '/tmp': join(folder, 'tmp') },
    returnOnExit: false,
});
const module = await WebAssembly.compile(await readFile(guest));
wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
