#include "app/studio/engineclient/ansitext.h"

#include <QRegularExpression>
#include <QStringList>

#include <array>

namespace Saltern {

namespace {

// black, red, green, yellow, blue, magenta, cyan, white; readable on the studio's two backgrounds.
constexpr std::array<const char *, 8> onDark{
    "#919da6", "#f2857c", "#5cc97b", "#f0b44c", "#5ba8f5", "#c79bfa", "#35c9b4", "#e3eaef"};
constexpr std::array<const char *, 8> onLight{
    "#182128", "#b3261e", "#1d7a3a", "#8f5b00", "#1d66b8", "#6a45d1", "#0a7466", "#5c6973"};

const QRegularExpression &sequence()
{
    // CSI sequences (cut-off ones too), OSC sequences up to their end, other two-character escapes.
    static const QRegularExpression pattern(
        QStringLiteral("\x1b\\[([0-9;:?]*)[ -/]*([@-~]|$)|"
                       "\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[@-Z\\\\^_]"));
    return pattern;
}

struct Pen
{
    int color = -1;
    bool bold = false;

    void take(const QString &parameters)
    {
        const QStringList codes = parameters.split(u';');
        for (const QString &text : codes) {
            const int code = text.toInt(); // empty = 0 = reset
            if (code == 0)
                *this = {};
            else if (code == 1)
                bold = true;
            else if (code == 22)
                bold = false;
            else if (code >= 30 && code <= 37)
                color = code - 30;
            else if (code >= 90 && code <= 97)
                color = code - 90;
            else if (code == 39)
                color = -1;
            else if (code == 38 || code == 48)
                return; // 256 colours: what follows are their numbers
        }
    }

    QString paint(const QString &text, bool dark) const
    {
        if (text.isEmpty())
            return {};
        QString html = text.toHtmlEscaped().replace(u' ', QStringLiteral("&nbsp;"));
        if (bold)
            html = QStringLiteral("<b>") + html + QStringLiteral("</b>");
        if (color < 0)
            return html;
        const auto &palette = dark ? onDark : onLight;
        return QStringLiteral("<font color=\"%1\">")
                   .arg(QLatin1StringView(palette.at(size_t(color)))) +
               html + QStringLiteral("</font>");
    }
};

} // namespace

QString withoutAnsi(const QString &text)
{
    QString plain = text;
    return plain.remove(sequence()).remove(u'\r');
}

QString ansiToHtml(const QString &text, bool dark)
{
    QString html;
    Pen pen;
    qsizetype at = 0;
    for (auto match = sequence().globalMatch(text); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        html += pen.paint(text.mid(at, found.capturedStart() - at).remove(u'\r'), dark);
        if (found.captured(2) == QLatin1StringView("m"))
            pen.take(found.captured(1));
        at = found.capturedEnd();
    }
    return html + pen.paint(text.mid(at).remove(u'\r'), dark);
}

} // namespace Saltern
