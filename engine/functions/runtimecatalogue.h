#pragma once

#include "engine/base/result.h"

#include <QMap>
#include <QRegularExpression>
#include <QStringList>

#include <map>

namespace Saltern {

/// How code in one language is started: an entry of the runtimes catalogue (docs/functions.md).
struct Runtime
{
    QString name;
    QString title;
    QString image;          // the image that it runs in
    QByteArray dockerfile;  // makes the image, where no registry has it; mostly empty
    QStringList extensions; // of handler files, with the dot: ".py"
    QString inlineName;     // the file name that inline code gets: "handler.py"

    /// The arguments that start the code. "{handler}" stands for the handler's file, "{runtime}"
    /// for the folder with the adapter's files. An empty `function` = the runtime knows no handler
    /// functions.
    QStringList program;
    QStringList function;
    QStringList hot; // starts a handler function that stays; empty = it cannot stay
    QRegularExpression functionPattern; // code that it finds something in has a handler function

    // By name, for the folder that "{runtime}" stands for.
    QMap<QString, QByteArray> adapterFiles; // of handler functions
    QMap<QString, QByteArray> programFiles;
    QMap<QString, QString> environment;
    qint64 memoryBytes = 0; // default limits; 0 = ours
    int pids = 0;

    /// Whether the code defines a handler function that this runtime can call.
    bool hasHandlerFunction(const QByteArray &code) const;

    /// What a person types to make the image; empty for images that registries have.
    QString buildCommand() const;
};

/// The runtimes that functions can name: the built-in ones and those of the user. Immutable once
/// loaded; any thread.
class RuntimeCatalogue
{
public:
    /// Reads every `<folder>/<name>/runtime.json`. A later folder's entry replaces an earlier one
    /// of the same name. A faulty entry is kept as its error, so that it disturbs nobody else.
    static RuntimeCatalogue load(const QStringList &folders);

    /// The built-in folder and <configFolder()>/runtimes.
    static QStringList standardFolders();

    QStringList names() const;

    /// The entry; an error that names the nearest one, or that says what is wrong with the entry.
    Result<const Runtime *> find(const QString &name) const;

    /// The entry whose extensions include the file's.
    Result<const Runtime *> forFile(const QString &path) const;

private:
    std::map<QString, Result<Runtime>> m_runtimes;
};

} // namespace Saltern
