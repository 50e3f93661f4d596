#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace CLI {
class App;
}

namespace Saltern::Cli {

/// What may stand at the cursor of a command line.
struct Completion
{
    struct Candidate
    {
        QString text;
        QString help; // may be empty
    };
    enum class Paths { None, Files, Folders };

    QList<Candidate> candidates;
    Paths paths = Paths::None; // the shell knows better how to complete those

    /// As the scripts of completionScript() read it: a candidate and its help a line, with a tab
    /// between them, or one line ":files" or ":folders".
    QString toText() const;
};

/// Reads the same declarations as --help does. `words`: what stands behind the program's name, the
/// last one up to the cursor. Looks at the hosts file at most.
Completion complete(const CLI::App &app, const QStringList &words);

/// The shells that there is a script for.
QStringList completionShells();

/// A script that makes a shell ask the program it completes (`saltern --complete WORD...`), so that
/// it never is of another version. Empty for another shell.
QString completionScript(const QString &shell);

} // namespace Saltern::Cli
