#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

namespace Saltern {

/// A document and every file that its nodes name: what an engine is given to run. A value.
struct Bundle
{
    QString documentName; // "hello.saltern.yaml"
    QByteArray document;
    QMap<QString, QByteArray> files; // by path relative to the document

    /// The content hash of all of it (SHA-256, hex): the revision.
    QString revision() const;

    /// The same as JSON, for the journal: files in base64.
    QByteArray toJson() const;
    static Result<Bundle> fromJson(const QByteArray &json);

    /// Reads a document and the files it names from disk. Problems inside the document are not
    /// judged here, a missing file among them; unreadable files are, and more than 256 MiB of them.
    static Result<Bundle> load(const QString &documentPath);
};

} // namespace Saltern
