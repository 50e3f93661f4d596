#include "app/studio/canvas/notetext.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

namespace Saltern {

namespace {

constexpr int fontPixels = 12;
constexpr int listIndent = 16;

void colorLinks(QTextDocument &document, const QColor &color)
{
    QTextCharFormat link;
    link.setForeground(color);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            if (!fragment.charFormat().isAnchor())
                continue;
            QTextCursor cursor(&document);
            cursor.setPosition(fragment.position());
            cursor.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
            cursor.mergeCharFormat(link);
        }
    }
}

} // namespace

NoteText::NoteText(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    connect(this, &NoteText::changed, this, [this] { update(); });
}

void NoteText::paint(QPainter *painter)
{
    QFont font(m_family);
    font.setPixelSize(fontPixels);
    QTextDocument document;
    document.setDocumentMargin(0);
    document.setIndentWidth(listIndent);
    document.setDefaultFont(font);
    document.setMarkdown(m_text);
    colorLinks(document, m_linkColor);
    document.setTextWidth(width() / m_zoom);
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, m_color);
    painter->scale(m_zoom, m_zoom);
    document.documentLayout()->draw(painter, context);
}

} // namespace Saltern
