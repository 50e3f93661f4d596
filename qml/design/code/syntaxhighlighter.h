#pragma once

#include <QColor>
#include <QPointer>
#include <QQuickTextDocument>
#include <QSyntaxHighlighter>
#include <QtQml/qqmlregistration.h>

#include "qml/design/code/syntaxrules.h"

namespace Saltern {

/// Colours the text of a TextEdit by the tables of syntaxrules.h. The colours come from the theme.
/// GUI thread.
class SyntaxHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument *textDocument READ textDocument WRITE setTextDocument NOTIFY
                   textDocumentChanged)
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY languageChanged)
    Q_PROPERTY(QColor keywordColor MEMBER m_keyword NOTIFY colorsChanged)
    Q_PROPERTY(QColor stringColor MEMBER m_string NOTIFY colorsChanged)
    Q_PROPERTY(QColor numberColor MEMBER m_number NOTIFY colorsChanged)
    Q_PROPERTY(QColor commentColor MEMBER m_comment NOTIFY colorsChanged)
    Q_PROPERTY(QColor keyColor MEMBER m_key NOTIFY colorsChanged)
    Q_PROPERTY(QColor specialColor MEMBER m_special NOTIFY colorsChanged)

public:
    explicit SyntaxHighlighter(QObject *parent = nullptr);

    QQuickTextDocument *textDocument() const { return m_textDocument; }
    void setTextDocument(QQuickTextDocument *document);
    QString language() const { return m_language; }
    void setLanguage(const QString &language);

    /// syntaxLanguageOf() for QML.
    Q_INVOKABLE static QString languageOf(const QString &fileName, const QString &text);

Q_SIGNALS:
    void textDocumentChanged();
    void languageChanged();
    void colorsChanged();

protected:
    void highlightBlock(const QString &text) override;

private:
    qsizetype paintBlock(const QString &text, std::size_t block, qsizetype from, qsizetype search);
    void paint(qsizetype from, qsizetype to, Token token);

    QPointer<QQuickTextDocument> m_textDocument;
    QString m_language;
    QColor m_keyword;
    QColor m_string;
    QColor m_number;
    QColor m_comment;
    QColor m_key;
    QColor m_special;
};

} // namespace Saltern
