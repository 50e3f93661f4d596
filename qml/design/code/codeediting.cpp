#include "qml/design/code/codeediting.h"

#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

#include <algorithm>

namespace Saltern {

namespace {

qsizetype leadingSpaces(const QString &line)
{
    const auto end = std::find_if(line.cbegin(), line.cend(), [](QChar c) { return c != u' '; });
    return end - line.cbegin();
}

QPoint selectionOf(const QTextCursor &cursor)
{
    return {cursor.selectionStart(), cursor.selectionEnd()};
}

} // namespace

QTextCursor CodeEditing::cursor(int start, int end) const
{
    QTextCursor cursor(m_document->textDocument());
    cursor.setPosition(start);
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    return cursor;
}

QPoint CodeEditing::indent(int start, int end)
{
    QTextCursor selected = cursor(start, end);
    QTextCursor edit = selected;
    if (start == end) {
        const int column = selected.positionInBlock();
        edit.insertText(QString(m_indentWidth - column % m_indentWidth, u' '));
        return selectionOf(edit);
    }
    const int last = m_document->textDocument()->findBlock(std::max(start, end - 1)).blockNumber();
    edit.beginEditBlock();
    for (auto line = m_document->textDocument()->findBlock(start);
         line.isValid() && line.blockNumber() <= last;
         line = line.next()) {
        if (line.text().isEmpty())
            continue;
        edit.setPosition(line.position());
        edit.insertText(QString(m_indentWidth, u' '));
    }
    edit.endEditBlock();
    return selectionOf(selected);
}

QPoint CodeEditing::outdent(int start, int end)
{
    const QTextCursor selected = cursor(start, end);
    QTextCursor edit = selected;
    const QTextDocument *document = m_document->textDocument();
    const int last = document->findBlock(std::max(start, end - 1)).blockNumber();
    edit.beginEditBlock();
    for (auto line = document->findBlock(start); line.isValid() && line.blockNumber() <= last;
         line = line.next()) {
        const auto spaces = std::min<qsizetype>(leadingSpaces(line.text()), m_indentWidth);
        edit.setPosition(line.position());
        edit.setPosition(line.position() + static_cast<int>(spaces), QTextCursor::KeepAnchor);
        edit.removeSelectedText();
    }
    edit.endEditBlock();
    return selectionOf(selected);
}

QPoint CodeEditing::newLine(int start, int end)
{
    QTextCursor edit = cursor(start, end);
    edit.beginEditBlock();
    edit.removeSelectedText();
    const QString before = edit.block().text().left(edit.positionInBlock());
    qsizetype spaces = leadingSpaces(before);
    static const QString openers = QStringLiteral(":{[(");
    const QString written = before.trimmed();
    if (!written.isEmpty() && openers.contains(written.back()))
        spaces += m_indentWidth;
    edit.insertText(u'\n' + QString(spaces, u' '));
    edit.endEditBlock();
    return selectionOf(edit);
}

QPoint CodeEditing::find(const QString &text, int from, bool backward) const
{
    QTextDocument *document = m_document->textDocument();
    const auto flags = backward ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    QTextCursor found = document->find(text, from, flags);
    if (found.isNull())
        found = document->find(text, backward ? document->characterCount() - 1 : 0, flags);
    return found.isNull() ? QPoint(-1, -1) : selectionOf(found);
}

int CodeEditing::count(const QString &text) const
{
    return text.isEmpty() ? 0
                          : static_cast<int>(m_document->textDocument()->toPlainText().count(
                                text, Qt::CaseInsensitive));
}

int CodeEditing::lineOf(int position) const
{
    return m_document->textDocument()->findBlock(position).blockNumber() + 1;
}

int CodeEditing::positionOf(int line) const
{
    const auto block = m_document->textDocument()->findBlockByNumber(std::max(0, line - 1));
    return block.isValid() ? block.position() : 0;
}

} // namespace Saltern
