#pragma once

#include <QObject>
#include <QPoint>
#include <QPointer>
#include <QQuickTextDocument>
#include <QtQml/qqmlregistration.h>

class QTextCursor;

namespace Saltern {

/// What an editor of code can do to its text beyond typing; each call is one undo step of the
/// TextEdit. Positions are in UTF-16 units; a returned point is the new selection (x start, y end).
/// GUI thread.
class CodeEditing : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument *textDocument MEMBER m_document NOTIFY textDocumentChanged)
    Q_PROPERTY(int indentWidth MEMBER m_indentWidth NOTIFY indentWidthChanged)

public:
    using QObject::QObject;

    /// Moves the selected lines to the next stop; without a selection, puts spaces in at the
    /// cursor.
    Q_INVOKABLE QPoint indent(int start, int end);

    /// Moves the lines that the selection touches back by one stop.
    Q_INVOKABLE QPoint outdent(int start, int end);

    /// Begins a line indented as the one before, one stop deeper behind ":" or an opening bracket.
    Q_INVOKABLE QPoint newLine(int start, int end);

    /// The next occurrence of `text`, ignoring case, from `from` on and around the end; (-1, -1)
    /// when there is none.
    Q_INVOKABLE QPoint find(const QString &text, int from, bool backward) const;

    /// How often `text` occurs, ignoring case.
    Q_INVOKABLE int count(const QString &text) const;

    /// The line of a position, from 1, and the position where a line begins.
    Q_INVOKABLE int lineOf(int position) const;
    Q_INVOKABLE int positionOf(int line) const;

Q_SIGNALS:
    void textDocumentChanged();
    void indentWidthChanged();

private:
    QTextCursor cursor(int start, int end) const;

    QPointer<QQuickTextDocument> m_document;
    int m_indentWidth = 4;
};

} // namespace Saltern
