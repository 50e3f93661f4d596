#include "app/script/scriptsandbox.h"

#include <QJSEngine>

namespace Saltern::Script {

namespace {

// A context takes about a megabyte; a pipeline rarely has more scripts than this.
constexpr std::size_t keptScripts = 16;
constexpr qsizetype largestResult = 1024 * 1024;

// Runs before the script and hands out the function that calls it. What it needs is taken and
// frozen first. Prototypes of errors stay open: assigning `error.message` is ordinary code, and a
// frozen prototype would swallow the assignment.
const char harness[] = R"((function () {
  "use strict";
  const parse = JSON.parse, stringify = JSON.stringify, isArray = Array.isArray;
  const text = String, freeze = Object.freeze, Failure = Error, Wrong = TypeError;
  for (const type of [Object, Function, Array, String, Number, Boolean, Symbol, Date, RegExp, Map,
                      Set, WeakMap, WeakSet, Promise, ArrayBuffer, DataView]) {
    freeze(type.prototype);
    freeze(type);
  }
  for (const object of [JSON, Math, Reflect])
    freeze(object);

  function exitData(value) {
    const type = typeof value;
    if (type === "object" && value !== null && !isArray(value)) {
      const json = stringify(value);
      if (json !== undefined && json[0] === "{")
        return json;
    } else if (type === "string" || type === "number" || type === "boolean") {
      return '{"value":' + stringify(value) + "}";
    }
    throw new Wrong("A result has to be an object, text, a number, true or false.");
  }

  function explain(error) {
    try {
      if (error instanceof Failure) {
        const line = text(error.fileName).endsWith("script") ? error.lineNumber | 0 : 0;
        return [text(error.name) + ": " + text(error.message), line];
      }
      return ["The script threw " + text(stringify(error)), 0];
    } catch (inner) {
      return ["The script threw something that cannot be shown.", 0];
    }
  }

  return function (script, event, context) {
    try {
      const result = script(parse(event), parse(context));
      if (result === undefined || result === null)
        return "[]";
      const list = isArray(result) ? result : [result];
      if (list.length > 1000)
        throw new Wrong("The script returned " + list.length + " results; 1000 are allowed.");
      let json = "";
      for (let i = 0; i < list.length; ++i)
        json += (i ? "," : "") + exitData(list[i]);
      return "[" + json + "]";
    } catch (error) {
      return explain(error);
    }
  };
})())";

// The line is clamped: what stands behind the script is ours.
Verdict failure(const QJSValue &error, const QString &code)
{
    const int line = error.property(QStringLiteral("lineNumber")).toInt();
    return {{}, error.toString(), std::min(line, int(code.count(u'\n')) + 1)};
}

} // namespace

class ScriptSandbox::Script
{
public:
    explicit Script(const QString &code)
        : m_code(code)
        , m_call(m_engine.evaluate(QString::fromLatin1(harness), QStringLiteral("harness")))
    {
        compile();
    }

    const QString &code() const { return m_code; }

    Verdict run(const QString &event, const QString &context)
    {
        if (!m_function.isCallable())
            return m_fault;
        const QJSValue answer = m_call.call({m_function, event, context});
        if (answer.isString()) {
            Verdict verdict{answer.toString().toUtf8(), {}, 0};
            if (verdict.results.size() > largestResult)
                return {{}, QStringLiteral("The result is larger than 1 MiB."), 0};
            return verdict;
        }
        if (answer.isArray())
            return {{}, answer.property(0).toString(), answer.property(1).toInt()};
        return failure(answer, m_code);
    }

private:
    // A program that defines transform(), else one expression. An expression also is a program,
    // but one that fails or yields no function, because `event` is not there yet.
    void compile()
    {
        const QString file = QStringLiteral("script");
        const QJSValue program = m_engine.evaluate(
            m_code + QStringLiteral("\n;typeof transform === 'function' ? transform : undefined"),
            file);
        if (program.isCallable()) {
            m_function = program;
            return;
        }
        const QJSValue expression =
            m_engine.evaluate(QStringLiteral("(function (event, ctx) { return (") + m_code +
                                  QStringLiteral("\n); })"),
                              file);
        if (expression.isCallable()) {
            m_function = expression;
        } else if (program.isError()) {
            m_fault = failure(program, m_code);
        } else {
            m_fault.error = QStringLiteral("The script neither is one expression nor does it "
                                           "define function transform(event, ctx).");
        }
    }

    QJSEngine m_engine;
    QString m_code;
    QJSValue m_call;
    QJSValue m_function;
    Verdict m_fault;
};

ScriptSandbox::ScriptSandbox() = default;
ScriptSandbox::~ScriptSandbox() = default;

Verdict ScriptSandbox::run(const QString &code, const QString &event, const QString &context)
{
    return prepare(code).run(event, context);
}

ScriptSandbox::Script &ScriptSandbox::prepare(const QString &code)
{
    for (auto it = m_scripts.begin(); it != m_scripts.end(); ++it) {
        if ((*it)->code() == code) {
            m_scripts.splice(m_scripts.begin(), m_scripts, it);
            return *m_scripts.front();
        }
    }
    if (m_scripts.size() == keptScripts)
        m_scripts.pop_back();
    m_scripts.push_front(std::make_unique<Script>(code));
    return *m_scripts.front();
}

} // namespace Saltern::Script
