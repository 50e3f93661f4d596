#pragma once

#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// Where in its source a handler or a script failed, read from what it left: a traceback of Python,
/// a stack of Node.js, a shell's complaint, the line that a transform names. GUI thread.
class FailurePlace : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    /// Marks for a CodeEditor, {line, severity, message}: one, or none when `text` names no line of
    /// the file. `fileName` is the handler's, without folders; inline code is "handler.*".
    Q_INVOKABLE static QVariantList marks(const QString &text, const QString &fileName);
};

} // namespace Saltern
