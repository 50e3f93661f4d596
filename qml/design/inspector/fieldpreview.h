#pragma once

#include <QDateTime>
#include <QObject>
#include <QStringList>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// What a setting means in words, and what a file picker's answer is for a document. GUI thread.
class FieldPreview : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    /// The next three ticks after now: "today 15:00", "tomorrow 03:00", "Mon 1 Dec 03:00". Empty
    /// when the expression or the zone cannot be read. An empty zone is the machine's own.
    Q_INVOKABLE static QStringList cronTimes(const QString &expression, const QString &zone);
    static QStringList
    cronTimesAfter(const QString &expression, const QString &zone, const QDateTime &now);

    Q_INVOKABLE static QStringList timeZones();

    /// The file's path relative to the document's folder; empty when it lies outside of it.
    Q_INVOKABLE static QString pathBeside(const QString &document, const QUrl &file);
    Q_INVOKABLE static QUrl folderOf(const QString &document);
};

} // namespace Saltern
