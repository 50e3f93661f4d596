// Calls the function handle(event) of the file that the first argument names.
//
// The event is read from standard input. What handle returns is written to file descriptor 3 as
// JSON; a generator's values are written one after another. What it prints is log.

import { readFileSync, writeSync } from 'node:fs';
import { encode, isIterator, loadHandle } from './handlerfile.mjs';

function fail(message) {
    console.error(message);
    process.exit(1);
}

function encodeOrFail(value) {
    try {
        return encode(value);
    } catch (error) {
        return fail(error.message);
    }
}

function writeAll(text) {
    let rest = Buffer.from(text);
    while (rest.length > 0)
        rest = rest.subarray(writeSync(3, rest));
}

const handle = await loadHandle(process.argv[2])
    ?? fail(`${process.argv[2]} exports no function handle(event).`);

const event = JSON.parse(readFileSync(0, 'utf8'));
const result = await handle(event);
let lines = '';
if (isIterator(result)) {
    for await (const value of result)
        lines += encodeOrFail(value) + '\n';
}
writeAll(isIterator(result) ? lines || '{}' : encodeOrFail(result));
// Timers and connections that the handler left open must not keep the call from ending.
process.exit();
