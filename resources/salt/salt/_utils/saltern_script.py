"""JavaScript of a pipeline: Salt has none, so it runs in a container with Node.js, without network and
rights, as a function does. It is called as Saltern calls it: an expression, or a program that defines
`transform(event, ctx)`."""

import json

_SECONDS = 1  # that the script itself has
_PATIENCE = 120  # seconds for the container around it
_MOST_BYTES = 1024 * 1024
_MEMORY = 256 * 1024 * 1024
# What the script sees is in a context of its own, with nothing of Node.js in it. The script and its
# arguments are read from a file and never become part of this text.
_HARNESS = r"""
const fs = require('fs'), vm = require('vm');
const {code, seconds, ...given} = JSON.parse(fs.readFileSync(__dirname + '/call.json', 'utf8'));
const box = vm.createContext(Object.create(null));
box.given = JSON.stringify(given);
const options = {filename: 'script', timeout: seconds * 1000};
const calling = `(script => {
  const {event, context} = JSON.parse(given);
  const result = script(event, context);
  if (result === undefined || result === null)
    return '[]';
  const list = Array.isArray(result) ? result : [result];
  if (list.length > 1000)
    throw new TypeError('The script returned ' + list.length + ' results; 1000 are allowed.');
  return '[' + list.map(value => {
    const type = typeof value;
    if (type === 'string' || type === 'number' || type === 'boolean')
      return '{"value":' + JSON.stringify(value) + '}';
    const json = type === 'object' && value !== null && !Array.isArray(value) && JSON.stringify(value);
    if (!json || json[0] !== '{')
      throw new TypeError('A result has to be an object, text, a number, true or false.');
    return json;
  }).join(',') + ']';
})`;
function tell(what) {
  fs.writeFileSync(3, JSON.stringify(what));
  process.exit(0);
}
function failed(error) {
  if (error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
    tell({late: true});
  const line = /script:(\d+)/.exec(String(error && error.stack));
  const isError = error && typeof error.message === 'string' && typeof error.name === 'string';
  const text = isError ? error.name + ': ' + error.message : 'The script threw ' + JSON.stringify(error);
  tell({error: text, line: line ? Math.min(Number(line[1]), code.split('\n').length) : 0});
}
function compiled() {
  let fault = new Error('The script neither is one expression nor does it define function transform(event, ctx).');
  fault.stack = '';
  try {
    const program = vm.runInContext(code + "\n;typeof transform === 'function' ? transform : undefined", box, options);
    if (typeof program === 'function')
      return program;
  } catch (error) {
    fault = error;
  }
  try {
    const expression = vm.runInContext('(function (event, ctx) { return (' + code + '\n); })', box, options);
    if (typeof expression === 'function')
      return expression;
  } catch (error) {
    // What the program lacks says more.
  }
  failed(fault);
}
try {
  box.script = compiled();
  tell({results: JSON.parse(vm.runInContext(calling + '(script)', box, options))});
} catch (error) {
  failed(error);
}
"""


def run(tools, docker, image, labels, code, event, context):
    """The data of each event that the script makes; raises what went wrong."""
    call = {"code": code, "event": event, "context": context, "seconds": _SECONDS}
    recipe = {
        "image": image,
        "argv": ["node", "/saltern/runtime/harness.js"],
        "content": {"runtime/harness.js": _HARNESS.encode(), "runtime/call.json": json.dumps(call).encode()},
        "user": "65534:65534",
        "network": "none",
        "capabilities": [],
        "readOnly": True,
        "tmpBytes": 64 * 1024,
        "pids": 64,
        "memoryBytes": _MEMORY,
        "cpus": 1,
        "stopGrace": 0,
    }
    fault = tools["saltern_fault.fault"]
    done = tools["saltern_function.call"](docker, recipe, event, {}, labels, _PATIENCE)["values"]
    told = done[0] if done else {}
    if told.get("late"):
        message = f"The script ran longer than {_SECONDS}s and was ended."
        raise fault("timeout", message, "Look for an endless loop, or raise `timeout`.", False)
    if "results" not in told:
        where = f" in line {told['line']}" if told.get("line") else ""
        raise fault("failed", f"The script failed{where}: {told.get('error', 'it told nothing.')}", "", False)
    if len(json.dumps(told["results"])) > _MOST_BYTES:
        raise fault("too-large", "The script's result is over 1 MiB.", "", False)
    return told["results"]
