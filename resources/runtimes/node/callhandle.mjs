// Calls the function handle(event) of the file that the first argument names.
//
// The event is read from standard input. What handle returns is written to file descriptor 3 as
// JSON; a generator's values are written one after another. What it prints is log.

import { existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const path = resolve(process.argv[2]);

// Node takes a .js file for CommonJS unless a package.json says otherwise.
function allowModuleSyntax() {
    const description = join(dirname(path), 'package.json');
    if (path.endsWith('.js') && /^\s*(export|import)\s/m.test(readFileSync(path, 'utf8'))
        && !existsSync(description))
        writeFileSync(description, '{"type": "module"}');
}

function fail(message) {
    console.error(message);
    process.exit(1);
}

function isIterator(value) {
    return value !== null && typeof value === 'object' && typeof value.next === 'function'
        && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

function encode(value) {
    if (value === undefined || value === null)
        return '{}';
    let text;
    try {
        text = JSON.stringify(value);
    } catch (error) {
        fail(`handle gave back something that JSON cannot hold: ${error.message}`);
    }
    return text ?? fail(`handle gave back a ${typeof value}, which JSON cannot hold.`);
}

function writeAll(text) {
    let rest = Buffer.from(text);
    while (rest.length > 0)
        rest = rest.subarray(writeSync(3, rest));
}

allowModuleSyntax();
const loaded = await import(pathToFileURL(path).href);
const handle = loaded.handle ?? loaded.default?.handle;
if (typeof handle !== 'function')
    fail(`${process.argv[2]} exports no function handle(event).`);

const event = JSON.parse(readFileSync(0, 'utf8'));
const result = await handle(event);
let lines = '';
if (isIterator(result)) {
    for await (const value of result)
        lines += encode(value) + '\n';
}
writeAll(isIterator(result) ? lines || '{}' : encode(result));
// Timers and connections that the handler left open must not keep the call from ending.
process.exit();
