#pragma once

#include <QByteArray>
#include <QString>

#include <list>
#include <memory>

namespace Saltern::Script {

/// What a script made of one event: a JSON array of results, or why there is none.
struct Verdict
{
    QByteArray results;
    QString error;
    int line = 0; // of the script, from 1; 0 = not known
};

/// Runs scripts, each in a JavaScript context of its own that is kept for its next event. Events
/// come in as text and are parsed inside, so that nothing in them can become source.
class ScriptSandbox
{
public:
    ScriptSandbox();
    ~ScriptSandbox();

    /// Calls the script's function. Endless loops are the parent's business: it ends the process.
    Verdict run(const QString &code, const QString &event, const QString &context);

private:
    class Script;
    Script &prepare(const QString &code);

    std::list<std::unique_ptr<Script>> m_scripts; // most recently used first
};

} // namespace Saltern::Script
