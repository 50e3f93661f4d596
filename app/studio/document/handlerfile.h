#pragma once

#include "engine/base/result.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// A file beside a document that nodes name, open for editing: the code of a function. Its undo is
/// the code editor's own. GUI thread.
class HandlerFile : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A document opens its files.")
    Q_PROPERTY(QString path READ path CONSTANT)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(bool modified READ isModified NOTIFY modifiedChanged)
    Q_PROPERTY(QString error READ error NOTIFY textChanged)

public:
    /// `path` is relative to the document.
    explicit HandlerFile(QString path, QObject *parent = nullptr);

    QString path() const { return m_path; }
    QString text() const { return m_text; }
    void setText(const QString &text);
    bool isModified() const { return m_text != m_saved; }

    /// Why the file could not be read, as one sentence; a file that is not there is an empty one.
    QString error() const { return m_error; }

    /// Reads what is in the folder; unsaved text is lost.
    void load(const QString &folder);

    /// Writes the text into the folder, which makes missing folders on the way. A path that would
    /// leave the folder is refused.
    Result<> save(const QString &folder);

Q_SIGNALS:
    void textChanged();
    void modifiedChanged();

private:
    QString m_path;
    QString m_text;
    QString m_saved;
    QString m_error;
};

} // namespace Saltern
