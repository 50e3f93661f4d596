#include "qml/design/code/syntaxhighlighter.h"

namespace Saltern {

namespace {

// The state that a line hands to the next: no open block, or the index of the block plus one.
constexpr int nothingOpen = 0;

struct Found
{
    QRegularExpressionMatch match;
    const SyntaxRule *rule = nullptr;
    int block = -1;
};

// The earliest match at or behind `from`; blocks go first where several begin at one place.
Found earliest(const SyntaxLanguage &language, const QString &text, qsizetype from)
{
    Found best;
    const auto consider = [&](const QRegularExpressionMatch &match, Found candidate) {
        if (!match.hasMatch() || match.capturedLength() == 0)
            return;
        if (!best.match.hasMatch() || match.capturedStart() < best.match.capturedStart()) {
            best = std::move(candidate);
            best.match = match;
        }
    };
    for (std::size_t i = 0; i < language.blocks.size(); ++i)
        consider(language.blocks[i].begin.match(text, from), {.block = static_cast<int>(i)});
    for (const SyntaxRule &rule : language.rules)
        consider(rule.pattern.match(text, from), {.rule = &rule});
    return best;
}

} // namespace

SyntaxHighlighter::SyntaxHighlighter(QObject *parent) : QSyntaxHighlighter(parent)
{
    connect(this, &SyntaxHighlighter::colorsChanged, this, &QSyntaxHighlighter::rehighlight);
}

void SyntaxHighlighter::setTextDocument(QQuickTextDocument *document)
{
    if (document == m_textDocument)
        return;
    m_textDocument = document;
    setDocument(document ? document->textDocument() : nullptr);
    Q_EMIT textDocumentChanged();
}

void SyntaxHighlighter::setLanguage(const QString &language)
{
    if (language == m_language)
        return;
    m_language = language;
    rehighlight();
    Q_EMIT languageChanged();
}

QString SyntaxHighlighter::languageOf(const QString &fileName, const QString &text)
{
    return syntaxLanguageOf(fileName, text.section(u'\n', 0, 0));
}

void SyntaxHighlighter::highlightBlock(const QString &text)
{
    const SyntaxLanguage &language = syntaxLanguage(m_language);
    setCurrentBlockState(nothingOpen);
    qsizetype at = 0;
    if (previousBlockState() > nothingOpen)
        at = paintBlock(text, static_cast<std::size_t>(previousBlockState() - 1), 0, 0);
    while (at < text.size()) {
        const Found found = earliest(language, text, at);
        if (found.block >= 0) {
            at = paintBlock(text,
                            static_cast<std::size_t>(found.block),
                            found.match.capturedStart(),
                            found.match.capturedEnd());
        } else if (found.rule) {
            paint(found.match.capturedStart(found.rule->group),
                  found.match.capturedEnd(found.rule->group),
                  found.rule->token);
            at = found.match.capturedEnd();
        } else {
            return;
        }
    }
}

// Colours from `from` to the block's end, which is looked for from `search` on. Returns where the
// line goes on.
qsizetype SyntaxHighlighter::paintBlock(const QString &text,
                                        std::size_t block,
                                        qsizetype from,
                                        qsizetype search)
{
    const SyntaxLanguage &language = syntaxLanguage(m_language);
    if (block >= language.blocks.size())
        return from; // left over from another language; every line is read again at once
    const auto end = language.blocks[block].end.match(text, search);
    const qsizetype to = end.hasMatch() ? end.capturedEnd() : text.size();
    if (!end.hasMatch())
        setCurrentBlockState(static_cast<int>(block) + 1);
    paint(from, to, language.blocks[block].token);
    return to;
}

void SyntaxHighlighter::paint(qsizetype from, qsizetype to, Token token)
{
    const QColor *color = nullptr;
    switch (token) {
    case Token::Plain:
        return;
    case Token::Keyword:
        color = &m_keyword;
        break;
    case Token::String:
        color = &m_string;
        break;
    case Token::Number:
        color = &m_number;
        break;
    case Token::Comment:
        color = &m_comment;
        break;
    case Token::Key:
        color = &m_key;
        break;
    case Token::Special:
        color = &m_special;
        break;
    }
    setFormat(static_cast<int>(from), static_cast<int>(to - from), *color);
}

} // namespace Saltern
